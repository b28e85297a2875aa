/*
 * integer.c
 *		Sums of an integer number of variables: erlang (exponential ones), irwinhall (uniform ones).
 */
#include "families/cumulate.h"

/* ---------- erlang: a gamma variable of integer shape ---------- */

static bool
erlang_prepare(Shape *s)
{
	gamma_density_prepare(s->p[0], s->k);
	return true;
}

static double
erlang_logpdf(const Shape *s, double y)
{
	return gamma_density(s->k, y);
}

static double
erlang_cdf(const Shape *s, double y)
{
	return bf_gamma_p(s->p[0], y);
}

static double
erlang_sf(const Shape *s, double y)
{
	return bf_gamma_q(s->p[0], y);
}

static double
erlang_logcdf(const Shape *s, double y)
{
	return bf_log_gamma_p(s->p[0], y);
}

static double
erlang_logsf(const Shape *s, double y)
{
	return bf_log_gamma_q(s->p[0], y);
}

static double
erlang_quantile(const Shape *s, double p)
{
	return bf_gamma_p_inv(s->p[0], p);
}

static double
erlang_quantile_upper(const Shape *s, double q)
{
	return bf_gamma_q_inv(s->p[0], q);
}

static bool
erlang_from_expon(const double *expon, double *params)
{
	params[0] = 1;
	params[1] = expon[0];
	params[2] = expon[1];
	return true;
}

static const Nested erlang_nests[] = {{"expon", erlang_from_expon, false}, {NULL, NULL, false}};

static void
erlang_moments(const Shape *s, double m[4])
{
	double a = s->p[0];

	set_moments(m, a, a, 2 / sqrt(a), 6 / a);
}

const Family family_erlang = {
	.name = "erlang",
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 17",
	.flags = EDGE_LOWER | NOT_DEFAULT,
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .integer = true,
			   .least = 1,
			   .most = 1e8,
			   .n_grid = 8,
			   .grid = {1, 2, 3, 5, 8, 15, 40, 200}}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = erlang_prepare,
	ALL_FUNCTIONS(erlang),
	.nests = erlang_nests,
	.moments = erlang_moments,
};

/*
 * ---------- irwinhall: the sum of n uniform variables ----------
 *
 * The density is a B-spline on the integers.  Up to SPLINE_MAX variables its pieces are kept as
 * Bernstein polynomials, made by de Boor's recurrence, where all is positive: nothing cancels in
 * either tail.  Beyond, density and probability are integrals of the Laplace transform along a
 * line parallel to the imaginary axis through the saddle point, by the trapezoidal rule, whose
 * error is that of cutting a density off 11 standard deviations from the mean (see for instance
 * Trefethen and Weideman 2014, SIAM Review 56, 385).  The upper half is the lower one mirrored.
 */
#define SPLINE_MAX 40
#define PIECES ((SPLINE_MAX + 1) / 2)
/* a piece in the table: n coefficients of the density, n + 1 of its integral, value at its start */
#define PIECE_SIZE (2 * SPLINE_MAX + 2)

#define LARGEST_SUM 1e6

/* binomial(n, i) for i = 0 .. n */
static void
binomials(int n, double *row)
{
	row[0] = 1;
	for (int i = 1; i <= n; i++)
		row[i] = row[i - 1] * (n - i + 1) / i;
}

static void
make_pieces(int n, double *table)
{
	double b[PIECES][SPLINE_MAX] = {{1}};
	double row[SPLINE_MAX + 1];
	int pieces = (n + 1) / 2;
	double start = 0;

	/* order m from order m - 1: (x N(x) + (m - x) N(x - 1)) / (m - 1), x linear in each piece */
	for (int m = 2; m <= n; m++)
		for (int j = pieces - 1; j >= 0; j--)
			for (int i = m - 1; i >= 0; i--)
			{
				double left = i < m - 1 ? (double) (m - 1 - i) / (m - 1) : 0;
				double right = (double) i / (m - 1);
				double sum = 0;

				if (j >= m)
					continue;
				if (left > 0)
					sum += left * (j * b[j][i] + (j > 0 ? (m - j) * b[j - 1][i] : 0));
				if (i > 0)
					sum += right *
						   ((j + 1) * b[j][i - 1] + (j > 0 ? (m - j - 1) * b[j - 1][i - 1] : 0));
				b[j][i] = sum / (m - 1);
			}
	for (int j = 0; j < pieces; j++)
	{
		double *piece = table + j * PIECE_SIZE, sum = 0;

		binomials(n - 1, row);
		for (int i = 0; i < n; i++)
			piece[i] = b[j][i] * row[i];
		binomials(n, row);
		for (int i = 0; i <= n; i++)
		{
			piece[SPLINE_MAX + i] = sum * row[i];
			sum += i < n ? b[j][i] / n : 0;
		}
		piece[2 * SPLINE_MAX + 1] = start;
		start += sum;
	}
}

