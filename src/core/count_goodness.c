/*
 * count_goodness.c
 *		How far counts are from a fitted discrete distribution.
 */
#include <math.h>
#include <string.h>

#include "count_goodness.h"

/* In a gap between cells, or beyond them, so many support points are gone through one by one. */
#define GAP_POINTS 256
/* A pooled chi-square's least expected count. */
#define LEAST_EXPECTED 5

/*
 * A gap's support points are not told apart if each is this little against what is below and above
 * it, and against the error of a share.
 */
#define FINE_GAP 1e-3
/* A rise by less than this share of either tail is small. */
#define SMALL_RISE 0.1

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
/*
 * Rows of a cell of several integers count with the mean of the log mass over it as long as its
 * ends are this close to its middle: they are spread evenly then.
 */
#define EVEN_CELL 0.2
#define SMALLEST_PROBABILITY 1e-280

/*
 * The probability of a piece and the mean of its rows' log masses.  Two points stand for many
 * integers with nearly the same mass; of two integers they are the integers.
 */
static void
weigh_piece(const Distribution *y, Piece *p)
{
	double (*log_mass)(const Shape *, double) = y->family->logpdf;
	double width = p->upper - p->lower + 1, middle = 0.5 * (p->lower + p->upper) - y->loc;
	double spread, g1, g2, slope, bend, half = 0.5 * (width - 1);

	p->log_mean = 0;
	if (!isfinite(width))
	{
		p->probability = count_probability(y, p->lower, p->upper);
		return;
	}
	if (width == 1)
	{
		p->log_mean = log_mass(&y->shape, middle) - y->log_mass;
		p->probability = exp(p->log_mean);
		return;
	}
	spread = sqrt((width * width - 1) / 12);
	g1 = log_mass(&y->shape, middle - spread) - y->log_mass;
	g2 = log_mass(&y->shape, middle + spread) - y->log_mass;
	if (width == 2 || (width > 3 && fabs(g1 - g2) < EVEN))
		p->probability = 0.5 * width * (exp(g1) + exp(g2));
	else
		p->probability = count_probability(y, p->lower, p->upper);
	p->log_mean = 0.5 * (g1 + g2);
	/* out in a tail too far for a probability, or even, by the parabola through three points */
	if (width == 2 || p->count == 0 || !(p->probability > SMALLEST_PROBABILITY))
		return;
	slope = 0.5 * (g2 - g1) / spread;
	bend = (0.5 * (g1 + g2) - (log_mass(&y->shape, middle) - y->log_mass)) / (spread * spread);
	if (!(fabs(slope) * half + fabs(bend) * half * half < EVEN_CELL))
		p->log_mean = log(p->probability) - log(width);
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
			pieces[n++] = (Piece){.lower = next, .upper = fmin(lower - 1, last)};
		if (i == d->n_cells)
			break;
		pieces[n++] = (Piece){.lower = lower, .upper = d->upper[i], .count = d->count[i]};
		next = d->upper[i] + 1;
	}
	for (int i = 0; i < n; i++)
		weigh_piece(y, &pieces[i]);
	return n;
}

/*
 * The pieces at params, with the distribution there (which borrows lk's table); NULL if it does not
 * exist.  They are kept until others are asked for: a fit has more than one use for them.
 */
static const CountPieces *
pieces_at(Likelihood *lk, const double *params, Distribution *y)
{
	CountData *d = lk->data->counts;
	CountPieces *p = d->pieces;
	size_t size = sizeof(double) * (size_t) (lk->family->n_shapes + 1);

	if (!distribution_at(lk, params, y))
		return NULL;
	if (p && p->family == lk->family && memcmp(p->params, params, size) == 0)
		return p;
	if (!p)
	{
		p = d->pieces = core_alloc(lk->data->cx, sizeof(CountPieces));
		p->piece = core_alloc(lk->data->cx, sizeof(Piece) * (size_t) (2 * d->n_cells + 1));
	}
	p->family = NULL; /* until they are complete */
	p->n = make_pieces(d, y, p->piece);
	p->family = lk->family;
	memcpy(p->params, params, size);
	return p;
}

double
count_value_of_cells(Likelihood *lk, const double *params)
{
	const CountPieces *pieces;
	double total = 0;
	Distribution y;

	lk->evaluations++;
	if (!count_rows_in_support(lk, params) || !(pieces = pieces_at(lk, params, &y)))
		return -INFINITY;
	for (int i = 0; i < pieces->n; i++)
		if (pieces->piece[i].count > 0)
			total += pieces->piece[i].count * pieces->piece[i].log_mean;
	return isnan(total) || total == INFINITY ? -INFINITY : total;
}

/* Fn - F from the smaller of F and 1 - F. */
static double
share_error(double share, double below, double above)
{
	return below < 0.5 ? share - below : above - (1 - share);
}

