/*
 * hyperbolic.c
 *		The generalised hyperbolic distribution, its case p = -1/2, norminvgauss, and the
 *		generalised inverse Gaussian distribution, by which it is mixed.
 *
 * With w = sqrt(1 + y^2), d = sqrt(a^2 - b^2) and K the Bessel function times exp of its argument,
 *
 *		f(y) = (d / a)^p sqrt(a / 2 pi) exp(E) K_(p - 1/2)(a w) w^(p - 1/2) / K_p(d),
 *		E = d - a w + b y = -(d y - b)^2 / (a w + b y + d).
 *
 * The Bessel function of every row would be dear: its log is interpolated in L = log w, in which
 * it is analytic with no singularity nearer than pi / 2.
 */
#include "families/cumulate.h"

/* Constants of a shape. */
enum
{
	ORDER, /* p */
	A,
	B,
	D,
	CONSTANT
};

static double bessel_part(const Shape *s, double log_w);
static double hyperbolic_log_density(const Shape *s, double t);
static void hyperbolic_middle(const Shape *s, double *t, double *width);

/* Beyond the last panel |y| is 1e12. */
static const Interpolated bessel = {
	.exact = bessel_part, .n_panels = 20, .width = 2 * LN_2, .offset = 0};
static const Cumulation hyperbolic = {
	.log_density = hyperbolic_log_density, .middle = hyperbolic_middle, .offset = 20 * PANEL_NODES};

/* Slope of log(exp(d) K_p(d)) by log d and the slope of that, NaN until they are asked for. */
#define AT_D (20 * PANEL_NODES + CUMULATION_SIZE)
#define HYPERBOLIC_TABLE (AT_D + 2)
/* Beyond, a slope by Bessel's equation has lost digits that the polynomial's has not. */
#define SMOOTH_X 100

/* log(exp(x) K_nu(x)); the order of norminvgauss, and that of its constant, have shorter ways. */
static double
log_scaled_k(double nu, double x)
{
	return fabs(nu) == 1 ? log(bf_k1e(x)) : bf_log_scaled_k(nu, x);
}

static double
bessel_part(const Shape *s, double log_w)
{
	double nu = s->k[ORDER] - 0.5;

	return log_scaled_k(nu, s->k[A] * exp(log_w)) + nu * log_w;
}

static bool
hyperbolic_prepare(Shape *s, double p, double a, double b)
{
	double d = sqrt((a - b) * (a + b));

	if (!(fabs(b) < a))
		return false;
	s->k[ORDER] = p;
	s->k[A] = a;
	s->k[B] = b;
	s->k[D] = d;
	s->k[CONSTANT] = p * log(d / a) + 0.5 * log(a) - LN_SQRT_2PI - log_scaled_k(p, d);
	interpolated_reset(&bessel, s);
	cumulation_reset(&hyperbolic, s);
	s->table[AT_D] = NAN;
	return isfinite(s->k[CONSTANT]);
}

/* E of the comment above: -(d y - b)^2 / ..., unless its denominator cancels. */
static double
exponent(const Shape *s, double y, double w)
{
	double a = s->k[A], b = s->k[B], d = s->k[D];
	double left = d * y - b;

	if ((y < 0) != (b < 0) && fabs(b * y) > 0.5 * a * w)
		return d - (a * w - b * y);
	return -left * (left / (a * w + b * y + d));
}

static double
hyperbolic_logpdf(const Shape *s, double y)
{
	double y2 = y * y;

	if (!(fabs(y) < 1e150))
	{
		double sign = y < 0 ? -1 : 1;

		return s->k[CONSTANT] + s->k[D] - fabs(y) * (s->k[A] - sign * s->k[B]) +
			   bessel_part(s, log(fabs(y)));
	}
	return s->k[CONSTANT] + exponent(s, y, sqrt(1 + y2)) +
		   interpolated_value(&bessel, s, 0.5 * log1p(y2));
}

/* Of t = asinh y. */
static double
hyperbolic_log_density(const Shape *s, double t)
{
	double y = sinh(t);

	return isinf(y) ? -INFINITY : hyperbolic_logpdf(s, y) + log(cosh(t));
}

