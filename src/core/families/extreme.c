/*
 * extreme.c
 *		Extreme-value distributions: weibull_min, weibull_max, gumbel_r, gumbel_l, genextreme,
 *		invweibull.
 *
 * All of them say that some increasing or decreasing function t(y) is standard exponential, so
 * that one tail is exp(-t) and the other -expm1(-t).  Powers are exp(c log y): they may overflow
 * or vanish, and the logarithms of the tails are then still exact.
 */
#include "families/shared.h"

/* ---------- weibull_min: t = y^c ---------- */

static bool
log_c_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]);
	return true;
}

static double
weibull_min_logpdf(const Shape *s, double y)
{
	double log_y = log(y);

	return s->k[0] + times_log(s->p[0] - 1, log_y) - exp(s->p[0] * log_y);
}

static double
weibull_min_cdf(const Shape *s, double y)
{
	return -expm1(-pow(y, s->p[0]));
}

static double
weibull_min_sf(const Shape *s, double y)
{
	return exp(-pow(y, s->p[0]));
}

static double
weibull_min_logcdf(const Shape *s, double y)
{
	return log_one_minus_exp_neg(s->p[0] * log(y));
}

static double
weibull_min_logsf(const Shape *s, double y)
{
	return -pow(y, s->p[0]);
}

static double
weibull_min_quantile(const Shape *s, double p)
{
	return exp(log(-log1p(-p)) / s->p[0]);
}

static double
weibull_min_quantile_upper(const Shape *s, double q)
{
	return exp(log(-log(q)) / s->p[0]);
}

static bool
weibull_min_from_expon(const double *expon, double *params)
{
	params[0] = 1;
	params[1] = expon[0];
	params[2] = expon[1];
	return true;
}

static bool
weibull_min_from_rayleigh(const double *rayleigh, double *params)
{
	params[0] = 2;
	params[1] = rayleigh[0];
	params[2] = rayleigh[1] * SQRT_2;
	return true;
}

/* t^(1/c) is 1 + log(t) / c to first order, and log t follows gumbel_l. */
static bool
weibull_min_from_gumbel_l(const double *gumbel, double *params)
{
	const double c = 1e3;

	params[0] = c;
	params[2] = gumbel[1] * c;
	params[1] = gumbel[0] - params[2];
	return true;
}

static const char *const weibull_min_aliases[] = {"weibull", NULL};
static const Nested weibull_min_nests[] = {{"expon", weibull_min_from_expon, false},
										   {"rayleigh", weibull_min_from_rayleigh, false},
										   {"gumbel_l", weibull_min_from_gumbel_l, true},
										   {NULL, NULL, false}};

const Family family_weibull_min = {
	.name = "weibull_min",
	.aliases = weibull_min_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 21",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e4,
			   .n_grid = 5,
			   .grid = {0.6, 1, 1.8, 3.5, 8},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = log_c_prepare,
	ALL_FUNCTIONS(weibull_min),
	.nests = weibull_min_nests,
};

/* ---------- weibull_max: weibull_min on -y ---------- */

DEFINE_REFLECTION(weibull_max, weibull_min)

static bool
weibull_max_from_gumbel_r(const double *gumbel, double *params)
{
	const double c = 1e3;

	params[0] = c;
	params[2] = gumbel[1] * c;
	params[1] = gumbel[0] + params[2];
	return true;
}

static const char *const weibull_max_aliases[] = {"reversed_weibull", NULL};
static const Nested weibull_max_nests[] = {{"gumbel_r", weibull_max_from_gumbel_r, true},
										   {NULL, NULL, false}};

const Family family_weibull_max = {
	.name = "weibull_max",
	.aliases = weibull_max_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 22",
	.flags = EDGE_UPPER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e4,
			   .n_grid = 5,
			   .grid = {0.6, 1, 1.8, 3.5, 8},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = 0,
	.prepare = log_c_prepare,
	ALL_FUNCTIONS(weibull_max),
	.reflects = "weibull_min",
	.nests = weibull_max_nests,
};

/* ---------- gumbel_r: t = exp(-y) ---------- */

static double
gumbel_r_logpdf(const Shape *s, double y)
{
	(void) s;
	return -y - exp(-y);
}

static double
gumbel_r_cdf(const Shape *s, double y)
{
	(void) s;
	return exp(-exp(-y));
}

static double
gumbel_r_sf(const Shape *s, double y)
{
	(void) s;
	return -expm1(-exp(-y));
}

static double
gumbel_r_logcdf(const Shape *s, double y)
{
	(void) s;
	return -exp(-y);
}

static double
gumbel_r_logsf(const Shape *s, double y)
{
	(void) s;
	return log_one_minus_exp_neg(-y);
}

static double
gumbel_r_quantile(const Shape *s, double p)
{
	(void) s;
	return -log(-log(p));
}

static double
gumbel_r_quantile_upper(const Shape *s, double q)
{
	(void) s;
	return -log(-log1p(-q));
}

static const char *const gumbel_r_aliases[] = {"gumbel", NULL};

static void
gumbel_r_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, EULER_GAMMA, M_PI * M_PI / 6, 12 * sqrt(6) * ZETA_3 / (M_PI * M_PI * M_PI), 2.4);
}

const Family family_gumbel_r = {
	.name = "gumbel_r",
	.aliases = gumbel_r_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 22",
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	ALL_FUNCTIONS(gumbel_r),
	.moments = gumbel_r_moments,
};

