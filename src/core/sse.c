/*
 * sse.c
 *		How far a fitted density is from a histogram as one draws it.
 *
 * This is the criterion of tools that compare a density with a histogram's bars; their number of
 * bars is fixed or a rule's of their own, so that only its order of families can be compared.  It
 * has the unit 1 / x^2, weighs the middle of the data far above the tails and depends on the bars.
 */
#include <math.h>

#include "histogram_rebin.h"
#include "sse.h"

void
bars_create(FitData *d, Histogram *h)
{
	int n = rebin_default_bins(h, REBIN_LINEAR);
	RebinnedBin bin;
	Rebin walk;

	d->bar_middle = core_alloc(d->cx, sizeof(double) * (size_t) n);
	d->bar_height = core_alloc(d->cx, sizeof(double) * (size_t) n);
	rebin_begin(&walk, h, REBIN_LINEAR, n);
	while (rebin_next(&walk, &bin))
	{
		double width = bin.upper - bin.lower;

		if (!(width > 0))
			continue;
		d->bar_middle[d->n_bars] = bin.lower / 2 + bin.upper / 2;
		d->bar_height[d->n_bars++] = (double) bin.count / (double) h->count / width;
	}
}

double
sum_of_squared_errors(Likelihood *lk, const double *params)
{
	const FitData *d = lk->data;
	Distribution fitted;
	const char *error;
	double sum = 0;

	if (d->n_bars == 0 || !likelihood_set_shape(lk, params))
		return NAN;
	fitted = lk->y;
	fitted.loc = params[lk->family->n_shapes];
	fitted.scale = params[lk->family->n_shapes + 1];
	if (d->truncated &&
		!distribution_truncate(&fitted, d->options.lower_bound, d->options.upper_bound, &error))
		return NAN;
	for (int i = 0; i < d->n_bars; i++)
	{
		double error = d->bar_height[i] - exp(distribution_logpdf(&fitted, d->bar_middle[i]));

		if (core_stop(d->cx))
			return NAN;
		sum += error * error;
	}
	return sum;
}
