/*
 * spacings.h
 *		Maximum product of spacings: the objective, and the cells it works on.
 */
#ifndef BESTFIT_SPACINGS_H
#define BESTFIT_SPACINGS_H

#include "likelihood.h"

/* The cells of the search and of the estimate, ascending, as groups. */
extern void spacings_cells(const FitData *d, CellSet *coarse, CellSet *fine);

/*
 * Sum over the cells of count * log P(cell) at params (shapes, loc, scale in z units); -INFINITY
 * where the parameters do not exist or give a cell no probability.
 */
extern double spacings_value(Likelihood *lk, const CellSet *cells, const double *params);

#endif
