/*
 * test_families.c
 *		Families against 50-digit references, and properties that every one of them must have.
 *
 * test/reference/families*.tsv (made by the scripts beside them) hold densities and probabilities
 * from far tail to far tail.  The properties loop over the table of families, so that a family is
 * tested as soon as it is in the table.
 */
#include <float.h>

#include "distribution.h"
#include "fit.h"
#include "unit.h"

/* Shape vectors per family that the properties look at. */
#define MAX_VECTORS 12

/* ---------- against the reference table ---------- */

/* The tables, and how exact the families in them must be. */
static const struct
{
	const char *name;
	double tolerance;
} tables[] = {
	{"families", 1e-12},
	{"families_bessel", 5e-12},
	{"families_bounded_logistic", 1e-12},
	{"families_gamma_normal", 1e-12},
	{"families_special", 1e-11},
	{"families_quadrature", 1e-9},
};

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

typedef struct Worst
{
	double error;
	double values[MAX_PARAMS];
	double y;
} Worst;

static void
note(Worst *worst, double error, const double *shapes, int n, double y)
{
	if (!(error > worst->error))
		return;
	worst->error = error;
	worst->y = y;
	memcpy(worst->values, shapes, n * sizeof(double));
}

enum
{
	LOGPDF,
	CDF,
	SF,
	LOGCDF,
	LOGSF,
	QUANTILE,
	QUANTILE_UPPER,
	N_MEASURES
};

static const char *const measure_names[] = {"logpdf",   "cdf",           "sf", "logcdf", "logsf",
											"quantile", "quantile_upper"};

/*
 * What a quantile may be off by: its own rounding, and that of the probability it was given, which
 * a flat cdf magnifies.
 */
static double
quantile_error(double got, double y, double p, double density)
{
	double slack = 4 * DBL_EPSILON * p / density;

	if (got == y || fabs(got - y) <= slack)
		return 0;
	return (fabs(got - y) - slack) / fabs(y);
}

static void
report(const Family *f, const Worst *worst, double tolerance)
{
	printf("%-18s", f->name);
	for (int m = 0; m < N_MEASURES; m++)
	{
		printf(" %7.1e", worst[m].error);
		CHECK(worst[m].error <= tolerance, "%s %s: error %.2g at shapes (%g, %g), y = %.17g",
			  f->name, measure_names[m], worst[m].error, worst[m].values[0], worst[m].values[1],
			  worst[m].y);
	}
	printf("\n");
}

static void
test_references(const char *name_of_table, double tolerance)
{
	FILE *table = unit_open_reference(name_of_table);
	char name[1][32];
	double v[MAX_PARAMS + 6];
	Worst worst[N_MEASURES];
	Distribution d = {0};
	const Family *f = NULL;
	int n;

	printf("%-18s %7s %7s %7s %7s %7s %7s %7s\n", "family", "logpdf", "cdf", "sf", "logcdf",
		   "logsf", "qf", "qf_up");
	while ((n = unit_read_row(table, 1, name, MAX_PARAMS + 6, v)) >= 0)
	{
		const char *error;
		double params[MAX_PARAMS];
		double y, density;

		if (!f || strcmp(f->name, name[0]) != 0)
		{
			if (f)
				report(f, worst, tolerance);
			memset(worst, 0, sizeof(worst));
			f = family_by_name(name[0]);
			if (!f)
			{
				CHECK(false, "no family %s", name[0]);
				continue;
			}
		}
		CHECK(n == f->n_shapes + 6, "columns of %s: %d", name[0], n);
		memcpy(params, v, f->n_shapes * sizeof(double));
		params[f->n_shapes] = 0;
		params[f->n_shapes + 1] = 1;
		CHECK(distribution_set(&unit_context, &d, f, params, &error), "%s: %s", f->name, error);
		y = v[f->n_shapes];
		memmove(v, v + f->n_shapes + 1, 5 * sizeof(double));
		density = exp(v[LOGPDF]);

		note(&worst[LOGPDF], log_error(distribution_logpdf(&d, y), v[LOGPDF]), params, f->n_shapes,
			 y);
		note(&worst[CDF], unit_error(distribution_cdf(&d, y), v[CDF]), params, f->n_shapes, y);
		note(&worst[SF], unit_error(distribution_sf(&d, y), v[SF]), params, f->n_shapes, y);
		note(&worst[LOGCDF], unit_error(distribution_logcdf(&d, y), v[LOGCDF]), params, f->n_shapes,
			 y);
		note(&worst[LOGSF], unit_error(distribution_logsf(&d, y), v[LOGSF]), params, f->n_shapes,
			 y);
		if (v[CDF] > 1e-307 && v[CDF] < 1)
			note(&worst[QUANTILE],
				 quantile_error(distribution_quantile(&d, v[CDF]), y, v[CDF], density), params,
				 f->n_shapes, y);
		if (v[SF] > 1e-307 && v[SF] < 1)
			note(&worst[QUANTILE_UPPER],
				 quantile_error(distribution_quantile_upper(&d, v[SF]), y, v[SF], density), params,
				 f->n_shapes, y);
	}
	if (f)
		report(f, worst, tolerance);
	core_release(&unit_context, d.shape.table);
	fclose(table);
}

