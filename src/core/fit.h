/*
 * fit.h
 *		The data as estimation sees them, and the fit of one family to them.
 *
 * FitData is made once per call from a histogram, so that every family (and every worker) sees the
 * same.  It is standardised: z = (x - center) / unit, where unit is a power of two and center a
 * value of the data (or 0), so that going to z and back rounds as little as can be.  Members are in
 * z units unless they say otherwise.
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

typedef enum FitMethod
{
	METHOD_MLE,      /* maximum likelihood */
	METHOD_MPS,      /* maximum product of spacings */
	METHOD_MOMENTS,  /* the moments of the rows, as many as parameters */
	METHOD_LMOMENTS, /* their L-moments */
	METHOD_AUTO      /* maximum likelihood where that is bounded, else product of spacings */
} FitMethod;

/* The name of a parameter with its final zero. */
#define PARAM_NAME_SIZE 24

/* A parameter that is held at a value, in the user's units. */
typedef struct HeldParam
{
	int family; /* position in families[], or -1: all that have a parameter of that name */
	char name[PARAM_NAME_SIZE];
	double value;
} HeldParam;

#define MAX_HELD 32

/*
 * What the user asks of the fits; all zeros are the defaults.  Flat: it travels through shared
 * memory and is compared by its bytes.
 */
typedef struct FitOptions
{
	LocMode loc;
	CellMode cells;
	FitMethod method;
	FamilyKind kind; /* of all families that will be fitted */

	/* The rows are those of X given that lower_bound <= X <= upper_bound: infinite where open. */
	bool truncated;
	double lower_bound;
	double upper_bound;

	/* Replicates of a bootstrap that p-values come from, which is not the fit's: it makes none. */
	int bootstrap;
	bool replicate; /* The rows are drawn at random: what was found is not proven to be the best. */

	/* Of two that hold the same parameter, the one for that family counts. */
	int n_held;
	HeldParam held[MAX_HELD];
} FitOptions;

#define FINER_LEVELS 2

/*
 * The rows as the likelihood sees them.  Nodes, ascending: sum of weight * logpdf(node).  Groups,
 * for rounded values, atoms and bins at the ends: count * log(P(lower, upper) / (upper - lower)),
 * which is bounded where a density is not.  Nodes come from runs of neighbouring bins: run r is the
 * bins from run_bin[r] and the nodes from run_node[r] up to those of run r + 1.
 */
typedef struct CellSet
{
	int n_nodes;
	double *node;
	double *weight;
	int n_runs;
	int *run_bin;
	int *run_node;
	int n_groups;
	double *group_lower;
	double *group_upper;
	double *group_count;
	bool *group_is_bin; /* a bin of rows unknown in detail, not a tie */
	int *group_row;     /* so many from here on touch and are of one width, at the first of them */
} CellSet;

