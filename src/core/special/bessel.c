/*
 * bessel.c
 *		Logarithms of the modified Bessel functions of real order.
 *
 * Families normalised by K_nu (generalised inverse Gaussian, generalised hyperbolic) are fitted
 * with differences of these logs, so every regime is carried to rounding error, and no switch
 * between two of them shows.  With |nu| the order and x the argument:
 *
 *	|nu| >= 30		K and I: Debye's uniform expansion (DLMF 10.41.3, 10.41.4), 11 terms; the first
 *					one left out is below 3e-17
 *	else K, x <= 2	Temme's series (1975, J. Comput. Phys. 19, 324) for an order in [-1/2, 1/2]
 *	else K, x > 2	Steed's continued fraction (Thompson and Barnett 1986, J. Comput. Phys. 64, 490)
 *					for an order in [-1/2, 1/2]; both are then recurred upwards
 *	else I			power series (DLMF 10.25.2), for large x the asymptotic one (DLMF 10.40.1)
 *
 * "Error" below is the largest seen against 30 digits, absolute where |value| < 1, else relative.
 */
#include <math.h>
#include <gsl/gsl_sf_bessel.h>

#include "special/special.h"

#define DEBYE_ORDER 30
#define DEBYE_TERMS 11

/*
 * The polynomials U_k of DLMF 10.41.10, k = 1 ... 11: U_k(p) = p^k times a polynomial of degree k
 * in p^2, whose coefficients are these, constant first.  From the recurrence DLMF 10.41.9 in exact
 * fractions.
 */
static const double debye[DEBYE_TERMS][DEBYE_TERMS + 1] = {
	{0.125, -0.208333333333333333},
	{0.0703125, -0.401041666666666667, 0.334201388888888889},
	{0.0732421875, -0.8912109375, 1.84646267361111111, -1.02581259645061728},
	{0.112152099609375, -2.3640869140625, 8.78912353515625, -11.2070026162229938,
	 4.66958442342624743},
	{0.227108001708984375, -7.3687943594796317, 42.5349987453884549, -91.8182415432400174,
	 84.6362176746007346, -28.2120725582002449},
	{0.572501420974731445, -26.4914304869515555, 218.19051174421159, -699.579627376132541,
	 1059.99045252799988, -765.252468141181642, 212.570130039217123},
	{1.7277275025844574, -108.090919788394656, 1200.90291321635246, -5305.64697861340311,
	 11655.3933368645332, -13586.5500064341374, 8061.72218173730938, -1919.457662318407},
	{6.07404200127348304, -493.915304773088012, 7109.51430248936372, -41192.6549688975513,
	 122200.46498301746, -203400.177280415534, 192547.001232531532, -96980.5983886375135,
	 20204.2913309661486},
	{24.3805296995560639, -2499.83048181120962, 45218.7689813627263, -331645.172484563578,
	 1268365.27332162478, -2813563.22658653411, 3763271.297656404, -2998015.91853810675,
	 1311763.6146629772, -242919.187900551333},
	{110.017140269246738, -13886.0897537170405, 308186.404612662398, -2785618.12808645469,
	 13288767.1664218183, -37567176.6607633513, 66344512.2747290267, -74105148.2115326577,
	 50952602.4926646422, -19706819.1184322269, 3284469.85307203782},
	{551.335896122020586, -84005.4336030240853, 2243768.17792244943, -24474062.7257387285,
	 142062907.797533095, -495889784.275030309, 1106842816.82301447, -1621080552.10833708,
	 1553596899.57058006, -939462359.681578403, 325573074.185765749, -49329253.664509962}};

/* Sum of U_k(p) (sign / nu)^k, k = 0, 1, ..., given p / nu = 1 / hypot(nu, x) and p^2. */
static double
debye_sum(double p_over_nu, double p2, double sign)
{
	double sum = 0;

	for (int k = DEBYE_TERMS; k >= 1; k--)
	{
		double u = 0;

		for (int j = k; j >= 0; j--)
			u = u * p2 + debye[k - 1][j];
		sum = (sum + u) * (sign * p_over_nu);
	}
	return 1 + sum;
}

/*
 * The exponent of the Debye expansions, sqrt(nu^2 + x^2) + nu log(x / (nu + sqrt(nu^2 + x^2))).
 * It vanishes near x = 0.66 nu, where the two parts are of size nu: there it is built from the
 * distance to the root instead.
 */
static double
debye_exponent(double nu, double x, double root)
{
	/* z0: the root of sqrt(1 + z^2) = asinh(1 / z) to a double; s0: sqrt(1 + z0^2) */
	const double z0 = 0x1.53531aff7ce6dp-1;
	const double s0 = 1.1996786402577338294;
	const double at_z0 = -1.4762527201639863e-17;
	double delta, rise;

	if (x < 0.3 * nu || x > 1.5 * nu)
	{
		double ratio = nu / x;

		return root - nu * (ratio < 1e300 ? asinh(ratio) : LN_2 + log(nu) - log(x));
	}
	delta = fma(-z0, nu, x) / nu;
	rise = delta * (x / nu + z0) / (root / nu + s0);
	return nu * (rise + log1p(delta / z0) - log1p(rise / (1 + s0)) + at_z0);
}

