/*
 * chart.h
 *		Coordinates in which the likelihood of a location-scale family is well behaved.
 *
 * The parameters (shapes, loc, scale) of most families are badly matched to data: as gamma's shape
 * grows, loc runs to -infinity and scale to 0 while the curve hardly changes.  A chart replaces
 * loc and scale by what the data determine whatever the shapes are: the centre and the spread of
 * the curve, or the distance of its end from the extreme row and that of its median from the end.
 * All coordinates are unconstrained and have steps of order one.
 */
#ifndef BESTFIT_CHART_H
#define BESTFIT_CHART_H

#include "likelihood.h"

/* How an end of the support is placed. */
typedef enum ChartEnd
{
	END_FREE,  /* follows from centre and spread */
	END_GAP,   /* by the log of its distance from the extreme row */
	END_EDGE,  /* at the extreme row, or where its cell begins */
	END_INSIDE /* inside that cell: by the share of the way from there to the row */
} ChartEnd;

typedef struct Chart
{
	ChartEnd lower;
	ChartEnd upper;
} Chart;

/*
 * Number of coordinates, and their bounds.  What the user holds is not one of them.  Nor is an
 * integer shape: it stays at lk->integer, which chart_from_params sets.
 */
extern int chart_shapes(const Likelihood *lk); /* those of them that are shapes, and come first */
extern int chart_size(const Likelihood *lk, Chart chart);
extern void chart_bounds(const Likelihood *lk, Chart chart, double *lower, double *upper);

/* Coordinates to parameters (z units) and back.  False where either does not exist. */
extern bool chart_to_params(Likelihood *lk, Chart chart, const double *u, double *params);
extern bool chart_from_params(Likelihood *lk, Chart chart, const double *params, double *u);

/* The shapes at these coordinates, before they are tangled. */
extern void chart_untangled(const Likelihood *lk, const double *u, double *shapes);

/* Derivatives of these shapes, each by its own coordinate. */
extern void chart_shape_slopes(const Likelihood *lk, const double *shapes, double *first,
							   double *second);

/* The scale, z units, where lk->scale_fixed. */
extern double chart_fixed_scale(const Likelihood *lk);

#endif
