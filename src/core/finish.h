/*
 * finish.h
 *		Which of the starts that were improved on coarse cells are finished on the fine ones.
 */
#ifndef BESTFIT_FINISH_H
#define BESTFIT_FINISH_H

#include "estimate.h"
#include "starts.h"

/* Rounds for each start. */
#define SEARCH_ROUNDS 3

/* Two optima on coarse cells closer than this (plus a share of n) are both finished. */
#define CLOSE_RACE 2.0
#define CLOSE_RACE_SHARE 1e-5

/* Improves a start where it is, on cells that need not be the fine ones: see improve(). */
extern void start_improve(Search *s, const CellSet *cells, Start *start, int rounds, double rival);

/* Finishes a start on the fine cells and keeps the result if it is the best so far. */
extern void start_finish(Search *s, const Start *start, Estimate *est);

/*
 * Finishes those of n_kept improved starts that may be the best on the fine cells.  best is the
 * highest value on the coarse ones.
 */
extern void finish_best(Search *s, const FitData *data, const Start *kept, int n_kept, double best,
						Estimate *est);

/*
 * Of values rounded to a few, the coarse cells are the fine ones, and their likelihood has a kink
 * wherever an end of the support passes an edge of theirs.  As points they have none: what comes
 * out best by these is finished, too, if it is better.
 */
extern void finish_few_values(Search *s, const FitData *data, Estimate *est);

#endif
