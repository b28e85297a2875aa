/*
 * estimate.c
 *		The maximum-likelihood estimate of one family, in z units.
 *
 * Starting points are all combinations of the family's shape grids with a few ways of matching the
 * curve to quantiles of the data, in every chart that suits the family's support (chart.c), and
 * the estimates of the simpler families inside this one.  They are ranked on about 16 cells; the
 * best few are improved there; the best of those is finished on about 128 (finish.c).  A family
 * thus never scores below one it contains, and the work is bounded by counts, never by the clock:
 * the same rows give the same estimate.
 */
#include <math.h>
#include <string.h>

#include "estimate.h"
#include "finish.h"
#include "improve.h"
#include "slopes.h"

/* Rounds for the best start on the coarse cells. */
#define RIDGE_ROUNDS 8

/* How often a search that ended early goes on, and the gain that is worth another time. */
#define POLISHES 4
#define POLISH_GAIN 1e-3
/* A decrement above CONVERGED and above this share of the log-likelihood is no convergence. */
#define CONVERGED_SHARE 1e-8
/* Parameters this close to where they are held, relatively, are there. */
#define SNAP 1e-6
/* Moments that match to within a small share of their standard errors. */
#define MATCHED 1e-3
/* A log-likelihood a row (z units) from which no iteration can be expected to find back. */
#define HOPELESS (-50)
/*
 * A simpler family, one that SEARCH_TELLS about, is of no use whose best on the coarse cells is
 * short of the estimate there by so much, and so much a row: more than any finishing makes up for
 * where the coarse cells are not off by half of that themselves, as they are on coarsely rounded
 * rows.
 */
#define OUT_OF_REACH 10.0
#define OUT_OF_REACH_SHARE 0.02
/* ... if it has not so much of the way to go, a row, along a ridge on which its search ended. */
#define WAY_LEFT_SHARE 0.08
/* So far from the edge of a cell, in the distance to its row, it is told where to go. */
#define STEP_FROM_EDGE 1e-2
/* A limit whose log-likelihood is this far above is not caught up with by creeping towards it. */
#define OUT_OF_SIGHT 1.0
/* A simpler family whose log-likelihood is this close is what the optimum is. */
#define LIMIT_TOLERANCE 1e-2
#define LIMIT_TOLERANCE_AT_BOUND 1.0

/*
 * Are these parameters where the user holds them?  Rounding, and what a limit is short of its end,
 * is made good.
 */
static bool
snap_to_held(const Likelihood *lk, double *params)
{
	for (int i = 0; i < family_n_params(lk->family); i++)
	{
		if (!lk->held[i])
			continue;
		/* the scale of a family that has it only for show: see chart_fixed_scale */
		if (i == lk->family->n_shapes + 1 && lk->scale_redundant)
			continue;
		if (!(fabs(params[i] - lk->hold[i]) <= SNAP * fabs(lk->hold[i])))
			return false;
		params[i] = lk->hold[i];
	}
	return true;
}

static const Estimate *estimate_within_reach(FitData *data, const Family *family, double rival);

/* Is the family's best on the coarse cells, if known, below what it would have to reach? */
static bool
out_of_reach(const Estimate *est, double rival)
{
	return est->reach_evaluations > 0 && est->reach < rival;
}

/* By how much on the coarse cells a simpler family is of no use. */
static double
out_of_reach_margin(const FitData *data)
{
	return OUT_OF_REACH + OUT_OF_REACH_SHARE * data->n;
}

/* What simpler families have to reach on the coarse cells. */
static double
rival_on_coarse(Search *s, const FitData *data, const Estimate *est)
{
	double margin = out_of_reach_margin(data), coarse;

	if (!est->made)
		return -INFINITY;
	s->cells = &data->coarse;
	coarse = search_value(s, est->params);
	return fabs(coarse - est->value) < margin / 2 ? coarse - margin : -INFINITY;
}

/*
 * The estimate of a simpler family inside lk's, with its parameters as that one's; NULL if there is
 * none under the same constraints: a family whose loc is free is not inside one whose loc is not;
 * and if it is out of the reach of `rival`.  *evaluations, which may be NULL, gets what that took.
 */
