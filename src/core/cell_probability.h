/*
 * cell_probability.h
 *		The probability of a cell of rows.
 */
#ifndef BESTFIT_CELL_PROBABILITY_H
#define BESTFIT_CELL_PROBABILITY_H

#include <stdbool.h>

#include "family.h"

/*
 * The log-probability of [lower, upper] under the standardised distribution: by quadrature of the
 * density where that is smooth over the cell (ends: up to its ends, which are asked for), else by
 * the difference of cdf or sf.
 */
extern double log_cell_probability(const Family *family, const Shape *s, double support_lower,
								   double support_upper, double lower, double upper, bool ends);

#define MOST_END_PANELS 100

/* Where the mass of a cell is: the means over it of functions that are as smooth as the density. */
typedef struct CellRule
{
	double log_probability;
	int n;
	double node[5 * MOST_END_PANELS];
	double share[5 * MOST_END_PANELS];
} CellRule;

/*
 * Such a rule for the cell from the distance `near` to the distance `far` from an end of the
 * support, inwards for sign 1 at the lower end and -1 at the upper, next to which the density is a
 * power law or varies like one.  False if there is none.
 */
extern bool end_cell_rule(const Family *family, const Shape *s, double end, double sign,
						  double near, double far, CellRule *rule);

#endif
