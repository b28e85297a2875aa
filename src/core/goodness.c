/*
 * goodness.c
 *		How far the rows are from a fitted curve.
 *
 * All three statistics compare the empirical distribution function Fn with the fitted F:
 * D = sup |Fn - F|, W^2 = n * integral of (Fn - F)^2 dF, and A^2, the same integral with the weight
 * 1 / (F (1 - F)) (Anderson & Darling 1952).  Between two known points Fn is taken as linear in
 * u = F: constant between two values of a lossless histogram, rising evenly inside a bin.  With
 * Fn - F = a + b u on [u1, u2] the integrals are closed:
 *		integral of (a + b u)^2 / (u (1 - u))
 *			= a^2 log(u2 / u1) + (a + b)^2 log((1 - u1) / (1 - u2)) - b^2 (u2 - u1).
 */
#include <math.h>

#include "goodness.h"

/* A point of the fitted distribution function: F and 1 - F, each without cancellation. */
typedef struct Level
{
	double below;
	double above;
} Level;

static Level
level_at(const Likelihood *lk, double y)
{
	const Family *f = lk->family;
	Level l;

	if (y <= lk->lower)
		return (Level){0, 1};
	if (y >= lk->upper)
		return (Level){1, 0};
	l.below = f->cdf(&lk->shape, y);
	l.above = 1 - l.below;
	if (l.below > 0.5)
	{
		l.above = f->sf(&lk->shape, y);
		l.below = 1 - l.above;
	}
	return l;
}

/* Adds the piece from level l1, where Fn is f1, to level l2, where Fn is f2. */
static void
add_piece(Goodness *g, Level l1, double f1, Level l2, double f2)
{
	double du = l1.below < 0.5 ? l2.below - l1.below : l1.above - l2.above;
	double e1 = f1 - l1.below, e2 = f2 - l2.below;
	double a, c, b;

	if (!(du > 0))
		return;
	g->cvm += du * (e1 * e1 + e1 * e2 + e2 * e2) / 3;
	/* a = Fn - F extended to u = 0, c the same at u = 1 */
	b = (e2 - e1) / du;
	a = e1 - b * l1.below;
	c = e2 + b * l2.above;
	if (f1 == 0 && l1.below == 0)
		a = 0;
	if (f2 == 1 && l2.above == 0)
		c = 0;
	if (a != 0)
		g->ad += a * a * (l1.below > 0 ? log(l2.below / l1.below) : INFINITY);
	if (c != 0)
		g->ad += c * c * (l2.above > 0 ? log(l1.above / l2.above) : INFINITY);
	g->ad -= b * b * du;
}

Goodness
goodness_of_fit(Likelihood *lk, const double *params)
{
	const FitData *d = lk->data;
	const Family *f = lk->family;
	double loc = params[f->n_shapes], scale = params[f->n_shapes + 1];
	Goodness g = {0, 0, 0}, none = {NAN, NAN, NAN};
	Level before = {0, 1};
	double rows = 0;

	if (!likelihood_set_shape(lk, params))
		return none;
	for (int i = 0; i < d->n_bins; i++)
	{
		Level lower = level_at(lk, (d->bin_lower[i] - loc) / scale), upper = lower;
		double f1 = rows / d->n, f2;

		if (i % 256 == 0 && core_stop(d->cx))
			return none;
		if (d->bin_upper[i] > d->bin_lower[i])
			upper = level_at(lk, (d->bin_upper[i] - loc) / scale);
		rows += d->bin_count[i];
		f2 = i == d->n_bins - 1 ? 1 : rows / d->n;

		g.ks = fmax(g.ks, fmax(fabs(f1 - lower.below), fabs(f2 - upper.below)));
		add_piece(&g, before, f1, lower, f1);
		add_piece(&g, lower, f1, upper, f2);
		before = upper;
	}
	add_piece(&g, before, 1, (Level){1, 0}, 1);
	g.ad *= d->n;
	g.cvm *= d->n;
	return g;
}
