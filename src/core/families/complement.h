/*
 * complement.h
 *		Probabilities of densities that are right to ten digits, not to sixteen.
 *
 * The integrals of such a density from below and from above do not add up to 1 exactly.  Here the
 * smaller tail is the integral, and the larger one is 1 less that: they always do.
 */
#ifndef BESTFIT_FAMILIES_COMPLEMENT_H
#define BESTFIT_FAMILIES_COMPLEMENT_H

#include "families/cumulate.h"

/* As cumulation_tail. */
static inline double
complement_tail(const Cumulation *c, const Shape *s, double t, bool upper, bool logarithm)
{
	double lower = cumulation_tail(c, s, t, false, false);
	bool upper_is_smaller = lower > 0.5;
	double smaller;

	if (upper == upper_is_smaller && logarithm)
		return cumulation_tail(c, s, t, upper, true);
	smaller = upper_is_smaller ? cumulation_tail(c, s, t, true, false) : lower;
	if (upper == upper_is_smaller)
		return smaller;
	return logarithm ? log1p(-smaller) : 1 - smaller;
}

/* As cumulation_quantile. */
static inline double
complement_quantile(const Cumulation *c, const Shape *s, double p, bool upper)
{
	return p > 0.5 ? cumulation_quantile(c, s, 1 - p, !upper) : cumulation_quantile(c, s, p, upper);
}

/* As DEFINE_CUMULATED. */
#define DEFINE_COMPLEMENTARY(name, cumulation, to_t, to_y)                                         \
	static double name##_cdf(const Shape *s, double y)                                             \
	{                                                                                              \
		return complement_tail(&cumulation, s, to_t, false, false);                                \
	}                                                                                              \
	static double name##_sf(const Shape *s, double y)                                              \
	{                                                                                              \
		return complement_tail(&cumulation, s, to_t, true, false);                                 \
	}                                                                                              \
	static double name##_logcdf(const Shape *s, double y)                                          \
	{                                                                                              \
		return complement_tail(&cumulation, s, to_t, false, true);                                 \
	}                                                                                              \
	static double name##_logsf(const Shape *s, double y)                                           \
	{                                                                                              \
		return complement_tail(&cumulation, s, to_t, true, true);                                  \
	}                                                                                              \
	static double name##_quantile(const Shape *s, double p)                                        \
	{                                                                                              \
		double t = complement_quantile(&cumulation, s, p, false);                                  \
                                                                                                   \
		return to_y;                                                                               \
	}                                                                                              \
	static double name##_quantile_upper(const Shape *s, double q)                                  \
	{                                                                                              \
		double t = complement_quantile(&cumulation, s, q, true);                                   \
                                                                                                   \
		return to_y;                                                                               \
	}

#endif
