/*
 * histogram_agg.c
 *		Aggregates over rows and over histograms, and the operator +.
 *
 * The transition type is histogram itself.  Partial states therefore travel between processes as
 * ordinary values, and combining two of them is merging.
 *
 * The state of a group is flat while the group has few rows, and read and written anew for each.
 * After that it is an expanded object that is changed in place, which costs neither a detoast nor
 * an allocation per row, but more memory than small groups should take: they can be very many.
 *
 * Expanded objects have a memory context of their own, as a rule.  The states of an Agg node do
 * not, because HashAggregate adds up the sizes of all child contexts for every new group: with a
 * context per group, 90,000 groups of 34 neighbouring rows took 60 times as long as stddev.  They
 * share one context, which is safe as long as nobody deletes or moves a single state.  Agg deletes
 * a state only when the transition function returns another one instead; once a state is expanded,
 * those here return that same object for good.  Others get it as a read-only pointer or flat.
 *
 * There is no final function.  The executor hands out an expanded state flattened up to PostgreSQL
 * 15, and as a read-only pointer to the object since 16.  With a frame that grows from row to row
 * such a pointer shows a later value once the next row is asked for; whatever keeps a row for
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

/*
 * From so many rows of a kind on a state is expanded.  A power of two: the arrays of a histogram
 * double from here, and fill the chunks of their memory context.
 */
#define EXPAND_ROWS 16

/* A state that is being changed: an expanded object, or a flat one, decoded, if object is NULL. */
typedef struct State
{
	Histogram *histogram;
	HistogramObject *object;
	CoreContext cx;
} State;

/* Argument 0 as something to be changed: itself if we may, else a copy; a new one for NULL. */
static inline void
begin_change(FunctionCallInfo fcinfo, State *state, int32 max_bins)
{
	if (likely(!PG_ARGISNULL(0) && DatumIsWritableHistogram(PG_GETARG_DATUM(0))))
	{
		state->object = DatumGetHistogramObject(PG_GETARG_DATUM(0));
		state->histogram = state->object->histogram;
		return;
	}
	core_context_init(&state->cx, CurrentMemoryContext);
	state->object = NULL;
	if (PG_ARGISNULL(0))
		state->histogram = hist_create(&state->cx, max_bins);
	else
		state->histogram = histogram_copy(&state->cx, PG_GETARG_DATUM(0));
}

/* The changed state as a value, expanded if it has many rows. */
static inline Datum
end_change(FunctionCallInfo fcinfo, State *state)
{
	Histogram *h = state->histogram;
	MemoryContext mcxt;

	if (likely(state->object != NULL))
	{
		state->object->flat_size = 0;
		return HistogramObjectGetDatum(state->object);
	}
	if (h->count < EXPAND_ROWS && h->nulls < EXPAND_ROWS && h->nans < EXPAND_ROWS &&
		h->negative_infs < EXPAND_ROWS && h->positive_infs < EXPAND_ROWS)
		return histogram_flatten(h);
	switch (AggCheckCallContext(fcinfo, &mcxt))
	{
		case AGG_CONTEXT_AGGREGATE:
			return HistogramObjectGetDatum(histogram_object_create_state(mcxt, h));
		case AGG_CONTEXT_WINDOW:
			return HistogramObjectGetDatum(histogram_object_create(mcxt, h));
		default:
			return HistogramObjectGetDatum(histogram_object_create(CurrentMemoryContext, h));
	}
}

static void
report_overflow(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("histogram counter out of range"),
			 errdetail("A histogram holds at most " INT64_FORMAT " rows of a kind.",
					   (int64) HIST_MAX_COUNT)));
}

/* Adds argument 1, NULL or not, `weight` times. */
static inline void
add_row(FunctionCallInfo fcinfo, State *state, uint64 weight)
{
	bool fits;

	if (PG_ARGISNULL(1))
		fits = hist_add_null(state->histogram, weight);
	else
		fits = hist_add(state->histogram, PG_GETARG_FLOAT8(1), weight);
	if (unlikely(!fits))
		report_overflow();
}

static void
merge(Histogram *into, const Histogram *from)
{
	if (!hist_merge(into, from))
		report_overflow();
}

/* histogram_agg_transition(state histogram, x float8) */
Datum
histogram_agg_transition(PG_FUNCTION_ARGS)
{
	State state;

	begin_change(fcinfo, &state, HIST_MIN_BINS);
	add_row(fcinfo, &state, 1);
	return end_change(fcinfo, &state);
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
	State state;

	if (max_bins < HIST_MIN_BINS || max_bins > HIST_MAX_BINS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("max_bins must be between %d and %d", HIST_MIN_BINS, HIST_MAX_BINS),
						errdetail("It is %d.", max_bins)));
	begin_change(fcinfo, &state, max_bins);
	if (max_bins < state.histogram->max_bins)
	{
		CoreContext cx;

		core_context_init(&cx, CurrentMemoryContext);
		merge(state.histogram, hist_create(&cx, max_bins));
	}
	add_row(fcinfo, &state, 1);
	return end_change(fcinfo, &state);
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
	State state;

	if (weight < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("weight must not be negative"),
				 errdetail("It is " INT64_FORMAT ".", weight),
				 errhint("A weight says how many times the row counts.")));
	if (weight == 0 && PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (weight == 0)
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));
	begin_change(fcinfo, &state, HIST_MIN_BINS);
	add_row(fcinfo, &state, weight);
	return end_change(fcinfo, &state);
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
	Histogram *from;
	State state;

	if (PG_ARGISNULL(0) && PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(1))
		PG_RETURN_DATUM(PG_GETARG_DATUM(0));

	from = PG_GETARG_HISTOGRAM(1);
	begin_change(fcinfo, &state, from->max_bins);
	/* both may be one object, which must not be read while it is written */
	if (from == state.histogram)
		from = hist_copy(core_context_create(CurrentMemoryContext), from);
	merge(state.histogram, from);
	return end_change(fcinfo, &state);
}

/* histogram_add(a histogram, b histogram), the operator + */
Datum
histogram_add(PG_FUNCTION_ARGS)
{
	Histogram *sum = histogram_copy(core_context_create(CurrentMemoryContext), PG_GETARG_DATUM(0));

	merge(sum, PG_GETARG_HISTOGRAM(1));
	PG_RETURN_DATUM(histogram_flatten(sum));
}
