/*
 * executor_serial.c
 *		One process does all the fits, one after the other.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "executor.h"

void
run_fit_task(FitData *data, const FitTask *task, int participant, FitResult *result)
{
	instr_time start;

	CHECK_FOR_INTERRUPTS();

	INSTR_TIME_SET_CURRENT(start);
	memset(result, 0, sizeof(*result));
	fit_family(data, families[task->family], &result->fit);
	result->fit.family = task->family;
	result->elapsed_ms = milliseconds_since(start);
	result->participant = participant;
}

static void
run_serial(FitJob *job, RunRecord *record)
{
	for (int i = 0; i < job->n_tasks; i++)
		run_fit_task(job->data, &job->tasks[i], PARTICIPANT_LEADER, &job->results[i]);
}

const Executor serial_executor = {"serial", run_serial};
