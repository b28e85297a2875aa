/*
 * test_histogram_codec.c
 *		Bytes and structs that no rows have made: mutated, hand-made, inconsistent.
 */
#include "rows.h"

/* Bytes that are not a histogram are refused; what is accepted encodes back to itself. */
static void
try_bytes(const unsigned char *data, size_t size, const char *what)
{
	const char *error;
	Histogram *h = decoded(data, size, &error);
	const char *stored_error;
	Histogram *stored = hist_decode_stored(&unit_context, data, size, &stored_error);

	/* a damaged value of a table may have any sums, but its bins are sound */
	CHECK(stored || !h, "%s: refused as stored: %s", what, stored_error);
	if (stored)
	{
		CHECK(hist_check_bins(stored) == NULL, "%s: accepted as stored", what);
		hist_mean(stored);
		hist_variance(stored);
		hist_free(stored);
	}
	if (h)
	{
		Bytes b = {(unsigned char *) data, size};

		CHECK(encodes_to(h, b), "%s: accepted, but not canonical", what);
		CHECK(hist_check(h) == NULL, "%s: accepted, but %s", what, hist_check(h));
		CHECK(h->count < 2 || hist_variance(h) >= 0, "%s: variance", what);
		hist_free(h);
	}
	else
		CHECK(error != NULL, "%s: refused without a reason", what);
}

static void
test_mutations(void)
{
	for (int kind = 0; kind < N_KINDS + 3; kind++)
	{
		const char *what = kind < N_KINDS ? kinds[kind] : "few rows";
		double *rows = random_rows(kind % N_KINDS, N_ROWS);
		Histogram *h = summary(rows, kind < N_KINDS ? N_ROWS : kind - N_KINDS, 4096);
		Bytes b;
		bool is_long;

		/* a sum of 0 has a short form */
		if (kind == 4)
			for (int i = 0; i < N_ROWS; i++)
				hist_add(h, -rows[i], 1);
		hist_add_null(h, 300);
		hist_add(h, INFINITY, 1);
		b = encoded(h);

		/* every bit of short ones; of long ones those at both ends, and one of every 61st byte */
		is_long = b.size > 2000;
		for (size_t i = 0; i < b.size; i++)
		{
			bool all = !is_long || i < 24 || i + 80 > b.size;

			if (!all && i % 61 != 0)
				continue;
			for (int bit = all ? 0 : (int) (random_bits() % 8); bit < 8; bit += all ? 1 : 8)
			{
				b.data[i] ^= (unsigned char) (1 << bit);
				try_bytes(b.data, b.size, what);
				b.data[i] ^= (unsigned char) (1 << bit);
			}
		}
		for (size_t size = 0; size < b.size; size += size < 64 || size + 200 > b.size ? 1 : 97)
		{
			const char *error;
			Histogram *cut = decoded(b.data, size, &error);

			CHECK(cut == NULL && error != NULL, "%s: cut to %zu of %zu", what, size, b.size);
			if (cut)
				hist_free(cut);
		}
		free(b.data);
		free(rows);
		hist_free(h);
	}
}

/* Hand-made bytes, each with one fault. */
static void
test_hostile(void)
{
#define ZERO "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01"
#define MANY "\xff\xff\xff\xff\xff\xff\xff\xff\x7f"
	static const struct
	{
		const char *bytes;
		size_t size;
		const char *error; /* part of it; NULL: well-formed */
	} cases[] = {
#define CASE(bytes, error) {bytes, sizeof(bytes) - 1, error}
		CASE("", "too early"),
		CASE("\1\0\0\0\0\0\0\0", NULL),
		CASE("\1\0\0\0\0\0\0\0\0", "something else"),
		CASE("\2\0\0\0\0\0\0\0", "version"),
		CASE("\1\x80\xe0\3\0\0\0\0\0\0", NULL),
		CASE("\1\x81\xe0\3\0\0\0\0\0\0", "max_bins"),
		CASE("\1\0\x35\0\0\0\0\0", "shift"),
		CASE("\1\0\1\0\0\0\0\0", "coarser"),
		CASE("\1\0\0\x80\0\0\0\0\0", "longer than"),
		CASE("\1\0\0" MANY "\0\0\0\0", NULL),
		CASE("\1\0\0" ZERO "\0\0\0\0", "count"),
		CASE("\1\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\3\0\0\0\0", "too large"),
		CASE("\1\0\0\0\0\0\0\x80\x20", "too early"),
		CASE("\1\0\0\0\0\0\0\x81\x20", "too many"),
		/* 0, then with the wrong grain */
		CASE("\1\0\0\0\0\0\0\1\x3f\1\0", NULL),
		CASE("\1\0\0\0\0\0\0\1\x3e\2\0", "longer than"),
		CASE("\1\0\0\0\0\0\0\1\x40\1\0", "out of range"),
		/* the largest negative value; infinity, NaN */
		CASE("\1\0\0\0\0\0\0\1\0" MANY "\0", NULL),
		CASE("\1\0\0\0\0\0\0\1\x34\xff\x1f\0", "out of range"),
		CASE("\1\0\0\0\0\0\0\1\x33\xff\x3f\0", "out of range"),
		/* -2^1023; -infinity, -NaN, a code of 0 */
		CASE("\1\0\0\0\0\0\0\1\x35\1\0", NULL),
		CASE("\1\0\0\0\0\0\0\1\x34\1\0", "out of range"),
		CASE("\1\0\0\0\0\0\0\1\x33\1\0", "out of range"),
		CASE("\1\0\0\0\0\0\0\1\0\0\0", "out of range"),
		/* as many rows as can be counted; one more, in one bin or in two */
		CASE("\1\0\0\0\0\0\0\1\x3f\1"
			 "\xfe\xff\xff\xff\xff\xff\xff\xff\x7f",
			 NULL),
		CASE("\1\0\0\0\0\0\0\1\x3f\1" MANY, "count"),
		CASE("\1\0\0\0\0\0\0\2\x3d\3\0\0"
			 "\xfe\xff\xff\xff\xff\xff\xff\xff\x7f",
			 "count"),
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		const char *error;
		Histogram *h = decoded((const unsigned char *) cases[i].bytes, cases[i].size, &error);

		if (cases[i].error)
			CHECK(h == NULL && strstr(error, cases[i].error), "case %zu: %s, want %s", i,
				  error ? error : "accepted", cases[i].error);
		else
			CHECK(h != NULL, "case %zu: %s", i, error);
		if (h)
			hist_free(h);
		try_bytes((const unsigned char *) cases[i].bytes, cases[i].size, "hand-made");
	}
}

