/*
 * goodness.c
 *		How far the rows are from a fitted curve.
 *
 * All three statistics compare the empirical distribution function Fn with the fitted F:
 * D = sup |Fn - F|, W^2 = n * integral of (Fn - F)^2 dF, and A^2, the same integral with the weight
 * 1 / (F (1 - F)) (Anderson & Darling 1952).  Between two known points Fn is taken as linear in
 * u = F: constant between two values of a lossless histogram, rising evenly inside a bin.  With
 * Fn - F = a + b u the integrals over such a piece are closed.
 *
 * The fitted function is costly.  Where there are many bins it is evaluated at the ends and in the
 * middle of blocks of them, which are halved until the parabola through the three points is right
 * to a small part of the noise of Fn there; the bins then take their levels from the parabola.  The
 * distances that may be D are evaluated.
 */
#include <math.h>

#include "goodness.h"

/* Pieces this short, relative to the nearer end of (0, 1), are integrated by a series. */
#define SHORT_PIECE 0.2

/* So many bins are gone through one by one; else blocks have so many at first and at least. */
#define MOST_SINGLE 1024
#define BLOCK_BINS 64
#define LEAST_BINS 4
/*
 * A parabola will do if the level in the middle of a block is as near to the straight line as this,
 * relative to the standard deviation of Fn there and to the smaller tail: what the parabola leaves
 * is a few hundredths of that.
 */
#define BEND_NOISE 0.1
#define BEND_TAIL 0.02
/*
 * Where so few rows are expected, which matters to hopeless fits only, a parabola for the logarithm
 * of the tail will do if it bends by no more than this.
 */
#define FAR_ROWS 0.01
#define BEND_LOG 0.3
/* The share of the bend by which a parabola may be off. */
#define BEND_LEFT 0.2
/* A block over which both functions rise by less than this share of their distance is one piece. */
#define STEADY 0.02

/*
 * The smaller tail is evaluated, which, walking upwards, is the upper one as soon as it was so
 * before.
 */
Level
goodness_level(const Distribution *d, double y, Level before)
{
	const Family *f = d->family;
	Level l;

	if (y <= d->lower)
		return (Level){0, 1};
	if (y >= d->upper)
		return (Level){1, 0};
	if (before.below <= 0.5)
	{
		l.below = d->truncated ? distribution_cdf(d, y) : f->cdf(&d->shape, y);
		l.above = 1 - l.below;
		if (l.below <= 0.5)
			return l;
	}
	l.above = d->truncated ? distribution_sf(d, y) : f->sf(&d->shape, y);
	l.below = 1 - l.above;
	return l;
}

/*
 * Integral over u from u1 to u1 + du of (a + b u)^2 / u, where a + b u is e1 and e2 at the ends:
 * closed, or, where the piece is short and that would cancel (and cost a logarithm), by the series
 * of 1 / u about the middle; its relative error is below 1e-8.
 */
static double
integral_over_u(double u1, double du, double e1, double e2)
{
	double rise = e2 - e1;

	if (du < SHORT_PIECE * u1)
	{
		double u = u1 + 0.5 * du, r = du / u, r2 = r * r, e = 0.5 * (e1 + e2);
		double second = 1.0 / 12 + r2 * (1.0 / 80 + r2 / 448); /* weighted mean of s^2 */

		return r * (e * e * (1 + r2 * second) + rise * (rise - 2 * r * e) * second);
	}
	else
	{
		double a = e1 - rise * (u1 / du);

		return (a == 0 ? 0 : a * a * log1p(du / u1)) + 2 * a * rise +
			   rise * rise * (u1 + 0.5 * du) / du;
	}
}

void
goodness_add_piece(Goodness *g, Level l1, double f1, Level l2, double f2)
{
	double du = l1.below < 0.5 ? l2.below - l1.below : l1.above - l2.above;
	double e1 = f1 - l1.below, e2 = f2 - l2.below;

	if (!(du > 0))
		return;
	g->cvm += du * (e1 * e1 + e1 * e2 + e2 * e2) / 3;
	/* 1 / (u (1 - u)) = 1 / u + 1 / (1 - u) */
	g->ad += integral_over_u(l1.below, du, e1, e2) + integral_over_u(l2.above, du, e2, e1);
}

/* What the walk over the bins needs. */
typedef struct Walk
{
	const FitData *data;
	Distribution y; /* standardised */
	double loc;
	double scale;
	Goodness g;
	double rows; /* in the bins gone through */
	double edge; /* their upper edge */
	Level level; /* there */
} Walk;

