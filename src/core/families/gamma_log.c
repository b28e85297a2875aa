/*
 * gamma_log.c
 *		Gamma variables that are given by their logarithm (gamma_log.h says what for).
 *
 * Where w is tiny, P(a, w) is w^a / Gamma(a + 1) to the last digit (DLMF 8.7.1).
 */
#include "families/gamma_log.h"

/* Below this w the next term of the series for P, of relative size w, is nothing. */
#define TINY 1e-280

void
gamma_log_prepare(double a, double *k)
{
	Twofold log_a = bf_twofold_log((Twofold){a, 0});

	k[0] = a;
	k[1] = log_a.hi;
	k[3] = log_a.lo;
	k[2] = a < GAMMA_LOG_LARGE ? -bf_lgamma(a) : 0.5 * k[1] - LN_SQRT_2PI - bf_lgamma_stirling(a);
}

/* lgamma(a + 1), relatively exact for small a too */
static double
lgamma_next(double a)
{
	return a < 1 ? bf_lgamma_delta(1, a) : bf_lgamma(a + 1);
}

double
gamma_log_tail(double a, Twofold w, double log_w, bool upper, bool logarithm)
{
	double log_p;

	if (w.hi > TINY)
		return bf_gamma_tail(a, w, upper, logarithm);
	log_p = a * log_w - lgamma_next(a);
	if (logarithm)
		return upper ? bf_log1mexp(log_p) : log_p;
	return upper ? -expm1(log_p) : exp(log_p);
}

double
gamma_log_quantile(double a, double p, bool upper)
{
	double w = upper ? bf_gamma_q_inv(a, p) : bf_gamma_p_inv(a, p);

	if (w > TINY)
		return log(w);
	return ((upper ? log1p(-p) : log(p)) + lgamma_next(a)) / a;
}
