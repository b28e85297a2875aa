/*
 * drift.c
 *		Differences between two histograms: histogram_drift, histogram_drift_bins.
 *
 * Rows without a finite value (NULL, NaN, infinities) are missing ones: their share may drift too.
 */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "miscadmin.h"

#include "drift.h"
#include "histogram_type.h"

PG_FUNCTION_INFO_V1(histogram_drift);
PG_FUNCTION_INFO_V1(histogram_drift_bins);

static double
missing_rows(const Histogram *h)
{
	return (double) h->nulls + (double) h->nans + (double) h->negative_infs +
		   (double) h->positive_infs;
}

/* Share of the missing among all rows; NaN without rows. */
static double
missing_share(const Histogram *h)
{
	double missing = missing_rows(h);

	return missing / (missing + (double) h->count);
}

/* Two-sided p-value of the test for equal shares of missing rows (normal approximation). */
static double
missing_p_value(const Histogram *a, const Histogram *b)
{
	double n = missing_rows(a) + (double) a->count, m = missing_rows(b) + (double) b->count;
	double share = (missing_rows(a) + missing_rows(b)) / (n + m);
	double variance = share * (1 - share) * (1 / n + 1 / m);

	if (!(variance > 0))
		return 1;
	return erfc(fabs(missing_share(a) - missing_share(b)) / sqrt(2 * variance));
}

typedef struct Columns
{
	int n;
	Datum value[16];
	bool null[16];
} Columns;

static void
put_float(Columns *c, double x)
{
	c->null[c->n] = isnan(x);
	c->value[c->n++] = Float8GetDatum(x);
}

/*
 * histogram_drift(base histogram, current histogram)
 *
 * One row; the measures are NULL unless both have finite rows.
 */
Datum
histogram_drift(PG_FUNCTION_ARGS)
{
	Histogram *base = PG_GETARG_HISTOGRAM(0);
	Histogram *current = PG_GETARG_HISTOGRAM(1);
	Drift d = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
	Columns c = {0};
	TupleDesc desc;

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (base->count > 0 && current->count > 0)
		d = drift_measure(core_context_create(CurrentMemoryContext), base, current);
	c.value[c.n++] = Int64GetDatum((int64) base->count);
	c.value[c.n++] = Int64GetDatum((int64) current->count);
	put_float(&c, d.ks);
	put_float(&c, d.ks_pvalue);
	put_float(&c, d.psi);
	put_float(&c, d.psi_pvalue);
	put_float(&c, d.wasserstein);
	put_float(&c, d.wasserstein_scaled);
	put_float(&c, d.jensen_shannon);
	put_float(&c, d.hellinger);
	put_float(&c, missing_share(base));
	put_float(&c, missing_share(current));
	put_float(&c, missing_p_value(base, current));
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), c.value, c.null)));
}

/*
 * histogram_drift_bins(base histogram, current histogram, bins int DEFAULT 10)
 *
 * No rows unless both have finite rows.  If any row is missing, a last one without bounds says what
 * share of all rows is.
 */
Datum
histogram_drift_bins(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	int n = PG_ARGISNULL(2) ? DRIFT_BINS : PG_GETARG_INT32(2);
	Histogram *base, *current;
	DriftBin *bins;
	int made;

	InitMaterializedSRF(fcinfo, 0);
	if (n < 1 || n > DRIFT_MAX_BINS)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("number of bins must be between 1 and %d", DRIFT_MAX_BINS),
						errdetail("It is %d.", n)));
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	base = PG_GETARG_HISTOGRAM(0);
	current = PG_GETARG_HISTOGRAM(1);
	if (base->count == 0 || current->count == 0)
		return (Datum) 0;
	bins = palloc(sizeof(DriftBin) * 2 * n);
	made = drift_bins(base, current, n, bins);
	for (int i = 0; i <= made; i++)
	{
		Columns c = {0};

		if (i == made && missing_rows(base) + missing_rows(current) == 0)
			break;
		c.value[c.n++] = Int32GetDatum(i + 1);
		put_float(&c, i < made ? bins[i].lower : NAN);
		put_float(&c, i < made ? bins[i].upper : NAN);
		put_float(&c, i < made ? bins[i].share_base : missing_share(base));
		put_float(&c, i < made ? bins[i].share_current : missing_share(current));
		put_float(&c, i < made ? bins[i].psi : NAN);
		tuplestore_putvalues(result->setResult, result->setDesc, c.value, c.null);
	}
	return (Datum) 0;
}
