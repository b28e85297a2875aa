/*
 * count_integers.c
 *		Searches for the best of several integer parameters at once.
 */
#include <math.h>
#include <string.h>

#include "count_integers.h"
#include "count_profile.h"

/* With a total up to this that is held, every first number is tried. */
#define SMALL_TOTAL 1000
/* From so many distinct values on, coarse nodes say where to look. */
#define MANY_CELLS 500
/* Pairs that are tried beyond those on the way to the best. */
#define MOST_PAIRS 3000
/* A step of the compass must gain more than this; rounds of it, at most. */
#define GAIN 1e-4
#define MOST_ROUNDS 120
/* As little from one stride to the next is creeping. */
#define CREEPING 3e-3
/* Ridges lie askew: after so many rounds their sum is tried as a step, and its doubles. */
#define ROUNDS_OF_STRIDE 4

typedef struct TripleSearch
{
	CountSearch *s;
	const IntegerTriple *t;
	double first; /* the present pair */
	double second;
	double best_second; /* of the last bound_over_second() */
	int pairs;
} TripleSearch;

static double
value_at(TripleSearch *b, double first, double second, double total)
{
	CountSearch *s = b->s;

	s->params[b->t->first] = first;
	s->params[b->t->second] = second;
	s->params[b->t->total] = total;
	return total <= MOST_TOTAL ? count_search_here(s) : -INFINITY;
}

/* Is the integer shape held?  *at is then where. */
static bool
is_held(const TripleSearch *b, int shape, double *at)
{
	if (b->s->held[shape])
		*at = b->s->lk.hold[shape];
	return b->s->held[shape];
}

static double
value_at_total(void *arg, double total)
{
	TripleSearch *b = arg;

	return value_at(b, b->first, b->second, total);
}

/* The bound of a pair: what the best total would give if it need not be an integer. */
static double
bound_at(void *arg, double second)
{
	TripleSearch *b = arg;
	double pair[2] = {b->first, second};
	double total = round(b->t->total_of(&b->s->sample, pair));
	double below, here, above, slope, bend;

	b->pairs++;
	b->second = second;
	if (is_held(b, b->t->total, &total))
		return value_at(b, b->first, second, total);
	here = value_at(b, b->first, second, total);
	below = value_at(b, b->first, second, total - 1);
	above = value_at(b, b->first, second, total + 1);
	/* not quite where the mean says; a truncation may have moved it far from there */
	if (fmax(below, above) > here)
	{
		here = climb_integers(value_at_total, b, 1, MOST_TOTAL, &total, INFINITY);
		below = value_at(b, b->first, second, total - 1);
		above = value_at(b, b->first, second, total + 1);
	}
	if (!(below > -INFINITY && above > -INFINITY))
		return here;
	slope = 0.5 * (above - below);
	bend = above - 2 * here + below;
	return bend < 0 ? here - 0.5 * slope * slope / bend : here;
}

static double
least_second(const TripleSearch *b)
{
	double reach = fmax(b->s->sample.max, 1), at;

	if (is_held(b, b->t->second, &at))
		return at;
	if (b->t->second_is_free)
		return 1;
	/* with the first one held they are not in order */
	return b->t->symmetric && !is_held(b, b->t->first, &at) ? fmax(b->first, reach) : reach;
}

static double
most_second(const TripleSearch *b)
{
	double at;

	return is_held(b, b->t->second, &at) ? at : MOST_IN_URN;
}

static double
bound_over_second(void *arg, double first)
{
	TripleSearch *b = arg;

	b->first = first;
	b->best_second = maximise_integer(bound_at, b, least_second(b), most_second(b), NULL, NULL);
	return bound_at(b, b->best_second);
}

/* Every second number whose bound, with this first one, is above the best: how high the bound is.
 */
static double
try_all_seconds(TripleSearch *b, double first)
{
	double bound = bound_over_second(b, first), middle = b->best_second;

	for (double sign = -1; sign <= 1; sign += 2)
		for (double second = middle + sign; second >= least_second(b) && second <= most_second(b) &&
											b->pairs < MOST_PAIRS && !b->s->lk.stopped;
			 second += sign)
			if (!(bound_at(b, second) > b->s->value))
				break;
	return bound;
}

void
search_integer_triple(CountSearch *s, const IntegerTriple *triple)
{
	TripleSearch b = {.s = s, .t = triple};
	double least = fmax(s->sample.max, 1), most = MOST_IN_URN, middle, total;

	if (!(s->sample.min >= 0 && s->sample.max <= MOST_IN_URN / 2) || s->from_best)
		return;
	if (is_held(&b, triple->first, &least))
		most = least;
	if (is_held(&b, triple->total, &total) && total <= SMALL_TOTAL)
	{
		/* nothing makes up for what rounding costs a pair */
		for (double first = least; first <= fmin(most, total) && !s->lk.stopped; first++)
			bound_over_second(&b, first);
		return;
	}
	if (s->lk.data->counts->n_cells > MANY_CELLS)
		s->nodes = &s->lk.data->counts->coarse;
	middle = maximise_integer(bound_over_second, &b, least, most, NULL, NULL);
	if (s->nodes != &s->lk.data->counts->fine)
	{
		s->nodes = &s->lk.data->counts->fine;
		s->value = -INFINITY;
		climb_integers(bound_over_second, &b, least, most, &middle, INFINITY);
	}
	b.pairs = 0;
	try_all_seconds(&b, middle);
	for (double sign = -1; sign <= 1; sign += 2)
		for (double first = middle + sign;
			 first >= least && first <= most && b.pairs < MOST_PAIRS && !s->lk.stopped;
			 first += sign)
			if (!(try_all_seconds(&b, first) > s->value))
				break;
}

