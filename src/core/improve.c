/*
 * improve.c
 *		From a starting point to the maximum of the likelihood next to it.
 *
 * Newton's method in the chart that suits the parameters, in rounds after each of which another
 * chart may suit them better.
 */
#include <math.h>
#include <string.h>

#include "improve.h"
#include "slopes.h"

/*
 * Iterations in a round on coarse and on fine cells, and what is left to gain when the latter end.
 */
#define COARSE_ITERATIONS 8
#define FINE_ITERATIONS 10
#define FINE_TOLERANCE 1e-7

/*
 * Finishing a kinked likelihood: turns and iterations of each, and the gain of a turn that is worth
 * another; bins to either side of the kink in which it is tried.
 */
#define KINK_TURNS 3
#define KINK_ITERATIONS 4
#define KINK_GAIN 1e-3
#define SCAN_BINS 24

/* An end within this share of the distance to the next row is at the extreme row. */
#define EDGE_GAP 1e-3
/*
 * An end this close, relative to the distance of the median from the extreme row, is near; of a
 * distance that is no more than this many widths of the middle half.
 */
#define NEAR_END 0.4
#define BULK 3

/*
 * How an end of the support is best placed that is `gap` away from the extreme row or, if that is
 * rounded, from the edge of its cell, which is so far from the row.
 */
static ChartEnd
suitable_end(double end, double gap, double cell, double next_row, double length, bool may_be_edge)
{
	if (!isfinite(end) || !(gap < NEAR_END * length))
		return END_FREE;
	if (may_be_edge && cell > 0 && gap < -EDGE_GAP * cell)
		return END_INSIDE;
	return may_be_edge && gap <= EDGE_GAP * next_row ? END_EDGE : END_GAP;
}

Chart
chart_of(Likelihood *lk, const double *params)
{
	const FitData *d = lk->data;
	double loc = params[lk->family->n_shapes], scale = params[lk->family->n_shapes + 1];
	double bulk = BULK * (d->quantile[3] - d->quantile[1]);
	/*
	 * Other methods have no use for an end at a row.  Where the extreme rows are a cell, its edge
	 * is a good end for any family: what lies beyond is lost.
	 */
	bool likely = d->method == METHOD_MLE;
	bool edge_lower = likely && (lk->family->flags & EDGE_LOWER || d->edge_min < d->min);
	bool edge_upper = likely && (lk->family->flags & EDGE_UPPER || d->edge_max > d->max);
	Chart chart = {END_FREE, END_FREE};

	if (d->loc_fixed && lk->scale_fixed)
		return chart;
	if (!(bulk > 0))
		bulk = INFINITY;
	if (!d->loc_fixed || (lk->y.lower > 0 && !isfinite(lk->y.upper)))
		chart.lower = suitable_end(lk->y.lower, d->edge_min - (loc + scale * lk->y.lower),
								   d->min - d->edge_min, d->first_width,
								   fmin(d->quantile[2] - d->edge_min, bulk), edge_lower);
	if (!d->loc_fixed || lk->y.upper > 0)
		chart.upper =
			suitable_end(lk->y.upper, loc + scale * lk->y.upper - d->edge_max, d->edge_max - d->max,
						 d->last_width, fmin(d->edge_max - d->quantile[2], bulk), edge_upper);
	/* with loc fixed, only an end at the extreme row is placed from below */
	if (d->loc_fixed && (chart.lower == END_INSIDE || (chart.lower == END_GAP && likely)))
		chart.lower = END_FREE;
	if (lk->scale_fixed && chart.lower != END_FREE)
		chart.upper = END_FREE;
	return chart;
}

/*
 * Moves the kink of the density, shape and scale unchanged, to the best of the values and the gaps
 * between them next to where it is: where the density is 0 or infinite at the kink the likelihood
 * has a maximum at each of them.  s->chart places the centre.
 */
static void
scan_kinks(Search *s, Optimum *opt)
{
	const FitData *d = s->lk.data;
	const Family *f = s->lk.family;
	double params[MAX_PARAMS], kink, loc, best_loc;
	int bin;

	if (!chart_to_params(&s->lk, s->chart, opt->u, params))
		return;
	loc = best_loc = params[f->n_shapes];
	kink = loc + params[f->n_shapes + 1] * f->kink(&s->lk.y.shape);
	bin = bin_at(d, kink);
	if (bin == d->n_bins)
		bin--;
	for (int i = bin - SCAN_BINS; i <= bin + SCAN_BINS; i++)
		for (int gap = 0; gap <= 1; gap++)
			if (i >= 0 && i + gap < d->n_bins)
			{
				double z = gap ? 0.5 * (d->bin_upper[i] + d->bin_lower[i + 1])
							   : 0.5 * (d->bin_lower[i] + d->bin_upper[i]);
				double value;

				params[f->n_shapes] = loc + (z - kink);
				value = search_value(s, params);
				if (value > opt->value)
				{
					opt->value = value;
					best_loc = params[f->n_shapes];
				}
			}
	params[f->n_shapes] = best_loc;
	chart_from_params(&s->lk, s->chart, params, opt->u);
}

