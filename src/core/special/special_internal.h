/*
 * special_internal.h
 *		What the files of this directory share among themselves: arithmetic with unevaluated sums,
 *		the deviance, and tails of distributions kept as factor times exponential.
 */
#ifndef BESTFIT_SPECIAL_INTERNAL_H
#define BESTFIT_SPECIAL_INTERNAL_H

#include <math.h>
#include <stdbool.h>

/* The number hi + lo, |lo| at most about half a unit in the last place of hi. */
typedef struct Twofold
{
	double hi;
	double lo;
} Twofold;

/* a + b exactly, unless it overflows. */
static inline Twofold
twofold_sum(double a, double b)
{
	double s = a + b;
	double t = s - a;

	return (Twofold){s, isfinite(s) ? (a - (s - t)) + (b - t) : 0};
}

/* a * b exactly, unless the product is so small that its last bits underflow. */
static inline Twofold
twofold_product(double a, double b)
{
	double p = a * b;

	return (Twofold){p, isfinite(p) ? fma(a, b, -p) : 0};
}

/* a + b to about 2^-104 of the larger. */
static inline Twofold
twofold_add(Twofold a, Twofold b)
{
	Twofold s = twofold_sum(a.hi, b.hi);

	return twofold_sum(s.hi, s.lo + (a.lo + b.lo));
}

/* a * b likewise. */
static inline Twofold
twofold_scale(Twofold a, double b)
{
	Twofold p = twofold_product(a.hi, b);

	return twofold_sum(p.hi, p.lo + a.lo * b);
}

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
extern Twofold bf_twofold_log(Twofold x);        /* x > 0 */
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

extern BetaPoint bf_beta_point(double a, double b, double x, double y);

#endif
