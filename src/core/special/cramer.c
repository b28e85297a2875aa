/*
 * cramer.c
 *		Distributions of Anderson & Darling's A^2 and of Cramer & von Mises' W^2 for given
 *		distributions.
 *
 * In the limit both are sums of lambda_j Z_j^2, Z_j standard normal, with 1 / lambda_j = j (j + 1)
 * for A^2 and (pi j)^2 for W^2.  Smirnov's formula (1937; Durbin & Knott 1972, J. R. Stat. Soc. B
 *34, 290) gives the upper tail of such a sum as integrals between neighbouring poles of its
 *transform,
 *
 *		1 / pi * sum over k of (-1)^(k+1) * integral of exp(-u x) / (u sqrt|P(u)|) du,
 *		u from 1 / (2 lambda_(2k-1)) to 1 / (2 lambda_(2k)), P(u) = product of 1 - 2 u lambda_j,
 *
 * with closed products: P(u) = -cos(pi / 2 sqrt(1 + 8 u)) / (2 pi u) and sin(sqrt(2 u)) / sqrt(2
 *u). Gauss and Chebyshev's rule takes care of the roots at both ends of each integral, and the
 *terms fall off as exp(-2 k^2 x) or faster: relative error below 1e-12 in the upper tail at x >=
 *the values from which it is used, below which the probability is 1 to 1e-10.
 */
#include <math.h>
#include <stdbool.h>

#include "special/special.h"

#define CHEBYSHEV_NODES 40
#define MAX_INTERVALS 60

/* 1 / (2 lambda_j). */
static double
pole(bool anderson, int j)
{
	return anderson ? 0.5 * j * (j + 1.0) : 0.5 * PI * PI * j * j;
}

/* P(u). */
static double
product(bool anderson, double u)
{
	if (anderson)
		return -cos(0.5 * PI * sqrt(1 + 8 * u)) / (2 * PI * u);
	return sin(sqrt(2 * u)) / sqrt(2 * u);
}

static double
limit_sf(bool anderson, double x)
{
	double total = 0;

	for (int k = 1; k <= MAX_INTERVALS; k++)
	{
		double a = pole(anderson, 2 * k - 1), b = pole(anderson, 2 * k), sum = 0;
		double middle = 0.5 * (a + b), half = 0.5 * (b - a);

		for (int i = 0; i < CHEBYSHEV_NODES; i++)
		{
			double angle = PI * (i + 0.5) / CHEBYSHEV_NODES;
			double u = middle + half * cos(angle);

			sum += exp(-u * x) * half * sin(angle) / (u * sqrt(fabs(product(anderson, u))));
		}
		sum /= CHEBYSHEV_NODES;
		total += k % 2 ? sum : -sum;
		if (sum < 1e-17 * total)
			break;
	}
	return fmin(total, 1);
}

/* Below these the upper tail is 1 - 1e-10 and more. */
double
bf_anderson_sf(double x)
{
	if (isnan(x))
		return x;
	return x < 0.06 ? 1 : limit_sf(true, x);
}

double
bf_cramer_sf(double x)
{
	if (isnan(x))
		return x;
	return x < 0.006 ? 1 : limit_sf(false, x);
}

/*
 * n times the difference between the distribution functions of A^2 of n rows and in the limit,
 * where the latter is p (Marsaglia & Marsaglia 2004, J. Stat. Soft. 9(2)).
 */
static double
anderson_correction(double n, double p)
{
	double c, t;

	if (p > 0.8)
		return -130.2137 +
			   (745.2337 - (1705.091 - (1950.646 - (1116.360 - 255.7844 * p) * p) * p) * p) * p;
	c = 0.01265 + 0.1757 / n;
	if (p < c)
	{
		t = p / c;
		t = sqrt(t) * (1 - t) * (49 * t - 102);
		return t * (0.0037 / (n * n) + 0.00078 / n + 0.00006) * n;
	}
	t = (p - c) / (0.8 - c);
	t = -0.00022633 + (6.54034 - (14.6538 - (14.458 - (8.259 - 1.91864 * t) * t) * t) * t) * t;
	return t * (0.04213 + 0.01365 / n);
}

/* exp(-z) K_nu(z). */
static double
damped_bessel_k(double nu, double z)
{
	return exp(bf_log_bessel_k(nu, z) - z);
}

/* The functions of Csorgo & Faraway's equation 1.8. */
static double
cramer_d2(double y)
{
	double z = y * y / 4;

	return pow(y / 2, 1.5) * (damped_bessel_k(0.25, z) + damped_bessel_k(0.75, z)) / sqrt(PI);
}

static double
cramer_d3(double y)
{
	double z = y * y / 4;

	return pow(y / 2, 2.5) *
		   (2 * damped_bessel_k(0.25, z) + 3 * damped_bessel_k(0.75, z) -
			damped_bessel_k(1.25, z)) /
		   sqrt(PI);
}

