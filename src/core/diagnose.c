/*
 * diagnose.c
 *		What stands out in the rows before any family is fitted.
 *
 * Each check gives a finding or none.  Thresholds are set so that a check finds nothing in at least
 * 95 of 100 samples of 200 rows or more of a smooth distribution with one mode and tails that are
 * not heavy, by simulation (test/reference/diagnose.c, docs/intervals.md).
 */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "diagnose.h"

/* Fewer rows than this decide little. */
#define FEW_ROWS 30

/* A value that this share of the rows has is an atom, if they are not all on a coarse grid. */
#define ATOM_SHARE 0.01

/* Hill's index of a tail is taken from the square root of n rows, at least so many. */
#define LEAST_TAIL 10
#define LEAST_TAIL_BINS 8
/* A tail is heavy if the index, and 1.64 of its standard errors more, are below this (of k rows).
 */
#define HEAVY_INDEX(k) (3 - 10 / (k))
#define HEAVY_ERRORS 1.64

/* Outliers are this share of the rows at most, twice as far from the median as all others. */
#define OUTLIER_SHARE 0.001
#define OUTLIER_RATIO 2.0

/* Windows in which modes are looked for, at most, and how deep a valley has to be. */
#define MAX_WINDOWS 400
#define VALLEY_DEPTH 3.5

/* The rows, and what was found so far. */
typedef struct Diagnosis
{
	Histogram *h;
	const FitData *d;
	double n;
	double median;
	Finding *findings;
	int count;
} Diagnosis;

