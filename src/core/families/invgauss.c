/*
 * invgauss.c
 *		The inverse Gaussian distribution: first passage of a Brownian motion with drift.
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

static bool
invgauss_prepare(Shape *s)
{
	s->k[0] = 1 / s->p[0];
	return true;
}

static double
invgauss_logpdf(const Shape *s, double y)
{
	double d;

	if (y == 0)
		return -INFINITY;
	d = (y - s->p[0]) * s->k[0];
	return -LN_SQRT_2PI - 1.5 * log(y) - 0.5 * d * d / y;
}

/* log phi(A), from y - mu rather than from A: it is large, and its error counts in full. */
static double
invgauss_log_phi(const Shape *s, double y)
{
	double d = (y - s->p[0]) / s->p[0];

	return -LN_SQRT_2PI - 0.5 * d * d / y;
}

/*
 * 1 - t M(t) at t = A + v.  It is about 1 / t^2, so that the difference is good to t^2 ulps; from t
 * = 12 on by Laplace's continued fraction for M, 1 / (t + 1 / (t + 2 / (t + ..., whose tail K gives
 * it as K / (t + K).
 */
static double
mills_slope(const void *arg, double v)
{
	double t = *(const double *) arg + v;
	double tail = 0;

	if (t < 12)
		return 1 - t * exp(bf_log_mills(t));
	for (int n = 20; n >= 1; n--)
		tail = n / (t + tail);
	return tail / (t + tail);
}

/* A and B of the comment above. */
static void
barriers(const Shape *s, double y, double *a, double *b)
{
	double r = y / s->p[0];

	*a = (r - 1) / sqrt(y);
	*b = (r + 1) / sqrt(y);
}

static double
invgauss_logsf(const Shape *s, double y)
{
	double a, b, width;

	if (y == 0)
		return 0;
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

	if (y == 0)
		return -INFINITY;
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

const Family family_invgauss = {
	.name = "invgauss",
	.aliases = invgauss_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 15",
	.n_shapes = 1,
	.shape = {{.name = "mu",
			   .upper = INFINITY,
			   .least = 1e-7,
			   .most = 1e7,
			   .n_grid = 5,
			   .grid = {0.02, 0.2, 1, 5, 50},
			   .limits = LIMIT_LOW}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = invgauss_prepare,
	.logpdf = invgauss_logpdf,
	.cdf = invgauss_cdf,
	.sf = invgauss_sf,
	.logcdf = invgauss_logcdf,
	.logsf = invgauss_logsf,
	.nests = invgauss_nests,
	.closed_form = invgauss_closed_form,
};
