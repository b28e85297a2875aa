/*
 * poisson_binom.c
 *		The Poisson binomial distribution: the sum of independent trials of different probabilities.
 *
 * The number of trials is fixed at MAX_SHAPES, of which those with p = 0 are none: every vector of
 * up to that many probabilities can be written.  The masses are exact to rounding: the trials are
 * convolved one by one, all terms being positive.
 */
#include "families/discrete/discrete.h"

#define TRIALS MAX_SHAPES

/* Rounds of estimation, and the gain a row at which they end. */
#define MAX_ROUNDS 20000
#define LEAST_GAIN 1e-13
/* A probability below this is none. */
#define NEGLIGIBLE 1e-7
/* Where there is no closed form, logits stop short of 0: a trial below this is none. */
#define NO_TRIAL 1e-12

/* Masses at 0 ... TRIALS of the trials with these probabilities, all or all but one. */
static void
convolve(const double *p, int without, double *mass)
{
	int n = 0;

	mass[0] = 1;
	for (int i = 0; i < TRIALS; i++)
	{
		if (i == without)
			continue;
		mass[n + 1] = mass[n] * p[i];
		for (int k = n; k > 0; k--)
			mass[k] = mass[k] * (1 - p[i]) + mass[k - 1] * p[i];
		mass[0] *= 1 - p[i];
		n++;
	}
	if (without >= 0)
		mass[TRIALS] = 0;
}

static bool
poisson_binom_prepare(Shape *s)
{
	convolve(s->p, -1, s->k);
	return true;
}

static double
poisson_binom_logpdf(const Shape *s, double y)
{
	return log(s->k[(int) y]);
}

static double
sum_masses(const Shape *s, int from, int to)
{
	double sum = 0;

	/* the small ones first */
	for (int k = from; k <= to; k++)
		sum += s->k[k];
	return fmin(sum, 1);
}

static double
poisson_binom_cdf(const Shape *s, double y)
{
	double above = sum_masses(s, (int) y + 1, TRIALS);

	return above < 0.5 ? 1 - above : sum_masses(s, 0, (int) y);
}

static double
poisson_binom_sf(const Shape *s, double y)
{
	double below = sum_masses(s, 0, (int) y);

	return below < 0.5 ? 1 - below : sum_masses(s, (int) y + 1, TRIALS);
}

static void
poisson_binom_support(const Shape *s, double *lower, double *upper)
{
	*lower = *upper = 0;
	for (int i = 0; i < TRIALS; i++)
	{
		*lower += s->p[i] == 1;
		*upper += s->p[i] > 0;
	}
}

/* Rows at 0 ... TRIALS, as shares. */
static double
log_likelihood(const double *p, const double *share)
{
	double mass[TRIALS + 1], sum = 0;

	convolve(p, -1, mass);
	for (int k = 0; k <= TRIALS; k++)
		if (share[k] > 0)
			sum += share[k] * log(mass[k]);
	return sum;
}

/*
 * One step of the EM algorithm, which takes the outcome of each trial for missing: its new p is the
 * mean of its probability to have succeeded, given the sum.
 */
static void
em_step(const double *p, const double *share, double *next)
{
	double mass[TRIALS + 1], others[TRIALS + 1];

	convolve(p, -1, mass);
	for (int i = 0; i < TRIALS; i++)
	{
		next[i] = 0;
		if (p[i] == 0)
			continue;
		convolve(p, i, others);
		for (int k = 1; k <= TRIALS; k++)
			if (share[k] > 0)
				next[i] += share[k] * (p[i] * others[k - 1] / mass[k]);
		next[i] = fmin(next[i], 1);
	}
}

/*
 * EM with steps as long as they help: two plain ones give a direction and a length (Varadhan &
 * Roland 2008, Scandinavian J. Statistics 35, 335).
 */
static double
maximise(double *p, const double *share)
{
	double value = log_likelihood(p, share);

	for (int round = 0; round < MAX_ROUNDS; round++)
	{
		double p1[TRIALS], p2[TRIALS], far[TRIALS], r2 = 0, v2 = 0, length, plain, reached;

		em_step(p, share, p1);
		em_step(p1, share, p2);
		for (int i = 0; i < TRIALS; i++)
		{
			double r = p1[i] - p[i], v = p2[i] - 2 * p1[i] + p[i];

			r2 += r * r;
			v2 += v * v;
		}
		plain = log_likelihood(p2, share);
		length = v2 > 0 ? fmax(sqrt(r2 / v2), 1) : 1;
		for (int i = 0; i < TRIALS; i++)
		{
			double r = p1[i] - p[i], v = p2[i] - 2 * p1[i] + p[i];

			far[i] = fmin(fmax(p[i] + 2 * length * r + length * length * v, 0.1 * p2[i]),
						  1 - 0.1 * (1 - p2[i]));
		}
		reached = log_likelihood(far, share);
		for (int i = 0; i < TRIALS; i++)
			p[i] = reached > plain ? far[i] : p2[i];
		reached = fmax(reached, plain);
		if (reached - value < LEAST_GAIN)
			break;
		value = reached;
	}
	return value;
}

