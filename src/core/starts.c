/*
 * starts.c
 *		Where the search for a maximum of the likelihood begins.
 *
 * Every combination of the family's shape grids, in every chart that suits the family's support,
 * with loc and scale matched to quantiles of the data in a few ways: some fifty to three hundred
 * points, ranked on the coarse cells.
 */
#include <math.h>
#include <string.h>

#include "matching.h"
#include "spacings.h"
#include "starts.h"

#define MAX_CHARTS 8

/* The ends of a support are far off at so many times the distance of the quantiles matched. */
#define FAR_ENDS 100

#define MAX_STARTS 64

double
search_value(Search *s, const double *params)
{
	switch (s->lk.data->method)
	{
		case METHOD_MPS:
			return spacings_value(&s->lk, s->cells, params);
		case METHOD_MOMENTS:
		case METHOD_LMOMENTS:
			return matching_value(&s->lk, params);
		case METHOD_MLE:
		case METHOD_AUTO:
			break;
	}
	if (s->lk.family->flags & KINKED)
		return likelihood_kinked(&s->lk, s->cells, params);
	return likelihood_value(&s->lk, s->cells, params);
}

double
search_objective(void *arg, const double *u)
{
	Search *s = arg;
	double params[MAX_PARAMS];

	if (!chart_to_params(&s->lk, s->chart, u, params))
		return -INFINITY;
	return search_value(s, params);
}

/* What matching a curve to the data needs of a shape vector: costly for some families. */
typedef struct Curve
{
	double quantile[5]; /* of y, at the shares of FitData.quantile */
	double lower;
	double upper;
} Curve;

static Curve
curve_of(const Likelihood *lk)
{
	const Distribution *y = &lk->y;

	return (Curve){{distribution_quantile(y, 0.05), distribution_quantile(y, 0.25),
					distribution_quantile(y, 0.5), distribution_quantile_upper(y, 0.25),
					distribution_quantile_upper(y, 0.05)},
				   y->lower,
				   y->upper};
}

/* The charts to start in, at the shapes lk was set to.  Returns their number. */
static int
list_charts(const Likelihood *lk, Chart *charts)
{
	const FitData *d = lk->data;
	/* an end at a row is for maximum likelihood */
	bool edges = d->method == METHOD_MLE;
	int flags = edges ? lk->family->flags : 0;
	bool lower_end = isfinite(lk->y.lower), upper_end = isfinite(lk->y.upper);
	int n = 0;

	if (d->loc_fixed)
	{
		if (lower_end && lk->y.lower > 0 && !upper_end && !lk->scale_fixed)
			charts[n++] = (Chart){edges ? END_EDGE : END_GAP, END_FREE};
		if (upper_end && lk->y.upper > 0 && !lk->scale_fixed)
		{
			charts[n++] = (Chart){END_FREE, END_GAP};
			if (flags & EDGE_UPPER)
				charts[n++] = (Chart){END_FREE, END_EDGE};
		}
		if (n == 0 || lk->family->support)
			charts[n++] = (Chart){END_FREE, END_FREE};
		return n;
	}
	if (lower_end && upper_end && !lk->scale_fixed)
	{
		for (int low = END_GAP; low <= ((flags & EDGE_LOWER) ? END_EDGE : END_GAP); low++)
			for (int high = END_GAP; high <= ((flags & EDGE_UPPER) ? END_EDGE : END_GAP); high++)
				charts[n++] = (Chart){low, high};
	}
	else if (lower_end)
	{
		charts[n++] = (Chart){END_GAP, END_FREE};
		if (flags & EDGE_LOWER)
			charts[n++] = (Chart){END_EDGE, END_FREE};
	}
	else if (upper_end)
	{
		charts[n++] = (Chart){END_FREE, END_GAP};
		if (flags & EDGE_UPPER)
			charts[n++] = (Chart){END_FREE, END_EDGE};
	}
	charts[n++] = (Chart){END_FREE, END_FREE};
	return n;
}

/*
 * loc and scale to start from, variant 0, 1, ...: the ends of the support a little or far beyond
 * the extreme rows; the rest matched to the quartiles or to the 5 % and 95 % quantiles.  Sets
 * params[n_shapes] and the next; false when there is no such variant.
 */
