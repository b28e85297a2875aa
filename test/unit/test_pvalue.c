/*
 * test_pvalue.c
 *		p-values after estimation: against published laws of the statistics, and by simulation.
 */
#include "arena.h"
#include "distribution.h"
#include "fit.h"
#include "fit_test.h"
#include "special/special.h"

static uint64_t state;

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

static FamilyFit
fit_rows(const char *family, const double *x, int n, double step, LocMode loc)
{
	Histogram *h = hist_create(&context, HIST_MIN_BINS);
	FitOptions options = {.loc = loc};
	FamilyFit fit;

	for (int i = 0; i < n; i++)
		hist_add(h, step > 0 ? step * round(x[i] / step) : x[i], 1);
	fit_family(fit_data_create(&context, h, &options), family_by_name(family), &fit);
	return fit;
}

static void
sample(const char *family, const double *params, double *x, int n)
{
	Distribution d = {0};
	const char *error = "";

	CHECK(distribution_set(&context, &d, family_by_name(family), params, &error), "%s: %s", family,
		  error);
	for (int i = 0; i < n; i++)
	{
		double u = uniform();

		x[i] = u < 0.5 ? distribution_quantile(&d, u) : distribution_quantile_upper(&d, 1 - u);
	}
}

/* A given distribution (nothing estimated) on equal cells. */
static bool
equal_cells(void *arg, const double *u, double *p)
{
	const TestCells *cells = arg;

	(void) u;
	for (int k = 0; k < cells->n; k++)
		p[k] = 1.0 / cells->n;
	return true;
}

static PValues
given(double amplitude, double rows)
{
	double edge[TEST_CELLS], count[TEST_CELLS];
	TestCells cells = {TEST_CELLS, rows, edge, count};
	CellModel model = {.probabilities = equal_cells, .arg = &cells};

	for (int k = 0; k < cells.n; k++)
	{
		double a = (double) k / cells.n, b = (k + 1.0) / cells.n;

		edge[k] = b;
		count[k] = rows * (b - a) + sqrt(rows) * amplitude * (sin(PI * b) - sin(PI * a));
	}
	return p_values(&context, &cells, &model, null_draws_create(&context, &cells));
}

/*
 * Nothing estimated: the textbook laws.  Rows off by amplitude * sin(pi u) / sqrt(n) have D equal
 * to that and W^2 half its square.  Percentage points of W^2 and A^2 as in Stephens (1974, J. Am.
 * Stat. Assoc. 69, 730), case 0.
 */
static void
test_given(void)
{
	static const double cvm[][2] = {{0.347, 0.10}, {0.461, 0.05}, {0.743, 0.01}};
	static const double ad[][2] = {{1.933, 0.10}, {2.492, 0.05}, {3.857, 0.01}};
	double previous = 1;

	for (int i = 0; i < 3; i++)
	{
		PValues v = given(sqrt(2 * cvm[i][0]), 1e6);

		CHECK_CLOSE(v.statistic.cvm, cvm[i][0], 1e-3, "W^2");
		CHECK(fabs(log(v.p.cvm / cvm[i][1])) < 0.04, "W^2 = %g: p %g", cvm[i][0], v.p.cvm);
		v = given(1, 1e6);
		v = given(sqrt(ad[i][0] / v.statistic.ad), 1e6);
		CHECK_CLOSE(v.statistic.ad, ad[i][0], 1e-9, "A^2");
		CHECK(fabs(log(v.p.ad / ad[i][1])) < 0.06, "A^2 = %g: p %g", ad[i][0], v.p.ad);
	}
	/*
	 * The supremum over 127 points: that over the line reaches further by 0.5826 sqrt(step) on
	 * average (Chernoff 1965; Broadie, Glasserman & Kou 1997).  Far out: no jump where simulation
	 * ends, and the right order of magnitude.
	 */
	for (double z = 0.5; z < 12; z *= 1.02)
	{
		PValues v = given(z, 1e6);
		double want = bf_kolmogorov_sf(z + 0.5826 / sqrt(TEST_CELLS));

		CHECK_CLOSE(v.statistic.ks * 1e3, z, 1e-3, "D");
		CHECK(v.p.ks <= previous, "p %g after %g at %g", v.p.ks, previous, z);
		CHECK(fabs(log(v.p.ks / want)) < 0.25 + 0.12 * z * z, "sqrt(n) D = %g: p %g, want %g", z,
			  v.p.ks, want);
		CHECK(z < 1.2 || fabs(log(v.p.cvm / (sqrt(2) * erfc(PI * z / 2)))) < 0.15 + 0.01 * z * z,
			  "W^2 = %g: p %g", v.statistic.cvm, v.p.cvm);
		previous = v.p.ks;
	}
	arena_clear();
}

