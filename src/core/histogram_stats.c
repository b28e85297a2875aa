/*
 * histogram_stats.c
 *		What a histogram says about its rows: moments, quantiles, the distribution function.
 */
#include <math.h>

#include "histogram.h"

/*
 * At shift 0 the value itself; else the real interval between the values that begin this bin and
 * the next one outwards from 0, so that neighbouring bins touch.  Beyond the outermost possible bin
 * that is infinity, which the extremes clip.
 */
HistogramBin
hist_bin(const Histogram *h, uint32_t i)
{
	uint64_t key = h->keys[i] << h->shift;
	uint64_t next = key + (UINT64_C(1) << h->shift);
	HistogramBin bin;

	bin.count = h->counts[i];
	if (h->shift == 0)
	{
		bin.lower = bin.upper = hist_value(key);
		return bin;
	}

	/* negative values end, not begin, at the one with zeros for the dropped bits; + 0.0: not -0 */
	bin.lower = hist_value(key >> 63 ? key : key - 1);
	bin.upper = hist_value(key >> 63 ? next : next - 1) + 0.0;
	if (bin.lower < h->min)
		bin.lower = h->min;
	if (bin.upper > h->max)
		bin.upper = h->max;
	return bin;
}

/* The exact sums of all finite rows: h's own, or those of its bins, put into *own. */
static ExactSums *
sums_of(Histogram *h, ExactSums *own)
{
	if (h->sums)
		return h->sums;
	exact_sums_clear(own);
	for (uint32_t i = 0; i < h->nbins; i++)
		exact_sums_add(own, hist_value(h->keys[i]), h->counts[i]);
	return own;
}

double
hist_mean(Histogram *h)
{
	ExactSums own;

	if (h->count == 0)
		return NAN;
	return exact_sums_mean(sums_of(h, &own), h->count);
}

double
hist_variance(Histogram *h)
{
	ExactSums own;

	if (h->count < 2)
		return NAN;
	return exact_sums_variance(sums_of(h, &own), h->count);
}

/* A sum of doubles with the rounding errors kept apart (Neumaier 1974). */
typedef struct Sum
{
	double value;
	double rest;
} Sum;

static void
add(Sum *s, double x)
{
	double sum = s->value + x;

	s->rest += fabs(s->value) >= fabs(x) ? (s->value - sum) + x : (x - sum) + s->value;
	s->value = sum;
}

/* Second to fourth central moment (divisor n), up to a common power of the unit. */
typedef struct Moments
{
	double m2;
	double m3;
	double m4;
} Moments;

/*
 * The values are scaled by a power of two into [-1, 1] first, so that no power of them overflows or
 * underflows, and the mean of their distances from the (rounded) mean is taken off these distances,
 * which matters when the mean is large against the spread.
 */
static Moments
central_moments(Histogram *h)
{
	Sum residue = {0, 0};
	Sum sum[3] = {{0, 0}, {0, 0}, {0, 0}};
	double n = (double) h->count;
	double center = hist_mean(h);
	double shift = 0;
	int exponent;

	frexp(fmax(fabs(h->min), fabs(h->max)), &exponent);
	center = ldexp(center, -exponent);
	hist_sort(h);
	for (int pass = 0; pass < 2; pass++)
	{
		for (uint32_t i = 0; i < h->nbins; i++)
		{
			HistogramBin bin = hist_bin(h, i);
			double middle = (ldexp(bin.lower, -exponent) + ldexp(bin.upper, -exponent)) / 2;
			double d = middle - center - shift;
			double weight = (double) bin.count;

			if (pass == 0)
				add(&residue, d * weight);
			else
			{
				add(&sum[0], d * d * weight);
				add(&sum[1], d * d * d * weight);
				add(&sum[2], d * d * d * d * weight);
			}
		}
		shift = (residue.value + residue.rest) / n;
	}
	return (Moments){(sum[0].value + sum[0].rest) / n, (sum[1].value + sum[1].rest) / n,
					 (sum[2].value + sum[2].rest) / n};
}

double
hist_skewness(Histogram *h)
{
	Moments m;

	if (h->nbins < 2)
		return NAN;
	m = central_moments(h);
	return m.m3 / (m.m2 * sqrt(m.m2));
}

double
hist_kurtosis(Histogram *h)
{
	Moments m;

	if (h->nbins < 2)
		return NAN;
	m = central_moments(h);
	return m.m4 / (m.m2 * m.m2) - 3;
}

/*
 * The rank p * n is rounded to double before it is rounded up, as in percentile_disc: the 0.1
 * quantile of ten rows is the first.
 */
double
hist_quantile(Histogram *h, double p)
{
	uint64_t before = 0;
	double rank;

	if (h->count == 0 || !(p >= 0 && p <= 1))
		return NAN;
	if (p == 0)
		return h->min;
	if (p == 1)
		return h->max;

	hist_sort(h);
	rank = p * (double) h->count;
	for (uint32_t i = 0; i < h->nbins; i++)
	{
		if ((double) (before + h->counts[i]) >= rank)
		{
			HistogramBin bin = hist_bin(h, i);
			double share = (rank - (double) before) / (double) bin.count;
			double x = bin.lower + (bin.upper - bin.lower) * share;

			/* rounding may not lead out of the bin */
			return fmin(fmax(x, bin.lower), bin.upper);
		}
		before += h->counts[i];
	}
	return h->max;
}

double
hist_cdf(Histogram *h, double x)
{
	uint64_t before = 0;
	uint32_t i;
	double rank;

	if (h->count == 0 || isnan(x))
		return NAN;
	if (x < h->min)
		return 0;
	if (x >= h->max)
		return 1;

	/* x < max: some bin is above x or around it */
	hist_sort(h);
	for (i = 0; hist_bin(h, i).upper <= x; i++)
		before += h->counts[i];
	rank = (double) before;
	if (hist_bin(h, i).lower < x)
	{
		HistogramBin bin = hist_bin(h, i);

		rank += (double) bin.count * ((x - bin.lower) / (bin.upper - bin.lower));
	}
	return rank / (double) h->count;
}
