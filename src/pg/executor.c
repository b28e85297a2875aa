/*
 * executor.c
 *		Chooses an executor for a job, runs it and keeps the record.
 */
#include "postgres.h"

#include "access/parallel.h"
#include "miscadmin.h"
#include "storage/proc.h"
#include "storage/shmem.h"

#include "cpus.h"
#include "executor.h"
#include "executor_progress.h"
#include "guc.h"

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

/*
 * How many parallel workers could be started now, and how many this process has already. PostgreSQL
 * does not say, hence a glance, without a lock, at the process entries that are set aside for
 * background workers: one is in use while somebody owns its latch, and a parallel worker is one
 * whose lock group another process leads.  Only good for a guess, but one that spares a busy server
 * the attempt.
 */
static void
look_at_workers(ExecutorInputs *in)
{
	int used = 0;
	int parallel = 0;

	in->own_workers = 0;
	for (uint32 i = 0; i < ProcGlobal->allProcCount; i++)
	{
		const PGPROC *proc = &ProcGlobal->allProcs[i];
		const PGPROC *leader = proc->lockGroupLeader;

		if (proc->procgloballist != &ProcGlobal->bgworkerFreeProcs ||
			proc->procLatch.owner_pid == 0)
			continue;
		used++;
		if (leader == NULL || leader == proc)
			continue;
		parallel++;
		in->own_workers += leader == MyProc;
	}
	in->free_workers = Max(0, Min(max_worker_processes - used, max_parallel_workers - parallel));
}

/* All that decide_executor() wants to know at first. */
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
	in.free_workers = UNKNOWN_FREE_WORKERS;
	return in;
}

/* Decides; other workers are only looked for if nothing else keeps the job from using some. */
static ExecutorDecision
decide(ExecutorInputs *in)
{
	ExecutorDecision decision = decide_executor(in);

	if (decision.parallel)
	{
		look_at_workers(in);
		decision = decide_executor(in);
	}
	return decision;
}

/* The families that the tasks are about; the tasks of a family stand in a row. */
static int
count_families(const Job *job)
{
	int n = 0;

	for (int i = 0; i < job->n_tasks; i++)
		n += i == 0 || job->tasks[i].family != job->tasks[i - 1].family;
	return n;
}

/* Places and costs of the tasks, and their order. */
static void
arrange_tasks(Job *job)
{
	const TaskKind *kind = task_kinds[job->kind];

	for (int i = 0; i < job->n_tasks; i++)
	{
		Task *task = &job->tasks[i];

		task->place = i;
		task->cost = kind->cost(
			job->data, task,
			kind->input_size > 0 ? (const char *) job->inputs + kind->input_size * i : NULL);
	}
	qsort(job->tasks, job->n_tasks, sizeof(Task), compare_tasks);
}

void
run_job(Job *job, instr_time started)
{
	const TaskKind *kind = task_kinds[job->kind];
	RunRecord record = {.job = kind->name, .tasks = job->n_tasks};
	ExecutorDecision decision;
	const Executor *executor;
	instr_time work_start;

	job->results = palloc0(mul_size(kind->result_size, job->n_tasks));
	job->outcomes = palloc0(mul_size(sizeof(TaskOutcome), job->n_tasks));
	record.families = count_families(job);
	arrange_tasks(job);
	record.prepare_ms = milliseconds_since(started);

	record.inputs = executor_inputs(job);
	decision = decide(&record.inputs);
	executor = decision.parallel ? &parallel_executor : &serial_executor;
	record.executor = executor->name;
	record.reason = decision.reason;
	record.workers_planned = decision.workers;

	progress_begin(job->kind);
	PG_TRY();
	{
		INSTR_TIME_SET_CURRENT(work_start);
		executor->run(job, &record);
		record.work_ms = milliseconds_since(work_start) - record.launch_ms - record.wait_ms;
	}
	PG_FINALLY();
	{
		progress_end();
	}
	PG_END_TRY();

	for (int i = 0; i < job->n_tasks; i++)
	{
		record.real_cost += job->outcomes[i].cpu_ms;
		record.tasks_by_workers += job->outcomes[i].participant != PARTICIPANT_LEADER;
	}
	record.elapsed_ms = milliseconds_since(started);
	keep_record(job->kind, &record);
}
