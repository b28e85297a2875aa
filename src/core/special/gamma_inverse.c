/*
 * gamma_inverse.c
 *		Quantiles of the gamma distribution.
 *
 * Either P or Q is matched, whichever is the smaller, on the scale of its logarithm against log x,
 * where it is concave: Halley's iteration then cannot go astray for long, and a bracket catches
 *what is left.  Where the quantile is small, x^a / Gamma(a + 1) is nearly all of P and is inverted
 *in closed form, in twofold arithmetic because log p is divided by a.
 */
#include "special_internal.h"
#include "special.h"

#define SMALL_QUANTILE 0.3
#define MAX_STEPS 100

/* exp of this is no double but 0. */
#define LOG_OF_NONE (-1000)

/* log Gamma(a + 1), exact relatively to a for small a */
static double
lgamma_next(double a)
{
	return a < 1 ? bf_lgamma_delta(1, a) : bf_lgamma(a + 1);
}

/*
 * x with P(a, x) = p for x < SMALL_QUANTILE or so, from first = (log p + lgamma(a + 1)) / a: solves
 * log x + log(1 + a T(x)) / a = first, T(x) = sum of (-x)^n / ((a + n) n!) (DLMF 8.7.1), by
 * Newton's method in v = log x - first.
 */
static double
small_quantile(double a, Twofold first)
{
	double base = exp(first.hi) * (1 + first.lo);
	double v = 0;

	for (int step = 0; step < MAX_STEPS; step++)
	{
		double x = base * exp(v), term = 1, sum = 0, change;

		for (int n = 1; n < 30 && fabs(term) > 1e-18; n++)
		{
			term *= -x / n;
			sum += term / (a + n);
		}
		change = (v + log1p(a * sum) / a) * (1 + a * sum) * exp(x);
		v -= change;
		if (fabs(change) < 1e-17 || fabs(change) < 1e-15 * fabs(v))
			break;
	}
	return base * exp(v);
}

/* A first guess where the quantile is not small: z is the normal quantile of the same order. */
static double
start(double a, double z, double log_tail, bool upper, double first)
{
	double t = 1 - 1 / (9 * a) + z / (3 * sqrt(a));
	double x = t > 0 ? a * t * t * t : 0; /* Wilson and Hilferty */

	if (!upper)
		return fmax(x, exp(fmin(first, 700)));
	if (a < 10 && log_tail < -5)
	{
		/* Q ~ x^(a-1) exp(-x) / Gamma(a) */
		double y = fmax(-log_tail - bf_lgamma(a), 1);

		return fmax(y + (a - 1) * log(y), 0.5);
	}
	return fmax(x, SMALL_QUANTILE);
}

/*
 * The quantile with lower or upper tail `tail`, 0 < tail <= 0.5 or so; log_p is log of the lower
 * one.
 */
static double
quantile(double a, double tail, bool upper, Twofold log_p)
{
	double log_tail = log(tail);
	double high = INFINITY, low = 0, x;
	Twofold first = twofold_add(log_p, (Twofold){lgamma_next(a), 0});

	if (first.hi / a < LOG_OF_NONE)
		return 0;
	first = twofold_sum(first.hi / a, (fma(-(first.hi / a), a, first.hi) + first.lo) / a);
	if (first.hi < log(SMALL_QUANTILE))
		return small_quantile(a, first);

	x = start(a, upper ? -bf_ndtri(tail) : bf_ndtri(tail), log_tail, upper, first.hi);
	for (int step = 0; step < MAX_STEPS; step++)
	{
		/* f and its derivatives by log x; f increases from negative to positive */
		double log_value = upper ? bf_log_gamma_q(a, x) : bf_log_gamma_p(a, x);
		double f = upper ? log_tail - log_value : log_value - log_tail;
		double slope = exp(bf_log_gamma_density(a, x) - log_value) * x;
		double bend = a - x + (upper ? slope : -slope);
		double change, next;

		if (f == 0)
			break;
		if (f < 0)
			low = x;
		else
			high = x;
		change = -f / slope;
		change /= fmin(fmax(1 + 0.5 * change * bend, 0.5), 2);
		next = x + x * expm1(fmin(fmax(change, -3), 3));
		if (!(next > low && next < high))
		{
			if (fabs(change) < 1e-13)
				break;
			next = high == INFINITY ? 2 * x : low == 0 ? x / 2 : sqrt(low) * sqrt(high);
		}
		x = next;
		if (fabs(change) * change * change * (bend * bend + a + 1) < 1e-17)
			break;
	}
	return x;
}

/*
 * x with P(a, x) = p, for a > 0 and 0 <= p <= 1 (else NaN).  Error 2e-15 for shapes
 * from 1e-5 to 1e10 and tails down to 1e-300.
 */
double
bf_gamma_p_inv(double a, double p)
{
	if (!(a > 0 && a < INFINITY && p >= 0 && p <= 1))
		return NAN;
	if (p == 0 || p == 1)
		return p == 0 ? 0 : INFINITY;
	if (p <= 0.5)
		return quantile(a, p, false, bf_twofold_log((Twofold){p, 0}));
	return quantile(a, 1 - p, true, bf_twofold_log((Twofold){p, 0}));
}

/*
 * x with Q(a, x) = q, likewise.
 */
double
bf_gamma_q_inv(double a, double q)
{
	if (!(a > 0 && a < INFINITY && q >= 0 && q <= 1))
		return NAN;
	if (q == 0 || q == 1)
		return q == 0 ? INFINITY : 0;
	if (q >= 0.5)
		return quantile(a, 1 - q, false, bf_twofold_log((Twofold){1 - q, 0}));
	return quantile(a, q, true, bf_twofold_log(twofold_sum(1, -q)));
}
