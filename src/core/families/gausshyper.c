/*
 * gausshyper.c
 *		The Gauss hypergeometric distribution: beta's density over (1 + z y)^c.
 *
 * The normalising constant is 2F1(c, a; a + b; -z) of the beta's.  It and all probabilities are
 * integrals over the logit of y, where the density is smooth and falls off exponentially whatever
 * the shapes are.  Relative error 1e-9.
 */
#include <string.h>

#include "families/cumulate.h"

static double gausshyper_log_density(const Shape *s, double t);
static void gausshyper_middle(const Shape *s, double *t, double *width);

static const Cumulation gausshyper = {.log_density = gausshyper_log_density,
									  .middle = gausshyper_middle};

/* log1p, which takes as long as two logarithms, where it says more than one. */
static inline double
log_1_plus(double x)
{
	return fabs(x) < 0.1 ? log1p(x) : log(1 + x);
}

/* The density at y with complement x; the common factor y^-1 (1 - y)^-1 dropped if of the logit. */
static double
at(const Shape *s, double a, double b, double log_y, double log_x, double y, double x)
{
	return s->k[0] + times_log(a, log_y) + times_log(b, log_x) -
		   times_log(s->p[2], log(x + (1 + s->p[3]) * y));
}

static double
gausshyper_log_density(const Shape *s, double t)
{
	/* the smaller of y and 1 - y, and the log of the larger */
	double e = exp(-fabs(t)), log_larger = -log1p(e), larger = 1 / (1 + e);
	double log_smaller = log_larger - fabs(t), smaller = e * larger;

	if (t > 0)
		return at(s, s->p[0], s->p[1], log_larger, log_smaller, larger, smaller);
	return at(s, s->p[0], s->p[1], log_smaller, log_larger, smaller, larger);
}

/*
 * The zero in (0, 1) of a + (a z - a - b - c z) y + z (c - a - b) y^2, which is positive at 0 and
 * negative at 1: there the density of the logit has its only maximum.
 */
static double
mode(double a, double b, double c, double z)
{
	double linear = a * z - a - b - c * z, square = z * (c - a - b);
	double root = sqrt(fmax(linear * linear - 4 * square * a, 0));

	return linear > 0 ? (linear + root) / (-2 * square) : 2 * a / (root - linear);
}

/* The maximum of the density of the logit, and its width there, or a beta's if it is flat. */
static void
gausshyper_middle(const Shape *s, double *t, double *width)
{
	double a = s->p[0], b = s->p[1], c = s->p[2], z = s->p[3];
	/* 1 - y is the same with the ends exchanged */
	double y = mode(a, b, c, z), x = mode(b, a, c, -z / (1 + z));
	double third = x + (1 + z) * y;
	double curvature = x * y * (a + b + c * z * (x * x - (1 + z) * y * y) / (third * third));

	*t = log(y / x);
	*width = curvature > 0 ? 1 / sqrt(curvature) : sqrt((a + b) / (a * b));
}

/* An integral of the density relative to its maximum, with the moments of y under it. */
typedef struct Integral
{
	double mass;
	double first;
	double second;
} Integral;

/*
 * The sum over i = 0, 1, ... of r^(p i) (1 + x)^-alpha (1 + q x)^-gamma, x = e r^i with
 * r = exp(-h): as a power series in e, each term of which is a geometric series.  e is so small
 * (tail_begin) that the series converges like one in TAIL_RATIO.
 */
static double
tail_sum(double p, double alpha, double gamma, double q, double e, double h)
{
	double before = 0, here = 1; /* coefficients times e^n */
	double r = exp(-h), power = exp(-h * p), sum = -1 / expm1(-h * p);

	for (int n = 0; n < 60; n++)
	{
		double next = -((alpha + gamma * q + (1 + q) * n) * here * e +
						q * (alpha + gamma + n - 1) * before * e * e) /
					  (n + 1);

		/* h (p + n) is not small for n above 0: nothing cancels */
		power *= r;
		sum += next / (1 - power);
		before = here;
		here = next;
		if (fabs(next) < 1e-17 && fabs(before) < 1e-13)
			break;
	}
	return sum;
}

#define TAIL_RATIO 1e-3

/* The distance of the logit from 0 from which on tail_sum converges. */
static double
tail_begin(double alpha, double gamma, double q)
{
	return log((3 + q + fabs(alpha) + fabs(gamma) * q) / TAIL_RATIO);
}

