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
 * For D the ways are those of Simard and L'Ecuyer (2011, J. Stat. Soft. 39(11)): closed forms at
 * the ends, twice Smirnov's tail where crossing both boundaries is too rare to matter, Durbin's
 * matrix (Marsaglia, Tsang and Wang 2003, J. Stat. Soft. 8(18)) as a recurrence of a vector, whose
 * terms are all positive and whose derivative is the density, and beyond 140 rows the expansion
 * of Pelz and Good (1976, J. R. Stat. Soc. B 38, 152).
 */
#include <math.h>
#include <stdbool.h>

#include "special/special.h"

#define SQRT_HALF_PI 1.2533141373155002512
#define LN_10 2.3025850929940456840

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
/* From this on it is less than 1e-9 of it, which is better than the expansion. */
#define ONE_CROSSING_NEARLY 3.5
/* Up to here Durbin's matrix serves everywhere; beyond, where it is small. */
#define DURBIN_ALL 140
/* Largest k = ceil(n d): 140 * sqrt(5 / 140) and 8 sqrt(n) / sqrt(n) fit. */
#define MAX_K 30

/*
 * Probability that D < d and its derivative by d, both times exp(-*scale): the middle element of
 * the n-th power of Durbin's matrix, times n! / n^n.  The matrix has 1 / (i - j + 1)! below the
 * first superdiagonal, except for the first column and the last row, which depend on
 * h = k - n d; its derivative by h is negative there, and d falls as h rises, so that both sums
 * are of positive terms.
 */
static void
durbin(double n, double d, double *probability, double *density, double *scale)
{
	double inverse[2 * MAX_K + 2]; /* 1 / i! */
	double edge[2 * MAX_K], slope[2 * MAX_K];
	double v[2 * MAX_K] = {0}, dv[2 * MAX_K] = {0};
	int k = (int) floor(n * d) + 1, m = 2 * k - 1;
	double h = fma(-n, d, k);
	double power = 1, over = fmax(0, 2 * h - 1), corner, corner_slope;

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
	*scale = 0;
	for (int step = 1; step <= (int) n; step++)
	{
		double w[2 * MAX_K], dw[2 * MAX_K], factor = step / n, largest = 0;

		for (int j = 0; j < m; j++)
		{
			double sum = 0, dsum = 0;

			if (j == 0)
			{
				for (int i = 0; i < m - 1; i++)
				{
					sum += v[i] * edge[i];
					dsum += dv[i] * edge[i] + v[i] * slope[i];
				}
				sum += v[m - 1] * corner;
				dsum += dv[m - 1] * corner + v[m - 1] * corner_slope;
			}
			else
			{
				for (int i = j - 1; i < m - 1; i++)
				{
					sum += v[i] * inverse[i - j + 1];
					dsum += dv[i] * inverse[i - j + 1];
				}
				sum += v[m - 1] * edge[m - 1 - j];
				dsum += dv[m - 1] * edge[m - 1 - j] + v[m - 1] * slope[m - 1 - j];
			}
			w[j] = sum * factor;
			dw[j] = dsum * factor;
			largest = fmax(largest, w[j]);
		}
		/* n! / n^n is as small as exp(-n), and what it multiplies as large: on the way up as down */
		if (largest > 0 && (largest < 1e-100 || largest > 1e100))
		{
			double by = largest < 1 ? 1e100 : 1e-100;

			for (int j = 0; j < m; j++)
			{
				w[j] *= by;
				dw[j] *= by;
			}
			*scale -= log(by);
		}
		for (int j = 0; j < m; j++)
		{
			v[j] = w[j];
			dv[j] = dw[j];
		}
	}
	*probability = v[k - 1];
	*density = -n * dv[k - 1];
}

/*
 * Pelz and Good's expansion: the probability is the sum over m of n^(-m/2) K_m(z), and K_m one of
 * coefficient * a^power_a / z^power_z * exp(-a / 2z^2), with a = pi^2 (i + 1/2)^2, or pi^2 i^2 for
 * `whole`, over all integers i, times sqrt(pi / 2).
 */
typedef struct PelzTerm
{
	int order;
	int whole;
	int power_a;
	int power_z;
	double coefficient;
} PelzTerm;

static const PelzTerm pelz_terms[] = {
	{0, 0, 0, 1, 1.0},          {1, 0, 1, 4, 1.0 / 6},      {1, 0, 0, 2, -1.0 / 6},
	{2, 0, 0, 1, 6.0 / 72},     {2, 0, 0, 3, 2.0 / 72},     {2, 0, 1, 3, 2.0 / 72},
	{2, 0, 1, 5, -5.0 / 72},    {2, 0, 2, 7, 1.0 / 72},     {2, 0, 2, 5, -2.0 / 72},
	{2, 1, 1, 3, -1.0 / 36},    {3, 0, 3, 10, 5.0 / 6480},  {3, 0, 3, 8, -30.0 / 6480},
	{3, 0, 2, 8, -60.0 / 6480}, {3, 0, 2, 6, 212.0 / 6480}, {3, 0, 1, 6, 135.0 / 6480},
	{3, 0, 1, 4, -96.0 / 6480}, {3, 0, 0, 4, -30.0 / 6480}, {3, 0, 0, 2, -90.0 / 6480},
	{3, 1, 1, 4, 3.0 / 216},    {3, 1, 2, 6, -1.0 / 216},
};

#define N_PELZ_TERMS ((int) (sizeof(pelz_terms) / sizeof(pelz_terms[0])))

