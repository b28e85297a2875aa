/*
 * fit_discrete.c
 *		The fit of one discrete family: from the estimate to what the user sees.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "count_estimate.h"
#include "count_goodness.h"
#include "fit_result.h"
#include "fit_test.h"

/* Difference step for the derivatives of parameters by coordinates. */
#define STEP 1e-4

void
count_standard_errors(const FitData *data, const Family *f, const Estimate *est, double *errors)
{
	const Optimum *opt = &est->optimum;
	double information[MAX_PARAMS][MAX_PARAMS], covariance[MAX_PARAMS][MAX_PARAMS];
	double jacobian[MAX_PARAMS][MAX_PARAMS];
	int free_index[MAX_PARAMS], n = 0;
	CountSearch s;

	for (int i = 0; i < MAX_PARAMS; i++)
		errors[i] = NAN;
	for (int i = 0; i < opt->n; i++)
		if (!opt->held[i])
			free_index[n++] = i;
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			information[i][j] = -opt->hessian[free_index[i]][free_index[j]];
	if (n == 0 || !symmetric_inverse(n, information, covariance))
		return;
	count_search_begin(&s, data, f);
	memcpy(s.params, est->params, sizeof(s.params));
	for (int j = 0; j < n; j++)
	{
		double u[MAX_PARAMS], plus[MAX_PARAMS], minus[MAX_PARAMS];

		memcpy(u, opt->u, sizeof(u));
		u[free_index[j]] += STEP;
		count_from_coordinates(&s, u, plus);
		u[free_index[j]] -= 2 * STEP;
		count_from_coordinates(&s, u, minus);
		for (int i = 0; i < f->n_shapes; i++)
			jacobian[i][j] = (plus[i] - minus[i]) / (2 * STEP);
	}
	count_search_end(&s);
	for (int i = 0; i < f->n_shapes; i++)
	{
		double variance = 0;

		for (int j = 0; j < n; j++)
			for (int k = 0; k < n; k++)
				variance += jacobian[i][j] * covariance[j][k] * jacobian[i][k];
		if (variance > 0)
			errors[i] = sqrt(variance);
	}
}

/* Parameters the data determine: all but the fixed and the redundant ones. */
static int
count_free(const Likelihood *lk)
{
	const Family *f = lk->family;
	int n = f->n_identifiable;

	for (int i = 0; i < f->n_shapes; i++)
		n -= lk->held[i];
	return f->counts->loc == COUNT_LOC_REDUNDANT || count_loc_is_free(lk->data, f) ? n : n - 1;
}

void
fit_counts(FitData *data, const Family *family, FamilyFit *fit)
{
	const CountData *d = data->counts;
	const Estimate *est;
	Likelihood lk;
	Goodness g;

	memset(fit, 0, sizeof(*fit));
	fit->family = family_position(family);
	if (!d)
	{
		fit_without_numbers(fit, FIT_UNSUPPORTED_DATA, "rows are not integers");
		return;
	}
	likelihood_init(&lk, data, family);
	fit->n_free = count_free(&lk);
	if (!fit_held_in_domain(&lk, fit))
		return;
	if (d->n_cells < 2)
	{
		fit_without_numbers(fit, FIT_UNSUPPORTED_DATA,
							d->n > 1 ? "all rows are equal" : "there is only one row");
		return;
	}
	if (d->n_cells < fit->n_free && !family->counts->free_shapes)
	{
		char message[sizeof(fit->message)];

		snprintf(message, sizeof(message), "%d distinct values cannot determine %d parameters",
				 d->n_cells, fit->n_free);
		fit_without_numbers(fit, FIT_UNSUPPORTED_DATA, message);
		return;
	}
	est = estimate_counts(data, family);
	fit->evaluations = est->evaluations;
	if (!est->made)
	{
		fit_without_numbers(fit, est->status,
							est->status == FIT_TIMEOUT
								? "out of time"
								: "rows lie outside the support of the family");
		return;
	}
	memcpy(fit->params, est->params, sizeof(fit->params));
	if (family->counts->free_shapes)
	{
		CountSample sample = count_sample(d, est->params[family->n_shapes]);

		double shapes[MAX_SHAPES];

		/* as if those that are held were absent */
		for (int i = 0; i < family->n_shapes; i++)
			shapes[i] = lk.held[i] ? 0 : est->params[i];
		fit->n_free =
			family->counts->free_shapes(&sample, shapes) + count_loc_is_free(data, family);
	}
	fit->loglik = count_value_of_cells(&lk, fit->params);
	g = count_goodness(&lk, fit->params, &fit->sse);
	fit->ks = g.ks;
	fit->rounded_ks = NAN;
	fit->ad = g.ad;
	fit->cvm = g.cvm;
	fit->test_ks = g.ks;
	fit->test_ad = g.ad;
	fit->test_cvm = g.cvm;
	likelihood_free(&lk);
	g = data->options.bootstrap > 0 ? (Goodness){NAN, NAN, NAN} : count_p_values(data, est, family);
	fit->ks_pvalue = g.ks;
	fit->ad_pvalue = g.ad;
	fit->cvm_pvalue = g.cvm;
	count_standard_errors(data, family, est, fit->std_errors);
	fit_describe(family, est, fit->std_errors, fit);
}
