/*
 * pearson3.c
 *		Pearson's type III: the gamma distribution with mean 0, standard deviation 1 and any
 *		skewness.
 *
 * With a = 4 / skew^2 and v = 1 + skew y / 2, a v is gamma of shape a.  In these terms nothing is
 * singular at skewness 0, where the curve is normal:
 *
 *		log density = a (log v - (v - 1)) - log v - log sqrt(2 pi) - r(a)
 *
 * with r(a) the rest of Stirling's formula.
 */
#include "families/shared.h"

/*
 * Below this |skew| probabilities come from Temme's expansion in v, because a v, rounded, would no
 * longer tell v well enough; the terms below are then exact to double precision.
 */
#define SMALL_SKEW 0.015

/* Below this no double tells the curve from the normal one, as far as that has tails. */
#define NORMAL_SKEW 1e-24

/*
 * Taylor coefficients of c_0, c_1 and c_2 of DLMF 8.12.11, by its recurrence.
 */
static const double temme_0[] = {-1.0 / 3,
								 1.0 / 12,
								 -2.0 / 135,
								 1.0 / 864,
								 1.0 / 2835,
								 -139.0 / 777600,
								 1.0 / 25515,
								 -571.0 / 261273600,
								 -281.0 / 151559100,
								 8.296711340953086e-7,
								 -1.76659527368260793e-7};
static const double temme_1[] = {-1.0 / 540, -1.0 / 288, 1.0 / 378, -77.0 / 77760, 1.0 / 4860};
static const double temme_2[] = {25.0 / 6048, -139.0 / 51840};

static double
polynomial(const double *coefficients, int n, double x)
{
	double sum = 0;

	for (int i = n - 1; i >= 0; i--)
		sum = sum * x + coefficients[i];
	return sum;
}

static void
pearson3_support(const Shape *s, double *lower, double *upper)
{
	double skew = s->p[0];

	*lower = skew > 0 ? -2 / skew : -INFINITY;
	*upper = skew < 0 ? -2 / skew : INFINITY;
}

static bool
pearson3_prepare(Shape *s)
{
	double half = fabs(s->p[0]) < NORMAL_SKEW ? 0 : 0.5 * s->p[0];

	s->k[0] = half;
	s->k[1] = half == 0 ? INFINITY : 1 / (half * half);
	s->k[2] = -LN_SQRT_2PI - (half == 0 ? 0 : bf_lgamma_stirling(s->k[1]));
	return isfinite(s->k[2]);
}

/* v, which is 0 at the end of the support and may round below it. */
static double
pearson3_v(const Shape *s, double y)
{
	return fmax(fma(s->k[0], y, 1), 0);
}

/* a (log v - (v - 1)), which is -y^2 / 2 at skewness 0; for v above 1/2. */
static double
pearson3_exponent(const Shape *s, double y)
{
	double u = s->k[0] * y;

	if (fabs(u) < 1e-5)
		return y * y * (-0.5 + u * (1.0 / 3 - u * (0.25 - u * 0.2)));
	if (fabs(u) > 1)
		return bf_log1pmx(u) * s->k[1]; /* the squares might overflow */
	return y * y * (bf_log1pmx(u) / (u * u));
}

static double
pearson3_logpdf(const Shape *s, double y)
{
	double v = pearson3_v(s, y);

	if (v > 0.5)
		return pearson3_exponent(s, y) - log1p(s->k[0] * y) + s->k[2];
	return times_log(s->k[1] - 1, log(v)) - s->k[1] * (v - 1) + s->k[2];
}

/*
 * The tail above y (or below) of the curve with positive skewness, where both are far from the end
 * of the support: DLMF 8.12.3 and 8.12.4.
 */
static double
pearson3_temme(const Shape *s, double y, bool upper, bool logarithm)
{
	double d = -pearson3_exponent(s, y);
	double side = (y > 0) == (s->k[0] >= 0) ? 1 : -1; /* of v - 1 */
	double z = sqrt(d);
	double inverse = s->k[0] * s->k[0];                                /* 1 / a */
	double eta = s->k[0] == 0 ? 0 : side * z * fabs(s->k[0]) * SQRT_2; /* z may be infinite */
	double series, tail;
	bool above = side > 0; /* of the gamma variable */

	series = (polynomial(temme_0, 11, eta) +
			  inverse * (polynomial(temme_1, 5, eta) + inverse * polynomial(temme_2, 2, eta))) *
			 fabs(s->k[0]) / sqrt(2 * PI);
	tail = 0.5 * bf_erfcx(z) + side * series;
	/* the gamma variable's upper tail is that of y if skew is not negative */
	if (above == (upper == (s->k[0] >= 0)))
		return logarithm ? log(tail) - d : tail * exp(-d);
	tail *= exp(-d);
	return logarithm ? log1p(-tail) : 1 - tail;
}

