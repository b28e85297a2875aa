/*
 * truncnorm.c
 *		Normal probabilities of intervals: truncnorm, foldnorm, alpha.
 *
 * All three need the integral of the normal density over an interval that may be far out, narrow,
 * or both, to full relative accuracy.  It is kept relative to the density at the interval's near
 * end and as a function of its width, which is known exactly where the two ends nearly agree.
 */
#include "families/shared.h"

/* Below this product of width and steepness the integrand is a polynomial to the Gauss rule. */
#define NARROW 3

/* Where truncnorm's ends are searched, in standard deviations. */
#define FARTHEST 100.0

static double
strip_integrand(const void *arg, double v)
{
	return exp(-v * (*(const double *) arg + 0.5 * v));
}

/*
 * log of the integral of exp(-a v - v^2 / 2) over 0 < v < width, that is of
 * (Phi(a + width) - Phi(a)) / phi(a).
 */
static double
log_strip(double a, double width)
{
	double b = a + width, low, high;

	if (width * (1 + fabs(a) + width) < NARROW)
		return log(gauss_legendre(strip_integrand, &a, 0, width));
	if (a < 0 && b > 0)
	{
		double outside = bf_ndtr(a) + bf_ndtr(-b);
		double inside =
			outside < 0.5 ? log1p(-outside) : log(0.5 * (erf(b / SQRT_2) - erf(a / SQRT_2)));

		return inside + 0.5 * a * a + LN_SQRT_2PI;
	}
	/* in a tail: seen from its inner end, Mills' ratio less what is beyond the outer end */
	low = fmin(fabs(a), fabs(b));
	high = fmax(fabs(a), fabs(b));
	low = bf_log_mills(low);
	low += log1p(-exp(-width * (fmin(fabs(a), fabs(b)) + 0.5 * width) + bf_log_mills(high) - low));
	return a >= 0 ? low : low - width * (a + 0.5 * width);
}

/*
 * ---------- truncnorm: a normal variable known to lie in (a, b) ----------
 *
 * Densities and integrals are relative to the highest density of the interval, at r.
 */
static void
truncnorm_support(const Shape *s, double *lower, double *upper)
{
	*lower = s->p[0];
	*upper = s->p[1];
}

static bool
truncnorm_prepare(Shape *s)
{
	double a = s->p[0], b = s->p[1];

	if (!(a < b))
		return false;
	s->k[0] = a > 0 ? a : b < 0 ? b : 0;
	s->k[1] = a > 0   ? log_strip(a, b - a)
			  : b < 0 ? log_strip(-b, b - a)
					  : bf_log_ndtr_diff(a, b) + LN_SQRT_2PI;
	/* the density at the ends */
	s->k[2] = -0.5 * (a - s->k[0]) * (a + s->k[0]) - s->k[1];
	s->k[3] = -0.5 * (b - s->k[0]) * (b + s->k[0]) - s->k[1];
	return isfinite(s->k[1]);
}

static double
truncnorm_logpdf(const Shape *s, double y)
{
	return -0.5 * (y - s->k[0]) * (y + s->k[0]) - s->k[1];
}

/*
 * log of the probability of (y, end), of that width, where `end` is b and at_end the density there;
 * inexact where near 0.  Lower tails are those of the mirrored curve.  The integral is that from
 * its inner end, so that no large exponents cancel.
 */
static double
truncnorm_log_beyond(const Shape *s, double y, double width, double end, double at_end)
{
	if (y >= 0)
		return log_strip(y, width) + truncnorm_logpdf(s, y);
	if (end <= 0)
		return log_strip(-end, width) + at_end;
	return bf_log_ndtr_diff(y, end) + LN_SQRT_2PI - s->k[1];
}

static double
truncnorm_log_lower(const Shape *s, double y)
{
	return truncnorm_log_beyond(s, -y, y - s->p[0], -s->p[0], s->k[2]);
}

static double
truncnorm_log_upper(const Shape *s, double y)
{
	return truncnorm_log_beyond(s, y, s->p[1] - y, s->p[1], s->k[3]);
}

static double
truncnorm_cdf(const Shape *s, double y)
{
	double log_p = truncnorm_log_lower(s, y);

	return log_p < -LN_2 ? exp(log_p) : 1 - exp(truncnorm_log_upper(s, y));
}

static double
truncnorm_sf(const Shape *s, double y)
{
	double log_q = truncnorm_log_upper(s, y);

	return log_q < -LN_2 ? exp(log_q) : 1 - exp(truncnorm_log_lower(s, y));
}

