/*
 * chart.c
 *		Coordinates in which the likelihood of a location-scale family is well behaved.
 */
#include <math.h>
#include <string.h>

#include "chart.h"

/* Coordinates that are logarithms of lengths stay within this; z has spread one. */
#define LOG_LENGTH_MAX 80
/* How far the centre may be from the data's median, in spreads of the curve (or in z units). */
#define CENTRE_MAX 1e6
/* A gap below this share of the distance to the next row is no different from none. */
#define SMALLEST_GAP 1e-4
/* Where shapes are looked for that are coordinates only because another one is held. */
#define TANGLED_LEAST 1e-6
#define TANGLED_MOST 1e6
/* A step for differences by a shape, relative to what its coordinate varies over. */
#define SLOPE_STEP 0.01

/*
 * A shape's coordinate: the value itself on the line, the logarithm on a half line, the logit on an
 * interval (itself if closed).  Where the curve tends to a simpler family's, the coordinate is
 * bounded and the likelihood about quadratic in it: 1 / sqrt(p) or 1 / log(p) as p goes to
 * infinity, p or sqrt(p) as it goes to 0, the arc tangent as it goes to either end of the line.
 */
static double
shape_coordinate(const ShapeParam *s, double p)
{
	if (isfinite(s->lower) && isfinite(s->upper))
		return s->closed_lower ? p : log((p - s->lower) / (s->upper - p));
	if (isfinite(s->lower))
	{
		p -= s->lower;
		switch (s->limits)
		{
			case LIMIT_HIGH:
				return -2 * log1p(1 / sqrt(p));
			case LIMIT_HIGH_LOG:
				return -log1p(1 / log1p(p));
			case LIMIT_LOW:
				return log1p(p);
			case LIMIT_LOW_ROOT:
				return 2 * log1p(sqrt(p));
			case LIMIT_LOW | LIMIT_HIGH:
				return p / (1 + p);
			default:
				return log(p);
		}
	}
	return s->limits ? atan(p) : p;
}

static double
shape_value(const ShapeParam *s, double u)
{
	if (isfinite(s->lower) && isfinite(s->upper))
		return s->closed_lower ? u : s->lower + (s->upper - s->lower) / (1 + exp(-u));
	if (isfinite(s->lower))
	{
		double root;

		switch (s->limits)
		{
			case LIMIT_HIGH:
				root = 1 / expm1(-u / 2);
				return s->lower + root * root;
			case LIMIT_HIGH_LOG:
				return s->lower + expm1(1 / expm1(-u));
			case LIMIT_LOW:
				return s->lower + expm1(u);
			case LIMIT_LOW_ROOT:
				root = expm1(u / 2);
				return s->lower + root * root;
			case LIMIT_LOW | LIMIT_HIGH:
				return s->lower + u / (1 - u);
			default:
				return s->lower + exp(u);
		}
	}
	return s->limits ? tan(u) : u;
}

/* Centre and spread of y at the current shapes: what the chart ties loc and scale to. */
static bool
anchors(Likelihood *lk, double *centre, double *spread)
{
	PreparedShape *s = lk->shape;

	if (!s->anchored)
	{
		if (lk->family->anchors)
			lk->family->anchors(&lk->y.shape, &s->centre, &s->spread);
		else
		{
			double low = distribution_quantile(&lk->y, 0.25);
			double high = distribution_quantile_upper(&lk->y, 0.25);

			s->centre = 0.5 * (low + high);
			s->spread = high - low;
		}
		s->anchored = true;
	}
	*centre = s->centre;
	*spread = s->spread;
	return isfinite(*centre) && isfinite(*spread) && *spread > 0;
}

/* With loc fixed: the length of y that scale multiplies to give the size of a typical row. */
static bool
size_anchor(Likelihood *lk, double *size)
{
	double centre, spread;

	if (!anchors(lk, &centre, &spread))
		return false;
	*size = lk->y.lower >= 0 || lk->y.upper <= 0 ? fabs(centre) : spread;
	return *size > 0;
}

/* Is shape i a coordinate? */
static bool
is_coordinate(const Likelihood *lk, int i)
{
	return !lk->family->shape[i].integer && !lk->held[i];
}

/*
 * Shapes that bound one another are taken apart, unless one of them is held: then the others are
 * coordinates as they are, and the likelihood does not exist where they do not go together.
 */
static bool
untangled(const Likelihood *lk)
{
	return lk->family->untangle && !lk->shapes_held;
}

