/*
 * count_urns.h
 *		Proof that three integers of an urn are the best.
 */
#ifndef BESTFIT_COUNT_URNS_H
#define BESTFIT_COUNT_URNS_H

#include "count_estimate.h"

/*
 * The shapes of a family of draws without replacement from a total: how many balls are of the kind
 * that counts, and how many are drawn, or, if failures_held, how many others are drawn last of all.
 */
typedef struct UrnShapes
{
	int total;
	int kind;
	int held; /* draws or failures */
	bool failures_held;
} UrnShapes;

/*
 * Goes through all integers with a held number up to MOST_IN_URN (the smaller of kind and draws,
 * which can be exchanged) and a total up to MOST_TOTAL, by branch and bound, and keeps what is
 * better than the best of s.  True if that came to its end: then no such integers have a
 * log-likelihood that is higher by more than 1e-6.
 */
extern bool prove_urn(CountSearch *s, const UrnShapes *shapes);

#endif
