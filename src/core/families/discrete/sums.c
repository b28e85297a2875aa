/*
 * sums.c
 *		Sums of masses over many integers.
 *
 * The sum of a smooth function over m consecutive integers is a few of its values with weights, by
 * the Gauss rule for the counting measure, whose nodes are the zeros of the discrete Chebyshev
 * polynomials (Gram; Abramowitz & Stegun 22.17): with ten nodes it is exact for polynomials of
 * degree 19.  Far from where the summation begins blocks grow as they move away from it, as the
 * masses of all families become smoother on the scale of that distance.
 */
#include <math.h>

#include "families/discrete/sums.h"
#include "special/special.h"

#define NODES 10
/* Blocks up to this size are summed term by term. */
#define DIRECT 32.0
/* The log masses of a block may differ by this much. */
#define SMOOTH 3.0
/* Half as many nodes are enough where they differ by less: 1e-14 relative. */
#define VERY_SMOOTH 0.3
/* Beyond this a power-law tail may have settled: it has if its slopes there agree so well. */
#define SETTLED 1e14
#define SAME_SLOPE 3e-13
#define MAX_BLOCKS 4000
/* A zero is found when a step to it is shorter than this. */
#define CONVERGED 1e-14

/* Zeros of the Legendre polynomial of degree ten: where the zeros go as m grows. */
static const double legendre[NODES / 2] = {0.14887433898163121088, 0.43339539412924719080,
										   0.67940956829902440623, 0.86506336668898451073,
										   0.97390652851717172008};

/* Nodes x (positive half, about the middle of the m integers) and weights of the rule; m >= 32. */
static void
gram_rule(double m, double *x, double *w)
{
	double beta[NODES];
	double norm = m;

	for (int k = 1; k < NODES; k++)
	{
		beta[k] =
			(double) k * k * (1 - (k / m) * (k / m)) / (4 * (4.0 * k * k - 1)); /* times m^2 */
		norm *= beta[k];
	}
	for (int i = 0; i < NODES / 2; i++)
	{
		double z = 0.5 * legendre[i];

		for (int iteration = 0; iteration < 5; iteration++)
		{
			double p = 1, p1 = 0, d = 0, d1 = 0;

			for (int k = 0; k < NODES; k++)
			{
				double b = k > 0 ? beta[k] : 0;
				double next = z * p - b * p1, d_next = p + z * d - b * d1;

				p1 = p;
				p = next;
				d1 = d;
				d = d_next;
			}
			w[i] = norm / (p1 * d);
			z -= p / d;
			if (fabs(p) < CONVERGED * fabs(d))
				break;
		}
		x[i] = z * m;
	}
}

/*
 * The same with five nodes, of which these are the squares of the positive ones, smaller first, in
 * closed form; weights: of the middle one and those.
 */
static void
short_gram_rule(double m, double *square, double *w)
{
	double b[5], sum, product, root, norm = m;

	for (int k = 1; k < 5; k++)
	{
		b[k] = (double) k * k * (m - k) * (m + k) / (4 * (4.0 * k * k - 1));
		norm *= b[k];
	}
	/* the polynomial of degree five is z (z^4 - sum z^2 + product) */
	sum = b[1] + b[2] + b[3] + b[4];
	product = b[1] * b[3] + b[1] * b[4] + b[2] * b[4];
	root = sqrt(sum * sum - 4 * product);
	square[1] = 0.5 * (sum + root);
	square[0] = product / square[1];
	w[0] = m;
	for (int i = 0; i < 2; i++)
	{
		double z = square[i], p4 = (z - (b[1] + b[2] + b[3])) * z + b[1] * b[3];

		w[i + 1] = norm / (p4 * ((5 * z - 3 * sum) * z + product));
		w[0] -= 2 * w[i + 1];
	}
}

double
sum_of_smooth_masses(LogMass log_mass, const Shape *s, double first, double m)
{
	double x[NODES / 2], w[NODES / 2], middle = first + 0.5 * (m - 1), sum = 0, g0;
	double square[2], short_w[3], differ = 0;

	if (m <= DIRECT)
	{
		for (double k = 0; k < m; k++)
			sum += exp(log_mass(s, first + k));
		return sum;
	}
	g0 = log_mass(s, middle);
	if (!(g0 > -INFINITY))
		return NAN;
	short_gram_rule(m, square, short_w);
	sum = short_w[0] * exp(g0);
	for (int i = 1; i >= 0 && differ < VERY_SMOOTH; i--)
	{
		double z = sqrt(square[i]), low = log_mass(s, middle - z), high = log_mass(s, middle + z);

		differ = fmax(differ, fmax(fabs(low - g0), fabs(high - g0)));
		sum += short_w[i + 1] * (exp(low) + exp(high));
	}
	if (differ < VERY_SMOOTH && !isnan(sum))
		return sum;
	sum = 0;
	gram_rule(m, x, w);
	for (int i = 0; i < NODES / 2; i++)
	{
		double low = log_mass(s, middle - x[i]), high = log_mass(s, middle + x[i]);

		if (!(fabs(low - g0) < SMOOTH && fabs(high - g0) < SMOOTH))
			return NAN;
		sum += w[i] * (exp(low) + exp(high));
	}
	return sum;
}

