/*
 * test_counts.c
 *		Fits of counts: published ones, samples of every family, integer parameters against
 *		exhaustive search, statistics against their definitions.
 */
#include <float.h>

#include "arena.h"
#include "count_estimate.h"
#include "count_fits.h"
#include "count_goodness.h"
#include "rows.h"

/* ---------- helpers ---------- */

/* Rows of d: by a table of its distribution function where most of them are, else by quantiles. */
#define TABLE 20000

static Histogram *
sample_of(const Distribution *d, int n)
{
	static double cdf[TABLE];
	Histogram *h = hist_create(&unit_context, HIST_MAX_BINS);
	double first = distribution_quantile(d, 1e-9), below = distribution_cdf(d, first - 1);
	int size = 0;

	while (size < TABLE && below < 1 - 1e-9)
	{
		below += exp(distribution_logpdf(d, first + size));
		cdf[size++] = below;
	}
	for (int i = 0; i < n; i++)
	{
		double u = uniform();
		int low = 0, high = size;

		while (low < high)
		{
			int middle = (low + high) / 2;

			if (cdf[middle] < u)
				low = middle + 1;
			else
				high = middle;
		}
		hist_add(h, low < size ? first + low : distribution_quantile_upper(d, 1 - u), 1);
	}
	hist_sort(h);
	return h;
}

/* ---------- published fits ---------- */

/* A column of test/data as a histogram. */
static Histogram *
read_data(const char *name)
{
	Histogram *h = hist_create(&unit_context, HIST_MIN_BINS);
	char path[128], line[128];
	FILE *file;

	snprintf(path, sizeof(path), "test/data/%s.csv", name);
	file = fopen(path, "r");
	if (!file || !fgets(line, sizeof(line), file))
		exit(2);
	while (fgets(line, sizeof(line), file))
		hist_add(h, strtod(line, NULL), 1);
	fclose(file);
	return h;
}

static void
test_published(void)
{
	/* fitdistrplus, MASS and pscl; bioChemists also in Long (1997), who has the same
	 * log-likelihoods */
	static const struct
	{
		const char *data;
		const char *family;
		double aic;
		double params[2]; /* NaN: not published */
	} fits[] = {
		{"toxocara", "nbinom", 322.688, {0.396996, 0.0437402}},
		{"toxocara", "geom", 342.944, {NAN, NAN}},
		{"toxocara", "poisson", 1017.067, {NAN, NAN}},
		{"quine", "geom", 1120.549, {0.05727736, NAN}},
		{"quine", "nbinom", 1122.267, {NAN, NAN}},
		{"prussian", "poisson", 630.309, {0.7, NAN}},
		{"prussian", "nbinom", 631.301, {NAN, NAN}},
		{"biochemists", "poisson", 2 * 1742.5735 + 2, {NAN, NAN}},
		{"biochemists", "nbinom", 2 * 1609.9367 + 4, {NAN, NAN}},
	};

	for (size_t i = 0; i < sizeof(fits) / sizeof(fits[0]); i++)
	{
		Histogram *h = read_data(fits[i].data);
		FamilyFit fit = fit_by_name(fit_data(h, LOC_AUTO), fits[i].family);
		double aic = 2 * fit.n_free - 2 * fit.loglik;

		CHECK(fit.status == FIT_OK, "%s %s: %s", fits[i].data, fits[i].family, fit.message);
		CHECK(fabs(aic - fits[i].aic) < 6e-4, "%s %s: aic %.4f", fits[i].data, fits[i].family, aic);
		for (int k = 0; k < 2; k++)
			CHECK(isnan(fits[i].params[k]) || fabs(fit.params[k] / fits[i].params[k] - 1) < 2e-6,
				  "%s %s: parameter %d is %.9g", fits[i].data, fits[i].family, k, fit.params[k]);
		hist_free(h);
	}
	arena_clear();
}

/* ---------- the same fits by R ---------- */

/* The column of that name of test/data, or the counts of 0, 1, 2, ... in text. */
static Histogram *
reference_rows(const char *name, const char *text)
{
	Histogram *h;
	char *end;

	if (*text == '-')
		return read_data(name);
	h = hist_create(&unit_context, HIST_MIN_BINS);
	for (int k = 0; *text; k++)
	{
		unsigned long long count = strtoull(text, &end, 10);

		if (count > 0)
			hist_add(h, k, count);
		text = *end == ',' ? end + 1 : end;
	}
	return h;
}

