/*
 * gof.c
 *		gof(): tests whether a histogram's rows come from a given distribution.
 */
#include "postgres.h"

#include <math.h>

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "distribution_type.h"
#include "gof.h"
#include "histogram_type.h"

PG_FUNCTION_INFO_V1(gof);

/*
 * gof(h histogram, d distribution)
 *
 * One row a test; none for a NULL or for a histogram without finite rows.
 */
Datum
gof(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	GofTest tests[GOF_TESTS];
	Histogram *h;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		return (Datum) 0;
	h = PG_GETARG_HISTOGRAM(0);
	if (h->count == 0)
		return (Datum) 0;
	gof_tests(core_context_create(CurrentMemoryContext), h, PG_GETARG_DISTRIBUTION(1), tests);
	for (int i = 0; i < GOF_TESTS; i++)
	{
		const GofTest *t = &tests[i];
		Datum values[6] = {
			CStringGetTextDatum(t->name), Float8GetDatum(t->statistic),
			Float8GetDatum(t->p_value),   Int64GetDatum((int64) h->count),
			Int32GetDatum(t->cells),      CStringGetTextDatum(t->note),
		};
		bool nulls[6] = {false, isnan(t->statistic), isnan(t->p_value),
						 false, t->cells == 0,       false};

		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}
