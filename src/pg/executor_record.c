/*
 * executor_record.c
 *		What was decided for a job and what happened: bestfit_last_run(), and the server log.
 */
#include "postgres.h"

#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "executor.h"
#include "guc.h"

/* The records of this process' last call, by kind of task. */
static RunRecord last_run[N_TASK_KINDS];

/* The columns of bestfit_last_run(), which are the keys of the logged line, too. */
typedef enum FieldType
{
	FIELD_TEXT,
	FIELD_INT,
	FIELD_FLOAT
} FieldType;

#define FIELD(name, type, member)                                                                  \
	{                                                                                              \
		name, type, offsetof(RunRecord, member)                                                    \
	}

static const struct
{
	const char *name;
	FieldType type;
	size_t offset;
} fields[] = {
	FIELD("job", FIELD_TEXT, job),
	FIELD("executor", FIELD_TEXT, executor),
	FIELD("reason", FIELD_TEXT, reason),
	FIELD("families", FIELD_INT, families),
	FIELD("tasks", FIELD_INT, tasks),
	FIELD("tasks_by_workers", FIELD_INT, tasks_by_workers),
	FIELD("estimated_cost_ms", FIELD_FLOAT, inputs.total_cost),
	FIELD("real_cost_ms", FIELD_FLOAT, real_cost),
	FIELD("workers_planned", FIELD_INT, workers_planned),
	FIELD("workers_launched", FIELD_INT, workers_launched),
	FIELD("max_worker_processes", FIELD_INT, inputs.max_worker_processes),
	FIELD("max_parallel_workers", FIELD_INT, inputs.max_parallel_workers),
	FIELD("free_workers", FIELD_INT, inputs.free_workers),
	FIELD("cpus", FIELD_INT, inputs.cpus),
	FIELD("prepare_ms", FIELD_FLOAT, prepare_ms),
	FIELD("launch_ms", FIELD_FLOAT, launch_ms),
	FIELD("work_ms", FIELD_FLOAT, work_ms),
	FIELD("wait_ms", FIELD_FLOAT, wait_ms),
	FIELD("elapsed_ms", FIELD_FLOAT, elapsed_ms),
};

static inline const void *
field_of(const RunRecord *record, int i)
{
	return (const char *) record + fields[i].offset;
}

/* The only number that can be unknown is that of the free slots, which is negative then. */
static inline bool
is_unknown(const RunRecord *record, int i)
{
	return fields[i].type == FIELD_INT && *(const int *) field_of(record, i) < 0;
}

/* One line of JSON in the server log. */
static void
log_record(const RunRecord *record)
{
	StringInfoData json;

	initStringInfo(&json);
	for (int i = 0; i < lengthof(fields); i++)
	{
		const void *field = field_of(record, i);

		appendStringInfoString(&json, i == 0 ? "{" : ", ");
		escape_json(&json, fields[i].name);
		appendStringInfoString(&json, ": ");
		if (is_unknown(record, i))
			appendStringInfoString(&json, "null");
		else if (fields[i].type == FIELD_TEXT)
			escape_json(&json, *(const char *const *) field);
		else if (fields[i].type == FIELD_INT)
			appendStringInfo(&json, "%d", *(const int *) field);
		else
			appendStringInfo(&json, "%.3f", *(const double *) field);
	}
	ereport(LOG_SERVER_ONLY, (errmsg("bestfit: %s}", json.data), errhidestmt(true)));
	pfree(json.data);
}

void
keep_record(int kind, const RunRecord *record)
{
	memset(&last_run[kind], 0, sizeof(RunRecord) * (N_TASK_KINDS - kind));
	last_run[kind] = *record;
	if (bestfit_log_decisions)
		log_record(record);
}

PG_FUNCTION_INFO_V1(bestfit_last_run);

/* A row for each job of the last call of bestfit() in this process; none before the first. */
Datum
bestfit_last_run(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	if (rsinfo->setDesc->natts != lengthof(fields))
		elog(ERROR, "bestfit_last_run() is declared with %d columns instead of %d",
			 rsinfo->setDesc->natts, (int) lengthof(fields));
	for (int kind = 0; kind < N_TASK_KINDS; kind++)
	{
		const RunRecord *record = &last_run[kind];
		Datum values[lengthof(fields)];
		bool nulls[lengthof(fields)];

		if (!record->job)
			continue;
		for (int i = 0; i < lengthof(fields); i++)
		{
			const void *field = field_of(record, i);

			nulls[i] = is_unknown(record, i);
			if (fields[i].type == FIELD_TEXT)
				values[i] = CStringGetTextDatum(*(const char *const *) field);
			else if (fields[i].type == FIELD_INT)
				values[i] = Int32GetDatum(*(const int *) field);
			else
				values[i] = Float8GetDatum(*(const double *) field);
		}
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
