/*
 * distribution_moments.c
 *		SQL functions of a distribution as a whole: moments, mode, entropy, means of its tails.
 *
 * What does not exist is NULL, what diverges is an infinity: never an error.
 */
#include "postgres.h"

#include <math.h>

#include "utils/memutils.h"

#include "core_context.h"
#include "distribution_type.h"
#include "moments.h"

PG_FUNCTION_INFO_V1(distribution_mean_sql);
PG_FUNCTION_INFO_V1(distribution_variance_sql);
PG_FUNCTION_INFO_V1(distribution_stddev_sql);
PG_FUNCTION_INFO_V1(distribution_skewness_sql);
PG_FUNCTION_INFO_V1(distribution_kurtosis_sql);
PG_FUNCTION_INFO_V1(distribution_mode_sql);
PG_FUNCTION_INFO_V1(distribution_entropy_sql);
PG_FUNCTION_INFO_V1(distribution_expected_shortfall_sql);
PG_FUNCTION_INFO_V1(distribution_mean_excess_sql);
PG_FUNCTION_INFO_V1(distribution_limited_value_sql);

/* A NaN stands for what does not exist. */
#define RETURN_FLOAT8_OR_NULL(value)                                                               \
	do                                                                                             \
	{                                                                                              \
		double value_ = (value);                                                                   \
                                                                                                   \
		if (isnan(value_))                                                                         \
			PG_RETURN_NULL();                                                                      \
		PG_RETURN_FLOAT8(value_);                                                                  \
	} while (0)

/* The first `order` moments of argument 0. */
static Moments
moments_of_arg(FunctionCallInfo fcinfo, int order)
{
	CoreContext cx;
	Moments m;

	core_context_init(&cx, CurrentMemoryContext);
	distribution_moments(&cx, PG_GETARG_DISTRIBUTION(0), order, &m);
	return m;
}

Datum
distribution_mean_sql(PG_FUNCTION_ARGS)
{
	RETURN_FLOAT8_OR_NULL(moments_of_arg(fcinfo, 1).mean);
}

Datum
distribution_variance_sql(PG_FUNCTION_ARGS)
{
	RETURN_FLOAT8_OR_NULL(moments_of_arg(fcinfo, 2).variance);
}

Datum
distribution_stddev_sql(PG_FUNCTION_ARGS)
{
	RETURN_FLOAT8_OR_NULL(sqrt(moments_of_arg(fcinfo, 2).variance));
}

Datum
distribution_skewness_sql(PG_FUNCTION_ARGS)
{
	RETURN_FLOAT8_OR_NULL(moments_of_arg(fcinfo, 3).skewness);
}

Datum
distribution_kurtosis_sql(PG_FUNCTION_ARGS)
{
	RETURN_FLOAT8_OR_NULL(moments_of_arg(fcinfo, 4).kurtosis);
}

/* A function of a distribution alone. */
static double
whole(FunctionCallInfo fcinfo, double (*f)(const CoreContext *, const Distribution *))
{
	CoreContext cx;

	core_context_init(&cx, CurrentMemoryContext);
	return f(&cx, PG_GETARG_DISTRIBUTION(0));
}

/* A function of a distribution and a number that is not NaN. */
static double
at_number(FunctionCallInfo fcinfo, double (*f)(const CoreContext *, const Distribution *, double))
{
	CoreContext cx;

	core_context_init(&cx, CurrentMemoryContext);
	return f(&cx, PG_GETARG_DISTRIBUTION(0), PG_GETARG_FLOAT8(1));
}

Datum
distribution_mode_sql(PG_FUNCTION_ARGS)
{
	RETURN_FLOAT8_OR_NULL(whole(fcinfo, distribution_mode));
}

Datum
distribution_entropy_sql(PG_FUNCTION_ARGS)
{
	RETURN_FLOAT8_OR_NULL(whole(fcinfo, distribution_entropy));
}

/*
 * expected_shortfall(d distribution, p float8)
 *
 * The mean of the worst share 1 - p of outcomes, large ones being bad.
 */
Datum
distribution_expected_shortfall_sql(PG_FUNCTION_ARGS)
{
	double p = PG_GETARG_FLOAT8(1);

	if (p < 0 || p >= 1)
		ereport(ERROR, (errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
						errmsg("probability %g is not at least 0 and less than 1", p)));
	RETURN_FLOAT8_OR_NULL(at_number(fcinfo, distribution_expected_shortfall));
}

/* mean_excess(d distribution, x float8): NULL where no value exceeds x */
Datum
distribution_mean_excess_sql(PG_FUNCTION_ARGS)
{
	RETURN_FLOAT8_OR_NULL(at_number(fcinfo, distribution_mean_excess));
}

Datum
distribution_limited_value_sql(PG_FUNCTION_ARGS)
{
	RETURN_FLOAT8_OR_NULL(at_number(fcinfo, distribution_limited_value));
}
