/*
 * tails_integrals.c
 *		Writes tails_integrals.tsv: families whose probabilities are integrals or mixtures.
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
 *        tails_integrals [family ... | family(shape,shape) ...]
 */
#include "tails_integrals.h"
#include "tails_mixtures.h"

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
	{"levy_stable", 2, {1.5, 0}},
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
	{"ncf", 3, {1e5, 1e5, 1e5}},
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
	{"nct", 2, {10, 1e3}},
	{"nct", 2, {1e5, 300}},
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
	{"studentized_range", 2, {10, 5}},
	{"studentized_range", 2, {50, 100}},
	{"studentized_range", 2, {3, 1e4}},
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

/* Whether an argument names the family of a case, or the case: ncx2(5,100000) */
static bool
is_named(const Case *c, const char *argument)
{
	char label[200];
	int n = snprintf(label, sizeof(label), "%s", c->name);

	for (int i = 0; i < c->n; i++)
		n += snprintf(label + n, sizeof(label) - n, "%s%.17g", i == 0 ? "(" : ",", c->shape[i]);
	strcat(label, ")");
	return strcmp(c->name, argument) == 0 || strcmp(label, argument) == 0;
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
			wanted |= is_named(&cases[i], argv[j]);
		if (wanted)
			run(&cases[i]);
		fflush(stdout);
	}
	return 0;
}
