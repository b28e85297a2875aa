/*
 * dpareto_lognorm.c
 *		The double Pareto-lognormal distribution: exp of a normal variable plus an exponential one,
 *		of rate a, less another, of rate b.
 *
 * With z = (log y - u) / s, phi the normal density and M Mills' ratio,
 *
 *		f = a b / (a + b) phi(z) (M(a s - z) + M(b s + z)) / y
 *		sf = phi(z) (b (M(a s - z) + M(z)) + a (M(z) - M(b s + z))) / (a + b),
 *
 * and the cdf is sf with z, a, b replaced by -z, b, a.  Both are sums of positive terms.
 */
#include "families/shared.h"
#include "special/twofold.h"

/* Constants of a shape. */
enum
{
	A_S,
	B_S,
	CONSTANT,
	INVERSE_S
};

static bool
dpareto_lognorm_prepare(Shape *s)
{
	double a = s->p[2], b = s->p[3];

	s->k[A_S] = a * s->p[1];
	s->k[B_S] = b * s->p[1];
	s->k[CONSTANT] = log(a) - log1p(a / b);
	s->k[INVERSE_S] = 1 / s->p[1];
	return isfinite(s->k[CONSTANT]) && isfinite(s->k[INVERSE_S]);
}

/* Below, z magnifies the rounding of log y so much that its next digits are needed. */
#define SMALL_S 0.01

/* z = (log y - u) / s */
static double
standardised(const Shape *s, double y)
{
	if (s->p[1] < SMALL_S)
	{
		Twofold log_y = bf_twofold_log((Twofold){y, 0});

		return (log_y.hi - s->p[0] + log_y.lo) * s->k[INVERSE_S];
	}
	return (log(y) - s->p[0]) * s->k[INVERSE_S];
}

static double
log_sum(double x, double y)
{
	double larger = fmax(x, y);

	return larger == -INFINITY ? larger : larger + log1p(exp(-fabs(x - y)));
}

/* Where exp(z^2 / 2), by which Mills' ratio grows to the left, is far from overflow. */
#define PLAIN -30

/* log(phi(z) M(c - z)), where the one may be tiny and the other huge. */
static double
log_phi_mills(double z, double c)
{
	if (z < c)
		return bf_log_mills(c - z) - LN_SQRT_2PI - 0.5 * z * z;
	return bf_log_ndtr(z - c) - c * (z - 0.5 * c);
}

/* log(phi(z) (M(a_s - z) + M(b_s + z))) */
static double
log_both(double z, double a_s, double b_s)
{
	static const double sqrt_1_2 = 0.70710678118654752440;

	/* far out on one side only its power law is left: the rest is exp(-450) of it */
	if (a_s - z <= PLAIN)
		return -a_s * (z - 0.5 * a_s);
	if (b_s + z <= PLAIN)
		return b_s * (z + 0.5 * b_s);
	return log(0.5 * (bf_erfcx((a_s - z) * sqrt_1_2) + bf_erfcx((b_s + z) * sqrt_1_2))) -
		   0.5 * z * z;
}

static double
dpareto_lognorm_logpdf(const Shape *s, double y)
{
	if (y == 0 || isinf(y))
		return -INFINITY;
	return s->k[CONSTANT] - log(y) + log_both(standardised(s, y), s->k[A_S], s->k[B_S]);
}

/*
 * log(phi(z) (M(z) - M(z + width))).  To the left Mills' ratio is huge and its product with phi is
 * not, and close together the difference is the integral of the slope.
 */
static double
log_phi_mills_difference(double z, double width)
{
	double first, last;

	if (z > PLAIN && (z > 0 ? width < 0.02 * (1 + z) : width * (1 - z) < 0.02))
		return log(gauss_legendre(mills_slope, &z, 0, width)) - LN_SQRT_2PI - 0.5 * z * z;
	if (z < 0)
	{
		first = bf_log_ndtr(-z);
		last = log_phi_mills(-z, width);
		return last < first ? first + bf_log1mexp(last - first) : -INFINITY;
	}
	first = bf_log_mills(z);
	last = bf_log_mills(z + width);
	return (last < first ? first + bf_log1mexp(last - first) : -INFINITY) - LN_SQRT_2PI -
		   0.5 * z * z;
}

/* log of the upper tail at z. */
static double
log_upper(double z, double a, double b, double a_s, double b_s)
{
	double upper = log(b) + log_sum(log_phi_mills(z, a_s), bf_log_ndtr(-z));
	double lower = log(a) + log_phi_mills_difference(z, b_s);

	return log_sum(upper, lower) - log(a + b);
}

static double
log_one_tail(const Shape *s, double z, bool upper)
{
	if (isinf(z))
		return (z > 0) == upper ? -INFINITY : 0;
	return upper ? log_upper(z, s->p[2], s->p[3], s->k[A_S], s->k[B_S])
				 : log_upper(-z, s->p[3], s->p[2], s->k[B_S], s->k[A_S]);
}