/* The same, less the factor exp(g0). */
static double
smooth_block(LogMass log_mass, const Shape *s, double middle, double m, double g0)
{
	double x[NODES / 2], w[NODES / 2], sum = 0, centre = log_mass(s, middle);

	gram_rule(m, x, w);
	for (int i = 0; i < NODES / 2; i++)
	{
		double low = log_mass(s, middle - x[i]), high = log_mass(s, middle + x[i]);

		if (!(fabs(low - centre) < SMOOTH && fabs(high - centre) < SMOOTH))
			return NAN;
		sum += w[i] * (exp(low - g0) + exp(high - g0));
	}
	return sum;
}

/* The falling slope of the logarithm of the masses against that of z, up to `times` z. */
static double
slope_of_masses(LogMass log_mass, const Shape *s, double z, double times)
{
	return (log_mass(s, z) - log_mass(s, z * times)) / log(times);
}

/*
 * The sum from a large z on, less the factor exp(g0), if the masses are a power of z there; else
 * NAN.  The power is read off far apart, as it may be hardly more than 1.
 */
static double
power_law_rest(LogMass log_mass, const Shape *s, double z, double g0)
{
	double at = fmin(z, 1e290), slope = slope_of_masses(log_mass, s, at, 1e3);

	if (!(fabs(slope_of_masses(log_mass, s, 1e3 * at, 1e3) - slope) < SAME_SLOPE))
		return NAN;
	slope = slope_of_masses(log_mass, s, at, 1e12);
	return slope > 1 ? exp(log_mass(s, z) + log(z) - g0) / (slope - 1) : NAN;
}

double
log_sum_of_masses(LogMass log_mass, const Shape *s, double y, double step, double end)
{
	double left = (end - y) * step + 1, done = 0; /* terms */
	double size = DIRECT, total = 0, g0 = -INFINITY;

	for (double k = 0; k < fmin(left, DIRECT); k++)
		g0 = fmax(g0, log_mass(s, y + k * step));
	if (!(left >= 1) || g0 == -INFINITY)
		return -INFINITY;
	for (int i = 0; i < MAX_BLOCKS && left >= 1; i++)
	{
		double m = fmin(fmin(size, left), fmax(DIRECT, fmin(done, floor(left / 2)))), block = 0;

		if (m <= DIRECT)
			for (double k = 0; k < m; k++)
			{
				double term = exp(log_mass(s, y + (done + k) * step) - g0);

				block += term;
				if (term < 1e-20 * (total + block))
					break;
			}
		else
			block = smooth_block(log_mass, s, y + (done + 0.5 * (m - 1)) * step, m, g0);
		if (isnan(block))
		{
			if (m <= DIRECT)
				return NAN; /* no mass of its own: what is left to shrink? */
			size = fmax(DIRECT, floor(m / 4));
			continue;
		}
		/* so far out that rounding of the log masses is all they differ by */
		if (isinf(block))
			break;
		total += block;
		done += m;
		left -= m;
		if (!(block >= 1e-18 * total))
			break;
		if (isinf(left) && y + done > SETTLED)
		{
			double rest = power_law_rest(log_mass, s, y + done, g0);

			if (!isnan(rest))
				return g0 + log(total + rest);
		}
		size = 2 * m;
	}
	return g0 + log(total);
}

double
log_tail_by_sum(LogMass log_mass, const Shape *s, double y, double lower, double upper,
				double centre, bool upper_tail)
{
	bool upward = y >= centre;

	/* at most twice */
	for (;; upward = !upward)
	{
		double tail = upward ? log_sum_of_masses(log_mass, s, y + 1, 1, upper)
							 : log_sum_of_masses(log_mass, s, y, -1, lower);

		if (upward == upper_tail)
			return tail;
		if (!(tail > NEARLY_ALL))
			return log_other_tail(tail);
	}
}
