/*
 * fit.c
 *		The fit of one family: from the estimate to what the user sees.
 */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cell_probability.h"
#include "estimate.h"
#include "fit.h"
#include "fit_result.h"
#include "fit_test.h"
#include "goodness.h"
#include "sse.h"

/* Difference step for the derivatives of parameters by coordinates. */
#define STEP 1e-4
/* An end within so many distances to the next row is at the extreme row. */
#define NEAR_ROW 10

const char *
fit_status_name(FitStatus status)
{
	static const char *const names[] = {
		[FIT_OK] = "ok",
		[FIT_BOUNDARY] = "boundary",
		[FIT_LIMIT] = "limit",
		[FIT_NOT_CONVERGED] = "not converged",
		[FIT_UNSUPPORTED_DATA] = "unsupported data",
		[FIT_FAILED] = "failed",
		[FIT_TIMEOUT] = "timeout",
	};

	return names[status];
}

void
fit_without_numbers(FamilyFit *fit, FitStatus status, const char *message)
{
	fit->status = status;
	for (int i = 0; i < MAX_PARAMS; i++)
		fit->params[i] = fit->std_errors[i] = NAN;
	fit->loglik = fit->ks = fit->ad = fit->cvm = fit->sse = NAN;
	fit->ks_pvalue = fit->ad_pvalue = fit->cvm_pvalue = fit->rounded_ks = NAN;
	fit->test_ks = fit->test_ad = fit->test_cvm = NAN;
	snprintf(fit->message, sizeof(fit->message), "%s", message);
}

/*
 * Log density at every node, and in the middle of every group, at the coordinates u; false if they
 * do not exist.
 */
static bool
node_logpdfs(Likelihood *lk, Chart chart, const double *u, double *g)
{
	const CellSet *cells = &lk->data->fine;
	const Family *f = lk->family;
	double params[MAX_PARAMS], loc, scale;

	if (!chart_to_params(lk, chart, u, params))
		return false;
	loc = params[f->n_shapes];
	scale = params[f->n_shapes + 1];
	for (int i = 0; i < cells->n_nodes + cells->n_groups; i++)
	{
		int k = i - cells->n_nodes;
		double z = k < 0 ? cells->node[i] : 0.5 * (cells->group_lower[k] + cells->group_upper[k]);
		double y = fmin(fmax((z - loc) / scale, lk->y.lower), lk->y.upper);

		g[i] = f->logpdf(&lk->y.shape, y) - log(scale);
	}
	return true;
}

/*
 * The information as the sum of the outer products of the rows' scores (Berndt, Hall, Hall &
 * Hausman 1974), for densities with a kink, whose second derivatives do not exist.
 */
static bool
score_information(Likelihood *lk, const Estimate *est, double information[MAX_PARAMS][MAX_PARAMS])
{
	const CellSet *cells = &lk->data->fine;
	int n = est->optimum.n, nodes = cells->n_nodes + cells->n_groups;
	double *scores = core_alloc(lk->data->cx, sizeof(double) * (size_t) nodes * (MAX_PARAMS + 1));
	double *other = scores + (size_t) nodes * MAX_PARAMS;
	bool done = true;

	for (int j = 0; j < n && done; j++)
	{
		double u[MAX_PARAMS], *score = scores + (size_t) nodes * j;

		memcpy(u, est->optimum.u, sizeof(u));
		u[j] += STEP;
		done = node_logpdfs(lk, est->chart, u, score);
		u[j] -= 2 * STEP;
		done = done && node_logpdfs(lk, est->chart, u, other);
		for (int i = 0; i < nodes && done; i++)
			score[i] = (score[i] - other[i]) / (2 * STEP);
	}
	for (int j = 0; j < n && done; j++)
		for (int k = 0; k < n; k++)
		{
			information[j][k] = 0;
			for (int i = 0; i < nodes; i++)
			{
				double product = scores[nodes * j + i] * scores[nodes * k + i];
				double weight =
					i < cells->n_nodes ? cells->weight[i] : cells->group_count[i - cells->n_nodes];

				/* a row at an end of the support, where the density is 0 on one side */
				if (isfinite(product))
					information[j][k] += weight * product;
			}
		}
	core_release(lk->data->cx, scores);
	return done;
}

