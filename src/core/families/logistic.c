/*
 * logistic.c
 *		The logistic distribution and its exponential: logistic, fisk (log-logistic).
 */
#include "families/shared.h"

/* ---------- logistic ---------- */

static double
logistic_lower(double t)
{
	double e = exp(-fabs(t));

	return (t < 0 ? e : 1) / (1 + e);
}

/* log(p / (1 - p)); around 1/2, where the quotient's logarithm loses its digits, by atanh. */
static double
logit(double p)
{
	return p > 0.3 && p < 0.7 ? 2 * atanh(2 * p - 1) : log(p) - log1p(-p);
}

static double
logistic_logpdf(const Shape *s, double y)
{
	(void) s;
	return -fabs(y) - 2 * log1p(exp(-fabs(y)));
}

static double
logistic_cdf(const Shape *s, double y)
{
	(void) s;
	return logistic_lower(y);
}

static double
logistic_sf(const Shape *s, double y)
{
	(void) s;
	return logistic_lower(-y);
}

static double
logistic_logcdf(const Shape *s, double y)
{
	(void) s;
	return -bf_log1pexp(-y);
}

static double
logistic_logsf(const Shape *s, double y)
{
	(void) s;
	return -bf_log1pexp(y);
}

static double
logistic_quantile(const Shape *s, double p)
{
	(void) s;
	return logit(p);
}

static double
logistic_quantile_upper(const Shape *s, double q)
{
	(void) s;
	return -logit(q);
}

static void
logistic_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, 0, M_PI * M_PI / 3, 0, 1.2);
}

const Family family_logistic = {
	.name = "logistic",
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 23",
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	ALL_FUNCTIONS(logistic),
	.moments = logistic_moments,
};

/* ---------- fisk: c log(y) is logistic ---------- */

static bool
fisk_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]);
	return true;
}

static double
fisk_logpdf(const Shape *s, double y)
{
	double log_y = log(y);
	double t = s->p[0] * log_y;

	if (t > 0)
		return s->k[0] - (s->p[0] + 1) * log_y - 2 * log1p(exp(-t));
	return s->k[0] + times_log(s->p[0] - 1, log_y) - 2 * log1p(exp(t));
}

static double
fisk_cdf(const Shape *s, double y)
{
	return logistic_lower(s->p[0] * log(y));
}

static double
fisk_sf(const Shape *s, double y)
{
	return logistic_lower(-s->p[0] * log(y));
}

static double
fisk_logcdf(const Shape *s, double y)
{
	return -bf_log1pexp(-s->p[0] * log(y));
}

static double
fisk_logsf(const Shape *s, double y)
{
	return -bf_log1pexp(s->p[0] * log(y));
}

static double
fisk_quantile(const Shape *s, double p)
{
	return exp(logit(p) / s->p[0]);
}

static double
fisk_quantile_upper(const Shape *s, double q)
{
	return exp(-logit(q) / s->p[0]);
}

/* exp(u / c) is 1 + u / c to first order. */
static bool
fisk_from_logistic(const double *logistic, double *params)
{
	const double c = 1e3;

	params[0] = c;
	params[2] = logistic[1] * c;
	params[1] = logistic[0] - params[2];
	return true;
}

static const char *const fisk_aliases[] = {"loglogistic", "log_logistic", NULL};
static const Nested fisk_nests[] = {{"logistic", fisk_from_logistic, true}, {NULL, NULL, false}};

static double
fisk_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] : INFINITY;
}

const Family family_fisk = {
	.name = "fisk",
	.aliases = fisk_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 23.11",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e4,
			   .n_grid = 5,
			   .grid = {0.7, 1.5, 3, 8, 25},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = fisk_prepare,
	ALL_FUNCTIONS(fisk),
	.nests = fisk_nests,
	.tail_index = fisk_tail_index,
};
