/*
 * burr.c
 *		Positive variables with power laws at both ends: burr, mielke, kappa3, betaprime, f.
 *
 * burr (type III, Dagum's), mielke and kappa3 have the cdf (1 + exp(-t))^-d with t = c log y less a
 * constant; betaprime and f are y / (1 + y) of a beta variable.
 */
#include <float.h>

#include "families/shared.h"
#include "special/twofold.h"

/* ---------- burr ---------- */

/* k: c, d, c d and log(c d), so that mielke can share what follows */
static void
burr_constants(Shape *s, double c, double d, double product)
{
	s->k[0] = c;
	s->k[1] = d;
	s->k[2] = product;
	s->k[3] = log(product);
}

/* log(1 + exp(t)) for t <= 0.  A call of exp() that underflows takes several times as long. */
static inline double
log1p_exp(double t)
{
	return t > -745 ? log1p(exp(t)) : 0;
}

static bool
burr_prepare(Shape *s)
{
	burr_constants(s, s->p[0], s->p[1], s->p[0] * s->p[1]);
	return s->k[2] > 0;
}

static double
burr_logpdf(const Shape *s, double y)
{
	double log_y = log(y);
	double t = s->k[0] * log_y;

	if (t > 0)
		return s->k[3] - (s->k[0] + 1) * log_y - (s->k[1] + 1) * log1p_exp(-t);
	return s->k[3] + times_log(s->k[2] - 1, log_y) - (s->k[1] + 1) * log1p_exp(t);
}

/* log of (1 + exp(-t))^-d: for negative t the leading term is that of the power itself */
static double
burr_logcdf(const Shape *s, double y)
{
	double log_y = log(y);
	double t = s->k[0] * log_y;

	return t > 0 ? -s->k[1] * log1p_exp(-t) : s->k[2] * log_y - s->k[1] * log1p_exp(t);
}

static double
burr_logsf(const Shape *s, double y)
{
	double t = s->k[0] * log(y);

	if (t > 37)
		return log_one_minus_exp_neg(log(s->k[1]) - t);
	return bf_log1mexp(burr_logcdf(s, y));
}

static double
burr_cdf(const Shape *s, double y)
{
	return exp(burr_logcdf(s, y));
}

static double
burr_sf(const Shape *s, double y)
{
	return -expm1(burr_logcdf(s, y));
}

/* y from v = log1p(y^-c) */
static double
burr_inverse(const Shape *s, double v)
{
	return exp(-(v + bf_log1mexp(-v)) / s->k[0]);
}

static double
burr_quantile(const Shape *s, double p)
{
	return burr_inverse(s, -log(p) / s->k[1]);
}

static double
burr_quantile_upper(const Shape *s, double q)
{
	return burr_inverse(s, -log1p(-q) / s->k[1]);
}

static bool
burr_from_fisk(const double *fisk, double *params)
{
	params[0] = fisk[0];
	params[1] = 1;
	params[2] = fisk[1];
	params[3] = fisk[2];
	return true;
}

/* d log1p(y^-c / d) tends to y^-c. */
static bool
burr_from_invweibull(const double *frechet, double *params)
{
	const double d = 1e4;

	params[0] = frechet[0];
	params[1] = d;
	params[2] = frechet[1];
	params[3] = frechet[2] * pow(d, -1 / frechet[0]);
	return params[3] > 0;
}

/* (1 + y^-c)^(-a/c) tends to y^a below 1 and to 1 above. */
static bool
burr_from_powerlaw(const double *powerlaw, double *params)
{
	const double c = 1e3;

	params[0] = c;
	params[1] = powerlaw[0] / c;
	params[2] = powerlaw[1];
	params[3] = powerlaw[2];
	return params[1] > 1e-4;
}

static const char *const burr_aliases[] = {"burr3", "burr_iii", "dagum", NULL};
static const Nested burr_nests[] = {{"fisk", burr_from_fisk, false},
									{"invweibull", burr_from_invweibull, true},
									{"powerlaw", burr_from_powerlaw, true},
									{NULL, NULL, false}};

static double
burr_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] : INFINITY;
}

const Family family_burr = {
	.name = "burr",
	.aliases = burr_aliases,
	.reference = "Burr (1942), Ann. Math. Statist. 13, 215-232 (type III)",
	.flags = EDGE_LOWER,
	.n_shapes = 2,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e4,
			   .n_grid = 4,
			   .grid = {1, 2.5, 6, 20},
			   .limits = LIMIT_HIGH},
			  {.name = "d",
			   .upper = INFINITY,
			   .least = 1e-4,
			   .most = 1e6,
			   .n_grid = 4,
			   .grid = {0.25, 0.7, 2, 8},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = burr_prepare,
	ALL_FUNCTIONS(burr),
	.nests = burr_nests,
	.tail_index = burr_tail_index,
};

