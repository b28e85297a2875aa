/*
 * histogram_rebin.h
 *		A histogram in few bins, to look at or to compare densities with.
 */
#ifndef BESTFIT_HISTOGRAM_REBIN_H
#define BESTFIT_HISTOGRAM_REBIN_H

#include "histogram.h"

/* No more than so many bins unless asked for. */
#define REBIN_DEFAULT_MAX 200

/*
 * How edges are laid: bins of equal width, of equal width in the logarithm (all rows must be
 * positive), or of equal count as nearly as ties allow.
 */
typedef enum RebinScale
{
	REBIN_LINEAR,
	REBIN_LOG,
	REBIN_QUANTILE
} RebinScale;

/* A bin: `count` rows in (lower, upper], in the first bin also those at lower. */
typedef struct RebinnedBin
{
	double lower;
	double upper;
	uint64_t count;
	uint64_t up_to; /* rows in this bin and all before */
} RebinnedBin;

/* A walk over the bins from left to right. */
typedef struct Rebin
{
	Histogram *h;
	RebinScale scale;
	int n;        /* bins asked for */
	int i;        /* edges laid */
	int made;     /* bins given out */
	double lower; /* of the next bin */
	uint64_t before;
	uint32_t source; /* bin of h that the next edge is looked for from */
	uint64_t below;  /* rows of h before that bin */
} Rebin;

/* A number of bins (1 to REBIN_DEFAULT_MAX) that suits the rows of h, which must have some. */
extern int rebin_default_bins(Histogram *h, RebinScale scale);

/* Begins a walk over n >= 1 bins of h, which must have rows and stay as it is meanwhile. */
extern void rebin_begin(Rebin *walk, Histogram *h, RebinScale scale, int n);

/* The next bin; false if there are no more.  There may be fewer than n. */
extern bool rebin_next(Rebin *walk, RebinnedBin *bin);

#endif
