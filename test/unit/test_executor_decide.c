/*
 * test_executor_decide.c
 *		The rules of executor_decide.c as a table of inputs and the decisions they must lead to.
 */
#include "unit.h"

#include "../../src/pg/executor_decide.c"

#define AUTO EXECUTOR_AUTO
#define SERIAL EXECUTOR_SERIAL
#define PARALLEL EXECUTOR_PARALLEL

static const char *const saves = "workers save more than their start costs";
static const char *const asked = "bestfit.executor is parallel";
static const char *const wastes = "workers would save less than their start costs";
static const char *const nested = "already inside a parallel worker";

typedef struct Case
{
	const char *what;
	ExecutorInputs in;
	int workers; /* 0: serial */
	const char *const *reason;
} Case;

/* Reasons that occur once. */
static const char *const serial_asked = "bestfit.executor is serial";
static const char *const no_workers = "bestfit.max_workers is 0";
static const char *const no_parallel_workers = "max_parallel_workers is 0";
static const char *const no_processes = "max_worker_processes is 0";
static const char *const none_free = "no worker slot is likely to be free";
static const char *const taken = "the plan's own parallel workers have the CPUs";
static const char *const one_cpu = "only one CPU is available";
static const char *const one_task = "fewer than two tasks";
static const char *const cheap = "estimated cost is below bestfit.min_parallel_cost";

/* clang-format off */
static const Case cases[] = {
	/*
	 *			tasks, total, longest, executor, max_workers, min_parallel_cost,
	 *			max_worker_processes, max_parallel_workers, cpus, inside a worker, free workers,
	 *			own workers
	 */
	{"as many workers as spare CPUs",
		{100, 900, 30, AUTO, -1, 10, 8, 8, 4, false, -1, 0}, 3, &saves},
	{"serial on demand",
		{100, 900, 30, SERIAL, -1, 10, 8, 8, 4, false, -1, 0}, 0, &serial_asked},
	{"parallel on demand",
		{100, 900, 30, PARALLEL, -1, 10, 8, 8, 4, false, -1, 0}, 3, &asked},
	{"never from inside a worker",
		{100, 900, 30, AUTO, -1, 10, 8, 8, 4, true, -1, 0}, 0, &nested},
	{"not even on demand",
		{100, 900, 30, PARALLEL, -1, 10, 8, 8, 4, true, -1, 0}, 0, &nested},
	{"the user's limit",
		{100, 900, 30, AUTO, 2, 10, 8, 8, 4, false, -1, 0}, 2, &saves},
	{"the user's limit is no target",
		{100, 900, 30, AUTO, 7, 10, 8, 8, 4, false, -1, 0}, 3, &saves},
	{"except on demand",
		{100, 900, 30, PARALLEL, 7, 10, 8, 8, 4, false, -1, 0}, 7, &asked},
	{"no workers wanted",
		{100, 900, 30, PARALLEL, 0, 10, 8, 8, 4, false, -1, 0}, 0, &no_workers},
	{"no parallel workers allowed",
		{100, 900, 30, PARALLEL, -1, 10, 8, 0, 4, false, -1, 0}, 0, &no_parallel_workers},
	{"no worker processes at all",
		{100, 900, 30, PARALLEL, -1, 10, 0, 8, 4, false, -1, 0}, 0, &no_processes},
	{"max_parallel_workers limits",
		{100, 900, 30, AUTO, -1, 10, 8, 1, 4, false, -1, 0}, 1, &saves},
	{"max_worker_processes limits",
		{100, 900, 30, PARALLEL, -1, 10, 2, 8, 4, false, -1, 0}, 2, &asked},
	{"as many as are likely to be free",
		{100, 900, 30, AUTO, -1, 10, 8, 8, 8, false, 2, 0}, 2, &saves},
	{"more free than can be used",
		{100, 900, 30, AUTO, -1, 10, 8, 8, 4, false, 8, 0}, 3, &saves},
	{"none is likely to be free",
		{100, 900, 30, AUTO, -1, 10, 8, 8, 4, false, 0, 0}, 0, &none_free},
	{"which is not known for certain",
		{100, 900, 30, PARALLEL, -1, 10, 8, 8, 4, false, 0, 0}, 3, &asked},
	{"CPUs that the plan's workers leave",
		{100, 900, 30, AUTO, -1, 10, 8, 8, 4, false, 8, 2}, 1, &saves},
	{"the plan's workers leave none",
		{100, 900, 30, AUTO, -1, 10, 8, 8, 4, false, 8, 3}, 0, &taken},
	{"more of the plan's workers than CPUs",
		{100, 900, 30, AUTO, -1, 10, 8, 8, 4, false, 8, 7}, 0, &taken},
	{"the plan's workers, parallel on demand",
		{100, 900, 30, PARALLEL, -1, 10, 8, 8, 4, false, 8, 3}, 3, &asked},
	{"one CPU",
		{100, 900, 30, AUTO, -1, 10, 8, 8, 1, false, -1, 0}, 0, &one_cpu},
	{"one CPU, parallel on demand",
		{100, 900, 30, PARALLEL, -1, 10, 8, 8, 1, false, -1, 0}, 1, &asked},
	{"no task",
		{0, 0, 0, PARALLEL, -1, 10, 8, 8, 4, false, -1, 0}, 0, &one_task},
	{"one task",
		{1, 900, 900, PARALLEL, -1, 10, 8, 8, 4, false, -1, 0}, 0, &one_task},
	{"two tasks keep one worker busy",
		{2, 900, 450, AUTO, -1, 10, 8, 8, 4, false, -1, 0}, 1, &saves},
	{"little work",
		{100, 9, 1, AUTO, -1, 10, 8, 8, 4, false, -1, 0}, 0, &cheap},
	{"just enough work",
		{100, 10, 1, AUTO, -1, 10, 8, 8, 4, false, -1, 0}, 1, &saves},
	{"little work, no threshold",
		{100, 8, 1, AUTO, -1, 0, 8, 8, 4, false, -1, 0}, 0, &wastes},
	{"little work, parallel on demand",
		{100, 1, 1, PARALLEL, -1, 10, 8, 8, 4, false, -1, 0}, 3, &asked},
	{"one slow task dominates",
		{100, 101, 99, AUTO, -1, 10, 8, 8, 4, false, -1, 0}, 0, &wastes},
	{"one slow task needs one worker beside it",
		{100, 100, 50, AUTO, -1, 10, 8, 8, 64, false, -1, 0}, 1, &saves},
	/* (total - 3) / (w (w + 1)) >= 3, the saving of worker w, holds up to w = 9 */
	{"diminishing returns",
		{100, 300, 30, AUTO, -1, 10, 64, 64, 64, false, -1, 0}, 9, &saves},
};
/* clang-format on */

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		const Case *c = &cases[i];
		ExecutorDecision got = decide_executor(&c->in);

		CHECK(got.workers == c->workers, "%s: %d workers, not %d", c->what, got.workers,
			  c->workers);
		CHECK(got.parallel == (c->workers > 0), "%s", c->what);
		CHECK(strcmp(got.reason, *c->reason) == 0, "%s: \"%s\"", c->what, got.reason);
	}
	return unit_done();
}
