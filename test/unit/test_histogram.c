/*
 * test_histogram.c
 *		The promise of the summary: same rows, same bytes; and its bins, against naive ones.
 */
#include "rows.h"

/*
 * Merges the summaries of 2 to 9 random parts of the rows in random order, some of them after a
 * trip through bytes or a copy.
 */
static Histogram *
merged_parts(const double *rows, int n, uint32_t max_bins)
{
	Histogram *part[9];
	int n_parts = 2 + (int) (random_bits() % 8);
	int from = 0;

	for (int i = 0; i < n_parts; i++)
	{
		int to = i == n_parts - 1 ? n : from + (int) ((n - from) * uniform() * uniform());
		Histogram *h = summary(rows + from, to - from, max_bins);

		if (random_bits() & 1)
		{
			Bytes b = encoded(h);
			const char *error;

			part[i] = decoded(b.data, b.size, &error);
			CHECK(part[i] != NULL, "%s", error);
			free(b.data);
			hist_free(h);
		}
		else if (random_bits() & 1)
		{
			part[i] = hist_copy(&unit_context, h);
			hist_free(h);
		}
		else
			part[i] = h;
		from = to;
	}
	while (n_parts > 1)
	{
		int i = (int) (random_bits() % (uint64_t) n_parts);
		int j = (int) (random_bits() % (uint64_t) (n_parts - 1));
		Histogram *other;

		j += j >= i;
		CHECK(hist_merge(part[i], part[j]), "merge");
		CHECK(part[i]->capacity <= max_bins + 1, "capacity %u", part[i]->capacity);
		other = part[j];
		part[j] = part[n_parts - 1];
		hist_free(other);
		if (i == n_parts - 1)
			i = j;
		n_parts--;
	}
	return part[0];
}

/* A summary that was stored takes further rows as one that was not. */
static void
go_on(const Histogram *h, Histogram *stored, int kind)
{
	Histogram *copy = hist_copy(&unit_context, h);
	Bytes want;

	for (int i = 0; i < 300; i++)
	{
		double x = random_row(kind);

		hist_add(copy, x, 3);
		hist_add(stored, x, 3);
	}
	want = encoded(copy);
	CHECK(encodes_to(stored, want), "%s: more rows after decoding", kinds[kind]);
	free(want.data);
	hist_free(copy);
}

/* Same rows, same bytes: any order, any partition, any tree of merges, repeated or weighted. */
static void
test_promise(void)
{
	const uint32_t max_bins[] = {4096, 5000, 16384};

	for (int kind = 0; kind < N_KINDS; kind++)
		for (int m = 0; m < 3; m++)
		{
			int n = N_ROWS;
			double *rows = random_rows(kind, n);
			Histogram *h = summary(rows, n, max_bins[m]);
			Histogram *other;
			Bytes want = encoded(h);
			const char *error;

			CHECK(hist_check(h) == NULL, "%s: %s", kinds[kind], hist_check(h));
			if (kind < N_LOSSLESS || m == 0)
				CHECK((h->shift == 0) == (kind < N_LOSSLESS), "%s: shift %d", kinds[kind],
					  h->shift);
			CHECK(hist_memory(h) < 32 * (size_t) max_bins[m], "%s: %zu bytes", kinds[kind],
				  hist_memory(h));

			/* the way back, and on from there */
			other = decoded(want.data, want.size, &error);
			CHECK(other && encodes_to(other, want), "%s: %s", kinds[kind], error);
			go_on(h, other, kind);
			hist_free(other);

			shuffle(rows, n);
			for (int tree = 0; tree < 4; tree++)
			{
				other = merged_parts(rows, n, max_bins[m]);
				CHECK(encodes_to(other, want), "%s: merged parts", kinds[kind]);
				hist_free(other);
				shuffle(rows, n);
			}

			for (int way = 0; way < 2; way++)
			{
				other = summary(rows, n, max_bins[m]);
				CHECK(encodes_to(other, want), "%s: order %d", kinds[kind], way);
				hist_free(other);
				qsort(rows, (size_t) n, sizeof(double), compare_doubles);
			}

			/* runs of equal rows, from above, as weights, some of them split */
			other = hist_create(&unit_context, max_bins[m]);
			for (int i = n - 1, j; i >= 0; i = j)
			{
				uint64_t weight, part;

				for (j = i; j >= 0 && rows[j] == rows[i]; j--)
					;
				weight = (uint64_t) (i - j);
				part = random_bits() % (weight + 1);
				hist_add(other, rows[i], part);
				hist_add(other, rows[i], weight - part);
			}
			CHECK(encodes_to(other, want), "%s: weights", kinds[kind]);
			hist_free(other);
			hist_free(h);
			free(want.data);
			free(rows);
		}
}

