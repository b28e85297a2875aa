/*
 * genlogistic.c
 *		Relatives of the logistic distribution: genlogistic, hypsecant, halflogistic,
 *		genhalflogistic.
 */
#include "families/shared.h"

/* ---------- genlogistic: cdf (1 + exp(-y))^-c ---------- */

static bool
log_shape_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]);
	return true;
}

static double
genlogistic_logpdf(const Shape *s, double y)
{
	double c = s->p[0];

	return s->k[0] - (y > 0 ? y : -c * y) - (c + 1) * log1p(exp(-fabs(y)));
}

static double
genlogistic_logcdf(const Shape *s, double y)
{
	return -s->p[0] * bf_log1pexp(-y);
}

static double
genlogistic_logsf(const Shape *s, double y)
{
	if (y > 37)
		return log_one_minus_exp_neg(s->k[0] - y);
	return bf_log1mexp(genlogistic_logcdf(s, y));
}

static double
genlogistic_cdf(const Shape *s, double y)
{
	return exp(genlogistic_logcdf(s, y));
}

static double
genlogistic_sf(const Shape *s, double y)
{
	return -expm1(genlogistic_logcdf(s, y));
}

/* y from v = log1p(exp(-y)) */
static double
genlogistic_inverse(double v)
{
	return -(v + bf_log1mexp(-v));
}

static double
genlogistic_quantile(const Shape *s, double p)
{
	return genlogistic_inverse(-log(p) / s->p[0]);
}

static double
genlogistic_quantile_upper(const Shape *s, double q)
{
	return genlogistic_inverse(-log1p(-q) / s->p[0]);
}

static bool
genlogistic_from_logistic(const double *logistic, double *params)
{
	params[0] = 1;
	params[1] = logistic[0];
	params[2] = logistic[1];
	return true;
}

/* c log1p(exp(-y)) tends to exp(log(c) - y). */
static bool
genlogistic_from_gumbel_r(const double *gumbel, double *params)
{
	const double c = 1e6;

	params[0] = c;
	params[1] = gumbel[0] - gumbel[1] * log(c);
	params[2] = gumbel[1];
	return true;
}

static const char *const genlogistic_aliases[] = {"generalized_logistic", NULL};
static const Nested genlogistic_nests[] = {{"logistic", genlogistic_from_logistic, false},
										   {"gumbel_r", genlogistic_from_gumbel_r, true},
										   {NULL, NULL, false}};

const Family family_genlogistic = {
	.name = "genlogistic",
	.aliases = genlogistic_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 23.10 (type I)",
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 1e-4,
			   .most = 1e8,
			   .n_grid = 5,
			   .grid = {0.1, 0.4, 1, 3, 20},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = log_shape_prepare,
	ALL_FUNCTIONS(genlogistic),
	.nests = genlogistic_nests,
};

/* ---------- hypsecant: density 1 / (pi cosh(y)) ---------- */

static double
hypsecant_logpdf(const Shape *s, double y)
{
	double abs_y = fabs(y);

	(void) s;
	return LN_2 - LN_PI - abs_y - log1p(exp(-2 * abs_y));
}

static double
hypsecant_cdf(const Shape *s, double y)
{
	(void) s;
	return 2 / PI * atan(exp(y));
}

static double
hypsecant_sf(const Shape *s, double y)
{
	return hypsecant_cdf(s, -y);
}

/* Below -20 atan(e^y) is e^y to the last digit. */
static double
hypsecant_logcdf(const Shape *s, double y)
{
	if (y < -20)
		return LN_2 - LN_PI + y;
	return y < 0 ? log(hypsecant_cdf(s, y)) : log1p(-hypsecant_cdf(s, -y));
}

static double
hypsecant_logsf(const Shape *s, double y)
{
	return hypsecant_logcdf(s, -y);
}

static double
hypsecant_quantile(const Shape *s, double p)
{
	(void) s;
	if (p < 0.25)
		return log(tan(PI / 2 * p));
	return p > 0.75 ? -log(tan(PI / 2 * (1 - p))) : asinh(tan(PI * (p - 0.5)));
}

static double
hypsecant_quantile_upper(const Shape *s, double q)
{
	return -hypsecant_quantile(s, q);
}

static const char *const hypsecant_aliases[] = {"hyperbolic_secant", NULL};

static void
hypsecant_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, 0, M_PI * M_PI / 4, 0, 2);
}