/* MASS's fitdistr() and glm.nb(), which stops at a relative change of 1e-4 or so. */
static void
test_against_r(void)
{
	FILE *file = fopen("test/reference/counts_r.tsv", "r");
	char line[512], name[32], family[32], field[5][32], counts[256];
	int n = 0;

	if (!file)
		exit(2);
	for (; fgets(line, sizeof(line), file); n++)
	{
		double errors[2], wanted;
		FitData *data;
		Histogram *h;
		FamilyFit fit;

		if (sscanf(line, "%31s %31s %31s %31s %31s %31s %31s %255[0-9,-]", name, family, field[0],
				   field[1], field[2], field[3], field[4], counts) != 8)
			exit(2);
		h = reference_rows(name, counts);
		data = fit_data(h, LOC_AUTO);
		if (strcmp(family, "geom") == 0)
			hold(data, "loc", -1);
		fit = fit_by_name(data, family);
		CHECK(fit.status == FIT_OK, "%s %s: %s", name, family, fit.message);
		CHECK_CLOSE(fit.loglik, strtod(field[0], NULL), 1e-7, "%s %s", name, family);
		memcpy(errors, fit.std_errors, sizeof(errors));
		for (int k = 0; k < 2; k++)
		{
			wanted = strtod(field[1 + 2 * k], NULL);
			if (strcmp(field[1 + 2 * k], "-") != 0)
				CHECK_CLOSE(fit.params[k], wanted, 1e-4, "%s %s, parameter %d", name, family, k);
			wanted = strtod(field[2 + 2 * k], NULL);
			if (strcmp(field[2 + 2 * k], "-") != 0)
				CHECK_CLOSE(errors[k], wanted, 1e-3, "%s %s, error %d", name, family, k);
		}
		hist_free(h);
		arena_clear();
	}
	fclose(file);
	CHECK(n == 26, "%d fits by R", n);
}

/* ---------- samples of every family ---------- */

typedef struct Truth
{
	const char *family;
	double params[MAX_PARAMS]; /* shapes, loc */
} Truth;

static const Truth truths[] = {
	{"bernoulli", {0.3, 0}},
	{"betabinom", {12, 2.5, 3.5, 0}},
	{"betabinom", {40, 0.4, 0.7, 0}},
	{"betabinom", {300, 30, 20, 0}},
	{"betanbinom", {4, 3.5, 2.25, 0}},
	{"betanbinom", {1, 1.5, 3, 0}},
	{"binom", {10, 0.3, 0}},
	{"binom", {60, 0.8, 0}},
	{"binom", {5, 0.02, 0}},
	{"boltzmann", {0.3, 9, 0}},
	{"boltzmann", {0.01, 200, 0}},
	{"com_poisson", {4, 0.6, 0}},
	{"com_poisson", {40, 1.8, 0}},
	{"com_poisson", {0.9, 0.05, 0}},
	{"delaporte", {2, 1.5, 3, 0}},
	{"delaporte", {0.5, 8, 6, 0}},
	{"discrete_weibull", {0.7, 1.5, 0}},
	{"discrete_weibull", {0.9, 0.5, 0}},
	{"discrete_weibull", {0.9999, 2.5, 0}},
	{"dlaplace", {0.8, 0}},
	{"dlaplace", {0.05, -7}},
	{"genpoisson", {2, 0.3, 0}},
	{"genpoisson", {0.5, 0.8, 0}},
	{"geom", {0.3, 0}},
	{"geom", {0.01, 0}},
	{"geom", {0.4, -1}},
	{"hurdle_nbinom", {2, 0.4, 0.3, 0}},
	{"hurdle_poisson", {2, 0.05, 0}},
	{"hypergeom", {60, 20, 12, 0}},
	{"hypergeom", {500, 150, 90, 0}},
	{"logser", {0.6, 0}},
	{"logser", {0.97, 0}},
	{"nbinom", {3, 0.4, 0}},
	{"nbinom", {0.2, 0.01, 0}},
	{"nbinom", {40, 0.5, 0}},
	{"nchypergeom_fisher", {60, 20, 12, 1.5, 0}},
	{"nchypergeom_wallenius", {60, 20, 12, 0.5, 0}},
	{"nhypergeom", {60, 20, 7, 0}},
	{"planck", {0.5, 0}},
	{"poisson", {0.7, 0}},
	{"poisson", {8, 0}},
	{"poisson", {1200, 0}},
	{"poisson_binom", {0.6, 0.3, 0.5, 0.9, 0, 0, 0, 0, 0}},
	{"poisson_binom", {0.9, 0.9, 0.1, 0.1, 0.1, 0.5, 0.2, 0, 0}},
	{"randint", {0, 6, 0}},
	{"randint", {-50, 900, 0}},
	{"skellam", {3, 1, 0}},
	{"skellam", {20, 60, 0}},
	{"yulesimon", {1.5, 0}},
	{"yulesimon", {4, 0}},
	{"zero_inflated_nbinom", {2, 0.2, 0.3, 0}},
	{"zero_inflated_poisson", {3, 0.3, 0}},
	{"zero_truncated_nbinom", {2, 0.4, 0}},
	{"zero_truncated_nbinom", {0.3, 0.1, 0}},
	{"zero_truncated_poisson", {1.2, 0}},
	{"zipf", {2.2, 0}},
	{"zipf", {3.5, 0}},
	{"zipfian", {1.5, 12, 0}},
	{"zipfian", {0.3, 300, 0}},
};

