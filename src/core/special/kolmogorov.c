/*
 * kolmogorov.c
 *		Distributions of Kolmogorov's and Smirnov's statistics, and the law they tend to.
 *
 * D is the largest distance between the distribution function and the share of n rows, D+ the
 * largest excess of the latter; z = sqrt(n) d.
 *
 * Smirnov's tail is a sum over j of positive terms d / a times the binomial probability of j at
 * a = d + j/n (Birnbaum and Tingey 1951, Ann. Math. Stat. 22, 592).  The binomial probability is
 * written with deviances (Loader 2000), so that nothing cancels.  Beyond 1200 rows all but the
 * first and last terms are summed by Euler and Maclaurin's formula: the work does not grow with n.
 *
 * For D there are, as in Simard and L'Ecuyer (2011, J. Stat. Soft. 39(11)), closed forms at the
 * ends, twice Smirnov's tail where crossing both boundaries is too rare to matter, and for small
 * n d Durbin's matrix (Marsaglia, Tsang and Wang 2003, J. Stat. Soft. 8(18)) as a recurrence of a
 * vector, whose terms are all positive and whose derivative is the density.  Elsewhere, in place of
 * Pelz and Good's expansion, a sum that is exact but for 1e-15: of the residues of a generating
 * function.
 */
#include <math.h>
#include <stdbool.h>

#include "special/special.h"

/* ---------- the limit: z = sqrt(n) D as n goes to infinity ---------- */

/* From here on the series in exp(-2 z^2), below the one in exp(-pi^2 / (8 z^2)). */
#define THETA_SWITCH 0.82
#define PI2_8 1.2337005501361698274

/* exp(2 z^2) / 2 times the upper tail. */
static double
limit_upper_factor(double z)
{
	double r = exp(-2 * z * z);
	double r3 = r * r * r, r8 = r3 * r3 * r * r;

	return 1 - r3 + r8 - r8 * r3 * r3 * r + r8 * r8 * r8;
}

/* exp(pi^2 / (8 z^2)) z / sqrt(2 pi) times the lower tail. */
static double
limit_lower_factor(double z)
{
	double q = exp(-8 * PI2_8 / (z * z));

	return 1 + q + q * q * q;
}

/*
 * Kolmogorov's limit law: log density, distribution function, upper tail and their logarithms at
 * z > 0.  Relative error 1e-15 times the exponent, in both tails.
 */
double
bf_kolmogorov_log_pdf(double z)
{
	if (z < THETA_SWITCH)
	{
		double w = 1 / (z * z);
		double a = PI2_8 * w, q = exp(-8 * a);

		if (isinf(a))
			return -INFINITY;
		return log(2 * a - 1 + q * (18 * a - 1) + q * q * q * (50 * a - 1)) - a + LN_SQRT_2PI +
			   log(w);
	}
	else
	{
		double r = exp(-2 * z * z);
		double r3 = r * r * r, r8 = r3 * r3 * r * r;

		return log(8 * z * (1 - 4 * r3 + 9 * r8 - 16 * r8 * r3 * r3 * r + 25 * r8 * r8 * r8)) -
			   2 * z * z;
	}
}

double
bf_kolmogorov_cdf(double z)
{
	if (z < THETA_SWITCH)
		return exp(bf_kolmogorov_log_cdf(z));
	return 1 - bf_kolmogorov_sf(z);
}

double
bf_kolmogorov_sf(double z)
{
	if (z < THETA_SWITCH)
		return 1 - bf_kolmogorov_cdf(z);
	return 2 * exp(-2 * z * z) * limit_upper_factor(z);
}

double
bf_kolmogorov_log_cdf(double z)
{
	if (z < THETA_SWITCH)
		return LN_SQRT_2PI + log(limit_lower_factor(z) / z) - PI2_8 / (z * z);
	return log1p(-bf_kolmogorov_sf(z));
}

double
bf_kolmogorov_log_sf(double z)
{
	if (z < THETA_SWITCH)
		return log1p(-bf_kolmogorov_cdf(z));
	return LN_2 - 2 * z * z + log(limit_upper_factor(z));
}

