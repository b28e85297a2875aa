/*
 * count_likelihood.c
 *		The log-likelihood of counts.
 */
#include <math.h>
#include <string.h>

#include "count_likelihood.h"
#include "families/discrete/sums.h"
#include "interval.h"

bool
count_rows_in_support(Likelihood *lk, const double *params)
{
	const CountData *d = lk->data->counts;
	double loc = params[lk->family->n_shapes];

	if (!isfinite(loc) || !likelihood_set_shape(lk, params))
		return false;
	lk->y.loc = loc;
	return d->min - loc >= lk->y.lower && d->max - loc <= lk->y.upper;
}

/* The same, as an evaluation. */
static bool
set_params(Likelihood *lk, const double *params)
{
	lk->evaluations++;
	if (core_stop(lk->data->cx))
		lk->stopped = true;
	return !lk->stopped && count_rows_in_support(lk, params);
}

/*
 * What a truncation subtracts from the log-likelihood: rows times the log of the probability of its
 * interval, by set_params's lk->y.
 */
static double
log_mass_of_bounds(const Likelihood *lk)
{
	const FitData *d = lk->data;

	if (!d->truncated)
		return 0;
	return d->n *
		   log_interval_probability(&lk->y, d->bound_lower - lk->y.loc, d->bound_upper - lk->y.loc);
}

/* The log-likelihood, or -INFINITY if it is no number: out of reach of double precision. */
static double
finite_value(const Likelihood *lk, double total)
{
	total -= log_mass_of_bounds(lk);
	return isnan(total) || total == INFINITY ? -INFINITY : total;
}

/* The same from the nodes and lk->y. */
static double
value_of_nodes(Likelihood *lk, const CountNodes *nodes)
{
	double (*log_mass)(const Shape *, double) = lk->family->logpdf;
	double total = 0;

	for (int i = 0; i < nodes->n; i++)
		total += nodes->weight[i] * log_mass(&lk->y.shape, nodes->node[i] - lk->y.loc);
	return finite_value(lk, total);
}

double
count_value(Likelihood *lk, const CountNodes *nodes, const double *params)
{
	return set_params(lk, params) ? value_of_nodes(lk, nodes) : -INFINITY;
}

double
count_value_between(Likelihood *lk, const CountNodes *nodes, const double *params, int shape)
{
	const Family *f = lk->family;
	double rounded[MAX_PARAMS];

	memcpy(rounded, params, sizeof(double) * (size_t) (f->n_shapes + 1));
	rounded[shape] = round(params[shape]);
	if (!set_params(lk, rounded))
		return -INFINITY;
	lk->y.shape.p[shape] = params[shape];
	if (f->prepare && !f->prepare(&lk->y.shape))
		return -INFINITY;
	return value_of_nodes(lk, nodes);
}

/*
 * A sum of masses where these are few or smooth, which loses no digits; else the difference of the
 * nearer tail.
 */
double
count_probability(const Distribution *d, double lower, double upper)
{
	const Family *f = d->family;
	double a = fmax(ceil(lower - d->loc), d->lower), b = fmin(floor(upper - d->loc), d->upper);
	double sum, left;

	if (!(a <= b))
		return 0;
	if (a == d->lower && b == d->upper)
		return 1;
	if (d->truncated)
		return fmin(exp(log_interval_probability(d, a, b) - d->log_mass), 1);
	if (a == b)
		return exp(f->logpdf(&d->shape, a));
	if (a == d->lower)
		return f->cdf(&d->shape, b);
	if (b == d->upper)
		return f->sf(&d->shape, a - 1);
	sum = sum_of_smooth_masses(f->logpdf, &d->shape, a, b - a + 1);
	if (!isnan(sum))
		return sum;
	left = f->cdf(&d->shape, a - 1);
	return left > 0.5 ? f->sf(&d->shape, a - 1) - f->sf(&d->shape, b) : f->cdf(&d->shape, b) - left;
}
