/*
 * lifetime.c
 *		Lifetime distributions with closed hazards: gompertz, genexpon, exponweib, exponpow.
 */
#include "families/shared.h"

/* ---------- gompertz: the hazard is c exp(y) ---------- */

static bool
gompertz_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]);
	return true;
}

static double
gompertz_logpdf(const Shape *s, double y)
{
	return s->k[0] + y - s->p[0] * expm1(y);
}

static double
gompertz_cdf(const Shape *s, double y)
{
	return -expm1(-s->p[0] * expm1(y));
}

static double
gompertz_sf(const Shape *s, double y)
{
	return exp(-s->p[0] * expm1(y));
}

static double
gompertz_logcdf(const Shape *s, double y)
{
	double hazard = s->p[0] * expm1(y);

	/* the cdf itself where it may underflow */
	return hazard < 1e-290 ? s->k[0] + log(expm1(y)) : bf_log1mexp(-hazard);
}

static double
gompertz_logsf(const Shape *s, double y)
{
	return -s->p[0] * expm1(y);
}

/* y where the integrated hazard is h */
static double
gompertz_inverse(const Shape *s, double h)
{
	double ratio = h / s->p[0];

	return isfinite(ratio) ? log1p(ratio) : log(h) - s->k[0];
}

static double
gompertz_quantile(const Shape *s, double p)
{
	return gompertz_inverse(s, -log1p(-p));
}

static double
gompertz_quantile_upper(const Shape *s, double q)
{
	return gompertz_inverse(s, -log(q));
}

/* exp(y) is 1 + y to first order where y is small. */
static bool
gompertz_from_expon(const double *expon, double *params)
{
	const double c = 1e4;

	params[0] = c;
	params[1] = expon[0];
	params[2] = expon[1] * c;
	return true;
}

/* Far above its lower end the integrated hazard is c exp(y). */
static bool
gompertz_from_gumbel_l(const double *gumbel, double *params)
{
	const double log_c = -60;

	params[0] = exp(log_c);
	params[1] = gumbel[0] + gumbel[1] * log_c;
	params[2] = gumbel[1];
	return true;
}

static const Nested gompertz_nests[] = {{"expon", gompertz_from_expon, true},
										{"gumbel_l", gompertz_from_gumbel_l, true},
										{NULL, NULL, false}};

const Family family_gompertz = {
	.name = "gompertz",
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 22.8",
	.flags = EDGE_LOWER | LOG_CONCAVE,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 1e-30,
			   .most = 1e6,
			   .n_grid = 4,
			   .grid = {1e-4, 0.02, 0.5, 10},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = gompertz_prepare,
	ALL_FUNCTIONS(gompertz),
	.nests = gompertz_nests,
};

/*
 * ---------- genexpon: the hazard is a + b (1 - exp(-c y)) ----------
 *
 * Multiplying a, b and c by a number does what dividing the scale by it does: the scale says
 * nothing of its own.
 */

/* t - (1 - exp(-t)) without cancellation */
static double
beyond_linear(double t)
{
	return t < 0.6 ? -bf_log1pmx(expm1(-t)) : t + expm1(-t);
}

/* The integrated hazard. */
static double
genexpon_hazard(const Shape *s, double y)
{
	return s->p[0] * y + s->p[1] / s->p[2] * beyond_linear(s->p[2] * y);
}

static double
genexpon_logpdf(const Shape *s, double y)
{
	return log(s->p[0] - s->p[1] * expm1(-s->p[2] * y)) - genexpon_hazard(s, y);
}

static double
genexpon_cdf(const Shape *s, double y)
{
	return -expm1(-genexpon_hazard(s, y));
}

static double
genexpon_sf(const Shape *s, double y)
{
	return exp(-genexpon_hazard(s, y));
}

static double
genexpon_logcdf(const Shape *s, double y)
{
	return log_one_minus_exp_neg(log(genexpon_hazard(s, y)));
}

static double
genexpon_logsf(const Shape *s, double y)
{
	return -genexpon_hazard(s, y);
}

/*
 * y where the integrated hazard is h.  It is convex and above both a y and (a + b) y - b / c, so
 * that Newton's method from the smaller bound comes down to the solution without overshooting.
 */
static double
genexpon_inverse(const Shape *s, double h)
{
	double a = s->p[0], b = s->p[1], c = s->p[2];
	double y = fmin(h / a, (h + b / c) / (a + b));

	for (int i = 0; i < 100; i++)
	{
		double step = (genexpon_hazard(s, y) - h) / (a - b * expm1(-c * y));

		y -= step;
		if (!(step > 1e-16 * y))
			break;
	}
	return y;
}

