/*
 * bradford.c
 *		Densities 1 / y over an interval: bradford, loguniform, reciprocal.
 *
 * They are one family with free ends.  bradford has no redundant parameter and serves as the
 * kernel; loguniform's scale repeats what its two shapes say.
 */
#include "families/shared.h"

/* ---------- bradford: density proportional to 1 / (1 + c y) on [0, 1] ---------- */

static bool
bradford_prepare(Shape *s)
{
	s->k[0] = log1p(s->p[0]);
	s->k[1] = log(s->p[0] / s->k[0]);
	return true;
}

static double
bradford_logpdf(const Shape *s, double y)
{
	return s->k[1] - log1p(s->p[0] * y);
}

static double
bradford_cdf(const Shape *s, double y)
{
	return log1p(s->p[0] * y) / s->k[0];
}

static double
bradford_sf(const Shape *s, double y)
{
	double c = s->p[0];

	return log1p(c * (1 - y) / (1 + c * y)) / s->k[0];
}

static double
bradford_quantile(const Shape *s, double p)
{
	return expm1(p * s->k[0]) / s->p[0];
}

static double
bradford_quantile_upper(const Shape *s, double q)
{
	return expm1((1 - q) * s->k[0]) / s->p[0];
}

static bool
bradford_from_uniform(const double *uniform, double *params)
{
	params[0] = 1e-9;
	params[1] = uniform[0];
	params[2] = uniform[1];
	return true;
}

static const Nested bradford_nests[] = {{"uniform", bradford_from_uniform, true},
										{NULL, NULL, false}};

const Family family_bradford = {
	.name = "bradford",
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 12.9; Leimkuhler (1967), "
				 "J. Doc. 23, 197-207",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 1e-9,
			   .most = 1e15,
			   .n_grid = 5,
			   .grid = {0.3, 3, 30, 1e3, 1e6}}},
	.n_identifiable = 3,
	.upper = 1,
	.prepare = bradford_prepare,
	.logpdf = bradford_logpdf,
	.cdf = bradford_cdf,
	.sf = bradford_sf,
	.quantile = bradford_quantile,
	.quantile_upper = bradford_quantile_upper,
	.nests = bradford_nests,
};

/* ---------- loguniform: density proportional to 1 / y on [a, b] ---------- */

/* log(to / from), exact also where it is small or the quotient overflows */
static double
log_quotient(double to, double from)
{
	return to < 2 * from ? log1p((to - from) / from) : log(to) - log(from);
}

static void
loguniform_support(const Shape *s, double *lower, double *upper)
{
	*lower = s->p[0];
	*upper = s->p[1];
}

static bool
loguniform_prepare(Shape *s)
{
	if (!(s->p[0] < s->p[1]))
		return false;
	s->k[0] = log_quotient(s->p[1], s->p[0]);
	s->k[1] = -log(s->k[0]);
	return true;
}

static double
loguniform_logpdf(const Shape *s, double y)
{
	return s->k[1] - log(y);
}

static double
loguniform_cdf(const Shape *s, double y)
{
	return log_quotient(y, s->p[0]) / s->k[0];
}

static double
loguniform_sf(const Shape *s, double y)
{
	return log_quotient(s->p[1], y) / s->k[0];
}

static double
loguniform_quantile(const Shape *s, double p)
{
	return p < 0.5 ? s->p[0] * exp(p * s->k[0]) : s->p[1] * exp(-(1 - p) * s->k[0]);
}

static double
loguniform_quantile_upper(const Shape *s, double q)
{
	return q < 0.5 ? s->p[1] * exp(-q * s->k[0]) : s->p[0] * exp((1 - q) * s->k[0]);
}

/* With loc known, the ends are the extreme rows, a little further out than rounding can reach. */
static int
loguniform_starts(const FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	const double margin = 1e-14;
	double low = data->min - data->loc_value;
	double high = data->max - data->loc_value;

	if (max < 1 || !data->loc_fixed || !(low > 0))
		return 0;
	shapes[0][0] = low * (1 - margin);
	shapes[0][1] = high * (1 + margin);
	return 1;
}

static bool
loguniform_from_kernel(const double *bradford, double *params)
{
	const double margin = 1e-12;
	double c = bradford[0];
	double scale = bradford[2];

	/* a little wider, so that rounding leaves the extreme rows inside */
	params[0] = scale / c * (1 - margin);
	params[1] = scale / c * (1 + c) * (1 + margin);
	params[2] = bradford[1] - scale / c;
	params[3] = 1;
	return isfinite(params[1]);
}

/* Rounding must not take the ends past the extreme rows. */
static void
loguniform_canonical(double *params)
{
	const double margin = 0x1p-50;

	params[0] *= params[3] * (1 - margin);
	params[1] *= params[3] * (1 + margin);
	params[3] = 1;
}

#define LOGUNIFORM                                                                                 \
	.reference = "Hamming (1970), Bell Syst. Tech. J. 49, 1609-1625",                              \
	.flags = EDGE_LOWER | EDGE_UPPER | SCALE_REDUNDANT | NOT_DEFAULT, .n_shapes = 2,               \
	.shape = {{.name = "a",                                                                        \
			   .upper = INFINITY,                                                                  \
			   .least = 1e-300,                                                                    \
			   .most = 1e300,                                                                      \
			   .n_grid = 3,                                                                        \
			   .grid = {1e-3, 0.1, 1}},                                                            \
			  {.name = "b",                                                                        \
			   .upper = INFINITY,                                                                  \
			   .least = 1e-300,                                                                    \
			   .most = 1e300,                                                                      \
			   .n_grid = 3,                                                                        \
			   .grid = {1.25, 10, 1e4}}},                                                          \
	.n_identifiable = 3, .relation = "a must be less than b", .upper = INFINITY,                   \
	.support = loguniform_support, .prepare = loguniform_prepare, .logpdf = loguniform_logpdf,     \
	.cdf = loguniform_cdf, .sf = loguniform_sf, .quantile = loguniform_quantile,                   \
	.quantile_upper = loguniform_quantile_upper, .starts = loguniform_starts,                      \
	.kernel = "bradford", .from_kernel = loguniform_from_kernel, .canonical = loguniform_canonical

static const char *const loguniform_aliases[] = {"log_uniform", NULL};

const Family family_loguniform = {
	.name = "loguniform",
	.aliases = loguniform_aliases,
	LOGUNIFORM,
};

const Family family_reciprocal = {
	.name = "reciprocal",
	LOGUNIFORM,
};
