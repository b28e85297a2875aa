/*
 * studentized_range.c
 *		The range of k normal variables over an independent estimate of their standard deviation.
 *
 * With w the range, s the estimate (chi over the root of its df) and q = w / s, the density of
 * v = log q is the integral over u = log s of (the density of log w at v + u) times (that of u).
 * The integrand is log-concave and is summed by the trapezoidal rule around its peak, which is
 * exact to about 1e-11 and serves both tails at any distance.
 *
 * The density of the range is k (k - 1) / pi exp(-w^2/4) times the integral over t > 0 of
 * exp(-t^2) [Phi(t + w/2) - Phi(t - w/2)]^(k - 2) (Hartley 1942, Biometrika 32, 334, with the
 * midrange as t).  Divided by w^(k - 2) it is a smooth even function of w, r(w), whose logarithm is
 * kept at the multiples of 1/4; all of them need the normal distribution at one grid of points
 * only.
 */
#include <stdlib.h>

#include "families/cumulate.h"

/*
 * r is kept at w = i * W_STEP, i < W_NODES; beyond, the bracket is 1.  From MANY on, as its log
 * grows like k, and below 2, where the bracket's zeros are poles, it is kept at twice as many
 * places.
 */
#define W_STEP 0.25
#define W_NODES 86
#define MANY 40
/* Points of Lagrange's interpolation. */
#define POINTS 14
/* Grid of the normal distribution: up to 512 times as fine as 1, for large k. */
#define GRID_LENGTH 22
#define FINEST 64
#define LARGEST_K 1e4

/* Beyond, the density of log s is lost to rounding; below, panels are as costly as they are many. */
#define LARGEST_DF 1e8
#define LEAST_DF 1e-3

/*
 * The log density of v is kept at v = V_FIRST + i * V_STEP, i < V_NODES: sums over a grid of log w
 * (l) from L_FIRST on that V_STEP is a multiple of.  Up to L_FIRST r is constant and the density of
 * u a power of s, so that what is further left is a geometric series.
 */
#define V_NODES 136
#define V_STEP 0.07
#define V_FIRST (-50 * V_STEP)
#define L_FIRST (-200 * V_STEP)
#define L_NODES 250
/* Finest grid of l, in parts of V_STEP: for df up to DF_FINEST. */
#define MOST_PARTS 6
#define DF_FINEST 2000

/* Beyond the nodes a series of four terms serves if the others fall off as powers of this. */
#define TERMS 4
#define SMALL_TERM 1e-3

/* Beyond, the integrals themselves are interpolated. */
#define V_PANELS 12

/* Places in the table. */
#define AT_R 0
#define AT_V (AT_R + 2 * W_NODES)
#define AT_PANELS (AT_V + V_NODES)
#define AT_CUMULATION (AT_PANELS + V_PANELS * PANEL_NODES)
#define AT_END (AT_CUMULATION + CUMULATION_SIZE)

static double
w_step(double k)
{
	return k < MANY && k >= 2 ? W_STEP : W_STEP / 2;
}

static int
w_nodes(double k)
{
	return k < MANY && k >= 2 ? W_NODES : 2 * W_NODES;
}

/* log of the integral over t for one w = 2a > 0, over w^(k - 2), or its limit at w = 0. */
static double
log_midrange_integral(double k, double a, const double *upper_tail, int per_unit)
{
	int centre = (int) (a * per_unit + 0.5), stride, n;
	double inside = 1 - 2 * upper_tail[centre];
	double density = exp(-0.5 * a * a - LN_SQRT_2PI);
	double curvature = a > 0 ? 2 * a * density / inside : 1;
	double sigma = 1 / sqrt(2 + (k - 2) * curvature);
	double first = a > 0 ? log(inside / (2 * a)) : -LN_SQRT_2PI;
	double sum = 0.5, step;

	/*
	 * At most 0.6 of the width of the integrand at its peak, and at most 1/4; for large k it is
	 * like exp(-cosh(2 a t)), which grows where the imaginary part of t is beyond pi / 2a.
	 */
	stride = (int) (fmin(fmin(0.6 * sigma, 0.25), k < MANY ? 1 : 0.25 / a) * per_unit);
	stride = stride > 1 ? stride : 1;
	step = (double) stride / per_unit;
	n = (int) (8.6 / step);
	for (int i = 1; i <= n; i++)
	{
		double t = i * step, log_bracket;

		if (a == 0)
			log_bracket = -0.5 * t * t - LN_SQRT_2PI;
		else
		{
			int below = i * stride - centre, above = i * stride + centre;

			inside = below >= 0 ? upper_tail[below] - upper_tail[above]
								: 1 - upper_tail[-below] - upper_tail[above];
			log_bracket = log(inside / (2 * a));
		}
		step = exp((k - 2) * (log_bracket - first) - t * t);
		sum += step;
		if (!(step >= 1e-15 * sum))
			break;
		step = (double) stride / per_unit;
	}
	return (k - 2) * first + log(sum * stride / per_unit);
}

