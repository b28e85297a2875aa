/*
 * bestfit_sql.c
 *		bestfit_sql(): a distribution's functions as plain SQL, for servers without the extension.
 *
 * The formula is evaluated only where it is needed.  Thresholds around it, from the functions of
 *the extension, say where its value is 0, 1 or an end of the support, as far as doubles from 1e-300
 *on can tell; so that what stands between them neither overflows nor underflows.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "nodes/value.h"
#include "parser/parse_func.h"
#include "utils/builtins.h"

#include "distribution_type.h"
#include "sql_formula.h"

/* Probabilities and densities smaller than this are 0 in SQL, and 1 is what differs less from it.
 */
#define LEAST_PROBABILITY 1e-300
#define LEAST_COMPLEMENT 1e-17

/* Values of the standardised variable beyond which no formula goes, so that it does not overflow.
 */
#define GREATEST_Y 1e305

/* A truncation that leaves less than this of the whole is not written as a quotient. */
#define LEAST_MASS 1e-280

/* What is being written, and for what. */
typedef struct Request
{
	DistributionValue value;
	const Distribution *d;     /* truncated if the value is */
	const Distribution *whole; /* before truncation */
	double params[MAX_PARAMS]; /* with a scale in any case */
	const char *column;        /* the argument in SQL, an atom of type float8 */
} Request;

static double
scale_of(const Request *r)
{
	return r->params[r->value.family->n_shapes + 1];
}

static double
loc_of(const Request *r)
{
	return r->params[r->value.family->n_shapes];
}

static double
to_y(const Request *r, double x)
{
	return (x - loc_of(r)) / scale_of(r);
}

static bool
is_discrete(const Request *r)
{
	return r->value.family->kind == FAMILY_DISCRETE;
}

static FormulaKind
read_kind(text *word)
{
	char *name = text_to_cstring(word);

	for (int i = 0; i < N_FORMULA_KINDS; i++)
	{
		if (pg_strcasecmp(name, formula_kind_name[i]) == 0)
			return i;
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("invalid value for argument \"%s\": \"%s\"", "function", name),
					errhint("Available values: cdf, sf, pdf, quantile.")));
}

/* The families that have such a formula, as a hint. */
static char *
families_with(FormulaKind kind)
{
	StringInfoData list;

	initStringInfo(&list);
	for (int i = 0; i < n_families; i++)
	{
		if (family_formula(families[i], kind))
			appendStringInfo(&list, "%s%s", list.len > 0 ? ", " : "", families[i]->name);
	}
	return list.data;
}

static Formula *
parse(const Request *r, FormulaKind kind)
{
	const char *text = family_formula(r->value.family, kind);
	Formula *formula;
	Oid argument = FLOAT8OID;

	if (!text)
		return NULL;
	formula = formula_parse(text, r->value.family, r->params);
	if (formula_needs_erf(formula) &&
		!OidIsValid(LookupFuncName(list_make1(makeString("erfc")), 1, &argument, true)))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("the %s of %s needs the function erfc(double precision)",
						formula_kind_name[kind], r->value.family->name),
				 errdetail("PostgreSQL has it since version 16."),
				 errhint("With the extension, use %s(distribution, x).", formula_kind_name[kind])));
	return formula;
}

/* The formula wanted, or an error that says which families have one. */
static Formula *
parse_wanted(const Request *r, FormulaKind kind)
{
	Formula *formula = parse(r, kind);

	if (!formula)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("the %s of %s has no elementary formula", formula_kind_name[kind],
						r->value.family->name),
				 errhint("With the extension, use %s(distribution, x).  Families whose %s has "
						 "an elementary formula: %s.",
						 formula_kind_name[kind], formula_kind_name[kind], families_with(kind))));
	return formula;
}

/*
 * Points over [low, high], and close to its ends and to 0: all that guards are there for.
 */
#define MAX_POINTS 2000

static void
add_point(FormulaPoint *points, int *n, double low, double high, double y)
{
	if (*n < MAX_POINTS && y >= low && y <= high)
		points[(*n)++].y = y;
}

