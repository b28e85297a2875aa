/*
 * optimise.c
 *		Maximisation of smooth functions of few variables.
 *
 * Likelihoods of at most six parameters, in coordinates chosen so that every one of them has a
 * natural step of order one (see chart.c).  A full Hessian by differences costs at most 43
 * evaluations, makes the iteration quadratic, tells a maximum from a saddle, and is what standard
 * errors need in the end.
 */
#include <math.h>
#include <string.h>

#include "optimise.h"

/*
 * Difference steps: a fraction of a standard error, so that second differences are near SECOND (far
 * above the rounding of a sum of many terms, far below where third derivatives matter), but no
 * longer than STEP and no shorter than SHORTEST.
 */
#define STEP 3e-4
#define SHORTEST 1e-9
#define SECOND 0.1
#define SECOND_MAX 10.0

/* This near to a bound, relative to STEP, is at it. */
#define AT_BOUND 1e-2

/* Gains smaller than this, so many times in a row, are a walk along a ridge without an end. */
#define CREEPING 4e-4
#define PATIENCE 5

/* Mixed second derivatives are made anew after so many iterations, or when steps disappoint. */
#define MIXED_AGE 4

/* As near as this to an optimum that was found before, in all coordinates, it would be found again.
 */
#define SAME_OPTIMUM 0.05

/* Ways that a coordinate cannot move, because the function does not exist there. */
#define BLOCKED_UP 1
#define BLOCKED_DOWN 2

/* A step that gains more than this share of what was predicted is worth trying at double length. */
#define BEYOND 1.1
#define MOST_STRETCH 64

#define FIRST_RADIUS 0.5
#define MAX_RADIUS 2.0
#define MIN_RADIUS 1e-10

void
symmetric_eigen(int n, double a[MAX_PARAMS][MAX_PARAMS], double *value,
				double v[MAX_PARAMS][MAX_PARAMS])
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			v[i][j] = i == j;
	for (int sweep = 0; sweep < 30; sweep++)
	{
		double off = 0, diagonal = 0;

		for (int i = 0; i < n; i++)
			for (int j = 0; j < n; j++)
				*(i == j ? &diagonal : &off) += a[i][j] * a[i][j];
		if (!(off > 1e-30 * diagonal))
			break;
		for (int p = 0; p < n; p++)
			for (int q = p + 1; q < n; q++)
			{
				double theta, t, c, s;

				if (a[p][q] == 0)
					continue;
				theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
				t = (theta < 0 ? -1 : 1) / (fabs(theta) + hypot(theta, 1));
				c = 1 / hypot(t, 1);
				s = t * c;
				for (int k = 0; k < n; k++)
				{
					double x = a[k][p], y = a[k][q];

					a[k][p] = c * x - s * y;
					a[k][q] = s * x + c * y;
				}
				for (int k = 0; k < n; k++)
				{
					double x = a[p][k], y = a[q][k];

					a[p][k] = c * x - s * y;
					a[q][k] = s * x + c * y;
				}
				for (int k = 0; k < n; k++)
				{
					double x = v[k][p], y = v[k][q];

					v[k][p] = c * x - s * y;
					v[k][q] = s * x + c * y;
				}
			}
	}
	for (int i = 0; i < n; i++)
		value[i] = a[i][i];
}

bool
symmetric_inverse(int n, double a[MAX_PARAMS][MAX_PARAMS], double inverse[MAX_PARAMS][MAX_PARAMS])
{
	double value[MAX_PARAMS], v[MAX_PARAMS][MAX_PARAMS], largest = 0;

	symmetric_eigen(n, a, value, v);
	for (int k = 0; k < n; k++)
		largest = fmax(largest, value[k]);
	for (int k = 0; k < n; k++)
		if (!(value[k] > 1e-10 * largest))
			return false;
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
		{
			inverse[i][j] = 0;
			for (int k = 0; k < n; k++)
				inverse[i][j] += v[i][k] * v[j][k] / value[k];
		}
	return true;
}

static double
value_at(Objective f, void *arg, const Optimum *opt, int i, double hi, int j, double hj)
{
	double u[MAX_PARAMS];

	memcpy(u, opt->u, sizeof(u));
	u[i] += hi;
	if (j >= 0)
		u[j] += hj;
	return f(arg, u);
}

