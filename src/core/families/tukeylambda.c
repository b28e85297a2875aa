/*
 * tukeylambda.c
 *		Tukey's lambda distribution: known by its quantiles (p^lam - (1 - p)^lam) / lam.
 *
 * The cdf is 1 / (1 + exp(-t)), where t is found from y by Newton's method in a coordinate w(y) in
 * which the quantile is nearly a straight line.  Density and w are explicit functions of t, so that
 * the log density as a function of w is interpolated without any root finding: by polynomials
 * through 16 points each, on panels of equal width in t (error 3e-12 at most).  Everything is for
 * y >= 0: the distribution is symmetric.
 */
#include "families/shared.h"

#define NODES 16
#define PANELS 48
/* Beyond it the centre is too narrow in w for polynomials. */
#define MAX_TABULATED 3

/*
 * The table: PANELS + 1 values of w where panels begin, then for each panel NODES values of w and
 * as many divided differences, the first NAN until they are asked for.
 */
#define TABLE_SIZE (PANELS + 1 + 2 * NODES * PANELS)

/* Chebyshev points on [-1, 1], in an order in which divided differences are stable (Leja's). */
static const double nodes[NODES] = {
	0.99518472667219689,  -0.99518472667219689, 0.098017140329560602, -0.47139673682599765,
	0.6343932841636455,   -0.77301045336273696, 0.88192126434835503,  -0.098017140329560602,
	-0.88192126434835503, 0.47139673682599765,  0.95694033573220886,  -0.6343932841636455,
	0.29028467725446237,  -0.95694033573220886, 0.77301045336273696,  -0.29028467725446237};

static void
tukeylambda_support(const Shape *s, double *lower, double *upper)
{
	*upper = s->p[0] > 0 ? 1 / s->p[0] : INFINITY;
	*lower = -*upper;
}

/*
 * From the smaller of the two probabilities, with t the larger's logit: the larger's power times
 * (1 - exp(-lam t)) / lam, as the difference of powers would cancel where both are small.
 */
static double
tukeylambda_quantile(const Shape *s, double p)
{
	double smaller = p < 0.5 ? p : 1 - p;
	double log_larger = log1p(-smaller);
	double t = smaller > 0.25 ? log1p((1 - 2 * smaller) / smaller) : log_larger - log(smaller);
	double y = exp(s->p[0] * log_larger) * bf_expm1_over(t, -s->p[0]);

	return p < 0.5 ? -y : y;
}

static double
tukeylambda_quantile_upper(const Shape *s, double q)
{
	return -tukeylambda_quantile(s, q);
}

/* w from y; infinite at the end of the support */
static double
coordinate(const Shape *s, double y)
{
	double lam = s->p[0];

	if (lam < 0)
		return asinh(s->k[0] * y) * s->k[1];
	return boxcox1p_to_end(y, -lam) * s->k[1];
}

/* The quantile at t >= 0, as w, and dw/dt. */
static double
coordinate_at(const Shape *s, double t, double *slope)
{
	double lam = s->p[0];
	double e = exp(-t);
	double log_p = -log1p(e);
	double p_power = expm1(lam * log_p);     /* p^lam - 1 */
	double q_whole = exp(lam * (log_p - t)); /* q^lam */
	double p_whole = p_power > -0.5 ? 1 + p_power : exp(lam * log_p);
	double y = p_whole * bf_expm1_over(t, -lam);
	double dy = (e * p_whole + q_whole) / (1 + e);
	double rest;

	if (lam < 0)
	{
		double x = s->k[0] * y;

		*slope = dy * s->k[0] * s->k[1] / (x < 1e8 ? sqrt(1 + x * x) : x);
		return asinh(x) * s->k[1];
	}
	/* 1 - lam y as a sum of positive terms */
	rest = q_whole - p_power;
	*slope = dy / rest * s->k[1];
	return (lam * y < 0.5 ? bf_boxcox1p(y, -lam) : -log(rest) / lam) * s->k[1];
}

/*
 * t from w >= 0.  dw/dt varies little, so that Newton's steps, kept in a bracket, are few.  For
 * negative lam the curve is close to 2 log((1 + exp(t)) / 2).
 */
static double
t_of(const Shape *s, double w)
{
	double low = 0, high = INFINITY;
	double t = s->p[0] < 0 ? 0.5 * w + LN_2 + log1p(-0.5 * exp(-0.5 * w)) : w;

	if (w == 0 || w == INFINITY)
		return w;
	for (int i = 0; i < 100; i++)
	{
		double slope, next;
		double error = coordinate_at(s, t, &slope) - w;

		if (error < 0)
			low = t;
		else
			high = t;
		next = t - error / slope;
		/* the error left is about the square of the step */
		if (fabs(next - t) <= 1e-7 * t)
			return next;
		if (!(next > low && next < high))
			next = isinf(high) ? 2 * t : 0.5 * (low + high);
		t = next;
	}
	return t;
}

