/*
 * crystalball.c
 *		The Crystal Ball function: a normal core above -beta, a power law below.
 *
 * Both densities and their slopes meet at -beta.  With r = 1 + (beta / m) (-y - beta), the density
 * below is that at -beta times r^-m.
 */
#include <float.h>

#include "families/shared.h"

/*
 * k: log of the constant, probability below -beta and its log, beta / m, the core's share of a
 * normal distribution, its log
 */
static bool
crystalball_prepare(Shape *s)
{
	double beta = s->p[0], m = s->p[1];
	double log_edge = -0.5 * beta * beta;
	double tail = exp(log_edge) / (beta * (1 - 1 / m));
	double core = exp(LN_SQRT_2PI) * bf_ndtr(beta);

	s->k[0] = -log(tail + core);
	s->k[1] = tail / (tail + core);
	s->k[2] = log_edge - log(beta) - log1p(-1 / m) + s->k[0];
	s->k[3] = beta / m;
	s->k[4] = exp(LN_SQRT_2PI) / (tail + core);
	s->k[5] = LN_SQRT_2PI + s->k[0];
	s->k[6] = log_edge + s->k[0];
	s->k[7] = bf_ndtr(-beta);
	return isfinite(s->k[0]) && m > 1;
}

/* log r; r itself may overflow */
static double
crystalball_log_r(const Shape *s, double y)
{
	double beyond = -y - s->p[0], product = s->k[3] * beyond;

	return product <= DBL_MAX ? log1p(product) : log(s->k[3]) + log(beyond);
}

/* y from log r */
static double
crystalball_from_log_r(const Shape *s, double log_r)
{
	if (log_r < 700)
		return -s->p[0] - expm1(log_r) / s->k[3];
	return -exp(log_r - log(s->k[3]));
}

static double
crystalball_logpdf(const Shape *s, double y)
{
	if (y >= -s->p[0])
		return s->k[0] - 0.5 * y * y;
	return s->k[6] - s->p[1] * crystalball_log_r(s, y);
}

/* log r times m - 1 */
static double
crystalball_decay(const Shape *s, double y)
{
	return (s->p[1] - 1) * crystalball_log_r(s, y);
}

static double
crystalball_sf(const Shape *s, double y)
{
	if (y > -s->p[0])
		return s->k[4] * bf_ndtr(-y);
	return s->k[4] * bf_ndtr(s->p[0]) - s->k[1] * expm1(-crystalball_decay(s, y));
}

static double
crystalball_cdf(const Shape *s, double y)
{
	if (y <= -s->p[0])
		return s->k[1] * exp(-crystalball_decay(s, y));
	return y < 0 ? s->k[1] + s->k[4] * (bf_ndtr(y) - s->k[7]) : 1 - crystalball_sf(s, y);
}

static double
crystalball_logcdf(const Shape *s, double y)
{
	double cdf;

	if (y <= -s->p[0])
	{
		double log_cdf = s->k[2] - crystalball_decay(s, y);

		return log_cdf < -LN_2 ? log_cdf : log1p(-crystalball_sf(s, y));
	}
	if (y >= 0)
		return log1p(-crystalball_sf(s, y));
	cdf = crystalball_cdf(s, y);
	if (cdf < DBL_MIN)
	{
		double core = bf_log_ndtr(y);

		return s->k[5] + core +
			   log1p(exp(s->k[2] - s->k[5] - core) - exp(bf_log_ndtr(-s->p[0]) - core));
	}
	return log(cdf);
}

static double
crystalball_logsf(const Shape *s, double y)
{
	double sf;

	if (y > 0)
		return s->k[5] + bf_log_ndtr(-y);
	/* a sum of positive terms, and a small one if the power's side holds nearly all */
	sf = crystalball_sf(s, y);
	return sf < 0.5 ? log(sf) : log1p(-crystalball_cdf(s, y));
}

static double
crystalball_quantile(const Shape *s, double p)
{
	if (p <= s->k[1])
		return crystalball_from_log_r(s, (s->k[2] - log(p)) / (s->p[1] - 1));
	if (p < 0.5)
		return bf_ndtri((p - s->k[1]) / s->k[4] + s->k[7]);
	return -bf_ndtri((1 - p) / s->k[4]);
}

static double
crystalball_quantile_upper(const Shape *s, double q)
{
	double core = s->k[4] * bf_ndtr(s->p[0]);

	if (q < 0.5 && q < core)
		return -bf_ndtri(q / s->k[4]);
	/* the power law may begin where little of the distribution is above it */
	if (q < 0.5)
		return crystalball_from_log_r(s, -log1p((core - q) / s->k[1]) / (s->p[1] - 1));
	return crystalball_quantile(s, 1 - q);
}

/* Below -8 a normal distribution has nothing that data could show. */
static bool
crystalball_from_norm(const double *norm, double *params)
{
	params[0] = 8;
	params[1] = 3;
	params[2] = norm[0];
	params[3] = norm[1];
	return true;
}

static const Nested crystalball_nests[] = {{"norm", crystalball_from_norm, true},
										   {NULL, NULL, false}};

static double
crystalball_tail_index(const Shape *s, bool upper)
{
	return upper ? INFINITY : s->p[1] - 1;
}

const Family family_crystalball = {
	.name = "crystalball",
	.reference = "Skwarnicki (1986), DESY F31-86-02, appendix E",
	.n_shapes = 2,
	.shape = {{.name = "beta",
			   .upper = INFINITY,
			   .least = 1e-2,
			   .most = 12,
			   .n_grid = 4,
			   .grid = {0.4, 1, 2, 3}},
			  {.name = "m",
			   .lower = 1,
			   .upper = INFINITY,
			   .least = 1.001,
			   .most = 1e6,
			   .n_grid = 4,
			   .grid = {1.3, 2, 5, 30},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 4,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = crystalball_prepare,
	ALL_FUNCTIONS(crystalball),
	.nests = crystalball_nests,
	.tail_index = crystalball_tail_index,
};
