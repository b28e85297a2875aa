/*
 * special_internal.h
 *		What the files of this directory share among themselves: polynomials, the deviance, and
 *		tails of distributions kept as factor times exponential.
 */
#ifndef BESTFIT_SPECIAL_INTERNAL_H
#define BESTFIT_SPECIAL_INTERNAL_H

#include <math.h>
#include <stdbool.h>

#include "special/twofold.h"

/* coefficients[0] + coefficients[1] x + ... as two interleaved Horner schemes, which run at once.
 */
static inline double
polynomial(const double *coefficients, int n, double x)
{
	double x2 = x * x;
	double even = 0, odd = 0;

	for (int i = (n - 1) | 1; i > 0; i -= 2)
	{
		odd = odd * x2 + (i < n ? coefficients[i] : 0);
		even = even * x2 + coefficients[i - 1];
	}
	return even + odd * x;
}

#define POLYNOMIAL(coefficients, x)                                                                \
	polynomial(coefficients, (int) (sizeof(coefficients) / sizeof(coefficients[0])), x)

/*
 * The smaller tail (nearly: at most about 0.8) of a distribution: factor * exp(-exponent).  Kept
 * apart so that its logarithm does not underflow, and with a twofold exponent so that it is right
 * to the last digits at 1e-300 too.
 */
typedef struct Tail
{
	bool upper; /* it is the upper tail */
	double factor;
	Twofold exponent;
} Tail;

/* The lower or the upper tail, or its logarithm, from whichever of them is known. */
extern double bf_tail_value(Tail tail, bool upper);
extern double bf_tail_log(Tail tail, bool upper);

/* deviance.c */
extern Twofold bf_deviance(double a, Twofold m); /* m - a - a log(m / a), a, m > 0 */

/* gamma.c: a^a exp(-a) / Gamma(a), that is sqrt(a / 2 pi) (1 + O(1 / a)) */
extern double bf_gamma_scale(double a);

/* beta.c: a point of the unit interval as the beta functions see it */
typedef struct BetaPoint
{
	Twofold x; /* of x and y the smaller is as given, the other is 1 less that */
	Twofold y;
	double total;     /* a + b */
	double lambda;    /* a - (a + b) x = (a + b) y - b, without cancellation */
	Twofold exponent; /* x^a y^b / B(a, b) = scale * exp(-exponent) */
	double scale;
} BetaPoint;

extern BetaPoint bf_beta_point(double a, double b, Twofold x, Twofold y);

#endif
