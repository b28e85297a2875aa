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
#include "special/twofold.h"

/*
 * The log density of log w, a log w - w - lgamma(a).  k[0] to k[3], constants of a Shape, hold what
 * depends on the shape a alone.  From GAMMA_LOG_LARGE on, where the three large terms would cancel,
 * it is a (log(w / a) - (w / a - 1)) and a constant: from d = w / a - 1 as exact as it can be had,
 * and t = log(w / a).
 */
#define GAMMA_LOG_LARGE 10

extern void gamma_log_prepare(double a, double *k);

static inline double
gamma_log_density(const double *k, double w, double log_w)
{
	return k[0] * log_w - w + k[2];
}

static inline double
gamma_log_density_large(const double *k, double d, double t)
{
	return k[0] * (d > -0.5 && d < 1 ? bf_log1pmx(d) : t - d) + k[2];
}

/*
 * The same from t alone.  Where t is small, d - t is the exponential's series from t^2 / 2 on, of
 * which no term is lost to the others.
 */
static inline double
gamma_log_density_near(const double *k, double t)
{
	double t2 = t * t, even, odd;

	if (!(fabs(t) < 0.5))
		return gamma_log_density_large(k, expm1(t), t);
	even = 1.0 / 2 +
		   t2 * (1.0 / 24 +
				 t2 * (1.0 / 720 +
					   t2 * (1.0 / 40320 +
							 t2 * (1.0 / 3628800 + t2 * (1.0 / 479001600 + t2 / 87178291200.0)))));
	odd = 1.0 / 6 +
		  t2 * (1.0 / 120 + t2 * (1.0 / 5040 +
								  t2 * (1.0 / 362880 + t2 * (1.0 / 39916800 + t2 / 6227020800.0))));
	return k[2] - k[0] * t2 * (even + t * odd);
}

/* A tail of the gamma distribution of shape a at w, or its logarithm. */
extern double gamma_log_tail(double a, Twofold w, double log_w, bool upper, bool logarithm);

/* Logarithm of the quantile with lower (or upper) tail p. */
extern double gamma_log_quantile(double a, double p, bool upper);

#endif
