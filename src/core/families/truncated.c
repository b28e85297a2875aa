/*
 * truncated.c
 *		Distributions cut off at known ends: truncexpon, truncpareto, truncweibull_min.
 *
 * The density is positive at both ends, so that their estimates are the extreme rows.
 */
#include <float.h>

#include "families/shared.h"

/* ---------- truncexpon: density exp(-y) / (1 - exp(-b)) on [0, b] ---------- */

static void
truncexpon_support(const Shape *s, double *lower, double *upper)
{
	*lower = 0;
	*upper = s->p[0];
}

static bool
truncexpon_prepare(Shape *s)
{
	s->k[0] = -expm1(-s->p[0]);
	s->k[1] = -log(s->k[0]);
	return true;
}

static double
truncexpon_logpdf(const Shape *s, double y)
{
	return s->k[1] - y;
}

static double
truncexpon_cdf(const Shape *s, double y)
{
	return -expm1(-y) / s->k[0];
}

static double
truncexpon_sf(const Shape *s, double y)
{
	return exp(-y) * -expm1(y - s->p[0]) / s->k[0];
}

static double
truncexpon_logsf(const Shape *s, double y)
{
	double p = truncexpon_cdf(s, y);

	return p < 0.5 ? log1p(-p) : bf_log1mexp(y - s->p[0]) - y + s->k[1];
}

static double
truncexpon_logcdf(const Shape *s, double y)
{
	double p = truncexpon_cdf(s, y);

	return p < 0.5 ? log(p) : log1p(-truncexpon_sf(s, y));
}

static double
truncexpon_quantile(const Shape *s, double p)
{
	return -log1p(-p * s->k[0]);
}

static double
truncexpon_quantile_upper(const Shape *s, double q)
{
	if (s->p[0] < 1)
		return -log1p(-(1 - q) * s->k[0]);
	return -log(q * s->k[0] + exp(-s->p[0]));
}

static bool
truncexpon_from_uniform(const double *uniform, double *params)
{
	const double b = 1e-9;

	params[0] = b;
	params[1] = uniform[0];
	params[2] = uniform[1] / b;
	return true;
}

static const char *const truncexpon_aliases[] = {"truncated_exponential", NULL};
static const Nested truncexpon_nests[] = {{"uniform", truncexpon_from_uniform, true},
										  {NULL, NULL, false}};

