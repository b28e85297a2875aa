/*
 * test_properties.c
 *		What must hold for every family, at shapes and probabilities that nobody chose.
 *
 * For each family a few vectors of shapes are drawn from where estimation looks, and for each of
 * them: a quantile is where the cdf (or the sf) has that value, from 1e-300 to 1 - 1e-16; cdf and
 * sf add up to 1, agree with their logarithms and never fall (rise); the density, integrated from
 * one quantile to the next, gives the probability in between, and 1 over the whole support.
 */
#include <float.h>

#include "distribution.h"
#include "families/shared.h"
#include "tolerance.h"
#include "unit.h"

#define N_VECTORS 30
/* Of discrete families, which are quicker to go through. */
#define N_DISCRETE_VECTORS 12
/* One in ten of gausshyper's has z next to -1, where its mass is far from where a beta's is. */
#define N_GAUSSHYPER_VECTORS 60
/* Doubles so many units in the last place apart need not be told from one another. */
#define NEAR 32
/* A quantile is exact to so many, 4e-13: the exp of -540 that powerlognorm may ask for loses 600.
 */
#define QUANTILE_NEAR 2000
/* So many may move the probability between two of them. */
#define ENDS_NEAR 16
/* A density on both sides of 0 that is wider than this may have its peak there. */
#define WIDE 1e3

/* What the values of a family are held to here, where shapes may be anything estimation looks at.
 */
static double
tolerance_anywhere(const Family *f)
{
	return f->kind == FAMILY_DISCRETE ? LOOSE : tolerance_of(f);
}

/* Halvings of a piece, down to where a kink no longer shows. */
#define MAX_DEPTH 24

static const double probabilities[] = {1e-300,
									   1e-200,
									   1e-100,
									   1e-40,
									   1e-20,
									   1e-13,
									   1e-8,
									   1e-5,
									   1e-3,
									   0.02,
									   0.1,
									   0.25,
									   0.4,
									   0.5,
									   0.6,
									   0.75,
									   0.9,
									   0.98,
									   0.999,
									   1 - 1e-5,
									   1 - 1e-9,
									   1 - 1e-13,
									   1 - DBL_EPSILON / 2};

#define N_PROBABILITIES ((int) (sizeof(probabilities) / sizeof(probabilities[0])))

/* Of the name, so that other families change nothing. */
static uint64_t
seed_of(const char *name)
{
	uint64_t seed = 20260917;

	for (; *name; name++)
		seed = (seed ^ (unsigned char) *name) * 1099511628211u;
	return seed;
}

/* A number in [0, 1) from a small generator, so that every run sees the same shapes. */
static double
draw(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (double) (*state >> 11) / 9007199254740992.0;
}

/*
 * A value in the range where estimation looks: its magnitude is what is drawn if that varies.  Sums
 * over counts take their time with the largest shapes, so that there it is the range of the grid.
 */
static double
draw_shape(const ShapeParam *shape, bool discrete, uint64_t *state)
{
	double u = draw(state);
	double least = discrete ? shape->grid[0] : shape->least;
	double most = discrete ? shape->grid[shape->n_grid - 1] : shape->most;
	double v;

	if (least > 0 && most > 100 * least)
		v = exp(log(least) + u * (log(most) - log(least)));
	else if (least < 0 && most > 0 && most - least > 100)
		v = (draw(state) < most / (most - least) ? most : -least) * pow(1e-6, u) *
			(draw(state) < 0.5 ? 1 : -1);
	else
		v = least + u * (most - least);
	if (shape->integer)
		v = round(v);
	return fmin(fmax(v, least), most);
}

/* Shapes, loc 0 and scale 1; false if none of many tries are parameters of the family. */
static bool
draw_distribution(const Family *f, Distribution *d, uint64_t *state)
{
	const char *error;
	double params[MAX_PARAMS];

	for (int i = 0; i < 50; i++)
	{
		for (int j = 0; j < f->n_shapes; j++)
			params[j] = draw_shape(&f->shape[j], f->kind == FAMILY_DISCRETE, state);
		if (f->tangle)
			f->tangle(params);
		params[f->n_shapes] = 0;
		params[f->n_shapes + 1] = 1;
		if (distribution_set(&unit_context, d, f, params, &error))
			return true;
	}
	return false;
}

