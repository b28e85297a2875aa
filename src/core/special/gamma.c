/*
 * gamma.c
 *		The gamma function's logarithm, its derivatives, and the gamma density.
 *
 * For a >= 10 everything is Stirling's series (DLMF 5.11), written so that no leading terms cancel;
 * below, polynomials fitted to 60-digit values, and the recurrences.  "Error" is the largest
 *relative one seen in the tests.
 */
#include <float.h>

#include "special_internal.h"
#include "special.h"

/* From here on Stirling's series with the terms below is exact to double precision. */
#define STIRLING_MIN 10.0
/* From here on three terms of the series do. */
#define STIRLING_SHORT 200

/* B(2k) / (2k (2k - 1)): lgamma_stirling(a) = sum of stirling[k] a^(-2k - 1) */
static const double stirling[] = {1.0 / 12,    -1.0 / 360,       1.0 / 1260,
								  -1.0 / 1680, 1.0 / 1188,       -691.0 / 360360,
								  1.0 / 156,   -3617.0 / 122400, 43867.0 / 244188};

/* B(2k) / 2k: digamma(a) = log a - 1 / 2a - sum of digamma_series[k] a^(-2k - 2) */
static const double digamma_series[] = {1.0 / 12,   -1.0 / 120,     1.0 / 252,
										-1.0 / 240, 1.0 / 132,      -691.0 / 32760,
										1.0 / 12,   -3617.0 / 8160, 43867.0 / 14364};

/* B(2k): trigamma(a) = 1 / a + 1 / 2a^2 + sum of trigamma_series[k] a^(-2k - 3) */
static const double trigamma_series[] = {1.0 / 6,   -1.0 / 30,     1.0 / 42,
										 -1.0 / 30, 5.0 / 66,      -691.0 / 2730,
										 7.0 / 6,   -3617.0 / 510, 43867.0 / 798};

/* lgamma(1 + a) / (a (a - 1)) in 2a - 1, 0 <= a <= 1 */
static const double lgamma1p_over[] = {
	0.48312895054098088996,     -0.072979947957152967138,    0.015727850268641094835,
	-0.0039135609376317688629,  0.0010498186644547401549,    -0.000294550701398984947,
	0.000085100903734994313082, -0.000025094329864078194904, 7.5113918556418829362e-6,
	-2.2742409034140544086e-6,  6.9484280641863118908e-7,    -2.1388452890262906801e-7,
	6.6238780772653006764e-8,   -2.0577345254471982372e-8,   6.4302607276369656307e-9,
	-2.0735267758524893532e-9,  6.5664038192631117215e-10,   -1.6381596734648425273e-10,
	5.0258222095609345851e-11,  -3.5364743381188197002e-11,  1.1586115295157277686e-11};

/* lgamma_stirling(a) a, in 1 / a mapped to [-1, 1]: 1 <= a <= 3 and 3 <= a <= 10 */
static const double stirling_1_3[] = {
	0.082221181577876480896,    -0.001013564893151886595,   -0.0001720521465306485717,
	0.000027750264013292662451, -1.6380866893132501605e-6,  -3.1603766195911466547e-7,
	1.2846154649858596203e-7,   -2.4918683220810505907e-8,  2.4015240695348638367e-9,
	3.7089177985237377601e-10,  -2.6502520342880588799e-10, 8.2618293662963218576e-11,
	-1.7842285667080968773e-11, 2.5625720119273071996e-12,  1.5561385000273513531e-13,
	-4.2275070977075527e-13,    1.4592583530866671904e-13};
static const double stirling_3_10[] = {
	0.083204623258504045233,    -0.00013684829051325652135, -0.000035005258854719339677,
	9.292791122360063739e-7,    8.7737093792339852226e-8,   -9.7348153270775887666e-9,
	-3.1586282148789713279e-11, 1.0728243038047782364e-10,  -1.110720836051101324e-11,
	-3.5073080871000168011e-13, 2.622377078872020569e-13,   -3.219979596303994777e-14};

