/*
 * test_fit.c
 *		Fits against scipy's maximum of the likelihood of the raw rows (test/reference/fits.py), and
 *		properties that every fit of every family must have.
 */
#include <stdint.h>

#include "distribution.h"
#include "fit.h"
#include "odd_rows.h"

static double
variate(const Distribution *d)
{
	double u = uniform();

	return u < 0.5 ? distribution_quantile(d, u) : distribution_quantile_upper(d, 1 - u);
}

static Distribution
distribution(const Family *f, const double *params)
{
	Distribution d = {0};
	const char *error = "";

	CHECK(distribution_set(&context, &d, f, params, &error), "%s: %s", f->name, error);
	return d;
}

static double
raw_loglik(const Distribution *d, const double *x, int n)
{
	double total = 0;

	for (int i = 0; i < n; i++)
		total += distribution_logpdf(d, x[i]);
	return total;
}

/*
 * The estimate is within 0.02 standard errors of scipy's and its raw log-likelihood within 0.01 of
 * the maximum.  Two families cannot keep that from bins: what a median or a mode owes to the order
 * of the rows inside one bin is lost (0.1 and 0.3 standard errors at 20,000 rows).
 */
static void
test_against_scipy(void)
{
	FILE *table = unit_open_reference("fits");
	char names[2][32];
	double values[2 + 2 * MAX_PARAMS];
	int cases = 0;

	while (unit_read_row(table, 2, names, 2 + 2 * MAX_PARAMS + 1, values) > 0)
	{
		const Family *f = family_by_name(names[0]);
		int n = (int) values[0], n_params = (int) values[2];
		const double *truth = values + 3, *best = truth + n_params;
		double *x = malloc(sizeof(double) * (size_t) n);
		Histogram *h = hist_create(&context, HIST_MIN_BINS);
		FitOptions options = {.loc = names[1][0] == 'z' ? LOC_ZERO : LOC_FREE,
							  .cells = CELLS_POINTS};
		bool ordered = strcmp(f->name, "laplace") == 0 || strcmp(f->name, "triang") == 0;
		double slack = ordered && n > HIST_MIN_BINS ? 20 : 1;
		Distribution d = distribution(f, truth);
		FamilyFit fit;

		state = 12345;
		for (int i = 0; i < n; i++)
		{
			x[i] = variate(&d);
			hist_add(h, x[i], 1);
		}
		fit_family(fit_data_create(&context, h, &options), f, &fit);
		CHECK(fit.status == FIT_OK, "%s, %d rows: %s %s", f->name, n, fit_status_name(fit.status),
			  fit.message);
		d = distribution(f, fit.params);
		CHECK(raw_loglik(&d, x, n) > values[1] - 0.01 * slack, "%s, %d rows: %.6f, best %.6f",
			  f->name, n, raw_loglik(&d, x, n), values[1]);
		CHECK(fabs(fit.loglik - raw_loglik(&d, x, n)) < 5e-5 * fabs(values[1]) + 0.05,
			  "%s, %d rows: reported %.6f, raw %.6f", f->name, n, fit.loglik, raw_loglik(&d, x, n));
		/* unless ours is the higher maximum */
		for (int i = 0; i < n_params && raw_loglik(&d, x, n) < values[1] + 0.01; i++)
		{
			double unit = fit.std_errors[i] > 0 ? fit.std_errors[i] : fabs(best[i]) + 1e-3;

			CHECK(fabs(fit.params[i] - best[i]) < 0.02 * slack * unit,
				  "%s, %d rows: %s is %.9g, scipy's %.9g, standard error %.2g", f->name, n,
				  family_param_name(f, i), fit.params[i], best[i], fit.std_errors[i]);
		}
		free(x);
		arena_clear();
		cases++;
	}
	fclose(table);
	CHECK(cases > 70, "%d cases", cases);
}