/* ---------- mielke: burr with c = s and c d = k ---------- */

static bool
mielke_prepare(Shape *s)
{
	burr_constants(s, s->p[1], s->p[0] / s->p[1], s->p[0]);
	return s->k[1] > 0 && isfinite(s->k[1]);
}

static bool
mielke_from_kernel(const double *burr, double *params)
{
	params[0] = burr[0] * burr[1];
	params[1] = burr[0];
	params[2] = burr[2];
	params[3] = burr[3];
	return true;
}

static double
mielke_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[1] : INFINITY;
}

const Family family_mielke = {
	.name = "mielke",
	.reference = "Mielke, Johnson (1974), Water Resour. Res. 10, 223-226",
	.flags = EDGE_LOWER | NOT_DEFAULT,
	.n_shapes = 2,
	.shape = {{.name = "k",
			   .upper = INFINITY,
			   .least = 1e-6,
			   .most = 1e10,
			   .n_grid = 4,
			   .grid = {0.3, 1, 4, 15}},
			  {.name = "s",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e4,
			   .n_grid = 4,
			   .grid = {0.8, 2, 5, 15}}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = mielke_prepare,
	ALL_FUNCTIONS(burr),
	.kernel = "burr",
	.from_kernel = mielke_from_kernel,
	.tail_index = mielke_tail_index,
};

/* ---------- kappa3: cdf y (a + y^a)^(-1/a), so c = a, d = 1 / a, t = a log y - log a ---------- */

static bool
kappa3_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]);
	s->k[1] = s->k[0] / s->p[0];
	s->k[2] = 1 / s->p[0];
	return true;
}

/* With log y = t / a + log(a) / a, the density is a^(-1/a) (1 + e^t)^(-1 - 1/a). */
static double
kappa3_logpdf(const Shape *s, double y)
{
	double log_y = log(y);
	double t = s->p[0] * log_y - s->k[0];

	if (t > 0)
		return s->k[0] - (s->p[0] + 1) * log_y - (1 + s->k[2]) * log1p_exp(-t);
	return -s->k[1] - (1 + s->k[2]) * log1p_exp(t);
}

static double
kappa3_logcdf(const Shape *s, double y)
{
	double log_y = log(y);
	double t = s->p[0] * log_y - s->k[0];

	if (t > 0)
		return -s->k[2] * log1p_exp(-t);
	return log_y - s->k[1] - s->k[2] * log1p_exp(t);
}

static double
kappa3_logsf(const Shape *s, double y)
{
	double t = s->p[0] * log(y) - s->k[0];

	if (t > 37)
		return log_one_minus_exp_neg(-s->k[0] - t);
	return bf_log1mexp(kappa3_logcdf(s, y));
}

static double
kappa3_cdf(const Shape *s, double y)
{
	return exp(kappa3_logcdf(s, y));
}

static double
kappa3_sf(const Shape *s, double y)
{
	return -expm1(kappa3_logcdf(s, y));
}

/* y from v = log1p(exp(-t)) */
static double
kappa3_inverse(const Shape *s, double v)
{
	return exp(s->k[1] - (v + bf_log1mexp(-v)) / s->p[0]);
}

static double
kappa3_quantile(const Shape *s, double p)
{
	return kappa3_inverse(s, -s->p[0] * log(p));
}

static double
kappa3_quantile_upper(const Shape *s, double q)
{
	return kappa3_inverse(s, -s->p[0] * log1p(-q));
}

/* (1 + u^-a)^(-1/a) tends to u below 1. */
static bool
kappa3_from_uniform(const double *uniform, double *params)
{
	const double a = 1e3;

	params[0] = a;
	params[1] = uniform[0];
	params[2] = uniform[1] * pow(a, -1 / a);
	return true;
}

static const Nested kappa3_nests[] = {{"uniform", kappa3_from_uniform, true}, {NULL, NULL, false}};

static double
kappa3_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] : INFINITY;
}

const Family family_kappa3 = {
	.name = "kappa3",
	.reference = "Mielke (1973), J. Appl. Meteorol. 12, 275-280",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e4,
			   .n_grid = 4,
			   .grid = {0.5, 1.2, 3, 10},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = kappa3_prepare,
	ALL_FUNCTIONS(kappa3),
	.nests = kappa3_nests,
	.tail_index = kappa3_tail_index,
};

/* ---------- betaprime ---------- */

/*
 * k: the mean of the beta variable and its complement, the constant, the smaller shape, a - 1,
 * a + b, a / b
 */
