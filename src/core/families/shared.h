/*
 * shared.h
 *		Pieces that more than one family is made of.
 *
 * The inline functions sit in the loop over the rows; what is out of line is in shared.c.
 */
#ifndef BESTFIT_FAMILIES_SHARED_H
#define BESTFIT_FAMILIES_SHARED_H

#include <math.h>
#include <stddef.h>

#include "families/families.h"
#include "fit.h"
#include "special/special.h"

/* What is missing in the double PI. */
#define PI_REST 1.2246467991473531772e-16

/* Apery's constant. */
#define ZETA_3 1.2020569031595942854

/* What is missing in the double LN_2. */
#define LN_2_REST 2.3190468138462995584e-17

/* Beyond this y^2 might overflow, and y^2 + anything is y^2 long before. */
#define HUGE_Y 1e150

/* c * log_y where a zero factor wins: the limit of log(y^c) as y goes to 0 or to infinity. */
static inline double
times_log(double c, double log_y)
{
	return c == 0 ? 0 : c * log_y;
}

/* log(1 - exp(-t)) from log t: no underflow for the tiniest t. */
static inline double
log_one_minus_exp_neg(double log_t)
{
	return log_t < -37 ? log_t : bf_log1mexp(-exp(log_t));
}

/* log1p(k y) / k, exact also where 1 + k y is near 0; infinite where it is 0 (or rounds below). */
static inline double
boxcox1p_to_end(double y, double k)
{
	double z = k * y;

	if (z > -0.5)
		return bf_boxcox1p(y, k);
	z = fma(k, y, 1);
	return (z > 0 ? log(z) : -INFINITY) / k;
}

/*
 * The log density of a standard gamma variable.  k[0] to k[2], three of a Shape's constants, hold
 * what depends on the shape a alone.  From a = 10 on it is written around x = a, where the three
 * large terms of the textbook form would cancel.
 */
extern void gamma_density_prepare(double a, double *k);

static inline double
gamma_density_small(const double *k, double x)
{
	if (x == 0)
		return k[1] == 0 ? k[2] : (k[1] > 0 ? -INFINITY : INFINITY);
	return k[1] * log(x) - x + k[2];
}

/* For shapes from 10 on; d is x / a - 1, which callers may know better than x. */
static inline double
gamma_density_large(const double *k, double x, double d)
{
	if (x == 0)
		return -INFINITY;
	if (d < -0.5 || d > 1)
		return k[0] * (log(x / k[0]) - d) - log(x) + k[2];
	return k[0] * bf_log1pmx(d) - log(x) + k[2];
}

static inline double
gamma_density(const double *k, double x)
{
	if (k[0] < 10)
		return gamma_density_small(k, x);
	return gamma_density_large(k, x, (x - k[0]) / k[0]);
}

/*
 * log of the constant of a beta density: that of x^a y^b / (x y), or, from BETA_LARGE on for both
 * shapes, of (x / mean of x)^a (y / mean of y)^b / (x y), where nothing cancels.
 */
#define BETA_LARGE 10

extern double beta_density_constant(double a, double b);

/* Integral of f over [a, b] by the 32-point Gauss-Legendre rule. */
extern double gauss_legendre(double (*f)(const void *arg, double x), const void *arg, double a,
							 double b);

/*
 * -M'(*t + v) = 1 - (*t + v) M(*t + v), with M Mills' ratio of the normal and t a double:
 * differences of M are integrals of it (arg is t, as gauss_legendre has it) where they would
 * cancel.
 */
extern double mills_slope(const void *t, double v);

/*
 * Estimation.  The closed forms are exact only for rows seen as points; this says whether they
 * are, and whether all of them lie above (strictly above, if `open`) a fixed loc.
 */
extern bool rows_are_points(const FitData *data);
extern bool rows_above_loc(const FitData *data, bool open);

/* Mean over all rows of f(z - loc); of (z - loc)^2, which needs no loop. */
extern double mean_of(const FitData *data, double (*f)(double), double loc);
extern double mean_square(const FitData *data, double loc);

/* Writes loc and scale (params of a family without shapes); false if the scale is useless. */
extern bool set_loc_scale(double *params, double loc, double scale);

/* Fills the moments of a family (Family.moments). */
static inline void
set_moments(double m[4], double mean, double variance, double skewness, double kurtosis)
{
	m[0] = mean;
	m[1] = variance;
	m[2] = skewness;
	m[3] = kurtosis;
}

/*
 * The same from the moments about any place, about[1] to about[order]: the mean is then relative to
 * that place; members beyond the order are NAN.
 */
extern void central_moments(const double *about, int order, double m[4]);

/*
 * Defines the functions of the family `name`, the distribution of -Y where Y follows `base`, from
 * those of base in the same file.
 */
#define DEFINE_REFLECTION(name, base)                                                              \
	static double name##_logpdf(const Shape *s, double y)                                          \
	{                                                                                              \
		return base##_logpdf(s, -y);                                                               \
	}                                                                                              \
	static double name##_cdf(const Shape *s, double y)                                             \
	{                                                                                              \
		return base##_sf(s, -y);                                                                   \
	}                                                                                              \
	static double name##_sf(const Shape *s, double y)                                              \
	{                                                                                              \
		return base##_cdf(s, -y);                                                                  \
	}                                                                                              \
	static double name##_logcdf(const Shape *s, double y)                                          \
	{                                                                                              \
		return base##_logsf(s, -y);                                                                \
	}                                                                                              \
	static double name##_logsf(const Shape *s, double y)                                           \
	{                                                                                              \
		return base##_logcdf(s, -y);                                                               \
	}                                                                                              \
	static double name##_quantile(const Shape *s, double p)                                        \
	{                                                                                              \
		return -base##_quantile_upper(s, p);                                                       \
	}                                                                                              \
	static double name##_quantile_upper(const Shape *s, double q)                                  \
	{                                                                                              \
		return -base##_quantile(s, q);                                                             \
	}

/* The designated initialisers of a family's seven functions, all of them present. */
#define ALL_FUNCTIONS(name)                                                                        \
	.logpdf = name##_logpdf, .cdf = name##_cdf, .sf = name##_sf, .logcdf = name##_logcdf,          \
	.logsf = name##_logsf, .quantile = name##_quantile, .quantile_upper = name##_quantile_upper

#endif
