/*
 * histogram_rebin.c
 *		A histogram in few bins, to look at or to compare densities with.
 *
 * Edges are laid between the minimum and the maximum; the number of rows up to each edge is exact
 * unless the edge cuts a wide bin of a summary that is no longer lossless, where it is interpolated
 * and rounded.  Counts are differences of these, so that they always add up to all rows.
 *
 * Bins hold their upper edge but not their lower, except that the first holds both: the cumulative
 * share of a bin is the empirical distribution function at its upper edge.  Edges that coincide
 * (ties under REBIN_QUANTILE, a range of few representable numbers) make one bin.  Under
 * REBIN_QUANTILE a minimum that has the mass of a bin or more, as zero often does, is a bin by
 * itself.
 */
#include <math.h>

#include "histogram_rebin.h"

/* What tells the scales apart. */
typedef struct ScaleMethods
{
	int (*default_bins)(Histogram *h);
	double (*edge)(Histogram *h, int i, int n); /* edge i of 0 .. n, 0 < i < n */
	bool atom;                                  /* whether the minimum may be a bin */
} ScaleMethods;

/* Sturges' number, which suits few rows. */
static int
sturges_bins(Histogram *h)
{
	return (int) ceil(log2((double) h->count)) + 1;
}

/*
 * Freedman and Diaconis' number of bins (Z. Wahrscheinlichkeitstheorie verw. Gebiete 57, 1981), for
 * a range and an interquartile range; at least Sturges' one.
 */
static int
freedman_diaconis_bins(Histogram *h, double range, double iqr)
{
	double n = range / iqr * cbrt((double) h->count) / 2;
	int least = sturges_bins(h);

	/* also false if iqr is 0 */
	if (n >= least && n <= REBIN_DEFAULT_MAX)
		return (int) ceil(n);
	return n > REBIN_DEFAULT_MAX && isfinite(n) ? REBIN_DEFAULT_MAX : least;
}

/* Halved, because the range of finite numbers may not be finite. */
static int
linear_default_bins(Histogram *h)
{
	return freedman_diaconis_bins(h, h->max / 2 - h->min / 2,
								  hist_quantile(h, 0.75) / 2 - hist_quantile(h, 0.25) / 2);
}

static int
log_default_bins(Histogram *h)
{
	return freedman_diaconis_bins(h, log(h->max) - log(h->min),
								  log(hist_quantile(h, 0.75)) - log(hist_quantile(h, 0.25)));
}

/* Mann and Wald's number for bins of equal count, as Moore simplified it. */
static int
quantile_default_bins(Histogram *h)
{
	return (int) fmin(ceil(2 * pow((double) h->count, 0.4)), REBIN_DEFAULT_MAX);
}

/* Multiplies first, so that edges which are integers come out as such. */
static double
linear_edge(Histogram *h, int i, int n)
{
	double edge = h->min + (h->max - h->min) * i / n;

	if (isfinite(edge))
		return edge;
	return h->min * (1 - (double) i / n) + h->max * ((double) i / n);
}

static double
log_edge(Histogram *h, int i, int n)
{
	return exp(log(h->min) + (log(h->max) - log(h->min)) * i / n);
}

static double
quantile_edge(Histogram *h, int i, int n)
{
	return hist_quantile(h, (double) i / n);
}

static const ScaleMethods methods[] = {
	[REBIN_LINEAR] = {linear_default_bins, linear_edge, false},
	[REBIN_LOG] = {log_default_bins, log_edge, false},
	[REBIN_QUANTILE] = {quantile_default_bins, quantile_edge, true},
};

int
rebin_default_bins(Histogram *h, RebinScale scale)
{
	return methods[scale].default_bins(h);
}

void
rebin_begin(Rebin *walk, Histogram *h, RebinScale scale, int n)
{
	hist_sort(h);
	*walk = (Rebin){.h = h, .scale = scale, .n = n, .lower = h->min};
}

/* Rows up to x, which must not be less than in the call before. */
static uint64_t
rows_up_to(Rebin *walk, double x)
{
	const Histogram *h = walk->h;

	for (; walk->source < h->nbins; walk->source++)
	{
		HistogramBin bin = hist_bin(h, walk->source);
		double share;
		uint64_t rows;

		if (bin.upper <= x)
		{
			walk->below += bin.count;
			continue;
		}
		if (bin.lower >= x)
			break;
		share = (x / 2 - bin.lower / 2) / (bin.upper / 2 - bin.lower / 2);
		rows = (uint64_t) rint((double) bin.count * share);
		return walk->below + (rows < bin.count ? rows : bin.count);
	}
	return walk->below;
}

bool
rebin_next(Rebin *walk, RebinnedBin *bin)
{
	const ScaleMethods *scale = &methods[walk->scale];
	Histogram *h = walk->h;

	while (walk->i < walk->n)
	{
		bool last = ++walk->i == walk->n;
		double upper = last ? h->max : fmin(scale->edge(h, walk->i, walk->n), h->max);

		/* constant data have but the one edge, which is where the last bin ends */
		if (!(upper > walk->lower) && (walk->made > 0 || !(scale->atom || last)))
			continue;
		bin->lower = walk->lower;
		bin->upper = upper;
		bin->up_to = rows_up_to(walk, upper);
		bin->count = bin->up_to - walk->before;
		walk->made++;
		walk->lower = upper;
		walk->before = bin->up_to;
		return true;
	}
	return false;
}
