/*
 * heavy.c
 *		Symmetric distributions with more in the tails than the normal: cauchy, t, laplace.
 *
 * The upper tail is the lower one at -y, so only one is written.
 */
#include "families/shared.h"

/* ---------- cauchy ---------- */

static double
cauchy_logpdf(const Shape *s, double y)
{
	(void) s;
	return -LN_PI - (fabs(y) < HUGE_Y ? log1p(y * y) : 2 * log(fabs(y)));
}

static double
cauchy_cdf(const Shape *s, double y)
{
	(void) s;
	return atan2(1, -y) / PI;
}

static double
cauchy_sf(const Shape *s, double y)
{
	(void) s;
	return atan2(1, y) / PI;
}

static double
cauchy_quantile(const Shape *s, double p)
{
	(void) s;
	if (p > 0.25 && p < 0.75)
		return tan(PI * (p - 0.5));
	return p < 0.5 ? -1 / tan(PI * p) : 1 / tan(PI * (1 - p));
}

static double
cauchy_quantile_upper(const Shape *s, double q)
{
	return -cauchy_quantile(s, q);
}

static const char *const cauchy_aliases[] = {"lorentz", "lorentzian", NULL};

static double
cauchy_tail_index(const Shape *s, bool upper)
{
	(void) s;
	(void) upper;
	return 1;
}

const Family family_cauchy = {
	.name = "cauchy",
	.aliases = cauchy_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 16",
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	.logpdf = cauchy_logpdf,
	.cdf = cauchy_cdf,
	.sf = cauchy_sf,
	.quantile = cauchy_quantile,
	.quantile_upper = cauchy_quantile_upper,
	.tail_index = cauchy_tail_index,
};

/*
 * ---------- t ----------
 *
 * One tail is I_x(df/2, 1/2) / 2 with x = df / (df + y^2), which for tiny x is
 * x^(df/2) / (df B(df/2, 1/2)): needed where x itself would underflow.
 */
static bool
t_prepare(Shape *s)
{
	double a = s->p[0] / 2;

	s->k[0] = bf_lgamma_delta(a, 0.5) - 0.5 * (log(s->p[0]) + LN_PI);
	s->k[1] = (s->p[0] + 1) / 2;
	s->k[2] = 1 / s->p[0];
	s->k[3] = log(s->p[0]);
	s->k[4] = -s->k[3] - bf_lbeta(a, 0.5);
	return true;
}

static double
t_logpdf(const Shape *s, double y)
{
	if (fabs(y) < HUGE_Y)
		return s->k[0] - s->k[1] * log1p(y * y * s->k[2]);
	return s->k[0] - s->k[1] * (2 * log(fabs(y)) - s->k[3]);
}

/* Probability, or its logarithm, beyond |y| on one side. */
static double
t_tail(const Shape *s, double y, bool logarithm)
{
	double a = s->p[0] / 2;
	double u = y * y / s->p[0];
	double x = 1 / (1 + u);

	if (x < 1e-200)
	{
		double log_tail = a * (s->k[3] - 2 * log(fabs(y))) + s->k[4];

		return logarithm ? log_tail : exp(log_tail);
	}
	if (logarithm)
		return bf_log_beta_p(a, 0.5, x, u / (1 + u)) - LN_2;
	return bf_beta_p(a, 0.5, x, u / (1 + u)) / 2;
}

static double
t_cdf(const Shape *s, double y)
{
	return y < 0 ? t_tail(s, y, false) : 1 - t_tail(s, y, false);
}

static double
t_sf(const Shape *s, double y)
{
	return t_cdf(s, -y);
}

static double
t_logcdf(const Shape *s, double y)
{
	return y < 0 ? t_tail(s, y, true) : log1p(-t_tail(s, y, false));
}

static double
t_logsf(const Shape *s, double y)
{
	return t_logcdf(s, -y);
}