static double
share_below(const FitData *d, int bin, double rows)
{
	return bin >= d->n_bins ? 1 : rows / d->n;
}

/* The level at z, which is at or above that of the walk. */
static Level
level_of(const Walk *w, double z)
{
	return z == w->edge ? w->level : goodness_level(&w->y, (z - w->loc) / w->scale, w->level);
}

/*
 * Goes through the bins from first to last as one piece, with the gap before them; the levels at
 * their edges are those given.
 */
static void
step(Walk *w, int first, int last, double rows, Level lower, Level upper)
{
	const FitData *d = w->data;
	double f1 = share_below(d, first, w->rows), f2 = share_below(d, last + 1, w->rows + rows);

	w->g.ks = fmax(w->g.ks, fmax(fabs(f1 - lower.below), fabs(f2 - upper.below)));
	goodness_add_piece(&w->g, w->level, f1, lower, f1);
	goodness_add_piece(&w->g, lower, f1, upper, f2);
	w->rows += rows;
	w->edge = d->bin_upper[last];
	w->level = upper;
}

/* Goes through one bin. */
static void
step_bin(Walk *w, int bin)
{
	const FitData *d = w->data;
	Level lower = level_of(w, d->bin_lower[bin]), upper = lower;

	if (d->bin_upper[bin] > d->bin_lower[bin])
		upper = goodness_level(&w->y, (d->bin_upper[bin] - w->loc) / w->scale, lower);
	step(w, bin, bin, d->bin_count[bin], lower, upper);
}

/* The parabola in z through three levels: of 1 - F in the upper half, of F elsewhere, or its log.
 */
typedef struct Parabola
{
	bool upper;
	bool logarithm;
	double z1;
	double start;
	double slope; /* of the straight line to the last point */
	double z2;
	double bend; /* coefficient of (z - z1) (z - z2) */
	double low;  /* between which levels all are */
	double high;
} Parabola;

static Parabola
parabola_through(double z1, Level l1, double z, Level l, double z2, Level l2, bool logarithm)
{
	Parabola p = {.upper = l1.below > 0.5, .logarithm = logarithm, .z1 = z1, .z2 = z2};
	double end = p.upper ? l2.above : l2.below, middle = p.upper ? l.above : l.below;

	p.start = p.upper ? l1.above : l1.below;
	p.low = fmin(p.start, end);
	p.high = fmax(p.start, end);
	if (logarithm)
	{
		p.start = log(p.start);
		middle = log(middle);
		end = log(end);
	}
	p.slope = (end - p.start) / (z2 - z1);
	p.bend = (middle - p.start - p.slope * (z - z1)) / ((z - z1) * (z - z2));
	return p;
}

static Level
parabola_level(const Parabola *p, double z)
{
	double v = p->start + (z - p->z1) * (p->slope + p->bend * (z - p->z2));

	if (p->logarithm)
		v = exp(v);
	v = v < p->low ? p->low : v > p->high ? p->high : v;
	return p->upper ? (Level){1 - v, v} : (Level){v, 1 - v};
}

/*
 * Goes through the bins from first to end, taking their levels from the parabola.  The largest
 * distance, if it may be D, is evaluated; off is by how much a level may be wrong.
 */
static void
step_along(Walk *w, int first, int end, const Parabola *p, Level last, double off)
{
	const FitData *d = w->data;
	double known = w->g.ks, largest = 0, place = 0, share = 0;
	Level before = w->level;

	for (int i = first; i < end; i++)
	{
		double f1 = share_below(d, i, w->rows);
		double f2 = share_below(d, i + 1, w->rows + d->bin_count[i]);
		Level lower = d->bin_lower[i] == w->edge ? w->level : parabola_level(p, d->bin_lower[i]);
		Level upper = i == end - 1                        ? last
					  : d->bin_upper[i] > d->bin_lower[i] ? parabola_level(p, d->bin_upper[i])
														  : lower;

		step(w, i, i, d->bin_count[i], lower, upper);
		if (fabs(f1 - lower.below) > largest)
		{
			largest = fabs(f1 - lower.below);
			place = d->bin_lower[i];
			share = f1;
		}
		if (fabs(f2 - upper.below) > largest)
		{
			largest = fabs(f2 - upper.below);
			place = d->bin_upper[i];
			share = f2;
		}
	}
	w->g.ks = known;
	if (largest + off > known)
	{
		Level l = goodness_level(&w->y, (place - w->loc) / w->scale, before);

		w->g.ks = fmax(known, fabs(share - l.below));
	}
}

