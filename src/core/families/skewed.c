/*
 * skewed.c
 *		Heavy tails with skewness: skewcauchy, jf_skew_t, rel_breitwigner.
 */
#include "families/shared.h"

/* ---------- skewcauchy: a Cauchy curve of width 1 - a below 0 and 1 + a above ---------- */

static double
skewcauchy_logpdf(const Shape *s, double y)
{
	double x = y / (1 + copysign(s->p[0], s->p[0] * y));

	return -LN_PI - (fabs(x) < HUGE_Y ? log1p(x * x) : 2 * log(fabs(x)));
}

static double
skewcauchy_lower(double width, double y)
{
	return width / PI * atan2(width, -y);
}

static double
skewcauchy_cdf(const Shape *s, double y)
{
	return y < 0 ? skewcauchy_lower(1 - s->p[0], y) : 1 - skewcauchy_lower(1 + s->p[0], -y);
}

static double
skewcauchy_sf(const Shape *s, double y)
{
	return y > 0 ? skewcauchy_lower(1 + s->p[0], -y) : 1 - skewcauchy_lower(1 - s->p[0], y);
}

/* The y below 0 with cdf p on the side of that width, which holds width / 2 of the probability. */
static double
skewcauchy_inverse(double width, double p)
{
	double u = p / width;

	return width * (u < 0.25 ? -1 / tan(PI * u) : tan(PI * (u - 0.5)));
}

static double
skewcauchy_quantile(const Shape *s, double p)
{
	double beyond = p - 0.5 * (1 - s->p[0]), width = 1 + s->p[0];

	if (beyond < 0)
		return skewcauchy_inverse(1 - s->p[0], p);
	/* 1 - p would lose digits of y near the mode if that is far to the left */
	if (p < 0.5)
		return width * tan(PI * beyond / width);
	return -skewcauchy_inverse(1 + s->p[0], 1 - p);
}

static double
skewcauchy_quantile_upper(const Shape *s, double q)
{
	double beyond = q - 0.5 * (1 + s->p[0]), width = 1 - s->p[0];

	if (beyond < 0)
		return -skewcauchy_inverse(1 + s->p[0], q);
	if (q < 0.5)
		return -width * tan(PI * beyond / width);
	return skewcauchy_inverse(1 - s->p[0], 1 - q);
}

static bool
skewcauchy_from_cauchy(const double *cauchy, double *params)
{
	params[0] = 0;
	params[1] = cauchy[0];
	params[2] = cauchy[1];
	return true;
}

static const Nested skewcauchy_nests[] = {{"cauchy", skewcauchy_from_cauchy, false},
										  {NULL, NULL, false}};

static double
skewcauchy_tail_index(const Shape *s, bool upper)
{
	(void) s;
	(void) upper;
	return 1;
}

const Family family_skewcauchy = {
	.name = "skewcauchy",
	.reference = "Arellano-Valle, Gomez, Quintana (2005), J. Stat. Plan. Inference 128, 427-443",
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .lower = -1,
			   .upper = 1,
			   .least = -0.999999,
			   .most = 0.999999,
			   .n_grid = 5,
			   .grid = {-0.8, -0.4, 0, 0.4, 0.8}}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.logpdf = skewcauchy_logpdf,
	.cdf = skewcauchy_cdf,
	.sf = skewcauchy_sf,
	.quantile = skewcauchy_quantile,
	.quantile_upper = skewcauchy_quantile_upper,
	.nests = skewcauchy_nests,
	.tail_index = skewcauchy_tail_index,
};

/*
 * ---------- jf_skew_t ----------
 *
 * With r = sqrt(a + b + y^2), u = (1 + y / r) / 2 is a beta(a, b) variable.  The smaller of u and
 * v = 1 - u is (a + b) / (2 r (r + |y|)), which for huge |y| underflows: there it is a power law.
 */
/* k: as beta's mean and its complement, the log of the constant; a + b, its root, log((a + b)/4) */
/* So that squares of quantiles do not overflow. */
#define LARGEST_SUM 1e100