/* ---------- one-sided, n rows ---------- */

/* Up to here every term is summed, with binomial coefficients by recurrence. */
#define SUM_ALL 300
/* Terms summed one by one at either end beyond. */
#define SUM_ENDS 60

typedef struct Smirnov
{
	double n;
	double d;
	double nd;
	double last;    /* the largest j with a positive term */
	double scale;   /* terms are given times exp(-scale) */
	double log_nfc; /* Stirling's remainder of lgamma(n + 1) */
} Smirnov;

/* Stirling's remainder for m!: log m! - ((m + 1/2) log m - m + log sqrt 2 pi). */
static double
factorial_remainder(double m)
{
	return m == 0 ? -LN_SQRT_2PI : bf_lgamma_stirling(m);
}

/* The logarithm of term j of the upper tail; any real j in 0 .. last. */
static double
log_term(const Smirnov *s, double j)
{
	double rest = s->n - j;
	double binomial;

	if (j == 0)
		return s->n * log1p(-s->d);
	if (!(rest > s->nd))
		return -INFINITY;
	binomial = s->log_nfc - factorial_remainder(j) - factorial_remainder(rest) +
			   j * bf_log1pmx(s->nd / j) + rest * bf_log1pmx(-s->nd / rest) +
			   0.5 * log(s->n / (j * rest)) - LN_SQRT_2PI;
	return binomial + log(s->nd / (s->nd + j));
}

/* A term of the tail, and the same of the density: minus its derivative by d. */
static void
add_term(const Smirnov *s, double j, double weight, double *tail, double *density)
{
	double term = weight * exp(log_term(s, j) - s->scale);
	double a = (s->nd + j) / s->n, b = (s->n - j - s->nd) / s->n;

	if (term == 0)
		return;
	*tail += term;
	*density += term * (s->nd / (a * b) - j / (s->n * s->d * a));
}

/* All terms, for n so small that powers and binomial coefficients lose and overflow nothing. */
static void
add_few_terms(const Smirnov *s, double *tail, double *density)
{
	double coefficient = 1;

	for (double j = 0; j <= s->last; j++)
	{
		double a = (s->nd + j) / s->n, b = (s->n - j - s->nd) / s->n;
		double term = coefficient * exp((j - 1) * log(a) + (s->n - j) * log(b) - s->scale);

		*tail += term * s->d;
		*density += term * (s->nd * s->d / b - j / s->n) / a;
		coefficient *= (s->n - j) / (j + 1);
	}
}

/*
 * Euler and Maclaurin's corrections at one end of a run of terms that begins at `inside` and goes
 * on in the given direction (+-1): 1/24 of the first derivative half a step outside and -7/5760 of
 * the third, both by differences.
 */
static void
add_end(const Smirnov *s, double inside, double direction, double *tail, double *density)
{
	const double first = 1.0 / 24, third = 17.0 / 5760;

	add_term(s, inside, first + 3 * third, tail, density);
	add_term(s, inside - direction, -first - 3 * third, tail, density);
	add_term(s, inside + direction, -third, tail, density);
	add_term(s, inside - 2 * direction, third, tail, density);
}

/*
 * Terms from..to, whose logarithm changes slowly: the integral over [from - 1/2, to + 1/2], on
 * pieces that grow with the distance from the near end (0 or last), less 1/24 of the difference of
 * the derivative at the ends.
 */
static void
add_run(const Smirnov *s, double from, double to, bool mirrored, double *tail, double *density)
{
	/* Gauss-Legendre, eight points */
	static const double node[4] = {0.96028985649753623168, 0.79666647741362673959,
								   0.52553240991632898582, 0.18343464249564980494};
	static const double weight[4] = {0.10122853629037625915, 0.22238103445337447054,
									 0.31370664587788728734, 0.36268378337836198297};
	double a = from - 0.5, end = to + 0.5;
	double origin = mirrored ? s->last + 1 : 0;
	/* far out in the tail few terms count, and pieces must be short enough to see them */
	double ratio = 1 + 0.5 / (1 + sqrt(s->nd * s->d) / 4);

	while (a < end)
	{
		double b = fmin(end, a * ratio);
		double middle = 0.5 * (a + b), half = 0.5 * (b - a);

		for (int i = 0; i < 4; i++)
			for (int side = -1; side <= 1; side += 2)
				add_term(s, fabs(origin - (middle + side * half * node[i])), weight[i] * half, tail,
						 density);
		a = b;
	}
	add_end(s, fabs(origin - from), mirrored ? -1 : 1, tail, density);
	add_end(s, fabs(origin - to), mirrored ? 1 : -1, tail, density);
}

