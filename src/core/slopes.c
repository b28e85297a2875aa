/*
 * slopes.c
 *		Derivatives of the log-likelihood, for families that say what those of their density are.
 *
 * Where an evaluation is dear because the shapes change, twenty of them for the differences of a
 * Hessian are the price of a fit; one pass over the cells that adds up derivatives replaces them.
 * The chain is: coordinates, whose map to shapes, centre and spread is cheap enough for differences
 * (their error only turns and stretches a gradient, which is zero at a maximum for all that); loc
 * and log scale; y and the shapes; the density.
 */
#include <math.h>
#include <string.h>

#include "cell_probability.h"
#include "interval.h"
#include "slopes.h"

/* What the density's parameters are here, in this order. */
#define LOC 0
#define LOG_SCALE 1
#define FIRST_SHAPE 2

/* Step of the chain's differences, by coordinates. */
#define CHAIN_STEP 2e-5
/* A group over which the log density changes by less takes few points, a wider one panels. */
#define NARROW_CHANGE 0.1
#define PANEL_CHANGE 1.0
#define MOST_PANELS 32
/*
 * A share of the rows in wide groups, on which likelihood_value's rule is not so exact that its own
 * derivatives were these.
 */
#define WIDE_CHANGE 0.3
#define MOST_WIDE 0.01

/* Groups as near to an end of the support as so many of their widths are cells next to it. */
#define NEAR_END 3
/* What an extreme row counts is its density's, or its cell's, but for less than this. */
#define NO_SHARE 1e-6

/*
 * A gradient and a Hessian (above its diagonal) by loc, in units of the scale where it is, by log
 * scale and by the shapes.
 */
typedef struct Sums
{
	double g[MAX_PARAMS];
	double h[MAX_PARAMS][MAX_PARAMS];
	double wide; /* rows in wide groups */
} Sums;

bool
slopes_known(const Search *s, int *n_differences)
{
	const Likelihood *lk = &s->lk;
	const FitData *d = lk->data;

	*n_differences = lk->family->n_shapes - lk->family->n_slopes;
	return lk->family->slopes && d->method == METHOD_MLE && !d->truncated && !d->loc_fixed &&
		   !lk->scale_fixed && !lk->shapes_held && s->chart.lower != END_INSIDE &&
		   s->chart.upper != END_INSIDE &&
		   (s->chart.lower == END_FREE || isfinite(lk->family->lower)) &&
		   (s->chart.upper == END_FREE || isfinite(lk->family->upper));
}

/* Those of the log density at one y; second ones if wanted. */
static bool
at_point(const Likelihood *lk, double y, bool second, Sums *at)
{
	int n = lk->family->n_slopes;
	double g[MAX_PARAMS], h[MAX_PARAMS][MAX_PARAMS];

	if (!lk->family->slopes(&lk->y.shape, y, g, second ? h : NULL))
		return false;
	at->g[LOC] = -g[0];
	at->g[LOG_SCALE] = -g[0] * y;
	for (int k = 0; k < n; k++)
		at->g[FIRST_SHAPE + k] = g[1 + k];
	if (!second)
		return true;
	at->h[LOC][LOC] = h[0][0];
	at->h[LOC][LOG_SCALE] = h[0][0] * y + g[0];
	at->h[LOG_SCALE][LOG_SCALE] = (h[0][0] * y + g[0]) * y;
	for (int k = 0; k < n; k++)
	{
		at->h[LOC][FIRST_SHAPE + k] = -h[0][1 + k];
		at->h[LOG_SCALE][FIRST_SHAPE + k] = -h[0][1 + k] * y;
		for (int j = k; j < n; j++)
			at->h[FIRST_SHAPE + k][FIRST_SHAPE + j] = h[1 + k][1 + j];
	}
	return true;
}

static void
add(const Sums *at, int m, double weight, bool second, Sums *sum)
{
	for (int i = 0; i < m; i++)
	{
		sum->g[i] += weight * at->g[i];
		for (int j = i; second && j < m; j++)
			sum->h[i][j] += weight * at->h[i][j];
	}
}