static bool
jf_skew_t_prepare(Shape *s)
{
	double a = s->p[0], b = s->p[1];

	s->k[0] = a / (a + b);
	s->k[1] = b / (a + b);
	s->k[5] = fmin(a, b);
	s->k[2] = beta_density_constant(a, b) + LN_2;
	s->k[3] = a + b;
	s->k[4] = sqrt(a + b);
	s->k[6] = log(a + b) - 2 * LN_2;
	s->k[7] = -bf_lbeta(a, b);
	s->k[8] = (a - b) / (a + b);
	return isfinite(s->k[2]) && a + b <= LARGEST_SUM;
}

/* r; the beta variable and its complement */
static double
jf_skew_t_beta(const Shape *s, double y, double *u, double *v)
{
	double abs_y = fabs(y);
	double r = abs_y < HUGE_Y ? sqrt(s->k[3] + y * y) : abs_y;
	double large = 0.5 * (r + abs_y) / r;
	double small = s->k[3] / (2 * r) / (r + abs_y);

	*u = y < 0 ? small : large;
	*v = y < 0 ? large : small;
	return r;
}

static double
jf_skew_t_logpdf(const Shape *s, double y)
{
	double a = s->p[0], b = s->p[1];
	double u, v;
	double r = jf_skew_t_beta(s, y, &u, &v);

	if (fabs(y) > HUGE_Y)
	{
		double log_small = s->k[6] - 2 * log(fabs(y));

		return (y < 0 ? a : b) * log_small - log(r) + s->k[7] + LN_2;
	}
	if (s->k[5] >= BETA_LARGE)
	{
		double d = 0.5 * (y / r - s->k[8]);
		double du = d / s->k[0], dv = -d / s->k[1];

		if (du > -0.5 && dv > -0.5)
			return a * bf_log1pmx(du) + b * bf_log1pmx(dv) - log(r) + s->k[2];
		return a * log(u / s->k[0]) + b * log(v / s->k[1]) - log(r) + s->k[2];
	}
	return a * log(u) + b * log(v) - log(r) + s->k[2];
}

/* Log probability below (or above) y where the beta variable underflows. */
static bool
jf_skew_t_far(const Shape *s, double y, bool upper, double *log_tail)
{
	double shape = upper ? s->p[1] : s->p[0];

	if (!(upper ? y > 1e100 : y < -1e100))
		return false;
	*log_tail = shape * (s->k[6] - 2 * log(fabs(y))) - log(shape) + s->k[7];
	return true;
}

static double
jf_skew_t_cdf(const Shape *s, double y)
{
	double u, v, log_tail;

	if (jf_skew_t_far(s, y, false, &log_tail))
		return exp(log_tail);
	if (jf_skew_t_far(s, y, true, &log_tail))
		return -expm1(log_tail);
	jf_skew_t_beta(s, y, &u, &v);
	return bf_beta_p(s->p[0], s->p[1], u, v);
}

static double
jf_skew_t_sf(const Shape *s, double y)
{
	double u, v, log_tail;

	if (jf_skew_t_far(s, y, true, &log_tail))
		return exp(log_tail);
	if (jf_skew_t_far(s, y, false, &log_tail))
		return -expm1(log_tail);
	jf_skew_t_beta(s, y, &u, &v);
	return bf_beta_q(s->p[0], s->p[1], u, v);
}

static double
jf_skew_t_logcdf(const Shape *s, double y)
{
	double u, v, log_tail;

	if (jf_skew_t_far(s, y, false, &log_tail))
		return log_tail;
	if (jf_skew_t_far(s, y, true, &log_tail))
		return bf_log1mexp(log_tail);
	jf_skew_t_beta(s, y, &u, &v);
	return bf_log_beta_p(s->p[0], s->p[1], u, v);
}

static double
jf_skew_t_logsf(const Shape *s, double y)
{
	double u, v, log_tail;

	if (jf_skew_t_far(s, y, true, &log_tail))
		return log_tail;
	if (jf_skew_t_far(s, y, false, &log_tail))
		return bf_log1mexp(log_tail);
	jf_skew_t_beta(s, y, &u, &v);
	return bf_log_beta_q(s->p[0], s->p[1], u, v);
}

static double
jf_skew_t_inverse(const Shape *s, double p, bool upper)
{
	double shape = upper ? s->p[1] : s->p[0];
	double u, v;

	if (upper)
		u = bf_beta_q_inv(s->p[0], s->p[1], p, &v);
	else
		u = bf_beta_p_inv(s->p[0], s->p[1], p, &v);
	if ((upper ? v : u) < 1e-200)
	{
		double y = exp(0.5 * (s->k[6] - (log(p) + log(shape) - s->k[7]) / shape));

		return upper ? y : -y;
	}
	return s->k[4] * (u - v) / (2 * sqrt(u) * sqrt(v));
}