static void
make_range(const Shape *s)
{
	double k = s->p[0], *r = s->table + AT_R;
	double upper_tail[GRID_LENGTH * FINEST + 1];
	double constant = log(k) + log(k - 1) - LN_PI;
	int per_unit = 16;

	while (per_unit < FINEST && per_unit < 3 * sqrt(k))
		per_unit *= 2;
	for (int i = 0; i <= GRID_LENGTH * per_unit; i++)
		upper_tail[i] = bf_ndtr(-(double) i / per_unit);
	for (int i = 0; i < w_nodes(k); i++)
	{
		double w = i * w_step(k);

		r[i] = constant - 0.25 * w * w + log_midrange_integral(k, 0.5 * w, upper_tail, per_unit);
	}
}

/* Lagrange's formula over the 14 nodes 0, 1, ... nearest to x; those below 0 mirror the others.
 */
static double
lagrange(const double *value, double x)
{
	static const double factor[POINTS] = {-1.0 / 6227020800, 1.0 / 479001600, -1.0 / 79833600,
										  1.0 / 21772800,    -1.0 / 8709120,  1.0 / 4838400,
										  -1.0 / 3628800,    1.0 / 3628800,   -1.0 / 4838400,
										  1.0 / 8709120,     -1.0 / 21772800, 1.0 / 79833600,
										  -1.0 / 479001600,  1.0 / 6227020800};
	double before[POINTS], after = 1, sum = 0;
	int first;

	if (!(x >= 0))
		return NAN;
	first = (int) x - (POINTS / 2 - 1);
	x -= first;
	before[0] = 1;
	for (int i = 1; i < POINTS; i++)
		before[i] = before[i - 1] * (x - (i - 1));
	for (int i = POINTS - 1; i >= 0; i--)
	{
		sum += factor[i] * before[i] * after * value[abs(first + i)];
		after *= x - i;
	}
	return sum;
}

/* log r(w) */
static double
log_range(const Shape *s, double w)
{
	double x = w / w_step(s->p[0]);

	if (x >= w_nodes(s->p[0]) - POINTS / 2)
		return s->k[3] - 0.25 * w * w - (s->p[0] - 2) * log(w);
	return lagrange(s->table + AT_R, x);
}

/* What is integrated over u, in logs. */
static double
integrand(const Shape *s, double v, double u)
{
	double k = s->p[0], df = s->p[1];

	return (k - 1) * (v + u) + log_range(s, exp(v + u)) + df * (u - 0.5 * expm1(2 * u));
}

static double
log_density(const Shape *s, double v)
{
	double k = s->p[0], df = s->p[1];
	/* the peak if the bracket were 1; tails may be as far out as exp(2 v) is infinite */
	double u = 0.5 * (log(k - 1 + df) - (v > 300 ? 2 * v - LN_2 : log(df + 0.5 * exp(2 * v))));
	double level, step, sum, curvature = 2 * (k - 1 + df);

	for (int i = 0; i < 12; i++)
	{
		const double d = 0.03;
		double here = integrand(s, v, u), up = integrand(s, v, u + d),
			   down = integrand(s, v, u - d);
		double slope = (up - down) / (2 * d), move;

		curvature = fmax((2 * here - up - down) / (d * d), 0.5);
		move = fmin(fmax(slope / curvature, -1.5), 1.5);
		u += move;
		if (fabs(move) * sqrt(curvature) < 0.3)
			break;
	}
	level = integrand(s, v, u);
	step = fmin(0.1, 0.5 / sqrt(curvature));
	sum = 1;
	for (int direction = -1; direction <= 1; direction += 2)
		for (int i = 1; i < 4000; i++)
		{
			double term = exp(integrand(s, v, u + direction * i * step) - level);

			sum += term;
			if (!(term >= 1e-16 * sum))
				break;
		}
	return level + log(sum * step) + s->k[0];
}

