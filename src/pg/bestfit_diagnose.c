/*
 * bestfit_diagnose.c
 *		bestfit_diagnose(): what stands out in the rows of a histogram.
 */
#include "postgres.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "core_context.h"
#include "diagnose.h"
#include "histogram_type.h"

PG_FUNCTION_INFO_V1(bestfit_diagnose);

Datum
bestfit_diagnose(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext context =
		AllocSetContextCreate(CurrentMemoryContext, "bestfit_diagnose", ALLOCSET_DEFAULT_SIZES);
	MemoryContext caller;
	Finding findings[MAX_FINDINGS];
	int n;

	InitMaterializedSRF(fcinfo, 0);
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	caller = MemoryContextSwitchTo(context);
	n = diagnose(core_context_create(context), PG_GETARG_HISTOGRAM(0), findings);
	for (int i = 0; i < n; i++)
	{
		Datum values[3] = {CStringGetTextDatum(findings[i].name),
						   Float8GetDatum(findings[i].value),
						   CStringGetTextDatum(findings[i].detail)};
		bool nulls[3] = {false};

		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	MemoryContextSwitchTo(caller);
	MemoryContextDelete(context);
	return (Datum) 0;
}