static double
pearson3_tail(const Shape *s, double y, bool upper, bool logarithm)
{
	double a = s->k[1];
	double v = pearson3_v(s, y);

	if (fabs(s->p[0]) < SMALL_SKEW && v > 0.5 && v < 1.5)
		return pearson3_temme(s, y, upper, logarithm);
	if (s->k[0] < 0)
		upper = !upper;
	if (logarithm)
		return upper ? bf_log_gamma_q(a, a * v) : bf_log_gamma_p(a, a * v);
	return upper ? bf_gamma_q(a, a * v) : bf_gamma_p(a, a * v);
}

static double
pearson3_cdf(const Shape *s, double y)
{
	return pearson3_tail(s, y, false, false);
}

static double
pearson3_sf(const Shape *s, double y)
{
	return pearson3_tail(s, y, true, false);
}

static double
pearson3_logcdf(const Shape *s, double y)
{
	return pearson3_tail(s, y, false, true);
}

static double
pearson3_logsf(const Shape *s, double y)
{
	return pearson3_tail(s, y, true, true);
}

/*
 * Newton's method on the logarithm of the tail, from the gamma quantile or, where that would
 * cancel, from the first terms of Cornish and Fisher's expansion.
 */
static double
pearson3_inverse(const Shape *s, double p, bool upper)
{
	double log_p = log(p);
	double y;

	if (fabs(s->p[0]) >= SMALL_SKEW)
	{
		bool above = upper == (s->k[0] > 0);
		double x = above ? bf_gamma_q_inv(s->k[1], p) : bf_gamma_p_inv(s->k[1], p);

		y = (x / s->k[1] - 1) / s->k[0];
	}
	else
	{
		double z = upper ? -bf_ndtri(p) : bf_ndtri(p);

		y = z + s->p[0] / 6 * (z * z - 1);
	}
	for (int i = 0; i < 8 && pearson3_v(s, y) > 1e-8; i++)
	{
		double log_tail = pearson3_tail(s, y, upper, true);
		double step = (log_tail - log_p) * exp(log_tail - pearson3_logpdf(s, y));

		y += upper ? step : -step;
		if (!(fabs(step) > 1e-15 * fabs(y)))
			break;
	}
	return y;
}

static double
pearson3_quantile(const Shape *s, double p)
{
	return p <= 0.5 ? pearson3_inverse(s, p, false) : pearson3_inverse(s, 1 - p, true);
}

static double
pearson3_quantile_upper(const Shape *s, double q)
{
	return q <= 0.5 ? pearson3_inverse(s, q, true) : pearson3_inverse(s, 1 - q, false);
}

/* Mean and standard deviation. */
static void
pearson3_anchors(const Shape *s, double *centre, double *spread)
{
	(void) s;
	*centre = 0;
	*spread = 1;
}

static bool
pearson3_from_norm(const double *norm, double *params)
{
	params[0] = 0;
	params[1] = norm[0];
	params[2] = norm[1];
	return true;
}

static const char *const pearson3_aliases[] = {"pearson_iii", "pearson_type_iii", NULL};
static const Nested pearson3_nests[] = {{"norm", pearson3_from_norm, false}, {NULL, NULL, false}};

static void
pearson3_moments(const Shape *s, double m[4])
{
	double skew = s->p[0];

	set_moments(m, 0, 1, skew, 1.5 * skew * skew);
}

const Family family_pearson3 = {
	.name = "pearson3",
	.aliases = pearson3_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1994), vol. 1, ch. 12.4.1",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 1,
	.shape = {{.name = "skew",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -60,
			   .most = 60,
			   .n_grid = 4,
			   .grid = {-2.5, -0.5, 0.5, 2.5}}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.support = pearson3_support,
	.prepare = pearson3_prepare,
	ALL_FUNCTIONS(pearson3),
	.anchors = pearson3_anchors,
	.nests = pearson3_nests,
	.moments = pearson3_moments,
};
