/*
 * poisson.c
 *		The Poisson distribution.
 *
 * The mass at k is the density of a gamma variable of shape k + 1 at mu, and the probability of at
 * most k is that of such a variable exceeding mu: special/ has both, right in either tail and for
 * means of 1e10.
 */
#include "families/discrete/discrete.h"

static double
poisson_logpdf(const Shape *s, double y)
{
	return bf_log_gamma_density(y + 1, s->p[0]);
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
};
