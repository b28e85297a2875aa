/*
 * gengamma.c
 *		Powers and logarithms of gamma variables: gengamma, chi, nakagami, loggamma.
 *
 * Each is a gamma variable w of some shape a after a change of variable, so that its density is
 * that of log w plus the logarithm of the change, and its probabilities are those of w.
 */
#include "families/gamma_log.h"

/*
 * ---------- gengamma: w = y^c, c positive or negative ----------
 *
 * As the shape a grows and c goes to 0 such that c sqrt(a) stays, the curve becomes lognormal:
 * a^(1/c), about which y then is, leaves the range of doubles soon.
 */
/* From this shape on the density magnifies the rounding of c log y so much that it is taken back.
 */
#define GENGAMMA_LARGE 300

static bool
gengamma_prepare(Shape *s)
{
	if (s->p[1] == 0)
		return false;
	gamma_log_prepare(s->p[0], s->k);
	s->k[4] = log(fabs(s->p[1]));
	return true;
}

static double
gengamma_logpdf(const Shape *s, double y)
{
	double a = s->p[0];
	double log_y, log_w, t;

	if (y == 0)
	{
		double power = s->p[0] * s->p[1] - 1;

		if (power != 0 || s->p[1] < 0)
			return power > 0 || s->p[1] < 0 ? -INFINITY : INFINITY;
		return s->k[4] - bf_lgamma(s->p[0]);
	}
	if (a < GENGAMMA_LARGE)
	{
		log_y = log(y);
		log_w = s->p[1] * log_y;
		if (a < GAMMA_LOG_LARGE)
			return gamma_log_density(s->k, exp(log_w), log_w) + s->k[4] - log_y;
		t = log_w - s->k[1];
	}
	else
	{
		Twofold exact = bf_twofold_log((Twofold){y, 0});
		Twofold power = twofold_scale(exact, s->p[1]);

		log_y = exact.hi;
		t = (power.hi - s->k[1]) + (power.lo - s->k[3]);
	}
	return gamma_log_density_near(s->k, t) + s->k[4] - log_y;
}

static double
gengamma_tail(const Shape *s, double y, bool upper, bool logarithm)
{
	Twofold log_w = twofold_scale(bf_twofold_log((Twofold){y, 0}), s->p[1]);

	return gamma_log_tail(s->p[0], bf_twofold_exp(log_w), log_w.hi, upper == (s->p[1] > 0),
						  logarithm);
}

static double
gengamma_cdf(const Shape *s, double y)
{
	return gengamma_tail(s, y, false, false);
}

static double
gengamma_sf(const Shape *s, double y)
{
	return gengamma_tail(s, y, true, false);
}

static double
gengamma_logcdf(const Shape *s, double y)
{
	return gengamma_tail(s, y, false, true);
}

static double
gengamma_logsf(const Shape *s, double y)
{
	return gengamma_tail(s, y, true, true);
}

static double
gengamma_quantile(const Shape *s, double p)
{
	return exp(gamma_log_quantile(s->p[0], p, s->p[1] < 0) / s->p[1]);
}

static double
gengamma_quantile_upper(const Shape *s, double q)
{
	return exp(gamma_log_quantile(s->p[0], q, s->p[1] > 0) / s->p[1]);
}

static bool
gengamma_from_gamma(const double *gamma, double *params)
{
	params[0] = gamma[0];
	params[1] = 1;
	params[2] = gamma[1];
	params[3] = gamma[2];
	return true;
}

static bool
gengamma_from_weibull_min(const double *weibull, double *params)
{
	params[0] = 1;
	params[1] = weibull[0];
	params[2] = weibull[1];
	params[3] = weibull[2];
	return true;
}

/*
 * The same mean and standard deviation of log y, at the largest shape, hence least skewness of log
 * y, at which no number leaves the range of doubles.
 */
static bool
gengamma_from_lognorm(const double *lognorm, double *params)
{
	double a = 1e6, c, shift;

	do
	{
		a /= 1.5;
		c = sqrt(bf_trigamma(a)) / lognorm[0];
		shift = bf_digamma(a) / c;
	} while (a > 30 && shift > 300);
	params[0] = a;
	params[1] = c;
	params[2] = lognorm[1];
	params[3] = exp(log(lognorm[2]) - shift);
	return params[3] > 0;
}

/* Where w is small P(a, w) is a power of it, and a large c makes w small for nearly all y < 1. */
static bool
gengamma_from_powerlaw(const double *powerlaw, double *params)
{
	params[0] = 2e-3;
	params[1] = powerlaw[0] / params[0];
	params[2] = powerlaw[1];
	params[3] = powerlaw[2];
	return true;
}

