/*
 * executor_parallel.c
 *		Leader and parallel workers share the tasks of a job.
 *
 * The workers are those of PostgreSQL's ParallelContext: they inherit user, settings and snapshot,
 * their errors are the leader's, a cancel of the leader ends them, and they count against
 * max_parallel_workers.  When fewer or none can be had, the others do more; the leader does tasks
 * too and would do all of them alone.
 *
 * The shared segment holds, under one key each,
 *
 *		KEY_HEADER		SharedHeader: what this is, for whom, and how large the rest is
 *		KEY_HISTOGRAM	the histogram's canonical bytes, read-only
 *		KEY_TASKS		Task[], slowest first, read-only
 *		KEY_INPUTS		the tasks' inputs, read-only; absent if they have none
 *		KEY_RESULTS		the tasks' results, each written once, by whoever claimed the task
 *		KEY_OUTCOMES	TaskOutcome[], likewise
 *
 * A task is claimed by adding 1 to SharedHeader.next; this and the count of tasks done, for
 *notices, are the only things that two processes write. The leader reads results after all workers
 *have ended; no lock is needed.  Every process makes its own FitData from the histogram: that is
 *deterministic and cheaper than sharing it.
 */
#include "postgres.h"

#include "access/parallel.h"
#include "access/xact.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "port/atomics.h"
#include "storage/latch.h"
#include "utils/resowner.h"
#include "utils/wait_event.h"

#include "core_context.h"
#include "executor.h"
#include "executor_progress.h"

#define KEY_HEADER UINT64CONST(0xBE57F17000000001)
#define KEY_HISTOGRAM UINT64CONST(0xBE57F17000000002)
#define KEY_TASKS UINT64CONST(0xBE57F17000000003)
#define KEY_INPUTS UINT64CONST(0xBE57F17000000004)
#define KEY_RESULTS UINT64CONST(0xBE57F17000000005)
#define KEY_OUTCOMES UINT64CONST(0xBE57F17000000006)

#define SEGMENT_MAGIC 0xBE57F170
#define SEGMENT_VERSION 1

/*
 * What the leader's library must have in common with the worker's.  A library that was replaced
 * while the server runs is loaded by new workers while the leader still has the old one.  magic
 * and version come first in every version.
 */
typedef struct SegmentStamp
{
	uint32 magic;
	uint32 version;
	uint32 header_size;
	uint32 task_size;
	uint32 outcome_size;
	uint32 names; /* fingerprint of the tables of which tasks name positions */
	uint32 sizes; /* fingerprint of the sizes of inputs and results of every kind of task */
} SegmentStamp;

typedef struct SharedHeader
{
	SegmentStamp stamp;
	int kind; /* TaskKindId */
	FitOptions options;
	uint64 histogram_size;
	int n_tasks;
	pg_atomic_uint32 next; /* position of the first task not claimed yet */
	pg_atomic_uint32 done; /* number of tasks that are done */
} SharedHeader;

extern PGDLLEXPORT void bestfit_parallel_worker(dsm_segment *seg, shm_toc *toc);

/* FNV-1a, continued from hash. */
static uint32
fingerprint(uint32 hash, const void *bytes, Size size)
{
	const unsigned char *c = bytes;

	while (size-- > 0)
		hash = (hash ^ *c++) * 16777619;
	return hash;
}

static SegmentStamp
own_stamp(void)
{
	const uint32 basis = 2166136261;
	SegmentStamp stamp = {SEGMENT_MAGIC, SEGMENT_VERSION,     sizeof(SharedHeader),
						  sizeof(Task),  sizeof(TaskOutcome), basis,
						  basis};

	for (int i = 0; i < n_families; i++)
		stamp.names = fingerprint(stamp.names, families[i]->name, strlen(families[i]->name) + 1);
	for (int i = 0; i < N_TASK_KINDS; i++)
	{
		const TaskKind *kind = task_kinds[i];
		Size sizes[] = {kind->input_size, kind->result_size};

		stamp.names = fingerprint(stamp.names, kind->name, strlen(kind->name) + 1);
		stamp.sizes = fingerprint(stamp.sizes, sizes, sizeof(sizes));
	}
	return stamp;
}

