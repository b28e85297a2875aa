/*
 * count_integers.h
 *		Searches for the best of several integer parameters at once.
 */
#ifndef BESTFIT_COUNT_INTEGERS_H
#define BESTFIT_COUNT_INTEGERS_H

#include "count_estimate.h"

/* No number is looked for beyond these: the family is then its limit. */
#define MOST_IN_URN 1e5
#define MOST_TOTAL 1e9

/* Three integer shapes of an urn: positions of two numbers and of the total that they are part of.
 */
typedef struct IntegerTriple
{
	int first;
	int second;
	int total;
	/* the total for which the mean is the sample's, given the pair; not an integer */
	double (*total_of)(const CountSample *sample, const double *pair);
	bool symmetric;      /* in the pair */
	bool second_is_free; /* the second need not reach the largest row */
} IntegerTriple;

/*
 * The best triple of a family without real shapes.  The mean ties the total to the pair, up to
 * rounding, which costs log-likelihood in a way that jumps from pair to pair; without the rounding
 * (by a parabola through neighbouring totals) it is smooth and an upper bound.  So first the pair
 * is found that is best without rounding, then every pair around it is tried whose bound is above
 * the best found: exhaustive, unless these are more than a few thousand, as for small samples,
 * where rounding hardly matters.
 */
extern void search_integer_triple(CountSearch *s, const IntegerTriple *triple);

/*
 * The best triple of a family with a real shape that adjusts the mean, so that there is nothing to
 * round: from several starts, steps in every direction that halve when none is better.  The result
 * is at least as good as all its neighbours.
 */
extern void search_integer_compass(CountSearch *s, const IntegerTriple *triple);

#endif