static const Estimate *
nested_estimate(FitData *data, const Likelihood *lk, const Nested *nested, double rival,
				double *params, int *evaluations)
{
	const Family *f = lk->family;
	const Family *simple = family_by_name(nested->family);
	const Estimate *inner;

	if (!simple || (data->options.loc == LOC_AUTO && data->loc_fixed && !loc_held(data, f) &&
					!starts_at_loc(data, simple)))
		return NULL;
	inner = estimate_within_reach(data, simple, rival);
	/* the same whether or not it was finished for somebody else */
	if (out_of_reach(inner, rival))
	{
		if (evaluations)
			*evaluations += inner->reach_evaluations;
		return NULL;
	}
	if (evaluations && inner->made)
		*evaluations += inner->evaluations;
	if (!inner->made || !nested->from(inner->params, params) ||
		(data->loc_fixed && params[f->n_shapes] != data->loc_value))
		return NULL;
	return snap_to_held(lk, params) ? inner : NULL;
}

/*
 * Takes these parameters for the estimate, with the derivatives there; false, and nothing done,
 * where the likelihood does not exist.
 */
static bool
adopt(Search *s, const FitData *data, const double *params, Estimate *est)
{
	Optimum opt;
	double lower[MAX_PARAMS], upper[MAX_PARAMS];

	memset(&opt, 0, sizeof(opt));
	if (!likelihood_set_shape(&s->lk, params))
		return false;
	s->chart = chart_of(&s->lk, params);
	s->cells = &data->fine;
	if (!chart_from_params(&s->lk, s->chart, params, opt.u))
		return false;
	opt.n = chart_size(&s->lk, s->chart);
	opt.slopes = slopes_known(s, &opt.n_differences) ? search_slopes : NULL;
	chart_bounds(&s->lk, s->chart, lower, upper);
	newton_maximise(search_objective, s, lower, upper, INFINITY, 1, &opt);
	opt.value = search_value(s, params);
	opt.decrement = 0;
	if (!(opt.value > -INFINITY))
		return false;
	memcpy(est->params, params, sizeof(est->params));
	est->value = opt.value;
	est->chart = s->chart;
	est->optimum = opt;
	est->made = true;
	return true;
}

/*
 * Is this start, after the search on the coarse cells, no match for the estimate?  It is behind it
 * there by more than the search left, and on the fine cells it has not made up for half of that.
 */
static bool
behind_estimate(Search *s, const FitData *data, const Start *start, const Estimate *est)
{
	double left = fmin(start->optimum.decrement, start->optimum.predicted), behind;

	if (!est->made)
		return false;
	s->cells = &data->coarse;
	behind = search_value(s, est->params) - start->value;
	s->cells = &data->fine;
	s->chart = start->chart;
	return behind > left + CONVERGED && search_objective(s, start->u) < est->value - behind / 2;
}

/* A start at these parameters; false where there is none. */
static bool
start_at(Search *s, const double *params, Start *start)
{
	memset(start, 0, sizeof(*start));
	if (!likelihood_set_shape(&s->lk, params))
		return false;
	start->chart = chart_of(&s->lk, params);
	return chart_from_params(&s->lk, start->chart, params, start->u);
}

/* Starts from the estimate of each simpler family, so that this one is never below it. */
static void
from_nested(Search *s, FitData *data, Estimate *est)
{
	const Family *f = s->lk.family;

	if (f->nests)
		est->rival = rival_on_coarse(s, data, est);
	for (const Nested *nested = f->nests; nested && nested->family; nested++)
	{
		double params[MAX_PARAMS];
		const Estimate *inner =
			nested_estimate(data, &s->lk, nested, est->rival, params, &est->evaluations);
		Start start;

		if (!inner)
			continue;
		if (!(inner->value > est->value + 1e-6))
			continue;
		if (nested != s->begun && start_at(s, params, &start))
		{
			start_improve(s, &data->coarse, &start, RIDGE_ROUNDS, -INFINITY);
			if (!behind_estimate(s, data, &start, est))
				start_finish(s, &start, est);
		}
		/* an end that the chart could not place as exactly */
		s->cells = &data->fine;
		if (search_value(s, params) > est->value + 1e-6)
			adopt(s, data, params, est);
	}
}