static const Interpolated of_large_df = {.exact = log_density,
										 .offset = AT_PANELS,
										 .n_panels = V_PANELS,
										 .lower = V_FIRST,
										 .width = V_NODES * V_STEP / V_PANELS};

/* The log density at the nodes of v: a convolution of the densities of log w and of -u. */
static void
make_density(const Shape *s)
{
	double range[L_NODES * MOST_PARTS] = {0}, chi[(L_NODES + V_NODES) * MOST_PARTS];
	double k = s->p[0], df = s->p[1], *out = s->table + AT_V;
	/* the extremes' deviation over the range falls off like this for large k */
	double extreme = bf_ndtri((k - 0.375) / (k + 0.25));
	double finest = fmax(sqrt(2 * df) / 0.75, extreme * extreme / 0.3);
	int parts = (int) fmin(fmax(ceil(V_STEP * finest), 1), MOST_PARTS);
	double h = V_STEP / parts, tail = 1 / -expm1(-(k - 1 + df) * h);
	int n = L_NODES * parts, origin;
	int last = 0;

	for (int i = 0; i < n; i++)
	{
		double l = L_FIRST + i * h;

		range[i] = exp((k - 1) * l + log_range(s, exp(l)));
		if (range[i] > 0)
			last = i;
	}
	range[0] *= tail;
	/* chi[i] is at u = i * h - (V_NODES - 1) * V_STEP + L_FIRST - V_FIRST */
	origin = (int) lround((L_FIRST - V_FIRST) / V_STEP) - (V_NODES - 1);
	for (int i = 0; i < (L_NODES + V_NODES - 1) * parts; i++)
	{
		double u = origin * V_STEP + i * h;

		chi[i] = exp(s->k[0] + df * (u - 0.5 * expm1(2 * u)));
	}
	for (int j = 0; j < V_NODES; j++)
	{
		const double *c = chi + (V_NODES - 1 - j) * parts;
		double even = 0, odd = 0;

		for (int i = 0; i + 1 <= last; i += 2)
		{
			even += range[i] * c[i];
			odd += range[i + 1] * c[i + 1];
		}
		out[j] = log((even + odd) * h);
	}
}

/*
 * The log density beyond the nodes: a power of q times a series in z = exp(2 v) on the left, in
 * exp(-2 v) on the right, of which the nodes i, i + step, ... give the first TERMS terms; NaN if
 * these do not suffice.
 */
static double
beyond(const Shape *s, double v, int i, int step, double power, double sign)
{
	double z[TERMS], difference[TERMS], at = exp(2 * sign * v), term = 1, bound = 1, value;

	for (int j = 0; j < TERMS; j++)
	{
		double node = V_FIRST + (i + j * step) * V_STEP;

		z[j] = exp(2 * sign * node);
		difference[j] = s->table[AT_V + i + j * step] - power * node;
	}
	for (int order = 1; order < TERMS; order++)
		for (int j = TERMS - 1; j >= order; j--)
			difference[j] = (difference[j] - difference[j - 1]) / (z[j] - z[j - order]);
	value = difference[0] + power * v;
	for (int j = 1; j < TERMS; j++)
	{
		bound *= SMALL_TERM / z[0];
		if (!(fabs(difference[j]) < bound))
			return NAN;
		term *= at - z[j - 1];
		value += difference[j] * term;
	}
	return value;
}

