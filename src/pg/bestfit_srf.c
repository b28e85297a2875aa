/*
 * bestfit_srf.c
 *		bestfit(): fits families to a histogram and returns them ranked.
 *
 * Every family asked for gives one row.  First come those with an estimate, by the criterion; then
 * those whose estimation did not converge, whose numbers are what was reached; then those without
 * an estimate, which have a status and a message but no numbers and no rank.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/float.h"
#include "utils/memutils.h"

#include "bestfit_args.h"
#include "count_data.h"
#include "distribution_type.h"
#include "fit_memo.h"
#include "histogram_type.h"

/* The order of the rows, before any criterion. */
typedef enum Standing
{
	STANDS_RANKED,
	STANDS_NOT_CONVERGED,
	STANDS_FAILED
} Standing;

typedef struct Row
{
	const FitResult *result;
	const Family *family;
	Standing standing;
	double criterion[N_CRITERIA]; /* NaN where there is none */
	double key;                   /* what it is ranked by: less is better, NaN is worst */
	double delta;
	double weight;
	char *message;
} Row;

static Standing
standing(const FamilyFit *fit)
{
	switch (fit->status)
	{
		case FIT_OK:
		case FIT_BOUNDARY:
		case FIT_LIMIT:
			return STANDS_RANKED;
		case FIT_NOT_CONVERGED:
			return STANDS_NOT_CONVERGED;
		case FIT_UNSUPPORTED_DATA:
		case FIT_FAILED:
		case FIT_TIMEOUT:
			break;
	}
	return STANDS_FAILED;
}

/*
 * What follows from a fit to n rows.  AICc (Hurvich and Tsai, 1989) exists only for more rows than
 * parameters + 1.
 */
static Row
make_row(const FitResult *result, double n, Criterion rank_by)
{
	const FamilyFit *fit = &result->fit;
	double k = fit->n_free;
	double aic = 2 * k - 2 * fit->loglik;
	Row row = {.result = result,
			   .family = families[fit->family],
			   .standing = standing(fit),
			   .criterion = {[BY_BIC] = k * log(n) - 2 * fit->loglik,
							 [BY_AIC] = aic,
							 [BY_AICC] = n > k + 1 ? aic + 2 * k * (k + 1) / (n - k - 1) : NAN,
							 [BY_LOGLIK] = fit->loglik,
							 [BY_KS] = fit->ks,
							 [BY_AD] = fit->ad,
							 [BY_CVM] = fit->cvm,
							 [BY_SSE] = fit->sse},
			   .delta = NAN,
			   .weight = NAN};

	row.key = rank_by == BY_LOGLIK ? -row.criterion[rank_by] : row.criterion[rank_by];
	return row;
}

/* Best first.  Ties go to fewer parameters, then to the name. */
static int
compare_rows(const void *a, const void *b)
{
	const Row *x = a;
	const Row *y = b;

	if (x->standing != y->standing)
		return x->standing < y->standing ? -1 : 1;
	if (x->standing != STANDS_FAILED)
	{
		if (isnan(x->key) != isnan(y->key))
			return isnan(y->key) ? -1 : 1;
		if (x->key < y->key)
			return -1;
		if (x->key > y->key)
			return 1;
		if (x->result->fit.n_free != y->result->fit.n_free)
			return x->result->fit.n_free - y->result->fit.n_free;
	}
	return strcmp(x->family->name, y->family->name);
}

/*
 * Sets delta, the distance of an information criterion from its least value, and the Akaike
 * weights exp(-delta / 2), scaled to add up to 1 (Burnham and Anderson, 2002, section 2.9), of the
 * rows with an estimate.  As the least delta is 0, no weight can overflow and not all can vanish.
 */
static void
weigh_rows(Row *rows, int n_rows, Criterion by)
{
	double least = INFINITY;
	double total = 0;

	for (int i = 0; i < n_rows; i++)
	{
		if (rows[i].standing == STANDS_RANKED && isfinite(rows[i].criterion[by]))
			least = Min(least, rows[i].criterion[by]);
	}
	for (int i = 0; i < n_rows; i++)
	{
		if (rows[i].standing == STANDS_RANKED && isfinite(rows[i].criterion[by]))
		{
			rows[i].delta = rows[i].criterion[by] - least;
			rows[i].weight = exp(-rows[i].delta / 2);
			total += rows[i].weight;
		}
	}
	for (int i = 0; i < n_rows; i++)
		rows[i].weight /= total;
}

/* A KS distance that is a poor fit for people, and how many times 1 / sqrt(rows) it must be. */
#define POOR_KS 0.1
#define SURE_KS 1.63
/* A difference of an information criterion that tells nothing apart (Burnham & Anderson 2002). */
#define SEPARABLE 2.0
#define MAX_NAMES 4

