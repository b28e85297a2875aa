/*
 * arcs.c
 *		Bounded symmetric distributions out of circular functions: anglit, arcsine, cosine,
 *		semicircular; and rdist, the symmetric beta distributions.
 *
 * Each of them reaches its ends at y = -e and y = e (arcsine: 0 and 1), and the upper tail is the
 * lower one at -y.  Near an end probabilities are formed from the distance to it: the ends of
 * anglit and cosine are multiples of pi, of which a double is only the leading part.
 */
#include "families/shared.h"

/* ---------- anglit: density cos(2 y), cdf sin(y + pi / 4)^2 ---------- */

static double
anglit_logpdf(const Shape *s, double y)
{
	double c = cos(2 * y);

	(void) s;
	return c > 0 ? log(c) : -INFINITY;
}

static double
anglit_cdf(const Shape *s, double y)
{
	double sine = sin((y + PI / 4) + PI_REST / 4);

	(void) s;
	return sine * sine;
}

static double
anglit_sf(const Shape *s, double y)
{
	return anglit_cdf(s, -y);
}

static double
anglit_quantile(const Shape *s, double p)
{
	(void) s;
	return p > 0.1 && p < 0.9 ? 0.5 * asin(2 * p - 1)
		   : p < 0.5          ? asin(sqrt(p)) - PI / 4
							  : PI / 4 - asin(sqrt(1 - p));
}

static double
anglit_quantile_upper(const Shape *s, double q)
{
	return -anglit_quantile(s, q);
}

static void
anglit_moments(const Shape *s, double m[4])
{
	double v = M_PI * M_PI - 8;

	(void) s;
	set_moments(m, 0, v / 16, 0, -2 * (M_PI * M_PI * M_PI * M_PI - 96) / (v * v));
}

const Family family_anglit = {
	.name = "anglit",
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 26",
	.n_identifiable = 2,
	.lower = -PI / 4,
	.upper = PI / 4,
	.logpdf = anglit_logpdf,
	.cdf = anglit_cdf,
	.sf = anglit_sf,
	.quantile = anglit_quantile,
	.quantile_upper = anglit_quantile_upper,
	.moments = anglit_moments,
};

/* ---------- arcsine: density 1 / (pi sqrt(y (1 - y))) ---------- */

static double
arcsine_logpdf(const Shape *s, double y)
{
	(void) s;
	return -LN_PI - 0.5 * (log(y) + log1p(-y));
}

static double
arcsine_cdf(const Shape *s, double y)
{
	(void) s;
	return 2 / PI * atan2(sqrt(y), sqrt(1 - y));
}

static double
arcsine_sf(const Shape *s, double y)
{
	(void) s;
	return 2 / PI * atan2(sqrt(1 - y), sqrt(y));
}

static double
arcsine_quantile(const Shape *s, double p)
{
	double root = sin(PI / 2 * p);

	(void) s;
	return root * root;
}

static double
arcsine_quantile_upper(const Shape *s, double q)
{
	double root;

	if (q > 0.5)
		return arcsine_quantile(s, 1 - q);
	root = cos(PI / 2 * q);
	return root * root;
}

static void
arcsine_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, 0.5, 0.125, 0, -1.5);
}

const Family family_arcsine = {
	.name = "arcsine",
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 25",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_identifiable = 2,
	.upper = 1,
	.logpdf = arcsine_logpdf,
	.cdf = arcsine_cdf,
	.sf = arcsine_sf,
	.quantile = arcsine_quantile,
	.quantile_upper = arcsine_quantile_upper,
	.moments = arcsine_moments,
};

/*
 * ---------- cosine: density (1 + cos(y)) / 2 pi; with d = y + pi the cdf is (d - sin(d)) / 2 pi
 * ----------
 */