/* ---------- the test of one continuous distribution ---------- */

typedef struct Case
{
	const Distribution *d;
	double tolerance;
	char what[160];
} Case;

static double
tail(const Distribution *d, double x, bool upper)
{
	return upper ? distribution_sf(d, x) : distribution_cdf(d, x);
}

/* x moved by so many units in its last place; from infinity inwards to the last doubles. */
static double
moved(double x, int ulps)
{
	if (isinf(x))
		return (x > 0) == (ulps > 0) ? x : copysign(DBL_MAX, x);
	double step = fmax(fabs(x) * DBL_EPSILON, DBL_MIN);

	return x + ulps * step;
}

/*
 * p lies between the probabilities of two doubles close on either side of its quantile x: no more
 * can be asked where these are far apart, be it for a steep cdf or for the end of the support.
 */
static void
check_quantile(const Case *c, double p, bool upper)
{
	const Distribution *d = c->d;
	double x = upper ? distribution_quantile_upper(d, p) : distribution_quantile(d, p);
	double slack = 1 + c->tolerance;
	double before, after;

	CHECK(x >= d->lower && x <= d->upper, "%s: %s(%g) = %g", c->what,
		  upper ? "quantile_upper" : "quantile", p, x);
	before = tail(d, moved(x, upper ? QUANTILE_NEAR : -QUANTILE_NEAR), upper);
	after = tail(d, moved(x, upper ? -QUANTILE_NEAR : QUANTILE_NEAR), upper);
	/* the same of the other tail, for p near 1 that cannot say more */
	CHECK(before <= p * slack + 2 * DBL_EPSILON * p && after >= p / slack - 2 * DBL_EPSILON * p,
		  "%s: %s(%.17g) = %.17g, where it is between %.17g and %.17g", c->what,
		  upper ? "quantile_upper" : "quantile", p, x, before, after);
}

static void
check_tails(const Case *c, double x)
{
	const Distribution *d = c->d;
	double cdf = distribution_cdf(d, x);
	double sf = distribution_sf(d, x);

	CHECK(cdf >= 0 && cdf <= 1 && sf >= 0 && sf <= 1, "%s: cdf %g, sf %g at %g", c->what, cdf, sf,
		  x);
	CHECK(fabs(cdf + sf - 1) <= c->tolerance, "%s: cdf + sf - 1 = %g at %.17g", c->what,
		  cdf + sf - 1, x);
	for (int upper = 0; upper < 2; upper++)
	{
		double p = upper ? sf : cdf;
		double log_p = upper ? distribution_logsf(d, x) : distribution_logcdf(d, x);
		double want = p > 0.5 ? log1p(-(upper ? cdf : sf)) : log(p);

		if (p < DBL_MIN)
			CHECK(log_p < -708, "%s: log %s %g of %g at %.17g", c->what, upper ? "sf" : "cdf",
				  log_p, p, x);
		else
			CHECK(fabs(log_p - want) <= 2 * c->tolerance * fabs(want) + c->tolerance * (p < 0.5),
				  "%s: log %s %.17g not %.17g at %.17g", c->what, upper ? "sf" : "cdf", log_p, want,
				  x);
	}
}

/* Where a pole or a kink is inside, pieces must end: how many such places. */
static int
breaks_of(const Distribution *d, double x[2])
{
	const Family *f = d->family;
	int n = 0;

	if (f->kink)
		x[n++] = f->kink(&d->shape);
	else if (f->flags & (POLE_INSIDE | KINKED))
		x[n++] = 0;
	if (f->second_kink)
		x[n++] = f->second_kink(&d->shape);
	return n;
}

/* The cdf does not fall from a to b, nor does the sf rise, but for a rounding of theirs. */
static void
check_order(const Case *c, double a, double b)
{
	const double slack = 1 + 0.1 * c->tolerance;

	CHECK(distribution_cdf(c->d, a) <= distribution_cdf(c->d, b) * slack,
		  "%s: cdf falls from %.17g to %.17g", c->what, a, b);
	CHECK(distribution_sf(c->d, b) <= distribution_sf(c->d, a) * slack,
		  "%s: sf rises from %.17g to %.17g", c->what, a, b);
}