/* ---------- properties of every family ---------- */

/* Vector `i` of the product of the shapes' grids, at scale 1 and loc 0; false past the last. */
static bool
grid_params(const Family *f, int i, double *params)
{
	int product = 1;
	int index;

	for (int j = 0; j < f->n_shapes; j++)
		product *= f->shape[j].n_grid;
	if (i >= product || i >= MAX_VECTORS)
		return false;
	/* spread over the product if it is larger than what is looked at */
	index = product <= MAX_VECTORS ? i : (int) ((long) i * (product - 1) / (MAX_VECTORS - 1));
	for (int j = 0; j < f->n_shapes; j++)
	{
		params[j] = f->shape[j].grid[index % f->shape[j].n_grid];
		index /= f->shape[j].n_grid;
	}
	params[f->n_shapes] = 0;
	params[f->n_shapes + 1] = 1;
	return true;
}

static bool
inside(const ShapeParam *shape, double value)
{
	return (value > shape->lower || (shape->closed_lower && value == shape->lower)) &&
		   (value < shape->upper || (shape->closed_upper && value == shape->upper));
}

/* No family nests itself, directly or through others: estimation goes down this order. */
static bool
nests_itself(const Family *f, const Family *target, int depth)
{
	if (depth > n_families)
		return true;
	for (const Nested *nested = f->nests; nested && nested->family; nested++)
	{
		const Family *simple = family_by_name(nested->family);

		if (simple && (simple == target || nests_itself(simple, target, depth + 1)))
			return true;
	}
	return false;
}

static void
check_declaration(const Family *f)
{
	CHECK(family_by_name(f->name) == f, "%s", f->name);
	CHECK(f->reference != NULL, "%s", f->name);
	CHECK(f->logpdf && f->cdf && f->sf, "%s", f->name);
	CHECK(f->n_identifiable > 0 && f->n_identifiable <= family_n_params(f), "%s", f->name);
	for (const char *const *alias = f->aliases; alias && *alias; alias++)
		CHECK(family_by_name(*alias) == f, "%s: alias %s", f->name, *alias);
	for (int j = 0; j < f->n_shapes; j++)
	{
		const ShapeParam *shape = &f->shape[j];

		CHECK(shape->name && strcmp(family_param_name(f, j), shape->name) == 0, "%s", f->name);
		CHECK(inside(shape, shape->least) && inside(shape, shape->most), "%s", f->name);
		CHECK(shape->least < shape->most, "%s %s", f->name, shape->name);
		CHECK(shape->n_grid > 0 && shape->n_grid <= MAX_GRID, "%s %s", f->name, shape->name);
		for (int i = 0; i < shape->n_grid; i++)
			CHECK(shape->grid[i] >= shape->least && shape->grid[i] <= shape->most, "%s %s: %g",
				  f->name, shape->name, shape->grid[i]);
	}
	CHECK(strcmp(family_param_name(f, f->n_shapes), "loc") == 0, "%s", f->name);
	if (f->kind == FAMILY_CONTINUOUS)
		CHECK(strcmp(family_param_name(f, f->n_shapes + 1), "scale") == 0, "%s", f->name);
	CHECK((f->kind == FAMILY_DISCRETE) == (f->counts != NULL), "%s", f->name);
	CHECK(!nests_itself(f, f, 0), "%s nests itself", f->name);
	CHECK(!f->kernel || family_by_name(f->kernel), "%s: kernel %s", f->name, f->kernel);
	CHECK(!f->reflects || family_by_name(f->reflects), "%s: reflects %s", f->name, f->reflects);
}