const Family family_truncexpon = {
	.name = "truncexpon",
	.aliases = truncexpon_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 19.8",
	.flags = EDGE_LOWER | EDGE_UPPER | LOG_CONCAVE,
	.n_shapes = 1,
	.shape = {{.name = "b",
			   .upper = INFINITY,
			   .least = 1e-9,
			   .most = 1e15,
			   .n_grid = 5,
			   .grid = {0.5, 2, 5, 15, 60}}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.support = truncexpon_support,
	.prepare = truncexpon_prepare,
	ALL_FUNCTIONS(truncexpon),
	.nests = truncexpon_nests,
};

/*
 * ---------- truncpareto: density proportional to y^(-b - 1) on [1, c] ----------
 *
 * b may be negative, or 0, where it is 1 / y.  The integral from 1 to y is expm1(-b log y) / -b.
 */
static void
truncpareto_support(const Shape *s, double *lower, double *upper)
{
	*lower = 1;
	*upper = s->p[1];
}

/* k: log c, the whole integral, minus its logarithm */
static bool
truncpareto_prepare(Shape *s)
{
	s->k[0] = log1p(s->p[1] - 1);
	s->k[1] = bf_expm1_over(s->k[0], -s->p[0]);
	s->k[2] = -log(s->k[1]);
	return isfinite(s->k[2]);
}

static double
truncpareto_logpdf(const Shape *s, double y)
{
	return s->k[2] - (s->p[0] + 1) * log(y);
}

static double
truncpareto_cdf(const Shape *s, double y)
{
	return bf_expm1_over(log(y), -s->p[0]) / s->k[1];
}

static double
truncpareto_sf(const Shape *s, double y)
{
	double c = s->p[1];
	double rest = c < 2 * y ? log1p((c - y) / y) : s->k[0] - log(y);

	return pow(y, -s->p[0]) * bf_expm1_over(rest, -s->p[0]) / s->k[1];
}

static double
truncpareto_quantile(const Shape *s, double p)
{
	return exp(boxcox1p_to_end(p * s->k[1], -s->p[0]));
}

/* From the upper end: log(c / y) = log1p(b q k[1] c^b) / b. */
static double
truncpareto_quantile_upper(const Shape *s, double q)
{
	double b = s->p[0];

	if (b * s->k[0] > 600)
		return exp(-log(q + (1 - q) * exp(-b * s->k[0])) / b);
	return s->p[1] * exp(-boxcox1p_to_end(q * bf_expm1_over(s->k[0], b), b));
}

/* Far from the origin (1 + z / b)^(-b - 1) is exp(-z). */
static bool
truncpareto_from_truncexpon(const double *truncexpon, double *params)
{
	double far = 1e5 * (1 + truncexpon[0]);

	params[0] = far - 1;
	params[1] = 1 + truncexpon[0] / far;
	params[3] = truncexpon[2] * far;
	params[2] = truncexpon[1] - params[3];
	return params[1] > 1 && isfinite(params[3]);
}

static const char *const truncpareto_aliases[] = {"truncated_pareto", "bounded_pareto", NULL};
static const Nested truncpareto_nests[] = {{"truncexpon", truncpareto_from_truncexpon, true},
										   {NULL, NULL, false}};

const Family family_truncpareto = {
	.name = "truncpareto",
	.aliases = truncpareto_aliases,
	.reference = "Aban, Meerschaert, Panorska (2006), J. Am. Stat. Assoc. 101, 270-277",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 2,
	.shape = {{.name = "b",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -1e8,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {-3, 0.5, 2, 8}},
			  {.name = "c",
			   .lower = 1,
			   .upper = INFINITY,
			   .least = 1 + 1e-10,
			   .most = 1e15,
			   .n_grid = 4,
			   .grid = {1.3, 3, 30, 1e4}}},
	.n_identifiable = 4,
	.lower = 1,
	.upper = INFINITY,
	.support = truncpareto_support,
	.prepare = truncpareto_prepare,
	.logpdf = truncpareto_logpdf,
	.cdf = truncpareto_cdf,
	.sf = truncpareto_sf,
	.quantile = truncpareto_quantile,
	.quantile_upper = truncpareto_quantile_upper,
	.nests = truncpareto_nests,
};

/* ---------- truncweibull_min: density c y^(c-1) exp(-y^c) on [a, b], normalised ---------- */

static void
truncweibull_min_support(const Shape *s, double *lower, double *upper)
{
	*lower = s->p[1];
	*upper = s->p[2];
}

/* k: a^c, b^c - a^c, the probability of [a, b] beyond a, the constant of the log density */
static bool
truncweibull_min_prepare(Shape *s)
{
	double c = s->p[0], a = s->p[1], b = s->p[2];

	if (!(a < b))
		return false;
	s->k[0] = pow(a, c);
	if (a > 0 && b < 2 * a)
		s->k[1] = s->k[0] * expm1(c * log1p((b - a) / a));
	else
		s->k[1] = pow(b, c) - s->k[0];
	s->k[2] = -expm1(-s->k[1]);
	s->k[3] = log(c) + s->k[0] - log(s->k[2]);
	return isfinite(s->k[3]);
}

/* y^c - a^c */
static double
truncweibull_min_reach(const Shape *s, double y)
{
	double a = s->p[1];

	/* a subnormal a^c has few digits */
	if (y < 2 * a && s->k[0] > DBL_MIN)
		return s->k[0] * expm1(s->p[0] * log1p((y - a) / a));
	return pow(y, s->p[0]) - s->k[0];
}

static double
truncweibull_min_logpdf(const Shape *s, double y)
{
	double log_y = log(y);

	return s->k[3] + times_log(s->p[0] - 1, log_y) - exp(s->p[0] * log_y);
}

static double
truncweibull_min_cdf(const Shape *s, double y)
{
	return -expm1(-truncweibull_min_reach(s, y)) / s->k[2];
}

/* b^c - y^c */
static double
truncweibull_min_rest(const Shape *s, double y)
{
	double b = s->p[2];

	if (b < 2 * y)
		return pow(y, s->p[0]) * expm1(s->p[0] * log1p((b - y) / y));
	return s->k[1] - truncweibull_min_reach(s, y);
}

static double
truncweibull_min_sf(const Shape *s, double y)
{
	return exp(-truncweibull_min_reach(s, y)) * -expm1(-truncweibull_min_rest(s, y)) / s->k[2];
}

static double
truncweibull_min_logsf(const Shape *s, double y)
{
	double p = truncweibull_min_cdf(s, y);

	if (p < 0.5)
		return log1p(-p);
	return -truncweibull_min_reach(s, y) + bf_log1mexp(-truncweibull_min_rest(s, y)) - log(s->k[2]);
}

static double
truncweibull_min_logcdf(const Shape *s, double y)
{
	double p = truncweibull_min_cdf(s, y);

	return p < 0.5 ? log(p) : log1p(-truncweibull_min_sf(s, y));
}

/* y from y^c - a^c */
static double
truncweibull_min_inverse(const Shape *s, double reach)
{
	double ratio = reach / s->k[0];

	if (ratio < 1)
		return s->p[1] * exp(log1p(ratio) / s->p[0]);
	return pow(s->k[0] + reach, 1 / s->p[0]);
}

static double
truncweibull_min_quantile(const Shape *s, double p)
{
	return truncweibull_min_inverse(s, -log1p(-p * s->k[2]));
}

static double
truncweibull_min_quantile_upper(const Shape *s, double q)
{
	if (s->k[1] < 1)
		return truncweibull_min_inverse(s, -log1p(-(1 - q) * s->k[2]));
	return truncweibull_min_inverse(s, -log(q * s->k[2] + exp(-s->k[1])));
}

/* Shapes, and windows (in quantiles of the distribution that is cut) wide and narrow. */
static int
truncweibull_min_starts(const FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double c[] = {0.7, 1.5, 3.5};
	static const double window[][2] = {{1e-4, 7}, {1e-4, 1}, {0.05, 3}, {0.7, 4}, {0.3, 0.9}};
	int n = 0;

	(void) data;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 5 && n < max; j++, n++)
		{
			shapes[n][0] = c[i];
			shapes[n][1] = pow(window[j][0], 1 / c[i]);
			shapes[n][2] = pow(window[j][1], 1 / c[i]);
		}
	return n;
}