/* Claims and does tasks until none is left. */
static void
share_tasks(SharedHeader *header, Runner *runner)
{
	for (;;)
	{
		uint32 i = pg_atomic_fetch_add_u32(&header->next, 1);

		if (i >= (uint32) header->n_tasks)
			break;
		run_task(runner, i);
		pg_atomic_fetch_add_u32(&header->done, 1);
	}
}

/* Entry point of a worker. */
void
bestfit_parallel_worker(dsm_segment *seg, shm_toc *toc)
{
	SharedHeader *header = shm_toc_lookup(toc, KEY_HEADER, true);
	SegmentStamp stamp = own_stamp();
	CoreContext *cx = task_context_create(CurrentMemoryContext);
	Runner runner = {0};
	const char *error;
	Histogram *histogram;

	if (!header || memcmp(&header->stamp, &stamp, sizeof(stamp)) != 0)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("the bestfit library was replaced while in use"),
						errhint("Reconnect to use the new library.")));

	histogram =
		hist_decode(cx, shm_toc_lookup(toc, KEY_HISTOGRAM, false), header->histogram_size, &error);
	if (!histogram)
		elog(ERROR, "invalid histogram in shared memory: %s", error);

	runner.n_tasks = header->n_tasks;
	runner.tasks = shm_toc_lookup(toc, KEY_TASKS, false);
	runner.inputs = shm_toc_lookup(toc, KEY_INPUTS, true);
	runner.results = shm_toc_lookup(toc, KEY_RESULTS, false);
	runner.outcomes = shm_toc_lookup(toc, KEY_OUTCOMES, false);
	runner_init(&runner, header->kind, fit_data_create(cx, histogram, &header->options),
				ParallelWorkerNumber);
	share_tasks(header, &runner);
}

/* A chunk of the segment under a key, estimated before. */
static void *
allocate_shared(ParallelContext *pcxt, uint64 key, Size size)
{
	void *chunk = shm_toc_allocate(pcxt->toc, size);

	shm_toc_insert(pcxt->toc, key, chunk);
	return chunk;
}

/*
 * InitializeParallelDSM(), but false where no dynamic shared memory is to be had: PostgreSQL takes
 * "too many segments" in its stride, yet throws an error where the operating system refuses, as
 * with a full /dev/shm.
 *
 * Catching an error without a subtransaction (none may begin in parallel mode) is safe here because
 * of what can be left behind: no lock is held while a segment is created, nothing is written, and
 * the descriptor of the failed segment belongs to a resource owner that ends with the attempt. Only
 * errors for want of a resource are taken for an answer, all others go on.
 */
static bool
initialize_shared(ParallelContext *pcxt)
{
	MemoryContext context = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	ResourceOwner attempt = ResourceOwnerCreate(owner, "bestfit");
	volatile bool done = true;

	PG_TRY();
	{
		CurrentResourceOwner = attempt;
		InitializeParallelDSM(pcxt);
		CurrentResourceOwner = owner;
		if (pcxt->seg)
		{
			/* hand the segment over: out of one owner, into the other */
			dsm_pin_mapping(pcxt->seg);
			dsm_unpin_mapping(pcxt->seg);
		}
	}
	PG_CATCH();
	{
		CurrentResourceOwner = owner;
		MemoryContextSwitchTo(context);
		if (ERRCODE_TO_CATEGORY(geterrcode()) != ERRCODE_INSUFFICIENT_RESOURCES)
			PG_RE_THROW();
		FlushErrorState();
		done = false;
	}
	PG_END_TRY();

	ResourceOwnerRelease(attempt, RESOURCE_RELEASE_BEFORE_LOCKS, done, false);
	ResourceOwnerRelease(attempt, RESOURCE_RELEASE_LOCKS, done, false);
	ResourceOwnerRelease(attempt, RESOURCE_RELEASE_AFTER_LOCKS, done, false);
	ResourceOwnerDelete(attempt);
	return done;
}

/*
 * Waits until all workers have ended, with notices on the way if they are wanted.  A worker that
 * ends otherwise than by itself makes its error ours.
 */
