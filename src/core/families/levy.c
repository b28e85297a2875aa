/*
 * levy.c
 *		Functions of a half-normal variable, and the fatigue life distribution: levy, levy_l, moyal,
 *		fatiguelife.
 */
#include "families/shared.h"

/* ---------- levy: 1 / sqrt(y) is half-normal ---------- */

static double
levy_logpdf(const Shape *s, double y)
{
	(void) s;
	return y > 0 ? -LN_SQRT_2PI - 1.5 * log(y) - 0.5 / y : -INFINITY;
}

static double
levy_cdf(const Shape *s, double y)
{
	return family_halfnorm.sf(s, 1 / sqrt(y));
}

static double
levy_sf(const Shape *s, double y)
{
	return family_halfnorm.cdf(s, 1 / sqrt(y));
}

static double
levy_logcdf(const Shape *s, double y)
{
	return y > 0 ? family_halfnorm.logsf(s, 1 / sqrt(y)) : -INFINITY;
}

static double
levy_logsf(const Shape *s, double y)
{
	return family_halfnorm.logcdf(s, 1 / sqrt(y));
}

static double
levy_quantile(const Shape *s, double p)
{
	double z = family_halfnorm.quantile_upper(s, p);

	return 1 / z / z;
}

static double
levy_quantile_upper(const Shape *s, double q)
{
	double z = family_halfnorm.quantile(s, q);

	return 1 / z / z;
}

static double
reciprocal(double x)
{
	return 1 / x;
}

static bool
levy_closed_form(const FitData *data, double *params)
{
	return data->loc_fixed && rows_are_points(data) && rows_above_loc(data, true) &&
		   set_loc_scale(params, data->loc_value, 1 / mean_of(data, reciprocal, data->loc_value));
}

static double
levy_tail_index(const Shape *s, bool upper)
{
	(void) s;
	return upper ? 0.5 : INFINITY;
}

const Family family_levy = {
	.name = "levy",
	.reference = "Nolan (2020), Univariate Stable Distributions, sec. 1.1",
	.n_identifiable = 2,
	.upper = INFINITY,
	ALL_FUNCTIONS(levy),
	.closed_form = levy_closed_form,
	.tail_index = levy_tail_index,
};

/* ---------- levy_l: levy on -y ---------- */

DEFINE_REFLECTION(levy_l, levy)

static double
levy_l_tail_index(const Shape *s, bool upper)
{
	(void) s;
	return upper ? INFINITY : 0.5;
}

const Family family_levy_l = {
	.name = "levy_l",
	.reference = "Nolan (2020), Univariate Stable Distributions, sec. 1.1",
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = 0,
	ALL_FUNCTIONS(levy_l),
	.reflects = "levy",
	.tail_index = levy_l_tail_index,
};

/* ---------- moyal: exp(-y / 2) is half-normal ---------- */

static double
moyal_logpdf(const Shape *s, double y)
{
	(void) s;
	return -LN_SQRT_2PI - 0.5 * (y + exp(-y));
}

static double
moyal_cdf(const Shape *s, double y)
{
	return family_halfnorm.sf(s, exp(-0.5 * y));
}

static double
moyal_sf(const Shape *s, double y)
{
	return family_halfnorm.cdf(s, exp(-0.5 * y));
}

static double
moyal_logcdf(const Shape *s, double y)
{
	return family_halfnorm.logsf(s, exp(-0.5 * y));
}

/* Far to the right the half-normal cdf is linear, and its argument would underflow. */
static double
moyal_logsf(const Shape *s, double y)
{
	if (y > 100)
		return -0.5 * y + LN_2 - LN_SQRT_2PI;
	return family_halfnorm.logcdf(s, exp(-0.5 * y));
}

static double
moyal_quantile(const Shape *s, double p)
{
	return -2 * log(family_halfnorm.quantile_upper(s, p));
}

static double
moyal_quantile_upper(const Shape *s, double q)
{
	return -2 * log(family_halfnorm.quantile(s, q));
}

