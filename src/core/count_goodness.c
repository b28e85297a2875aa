/*
 * count_goodness.c
 *		How far counts are from a fitted discrete distribution.
 */
#include <math.h>

#include "count_goodness.h"

/* In a gap between cells, or beyond them, so many support points are gone through one by one. */
#define GAP_POINTS 256
/* A pooled chi-square's least expected count. */
#define LEAST_EXPECTED 5

/* The integers from lower to upper, with their rows and their probability. */
typedef struct Piece
{
	double lower;
	double upper;
	double count;
	double probability;
} Piece;

/* The distribution at params, truncated like the rows; it borrows lk's table. */
static bool
distribution_at(Likelihood *lk, const double *params, Distribution *y)
{
	const FitData *d = lk->data;
	const char *error;

	if (!likelihood_set_shape(lk, params))
		return false;
	*y = lk->y;
	y->loc = params[lk->family->n_shapes];
	return !d->truncated || distribution_truncate(y, d->bound_lower, d->bound_upper, &error);
}

/* Two masses stand for all of a cell if their logarithms differ by less: error 1e-8 at most. */
#define EVEN 0.05

/* The probability of a cell of the data: of many integers with nearly the same mass by two of them.
 */
static double
cell_probability(const Distribution *y, double lower, double upper)
{
	double width = upper - lower + 1, middle = 0.5 * (lower + upper) - y->loc;

	if (width > 3)
	{
		double spread = sqrt((width * width - 1) / 12);
		double g1 = y->family->logpdf(&y->shape, middle - spread) - y->log_mass;
		double g2 = y->family->logpdf(&y->shape, middle + spread) - y->log_mass;

		if (fabs(g1 - g2) < EVEN)
			return 0.5 * width * (exp(g1) + exp(g2));
	}
	return count_probability(y, lower, upper);
}

/*
 * All integers of the support as cells and the gaps before, between and after them, in order.
 * pieces has 2 * n_cells + 1 places; returns how many are used.
 */
static int
make_pieces(const CountData *d, const Distribution *y, Piece *pieces)
{
	double next = y->loc + y->lower;
	double last = y->loc + y->upper;
	int n = 0;

	for (int i = 0; i <= d->n_cells; i++)
	{
		double lower = i < d->n_cells ? d->lower[i] : INFINITY;

		if (lower > next && last >= next)
			pieces[n++] = (Piece){next, fmin(lower - 1, last), 0, 0};
		if (i == d->n_cells)
			break;
		pieces[n++] = (Piece){lower, d->upper[i], d->count[i], 0};
		next = d->upper[i] + 1;
	}
	for (int i = 0; i < n; i++)
		pieces[i].probability = pieces[i].count > 0
									? cell_probability(y, pieces[i].lower, pieces[i].upper)
									: count_probability(y, pieces[i].lower, pieces[i].upper);
	return n;
}

/* A support point, or a cell whose rows count as at its end. */
static void
add_point(Goodness *g, double share, double below, double above, double probability)
{
	double error = below < 0.5 ? share - below : above - (1 - share);

	g->ks = fmax(g->ks, fabs(error));
	g->cvm += error * error * probability;
	if (below > 0 && above > 0)
		g->ad += error * error * probability / (below * above);
}

/*
 * Integers without rows, of which so many make no difference to one another: integrals over F
 * from (b1, a1), F and 1 - F before them, to (b2, a2), with Fn constant.
 */
static void
add_gap(Goodness *g, double share, double b1, double a1, double b2, double a2)
{
	double e1 = share - b1, e2 = share - b2, rise = b1 < 0.5 ? b2 - b1 : a1 - a2;

	g->ks = fmax(g->ks, fabs(e2));
	g->cvm += rise * (e1 * e1 + e1 * e2 + e2 * e2) / 3;
	/* (c - u)^2 / (u (1 - u)) = c^2 / u + (1 - c)^2 / (1 - u) - 1 */
	if (b1 > 0 && share > 0)
		g->ad += share * share * log1p(rise / b1);
	if (a2 > 0 && share < 1)
		g->ad += (1 - share) * (1 - share) * log1p(rise / a2);
	g->ad -= rise;
}

