/*
 * betabinom.c
 *		Binomial and negative binomial variables whose p is a beta variable: betabinom, nhypergeom,
 *		betanbinom.
 */
#include "families/discrete/discrete.h"
#include "count_integers.h"
#include "count_urns.h"

/* ---------- betabinom ---------- */

static bool
betabinom_prepare(Shape *s)
{
	s->k[0] = s->p[0] * (s->p[1] / (s->p[1] + s->p[2])); /* the mean */
	s->k[1] = betabinom_constant(s->p[0], s->p[1], s->p[2]);
	s->k[2] = bf_lgamma_stirling(s->p[0]);
	return true;
}

static double
betabinom_logpdf(const Shape *s, double y)
{
	return log_betabinom_mass(s->p[0], s->p[1], s->p[2], s->k[1], s->k[2], y);
}

static double
betabinom_log_tail(const Shape *s, double y, bool upper)
{
	return log_tail_by_sum(betabinom_logpdf, s, y, 0, s->p[0], s->k[0], upper);
}

DEFINE_TAILS(betabinom)

static void
betabinom_support(const Shape *s, double *lower, double *upper)
{
	*lower = 0;
	*upper = s->p[0];
}

static void
betabinom_range(const CountSample *sample, const double *shapes, int i, double *least, double *most)
{
	(void) shapes;
	(void) i;
	*least = fmax(sample->max, 1);
	*most = most_trials(sample->max);
}

/* By moments, and a flat and a U-shaped one. */
static int
betabinom_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double n = shapes[0][0], share = sample->mean / n;
	double spread = sample->variance / (n * share * (1 - share)); /* 1 + (n - 1) rho */
	double total[3] = {(n - spread) / (spread - 1), 2, 0.5};
	int used = 0;

	if (!(sample->min >= 0 && share < 1))
		return 0;
	if (!(spread > 1 + 1e-6 && spread < n))
		total[0] = spread < n ? 1e4 * n : 0.1;
	for (int i = 0; i < 3 && i < max; i++)
	{
		shapes[used][0] = n;
		shapes[used][1] = share * total[i];
		shapes[used++][2] = (1 - share) * total[i];
	}
	return used;
}

/* The mean, and how little p varies: both of use for all n, however many. */
static void
betabinom_to_coordinates(const double *shapes, double *u)
{
	u[0] = log(shapes[0] * (shapes[1] / shapes[2]));
	u[1] = coordinate_to_infinity((shapes[1] + shapes[2]) / shapes[0]);
}

static void
betabinom_from_coordinates(const double *u, double *shapes)
{
	double total = shapes[0] * value_to_infinity(u[1]), odds = exp(u[0]) / shapes[0];

	shapes[1] = total / (1 + 1 / odds);
	shapes[2] = total / (1 + odds);
}

/* p hardly varies */
static bool
betabinom_from_binom(const double *binom, double *params)
{
	double total = 1e8 * binom[0];

	params[0] = binom[0];
	params[1] = binom[1] * total;
	params[2] = (1 - binom[1]) * total;
	params[3] = binom[2];
	params[4] = 1;
	return params[1] > 0 && params[2] > 0;
}

/* many trials, p small: p is a gamma variable */
static bool
betabinom_from_nbinom(const double *nbinom, double *params)
{
	params[0] = MOST_TRIALS;
	params[1] = nbinom[0];
	params[2] = MOST_TRIALS * nbinom[1] / (1 - nbinom[1]);
	params[3] = nbinom[2];
	params[4] = 1;
	return nbinom[1] < 1 && params[2] > 1e4 * params[1];
}

static const CountMethods betabinom_counts = {
	.range = betabinom_range,
	.smooth_integer = true,
	.starts = betabinom_starts,
	.to_coordinates = betabinom_to_coordinates,
	.from_coordinates = betabinom_from_coordinates,
	.least_u = {-40, -40},
	.most_u = {60, -2e-9},
};

static const char *const betabinom_aliases[] = {"beta_binomial", NULL};
static const Nested betabinom_nests[] = {{"binom", betabinom_from_binom, true},
										 {"nbinom", betabinom_from_nbinom, true},
										 {NULL, NULL, false}};