/* digamma(a) / (a - its zero), in 2a - 3, 1 <= a <= 2; the zero as the sum of two doubles */
static const double digamma_over[] = {
	0.95105587603183287931,      -0.21181371064073030133,    0.060135621060196842546,
	-0.01855061538173500843,     0.005936795278301761242,    -0.0019350666648613070436,
	0.00063688803038658166716,   -0.00021074841138175561379, 0.000069950188251127938348,
	-0.000023258242519113285482, 7.7412345086363636095e-6,   -2.5780939540457721711e-6,
	8.5890607219306942599e-7,    -2.8631611668831930358e-7,  9.5432982882782739799e-8,
	-3.1629111474084541648e-8,   1.0527692435026686828e-8,   -3.7083753242807275894e-9,
	1.2469984616707403694e-9,    -2.7580994814376998437e-10, 8.7345284291429528916e-11,
	-8.5055076601326102462e-11,  2.9186227321682611459e-11};
#define DIGAMMA_ZERO 0x1.762d86356be3fp+0
#define DIGAMMA_ZERO_LOW 9.5499954299656977152e-17

/* lgamma(1 + a), 0 <= a <= 1, relatively exact at both zeros. */
static double
lgamma1p(double a)
{
	return a * (a - 1) * POLYNOMIAL(lgamma1p_over, 2 * a - 1);
}

/*
 * log of the gamma function for a > 0 (else NaN).  Below 10 the C library's, of which only the
 * reentrant form is called: the plain one writes a global variable.
 * Error 3e-16.
 */
double
bf_lgamma(double a)
{
	int sign;

	if (!(a > 0))
		return NAN;
	if (a < STIRLING_MIN)
		return lgamma_r(a, &sign);
	if (a > DBL_MAX / 800)
		return a < DBL_MAX ? (log(a) - 1) * a : a;
	return (a - 0.5) * (log(a) - 1) + (LN_SQRT_2PI - 0.5 + bf_lgamma_stirling(a));
}

/*
 * The rest of Stirling's formula, lgamma(a) - ((a - 1/2) log a - a + log sqrt 2 pi), for a > 0:
 * from about -log(a) / 2 near 0 down to 1 / 12a.  Binet's function, DLMF 5.11.1.
 * Error 2e-15, just below a = 1.
 */
double
bf_lgamma_stirling(double a)
{
	double u = 1 / a;

	if (!(a > 0))
		return NAN;
	if (a >= STIRLING_SHORT)
		return u * (stirling[0] + u * u * (stirling[1] + u * u * stirling[2]));
	if (a >= STIRLING_MIN)
		return u * POLYNOMIAL(stirling, u * u);
	if (a >= 3)
		return u * POLYNOMIAL(stirling_3_10, (u - 13.0 / 60) * (60.0 / 7));
	if (a >= 1)
		return u * POLYNOMIAL(stirling_1_3, (u - 2.0 / 3) * 3);
	return lgamma1p(a) + a - (a + 0.5) * log(a) - LN_SQRT_2PI;
}

/*
 * lgamma_stirling(a + d) - lgamma_stirling(a) for a, d >= 0 in the range of the series, as a
 * divided difference of the series in 1 / a, which is relatively exact for the smallest d.
 */
static double
stirling_difference(double a, double d)
{
	const int n = (int) (sizeof(stirling) / sizeof(stirling[0]));
	double r = 1 / (a + d), s = 1 / a;
	double r2 = r * r, s2 = s * s;
	double value = stirling[n - 1], slope = 0;

	for (int i = n - 2; i >= 0; i--)
	{
		slope = slope * r2 + value;
		value = value * s2 + stirling[i];
	}
	/* with P the series in 1 / a^2: (r P(r2) - s P(s2)) / (r - s), slope being P[r2, s2] */
	return -d * r * s * (value + r * (r + s) * slope);
}

/* lgamma(a + d) - lgamma(a) for a in the range of Stirling's series, d >= 0 */
static double
lgamma_delta_large(double a, double d)
{
	double ratio = d / a;

	return d * log(a) + (d - 0.5) * log1p(ratio) + a * bf_log1pmx(ratio) +
		   stirling_difference(a, d);
}

