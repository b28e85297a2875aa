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
#define CHAIN_STEP 1e-4
/* A group over which the log density changes by less takes a rule of two points. */
#define NARROW_CHANGE 0.1

/*
 * A gradient and a Hessian (above its diagonal) by loc, in units of the scale where it is, by log
 * scale and by the shapes.
 */
typedef struct Sums
{
	double g[MAX_PARAMS];
	double h[MAX_PARAMS][MAX_PARAMS];
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

/* Adds weight times the derivatives of the log density at z; second ones if wanted. */
static bool
add_point(const Likelihood *lk, double y, double weight, bool second, Sums *sum)
{
	int n = lk->family->n_slopes;
	double g[MAX_PARAMS], h[MAX_PARAMS][MAX_PARAMS];

	if (!lk->family->slopes(&lk->y.shape, y, g, second ? h : NULL))
		return false;
	sum->g[LOC] -= weight * g[0];
	sum->g[LOG_SCALE] -= weight * g[0] * y;
	for (int k = 0; k < n; k++)
		sum->g[FIRST_SHAPE + k] += weight * g[1 + k];
	if (!second)
		return true;
	sum->h[LOC][LOC] += weight * h[0][0];
	sum->h[LOC][LOG_SCALE] += weight * (h[0][0] * y + g[0]);
	sum->h[LOG_SCALE][LOG_SCALE] += weight * (h[0][0] * y + g[0]) * y;
	for (int k = 0; k < n; k++)
	{
		sum->h[LOC][FIRST_SHAPE + k] -= weight * h[0][1 + k];
		sum->h[LOG_SCALE][FIRST_SHAPE + k] -= weight * h[0][1 + k] * y;
		for (int j = k; j < n; j++)
			sum->h[FIRST_SHAPE + k][FIRST_SHAPE + j] += weight * h[1 + k][1 + j];
	}
	return true;
}

/*
 * The same for the log of the mean density over [a, b]: with the rule's nodes weighted by the
 * density, the mean of the gradients, and of the Hessians plus the gradients' covariance.
 */
static bool
add_group(const Likelihood *lk, double a, double b, double weight, bool second, Sums *sum)
{
	const Family *f = lk->family;
	const Shape *s = &lk->y.shape;
	double middle = 0.5 * (a + b), half = 0.5 * (b - a), g[5], total = 0, highest;
	double mean[MAX_PARAMS] = {0};
	int n = 2, m = FIRST_SHAPE + f->n_slopes;
	double node[5] = {-sqrt(1.0 / 3), sqrt(1.0 / 3)}, share[5];

	g[0] = f->logpdf(s, middle + half * node[0]);
	g[1] = f->logpdf(s, middle + half * node[1]);
	share[0] = share[1] = 1;
	if (!(fabs(g[1] - g[0]) < NARROW_CHANGE))
	{
		n = 5;
		memcpy(node, gauss_node, sizeof(node));
		memcpy(share, gauss_weight, sizeof(share));
		gauss_logpdf(f, s, a, b, g);
	}
	highest = g[0];
	for (int i = 1; i < n; i++)
		highest = fmax(highest, g[i]);
	if (!isfinite(highest))
		return false;
	for (int i = 0; i < n; i++)
		total += share[i] *= exp(g[i] - highest);
	for (int i = 0; i < n; i++)
	{
		double part = weight * share[i] / total;
		Sums point;

		memset(&point, 0, sizeof(point));
		if (!add_point(lk, middle + half * node[i], 1, second, &point))
			return false;
		for (int j = 0; j < m; j++)
		{
			mean[j] += share[i] / total * point.g[j];
			sum->g[j] += part * point.g[j];
			for (int k = j; second && k < m; k++)
				sum->h[j][k] += part * (point.h[j][k] + point.g[j] * point.g[k]);
		}
	}
	for (int j = 0; second && j < m; j++)
		for (int k = j; k < m; k++)
			sum->h[j][k] -= weight * mean[j] * mean[k];
	return true;
}

/* Derivatives of the log-likelihood by loc (in y's units), log scale and the family's shapes. */
static bool
add_cells(const Likelihood *lk, const CellSet *cells, double loc, double scale, bool second,
		  Sums *sum)
{
	for (int i = 0; i < cells->n_nodes; i++)
		if (!add_point(lk, (cells->node[i] - loc) / scale, cells->weight[i], second, sum))
			return false;
	for (int i = 0; i < cells->n_groups; i++)
		if (!add_group(lk, (cells->group_lower[i] - loc) / scale,
					   (cells->group_upper[i] - loc) / scale, cells->group_count[i], second, sum))
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

/*
 * Derivatives of loc (in y's units), log scale and the shapes by the chart's coordinates from the
 * first on: first[i][v] of variable v by coordinate i, second[i][j][v].
 */
static bool
chart_chain(const Likelihood *lk, const double *u, double y_shift, bool with_second,
			double first[MAX_PARAMS][MAX_PARAMS], double second[MAX_PARAMS][MAX_PARAMS][MAX_PARAMS])
{
	const Family *f = lk->family;
	int n = f->n_slopes, skipped = f->n_shapes - n, m = FIRST_SHAPE + n;
	double here[MAX_PARAMS], spread;
	double plus[MAX_PARAMS][MAX_PARAMS], minus[MAX_PARAMS][MAX_PARAMS];
	double at[MAX_PARAMS], h = CHAIN_STEP;

	memset(first, 0, sizeof(double) * MAX_PARAMS * MAX_PARAMS);
	memset(second, 0, sizeof(double) * MAX_PARAMS * MAX_PARAMS * MAX_PARAMS);
	memcpy(at, u, sizeof(at));
	if (!chart_outputs(lk, at, here))
		return false;
	spread = exp(here[1]);
	for (int i = 0; i < n; i++)
	{
		at[skipped + i] = u[skipped + i] + h;
		if (!chart_outputs(lk, at, plus[i]))
			return false;
		at[skipped + i] = u[skipped + i] - h;
		if (!chart_outputs(lk, at, minus[i]))
			return false;
		at[skipped + i] = u[skipped + i];
		for (int v = 0; v < m; v++)
		{
			first[i][v] = (plus[i][v] - minus[i][v]) / (2 * h);
			second[i][i][v] = (plus[i][v] - 2 * here[v] + minus[i][v]) / (h * h);
		}
	}
	for (int i = 0; with_second && i < n; i++)
		for (int j = 0; j < i; j++)
		{
			double both[MAX_PARAMS], neither[MAX_PARAMS];

			at[skipped + i] = u[skipped + i] + h;
			at[skipped + j] = u[skipped + j] + h;
			if (!chart_outputs(lk, at, both))
				return false;
			at[skipped + i] = u[skipped + i] - h;
			at[skipped + j] = u[skipped + j] - h;
			if (!chart_outputs(lk, at, neither))
				return false;
			at[skipped + i] = u[skipped + i];
			at[skipped + j] = u[skipped + j];
			for (int v = 0; v < m; v++)
				second[i][j][v] = second[j][i][v] =
					(both[v] - plus[i][v] - plus[j][v] + 2 * here[v] - minus[i][v] - minus[j][v] +
					 neither[v]) /
					(2 * h * h);
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