static double
jf_skew_t_quantile(const Shape *s, double p)
{
	return p > 0.5 ? jf_skew_t_inverse(s, 1 - p, true) : jf_skew_t_inverse(s, p, false);
}

static double
jf_skew_t_quantile_upper(const Shape *s, double q)
{
	return q > 0.5 ? jf_skew_t_inverse(s, 1 - q, false) : jf_skew_t_inverse(s, q, true);
}

static bool
jf_skew_t_from_t(const double *t, double *params)
{
	params[0] = params[1] = t[0] / 2;
	params[2] = t[1];
	params[3] = t[2];
	return true;
}

static bool
jf_skew_t_from_norm(const double *norm, double *params)
{
	params[0] = params[1] = 1e5;
	params[2] = norm[0];
	params[3] = norm[1];
	return true;
}

static const char *const jf_skew_t_aliases[] = {"jones_faddy", "skew_t", NULL};
static const Nested jf_skew_t_nests[] = {
	{"t", jf_skew_t_from_t, false}, {"norm", jf_skew_t_from_norm, true}, {NULL, NULL, false}};

static double
jf_skew_t_tail_index(const Shape *s, bool upper)
{
	return upper ? 2 * s->p[1] : 2 * s->p[0];
}

const Family family_jf_skew_t = {
	.name = "jf_skew_t",
	.aliases = jf_skew_t_aliases,
	.reference = "Jones, Faddy (2003), J. R. Stat. Soc. B 65, 159-174",
	.n_shapes = 2,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 0.03,
			   .most = 1e7,
			   .n_grid = 4,
			   .grid = {0.6, 1.5, 5, 25},
			   .limits = LIMIT_HIGH},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 0.03,
			   .most = 1e7,
			   .n_grid = 4,
			   .grid = {0.6, 1.5, 5, 25},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 4,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = jf_skew_t_prepare,
	ALL_FUNCTIONS(jf_skew_t),
	.nests = jf_skew_t_nests,
	.tail_index = jf_skew_t_tail_index,
};

/*
 * ---------- rel_breitwigner: density proportional to 1 / ((y^2 - rho^2)^2 + rho^2), y > 0
 * ----------
 *
 * By partial fractions, with r = sqrt(rho^2 + i rho) = alpha + i beta, the integral from 0 to y is
 * the imaginary part of (phi i - L) / (2 r) over rho, where L = log |(y + r) / (y - r)| and phi is
 * the argument of (r - y) / (r + y): a sum of positive terms.  The integral from y on is the same
 * with pi - phi and the other sign of L, which cancels far out; there it is a series in r^2 / y^2.
 */

/* Beyond this many times |r|^2 the square of y is large enough for the series. */
#define FAR_SQUARES 3

/* k: log of the constant, alpha, beta, alpha - rho, |r|^2, the integrals' factor */
static bool
rel_breitwigner_prepare(Shape *s)
{
	double rho = s->p[0];
	double square = rho * hypot(rho, 1);
	double alpha = sqrt((square + rho * rho) / 2);
	double beta = rho / (2 * alpha);

	s->k[1] = alpha;
	s->k[2] = beta;
	s->k[3] = beta * beta / (alpha + rho);
	s->k[4] = square;
	/* the whole integral is pi alpha / (2 rho |r|^2) */
	s->k[0] = LN_2 - LN_PI + log(rho) + log(square) - log(alpha);
	s->k[5] = 1 / (PI * alpha);
	return isfinite(s->k[0]) && square > 0 && isfinite(square);
}

static double
rel_breitwigner_logpdf(const Shape *s, double y)
{
	double rho = s->p[0];
	double d = (y - rho) * (y + rho);

	if (y > 1e70 && y > 1e10 * rho)
		return s->k[0] - 4 * log(y);
	return s->k[0] - log(d * d + rho * rho);
}

static double
rel_breitwigner_log_ratio(const Shape *s, double y)
{
	double distance = (y - s->p[0]) - s->k[3];

	return 0.5 * log1p(4 * s->k[1] * y / (distance * distance + s->k[2] * s->k[2]));
}

