/*
 * test_truncation.c
 *		Truncated distributions against 50-digit references, and as properties of every family.
 */
#include "distribution.h"
#include "interval.h"
#include "unit.h"

static void
check_quantiles(const Distribution *d, double x, double logcdf, double logsf, const char *what)
{
	double density = exp(distribution_logpdf(d, x));

	/* p is known to an ulp, which moves x by ulp(p) / density; a p of 1 is no place */
	if (logcdf > -600 && logcdf < -1e-3)
		CHECK(fabs(distribution_quantile(d, exp(logcdf)) - x) <=
				  1e-12 * exp(logcdf) / density + 1e-14 * fabs(x),
			  "quantile of %s at %g: %.17g", what, x, distribution_quantile(d, exp(logcdf)));
	if (logsf > -600 && logsf < -1e-3)
		CHECK(fabs(distribution_quantile_upper(d, exp(logsf)) - x) <=
				  1e-12 * exp(logsf) / density + 1e-14 * fabs(x),
			  "upper quantile of %s at %g: %.17g", what, x,
			  distribution_quantile_upper(d, exp(logsf)));
}

static void
test_references(void)
{
	FILE *table = unit_open_reference("truncated");
	char name[1][32];
	double v[MAX_PARAMS + 6];
	Distribution d = {0};
	int n;

	while ((n = unit_read_row(table, 1, name, MAX_PARAMS + 6, v)) >= 0)
	{
		const Family *f = family_by_name(name[0]);
		const double *rest = v + family_n_params(f);
		double x = rest[2], y_error = (fabs(x) + fabs(v[f->n_shapes])) / v[f->n_shapes + 1];
		const char *error;

		CHECK(n == family_n_params(f) + 6, "columns of %s: %d", name[0], n);
		CHECK(distribution_set(&unit_context, &d, f, v, &error), "%s: %s", name[0], error);
		CHECK(distribution_truncate(&d, rest[0], rest[1], &error), "%s: %s", name[0], error);
		/* relative errors of probabilities are absolute ones of their logarithms */
		CHECK(fabs(distribution_logpdf(&d, x) - rest[3]) <
				  1e-12 * (1 + fabs(rest[3])) + 1e-15 * y_error,
			  "logpdf of %s on [%g, %g] at %g", name[0], rest[0], rest[1], x);
		CHECK(fabs(distribution_logcdf(&d, x) - rest[4]) <
				  1e-12 * (1 + fabs(rest[4])) + 1e-15 * y_error,
			  "logcdf of %s on [%g, %g] at %g: %.17g", name[0], rest[0], rest[1], x,
			  distribution_logcdf(&d, x));
		CHECK(fabs(distribution_logsf(&d, x) - rest[5]) <
				  1e-12 * (1 + fabs(rest[5])) + 1e-15 * y_error,
			  "logsf of %s on [%g, %g] at %g: %.17g", name[0], rest[0], rest[1], x,
			  distribution_logsf(&d, x));
		CHECK_CLOSE(distribution_cdf(&d, x), exp(distribution_logcdf(&d, x)), 1e-12, "cdf");
		check_quantiles(&d, x, rest[4], rest[5], name[0]);
	}
	fclose(table);
}

/* Any family, cut at its quantiles: what must hold whatever the formulae. */
static void
test_properties(const Family *f, Distribution *whole, Distribution *d)
{
	double params[MAX_PARAMS] = {0}, from, to, before = 0;
	const char *error;

	for (int i = 0; i < f->n_shapes; i++)
		params[i] = f->shape[i].grid[f->shape[i].n_grid / 2];
	if (f->tangle)
		f->tangle(params);
	params[f->n_shapes] = f->kind == FAMILY_DISCRETE ? 3 : 2.5;
	params[f->n_shapes + 1] = f->kind == FAMILY_DISCRETE || (f->flags & SCALE_REDUNDANT) ? 1 : 4;
	if (!distribution_set(&unit_context, whole, f, params, &error) ||
		!distribution_set(&unit_context, d, f, params, &error))
	{
		CHECK(false, "%s: %s", f->name, error);
		return;
	}
	from = distribution_quantile(whole, 0.2);
	to = distribution_quantile_upper(whole, 0.1);
	if (!distribution_truncate(d, from, to, &error))
	{
		CHECK(f->kind == FAMILY_DISCRETE && from > to, "%s: %s", f->name, error);
		return;
	}
	CHECK(distribution_cdf(d, to) == 1 && distribution_sf(d, to) == 0, "%s", f->name);
	CHECK(distribution_logpdf(d, from - 1) == -INFINITY &&
			  distribution_logpdf(d, to + 1) == -INFINITY,
		  "%s", f->name);
	CHECK(distribution_quantile(d, 0) == from && distribution_quantile(d, 1) == to, "%s", f->name);
	for (int i = 1; i < 16; i++)
	{
		double x = distribution_quantile(d, i / 16.0), cdf = distribution_cdf(d, x);
		double expected = (distribution_cdf(whole, x) - distribution_cdf(whole, from)) /
						  (distribution_cdf(whole, to) - distribution_cdf(whole, from));

		CHECK(fabs(cdf + distribution_sf(d, x) - 1) < 1e-9, "%s at %g", f->name, x);
		CHECK(cdf >= before && x >= from && x <= to, "%s at %g", f->name, x);
		before = cdf;
		if (f->kind == FAMILY_DISCRETE)
			continue;
		CHECK(fabs(cdf - i / 16.0) < 1e-9, "%s: cdf of the quantile %d / 16: %.17g", f->name, i,
			  cdf);
		CHECK(fabs(cdf - expected) < 1e-9, "%s at %g: %.17g, by the whole %.17g", f->name, x, cdf,
			  expected);
	}
}

static void
test_errors(void)
{
	double params[2] = {0, 1};
	Distribution d = {0};
	const char *error;

	CHECK(distribution_set(&unit_context, &d, family_by_name("uniform"), params, &error),
		  "uniform");
	CHECK(!distribution_truncate(&d, 2, 3, &error) && error, "outside the support");
	CHECK(!distribution_truncate(&d, 0.5, 0.5, &error) && error, "empty");
	CHECK(!distribution_truncate(&d, 0.75, 0.25, &error) && error, "reversed");
	CHECK(!distribution_truncate(&d, NAN, 1, &error) && error, "NaN");
	CHECK(!distribution_truncate(&d, INFINITY, INFINITY, &error) && error, "inf");
	CHECK(distribution_truncate(&d, -1, 0.5, &error) && !error, "overlapping");
	CHECK(distribution_cdf(&d, 0.25) == 0.5 && distribution_quantile(&d, 0) == 0, "overlapping");
}

int
main(void)
{
	Distribution whole = {0}, truncated = {0};

	test_references();
	for (int i = 0; i < n_families; i++)
		test_properties(families[i], &whole, &truncated);
	free(whole.shape.table);
	free(truncated.shape.table);
	test_errors();
	return unit_done();
}
