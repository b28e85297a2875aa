/*
 * delaporte.c
 *		The Delaporte distribution: the sum of a Poisson variable of mean lambda and a negative
 *		binomial one, Poisson with a mean that is a gamma variable of shape alpha and scale beta.
 *
 * Masses up to TABLE come from the recurrence that follows from the generating function G,
 *
 *		(1 + beta) (k + 1) p(k + 1) =
 *			(lambda (1 + beta) + alpha beta + beta k) p(k) - lambda beta p(k - 1),
 *
 * for the ratios of neighbours, as far as they are asked for; forwards it is stable, p being its
 * dominant solution.  Masses beyond, and distribution functions, are convolutions, sums of positive
 * terms.
 */
#include <float.h>

#include "families/discrete/discrete.h"

#define TABLE 8192
/* From here on steps of 1 from integer to integer are lost, or soon will be. */
#define NOT_COUNTABLE (1 / DBL_EPSILON)
/* the table: how many masses are known, the last ratio, log masses */
#define KNOWN 0
#define LAST_RATIO 1
#define MASSES 2

static bool
delaporte_prepare(Shape *s)
{
	double alpha = s->p[0], beta = s->p[1], lambda = s->p[2];

	s->k[0] = lambda + alpha * beta;
	s->k[1] = 1 / (1 + beta);    /* p of the negative binomial variable */
	s->k[2] = beta / (1 + beta); /* 1 - p */
	s->table[KNOWN] = 1;
	s->table[LAST_RATIO] = 0;
	s->table[MASSES] = -lambda - alpha * log1p(beta);
	/* convolutions search among integers, which have to have a double each; see NOT_COUNTABLE */
	return s->k[0] + 40 * sqrt(s->k[0] + alpha * beta * beta) <= NOT_COUNTABLE;
}

/* Log mass at an integer inside the table. */
static double
table_mass(const Shape *s, int y)
{
	double alpha = s->p[0], beta = s->p[1], lambda = s->p[2], *table = s->table;
	int k = (int) table[KNOWN] - 1;
	double ratio = table[LAST_RATIO];

	for (; k < y; k++)
	{
		double a = lambda * (1 + beta) + alpha * beta + beta * k;

		if (k > 0)
			a -= lambda * beta / ratio;
		ratio = a / ((1 + beta) * (k + 1));
		table[MASSES + k + 1] = table[MASSES + k] + log(ratio);
	}
	if (y >= table[KNOWN])
	{
		table[KNOWN] = y + 1;
		table[LAST_RATIO] = ratio;
	}
	return table[MASSES + y];
}

/* What a convolution sums: of the negative binomial variable at i, the Poisson one at k[4] - i. */
typedef enum Part
{
	PART_MASS,
	PART_LOWER, /* the negative binomial variable at most i */
	PART_UPPER  /* above i */
} Part;

static double
term(const Shape *s, double i)
{
	double rest = s->k[4] - i, other = log_poisson_mass(s->p[2], rest);

	switch ((Part) s->k[5])
	{
		case PART_LOWER:
			return other + bf_log_beta_p(s->p[0], i + 1, s->k[1], s->k[2]);
		case PART_UPPER:
			return other + bf_log_beta_q(s->p[0], i + 1, s->k[1], s->k[2]);
		case PART_MASS:
			break;
	}
	return other + log_nbinom_mass(s->p[0], s->k[1], s->k[2], i);
}

/* Terms near i = 0, where the negative binomial masses may have a peak of their own. */
#define FIRST_TERMS 32

static double
log_convolution(const Shape *s, double y, Part part)
{
	Shape t = *s;
	double top = -INFINITY, sum = 0, low = fmin(FIRST_TERMS, y + 1), high = floor(y);
	double first[FIRST_TERMS];
	int n_first = 0;
	double up, down, total;

	/*
	 * Here there is no counting, but it is far in the tail (delaporte_prepare).  The Poisson
	 * variable's share in so far a tail is E[q^-L], q the ratio of neighbouring negative binomial
	 * masses there.
	 */
	if (y >= NOT_COUNTABLE && part != PART_LOWER)
		return s->p[2] / s->p[1] + (part == PART_MASS
										? log_nbinom_mass(s->p[0], s->k[1], s->k[2], y)
										: bf_log_beta_q(s->p[0], y + 1, s->k[1], s->k[2]));
	t.k[4] = y;
	t.k[5] = part;
	for (double i = 0; i <= y && n_first < FIRST_TERMS; i++)
	{
		first[n_first] = term(&t, i);
		top = fmax(top, first[n_first++]);
	}
	for (int i = 0; i < n_first; i++)
		sum += exp(first[i] - top);
	total = top + log(sum);
	if (low > y)
		return total;
	/* the rest has one peak */
	{
		double from = low;

		while (high - low > 1)
		{
			double middle = floor(0.5 * (low + high));

			*(term(&t, middle + 1) > term(&t, middle) ? &low : &high) = middle;
		}
		up = log_sum_of_masses(term, &t, high, 1, floor(y));
		down = log_sum_of_masses(term, &t, high - 1, -1, from);
	}
	top = fmax(total, fmax(up, down));
	return top + log(exp(total - top) + exp(up - top) + exp(down - top));
}

static double
mass_at(const Shape *s, double y)
{
	return y < TABLE ? table_mass(s, (int) y) : log_convolution(s, y, PART_MASS);
}