/* The integer shape to be estimated, or NULL. */
static const ShapeParam *
free_integer(const Likelihood *lk)
{
	for (int i = 0; i < lk->family->n_shapes; i++)
		if (lk->family->shape[i].integer && !lk->held[i])
			return &lk->family->shape[i];
	return NULL;
}

/*
 * A simpler family that this one degenerates to, and whose estimate is above `value`; the last of
 * several, NULL if there is none.
 */
static const Family *
limit_above(FitData *data, const Likelihood *lk, const Estimate *est, double value)
{
	const Family *found = NULL;

	for (const Nested *nested = lk->family->nests; nested && nested->family; nested++)
	{
		double params[MAX_PARAMS];
		const Estimate *inner = nested_estimate(data, lk, nested, est->rival, params, NULL);
		const Family *limit = nested->is_limit ? family_by_name(nested->family) : NULL;

		/* what the simpler one degenerates to is a limit of this one too */
		if (inner && inner->limit)
		{
			limit = inner->limit;
			inner = estimate_family(data, limit);
		}
		if (inner && limit && inner->value > value)
			found = limit;
	}
	return found;
}

/* Is the estimate, or would it be with a wider range of shapes, that of a simpler family? */
static void
find_limit(FitData *data, const Likelihood *lk, Estimate *est)
{
	double tolerance = est->bound >= 0 ? LIMIT_TOLERANCE_AT_BOUND : LIMIT_TOLERANCE;

	est->limit = limit_above(data, lk, est, est->value - tolerance);
	if (est->limit && est->status == FIT_NOT_CONVERGED)
		est->status = FIT_OK;
}

/* A closed-form estimate: only the derivatives at it are left to do. */
static bool
closed_form(Search *s, const FitData *data, Estimate *est)
{
	const Family *f = s->lk.family;
	double params[MAX_PARAMS] = {0};

	return f->closed_form && data->method == METHOD_MLE && !data->truncated && !s->lk.shapes_held &&
		   !s->lk.scale_fixed && f->closed_form(data, params) && adopt(s, data, params, est);
}

/*
 * Where a search on the coarse cells ended on its way, at best, the optima of simpler families may
 * be much further: goes on from there instead.  False, and nothing changed, if none is.
 */
static bool
ahead_of_ridge(Search *s, FitData *data, Start *best)
{
	double margin = out_of_reach_margin(data);
	bool found = false;

	for (const Nested *nested = s->lk.family->nests; nested && nested->family; nested++)
	{
		double params[MAX_PARAMS];
		Start start;

		if (!nested_estimate(data, &s->lk, nested, best->value - margin, params, NULL) ||
			!start_at(s, params, &start))
			continue;
		s->cells = &data->coarse;
		s->chart = start.chart;
		if (!(search_objective(s, start.u) > best->value + best->optimum.predicted + CLOSE_RACE))
			continue;
		start_improve(s, &data->coarse, &start, RIDGE_ROUNDS, -INFINITY);
		if (start.value > best->value)
		{
			*best = start;
			s->begun = nested;
			found = true;
		}
	}
	return found;
}

/*
 * Fills kept with starts that were improved on the coarse cells, best start first, and returns
 * their number; *best gets the highest value reached.
 */
static int
coarse_search(Search *s, FitData *data, Start *kept, double *best)
{
	int n_kept, first = 0;
	bool done = true;

	s->cells = &data->coarse;
	n_kept = starts_list(s, 1, kept);
	/* under a tail that is too light for the extreme rows, only a very wide curve is in reach */
	if (n_kept == 0 || kept[0].value < HOPELESS * data->n)
		for (double stretch = 4; stretch < 1e15; stretch *= 4)
		{
			Start wider[MOST_KEPT_STARTS + 1];
			int n_wider = starts_list(s, stretch, wider);

			if (n_kept > 0 && (n_wider == 0 || wider[0].value < kept[0].value))
				break;
			memcpy(kept, wider, sizeof(wider));
			n_kept = n_wider;
		}
	*best = -INFINITY;
	s->found = kept;
	for (int i = 0; i < n_kept; i++)
	{
		const Optimum *opt = &kept[i].optimum;

		s->n_found = i;
		start_improve(s, &data->coarse, &kept[i], SEARCH_ROUNDS, *best);
		if (opt->merged)
			kept[i].value = -INFINITY;
		if (kept[i].value > *best)
		{
			*best = kept[i].value;
			first = i;
			done = opt->decrement < CONVERGED || opt->stalled;
		}
	}
	s->n_found = 0;
	s->reach = *best + (done ? 0 : WAY_LEFT_SHARE * data->n);
	s->reach_evaluations = s->lk.evaluations;
	if (s->lk.family->flags & SEARCH_TELLS && s->reach < s->rival)
		return n_kept;
	/* along a ridge, most of the way is gone where a step is cheap */
	if (!done)
	{
		if (free_integer(&s->lk) || !ahead_of_ridge(s, data, &kept[first]))
			start_improve(s, &data->coarse, &kept[first], RIDGE_ROUNDS, -INFINITY);
		*best = kept[first].value;
	}
	return n_kept;
}