/* Adds weight times v v' to the Hessian. */
static void
add_square(const double *v, int m, double weight, Sums *sum)
{
	for (int i = 0; i < m; i++)
		for (int j = i; j < m; j++)
			sum->h[i][j] += weight * v[i] * v[j];
}

/*
 * The nodes of a rule for the mean density over [a, b], ascending, with the share of it that is due
 * to each; returns their number, 0 if there is none, and whether the log density changes much.  Two
 * where the log density hardly changes, else five on each of as many panels as the change asks for.
 */
static int
rule_for_group(const Likelihood *lk, double a, double b, double *node, double *share, bool *wide)
{
	const Family *f = lk->family;
	const Shape *s = &lk->y.shape;
	double middle = 0.5 * (a + b), half = 0.5 * (b - a), third = half * sqrt(1.0 / 3), at, change;
	double total = 0, highest = -INFINITY;
	int n = 2, panels;

	node[0] = middle - third;
	node[1] = middle + third;
	share[0] = f->logpdf(s, node[0]);
	share[1] = f->logpdf(s, node[1]);
	at = f->logpdf(s, middle);
	change = fabs(share[1] - share[0]) + fabs(share[0] - 2 * at + share[1]);
	*wide = !(change < WIDE_CHANGE);
	if (!(change < NARROW_CHANGE))
	{
		panels = (int) fmin(1 + change / PANEL_CHANGE, MOST_PANELS);
		n = 5 * panels;
		half /= panels;
		for (int i = 0; i < n; i++)
		{
			node[i] = a + half * (2 * (i / 5) + 1 + gauss_node[i % 5]);
			share[i] = f->logpdf(s, node[i]);
		}
	}
	for (int i = 0; i < n; i++)
		highest = fmax(highest, share[i]);
	if (!isfinite(highest))
		return 0;
	for (int i = 0; i < n; i++)
	{
		share[i] = exp(share[i] - highest) * (n > 2 ? gauss_weight[i % 5] : 1);
		total += share[i];
	}
	for (int i = 0; i < n; i++)
		share[i] /= total;
	return n;
}

/*
 * Adds weight times the derivatives of the log of the mean density over [a, b]: the mean of the
 * gradients at the nodes, and of the Hessians plus the gradients' covariance.
 */
static bool
add_group(const Likelihood *lk, double a, double b, double weight, bool second, Sums *sum)
{
	double node[5 * MOST_PANELS], share[5 * MOST_PANELS], mean[MAX_PARAMS] = {0};
	int m = FIRST_SHAPE + lk->family->n_slopes;
	bool wide;
	int n = rule_for_group(lk, a, b, node, share, &wide);

	if (wide)
		sum->wide += weight;
	if (sum->wide > MOST_WIDE * lk->data->n)
		return false;

	for (int i = 0; i < n; i++)
	{
		Sums at;

		if (!at_point(lk, node[i], second, &at))
			return false;
		add(&at, m, weight * share[i], second, sum);
		if (second)
			add_square(at.g, m, weight * share[i], sum);
		for (int j = 0; j < m; j++)
			mean[j] += share[i] * at.g[j];
	}
	if (second)
		add_square(mean, m, -weight, sum);
	return n > 0;
}

/*
 * Adds weight times the derivatives of the log of the mean density over [a, b], next to an end of
 * the support, at which the density may be infinite: of the probability, by what the cell's ends
 * do, and by the shapes in between.  An end that is the support's does not move against it.
 */