bool
fit_mapped_params(Likelihood *lk, Chart chart, const double *u, const Family *family,
				  double *params)
{
	double kernel[MAX_PARAMS];

	if (lk->family == family)
		return chart_to_params(lk, chart, u, params);
	return chart_to_params(lk, chart, u, kernel) && family->from_kernel(kernel, params);
}

/*
 * Does coordinate i place an end of the support where the extreme row is, to within about the
 * distance of the next one?  Product of spacings leaves such a gap where maximum likelihood would
 * leave none: the end follows that row, not the curvature.
 */
static bool
follows_row(const Likelihood *lk, const Estimate *est, int i)
{
	const FitData *d = lk->data;
	int coordinate = chart_shapes(lk);
	double gap = exp(est->optimum.u[i]);

	if (d->method != METHOD_MPS)
		return false;
	if (est->chart.lower == END_GAP && i == coordinate++)
		return lk->family->flags & EDGE_LOWER && gap < NEAR_ROW * d->first_width;
	return est->chart.upper == END_GAP && i == coordinate && lk->family->flags & EDGE_UPPER &&
		   gap < NEAR_ROW * d->last_width;
}

int
fit_covariance(Likelihood *lk, const Estimate *est, int *free_index,
			   double covariance[MAX_PARAMS][MAX_PARAMS])
{
	const Optimum *opt = &est->optimum;
	double at[MAX_PARAMS];
	double all[MAX_PARAMS][MAX_PARAMS], information[MAX_PARAMS][MAX_PARAMS];
	int n = 0;

	/* so that lk has an integer shape where the estimate has it */
	chart_from_params(lk, est->chart, est->params, at);
	for (int i = 0; i < opt->n; i++)
		if (!opt->held[i] && !follows_row(lk, est, i))
			free_index[n++] = i;
	for (int i = 0; i < opt->n; i++)
		for (int j = 0; j < opt->n; j++)
			all[i][j] = -opt->hessian[i][j];
	/* for moments the curvature is no information */
	if (lk->data->method != METHOD_MLE && lk->data->method != METHOD_MPS)
		return 0;
	if ((lk->family->flags & KINKED) && lk->data->method == METHOD_MLE &&
		!score_information(lk, est, all))
		return 0;
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			information[i][j] = all[free_index[i]][free_index[j]];
	return n > 0 && symmetric_inverse(n, information, covariance) ? n : 0;
}

/*
 * Standard errors of the family's parameters, z units, from the observed information in the chart's
 * coordinates (delta method).  NaN where a parameter was not estimated, sits at an end of its range
 * or follows an extreme row, and everywhere if the information is singular.
 */
static void
standard_errors(Likelihood *lk, const Estimate *est, const Family *family, double *errors)
{
	const Optimum *opt = &est->optimum;
	double covariance[MAX_PARAMS][MAX_PARAMS];
	double jacobian[MAX_PARAMS][MAX_PARAMS];
	int free_index[MAX_PARAMS], n;
	int n_params = family_n_params(family);

	for (int i = 0; i < n_params; i++)
		errors[i] = NAN;
	n = fit_covariance(lk, est, free_index, covariance);
	if (n == 0)
		return;
	for (int j = 0; j < n; j++)
	{
		double u[MAX_PARAMS], plus[MAX_PARAMS], minus[MAX_PARAMS];

		memcpy(u, opt->u, sizeof(u));
		u[free_index[j]] += STEP;
		if (!fit_mapped_params(lk, est->chart, u, family, plus))
			return;
		u[free_index[j]] -= 2 * STEP;
		if (!fit_mapped_params(lk, est->chart, u, family, minus))
			return;
		for (int i = 0; i < n_params; i++)
			jacobian[i][j] = (plus[i] - minus[i]) / (2 * STEP);
	}
	for (int i = 0; i < n_params; i++)
	{
		double variance = 0;

		for (int j = 0; j < n; j++)
			for (int k = 0; k < n; k++)
				variance += jacobian[i][j] * covariance[j][k] * jacobian[i][k];
		if (variance > 0)
			errors[i] = sqrt(variance);
	}
}

