/*
 * executor_task.c
 *		The kinds of tasks, and how a process does one.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "pgstat.h"
#include "utils/memutils.h"

#include "core_context.h"
#include "executor.h"
#include "fit_task.h"

const TaskKind *const task_kinds[N_TASK_KINDS] = {
	[TASK_FIT] = &fit_task_kind,
};

CoreContext *
task_context_create(MemoryContext mcxt)
{
	return core_context_create(mcxt);
}

void
runner_init(Runner *runner, TaskKindId kind, FitData *data, int participant)
{
	runner->kind = task_kinds[kind];
	runner->participant = participant;
	runner->env.data = data;
	runner->scratch =
		AllocSetContextCreate(CurrentMemoryContext, "bestfit task", ALLOCSET_DEFAULT_SIZES);
	runner->env.cx = task_context_create(runner->scratch);
}

/* Shows other sessions what this worker does. */
static void
report_activity(const Runner *runner, int i)
{
	char activity[128];

	snprintf(activity, sizeof(activity), "bestfit: %s %s (%d/%d)", runner->kind->doing,
			 families[runner->tasks[i].family]->name, i + 1, runner->n_tasks);
	pgstat_report_activity(STATE_RUNNING, activity);
}

void
run_task(Runner *runner, int i)
{
	const Task *task = &runner->tasks[i];
	const TaskKind *kind = runner->kind;
	TaskOutcome *outcome = &runner->outcomes[task->place];
	char *result = runner->results + kind->result_size * task->place;
	instr_time start;

	CHECK_FOR_INTERRUPTS();

	if (runner->participant != PARTICIPANT_LEADER)
		report_activity(runner, i);
	INSTR_TIME_SET_CURRENT(start);
	memset(result, 0, kind->result_size);
	kind->run(&runner->env, task,
			  kind->input_size > 0 ? runner->inputs + kind->input_size * task->place : NULL,
			  result);
	outcome->elapsed_ms = milliseconds_since(start);
	outcome->participant = runner->participant;
}
