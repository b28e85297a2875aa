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

#define ITERATIONS 40
#define TOLERANCE 1e-7
#define COARSE_TOLERANCE 1e-2
/* A decrement above this, and above this share of the log-likelihood, is no convergence. */
#define CONVERGED 1e-3
#define CONVERGED_SHARE 1e-8
/* Starts that are tried, and of these improved. */
#define MAX_STARTS 32
#define IMPROVED_STARTS 2
/* A simpler family whose log-likelihood is this close is what the optimum is. */
#define LIMIT_TOLERANCE 1e-2
#define LIMIT_TOLERANCE_AT_BOUND 1.0

/* Coordinates that are logarithms stay within this. */
#define REACH 80

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

/* The family's own coordinates serve only if none of its real shapes is held. */
static bool
own_coordinates(const CountSearch *s)
{
	return !s->real_held && s->lk.family->counts->to_coordinates;
}

static bool
is_coordinate(const CountSearch *s, int shape)
{
	return !s->lk.family->shape[shape].integer && !s->held[shape];
}

/* Logit on an interval, closed or not; logarithm on a half line. */
static double
coordinate(const ShapeParam *shape, double p)
{
	if (isfinite(shape->lower) && isfinite(shape->upper))
		return log((p - shape->lower) / (shape->upper - p));
	return isfinite(shape->lower) ? log(p - shape->lower) : p;
}

static double
value_of_coordinate(const ShapeParam *shape, double u)
{
	if (isfinite(shape->lower) && isfinite(shape->upper))
		return shape->lower + (shape->upper - shape->lower) / (1 + exp(-u));
	return isfinite(shape->lower) ? shape->lower + exp(u) : u;
}

static void
bounds(const CountSearch *s, double *lower, double *upper)
{
	const Family *f = s->lk.family;
	const CountMethods *m = f->counts;
	int n = 0;

	for (int i = 0; i < f->n_shapes; i++)
		if (is_coordinate(s, i))
		{
			const ShapeParam *shape = &f->shape[i];

			lower[n] =
				own_coordinates(s) ? m->least_u[n] : fmax(coordinate(shape, shape->least), -REACH);
			upper[n] =
				own_coordinates(s) ? m->most_u[n] : fmin(coordinate(shape, shape->most), REACH);
			n++;
		}
}

int
count_coordinates(const CountSearch *s, const double *params, double *u)
{
	const Family *f = s->lk.family;
	double lower[MAX_PARAMS], upper[MAX_PARAMS];
	int n = 0;

	bounds(s, lower, upper);
	if (own_coordinates(s))
		f->counts->to_coordinates(params, u);
	for (int i = 0; i < f->n_shapes; i++)
		if (is_coordinate(s, i))
		{
			if (!own_coordinates(s))
				u[n] = coordinate(&f->shape[i], params[i]);
			u[n] = fmin(fmax(u[n], lower[n]), upper[n]);
			n++;
		}
	return n;
}

void
count_from_coordinates(const CountSearch *s, const double *u, double *params)
{
	const Family *f = s->lk.family;

	memcpy(params, s->params, sizeof(s->params));
	if (own_coordinates(s))
	{
		f->counts->from_coordinates(u, params);
		return;
	}
	for (int i = 0; i < f->n_shapes; i++)
		if (is_coordinate(s, i))
			params[i] = value_of_coordinate(&f->shape[i], *u++);
}

static double
objective(void *arg, const double *u)
{
	CountSearch *s = arg;
	double params[MAX_PARAMS];

	count_from_coordinates(s, u, params);
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
		s->exact = false;
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

		if (!is_coordinate(s, i) || n * f->shape[i].n_grid > max)
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

/* Improves the given shapes; returns the value reached. */
static double
improve(CountSearch *s, const double *shapes)
{
	double lower[MAX_PARAMS], upper[MAX_PARAMS], params[MAX_PARAMS];
	Optimum opt;

	memset(&opt, 0, sizeof(opt));
	bounds(s, lower, upper);
	opt.n = count_coordinates(s, shapes, opt.u);
	newton_maximise(objective, s, lower, upper,
					s->nodes == &s->lk.data->counts->fine ? TOLERANCE : COARSE_TOLERANCE,
					ITERATIONS, &opt);
	if (!(opt.value > -INFINITY))
		return -INFINITY;
	count_from_coordinates(s, opt.u, params);
	return keep(s, opt.value, params);
}

double
count_search_here(CountSearch *s)
{
	const Family *f = s->lk.family;
	double starts[MAX_STARTS][MAX_SHAPES], value[MAX_STARTS], params[MAX_PARAMS];
	double best = -INFINITY, u[MAX_PARAMS];
	bool free = !s->real_held && !s->lk.data->truncated; /* as formulae and starts assume */
	int n;

	memcpy(params, s->params, sizeof(params));
	if (free && f->counts->closed_form && f->counts->closed_form(&s->sample, params))
	{
		best = s->value;
		value[0] = keep(s, count_value(&s->lk, s->nodes, params), params);
		s->exact = s->exact || value[0] > best;
		return value[0];
	}
	if (count_coordinates(s, params, u) == 0)
		return keep(s, count_value(&s->lk, s->nodes, params), params);

	memcpy(starts[0], s->params, sizeof(starts[0]));
	n = f->counts->starts ? f->counts->starts(&s->sample, starts, MAX_STARTS - 1) : 0;
	if (!free && f->counts->closed_form && f->counts->closed_form(&s->sample, params))
		memcpy(starts[n++], params, sizeof(starts[0]));
	if (!f->counts->starts || !free)
		n += grid_starts(s, starts + n, MAX_STARTS - 1 - n);
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
		best = fmax(best, improve(s, starts[first]));
	}
	if (best == s->value && best > -INFINITY)
	{
		s->warm = true;
		memcpy(s->warm_shapes, s->best, sizeof(s->warm_shapes));
	}
	return best;
}