/*
 * How far (y units) from an end of the support with a pole the density has come down to
 * what a row there counts, at most POLE_EXCESS times its mean over the given width; 0 if it is
 * never above that.  sign is 1 at the lower end, -1 at the upper one.
 */
static double
pole_distance(const Likelihood *lk, double end, double sign, double width, double count)
{
	const Family *f = lk->family;
	double low = log(width) - 700, high = log(width), mean;

	if (!(width > 0))
		return 0;
	mean =
		log_cell_probability(f, &lk->y.shape, lk->y.lower, lk->y.upper,
							 fmin(end, end + sign * width), fmax(end, end + sign * width), false) -
		log(width) + (count > 1 ? 0 : log(POLE_EXCESS));
	/* infinite, or but for rounding */
	if (!(f->logpdf(&lk->y.shape, end) > mean))
		return 0;
	for (int i = 0; i < 60; i++)
	{
		double middle = 0.5 * (low + high);

		*(f->logpdf(&lk->y.shape, end + sign * exp(middle)) > mean ? &low : &high) = middle;
	}
	return exp(0.5 * (low + high));
}

/*
 * Is the scale what the caller asked for?  A redundant one, which estimation holds too, may still
 * be moved by the last digits: canonical() gives them to the shapes.
 */
static bool
scale_held(const Likelihood *lk)
{
	return lk->scale_fixed && !lk->scale_redundant;
}

/*
 * Where the estimate has an infinite density at the extreme row, that end of the support is moved
 * out, by less than the distance to the next row, until the density at the row is what the
 * likelihood counted for it: the raw rows then have the log-likelihood that is reported.
 */
static void
leave_poles(Likelihood *lk, const Estimate *est, double *params)
{
	const FitData *d = lk->data;
	double *loc = &params[lk->family->n_shapes], *scale = loc + 1;
	double low = 0, high = 0;

	memcpy(params, est->params, sizeof(double) * MAX_PARAMS);
	if ((lk->family->flags & LOG_CONCAVE) || !likelihood_set_shape(lk, params) ||
		(d->loc_fixed && (lk->y.upper <= 0 || scale_held(lk))))
		return;
	if (!d->loc_fixed && est->chart.lower == END_EDGE && d->edge_min == d->min)
		low = pole_distance(lk, lk->y.lower, 1, d->first_width / *scale, d->first_count) * *scale;
	if (est->chart.upper == END_EDGE && d->edge_max == d->max)
		high = pole_distance(lk, lk->y.upper, -1, d->last_width / *scale, d->last_count) * *scale;
	if (low == 0 && high == 0)
		return;
	if (low > 0)
		low = fmax(low, pole_clearance(d->min, *loc));
	if (high > 0)
		high = fmax(high, pole_clearance(d->max, *loc));
	if (d->loc_fixed)
		*scale += high / lk->y.upper;
	else if (isfinite(lk->y.lower) && isfinite(lk->y.upper) && !scale_held(lk))
	{
		double a = *loc + *scale * lk->y.lower - low, b = *loc + *scale * lk->y.upper + high;

		*scale = (b - a) / (lk->y.upper - lk->y.lower);
		*loc = a - *scale * lk->y.lower;
	}
	else
		*loc += high - low;
}

/*
 * loc and scale in the user's units, such that the support contains every row, with a density that
 * is neither 0 nor infinite, in the arithmetic of whoever evaluates (x - loc) / scale: rounding is
 * undone by moving the end by its last digits.
 */
