/*
 * normal.c
 *		The normal distribution and its transforms: norm, lognorm, halfnorm, skewnorm.
 *
 * Both tails go through bf_ndtr, exact to a few ulps at any probability; a lower tail is never
 * formed from an upper one.
 */
#include "families/shared.h"

/* ---------- norm ---------- */

static double
norm_logpdf(const Shape *s, double y)
{
	(void) s;
	return -0.5 * y * y - LN_SQRT_2PI;
}

static double
norm_cdf(const Shape *s, double y)
{
	(void) s;
	return bf_ndtr(y);
}

static double
norm_sf(const Shape *s, double y)
{
	(void) s;
	return bf_ndtr(-y);
}

static double
norm_logcdf(const Shape *s, double y)
{
	(void) s;
	return bf_log_ndtr(y);
}

static double
norm_logsf(const Shape *s, double y)
{
	(void) s;
	return bf_log_ndtr(-y);
}

static double
norm_quantile(const Shape *s, double p)
{
	(void) s;
	return bf_ndtri(p);
}

static double
norm_quantile_upper(const Shape *s, double q)
{
	(void) s;
	return -bf_ndtri(q);
}

static bool
norm_closed_form(const FitData *data, double *params)
{
	double loc = data->loc_fixed ? data->loc_value : data->mean;

	return rows_are_points(data) && set_loc_scale(params, loc, sqrt(mean_square(data, loc)));
}

static const char *const norm_aliases[] = {"normal", "gaussian", NULL};

static void
norm_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, 0, 1, 0, 0);
}

const Family family_norm = {
	.name = "norm",
	.aliases = norm_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 13",
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	ALL_FUNCTIONS(norm),
	.closed_form = norm_closed_form,
	.moments = norm_moments,
};

/* ---------- lognorm: log(y) / s is standard normal ---------- */

static bool
lognorm_prepare(Shape *s)
{
	s->k[0] = 1 / s->p[0];
	s->k[1] = -log(s->p[0]) - LN_SQRT_2PI;
	return true;
}

static double
lognorm_logpdf(const Shape *s, double y)
{
	double log_y = log(y);
	double z = log_y * s->k[0];

	return y > 0 ? s->k[1] - 0.5 * z * z - log_y : -INFINITY;
}

static double
lognorm_cdf(const Shape *s, double y)
{
	return bf_ndtr(log(y) / s->p[0]);
}

static double
lognorm_sf(const Shape *s, double y)
{
	return bf_ndtr(-log(y) / s->p[0]);
}

static double
lognorm_logcdf(const Shape *s, double y)
{
	return bf_log_ndtr(log(y) / s->p[0]);
}

static double
lognorm_logsf(const Shape *s, double y)
{
	return bf_log_ndtr(-log(y) / s->p[0]);
}

static double
lognorm_quantile(const Shape *s, double p)
{
	return exp(s->p[0] * bf_ndtri(p));
}

static double
lognorm_quantile_upper(const Shape *s, double q)
{
	return exp(-s->p[0] * bf_ndtri(q));
}

/* With loc known the logarithms are normal: their mean and standard deviation. */
static bool
lognorm_closed_form(const FitData *data, double *params)
{
	const CellSet *rows = &data->rows;
	double mean, sum = 0, weight = 0;

	if (!data->loc_fixed || !rows_are_points(data) || !rows_above_loc(data, true))
		return false;
	mean = mean_of(data, log, data->loc_value);
	for (int i = 0; i < rows->n_nodes; i++)
	{
		double d = log(rows->node[i] - data->loc_value) - mean;

		sum += rows->weight[i] * d * d;
		weight += rows->weight[i];
	}
	params[0] = sqrt(sum / weight);
	return params[0] > 0 && set_loc_scale(params + 1, data->loc_value, exp(mean));
}

/* exp(s z) is 1 + s z to first order: the same mean and standard deviation at a small s. */
static bool
lognorm_from_norm(const double *norm, double *params)
{
	const double s = 0.003;

	params[0] = s;
	params[2] = norm[1] / s;
	params[1] = norm[0] - params[2];
	return true;
}

static const char *const lognorm_aliases[] = {"lognormal", "log_normal", NULL};
static const Nested lognorm_nests[] = {{"norm", lognorm_from_norm, true}, {NULL, NULL, false}};

static void
lognorm_moments(const Shape *s, double m[4])
{
	double v = s->p[0] * s->p[0];

	set_moments(m, exp(0.5 * v), exp(v) * expm1(v), (exp(v) + 2) * sqrt(expm1(v)),
				expm1(4 * v) + 2 * expm1(3 * v) + 3 * expm1(2 * v));
}

