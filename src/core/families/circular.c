/*
 * circular.c
 *		Angles: wrapcauchy on [0, 2 pi], vonmises_line on [-pi, pi], vonmises on the circle.
 *
 * Distances from an end that is a multiple of pi take in what is missing in the double PI.
 */
#include "families/cumulate.h"

#define TWO_PI (2 * PI)

/* ---------- wrapcauchy: density (1 - c^2) / (2 pi (1 + c^2 - 2 c cos(y))) ---------- */

/* k: (1 - c)^2, 4 c, log of the constant, (1 + c) / (1 - c) */
static bool
wrapcauchy_prepare(Shape *s)
{
	double c = s->p[0];

	s->k[0] = (1 - c) * (1 - c);
	s->k[1] = 4 * c;
	s->k[2] = log((1 - c) * (1 + c) / TWO_PI);
	s->k[3] = (1 + c) / (1 - c);
	return true;
}

static double
wrapcauchy_logpdf(const Shape *s, double y)
{
	double sine = sin(0.5 * y);

	return s->k[2] - log(s->k[0] + s->k[1] * sine * sine);
}

/* Probability within y <= pi of an end. */
static double
wrapcauchy_near(const Shape *s, double y)
{
	return atan2(s->k[3] * sin(0.5 * y), cos(0.5 * y)) / PI;
}

static double
wrapcauchy_cdf(const Shape *s, double y)
{
	return y < PI ? wrapcauchy_near(s, y) : 1 - wrapcauchy_near(s, (TWO_PI - y) + 2 * PI_REST);
}

static double
wrapcauchy_sf(const Shape *s, double y)
{
	return y < PI ? 1 - wrapcauchy_near(s, y) : wrapcauchy_near(s, (TWO_PI - y) + 2 * PI_REST);
}

static double
wrapcauchy_quantile(const Shape *s, double p)
{
	return 2 * atan2(sin(PI * p), s->k[3] * cos(PI * p));
}

static double
wrapcauchy_quantile_upper(const Shape *s, double q)
{
	return q > 0.5 ? wrapcauchy_quantile(s, 1 - q) : TWO_PI - wrapcauchy_quantile(s, q);
}

static bool
wrapcauchy_from_uniform(const double *uniform, double *params)
{
	params[0] = 1e-9;
	params[1] = uniform[0];
	params[2] = uniform[1] / TWO_PI;
	return true;
}

static const char *const wrapcauchy_aliases[] = {"wrapped_cauchy", NULL};
static const Nested wrapcauchy_nests[] = {{"uniform", wrapcauchy_from_uniform, true},
										  {NULL, NULL, false}};

const Family family_wrapcauchy = {
	.name = "wrapcauchy",
	.aliases = wrapcauchy_aliases,
	.reference = "Mardia, Jupp (2000), Directional Statistics, ch. 3.5",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = 1,
			   .least = 1e-9,
			   .most = 1 - 1e-9,
			   .n_grid = 5,
			   .grid = {0.05, 0.3, 0.6, 0.9, 0.99}}},
	.n_identifiable = 3,
	.upper = TWO_PI,
	.prepare = wrapcauchy_prepare,
	.logpdf = wrapcauchy_logpdf,
	.cdf = wrapcauchy_cdf,
	.sf = wrapcauchy_sf,
	.quantile = wrapcauchy_quantile,
	.quantile_upper = wrapcauchy_quantile_upper,
	.nests = wrapcauchy_nests,
};

/*
 * ---------- vonmises_line: density exp(kappa cos(y)) / (2 pi I_0(kappa)) ----------
 *
 * kappa cos(y) is written as kappa - 2 kappa sin(y / 2)^2.  Probabilities are integrals over
 * t = log((pi + y) / (pi - y)).
 */

/* k: log of the constant */
static double
vonmises_line_logpdf(const Shape *s, double y)
{
	double sine = sin(0.5 * y);

	return s->k[0] - 2 * s->p[0] * sine * sine;
}

static double
vonmises_line_t(double y)
{
	if (fabs(y) < 1)
		return 2 * atanh(y / PI);
	return copysign(log(PI + fabs(y)) - log((PI - fabs(y)) + PI_REST), y);
}