static double
truncnorm_logcdf(const Shape *s, double y)
{
	double log_p = truncnorm_log_lower(s, y);

	return log_p < -LN_2 ? log_p : log1p(-exp(truncnorm_log_upper(s, y)));
}

static double
truncnorm_logsf(const Shape *s, double y)
{
	double log_q = truncnorm_log_upper(s, y);

	return log_q < -LN_2 ? log_q : log1p(-exp(truncnorm_log_lower(s, y)));
}

/* log(exp(a) + exp(b)) */
static double
log_sum(double a, double b)
{
	double high = fmax(a, b);

	return high == -INFINITY ? high : high + log1p(exp(fmin(a, b) - high));
}

/*
 * The point with lower and upper tails of these logarithms: the normal quantile of what lies below
 * it, or above it if that is less, on the untruncated line.
 */
static double
truncnorm_inverse(const Shape *s, double log_p, double log_q)
{
	double log_z = s->k[1] - 0.5 * s->k[0] * s->k[0] - LN_SQRT_2PI;
	double below = log_sum(bf_log_ndtr(s->p[0]), log_p + log_z);

	if (below < -LN_2)
		return bf_ndtri_exp(below);
	return -bf_ndtri_exp(log_sum(bf_log_ndtr(-s->p[1]), log_q + log_z));
}

/*
 * How far below `end` the upper tail has that logarithm, at most log(1/2), near y: Newton's method
 * on the logarithm of the distance, which is small where the interval is, or the tail.  Other
 * arguments are those of truncnorm_log_beyond().
 */
static double
truncnorm_distance(const Shape *s, double y, double end, double at_end, double log_p)
{
	double v = exp(log_p - at_end);

	if (!(v * (1 + fabs(end)) < 0.01))
		v = end - y;
	for (int i = 0; i < 20 && v > 0; i++)
	{
		double log_tail = truncnorm_log_beyond(s, end - v, v, end, at_end);
		double slope = v * exp(truncnorm_logpdf(s, end - v) - log_tail);
		double change = (log_p - log_tail) / slope;

		if (!(fabs(change) < 1))
			break;
		v *= exp(change);
		if (fabs(change) < 1e-15)
			break;
	}
	return v;
}

static double
truncnorm_point(const Shape *s, double log_p, double log_q)
{
	double a = s->p[0], b = s->p[1];
	double y = fmin(fmax(truncnorm_inverse(s, log_p, log_q), a), b);

	/* the distance from the far end of a wide interval says less of y than y itself */
	if (b - a > 1 && fabs(y) < fmin(y - a, b - y))
		return y;
	if (log_p < -LN_2)
		return a + truncnorm_distance(s, -y, -a, s->k[2], log_p);
	return b - truncnorm_distance(s, y, b, s->k[3], log_q);
}

static double
truncnorm_quantile(const Shape *s, double p)
{
	return truncnorm_point(s, log(p), log1p(-p));
}

static double
truncnorm_quantile_upper(const Shape *s, double q)
{
	return truncnorm_point(s, log1p(-q), log(q));
}

/* The middle of a normal curve, more or less of it, one side, and steep parts of a tail. */
static int
truncnorm_starts(const FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double ends[][2] = {{-0.4, 0.4},  {-1, 1},    {-2, 2},   {-4, 4},    {-0.4, 1},
									 {-1, 0.4},    {-0.5, 3},  {-3, 0.5}, {0.5, 1.5}, {0.5, 3},
									 {-1.5, -0.5}, {-3, -0.5}, {2, 5},    {-5, -2}};
	int n = 0;

	(void) data;
	for (; n < (int) (sizeof(ends) / sizeof(ends[0])) && n < max; n++)
	{
		shapes[n][0] = ends[n][0];
		shapes[n][1] = ends[n][1];
	}
	return n;
}

/* A normal curve cut off where there is nothing left of it. */
static bool
truncnorm_from_norm(const double *norm, double *params)
{
	const double far = 30;

	params[0] = -far;
	params[1] = far;
	params[2] = norm[0];
	params[3] = norm[1];
	return true;
}

/* Far out in a tail, here between a and FARTHEST, the curve falls like exp(-a y). */
static bool
truncnorm_from_truncexpon(const double *truncexpon, double *params)
{
	double square = FARTHEST * FARTHEST - 4 * truncexpon[0];
	double a = 0.5 * (FARTHEST + sqrt(square));

	params[0] = a;
	params[1] = FARTHEST;
	params[3] = truncexpon[2] * a;
	params[2] = truncexpon[1] - params[3] * a;
	return square >= 0;
}