/*
 * Upper tail of D+ and density, both times exp(-*scale), for 0 < d < 1.  The scale keeps the sums
 * from underflowing.
 */
static void
smirnov_sums(double n, double d, double *tail, double *density, double *scale)
{
	Smirnov s = {.n = n, .d = d, .nd = n * d};
	double span, j;

	s.last = ceil(n - s.nd) - 1;
	s.log_nfc = factorial_remainder(n);
	/* an upper bound of every term's exponent, close enough where it matters */
	s.scale = fmin(0, -2 * s.nd * d);
	*tail = *density = 0;
	for (j = 0; j <= 16; j++)
	{
		double at = log_term(&s, floor(s.last * j / 16));

		s.scale = j == 0 ? at : fmax(s.scale, at);
	}
	*scale = s.scale;
	if (n <= SUM_ALL)
	{
		add_few_terms(&s, tail, density);
		return;
	}
	if (s.last < 4 * SUM_ENDS)
	{
		for (j = 0; j <= s.last; j++)
			add_term(&s, j, 1, tail, density);
		return;
	}
	for (j = 0; j < SUM_ENDS; j++)
	{
		add_term(&s, j, 1, tail, density);
		add_term(&s, s.last - j, 1, tail, density);
	}
	span = floor(s.last / 2);
	add_run(&s, SUM_ENDS, span, false, tail, density);
	add_run(&s, SUM_ENDS + 1, s.last - span, true, tail, density);
}

/*
 * D+ of n rows (n a positive integer), 0 < d < 1: upper tail, its logarithm, distribution function
 * and log density.  Relative error 1e-13 in the upper tail, n times 1e-15 in the lower one.
 */
double
bf_smirnov_log_sf(double n, double d)
{
	double tail, density, scale;

	if (n * d <= 1)
		return log1p(-bf_smirnov_cdf(n, d));
	smirnov_sums(n, d, &tail, &density, &scale);
	return log(tail) + scale;
}

double
bf_smirnov_sf(double n, double d)
{
	if (n * d <= 1)
		return 1 - bf_smirnov_cdf(n, d);
	return exp(bf_smirnov_log_sf(n, d));
}

double
bf_smirnov_cdf(double n, double d)
{
	/* only the last term of Abel's identity, which gives the sum of all terms, is missing */
	if (n * d <= 1)
		return d * exp((n - 1) * log1p(d));
	return -expm1(bf_smirnov_log_sf(n, d));
}

double
bf_smirnov_log_pdf(double n, double d)
{
	double tail, density, scale;

	if (n * d <= 1)
		return (n - 2) * log1p(d) + log1p(n * d);
	smirnov_sums(n, d, &tail, &density, &scale);
	return log(density) + scale;
}

/* ---------- two-sided, n rows ---------- */

/* From n d^2 = this on, crossing both boundaries is less than 1e-13 of crossing one. */
#define ONE_CROSSING 5.0
/* Up to this n d Durbin's matrix serves; beyond, what the sum of residues leaves out is 1e-15. */
#define MATRIX_END 17
/* Rows and columns of the matrix. */
#define MATRIX_SIZE (2 * MATRIX_END - 1)

/* 1 / e, and the logarithm of what it really is over that. */
#define ONE_E 0.36787944117144233
#define ONE_E_ERROR (-3.378485525913422527e-17)

/* log of n! / n^n times e^n. */
static double
log_root_ratio(double n)
{
	return factorial_remainder(n) + 0.5 * log(n) + LN_SQRT_2PI;
}