static double
simpson(const Distribution *d, double a, double b, double fa, double fm, double fb, double whole,
		double tolerance, int depth)
{
	double m = a + (b - a) / 2;
	double fl = exp(distribution_logpdf(d, a + (m - a) / 2));
	double fr = exp(distribution_logpdf(d, m + (b - m) / 2));
	double left = (m - a) / 6 * (fa + 4 * fl + fm);
	double right = (b - m) / 6 * (fm + 4 * fr + fb);
	double change = left + right - whole;

	if (depth <= 0 || fabs(change) <= 15 * tolerance)
		return left + right + change / 15;
	return simpson(d, a, m, fa, fl, fm, left, tolerance / 2, depth - 1) +
		   simpson(d, m, b, fm, fr, fb, right, tolerance / 2, depth - 1);
}

/* Integral of the density over [a, b], to about 1e-8. */
static double
integral(const Distribution *d, double a, double b)
{
	double fa = exp(distribution_logpdf(d, a));
	double fm = exp(distribution_logpdf(d, a + (b - a) / 2));
	double fb = exp(distribution_logpdf(d, b));

	return simpson(d, a, b, fa, fm, fb, (b - a) / 6 * (fa + 4 * fm + fb), 1e-9, 24);
}

static const double probabilities[] = {1e-12, 1e-6, 0.001, 0.03, 0.1,   0.25,
									   0.5,   0.75, 0.9,   0.97, 0.999, 0.999999};

#define N_PROBABILITIES ((int) (sizeof(probabilities) / sizeof(probabilities[0])))

/* How far from p the probability of a correctly rounded quantile x may be. */
static double
slack(const Distribution *d, double x, double p)
{
	double y = (x - d->loc) / d->scale;
	double f = isfinite(x) ? exp(distribution_logpdf(d, x)) * d->scale : 0;

	return 1e-9 * p + (isfinite(f) ? 8 * DBL_EPSILON * (fabs(y) + fabs(x / d->scale)) * f : p);
}

static void
check_continuous(const Distribution *d, const char *what)
{
	double before = -INFINITY;
	double cdf_before = 0;

	for (int i = 0; i < N_PROBABILITIES; i++)
	{
		double p = probabilities[i];
		double x = distribution_quantile(d, p);
		double z = distribution_quantile_upper(d, p);
		double cdf = distribution_cdf(d, x);
		double sf = distribution_sf(d, x);

		CHECK(x >= before && !isnan(z), "%s: quantile(%g) = %g after %g", what, p, x, before);
		if (isfinite(x) && x > d->loc + d->scale * d->lower)
		{
			CHECK(fabs(cdf - p) <= slack(d, x, p), "%s: cdf(quantile(%g)) = %.17g, x = %.17g", what,
				  p, cdf, x);
			CHECK(fabs(cdf + sf - 1) <= 1e-12 + 2e-9 * fmin(cdf, sf), "%s: cdf + sf - 1 = %g at %g",
				  what, cdf + sf - 1, x);
			CHECK(log_error(distribution_logcdf(d, x), log(cdf)) <= 1e-9, "%s: logcdf(%g)", what,
				  x);
			CHECK(log_error(distribution_logsf(d, x), log(sf)) <= 1e-9, "%s: logsf(%g)", what, x);
		}
		if (isfinite(z) && z < d->loc + d->scale * d->upper)
			CHECK(fabs(distribution_sf(d, z) - p) <= slack(d, z, p),
				  "%s: sf(quantile_upper(%g)) = %.17g, x = %.17g", what, p, distribution_sf(d, z),
				  z);
		CHECK(cdf >= cdf_before, "%s: cdf falls at %g", what, x);
		if (p > 0.02 && p < 0.98 && isfinite(before) && !(d->family->flags & POLE_INSIDE))
		{
			double mass = integral(d, before, x);

			CHECK(fabs(mass - (cdf - cdf_before)) <= 1e-7,
				  "%s: density over (%g, %g): %.12g not %.12g", what, before, x, mass,
				  cdf - cdf_before);
		}
		before = x;
		cdf_before = cdf;
	}
}

