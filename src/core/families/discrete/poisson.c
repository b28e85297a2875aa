/*
 * poisson.c
 *		The Poisson distribution.
 *
 * The probability of at most k is that of a gamma variable of shape k + 1 exceeding mu.
 */
#include "families/discrete/discrete.h"

static double
poisson_logpdf(const Shape *s, double y)
{
	return log_poisson_mass(s->p[0], y);
}

static double
poisson_cdf(const Shape *s, double y)
{
	return bf_gamma_q(y + 1, s->p[0]);
}

static double
poisson_sf(const Shape *s, double y)
{
	return bf_gamma_p(y + 1, s->p[0]);
}

static double
poisson_logcdf(const Shape *s, double y)
{
	return bf_log_gamma_q(y + 1, s->p[0]);
}

static double
poisson_logsf(const Shape *s, double y)
{
	return bf_log_gamma_p(y + 1, s->p[0]);
}

static bool
poisson_closed_form(const CountSample *sample, double *shapes)
{
	shapes[0] = sample->mean;
	return sample->min >= 0;
}

static const CountMethods poisson_counts = {.closed_form = poisson_closed_form};

static void
poisson_moments(const Shape *s, double m[4])
{
	double mu = s->p[0];

	set_moments(m, mu, mu, 1 / sqrt(mu), 1 / mu);
}

const Family family_poisson = {
	.name = "poisson",
	.kind = FAMILY_DISCRETE,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 4",
	.n_shapes = 1,
	.shape = {{.name = "mu",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .least = 1e-12,
			   .most = 1e15,
			   .n_grid = 6,
			   .grid = {1, 0.05, 8, 70, 1200, 1e7}}},
	.n_identifiable = 2,
	.upper = INFINITY,
	TAIL_FUNCTIONS(poisson),
	.counts = &poisson_counts,
	.moments = poisson_moments,
};
