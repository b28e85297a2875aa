/*
 * count_confidence.h
 *		Confidence intervals of a discrete fit's parameters and quantiles: what confidence.h does
 *		for families that are discrete.
 */
#ifndef BESTFIT_COUNT_CONFIDENCE_H
#define BESTFIT_COUNT_CONFIDENCE_H

#include "confidence.h"

extern bool count_confidence_begin(Confidence *c);

/*
 * wald: of real shapes that have a standard error.  profile: of every parameter that was estimated;
 * of an integer all those, from lower to upper, that the likelihood does not refute.  Quantiles
 * jump from integer to integer: they have intervals by bootstrap only.
 */
extern void count_confidence_wald(Confidence *c, double level, Quantity *q);
extern void count_confidence_profile(Confidence *c, double level, Quantity *q);

/* Is the quantity an integer: loc, an integer shape or a quantile? */
extern bool count_quantity_is_integer(const Confidence *c, const Quantity *q);

#endif
