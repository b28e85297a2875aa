/*
 * goodness.h
 *		How far the rows are from a fitted curve.
 */
#ifndef BESTFIT_GOODNESS_H
#define BESTFIT_GOODNESS_H

#include "likelihood.h"

typedef struct Goodness
{
	double ks;  /* Kolmogorov-Smirnov: largest distance of the distribution functions */
	double ad;  /* Anderson-Darling: A^2 */
	double cvm; /* Cramer-von Mises: W^2 */
} Goodness;

/* A point of the fitted distribution function: F and 1 - F, each without cancellation. */
typedef struct Level
{
	double below;
	double above;
} Level;

/*
 * The level of d at y (the standardised variable, d's loc and scale do not count), which is at or
 * above a point with the level `before`: {0, 1} if none is known.
 */
extern Level goodness_level(const Distribution *d, double y, Level before);

/*
 * Adds to g->cvm and g->ad the integrals, less the factor n, from level l1, where Fn is f1, to
 * level l2, where Fn is f2, Fn being linear in between.
 */
extern void goodness_add_piece(Goodness *g, Level l1, double f1, Level l2, double f2);

/*
 * The statistics of all the rows against the family at params (shapes, loc, scale in z units).
 * Exact for up to 1024 values of a lossless histogram.  For more bins the fitted function is partly
 * interpolated: A^2 and W^2 within 1e-3 or so, D evaluated where it seems largest.  Rows of a bin
 * count as evenly spread, in probability, over it.  A stop request leaves NaN.
 */
extern Goodness goodness_of_fit(Likelihood *lk, const double *params);

/*
 * D of rounded rows at the edges of their rounding cells, where the empirical distribution function
 * is that of the rows before they were rounded.  NaN if they are not rounded.
 */
extern double goodness_of_rounded(Likelihood *lk, const double *params);

#endif
