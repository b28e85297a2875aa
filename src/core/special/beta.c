/*
 * beta.c
 *		The beta function's logarithm and the beta density.
 */
#include "special_internal.h"
#include "special.h"

/* From here on Stirling's formula for both shapes beats differences of lgamma. */
#define STIRLING_MIN 10.0

/*
 * log B(a, b) for a, b > 0 (else NaN).  Error 2e-15 of max(1, |value|).
 */
double
bf_lbeta(double a, double b)
{
	double least = fmin(a, b), most = fmax(a, b);

	if (!(a > 0 && b > 0))
		return NAN;
	if (least < STIRLING_MIN)
		return bf_lgamma(least) - bf_lgamma_delta(most, least);
	return LN_SQRT_2PI - 0.5 * log(least) - least * log1p(most / least) -
		   (most - 0.5) * log1p(least / most) + bf_lgamma_stirling(a) + bf_lgamma_stirling(b) -
		   bf_lgamma_stirling(a + b);
}

/*
 * x^a y^b / B(a, b) in Loader's form: with n = a + b the exponent is D(a, n x) + D(b, n y), two
 * positive terms, D being the deviance.  0 < x, y < 1.
 */
BetaPoint
bf_beta_point(double a, double b, Twofold x, Twofold y)
{
	BetaPoint point;
	Twofold n = twofold_sum(a, b), nx, ny;

	point.x = x.hi <= y.hi ? x : twofold_add((Twofold){1, 0}, (Twofold){-y.hi, -y.lo});
	point.y = x.hi <= y.hi ? twofold_add((Twofold){1, 0}, (Twofold){-x.hi, -x.lo}) : y;
	nx = twofold_add(twofold_scale(n, point.x.hi), (Twofold){n.hi * point.x.lo, 0});
	ny = twofold_add(twofold_scale(n, point.y.hi), (Twofold){n.hi * point.y.lo, 0});
	point.total = n.hi;
	point.lambda = x.hi <= y.hi ? (a - nx.hi) - nx.lo : (ny.hi - b) + ny.lo;
	point.exponent = twofold_add(bf_deviance(a, nx), bf_deviance(b, ny));
	point.scale = bf_gamma_scale(a) / bf_gamma_scale(n.hi) * bf_gamma_scale(b);
	return point;
}

/* log of the density at x = 0, where x^(a - 1) decides; `edge` is its value for a = 1. */
static double
log_density_at_zero(double a, double edge)
{
	return a == 1 ? edge : a < 1 ? INFINITY : -INFINITY;
}

/*
 * log of the beta density, (a - 1) log x + (b - 1) log y - lbeta(a, b), for a, b > 0, 0 <= x <= 1
 * and y = 1 - x (else NaN).  Of x and y the smaller is taken as exact.  Error 3e-15 of
 * max(1, |value|).
 */
double
bf_log_beta_density(double a, double b, double x, double y)
{
	BetaPoint point;

	if (!(a > 0 && b > 0 && a + b < INFINITY && x >= 0 && y >= 0))
		return NAN;
	if (x == 0)
		return log_density_at_zero(a, log(b));
	if (y == 0)
		return log_density_at_zero(b, log(a));
	point = bf_beta_point(a, b, (Twofold){x, 0}, (Twofold){y, 0});
	return log(point.scale) - log(point.x.hi) - log(point.y.hi) - point.exponent.lo -
		   point.exponent.hi;
}
