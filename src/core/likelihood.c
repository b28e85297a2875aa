/*
 * likelihood.c
 *		The log-likelihood of a family's parameters on cells.
 */
#include <math.h>
#include <string.h>

#include "likelihood.h"

/* Quadrature serves a cell if the log density differs by less than this over its nodes. */
#define SMOOTH_CELL 0.5

void
likelihood_init(Likelihood *lk, const FitData *data, const Family *family)
{
	memset(lk, 0, sizeof(*lk));
	lk->data = data;
	lk->family = family;
	if (family->n_table > 0)
		lk->shape.table = core_alloc(data->cx, sizeof(double) * (size_t) family->n_table);
}

void
likelihood_free(Likelihood *lk)
{
	if (lk->shape.table)
		core_release(lk->data->cx, lk->shape.table);
	lk->shape.table = NULL;
}

bool
likelihood_set_shape(Likelihood *lk, const double *p)
{
	const Family *f = lk->family;

	if (lk->prepared && memcmp(lk->shape.p, p, sizeof(double) * (size_t) f->n_shapes) == 0)
		return true;
	lk->prepared = lk->anchored = false;
	for (int i = 0; i < f->n_shapes; i++)
	{
		const ShapeParam *s = &f->shape[i];

		if (!(s->closed_lower ? p[i] >= s->lower : p[i] > s->lower) ||
			!(s->closed_upper ? p[i] <= s->upper : p[i] < s->upper))
			return false;
		lk->shape.p[i] = p[i];
	}
	if (f->prepare && !f->prepare(&lk->shape))
		return false;
	lk->lower = f->lower;
	lk->upper = f->upper;
	if (f->support)
		f->support(&lk->shape, &lk->lower, &lk->upper);
	lk->prepared = true;
	return true;
}

double
log_cell_probability(const Family *f, const Shape *s, double support_lower, double support_upper,
					 double lower, double upper)
{
	/* Gauss-Legendre, three points */
	static const double node = 0.77459666924148337704;
	double a = fmax(lower, support_lower), b = fmin(upper, support_upper);
	double probability;

	if (!(a < b))
		return -INFINITY;
	if (a == lower && b == upper)
	{
		double middle = 0.5 * (a + b), half = 0.5 * (b - a);
		double g0 = f->logpdf(s, middle - node * half);
		double g1 = f->logpdf(s, middle);
		double g2 = f->logpdf(s, middle + node * half);

		/* a density that changes little over the cell: the difference of cdf would cancel */
		if (fabs(g0 - g1) < SMOOTH_CELL / 2 && fabs(g2 - g1) < SMOOTH_CELL / 2)
			return g1 + log(half * (8 + 5 * (exp(g0 - g1) + exp(g2 - g1))) / 9);
	}
	if (a == support_lower)
		probability = f->cdf(s, b);
	else if (b == support_upper)
		probability = f->sf(s, a);
	else
	{
		double left = f->cdf(s, a);

		probability = left > 0.5 ? f->sf(s, a) - f->sf(s, b) : f->cdf(s, b) - left;
	}
	return probability > 0 ? log(probability) : -INFINITY;
}

/* log of the mean density over a cell given in z, on the density scale of y. */
static double
log_cell_density(const Likelihood *lk, double z_lower, double z_upper, double loc, double scale)
{
	double a = (z_lower - loc) / scale, b = (z_upper - loc) / scale;

	return log_cell_probability(lk->family, &lk->shape, lk->lower, lk->upper, a, b) - log(b - a);
}

double
likelihood_value(Likelihood *lk, const CellSet *cells, const double *params)
{
	const Family *f = lk->family;
	const FitData *d = lk->data;
	const Shape *s = &lk->shape;
	double loc = params[f->n_shapes], scale = params[f->n_shapes + 1];
	double total = 0;
	int first = 0, last = cells->n_nodes;

	lk->evaluations++;
	if (core_stop(d->cx))
		lk->stopped = true;
	if (lk->stopped || !(scale > 0) || !isfinite(scale) || !isfinite(loc) ||
		!likelihood_set_shape(lk, params) || !((d->min - loc) / scale >= lk->lower) ||
		!((d->max - loc) / scale <= lk->upper))
		return -INFINITY;

	/* where the density may be infinite, the extreme rows count with their probability */
	if ((f->flags & POLE_LOWER) && last > 0 && cells->node[0] == d->min)
	{
		double width = d->first_width;

		total += cells->weight[0] * log_cell_density(lk, d->min, d->min + width, loc, scale);
		first = 1;
	}
	if ((f->flags & POLE_UPPER) && last > first && cells->node[last - 1] == d->max)
	{
		double width = d->last_width;

		last--;
		total += cells->weight[last] * log_cell_density(lk, d->max - width, d->max, loc, scale);
	}

	for (int i = first; i < last; i++)
		total += cells->weight[i] * f->logpdf(s, (cells->node[i] - loc) / scale);
	for (int i = 0; i < cells->n_groups; i++)
		total += cells->group_count[i] *
				 log_cell_density(lk, cells->group_lower[i], cells->group_upper[i], loc, scale);
	total -= d->n * log(scale);
	return isnan(total) ? -INFINITY : total;
}

/* Mean of the log density over [a, b] (z units): Gauss-Legendre, two points. */
static double
mean_logpdf(const Likelihood *lk, double a, double b, double loc, double scale)
{
	double middle = 0.5 * (a + b), half = 0.5 * (b - a) / sqrt(3);

	return 0.5 * (lk->family->logpdf(&lk->shape, (middle - half - loc) / scale) +
				  lk->family->logpdf(&lk->shape, (middle + half - loc) / scale));
}

/* The first of n ascending values that is at least x. */
static int
lower_bound(const double *values, int n, double x)
{
	int low = 0;

	while (n > 0)
	{
		int half = n / 2;

		if (values[low + half] < x)
		{
			low += half + 1;
			n -= half + 1;
		}
		else
			n = half;
	}
	return low;
}

double
likelihood_kinked(Likelihood *lk, const double *params)
{
	const Family *f = lk->family;
	const FitData *d = lk->data;
	const CellSet *cells = &d->full;
	double loc = params[f->n_shapes], scale = params[f->n_shapes + 1];
	double total = likelihood_value(lk, cells, params);
	double kink, a, b, share;
	int bin, first, last;

	if (!f->kink || !(total > -INFINITY))
		return total;
	kink = loc + scale * f->kink(&lk->shape);
	bin = lower_bound(d->bin_upper, d->n_bins, kink);
	if (bin >= d->n_bins)
		return total;
	a = d->bin_lower[bin];
	b = d->bin_upper[bin];
	if (!(a < kink) || !(kink < b))
		return total;
	first = lower_bound(cells->node, cells->n_nodes, a);
	last = lower_bound(cells->node, cells->n_nodes, b);
	/* the extreme rows are nodes of their own, and an atom's bin has no node at all */
	if (last - first != 2 || cells->weight[first] != cells->weight[first + 1])
		return total;
	for (int i = first; i < last; i++)
		total -= cells->weight[i] * f->logpdf(&lk->shape, (cells->node[i] - loc) / scale);
	share = (kink - a) / (b - a);
	total += d->bin_count[bin] * (share * mean_logpdf(lk, a, kink, loc, scale) +
								  (1 - share) * mean_logpdf(lk, kink, b, loc, scale));
	return total;
}
