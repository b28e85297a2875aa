/*
 * binom.c
 *		Binomial distributions: binom, bernoulli.
 *
 * The distribution function is an incomplete beta function: n may be 1e9 and beyond.
 */
#include "count_estimate.h"
#include "count_profile.h"
#include "families/discrete/discrete.h"


/* ---------- binom ---------- */

static double
binom_logpdf(const Shape *s, double y)
{
	return log_binom_mass(s->p[0], s->p[1], 1 - s->p[1], y);
}

static double
binom_cdf(const Shape *s, double y)
{
	double n = s->p[0], p = s->p[1];

	if (y >= n)
		return 1;
	return bf_beta_q(y + 1, n - y, p, 1 - p);
}

static double
binom_sf(const Shape *s, double y)
{
	double n = s->p[0], p = s->p[1];

	if (y >= n)
		return 0;
	return bf_beta_p(y + 1, n - y, p, 1 - p);
}

static double
binom_logcdf(const Shape *s, double y)
{
	double n = s->p[0], p = s->p[1];

	if (y >= n)
		return 0;
	return bf_log_beta_q(y + 1, n - y, p, 1 - p);
}

static double
binom_logsf(const Shape *s, double y)
{
	double n = s->p[0], p = s->p[1];

	if (y >= n)
		return -INFINITY;
	return bf_log_beta_p(y + 1, n - y, p, 1 - p);
}

static void
binom_support(const Shape *s, double *lower, double *upper)
{
	*lower = 0;
	*upper = s->p[0];
}

static bool
binom_closed_form(const CountSample *sample, double *shapes)
{
	shapes[1] = sample->mean / shapes[0];
	return sample->min >= 0 && sample->max <= shapes[0];
}

static void
binom_range(const CountSample *sample, const double *shapes, int i, double *least, double *most)
{
	(void) shapes;
	(void) i;
	*least = fmax(sample->max, 1);
	*most = most_trials(sample->max);
}

static double
value_at_trials(void *arg, double n)
{
	CountSearch *s = arg;

	s->params[0] = n;
	return count_search_here(s);
}

/*
 * With p at its best, mean / n, the log-likelihood of n trials is, up to what n does not change,
 * the rows times f(n), f(t) = E log(t! / (t - y)!) + (t - mean) log(t - mean) - t log t, with
 * f'(t) = E(digamma(t + 1) - digamma(t + 1 - y)) + log(1 - mean / t).  Times t^2 that is, with
 * s = 1 / t and h(j) = j / (1 - j s), the mean over the rows of the sum of h(j) over the integers j
 * from 0 to y - 1, less the integral of h from 0 to the mean.  Both are taken less what the sum is
 * at the mean, linear between the integers: what is left of the first are positive multiples of
 * second differences of that sum, h(j) - h(j - 1), and of the second integrals of h(u) - h(floor u),
 * all of which are integrals of h'(u) = 1 / (1 - u s)^2, convex in s and rising with it.
 */
static void
slope_at_trials(void *arg, double t, double *rise, double *fall)
{
	const CountSearch *s = arg;
	double sum = 0, mean = s->sample.mean, share = mean / t, whole = floor(mean);
	double centre = (whole + 1 - mean) * scaled_digamma_difference(t, whole);

	if (mean > whole)
		centre += (mean - whole) * scaled_digamma_difference(t, whole + 1);
	for (int i = 0; i < s->nodes->n; i++)
		sum += s->nodes->weight[i] *
			   (scaled_digamma_difference(t, s->nodes->node[i] - s->sample.loc) - centre);
	*rise = sum;
	*fall = share < 1 ? s->sample.n * (-t * t * bf_log1pmx(-share) - centre) : INFINITY;
}