/* Moments of betabinom; kurtosis after Johnson, Kemp, Kotz (2005), sec. 6.2.2. */
static void
moments_of_betabinom(double n, double a, double b, double m[4])
{
	double t = a + b, ab = a * b;
	double kurtosis = t * t * (1 + t) / (n * ab * (t + 2) * (t + 3) * (t + n)) *
					  (t * (t - 1 + 6 * n) + 3 * ab * (n - 2) + 6 * n * n -
					   3 * ab * n * (6 - n) / t - 18 * ab * n * n / (t * t));

	set_moments(m, n * a / t, n * (a / t) * (b / t) * ((t + n) / (t + 1)),
				(t + 2 * n) * (b - a) / (t + 2) * sqrt((1 + t) / (n * ab * (n + t))), kurtosis - 3);
}

static void
betabinom_moments(const Shape *s, double m[4])
{
	moments_of_betabinom(s->p[0], s->p[1], s->p[2], m);
}

const Family family_betabinom = {
	.name = "betabinom",
	.kind = FAMILY_DISCRETE,
	.aliases = betabinom_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 6.2.2",
	.n_shapes = 3,
	.shape = {{.name = "n",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .integer = true,
			   .least = 1,
			   .most = MOST_TRIALS,
			   .n_grid = 3,
			   .grid = {12, 1, 3000}},
			  {.name = "a",
			   .upper = INFINITY,
			   .least = 1e-6,
			   .most = 1e30,
			   .n_grid = 3,
			   .grid = {2, 0.3, 50}},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 1e-6,
			   .most = 1e30,
			   .n_grid = 3,
			   .grid = {3, 0.5, 400}}},
	.n_identifiable = 4,
	.support = betabinom_support,
	.prepare = betabinom_prepare,
	TAIL_FUNCTIONS(betabinom),
	.counts = &betabinom_counts,
	.nests = betabinom_nests,
	.moments = betabinom_moments,
};

/*
 * ---------- nhypergeom: successes drawn from M balls, n of them successes, before the r-th failure
 *
 * betabinom with a = r, b = M - n - r + 1.
 */
static bool
nhypergeom_prepare(Shape *s)
{
	double total = s->p[0], n = s->p[1], r = s->p[2];

	if (!(n <= total && r <= total - n))
		return false;
	s->k[0] = n * (r / (total - n + 1));
	s->k[1] = betabinom_constant(n, r, total - n - r + 1);
	s->k[2] = bf_lgamma_stirling(n);
	return true;
}

static double
nhypergeom_logpdf(const Shape *s, double y)
{
	double n = s->p[1], r = s->p[2];

	if (r == 0)
		return y == 0 ? 0 : -INFINITY;
	return log_betabinom_mass(n, r, s->p[0] - n - r + 1, s->k[1], s->k[2], y);
}

static double
nhypergeom_log_tail(const Shape *s, double y, bool upper)
{
	return log_tail_by_sum(nhypergeom_logpdf, s, y, 0, s->p[1], s->k[0], upper);
}

DEFINE_TAILS(nhypergeom)

static void
nhypergeom_support(const Shape *s, double *lower, double *upper)
{
	*lower = 0;
	*upper = s->p[2] > 0 ? s->p[1] : 0;
}

/* Given n and r, the total for which the mean r n / (M - n + 1) is that of the rows. */
static double
nhypergeom_total(const CountSample *sample, const double *pair)
{
	return pair[1] * pair[0] / sample->mean + pair[0] - 1;
}

static const IntegerTriple nhypergeom_triple = {
	.first = 1, .second = 2, .total = 0, .total_of = nhypergeom_total, .second_is_free = true};

static bool
nhypergeom_search(struct CountSearch *search)
{
	search_integer_triple(search, &nhypergeom_triple);
	return true;
}

static const UrnShapes nhypergeom_shapes = {
	.total = 0, .kind = 1, .held = 2, .failures_held = true};

