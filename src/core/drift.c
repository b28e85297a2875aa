/*
 * drift.c
 *		How far the rows of two histograms are from each other.
 *
 * Keys of histograms are prefixes of the same order, so that those of the finer histogram, cut to
 * the length of the coarser one's, say exactly how many rows of either lie below every bin border
 * of the coarser one.  All measures but the area are taken at these borders.
 */
#include <math.h>

#include "drift.h"
#include "pvalue.h"
#include "special/special.h"

/* So many pairs of rows at most for the exact law of the two-sample statistic. */
#define EXACT_PAIRS 2e6
/* Two differences of shares closer than this are equal. */
#define EQUAL_DIFFERENCES 1e-12

/* Both histograms bin by bin, in the bins of the coarser one. */
typedef struct Pair
{
	Histogram *h[2];
	uint32_t next[2]; /* bins that have not been gone through */
	double rows[2];   /* in those that have */
	double here[2];   /* in the present bin */
	int shift;        /* of the coarser one */
	uint64_t key;     /* of the present bin */
} Pair;

static void
pair_begin(Pair *pair, Histogram *base, Histogram *current)
{
	hist_sort(base);
	hist_sort(current);
	*pair = (Pair){.h = {base, current}};
	pair->shift = base->shift > current->shift ? base->shift : current->shift;
}

/* The next bin with rows of either; false if there is none. */
static bool
pair_next(Pair *pair)
{
	bool any = false;

	for (int i = 0; i < 2; i++)
	{
		const Histogram *h = pair->h[i];
		uint64_t key;

		if (pair->next[i] >= h->nbins)
			continue;
		key = h->keys[pair->next[i]] >> (pair->shift - h->shift);
		if (!any || key < pair->key)
			pair->key = key;
		any = true;
	}
	for (int i = 0; i < 2 && any; i++)
	{
		const Histogram *h = pair->h[i];

		pair->here[i] = 0;
		while (pair->next[i] < h->nbins &&
			   h->keys[pair->next[i]] >> (pair->shift - h->shift) == pair->key)
			pair->here[i] += (double) h->counts[pair->next[i]++];
		pair->rows[i] += pair->here[i];
	}
	return any;
}

/*
 * The value up to which rows have keys below this one: the last one, while values are exact; else
 * the end of the bin, which for negative values belongs to it.
 */
static double
border(const Pair *pair, uint64_t key)
{
	double end = hist_value(key << pair->shift);

	return (pair->shift == 0 || end < 0 ? hist_value((key << pair->shift) - 1) : end) + 0.0;
}

/* A bin is complete: from lower to upper, with those rows of the base and the current histogram. */
static DriftBin
make_bin(const Pair *pair, double lower, double upper, double base, double current)
{
	double n[2] = {(double) pair->h[0]->count, (double) pair->h[1]->count};
	DriftBin bin = {lower, upper, base / n[0], current / n[1], 0};

	if (base > 0 || current > 0)
	{
		double a = fmax(base, 0.5) / n[0], b = fmax(current, 0.5) / n[1];

		bin.psi = (b - a) * log(b / a);
	}
	return bin;
}

int
drift_bins(Histogram *base, Histogram *current, int n, DriftBin *bins)
{
	double total = (double) base->count, lower = -INFINITY, done[2] = {0, 0};
	int made = 0, quantile = 1; /* the next quantile for an edge */
	Pair pair;

	pair_begin(&pair, base, current);
	while (pair_next(&pair))
	{
		double before[2] = {pair.rows[0] - pair.here[0], pair.rows[1] - pair.here[1]};
		bool alone = n > 1 && pair.here[0] * n >= total;
		bool edge = false;

		if (alone && (before[0] > done[0] || before[1] > done[1]))
		{
			double upper = border(&pair, pair.key);

			bins[made++] = make_bin(&pair, lower, upper, before[0] - done[0], before[1] - done[1]);
			lower = upper;
			done[0] = before[0];
			done[1] = before[1];
		}
		for (; quantile < n && pair.rows[0] * n >= quantile * total; quantile++)
			edge = true;
		if ((edge || alone) && (pair.next[0] < base->nbins || pair.next[1] < current->nbins))
		{
			double upper = border(&pair, pair.key + 1);

			bins[made++] =
				make_bin(&pair, lower, upper, pair.rows[0] - done[0], pair.rows[1] - done[1]);
			lower = upper;
			done[0] = pair.rows[0];
			done[1] = pair.rows[1];
		}
	}
	bins[made++] = make_bin(&pair, lower, INFINITY, pair.rows[0] - done[0], pair.rows[1] - done[1]);
	return made;
}

