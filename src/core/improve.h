/*
 * improve.h
 *		From a starting point to the maximum of the likelihood next to it.
 */
#ifndef BESTFIT_IMPROVE_H
#define BESTFIT_IMPROVE_H

#include "optimise.h"
#include "starts.h"

/* What is left to gain on coarse cells when a search there ends. */
#define COARSE_TOLERANCE 1e-2
/* A decrement below this has converged. */
#define CONVERGED 1e-3

/*
 * The chart that suits these parameters: an end at the extreme row, an end so near that it matters
 * where it is, or neither.  lk is set to their shapes.
 */
extern Chart chart_of(Likelihood *lk, const double *params);

/*
 * Improves opt (u is set) on s->cells in at most so many rounds, going over to another chart when
 * the curve's ends have come nearer to the data, or gone further away, than suits the one it is in.
 * Gives up what will not reach `rival`, the value of an optimum found before, at the pace of its
 * last round, and what comes near one of s->found: opt->merged.
 */
extern void improve(Search *s, Chart *chart, bool final, int rounds, double rival, Optimum *opt);

#endif