static double
log_density_at(const Shape *s, double t)
{
	double lam = s->p[0];
	double log_p;

	if (lam == 1)
		return -LN_2;
	if (t == INFINITY)
		return lam > 1 ? 0 : -INFINITY;
	log_p = -log1p(exp(-t));
	if (lam > 1)
		return -(lam - 1) * log_p - log1p(exp(-(lam - 1) * t));
	return (1 - lam) * (log_p - t) - log1p(exp((lam - 1) * t));
}

static double
log_density(const Shape *s, double w)
{
	return log_density_at(s, t_of(s, w));
}

/* k: factors inside and outside of the function in w, panels' width in t */
static bool
tukeylambda_prepare(Shape *s)
{
	double lam = s->p[0], slope;

	s->k[0] = lam < 0 ? -lam * exp2(lam - 1) : 0;
	s->k[1] = lam < 0 ? -2 / lam : fmax(1, lam);
	/* log f and w have singularities pi / |1 - lam| away from the real line, or pi, or less for lam
	 * > 1 */
	s->k[2] = PI / (lam > 1 ? 3 : 2) / fmax(1, fabs(1 - lam));
	s->table[0] = 0;
	for (int i = 0; i < PANELS; i++)
	{
		s->table[i + 1] = coordinate_at(s, (i + 1) * s->k[2], &slope);
		s->table[PANELS + 1 + 2 * NODES * i] = NAN;
	}
	return true;
}

/* Points and divided differences of a panel. */
static void
fill_panel(const Shape *s, int panel, double *w, double *difference)
{
	double slope;

	for (int i = 0; i < NODES; i++)
	{
		double t = s->k[2] * (panel + 0.5 + 0.5 * nodes[i]);

		w[i] = coordinate_at(s, t, &slope);
		difference[i] = log_density_at(s, t);
	}
	for (int order = 1; order < NODES; order++)
		for (int i = NODES - 1; i >= order; i--)
			difference[i] = (difference[i] - difference[i - 1]) / (w[i] - w[i - order]);
}

static double
tukeylambda_logpdf(const Shape *s, double y)
{
	double w = coordinate(s, fabs(y));
	int panel = 0, above = PANELS;
	double *points, *difference, sum;

	if (s->p[0] > MAX_TABULATED || !(w < s->table[PANELS]))
		return log_density(s, w);
	while (above - panel > 1)
	{
		int middle = (panel + above) / 2;

		if (s->table[middle] <= w)
			panel = middle;
		else
			above = middle;
	}
	points = s->table + PANELS + 1 + 2 * NODES * panel;
	difference = points + NODES;
	if (isnan(points[0]))
		fill_panel(s, panel, points, difference);
	sum = difference[NODES - 1];
	for (int i = NODES - 2; i >= 0; i--)
		sum = sum * (w - points[i]) + difference[i];
	return sum;
}

static double
tukeylambda_logcdf(const Shape *s, double y)
{
	double t = t_of(s, coordinate(s, fabs(y)));

	return -bf_log1pexp(y < 0 ? t : -t);
}

static double
tukeylambda_logsf(const Shape *s, double y)
{
	return tukeylambda_logcdf(s, -y);
}

static double
tukeylambda_cdf(const Shape *s, double y)
{
	double e = exp(-t_of(s, coordinate(s, fabs(y))));

	return (y < 0 ? e : 1) / (1 + e);
}

static double
tukeylambda_sf(const Shape *s, double y)
{
	return tukeylambda_cdf(s, -y);
}

static bool
tukeylambda_from_logistic(const double *logistic, double *params)
{
	params[0] = 0;
	params[1] = logistic[0];
	params[2] = logistic[1];
	return true;
}

static bool
tukeylambda_from_uniform(const double *uniform, double *params)
{
	params[0] = 2;
	params[2] = uniform[1];
	params[1] = uniform[0] + 0.5 * uniform[1];
	return true;
}

static const char *const tukeylambda_aliases[] = {"tukey_lambda", NULL};
static const Nested tukeylambda_nests[] = {{"logistic", tukeylambda_from_logistic, false},
										   {"uniform", tukeylambda_from_uniform, false},
										   {NULL, NULL, false}};

static double
tukeylambda_tail_index(const Shape *s, bool upper)
{
	(void) upper;
	return s->p[0] < 0 ? -1 / s->p[0] : INFINITY;
}

const Family family_tukeylambda = {
	.name = "tukeylambda",
	.aliases = tukeylambda_aliases,
	.reference = "Joiner, Rosenblatt (1971), J. Am. Stat. Assoc. 66, 394-399",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 1,
	.shape = {{.name = "lam",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -20,
			   .most = 20,
			   .n_grid = 6,
			   .grid = {-1, -0.3, 0.1, 0.6, 1.5, 3.5}}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.support = tukeylambda_support,
	.prepare = tukeylambda_prepare,
	.n_table = TABLE_SIZE,
	ALL_FUNCTIONS(tukeylambda),
	.nests = tukeylambda_nests,
	.tail_index = tukeylambda_tail_index,
};