/*
 * The Anderson-Darling test for normality, mean and variance estimated: D'Agostino & Stephens
 * (1986, Goodness-of-Fit Techniques, table 4.9).
 */
static double
normal_ad_p_value(double ad, int n)
{
	double a = ad * (1 + 0.75 / n + 2.25 / ((double) n * n));

	if (a >= 0.6)
		return exp(1.2937 - 5.709 * a + 0.0186 * a * a);
	if (a >= 0.34)
		return exp(0.9177 - 4.279 * a - 1.38 * a * a);
	if (a >= 0.2)
		return 1 - exp(-8.318 + 42.796 * a - 59.938 * a * a);
	return 1 - exp(-13.436 + 101.14 * a - 223.73 * a * a);
}

static void
test_normal(void)
{
	double x[1000], mean = 0;
	int compared = 0;

	state = 3;
	for (int i = 0; i < 60; i++)
	{
		double gamma[] = {40 * pow(1.1, i), 0, 1}, want;
		FamilyFit fit;

		sample("gamma", gamma, x, 1000);
		fit = fit_rows("norm", x, 1000, 0, LOC_FREE);
		want = normal_ad_p_value(fit.ad, 1000);
		if (want < 1e-4 || want > 0.7)
			continue;
		compared++;
		mean += log(fit.ad_pvalue / want);
		CHECK(fabs(log(fit.ad_pvalue / want)) < 0.6, "A^2 = %g: p %g, published %g", fit.ad,
			  fit.ad_pvalue, want);
		arena_clear();
	}
	CHECK(compared > 20 && fabs(mean / compared) < 0.1, "%d compared, mean log ratio %g", compared,
		  mean / compared);
}

/* A mirror and a shift change nothing: gumbel_r is gumbel_l of the negative, expon may start
 * anywhere. */
static void
test_equivariance(void)
{
	static const double gumbel[] = {3, 2}, expon[] = {1, 2};
	double x[500], mirrored[500];
	FamilyFit a, b;

	state = 4;
	sample("gumbel_r", gumbel, x, 500);
	for (int i = 0; i < 500; i++)
		mirrored[i] = -x[i];
	a = fit_rows("gumbel_r", x, 500, 0, LOC_FREE);
	b = fit_rows("gumbel_l", mirrored, 500, 0, LOC_FREE);
	CHECK(fabs(a.ad_pvalue - b.ad_pvalue) < 0.05, "%g, mirrored %g", a.ad_pvalue, b.ad_pvalue);
	CHECK(a.ad_pvalue > 0.05, "gumbel_r rejected: p %g", a.ad_pvalue);
	b = fit_rows("gumbel_l", x, 500, 0, LOC_FREE);
	CHECK(b.ad_pvalue < 1e-10, "gumbel_l not rejected: p %g", b.ad_pvalue);
	CHECK_CLOSE(fit_rows("weibull_max", x, 500, 0, LOC_FREE).ad_pvalue,
				fit_rows("weibull_max", x, 500, 0, LOC_FREE).ad_pvalue, 0, "not deterministic");

	sample("expon", expon, x, 500);
	a = fit_rows("expon", x, 500, 0, LOC_FREE);
	for (int i = 0; i < 500; i++)
		x[i] += 4096;
	b = fit_rows("expon", x, 500, 0, LOC_FREE);
	CHECK(fabs(a.ad_pvalue / b.ad_pvalue - 1) < 1e-3, "%g, shifted %g", a.ad_pvalue, b.ad_pvalue);
	arena_clear();
}