static bool
betaprime_constants(Shape *s, double a, double b)
{
	s->k[0] = a / (a + b);
	s->k[1] = b / (a + b);
	s->k[3] = fmin(a, b);
	s->k[2] = beta_density_constant(a, b);
	s->k[4] = a - 1;
	s->k[5] = a + b;
	s->k[6] = a / b;
	s->k[7] = a;
	s->k[8] = b;
	return isfinite(s->k[2]) && s->k[6] > 0 && isfinite(s->k[6]);
}

static bool
betaprime_prepare(Shape *s)
{
	return betaprime_constants(s, s->p[0], s->p[1]);
}

/*
 * The density at y, with d = (y - a / b) / (1 + y) as exact as it can be had: with large shapes the
 * powers are written around the mean of the beta variable, where the linear terms drop out.
 */
static double
betaprime_density_large(const Shape *s, double y, double d)
{
	double u, v;

	if (y == 0)
		return -INFINITY;
	/* the relative distances of the beta variable and its complement from their means */
	u = d * s->k[1] / s->k[0];
	v = -d;
	return s->k[7] * (u < -0.5 ? log(y / (1 + y) / s->k[0]) - u : bf_log1pmx(u)) +
		   s->k[8] * (v < -0.5 ? -log((1 + y) * s->k[1]) - v : bf_log1pmx(v)) - log(y) + s->k[2];
}

/* Otherwise; the two terms of y^a / (1 + y)^(a + b) would cancel for large y. */
static double
betaprime_density_small(const Shape *s, double y)
{
	if (y > 1)
		return -s->k[4] * log1p(1 / y) - (s->k[8] + 1) * log1p(y) + s->k[2];
	return times_log(s->k[4], log(y)) - s->k[5] * log1p(y) + s->k[2];
}

static double
betaprime_logpdf(const Shape *s, double y)
{
	double d;

	if (s->k[3] < BETA_LARGE)
		return betaprime_density_small(s, y);
	/* far out it is 1 to the last digit, and b y might overflow */
	d = y > 1e290 ? 1 : fma(s->k[8], y, -s->k[7]) / (s->k[8] * (1 + y));
	return betaprime_density_large(s, y, d);
}

/* A tail of the beta variable u / (u + v), or its logarithm. */
static double
beta_ratio_tail(const Shape *s, Twofold u, double v, bool upper, bool logarithm)
{
	Twofold sum = twofold_add(u, (Twofold){v, 0});

	return bf_beta_tail(s->k[7], s->k[8], twofold_quotient(u, sum),
						twofold_quotient((Twofold){v, 0}, sum), upper, logarithm);
}

static double
betaprime_tail(const Shape *s, double y, bool upper, bool logarithm)
{
	return beta_ratio_tail(s, (Twofold){y, 0}, 1, upper, logarithm);
}

static double
betaprime_cdf(const Shape *s, double y)
{
	return betaprime_tail(s, y, false, false);
}

static double
betaprime_sf(const Shape *s, double y)
{
	return betaprime_tail(s, y, true, false);
}

static double
betaprime_logcdf(const Shape *s, double y)
{
	return betaprime_tail(s, y, false, true);
}

static double
betaprime_logsf(const Shape *s, double y)
{
	return betaprime_tail(s, y, true, true);
}

static double
betaprime_quantile(const Shape *s, double p)
{
	double complement;
	double x = bf_beta_p_inv(s->k[7], s->k[8], p, &complement);

	return x / complement;
}

static double
betaprime_quantile_upper(const Shape *s, double q)
{
	double complement;
	double x = bf_beta_q_inv(s->k[7], s->k[8], q, &complement);

	return x / complement;
}

/* Geometric mean, and what the standard deviation of log y makes of it. */
static void
betaprime_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = exp(bf_digamma(s->k[7]) - bf_digamma(s->k[8]));
	*spread = *centre * sqrt(bf_trigamma(s->k[7]) + bf_trigamma(s->k[8]));
}

/* b y tends to a gamma variable as b grows. */
static bool
betaprime_from_gamma(const double *gamma, double *params)
{
	params[0] = gamma[0];
	params[1] = 1e4 * (gamma[0] + 1);
	params[2] = gamma[1];
	params[3] = gamma[2] * params[1];
	return true;
}

/* y / a tends to the reciprocal of a gamma variable as a grows. */
static bool
betaprime_from_invgamma(const double *invgamma, double *params)
{
	params[0] = 1e4 * (invgamma[0] + 1);
	params[1] = invgamma[0];
	params[2] = invgamma[1];
	params[3] = invgamma[2] / params[0];
	return true;
}

static const char *const betaprime_aliases[] = {"beta_prime", "pearson6", NULL};
static const Nested betaprime_nests[] = {{"gamma", betaprime_from_gamma, true},
										 {"invgamma", betaprime_from_invgamma, true},
										 {NULL, NULL, false}};