static void
moyal_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, M_LN2 + EULER_GAMMA, M_PI * M_PI / 2, 28 * M_SQRT2 * ZETA_3 / (M_PI * M_PI * M_PI),
				4);
}

const Family family_moyal = {
	.name = "moyal",
	.reference = "Moyal (1955), Phil. Mag. 46, 263-280",
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	ALL_FUNCTIONS(moyal),
	.moments = moyal_moments,
};

/* ---------- fatiguelife: (sqrt(y) - 1 / sqrt(y)) / c is standard normal ---------- */

static bool
fatiguelife_prepare(Shape *s)
{
	s->k[0] = 1 / s->p[0];
	s->k[1] = -log(2 * s->p[0]) - LN_SQRT_2PI;
	return true;
}

static double
fatiguelife_logpdf(const Shape *s, double y)
{
	double z = (y - 1) * s->k[0];

	return y > 0 ? s->k[1] + log1p(y) - 1.5 * log(y) - 0.5 * z * z / y : -INFINITY;
}

static double
fatiguelife_z(const Shape *s, double y)
{
	return (y - 1) / sqrt(y) / s->p[0];
}

static double
fatiguelife_cdf(const Shape *s, double y)
{
	return bf_ndtr(fatiguelife_z(s, y));
}

static double
fatiguelife_sf(const Shape *s, double y)
{
	return bf_ndtr(-fatiguelife_z(s, y));
}

static double
fatiguelife_logcdf(const Shape *s, double y)
{
	return bf_log_ndtr(fatiguelife_z(s, y));
}

static double
fatiguelife_logsf(const Shape *s, double y)
{
	return bf_log_ndtr(-fatiguelife_z(s, y));
}

/* y from z: sqrt(y) = r + sqrt(r^2 + 1) with r = c z / 2, its reciprocal at -r */
static double
fatiguelife_inverse(const Shape *s, double z)
{
	double r = 0.5 * s->p[0] * z;
	double root = fabs(r) + hypot(r, 1);

	return r < 0 ? 1 / root / root : root * root;
}

static double
fatiguelife_quantile(const Shape *s, double p)
{
	return fatiguelife_inverse(s, bf_ndtri(p));
}

static double
fatiguelife_quantile_upper(const Shape *s, double q)
{
	return fatiguelife_inverse(s, -bf_ndtri(q));
}

/* The same mean and standard deviation at a shape whose skewness is 0.01. */
static bool
fatiguelife_from_norm(const double *norm, double *params)
{
	const double c = 0.003;

	params[0] = c;
	params[2] = norm[1] / c;
	params[1] = norm[0] - params[2] * (1 + 0.5 * c * c);
	return true;
}

static const char *const fatiguelife_aliases[] = {"birnbaum_saunders", NULL};
static const Nested fatiguelife_nests[] = {{"norm", fatiguelife_from_norm, true},
										   {NULL, NULL, false}};

static void
fatiguelife_moments(const Shape *s, double m[4])
{
	double v = s->p[0] * s->p[0];

	set_moments(m, 1 + 0.5 * v, v * (1 + 1.25 * v),
				4 * s->p[0] * (11 * v + 6) / pow(5 * v + 4, 1.5),
				6 * v * (93 * v + 40) / ((5 * v + 4) * (5 * v + 4)));
}

const Family family_fatiguelife = {
	.name = "fatiguelife",
	.aliases = fatiguelife_aliases,
	.reference = "Birnbaum and Saunders (1969), J. Appl. Prob. 6, 319-327",
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 1e-4,
			   .most = 1e4,
			   .n_grid = 4,
			   .grid = {0.1, 0.5, 1.5, 6},
			   .limits = LIMIT_LOW}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = fatiguelife_prepare,
	ALL_FUNCTIONS(fatiguelife),
	.nests = fatiguelife_nests,
	.moments = fatiguelife_moments,
};
