/*
 * gennorm.c
 *		Distributions whose logarithmic density is minus a power of the distance, or that are
 *		symmetric copies of half-line ones: gennorm, halfgennorm, dgamma, dweibull.
 */
#include "families/gamma_log.h"

/*
 * ---------- halfgennorm: y^beta is gamma of shape 1 / beta ----------
 *
 * The normalising constant is Gamma(1 + 1 / beta), which is 1 in the uniform limit.
 */
static bool
halfgennorm_prepare(Shape *s)
{
	double a = 1 / s->p[0];

	s->k[0] = a;
	s->k[1] = a < 1 ? bf_lgamma_delta(1, a) : bf_lgamma(1 + a);
	return true;
}

static double
halfgennorm_logpdf(const Shape *s, double y)
{
	return -exp(s->p[0] * log(y)) - s->k[1];
}

static double
halfgennorm_tail(const Shape *s, double y, bool upper, bool logarithm)
{
	return gamma_log_tail(s->k[0], (Twofold){pow(y, s->p[0]), 0}, s->p[0] * log(y), upper,
						  logarithm);
}

static double
halfgennorm_cdf(const Shape *s, double y)
{
	return halfgennorm_tail(s, y, false, false);
}

static double
halfgennorm_sf(const Shape *s, double y)
{
	return halfgennorm_tail(s, y, true, false);
}

static double
halfgennorm_logcdf(const Shape *s, double y)
{
	return halfgennorm_tail(s, y, false, true);
}

static double
halfgennorm_logsf(const Shape *s, double y)
{
	return halfgennorm_tail(s, y, true, true);
}

static double
halfgennorm_quantile(const Shape *s, double p)
{
	return exp(gamma_log_quantile(s->k[0], p, false) * s->k[0]);
}

static double
halfgennorm_quantile_upper(const Shape *s, double q)
{
	return exp(gamma_log_quantile(s->k[0], q, true) * s->k[0]);
}

/* The geometric mean. */
static void
halfgennorm_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = *spread = exp(s->k[0] * bf_digamma(s->k[0]));
}

/* The density falls from 1 to 1 / e in the last 1e-7 of the interval. */
static bool
halfgennorm_from_uniform(const double *uniform, double *params)
{
	params[0] = 1e7;
	params[1] = uniform[0];
	params[2] = uniform[1];
	return true;
}

static const char *const halfgennorm_aliases[] = {"half_generalized_normal", NULL};
static const Nested halfgennorm_nests[] = {{"uniform", halfgennorm_from_uniform, true},
										   {NULL, NULL, false}};

const Family family_halfgennorm = {
	.name = "halfgennorm",
	.aliases = halfgennorm_aliases,
	.reference = "Subbotin (1923), Mat. Sbornik 31, 296-301; the half at y > 0",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "beta",
			   .upper = INFINITY,
			   .least = 0.02,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.4, 1, 2.5, 10},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = halfgennorm_prepare,
	ALL_FUNCTIONS(halfgennorm),
	.anchors = halfgennorm_anchors,
	.nests = halfgennorm_nests,
};

/*
 * Defines the functions of the family `name`, symmetric about 0, from those of the family of |Y|:
 * either tail is half of its upper tail.
 */
#define DEFINE_SYMMETRIC(name, magnitude)                                                          \
	static bool name##_prepare(Shape *s)                                                           \
	{                                                                                              \
		return magnitude.prepare(s);                                                               \
	}                                                                                              \
	static double name##_kink(const Shape *s)                                                      \
	{                                                                                              \
		(void) s;                                                                                  \
		return 0;                                                                                  \
	}                                                                                              \
	static double name##_logpdf(const Shape *s, double y)                                          \
	{                                                                                              \
		return magnitude.logpdf(s, fabs(y)) - LN_2;                                                \
	}                                                                                              \
	static double name##_cdf(const Shape *s, double y)                                             \
	{                                                                                              \
		return y < 0 ? 0.5 * magnitude.sf(s, -y) : 1 - 0.5 * magnitude.sf(s, y);                   \
	}                                                                                              \
	static double name##_sf(const Shape *s, double y)                                              \
	{                                                                                              \
		return name##_cdf(s, -y);                                                                  \
	}                                                                                              \
	static double name##_logcdf(const Shape *s, double y)                                          \
	{                                                                                              \
		return y < 0 ? magnitude.logsf(s, -y) - LN_2 : log1p(-0.5 * magnitude.sf(s, y));           \
	}                                                                                              \
	static double name##_logsf(const Shape *s, double y)                                           \
	{                                                                                              \
		return name##_logcdf(s, -y);                                                               \
	}                                                                                              \
	static double name##_quantile(const Shape *s, double p)                                        \
	{                                                                                              \
		if (p > 0.5)                                                                               \
			return -name##_quantile(s, 1 - p);                                                     \
		/* 1 - 2p is exact for p above 1/4, and the better argument there */                       \
		return p > 0.25 ? -magnitude.quantile(s, 1 - 2 * p) : -magnitude.quantile_upper(s, 2 * p); \
	}                                                                                              \
	static double name##_quantile_upper(const Shape *s, double q)                                  \
	{                                                                                              \
		return -name##_quantile(s, q);                                                             \
	}