/* The exponential has no memory: wherever the window begins. */
static bool
truncweibull_min_from_truncexpon(const double *truncexpon, double *params)
{
	params[0] = 1;
	params[1] = 1;
	params[2] = 1 + truncexpon[0];
	params[3] = truncexpon[1] - truncexpon[2];
	params[4] = truncexpon[2];
	return params[2] > 1;
}

/*
 * As c goes to 0 and a to infinity such that c a^c stays, y^c is a^c + c a^c log(y / a), and the
 * density a power of y / a.  At the least c at which b is in its range.
 */
#define LARGEST_B 1e150

static bool
truncweibull_min_from_truncpareto(const double *truncpareto, double *params)
{
	double low = 0.02, high = 1, log_most = log(LARGEST_B) - log(truncpareto[1]);

	if (!(truncpareto[0] > 0 && log1p(truncpareto[0]) <= log_most))
		return false;
	for (int i = 0; i < 40; i++)
	{
		double c = 0.5 * (low + high);

		if (log1p(truncpareto[0] / c) / c <= log_most)
			high = c;
		else
			low = c;
	}
	params[0] = high;
	params[1] = exp(log1p(truncpareto[0] / high) / high);
	params[2] = params[1] * truncpareto[1];
	params[3] = truncpareto[2];
	params[4] = truncpareto[3] / params[1];
	return true;
}

static const char *const truncweibull_min_aliases[] = {"truncated_weibull", NULL};
static const Nested truncweibull_min_nests[] = {
	{"truncexpon", truncweibull_min_from_truncexpon, false},
	{"truncpareto", truncweibull_min_from_truncpareto, true},
	{NULL, NULL, false}};

const Family family_truncweibull_min = {
	.name = "truncweibull_min",
	.aliases = truncweibull_min_aliases,
	.reference = "Rinne (2009), The Weibull Distribution, ch. 3.3.5",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 3,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 0.02,
			   .most = 200,
			   .n_grid = 3,
			   .grid = {0.7, 1.5, 3.5}},
			  {.name = "a",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .least = 1e-9,
			   .most = LARGEST_B,
			   .n_grid = 2,
			   .grid = {0.01, 0.5}},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 1e-9,
			   .most = LARGEST_B,
			   .n_grid = 2,
			   .grid = {0.8, 2.5}}},
	.n_identifiable = 5,
	.relation = "a must be less than b",
	.upper = INFINITY,
	.support = truncweibull_min_support,
	.prepare = truncweibull_min_prepare,
	ALL_FUNCTIONS(truncweibull_min),
	.starts = truncweibull_min_starts,
	.nests = truncweibull_min_nests,
};
