/*
 * gausshyper.c
 *		The Gauss hypergeometric distribution: beta's density over (1 + z y)^c.
 *
 * The normalising constant is 2F1(c, a; a + b; -z) of the beta's.  It and all probabilities are
 * integrals over the logit of y, where the density is smooth and falls off exponentially whatever
 * the shapes are.  Relative error 1e-9.
 */
#include "families/cumulate.h"

static double gausshyper_log_density(const Shape *s, double t);
static void gausshyper_middle(const Shape *s, double *t, double *width);

static const Cumulation gausshyper = {.log_density = gausshyper_log_density,
									  .middle = gausshyper_middle};

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

/* The logarithm of an integral of the density, with the moments of y under it. */
typedef struct Integral
{
	double level; /* the sums are relative to exp(level) */
	double mass;
	double first;
	double second;
} Integral;

/* Adds masses and moments that are relative to exp(v). */
static void
add_to_integral(Integral *sum, double v, double mass, double first, double second)
{
	double factor = exp(-fabs(v - sum->level));

	if (v > sum->level)
	{
		sum->mass *= factor;
		sum->first *= factor;
		sum->second *= factor;
		sum->level = v;
		factor = 1;
	}
	sum->mass += factor * mass;
	sum->first += factor * first;
	sum->second += factor * second;
}

/*
 * The sum over i = 0, 1, ... of r^(p i) (1 + x)^-alpha (1 + q x)^-gamma, x = e r^i with
 * r = exp(-h): as a power series in e, each term of which is a geometric series.  e is so small
 * (tail_begin) that the series converges like one in 1/4.
 */
static double
tail_sum(double p, double alpha, double gamma, double q, double e, double h)
{
	double before = 0, here = 1, sum = 0; /* coefficients times e^n */

	for (int n = 0; n < 60; n++)
	{
		double term = here / -expm1(-h * (p + n));
		double next = -((alpha + gamma * q + (1 + q) * n) * here * e +
						q * (alpha + gamma + n - 1) * before * e * e) /
					  (n + 1);

		sum += term;
		if (fabs(term) < 1e-17 * fabs(sum) && fabs(next) < fabs(here))
			break;
		before = here;
		here = next;
	}
	return sum;
}

/* The distance of the logit from 0 from which on tail_sum converges. */
static double
tail_begin(double alpha, double gamma, double q)
{
	return log(4 * (3 + q + fabs(alpha) + fabs(gamma) * q));
}

/* Powers of 1e4 take some thousands of steps; NaN is returned beyond. */
#define MOST_STEPS 200000

/*
 * log of the integral of the density over the logit, and mean and standard deviation of y.  By the
 * trapezoidal rule, whose error falls exponentially: the integrand is analytic in a strip of half
 * width pi and falls off exponentially.  The step is half the width of a beta's density that has
 * the third factor's power added to both of its own, as it may narrow the density by that much.
 */
static double
log_integral(const Shape *s, double middle, double *mean, double *sd)
{
	double a = s->p[0], b = s->p[1], c = s->p[2], z = s->p[3];
	double wide_a = a + fabs(c), wide_b = b + fabs(c), alpha = a + b - c;
	double h = 0.45 * fmin(sqrt((wide_a + wide_b) / (wide_a * wide_b)), 1);
	Integral sum = {gausshyper_log_density(s, middle), 0, 0, 0};

	for (int direction = -1; direction <= 1; direction += 2)
	{
		double q = direction > 0 ? 1 / (1 + z) : 1 + z, begin = tail_begin(alpha, c, q);

		for (int i = direction > 0 ? 0 : 1;; i++)
		{
			double t = middle + direction * i * h, e = exp(-fabs(t)), v, y;

			if (i >= MOST_STEPS)
				return NAN;
			if (direction * t > begin)
			{
				if (direction > 0)
					add_to_integral(&sum, -c * log1p(z) - b * t, tail_sum(b, alpha, c, q, e, h),
									tail_sum(b, alpha + 1, c, q, e, h),
									tail_sum(b, alpha + 2, c, q, e, h));
				else
					add_to_integral(&sum, a * t, tail_sum(a, alpha, c, q, e, h),
									e * tail_sum(a + 1, alpha + 1, c, q, e, h),
									e * e * tail_sum(a + 2, alpha + 2, c, q, e, h));
				break;
			}
			v = gausshyper_log_density(s, t);
			y = t > 0 ? 1 / (1 + e) : e / (1 + e);
			add_to_integral(&sum, v, 1, y, y * y);
			if (!(v >= sum.level - 42))
				break;
		}
	}
	*mean = sum.first / sum.mass;
	*sd = sqrt(fmax(sum.second / sum.mass - *mean * *mean, 0));
	return log(h * sum.mass) + sum.level;
}

static bool
gausshyper_prepare(Shape *s)
{
	double middle, width;

	gausshyper_middle(s, &middle, &width);
	s->k[0] = 0;
	s->k[0] = -log_integral(s, middle, &s->k[1], &s->k[2]);
	cumulation_reset(&gausshyper, s);
	return isfinite(s->k[0]);
}

static void
gausshyper_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = s->k[1];
	*spread = s->k[2];
}

static double
gausshyper_logpdf(const Shape *s, double y)
{
	return at(s, s->p[0] - 1, s->p[1] - 1, log(y), log1p(-y), y, 1 - y);
}

DEFINE_CUMULATED(gausshyper, gausshyper, log(y) - log1p(-y), 1 / (1 + exp(-t)))

static bool
gausshyper_from_beta(const double *beta, double *params)
{
	params[0] = beta[0];
	params[1] = beta[1];
	params[2] = 0;
	params[3] = 0;
	params[4] = beta[2];
	params[5] = beta[3];
	return beta[0] >= 1e-2 && beta[0] <= 1e4 && beta[1] >= 1e-2 && beta[1] <= 1e4;
}

static int
gausshyper_starts(const struct FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double grid[][4] = {
		{1, 1, 2, 3},    {3, 3, 2, 3},    {3, 3, -2, 3},       {3, 1, 4, 10}, {1, 3, -3, 10},
		{3, 3, 3, -0.7}, {1, 3, 3, -0.7}, {3, 1, -3, -0.7},    {10, 3, 8, 5}, {0.5, 0.5, -2, 5},
		{2, 10, -8, 5},  {10, 10, 6, 20}, {2.5, 0.9, -4, -0.8}};
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
	.n_table = CUMULATION_SIZE,
	ALL_FUNCTIONS(gausshyper),
	.anchors = gausshyper_anchors,
	.starts = gausshyper_starts,
	.nests = gausshyper_nests,
};
