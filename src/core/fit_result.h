/*
 * fit_result.h
 *		What continuous and discrete fits have in common: how their results are told.
 */
#ifndef BESTFIT_FIT_RESULT_H
#define BESTFIT_FIT_RESULT_H

#include "estimate.h"

/* A result without numbers. */
extern void fit_without_numbers(FamilyFit *fit, FitStatus status, const char *message);

/* Adds a remark to the message. */
extern void fit_remark(FamilyFit *fit, const char *remark);

/* Can the parameters be held where the user holds them?  If not, *fit says so. */
extern bool fit_held_in_domain(const Likelihood *lk, FamilyFit *fit);

/* Status, limit and message of an estimate with these standard errors. */
extern void fit_describe(const Family *f, const Estimate *est, const double *errors,
						 FamilyFit *fit);

/* How an estimate was come by. */
typedef struct FittedBy
{
	FitData *data;          /* as the method sees it: another version with METHOD_AUTO, say */
	const Family *kernel;   /* the family that stood in, or NULL */
	const Estimate *source; /* of the kernel, if there is one: where coordinates are of */
	Estimate mapped;
} FittedBy;

/* The estimate of a continuous family by the options' method; d from fit_data_for(). */
extern const Estimate *fit_estimate(FitData *d, const Family *family, FittedBy *at);

/*
 * Covariance of those coordinates of an estimate that were estimated and do not follow an extreme
 * row, the inverse of the observed information; their number, 0 if that is singular.
 */
extern int fit_covariance(Likelihood *lk, const Estimate *est, int *free_index,
						  double covariance[MAX_PARAMS][MAX_PARAMS]);

/* The family's parameters (z units) at coordinates of lk's family, which it may have as kernel. */
extern bool fit_mapped_params(Likelihood *lk, Chart chart, const double *u, const Family *family,
							  double *params);

/*
 * A family's own way to write its parameters, in the user's units: scale 1 where the scale repeats
 * what the shapes say, or what the user wants it to be.
 */
extern void fit_canonical_params(const Likelihood *lk, double *params);

/* fit_family() for discrete families. */
extern void fit_counts(FitData *data, const Family *family, FamilyFit *fit);

#endif
