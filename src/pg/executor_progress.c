/*
 * executor_progress.c
 *		What a person sees of a job that runs: pg_stat_activity, and notices.
 *
 * A worker of a job shows "bestfit: fitting gamma (3/97)" in pg_stat_activity.  The process that
 *was asked for the job shows the same followed by the query, and at the end the query alone, as
 *before.
 *
 * Notices are sent by the process that was asked only, when bestfit.progress_interval has passed
 * since the statement's first call or its last notice: a statement may be one long call or a
 * thousand short ones.
 */
#include "postgres.h"

#include "access/xact.h"
#include "pgstat.h"

#include "executor_progress.h"
#include "guc.h"

/* The job of this process, if it was asked for one. */
static struct
{
	bool running;
	TaskKindId kind;
	int task; /* counted from 1; 0 before the first */
	int n_tasks;
	int family;
	bool waiting;

	/* what pg_stat_activity showed before */
	char *query; /* NULL: do not touch it */
	uint64 query_id;

	/* of the statement */
	TimestampTz statement;
	int calls;
	instr_time began;
	instr_time reported; /* the time of the last notice, or else began */
} progress;

void
progress_begin(TaskKindId kind)
{
	TimestampTz statement = GetCurrentStatementStartTimestamp();

	if (progress.statement != statement)
	{
		progress.statement = statement;
		progress.calls = 0;
		INSTR_TIME_SET_CURRENT(progress.began);
		progress.reported = progress.began;
	}
	/* a call begins with fits; what follows belongs to them */
	if (kind == TASK_FIT)
		progress.calls++;

	progress.running = true;
	progress.kind = kind;
	progress.task = 0;
	progress.waiting = false;
	progress.query = NULL;
	if (MyBEEntry && pgstat_track_activities)
	{
		progress.query = pstrdup(MyBEEntry->st_activity_raw);
		progress.query_id = pgstat_get_my_query_id();
	}
}

void
progress_end(void)
{
	progress.running = false;
	if (progress.query && progress.task > 0)
	{
		pgstat_report_activity(STATE_RUNNING, progress.query);
		pgstat_report_query_id(progress.query_id, true);
	}
	progress.query = NULL;
}

void
progress_task(const Runner *runner, int i)
{
	char activity[1024];
	const char *family = families[runner->tasks[i].family]->name;

	if (runner->participant != PARTICIPANT_LEADER)
	{
		snprintf(activity, sizeof(activity), "bestfit: %s %s (%d/%d)", runner->kind->doing, family,
				 i + 1, runner->n_tasks);
		pgstat_report_activity(STATE_RUNNING, activity);
		return;
	}

	progress.task = i + 1;
	progress.n_tasks = runner->n_tasks;
	progress.family = runner->tasks[i].family;
	if (progress.query)
	{
		snprintf(activity, sizeof(activity), "bestfit: %s %s (%d/%d) in: %s", runner->kind->doing,
				 family, i + 1, runner->n_tasks, progress.query);
		pgstat_report_activity(STATE_RUNNING, activity);
		pgstat_report_query_id(progress.query_id, true);
	}
}

void
progress_wait(void)
{
	progress.waiting = true;
}

long
progress_due_in(void)
{
	if (!progress.running || bestfit_progress_interval == 0)
		return -1;
	return Max(1, (long) (bestfit_progress_interval - milliseconds_since(progress.reported)));
}

void
progress_notice(void)
{
	double seconds;

	if (!progress.running || bestfit_progress_interval == 0 ||
		milliseconds_since(progress.reported) < bestfit_progress_interval)
		return;
	INSTR_TIME_SET_CURRENT(progress.reported);
	seconds = milliseconds_since(progress.began) / 1000;
	if (progress.waiting)
		ereport(NOTICE, (errmsg("bestfit: waiting for parallel workers to end %s (call %d, %.1f s)",
								task_kinds[progress.kind]->doing, progress.calls, seconds)));
	else if (progress.task > 0)
		ereport(NOTICE, (errmsg("bestfit: %s %s (%d/%d; call %d, %.1f s)",
								task_kinds[progress.kind]->doing, families[progress.family]->name,
								progress.task, progress.n_tasks, progress.calls, seconds)));
}
