/*
 * histogram_check.c
 *		Whether a histogram that came from outside can be one that rows have made.
 *
 * Readers rely on what is checked here: no key is that of a NaN or an infinity, no total overflows,
 * minimum and maximum lie in the outer bins, and the sums are such as rows in these bins can have,
 * so that mean and variance are those of some rows.
 */
#include <math.h>

#include "histogram.h"

/* The largest finite double has the key LAST_KEY, its negative FIRST_KEY; -0 has none. */
#define FIRST_KEY UINT64_C(0x0010000000000000)
#define LAST_KEY UINT64_C(0xFFEFFFFFFFFFFFFF)
#define NEGATIVE_ZERO_KEY UINT64_C(0x7FFFFFFFFFFFFFFF)

static const char *
check_bins(const Histogram *h)
{
	uint64_t total = 0;
	uint64_t before = 0; /* the least number of bins one shift earlier that is possible */

	for (uint32_t i = 0; i < h->nbins; i++)
	{
		if (i > 0 && h->keys[i] <= h->keys[i - 1])
			return "bins of histogram do not ascend";
		if (h->keys[i] < FIRST_KEY >> h->shift || h->keys[i] > LAST_KEY >> h->shift ||
			(h->shift == 0 && h->keys[i] == NEGATIVE_ZERO_KEY))
			return "bin of histogram is out of range";
		if (h->counts[i] == 0)
			return "bin of histogram is empty";
		if (h->counts[i] > HIST_MAX_COUNT - total)
			return "count in histogram is too large";
		total += h->counts[i];
		before += h->counts[i] > 1 ? 2 : 1;
	}
	if (total != h->count)
		return "counts in histogram do not add up";
	if (h->shift > 0 && before <= h->max_bins)
		return "histogram is coarser than necessary";
	return NULL;
}

static const char *
check_extremes(const Histogram *h)
{
	if (!isfinite(h->min) || !isfinite(h->max) || (h->min == 0 && signbit(h->min)) ||
		(h->max == 0 && signbit(h->max)))
		return "minimum or maximum of histogram is out of range";
	if (hist_key(h->min) >> h->shift != h->keys[0] ||
		hist_key(h->max) >> h->shift != h->keys[h->nbins - 1])
		return "minimum or maximum of histogram is outside its bins";
	return NULL;
}

/*
 * What the rows of the bins on one side of 0 can add up to: at their ends near to 0, and at those
 * far from it.
 */
typedef struct Range
{
	ExactSums near;
	ExactSums far;
} Range;

/* a + b; either the sums or the squares of the result are wanted. */
static ExactSums
added(const ExactSums *a, const ExactSums *b)
{
	ExactSums sums = *a;

	exact_sums_merge(&sums, b);
	return sums;
}

static const char *
check_sums(Histogram *h)
{
	Range range[2]; /* of negative values, of the others */
	ExactSums low;
	ExactSums high;

	for (int i = 0; i < 2; i++)
	{
		exact_sums_clear(&range[i].near);
		exact_sums_clear(&range[i].far);
	}
	for (uint32_t i = 0; i < h->nbins; i++)
	{
		uint64_t first = h->keys[i] << h->shift;
		double lower = fmax(hist_value(first), h->min);
		double upper = fmin(hist_value(first | ((UINT64_C(1) << h->shift) - 1)), h->max);
		bool positive = first >> 63;
		Range *side = &range[positive];
		uint64_t n = h->counts[i];

		/* of the outer bins one row is known */
		if (i == 0 || i == h->nbins - 1)
		{
			exact_sums_add(&side->near, i == 0 ? h->min : h->max, 1);
			exact_sums_add(&side->far, i == 0 ? h->min : h->max, 1);
			n--;
		}
		exact_sums_add(&side->near, positive ? lower : upper, n);
		exact_sums_add(&side->far, positive ? upper : lower, n);
	}

	low = added(&range[0].far, &range[1].near);
	high = added(&range[0].near, &range[1].far);
	if (exact_sums_compare(h->sums, &low) < 0 || exact_sums_compare(h->sums, &high) > 0)
		return "sum of histogram is outside the range of its bins";

	low = added(&range[0].near, &range[1].near);
	high = added(&range[0].far, &range[1].far);
	if (exact_squares_compare(h->sums, &low) < 0 || exact_squares_compare(h->sums, &high) > 0)
		return "sum of squares of histogram is outside the range of its bins";

	if (isnan(exact_sums_variance(h->sums, h->count)))
		return "variance of histogram is negative";
	return NULL;
}

const char *
hist_check_bins(Histogram *h)
{
	const char *error;

	if (h->max_bins < HIST_MIN_BINS || h->max_bins > HIST_MAX_BINS)
		return "max_bins of histogram is out of range";
	if (h->shift < 0 || h->shift > HIST_MAX_SHIFT)
		return "shift of histogram is out of range";
	if (h->nbins > h->max_bins)
		return "histogram has too many bins";
	if (h->nulls > HIST_MAX_COUNT || h->nans > HIST_MAX_COUNT ||
		h->negative_infs > HIST_MAX_COUNT || h->positive_infs > HIST_MAX_COUNT)
		return "count in histogram is too large";

	hist_sort(h);
	if ((error = check_bins(h)) != NULL)
		return error;
	if (h->nbins > 0 && (error = check_extremes(h)) != NULL)
		return error;
	if ((h->shift > 0) != (h->sums != NULL))
		return "sums of histogram are kept if and only if it is not exact";
	return NULL;
}

const char *
hist_check(Histogram *h)
{
	const char *error = hist_check_bins(h);

	return !error && h->sums ? check_sums(h) : error;
}
