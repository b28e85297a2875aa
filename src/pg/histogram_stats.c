/*
 * histogram_stats.c
 *		What a histogram knows: counts, moments, quantiles.
 *
 * Counts are never NULL.  A statistic of the finite rows is NULL where there is none: of no rows,
 * the variance of one row, the skewness of constant data.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"

#include "histogram_type.h"

PG_FUNCTION_INFO_V1(histogram_count);
PG_FUNCTION_INFO_V1(histogram_null_count);
PG_FUNCTION_INFO_V1(histogram_nan_count);
PG_FUNCTION_INFO_V1(histogram_inf_count);
PG_FUNCTION_INFO_V1(histogram_max_bins);
PG_FUNCTION_INFO_V1(histogram_bin_count);
PG_FUNCTION_INFO_V1(histogram_is_exact);
PG_FUNCTION_INFO_V1(histogram_min);
PG_FUNCTION_INFO_V1(histogram_max);
PG_FUNCTION_INFO_V1(histogram_mean);
PG_FUNCTION_INFO_V1(histogram_variance);
PG_FUNCTION_INFO_V1(histogram_stddev);
PG_FUNCTION_INFO_V1(histogram_skewness);
PG_FUNCTION_INFO_V1(histogram_kurtosis);
PG_FUNCTION_INFO_V1(histogram_quantile);
PG_FUNCTION_INFO_V1(histogram_cdf);

Datum
histogram_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_HISTOGRAM(0)->count);
}

Datum
histogram_null_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_HISTOGRAM(0)->nulls);
}

Datum
histogram_nan_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_HISTOGRAM(0)->nans);
}

/* Both infinities, together.  Each fits a bigint, but two may not. */
Datum
histogram_inf_count(PG_FUNCTION_ARGS)
{
	Histogram *h = PG_GETARG_HISTOGRAM(0);
	uint64 infs = h->negative_infs + h->positive_infs;

	if (infs > PG_INT64_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE), errmsg("bigint out of range")));
	PG_RETURN_INT64(infs);
}

Datum
histogram_max_bins(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_HISTOGRAM(0)->max_bins);
}

Datum
histogram_bin_count(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(PG_GETARG_HISTOGRAM(0)->nbins);
}

Datum
histogram_is_exact(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(hist_is_exact(PG_GETARG_HISTOGRAM(0)));
}

static double
minimum(Histogram *h)
{
	return h->min;
}

static double
maximum(Histogram *h)
{
	return h->max;
}

static double
standard_deviation(Histogram *h)
{
	return sqrt(hist_variance(h));
}

/* A statistic of argument 0 that is NaN, and so NULL, where it does not exist. */
static Datum
statistic(FunctionCallInfo fcinfo, double (*compute)(Histogram *h))
{
	Histogram *h = PG_GETARG_HISTOGRAM(0);
	double result = h->count > 0 ? compute(h) : NAN;

	if (isnan(result))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(result);
}

Datum
histogram_min(PG_FUNCTION_ARGS)
{
	return statistic(fcinfo, minimum);
}

Datum
histogram_max(PG_FUNCTION_ARGS)
{
	return statistic(fcinfo, maximum);
}

Datum
histogram_mean(PG_FUNCTION_ARGS)
{
	return statistic(fcinfo, hist_mean);
}

Datum
histogram_variance(PG_FUNCTION_ARGS)
{
	return statistic(fcinfo, hist_variance);
}

Datum
histogram_stddev(PG_FUNCTION_ARGS)
{
	return statistic(fcinfo, standard_deviation);
}

Datum
histogram_skewness(PG_FUNCTION_ARGS)
{
	return statistic(fcinfo, hist_skewness);
}

Datum
histogram_kurtosis(PG_FUNCTION_ARGS)
{
	return statistic(fcinfo, hist_kurtosis);
}

/*
 * histogram_quantile(h histogram, p float8)
 *
 * While the histogram is lossless this is percentile_disc, with that function's errors.
 */
Datum
histogram_quantile(PG_FUNCTION_ARGS)
{
	Histogram *h;
	double p = PG_GETARG_FLOAT8(1);

	if (!(p >= 0 && p <= 1))
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("percentile value %g is not between 0 and 1", p)));
	h = PG_GETARG_HISTOGRAM(0);
	if (h->count == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(hist_quantile(h, p));
}

/* histogram_cdf(h histogram, x float8): the share of the finite rows that are <= x */
Datum
histogram_cdf(PG_FUNCTION_ARGS)
{
	Histogram *h = PG_GETARG_HISTOGRAM(0);
	double x = PG_GETARG_FLOAT8(1);

	if (h->count == 0)
		PG_RETURN_NULL();
	if (isnan(x))
		PG_RETURN_FLOAT8(x);
	PG_RETURN_FLOAT8(hist_cdf(h, x));
}