/* The best coarse optimum with the integer shape held at a value; its value is -INFINITY if none.
 */
static Start
optimum_at_integer(Search *s, FitData *data, double integer)
{
	Start kept[MOST_KEPT_STARTS + 1], found = {.value = -INFINITY};
	double best;
	int n_kept;

	s->lk.integer = integer;
	n_kept = coarse_search(s, data, kept, &best);
	for (int i = 0; i < n_kept; i++)
		if (kept[i].value > found.value)
			found = kept[i];
	return found;
}

/* The same from the optimum at another integer, which cannot be far if that is not. */
static Start
optimum_near(Search *s, FitData *data, double integer, const Start *other)
{
	Start found = *other;

	s->lk.integer = integer;
	start_improve(s, &data->coarse, &found, SEARCH_ROUNDS, -INFINITY);
	return found.value > -INFINITY ? found : optimum_at_integer(s, data, integer);
}

/*
 * The integer shape in that range with the highest coarse optimum: the best of the family's grid,
 * then halving of the gaps around it, for likelihoods with one maximum between grid points.
 */
static double
best_integer(Search *s, FitData *data, const ShapeParam *shape, Start *found)
{
	double best = shape->grid[0];
	double low = shape->least - 1, high = shape->most + 1; /* no better than best, or outside */

	for (int i = 0; i < shape->n_grid; i++)
	{
		Start here = optimum_at_integer(s, data, shape->grid[i]);

		if (here.value > found->value)
		{
			*found = here;
			best = shape->grid[i];
			low = i > 0 ? shape->grid[i - 1] : shape->least - 1;
			high = i + 1 < shape->n_grid ? shape->grid[i + 1] : shape->most + 1;
		}
	}
	/* a likelihood that rises all the way to the end of the range, as to a limit, ends there */
	if (best == shape->grid[shape->n_grid - 1] && best < shape->most)
	{
		Start at_end = optimum_near(s, data, shape->most, found);

		high = shape->most;
		if (at_end.value > found->value)
		{
			Start before = optimum_near(s, data, shape->most - 1, &at_end);
			bool rises = at_end.value > before.value;

			low = rises ? shape->most - 1 : best;
			high = shape->most + (rises ? 1 : 0);
			best = shape->most - (rises ? 0 : 1);
			*found = rises ? at_end : before;
		}
	}
	while ((best - low > 1 || high - best > 1) && !s->lk.stopped)
	{
		/* the wider side, by ratio: large integers differ little from their neighbours */
		bool upper = high - best > 1 && (best - low <= 1 || high / best > best / fmax(low, 1));
		double other = upper ? high : low;
		double middle = round(sqrt(best * fmax(other, 1)));
		Start here;

		middle = fmin(fmax(middle, fmin(best, other) + 1), fmax(best, other) - 1);
		here = optimum_near(s, data, middle, found);
		if (here.value > found->value)
		{
			*(upper ? &low : &high) = best;
			best = middle;
			*found = here;
		}
		else
			*(upper ? &high : &low) = middle;
	}
	return best;
}

static bool
by_matching(const FitData *data)
{
	return data->method == METHOD_MOMENTS || data->method == METHOD_LMOMENTS;
}