/* What differences at opt->u needed: steps, the values there, and which ways there are. */
typedef struct Differences
{
	double h[MAX_PARAMS];
	double plus[MAX_PARAMS];
	double minus[MAX_PARAMS];
	bool central[MAX_PARAMS];
	int *blocked;
} Differences;

/* Gradient and second derivative by coordinate i; held if it cannot move at all. */
static void
differentiate(Objective f, void *arg, const double *lower, const double *upper, int i, Optimum *opt,
			  Differences *d)
{
	double up = upper[i] - opt->u[i], down = opt->u[i] - lower[i];
	double room = fmax(fmin(up, down), AT_BOUND * STEP), here = opt->value;
	double h = fmin(opt->step[i] > 0 ? opt->step[i] : STEP, room);
	double plus = -INFINITY, minus = -INFINITY, second;

	opt->held[i] = false;
	d->central[i] = false;
	for (int attempt = 0; attempt < 5; attempt++)
	{
		plus = up >= h ? value_at(f, arg, opt, i, h, -1, 0) : -INFINITY;
		minus = down >= h ? value_at(f, arg, opt, i, -h, -1, 0) : -INFINITY;
		d->central[i] = plus > -INFINITY && minus > -INFINITY;
		second = fabs(plus - 2 * here + minus);
		if (up < h || down < h || h <= SHORTEST || (d->central[i] && second < SECOND_MAX))
			break;
		h = fmax(d->central[i] ? h * sqrt(SECOND / second) : h / 30, SHORTEST);
	}
	if (d->central[i])
	{
		second = plus - 2 * here + minus;
		opt->gradient[i] = (plus - minus) / (2 * h);
		opt->hessian[i][i] = second / (h * h);
		opt->step[i] = fmin(STEP, h * fmin(30, sqrt(SECOND / fmax(fabs(second), 1e-12))));
	}
	else if (plus > -INFINITY || minus > -INFINITY)
	{
		/* at a bound, or at the edge of where the function exists: from the one side */
		double side = plus > -INFINITY ? h : -h;
		double near = plus > -INFINITY ? plus : minus;

		opt->held[i] = !(near > here);
		if (!opt->held[i])
			side = side > 0 ? STEP : -STEP;
		near = value_at(f, arg, opt, i, side, -1, 0);
		opt->gradient[i] = (near - here) / side;
		opt->hessian[i][i] =
			(value_at(f, arg, opt, i, 2 * side, -1, 0) - 2 * near + here) / (side * side);
	}
	else
	{
		opt->gradient[i] = opt->hessian[i][i] = 0;
		opt->held[i] = true;
	}
	d->blocked[i] = (plus > -INFINITY ? 0 : BLOCKED_UP) | (minus > -INFINITY ? 0 : BLOCKED_DOWN);
	d->h[i] = h;
	d->plus[i] = plus;
	d->minus[i] = minus;
}

/* The mixed derivative by two coordinates, both of which were differentiated. */
static double
mixed_difference(Objective f, void *arg, const Optimum *opt, const Differences *d, int i, int j)
{
	double both, neither, cross;

	if (opt->held[i] || opt->held[j] || !d->central[i] || !d->central[j])
		return 0;
	both = value_at(f, arg, opt, i, d->h[i], j, d->h[j]);
	neither = value_at(f, arg, opt, i, -d->h[i], j, -d->h[j]);
	cross =
		(both - d->plus[i] - d->plus[j] + 2 * opt->value - d->minus[i] - d->minus[j] + neither) /
		(2 * d->h[i] * d->h[j]);
	return isfinite(cross) ? cross : 0;
}

/* The mixed derivatives by coordinate i and those that opt->slopes gives: differences of these. */
static bool
mixed_slopes(void *arg, int i, const Differences *d, Optimum *opt)
{
	double u[MAX_PARAMS], up[MAX_PARAMS], down[MAX_PARAMS];

	if (opt->held[i] || !d->central[i])
	{
		for (int j = opt->n_differences; j < opt->n; j++)
			opt->hessian[i][j] = opt->hessian[j][i] = 0;
		return true;
	}
	memcpy(u, opt->u, sizeof(u));
	u[i] = opt->u[i] + d->h[i];
	if (!opt->slopes(arg, u, up, NULL))
		return false;
	u[i] = opt->u[i] - d->h[i];
	if (!opt->slopes(arg, u, down, NULL))
		return false;
	for (int j = opt->n_differences; j < opt->n; j++)
		opt->hessian[i][j] = opt->hessian[j][i] = (up[j] - down[j]) / (2 * d->h[i]);
	return true;
}

