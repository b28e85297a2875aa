/*
 * beta.c
 *		Distributions on [0, 1]: beta, powerlaw, uniform, triang.
 *
 * 1 - y is formed from y once, where y is a double and the difference therefore exact near 1; no
 * upper tail is formed from a lower one.
 */
#include <float.h>

#include "families/shared.h"
#include "special/twofold.h"

/* ---------- beta ---------- */

/* Of the shapes: beyond, their products overflow. */
#define LARGEST_SUM 1e300

/* The two ends of a uniform distribution are fitted in turn, so often: each time, the error is the
 * share of the rows in its cell of what it was. */
#define MOST_TURNS 100

/* k: the mean and its complement, the log of the constant, the smaller shape, a + b in two parts */
static bool
beta_prepare(Shape *s)
{
	double a = s->p[0];
	double b = s->p[1];
	Twofold n;

	s->k[0] = a / (a + b);
	s->k[1] = b / (a + b);
	s->k[2] = beta_density_constant(a, b);
	s->k[3] = fmin(a, b);
	n = twofold_sum(a, b);
	s->k[4] = n.hi;
	s->k[5] = n.lo;
	return n.hi < LARGEST_SUM;
}

/*
 * For large shapes the powers are written around the mean, where the terms linear in y cancel
 * exactly and drop out.
 */
static double
beta_logpdf(const Shape *s, double y)
{
	double a = s->p[0];
	double b = s->p[1];
	double u, v, d, du, dv;

	if (s->k[3] < BETA_LARGE)
	{
		/* two infinities of opposite sign cannot meet: at most one logarithm is infinite */
		return times_log(a - 1, log(y)) + times_log(b - 1, log1p(-y)) + s->k[2];
	}
	if (y == 0 || y == 1)
		return -INFINITY;
	u = y / s->k[0];
	v = (1 - y) / s->k[1];
	/* their distances from 1: (a + b) y - a is a difference of close numbers */
	d = fma(s->k[4], y, -a) + s->k[5] * y;
	du = d / a;
	dv = -d / b;
	return a * (u < 0.5 ? log(u) - du : bf_log1pmx(du)) +
		   b * (v < 0.5 ? log(v) - dv : bf_log1pmx(dv)) - log(y) - log1p(-y) + s->k[2];
}

static double
beta_cdf(const Shape *s, double y)
{
	return bf_beta_p(s->p[0], s->p[1], y, 1 - y);
}

static double
beta_sf(const Shape *s, double y)
{
	return bf_beta_q(s->p[0], s->p[1], y, 1 - y);
}

static double
beta_logcdf(const Shape *s, double y)
{
	return bf_log_beta_p(s->p[0], s->p[1], y, 1 - y);
}

static double
beta_logsf(const Shape *s, double y)
{
	return bf_log_beta_q(s->p[0], s->p[1], y, 1 - y);
}

static double
beta_quantile(const Shape *s, double p)
{
	double complement;

	return bf_beta_p_inv(s->p[0], s->p[1], p, &complement);
}

static double
beta_quantile_upper(const Shape *s, double q)
{
	double complement;

	return bf_beta_q_inv(s->p[0], s->p[1], q, &complement);
}

static bool
beta_from_uniform(const double *uniform, double *params)
{
	params[0] = params[1] = 1;
	params[2] = uniform[0];
	params[3] = uniform[1];
	return true;
}

static bool
beta_from_powerlaw(const double *powerlaw, double *params)
{
	params[0] = powerlaw[0];
	params[1] = 1;
	params[2] = powerlaw[1];
	params[3] = powerlaw[2];
	return true;
}

/* b y tends to a gamma variable as b grows. */
static bool
beta_from_gamma(const double *gamma, double *params)
{
	params[0] = gamma[0];
	params[1] = 1e3 * (gamma[0] + 1);
	params[2] = gamma[1];
	params[3] = gamma[2] * (params[0] + params[1]);
	return true;
}

/* The same mean and standard deviation at equal large shapes. */
static bool
beta_from_norm(const double *norm, double *params)
{
	const double a = 1e4;

	params[0] = params[1] = a;
	params[3] = norm[1] * 2 * sqrt(2 * a + 1);
	params[2] = norm[0] - params[3] / 2;
	return true;
}

static const Nested beta_nests[] = {{"uniform", beta_from_uniform, false},
									{"powerlaw", beta_from_powerlaw, false},
									{"gamma", beta_from_gamma, true},
									{"norm", beta_from_norm, true},
									{NULL, NULL, false}};