/* Finishes these parameters, with ends of the support that can move. */
static void
finish_moving(Search *s, const double *params, Chart chart, Estimate *est)
{
	Start start = {.chart = chart};

	if (chart.lower == END_EDGE)
		start.chart.lower = END_GAP;
	if (chart.upper == END_EDGE)
		start.chart.upper = END_GAP;
	if (chart_from_params(&s->lk, start.chart, params, start.u))
		start_finish(s, &start, est);
}

/*
 * Moments and L-moments are costly functions of the parameters, and as a rule match near the
 * maximum of the likelihood: from there, and if need be from where the search for it began.
 */
static void
search_matching(Search *s, FitData *data, Estimate *est)
{
	FitData *by_likelihood = data_by_method(data, METHOD_MLE);
	const Estimate *mle = estimate_family(by_likelihood, s->lk.family);
	Start kept[MOST_KEPT_STARTS + 1];
	Search likely = {.cells = NULL};
	int n_kept = 0;

	if (mle->made)
		finish_moving(s, mle->params, mle->chart, est);
	if (!(est->value > -MATCHED))
	{
		likelihood_init(&likely.lk, by_likelihood, s->lk.family);
		likely.lk.integer = s->lk.integer;
		likely.cells = &by_likelihood->coarse;
		n_kept = starts_list(&likely, 1, kept);
	}
	for (int i = 0; i < n_kept && !(est->value > -MATCHED); i++)
	{
		double params[MAX_PARAMS];

		if (chart_to_params(&likely.lk, kept[i].chart, kept[i].u, params))
			finish_moving(s, params, kept[i].chart, est);
	}
	likelihood_free(&likely.lk);
	if (!est->made)
		est->status = mle->made ? FIT_FAILED : mle->status;
	est->unmatched = est->made && !(est->value > -MATCHED);
}

/*
 * Goes on where a search ended before it was at a maximum: far out on a ridge, or in a chart that
 * does not suit the place.  Not where it crept along a ridge to a limit that is higher than that.
 */
static void
polish(Search *s, FitData *data, Estimate *est)
{
	if (est->optimum.stalled && limit_above(data, &s->lk, est, est->value + OUT_OF_SIGHT))
		return;
	for (int i = 0; i < POLISHES; i++)
	{
		/* with derivatives made anew */
		Start here = {.chart = est->chart, .value = est->value};

		if (est->optimum.decrement < CONVERGED && !est->optimum.stalled)
			return;
		memcpy(here.u, est->optimum.u, sizeof(here.u));
		start_finish(s, &here, est);
		if (!(est->value - here.value > POLISH_GAIN))
			return;
	}
}

/* Goes on with an end of the support placed so, if the likelihood rises from the edge that way. */
static void
leave_edge(Search *s, const FitData *data, Chart chart, bool upper, ChartEnd way, Estimate *est)
{
	double cell = upper ? data->edge_max - data->max : data->min - data->edge_min;
	Start start = {.chart = chart};
	int i = chart_shapes(&s->lk);

	*(upper ? &start.chart.upper : &start.chart.lower) = way;
	if (!chart_from_params(&s->lk, start.chart, est->params, start.u))
		return;
	if (upper && (chart.lower == END_GAP || chart.lower == END_INSIDE))
		i++;
	start.u[i] = way == END_INSIDE ? STEP_FROM_EDGE : log(STEP_FROM_EDGE * cell);
	s->cells = &data->fine;
	s->chart = start.chart;
	start.value = search_objective(s, start.u);
	if (start.value > est->value)
		start_finish(s, &start, est);
}

/*
 * An end of the support that the search left at the edge of an extreme rounded value's cell may do
 * better further in, where a part of the cell is without rows, or further out.
 */
static void
leave_edges(Search *s, const FitData *data, Estimate *est)
{
	for (int upper = 0; upper <= 1; upper++)
		for (ChartEnd way = END_GAP; way <= END_INSIDE; way += END_INSIDE - END_GAP)
		{
			Chart chart;
			ChartEnd end;

			if (!est->made || data->method != METHOD_MLE ||
				!(upper ? data->edge_max > data->max : data->edge_min < data->min) ||
				(data->loc_fixed && !upper) || !likelihood_set_shape(&s->lk, est->params))
				continue;
			chart = chart_of(&s->lk, est->params);
			end = upper ? chart.upper : chart.lower;
			if (end == END_EDGE || (end == END_GAP && way == END_INSIDE))
				leave_edge(s, data, chart, upper, way, est);
		}
}

