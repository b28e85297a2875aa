/*
 * executor_cost.h
 *		What a fit is expected to cost.
 */
#ifndef BESTFIT_EXECUTOR_COST_H
#define BESTFIT_EXECUTOR_COST_H

#include "fit.h"

/* Estimated milliseconds of one CPU for fitting the family to those rows. */
extern double estimated_fit_cost(const Family *family, const FitData *data);

/* The same for rows that nothing is known of: many. */
extern double typical_fit_cost(const Family *family);

#endif
