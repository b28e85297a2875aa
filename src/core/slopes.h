/*
 * slopes.h
 *		Derivatives of the log-likelihood, for families that say what those of their density are.
 */
#ifndef BESTFIT_SLOPES_H
#define BESTFIT_SLOPES_H

#include "starts.h"

/*
 * Can search_slopes() serve this search in its chart?  *n_differences gets the number of
 * coordinates that it leaves out: shapes whose slopes the family does not know.
 */
extern bool slopes_known(const Search *s, int *n_differences);

/*
 * Slopes (optimise.h) of a Search, whose value is search_objective(): exact but for rounding, where
 * cells are groups to about 1e-6 a row.  False where many rows are in groups that are too wide.
 */
extern bool search_slopes(void *search, const double *u, double *gradient,
						  double hessian[MAX_PARAMS][MAX_PARAMS]);

#endif
