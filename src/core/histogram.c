/*
 * histogram.c
 *		The summary: adding rows, merging, coarsening.
 *
 * The bins are two dense arrays, keys[] and counts[], in the order in which the keys first came; an
 * open-addressing index over them finds a key.  It hashes with the top bits of a product with the
 * golden ratio: keys of integers and of coarse decimals end in many zeros and would all collide in
 * the low bits.  A histogram starts with room for 8 bins and doubles, so that thousands of small
 * groups cost little; with 4096 bins it holds 100 KB.
 *
 * Coarsening sorts the bins.  Two neighbours that differ first at bit b become one bin at a shift
 * of more than b, so that one pass over the sorted keys tells the number of bins at every shift,
 * and the smallest sufficient one is applied at once.  The bins come out sorted, and the next
 * coarsening has to sort only those that were appended since.
 *
 * While shift is 0 the bins are the rows, and no sums are kept.  They are computed from the bins
 * just before the first coarsening blurs these.
 *
 * Nothing here takes more than a few milliseconds: hence no question whether to stop.
 */
#include <math.h>
#include <string.h>

#include "histogram.h"

/* Room for so many bins to begin with. */
#define FIRST_CAPACITY 8

/* Up to so many bins are sorted by insertion, more by radix. */
#define INSERTION_SORT_MAX 32

#define unlikely(x) __builtin_expect((x) != 0, 0)

static inline uint64_t
bits_of(double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	return bits;
}

/* The key of a finite double other than -0: negative ones reversed and below the others. */
static inline uint64_t
key_of(uint64_t bits)
{
	return bits ^ ((uint64_t) ((int64_t) bits >> 63) | UINT64_C(1) << 63);
}

uint64_t
hist_key(double x)
{
	return key_of(bits_of(x + 0.0));
}

