/*
 * likelihood.c
 *		The log-likelihood of a family's parameters on cells.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "cell_probability.h"
#include "interval.h"
#include "likelihood.h"
#include "special/special.h"

/*
 * So many rounding cells side by side serve the one in the middle, if the mean
 * density over it is within SMALL_BEND of that in its middle and the last term of the series below
 * LAST_DIFFERENCE.
 */
#define SIDE_BY_SIDE 7
#define SMALL_BEND 0.01
#define LAST_DIFFERENCE 1e-7
/* Bins to either side of a pole inside the support that count with their probability. */
#define POLE_REACH 2
/* A row outside the support by this share of its distance from 0 is inside but for rounding. */
#define ROUNDING 1e-14
/* Rounding of the distance from a pole, which is no more than this share of a row, is not felt. */
#define CLEARANCE (1024 * DBL_EPSILON)
/* Where the log density rises by this much from the extreme row to the next, no bound is felt. */
#define UNFELT_RISE 4.0

/*
 * Where a scale repeats what shapes say, canonical() moves it into them.  With one of those shapes
 * held it says something of its own.
 */
static bool
redundancy_broken(const Likelihood *lk)
{
	const Family *f = lk->family;
	double params[MAX_PARAMS], moved[MAX_PARAMS];

	if (!f->canonical)
		return false;
	for (int i = 0; i < f->n_shapes; i++)
		params[i] = f->shape[i].grid[0];
	params[f->n_shapes] = 0;
	params[f->n_shapes + 1] = 2;
	memcpy(moved, params, sizeof(params));
	f->canonical(moved);
	for (int i = 0; i < f->n_shapes; i++)
		if (lk->held[i] && moved[i] != params[i])
			return true;
	return false;
}

void
likelihood_init(Likelihood *lk, const FitData *data, const Family *family)
{
	memset(lk, 0, sizeof(*lk));
	lk->data = data;
	lk->family = family;
	for (int i = 0; i < family_n_params(family); i++)
	{
		if (i == family->n_shapes || !fit_options_held(&data->options, family, i, &lk->hold[i]))
			continue;
		lk->held[i] = true;
		if (i < family->n_shapes)
			lk->shapes_held = true;
		else
			lk->hold[i] /= data->unit;
	}
	lk->scale_redundant = family->flags & SCALE_REDUNDANT && !redundancy_broken(lk);
	lk->scale_fixed = lk->scale_redundant || lk->held[family->n_shapes + 1];
}

void
likelihood_free(Likelihood *lk)
{
	for (int i = 0; i < PREPARED_SHAPES; i++)
		if (lk->shapes[i].y.shape.table)
			core_release(lk->data->cx, lk->shapes[i].y.shape.table);
	memset(lk->shapes, 0, sizeof(lk->shapes));
	memset(&lk->y, 0, sizeof(lk->y));
	lk->shape = NULL;
}

bool
likelihood_set_shape(Likelihood *lk, const double *p)
{
	const Family *f = lk->family;
	size_t size = sizeof(double) * (size_t) f->n_shapes;
	PreparedShape *oldest = lk->shapes;
	double params[MAX_PARAMS];
	const char *error;

	if (lk->shape && memcmp(lk->y.shape.p, p, size) == 0)
		return true;
	lk->asked++;
	for (int i = 0; i < PREPARED_SHAPES; i++)
	{
		PreparedShape *s = &lk->shapes[i];

		if (s->prepared && memcmp(s->y.shape.p, p, size) == 0)
		{
			s->used = lk->asked;
			lk->shape = s;
			lk->y = s->y;
			return true;
		}
		if (s->used < oldest->used)
			oldest = s;
	}
	memcpy(params, p, size);
	params[f->n_shapes] = 0;
	params[f->n_shapes + 1] = 1;
	oldest->anchored = false;
	oldest->prepared = distribution_set(lk->data->cx, &oldest->y, f, params, &error);
	oldest->used = lk->asked;
	lk->shape = oldest->prepared ? oldest : NULL;
	lk->y = oldest->y;
	return oldest->prepared;
}

