/*
 * distribution_eval.c
 *		What a distribution says about one number: density, probabilities, quantiles.
 *
 * A NaN gives NaN.  NULL is for what is not defined.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "distribution_type.h"

PG_FUNCTION_INFO_V1(distribution_pdf_sql);
PG_FUNCTION_INFO_V1(distribution_logpdf_sql);
PG_FUNCTION_INFO_V1(distribution_cdf_sql);
PG_FUNCTION_INFO_V1(distribution_logcdf_sql);
PG_FUNCTION_INFO_V1(distribution_sf_sql);
PG_FUNCTION_INFO_V1(distribution_logsf_sql);
PG_FUNCTION_INFO_V1(distribution_quantile_sql);
PG_FUNCTION_INFO_V1(distribution_quantile_upper_sql);
PG_FUNCTION_INFO_V1(distribution_median);
PG_FUNCTION_INFO_V1(distribution_support_lower);
PG_FUNCTION_INFO_V1(distribution_support_upper);
PG_FUNCTION_INFO_V1(distribution_hazard);
PG_FUNCTION_INFO_V1(distribution_cumulative_hazard);
PG_FUNCTION_INFO_V1(distribution_return_level);
PG_FUNCTION_INFO_V1(distribution_return_period);

Datum
distribution_pdf_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(exp(distribution_logpdf(PG_GETARG_DISTRIBUTION(0), PG_GETARG_FLOAT8(1))));
}

Datum
distribution_logpdf_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(distribution_logpdf(PG_GETARG_DISTRIBUTION(0), PG_GETARG_FLOAT8(1)));
}

Datum
distribution_cdf_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(distribution_cdf(PG_GETARG_DISTRIBUTION(0), PG_GETARG_FLOAT8(1)));
}

Datum
distribution_logcdf_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(distribution_logcdf(PG_GETARG_DISTRIBUTION(0), PG_GETARG_FLOAT8(1)));
}

Datum
distribution_sf_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(distribution_sf(PG_GETARG_DISTRIBUTION(0), PG_GETARG_FLOAT8(1)));
}

Datum
distribution_logsf_sql(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(distribution_logsf(PG_GETARG_DISTRIBUTION(0), PG_GETARG_FLOAT8(1)));
}

/* A probability; NaN is let through. */
static double
get_probability(FunctionCallInfo fcinfo, int arg)
{
	double p = PG_GETARG_FLOAT8(arg);

	if (p < 0 || p > 1)
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("probability %g is not between 0 and 1", p)));
	return p;
}

Datum
distribution_quantile_sql(PG_FUNCTION_ARGS)
{
	double p = get_probability(fcinfo, 1);

	PG_RETURN_FLOAT8(distribution_quantile(PG_GETARG_DISTRIBUTION(0), p));
}

Datum
distribution_quantile_upper_sql(PG_FUNCTION_ARGS)
{
	double q = get_probability(fcinfo, 1);

	PG_RETURN_FLOAT8(distribution_quantile_upper(PG_GETARG_DISTRIBUTION(0), q));
}

Datum
distribution_median(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(distribution_quantile(PG_GETARG_DISTRIBUTION(0), 0.5));
}

Datum
distribution_support_lower(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(distribution_quantile(PG_GETARG_DISTRIBUTION(0), 0));
}

Datum
distribution_support_upper(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8(distribution_quantile(PG_GETARG_DISTRIBUTION(0), 1));
}

/*
 * hazard(d distribution, x float8)
 *
 * The density of X at x given X >= x, pdf / sf; for discrete families P(X = x | X >= x).  At the
 * upper end of a continuous support it is infinite; beyond, and at infinity, it is not defined.
 */
Datum
distribution_hazard(PG_FUNCTION_ARGS)
{
	const Distribution *d = PG_GETARG_DISTRIBUTION(0);
	double x = PG_GETARG_FLOAT8(1);
	double log_density = distribution_logpdf(d, x);
	double log_survival = distribution_logsf(d, x);

	if (isnan(x))
		PG_RETURN_FLOAT8(x);
	if (isinf(x) ? x > 0 : x > distribution_quantile(d, 1))
		PG_RETURN_NULL();
	if (d->family->kind == FAMILY_DISCRETE)
		PG_RETURN_FLOAT8(isinf(log_density) ? 0 : 1 / (1 + exp(log_survival - log_density)));
	if (isinf(log_survival))
		PG_RETURN_FLOAT8(INFINITY);
	PG_RETURN_FLOAT8(exp(log_density - log_survival));
}

/* cumulative_hazard(d distribution, x float8): -log sf(x) */
Datum
distribution_cumulative_hazard(PG_FUNCTION_ARGS)
{
	/* 0 without a sign */
	PG_RETURN_FLOAT8(0 - distribution_logsf(PG_GETARG_DISTRIBUTION(0), PG_GETARG_FLOAT8(1)));
}

/*
 * return_level(d distribution, period float8)
 *
 * What is exceeded once in `period` rows on average: sf(level) = 1 / period.
 */
Datum
distribution_return_level(PG_FUNCTION_ARGS)
{
	double period = PG_GETARG_FLOAT8(1);

	if (period < 1)
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("return period %g is less than 1", period)));
	PG_RETURN_FLOAT8(distribution_quantile_upper(PG_GETARG_DISTRIBUTION(0), 1 / period));
}

/* return_period(d distribution, x float8): 1 / sf(x), infinite where nothing exceeds x */
Datum
distribution_return_period(PG_FUNCTION_ARGS)
{
	const Distribution *d = PG_GETARG_DISTRIBUTION(0);
	double x = PG_GETARG_FLOAT8(1);
	double sf = distribution_sf(d, x);

	PG_RETURN_FLOAT8(sf < DBL_MIN ? exp(-distribution_logsf(d, x)) : 1 / sf);
}
