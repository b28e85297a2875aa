/*
 * count_goodness.h
 *		How far counts are from a fitted discrete distribution.
 */
#ifndef BESTFIT_COUNT_GOODNESS_H
#define BESTFIT_COUNT_GOODNESS_H

#include "count_likelihood.h"
#include "goodness.h"

/*
 * The statistics of all the rows against the family at params (shapes, loc, 1), in their discrete
 * forms (Choulakian, Lockhart & Stephens 1994): with Fn - F at every support point,
 * ks = max |Fn - F|, cvm = n * sum (Fn - F)^2 p, ad = n * sum (Fn - F)^2 p / (F (1 - F)).
 * *sse gets the sum over the integers from the least row to the largest of the squared difference
 * between the share of the rows and the mass.  Rows of a cell of several integers count as at its
 * end, or evenly spread (sse).  A stop request leaves NaN.
 */
extern Goodness count_goodness(Likelihood *lk, const double *params, double *sse);

/*
 * The log-likelihood at params (shapes, loc, 1) from every cell: what is reported.  -INFINITY where
 * the parameters do not exist or a row lies outside the support.  What it costs count_goodness and
 * count_partition at the same parameters need not pay again.
 */
extern double count_value_of_cells(Likelihood *lk, const double *params);

/*
 * All integers in cells: cell k is those above upper[k - 1] and up to upper[k]; the first begins at
 * -infinity, the last ends at infinity.
 */
typedef struct CountPartition
{
	int n;
	double *upper;
	double *count; /* rows */
} CountPartition;

/*
 * The finest partition that the data allow, then pooled so that each cell is expected to hold at
 * least `least_expected` rows at params; if that would be more than `most_cells`, into about so
 * many.  NULL if params do not exist.  Memory from the data's context.
 */
extern CountPartition *count_partition(Likelihood *lk, const double *params, double least_expected,
									   int most_cells);

/* The probability of each cell at params; false if they do not exist. */
extern bool count_partition_probabilities(Likelihood *lk, const double *params,
										  const CountPartition *cells, double *probability);

/*
 * Pearson's chi-square over cells pooled to at least 5 expected rows, and its number of cells; NaN
 * with fewer than two.  Under the null, with q parameters estimated, its law lies between those of
 * chi-square with cells - 1 - q and cells - 1 degrees of freedom (Chernoff & Lehmann 1954).
 */
extern double count_chi_square(Likelihood *lk, const double *params, int *n_cells);

#endif