/* How shape i is mapped to its coordinate; *plain is for its use. */
static const ShapeParam *
shape_param(const Likelihood *lk, int i, ShapeParam *plain)
{
	const ShapeParam *s = &lk->family->shape[i];

	if (!lk->family->untangle || untangled(lk))
		return s;
	/* least, most and limits are not those of the shape itself */
	*plain = *s;
	plain->limits = 0;
	plain->least = isfinite(s->lower) ? s->lower + TANGLED_LEAST : -TANGLED_MOST;
	plain->most = TANGLED_MOST;
	return plain;
}

int
chart_shapes(const Likelihood *lk)
{
	int n = 0;

	for (int i = 0; i < lk->family->n_shapes; i++)
		n += is_coordinate(lk, i);
	return n;
}

double
chart_fixed_scale(const Likelihood *lk)
{
	bool one = lk->family->flags & SCALE_ONE;

	/* what the user holds a redundant one at is a matter of the shapes' units: fit.c */
	if (lk->scale_redundant && !one)
		return 1;
	return lk->held[lk->family->n_shapes + 1] ? lk->hold[lk->family->n_shapes + 1]
											  : 1 / lk->data->unit;
}

int
chart_size(const Likelihood *lk, Chart chart)
{
	int position = 2 - (chart.lower == END_EDGE) - (chart.upper == END_EDGE);

	if (lk->data->loc_fixed)
		position--;
	if (lk->scale_fixed)
		position--;
	return chart_shapes(lk) + position;
}

void
chart_bounds(const Likelihood *lk, Chart chart, double *lower, double *upper)
{
	const FitData *d = lk->data;
	ShapeParam plain;
	int n = chart_size(lk, chart);
	int i = 0;

	for (int k = 0; k < lk->family->n_shapes; k++)
		if (is_coordinate(lk, k))
		{
			const ShapeParam *s = shape_param(lk, k, &plain);

			lower[i] = shape_coordinate(s, s->least);
			upper[i++] = shape_coordinate(s, s->most);
		}
	for (; i < n; i++)
	{
		lower[i] = -LOG_LENGTH_MAX;
		upper[i] = LOG_LENGTH_MAX;
	}

	/* the first position coordinate is a gap, or a centre; so may the second be */
	i = chart_shapes(lk);
	if (chart.lower == END_GAP)
		lower[i++] = log(SMALLEST_GAP * d->first_width);
	if (chart.lower == END_INSIDE)
	{
		lower[i] = 0;
		upper[i++] = 1;
	}
	if (chart.upper == END_GAP)
		lower[i++] = log(SMALLEST_GAP * d->last_width);
	if (chart.upper == END_INSIDE)
	{
		lower[i] = 0;
		upper[i++] = 1;
	}
	if (chart.lower == END_FREE && chart.upper == END_FREE && !d->loc_fixed)
	{
		lower[i] = -CENTRE_MAX;
		upper[i] = CENTRE_MAX;
	}
}

void
chart_untangled(const Likelihood *lk, const double *u, double *shapes)
{
	const Family *f = lk->family;
	ShapeParam plain;

	for (int i = 0; i < f->n_shapes; i++)
		shapes[i] = lk->held[i]           ? lk->hold[i]
					: f->shape[i].integer ? lk->integer
										  : shape_value(shape_param(lk, i, &plain), *u++);
}

void
chart_shape_slopes(const Likelihood *lk, const double *shapes, double *first, double *second)
{
	ShapeParam plain;

	for (int i = 0; i < lk->family->n_shapes; i++)
	{
		const ShapeParam *s = shape_param(lk, i, &plain);
		double h =
			SLOPE_STEP * (isfinite(s->lower) ? shapes[i] - s->lower : fmax(fabs(shapes[i]), 1));
		double u[5], slope;

		/* those of the inverse function, by differences of fourth order */
		for (int k = 0; k < 5; k++)
			u[k] = shape_coordinate(s, shapes[i] + (k - 2) * h);
		slope = (8 * (u[3] - u[1]) - (u[4] - u[0])) / (12 * h);
		first[i] = 1 / slope;
		second[i] = -(16 * (u[3] + u[1]) - (u[4] + u[0]) - 30 * u[2]) / (12 * h * h) /
					(slope * slope * slope);
	}
}

