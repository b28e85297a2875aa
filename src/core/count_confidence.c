/*
 * count_confidence.c
 *		Confidence intervals of a discrete fit's parameters and quantiles.
 *
 * A point of a profile is the estimate of the same family with the parameter held there: all that
 * estimation knows, integers and simpler families included, serves.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "count_confidence.h"
#include "count_estimate.h"
#include "special/special.h"

/* Points of a profile that are tried for each end, and how near the end must be hit. */
#define PROFILE_POINTS 40
#define PROFILE_NEAR 1e-3
/* The first step where there is no standard error. */
#define FIRST_STEP 0.5
/* An end that is further away, on the scale of a logarithm or of a logit, is not there. */
#define FAR_LOG 14.0
#define FAR_LOGIT 60.0
/* Integers further away than this are at infinity. */
#define FURTHEST_INTEGER 1e9

bool
count_confidence_begin(Confidence *c)
{
	if (!c->data->counts || c->data->counts->n_cells < 2)
		return false;
	c->est = estimate_counts(c->data, c->family);
	if (!c->est->made)
		return false;
	likelihood_init(&c->lk, c->data, c->family);
	likelihood_init(&c->target, c->data, c->family);
	count_standard_errors(c->data, c->family, c->est, c->std_errors);
	return likelihood_set_shape(&c->target, c->est->params);
}

bool
count_quantity_is_integer(const Confidence *c, const Quantity *q)
{
	return q->param < 0 || q->param >= c->family->n_shapes || c->family->shape[q->param].integer;
}

void
count_confidence_wald(Confidence *c, double level, Quantity *q)
{
	if (count_quantity_is_integer(c, q))
		return;
	q->std_error = c->std_errors[q->param];
	if (q->std_error > 0)
		wald_interval(c->family, q->param, level, q);
}

/* Is the parameter free in the fit? */
static bool
is_estimated(const Confidence *c, int param)
{
	const Family *f = c->family;
	double at;

	if (param == f->n_shapes)
		return count_loc_is_free(c->data, f);
	return param < f->n_shapes && !fit_options_held(&c->data->options, f, param, &at);
}

/* The profile of one parameter. */
typedef struct Profile
{
	Confidence *c;
	const Quantity *q;
	FitData held; /* the data with parameters held */
} Profile;

/* How far the log-likelihood falls where the last parameter held is at that value; INFINITY outside.
 */
static double
fall_at(Profile *p, double value)
{
	const Confidence *c = p->c;
	HeldParam *h = &p->held.options.held[p->held.options.n_held - 1];
	const Estimate *est;

	if (core_stop(c->data->cx))
		return NAN;
	h->value = value;
	memset(p->held.known, 0, sizeof(Estimate) * (size_t) n_families);
	est = estimate_counts(&p->held, c->family);
	return est->made ? fmax(c->est->value - est->value, 0) : INFINITY;
}

/* Holds one more parameter; fall_at() moves the last one. */
static void
hold_param(Profile *p, int param, double value)
{
	const Family *f = p->c->family;
	HeldParam *h = &p->held.options.held[p->held.options.n_held++];

	/* not in the simpler families, whose parameter of that name may be another */
	h->family = family_position(f);
	snprintf(h->name, sizeof(h->name), "%s", family_param_name(f, param));
	h->value = value;
}

static bool
profile_begin(Profile *p, Confidence *c, const Quantity *q)
{
	*p = (Profile){.c = c, .q = q, .held = *c->data};
	if (p->held.options.n_held > MAX_HELD - 2)
		return false;
	p->held.known = core_alloc(c->data->cx, sizeof(Estimate) * (size_t) n_families);
	return true;
}

static void
profile_end(Profile *p)
{
	core_release(p->c->data->cx, p->held.known);
}

/*
 * One end of a real shape's interval on its scale, from g, where the log-likelihood is fall below
 * its maximum; infinite if it is open.
 */
static double
real_end(Profile *p, const Mapping *m, double g, double fall, double error, double direction,
		 double drop)
{
	double wanted = sqrt(2 * drop), inner = 0, inner_root = sqrt(2 * fall);
	double outer = INFINITY, outer_root = 0;
	double distance = error > 0 ? wanted * error : FIRST_STEP;
	double far = m->scale == SCALE_LOGIT ? FAR_LOGIT : fmax(FAR_LOG, 4 * fmax(error, 0));

	for (int i = 0; i < PROFILE_POINTS; i++)
	{
		double root = sqrt(2 * fall_at(p, mapping_from_scale(m, g + direction * distance)));

		if (isnan(root))
			return NAN;
		if (fabs(root - wanted) < PROFILE_NEAR * wanted)
			return g + direction * distance;
		if (root < wanted)
		{
			inner = distance;
			inner_root = root;
		}
		else
		{
			outer = distance;
			outer_root = root;
		}
		if (isinf(outer))
			distance *= fmin(fmax(wanted / fmax(root, 1e-300), 1.2), 2);
		else if (isinf(outer_root) || i % 3 == 2)
			distance = 0.5 * (inner + outer);
		else
			distance = inner + fmin(fmax((wanted - inner_root) / (outer_root - inner_root), 0.05),
									0.95) *
								   (outer - inner);
		if (outer - inner < 1e-6 * outer)
			break;
		if (distance > far)
			return direction * INFINITY;
	}
	return g + direction * inner;
}