/* ---------- integers ---------- */

/* As many values are remembered. */
#define MOST_TRIED 256
/* Worse by this is out of the race. */
#define CLOSE_RACE 2.0

typedef struct IntegerProfile
{
	double (*value)(void *arg, double k);
	void *arg;
	double least;
	double most;
	double best;
	double best_value;
	int n_tried;
	double tried[MOST_TRIED];
	double tried_value[MOST_TRIED];
} IntegerProfile;

static double
try_integer(IntegerProfile *p, double k)
{
	double v;

	if (k < p->least || k > p->most)
		return -INFINITY;
	for (int i = p->n_tried - 1; i >= 0; i--)
		if (p->tried[i] == k)
			return p->tried_value[i];
	v = p->value(p->arg, k);
	if (p->n_tried < MOST_TRIED)
	{
		p->tried[p->n_tried] = k;
		p->tried_value[p->n_tried++] = v;
	}
	if (v > p->best_value)
	{
		p->best_value = v;
		p->best = k;
	}
	return v;
}

/* Golden sections between low and high, which are no better than what lies between them. */
static void
refine(IntegerProfile *p, double low, double high)
{
	double a = low + floor(0.381966 * (high - low)), b = low + floor(0.618034 * (high - low));
	double va = try_integer(p, a), vb = try_integer(p, b);

	while (high - low > 4)
	{
		if (va >= vb)
		{
			high = b;
			b = a;
			vb = va;
			a = low + floor(0.381966 * (high - low));
			va = try_integer(p, a);
		}
		else
		{
			low = a;
			a = b;
			va = vb;
			b = low + floor(0.618034 * (high - low));
			vb = try_integer(p, b);
		}
	}
	for (double k = low; k <= high; k++)
		try_integer(p, k);
}

/* From the best found to a neighbour, as long as one is better. */
static void
climb(IntegerProfile *p)
{
	for (bool moved = true; moved;)
	{
		double here = p->best;

		for (double d = 1; d <= 2; d++)
		{
			try_integer(p, here - d);
			try_integer(p, here + d);
		}
		moved = p->best != here;
	}
}

double
maximise_integer(double (*value)(void *arg, double k), void *arg, double least, double most,
				 double *low, double *high)
{
	IntegerProfile p = {value, arg, least, most, least, -INFINITY, 0, {0}, {0}};
	double before = least, after = least;
	double last = least;
	int declines = 0;
	bool rising = true;

	for (double step = 0; declines < 4 && last < most; step = step < 8 ? step + 1 : 2 * step)
	{
		double k = fmin(least + step, most), old_best = p.best_value;

		try_integer(&p, k);
		if (p.best_value > old_best)
		{
			before = last;
			rising = true;
			declines = 0;
		}
		else
		{
			if (rising)
				after = k;
			rising = false;
			declines += step > 8;
		}
		last = k;
	}
	if (rising)
		after = last;
	if (after - before > 2)
		refine(&p, before, after);
	climb(&p);
	if (low)
	{
		*low = least;
		*high = most;
		for (int i = 0; i < p.n_tried; i++)
		{
			if (!(p.tried_value[i] < p.best_value - CLOSE_RACE))
				continue;
			if (p.tried[i] < p.best)
				*low = fmax(*low, p.tried[i]);
			else
				*high = fmin(*high, p.tried[i]);
		}
	}
	return p.best;
}

/*
 * The best between low and high, of a function that is nearly one whose best is guess.  Towards
 * infinity, where nothing changes any more, the guess is as good as any.
 */
static void
maximise_between(double (*value)(void *arg, double k), void *arg, double low, double high,
				 double most, double guess)
{
	IntegerProfile p = {value, arg, low, high, guess, -INFINITY, 0, {0}, {0}};

	try_integer(&p, guess);
	if (guess > 0.3 * most)
		return;
	if (high - low > 4)
		refine(&p, low, fmin(high, 64 * guess));
	climb(&p);
}

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

/* The best shapes at the present loc; returns the value. */
static double
search_shapes(CountSearch *s)
{
	const Family *f = s->lk.family;
	double before = s->value, best;
	int searched = -1;
	ShapeProfile profile;
	double least = 0, most = 0;

	/* the best of this loc alone */
	s->value = -INFINITY;
	if (f->counts->search)
		f->counts->search(s);
	else
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
		if (searched < 0)
			count_search_here(s);
		else
		{
			double end = most, k;

			profile = (ShapeProfile){s, searched};
			if (s->lk.data->counts->coarse.n < s->nodes->n)
				s->nodes = &s->lk.data->counts->coarse;
			k = maximise_integer(value_at_shape, &profile, least, most, &least, &most);
			if (s->nodes == &s->lk.data->counts->coarse)
			{
				s->nodes = &s->lk.data->counts->fine;
				s->value = -INFINITY;
				maximise_between(value_at_shape, &profile, least, most, end, k);
			}
		}
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
		if (f->counts->search)
			f->counts->search(s);
		else
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
	bounds(s, lower, upper);
	memset(opt, 0, sizeof(*opt));
	opt->n = count_coordinates(s, s->best, opt->u);
	if (opt->n > 0)
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
	if (s.found && s.value > -INFINITY)
		finish(&s, est);
	else
		est->status = FIT_UNSUPPORTED_DATA;
	est->evaluations += s.lk.evaluations;
	if (est->made)
	{
		est->bound = shape_at_bound(&s, est->params);
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
