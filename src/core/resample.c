/*
 * resample.c
 *		Rows drawn from a fitted distribution, known as coarsely as those that it was fitted to.
 *
 * Statistics of a replicate may be compared with those of the rows only if both are seen through
 * the same glasses.  Few rows are drawn one by one, rounded, and put into a histogram like theirs.
 * Of many rows, only the counts of the bins that their histogram has are drawn.
 */
#include <math.h>
#include <string.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "resample.h"
#include "sample.h"

/* Values of which each occurs less often than this are drawn one by one, however many there are. */
#define TIED 2
/* Beyond so many trials gsl_ran_binomial() cannot count. */
#define MOST_TRIALS 2147483647.0
/* A binomial of more trials with a smaller mean has p < 1e-3, so that it is a Poisson number. */
#define POISSON_MEAN 1e6

struct Resampler
{
	const FitData *data;
	const Distribution *d;
	double *probability; /* of the bins of the rows, or NULL: rows are drawn one by one */
	double *rest;        /* of that bin and all above */
	uint64_t seed;
};

bool
resample_rows(const CoreContext *cx, const FitData *data, const Distribution *d, double origin,
			  double unit, int rows, uint64_t seed, Histogram *h)
{
	const FitOptions *options = &data->options;
	double grid = data->rounding * data->unit;
	Sampler *sampler = sampler_create(cx, d);
	bool done = true;

	for (int i = 0; i < rows && done; i++)
	{
		double x = origin + unit * sampler_draw(sampler, random_bits(seed, (uint64_t) i));

		if (grid > 0)
			x = data->raw_min + grid * round((x - data->raw_min) / grid);
		if (options->truncated)
			x = fmin(fmax(x, options->lower_bound), options->upper_bound);
		done = isfinite(x) && hist_add(h, x, 1) && (i % 1000 != 0 || !core_stop(cx));
	}
	sampler_free(sampler);
	return done;
}

/*
 * A number that other rows would not give: if all samples in the world were compared with the same
 * replicates, the level of the tests would be as good or bad as these are.
 */
static uint64_t
seed_of_rows(const Histogram *h)
{
	uint64_t seed = h->count;

	for (uint32_t i = 0; i < h->nbins; i++)
		seed = random_bits(seed ^ h->keys[i], h->counts[i]);
	return seed;
}

Resampler *
resampler_create(const CoreContext *cx, const FitData *data, const Distribution *d)
{
	Histogram *h = data->histogram;
	Resampler *r = core_alloc(cx, sizeof(Resampler));
	double below = 0, above = 1;
	uint32_t n = h->nbins;

	*r = (Resampler){.data = data, .d = d, .seed = seed_of_rows(h)};
	if (h->count <= RESAMPLE_ROWS || (hist_is_exact(h) && h->count < (uint64_t) TIED * n))
		return r;
	r->probability = core_alloc(cx, sizeof(double) * n);
	r->rest = core_alloc(cx, sizeof(double) * ((size_t) n + 1));
	for (uint32_t i = 0; i < n; i++)
	{
		double here_below = 1, here_above = 0;

		if (i % 64 == 0 && core_stop(cx))
			return NULL;
		if (i + 1 < n)
		{
			/* bins that touch are divided where they do, others in the middle */
			double lower = hist_bin(h, i).upper, upper = hist_bin(h, i + 1).lower;
			double edge = lower + 0.5 * (upper - lower);

			here_below = distribution_cdf(d, edge);
			here_above = distribution_sf(d, edge);
		}
		r->probability[i] = fmax(below < 0.5 ? here_below - below : above - here_above, 0);
		below = here_below;
		above = here_above;
	}
	r->rest[n] = 0;
	for (uint32_t i = n; i-- > 0;)
		r->rest[i] = r->rest[i + 1] + r->probability[i];
	return r;
}

/* random_bits() as a generator of GSL, in memory of the caller. */
typedef struct BitStream
{
	uint64_t seed;
	uint64_t drawn;
} BitStream;

static void
stream_set(void *state, unsigned long seed)
{
	*(BitStream *) state = (BitStream){.seed = seed};
}

static unsigned long
stream_get(void *state)
{
	BitStream *stream = state;

	return random_bits(stream->seed, stream->drawn++) >> 32;
}

static double
stream_get_double(void *state)
{
	BitStream *stream = state;

	return ldexp((double) (random_bits(stream->seed, stream->drawn++) >> 11), -53);
}

static const gsl_rng_type stream_type = {
	"bestfit", UINT32_MAX, 0, sizeof(BitStream), stream_set, stream_get, stream_get_double};

/* A binomial number of n trials, n at most 2^63. */
static double
draw_binomial(const gsl_rng *rng, double p, double n)
{
	double x;

	if (!(p > 0) || n < 1)
		return 0;
	if (p >= 1)
		return n;
	if (n <= MOST_TRIALS)
		return gsl_ran_binomial(rng, p, (unsigned int) n);
	if (p > 0.5)
		return n - draw_binomial(rng, 1 - p, n);
	if (n * p < POISSON_MEAN)
		x = gsl_ran_poisson(rng, n * p);
	else
		x = round(n * p + gsl_ran_gaussian_ziggurat(rng, sqrt(n * p * (1 - p))));
	return fmin(fmax(x, 0), n);
}

/* The rows' histogram with other counts. */
static Histogram *
draw_counts(const Resampler *r, const CoreContext *cx, uint64_t seed)
{
	const Histogram *rows = r->data->histogram;
	Histogram *h = hist_copy(cx, rows);
	BitStream stream = {.seed = seed};
	gsl_rng rng = {&stream_type, &stream};
	double left = (double) rows->count;

	h->nbins = 0;
	h->count = 0;
	if (h->sums)
		exact_sums_clear(h->sums);
	for (uint32_t i = 0; i < rows->nbins && left > 0; i++)
	{
		HistogramBin bin = hist_bin(rows, i);
		double share = r->rest[i] > 0 ? r->probability[i] / r->rest[i] : 0;
		double count = r->rest[i + 1] > 0 ? draw_binomial(&rng, share, left) : left;

		if (count < 1)
			continue;
		if (h->nbins == 0)
			h->min = bin.lower;
		h->max = bin.upper;
		h->keys[h->nbins] = rows->keys[i];
		h->counts[h->nbins++] = (uint64_t) count;
		h->count += (uint64_t) count;
		if (h->sums)
			exact_sums_add(h->sums, bin.lower + 0.5 * (bin.upper - bin.lower), (uint64_t) count);
		left -= count;
	}
	return h->count > 0 ? h : NULL;
}

Histogram *
resampler_draw(const Resampler *r, const CoreContext *cx, uint64_t number)
{
	const Histogram *rows = r->data->histogram;
	uint64_t seed = random_bits(r->seed, number);
	Histogram *h;

	if (r->probability)
		return draw_counts(r, cx, seed);
	h = hist_create(cx, rows->max_bins);
	return resample_rows(cx, r->data, r->d, 0, 1, (int) rows->count, seed, h) ? h : NULL;
}
