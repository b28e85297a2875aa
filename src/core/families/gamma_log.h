/*
 * gamma_log.h
 *		Gamma variables that are given by their logarithm.
 *
 * Powers of gamma variables leave the range of doubles long before their probabilities become
 * uninteresting: with shape 0.01 half of the rows are below 1e-30.  Families that are functions of
 * a gamma variable w hand in log w, which is always in range, next to w itself.
 */
#ifndef BESTFIT_FAMILIES_GAMMA_LOG_H
#define BESTFIT_FAMILIES_GAMMA_LOG_H

#include "families/shared.h"

/*
 * The log density of log w, a log w - w - lgamma(a).  k[0] to k[2], three of a Shape's constants,
 * hold what depends on the shape a alone.  From a = 10 on it is written around w = a, where the
 * three large terms would cancel.
 */
extern void gamma_log_prepare(double a, double *k);

static inline double
gamma_log_density(const double *k, double w, double log_w)
{
	double a = k[0], r;

	if (a < 10)
		return a * log_w - w + k[2];
	r = w / a;
	if (r < 0.5 || r > 2)
		return a * ((log_w - k[1]) - (r - 1)) + k[2];
	return a * bf_log1pmx((w - a) / a) + k[2];
}

/* A tail of the gamma distribution of shape a at w, or its logarithm. */
extern double gamma_log_tail(double a, double w, double log_w, bool upper, bool logarithm);

/* Logarithm of the quantile with lower (or upper) tail p. */
extern double gamma_log_quantile(double a, double p, bool upper);

#endif