#define N_TRUTHS ((int) (sizeof(truths) / sizeof(truths[0])))

/* No step of one integer parameter, the real ones following, leads upwards. */
static void
check_neighbours(FitData *data, const Family *f, const FamilyFit *fit, const char *what)
{
	for (int i = 0; i < f->n_shapes; i++)
		for (int d = -1; d <= 1 && f->shape[i].integer; d += 2)
		{
			CountSearch s;
			double value;

			count_search_begin(&s, data, f);
			memcpy(s.params, fit->params, sizeof(s.params));
			s.params[i] += d;
			count_search_move(&s, fit->params[f->n_shapes]);
			memcpy(s.warm_shapes, s.params, sizeof(s.warm_shapes));
			value = count_search_here(&s);
			CHECK(value <= fit->loglik + 1e-6 * (1 + fabs(value)), "%s: %s %+d: %.6f above %.6f",
				  what, f->shape[i].name, d, value, fit->loglik);
			count_search_end(&s);
		}
}

static void
test_samples(void)
{
	static const int sizes[] = {50, 1000, 100000};
	bool seen[512] = {false};

	for (int i = 0; i < N_TRUTHS; i++)
	{
		const Family *f = family_by_name(truths[i].family);
		Distribution d = {0};
		double params[MAX_PARAMS];
		const char *error;

		memcpy(params, truths[i].params, sizeof(params));
		params[f->n_shapes + 1] = 1;
		if (!distribution_set(&unit_context, &d, f, params, &error))
		{
			CHECK(false, "%s: %s", f->name, error);
			continue;
		}
		for (int k = 0; k < 3; k++)
		{
			Histogram *h = sample_of(&d, sizes[k]);
			FitData *data = fit_data(h, LOC_AUTO);
			double truth = log_likelihood(h, f, params);
			FamilyFit fit;
			char what[64];
			bool same = true;

			snprintf(what, sizeof(what), "%s case %d, %d rows", f->name, i, sizes[k]);
			fit_family(data, f, &fit);
			/* an improbable sample: all rows equal, or fewer values than parameters */
			if (fit.status == FIT_UNSUPPORTED_DATA &&
				(strstr(fit.message, "determine") || strstr(fit.message, "equal")))
				continue;
			CHECK(fit.status == FIT_OK || fit.status == FIT_LIMIT || fit.status == FIT_BOUNDARY,
				  "%s: %s %s", what, fit_status_name(fit.status), fit.message);
			CHECK(fit.loglik >= truth - 0.5, "%s: %.4f, truth %.4f (%g %g %g %g)", what, fit.loglik,
				  truth, fit.params[0], fit.params[1], fit.params[2], fit.params[3]);
			CHECK(fabs(log_likelihood(h, f, fit.params) - fit.loglik) <= 1e-9 * fabs(fit.loglik),
				  "%s: reported %.9f, has %.9f", what, fit.loglik,
				  log_likelihood(h, f, fit.params));
			check_neighbours(data, f, &fit, what);
			/* parameters with a standard error, which is for these integers, are near the truth */
			for (int j = 0; j < f->n_shapes; j++)
				same = same && (!f->shape[j].integer || fit.params[j] == params[j]);
			for (int j = 0; j < f->n_shapes && same && sizes[k] == 100000; j++)
				CHECK(isnan(fit.std_errors[j]) || f->n_shapes == MAX_SHAPES ||
						  fabs(fit.params[j] - params[j]) < 6 * fit.std_errors[j],
					  "%s: %s = %g +- %g", what, f->shape[j].name, fit.params[j],
					  fit.std_errors[j]);
			arena_clear();
			hist_free(h);
		}
		for (int j = 0; j < n_families; j++)
			seen[j] = seen[j] || families[j] == f;
		core_release(&unit_context, d.shape.table);
	}
	for (int j = 0; j < n_families; j++)
		CHECK(families[j]->kind == FAMILY_CONTINUOUS || seen[j], "no sample of %s",
			  families[j]->name);
}

