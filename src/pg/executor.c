/*
 * executor.c
 *		Chooses an executor for a job, runs it and keeps the record.
 */
#include "postgres.h"

#include "access/parallel.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "storage/shmem.h"
#include "utils/builtins.h"

#include "cpus.h"
#include "executor.h"
#include "guc.h"

/* The record of this session's last call; executor is NULL before the first. */
static RunRecord last_run;

/* Slowest first; the rest of the order only has to be a definite one. */
static int
compare_tasks(const void *a, const void *b)
{
	const Task *x = a;
	const Task *y = b;

	if (x->cost != y->cost)
		return x->cost > y->cost ? -1 : 1;
	return x->place - y->place;
}

/* All that decide_executor() wants to know. */
static ExecutorInputs
executor_inputs(const Job *job)
{
	static int cpus = 0;
	ExecutorInputs in = {0};

	if (cpus == 0)
		cpus = cpus_available();

	in.tasks = job->n_tasks;
	for (int i = 0; i < job->n_tasks; i++)
	{
		in.total_cost += job->tasks[i].cost;
		in.longest_cost = Max(in.longest_cost, job->tasks[i].cost);
	}
	in.choice = bestfit_executor;
	in.max_workers = bestfit_max_workers;
	in.min_parallel_cost = bestfit_min_parallel_cost;
	in.max_worker_processes = max_worker_processes;
	in.max_parallel_workers = max_parallel_workers;
	in.cpus = cpus;
	in.inside_worker = IsParallelWorker();
	return in;
}

/* The families that the tasks are about, each counted once; the tasks are those of a family in
 * turn. */
static int
count_families(const Job *job)
{
	int n = 0;

	for (int i = 0; i < job->n_tasks; i++)
		n += i == 0 || job->tasks[i].family != job->tasks[i - 1].family;
	return n;
}

void
run_job(Job *job, instr_time started)
{
	const TaskKind *kind = task_kinds[job->kind];
	RunRecord record = {0};
	ExecutorDecision decision;
	const Executor *executor;
	instr_time fit_start;

	record.families = count_families(job);
	record.tasks = job->n_tasks;
	job->results = palloc0(mul_size(kind->result_size, job->n_tasks));
	job->outcomes = palloc0(mul_size(sizeof(TaskOutcome), job->n_tasks));
	for (int i = 0; i < job->n_tasks; i++)
	{
		Task *task = &job->tasks[i];

		task->place = i;
		task->cost = kind->cost(
			job->data, task,
			kind->input_size > 0 ? (const char *) job->inputs + kind->input_size * i : NULL);
	}
	qsort(job->tasks, job->n_tasks, sizeof(Task), compare_tasks);
	record.prepare_ms = milliseconds_since(started);

	record.inputs = executor_inputs(job);
	decision = decide_executor(&record.inputs);
	executor = decision.parallel ? &parallel_executor : &serial_executor;
	record.executor = executor->name;
	record.reason = decision.reason;
	record.workers_planned = decision.workers;

	INSTR_TIME_SET_CURRENT(fit_start);
	executor->run(job, &record);
	record.fit_ms = milliseconds_since(fit_start) - record.launch_ms;
	record.elapsed_ms = milliseconds_since(started);
	last_run = record;
}

PG_FUNCTION_INFO_V1(bestfit_last_run);

/* One row about the last call of bestfit() in this process; none before the first. */
Datum
bestfit_last_run(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	Datum values[] = {
		CStringGetTextDatum(last_run.executor ? last_run.executor : ""),
		CStringGetTextDatum(last_run.reason ? last_run.reason : ""),
		Int32GetDatum(last_run.families),
		Int32GetDatum(last_run.tasks),
		Int32GetDatum(last_run.tasks_by_workers),
		Float8GetDatum(last_run.inputs.total_cost),
		Int32GetDatum(last_run.workers_planned),
		Int32GetDatum(last_run.workers_launched),
		Int32GetDatum(last_run.inputs.max_worker_processes),
		Int32GetDatum(last_run.inputs.max_parallel_workers),
		Int32GetDatum(last_run.inputs.cpus),
		Float8GetDatum(last_run.prepare_ms),
		Float8GetDatum(last_run.launch_ms),
		Float8GetDatum(last_run.fit_ms),
		Float8GetDatum(last_run.elapsed_ms),
	};
	bool nulls[lengthof(values)] = {false};

	InitMaterializedSRF(fcinfo, 0);
	if (last_run.executor)
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	return (Datum) 0;
}
