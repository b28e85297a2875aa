/*
 * gamma.c
 *		The gamma distribution and its near relatives: gamma, chi2, invgamma, rayleigh, maxwell.
 *
 * Probabilities are incomplete gamma functions (special/gamma.c has their accuracy); the density
 * is written so that nothing cancels up to the largest shapes (gamma_density in shared.h).
 */
#include "families/shared.h"
#include "special/twofold.h"

/* ---------- gamma ---------- */

static bool
gamma_prepare(Shape *s)
{
	gamma_density_prepare(s->p[0], s->k);
	return true;
}

static double
gamma_logpdf(const Shape *s, double y)
{
	return gamma_density(s->k, y);
}

static double
gamma_cdf(const Shape *s, double y)
{
	return bf_gamma_p(s->p[0], y);
}

static double
gamma_sf(const Shape *s, double y)
{
	return bf_gamma_q(s->p[0], y);
}

static double
gamma_logcdf(const Shape *s, double y)
{
	return bf_log_gamma_p(s->p[0], y);
}

static double
gamma_logsf(const Shape *s, double y)
{
	return bf_log_gamma_q(s->p[0], y);
}

static double
gamma_quantile(const Shape *s, double p)
{
	return bf_gamma_p_inv(s->p[0], p);
}

static double
gamma_quantile_upper(const Shape *s, double q)
{
	return bf_gamma_q_inv(s->p[0], q);
}

static bool
gamma_from_expon(const double *expon, double *params)
{
	params[0] = 1;
	params[1] = expon[0];
	params[2] = expon[1];
	return true;
}

/* The same mean and standard deviation at a shape whose skewness is 0.02. */
static bool
gamma_from_norm(const double *norm, double *params)
{
	const double a = 1e4;

	params[0] = a;
	params[2] = norm[1] / sqrt(a);
	params[1] = norm[0] - a * params[2];
	return true;
}

static const Nested gamma_nests[] = {
	{"expon", gamma_from_expon, false}, {"norm", gamma_from_norm, true}, {NULL, NULL, false}};

static void
gamma_moments(const Shape *s, double m[4])
{
	double a = s->p[0];

	set_moments(m, a, a, 2 / sqrt(a), 6 / a);
}

const Family family_gamma = {
	.name = "gamma",
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 17",
	.flags = EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e8,
			   .n_grid = 5,
			   .grid = {0.3, 1, 3, 10, 60},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = gamma_prepare,
	ALL_FUNCTIONS(gamma),
	.nests = gamma_nests,
	.moments = gamma_moments,
};

/* ---------- chi2: twice a gamma variable of shape df / 2 ---------- */

static bool
chi2_prepare(Shape *s)
{
	gamma_density_prepare(s->p[0] / 2, s->k);
	return true;
}

static double
chi2_logpdf(const Shape *s, double y)
{
	return gamma_density(s->k, y / 2) - LN_2;
}

static double
chi2_cdf(const Shape *s, double y)
{
	return bf_gamma_p(s->p[0] / 2, y / 2);
}

static double
chi2_sf(const Shape *s, double y)
{
	return bf_gamma_q(s->p[0] / 2, y / 2);
}

static double
chi2_logcdf(const Shape *s, double y)
{
	return bf_log_gamma_p(s->p[0] / 2, y / 2);
}

static double
chi2_logsf(const Shape *s, double y)
{
	return bf_log_gamma_q(s->p[0] / 2, y / 2);
}

static double
chi2_quantile(const Shape *s, double p)
{
	return 2 * bf_gamma_p_inv(s->p[0] / 2, p);
}

static double
chi2_quantile_upper(const Shape *s, double q)
{
	return 2 * bf_gamma_q_inv(s->p[0] / 2, q);
}

static bool
chi2_from_kernel(const double *gamma, double *params)
{
	params[0] = 2 * gamma[0];
	params[1] = gamma[1];
	params[2] = gamma[2] / 2;
	return true;
}

static const char *const chi2_aliases[] = {"chi_squared", "chisquare", "chisquared", NULL};