/* The flat top of a normal curve. */
static bool
truncnorm_from_uniform(const double *uniform, double *params)
{
	const double near = 0.02;

	params[0] = -near;
	params[1] = near;
	params[3] = uniform[1] / (2 * near);
	params[2] = uniform[0] + 0.5 * uniform[1];
	return true;
}

static const char *const truncnorm_aliases[] = {"truncated_normal", NULL};
static const Nested truncnorm_nests[] = {{"norm", truncnorm_from_norm, true},
										 {"uniform", truncnorm_from_uniform, true},
										 {"truncexpon", truncnorm_from_truncexpon, true},
										 {NULL, NULL, false}};

const Family family_truncnorm = {
	.name = "truncnorm",
	.aliases = truncnorm_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 13.10.1",
	.flags = EDGE_LOWER | EDGE_UPPER | LOG_CONCAVE,
	.n_shapes = 2,
	.shape = {{.name = "a",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -FARTHEST,
			   .most = FARTHEST,
			   .n_grid = 4,
			   .grid = {-4, -1.5, -0.2, 1}},
			  {.name = "b",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -FARTHEST,
			   .most = FARTHEST,
			   .n_grid = 4,
			   .grid = {1.2, 1.6, 3, 8}}},
	.n_identifiable = 4,
	.relation = "a must be less than b",
	.lower = -INFINITY,
	.upper = INFINITY,
	.support = truncnorm_support,
	.prepare = truncnorm_prepare,
	ALL_FUNCTIONS(truncnorm),
	.starts = truncnorm_starts,
	.nests = truncnorm_nests,
};

/* ---------- foldnorm: |c + z| for a normal z ---------- */

static double
foldnorm_logpdf(const Shape *s, double y)
{
	double d = y - s->p[0];

	return -0.5 * d * d - LN_SQRT_2PI + log1p(exp(-2 * s->p[0] * y));
}

static double
foldnorm_sf(const Shape *s, double y)
{
	return bf_ndtr(s->p[0] - y) + bf_ndtr(-s->p[0] - y);
}

/* The interval (-y, y) seen from its end that is nearer to c, or from the other if c is inside. */
static double
foldnorm_logcdf(const Shape *s, double y)
{
	double c = s->p[0];
	double near = c - y, far = c + y;
	double log_p;

	if (near > 0)
		log_p = log_strip(near, 2 * y) - 0.5 * near * near - LN_SQRT_2PI;
	else if (2 * y * (1 + far) < 1)
		log_p = log_strip(-far, 2 * y) - 0.5 * far * far - LN_SQRT_2PI;
	else
		return log1p(-foldnorm_sf(s, y));
	return log_p < -LN_2 ? log_p : log1p(-foldnorm_sf(s, y));
}

static double
foldnorm_cdf(const Shape *s, double y)
{
	return exp(foldnorm_logcdf(s, y));
}

static double
foldnorm_logsf(const Shape *s, double y)
{
	double near = bf_log_ndtr(s->p[0] - y);
	double log_q = near + log1p(exp(bf_log_ndtr(-s->p[0] - y) - near));

	return log_q < -LN_2 ? log_q : log1p(-foldnorm_cdf(s, y));
}

/* Roughly the mean and the standard deviation: right at c = 0 and for large c. */
static void
foldnorm_anchors(const Shape *s, double *centre, double *spread)
{
	double square = s->p[0] * s->p[0];

	*centre = sqrt(square + 2 / PI);
	*spread = sqrt(1 - 2 / PI / (1 + square));
}

static bool
foldnorm_from_halfnorm(const double *halfnorm, double *params)
{
	params[0] = 0;
	params[1] = halfnorm[0];
	params[2] = halfnorm[1];
	return true;
}

static bool
foldnorm_from_norm(const double *norm, double *params)
{
	const double c = 100;

	params[0] = c;
	params[1] = norm[0] - c * norm[1];
	params[2] = norm[1];
	return true;
}

static const char *const foldnorm_aliases[] = {"folded_normal", NULL};
static const Nested foldnorm_nests[] = {{"halfnorm", foldnorm_from_halfnorm, true},
										{"norm", foldnorm_from_norm, true},
										{NULL, NULL, false}};