const Family family_lognorm = {
	.name = "lognorm",
	.aliases = lognorm_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 14",
	.n_shapes = 1,
	.shape = {{.name = "s",
			   .upper = INFINITY,
			   .least = 1e-5,
			   .most = 50,
			   .n_grid = 4,
			   .grid = {0.15, 0.5, 1.2, 3},
			   .limits = LIMIT_LOW}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = lognorm_prepare,
	ALL_FUNCTIONS(lognorm),
	.closed_form = lognorm_closed_form,
	.nests = lognorm_nests,
	.moments = lognorm_moments,
};

/* ---------- halfnorm: |z| ---------- */

static double
halfnorm_logpdf(const Shape *s, double y)
{
	(void) s;
	return -0.5 * y * y - LN_SQRT_2PI + LN_2;
}

static double
halfnorm_cdf(const Shape *s, double y)
{
	(void) s;
	return erf(y / SQRT_2);
}

static double
halfnorm_sf(const Shape *s, double y)
{
	(void) s;
	return 2 * bf_ndtr(-y);
}

static double
halfnorm_logsf(const Shape *s, double y)
{
	return y < 1 ? log1p(-halfnorm_cdf(s, y)) : LN_2 + bf_log_ndtr(-y);
}

static double
halfnorm_logcdf(const Shape *s, double y)
{
	return y < 1 ? log(halfnorm_cdf(s, y)) : log1p(-halfnorm_sf(s, y));
}

/*
 * Below the median, where (1 + p) / 2 would round p away: erf is nearly linear there, and Newton's
 * steps from its series' inverse double the digits (relative error 3e-4 at p = 1/2, so three).
 */
static double
halfnorm_quantile(const Shape *s, double p)
{
	double y, c;

	if (p > 0.5)
		return -bf_ndtri((1 - p) / 2);
	c = PI * p * p / 4;
	y = sqrt(PI / 2) * p * (1 + c * (1.0 / 3 + c * (7.0 / 30 + c * 127.0 / 630)));
	for (int i = 0; i < 3; i++)
		y -= (erf(y / SQRT_2) - p) / exp(halfnorm_logpdf(s, y));
	return y;
}

static double
halfnorm_quantile_upper(const Shape *s, double q)
{
	return q < 0.5 ? -bf_ndtri(q / 2) : halfnorm_quantile(s, 1 - q);
}

static bool
halfnorm_closed_form(const FitData *data, double *params)
{
	double loc = data->loc_fixed ? data->loc_value : data->min;

	return rows_are_points(data) && data->min >= loc &&
		   set_loc_scale(params, loc, sqrt(mean_square(data, loc)));
}

static const char *const halfnorm_aliases[] = {"half_normal", NULL};

static void
halfnorm_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, sqrt(2 / M_PI), 1 - 2 / M_PI, M_SQRT2 * (4 - M_PI) / pow(M_PI - 2, 1.5),
				8 * (M_PI - 3) / ((M_PI - 2) * (M_PI - 2)));
}

const Family family_halfnorm = {
	.name = "halfnorm",
	.aliases = halfnorm_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 13.10",
	.flags = EDGE_LOWER | LOG_CONCAVE,
	.n_identifiable = 2,
	.upper = INFINITY,
	ALL_FUNCTIONS(halfnorm),
	.closed_form = halfnorm_closed_form,
	.moments = halfnorm_moments,
};

/*
 * ---------- skewnorm: density 2 phi(y) Phi(a y) ----------
 *
 * The textbook cdf Phi(y) - 2 T(y, a) (T is Owen's) cancels without bound in the thin tail.  All
 * probabilities come instead from the thin-tail integral
 *
 *		I(h) = integral of 2 phi(t) Phi(-|a| t) over t from h >= 0 to infinity,
 *
 * which is positive and in sums of positive terms gives, for a > 0, cdf(-h) = I(h) and
 * cdf(h) = erf(h / sqrt 2) + I(h); for a < 0 the reflection.  The integrand is log-concave and
 * falls at least like exp(-(1 + a^2) (h v + v^2 / 2)) at t = h + v, so that it is integrated over
 * the v where that is above exp(-40), by a Gauss rule that is exact to rounding there.
 */
typedef struct ThinTail
{
	double a; /* |a| */
	double h;
	double log_top; /* logarithm of the integrand at h */
} ThinTail;

static double
thin_tail_log_density(double a, double t)
{
	return LN_2 - LN_SQRT_2PI - 0.5 * t * t + bf_log_ndtr(-a * t);
}

static double
thin_tail_integrand(const void *arg, double v)
{
	const ThinTail *tail = arg;

	return exp(thin_tail_log_density(tail->a, tail->h + v) - tail->log_top);
}

