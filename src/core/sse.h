/*
 * sse.h
 *		How far a fitted density is from a histogram as one draws it.
 */
#ifndef BESTFIT_SSE_H
#define BESTFIT_SSE_H

#include "likelihood.h"

/* Lays the bars of d: the default linear bins of h, in the user's units.  None for constant data.
 */
extern void bars_create(FitData *d, Histogram *h);

/*
 * Sum over the bars of the squared difference between the bar's height and the density at its
 * middle, for the family at params (shapes, loc, scale in the user's units).  Infinite where a
 * density is, in a bar's middle; NaN without bars or after a stop request.
 */
extern double sum_of_squared_errors(Likelihood *lk, const double *params);

#endif