/* A probability times exp(-log_scale), and its derivative by d over it. */
typedef struct Scaled
{
	double value;
	double log_scale;
	double relative_slope;
} Scaled;

/*
 * The middle element of the n-th power of Durbin's matrix, times n! / n^n, which is the probability
 * that D < d; the power times a vector, step by step.  The matrix has 1 / (i - j + 1)! below the
 * first superdiagonal, except for the first column and the last row, which depend on
 * h = k - n d; its derivative by h is negative there, and d falls as h rises, so that both sums
 * are of positive terms.
 *
 * Each step is divided by e, so that what they multiply by is about 1.  The vector tends to the
 * matrix's leading eigenvector: what is left of others after a step falls off like exp(-3 (pi / 2 n
 * d)^2 / 2), and once they no longer count, each further step multiplies by the same, and adds the
 * same to the logarithmic derivative.
 */
static Scaled
durbin(double n, double d)
{
	double inverse[MATRIX_SIZE + 1]; /* 1 / i! */
	double edge[MATRIX_SIZE], slope[MATRIX_SIZE];
	double v[MATRIX_SIZE] = {0}, dv[MATRIX_SIZE] = {0};
	int k = (int) floor(n * d) + 1, m = 2 * k - 1;
	double h = fma(-n, d, k), steps = fmin(n, 50 + 12.0 * k * k);
	double power = 1, over = fmax(0, 2 * h - 1), corner, corner_slope;
	double growth = 0, growth_slope = 0;
	Scaled result = {0};

	inverse[0] = 1;
	for (int i = 1; i <= m; i++)
		inverse[i] = inverse[i - 1] / i;
	/* edge[i - 1]: the element with (1 - h^i) / i! */
	for (int i = 1; i <= m; i++)
	{
		slope[i - 1] = -power * inverse[i - 1];
		power *= h;
		edge[i - 1] = (1 - power) * inverse[i];
	}
	corner = (1 - 2 * power + pow(over, m)) * inverse[m];
	corner_slope = 2 * slope[m - 1] + 2 * pow(over, m - 1) * inverse[m - 1] * (over > 0);

	v[k - 1] = 1;
	for (double step = 1; step <= steps; step++)
	{
		double w[MATRIX_SIZE] = {0}, dw[MATRIX_SIZE] = {0};
		double before = v[k - 1], slope_before = dv[k - 1];

		for (int j = 0; j < m; j++)
		{
			/* the first column, and the last row */
			const double *column = j == 0 ? edge : inverse;
			double last = j == 0 ? corner : edge[m - 1 - j];
			double last_slope = j == 0 ? corner_slope : slope[m - 1 - j];
			int shift = j == 0 ? 0 : j - 1;
			double sum = v[m - 1] * last;
			double dsum = dv[m - 1] * last + v[m - 1] * last_slope;

			for (int i = shift; i < m - 1; i++)
			{
				sum += v[i] * column[i - shift];
				dsum += dv[i] * column[i - shift];
			}
			if (j == 0)
				for (int i = 0; i < m - 1; i++)
					dsum += v[i] * slope[i];
			w[j] = sum * ONE_E;
			dw[j] = dsum * ONE_E;
		}
		growth = before > 0 ? w[k - 1] / before : 0;
		growth_slope = before > 0 ? dw[k - 1] / w[k - 1] - slope_before / before : 0;
		for (int j = 0; j < m; j++)
		{
			v[j] = w[j];
			dv[j] = dw[j];
		}
		if (v[k - 1] > 0 && (v[k - 1] < 0x1p-300 || v[k - 1] > 0x1p300))
		{
			double by = v[k - 1] < 1 ? 0x1p300 : 0x1p-300;

			for (int j = 0; j < m; j++)
			{
				v[j] *= by;
				dv[j] *= by;
			}
			result.log_scale -= log(by);
		}
	}
	result.value = v[k - 1];
	result.log_scale += log_root_ratio(n) + n * ONE_E_ERROR;
	result.relative_slope = dv[k - 1] / v[k - 1];
	if (n > steps)
	{
		result.log_scale += (n - steps) * log(growth);
		result.relative_slope += (n - steps) * growth_slope;
	}
	result.relative_slope *= -n;
	return result;
}

