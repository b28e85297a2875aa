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
		   !lk->scale_fixed && !lk->shapes_held && s->chart.lower == END_FREE &&
		   s->chart.upper == END_FREE;
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
		if (i >= 0 && i + 2 < n && narrow_among(g, &change))
		{
			weight[0] += count[i + 1] * (1 - change) / 24;
			weight[1] += count[i + 1] * 22 / 24;
			weight[2] += count[i + 1] * (1 + change) / 24;
			square[2] = count[i + 1] / 12;
		}
		else if (i + 1 >= 0 && i + 1 < n &&
				 !add_group(lk, (lower[i + 1] - loc) / scale, (upper[i + 1] - loc) / scale,
							count[i + 1], second, sum))
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
	int m = FIRST_SHAPE + lk->family->n_slopes;

	for (int i = 0; i < cells->n_nodes; i++)
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

/*
 * What the chart makes of its shape coordinates: the ratio of centre and spread, whose log is next,
 * and the shapes.
 */
static bool
chart_outputs(const Likelihood *lk, const double *u, double *out)
{
	const Family *f = lk->family;
	double shapes[MAX_SHAPES], centre, spread;

	chart_untangled(lk, u, shapes);
	f->shape_anchors(shapes, &centre, &spread);
	out[0] = centre / spread;
	out[1] = log(spread);
	memcpy(out + 2, shapes + f->n_shapes - f->n_slopes, sizeof(double) * (size_t) f->n_slopes);
	return isfinite(out[0]) && isfinite(out[1]);
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

/*
 * Derivatives of loc (in y's units), log scale and the shapes by the chart's coordinates from those
 * shapes' on: first[i][v] of variable v by coordinate i, second[i][j][v].  y_shift is how far loc
 * is from the centre's place, in y's units.
 */
static bool
chart_chain(const Likelihood *lk, const double *u, double y_shift, bool with_second,
			double first[MAX_PARAMS][MAX_PARAMS], double second[MAX_PARAMS][MAX_PARAMS][MAX_PARAMS])
{
	int n = lk->family->n_slopes, m = FIRST_SHAPE + n;
	double here[MAX_PARAMS], a[MAX_PARAMS], b[MAX_PARAMS], spread, h = CHAIN_STEP;

	memset(first, 0, sizeof(double) * MAX_PARAMS * MAX_PARAMS);
	memset(second, 0, sizeof(double) * MAX_PARAMS * MAX_PARAMS * MAX_PARAMS);
	if (!chart_outputs(lk, u, here))
		return false;
	spread = exp(here[1]);
	for (int i = 0; i < n; i++)
	{
		if (!moved_outputs(lk, u, i, h, i, 0, a) || !moved_outputs(lk, u, i, -h, i, 0, b))
			return false;
		for (int v = 0; v < m; v++)
			first[i][v] = (a[v] - b[v]) / (2 * h);
		for (int j = 0; with_second && j <= i; j++)
		{
			double other[MAX_PARAMS], another[MAX_PARAMS];

			if (!moved_outputs(lk, u, i, h, j, h, a) || !moved_outputs(lk, u, i, -h, j, -h, b) ||
				!moved_outputs(lk, u, i, h, j, -h, other) ||
				!moved_outputs(lk, u, i, -h, j, h, another))
				return false;
			for (int v = 0; v < m; v++)
				second[i][j][v] = second[j][i][v] =
					(a[v] + b[v] - other[v] - another[v]) / (4 * h * h);
		}
	}
	/*
	 * With r and log s for the outputs, c and l for the last two coordinates, log scale is
	 * l - log s, and loc a constant plus exp(l) (c - r), which is y_shift in y's units.
	 */
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < n; j++)
		{
			second[i][j][LOG_SCALE] = -second[i][j][LOG_SCALE];
			second[i][j][LOC] *= -spread;
		}
		first[i][LOG_SCALE] = -first[i][LOG_SCALE];
		first[i][LOC] *= -spread;
		second[i][n + 1][LOC] = second[n + 1][i][LOC] = first[i][LOC];
	}
	first[n][LOC] = second[n][n + 1][LOC] = second[n + 1][n][LOC] = spread;
	first[n + 1][LOC] = second[n + 1][n + 1][LOC] = y_shift;
	first[n + 1][LOG_SCALE] = 1;
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
	double params[MAX_PARAMS], loc, scale;
	double first[MAX_PARAMS][MAX_PARAMS], second[MAX_PARAMS][MAX_PARAMS][MAX_PARAMS];
	Sums sum;

	lk->evaluations++;
	if (!chart_to_params(lk, s->chart, u, params))
		return false;
	loc = params[f->n_shapes];
	scale = params[f->n_shapes + 1];
	memset(&sum, 0, sizeof(sum));
	if (!add_cells(lk, s->cells, loc, scale, hessian != NULL, &sum) ||
		!chart_chain(lk, u, (loc - lk->data->quantile[2]) / scale, hessian != NULL, first, second))
		return false;
	for (int v = 0; v < m; v++)
		for (int w = 0; w < v; w++)
			sum.h[v][w] = sum.h[w][v];
	for (int i = 0; i < m; i++)
	{
		double total = 0;

		for (int v = 0; v < m; v++)
			total += sum.g[v] * first[i][v];
		gradient[skipped + i] = total;
		if (!isfinite(total))
			return false;
		for (int j = 0; hessian && j <= i; j++)
		{
			double bend = 0;

			for (int v = 0; v < m; v++)
			{
				bend += sum.g[v] * second[i][j][v];
				for (int w = 0; w < m; w++)
					bend += first[i][v] * sum.h[v][w] * first[j][w];
			}
			hessian[skipped + i][skipped + j] = hessian[skipped + j][skipped + i] = bend;
			if (!isfinite(bend))
				return false;
		}
	}
	return true;
}