static void add_finding(Diagnosis *g, const char *name, double value, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static void
add_finding(Diagnosis *g, const char *name, double value, const char *format, ...)
{
	Finding *f = &g->findings[g->count++];
	va_list args;

	f->name = name;
	f->value = value;
	va_start(args, format);
	vsnprintf(f->detail, sizeof(f->detail), format, args);
	va_end(args);
}

static double
to_user(const FitData *d, double z)
{
	return d->center + d->unit * z;
}

static void
missing_rows(Diagnosis *g)
{
	double infinite = (double) g->h->negative_infs + (double) g->h->positive_infs;
	double all = g->n + (double) g->h->nulls + (double) g->h->nans + infinite;

	if (g->h->nulls > 0)
		add_finding(g, "null rows", (double) g->h->nulls, "%.3g %% of the rows are NULL",
					100 * (double) g->h->nulls / all);
	if (g->h->nans > 0)
		add_finding(g, "NaN rows", (double) g->h->nans, "%.3g %% of the rows are NaN",
					100 * (double) g->h->nans / all);
	if (infinite > 0)
		add_finding(g, "infinite rows", infinite, "%.3g %% of the rows are infinite",
					100 * infinite / all);
}

static void
support(Diagnosis *g)
{
	if (g->h->min > 0)
		add_finding(g, "positive", g->h->min, "the smallest value is %.6g", g->h->min);
	else if (g->h->min == 0)
		add_finding(g, "nonnegative", 0, "the smallest value is 0");
	else if (g->h->max < 0)
		add_finding(g, "negative", g->h->max, "the largest value is %.6g", g->h->max);
	if (g->h->min >= 0 && g->h->max <= 1)
		add_finding(g, "unit interval", g->h->max, "all values are between 0 and 1");
}

/* Integers, a rounding grid, atoms, zeros. */
static void
ties(Diagnosis *g)
{
	const FitData *d = g->d;
	int largest = 0, zero = -1;

	if (d->integers)
		add_finding(g, "integers", d->n_bins, "%d different integers: kind => 'discrete' may suit",
					d->n_bins);
	if (d->rounding > 0)
		add_finding(g, "rounding", d->rounding * d->unit, "values are a multiple of %.6g apart",
					d->rounding * d->unit);
	for (int i = 0; i < d->n_bins; i++)
	{
		if (d->bin_lower[i] != d->bin_upper[i])
			continue;
		if (d->bin_lower[largest] != d->bin_upper[largest] ||
			d->bin_count[i] > d->bin_count[largest])
			largest = i;
		if (to_user(d, d->bin_lower[i]) == 0)
			zero = i;
	}
	if (d->bin_lower[largest] == d->bin_upper[largest] && !(d->rounding > 0) &&
		d->bin_count[largest] > 2 && d->bin_count[largest] > ATOM_SHARE * g->n)
		add_finding(g, "atom", d->bin_count[largest] / g->n, "%.3g %% of the rows are %.6g",
					100 * d->bin_count[largest] / g->n, to_user(d, d->bin_lower[largest]));
	if (zero >= 0 && g->h->min >= 0 && d->bin_count[zero] > ATOM_SHARE * g->n &&
		(d->integers ? d->bin_count[zero] / g->n > 2 * exp(-hist_mean(g->h)) : true))
		add_finding(g, "zeros", d->bin_count[zero] / g->n,
					d->integers ? "%.3g %% are zeros, twice what a Poisson distribution has"
								: "%.3g %% are zeros: no continuous distribution has them",
					100 * d->bin_count[zero] / g->n);
}

/*
 * Hill's index (1975, Ann. Statist. 3, 1163-1174) of the tail above the median (sign 1) or below
 * it (-1), of about the square root of n rows: the power by which it falls off.  NaN if there is no
 * tail to speak of.
 */
static double
hill_index(const Diagnosis *g, int sign, double *rows)
{
	const FitData *d = g->d;
	double wanted = fmax(sqrt(g->n), LEAST_TAIL), sum = 0, threshold = NAN;
	double median = (g->median - d->center) / d->unit;
	int i = sign > 0 ? d->n_bins - 1 : 0, bins = 0;

	*rows = 0;
	/* the bins of the tail, then the one below as threshold */
	for (; i >= 0 && i < d->n_bins && *rows < wanted; i -= sign)
	{
		double z = 0.5 * (d->bin_lower[i] + d->bin_upper[i]);

		if (!(sign * (z - median) > 0))
			return NAN;
		bins++;
		*rows += d->bin_count[i];
		sum += d->bin_count[i] * log(sign * (z - median));
	}
	if (i >= 0 && i < d->n_bins)
		threshold = sign * (0.5 * (d->bin_lower[i] + d->bin_upper[i]) - median);
	/* ties, and tails that reach into the middle, say nothing of a power */
	if (!(threshold > 0) || *rows > 0.25 * g->n || bins < LEAST_TAIL_BINS)
		return NAN;
	return *rows / (sum - *rows * log(threshold));
}

static void
tail(Diagnosis *g, int sign)
{
	const FitData *d = g->d;
	double rows, index = hill_index(g, sign, &rows), far = 0;
	double median = (g->median - d->center) / d->unit;

	if (index * (1 + HEAVY_ERRORS / sqrt(rows)) < HEAVY_INDEX(rows))
	{
		add_finding(g, sign > 0 ? "heavy upper tail" : "heavy lower tail", index,
					"Hill index of the %s %.0f rows: moments of that order and above are infinite",
					sign > 0 ? "largest" : "smallest", rows);
		return;
	}
	/* a light tail may still have rows far away */
	for (int k = 0; k + 1 < d->n_bins; k++)
	{
		int i = sign > 0 ? d->n_bins - 1 - k : k;
		double z = sign > 0 ? d->bin_lower[i] : d->bin_upper[i];
		double next = sign > 0 ? d->bin_upper[i - 1] : d->bin_lower[i + 1];

		far += d->bin_count[i];
		if (far > fmax(OUTLIER_SHARE * g->n, 1))
			return;
		if (sign * (next - median) > 0 &&
			sign * (z - median) > OUTLIER_RATIO * sign * (next - median) + 1e-9)
		{
			add_finding(g, sign > 0 ? "upper outliers" : "lower outliers", far,
						sign > 0 ? "%.0f of the rows from %.6g on, all others up to %.6g"
								 : "%.0f of the rows up to %.6g, all others from %.6g on",
						far, to_user(d, z), to_user(d, next));
			return;
		}
	}
}

/* A top and the valley on its right, in rows per window. */
typedef struct Peak
{
	double height;
	double valley;
	int window;
} Peak;

/* How much deeper the valley between two tops is than chance makes it, in standard errors. */
static double
valley_depth(const Peak *left, const Peak *right)
{
	double lower = fmin(left->height, right->height);

	return (lower - left->valley) / sqrt(lower + left->valley + 1);
}

/*
 * Modes, by rows in windows as wide as Silverman's bandwidth, from the 0.5 % to the 99.5 %
 * quantile: neighbouring tops are merged, the shallowest valley first, until all valleys are deep.
 */
static void
modes(Diagnosis *g)
{
	Histogram *h = g->h;
	const FitData *d = g->d;
	double iqr = hist_quantile(h, 0.75) - hist_quantile(h, 0.25);
	double low = hist_quantile(h, 0.005), high = hist_quantile(h, 0.995);
	double spread = fmin(sqrt(hist_variance(h)), iqr > 0 ? iqr / 1.34 : INFINITY);
	double width = fmax(0.9 * spread * pow(g->n, -0.2), (high - low) / MAX_WINDOWS);
	double grid = d->grid * d->unit, before, height[MAX_WINDOWS + 1];
	Peak peak[MAX_WINDOWS + 1];
	int n_windows, n = 0;
	char places[120] = "";

	if (!(high > low) || !(width > 0) || !isfinite(width))
		return;
	if (grid > 0)
	{
		/* as many values in every window */
		width = grid * ceil(width / grid);
		low -= grid / 2;
	}
	n_windows = (int) fmin(ceil((high - low) / width), MAX_WINDOWS);
	before = hist_cdf(h, low);
	for (int i = 0; i < n_windows; i++)
	{
		double below = hist_cdf(h, low + (i + 1) * width);

		height[i] = g->n * (below - before);
		before = below;
	}
	for (int i = 0; i < n_windows; i++)
	{
		bool top = (i == 0 || height[i] > height[i - 1]) &&
				   (i == n_windows - 1 || height[i] >= height[i + 1]);

		if (n > 0)
			peak[n - 1].valley = fmin(peak[n - 1].valley, height[i]);
		if (top)
			peak[n++] = (Peak){height[i], height[i], i};
	}
	while (n > 1)
	{
		int shallowest = 0;

		for (int i = 1; i + 1 < n; i++)
			if (valley_depth(&peak[i], &peak[i + 1]) <
				valley_depth(&peak[shallowest], &peak[shallowest + 1]))
				shallowest = i;
		if (valley_depth(&peak[shallowest], &peak[shallowest + 1]) >= VALLEY_DEPTH)
			break;
		/* the lower of the two goes; the valley on the right stays */
		if (peak[shallowest].height > peak[shallowest + 1].height)
		{
			peak[shallowest].valley = fmin(peak[shallowest].valley, peak[shallowest + 1].valley);
			memmove(&peak[shallowest + 1], &peak[shallowest + 2],
					sizeof(Peak) * (size_t) (n - shallowest - 2));
		}
		else
		{
			if (shallowest > 0)
				peak[shallowest - 1].valley =
					fmin(peak[shallowest - 1].valley, peak[shallowest].valley);
			memmove(&peak[shallowest], &peak[shallowest + 1],
					sizeof(Peak) * (size_t) (n - shallowest - 1));
		}
		n--;
	}
	if (n < 2)
		return;
	for (int i = 0; i < n && i < 5; i++)
	{
		size_t length = strlen(places);

		snprintf(places + length, sizeof(places) - length, "%s%.4g", i > 0 ? ", " : "",
				 low + (peak[i].window + 0.5) * width);
	}
	add_finding(g, "several modes", n, "about %s%s: a single family cannot have them", places,
				n > 5 ? ", ..." : "");
}

int
diagnose(const CoreContext *cx, Histogram *h, Finding *findings)
{
	FitOptions options = {.cells = CELLS_AUTO};
	Diagnosis g = {.h = h, .n = (double) h->count, .findings = findings};

	missing_rows(&g);
	if (h->count == 0)
		return g.count;
	hist_sort(h);
	if (h->count < FEW_ROWS)
		add_finding(&g, "few rows", g.n, g.n == 1 ? "%.0f row decides little" : "%.0f rows decide little",
					g.n);
	if (h->min == h->max)
	{
		add_finding(&g, "constant", h->min, "all rows are %.6g", h->min);
		return g.count;
	}
	g.d = fit_data_create(cx, h, &options);
	g.median = hist_quantile(h, 0.5);
	support(&g);
	ties(&g);
	tail(&g, -1);
	tail(&g, 1);
	modes(&g);
	return g.count;
}