static void
await_workers(ParallelContext *pcxt, SharedHeader *header)
{
	long timeout;

	progress_wait();
	while ((timeout = progress_due_in()) >= 0 &&
		   pg_atomic_read_u32(&header->done) < (uint32) header->n_tasks)
	{
		WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, timeout,
				  WAIT_EVENT_PARALLEL_FINISH);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
		progress_notice();
	}
	WaitForParallelWorkersToFinish(pcxt);
}

/* Does the job in this process, as there is no help. */
static void
run_alone(Job *job, RunRecord *record, const char *reason)
{
	record->executor = serial_executor.name;
	record->reason = reason;
	serial_executor.run(job, record);
}

/*
 * Between EnterParallelMode and ExitParallelMode nothing may return early, assign a transaction id
 * or start a subtransaction.  An error in between is cleaned up by the end of the (sub)transaction.
 */
static void
run_parallel(Job *job, RunRecord *record)
{
	const TaskKind *kind = task_kinds[job->kind];
	Size histogram_size = hist_encoded_size(job->histogram);
	Size tasks_size = mul_size(sizeof(Task), job->n_tasks);
	Size inputs_size = mul_size(kind->input_size, job->n_tasks);
	Size results_size = mul_size(kind->result_size, job->n_tasks);
	Size outcomes_size = mul_size(sizeof(TaskOutcome), job->n_tasks);
	ParallelContext *pcxt;
	const char *alone = NULL;
	instr_time start;

	INSTR_TIME_SET_CURRENT(start);
	EnterParallelMode();
	pcxt = CreateParallelContext("$libdir/bestfit", "bestfit_parallel_worker",
								 record->workers_planned);

	shm_toc_estimate_chunk(&pcxt->estimator, sizeof(SharedHeader));
	shm_toc_estimate_chunk(&pcxt->estimator, histogram_size);
	shm_toc_estimate_chunk(&pcxt->estimator, tasks_size);
	shm_toc_estimate_chunk(&pcxt->estimator, inputs_size);
	shm_toc_estimate_chunk(&pcxt->estimator, results_size);
	shm_toc_estimate_chunk(&pcxt->estimator, outcomes_size);
	shm_toc_estimate_keys(&pcxt->estimator, 6);

	if (!initialize_shared(pcxt) || !pcxt->seg)
		alone = "no dynamic shared memory was free";
	else
	{
		SharedHeader *header = allocate_shared(pcxt, KEY_HEADER, sizeof(SharedHeader));
		Runner runner = {.n_tasks = job->n_tasks, .tasks = job->tasks, .inputs = job->inputs};

		header->stamp = own_stamp();
		header->kind = job->kind;
		header->options = job->options;
		header->histogram_size = histogram_size;
		header->n_tasks = job->n_tasks;
		pg_atomic_init_u32(&header->next, 0);
		pg_atomic_init_u32(&header->done, 0);
		hist_encode(job->histogram, allocate_shared(pcxt, KEY_HISTOGRAM, histogram_size));
		memcpy(allocate_shared(pcxt, KEY_TASKS, tasks_size), job->tasks, tasks_size);
		if (inputs_size > 0)
			memcpy(allocate_shared(pcxt, KEY_INPUTS, inputs_size), job->inputs, inputs_size);
		runner.results = allocate_shared(pcxt, KEY_RESULTS, results_size);
		runner.outcomes = allocate_shared(pcxt, KEY_OUTCOMES, outcomes_size);

		LaunchParallelWorkers(pcxt);
		record->workers_launched = pcxt->nworkers_launched;
		record->launch_ms = milliseconds_since(start);
		if (record->workers_launched == 0)
			alone = "no worker slot was free";
		else
		{
			instr_time wait_start;

			runner_init(&runner, job->kind, job->data, PARTICIPANT_LEADER);
			share_tasks(header, &runner);
			INSTR_TIME_SET_CURRENT(wait_start);
			await_workers(pcxt, header);
			record->wait_ms = milliseconds_since(wait_start);
			memcpy(job->results, runner.results, results_size);
			memcpy(job->outcomes, runner.outcomes, outcomes_size);
		}
	}

	DestroyParallelContext(pcxt);
	ExitParallelMode();

	if (alone)
		run_alone(job, record, alone);
}

const Executor parallel_executor = {"parallel", run_parallel};