/* ---------- gennorm ---------- */

DEFINE_SYMMETRIC(gennorm, family_halfgennorm)

/* The geometric mean of |y|. */
static void
gennorm_anchors(const Shape *s, double *centre, double *spread)
{
	halfgennorm_anchors(s, centre, spread);
	*centre = 0;
}

static bool
gennorm_from_laplace(const double *laplace, double *params)
{
	params[0] = 1;
	params[1] = laplace[0];
	params[2] = laplace[1];
	return true;
}

static bool
gennorm_from_norm(const double *norm, double *params)
{
	params[0] = 2;
	params[1] = norm[0];
	params[2] = norm[1] * SQRT_2;
	return true;
}

static bool
gennorm_from_uniform(const double *uniform, double *params)
{
	params[0] = 1e7;
	params[2] = uniform[1] / 2;
	params[1] = uniform[0] + params[2];
	return true;
}

static const char *const gennorm_aliases[] = {"generalized_normal", "exponential_power", "subbotin",
											  NULL};
static const Nested gennorm_nests[] = {{"laplace", gennorm_from_laplace, false},
									   {"norm", gennorm_from_norm, false},
									   {"uniform", gennorm_from_uniform, true},
									   {NULL, NULL, false}};

const Family family_gennorm = {
	.name = "gennorm",
	.aliases = gennorm_aliases,
	.reference = "Subbotin (1923), Mat. Sbornik 31, 296-301",
	.flags = KINKED | POLE_INSIDE,
	.n_shapes = 1,
	.shape = {{.name = "beta",
			   .upper = INFINITY,
			   .least = 0.02,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.6, 1.3, 3, 12},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = gennorm_prepare,
	.kink = gennorm_kink,
	ALL_FUNCTIONS(gennorm),
	.anchors = gennorm_anchors,
	.nests = gennorm_nests,
};

/* ---------- dgamma: |y| is gamma ---------- */

DEFINE_SYMMETRIC(dgamma, family_gamma)

static void
dgamma_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = 0;
	*spread = s->p[0];
}

static const char *const dgamma_aliases[] = {"double_gamma", NULL};
static const Nested dgamma_nests[] = {{"laplace", gennorm_from_laplace, false},
									  {NULL, NULL, false}};

const Family family_dgamma = {
	.name = "dgamma",
	.aliases = dgamma_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 24",
	.flags = POLE_INSIDE | KINKED,
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e4,
			   .n_grid = 4,
			   .grid = {0.5, 1.2, 3, 10}}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = dgamma_prepare,
	.kink = dgamma_kink,
	ALL_FUNCTIONS(dgamma),
	.anchors = dgamma_anchors,
	.nests = dgamma_nests,
};

/* ---------- dweibull: |y| is weibull_min ---------- */

DEFINE_SYMMETRIC(dweibull, family_weibull_min)

static const char *const dweibull_aliases[] = {"double_weibull", NULL};

const Family family_dweibull = {
	.name = "dweibull",
	.aliases = dweibull_aliases,
	.reference = "Balakrishnan and Kocherlakota (1985), Sankhya B 47, 161-178",
	.flags = POLE_INSIDE | KINKED,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e4,
			   .n_grid = 4,
			   .grid = {0.6, 1.2, 3, 10}}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = dweibull_prepare,
	.kink = dweibull_kink,
	ALL_FUNCTIONS(dweibull),
	.nests = dgamma_nests,
};
