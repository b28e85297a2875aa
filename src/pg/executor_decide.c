/*
 * executor_decide.c
 *		Serial or parallel, and how many workers.
 *
 * A worker takes about 3 ms to start, during which it does no fit.  With w workers beside the
 * leader the work is done after about (total + 3 w) / (w + 1) ms, but never before the slowest
 * task is.  Under "auto" one more worker is taken as long as it brings the end forward by at least
 * what it costs to start: a server has other queries to serve.  "parallel" takes all that the
 * limits allow, whatever it costs.
 *
 * The evidence is test/bench/ablation.json, made by `test/bench/run ablation` with RESULTS naming
 * that file; its load_average says how busy the machine was.  A worker that is forced on ten
 * families, 6 to 14 ms of CPU, makes the call 1.4 to 1.9 times as long; on twenty families, 70 to
 *80 ms, it takes 0.74 of the time, on more 0.6.  bestfit.min_parallel_cost is by default between
 * them, on the careful side; "auto" then takes 0.95 to 1.12 of the time of the best setting.
 */
#include "executor_decide.h"

#include <stddef.h>

/* Milliseconds from asking for a background worker to its first fit (PostgreSQL 15, 2 CPUs). */
#define WORKER_START_COST 3.0

static inline int
least(int a, int b)
{
	return a < b ? a : b;
}

/* Milliseconds until all is done with that many workers beside the leader. */
static double
estimated_end(const ExecutorInputs *in, int workers)
{
	double shared = (in->total_cost + WORKER_START_COST * workers) / (workers + 1);

	return shared > in->longest_cost ? shared : in->longest_cost;
}

/* The number of workers, at most `limit`, the last of which still saves what its start costs. */
static int
worthwhile_workers(const ExecutorInputs *in, int limit)
{
	int workers = 0;

	while (workers < limit &&
		   estimated_end(in, workers) - estimated_end(in, workers + 1) >= WORKER_START_COST)
		workers++;
	return workers;
}

/* Why no worker can be used, whatever the cost of the work; NULL if one can. */
static const char *
why_not(const ExecutorInputs *in)
{
	if (in->tasks < 2)
		return "fewer than two tasks";
	if (in->choice == EXECUTOR_SERIAL)
		return "bestfit.executor is serial";
	if (in->inside_worker)
		return "already inside a parallel worker";
	if (in->max_workers == 0)
		return "bestfit.max_workers is 0";
	if (in->max_parallel_workers <= 0)
		return "max_parallel_workers is 0";
	if (in->max_worker_processes <= 0)
		return "max_worker_processes is 0";
	return NULL;
}

/*
 * Decides from the inputs alone.  The first reason against workers that applies is the one
 * reported.  bestfit.max_workers is an upper limit; beyond it "auto" leaves the leader a CPU of
 * its own and asks for no more workers than are likely to be free, while "parallel" always tries:
 * what is free may have changed by the time that it is asked for.
 */
ExecutorDecision
decide_executor(const ExecutorInputs *in)
{
	ExecutorDecision serial = {false, 0, why_not(in)};
	ExecutorDecision parallel = {true, 0, NULL};
	int spare_cpus = in->cpus > 1 ? in->cpus - 1 : 0;
	int idle_cpus = spare_cpus > in->own_workers ? spare_cpus - in->own_workers : 0;
	int limit;

	if (serial.reason)
		return serial;

	limit = least(in->tasks - 1, least(in->max_parallel_workers, in->max_worker_processes));
	if (in->max_workers > 0)
		limit = least(limit, in->max_workers);

	if (in->choice == EXECUTOR_PARALLEL)
	{
		if (in->max_workers < 0)
			limit = least(limit, spare_cpus > 0 ? spare_cpus : 1);
		parallel.workers = limit;
		parallel.reason = "bestfit.executor is parallel";
		return parallel;
	}

	limit = least(limit, idle_cpus);
	if (in->free_workers != UNKNOWN_FREE_WORKERS)
		limit = least(limit, in->free_workers);
	if (spare_cpus == 0)
		serial.reason = "only one CPU is available";
	else if (in->total_cost < in->min_parallel_cost)
		serial.reason = "estimated cost is below bestfit.min_parallel_cost";
	else if (idle_cpus == 0)
		serial.reason = "the plan's own parallel workers have the CPUs";
	else if (limit == 0)
		serial.reason = "no worker slot is likely to be free";
	else if ((parallel.workers = worthwhile_workers(in, limit)) == 0)
		serial.reason = "workers would save less than their start costs";
	else
	{
		parallel.reason = "workers save more than their start costs";
		return parallel;
	}
	return serial;
}
