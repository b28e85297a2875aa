/*
 * bestfit_ci.c
 *		bestfit_ci(): confidence intervals of the parameters and quantiles of a fit.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "bestfit_args.h"
#include "confidence.h"
#include "core_context.h"
#include "distribution_type.h"
#include "fix_arg.h"
#include "histogram_type.h"

/* Positions of the arguments. */
enum
{
	CI_HISTOGRAM,
	CI_DISTRIBUTION,
	CI_LEVEL,
	CI_METHOD,
	CI_QUANTILES,
	CI_REPLICATES,
	CI_LOC,
	CI_FIX,
	CI_CELLS
};

typedef enum IntervalMethod
{
	INTERVAL_WALD,
	INTERVAL_PROFILE,
	INTERVAL_BOOTSTRAP
} IntervalMethod;

static const Choice interval_choices[] = {{"wald", INTERVAL_WALD},
										  {"profile", INTERVAL_PROFILE},
										  {"bootstrap", INTERVAL_BOOTSTRAP},
										  {NULL, 0}};

#define MAX_QUANTILES 1000
#define MIN_REPLICATES 20
#define MAX_REPLICATES 100000

/* Of the replicates of a bootstrap, this share must have been fitted. */
#define SUCCESSFUL 0.8

/* A fit whose log-likelihood is this much below the maximum is not the fit of these rows. */
#define OTHER_FIT 2.0

static void
check_level(double level)
{
	if (!(level > 0 && level < 1))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("invalid value for argument \"level\": %g", level),
						errhint("It must be between 0 and 1, for example 0.95.")));
}

/* The quantities asked for: all parameters, and quantiles. */
static int
list_quantities(FunctionCallInfo fcinfo, const Family *family, Quantity **list)
{
	int n = family_n_params(family), n_quantiles = 0;
	Datum *probabilities = NULL;
	bool *nulls = NULL;

	if (!PG_ARGISNULL(CI_QUANTILES))
		deconstruct_array(PG_GETARG_ARRAYTYPE_P(CI_QUANTILES), FLOAT8OID, sizeof(float8),
						  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &probabilities, &nulls, &n_quantiles);
	if (n_quantiles > MAX_QUANTILES)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("argument \"quantiles\" must not have more than %d values",
							   MAX_QUANTILES)));
	*list = palloc0(sizeof(Quantity) * (n + n_quantiles));
	for (int i = 0; i < n; i++)
		(*list)[i].param = i;
	for (int i = 0; i < n_quantiles; i++)
	{
		double p = nulls[i] ? NAN : DatumGetFloat8(probabilities[i]);

		if (!(p > 0 && p < 1))
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("argument \"quantiles\" must have values between 0 and 1")));
		(*list)[n].param = -1;
		(*list)[n++].p = p;
	}
	return n;
}

/* An error if the distribution is not about the fit of these rows. */
static void
check_same_fit(Confidence *c, const DistributionValue *value)
{
	const Family *f = c->family;
	const FitData *d = c->data;
	double params[MAX_PARAMS], best, own;

	memcpy(params, value->params, sizeof(params));
	params[f->n_shapes] = (params[f->n_shapes] - d->center) / d->unit;
	params[f->n_shapes + 1] /= d->unit;
	best = confidence_loglik(c, c->est->params);
	own = confidence_loglik(c, params);
	if (isfinite(best) && !(own > best - OTHER_FIT))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("the distribution is not the fit of these rows"),
			 errdetail("Its log-likelihood is %g below that of the best %s.", best - own, f->name),
			 errhint("Intervals belong to a fit: pass the rows, and loc, fix and cells, that it "
					 "was fitted with.")));
}

/* Fits the family to rows drawn from the fit, again and again, each in memory of its own. */
static void
run_bootstrap(Confidence *c, double level, int replicates, Quantity *list, int n)
{
	MemoryContext scratch =
		AllocSetContextCreate(CurrentMemoryContext, "bestfit bootstrap", ALLOCSET_DEFAULT_SIZES);
	double *values =
		MemoryContextAllocHuge(CurrentMemoryContext, sizeof(double) * (Size) replicates * (Size) n);
	double *one = palloc(sizeof(double) * n);
	CoreContext cx;
	int count = 0;

	for (int r = 0; r < replicates; r++)
	{
		MemoryContext caller = MemoryContextSwitchTo(scratch);

		CHECK_FOR_INTERRUPTS();
		core_context_init(&cx, scratch);
		if (confidence_replicate(c, &cx, r, list, n, one))
		{
			for (int i = 0; i < n; i++)
				values[(Size) i * replicates + count] = one[i];
			count++;
		}
		MemoryContextSwitchTo(caller);
		MemoryContextReset(scratch);
	}
	for (int i = 0; i < n && count >= SUCCESSFUL * replicates; i++)
		confidence_bootstrap(c, level, values + (Size) i * replicates, count, &list[i]);
	MemoryContextDelete(scratch);
}

