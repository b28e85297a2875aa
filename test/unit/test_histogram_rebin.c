/*
 * test_histogram_rebin.c
 *		Bins laid over a summary against the sorted rows, and the criterion sse against a naive
 *		computation from the rows.
 */
#include "rows.h"

#include "fit.h"
#include "histogram_rebin.h"

/* A context whose memory goes as a whole, as that of a fit does. */
#define ARENA_SIZE ((size_t) 32 << 20)
static char *arena;
static size_t arena_used;

static void *
arena_alloc(void *arg, size_t size)
{
	void *block = arena + arena_used;

	(void) arg;
	arena_used += (size + 15) / 16 * 16;
	if (arena_used > ARENA_SIZE)
		abort();
	return block;
}

static void
arena_release(void *arg, void *block)
{
	(void) arg;
	(void) block;
}

static const CoreContext arena_context = {arena_alloc, NULL, arena_release, unit_stop, NULL};

static FitData *
fit_data(Histogram *h)
{
	const FitOptions options = {.loc = LOC_AUTO, .cells = CELLS_AUTO};

	arena_used = 0;
	return fit_data_create(&arena_context, h, &options);
}

/* Rows in (lower, upper], or in [lower, upper]. */
static int
count_rows(const double *rows, int n, double lower, bool with_lower, double upper)
{
	int count = 0;

	for (int i = 0; i < n; i++)
		count += (rows[i] > lower || (with_lower && rows[i] == lower)) && rows[i] <= upper;
	return count;
}

/* Lossless summaries: the counts are those of the rows, whatever the scale and the number. */
static void
test_counts(void)
{
	const int numbers[] = {1, 2, 7, 50, 1000};

	for (int kind = 0; kind < N_LOSSLESS; kind++)
	{
		double *rows = random_rows(kind, 3000);
		Histogram *h = summary(rows, 3000, 4096);

		for (RebinScale scale = REBIN_LINEAR; scale <= REBIN_QUANTILE; scale++)
			for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
			{
				RebinnedBin bin;
				Rebin walk;
				double end = h->min;
				uint64_t total = 0;

				if (scale == REBIN_LOG && h->min <= 0)
					continue;
				rebin_begin(&walk, h, scale, numbers[i]);
				while (rebin_next(&walk, &bin))
				{
					total += bin.count;
					CHECK(bin.lower == end && bin.upper >= bin.lower && bin.up_to == total &&
							  bin.count == (uint64_t) count_rows(rows, 3000, bin.lower,
																 walk.made == 1, bin.upper),
						  "%s, scale %d, %d bins: [%.17g, %.17g] %d", kinds[kind], scale,
						  numbers[i], bin.lower, bin.upper, (int) bin.count);
					end = bin.upper;
				}
				CHECK(end == h->max && total == h->count && walk.made <= numbers[i] &&
						  !rebin_next(&walk, &bin),
					  "%s, scale %d, %d bins: ends at %g", kinds[kind], scale, numbers[i], end);
			}
		hist_free(h);
		free(rows);
	}
}

/* Freedman and Diaconis' number for a million normal rows would be 354 or so, for 1000 about 32. */
static void
test_default_numbers(void)
{
	for (int n = 10; n <= 100000; n *= 10)
	{
		double *rows = random_rows(4, n);
		Histogram *h = summary(rows, n, 4096);
		double iqr;
		int wanted;

		qsort(rows, (size_t) n, sizeof(double), compare_doubles);
		iqr = rows[(3 * n + 3) / 4 - 1] - rows[(n + 3) / 4 - 1];
		wanted = (int) ceil((rows[n - 1] - rows[0]) / (2 * iqr) * cbrt(n));
		wanted = (int) fmin(200, fmax(wanted, 1 + ceil(log2(n))));
		CHECK(abs(rebin_default_bins(h, REBIN_LINEAR) - wanted) <= 1, "%d rows: %d bins, want %d",
			  n, rebin_default_bins(h, REBIN_LINEAR), wanted);
		CHECK(rebin_default_bins(h, REBIN_QUANTILE) == fmin(200, ceil(2 * pow(n, 0.4))), "%d rows",
			  n);
		hist_free(h);
		free(rows);
	}
}

/* Densities written out. */
static double
density(const char *family, const double *p, double x)
{
	if (strcmp(family, "norm") == 0)
		return exp(-0.5 * (x - p[0]) / p[1] * (x - p[0]) / p[1]) / p[1] / sqrt(2 * M_PI);
	if (strcmp(family, "expon") == 0)
		return x < p[0] ? 0 : exp(-(x - p[0]) / p[1]) / p[1];
	if (strcmp(family, "uniform") == 0)
		return x < p[0] || x > p[0] + p[1] ? 0 : 1 / p[1];
	/* gamma */
	return x <= p[1]
			   ? 0
			   : exp((p[0] - 1) * log((x - p[1]) / p[2]) - (x - p[1]) / p[2] - lgamma(p[0])) / p[2];
}

/*
 * Bars of equal width from the rows themselves, compared with the density in their middles.  A
 * lossless summary counts exactly; a coarse one may put a few rows into the next bar.
 */
static void
test_sse(void)
{
	static const char *const names[] = {"norm", "expon", "uniform", "gamma"};
	for (int kind = 0; kind < 8; kind++)
	{
		const double factor = kind % 2 ? 1 : 1e-3; /* half of them in other units */
		double *rows = random_rows(kind < 4 ? 2 : 6, N_ROWS);
		int n = kind < 4 ? 3000 : N_ROWS, n_bars;
		Histogram *h;
		FitData *d;

		for (int i = 0; i < n; i++)
			rows[i] = factor * (kind < 4 ? rows[i] + 1 : log(rows[i] + 1));
		h = summary(rows, n, 4096);
		d = fit_data(h);
		n_bars = rebin_default_bins(h, REBIN_LINEAR);
		CHECK(d->n_bars == n_bars, "%d bars of %d", d->n_bars, n_bars);
		for (size_t f = 0; f < sizeof(names) / sizeof(names[0]); f++)
		{
			double sum = 0, width = (h->max - h->min) / n_bars;
			FamilyFit fit;

			fit_family(d, family_by_name(names[f]), &fit);
			for (int i = 0; i < n_bars; i++)
			{
				double lower = h->min + (h->max - h->min) * i / n_bars;
				double upper =
					i + 1 < n_bars ? h->min + (h->max - h->min) * (i + 1) / n_bars : h->max;
				int count = count_rows(rows, n, lower, i == 0, upper);
				double error =
					count / (n * width) - density(names[f], fit.params, (lower + upper) / 2);

				sum += error * error;
			}
			CHECK_CLOSE(fit.sse, sum, hist_is_exact(h) ? 1e-9 : 2e-2, "%s on kind %d", names[f],
						kind);
		}
		hist_free(h);
		free(rows);
	}
}

/* No bars, and no sse, for rows that are all equal. */
static void
test_constant(void)
{
	double rows[] = {7, 7, 7};
	Histogram *h = summary(rows, 3, 4096);
	FitData *d = fit_data(h);
	FamilyFit fit;

	CHECK(d->n_bars == 0, "%d bars", d->n_bars);
	fit_family(d, family_by_name("norm"), &fit);
	CHECK(isnan(fit.sse), "sse %g", fit.sse);
	hist_free(h);
}

int
main(void)
{
	arena = malloc(ARENA_SIZE);
	test_counts();
	test_default_numbers();
	test_sse();
	test_constant();
	free(arena);
	return unit_done();
}
