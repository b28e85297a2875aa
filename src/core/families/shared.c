/*
 * shared.c
 *		Pieces that more than one family is made of (shared.h says what for).
 */
#include "families/shared.h"

void
gamma_density_prepare(double a, double *k)
{
	k[0] = a;
	k[1] = a - 1;
	k[2] = a < 10 ? -bf_lgamma(a) : 0.5 * log(a) - LN_SQRT_2PI - bf_lgamma_stirling(a);
}

double
beta_density_constant(double a, double b)
{
	if (fmin(a, b) < BETA_LARGE)
		return -bf_lbeta(a, b);
	return 0.5 * (log(a) + log(b / (a + b))) - LN_SQRT_2PI - bf_lgamma_stirling(a) -
		   bf_lgamma_stirling(b) + bf_lgamma_stirling(a + b);
}

/* Positive nodes and weights of the 32-point Gauss-Legendre rule on [-1, 1]. */
static const double gauss_rule[16][2] = {
	{0.99726386184948156354, 0.0070186100094700966004},
	{0.9856115115452683354, 0.016274394730905670605},
	{0.96476225558750643077, 0.025392065309262059456},
	{0.93490607593773968917, 0.034273862913021433103},
	{0.89632115576605212397, 0.042835898022226680657},
	{0.84936761373256997013, 0.050998059262376176196},
	{0.79448379596794240696, 0.058684093478535547145},
	{0.73218211874028968039, 0.065822222776361846838},
	{0.66304426693021520098, 0.072345794108848506225},
	{0.58771575724076232904, 0.078193895787070306472},
	{0.50689990893222939002, 0.083311924226946755222},
	{0.42135127613063534536, 0.087652093004403811143},
	{0.33186860228212764978, 0.091173878695763884713},
	{0.23928736225213707454, 0.093844399080804565639},
	{0.14447196158279649349, 0.095638720079274859419},
	{0.048307665687738316235, 0.096540088514727800567},
};

double
gauss_legendre(double (*f)(const void *arg, double x), const void *arg, double a, double b)
{
	double middle = a + (b - a) / 2;
	double half = (b - a) / 2;
	double sum = 0;

	for (int i = 0; i < 16; i++)
	{
		double d = half * gauss_rule[i][0];

		sum += gauss_rule[i][1] * (f(arg, middle - d) + f(arg, middle + d));
	}
	return sum * half;
}

/*
 * It is about 1 / t^2, so that the difference is good to t^2 ulps; from t = 12 on by Laplace's
 * continued fraction for M, 1 / (t + 1 / (t + 2 / (t + ..., whose tail K gives it as K / (t + K).
 */
double
mills_slope(const void *t, double v)
{
	double x = *(const double *) t + v;
	double tail = 0;

	if (x < 12)
		return 1 - x * exp(bf_log_mills(x));
	for (int n = 20; n >= 1; n--)
		tail = n / (x + tail);
	return tail / (x + tail);
}

bool
rows_are_points(const FitData *data)
{
	return !data->tied;
}

bool
rows_above_loc(const FitData *data, bool open)
{
	return open ? data->min > data->loc_value : data->min >= data->loc_value;
}

double
mean_of(const FitData *data, double (*f)(double), double loc)
{
	const CellSet *rows = &data->rows;
	double sum = 0;
	double weight = 0;

	for (int i = 0; i < rows->n_nodes; i++)
	{
		sum += rows->weight[i] * f(rows->node[i] - loc);
		weight += rows->weight[i];
	}
	return sum / weight;
}

double
mean_square(const FitData *data, double loc)
{
	return data->variance + (data->mean - loc) * (data->mean - loc);
}

bool
set_loc_scale(double *params, double loc, double scale)
{
	params[0] = loc;
	params[1] = scale;
	return isfinite(loc) && isfinite(scale) && scale > 0;
}

void
central_moments(const double *about, int order, double m[4])
{
	double a = about[1];
	double variance = about[2] - a * a;

	m[0] = a;
	m[1] = order > 1 ? variance : NAN;
	m[2] = order > 2 ? (about[3] - 3 * a * about[2] + 2 * a * a * a) / (variance * sqrt(variance))
					 : NAN;
	m[3] = order > 3 ? (about[4] - 4 * a * about[3] + 6 * a * a * about[2] - 3 * a * a * a * a) /
							   (variance * variance) -
						   3
					 : NAN;
}