static void
chi2_moments(const Shape *s, double m[4])
{
	double df = s->p[0];

	set_moments(m, df, 2 * df, sqrt(8 / df), 12 / df);
}

const Family family_chi2 = {
	.name = "chi2",
	.aliases = chi2_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 18",
	.flags = EDGE_LOWER | NOT_DEFAULT,
	.n_shapes = 1,
	.shape = {{.name = "df",
			   .upper = INFINITY,
			   .least = 2e-3,
			   .most = 2e8,
			   .n_grid = 5,
			   .grid = {0.6, 2, 6, 20, 120},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = chi2_prepare,
	ALL_FUNCTIONS(chi2),
	.kernel = "gamma",
	.from_kernel = chi2_from_kernel,
	.moments = chi2_moments,
};

/* ---------- invgamma: the reciprocal of a gamma variable ---------- */

static double
invgamma_logpdf(const Shape *s, double y)
{
	double x = 1 / y, product;

	if (isinf(x))
		return -INFINITY;
	if (s->k[0] < 10)
		return gamma_density_small(s->k, x) - 2 * log(y);
	/* x / a - 1, whose parts may overflow */
	product = s->k[0] * y;
	return gamma_density_large(s->k, x, isinf(product) ? -1 : -fma(s->k[0], y, -1) / product) -
		   2 * log(y);
}

static double
invgamma_tail(const Shape *s, double y, bool upper, bool logarithm)
{
	return bf_gamma_tail(s->p[0], twofold_quotient((Twofold){1, 0}, (Twofold){y, 0}), !upper,
						 logarithm);
}

static double
invgamma_cdf(const Shape *s, double y)
{
	return invgamma_tail(s, y, false, false);
}

static double
invgamma_sf(const Shape *s, double y)
{
	return invgamma_tail(s, y, true, false);
}

static double
invgamma_logcdf(const Shape *s, double y)
{
	return invgamma_tail(s, y, false, true);
}

static double
invgamma_logsf(const Shape *s, double y)
{
	return invgamma_tail(s, y, true, true);
}

static double
invgamma_quantile(const Shape *s, double p)
{
	return 1 / bf_gamma_q_inv(s->p[0], p);
}

static double
invgamma_quantile_upper(const Shape *s, double q)
{
	return 1 / bf_gamma_p_inv(s->p[0], q);
}

/* The same mean and standard deviation at a shape whose skewness is 0.02. */
static bool
invgamma_from_norm(const double *norm, double *params)
{
	const double a = 4e4;

	params[0] = a;
	params[2] = norm[1] * (a - 1) * sqrt(a - 2);
	params[1] = norm[0] - params[2] / (a - 1);
	return true;
}

static const char *const invgamma_aliases[] = {"inverse_gamma", NULL};
static const Nested invgamma_nests[] = {{"norm", invgamma_from_norm, true}, {NULL, NULL, false}};

static double
invgamma_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] : INFINITY;
}

static void
invgamma_moments(const Shape *s, double m[4])
{
	double a = s->p[0];

	set_moments(m, 1 / (a - 1), 1 / ((a - 1) * (a - 1) * (a - 2)), 4 * sqrt(a - 2) / (a - 3),
				6 * (5 * a - 11) / ((a - 3) * (a - 4)));
}

/* The mode, and its share that log y spreads by: quartiles are dear to invert. */
static void
invgamma_anchors(const Shape *s, double *centre, double *spread)
{
	double a = s->p[0];

	*centre = 1 / (a + 1);
	*spread = *centre / (1 + sqrt(a));
}

const Family family_invgamma = {
	.name = "invgamma",
	.aliases = invgamma_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 17.8",
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e8,
			   .n_grid = 5,
			   .grid = {0.4, 1, 3, 10, 60},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = gamma_prepare,
	ALL_FUNCTIONS(invgamma),
	.anchors = invgamma_anchors,
	.nests = invgamma_nests,
	.tail_index = invgamma_tail_index,
	.moments = invgamma_moments,
};

/* ---------- rayleigh: the length of a standard normal vector in the plane ---------- */