/* The best number of trials, proven to be that by bounds of the slope. */
static bool
binom_search(CountSearch *s)
{
	const CountSample *y = &s->sample;
	double least = fmax(y->max, 1), most = most_trials(y->max), guess;

	if (s->held[0] || s->real_held || s->lk.data->truncated || s->from_best || !(y->min >= 0))
		return false;
	guess = y->mean / fmax(1 - y->variance / y->mean, 1e-300);
	return maximise_bounded(value_at_trials, slope_at_trials, s, least, most, round(guess));
}

static bool
binom_from_poisson(const double *poisson, double *params)
{
	params[0] = MOST_TRIALS;
	params[1] = poisson[0] / params[0];
	params[2] = poisson[1];
	params[3] = 1;
	return params[1] < 1e-3;
}

static const CountMethods binom_counts = {
	.closed_form = binom_closed_form, .range = binom_range, .search = binom_search};

static const char *const binom_aliases[] = {"binomial", NULL};
static const Nested binom_nests[] = {{"poisson", binom_from_poisson, true}, {NULL, NULL, false}};

static void
binom_moments(const Shape *s, double m[4])
{
	double n = s->p[0], p = s->p[1];
	double v = n * p * (1 - p);

	set_moments(m, n * p, v, (1 - 2 * p) / sqrt(v), (1 - 6 * p * (1 - p)) / v);
}

const Family family_binom = {
	.name = "binom",
	.kind = FAMILY_DISCRETE,
	.aliases = binom_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 3",
	.n_shapes = 2,
	.shape = {{.name = "n",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .integer = true,
			   .least = 1,
			   .most = MOST_TRIALS,
			   .n_grid = 4,
			   .grid = {10, 1, 300, 1e7}},
			  {.name = "p",
			   .upper = 1,
			   .closed_lower = true,
			   .closed_upper = true,
			   .least = 1e-15,
			   .most = 1,
			   .n_grid = 3,
			   .grid = {0.3, 0.003, 0.9}}},
	.n_identifiable = 3,
	.support = binom_support,
	TAIL_FUNCTIONS(binom),
	.counts = &binom_counts,
	.nests = binom_nests,
	.moments = binom_moments,
};

/* ---------- bernoulli: a single trial ---------- */

static double
bernoulli_logpdf(const Shape *s, double y)
{
	return y < 0.5 ? log1p(-s->p[0]) : log(s->p[0]);
}

static double
bernoulli_cdf(const Shape *s, double y)
{
	return y >= 1 ? 1 : 1 - s->p[0];
}

static double
bernoulli_sf(const Shape *s, double y)
{
	return y >= 1 ? 0 : s->p[0];
}

static bool
bernoulli_closed_form(const CountSample *sample, double *shapes)
{
	shapes[0] = sample->mean;
	return sample->min >= 0 && sample->max <= 1;
}

static bool
bernoulli_from_binom(const double *binom, double *params)
{
	params[0] = binom[1];
	params[1] = binom[2];
	params[2] = 1;
	return binom[0] == 1;
}

static const CountMethods bernoulli_counts = {.closed_form = bernoulli_closed_form};

static void
bernoulli_moments(const Shape *s, double m[4])
{
	double p = s->p[0];
	double v = p * (1 - p);

	set_moments(m, p, v, (1 - 2 * p) / sqrt(v), (1 - 6 * v) / v);
}

const Family family_bernoulli = {
	.name = "bernoulli",
	.kind = FAMILY_DISCRETE,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 3",
	.flags = NOT_DEFAULT,
	.n_shapes = 1,
	.shape = {{.name = "p",
			   .upper = 1,
			   .closed_lower = true,
			   .closed_upper = true,
			   .least = 1e-15,
			   .most = 1,
			   .n_grid = 3,
			   .grid = {0.5, 0.01, 0.9}}},
	.n_identifiable = 2,
	.upper = 1,
	.logpdf = bernoulli_logpdf,
	.cdf = bernoulli_cdf,
	.sf = bernoulli_sf,
	.kernel = "binom",
	.from_kernel = bernoulli_from_binom,
	.counts = &bernoulli_counts,
	.moments = bernoulli_moments,
};