typedef struct FitData
{
	const CoreContext *cx;
	FitOptions options;
	Histogram *histogram; /* of the rows, which must live as long */

	double center; /* in the user's units */
	double unit;
	double spread;  /* of z: between 1/2 and 1 if any */
	double raw_min; /* in the user's units */
	double raw_max;
	bool loc_fixed; /* loc is held at loc_value (only in the version for such families) */
	double loc_value;
	bool truncated; /* to [bound_lower, bound_upper], which the likelihood allows for */
	double bound_lower;
	double bound_upper;

	double n;   /* rows */
	double min; /* of z */
	double max;
	double mean;
	double variance;    /* divisor n */
	double quantile[5]; /* at 0.05, 0.25, 0.5, 0.75, 0.95 */

	/*
	 * How finely the rows are known near the ends: cells for the first and the last value, for
	 * families whose density may be infinite there.
	 */
	double first_width;
	double last_width;
	double edge_min; /* where the cell of the first value begins: min itself unless it is tied */
	double edge_max;
	double first_count;
	double last_count;

	/* What estimation by moments or L-moments matches, if that was asked for: matching.h. */
	double moment[MAX_PARAMS];

	/* Every bin, ascending: [bin_lower, bin_upper] holds bin_count rows (a point if they agree). */
	int n_bins;
	double *bin_lower;
	double *bin_upper;
	double *bin_count;

	/* The histogram as one draws it, in the user's units: sse.h. */
	int n_bars;
	double *bar_middle;
	double *bar_height;

	CellSet coarse; /* about 16 cells, for choosing among starts */
	CellSet points; /* the same where values were rounded to no more than that; else empty */
	CellSet fine;   /* about 128, for the estimate */
	/* ever more of them, where bins are many and small: what stands next to a kink */
	int n_finer;
	CellSet finer[FINER_LEVELS];
	CellSet full;    /* every bin, for the reported log-likelihood */
	CellSet rows;    /* every bin as nodes, ties and all, for closed forms */
	double grid;     /* step of the decimal grid of tied values, 0 if there is none */
	double rounding; /* the same, if it is coarse enough to say that the values were rounded */
	bool tied;       /* some rows are rounded or atoms: the raw density says too much of them */

	/* The rows as counts, if that is the kind of families; what is above is then unset but for n,
	 * the unit, which is 1, and the bounds. */
	struct CountData *counts;
	bool integers; /* every row is an integer, as far as can be told */

	/* The same rows with loc held at 0 and center 0, once asked for; here loc is free. */
	struct FitData *at_zero;

	/* ... and with loc at other values that the options hold it at, each at its own center. */
	int n_at_loc;
	struct FitData *at_loc[MAX_HELD];

	/* For p-values: the rows in fewer cells, and random numbers; made when first asked for. */
	struct FitTest *test;
	/*
	 * This version for other methods, itself among them; NULL until it is asked for:
	 * data_by_method. Only the cells of a search differ.
	 */
	FitMethod method;
	struct FitData *by_method[METHOD_AUTO];

	/* Estimates made so far, by position in families[]: simpler families serve richer ones. */
	struct Estimate *known;
} FitData;

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
	int n_free; /* estimated parameters that the data can tell apart */
	int evaluations;
	double params[MAX_PARAMS];     /* shapes, loc, scale; NaN if there is no estimate */
	double std_errors[MAX_PARAMS]; /* NaN where fixed or where none exists */
	double loglik;                 /* of the raw rows, density scale (mass, for counts) */
	double ks;
	double ks_pvalue;
	double ad;
	double ad_pvalue;
	double cvm;
	double cvm_pvalue;
	double sse;
	double rounded_ks; /* at the edges of rounding cells; NaN if the rows are not rounded */
	/* what a bootstrap compares, if the options ask for one: of the rows in cells (fit_test.h) */
	double test_ks;
	double test_ad;
	double test_cvm;
	char limit[32];
	char message[192];
} FamilyFit;

/* Is parameter i of the family held by the options?  *value is then where, in the user's units. */
extern bool fit_options_held(const FitOptions *options, const Family *family, int i, double *value);

/*
 * Prepares the rows of h for fitting.  They must lie within the options' bounds.  All memory comes
 * from cx, so that deleting that context releases everything.  Returns NULL if h has no finite row.
 */
extern FitData *fit_data_create(const CoreContext *cx, Histogram *h, const FitOptions *options);

/*
 * The version with loc held at 0, of the data from fit_data_create().  Made when it is first asked
 * for: a call of a family with loc free has no use for it.
 */
extern FitData *fit_data_at_zero(FitData *data);

/*
 * The step of the decimal grid that all values of an exact, sorted histogram sit on, relative to
 * the first value; 0 if there is none.
 */
extern double histogram_grid(const Histogram *h);

/*
 * Fits one family.  Never fails: what goes wrong is in the result's status and message.  If
 * data->cx's stop() says true at any time until the end, the result is FIT_TIMEOUT, without
 * numbers, and nothing of it is kept for other families; stop() must not say false again before the
 * return.
 */
extern void fit_family(FitData *data, const Family *family, FamilyFit *fit);

/* The word of the SQL interface for a status: "ok", "boundary", "limit", ... */
extern const char *fit_status_name(FitStatus status);

#endif
