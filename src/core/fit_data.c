/*
 * fit_data.c
 *		The rows of a histogram as estimation sees them.
 *
 * A bin of the histogram says how many rows lie in an interval.  Where inside it they lie is
 * estimated from the neighbours: the mean is moved up the slope of the density, the spread is that
 * of a uniform distribution.  The bins are then merged into cells on the k1 scale of the t-digest
 * (Dunning & Ertl 2019): edges at the quantiles sin^2(pi k / 2K), fine in both tails, with the
 * first and the last row alone.  No cell spans more than an octave of the distance from either, so
 * that a log density with a singularity at an end of the support, or an exponential in a long tail,
 * is near a polynomial inside every cell.  A cell counts as three nodes with weights, those of
 * Gauss's quadrature for its rows: exact for every log density that is of degree 5 inside the cell.
 *
 * Ties mean rounding.  Exact values that sit on a grid of step g and repeat are cells of width g
 * around each value; single values that hold a large share of the rows (atoms) are cells that
 * reach half way to their neighbours.  Such cells count with their probability: see likelihood.c.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "count_data.h"
#include "estimate.h"
#include "fit.h"
#include "matching.h"
#include "special/special.h"
#include "sse.h"

#define COARSE_CELLS 16
#define FINE_CELLS 128
#define CELL_NODES 3
/* A cell of more bins than this is divided once more for what stands next to a kink. */
#define CROWDED 256

/* Up to this many bins the fine cells are the bins themselves. */
#define UNMERGED_BINS 512

/* Decimal digits of the largest value that a grid may have. */
#define GRID_DIGITS 13
/* Rounding finer than this share of the spread, or into more values, is no different from none. */
#define NEGLIGIBLE_GRID 0.014
#define MAX_GRID_VALUES 600

/* An atom holds at least this share of the rows, or is an exact zero at the end of the data. */
#define ATOM_SHARE 0.01
/* Atoms are at least this wide (z units), however close their neighbours are. */
#define ATOM_MIN_WIDTH 1e-9

/* Widths that differ by less than this share are the same but for rounding. */
#define SAME_WIDTH 1e-9

/* A bin wider than this share of its far edge's distance from the end of the data is at the end. */
#define END_STEEPNESS 0.15

/* How the rows of a bin enter the likelihood. */
typedef enum BinKind
{
	BIN_PLAIN,   /* by the density at them */
	BIN_AT_END,  /* by the probability of the bin: nothing better is known of them */
	BIN_ROUNDED, /* tied on a grid: by the probability of a rounding cell */
	BIN_ATOM     /* tied in large number: likewise */
} BinKind;

/* A bin with what is known or estimated of the rows in it. */
typedef struct Bin
{
	double lower;
	double upper;
	double count;
	double mean;
	double sd;
	BinKind kind;
	double group_lower;
	double group_upper;
} Bin;

static void *
alloc_doubles(const CoreContext *cx, int n)
{
	return core_alloc(cx, sizeof(double) * (size_t) (n > 0 ? n : 1));
}

static double
to_z(const FitData *d, double x)
{
	double difference = x - d->center;

	/* x and center far apart at the end of the range of doubles */
	if (!isfinite(difference))
		return x / d->unit - d->center / d->unit;
	return difference / d->unit;
}

/*
 * The step of the decimal grid that all values of an exact histogram sit on, relative to the
 * first value; 0 if there is none.  Greatest common divisor of the differences, counted in the
 * largest power of ten that divides them all.
 */
double
histogram_grid(const Histogram *h)
{
	double first = hist_value(h->keys[0]);
	double magnitude = fmax(fabs(h->min), fabs(h->max));
	int largest = magnitude > 0 ? (int) floor(log10(magnitude) + 0.31) : 0;

	/* from twice that on; in the end rounding would let any values pass */
	for (int exponent = largest; exponent > largest - GRID_DIGITS; exponent--)
	{
		double unit = pow(10, exponent);
		uint64_t divisor = 0;
		bool fits = unit > 0;

		for (uint32_t i = 1; i < h->nbins && fits; i++)
		{
			double steps = (hist_value(h->keys[i]) - first) / unit;
			double whole = round(steps);
			uint64_t a = (uint64_t) whole, b = divisor;

			/* a decimal fraction is off its grid by the rounding of the two values */
			if (fabs(steps - whole) > 4 * DBL_EPSILON * magnitude / unit + 1e-12 * whole ||
				whole < 1)
				fits = false;
			while (b != 0)
			{
				uint64_t rest = a % b;

				a = b;
				b = rest;
			}
			divisor = a;
		}
		if (fits && divisor > 0)
			return (double) divisor * unit;
	}
	return 0;
}

