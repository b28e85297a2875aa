/*
 * randint.c
 *		Uniform and truncated geometric distributions on finitely many integers: randint, boltzmann.
 */
#include "families/discrete/discrete.h"

/* ---------- randint: low, ..., high - 1 ---------- */

static bool
randint_prepare(Shape *s)
{
	return s->p[0] < s->p[1];
}

static double
randint_logpdf(const Shape *s, double y)
{
	(void) y;
	return -log(s->p[1] - s->p[0]);
}

static double
randint_cdf(const Shape *s, double y)
{
	return (y - s->p[0] + 1) / (s->p[1] - s->p[0]);
}

static double
randint_sf(const Shape *s, double y)
{
	return (s->p[1] - 1 - y) / (s->p[1] - s->p[0]);
}

static void
randint_support(const Shape *s, double *lower, double *upper)
{
	*lower = s->p[0];
	*upper = s->p[1] - 1;
}

/* The narrowest support that holds all rows. */
static void
randint_range(const CountSample *sample, const double *shapes, int i, double *least, double *most)
{
	(void) shapes;
	*least = *most = i == 0 ? sample->min : sample->max + 1;
}

static const CountMethods randint_counts = {.loc = COUNT_LOC_REDUNDANT, .range = randint_range};

static const char *const randint_aliases[] = {"discrete_uniform", NULL};

static void
randint_moments(const Shape *s, double m[4])
{
	double w = s->p[1] - s->p[0];

	set_moments(m, 0.5 * (s->p[0] + s->p[1] - 1), (w * w - 1) / 12, 0,
				-1.2 * (w * w + 1) / (w * w - 1));
}

const Family family_randint = {
	.name = "randint",
	.kind = FAMILY_DISCRETE,
	.aliases = randint_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 6.10.1",
	.n_shapes = 2,
	.shape = {{.name = "low",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .integer = true,
			   .least = -LARGEST_COUNT,
			   .most = LARGEST_COUNT,
			   .n_grid = 2,
			   .grid = {0, -5}},
			  {.name = "high",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .integer = true,
			   .least = -LARGEST_COUNT,
			   .most = LARGEST_COUNT,
			   .n_grid = 3,
			   .grid = {6, 1, 1e9}}},
	.n_identifiable = 2,
	.relation = "low must be less than high",
	.upper = INFINITY,
	.support = randint_support,
	.prepare = randint_prepare,
	.logpdf = randint_logpdf,
	.cdf = randint_cdf,
	.sf = randint_sf,
	.counts = &randint_counts,
	.moments = randint_moments,
};

/* ---------- boltzmann: a geometric distribution cut off at N ---------- */

static bool
boltzmann_prepare(Shape *s)
{
	s->k[0] = -expm1(-s->p[0] * s->p[1]);
	s->k[1] = log(-expm1(-s->p[0])) - log(s->k[0]);
	return true;
}

static double
boltzmann_logpdf(const Shape *s, double y)
{
	return s->k[1] - s->p[0] * y;
}

static double
boltzmann_cdf(const Shape *s, double y)
{
	return -expm1(-s->p[0] * (y + 1)) / s->k[0];
}

static double
boltzmann_sf(const Shape *s, double y)
{
	return exp(-s->p[0] * (y + 1)) * (-expm1(-s->p[0] * (s->p[1] - 1 - y)) / s->k[0]);
}

static double
boltzmann_logsf(const Shape *s, double y)
{
	double cdf = boltzmann_cdf(s, y);

	if (cdf < 0.5)
		return log1p(-cdf);
	return -s->p[0] * (y + 1) + log(-expm1(-s->p[0] * (s->p[1] - 1 - y)) / s->k[0]);
}

static double
boltzmann_logcdf(const Shape *s, double y)
{
	double sf = boltzmann_sf(s, y);

	return sf < 0.5 ? log1p(-sf) : log(boltzmann_cdf(s, y));
}

static void
boltzmann_support(const Shape *s, double *lower, double *upper)
{
	*lower = 0;
	*upper = s->p[1] - 1;
}

/* The normalising sum grows with N: the best N is just enough for the largest row. */
static void
boltzmann_range(const CountSample *sample, const double *shapes, int i, double *least, double *most)
{
	(void) shapes;
	(void) i;
	*least = *most = fmax(sample->max + 1, 1);
}

static int
boltzmann_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double n = shapes[0][1];

	(void) max;
	shapes[0][0] = log1p(1 / fmax(sample->mean, 1e-300));
	shapes[1][0] = 0.1 / n;
	shapes[1][1] = n;
	return sample->min >= 0 ? 2 : 0;
}

/* lambda_ so small that no mass differs from another by more than its last digits */
static bool
boltzmann_from_randint(const double *randint, double *params)
{
	params[1] = randint[1] - randint[0];
	params[0] = fmax(1e-12 / params[1], 1e-300);
	params[2] = randint[2] + randint[0];
	params[3] = 1;
	return true;
}

static const CountMethods boltzmann_counts = {.range = boltzmann_range, .starts = boltzmann_starts};

static const char *const boltzmann_aliases[] = {"truncated_planck", NULL};
static const Nested boltzmann_nests[] = {{"randint", boltzmann_from_randint, true},
										 {NULL, NULL, false}};

const Family family_boltzmann = {
	.name = "boltzmann",
	.kind = FAMILY_DISCRETE,
	.aliases = boltzmann_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 5.2",
	.n_shapes = 2,
	.shape = {{.name = "lambda_",
			   .upper = INFINITY,
			   .least = 1e-30,
			   .most = 700,
			   .n_grid = 4,
			   .grid = {0.3, 0.001, 3, 1e-9}},
			  {.name = "N",
			   .lower = 1,
			   .upper = INFINITY,
			   .closed_lower = true,
			   .integer = true,
			   .least = 1,
			   .most = LARGEST_COUNT,
			   .n_grid = 3,
			   .grid = {9, 200, 1e6}}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.support = boltzmann_support,
	.prepare = boltzmann_prepare,
	TAIL_FUNCTIONS(boltzmann),
	.counts = &boltzmann_counts,
	.nests = boltzmann_nests,
};