static void
to_user_units(const FitData *d, Likelihood *lk, const Estimate *est, double *params)
{
	const Family *f = lk->family;
	double *loc = &params[f->n_shapes], *scale = &params[f->n_shapes + 1];
	bool moved = *loc != est->params[f->n_shapes];

	*loc = d->loc_fixed ? d->center + d->loc_value * d->unit : d->center + d->unit * *loc;
	*scale *= d->unit;
	if (!likelihood_set_shape(lk, params))
		return;
	if (!d->loc_fixed && !moved && est->chart.lower == END_EDGE && lk->y.lower == 0 &&
		d->edge_min == d->min)
		*loc = d->raw_min;
	if (!d->loc_fixed && !moved && est->chart.upper == END_EDGE && lk->y.upper == 0 &&
		d->edge_max == d->max)
		*loc = d->raw_max;
	for (int i = 0; i < 60 && !(d->loc_fixed && scale_held(lk)); i++)
	{
		double y_min = (d->raw_min - *loc) / *scale, y_max = (d->raw_max - *loc) / *scale;
		bool low = y_min >= lk->y.lower && (d->tied || isfinite(f->logpdf(&lk->y.shape, y_min)));
		bool high = y_max <= lk->y.upper && (d->tied || isfinite(f->logpdf(&lk->y.shape, y_max)));
		double ulp = ldexp(DBL_EPSILON, i / 4);

		if (low && high)
			break;
		if (!low && high && !d->loc_fixed && lk->y.lower >= 0 && isinf(lk->y.upper))
			*loc -= ulp * (fabs(*loc) + fabs(d->raw_min));
		else if (!high && low && !d->loc_fixed && lk->y.upper <= 0 && isinf(lk->y.lower))
			*loc += ulp * (fabs(*loc) + fabs(d->raw_max));
		else if (scale_held(lk))
			*loc += (low ? ulp : -ulp) * (fabs(*loc) + fabs(low ? d->raw_max : d->raw_min));
		else if (d->loc_fixed && lk->y.lower > 0 && !low)
			*scale *= 1 - ulp;
		else if (!d->loc_fixed && isfinite(lk->y.lower) && isfinite(lk->y.upper))
		{
			/* one end moves out, the other stays where it is */
			double width = lk->y.upper - lk->y.lower, fixed_end = low ? lk->y.lower : lk->y.upper;
			double missing = low ? d->raw_max - (*loc + *scale * lk->y.upper)
								 : *loc + *scale * lk->y.lower - d->raw_min;
			double shift =
				fmax(missing, 0) + ulp * (fabs(*loc) + fabs(low ? d->raw_max : d->raw_min));

			*loc -= shift * fixed_end / width;
			*scale += shift / width;
		}
		else if (!high && isfinite(lk->y.upper) && lk->y.upper > 0 &&
				 (d->raw_max - *loc) / lk->y.upper > *scale)
			*scale = (d->raw_max - *loc) / lk->y.upper;
		else
		{
			/* widen about the middle of the data */
			double middle = 0.5 * d->raw_min + 0.5 * d->raw_max;

			*loc = d->loc_fixed ? *loc : *loc - (middle - *loc) * ulp;
			*scale *= 1 + ulp;
		}
	}
}

/* Parameters the data determine: all but the fixed and the redundant ones. */
static int
count_free(const Likelihood *lk)
{
	const Family *f = lk->family;
	int n = family_n_params(f) - lk->data->loc_fixed - lk->scale_fixed;

	for (int i = 0; i < f->n_shapes; i++)
		n -= lk->held[i];
	return n;
}

/* The log-likelihood of the raw rows in the user's units; params gets where it is (z units). */
static double
reported_loglik(Likelihood *lk, const Estimate *est, double *params)
{
	leave_poles(lk, est, params);
	return likelihood_raw(lk, params) - lk->data->n * log(lk->data->unit);
}

/* The log-likelihood that this family comes up to, without reaching it, at its limit. */
static double
limit_loglik(FitData *d, const Family *limit)
{
	double params[MAX_PARAMS], loglik;
	Likelihood lk;

	likelihood_init(&lk, d, limit);
	loglik = reported_loglik(&lk, estimate_family(d, limit), params);
	likelihood_free(&lk);
	return loglik;
}