/* The reasons that a fit may have, and what must hold of its numbers. */
static void
check_fit(const FitData *data, const FamilyFit *fit, int kind, int n)
{
	const Family *f = families[fit->family];
	bool fitted = fit->status <= FIT_NOT_CONVERGED;
	Distribution d;

	if (!fitted)
	{
		CHECK(fit->message[0], "%s, kind %d, %d rows: no reason", f->name, kind, n);
		CHECK(isnan(fit->loglik) && isnan(fit->params[0]), "%s: numbers without a fit", f->name);
		return;
	}
	CHECK(isfinite(fit->loglik), "%s, kind %d, %d rows: loglik %g (%s)", f->name, kind, n,
		  fit->loglik, fit_status_name(fit->status));
	CHECK(fit->ks >= 0 && fit->ks <= 1 && fit->cvm >= 0 && fit->ad >= 0,
		  "%s, kind %d, %d rows: ks %g ad %g cvm %g", f->name, kind, n, fit->ks, fit->ad, fit->cvm);
	CHECK((fit->status == FIT_LIMIT) == (fit->limit[0] != 0), "%s: %s", f->name, fit->limit);
	if (f->flags & SCALE_REDUNDANT)
		return;
	d = distribution(f, fit->params);
	/* tied rows, and rows at a pole inside, count with the probability of their cell */
	CHECK(data->tied || f->flags & POLE_INSIDE ||
			  (isfinite(distribution_logpdf(&d, data->raw_min)) &&
			   isfinite(distribution_logpdf(&d, data->raw_max))),
		  "%s, kind %d, %d rows: density %g at the first row, %g at the last", f->name, kind, n,
		  distribution_logpdf(&d, data->raw_min), distribution_logpdf(&d, data->raw_max));
	CHECK((data->raw_min - d.loc) / d.scale >= d.lower &&
			  (data->raw_max - d.loc) / d.scale <= d.upper,
		  "%s, kind %d, %d rows: a row outside the support", f->name, kind, n);
}

/*
 * Whatever the rows: a result with a reason or with numbers, the extreme rows inside the support.
 * Each family sees a part of the kinds and sizes.
 */
static void
test_any_data(void)
{
	static const int sizes[] = {2, 3, 20, 1000};

	for (int kind = 0; kind < ODD_KINDS; kind++)
		for (int s = 0; s < 4; s++)
		{
			FitData *data = odd_data(kind, sizes[s], 1, 0);

			for (int i = 0; i < n_families; i++)
			{
				const Family *f = families[i];
				FamilyFit fit;

				if ((i + kind + 3 * s) % 6 != 0)
					continue;
				fit_family(data, f, &fit);
				check_fit(data, &fit, kind, sizes[s]);
			}
			arena_clear();
		}
}

/* Rows without information. */
static void
test_no_information(void)
{
	FitOptions options = {.loc = LOC_AUTO, .cells = CELLS_AUTO};
	Histogram *h = hist_create(&context, HIST_MIN_BINS);
	FamilyFit fit;

	CHECK(fit_data_create(&context, h, &options) == NULL, "no rows");
	for (int rows = 1; rows <= 1000; rows *= 1000)
	{
		hist_add(h, 7, (uint64_t) rows);
		for (int i = 0; i < n_families; i++)
		{
			fit_family(fit_data_create(&context, h, &options), families[i], &fit);
			CHECK(fit.status == FIT_UNSUPPORTED_DATA && fit.message[0], "%s of one value: %s",
				  families[i]->name, fit_status_name(fit.status));
		}
	}
}

/* A few rows, on any of which a cusp could sit and win; and no row at a pole where there is none.
 */
static void
test_few_rows(void)
{
	static const double rows[][6] = {{1, 2, 10}, {8.1, 9.3, 10.2, 11.9}, {7.3, 8.4, 8.5, 9.1, 12}};
	FitOptions options = {.loc = LOC_AUTO, .cells = CELLS_AUTO};
	/* genpareto's pole is at the upper end, which moves though loc is 0 */
	const char *const with_cusps[] = {"gennorm", "laplace", "dgamma", "dweibull", "genpareto"};
	FamilyFit norm, fit;

	for (int set = 0; set < 3; set++)
	{
		Histogram *h = hist_create(&context, HIST_MIN_BINS);

		for (int i = 0; i < 6 && rows[set][i] > 0; i++)
			hist_add(h, rows[set][i], 1);
		fit_family(fit_data_create(&context, h, &options), family_by_name("norm"), &norm);
		for (size_t i = 0; i < sizeof(with_cusps) / sizeof(with_cusps[0]); i++)
		{
			fit_family(fit_data_create(&context, h, &options), family_by_name(with_cusps[i]), &fit);
			CHECK(fit.loglik < norm.loglik + 8, "%s of %d rows: %g, norm %g", with_cusps[i],
				  set + 3, fit.loglik, norm.loglik);
		}
		fit_family(fit_data_create(&context, h, &options), family_by_name("anglit"), &fit);
		CHECK(!strstr(fit.message, "unbounded"), "anglit: %s", fit.message);
	}
}

