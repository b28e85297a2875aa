/*
 * powernorm.c
 *		Minima of normal and lognormal variables, and the lognormal of shape 1: powernorm,
 *		powerlognorm, gibrat.
 *
 * The sf is the c-th power of the normal's.  Its logarithm, log_ndtr, is exact where the sf is 0 or
 * 1 to a double, and so are both tails made of it.
 */
#include "families/shared.h"
#include "special/twofold.h"

/* ---------- powernorm ---------- */

static bool
powernorm_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]) - LN_SQRT_2PI;
	return true;
}

/*
 * log density at z, but for the constant k[0], and *log_mills = bf_log_mills(z).  On the right
 * log_ndtr(-z) is -z^2 / 2, the density's exponent, plus log_mills(z) less a constant: for small c
 * the squares would cancel.
 */
static inline double
powernorm_log_kernel(double c, double z, double *log_mills)
{
	double exponent = 0.5 * z * z;

	if (z < 1)
	{
		double log_sf = bf_log_ndtr(-z);

		*log_mills = log_sf + exponent + LN_SQRT_2PI;
		return (c - 1) * log_sf - exponent;
	}
	*log_mills = bf_log_mills(z);
	return c * (*log_mills - LN_SQRT_2PI - exponent) - *log_mills + LN_SQRT_2PI;
}

static double
powernorm_logpdf(const Shape *s, double y)
{
	double log_mills;

	return s->k[0] + powernorm_log_kernel(s->p[0], y, &log_mills);
}

/* The integrated hazard, -log sf: far to the left c Phi(y), where Phi may underflow. */
static double
powernorm_hazard(const Shape *s, double y)
{
	if (y < -36)
		return exp(log(s->p[0]) + bf_log_ndtr(y));
	return -s->p[0] * bf_log_ndtr(-y);
}

static double
powernorm_cdf(const Shape *s, double y)
{
	return -expm1(-powernorm_hazard(s, y));
}

static double
powernorm_sf(const Shape *s, double y)
{
	return exp(-powernorm_hazard(s, y));
}

/* Where the hazard may underflow it is the cdf. */
static double
powernorm_logcdf(const Shape *s, double y)
{
	double hazard = powernorm_hazard(s, y);

	if (hazard < 1e-290)
		return log(s->p[0]) + bf_log_ndtr(y);
	return bf_log1mexp(-hazard);
}

static double
powernorm_logsf(const Shape *s, double y)
{
	return -powernorm_hazard(s, y);
}

/* y where the integrated hazard is h, which is c Phi(y) where it is small. */
static double
powernorm_inverse(const Shape *s, double h)
{
	if (h / s->p[0] < 1e-290)
		return bf_ndtri_exp(log(h) - log(s->p[0]));
	return -bf_ndtri_exp(-h / s->p[0]);
}

static double
powernorm_quantile(const Shape *s, double p)
{
	return powernorm_inverse(s, -log1p(-p));
}

static double
powernorm_quantile_upper(const Shape *s, double q)
{
	return powernorm_inverse(s, -log(q));
}

static bool
powernorm_from_norm(const double *norm, double *params)
{
	params[0] = 1;
	params[1] = norm[0];
	params[2] = norm[1];
	return true;
}

/* A small power of Phi(-y) is 1 up to where it is exp(-c y^2 / 2) nearly. */
static bool
powernorm_from_rayleigh(const double *rayleigh, double *params)
{
	const double c = 1e-5;

	params[0] = c;
	params[1] = rayleigh[0];
	params[2] = rayleigh[1] * sqrt(c);
	return true;
}

/*
 * The minimum of very many normal variables: around the point z where c Phi(z) = 1 the logarithm of
 * c Phi is nearly linear.  The curves agree to about 1 / (2 log c).
 */
static const double many = 1e50;

static double
many_point(double *slope)
{
	double z = bf_ndtri(1 / many);

	*slope = exp(-0.5 * z * z - LN_SQRT_2PI - bf_log_ndtr(z));
	return z;
}

static bool
powernorm_from_gumbel_l(const double *gumbel, double *params)
{
	double slope, z = many_point(&slope);

	params[0] = many;
	params[2] = gumbel[1] * slope;
	params[1] = gumbel[0] - params[2] * z;
	return true;
}

static const char *const powernorm_aliases[] = {"power_normal", NULL};
static const Nested powernorm_nests[] = {{"norm", powernorm_from_norm, false},
										 {"rayleigh", powernorm_from_rayleigh, true},
										 {"gumbel_l", powernorm_from_gumbel_l, true},
										 {NULL, NULL, false}};

const Family family_powernorm = {
	.name = "powernorm",
	.aliases = powernorm_aliases,
	.reference = "Gupta and Gupta (2008), Test 17, 197-210",
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 1e-5,
			   .most = 1e50,
			   .n_grid = 4,
			   .grid = {0.02, 0.3, 4, 100},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = powernorm_prepare,
	ALL_FUNCTIONS(powernorm),
	.nests = powernorm_nests,
};

/* ---------- powerlognorm: log(y) / s is powernorm ---------- */

static bool
powerlognorm_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]) - LN_SQRT_2PI;
	s->k[1] = 1 / s->p[1];
	s->k[2] = s->k[0] - log(s->p[1]);
	return true;
}

/* From here on c magnifies the rounding of z so much that it is taken back. */
#define POWERLOGNORM_LARGE 1e3

/* log(y) / s */
static Twofold
powerlognorm_z(const Shape *s, double y)
{
	return twofold_quotient(bf_twofold_log((Twofold){y, 0}), (Twofold){s->p[1], 0});
}

