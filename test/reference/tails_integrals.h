/*
 * tails_integrals.h
 *		What the parts of tails_integrals.c share: integration in quadruple precision, rows, and
 *points at given tail probabilities.
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
