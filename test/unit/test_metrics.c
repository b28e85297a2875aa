/*
 * test_metrics.c
 *		Estimates, log-likelihoods and distances against those that scipy computes from the rows
 *		(test/reference/metrics.py): heavy ties and truncated fits among them.  What follows from
 *		truncation and from what is held, and methods other than maximum likelihood.
 */
#include "arena.h"
#include "confidence.h"
#include "matching.h"
#include "unit.h"

static double
row(const char *recipe, int i, int n)
{
	double p = (i + 0.5) / n, c = 1 / (1 + exp(-0.5));

	if (strcmp(recipe, "gumbel") == 0)
		return 3 - 2 * log(-log(p));
	if (strcmp(recipe, "weibull") == 0)
		return 4 * pow(-log1p(-p), 1 / 1.5);
	if (strcmp(recipe, "ties") == 0)
		return row("weibull", i / 8, n / 8);
	p = c + p * (1 - c);
	return 2 * log(p / (1 - p));
}

static Histogram *
rows_of(const char *recipe, int n)
{
	Histogram *h = hist_create(&context, HIST_MIN_BINS);

	for (int i = 0; i < n; i++)
		hist_add(h, row(recipe, i, n), 1);
	return h;
}

static FamilyFit
fit(Histogram *h, const char *family, const FitOptions *options)
{
	FamilyFit f;

	fit_family(fit_data_create(&context, h, options), family_by_name(family), &f);
	return f;
}

/* Exact rows, taken as points: what scipy computes from them. */
static void
against_scipy(void)
{
	FILE *f = unit_open_reference("metrics");
	char names[2][32];
	double v[16];

	while (unit_read_row(f, 2, names, 16, v) > 0)
	{
		FitOptions options = {.cells = CELLS_POINTS,
							  .truncated = isfinite(v[1]) || isfinite(v[2]),
							  .lower_bound = v[1],
							  .upper_bound = v[2]};
		int n_params = (int) v[4];
		const double *measure = v + 5 + n_params;
		FamilyFit got;

		options.loc = n_params > 2 ? LOC_ZERO : LOC_FREE;
		got = fit(rows_of(names[0], (int) v[0]), names[1], &options);
		CHECK(got.n_free == (int) v[3], "%s %s: %d free", names[0], names[1], got.n_free);
		/* the maximum is flat: parameters within a hundredth of a standard error */
		for (int i = 0; i < n_params; i++)
			CHECK(v[5 + i] == got.params[i] ||
					  fabs(v[5 + i] - got.params[i]) < 0.01 * got.std_errors[i],
				  "%s %s: parameter %d is %.9g, not %.9g", names[0], names[1], i, got.params[i],
				  v[5 + i]);
		for (int i = 0, k = 0; i < n_params; i++)
			if (!isnan(got.std_errors[i]))
				CHECK_CLOSE(got.std_errors[i], measure[4 + k++], 0.01, "%s %s: standard error %d",
							names[0], names[1], i);
		CHECK_CLOSE(got.loglik, measure[0], 1e-7, "%s %s: loglik", names[0], names[1]);
		CHECK(fabs(got.ks - measure[1]) < 1e-4, "%s %s: ks %g, not %g", names[0], names[1], got.ks,
			  measure[1]);
		CHECK(fabs(got.ad - measure[2]) < 2e-3 * fmax(measure[2], 1), "%s %s: ad %g, not %g",
			  names[0], names[1], got.ad, measure[2]);
		CHECK(fabs(got.cvm - measure[3]) < 2e-3 * fmax(measure[3], 0.1), "%s %s: cvm %g, not %g",
			  names[0], names[1], got.cvm, measure[3]);
	}
	fclose(f);
}

/* A family never scores below one it contains, with bounds and with what is held. */
static void
nesting_under_constraints(void)
{
	FitOptions options = {.truncated = true, .lower_bound = 1, .upper_bound = 40};
	FitData *data = fit_data_create(&context, rows_of("logistic_cut", 1000), &options);
	int checked = 0;

	for (int i = 0; i < n_families; i++)
	{
		FamilyFit outer, inner;
		double params[MAX_PARAMS];

		if (families[i]->kind != FAMILY_CONTINUOUS || families[i]->flags & NOT_DEFAULT ||
			!families[i]->nests || families[i]->n_shapes > 2)
			continue;
		fit_family(data, families[i], &outer);
		for (const Nested *n = families[i]->nests; n->family; n++)
		{
			fit_family(data, family_by_name(n->family), &inner);
			/* only where both have an estimate, and loc is free or held at the same value */
			if (isnan(inner.loglik) || isnan(outer.loglik) ||
				fit_data_for(data, families[i]) != fit_data_for(data, family_by_name(n->family)) ||
				!n->from(inner.params, params) ||
				(fit_data_for(data, families[i])->loc_fixed && params[families[i]->n_shapes] != 0))
				continue;
			checked++;
			CHECK(outer.loglik > inner.loglik - 0.1, "%s %.4f is below %s %.4f", families[i]->name,
				  outer.loglik, n->family, inner.loglik);
		}
	}
	CHECK(checked > 20, "%d pairs", checked);
}