/* The piece that holds x, at most n / 2: of two, where x is the middle, the one that is kept. */
static int
piece_of(double n, double x)
{
	int last = ((int) n - 1) / 2;

	return x < last ? (int) x : last;
}

/* Sum of c[i] u^i (1 - u)^(degree - i), and its logarithm. */
static double
bernstein(const double *c, int degree, double u)
{
	double sum = 0, r;

	if (u <= 0.5)
	{
		r = u / (1 - u);
		for (int i = degree; i >= 0; i--)
			sum = sum * r + c[i];
		return sum * exp(degree * log1p(-u));
	}
	r = (1 - u) / u;
	for (int i = 0; i <= degree; i++)
		sum = sum * r + c[i];
	return sum * exp(degree * log(u));
}

/* The tilt under which m, at most 1/2, is the mean of a uniform variable: 1/q - 1/expm1(q) = m. */
static double
tilt_of(double m)
{
	double q = m < 0.15 ? 1 / m : 6 * (1 - 2 * m);

	/* any q near the root gives the same integral: no need to reach it to the last digit */
	for (int i = 0; i < 6 && q > 1e-3 && q < 50; i++)
	{
		double e = expm1(q);

		q += (1 / q - 1 / e - m) / (1 / (q * q) - (e + 1) / (e * e));
	}
	return q;
}

/*
 * Log density (or log probability below y) of the sum of n, 0 < y <= n / 2: the integral over v of
 * the real part of exp(n log((1 - exp(-q)) / q) + q y), divided by q for the probability, along
 * q = tilt + i v.
 */
static double
log_line_integral(double n, double y, bool probability)
{
	double tilt = tilt_of(y / n), e = expm1(-tilt);
	double variance, step, level, sum = 0;

	variance = tilt > 1e-3 ? n * (1 / (tilt * tilt) - (1 + e) / (e * e)) : n / 12;
	/* stay clear of the pole at 0, whose distance over the step sets the error too */
	if (probability && tilt < 2 / sqrt(variance))
	{
		tilt = 2 / sqrt(variance);
		e = expm1(-tilt);
	}
	step = 2 * PI / ((probability ? 20 : 12) * sqrt(variance));
	level = n * log(tilt > 0 ? -e / tilt : 1) + tilt * y;
	for (int i = 0; i < 4000; i++)
	{
		double v = i * step;
		double half = sin(0.5 * v);
		double re = -e * cos(v) + 2 * half * half, im = (1 + e) * sin(v);
		double size, angle, term;

		if (i == 0)
		{
			sum = probability ? 0.5 / tilt : 0.5;
			continue;
		}
		size = 0.5 * n * log((re * re + im * im) / (tilt * tilt + v * v)) + tilt * y - level;
		angle = n * (atan2(im, re) - atan2(v, tilt)) + v * y;
		term = exp(size);
		if (probability)
			sum += term * (tilt * cos(angle) + v * sin(angle)) / (tilt * tilt + v * v);
		else
			sum += term * cos(angle);
		if (size < -42)
			break;
	}
	return level + log(sum * step / PI);
}

static double
irwinhall_exact(const Shape *s, double z)
{
	return log_line_integral(s->p[0], 0.5 * s->p[0] - s->k[0] * z, false);
}

static double
irwinhall_exact_probability(const Shape *s, double z)
{
	return log_line_integral(s->p[0], 0.5 * s->p[0] - s->k[0] * z, true);
}

/* z is the distance from the mean in standard deviations. */
#define DENSITY_PANELS 3
static const Interpolated irwinhall_middle = {
	.exact = irwinhall_exact, .n_panels = DENSITY_PANELS, .lower = 0, .width = 3};
static const Interpolated irwinhall_probability = {.exact = irwinhall_exact_probability,
												   .offset = DENSITY_PANELS * PANEL_NODES,
												   .n_panels = 6,
												   .lower = 0,
												   .width = 1.5};

static bool
irwinhall_prepare(Shape *s)
{
	double n = s->p[0];

	if (n > LARGEST_SUM)
		return false;
	s->k[0] = sqrt(n / 12);
	s->k[1] = -bf_lgamma(n);
	s->k[2] = -bf_lgamma(n + 1);
	if (n <= SPLINE_MAX)
		make_pieces((int) n, s->table);
	else
	{
		interpolated_reset(&irwinhall_middle, s);
		interpolated_reset(&irwinhall_probability, s);
	}
	return true;
}