/* A point of the compass search: first, second and total. */
typedef struct Triple
{
	double at[3];
	double value;
} Triple;

/* Goes to `next`, but for what is held, if it exists and is better. */
static bool
try_triple(TripleSearch *b, Triple *here, const double *at)
{
	const int shape[3] = {b->t->first, b->t->second, b->t->total};
	double reach = fmax(b->s->sample.max, 1);
	Triple next;

	for (int k = 0; k < 3; k++)
		if (!is_held(b, shape[k], &next.at[k]))
			next.at[k] = at[k];
	if (!(next.at[0] >= reach && next.at[1] >= reach &&
		  next.at[2] >= fmax(next.at[0], next.at[1]) && next.at[0] <= MOST_IN_URN &&
		  next.at[1] <= MOST_IN_URN))
		return false;
	next.value = value_at(b, next.at[0], next.at[1], next.at[2]);
	if (!(next.value > here->value + GAIN))
		return false;
	*here = next;
	return true;
}

/* Steps in each of the directions, both ways: does one lead to a better point? */
static bool
step_along(TripleSearch *b, const int (*moves)[3], int n, double step, Triple *here)
{
	bool better = false;

	for (int m = 0; m < n; m++)
		for (double sign = -1; sign <= 1; sign += 2)
		{
			double at[3];

			for (int k = 0; k < 3; k++)
				at[k] = here->at[k] + sign * step * moves[m][k];
			better |= try_triple(b, here, at);
		}
	return better;
}

/* On from `from` to here, in steps that double. */
static void
stride(TripleSearch *b, const double *from, Triple *here)
{
	double way[3], at[3];

	for (int k = 0; k < 3; k++)
		way[k] = here->at[k] - from[k];
	do
		for (int k = 0; k < 3; k++)
		{
			at[k] = here->at[k] + way[k];
			way[k] *= 2;
		}
	while (try_triple(b, here, at));
}

#define N_MOVES(moves) ((int) (sizeof(moves) / sizeof(moves[0])))

/* Uphill from there, until no step leads further, or only creeps. */
static Triple
climb_triple(TripleSearch *b, Triple here, double step)
{
	/* which of first, second and total a step changes */
	static const int moves[][3] = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 0, 1},
								   {0, 1, 1}, {1, 1, 2}, {1, 1, 1}, {1, -1, 0}};
	/* along ridges that lie askew, where none of those leads up */
	static const int askew[][3] = {{-1, 0, 1}, {0, -1, 1}, {-1, 0, 2}, {0, -1, 2}, {-1, 0, 3},
								   {0, -1, 3}, {-2, 0, 5}, {0, -2, 5}, {1, 0, 2},  {0, 1, 2},
								   {1, 0, 3},  {0, 1, 3},  {1, -1, 1}, {-1, 1, 1}, {2, -1, 0},
								   {-1, 2, 0}, {2, -1, 1}, {-1, 2, 1}};
	Triple mark = {.value = -INFINITY};

	for (int round = 0; round < MOST_ROUNDS && here.value > -INFINITY && !b->s->lk.stopped; round++)
	{
		if (round % ROUNDS_OF_STRIDE == 0)
		{
			if (round > 0)
				stride(b, mark.at, &here);
			if (here.value > mark.value && here.value < mark.value + CREEPING)
				break;
			mark = here;
		}
		if (step_along(b, moves, N_MOVES(moves), step, &here))
			step = fmin(2 * step, MOST_IN_URN);
		else if (step > 1)
			step = floor(step / 2);
		else if (!step_along(b, askew, N_MOVES(askew), 1, &here) &&
				 !step_along(b, askew, N_MOVES(askew), 2, &here))
			break;
	}
	return here;
}

void
search_integer_compass(CountSearch *s, const IntegerTriple *triple)
{
	static const double starts[][3] = {{1, 1, 2}, {1, 2, 4}, {2, 2, 6}, {1, 4, 8}, {4, 4, 12}};
	const CountData *d = s->lk.data->counts;
	TripleSearch b = {.s = s, .t = triple};
	const int shape[3] = {triple->first, triple->second, triple->total};
	double reach = fmax(s->sample.max, 1);
	Triple from[2] = {{.value = -INFINITY}, {.value = -INFINITY}}; /* the best two */

	if (!(s->sample.min >= 0 && s->sample.max <= MOST_IN_URN / 2))
		return;
	s->rough = true;
	/* a simpler family's estimate, or that at another loc */
	if (s->from_best || s->warm)
		for (int k = 0; k < 3; k++)
			from[0].at[k] =
				s->from_best ? s->best[shape[k]] : fmax(s->warm_shapes[shape[k]], reach);
	else
	{
		if (d->coarse.n < s->nodes->n)
			s->nodes = &d->coarse;
		for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		{
			Triple next;

			for (int k = 0; k < 3; k++)
				if (!is_held(&b, shape[k], &next.at[k]))
					next.at[k] = starts[i][k] * reach;
			next.value = value_at(&b, next.at[0], next.at[1], next.at[2]);
			if (next.value > from[0].value)
			{
				from[1] = from[0];
				from[0] = next;
			}
			else if (next.value > from[1].value)
				from[1] = next;
		}
		for (int k = 0; k < 2; k++)
			from[k] = climb_triple(&b, from[k], fmax(1, floor(reach / 2)));
		if (from[1].value > from[0].value)
			from[0] = from[1];
	}
	if (from[0].value == -INFINITY || s->nodes != &d->fine)
	{
		s->nodes = &d->fine;
		if (!s->from_best)
			s->value = -INFINITY;
		from[0].value = value_at(&b, from[0].at[0], from[0].at[1], from[0].at[2]);
		climb_triple(&b, from[0], 1);
	}
	s->rough = false;
}