/*
 * Gradient and Hessian at opt->u from opt->slopes, and differences by the first coordinates; false
 * where it does not give them.
 */
static bool
given_derivatives(Objective f, void *arg, const double *lower, const double *upper, Optimum *opt,
				  Differences *d)
{
	double gradient[MAX_PARAMS], hessian[MAX_PARAMS][MAX_PARAMS];
	int first = opt->n_differences;

	if (!opt->slopes || !opt->slopes(arg, opt->u, gradient, hessian))
		return false;
	for (int i = first; i < opt->n; i++)
	{
		bool at_top = upper[i] - opt->u[i] < AT_BOUND * STEP;
		bool at_bottom = opt->u[i] - lower[i] < AT_BOUND * STEP;

		d->blocked[i] = (at_top ? BLOCKED_UP : 0) | (at_bottom ? BLOCKED_DOWN : 0);
		opt->held[i] = (at_top && !(gradient[i] < 0)) || (at_bottom && !(gradient[i] > 0));
		opt->gradient[i] = gradient[i];
		for (int j = first; j < opt->n; j++)
			opt->hessian[i][j] = hessian[i][j];
	}
	for (int i = 0; i < first; i++)
	{
		differentiate(f, arg, lower, upper, i, opt, d);
		if (!mixed_slopes(arg, i, d, opt))
			return false;
		for (int j = 0; j < i; j++)
			opt->hessian[i][j] = opt->hessian[j][i] = mixed_difference(f, arg, opt, d, i, j);
	}
	return true;
}

/*
 * Gradient and Hessian at opt->u; coordinates that cannot move at all are held.  The mixed second
 * derivatives, n (n - 1) of the 1 + n + n * n evaluations, are made anew if `mixed`; else those of
 * the last point are kept, as correlations.  blocked[i] tells which ways coordinate i cannot move.
 */
static void
derivatives(Objective f, void *arg, const double *lower, const double *upper, bool mixed,
			Optimum *opt, int *blocked)
{
	double before[MAX_PARAMS];
	Differences d = {.blocked = blocked};

	if (given_derivatives(f, arg, lower, upper, opt, &d))
		return;
	for (int i = 0; i < opt->n; i++)
	{
		before[i] = opt->hessian[i][i];
		differentiate(f, arg, lower, upper, i, opt, &d);
	}
	for (int i = 0; i < opt->n; i++)
		for (int j = 0; j < i; j++)
			if (!mixed && before[i] != 0 && before[j] != 0)
				opt->hessian[i][j] = opt->hessian[j][i] =
					opt->hessian[i][j] *
					sqrt(fabs(opt->hessian[i][i] / before[i] * opt->hessian[j][j] / before[j]));
			else
				opt->hessian[i][j] = opt->hessian[j][i] = mixed_difference(f, arg, opt, &d, i, j);
}

/*
 * The step of length at most radius: Newton's where the function is concave, up the gradient where
 * it is not.  Returns the gain that the quadratic model predicts, and sets the decrement.
 */
static double
newton_step(Optimum *opt, double radius, double *step)
{
	double a[MAX_PARAMS][MAX_PARAMS], v[MAX_PARAMS][MAX_PARAMS], lambda[MAX_PARAMS];
	int free_index[MAX_PARAMS], n = 0;
	double along[MAX_PARAMS], norm = 0, gain = 0, largest = 0;

	for (int i = 0; i < opt->n; i++)
	{
		step[i] = 0;
		if (!opt->held[i])
			free_index[n++] = i;
	}
	for (int i = 0; i < n; i++)
		for (int j = 0; j < n; j++)
			a[i][j] = -opt->hessian[free_index[i]][free_index[j]];
	symmetric_eigen(n, a, lambda, v);
	for (int k = 0; k < n; k++)
		largest = fmax(largest, fabs(lambda[k]));

	opt->decrement = 0;
	for (int k = 0; k < n; k++)
	{
		double g = 0;

		for (int i = 0; i < n; i++)
			g += v[i][k] * opt->gradient[free_index[i]];
		if (lambda[k] > 1e-9 * largest)
			opt->decrement += 0.5 * g * g / lambda[k];
		else if (g != 0)
			opt->decrement = INFINITY;
		along[k] = g / fmax(fmax(fabs(lambda[k]), fabs(g) / radius), 1e-300);
		norm = hypot(norm, along[k]);
		a[0][k] = g;
	}
	for (int k = 0; k < n; k++)
	{
		if (norm > radius)
			along[k] *= radius / norm;
		gain += a[0][k] * along[k] - 0.5 * lambda[k] * along[k] * along[k];
		for (int i = 0; i < n; i++)
			step[free_index[i]] += v[i][k] * along[k];
	}
	opt->predicted = gain;
	return gain;
}