/* log K for nu >= DEBYE_ORDER (sign -1), log I (sign 1). */
static double
log_debye(double nu, double x, double sign)
{
	double root = hypot(nu, x);
	double p = nu / root;
	double sum = debye_sum(1 / root, p * p, sign);

	return sign * debye_exponent(nu, x, root) +
		   log(sum * sqrt(sign < 0 ? PI / (2 * root) : 1 / (2 * PI * root)));
}

/*
 * K of order mu in [-1/2, 1/2] and of the next order, as log K_mu(x) and x K_(mu+1)(x) / K_mu(x),
 * which neither overflows nor underflows.
 */
typedef struct BesselPair
{
	double log_k;
	double x_ratio;
} BesselPair;

/* 1 / Gamma(1 + z) as a Taylor series: coefficients of even and of odd powers of z. */
static const double rgamma_even[] = {1.0,
									 -0.655878071520253881,
									 0.16653861138229149,
									 -0.00962197152787697356,
									 -0.00116516759185906511,
									 0.000128050282388116186,
									 -1.25049348214267066e-6,
									 -2.0563384169776071e-7,
									 5.00200764446922293e-9,
									 1.04342671169110051e-10,
									 -3.69680561864220571e-12};
static const double rgamma_odd[] = {
	0.577215664901532861,    -0.0420026350340952355,   -0.0421977345555443367,
	0.00721894324666309954,  -0.000215241674114950973, -0.0000201348547807882387,
	1.13302723198169588e-6,  6.11609510448141582e-9,   -1.18127457048702014e-9,
	7.78226343990507125e-12, 5.10037028745447598e-13};

/* Temme's series, 0 < x <= 2.  log_k is that of exp(x) K, as it is of the continued fraction. */
static BesselPair
k_temme(double mu, double x)
{
	const int n = sizeof(rgamma_even) / sizeof(rgamma_even[0]);
	double mu2 = mu * mu, even = 0, odd = 0;
	double log_2_x = LN_2 - log(x), sigma = mu * log_2_x;
	double f, p, q, c = 1, quarter = 0.25 * x * x, sum, sum_next;
	BesselPair pair;

	for (int i = n - 1; i >= 0; i--)
	{
		even = even * mu2 + rgamma_even[i];
		odd = odd * mu2 + rgamma_odd[i];
	}
	f = (mu == 0 ? 1 : PI * mu / sin(PI * mu)) *
		(-cosh(sigma) * odd + (sigma == 0 ? 1 : sinh(sigma) / sigma) * log_2_x * even);
	p = 0.5 * exp(sigma) / (even + mu * odd);
	q = 0.5 * exp(-sigma) / (even - mu * odd);
	sum = f;
	sum_next = p;
	for (int k = 1; k <= 30; k++)
	{
		f = (k * f + p + q) / (k * k - mu2);
		p /= k - mu;
		q /= k + mu;
		c *= quarter / k;
		sum += c * f;
		sum_next += c * (p - k * f);
		if (c * f < 1e-18 * sum && c * p < 1e-18 * sum_next)
			break;
	}
	pair.log_k = log(sum) + x;
	pair.x_ratio = 2 * sum_next / sum;
	return pair;
}

/*
 * Steed's continued fraction for the ratio, x > 2, and with the same terms the sum (Temme's) that
 * normalises it.  At half an odd integer the first term is 0 and the result exact.
 */
static BesselPair
k_steed(double mu, double x)
{
	double a1 = 0.25 - mu * mu, a = -a1, b = 2 * (1 + x);
	double d = 1 / b, step = d, fraction = d;
	double before = 0, here = 1, c = a1, q = a1, sum = 1 + q * step;
	BesselPair pair;

	for (int i = 2; i < 500; i++)
	{
		double next, change;

		a -= 2 * (i - 1);
		c *= -a / i;
		next = (before - b * here) / a;
		before = here;
		here = next;
		q += c * next;
		b += 2;
		d = 1 / (b + a * d);
		step *= b * d - 1;
		fraction += step;
		change = q * step;
		sum += change;
		if (fabs(change) < 1e-17 * sum)
			break;
	}
	pair.log_k = 0.5 * log(PI / (2 * x)) - log(sum);
	pair.x_ratio = mu + x + 0.5 - a1 * fraction;
	return pair;
}

/*
 * log(exp(x) K_nu(x)) for any real nu and x > 0 (inf at 0, NaN below).  For large x, which would
 * cancel, from the asymptotic series (DLMF 10.40.2).  Error 2e-15.
 */
