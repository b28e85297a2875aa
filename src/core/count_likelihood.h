/*
 * count_likelihood.h
 *		The log-likelihood of counts.
 */
#ifndef BESTFIT_COUNT_LIKELIHOOD_H
#define BESTFIT_COUNT_LIKELIHOOD_H

#include "count_data.h"
#include "likelihood.h"

/* Sets lk->y to params; false if they do not exist or leave rows outside the support. */
extern bool count_rows_in_support(Likelihood *lk, const double *params);

/*
 * Log-likelihood of the counts lk->data->counts at params (shapes, loc, 1), by their fine or coarse
 * nodes; -INFINITY where the parameters do not exist or a row lies outside the support.  Truncated
 * if the data are; lk->y is not.
 */
extern double count_value(Likelihood *lk, const CountNodes *nodes, const double *params);

/*
 * The same where that integer shape is none: the log mass continued between the integers, at shapes
 * whose rounding leaves no row outside the support.  Not for truncated data.
 */
extern double count_value_between(Likelihood *lk, const CountNodes *nodes, const double *params,
								  int shape);

/* The probability of the integers in [lower, upper] (either may be infinite) under d, truncated or
 * not. */
extern double count_probability(const Distribution *d, double lower, double upper);

#endif
