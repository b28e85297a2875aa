/*
 * executor.h
 *		The fits of one call: what is to be done, who does it, and the record of how it went.
 *
 * fit_families() makes a job of one task per family, asks decide_executor() who shall do it, and
 * lets that executor run it.  An executor is a name and a function that fills one result per task;
 * whichever it is, the results are the same, elapsed times apart.
 */
#ifndef BESTFIT_EXECUTOR_H
#define BESTFIT_EXECUTOR_H

#include "portability/instr_time.h"

#include "executor_decide.h"
#include "fit.h"

/* One family to fit. */
typedef struct FitTask
{
	int family;  /* position in families[] */
	double cost; /* estimated milliseconds of one CPU */
} FitTask;

#define PARTICIPANT_LEADER (-1)

/* What came of a task.  Flat: workers write it into shared memory. */
typedef struct FitResult
{
	FamilyFit fit;
	double elapsed_ms;
	int participant; /* number of the worker that did it, or PARTICIPANT_LEADER */
} FitResult;

typedef struct FitJob
{
	Histogram *histogram;
	FitOptions options;
	FitData *data; /* of the histogram, for the tasks done by this process */
	int n_tasks;
	FitTask *tasks;     /* slowest first, so that no slow one is left for the end */
	FitResult *results; /* of the task in the same place */
} FitJob;

/* What was decided for a call and what happened: bestfit_last_run(). */
typedef struct RunRecord
{
	const char *executor;
	const char *reason;
	int families;
	int tasks;
	int tasks_by_workers;
	int workers_planned;
	int workers_launched;
	ExecutorInputs inputs;
	double prepare_ms; /* histogram to FitData */
	double launch_ms;  /* shared memory and the start of workers */
	double fit_ms;     /* from there to the end of the last fit */
	double elapsed_ms; /* in all */
} RunRecord;

typedef struct Executor
{
	const char *name;

	/*
	 * Fills job->results; record holds the decision and gets workers_launched, tasks_by_workers,
	 * launch_ms and, if less could be done than was decided, another executor and reason.
	 */
	void (*run)(FitJob *job, RunRecord *record);
} Executor;

extern const Executor serial_executor;
extern const Executor parallel_executor;

/*
 * Fits the families at the given positions of families[] to the rows of h.  The n_wanted results
 * stand in the current memory context, in no particular order; NULL if h has no finite row.
 */
extern FitResult *fit_families(Histogram *h, const FitOptions *options, const int *family,
							   int n_wanted);

/* Does one task in this process. */
extern void run_fit_task(FitData *data, const FitTask *task, int participant, FitResult *result);

/* Estimated milliseconds of one CPU for fitting the family to those cells. */
extern double estimated_fit_cost(const Family *family, const CellSet *cells);

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