/* A likelihood without a maximum is told of, wherever the pole is, and no other is called so. */
static void
test_poles(void)
{
	static const struct
	{
		const char *family;
		int kind; /* of rows: odd_rows.h */
		bool pole;
	} cases[] = {
		{"dgamma", 1, true}, /* inside: the shape is below 1 on lognormal rows */
		{"dweibull", 1, true},
		{"dgamma", 2, false}, /* far above 1 where two humps surround the cusp */
		{"dweibull", 2, false},
		{"genpareto", 3, true}, /* above: c < -1 on rows that crowd there */
		{"genpareto", 1, false},
		{"genextreme", 1, false},
		{"arcsine", 11, true}, /* at both ends, always */
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		FitData *data = odd_data(cases[i].kind, 2000, 1, 0);
		const Family *f = family_by_name(cases[i].family);
		FamilyFit fit, uniform_fit;

		data->options.loc = LOC_FREE;
		fit_family(data, f, &fit);
		CHECK(!!strstr(fit.message, "the likelihood is unbounded") == cases[i].pole,
			  "%s, kind %d: \"%s\", first shape %g", f->name, cases[i].kind, fit.message,
			  fit.params[0]);
		/* c = -1 is the uniform distribution */
		fit_family(data, family_by_name("uniform"), &uniform_fit);
		if (strcmp(f->name, "genpareto") == 0 && cases[i].pole)
			CHECK(fit.params[0] < -1.2 && fit.loglik > uniform_fit.loglik + 100,
				  "genpareto: c = %g, %g, uniform %g", fit.params[0], fit.loglik,
				  uniform_fit.loglik);
		arena_clear();
	}
}

static double
loglik(const char *family, int kind, double factor)
{
	FitData *data = odd_data(kind, 2000, factor, 0);
	FamilyFit fit;
	double value;

	data->options.loc = LOC_FREE;
	fit_family(data, family_by_name(family), &fit);
	value = fit.loglik;
	arena_clear();
	return value;
}

/*
 * johnsonsb is nearly a lognormal distribution, or a mirrored one, where one end is far off: it is
 * not below it, in any unit, although every curve whose ends are near misses the extreme rows.  The
 * mirrored one is no family of its own: the search ends a little before that limit.
 */
static void
test_mirrored(void)
{
	static const double factors[] = {1, -1, 0.6, -0.6, 0.8, -0.8, 1.2, -1.2};

	for (size_t i = 0; i < sizeof(factors) / sizeof(factors[0]); i++)
	{
		double lognormal = loglik("lognorm", 10, factors[i]);
		double mirrored = loglik("lognorm", 10, -factors[i]);
		double johnson = loglik("johnsonsb", 10, factors[i]);

		CHECK(johnson > fmax(lognormal - 0.01, mirrored - 0.2),
			  "johnsonsb, times %g: %g, lognorm %g, mirrored %g", factors[i], johnson, lognormal,
			  mirrored);
	}
}

/*
 * Three rows of five are 0, and kappa4 has a pole where their cell ends: the same in every unit,
 * however the place of that end is rounded.
 */
static void
test_pole_at_cell(void)
{
	static const double factors[] = {1e-9, 0.3, 7, 1e9};
	double want = loglik("kappa4", 5, 1);

	for (size_t i = 0; i < sizeof(factors) / sizeof(factors[0]); i++)
	{
		double got = loglik("kappa4", 5, factors[i]) + 2000 * log(factors[i]);

		CHECK(fabs(got - want) < 0.05, "times %g: %g, not %g", factors[i], got, want);
	}
}

/*
 * Integers from 1 to 10, most of them 1, as V2 and V9 of MASS's biopsy: kinks and poles are best in
 * the cell of the first one (scipy's distribution functions, differences over the cells maximised
 * by the simplex from 36 places).
 */