/* What is held stays where it is, and the rest is the best there: a step either way is worse. */
static void
held_parameters(void)
{
	static const struct
	{
		const char *family;
		const char *param;
		double value;
	} cases[] = {
		{"gamma", "a", 3},
		{"gamma", "scale", 2},
		{"gamma", "loc", -1},
		{"t", "df", 7},
		{"norminvgauss", "b", 0.5},
		{"genhyperbolic", "b", 0.7},
		{"ncx2", "nc", 1.5},
		{"burr12", "c", 2},
		{"genexpon", "b", 0.4},
		{"chi2", "df", 4},
		{"vonmises_line", "kappa", 1},
		{"weibull_max", "scale", 20},
		{"johnsonsu", "a", -2},
		{"dpareto_lognorm", "u", 1},
		{"erlang", "a", 2},
	};

	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++)
	{
		const Family *family = family_by_name(cases[k].family);
		FitOptions options = {.loc = LOC_FREE, .n_held = 1};
		FamilyFit free_fit, held_fit, again;
		int i = 0;

		free_fit = fit(rows_of("weibull", 1000), cases[k].family, &(FitOptions){.loc = LOC_FREE});
		snprintf(options.held[0].name, PARAM_NAME_SIZE, "%s", cases[k].param);
		options.held[0].value = cases[k].value;
		options.held[0].family = -1;
		held_fit = fit(rows_of("weibull", 1000), cases[k].family, &options);
		while (strcmp(family_param_name(family, i), cases[k].param) != 0)
			i++;
		CHECK(held_fit.params[i] == cases[k].value, "%s: %s is %.17g", cases[k].family,
			  cases[k].param, held_fit.params[i]);
		CHECK(isnan(held_fit.std_errors[i]), "%s: %s has an error", cases[k].family,
			  cases[k].param);
		CHECK(held_fit.n_free <= free_fit.n_free, "%s: %d free", cases[k].family, held_fit.n_free);
		CHECK(held_fit.loglik <= free_fit.loglik + 0.1, "%s: %.4f held, %.4f free", cases[k].family,
			  held_fit.loglik, free_fit.loglik);
		/* held at the free estimate: the free maximum */
		if (!isfinite(free_fit.params[i]) || free_fit.status != FIT_OK)
			continue;
		options.held[0].value = free_fit.params[i];
		again = fit(rows_of("weibull", 1000), cases[k].family, &options);
		CHECK(fabs(again.loglik - free_fit.loglik) < 0.02, "%s at %s = %g: %.4f, free %.4f",
			  cases[k].family, cases[k].param, free_fit.params[i], again.loglik, free_fit.loglik);
	}
}

/* Product of spacings and moments against closed forms. */
static void
other_methods(void)
{
	FitOptions mps = {.method = METHOD_MPS, .loc = LOC_FREE};
	FitOptions moments = {.method = METHOD_MOMENTS, .loc = LOC_FREE};
	FitOptions lmoments = {.method = METHOD_LMOMENTS, .loc = LOC_FREE};
	Histogram *h = hist_create(&context, HIST_MIN_BINS);
	double n = 200, l2 = 0, mean = 0;
	FamilyFit f;

	/* uniform rows at (i - 1/2) / n: spacings want ends 1 / n beyond the extremes */
	for (int i = 0; i < n; i++)
		hist_add(h, (i + 0.5) / n, 1);
	f = fit(h, "uniform", &mps);
	CHECK_CLOSE(f.params[1], 1 + 1 / n, 1e-4, "uniform by spacings: scale");
	CHECK(fabs(f.params[0] + 0.5 / n) < 1e-4, "uniform by spacings: loc %g", f.params[0]);

	h = rows_of("gumbel", 1000);
	for (int i = 0; i < 1000; i++)
	{
		mean += row("gumbel", i, 1000) / 1000;
		l2 += (2 * i - 999) * row("gumbel", i, 1000) / 1000 / 999;
	}
	/* gumbel_r: sd = scale pi / sqrt(6), l2 = scale ln 2, mean = loc + 0.5772 scale */
	f = fit(h, "gumbel_r", &moments);
	CHECK_CLOSE(f.params[1], sqrt(hist_variance(h) * 999 / 1000 * 6) / M_PI, 1e-4,
				"moments: scale");
	CHECK_CLOSE(f.params[0] + 0.57721566490153286 * f.params[1], mean, 1e-4, "moments: mean");
	f = fit(h, "gumbel_r", &lmoments);
	CHECK_CLOSE(f.params[1], l2 / log(2), 1e-4, "L-moments: scale");
	CHECK_CLOSE(f.params[0] + 0.57721566490153286 * f.params[1], mean, 1e-4, "L-moments: mean");
	CHECK(isnan(f.std_errors[0]) && isnan(f.ks_pvalue), "no errors and p-values of L-moments");
	f = fit(h, "cauchy", &moments);
	CHECK(f.status == FIT_FAILED && f.message[0], "cauchy has no moments: %s", f.message);
	/* a likelihood without a maximum */
	h = hist_create(&context, HIST_MIN_BINS);
	for (int i = 0; i < 1000; i++)
		hist_add(h, 100 + 3 * pow(-log1p(-(i + 0.5) / 1000), 2), 1);
	f = fit(h, "weibull_min", &(FitOptions){.method = METHOD_AUTO, .loc = LOC_FREE});
	CHECK(strstr(f.message, "mps") != NULL, "auto says what it chose: %s", f.message);
	CHECK(fabs(f.params[0] - 0.5) < 0.01 && fabs(f.params[2] - 3) < 0.1, "weibull_min %g %g",
		  f.params[0], f.params[2]);
}

