/*
 * elementary.c
 *		Elementary expressions that cancel or overflow when written down naively.
 *
 * "Error" below is the largest relative one seen against 50 digits on about 1200 arguments a
 * function, in units of 2^-52 (with glibc 2.36).
 */
#include <math.h>

#include "special/special.h"

/* Below this |k x| the first order of a series in k x is all that a double can show. */
#define NEGLIGIBLE 0x1p-54

/*
 * log(1 + x) - x for x > -1.  Near 0 with r = x / (2 + x), log1p(x) = 2 atanh(r) and 2 r - x = -x
 * r: the sum is r (2 (r^2 / 3 + r^4 / 5 + ...) - x), whose terms do not cancel.  Error 2.
 */
double
bf_log1pmx(double x)
{
	static const double inverse[] = {1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9,  1.0 / 11, 1.0 / 13,
									 1.0 / 15, 1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25,
									 1.0 / 27, 1.0 / 29, 1.0 / 31, 1.0 / 33, 1.0 / 35, 1.0 / 37};
	double r, s, sum = 0;

	if (!(x > -0.5 && x < 1))
		return x == INFINITY ? -INFINITY : log1p(x) - x;
	r = x / (2 + x);
	s = r * r;
	for (int i = s < 0x1p-16 ? 3 : s < 0x1p-8 ? 7 : 17; i >= 0; i--)
		sum = sum * s + inverse[i];
	return r * (2 * s * sum - x);
}

/*
 * log(1 - exp(x)) for x < 0 (Maechler 2012, "Accurately computing log(1 - exp(-|a|))").  Error 1.
 */
double
bf_log1mexp(double x)
{
	return x > -LN_2 ? log(-expm1(x)) : log1p(-exp(x));
}

/* log(1 + exp(x)).  Error 1. */
double
bf_log1pexp(double x)
{
	return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/* log1p(k x) / k, where k x >= -1; its limit x at k = 0.  Error 1. */
double
bf_boxcox1p(double x, double k)
{
	double y = k * x;

	if (k == 0 || fabs(y) < NEGLIGIBLE)
		return x;
	if (isinf(y) && isfinite(x) && isfinite(k))
		return y > 0 ? (log(fabs(k)) + log(fabs(x))) / k : NAN;
	/* near the pole the rounding of k x shows; 1 + y is exact there and takes it back */
	if (y < -0.5)
		return log((1 + y) + fma(k, x, -y)) / k;
	return log1p(y) / k;
}

/* expm1(k x) / k; its limit x at k = 0.  Error 1.5. */
double
bf_expm1_over(double x, double k)
{
	double y = k * x, e;

	if (k == 0 || fabs(y) < NEGLIGIBLE)
		return x;
	if (y > 700)
	{
		/* the quotient may be finite where expm1 is not */
		double half = exp(0.5 * y);

		return isinf(half) ? half / k : half / k * half * (1 + fma(k, x, -y));
	}
	e = expm1(y);
	/* far from 0 the rounding of k x shows: the derivative takes it back */
	if (fabs(y) > 0.5 && isfinite(y))
		e += fma(k, x, -y) * (1 + e);
	return e / k;
}