static void
test_pole_in_first_cell(void)
{
	static const int counts[2][10] = {{384, 45, 52, 40, 30, 27, 19, 29, 6, 67},
									  {579, 35, 33, 12, 6, 3, 9, 8, 0, 14}};
	static const struct
	{
		const char *family;
		double best[2];
	} cases[] = {{"dweibull", {-1518.23078045, -649.38271635}},
				 {"dgamma", {-1484.16768558, -636.12423432}},
				 {"gennorm", {-1538.36880896, -653.60225769}}};
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};

	for (int sample = 0; sample < 2; sample++)
	{
		Histogram *h = hist_create(&context, HIST_MIN_BINS);
		FitData *data;

		for (int i = 0; i < 10; i++)
			if (counts[sample][i] > 0)
				hist_add(h, i + 1, (uint64_t) counts[sample][i]);
		data = fit_data_create(&context, h, &options);
		for (int k = 0; k < 3; k++)
		{
			FamilyFit fit;

			fit_family(data, family_by_name(cases[k].family), &fit);
			CHECK(fabs(fit.loglik - cases[k].best[sample]) < 1e-3,
				  "%s of sample %d: %.9g, best %.9g", cases[k].family, sample, fit.loglik,
				  cases[k].best[sample]);
		}
		arena_clear();
	}
}

/*
 * Integers from 1 to 10, V6 and V8 of the same: on points in place of cells t has its best place
 * elsewhere (scipy, likewise).
 */
static void
test_few_values(void)
{
	static const int counts[2][10] = {{402, 30, 28, 19, 30, 4, 8, 21, 9, 132},
									  {443, 36, 44, 18, 19, 22, 16, 24, 16, 61}};
	static const double best[2] = {-1603.79783180, -1407.38168247};
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};

	for (int sample = 0; sample < 2; sample++)
	{
		Histogram *h = hist_create(&context, HIST_MIN_BINS);
		FamilyFit fit;

		for (int i = 0; i < 10; i++)
			hist_add(h, i + 1, (uint64_t) counts[sample][i]);
		fit_family(fit_data_create(&context, h, &options), family_by_name("t"), &fit);
		CHECK(fabs(fit.loglik - best[sample]) < 1e-4, "t of sample %d: %.12g, best %.12g", sample,
			  fit.loglik, best[sample]);
		arena_clear();
	}
}

/*
 * Rounded rows with most or few of them in the first or the last cell: an end of the support is
 * best inside that cell, at the row in it, or outside (scipy's distribution functions, differences
 * over the cells maximised by differential evolution among supports that hold every row).
 */
static void
test_ends_in_cells(void)
{
	static const struct
	{
		const char *family;
		int first, n;
		int count[24];
		double best;
	} cases[] = {
		{"truncexpon", 1995, 9, {1275, 3491, 1381, 687, 350, 245, 175, 48, 222}, -13356.95559078},
		{"vonmises_line", 1, 10, {579, 35, 33, 12, 6, 3, 9, 8, 0, 14}, -1223.99619121},
		{"rdist",
		 1,
		 24,
		 {20, 24, 38, 110, 115, 26, 17, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 132},
		 -1450.23906801},
		{"gibrat", 1, 8, {90, 27, 24, 11, 12, 8, 0, 6}, -288.07167230}};
	static const double units[] = {1, 1e-9, 1e9};
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};

	for (size_t k = 0; k < sizeof(cases) / sizeof(*cases); k++)
		for (int u = 0; u < 3; u++)
		{
			Histogram *h = hist_create(&context, HIST_MIN_BINS);
			FitData *data;
			FamilyFit fit;
			double loglik;

			for (int i = 0; i < cases[k].n; i++)
				if (cases[k].count[i] > 0)
					hist_add(h, units[u] * (cases[k].first + i), (uint64_t) cases[k].count[i]);
			data = fit_data_create(&context, h, &options);
			fit_family(data, family_by_name(cases[k].family), &fit);
			loglik = fit.loglik + data->n * log(units[u]);
			CHECK(fabs(loglik - cases[k].best) < 1e-3, "%s in units of %g: %.9g, best %.9g",
				  cases[k].family, units[u], loglik, cases[k].best);
			arena_clear();
		}
}

/*
 * Ages with two decimals, many times each, as Age of nlme's Remifentanil: cells of 0.01 in any
 * unit.  With a billionth of the unit they were atoms once, up to 364 worse.
 */
