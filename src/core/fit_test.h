/*
 * fit_test.h
 *		Tests of the hypothesis that the rows come from the family that was fitted to them.
 */
#ifndef BESTFIT_FIT_TEST_H
#define BESTFIT_FIT_TEST_H

#include "count_estimate.h"
#include "count_goodness.h"
#include "pvalue.h"

/* The rows of a FitData in test cells (edges in z units), with the random numbers for them. */
typedef struct FitTest
{
	TestCells cells;
	NullDraws *draws;
} FitTest;

/* A fitted family as a model of the cells. */
typedef struct FamilyModel
{
	CellModel model;
	Likelihood lk;
	Chart chart;
	int coordinate[MAX_PARAMS]; /* of the chart, for each of the model's */
	double u[MAX_PARAMS];       /* of the chart, at the estimate */
	const TestCells *cells;
} FamilyModel;

extern const FitTest *fit_test_cells(FitData *d);

/*
 * The model of an estimate of the family.  False if there is no valid one: the estimate did not
 * converge.  *m must stay where it is, and family_model_free ends its use.
 */
extern bool family_model(FamilyModel *m, FitData *d, const Estimate *est, const Family *family);
extern void family_model_free(FamilyModel *m);

/*
 * p-values of ks, ad and cvm for the estimate of the family; NaN where none is valid.
 */
extern Goodness fit_p_values(FitData *d, const Estimate *est, const Family *family);

/*
 * The statistics that those p-values are of, for the family at params (shapes, loc, scale in z
 * units): of the rows in cells, which rounding does not disturb.  NaN if they do not exist.
 */
extern Goodness fit_cells_goodness(FitData *d, Likelihood *lk, const double *params);

/* p-values of a discrete family's estimate. */
extern Goodness count_p_values(FitData *d, const Estimate *est, const Family *family);

#endif