/* Moments of the beta distribution on [0, 1]. */
static void
moments_of_beta(double a, double b, double m[4])
{
	double n = a + b;

	set_moments(m, a / n, a / n * (b / n) / (n + 1),
				2 * (b - a) * sqrt(n + 1) / ((n + 2) * sqrt(a) * sqrt(b)),
				6 * ((a - b) * (a - b) * (n + 1) / (a * b) - (n + 2)) / ((n + 2) * (n + 3)));
}

static void
beta_moments(const Shape *s, double m[4])
{
	moments_of_beta(s->p[0], s->p[1], m);
}

const Family family_beta = {
	.name = "beta",
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 25",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 2,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.5, 1, 2, 6},
			   .limits = LIMIT_HIGH},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.5, 1, 2, 6},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 4,
	.upper = 1,
	.prepare = beta_prepare,
	ALL_FUNCTIONS(beta),
	.nests = beta_nests,
	.moments = beta_moments,
};

/* ---------- powerlaw: cdf y^a ---------- */

static bool
powerlaw_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]);
	return true;
}

static double
powerlaw_logpdf(const Shape *s, double y)
{
	return s->k[0] + times_log(s->p[0] - 1, log(y));
}

static double
powerlaw_cdf(const Shape *s, double y)
{
	return pow(y, s->p[0]);
}

static double
powerlaw_sf(const Shape *s, double y)
{
	return -expm1(s->p[0] * log(y));
}

static double
powerlaw_logcdf(const Shape *s, double y)
{
	return s->p[0] * log(y);
}

static double
powerlaw_logsf(const Shape *s, double y)
{
	return bf_log1mexp(s->p[0] * log(y));
}

static double
powerlaw_quantile(const Shape *s, double p)
{
	return exp(log(p) / s->p[0]);
}

static double
powerlaw_quantile_upper(const Shape *s, double q)
{
	return exp(log1p(-q) / s->p[0]);
}

/* With loc known: the largest row ends the support whatever a, and then a is closed. */
static bool
powerlaw_closed_form(const FitData *data, double *params)
{
	double scale = data->max - data->loc_value;

	if (!data->loc_fixed || !rows_are_points(data) || !rows_above_loc(data, true))
		return false;
	params[0] = 1 / (log(scale) - mean_of(data, log, data->loc_value));
	return isfinite(params[0]) && params[0] > 0 &&
		   set_loc_scale(params + 1, data->loc_value, scale);
}

static bool
powerlaw_from_uniform(const double *uniform, double *params)
{
	params[0] = 1;
	params[1] = uniform[0];
	params[2] = uniform[1];
	return true;
}

static const char *const powerlaw_aliases[] = {"power_function", NULL};
static const Nested powerlaw_nests[] = {{"uniform", powerlaw_from_uniform, false},
										{NULL, NULL, false}};

static void
powerlaw_moments(const Shape *s, double m[4])
{
	moments_of_beta(s->p[0], 1, m);
}

const Family family_powerlaw = {
	.name = "powerlaw",
	.aliases = powerlaw_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 25",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e6,
			   .n_grid = 4,
			   .grid = {0.4, 1, 2.5, 8},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = 1,
	.prepare = powerlaw_prepare,
	ALL_FUNCTIONS(powerlaw),
	.closed_form = powerlaw_closed_form,
	.nests = powerlaw_nests,
	.moments = powerlaw_moments,
};

/* ---------- uniform ---------- */

static double
uniform_logpdf(const Shape *s, double y)
{
	(void) s;
	(void) y;
	return 0;
}

static double
uniform_cdf(const Shape *s, double y)
{
	(void) s;
	return y;
}

static double
uniform_sf(const Shape *s, double y)
{
	(void) s;
	return 1 - y;
}

static double
uniform_logcdf(const Shape *s, double y)
{
	(void) s;
	return log(y);
}

static double
uniform_logsf(const Shape *s, double y)
{
	(void) s;
	return log1p(-y);
}

static double
uniform_quantile(const Shape *s, double p)
{
	(void) s;
	return p;
}

static double
uniform_quantile_upper(const Shape *s, double q)
{
	(void) s;
	return 1 - q;
}

/*
 * The best end for so many of n rows in the cell from `inner` to `outer`, `extreme` of them at
 * most, if the other end is at `other`: (end - inner)^count / (end - other)^n has one maximum.
 */
static double
uniform_end(double inner, double outer, double extreme, double count, double n, double other)
{
	double end = count < n ? inner + (inner - other) * count / (n - count) : outer;

	return extreme > inner ? fmin(fmax(end, extreme), outer) : fmax(fmin(end, extreme), outer);
}