/*
 * lgamma(a + d) - lgamma(a) for a > 0 and a + d > 0 (else NaN), relatively exact for small d and
 * large a, apart from the zeros it has where digamma changes sign between a and a + d.  Error
 * 1e-15, 3e-14 beside those zeros.
 */
double
bf_lgamma_delta(double a, double d)
{
	double shifted = a, product = 0;

	if (!(a > 0 && a + d > 0))
		return NAN;
	if (d < 0)
		return -bf_lgamma_delta(a + d, -d);
	if (a == 1 && d <= 1)
		return lgamma1p(d);
	if (a >= STIRLING_MIN)
		return lgamma_delta_large(a, d);
	if (d > 0.5)
		return bf_lgamma(a + d) - bf_lgamma(a);

	/*
	 * Gamma(a + d) / Gamma(a) = Gamma(a + n + d) / Gamma(a + n) / prod (1 + d / (a + k)), and the
	 * product less 1 is a sum of positive terms.
	 */
	if (a < 1)
		return bf_lgamma_delta(a + 1, d) - (d / a < 1 ? log1p(d / a) : log((a + d) / a));
	for (; shifted < STIRLING_MIN; shifted++)
		product += d / shifted * (1 + product);
	return lgamma_delta_large(shifted, d) - log1p(product);
}

/*
 * The logarithmic derivative of the gamma function, a > 0 (else NaN).  DLMF 5.5.2, 5.11.2; near its
 * zero a polynomial times the distance from it.  Error 3e-16.
 */
double
bf_digamma(double a)
{
	double sum = 0;

	if (!(a > 0))
		return NAN;
	if (a >= STIRLING_MIN)
	{
		double u = 1 / a, u2 = u * u;

		return log(a) - 0.5 * u - u2 * POLYNOMIAL(digamma_series, u2);
	}
	for (; a > 2; sum += 1 / a)
		a -= 1;
	if (a < 1)
	{
		/* the zero is subtracted from a before 1 is added, lest a be rounded */
		double distance = a - (DIGAMMA_ZERO - 1) - DIGAMMA_ZERO_LOW;

		return distance * POLYNOMIAL(digamma_over, 2 * a - 1) - 1 / a;
	}
	return (a - DIGAMMA_ZERO - DIGAMMA_ZERO_LOW) * POLYNOMIAL(digamma_over, 2 * a - 3) + sum;
}

/*
 * The derivative of digamma, a > 0 (else NaN).  DLMF 5.15.5, 5.15.8.  Error
 * 5e-16.
 */
double
bf_trigamma(double a)
{
	double sum = 0, u;

	if (!(a > 0))
		return NAN;
	for (; a < STIRLING_MIN; a++)
		sum += 1 / a / a;
	u = 1 / a;
	return sum + u * (1 + u * (0.5 + u * POLYNOMIAL(trigamma_series, u * u)));
}

/* a^a exp(-a) / Gamma(a) for a > 0, without ever forming the powers. */
double
bf_gamma_scale(double a)
{
	if (a < 1)
		return a * exp(a * log(a) - a - lgamma1p(a));
	return sqrt(a / (2 * PI)) * exp(-bf_lgamma_stirling(a));
}

/*
 * log of the gamma density, (a - 1) log x - x - lgamma(a), for a > 0 and x >= 0 (else NaN).  For
 * large a in Loader's form (deviance.c): the error is that of a sum of two numbers of one sign,
 * even where a is 1e10 and x near it.  Error 1e-15 of max(1, |value|).
 */
double
bf_log_gamma_density(double a, double x)
{
	Twofold d;

	if (!(a > 0 && x >= 0))
		return NAN;
	if (x == 0)
		return a == 1 ? 0 : a < 1 ? INFINITY : -INFINITY;
	if (x == INFINITY || a == INFINITY)
		return -INFINITY;
	if (a < STIRLING_MIN)
		return (a - 1) * log(x) - x - bf_lgamma(a);
	d = bf_deviance(a, (Twofold){x, 0});
	return log(bf_gamma_scale(a)) - log(x) - d.lo - d.hi;
}