/* Rejections at 5 % of what is true: 400 samples of 100 rows, some of them rounded. */
static void
test_level(void)
{
	static const struct
	{
		const char *family;
		double params[MAX_PARAMS];
		double step;
		LocMode loc;
	} truths[] = {
		{"norm", {3, 2}, 0, LOC_FREE},       {"norm", {3, 2}, 1, LOC_FREE},
		{"expon", {0, 2}, 0, LOC_FREE},      {"expon", {0, 2}, 0.5, LOC_ZERO},
		{"gumbel_r", {0, 1}, 0, LOC_FREE},   {"laplace", {0, 1}, 0, LOC_FREE},
		{"gamma", {2, 0, 1}, 0, LOC_ZERO},   {"uniform", {0, 1}, 0, LOC_FREE},
		{"lognorm", {1, 0, 1}, 0, LOC_ZERO}, {"pareto", {2, 0, 1}, 0, LOC_ZERO},
	};
	const int samples = 400, n = 100;
	double x[100];

	for (size_t i = 0; i < sizeof(truths) / sizeof(truths[0]); i++)
	{
		int rejected[3] = {0};

		state = 5 + i;
		for (int k = 0; k < samples; k++)
		{
			FamilyFit fit;

			sample(truths[i].family, truths[i].params, x, n);
			fit = fit_rows(truths[i].family, x, n, truths[i].step, truths[i].loc);
			rejected[0] += fit.ks_pvalue <= 0.05;
			rejected[1] += fit.ad_pvalue <= 0.05;
			rejected[2] += fit.cvm_pvalue <= 0.05;
			arena_clear();
		}
		/* 20 expected, standard deviation 4.4 */
		for (int k = 0; k < 3; k++)
			CHECK(rejected[k] >= 7 && rejected[k] <= 34,
				  "%s, step %g: statistic %d rejects %d of %d", truths[i].family, truths[i].step, k,
				  rejected[k], samples);
	}
}

/* Rejections of what is not true. */
static void
test_power(void)
{
	static const double gamma[] = {2, 0, 1};
	double x[400];
	FamilyFit fit;

	for (int i = 0; i < 20; i++)
	{
		state = 100 + (uint64_t) i;
		sample("gamma", gamma, x, 400);
		fit = fit_rows("norm", x, 400, 0, LOC_FREE);
		CHECK(fit.ks_pvalue < 0.01 && fit.ad_pvalue < 0.01 && fit.cvm_pvalue < 0.01,
			  "normal fitted to gamma(2): ks %g, ad %g, cvm %g", fit.ks_pvalue, fit.ad_pvalue,
			  fit.cvm_pvalue);
		arena_clear();
	}
	/* an atom in a continuous family */
	for (int i = 0; i < 100; i++)
		x[4 * i] = 1.5;
	fit = fit_rows("gamma", x, 400, 0, LOC_ZERO);
	CHECK(fit.ks_pvalue < 1e-6 && fit.ad_pvalue < 1e-6, "an atom: ks %g, ad %g", fit.ks_pvalue,
		  fit.ad_pvalue);
	arena_clear();
}

/* No p-value where none is valid. */
static void
test_none(void)
{
	static const double few[] = {1, 2, 3, 1, 2, 2, 2};
	FamilyFit fit = fit_rows("norm", few, 7, 0, LOC_FREE);

	CHECK(isfinite(fit.ks) && isnan(fit.ks_pvalue) && isnan(fit.ad_pvalue),
		  "three cells, two parameters: p %g", fit.ks_pvalue);
	fit = fit_rows("norm", few, 2, 0, LOC_FREE);
	CHECK(isnan(fit.ks_pvalue), "two rows: p %g", fit.ks_pvalue);
	arena_clear();
}

int
main(void)
{
	test_given();
	test_normal();
	test_equivariance();
	test_level();
	test_power();
	test_none();
	return unit_done();
}
