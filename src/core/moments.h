/*
 * moments.h
 *		Moments, mode, entropy and tail means of a distribution, truncated or not.
 *
 * Where a family has a formula that does not cancel (Family.moments) it is used; else integrals of
 * the tails of the distribution function, which are bounded where a density may have poles.  All
 * results are in the units of x.  A quantity that does not exist is NAN, one that diverges is
 * infinite.  NAN also if the context asks to stop.
 */
#ifndef BESTFIT_MOMENTS_H
#define BESTFIT_MOMENTS_H

#include "distribution.h"

typedef struct Moments
{
	double mean;
	double variance;
	double skewness; /* central third moment over variance^1.5 */
	double kurtosis; /* excess: central fourth moment over variance^2, less 3 */
} Moments;

/*
 * The first `order` (1 to 4) members of *m; the others are NAN.  Relative error about 1e-10 of the
 * standard deviation for the mean, of the value for the variance; that of the family's functions
 * where it is worse.
 */
extern void distribution_moments(const CoreContext *cx, const Distribution *d, int order,
								 Moments *m);

/*
 * Where the density, or the mass, is highest; the lowest such place of several as high, or an end
 * at which the density is infinite.  About ten digits where the density is smooth.
 */
extern double distribution_mode(const CoreContext *cx, const Distribution *d);

/* Differential entropy, or entropy of a discrete distribution, in nats. */
extern double distribution_entropy(const CoreContext *cx, const Distribution *d);

/* E[X - x | X > x], the mean residual life; none from the end of the support on. */
extern double distribution_mean_excess(const CoreContext *cx, const Distribution *d, double x);

/* E[min(X, x)], the limited expected value. */
extern double distribution_limited_value(const CoreContext *cx, const Distribution *d, double x);

/*
 * The mean of the worst (largest) share 1 - p of outcomes, p in [0, 1): (integral of the quantile
 * over [p, 1]) / (1 - p) (Acerbi & Tasche 2002).
 */
extern double distribution_expected_shortfall(const CoreContext *cx, const Distribution *d,
											  double p);

#endif
