/*
 * nbinom.c
 *		The negative binomial distribution: a Poisson variable whose mean is a gamma variable.
 *
 * The distribution function is an incomplete beta function: n may be 1e-3 or 1e8.
 */
#include "families/discrete/discrete.h"

static double
nbinom_logpdf(const Shape *s, double y)
{
	return log_nbinom_mass(s->p[0], s->p[1], 1 - s->p[1], y);
}

static double
nbinom_cdf(const Shape *s, double y)
{
	return bf_beta_p(s->p[0], y + 1, s->p[1], 1 - s->p[1]);
}

static double
nbinom_sf(const Shape *s, double y)
{
	return bf_beta_q(s->p[0], y + 1, s->p[1], 1 - s->p[1]);
}

static double
nbinom_logcdf(const Shape *s, double y)
{
	return bf_log_beta_p(s->p[0], y + 1, s->p[1], 1 - s->p[1]);
}

static double
nbinom_logsf(const Shape *s, double y)
{
	return bf_log_beta_q(s->p[0], y + 1, s->p[1], 1 - s->p[1]);
}

/* The mean is orthogonal to n: its estimate is the sample's whatever n is. */
static void
nbinom_to_coordinates(const double *shapes, double *u)
{
	u[0] = coordinate_to_infinity(shapes[0]);
	u[1] = log(shapes[0] * (1 - shapes[1]) / shapes[1]);
}

static void
nbinom_from_coordinates(const double *u, double *shapes)
{
	shapes[0] = fmin(value_to_infinity(u[0]), most_successes(exp(u[1])));
	shapes[1] = shapes[0] / (shapes[0] + exp(u[1]));
}

static int
nbinom_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double m = sample->mean, excess = sample->variance - m;
	double zeros = count_at(sample, 0) / sample->n;
	double n[4] = {excess > 0 ? m * m / excess : 1e4, 0.5, 3, zeros > 0 ? 0.3 * m : 30};
	int used = 0;

	for (int i = 0; i < 4 && i < max; i++)
	{
		n[i] = fmin(fmax(n[i], 1e-5), 1e9);
		shapes[used][0] = n[i];
		shapes[used++][1] = n[i] / (n[i] + m);
	}
	return used;
}

static bool
nbinom_from_poisson(const double *poisson, double *params)
{
	params[0] = most_successes(poisson[0]);
	params[1] = params[0] / (params[0] + poisson[0]);
	params[2] = poisson[1];
	params[3] = 1;
	return true;
}

static bool
nbinom_from_geom(const double *geom, double *params)
{
	params[0] = 1;
	params[1] = geom[0];
	params[2] = geom[1] + 1;
	params[3] = 1;
	return true;
}

static const CountMethods nbinom_counts = {
	.starts = nbinom_starts,
	.to_coordinates = nbinom_to_coordinates,
	.from_coordinates = nbinom_from_coordinates,
	.least_u = {LEAST_TO_INFINITY, LEAST_LOG},
	.most_u = {MOST_TO_INFINITY, MOST_LOG},
};

static const char *const nbinom_aliases[] = {"negative_binomial", "neg_binomial", "negbinomial",
											 NULL};
static const Nested nbinom_nests[] = {
	{"geom", nbinom_from_geom, false}, {"poisson", nbinom_from_poisson, true}, {NULL, NULL, false}};

static void
nbinom_moments(const Shape *s, double m[4])
{
	double n = s->p[0], p = s->p[1];
	double v = n * (1 - p);

	set_moments(m, v / p, v / (p * p), (2 - p) / sqrt(v), 6 / n + p * p / v);
}

const Family family_nbinom = {
	.name = "nbinom",
	.kind = FAMILY_DISCRETE,
	.aliases = nbinom_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 5",
	.n_shapes = 2,
	.shape = {{.name = "n",
			   .upper = INFINITY,
			   .least = 1e-6,
			   .most = 1e20,
			   .n_grid = 4,
			   .grid = {3, 0.3, 40, 1e-3}},
			  {.name = "p",
			   .upper = 1,
			   .closed_upper = true,
			   .least = 1e-15,
			   .most = 1,
			   .n_grid = 3,
			   .grid = {0.4, 0.02, 0.97}}},
	.n_identifiable = 3,
	.upper = INFINITY,
	TAIL_FUNCTIONS(nbinom),
	.counts = &nbinom_counts,
	.nests = nbinom_nests,
	.moments = nbinom_moments,
};