/*
 * newton_step, with those coordinates held that it would move where they cannot go: a step into a
 * wall has to be cut to nothing for all of them.
 */
static double
feasible_step(Optimum *opt, const int *blocked, double radius, double *step)
{
	double gain = newton_step(opt, radius, step);

	for (int i = 0; i < opt->n; i++)
		if ((step[i] > 0 && blocked[i] & BLOCKED_UP) || (step[i] < 0 && blocked[i] & BLOCKED_DOWN))
		{
			opt->held[i] = true;
			gain = newton_step(opt, radius, step);
			i = -1;
		}
	return gain;
}

static double
clamp(double x, double lower, double upper)
{
	return x < lower ? lower : x > upper ? upper : x;
}

/*
 * Doubles a step that led from opt->u to u, with that value, for as long as that gains: where the
 * function tends to a limit exponentially, Newton's steps towards it have one length for ever.  u
 * gets the best point; returns its value.
 */
static double
stretch(Objective f, void *arg, const double *lower, const double *upper, const Optimum *opt,
		const double *step, double *u, double value)
{
	for (double factor = 2; factor <= MOST_STRETCH; factor *= 2)
	{
		double trial[MAX_PARAMS] = {0}, trial_value;

		for (int i = 0; i < opt->n; i++)
			trial[i] = clamp(opt->u[i] + factor * step[i], lower[i], upper[i]);
		trial_value = f(arg, trial);
		if (!(trial_value > value))
			break;
		memcpy(u, trial, sizeof(trial));
		value = trial_value;
	}
	return value;
}

/* Is this point near an optimum that was found before, and not above it? */
static bool
near_rival(const Optimum *opt)
{
	for (int r = 0; r < opt->n_rivals; r++)
	{
		double distance = 0;

		for (int i = 0; i < opt->n; i++)
			distance = fmax(distance, fabs(opt->u[i] - opt->rival[r]->u[i]));
		if (distance < SAME_OPTIMUM && opt->value <= opt->rival[r]->value)
			return true;
	}
	return false;
}

void
newton_maximise(Objective f, void *arg, const double *lower, const double *upper, double tolerance,
				int max_iterations, Optimum *opt)
{
	double radius = FIRST_RADIUS;
	bool mixed = !opt->guided; /* the mixed derivatives are due */
	int age = 0;               /* iterations since they were made */
	double earlier[PATIENCE];  /* the values of the last iterations */
	int blocked[MAX_PARAMS];

	for (int i = 0; i < opt->n; i++)
		opt->u[i] = clamp(opt->u[i], lower[i], upper[i]);
	opt->value = f(arg, opt->u);
	opt->guided = opt->stalled = opt->merged = false;
	opt->decrement = INFINITY;
	if (!(opt->value > -INFINITY))
		return;
	for (int iteration = 0; iteration < max_iterations; iteration++)
	{
		bool moved = false;

		opt->merged = near_rival(opt);
		if (opt->merged)
			return;
		age = mixed ? 0 : age + 1;
		derivatives(f, arg, lower, upper, mixed, opt, blocked);
		mixed = age == MIXED_AGE;
		if (iteration >= PATIENCE &&
			opt->value - earlier[iteration % PATIENCE] < PATIENCE * CREEPING)
			opt->stalled = true;
		earlier[iteration % PATIENCE] = opt->value;
		while (!moved)
		{
			double step[MAX_PARAMS], u[MAX_PARAMS], value;
			double gain = feasible_step(opt, blocked, radius, step);

			opt->stalled = opt->stalled || radius < MIN_RADIUS;
			if ((opt->decrement < tolerance || opt->stalled) && age > 0)
			{
				/* not on the word of old derivatives */
				opt->stalled = false;
				mixed = moved = true;
				radius = fmax(radius, FIRST_RADIUS);
				continue;
			}
			if (opt->decrement < tolerance || opt->stalled)
			{
				/* the last step costs one evaluation and squares the error that is left */
				for (int i = 0; i < opt->n; i++)
					u[i] = clamp(opt->u[i] + step[i], lower[i], upper[i]);
				value = opt->stalled ? -INFINITY : f(arg, u);
				if (value >= opt->value)
				{
					memcpy(opt->u, u, sizeof(u));
					opt->value = value;
				}
				return;
			}
			for (int i = 0; i < opt->n; i++)
				u[i] = clamp(opt->u[i] + step[i], lower[i], upper[i]);
			value = f(arg, u);
			if (value > opt->value)
			{
				double ratio = (value - opt->value) / gain;

				moved = true;
				if (ratio > BEYOND)
					value = stretch(f, arg, lower, upper, opt, step, u, value);
				memcpy(opt->u, u, sizeof(u));
				opt->value = value;
				if (ratio > 0.75)
					radius = fmin(2 * radius, MAX_RADIUS);
				else if (ratio < 0.25)
					radius *= 0.5;
				if (ratio < 0.5)
					mixed = true;
			}
			else
			{
				double length = 0;

				for (int i = 0; i < opt->n; i++)
					length = hypot(length, u[i] - opt->u[i]);
				radius = 0.25 * fmin(radius, fmax(length, MIN_RADIUS));
				mixed = true;
			}
		}
	}
	if (opt->rough)
		return;
	derivatives(f, arg, lower, upper, true, opt, blocked);
	newton_step(opt, radius, (double[MAX_PARAMS]){0});
}