/* Powers of 1e4 take some hundreds of steps; NaN is returned beyond. */
#define MOST_STEPS 200000
/*
 * The step to begin with, in widths of the maximum but no more than one; and the difference of the
 * sums at two sets of points, relative, of which both together are exact to its square.
 */
#define FIRST_STEP 1.1
#define SAME_SUM 1e-5
#define MOST_HALVINGS 12
/* Beyond this the third factor loses the digits that far quantiles need. */
#define MOST_C 1e9
/* Below this much, relative to the maximum, a density that falls off counts for nothing. */
#define LOG_LEAST (-42)

static void
add_mass(Integral *sum, double mass, double y)
{
	sum->mass += mass;
	sum->first += mass * y;
	sum->second += mass * y * y;
}

/*
 * Adds the density, relative to exp(level), at the logits start + i h, times h: for i = 0, 1, ...
 * or, downwards, -1, -2, ...  False if there are too many.
 */
static bool
add_side(const Shape *s, double level, double start, int direction, double h, Integral *sum)
{
	double c = s->p[2], alpha = s->p[0] + s->p[1] - c, z = s->p[3];
	double q = direction > 0 ? 1 / (1 + z) : 1 + z, begin = tail_begin(alpha, c, q);
	/* outside of 0 the density is e^power (1 + e)^-alpha (1 + q e)^-c, where e = exp(-|t|) */
	double power = direction > 0 ? s->p[1] : s->p[0];
	double constant = direction > 0 ? -c * log1p(z) - level : -level, ratio = exp(-h);
	double t = direction > 0 ? start : start - h, e;

	/* what there is on the inner one */
	for (int i = 0; direction * t < 0; i++, t += direction * h)
	{
		double v = gausshyper_log_density(s, t) - level, y = 1 / (1 + exp(-t)), mass = h * exp(v);

		if (i >= MOST_STEPS)
			return false;
		add_mass(sum, mass, y);
		if (!(v >= LOG_LEAST))
			return true;
	}
	e = exp(-fabs(t));
	for (int i = 0; fabs(t) < begin; i++, t += direction * h, e *= ratio)
	{
		double v =
			constant - power * fabs(t) - times_log(alpha, log_1_plus(e)) - c * log_1_plus(q * e);
		double mass = h * exp(v), y = direction > 0 ? 1 / (1 + e) : e / (1 + e);

		if (i >= MOST_STEPS)
			return false;
		add_mass(sum, mass, y);
		if (!(v >= LOG_LEAST))
			return true;
	}
	h *= exp(constant - power * fabs(t));
	ratio = -log(ratio);
	if (direction > 0)
	{
		sum->mass += h * tail_sum(power, alpha, c, q, e, ratio);
		sum->first += h * tail_sum(power, alpha + 1, c, q, e, ratio);
		sum->second += h * tail_sum(power, alpha + 2, c, q, e, ratio);
	}
	else
	{
		sum->mass += h * tail_sum(power, alpha, c, q, e, ratio);
		sum->first += h * e * tail_sum(power + 1, alpha + 1, c, q, e, ratio);
		sum->second += h * e * e * tail_sum(power + 2, alpha + 2, c, q, e, ratio);
	}
	return true;
}

/* The same for all integers i. */
static bool
add_points(const Shape *s, double level, double start, double h, Integral *sum)
{
	return add_side(s, level, start, -1, h, sum) && add_side(s, level, start, 1, h, sum);
}

/*
 * log of the integral of the density over the logit, and mean and standard deviation of y.  By the
 * trapezoidal rule, whose error falls exponentially: the integrand is analytic in a strip of half
 * width pi and falls off exponentially.  The step is halved until that changes nothing; *step gets
 * the last one.
 */
static double
log_integral(const Shape *s, double middle, double width, double *mean, double *sd, double *step)
{
	double level = gausshyper_log_density(s, middle), h = FIRST_STEP * fmin(width, 1);
	Integral sum = {0, 0, 0};
	bool same = false;

	if (!add_points(s, level, middle, h, &sum))
		return NAN;
	for (int i = 0; i < MOST_HALVINGS && !same; i++)
	{
		Integral other = {0, 0, 0};

		if (!add_points(s, level, middle + 0.5 * h, h, &other))
			return NAN;
		same = fabs(other.mass - sum.mass) < SAME_SUM * sum.mass &&
			   fabs(other.first - sum.first) < SAME_SUM * sum.first;
		sum.mass = 0.5 * (sum.mass + other.mass);
		sum.first = 0.5 * (sum.first + other.first);
		sum.second = 0.5 * (sum.second + other.second);
		h *= 0.5;
	}
	*step = h;
	*mean = sum.first / sum.mass;
	*sd = sqrt(fmax(sum.second / sum.mass - *mean * *mean, 0));
	return log(sum.mass) + level;
}

