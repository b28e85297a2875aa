/*
 * confidence.h
 *		Confidence intervals of a fit's parameters and quantiles.
 */
#ifndef BESTFIT_CONFIDENCE_H
#define BESTFIT_CONFIDENCE_H

#include "fit_result.h"

/* A parameter or a quantile of the fitted distribution, in the user's units. */
typedef struct Quantity
{
	int param; /* position, or -1 */
	double p;  /* the quantile's probability, if it is one */
	double value;
	double std_error; /* NaN where there is none */
	double lower;     /* NaN where there is no interval; infinite where it is open */
	double upper;
} Quantity;

/* On which scale a quantity has no bounds. */
typedef enum Scale
{
	SCALE_PLAIN,
	SCALE_LOG,  /* log(value - low) */
	SCALE_LOGIT /* between low and high */
} Scale;

typedef struct Mapping
{
	Scale scale;
	double low;
	double high;
} Mapping;

/* The scale of a parameter of the family, from values to it and back, and d value / d scale. */
extern Mapping mapping_of_param(const Family *f, int i);
extern double mapping_to_scale(const Mapping *m, double x);
extern double mapping_from_scale(const Mapping *m, double g);
extern double mapping_slope(const Mapping *m, double x);

/* An estimate with all that its quantities follow from. */
typedef struct Confidence
{
	FitData *data; /* the version for the family's loc */
	const Family *family;
	FittedBy at;
	const Estimate *est;
	bool discrete;                 /* of what follows, only target and std_errors serve */
	double std_errors[MAX_PARAMS]; /* of a discrete family's shapes */
	Likelihood lk;     /* of at.source */
	Likelihood target; /* of the family */
	int n;             /* coordinates that vary */
	int free_index[MAX_PARAMS];
	double covariance[MAX_PARAMS][MAX_PARAMS];
} Confidence;

/* Estimates the family; false if there is no estimate.  confidence_end releases what it holds. */
extern bool confidence_begin(Confidence *c, FitData *data, const Family *family);
extern void confidence_end(Confidence *c);

/* The log-likelihood of all the rows at those parameters, in z units. */
extern double confidence_loglik(Confidence *c, const double *params);

/* Sets the value of q, whose param or p is set; false if it does not exist. */
extern bool confidence_value(Confidence *c, Quantity *q);

/*
 * Intervals of that level.  wald: value -+ a normal quantile of standard errors, on the scale on
 * which the quantity has no bounds (logarithm, logit).  profile: all values for which the
 * log-likelihood, maximised over all else, is within half a chi-square quantile of its maximum
 * (for an end of the support at an extreme row, within -log(1 - level): Smith 1985, Biometrika 72).
 * Of discrete families: count_confidence.h.
 */
extern void confidence_wald(Confidence *c, double level, Quantity *q);
extern void confidence_profile(Confidence *c, double level, Quantity *q);

/* Interval of one parameter from its standard error alone. */
extern void wald_interval(const Family *family, int param, double level, Quantity *q);

/*
 * One replicate of a parametric bootstrap: rows are drawn from the fitted distribution, rounded
 * like those that were fitted, and fitted again by the same options.  value gets the n quantities
 * there, on the scale of their intervals; false if that fit failed.  All memory is cx's.  At most
 * BOOTSTRAP_ROWS rows are drawn; for more, deviations shrink by the square root of the ratio.
 */
#define BOOTSTRAP_ROWS 10000
extern bool confidence_replicate(Confidence *c, const CoreContext *cx, int number,
								 const Quantity *q, int n, double *value);

/* Interval by percentiles of `count` such values, which are sorted. */
extern void confidence_bootstrap(Confidence *c, double level, double *values, int count,
								 Quantity *q);

#endif