/* The point factor times as far beyond the centre as the worst point is before it; its value. */
static double
reflect(Objective f, void *arg, const double *lower, const double *upper, int n,
		const double *centre, const double *worst, double factor, double *trial)
{
	for (int i = 0; i < n; i++)
		trial[i] = clamp(centre[i] + factor * (centre[i] - worst[i]), lower[i], upper[i]);
	return f(arg, trial);
}

void
simplex_maximise(Objective f, void *arg, const double *lower, const double *upper, double size,
				 double tolerance, int max_evaluations, Optimum *opt)
{
	double x[MAX_PARAMS + 1][MAX_PARAMS] = {{0}}, y[MAX_PARAMS + 1];
	int n = opt->n, used = n + 1, best = 0;

	for (int k = 0; k <= n; k++)
	{
		for (int i = 0; i < n; i++)
		{
			/* inwards from an upper bound: clamped there, the simplex would have no extent */
			double d = opt->u[i] + size > upper[i] ? -size : size;

			x[k][i] = clamp(opt->u[i] + (i == k - 1 ? d : 0), lower[i], upper[i]);
		}
		y[k] = f(arg, x[k]);
	}
	while (used < max_evaluations)
	{
		int worst = 0, second;
		double centre[MAX_PARAMS] = {0}, first[MAX_PARAMS], other[MAX_PARAMS], y1, y2;
		const double *taken = first;

		best = 0;
		for (int k = 1; k <= n; k++)
		{
			if (y[k] > y[best])
				best = k;
			if (y[k] < y[worst])
				worst = k;
		}
		if (n == 0 || y[best] - y[worst] < tolerance)
			break;
		second = best;
		for (int k = 0; k <= n; k++)
		{
			if (k == worst)
				continue;
			if (y[k] < y[second])
				second = k;
			for (int i = 0; i < n; i++)
				centre[i] += x[k][i] / n;
		}

		y1 = reflect(f, arg, lower, upper, n, centre, x[worst], 1, first);
		used++;
		if (y1 > y[best] || !(y1 > y[second]))
		{
			/* further out if that was the best so far, else not so far, or inwards */
			double factor = y1 > y[best] ? 2 : y1 > y[worst] ? 0.5 : -0.5;

			y2 = reflect(f, arg, lower, upper, n, centre, x[worst], factor, other);
			used++;
			if (y2 > y1)
			{
				taken = other;
				y1 = y2;
			}
			if (factor < 1 && !(y2 > y[worst] && taken == other))
				taken = NULL;
		}
		if (taken)
		{
			memcpy(x[worst], taken, sizeof(x[worst]));
			y[worst] = y1;
			continue;
		}
		for (int k = 0; k <= n; k++)
		{
			if (k == best)
				continue;
			for (int i = 0; i < n; i++)
				x[k][i] = 0.5 * (x[k][i] + x[best][i]);
			y[k] = f(arg, x[k]);
			used++;
		}
	}
	for (int k = 0; k <= n; k++)
		if (y[k] > y[best])
			best = k;
	memcpy(opt->u, x[best], sizeof(x[best]));
	opt->value = y[best];
}