Goodness
count_goodness(Likelihood *lk, const double *params, double *sse)
{
	const CountData *d = lk->data->counts;
	Goodness g = {0, 0, 0}, none = {NAN, NAN, NAN};
	Piece *pieces = core_alloc(lk->data->cx, sizeof(Piece) * (size_t) (2 * d->n_cells + 1));
	double *above = core_alloc(lk->data->cx, sizeof(double) * (size_t) (2 * d->n_cells + 2));
	double below = 0, rows = 0;
	Distribution y;
	int n;

	*sse = NAN;
	if (core_stop(lk->data->cx) || !distribution_at(lk, params, &y))
		return none;
	*sse = 0;
	n = make_pieces(d, &y, pieces);
	/* each tail is a sum of its own masses */
	above[n] = 0;
	for (int i = n - 1; i >= 0; i--)
		above[i] = above[i + 1] + pieces[i].probability;
	for (int i = 0; i < n; i++)
	{
		const Piece *p = &pieces[i];
		double width = p->upper - p->lower + 1, share, start = below;

		if (core_stop(lk->data->cx))
			return *sse = NAN, none;
		rows += p->count;
		share = rows / d->n;
		below += p->probability;
		if (p->lower >= d->min && p->upper <= d->max && p->count > 0)
		{
			double error = (p->count / d->n - p->probability) / width;

			*sse += error * error * width;
		}
		if (p->count > 0 || width == 1)
		{
			if (p->lower > d->min && p->upper < d->max && p->count == 0)
				*sse += p->probability * p->probability;
			add_point(&g, share, below, above[i + 1], p->probability);
			continue;
		}
		/* point by point from the side where the masses are largest, the rest as a whole */
		{
			bool up = isinf(p->lower) ? false : true;
			double reach = fmin(width, GAP_POINTS), part = 0;
			bool inside = p->lower > d->min && p->upper < d->max;

			for (double k = 0; up && k < reach; k++)
			{
				double mass = count_probability(&y, p->lower + k, p->lower + k);

				part += mass;
				if (inside)
					*sse += mass * mass;
				add_point(&g, share, start + part,
						  above[i] - part > above[i + 1] ? above[i] - part : above[i + 1], mass);
				if (mass < 1e-12 * p->probability)
					break;
			}
			if (p->probability - part > 1e-12 * p->probability)
				add_gap(&g, share, start + part, above[i] - part, below, above[i + 1]);
		}
	}
	core_release(lk->data->cx, above);
	core_release(lk->data->cx, pieces);
	g.ad *= d->n;
	g.cvm *= d->n;
	return g;
}

CountPartition *
count_partition(Likelihood *lk, const double *params, double least_expected, int most_cells)
{
	const CoreContext *cx = lk->data->cx;
	const CountData *d = lk->data->counts;
	size_t most = (size_t) (2 * d->n_cells + 1);
	Piece *pieces = core_alloc(cx, sizeof(Piece) * most);
	CountPartition *cells = core_alloc(cx, sizeof(CountPartition));
	double expected = 0, share;
	Distribution y;
	int n;

	cells->n = 0;
	cells->upper = core_alloc(cx, sizeof(double) * most);
	cells->count = core_alloc(cx, sizeof(double) * most);
	if (!distribution_at(lk, params, &y))
		return NULL;
	n = make_pieces(d, &y, pieces);
	least_expected = fmax(least_expected, d->n / most_cells);
	share = 0;
	for (int i = 0; i < n; i++)
	{
		expected += d->n * pieces[i].probability;
		share += pieces[i].count;
		if (expected < least_expected && i < n - 1)
			continue;
		/* too little at the end joins what is before it */
		if (expected < least_expected && cells->n > 0)
		{
			cells->n--;
			share += cells->count[cells->n];
		}
		cells->upper[cells->n] = pieces[i].upper;
		cells->count[cells->n++] = share;
		expected = share = 0;
	}
	cells->upper[cells->n - 1] = INFINITY;
	core_release(cx, pieces);
	return cells;
}

bool
count_partition_probabilities(Likelihood *lk, const double *params, const CountPartition *cells,
							  double *probability)
{
	Distribution y;

	if (!distribution_at(lk, params, &y))
		return false;
	for (int k = 0; k < cells->n; k++)
		probability[k] =
			count_probability(&y, k > 0 ? cells->upper[k - 1] + 1 : -INFINITY, cells->upper[k]);
	return true;
}

double
count_chi_square(Likelihood *lk, const double *params, int *n_cells)
{
	const CoreContext *cx = lk->data->cx;
	double n = lk->data->counts->n, sum = 0;
	CountPartition *cells = count_partition(lk, params, LEAST_EXPECTED, 1000);
	double *p;

	*n_cells = 0;
	if (!cells)
		return NAN;
	p = core_alloc(cx, sizeof(double) * (size_t) cells->n);
	*n_cells = cells->n;
	if (!count_partition_probabilities(lk, params, cells, p))
		return NAN;
	for (int k = 0; k < cells->n; k++)
	{
		double error = cells->count[k] - n * p[k];

		sum += error * error / (n * p[k]);
	}
	core_release(cx, p);
	return *n_cells > 1 ? sum : NAN;
}
