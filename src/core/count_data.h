/*
 * count_data.h
 *		Rows that are counts, as estimation sees them, and what a discrete family says about them.
 *
 * Counts are in the user's units: integers of any sign up to 2^53, held in doubles.
 */
#ifndef BESTFIT_COUNT_DATA_H
#define BESTFIT_COUNT_DATA_H

#include "fit.h"

/* Beyond this, neighbouring integers are the same double. */
#define LARGEST_COUNT 9007199254740992.0

/* The sum of weight * log mass(node) is the log-likelihood. */
typedef struct CountNodes
{
	int n;
	double *node;
	double *weight;
} CountNodes;

/* The integers from lower to upper, with their rows, their probability and the rows' mean log mass.
 */
typedef struct Piece
{
	double lower;
	double upper;
	double count;
	double probability;
	double log_mean;
} Piece;

/* All integers of a distribution's support, in order: count_goodness.c. */
typedef struct CountPieces
{
	const Family *family;
	double params[MAX_PARAMS];
	int n;
	Piece *piece;
} CountPieces;

/*
 * Cells, ascending and disjoint: count rows are integers in [lower, upper].  While the histogram is
 * lossless each is one integer.  Where there are many cells, neighbours are merged into two nodes
 * between the integers, with the mean and the variance of their rows, which is exact for log masses
 * that are quadratic there: few of them for estimation, still fewer for searches.
 */
typedef struct CountData
{
	double n; /* rows */
	double min;
	double max;
	double mean;
	double variance; /* divisor n */

	int n_cells;
	double *lower;
	double *upper;
	double *count;

	CountNodes fine;
	CountNodes coarse;

	CountPieces *pieces; /* those of the last distribution that was compared, or NULL */
} CountData;

/* The counts as a family sees them whose loc is held: moments and extremes are of y = x - loc. */
typedef struct CountSample
{
	const CountData *data;
	double loc;
	double n;
	double min;
	double max;
	double mean;
	double variance;
} CountSample;

/* How a discrete family's loc is found when loc => 'auto' says nothing else. */
typedef enum CountLoc
{
	COUNT_LOC_START,    /* the support starts at 0 or 1: so that the least row can be the first */
	COUNT_LOC_ZERO,     /* 0 unless asked for: the family has parameters of its own for position */
	COUNT_LOC_FREE,     /* searched unless held at 0 */
	COUNT_LOC_REDUNDANT /* always 0: it would repeat what the shapes say */
} CountLoc;

/*
 * How a discrete family is estimated.  Shapes that are integers are found by search, for every
 * value of which the others, and loc, are held; what a family knows of them is here.  All may be
 * absent.
 *
 * closed_form: writes the maximum-likelihood estimate of the real shapes, given the integer ones
 * in shapes[]; false if there is none for these rows.
 * starts: shape vectors to begin with (integer shapes as in shapes[0] on entry); how many of at
 * most `max` it wrote.  Absent: the product of the shapes' grids.
 * range: the least and the largest value of integer shape i that can be best; where both agree
 * nothing is searched.
 * search: another way of finding the best shapes of all, for families with several integers or with
 * a proof; false if it is none for these rows or constraints.
 * prove: tries all integers that could be better than the best found, which it keeps: did it come
 * to the end?  Called only if nothing is held, loc is known and the rows are all there are.
 * searched: without that the integers are only what a search finds, and the user is told so.
 * free_shapes: how many shapes count as estimated, where that depends on the estimate.
 * smooth_integer: the log mass is a smooth function of the integer shape, too, and the likelihood
 * over all shapes has one maximum, or two that are each other's mirror, which exchanges shapes
 * without a change of the masses.
 * to_coordinates, from_coordinates: the real shapes, in order, as unconstrained coordinates with
 * steps of order one in which the likelihood is well behaved, and back, given the integer shapes;
 * [least_u, most_u] is where they are searched.  Absent: logarithms on half lines, logits on
 * intervals.
 */
struct CountSearch;

typedef struct CountMethods
{
	CountLoc loc;
	bool (*closed_form)(const CountSample *sample, double *shapes);
	int (*starts)(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max);
	void (*range)(const CountSample *sample, const double *shapes, int i, double *least,
				  double *most);
	bool (*search)(struct CountSearch *search);
	bool (*prove)(struct CountSearch *search);
	bool searched;
	int (*free_shapes)(const CountSample *sample, const double *shapes);
	bool smooth_integer;
	void (*mirror)(double *shapes);
	void (*to_coordinates)(const double *shapes, double *u);
	void (*from_coordinates)(const double *u, double *shapes);
	double least_u[MAX_SHAPES];
	double most_u[MAX_SHAPES];
} CountMethods;

/* Are all rows of h integers that doubles tell apart?  If not, *row gets one that is none. */
extern bool count_data_check(const Histogram *h, double *row);

/*
 * Do the rows look like counts: integers from 0 on, many of them alike, that are no multiples of
 * anything (as rounded measurements are)?
 */
extern bool count_data_likely(const Histogram *h);

/* The rows of h, which must have passed the check. */
extern CountData *count_data_create(const CoreContext *cx, Histogram *h);

/* The rows as a family sees them whose loc is this. */
extern CountSample count_sample(const CountData *data, double loc);

/* Rows at y; mean over all rows of f(y). */
extern double count_at(const CountSample *sample, double y);
extern double count_mean_of(const CountSample *sample, double (*f)(double));

#endif
