/*
 * distribution_sample.c
 *		Random numbers: one from the session's generator, or many that a seed determines.
 */
#include "postgres.h"

#include "funcapi.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "utils/fmgrprotos.h"

#include "core_context.h"
#include "distribution_type.h"
#include "sample.h"

PG_FUNCTION_INFO_V1(distribution_random);
PG_FUNCTION_INFO_V1(distribution_sample);
PG_FUNCTION_INFO_V1(distribution_sample_support);

/* A draw of SQL's random(), which setseed() makes repeatable: 32 bits of it. */
static uint64
session_bits(void)
{
	LOCAL_FCINFO(call, 0);

	InitFunctionCallInfoData(*call, NULL, 0, InvalidOid, NULL, NULL);
	return (uint64) (DatumGetFloat8(drandom(call)) * 4294967296.0);
}

/* random(d distribution) */
Datum
distribution_random(PG_FUNCTION_ARGS)
{
	const Distribution *d = PG_GETARG_DISTRIBUTION(0);
	uint64 high = session_bits();

	PG_RETURN_FLOAT8(distribution_draw(d, high << 32 | session_bits()));
}

/* The rows of one call of sample(). */
typedef struct SampleState
{
	CoreContext cx;
	Sampler *sampler;
	uint64 seed;
} SampleState;

/*
 * sample(d distribution, n bigint [, seed bigint])
 *
 * Row i is made of the i-th bits of the seed's sequence, whatever the plan.  Without a seed one is
 * drawn by random().
 */
Datum
distribution_sample(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	SampleState *state;

	if (SRF_IS_FIRSTCALL())
	{
		int64 n = PG_GETARG_INT64(1);
		MemoryContext caller;

		if (n < 0)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("number of rows to sample must not be negative")));
		call = SRF_FIRSTCALL_INIT();
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		call->max_calls = n;
		call->user_fctx = state = palloc(sizeof(SampleState));
		core_context_init(&state->cx, call->multi_call_memory_ctx);
		state->sampler = sampler_create(&state->cx, distribution_make(PG_GETARG_DATUM(0)));
		if (PG_NARGS() > 2)
			state->seed = PG_GETARG_INT64(2);
		else
		{
			state->seed = session_bits() << 32;
			state->seed |= session_bits();
		}
		MemoryContextSwitchTo(caller);
	}

	call = SRF_PERCALL_SETUP();
	state = call->user_fctx;
	if (call->call_cntr >= call->max_calls)
		SRF_RETURN_DONE(call);
	SRF_RETURN_NEXT(call, Float8GetDatum(sampler_draw(state->sampler,
													  random_bits(state->seed, call->call_cntr))));
}

/* Tells the planner how many rows sample() returns where n is a constant. */
Datum
distribution_sample_support(PG_FUNCTION_ARGS)
{
	Node *request = (Node *) PG_GETARG_POINTER(0);

	if (IsA(request, SupportRequestRows))
	{
		SupportRequestRows *rows = (SupportRequestRows *) request;

		if (is_funcclause(rows->node))
		{
			List *args = ((FuncExpr *) rows->node)->args;
			Node *n = estimate_expression_value(rows->root, lsecond(args));

			if (IsA(n, Const) && !((Const *) n)->constisnull)
			{
				rows->rows = Max((double) DatumGetInt64(((Const *) n)->constvalue), 0);
				PG_RETURN_POINTER(rows);
			}
		}
	}
	PG_RETURN_POINTER(NULL);
}