/* ---------- integers, against exhaustive search ---------- */

static void
test_integers(void)
{
	static const Truth cases[] = {{"binom", {10, 0.3, 0}},        {"binom", {25, 0.1, 0}},
								  {"binom", {100, 0.6, 0}},       {"betabinom", {15, 0.8, 2, 0}},
								  {"betabinom", {60, 5, 9, 0}},   {"hypergeom", {24, 9, 7, 0}},
								  {"betanbinom", {3, 2.5, 4, 0}}, {"betanbinom", {1, 4, 30, 0}}};

	for (int c = 0; c < (int) (sizeof(cases) / sizeof(cases[0])); c++)
		for (int n = 60; n <= 6000; n *= 100)
		{
			const Family *f = family_by_name(cases[c].family);
			Distribution d = {0};
			double params[MAX_PARAMS], best = -INFINITY, at = 0;
			const char *error;
			Histogram *h;
			FitData *data;
			FamilyFit fit;
			CountSearch s;
			int last = strcmp(f->name, "hypergeom") == 0 ? 16 : 200;

			memcpy(params, cases[c].params, sizeof(params));
			params[f->n_shapes + 1] = 1;
			CHECK(distribution_set(&unit_context, &d, f, params, &error), "%s", f->name);
			h = sample_of(&d, n);
			data = fit_data(h, LOC_AUTO);
			fit_family(data, f, &fit);
			count_search_begin(&s, data, f);
			count_search_move(&s, 0);
			for (int k = 1; k <= last; k++)
			{
				double value = -INFINITY;

				if (f->n_shapes == 3 && f->shape[2].integer)
				{
					/* n, N and every total up to six times the larger */
					for (int j = k; j <= last; j++)
						for (int m = j; m <= 6 * j; m++)
						{
							s.params[0] = m;
							s.params[1] = k;
							s.params[2] = j;
							value = fmax(value, count_search_here(&s));
						}
				}
				else
				{
					s.params[0] = k;
					s.warm = false;
					value = count_search_here(&s);
				}
				if (value > best)
				{
					best = value;
					at = k;
				}
			}
			CHECK(fit.loglik >= best - 1e-4,
				  "%s case %d, %d rows: %.8f (%g, %g, %g), by exhaustive search %.8f at %g",
				  f->name, c, n, fit.loglik, fit.params[0], fit.params[1], fit.params[2], best, at);
			count_search_end(&s);
			arena_clear();
			hist_free(h);
			core_release(&unit_context, d.shape.table);
		}
}

/*
 * The number of trials of random rows of many kinds, under- and overdispersed, few and many,
 * against every number up to a large one.
 */
static void
test_trials(void)
{
	const Family *f = family_by_name("binom");
	uint64_t before = random_state; /* other tests' rows do not depend on this one */

	for (int c = 0; c < 300; c++)
	{
		Histogram *h = hist_create(&unit_context, HIST_MIN_BINS);
		int n = 1 + (int) (20 * uniform() * uniform()), rows = 2 + (int) exp(8 * uniform());
		double p = uniform(), spread = c % 3 == 0 ? 0 : 0.3 * uniform(), best = -INFINITY, at = 0;
		FamilyFit fit;
		CountSearch s;

		for (int i = 0; i < rows; i++)
		{
			double q = p + spread * (uniform() - 0.5);
			int y = 0;

			for (int k = 0; k < n; k++)
				y += uniform() < q;
			hist_add(h, y, 1);
		}
		hist_sort(h);
		if (h->nbins > 1)
		{
			FitData *data = fit_data(h, LOC_AUTO);

			fit_family(data, f, &fit);
			count_search_begin(&s, data, f);
			count_search_move(&s, 0);
			for (int k = 1; k <= 3000; k++)
			{
				double value;

				s.params[0] = k;
				value = count_search_here(&s);
				if (value > best)
				{
					best = value;
					at = k;
				}
			}
			CHECK(fit.loglik >= best - 1e-6, "case %d, %d rows: %.8f at %g, best %.8f at %g", c,
				  rows, fit.loglik, fit.params[0], best, at);
			count_search_end(&s);
		}
		arena_clear();
		hist_free(h);
	}
	random_state = before;
}

