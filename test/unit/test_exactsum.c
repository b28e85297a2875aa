/*
 * test_exactsum.c
 *		Exact sums against rational arithmetic (test/reference/exactsum.py).
 */
#include "unit.h"
#include "exactsum.h"

#define MAX_VALUES 128

/* Columns of the table before the pairs of value and weight. */
enum
{
	MEAN,
	VARIANCE,
	SKEWNESS,
	KURTOSIS,
	PAIRS
};

static bool
same_lanes(ExactSums *a, ExactSums *b)
{
	exact_sums_settle(a);
	exact_sums_settle(b);
	return memcmp(a->sum, b->sum, sizeof(a->sum)) == 0 &&
		   memcmp(a->squares, b->squares, sizeof(a->squares)) == 0;
}

/* Takes settled lanes apart and puts them together again. */
static bool
survives_digits(ExactSums *s)
{
	ExactSums copy;
	uint32_t digits[EXACT_SQUARE_LANES];
	int sign;

	exact_sums_settle(s);
	exact_sums_clear(&copy);
	sign = exact_lanes_get(s->sum, EXACT_SUM_LANES, digits);
	exact_lanes_set(copy.sum, EXACT_SUM_LANES, digits, sign);
	sign = exact_lanes_get(s->squares, EXACT_SQUARE_LANES, digits);
	exact_lanes_set(copy.squares, EXACT_SQUARE_LANES, digits, sign);
	return same_lanes(s, &copy);
}

static void
test_table(void)
{
	FILE *f = unit_open_reference("exactsum");
	char name[1][32];
	double v[MAX_VALUES];
	int n_values;
	int rows = 0;

	while ((n_values = unit_read_row(f, 1, name, MAX_VALUES, v)) > 0)
	{
		ExactSums forward, backward, odd, even;
		uint64_t n = 0;
		double mean, variance;

		exact_sums_clear(&forward);
		exact_sums_clear(&backward);
		exact_sums_clear(&odd);
		exact_sums_clear(&even);

		/* carries have to be settled in the midst of it */
		backward.pending = (UINT32_C(1) << 28) - 3;
		for (int i = PAIRS; i < n_values; i += 2)
		{
			uint64_t weight = (uint64_t) v[i + 1];
			int from_end = n_values - 2 - (i - PAIRS);

			n += weight;
			exact_sums_add(&forward, v[i], weight);
			exact_sums_add(&backward, v[from_end], (uint64_t) v[from_end + 1]);

			/* part of the rows one at a time */
			for (int once = 0; once < 20 && weight > 0; once++, weight--)
				exact_sums_add(once % 2 ? &odd : &even, v[i], 1);
			exact_sums_add(i % 4 ? &odd : &even, v[i], weight);
		}
		odd.pending = even.pending = UINT32_C(1) << 27;
		exact_sums_merge(&odd, &even);

		mean = exact_sums_mean(&forward, n);
		CHECK(mean == v[MEAN], "%s: mean %a, want %a", name[0], mean, v[MEAN]);
		variance = n > 1 ? exact_sums_variance(&forward, n) : NAN;
		CHECK(unit_error(variance, v[VARIANCE]) == 0, "%s: variance %a, want %a", name[0], variance,
			  v[VARIANCE]);
		CHECK(same_lanes(&forward, &backward), "%s: order", name[0]);
		CHECK(same_lanes(&forward, &odd), "%s: parts", name[0]);
		CHECK(survives_digits(&forward), "%s: digits", name[0]);
		rows++;
	}
	fclose(f);
	CHECK(rows > 50, "%d rows", rows);
}

static void
test_compare(void)
{
	const double ascending[] = {-1e308, -1, -1e-308, 0, 4.9e-324, 1, 1 + 0x1p-52, 1e308};
	int n = sizeof(ascending) / sizeof(ascending[0]);

	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
		{
			ExactSums a, b;
			double x = fabs(ascending[i]);
			double y = fabs(ascending[j]);

			exact_sums_clear(&a);
			exact_sums_clear(&b);
			exact_sums_add(&a, ascending[i], 1);
			exact_sums_add(&b, ascending[j], 1);
			CHECK(exact_sums_compare(&a, &b) == (i > j) - (i < j), "%a %a", x, y);
			CHECK(exact_squares_compare(&a, &b) == (x > y) - (x < y), "%a %a", x, y);
		}
}

/* The sums of no rows: n * squares < sum^2. */
static void
test_impossible_variance(void)
{
	ExactSums sum, squares;

	exact_sums_clear(&sum);
	exact_sums_clear(&squares);
	exact_sums_add(&sum, 3, 2);
	exact_sums_add(&squares, 2, 2);
	memcpy(sum.squares, squares.squares, sizeof(sum.squares));
	CHECK(isnan(exact_sums_variance(&sum, 2)), "6 and 8 are sums of no two rows");
}

/* A carry that runs through all lanes, from additions of one sign and then of the other. */
static void
test_long_carry(void)
{
	ExactSums s, zero;

	exact_sums_clear(&s);
	exact_sums_clear(&zero);
	exact_sums_add(&s, 4.9e-324, UINT64_C(1) << 40);
	exact_sums_add(&s, -1e308, INT64_MAX);
	exact_sums_settle(&s);
	CHECK(exact_sums_compare(&s, &zero) < 0, "negative");
	exact_sums_add(&s, 1e308, INT64_MAX);
	exact_sums_add(&s, -4.9e-324, (UINT64_C(1) << 40) - 1);
	CHECK(exact_sums_mean(&s, 1) == 4.9e-324, "what is left is %a", exact_sums_mean(&s, 1));
	exact_sums_add(&s, -4.9e-324, 1);
	CHECK(exact_sums_compare(&s, &zero) == 0, "nothing is left");
}

/* Merging into itself again and again overflows no lane. */
static void
test_many_merges(void)
{
	ExactSums s, weighted;

	exact_sums_clear(&s);
	exact_sums_clear(&weighted);
	exact_sums_add(&s, -0.1, 1);
	exact_sums_add(&weighted, -0.1, UINT64_C(1) << 62);
	for (int i = 0; i < 62; i++)
	{
		ExactSums copy = s;

		exact_sums_merge(&s, &copy);
	}
	CHECK(same_lanes(&s, &weighted), "2^62 rows");
}

int
main(void)
{
	test_table();
	test_compare();
	test_impossible_variance();
	test_long_carry();
	test_many_merges();
	return unit_done();
}