/* hist_check sees each fault that someone else's reader (the text form) may let pass. */
static void
test_check(void)
{
	double *rows = random_rows(4, N_ROWS);
	Histogram *good = summary(rows, N_ROWS, 4096);

	hist_sort(good);
	for (int fault = 0;; fault++)
	{
		Histogram *h = hist_copy(&unit_context, good);
		const char *error;
		uint32_t largest = 0;

		for (uint32_t i = 0; i < h->nbins; i++)
			if (h->counts[i] > h->counts[largest])
				largest = i;
		switch (fault)
		{
			case 0:
				h->keys[7] = h->keys[6];
				break;
			case 1:
				h->keys[0] = 0;
				break;
			case 2:
				h->keys[h->nbins - 1] = UINT64_MAX >> h->shift;
				break;
			case 3:
				h->counts[largest]++;
				break;
			case 4:
				h->counts[largest] = 0;
				break;
			case 5:
				h->min = -INFINITY;
				break;
			case 6:
				h->min = NAN;
				break;
			case 7:
				h->max *= 2;
				break;
			case 8:
				exact_sums_add(h->sums, 1000, 1);
				break;
			case 9:
				exact_sums_add(h->sums, 1000, 1);
				exact_sums_add(h->sums, -1000, 1);
				break;
			case 10:
				h->max_bins = 65536;
				break;
			case 11:
				h->max_bins = 4095;
				break;
			case 12:
				h->nans = UINT64_C(1) << 63;
				break;
			case 13:
				h->shift = 53;
				break;
			case 14:
				h->counts[3] += UINT64_C(1) << 62;
				h->counts[4] += UINT64_C(1) << 62;
				break;
			default:
				CHECK(fault == 15, "all faults tried");
				CHECK(hist_check(h) == NULL, "%s", hist_check(h));
				hist_free(h);
				hist_free(good);
				free(rows);
				return;
		}
		error = hist_check(h);
		CHECK(error != NULL, "fault %d not seen", fault);
		hist_free(h);
	}
}

/* -0 hidden where it is not conspicuous: in the bin of 0, among exact bins. */
static void
test_check_negative_zero(void)
{
	double *rows = random_rows(6, N_ROWS);
	Histogram *h = summary(rows, N_ROWS, 4096);
	Histogram *exact = hist_create(&unit_context, 4096);

	hist_add(h, 0, 1);
	CHECK(hist_check(h) == NULL && h->shift > 0, "%s", hist_check(h));
	h->min = -0.0;
	CHECK(hist_check(h) != NULL, "minimum -0");

	hist_add(exact, -1, 1);
	hist_add(exact, -4.9e-324, 1);
	hist_add(exact, 1, 1);
	CHECK(hist_check(exact) == NULL, "%s", hist_check(exact));
	exact->keys[1]++;
	CHECK(hist_check(exact) != NULL, "key of -0");
	hist_free(h);
	hist_free(exact);
	free(rows);
}

/* Nearly all rows in one bin: at its upper end by their sum, at its lower by their squares. */
static void
test_check_variance(void)
{
	const uint64_t weight = UINT64_C(1) << 60;
	double *rows = random_rows(4, N_ROWS);
	Histogram *h = summary(rows, N_ROWS, 4096);
	ExactSums low = *h->sums;
	uint64_t key;
	uint32_t i = 0;

	while (hist_value(h->keys[i] << h->shift) < 1)
		i++;
	key = h->keys[i] << h->shift;
	h->counts[i] += weight;
	h->count += weight;
	exact_sums_add(&low, hist_value(key), weight);
	exact_sums_add(h->sums, hist_value(key + (UINT64_C(1) << h->shift) - 1), weight);
	CHECK(hist_check(h) == NULL, "%s", hist_check(h));
	exact_sums_settle(h->sums);
	exact_sums_settle(&low);
	memcpy(h->sums->squares, low.squares, sizeof(low.squares));
	CHECK(hist_check(h) != NULL && strstr(hist_check(h), "negative"), "%s", hist_check(h));
	hist_free(h);
	free(rows);
}

int
main(void)
{
	test_mutations();
	test_hostile();
	test_check();
	test_check_negative_zero();
	test_check_variance();
	return unit_done();
}