/*
 * Where n d = a is fixed, the probabilities for all n have a generating function,
 *
 *		sum over n of n^n / n! P_n(a / n) z^n = f(a)^2 / f(2a),
 *		f(x) = sum over i < x of (-z)^i (x - i)^i / i!,
 *
 * because exp(s x) f(x), z = exp(-s), is the scale function of a process that drifts upwards by 1
 * and jumps down by 1 at rate 1: its potential in a band (Bertoin 1997, Ann. Appl. Probab. 7, 156)
 * is over the times n at which a Poisson process is at its mean.  So P_n is the sum of the residues
 * at the zeros of f(2a).  f is a sum of exponentials over all solutions of theta + exp(-theta) = s.
 * Two of them have theta = alpha +- i omega, 0 < omega < pi, with s = log(sin omega / omega) +
 *omega cot omega; the next ones' real parts are about -2.1: from x = 17 on nothing is left of them.
 * Zero number r is where 2a omega + psi = r pi, tan psi = 1 / omega - cot omega.
 */
typedef struct Residue
{
	double depth[3]; /* 1 - s and its derivatives by omega */
	double c[3];     /* 1 - omega cot omega and its derivatives */
	double modulus;  /* of c + i omega */
	double psi[3];   /* and its derivatives */
} Residue;

/* By power series in (omega / pi)^2, whose coefficients are zeta functions: nothing cancels. */
static void
set_residue(Residue *at, double omega)
{
	static const double zeta[] = {
		1.6449340668482264, 1.0823232337111382, 1.0173430619844491, 1.0040773561979443,
		1.0009945751278181, 1.000246086553308,  1.0000612481350587, 1.0000152822594087,
		1.000003817293265,  1.0000009539620339, 1.0000002384505027, 1.0000000596081891,
		1.0000000149015548, 1.000000003725334,  1.0000000009313274, 1.0000000002328312,
		1.0000000000582077, 1.0000000000145519, 1.000000000003638,  1.0000000000009095,
		1.0000000000002274, 1.0000000000000568, 1.0000000000000142, 1.0000000000000036};
	double t = omega * omega / (PI * PI), power = 1;
	double twist, push;

	*at = (Residue){0};
	for (int k = 1; k <= (int) (sizeof(zeta) / sizeof(zeta[0])) && power > 1e-19; k++)
	{
		power *= t;
		at->c[0] += 2 * zeta[k - 1] * power;
		at->c[1] += 4 * k * zeta[k - 1] * power;
		at->c[2] += 4 * k * (2 * k - 1) * zeta[k - 1] * power;
		at->depth[0] += (2 + 1.0 / k) * zeta[k - 1] * power;
		at->depth[1] += (4 * k + 2) * zeta[k - 1] * power;
		at->depth[2] += (4 * k + 2) * (2 * k - 1) * zeta[k - 1] * power;
	}
	at->c[1] /= omega;
	at->depth[1] /= omega;
	at->c[2] /= omega * omega;
	at->depth[2] /= omega * omega;
	at->modulus = hypot(at->c[0], omega);
	twist = (omega * at->c[1] - at->c[0]) / (at->modulus * at->modulus);
	push = (at->c[0] * at->c[1] + omega) / (at->modulus * at->modulus);
	at->psi[0] = atan2(at->c[0], omega);
	at->psi[1] = twist;
	at->psi[2] = omega * at->c[2] / (at->modulus * at->modulus) - 2 * twist * push;
}

