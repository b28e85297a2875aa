/*
 * count_estimate.h
 *		The maximum-likelihood estimate of one discrete family.
 */
#ifndef BESTFIT_COUNT_ESTIMATE_H
#define BESTFIT_COUNT_ESTIMATE_H

#include "count_likelihood.h"
#include "estimate.h"

#define NO_SHAPE (-1)

/*
 * A search over the parameters of one family.  Integer shapes, loc and what is held stand in
 * params; the real shapes are maximised over by count_search_here(), in coordinates (chart.h).
 */
typedef struct CountSearch
{
	Likelihood lk;
	const CountNodes *nodes;   /* what value is of */
	CountSample sample;        /* at the present loc */
	bool held[MAX_PARAMS];     /* shapes that are not estimated: stay as they are in params */
	bool real_held;            /* some of them are no integers */
	double params[MAX_PARAMS]; /* the present integers, loc and held parameters */

	/* shapes to begin with: those of the last optimum, or given */
	bool warm;
	double warm_shapes[MAX_SHAPES];
	bool from_best; /* integers are searched around those of best */
	bool rough;     /* values need be no nearer the maximum than integers are told apart by */

	/* an integer shape, from least to most, that is one more coordinate, or NO_SHAPE */
	int joint;
	bool stalled; /* the last improvement ended before derivatives said that it might */
	double least;
	double most;

	bool found;
	double value; /* the best so far, and its parameters */
	double best[MAX_PARAMS];
	bool exact; /* which are a closed form's */
	/* the optimum that the best is, if it was found with the fine nodes and the integers held */
	bool has_optimum;
	Optimum optimum;
} CountSearch;

/*
 * A search for that family's parameters, those of them held that the options hold, loc not set yet;
 * count_search_end releases its memory.
 */
extern void count_search_begin(CountSearch *s, const FitData *data, const Family *family);
extern void count_search_end(CountSearch *s);

/* Sets loc. */
extern void count_search_move(CountSearch *s, double loc);

/*
 * The highest log-likelihood over the real shapes, with the integer ones and loc as in s->params;
 * -INFINITY if there is none.  The best of all calls is kept in s->best.
 */
extern double count_search_here(CountSearch *s);

/*
 * count_coordinates.c: coordinates of the real shapes that are not held, the parameters they mean,
 * the box that is searched, and whether a shape is one of them.
 */
extern int count_coordinates(const CountSearch *s, const double *params, double *u);
extern void count_from_coordinates(const CountSearch *s, const double *u, double *params);
extern void count_bounds(const CountSearch *s, double *lower, double *upper);
extern bool count_is_coordinate(const CountSearch *s, int shape);

/* The estimate of that family, made once per FitData. */
extern const Estimate *estimate_counts(FitData *data, const Family *family);

/*
 * Standard errors of the real shapes from the observed information in their coordinates (delta
 * method).  NaN where a parameter is an integer, was not estimated or sits at an end of its range,
 * and everywhere if the information is singular.
 */
extern void count_standard_errors(const FitData *data, const Family *f, const Estimate *est,
								  double *errors);

/* Is the family's loc estimated from these data? */
extern bool count_loc_is_free(const FitData *data, const Family *family);

#endif
