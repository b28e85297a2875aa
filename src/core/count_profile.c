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
			   double *at, double bound)
{
	IntegerProfile p = {value, arg, least, most, *at, -INFINITY, 0, {0}, {0}};
	double here = try_integer(&p, *at);

	for (double step = 1; step >= 1 && p.n_tried < MOST_CLIMBED;)
	{
		double above, below;

		if (here > bound - GAIN)
			return bound;
		above = try_integer(&p, *at + step);
		below = try_integer(&p, *at - step);
		if (!(fmax(above, below) > here + GAIN))
		{
			step = floor(step / 2);
			continue;
		}
		*at += above > below ? step : -step;
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

/* An integer with the function there, and the chords of rise and fall to the neighbours in 1 / t. */
typedef struct Point
{
	double t;
	double value;
	double rise;
	double fall;
	double rise_before; /* slope of rise from the next larger integer known; 0 if there is none */
	double fall_after;  /* slope of fall to the next smaller one; INFINITY if there is none */
} Point;

/* The largest of slope x + bend x^2 / 2 for 0 <= x <= width. */
static double
highest_of_parabola(double slope, double bend, double width)
{
	if (bend < 0 && slope > 0 && slope < -bend * width)
		return -0.5 * slope * slope / bend;
	return fmax(0, width * (slope + 0.5 * bend * width));
}

/* What f cannot surpass between a and b, a.t < b.t; see count_profile.h. */
static double
bound_between(const Point *a, const Point *b)
{
	double width = 1 / a->t - 1 / b->t;
	double rise = (a->rise - b->rise) / width, fall = (a->fall - b->fall) / width;
	double from_b = highest_of_parabola(b->fall - b->rise, fall - b->rise_before, width);
	double from_a = fmax(0, width * (a->rise - b->fall));

	if (isfinite(a->fall_after))
		from_a =
			fmin(from_a, highest_of_parabola(a->rise - a->fall, a->fall_after - rise, width));
	return fmin(a->value + from_a, b->value + from_b);
}

/* Tells neighbours, a.t < b.t, of each other. */
static void
set_chords(Point *a, Point *b)
{
	double width = 1 / a->t - 1 / b->t;

	a->rise_before = fmax(0, (a->rise - b->rise) / width);
	b->fall_after = (a->fall - b->fall) / width;
}

static Point
point_at(double (*value)(void *arg, double k),
		 void (*slope)(void *arg, double t, double *rise, double *fall), void *arg, double t)
{
	Point p = {.t = t, .value = value(arg, t), .fall_after = INFINITY};

	slope(arg, t, &p.rise, &p.fall);
	return p;
}

bool
maximise_bounded(double (*value)(void *arg, double k),
				 void (*slope)(void *arg, double t, double *rise, double *fall), void *arg,
				 double least, double most, double guess)
{
	/* intervals from their lower to their upper end, those with the smaller ends last */
	Point waiting[MOST_WAITING][2], lower, upper;
	double best;
	int n = 0;

	guess = fmin(fmax(guess, least), most);
	lower = point_at(value, slope, arg, least);
	upper = point_at(value, slope, arg, most);
	best = fmax(lower.value, upper.value);
	if (guess > least && guess < most)
	{
		Point middle = point_at(value, slope, arg, guess);

		best = fmax(best, middle.value);
		set_chords(&middle, &upper);
		set_chords(&lower, &middle);
		waiting[n][0] = middle;
		waiting[n++][1] = upper;
		upper = middle;
	}
	else if (least < most)
		set_chords(&lower, &upper);
	waiting[n][0] = lower;
	waiting[n++][1] = upper;
	for (int looked_at = 0; n > 0; looked_at++)
	{
		Point a = waiting[--n][0], b = waiting[n][1], middle;

		if (looked_at == MOST_INTERVALS || n + 2 > MOST_WAITING)
			return false;
		if (b.t - a.t <= 1 || bound_between(&a, &b) <= best + TOLERANCE)
			continue;
		middle = point_at(value, slope, arg, floor(b.t > 4 * a.t ? sqrt(a.t * b.t) : 0.5 * (a.t + b.t)));
		best = fmax(best, middle.value);
		set_chords(&middle, &b);
		set_chords(&a, &middle);
		waiting[n][0] = middle;
		waiting[n++][1] = b;
		waiting[n][0] = a;
		waiting[n++][1] = middle;
	}
	return true;
}
