/*
 * logser.c
 *		The logarithmic series distribution.
 */
#include "families/discrete/discrete.h"

static bool
logser_prepare(Shape *s)
{
	double p = s->p[0], norm = -log1p(-p);

	s->k[0] = log(p);
	s->k[1] = log(norm);
	s->k[2] = p / ((1 - p) * norm); /* the mean */
	return true;
}

static double
logser_logpdf(const Shape *s, double y)
{
	return y * s->k[0] - log(y) - s->k[1];
}

static double
logser_log_tail(const Shape *s, double y, bool upper)
{
	return log_tail_by_sum(logser_logpdf, s, y, 1, INFINITY, s->k[2], upper);
}

DEFINE_TAILS(logser)

static int
logser_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	(void) max;
	shapes[0][0] = 0.5;
	shapes[1][0] = 1 - 1 / (1 + sample->mean * log1p(sample->mean));
	return sample->min >= 1 ? 2 : 0;
}

static const CountMethods logser_counts = {.starts = logser_starts};

static const char *const logser_aliases[] = {"logarithmic", "log_series", NULL};

/* From the factorial moments, which cancel where nearly all mass is at 1. */
static void
logser_moments(const Shape *s, double m[4])
{
	double odds = s->p[0] / (1 - s->p[0]), scale = -1 / log1p(-s->p[0]);
	double f[5], about[5];

	if (s->p[0] < 0.1)
		return;
	f[1] = scale * odds;
	for (int k = 2; k <= 4; k++)
		f[k] = f[k - 1] * (k - 1) * odds;
	about[1] = f[1];
	about[2] = f[2] + f[1];
	about[3] = f[3] + 3 * f[2] + f[1];
	about[4] = f[4] + 6 * f[3] + 7 * f[2] + f[1];
	central_moments(about, 4, m);
}

const Family family_logser = {
	.name = "logser",
	.kind = FAMILY_DISCRETE,
	.aliases = logser_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 7",
	.n_shapes = 1,
	.shape = {{.name = "p",
			   .upper = 1,
			   .least = 1e-12,
			   .most = 1 - 1e-12,
			   .n_grid = 4,
			   .grid = {0.6, 0.05, 0.97, 0.99999}}},
	.n_identifiable = 2,
	.lower = 1,
	.upper = INFINITY,
	.prepare = logser_prepare,
	TAIL_FUNCTIONS(logser),
	.counts = &logser_counts,
	.moments = logser_moments,
};
