/*
 * kappa4.c
 *		Hosking's four-parameter kappa distribution, which holds genextreme (h = 0), genpareto
 *		(h = 1), the generalised logistic (h = -1) and their special cases.
 *
 * With w = -log1p(-k y) / k (y at k = 0) and v = -log1p(-h exp(-w)) / h (exp(-w) at h = 0), the cdf
 * is exp(-v) and the density exp(-(1 - k) w - (1 - h) v).  Close to the lower end of a small h > 0
 * the cdf is a 1/h-th power of the distance from that end: its relative error is 1e-16 / h there.
 */
#include "families/shared.h"

/* Up to this |h| the expression with its limit at 0 is used, beyond it those below. */
#define SMALL_H 0.001

static bool
kappa4_prepare(Shape *s)
{
	s->k[0] = s->p[0] != 0 ? log(fabs(s->p[0])) : -INFINITY;
	return true;
}

/* Where w of the lower end is: at h > 0, log h. */
static void
kappa4_support(const Shape *s, double *lower, double *upper)
{
	double h = s->p[0], k = s->p[1];

	*upper = k > 0 ? 1 / k : INFINITY;
	if (h > 0)
		*lower = bf_expm1_over(log(h), -k);
	else
		*lower = k < 0 ? 1 / k : -INFINITY;
}

/*
 * v from w.  Near the lower end of h > 0 it is log1p of nearly -1: there the distance of w from its
 * least value decides.  For h < 0, exp(-w) may overflow where v does not.
 */
static double
kappa4_v(const Shape *s, double w)
{
	double h = s->p[0];

	if (h > SMALL_H)
		return w > s->k[0] ? -bf_log1mexp(s->k[0] - w) / h : INFINITY;
	if (h < -SMALL_H)
		return bf_log1pexp(s->k[0] - w) / -h;
	return boxcox1p_to_end(exp(-w), -h);
}

static double
kappa4_w(const Shape *s, double y)
{
	return boxcox1p_to_end(y, -s->p[1]);
}

static double
kappa4_logpdf(const Shape *s, double y)
{
	double w = kappa4_w(s, y);
	double v;

	if (w == -INFINITY)
		return -INFINITY;
	v = kappa4_v(s, w);
	if (v == INFINITY && s->p[0] < 1)
		return -INFINITY;
	return times_log(s->p[1] - 1, w) + times_log(s->p[0] - 1, v);
}

static double
kappa4_logcdf(const Shape *s, double y)
{
	return -kappa4_v(s, kappa4_w(s, y));
}

static double
kappa4_logsf(const Shape *s, double y)
{
	double w = kappa4_w(s, y);

	return w > 37 ? log_one_minus_exp_neg(-w) : bf_log1mexp(-kappa4_v(s, w));
}

static double
kappa4_cdf(const Shape *s, double y)
{
	return exp(kappa4_logcdf(s, y));
}

static double
kappa4_sf(const Shape *s, double y)
{
	return -expm1(kappa4_logcdf(s, y));
}

/* y from v, the other way round. */
static double
kappa4_inverse(const Shape *s, double v)
{
	double h = s->p[0], w;

	if (h > 0 && h * v > 0.5)
		w = s->k[0] - bf_log1mexp(-h * v);
	else if (h < 0 && -h * v > 30)
		w = s->k[0] + h * v - log1p(-exp(h * v));
	else
		w = -log(bf_expm1_over(v, -h));
	return bf_expm1_over(w, -s->p[1]);
}

static double
kappa4_quantile(const Shape *s, double p)
{
	return kappa4_inverse(s, -log(p));
}

static double
kappa4_quantile_upper(const Shape *s, double q)
{
	return kappa4_inverse(s, -log1p(-q));
}

/* Pairs (h, k): short and long tails, on one side and on both. */
static int
kappa4_starts(const FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double start[][2] = {{-1, 0.3},  {-1, -0.3},  {-0.3, 0.2}, {0.3, 0.2}, {0.3, -0.2},
									  {0.8, 0.5}, {0.8, -0.2}, {1, 1},      {1.4, 0.8}, {-4, 0.2},
									  {-1, -1},   {1.4, 1.3},  {-4, 0.9}};
	int n_starts = (int) (sizeof(start) / sizeof(start[0]));
	int n = 0;

	(void) data;
	for (; n < n_starts && n < max; n++)
	{
		shapes[n][0] = start[n][0];
		shapes[n][1] = start[n][1];
	}
	return n;
}

static bool
kappa4_from_genextreme(const double *gev, double *params)
{
	params[0] = 0;
	params[1] = gev[0];
	params[2] = gev[1];
	params[3] = gev[2];
	return true;
}

static bool
kappa4_from_genpareto(const double *gpd, double *params)
{
	params[0] = 1;
	params[1] = -gpd[0];
	params[2] = gpd[1];
	params[3] = gpd[2];
	return true;
}

static bool
kappa4_from_logistic(const double *logistic, double *params)
{
	params[0] = -1;
	params[1] = 0;
	params[2] = logistic[0];
	params[3] = logistic[1];
	return true;
}

static const Nested kappa4_nests[] = {{"genextreme", kappa4_from_genextreme, false},
									  {"genpareto", kappa4_from_genpareto, false},
									  {"logistic", kappa4_from_logistic, false},
									  {NULL, NULL, false}};

static double
kappa4_tail_index(const Shape *s, bool upper)
{
	if (upper)
		return s->p[1] < 0 ? -1 / s->p[1] : INFINITY;
	return s->p[0] < 0 && s->p[1] > 0 ? -1 / (s->p[0] * s->p[1]) : INFINITY;
}

const Family family_kappa4 = {
	.name = "kappa4",
	.reference = "Hosking (1994), IBM J. Res. Dev. 38, 251-258",
	.flags = EDGE_LOWER | EDGE_UPPER,
	.n_shapes = 2,
	.shape = {{.name = "h",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -1e3,
			   .most = 20,
			   .n_grid = 5,
			   .grid = {-2, -0.5, 0, 0.5, 1.3}},
			  {.name = "k",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -20,
			   .most = 20,
			   .n_grid = 4,
			   .grid = {-0.4, 0, 0.4, 1.2}}},
	.n_identifiable = 4,
	.lower = -INFINITY,
	.upper = INFINITY,
	.support = kappa4_support,
	.prepare = kappa4_prepare,
	ALL_FUNCTIONS(kappa4),
	.starts = kappa4_starts,
	.nests = kappa4_nests,
	.tail_index = kappa4_tail_index,
};
