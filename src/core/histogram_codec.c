/*
 * histogram_codec.c
 *		The byte form of a histogram: compact, canonical, the same on every platform.
 *
 * Equal histograms have equal bytes, and every accepted sequence of bytes encodes back to itself.
 * A varint is an unsigned 64-bit number in groups of 7 bits, least significant first, the top bit
 * of a byte saying that another follows; the last byte is 0 only if it is the first too.
 *
 *	byte	1, the version
 *	varint	max_bins - 4096
 *	varint	shift
 *	varint	NULLs, then NaNs, then negative infinities, then positive infinities
 *	varint	nbins; 0 (no finite row) ends the value
 *
 * then the bins, whose counts add up to the number of finite rows:
 *
 *	varint	only if shift is 0: grain, the number of trailing zero bits common to all codes
 *	varint	code of the first bin >> grain
 *	varint	its count - 1
 *	for each further bin, in ascending order:
 *	varint	(code - code of the bin before) >> grain, minus 1
 *	varint	count - 1
 *
 * The code of a key (histogram.h) is the key itself if shift is not 0.  If it is, the code of a
 * value is 2^63 plus, for negative values minus, the bits of its absolute value: the key, plus 1 if
 * negative.  Like this integers and other short numbers of either sign end in zeros, which `grain`
 * saves.
 *
 * If shift is 0, this is all: minimum, maximum and sums follow from the bins.  If it is not:
 *
 *	8 bytes	minimum, an IEEE 754 double, least significant byte first
 *	8 bytes	maximum
 *	number	sum in units of 2^-1074
 *	number	sum of squares in units of 2^-2148
 *
 * A number is a varint, twice the length in bytes of its absolute value without zero bytes at
 * either end, plus 1 if it is negative; unless that length is 0 (which is zero), a varint with the
 * number of zero bytes that were dropped at the low end, and the bytes, least significant first.
 */
#include <math.h>
#include <string.h>

#include "histogram.h"

#define VERSION 1

/* Bytes of the absolute values of the sums; the top lanes are 0 (below 2^2161 and 2^4259). */
#define SUM_BYTES (4 * (EXACT_SUM_LANES - 1))
#define SQUARE_BYTES (4 * (EXACT_SQUARE_LANES - 1))

/* Takes bytes; with out NULL only counts them. */
typedef struct Writer
{
	unsigned char *out;
	size_t size;
} Writer;

static void
put_byte(Writer *w, unsigned char byte)
{
	if (w->out)
		w->out[w->size] = byte;
	w->size++;
}

static void
put_varint(Writer *w, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		put_byte(w, (unsigned char) (v | 0x80));
	put_byte(w, (unsigned char) v);
}

static void
put_double(Writer *w, double x)
{
	uint64_t bits;

	memcpy(&bits, &x, sizeof(bits));
	for (int i = 0; i < 8; i++)
		put_byte(w, (unsigned char) (bits >> (8 * i)));
}

static void
put_number(Writer *w, const int64_t *lanes, int n)
{
	uint32_t digits[EXACT_SQUARE_LANES];
	int sign = exact_lanes_get(lanes, n, digits);
	int low = 0;
	int high = 4 * n;

#define BYTE(i) ((unsigned char) (digits[(i) / 4] >> (8 * ((i) % 4))))
	while (high > 0 && BYTE(high - 1) == 0)
		high--;
	while (low < high && BYTE(low) == 0)
		low++;
	put_varint(w, 2 * (uint64_t) (high - low) + (sign < 0));
	if (high > low)
		put_varint(w, (uint64_t) low);
	for (int i = low; i < high; i++)
		put_byte(w, BYTE(i));
#undef BYTE
}

static uint64_t
code_of_key(const Histogram *h, uint64_t key)
{
	return key + (h->shift == 0 && !(key >> 63));
}

