/*
 * likelihood.h
 *		The log-likelihood of a family's parameters on cells.
 */
#ifndef BESTFIT_LIKELIHOOD_H
#define BESTFIT_LIKELIHOOD_H

#include "fit.h"

typedef struct Likelihood
{
	const FitData *data;
	const Family *family;
	Shape shape;
	bool prepared; /* shape, lower and upper are those of shape.p */
	bool anchored; /* and so are centre and spread */
	double lower;  /* support of y */
	double upper;
	double centre; /* of y, see chart.c */
	double spread;
	int evaluations;
	bool stopped; /* the context asked to stop */
} Likelihood;

/* Memory for the family's table, if it has one, comes from the data's context. */
extern void likelihood_init(Likelihood *lk, const FitData *data, const Family *family);
extern void likelihood_free(Likelihood *lk);

/*
 * Makes lk->shape, lower and upper those of the shapes p; false if the family cannot be evaluated
 * there.
 */
extern bool likelihood_set_shape(Likelihood *lk, const double *p);

/*
 * Log-likelihood of the cells at params (shapes, loc, scale, in z units), on the density scale of
 * z.  -INFINITY where the parameters do not exist or a row lies outside the support.
 */
extern double likelihood_value(Likelihood *lk, const CellSet *cells, const double *params);

/*
 * The same on all the bins, for KINKED families: the rows of the bin that holds the kink are spread
 * evenly over it and counted on either side, so that the value is smooth in the kink's place.
 */
extern double likelihood_kinked(Likelihood *lk, const double *params);

/*
 * The log-probability of [lower, upper] under the standardised distribution: by quadrature of the
 * density where that is smooth over the cell, else by the difference of cdf or sf.
 */
extern double log_cell_probability(const Family *family, const Shape *s, double support_lower,
								   double support_upper, double lower, double upper);

#endif
