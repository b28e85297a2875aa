/*
 * estimate.h
 *		The maximum-likelihood estimate of one family, in z units.
 */
#ifndef BESTFIT_ESTIMATE_H
#define BESTFIT_ESTIMATE_H

#include "chart.h"
#include "data_versions.h"
#include "goodness.h"
#include "optimise.h"

typedef struct Estimate
{
	bool made;
	FitStatus status; /* FIT_OK, FIT_NOT_CONVERGED, FIT_UNSUPPORTED_DATA, FIT_FAILED, FIT_TIMEOUT */
	double params[MAX_PARAMS];
	double value; /* log-likelihood on the fine cells */
	Chart chart;
	Optimum optimum;     /* in the chart's coordinates, with the Hessian on the fine cells */
	const Family *limit; /* a family this one degenerates to here, or NULL */
	int bound;           /* a shape at the end of its range, or -1 */
	FitMethod method;    /* METHOD_MLE, METHOD_MPS, ...: the data's */
	bool unproven;       /* better integers may exist: the proof was given up */
	bool searched;       /* ... or there is none */
	bool unmatched;      /* not all moments that should could be matched */
	int evaluations;
	double reach; /* what the search on the coarse cells says can be reached there, or INFINITY */
	int reach_evaluations; /* what it took; 0 as long as reach is not set */
	/* What a simpler family has to reach there to be of use; -INFINITY if that cannot be told. */
	double rival;

	/* p-values of a discrete family's estimate, once they were asked for */
	bool tested;
	Goodness p_values;
} Estimate;

/*
 * The estimate of that family, made once per FitData.  data must be the version that the family's
 * loc asks for (fit_data_for).  Status FIT_TIMEOUT if a stop was asked for before it was finished:
 * then estimates_forget_stopped() must be called before the next attempt.
 */
extern const Estimate *estimate_family(FitData *data, const Family *family);

#endif
