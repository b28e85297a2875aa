/*
 * count_estimate.c
 *		The maximum-likelihood estimate of one discrete family.
 *
 * Discrete families have few real parameters, often with a closed form, and integer ones.  The real
 * ones are found by Newton's method from the family's starts; integers, loc among them, by
 * searching the profile likelihood, at whose every point the real ones are maximised over.  A
 * family also starts from the estimates of the simpler families inside it, so that it never scores
 * below one of them.
 */
#include <math.h>
#include <string.h>

#include "count_estimate.h"
#include "count_profile.h"

#define ITERATIONS 40
#define TOLERANCE 1e-7
#define COARSE_TOLERANCE 1e-2
/* Derivatives so near an optimum are those there: standard errors differ by 1e-6 at most. */
#define AT_OPTIMUM 1e-12
#define ROUGH_TOLERANCE 1e-3 /* the last step squares it */
/* A decrement above this, and above this share of the log-likelihood, is no convergence. */
#define CONVERGED 1e-3
#define CONVERGED_SHARE 1e-8
/* Starts that are tried, and of these improved. */
#define MAX_STARTS 32
#define IMPROVED_STARTS 2
/* A simpler family whose log-likelihood is this close is what the optimum is. */
#define LIMIT_TOLERANCE 1e-2
#define LIMIT_TOLERANCE_AT_BOUND 1.0

/* At the end of an integer's range the likelihood is as good if it is less by no more than this. */
#define AS_GOOD 1e-3

void
count_search_begin(CountSearch *s, const FitData *data, const Family *family)
{
	memset(s, 0, sizeof(*s));
	likelihood_init(&s->lk, data, family);
	s->nodes = &data->counts->fine;
	for (int i = 0; i < family->n_shapes; i++)
	{
		s->held[i] = s->lk.held[i];
		s->params[i] = s->held[i] ? s->lk.hold[i] : family->shape[i].grid[0];
		s->real_held = s->real_held || (s->held[i] && !family->shape[i].integer);
	}
	s->params[family->n_shapes + 1] = 1;
	s->value = -INFINITY;
	s->joint = NO_SHAPE;
}

void
count_search_end(CountSearch *s)
{
	likelihood_free(&s->lk);
}

void
count_search_move(CountSearch *s, double loc)
{
	s->params[s->lk.family->n_shapes] = loc;
	s->sample = count_sample(s->lk.data->counts, loc);
}

static double
objective(void *arg, const double *u)
{
	CountSearch *s = arg;
	double params[MAX_PARAMS];

	count_from_coordinates(s, u, params);
	if (s->joint != NO_SHAPE)
		return count_value_between(&s->lk, s->nodes, params, s->joint);
	return count_value(&s->lk, s->nodes, params);
}

/* Remembers parameters if they are the best so far. */
static double
keep(CountSearch *s, double value, const double *params)
{
	if (value > s->value)
	{
		s->value = value;
		s->found = true;
		s->exact = s->has_optimum = false;
		memcpy(s->best, params, sizeof(s->best));
	}
	return value;
}

/* The product of the shapes' grids, max at most, integer ones and what is held as they are. */
static int
grid_starts(const CountSearch *s, double (*shapes)[MAX_SHAPES], int max)
{
	const Family *f = s->lk.family;
	int n = 1;

	memcpy(shapes[0], s->params, sizeof(shapes[0]));
	for (int i = 0; i < f->n_shapes; i++)
	{
		int before = n;

		if (!count_is_coordinate(s, i) || n * f->shape[i].n_grid > max)
			continue;
		for (int k = f->shape[i].n_grid - 1; k >= 0; k--)
			for (int j = 0; j < before; j++)
			{
				double *start = shapes[k * before + j];

				memcpy(start, shapes[j], sizeof(shapes[j]));
				start[i] = f->shape[i].grid[k];
			}
		n = before * f->shape[i].n_grid;
	}
	return n;
}