/* Summaries of different max_bins merge to the smaller, in either order. */
static void
test_mixed_max_bins(void)
{
	for (int kind = 0; kind < N_KINDS; kind++)
	{
		double *rows = random_rows(kind, N_ROWS);
		Histogram *direct = summary(rows, N_ROWS, 4100);
		Histogram *a = summary(rows, N_ROWS / 3, 4100);
		Histogram *b = summary(rows + N_ROWS / 3, N_ROWS - N_ROWS / 3, 20000);
		Histogram *empty = hist_create(&unit_context, 65536);
		Histogram *narrow = hist_create(&unit_context, 4100);
		Histogram *c = hist_copy(&unit_context, b);
		Bytes want = encoded(direct);

		hist_merge(empty, narrow);
		CHECK(empty->max_bins == 4100, "max_bins %u", empty->max_bins);
		hist_merge(c, a);
		hist_merge(a, b);
		CHECK(encodes_to(a, want), "%s: into the smaller", kinds[kind]);
		CHECK(encodes_to(c, want), "%s: into the larger", kinds[kind]);
		hist_free(c);
		c = summary(rows, N_ROWS, 20000);
		hist_merge(c, empty);
		CHECK(encodes_to(c, want), "%s: with an empty one", kinds[kind]);
		hist_free(direct);
		hist_free(a);
		hist_free(b);
		hist_free(c);
		hist_free(empty);
		hist_free(narrow);
		free(want.data);
		free(rows);
	}
}

/* How many doubles x is away from 0. */
static int64_t
ordinal(double x)
{
	return naive_key(x, 0) + (x < 0);
}

/* Bins by trying every shift on the sorted rows. */
static void
test_naive_bins(void)
{
	for (int kind = 0; kind < N_KINDS; kind++)
	{
		int n = N_ROWS;
		double *rows = random_rows(kind, n);
		Histogram *h = summary(rows, n, 4096);
		ExactSums sums;
		int shift = -1;
		int distinct;
		int wrong = 0;
		int outside = 0;
		int at = 0;

		qsort(rows, (size_t) n, sizeof(double), compare_doubles);
		do
		{
			shift++;
			distinct = 1;
			for (int i = 1; i < n; i++)
				distinct += shift == 0 ? rows[i] != rows[i - 1]
									   : naive_key(rows[i], shift) != naive_key(rows[i - 1], shift);
		} while (distinct > 4096);

		CHECK(h->shift == shift && (int) h->nbins == distinct, "%s: shift %d bins %u, want %d %d",
			  kinds[kind], h->shift, h->nbins, shift, distinct);
		hist_sort(h);
		for (uint32_t i = 0; i < h->nbins; i++)
		{
			HistogramBin bin = hist_bin(h, i);
			int from = at;

			while (at < n && (at == from || (shift == 0 ? rows[at] == rows[from]
														: naive_key(rows[at], shift) ==
															  naive_key(rows[from], shift))))
			{
				outside += !(bin.lower <= rows[at] && rows[at] <= bin.upper);
				at++;
			}
			wrong += bin.count != (uint64_t) (at - from);
			outside += bin.lower < h->min || bin.upper > h->max;
			if (shift == 0)
				outside += bin.lower != bin.upper;
			else if (i > 0 && i < h->nbins - 1)
				outside += ordinal(bin.upper) - ordinal(bin.lower) != INT64_C(1) << shift;
			if (i > 0)
				outside += hist_bin(h, i - 1).upper > bin.lower;
		}
		CHECK(at == n && wrong == 0, "%s: %d wrong counts", kinds[kind], wrong);
		CHECK(outside == 0, "%s: %d rows or bins out of place", kinds[kind], outside);
		CHECK(h->min == rows[0] && h->max == rows[n - 1], "%s: extremes", kinds[kind]);

		exact_sums_clear(&sums);
		for (int i = 0; i < n; i++)
			exact_sums_add(&sums, rows[i], 1);
		CHECK(hist_mean(h) == exact_sums_mean(&sums, (uint64_t) n), "%s: mean", kinds[kind]);
		CHECK(hist_variance(h) == exact_sums_variance(&sums, (uint64_t) n), "%s: variance",
			  kinds[kind]);
		hist_free(h);
		free(rows);
	}
}