const Family family_foldnorm = {
	.name = "foldnorm",
	.aliases = foldnorm_aliases,
	.reference = "Leone, Nelson, Nottingham (1961), Technometrics 3, 543-550",
	.flags = EDGE_LOWER | LOG_CONCAVE,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .closed_lower = true,
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e3,
			   .n_grid = 4,
			   .grid = {0.3, 1, 2, 5},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.logpdf = foldnorm_logpdf,
	.cdf = foldnorm_cdf,
	.sf = foldnorm_sf,
	.logcdf = foldnorm_logcdf,
	.logsf = foldnorm_logsf,
	.anchors = foldnorm_anchors,
	.nests = foldnorm_nests,
};

/* ---------- alpha: 1 / (a + z) for a normal z known to exceed -a ---------- */

static bool
alpha_prepare(Shape *s)
{
	s->k[0] = bf_log_ndtr(s->p[0]);
	s->k[1] = -LN_SQRT_2PI - s->k[0];
	/* the density of 1 / y at 0 */
	s->k[2] = s->k[1] - 0.5 * s->p[0] * s->p[0];
	/* beyond, 1 / y is a to the last digit */
	return s->p[0] < 1e15;
}

/* a - 1 / y */
static double
alpha_z(const Shape *s, double y)
{
	return fma(s->p[0], y, -1) / y;
}

static double
alpha_logpdf(const Shape *s, double y)
{
	double z = alpha_z(s, y);

	return y > 0 ? s->k[1] - 0.5 * z * z - 2 * log(y) : -INFINITY;
}

/* log of the sf, inexact where near 0: the normal probability of (a - 1 / y, a), a narrow strip or
 * a difference that does not cancel */
static double
alpha_log_upper(const Shape *s, double y)
{
	double a = s->p[0];
	double near;

	if ((1 + a) / y < NARROW)
		return log_strip(-a, 1 / y) + s->k[2];
	near = bf_log_ndtr(-alpha_z(s, y));
	/* for a of 1e15 they may differ by nothing but rounding, and have no probability */
	return near + bf_log1mexp(fmin(bf_log_ndtr(-a) - near, 0)) - s->k[0];
}

static double
alpha_logcdf(const Shape *s, double y)
{
	double log_p = bf_log_ndtr(alpha_z(s, y)) - s->k[0];

	return log_p < -LN_2 ? log_p : log1p(-exp(alpha_log_upper(s, y)));
}

static double
alpha_logsf(const Shape *s, double y)
{
	double log_q = alpha_log_upper(s, y);

	return log_q < -LN_2 ? log_q : log1p(-exp(bf_log_ndtr(alpha_z(s, y)) - s->k[0]));
}

static double
alpha_cdf(const Shape *s, double y)
{
	return exp(alpha_logcdf(s, y));
}

static double
alpha_sf(const Shape *s, double y)
{
	return exp(alpha_logsf(s, y));
}

static double
alpha_quantile(const Shape *s, double p)
{
	return 1 / (s->p[0] - bf_ndtri_exp(log(p) + s->k[0]));
}

/*
 * 1 / y from the normal quantile cancels where y is large: Newton's method for the logarithm of the
 * tail against that of 1 / y, from the first order of both where that is nearer.
 */
static double
alpha_quantile_upper(const Shape *s, double q)
{
	double a = s->p[0];
	double log_q = log(q);
	double log_x = log_q - s->k[2];

	if (log_x > -2 * log1p(a))
		log_x = log(a + bf_ndtri_exp(log_sum(bf_log_ndtr(-a), log_q + s->k[0])));
	for (int i = 0; i < 4 && log_x > -700; i++)
	{
		double x = exp(log_x);
		double log_tail = alpha_logsf(s, 1 / x);
		double slope = exp(s->k[1] - 0.5 * (a - x) * (a - x) + log_x - log_tail);

		log_x -= (log_tail - log_q) / slope;
	}
	return exp(-log_x);
}

/* The same mean and standard deviation, to first order, at a shape whose skewness is 0.006. */
static bool
alpha_from_norm(const double *norm, double *params)
{
	const double a = 1e3;

	params[0] = a;
	params[2] = norm[1] * a * a;
	params[1] = norm[0] - norm[1] * a;
	return true;
}

static const Nested alpha_nests[] = {{"norm", alpha_from_norm, true}, {NULL, NULL, false}};

static double
alpha_tail_index(const Shape *s, bool upper)
{
	(void) s;
	return upper ? 1 : INFINITY;
}

const Family family_alpha = {
	.name = "alpha",
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, p. 173",
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 1e-7,
			   .most = 1e6,
			   .n_grid = 4,
			   .grid = {0.3, 1.5, 4, 15},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = alpha_prepare,
	ALL_FUNCTIONS(alpha),
	.nests = alpha_nests,
	.tail_index = alpha_tail_index,
};
