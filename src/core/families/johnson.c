/*
 * johnson.c
 *		Johnson's transformed normal distributions: johnsonsu, johnsonsb.
 *
 * A function of y is standard normal: z = a + b asinh(y) on the line, z = a + b logit(y) on (0, 1).
 * With large |a| that is a small difference of large numbers, and worked out with more digits.
 */
#include "families/shared.h"
#include "special/twofold.h"

static bool
johnson_prepare(Shape *s)
{
	s->k[0] = log(s->p[1]) - LN_SQRT_2PI;
	return true;
}

/*
 * Beyond this |a|, or b for logit(y), the density as well needs the digits that a + b asinh(y)
 * loses.
 */
#define LARGE 30

/* a + b v */
static double
johnson_z(const Shape *s, Twofold v)
{
	Twofold product = twofold_product(v.hi, s->p[1]);
	Twofold z = twofold_sum(product.hi, s->p[0]);

	return z.hi + (z.lo + (product.lo + v.lo * s->p[1]));
}

/* exp((z - a) / b) */
static double
johnson_exp(const Shape *s, double z)
{
	Twofold v = twofold_quotient(twofold_sum(z, -s->p[0]), (Twofold){s->p[1], 0});

	return exp(v.hi) * (1 + v.lo);
}

/* The normal curve with the same mean and standard deviation, at a b where it differs by 1e-6. */
#define NORMAL_B 1e3

/* ---------- johnsonsu ---------- */

/* From log(|y| + sqrt(1 + y^2)). */
static double
johnsonsu_z(const Shape *s, double y)
{
	double abs_y = fabs(y);
	Twofold square, root, v;

	if (abs_y > HUGE_Y)
		v = twofold_add(bf_twofold_log((Twofold){abs_y, 0}), (Twofold){LN_2, LN_2_REST});
	else
	{
		square = twofold_add(twofold_product(y, y), (Twofold){1, 0});
		root.hi = sqrt(square.hi);
		root.lo = (fma(-root.hi, root.hi, square.hi) + square.lo) / (2 * root.hi);
		v = bf_twofold_log(twofold_add(root, (Twofold){abs_y, 0}));
	}
	if (y < 0)
		v = (Twofold){-v.hi, -v.lo};
	return johnson_z(s, v);
}

static double
johnsonsu_logpdf(const Shape *s, double y)
{
	double abs_y = fabs(y);
	double root, log_slope, z;

	if (abs_y > HUGE_Y)
	{
		z = johnsonsu_z(s, y);
		return s->k[0] - log(abs_y) - 0.5 * z * z;
	}
	/* asinh(y) is log(|y| + sqrt(1 + y^2)), which keeps its digits only away from 0 */
	root = sqrt(1 + y * y);
	log_slope = abs_y < 0.5 ? 0.5 * log1p(y * y) : log(root);
	if (fabs(s->p[0]) > LARGE)
		z = johnsonsu_z(s, y);
	else
		z = s->p[0] + s->p[1] * (abs_y < 0.5 ? asinh(y) : copysign(log(abs_y + root), y));
	return s->k[0] - log_slope - 0.5 * z * z;
}

static double
johnsonsu_cdf(const Shape *s, double y)
{
	return bf_ndtr(johnsonsu_z(s, y));
}

static double
johnsonsu_sf(const Shape *s, double y)
{
	return bf_ndtr(-johnsonsu_z(s, y));
}

static double
johnsonsu_logcdf(const Shape *s, double y)
{
	return bf_log_ndtr(johnsonsu_z(s, y));
}

static double
johnsonsu_logsf(const Shape *s, double y)
{
	return bf_log_ndtr(-johnsonsu_z(s, y));
}

/* y from z */
static double
johnsonsu_inverse(const Shape *s, double z)
{
	double v = (z - s->p[0]) / s->p[1];

	/* far out exp(|v|) / 2 is all there is of sinh, and v needs more digits */
	if (fabs(v) < 20)
		return sinh(v);
	return v > 0 ? 0.5 * johnson_exp(s, z) : -0.5 / johnson_exp(s, z);
}