/* k: minus log of the integral, mean and standard deviation of y, maximum and the step there. */
static bool
gausshyper_prepare(Shape *s)
{
	double width;

	gausshyper_middle(s, &s->k[3], &width);
	s->k[0] = 0;
	s->k[0] = -log_integral(s, s->k[3], width, &s->k[1], &s->k[2], &s->k[4]);
	cumulation_reset(&gausshyper, s);
	s->table[CUMULATION_SIZE] = NAN;
	return isfinite(s->k[0]) && fabs(s->p[2]) <= MOST_C;
}

static void
gausshyper_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = s->k[1];
	*spread = s->k[2];
}

/* ---------- derivatives by the shapes ---------- */

/*
 * The log density's are T_a = log y, T_b = log(1 - y), T_c = -log(1 + z y) and T_z = -c r with
 * r = y / (1 + z y), less those of the log of the integral: means of these.  Second ones are their
 * covariances, as of any exponential family, and means of the derivatives that T_c and T_z have by
 * z, -r and c r^2.  Those of the mean and the variance of y are moments as well.
 */
#define N_T 4
#define T_C 2
#define T_Z 3
#define N_MOMENTS (N_T + N_T * (N_T + 1) / 2 + 2)

/* Derivatives of log integral, mean and variance: in the table, once they were asked for. */
typedef struct ByShapes
{
	double first[3][N_T];
	double second[3][N_T][N_T];
} ByShapes;

#define BY_SHAPES_SIZE ((int) (sizeof(ByShapes) / sizeof(double)))

/* Points of the rule that is at work there: more are not worth it. */
#define MOST_POINTS 600
/* Below this share of the maximum, and this share of the leading term of a tail, nothing counts. */
#define LOG_NEGLIGIBLE (-34)
#define NEGLIGIBLE_TERM 1e-10

/* A point of it: probability, y, and the T with r for T_z. */
typedef struct Point
{
	double mass;
	double y;
	double t[N_T];
} Point;

static Point
point_at(const Shape *s, double t)
{
	double e = exp(-fabs(t)), log_larger = -log1p(e), larger = 1 / (1 + e);
	double y = t > 0 ? larger : e * larger, x = t > 0 ? e * larger : larger;
	double third = x + (1 + s->p[3]) * y;

	return (Point){.y = y,
				   .t = {log_larger + fmin(t, 0), log_larger - fmax(t, 0), -log(third), y / third}};
}

/* The points, with masses that add up to one; returns their number, 0 if there are too many. */
static int
list_points(const Shape *s, Point *point)
{
	double a = s->p[0], b = s->p[1], c = s->p[2], z = s->p[3];
	double h = s->k[4], level = gausshyper_log_density(s, s->k[3]) - s->k[0], total = 0;
	int n = 0;

	for (int direction = -1; direction <= 1; direction += 2)
	{
		double q = direction > 0 ? 1 / (1 + z) : 1 + z, power = direction > 0 ? b : a;
		double far = tail_begin(a + b - c, c, q) - log(NEGLIGIBLE_TERM / TAIL_RATIO);

		for (int i = direction > 0 ? 0 : 1;; i++)
		{
			double t = s->k[3] + direction * i * h, v;

			if (n + 2 > MOST_POINTS)
				return 0;
			point[n] = point_at(s, t);
			v = a * point[n].t[0] + b * point[n].t[1] + c * point[n].t[T_C] - level;
			if (direction * t > far)
			{
				/*
				 * A geometric series from here on, in which each T is linear: two points that have
				 * its mean and variance.
				 */
				double ratio = exp(-h * power), root = exp(-0.5 * h * power);

				for (int sign = -1; sign <= 1; sign += 2)
				{
					point[n] =
						point_at(s, t + direction * h * (ratio + sign * root) / -expm1(-h * power));
					point[n++].mass = -0.5 * exp(v) / expm1(-h * power);
				}
				break;
			}
			point[n++].mass = exp(v);
			if (!(v >= LOG_NEGLIGIBLE))
				break;
		}
	}
	for (int k = 0; k < n; k++)
		total += point[k].mass;
	for (int k = 0; k < n; k++)
		point[k].mass /= total;
	return n;
}