static const char *const gengamma_aliases[] = {"generalized_gamma", "stacy", NULL};
static const Nested gengamma_nests[] = {{"gamma", gengamma_from_gamma, false},
										{"weibull_min", gengamma_from_weibull_min, false},
										{"lognorm", gengamma_from_lognorm, true},
										{"powerlaw", gengamma_from_powerlaw, true},
										{NULL, NULL, false}};

static double
gengamma_tail_index(const Shape *s, bool upper)
{
	return upper && s->p[1] < 0 ? -s->p[0] * s->p[1] : INFINITY;
}

const Family family_gengamma = {
	.name = "gengamma",
	.aliases = gengamma_aliases,
	.reference = "Stacy (1962), Ann. Math. Statist. 33, 1187-1192",
	.flags = EDGE_LOWER,
	.n_shapes = 2,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 2e-3,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.4, 1, 4, 20},
			   .limits = LIMIT_HIGH},
			  {.name = "c",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -1e5,
			   .most = 1e5,
			   .n_grid = 5,
			   .grid = {-2, -0.5, 0.6, 1.4, 4},
			   .limits = LIMIT_LOW | LIMIT_HIGH}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = gengamma_prepare,
	ALL_FUNCTIONS(gengamma),
	.nests = gengamma_nests,
	.tail_index = gengamma_tail_index,
};

/* ---------- chi: w = y^2 / 2 of shape df / 2 ---------- */

static bool
chi_prepare(Shape *s)
{
	gamma_log_prepare(s->p[0] / 2, s->k);
	return true;
}

static double
chi_logpdf(const Shape *s, double y)
{
	double log_y = log(y);

	if (y == 0)
	{
		if (s->p[0] == 1)
			return LN_2 - LN_SQRT_2PI;
		return s->p[0] > 1 ? -INFINITY : INFINITY;
	}
	if (s->k[0] < GAMMA_LOG_LARGE)
		return gamma_log_density(s->k, 0.5 * y * y, 2 * log_y - LN_2) + LN_2 - log_y;
	return gamma_log_density_large(s->k, fma(0.5 * y, y, -s->k[0]) / s->k[0],
								   2 * log_y - LN_2 - s->k[1]) +
		   LN_2 - log_y;
}

static double
chi_tail(const Shape *s, double y, bool upper, bool logarithm)
{
	return gamma_log_tail(s->p[0] / 2, twofold_product(0.5 * y, y), 2 * log(y) - LN_2, upper,
						  logarithm);
}

static double
chi_cdf(const Shape *s, double y)
{
	return chi_tail(s, y, false, false);
}

static double
chi_sf(const Shape *s, double y)
{
	return chi_tail(s, y, true, false);
}

static double
chi_logcdf(const Shape *s, double y)
{
	return chi_tail(s, y, false, true);
}

static double
chi_logsf(const Shape *s, double y)
{
	return chi_tail(s, y, true, true);
}

static double
chi_quantile(const Shape *s, double p)
{
	return exp(0.5 * (gamma_log_quantile(s->p[0] / 2, p, false) + LN_2));
}

static double
chi_quantile_upper(const Shape *s, double q)
{
	return exp(0.5 * (gamma_log_quantile(s->p[0] / 2, q, true) + LN_2));
}

/* Roughly the mean and the standard deviation: both have the right limits at 0 and infinity. */
static void
chi_anchors(const Shape *s, double *centre, double *spread)
{
	double df = s->p[0];

	*centre = df / sqrt(df + 0.5);
	*spread = sqrt(df / (1 + 2 * df));
}

/* The same mean and standard deviation at a shape whose skewness is 0.01. */
static bool
chi_from_norm(const double *norm, double *params)
{
	const double df = 1e4;

	params[0] = df;
	params[2] = norm[1] * SQRT_2;
	params[1] = norm[0] - params[2] * sqrt(df - 0.5);
	return true;
}

static const Nested chi_nests[] = {{"norm", chi_from_norm, true}, {NULL, NULL, false}};

const Family family_chi = {
	.name = "chi",
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 18",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "df",
			   .upper = INFINITY,
			   .least = 2e-3,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.5, 1.2, 4, 20},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = chi_prepare,
	ALL_FUNCTIONS(chi),
	.anchors = chi_anchors,
	.nests = chi_nests,
};

/* ---------- nakagami: chi of 2 nu degrees of freedom with mean square 1 ---------- */

static bool
nakagami_prepare(Shape *s)
{
	gamma_log_prepare(s->p[0], s->k);
	return true;
}

static double
nakagami_logpdf(const Shape *s, double y)
{
	double nu = s->p[0];
	double log_y = log(y);

	if (y == 0)
	{
		if (nu == 0.5)
			return LN_2 - LN_SQRT_2PI;
		return nu > 0.5 ? -INFINITY : INFINITY;
	}
	if (nu < GAMMA_LOG_LARGE)
		return gamma_log_density(s->k, nu * y * y, s->k[1] + 2 * log_y) + LN_2 - log_y;
	return gamma_log_density_large(s->k, (y - 1) * (y + 1), 2 * log_y) + LN_2 - log_y;
}