/* ---------- where loc stands ---------- */

static void
test_loc(void)
{
	static const struct
	{
		Truth truth; /* with its loc */
		LocMode mode;
		double loc; /* NaN: anywhere */
		int n_free;
	} cases[] = {
		{{"geom", {0.3, -1}}, LOC_AUTO, -1, 1},         {{"geom", {0.3, 0}}, LOC_AUTO, 0, 1},
		{{"zipf", {2.5, -1}}, LOC_AUTO, -1, 1},         {{"poisson", {3, 0}}, LOC_AUTO, 0, 1},
		{{"poisson", {3, -100}}, LOC_AUTO, NAN, 2},     {{"poisson", {30, 1000}}, LOC_FREE, NAN, 2},
		{{"nbinom", {2, 0.2, 1000}}, LOC_FREE, NAN, 3}, {{"binom", {8, 0.4, 77}}, LOC_FREE, NAN, 3},
		{{"geom", {0.05, 50}}, LOC_FREE, NAN, 2},       {{"dlaplace", {0.4, 12}}, LOC_AUTO, 12, 2},
		{{"skellam", {4, 9, 0}}, LOC_AUTO, 0, 2},       {{"randint", {5, 30, 0}}, LOC_FREE, 0, 2},
		{{"boltzmann", {0.1, 20, 7}}, LOC_FREE, 7, 3},  {{"dlaplace", {0.4, 0}}, LOC_ZERO, 0, 1},
	};

	for (int c = 0; c < (int) (sizeof(cases) / sizeof(cases[0])); c++)
	{
		const Family *f = family_by_name(cases[c].truth.family);
		Distribution d = {0};
		double params[MAX_PARAMS];
		const char *error;
		Histogram *h;
		FamilyFit fit;

		memcpy(params, cases[c].truth.params, sizeof(params));
		params[f->n_shapes + 1] = 1;
		CHECK(distribution_set(&unit_context, &d, f, params, &error), "%s", f->name);
		h = sample_of(&d, 3000);
		fit_family(fit_data(h, cases[c].mode), f, &fit);
		CHECK(isnan(cases[c].loc) || fit.params[f->n_shapes] == cases[c].loc, "%s case %d: loc %g",
			  f->name, c, fit.params[f->n_shapes]);
		CHECK(fit.n_free == cases[c].n_free, "%s case %d: %d free", f->name, c, fit.n_free);
		CHECK(fit.loglik >= log_likelihood(h, f, params) - 0.5, "%s case %d: %.4f, truth %.4f",
			  f->name, c, fit.loglik, log_likelihood(h, f, params));
		arena_clear();
		hist_free(h);
	}

	/* a geometric distribution that must start at 1 has no place for zeros */
	{
		Histogram *h = read_data("toxocara");
		FamilyFit fit = fit_by_name(fit_data(h, LOC_ZERO), "geom");

		CHECK(fit.status == FIT_UNSUPPORTED_DATA, "%s", fit_status_name(fit.status));
		hist_free(h);
		arena_clear();
	}
}

/* ---------- counts that share bins ---------- */

