/*
 * guc.h
 *		The settings under "bestfit.".
 */
#ifndef BESTFIT_GUC_H
#define BESTFIT_GUC_H

extern int bestfit_executor; /* ExecutorChoice */
extern int bestfit_max_workers;
extern double bestfit_min_parallel_cost;

/* Defines them all; called once, when the library is loaded. */
extern void define_gucs(void);

#endif
