/*
 * drift.h
 *		How far the rows of two histograms are from each other.
 */
#ifndef BESTFIT_DRIFT_H
#define BESTFIT_DRIFT_H

#include "histogram.h"

/* Bins of the index in drift_measure. */
#define DRIFT_BINS 10
#define DRIFT_MAX_BINS 1000

typedef struct Drift
{
	double ks; /* largest difference of the distribution functions */
	double ks_pvalue;
	double psi; /* population stability index over DRIFT_BINS bins */
	double psi_pvalue;
	double wasserstein;        /* area between the distribution functions, in the rows' unit */
	double wasserstein_scaled; /* over the base's standard deviation; NaN if that is 0 */
	double jensen_shannon;     /* divergence of the bins' shares in bits, 0 to 1 */
	double hellinger;          /* distance of the bins' shares, 0 to 1 */
} Drift;

/* Rows with lower < x <= upper, as far as bins of the histograms can tell. */
typedef struct DriftBin
{
	double lower;
	double upper;
	double share_base; /* of the finite rows */
	double share_current;
	double psi; /* this bin's part of the index */
} DriftBin;

/*
 * Bins by the n-quantiles of the base (1 <= n <= DRIFT_MAX_BINS), the first from -infinity, the
 * last to infinity.  A value that holds a share of at least 1 / n of the base has a bin of its own,
 * so that there may be fewer bins or more: bins has 2 n places; returns how many are used.  In a
 * bin that is empty on one side the index counts half a row there.  Both histograms have finite
 * rows.
 */
extern int drift_bins(Histogram *base, Histogram *current, int n, DriftBin *bins);

/* All measures.  Both histograms have finite rows.  ks_pvalue is NaN after a stop request. */
extern Drift drift_measure(const CoreContext *cx, Histogram *base, Histogram *current);

#endif