static FormulaPoint *
spread_points(double low, double high, int *n)
{
	FormulaPoint *points = palloc0(MAX_POINTS * sizeof(FormulaPoint));

	*n = 0;
	for (int i = 0; i <= 100; i++)
		add_point(points, n, low, high, low + i / 100.0 * (high - low));
	for (int e = -307; e <= 307; e++)
	{
		double step = pow(10, e);

		add_point(points, n, low, high, step);
		add_point(points, n, low, high, -step);
		add_point(points, n, low, high, low + step);
		add_point(points, n, low, high, high - step);
	}
	return points;
}

/*
 * The first branch of every CASE: greatest and least would lose a NULL, and a NaN is greater than
 * any number.  It also makes the result a float8.
 */
static char *
when_unknown(const Request *r)
{
	return psprintf("WHEN %s IS NULL OR %s = 'NaN' THEN %s", r->column, r->column, r->column);
}

/* y in SQL, for arguments in [low, high] */
static char *
standardised(const Request *r, double low, double high)
{
	double loc = loc_of(r), scale = scale_of(r);
	const char *x = r->column;
	char *y;

	if (to_y(r, high) > GREATEST_Y)
		x = psprintf("least(%s, %s)", x, sql_number(loc + scale * GREATEST_Y));
	if (to_y(r, low) < -GREATEST_Y)
		x = psprintf("greatest(%s, %s)", x, sql_number(loc - scale * GREATEST_Y));
	y = loc == 0 ? pstrdup(x) : psprintf("(%s - %s)", x, sql_number(loc));
	if (scale != 1)
		y = psprintf("(%s / %s)", y, sql_number(scale));
	return is_discrete(r) ? psprintf("floor(%s)", y) : y;
}

/* SQL of a formula of y, used for arguments in [low, high] */
static char *
of_y(const Request *r, const Formula *formula, double low, double high)
{
	FormulaVariables variables = {.y = standardised(r, low, high)};
	FormulaPoint *points;
	int n;

	points = spread_points(fmax(to_y(r, low), -GREATEST_Y), fmin(to_y(r, high), GREATEST_Y), &n);
	return formula_to_sql(formula, &variables, points, n);
}

/*
 * The cdf, or the sf if `upper`.  A truncated distribution's is that of the whole less its value at
 * the bound, by the probability between the bounds; in terms of the other tail where that is the
 * smaller one at the bound.
 */
static char *
write_tail(const Request *r, bool upper)
{
	const Distribution *d = r->d;
	FormulaKind kind = upper ? FORMULA_SF : FORMULA_CDF;
	double low = distribution_quantile(d, upper ? LEAST_COMPLEMENT : LEAST_PROBABILITY);
	double high = distribution_quantile_upper(d, upper ? LEAST_PROBABILITY : LEAST_COMPLEMENT);
	double bound = upper ? r->value.to : r->value.from;
	bool truncated = isfinite(r->value.from) || isfinite(r->value.to);
	bool by_other;
	double at_bound;
	char *sql;

	low = fmax(low, -DBL_MAX);
	high = fmin(high, DBL_MAX);
	if (is_discrete(r) && low == distribution_quantile(d, 0))
		low = nextafter(low, -INFINITY);
	by_other = isfinite(bound) &&
			   family_formula(r->value.family, upper ? FORMULA_CDF : FORMULA_SF) &&
			   (upper ? distribution_sf : distribution_cdf)(r->whole, bound) > 0.5;
	if (is_discrete(r) && isfinite(bound) && !upper)
		bound = ceil(bound) - 1;
	if (by_other)
	{
		sql = of_y(r, parse_wanted(r, upper ? FORMULA_CDF : FORMULA_SF), low, high);
		at_bound = (upper ? distribution_cdf : distribution_sf)(r->whole, bound);
		sql = psprintf("(%s - %s)", sql_number(at_bound), sql);
	}
	else
	{
		sql = of_y(r, parse_wanted(r, kind), low, high);
		at_bound =
			isfinite(bound) ? (upper ? distribution_sf : distribution_cdf)(r->whole, bound) : 0;
		if (at_bound > 0)
			sql = psprintf("(%s - %s)", sql, sql_number(at_bound));
	}
	if (truncated)
		sql = psprintf("greatest(least(%s / %s, 1), 0)", sql, sql_number(exp(d->log_mass)));
	return psprintf("CASE %s WHEN %s <= %s THEN %d WHEN %s >= %s THEN %d ELSE %s END",
					when_unknown(r), r->column, sql_number(low), upper, r->column, sql_number(high),
					!upper, sql);
}