bool
likelihood_distribution(Likelihood *lk, const double *params, Distribution *y)
{
	const FitData *d = lk->data;
	double loc = params[lk->family->n_shapes], scale = params[lk->family->n_shapes + 1];
	const char *error;

	if (!likelihood_set_shape(lk, params))
		return false;
	*y = lk->y;
	return !d->truncated || distribution_truncate(y, (d->bound_lower - loc) / scale,
												  (d->bound_upper - loc) / scale, &error);
}

double
pole_clearance(double z, double loc)
{
	return CLEARANCE * (fabs(z) + fabs(loc));
}

/*
 * The end y of a cell, at z, where it is an end of the support but for rounding: that itself.  Next
 * to a strong pole, half of the rows may else be in or out by the last bit of loc.
 */
static inline double
cell_end(const Likelihood *lk, double y, double z, double loc, double scale)
{
	double clearance = pole_clearance(z, loc) / scale;

	if (fabs(y - lk->y.lower) < clearance)
		return lk->y.lower;
	return fabs(y - lk->y.upper) < clearance ? lk->y.upper : y;
}

/*
 * log of the mean density over a cell given in z, on the density scale of y.  ends: a cliff inside
 * the cell, as of a power law that ends where its support does not, is seen wherever it is.
 */
static double
log_mean_density(const Likelihood *lk, double z_lower, double z_upper, double loc, double scale,
				 bool ends)
{
	double a = cell_end(lk, (z_lower - loc) / scale, z_lower, loc, scale);
	double b = cell_end(lk, (z_upper - loc) / scale, z_upper, loc, scale);

	return log_cell_probability(lk->family, &lk->y.shape, lk->y.lower, lk->y.upper, a, b, ends) -
		   log(b - a);
}

static double
log_cell_density(const Likelihood *lk, double z_lower, double z_upper, double loc, double scale)
{
	return log_mean_density(lk, z_lower, z_upper, loc, scale, false);
}

/*
 * The same of group k.  In the first and the last one a cliff would otherwise be put just beyond
 * the nodes of a quadrature, where nothing says that rows are missing; with more rows beyond, it is
 * theirs that say so.
 */
static double
log_group_density(const Likelihood *lk, const CellSet *cells, int k, double loc, double scale)
{
	return log_mean_density(lk, cells->group_lower[k], cells->group_upper[k], loc, scale,
							k == 0 || k == cells->n_groups - 1);
}

/*
 * The extreme row z, up to its neighbour at z + width.  In a tail, where the density
 * rises all the way to the neighbour, quadrature is good enough for the mean, as the bound is
 * hardly felt: a probability, which is dear there, is not asked for.
 */
ExtremeRow
likelihood_extreme_row(const Likelihood *lk, double z, double width, double count, double loc,
					   double scale)
{
	const Family *f = lk->family;
	double y = (z - loc) / scale, neighbour = (z + width - loc) / scale, g[5];
	double end = width > 0 ? lk->y.lower : lk->y.upper, clearance = pole_clearance(z, loc) / scale;
	/* rows that are tied there have no excess, or an atom at the end would make any pole win */
	double most = count > 1 ? 0 : log(POLE_EXCESS);
	ExtremeRow row = {.y = y, .at_end = fabs(y - end) < clearance};

	row.log_density = f->logpdf(&lk->y.shape, y);
	if (row.log_density < INFINITY && neighbour > lk->y.lower && neighbour < lk->y.upper)
	{
		/* from the row inwards */
		gauss_logpdf(f, &lk->y.shape, y, neighbour, g);
		if (row.log_density <= g[0] && g[0] <= g[1] && g[1] <= g[2] && g[2] <= g[3] && g[3] <= g[4])
		{
			if (g[4] - row.log_density > UNFELT_RISE)
			{
				row.excess = -INFINITY;
				return row;
			}
			row.log_mean = gauss_log_integral(0, 1, g);
			row.excess = BOUND_POWER * (row.log_density - row.log_mean - most);
			return row;
		}
	}
	row.log_mean = log_cell_density(lk, fmin(z, z + width), fmax(z, z + width), loc, scale);
	/* no row is nearer to a pole: one that is too weak to be felt from there counts for nothing */
	if (row.at_end)
	{
		row.y = end + copysign(clearance, width);
		row.log_density = fmin(row.log_density, f->logpdf(&lk->y.shape, row.y));
	}
	row.excess = BOUND_POWER * (row.log_density - row.log_mean - most);
	return row;
}

