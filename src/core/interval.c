/*
 * interval.c
 *		The probability of an interval, where a difference of distribution functions would cancel.
 */
#include <float.h>
#include <math.h>

#include "families/discrete/sums.h"
#include "interval.h"
#include "special/special.h"

/*
 * Logs of the two tail probabilities this close, relative to their size, have lost too many digits
 * for their difference; the density hardly changes over so narrow an interval.
 */
#define CANCELLATION 1e-4
/* ... unless its log changes by more than this: next to a pole, say. */
#define SMOOTH 0.1
/* So many masses are added up one by one. */
#define FEW_MASSES 32

const double gauss_node[5] = {-0.90617984593866399280, -0.53846931010568309104, 0,
							  0.53846931010568309104, 0.90617984593866399280};
const double gauss_weight[5] = {0.23692688505618908751, 0.47862867049936646804,
								0.56888888888888888889, 0.47862867049936646804,
								0.23692688505618908751};

void
gauss_logpdf(const Family *f, const Shape *s, double a, double b, double g[5])
{
	for (int i = 0; i < 5; i++)
		g[i] = f->logpdf(s, 0.5 * (a + b) + 0.5 * (b - a) * gauss_node[i]);
}

double
gauss_log_integral(double a, double b, const double g[5])
{
	double highest = g[0], sum = 0;

	for (int i = 1; i < 5; i++)
		highest = fmax(highest, g[i]);
	if (!isfinite(highest))
		return -INFINITY;
	for (int i = 0; i < 5; i++)
		sum += gauss_weight[i] * exp(g[i] - highest);
	return highest + log(0.5 * (b - a) * sum);
}

/* log of exp(more) - exp(less), each the log of a probability. */
static double
log_difference(double more, double less)
{
	return less == -INFINITY ? more : more + bf_log1mexp(less - more);
}

double
log_tail_probability(const Distribution *d, double y, bool upper)
{
	const Family *f = d->family;
	double (*log_this)(const Shape *, double) = upper ? f->logsf : f->logcdf;
	double (*this)(const Shape *, double) = upper ? f->sf : f->cdf;
	double (*other)(const Shape *, double) = upper ? f->cdf : f->sf;
	double p;

	if (log_this)
	{
		/* a sum of several terms may round beyond 1; NaN stays */
		p = log_this(&d->shape, y);
		return p > 0 ? 0 : p;
	}
	p = this(&d->shape, y);
	return p < 0.5 ? log(p) : log1p(-other(&d->shape, y));
}

double
log_interval_probability(const Distribution *d, double a, double b)
{
	const Family *f = d->family;
	bool discrete = f->kind == FAMILY_DISCRETE;
	bool open_below, open_above, upper;
	double at_a, at_b, more, less, g[5];

	if (discrete)
	{
		/* P(a <= Y <= b) is P(Y <= floor b) less P(Y <= ceil(a) - 1) */
		a = ceil(a);
		b = floor(b);
	}
	if (!(a <= b) || a > d->family_upper || b < d->family_lower || (!discrete && a == b))
		return -INFINITY;
	if (discrete && a == b)
		return f->logpdf(&d->shape, a);
	open_below = a <= d->family_lower;
	open_above = b >= d->family_upper;
	if (discrete && !open_below)
		a--;
	if (open_below && open_above)
		return 0;
	if (open_below)
		return log_tail_probability(d, b, false);
	if (open_above)
		return log_tail_probability(d, a, true);

	if (discrete && b - a <= FEW_MASSES)
	{
		/* their sum loses no digits; a is by now the integer before the first */
		double sum = sum_of_smooth_masses(f->logpdf, &d->shape, a + 1, b - a);

		if (sum > DBL_MIN)
			return log(fmin(sum, 1));
	}

	/* in the tail that is the smaller one at the interval's inner end */
	at_a = log_tail_probability(d, a, false);
	upper = at_a > -M_LN2;
	if (upper)
		at_a = log_tail_probability(d, a, true);
	at_b = log_tail_probability(d, b, upper);
	more = upper ? at_a : at_b;
	less = upper ? at_b : at_a;
	if (!discrete && !(more - less > CANCELLATION * (1 + fabs(more))))
	{
		bool smooth = true;

		gauss_logpdf(f, &d->shape, a, b, g);
		for (int i = 0; i < 5; i++)
			smooth = smooth && fabs(g[i] - g[2]) < SMOOTH;
		if (smooth || !(more > less))
			return gauss_log_integral(a, b, g);
	}
	return log_difference(more, less);
}
