/*
 * confidence.c
 *		Confidence intervals of a fit's parameters and quantiles.
 *
 * A profile is found without a constraint being solved for: the log-likelihood less a quadratic
 * penalty for the distance of the quantity from a target is maximised over all coordinates.  Where
 * that maximum is, the log-likelihood is the highest that goes with the quantity's value there,
 * whatever the target was: a point of the profile.  Targets are moved until the point is where the
 * interval ends.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "confidence.h"
#include "count_confidence.h"
#include "count_estimate.h"
#include "count_goodness.h"
#include "resample.h"
#include "special/special.h"
#include "starts.h"

/* Difference step in the coordinates. */
#define STEP 1e-4
/* The penalty's curvature, in units of that of the log-likelihood. */
#define PENALTY 10.0
/* Points of a profile that are tried for each end, and how near the end must be hit. */
#define PROFILE_POINTS 40
#define PROFILE_NEAR 1e-3
/* An end further away than this many standard errors is not there. */
#define PROFILE_FAR 1e3
#define PROFILE_ITERATIONS 20

Mapping
mapping_of_param(const Family *f, int i)
{
	const ShapeParam *s = &f->shape[i];

	if (i == f->n_shapes + 1)
		return (Mapping){SCALE_LOG, 0, INFINITY};
	if (i >= f->n_shapes || !isfinite(s->lower))
		return (Mapping){SCALE_PLAIN, -INFINITY, INFINITY};
	if (!isfinite(s->upper))
		return (Mapping){SCALE_LOG, s->lower, INFINITY};
	return (Mapping){SCALE_LOGIT, s->lower, s->upper};
}

/* Quantiles above a known end of the support have a lower bound. */
static Mapping
mapping_of(const Confidence *c, const Quantity *q)
{
	const FitData *d = c->data;
	double end = d->center + d->loc_value * d->unit;

	if (q->param >= 0)
		return mapping_of_param(c->family, q->param);
	if (d->loc_fixed && c->target.y.lower >= 0 && q->value > end)
		return (Mapping){SCALE_LOG, end, INFINITY};
	return (Mapping){SCALE_PLAIN, -INFINITY, INFINITY};
}

double
mapping_to_scale(const Mapping *m, double x)
{
	switch (m->scale)
	{
		case SCALE_LOG:
			return log(x - m->low);
		case SCALE_LOGIT:
			return log((x - m->low) / (m->high - x));
		case SCALE_PLAIN:
			break;
	}
	return x;
}

double
mapping_from_scale(const Mapping *m, double g)
{
	switch (m->scale)
	{
		case SCALE_LOG:
			return m->low + exp(g);
		case SCALE_LOGIT:
			return m->low + (m->high - m->low) / (1 + exp(-g));
		case SCALE_PLAIN:
			break;
	}
	return g;
}

double
mapping_slope(const Mapping *m, double x)
{
	switch (m->scale)
	{
		case SCALE_LOG:
			return x - m->low;
		case SCALE_LOGIT:
			return (x - m->low) * (m->high - x) / (m->high - m->low);
		case SCALE_PLAIN:
			break;
	}
	return 1;
}

bool
confidence_begin(Confidence *c, FitData *data, const Family *family)
{
	memset(c, 0, sizeof(*c));
	c->family = family;
	c->discrete = family->kind == FAMILY_DISCRETE;
	if (c->discrete)
	{
		c->data = data;
		return count_confidence_begin(c);
	}
	c->data = fit_data_for(data, family);
	c->est = fit_estimate(c->data, family, &c->at);
	if (!c->est->made)
		return false;
	likelihood_init(&c->lk, c->at.data, c->at.kernel ? c->at.kernel : family);
	likelihood_init(&c->target, c->data, family);
	c->n = fit_covariance(&c->lk, c->at.source, c->free_index, c->covariance);
	return likelihood_set_shape(&c->target, c->est->params);
}

double
confidence_loglik(Confidence *c, const double *params)
{
	return c->discrete ? count_value_of_cells(&c->target, params)
					   : likelihood_raw(&c->target, params);
}

void
confidence_end(Confidence *c)
{
	likelihood_free(&c->lk);
	likelihood_free(&c->target);
}