static bool
position_variant(const Likelihood *lk, const Curve *y, Chart chart, int variant, double stretch,
				 double *params)
{
	static const double gaps[] = {0.002, 0.05, 1};
	const FitData *d = lk->data;
	double *loc = &params[lk->family->n_shapes], *scale = loc + 1;
	int n_low = chart.lower == END_GAP ? 3 : 1, n_high = chart.upper == END_GAP ? 3 : 1;
	/* a pole or a cusp in the middle makes many maxima: it is tried at five places */
	bool scan = lk->family->flags & POLE_INSIDE && !d->loc_fixed;
	bool two_ends = chart.lower != END_FREE && chart.upper != END_FREE;
	bool tails = variant % 2 == 1; /* match the tails, not the middle */
	double reach = fmin(d->max - d->min, 20 * (d->quantile[3] - d->quantile[1]));
	double a = d->edge_min, b = d->edge_max;
	double z_low = d->quantile[tails ? 0 : 1], z_high = d->quantile[tails ? 4 : 3];
	double y_low = y->quantile[tails ? 0 : 1], y_high = y->quantile[tails ? 4 : 3];
	double y_middle = y->quantile[2], z_middle = d->quantile[2];

	variant /= 2;
	if (variant >= (scan ? 5 : n_low * n_high) || (two_ends && tails) || !isfinite(y_low) ||
		!isfinite(y_high))
		return false;
	if (!(reach > 0))
		reach = d->max - d->min;
	if (!(z_high > z_low))
		z_high = z_low + reach;
	if (chart.lower == END_GAP)
		a -= gaps[variant % 3] * (d->loc_fixed ? fmin(reach, a - d->loc_value) : reach);
	if (chart.upper == END_GAP)
		b += gaps[variant / n_low] * reach;

	*loc = d->loc_value;
	*scale = chart_fixed_scale(lk);
	if (lk->scale_fixed)
	{
		if (!d->loc_fixed)
			*loc = chart.lower != END_FREE   ? a - *scale * y->lower
				   : chart.upper != END_FREE ? b - *scale * y->upper
											 : z_middle - *scale * y_middle;
		return !tails;
	}
	if (d->loc_fixed)
	{
		if (chart.upper != END_FREE)
			*scale = (b - *loc) / y->upper;
		else if (chart.lower != END_FREE)
			*scale = (a - *loc) / y->lower;
		else if (y->lower >= 0)
			*scale = tails ? (z_high - *loc) / y_high : (z_middle - *loc) / y_middle;
		else if (y->upper <= 0)
			*scale = tails ? (z_low - *loc) / y_low : (z_middle - *loc) / y_middle;
		else
			*scale = (z_high - z_low) / (y_high - y_low);
		if (!(*scale > 0))
			*scale = d->max - d->min;
		if (chart.lower == END_FREE && chart.upper == END_FREE)
			*scale *= stretch;
		return true;
	}
	if (two_ends)
		*scale = (b - a) / (y->upper - y->lower);
	else if (chart.lower != END_FREE)
		*scale =
			tails ? (z_high - a) / (y_high - y->lower) : (z_middle - a) / (y_middle - y->lower);
	else if (chart.upper != END_FREE)
		*scale = tails ? (b - z_low) / (y->upper - y_low) : (b - z_middle) / (y->upper - y_middle);
	else
		*scale = (z_high - z_low) / (y_high - y_low);
	if (!(*scale > 0))
		*scale = d->max - d->min;
	if (!two_ends)
		*scale *= stretch;
	if (chart.lower != END_FREE)
		*loc = a - *scale * y->lower;
	else if (chart.upper != END_FREE)
		*loc = b - *scale * y->upper;
	else if (scan)
		*loc = 0.5 * (d->quantile[1 + variant / 2] + d->quantile[1 + (variant + 1) / 2]) -
			   *scale * y_middle;
	else
	{
		double y_centre = 0.5 * (y_low + y_high), z_centre = 0.5 * (z_low + z_high);

		/* nearly a curve without an end: wide enough for the extreme rows */
		if (isfinite(y->lower) && isfinite(y->upper) &&
			y->upper - y->lower > FAR_ENDS * (y_high - y_low))
		{
			*scale = fmax(*scale, 1.05 * (d->max - z_centre) / (y->upper - y_centre));
			*scale = fmax(*scale, 1.05 * (z_centre - d->min) / (y_centre - y->lower));
		}
		*loc = z_centre - *scale * y_centre;
	}
	return true;
}

static bool
same_shapes(const Start *a, const Start *b, int n_shapes)
{
	return memcmp(a->u, b->u, sizeof(double) * (size_t) n_shapes) == 0;
}

/*
 * Keeps a start if it is among the best most + 1: one per shape vector and kind of end.
 * These are four, so that the kept ones are never all of one shape vector.
 */