/* The furthest integer in that direction whose likelihood has not fallen by drop. */
static double
integer_end(Profile *p, double direction, double drop)
{
	double from = p->q->value, inner = 0, outer = 1;

	while (outer <= FURTHEST_INTEGER)
	{
		double fall = fall_at(p, from + direction * outer);

		if (isnan(fall))
			return NAN;
		if (fall > drop)
			break;
		inner = outer;
		outer *= 2;
	}
	if (outer > FURTHEST_INTEGER)
		return direction * INFINITY;
	while (outer - inner > 1)
	{
		double middle = floor(0.5 * (inner + outer));
		double fall = fall_at(p, from + direction * middle);

		if (isnan(fall))
			return NAN;
		*(fall > drop ? &outer : &inner) = middle;
	}
	return from + direction * inner;
}

/* Has the family several integer shapes? */
static bool
is_urn(const Family *f)
{
	int n = 0;

	for (int i = 0; i < f->n_shapes; i++)
		n += f->shape[i].integer;
	return n > 1;
}

/* The integers that the likelihood does not refute. */
static void
profile_integer(Confidence *c, double level, double drop, Quantity *q)
{
	Profile p;

	/* the numbers of an urn that is the limit of urns are arbitrary */
	if ((c->est->limit && is_urn(c->family)) || !profile_begin(&p, c, q))
		return;
	hold_param(&p, q->param, q->value);
	/*
	 * Where the next integer leaves a row outside the support, the likelihood falls steadily from
	 * here on, as that of the end of a continuous support does: Smith 1985, Biometrika 72.
	 */
	if (isinf(fall_at(&p, q->value - 1)) || isinf(fall_at(&p, q->value + 1)))
		drop = -log1p(-level);
	q->lower = integer_end(&p, -1, drop);
	q->upper = integer_end(&p, 1, drop);
	profile_end(&p);
}

/* What a real shape can be where that integer is k: widens the interval of q. */
static void
widen_by_integer(Confidence *c, const Mapping *m, double drop, int integer, double k, Quantity *q)
{
	double error = c->std_errors[q->param] / mapping_slope(m, q->value), fall, g;
	Profile p;

	if (!profile_begin(&p, c, q))
		return;
	hold_param(&p, integer, k);
	fall = fall_at(&p, k);
	if (fall < drop)
	{
		const Estimate *est = estimate_counts(&p.held, c->family);

		g = mapping_to_scale(m, est->params[q->param]);
		hold_param(&p, q->param, q->value);
		q->lower = fmin(q->lower, mapping_from_scale(m, real_end(&p, m, g, fall, error, -1, drop)));
		q->upper = fmax(q->upper, mapping_from_scale(m, real_end(&p, m, g, fall, error, 1, drop)));
	}
	profile_end(&p);
}

/*
 * A real shape: with the integers as estimated, and with each of them at the ends of its own
 * interval, as the likelihood has a peak at every integer.
 */
static void
profile_real(Confidence *c, double level, double drop, Quantity *q)
{
	const Family *f = c->family;
	Mapping m = mapping_of_param(f, q->param);
	double g = mapping_to_scale(&m, q->value);
	double error = c->std_errors[q->param] / mapping_slope(&m, q->value);
	Profile p;

	if (!profile_begin(&p, c, q))
		return;
	hold_param(&p, q->param, q->value);
	q->std_error = c->std_errors[q->param];
	q->lower = mapping_from_scale(&m, real_end(&p, &m, g, 0, error, -1, drop));
	q->upper = mapping_from_scale(&m, real_end(&p, &m, g, 0, error, 1, drop));
	profile_end(&p);
	for (int i = 0; i <= f->n_shapes; i++)
	{
		Quantity k = {.param = i, .value = c->est->params[i], .lower = NAN, .upper = NAN};

		if (!is_estimated(c, i) || !count_quantity_is_integer(c, &k))
			continue;
		profile_integer(c, level, drop, &k);
		if (isfinite(k.lower) && k.lower != k.value)
			widen_by_integer(c, &m, drop, i, k.lower, q);
		if (i < f->n_shapes)
			k.upper = fmin(k.upper, f->shape[i].most);
		if (isfinite(k.upper) && k.upper != k.value)
			widen_by_integer(c, &m, drop, i, k.upper, q);
	}
}

void
count_confidence_profile(Confidence *c, double level, Quantity *q)
{
	double z = -bf_ndtri(0.5 * (1 - level)), drop = 0.5 * z * z;

	if (q->param < 0 || !is_estimated(c, q->param))
		return;
	if (count_quantity_is_integer(c, q))
		profile_integer(c, level, drop, q);
	else
		profile_real(c, level, drop, q);
}