static double
genexpon_quantile(const Shape *s, double p)
{
	return genexpon_inverse(s, -log1p(-p));
}

static double
genexpon_quantile_upper(const Shape *s, double q)
{
	return genexpon_inverse(s, -log(q));
}

/* Where the hazard is 1, between its start and its end if it can be: a length for all rates. */
static void
genexpon_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = *spread = genexpon_inverse(s, LN_2);
}

/* Rates in units of the mean distance from the lower end: rising early or late, a lot or a little
 */
static int
genexpon_starts(const FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double rates[][3] = {{0.7, 0.5, 1},  {0.3, 1, 2},     {0.05, 1.5, 2},
									  {0.05, 2, 0.7}, {0.05, 10, 0.1}, {0.02, 1.2, 8},
									  {0.3, 0.8, 10}, {0.3, 3, 0.2},   {0.9, 0.3, 0.3}};
	double mean = data->mean - (data->loc_fixed ? data->loc_value : data->min);
	int n = 0;

	if (!(mean > 0))
		return 0;
	for (; n < (int) (sizeof(rates) / sizeof(rates[0])) && n < max; n++)
		for (int i = 0; i < 3; i++)
			shapes[n][i] = fmin(fmax(rates[n][i] / mean, 1e-5), 1e4);
	return n;
}

static void
genexpon_canonical(double *params)
{
	for (int i = 0; i < 3; i++)
		params[i] /= params[4];
	params[4] = 1;
}

static bool
genexpon_from_expon(const double *expon, double *params)
{
	params[0] = 1 / expon[1];
	params[1] = 1e-4 * params[0];
	params[2] = params[0];
	params[3] = expon[0];
	params[4] = 1;
	return true;
}

/* A hazard that starts at nothing and rises in proportion to y as far as there are rows. */
static bool
genexpon_from_rayleigh(const double *rayleigh, double *params)
{
	params[0] = 1e-4 / rayleigh[1];
	params[1] = 1e3 / rayleigh[1];
	params[2] = 1 / (params[1] * rayleigh[1] * rayleigh[1]);
	params[3] = rayleigh[0];
	params[4] = 1;
	return true;
}

static const Nested genexpon_nests[] = {{"expon", genexpon_from_expon, true},
										{"rayleigh", genexpon_from_rayleigh, true},
										{NULL, NULL, false}};

const Family family_genexpon = {
	.name = "genexpon",
	.reference = "Ryu (1993), J. Appl. Prob. 30, 700-708",
	.flags = EDGE_LOWER | SCALE_REDUNDANT | LOG_CONCAVE,
	.n_shapes = 3,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 1e-5,
			   .most = 1e4,
			   .n_grid = 3,
			   .grid = {0.05, 0.5, 1}},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 1e-5,
			   .most = 1e4,
			   .n_grid = 3,
			   .grid = {0.3, 1, 4}},
			  {.name = "c",
			   .upper = INFINITY,
			   .least = 1e-5,
			   .most = 1e4,
			   .n_grid = 3,
			   .grid = {0.1, 1, 5}}},
	.n_identifiable = 4,
	.upper = INFINITY,
	ALL_FUNCTIONS(genexpon),
	.anchors = genexpon_anchors,
	.starts = genexpon_starts,
	.canonical = genexpon_canonical,
	.nests = genexpon_nests,
};

/* ---------- exponweib: the largest of a Weibull variables of shape c, a any positive number ----
 */

static bool
exponweib_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]) + log(s->p[1]);
	s->k[1] = s->p[0] * s->p[1] - 1;
	s->k[2] = log(s->p[0]);
	return true;
}

static double
exponweib_logpdf(const Shape *s, double y)
{
	double log_y = log(y);
	double log_w = s->p[1] * log_y;
	double w;

	if (y == 0)
	{
		double power = s->k[1];

		return power == 0 ? s->k[0] : power > 0 ? -INFINITY : INFINITY;
	}
	if (log_w < -37)
		return s->k[0] + s->k[1] * log_y;
	/* far out all of the relative error of w counts */
	w = log_w > 3 ? pow(y, s->p[1]) : exp(log_w);
	return s->k[0] + (s->p[0] - 1) * bf_log1mexp(-w) - w + (s->p[1] - 1) * log_y;
}

static double
exponweib_logcdf(const Shape *s, double y)
{
	double w = pow(y, s->p[1]);

	/* where w or exp(-w) may underflow, the Weibull cdf is w, or 1 - exp(-w), to the last digit */
	if (w < 1e-290)
		return s->p[0] * s->p[1] * log(y);
	return w > 700 ? -exp(s->k[2] - w) : s->p[0] * bf_log1mexp(-w);
}

