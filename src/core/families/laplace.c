/*
 * laplace.c
 *		Relatives of the Laplace distribution: laplace_asymmetric, loglaplace.
 */
#include "families/shared.h"

/* log p, where q is 1 - p: from the smaller one */
static double
log_tail(double p, double q)
{
	return p < 0.5 ? log(p) : log1p(-q);
}

/* ---------- laplace_asymmetric: density exp(y / kappa) below 0, exp(-kappa y) above ---------- */

/* k: 1 / kappa, log of the density at 0, probabilities below and above 0, and their logarithms */
static bool
laplace_asymmetric_prepare(Shape *s)
{
	double kappa = s->p[0];
	double inverse = 1 / kappa;

	s->k[0] = inverse;
	s->k[1] = -log(kappa + inverse);
	s->k[2] = kappa / (kappa + inverse);
	s->k[3] = inverse / (kappa + inverse);
	s->k[4] = log_tail(s->k[2], s->k[3]);
	s->k[5] = log_tail(s->k[3], s->k[2]);
	return isfinite(inverse);
}

static double
laplace_asymmetric_logpdf(const Shape *s, double y)
{
	return s->k[1] + (y < 0 ? y * s->k[0] : -y * s->p[0]);
}

static double
laplace_asymmetric_kink(const Shape *s)
{
	(void) s;
	return 0;
}

static double
laplace_asymmetric_cdf(const Shape *s, double y)
{
	if (y < 0)
		return s->k[2] * exp(y * s->k[0]);
	return s->k[2] - s->k[3] * expm1(-y * s->p[0]);
}

static double
laplace_asymmetric_sf(const Shape *s, double y)
{
	if (y < 0)
		return s->k[3] - s->k[2] * expm1(y * s->k[0]);
	return s->k[3] * exp(-y * s->p[0]);
}

static double
laplace_asymmetric_logcdf(const Shape *s, double y)
{
	if (y < 0)
		return s->k[4] + y * s->k[0];
	return log_tail(laplace_asymmetric_cdf(s, y), laplace_asymmetric_sf(s, y));
}

static double
laplace_asymmetric_logsf(const Shape *s, double y)
{
	if (y < 0)
		return log_tail(laplace_asymmetric_sf(s, y), laplace_asymmetric_cdf(s, y));
	return s->k[5] - y * s->p[0];
}

/* log((1 - q) / share) where 1 - q is at most share = 1 - other: near 0 from how far it is below.
 */
static double
laplace_asymmetric_log_left(double q, double other, double share)
{
	double left = (other - q) / share;

	return left > -0.5 ? log1p(left) : log((1 - q) / share);
}

static double
laplace_asymmetric_quantile(const Shape *s, double p)
{
	if (p < s->k[2])
		return s->p[0] * (log(p) - s->k[4]);
	return -s->k[0] * laplace_asymmetric_log_left(p, s->k[2], s->k[3]);
}

static double
laplace_asymmetric_quantile_upper(const Shape *s, double q)
{
	if (q < s->k[3])
		return -s->k[0] * (log(q) - s->k[5]);
	return s->p[0] * laplace_asymmetric_log_left(q, s->k[3], s->k[2]);
}

/*
 * For a given loc let A and B be the mean distances of the rows from it, above and below, with 0
 * for those on the other side.  Then kappa^4 = B / A, scale = kappa A + B / kappa, and what is left
 * to minimise is sqrt(A) + sqrt(B), concave between rows: the best loc is a row.
 */
static bool
laplace_asymmetric_closed_form(const FitData *data, double *params)
{
	const CellSet *rows = &data->rows;
	double n = 0, sum = 0;
	double n_below = 0, sum_below = 0;
	double best = INFINITY, above = 0, below = 0, loc = data->loc_value;

	if (!rows_are_points(data))
		return false;
	for (int i = 0; i < rows->n_nodes; i++)
	{
		n += rows->weight[i];
		sum += rows->weight[i] * rows->node[i];
	}
	for (int i = 0; i < rows->n_nodes; i++)
	{
		double here = data->loc_fixed ? data->loc_value : rows->node[i];
		double a, b;

		if (!data->loc_fixed || rows->node[i] < here)
		{
			n_below += rows->weight[i];
			sum_below += rows->weight[i] * rows->node[i];
		}
		if (data->loc_fixed && i < rows->n_nodes - 1)
			continue;
		b = fmax(0, (n_below * here - sum_below) / n);
		a = fmax(0, (sum - sum_below - (n - n_below) * here) / n);
		if (sqrt(a) + sqrt(b) < best)
		{
			best = sqrt(a) + sqrt(b);
			above = a;
			below = b;
			loc = here;
		}
	}
	/* with all rows on one side kappa is 0 or infinite: no such distribution */
	if (!(above > 0 && below > 0))
		return false;
	params[0] = sqrt(sqrt(below / above));
	return set_loc_scale(params + 1, loc, params[0] * above + below / params[0]);
}

static bool
laplace_asymmetric_from_laplace(const double *laplace, double *params)
{
	params[0] = 1;
	params[1] = laplace[0];
	params[2] = laplace[1];
	return true;
}

/* Below loc hardly anything is left. */
static bool
laplace_asymmetric_from_expon(const double *expon, double *params)
{
	const double kappa = 1e-3;

	params[0] = kappa;
	params[1] = expon[0];
	params[2] = expon[1] * kappa;
	return true;
}