/* Is the density infinite at a place among the rows that estimation chose: on a row, say? */
static bool
on_pole_inside(Likelihood *lk, const Estimate *est)
{
	const FitData *d = lk->data;
	const Family *f = lk->family;
	double kink, z;

	if (!(f->flags & POLE_INSIDE) || d->loc_fixed || !likelihood_set_shape(lk, est->params))
		return false;
	kink = f->kink(&lk->y.shape);
	z = est->params[f->n_shapes] + est->params[f->n_shapes + 1] * kink;
	return f->logpdf(&lk->y.shape, kink) == INFINITY && z >= d->edge_min && z <= d->edge_max;
}

/* Is the density infinite at a row, an extreme one or another, and the likelihood unbounded? */
static bool
on_pole(Likelihood *lk, const Estimate *est)
{
	double params[MAX_PARAMS];

	leave_poles(lk, est, params);
	return memcmp(params, est->params, sizeof(double) * (size_t) (lk->family->n_shapes + 2)) != 0 ||
		   on_pole_inside(lk, est);
}

/*
 * The estimate of a family, by way of its kernel if *kernel is not NULL; *source is then the
 * kernel's, and *mapped is where the result is put.  *kernel becomes NULL where the family has no
 * such curve, as may be where loc is fixed.
 */
static const Estimate *
estimate_by_kernel(FitData *d, const Family *family, const Family **kernel, Estimate *mapped,
				   const Estimate **source)
{
	*source = estimate_family(d, *kernel ? *kernel : family);
	if (!*kernel || !(*source)->made)
		return *source;
	*mapped = **source;
	if (family->from_kernel((*source)->params, mapped->params) &&
		!(d->loc_fixed && mapped->params[family->n_shapes] != d->loc_value))
		return mapped;
	*kernel = NULL;
	*source = estimate_family(d, family);
	return *source;
}

/* Do the numbers of a fit, and the rows in its units, fit into doubles? */
static bool
representable(const FitData *d, const Family *f, const FamilyFit *fit)
{
	double loc = fit->params[f->n_shapes], scale = fit->params[f->n_shapes + 1];

	for (int i = 0; i < family_n_params(f); i++)
		if (!isfinite(fit->params[i]))
			return false;
	return isfinite(fit->loglik) && isfinite((d->raw_min - loc) / scale) &&
		   isfinite((d->raw_max - loc) / scale);
}

void
fit_remark(FamilyFit *fit, const char *remark)
{
	size_t length = strlen(fit->message);

	snprintf(fit->message + length, sizeof(fit->message) - length, "%s%s", length > 0 ? "; " : "",
			 remark);
}

void
fit_describe(const Family *f, const Estimate *est, const double *errors, FamilyFit *fit)
{
	bool any_error = false;

	for (int i = 0; i < family_n_params(f); i++)
		any_error = any_error || !isnan(errors[i]);
	fit->status = est->status;
	if (est->limit)
	{
		fit->status = FIT_LIMIT;
		snprintf(fit->limit, sizeof(fit->limit), "%s", est->limit->name);
		snprintf(fit->message, sizeof(fit->message), "the best %s is its limit, %s", f->name,
				 est->limit->name);
	}
	else if (est->bound >= 0 && est->status == FIT_OK)
	{
		fit->status = FIT_BOUNDARY;
		snprintf(fit->message, sizeof(fit->message), "%s is at the end of its range",
				 f->shape[est->bound].name);
	}
	else if (est->status == FIT_NOT_CONVERGED && isfinite(est->optimum.decrement))
		snprintf(fit->message, sizeof(fit->message),
				 "the likelihood may be higher elsewhere: one more step would gain %.2g",
				 est->optimum.decrement);
	else if (est->status == FIT_NOT_CONVERGED)
		snprintf(fit->message, sizeof(fit->message),
				 "the likelihood may be higher elsewhere: the search ended on a ridge");
	else if (est->unmatched)
	{
		fit->status = FIT_BOUNDARY;
		snprintf(fit->message, sizeof(fit->message),
				 "no %s distribution around these rows has their %s: the nearest one", f->name,
				 est->method == METHOD_MOMENTS ? "moments" : "L-moments");
	}
	else if (!any_error && est->optimum.n > 0 && est->method <= METHOD_MPS)
		snprintf(fit->message, sizeof(fit->message),
				 "no standard errors: the information matrix is singular");
	if (est->unproven)
		fit_remark(fit, "better integers may exist: a proof would take too long");
	if (est->searched)
		fit_remark(fit, "better integers may exist: these were found by search");
}

