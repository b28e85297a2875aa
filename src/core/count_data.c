/*
 * count_data.c
 *		Rows that are counts, as estimation sees them.
 */
#include <float.h>
#include <math.h>
#include <string.h>

#include "count_data.h"
#include "special/special.h"

/*
 * Up to so many cells every one of them is a node of the likelihood.  More are merged on the k1
 * scale of the t-digest (see fit_data.c) into about half as many.
 */
#define FINE_CELLS 240
#define COARSE_CELLS 60
/* Merged cells span at most this share of the way from the least row; coarse ones more. */
#define MERGED_SHARE 0.1
#define COARSE_SHARE 0.25

/*
 * The integers that the rows of bin i can be.  The end of a bin that is further from 0 belongs to
 * its neighbour, unless it is the extreme row.
 */
static void
integers_of_bin(const Histogram *h, uint32_t i, double *lower, double *upper)
{
	HistogramBin bin = hist_bin(h, i);

	*lower = ceil(bin.lower);
	*upper = floor(bin.upper);
	if (h->shift == 0)
		return;
	if (*upper == bin.upper && bin.upper > 0 && bin.upper < h->max)
		*upper -= 1;
	if (*lower == bin.lower && bin.lower < 0 && bin.lower > h->min)
		*lower += 1;
}

bool
count_data_check(const Histogram *h, double *row)
{
	for (uint32_t i = 0; i < h->nbins; i++)
	{
		HistogramBin bin = hist_bin(h, i);
		double lower, upper;

		integers_of_bin(h, i, &lower, &upper);
		*row = bin.lower / 2 + bin.upper / 2;
		if (!(lower <= upper))
			return false;
		if (!(fmax(fabs(bin.lower), fabs(bin.upper)) <= LARGEST_COUNT))
			return false;
	}
	/* the extremes are known exactly whatever the bins are */
	*row = h->min == floor(h->min) ? h->max : h->min;
	return h->count == 0 || *row == floor(*row);
}

bool
count_data_likely(const Histogram *h)
{
	uint64_t divisor = 0;
	double row;

	if (!hist_is_exact(h) || !(h->min >= 0) || h->count < 2 * (uint64_t) h->nbins ||
		!count_data_check(h, &row))
		return false;
	for (uint32_t i = 0; i < h->nbins; i++)
	{
		uint64_t a = (uint64_t) (hist_bin(h, i).lower - h->min), b = divisor;

		while (b != 0)
		{
			uint64_t rest = a % b;

			a = b;
			b = rest;
		}
		divisor = a;
	}
	return divisor == 1;
}

/* Cells that are not yet a pair of nodes. */
typedef struct Run
{
	double first;
	double count;
	double mean;
	double m2;
} Run;

static void
add_node(CountNodes *nodes, double node, double weight)
{
	nodes->node[nodes->n] = node;
	nodes->weight[nodes->n++] = weight;
}

static void
flush_run(const CountData *d, CountNodes *nodes, Run *run)
{
	double sd = run->count > 0 ? sqrt(run->m2 / run->count) : 0;

	if (run->count > 0 && sd > 0)
	{
		add_node(nodes, fmax(run->mean - sd, d->min), run->count / 2);
		add_node(nodes, fmin(run->mean + sd, d->max), run->count / 2);
	}
	else if (run->count > 0)
		add_node(nodes, run->mean, run->count);
	run->count = 0;
}

static void
make_nodes(const CoreContext *cx, const CountData *d, int most, double merged_share,
		   CountNodes *nodes)
{
	double before = 0;
	Run run = {0};
	int cell = -1;

	nodes->n = 0;
	nodes->node = core_alloc(cx, sizeof(double) * 2 * (size_t) d->n_cells);
	nodes->weight = core_alloc(cx, sizeof(double) * 2 * (size_t) d->n_cells);
	for (int i = 0; i < d->n_cells; i++)
	{
		double width = d->upper[i] - d->lower[i] + 1, count = d->count[i];
		double mean = 0.5 * (d->lower[i] + d->upper[i]), delta;
		double share = (before + count / 2) / d->n;
		int own = d->n_cells > most ? (int) (most / 2 * (0.5 + asin(2 * share - 1) / PI)) : i;

		before += count;
		if (own != cell || i == d->n_cells - 1 ||
			d->upper[i] - run.first > merged_share * (run.first - d->min))
		{
			flush_run(d, nodes, &run);
			run = (Run){.first = d->lower[i]};
			cell = own;
		}
		delta = mean - run.mean;
		run.count += count;
		run.m2 += count * (width * width - 1) / 12 +
				  delta * delta * count * (run.count - count) / run.count;
		run.mean += delta * count / run.count;
	}
	flush_run(d, nodes, &run);
}

CountData *
count_data_create(const CoreContext *cx, Histogram *h)
{
	CountData *d = core_alloc(cx, sizeof(CountData));
	size_t n = h->nbins;
	double *block = core_alloc(cx, sizeof(double) * 3 * (n > 0 ? n : 1));

	memset(d, 0, sizeof(*d));
	hist_sort(h);
	d->n = (double) h->count;
	d->min = h->min;
	d->max = h->max;
	d->mean = hist_mean(h);
	d->variance = h->count > 1 ? hist_variance(h) * ((d->n - 1) / d->n) : 0;
	d->n_cells = (int) n;
	d->lower = block;
	d->upper = block + n;
	d->count = block + 2 * n;
	for (uint32_t i = 0; i < n; i++)
	{
		integers_of_bin(h, i, &d->lower[i], &d->upper[i]);
		d->count[i] = (double) h->counts[i];
	}
	make_nodes(cx, d, FINE_CELLS, MERGED_SHARE, &d->fine);
	make_nodes(cx, d, COARSE_CELLS, COARSE_SHARE, &d->coarse);
	return d;
}

CountSample
count_sample(const CountData *data, double loc)
{
	return (CountSample){.data = data,
						 .loc = loc,
						 .n = data->n,
						 .min = data->min - loc,
						 .max = data->max - loc,
						 .mean = data->mean - loc,
						 .variance = data->variance};
}

double
count_at(const CountSample *sample, double y)
{
	const CountData *d = sample->data;
	double x = y + sample->loc;
	int low = 0, high = d->n_cells;

	while (low < high)
	{
		int middle = (low + high) / 2;

		if (d->upper[middle] < x)
			low = middle + 1;
		else
			high = middle;
	}
	return low < d->n_cells && d->lower[low] <= x
			   ? d->count[low] / (d->upper[low] - d->lower[low] + 1)
			   : 0;
}

double
count_mean_of(const CountSample *sample, double (*f)(double))
{
	const CountNodes *nodes = &sample->data->fine;
	double sum = 0;

	for (int i = 0; i < nodes->n; i++)
		sum += nodes->weight[i] * f(nodes->node[i] - sample->loc);
	return sum / sample->n;
}
