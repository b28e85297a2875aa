/*
 * expon.c
 *		The exponential distribution.
 */
#include "families/shared.h"

static double
expon_logpdf(const Shape *s, double y)
{
	(void) s;
	return -y;
}

static double
expon_cdf(const Shape *s, double y)
{
	(void) s;
	return -expm1(-y);
}

static double
expon_sf(const Shape *s, double y)
{
	(void) s;
	return exp(-y);
}

static double
expon_logcdf(const Shape *s, double y)
{
	(void) s;
	return bf_log1mexp(-y);
}

static double
expon_logsf(const Shape *s, double y)
{
	(void) s;
	return -y;
}

static double
expon_quantile(const Shape *s, double p)
{
	(void) s;
	return -log1p(-p);
}

static double
expon_quantile_upper(const Shape *s, double q)
{
	(void) s;
	return -log(q);
}

static bool
expon_closed_form(const FitData *data, double *params)
{
	double loc = data->loc_fixed ? data->loc_value : data->min;

	return rows_are_points(data) && data->min >= loc &&
		   set_loc_scale(params, loc, data->mean - loc);
}

static const char *const expon_aliases[] = {"exponential", NULL};

static void
expon_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, 1, 1, 2, 6);
}

const Family family_expon = {
	.name = "expon",
	.aliases = expon_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 19",
	.flags = EDGE_LOWER | LOG_CONCAVE,
	.n_identifiable = 2,
	.upper = INFINITY,
	ALL_FUNCTIONS(expon),
	.closed_form = expon_closed_form,
	.moments = expon_moments,
};