/* Reads the bins, moved to z, with the estimated mean and spread of their rows. */
static Bin *
read_bins(const FitData *d, Histogram *h)
{
	int n = (int) h->nbins;
	Bin *bins = core_alloc(d->cx, sizeof(Bin) * (size_t) n);

	for (int i = 0; i < n; i++)
	{
		HistogramBin b = hist_bin(h, (uint32_t) i);

		bins[i].lower = to_z(d, b.lower);
		bins[i].upper = to_z(d, b.upper);
		bins[i].count = (double) b.count;
		bins[i].mean = 0.5 * (bins[i].lower + bins[i].upper);
		bins[i].sd = (bins[i].upper - bins[i].lower) / sqrt(12);
		bins[i].kind = BIN_PLAIN;
	}
	for (int i = 1; i + 1 < n; i++)
	{
		const Bin *left = &bins[i - 1], *right = &bins[i + 1];
		double width = bins[i].upper - bins[i].lower;
		double slope, shift;

		/* the slope is known only where the neighbours touch */
		if (width <= 0 || left->upper < bins[i].lower || bins[i].upper < right->lower ||
			left->upper <= left->lower || right->upper <= right->lower)
			continue;
		slope = (right->count / (right->upper - right->lower) -
				 left->count / (left->upper - left->lower)) /
				(right->mean - left->mean);
		shift = slope / (bins[i].count / width) * width * width / 12;
		bins[i].mean += fmax(-width / 6, fmin(width / 6, shift));
	}
	return bins;
}

/*
 * Near an end of the data the density may rise or fall steeply within a bin, so that the spread of
 * the rows inside it tells more than a bin can: those bins count with their probability.
 */
static void
mark_ends(const FitData *d, Bin *bins, int n)
{
	for (int i = 0; i < n; i++)
	{
		Bin *b = &bins[i];
		double width = b->upper - b->lower;

		if (b->kind != BIN_PLAIN || (width <= END_STEEPNESS * (b->upper - d->min) &&
									 width <= END_STEEPNESS * (d->max - b->lower)))
			continue;
		b->kind = BIN_AT_END;
		b->group_lower = b->lower;
		b->group_upper = b->upper;
	}
}

/* Does a grid of that step (z units) say something about so many values? */
static bool
is_coarse(const FitData *d, int n_values, double grid)
{
	return n_values <= MAX_GRID_VALUES && grid > NEGLIGIBLE_GRID * d->spread;
}

/*
 * Marks rounded values and atoms.  A tied value on a grid is a cell of the grid's width; an atom
 * without one reaches half way to the nearer neighbour, or fills its bin.
 */
static void
mark_ties(const FitData *d, Bin *bins, int n)
{
	double grid = d->grid;
	bool coarse_grid = is_coarse(d, n, grid);

	for (int i = 0; i < n; i++)
	{
		Bin *b = &bins[i];
		double width = b->upper - b->lower, half;
		bool at_end = i == 0 || i == n - 1;
		bool zero = at_end && to_z(d, 0) >= b->lower && to_z(d, 0) <= b->upper;

		if (coarse_grid && b->count > 1)
			b->kind = BIN_ROUNDED;
		else if (zero || (b->count > ATOM_SHARE * d->n && b->count > 2))
			b->kind = width > 0 && !(zero && width < ATOM_MIN_WIDTH) ? BIN_AT_END : BIN_ATOM;
		half = grid / 2;
		if (b->kind == BIN_ATOM && grid == 0)
		{
			double left = i > 0 ? b->lower - bins[i - 1].upper : INFINITY;
			double right = i + 1 < n ? bins[i + 1].lower - b->upper : INFINITY;

			half = fmax(fmin(left, right), ATOM_MIN_WIDTH) / 2;
		}
		if (b->kind == BIN_AT_END)
			half = 0;
		b->group_lower = b->lower - half;
		b->group_upper = b->upper + half;
	}
}