/* Goes through the bins from first to end; the level at the upper edge of the last one is given. */
static void
step_block(Walk *w, int first, int end, double rows, Level upper)
{
	const FitData *d = w->data;
	double f1 = share_below(d, first, w->rows), f2 = share_below(d, end, w->rows + rows);
	double z1 = d->bin_lower[first], z2 = d->bin_upper[end - 1], z, e1, e2, tail, off, half = 0;
	int middle = (first + end) / 2;
	Level lower, l;
	Parabola p;
	bool fits;

	if (end - first <= LEAST_BINS)
	{
		for (int i = first; i < end; i++)
			step_bin(w, i);
		return;
	}
	lower = level_of(w, z1);
	e1 = f1 - lower.below;
	e2 = f2 - upper.below;
	if (fmax(fabs(e1), fabs(e2)) + f2 - f1 < w->g.ks && e1 * e2 > 0 &&
		fmax(f2 - f1, upper.below - lower.below) < STEADY * fmin(fabs(e1), fabs(e2)))
	{
		step(w, first, end - 1, rows, lower, upper);
		return;
	}
	z = d->bin_upper[middle - 1];
	l = goodness_level(&w->y, (z - w->loc) / w->scale, lower);
	tail = fmin(l.below, l.above);
	p = parabola_through(z1, lower, z, l, z2, upper, false);
	off = fabs(p.bend * (z - z1) * (z - z2));
	fits = off <= fmin(BEND_NOISE * sqrt(tail / d->n), BEND_TAIL * tail);
	if (!fits && p.low > 0 && p.high * d->n < FAR_ROWS)
	{
		p = parabola_through(z1, lower, z, l, z2, upper, true);
		off = fabs(p.bend * (z - z1) * (z - z2));
		fits = off <= BEND_LOG;
		off *= p.high;
	}
	if (fits)
	{
		goodness_add_piece(&w->g, w->level, f1, lower, f1);
		w->edge = z1;
		w->level = lower;
		w->g.ks = fmax(w->g.ks, fmax(fabs(e1), fabs(e2)));
		step_along(w, first, end, &p, upper, BEND_LEFT * off);
		return;
	}
	for (int i = first; i < middle; i++)
		half += d->bin_count[i];
	step_block(w, first, middle, half, l);
	step_block(w, middle, end, rows - half, upper);
}

Goodness
goodness_of_fit(Likelihood *lk, const double *params)
{
	const FitData *d = lk->data;
	Goodness none = {NAN, NAN, NAN};
	Walk w = {.data = d,
			  .loc = params[lk->family->n_shapes],
			  .scale = params[lk->family->n_shapes + 1],
			  .edge = -INFINITY,
			  .level = {0, 1}};
	int size = d->n_bins <= MOST_SINGLE ? LEAST_BINS : BLOCK_BINS, end;

	if (!likelihood_distribution(lk, params, &w.y))
		return none;
	for (int i = 0; i < d->n_bins; i = end)
	{
		double rows = 0;

		if (core_stop(d->cx))
			return none;
		end = i + size < d->n_bins ? i + size : d->n_bins;
		for (int k = i; k < end; k++)
			rows += d->bin_count[k];
		if (size == LEAST_BINS)
			for (int k = i; k < end; k++)
				step_bin(&w, k);
		else
			step_block(&w, i, end, rows,
					   goodness_level(&w.y, (d->bin_upper[end - 1] - w.loc) / w.scale, w.level));
	}
	goodness_add_piece(&w.g, w.level, 1, (Level){1, 0}, 1);
	w.g.ad *= d->n;
	w.g.cvm *= d->n;
	return w.g;
}

double
goodness_of_rounded(Likelihood *lk, const double *params)
{
	const FitData *d = lk->data;
	double loc = params[lk->family->n_shapes], scale = params[lk->family->n_shapes + 1];
	double rows = 0, largest = 0;
	Level level = {0, 1};
	Distribution y;

	if (!(d->rounding > 0) || !likelihood_distribution(lk, params, &y))
		return NAN;
	for (int i = 0; i < d->n_bins; i++)
	{
		level = goodness_level(&y, (d->bin_lower[i] - d->rounding / 2 - loc) / scale, level);
		largest = fmax(largest, fabs(share_below(d, i, rows) - level.below));
		rows += d->bin_count[i];
		level = goodness_level(&y, (d->bin_upper[i] + d->rounding / 2 - loc) / scale, level);
		largest = fmax(largest, fabs(share_below(d, i + 1, rows) - level.below));
	}
	return largest;
}