static void
check_discrete(const Distribution *d, const char *what)
{
	double first = distribution_quantile(d, 0.001);
	double last = distribution_quantile(d, 0.999);
	double step = fmax(1, floor((last - first) / 200));

	for (double x = first; x <= last; x += step)
	{
		double mass = exp(distribution_logpdf(d, x));
		double below = distribution_cdf(d, x - 1);
		double cdf = distribution_cdf(d, x);

		CHECK(fabs(cdf - below - mass) <= 1e-10 * cdf, "%s: mass %.15g at %g, cdf step %.15g", what,
			  mass, x, cdf - below);
		CHECK(fabs(cdf + distribution_sf(d, x) - 1) <= 1e-11, "%s: cdf + sf at %g", what, x);
		CHECK(distribution_logpdf(d, x + 0.5) == -INFINITY, "%s: mass between integers", what);
	}
	for (int i = 0; i < N_PROBABILITIES; i++)
	{
		double p = probabilities[i];
		double x = distribution_quantile(d, p);
		double z = distribution_quantile_upper(d, p);

		CHECK(distribution_cdf(d, x) >= p * (1 - 1e-12), "%s: quantile(%g) = %g", what, p, x);
		CHECK(distribution_cdf(d, x - 1) < p * (1 + 1e-12), "%s: quantile(%g) = %g", what, p, x);
		CHECK(distribution_sf(d, z) <= p * (1 + 1e-12), "%s: quantile_upper(%g) = %g", what, p, z);
		/* as far as doubles tell integers apart */
		if (fabs(z) < 0x1p53)
			CHECK(distribution_sf(d, z - 1) > p * (1 - 1e-12), "%s: quantile_upper(%g) = %g", what,
				  p, z);
	}
}

static void
check_ends(const Distribution *d, const char *what)
{
	double lower = d->loc + d->scale * d->lower;
	double upper = d->loc + d->scale * d->upper;

	if (isfinite(d->lower))
		CHECK(!isnan(d->family->logpdf(&d->shape, d->lower)), "%s: logpdf at the lower end", what);
	if (isfinite(d->upper))
		CHECK(!isnan(d->family->logpdf(&d->shape, d->upper)), "%s: logpdf at the upper end", what);
	CHECK(distribution_quantile(d, 0) == lower && distribution_quantile(d, 1) == upper, "%s", what);
	CHECK(distribution_quantile_upper(d, 1) == lower && distribution_quantile_upper(d, 0) == upper,
		  "%s", what);
	CHECK(isnan(distribution_quantile(d, -0.1)) && isnan(distribution_quantile(d, 1.1)), "%s",
		  what);
	CHECK(distribution_logpdf(d, -INFINITY) == -INFINITY, "%s", what);
	CHECK(distribution_logpdf(d, INFINITY) == -INFINITY, "%s", what);
	CHECK(distribution_cdf(d, -INFINITY) == 0 && distribution_cdf(d, INFINITY) == 1, "%s", what);
	CHECK(distribution_sf(d, -INFINITY) == 1 && distribution_sf(d, INFINITY) == 0, "%s", what);
	CHECK(distribution_logcdf(d, INFINITY) == 0 && distribution_logsf(d, -INFINITY) == 0, "%s",
		  what);
	CHECK(isnan(distribution_logpdf(d, NAN)) && isnan(distribution_cdf(d, NAN)) &&
			  isnan(distribution_sf(d, NAN)),
		  "%s", what);
	if (isfinite(lower))
		CHECK(distribution_logpdf(d, lower - d->scale) == -INFINITY &&
				  distribution_cdf(d, lower - d->scale) == 0 &&
				  distribution_sf(d, lower - d->scale) == 1,
			  "%s: below the support", what);
	if (isfinite(upper))
		CHECK(distribution_logpdf(d, upper + d->scale) == -INFINITY &&
				  distribution_cdf(d, upper + d->scale) == 1 &&
				  distribution_sf(d, upper + d->scale) == 0,
			  "%s: above the support", what);
}

