/*
 * executor_progress.h
 *		What a person sees of a job that runs: pg_stat_activity, and notices.
 */
#ifndef BESTFIT_EXECUTOR_PROGRESS_H
#define BESTFIT_EXECUTOR_PROGRESS_H

#include "executor.h"

/*
 * Brackets around a job, in the process that was asked for it.  The end must be called whatever
 * happens in between; it throws no error.
 */
extern void progress_begin(TaskKindId kind);
extern void progress_end(void);

/* Task i begins, in the process that was asked for the job or in a worker of it. */
extern void progress_task(const Runner *runner, int i);

/* The process that was asked for the job has no task left and waits for the others. */
extern void progress_wait(void);

/*
 * Sends a NOTICE if one is due by bestfit.progress_interval.  May be called at any time and often;
 * does nothing outside the brackets.
 */
extern void progress_notice(void);

/* Milliseconds until the next NOTICE is due, at least 1; -1 if none will be. */
extern long progress_due_in(void);

#endif