/*
 * Ties are cells, of which the first and the last may be only partly inside; the ends then depend
 * on one another.
 */
static bool
uniform_closed_form(const FitData *data, double *params)
{
	const CellSet *cells = &data->full;
	int last = cells->n_groups - 1;
	bool low = last >= 0 && data->edge_min < data->min && !data->loc_fixed;
	bool high = last >= 0 && data->edge_max > data->max;
	double a = data->loc_fixed ? data->loc_value : data->edge_min, b = data->edge_max;

	if (data->min < a)
		return false;
	for (int i = 0; i < MOST_TURNS && (low || high); i++)
	{
		double old_a = a, old_b = b;

		if (low)
			a = uniform_end(cells->group_upper[0], data->edge_min, data->min, cells->group_count[0],
							data->n, b);
		if (high)
			b = uniform_end(cells->group_lower[last], data->edge_max, data->max,
							cells->group_count[last], data->n, a);
		if (fabs(a - old_a) + fabs(b - old_b) <= 4 * DBL_EPSILON * (b - a))
			break;
	}
	return set_loc_scale(params, a, b - a);
}

static const char *const uniform_aliases[] = {"rectangular", NULL};

static void
uniform_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, 0.5, 1.0 / 12, 0, -1.2);
}

const Family family_uniform = {
	.name = "uniform",
	.aliases = uniform_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 26",
	.flags = EDGE_LOWER | EDGE_UPPER | LOG_CONCAVE,
	.n_identifiable = 2,
	.upper = 1,
	ALL_FUNCTIONS(uniform),
	.closed_form = uniform_closed_form,
	.moments = uniform_moments,
};

/* ---------- triang: a triangle with its top at c, which may be an end ---------- */

static bool
triang_prepare(Shape *s)
{
	s->k[0] = LN_2 - log(s->p[0]);
	s->k[1] = LN_2 - log1p(-s->p[0]);
	return true;
}

static double
triang_logpdf(const Shape *s, double y)
{
	double c = s->p[0];

	if (y == c)
		return LN_2;
	return y < c ? s->k[0] + log(y) : s->k[1] + log1p(-y);
}

static double
triang_kink(const Shape *s)
{
	return s->p[0];
}

/*
 * The cdf at y, and its inverse, of the triangle with top at c, where e is 1 - c; sums of positive
 * terms.  The other tail is that of the mirrored triangle.
 */
static double
triangle_lower(double c, double e, double y)
{
	if (y <= c && c > 0)
		return y / c * y;
	return c + (y - c) * (2 - (y - c) / e);
}

static double
triangle_inverse(double c, double e, double p)
{
	if (p <= c)
		return sqrt(c) * sqrt(p);
	return c + (p - c) / (1 + sqrt((1 - p) / e));
}

static double
triang_cdf(const Shape *s, double y)
{
	return triangle_lower(s->p[0], 1 - s->p[0], y);
}

static double
triang_sf(const Shape *s, double y)
{
	return triangle_lower(1 - s->p[0], s->p[0], 1 - y);
}

static double
triang_quantile(const Shape *s, double p)
{
	return triangle_inverse(s->p[0], 1 - s->p[0], p);
}

static double
triang_quantile_upper(const Shape *s, double q)
{
	return q > 0.5 ? triang_quantile(s, 1 - q) : 1 - triangle_inverse(1 - s->p[0], s->p[0], q);
}

static const char *const triang_aliases[] = {"triangular", "triangle", NULL};

static void
triang_moments(const Shape *s, double m[4])
{
	double c = s->p[0];
	double v = 1 - c + c * c;

	set_moments(m, (1 + c) / 3, v / 18,
				M_SQRT2 * (2 * c - 1) * (c + 1) * (c - 2) / (5 * pow(v, 1.5)), -0.6);
}

const Family family_triang = {
	.name = "triang",
	.aliases = triang_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 26.9",
	.flags = KINKED | EDGE_LOWER | EDGE_UPPER | LOG_CONCAVE,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = 1,
			   .closed_lower = true,
			   .closed_upper = true,
			   .most = 1,
			   .n_grid = 5,
			   .grid = {0.05, 0.25, 0.5, 0.75, 0.95}}},
	.n_identifiable = 3,
	.upper = 1,
	.prepare = triang_prepare,
	.logpdf = triang_logpdf,
	.kink = triang_kink,
	.cdf = triang_cdf,
	.sf = triang_sf,
	.quantile = triang_quantile,
	.quantile_upper = triang_quantile_upper,
	.moments = triang_moments,
};