static double
exponweib_cdf(const Shape *s, double y)
{
	return exp(exponweib_logcdf(s, y));
}

static double
exponweib_sf(const Shape *s, double y)
{
	return -expm1(exponweib_logcdf(s, y));
}

/* Far out log cdf is -a exp(-w), and underflows. */
static double
exponweib_logsf(const Shape *s, double y)
{
	double w = pow(y, s->p[1]);

	return w > 700 + s->k[2] ? s->k[2] - w : bf_log1mexp(exponweib_logcdf(s, y));
}

/* y from the logarithm of the cdf */
static double
exponweib_inverse(const Shape *s, double log_p)
{
	double log_base = log_p / s->p[0];

	if (log_base < -37)
		return exp(log_base / s->p[1]);
	return pow(-bf_log1mexp(log_base), 1 / s->p[1]);
}

static double
exponweib_quantile(const Shape *s, double p)
{
	return exponweib_inverse(s, log(p));
}

static double
exponweib_quantile_upper(const Shape *s, double q)
{
	return exponweib_inverse(s, log1p(-q));
}

static bool
exponweib_from_weibull_min(const double *weibull, double *params)
{
	params[0] = 1;
	params[1] = weibull[0];
	params[2] = weibull[1];
	params[3] = weibull[2];
	return true;
}

/* Where the Weibull cdf is small it is y^c, and a large c makes it small for nearly all y < 1. */
static bool
exponweib_from_powerlaw(const double *powerlaw, double *params)
{
	params[0] = 2e-3;
	params[1] = powerlaw[0] / params[0];
	params[2] = powerlaw[1];
	params[3] = powerlaw[2];
	return true;
}

static const char *const exponweib_aliases[] = {"exponentiated_weibull", NULL};
static const Nested exponweib_nests[] = {{"weibull_min", exponweib_from_weibull_min, false},
										 {"powerlaw", exponweib_from_powerlaw, true},
										 {NULL, NULL, false}};

const Family family_exponweib = {
	.name = "exponweib",
	.aliases = exponweib_aliases,
	.reference = "Mudholkar and Srivastava (1993), IEEE Trans. Reliab. 42, 299-302",
	.flags = EDGE_LOWER,
	.n_shapes = 2,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 2e-3,
			   .most = 1e12,
			   .n_grid = 4,
			   .grid = {0.4, 1, 6, 100},
			   .limits = LIMIT_LOW},
			  {.name = "c",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e5,
			   .n_grid = 4,
			   .grid = {0.7, 1.3, 3, 8},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = exponweib_prepare,
	ALL_FUNCTIONS(exponweib),
	.nests = exponweib_nests,
};

/* ---------- exponpow: the integrated hazard is exp(y^b) - 1 ---------- */

static bool
exponpow_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]);
	return true;
}

static double
exponpow_logpdf(const Shape *s, double y)
{
	double log_y = log(y);
	double w = exp(s->p[0] * log_y);

	return w > 700 ? -INFINITY : s->k[0] + times_log(s->p[0] - 1, log_y) + w - expm1(w);
}

static double
exponpow_cdf(const Shape *s, double y)
{
	return -expm1(-expm1(pow(y, s->p[0])));
}

static double
exponpow_sf(const Shape *s, double y)
{
	return exp(-expm1(pow(y, s->p[0])));
}

static double
exponpow_logcdf(const Shape *s, double y)
{
	double log_w = s->p[0] * log(y);

	return log_one_minus_exp_neg(log_w < -37 ? log_w : log(expm1(pow(y, s->p[0]))));
}

static double
exponpow_logsf(const Shape *s, double y)
{
	return -expm1(pow(y, s->p[0]));
}

static double
exponpow_quantile(const Shape *s, double p)
{
	return pow(log1p(-log1p(-p)), 1 / s->p[0]);
}

static double
exponpow_quantile_upper(const Shape *s, double q)
{
	return pow(log1p(-log(q)), 1 / s->p[0]);
}

static const char *const exponpow_aliases[] = {"smith_bain", NULL};

const Family family_exponpow = {
	.name = "exponpow",
	.aliases = exponpow_aliases,
	.reference = "Smith and Bain (1975), Commun. Statist. 4, 469-481",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "b",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e4,
			   .n_grid = 4,
			   .grid = {0.4, 1, 2.5, 8},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = exponpow_prepare,
	ALL_FUNCTIONS(exponpow),
};