/* A nested family's curve, and the one that its parameters are mapped to, are (nearly) the same. */
static void
check_nested(const Family *f, const Nested *nested, const double *simple_params)
{
	const Family *simple = family_by_name(nested->family);
	Distribution inner = {0}, outer = {0};
	double params[MAX_PARAMS];
	const char *error = NULL;

	if (!nested->from(simple_params, params))
		return;
	CHECK(distribution_set(&unit_context, &inner, simple, simple_params, &error), "%s: %s",
		  simple->name, error);
	CHECK(distribution_set(&unit_context, &outer, f, params, &error), "%s from %s: %s", f->name,
		  simple->name, error);
	if (!error)
		for (double p = 0.05; p < 1; p += 0.1)
		{
			double x = distribution_quantile(&inner, p);
			double got = distribution_cdf(&outer, x);
			double want = f->kind == FAMILY_DISCRETE ? distribution_cdf(&inner, x) : p;

			CHECK(fabs(got - want) <= (nested->is_limit ? 0.02 : 1e-9),
				  "%s from %s (shape %g): cdf %.12g at its quantile %g", f->name, simple->name,
				  simple_params[0], got, p);
		}
	core_release(&unit_context, inner.shape.table);
	core_release(&unit_context, outer.shape.table);
}

static void
test_properties(void)
{
	/* others than 0 and 1 must not matter, nor must their sizes */
	static const double locs[] = {0, -3.25, 1e6};
	static const double scales[] = {1, 0.125, 1e3};

	for (int i = 0; i < n_families; i++)
	{
		const Family *f = families[i];
		Distribution d = {0};
		double params[MAX_PARAMS];

		check_declaration(f);
		if (i > 0)
			CHECK(strcmp(families[i - 1]->name, f->name) < 0, "%s is out of order", f->name);
		for (int j = 0; grid_params(f, j, params); j++)
		{
			const char *error = NULL;
			char what[128];

			if (f->kind == FAMILY_CONTINUOUS)
			{
				params[f->n_shapes] = locs[j % 2];
				params[f->n_shapes + 1] = scales[j % 3];
			}
			snprintf(what, sizeof(what), "%s(%g, %g, %g, %g, %g, %g)", f->name, params[0],
					 params[1], f->n_shapes > 0 ? params[2] : 0, f->n_shapes > 1 ? params[3] : 0,
					 f->n_shapes > 2 ? params[4] : 0, f->n_shapes > 3 ? params[5] : 0);
			if (!distribution_set(&unit_context, &d, f, params, &error))
			{
				CHECK(false, "%s: %s", what, error);
				continue;
			}
			if (f->kind == FAMILY_CONTINUOUS)
				check_continuous(&d, what);
			else
				check_discrete(&d, what);
			check_ends(&d, what);
		}
		for (const Nested *nested = f->nests; nested && nested->family; nested++)
		{
			const Family *simple = family_by_name(nested->family);

			CHECK(simple != NULL, "%s nests the unknown %s", f->name, nested->family);
			for (int j = 0; simple && grid_params(simple, j, params); j++)
				check_nested(f, nested, params);
		}
		core_release(&unit_context, d.shape.table);
	}
}

/* ---------- families that are others in disguise ---------- */

static void
test_aliases(void)
{
	for (int i = 0; i < n_families; i++)
	{
		const Family *f = families[i];
		const Family *other = family_by_name(f->kernel     ? f->kernel
											 : f->reflects ? f->reflects
														   : "");
		Distribution d = {0}, e = {0};
		double params[MAX_PARAMS], mapped[MAX_PARAMS];
		const char *error;

		for (int j = 0; other && grid_params(other, j, params); j++)
		{
			double sign = f->kernel ? 1 : -1;

			if (other->kind == FAMILY_CONTINUOUS)
				params[other->n_shapes] = 2;
			if (!f->kernel)
			{
				memcpy(mapped, params, sizeof(mapped));
				mapped[f->n_shapes] = -params[f->n_shapes];
			}
			else if (!f->from_kernel(params, mapped))
				continue;
			CHECK(distribution_set(&unit_context, &d, f, mapped, &error), "%s", f->name);
			CHECK(distribution_set(&unit_context, &e, other, params, &error), "%s", other->name);
			for (double p = 0.05; p < 1; p += 0.1)
			{
				double x = distribution_quantile(&e, p);
				double got = sign > 0 ? distribution_cdf(&d, x) : distribution_sf(&d, -x);

				CHECK(fabs(got - distribution_cdf(&e, x)) <= 1e-9, "%s from %s(%g): %g at %g",
					  f->name, other->name, params[0], got, p);
				CHECK(log_error(distribution_logpdf(&d, sign * x), distribution_logpdf(&e, x)) <=
						  1e-9,
					  "%s from %s(%g): logpdf at %g", f->name, other->name, params[0], p);
			}
		}
		core_release(&unit_context, d.shape.table);
		core_release(&unit_context, e.shape.table);
	}
}