static bool
add_end_cell(const Likelihood *lk, double a, double b, double clearance, double weight, bool second,
			 Sums *sum)
{
	const Family *f = lk->family;
	const Shape *s = &lk->y.shape;
	double lower = lk->y.lower, upper = lk->y.upper, end[2] = {fmax(a, lower), fmin(b, upper)};
	bool at_lower = end[0] - lower < upper - end[1];
	bool moves[2] = {a - lower >= clearance, upper - b >= clearance};
	int m = FIRST_SHAPE + f->n_slopes;
	Sums cell = {.wide = 0}, at;
	CellRule rule;

	if (at_lower
			? !end_cell_rule(f, s, lower, 1, moves[0] ? end[0] - lower : 0, end[1] - lower, &rule)
			: !end_cell_rule(f, s, upper, -1, moves[1] ? upper - end[1] : 0, upper - end[0], &rule))
		return false;
	for (int i = 0; i < rule.n; i++)
	{
		if (!at_point(lk, rule.node[i], second, &at))
			return false;
		for (int k = 0; k < FIRST_SHAPE; k++)
		{
			at.g[k] = 0;
			for (int j = k; j < m; j++)
				at.h[k][j] = 0;
		}
		add(&at, m, rule.share[i], second, &cell);
		if (second)
			add_square(at.g, m, rule.share[i], &cell);
	}
	for (int i = 0; i < 2; i++)
	{
		double y = end[i], density;
		double by[FIRST_SHAPE] = {-1, -y}; /* y by loc and log scale */

		if (!moves[i])
			continue;
		if (!at_point(lk, y, second, &at))
			return false;
		density = (i == 0 ? -1 : 1) * exp(f->logpdf(s, y) - rule.log_probability);
		for (int k = 0; k < FIRST_SHAPE; k++)
		{
			cell.g[k] += density * by[k];
			/* at.g is minus the slope by y for LOC */
			for (int j = k; second && j < FIRST_SHAPE; j++)
				cell.h[k][j] -= density * at.g[LOC] * by[k] * by[j];
			for (int j = FIRST_SHAPE; second && j < m; j++)
				cell.h[k][j] += density * by[k] * at.g[j];
		}
		cell.h[LOC][LOG_SCALE] += density;
		cell.h[LOG_SCALE][LOG_SCALE] += density * y;
	}
	add(&cell, m, weight, second, sum);
	if (second)
		add_square(cell.g, m, -weight, sum);
	sum->g[LOG_SCALE] += weight;
	return true;
}

/* Is [a, b] so near to an end of the support that the density may vary like a power law? */
static bool
near_end(const Likelihood *lk, double a, double b)
{
	return a - lk->y.lower < NEAR_END * (b - a) || lk->y.upper - b < NEAR_END * (b - a);
}

/* The same for any group, given in z, wherever it is. */
static bool
add_any_group(const Likelihood *lk, double z_lower, double z_upper, double loc, double scale,
			  double weight, bool second, Sums *sum)
{
	double a = (z_lower - loc) / scale, b = (z_upper - loc) / scale;

	if (near_end(lk, a, b))
		return add_end_cell(
			lk, a, b, fmax(pole_clearance(z_lower, loc), pole_clearance(z_upper, loc)) / scale,
			weight, second, sum);
	return add_group(lk, a, b, weight, second, sum);
}

/*
 * An extreme row next to an end of the support counts with its density, or with that of a cell, or
 * with what there is in between: likelihood_extreme_row.
 */
static bool
add_extreme_row(const Likelihood *lk, double z, double width, double count, double loc,
				double scale, bool second, Sums *sum)
{
	ExtremeRow row = likelihood_extreme_row(lk, z, width, count, loc, scale);
	double share = 1 / (1 + exp(-row.excess)), apart[MAX_PARAMS];
	int m = FIRST_SHAPE + lk->family->n_slopes;
	Sums at = {.wide = 0}, cell = {.wide = 0};

	if (1 - share > NO_SHARE)
	{
		if (!at_point(lk, row.y, second, &at))
			return false;
		for (int k = 0; row.at_end && k < FIRST_SHAPE; k++)
		{
			at.g[k] = 0;
			for (int j = k; j < m; j++)
				at.h[k][j] = 0;
		}
	}
	if (share > NO_SHARE)
	{
		if (!add_any_group(lk, fmin(z, z + width), fmax(z, z + width), loc, scale, 1, second,
						   &cell))
			return false;
	}
	for (int k = 0; k < m; k++)
		apart[k] = share > NO_SHARE && 1 - share > NO_SHARE ? at.g[k] - cell.g[k] : 0;
	add(&at, m, count * (1 - share), second, sum);
	add(&cell, m, count * share, second, sum);
	if (second)
		add_square(apart, m, -count * BOUND_POWER * share * (1 - share), sum);
	return true;
}