static double
johnsonsu_quantile(const Shape *s, double p)
{
	return johnsonsu_inverse(s, bf_ndtri(p));
}

static double
johnsonsu_quantile_upper(const Shape *s, double q)
{
	return johnsonsu_inverse(s, -bf_ndtri(q));
}

/* Pairs (a, b): without skewness, and skewed to either side until one tail is a lognormal's. */
static int
johnsonsu_starts(const FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double b[] = {0.7, 1.5, 4};
	static const double a_over_b[] = {-4, -0.8, 0, 0.8, 4};
	int n = 0;

	(void) data;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 5 && n < max; j++, n++)
		{
			shapes[n][0] = a_over_b[j] * b[i];
			shapes[n][1] = b[i];
		}
	return n;
}

/* b asinh(z / b) is z less z^3 / 6b^2. */
static bool
johnsonsu_from_norm(const double *norm, double *params)
{
	params[0] = 0;
	params[1] = NORMAL_B;
	params[2] = norm[0];
	params[3] = norm[1] * NORMAL_B;
	return true;
}

/* asinh(y) is log(2 y) less 1 / 4y^2. */
static bool
johnsonsu_from_lognorm(const double *lognorm, double *params)
{
	const double log_ratio = 10;

	params[1] = 1 / lognorm[0];
	params[0] = -params[1] * (log_ratio + LN_2);
	params[2] = lognorm[1];
	params[3] = lognorm[2] * exp(-log_ratio);
	return params[3] > 0;
}

static const char *const johnsonsu_aliases[] = {"johnson_su", NULL};
static const Nested johnsonsu_nests[] = {{"norm", johnsonsu_from_norm, true},
										 {"lognorm", johnsonsu_from_lognorm, true},
										 {NULL, NULL, false}};