static void
test_special_values(void)
{
	Histogram *h = hist_create(&unit_context, 4096);
	Histogram *back;
	const char *error;
	Bytes b = encoded(h);

	CHECK(h->count == 0 && isnan(hist_mean(h)) && isnan(hist_variance(h)) &&
			  isnan(hist_skewness(h)) && isnan(hist_kurtosis(h)) && isnan(hist_quantile(h, 0.5)) &&
			  isnan(hist_cdf(h, 0)),
		  "no rows");
	back = decoded(b.data, b.size, &error);
	CHECK(back && encodes_to(back, b), "no rows: %s", error);
	hist_free(back);
	free(b.data);

	hist_add_null(h, 3);
	hist_add(h, NAN, 2);
	hist_add(h, -NAN, 1);
	hist_add(h, INFINITY, 4);
	hist_add(h, -INFINITY, 5);
	hist_add(h, 1, 0);
	CHECK(h->count == 0 && h->nbins == 0 && h->nulls == 3 && h->nans == 3 &&
			  h->positive_infs == 4 && h->negative_infs == 5,
		  "nothing finite");
	b = encoded(h);
	back = decoded(b.data, b.size, &error);
	CHECK(back && encodes_to(back, b) && back->nulls == 3 && back->nans == 3 &&
			  back->positive_infs == 4 && back->negative_infs == 5,
		  "nothing finite: %s", error);
	CHECK(hist_merge(back, h) && back->nulls == 6 && back->nans == 6 && back->positive_infs == 8 &&
			  back->negative_infs == 10,
		  "merged");
	hist_free(back);
	free(b.data);

	hist_add(h, -0.0, 1);
	CHECK(h->count == 1 && h->min == 0 && !signbit(h->min) && !signbit(h->max) &&
			  !signbit(hist_quantile(h, 0.5)) && hist_mean(h) == 0 && isnan(hist_variance(h)) &&
			  isnan(hist_skewness(h)),
		  "one row");
	hist_add(h, 0.0, 1);
	CHECK(h->nbins == 1 && hist_variance(h) == 0 && isnan(hist_kurtosis(h)), "-0 is 0");
	hist_add(h, DBL_MAX, 1);
	hist_add(h, -DBL_MAX, 1);
	CHECK(hist_mean(h) == 0 && isinf(hist_variance(h)) && hist_kurtosis(h) == -1, "largest");
	CHECK(hist_quantile(h, 0.25) == -DBL_MAX && hist_cdf(h, 0) == 0.75, "largest");
	hist_free(h);
}

/* No counter passes its limit, and a refused row leaves no trace. */
static void
test_overflow(void)
{
	const double values[] = {1.5, NAN, INFINITY, -INFINITY};
	const uint64_t most = HIST_MAX_COUNT;

	for (int i = 0; i < 5; i++)
	{
		Histogram *h = hist_create(&unit_context, 4096);
		Histogram *one = hist_create(&unit_context, 4096);
		Bytes b;

#define ADD(to, weight) (i == 4 ? hist_add_null(to, weight) : hist_add(to, values[i], weight))
		hist_add(h, 0.5, 1);
		CHECK(ADD(h, most - 1), "%d", i);
		CHECK(i == 0 || ADD(h, 1), "%d", i);
		hist_add_null(one, i < 4);
		CHECK(ADD(one, 1), "%d", i);
		b = encoded(h);
		CHECK(!ADD(h, 1) && !ADD(h, UINT64_MAX) && !hist_merge(h, one), "%d", i);
		CHECK(encodes_to(h, b), "%d: changed", i);
#undef ADD
		free(b.data);
		hist_free(h);
		hist_free(one);
	}
}

/* Many small groups stay small; the largest summary of default size stays below 128 KB. */
static void
test_memory(void)
{
	Histogram *h = hist_create(&unit_context, 4096);
	size_t most = 0;

	CHECK(hist_memory(h) < 256, "empty: %zu", hist_memory(h));
	for (int i = 0; i < 10; i++)
		hist_add(h, i * 0.1, 1);
	CHECK(hist_memory(h) < 1024, "10 rows: %zu", hist_memory(h));
	for (int i = 0; i < 100000; i++)
	{
		hist_add(h, gauss(), 1);
		if (hist_memory(h) > most)
			most = hist_memory(h);
	}
	CHECK(most < 128 * 1024, "%zu bytes", most);
	CHECK(hist_encoded_size(h) < 16384, "%zu bytes encoded", hist_encoded_size(h));
	hist_free(h);
}

int
main(void)
{
	test_promise();
	test_mixed_max_bins();
	test_naive_bins();
	test_special_values();
	test_overflow();
	test_memory();
	return unit_done();
}