/*
 * Improves the given shapes; *opt gets the optimum, rivals are those that were found before and
 * need not be found again.  Returns the value reached.
 */
static double
improve_among(CountSearch *s, const double *shapes, const Optimum *rivals, int n_rivals,
			  Optimum *opt)
{
	double lower[MAX_PARAMS], upper[MAX_PARAMS], params[MAX_PARAMS];
	bool fine = s->nodes == &s->lk.data->counts->fine, better;

	memset(opt, 0, sizeof(*opt));
	for (int i = 0; i < n_rivals; i++)
		opt->rival[opt->n_rivals++] = &rivals[i];
	count_bounds(s, lower, upper);
	opt->n = count_coordinates(s, shapes, opt->u);
	newton_maximise(objective, s, lower, upper,
					!fine      ? COARSE_TOLERANCE
					: s->rough ? ROUGH_TOLERANCE
							   : TOLERANCE,
					ITERATIONS, opt);
	opt->n_rivals = 0;
	if (opt->merged || !(opt->value > -INFINITY))
		return -INFINITY;
	s->stalled = opt->stalled;
	count_from_coordinates(s, opt->u, params);
	better = opt->value > s->value;
	keep(s, opt->value, params);
	if (better && fine && s->joint == NO_SHAPE && opt->decrement < AT_OPTIMUM)
	{
		s->has_optimum = true;
		s->optimum = *opt;
	}
	return opt->value;
}

static double
improve(CountSearch *s, const double *shapes)
{
	Optimum opt;

	return improve_among(s, shapes, NULL, 0, &opt);
}

/*
 * Formulae and the family's starts assume that nothing else than integers is held, and that the
 * rows are all there are.
 */
static bool
formulae_hold(const CountSearch *s)
{
	return !s->real_held && !s->lk.data->truncated;
}

/* Where to begin with the integers in s->params: how many starts of at most max. */
static int
all_starts(const CountSearch *s, double (*starts)[MAX_SHAPES], int max)
{
	const CountMethods *m = s->lk.family->counts;
	double params[MAX_PARAMS];
	bool free = formulae_hold(s);
	int n = 0;

	memcpy(params, s->params, sizeof(params));
	memcpy(starts[0], params, sizeof(starts[0]));
	if (m->starts)
		n = m->starts(&s->sample, starts, max);
	if (!free && m->closed_form && m->closed_form(&s->sample, params))
		memcpy(starts[n++], params, sizeof(starts[0]));
	if (!m->starts || !free)
		n += grid_starts(s, starts + n, max - n);
	return n;
}

double
count_search_here(CountSearch *s)
{
	const Family *f = s->lk.family;
	double starts[MAX_STARTS][MAX_SHAPES], value[MAX_STARTS], params[MAX_PARAMS];
	double best = -INFINITY, u[MAX_PARAMS];
	Optimum found[IMPROVED_STARTS];
	int n;

	memcpy(params, s->params, sizeof(params));
	if (formulae_hold(s) && f->counts->closed_form && f->counts->closed_form(&s->sample, params))
	{
		best = s->value;
		value[0] = keep(s, count_value(&s->lk, s->nodes, params), params);
		s->exact = s->exact || value[0] > best;
		return value[0];
	}
	if (count_coordinates(s, params, u) == 0)
		return keep(s, count_value(&s->lk, s->nodes, params), params);

	n = all_starts(s, starts, MAX_STARTS - 1);
	if (s->warm && n < MAX_STARTS)
		memcpy(starts[n++], s->warm_shapes, sizeof(starts[0]));
	for (int i = 0; i < n; i++)
	{
		/* within bounds, with the integers and what is held as they are */
		count_coordinates(s, starts[i], u);
		value[i] = objective(s, u);
	}
	for (int k = 0; k < (s->warm ? 1 : IMPROVED_STARTS); k++)
	{
		int first = 0;

		for (int i = 1; i < n; i++)
			if (value[i] > value[first])
				first = i;
		if (n == 0 || !(value[first] > -INFINITY))
			break;
		value[first] = -INFINITY;
		best = fmax(best, improve_among(s, starts[first], found, k, &found[k]));
	}
	if (best == s->value && best > -INFINITY)
	{
		s->warm = true;
		memcpy(s->warm_shapes, s->best, sizeof(s->warm_shapes));
	}
	return best;
}

