/*
 * quadrature.c
 *		Integrals of functions that end in themselves: adaptive Gauss-Kronrod panels.
 *
 * Panels of equal width are added outwards from the middle until they stop counting.  Each is
 * halved where the Gauss and the Kronrod value (10 and 21 points; Piessens et al., QUADPACK, 1983)
 * disagree: around a kink, say.
 */
#include <math.h>

#include <gsl/gsl_integration.h>

#include "quadrature.h"

#define PANEL 4.0
#define TOLERANCE 1e-13
#define DEPTH 14
/* A panel that adds less than this share of the sum, twice in a row, is the last. */
#define NEGLIGIBLE 1e-17

typedef struct Quadrature
{
	const CoreContext *cx;
	gsl_function f;
	double total;
	bool stopped;
} Quadrature;

/* Adds the integral over [a, b] to the total and returns its size. */
static double
add_panel(Quadrature *q, double a, double b, int depth)
{
	double value, error, size, spread;

	if (core_stop(q->cx))
		q->stopped = true;
	if (q->stopped)
		return 0;
	gsl_integration_qk21(&q->f, a, b, &value, &error, &size, &spread);
	if (depth < DEPTH && error > TOLERANCE * (fabs(q->total) + fabs(value)))
	{
		double middle = 0.5 * (a + b);

		size = add_panel(q, a, middle, depth + 1);
		return size + add_panel(q, middle, b, depth + 1);
	}
	q->total += value;
	return size;
}

double
integrate_line(const CoreContext *cx, double (*f)(double t, void *arg), void *arg, double middle,
			   double lower, double upper)
{
	Quadrature q = {.cx = cx, .f = {f, arg}};

	for (int side = -1; side <= 1; side += 2)
	{
		double end = side < 0 ? lower : upper, from = fmin(fmax(middle, lower), upper);
		int idle = 0;

		while (from != end && idle < 2 && !q.stopped)
		{
			double to = side < 0 ? fmax(from - PANEL, end) : fmin(from + PANEL, end);
			double size = add_panel(&q, fmin(from, to), fmax(from, to), 0);

			idle = size <= NEGLIGIBLE * fabs(q.total) ? idle + 1 : 0;
			from = to;
		}
	}
	return q.stopped ? NAN : q.total;
}
