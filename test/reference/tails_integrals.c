/*
 * tails_integrals.c
 *		Writes the rows of tails_2.tsv of families whose probabilities are integrals or mixtures.
 *
 * In quadruple precision (33 digits; libquadmath), independent of src/core: densities and tails
 * from textbook integrals of positive functions, summed by the trapezoidal rule with halved steps
 * or by Gauss' rule on panels until two orders agree to 22 digits.  Rows: family, shapes
 * (hexadecimal floats), y (likewise), logpdf, logcdf, logsf; the points are doubles whose tail
 * probabilities run from 1e-300 through the middle to 1e-300 on the other side.  The integral of
 * the density over everything is compared with 1, both tails' sum likewise; a note on stderr if
 * they differ.
 *
 * usage: cc -O2 -o tails_integrals tails_integrals.c -lquadmath -lm
 *        tails_integrals [family ...]
 */
#include <float.h>
#include <math.h>
#include <quadmath.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef __float128 Quad;

/* What is integrated: the log of a function of t. */
typedef Quad (*LogFunction)(const Quad *s, Quad t);

#define INF ((Quad) INFINITY)
#define QPI M_PIq

/* Relative error of integrals; more while a point is looked for. */
#define EXACT 1e-22Q
#define ROUGH 1e-5Q

static Quad enough = EXACT;

static const double targets[] = {1e-300, 1e-150, 1e-30, 1e-12, 1e-4, 0.05, 0.4};
#define N_TARGETS 7

/* ---------- integration ---------- */

#define FINE 24
#define COARSE 18
#define FEW 6
static Quad fine_x[FINE], fine_w[FINE], coarse_x[COARSE], coarse_w[COARSE], few_x[FEW], few_w[FEW];

static void
legendre(int n, Quad *x, Quad *w)
{
	for (int i = 0; i < n; i++)
	{
		Quad z = cosq(QPI * (i + 0.75Q) / (n + 0.5Q)), slope = 1;

		for (int k = 0; k < 12; k++)
		{
			Quad p = z, before = 1;

			for (int j = 2; j <= n; j++)
			{
				Quad next = ((2 * j - 1) * z * p - (j - 1) * before) / j;

				before = p;
				p = next;
			}
			slope = n * (z * p - before) / (z * z - 1);
			z -= p / slope;
		}
		x[i] = z;
		w[i] = 2 / ((1 - z * z) * slope * slope);
	}
}

static Quad
panel(LogFunction f, const Quad *s, Quad a, Quad b, int n, const Quad *x, const Quad *w)
{
	Quad sum = 0;

	for (int i = 0; i < n; i++)
		sum += w[i] * expq(f(s, (a + b) / 2 + (b - a) / 2 * x[i]));
	return fabsq(b - a) / 2 * sum;
}

/* Of exp(f) from a towards b, which may be infinite, until what is added is negligible. */
static Quad
integral(LogFunction f, const Quad *s, Quad a, Quad b, Quad h)
{
	Quad sign = b > a ? 1 : -1, total = 0;

	while ((b - a) * sign > 0)
	{
		Quad step = fminq(h, fabsq(b - a)), end = a + sign * step, change, fine, coarse;

		if (end == a)
			break;
		change = fabsq(f(s, a) - f(s, end));
		if (!(change < 6) && step > 1e-25Q)
		{
			h = step / 2;
			continue;
		}
		fine = panel(f, s, a, end, FINE, fine_x, fine_w);
		coarse = panel(f, s, a, end, COARSE, coarse_x, coarse_w);
		if (fabsq(fine - coarse) > enough * fmaxq(total, fine) && step > 1e-25Q)
		{
			h = step / 2;
			continue;
		}
		total += fine;
		if (fine < enough / 100 * total && f(s, end) < f(s, a))
			break;
		a = end;
		if (change < 3)
			h = step * 2;
	}
	return total;
}

/* Where a function that rises and falls is largest, roughly. */
static Quad
peak_of(LogFunction f, const Quad *s, Quad a, Quad b)
{
	while (b - a > 1e-6Q * (1 + fabsq(a)))
	{
		Quad c = a + (b - a) * 0.45Q, d = a + (b - a) * 0.55Q;

		if (f(s, c) < f(s, d))
			a = c;
		else
			b = d;
	}
	return (a + b) / 2;
}

/* Integral of exp(f) over the line, f rising and falling, by the trapezoidal rule. */
static Quad
trapezoid(LogFunction f, const Quad *s, Quad low, Quad high)
{
	Quad peak = peak_of(f, s, low, high), top = f(s, peak), h = 0.5Q, before = -1;

	while (top - f(s, peak + h) > 1 || top - f(s, peak - h) > 1)
		h /= 2;
	for (;;)
	{
		Quad total = 1;

		for (int sign = -1; sign <= 1; sign += 2)
			for (int i = 1;; i++)
			{
				Quad term = expq(f(s, peak + sign * i * h) - top);

				total += term;
				if (term < 1e-30Q * total)
					break;
			}
		total *= h;
		if (fabsq(total - before) < enough * total)
			return expq(top) * total;
		before = total;
		h /= 2;
	}
}

/* ---------- output ---------- */

static void
print_number(Quad v)
{
	char text[64];

	quadmath_snprintf(text, sizeof(text), "%.19Qe", v);
	printf("\t%s", text);
}

/* A row; of lower and upper the smaller one counts. */
static void
print_row(const char *name, const double *shape, int n, double y, Quad logpdf, Quad lower,
		  Quad upper)
{
	if (!(lower > 1e-307Q && upper > 1e-307Q))
		return;
	printf("%s", name);
	for (int i = 0; i < n; i++)
		printf("\t%a", shape[i]);
	printf("\t%a", y);
	print_number(logpdf);
	print_number(lower < upper ? logq(lower) : log1pq(-upper));
	print_number(upper <= lower ? logq(upper) : log1pq(-lower));
	printf("\n");
}

