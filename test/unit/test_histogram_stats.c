/*
 * test_histogram_stats.c
 *		Statistics of the summary: quantiles and shares against the sorted rows, moments against
 *		rational arithmetic (test/reference/exactsum.py).
 */
#include "rows.h"

/* Quantiles and shares against the sorted rows. */
static void
test_quantiles(void)
{
	const double p[] = {0, 1e-9, 0.001, 0.1, 0.25, 0.3, 0.5, 0.7, 0.999, 1 - 1e-9, 1};

	for (int kind = 0; kind < N_KINDS; kind++)
	{
		int n = N_ROWS;
		double *rows = random_rows(kind, n);
		Histogram *h = summary(rows, n, 4096);
		uint64_t largest = 0;
		double last = -INFINITY;
		double step;

		qsort(rows, (size_t) n, sizeof(double), compare_doubles);
		for (uint32_t i = 0; i < h->nbins; i++)
			if (h->counts[i] > largest)
				largest = h->counts[i];

		/* the share of one of the 2^shift doubles in the largest bin */
		step = ldexp((double) largest / n, -h->shift) + 1e-9;

		for (size_t i = 0; i < sizeof(p) / sizeof(p[0]); i++)
		{
			double q = hist_quantile(h, p[i]);
			int rank = (int) fmax(1, ceil(p[i] * n));

			if (h->shift == 0)
				CHECK(q == rows[rank - 1], "%s: quantile %g is %g, want %g", kinds[kind], p[i], q,
					  rows[rank - 1]);
			else
			{
				CHECK(naive_key(q, h->shift) - naive_key(rows[rank - 1], h->shift) <= 1 &&
						  naive_key(q, h->shift) >= naive_key(rows[rank - 1], h->shift),
					  "%s: quantile %g is %a, want near %a", kinds[kind], p[i], q, rows[rank - 1]);
				CHECK(fabs(hist_cdf(h, q) - p[i]) <= step || p[i] * n < 1,
					  "%s: share up to quantile %g is %g", kinds[kind], p[i], hist_cdf(h, q));
			}
			CHECK(q >= last, "%s: quantile %g", kinds[kind], p[i]);
			last = q;
		}
		CHECK(hist_quantile(h, 0) == rows[0] && hist_quantile(h, 1) == rows[n - 1], "extremes");

		for (int i = 0; i < 200; i++)
		{
			double x = rows[random_bits() % (uint64_t) n];
			double got, want;
			int below = 0;

			if (i % 2)
				x = nextafter(x, -INFINITY);
			while (below < n && rows[below] <= x)
				below++;
			got = hist_cdf(h, x);
			want = (double) below / n;
			if (h->shift == 0)
				CHECK(got == want, "%s: cdf(%a) %g, want %g", kinds[kind], x, got, want);
			else
				CHECK(fabs(got - want) * n <= (double) largest, "%s: cdf(%a) %g, want %g",
					  kinds[kind], x, got, want);
		}
		CHECK(hist_cdf(h, -INFINITY) == 0 && hist_cdf(h, INFINITY) == 1 && isnan(hist_cdf(h, NAN)),
			  "ends");
		CHECK(hist_cdf(h, nextafter(rows[0], -INFINITY)) == 0 && hist_cdf(h, rows[n - 1]) == 1,
			  "extremes");
		CHECK(isnan(hist_quantile(h, NAN)) && isnan(hist_quantile(h, -0.1)) &&
				  isnan(hist_quantile(h, 1.1)),
			  "no probability");
		hist_free(h);
		free(rows);
	}
}

/* Mean, variance, skewness, kurtosis against rational arithmetic. */
static void
test_moments(void)
{
	FILE *f = unit_open_reference("exactsum");
	char name[1][32];
	double v[128];
	int n_values;

	while ((n_values = unit_read_row(f, 1, name, 128, v)) > 0)
	{
		Histogram *h = hist_create(&unit_context, 4096);
		double skewness, kurtosis;

		for (int i = 4; i < n_values; i += 2)
			hist_add(h, v[i], (uint64_t) v[i + 1]);
		CHECK(hist_mean(h) == v[0], "%s: mean", name[0]);
		CHECK(unit_error(hist_variance(h), v[1]) == 0, "%s: variance", name[0]);
		skewness = hist_skewness(h);
		kurtosis = hist_kurtosis(h);
		CHECK(fabs(skewness - v[2]) <= 1e-14 * fmax(1, fabs(v[2])) ||
				  unit_error(skewness, v[2]) == 0,
			  "%s: skewness %.17g, want %.17g", name[0], skewness, v[2]);
		CHECK(fabs(kurtosis - v[3]) <= 1e-14 * fmax(1, fabs(v[3])) ||
				  unit_error(kurtosis, v[3]) == 0,
			  "%s: kurtosis %.17g, want %.17g", name[0], kurtosis, v[3]);
		hist_free(h);
	}
	fclose(f);
}

/* Skewness and kurtosis from bins, against the rows, at any scale. */
static void
test_coarse_moments(void)
{
	const double scale[] = {1, 1e-200, 1e200, 1e-310};

	for (int s = 0; s < 4; s++)
	{
		double *rows = random_rows(4, N_ROWS);
		Histogram *h;
		double m[5] = {0};

		for (int i = 0; i < N_ROWS; i++)
		{
			rows[i] = (rows[i] + 0.2 * rows[i] * rows[i] + 3) * scale[s];
			m[1] += rows[i] / scale[s] / N_ROWS;
		}
		for (int i = 0; i < N_ROWS; i++)
			for (int k = 2; k <= 4; k++)
				m[k] += pow(rows[i] / scale[s] - m[1], k) / N_ROWS;
		h = summary(rows, N_ROWS, 4096);
		CHECK(h->shift > 0, "shift");
		CHECK_CLOSE(hist_skewness(h), m[3] / pow(m[2], 1.5), 1e-3, "scale %g", scale[s]);
		CHECK_CLOSE(hist_kurtosis(h), m[4] / m[2] / m[2] - 3, 1e-3, "scale %g", scale[s]);
		hist_free(h);
		free(rows);
	}
}

int
main(void)
{
	test_quantiles();
	test_moments();
	test_coarse_moments();
	return unit_done();
}