/* Rounding cells and atoms do not reach beyond the bounds of a truncation. */
static void
clip_to_bounds(const FitData *d, Bin *bins, int n)
{
	for (int i = 0; i < n; i++)
	{
		bins[i].group_lower = fmax(bins[i].group_lower, d->bound_lower);
		bins[i].group_upper = fmin(bins[i].group_upper, d->bound_upper);
	}
}

static void
init_cells(const CoreContext *cx, CellSet *cells, int n_bins)
{
	int max_nodes = 2 * n_bins + 4;

	memset(cells, 0, sizeof(*cells));
	cells->node = alloc_doubles(cx, max_nodes);
	cells->weight = alloc_doubles(cx, max_nodes);
	cells->run_bin = core_alloc(cx, sizeof(int) * (size_t) (n_bins + 1));
	cells->run_node = core_alloc(cx, sizeof(int) * (size_t) (n_bins + 1));
	cells->group_lower = alloc_doubles(cx, n_bins);
	cells->group_upper = alloc_doubles(cx, n_bins);
	cells->group_count = alloc_doubles(cx, n_bins);
	cells->group_is_bin = core_alloc(cx, sizeof(bool) * (size_t) n_bins);
	cells->group_row = core_alloc(cx, sizeof(int) * (size_t) n_bins);
}

static void
add_node(CellSet *cells, double z, double weight)
{
	cells->node[cells->n_nodes] = z;
	cells->weight[cells->n_nodes++] = weight;
}

/* A run of merged bins that is not yet a cell: the nodes of its bins. */
typedef struct Run
{
	int n;
	double *node;
	double *weight;
} Run;

/*
 * Adds the rows of a run as Gauss's quadrature with CELL_NODES nodes for them: the mean over the
 * nodes of any polynomial of degree 2 CELL_NODES - 1 or less is that over the run's own nodes.  The
 * orthogonal polynomials are made by Stieltjes' procedure, nodes and weights from their Jacobi
 * matrix (Golub & Welsch, Math. Comp. 23, 1969).
 */
static void
add_gauss_cell(CellSet *cells, const Run *run)
{
	double jacobi[MAX_PARAMS][MAX_PARAMS] = {{0}}, v[MAX_PARAMS][MAX_PARAMS], node[MAX_PARAMS];
	double low = run->node[0], high = low, centre, half, count = 0, norm_before = 1;
	double a[CELL_NODES], b[CELL_NODES]; /* p_(k+1) = (t - a_k) p_k - b_k p_(k-1) */
	int n;

	for (int i = 0; i < run->n; i++)
	{
		low = fmin(low, run->node[i]);
		high = fmax(high, run->node[i]);
		count += run->weight[i];
	}
	centre = 0.5 * (low + high);
	half = 0.5 * (high - low);
	for (n = 0; n < CELL_NODES; n++)
	{
		double norm = 0, first = 0;

		for (int i = 0; i < run->n; i++)
		{
			double t = (run->node[i] - centre) / half, p = 1, before = 0;

			for (int k = 0; k < n; k++)
			{
				double next = (t - a[k]) * p - b[k] * before;

				before = p;
				p = next;
			}
			norm += run->weight[i] * p * p;
			first += run->weight[i] * p * p * t;
		}
		if (!(norm > DBL_EPSILON * norm_before))
			break;
		a[n] = first / norm;
		b[n] = n == 0 ? 0 : norm / norm_before;
		norm_before = norm;
		jacobi[n][n] = a[n];
		if (n > 0)
			jacobi[n][n - 1] = jacobi[n - 1][n] = sqrt(b[n]);
	}
	symmetric_eigen(n, jacobi, node, v);
	/* ascending */
	for (int done = 0; done < n; done++)
	{
		int next = 0;

		for (int k = 1; k < n; k++)
			if (node[k] < node[next])
				next = k;
		add_node(cells, fmin(fmax(centre + half * node[next], low), high),
				 count * v[0][next] * v[0][next]);
		node[next] = INFINITY;
	}
}

/* Makes a cell of the run, and the run empty. */
static void
flush_run(CellSet *cells, Run *run)
{
	if (run->n > CELL_NODES)
		add_gauss_cell(cells, run);
	else
		for (int i = 0; i < run->n; i++)
			add_node(cells, run->node[i], run->weight[i]);
	run->n = 0;
}