double
hist_value(uint64_t key)
{
	uint64_t bits = key >> 63 ? key ^ UINT64_C(1) << 63 : ~key;
	double x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

Histogram *
hist_create(const CoreContext *cx, uint32_t max_bins)
{
	Histogram *h = core_alloc(cx, sizeof(Histogram));

	memset(h, 0, sizeof(*h));
	h->cx = cx;
	h->max_bins = max_bins;
	h->sorted = true;
	h->min = INFINITY;
	h->max = -INFINITY;
	return h;
}

static void
index_drop(Histogram *h)
{
	if (h->slots)
		core_release(h->cx, h->slots);
	h->slots = NULL;
}

void
hist_free(Histogram *h)
{
	index_drop(h);
	if (h->keys)
		core_release(h->cx, h->keys);
	if (h->counts)
		core_release(h->cx, h->counts);
	if (h->sums)
		core_release(h->cx, h->sums);
	core_release(h->cx, h);
}

size_t
hist_memory(const Histogram *h)
{
	return sizeof(Histogram) + h->capacity * 2 * sizeof(uint64_t) +
		   (h->slots ? sizeof(uint32_t) << h->slot_bits : 0) + (h->sums ? sizeof(ExactSums) : 0);
}

Histogram *
hist_copy(const CoreContext *cx, const Histogram *h)
{
	Histogram *copy = core_alloc(cx, sizeof(Histogram));

	*copy = *h;
	copy->cx = cx;
	copy->capacity = h->nbins;
	copy->keys = NULL;
	copy->counts = NULL;
	copy->slots = NULL;
	copy->sums = NULL;
	if (h->nbins > 0)
	{
		copy->keys = core_alloc(cx, h->nbins * sizeof(uint64_t));
		copy->counts = core_alloc(cx, h->nbins * sizeof(uint64_t));
		memcpy(copy->keys, h->keys, h->nbins * sizeof(uint64_t));
		memcpy(copy->counts, h->counts, h->nbins * sizeof(uint64_t));
	}
	if (h->sums)
	{
		copy->sums = core_alloc(cx, sizeof(ExactSums));
		*copy->sums = *h->sums;
	}
	return copy;
}

/* The slot where key stands, or the free one where it belongs. */
static inline uint32_t *
find_slot(const Histogram *h, uint64_t key)
{
	uint32_t mask = (UINT32_C(1) << h->slot_bits) - 1;
	uint32_t i = (uint32_t) ((key * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - h->slot_bits));

	while (h->slots[i] != 0 && h->keys[h->slots[i] - 1] != key)
		i = (i + 1) & mask;
	return &h->slots[i];
}

/* Indexes the bins, which have distinct keys, at a load of at most about one half. */
static void
index_build(Histogram *h)
{
	int bits = 2;

	while (UINT32_C(1) << bits < 2 * (h->capacity - 1))
		bits++;
	if (h->slots && bits != h->slot_bits)
		index_drop(h);
	if (!h->slots)
		h->slots = core_alloc(h->cx, sizeof(uint32_t) << bits);
	h->slot_bits = bits;
	memset(h->slots, 0, sizeof(uint32_t) << bits);
	for (uint32_t i = 0; i < h->nbins; i++)
		*find_slot(h, h->keys[i]) = i + 1;
}

static uint64_t *
resize_array(const CoreContext *cx, uint64_t *array, uint32_t n)
{
	if (!array)
		return core_alloc(cx, n * sizeof(uint64_t));
	return core_resize(cx, array, n * sizeof(uint64_t));
}

static void
set_capacity(Histogram *h, uint32_t capacity)
{
	h->keys = resize_array(h->cx, h->keys, capacity);
	h->counts = resize_array(h->cx, h->counts, capacity);
	h->capacity = capacity;
	index_build(h);
}

/*
 * Makes room for one more bin.  One above max_bins is all that hist_add needs; hist_merge goes on
 * doubling and shrinks again.
 */
static void
grow(Histogram *h)
{
	uint32_t capacity = 2 * h->capacity;

	if (capacity < FIRST_CAPACITY)
		capacity = FIRST_CAPACITY;
	if (h->capacity <= h->max_bins && capacity > h->max_bins + 1)
		capacity = h->max_bins + 1;
	set_capacity(h, capacity);
}

/* Appends a bin whose key is not there yet and whose place in the index is `slot`. */
static void
append_bin(Histogram *h, uint32_t *slot, uint64_t key, uint64_t count)
{
	if (h->nbins == h->capacity)
	{
		grow(h);
		slot = find_slot(h, key);
	}
	if (h->nbins > 0 && key < h->keys[h->nbins - 1])
		h->sorted = false;
	h->keys[h->nbins] = key;
	h->counts[h->nbins] = count;
	*slot = ++h->nbins;
}

static void
insertion_sort(uint64_t *keys, uint64_t *counts, uint32_t n)
{
	for (uint32_t i = 1; i < n; i++)
	{
		uint64_t key = keys[i];
		uint64_t count = counts[i];
		uint32_t j = i;

		for (; j > 0 && keys[j - 1] > key; j--)
		{
			keys[j] = keys[j - 1];
			counts[j] = counts[j - 1];
		}
		keys[j] = key;
		counts[j] = count;
	}
}

/*
 * Sorts by bytes, least significant first, skipping bytes in which all keys agree.  block holds the
 * keys, the counts, and as much again for scratch; the result is where it began.
 */
static void
radix_sort(uint64_t *block, uint32_t n)
{
	uint32_t starts[8][256];
	uint64_t *from = block;
	uint64_t *to = block + 2 * (size_t) n;

	memset(starts, 0, sizeof(starts));
	for (uint32_t i = 0; i < n; i++)
		for (int byte = 0; byte < 8; byte++)
			starts[byte][block[i] >> (8 * byte) & 0xff]++;

	for (int byte = 0; byte < 8; byte++)
	{
		uint32_t start = 0;
		uint64_t *swap = from;

		if (starts[byte][from[0] >> (8 * byte) & 0xff] == n)
			continue;
		for (int i = 0; i < 256; i++)
		{
			uint32_t count = starts[byte][i];

			starts[byte][i] = start;
			start += count;
		}
		for (uint32_t i = 0; i < n; i++)
		{
			uint32_t place = starts[byte][from[i] >> (8 * byte) & 0xff]++;

			to[place] = from[i];
			to[n + place] = from[n + i];
		}
		from = to;
		to = swap;
	}
	if (from != block)
		memcpy(block, from, 2 * n * sizeof(uint64_t));
}

/*
 * Sorts the bins; the index is wrong afterwards.  What follows the longest ascending beginning is
 * sorted apart and merged into it from behind.
 */
static void
sort_bins(Histogram *h)
{
	uint32_t head = 1;
	uint32_t tail;
	uint32_t to = h->nbins;
	uint64_t *keys;
	uint64_t *counts;

	if (h->sorted)
		return;
	while (head < h->nbins && h->keys[head - 1] < h->keys[head])
		head++;
	tail = h->nbins - head;

	keys = core_alloc(h->cx, 4 * (size_t) tail * sizeof(uint64_t));
	counts = keys + tail;
	memcpy(keys, h->keys + head, tail * sizeof(uint64_t));
	memcpy(counts, h->counts + head, tail * sizeof(uint64_t));
	if (tail <= INSERTION_SORT_MAX)
		insertion_sort(keys, counts, tail);
	else
		radix_sort(keys, tail);

	while (tail > 0)
	{
		to--;
		if (head > 0 && h->keys[head - 1] > keys[tail - 1])
		{
			head--;
			h->keys[to] = h->keys[head];
			h->counts[to] = h->counts[head];
		}
		else
		{
			tail--;
			h->keys[to] = keys[tail];
			h->counts[to] = counts[tail];
		}
	}
	core_release(h->cx, keys);
	h->sorted = true;
}

void
hist_sort(Histogram *h)
{
	if (!h->sorted)
	{
		sort_bins(h);
		index_drop(h);
	}
}

/* Adds the rows of a histogram with shift 0 to exact sums. */
static void
add_exact_bins(ExactSums *sums, const Histogram *h)
{
	for (uint32_t i = 0; i < h->nbins; i++)
		exact_sums_add(sums, hist_value(h->keys[i]), h->counts[i]);
}

/*
 * Brings h to the smallest shift of at least min_shift under which max_bins are enough.
 */
static void
coarsen(Histogram *h, int min_shift)
{
	uint32_t splits[64] = {0};
	uint32_t distinct = h->nbins;
	uint32_t n = 0;
	int by = 0;

	/* neighbours that differ first at bit b are one bin when shifted by more than b */
	sort_bins(h);
	for (uint32_t i = 1; i < h->nbins; i++)
		splits[63 - __builtin_clzll(h->keys[i - 1] ^ h->keys[i])]++;
	while (h->shift + by < min_shift || distinct > h->max_bins)
		distinct -= splits[by++];

	if (by > 0)
	{
		if (!h->sums)
		{
			h->sums = core_alloc(h->cx, sizeof(ExactSums));
			exact_sums_clear(h->sums);
			add_exact_bins(h->sums, h);
		}
		for (uint32_t i = 0; i < h->nbins; i++)
		{
			uint64_t key = h->keys[i] >> by;

			if (n > 0 && h->keys[n - 1] == key)
				h->counts[n - 1] += h->counts[i];
			else
			{
				h->keys[n] = key;
				h->counts[n++] = h->counts[i];
			}
		}
		h->nbins = n;
		h->shift += by;
	}

	if (h->capacity > h->max_bins + 1)
		set_capacity(h, h->max_bins + 1);
	else if (h->slots)
		index_build(h);
}

/* Adds to a counter of rows outside the bins. */
static bool
add_count(uint64_t *counter, uint64_t weight)
{
	if (weight > HIST_MAX_COUNT - *counter)
		return false;
	*counter += weight;
	return true;
}

bool
hist_add_null(Histogram *h, uint64_t weight)
{
	return add_count(&h->nulls, weight);
}

bool
hist_add(Histogram *h, double x, uint64_t weight)
{
	uint64_t bits = bits_of(x + 0.0); /* -0 becomes 0 */
	uint64_t key;
	uint32_t *slot;

	if (unlikely((bits >> 52 & 0x7ff) == 0x7ff))
	{
		if (isnan(x))
			return add_count(&h->nans, weight);
		return add_count(x < 0 ? &h->negative_infs : &h->positive_infs, weight);
	}
	if (unlikely(weight > HIST_MAX_COUNT - h->count))
		return false;
	if (unlikely(weight == 0))
		return true;

	h->count += weight;
	if (x < h->min)
		h->min = x + 0.0;
	if (x > h->max)
		h->max = x + 0.0;
	if (h->sums)
		exact_sums_add(h->sums, x, weight);

	key = key_of(bits) >> h->shift;
	if (unlikely(!h->slots))
	{
		if (h->capacity == 0)
			grow(h);
		else
			index_build(h);
	}
	slot = find_slot(h, key);
	if (*slot != 0)
		h->counts[*slot - 1] += weight;
	else
	{
		append_bin(h, slot, key, weight);
		if (h->nbins > h->max_bins)
			coarsen(h, h->shift);
	}
	return true;
}

bool
hist_merge(Histogram *into, const Histogram *from)
{
	int by;

	if (from->count > HIST_MAX_COUNT - into->count || from->nulls > HIST_MAX_COUNT - into->nulls ||
		from->nans > HIST_MAX_COUNT - into->nans ||
		from->negative_infs > HIST_MAX_COUNT - into->negative_infs ||
		from->positive_infs > HIST_MAX_COUNT - into->positive_infs)
		return false;
	into->count += from->count;
	into->nulls += from->nulls;
	into->nans += from->nans;
	into->negative_infs += from->negative_infs;
	into->positive_infs += from->positive_infs;

	/* an empty histogram has min = infinity, max = -infinity */
	if (from->min < into->min)
		into->min = from->min;
	if (from->max > into->max)
		into->max = from->max;

	if (from->max_bins < into->max_bins)
		into->max_bins = from->max_bins;
	if (into->shift < from->shift)
		coarsen(into, from->shift);
	if (into->sums)
	{
		if (from->sums)
			exact_sums_merge(into->sums, from->sums);
		else
			add_exact_bins(into->sums, from);
	}

	/* all bins go in before one coarsening: of a pair this finds the right shift at once */
	if (into->capacity < from->nbins)
		set_capacity(into, from->nbins);
	else if (!into->slots && from->nbins > 0)
		index_build(into);
	by = into->shift - from->shift;
	for (uint32_t i = 0; i < from->nbins; i++)
	{
		uint64_t key = from->keys[i] >> by;
		uint32_t *slot = find_slot(into, key);

		if (*slot != 0)
			into->counts[*slot - 1] += from->counts[i];
		else
			append_bin(into, slot, key, from->counts[i]);
	}
	if (into->nbins > into->max_bins || into->capacity > into->max_bins + 1)
		coarsen(into, into->shift);
	return true;
}