static void
put_histogram(Writer *w, Histogram *h)
{
	uint64_t last = 0;
	int grain = 0;

	hist_sort(h);
	put_byte(w, VERSION);
	put_varint(w, h->max_bins - HIST_MIN_BINS);
	put_varint(w, (uint64_t) h->shift);
	put_varint(w, h->nulls);
	put_varint(w, h->nans);
	put_varint(w, h->negative_infs);
	put_varint(w, h->positive_infs);
	put_varint(w, h->nbins);
	if (h->nbins == 0)
		return;

	if (h->shift == 0)
	{
		uint64_t used = 0;

		for (uint32_t i = 0; i < h->nbins; i++)
			used |= code_of_key(h, h->keys[i]);
		grain = __builtin_ctzll(used); /* no code is 0 */
		put_varint(w, (uint64_t) grain);
	}
	for (uint32_t i = 0; i < h->nbins; i++)
	{
		uint64_t code = code_of_key(h, h->keys[i]) >> grain;

		put_varint(w, i == 0 ? code : code - last - 1);
		put_varint(w, h->counts[i] - 1);
		last = code;
	}
	if (h->shift > 0)
	{
		put_double(w, h->min);
		put_double(w, h->max);
		exact_sums_settle(h->sums);
		put_number(w, h->sums->sum, EXACT_SUM_LANES);
		put_number(w, h->sums->squares, EXACT_SQUARE_LANES);
	}
}

size_t
hist_encoded_size(Histogram *h)
{
	Writer w = {NULL, 0};

	put_histogram(&w, h);
	return w.size;
}

void
hist_encode(Histogram *h, unsigned char *out)
{
	Writer w = {out, 0};

	put_histogram(&w, h);
}

/* Gives bytes, until the first error. */
typedef struct Reader
{
	const unsigned char *at;
	const unsigned char *end;
	const char *error;
} Reader;

/* Notes the first error; what is read after it is 0. */
static void
fail(Reader *r, const char *error)
{
	if (!r->error)
		r->error = error;
	r->at = r->end;
}

static unsigned char
get_byte(Reader *r)
{
	if (r->at == r->end)
	{
		fail(r, "histogram ends too early");
		return 0;
	}
	return *r->at++;
}

static uint64_t
get_varint(Reader *r)
{
	uint64_t v = 0;

	for (int at = 0;; at += 7)
	{
		unsigned char byte = get_byte(r);

		if (at == 63 && byte > 1)
		{
			fail(r, "number in histogram is too large");
			return 0;
		}
		v |= (uint64_t) (byte & 0x7f) << at;
		if (byte < 0x80)
		{
			if (byte == 0 && at > 0)
				fail(r, "number in histogram is longer than necessary");
			return v;
		}
	}
}

/* A varint of at most `most`. */
static uint64_t
get_bounded(Reader *r, uint64_t most, const char *error)
{
	uint64_t v = get_varint(r);

	if (v > most)
	{
		fail(r, error);
		return 0;
	}
	return v;
}