static double
log_tail(const Shape *s, double y, bool upper)
{
	double z = standardised(s, y);
	double direct = log_one_tail(s, z, upper);

	return direct < -0.5 ? direct : log1p(-exp(log_one_tail(s, z, !upper)));
}

static double
dpareto_lognorm_logcdf(const Shape *s, double y)
{
	return log_tail(s, y, false);
}

static double
dpareto_lognorm_logsf(const Shape *s, double y)
{
	return log_tail(s, y, true);
}

static double
dpareto_lognorm_cdf(const Shape *s, double y)
{
	return exp(log_tail(s, y, false));
}

static double
dpareto_lognorm_sf(const Shape *s, double y)
{
	return exp(log_tail(s, y, true));
}

/* exp of about the median of log y, and that times its spread where it is small. */
static void
dpareto_lognorm_anchors(const Shape *s, double *centre, double *spread)
{
	double a = s->p[2], b = s->p[3];
	double variation = sqrt(s->p[1] * s->p[1] + 1 / (a * a) + 1 / (b * b));

	*centre = exp(s->p[0] + LN_2 * (1 / a - 1 / b));
	*spread = *centre * variation / (1 + variation);
}

/* Logs of the scale belong to u. */
static void
dpareto_lognorm_canonical(double *params)
{
	params[0] += log(params[5]);
	params[5] = 1;
}

/* Log quartiles of the rows give u and s, with loc where the fit will look for it. */
static int
dpareto_lognorm_starts(const struct FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	/* 1 / a and 1 / b as shares of the spread */
	static const double rates[][2] = {{0.2, 0.2}, {0.9, 0.2}, {0.2, 0.9}, {0.8, 0.8}};
	static const double gaps[] = {0.002, 0.05, 1};
	double reach = fmin(data->max - data->min, 20 * (data->quantile[3] - data->quantile[1]));
	int n = 0;

	if (!(reach > 0))
		reach = data->max - data->min;
	for (int g = 0; g < (data->loc_fixed ? 1 : 3); g++)
	{
		double loc = data->loc_fixed ? data->loc_value : data->min - gaps[g] * reach;
		double low = log(data->quantile[1] - loc), middle = log(data->quantile[2] - loc);
		double spread = (log(data->quantile[3] - loc) - low) / 1.349;

		if (!isfinite(low) || !(spread > 0))
			continue;
		for (int i = 0; i < 4 && n < max; i++)
		{
			double inverse_a = rates[i][0] * spread, inverse_b = rates[i][1] * spread;
			double rest = 1 - 0.5 * (rates[i][0] * rates[i][0] + rates[i][1] * rates[i][1]);

			shapes[n][0] = middle - LN_2 * (inverse_a - inverse_b);
			shapes[n][1] = spread * sqrt(fmax(rest, 0.1));
			shapes[n][2] = 1 / inverse_a;
			shapes[n][3] = 1 / inverse_b;
			n++;
		}
	}
	return n;
}

static bool
dpareto_lognorm_from_lognorm(const double *lognorm, double *params)
{
	params[0] = log(lognorm[2]);
	params[1] = lognorm[0];
	params[2] = params[3] = 1e3 / lognorm[0];
	params[4] = lognorm[1];
	params[5] = 1;
	return lognorm[0] >= 1e-3 && lognorm[0] <= 1e2;
}

static const char *const dpareto_lognorm_aliases[] = {"double_pareto_lognormal", NULL};
static const Nested dpareto_lognorm_nests[] = {{"lognorm", dpareto_lognorm_from_lognorm, true},
											   {NULL, NULL, false}};

static double
dpareto_lognorm_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[2] : INFINITY;
}

const Family family_dpareto_lognorm = {
	.name = "dpareto_lognorm",
	.aliases = dpareto_lognorm_aliases,
	.reference = "Reed and Jorgensen (2004), Comm. Statist. Theory Methods 33, 1733",
	.flags = SCALE_REDUNDANT,
	.n_shapes = 4,
	.shape = {{.name = "u",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -100,
			   .most = 100,
			   .n_grid = 2,
			   .grid = {0, 1}},
			  {.name = "s",
			   .upper = INFINITY,
			   .least = 1e-5,
			   .most = 1e3,
			   .n_grid = 2,
			   .grid = {0.3, 1}},
			  {.name = "a",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e7,
			   .n_grid = 2,
			   .grid = {1.5, 8},
			   .limits = LIMIT_HIGH},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e7,
			   .n_grid = 2,
			   .grid = {1.5, 8},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 5,
	.upper = INFINITY,
	.prepare = dpareto_lognorm_prepare,
	.logpdf = dpareto_lognorm_logpdf,
	.cdf = dpareto_lognorm_cdf,
	.sf = dpareto_lognorm_sf,
	.logcdf = dpareto_lognorm_logcdf,
	.logsf = dpareto_lognorm_logsf,
	.anchors = dpareto_lognorm_anchors,
	.starts = dpareto_lognorm_starts,
	.canonical = dpareto_lognorm_canonical,
	.nests = dpareto_lognorm_nests,
	.tail_index = dpareto_lognorm_tail_index,
};
