/*
 * invgauss.c
 *		The inverse Gaussian distribution (first passage of a Brownian motion with drift), its case
 *		mu = 1, wald, and that of its reciprocal, recipinvgauss.
 *
 * With A = (y / mu - 1) / sqrt y and B = (y / mu + 1) / sqrt y, so that exp(2 / mu) phi(B) is
 * phi(A), and with M Mills' ratio of the normal,
 *
 *		cdf = phi(A) (M(-A) + M(B))		sf = phi(A) (M(A) - M(B)).
 *
 * The first is a sum of positive terms.  The difference cancels where A and B are close, and is
 * there the integral of -M'(t) = 1 - t M(t) from A to B, a smooth function that is evaluated
 * without cancellation.
 */
#include "families/shared.h"

/* All of what follows is in terms of these, so that it serves the relatives too. */
enum
{
	MU,
	INVERSE_MU
};

static bool
invgauss_set(Shape *s, double mu)
{
	s->k[MU] = mu;
	s->k[INVERSE_MU] = 1 / mu;
	return true;
}

static bool
invgauss_prepare(Shape *s)
{
	return invgauss_set(s, s->p[0]);
}

static double
invgauss_logpdf(const Shape *s, double y)
{
	double d;

	if (y == 0)
		return -INFINITY;
	d = (y - s->k[MU]) * s->k[INVERSE_MU];
	return -LN_SQRT_2PI - 1.5 * log(y) - 0.5 * d * d / y;
}

/* log phi(A), from y - mu rather than from A: it is large, and its error counts in full. */
static double
invgauss_log_phi(const Shape *s, double y)
{
	double d = (y - s->k[MU]) / s->k[MU];

	return -LN_SQRT_2PI - 0.5 * d * d / y;
}

/* A and B of the comment above. */
static void
barriers(const Shape *s, double y, double *a, double *b)
{
	double root = sqrt(y);

	*a = (y - s->k[MU]) / s->k[MU] / root;
	*b = (y / s->k[MU] + 1) / root;
}

static double
invgauss_logsf(const Shape *s, double y)
{
	double a, b, width;

	if (y == 0 || isinf(y))
		return y == 0 ? 0 : -INFINITY;
	barriers(s, y, &a, &b);
	width = 2 / sqrt(y);
	if (width < 0.5 * (1 + fabs(a)))
		return invgauss_log_phi(s, y) + log(gauss_legendre(mills_slope, &a, 0, width));
	b = invgauss_log_phi(s, y) + bf_log_mills(b);
	if (a < 0)
		return log1p(-bf_ndtr(a) - exp(b));
	a = bf_log_ndtr(-a);
	return a + bf_log1mexp(b - a);
}

static double
invgauss_logcdf(const Shape *s, double y)
{
	double a, b;

	if (y == 0 || isinf(y))
		return y == 0 ? -INFINITY : 0;
	barriers(s, y, &a, &b);
	if (a > 0)
		return log1p(-exp(invgauss_logsf(s, y)));
	a = bf_log_mills(-a);
	b = bf_log_mills(b);
	return invgauss_log_phi(s, y) + a + log1p(exp(b - a));
}

static double
invgauss_cdf(const Shape *s, double y)
{
	return exp(invgauss_logcdf(s, y));
}

static double
invgauss_sf(const Shape *s, double y)
{
	return exp(invgauss_logsf(s, y));
}

static double
reciprocal(double x)
{
	return 1 / x;
}

static bool
invgauss_closed_form(const FitData *data, double *params)
{
	double mean = data->mean - data->loc_value;
	double scale;

	if (!data->loc_fixed || !rows_are_points(data) || !rows_above_loc(data, true))
		return false;
	scale = 1 / (mean_of(data, reciprocal, data->loc_value) - 1 / mean);
	params[0] = mean / scale;
	return params[0] > 0 && set_loc_scale(params + 1, data->loc_value, scale);
}

/* The same mean and standard deviation at a shape whose skewness is 0.03. */
static bool
invgauss_from_norm(const double *norm, double *params)
{
	const double mu = 1e-4;

	params[0] = mu;
	params[2] = norm[1] / (mu * sqrt(mu));
	params[1] = norm[0] - mu * params[2];
	return true;
}

static const char *const invgauss_aliases[] = {"inverse_gaussian", NULL};
static const Nested invgauss_nests[] = {{"norm", invgauss_from_norm, true}, {NULL, NULL, false}};

static void
invgauss_moments(const Shape *s, double m[4])
{
	double mu = s->p[0];

	set_moments(m, mu, mu * mu * mu, 3 * sqrt(mu), 15 * mu);
}

/*
 * The mode of log y and its spread from the curvature there, which stay finite where y's moments do
 * not; log(1 / y) has the same, mirrored.  Quartiles would be inverses of the cdf by iteration.
 */
static void
invgauss_anchors(const Shape *s, double *centre, double *spread)
{
	double root = hypot(1, 2 * s->k[INVERSE_MU]), deviation = sqrt(2 / root);

	*centre = 2 / (1 + root);
	*spread = *centre * deviation / (1 + deviation);
}

static void
recipinvgauss_anchors(const Shape *s, double *centre, double *spread)
{
	double direct, its_spread;

	invgauss_anchors(s, &direct, &its_spread);
	*centre = 1 / direct;
	*spread = its_spread / (direct * direct);
}