/* ---------- integer shapes ---------- */

/* The profile of one integer shape. */
typedef struct ShapeProfile
{
	CountSearch *search;
	int shape;
} ShapeProfile;

static double
value_at_shape(void *arg, double k)
{
	ShapeProfile *p = arg;

	p->search->params[p->shape] = k;
	return count_search_here(p->search);
}

/* The best integer shape by its profile, at the present loc. */
static void
search_integer(CountSearch *s, int shape, double least, double most)
{
	const CountData *d = s->lk.data->counts;
	ShapeProfile profile = {s, shape};
	double low = least, high = most, best;

	if (d->coarse.n < s->nodes->n)
		s->nodes = &d->coarse;
	best = maximise_integer(value_at_shape, &profile, least, most, &low, &high);
	if (s->nodes == &d->coarse)
	{
		s->nodes = &d->fine;
		s->value = -INFINITY;
		maximise_between(value_at_shape, &profile, low, high, most, best);
	}
}

/*
 * The same where the likelihood is smooth in the integer: that is one more coordinate, its best
 * value is near the best integer, and what it reaches no integer surpasses.  Where all of them are
 * as good towards the end of the range, as on the way to a limit, the end is taken.
 */
static void
search_jointly(CountSearch *s, int shape, double least, double most)
{
	static const double factors[] = {1, 1.3, 2, 4, 16, 300, 1e5};
	const CountData *d = s->lk.data->counts;
	double best[MAX_SHAPES] = {0}, best_value = -INFINITY, second[MAX_SHAPES] = {0};
	double second_value = -INFINITY, u[MAX_PARAMS], coarse_value, bound = INFINITY, at;
	const Family *f = s->lk.family;
	ShapeProfile profile = {s, shape};

	s->joint = shape;
	s->least = least;
	s->most = most;
	s->nodes = d->coarse.n < d->fine.n ? &d->coarse : &d->fine;
	for (size_t k = 0; k < sizeof(factors) / sizeof(factors[0]); k++)
	{
		double starts[MAX_STARTS][MAX_SHAPES], *here = NULL, here_value = -INFINITY;
		int n;

		s->params[shape] = fmin(ceil(least * factors[k]), most);
		n = all_starts(s, starts, MAX_STARTS);
		for (int i = 0; i < n; i++)
		{
			double value;

			count_coordinates(s, starts[i], u);
			value = objective(s, u);
			if (value > here_value)
			{
				here_value = value;
				here = starts[i];
			}
		}
		if (here_value > best_value)
		{
			second_value = best_value;
			memcpy(second, best, sizeof(second));
			best_value = here_value;
			memcpy(best, here, sizeof(best));
		}
		else if (here_value > second_value)
		{
			second_value = here_value;
			memcpy(second, here, sizeof(second));
		}
	}
	if (best_value > -INFINITY)
		improve(s, best);
	if (second_value > -INFINITY)
		improve(s, second);
	/* a bound of one of the shapes that are exchanged can make a difference */
	if (f->counts->mirror && s->value > -INFINITY)
	{
		memcpy(best, s->best, sizeof(best));
		f->counts->mirror(best);
		if (best[shape] < most)
			improve(s, best);
	}
	coarse_value = s->value;
	s->joint = NO_SHAPE;
	if (!(coarse_value > -INFINITY))
		return;
	memcpy(s->warm_shapes, s->best, sizeof(s->warm_shapes));
	s->warm = true;
	s->params[shape] = most;
	if (count_search_here(s) > coarse_value - AS_GOOD)
	{
		s->best[shape] = most;
		s->value = -INFINITY;
	}
	else
	{
		s->joint = shape;
		s->nodes = &d->fine;
		s->value = -INFINITY;
		improve(s, s->best);
		s->joint = NO_SHAPE;
		memcpy(s->warm_shapes, s->best, sizeof(s->warm_shapes));
	}
	s->nodes = &d->fine;
	/* crept along a ridge, it may be short of the maximum */
	if (s->value > -INFINITY && !s->stalled)
		bound = s->value;
	s->value = -INFINITY;
	memcpy(best, s->best, sizeof(best));
	at = round(best[shape]);
	if (climb_integers(value_at_shape, &profile, least, most, &at, bound) < bound &&
		f->counts->mirror)
	{
		f->counts->mirror(best);
		memcpy(s->warm_shapes, best, sizeof(best));
		at = fmax(round(best[shape]), least);
		if (best[shape] <= most)
			climb_integers(value_at_shape, &profile, least, most, &at, bound);
	}
}

