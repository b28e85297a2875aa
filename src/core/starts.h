/*
 * starts.h
 *		Where the search for a maximum of the likelihood begins.
 */
#ifndef BESTFIT_STARTS_H
#define BESTFIT_STARTS_H

#include "chart.h"
#include "optimise.h"

/* What the function to maximise needs: a likelihood, on which cells, in which coordinates. */
typedef struct Search
{
	Likelihood lk;
	const CellSet *cells;
	Chart chart;
	const struct Start *found; /* optima on the same cells that need not be found again */
	int n_found;
	double rival; /* what the search on the coarse cells has to reach to be gone on with */
	double reach; /* what it can reach there at best, for all that is known, and what that took */
	int reach_evaluations;
	const Nested *begun; /* the simpler family whose optimum the search has gone on from, if any */
} Search;

/* What the data's method maximises, at params (z units). */
extern double search_value(Search *s, const double *params);

/* Objective (optimise.h) of a Search: the same by coordinates. */
extern double search_objective(void *search, const double *u);

#define KEPT_STARTS 4
#define MOST_KEPT_STARTS 8

typedef struct Start
{
	Chart chart;
	double u[MAX_PARAMS];
	double value;
	Optimum optimum; /* there, with what is known of derivatives, once it was improved */
} Start;

/*
 * Fills kept (MOST_KEPT_STARTS + 1 places) with the best starts on s->cells, best first, and
 * returns their number, KEPT_STARTS or what the family says at most, or one more if those are all
 * of one shape vector; 0 if all are impossible.  Curves are made stretch times as wide as the data
 * ask for.
 */
extern int starts_list(Search *s, double stretch, Start *kept);

#endif