static void
add_group(CellSet *cells, const Bin *b, double count)
{
	if (!(count > 0))
		return;
	cells->group_lower[cells->n_groups] = b->group_lower;
	cells->group_upper[cells->n_groups] = b->group_upper;
	cells->group_is_bin[cells->n_groups] = b->kind == BIN_AT_END;
	cells->group_count[cells->n_groups++] = count;
}

/* Adds rows of that mean and spread, as one or two nodes. */
static void
add_to_run(const FitData *d, Run *run, double count, double mean, double sd)
{
	if (sd > 0)
	{
		run->node[run->n] = fmax(mean - sd, d->min);
		run->weight[run->n++] = count / 2;
		run->node[run->n] = fmin(mean + sd, d->max);
		run->weight[run->n++] = count / 2;
	}
	else
	{
		run->node[run->n] = mean;
		run->weight[run->n++] = count;
	}
}

/*
 * Which cell a bin belongs to: its step on the k1 scale and the octaves of its distances from the
 * extreme rows.  A coarse cell is made of fine ones: the number of either is a power of two.
 */
typedef struct Place
{
	int scale;
	int lower;
	int upper;
} Place;

static Place
place_of(const FitData *d, double z, double share, int n_cells)
{
	Place p = {(int) (n_cells * (0.5 + asin(2 * share - 1) / PI)), 0, 0};

	/* relative to the spread: the unit, a power of two, goes in steps where other units do not */
	frexp((z - d->min) / d->spread, &p.lower);
	frexp((d->max - z) / d->spread, &p.upper);
	/* two of them where precision is of no concern */
	if (n_cells == COARSE_CELLS)
	{
		p.lower = (p.lower + 4096) / 2;
		p.upper = (p.upper + 4096) / 2;
	}
	return p;
}

static bool
same_place(Place a, Place b)
{
	return a.scale == b.scale && a.lower == b.lower && a.upper == b.upper;
}

/* Finds the rows of groups that touch and are of one width, as rounding cells are. */
static void
find_rows_of_groups(CellSet *cells)
{
	int first = 0;

	for (int i = 0; i < cells->n_groups; i++)
	{
		double width = cells->group_upper[i] - cells->group_lower[i];

		if (i > 0 &&
			(fabs(cells->group_lower[i] - cells->group_upper[i - 1]) > SAME_WIDTH * width ||
			 fabs(cells->group_upper[i - 1] - cells->group_lower[i - 1] - width) >
				 SAME_WIDTH * width))
			first = i;
		cells->group_row[first] = i - first + 1;
	}
}

/*
 * Cells from bins: merged on the k1 scale into about n_cells, or one by one if n_cells is 0.  With
 * merge, rounded values are merged like all others, as bins of their rounding width, and so are the
 * bins at the ends.
 */
static void
make_cells(const FitData *d, const Bin *bins, int n, int n_cells, bool merge, CellSet *cells)
{
	double before = 0; /* rows left of the bin */
	Run run = {0, alloc_doubles(d->cx, 2 * n), alloc_doubles(d->cx, 2 * n)};
	Place cell = {-1, 0, 0};

	init_cells(d->cx, cells, n);
	for (int i = 0; i < n; i++)
	{
		const Bin *b = &bins[i];
		double count = b->count, mean = b->mean, sd = b->sd;
		Place own = {i, 0, 0};
		bool group = b->kind != BIN_PLAIN && !(merge && b->kind != BIN_ATOM);
		/* the first row and the last are where they are, unless they are part of a tie */
		bool alone = !group || b->kind == BIN_AT_END;

		if (n_cells > 0)
			own = place_of(d, b->mean, (before + b->count / 2) / d->n, n_cells);
		before += b->count;
		if (b->kind == BIN_ROUNDED)
			sd = (b->group_upper - b->group_lower) / sqrt(12);
		if (b->kind == BIN_AT_END && merge)
		{
			/* none of its rows is where only the extreme one may be */
			double low = fmax(b->lower, d->min), high = fmin(b->upper, d->max);

			mean = 0.5 * (low + high);
			sd = (high - low) / sqrt(12);
		}
		if (group || !same_place(own, cell) || i == 0 || i == n - 1)
		{
			flush_run(cells, &run);
			cell = own;
			cells->run_bin[cells->n_runs] = i;
			cells->run_node[cells->n_runs++] = cells->n_nodes;
		}
		if (i == 0 && alone)
		{
			add_node(cells, d->min, d->first_count);
			count -= d->first_count;
			cell.scale = -1;
		}
		if (i == n - 1 && alone)
			count -= d->last_count;
		if (group)
			add_group(cells, b, count);
		else if (count > 0)
			add_to_run(d, &run, count, mean, sd);
		if (i == n - 1)
			flush_run(cells, &run);
		if (i == n - 1 && alone)
			add_node(cells, d->max, d->last_count);
	}
	find_rows_of_groups(cells);
	cells->run_bin[cells->n_runs] = n;
	cells->run_node[cells->n_runs] = cells->n_nodes;
	core_release(d->cx, run.node);
	core_release(d->cx, run.weight);
}