/* Moments and L-moments of distributions against formulae. */
static void
moments_of_distributions(void)
{
	static const struct
	{
		const char *family;
		double shape;
		bool l;
		int n;
		double want[5];
	} cases[] = {
		{"norm", 0, false, 4, {0, 1, 0, 3}},
		{"norm", 0, true, 4, {0, 0.56418958354775628, 0, 0.12260171954089095}},
		{"gamma", 4, false, 4, {4, 2, 1, 4.5}},
		{"expon", 0, true, 4, {1, 0.5, 1.0 / 3, 1.0 / 6}},
		{"genpareto", 0.3, true, 4, {1 / 0.7, 1 / 0.7 / 1.7, 1.3 / 2.7, 1.3 * 2.3 / 2.7 / 3.7}},
		{"uniform", 0, true, 4, {0.5, 1.0 / 6, 0, 0}},
		/* the sixth moment of t(5) does not exist, the fourth does */
		{"t", 5, false, 4, {0, 1.2909944487358056, 0, 9}},
		{"cauchy", 0, true, 0, {0}},
	};

	for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++)
	{
		const Family *family = family_by_name(cases[k].family);
		double params[MAX_PARAMS] = {0}, got[MAX_PARAMS];
		Distribution d = {0};
		const char *error;
		int n;

		params[0] = cases[k].shape;
		params[family->n_shapes] = 0;
		params[family->n_shapes + 1] = 1;
		distribution_set(&context, &d, family, params, &error);
		n = distribution_matched_moments(&context, &d, cases[k].l, 4, got);
		CHECK(n == cases[k].n, "%s: %d moments", cases[k].family, n);
		for (int i = 0; i < n; i++)
			CHECK(fabs(got[i] - cases[k].want[i]) < 1e-6 * fmax(1, fabs(cases[k].want[i])),
				  "%s: %d is %.12g", cases[k].family, i + 1, got[i]);
	}
}

/* Intervals of a normal distribution against their formulae. */
static void
normal_intervals(void)
{
	Histogram *h = rows_of("gumbel", 1000);
	FitOptions options = {.cells = CELLS_POINTS};
	double n = 1000, sd = sqrt(hist_variance(h) * (n - 1) / n), z = 1.959963984540054;
	Quantity loc = {.param = 0}, scale = {.param = 1}, median = {.param = -1, .p = 0.5};
	Confidence c;

	CHECK(confidence_begin(&c, fit_data_create(&context, h, &options), family_by_name("norm")),
		  "norm");
	confidence_value(&c, &loc);
	confidence_value(&c, &scale);
	confidence_value(&c, &median);
	CHECK(fabs(median.value - loc.value) < 1e-9, "the median is loc: %g", median.value - loc.value);
	confidence_wald(&c, 0.95, &loc);
	confidence_wald(&c, 0.95, &scale);
	CHECK_CLOSE(loc.upper - loc.lower, 2 * z * sd / sqrt(n), 1e-4, "wald: loc");
	CHECK_CLOSE(scale.upper / scale.lower, exp(2 * z / sqrt(2 * n)), 1e-4, "wald: scale");
	confidence_profile(&c, 0.95, &loc);
	CHECK_CLOSE(loc.upper - loc.value, sd * sqrt(expm1(z * z / n)), 2e-3, "profile: loc");
	CHECK_CLOSE(loc.value - loc.lower, sd * sqrt(expm1(z * z / n)), 2e-3, "profile: loc");
	confidence_profile(&c, 0.95, &median);
	CHECK_CLOSE(median.upper - loc.value, sd * sqrt(expm1(z * z / n)), 2e-3, "profile: median");
	confidence_profile(&c, 0.95, &scale);
	for (int i = 0; i < 2; i++)
	{
		double r = (i ? scale.upper : scale.lower) / sd;

		/* n log r + n / 2 (1 / r^2 - 1) is half the chi-square quantile */
		CHECK_CLOSE(n * log(r) + 0.5 * n * (1 / (r * r) - 1), 0.5 * z * z, 0.01, "profile: scale");
	}
	confidence_end(&c);
}

int
main(void)
{
	against_scipy();
	nesting_under_constraints();
	held_parameters();
	other_methods();
	moments_of_distributions();
	normal_intervals();
	arena_clear();
	return unit_done();
}