/* Does the user hold a shape, or a scale that says something? */
static bool
any_held(const Likelihood *lk)
{
	return lk->shapes_held || scale_held(lk);
}

/*
 * The family that stands in for this one in estimation, being the same curves under other
 * parameters; NULL if there is none, or if something is held that means another thing there.
 */
static const Family *
usable_kernel(const Likelihood *lk)
{
	const Family *kernel = lk->family->kernel ? family_by_name(lk->family->kernel) : NULL;
	Likelihood of_kernel;

	if (!kernel || any_held(lk))
		return NULL;
	likelihood_init(&of_kernel, lk->data, kernel);
	return any_held(&of_kernel) ? NULL : kernel;
}

void
fit_canonical_params(const Likelihood *lk, double *params)
{
	const Family *f = lk->family;
	double *scale = &params[f->n_shapes + 1], wanted = 1;

	if (!f->canonical || !lk->scale_redundant)
		return;
	if (lk->held[f->n_shapes + 1])
		wanted = lk->hold[f->n_shapes + 1] * lk->data->unit;
	*scale /= wanted;
	f->canonical(params);
	*scale *= wanted;
}

/* The same for a fit: the errors go with the parameters, as after a change of unit. */
static void
canonical_form(const Likelihood *lk, FamilyFit *fit)
{
	const Family *f = lk->family;
	double before[MAX_PARAMS];

	memcpy(before, fit->params, sizeof(before));
	fit_canonical_params(lk, fit->params);
	for (int i = 0; i < family_n_params(f); i++)
		if (before[i] != 0)
			fit->std_errors[i] *= fabs(fit->params[i] / before[i]);
}

const Estimate *
fit_estimate(FitData *d, const Family *family, FittedBy *at)
{
	FitMethod method = d->options.method;
	const Estimate *est;
	Likelihood lk;

	likelihood_init(&lk, d, family);
	at->kernel = usable_kernel(&lk);
	at->data = data_by_method(d, method == METHOD_AUTO ? METHOD_MLE : method);
	est = estimate_by_kernel(at->data, family, &at->kernel, &at->mapped, &at->source);
	if (method == METHOD_AUTO && est->made && on_pole(&lk, est))
	{
		at->data = data_by_method(d, METHOD_MPS);
		est = estimate_by_kernel(at->data, family, &at->kernel, &at->mapped, &at->source);
	}
	likelihood_free(&lk);
	return est;
}

bool
fit_held_in_domain(const Likelihood *lk, FamilyFit *fit)
{
	const Family *f = lk->family;
	double value;

	for (int i = 0; i < family_n_params(f); i++)
	{
		const char *error;
		char message[160];

		if (!fit_options_held(&lk->data->options, f, i, &value))
			continue;
		error = family_param_error(f, i, value);
		if (!error)
			continue;
		snprintf(message, sizeof(message), "%s = %.6g: %s", family_param_name(f, i), value, error);
		fit_without_numbers(fit, FIT_FAILED, message);
		return false;
	}
	return true;
}