const Family family_invgauss = {
	.name = "invgauss",
	.aliases = invgauss_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 15",
	.flags = SEARCH_TELLS,
	.n_shapes = 1,
	.shape = {{.name = "mu",
			   .upper = INFINITY,
			   .least = 1e-7,
			   .most = 1e7,
			   .n_grid = 5,
			   .grid = {0.02, 0.2, 1, 5, 50},
			   .limits = LIMIT_LOW_ROOT}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = invgauss_prepare,
	.logpdf = invgauss_logpdf,
	.cdf = invgauss_cdf,
	.sf = invgauss_sf,
	.logcdf = invgauss_logcdf,
	.logsf = invgauss_logsf,
	.anchors = invgauss_anchors,
	.nests = invgauss_nests,
	.closed_form = invgauss_closed_form,
	.moments = invgauss_moments,
};

/* ---------- wald: invgauss with mu = 1 ---------- */

static bool
wald_prepare(Shape *s)
{
	return invgauss_set(s, 1);
}

/* The positive root of 1 / scale + mean / scale^2 = mean of 1 / x. */
static bool
wald_closed_form(const FitData *data, double *params)
{
	double mean = data->mean - data->loc_value, h;

	if (!data->loc_fixed || !rows_are_points(data) || !rows_above_loc(data, true))
		return false;
	h = mean_of(data, reciprocal, data->loc_value);
	return set_loc_scale(params, data->loc_value, (1 + sqrt(1 + 4 * h * mean)) / (2 * h));
}

static void
wald_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, 1, 1, 3, 15);
}

const Family family_wald = {
	.name = "wald",
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 15",
	.n_identifiable = 2,
	.upper = INFINITY,
	.prepare = wald_prepare,
	.logpdf = invgauss_logpdf,
	.cdf = invgauss_cdf,
	.sf = invgauss_sf,
	.logcdf = invgauss_logcdf,
	.logsf = invgauss_logsf,
	.closed_form = wald_closed_form,
	.moments = wald_moments,
};

/* ---------- recipinvgauss: the reciprocal of an invgauss variable ---------- */

static double
recipinvgauss_logpdf(const Shape *s, double y)
{
	double d;

	if (y == 0)
		return -INFINITY;
	d = y - s->k[INVERSE_MU];
	return -LN_SQRT_2PI - 0.5 * log(y) - 0.5 * d * (d / y);
}

/* Tails are those of invgauss at 1 / y on the other side. */
static double
recipinvgauss_cdf(const Shape *s, double y)
{
	return invgauss_sf(s, 1 / y);
}

static double
recipinvgauss_sf(const Shape *s, double y)
{
	return invgauss_cdf(s, 1 / y);
}

static double
recipinvgauss_logcdf(const Shape *s, double y)
{
	return invgauss_logsf(s, 1 / y);
}

static double
recipinvgauss_logsf(const Shape *s, double y)
{
	return invgauss_logcdf(s, 1 / y);
}

/* That of invgauss for the reciprocals, whose parameters it gives. */
static bool
recipinvgauss_closed_form(const FitData *data, double *params)
{
	double h, scale;

	if (!data->loc_fixed || !rows_are_points(data) || !rows_above_loc(data, true))
		return false;
	h = mean_of(data, reciprocal, data->loc_value);
	scale = data->mean - data->loc_value - 1 / h;
	params[0] = h * scale;
	return params[0] > 0 && set_loc_scale(params + 1, data->loc_value, scale);
}

/* The same mean and standard deviation at a shape whose skewness is 0.03. */
static bool
recipinvgauss_from_norm(const double *norm, double *params)
{
	const double mu = 1e-4;

	params[0] = mu;
	params[2] = norm[1] / sqrt(1 / mu + 2);
	params[1] = norm[0] - (1 / mu + 1) * params[2];
	return true;
}

static const char *const recipinvgauss_aliases[] = {"reciprocal_inverse_gaussian", NULL};
static const Nested recipinvgauss_nests[] = {{"norm", recipinvgauss_from_norm, true},
											 {NULL, NULL, false}};

static void
recipinvgauss_moments(const Shape *s, double m[4])
{
	double r = 1 / s->p[0];

	set_moments(m, r + 1, r + 2, (3 * r + 8) / pow(r + 2, 1.5),
				(15 * r + 48) / ((r + 2) * (r + 2)));
}

const Family family_recipinvgauss = {
	.name = "recipinvgauss",
	.aliases = recipinvgauss_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 15.6",
	.n_shapes = 1,
	.shape = {{.name = "mu",
			   .upper = INFINITY,
			   .least = 1e-7,
			   .most = 1e7,
			   .n_grid = 5,
			   .grid = {0.02, 0.2, 1, 5, 50},
			   .limits = LIMIT_LOW_ROOT}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = invgauss_prepare,
	.logpdf = recipinvgauss_logpdf,
	.cdf = recipinvgauss_cdf,
	.sf = recipinvgauss_sf,
	.logcdf = recipinvgauss_logcdf,
	.logsf = recipinvgauss_logsf,
	.closed_form = recipinvgauss_closed_form,
	.anchors = recipinvgauss_anchors,
	.nests = recipinvgauss_nests,
	.moments = recipinvgauss_moments,
};