/*
 * Finishes a kinked function whose kink is placed by the coordinate k: Newton's method in the
 * others, in which it is smooth, and a search for the best k in turns.
 */
static void
finish_kinked(Search *s, const double *lower, const double *upper, int k, double tolerance,
			  Optimum *opt)
{
	double pinned_lower[MAX_PARAMS], pinned_upper[MAX_PARAMS];

	memcpy(pinned_lower, lower, sizeof(double) * (size_t) opt->n);
	memcpy(pinned_upper, upper, sizeof(double) * (size_t) opt->n);
	for (int turn = 0; turn < KINK_TURNS; turn++)
	{
		double before = turn > 0 ? opt->value : -INFINITY;

		pinned_lower[k] = pinned_upper[k] = opt->u[k];
		newton_maximise(search_objective, s, pinned_lower, pinned_upper, tolerance, KINK_ITERATIONS,
						opt);
		if (turn == 0)
			scan_kinks(s, opt);
		for (double h = 0.01; h > 1e-6; h /= 4)
			for (int sign = -1; sign <= 1; sign += 2)
			{
				double u[MAX_PARAMS], value;

				memcpy(u, opt->u, sizeof(u));
				u[k] += sign * h;
				value = search_objective(s, u);
				if (value > opt->value)
				{
					opt->value = value;
					opt->u[k] = u[k];
				}
			}
		if (opt->value - before < KINK_GAIN)
			break;
	}
	/* the derivatives there, of all coordinates */
	newton_maximise(search_objective, s, lower, upper, tolerance, 0, opt);
	opt->stalled = true;
}

/* One round of improving opt (u is set) in one chart; kinked functions by the simplex. */
static void
improve_in_chart(Search *s, Chart chart, bool final, Optimum *opt)
{
	double lower[MAX_PARAMS], upper[MAX_PARAMS];
	double tolerance = final ? FINE_TOLERANCE : COARSE_TOLERANCE;

	s->chart = chart;
	opt->n = chart_size(&s->lk, chart);
	opt->rough = !final;
	/* the way along a ridge is not to be found by what was one before */
	opt->guided = final && opt->step[0] > 0 && opt->decrement < COARSE_TOLERANCE;
	opt->slopes = slopes_known(s, &opt->n_differences) ? search_slopes : NULL;
	opt->n_rivals = 0;
	for (int i = 0; i < s->n_found && opt->n_rivals < MAX_RIVALS; i++)
		if (memcmp(&s->found[i].chart, &chart, sizeof(Chart)) == 0 &&
			s->found[i].optimum.decrement < COARSE_TOLERANCE && !s->found[i].optimum.stalled)
			opt->rival[opt->n_rivals++] = &s->found[i].optimum;
	chart_bounds(&s->lk, chart, lower, upper);
	if (s->lk.family->flags & KINKED)
	{
		bool centred = s->lk.family->kink && !s->lk.family->second_kink &&
					   chart.lower == END_FREE && chart.upper == END_FREE &&
					   !s->lk.data->loc_fixed && !s->lk.scale_fixed;

		opt->value = -INFINITY;
		simplex_maximise(search_objective, s, lower, upper, final ? 0.01 : 0.2,
						 final && !centred ? 1e-6 : 1e-3, final && centred ? 80 : 200, opt);
		if (final && centred)
			finish_kinked(s, lower, upper, chart_shapes(&s->lk), tolerance, opt);
		else if (final)
			newton_maximise(search_objective, s, lower, upper, tolerance, 4, opt);
		else
			opt->stalled = true;
	}
	else
		newton_maximise(search_objective, s, lower, upper, tolerance,
						final ? FINE_ITERATIONS : COARSE_ITERATIONS, opt);
}

void
improve(Search *s, Chart *chart, bool final, int rounds, double rival, Optimum *opt)
{
	for (int round = 1;; round++)
	{
		double params[MAX_PARAMS], u[MAX_PARAMS], before = opt->value;
		Chart better;

		improve_in_chart(s, *chart, final, opt);
		if (opt->merged || opt->decrement < CONVERGED || (opt->stalled && round > 1) ||
			round == rounds || !(opt->value > -INFINITY) ||
			!chart_to_params(&s->lk, *chart, opt->u, params))
			return;
		if (round > 1 && rival - opt->value > (rounds - round) * (opt->value - before))
			return;
		better = chart_of(&s->lk, params);
		if (memcmp(&better, chart, sizeof(Chart)) == 0)
		{
			if (opt->stalled)
				return;
			continue;
		}
		if (!chart_from_params(&s->lk, better, params, u))
			return;
		s->chart = better;
		if (!(search_objective(s, u) > opt->value - COARSE_TOLERANCE))
			return;
		*chart = better;
		memcpy(opt->u, u, sizeof(u));
		memset(opt->step, 0, sizeof(opt->step));
	}
}