static double
rayleigh_logpdf(const Shape *s, double y)
{
	(void) s;
	return log(y) - 0.5 * y * y;
}

static double
rayleigh_cdf(const Shape *s, double y)
{
	(void) s;
	return -expm1(-0.5 * y * y);
}

static double
rayleigh_sf(const Shape *s, double y)
{
	(void) s;
	return exp(-0.5 * y * y);
}

static double
rayleigh_logcdf(const Shape *s, double y)
{
	(void) s;
	return log_one_minus_exp_neg(2 * log(y) - LN_2);
}

static double
rayleigh_logsf(const Shape *s, double y)
{
	(void) s;
	return -0.5 * y * y;
}

static double
rayleigh_quantile(const Shape *s, double p)
{
	(void) s;
	return sqrt(-2 * log1p(-p));
}

static double
rayleigh_quantile_upper(const Shape *s, double q)
{
	(void) s;
	return sqrt(-2 * log(q));
}

static bool
rayleigh_closed_form(const FitData *data, double *params)
{
	return data->loc_fixed && rows_are_points(data) && rows_above_loc(data, true) &&
		   set_loc_scale(params, data->loc_value, sqrt(mean_square(data, data->loc_value) / 2));
}

static void
rayleigh_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, sqrt(M_PI / 2), 2 - M_PI / 2, 2 * (M_PI - 3) * sqrt(M_PI) / pow(4 - M_PI, 1.5),
				-(6 * M_PI * M_PI - 24 * M_PI + 16) / ((4 - M_PI) * (4 - M_PI)));
}

const Family family_rayleigh = {
	.name = "rayleigh",
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 18.10",
	.n_identifiable = 2,
	.upper = INFINITY,
	ALL_FUNCTIONS(rayleigh),
	.closed_form = rayleigh_closed_form,
	.moments = rayleigh_moments,
};

/* ---------- maxwell: the length of a standard normal vector in space ---------- */

static double
maxwell_logpdf(const Shape *s, double y)
{
	(void) s;
	return LN_2 - LN_SQRT_2PI + 2 * log(y) - 0.5 * y * y;
}

static double
maxwell_cdf(const Shape *s, double y)
{
	(void) s;
	return bf_gamma_p(1.5, 0.5 * y * y);
}

static double
maxwell_sf(const Shape *s, double y)
{
	(void) s;
	return bf_gamma_q(1.5, 0.5 * y * y);
}

static double
maxwell_logcdf(const Shape *s, double y)
{
	(void) s;
	return bf_log_gamma_p(1.5, 0.5 * y * y);
}

static double
maxwell_logsf(const Shape *s, double y)
{
	(void) s;
	return bf_log_gamma_q(1.5, 0.5 * y * y);
}

static double
maxwell_quantile(const Shape *s, double p)
{
	(void) s;
	return sqrt(2 * bf_gamma_p_inv(1.5, p));
}

static double
maxwell_quantile_upper(const Shape *s, double q)
{
	(void) s;
	return sqrt(2 * bf_gamma_q_inv(1.5, q));
}

static bool
maxwell_closed_form(const FitData *data, double *params)
{
	return data->loc_fixed && rows_are_points(data) && rows_above_loc(data, true) &&
		   set_loc_scale(params, data->loc_value, sqrt(mean_square(data, data->loc_value) / 3));
}

static void
maxwell_moments(const Shape *s, double m[4])
{
	double c = 3 * M_PI - 8;

	(void) s;
	set_moments(m, 2 * sqrt(2 / M_PI), c / M_PI, 2 * M_SQRT2 * (16 - 5 * M_PI) / pow(c, 1.5),
				4 * (-96 + 40 * M_PI - 3 * M_PI * M_PI) / (c * c));
}

const Family family_maxwell = {
	.name = "maxwell",
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 18.10",
	.n_identifiable = 2,
	.upper = INFINITY,
	ALL_FUNCTIONS(maxwell),
	.closed_form = maxwell_closed_form,
	.moments = maxwell_moments,
};