/*
 * Between `inside`, where the log density is above the threshold, and `end`: the place from which
 * on it is so.  The doubles between are halved, which 1100 rounds do at most for any two.
 */
static double
density_threshold(const Distribution *d, double inside, double end)
{
	double threshold = log(LEAST_PROBABILITY);

	end = fmin(fmax(end, -DBL_MAX), DBL_MAX);
	if (distribution_logpdf(d, end) >= threshold)
		return end;
	for (;;)
	{
		double middle = inside / 2 + end / 2;

		if (d->family->kind == FAMILY_DISCRETE)
			middle = floor(middle);
		if (middle == inside || middle == end)
			return inside;
		if (distribution_logpdf(d, middle) >= threshold)
			inside = middle;
		else
			end = middle;
	}
}

/* Where the density is finite and greatest among some quantiles. */
static double
dense_place(const Distribution *d)
{
	double best = NAN, greatest = -INFINITY;

	for (int i = 1; i < 16; i++)
	{
		double x = distribution_quantile(d, i / 16.0), density = distribution_logpdf(d, x);

		if (density > greatest && density < INFINITY)
		{
			best = x;
			greatest = density;
		}
	}
	return best;
}

/* Adds a case of the density at one place, where the formula may have no value. */
static void
write_density_at(StringInfo out, const Request *r, double x)
{
	if (isfinite(x))
		appendStringInfo(out, " WHEN %s = %s THEN %s", r->column, sql_number(x),
						 sql_number(exp(distribution_logpdf(r->d, x))));
}

static char *
write_density(const Request *r)
{
	const Distribution *d = r->d;
	double place = dense_place(d);
	double lower = distribution_quantile(d, 0), upper = distribution_quantile(d, 1);
	double low = density_threshold(d, place, lower), high = density_threshold(d, place, upper);
	Formula *formula = parse_wanted(r, FORMULA_PDF);
	double constant =
		distribution_logpdf(d, place) - formula_value(formula, (FormulaPoint){.y = to_y(r, place)});
	double peak = -INFINITY;
	StringInfoData out;
	FormulaPoint *points;
	char *sql;
	int n;

	points = spread_points(fmax(to_y(r, low), -GREATEST_Y), fmin(to_y(r, high), GREATEST_Y), &n);
	for (int i = 0; i < n; i++)
	{
		double g = formula_value(formula, points[i]);

		if (g > peak)
			peak = g;
	}
	sql = psprintf("%s + %s", of_y(r, formula, low, high), sql_number(constant));
	/* far from the ends it can fall below as well: in a gap in the middle */
	sql = psprintf("greatest(%s, -700)", sql);
	if (constant + peak > 700)
		sql = psprintf("least(%s, 700)", sql);

	initStringInfo(&out);
	appendStringInfo(&out, "CASE %s WHEN %s < %s OR %s > %s", when_unknown(r), r->column,
					 sql_number(low), r->column, sql_number(high));
	if (is_discrete(r))
		appendStringInfo(&out, " OR %s <> floor(%s)", r->column, r->column);
	appendStringInfoString(&out, " THEN 0");
	if (!is_discrete(r))
	{
		write_density_at(&out, r, lower);
		write_density_at(&out, r, upper);
		if (isinf(distribution_logpdf(d, loc_of(r))) && loc_of(r) > lower && loc_of(r) < upper)
			write_density_at(&out, r, loc_of(r));
	}
	appendStringInfo(&out, " ELSE exp(%s) END", sql);
	return out.data;
}

/* Points over all probabilities, those of either tail. */
static FormulaPoint *
spread_probabilities(const Request *r, int *n)
{
	FormulaPoint *points = palloc0(MAX_POINTS * sizeof(FormulaPoint));
	double below = isfinite(r->value.from) ? distribution_cdf(r->whole, r->value.from) : 0;
	double above = isfinite(r->value.to) ? distribution_sf(r->whole, r->value.to) : 0;
	double mass = exp(r->d->log_mass);

	*n = 0;
	for (int e = 1; e <= 1200; e++)
	{
		double p = e <= 996 ? ldexp(1, -e) : (e - 996) / 205.0;

		points[(*n)++] = (FormulaPoint){.p = below + p * mass, .q = above + (1 - p) * mass};
		if (e <= 53)
			points[(*n)++] = (FormulaPoint){.p = below + (1 - p) * mass, .q = above + p * mass};
	}
	return points;
}

