/*
 * spacings.c
 *		Maximum product of spacings: the objective, and the cells it works on.
 *
 * Cheng & Amin (1983, J. R. Statist. Soc. B 45, 394-403) and Ranneby (1984, Scand. J. Statist. 11,
 * 93-112): with the rows in order, maximise the product of the probabilities between neighbours and
 * beyond the extremes.  As efficient as maximum likelihood where that works, and bounded, hence
 * consistent, where the likelihood is not.
 *
 * Ties would make spacings of 0.  Here c tied rows have one spacing before them and c - 1 in a cell
 * around their value: the rounding cell if they sit on a grid, else half way to their neighbours.
 * Rounded values have all of their spacings there: they say no more than which cell they were in.
 * The c rows of a bin have c spacings, from the bin before to its own upper end.
 */
#include <math.h>
#include <string.h>

#include "interval.h"
#include "spacings.h"
#include "special/special.h"

/* Cells of the search and of the estimate, merged if there are more. */
#define COARSE_SPACINGS 64
#define FINE_SPACINGS 1024

/* A difference of levels this small, relative to them, has lost too many digits. */
#define LOST_DIGITS 1e-5

/* A cell in the making. */
typedef struct Spacing
{
	double lower;
	double upper;
	double count;
	bool tie; /* overlaps others: never merged */
} Spacing;

static Spacing *
add_spacing(Spacing *next, double lower, double upper, double count, bool tie)
{
	if (!(count > 0) || !(lower < upper))
		return next;
	*next = (Spacing){lower, upper, count, tie};
	return next + 1;
}

/* The spacings of all rows, ascending.  At most 2 n_bins + 2 of them; returns their number. */
static int
list_spacings(const FitData *d, Spacing *spacings)
{
	double before = d->bound_lower; /* upper end of what is done with */
	Spacing *next = spacings;

	/* a row where the support begins has no spacing before it */
	if (d->loc_fixed && d->min <= d->loc_value)
		before = d->min;
	for (int i = 0; i < d->n_bins; i++)
	{
		double lower = d->bin_lower[i], upper = d->bin_upper[i], count = d->bin_count[i];
		double half_left, half_right;

		if (d->rounding > 0)
		{
			next = add_spacing(next, fmax(lower - d->rounding / 2, d->bound_lower),
							   fmin(upper + d->rounding / 2, d->bound_upper), count, false);
			before = upper + d->rounding / 2;
			continue;
		}
		if (i == 0)
		{
			/* the first row is where it is, even in a bin */
			next = add_spacing(next, before, d->min, 1, false);
			before = d->min;
			count -= upper > d->min;
		}
		if (lower < upper)
		{
			next = add_spacing(next, before, upper, count, false);
			before = upper;
			continue;
		}
		if (i > 0)
			next = add_spacing(next, before, upper, 1, false);
		half_left = i > 0 ? 0.5 * (lower - d->bin_upper[i - 1]) : INFINITY;
		half_right = i + 1 < d->n_bins ? 0.5 * (d->bin_lower[i + 1] - upper) : INFINITY;
		half_left = fmin(half_left, half_right);
		next = add_spacing(next, fmax(lower - half_left, d->bound_lower),
						   fmin(upper + half_left, d->bound_upper), count - 1, true);
		before = upper;
	}
	if (!(d->rounding > 0))
		next = add_spacing(next, before, d->bound_upper, 1, false);
	return (int) (next - spacings);
}