/*
 * Densities in the middle of groups that touch and are of one width, five at a time: is the one in
 * the middle of these so narrow that its mean density follows from its neighbours' densities?
 */
static bool
narrow_among(const double g[5], double *change)
{
	*change = 0.5 * (g[3] - g[1]);
	return fabs(*change) + fabs(g[3] - 2 * g[2] + g[1]) < NARROW_CHANGE;
}

/*
 * The same for n such groups from the first on, with one point in each: the log of the mean density
 * is that in the middle and 1/24 of the second difference and the square of the first one, of
 * neighbours.  So their gradients add up with smoothed counts for weights, and the Hessians do with
 * 1/12 of the square of the gradients' first difference.
 */
static bool
add_row_of_groups(const Likelihood *lk, const CellSet *cells, int first, int n, double loc,
				  double scale, bool second, Sums *sum)
{
	const double *lower = cells->group_lower + first, *upper = cells->group_upper + first;
	const double *count = cells->group_count + first;
	double g[5] = {NAN, NAN, NAN, NAN, NAN};
	double weight[3] = {0}; /* of the points at i, i + 1, i + 2 so far */
	double square[3] = {0}; /* of groups i - 1, i, i + 1 */
	double before[2][MAX_PARAMS] = {{0}};
	int m = FIRST_SHAPE + lk->family->n_slopes;

	/* g[2] is that of group i + 1, in which the weight of point i has its last part */
	for (int i = -3; i < n; i++)
	{
		double change;

		memmove(g, g + 1, sizeof(g) - sizeof(*g));
		g[4] = NAN;
		if (i + 3 < n)
			g[4] = lk->family->logpdf(&lk->y.shape,
									  (0.5 * (lower[i + 3] + upper[i + 3]) - loc) / scale);
		if (i >= 0 && i + 2 < n && narrow_among(g, &change) &&
			!near_end(lk, (lower[i + 1] - loc) / scale, (upper[i + 1] - loc) / scale))
		{
			weight[0] += count[i + 1] * (1 - change) / 24;
			weight[1] += count[i + 1] * 22 / 24;
			weight[2] += count[i + 1] * (1 + change) / 24;
			square[2] = count[i + 1] / 12;
		}
		else if (i + 1 >= 0 && i + 1 < n &&
				 !add_any_group(lk, lower[i + 1], upper[i + 1], loc, scale, count[i + 1], second,
								sum))
			return false;
		if (i >= 0 && weight[0] != 0)
		{
			double across[MAX_PARAMS] = {0};
			Sums at;

			if (!at_point(lk, (0.5 * (lower[i] + upper[i]) - loc) / scale, second, &at))
				return false;
			add(&at, m, weight[0], second, sum);
			for (int k = 0; k < m; k++)
				across[k] = 0.5 * (at.g[k] - before[0][k]);
			if (second && square[0] > 0)
				add_square(across, m, square[0], sum);
			memcpy(before[0], before[1], sizeof(before[0]));
			memcpy(before[1], at.g, sizeof(double) * (size_t) m);
		}
		memmove(weight, weight + 1, sizeof(weight) - sizeof(*weight));
		memmove(square, square + 1, sizeof(square) - sizeof(*square));
		weight[2] = square[2] = 0;
	}
	return true;
}