/*
 * Derivatives of the mean of a function w of y, first and second ones, from the means of w less its
 * mean times what depends on the T: these less their means, products of two, r and r^2.
 */
static void
moments_to_slopes(double c, const double moment[N_MOMENTS], double *first, double (*second)[N_T])
{
	const double *m = moment;

	for (int i = 0; i < N_T; i++)
		first[i] = *m++;
	for (int i = 0; i < N_T; i++)
		for (int j = 0; j <= i; j++)
			second[i][j] = *m++;
	first[T_Z] *= -c;
	for (int j = 0; j < T_Z; j++)
		second[T_Z][j] *= -c;
	second[T_Z][T_Z] *= c * c;
	second[T_Z][T_C] -= m[0];
	second[T_Z][T_Z] += c * m[1];
	for (int i = 0; i < N_T; i++)
		for (int j = 0; j < i; j++)
			second[j][i] = second[i][j];
}

/* Fills the table's place; INFINITY in the first one if there is nothing to be had. */
static void
make_by_shapes(const Shape *s, ByShapes *by)
{
	Point point[MOST_POINTS];
	double moment[3][N_MOMENTS] = {{0}}, mean[N_T] = {0}, mean_y = 0, variance = 0;
	int n = list_points(s, point);

	if (n == 0)
	{
		by->first[0][0] = INFINITY;
		return;
	}
	for (int k = 0; k < n; k++)
	{
		mean_y += point[k].mass * point[k].y;
		for (int i = 0; i < N_T; i++)
			mean[i] += point[k].mass * point[k].t[i];
	}
	for (int k = 0; k < n; k++)
		variance += point[k].mass * (point[k].y - mean_y) * (point[k].y - mean_y);
	for (int k = 0; k < n; k++)
	{
		const double *t = point[k].t;
		double d[N_T], x[N_MOMENTS], y = point[k].y - mean_y, r = t[T_Z];
		double weight[3] = {point[k].mass, point[k].mass * y, point[k].mass * (y * y - variance)};
		int m = N_T;

		for (int i = 0; i < N_T; i++)
			x[i] = d[i] = t[i] - mean[i];
		for (int i = 0; i < N_T; i++)
			for (int j = 0; j <= i; j++)
				x[m++] = d[i] * d[j];
		x[m++] = r;
		x[m] = r * r;
		for (int w = 0; w < 3; w++)
			for (m = 0; m < N_MOMENTS; m++)
				moment[w][m] += weight[w] * x[m];
	}
	for (int w = 0; w < 3; w++)
		moments_to_slopes(s->p[2], moment[w], by->first[w], by->second[w]);
	for (int i = 0; i < N_T; i++)
	{
		by->first[0][i] = i == T_Z ? -s->p[2] * mean[i] : mean[i];
		for (int j = 0; j < N_T; j++)
			by->second[2][i][j] -= 2 * by->first[1][i] * by->first[1][j];
	}
}

static const ByShapes *
by_shapes(const Shape *s)
{
	ByShapes *by = (ByShapes *) (s->table + CUMULATION_SIZE);

	if (isnan(by->first[0][0]))
		make_by_shapes(s, by);
	return by->first[0][0] < INFINITY ? by : NULL;
}

static bool
gausshyper_slopes(const Shape *s, double y, double *g, double (*h)[MAX_PARAMS])
{
	double a = s->p[0] - 1, b = s->p[1] - 1, c = s->p[2], z = s->p[3];
	double x = 1 - y, third = x + (1 + z) * y, r = y / third;
	double t[N_T] = {log(y), log(x), -log(third), -c * r};
	const ByShapes *by = by_shapes(s);

	if (!by)
		return false;
	g[0] = a / y - b / x - c * z / third;
	for (int i = 0; i < N_T; i++)
		g[1 + i] = t[i] - by->first[0][i];
	if (!h)
		return true;
	h[0][0] = -a / (y * y) - b / (x * x) + c * (z / third) * (z / third);
	h[0][1] = 1 / y;
	h[0][2] = -1 / x;
	h[0][1 + T_C] = -z / third;
	h[0][1 + T_Z] = -c / (third * third);
	for (int i = 0; i < N_T; i++)
		for (int j = i; j < N_T; j++)
			h[1 + i][1 + j] = -by->second[0][i][j];
	h[1 + T_C][1 + T_Z] -= r;
	h[1 + T_Z][1 + T_Z] += c * r * r;
	return true;
}