static double
log_density_of_v(const Shape *s, double v)
{
	const int first = POINTS / 2 - 1, last = V_NODES - POINTS / 2 - 1;
	double x = (v - V_FIRST) / V_STEP, value;

	if (s->p[1] > DF_FINEST)
		return interpolated_value(&of_large_df, s, v);
	if (x < first)
		value = beyond(s, v, first, 3, s->p[0] - 1, 1);
	else if (x >= last)
		value = beyond(s, v, last, -3, -s->p[1], -1);
	else
		value = lagrange(s->table + AT_V, x);
	/* unless the nodes are sums of what underflows */
	return s->table[AT_V + first] > -600 && s->table[AT_V + last] > -600 && !isnan(value)
			   ? value
			   : log_density(s, v);
}

static void
studentized_range_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = s->k[1];
	*spread = s->k[2];
}

static void
middle_of_mass(const Shape *s, double *v, double *width)
{
	*v = log(s->k[1]);
	*width = s->k[2] / s->k[1];
}

static const Cumulation cumulation = {
	.log_density = log_density_of_v, .middle = middle_of_mass, .offset = AT_CUMULATION};

static bool
studentized_range_prepare(Shape *s)
{
	double k = s->p[0], df = s->p[1], widening = sqrt((df + 0.7) / df);

	if (!(k <= LARGEST_K && df >= LEAST_DF && df <= LARGEST_DF))
		return false;
	s->k[0] = LN_2 + 0.5 * log(0.5 * df) - LN_SQRT_2PI - bf_lgamma_stirling(0.5 * df);
	/* the mean range of k normal variables (Blom's approximation), and roughly its deviation */
	s->k[1] = 2 * bf_ndtri((k - 0.375) / (k + 0.25)) * widening;
	s->k[2] = fmin(0.85, s->k[1]) * widening;
	s->k[3] = log(k) + log(k - 1) - LN_2 - 0.5 * LN_PI;
	make_range(s);
	if (df > DF_FINEST)
		interpolated_reset(&of_large_df, s);
	else
		make_density(s);
	cumulation_reset(&cumulation, s);
	return true;
}

static double
studentized_range_logpdf(const Shape *s, double y)
{
	double v = log(y);

	if (y == 0)
	{
		/* y^(k - 2) times a factor */
		v = -300;
		return s->p[0] == 2 ? log_density(s, v) - v : s->p[0] < 2 ? INFINITY : -INFINITY;
	}
	return log_density_of_v(s, v) - v;
}

DEFINE_CUMULATED(studentized_range, cumulation, log(y), exp(t))

/* The range of two normal variables is sqrt 2 times a half-normal one. */
static bool
from_halved(const double *simple, double df, double *params)
{
	params[0] = 2;
	params[1] = df;
	params[2] = simple[0];
	params[3] = simple[1] / SQRT_2;
	return true;
}

static bool
studentized_range_from_halfcauchy(const double *halfcauchy, double *params)
{
	return from_halved(halfcauchy, 1, params);
}

static bool
studentized_range_from_halfnorm(const double *halfnorm, double *params)
{
	return from_halved(halfnorm, DF_FINEST, params);
}

static const char *const studentized_range_aliases[] = {"tukey", NULL};
static const Nested studentized_range_nests[] = {
	{"halfcauchy", studentized_range_from_halfcauchy, false},
	{"halfnorm", studentized_range_from_halfnorm, true},
	{NULL, NULL, false}};

static double
studentized_range_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[1] : INFINITY;
}

const Family family_studentized_range = {
	.name = "studentized_range",
	.aliases = studentized_range_aliases,
	.reference = "Copenhaver, Holland (1988), J. Stat. Comput. Simul. 30, 1",
	.flags = EDGE_LOWER | NOT_DEFAULT,
	.n_shapes = 2,
	.shape = {{.name = "k",
			   .lower = 1,
			   .upper = INFINITY,
			   .least = 1.05,
			   .most = 1000,
			   .n_grid = 4,
			   .grid = {1.5, 2.5, 6, 30}},
			  {.name = "df",
			   .upper = INFINITY,
			   .limits = LIMIT_HIGH,
			   .least = 0.2,
			   .most = DF_FINEST,
			   .n_grid = 3,
			   .grid = {1.5, 6, 50}}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = studentized_range_prepare,
	.n_table = AT_END,
	ALL_FUNCTIONS(studentized_range),
	.anchors = studentized_range_anchors,
	.nests = studentized_range_nests,
	.tail_index = studentized_range_tail_index,
};