/* d - sin(d) for 0 <= d <= pi: its series where the difference would cancel.  Error 2e-16. */
static double
minus_sine(double d)
{
	double square = d * d;
	double sum = 0;

	if (d > 1.5)
		return d - sin(d);
	for (int n = 21; n >= 5; n -= 2)
		sum = (1 - sum) * square / (n * (n - 1));
	return (1 - sum) * d * square / 6;
}

static double
cosine_logpdf(const Shape *s, double y)
{
	(void) s;
	return 2 * log(fabs(cos(y / 2))) - LN_PI;
}

static double
cosine_cdf(const Shape *s, double y)
{
	(void) s;
	if (y < 0)
		return minus_sine((y + PI) + PI_REST) / (2 * PI);
	return 1 - minus_sine((PI - y) + PI_REST) / (2 * PI);
}

static double
cosine_sf(const Shape *s, double y)
{
	return cosine_cdf(s, -y);
}

/*
 * The y in [-pi, 0] with cdf p <= 1/2.  Newton's method, which converges monotonically on either
 * side of the inflection: in d = y + pi from the leading term of its series, or in y from the
 * tangent in the middle.
 */
static double
cosine_lower_quantile(double p)
{
	if (p < 0.2)
	{
		double area = 2 * PI * p;
		double d = cbrt(6 * area);

		d *= 1 + d * d / 60;
		for (int i = 0; i < 4; i++)
		{
			double half = sin(d / 2);

			d -= (minus_sine(d) - area) / (2 * half * half);
		}
		return d - PI - PI_REST;
	}
	else
	{
		double area = 2 * PI * (p - 0.5);
		double y = area / 2;

		for (int i = 0; i < 5; i++)
			y -= (y + sin(y) - area) / (1 + cos(y));
		return y;
	}
}

static double
cosine_quantile(const Shape *s, double p)
{
	(void) s;
	return p > 0.5 ? -cosine_lower_quantile(1 - p) : cosine_lower_quantile(p);
}

static double
cosine_quantile_upper(const Shape *s, double q)
{
	return -cosine_quantile(s, q);
}

static const char *const cosine_aliases[] = {"raised_cosine", NULL};

static void
cosine_moments(const Shape *s, double m[4])
{
	double v = M_PI * M_PI - 6;

	(void) s;
	set_moments(m, 0, v / 3, 0, -6 * (M_PI * M_PI * M_PI * M_PI - 90) / (5 * v * v));
}

const Family family_cosine = {
	.name = "cosine",
	.aliases = cosine_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 23",
	.n_identifiable = 2,
	.lower = -PI,
	.upper = PI,
	.logpdf = cosine_logpdf,
	.cdf = cosine_cdf,
	.sf = cosine_sf,
	.quantile = cosine_quantile,
	.quantile_upper = cosine_quantile_upper,
	.moments = cosine_moments,
};

/* ---------- semicircular: density 2 / pi sqrt(1 - y^2); 2 asin(y) follows cosine ---------- */

static double
semicircular_logpdf(const Shape *s, double y)
{
	(void) s;
	return LN_2 - LN_PI + 0.5 * log((1 - y) * (1 + y));
}

static double
semicircular_cdf(const Shape *s, double y)
{
	(void) s;
	if (y < 0)
		return minus_sine(4 * asin(sqrt((1 + y) / 2))) / (2 * PI);
	return 1 - minus_sine(4 * asin(sqrt((1 - y) / 2))) / (2 * PI);
}

static double
semicircular_sf(const Shape *s, double y)
{
	return semicircular_cdf(s, -y);
}

static double
semicircular_quantile(const Shape *s, double p)
{
	return sin(cosine_quantile(s, p) / 2);
}

static double
semicircular_quantile_upper(const Shape *s, double q)
{
	return -semicircular_quantile(s, q);
}

static const char *const semicircular_aliases[] = {"wigner", "semicircle", NULL};

static void
semicircular_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, 0, 0.25, 0, -1);
}

