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

#endif