/* The best shapes at the present loc; returns the value. */
static double
search_shapes(CountSearch *s)
{
	const Family *f = s->lk.family;
	double before = s->value, best;
	int searched = NO_SHAPE;
	double least = 0, most = 0;

	/* the best of this loc alone */
	s->value = -INFINITY;
	if (!f->counts->search || !f->counts->search(s))
	{
		for (int i = 0; i < f->n_shapes; i++)
			if (f->shape[i].integer && !s->held[i])
			{
				double low = f->shape[i].least, high = f->shape[i].most;

				if (f->counts->range)
					f->counts->range(&s->sample, s->params, i, &low, &high);
				s->params[i] = low;
				if (low == high)
					continue;
				searched = i;
				least = low;
				most = high;
			}
		if (searched == NO_SHAPE)
			count_search_here(s);
		else if (f->counts->smooth_integer && !s->lk.data->truncated)
			search_jointly(s, searched, least, most);
		else
			search_integer(s, searched, least, most);
	}
	best = s->value;
	s->value = fmax(best, before);
	return best;
}

/* The profile of loc, by the distance of the support's end from the least row. */
typedef struct LocProfile
{
	CountSearch *search;
	double start;
	double sign;
	double best[MAX_PARAMS];
	double value;
} LocProfile;

static double
value_at_loc(void *arg, double distance)
{
	LocProfile *p = arg;
	CountSearch *s = p->search;
	double value;

	count_search_move(s, p->start + p->sign * distance);
	s->value = -INFINITY;
	value = search_shapes(s);
	if (value > p->value)
	{
		p->value = value;
		memcpy(p->best, s->best, sizeof(p->best));
	}
	return value;
}

/* How far away loc is looked for: the curve is a limit's long before. */
#define FURTHEST_LOC 1e9

static void
search_loc(CountSearch *s)
{
	const Family *f = s->lk.family;
	const CountData *d = s->lk.data->counts;
	LocProfile p = {.search = s, .value = -INFINITY};

	if (isfinite(f->lower))
	{
		p.start = d->min - f->lower;
		p.sign = -1;
		maximise_integer(value_at_loc, &p, 0, FURTHEST_LOC, NULL, NULL);
	}
	else
	{
		double middle = round(d->mean);

		for (p.sign = -1; p.sign <= 1; p.sign += 2)
		{
			p.start = middle;
			maximise_integer(value_at_loc, &p, 0, FURTHEST_LOC, NULL, NULL);
		}
	}
	s->value = p.value;
	if (p.value > -INFINITY)
		memcpy(s->best, p.best, sizeof(s->best));
}

/* ---------- the estimate of a family ---------- */