/* "norm, t and skewnorm", of those rows that are not separable from the best; NULL if it is alone.
 */
static char *
inseparable_names(const Row *rows, int n_rows)
{
	StringInfoData list;
	const char *names[MAX_NAMES];
	int n = 0;

	for (int i = 0; i < n_rows; i++)
		if (rows[i].delta <= SEPARABLE && n++ < MAX_NAMES)
			names[n - 1] = rows[i].family->name;
	if (n < 2)
		return NULL;
	initStringInfo(&list);
	for (int i = 0; i < Min(n, MAX_NAMES); i++)
		appendStringInfo(&list, "%s%s", i == 0 ? "" : i == n - 1 ? " and " : ", ", names[i]);
	if (n > MAX_NAMES)
		appendStringInfo(&list, " and %d more", n - MAX_NAMES);
	return list.data;
}

/* Says, besides what the fits say of themselves, which are poor and which cannot be told apart. */
static void
annotate_rows(Row *rows, int n_rows, double n, Criterion by)
{
	static const char *const criteria[] = {[BY_BIC] = "BIC", [BY_AIC] = "AIC", [BY_AICC] = "AICc"};
	char *names = inseparable_names(rows, n_rows);

	for (int i = 0; i < n_rows; i++)
	{
		const FamilyFit *fit = &rows[i].result->fit;
		/* half of a rounding step is no misfit */
		bool rounded = !isnan(fit->rounded_ks);
		double ks = rounded ? fit->rounded_ks : fit->ks;
		StringInfoData message;

		initStringInfo(&message);
		appendStringInfoString(&message, fit->message);
		if (rows[i].standing == STANDS_RANKED && ks >= POOR_KS && ks * sqrt(n) > SURE_KS)
			appendStringInfo(&message, "%spoor fit: ks %.2f%s", message.len > 0 ? "; " : "", ks,
							 rounded ? " at the edges of rounding cells" : "");
		if (names && rows[i].delta <= SEPARABLE)
			appendStringInfo(&message, "%s%s are within %g %s: not separable",
							 message.len > 0 ? "; " : "", names, SEPARABLE, criteria[by]);
		rows[i].message = message.data;
	}
}

/* Columns of the result, filled from left to right. */
#define N_COLUMNS 24

typedef struct Columns
{
	int n;
	Datum value[N_COLUMNS];
	bool null[N_COLUMNS];
} Columns;

static void
put_column(Columns *columns, Datum value, bool null)
{
	Assert(columns->n < N_COLUMNS);
	columns->value[columns->n] = value;
	columns->null[columns->n++] = null;
}

static void
put_float(Columns *columns, double value, bool has_value)
{
	put_column(columns, Float8GetDatum(value), !has_value || isnan(value));
}

/* A text column; no text or an empty one is NULL. */
static void
put_text(Columns *columns, const char *value)
{
	bool null = value == NULL || *value == '\0';

	put_column(columns, null ? (Datum) 0 : CStringGetTextDatum(value), null);
}

/* The fitted distribution as a value, truncated as the rows were said to be. */
static void
put_fit(Columns *columns, const Family *family, const double *params, const FitOptions *options,
		bool has_value)
{
	DistributionValue value = {
		.family = family, .from = options->lower_bound, .to = options->upper_bound};

	for (int i = 0; i < family_n_params(family); i++)
	{
		value.params[i] = params[i];
		has_value = has_value && isfinite(params[i]);
	}
	put_column(columns, has_value ? distribution_flatten(&value) : (Datum) 0, !has_value);
}

static void
put_param_names(Columns *columns, const Family *family)
{
	Datum names[MAX_PARAMS];
	int n = family_n_params(family);

	for (int i = 0; i < n; i++)
		names[i] = CStringGetTextDatum(family_param_name(family, i));
	put_column(columns,
			   PointerGetDatum(construct_array(names, n, TEXTOID, -1, false, TYPALIGN_INT)), false);
}

/* One value per parameter, NULL for NaN. */
static void
put_param_values(Columns *columns, const Family *family, const double *params, bool has_value)
{
	Datum values[MAX_PARAMS];
	bool nulls[MAX_PARAMS];
	int n = family_n_params(family);
	int lower_bound = 1;

	for (int i = 0; i < n; i++)
	{
		values[i] = Float8GetDatum(params[i]);
		nulls[i] = isnan(params[i]);
	}
	put_column(
		columns,
		PointerGetDatum(construct_md_array(values, nulls, 1, &n, &lower_bound, FLOAT8OID,
										   sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE)),
		!has_value);
}

