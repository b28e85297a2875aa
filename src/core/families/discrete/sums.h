/*
 * sums.h
 *		Sums of masses over many integers: distribution functions that have no better formula.
 */
#ifndef BESTFIT_FAMILIES_SUMS_H
#define BESTFIT_FAMILIES_SUMS_H

#include <math.h>

#include "family.h"
#include "special/special.h"

typedef double (*LogMass)(const Shape *s, double y);

/*
 * Log of the sum of the masses at y, y + step, y + 2 step, ... end (step 1 or -1; end may be
 * infinite), for masses that fall, or rise no more than moderately, on the way.  The log mass must
 * be smooth between the integers more than 32 away from y and from end.  Cost grows with the
 * logarithm of the number of terms.  Relative error about 1e-14 besides that of the masses.
 */
extern double log_sum_of_masses(LogMass log_mass, const Shape *s, double y, double step,
								double end);

/*
 * The sum of the masses at the m integers from first on, if their logarithms are smooth and vary
 * by a few units at most; else NaN.
 */
extern double sum_of_smooth_masses(LogMass log_mass, const Shape *s, double first, double m);

/* Log of the other tail; rounding may have taken this one to 1.  NaN stays. */
static inline double
log_other_tail(double log_tail)
{
	return isnan(log_tail) ? NAN : bf_log1mexp(fmin(log_tail, -1e-300));
}

/* The logarithm of a tail so large that it leaves too little for the other one to be told from it.
 */
#define NEARLY_ALL (-0.01)

/*
 * Distribution functions of a family with support lower..upper from its masses: log of the lower
 * or of the upper tail at y, by summing the side of y that does not hold `centre`, or the side that
 * is asked for where the other holds nearly all.
 */
extern double log_tail_by_sum(LogMass log_mass, const Shape *s, double y, double lower,
							  double upper, double centre, bool upper_tail);

/* Defines cdf, sf, logcdf and logsf of the family `name` from a function name_log_tail. */
#define DEFINE_TAILS(name)                                                                         \
	static double name##_cdf(const Shape *s, double y)                                             \
	{                                                                                              \
		return exp(name##_log_tail(s, y, false));                                                  \
	}                                                                                              \
	static double name##_sf(const Shape *s, double y)                                              \
	{                                                                                              \
		return exp(name##_log_tail(s, y, true));                                                   \
	}                                                                                              \
	static double name##_logcdf(const Shape *s, double y)                                          \
	{                                                                                              \
		return name##_log_tail(s, y, false);                                                       \
	}                                                                                              \
	static double name##_logsf(const Shape *s, double y)                                           \
	{                                                                                              \
		return name##_log_tail(s, y, true);                                                        \
	}

#define TAIL_FUNCTIONS(name)                                                                       \
	.logpdf = name##_logpdf, .cdf = name##_cdf, .sf = name##_sf, .logcdf = name##_logcdf,          \
	.logsf = name##_logsf

#endif