bool
count_loc_is_free(const FitData *data, const Family *family)
{
	double at;

	if (fit_options_held(&data->options, family, family->n_shapes, &at))
		return false;
	switch (data->options.loc)
	{
		case LOC_FREE:
			return family->counts->loc != COUNT_LOC_REDUNDANT;
		case LOC_ZERO:
			return false;
		case LOC_AUTO:
			break;
	}
	return family->counts->loc == COUNT_LOC_FREE ||
		   (family->counts->loc == COUNT_LOC_START && data->counts->min < 0);
}

/*
 * Where loc stands if it is not estimated: where it is held, or so that a support from 1 on reaches
 * rows that are 0.
 */
static double
fixed_loc(const FitData *data, const Family *family)
{
	double at;

	if (fit_options_held(&data->options, family, family->n_shapes, &at))
		return at;
	return data->options.loc == LOC_AUTO && family->counts->loc == COUNT_LOC_START &&
				   family->lower == 1 && data->counts->min == 0
			   ? -1
			   : 0;
}

/* Parameters this close to where they are held, relatively, are there. */
#define SNAP 1e-6

/* Are these shapes where the user holds them?  What rounding moved is put back. */
static bool
snap_to_held(const CountSearch *s, double *params)
{
	for (int i = 0; i < s->lk.family->n_shapes; i++)
	{
		double held_at = s->lk.hold[i];

		if (!s->held[i])
			continue;
		if (!(fabs(params[i] - held_at) <= SNAP * fabs(held_at)))
			return false;
		params[i] = held_at;
	}
	return true;
}

/*
 * The estimate of a simpler family, with its parameters as the search's family's; NULL if there is
 * none, or none where the user holds these.
 */
static const Estimate *
nested_estimate(FitData *data, const CountSearch *s, const Nested *nested, double *params)
{
	const Family *f = s->lk.family;
	const Family *simple = family_by_name(nested->family);
	const Estimate *inner = estimate_counts(data, simple);

	if (!inner->made || !nested->from(inner->params, params))
		return NULL;
	if (!count_loc_is_free(data, f) && params[f->n_shapes] != fixed_loc(data, f))
		return NULL;
	return snap_to_held(s, params) ? inner : NULL;
}

static void
from_nested(CountSearch *s, FitData *data, Estimate *est)
{
	const Family *f = s->lk.family;

	for (const Nested *nested = f->nests; nested && nested->family; nested++)
	{
		double params[MAX_PARAMS];
		const Estimate *inner = nested_estimate(data, s, nested, params);

		if (!inner)
			continue;
		est->evaluations += inner->evaluations;
		if (!(inner->value > s->value + 1e-6))
			continue;
		memcpy(s->params, params, sizeof(double) * (size_t) (f->n_shapes + 1));
		count_search_move(s, params[f->n_shapes]);
		keep(s, count_value(&s->lk, s->nodes, params), params);
		s->warm = true;
		memcpy(s->warm_shapes, params, sizeof(s->warm_shapes));
		s->from_best = true;
		if (!f->counts->search || !f->counts->search(s))
			count_search_here(s);
	}
}

/* The derivatives at the best parameters found, and what they say of the search. */
static void
finish(CountSearch *s, Estimate *est)
{
	const Family *f = s->lk.family;
	double lower[MAX_PARAMS], upper[MAX_PARAMS];
	double value = s->value;
	Optimum *opt = &est->optimum;

	memcpy(est->params, s->best, sizeof(est->params));
	memcpy(s->params, s->best, sizeof(s->params));
	count_search_move(s, s->best[f->n_shapes]);
	count_bounds(s, lower, upper);
	*opt = s->has_optimum ? s->optimum : (Optimum){0};
	opt->n = count_coordinates(s, s->best, opt->u);
	if (opt->n > 0 && !s->has_optimum)
		newton_maximise(objective, s, lower, upper, s->exact ? INFINITY : TOLERANCE,
						s->exact ? 1 : 3, opt);
	/* a point that the coordinates could not give as exactly, or a step up from it */
	if (opt->n > 0 && opt->value > value && !s->exact)
	{
		count_from_coordinates(s, opt->u, est->params);
		value = opt->value;
	}
	est->value = value;
	est->made = true;
	if (opt->n > 0 && !opt->stalled && !s->exact &&
		!(opt->decrement < CONVERGED + CONVERGED_SHARE * fabs(value)))
		est->status = FIT_NOT_CONVERGED;
}

