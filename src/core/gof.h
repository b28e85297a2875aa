/*
 * gof.h
 *		Tests of a given distribution.
 */
#ifndef BESTFIT_GOF_H
#define BESTFIT_GOF_H

#include "distribution.h"
#include "histogram.h"

typedef struct GofTest
{
	const char *name; /* "ks", "ad", "cvm", "chi_square" */
	double statistic; /* NaN if the test cannot be done */
	double p_value;
	const char *note; /* how the p-value was got, or why there is none; static */
	int cells;        /* that the rows were divided into; 0: none */
} GofTest;

#define GOF_TESTS 4

/*
 * Tests whether the rows of h (some) come from d, which must not have been estimated from them.
 * Distinct values of a continuous distribution, all known, have the textbook statistics and
 * p-values: Simard & L'Ecuyer, Marsaglia & Marsaglia, Csorgo & Faraway.  Rows that are tied, binned
 * or discrete are tested in cells (pvalue.h).  False after a stop request.
 */
extern bool gof_tests(const CoreContext *cx, Histogram *h, const Distribution *d,
					  GofTest result[GOF_TESTS]);

#endif
