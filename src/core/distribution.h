/*
 * distribution.h
 *		A family with all its parameters: evaluation anywhere on the real line.
 */
#ifndef BESTFIT_DISTRIBUTION_H
#define BESTFIT_DISTRIBUTION_H

#include "context.h"
#include "family.h"

typedef struct Distribution
{
	const CoreContext *cx; /* asked whether to stop, where a quantile is searched for */
	const Family *family;
	Shape shape;
	double loc;
	double scale;
	double lower; /* support of y, truncated if the distribution is */
	double upper;

	/* Truncation: the distribution of X given from <= X <= to. */
	bool truncated;
	double from; /* x units, infinite where that side is open */
	double to;
	double log_mass;     /* log P(from <= X <= to) before it */
	double family_lower; /* support of y before it */
	double family_upper;
} Distribution;

/*
 * Makes *d ready for evaluation from parameters in the user's units (shapes, loc, scale).  False,
 * with *error a static sentence, if they are not parameters of the family.  Memory (a table, for
 * the few families that need one) comes from cx and is kept for reuse by later calls on the same
 * *d, which must be zeroed before the first.  *cx must live as long as *d is used.
 */
extern bool distribution_set(const CoreContext *cx, Distribution *d, const Family *family,
							 const double *params, const char **error);

/*
 * Whether the family's functions hold together at the shapes of *d, fresh from distribution_set:
 * formulae end in infinity less infinity, or in 0 times infinity, where shapes are near the ends of
 * what a double can hold.  Looks only at shapes that no data call for, by some hundred evaluations.
 */
extern bool distribution_is_sound(const Distribution *d);

/*
 * Truncates *d, fresh from distribution_set, to [from, to] (infinite: that side stays open). False,
 * with *error a static sentence, if that is no interval or the distribution has no probability on
 * it that a double can hold the logarithm of.  The tails of a truncated distribution are right
 * relative to themselves wherever the family's are: N(0, 1) on [40, inf] is no problem.
 */
extern bool distribution_truncate(Distribution *d, double from, double to, const char **error);

/* For any x, infinities included; NaN gives NaN.  Outside the support density 0, cdf 0 or 1. */
extern double distribution_logpdf(const Distribution *d, double x);
extern double distribution_cdf(const Distribution *d, double x);
extern double distribution_sf(const Distribution *d, double x);
extern double distribution_logcdf(const Distribution *d, double x);
extern double distribution_logsf(const Distribution *d, double x);

/* p, q in [0, 1] (else NaN); 0 and 1 give the ends of the support. */
extern double distribution_quantile(const Distribution *d, double p);
extern double distribution_quantile_upper(const Distribution *d, double q);

#endif