/* ---------- closed-form estimates ---------- */

#define N_ROWS 41

/* Rows on (0.3, 6.3) without ties or symmetry, with weights 1, 2 and 3. */
static void
make_rows(FitData *data, double *node, double *weight)
{
	double sum = 0, squares = 0;

	memset(data, 0, sizeof(*data));
	for (int i = 0; i < N_ROWS; i++)
	{
		double u = (i + 0.5) / N_ROWS;

		node[i] = 0.3 + 6 * u * u * (0.8 + 0.2 * u);
		weight[i] = 1 + i % 3;
		data->n += weight[i];
		sum += weight[i] * node[i];
	}
	data->mean = sum / data->n;
	for (int i = 0; i < N_ROWS; i++)
		squares += weight[i] * (node[i] - data->mean) * (node[i] - data->mean);
	data->variance = squares / data->n;
	data->min = data->edge_min = node[0];
	data->max = data->edge_max = node[N_ROWS - 1];
	data->rows.n_nodes = N_ROWS;
	data->rows.node = node;
	data->rows.weight = weight;
	/* every bin a point */
	data->n_bins = N_ROWS;
	data->bin_lower = data->bin_upper = node;
	data->bin_count = weight;
}

static double
log_likelihood(const Family *f, const double *params, const FitData *data)
{
	Distribution d = {0};
	const char *error;
	double sum = 0;

	if (!distribution_set(&unit_context, &d, f, params, &error))
		return -INFINITY;
	for (int i = 0; i < data->rows.n_nodes; i++)
		sum += data->rows.weight[i] * distribution_logpdf(&d, data->rows.node[i]);
	core_release(&unit_context, d.shape.table);
	return sum;
}

/*
 * What is said to be the maximum is finite, and no step along or across the coordinates goes up.
 * End points are the extreme rows up to rounding: hence the nudge outwards.
 */
static void
check_maximum(const Family *f, const FitData *data)
{
	int n = family_n_params(f);
	double params[MAX_PARAMS];
	double best;

	if (!f->closed_form(data, params))
		return;
	if (f->flags & EDGE_UPPER || f->lower > 0)
		params[n - 1] *= f->flags & EDGE_UPPER ? 1 + 4 * DBL_EPSILON : 1 - 4 * DBL_EPSILON;
	best = log_likelihood(f, params, data);
	CHECK(isfinite(best), "%s: log-likelihood %g", f->name, best);
	CHECK(!data->loc_fixed || params[n - 2] == data->loc_value, "%s moves a fixed loc", f->name);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			for (int k = 0; k < 4; k++)
			{
				double moved[MAX_PARAMS];

				if (data->loc_fixed && (i == n - 2 || j == n - 2))
					continue;
				memcpy(moved, params, n * sizeof(double));
				moved[i] += (k & 1 ? 1e-3 : -1e-3) * params[n - 1];
				if (i != j)
					moved[j] += (k & 2 ? 1e-3 : -1e-3) * params[n - 1];
				CHECK(log_likelihood(f, moved, data) <= best + 1e-9 * fabs(best),
					  "%s (loc %s): better %s and %s", f->name, data->loc_fixed ? "fixed" : "free",
					  family_param_name(f, i), family_param_name(f, j));
			}
}