static void
emit_row(ReturnSetInfo *rsinfo, const Row *row, int rank, const FitOptions *options)
{
	const FamilyFit *fit = &row->result->fit;
	bool has_value = row->standing != STANDS_FAILED;
	Columns columns = {0};
	const char *status = fit_status_name(fit->status);

	if (fit->status == FIT_LIMIT && fit->limit[0])
		status = psprintf("%s:%s", status, fit->limit);

	put_column(&columns, Int32GetDatum(rank), !has_value);
	put_text(&columns, row->family->name);
	put_fit(&columns, row->family, fit->params, options, has_value);
	put_param_names(&columns, row->family);
	put_param_values(&columns, row->family, fit->params, has_value);
	put_param_values(&columns, row->family, fit->std_errors, has_value);
	put_column(&columns, Int32GetDatum(fit->n_free), !has_value);
	put_float(&columns, row->criterion[BY_LOGLIK], has_value);
	put_float(&columns, row->criterion[BY_AIC], has_value);
	put_float(&columns, row->criterion[BY_AICC], has_value);
	put_float(&columns, row->criterion[BY_BIC], has_value);
	put_float(&columns, row->delta, has_value);
	put_float(&columns, row->weight, has_value);
	put_float(&columns, row->criterion[BY_KS], has_value);
	put_float(&columns, fit->ks_pvalue, has_value);
	put_float(&columns, row->criterion[BY_AD], has_value);
	put_float(&columns, fit->ad_pvalue, has_value);
	put_float(&columns, row->criterion[BY_CVM], has_value);
	put_float(&columns, fit->cvm_pvalue, has_value);
	put_float(&columns, row->criterion[BY_SSE], has_value);
	put_text(&columns, status);
	put_text(&columns, row->message);
	put_column(&columns, Int32GetDatum(fit->evaluations), false);
	put_float(&columns, row->result->elapsed_ms, true);
	Assert(columns.n == N_COLUMNS && rsinfo->setDesc->natts == N_COLUMNS);

	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, columns.value, columns.null);
}

/* Discrete families are for integers. */
static void
check_counts(const Histogram *histogram)
{
	double row;

	if (count_data_check(histogram, &row))
		return;
	if (row == floor(row))
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("value %s is too large for a discrete distribution", float8out_internal(row)),
			 errdetail("Beyond 2^53 neighbouring integers are the same double precision number."),
			 errhint("Use kind => 'continuous'.")));
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("value %s is not an integer", float8out_internal(row)),
					errdetail("Discrete distributions are fitted to integers only."),
					errhint("Use kind => 'continuous', or round the values.")));
}

/* Fits, ranks and returns; what it allocates goes with the current memory context. */
static void
fit_and_emit(ReturnSetInfo *rsinfo, Datum value, const BestfitArgs *args)
{
	Histogram *histogram = histogram_read(value);
	FitResult *results;
	Criterion by;
	Row *rows;

	if (args->options.kind == FAMILY_DISCRETE)
		check_counts(histogram);
	check_rows_within_bounds(histogram, &args->options);
	if (args->n_wanted == 0)
		return;
	results = fit_or_remember(rsinfo->econtext->ecxt_per_query_memory, histogram, args);
	if (!results)
		return;

	rows = palloc(sizeof(Row) * args->n_wanted);
	for (int i = 0; i < args->n_wanted; i++)
		rows[i] = make_row(&results[i], (double) histogram->count, args->rank_by);
	qsort(rows, args->n_wanted, sizeof(Row), compare_rows);
	by = args->rank_by <= BY_AICC ? args->rank_by : BY_BIC;
	weigh_rows(rows, args->n_wanted, by);
	annotate_rows(rows, args->n_wanted, (double) histogram->count, by);

	/* a hint, where there is nothing else to say of the best */
	if (args->options.kind == FAMILY_CONTINUOUS && rows[0].standing == STANDS_RANKED &&
		rows[0].message[0] == '\0' && count_data_likely(histogram))
		rows[0].message = pstrdup("the rows look like counts, which kind => 'discrete' is for");

	for (int i = 0; i < Min(args->n_wanted, args->top); i++)
		emit_row(rsinfo, &rows[i], i + 1, &args->options);
}

PG_FUNCTION_INFO_V1(bestfit);

/*
 * The SQL function.  A NULL histogram, one without finite rows and an empty choice of families
 * give no row; the other arguments are checked all the same.
 */
Datum
bestfit(PG_FUNCTION_ARGS)
{
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "bestfit", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;
	BestfitArgs args;

	InitMaterializedSRF(fcinfo, 0);
	caller = MemoryContextSwitchTo(context);
	read_bestfit_args(fcinfo, &args);
	if (!PG_ARGISNULL(ARG_HISTOGRAM))
		fit_and_emit((ReturnSetInfo *) fcinfo->resultinfo, PG_GETARG_DATUM(ARG_HISTOGRAM), &args);
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}
