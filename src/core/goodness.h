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

/*
 * The statistics of all the rows against the family at params (shapes, loc, scale in z units).
 * Exact while the histogram is lossless; else rows count as evenly spread, in probability, over
 * their bin.  A stop request leaves NaN.
 */
extern Goodness goodness_of_fit(Likelihood *lk, const double *params);

#endif