static double
irwinhall_logpdf(const Shape *s, double y)
{
	double n = s->p[0], x = fmin(y, n - y);
	int piece;

	if (x <= 1)
		return times_log(n - 1, log(x)) + s->k[1];
	if (n > SPLINE_MAX)
		return interpolated_value(&irwinhall_middle, s, (0.5 * n - x) / s->k[0]);
	piece = piece_of(n, x);
	return log(bernstein(s->table + piece * PIECE_SIZE, (int) n - 1, x - piece));
}

/* Of more than SPLINE_MAX variables: log of the probability below x, at most n / 2. */
static double
irwinhall_log_lower(const Shape *s, double x)
{
	return interpolated_value(&irwinhall_probability, s, (0.5 * s->p[0] - x) / s->k[0]);
}

/* Probability below x, at most n / 2. */
static double
irwinhall_lower(const Shape *s, double x)
{
	double n = s->p[0];
	const double *piece;
	int j;

	if (x <= 1)
		return exp(n * log(x) + s->k[2]);
	if (n > SPLINE_MAX)
		return exp(irwinhall_log_lower(s, x));
	j = piece_of(n, x);
	piece = s->table + j * PIECE_SIZE;
	return piece[2 * SPLINE_MAX + 1] + bernstein(piece + SPLINE_MAX, (int) n, x - j);
}

static double
irwinhall_cdf(const Shape *s, double y)
{
	double other = s->p[0] - y;

	return y < other ? irwinhall_lower(s, y) : 1 - irwinhall_lower(s, other);
}

static double
irwinhall_sf(const Shape *s, double y)
{
	double other = s->p[0] - y;

	return y < other ? 1 - irwinhall_lower(s, y) : irwinhall_lower(s, other);
}

/* Log of the probability of the side of y that has the distance x to its end, n - x on the other.
 */
static double
irwinhall_log_side(const Shape *s, double x, double other)
{
	double n = s->p[0];

	if (x > other)
		return log1p(-irwinhall_lower(s, other));
	if (x <= 1)
		return n * log(x) + s->k[2];
	return n > SPLINE_MAX ? irwinhall_log_lower(s, x) : log(irwinhall_lower(s, x));
}

static double
irwinhall_logcdf(const Shape *s, double y)
{
	return irwinhall_log_side(s, y, s->p[0] - y);
}

static double
irwinhall_logsf(const Shape *s, double y)
{
	return irwinhall_log_side(s, s->p[0] - y, y);
}

static void
irwinhall_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = 0.5 * s->p[0];
	*spread = s->k[0];
}

static void
irwinhall_support(const Shape *s, double *lower, double *upper)
{
	*lower = 0;
	*upper = s->p[0];
}

static bool
irwinhall_from_uniform(const double *uniform, double *params)
{
	params[0] = 1;
	params[1] = uniform[0];
	params[2] = uniform[1];
	return true;
}

/* The same mean and standard deviation at an n whose excess kurtosis is -0.004. */
static bool
irwinhall_from_norm(const double *norm, double *params)
{
	const double n = 300;

	params[0] = n;
	params[2] = norm[1] / sqrt(n / 12);
	params[1] = norm[0] - 0.5 * n * params[2];
	return true;
}

static const char *const irwinhall_aliases[] = {"irwin_hall", "uniform_sum", NULL};
static const Nested irwinhall_nests[] = {{"uniform", irwinhall_from_uniform, false},
										 {"norm", irwinhall_from_norm, true},
										 {NULL, NULL, false}};

static void
irwinhall_moments(const Shape *s, double m[4])
{
	double n = s->p[0];

	set_moments(m, 0.5 * n, n / 12, 0, -1.2 / n);
}

const Family family_irwinhall = {
	.name = "irwinhall",
	.aliases = irwinhall_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 26.9",
	.n_shapes = 1,
	.shape = {{.name = "n",
			   .upper = INFINITY,
			   .integer = true,
			   .least = 1,
			   .most = 300,
			   .n_grid = 6,
			   .grid = {1, 2, 3, 5, 10, 30}}},
	.n_identifiable = 3,
	.support = irwinhall_support,
	.prepare = irwinhall_prepare,
	.n_table = PIECES * PIECE_SIZE,
	.logpdf = irwinhall_logpdf,
	.cdf = irwinhall_cdf,
	.sf = irwinhall_sf,
	.logcdf = irwinhall_logcdf,
	.logsf = irwinhall_logsf,
	.anchors = irwinhall_anchors,
	.nests = irwinhall_nests,
	.moments = irwinhall_moments,
};
