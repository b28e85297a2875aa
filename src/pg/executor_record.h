/*
 * executor_record.h
 *		What was decided for a job and what happened.
 */
#ifndef BESTFIT_EXECUTOR_RECORD_H
#define BESTFIT_EXECUTOR_RECORD_H

#include "executor_decide.h"

typedef struct RunRecord
{
	const char *job; /* TaskKind.name; NULL: there was none */
	const char *executor;
	const char *reason;
	int families;
	int tasks;
	int tasks_by_workers;
	int workers_planned;
	int workers_launched;
	ExecutorInputs inputs;
	double real_cost;  /* milliseconds of CPU that the tasks took, added up */
	double prepare_ms; /* histogram to FitData */
	double launch_ms;  /* shared memory and the start of workers */
	double work_ms;    /* from there to the end of the last task of this process */
	double wait_ms;    /* from there until all workers have ended */
	double elapsed_ms; /* in all */
} RunRecord;

/*
 * Keeps the record of a job for bestfit_last_run(), and logs it if bestfit.log_decisions is set.
 * kind is the job's TaskKindId: records of that kind and of later ones, which belong to an earlier
 * call, are forgotten.
 */
extern void keep_record(int kind, const RunRecord *record);

#endif