/* The probability that D < d, and its derivative, for n d >= MATRIX_END. */
static Scaled
residues(double n, double d)
{
	double a = n * d, sum = 0, slope = 0, first = 0;

	for (int r = 1;; r++)
	{
		Residue at;
		double omega = r * PI / (2 * a + 1.0 / 3), step = 1;
		double speed, moved, weight, push, relative;

		for (int i = 0; i < 8 && fabs(step) > 1e-15 * omega; i++)
		{
			set_residue(&at, omega);
			step = (2 * a * omega + at.psi[0] - r * PI) / (2 * a + at.psi[1]);
			omega -= step;
		}
		set_residue(&at, omega);
		if (r == 1)
			first = at.depth[0];
		else if (n * (at.depth[0] - first) > 60)
			break;
		speed = 2 * a + at.psi[1];
		moved = -2 * omega / speed; /* d omega / d a */
		push = (at.c[0] * at.c[1] + omega) / (at.modulus * at.modulus);
		weight = at.depth[1] / (at.modulus * speed) * exp(-n * (at.depth[0] - first));
		relative = moved * (at.depth[2] / at.depth[1] - push - n * at.depth[1]) -
				   (2 + at.psi[2] * moved) / speed;
		if (r % 2 == 1)
		{
			weight *= 1 + omega / at.modulus;
			relative -= at.c[0] / (at.modulus + omega) * at.psi[1] * moved;
		}
		else
		{
			weight *= -at.c[0] * at.c[0] / (at.modulus * (at.modulus + omega));
			relative += (at.modulus + omega) / at.c[0] * at.psi[1] * moved;
		}
		sum += weight;
		slope += weight * relative;
	}
	return (Scaled){sum, log_root_ratio(n) - n * first, n * slope / sum};
}

/* The ways to the distribution of D, from its lower to its upper end. */
typedef enum Region
{
	BELOW, /* d <= 1 / 2n */
	FIRST, /* up to 1 / n: n! (2d - 1/n)^n */
	MIDDLE,
	UPPER_TAIL /* only one boundary can be crossed, or nearly */
} Region;

static Region
region_of(double n, double d)
{
	double nd = n * d;

	if (nd <= 0.5)
		return BELOW;
	if (nd <= 1)
		return FIRST;
	return nd * d >= ONE_CROSSING || d >= 0.5 ? UPPER_TAIL : MIDDLE;
}

static Scaled
middle(double n, double d)
{
	return n * d < MATRIX_END ? durbin(n, d) : residues(n, d);
}

double
bf_kolmogorov_n_log_cdf(double n, double d)
{
	Scaled p;

	switch (region_of(n, d))
	{
		case BELOW:
			return -INFINITY;
		case FIRST:
			return log_root_ratio(n) - n + n * log(fma(2 * n, d, -1));
		case MIDDLE:
			p = middle(n, d);
			return log(p.value) + p.log_scale;
		default:
			return log1p(-2 * bf_smirnov_sf(n, d));
	}
}

/*
 * D of n rows (n a positive integer), 0 < d < 1: distribution function, upper tail, their
 * logarithms and the log density.  Relative error 1e-11 for n up to 100000, most of it in the upper
 * tail just before n d^2 = 5, and 1e-14 where n d >= 17; of logarithms, 1e-13.
 */
double
bf_kolmogorov_n_cdf(double n, double d)
{
	return region_of(n, d) == UPPER_TAIL ? 1 - 2 * bf_smirnov_sf(n, d)
										 : exp(bf_kolmogorov_n_log_cdf(n, d));
}

double
bf_kolmogorov_n_sf(double n, double d)
{
	return region_of(n, d) == UPPER_TAIL ? 2 * bf_smirnov_sf(n, d)
										 : -expm1(bf_kolmogorov_n_log_cdf(n, d));
}

double
bf_kolmogorov_n_log_sf(double n, double d)
{
	if (region_of(n, d) == UPPER_TAIL)
		return LN_2 + bf_smirnov_log_sf(n, d);
	return bf_log1mexp(fmin(bf_kolmogorov_n_log_cdf(n, d), 0));
}

double
bf_kolmogorov_n_log_pdf(double n, double d)
{
	Scaled p;

	switch (region_of(n, d))
	{
		case BELOW:
			return n == 1 && n * d == 0.5 ? LN_2 : -INFINITY;
		case FIRST:
			return log_root_ratio(n) - n + log(2 * n * n) +
				   (n == 1 ? 0 : (n - 1) * log(fma(2 * n, d, -1)));
		case MIDDLE:
			p = middle(n, d);
			return log(p.value * p.relative_slope) + p.log_scale;
		default:
			return LN_2 + bf_smirnov_log_pdf(n, d);
	}
}