/* What that is to the hazard beyond its rounding to a double. */
static double
powerlognorm_rest(const Shape *s, double z_lo, double log_mills)
{
	return z_lo * s->p[0] * exp(-log_mills);
}

static double
powerlognorm_logpdf(const Shape *s, double y)
{
	double log_y, log_mills, log_kernel;

	if (y == 0)
		return -INFINITY;
	if (s->p[0] > POWERLOGNORM_LARGE)
	{
		Twofold exact = bf_twofold_log((Twofold){y, 0});
		Twofold z = twofold_quotient(exact, (Twofold){s->p[1], 0});

		log_y = exact.hi;
		log_kernel = powernorm_log_kernel(s->p[0], z.hi, &log_mills);
		log_kernel -= powerlognorm_rest(s, z.lo, log_mills);
	}
	else
	{
		log_y = log(y);
		log_kernel = powernorm_log_kernel(s->p[0], log_y * s->k[1], &log_mills);
	}
	return s->k[2] - log_y + log_kernel;
}

static double
powerlognorm_hazard(const Shape *s, double y)
{
	Twofold z = powerlognorm_z(s, y);

	return powernorm_hazard(s, z.hi) + powerlognorm_rest(s, z.lo, bf_log_mills(z.hi));
}

static double
powerlognorm_cdf(const Shape *s, double y)
{
	return -expm1(-powerlognorm_hazard(s, y));
}

static double
powerlognorm_sf(const Shape *s, double y)
{
	return exp(-powerlognorm_hazard(s, y));
}

static double
powerlognorm_logcdf(const Shape *s, double y)
{
	double hazard = powerlognorm_hazard(s, y);

	return hazard < 1e-290 ? powernorm_logcdf(s, log(y) / s->p[1]) : bf_log1mexp(-hazard);
}

static double
powerlognorm_logsf(const Shape *s, double y)
{
	return -powerlognorm_hazard(s, y);
}

static double
powerlognorm_quantile(const Shape *s, double p)
{
	return exp(s->p[1] * powernorm_quantile(s, p));
}

static double
powerlognorm_quantile_upper(const Shape *s, double q)
{
	return exp(s->p[1] * powernorm_quantile_upper(s, q));
}

static bool
powerlognorm_from_lognorm(const double *lognorm, double *params)
{
	params[0] = 1;
	params[1] = lognorm[0];
	params[2] = lognorm[1];
	params[3] = lognorm[2];
	return true;
}

/* Logarithms of Weibull variables follow gumbel_l. */
static bool
powerlognorm_from_weibull_min(const double *weibull, double *params)
{
	double slope, z = many_point(&slope);

	params[0] = many;
	params[1] = slope / weibull[0];
	params[2] = weibull[1];
	params[3] = exp(log(weibull[2]) - params[1] * z);
	return isfinite(params[3]);
}

static const char *const powerlognorm_aliases[] = {"power_lognormal", NULL};
static const Nested powerlognorm_nests[] = {{"lognorm", powerlognorm_from_lognorm, false},
											{"weibull_min", powerlognorm_from_weibull_min, true},
											{NULL, NULL, false}};

const Family family_powerlognorm = {
	.name = "powerlognorm",
	.aliases = powerlognorm_aliases,
	.reference = "NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.6.14",
	.n_shapes = 2,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 1e-5,
			   .most = 1e50,
			   .n_grid = 4,
			   .grid = {0.02, 0.3, 4, 100},
			   .limits = LIMIT_HIGH_LOG},
			  {.name = "s",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e3,
			   .n_grid = 4,
			   .grid = {0.05, 0.3, 1, 4},
			   .limits = LIMIT_LOW}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = powerlognorm_prepare,
	ALL_FUNCTIONS(powerlognorm),
	.nests = powerlognorm_nests,
};

/* ---------- gibrat: log y is standard normal ---------- */

static double
gibrat_logpdf(const Shape *s, double y)
{
	double log_y = log(y);

	(void) s;
	return y > 0 ? -0.5 * log_y * log_y - log_y - LN_SQRT_2PI : -INFINITY;
}

static double
gibrat_cdf(const Shape *s, double y)
{
	(void) s;
	return bf_ndtr(log(y));
}

static double
gibrat_sf(const Shape *s, double y)
{
	(void) s;
	return bf_ndtr(-log(y));
}

static double
gibrat_logcdf(const Shape *s, double y)
{
	(void) s;
	return bf_log_ndtr(log(y));
}

static double
gibrat_logsf(const Shape *s, double y)
{
	(void) s;
	return bf_log_ndtr(-log(y));
}

static double
gibrat_quantile(const Shape *s, double p)
{
	(void) s;
	return exp(bf_ndtri(p));
}

static double
gibrat_quantile_upper(const Shape *s, double q)
{
	(void) s;
	return exp(-bf_ndtri(q));
}

static bool
gibrat_closed_form(const FitData *data, double *params)
{
	return data->loc_fixed && rows_are_points(data) && rows_above_loc(data, true) &&
		   set_loc_scale(params, data->loc_value, exp(mean_of(data, log, data->loc_value)));
}

static const char *const gibrat_aliases[] = {"gilbrat", NULL};

static void
gibrat_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, exp(0.5), M_E * expm1(1), (M_E + 2) * sqrt(expm1(1)),
				expm1(4) + 2 * expm1(3) + 3 * expm1(2));
}

const Family family_gibrat = {
	.name = "gibrat",
	.aliases = gibrat_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 14",
	.n_identifiable = 2,
	.upper = INFINITY,
	ALL_FUNCTIONS(gibrat),
	.closed_form = gibrat_closed_form,
	.moments = gibrat_moments,
};
