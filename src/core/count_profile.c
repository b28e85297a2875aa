/*
 * count_profile.c
 *		Searches for the integer at which a function of integers is highest.
 */
#include <math.h>

#include "count_profile.h"

/* As many values are remembered. */
#define MOST_TRIED 256
/* As many on a climb. */
#define MOST_CLIMBED 40
/* What is gained by a step must be more than rounding. */
#define GAIN 1e-5
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

void
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

double
climb_integers(double (*value)(void *arg, double k), void *arg, double least, double most,
			   double guess, double bound)
{
	IntegerProfile p = {value, arg, least, most, guess, -INFINITY, 0, {0}, {0}};
	double here = try_integer(&p, guess), at = guess;

	for (double step = 1; step >= 1 && p.n_tried < MOST_CLIMBED;)
	{
		double above, below;

		if (here > bound - GAIN)
			return bound;
		above = try_integer(&p, at + step);
		below = try_integer(&p, at - step);
		if (!(fmax(above, below) > here + GAIN))
		{
			step = floor(step / 2);
			continue;
		}
		at += above > below ? step : -step;
		here = fmax(above, below);
		step *= 2;
	}
	return here;
}

/* ---------- branch and bound ---------- */

/* Intervals that are looked at, at most, and how many can wait. */
#define MOST_INTERVALS 1000
#define MOST_WAITING 128
/* What is not worth another look. */
#define TOLERANCE 1e-6

/* An integer with the function there. */
typedef struct Bracket
{
	double t;
	double value;
	double rise;
	double fall;
} Bracket;

bool
maximise_bounded(double (*value)(void *arg, double k),
				 void (*slope)(void *arg, double t, double *rise, double *fall), void *arg,
				 double least, double most, double guess)
{
	Bracket waiting[MOST_WAITING][2];
	double ends[3] = {least, fmin(fmax(guess, least), most), most}, best = -INFINITY;
	int n = 0;

	for (int i = 0; i < 3; i++)
	{
		Bracket b = {.t = ends[i], .value = value(arg, ends[i])};

		slope(arg, b.t, &b.rise, &b.fall);
		best = fmax(best, b.value);
		if (i > 0)
			waiting[n++][0] = b;
		if (i < 2)
			waiting[n][1] = b;
	}
	/* each from its lower to its upper end */
	for (int i = 0; i < n; i++)
	{
		Bracket upper = waiting[i][0];

		waiting[i][0] = waiting[i][1];
		waiting[i][1] = upper;
	}
	for (int looked_at = 0; n > 0; looked_at++)
	{
		Bracket a = waiting[--n][0], b = waiting[n][1], middle;
		double highest = a.rise - b.fall, lowest = b.rise - a.fall, step = 1 / a.t - 1 / b.t;

		if (looked_at == MOST_INTERVALS || n + 2 > MOST_WAITING)
			return false;
		if (b.t - a.t <= 1 || highest <= 0 || lowest >= 0 ||
			fmin(a.value + highest * step, b.value - lowest * step) <= best + TOLERANCE)
			continue;
		middle.t = floor(b.t > 4 * a.t ? sqrt(a.t * b.t) : 0.5 * (a.t + b.t));
		middle.value = value(arg, middle.t);
		slope(arg, middle.t, &middle.rise, &middle.fall);
		best = fmax(best, middle.value);
		waiting[n][0] = middle;
		waiting[n++][1] = b;
		waiting[n][0] = a;
		waiting[n++][1] = middle;
	}
	return true;
}