/* The cells as groups: neighbours merged on the k1 scale if there are more than most. */
static void
make_spacing_cells(const FitData *d, const Spacing *spacings, int n, int most, CellSet *cells)
{
	size_t size = sizeof(double) * (size_t) n;
	double before = 0, total = 0;
	int cell = -1;
	bool open = false; /* the last group may be merged into */

	memset(cells, 0, sizeof(*cells));
	cells->group_lower = core_alloc(d->cx, size);
	cells->group_upper = core_alloc(d->cx, size);
	cells->group_count = core_alloc(d->cx, size);
	for (int i = 0; i < n; i++)
		total += spacings[i].count;
	for (int i = 0; i < n; i++)
	{
		const Spacing *s = &spacings[i];
		double share = (before + 0.5 * s->count) / total;
		int own = n > most ? (int) (most * (0.5 + asin(2 * share - 1) / PI)) : i;
		int last = cells->n_groups - 1;

		before += s->count;
		if (open && own == cell && !s->tie && i < n - 1 && s->lower == cells->group_upper[last])
		{
			cells->group_upper[last] = s->upper;
			cells->group_count[last] += s->count;
			continue;
		}
		cells->group_lower[++last] = s->lower;
		cells->group_upper[last] = s->upper;
		cells->group_count[last] = s->count;
		cells->n_groups = last + 1;
		open = !s->tie && i > 0;
		cell = own;
	}
}

void
spacings_cells(const FitData *d, CellSet *coarse, CellSet *fine)
{
	Spacing *spacings = core_alloc(d->cx, sizeof(Spacing) * (2 * (size_t) d->n_bins + 2));
	int n = list_spacings(d, spacings);

	make_spacing_cells(d, spacings, n, COARSE_SPACINGS, coarse);
	make_spacing_cells(d, spacings, n, FINE_SPACINGS, fine);
	core_release(d->cx, spacings);
}

/* A point of the distribution function, from the smaller tail. */
typedef struct Level
{
	double z;
	double tail;
	bool upper; /* tail is 1 - F */
} Level;

static Level
level_at(const Likelihood *lk, double z, double loc, double scale, bool was_upper)
{
	const Distribution *y = &lk->y;
	double at = (z - loc) / scale;
	Level l = {.z = z, .upper = was_upper};

	if (at <= y->lower)
		return l;
	if (at >= y->upper)
		return (Level){z, 0, true};
	if (!was_upper)
	{
		l.tail = lk->family->cdf(&y->shape, at);
		if (l.tail <= 0.5)
			return l;
	}
	l.upper = true;
	l.tail = lk->family->sf(&y->shape, at);
	return l;
}

double
spacings_value(Likelihood *lk, const CellSet *cells, const double *params)
{
	const FitData *d = lk->data;
	double loc = params[lk->family->n_shapes], scale = params[lk->family->n_shapes + 1];
	double total = 0, log_mass = 0;
	Level a = {.z = -INFINITY};

	lk->evaluations++;
	if (core_stop(d->cx))
		lk->stopped = true;
	if (lk->stopped || !(scale > 0) || !isfinite(scale) || !isfinite(loc) ||
		!likelihood_set_shape(lk, params))
		return -INFINITY;
	if (d->truncated)
	{
		log_mass = log_interval_probability(&lk->y, (d->bound_lower - loc) / scale,
											(d->bound_upper - loc) / scale);
		if (!isfinite(log_mass))
			return -INFINITY;
	}
	for (int i = 0; i < cells->n_groups; i++)
	{
		double lower = cells->group_lower[i], upper = cells->group_upper[i];
		double p, larger;
		Level b;

		if (lower != a.z)
			a = level_at(lk, lower, loc, scale, a.upper && lower > a.z);
		b = level_at(lk, upper, loc, scale, a.upper);
		larger = a.upper ? a.tail : b.upper ? 1 : b.tail;
		p = a.upper ? a.tail - b.tail : b.upper ? 1 - a.tail - b.tail : b.tail - a.tail;
		if (p > LOST_DIGITS * larger && p > 1e-280)
			p = log(p);
		else
			p = log_interval_probability(&lk->y, (lower - loc) / scale, (upper - loc) / scale);
		if (!(p > -INFINITY))
			return -INFINITY;
		total += cells->group_count[i] * (p - log_mass);
		a = b;
	}
	return isnan(total) ? -INFINITY : total;
}
