/*
 * tukeylambda.c
 *		Tukey's lambda distribution: known by its quantiles (p^lam - (1 - p)^lam) / lam.
 *
 * The cdf is 1 / (1 + exp(-t)), where t is found from y by Newton's method in a coordinate w(y) in
 * which the quantile is nearly a straight line.  The log density is
 * kept as polynomials in w (error 1e-13), so that estimation pays for the root finding at some
 * hundred points instead of all rows.  Everything is for y >= 0: the distribution is symmetric.
 */
#include "families/cumulate.h"

#define PANELS 48
/* Beyond it the centre is too narrow in w for the panels. */
#define MAX_TABULATED 3

static void
tukeylambda_support(const Shape *s, double *lower, double *upper)
{
	*upper = s->p[0] > 0 ? 1 / s->p[0] : INFINITY;
	*lower = -*upper;
}

static double
tukeylambda_quantile(const Shape *s, double p)
{
	return bf_expm1_over(log(p), s->p[0]) - bf_expm1_over(log1p(-p), s->p[0]);
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
	double log_p = -log1p(exp(-t)), log_q = log_p - t;
	double y = bf_expm1_over(log_p, lam) - bf_expm1_over(log_q, lam);
	/* dy/dt is p q (p^(lam - 1) + q^(lam - 1)) */
	double log_dy = log_p + lam * log_q + log1p(exp((1 - lam) * -t));
	double rest;

	if (lam > 1)
		log_dy = log_q + lam * log_p + log1p(exp((lam - 1) * -t));
	if (lam < 0)
	{
		double x = s->k[0] * y;

		*slope = exp(log_dy) * s->k[0] * s->k[1] / hypot(1, x);
		return asinh(x) * s->k[1];
	}
	/* 1 - lam y as a sum of positive terms */
	rest = exp(lam * log_q) - expm1(lam * log_p);
	*slope = exp(log_dy - log(rest)) * s->k[1];
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
	double v = w / s->k[2];
	double t = s->p[0] < 0 ? 0.5 * v + LN_2 + log1p(-0.5 * exp(-0.5 * v)) : v;

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
		if (fabs(next - t) <= 1e-8 * t)
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

static const Interpolated density = {
	.exact = log_density, .offset = 0, .n_panels = PANELS, .lower = 0, .width = 1};

/* k: factors inside and outside of the function in w, and how much w is stretched */
static bool
tukeylambda_prepare(Shape *s)
{
	double lam = s->p[0];

	/*
	 * log f has its singularities pi / |1 - lam| away from the real line of t: w is stretched such
	 * that a panel stays short against that
	 */
	s->k[2] = lam < 0 ? fmax(1, (1 - lam) / 1.5) : lam > 1 ? 2 * lam : 1;
	if (lam < 0)
	{
		s->k[0] = -lam * exp2(lam - 1);
		s->k[1] = -2 / lam * s->k[2];
	}
	else
		s->k[1] = s->k[2];
	interpolated_reset(&density, s);
	return true;
}

static double
tukeylambda_logpdf(const Shape *s, double y)
{
	double w = coordinate(s, fabs(y));

	return s->p[0] > MAX_TABULATED ? log_density(s, w) : interpolated_value(&density, s, w);
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
	.n_table = PANELS * PANEL_NODES,
	ALL_FUNCTIONS(tukeylambda),
	.nests = tukeylambda_nests,
};