static void
test_decimals_in_any_unit(void)
{
	static const double ages[] = {20,    21,    22.33, 23, 23.66, 24, 24.66, 24.91, 26.5, 28, 28.66,
								  30.58, 30.66, 30.75, 33, 37.83, 41, 50,    65.25, 85};
	static const double factors[] = {1, 1e-9, 1e9, 1e-30};
	static const char *const names[] = {"gamma", "lognorm", "burr", "weibull_min"};
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};
	double want[4] = {0};

	for (int f = 0; f < 4; f++)
	{
		Histogram *h = hist_create(&context, HIST_MIN_BINS);
		double n = 0;
		FitData *data;

		for (int i = 0; i < 20; i++)
		{
			hist_add(h, ages[i] * factors[f], (uint64_t) (20 + 7 * i % 31));
			n += 20 + 7 * i % 31;
		}
		data = fit_data_create(&context, h, &options);
		for (int k = 0; k < 4; k++)
		{
			FamilyFit fit;
			double got;

			fit_family(data, family_by_name(names[k]), &fit);
			got = fit.loglik + n * log(factors[f]);
			if (f == 0)
				want[k] = got;
			CHECK(fabs(got - want[k]) < 1e-6 * fabs(want[k]), "%s times %g: %.12g, not %.12g",
				  names[k], factors[f], got, want[k]);
		}
		arena_clear();
	}
}

/*
 * Ramps that are narrower than a bin: the log-likelihood is that of the rows, and nothing is gained
 * by a ramp that the bins would not show.  A million evenly distributed rows for the trapezoid, and
 * of a triangle without a right side.
 */
static void
test_narrow_ramps(void)
{
	enum
	{
		N = 1000000
	};
	static double x[N];
	static const char *const names[] = {"trapezoid", "triang"};
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};

	for (int k = 0; k < 2; k++)
	{
		Histogram *h = hist_create(&context, HIST_MIN_BINS);
		const Family *f = family_by_name(names[k]);
		double true_params[] = {1, 0, 1}, raw;
		FitData *data;
		FamilyFit fit;
		Distribution d;

		state = 8;
		for (int i = 0; i < N; i++)
		{
			x[i] = k == 0 ? uniform() : sqrt(uniform());
			hist_add(h, x[i], 1);
		}
		data = fit_data_create(&context, h, &options);
		fit_family(data, f, &fit);
		d = distribution(f, fit.params);
		raw = raw_loglik(&d, x, N);
		CHECK(fabs(fit.loglik - raw) < 0.5, "%s(%g, ...): %g, the rows' %g", f->name, fit.params[0],
			  fit.loglik, raw);
		if (k == 0)
		{
			fit_family(data, family_by_name("uniform"), &fit);
			CHECK(raw > fit.loglik - 0.5, "trapezoid %g, uniform %g", raw, fit.loglik);
		}
		else
		{
			d = distribution(f, true_params);
			CHECK(raw > raw_loglik(&d, x, N) - 0.5, "triang %g, truth %g", raw,
				  raw_loglik(&d, x, N));
		}
		arena_clear();
	}
}

/*
 * A first row far below the others of an exponential distribution: loc is that row, scale what the
 * mean is above it, as in every textbook.
 */
static void
test_first_row_far(void)
{
	static const double x[] = {1, 5, 5.5};
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};
	Histogram *h = hist_create(&context, HIST_MIN_BINS);
	double scale = 17.0 / 6;
	FamilyFit fit;

	for (int i = 0; i < 3; i++)
		hist_add(h, x[i], 1);
	fit_family(fit_data_create(&context, h, &options), family_by_name("expon"), &fit);
	CHECK(fit.params[0] == 1 && fabs(fit.params[1] - scale) < 1e-12, "expon(%.17g, %.17g)",
		  fit.params[0], fit.params[1]);
	CHECK(fabs(fit.loglik + 3 * (1 + log(scale))) < 1e-12, "loglik %.17g", fit.loglik);
	CHECK(!strstr(fit.message, "unbounded"), "%s", fit.message);
	arena_clear();
}

/*
 * Rows whose tukeylambda has one optimum with both ends at the extreme rows and a better one far
 * from that, at another shape (scipy's density, maximised by the simplex from six places).
 */
