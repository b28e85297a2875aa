/*
 * pareto.c
 *		Power-law tails on a half line: genpareto, pareto, lomax, burr12.
 *
 * Each sf is exp(-w) for an elementary w(y), and the cdf -expm1(-w).
 */
#include "families/shared.h"

/* ---------- genpareto: w = log1p(c y) / c, y at c = 0 ---------- */

static void
genpareto_support(const Shape *s, double *lower, double *upper)
{
	*lower = 0;
	*upper = s->p[0] < 0 ? -1 / s->p[0] : INFINITY;
}

static double
genpareto_logpdf(const Shape *s, double y)
{
	return times_log(-1 - s->p[0], boxcox1p_to_end(y, s->p[0]));
}

static double
genpareto_cdf(const Shape *s, double y)
{
	return -expm1(-boxcox1p_to_end(y, s->p[0]));
}

static double
genpareto_sf(const Shape *s, double y)
{
	return exp(-boxcox1p_to_end(y, s->p[0]));
}

static double
genpareto_logcdf(const Shape *s, double y)
{
	return bf_log1mexp(-boxcox1p_to_end(y, s->p[0]));
}

static double
genpareto_logsf(const Shape *s, double y)
{
	return -boxcox1p_to_end(y, s->p[0]);
}

static double
genpareto_quantile(const Shape *s, double p)
{
	return bf_expm1_over(-log1p(-p), s->p[0]);
}

static double
genpareto_quantile_upper(const Shape *s, double q)
{
	return bf_expm1_over(-log(q), s->p[0]);
}

static bool
genpareto_from_expon(const double *expon, double *params)
{
	params[0] = 0;
	params[1] = expon[0];
	params[2] = expon[1];
	return true;
}

static bool
genpareto_from_uniform(const double *uniform, double *params)
{
	params[0] = -1;
	params[1] = uniform[0];
	params[2] = uniform[1];
	return true;
}

static bool
genpareto_from_lomax(const double *lomax, double *params)
{
	params[0] = 1 / lomax[0];
	params[1] = lomax[1];
	params[2] = lomax[2] / lomax[0];
	return true;
}

static const char *const genpareto_aliases[] = {"gpd", "generalized_pareto", NULL};
static const Nested genpareto_nests[] = {{"expon", genpareto_from_expon, false},
										 {"uniform", genpareto_from_uniform, false},
										 {"lomax", genpareto_from_lomax, false},
										 {NULL, NULL, false}};

static double
genpareto_tail_index(const Shape *s, bool upper)
{
	return upper && s->p[0] > 0 ? 1 / s->p[0] : INFINITY;
}

static void
genpareto_moments(const Shape *s, double m[4])
{
	double c = s->p[0];

	set_moments(m, 1 / (1 - c), 1 / ((1 - c) * (1 - c) * (1 - 2 * c)),
				2 * (1 + c) * sqrt(1 - 2 * c) / (1 - 3 * c),
				3 * (1 - 2 * c) * (2 * c * c + c + 3) / ((1 - 3 * c) * (1 - 4 * c)) - 3);
}

const Family family_genpareto = {
	.name = "genpareto",
	.aliases = genpareto_aliases,
	.reference = "Pickands (1975), Ann. Statist. 3, 119-131",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -20,
			   .most = 20,
			   .n_grid = 6,
			   .grid = {-1.5, -0.5, -0.1, 0.2, 0.7, 2}}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.support = genpareto_support,
	ALL_FUNCTIONS(genpareto),
	.nests = genpareto_nests,
	.tail_index = genpareto_tail_index,
	.moments = genpareto_moments,
};

/* ---------- pareto: w = b log y ---------- */

static bool
log_shape_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]);
	return true;
}

static double
pareto_logpdf(const Shape *s, double y)
{
	return s->k[0] - (s->p[0] + 1) * log(y);
}

static double
pareto_cdf(const Shape *s, double y)
{
	return -expm1(-s->p[0] * log(y));
}

static double
pareto_sf(const Shape *s, double y)
{
	return pow(y, -s->p[0]);
}

static double
pareto_logcdf(const Shape *s, double y)
{
	return bf_log1mexp(-s->p[0] * log(y));
}

static double
pareto_logsf(const Shape *s, double y)
{
	return -s->p[0] * log(y);
}