const Family family_hypsecant = {
	.name = "hypsecant",
	.aliases = hypsecant_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 23.11",
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	ALL_FUNCTIONS(hypsecant),
	.moments = hypsecant_moments,
};

/* ---------- halflogistic: |y| of a logistic variable; cdf tanh(y / 2) ---------- */

static double
halflogistic_logpdf(const Shape *s, double y)
{
	(void) s;
	return LN_2 - y - 2 * log1p(exp(-y));
}

static double
halflogistic_cdf(const Shape *s, double y)
{
	(void) s;
	return tanh(y / 2);
}

static double
halflogistic_sf(const Shape *s, double y)
{
	double e = exp(-y);

	(void) s;
	return 2 * e / (1 + e);
}

static double
halflogistic_logsf(const Shape *s, double y)
{
	return y < 1 ? log1p(-halflogistic_cdf(s, y)) : LN_2 - y - log1p(exp(-y));
}

static double
halflogistic_logcdf(const Shape *s, double y)
{
	return y < 1 ? log(tanh(y / 2)) : log1p(-halflogistic_sf(s, y));
}

static double
halflogistic_quantile(const Shape *s, double p)
{
	(void) s;
	return 2 * atanh(p);
}

static double
halflogistic_quantile_upper(const Shape *s, double q)
{
	(void) s;
	return q < 0.5 ? log(2 - q) - log(q) : log1p(2 * (1 - q) / q);
}

static const char *const halflogistic_aliases[] = {"half_logistic", NULL};

const Family family_halflogistic = {
	.name = "halflogistic",
	.aliases = halflogistic_aliases,
	.reference = "Balakrishnan (1985), J. Stat. Comput. Simul. 20, 287-309",
	.flags = EDGE_LOWER | LOG_CONCAVE,
	.n_identifiable = 2,
	.upper = INFINITY,
	ALL_FUNCTIONS(halflogistic),
};

/*
 * ---------- genhalflogistic: w = -log1p(-c y) / c is halflogistic ----------
 *
 * dw/dy is exp(c w), and at the upper end w is infinite.
 */
static void
genhalflogistic_support(const Shape *s, double *lower, double *upper)
{
	*lower = 0;
	*upper = 1 / s->p[0];
}

static double
genhalflogistic_logpdf(const Shape *s, double y)
{
	double w = boxcox1p_to_end(y, -s->p[0]);

	return LN_2 + times_log(s->p[0] - 1, w) - 2 * log1p(exp(-w));
}

static double
genhalflogistic_cdf(const Shape *s, double y)
{
	return halflogistic_cdf(s, boxcox1p_to_end(y, -s->p[0]));
}

static double
genhalflogistic_sf(const Shape *s, double y)
{
	return halflogistic_sf(s, boxcox1p_to_end(y, -s->p[0]));
}

static double
genhalflogistic_logcdf(const Shape *s, double y)
{
	return halflogistic_logcdf(s, boxcox1p_to_end(y, -s->p[0]));
}

static double
genhalflogistic_logsf(const Shape *s, double y)
{
	return halflogistic_logsf(s, boxcox1p_to_end(y, -s->p[0]));
}

static double
genhalflogistic_quantile(const Shape *s, double p)
{
	return bf_expm1_over(halflogistic_quantile(s, p), -s->p[0]);
}

static double
genhalflogistic_quantile_upper(const Shape *s, double q)
{
	return bf_expm1_over(halflogistic_quantile_upper(s, q), -s->p[0]);
}

static bool
genhalflogistic_from_halflogistic(const double *halflogistic, double *params)
{
	params[0] = 1e-10;
	params[1] = halflogistic[0];
	params[2] = halflogistic[1];
	return true;
}

static const char *const genhalflogistic_aliases[] = {"generalized_half_logistic", NULL};
static const Nested genhalflogistic_nests[] = {
	{"halflogistic", genhalflogistic_from_halflogistic, true}, {NULL, NULL, false}};

const Family family_genhalflogistic = {
	.name = "genhalflogistic",
	.aliases = genhalflogistic_aliases,
	.reference = "Balakrishnan, Sandhu (1995), Ann. Inst. Stat. Math. 47, 293-306",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 1e-10,
			   .most = 20,
			   .n_grid = 5,
			   .grid = {0.05, 0.2, 0.5, 1, 2},
			   .limits = LIMIT_LOW}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.support = genhalflogistic_support,
	ALL_FUNCTIONS(genhalflogistic),
	.nests = genhalflogistic_nests,
};