/*
 * A variable t in which the piece [a, b] of the support is short: how far x is from an end, in
 * logs, or x itself; and the logarithm of dx / dt, which keeps products with tiny densities in
 * range.
 */
typedef struct Piece
{
	const Distribution *d;
	double origin;
	double sign; /* 0: t is (x - origin) / width */
	double width;
} Piece;

static double
density_of(const void *arg, double t)
{
	const Piece *piece = arg;

	if (piece->sign == 0)
		return exp(distribution_logpdf(piece->d, piece->origin + piece->width * t) +
				   log(piece->width));
	return exp(distribution_logpdf(piece->d, piece->origin + piece->sign * exp(t)) + t);
}

/* Integral over [a, b], halved until the halves agree with the whole as well as the total asks. */
static double
integrate(const Piece *piece, double a, double b, double whole, double total, int depth)
{
	double m = a + (b - a) / 2;
	double left = gauss_legendre(density_of, piece, a, m);
	double right = gauss_legendre(density_of, piece, m, b);

	total = fmax(total, left + right);
	if (depth == 0 || fabs(left + right - whole) <= 1e-11 * total)
		return left + right;
	return integrate(piece, a, m, left, total, depth - 1) +
		   integrate(piece, m, b, right, total, depth - 1);
}

static double
mass_between(const Distribution *d, double a, double b)
{
	Piece piece = {d, 0, 0, b - a};
	double s, t;

	/* near which end, if any, it spans magnitudes */
	if (isfinite(d->lower) && b - d->lower > 2 * (a - d->lower))
		piece.origin = d->lower, piece.sign = 1;
	else if (isfinite(d->upper) && d->upper - a > 2 * (d->upper - b))
		piece.origin = d->upper, piece.sign = -1;
	else if (a > 0 && b > 2 * a)
		piece.sign = 1;
	else if (b < 0 && a < 2 * b)
		piece.sign = -1;
	else
	{
		piece.origin = a;
		return integrate(&piece, 0, 1, gauss_legendre(density_of, &piece, 0, 1), 0, MAX_DEPTH);
	}
	s = log(piece.sign * (a - piece.origin));
	t = log(piece.sign * (b - piece.origin));
	return integrate(&piece, fmin(s, t), fmax(s, t),
					 gauss_legendre(density_of, &piece, fmin(s, t), fmax(s, t)), 0, MAX_DEPTH);
}

/* Probability of (a, b), from the tail that says more. */
static double
probability(const Distribution *d, double a, double b)
{
	bool upper = distribution_cdf(d, a) > 0.4;

	return fabs(tail(d, b, upper) - tail(d, a, upper));
}

/* The density over [a, b] against the probability of [a, b]; what it should add to the sum of 1. */
static double
check_mass(const Case *c, double a, double b)
{
	const Distribution *d = c->d;
	double whole = probability(d, a, b);
	double middle = d->lower + (d->upper - d->lower) / 2;
	double low, high, mass;

	/* too near one another for the difference to say anything, or for the density to be smooth */
	if (whole < 1e-3 * fmin(fmax(distribution_cdf(d, b), DBL_MIN),
							fmax(distribution_sf(d, a), DBL_MIN)) ||
		b - a < 1e-6 * fmax(fabs(a), fabs(b)))
		return whole;
	if (isfinite(middle) && a < middle && middle < b)
		return check_mass(c, a, middle) + check_mass(c, middle, b);
	if (a < 0 && b > 0 && b - a > WIDE)
		return check_mass(c, a, 0) + check_mass(c, 0, b);
	/* up to a pole or a peak only nearly: it spans magnitudes from there */
	if (a == 0 && distribution_logpdf(d, a) > distribution_logpdf(d, b))
		a = b * 1e-200;
	else if (b == 0 && distribution_logpdf(d, b) > distribution_logpdf(d, a))
		b = a * 1e-200;
	mass = mass_between(d, a, b);
	low = probability(d, moved(a, ENDS_NEAR), moved(b, -ENDS_NEAR)) * (1 - 1e-8);
	high = probability(d, moved(a, -ENDS_NEAR), moved(b, ENDS_NEAR)) * (1 + 1e-8);
	CHECK(mass >= low && mass <= high,
		  "%s: density over (%.17g, %.17g): %.12g not between %.12g and %.12g", c->what, a, b, mass,
		  low, high);
	return whole + fmin(mass - low, 0) + fmax(mass - high, 0);
}

