/*
 * masses.c
 *		Masses of Poisson, binomial, negative binomial and beta-binomial distributions; factorials.
 *
 * All in C. Loader's form (Fast and Accurate Computation of Binomial Probabilities, 2000): with
 * Gamma(a + 1) = sqrt(2 pi a) a^a exp(-a + delta(a)) the large terms of the logarithm combine to
 * deviances D(a, m) = m - a - a log(m / a), none of them negative.  An error of the expected count
 * m is an error of D of first order, so m = n p is formed with its rounding error, which is put
 * right.  The logarithms are exact to a few units in the last place of max(1, |value|).
 */
#include "families/discrete/discrete.h"

/* D(a, m + rest), a >= 0, m > 0, rest tiny. */
static double
deviance(double a, double m, double rest)
{
	double r;

	if (a == 0)
		return m;
	r = (m - a) / a;
	if (r > -0.5 && r < 1)
		return rest * ((m - a) / m) - a * bf_log1pmx(r);
	if (m / a < 1e-300)
		return a * (log(a) - log(m)) + (m - a);
	return a * log(a / m) + (m - a) + rest * ((m - a) / m);
}

/* D(a, n p) */
static double
deviance_of_product(double a, double n, double p)
{
	double m = n * p;

	return deviance(a, m, fma(n, p, -m));
}

/* delta(a) + log sqrt(2 pi a), which is 0 at a = 0 where a^a exp(-a) = 1 is all of Gamma(1) */
static double
rest_of_factorial(double a)
{
	return a > 0 ? bf_lgamma_stirling(a) + 0.5 * log(2 * PI * a) : 0;
}

double
log_poisson_mass(double mu, double y)
{
	if (mu == 0)
		return y == 0 ? 0 : -INFINITY;
	if (y == 0)
		return -mu;
	return -deviance(y, mu, 0) - rest_of_factorial(y);
}

double
log_binom_mass(double n, double p, double q, double y)
{
	double z = n - y;

	if (p == 0 || q == 0)
		return y == n * p ? 0 : -INFINITY;
	if (y == 0)
		return n * (p < q ? log1p(-p) : log(q));
	if (z == 0)
		return n * (q < p ? log1p(-q) : log(p));
	return 0.5 * log(n / (2 * PI * y) / z) + bf_lgamma_stirling(n) - bf_lgamma_stirling(y) -
		   bf_lgamma_stirling(z) - (deviance_of_product(y, n, p) + deviance_of_product(z, n, q));
}

/* n / (n + y) times the mass at n of n + y trials */
double
log_nbinom_mass(double n, double p, double q, double y)
{
	if (y == 0)
		return n * (q < p ? log1p(-q) : log(p));
	if (q == 0)
		return -INFINITY;
	return log_binom_mass(n + y, p, q, n) + log(n / (n + y));
}

/*
 * binomial(n, y) B(y + a, n - y + b) / B(a, b): with x = (y + a) / (n + a + b) the mass at y of n
 * trials with p = x, times that of a beta density at x, over what the latter is after y was seen.
 * corrections: of the factorials of y, z, y + a and z + b; of all else, with the factor of their
 * square roots.
 */
static double
log_betabinom(double n, double a, double b, double y, double corrections)
{
	double z = n - y, total = n + a + b, x = (y + a) / total, w = (z + b) / total;
	double deviances = deviance_of_product(y, n, x) + deviance_of_product(z, n, w) +
					   deviance_of_product(a, a + b, x) + deviance_of_product(b, a + b, w);
	double ratio = (a / (y + a)) * (b / (z + b));

	if (y > 0 && z > 0)
		ratio *= n / (2 * PI * y) / z;
	return (ratio > 1e-300 ? 0.5 * log(ratio)
						   : 0.5 * (log(a / (y + a)) + log(b / (z + b)) +
									(y > 0 && z > 0 ? log(n / (2 * PI * y) / z) : 0))) +
		   corrections - deviances;
}

double
betabinom_constant(double n, double a, double b)
{
	return bf_lgamma_stirling(a + b) - bf_lgamma_stirling(a) - bf_lgamma_stirling(b) -
		   bf_lgamma_stirling(n + a + b) + 0.5 * log1p(n / (a + b));
}

double
log_betabinom_mass(double n, double a, double b, double constant, double trials, double y)
{
	double z = n - y, corrections = constant;

	if (n == 0)
		return 0;
	corrections += bf_lgamma_stirling(y + a) + bf_lgamma_stirling(z + b);
	if (y > 0 && z > 0)
		corrections += trials - bf_lgamma_stirling(y) - bf_lgamma_stirling(z);
	return log_betabinom(n, a, b, y, corrections);
}

double
betanbinom_constant(double n, double a, double b)
{
	return bf_lgamma_stirling(n + a) + bf_lgamma_stirling(a + b) - bf_lgamma_stirling(a) -
		   bf_lgamma_stirling(b);
}

/* n / (n + y) times the mass of betabinom at n of n + y trials */
double
log_betanbinom_mass(double n, double a, double b, double constant, double successes, double y)
{
	double trials = n + y;
	double corrections = constant + bf_lgamma_stirling(y + b) - bf_lgamma_stirling(trials + a + b) +
						 0.5 * log1p(trials / (a + b));

	if (y > 0)
		corrections += bf_lgamma_stirling(trials) - successes - bf_lgamma_stirling(y);
	return log_betabinom(trials, a, b, n, corrections) - log1p(y / n);
}

/* From here on a few terms of Stirling's series give digamma. */
#define DIGAMMA_SERIES 16.0

double
scaled_digamma_difference(double t, double y)
{
	double a = t + 1 - y, b = t + 1, d = y, sum = 0, r, s;
	bool shifted = a < DIGAMMA_SERIES;

	for (; a < DIGAMMA_SERIES && d >= 1; a++, d--)
		sum += 1 / a;
	r = 1 / (a * a);
	s = 1 / (b * b);
	sum += (r - s) / 12 - (r * r - s * s) / 120 + (r * r * r - s * s * s) / 252 + d / (2 * a * b);
	if (shifted)
		return t * t * (sum + log1p(d / a)) - t * y;
	/* the terms of first order, t^2 d / a - t d, as one */
	return t * t * (sum + bf_log1pmx(d / a)) + t * d * ((d - 1) / a);
}

double
log_falling_ratio(double t, double y)
{
	double rest = t - y;

	if (y == 0)
		return 0;
	if (rest < 1) /* Stirling's formula has a pole at 0 */
		return bf_lgamma(t + 1) - bf_lgamma(rest + 1) - y * log(t);
	return bf_lgamma_stirling(t) - bf_lgamma_stirling(rest) - rest * bf_log1pmx(-y / t) -
		   y * (y / t) - 0.5 * log1p(-y / t);
}