static void
test_wide(void)
{
	static const Truth cases[] = {{"poisson", {2e6, 0}},
								  {"nbinom", {5, 1e-4, 0}},
								  {"nbinom", {0.7, 1e-5, 0}},
								  {"discrete_weibull", {0.99999, 0.9, 0}}};

	for (int c = 0; c < (int) (sizeof(cases) / sizeof(cases[0])); c++)
	{
		const Family *f = family_by_name(cases[c].family);
		Distribution d = {0};
		double params[MAX_PARAMS];
		const char *error;
		Histogram *exact = hist_create(&unit_context, HIST_MAX_BINS);
		Histogram *coarse = hist_create(&unit_context, HIST_MIN_BINS);
		FamilyFit a, b;

		memcpy(params, cases[c].params, sizeof(params));
		params[f->n_shapes + 1] = 1;
		CHECK(distribution_set(&unit_context, &d, f, params, &error), "%s", f->name);
		for (int i = 0; i < 20000; i++)
		{
			/* a lattice of probabilities, in place of random ones */
			double x = distribution_quantile(&d, (i + 0.5) / 20000);

			hist_add(exact, x, 1);
			hist_add(coarse, x, 1);
		}
		CHECK(hist_is_exact(exact) && !hist_is_exact(coarse), "%s: bins", f->name);
		hist_sort(exact);
		fit_family(fit_data(exact, LOC_AUTO), f, &a);
		fit_family(fit_data(coarse, LOC_AUTO), f, &b);
		for (int i = 0; i < f->n_shapes; i++)
			CHECK(fabs(a.params[i] - b.params[i]) < 0.1 * a.std_errors[i],
				  "%s %s: %.9g from rows, %.9g from bins, +- %.3g", f->name, f->shape[i].name,
				  a.params[i], b.params[i], a.std_errors[i]);
		CHECK(fabs(a.loglik - b.loglik) < 1, "%s: %.4f from rows, %.4f from bins", f->name,
			  a.loglik, b.loglik);
		CHECK(fabs(a.ks - b.ks) < 2e-3, "%s: ks %g, %g", f->name, a.ks, b.ks);
		CHECK(fabs(a.ad / b.ad - 1) < 0.05 && fabs(a.cvm / b.cvm - 1) < 0.05,
			  "%s: ad %g, %g, cvm %g, %g", f->name, a.ad, b.ad, a.cvm, b.cvm);
		arena_clear();
		hist_free(exact);
		hist_free(coarse);
	}
}

/* ---------- goodness of fit, by its definition ---------- */

static void
test_goodness(void)
{
	static const double rows[] = {0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 5, 5, 6, 9, 14};
	const int n = sizeof(rows) / sizeof(rows[0]);
	Histogram *h = hist_create(&unit_context, HIST_MIN_BINS);
	double params[MAX_PARAMS] = {3.1, 0, 1}, sum = 0, ks = 0, ad = 0, cvm = 0, sse = 0, got_sse;
	const Family *f = family_by_name("poisson");
	Distribution d = {0};
	const char *error;
	FitData *data;
	Likelihood lk;
	Goodness g;
	CountPartition *cells;
	double p[64], total = 0, chi_square;
	int n_cells, seen = 0;

	for (int i = 0; i < n; i++)
		hist_add(h, rows[i], 1);
	data = fit_data(h, LOC_AUTO);
	likelihood_init(&lk, data, f);
	distribution_set(&unit_context, &d, f, params, &error);
	for (int k = 0; k < 60; k++)
	{
		double mass = exp(distribution_logpdf(&d, k)), cdf = distribution_cdf(&d, k);
		double sf = distribution_sf(&d, k), error_here, count = 0;

		for (int i = 0; i < n; i++)
			count += rows[i] == k;
		sum += count;
		error_here = sum == n ? sf : sum / n - cdf;
		ks = fmax(ks, fabs(error_here));
		cvm += n * error_here * error_here * mass;
		if (sf > 0)
			ad += n * error_here * error_here * mass / (cdf * sf);
		if (k <= 14)
			sse += (count / n - mass) * (count / n - mass);
	}
	g = count_goodness(&lk, params, &got_sse);
	CHECK_CLOSE(g.ks, ks, 1e-12, "ks");
	CHECK_CLOSE(g.cvm, cvm, 1e-10, "cvm");
	CHECK_CLOSE(g.ad, ad, 1e-10, "ad");
	CHECK_CLOSE(got_sse, sse, 1e-10, "sse");

	cells = count_partition(&lk, params, 2.5, 100);
	CHECK(cells && cells->n > 2 && cells->n < 64, "partition");
	CHECK(count_partition_probabilities(&lk, params, cells, p), "partition");
	for (int k = 0; k < cells->n; k++)
	{
		total += p[k];
		seen += (int) cells->count[k];
		CHECK(n * p[k] >= 2.5, "cell %d: %g expected", k, n * p[k]);
		CHECK_CLOSE(p[k],
					distribution_cdf(&d, cells->upper[k]) -
						(k > 0 ? distribution_cdf(&d, cells->upper[k - 1]) : 0),
					1e-10, "cell %d", k);
	}
	CHECK_CLOSE(total, 1, 1e-12, "probabilities");
	CHECK(seen == n && isinf(cells->upper[cells->n - 1]), "rows in cells: %d", seen);
	chi_square = count_chi_square(&lk, params, &n_cells);
	CHECK(n_cells >= 2 && chi_square > 0, "chi-square %g in %d cells", chi_square, n_cells);
	likelihood_free(&lk);
	hist_free(h);
	arena_clear();
}