/* The most bins that a cell is made of. */
static int
largest_run(const CellSet *cells)
{
	int largest = 0;

	for (int r = 0; r < cells->n_runs; r++)
		if (cells->run_bin[r + 1] - cells->run_bin[r] > largest)
			largest = cells->run_bin[r + 1] - cells->run_bin[r];
	return largest;
}

/* The spread of the rows, in the user's units: what half of them have, as a standard deviation. */
static double
spread_of(Histogram *h)
{
	static const double tails[] = {0.25, 0.1, 0.02, 0};
	double spread = 0;

	/* with many ties, the width that more of them have */
	for (int i = 0; i < 4 && !(spread > 0); i++)
		spread = (hist_quantile(h, 1 - tails[i]) / 1.349 - hist_quantile(h, tails[i]) / 1.349);
	return spread > 0 ? spread : 1;
}

/* The unit of z: the power of two above the spread. */
static double
unit_for(double spread)
{
	int exponent;

	frexp(spread, &exponent);
	return ldexp(1, exponent < -1000 ? -1000 : exponent);
}

/* One version of the data: all of FitData but the other versions, and what they share. */
static FitData *
build(const CoreContext *cx, Histogram *h, const FitOptions *options, double center, double spread)
{
	static const double shares[5] = {0.05, 0.25, 0.5, 0.75, 0.95};
	FitData *d = core_alloc(cx, sizeof(FitData));
	double unit = unit_for(spread);
	int n = (int) h->nbins;
	bool exact = hist_is_exact(h), few_values;
	size_t known = sizeof(Estimate) * (size_t) n_families;
	Bin *bins;

	memset(d, 0, sizeof(*d));
	d->cx = cx;
	d->options = *options;
	d->center = center;
	d->unit = unit;
	d->spread = spread / unit;
	d->n = (double) h->count;
	d->raw_min = h->min;
	d->raw_max = h->max;
	d->truncated = options->truncated;
	d->bound_lower = d->truncated ? to_z(d, options->lower_bound) : -INFINITY;
	d->bound_upper = d->truncated ? to_z(d, options->upper_bound) : INFINITY;
	d->min = to_z(d, h->min);
	d->max = to_z(d, h->max);
	d->mean = to_z(d, hist_mean(h));
	d->variance = h->count > 1 ? hist_variance(h) / unit / unit * ((d->n - 1) / d->n) : 0;
	for (int i = 0; i < 5; i++)
		d->quantile[i] = to_z(d, hist_quantile(h, shares[i]));

	bins = read_bins(d, h);
	d->first_count = exact ? bins[0].count : 1;
	d->last_count = exact ? bins[n - 1].count : 1;
	if (exact && n > 1)
	{
		d->first_width = bins[1].lower - bins[0].lower;
		d->last_width = bins[n - 1].lower - bins[n - 2].lower;
	}
	else
	{
		/* nearer than even spacing would have it: towards a pole the rows come closer */
		d->first_width = (bins[0].upper - d->min) / bins[0].count / bins[0].count;
		d->last_width = (d->max - bins[n - 1].lower) / bins[n - 1].count / bins[n - 1].count;
	}
	d->first_width = fmax(d->first_width, 2 * DBL_EPSILON * fabs(h->min) / unit);
	d->last_width = fmax(d->last_width, 2 * DBL_EPSILON * fabs(h->max) / unit);

	d->grid = exact && d->n > n ? histogram_grid(h) / unit : 0;
	d->edge_min = d->min;
	d->edge_max = d->max;
	d->rounding = is_coarse(d, n, d->grid) ? d->grid : 0;
	if (options->cells == CELLS_AUTO)
	{
		mark_ties(d, bins, n);
		if (!exact)
			mark_ends(d, bins, n);
		clip_to_bounds(d, bins, n);
		if (bins[0].kind == BIN_ROUNDED || bins[0].kind == BIN_ATOM)
			d->edge_min = bins[0].group_lower;
		if (bins[n - 1].kind == BIN_ROUNDED || bins[n - 1].kind == BIN_ATOM)
			d->edge_max = bins[n - 1].group_upper;
	}

	d->n_bins = n;
	d->bin_lower = alloc_doubles(cx, n);
	d->bin_upper = alloc_doubles(cx, n);
	d->bin_count = alloc_doubles(cx, n);
	for (int i = 0; i < n; i++)
	{
		d->bin_lower[i] = bins[i].lower;
		d->bin_upper[i] = bins[i].upper;
		d->bin_count[i] = bins[i].count;
	}

	/* rounded to a few values: these are cheap enough as what they are */
	few_values = d->rounding > 0 && n <= COARSE_CELLS;
	make_cells(d, bins, n, COARSE_CELLS, !few_values, &d->coarse);
	if (few_values)
		make_cells(d, bins, n, COARSE_CELLS, true, &d->points);
	make_cells(d, bins, n, n <= UNMERGED_BINS || options->cells == CELLS_POINTS ? 0 : FINE_CELLS,
			   false, &d->fine);
	for (const CellSet *last = &d->fine; d->n_finer < FINER_LEVELS && largest_run(last) > CROWDED;
		 last = &d->finer[d->n_finer++])
		make_cells(d, bins, n, FINE_CELLS << (4 * (d->n_finer + 1)), false, &d->finer[d->n_finer]);
	make_cells(d, bins, n, 0, false, &d->full);
	for (int i = 0; i < n; i++)
	{
		d->tied = d->tied || bins[i].kind == BIN_ROUNDED || bins[i].kind == BIN_ATOM;
		bins[i].kind = BIN_PLAIN;
	}
	make_cells(d, bins, n, 0, false, &d->rows);
	core_release(cx, bins);
	d->known = memset(core_alloc(cx, known), 0, known);
	rows_moments(d);
	return d;
}