static bool
nhypergeom_prove(struct CountSearch *search)
{
	return prove_urn(search, &nhypergeom_shapes);
}

static bool
nhypergeom_from_betabinom(const double *betabinom, double *params)
{
	double n = betabinom[0], a = betabinom[1], b = betabinom[2];

	params[0] = a + b + n - 1;
	params[1] = n;
	params[2] = a;
	params[3] = betabinom[3];
	params[4] = 1;
	return a == floor(a) && b == floor(b);
}

static const CountMethods nhypergeom_counts = {
	.search = nhypergeom_search, .prove = nhypergeom_prove, .searched = true};

static const char *const nhypergeom_aliases[] = {"negative_hypergeometric", NULL};

static void
nhypergeom_moments(const Shape *s, double m[4])
{
	moments_of_betabinom(s->p[1], s->p[2], s->p[0] - s->p[1] - s->p[2] + 1, m);
}

const Family family_nhypergeom = {
	.name = "nhypergeom",
	.kind = FAMILY_DISCRETE,
	.aliases = nhypergeom_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 6.2.2",
	.flags = NOT_DEFAULT,
	.n_shapes = 3,
	.shape = {{.name = "M",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .integer = true,
			   .least = 1,
			   .most = 1e9,
			   .n_grid = 2,
			   .grid = {60, 2000}},
			  {.name = "n",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .integer = true,
			   .least = 1,
			   .most = 1e9,
			   .n_grid = 2,
			   .grid = {20, 8}},
			  {.name = "r",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .integer = true,
			   .least = 1,
			   .most = 1e9,
			   .n_grid = 2,
			   .grid = {7, 40}}},
	.n_identifiable = 4,
	.relation = "n must be at most M, and r at most M - n",
	.support = nhypergeom_support,
	.prepare = nhypergeom_prepare,
	TAIL_FUNCTIONS(nhypergeom),
	.kernel = "betabinom",
	.from_kernel = nhypergeom_from_betabinom,
	.counts = &nhypergeom_counts,
	.moments = nhypergeom_moments,
};

/* ---------- betanbinom ---------- */

#define MOST_SUCCESSES 1e15
#define LEAST_INDEX 1e-12

static bool
betanbinom_prepare(Shape *s)
{
	double n = s->p[0], a = s->p[1], b = s->p[2];

	/* no quantile is a double */
	if (a < LEAST_INDEX)
		return false;
	/* about the mean */
	s->k[0] = n * b / (a > 2 ? a - 1 : a);
	s->k[1] = betanbinom_constant(n, a, b);
	s->k[2] = bf_lgamma_stirling(n);
	return true;
}

static double
betanbinom_logpdf(const Shape *s, double y)
{
	double n = s->p[0];

	if (n == 0)
		return y == 0 ? 0 : -INFINITY;
	return log_betanbinom_mass(n, s->p[1], s->p[2], s->k[1], s->k[2], y);
}

static double
betanbinom_log_tail(const Shape *s, double y, bool upper)
{
	return log_tail_by_sum(betanbinom_logpdf, s, y, 0, INFINITY, s->k[0], upper);
}

DEFINE_TAILS(betanbinom)

static void
betanbinom_support(const Shape *s, double *lower, double *upper)
{
	*lower = 0;
	*upper = s->p[0] > 0 ? INFINITY : 0;
}

static void
betanbinom_range(const CountSample *sample, const double *shapes, int i, double *least,
				 double *most)
{
	(void) sample;
	(void) shapes;
	(void) i;
	*least = 1;
	*most = MOST_SUCCESSES;
}

/* Tails of several weights, with the mean of the rows as n b / (a - 1) or so; the last by moments.
 */
static int
betanbinom_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double a[4] = {1.3, 3, 10};
	double n = shapes[0][0], mean = sample->mean;
	double excess = sample->variance - mean * (1 + mean / n);
	int used = 0;

	a[3] = 1 + fmin((sample->variance + mean * (n + mean)) / fmax(excess, 1e-300), 1e9);
	for (int i = 0; i < 4 && i < max; i++)
	{
		shapes[used][0] = n;
		shapes[used][1] = a[i];
		shapes[used++][2] = fmax(mean * (fmax(a[i] - 1, 0.5) / n), 1e-5);
	}
	return sample->min >= 0 ? used : 0;
}