static void
test_closed_forms(void)
{
	/* whether there is one with loc free, with loc fixed below all rows */
	static const struct
	{
		const char *name;
		bool loc_free, loc_fixed;
	} known[] = {{"norm", true, true},      {"expon", true, true},     {"uniform", true, true},
				 {"laplace", true, true},   {"halfnorm", true, true},  {"lognorm", false, true},
				 {"rayleigh", false, true}, {"maxwell", false, true},  {"pareto", false, true},
				 {"invgauss", false, true}, {"powerlaw", false, true}, {"gamma", false, false}};
	double node[N_ROWS], weight[N_ROWS];
	double params[MAX_PARAMS];
	FitData data;

	make_rows(&data, node, weight);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
	{
		const Family *f = family_by_name(known[i].name);

		data.loc_fixed = false;
		CHECK((f->closed_form && f->closed_form(&data, params)) == known[i].loc_free, "%s, free",
			  f->name);
		data.loc_fixed = true;
		CHECK((f->closed_form && f->closed_form(&data, params)) == known[i].loc_fixed, "%s, fixed",
			  f->name);
	}
	for (int i = 0; i < n_families; i++)
	{
		const Family *f = families[i];

		if (!f->closed_form || f->kind == FAMILY_DISCRETE)
			continue;
		data.loc_fixed = false;
		check_maximum(f, &data);
		data.loc_fixed = true;
		check_maximum(f, &data);
		data.loc_value = 0.1;
		check_maximum(f, &data);

		/* a loc among the rows serves only where the support is the whole line */
		data.loc_value = 2;
		CHECK(f->lower == -INFINITY || !f->closed_form(&data, params), "%s: rows below loc",
			  f->name);
		data.loc_value = 0;

		/* rounded rows: only uniform knows what to do with their cells (test_fit.c) */
		data.tied = true;
		CHECK(strcmp(f->name, "uniform") == 0 || !f->closed_form(&data, params),
			  "%s: rounded rows", f->name);
		data.tied = false;
	}
}

/* ---------- names and parameters ---------- */

static void
test_names(void)
{
	CHECK(family_by_name("NORM") == family_by_name("normal"), "case and alias");
	CHECK(family_by_name("Weibull") == family_by_name("weibull_min"), "case and alias");
	CHECK(family_by_name("GEV") == family_by_name("genextreme"), "case and alias");
	CHECK(family_by_name("norma") == NULL && family_by_name("") == NULL, "unknown names");
	CHECK(strcmp(family_nearest_name("wiebull"), "weibull") == 0, "nearest");
	CHECK(strcmp(family_nearest_name("gama"), "gamma") == 0, "nearest");
	CHECK(strcmp(family_nearest_name("Log Normal"), "lognormal") == 0, "nearest");
	CHECK(family_nearest_name("") != NULL, "nearest to nothing");
	CHECK(family_nearest_name("a name that is much longer than the longest name of any family and "
							  "of any alias of one") != NULL,
		  "nearest to a long name");
}

static void
check_refused(const char *name, const double *params, const char *want)
{
	Distribution d = {0};
	const char *error = NULL;

	CHECK(!distribution_set(&unit_context, &d, family_by_name(name), params, &error), "%s accepted",
		  name);
	CHECK(error && strstr(error, want), "%s: %s", name, error ? error : "no message");
}

static void
test_parameters(void)
{
	check_refused("norm", (double[]){0, 0}, "scale");
	check_refused("norm", (double[]){0, -1}, "scale");
	check_refused("norm", (double[]){0, NAN}, "scale");
	check_refused("norm", (double[]){0, INFINITY}, "scale");
	check_refused("norm", (double[]){NAN, 1}, "loc");
	check_refused("norm", (double[]){-INFINITY, 1}, "loc");
	check_refused("gamma", (double[]){0, 0, 1}, "domain");
	check_refused("gamma", (double[]){-1, 0, 1}, "domain");
	check_refused("gamma", (double[]){INFINITY, 0, 1}, "finite");
	check_refused("gamma", (double[]){NAN, 0, 1}, "finite");
	check_refused("triang", (double[]){1.5, 0, 1}, "domain");
}

int
main(void)
{
	test_names();
	test_parameters();
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		test_references(tables[i].name, tables[i].tolerance);
	test_properties();
	test_aliases();
	test_closed_forms();
	return unit_done();
}
