/*
 * fit_result.h
 *		What continuous and discrete fits have in common: how their results are told.
 */
#ifndef BESTFIT_FIT_RESULT_H
#define BESTFIT_FIT_RESULT_H

#include "estimate.h"

/* A result without numbers. */
extern void fit_without_numbers(FamilyFit *fit, FitStatus status, const char *message);

/* Status, limit and message of an estimate with these standard errors. */
extern void fit_describe(const Family *f, const Estimate *est, const double *errors,
						 FamilyFit *fit);

/* fit_family() for discrete families. */
extern void fit_counts(FitData *data, const Family *family, FamilyFit *fit);

#endif