/*
 * n times the difference between the distribution functions of W^2 of n rows and in the limit,
 * where the latter is p, at x (Csorgo & Faraway 1996, J. R. Stat. Soc. B 58, 221).
 */
static double
cramer_correction(double x, double p)
{
	double sx = 2 * sqrt(x), y1 = pow(x, 0.75), y2 = pow(x, 1.25), total = 0;

	for (int k = 0; k < 60; k++)
	{
		int m = 2 * k + 1;
		/* gamma(k + 1/2) / gamma(k + 1) */
		double ratio = exp(-bf_lgamma_delta(k + 0.5, 0.5));
		double term = m * cramer_d2((4 * k + 3) / sx) / (9 * y1) +
					  cramer_d3((4 * k + 1) / sx) / (72 * y2) +
					  2 * (m + 2) * (k + 0.5) * cramer_d3((4 * k + 5) / sx) / (12 * y2) +
					  7 * m * cramer_d2((4 * k + 1) / sx) / (144 * y1) +
					  7 * m * cramer_d2((4 * k + 5) / sx) / (144 * y1);

		total -= ratio * term / PI;
		if (fabs(ratio * term) < 1e-10)
			break;
	}
	return total + p / 12;
}

/* Where the upper tail is below this, corrections are in the same proportion to it as here. */
#define FAR_TAIL 0.005

/* The upper tail q of the limit, corrected to that of n rows. */
static double
corrected(double q, double tail, double correction, double n)
{
	return fmin(fmax(q * (1 - correction / (n * tail)), 0), 1);
}

/*
 * The leading term of the tail of A^2 far out, x > 1.5 n: all rows are near one and the same end.
 * A^2 + n is then -sum of (2k - 1) / n log u_(k), which is a sum of exponential variables of means
 * 1 / n, 2 / n, ... 1 (Renyi 1953, Acta Math. Acad. Sci. Hung. 4, 191).
 */
static double
anderson_lead(double n, double x)
{
	return exp(LN_2 - bf_lgamma_stirling(n) - x) / sqrt(2 * PI * n);
}

/*
 * Upper tail of A^2 of n rows from a given distribution: exact for one row, else Marsaglia &
 * Marsaglia's correction to the limit, absolute error about 1e-4 from 5 rows on, and relative error
 * below 15 % far out.
 */
double
bf_anderson_n_sf(double n, double x)
{
	double q = bf_anderson_sf(x), tail = fmax(q, FAR_TAIL), p;

	if (isnan(x))
		return x;
	if (n == 1)
	{
		/* -1 - log(u (1 - u)) */
		double v = 4 * exp(-1 - x);

		return v < 1 ? v / (1 + sqrt(1 - v)) : 1;
	}
	p = corrected(q, tail, anderson_correction(n, 1 - tail), n);
	return q < FAR_TAIL ? fmax(p, anderson_lead(n, x)) : p;
}

/*
 * More than the probability that W^2 > n / 3 - delta, n > 1, and hardly more where that is small:
 * W^2 is largest where all rows are next to one end.  With rows u_1 < ... < u_n next to 0, n / 3 -
 * W^2 is the sum of (2i - 1) / n u_i - u_i^2; without the squares, what is below delta is a
 * simplex.  They stretch it along each ray from 0 by no more than along one of its edges.  1 if
 * there are other corners of the domain with so large a W^2.
 */
static double
cramer_end(double n, double delta)
{
	double edge = n / (2 * n - 1), squares = fmax(1 / n, edge * edge);
	double root = 1 - 4 * squares * delta;

	if (!(root > 0) || delta >= (n - 1) / n)
		return 1;
	return fmin(exp(LN_2 + n * log(2 * n * delta / (1 + sqrt(root))) - bf_lgamma(n + 1) -
					bf_lgamma(2 * n) + bf_lgamma(n)),
				1);
}

/*
 * Upper tail of W^2 of n rows from a given distribution: exact for one row, else Csorgo &
 * Faraway's correction to the limit, with the range [1 / (12 n), n / 3] that W^2 has.  The tail of
 * few rows ends sooner than this says: by simulation, 0.01 is given as 0.0115 for three rows, and
 * 0.0001 as 0.0003 for five and as 0.00016 for twenty.
 */
double
bf_cramer_n_sf(double n, double x)
{
	static const double far_x = 0.86938523;
	double q = bf_cramer_sf(x), tail = fmax(q, FAR_TAIL);

	if (isnan(x))
		return x;
	if (x <= 1 / (12 * n))
		return 1;
	if (x >= n / 3)
		return 0;
	if (n == 1)
	{
		/* 1 - 2 sqrt(x - 1 / 12) */
		double rest = 4 * (1.0 / 3 - x);

		return rest / (1 + sqrt(1 - rest));
	}
	return fmin(corrected(q, tail, cramer_correction(fmin(x, far_x), 1 - tail), n),
				cramer_end(n, n / 3 - x));
}
