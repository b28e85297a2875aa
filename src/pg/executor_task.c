/*
 * executor_task.c
 *		The kinds of tasks, and how a process does one.
 */
#include "postgres.h"

#include <time.h>

#include "miscadmin.h"
#include "utils/memutils.h"

#include "bootstrap_task.h"
#include "core_context.h"
#include "executor.h"
#include "executor_progress.h"
#include "fit_task.h"
#include "guc.h"

const TaskKind *const task_kinds[N_TASK_KINDS] = {
	[TASK_FIT] = &fit_task_kind,
	[TASK_BOOTSTRAP] = &bootstrap_task_kind,
};

/* The time of the task that this process is doing: it does one at a time. */
static struct
{
	double limit; /* milliseconds; 0: none */
	instr_time start;
	bool over; /* once it is, it stays so until the task ends */
} task_time;

/*
 * CoreContext.stop for tasks.  A cancelled query does not return from here; what is left is the
 * time limit.
 */
static bool
task_stop(void *arg)
{
	CHECK_FOR_INTERRUPTS();
	progress_notice();
	if (task_time.limit > 0 && !task_time.over)
		task_time.over = milliseconds_since(task_time.start) >= task_time.limit;
	return task_time.over;
}

CoreContext *
task_context_create(MemoryContext mcxt)
{
	CoreContext *cx = palloc(sizeof(CoreContext));

	core_context_init(cx, mcxt);
	cx->stop = task_stop;
	/* an error may have left a limit behind */
	task_time.limit = 0;
	task_time.over = false;
	return cx;
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

/* Milliseconds of CPU that this process has used. */
static double
cpu_milliseconds(void)
{
	struct timespec used;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
	return used.tv_sec * 1e3 + used.tv_nsec / 1e6;
}

void
run_task(Runner *runner, int i)
{
	const Task *task = &runner->tasks[i];
	const TaskKind *kind = runner->kind;
	TaskOutcome *outcome = &runner->outcomes[task->place];
	char *result = runner->results + kind->result_size * task->place;
	double cpu_start;

	CHECK_FOR_INTERRUPTS();

	progress_task(runner, i);
	task_time.limit = bestfit_family_timeout;
	task_time.over = false;
	INSTR_TIME_SET_CURRENT(task_time.start);
	cpu_start = cpu_milliseconds();
	memset(result, 0, kind->result_size);
	kind->run(&runner->env, task,
			  kind->input_size > 0 ? runner->inputs + kind->input_size * task->place : NULL,
			  result);
	outcome->cpu_ms = cpu_milliseconds() - cpu_start;
	outcome->elapsed_ms = milliseconds_since(task_time.start);
	outcome->participant = runner->participant;
	task_time.limit = 0;
	task_time.over = false;
	MemoryContextReset(runner->scratch);
}
