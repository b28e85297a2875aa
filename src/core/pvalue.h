/*
 * pvalue.h
 *		p-values of goodness-of-fit statistics whose parameters were estimated from the same rows.
 */
#ifndef BESTFIT_PVALUE_H
#define BESTFIT_PVALUE_H

#include <stdint.h>

#include "context.h"
#include "family.h"
#include "goodness.h"

/* The most cells that the rows are divided into for a test. */
#define TEST_CELLS 128

/* Rows divided into n intervals: count[i] of them between edge[i - 1] and edge[i]. */
typedef struct TestCells
{
	int n;
	double rows;
	double
		*edge; /* n - 1, ascending; the first cell begins at -infinity, the last ends at infinity */
	double *count;
} TestCells;

/*
 * A fitted model as the tests see it.  probabilities() fills p with those of the n cells, each to
 * its relative accuracy, at the coordinates u (of n_free estimated quantities, not of those held
 * fixed or that follow an extreme row); false where they do not exist.  u is the estimate.
 */
typedef struct CellModel
{
	bool (*probabilities)(void *arg, const double *u, double *p);
	void *arg;
	int n_free;
	double u[MAX_PARAMS];
	bool integer[MAX_PARAMS]; /* takes whole numbers only: matters where they are close together */
} CellModel;

/* The statistics of the rows on the cells, whose upper edges have these levels. */
extern Goodness cells_goodness(const TestCells *cells, const Level *level);

/* Random numbers that are the same for all families of a call: made as they are asked for. */
typedef struct NullDraws NullDraws;

extern NullDraws *null_draws_create(const CoreContext *cx, const TestCells *cells);

/* The statistics on the cells, and their p-values. */
typedef struct PValues
{
	Goodness statistic;
	Goodness p;
} PValues;

/*
 * p-values of the Kolmogorov-Smirnov, Anderson-Darling and Cramer-von Mises statistics of the
 * cells, for maximum-likelihood estimates.  NaN if the cells or the model do not allow them, or
 * after a stop request.
 */
extern PValues p_values(const CoreContext *cx, const TestCells *cells, const CellModel *model,
						NullDraws *draws);

#endif
