/*
 * test_gof.c
 *		Tests of given distributions and measures of drift, against scipy, mpmath and enumeration
 *		(gof.py), and by simulation.
 */
#include "arena.h"
#include "drift.h"
#include "gof.h"
#include "special/special.h"

static uint64_t state = 11;

/* Uniform in (0, 1): Steele, Lea & Flood's SplitMix64. */
static double
uniform(void)
{
	uint64_t z = (state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	z ^= z >> 31;
	return ((double) (z >> 11) + 0.5) / 9007199254740992.0;
}

static Histogram *
histogram_of(const double *x, int n)
{
	Histogram *h = hist_create(&context, HIST_MIN_BINS);

	for (int i = 0; i < n; i++)
		hist_add(h, x[i], 1);
	return h;
}

/*
 * The p-value for rows of two groups, no two tied, whose largest difference is d = i / m - j / n
 * for some i and j: row by row the first group's, while the difference stays up to d, then the
 * second's while it is above 0.
 */
static double
two_sample_p(int m, int n, double d)
{
	double *x = malloc(sizeof(double) * (size_t) (m + n));
	int a = 0, b = 0;
	bool reached = false;
	Drift drift;

	while (a + b < m + n)
	{
		double now = (double) a / m - (double) b / n;
		bool first = (double) (a + 1) / m - (double) b / n <= d + 1e-9;

		reached = reached || fabs(now - d) < 1e-9;
		if (reached)
			first = now <= 0;
		if (b == n || (first && a < m))
		{
			x[a] = a + b;
			a++;
		}
		else
		{
			x[m + b] = a + b;
			b++;
		}
	}
	drift = drift_measure(&context, histogram_of(x, m), histogram_of(x + m, n));
	CHECK_CLOSE(drift.ks, d, 1e-9, "D of the rows made for it");
	free(x);
	return drift.ks_pvalue;
}

static void
test_reference(void)
{
	FILE *f = unit_open_reference("gof");
	char name[1][32];
	double v[20];
	int n, rows = 0;

	while ((n = unit_read_row(f, 1, name, 20, v)) > 0)
	{
		rows++;
		if (strcmp(name[0], "cvm") == 0)
		{
			/* scipy gives the correction in full far out, too, where it is more than the tail */
			if (v[2] > 0.005)
				CHECK_CLOSE(bf_cramer_n_sf(v[0], v[1]), v[2], 1e-6, "W^2 %g of %g rows", v[1],
							v[0]);
		}
		else if (strcmp(name[0], "ad") == 0)
			CHECK_CLOSE(bf_anderson_sf(v[0]), v[1], 1e-11, "A^2 %g", v[0]);
		else if (strcmp(name[0], "ad2") == 0)
			/* better the farther out: the limit's tail would be 40 % too low at 20 */
			CHECK_CLOSE(bf_anderson_n_sf(2, v[0]), v[1], v[0] < 8 ? 0.04 : 0.005,
						"A^2 %g of two rows", v[0]);
		else if (strcmp(name[0], "cvm2") == 0)
			CHECK_CLOSE(bf_cramer_n_sf(2, v[0]), v[1], 0.03, "W^2 %g of two rows", v[0]);
		else if (strcmp(name[0], "cvmlim") == 0)
			CHECK_CLOSE(bf_cramer_sf(v[0]), v[1], 1e-11, "W^2 %g", v[0]);
		else if (strcmp(name[0], "two") == 0)
			CHECK_CLOSE(two_sample_p((int) v[0], (int) v[1], v[2]), v[3], 1e-9,
						"%g and %g rows: D %g", v[0], v[1], v[2]);
		else if (strcmp(name[0], "tied") == 0)
		{
			Drift d = drift_measure(&context, histogram_of(v, 6), histogram_of(v + 6, 6));

			CHECK_CLOSE(d.ks, v[12], 1e-12, "tied");
			CHECK_CLOSE(d.ks_pvalue, v[13], 1e-9, "tied");
		}
		else
			CHECK_CLOSE(
				drift_measure(&context, histogram_of(v, 5), histogram_of(v + 5, 4)).wasserstein,
				v[9], 1e-12, "area");
		arena_clear();
	}
	fclose(f);
	/* of one row, by hand: W^2 = 1/12 + (u - 1/2)^2 */
	CHECK_CLOSE(bf_cramer_n_sf(1, 1.0 / 12 + 0.49 * 0.49), 0.02, 1e-12, "W^2 of one row");
	CHECK(rows == 45, "%d rows", rows);
}

static Distribution
standard_normal(void)
{
	static const double params[] = {0, 1};
	Distribution d = {0};
	const char *error;

	CHECK(distribution_set(&context, &d, family_by_name("norm"), params, &error), "norm");
	return d;
}

/*
 * What is true is rejected as often as it should be, whatever the rows: few, rounded, binned,
 * discrete.
 */
static void
test_level(void)
{
	static const struct
	{
		int rows;
		double step;
		const char *family;
		double params[3];
	} cases[] = {
		{8, 0, "norm", {0, 1}},    {50, 0, "norm", {0, 1}},        {200, 0.5, "norm", {0, 1}},
		{6000, 0, "norm", {0, 1}}, {300, 0, "poisson", {3, 0, 1}}, {300, 0, "expon", {0, 1}},
	};

	for (size_t c = 0; c < sizeof(cases) / sizeof(cases[0]); c++)
	{
		int samples = cases[c].rows > 1000 ? 200 : 1000, rejected[GOF_TESTS] = {0}, none = 0;
		double *x = malloc(sizeof(double) * (size_t) cases[c].rows);

		for (int k = 0; k < samples; k++)
		{
			Distribution d = {0};
			const char *error;
			GofTest tests[GOF_TESTS];

			distribution_set(&context, &d, family_by_name(cases[c].family), cases[c].params,
							 &error);
			for (int i = 0; i < cases[c].rows; i++)
			{
				x[i] = distribution_quantile(&d, uniform());
				if (cases[c].step > 0)
					x[i] = cases[c].step * round(x[i] / cases[c].step);
			}
			CHECK(gof_tests(&context, histogram_of(x, cases[c].rows), &d, tests), "stopped");
			for (int i = 0; i < GOF_TESTS; i++)
			{
				rejected[i] += tests[i].p_value <= 0.05;
				none += isnan(tests[i].p_value) && i < 3;
			}
			arena_clear();
		}
		free(x);
		CHECK(none == 0, "%d without a p-value", none);
		for (int i = 0; i < GOF_TESTS; i++)
		{
			double expected = 0.05 * samples, sd = sqrt(0.95 * expected);

			/* a lattice of few values rejects less */
			CHECK(rejected[i] < expected + 4 * sd &&
					  (rejected[i] > expected - 4 * sd || cases[c].rows < 50),
				  "%s, %d rows, step %g: test %d rejects %d of %d", cases[c].family, cases[c].rows,
				  cases[c].step, i, rejected[i], samples);
		}
	}
}

/* What is not true is rejected, and rows that cannot be have p 0. */
static void
test_power(void)
{
	Distribution d = standard_normal();
	GofTest tests[GOF_TESTS];
	double x[500];
	static const double poisson[] = {3, 0, 1};
	const char *error;
	Distribution counts = {0};

	for (int i = 0; i < 500; i++)
		x[i] = 0.4 + bf_ndtri(uniform());
	gof_tests(&context, histogram_of(x, 500), &d, tests);
	for (int i = 0; i < GOF_TESTS; i++)
		CHECK(tests[i].p_value < 1e-4, "shifted: test %d p %g", i, tests[i].p_value);
	CHECK(distribution_set(&context, &counts, family_by_name("poisson"), poisson, &error),
		  "poisson");
	x[0] = 0.5;
	gof_tests(&context, histogram_of(x, 1), &counts, tests);
	CHECK(tests[0].p_value == 0, "0.5 from poisson: p %g", tests[0].p_value);
	for (int i = 0; i < 100; i++)
		x[i] = 3;
	gof_tests(&context, histogram_of(x, 100), &counts, tests);
	CHECK(tests[0].p_value < 1e-9 && tests[3].p_value < 1e-9,
		  "all rows 3 from poisson(3): p %g, %g", tests[0].p_value, tests[3].p_value);
	/* one row has tests, too, by definition D = max(F, 1 - F) */
	x[0] = 0;
	gof_tests(&context, histogram_of(x, 1), &d, tests);
	CHECK_CLOSE(tests[0].statistic, 0.5, 1e-12, "one row");
	CHECK_CLOSE(tests[0].p_value, 1, 1e-12, "one row");
	CHECK_CLOSE(tests[1].p_value, 1, 1e-6, "one row in the middle");
	CHECK(isnan(tests[3].p_value), "chi-square of one row");
	arena_clear();
}

/* Measures of drift by definition, and their null laws. */
static void
test_drift(void)
{
	const int m = 400, n = 700, samples = 400;
	double x[1100], small[] = {1, 1, 2, 3}, other[] = {7, 8}, one[] = {5, 5, 5, 5};
	int rejected[2] = {0}, made;
	DriftBin bins[20];
	Drift d = drift_measure(&context, histogram_of(small, 4), histogram_of(small, 4));

	CHECK(d.ks == 0 && d.psi == 0 && d.wasserstein == 0 && d.jensen_shannon == 0 &&
			  d.hellinger < 1e-7 && d.ks_pvalue == 1 && d.psi_pvalue == 1,
		  "no drift: ks %g psi %g", d.ks, d.psi);
	d = drift_measure(&context, histogram_of(small, 4), histogram_of(other, 2));
	CHECK(d.ks == 1 && isfinite(d.psi) && fabs(d.jensen_shannon - 1) < 1e-12 &&
			  fabs(d.hellinger - 1) < 1e-7 && fabs(d.wasserstein - 5.75) < 1e-12,
		  "disjoint: ks %g psi %g js %g area %g", d.ks, d.psi, d.jensen_shannon, d.wasserstein);
	CHECK_CLOSE(d.ks_pvalue, 2.0 / 15 / 1, 1e-12, "disjoint, 4 and 2 rows");
	/* a constant has a bin of its own */
	made = drift_bins(histogram_of(one, 4), histogram_of(small, 4), 10, bins);
	CHECK(made == 2 && bins[0].share_base == 0 && bins[0].share_current == 1 &&
			  bins[1].upper == INFINITY,
		  "constant base: %d bins", made);
	CHECK_CLOSE(bins[0].psi, (1 - 0.125) * log(1 / 0.125), 1e-12, "half a row where there is none");
	for (int k = 0; k < samples; k++)
	{
		for (int i = 0; i < m + n; i++)
			x[i] = round(20 * bf_ndtri(uniform()));
		d = drift_measure(&context, histogram_of(x, m), histogram_of(x + m, n));
		rejected[0] += d.ks_pvalue <= 0.05;
		rejected[1] += d.psi_pvalue <= 0.05;
		arena_clear();
	}
	for (int i = 0; i < 2; i++)
		CHECK(rejected[i] > 6 && rejected[i] < 38, "drift %d seen in %d of %d", i, rejected[i],
			  samples);
}

/* Binned histograms, of different sizes, one shifted. */
static void
test_drift_binned(void)
{
	Histogram *base = hist_create(&context, HIST_MIN_BINS);
	Histogram *current = hist_create(&context, 2 * HIST_MIN_BINS);
	Histogram *shifted = hist_create(&context, HIST_MIN_BINS);
	DriftBin bins[20];
	double total[3] = {0};
	Drift d;
	int made;

	for (int i = 0; i < 40000; i++)
		hist_add(base, bf_ndtri(uniform()), 1);
	for (int i = 0; i < 20000; i++)
	{
		hist_add(current, bf_ndtri(uniform()), 1);
		hist_add(shifted, 0.1 + bf_ndtri(uniform()), 1);
	}
	d = drift_measure(&context, base, current);
	CHECK(d.ks_pvalue > 0.01 && d.psi_pvalue > 0.01, "no drift: p %g, %g", d.ks_pvalue,
		  d.psi_pvalue);
	d = drift_measure(&context, base, shifted);
	CHECK(d.ks_pvalue < 1e-10 && d.psi_pvalue < 1e-10, "drift: p %g, %g", d.ks_pvalue,
		  d.psi_pvalue);
	CHECK(fabs(d.wasserstein - 0.1) < 0.03 && fabs(d.wasserstein_scaled - 0.1) < 0.03, "area %g",
		  d.wasserstein);
	/* by theory: sum of (b - a) log (b / a) for a normal shifted by 0.1 is nearly 0.01 */
	CHECK(fabs(d.psi - 0.01) < 0.004, "psi %g", d.psi);
	made = drift_bins(base, shifted, 10, bins);
	CHECK(made == 10, "%d bins", made);
	for (int i = 0; i < made; i++)
	{
		CHECK(i == 0 || bins[i].lower == bins[i - 1].upper, "a gap before bin %d", i);
		CHECK(fabs(bins[i].share_base - 0.1) < 0.01, "share %g", bins[i].share_base);
		CHECK(i == 0 || fabs(bins[i].lower - bf_ndtri(0.1 * i)) < 0.05, "edge %g", bins[i].lower);
		total[0] += bins[i].share_base;
		total[1] += bins[i].share_current;
		total[2] += bins[i].psi;
	}
	CHECK(fabs(total[0] - 1) < 1e-12 && fabs(total[1] - 1) < 1e-12 &&
			  fabs(total[2] - d.psi) < 1e-12,
		  "totals");
	arena_clear();
}

int
main(void)
{
	test_reference();
	test_level();
	test_power();
	test_drift();
	test_drift_binned();
	return unit_done();
}
