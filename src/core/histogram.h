/*
 * histogram.h
 *		The summary: an exactly mergeable histogram of float prefixes.
 *
 * The key of a finite double is its 64 bits, mapped so that unsigned order is numeric order
 * (-0 counts as 0), shifted right by `shift`.  It starts with shift 0, where every distinct value
 * has a key of its own; when there are more than max_bins distinct keys, all keys are shifted on
 * to the smallest shift under which they are at most max_bins again.  The number of distinct keys
 * never falls when rows are added, so the final shift, the keys and their counts are a function of
 * the multiset of rows alone, whatever the order, the plan or the tree of merges.  With all 52
 * mantissa bits dropped at most 4094 keys are possible: it always ends.
 *
 * Kept exactly besides: the numbers of NULLs, NaNs and infinities, the minimum and the maximum,
 * and, once values share bins, the sum and the sum of squares (exactsum.h).
 */
#ifndef BESTFIT_HISTOGRAM_H
#define BESTFIT_HISTOGRAM_H

#include <stdint.h>

#include "context.h"
#include "exactsum.h"

#define HIST_MIN_BINS 4096
#define HIST_MAX_BINS 65536
#define HIST_MAX_SHIFT 52

/* No counter may pass this, so that every one of them fits PostgreSQL's bigint. */
#define HIST_MAX_COUNT INT64_MAX

typedef struct Histogram
{
	const CoreContext *cx;
	uint32_t max_bins; /* HIST_MIN_BINS .. HIST_MAX_BINS */
	int shift;         /* 0 .. HIST_MAX_SHIFT */
	bool sorted;       /* keys ascend */

	uint64_t count; /* finite rows, the total of counts[] */
	uint64_t nulls;
	uint64_t nans;
	uint64_t negative_infs;
	uint64_t positive_infs;
	double min; /* of the finite rows; meaningless when count is 0 */
	double max;

	/* The bins, dense: keys[i] occurred counts[i] > 0 times. */
	uint32_t nbins;
	uint32_t capacity;
	uint64_t *keys;
	uint64_t *counts;

	/*
	 * Where a key stands: open addressing over 1 << slot_bits entries, each 0 (free) or a position
	 * in keys[] plus 1.  NULL until the first row is added, so that reading costs no index.
	 */
	uint32_t *slots;
	int slot_bits;

	/* Exact sums of all finite rows; NULL while shift is 0, where the bins say it all. */
	ExactSums *sums;
} Histogram;

/* A bin as its readers see it: rows in [lower, upper], both inside [min, max]. */
typedef struct HistogramBin
{
	double lower;
	double upper;
	uint64_t count;
} HistogramBin;

/* An empty histogram.  max_bins must lie within its limits (the caller has checked). */
extern Histogram *hist_create(const CoreContext *cx, uint32_t max_bins);

/*
 * Adds x (any double, infinities and NaN are counted apart) weight times; weight 0 adds nothing.
 * False, with the histogram unchanged, if a counter would pass HIST_MAX_COUNT.
 */
extern bool hist_add(Histogram *h, double x, uint64_t weight);
extern bool hist_add_null(Histogram *h, uint64_t weight);

/*
 * Adds all rows of `from`.  The result's max_bins is the smaller of the two, so that merging stays
 * commutative and associative.  `from` is not changed and must not be `into` itself.  False as in
 * hist_add.
 */
extern bool hist_merge(Histogram *into, const Histogram *from);

/* Sorts the bins by value; every reader below calls it itself. */
extern void hist_sort(Histogram *h);

/* A deep copy, in another context if need be. */
extern Histogram *hist_copy(const CoreContext *cx, const Histogram *h);

/* Releases h and all it holds (a caller whose memory goes as a whole need not). */
extern void hist_free(Histogram *h);

/* Bytes the object holds, for memory accounting. */
extern size_t hist_memory(const Histogram *h);

/*
 * The compact, canonical, platform-independent byte form (histogram_codec.c says how it looks).
 * Equal multisets of rows (and max_bins) give equal bytes.  encode writes encoded_size bytes.
 */
extern size_t hist_encoded_size(Histogram *h);
extern void hist_encode(Histogram *h, unsigned char *out);

/*
 * Reads untrusted bytes.  NULL with *error set to a static sentence (lower case, no full stop)
 * unless they are exactly one well-formed, canonical, self-consistent histogram.
 */
extern Histogram *hist_decode(const CoreContext *cx, const unsigned char *bytes, size_t size,
							  const char **error);

/*
 * The same for a value that was checked when it came in, such as one stored in a table: as safe,
 * but whether the sums fit the bins is not looked at again, which would take most of the time.
 */
extern Histogram *hist_decode_stored(const CoreContext *cx, const unsigned char *bytes, size_t size,
									 const char **error);

/*
 * NULL if h is consistent, else what is wrong.  Used by decode and by the text form.
 * hist_check_bins looks at everything but the sums.
 */
extern const char *hist_check(Histogram *h);
extern const char *hist_check_bins(Histogram *h);

/* Key and value: hist_key of a finite double at shift 0; the value a shift-0 key stands for. */
extern uint64_t hist_key(double x);
extern double hist_value(uint64_t key);

/* Bin i of the sorted histogram (0 <= i < nbins), clipped to [min, max]. */
extern HistogramBin hist_bin(const Histogram *h, uint32_t i);

/*
 * Statistics of the finite rows.  All want count > 0 and return NaN where the statistic does not
 * exist (variance of one row, skewness of constant data).  mean and variance (divisor n - 1) are
 * the correctly rounded values of the exact sums; skewness (m3 / m2^1.5) and kurtosis (excess) are
 * exact to rounding while the histogram is lossless, else computed from the bins' midpoints.
 */
extern double hist_mean(Histogram *h);
extern double hist_variance(Histogram *h);
extern double hist_skewness(Histogram *h);
extern double hist_kurtosis(Histogram *h);

/*
 * Quantile p in [0, 1]: the smallest value whose cumulative share is at least p while the
 * histogram is lossless; else interpolated inside the bin.  hist_cdf: share of rows <= x.
 */
extern double hist_quantile(Histogram *h, double p);
extern double hist_cdf(Histogram *h, double x);

/* True while every distinct value is kept with its count. */
#define hist_is_exact(h) ((h)->shift == 0)

#endif