/* Derivatives of the log-likelihood by loc (in y's units), log scale and the family's shapes. */
static bool
add_cells(const Likelihood *lk, const CellSet *cells, double loc, double scale, bool second,
		  Sums *sum)
{
	const FitData *d = lk->data;
	int m = FIRST_SHAPE + lk->family->n_slopes, first, last;

	likelihood_inner_nodes(lk, cells, &first, &last);
	if (first > 0 &&
		!add_extreme_row(lk, d->min, d->first_width, cells->weight[0], loc, scale, second, sum))
		return false;
	if (last < cells->n_nodes &&
		!add_extreme_row(lk, d->max, -d->last_width, cells->weight[last], loc, scale, second, sum))
		return false;
	for (int i = first; i < last; i++)
	{
		Sums at;

		if (!at_point(lk, (cells->node[i] - loc) / scale, second, &at))
			return false;
		add(&at, m, cells->weight[i], second, sum);
	}
	for (int i = 0; i < cells->n_groups; i += cells->group_row[i])
		if (!add_row_of_groups(lk, cells, i, cells->group_row[i], loc, scale, second, sum))
			return false;
	sum->g[LOG_SCALE] -= lk->data->n;
	return true;
}

/* Derivatives by coordinates, those of the shapes that have slopes first. */
typedef struct Chain
{
	double first[MAX_PARAMS][MAX_PARAMS];              /* [i][v]: of v by coordinate i */
	double second[MAX_PARAMS][MAX_PARAMS][MAX_PARAMS]; /* [i][j][v] */
} Chain;

/*
 * What the chart makes of shapes takes the places of loc and log scale to begin with: the ratio of
 * centre and spread, for a chart without ends, and the log of the length of y that is placed.
 */
#define RATIO LOC
#define LOG_LENGTH LOG_SCALE

static bool
has_end(Chart chart)
{
	return chart.lower != END_FREE || chart.upper != END_FREE;
}

/* Those two, and the shapes. */
static bool
chart_outputs(const Likelihood *lk, const double *u, double *out)
{
	const Family *f = lk->family;
	double shapes[MAX_SHAPES], centre, spread;

	chart_untangled(lk, u, shapes);
	f->shape_anchors(shapes, &centre, &spread);
	out[RATIO] = centre / spread;
	out[LOG_LENGTH] = log(spread);
	memcpy(out + FIRST_SHAPE, shapes + f->n_shapes - f->n_slopes,
		   sizeof(double) * (size_t) f->n_slopes);
	return isfinite(out[RATIO]) && isfinite(out[LOG_LENGTH]);
}

/* The same with the i-th and the j-th of those shapes' coordinates moved. */
static bool
moved_outputs(const Likelihood *lk, const double *u, int i, double h, int j, double k, double *out)
{
	int first = lk->family->n_shapes - lk->family->n_slopes;
	double at[MAX_PARAMS];

	memcpy(at, u, sizeof(double) * (size_t) lk->family->n_shapes);
	at[first + i] += h;
	at[first + j] += k;
	return chart_outputs(lk, at, out);
}

/* Their derivatives by the shapes' coordinates, by differences of shape_anchors. */
static bool
differences_of_outputs(const Likelihood *lk, const double *u, bool with_second, Chain *chain)
{
	int n = lk->family->n_slopes, m = FIRST_SHAPE + n;
	double a[MAX_PARAMS], b[MAX_PARAMS], h = CHAIN_STEP;

	for (int i = 0; i < n; i++)
	{
		if (!moved_outputs(lk, u, i, h, i, 0, a) || !moved_outputs(lk, u, i, -h, i, 0, b))
			return false;
		for (int v = 0; v < m; v++)
			chain->first[i][v] = (a[v] - b[v]) / (2 * h);
		for (int j = 0; with_second && j <= i; j++)
		{
			double other[MAX_PARAMS], another[MAX_PARAMS];

			if (!moved_outputs(lk, u, i, h, j, h, a) || !moved_outputs(lk, u, i, -h, j, -h, b) ||
				!moved_outputs(lk, u, i, h, j, -h, other) ||
				!moved_outputs(lk, u, i, -h, j, h, another))
				return false;
			for (int v = 0; v < m; v++)
				chain->second[i][j][v] = chain->second[j][i][v] =
					(a[v] + b[v] - other[v] - another[v]) / (4 * h * h);
		}
	}
	return true;
}