/*
 * P(D >= d) if all orders of the rows of both together are alike (Schroer & Trenkler 1995, Comput.
 * Stat. Data Anal. 20, 185): u[j] is the probability that a path to i rows of the first and j of
 * the second met such a difference at the end of a tie.  ends[k] says whether k rows together end
 * one.
 */
static double
exact_two_sample_sf(const CoreContext *cx, int m, int n, double d, const bool *ends)
{
	double *u = core_alloc(cx, sizeof(double) * (size_t) (n + 1)), p;

	d -= EQUAL_DIFFERENCES;
	for (int i = 0; i <= m; i++)
	{
		if (i % 64 == 0 && core_stop(cx))
		{
			core_release(cx, u);
			return NAN;
		}
		for (int j = 0; j <= n; j++)
			if (ends[i + j] && fabs((double) i / m - (double) j / n) >= d)
				u[j] = 1;
			else if (i + j == 0)
				u[j] = 0;
			else
				u[j] = ((i > 0 ? i * u[j] : 0) + (j > 0 ? j * u[j - 1] : 0)) / (i + j);
	}
	p = u[n];
	core_release(cx, u);
	return p;
}

/*
 * The same in the limit: sqrt(m n / (m + n)) times the difference of the distribution functions is
 * a Brownian bridge along the distribution function of both, seen at the borders of cells.
 */
static bool
pooled_probabilities(void *arg, const double *u, double *p)
{
	const double *pooled = arg;

	(void) u;
	for (int k = 0; k < (int) pooled[TEST_CELLS]; k++)
		p[k] = pooled[k];
	return true;
}

static double
limit_two_sample_sf(const CoreContext *cx, Histogram *base, Histogram *current)
{
	double n[2] = {(double) base->count, (double) current->count}, total = n[0] + n[1];
	double edge[TEST_CELLS + 1], count[TEST_CELLS + 1], p[TEST_CELLS + 1];
	TestCells cells = {.n = 0, .rows = n[0] / total * n[1], .edge = edge, .count = count};
	CellModel model = {.probabilities = pooled_probabilities, .arg = p};
	int cell = -1;
	Pair pair;

	pair_begin(&pair, base, current);
	while (pair_next(&pair))
	{
		double share = (pair.rows[0] + pair.rows[1] - 0.5 * (pair.here[0] + pair.here[1])) / total;
		int own = (int) (TEST_CELLS * (0.5 + asin(2 * share - 1) / PI));

		if (own != cell)
		{
			p[cells.n] = count[cells.n] = 0;
			cells.n++;
			cell = own;
		}
		p[cells.n - 1] += (pair.here[0] + pair.here[1]) / total;
		count[cells.n - 1] += pair.here[0] / n[0] - pair.here[1] / n[1];
		edge[cells.n - 1] = cells.n;
	}
	for (int k = 0; k < cells.n; k++)
		count[k] = cells.rows * (p[k] + count[k]);
	p[TEST_CELLS] = cells.n;
	return p_values(cx, &cells, &model, null_draws_create(cx, &cells)).p.ks;
}

/* D and its p-value, exact for few rows. */
static void
two_sample_ks(const CoreContext *cx, Histogram *base, Histogram *current, Drift *drift)
{
	double n[2] = {(double) base->count, (double) current->count};
	bool exact = n[0] * n[1] <= EXACT_PAIRS && hist_is_exact(base) && hist_is_exact(current);
	bool *ends = NULL;
	Pair pair;
	int bins = 0;

	if (exact)
	{
		ends = core_alloc(cx, sizeof(bool) * (size_t) (n[0] + n[1] + 1));
		for (int k = 0; k <= (int) (n[0] + n[1]); k++)
			ends[k] = false;
	}
	drift->ks = 0;
	pair_begin(&pair, base, current);
	for (; pair_next(&pair); bins++)
	{
		drift->ks = fmax(drift->ks, fabs(pair.rows[0] / n[0] - pair.rows[1] / n[1]));
		if (exact)
			ends[(int) (pair.rows[0] + pair.rows[1])] = true;
	}
	if (bins < 2)
		drift->ks_pvalue = 1;
	else if (exact)
		drift->ks_pvalue = exact_two_sample_sf(cx, (int) n[0], (int) n[1], drift->ks, ends);
	else
		drift->ks_pvalue = limit_two_sample_sf(cx, base, current);
	if (ends)
		core_release(cx, ends);
}