static void
emit_quantity(ReturnSetInfo *rsinfo, const Family *family, const Quantity *q, const char *method)
{
	Datum values[6];
	bool nulls[6] = {false};
	char *what = q->param >= 0 ? pstrdup(family_param_name(family, q->param)) : NULL;

	if (!what)
		what =
			psprintf("q%s", DatumGetCString(DirectFunctionCall1(float8out, Float8GetDatum(q->p))));
	values[0] = CStringGetTextDatum(what);
	values[1] = Float8GetDatum(q->value);
	values[2] = Float8GetDatum(q->std_error);
	values[3] = Float8GetDatum(q->lower);
	values[4] = Float8GetDatum(q->upper);
	values[5] = CStringGetTextDatum(method);
	nulls[1] = isnan(q->value);
	nulls[2] = isnan(q->std_error);
	nulls[3] = isnan(q->lower);
	nulls[4] = isnan(q->upper);
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

/* Reads the options of the fit: those of bestfit() that matter, and the distribution's bounds. */
static void
read_fit_options(FunctionCallInfo fcinfo, const DistributionValue *value, FitOptions *options)
{
	int position = 0;

	memset(options, 0, sizeof(*options));
	while (families[position] != value->family)
		position++;
	options->kind = value->family->kind;
	options->loc = read_choice(fcinfo, CI_LOC, "loc", loc_choices);
	options->cells = read_choice(fcinfo, CI_CELLS, "cells", cells_choices);
	options->lower_bound = value->from;
	options->upper_bound = value->to;
	options->truncated = isfinite(value->from) || isfinite(value->to);
	if (!PG_ARGISNULL(CI_FIX))
		read_fix(PG_GETARG_JSONB_P(CI_FIX), &position, 1, options);
}

PG_FUNCTION_INFO_V1(bestfit_ci);

Datum
bestfit_ci(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "bestfit_ci", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;
	double level = PG_ARGISNULL(CI_LEVEL) ? 0.95 : PG_GETARG_FLOAT8(CI_LEVEL);
	int replicates = PG_ARGISNULL(CI_REPLICATES) ? 200 : PG_GETARG_INT32(CI_REPLICATES);
	IntervalMethod method = read_choice(fcinfo, CI_METHOD, "method", interval_choices);
	DistributionValue value;
	FitOptions options;
	Histogram *histogram;
	FitData *data;
	Quantity *list;
	Confidence c;
	int n;

	InitMaterializedSRF(fcinfo, 0);
	check_level(level);
	if (replicates < MIN_REPLICATES || replicates > MAX_REPLICATES)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("invalid value for argument \"replicates\": %d", replicates),
						errhint("It must be between %d and %d.", MIN_REPLICATES, MAX_REPLICATES)));
	if (PG_ARGISNULL(CI_HISTOGRAM) || PG_ARGISNULL(CI_DISTRIBUTION))
		return (Datum) 0;

	caller = MemoryContextSwitchTo(context);
	distribution_read(PG_GETARG_DATUM(CI_DISTRIBUTION), &value);
	read_fit_options(fcinfo, &value, &options);
	n = list_quantities(fcinfo, value.family, &list);
	histogram = histogram_read(PG_GETARG_DATUM(CI_HISTOGRAM));
	check_rows_within_bounds(histogram, &options);
	data = fit_data_create(core_context_create(context), histogram, &options);
	if (data && (data->counts || data->n_bins > 1) && confidence_begin(&c, data, value.family))
	{
		check_same_fit(&c, &value);
		for (int i = 0; i < n; i++)
			confidence_value(&c, &list[i]);
		if (method == INTERVAL_BOOTSTRAP)
			run_bootstrap(&c, level, replicates, list, n);
		for (int i = 0; i < n; i++)
		{
			if (method == INTERVAL_WALD)
				confidence_wald(&c, level, &list[i]);
			else if (method == INTERVAL_PROFILE)
				confidence_profile(&c, level, &list[i]);
			emit_quantity(rsinfo, value.family, &list[i], interval_choices[method].word);
		}
		confidence_end(&c);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(bestfit_wald_interval);

/* The interval of a parameter (its position counts from 1) by its standard error alone. */
Datum
bestfit_wald_interval(PG_FUNCTION_ARGS)
{
	char *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	const Family *family = family_by_name(name);
	int position = PG_GETARG_INT32(1) - 1;
	double level = PG_GETARG_FLOAT8(4);
	Quantity q = {.value = PG_GETARG_FLOAT8(2), .std_error = PG_GETARG_FLOAT8(3)};
	TupleDesc desc;
	Datum values[2];
	bool nulls[2];

	check_level(level);
	if (!family || position < 0 || position >= family_n_params(family))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("family \"%s\" has no parameter %d", name, position + 1)));
	wald_interval(family, position, level, &q);
	values[0] = Float8GetDatum(q.lower);
	values[1] = Float8GetDatum(q.upper);
	nulls[0] = isnan(q.lower);
	nulls[1] = isnan(q.upper);
	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}