/*
 * Y is normal with mean b W and variance W, where W is generalised inverse Gaussian: the anchors
 * are those at the mode of log W, with the variance of log W about it.
 */
static void
mixture_anchors(double p, double d, double b, double *centre, double *spread)
{
	double root = hypot(p, d);
	double w = p > 0 ? (p + root) / (d * d) : 1 / (root - p);
	double bw = b * w;

	*centre = bw;
	*spread = sqrt(w + bw * bw / (1 + root));
}

static void
hyperbolic_anchors(const Shape *s, double *centre, double *spread)
{
	mixture_anchors(s->k[ORDER], s->k[D], s->k[B], centre, spread);
}

/* From q, the slope of log(exp(x) K_nu(x)) by log x, that of q, by Bessel's equation. */
static double
bessel_bend(double nu, double x, double q)
{
	return nu * nu - q * q + 2 * x * q + x;
}

/* Fills the table's two places AT_D. */
static void
slopes_at_d(const Shape *s)
{
	double p = s->k[ORDER], d = s->k[D];
	double q = p == -0.5 ? -0.5 : d + p - d * exp(log_scaled_k(p + 1, d) - log_scaled_k(p, d));

	s->table[AT_D] = q;
	s->table[AT_D + 1] = bessel_bend(p, d, q);
}

/*
 * Derivatives by y, d and the angle atanh(b / a).  With t = asinh y, E = d (1 - cosh(t - angle));
 * log K is a function of log x = log d + log cosh(angle) + log w, and the constants without it are
 * log(d) / 2 - (p - 1/2) log cosh(angle).
 */
static bool
hyperbolic_slopes(const Shape *s, double y, double *g, double (*h)[MAX_PARAMS])
{
	double a = s->k[A], b = s->k[B], d = s->k[D], nu = s->k[ORDER] - 0.5;
	double w2 = 1 + y * y, w = sqrt(w2), x = a * w, tanh_angle = b / a, by_y = y / w2;
	/* cosh(t - angle) - 1, sinh(t - angle) */
	double rise, slant, slope, bend;

	const double *at_d = s->table + AT_D;

	if (!interpolated_slopes(&bessel, s, 0.5 * log1p(y * y), &slope, &bend))
		return false;
	if (isnan(at_d[0]))
		slopes_at_d(s);
	rise = -exponent(s, y, w) / d;
	slant = copysign(sqrt(rise * (rise + 2)), d * y - b);
	slope -= nu;
	g[0] = -d * slant / w + (slope + nu) * by_y;
	g[1] = (0.5 + slope - at_d[0]) / d - rise;
	g[2] = d * slant + (slope - nu) * tanh_angle;
	if (!h)
		return true;
	if (x < SMOOTH_X)
		bend = bessel_bend(nu, x, slope);
	h[0][0] = -d * ((1 + rise) - slant * y / w) / w2 + bend * by_y * by_y +
			  (slope + nu) * (1 - y * y) / (w2 * w2);
	h[0][1] = -slant / w + bend / d * by_y;
	h[0][2] = d * (1 + rise) / w + bend * tanh_angle * by_y;
	h[1][1] = (bend - slope - 0.5 - at_d[1] + at_d[0]) / (d * d);
	h[1][2] = slant + bend * tanh_angle / d;
	h[2][2] = bend * tanh_angle * tanh_angle + (slope - nu) * (d / a) * (d / a) - d * (1 + rise);
	return true;
}

static void
hyperbolic_middle(const Shape *s, double *t, double *width)
{
	double centre, spread;

	hyperbolic_anchors(s, &centre, &spread);
	*t = asinh(centre);
	*width = fmin(spread / hypot(1, centre), 1);
}

DEFINE_CUMULATED(hyperbolic, hyperbolic, asinh(y), sinh(t))

/*
 * Estimation's shapes instead of a and b: d, and the hyperbolic angle atanh(b / a), which is free.
 */
static void
hyperbolic_untangle(double *ab)
{
	double angle = atanh(ab[1] / ab[0]);

	ab[0] = sqrt((ab[0] - ab[1]) * (ab[0] + ab[1]));
	ab[1] = angle;
}

