/*
 * histogram_agg.c
 *		Aggregates over rows and over histograms, and the operator +.
 *
 * The transition type is histogram itself, an expanded object in the aggregate's memory context
 * that is changed in place.  Partial states therefore travel between processes as ordinary values,
 * and combining two of them is merging.
 *
 * There is no final function.  The executor hands out the state, flattened up to PostgreSQL 15,
 * as a read-only pointer to the expanded object since 16.  With a frame that grows from row to
 * row, such a pointer shows a later value once the next row is asked for; whatever keeps a row for
 * longer than that copies it, and copying flattens.  Functions that get it must not change it, and
 * none here changes what it may not.
 *
 * Called as plain functions these do the same with the current memory context: they change what
 * they got a read-write pointer to, as the rules for expanded objects have it, and copy anything
 * else.
 */
#include "postgres.h"

#include "fmgr.h"

#include "histogram_type.h"

PG_FUNCTION_INFO_V1(histogram_agg_transition);
PG_FUNCTION_INFO_V1(histogram_agg_transition_bins);
PG_FUNCTION_INFO_V1(histogram_agg_transition_weighted);
PG_FUNCTION_INFO_V1(histogram_agg_combine);
PG_FUNCTION_INFO_V1(histogram_add);

/* Where a new state belongs. */
static MemoryContext
state_context(FunctionCallInfo fcinfo)
{
	MemoryContext mcxt;

	if (AggCheckCallContext(fcinfo, &mcxt))
		return mcxt;
	return CurrentMemoryContext;
}

/*
 * Argument 0 as something to be changed: itself if we may, else a copy; a new histogram for NULL.
 */
static inline HistogramObject *
writable_state(FunctionCallInfo fcinfo, int32 max_bins)
{
	if (PG_ARGISNULL(0))
		return histogram_object_create(state_context(fcinfo), max_bins);
	if (likely(DatumIsWritableHistogram(PG_GETARG_DATUM(0))))
		return DatumGetHistogramObject(PG_GETARG_DATUM(0));
	return histogram_object_copy(state_context(fcinfo), PG_GETARG_DATUM(0));
}

static void
report_overflow(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("histogram counter out of range"),
			 errdetail("A histogram holds at most " INT64_FORMAT " rows of a kind.",
					   (int64) HIST_MAX_COUNT)));
}

/* Adds argument 1, NULL or not, `weight` times, and gives the state back. */
static inline Datum
add_row(FunctionCallInfo fcinfo, HistogramObject *state, uint64 weight)
{
	bool fits;

	if (PG_ARGISNULL(1))
		fits = hist_add_null(state->histogram, weight);
	else
		fits = hist_add(state->histogram, PG_GETARG_FLOAT8(1), weight);
	if (unlikely(!fits))
		report_overflow();
	state->flat_size = 0;
	return HistogramObjectGetDatum(state);
}

static void
merge(HistogramObject *into, const Histogram *from)
{
	if (!hist_merge(into->histogram, from))
		report_overflow();
	into->flat_size = 0;
}

/* histogram_agg_transition(state histogram, x float8) */
Datum
histogram_agg_transition(PG_FUNCTION_ARGS)
{
	return add_row(fcinfo, writable_state(fcinfo, HIST_MIN_BINS), 1);
}

/*
 * histogram_agg_transition(state histogram, x float8, max_bins int)
 *
 * Where rows of a group name different limits the smallest one counts, as it does in merging: no
 * other rule could be independent of the order of the rows.  NULL is the default.
 */
Datum
histogram_agg_transition_bins(PG_FUNCTION_ARGS)
{
	int32 max_bins = PG_ARGISNULL(2) ? HIST_MIN_BINS : PG_GETARG_INT32(2);
	HistogramObject *state;

	if (max_bins < HIST_MIN_BINS || max_bins > HIST_MAX_BINS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("max_bins must be between %d and %d", HIST_MIN_BINS, HIST_MAX_BINS),
						errdetail("It is %d.", max_bins)));
	state = writable_state(fcinfo, max_bins);
	if (max_bins < state->histogram->max_bins)
		merge(state, hist_create(core_context_create(CurrentMemoryContext), max_bins));
	return add_row(fcinfo, state, 1);
}

/*
 * histogram_agg_transition_weighted(state histogram, x float8, weight bigint)
 *
 * A row of weight 0 or NULL is no row at all: it does not even begin a state.
 */
Datum
histogram_agg_transition_weighted(PG_FUNCTION_ARGS)
{
	int64 weight = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT64(2);

	if (weight < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("weight must not be negative"),
				 errdetail("It is " INT64_FORMAT ".", weight),
				 errhint("A weight says how many times the row counts.")));
	if (weight == 0 && PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (weight == 0)
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	return add_row(fcinfo, writable_state(fcinfo, HIST_MIN_BINS), weight);
}

/*
 * histogram_agg_combine(state histogram, h histogram)
 *
 * Combines partial states of every aggregate here, and is the transition function of
 * histogram_merge.  NULL on either side adds nothing.
 */
Datum
histogram_agg_combine(PG_FUNCTION_ARGS)
{
	HistogramObject *state;

	if (PG_ARGISNULL(1))
	{
		if (PG_ARGISNULL(0))
			PG_RETURN_NULL();
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	}
	if (PG_ARGISNULL(0))
		state = histogram_object_copy(state_context(fcinfo), PG_GETARG_DATUM(1));
	else
	{
		/* Both could be one object, which merging must not read while it writes. */
		Histogram *from = PG_GETARG_HISTOGRAM(1);

		state = writable_state(fcinfo, HIST_MIN_BINS);
		if (from == state->histogram)
			from = hist_copy(core_context_create(CurrentMemoryContext), from);
		merge(state, from);
	}
	PG_RETURN_DATUM(HistogramObjectGetDatum(state));
}

/* histogram_add(a histogram, b histogram), the operator + */
Datum
histogram_add(PG_FUNCTION_ARGS)
{
	HistogramObject *sum = histogram_object_copy(CurrentMemoryContext, PG_GETARG_DATUM(0));

	merge(sum, PG_GETARG_HISTOGRAM(1));
	PG_RETURN_DATUM(HistogramObjectGetDatum(sum));
}
