/*
 * executor_decide.h
 *		Serial or parallel, and how many workers: a pure function of explicit inputs.
 *
 * Nothing of PostgreSQL is read here, so that the rules can be tested as a table of inputs and
 * decisions (test/unit/test_executor_decide.c).
 */
#ifndef BESTFIT_EXECUTOR_DECIDE_H
#define BESTFIT_EXECUTOR_DECIDE_H

#include <stdbool.h>

/* The values of bestfit.executor. */
typedef enum ExecutorChoice
{
	EXECUTOR_AUTO,
	EXECUTOR_SERIAL,
	EXECUTOR_PARALLEL
} ExecutorChoice;

#define UNKNOWN_FREE_WORKERS (-1)

typedef struct ExecutorInputs
{
	/* The work.  Costs are estimates in milliseconds of one CPU. */
	int tasks;
	double total_cost;
	double longest_cost; /* of a single task: no number of workers gets below it */

	/* What the user set. */
	ExecutorChoice choice;
	int max_workers; /* -1: as many as the rest allows */
	double min_parallel_cost;

	/* What the server allows. */
	int max_worker_processes;
	int max_parallel_workers;
	int cpus;
	bool inside_worker; /* this process is itself a parallel worker */
	int free_workers;   /* slots that are likely to be free; UNKNOWN_FREE_WORKERS: not looked at */
	int own_workers;    /* parallel workers that the plan around this call keeps busy */
} ExecutorInputs;

typedef struct ExecutorDecision
{
	bool parallel;
	int workers;        /* besides the process that asks, which works too; 0 if not parallel */
	const char *reason; /* a static phrase for people */
} ExecutorDecision;

extern ExecutorDecision decide_executor(const ExecutorInputs *in);

#endif