/* The quantity at parameters in z units; NaN if there is none. */
static double
quantity_at(Confidence *c, const Quantity *q, const double *z_params)
{
	const Family *f = c->family;
	const FitData *d = c->data;
	double params[MAX_PARAMS];
	Distribution y;

	if (q->param < 0)
	{
		double z;

		if (!likelihood_distribution(&c->target, z_params, &y))
			return NAN;
		z = z_params[f->n_shapes] +
			z_params[f->n_shapes + 1] * (q->p < 0.5 ? distribution_quantile(&y, q->p)
													: distribution_quantile_upper(&y, 1 - q->p));
		return d->center + d->unit * z;
	}
	memcpy(params, z_params, sizeof(double) * (size_t) (f->n_shapes + 2));
	params[f->n_shapes] = d->center + d->unit * params[f->n_shapes];
	params[f->n_shapes + 1] *= d->unit;
	if (!c->discrete)
		fit_canonical_params(&c->target, params);
	return params[q->param];
}

/* The quantity at coordinates of the source's chart, on the scale of its interval. */
static double
scaled_at(Confidence *c, Chart chart, const double *u, const Quantity *q, const Mapping *m)
{
	double params[MAX_PARAMS];

	if (!fit_mapped_params(&c->lk, chart, u, c->family, params))
		return NAN;
	return mapping_to_scale(m, quantity_at(c, q, params));
}

bool
confidence_value(Confidence *c, Quantity *q)
{
	q->value = quantity_at(c, q, c->est->params);
	q->std_error = q->lower = q->upper = NAN;
	return !isnan(q->value);
}

/* The standard error on the quantity's scale, by the delta method; 0 or NaN if there is none. */
static double
scaled_error(Confidence *c, const Quantity *q, const Mapping *m)
{
	double gradient[MAX_PARAMS], variance = 0;

	for (int j = 0; j < c->n; j++)
	{
		double u[MAX_PARAMS], plus;

		memcpy(u, c->at.source->optimum.u, sizeof(u));
		u[c->free_index[j]] += STEP;
		plus = scaled_at(c, c->at.source->chart, u, q, m);
		u[c->free_index[j]] -= 2 * STEP;
		gradient[j] = (plus - scaled_at(c, c->at.source->chart, u, q, m)) / (2 * STEP);
	}
	for (int j = 0; j < c->n; j++)
		for (int k = 0; k < c->n; k++)
			variance += gradient[j] * c->covariance[j][k] * gradient[k];
	return sqrt(variance);
}

static void
set_interval(const Mapping *m, double g, double error, double level, Quantity *q)
{
	double z = -bf_ndtri(0.5 * (1 - level));

	if (!(error > 0) || !isfinite(error))
		return;
	q->std_error = error * mapping_slope(m, q->value);
	q->lower = mapping_from_scale(m, g - z * error);
	q->upper = mapping_from_scale(m, g + z * error);
}

void
wald_interval(const Family *family, int param, double level, Quantity *q)
{
	Mapping m = mapping_of_param(family, param);

	q->lower = q->upper = NAN;
	set_interval(&m, mapping_to_scale(&m, q->value), q->std_error / mapping_slope(&m, q->value),
				 level, q);
}

void
confidence_wald(Confidence *c, double level, Quantity *q)
{
	Mapping m = mapping_of(c, q);

	if (c->discrete)
	{
		count_confidence_wald(c, level, q);
		return;
	}
	set_interval(&m, mapping_to_scale(&m, q->value), scaled_error(c, q, &m), level, q);
}

/* The log-likelihood with its penalty. */
typedef struct Penalised
{
	Confidence *c;
	Search search;
	const Quantity *q;
	const Mapping *mapping;
	double target;
	double weight;
} Penalised;

static double
penalised_objective(void *arg, const double *u)
{
	Penalised *p = arg;
	double off = scaled_at(p->c, p->search.chart, u, p->q, p->mapping) - p->target;
	double value = search_objective(&p->search, u) - 0.5 * p->weight * off * off;

	return isnan(value) ? -INFINITY : value;
}

/*
 * One end of a profile's interval, on the quantity's scale; direction is 1 or -1, g the estimate,
 * error its standard error, drop the fall of the log-likelihood.  Infinite if the profile does not
 * fall so far.
 */
