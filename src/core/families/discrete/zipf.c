/*
 * zipf.c
 *		Power laws on the integers: zipf (all of them) and zipfian (up to n).
 */
#include "families/discrete/discrete.h"

/* ---------- sums of powers ---------- */

/* Terms added one by one before the Euler-Maclaurin formula takes over. */
#define DIRECT_TERMS 16
/* Where integers end to have a double each, and the power from which a sum there is geometric. */
#define LARGEST_EXACT 0x1p53
#define STEEP 1e8

/* B_2k / (2k)! */
static const double bernoulli[] = {1.0 / 12,           -1.0 / 720,     1.0 / 30240,
								   -1.0 / 1209600,     1.0 / 47900160, -691.0 / 1307674368000.0,
								   1.0 / 74724249600.0};

/* The corrections of the Euler-Maclaurin formula at one end x, in units of x^-a. */
static double
end_terms(double a, double x)
{
	double rising = a / x, sum = 0;

	for (int k = 0; k < 7; k++)
	{
		sum += bernoulli[k] * rising;
		rising *= (a + 2 * k + 1) / x * ((a + 2 * k + 2) / x);
	}
	return sum;
}

/*
 * log of the sum of j^-a for j = from ... to, a >= 0 (to infinite: a > 1), from >= 1.  Relative
 * error 1e-15: DLMF 2.10.1, in units of from^-a.
 */
static double
log_power_sum(double a, double from, double to)
{
	double sum = 0, x = from, log_from = log(from), unit, terms = 0, last;

	if (!(to >= from))
		return -INFINITY;
	/*
	 * From 2^53 on x + 1 may be x.  Steep sums are then geometric series, as the powers of
	 * neighbours are in the same ratio for many more terms than count; the others are integrals.
	 */
	if (from >= LARGEST_EXACT)
	{
		if (a > STEEP)
			return -a * log_from + bf_log1mexp(-a * ((to - from + 1) / from)) -
				   bf_log1mexp(-a / from);
		terms = DIRECT_TERMS;
	}
	for (; terms < DIRECT_TERMS && x <= to; x++, terms++)
		sum += exp(-a * log(x / from));
	/* large powers: a few terms more are all there is */
	for (; x <= to && a > 0.5 * x && from < LARGEST_EXACT; x++)
	{
		double term = exp(-a * log(x / from));

		sum += term;
		if (!(term >= 1e-18 * sum))
			return -a * log_from + log(sum);
	}
	if (x > to)
		return -a * log_from + log(sum);
	unit = exp(-a * log(x / from));
	if (isinf(to))
		return -a * log_from + log(sum + unit * (x / (a - 1) + 0.5 + end_terms(a, x)));
	last = exp(-a * log(to / x));
	sum += unit * (x * bf_expm1_over(log(to / x), 1 - a) + 0.5 * (1 + last) + end_terms(a, x) -
				   last * end_terms(a, to));
	return -a * log_from + log(sum);
}

/* ---------- zipf ---------- */

static bool
zipf_prepare(Shape *s)
{
	s->k[0] = log_power_sum(s->p[0], 1, INFINITY);
	return true;
}

static double
zipf_logpdf(const Shape *s, double y)
{
	return -s->p[0] * log(y) - s->k[0];
}

/* Of the masses from 1 to last, k[0] being log of their sum: those up to y, or those beyond. */
static double
power_tail(const Shape *s, double y, double last, bool upper)
{
	double above = fmin(log_power_sum(s->p[0], y + 1, last) - s->k[0], 0), below;

	if (above < -LN_2)
		return upper ? above : log1p(-exp(above));
	below = fmin(log_power_sum(s->p[0], 1, y) - s->k[0], 0);
	return upper ? log1p(-exp(below)) : below;
}

static double
zipf_log_tail(const Shape *s, double y, bool upper)
{
	return power_tail(s, y, INFINITY, upper);
}

DEFINE_TAILS(zipf)

