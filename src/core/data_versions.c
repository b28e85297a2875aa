/*
 * data_versions.c
 *		The versions of the same rows that families and methods ask for: with loc free or held at a
 *		value, and by method.
 */
#include <math.h>
#include <string.h>

#include "data_versions.h"
#include "estimate.h"
#include "spacings.h"

bool
starts_at_loc(const FitData *data, const Family *f)
{
	Likelihood lk;
	bool unbounded_above = false;
	double lower = NAN;
	bool same = true;

	likelihood_init(&lk, data, f);
	for (int k = 0; k < (f->n_shapes > 0 ? f->shape[0].n_grid : 1); k++)
	{
		double p[MAX_SHAPES];

		for (int i = 0; i < f->n_shapes; i++)
			p[i] = f->shape[i].grid[i == 0 ? k : f->shape[i].n_grid / 2];
		if (!likelihood_set_shape(&lk, p))
			continue;
		if (isnan(lower))
			lower = lk.y.lower;
		same = same && lk.y.lower == lower;
		unbounded_above = unbounded_above || isinf(lk.y.upper);
	}
	likelihood_free(&lk);
	return same && unbounded_above && lower >= 0;
}

bool
loc_held(const FitData *data, const Family *family)
{
	double loc;

	return fit_options_held(&data->options, family, family->n_shapes, &loc);
}

FitData *
fit_data_for(FitData *data, const Family *family)
{
	double loc;

	if (fit_options_held(&data->options, family, family->n_shapes, &loc))
	{
		for (int i = 0; i < data->n_at_loc; i++)
			if (data->at_loc[i]->center == loc)
				return data->at_loc[i];
	}
	if (data->options.loc == LOC_ZERO ||
		(data->options.loc == LOC_AUTO && data->raw_min >= 0 && starts_at_loc(data, family)))
		return fit_data_at_zero(data);
	return data;
}

FitData *
data_by_method(FitData *data, FitMethod method)
{
	size_t known = sizeof(Estimate) * (size_t) n_families;
	FitData *d = data->by_method[method];

	if (d || data->method == method)
		return d ? d : data;
	d = memcpy(core_alloc(data->cx, sizeof(FitData)), data, sizeof(FitData));
	d->known = memset(core_alloc(d->cx, known), 0, known);
	d->method = method;
	d->by_method[data->method] = data;
	if (method == METHOD_MPS)
		spacings_cells(d, &d->coarse, &d->fine);
	data->by_method[method] = d;
	return d;
}

/* Forgets the estimates by one method from one version of the data that were given up. */
static void
forget_stopped_by_method(FitData *data)
{
	for (int i = 0; i < n_families; i++)
		if (data->known[i].status == FIT_TIMEOUT)
			memset(&data->known[i], 0, sizeof(Estimate));
}

/* The same by all methods: these know of each other, too. */
static void
forget_stopped(FitData *data)
{
	forget_stopped_by_method(data);
	for (int m = 0; m < METHOD_AUTO; m++)
		if (data->by_method[m])
			forget_stopped_by_method(data->by_method[m]);
}

void
estimates_forget_stopped(FitData *data)
{
	forget_stopped(data);
	if (data->at_zero)
		forget_stopped(data->at_zero);
	for (int i = 0; i < data->n_at_loc; i++)
		forget_stopped(data->at_loc[i]);
}