double
bf_log_scaled_k(double nu, double x)
{
	double order, mu, unit, product = 1;
	BesselPair pair;

	nu = fabs(nu);
	if (isnan(nu) || !(x > 0))
		return x == 0 ? INFINITY : NAN;
	if (nu == 0.5)
		return 0.5 * log(PI / (2 * x));
	if (x > 30 + nu * nu)
	{
		double square = 4 * nu * nu, term = 1, sum = 1;

		for (int k = 1; k <= 30 && fabs(term) > 1e-18; k++)
		{
			double odd = 2 * k - 1;

			term *= (square - odd * odd) / (8 * k * x);
			sum += term;
		}
		return 0.5 * log(PI / (2 * x)) + log(sum);
	}
	if (nu >= DEBYE_ORDER)
	{
		double root = hypot(nu, x), p = nu / root;

		if (x < nu)
			return log_debye(nu, x, -1) + x;
		/* root - x without cancellation */
		return nu * asinh(nu / x) - nu / (root + x) * nu +
			   log(debye_sum(1 / root, p * p, -1) * sqrt(PI / (2 * root)));
	}
	order = rint(nu);
	mu = nu - order;
	pair = x <= 2 ? k_temme(mu, x) : k_steed(mu, x);

	/* with r_j = x K_(j+1) / K_j: r_(j+1) = 2 (j + 1) + x^2 / r_j, and K_nu is K_mu times all r / x
	 */
	unit = x <= 2 ? 1 : x;
	for (int j = 0; j < (int) order; j++)
	{
		product *= pair.x_ratio / unit;
		pair.x_ratio = 2 * (mu + j + 1) + x / pair.x_ratio * x;
	}
	product = log(product) - (x <= 2 ? order * log(x) : 0);
	return pair.log_k + product;
}

/*
 * log K_nu(x) for any real nu and x > 0 (inf at 0, NaN below).  Error 2e-15.
 */
double
bf_log_bessel_k(double nu, double x)
{
	if (x == INFINITY && !isnan(nu))
		return -INFINITY;
	if (fabs(nu) >= DEBYE_ORDER && x > 0)
		return log_debye(fabs(nu), x, -1);
	return bf_log_scaled_k(nu, x) - x;
}

/* Asymptotic series of I for large x: log of sqrt(2 pi x) exp(-x) I_nu(x). */
static double
log_i_asymptotic(double nu, double x)
{
	double square = 4 * nu * nu, term = 1, sum = 1;

	for (int k = 1; k <= 60; k++)
	{
		double odd = 2 * k - 1;

		term *= (odd * odd - square) / (8 * k * x);
		sum += term;
		if (fabs(term) < 1e-17 * sum)
			break;
	}
	return log(sum);
}

/*
 * log I_nu(x) for real nu > -1 and x >= 0, else NaN.  Error 2e-15.
 */
double
bf_log_bessel_i(double nu, double x)
{
	double term = 1, sum = 1, quarter = 0.25 * x * x;

	if (!(nu > -1 && x >= 0))
		return NAN;
	if (x == 0)
		return nu == 0 ? 0 : nu > 0 ? -INFINITY : INFINITY;
	if (x == INFINITY)
		return INFINITY;
	if (nu >= DEBYE_ORDER)
		return log_debye(nu, x, 1);
	if (x > 30 && x > 0.5 * nu * nu)
		return x - 0.5 * log(2 * PI * x) + log_i_asymptotic(nu, x);
	for (int k = 1; k <= 1000 && term > 1e-17 * sum; k++)
	{
		term *= quarter / (k * (nu + k));
		sum += term;
	}
	sum /= tgamma(nu + 1);
	/* one log of a product rather than a sum of logs, which may cancel, where nothing underflows */
	return x > 1e-8 ? log(sum * pow(0.5 * x, nu)) : nu * (log(x) - LN_2) + log(sum);
}

/*
 * The functions of order 0 and 1 are GSL's, exact to 7e-16 over all doubles.  Its _e forms call the
 * error handler too where they fail, so arguments outside of their domain never get there.
 */

/* log(exp(-|x|) I_0(x)).  Error 7e-16. */
double
bf_log_i0e(double x)
{
	gsl_sf_result result;

	if (!isfinite(x))
		return isnan(x) ? NAN : -INFINITY;
	gsl_sf_bessel_I0_scaled_e(x, &result);
	return log(result.val);
}

/* exp(x) K_0(x) for x > 0; inf at 0, NaN below.  Relative error 4e-16. */
double
bf_k0e(double x)
{
	gsl_sf_result result;

	if (!(x > 0 && x < INFINITY))
		return x == 0 ? INFINITY : x > 0 ? 0 : NAN;
	gsl_sf_bessel_K0_scaled_e(x, &result);
	return result.val;
}

/* exp(x) K_1(x) for x > 0; inf at 0, NaN below.  Relative error 4e-16. */
double
bf_k1e(double x)
{
	gsl_sf_result result;

	/* 1 / x is all there is of it for tiny x, and may overflow */
	if (!(x > 1e-300 && x < INFINITY))
		return x >= 0 ? 1 / x : NAN;
	gsl_sf_bessel_K1_scaled_e(x, &result);
	return result.val;
}