static double
profile_end(Confidence *c, const Quantity *q, const Mapping *m, double g, double error,
			double direction, double drop)
{
	Penalised p = {.c = c, .q = q, .mapping = m, .weight = PENALTY / (error * error)};
	const Estimate *est = c->at.source;
	double wanted = sqrt(2 * drop), lower[MAX_PARAMS], upper[MAX_PARAMS];
	double inner = 0, inner_root = 0, outer = INFINITY, outer_root = INFINITY;
	double distance = wanted * error;
	Optimum opt;

	p.search.lk = c->lk;
	p.search.cells = &c->at.data->fine;
	p.search.chart = est->chart;
	memset(&opt, 0, sizeof(opt));
	opt.n = est->optimum.n;
	memcpy(opt.u, est->optimum.u, sizeof(opt.u));
	chart_bounds(&p.search.lk, est->chart, lower, upper);
	for (int i = 0; i < PROFILE_POINTS; i++)
	{
		double fall, root, there;

		/* the point falls short of the target, by as much as the likelihood is curved */
		p.target = g + direction * distance * (1 + 1 / PENALTY);
		newton_maximise(penalised_objective, &p, lower, upper, 1e-5, PROFILE_ITERATIONS, &opt);
		there = direction * (scaled_at(c, est->chart, opt.u, q, m) - g);
		fall = est->value - search_objective(&p.search, opt.u);
		root = sqrt(fmax(2 * fall, 0));
		if (core_stop(c->data->cx) || isnan(root) || !isfinite(there))
			break;
		if (root < wanted)
		{
			inner = fmax(inner, there);
			inner_root = root;
		}
		else
		{
			outer = fmin(outer, there);
			outer_root = root;
		}
		if (fabs(root - wanted) < PROFILE_NEAR * wanted)
		{
			c->lk = p.search.lk;
			return g + direction * there;
		}
		if (isinf(outer))
			distance = fmin(2 * distance, fmax(distance * wanted / root, 1.2 * distance));
		else
		{
			/* by secant, kept inside; halving now and then */
			double share = (wanted - inner_root) / (outer_root - inner_root);

			share = i % 3 == 2 ? 0.5 : fmin(fmax(share, 0.05), 0.95);
			distance = inner + share * (outer - inner);
			if (outer - inner < 1e-6 * fabs(outer))
				break;
		}
		if (distance > PROFILE_FAR * error)
			break;
	}
	c->lk = p.search.lk;
	if (isinf(outer))
		return direction * INFINITY;
	return g + direction * (inner + (outer - inner) * (wanted - inner_root) /
										fmax(outer_root - inner_root, 1e-300));
}

/*
 * loc where it is the end of the support and at the extreme row: how far that end can be from the
 * row.  The likelihood falls steadily with the gap, all else being maximised.
 */
static void
profile_of_end(Confidence *c, double level, Quantity *q)
{
	const Estimate *est = c->at.source;
	const FitData *d = c->at.data;
	bool low = est->chart.lower == END_EDGE && c->lk.y.lower == 0;
	bool high = est->chart.upper == END_EDGE && c->lk.y.upper == 0;
	double near, far, drop = -log1p(-level), params[MAX_PARAMS];
	Search s = {.lk = c->lk, .cells = &d->fine, .chart = est->chart};
	int k = chart_shapes(&c->lk);
	Optimum opt;

	if (c->at.kernel || q->param != c->family->n_shapes || d->loc_fixed || low == high)
		return;
	*(low ? &s.chart.lower : &s.chart.upper) = END_GAP;
	memset(&opt, 0, sizeof(opt));
	opt.n = est->optimum.n + 1;
	if (!chart_from_params(&s.lk, s.chart, est->params, opt.u))
		return;
	near = log(low ? d->first_width : d->last_width) - 9;
	far = near + 40;
	for (int i = 0; i < 30; i++)
	{
		double lower[MAX_PARAMS], upper[MAX_PARAMS];

		chart_bounds(&s.lk, s.chart, lower, upper);
		lower[k] = upper[k] = opt.u[k] = 0.5 * (near + far);
		newton_maximise(search_objective, &s, lower, upper, 1e-4, PROFILE_ITERATIONS, &opt);
		*(est->value - opt.value > drop ? &far : &near) = opt.u[k];
	}
	opt.u[k] = near;
	if (!chart_to_params(&s.lk, s.chart, opt.u, params))
		return;
	c->lk = s.lk;
	q->lower = low ? quantity_at(c, q, params) : q->value;
	q->upper = low ? q->value : quantity_at(c, q, params);
}

