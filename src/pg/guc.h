/*
 * guc.h
 *		The settings under "bestfit.".
 */
#ifndef BESTFIT_GUC_H
#define BESTFIT_GUC_H

extern int bestfit_executor; /* ExecutorChoice */
extern int bestfit_max_workers;
extern double bestfit_min_parallel_cost;
extern int bestfit_family_timeout;    /* milliseconds; 0: none */
extern int bestfit_progress_interval; /* milliseconds; 0: no notices */
extern bool bestfit_log_decisions;

/* Defines them all; called once, when the library is loaded. */
extern void define_gucs(void);

#endif