/* log I(h) */
static double
skewnorm_log_thin(double a, double h)
{
	ThinTail tail = {a, h, thin_tail_log_density(a, h)};
	double width = sqrt(80) / hypot(1, a);

	if (!isfinite(tail.log_top))
		return -INFINITY;
	return tail.log_top + log(gauss_legendre(thin_tail_integrand, &tail, 0,
											 width * (width / (h + hypot(h, width)))));
}

/* The cdf for shape a and, when `logarithm`, its logarithm. */
static double
skewnorm_lower(double a, double y, bool logarithm)
{
	double log_thin = skewnorm_log_thin(fabs(a), fabs(y));
	double p;

	if (a >= 0 && y <= 0)
		return logarithm ? log_thin : exp(log_thin);
	if (a >= 0)
		p = erf(y / SQRT_2) + exp(log_thin);
	else if (y >= 0)
		return logarithm ? log1p(-exp(log_thin)) : -expm1(log_thin);
	else
	{
		/* 2 Phi(y) - I, where I < Phi(y) */
		double log_twice = LN_2 + bf_log_ndtr(y);

		if (logarithm)
			return log_twice == -INFINITY ? log_twice
										  : log_twice + log1p(-exp(log_thin - log_twice));
		p = 2 * bf_ndtr(y) - exp(log_thin);
	}
	return logarithm ? log(p) : p;
}

static double
skewnorm_logpdf(const Shape *s, double y)
{
	return LN_2 - LN_SQRT_2PI - 0.5 * y * y + bf_log_ndtr(s->p[0] * y);
}

static double
skewnorm_cdf(const Shape *s, double y)
{
	return skewnorm_lower(s->p[0], y, false);
}

static double
skewnorm_sf(const Shape *s, double y)
{
	return skewnorm_lower(-s->p[0], -y, false);
}

static double
skewnorm_logcdf(const Shape *s, double y)
{
	double sf = y > 0 ? skewnorm_sf(s, y) : 1;

	/* the fat lower side can round to 1: then the other tail says how far it is from it */
	return sf < 0.5 ? log1p(-sf) : skewnorm_lower(s->p[0], y, true);
}

static double
skewnorm_logsf(const Shape *s, double y)
{
	double cdf = y < 0 ? skewnorm_cdf(s, y) : 1;

	return cdf < 0.5 ? log1p(-cdf) : skewnorm_lower(-s->p[0], -y, true);
}

/* Mean and standard deviation: quantiles take some ten integrals each. */
static void
skewnorm_anchors(const Shape *s, double *centre, double *spread)
{
	double delta = s->p[0] / hypot(1, s->p[0]);

	*centre = sqrt(2 / PI) * delta;
	*spread = sqrt(1 - 2 / PI * delta * delta);
}

static bool
skewnorm_from_norm(const double *norm, double *params)
{
	params[0] = 0;
	params[1] = norm[0];
	params[2] = norm[1];
	return true;
}

static bool
skewnorm_from_halfnorm(const double *halfnorm, double *params)
{
	params[0] = 1e4;
	params[1] = halfnorm[0];
	params[2] = halfnorm[1];
	return true;
}

static const char *const skewnorm_aliases[] = {"skew_normal", NULL};
static const Nested skewnorm_nests[] = {{"norm", skewnorm_from_norm, false},
										{"halfnorm", skewnorm_from_halfnorm, true},
										{NULL, NULL, false}};

static void
skewnorm_moments(const Shape *s, double m[4])
{
	double mean = sqrt(2 / M_PI) * s->p[0] / hypot(1, s->p[0]);
	double variance = 1 - mean * mean;
	double ratio = mean / sqrt(variance);

	set_moments(m, mean, variance, 0.5 * (4 - M_PI) * ratio * ratio * ratio,
				2 * (M_PI - 3) * ratio * ratio * ratio * ratio);
}

const Family family_skewnorm = {
	.name = "skewnorm",
	.aliases = skewnorm_aliases,
	.reference = "Azzalini (1985), Scand. J. Statist. 12, 171-178",
	.n_shapes = 1,
	.shape = {{.name = "a",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -1e4,
			   .most = 1e4,
			   .n_grid = 4,
			   .grid = {-4, -1, 1, 4},
			   .limits = LIMIT_LOW | LIMIT_HIGH}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.logpdf = skewnorm_logpdf,
	.cdf = skewnorm_cdf,
	.sf = skewnorm_sf,
	.logcdf = skewnorm_logcdf,
	.logsf = skewnorm_logsf,
	.anchors = skewnorm_anchors,
	.nests = skewnorm_nests,
	.moments = skewnorm_moments,
};
