/*
 * exponnorm.c
 *		The sum of a standard normal and an exponential variable of mean K (exponentially modified
 *		Gaussian).
 *
 * With M Mills' ratio of the normal, phi its density and z = 1 / K - y,
 *
 *		density = phi(y) M(z) / K		sf = Phi(-y) + K density
 *		cdf = phi(y) (M(-y) - M(z))
 *
 * The sf is a sum of positive terms.  The difference is one of close values where 1 / K is small,
 * and is there the integral of -M'(t) = 1 - t M(t) over (-y, -y + 1 / K).
 */
#include "families/shared.h"

/* Above this Phi(-y) is small enough for 1 - sf to be written without cancellation. */
#define FAR_RIGHT 6

static bool
exponnorm_prepare(Shape *s)
{
	s->k[0] = 1 / s->p[0];
	s->k[1] = log(s->p[0]);
	return true;
}

/* log of K times the density, which far to the right is the exponential's tail */
static double
exponnorm_log_mixed(const Shape *s, double y)
{
	double z = s->k[0] - y;

	if (z > -1)
		return -0.5 * y * y - LN_SQRT_2PI + bf_log_mills(z);
	return -s->k[0] * (y - 0.5 * s->k[0]) + bf_log_ndtr(-z);
}

static double
exponnorm_logpdf(const Shape *s, double y)
{
	return exponnorm_log_mixed(s, y) - s->k[1];
}

static double
exponnorm_sf(const Shape *s, double y)
{
	return bf_ndtr(-y) + exp(exponnorm_log_mixed(s, y));
}

static double
exponnorm_logcdf(const Shape *s, double y)
{
	double mixed, whole, a = -y, sf = y > 0 ? exponnorm_sf(s, y) : 1;

	if (sf < 0.5)
		return log1p(-sf);
	if (y > FAR_RIGHT)
		return log(-expm1(exponnorm_log_mixed(s, y)) - bf_ndtr(-y));
	if (s->k[0] < 0.5 * (1 + fabs(y)))
		return -0.5 * y * y - LN_SQRT_2PI + log(gauss_legendre(mills_slope, &a, 0, s->k[0]));
	mixed = exponnorm_log_mixed(s, y);
	whole = bf_log_ndtr(y);
	/* both may be nothing */
	return whole == -INFINITY ? whole : whole + bf_log1mexp(mixed - whole);
}

static double
exponnorm_cdf(const Shape *s, double y)
{
	if (y > FAR_RIGHT)
		return -expm1(exponnorm_log_mixed(s, y)) - bf_ndtr(-y);
	return exp(exponnorm_logcdf(s, y));
}

static double
exponnorm_logsf(const Shape *s, double y)
{
	double mixed = exponnorm_log_mixed(s, y);
	double rest = bf_log_ndtr(-y);
	double high = fmax(mixed, rest);

	if (high > -LN_2)
		return log1p(-exponnorm_cdf(s, y));
	return high == -INFINITY ? high : high + log1p(exp(fmin(mixed, rest) - high));
}

/* Mean and standard deviation. */
static void
exponnorm_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = s->p[0];
	*spread = hypot(1, s->p[0]);
}

static bool
exponnorm_from_norm(const double *norm, double *params)
{
	const double k = 1e-3;

	params[0] = k;
	params[1] = norm[0] - k * norm[1];
	params[2] = norm[1];
	return true;
}

static bool
exponnorm_from_expon(const double *expon, double *params)
{
	const double k = 1e4;

	params[0] = k;
	params[1] = expon[0];
	params[2] = expon[1] / k;
	return true;
}

static const char *const exponnorm_aliases[] = {"emg", "exgaussian", NULL};
static const Nested exponnorm_nests[] = {{"norm", exponnorm_from_norm, true},
										 {"expon", exponnorm_from_expon, true},
										 {NULL, NULL, false}};

static void
exponnorm_moments(const Shape *s, double m[4])
{
	double k = s->p[0];
	double v = 1 + k * k;

	set_moments(m, k, v, 2 * k * k * k / pow(v, 1.5), 6 * k * k * k * k / (v * v));
}

const Family family_exponnorm = {
	.name = "exponnorm",
	.aliases = exponnorm_aliases,
	.reference = "Grushka (1972), Anal. Chem. 44, 1733-1738",
	.n_shapes = 1,
	.shape = {{.name = "K",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e5,
			   .n_grid = 4,
			   .grid = {0.3, 1, 4, 20},
			   .limits = LIMIT_LOW | LIMIT_HIGH}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = exponnorm_prepare,
	.logpdf = exponnorm_logpdf,
	.cdf = exponnorm_cdf,
	.sf = exponnorm_sf,
	.logcdf = exponnorm_logcdf,
	.logsf = exponnorm_logsf,
	.anchors = exponnorm_anchors,
	.nests = exponnorm_nests,
	.moments = exponnorm_moments,
};