/* From this mean on sums over the integers do not depend on where these stand. */
#define SMOOTH_POISSON 100

/*
 * Between the integers by interpolation of the log masses, of third order inside the table, or by
 * the same sum where the Poisson masses in it are smooth.
 */
static double
delaporte_logpdf(const Shape *s, double y)
{
	double k = floor(y), t = y - k, m0, m1, m2, m3;

	if (k >= TABLE && s->p[2] > SMOOTH_POISSON)
		return log_convolution(s, y, PART_MASS);
	m1 = mass_at(s, k);
	if (t == 0)
		return m1;
	m2 = mass_at(s, k + 1);
	if (k < 1 || k >= TABLE)
		return m1 + t * (m2 - m1);
	m0 = mass_at(s, k - 1);
	m3 = mass_at(s, k + 2);
	return m1 + t * (m2 - m1) +
		   t * (1 - t) / 6 * ((t - 2) * (m0 - 2 * m1 + m2) - (t + 1) * (m1 - 2 * m2 + m3));
}

static double
delaporte_log_upper(const Shape *s, double y)
{
	double a = log_convolution(s, y, PART_UPPER), b = bf_log_gamma_p(y + 1, s->p[2]);
	double top = fmax(a, b);

	return top + log(exp(a - top) + exp(b - top));
}

static double
delaporte_log_tail(const Shape *s, double y, bool upper)
{
	double tail;

	if (upper == (y >= s->k[0]))
		return upper ? delaporte_log_upper(s, y) : log_convolution(s, y, PART_LOWER);
	tail = upper ? log_convolution(s, y, PART_LOWER) : delaporte_log_upper(s, y);
	if (tail > NEARLY_ALL)
		return upper ? delaporte_log_upper(s, y) : log_convolution(s, y, PART_LOWER);
	return log_other_tail(tail);
}

DEFINE_TAILS(delaporte)

/* Several shares of the Poisson part in the mean, the rest by the variance. */
static int
delaporte_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	static const double shares[] = {0.15, 0.5, 0.85};
	double m = sample->mean, excess = fmax(sample->variance - m, 0.02 * m);

	(void) max;
	for (int i = 0; i < 3; i++)
	{
		double rest = (1 - shares[i]) * m;

		shapes[i][2] = shares[i] * m;
		shapes[i][1] = excess / rest;
		shapes[i][0] = rest / shapes[i][1];
	}
	return sample->min >= 0 ? 3 : 0;
}

/* The mean, the Poisson part's share of it, and alpha. */
static void
delaporte_to_coordinates(const double *shapes, double *u)
{
	u[0] = log(shapes[2] + shapes[0] * shapes[1]);
	u[1] = log(shapes[2] / (shapes[0] * shapes[1]));
	u[2] = coordinate_to_infinity(shapes[0]);
}

static void
delaporte_from_coordinates(const double *u, double *shapes)
{
	shapes[0] = value_to_infinity(u[2]);
	shapes[1] = exp(u[0]) / (1 + exp(u[1])) / shapes[0];
	shapes[2] = exp(u[0]) / (1 + exp(-u[1]));
}

static bool
delaporte_from_nbinom(const double *nbinom, double *params)
{
	params[0] = nbinom[0];
	params[1] = (1 - nbinom[1]) / nbinom[1];
	params[2] = params[0] * params[1] * 1e-10;
	params[3] = nbinom[2];
	params[4] = 1;
	return params[1] > 0;
}

static bool
delaporte_from_poisson(const double *poisson, double *params)
{
	params[0] = 1;
	params[1] = 1e-7 * poisson[0];
	params[2] = poisson[0];
	params[3] = poisson[1];
	params[4] = 1;
	return poisson[0] > 0;
}

static const CountMethods delaporte_counts = {
	.starts = delaporte_starts,
	.to_coordinates = delaporte_to_coordinates,
	.from_coordinates = delaporte_from_coordinates,
	.least_u = {LEAST_LOG, -25, -14},
	.most_u = {MOST_LOG, 25, -2e-3},
};

static const Nested delaporte_nests[] = {{"nbinom", delaporte_from_nbinom, true},
										 {"poisson", delaporte_from_poisson, true},
										 {NULL, NULL, false}};

const Family family_delaporte = {
	.name = "delaporte",
	.kind = FAMILY_DISCRETE,
	.reference = "Vose (2008), Risk Analysis, 3rd ed.; Johnson, Kemp, Kotz (2005), ch. 5.12.5",
	.flags = NOT_DEFAULT, /* the mass of large counts is costly */
	.n_shapes = 3,
	.shape = {{.name = "alpha",
			   .upper = INFINITY,
			   .least = 1e-6,
			   .most = 1e6,
			   .n_grid = 3,
			   .grid = {2, 0.2, 40}},
			  {.name = "beta",
			   .upper = INFINITY,
			   .least = 1e-12,
			   .most = 1e12,
			   .n_grid = 3,
			   .grid = {1.5, 0.1, 30}},
			  {.name = "lambda_",
			   .upper = INFINITY,
			   .least = 1e-15,
			   .most = 1e15,
			   .n_grid = 3,
			   .grid = {3, 0.4, 100}}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = delaporte_prepare,
	.n_table = MASSES + TABLE,
	TAIL_FUNCTIONS(delaporte),
	.counts = &delaporte_counts,
	.nests = delaporte_nests,
};