/* A support point, or a cell whose rows count as at its end. */
static void
add_point(Goodness *g, double share, double below, double above, double probability)
{
	double error = share_error(share, below, above);

	g->ks = fmax(g->ks, fabs(error));
	g->cvm += error * error * probability;
	if (below > 0 && above > 0)
		g->ad += error * error * probability / (below * above);
}

/*
 * Integers without rows, so many that they are not told apart: integrals over F from (b1, a1), F
 * and 1 - F before them, to (b2, a2), with Fn constant.  The sum is over the upper ends of steps of
 * that height, hence the Euler-Maclaurin terms.
 */
static void
add_gap(Goodness *g, double share, double b1, double a1, double b2, double a2, double step)
{
	double rise = b1 < 0.5 ? b2 - b1 : a1 - a2;
	double e1 = share_error(share, b1, a1), e2 = e1 - rise, middle = 0.5 * (e1 + e2);

	g->ks = fmax(g->ks, fabs(e2));
	g->cvm += rise * (e1 * e1 + e1 * e2 + e2 * e2) / 3;
	g->cvm += 0.5 * step * (e2 * e2 - e1 * e1) + step * step * rise / 6;
	if (rise < SMALL_RISE * fmin(b1, a2))
	{
		double f1 = e1 * e1 / (b1 * a1), f2 = e2 * e2 / (b2 * a2);
		double between = 4 * middle * middle / ((b1 + b2) * (a1 + a2));

		/* Simpson's rule: the logarithms would cancel */
		g->ad += rise * (f1 + 4 * between + f2) / 6 + 0.5 * step * (f2 - f1) +
				 step * step * rise / (6 * b1 * a2);
		return;
	}
	/* (c - u)^2 / (u (1 - u)) = c^2 / u + (1 - c)^2 / (1 - u) - 1 */
	if (b1 > 0 && share > 0)
		g->ad += share * share * log1p(rise / b1);
	if (a2 > 0 && share < 1)
		g->ad += (1 - share) * (1 - share) * log1p(rise / a2);
	g->ad -= rise;
}

/* The larger of a gap's masses at its ends. */
static double
largest_mass(const Distribution *y, const Piece *gap)
{
	if (isinf(gap->lower) || isinf(gap->upper))
		return INFINITY;
	return fmax(count_probability(y, gap->lower, gap->lower),
				count_probability(y, gap->upper, gap->upper));
}

Goodness
count_goodness(Likelihood *lk, const double *params, double *sse)
{
	const CountData *d = lk->data->counts;
	Goodness g = {0, 0, 0}, none = {NAN, NAN, NAN};
	double below = 0, rows = 0, root = sqrt(d->n), *above;
	const CountPieces *pieces;
	Distribution y;
	int n;

	*sse = NAN;
	if (core_stop(lk->data->cx) || !(pieces = pieces_at(lk, params, &y)))
		return none;
	*sse = 0;
	n = pieces->n;
	above = core_alloc(lk->data->cx, sizeof(double) * (size_t) (n + 1));
	/* each tail is a sum of its own masses */
	above[n] = 0;
	for (int i = n - 1; i >= 0; i--)
		above[i] = above[i + 1] + pieces->piece[i].probability;
	for (int i = 0; i < n; i++)
	{
		const Piece *p = &pieces->piece[i];
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
			double reach = isinf(p->lower) ? 0 : fmin(width, GAP_POINTS), part = 0;
			bool inside = p->lower > d->min && p->upper < d->max;

			if (p->probability * root < FINE_GAP * width &&
				largest_mass(&y, p) < FINE_GAP * fmin(1 / root, fmin(start, above[i + 1])))
			{
				reach = 0;
				if (inside)
					*sse += p->probability * p->probability / width;
			}
			for (double k = 0; k < reach; k++)
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
				add_gap(&g, share, start + part, above[i] - part, below, above[i + 1],
						reach > 0 ? 0 : p->probability / width);
		}
	}
	core_release(lk->data->cx, above);
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
	Distribution y;
	CountPartition *cells = core_alloc(cx, sizeof(CountPartition));
	const CountPieces *pieces = pieces_at(lk, params, &y);
	double expected = 0, share;

	cells->n = 0;
	cells->upper = core_alloc(cx, sizeof(double) * most);
	cells->count = core_alloc(cx, sizeof(double) * most);
	if (!pieces)
		return NULL;
	if (pieces->n > most_cells)
		least_expected = fmax(least_expected, d->n / most_cells);
	share = 0;
	for (int i = 0; i < pieces->n; i++)
	{
		expected += d->n * pieces->piece[i].probability;
		share += pieces->piece[i].count;
		if (expected < least_expected && i < pieces->n - 1)
			continue;
		/* too little at the end joins what is before it */
		if (expected < least_expected && cells->n > 0)
		{
			cells->n--;
			share += cells->count[cells->n];
		}
		cells->upper[cells->n] = pieces->piece[i].upper;
		cells->count[cells->n++] = share;
		expected = share = 0;
	}
	cells->upper[cells->n - 1] = INFINITY;
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