/* The same from the family's own derivatives of its anchors, which only some charts need. */
static bool
slopes_of_outputs(Likelihood *lk, Chart chart, const double *u, Chain *chain)
{
	const Family *f = lk->family;
	int n = f->n_slopes, skipped = f->n_shapes - n;
	double shapes[MAX_SHAPES], map[MAX_SHAPES], bend[MAX_SHAPES], centre, spread;
	bool low = chart.lower != END_FREE, high = chart.upper != END_FREE;
	AnchorSlopes by;

	chart_untangled(lk, u, shapes);
	chart_shape_slopes(lk, shapes, map, bend);
	for (int i = 0; i < n; i++)
	{
		chain->first[i][FIRST_SHAPE + i] = map[skipped + i];
		chain->second[i][i][FIRST_SHAPE + i] = bend[skipped + i];
	}
	if (low && high)
		return true;
	if (!f->anchor_slopes(&lk->y.shape, &by))
		return false;
	f->anchors(&lk->y.shape, &centre, &spread);
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
		{
			double c = by.centre[i], d = by.centre[j], cd = by.centre2[i][j];
			double l = by.log_spread[i], k = by.log_spread2[i][j], across;
			/* the log of the length, by shapes: to, second */
			double slope = l, second = k;

			if (low || high)
			{
				double length = low ? centre - lk->y.lower : centre - lk->y.upper;

				slope = c / length;
				second = cd / length - slope * (d / length);
			}
			across =
				(cd - centre * k - c * by.log_spread[j] - d * l + centre * l * by.log_spread[j]) /
				spread;
			chain->second[i][j][LOG_LENGTH] = second * map[skipped + i] * map[skipped + j];
			chain->second[i][j][RATIO] = across * map[skipped + i] * map[skipped + j];
			if (i != j)
				continue;
			chain->first[i][LOG_LENGTH] = slope * map[skipped + i];
			chain->first[i][RATIO] = (c - centre * l) / spread * map[skipped + i];
			chain->second[i][i][LOG_LENGTH] += slope * bend[skipped + i];
			chain->second[i][i][RATIO] += (c - centre * l) / spread * bend[skipped + i];
		}
	return true;
}

/*
 * From ratio and log length to loc (in y's units) and log scale where no end is placed.  With r and
 * log s for the former, c and l for the last two coordinates, log scale is l - log s, and loc a
 * constant plus exp(l) (c - r), which is y_shift in y's units.
 */
static void
place_centre(int n, double spread, double y_shift, Chain *chain)
{
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < n; j++)
		{
			chain->second[i][j][LOG_SCALE] = -chain->second[i][j][LOG_LENGTH];
			chain->second[i][j][LOC] = -spread * chain->second[i][j][RATIO];
		}
		chain->first[i][LOG_SCALE] = -chain->first[i][LOG_LENGTH];
		chain->first[i][LOC] = -spread * chain->first[i][RATIO];
		chain->second[i][n + 1][LOC] = chain->second[n + 1][i][LOC] = chain->first[i][LOC];
	}
	chain->first[n][LOC] = chain->second[n][n + 1][LOC] = chain->second[n + 1][n][LOC] = spread;
	chain->first[n + 1][LOC] = chain->second[n + 1][n + 1][LOC] = y_shift;
	chain->first[n + 1][LOG_SCALE] = 1;
}

/*
 * The same where an end is placed, at y = end: loc is its place less end times the scale.  Gaps are
 * given in y's units; with two ends, the scale is the length between them, of which the gaps are
 * parts, else the coordinate after the gap is log scale plus log length.
 */
