/*
 * halfcauchy.c
 *		The absolute value of a Cauchy variable about 0 or about another point: halfcauchy,
 *		foldcauchy.
 */
#include "families/shared.h"

/* ---------- halfcauchy ---------- */

static double
halfcauchy_logpdf(const Shape *s, double y)
{
	(void) s;
	return LN_2 - LN_PI - (y < HUGE_Y ? log1p(y * y) : 2 * log(y));
}

static double
halfcauchy_cdf(const Shape *s, double y)
{
	(void) s;
	return 2 / PI * atan(y);
}

static double
halfcauchy_sf(const Shape *s, double y)
{
	(void) s;
	return 2 / PI * atan2(1, y);
}

static double
halfcauchy_quantile(const Shape *s, double p)
{
	(void) s;
	return p < 0.5 ? tan(PI / 2 * p) : 1 / tan(PI / 2 * (1 - p));
}

static double
halfcauchy_quantile_upper(const Shape *s, double q)
{
	(void) s;
	return q < 0.5 ? 1 / tan(PI / 2 * q) : tan(PI / 2 * (1 - q));
}

static const char *const halfcauchy_aliases[] = {"half_cauchy", NULL};

static double
halfcauchy_tail_index(const Shape *s, bool upper)
{
	(void) s;
	return upper ? 1 : INFINITY;
}

const Family family_halfcauchy = {
	.name = "halfcauchy",
	.aliases = halfcauchy_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 16",
	.flags = EDGE_LOWER,
	.n_identifiable = 2,
	.upper = INFINITY,
	.logpdf = halfcauchy_logpdf,
	.cdf = halfcauchy_cdf,
	.sf = halfcauchy_sf,
	.quantile = halfcauchy_quantile,
	.quantile_upper = halfcauchy_quantile_upper,
	.tail_index = halfcauchy_tail_index,
};

/*
 * ---------- foldcauchy: |c + z| for a Cauchy z ----------
 *
 * atan(y - c) + atan(y + c) is one angle, that of the point (((c - y)(c + y) + 1) / y, 2): neither
 * tail is a difference.
 */
static double
foldcauchy_logpdf(const Shape *s, double y)
{
	double c = s->p[0];
	double below = y - c, above = y + c;

	if (y > HUGE_Y)
		return LN_2 - LN_PI - 2 * log(y);
	if (y > 1e70 || c > 1e70)
		return LN_2 - LN_PI + 2 * log(hypot(y, c)) - 2 * log(hypot(1, below)) -
			   2 * log(hypot(1, above));
	return LN_2 - LN_PI + log((1 + y * y + c * c) / ((1 + below * below) * (1 + above * above)));
}

static double
foldcauchy_abscissa(const Shape *s, double y)
{
	double c = s->p[0];

	return (c - y) * (c / y + 1) + 1 / y;
}

static double
foldcauchy_cdf(const Shape *s, double y)
{
	return atan2(2, foldcauchy_abscissa(s, y)) / PI;
}

static double
foldcauchy_sf(const Shape *s, double y)
{
	return atan2(2, -foldcauchy_abscissa(s, y)) / PI;
}

/* y from the cotangent k of pi times the cdf: the positive root of y^2 + 2 k y = 1 + c^2 */
static double
foldcauchy_inverse(const Shape *s, double k)
{
	double length = hypot(1, s->p[0]);
	double root = hypot(k, length);

	return k > 0 ? length * (length / (k + root)) : root - k;
}

static double
cotangent(double p)
{
	return p > 0.25 ? tan(PI * (0.5 - p)) : 1 / tan(PI * p);
}

static double
foldcauchy_quantile(const Shape *s, double p)
{
	return foldcauchy_inverse(s, p < 0.5 ? cotangent(p) : -cotangent(1 - p));
}

static double
foldcauchy_quantile_upper(const Shape *s, double q)
{
	return foldcauchy_inverse(s, q < 0.5 ? -cotangent(q) : cotangent(1 - q));
}

static bool
foldcauchy_from_halfcauchy(const double *halfcauchy, double *params)
{
	params[0] = 0;
	params[1] = halfcauchy[0];
	params[2] = halfcauchy[1];
	return true;
}

static const char *const foldcauchy_aliases[] = {"folded_cauchy", NULL};
static const Nested foldcauchy_nests[] = {{"halfcauchy", foldcauchy_from_halfcauchy, true},
										  {NULL, NULL, false}};

static double
foldcauchy_tail_index(const Shape *s, bool upper)
{
	(void) s;
	return upper ? 1 : INFINITY;
}

const Family family_foldcauchy = {
	.name = "foldcauchy",
	.aliases = foldcauchy_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 16",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .closed_lower = true,
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e6,
			   .n_grid = 4,
			   .grid = {0.2, 1, 4, 20},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.logpdf = foldcauchy_logpdf,
	.cdf = foldcauchy_cdf,
	.sf = foldcauchy_sf,
	.quantile = foldcauchy_quantile,
	.quantile_upper = foldcauchy_quantile_upper,
	.nests = foldcauchy_nests,
	.tail_index = foldcauchy_tail_index,
};
