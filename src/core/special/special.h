/*
 * special.h
 *		Special functions: what libm and GSL lack or get wrong.
 *
 * Each function says beside its code where it is from and how exact it was measured to be.  None
 * allocates.  The few that use GSL keep its arguments where it cannot fail; the program should have
 * turned GSL's error handler off all the same.  A NaN argument gives NaN.
 */
#ifndef BESTFIT_SPECIAL_H
#define BESTFIT_SPECIAL_H

#include <stdbool.h>

#define LN_2 0.69314718055994530942
#define LN_PI 1.1447298858494001741
#define LN_SQRT_2PI 0.91893853320467274178
#define SQRT_2 1.4142135623730950488
#define PI 3.1415926535897932385
#define EULER_GAMMA 0.57721566490153286061

/* normal.c: the standard normal distribution */
extern double bf_ndtr(double z);           /* cdf; upper tail is bf_ndtr(-z) */
extern double bf_log_ndtr(double z);       /* exact in both tails */
extern double bf_ndtri(double p);          /* quantile; the upper one is -bf_ndtri(q) */
extern double bf_ndtri_exp(double log_p);  /* quantile of exp(log_p) */
extern double bf_erfcx(double x);          /* exp(x^2) erfc(x) */
extern double bf_log_mills(double z);      /* log(sf(z) / pdf(z)) */
extern double bf_log_ndtr_diff(double a, double b); /* log(ndtr(b) - ndtr(a)), a < b */
extern double bf_owens_t(double h, double a);

/* gamma.c: the gamma function and the incomplete ones, shapes up to 1e10 and beyond */
extern double bf_lgamma(double a);                        /* a > 0 */
extern double bf_lgamma_delta(double a, double d);        /* lgamma(a + d) - lgamma(a), no cancellation */
extern double bf_lgamma_stirling(double a);               /* lgamma(a) - ((a - .5) log a - a + log sqrt 2 pi) */
extern double bf_digamma(double a);                       /* a > 0 */
extern double bf_trigamma(double a);
extern double bf_log_gamma_density(double a, double x);   /* (a - 1) log x - x - lgamma(a), no cancellation for large a */
extern double bf_gamma_p(double a, double x);
extern double bf_gamma_q(double a, double x);
extern double bf_log_gamma_p(double a, double x);
extern double bf_log_gamma_q(double a, double x);
extern double bf_gamma_p_inv(double a, double p);
extern double bf_gamma_q_inv(double a, double q);

/* beta.c: likewise.  y is 1 - x, given apart because it would cancel when formed from x */
extern double bf_lbeta(double a, double b);
extern double bf_log_beta_density(double a, double b, double x, double y);
extern double bf_beta_p(double a, double b, double x, double y);      /* I_x(a, b) */
extern double bf_beta_q(double a, double b, double x, double y);      /* 1 - I_x(a, b) */
extern double bf_log_beta_p(double a, double b, double x, double y);
extern double bf_log_beta_q(double a, double b, double x, double y);
/* x with I_x(a, b) = p; *y gets 1 - x.  bf_beta_q_inv: x with 1 - I_x(a, b) = q. */
extern double bf_beta_p_inv(double a, double b, double p, double *y);
extern double bf_beta_q_inv(double a, double b, double q, double *y);

/* elementary.c: elementary expressions that cancel when written down naively */
extern double bf_log1pmx(double x);       /* log(1 + x) - x */
extern double bf_log1mexp(double x);      /* log(1 - exp(x)), x < 0 */
extern double bf_log1pexp(double x);      /* log(1 + exp(x)) */
extern double bf_boxcox1p(double x, double k);   /* log1p(k x) / k, its limit x at k = 0 */
extern double bf_expm1_over(double x, double k); /* expm1(k x) / k, its limit x at k = 0 */

/* bessel.c: modified Bessel functions of real order, in logs */
extern double bf_log_bessel_k(double nu, double x); /* any nu, x > 0 */
extern double bf_log_scaled_k(double nu, double x); /* log(exp(x) K_nu(x)) */
extern double bf_log_bessel_i(double nu, double x); /* nu > -1, x >= 0 */
extern double bf_log_i0e(double x);                 /* log(exp(-|x|) I_0(x)) */
extern double bf_k0e(double x);                     /* exp(x) K_0(x), x > 0 */
extern double bf_k1e(double x);                     /* exp(x) K_1(x), x > 0 */

/*
 * kolmogorov.c: Kolmogorov's D and Smirnov's one-sided D+ of n rows at 0 < d < 1, and the limit law
 * of sqrt(n) D at z > 0
 */
extern double bf_smirnov_cdf(double n, double d);
extern double bf_smirnov_sf(double n, double d);
extern double bf_smirnov_log_sf(double n, double d);
extern double bf_smirnov_log_pdf(double n, double d);
extern double bf_kolmogorov_n_cdf(double n, double d);
extern double bf_kolmogorov_n_sf(double n, double d);
extern double bf_kolmogorov_n_log_cdf(double n, double d);
extern double bf_kolmogorov_n_log_sf(double n, double d);
extern double bf_kolmogorov_n_log_pdf(double n, double d);
extern double bf_kolmogorov_cdf(double z);
extern double bf_kolmogorov_sf(double z);
extern double bf_kolmogorov_log_cdf(double z);
extern double bf_kolmogorov_log_sf(double z);
extern double bf_kolmogorov_log_pdf(double z);

/*
 * cramer.c: upper tails of Anderson & Darling's A^2 and Cramer & von Mises' W^2, in the limit and
 * for n rows, of a given distribution
 */
extern double bf_anderson_sf(double x);
extern double bf_cramer_sf(double x);
extern double bf_anderson_n_sf(double n, double x);
extern double bf_cramer_n_sf(double n, double x);

/* landau.c: Landau's distribution in his own variable, any x */
extern double bf_landau_log_pdf(double x);
extern double bf_landau_log_cdf(double x);
extern double bf_landau_log_sf(double x);

/* stable.c: 0 < alpha <= 2, -1 <= beta <= 1, any y */
extern double bf_stable_log_pdf(double alpha, double beta, double y);
extern double bf_stable_log_tail(double alpha, double beta, double y, bool upper);

#endif
