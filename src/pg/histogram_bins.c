/*
 * histogram_bins.c
 *		histogram_bins: a histogram as rows to look at or to plot.
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "histogram_rebin.h"
#include "histogram_type.h"

PG_FUNCTION_INFO_V1(histogram_bins);

#define MAX_BINS 65536

static RebinScale
find_scale(const char *name)
{
	static const char *const names[] = {
		[REBIN_LINEAR] = "linear",
		[REBIN_LOG] = "log",
		[REBIN_QUANTILE] = "quantile",
	};

	for (int i = 0; i < lengthof(names); i++)
	{
		if (strcmp(names[i], name) == 0)
			return (RebinScale) i;
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("unrecognized scale \"%s\"", name),
			 errhint("Valid scales are \"linear\", \"log\" and \"quantile\".")));
	return REBIN_LINEAR; /* not reached */
}

/* Puts one row. */
static void
put_bin(ReturnSetInfo *result, int number, const RebinnedBin *bin, uint64 total)
{
	Datum values[6];
	bool nulls[6] = {false};
	double width = bin->upper - bin->lower;

	values[0] = Int32GetDatum(number);
	values[1] = Float8GetDatum(bin->lower);
	values[2] = Float8GetDatum(bin->upper);
	values[3] = Int64GetDatum(bin->count);
	/* a point has no density */
	nulls[4] = !(width > 0);
	values[4] = Float8GetDatum((double) bin->count / (double) total / width);
	values[5] = Float8GetDatum((double) bin->up_to / (double) total);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/*
 * histogram_bins(h histogram, bins int DEFAULT NULL, scale text DEFAULT 'linear')
 *
 * No rows for a histogram that is NULL or has no finite rows.  A NULL scale is the default one.
 */
Datum
histogram_bins(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	RebinScale scale = REBIN_LINEAR;
	RebinnedBin bin;
	Rebin walk;
	Histogram *h;

	InitMaterializedSRF(fcinfo, 0);

	if (!PG_ARGISNULL(2))
		scale = find_scale(text_to_cstring(PG_GETARG_TEXT_PP(2)));
	if (!PG_ARGISNULL(1) && (PG_GETARG_INT32(1) < 1 || PG_GETARG_INT32(1) > MAX_BINS))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("number of bins must be between 1 and %d", MAX_BINS),
						errdetail("It is %d.", PG_GETARG_INT32(1))));
	if (PG_ARGISNULL(0))
		return (Datum) 0;

	h = PG_GETARG_HISTOGRAM(0);
	if (h->count == 0)
		return (Datum) 0;
	if (scale == REBIN_LOG && h->min <= 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("logarithmic bins need positive data"),
						errdetail("The smallest value is %g.", h->min),
						errhint("Use the scale \"linear\" or \"quantile\".")));
	rebin_begin(&walk, h, scale,
				PG_ARGISNULL(1) ? rebin_default_bins(h, scale) : PG_GETARG_INT32(1));
	while (rebin_next(&walk, &bin))
	{
		CHECK_FOR_INTERRUPTS();
		put_bin(result, walk.made, &bin, h->count);
	}
	return (Datum) 0;
}
