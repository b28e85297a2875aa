/*
 * count_fits.h
 *		What tests of counts share: data, fits by a family's name, parameters held, likelihoods.
 */
#ifndef BESTFIT_COUNT_FITS_H
#define BESTFIT_COUNT_FITS_H

#include "arena.h"
#include "distribution.h"
#include "fit.h"

static inline FitData *
fit_data(Histogram *h, LocMode loc)
{
	FitOptions options = {.loc = loc, .kind = FAMILY_DISCRETE};

	return fit_data_create(&context, h, &options);
}

static inline FamilyFit
fit_by_name(FitData *data, const char *name)
{
	FamilyFit fit;

	fit_family(data, family_by_name(name), &fit);
	return fit;
}

static inline void
hold(FitData *data, const char *name, double value)
{
	HeldParam *held = &data->options.held[data->options.n_held++];

	held->family = -1;
	held->value = value;
	snprintf(held->name, sizeof(held->name), "%s", name);
}

/* Log-likelihood of the rows of an exact histogram at params. */
static inline double
log_likelihood(Histogram *h, const Family *f, const double *params)
{
	Distribution d = {0};
	const char *error;
	double sum = 0;

	if (!distribution_set(&unit_context, &d, f, params, &error))
		return -INFINITY;
	for (uint32_t i = 0; i < h->nbins; i++)
		sum += (double) h->counts[i] * distribution_logpdf(&d, hist_bin(h, i).lower);
	core_release(&unit_context, d.shape.table);
	return sum;
}

#endif