static double
pareto_quantile(const Shape *s, double p)
{
	return exp(-log1p(-p) / s->p[0]);
}

static double
pareto_quantile_upper(const Shape *s, double q)
{
	return exp(-log(q) / s->p[0]);
}

/* With loc known: the smallest row begins the support whatever b, and then b is Hill's. */
static bool
pareto_closed_form(const FitData *data, double *params)
{
	double scale = data->min - data->loc_value;

	if (!data->loc_fixed || !rows_are_points(data) || !rows_above_loc(data, true))
		return false;
	params[0] = 1 / (mean_of(data, log, data->loc_value) - log(scale));
	return isfinite(params[0]) && params[0] > 0 &&
		   set_loc_scale(params + 1, data->loc_value, scale);
}

static bool
pareto_from_lomax(const double *lomax, double *params)
{
	params[0] = lomax[0];
	params[1] = lomax[1] - lomax[2];
	params[2] = lomax[2];
	return true;
}

/* Like lomax_from_expon, one scale further left. */
static bool
pareto_from_expon(const double *expon, double *params)
{
	const double b = 1e4;

	params[0] = b;
	params[2] = expon[1] * b;
	params[1] = expon[0] - params[2];
	return true;
}

static const Nested pareto_nests[] = {
	{"lomax", pareto_from_lomax, false}, {"expon", pareto_from_expon, true}, {NULL, NULL, false}};

static double
pareto_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] : INFINITY;
}

/* Moments of the Pareto distribution that starts at 0; that at 1 has a mean greater by 1. */
static void
moments_of_lomax(double b, double m[4])
{
	set_moments(m, 1 / (b - 1), b / ((b - 1) * (b - 1) * (b - 2)),
				2 * (1 + b) / (b - 3) * sqrt((b - 2) / b),
				6 * (((b + 1) * b - 6) * b - 2) / (b * (b - 3) * (b - 4)));
}

static void
pareto_moments(const Shape *s, double m[4])
{
	moments_of_lomax(s->p[0], m);
	m[0] += 1;
}

const Family family_pareto = {
	.name = "pareto",
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 20",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "b",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.5, 1.5, 4, 20},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.lower = 1,
	.upper = INFINITY,
	.prepare = log_shape_prepare,
	ALL_FUNCTIONS(pareto),
	.closed_form = pareto_closed_form,
	.nests = pareto_nests,
	.tail_index = pareto_tail_index,
	.moments = pareto_moments,
};

/* ---------- lomax: w = c log1p(y) ---------- */

static double
lomax_logpdf(const Shape *s, double y)
{
	return s->k[0] - (s->p[0] + 1) * log1p(y);
}

static double
lomax_cdf(const Shape *s, double y)
{
	return -expm1(-s->p[0] * log1p(y));
}

static double
lomax_sf(const Shape *s, double y)
{
	return exp(-s->p[0] * log1p(y));
}

static double
lomax_logcdf(const Shape *s, double y)
{
	return bf_log1mexp(-s->p[0] * log1p(y));
}

static double
lomax_logsf(const Shape *s, double y)
{
	return -s->p[0] * log1p(y);
}

static double
lomax_quantile(const Shape *s, double p)
{
	return expm1(-log1p(-p) / s->p[0]);
}

static double
lomax_quantile_upper(const Shape *s, double q)
{
	return expm1(-log(q) / s->p[0]);
}

/* c log1p(y / c) tends to y. */
static bool
lomax_from_expon(const double *expon, double *params)
{
	const double c = 1e4;

	params[0] = c;
	params[1] = expon[0];
	params[2] = expon[1] * c;
	return true;
}

static const char *const lomax_aliases[] = {"pareto_ii", "pareto2", NULL};
static const Nested lomax_nests[] = {{"expon", lomax_from_expon, true}, {NULL, NULL, false}};

static double
lomax_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] : INFINITY;
}

static void
lomax_moments(const Shape *s, double m[4])
{
	moments_of_lomax(s->p[0], m);
}

const Family family_lomax = {
	.name = "lomax",
	.aliases = lomax_aliases,
	.reference = "Lomax (1954), J. Am. Stat. Assoc. 49, 847-852",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.5, 1.5, 4, 20},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = log_shape_prepare,
	ALL_FUNCTIONS(lomax),
	.nests = lomax_nests,
	.tail_index = lomax_tail_index,
	.moments = lomax_moments,
};