/*
 * The log density at an extreme row, kept finite where the density is infinite at the end of the
 * support: never above POLE_EXCESS times its mean up to the next row, and nearly itself where it is
 * well below that.  Rows that are tied there count with the probability of the cell.
 */
static double
extreme_row(const Likelihood *lk, double z, double width, double count, double loc, double scale)
{
	ExtremeRow row = likelihood_extreme_row(lk, z, width, count, loc, scale);

	if (row.log_density == INFINITY)
		return row.log_mean + (count > 1 ? 0 : log(POLE_EXCESS));
	return row.log_density -
		   (row.excess > 0 ? row.excess + log1p(exp(-row.excess)) : log1p(exp(row.excess))) /
			   BOUND_POWER;
}

void
likelihood_inner_nodes(const Likelihood *lk, const CellSet *cells, int *first, int *last)
{
	const FitData *d = lk->data;
	bool guarded = !lk->raw && !(lk->family->flags & LOG_CONCAVE);

	*first = 0;
	*last = cells->n_nodes;
	if (isfinite(lk->y.lower) && !d->loc_fixed && guarded && *last > 0 && cells->node[0] == d->min)
		*first = 1;
	/* with loc fixed, too, the scale can put an upper end on a row */
	if (isfinite(lk->y.upper) && !(d->loc_fixed && (lk->y.upper <= 0 || lk->scale_fixed)) &&
		guarded && *last > *first && cells->node[*last - 1] == d->max)
		--*last;
}

/*
 * Sum over the nodes from one position up to another.  A node on a pole inside the support is given
 * a finite log density, which likelihood_kinked takes away again.
 */
static double
sum_nodes(const Likelihood *lk, const CellSet *cells, int from, int to, double loc, double scale)
{
	double (*logpdf)(const Shape *, double) = lk->family->logpdf;
	double lower = lk->y.lower, upper = lk->y.upper, total = 0;
	double most = lk->family->flags & POLE_INSIDE ? 1e5 : INFINITY;

	for (int i = from; i < to; i++)
	{
		double y = (cells->node[i] - loc) / scale, g;

		/* rounding may put a row at an end of the support outside */
		y = y < lower ? lower : y > upper ? upper : y;
		g = logpdf(&lk->y.shape, y);
		total += cells->weight[i] * (g > most ? most : g);
	}
	return total;
}

/*
 * log of the mean density over the cell in the middle of SIDE_BY_SIDE touching ones of one width,
 * relative to the density in its middle, from the ratios of each density in a middle to the one
 * before: Stirling's series of central differences, whose next term is a small part of the last one
 * used.  False where that is not small, or not finite.
 */
static bool
log_mean_by_differences(const double ratio[SIDE_BY_SIDE - 1], double *log_mean)
{
	double up = ratio[3], up2 = up * ratio[4], up3 = up2 * ratio[5];
	double down3 = 1 / (ratio[0] * ratio[1] * ratio[2]), down2 = down3 * ratio[0];
	double down = down2 * ratio[1];
	double fourth = up2 + down2 - 4 * (up + down) + 6;
	double last = (up3 + down3 - 6 * (up2 + down2) + 15 * (up + down) - 20) * (367.0 / 967680);
	double x = (up + down - 2) / 24 - 17 * fourth / 5760 + last;

	if (!(fabs(last) < LAST_DIFFERENCE && fabs(x) < SMALL_BEND))
		return false;
	/* log1p(x) */
	*log_mean = x * (1 - x * (1.0 / 2 - x * (1.0 / 3 - x * (1.0 / 4 - x / 5))));
	return true;
}

/*
 * Sum over groups that touch and are of one width, the rounding cells of neighbouring values: where
 * the density is smooth over several of them, one evaluation of it serves each.
 */
