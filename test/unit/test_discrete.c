/*
 * test_discrete.c
 *		Discrete families against 50-digit references.
 *
 * test/reference/discrete.tsv (made by the script beside it) holds masses and probabilities from
 *far tail to far tail.
 */
#include <float.h>

#include "distribution.h"
#include "unit.h"

/* How exact families must be, and those that sum or integrate. */
#define TOLERANCE 1e-12

static const struct
{
	const char *family;
	double tolerance;
} less_exact[] = {
	{"delaporte", 1e-11},
	{"nchypergeom_wallenius", 1e-11},
	{"skellam", 1e-11},
};

static double
tolerance_of(const char *name)
{
	for (size_t i = 0; i < sizeof(less_exact) / sizeof(less_exact[0]); i++)
		if (strcmp(less_exact[i].family, name) == 0)
			return less_exact[i].tolerance;
	return TOLERANCE;
}

/* Error of a logarithm: relative, and the absolute one where the value is small. */
static double
log_error(double got, double want)
{
	if (got == want)
		return 0;
	if (!isfinite(got) || !isfinite(want))
		return INFINITY;
	return fabs(got - want) / fmax(1, fabs(want));
}

enum
{
	LOGPDF,
	CDF,
	SF,
	LOGCDF,
	LOGSF,
	N_MEASURES
};

static const char *const measure_names[] = {"logpdf", "cdf", "sf", "logcdf", "logsf"};

/* The smallest integer with at least that probability: y, as long as the mass at y is noticed. */
static void
check_quantiles(const Distribution *d, double y, const double *want, const char *what)
{
	double mass = exp(want[LOGPDF]), p = want[CDF] - 0.5 * mass, q = want[SF] + 0.5 * mass;

	if (mass > 1e-9 * want[CDF] && want[CDF] > 1e-290)
		CHECK(distribution_quantile(d, p) == y, "%s: quantile(%.17g) = %.17g, not %.17g", what, p,
			  distribution_quantile(d, p), y);
	if (mass > 1e-9 * (want[SF] + mass) && mass > 1e-290)
		CHECK(distribution_quantile_upper(d, q) == y,
			  "%s: quantile_upper(%.17g) = %.17g, not %.17g", what, q,
			  distribution_quantile_upper(d, q), y);
}

static void
check_row(const Family *f, const Distribution *d, double y, const double *want, double *worst)
{
	double error[N_MEASURES], tolerance = tolerance_of(f->name);
	char what[256];
	int used = snprintf(what, sizeof(what), "%s(", f->name);

	for (int i = 0; i < f->n_shapes; i++)
		used += snprintf(what + used, sizeof(what) - (size_t) used, "%.10g%s", d->shape.p[i],
						 i < f->n_shapes - 1 ? ", " : ")");
	error[LOGPDF] = log_error(distribution_logpdf(d, y), want[LOGPDF]);
	error[CDF] = unit_error(distribution_cdf(d, y), want[CDF]);
	error[SF] = unit_error(distribution_sf(d, y), want[SF]);
	error[LOGCDF] = unit_error(distribution_logcdf(d, y), want[LOGCDF]);
	error[LOGSF] = unit_error(distribution_logsf(d, y), want[LOGSF]);
	for (int m = 0; m < N_MEASURES; m++)
	{
		/* a double cannot hold it, or not with all its digits */
		if ((m == CDF || m == SF) && want[m] < 1e-306 && error[m] > 0)
			continue;
		worst[m] = fmax(worst[m], error[m]);
		CHECK(error[m] <= tolerance, "%s %s: error %.2g at %.17g (want %.17g)", what,
			  measure_names[m], error[m], y, want[m]);
	}
	check_quantiles(d, y, want, what);
}

static void
report(const Family *f, double *worst)
{
	if (f)
		printf("%-24s %7.1e %7.1e %7.1e %7.1e %7.1e\n", f->name, worst[0], worst[1], worst[2],
			   worst[3], worst[4]);
	memset(worst, 0, N_MEASURES * sizeof(double));
}

/*
 * A tail that falls like y^-0.01.  With one success the variable is geometric for a given p, and the
 * sf B(a, b + y + 1) / B(a, b), here worked out with 300 digits (mpmath).
 */
static void
check_heavy_tail(void)
{
	static const double sf[][2] = {{1e5, 0.87413497628293829},   {1e10, 0.7790736959634467},
								   {1e14, 0.71052365537644786},  {1e20, 0.61884023363538815},
								   {1e40, 0.39046179047208687},  {1e95, 0.11004708455774871},
								   {1e200, 0.0098079567350977158}};
	Distribution d = {0};
	double params[] = {1, 0.01, 0.5, 0, 1};
	const char *error;

	CHECK(distribution_set(&unit_context, &d, family_by_name("betanbinom"), params, &error),
		  "betanbinom");
	for (size_t i = 0; i < sizeof(sf) / sizeof(sf[0]); i++)
	{
		double p = sf[i][1];

		CHECK(fabs(distribution_sf(&d, sf[i][0]) / p - 1) <= TOLERANCE, "betanbinom sf(%g) = %.17g",
			  sf[i][0], distribution_sf(&d, sf[i][0]));
		CHECK(fabs(distribution_cdf(&d, sf[i][0]) / (1 - p) - 1) <= TOLERANCE,
			  "betanbinom cdf(%g) = %.17g", sf[i][0], distribution_cdf(&d, sf[i][0]));
	}
}

int
main(void)
{
	FILE *table = unit_open_reference("discrete");
	char name[1][32];
	double v[MAX_PARAMS + 6], worst[N_MEASURES] = {0};
	bool seen[512] = {false};
	const Family *f = NULL;
	Distribution d = {0};
	int n;

	printf("%-24s %7s %7s %7s %7s %7s\n", "family", "logpdf", "cdf", "sf", "logcdf", "logsf");
	while ((n = unit_read_row(table, 1, name, MAX_PARAMS + 6, v)) >= 0)
	{
		double params[MAX_PARAMS] = {0};
		const char *error;

		if (!f || strcmp(f->name, name[0]) != 0)
		{
			report(f, worst);
			f = family_by_name(name[0]);
			if (!f)
			{
				CHECK(false, "no family %s", name[0]);
				continue;
			}
			for (int i = 0; i < n_families; i++)
				seen[i] = seen[i] || families[i] == f;
		}
		CHECK(n == f->n_shapes + 6, "columns of %s: %d", name[0], n);
		memcpy(params, v, (size_t) f->n_shapes * sizeof(double));
		params[f->n_shapes + 1] = 1;
		if (!distribution_set(&unit_context, &d, f, params, &error))
		{
			CHECK(false, "%s: %s", f->name, error);
			continue;
		}
		check_row(f, &d, v[f->n_shapes], v + f->n_shapes + 1, worst);
	}
	report(f, worst);
	for (int i = 0; i < n_families; i++)
		CHECK(families[i]->kind == FAMILY_CONTINUOUS || seen[i], "no reference for %s",
			  families[i]->name);
	check_heavy_tail();
	core_release(&unit_context, d.shape.table);
	fclose(table);
	return unit_done();
}
