/*
 * beta_inverse.c
 *		Quantiles of the beta distribution.
 *
 * As gamma_inverse.c: Halley's iteration on the logarithm of the smaller tail, here against
 * logit(x), where it is concave; near the ends x^a / (a B(a, b)) is nearly all of I and is inverted
 * in closed form.  The upper tail of (a, b, x) is the lower one of (b, a, y).
 */
#include "special_internal.h"
#include "special.h"

#define SMALL_QUANTILE 0.3
#define MAX_STEPS 100

/* (log p + log(a B(a, b))) / a, which is about log x where x is small. */
static Twofold
first_logarithm(double a, double b, Twofold log_p)
{
	double constant =
		a < 1 ? bf_lgamma_delta(1, a) - bf_lgamma_delta(b, a) : log(a) + bf_lbeta(a, b);
	Twofold sum = twofold_add(log_p, (Twofold){constant, 0});
	double quotient = sum.hi / a;

	return twofold_sum(quotient, (fma(-quotient, a, sum.hi) + sum.lo) / a);
}

/*
 * x with I_x(a, b) = p where x and b x are small, from the logarithm above: solves
 * log x + log(1 + a T(x)) / a = first, T(x) = sum of (1 - b)_n x^n / ((a + n) n!) (DLMF 8.17.7), by
 * Newton's method in v = log x - first.
 */
static double
small_quantile(double a, double b, Twofold first)
{
	double base = exp(first.hi) * (1 + first.lo);
	double v = 0;

	for (int step = 0; step < MAX_STEPS; step++)
	{
		double x = base * exp(v), term = 1, sum = 0, change;

		for (int n = 1; n < 200 && fabs(term) > 1e-18; n++)
		{
			term *= (n - b) / n * x;
			sum += term / (a + n);
		}
		change = (v + log1p(a * sum) / a) * (1 + a * sum) * exp((1 - b) * log1p(-x));
		v -= change;
		if (fabs(change) < 1e-17 || fabs(change) < 1e-15 * fabs(v))
			break;
	}
	return base * exp(v);
}

/*
 * A first guess of logit(x): Abramowitz and Stegun 26.5.22 (z is the normal quantile of the same
 * order), or the mean.
 */
static double
start(double a, double b, double z)
{
	double t = log(a) - log(b);

	if (a >= 1 && b >= 1)
	{
		double a1 = 1 / (2 * a - 1), b1 = 1 / (2 * b - 1);
		double h = 2 / (a1 + b1), c = (z * z - 3) / 6;

		if (h + c > 0)
			t += 2 * (z * sqrt(h + c) / h + (b1 - a1) * (c + 5.0 / 6 - 2 / (3 * h)));
	}
	return fmin(fmax(t, -700), 700);
}

/* x and y of logit t, both relatively exact. */
static void
from_logit(double t, double *x, double *y)
{
	*x = 1 / (1 + exp(-t));
	*y = 1 / (1 + exp(t));
}

/* x and y with I_x(a, b) = p where neither is very small. */
static void
iterate(double a, double b, double p, double *x, double *y)
{
	double log_p = log(p), low = -INFINITY, high = INFINITY;

	from_logit(start(a, b, bf_ndtri(p)), x, y);
	for (int step = 0; step < MAX_STEPS; step++)
	{
		/* f and its derivatives by logit(x) */
		double log_value = bf_log_beta_p(a, b, *x, *y);
		double f = log_value - log_p;
		double slope = exp(bf_log_beta_density(a, b, *x, *y) - log_value) * *x * *y;
		double bend = a * *y - b * *x - slope;
		double t = log(*x / *y), change, growth, next;

		if (f == 0)
			break;
		if (f < 0)
			low = t;
		else
			high = t;
		change = -f / slope;
		change /= fmin(fmax(1 + 0.5 * change * bend, 0.5), 2);
		change = fmin(fmax(change, -3), 3);
		next = t + change;
		if (fabs(change) > 1e-13 && !(next > low && next < high))
		{
			next = high == INFINITY ? t + 1 : low == -INFINITY ? t - 1 : low + 0.5 * (high - low);
			from_logit(next, x, y);
			continue;
		}
		growth = expm1(change);
		*y /= 1 + *x * growth;
		*x *= (1 + growth) / (1 + *x * growth);
		if (*x <= 0.5)
			*y = 1 - *x;
		else
			*x = 1 - *y;
		if (fabs(change) * change * change * (bend * bend + (a + b) * *x * *y + 1) < 1e-17)
			break;
	}
}

/* From both tails and their logarithms: *x and *y. */
static void
quantile(double a, double b, double p, Twofold log_p, double q, Twofold log_q, double *x, double *y)
{
	Twofold first = first_logarithm(a, b, log_p);

	if (first.hi < log(SMALL_QUANTILE / fmax(b, 1)))
	{
		*x = small_quantile(a, b, first);
		*y = 1 - *x;
		return;
	}
	first = first_logarithm(b, a, log_q);
	if (first.hi < log(SMALL_QUANTILE / fmax(a, 1)))
	{
		*y = small_quantile(b, a, first);
		*x = 1 - *y;
	}
	else if (p <= q)
		iterate(a, b, p, x, y);
	else
		iterate(b, a, q, y, x);
}

/*
 * x with I_x(a, b) = p for finite a, b > 0 and 0 <= p <= 1 (else NaN, twice); *y gets 1 - x.  Both
 * are relatively exact: error
 * 1e-14 for shapes from 1e-5 to 1e8, plus, where both shapes are tiny, what four units in the last
 * place of the smaller tail amount to (3e-11 where both are 1e-5).
 */
double
bf_beta_p_inv(double a, double b, double p, double *y)
{
	double x = p;

	*y = 1 - p;
	if (!(a > 0 && b > 0 && a + b < INFINITY && p >= 0 && p <= 1))
		return *y = NAN;
	if (p > 0 && p < 1)
		quantile(a, b, p, bf_twofold_log((Twofold){p, 0}), 1 - p,
				 bf_twofold_log(twofold_sum(1, -p)), &x, y);
	return x;
}

/*
 * x with 1 - I_x(a, b) = q, likewise.
 */
double
bf_beta_q_inv(double a, double b, double q, double *y)
{
	double x;

	*y = bf_beta_p_inv(b, a, q, &x);
	return x;
}