bool
chart_to_params(Likelihood *lk, Chart chart, const double *u, double *params)
{
	const Family *f = lk->family;
	const FitData *d = lk->data;
	double *loc = &params[f->n_shapes], *scale = &params[f->n_shapes + 1];
	double centre, spread, size;
	/* the ends of the support, where the chart places them */
	double a = d->edge_min, b = d->edge_max;

	chart_untangled(lk, u, params);
	u += chart_shapes(lk);
	if (untangled(lk))
		f->tangle(params);
	if (!likelihood_set_shape(lk, params))
		return false;
	if (chart.lower == END_GAP)
		a -= exp(*u++);
	else if (chart.lower == END_INSIDE)
		a += *u++ * (d->min - d->edge_min);
	if (chart.upper == END_GAP)
		b += exp(*u++);
	else if (chart.upper == END_INSIDE)
		b += *u++ * (d->max - d->edge_max);

	if (d->loc_fixed)
	{
		*loc = d->loc_value;
		if (lk->scale_fixed)
			*scale = chart_fixed_scale(lk);
		else if (chart.upper != END_FREE)
			*scale = (b - *loc) / lk->y.upper;
		else if (chart.lower != END_FREE)
			*scale = (a - *loc) / lk->y.lower;
		else if (size_anchor(lk, &size))
			*scale = exp(*u) / size;
		else
			return false;
		return *scale > 0;
	}
	if (lk->scale_fixed)
	{
		*scale = chart_fixed_scale(lk);
		if (chart.lower != END_FREE)
			*loc = a - *scale * lk->y.lower;
		else if (chart.upper != END_FREE)
			*loc = b - *scale * lk->y.upper;
		else if (anchors(lk, &centre, &spread))
			*loc = *u - *scale * centre;
		else
			return false;
		return true;
	}
	if (chart.lower != END_FREE && chart.upper != END_FREE)
	{
		*scale = (b - a) / (lk->y.upper - lk->y.lower);
		*loc = a - *scale * lk->y.lower;
		return true;
	}
	if (!anchors(lk, &centre, &spread))
		return false;
	if (chart.lower != END_FREE)
	{
		*scale = exp(*u) / (centre - lk->y.lower);
		*loc = a - *scale * lk->y.lower;
	}
	else if (chart.upper != END_FREE)
	{
		*scale = exp(*u) / (lk->y.upper - centre);
		*loc = b - *scale * lk->y.upper;
	}
	else
	{
		*scale = exp(u[1]) / spread;
		*loc = d->quantile[2] + *scale * (u[0] * spread - centre);
	}
	return *scale > 0 && isfinite(*loc);
}

/* How much of the way from the cell's edge to its row an end of the support is in. */
static double
share_inside(double end, double edge, double row)
{
	return fmin(fmax((end - edge) / (row - edge), 0), 1);
}

bool
chart_from_params(Likelihood *lk, Chart chart, const double *params, double *u)
{
	const Family *f = lk->family;
	const FitData *d = lk->data;
	double loc = params[f->n_shapes], scale = params[f->n_shapes + 1];
	double centre, spread, size, shapes[MAX_SHAPES];
	ShapeParam plain;

	memcpy(shapes, params, sizeof(double) * (size_t) f->n_shapes);
	if (untangled(lk))
		f->untangle(shapes);
	for (int i = 0; i < f->n_shapes; i++)
		if (is_coordinate(lk, i))
			*u++ = shape_coordinate(shape_param(lk, i, &plain), shapes[i]);
		else if (!lk->held[i])
			lk->integer = shapes[i];
	if (!likelihood_set_shape(lk, params))
		return false;
	if (chart.lower == END_GAP)
		*u++ = log(fmax(d->edge_min - (loc + scale * lk->y.lower), SMALLEST_GAP * d->first_width));
	else if (chart.lower == END_INSIDE)
		*u++ = share_inside(loc + scale * lk->y.lower, d->edge_min, d->min);
	if (chart.upper == END_GAP)
		*u++ = log(fmax(loc + scale * lk->y.upper - d->edge_max, SMALLEST_GAP * d->last_width));
	else if (chart.upper == END_INSIDE)
		*u++ = share_inside(loc + scale * lk->y.upper, d->edge_max, d->max);
	if (d->loc_fixed)
	{
		if (lk->scale_fixed || chart.lower != END_FREE || chart.upper != END_FREE)
			return true;
		if (!size_anchor(lk, &size))
			return false;
		*u = log(scale * size);
		return true;
	}
	if ((chart.lower != END_FREE && chart.upper != END_FREE) ||
		(lk->scale_fixed && (chart.lower != END_FREE || chart.upper != END_FREE)))
		return true;
	if (!anchors(lk, &centre, &spread))
		return false;
	if (lk->scale_fixed)
		*u = loc + scale * centre;
	else if (chart.lower != END_FREE)
		*u = log(scale * (centre - lk->y.lower));
	else if (chart.upper != END_FREE)
		*u = log(scale * (lk->y.upper - centre));
	else
	{
		u[0] = (loc - d->quantile[2] + scale * centre) / (scale * spread);
		u[1] = log(scale * spread);
	}
	return true;
}