static double
get_double(Reader *r)
{
	uint64_t bits = 0;
	double x;

	for (int i = 0; i < 8; i++)
		bits |= (uint64_t) get_byte(r) << (8 * i);
	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* A number whose absolute value has at most n_bytes bytes, into n lanes. */
static void
get_number(Reader *r, int64_t *lanes, int n, int n_bytes)
{
	uint32_t digits[EXACT_SQUARE_LANES] = {0};
	uint64_t head = get_bounded(r, 2 * (uint64_t) n_bytes + 1, "sum in histogram is too large");
	int length = (int) (head / 2);
	int low = 0;

	if (length > 0)
		low = (int) get_bounded(r, (uint64_t) (n_bytes - length), "sum in histogram is too large");
	else if (head == 1)
		fail(r, "sum in histogram is a negative zero");
	for (int i = 0; i < length; i++)
	{
		unsigned char byte = get_byte(r);

		if (byte == 0 && (i == 0 || i == length - 1))
			fail(r, "sum in histogram is longer than necessary");
		digits[(low + i) / 4] |= (uint32_t) byte << (8 * ((low + i) % 4));
	}
	exact_lanes_set(lanes, n, digits, head & 1 ? -1 : 1);
}

/* Reads nbins bins; the caller has seen to it that there are bytes for as many. */
static void
get_bins(Reader *r, Histogram *h, uint32_t nbins)
{
	const char *too_large = "bin of histogram is out of range";
	uint64_t code = 0;
	uint64_t used = 0;
	int grain = 0;

	h->keys = core_alloc(h->cx, nbins * sizeof(uint64_t));
	h->counts = core_alloc(h->cx, nbins * sizeof(uint64_t));
	h->capacity = nbins;
	if (h->shift == 0)
		grain = (int) get_bounded(r, 63, too_large);

	for (uint32_t i = 0; i < nbins && !r->error; i++)
	{
		uint64_t most = UINT64_MAX >> grain;

		if (i == 0)
			code = get_bounded(r, most, too_large);
		else if (code == most)
			fail(r, too_large);
		else
			code += get_bounded(r, most - code - 1, too_large) + 1;
		used |= code;

		h->keys[i] = code << grain;
		if (h->shift == 0 && h->keys[i] <= UINT64_C(1) << 63)
		{
			/* 2^63 is the code of 0, the codes below are those of negative values */
			if (h->keys[i] == 0)
				fail(r, too_large);
			else if (h->keys[i] < UINT64_C(1) << 63)
				h->keys[i]--;
		}
		h->counts[i] = get_bounded(r, HIST_MAX_COUNT - 1, "count in histogram is too large") + 1;
		if (h->counts[i] > HIST_MAX_COUNT - h->count)
			fail(r, "count in histogram is too large");
		else
			h->count += h->counts[i];
		h->nbins++;
	}
	if (h->shift == 0 && !(used & 1))
		fail(r, "number in histogram is longer than necessary");
}

/* Decodes; `check` has the last word. */
static Histogram *
decode(const CoreContext *cx, const unsigned char *bytes, size_t size,
	   const char *(*check)(Histogram *h), const char **error)
{
	const char *too_large = "count in histogram is too large";
	Reader r = {bytes, bytes + size, NULL};
	Histogram *h;
	uint32_t nbins;

	if (get_byte(&r) != VERSION)
		fail(&r, "unknown version of histogram");
	h = hist_create(cx, HIST_MIN_BINS);
	h->max_bins += (uint32_t) get_bounded(&r, HIST_MAX_BINS - HIST_MIN_BINS,
										  "max_bins of histogram is out of range");
	h->shift = (int) get_bounded(&r, HIST_MAX_SHIFT, "shift of histogram is out of range");
	h->nulls = get_bounded(&r, HIST_MAX_COUNT, too_large);
	h->nans = get_bounded(&r, HIST_MAX_COUNT, too_large);
	h->negative_infs = get_bounded(&r, HIST_MAX_COUNT, too_large);
	h->positive_infs = get_bounded(&r, HIST_MAX_COUNT, too_large);
	nbins = (uint32_t) get_bounded(&r, h->max_bins, "histogram has too many bins");
	if (nbins > (size_t) (r.end - r.at) / 2)
		fail(&r, "histogram ends too early");

	if (nbins > 0 && !r.error)
	{
		get_bins(&r, h, nbins);
		if (h->shift > 0)
		{
			h->min = get_double(&r);
			h->max = get_double(&r);
			h->sums = core_alloc(cx, sizeof(ExactSums));
			exact_sums_clear(h->sums);
			get_number(&r, h->sums->sum, EXACT_SUM_LANES, SUM_BYTES);
			get_number(&r, h->sums->squares, EXACT_SQUARE_LANES, SQUARE_BYTES);
		}
		else if (!r.error)
		{
			h->min = hist_value(h->keys[0]);
			h->max = hist_value(h->keys[nbins - 1]);
		}
	}
	if (!r.error && r.at != r.end)
		fail(&r, "histogram is followed by something else");
	if (!r.error)
		r.error = check(h);
	if (r.error)
	{
		*error = r.error;
		hist_free(h);
		return NULL;
	}
	return h;
}

Histogram *
hist_decode(const CoreContext *cx, const unsigned char *bytes, size_t size, const char **error)
{
	return decode(cx, bytes, size, hist_check, error);
}

Histogram *
hist_decode_stored(const CoreContext *cx, const unsigned char *bytes, size_t size,
				   const char **error)
{
	return decode(cx, bytes, size, hist_check_bins, error);
}
