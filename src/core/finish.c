/*
 * finish.c
 *		Which of the starts that were improved on coarse cells are finished on the fine ones.
 */
#include <math.h>
#include <string.h>

#include "finish.h"
#include "improve.h"

/* Rounds on the fine cells. */
#define FINE_ROUNDS 2

/* Starts of a kinked likelihood nearer than this to a better one, in all coordinates, end there. */
#define SAME_KINK 0.05

/* Of two optima in a race, one is finished unless it is behind by so many times what it may gain.
 */
#define AS_FAR 2
/* So many starts are finished from values as points. */
#define FEW_STARTS 2

void
start_improve(Search *s, const CellSet *cells, Start *start, int rounds, double rival)
{
	s->cells = cells;
	memcpy(start->optimum.u, start->u, sizeof(start->u));
	improve(s, &start->chart, false, rounds, rival, &start->optimum);
	memcpy(start->u, start->optimum.u, sizeof(start->u));
	start->value = start->optimum.value;
}

void
start_finish(Search *s, const Start *start, Estimate *est)
{
	const FitData *d = s->lk.data;
	Chart chart = start->chart;
	Optimum opt = start->optimum;

	memcpy(opt.u, start->u, sizeof(opt.u));
	s->cells = &d->fine;
	improve(s, &chart, true, FINE_ROUNDS, -INFINITY, &opt);
	if (opt.value > est->value || !est->made)
	{
		double params[MAX_PARAMS];

		if (!(opt.value > -INFINITY) || !chart_to_params(&s->lk, chart, opt.u, params))
			return;
		memcpy(est->params, params, sizeof(params));
		est->made = true;
		est->value = opt.value;
		est->chart = chart;
		est->optimum = opt;
	}
}

/* The largest difference of two points' coordinates. */
static double
distance(const double *u, const double *v, int n)
{
	double largest = 0;

	for (int i = 0; i < n; i++)
		largest = fmax(largest, fabs(u[i] - v[i]));
	return largest;
}

/* Is start j better than start i, or the earlier one of equals? */
static bool
is_better(const Start *kept, int j, int i)
{
	return kept[j].value > kept[i].value || (kept[j].value == kept[i].value && j < i);
}

/*
 * Whether finishing start i is of no use once `first` has been finished, which gained so much by
 * it. It gains what the coarse cells are off by, and what the search on them left.  The one is
 * about what it was for the first; and it cannot turn the race if the coarse cells are off by about
 * the same for both, and what start i is short of on them is more than was left.
 */
static bool
cannot_win(const Start *kept, const double *fine, int i, int first, double gained, double value)
{
	double left = fmin(kept[i].optimum.decrement, kept[i].optimum.predicted);
	double behind = kept[first].value - kept[i].value;

	return value - fine[i] > AS_FAR * (gained + left) + CONVERGED ||
		   (behind > left + CONVERGED && fine[i] - fine[first] < -behind / 2);
}

/*
 * Finishes those starts that are in the race: not yet done, and on the coarse cells about as good
 * as `best`, or better.  In the order of their values on the fine cells, as long as they may win.
 */
static void
finish_race(Search *s, const FitData *data, const Start *kept, int n_kept, double best,
			const double *fine, bool *done, Estimate *est)
{
	double gained = 0;
	int first = -1;

	for (int turn = 0; turn < n_kept; turn++)
	{
		int next = -1;

		for (int i = 0; i < n_kept; i++)
			if (!done[i] && kept[i].value > best - CLOSE_RACE - CLOSE_RACE_SHARE * data->n &&
				(next < 0 || fine[i] > fine[next]))
				next = i;
		if (next < 0)
			break;
		done[next] = true;
		if (first >= 0 && cannot_win(kept, fine, next, first, gained, est->value))
			continue;
		start_finish(s, &kept[next], est);
		if (first < 0 && est->made)
		{
			first = next;
			gained = est->value - fine[next];
		}
	}
}

void
finish_best(Search *s, const FitData *data, const Start *kept, int n_kept, double best,
			Estimate *est)
{
	bool done[MOST_KEPT_STARTS + 1] = {false};
	double fine[MOST_KEPT_STARTS + 1];
	int lead = 0;

	s->cells = &data->fine;
	for (int i = 0; i < n_kept; i++)
	{
		/* the same optimum was reached from another start, which is not left out for this one */
		for (int j = 0; j < n_kept; j++)
			if (memcmp(&kept[i].chart, &kept[j].chart, sizeof(Chart)) == 0)
				done[i] =
					done[i] ||
					(j < i && !done[j] &&
					 fabs(kept[i].value - kept[j].value) < 2 * COARSE_TOLERANCE) ||
					((s->lk.family->flags & KINKED) && is_better(kept, j, i) &&
					 distance(kept[i].u, kept[j].u, chart_size(&s->lk, kept[i].chart)) < SAME_KINK);
		done[i] = done[i] || !(kept[i].value > -INFINITY);
		s->chart = kept[i].chart;
		fine[i] = done[i] ? -INFINITY : search_objective(s, kept[i].u);
		if (fine[i] > fine[lead])
			lead = i;
	}
	finish_race(s, data, kept, n_kept, best, fine, done, est);
	/* the best on the fine cells was left out: the coarse ones, rounded values, say, mislead */
	if (!done[lead])
		finish_race(s, data, kept, n_kept, kept[lead].value, fine, done, est);
}

void
finish_few_values(Search *s, const FitData *data, Estimate *est)
{
	Start kept[MOST_KEPT_STARTS + 1];
	int n_kept;

	if (data->points.n_nodes == 0 || s->lk.family->flags & CDF_INTEGRAL)
		return;
	s->cells = &data->points;
	n_kept = starts_list(s, 1, kept);
	for (int i = 0; i < n_kept && i < FEW_STARTS; i++)
	{
		start_improve(s, &data->points, &kept[i], SEARCH_ROUNDS, -INFINITY);
		s->cells = &data->fine;
		s->chart = kept[i].chart;
		if (search_objective(s, kept[i].u) > est->value)
			start_finish(s, &kept[i], est);
	}
}