void
confidence_profile(Confidence *c, double level, Quantity *q)
{
	Mapping m = mapping_of(c, q);
	double z = -bf_ndtri(0.5 * (1 - level)), g = mapping_to_scale(&m, q->value);
	double error;

	if (c->discrete)
	{
		count_confidence_profile(c, level, q);
		return;
	}
	error = scaled_error(c, q, &m);
	if (!(error > 0 && isfinite(error)))
	{
		profile_of_end(c, level, q);
		return;
	}
	q->std_error = error * mapping_slope(&m, q->value);
	q->lower = mapping_from_scale(&m, profile_end(c, q, &m, g, error, -1, 0.5 * z * z));
	q->upper = mapping_from_scale(&m, profile_end(c, q, &m, g, error, 1, 0.5 * z * z));
}

/* Options with which a replicate's loc is free, or stays where it is, as the rows' is. */
static void
count_same_loc(const FitData *d, const Family *f, double loc, FitOptions *options)
{
	double at;

	if (fit_options_held(&d->options, f, f->n_shapes, &at))
		return;
	options->loc = count_loc_is_free(d, f) ? LOC_FREE : LOC_ZERO;
	if (options->loc == LOC_ZERO && loc != 0 && options->n_held < MAX_HELD)
	{
		options->held[options->n_held] =
			(HeldParam){.family = family_position(f), .name = "loc", .value = loc};
		options->n_held++;
	}
}

bool
confidence_replicate(Confidence *c, const CoreContext *cx, int number, const Quantity *q, int n,
					 double *value)
{
	const FitData *d = c->data;
	FitOptions options = d->options;
	int rows = (int) fmin(d->n, BOOTSTRAP_ROWS);
	double shrink = sqrt(rows / d->n);
	Histogram *h = hist_create(cx, HIST_MIN_BINS);
	double loc = c->est->params[c->family->n_shapes];
	double scale = c->est->params[c->family->n_shapes + 1];
	Distribution y;
	Confidence again;
	bool made;

	if (!likelihood_distribution(&c->target, c->est->params, &y))
		return false;
	if (!resample_rows(cx, d, &y, d->center + d->unit * loc, d->unit * scale, rows,
					   (uint64_t) number, h))
		return false;
	/* the version of the data may not be chosen anew by the rows drawn */
	if (c->discrete)
		count_same_loc(d, c->family, loc, &options);
	else if (options.loc == LOC_AUTO)
		options.loc = d->loc_fixed && d->center == 0 ? LOC_ZERO : LOC_FREE;
	options.replicate = true;
	made = confidence_begin(&again, fit_data_create(cx, h, &options), c->family);
	for (int i = 0; i < n && made; i++)
	{
		Quantity there = q[i];
		Mapping m = mapping_of(c, &q[i]);
		double g = mapping_to_scale(&m, q[i].value);

		made = confidence_value(&again, &there);
		value[i] = g + shrink * (mapping_to_scale(&m, there.value) - g);
	}
	if (again.est && again.est->made)
		confidence_end(&again);
	return made;
}

static int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return x < y ? -1 : x > y;
}

/* The quantile of sorted values, between them. */
static double
sorted_quantile(const double *values, int count, double p)
{
	double at = p * (count + 1) - 1;
	int below = (int) fmin(fmax(floor(at), 0), count - 1);
	int above = below + 1 < count ? below + 1 : below;

	return values[below] + fmin(fmax(at - below, 0), 1) * (values[above] - values[below]);
}

void
confidence_bootstrap(Confidence *c, double level, double *values, int count, Quantity *q)
{
	Mapping m = mapping_of(c, q);
	double mean = 0, variance = 0;

	if (count < 2)
		return;
	qsort(values, (size_t) count, sizeof(double), compare_doubles);
	for (int i = 0; i < count; i++)
		mean += values[i] / count;
	for (int i = 0; i < count; i++)
		variance += (values[i] - mean) * (values[i] - mean) / (count - 1);
	if (!(variance > 0))
		return;
	q->std_error = sqrt(variance) * mapping_slope(&m, q->value);
	q->lower = mapping_from_scale(&m, sorted_quantile(values, count, 0.5 * (1 - level)));
	q->upper = mapping_from_scale(&m, sorted_quantile(values, count, 0.5 * (1 + level)));
	if (c->discrete && count_quantity_is_integer(c, q))
	{
		/* the exponential of a logarithm is no integer */
		q->lower = floor(q->lower * (1 + 1e-12) + 1e-9);
		q->upper = ceil(q->upper * (1 - 1e-12) - 1e-9) + 0.0; /* not -0 */
	}
}
