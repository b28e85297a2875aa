/*
 * test_count_constraints.c
 *		Counts with parameters held, and truncated ones: against other programs' optima, equivalent
 *		families and exhaustive search.
 */
#include "count_fits.h"

/* ---------- truncation and fixed parameters ---------- */

/*
 * Maxima of truncated likelihoods, and with parameters held, found by Nelder and Mead's method with
 * the log masses of scipy.stats (binom: for each n).  Rows: how many at 0, 1, 2, ...
 */
static const struct
{
	const char *family;
	double lower;
	double upper;
	const char *held; /* NULL: none */
	double value;
	double params[2];
	double loglik;
	int n_free;
	int rows[13];
} constrained[] = {
	{"poisson",
	 2,
	 8,
	 NULL,
	 0,
	 {4.89537058},
	 -257.1074889363562,
	 1,
	 {0, 0, 11, 23, 30, 28, 25, 12, 9}},
	{"poisson",
	 1,
	 INFINITY,
	 NULL,
	 0,
	 {2.20289943},
	 -266.31157888752284,
	 1,
	 {0, 60, 35, 21, 14, 9, 4, 3, 0, 2, 0, 0, 1}},
	{"nbinom",
	 1,
	 INFINITY,
	 NULL,
	 0,
	 {1.1128253531901802, 0.4208962987473584},
	 -248.87499503271124,
	 2,
	 {0, 60, 35, 21, 14, 9, 4, 3, 0, 2, 0, 0, 1}},
	{"binom", 1, INFINITY, NULL, 0, {5, 0.46533771}, -137.8462096673004, 2, {0, 20, 33, 29, 12, 3}},
	{"nbinom",
	 1,
	 INFINITY,
	 "n",
	 3,
	 {3, 0.61068931},
	 -251.14217913123957,
	 1,
	 {0, 60, 35, 21, 14, 9, 4, 3, 0, 2, 0, 0, 1}},
	{"nbinom",
	 -INFINITY,
	 INFINITY,
	 "p",
	 0.3,
	 {0.99726854, 0.3},
	 -359.1632384507517,
	 1,
	 {40, 60, 35, 21, 14, 9, 4, 3, 0, 2, 0, 0, 1}},
	{"binom",
	 -INFINITY,
	 INFINITY,
	 "n",
	 7,
	 {7, 0.3180593},
	 -169.75499652447917,
	 1,
	 {9, 20, 33, 29, 12, 3}},
};

static Histogram *
constrained_rows(int c)
{
	Histogram *h = hist_create(&unit_context, HIST_MIN_BINS);

	for (int k = 0; k < 13; k++)
		if (constrained[c].rows[k] > 0)
			hist_add(h, k, (uint64_t) constrained[c].rows[k]);
	hist_sort(h);
	return h;
}

static FitData *
truncated_data(Histogram *h, double lower, double upper)
{
	FitOptions options = {.kind = FAMILY_DISCRETE, .lower_bound = lower, .upper_bound = upper};

	options.truncated = isfinite(lower) || isfinite(upper);
	return fit_data_create(&context, h, &options);
}

static void
test_constrained(void)
{
	for (int c = 0; c < (int) (sizeof(constrained) / sizeof(constrained[0])); c++)
	{
		const Family *f = family_by_name(constrained[c].family);
		Histogram *h = constrained_rows(c);
		FitData *data = truncated_data(h, constrained[c].lower, constrained[c].upper);
		FamilyFit fit;

		if (constrained[c].held)
			hold(data, constrained[c].held, constrained[c].value);
		fit_family(data, f, &fit);
		CHECK(fit.status == FIT_OK, "case %d: %s", c, fit.message);
		CHECK(fit.n_free == constrained[c].n_free, "case %d: %d free", c, fit.n_free);
		CHECK_CLOSE(fit.loglik, constrained[c].loglik, 1e-10, "case %d", c);
		for (int i = 0; i < f->n_shapes; i++)
		{
			bool held = constrained[c].held && strcmp(constrained[c].held, f->shape[i].name) == 0;

			/* the maximum is known to the root of its value's digits */
			CHECK_CLOSE(fit.params[i], constrained[c].params[i], 1e-6, "case %d, parameter %d", c,
						i);
			CHECK(isnan(fit.std_errors[i]) == (held || f->shape[i].integer), "case %d, error %d", c,
				  i);
			CHECK(!held || fit.params[i] == constrained[c].value, "case %d: moved", c);
		}
		hist_free(h);
		arena_clear();
	}
}

/* A family on [1, inf) is the same as the family of that name from which zeros were left out. */
static void
test_zero_truncated(void)
{
	static const char *const pairs[][2] = {{"poisson", "zero_truncated_poisson"},
										   {"nbinom", "zero_truncated_nbinom"}};

	for (int i = 0; i < 2; i++)
	{
		Histogram *h = constrained_rows(1);
		FitData *on = truncated_data(h, 1, INFINITY), *whole = fit_data(h, LOC_AUTO);
		FamilyFit a = fit_by_name(on, pairs[i][0]), b = fit_by_name(whole, pairs[i][1]);

		for (int k = 0; k <= i; k++)
		{
			CHECK_CLOSE(a.params[k], b.params[k], 1e-6, "%s", pairs[i][0]);
			CHECK_CLOSE(a.std_errors[k], b.std_errors[k], 1e-4, "%s", pairs[i][0]);
		}
		CHECK_CLOSE(a.loglik, b.loglik, 1e-12, "%s", pairs[i][0]);
		CHECK_CLOSE(a.ks, b.ks, 1e-5, "%s", pairs[i][0]);
		CHECK_CLOSE(a.ad, b.ad, 1e-5, "%s", pairs[i][0]);
		CHECK_CLOSE(a.cvm, b.cvm, 1e-5, "%s", pairs[i][0]);
		CHECK_CLOSE(a.sse, b.sse, 1e-5, "%s", pairs[i][0]);
		CHECK_CLOSE(a.ad_pvalue, b.ad_pvalue, 1e-2, "%s", pairs[i][0]);
		hist_free(h);
		arena_clear();
	}
}

/* Urns with a number held, against every pair of the others. */
static void
test_held_urn(void)
{
	const Family *f = family_by_name("hypergeom");

	for (int held = 0; held < 3; held++)
	{
		static const double at[3] = {30, 7, 11};
		Histogram *h = constrained_rows(6);
		FitData *data = fit_data(h, LOC_AUTO);
		double params[MAX_PARAMS] = {0, 0, 0, 0, 1}, best = -INFINITY;
		FamilyFit fit;

		hold(data, f->shape[held].name, at[held]);
		fit_family(data, f, &fit);
		for (double a = 5; a <= 200; a++)
			for (double b = 5; b <= (held == 0 ? 30 : 60); b++)
			{
				params[held] = at[held];
				params[(held + 1) % 3] = held == 2 ? a : b;
				params[(held + 2) % 3] = held == 2 ? b : a;
				best = fmax(best, log_likelihood(h, f, params));
			}
		CHECK(fit.params[held] == at[held] && fit.n_free == 2, "%s: %g", f->shape[held].name,
			  fit.params[held]);
		CHECK(fit.loglik >= best - 1e-9 * fabs(best), "%s held: %.6f, best %.6f",
			  f->shape[held].name, fit.loglik, best);
		hist_free(h);
		arena_clear();
	}
}

int
main(void)
{
	test_constrained();
	test_zero_truncated();
	test_held_urn();
	return unit_done();
}
