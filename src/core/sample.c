/*
 * sample.c
 *		Random numbers from any distribution, reproducible and fast.
 *
 * A sampler divides each of the two tails, 0 < p <= 1/2, into octaves of p and each octave into
 * equal cells.  The quantile as a function of p is smooth in a cell, whose size is in proportion to
 * the distance from p = 0, unless the density has an end, a kink or a gap there.  Once a few draws
 * have fallen into a cell it gets the polynomial through the quantiles at Chebyshev nodes, which is
 * then compared with the quantile function itself in between: if it is not the same to all digits
 * that matter, this cell stays with the quantile function.  In a cell of a discrete distribution
 *the quantile is often constant, and is taken to be if it is the same at both ends.
 */
#include <float.h>
#include <math.h>

#include "sample.h"

#define OCTAVES 20
#define CELLS_PER_OCTAVE 16
#define CELLS (2 * OCTAVES * CELLS_PER_OCTAVE)
#define NODES 8

/* Draws into a cell before it is worth a polynomial, which costs NODES + 2 quantiles. */
#define DRAWS_BEFORE 10

/*
 * The error, relative to the range of the values in a cell, up to which a polynomial is taken for
 * the function; a cell spans a sixteenth to an eighth of its probabilities.  Added to that, what
 * rounding does to the values.
 */
#define TOLERANCE 1e-9
#define ROUNDING (8 * DBL_EPSILON)

typedef struct Cell
{
	int draws; /* so far; DRAWS_BEFORE: decided */
	bool interpolated;
	double coefficient[NODES]; /* in powers of t, -1 <= t <= 1 across the cell */
} Cell;

struct Sampler
{
	const CoreContext *cx;
	const Distribution *d;
	double lower; /* ends of the support */
	double upper;
	Cell *cell;
};

uint64_t
random_bits(uint64_t seed, uint64_t counter)
{
	const uint64_t step = UINT64_C(0x9e3779b97f4a7c15);
	uint64_t z = seed;

	/* neighbouring seeds first part ways */
	for (int round = 0; round < 2; round++)
	{
		z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
		z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
		z ^= z >> 31;
		if (round == 0)
			z += (counter + 1) * step;
	}
	return z;
}

/* The tail probability that bits stand for. */
static double
tail_of(uint64_t bits)
{
	return ldexp((double) (bits & (UINT64_MAX >> 1)) + 0.5, -64);
}

static bool
is_upper(uint64_t bits)
{
	return bits >> 63;
}

static double
quantile_of_tail(const Distribution *d, double p, bool upper)
{
	return upper ? distribution_quantile_upper(d, p) : distribution_quantile(d, p);
}

double
distribution_draw(const Distribution *d, uint64_t bits)
{
	return quantile_of_tail(d, tail_of(bits), is_upper(bits));
}

Sampler *
sampler_create(const CoreContext *cx, const Distribution *d)
{
	Sampler *sampler = core_alloc(cx, sizeof(Sampler));

	sampler->cx = cx;
	sampler->d = d;
	sampler->lower = distribution_quantile(d, 0);
	sampler->upper = distribution_quantile(d, 1);
	sampler->cell = core_alloc(cx, CELLS * sizeof(Cell));
	for (int i = 0; i < CELLS; i++)
		sampler->cell[i] = (Cell){0};
	return sampler;
}

void
sampler_free(Sampler *sampler)
{
	core_release(sampler->cx, sampler->cell);
	core_release(sampler->cx, sampler);
}

static double
polynomial(const double *coefficient, double t)
{
	double sum = coefficient[NODES - 1];

	for (int i = NODES - 2; i >= 0; i--)
		sum = sum * t + coefficient[i];
	return sum;
}

/*
 * The polynomial through the points (t[i], value[i]): Newton's divided differences, expanded into
 * powers, which is harmless for so few nodes on [-1, 1].
 */
static void
interpolate(const double *t, double *value, double *coefficient)
{
	for (int k = 1; k < NODES; k++)
		for (int i = NODES - 1; i >= k; i--)
			value[i] = (value[i] - value[i - 1]) / (t[i] - t[i - k]);
	for (int i = 0; i < NODES; i++)
		coefficient[i] = 0;
	for (int k = NODES - 1; k >= 0; k--)
	{
		for (int i = NODES - 1; i > 0; i--)
			coefficient[i] = coefficient[i - 1] - t[k] * coefficient[i];
		coefficient[0] = value[k] - t[k] * coefficient[0];
	}
}

/* Gives the cell over [low, high] of a tail its polynomial, if one serves. */
static void
fit_cell(Sampler *sampler, Cell *cell, double low, double high, bool upper)
{
	static const double between[] = {-1, -0.55, 0.1, 0.7, 1};
	const Distribution *d = sampler->d;
	double middle = 0.5 * (low + high), half = 0.5 * (high - low);
	double t[NODES], value[NODES], least = INFINITY, greatest = -INFINITY, tolerance;

	if (d->family->kind == FAMILY_DISCRETE)
	{
		double first = quantile_of_tail(d, low, upper);

		cell->interpolated = first == quantile_of_tail(d, high, upper);
		cell->coefficient[0] = first;
		return;
	}
	for (int i = 0; i < NODES; i++)
	{
		t[i] = -cos(M_PI * (i + 0.5) / NODES);
		value[i] = quantile_of_tail(d, middle + half * t[i], upper);
		least = fmin(least, value[i]);
		greatest = fmax(greatest, value[i]);
		if (core_stop(sampler->cx))
			return;
	}
	interpolate(t, value, cell->coefficient);
	tolerance = TOLERANCE * (greatest - least) + ROUNDING * fmax(fabs(least), fabs(greatest));
	cell->interpolated = isfinite(tolerance);
	for (int i = 0; i < (int) (sizeof(between) / sizeof(between[0])) && cell->interpolated; i++)
	{
		double exact = quantile_of_tail(d, middle + half * between[i], upper);

		cell->interpolated = fabs(polynomial(cell->coefficient, between[i]) - exact) <= tolerance;
	}
}

double
sampler_draw(Sampler *sampler, uint64_t bits)
{
	const Distribution *d = sampler->d;
	double p = tail_of(bits), f, t, low, width;
	bool upper = is_upper(bits);
	int exponent, place;
	Cell *cell;

	/* p = f 2^exponent, 1/2 <= f < 1; the last octave has 1/2 itself in it */
	f = frexp(p, &exponent);
	if (exponent > 0)
	{
		f = 1;
		exponent = 0;
	}
	if (exponent <= -OCTAVES)
		return quantile_of_tail(d, p, upper);
	place = (int) ((f - 0.5) * (2 * CELLS_PER_OCTAVE));
	if (place == CELLS_PER_OCTAVE)
		place--;
	width = ldexp(0.5 / CELLS_PER_OCTAVE, exponent);
	low = ldexp(0.5, exponent) + place * width;
	cell = &sampler->cell[(-exponent * 2 + upper) * CELLS_PER_OCTAVE + place];

	if (cell->draws < DRAWS_BEFORE)
	{
		if (++cell->draws == DRAWS_BEFORE)
			fit_cell(sampler, cell, low, low + width, upper);
		return quantile_of_tail(d, p, upper);
	}
	if (!cell->interpolated)
		return quantile_of_tail(d, p, upper);
	if (d->family->kind == FAMILY_DISCRETE)
		return cell->coefficient[0];
	t = 2 * (p - low) / width - 1;
	return fmin(fmax(polynomial(cell->coefficient, t), sampler->lower), sampler->upper);
}