static void
sort_descending(double *p)
{
	for (int i = 1; i < TRIALS; i++)
		for (int j = i; j > 0 && p[j] > p[j - 1]; j--)
		{
			double swap = p[j];

			p[j] = p[j - 1];
			p[j - 1] = swap;
		}
}

/* From probabilities all alike but for a little, and from widely spread ones. */
static bool
poisson_binom_closed_form(const CountSample *sample, double *shapes)
{
	static const double spreads[] = {0.1, 1, 3};
	double share[TRIALS + 1], best = -INFINITY;

	if (!(sample->min >= 0 && sample->max <= TRIALS))
		return false;
	for (int k = 0; k <= TRIALS; k++)
		share[k] = count_at(sample, k) / sample->n;
	for (int start = 0; start < 6; start++)
	{
		/* as many trials as the largest row needs, or all */
		int n = start < 3 ? (int) sample->max : TRIALS;
		double p[TRIALS] = {0}, value, logit = log(sample->mean / (n - sample->mean));

		if (!(sample->mean < n))
			continue;
		for (int i = 0; i < n; i++)
			p[i] = 1 / (1 + exp(-logit - spreads[start % 3] * (2.0 * i / fmax(n - 1, 1) - 1)));
		value = maximise(p, share);
		for (int i = 0; i < TRIALS; i++)
		{
			double before = p[i];

			if (before == 0 || before > NEGLIGIBLE)
				continue;
			p[i] = 0;
			if (!(log_likelihood(p, share) > value - 1e-9))
				p[i] = before;
		}
		if (value > best + 1e-10)
		{
			best = value;
			for (int i = 0; i < TRIALS; i++)
				shapes[i] = p[i];
		}
	}
	sort_descending(shapes);
	return best > -INFINITY;
}

/* Trials that are none are not estimated, nor can more be told apart than there are rows' values.
 */
static int
poisson_binom_free(const CountSample *sample, const double *shapes)
{
	int n = 0;

	for (int i = 0; i < TRIALS; i++)
		n += shapes[i] > NO_TRIAL;
	(void) sample;
	return n;
}

static bool
poisson_binom_from_binom(const double *binom, double *params)
{
	if (binom[0] > TRIALS)
		return false;
	for (int i = 0; i < TRIALS; i++)
		params[i] = i < binom[0] ? binom[1] : 0;
	params[TRIALS] = binom[2];
	params[TRIALS + 1] = 1;
	return true;
}

static const CountMethods poisson_binom_counts = {.closed_form = poisson_binom_closed_form,
												  .free_shapes = poisson_binom_free};

static const char *const poisson_binom_aliases[] = {"poisson_binomial", NULL};
static const Nested poisson_binom_nests[] = {{"binom", poisson_binom_from_binom, true},
											 {NULL, NULL, false}};

#define PROBABILITY(which, ...)                                                                    \
	{                                                                                              \
		.name = which, .upper = 1, .closed_lower = true, .closed_upper = true, .least = 0,         \
		.most = 1, __VA_ARGS__                                                                     \
	}

const Family family_poisson_binom = {
	.name = "poisson_binom",
	.kind = FAMILY_DISCRETE,
	.aliases = poisson_binom_aliases,
	.reference = "Hong (2013), Computational Statistics and Data Analysis 59, 41",
	.flags = NOT_DEFAULT,
	.n_shapes = TRIALS,
	.shape = {PROBABILITY("p1", .n_grid = 2, .grid = {0.6, 0.1}),
			  PROBABILITY("p2", .n_grid = 2, .grid = {0.3, 0.8}),
			  PROBABILITY("p3", .n_grid = 1, .grid = {0.5}),
			  PROBABILITY("p4", .n_grid = 1, .grid = {0.9}),
			  PROBABILITY("p5", .n_grid = 2, .grid = {0, 0.02}),
			  PROBABILITY("p6", .n_grid = 1, .grid = {0}),
			  PROBABILITY("p7", .n_grid = 1, .grid = {0}),
			  PROBABILITY("p8", .n_grid = 1, .grid = {0})},
	.n_identifiable = TRIALS + 1,
	.upper = TRIALS,
	.support = poisson_binom_support,
	.prepare = poisson_binom_prepare,
	.logpdf = poisson_binom_logpdf,
	.cdf = poisson_binom_cdf,
	.sf = poisson_binom_sf,
	.counts = &poisson_binom_counts,
	.nests = poisson_binom_nests,
};