/*
 * Below this z the logarithm of the probability is expanded: the lower tail is about that of the
 * limit at z + 1 / (6 sqrt n), of which the sum itself tells little where the tail is steep.
 */
#define EXPAND_LOG 0.45
/* Below this n d, where the probability is less than 1e-50, only the shift is left of it. */
#define ONLY_SHIFT 10.0

/* The probability and its derivative by d, both times exp(-*scale). */
static void
pelz_good(double n, double d, double *probability, double *density, double *scale)
{
	double root = sqrt(n), e = 1 / root, shift = n * d < ONLY_SHIFT ? e / 6 : 0;
	double z = root * d + shift, w = 1 / (z * z);
	double first = 0.25 * PI * PI; /* the smallest a */
	double z_power[11] = {1}, k[4] = {0}, slope[4] = {0};
	double p, relative;

	for (int i = 1; i <= 10; i++)
		z_power[i] = z_power[i - 1] / z;
	*scale = -0.5 * first * w;

	/* both kinds of i in turn, to where exp(-a / 2z^2) is below 1e-17 and its factor with it */
	for (int half = 1; half < 100; half++)
	{
		double a = first * half * half;
		double factor = 2 * exp(-0.5 * (a - first) * w);
		double a_power[4] = {1, a, a * a, a * a * a};

		if (0.5 * a * w > 50 && half > 2)
			break;
		for (int t = 0; t < N_PELZ_TERMS; t++)
		{
			const PelzTerm *term = &pelz_terms[t];
			double value;

			if (term->whole == half % 2)
				continue;
			value = term->coefficient * a_power[term->power_a] * z_power[term->power_z] * factor;
			k[term->order] += value;
			slope[term->order] += value * (a * w - term->power_z) / z;
		}
	}
	for (int i = 3; i >= 0; i--)
	{
		/* ratios to the first, and their derivatives */
		k[i] *= i > 0 ? 1 / k[0] : 1;
		slope[i] *= 1 / k[0];
	}
	if (shift > 0)
	{
		p = 1;
		relative = slope[0];
	}
	else if (z >= EXPAND_LOG)
	{
		p = 1 + e * (k[1] + e * (k[2] + e * k[3]));
		relative = slope[0] + e * (slope[1] + e * (slope[2] + e * slope[3]));
	}
	else
	{
		double c2 = k[2] - 0.5 * k[1] * k[1];
		double c3 = k[3] - k[1] * k[2] + k[1] * k[1] * k[1] / 3;
		double s1 = slope[1] - k[1] * slope[0], s2 = slope[2] - k[2] * slope[0];
		double s3 = slope[3] - k[3] * slope[0];

		p = exp(e * (k[1] + e * (c2 + e * c3)));
		relative = p * (slope[0] + e * (s1 + e * (s2 - k[1] * s1 +
												  e * (s3 - s1 * k[2] - k[1] * s2 +
													   k[1] * k[1] * s1))));
	}
	*probability = SQRT_HALF_PI * k[0] * p;
	*density = SQRT_HALF_PI * k[0] * relative * root;
}

/* The ways to the distribution of D, from its lower to its upper end. */
typedef enum Region
{
	BELOW, /* d <= 1 / 2n */
	FIRST, /* up to 1 / n: n! (2d - 1/n)^n */
	MATRIX,
	EXPANSION,
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
	if (nd * d >= ONE_CROSSING || d >= 0.5)
		return UPPER_TAIL;
	if (n <= DURBIN_ALL || (nd < MAX_K - 1 && n <= 10000))
		return MATRIX;
	return nd * d >= ONE_CROSSING_NEARLY ? UPPER_TAIL : EXPANSION;
}

/* log of n! / n^n. */
static double
log_factorial_ratio(double n)
{
	return factorial_remainder(n) + 0.5 * log(n) + LN_SQRT_2PI - n;
}

double
bf_kolmogorov_n_log_cdf(double n, double d)
{
	double p, density, scale = 0;

	switch (region_of(n, d))
	{
		case BELOW:
			return -INFINITY;
		case FIRST:
			return log_factorial_ratio(n) + n * log(fma(2 * n, d, -1));
		case MATRIX:
			durbin(n, d, &p, &density, &scale);
			return log(p) + scale;
		case EXPANSION:
			pelz_good(n, d, &p, &density, &scale);
			return log(p) + scale;
		default:
			return log1p(-2 * bf_smirnov_sf(n, d));
	}
}

/*
 * D of n rows (n a positive integer), 0 < d < 1: distribution function, upper tail, their
 * logarithms and the log density.  Relative error up to n = 140: 1e-14 in the lower tail, 1e-11 in
 * the upper one.  Beyond, where n d > 29 and n d^2 < 3.5, the absolute error is 5e-8 near n = 300
 * and falls as 1 / n^2, and the upper tail's relative one is 1e-5 at most.  From n = 10000 on the
 * lower tail's relative error is 2e-5 at 1e-12, 1e-3 at 1e-50.
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
	double p, density, scale = 0;

	switch (region_of(n, d))
	{
		case BELOW:
			return n == 1 && n * d == 0.5 ? LN_2 : -INFINITY;
		case FIRST:
			return log_factorial_ratio(n) + log(2 * n * n) +
				   (n == 1 ? 0 : (n - 1) * log(fma(2 * n, d, -1)));
		case MATRIX:
			durbin(n, d, &p, &density, &scale);
			return log(density) + scale;
		case EXPANSION:
			pelz_good(n, d, &p, &density, &scale);
			return log(density) + scale;
		default:
			return LN_2 + bf_smirnov_log_pdf(n, d);
	}
}