static void
test_other_shape(void)
{
	static const struct
	{
		double a, b, best;
	} cases[] = {{0.4, 1.8, 36.308889828}, {0.9, 2.3, 20.094567712}};
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};

	for (int k = 0; k < 2; k++)
	{
		Histogram *h = hist_create(&context, HIST_MIN_BINS);
		double params[] = {cases[k].a, cases[k].b, 0, 1};
		Distribution d = distribution(family_by_name("beta"), params);
		FamilyFit fit;

		for (int i = 0; i < 200; i++)
			hist_add(h, distribution_quantile(&d, (i + 0.5) / 200), 1);
		fit_family(fit_data_create(&context, h, &options), family_by_name("tukeylambda"), &fit);
		CHECK(fit.loglik > cases[k].best - 1e-3, "beta(%g, %g): %.9g, best %.9g", cases[k].a,
			  cases[k].b, fit.loglik, cases[k].best);
		arena_clear();
	}
}

/*
 * Integers with as many rows at the ends as in the middle, or fewer.  No cliff of gennorm's inside
 * the last cells, beyond the nodes of a quadrature, may gain anything: what is reported is the sum
 * over the cells, by the differences of its distribution function.  And the uniform distribution
 * has its ends where that sum is highest (scipy.optimize, L-BFGS-B from four places).
 */
static void
test_cliffs(void)
{
	static const struct
	{
		int first, n;
		int count[20];
		double lower, upper, best;
	} cases[] = {
		{8,
		 20,
		 {61, 57, 133, 104, 103, 286, 247, 256, 217, 171, 61, 75, 65, 41, 97, 0, 35, 124, 90, 64},
		 7.99213691,
		 27.03283761,
		 -6820.44639915},
		{1,
		 14,
		 {600, 600, 597, 567, 583, 600, 600, 600, 600, 590, 700, 600, 600, 600},
		 0.50511124,
		 14.49488864,
		 -22265.71315167}};
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};

	for (int k = 0; k < 2; k++)
	{
		Histogram *h = hist_create(&context, HIST_MIN_BINS);
		double total = 0;
		FitData *data;
		FamilyFit uniform_fit, fit;
		Distribution d;

		for (int i = 0; i < cases[k].n; i++)
			if (cases[k].count[i] > 0)
				hist_add(h, cases[k].first + i, (uint64_t) cases[k].count[i]);
		data = fit_data_create(&context, h, &options);
		fit_family(data, family_by_name("uniform"), &uniform_fit);
		CHECK(fabs(uniform_fit.loglik - cases[k].best) < 1e-6, "uniform: %.9g, best %.9g",
			  uniform_fit.loglik, cases[k].best);
		CHECK(fabs(uniform_fit.params[0] - cases[k].lower) < 1e-4 &&
				  fabs(uniform_fit.params[0] + uniform_fit.params[1] - cases[k].upper) < 1e-4,
			  "uniform(%.9g, %.9g)", uniform_fit.params[0], uniform_fit.params[1]);
		fit_family(data, family_by_name("gennorm"), &fit);
		d = distribution(family_by_name("gennorm"), fit.params);
		for (int i = 0; i < cases[k].n; i++)
			if (cases[k].count[i] > 0)
				total += cases[k].count[i] * log(distribution_cdf(&d, cases[k].first + i + 0.5) -
												 distribution_cdf(&d, cases[k].first + i - 0.5));
		CHECK(fabs(fit.loglik - total) < 1e-6 * fabs(total), "gennorm: %.9g, cells %.9g",
			  fit.loglik, total);
		CHECK(fit.loglik > uniform_fit.loglik - 1e-6, "gennorm %.9g, uniform %.9g", fit.loglik,
			  uniform_fit.loglik);
		arena_clear();
	}
}

int
main(void)
{
	test_cliffs();
	test_first_row_far();
	test_other_shape();
	test_narrow_ramps();
	test_poles();
	test_mirrored();
	test_pole_at_cell();
	test_pole_in_first_cell();
	test_few_values();
	test_decimals_in_any_unit();
	test_ends_in_cells();
	test_few_rows();
	test_against_scipy();
	test_any_data();
	test_no_information();
	arena_clear();
	return unit_done();
}