static bool
gausshyper_anchor_slopes(const Shape *s, AnchorSlopes *slopes)
{
	const ByShapes *by = by_shapes(s);
	double variance = s->k[2] * s->k[2];

	if (!by)
		return false;
	for (int i = 0; i < N_T; i++)
	{
		slopes->centre[i] = by->first[1][i];
		slopes->log_spread[i] = 0.5 * by->first[2][i] / variance;
		for (int j = 0; j < N_T; j++)
		{
			slopes->centre2[i][j] = by->second[1][i][j];
			slopes->log_spread2[i][j] =
				0.5 * (by->second[2][i][j] / variance -
					   by->first[2][i] / variance * (by->first[2][j] / variance));
		}
	}
	return true;
}

static double
gausshyper_logpdf(const Shape *s, double y)
{
	return at(s, s->p[0] - 1, s->p[1] - 1, log(y), log_1_plus(-y), y, 1 - y);
}

DEFINE_CUMULATED(gausshyper, gausshyper, log(y) - log1p(-y), 1 / (1 + exp(-t)))

/* With c = 0, z may be anything; with z = 0, too, the likelihood would have no slope by c. */
static bool
gausshyper_from_beta(const double *beta, double *params)
{
	params[0] = beta[0];
	params[1] = beta[1];
	params[2] = 0;
	params[3] = -0.5;
	params[4] = beta[2];
	params[5] = beta[3];
	return beta[0] >= 1e-2 && beta[0] <= 1e4 && beta[1] >= 1e-2 && beta[1] <= 1e4;
}

static int
gausshyper_starts(const struct FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double grid[][4] = {
		{1, 1, 2, 3},         {3, 3, 2, 3},          {3, 3, -2, 3},    {3, 1, 4, 10},
		{1, 3, -3, 10},       {3, 3, 3, -0.7},       {1, 3, 3, -0.7},  {3, 1, -3, -0.7},
		{10, 3, 8, 5},        {0.5, 0.5, -2, 5},     {2, 10, -8, 5},   {10, 10, 6, 20},
		{2.5, 0.9, -4, -0.8}, {0.3, 20, -0.1, 5000}, {20, 2, 20, 5000}};
	int n = 0;

	(void) data;
	for (; n < max && n < (int) (sizeof(grid) / sizeof(grid[0])); n++)
		for (int i = 0; i < 4; i++)
			shapes[n][i] = grid[n][i];
	return n;
}

/*
 * Many rows have their best curve on the way to a limit in which several shapes go off together: c
 * to infinity with c z constant, a and c with a - c and a / z, b with b (1 + z).  In the inverses
 * of all four the ways there are short and nearly straight.
 */
static const char *const gausshyper_aliases[] = {"gauss_hypergeometric", NULL};
static const Nested gausshyper_nests[] = {{"beta", gausshyper_from_beta, true},
										  {NULL, NULL, false}};

const Family family_gausshyper = {
	.name = "gausshyper",
	.aliases = gausshyper_aliases,
	.reference = "Armero and Bayarri (1994), J. R. Statist. Soc. D 43, 139",
	.flags = EDGE_LOWER | EDGE_UPPER | CDF_INTEGRAL,
	.n_shapes = 4,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 1e-2,
			   .most = 1e4,
			   .n_grid = 2,
			   .grid = {1, 3},
			   .limits = LIMIT_LOW | LIMIT_HIGH},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 1e-2,
			   .most = 1e4,
			   .n_grid = 2,
			   .grid = {1, 3},
			   .limits = LIMIT_LOW | LIMIT_HIGH},
			  {.name = "c",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -200,
			   .most = 200,
			   .n_grid = 2,
			   .grid = {-2, 2},
			   .limits = LIMIT_LOW | LIMIT_HIGH},
			  {.name = "z",
			   .lower = -1,
			   .upper = INFINITY,
			   .least = -0.9999,
			   .most = 1e4,
			   .n_grid = 2,
			   .grid = {-0.7, 4},
			   .limits = LIMIT_LOW | LIMIT_HIGH}},
	.n_identifiable = 6,
	.upper = 1,
	.prepare = gausshyper_prepare,
	.n_table = CUMULATION_SIZE + BY_SHAPES_SIZE,
	ALL_FUNCTIONS(gausshyper),
	.anchors = gausshyper_anchors,
	.slopes = gausshyper_slopes,
	.anchor_slopes = gausshyper_anchor_slopes,
	.n_slopes = N_T,
	.starts = gausshyper_starts,
	.kept_starts = 8,
	.nests = gausshyper_nests,
};