static void
norminvgauss_shape_anchors(const double *shapes, double *centre, double *spread)
{
	mixture_anchors(-0.5, shapes[0], shapes[0] * sinh(shapes[1]), centre, spread);
}

static void
genhyperbolic_shape_anchors(const double *shapes, double *centre, double *spread)
{
	mixture_anchors(shapes[0], shapes[1], shapes[1] * sinh(shapes[2]), centre, spread);
}

static void
hyperbolic_tangle(double *ab)
{
	double d = ab[0];

	ab[0] = d * cosh(ab[1]);
	ab[1] = d * sinh(ab[1]);
}

#define LEAST_D 1e-4
#define MOST_D 1e4
#define MOST_ANGLE 9
/* One at which it is as good as infinite. */
#define PURE_ANGLE 8
#define MOST_P 50

/* ---------- genhyperbolic ---------- */

static void
genhyperbolic_untangle(double *shapes)
{
	hyperbolic_untangle(shapes + 1);
}

static void
genhyperbolic_tangle(double *shapes)
{
	hyperbolic_tangle(shapes + 1);
}

static bool
genhyperbolic_prepare(Shape *s)
{
	return hyperbolic_prepare(s, s->p[0], s->p[1], s->p[2]);
}

static bool
genhyperbolic_from_norminvgauss(const double *simple, double *params)
{
	params[0] = -0.5;
	for (int i = 0; i < 4; i++)
		params[i + 1] = simple[i];
	return true;
}

/* p = -df / 2 and a = 0, less the little that it takes to evaluate it. */
static bool
genhyperbolic_from_t(const double *t, double *params)
{
	params[0] = -t[0] / 2;
	params[1] = 1e-3;
	params[2] = 0;
	params[3] = t[1];
	params[4] = t[2] * sqrt(t[0]);
	return t[0] < 60;
}

/* b W of the mixture alone, where W is geninvgauss over d, as for norminvgauss. */
static bool
genhyperbolic_from_geninvgauss(const double *simple, double *params)
{
	double d = simple[1];

	params[0] = simple[0];
	params[1] = d * cosh(PURE_ANGLE);
	params[2] = d * sinh(PURE_ANGLE);
	params[3] = simple[2];
	params[4] = simple[3] / sinh(PURE_ANGLE);
	return d >= LEAST_D && d <= MOST_D && fabs(simple[0]) <= MOST_P;
}

/* Tails and skewness from t to variance gamma. */
static int
genhyperbolic_starts(const struct FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double grid[][3] = {{-2, 0.1, 0}, {-1, 1, 0},    {-1, 1, 0.5},   {-1, 1, -0.5},
									 {1, 0.5, 0},  {1, 0.5, 0.3}, {1, 0.5, -0.3}, {1, 4, 0},
									 {1, 4, 3.2},  {1, 4, -3.2},  {3, 1, 0},      {0.3, 0.1, 0}};
	int n = 0;

	(void) data;
	for (; n < max && n < (int) (sizeof(grid) / sizeof(grid[0])); n++)
		for (int i = 0; i < 3; i++)
			shapes[n][i] = grid[n][i];
	return n;
}

static const char *const genhyperbolic_aliases[] = {"generalized_hyperbolic", NULL};
static const Nested genhyperbolic_nests[] = {
	{"norminvgauss", genhyperbolic_from_norminvgauss, false},
	{"t", genhyperbolic_from_t, true},
	{"geninvgauss", genhyperbolic_from_geninvgauss, true},
	{NULL, NULL, false}};

const Family family_genhyperbolic = {
	.name = "genhyperbolic",
	.aliases = genhyperbolic_aliases,
	.reference = "Barndorff-Nielsen and Blaesild (1981), in Statistical Distributions in "
				 "Scientific Work, vol. 4, p. 19",
	.flags = CDF_INTEGRAL,
	.n_shapes = 3,
	.shape = {{.name = "p",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -MOST_P,
			   .most = MOST_P,
			   .n_grid = 3,
			   .grid = {-2, -0.5, 1}},
			  {.name = "a",
			   .upper = INFINITY,
			   .least = LEAST_D,
			   .most = MOST_D,
			   .n_grid = 2,
			   .grid = {1, 4},
			   .limits = LIMIT_HIGH},
			  {.name = "b",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -MOST_ANGLE,
			   .most = MOST_ANGLE,
			   .n_grid = 2,
			   .grid = {0, 0.5}}},
	.n_identifiable = 5,
	.relation = "the absolute value of b must be less than a",
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = genhyperbolic_prepare,
	.n_table = HYPERBOLIC_TABLE,
	ALL_FUNCTIONS(hyperbolic),
	.anchors = hyperbolic_anchors,
	.slopes = hyperbolic_slopes,
	.shape_anchors = genhyperbolic_shape_anchors,
	.n_slopes = 2,
	.starts = genhyperbolic_starts,
	.untangle = genhyperbolic_untangle,
	.tangle = genhyperbolic_tangle,
	.nests = genhyperbolic_nests,
};

