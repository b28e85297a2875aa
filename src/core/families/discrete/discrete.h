/*
 * discrete.h
 *		What the discrete families share.
 */
#ifndef BESTFIT_FAMILIES_DISCRETE_H
#define BESTFIT_FAMILIES_DISCRETE_H

#include "count_data.h"
#include "families/discrete/sums.h"
#include "families/shared.h"

/*
 * A positive parameter whose family tends to a simpler one as it grows: as a coordinate that is
 * bounded there, about -2 / sqrt(a), and log a as a goes to 0.
 */
static inline double
coordinate_to_infinity(double a)
{
	return -2 * log1p(1 / sqrt(a));
}

static inline double
value_to_infinity(double u)
{
	double root = 1 / expm1(-u / 2);

	return root * root;
}

/* coordinate_to_infinity of 1e-6 and of 1e20 */
#define LEAST_TO_INFINITY (-13.817510557964274)
#define MOST_TO_INFINITY (-1.9999999999e-10)

/*
 * The largest n of a negative binomial distribution with this mean.  Towards infinity, where it is
 * a Poisson distribution, p = n / (n + mean) has ever fewer digits for the mean: with as many as
 * these neither that nor what is left of the variance, mean^2 / n, is seen in 1e6 rows.
 */
static inline double
most_successes(double mean)
{
	double root = cbrt(fmax(mean, 1));

	return 1e10 * root * root;
}

/*
 * More trials than this are for any counts, and than most_trials for counts up to `largest`,
 * infinitely many, as far as they have doubles: a count y is less likely by y^2 / 2n than with these.
 */
#define MOST_TRIALS 1e15

static inline double
most_trials(double largest)
{
	return fmax(fmin(fmax(MOST_TRIALS, 1e4 * largest * largest), LARGEST_COUNT), largest);
}

/* A log coordinate may be anywhere here. */
#define LEAST_LOG (-80)
#define MOST_LOG 80

/*
 * Logarithms of masses (masses.c).  q is 1 - p; y need not be an integer, nor n of the negative
 * binomial one.
 */
extern double log_poisson_mass(double mu, double y);
extern double log_binom_mass(double n, double p, double q, double y);
extern double log_nbinom_mass(double n, double p, double q, double y);

/* Constant: betabinom_constant(n, a, b); trials: bf_lgamma_stirling(n). */
extern double betabinom_constant(double n, double a, double b);
extern double log_betabinom_mass(double n, double a, double b, double constant, double trials,
								 double y);

/* Constant: betanbinom_constant(n, a, b); successes: bf_lgamma_stirling(n); n > 0. */
extern double betanbinom_constant(double n, double a, double b);
extern double log_betanbinom_mass(double n, double a, double b, double constant, double successes,
								  double y);

/*
 * Of t! / (t - y)!, y <= t, neither of them an integer of need: the log of what is left of it when
 * divided by t^y, and the derivative of that by log t, times t: t^2 (digamma(t + 1) -
 * digamma(t + 1 - y)) - t y, which is about y (y - 1) / 2 for large t.
 */
extern double log_falling_ratio(double t, double y);
extern double scaled_digamma_difference(double t, double y);

#endif