const Family family_semicircular = {
	.name = "semicircular",
	.aliases = semicircular_aliases,
	.reference = "Wigner (1955), Ann. Math. 62, 548-564",
	.n_identifiable = 2,
	.lower = -1,
	.upper = 1,
	.logpdf = semicircular_logpdf,
	.cdf = semicircular_cdf,
	.sf = semicircular_sf,
	.quantile = semicircular_quantile,
	.quantile_upper = semicircular_quantile_upper,
	.moments = semicircular_moments,
};

/*
 * ---------- rdist: density (1 - y^2)^(c/2 - 1) / B(1/2, c/2) ----------
 *
 * One tail is half of I_x(c/2, 1/2) at x = 1 - y^2.
 */
static bool
rdist_prepare(Shape *s)
{
	s->k[0] = s->p[0] / 2;
	s->k[1] = s->k[0] - 1;
	s->k[2] = bf_lgamma_delta(s->k[0], 0.5) - 0.5 * LN_PI;
	return isfinite(s->k[2]);
}

static double
rdist_logpdf(const Shape *s, double y)
{
	double rest = (1 - y) * (1 + y);

	return s->k[2] + times_log(s->k[1], rest > 0.5 ? log1p(-y * y) : log(rest));
}

static double
rdist_cdf(const Shape *s, double y)
{
	double tail = 0.5 * bf_beta_p(s->k[0], 0.5, (1 - y) * (1 + y), y * y);

	return y < 0 ? tail : 1 - tail;
}

static double
rdist_sf(const Shape *s, double y)
{
	return rdist_cdf(s, -y);
}

static double
rdist_logcdf(const Shape *s, double y)
{
	if (y < 0)
		return bf_log_beta_p(s->k[0], 0.5, (1 - y) * (1 + y), y * y) - LN_2;
	return log1p(-rdist_cdf(s, -y));
}

static double
rdist_logsf(const Shape *s, double y)
{
	return rdist_logcdf(s, -y);
}

/* 1 - 2p is exact for p above 1/4, and the better argument there. */
static double
rdist_quantile(const Shape *s, double p)
{
	double square;

	if (p > 0.5)
		return -rdist_quantile(s, 1 - p);
	if (p > 0.25)
		bf_beta_q_inv(s->k[0], 0.5, 1 - 2 * p, &square);
	else
		bf_beta_p_inv(s->k[0], 0.5, 2 * p, &square);
	return -sqrt(square);
}

static double
rdist_quantile_upper(const Shape *s, double q)
{
	return -rdist_quantile(s, q);
}

/* Standard deviation 1 / sqrt(1 + c). */
static void
rdist_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = 0;
	*spread = 1 / sqrt(1 + s->p[0]);
}

static bool
rdist_from_norm(const double *norm, double *params)
{
	const double c = 1e6;

	params[0] = c;
	params[1] = norm[0];
	params[2] = norm[1] * sqrt(1 + c);
	return true;
}

static bool
rdist_from_uniform(const double *uniform, double *params)
{
	params[0] = 2;
	params[1] = uniform[0] + uniform[1] / 2;
	params[2] = uniform[1] / 2;
	return true;
}

static const Nested rdist_nests[] = {
	{"norm", rdist_from_norm, true}, {"uniform", rdist_from_uniform, false}, {NULL, NULL, false}};

static void
rdist_moments(const Shape *s, double m[4])
{
	double c = s->p[0];

	set_moments(m, 0, 1 / (c + 1), 0, -6 / (c + 3));
}

const Family family_rdist = {
	.name = "rdist",
	.reference = "Hotelling (1953), J. R. Stat. Soc. B 15, 193-232",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e8,
			   .n_grid = 5,
			   .grid = {0.7, 2, 3, 6, 20},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.lower = -1,
	.upper = 1,
	.prepare = rdist_prepare,
	ALL_FUNCTIONS(rdist),
	.anchors = rdist_anchors,
	.nests = rdist_nests,
	.moments = rdist_moments,
};