/* ---------- gumbel_l: gumbel_r on -y ---------- */

DEFINE_REFLECTION(gumbel_l, gumbel_r)

static void
gumbel_l_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, -EULER_GAMMA, M_PI * M_PI / 6, -12 * sqrt(6) * ZETA_3 / (M_PI * M_PI * M_PI), 2.4);
}

const Family family_gumbel_l = {
	.name = "gumbel_l",
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 22",
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	ALL_FUNCTIONS(gumbel_l),
	.reflects = "gumbel_r",
	.moments = gumbel_l_moments,
};

/*
 * ---------- genextreme: t = (1 - c y)^(1/c) ----------
 *
 * With w = -log1p(-c y) / c, which is y at c = 0, everything is gumbel_r of w.  The sign of c is
 * scipy's, the opposite of most of the literature's xi.
 */
static void
genextreme_support(const Shape *s, double *lower, double *upper)
{
	double c = s->p[0];

	*lower = c < 0 ? 1 / c : -INFINITY;
	*upper = c > 0 ? 1 / c : INFINITY;
}

static double
genextreme_logpdf(const Shape *s, double y)
{
	double w = boxcox1p_to_end(y, -s->p[0]);

	if (w == -INFINITY)
		return -INFINITY;
	return times_log(s->p[0] - 1, w) - exp(-w);
}

static double
genextreme_cdf(const Shape *s, double y)
{
	return gumbel_r_cdf(s, boxcox1p_to_end(y, -s->p[0]));
}

static double
genextreme_sf(const Shape *s, double y)
{
	return gumbel_r_sf(s, boxcox1p_to_end(y, -s->p[0]));
}

static double
genextreme_logcdf(const Shape *s, double y)
{
	return gumbel_r_logcdf(s, boxcox1p_to_end(y, -s->p[0]));
}

static double
genextreme_logsf(const Shape *s, double y)
{
	return gumbel_r_logsf(s, boxcox1p_to_end(y, -s->p[0]));
}

static double
genextreme_quantile(const Shape *s, double p)
{
	return bf_expm1_over(gumbel_r_quantile(s, p), -s->p[0]);
}

static double
genextreme_quantile_upper(const Shape *s, double q)
{
	return bf_expm1_over(gumbel_r_quantile_upper(s, q), -s->p[0]);
}

static bool
genextreme_from_gumbel_r(const double *gumbel, double *params)
{
	params[0] = 0;
	params[1] = gumbel[0];
	params[2] = gumbel[1];
	return true;
}

static const char *const genextreme_aliases[] = {"gev", "generalized_extreme_value", NULL};
static const Nested genextreme_nests[] = {{"gumbel_r", genextreme_from_gumbel_r, false},
										  {NULL, NULL, false}};

static double
genextreme_tail_index(const Shape *s, bool upper)
{
	return upper && s->p[0] < 0 ? -1 / s->p[0] : INFINITY;
}

const Family family_genextreme = {
	.name = "genextreme",
	.aliases = genextreme_aliases,
	.reference = "Jenkinson (1955), Q. J. R. Meteorol. Soc. 81, 158-171",
	.flags = EDGE_UPPER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -5,
			   .most = 20,
			   .n_grid = 5,
			   .grid = {-0.5, -0.1, 0.1, 0.4, 1.5}}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.support = genextreme_support,
	ALL_FUNCTIONS(genextreme),
	.nests = genextreme_nests,
	.tail_index = genextreme_tail_index,
};

/* ---------- invweibull: t = y^-c ---------- */

static double
invweibull_logpdf(const Shape *s, double y)
{
	double log_y = log(y);

	if (y == 0)
		return -INFINITY;
	return s->k[0] - (s->p[0] + 1) * log_y - exp(-s->p[0] * log_y);
}

static double
invweibull_cdf(const Shape *s, double y)
{
	return exp(-pow(y, -s->p[0]));
}

static double
invweibull_sf(const Shape *s, double y)
{
	return -expm1(-pow(y, -s->p[0]));
}

static double
invweibull_logcdf(const Shape *s, double y)
{
	return -pow(y, -s->p[0]);
}

static double
invweibull_logsf(const Shape *s, double y)
{
	return log_one_minus_exp_neg(-s->p[0] * log(y));
}

static double
invweibull_quantile(const Shape *s, double p)
{
	return exp(-log(-log(p)) / s->p[0]);
}

static double
invweibull_quantile_upper(const Shape *s, double q)
{
	return exp(-log(-log1p(-q)) / s->p[0]);
}

/* t^(-1/c) is 1 - log(t) / c to first order, and -log t follows gumbel_r. */
static bool
invweibull_from_gumbel_r(const double *gumbel, double *params)
{
	const double c = 1e3;

	params[0] = c;
	params[2] = gumbel[1] * c;
	params[1] = gumbel[0] - params[2];
	return true;
}

static const char *const invweibull_aliases[] = {"frechet", "inverse_weibull", NULL};
static const Nested invweibull_nests[] = {{"gumbel_r", invweibull_from_gumbel_r, true},
										  {NULL, NULL, false}};

static double
invweibull_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] : INFINITY;
}

const Family family_invweibull = {
	.name = "invweibull",
	.aliases = invweibull_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 22",
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e4,
			   .n_grid = 5,
			   .grid = {0.5, 1, 2, 5, 15},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = log_c_prepare,
	ALL_FUNCTIONS(invweibull),
	.nests = invweibull_nests,
	.tail_index = invweibull_tail_index,
};