/* ---------- norminvgauss ---------- */

static bool
norminvgauss_prepare(Shape *s)
{
	return hyperbolic_prepare(s, -0.5, s->p[0], s->p[1]);
}

static bool
norminvgauss_from_norm(const double *norm, double *params)
{
	const double a = 5e3;

	params[0] = a;
	params[1] = 0;
	params[2] = norm[0];
	params[3] = norm[1] * sqrt(a);
	return true;
}

static bool
norminvgauss_from_cauchy(const double *cauchy, double *params)
{
	params[0] = 1e-4;
	params[1] = 0;
	params[2] = cauchy[0];
	params[3] = cauchy[1];
	return true;
}

/* b W of the mixture alone, as the normal's spread is small against it at a large angle. */
static bool
norminvgauss_from_invgauss(const double *invgauss, double *params)
{
	double d = 1 / invgauss[0];

	params[0] = d * cosh(PURE_ANGLE);
	params[1] = d * sinh(PURE_ANGLE);
	params[2] = invgauss[1];
	params[3] = invgauss[2] / params[1];
	return d >= LEAST_D && d <= MOST_D;
}

static const char *const norminvgauss_aliases[] = {"nig", "normal_inverse_gaussian", NULL};
static const Nested norminvgauss_nests[] = {{"norm", norminvgauss_from_norm, true},
											{"cauchy", norminvgauss_from_cauchy, true},
											{"invgauss", norminvgauss_from_invgauss, true},
											{NULL, NULL, false}};

static void
norminvgauss_moments(const Shape *s, double m[4])
{
	double a = s->p[0], b = s->p[1];
	double g = sqrt((a - b) * (a + b));

	set_moments(m, b / g, a * a / (g * g * g), 3 * b / (a * sqrt(g)),
				3 * (1 + 4 * b * b / (a * a)) / g);
}

const Family family_norminvgauss = {
	.name = "norminvgauss",
	.aliases = norminvgauss_aliases,
	.reference = "Barndorff-Nielsen (1997), Scand. J. Statist. 24, 1",
	.flags = CDF_INTEGRAL | SEARCH_TELLS,
	.n_shapes = 2,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = LEAST_D,
			   .most = MOST_D,
			   .n_grid = 3,
			   .grid = {0.1, 1, 8},
			   .limits = LIMIT_HIGH},
			  {.name = "b",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -MOST_ANGLE,
			   .most = MOST_ANGLE,
			   .n_grid = 3,
			   .grid = {-0.07, 0, 0.07}}},
	.n_identifiable = 4,
	.relation = "the absolute value of b must be less than a",
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = norminvgauss_prepare,
	.n_table = HYPERBOLIC_TABLE,
	ALL_FUNCTIONS(hyperbolic),
	.anchors = hyperbolic_anchors,
	.slopes = hyperbolic_slopes,
	.shape_anchors = norminvgauss_shape_anchors,
	.n_slopes = 2,
	.untangle = hyperbolic_untangle,
	.tangle = hyperbolic_tangle,
	.nests = norminvgauss_nests,
	.moments = norminvgauss_moments,
};

/*
 * ---------- geninvgauss ----------
 *
 *		f(y) = y^(p - 1) exp(-b (y - 1)^2 / 2 y) / (2 K_p(b)), K as above.
 *
 * In log y it is smooth, log-concave and falls off at least exponentially: probabilities are
 * integrals over that.
 */