static double
sum_row_of_groups(const Likelihood *lk, const CellSet *cells, int first, int n, double loc,
				  double scale)
{
	double g[SIDE_BY_SIDE], ratio[SIDE_BY_SIDE - 1], total = 0;
	double kink = lk->family->kink ? loc + scale * lk->family->kink(&lk->y.shape) : NAN;

	for (int i = 0; i < SIDE_BY_SIDE; i++)
		g[i] = NAN;
	for (int i = 0; i < SIDE_BY_SIDE - 1; i++)
		ratio[i] = NAN;
	/* the window is ahead of the cell by half its length */
	for (int i = -SIDE_BY_SIDE / 2; i < n; i++)
	{
		int ahead = first + i + SIDE_BY_SIDE / 2, k = first + i;
		double log_mean;

		memmove(g, g + 1, sizeof(g) - sizeof(*g));
		memmove(ratio, ratio + 1, sizeof(ratio) - sizeof(*ratio));
		g[SIDE_BY_SIDE - 1] = NAN;
		if (ahead < first + n)
		{
			double y =
				(0.5 * (cells->group_lower[ahead] + cells->group_upper[ahead]) - loc) / scale;

			if (y > lk->y.lower && y < lk->y.upper)
				g[SIDE_BY_SIDE - 1] = lk->family->logpdf(&lk->y.shape, y);
		}
		ratio[SIDE_BY_SIDE - 2] = exp(g[SIDE_BY_SIDE - 1] - g[SIDE_BY_SIDE - 2]);
		if (i < 0)
			continue;
		if (i >= SIDE_BY_SIDE / 2 && ahead < first + n &&
			!(cells->group_lower[k - SIDE_BY_SIDE / 2] < kink &&
			  kink < cells->group_upper[ahead]) &&
			log_mean_by_differences(ratio, &log_mean))
			log_mean += g[SIDE_BY_SIDE / 2];
		else
			log_mean = log_group_density(lk, cells, k, loc, scale);
		total += cells->group_count[k] * log_mean;
	}
	return total;
}

/* Sum over the groups. */
static double
sum_groups(const Likelihood *lk, const CellSet *cells, double loc, double scale)
{
	/* between two kinks, each cell is on its own */
	bool smooth = !lk->family->second_kink;
	double total = 0;

	for (int i = 0; i < cells->n_groups; i += cells->group_row[i])
		if (smooth && cells->group_row[i] >= SIDE_BY_SIDE)
			total += sum_row_of_groups(lk, cells, i, cells->group_row[i], loc, scale);
		else
			for (int k = i; k < i + cells->group_row[i]; k++)
				total += cells->group_count[k] * log_group_density(lk, cells, k, loc, scale);
	return total;
}

/*
 * Is it a number with all its digits, here and in the user's units?  On its way to a limit such as
 * gengamma's, the lognormal distribution, a scale leaves the range of doubles.
 */
static bool
representable_scale(const FitData *d, double scale)
{
	double user = scale * d->unit;

	return scale >= DBL_MIN && scale <= DBL_MAX / 2 && user >= DBL_MIN && user <= DBL_MAX / 2;
}

/* The value itself: see likelihood.h. */
static double
value_at(Likelihood *lk, const CellSet *cells, const double *params)
{
	const Family *f = lk->family;
	const FitData *d = lk->data;
	double loc = params[f->n_shapes], scale = params[f->n_shapes + 1];
	double total = 0, rounding = ROUNDING / scale, log_mass = 0;
	double y_min = (d->min - loc) / scale, y_max = (d->max - loc) / scale;
	int first, last;

	lk->evaluations++;
	if (core_stop(d->cx))
		lk->stopped = true;
	if (lk->stopped || !representable_scale(d, scale) || !isfinite(loc) ||
		!likelihood_set_shape(lk, params) || !isfinite(y_min) || !isfinite(y_max) ||
		!(y_min >= lk->y.lower - rounding * (fabs(d->min) + fabs(loc))) ||
		!(y_max <= lk->y.upper + rounding * (fabs(d->max) + fabs(loc))))
		return -INFINITY;
	if (d->truncated)
	{
		log_mass = log_interval_probability(&lk->y, (d->bound_lower - loc) / scale,
											(d->bound_upper - loc) / scale);
		if (!isfinite(log_mass))
			return -INFINITY;
	}

	likelihood_inner_nodes(lk, cells, &first, &last);
	if (first > 0)
		total += cells->weight[0] *
				 extreme_row(lk, d->min, d->first_width, cells->weight[0], loc, scale);
	if (last < cells->n_nodes)
		total += cells->weight[last] *
				 extreme_row(lk, d->max, -d->last_width, cells->weight[last], loc, scale);

	total += sum_nodes(lk, cells, first, last, loc, scale);
	total += sum_groups(lk, cells, loc, scale);
	total -= d->n * (log(scale) + log_mass);
	return isnan(total) || total == INFINITY ? -INFINITY : total;
}

