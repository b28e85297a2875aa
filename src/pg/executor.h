/*
 * executor.h
 *		Jobs, their tasks, and who does them.
 *
 * A job is a number of independent tasks of one kind about the rows of one histogram: fitting a
 * family, refitting a family to simulated rows.  Each task fills one flat result of a fixed size.
 * run_job() estimates what the tasks cost, asks decide_executor() who shall do them, lets that
 * executor run them and keeps the record of how it went.  An executor is a name and a function;
 * whichever it is, the results are the same.
 *
 * A kind of task is an entry in task_kinds[]: workers find it by its position there.  Its run()
 * must give the same result in any process, at any time and in any order: no clock, no state from
 * one task to the next, seeds made of the task's own numbers.
 */
#ifndef BESTFIT_EXECUTOR_H
#define BESTFIT_EXECUTOR_H

#include "portability/instr_time.h"

#include "executor_cost.h"
#include "executor_record.h"
#include "fit.h"

/* Positions in task_kinds[]. */
typedef enum TaskKindId
{
	TASK_FIT,
	TASK_BOOTSTRAP,
	N_TASK_KINDS
} TaskKindId;

typedef struct Task
{
	int family; /* position in families[] */
	int first;  /* for kinds that repeat something: repetitions first to last - 1 */
	int last;
	int place;   /* of its input and its result; set by run_job() */
	double cost; /* estimated milliseconds of one CPU; set by run_job() */
} Task;

/* What a task is done with. */
typedef struct TaskEnv
{
	/* The job's rows.  Lives as long as the job, so that simpler families' estimates are kept. */
	FitData *data;

	/*
	 * Memory that is released after each task.  Both this one's and data->cx's stop() say true once
	 * the task has taken bestfit.family_timeout; from then until the task returns they stay true.
	 * A result must say for itself that it is unfinished then.
	 */
	CoreContext *cx;
} TaskEnv;

typedef struct TaskKind
{
	const char *name;  /* of a job of such tasks: "fit" */
	const char *doing; /* as in "bestfit: fitting gamma (3/97)" */
	size_t input_size; /* bytes that each task is given besides its Task; may be 0 */
	size_t result_size;

	/* Estimated milliseconds of one CPU. */
	double (*cost)(const FitData *data, const Task *task, const void *input);

	/* The result is all zeros before.  Input and result may lie in shared memory: no pointers. */
	void (*run)(const TaskEnv *env, const Task *task, const void *input, void *result);
} TaskKind;

extern const TaskKind *const task_kinds[N_TASK_KINDS];

#define PARTICIPANT_LEADER (-1)

/* How a task went. */
typedef struct TaskOutcome
{
	double elapsed_ms;
	double cpu_ms;   /* what of that the CPU was ours */
	int participant; /* number of the worker that did it, or PARTICIPANT_LEADER */
} TaskOutcome;

typedef struct Job
{
	/* Set by who wants it run. */
	TaskKindId kind;
	Histogram *histogram;
	FitOptions options;
	FitData *data; /* of the histogram, in a context made by task_context_create() */
	int n_tasks;
	Task *tasks;        /* family, first and last are set; run_job() puts them into its own order */
	const void *inputs; /* n_tasks of TaskKind.input_size bytes, or NULL */

	/* Set by run_job(), in the order that the tasks had before. */
	void *results; /* n_tasks of TaskKind.result_size bytes */
	TaskOutcome *outcomes;
} Job;

typedef struct Executor
{
	const char *name;

	/*
	 * Fills job->results and job->outcomes; record holds the decision and gets workers_launched,
	 * launch_ms, wait_ms and, if less could be done than was decided, another executor and reason.
	 */
	void (*run)(Job *job, RunRecord *record);
} Executor;

extern const Executor serial_executor;
extern const Executor parallel_executor;

/*
 * Runs the job; results and outcomes are in the current memory context.  started is when work for
 * it began, which may be before there was a FitData.
 */
extern void run_job(Job *job, instr_time started);

/* What came of fitting a family. */
typedef struct FitResult
{
	FamilyFit fit;
	double elapsed_ms;
} FitResult;

/*
 * Fits the families at the given positions of families[] to the rows of h.  The n_wanted results
 * stand in the current memory context, in the order of the families given; NULL if h has no finite
 * row.
 */
extern FitResult *fit_families(Histogram *h, const FitOptions *options, const int *family,
							   int n_wanted);

/*
 * One process' part in a job: the arrays may be the job's or lie in shared memory.
 */
typedef struct Runner
{
	const TaskKind *kind;
	TaskEnv env;
	MemoryContext scratch; /* of env.cx */
	int participant;
	int n_tasks;
	const Task *tasks;  /* in the order in which they are begun */
	const char *inputs; /* by Task.place, as are results and outcomes */
	char *results;
	TaskOutcome *outcomes;
} Runner;

/*
 * A CoreContext in the current memory context that allocates in mcxt and, while this process does a
 * task, stops when bestfit.family_timeout is over.
 */
extern CoreContext *task_context_create(MemoryContext mcxt);

/* Fills kind, participant and env.  Its memory comes from the current context. */
extern void runner_init(Runner *runner, TaskKindId kind, FitData *data, int participant);

/* Does tasks[i]. */
extern void run_task(Runner *runner, int i);

/* Milliseconds since start. */
static inline double
milliseconds_since(instr_time start)
{
	instr_time now;

	INSTR_TIME_SET_CURRENT(now);
	INSTR_TIME_SUBTRACT(now, start);
	return INSTR_TIME_GET_MILLISEC(now);
}

#endif
