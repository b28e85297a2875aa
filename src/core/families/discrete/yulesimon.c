/*
 * yulesimon.c
 *		The Yule-Simon distribution.
 */
#include "families/discrete/discrete.h"

static double
yulesimon_logpdf(const Shape *s, double y)
{
	return log(s->p[0]) + bf_lbeta(y, s->p[0] + 1);
}

/* y B(y, alpha + 1), as Gamma(y + 1) Gamma(alpha + 1) / Gamma(y + alpha + 1) if alpha is small */
static double
yulesimon_logsf(const Shape *s, double y)
{
	double alpha = s->p[0];

	if (alpha < 1)
		return bf_lgamma_delta(1, alpha) - bf_lgamma_delta(y + 1, alpha);
	return log(y) + bf_lbeta(y, alpha + 1);
}

static double
yulesimon_sf(const Shape *s, double y)
{
	return exp(yulesimon_logsf(s, y));
}

static double
yulesimon_cdf(const Shape *s, double y)
{
	return -expm1(yulesimon_logsf(s, y));
}

static double
yulesimon_logcdf(const Shape *s, double y)
{
	return bf_log1mexp(yulesimon_logsf(s, y));
}

static int
yulesimon_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	(void) max;
	shapes[0][0] = sample->mean / (sample->mean - 1);
	/* the tail exponent, where the mean is a few rows' matter */
	shapes[1][0] = 1 / fmax(count_mean_of(sample, log), 1e-3);
	return sample->min >= 1 ? 2 : 0;
}

static const CountMethods yulesimon_counts = {.starts = yulesimon_starts};

static const char *const yulesimon_aliases[] = {"yule_simon", "yule", NULL};

static double
yulesimon_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] : INFINITY;
}

static void
yulesimon_moments(const Shape *s, double m[4])
{
	double a = s->p[0];

	set_moments(m, a / (a - 1), a * a / ((a - 1) * (a - 1) * (a - 2)),
				(a + 1) * (a + 1) * sqrt(a - 2) / (a * (a - 3)),
				a + 3 + (11 * a * a * a - 49 * a - 22) / (a * (a - 4) * (a - 3)));
}

const Family family_yulesimon = {
	.name = "yulesimon",
	.kind = FAMILY_DISCRETE,
	.aliases = yulesimon_aliases,
	.reference = "Simon (1955), Biometrika 42, 425",
	.n_shapes = 1,
	.shape = {{.name = "alpha",
			   .upper = INFINITY,
			   .least = 1e-6,
			   .most = 1e10,
			   .n_grid = 4,
			   .grid = {1.5, 0.3, 5, 100}}},
	.n_identifiable = 2,
	.lower = 1,
	.upper = INFINITY,
	TAIL_FUNCTIONS(yulesimon),
	.counts = &yulesimon_counts,
	.tail_index = yulesimon_tail_index,
	.moments = yulesimon_moments,
};