/* a + probability * mass in SQL */
static char *
rescaled(double a, const char *probability, double mass)
{
	if (a == 0 && mass == 1)
		return pstrdup(probability);
	if (a == 0)
		return psprintf("(%s * %s)", sql_number(mass), probability);
	return psprintf("(%s + %s * %s)", sql_number(a), sql_number(mass), probability);
}

static char *
write_quantile(const Request *r)
{
	const Distribution *d = r->d;
	double loc = loc_of(r), scale = scale_of(r), mass = exp(d->log_mass);
	double below = isfinite(r->value.from) ? distribution_cdf(r->whole, r->value.from) : 0;
	double above = isfinite(r->value.to) ? distribution_sf(r->whole, r->value.to) : 0;
	double lower = distribution_quantile(d, 0), upper = distribution_quantile(d, 1);
	double least = distribution_quantile(d, LEAST_PROBABILITY);
	double greatest = distribution_quantile_upper(d, DBL_EPSILON / 2);
	Formula *formula = parse_wanted(r, FORMULA_QUANTILE);
	FormulaVariables variables;
	FormulaPoint *points;
	StringInfoData out;
	char *p = psprintf("greatest(%s, %s)", r->column, sql_number(LEAST_PROBABILITY));
	char *sql;
	int n;

	variables.p = rescaled(below, p, mass);
	variables.q = rescaled(above, psprintf("(1 - %s)", r->column), mass);
	points = spread_probabilities(r, &n);
	sql = formula_to_sql(formula, &variables, points, n);
	if (scale != 1)
		sql = psprintf("%s * %s", sql_number(scale), sql);
	if (loc != 0)
		sql = psprintf("%s + %s", sql_number(loc), sql);
	if (d->truncated)
		sql = psprintf("least(greatest(%s, %s), %s)", sql, sql_number(lower), sql_number(upper));

	initStringInfo(&out);
	appendStringInfo(&out, "CASE %s WHEN %s = 0 THEN %s WHEN %s = 1 THEN %s", when_unknown(r),
					 r->column, sql_number(lower), r->column, sql_number(upper));
	if (fabs(to_y(r, least)) > GREATEST_Y || (least <= loc && lower == loc))
		appendStringInfo(
			&out, " WHEN %s > 0 AND %s <= %s THEN %s", r->column, r->column,
			sql_number(distribution_cdf(d, lower == loc ? loc + scale * LEAST_PROBABILITY
														: loc - scale * GREATEST_Y)),
			sql_number(lower));
	if (fabs(to_y(r, greatest)) > GREATEST_Y)
		appendStringInfo(&out, " WHEN %s < 1 AND %s >= %s THEN %s", r->column, r->column,
						 sql_number(distribution_cdf(d, loc + scale * GREATEST_Y)),
						 sql_number(upper));
	appendStringInfo(&out, " WHEN %s > 0 AND %s < 1 THEN %s END", r->column, r->column, sql);
	return out.data;
}

PG_FUNCTION_INFO_V1(bestfit_sql);

/* bestfit_sql(d distribution, function text, argument text) */
Datum
bestfit_sql(PG_FUNCTION_ARGS)
{
	Request r;
	DistributionValue whole;
	FormulaKind kind = read_kind(PG_GETARG_TEXT_PP(1));
	char *sql;

	distribution_read(PG_GETARG_DATUM(0), &r.value);
	whole = r.value;
	whole.from = -INFINITY;
	whole.to = INFINITY;
	r.d = distribution_make(PG_GETARG_DATUM(0));
	r.whole = distribution_make(distribution_flatten(&whole));
	r.params[r.value.family->n_shapes + 1] = 1;
	memcpy(r.params, r.value.params, family_n_params(r.value.family) * sizeof(double));
	r.column = psprintf("(%s)::float8", text_to_cstring(PG_GETARG_TEXT_PP(2)));
	if (exp(r.d->log_mass) < LEAST_MASS)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("truncation so far out in the tail has no elementary formula"),
				 errhint("With the extension, use %s(distribution, x).", formula_kind_name[kind])));

	if (kind == FORMULA_PDF)
		sql = write_density(&r);
	else if (kind == FORMULA_QUANTILE)
		sql = write_quantile(&r);
	else
		sql = write_tail(&r, kind == FORMULA_SF);
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("(%s)", sql)));
}