static void
keep_start(Start *kept, int *n_kept, int most, int n_shapes, const Start *s)
{
	int place;

	if (!(s->value > -INFINITY))
		return;
	for (int i = 0; i < *n_kept; i++)
		if (same_shapes(&kept[i], s, n_shapes) &&
			(kept[i].chart.lower == END_EDGE) == (s->chart.lower == END_EDGE) &&
			(kept[i].chart.upper == END_EDGE) == (s->chart.upper == END_EDGE))
		{
			if (s->value <= kept[i].value)
				return;
			memmove(&kept[i], &kept[i + 1], sizeof(Start) * (size_t) (*n_kept - i - 1));
			(*n_kept)--;
			break;
		}
	for (place = *n_kept; place > 0 && kept[place - 1].value < s->value; place--)
		;
	if (place > most)
		return;
	if (*n_kept > most)
		(*n_kept)--;
	memmove(&kept[place + 1], &kept[place], sizeof(Start) * (size_t) (*n_kept - place));
	kept[place] = *s;
	(*n_kept)++;
}

/*
 * Puts the shapes that the user holds where they are held.  Where the others do not go together
 * with them, as |b| < a does not with b = 50 for a from a list, all of those are made larger.
 */
static void
hold_shapes(Likelihood *lk, double (*shapes)[MAX_SHAPES], int n)
{
	int n_shapes = lk->family->n_shapes;

	for (int k = 0; k < n && lk->shapes_held; k++)
		for (double factor = 1; factor < 1e9; factor *= 2)
		{
			for (int i = 0; i < n_shapes; i++)
				if (lk->held[i])
					shapes[k][i] = lk->hold[i];
				else if (!lk->family->shape[i].integer)
					shapes[k][i] *= factor;
			if (likelihood_set_shape(lk, shapes[k]))
				break;
		}
}

/* The shape vectors to start from: the family's own list, or the product of its grids. */
static int
list_shapes(Likelihood *lk, double (*shapes)[MAX_SHAPES])
{
	const Family *f = lk->family;
	int n = 1;

	if (f->starts)
	{
		n = f->starts(lk->data, shapes, MAX_STARTS);
		hold_shapes(lk, shapes, n);
		return n;
	}
	memset(shapes, 0, sizeof(*shapes));
	for (int i = 0; i < f->n_shapes; i++)
	{
		/* an integer shape is searched through from outside */
		int grid = f->shape[i].integer || lk->held[i] ? 1 : f->shape[i].n_grid, grown = 0;
		double old[MAX_STARTS][MAX_SHAPES];

		memcpy(old, shapes, sizeof(*shapes) * (size_t) n);
		for (int k = 0; k < n; k++)
			for (int g = 0; g < grid && grown < MAX_STARTS; g++)
			{
				memcpy(shapes[grown], old[k], sizeof(*shapes));
				shapes[grown++][i] = f->shape[i].integer ? lk->integer : f->shape[i].grid[g];
			}
		n = grown;
	}
	hold_shapes(lk, shapes, n);
	return n;
}

int
starts_list(Search *s, double stretch, Start *kept)
{
	double shapes[MAX_STARTS][MAX_SHAPES];
	int n_kept = 0, n_shapes = list_shapes(&s->lk, shapes), same = 1;
	int most = s->lk.family->kept_starts > 0 ? s->lk.family->kept_starts : KEPT_STARTS;

	for (int k = 0; k < n_shapes; k++)
	{
		Chart charts[MAX_CHARTS];
		int n_charts;
		Curve curve;

		if (!likelihood_set_shape(&s->lk, shapes[k]))
			continue;
		curve = curve_of(&s->lk);
		n_charts = list_charts(&s->lk, charts);
		for (int c = 0; c < n_charts; c++)
		{
			Start start = {.chart = charts[c]};
			double params[MAX_PARAMS] = {0};

			memcpy(params, shapes[k], sizeof(*shapes));
			s->chart = charts[c];
			for (int v = 0; position_variant(&s->lk, &curve, charts[c], v, stretch, params); v++)
				if (chart_from_params(&s->lk, charts[c], params, start.u))
				{
					start.value = search_value(s, params);
					keep_start(kept, &n_kept, most, chart_shapes(&s->lk), &start);
				}
		}
	}
	/* one more where the others are all of one shape vector */
	while (same < n_kept && same_shapes(&kept[same], &kept[0], chart_shapes(&s->lk)))
		same++;
	return same < most && n_kept > most ? most : n_kept;
}