static double
vonmises_line_log_density(const Shape *s, double t)
{
	double e = exp(-fabs(t));

	/* y is pi tanh(t / 2), and so dy/dt */
	return vonmises_line_logpdf(s, PI * tanh(0.5 * t)) + LN_2 + LN_PI - fabs(t) - 2 * log1p(e);
}

static void
vonmises_line_middle(const Shape *s, double *t, double *width)
{
	*t = 0;
	*width = 1 / sqrt(1 + s->p[0]);
}

static const Cumulation vonmises_line = {
	.log_density = vonmises_line_log_density, .middle = vonmises_line_middle, .offset = 0};

static bool
vonmises_line_prepare(Shape *s)
{
	s->k[0] = -2 * LN_SQRT_2PI - bf_log_i0e(s->p[0]);
	cumulation_reset(&vonmises_line, s);
	return true;
}

DEFINE_CUMULATED(vonmises_line, vonmises_line, vonmises_line_t(y), PI *tanh(0.5 * t))

/* About the standard deviation. */
static void
vonmises_line_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = 0;
	*spread = 1 / sqrt(s->p[0] + 0.3);
}

static bool
vonmises_line_from_norm(const double *norm, double *params)
{
	const double kappa = 1e6;

	params[0] = kappa;
	params[1] = norm[0];
	params[2] = norm[1] * sqrt(kappa);
	return true;
}

static bool
vonmises_line_from_uniform(const double *uniform, double *params)
{
	params[0] = 1e-9;
	params[2] = uniform[1] / TWO_PI;
	params[1] = uniform[0] + PI * params[2];
	return true;
}

static const Nested vonmises_line_nests[] = {{"norm", vonmises_line_from_norm, true},
											 {"uniform", vonmises_line_from_uniform, true},
											 {NULL, NULL, false}};

const Family family_vonmises_line = {
	.name = "vonmises_line",
	.reference = "von Mises (1918), Phys. Z. 19, 490-500",
	.flags = EDGE_LOWER | EDGE_UPPER | CDF_INTEGRAL,
	.n_shapes = 1,
	.shape = {{.name = "kappa",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .least = 1e-9,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.3, 1, 3, 10}}},
	.n_identifiable = 3,
	.lower = -PI,
	.upper = PI,
	.prepare = vonmises_line_prepare,
	.n_table = CUMULATION_SIZE,
	ALL_FUNCTIONS(vonmises_line),
	.anchors = vonmises_line_anchors,
	.nests = vonmises_line_nests,
};

/*
 * ---------- vonmises: vonmises_line for angles ----------
 *
 * The density repeats with period 2 pi, so that it may be asked for at angles of any turn, and the
 * scale, which would change the period, is 1.  Probabilities are those of the turn around loc.
 */
static double
vonmises_cdf(const Shape *s, double y)
{
	return y <= -PI ? 0 : y >= PI ? 1 : vonmises_line_cdf(s, y);
}

static double
vonmises_sf(const Shape *s, double y)
{
	return vonmises_cdf(s, -y);
}

static double
vonmises_logcdf(const Shape *s, double y)
{
	return y <= -PI ? -INFINITY : y >= PI ? 0 : vonmises_line_logcdf(s, y);
}

static double
vonmises_logsf(const Shape *s, double y)
{
	return vonmises_logcdf(s, -y);
}

static const char *const vonmises_aliases[] = {"von_mises", NULL};

const Family family_vonmises = {
	.name = "vonmises",
	.aliases = vonmises_aliases,
	.reference = "von Mises (1918), Phys. Z. 19, 490-500",
	.flags = SCALE_REDUNDANT | SCALE_ONE | NOT_DEFAULT | CDF_INTEGRAL,
	.n_shapes = 1,
	.shape = {{.name = "kappa",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .least = 1e-9,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.3, 1, 3, 10}}},
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = vonmises_line_prepare,
	.n_table = CUMULATION_SIZE,
	.logpdf = vonmises_line_logpdf,
	.cdf = vonmises_cdf,
	.sf = vonmises_sf,
	.logcdf = vonmises_logcdf,
	.logsf = vonmises_logsf,
	.quantile = vonmises_line_quantile,
	.quantile_upper = vonmises_line_quantile_upper,
	.anchors = vonmises_line_anchors,
};