static void
place_end(int n, Chart chart, const double *gap, double lower, double upper, Chain *chain)
{
	bool low = chart.lower != END_FREE, both = low && chart.upper != END_FREE;
	double end = low ? lower : upper;
	double scale[MAX_PARAMS] = {0}, moved[MAX_PARAMS] = {0};
	int gaps = (chart.lower == END_GAP) + (chart.upper == END_GAP), m = n + gaps + !both;

	for (int i = 0; i < gaps; i++)
	{
		bool of_lower = chart.lower == END_GAP && i == 0;

		if (both)
			scale[n + i] = gap[i] / (upper - lower);
		if (of_lower == low)
			moved[n + i] = of_lower ? -gap[i] : gap[i];
	}
	for (int i = 0; i < n && !both; i++)
		scale[i] = -chain->first[i][LOG_LENGTH];
	if (!both)
		scale[n + gaps] = 1;
	for (int i = 0; i < m; i++)
	{
		chain->first[i][LOG_SCALE] = scale[i];
		chain->first[i][LOC] = moved[i] - end * scale[i];
		for (int j = 0; j < m; j++)
		{
			double bend = i == j ? scale[i] - scale[i] * scale[j] : -scale[i] * scale[j];

			if (!both)
				bend = i < n && j < n ? -chain->second[i][j][LOG_LENGTH] : 0;
			chain->second[i][j][LOG_SCALE] = bend;
			chain->second[i][j][LOC] = (i == j ? moved[i] : 0) - end * (bend + scale[i] * scale[j]);
		}
	}
}

/*
 * Derivatives of loc (in y's units), log scale and the shapes by the chart's coordinates from those
 * shapes' on.
 */
static bool
chart_chain(Search *s, const double *u, double loc, double scale, bool with_second, Chain *chain)
{
	Likelihood *lk = &s->lk;
	const Family *f = lk->family;
	int n = f->n_slopes;

	memset(chain, 0, sizeof(*chain));
	if (f->anchor_slopes ? !slopes_of_outputs(lk, s->chart, u, chain)
						 : !differences_of_outputs(lk, u, with_second, chain))
		return false;
	if (has_end(s->chart))
	{
		double gap[2] = {exp(u[f->n_shapes]) / scale, exp(u[f->n_shapes + 1]) / scale};

		place_end(n, s->chart, gap, lk->y.lower, lk->y.upper, chain);
	}
	else
		/* the last coordinate is the log of scale times spread */
		place_centre(n, exp(u[f->n_shapes + 1]) / scale, (loc - lk->data->quantile[2]) / scale,
					 chain);
	return true;
}

bool
search_slopes(void *search, const double *u, double *gradient,
			  double hessian[MAX_PARAMS][MAX_PARAMS])
{
	Search *s = search;
	Likelihood *lk = &s->lk;
	const Family *f = lk->family;
	int m = FIRST_SHAPE + f->n_slopes, skipped = f->n_shapes - f->n_slopes;
	int n = chart_size(lk, s->chart) - skipped;
	double params[MAX_PARAMS], loc, scale;
	Chain chain;
	Sums sum;

	lk->evaluations++;
	if (!chart_to_params(lk, s->chart, u, params))
		return false;
	loc = params[f->n_shapes];
	scale = params[f->n_shapes + 1];
	memset(&sum, 0, sizeof(sum));
	if (!add_cells(lk, s->cells, loc, scale, hessian != NULL, &sum) ||
		!chart_chain(s, u, loc, scale, hessian != NULL, &chain))
		return false;
	for (int v = 0; v < m; v++)
		for (int w = 0; w < v; w++)
			sum.h[v][w] = sum.h[w][v];
	for (int i = 0; i < n; i++)
	{
		double total = 0;

		for (int v = 0; v < m; v++)
			total += sum.g[v] * chain.first[i][v];
		gradient[skipped + i] = total;
		if (!isfinite(total))
			return false;
		for (int j = 0; hessian && j <= i; j++)
		{
			double bend = 0;

			for (int v = 0; v < m; v++)
			{
				bend += sum.g[v] * chain.second[i][j][v];
				for (int w = 0; w < m; w++)
					bend += chain.first[i][v] * sum.h[v][w] * chain.first[j][w];
			}
			hessian[skipped + i][skipped + j] = hessian[skipped + j][skipped + i] = bend;
			if (!isfinite(bend))
				return false;
		}
	}
	return true;
}