/* A distribution function walked along: rows of a bin count as evenly spread over it. */
typedef struct Walker
{
	const Histogram *h;
	uint32_t bin; /* the first whose upper edge has not been passed */
	double rows;  /* in those before it */
} Walker;

/* The next place, from x on, at which the function bends or jumps. */
static double
next_place(const Walker *w, double x)
{
	HistogramBin b;

	if (w->bin >= w->h->nbins)
		return INFINITY;
	b = hist_bin(w->h, w->bin);
	return b.lower > x ? b.lower : b.upper;
}

/* The share below x, or just above it, of a walker that stands there. */
static double
share_at(const Walker *w, double x)
{
	double rows = w->rows;

	if (w->bin < w->h->nbins)
	{
		HistogramBin b = hist_bin(w->h, w->bin);

		if (x > b.lower && b.upper > b.lower)
			rows += (double) b.count * ((x - b.lower) / (b.upper - b.lower));
	}
	return rows / (double) w->h->count;
}

static void
pass(Walker *w, double x)
{
	while (w->bin < w->h->nbins && hist_bin(w->h, w->bin).upper <= x)
		w->rows += (double) w->h->counts[w->bin++];
}

/* The area between the two distribution functions, over `unit`. */
static double
area_between(Histogram *base, Histogram *current, double unit)
{
	Walker a = {base, 0, 0}, b = {current, 0, 0};
	double x = fmin(base->min, current->min), area = 0;

	pass(&a, x);
	pass(&b, x);
	while (a.bin < base->nbins || b.bin < current->nbins)
	{
		double next = fmin(next_place(&a, x), next_place(&b, x));
		double d1 = share_at(&a, x) - share_at(&b, x);
		double d2 = share_at(&a, next) - share_at(&b, next);
		double mean = 0.5 * (fabs(d1) + fabs(d2));

		/* two triangles where the functions cross */
		if (d1 * d2 < 0)
			mean = 0.5 * (d1 * d1 + d2 * d2) / (fabs(d1) + fabs(d2));
		area += mean * (next / unit - x / unit);
		x = next;
		pass(&a, x);
		pass(&b, x);
	}
	return area;
}

/* a log2(a / m), 0 for none. */
static double
divergence_part(double a, double m)
{
	return a > 0 ? a * log2(a / m) : 0;
}

Drift
drift_measure(const CoreContext *cx, Histogram *base, Histogram *current)
{
	DriftBin bins[2 * DRIFT_BINS];
	double n[2] = {(double) base->count, (double) current->count}, sd = 0, affinity = 0;
	int n_bins = drift_bins(base, current, DRIFT_BINS, bins), filled = 0;
	Drift drift = {.psi_pvalue = NAN, .wasserstein_scaled = NAN};

	two_sample_ks(cx, base, current, &drift);
	for (int i = 0; i < n_bins; i++)
	{
		double a = bins[i].share_base, b = bins[i].share_current, m = 0.5 * (a + b);

		filled += m > 0;
		drift.psi += bins[i].psi;
		drift.jensen_shannon += 0.5 * (divergence_part(a, m) + divergence_part(b, m));
		affinity += sqrt(a * b);
	}
	drift.hellinger = sqrt(fmax(1 - affinity, 0));
	/* (1 / m + 1 / n) times chi-square (Yurdakul & Naranjo 2020, J. Risk Model Validation 14(4)) */
	drift.psi_pvalue =
		filled > 1 ? bf_gamma_q(0.5 * (filled - 1), 0.5 * drift.psi / (1 / n[0] + 1 / n[1])) : 1;
	drift.wasserstein = area_between(base, current, 1);
	if (base->count > 1)
		sd = sqrt(hist_variance(base));
	if (sd > 0 && isfinite(sd))
		drift.wasserstein_scaled = area_between(base, current, sd);
	return drift;
}
