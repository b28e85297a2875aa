/*
 * geom.c
 *		The geometric distribution: from 1 on (geom), from 0 on (planck), and cut off (boltzmann).
 */
#include "families/discrete/discrete.h"

/* ---------- geom: trials up to the first success ---------- */

static double
geom_logpdf(const Shape *s, double y)
{
	return log(s->p[0]) + times_log(y - 1, log1p(-s->p[0]));
}

static double
geom_logsf(const Shape *s, double y)
{
	return times_log(y, log1p(-s->p[0]));
}

static double
geom_sf(const Shape *s, double y)
{
	return exp(geom_logsf(s, y));
}

static double
geom_cdf(const Shape *s, double y)
{
	return -expm1(geom_logsf(s, y));
}

static double
geom_logcdf(const Shape *s, double y)
{
	return bf_log1mexp(geom_logsf(s, y));
}

static bool
geom_closed_form(const CountSample *sample, double *shapes)
{
	shapes[0] = 1 / sample->mean;
	return sample->min >= 1;
}

static const CountMethods geom_counts = {.closed_form = geom_closed_form};

static const char *const geom_aliases[] = {"geometric", NULL};

static void
geom_moments(const Shape *s, double m[4])
{
	double p = s->p[0], q = 1 - s->p[0];

	set_moments(m, 1 / p, q / (p * p), (2 - p) / sqrt(q), 6 + p * p / q);
}

const Family family_geom = {
	.name = "geom",
	.kind = FAMILY_DISCRETE,
	.aliases = geom_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 5.2",
	.n_shapes = 1,
	.shape = {{.name = "p",
			   .upper = 1,
			   .closed_upper = true,
			   .least = 1e-15,
			   .most = 1,
			   .n_grid = 5,
			   .grid = {0.3, 0.9, 0.02, 1e-5, 1}}},
	.n_identifiable = 2,
	.lower = 1,
	.upper = INFINITY,
	TAIL_FUNCTIONS(geom),
	.counts = &geom_counts,
	.moments = geom_moments,
};

/* ---------- planck: failures before the first success, p = 1 - exp(-lambda) ---------- */

static double
planck_logpdf(const Shape *s, double y)
{
	return bf_log1mexp(-s->p[0]) - s->p[0] * y;
}

static double
planck_logsf(const Shape *s, double y)
{
	return -s->p[0] * (y + 1);
}

static double
planck_sf(const Shape *s, double y)
{
	return exp(planck_logsf(s, y));
}

static double
planck_cdf(const Shape *s, double y)
{
	return -expm1(planck_logsf(s, y));
}

static double
planck_logcdf(const Shape *s, double y)
{
	return bf_log1mexp(planck_logsf(s, y));
}

static bool
planck_closed_form(const CountSample *sample, double *shapes)
{
	shapes[0] = log1p(1 / sample->mean);
	return sample->min >= 0;
}

static bool
planck_from_geom(const double *geom, double *params)
{
	if (!(geom[0] < 1))
		return false;
	params[0] = -log1p(-geom[0]);
	params[1] = geom[1] + 1;
	params[2] = 1;
	return true;
}

static const CountMethods planck_counts = {.closed_form = planck_closed_form};

static void
planck_moments(const Shape *s, double m[4])
{
	double p = -expm1(-s->p[0]), q = exp(-s->p[0]);

	set_moments(m, q / p, q / (p * p), (1 + q) / sqrt(q), 6 + p * p / q);
}

const Family family_planck = {
	.name = "planck",
	.kind = FAMILY_DISCRETE,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 5.2",
	.flags = NOT_DEFAULT,
	.n_shapes = 1,
	.shape = {{.name = "lambda_",
			   .upper = INFINITY,
			   .least = 1e-15,
			   .most = 700,
			   .n_grid = 5,
			   .grid = {0.5, 3, 0.05, 1e-5, 40}}},
	.n_identifiable = 2,
	.upper = INFINITY,
	TAIL_FUNCTIONS(planck),
	.kernel = "geom",
	.from_kernel = planck_from_geom,
	.counts = &planck_counts,
	.moments = planck_moments,
};