static int
zipf_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	/* Clauset, Shalizi & Newman (2009), SIAM Review 51, 661 */
	shapes[0][0] = 1 + 1 / (count_mean_of(sample, log) + LN_2);
	(void) max;
	return sample->min >= 1;
}

static const CountMethods zipf_counts = {.starts = zipf_starts};

static const char *const zipf_aliases[] = {"zeta", NULL};

static double
zipf_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] - 1 : INFINITY;
}

/* From the raw moments, quotients of zeta functions; they cancel where nearly all mass is at 1. */
static void
zipf_moments(const Shape *s, double m[4])
{
	double about[5] = {1, NAN, NAN, NAN, NAN}, a = s->p[0];

	if (a > 20)
		return;
	for (int k = 1; k <= 4 && a - k > 1; k++)
		about[k] = exp(log_power_sum(a - k, 1, INFINITY) - s->k[0]);
	central_moments(about, 4, m);
}

const Family family_zipf = {
	.name = "zipf",
	.kind = FAMILY_DISCRETE,
	.aliases = zipf_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 11.2.20",
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .lower = 1,
			   .upper = INFINITY,
			   .least = 1 + 1e-9,
			   .most = 700,
			   .n_grid = 4,
			   .grid = {2, 1.2, 4, 30}}},
	.n_identifiable = 2,
	.lower = 1,
	.upper = INFINITY,
	.prepare = zipf_prepare,
	TAIL_FUNCTIONS(zipf),
	.counts = &zipf_counts,
	.tail_index = zipf_tail_index,
	.moments = zipf_moments,
};

/* ---------- zipfian ---------- */

static bool
zipfian_prepare(Shape *s)
{
	s->k[0] = log_power_sum(s->p[0], 1, s->p[1]);
	return true;
}

static double
zipfian_logpdf(const Shape *s, double y)
{
	return times_log(-s->p[0], log(y)) - s->k[0];
}

static double
zipfian_log_tail(const Shape *s, double y, bool upper)
{
	return power_tail(s, y, s->p[1], upper);
}

DEFINE_TAILS(zipfian)

static void
zipfian_support(const Shape *s, double *lower, double *upper)
{
	*lower = 1;
	*upper = s->p[1];
}

/* The normalising sum grows with n: the best n is the largest row. */
static void
zipfian_range(const CountSample *sample, const double *shapes, int i, double *least, double *most)
{
	(void) shapes;
	(void) i;
	*least = *most = fmax(sample->max, 1);
}

static int
zipfian_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double n = shapes[0][1];

	(void) max;
	shapes[0][0] = 1 + 1 / (count_mean_of(sample, log) + LN_2);
	shapes[1][0] = 0.1;
	shapes[1][1] = n;
	return sample->min >= 1 ? 2 : 0;
}

/* a = 0 */
static bool
zipfian_from_randint(const double *randint, double *params)
{
	params[0] = 0;
	params[1] = randint[1] - randint[0];
	params[2] = randint[2] + randint[0] - 1;
	params[3] = 1;
	return true;
}

static const CountMethods zipfian_counts = {.range = zipfian_range, .starts = zipfian_starts};

static const Nested zipfian_nests[] = {{"randint", zipfian_from_randint, true},
									   {NULL, NULL, false}};

const Family family_zipfian = {
	.name = "zipfian",
	.kind = FAMILY_DISCRETE,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 11.2.20",
	.n_shapes = 2,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .least = 1e-9,
			   .most = 700,
			   .n_grid = 5,
			   .grid = {1.5, 0.2, 1, 4, 30}},
			  {.name = "n",
			   .lower = 1,
			   .upper = INFINITY,
			   .closed_lower = true,
			   .integer = true,
			   .least = 1,
			   .most = LARGEST_COUNT,
			   .n_grid = 3,
			   .grid = {12, 500, 1e6}}},
	.n_identifiable = 3,
	.lower = 1,
	.upper = INFINITY,
	.support = zipfian_support,
	.prepare = zipfian_prepare,
	TAIL_FUNCTIONS(zipfian),
	.counts = &zipfian_counts,
	.nests = zipfian_nests,
};