const Family family_johnsonsu = {
	.name = "johnsonsu",
	.aliases = johnsonsu_aliases,
	.reference = "Johnson (1949), Biometrika 36, 149-176",
	.n_shapes = 2,
	.shape = {{.name = "a",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -1e6,
			   .most = 1e6,
			   .n_grid = 3,
			   .grid = {-2, 0, 2}},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e5,
			   .n_grid = 3,
			   .grid = {0.7, 1.5, 4},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 4,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = johnson_prepare,
	ALL_FUNCTIONS(johnsonsu),
	.starts = johnsonsu_starts,
	.nests = johnsonsu_nests,
};

/* ---------- johnsonsb ---------- */

/* Below this the rounding of log1p(-y) is nothing next to log(y), and the other way round. */
#define JOHNSONSB_NEAR 0x1p-10

/* Twofold log(y) and log(1 - y), as exact as logit(y) needs them. */
static void
johnsonsb_logs(double y, Twofold *log_y, Twofold *log_rest)
{
	*log_y = y > 1 - JOHNSONSB_NEAR ? (Twofold){log(y), 0} : bf_twofold_log((Twofold){y, 0});
	*log_rest = y < JOHNSONSB_NEAR ? (Twofold){log1p(-y), 0} : bf_twofold_log(twofold_sum(1, -y));
}

static double
johnsonsb_z_of_logs(const Shape *s, Twofold log_y, Twofold log_rest)
{
	return johnson_z(s, twofold_add(log_y, (Twofold){-log_rest.hi, -log_rest.lo}));
}

static double
johnsonsb_z(const Shape *s, double y)
{
	Twofold log_y, log_rest;

	johnsonsb_logs(y, &log_y, &log_rest);
	return johnsonsb_z_of_logs(s, log_y, log_rest);
}

static double
johnsonsb_logpdf(const Shape *s, double y)
{
	Twofold log_y, log_rest;
	double z;

	if (y == 0 || y == 1)
		return -INFINITY;
	if (fabs(s->p[0]) > LARGE || s->p[1] > LARGE)
	{
		johnsonsb_logs(y, &log_y, &log_rest);
		z = johnsonsb_z_of_logs(s, log_y, log_rest);
	}
	else
	{
		log_y.hi = log(y);
		log_rest.hi = log1p(-y);
		z = s->p[0] + s->p[1] * (log_y.hi - log_rest.hi);
	}
	return s->k[0] - log_y.hi - log_rest.hi - 0.5 * z * z;
}

static double
johnsonsb_cdf(const Shape *s, double y)
{
	return bf_ndtr(johnsonsb_z(s, y));
}

static double
johnsonsb_sf(const Shape *s, double y)
{
	return bf_ndtr(-johnsonsb_z(s, y));
}

static double
johnsonsb_logcdf(const Shape *s, double y)
{
	return bf_log_ndtr(johnsonsb_z(s, y));
}

static double
johnsonsb_logsf(const Shape *s, double y)
{
	return bf_log_ndtr(-johnsonsb_z(s, y));
}

/* y from z */
static double
johnsonsb_inverse(const Shape *s, double z)
{
	double odds = johnson_exp(s, z);

	return odds < 1 ? odds / (1 + odds) : 1 / (1 + 1 / odds);
}

static double
johnsonsb_quantile(const Shape *s, double p)
{
	return johnsonsb_inverse(s, bf_ndtri(p));
}

static double
johnsonsb_quantile_upper(const Shape *s, double q)
{
	return johnsonsb_inverse(s, -bf_ndtri(q));
}

/* The last ones are all but a lognormal distribution, one as it is and one mirrored. */
static int
johnsonsb_starts(const FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double b[] = {0.5, 1, 2.5};
	static const double a_over_b[] = {-5, -1, 0, 1, 5};
	int n = 0;

	(void) data;
	for (int i = 0; i < 3; i++)
		for (int j = 0; j < 5 && n < max; j++, n++)
		{
			shapes[n][0] = a_over_b[j] * b[i];
			shapes[n][1] = b[i];
		}
	for (int sign = -1; sign <= 1 && n < max; sign += 2, n++)
	{
		shapes[n][0] = sign * 100;
		shapes[n][1] = 10;
	}
	return n;
}

/* logit(y) is 4 (y - 1/2) to second order. */
static bool
johnsonsb_from_norm(const double *norm, double *params)
{
	params[0] = 0;
	params[1] = NORMAL_B;
	params[3] = norm[1] * 4 * NORMAL_B;
	params[2] = norm[0] - params[3] / 2;
	return true;
}

/* logit(y) is log(y) to first order. */
static bool
johnsonsb_from_lognorm(const double *lognorm, double *params)
{
	const double log_ratio = 14;

	params[1] = 1 / lognorm[0];
	params[0] = params[1] * log_ratio;
	params[2] = lognorm[1];
	params[3] = lognorm[2] * exp(log_ratio);
	return isfinite(params[3]);
}

static const char *const johnsonsb_aliases[] = {"johnson_sb", NULL};
static const Nested johnsonsb_nests[] = {{"norm", johnsonsb_from_norm, true},
										 {"lognorm", johnsonsb_from_lognorm, true},
										 {NULL, NULL, false}};

const Family family_johnsonsb = {
	.name = "johnsonsb",
	.aliases = johnsonsb_aliases,
	.reference = "Johnson (1949), Biometrika 36, 149-176",
	.n_shapes = 2,
	.shape = {{.name = "a",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -1e6,
			   .most = 1e6,
			   .n_grid = 3,
			   .grid = {-2, 0, 2}},
			  {.name = "b",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e5,
			   .n_grid = 3,
			   .grid = {0.5, 1, 2.5},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 4,
	.upper = 1,
	.prepare = johnson_prepare,
	ALL_FUNCTIONS(johnsonsb),
	.starts = johnsonsb_starts,
	.nests = johnsonsb_nests,
};