double
likelihood_value(Likelihood *lk, const CellSet *cells, const double *params)
{
	int n = family_n_params(lk->family);
	size_t size = sizeof(double) * (size_t) n;
	KnownValue *known = lk->known;
	double value;

	/* the scale first: nearly always it is another */
	for (int i = 0; i < KNOWN_VALUES; i++, known++)
		if (known->params[n - 1] == params[n - 1] && known->cells == cells &&
			known->raw == lk->raw && memcmp(known->params, params, size) == 0 &&
			likelihood_set_shape(lk, params))
			return known->value;
	value = value_at(lk, cells, params);
	if (value > -INFINITY)
	{
		known = &lk->known[lk->next_known];
		known->cells = cells;
		known->raw = lk->raw;
		memcpy(known->params, params, size);
		known->value = value;
		lk->next_known = (lk->next_known + 1) % KNOWN_VALUES;
	}
	return value;
}

/* The run of an ascending array of first members that holds member i. */
static int
run_of(const int *first, int n, int i)
{
	int low = 0, high = n;

	while (high - low > 1)
	{
		int middle = (low + high) / 2;

		if (first[middle] <= i)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Sum over those groups whose middle is in [low, high]. */
static double
sum_groups_between(const Likelihood *lk, const CellSet *cells, double low, double high, double loc,
				   double scale)
{
	double total = 0;
	int from = 0, to = cells->n_groups;

	while (from < to)
	{
		int middle = (from + to) / 2;

		if (0.5 * (cells->group_lower[middle] + cells->group_upper[middle]) < low)
			from = middle + 1;
		else
			to = middle;
	}
	for (int i = from; i < cells->n_groups; i++)
	{
		if (0.5 * (cells->group_lower[i] + cells->group_upper[i]) > high)
			break;
		total += cells->group_count[i] * log_group_density(lk, cells, i, loc, scale);
	}
	return total;
}

/*
 * What the log-likelihood of those cells that the bins from first to last are in gains if finer
 * cells stand for their rows.  Not of the cell that the bin done is in, which has had it.
 */
static double
finer_cells(const Likelihood *lk, const CellSet *cells, const CellSet *finer, int first, int last,
			int done, double loc, double scale)
{
	const FitData *d = lk->data;
	double gain = 0;

	for (int run = run_of(cells->run_bin, cells->n_runs, first);
		 run < cells->n_runs && cells->run_bin[run] <= last; run++)
	{
		int bin = cells->run_bin[run], end = cells->run_bin[run + 1];
		int from = run_of(finer->run_bin, finer->n_runs, bin);
		int to = run_of(finer->run_bin, finer->n_runs, end - 1) + 1;

		if (cells->run_node[run] == cells->run_node[run + 1] || (bin <= done && done < end))
			continue;
		gain += sum_nodes(lk, finer, finer->run_node[from], finer->run_node[to], loc, scale) -
				sum_nodes(lk, cells, cells->run_node[run], cells->run_node[run + 1], loc, scale);
		if (finer->n_groups > cells->n_groups)
			gain +=
				sum_groups_between(lk, finer, d->bin_lower[bin], d->bin_upper[end - 1], loc,
								   scale) -
				sum_groups_between(lk, cells, d->bin_lower[bin], d->bin_upper[end - 1], loc, scale);
	}
	return gain;
}

/* Mean of the log density over [a, b] (z units): Gauss-Legendre, two points. */
static double
mean_logpdf(const Likelihood *lk, double a, double b, double loc, double scale)
{
	double middle = 0.5 * (a + b), half = 0.5 * (b - a) / sqrt(3);

	return 0.5 * (lk->family->logpdf(&lk->y.shape, (middle - half - loc) / scale) +
				  lk->family->logpdf(&lk->y.shape, (middle + half - loc) / scale));
}

/*
 * What a value on its own next to a cusp counts: its density, but at most POLE_EXCESS times the
 * mean over [a, b], the way to its neighbours.  A cusp that is high and narrow enough could else
 * sit on any row and win.
 */
static double
cusp_row(const Likelihood *lk, double z, double a, double b, double loc, double scale)
{
	return fmin(lk->family->logpdf(&lk->y.shape, (z - loc) / scale),
				log_cell_density(lk, a, b, loc, scale) + log(POLE_EXCESS));
}

/* What the extreme row loses if the cusp is on it, or next to it: as far out as it is to the next.
 */
static double
cusp_at_end(const Likelihood *lk, double kink, double loc, double scale)
{
	const FitData *d = lk->data;
	bool upper = kink > d->min;
	double z = upper ? d->max : d->min, half = 0.5 * (upper ? d->last_width : d->first_width);

	if (!(lk->family->flags & POLE_INSIDE) || d->tied || !(fabs(kink - z) < half))
		return 0;
	return (upper ? d->last_count : d->first_count) *
		   (cusp_row(lk, z, z - half, z + half, loc, scale) -
			lk->family->logpdf(&lk->y.shape, (z - loc) / scale));
}

int
bin_at(const FitData *d, double z)
{
	int low = 0, high = d->n_bins;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (d->bin_upper[middle] < z)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* What is gained if the cells of the bins from first to last give way to bins, by way of finer
 * cells. */
static double
cells_to_bins(const Likelihood *lk, const CellSet *cells, int first, int last, int done, double loc,
			  double scale)
{
	const FitData *d = lk->data;
	double gain = 0;

	if (cells == &d->coarse || cells == &d->points)
	{
		gain += finer_cells(lk, cells, &d->fine, first, last, done, loc, scale);
		cells = &d->fine;
	}
	for (int i = 0; cells != &d->full && i <= d->n_finer; i++)
	{
		const CellSet *finer = i < d->n_finer ? &d->finer[i] : &d->full;

		gain += finer_cells(lk, cells, finer, first, last, done, loc, scale);
		cells = finer;
	}
	return gain;
}

/* Mean of the log density over [a, b], part by part between the kinks. */
static double
mean_between_kinks(const Likelihood *lk, double a, double b, const double *kink, int n_kinks,
				   double loc, double scale)
{
	double total = 0, from = a;

	for (int i = 0; i <= n_kinks; i++)
	{
		double to = i < n_kinks ? fmin(kink[i], b) : b;

		if (to > from)
		{
			total += (to - from) / (b - a) * mean_logpdf(lk, from, to, loc, scale);
			from = to;
		}
	}
	return total;
}

/*
 * The first and the last bin; but if the rows were not rounded, so that an extreme one stands alone
 * or is an atom, the ones next to them: no pole on it.
 */
static void
bins_inside(const FitData *d, int *first, int *last)
{
	const CellSet *full = &d->full;
	int n = d->n_bins;

	*first = d->rounding > 0 && full->run_node[0] == full->run_node[1] ? 0 : 1;
	*last = d->rounding > 0 && full->run_node[n - 1] == full->run_node[n] ? n - 1 : n - 2;
}

/* The one of them that a kink is in or next to, so that there is something to refine; else -1. */
static int
bin_of_kink(const FitData *d, double kink)
{
	const CellSet *full = &d->full;
	int bin = bin_at(d, kink), first, last;

	bins_inside(d, &first, &last);
	/* values that were rounded reach beyond their bin */
	if (bin > last && last == d->n_bins - 1 && kink <= full->group_upper[full->n_groups - 1])
		bin = last;
	if (bin == 0 && first == 0 && kink < full->group_lower[0])
		return -1;
	return bin >= first && bin <= last ? bin : -1;
}

/* What the bins gain that the kinks, in ascending order, are in. */
static double
kinks_gain(const Likelihood *lk, const CellSet *cells, const double *kink, int n_kinks, double loc,
		   double scale)
{
	const FitData *d = lk->data;
	const CellSet *full = &d->full;
	double gain = 0;
	int done = -1;

	for (int i = 0; i < n_kinks; i++)
	{
		int bin = bin_of_kink(d, kink[i]);

		if (bin < 0 || bin == done)
			continue;
		gain += cells_to_bins(lk, cells, bin, bin, done, loc, scale);
		if (full->run_node[bin] < full->run_node[bin + 1] && d->bin_lower[bin] < kink[i] &&
			kink[i] < d->bin_upper[bin])
			gain += d->bin_count[bin] * mean_between_kinks(lk, d->bin_lower[bin], d->bin_upper[bin],
														   kink, n_kinks, loc, scale) -
					sum_nodes(lk, full, full->run_node[bin], full->run_node[bin + 1], loc, scale);
		done = bin;
	}
	return gain;
}

double
likelihood_kinked(Likelihood *lk, const CellSet *cells, const double *params)
{
	const FitData *d = lk->data;
	const Family *f = lk->family;
	const CellSet *full = &d->full;
	double loc = params[f->n_shapes], scale = params[f->n_shapes + 1];
	double total = likelihood_value(lk, cells, params);
	double kink[2];
	int bin, first, last;
	bool pole;

	if (!f->kink || !(total > -INFINITY))
		return total;
	kink[0] = loc + scale * f->kink(&lk->y.shape);
	kink[1] = f->second_kink ? loc + scale * f->second_kink(&lk->y.shape) : NAN;
	if (!(f->flags & POLE_INSIDE))
		return total + kinks_gain(lk, cells, kink, f->second_kink ? 2 : 1, loc, scale);

	bin = bin_of_kink(d, kink[0]);
	pole = f->logpdf(&lk->y.shape, f->kink(&lk->y.shape)) == INFINITY;
	/* at an end of the data: no pole at a row */
	if (bin < 0)
		return pole && kink[0] >= d->min && kink[0] <= d->max
				   ? -INFINITY
				   : total + cusp_at_end(lk, kink[0], loc, scale);
	bins_inside(d, &first, &last);
	first = bin - POLE_REACH > first ? bin - POLE_REACH : first;
	last = bin + POLE_REACH < last ? bin + POLE_REACH : last;
	total += cells_to_bins(lk, cells, first, last, -1, loc, scale);
	for (int k = first; k <= last; k++)
	{
		double a = d->bin_lower[k], b = d->bin_upper[k], log_density;
		int node = full->run_node[k], end = full->run_node[k + 1];

		if (node == end)
			continue;
		/* at a pole, a value on its own stands for the way to its neighbours */
		if (a == b)
		{
			double z = a;

			a = 0.5 * (a + d->bin_upper[k - 1]);
			b = 0.5 * (b + d->bin_lower[k + 1]);
			log_density =
				pole ? log_cell_density(lk, a, b, loc, scale) : cusp_row(lk, z, a, b, loc, scale);
		}
		else
			log_density = log_cell_density(lk, a, b, loc, scale);
		total += d->bin_count[k] * log_density - sum_nodes(lk, full, node, end, loc, scale);
	}
	return total;
}

/*
 * Expected log density, less the log of the mean density, of rows of the distribution in [a, b]
 * (y units): Gauss-Legendre, five points.
 */
static double
group_correction(const Likelihood *lk, double a, double b)
{
	double sum = 0, sum_log = 0, highest = -INFINITY, g[5];

	gauss_logpdf(lk->family, &lk->y.shape, a, b, g);
	for (int i = 0; i < 5; i++)
		highest = fmax(highest, g[i]);
	if (!isfinite(highest))
		return 0;
	for (int i = 0; i < 5; i++)
	{
		double f = gauss_weight[i] * exp(g[i] - highest);

		sum += f;
		sum_log += f > 0 ? f * (g[i] - highest) : 0;
	}
	return sum_log / sum - log(sum / 2);
}

double
likelihood_raw(Likelihood *lk, const double *params)
{
	const CellSet *full = &lk->data->full;
	double loc = params[lk->family->n_shapes], scale = params[lk->family->n_shapes + 1];
	double total;

	lk->raw = true;
	total = likelihood_kinked(lk, full, params);
	lk->raw = false;
	for (int i = 0; total > -INFINITY && i < full->n_groups; i++)
		if (full->group_is_bin[i])
			total += full->group_count[i] *
					 group_correction(lk, fmax((full->group_lower[i] - loc) / scale, lk->y.lower),
									  fmin((full->group_upper[i] - loc) / scale, lk->y.upper));
	return total;
}