/* 1 - 2p is exact for p above 1/4, and the better argument there. */
static double
t_quantile(const Shape *s, double p)
{
	double a = s->p[0] / 2;
	double x, complement;

	if (p > 0.5)
		return -t_quantile(s, 1 - p);
	if (p > 0.25)
		x = bf_beta_q_inv(a, 0.5, 1 - 2 * p, &complement);
	else
		x = bf_beta_p_inv(a, 0.5, 2 * p, &complement);
	if (x < 1e-200)
		return -exp((s->k[3] - (log(p) - s->k[4]) / a) / 2);
	return -sqrt(s->p[0] * complement / x);
}

static double
t_quantile_upper(const Shape *s, double q)
{
	return -t_quantile(s, q);
}

static bool
t_from_cauchy(const double *cauchy, double *params)
{
	params[0] = 1;
	params[1] = cauchy[0];
	params[2] = cauchy[1];
	return true;
}

static bool
t_from_norm(const double *norm, double *params)
{
	params[0] = 1e5;
	params[1] = norm[0];
	params[2] = norm[1];
	return true;
}

static const char *const t_aliases[] = {"student_t", "student", "students_t", NULL};
static const Nested t_nests[] = {
	{"cauchy", t_from_cauchy, false}, {"norm", t_from_norm, true}, {NULL, NULL, false}};

static double
t_tail_index(const Shape *s, bool upper)
{
	(void) upper;
	return s->p[0];
}

static void
t_moments(const Shape *s, double m[4])
{
	double df = s->p[0];

	set_moments(m, 0, df / (df - 2), 0, 6 / (df - 4));
}

const Family family_t = {
	.name = "t",
	.aliases = t_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 28",
	.n_shapes = 1,
	.shape = {{.name = "df",
			   .upper = INFINITY,
			   .least = 0.05,
			   .most = 1e7,
			   .n_grid = 4,
			   .grid = {1, 2.5, 6, 20},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = t_prepare,
	ALL_FUNCTIONS(t),
	.nests = t_nests,
	.tail_index = t_tail_index,
	.moments = t_moments,
};

/* ---------- laplace ---------- */

static double
laplace_logpdf(const Shape *s, double y)
{
	(void) s;
	return -fabs(y) - LN_2;
}

static double
laplace_kink(const Shape *s)
{
	(void) s;
	return 0;
}

static double
laplace_cdf(const Shape *s, double y)
{
	(void) s;
	return y < 0 ? 0.5 * exp(y) : 1 - 0.5 * exp(-y);
}

static double
laplace_sf(const Shape *s, double y)
{
	return laplace_cdf(s, -y);
}

static double
laplace_logcdf(const Shape *s, double y)
{
	(void) s;
	return y < 0 ? y - LN_2 : log1p(-0.5 * exp(-y));
}

static double
laplace_logsf(const Shape *s, double y)
{
	return laplace_logcdf(s, -y);
}

static double
laplace_quantile(const Shape *s, double p)
{
	(void) s;
	return p < 0.5 ? log(2 * p) : -log(2 * (1 - p));
}

static double
laplace_quantile_upper(const Shape *s, double q)
{
	return -laplace_quantile(s, q);
}

/* The rows' median: between two values if it falls there, and evenly inside a bin. */
static bool
laplace_closed_form(const FitData *data, double *params)
{
	double loc = data->loc_value;

	if (!rows_are_points(data))
		return false;
	if (!data->loc_fixed)
	{
		double below = 0, half = data->n / 2, width;
		int i = 0;

		while (below + data->bin_count[i] < half)
			below += data->bin_count[i++];
		width = data->bin_upper[i] - data->bin_lower[i];
		loc = data->bin_lower[i];
		if (width > 0)
			loc += width * (half - below) / data->bin_count[i];
		else if (below + data->bin_count[i] == half)
			loc += (data->bin_lower[i + 1] - loc) / 2;
	}
	return set_loc_scale(params, loc, mean_of(data, fabs, loc));
}

static const char *const laplace_aliases[] = {"double_exponential", NULL};

static void
laplace_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, 0, 2, 0, 3);
}

const Family family_laplace = {
	.name = "laplace",
	.aliases = laplace_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 24",
	.flags = KINKED,
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	.kink = laplace_kink,
	ALL_FUNCTIONS(laplace),
	.closed_form = laplace_closed_form,
	.moments = laplace_moments,
};