static int
ascending(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static void
check_continuous(const Case *c)
{
	const Distribution *d = c->d;
	double x[2 * N_PROBABILITIES + 2];
	double mass;
	int n = 0, distinct = 0;

	for (int i = 0; i < N_PROBABILITIES; i++)
	{
		check_quantile(c, probabilities[i], false);
		check_quantile(c, probabilities[i], true);
		x[n++] = distribution_quantile(d, probabilities[i]);
		x[n++] = distribution_quantile_upper(d, probabilities[i]);
	}
	n += breaks_of(d, x + n);
	qsort(x, n, sizeof(double), ascending);
	for (int i = 0; i < n; i++)
		if (x[i] > d->lower && x[i] < d->upper && isfinite(x[i]) &&
			(distinct == 0 || x[i] > moved(x[distinct - 1], NEAR)))
			x[distinct++] = x[i];
	n = distinct;
	if (n == 0)
		return;
	for (int i = 0; i < n; i++)
	{
		check_tails(c, x[i]);
		if (i > 0)
			check_order(c, x[i - 1], x[i]);
	}
	mass = distribution_cdf(d, x[0]) + distribution_sf(d, x[n - 1]);
	for (int i = 1; i < n; i++)
		mass += check_mass(c, x[i - 1], x[i]);
	CHECK(fabs(mass - 1) <= 1e-8, "%s: the density integrates to %.12g", c->what, mass);
}

/* ---------- the test of one discrete distribution ---------- */

static void
check_discrete(const Case *c)
{
	const Distribution *d = c->d;
	double slack = 1 + 1e-11;
	double sum = 0, first, last;

	for (int i = 0; i < N_PROBABILITIES; i++)
	{
		double p = probabilities[i];
		double x = distribution_quantile(d, p);
		double z = distribution_quantile_upper(d, p);

		/* beyond, x - 1 need not be another double */
		if (fmax(fabs(x), fabs(z)) > 1e15)
			continue;
		CHECK(distribution_cdf(d, x) >= p / slack && distribution_cdf(d, x - 1) < p * slack,
			  "%s: quantile(%g) = %g", c->what, p, x);
		CHECK(distribution_sf(d, z) <= p * slack && distribution_sf(d, z - 1) > p / slack,
			  "%s: quantile_upper(%g) = %g", c->what, p, z);
		check_tails(c, x);
		check_tails(c, z);
	}
	first = distribution_quantile(d, 1e-12);
	last = distribution_quantile_upper(d, 1e-12);
	if (last - first > 1e5)
		return;
	for (double x = first; x <= last; x++)
		sum += exp(distribution_logpdf(d, x));
	CHECK(fabs(sum - 1) <= 1e-10, "%s: the masses add up to %.15g", c->what, sum);
}

int
main(int argc, char **argv)
{
	for (int i = 0; i < n_families; i++)
	{
		const Family *f = families[i];
		uint64_t state = seed_of(f->name);
		Distribution d = {0};
		int n_vectors = f->n_shapes == 0                     ? 1
						: f->kind == FAMILY_DISCRETE         ? N_DISCRETE_VECTORS
						: strcmp(f->name, "gausshyper") == 0 ? N_GAUSSHYPER_VECTORS
															 : N_VECTORS;

		if (argc > 1 && strcmp(argv[1], f->name) != 0)
			continue;
		for (int j = 0; j < n_vectors; j++)
		{
			Case c = {&d, tolerance_anywhere(f), ""};

			if (!draw_distribution(f, &d, &state))
			{
				CHECK(false, "%s: no shapes", f->name);
				break;
			}
			snprintf(c.what, sizeof(c.what), "%s(%.17g, %.17g, %.17g, %.17g)", f->name,
					 d.shape.p[0], d.shape.p[1], d.shape.p[2], d.shape.p[3]);
			if (f->kind == FAMILY_CONTINUOUS)
				check_continuous(&c);
			else
				check_discrete(&c);
		}
		core_release(&unit_context, d.shape.table);
	}
	return unit_done();
}