static double
betaprime_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[1] : INFINITY;
}

static void
betaprime_moments(const Shape *s, double m[4])
{
	double a = s->p[0], b = s->p[1];
	double v = a * (a + b - 1);

	set_moments(m, a / (b - 1), v / ((b - 2) * (b - 1) * (b - 1)),
				2 * (2 * a + b - 1) / (b - 3) * sqrt((b - 2) / v),
				6 * (v * (5 * b - 11) + (b - 1) * (b - 1) * (b - 2)) / (v * (b - 3) * (b - 4)));
}

const Family family_betaprime = {
	.name = "betaprime",
	.aliases = betaprime_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 27",
	.flags = EDGE_LOWER,
	.n_shapes = 2,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e7,
			   .n_grid = 4,
			   .grid = {0.6, 1.5, 5, 20},
			   .limits = LIMIT_HIGH},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 0.02,
			   .most = 1e7,
			   .n_grid = 4,
			   .grid = {0.8, 2, 6, 25},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = betaprime_prepare,
	ALL_FUNCTIONS(betaprime),
	.anchors = betaprime_anchors,
	.nests = betaprime_nests,
	.tail_index = betaprime_tail_index,
	.moments = betaprime_moments,
};

/* ---------- f: betaprime times dfd / dfn, at shapes dfn / 2 and dfd / 2 ---------- */

static bool
f_prepare(Shape *s)
{
	if (!betaprime_constants(s, s->p[0] / 2, s->p[1] / 2))
		return false;
	s->k[9] = log(s->k[6]);
	return true;
}

static double
f_logpdf(const Shape *s, double y)
{
	double z = y * s->k[6];

	if (s->k[3] < BETA_LARGE)
		return betaprime_density_small(s, z) + s->k[9];
	return betaprime_density_large(s, z, s->k[6] * (y - 1) / (1 + z)) + s->k[9];
}

static double
f_tail(const Shape *s, double y, bool upper, bool logarithm)
{
	/* where a y would leave the range of doubles, y a / b is as good */
	if (y > 1e290 || y < 1e-280)
		return betaprime_tail(s, fmin(y * s->k[6], DBL_MAX), upper, logarithm);
	return beta_ratio_tail(s, twofold_product(y, s->k[7]), s->k[8], upper, logarithm);
}

static double
f_cdf(const Shape *s, double y)
{
	return f_tail(s, y, false, false);
}

static double
f_sf(const Shape *s, double y)
{
	return f_tail(s, y, true, false);
}

static double
f_logcdf(const Shape *s, double y)
{
	return f_tail(s, y, false, true);
}

static double
f_logsf(const Shape *s, double y)
{
	return f_tail(s, y, true, true);
}

static double
f_quantile(const Shape *s, double p)
{
	return betaprime_quantile(s, p) / s->k[6];
}

static double
f_quantile_upper(const Shape *s, double q)
{
	return betaprime_quantile_upper(s, q) / s->k[6];
}

static void
f_anchors(const Shape *s, double *centre, double *spread)
{
	betaprime_anchors(s, centre, spread);
	*centre /= s->k[6];
	*spread /= s->k[6];
}

static bool
f_from_kernel(const double *betaprime, double *params)
{
	params[0] = 2 * betaprime[0];
	params[1] = 2 * betaprime[1];
	params[2] = betaprime[2];
	params[3] = betaprime[3] * betaprime[0] / betaprime[1];
	return true;
}

static const char *const f_aliases[] = {"fisher_f", "snedecor", NULL};

static double
f_tail_index(const Shape *s, bool upper)
{
	return upper ? 0.5 * s->p[1] : INFINITY;
}

static void
f_moments(const Shape *s, double m[4])
{
	Shape half = {.p = {0.5 * s->p[0], 0.5 * s->p[1]}};
	double scale = s->p[1] / s->p[0];

	betaprime_moments(&half, m);
	m[0] *= scale;
	m[1] *= scale * scale;
}

const Family family_f = {
	.name = "f",
	.aliases = f_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 27",
	.flags = EDGE_LOWER | NOT_DEFAULT,
	.n_shapes = 2,
	.shape = {{.name = "dfn",
			   .upper = INFINITY,
			   .least = 2e-3,
			   .most = 2e7,
			   .n_grid = 4,
			   .grid = {1.2, 3, 10, 40}},
			  {.name = "dfd",
			   .upper = INFINITY,
			   .least = 0.04,
			   .most = 2e7,
			   .n_grid = 4,
			   .grid = {1.6, 4, 12, 50}}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = f_prepare,
	ALL_FUNCTIONS(f),
	.anchors = f_anchors,
	.kernel = "betaprime",
	.from_kernel = f_from_kernel,
	.tail_index = f_tail_index,
	.moments = f_moments,
};
