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
 * The fitted function is costly, so it is first evaluated at the edges of blocks of bins.  As both
 * functions rise, |Fn - F| inside a block is at most the larger one at its edges plus the rise of
 * Fn over it: only blocks in which that could be D are gone through bin by bin.
 */
#include <math.h>

#include "goodness.h"

/* A piece this short, relative to the nearer end of (0, 1). */
#define SHORT_PIECE 1e-4

/* Bins in a block. */
#define BLOCK_BINS 8
/*
 * So many bins are gone through one by one, and those of this share of the rows at either end,
 * where a distance counts most for A^2 and the distribution function is bent most.
 */
#define MOST_SINGLE 1024
#define TAIL_SHARE 0.03

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
 * Integral over u from u1 to u1 + du of (a + b u)^2 / u, where b_du is b * du and square the mean
 * of (a + b u)^2 there: closed, or, where the piece is short and that would cancel, with the weight
 * in the middle.
 */
static double
integral_over_u(double u1, double du, double a, double b_du, double square)
{
	if (du < SHORT_PIECE * u1)
		return du * square / (u1 + 0.5 * du);
	return (a == 0 ? 0 : a * a * log1p(du / u1)) + 2 * a * b_du +
		   b_du * b_du * (u1 + 0.5 * du) / du;
}

void
goodness_add_piece(Goodness *g, Level l1, double f1, Level l2, double f2)
{
	double du = l1.below < 0.5 ? l2.below - l1.below : l1.above - l2.above;
	double e1 = f1 - l1.below, e2 = f2 - l2.below;
	double square = (e1 * e1 + e1 * e2 + e2 * e2) / 3; /* mean of (Fn - F)^2 */
	double rise = f2 - f1;

	if (!(du > 0))
		return;
	g->cvm += du * square;
	/* 1 / (u (1 - u)) = 1 / u + 1 / (1 - u); Fn - F extended to u = 0, and to u = 1 */
	g->ad += integral_over_u(l1.below, du, f1 - rise * (l1.below / du), rise - du, square) +
			 integral_over_u(l2.above, du, f2 - 1 + rise * (l2.above / du), du - rise, square);
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

/* A block of bins: its rows, and the levels at its edges. */
typedef struct Block
{
	double rows;
	Level lower;
	Level upper;
} Block;

/*
 * Fills blocks (n_bins / BLOCK_BINS + 1 of them at most) and returns the largest distance at their
 * edges; NaN if the context asked to stop.
 */
static double
make_blocks(const Walk *start, Block *blocks)
{
	const FitData *d = start->data;
	Walk w = *start;
	double distance = 0;

	for (int i = 0; i < d->n_bins; i += BLOCK_BINS)
	{
		Block *b = &blocks[i / BLOCK_BINS];
		int end = i + BLOCK_BINS < d->n_bins ? i + BLOCK_BINS : d->n_bins;

		if (core_stop(d->cx))
			return NAN;
		b->rows = 0;
		for (int k = i; k < end; k++)
			b->rows += d->bin_count[k];
		b->lower = level_of(&w, d->bin_lower[i]);
		w.level = b->lower;
		b->upper = goodness_level(&w.y, (d->bin_upper[end - 1] - w.loc) / w.scale, w.level);
		distance = fmax(distance, fabs(w.rows / d->n - b->lower.below));
		w.rows += b->rows;
		distance = fmax(distance, fabs(share_below(d, end, w.rows) - b->upper.below));
		w.edge = d->bin_upper[end - 1];
		w.level = b->upper;
	}
	return distance;
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

	if (!likelihood_distribution(lk, params, &w.y))
		return none;
	/* lossless data are few: bin by bin at once */
	if (d->n_bins <= MOST_SINGLE)
		for (int i = 0; i < d->n_bins; i++)
		{
			if (i % BLOCK_BINS == 0 && core_stop(d->cx))
				return none;
			step_bin(&w, i);
		}
	else
	{
		Block *blocks = core_alloc(d->cx, sizeof(Block) * (size_t) (d->n_bins / BLOCK_BINS + 1));
		double known = make_blocks(&w, blocks); /* D is at least this */

		for (int i = 0; i < d->n_bins && !isnan(known); i += BLOCK_BINS)
		{
			const Block *b = &blocks[i / BLOCK_BINS];
			int end = i + BLOCK_BINS < d->n_bins ? i + BLOCK_BINS : d->n_bins;
			double e1 = fabs(w.rows / d->n - b->lower.below);
			double e2 = fabs(share_below(d, end, w.rows + b->rows) - b->upper.below);

			bool tail = w.rows < TAIL_SHARE * d->n || d->n - w.rows < TAIL_SHARE * d->n;

			if (!tail && fmax(e1, e2) + b->rows / d->n < known)
				step(&w, i, end - 1, b->rows, b->lower, b->upper);
			else
				for (int k = i; k < end; k++)
					step_bin(&w, k);
		}
		core_release(d->cx, blocks);
		if (isnan(known))
			return none;
	}
	goodness_add_piece(&w.g, w.level, 1, (Level){1, 0}, 1);
	w.g.ad *= d->n;
	w.g.cvm *= d->n;
	return w.g;
}
