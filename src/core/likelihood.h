/*
 * likelihood.h
 *		The log-likelihood of a family's parameters on cells.
 */
#ifndef BESTFIT_LIKELIHOOD_H
#define BESTFIT_LIKELIHOOD_H

#include "distribution.h"
#include "fit.h"

/* The most that a single extreme row counts, relative to the mean density up to the next row. */
#define POLE_EXCESS 1.5

/*
 * A shape vector that was evaluated lately, with its constants and tables: derivatives by
 * differences come back to the same shapes with other values of loc and scale.
 */
typedef struct PreparedShape
{
	Distribution y; /* the standardised variable */
	bool prepared;
	bool anchored; /* centre and spread are set, see chart.c */
	double centre;
	double spread;
	int used; /* when it was last asked for */
} PreparedShape;

#define PREPARED_SHAPES 12

/*
 * A value found lately: one search begins where another has ended, and what was chosen among many
 * is evaluated once more.
 */
typedef struct KnownValue
{
	const CellSet *cells; /* NULL: none yet */
	bool raw;
	double params[MAX_PARAMS];
	double value;
} KnownValue;

#define KNOWN_VALUES 16

typedef struct Likelihood
{
	const FitData *data;
	const Family *family;
	PreparedShape shapes[PREPARED_SHAPES];
	PreparedShape *shape; /* that of the last evaluation; NULL before the first */
	Distribution y;       /* a copy of it */
	int asked;            /* times that a shape was */
	KnownValue known[KNOWN_VALUES];
	int next_known;          /* the oldest of them */
	double integer;          /* value of the family's integer shape, which is no coordinate */
	bool held[MAX_PARAMS];   /* shapes, and the scale, that the user holds */
	double hold[MAX_PARAMS]; /* where, in z units */
	bool shapes_held;        /* some of them are shapes */
	bool scale_redundant;    /* the scale repeats what the shapes say (or is 1 in any case) */
	bool scale_fixed;        /* ... or is held */
	int evaluations;
	bool stopped; /* the context asked to stop */
	bool raw;     /* the density counts as it is, at poles too */
} Likelihood;

/* The options say which parameters are held; loc is a matter of the data's version. */
extern void likelihood_init(Likelihood *lk, const FitData *data, const Family *family);
extern void likelihood_free(Likelihood *lk);

/* Makes lk->y that of the shapes p; false if the family cannot be evaluated there. */
extern bool likelihood_set_shape(Likelihood *lk, const double *p);

/*
 * Makes *y the standardised variable at params (shapes, loc, scale in z units), truncated like the
 * rows, so that distribution_cdf(y, (z - loc) / scale) is theirs.  It borrows lk's table.  False if
 * there is no such distribution.
 */
extern bool likelihood_distribution(Likelihood *lk, const double *params, Distribution *y);

/*
 * Log-likelihood of the cells at params (shapes, loc, scale, in z units), on the density scale of
 * z.  -INFINITY where the parameters do not exist or a row lies outside the support.
 */
extern double likelihood_value(Likelihood *lk, const CellSet *cells, const double *params);

/* The nodes that count with their density: all but an extreme row next to an end of the support. */
extern void likelihood_inner_nodes(const Likelihood *lk, const CellSet *cells, int *first,
								   int *last);

/*
 * What such a row at z counts: log_density - log(1 + exp(excess)) / BOUND_POWER, where excess is
 * BOUND_POWER times what log_density is above log_mean, the log of the mean density up to the next
 * row, and a constant; -INFINITY if the bound is not felt.
 */
#define BOUND_POWER 8

typedef struct ExtremeRow
{
	bool at_end; /* but for rounding: y is as near to a pole as a row can be */
	double y;
	double log_density; /* of the row, or if that is less at y */
	double log_mean;
	double excess;
} ExtremeRow;

extern ExtremeRow likelihood_extreme_row(const Likelihood *lk, double z, double width, double count,
										 double loc, double scale);

/* The first bin that does not end below z; n_bins if all do. */
extern int bin_at(const FitData *d, double z);

/*
 * The same for KINKED families.  The cell that holds the kink is replaced by its bins, and in the
 * bin that holds it the rows are spread evenly and counted on either side, so that the value is
 * continuous in the kink's place and right to a fraction of a bin.  Where the density may be
 * infinite there (POLE_INSIDE), the bins next to it count with their probability.
 */
extern double likelihood_kinked(Likelihood *lk, const CellSet *cells, const double *params);

/*
 * How far (z units) the row z keeps from a pole at an end of the support: far enough that rounding
 * does not put it back there.
 */
extern double pole_clearance(double z, double loc);

/*
 * The estimate of the raw rows' log-likelihood: from every bin, where a bin that is grouped for
 * want of knowledge counts with the expected log density of rows of this distribution inside it.
 */
extern double likelihood_raw(Likelihood *lk, const double *params);

#endif
