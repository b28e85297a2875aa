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
};