static double geninvgauss_log_density(const Shape *s, double t);
static void geninvgauss_middle(const Shape *s, double *t, double *width);

static const Cumulation geninvgauss = {.log_density = geninvgauss_log_density,
									   .middle = geninvgauss_middle};

/* k[0] is the log of the constant; k[1], k[2]: mode of log y, and its distance's natural unit. */
static bool
geninvgauss_prepare(Shape *s)
{
	double p = s->p[0], b = s->p[1];

	s->k[0] = -LN_2 - log_scaled_k(p, b);
	s->k[1] = asinh(p / b);
	s->k[2] = 1 / sqrt(hypot(p, b));
	cumulation_reset(&geninvgauss, s);
	return isfinite(s->k[0]) && isfinite(s->k[1]);
}

static double
geninvgauss_logpdf(const Shape *s, double y)
{
	double d = y - 1;

	if (y == 0 || isinf(y))
		return -INFINITY;
	return s->k[0] + (s->p[0] - 1) * log(y) - 0.5 * s->p[1] * d * (d / y);
}

/* Of t = log y: (y - 1)^2 / y is 4 sinh(t / 2)^2. */
static double
geninvgauss_log_density(const Shape *s, double t)
{
	double h = sinh(0.5 * t);

	return s->k[0] + s->p[0] * t - 2 * s->p[1] * h * h;
}

static void
geninvgauss_middle(const Shape *s, double *t, double *width)
{
	*t = s->k[1];
	*width = fmin(s->k[2], 1);
}

DEFINE_CUMULATED(geninvgauss, geninvgauss, log(y), exp(t))

static void
geninvgauss_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = exp(s->k[1]);
	*spread = *centre * s->k[2] / (1 + s->k[2]);
}

static bool
geninvgauss_from_invgauss(const double *simple, double *params)
{
	params[0] = -0.5;
	params[1] = 1 / simple[0];
	params[2] = simple[1];
	params[3] = simple[2] * simple[0];
	return true;
}

static bool
geninvgauss_from_recipinvgauss(const double *simple, double *params)
{
	params[0] = 0.5;
	params[1] = 1 / simple[0];
	params[2] = simple[1];
	params[3] = simple[2] / simple[0];
	return true;
}

#define SMALL_B 1e-5

static bool
geninvgauss_from_gamma(const double *gamma, double *params)
{
	params[0] = gamma[0];
	params[1] = SMALL_B;
	params[2] = gamma[1];
	params[3] = 0.5 * SMALL_B * gamma[2];
	return gamma[0] <= 900;
}

static bool
geninvgauss_from_invgamma(const double *invgamma, double *params)
{
	params[0] = -invgamma[0];
	params[1] = SMALL_B;
	params[2] = invgamma[1];
	params[3] = 2 * invgamma[2] / SMALL_B;
	return invgamma[0] <= 900;
}

static const char *const geninvgauss_aliases[] = {"gig", "generalized_inverse_gaussian", NULL};
static const Nested geninvgauss_nests[] = {{"invgauss", geninvgauss_from_invgauss, false},
										   {"recipinvgauss", geninvgauss_from_recipinvgauss, false},
										   {"gamma", geninvgauss_from_gamma, true},
										   {"invgamma", geninvgauss_from_invgamma, true},
										   {NULL, NULL, false}};

const Family family_geninvgauss = {
	.name = "geninvgauss",
	.aliases = geninvgauss_aliases,
	.reference = "Jorgensen (1982), Statistical Properties of the Generalized Inverse Gaussian "
				 "Distribution",
	.flags = CDF_INTEGRAL | SEARCH_TELLS,
	.n_shapes = 2,
	.shape = {{.name = "p",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -1000,
			   .most = 1000,
			   .n_grid = 4,
			   .grid = {-2, -0.5, 0.5, 2}},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 1e-6,
			   .most = 1e5,
			   .n_grid = 4,
			   .grid = {0.05, 0.5, 3, 30},
			   .limits = LIMIT_LOW | LIMIT_HIGH}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = geninvgauss_prepare,
	.n_table = CUMULATION_SIZE,
	ALL_FUNCTIONS(geninvgauss),
	.anchors = geninvgauss_anchors,
	.nests = geninvgauss_nests,
};