/* ---------- rows that are no counts ---------- */

static void
test_check(void)
{
	static const struct
	{
		double rows[4];
		int n;
		bool good;
		double bad;
	} cases[] = {{{0, 1, 2, 3}, 4, true, 0},        {{-5, 3, 1e15, 7}, 4, true, 0},
				 {{1, 2, 2.5, 3}, 4, false, 2.5},   {{1, 2, 3, 1e-300}, 4, false, 1e-300},
				 {{1, 2, 3, 2e16}, 4, false, 2e16}, {{0, 0, 0, 0}, 0, true, 0}};
	Histogram *h;
	double row;

	for (int c = 0; c < (int) (sizeof(cases) / sizeof(cases[0])); c++)
	{
		h = hist_create(&unit_context, HIST_MIN_BINS);
		for (int i = 0; i < cases[c].n; i++)
			hist_add(h, cases[c].rows[i], 1);
		CHECK(count_data_check(h, &row) == cases[c].good, "case %d", c);
		CHECK(cases[c].good || row == cases[c].bad, "case %d: %g", c, row);
		hist_free(h);
	}

	/* bins narrower than 1 that hold no integer, and wide ones that do */
	for (int wide = 0; wide <= 1; wide++)
	{
		h = hist_create(&unit_context, HIST_MIN_BINS);
		for (int i = 0; i < 20000; i++)
			hist_add(h, wide ? 1000000 + 5 * i : 1 + uniform(), 1);
		CHECK(!hist_is_exact(h) && count_data_check(h, &row) == wide, "bins, wide: %d", wide);
		if (!wide)
		{
			FamilyFit fit = fit_by_name(fit_data(h, LOC_AUTO), "poisson");

			CHECK(fit.status == FIT_UNSUPPORTED_DATA, "%s", fit_status_name(fit.status));
			arena_clear();
		}
		else
		{
			CountData *d = count_data_create(&context, h);
			double rows = 0, at = -INFINITY;

			/* the cells are disjoint, in order, and hold all rows */
			for (int i = 0; i < d->n_cells; i++)
			{
				CHECK(d->lower[i] > at && d->upper[i] >= d->lower[i], "cell %d", i);
				at = d->upper[i];
				rows += d->count[i];
			}
			CHECK(rows == 20000 && d->lower[0] == 1000000 && at == h->max, "cells");
			arena_clear();
		}
		hist_free(h);
	}
}

/* ---------- the true family wins by BIC ---------- */

static void
test_ranking(void)
{
	static const Truth cases[] = {
		{"poisson", {3, 0}}, {"poisson", {40, 0}}, {"nbinom", {2, 0.1, 0}}, {"geom", {0.2, -1}}};

	for (int c = 0; c < (int) (sizeof(cases) / sizeof(cases[0])); c++)
	{
		const Family *f = family_by_name(cases[c].family);
		Distribution d = {0};
		double params[MAX_PARAMS], best = INFINITY;
		const char *error, *winner = "";
		Histogram *h;
		FitData *data;

		memcpy(params, cases[c].params, sizeof(params));
		params[f->n_shapes + 1] = 1;
		CHECK(distribution_set(&unit_context, &d, f, params, &error), "%s", f->name);
		h = sample_of(&d, 20000);
		data = fit_data(h, LOC_AUTO);
		for (int i = 0; i < n_families; i++)
		{
			FamilyFit fit;
			double bic;

			if (families[i]->kind != FAMILY_DISCRETE || (families[i]->flags & NOT_DEFAULT))
				continue;
			fit_family(data, families[i], &fit);
			bic = fit.n_free * log(data->n) - 2 * fit.loglik;
			if (bic < best)
			{
				best = bic;
				winner = families[i]->name;
			}
		}
		CHECK(strcmp(winner, f->name) == 0, "%s wins on rows of %s", winner, f->name);
		arena_clear();
		hist_free(h);
	}
}

int
main(void)
{
	test_published();
	test_against_r();
	test_check();
	test_goodness();
	test_loc();
	test_integers();
	test_trials();
	test_wide();
	test_ranking();
	test_samples();
	return unit_done();
}
