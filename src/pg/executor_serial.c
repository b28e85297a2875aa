/*
 * executor_serial.c
 *		One process does all the tasks, one after the other.
 */
#include "postgres.h"

#include "executor.h"

static void
run_serial(Job *job, RunRecord *record)
{
	Runner runner = {.n_tasks = job->n_tasks,
					 .tasks = job->tasks,
					 .inputs = job->inputs,
					 .results = job->results,
					 .outcomes = job->outcomes};

	runner_init(&runner, job->kind, job->data, PARTICIPANT_LEADER);
	for (int i = 0; i < job->n_tasks; i++)
		run_task(&runner, i);
}

const Executor serial_executor = {"serial", run_serial};
