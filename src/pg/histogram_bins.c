/*
 * histogram_bins.c
 *		histogram_bins: a histogram as rows to look at or to plot.
 *
 * Edges are laid between the minimum and the maximum; the number of rows up to each edge is exact
 * unless the edge cuts a wide bin of a summary that is no longer lossless, where it is interpolated
 * and rounded.  Counts are differences of these, so that they always add up to histogram_count.
 *
 * Bins hold their upper edge but not their lower, except that the first holds both: the cumulative
 * share of a bin is the empirical distribution function at its upper edge.  Edges that coincide
 * (ties under 'quantile', a range of few representable numbers) make one bin.  Under 'quantile' a
 * minimum that has the mass of a bin or more, as zero often does, is a bin by itself.
 */
#include "postgres.h"

#include <math.h>

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "histogram_type.h"

PG_FUNCTION_INFO_V1(histogram_bins);

#define MAX_BINS 65536

/* No more than so many unless asked for. */
#define MAX_DEFAULT_BINS 200

/*
 * How edges are laid: bins of equal width, of equal width in the logarithm, or of equal count as
 * nearly as ties allow.
 */
typedef struct Scale
{
	const char *name;
	int (*default_bins)(Histogram *h);
	double (*edge)(Histogram *h, int i, int n); /* edge i of 0 .. n, 0 < i < n */
	bool atom;                                  /* whether the minimum may be a bin */
} Scale;

/* Sturges' number, which suits few rows. */
static int
sturges_bins(Histogram *h)
{
	return (int) ceil(log2((double) h->count)) + 1;
}

/*
 * Freedman and Diaconis' number of bins (Z. Wahrscheinlichkeitstheorie verw. Gebiete 57, 1981), for
 * a range and an interquartile range; at least Sturges' one.
 */
static int
freedman_diaconis_bins(Histogram *h, double range, double iqr)
{
	double n = range / iqr * cbrt((double) h->count) / 2;
	int least = sturges_bins(h);

	/* also false if iqr is 0 */
	if (n >= least && n <= MAX_DEFAULT_BINS)
		return (int) ceil(n);
	return n > MAX_DEFAULT_BINS && isfinite(n) ? MAX_DEFAULT_BINS : least;
}

/* Halved, because the range of finite numbers may not be finite. */
static int
linear_default_bins(Histogram *h)
{
	return freedman_diaconis_bins(h, h->max / 2 - h->min / 2,
								  hist_quantile(h, 0.75) / 2 - hist_quantile(h, 0.25) / 2);
}

static int
log_default_bins(Histogram *h)
{
	return freedman_diaconis_bins(h, log(h->max) - log(h->min),
								  log(hist_quantile(h, 0.75)) - log(hist_quantile(h, 0.25)));
}

/* Mann and Wald's number for bins of equal count, as Moore simplified it. */
static int
quantile_default_bins(Histogram *h)
{
	return (int) Min(ceil(2 * pow((double) h->count, 0.4)), MAX_DEFAULT_BINS);
}

/* Multiplies first, so that edges which are integers come out as such. */
static double
linear_edge(Histogram *h, int i, int n)
{
	double edge = h->min + (h->max - h->min) * i / n;

	if (isfinite(edge))
		return edge;
	return h->min * (1 - (double) i / n) + h->max * ((double) i / n);
}

static double
log_edge(Histogram *h, int i, int n)
{
	return exp(log(h->min) + (log(h->max) - log(h->min)) * i / n);
}

static double
quantile_edge(Histogram *h, int i, int n)
{
	return hist_quantile(h, (double) i / n);
}

static const Scale scales[] = {
	{"linear", linear_default_bins, linear_edge, false},
	{"log", log_default_bins, log_edge, false},
	{"quantile", quantile_default_bins, quantile_edge, true},
};

static const Scale *
find_scale(const char *name)
{
	for (int i = 0; i < lengthof(scales); i++)
	{
		if (strcmp(scales[i].name, name) == 0)
			return &scales[i];
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("unrecognized scale \"%s\"", name),
			 errhint("Valid scales are \"linear\", \"log\" and \"quantile\".")));
	return NULL; /* not reached */
}

/*
 * Rows up to x.  *i and *below walk through the sorted bins from one call, with its x, to the next,
 * with a larger one: below rows are in the bins before bin i.
 */
static uint64
rows_up_to(Histogram *h, double x, uint32 *i, uint64 *below)
{
	for (; *i < h->nbins; (*i)++)
	{
		HistogramBin bin = hist_bin(h, *i);
		double share;

		if (bin.upper <= x)
		{
			*below += bin.count;
			continue;
		}
		if (bin.lower >= x)
			break;
		share = (x / 2 - bin.lower / 2) / (bin.upper / 2 - bin.lower / 2);
		return *below + Min((uint64) rint((double) bin.count * share), bin.count);
	}
	return *below;
}

/* Puts one row. */
static void
put_bin(ReturnSetInfo *result, int number, double lower, double upper, uint64 rows, uint64 up_to,
		uint64 total)
{
	Datum values[6];
	bool nulls[6] = {false};

	values[0] = Int32GetDatum(number);
	values[1] = Float8GetDatum(lower);
	values[2] = Float8GetDatum(upper);
	values[3] = Int64GetDatum(rows);
	/* a point has no density */
	nulls[4] = !(upper > lower);
	values[4] = Float8GetDatum((double) rows / (double) total / (upper - lower));
	values[5] = Float8GetDatum((double) up_to / (double) total);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

static void
put_bins(ReturnSetInfo *result, Histogram *h, const Scale *scale, int n)
{
	double lower = h->min;
	uint64 before = 0;
	uint64 below = 0;
	uint32 at = 0;
	int number = 0;

	for (int i = 1; i <= n; i++)
	{
		double upper = i < n ? Min(scale->edge(h, i, n), h->max) : h->max;
		uint64 up_to;

		CHECK_FOR_INTERRUPTS();
		/* constant data have but the one edge, which is where the last bin ends */
		if (!(upper > lower) && (number > 0 || !(scale->atom || i == n)))
			continue;
		up_to = rows_up_to(h, upper, &at, &below);
		put_bin(result, ++number, lower, upper, up_to - before, up_to, h->count);
		before = up_to;
		lower = upper;
	}
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
	const Scale *scale = &scales[0];
	Histogram *h;
	int n;

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
	hist_sort(h);
	if (scale->edge == log_edge && h->min <= 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("logarithmic bins need positive data"),
						errdetail("The smallest value is %g.", h->min),
						errhint("Use the scale \"linear\" or \"quantile\".")));
	n = PG_ARGISNULL(1) ? scale->default_bins(h) : PG_GETARG_INT32(1);
	put_bins(result, h, scale, n);
	return (Datum) 0;
}