/* The fit of a continuous family; what is in *fit is good only if no stop was asked for. */
static void
fit_continuous(FitData *data, const Family *family, FamilyFit *fit)
{
	FitData *d = fit_data_for(data, family), *e; /* e: as the method sees it */
	const Family *kernel;
	const Estimate *est, *source;
	FittedBy at;
	Likelihood lk, source_lk;
	Goodness g;
	double errors[MAX_PARAMS];
	int n_free;

	likelihood_init(&lk, d, family);
	n_free = count_free(&lk);
	memset(fit, 0, sizeof(*fit));
	fit->family = family_position(family);
	fit->n_free = n_free;
	if (!fit_held_in_domain(&lk, fit))
		return;
	if (d->n_bins < 2)
	{
		fit_without_numbers(fit, FIT_UNSUPPORTED_DATA,
							d->n > 1 ? "all rows are equal" : "there is only one row");
		return;
	}
	if (d->n_bins < n_free)
	{
		char message[160];

		snprintf(message, sizeof(message), "%d distinct values cannot determine %d parameters",
				 d->n_bins, n_free);
		fit_without_numbers(fit, FIT_UNSUPPORTED_DATA, message);
		return;
	}

	est = fit_estimate(d, family, &at);
	kernel = at.kernel;
	source = at.source;
	e = at.data;
	fit->evaluations = est->evaluations;
	if (!est->made)
	{
		fit_without_numbers(
			fit, est->status,
			est->status == FIT_UNSUPPORTED_DATA
				? "rows lie outside the support, or at an end where the density is 0"
			: est->method == METHOD_MOMENTS || est->method == METHOD_LMOMENTS
				? "the moments to be matched do not exist"
				: "no maximum of the likelihood found");
		return;
	}

	fit->loglik = reported_loglik(&lk, est, fit->params);
	for (int i = family_n_params(family); i < MAX_PARAMS; i++)
		fit->params[i] = NAN;
	if (est->limit && e == d)
		fit->loglik = fmax(fit->loglik, limit_loglik(d, est->limit));
	g = goodness_of_fit(&lk, fit->params);
	fit->ks = g.ks;
	fit->ad = g.ad;
	fit->cvm = g.cvm;
	fit->rounded_ks = goodness_of_rounded(&lk, fit->params);
	if (d->options.bootstrap > 0)
	{
		fit->ks_pvalue = fit->ad_pvalue = fit->cvm_pvalue = NAN;
		g = fit_cells_goodness(d, &lk, fit->params);
		fit->test_ks = g.ks;
		fit->test_ad = g.ad;
		fit->test_cvm = g.cvm;
	}
	else
	{
		g = fit_p_values(e, source, kernel ? kernel : family);
		fit->ks_pvalue = g.ks;
		fit->ad_pvalue = g.ad;
		fit->cvm_pvalue = g.cvm;
	}
	likelihood_init(&source_lk, e, kernel ? kernel : family);
	standard_errors(&source_lk, source, family, errors);
	likelihood_free(&source_lk);
	to_user_units(d, &lk, est, fit->params);
	fit->sse = sum_of_squared_errors(&lk, fit->params);
	for (int i = 0; i < MAX_PARAMS; i++)
		fit->std_errors[i] = NAN;
	for (int i = 0; i < family_n_params(family); i++)
	{
		double error = errors[i] * (i < family->n_shapes ? 1 : d->unit);

		fit->std_errors[i] = isfinite(error) ? error : NAN;
	}
	if (d->loc_fixed)
		fit->std_errors[family->n_shapes] = NAN;
	canonical_form(&lk, fit);
	fit_describe(family, est, errors, fit);
	if (data->options.method == METHOD_AUTO && e->method == METHOD_MPS)
		fit_remark(fit, "estimated by mps: the likelihood is unbounded");
	else if (est->method == METHOD_MLE && on_pole(&lk, est))
		fit_remark(fit, "the likelihood is unbounded: the density can be infinite at a row; it "
						"counts as if it were bounded");
	if (!representable(d, family, fit))
		fit_without_numbers(fit, FIT_FAILED,
							"the estimates are beyond the range of double precision");
	likelihood_free(&lk);
}

void
fit_family(FitData *data, const Family *family, FamilyFit *fit)
{
	if (family->kind == FAMILY_DISCRETE)
		fit_counts(data, family, fit);
	else
		fit_continuous(data, family, fit);
	if (core_stop(data->cx))
	{
		/* half-finished numbers would be a matter of luck, and so would be a limit */
		memset(fit->limit, 0, sizeof(fit->limit));
		fit_without_numbers(fit, FIT_TIMEOUT, "the time limit for a family was reached");
		estimates_forget_stopped(data);
	}
}