/* The masses are symmetric in n and b. */
static void
betanbinom_mirror(double *shapes)
{
	double n = shapes[0];

	shapes[0] = shapes[2];
	shapes[2] = n;
}

/* The limits, with a and n or b or both large, are approached as 1 / a, at the same mean. */
static void
betanbinom_to_coordinates(const double *shapes, double *u)
{
	u[0] = -log1p(1 / shapes[1]);
	u[1] = log(shapes[0] * (shapes[2] / shapes[1]));
}

static void
betanbinom_from_coordinates(const double *u, double *shapes)
{
	shapes[1] = 1 / expm1(-u[0]);
	shapes[2] = exp(u[1]) * shapes[1] / shapes[0];
}

/* many successes, p near 1: 1 - p is a gamma variable */
static bool
betanbinom_from_nbinom(const double *nbinom, double *params)
{
	params[0] = fmax(MOST_SUCCESSES, 1e8 * nbinom[0] * (1 - nbinom[1]) / nbinom[1]);
	params[0] = fmin(params[0], LARGEST_COUNT);
	params[1] = params[0] * nbinom[1] / (1 - nbinom[1]);
	params[2] = nbinom[0];
	params[3] = nbinom[2];
	params[4] = 1;
	return nbinom[1] < 1 && params[1] > 1e4 * params[2];
}

static const CountMethods betanbinom_counts = {
	.range = betanbinom_range,
	.smooth_integer = true,
	.mirror = betanbinom_mirror,
	.starts = betanbinom_starts,
	.to_coordinates = betanbinom_to_coordinates,
	.from_coordinates = betanbinom_from_coordinates,
	.least_u = {-14, LEAST_LOG},
	.most_u = {-1e-30, MOST_LOG},
};

static const char *const betanbinom_aliases[] = {"beta_negative_binomial", "generalized_waring",
												 NULL};
static const Nested betanbinom_nests[] = {{"nbinom", betanbinom_from_nbinom, true},
										  {NULL, NULL, false}};

static double
betanbinom_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[1] : INFINITY;
}

/* Kurtosis after scipy.stats.betanbinom, which cites Wolfram's BetaNegativeBinomialDistribution. */
static void
betanbinom_moments(const Shape *s, double m[4])
{
	double n = s->p[0], a = s->p[1], b = s->p[2], c = a - 1;
	double product = n * b * (n + c) * (b + c);
	double inner = (a + 5) * b * (b + c) + 2 * c * c;
	double fourth = c * c * (a * a + a * (6 * b - 1) + 6 * (b - 1) * b) + 3 * n * (n + c) * inner;

	set_moments(m, n * b / c, product / ((a - 2) * c * c),
				(2 * n + c) * (2 * b + c) / (a - 3) * sqrt((a - 2) / product),
				(a - 2) * fourth / ((a - 4) * (a - 3) * product) - 3);
}

const Family family_betanbinom = {
	.name = "betanbinom",
	.kind = FAMILY_DISCRETE,
	.aliases = betanbinom_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 6.2.3",
	.n_shapes = 3,
	.shape = {{.name = "n",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .integer = true,
			   .least = 1,
			   .most = MOST_SUCCESSES,
			   .n_grid = 3,
			   .grid = {4, 1, 300}},
			  {.name = "a",
			   .upper = INFINITY,
			   .least = 1e-6,
			   .most = 1e30,
			   .n_grid = 3,
			   .grid = {3, 0.6, 40}},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 1e-6,
			   .most = 1e30,
			   .n_grid = 3,
			   .grid = {2, 0.4, 25}}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.support = betanbinom_support,
	.prepare = betanbinom_prepare,
	TAIL_FUNCTIONS(betanbinom),
	.counts = &betanbinom_counts,
	.nests = betanbinom_nests,
	.tail_index = betanbinom_tail_index,
	.moments = betanbinom_moments,
};
