/*
 * argus.c
 *		The ARGUS distribution: density proportional to y sqrt(1 - y^2) exp(chi^2 y^2 / 2), 0 < y
 *< 1.
 *
 * t = chi^2 (1 - y^2) / 2 is a gamma(3/2) variable cut off at t0 = chi^2 / 2.
 */
#include "families/shared.h"

/* k: chi^2 / 2, probability of the gamma variable below it and its log, constant of the density */
static bool
argus_prepare(Shape *s)
{
	double chi = s->p[0];

	s->k[0] = 0.5 * chi * chi;
	s->k[1] = bf_gamma_p(1.5, s->k[0]);
	s->k[2] = bf_log_gamma_p(1.5, s->k[0]);
	s->k[3] = 3 * log(chi) - LN_SQRT_2PI + LN_2 - s->k[2];
	/* chi so small or so large that its square is 0 or infinite: no curve is left, or one point */
	return s->k[1] > 0 && isfinite(s->k[0]);
}

static double
argus_logpdf(const Shape *s, double y)
{
	double rest = (1 - y) * (1 + y);

	return s->k[3] + log(y) + 0.5 * log(rest) - s->k[0] * rest;
}

static double
argus_sf(const Shape *s, double y)
{
	return bf_gamma_p(1.5, s->k[0] * ((1 - y) * (1 + y))) / s->k[1];
}

typedef struct Integrand
{
	double t0;
	double square;
} Integrand;

/* The density of w = (y'/y)^2, less constants, by w: y' runs from 0 to y */
static double
integrand(const void *arg, double w)
{
	const Integrand *i = arg;
	double x = i->square * w;

	return sqrt(1 - x) * exp(-i->t0 * i->square * (1 - w));
}

/*
 * log of the cdf: a difference of gamma probabilities, of upper ones where those are small, but for
 * small y, where that would cancel, the integral itself.
 */
static double
argus_logcdf(const Shape *s, double y)
{
	double t0 = s->k[0];
	double square = y * y;
	double difference, sf;

	if (square < 0.5 && t0 * square < 10)
	{
		Integrand arg = {t0, square};

		return s->k[3] - LN_2 + log(square) - t0 * (1 - square) +
			   log(gauss_legendre(integrand, &arg, 0, 1));
	}
	sf = argus_sf(s, y);
	if (t0 < 1 || sf < 0.5)
		return log1p(-sf);
	difference = bf_gamma_q(1.5, t0 * ((1 - y) * (1 + y))) - bf_gamma_q(1.5, t0);
	if (difference < 1e-280)
	{
		double log_far = bf_log_gamma_q(1.5, t0 * ((1 - y) * (1 + y)));

		return log_far + bf_log1mexp(bf_log_gamma_q(1.5, t0) - log_far) - s->k[2];
	}
	return log(difference) - s->k[2];
}

static double
argus_cdf(const Shape *s, double y)
{
	return exp(argus_logcdf(s, y));
}

static double
argus_logsf(const Shape *s, double y)
{
	double log_sf = bf_log_gamma_p(1.5, s->k[0] * ((1 - y) * (1 + y))) - s->k[2];

	return log_sf < -1 ? log_sf : log1p(-argus_cdf(s, y));
}

/* From the upper tail: exact unless y is small. */
static double
argus_from_upper(const Shape *s, double q)
{
	double t = bf_gamma_p_inv(1.5, q * s->k[1]);

	return sqrt(fmax(0, 1 - t / s->k[0]));
}

/*
 * For small p Newton's method for log cdf as a function of log y, which rises like 2 log y at first
 * and never more slowly, so that no step from above goes far wrong.
 */
static double
argus_quantile(const Shape *s, double p)
{
	double log_p = log(p), y;

	if (p > 0.05)
		return argus_from_upper(s, 1 - p);
	y = argus_from_upper(s, 0.95);
	for (int i = 0; i < 100; i++)
	{
		double log_cdf = argus_logcdf(s, y);
		double slope = y * exp(argus_logpdf(s, y) - log_cdf);
		double step = (log_p - log_cdf) / slope;

		y = fmin(y * exp(step), 1 - 1e-16);
		if (fabs(step) < 1e-15)
			break;
	}
	return y;
}

static double
argus_quantile_upper(const Shape *s, double q)
{
	return q < 0.95 ? argus_from_upper(s, q) : argus_quantile(s, 1 - q);
}

const Family family_argus = {
	.name = "argus",
	.reference = "Albrecht et al. (ARGUS) (1990), Phys. Lett. B 241, 278-282",
	.n_shapes = 1,
	.shape = {{.name = "chi",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e3,
			   .n_grid = 4,
			   .grid = {0.3, 1.5, 3, 8},
			   .limits = LIMIT_LOW | LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = 1,
	.prepare = argus_prepare,
	ALL_FUNCTIONS(argus),
};