static void
note_excess(const char *name, const double *shape, double y, Quad excess)
{
	if (!(fabsq(excess) < 1e-20Q))
		fprintf(stderr, "%s(%g, %g) at %g: excess %.2g\n", name, shape[0], shape[1], y,
				(double) excess);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

/* ---------- families with a density to integrate ---------- */

typedef struct Variable
{
	Quad (*to_t)(Quad y);
	Quad (*to_y)(Quad t);
	Quad (*log_slope)(Quad t); /* of dy/dt */
} Variable;

static Quad
log_cosh(Quad t)
{
	return logq(coshq(t));
}

static Quad
identity(Quad t)
{
	return t;
}

static Quad
logit(Quad y)
{
	return logq(y) - log1pq(-y);
}

static Quad
logistic(Quad t)
{
	return 1 / (1 + expq(-t));
}

static Quad
logistic_slope(Quad t)
{
	return -fabsq(t) - 2 * log1pq(expq(-fabsq(t)));
}

static Quad
angle_t(Quad y)
{
	return logq((QPI + y) / (QPI - y));
}

static Quad
angle(Quad t)
{
	return QPI * tanhq(t / 2);
}

static Quad
angle_slope(Quad t)
{
	return logq(2 * QPI) + logistic_slope(t);
}

static const Variable log_line = {logq, expq, identity};
static const Variable sinh_line = {asinhq, sinhq, log_cosh};
static const Variable logit_line = {logit, logistic, logistic_slope};
static const Variable angle_line = {angle_t, angle, angle_slope};

static Quad
free_vonmises(const Quad *s, Quad t)
{
	Quad sine = sinq(angle(t) / 2);

	return -2 * s[0] * sine * sine + angle_slope(t);
}

static Quad
free_gausshyper(const Quad *s, Quad t)
{
	Quad log_larger = -log1pq(expq(-fabsq(t))), y = logistic(t);

	return s[0] * (t > 0 ? log_larger : log_larger + t) +
		   s[1] * (t > 0 ? log_larger - t : log_larger) -
		   s[2] * logq(logistic(-t) + (1 + s[3]) * y);
}

/* exponent 2 b sinh(t / 2)^2 */
static Quad
free_geninvgauss(const Quad *s, Quad t)
{
	Quad h = sinhq(t / 2);

	return s[0] * t - 2 * s[1] * h * h;
}

/* log of exp(x) K_p(x), as the integral of the last function */
static Quad
log_scaled_k(Quad p, Quad x)
{
	Quad s[2] = {p, x}, peak = asinhq(p / x), top = free_geninvgauss(s, peak), sum = 1;
	Quad h = fminq(0.09Q, 0.3Q / sqrtq(hypotq(p, x)));

	for (int sign = -1; sign <= 1; sign += 2)
		for (int i = 1;; i++)
		{
			Quad term = expq(free_geninvgauss(s, peak + sign * i * h) - top);

			sum += term;
			if (term < 1e-32Q * sum)
				break;
		}
	return top + logq(sum * h / 2);
}

/* d - a w + b y is written so that it does not cancel */
static Quad
free_genhyperbolic(const Quad *s, Quad t)
{
	Quad p = s[0], a = s[1], b = s[2], y = sinhq(t), w = coshq(t);

	return (p - 0.5Q) * logq(w) + b * y - a * w + log_scaled_k(p - 0.5Q, a * w) + log_cosh(t);
}

static void
integrate_family(const char *name, const double *shape, int n, const Quad *s, LogFunction f,
				 Variable v, Quad low, Quad high)
{
	Quad peak = peak_of(f, s, low, high), whole;
	double y[64];
	int n_points = 0;

	whole = integral(f, s, peak, -INF, 0.125Q) + integral(f, s, peak, INF, 0.125Q);
	y[n_points++] = (double) v.to_y(peak);
	for (int sign = -1; sign <= 1; sign += 2)
	{
		static Quad edge[20000], tail[20000];
		Quad h = 0.5Q, at = peak;
		int m = 0;

		edge[0] = peak;
		while (m < 19998)
		{
			Quad end = at + sign * h, change = f(s, at) - f(s, end);

			if (fabsq(change) > 3)
			{
				h /= 2;
				continue;
			}
			tail[m] = panel(f, s, at, end, FEW, few_x, few_w) / whole;
			at = end;
			edge[++m] = at;
			if ((tail[m - 1] < 1e-315Q && change > 0) || fabsq(at) > 11000)
				break;
			if (fabsq(change) < 1.5Q)
				h *= 2;
		}
		tail[m] = 0;
		for (int i = m - 1; i >= 0; i--)
			tail[i] += tail[i + 1];
		for (int k = 0; k < N_TARGETS; k++)
			for (int i = 0; i < m; i++)
				if (tail[i] >= targets[k] && targets[k] > tail[i + 1] && tail[i + 1] > 0)
				{
					Quad share = logq(tail[i] / targets[k]) / logq(tail[i] / tail[i + 1]);
					double point = (double) v.to_y(edge[i] + (edge[i + 1] - edge[i]) * share);

					if (fabs(point) > 1e-300 && fabs(point) < 1e300 &&
						!(v.to_y == angle && fabs(point) >= M_PI) &&
						!(v.to_y == logistic && point == 1))
						y[n_points++] = point;
				}
	}
	qsort(y, n_points, sizeof(double), compare);
	for (int i = 0; i < n_points; i++)
	{
		Quad t = v.to_t(y[i]), outer = integral(f, s, t, t < peak ? -INF : INF, 1 / 64.0Q) / whole;

		print_row(name, shape, n, y[i], f(s, t) - v.log_slope(t) - logq(whole),
				  t < peak ? outer : 1 - outer, t < peak ? 1 - outer : outer);
	}
}

/* ---------- families with both tails given ---------- */

typedef struct Tails
{
	Quad (*logpdf)(const Quad *s, Quad y);
	Quad (*tail)(const Quad *s, Quad y, bool upper);
} Tails;

static int64_t
rank_of(double y)
{
	int64_t bits;

	memcpy(&bits, &y, sizeof(bits));
	return bits >= 0 ? bits : INT64_MIN - bits;
}

static double
of_rank(int64_t rank)
{
	int64_t bits = rank >= 0 ? rank : INT64_MIN - rank;
	double y;

	memcpy(&y, &bits, sizeof(y));
	return y;
}

static void
tails_family(const char *name, const double *shape, int n, const Quad *s, Tails f, double low,
			 double high)
{
	double y[32];
	int n_points = 0;

	enough = ROUGH;
	for (int k = 0; k < N_TARGETS; k++)
		for (int upper = 0; upper <= 1; upper++)
		{
			int64_t a = rank_of(low), b = rank_of(high);
			double at;

			while ((uint64_t) b - (uint64_t) a > 1 &&
				   
				   fabs(of_rank(b) - of_rank(a)) > 2e-3 * fabs(of_rank(b)))
			{
				int64_t middle = (a & b) + ((a ^ b) >> 1);

				if ((f.tail(s, of_rank(middle), upper) < targets[k]) == !upper)
					a = middle;
				else
					b = middle;
			}
			at = of_rank(b);
			if (fabs(at) > 1e-300 && fabs(at) < 1e300)
				y[n_points++] = at;
		}
	enough = EXACT;
	qsort(y, n_points, sizeof(double), compare);
	for (int i = 0; i < n_points; i++)
	{
		Quad lower = f.tail(s, y[i], false), upper = f.tail(s, y[i], true);

		if (i > 0 && y[i] == y[i - 1])
			continue;
		note_excess(name, shape, y[i], lower + upper - 1);
		print_row(name, shape, n, y[i], f.logpdf(s, y[i]), lower, upper);
	}
}

/* ---------- mixtures over a Poisson variable ---------- */

#define RUNGS 400000

static Quad
log_poisson(Quad h, Quad j)
{
	return h > 0 ? -h + j * logq(h) - lgammaq(j + 1) : j == 0 ? 0 : -INF;
}

/* exp of that, kept for the h at hand. */
static Quad
poisson(Quad h, Quad j)
{
	static Quad *kept, kept_h = -1;
	static int n;

	if (j >= RUNGS)
		return 0;
	if (!kept)
		kept = malloc(sizeof(Quad) * RUNGS);
	if (h != kept_h)
	{
		n = 0;
		kept_h = h;
	}
	for (; n <= j; n++)
		kept[n] = n % 64 == 0 ? expq(log_poisson(h, n)) : kept[n - 1] * h / n;
	return kept[(int) j];
}

/* gamma(a) density at x times x, that is, x^a exp(-x) / Gamma(a) */
static Quad
gamma_step(Quad a, Quad x)
{
	return expq(a * logq(x) - x - lgammaq(a));
}

static Quad
gamma_p(Quad a, Quad x)
{
	Quad term = 1, sum = 1;

	for (int i = 1; term > 1e-36Q * sum; i++)
	{
		term *= x / (a + i);
		sum += term;
	}
	return gamma_step(a, x) / a * sum;
}

static Quad
gamma_q(Quad a, Quad x)
{
	Quad b = x + 1 - a, c = 1e4000Q, d = 1 / b, h = d, change = 2;

	if (x < a + 1)
		return 1 - gamma_p(a, x);
	for (int i = 1; fabsq(change - 1) > 1e-33Q && i < 1000000; i++)
	{
		Quad an = -i * (i - a);

		b += 2;
		d = 1 / (an * d + b);
		c = b + an / c;
		change = c * d;
		h *= change;
	}
	return gamma_step(a, x) * h;
}

/* I_x(a, b), x + y = 1 */
static Quad
beta_p(Quad a, Quad b, Quad x, Quad y)
{
	Quad term = 1 / a, sum = term;

	for (int i = 0; term > 1e-36Q * sum && i < 3000000; i++)
	{
		term *= x * (a + b + i) / (a + 1 + i);
		sum += term;
	}
	return expq(a * logq(x) + b * logq(y) + lgammaq(a + b) - lgammaq(a) - lgammaq(b)) * sum;
}

/*
 * Sum over j of Poisson(h) probabilities times value(j), which is below 1: outwards from where the
 * terms are largest, found by steps.
 */
static Quad
mixture(Quad h, Quad first, Quad (*value)(const Quad *s, Quad y, Quad j), const Quad *s, Quad y)
{
	Quad j = floorq(first), stride = fmaxq(1, floorq(sqrtq(h) / 2)), total = 0, top;
	Quad here = poisson(h, j) * value(s, y, j);

	for (; stride >= 1; stride = stride > 1 ? floorq(stride / 2) : 0)
		for (;;)
		{
			Quad up = poisson(h, j + stride) * value(s, y, j + stride);
			Quad down = j >= stride ? poisson(h, j - stride) * value(s, y, j - stride) : 0;

			if (up > here)
			{
				j += stride;
				here = up;
			}
			else if (down > here)
			{
				j -= stride;
				here = down;
			}
			else
				break;
		}
	top = here;
	total = here;
	for (int sign = -1; sign <= 1; sign += 2)
		for (Quad i = j + sign; i >= 0; i += sign)
		{
			Quad term = poisson(h, i) * value(s, y, i);

			total += term;
			if (term < 1e-30Q * total && term < top)
				break;
		}
	return total;
}

static Quad
ncx2_density_part(const Quad *s, Quad y, Quad j)
{
	return gamma_step(s[0] / 2 + j, y / 2);
}

/* P or Q of shape a + j from a recurrence of positive terms, kept for the (a, x) at hand. */
typedef struct Ladder
{
	Quad a, x;
	bool upper;
	int n, offset;
	Quad *value;
} Ladder;

static Ladder ladder;

static Quad (*ladder_tail)(const Quad *s, Quad y, Quad j, bool upper);
static Quad (*ladder_step)(const Quad *s, Quad y, Quad j);
static Quad (*ladder_ratio)(const Quad *s, Quad y, Quad j); /* step j + 1 to step j */

/* Fills lower tails downwards from the highest j, upper ones upwards from the lowest. */
static void
fill_ladder(const Quad *s, Quad y, bool upper, int from, int to)
{
	if (!ladder.value)
		ladder.value = malloc(sizeof(Quad) * RUNGS);
	ladder.offset = from;
	ladder.n = to - from + 1;
	if (upper)
	{
		Quad step = 0;

		ladder.value[0] = ladder_tail(s, y, from, true);
		for (int j = from; j < to; j++)
		{
			step = (j - from) % 64 && step > 1e-4000Q ? step * ladder_ratio(s, y, j - 1) : ladder_step(s, y, j);
			ladder.value[j + 1 - from] = ladder.value[j - from] + step;
		}
	}
	else
	{
		Quad step = 0;

		ladder.value[to - from] = ladder_tail(s, y, to, false);
		for (int j = to - 1; j >= from; j--)
		{
			step = (to - 1 - j) % 64 && step > 1e-4000Q ? step / ladder_ratio(s, y, j) : ladder_step(s, y, j);
			ladder.value[j - from] = ladder.value[j + 1 - from] + step;
		}
	}
}

/* The mixture of tails: terms from the ladder over a window that holds all that matters. */
static Quad
mixture_of_tails(const Quad *s, Quad y, Quad h, bool upper)
{
	int centre = (int) h, reach = (int) (45 * sqrtq(h) + 200), from, to;
	Quad total = 0;

	for (;; reach *= 2)
	{
		from = centre > reach ? centre - reach : 0;
		to = centre + reach;
		if (to - from >= RUNGS)
			return 0;
		fill_ladder(s, y, upper, from, to);
		total = 0;
		for (int j = from; j <= to; j++)
			total += poisson(h, j) * ladder.value[j - from];
		if (total == 0)
			return 0; /* underflow, while a point is looked for */
		if ((from == 0 || poisson(h, from) * ladder.value[0] < 1e-33Q * total) &&
			poisson(h, to) * ladder.value[to - from] < 1e-33Q * total)
			return total;
	}
}

static Quad
ncx2_rung(const Quad *s, Quad y, Quad j, bool upper)
{
	return upper ? gamma_q(s[0] / 2 + j, y / 2) : gamma_p(s[0] / 2 + j, y / 2);
}

/* P(a + j) - P(a + j + 1) */
static Quad
ncx2_step(const Quad *s, Quad y, Quad j)
{
	Quad a = s[0] / 2 + j;

	return expq(a * logq(y / 2) - y / 2 - lgammaq(a + 1));
}

static Quad
ncx2_ratio(const Quad *s, Quad y, Quad j)
{
	return y / 2 / (s[0] / 2 + j + 1);
}

static Quad
ncx2_tail(const Quad *s, Quad y, bool upper)
{
	Quad centre = s[0] + s[1];

	if (y > 60 * (centre + 200))
		return upper ? 0 : 1;
	if (y > centre && !upper)
		return 1 - ncx2_tail(s, y, true);
	ladder_tail = ncx2_rung;
	ladder_step = ncx2_step;
	ladder_ratio = ncx2_ratio;
	return mixture_of_tails(s, y, s[1] / 2, upper);
}

static Quad
ncx2_logpdf(const Quad *s, Quad y)
{
	return logq(mixture(s[1] / 2, s[1] / 2, ncx2_density_part, s, y)) - logq(y);
}

static Quad
rice_tail(const Quad *s, Quad y, bool upper)
{
	Quad of_square[2] = {2, s[0] * s[0]};

	return y > 1e100Q ? (upper ? 0 : 1) : ncx2_tail(of_square, y * y, upper);
}

static Quad
rice_logpdf(const Quad *s, Quad y)
{
	Quad of_square[2] = {2, s[0] * s[0]};

	return ncx2_logpdf(of_square, y * y) + logq(2 * y);
}

static Quad
ncf_density_part(const Quad *s, Quad y, Quad j)
{
	Quad a = s[0] / 2, b = s[1] / 2, total = a * y + b;

	return expq((a + j) * logq(a * y / total) + b * logq(b / total) + lgammaq(a + j + b) -
				lgammaq(a + j) - lgammaq(b));
}

static Quad
ncf_rung(const Quad *s, Quad y, Quad j, bool upper)
{
	Quad a = s[0] / 2, b = s[1] / 2, total = a * y + b, w = a * y / total, v = b / total;

	if (upper)
		return v < 0.9Q && (a + j) / (a + j + b) < w ? beta_p(b, a + j, v, w)
													 : 1 - beta_p(a + j, b, w, v);
	return w < 0.9Q || w < (a + j) / (a + j + b) ? beta_p(a + j, b, w, v)
												 : 1 - beta_p(b, a + j, v, w);
}

static Quad
ncf_step(const Quad *s, Quad y, Quad j)
{
	return ncf_density_part(s, y, j) / (s[0] / 2 + j);
}

static Quad
ncf_ratio(const Quad *s, Quad y, Quad j)
{
	Quad a = s[0] / 2, b = s[1] / 2;

	return a * y / (a * y + b) * (a + b + j) / (a + j + 1);
}

static Quad
ncf_tail(const Quad *s, Quad y, bool upper)
{
	Quad centre = (s[0] + s[2]) / s[0];

	if (y > centre && !upper)
		return 1 - ncf_tail(s, y, true);
	if (y < centre / 4 && upper)
		return 1 - ncf_tail(s, y, false);
	ladder_tail = ncf_rung;
	ladder_step = ncf_step;
	ladder_ratio = ncf_ratio;
	return mixture_of_tails(s, y, s[2] / 2, upper);
}

static Quad
ncf_logpdf(const Quad *s, Quad y)
{
	return logq(mixture(s[2] / 2, s[2] / 2, ncf_density_part, s, y)) - logq(y);
}

/* ---------- non-central t: over the log of the root mean square ---------- */

static Quad nct_y, nct_sign;

static Quad
log_root_mean_square(Quad df, Quad x)
{
	return logq(2) + df / 2 * logq(df / 2) - lgammaq(df / 2) - df / 2 +
		   df * (x - expm1q(2 * x) / 2);
}

static Quad
log_phi(Quad t)
{
	Quad u = 1 / (t * t), term = 1, sum = 1;

	if (t > -60)
		return logq(erfcq(-t * M_SQRT1_2q) / 2);
	for (int k = 1; fabsq(term) > 1e-36Q && k < 100; k++)
	{
		term *= -(2 * k - 1) * u;
		sum += term;
	}
	return -t * t / 2 - logq(-t) - logq(2 * QPI) / 2 + logq(sum);
}

static Quad
nct_tail_part(const Quad *s, Quad x)
{
	return log_root_mean_square(s[0], x) + log_phi(nct_sign * (nct_y * expq(x) - s[1]));
}

static Quad
nct_density_part(const Quad *s, Quad x)
{
	Quad d = nct_y * expq(x) - s[1];

	return log_root_mean_square(s[0], x) + x - d * d / 2 - logq(2 * QPI) / 2;
}

static Quad
nct_tail(const Quad *s, Quad y, bool upper)
{
	nct_y = y;
	nct_sign = upper ? -1 : 1;
	return trapezoid(nct_tail_part, s, -2500, 6);
}

static Quad
nct_logpdf(const Quad *s, Quad y)
{
	nct_y = y;
	return logq(trapezoid(nct_density_part, s, -2500, 6));
}

/* ---------- studentized range: over the log of the range ---------- */

/*
 * Distribution of the range w of k normal variables, on a lattice of log w: density (of log w) by
 * Hartley's integral over the midrange, tails by the integral over the largest variable.
 */
#define Z_REACH 13
#define LATTICE 60000

static Quad range_step;
static int range_first;
static Quad *range_value[3];
static bool *range_known[3];

static Quad
normal_above(Quad z)
{
	return erfcq(z * M_SQRT1_2q) / 2;
}

static Quad
of_range(Quad k, Quad w, int which)
{
	Quad step = k < 30 ? 0.125Q : k < 300 ? 0.0625Q : 0.03125Q, sum = 0;

	for (int i = (int) (-Z_REACH / step); i <= (int) (Z_REACH / step); i++)
	{
		Quad z = i * step, inside, weight = expq(-z * z / 2) * step / sqrtq(2 * QPI);

		if (which == 2)
		{
			Quad far = fabsq(z);

			inside = far > w / 2 ? normal_above(far - w / 2) - normal_above(far + w / 2)
								 : erfq(w / 2 / M_SQRT2q) -
									   (2 * normal_above(-w / 2) - normal_above(far - w / 2) -
										normal_above(-far - w / 2)) *
										   0;
			if (far <= w / 2)
				inside = 1 - normal_above(w / 2 - far) - normal_above(far + w / 2);
			if (w < 1e-3Q)
			{
				/* the difference would cancel: its expansion around z */
				Quad a = w / 2, a2 = a * a, z2 = z * z;

				inside = 2 * a * expq(-z2 / 2) / sqrtq(2 * QPI) *
						 (1 + (z2 - 1) * a2 / 6 + (z2 * z2 - 6 * z2 + 3) * a2 * a2 / 120 +
						  (z2 * z2 * z2 - 15 * z2 * z2 + 45 * z2 - 15) * a2 * a2 * a2 / 5040);
			}
			if (inside > 0)
				sum += expq(-z * z + (k - 2) * logq(inside)) * step;
		}
		else if (which == 0)
		{
			/* z is the middle between the largest variable and the place w below it */
			Quad top = z + w / 2;

			weight = expq(-top * top / 2) * step / sqrtq(2 * QPI);
			if (fabsq(z) > w / 2)
				inside = normal_above(fabsq(z) - w / 2) - normal_above(fabsq(z) + w / 2);
			else
				inside = 1 - normal_above(w / 2 - z) - normal_above(z + w / 2);
			if (w < 1e-3Q)
			{
				Quad a = w / 2, a2 = a * a, z2 = z * z;

				inside = 2 * a * expq(-z2 / 2) / sqrtq(2 * QPI) *
						 (1 + (z2 - 1) * a2 / 6 + (z2 * z2 - 6 * z2 + 3) * a2 * a2 / 120 +
						  (z2 * z2 * z2 - 15 * z2 * z2 + 45 * z2 - 15) * a2 * a2 * a2 / 5040);
			}
			if (inside > 0)
				sum += weight * expq((k - 1) * logq(inside));
		}
		else
		{
			Quad whole = normal_above(-z), ratio = normal_above(w - z) / whole;

			sum += weight * expq((k - 1) * logq(whole)) * -expm1q((k - 1) * log1pq(-ratio));
		}
	}
	if (which == 2)
		return k * (k - 1) / (2 * QPI) * expq(-w * w / 4) * sum * w;
	return k * sum;
}

static Quad
lattice_value(Quad k, int i, int which)
{
	int place = i - range_first;

	if (place < 0 || place >= LATTICE)
		return 0;
	if (!range_known[which][place])
	{
		range_value[which][place] = of_range(k, expq(i * range_step), which);
		range_known[which][place] = true;
	}
	return range_value[which][place];
}

static void
studentized_prepare(const Quad *s)
{
	Quad widest = 0.3Q / sqrtq(s[0] + s[1]);

	range_step = 1;
	while (range_step > fminq(widest, 0.0625Q))
		range_step /= 2;
	range_first = -LATTICE + (int) (12 / range_step);
	for (int which = 0; which < 3; which++)
	{
		free(range_value[which]);
		free(range_known[which]);
		range_value[which] = malloc(sizeof(Quad) * LATTICE);
		range_known[which] = calloc(LATTICE, sizeof(bool));
	}
}

/* Mean over the chi of a function of log w = log q + log chi. */
static Quad
over_chi(const Quad *s, Quad q, int which)
{
	Quad log_q = logq(q), total = 0, best = -1;
	int at = (int) roundq(log_q / range_step), stride = (int) (0.5Q / range_step), top = at;

	/* the largest term, from a coarse search */
	for (int i = (at / stride - 1400) * stride; i <= at + 8 * stride; i += stride)
	{
		Quad u = i * range_step - log_q, chi = log_root_mean_square(s[1], u), term;

		if (chi < -4000 || i * range_step > 6.5Q || i < range_first)
			continue;
		term = expq(chi) * lattice_value(s[0], i, which);
		if (term > best)
		{
			best = term;
			top = i;
		}
	}
	for (stride /= 2; stride >= 1; stride /= 2)
		for (int sign = -1; sign <= 1; sign += 2)
		{
			int i = top + sign * stride;
			Quad term = expq(log_root_mean_square(s[1], i * range_step - log_q)) *
						lattice_value(s[0], i, which);

			if (term > best)
			{
				best = term;
				top = i;
			}
		}
	for (int sign = -1; sign <= 1; sign += 2)
		for (int i = sign > 0 ? top : top - 1;; i += sign)
		{
			Quad term = expq(log_root_mean_square(s[1], i * range_step - log_q)) *
						lattice_value(s[0], i, which);

			total += term;
			if (term < 1e-27Q * total || i < range_first)
				break;
		}
	return total * range_step;
}

static Quad
studentized_tail(const Quad *s, Quad y, bool upper)
{
	return over_chi(s, y, upper);
}

static Quad
studentized_logpdf(const Quad *s, Quad y)
{
	return logq(over_chi(s, y, 2)) - logq(y);
}

/* ---------- stable distributions: Zolotarev's integral over the logit of the angle ---------- */

static struct
{
	Quad alpha, beta, y, theta, length, margin;
	int kind; /* 0: g exp(-g); 1: exp(-g); 2: 1 - exp(-g) */
} zolotarev;

static Quad
log_g(Quad a, Quad b)
{
	Quad alpha = zolotarev.alpha, beta = zolotarev.beta, sine, other, last;

	if (alpha == 1)
	{
		Quad near = QPI / 2 * (1 - beta) + beta * a;

		sine = sinq(fminq(a, b));
		return -QPI * zolotarev.y / (2 * beta) + logq(2 / QPI * near / sine) -
			   near / beta * (a < b ? cosq(a) : -cosq(b)) / sine;
	}
	/* the cosine of the angle, sin(alpha a), and the cosine of the last factor */
	sine = b < a ? sinq(b) : sinq(zolotarev.margin + a);
	other = beta == -1 && b < a ? sinq(alpha * b) : sinq(alpha * a);
	last = alpha < 1 ? sinq(zolotarev.margin + (1 - alpha) * a)
					 : cosq(zolotarev.theta - (1 - alpha) * a);
	return alpha / (alpha - 1) * logq(zolotarev.y) +
		   logq(cosq(alpha * zolotarev.theta)) / (alpha - 1) +
		   alpha / (alpha - 1) * logq(sine / other) + logq(last / sine);
}

static Quad
zolotarev_part(const Quad *s, Quad t)
{
	Quad e = expq(-fabsq(t)), near = zolotarev.length * e / (1 + e);
	Quad far = zolotarev.length / (1 + e), slope = -fabsq(t) - 2 * log1pq(e);
	Quad v = t > 0 ? log_g(far, near) : log_g(near, far);

	(void) s;
	slope += logq(zolotarev.length);
	if (zolotarev.kind == 0)
		return v - expq(fminq(v, 9)) + slope;
	if (zolotarev.kind == 1)
		return -expq(fminq(v, 9)) + slope;
	return (v < -60 ? v - expq(v) / 2 : logq(-expm1q(-expq(v)))) + slope;
}

static Quad
zolotarev_integral(const Quad *s, Quad y, int kind)
{
	Quad best = -INF, peak = 0;

	zolotarev.alpha = s[0];
	zolotarev.beta = s[1];
	zolotarev.y = y;
	zolotarev.kind = kind;
	zolotarev.theta = s[0] == 1 ? QPI / 2 : atanq(s[1] * tanq(QPI * s[0] / 2)) / s[0];
	if (s[1] == 1 && s[0] < 1)
		zolotarev.theta = QPI / 2;
	zolotarev.length = QPI / 2 + zolotarev.theta;
	zolotarev.margin = s[1] == 1 && s[0] < 1 ? 0 : QPI / 2 - zolotarev.theta;
	for (Quad t = -3000; t <= 3000; t += fabsq(t) < 40 ? 0.5Q : 20)
	{
		Quad v = zolotarev_part(s, t);

		if (v > best)
		{
			best = v;
			peak = t;
		}
	}
	if (best == -INF)
		return 0;
	peak = peak_of(zolotarev_part, s, peak - 20, peak + 20);
	return integral(zolotarev_part, s, peak, -INF, 0.125Q) +
		   integral(zolotarev_part, s, peak, INF, 0.125Q);
}

static Quad
stable_tail(const Quad *s, Quad y, bool upper)
{
	Quad mirrored[2] = {s[0], -s[1]};

	if (s[0] == 2)
		return erfcq(upper ? y / 2 : -y / 2) / 2;
	if (s[0] == 1 && s[1] == 0)
		return atan2q(1, upper ? y : -y) / QPI;
	if (s[0] == 1 ? s[1] < 0 : y < 0)
		return stable_tail(mirrored, -y, !upper);
	if (s[0] == 1)
		return zolotarev_integral(s, y, upper ? 2 : 1) / QPI;
	if (s[0] > 1)
		return upper ? zolotarev_integral(s, y, 1) / QPI : 1 - zolotarev_integral(s, y, 1) / QPI;
	if (upper)
		return zolotarev_integral(s, y, 2) / QPI;
	if (s[1] == -1)
		return 1;
	upper = zolotarev_integral(s, y, 1) / QPI == 0; /* sets the margin, too */
	return zolotarev.margin / QPI + zolotarev_integral(s, y, 1) / QPI;
}

static Quad
stable_logpdf(const Quad *s, Quad y)
{
	Quad mirrored[2] = {s[0], -s[1]};

	if (s[0] == 2)
		return -y * y / 4 - logq(4 * QPI) / 2;
	if (s[0] == 1 && s[1] == 0)
		return -logq(QPI) - log1pq(y * y);
	if (s[0] == 1 ? s[1] < 0 : y < 0)
		return stable_logpdf(mirrored, -y);
	if (s[0] == 1)
		return logq(zolotarev_integral(s, y, 0) / (2 * s[1]));
	return logq(zolotarev_integral(s, y, 0) * s[0] / (QPI * fabsq(s[0] - 1) * y));
}

/* ---------- the families ---------- */

typedef struct Case
{
	const char *name;
	int n;
	double shape[4];
} Case;

static const Case cases[] = {
	{"gausshyper", 4, {13.76, 3.12, 2.51, 5.18}},
	{"gausshyper", 4, {0.1, 0.1, -2, 5}},
	{"gausshyper", 4, {2, 3, 1, -0.9999}},
	{"gausshyper", 4, {1, 1, 5, 500}},
	{"gausshyper", 4, {100, 200, -50, 10}},
	{"gausshyper", 4, {1e3, 1e3, 30, 0.5}},
	{"gausshyper", 4, {1e4, 0.5, 10, 1e3}},
	{"gausshyper", 4, {0.02, 50, 3, 1e6}},
	{"genhyperbolic", 3, {0.5, 1.5, -0.5}},
	{"genhyperbolic", 3, {-50, 1, 0.5}},
	{"genhyperbolic", 3, {50, 1, -0.5}},
	{"genhyperbolic", 3, {-2, 1e-3, 0}},
	{"genhyperbolic", 3, {1, 1e3, 0}},
	{"genhyperbolic", 3, {1, 1e3, 999}},
	{"genhyperbolic", 3, {0.1, 0.01, 0.009}},
	{"genhyperbolic", 3, {-0.5, 10, -9.99}},
	{"genhyperbolic", 3, {10, 100, 50}},
	{"genhyperbolic", 3, {1, 1e4, 0}},
	{"geninvgauss", 2, {2, 1e-6}},
	{"geninvgauss", 2, {-0.5, 1e-3}},
	{"geninvgauss", 2, {0, 0.1}},
	{"geninvgauss", 2, {0, 1e-6}},
	{"geninvgauss", 2, {40, 3}},
	{"geninvgauss", 2, {-1000, 1}},
	{"geninvgauss", 2, {1000, 1e5}},
	{"geninvgauss", 2, {0.5, 1e5}},
	{"geninvgauss", 2, {-7, 30}},
	{"levy_stable", 2, {0.3, 0}},
	{"levy_stable", 2, {0.3, 1}},
	{"levy_stable", 2, {0.5, -0.5}},
	{"levy_stable", 2, {0.8, 1}},
	{"levy_stable", 2, {0.95, 0.3}},
	{"levy_stable", 2, {1, 0.5}},
	{"levy_stable", 2, {1, 1}},
	{"levy_stable", 2, {1.01, -0.9}},
	{"levy_stable", 2, {1.2, 1}},
	{"levy_stable", 2, {1.5, 0}},
	{"levy_stable", 2, {1.7, -1}},
	{"levy_stable", 2, {1.95, 0.5}},
	{"levy_stable", 2, {1.999, 1}},
	{"levy_stable", 2, {2, 0}},
	{"ncf", 3, {3, 8, 2}},
	{"ncf", 3, {0.5, 1, 30}},
	{"ncf", 3, {27, 27, 0.4}},
	{"ncf", 3, {0.1, 0.1, 1}},
	{"ncf", 3, {2, 1e6, 100}},
	{"ncf", 3, {1e5, 10, 10}},
	{"ncf", 3, {1e3, 1e3, 1e3}},
	{"ncf", 3, {10, 5, 0}},
	{"ncf", 3, {1, 30, 1e4}},
	{"nct", 2, {0.5, 0}},
	{"nct", 2, {0.5, 5}},
	{"nct", 2, {1, -1.5}},
	{"nct", 2, {3, 50}},
	{"nct", 2, {14, .24}},
	{"nct", 2, {40, -12}},
	{"nct", 2, {1e3, 30}},
	{"nct", 2, {1e6, -50}},
	{"nct", 2, {1e6, 1}},
	{"nct", 2, {2, 1e-4}},
	{"ncx2", 2, {0.1, 0}},
	{"ncx2", 2, {0.1, 1}},
	{"ncx2", 2, {0.1, 1e3}},
	{"ncx2", 2, {2, 1e-6}},
	{"ncx2", 2, {2, 40}},
	{"ncx2", 2, {5, 1e5}},
	{"ncx2", 2, {100, 10}},
	{"ncx2", 2, {1e5, 1}},
	{"ncx2", 2, {1e5, 1e5}},
	{"ncx2", 2, {0.01, 50}},
	{"norminvgauss", 2, {1e-4, 0}},
	{"norminvgauss", 2, {0.1, -0.07}},
	{"norminvgauss", 2, {1.25, 0.5}},
	{"norminvgauss", 2, {20, -19.9}},
	{"norminvgauss", 2, {1e3, 30}},
	{"norminvgauss", 2, {1e4, 0}},
	{"norminvgauss", 2, {0.01, 0.00999}},
	{"rice", 1, {0}},
	{"rice", 1, {1e-4}},
	{"rice", 1, {0.5}},
	{"rice", 1, {2}},
	{"rice", 1, {10}},
	{"rice", 1, {50}},
	{"rice", 1, {300}},
	{"studentized_range", 2, {2, 1}},
	{"studentized_range", 2, {1.1, 3}},
	{"studentized_range", 2, {3, 10}},
	{"studentized_range", 2, {6, 0.5}},
	{"studentized_range", 2, {10, 100}},
	{"studentized_range", 2, {50, 3}},
	{"studentized_range", 2, {1000, 20}},
	{"studentized_range", 2, {4, 5000}},
	{"studentized_range", 2, {20, 1e6}},
	{"vonmises", 1, {1e-3}},
	{"vonmises", 1, {1}},
	{"vonmises", 1, {1e3}},
	{"vonmises_line", 1, {0}},
	{"vonmises_line", 1, {1e-9}},
	{"vonmises_line", 1, {1e-3}},
	{"vonmises_line", 1, {0.3}},
	{"vonmises_line", 1, {3}},
	{"vonmises_line", 1, {30}},
	{"vonmises_line", 1, {1e3}},
	{"vonmises_line", 1, {1e5}},
	{"vonmises_line", 1, {1e8}},
};

static void
run(const Case *c)
{
	const double *d = c->shape;
	Quad s[4] = {d[0], d[1], d[2], d[3]};
	const char *name = c->name;

	if (strcmp(name, "gausshyper") == 0)
		integrate_family(name, d, c->n, s, free_gausshyper, logit_line, -9000, 9000);
	else if (strcmp(name, "genhyperbolic") == 0)
		integrate_family(name, d, c->n, s, free_genhyperbolic, sinh_line, -800, 800);
	else if (strcmp(name, "norminvgauss") == 0)
	{
		Quad of_general[3] = {-0.5Q, s[0], s[1]};

		integrate_family(name, d, c->n, of_general, free_genhyperbolic, sinh_line, -800, 800);
	}
	else if (strcmp(name, "geninvgauss") == 0)
		integrate_family(name, d, c->n, s, free_geninvgauss, log_line, -1000, 1000);
	else if (strncmp(name, "vonmises", 8) == 0)
		integrate_family(name, d, c->n, s, free_vonmises, angle_line, -60, 60);
	else if (strcmp(name, "ncx2") == 0)
		tails_family(name, d, c->n, s, (Tails){ncx2_logpdf, ncx2_tail}, 0, DBL_MAX);
	else if (strcmp(name, "rice") == 0)
		tails_family(name, d, c->n, s, (Tails){rice_logpdf, rice_tail}, 0, DBL_MAX);
	else if (strcmp(name, "ncf") == 0)
		tails_family(name, d, c->n, s, (Tails){ncf_logpdf, ncf_tail}, 0, DBL_MAX);
	else if (strcmp(name, "nct") == 0)
		tails_family(name, d, c->n, s, (Tails){nct_logpdf, nct_tail}, -DBL_MAX, DBL_MAX);
	else if (strcmp(name, "studentized_range") == 0)
	{
		studentized_prepare(s);
		tails_family(name, d, c->n, s, (Tails){studentized_logpdf, studentized_tail}, 1e-300,
					 1e300);
	}
	else
		tails_family(name, d, c->n, s, (Tails){stable_logpdf, stable_tail},
					 d[0] < 1 && d[1] == 1 ? 0 : -DBL_MAX, d[0] < 1 && d[1] == -1 ? 0 : DBL_MAX);
}

int
main(int argc, char **argv)
{
	legendre(FINE, fine_x, fine_w);
	legendre(COARSE, coarse_x, coarse_w);
	legendre(FEW, few_x, few_w);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		bool wanted = argc == 1;

		for (int j = 1; j < argc; j++)
			wanted |= strcmp(cases[i].name, argv[j]) == 0;
		if (wanted)
			run(&cases[i]);
		fflush(stdout);
	}
	return 0;
}