/* |r|^2 - y^2 */
static double
rel_breitwigner_rest(const Shape *s, double y)
{
	return 2 * s->k[2] * s->k[2] + (s->p[0] - y) * (s->p[0] + y);
}

/*
 * y^3 times the sum of Im(r^(2j)) / ((2j + 1) y^(2j + 1)) over rho, from j = 1 on: 1/3 and what
 * falls off with y.
 */
static double
rel_breitwigner_series(const Shape *s, double y)
{
	double inverse = 1 / y;
	double x = s->p[0] * inverse * (s->p[0] * inverse);
	double turn = x * inverse * inverse;
	double re = x, im = 1;
	double sum = 0;

	for (int j = 1; j < 60; j++)
	{
		double next = re * x - im * turn;

		sum += im / (2 * j + 1);
		im = im * x + re;
		re = next;
	}
	return sum;
}

static bool
rel_breitwigner_is_far(const Shape *s, double y)
{
	return y * y > FAR_SQUARES * s->k[4];
}

static double
rel_breitwigner_cdf(const Shape *s, double y)
{
	double phi = atan2(2 * s->k[2] * y, rel_breitwigner_rest(s, y));

	return s->k[5] * (phi * s->k[1] + rel_breitwigner_log_ratio(s, y) * s->k[2]);
}

static double
rel_breitwigner_sf(const Shape *s, double y)
{
	if (rel_breitwigner_is_far(s, y))
	{
		double inverse = 1 / y;

		/* the tail may be near the smallest double: no factor of it before its time */
		return 2 * s->p[0] * inverse * (s->k[4] * inverse) * s->k[5] *
			   rel_breitwigner_series(s, y) * inverse;
	}
	return s->k[5] * (atan2(2 * s->k[2] * y, -rel_breitwigner_rest(s, y)) * s->k[1] -
					  rel_breitwigner_log_ratio(s, y) * s->k[2]);
}

static double
rel_breitwigner_logsf(const Shape *s, double y)
{
	double sf;

	if (rel_breitwigner_is_far(s, y))
		return LN_2 + log(s->p[0]) + log(s->k[4]) + log(s->k[5]) +
			   log(rel_breitwigner_series(s, y)) - 3 * log(y);
	sf = rel_breitwigner_sf(s, y);
	return sf < 0.5 ? log(sf) : log1p(-rel_breitwigner_cdf(s, y));
}

/* Where the peak is, and how wide: the real and imaginary part of the pole. */
static void
rel_breitwigner_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = s->k[1];
	*spread = 2 * s->k[2];
}

/* Around rho, (y^2 - rho^2)^2 + rho^2 is 4 rho^2 ((y - rho)^2 + 1/4). */
static bool
rel_breitwigner_from_cauchy(const double *cauchy, double *params)
{
	const double rho = 1e4;

	params[0] = rho;
	params[2] = 2 * cauchy[1];
	params[1] = cauchy[0] - rho * params[2];
	return true;
}

static const char *const rel_breitwigner_aliases[] = {"relativistic_breit_wigner", "breit_wigner",
													  NULL};
static const Nested rel_breitwigner_nests[] = {{"cauchy", rel_breitwigner_from_cauchy, true},
											   {NULL, NULL, false}};

static double
rel_breitwigner_tail_index(const Shape *s, bool upper)
{
	(void) s;
	return upper ? 3 : INFINITY;
}

const Family family_rel_breitwigner = {
	.name = "rel_breitwigner",
	.aliases = rel_breitwigner_aliases,
	.reference = "Breit, Wigner (1936), Phys. Rev. 49, 519-531",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "rho",
			   .upper = INFINITY,
			   .least = 1e-4,
			   .most = 1e8,
			   .n_grid = 5,
			   .grid = {0.05, 0.5, 2, 10, 100},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = rel_breitwigner_prepare,
	.logpdf = rel_breitwigner_logpdf,
	.cdf = rel_breitwigner_cdf,
	.sf = rel_breitwigner_sf,
	.logsf = rel_breitwigner_logsf,
	.anchors = rel_breitwigner_anchors,
	.nests = rel_breitwigner_nests,
	.tail_index = rel_breitwigner_tail_index,
};
