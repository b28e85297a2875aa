/*
 * matching.h
 *		Estimation by moments and by L-moments: how far a distribution's are from the rows'.
 */
#ifndef BESTFIT_MATCHING_H
#define BESTFIT_MATCHING_H

#include "likelihood.h"

/*
 * Sets d->moment if the options ask for moments or L-moments.  Moments: the mean, the standard
 * deviation, and the means of the powers 3, 4, ... of the standardised rows.  L-moments: the first
 * two, and the ratios of the others to the second (Hosking 1990, J. R. Statist. Soc. B 52,
 * 105-124).  In z units.
 */
extern void rows_moments(FitData *d);

/* The first n of those of a distribution, as far as they exist: returns their number. */
extern int distribution_matched_moments(const CoreContext *cx, const Distribution *d,
										bool l_moments, int n, double *moment);

/*
 * Minus half the sum of the squared differences, in about their standard errors: 0 where as many
 * match as there are free parameters.  -INFINITY where they do not exist, or rows lie outside the
 * support.
 */
extern double matching_value(Likelihood *lk, const double *params);

#endif
