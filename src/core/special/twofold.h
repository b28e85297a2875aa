/*
 * twofold.h
 *		Arithmetic with unevaluated sums of two doubles, and functions of them.
 *
 * A distribution that is another one after a change of variable hands its variable over like this
 * where the shape magnifies what a rounding of it would do.
 */
#ifndef BESTFIT_TWOFOLD_H
#define BESTFIT_TWOFOLD_H

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

/* a / b likewise; of hi alone unless the quotient is an ordinary number. */
static inline Twofold
twofold_quotient(Twofold a, Twofold b)
{
	double q = a.hi / b.hi;
	double rest = (fma(-q, b.hi, a.hi) + (a.lo - q * b.lo)) / b.hi;

	return (Twofold){q, isfinite(rest) ? rest : 0};
}

/* deviance.c: for finite x > 0, and for exp(x) a double that is not subnormal */
extern Twofold bf_twofold_log(Twofold x);
extern Twofold bf_twofold_exp(Twofold x);

/* gamma_inc.c, beta_inc.c: bf_gamma_p and the like; of x and y = 1 - x the smaller is used. */
extern double bf_gamma_tail(double a, Twofold x, bool upper, bool logarithm);
extern double bf_beta_tail(double a, double b, Twofold x, Twofold y, bool upper, bool logarithm);

#endif