static double
nakagami_tail(const Shape *s, double y, bool upper, bool logarithm)
{
	return gamma_log_tail(s->p[0], twofold_scale(twofold_product(y, y), s->p[0]),
						  s->k[1] + 2 * log(y), upper, logarithm);
}

static double
nakagami_cdf(const Shape *s, double y)
{
	return nakagami_tail(s, y, false, false);
}

static double
nakagami_sf(const Shape *s, double y)
{
	return nakagami_tail(s, y, true, false);
}

static double
nakagami_logcdf(const Shape *s, double y)
{
	return nakagami_tail(s, y, false, true);
}

static double
nakagami_logsf(const Shape *s, double y)
{
	return nakagami_tail(s, y, true, true);
}

static double
nakagami_quantile(const Shape *s, double p)
{
	return exp(0.5 * (gamma_log_quantile(s->p[0], p, false) - s->k[1]));
}

static double
nakagami_quantile_upper(const Shape *s, double q)
{
	return exp(0.5 * (gamma_log_quantile(s->p[0], q, true) - s->k[1]));
}

static bool
nakagami_from_kernel(const double *chi, double *params)
{
	params[0] = chi[0] / 2;
	params[1] = chi[1];
	params[2] = chi[2] * sqrt(chi[0]);
	return true;
}

const Family family_nakagami = {
	.name = "nakagami",
	.reference = "Nakagami (1960), in Hoffman (ed.), Statistical Methods in Radio Wave Propagation",
	.flags = EDGE_LOWER | NOT_DEFAULT,
	.n_shapes = 1,
	.shape = {{.name = "nu",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 5e7,
			   .n_grid = 4,
			   .grid = {0.25, 0.6, 2, 10},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = nakagami_prepare,
	ALL_FUNCTIONS(nakagami),
	.kernel = "chi",
	.from_kernel = nakagami_from_kernel,
};

/* ---------- loggamma: w = exp(y) of shape c ---------- */

static bool
loggamma_prepare(Shape *s)
{
	gamma_log_prepare(s->p[0], s->k);
	return true;
}

static double
loggamma_logpdf(const Shape *s, double y)
{
	double t;

	if (s->k[0] < GAMMA_LOG_LARGE)
		return gamma_log_density(s->k, exp(y), y);
	t = (y - s->k[1]) - s->k[3];
	return gamma_log_density_near(s->k, t);
}

static double
loggamma_tail(const Shape *s, double y, bool upper, bool logarithm)
{
	return gamma_log_tail(s->p[0], bf_twofold_exp((Twofold){y, 0}), y, upper, logarithm);
}

static double
loggamma_cdf(const Shape *s, double y)
{
	return loggamma_tail(s, y, false, false);
}

static double
loggamma_sf(const Shape *s, double y)
{
	return loggamma_tail(s, y, true, false);
}

static double
loggamma_logcdf(const Shape *s, double y)
{
	return loggamma_tail(s, y, false, true);
}

static double
loggamma_logsf(const Shape *s, double y)
{
	return loggamma_tail(s, y, true, true);
}

static double
loggamma_quantile(const Shape *s, double p)
{
	return gamma_log_quantile(s->p[0], p, false);
}

static double
loggamma_quantile_upper(const Shape *s, double q)
{
	return gamma_log_quantile(s->p[0], q, true);
}

/* Mean and standard deviation. */
static void
loggamma_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = bf_digamma(s->p[0]);
	*spread = sqrt(bf_trigamma(s->p[0]));
}

/* The same mean and standard deviation at a shape whose skewness is -0.01. */
static bool
loggamma_from_norm(const double *norm, double *params)
{
	const double c = 1e4;

	params[0] = c;
	params[2] = norm[1] / sqrt(bf_trigamma(c));
	params[1] = norm[0] - params[2] * bf_digamma(c);
	return true;
}

static const char *const loggamma_aliases[] = {"log_gamma", NULL};
static const Nested loggamma_nests[] = {{"norm", loggamma_from_norm, true}, {NULL, NULL, false}};

const Family family_loggamma = {
	.name = "loggamma",
	.aliases = loggamma_aliases,
	.reference = "Prentice (1974), Biometrika 61, 539-544",
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 1e-4,
			   .most = 1e8,
			   .n_grid = 4,
			   .grid = {0.1, 0.5, 2, 20},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = loggamma_prepare,
	ALL_FUNCTIONS(loggamma),
	.anchors = loggamma_anchors,
	.nests = loggamma_nests,
};
