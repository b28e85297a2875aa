/*
 * difference.c
 *		Differences of two counts: of geometric ones (dlaplace) and of Poisson ones (skellam).
 */
#include "families/discrete/discrete.h"
#include "special/special_internal.h"

/* ---------- dlaplace: the discrete Laplace distribution ---------- */

static bool
dlaplace_prepare(Shape *s)
{
	double a = s->p[0];

	s->k[0] = a < 1 ? log(tanh(0.5 * a)) : log1p(-exp(-a)) - log1p(exp(-a));
	s->k[1] = log1p(exp(-a));
	return true;
}

static double
dlaplace_logpdf(const Shape *s, double y)
{
	return s->k[0] - s->p[0] * fabs(y);
}

/* Log of the smaller tail: P(Y <= y) for y < 0, P(Y > y) = P(Y <= -y - 1) for y >= 0. */
static double
dlaplace_log_tail(const Shape *s, double y, bool upper)
{
	double outer = y < 0 ? y : -y - 1;
	double tail = s->p[0] * outer - s->k[1];

	return (y >= 0) == upper ? tail : log1p(-exp(tail));
}

DEFINE_TAILS(dlaplace)

static double
absolute(double y)
{
	return fabs(y);
}

/* 1 / sinh(a) is the mean of |y| */
static bool
dlaplace_closed_form(const CountSample *sample, double *shapes)
{
	shapes[0] = asinh(1 / count_mean_of(sample, absolute));
	return true;
}

static const CountMethods dlaplace_counts = {.loc = COUNT_LOC_FREE,
											 .closed_form = dlaplace_closed_form};

static const char *const dlaplace_aliases[] = {"discrete_laplace", NULL};

static void
dlaplace_moments(const Shape *s, double m[4])
{
	double half = sinh(0.5 * s->p[0]);

	set_moments(m, 0, 0.5 / (half * half), 0, cosh(s->p[0]) + 2);
}

const Family family_dlaplace = {
	.name = "dlaplace",
	.kind = FAMILY_DISCRETE,
	.aliases = dlaplace_aliases,
	.reference = "Inusah, Kozubowski (2006), J. Statistical Planning and Inference 136, 1090",
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 1e-15,
			   .most = 700,
			   .n_grid = 4,
			   .grid = {0.8, 0.02, 4, 1e-5}}},
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = dlaplace_prepare,
	TAIL_FUNCTIONS(dlaplace),
	.counts = &dlaplace_counts,
	.moments = dlaplace_moments,
};

/*
 * ---------- skellam: the difference of two Poisson variables ----------
 *
 * exp(-mu1 - mu2) (mu1 / mu2)^(k / 2) I_k(2 sqrt(mu1 mu2)).  For large arguments I is its uniform
 * asymptotic expansion (DLMF 10.41.3), whose exponent and the factors before it are together the
 * deviances of a and b with a - b = k, a b = mu1 mu2: nothing cancels.
 */
#define UNIFORM_FROM 300.0

/* Beyond LARGEST_COUNT neighbouring integers are one double, and sums have no terms. */
static bool
skellam_prepare(Shape *s)
{
	return s->p[0] <= LARGEST_COUNT && s->p[1] <= LARGEST_COUNT;
}

static double
skellam_logpdf(const Shape *s, double y)
{
	double mu1 = s->p[0], mu2 = s->p[1], x = 2 * sqrt(mu1) * sqrt(mu2);
	double k = fabs(y), r = hypot(k, x), more, less, square, sum;
	Twofold d1, d2;

	if (r < UNIFORM_FROM)
		return bf_log_bessel_i(k, x) + 0.5 * y * (log(mu1) - log(mu2)) - mu1 - mu2;
	more = 0.5 * (r + k);
	less = mu1 / more * mu2;
	d1 = bf_deviance(y > 0 ? more : less, (Twofold){mu1, 0});
	d2 = bf_deviance(y > 0 ? less : more, (Twofold){mu2, 0});
	square = (k / r) * (k / r);
	sum =
		1 +
		((3 - 5 * square) / 24 +
		 ((81 - square * (462 - square * 385)) / 1152 +
		  ((30375 - square * (369603 - square * (765765 - square * 425425))) / 414720 +
		   (4465125 - square * (94121676 -
								square * (349922430 - square * (446185740 - square * 185910725)))) /
			   39813120 / r) /
			  r) /
			 r) /
			r;
	return log(sum) - 0.5 * log(2 * PI * r) - d1.lo - d2.lo - (d1.hi + d2.hi);
}

static double
skellam_log_tail(const Shape *s, double y, bool upper)
{
	return log_tail_by_sum(skellam_logpdf, s, y, -INFINITY, INFINITY, s->p[0] - s->p[1], upper);
}

DEFINE_TAILS(skellam)

static int
skellam_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double m = sample->mean, v = fmax(sample->variance, fabs(m) * 1.001 + 1e-6);
	double least[] = {0.5 * (v - fabs(m)), 0.1 * fabs(m) + 0.1};

	(void) max;
	for (int i = 0; i < 2; i++)
	{
		shapes[i][0] = fmax(m, 0) + least[i];
		shapes[i][1] = fmax(-m, 0) + least[i];
	}
	return 2;
}

/* The mean, whose estimate is the sample's, and the smaller of the two. */
static void
skellam_to_coordinates(const double *shapes, double *u)
{
	u[0] = shapes[0] - shapes[1];
	u[1] = log(fmin(shapes[0], shapes[1]));
}

static void
skellam_from_coordinates(const double *u, double *shapes)
{
	shapes[0] = exp(u[1]) + fmax(u[0], 0);
	shapes[1] = exp(u[1]) + fmax(-u[0], 0);
}

static bool
skellam_from_poisson(const double *poisson, double *params)
{
	params[0] = poisson[0];
	params[1] = poisson[0] * 1e-14;
	params[2] = poisson[1];
	params[3] = 1;
	return true;
}

static const CountMethods skellam_counts = {
	.loc = COUNT_LOC_ZERO,
	.starts = skellam_starts,
	.to_coordinates = skellam_to_coordinates,
	.from_coordinates = skellam_from_coordinates,
	.least_u = {-1e15, -34},
	.most_u = {1e15, 34},
};

static const Nested skellam_nests[] = {{"poisson", skellam_from_poisson, true},
									   {NULL, NULL, false}};

static void
skellam_moments(const Shape *s, double m[4])
{
	double v = s->p[0] + s->p[1];

	set_moments(m, s->p[0] - s->p[1], v, (s->p[0] - s->p[1]) / (v * sqrt(v)), 1 / v);
}

const Family family_skellam = {
	.name = "skellam",
	.kind = FAMILY_DISCRETE,
	.reference = "Skellam (1946), J. Royal Statistical Society 109, 296",
	.n_shapes = 2,
	.shape = {{.name = "mu1",
			   .upper = INFINITY,
			   .least = 1e-15,
			   .most = 1e15,
			   .n_grid = 3,
			   .grid = {3, 0.1, 5000}},
			  {.name = "mu2",
			   .upper = INFINITY,
			   .least = 1e-15,
			   .most = 1e15,
			   .n_grid = 3,
			   .grid = {1, 0.02, 400}}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = skellam_prepare,
	TAIL_FUNCTIONS(skellam),
	.counts = &skellam_counts,
	.nests = skellam_nests,
	.moments = skellam_moments,
};