/* Fills est; not made if it cannot reach s->rival. */
static void
search(Search *s, FitData *data, Estimate *est)
{
	const Family *f = s->lk.family;
	const ShapeParam *shape = free_integer(&s->lk);
	Start kept[MOST_KEPT_STARTS + 1];
	int n_kept = 0;
	double best;

	if (shape)
	{
		Start found = {.value = -INFINITY};
		double centre = best_integer(s, data, shape, &found);

		n_kept = found.value > -INFINITY;
		/* the fine cells may prefer a neighbour of what the coarse ones do */
		for (double k = fmax(centre - 1, shape->least);
			 n_kept > 0 && k <= fmin(centre + 1, shape->most); k++)
		{
			Start near = k == centre ? found : optimum_near(s, data, k, &found);

			s->lk.integer = k;
			start_finish(s, &near, est);
		}
	}
	else
	{
		n_kept = coarse_search(s, data, kept, &best);
		if (f->flags & SEARCH_TELLS)
		{
			est->reach = s->reach;
			est->reach_evaluations = s->reach_evaluations;
		}
		if (out_of_reach(est, s->rival))
			return;
		finish_best(s, data, kept, n_kept, best, est);
		finish_few_values(s, data, est);
	}
	leave_edges(s, data, est);
	from_nested(s, data, est);
	if (est->made && !(f->flags & KINKED))
		polish(s, data, est);
	if (!est->made)
		est->status = n_kept > 0 ? FIT_FAILED : FIT_UNSUPPORTED_DATA;
	else if (!est->optimum.stalled &&
			 !(est->optimum.decrement < CONVERGED + CONVERGED_SHARE * fabs(est->value)) &&
			 !(f->flags & KINKED))
		est->status = FIT_NOT_CONVERGED;
}

/* A shape at an end of the range that is searched, or -1. */
static int
shape_at_bound(const Likelihood *lk, const double *params)
{
	const Family *f = lk->family;
	double shapes[MAX_SHAPES];

	memcpy(shapes, params, sizeof(double) * (size_t) f->n_shapes);
	if (f->untangle && lk->shapes_held)
		return -1;
	if (f->untangle)
		f->untangle(shapes);
	for (int i = 0; i < f->n_shapes; i++)
	{
		const ShapeParam *s = &f->shape[i];

		if (lk->held[i])
			continue;
		if (shapes[i] <= s->least + 1e-6 * fabs(s->least) ||
			shapes[i] >= s->most - 1e-6 * fabs(s->most))
			return i;
	}
	return -1;
}

/* The family's estimate; not made where its search on coarse cells ends out of rival's reach. */
static const Estimate *
estimate_within_reach(FitData *data, const Family *family, double rival)
{
	Estimate *est = &data->known[family_position(family)];
	Search s;

	if (est->made || est->status != FIT_OK || out_of_reach(est, rival))
		return est;
	est->bound = -1;
	est->value = -INFINITY;
	est->status = FIT_OK;
	est->method = data->method;
	est->evaluations = est->reach_evaluations = 0;
	est->reach = INFINITY;
	est->rival = -INFINITY;

	memset(&s, 0, sizeof(s));
	s.rival = rival;
	likelihood_init(&s.lk, data, family);
	/* a closed form is of the rows as points: where some count otherwise, it may be beaten */
	if (by_matching(data))
		search_matching(&s, data, est);
	else if (closed_form(&s, data, est))
		from_nested(&s, data, est);
	else
		search(&s, data, est);
	est->evaluations += s.lk.evaluations;
	if (est->made)
	{
		est->bound = shape_at_bound(&s.lk, est->params);
		/* other families match other moments */
		if (!by_matching(data))
			find_limit(data, &s.lk, est);
	}
	likelihood_free(&s.lk);
	/* what was reached so far depends on the clock, as does what simpler families could give */
	if (core_stop(data->cx))
	{
		est->made = false;
		est->status = FIT_TIMEOUT;
	}
	return est;
}

const Estimate *
estimate_family(FitData *data, const Family *family)
{
	return estimate_within_reach(data, family, -INFINITY);
}