/* ---------- burr12: w = d log1p(y^c) ---------- */

static bool
burr12_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]) + log(s->p[1]);
	return true;
}

/* Written with the larger of 1 and y^c taken out: no overflow and no cancellation. */
static double
burr12_logpdf(const Shape *s, double y)
{
	double c = s->p[0];
	double d = s->p[1];
	double log_y = log(y);
	double t = c * log_y;

	if (t > 0)
		return s->k[0] - (1 + c * d) * log_y - (d + 1) * log1p(exp(-t));
	return s->k[0] + times_log(c - 1, log_y) - (d + 1) * log1p(exp(t));
}

static double
burr12_logsf(const Shape *s, double y)
{
	return -s->p[1] * bf_log1pexp(s->p[0] * log(y));
}

static double
burr12_sf(const Shape *s, double y)
{
	return exp(burr12_logsf(s, y));
}

static double
burr12_cdf(const Shape *s, double y)
{
	return -expm1(burr12_logsf(s, y));
}

static double
burr12_logcdf(const Shape *s, double y)
{
	double t = s->p[0] * log(y);

	if (t < -37)
		return log_one_minus_exp_neg(log(s->p[1]) + t);
	return bf_log1mexp(-s->p[1] * bf_log1pexp(t));
}

/* y from w / d = log1p(y^c) */
static double
burr12_inverse(const Shape *s, double v)
{
	return exp((v + bf_log1mexp(-v)) / s->p[0]);
}

static double
burr12_quantile(const Shape *s, double p)
{
	return burr12_inverse(s, -log1p(-p) / s->p[1]);
}

static double
burr12_quantile_upper(const Shape *s, double q)
{
	return burr12_inverse(s, -log(q) / s->p[1]);
}

static bool
burr12_from_fisk(const double *fisk, double *params)
{
	params[0] = fisk[0];
	params[1] = 1;
	params[2] = fisk[1];
	params[3] = fisk[2];
	return true;
}

static bool
burr12_from_lomax(const double *lomax, double *params)
{
	params[0] = 1;
	params[1] = lomax[0];
	params[2] = lomax[1];
	params[3] = lomax[2];
	return true;
}

/* d log1p(y^c / d) tends to y^c. */
static bool
burr12_from_weibull_min(const double *weibull, double *params)
{
	const double d = 1e4;

	params[0] = weibull[0];
	params[1] = d;
	params[2] = weibull[1];
	params[3] = weibull[2] * pow(d, 1 / weibull[0]);
	return isfinite(params[3]);
}

/* (1 + y^c)^(-b/c) tends to y^-b above 1 and to 1 below. */
static bool
burr12_from_pareto(const double *pareto, double *params)
{
	const double c = 1e3;

	params[0] = c;
	params[1] = pareto[0] / c;
	params[2] = pareto[1];
	params[3] = pareto[2];
	return true;
}

static const char *const burr12_aliases[] = {"singh_maddala", "burr_xii", NULL};
static const Nested burr12_nests[] = {{"fisk", burr12_from_fisk, false},
									  {"lomax", burr12_from_lomax, false},
									  {"weibull_min", burr12_from_weibull_min, true},
									  {"pareto", burr12_from_pareto, true},
									  {NULL, NULL, false}};

static double
burr12_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] * s->p[1] : INFINITY;
}

const Family family_burr12 = {
	.name = "burr12",
	.aliases = burr12_aliases,
	.reference = "Burr (1942), Ann. Math. Statist. 13, 215-232",
	.flags = EDGE_LOWER,
	.n_shapes = 2,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e7,
			   .n_grid = 4,
			   .grid = {0.7, 1.5, 4, 10},
			   .limits = LIMIT_HIGH},
			  {.name = "d",
			   .upper = INFINITY,
			   .least = 1e-4,
			   .most = 1e6,
			   .n_grid = 4,
			   .grid = {0.2, 0.6, 1.5, 6},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = burr12_prepare,
	ALL_FUNCTIONS(burr12),
	.nests = burr12_nests,
	.tail_index = burr12_tail_index,
};