static const char *const laplace_asymmetric_aliases[] = {"asymmetric_laplace", NULL};
static const Nested laplace_asymmetric_nests[] = {
	{"laplace", laplace_asymmetric_from_laplace, false},
	{"expon", laplace_asymmetric_from_expon, true},
	{NULL, NULL, false}};

static void
laplace_asymmetric_moments(const Shape *s, double m[4])
{
	double k = s->p[0];
	double v = 1 + k * k * k * k;

	set_moments(m, 1 / k - k, v / (k * k), 2 * (1 - pow(k, 6)) / pow(v, 1.5),
				6 * (1 + pow(k, 8)) / (v * v));
}

const Family family_laplace_asymmetric = {
	.name = "laplace_asymmetric",
	.aliases = laplace_asymmetric_aliases,
	.reference = "Kozubowski, Podgorski (2000), Comput. Statist. 15, 531-540",
	.flags = KINKED,
	.n_shapes = 1,
	.shape = {{.name = "kappa",
			   .upper = INFINITY,
			   .least = 1e-4,
			   .most = 1e4,
			   .n_grid = 5,
			   .grid = {0.3, 0.6, 1, 1.7, 3}}},
	.n_identifiable = 3,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = laplace_asymmetric_prepare,
	.kink = laplace_asymmetric_kink,
	ALL_FUNCTIONS(laplace_asymmetric),
	.closed_form = laplace_asymmetric_closed_form,
	.nests = laplace_asymmetric_nests,
	.moments = laplace_asymmetric_moments,
};

/* ---------- loglaplace: c log(y) follows laplace ---------- */

static bool
loglaplace_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]) - LN_2;
	return true;
}

static double
loglaplace_logpdf(const Shape *s, double y)
{
	double c = s->p[0];

	return s->k[0] + (y < 1 ? times_log(c - 1, log(y)) : -(c + 1) * log(y));
}

static double
loglaplace_kink(const Shape *s)
{
	(void) s;
	return 1;
}

static double
loglaplace_cdf(const Shape *s, double y)
{
	return y < 1 ? 0.5 * pow(y, s->p[0]) : 1 - 0.5 * pow(y, -s->p[0]);
}

static double
loglaplace_sf(const Shape *s, double y)
{
	return y < 1 ? 1 - 0.5 * pow(y, s->p[0]) : 0.5 * pow(y, -s->p[0]);
}

static double
loglaplace_logcdf(const Shape *s, double y)
{
	return y < 1 ? s->p[0] * log(y) - LN_2 : log1p(-0.5 * pow(y, -s->p[0]));
}

static double
loglaplace_logsf(const Shape *s, double y)
{
	return y < 1 ? log1p(-0.5 * pow(y, s->p[0])) : -s->p[0] * log(y) - LN_2;
}

static double
loglaplace_quantile(const Shape *s, double p)
{
	return exp((p < 0.5 ? log(2 * p) : -log(2 * (1 - p))) / s->p[0]);
}

static double
loglaplace_quantile_upper(const Shape *s, double q)
{
	return exp((q < 0.5 ? -log(2 * q) : log(2 * (1 - q))) / s->p[0]);
}

/* With loc known: the scale is the rows' median and c one over the mean distance of logarithms. */
static bool
loglaplace_closed_form(const FitData *data, double *params)
{
	const CellSet *rows = &data->rows;
	double loc = data->loc_value;
	double below = 0, total = 0, distance = 0, log_median;
	int i = 0;

	if (!data->loc_fixed || !rows_are_points(data) || !rows_above_loc(data, true))
		return false;
	for (int j = 0; j < rows->n_nodes; j++)
		total += rows->weight[j];
	while (i < rows->n_nodes - 1 && (below += rows->weight[i]) < total / 2)
		i++;
	log_median = log(rows->node[i] - loc);
	for (int j = 0; j < rows->n_nodes; j++)
		distance += rows->weight[j] * fabs(log(rows->node[j] - loc) - log_median);
	params[0] = total / distance;
	return isfinite(params[0]) && set_loc_scale(params + 1, loc, rows->node[i] - loc);
}

/* exp(u / c) is 1 + u / c to first order. */
static bool
loglaplace_from_laplace(const double *laplace, double *params)
{
	const double c = 1e4;

	params[0] = c;
	params[2] = laplace[1] * c;
	params[1] = laplace[0] - params[2];
	return true;
}

static const char *const loglaplace_aliases[] = {"log_laplace", NULL};
static const Nested loglaplace_nests[] = {{"laplace", loglaplace_from_laplace, true},
										  {NULL, NULL, false}};

static double
loglaplace_tail_index(const Shape *s, bool upper)
{
	return upper ? s->p[0] : INFINITY;
}

const Family family_loglaplace = {
	.name = "loglaplace",
	.aliases = loglaplace_aliases,
	.reference = "Kozubowski, Podgorski (2003), J. Interdiscip. Math. 6, 59-81",
	.flags = KINKED | EDGE_LOWER,
	.n_shapes = 1,
	.shape = {{.name = "c",
			   .upper = INFINITY,
			   .least = 0.01,
			   .most = 1e5,
			   .n_grid = 5,
			   .grid = {0.6, 1.5, 5, 20, 100},
			   .limits = LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = loglaplace_prepare,
	.kink = loglaplace_kink,
	ALL_FUNCTIONS(loglaplace),
	.closed_form = loglaplace_closed_form,
	.nests = loglaplace_nests,
	.tail_index = loglaplace_tail_index,
};