/* A version with loc held at that value, which it has for its center; bars are those of d. */
static FitData *
build_at_loc(const FitData *d, Histogram *h, double loc)
{
	FitData *at = build(d->cx, h, &d->options, loc, d->spread * d->unit);

	at->loc_fixed = true;
	at->n_bars = d->n_bars;
	at->bar_middle = d->bar_middle;
	at->bar_height = d->bar_height;
	return at;
}

/* The version for discrete families. */
static FitData *
counts_only(const CoreContext *cx, Histogram *h, const FitOptions *options)
{
	FitData *d = memset(core_alloc(cx, sizeof(FitData)), 0, sizeof(FitData));
	size_t size = sizeof(Estimate) * (size_t) n_families;
	double row;

	d->cx = cx;
	d->options = *options;
	d->n = (double) h->count;
	d->truncated = options->truncated;
	d->bound_lower = options->lower_bound;
	d->bound_upper = options->upper_bound;
	d->unit = 1;
	d->integers = count_data_check(h, &row);
	if (d->integers)
		d->counts = count_data_create(cx, h);
	d->known = memset(core_alloc(cx, size), 0, size);
	return d;
}

FitData *
fit_data_create(const CoreContext *cx, Histogram *h, const FitOptions *options)
{
	FitData *d;
	double row;

	if (h->count == 0)
		return NULL;
	hist_sort(h);
	if (options->kind == FAMILY_DISCRETE)
	{
		d = counts_only(cx, h, options);
		d->histogram = h;
		return d;
	}
	d = build(cx, h, options, hist_quantile(h, 0.5), spread_of(h));
	d->histogram = h;
	d->integers = count_data_check(h, &row);
	bars_create(d, h);
	for (int i = 0; i < options->n_held; i++)
		if (strcmp(options->held[i].name, "loc") == 0)
			d->at_loc[d->n_at_loc++] = build_at_loc(d, h, options->held[i].value);
	return d;
}

FitData *
fit_data_at_zero(FitData *data)
{
	if (!data->at_zero)
		data->at_zero = build_at_loc(data, data->histogram, 0);
	return data->at_zero;
}