static void
find_limit(FitData *data, const CountSearch *s, Estimate *est)
{
	const Family *f = s->lk.family;
	double tolerance = est->bound >= 0 ? LIMIT_TOLERANCE_AT_BOUND : LIMIT_TOLERANCE;

	for (const Nested *nested = f->nests; nested && nested->family; nested++)
	{
		double params[MAX_PARAMS];
		const Estimate *inner = nested->is_limit ? nested_estimate(data, s, nested, params) : NULL;

		if (!inner || !(inner->value > est->value - tolerance))
			continue;
		est->limit = family_by_name(nested->family);
	}
	if (est->limit && est->status == FIT_NOT_CONVERGED)
		est->status = FIT_OK;
}

/* A shape, not held, at an end of the range that is searched, or -1. */
static int
shape_at_bound(const CountSearch *s, const double *params)
{
	const Family *f = s->lk.family;

	for (int i = 0; i < f->n_shapes; i++)
	{
		const ShapeParam *shape = &f->shape[i];

		if (s->held[i])
			continue;
		if (params[i] >= shape->most - 1e-9 * fabs(shape->most) ||
			(!shape->integer && params[i] <= shape->least + 1e-6 * fabs(shape->least)))
			return i;
	}
	return -1;
}

/* Is there a proof for what was found? */
static bool
may_be_proven(const CountSearch *s)
{
	const Family *f = s->lk.family;

	for (int i = 0; i < f->n_shapes; i++)
		if (s->held[i])
			return false;
	return f->counts->prove && s->found && !s->lk.data->truncated &&
		   !s->lk.data->options.replicate && !count_loc_is_free(s->lk.data, f);
}

/* Did a search decide on several integers, with no proof that others are not better? */
static bool
only_searched(const CountSearch *s)
{
	const Family *f = s->lk.family;
	int n_free = 0;

	for (int i = 0; i < f->n_shapes; i++)
		n_free += f->shape[i].integer && !s->held[i];
	return f->counts->searched && n_free > 1 && s->found && !s->lk.data->options.replicate;
}

const Estimate *
estimate_counts(FitData *data, const Family *family)
{
	Estimate *est = &data->known[family_position(family)];
	CountSearch s;

	if (est->made || est->status != FIT_OK)
		return est;
	est->bound = -1;
	est->value = -INFINITY;

	count_search_begin(&s, data, family);
	if (count_loc_is_free(data, family))
		search_loc(&s);
	else
	{
		count_search_move(&s, fixed_loc(data, family));
		search_shapes(&s);
	}
	from_nested(&s, data, est);
	if (may_be_proven(&s))
		est->unproven = !family->counts->prove(&s);
	else
		est->searched = only_searched(&s);
	if (s.found && s.value > -INFINITY)
		finish(&s, est);
	else
		est->status = FIT_UNSUPPORTED_DATA;
	est->evaluations += s.lk.evaluations;
	if (est->made)
	{
		est->bound = shape_at_bound(&s, est->params);
		/* uphill there is nothing that could be represented (lambda_ of com_poisson, say) */
		if (est->bound >= 0 && est->status == FIT_NOT_CONVERGED)
			est->status = FIT_OK;
		find_limit(data, &s, est);
	}
	count_search_end(&s);
	/* what was reached so far depends on the clock, as does what simpler families could give */
	if (core_stop(data->cx))
	{
		est->made = false;
		est->status = FIT_TIMEOUT;
	}
	return est;
}
