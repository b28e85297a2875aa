/*
 * fit.h
 *		The data as estimation sees them, and the fit of one family to them.
 *
 * FitData is made once per call from a histogram and is read-only afterwards, so that every family
 * (and every worker) sees the same.  It is standardised: z = (x - center) / unit.  All members are
 * in z units unless they say otherwise.
 */
#ifndef BESTFIT_FIT_H
#define BESTFIT_FIT_H

#include "family.h"
#include "histogram.h"

typedef enum LocMode
{
	LOC_AUTO, /* 0 for families on (loc, inf) when no row is negative, else free */
	LOC_FREE,
	LOC_ZERO
} LocMode;

typedef enum CellMode
{
	CELLS_AUTO,  /* tied values are rounding cells */
	CELLS_POINTS /* raw density at exact values */
} CellMode;

typedef struct FitOptions
{
	LocMode loc;
	CellMode cells;
} FitOptions;

/*
 * The rows as likelihood nodes.  A node is a point with a weight: sum of weight * logpdf(node).  A
 * grouped cell counts with its probability: count * log(P(lower, upper) / (upper - lower)).
 */
typedef struct CellSet
{
	int n_nodes;
	double *node;
	double *weight;
	int n_groups;
	double *group_lower;
	double *group_upper;
	double *group_count;
} CellSet;

typedef struct FitData
{
	const CoreContext *cx;
	Histogram *histogram;
	FitOptions options;

	double center; /* in the user's units */
	double unit;
	bool loc_fixed; /* set per family by fit_family: loc is held at loc_value */
	double loc_value;

	double n;   /* rows */
	double min; /* of z */
	double max;
	double mean;
	double variance; /* divisor n */
	double quantile[9]; /* at FIT_QUANTILES */
	double grid;        /* rounding unit found in the data, 0 if none */
	double first_gap;   /* distance from min to the next value, from max to the one before */
	double last_gap;

	CellSet coarse; /* about 64 cells, for choosing among starts */
	CellSet fine;   /* about 512, for the estimate */
	CellSet full;   /* every bin, for the reported log-likelihood */
} FitData;

#define FIT_QUANTILES {0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99}

typedef enum FitStatus
{
	FIT_OK,
	FIT_BOUNDARY,
	FIT_LIMIT, /* the optimum is a simpler family's: FamilyFit.limit */
	FIT_NOT_CONVERGED,
	FIT_UNSUPPORTED_DATA,
	FIT_FAILED,
	FIT_TIMEOUT
} FitStatus;

/* The result, in the user's units.  Flat, so that it travels through shared memory as it is. */
typedef struct FamilyFit
{
	int family; /* position in families[] */
	FitStatus status;
	int n_free;                   /* estimated parameters that the data can tell apart */
	int evaluations;
	double params[MAX_PARAMS];    /* shapes, loc, scale; NaN if there is no estimate */
	double std_errors[MAX_PARAMS]; /* NaN where fixed or where none exists */
	double loglik;                /* of the raw rows, density scale */
	double ks;
	double ad;
	double cvm;
	double sse;
	char limit[32];
	char message[160];
} FamilyFit;

/* Why no family can be fitted to these rows (a static sentence), or NULL with *data set. */
extern const char *fit_data_create(const CoreContext *cx, Histogram *h, const FitOptions *options,
								   FitData **data);

/* Fits one family.  Never fails: what goes wrong is in the result's status and message. */
extern void fit_family(const FitData *data, const Family *family, FamilyFit *fit);

/* The word of spec.md for a status: "ok", "boundary", "limit", ... */
extern const char *fit_status_name(FitStatus status);

#endif
