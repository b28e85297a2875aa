/*
 * matching.c
 *		Estimation by moments and by L-moments: how far a distribution's are from the rows'.
 *
 * The moments of a distribution are integrals of powers of its quantile function, the L-moments of
 * its products with Legendre polynomials.  With p = 1 / (1 + exp(-pi sinh t)) the integrands fall
 * off doubly exponentially at either end, whatever the quantile function does at 0 and 1 short of
 * making the integral infinite (Takahasi & Mori 1974), and the trapezoidal rule converges
 * exponentially: 121 nodes give ten digits and more.  Where quantiles have no formula the integrals
 *are those of the density, by the same rule over the values themselves.
 */
#include <math.h>
#include <string.h>

#include "chart.h"
#include "matching.h"
#include "special/special.h"

/* The rule's nodes: t from -T_MAX to T_MAX, where p is 1e-300. */
#define T_MAX 6.0
#define T_STEP 0.1
#define N_NODES 121
/* The same for the rule over values. */
#define X_STEP 0.0625

/* What the outermost nodes may add to an integral, relative to its terms' sizes. */
#define TAIL_SHARE 1e-7

/* Odd moments and L-moments smaller than that are 0 but for rounding. */
#define SYMMETRIC 1e-8

/* Quantiles at the rule's nodes, with the weights and both tail probabilities. */
typedef struct Quadrature
{
	double x[N_NODES];
	double weight[N_NODES];
	double p[N_NODES];
	double q[N_NODES];
} Quadrature;

static bool
quantiles(const CoreContext *cx, const Distribution *d, Quadrature *rule)
{
	for (int i = 0; i < N_NODES; i++)
	{
		double t = (i - N_NODES / 2) * T_STEP, s = PI * sinh(t);

		rule->p[i] = 1 / (1 + exp(-s));
		rule->q[i] = 1 / (1 + exp(s));
		rule->weight[i] = T_STEP * PI * cosh(t) * rule->p[i] * rule->q[i];
		rule->x[i] = i < N_NODES / 2 ? distribution_quantile(d, rule->p[i])
									 : distribution_quantile_upper(d, rule->q[i]);
		if (core_stop(cx) || isnan(rule->x[i]))
			return false;
		/* no digits left to tell it from the end: the weight is nothing there */
		if (isinf(rule->x[i]))
			return false;
	}
	return true;
}

/*
 * The rule over values instead of probabilities, in units of the distance between the quartiles:
 * doubly exponential towards infinity, and towards an end of the support.
 */
static bool
densities(const CoreContext *cx, const Distribution *d, Quadrature *rule)
{
	double centre, spread, total = 0;
	static const double between[6] = {11 / 1440.0,  -93 / 1440.0, 802 / 1440.0,
									  802 / 1440.0, -93 / 1440.0, 11 / 1440.0};

	if (d->family->anchors && !d->truncated)
		d->family->anchors(&d->shape, &centre, &spread);
	else
	{
		double low = distribution_quantile(d, 0.25), high = distribution_quantile_upper(d, 0.25);

		centre = 0.5 * (low + high);
		spread = high - low;
	}
	if (!(spread > 0) || !isfinite(centre))
		return false;
	for (int i = 0; i < N_NODES; i++)
	{
		double t = (i - N_NODES / 2) * X_STEP, s = 0.5 * PI * sinh(t), slope;

		if (isfinite(d->lower) && isfinite(d->upper))
		{
			double p = 1 / (1 + exp(-2 * s)), q = 1 / (1 + exp(2 * s));

			rule->x[i] = p < 0.5 ? d->lower + p * (d->upper - d->lower)
								 : d->upper - q * (d->upper - d->lower);
			slope = 2 * p * q * (d->upper - d->lower);
		}
		else if (isfinite(d->lower) || isfinite(d->upper))
		{
			double sign = isfinite(d->lower) ? 1 : -1,
				   end = isfinite(d->lower) ? d->lower : d->upper;
			double reach = fabs(centre - end) * exp(sign * 2 * s);

			rule->x[i] = end + sign * reach;
			slope = 2 * reach;
		}
		else
		{
			rule->x[i] = centre + spread * sinh(s);
			slope = spread * cosh(s);
		}
		rule->weight[i] =
			X_STEP * 0.5 * PI * cosh(t) * slope * exp(distribution_logpdf(d, rule->x[i]));
		/* at an end, where only rounding puts it */
		if (!isfinite(rule->weight[i]) || !isfinite(rule->x[i]))
		{
			rule->weight[i] = 0;
			rule->x[i] = centre;
		}
		total += rule->weight[i];
		if (core_stop(cx))
			return false;
	}
	for (int i = 0; i < N_NODES; i++)
	{
		/* between the nodes before and after: of six points, exact for polynomials of degree 5 */
		rule->p[i] = i > 0 ? rule->p[i - 1] : 0;
		for (int k = 0; k < 6; k++)
			if (i + k >= 3 && i + k - 3 < N_NODES)
				rule->p[i] += between[k] * rule->weight[i + k - 3];
		rule->q[i] = total - rule->p[i];
	}
	return fabs(total - 1) < 1e-6;
}

/* Sum of the terms; NaN if it is not only the middle that matters. */
static double
sum_terms(const double *term)
{
	double sum = 0, size = 0;

	for (int i = 0; i < N_NODES; i++)
	{
		sum += term[i];
		size += fabs(term[i]);
	}
	if (!(fabs(term[0]) <= TAIL_SHARE * size && fabs(term[N_NODES - 1]) <= TAIL_SHARE * size))
		return NAN;
	return sum;
}

static int
plain_moments(const Quadrature *rule, int n, double *moment)
{
	double term[N_NODES];

	for (int k = 0; k < n; k++)
	{
		double mean = k > 0 ? moment[0] : 0, sd = k > 1 ? moment[1] : 1;

		for (int i = 0; i < N_NODES; i++)
			term[i] = rule->weight[i] * pow((rule->x[i] - mean) / sd, k + 1);
		moment[k] = k == 1 ? sqrt(sum_terms(term)) : sum_terms(term);
		if (!isfinite(moment[k]))
			return k;
	}
	return n;
}

/* The Legendre polynomial of degree k, shifted to [0, 1], at p = 1 - q. */
static double
shifted_legendre(int k, double p, double q)
{
	double x = p - q, before = 1, value = x;

	if (k == 0)
		return 1;
	for (int j = 1; j < k; j++)
	{
		double next = ((2 * j + 1) * x * value - j * before) / (j + 1);

		before = value;
		value = next;
	}
	return value;
}

static int
l_moments(const Quadrature *rule, int n, double *moment)
{
	double term[N_NODES];

	for (int k = 0; k < n; k++)
	{
		double mean = k > 0 ? moment[0] : 0, second = k > 1 ? moment[1] : 1;

		for (int i = 0; i < N_NODES; i++)
			term[i] =
				rule->weight[i] * shifted_legendre(k, rule->p[i], rule->q[i]) * (rule->x[i] - mean);
		moment[k] = sum_terms(term) / second;
		if (!isfinite(moment[k]))
			return k;
	}
	return n;
}

int
distribution_matched_moments(const CoreContext *cx, const Distribution *d, bool l, int n,
							 double *moment)
{
	Quadrature rule;

	/* families whose quantiles are costly have other measures of where they are */
	bool direct = d->family->quantile && d->family->quantile_upper && !d->family->anchors;

	return (direct ? quantiles : densities)(cx, d, &rule)
			   ? (l ? l_moments : plain_moments)(&rule, n, moment)
			   : 0;
}

/*
 * The sum over the first j of n ranked rows of C(rank - 1, r) / (n C(n - 1, r)), by which the
 * unbiased probability-weighted moment of order r weighs them; j need not be whole.
 */
static double
rank_weight(double j, double n, int r)
{
	double product = 1;

	for (int i = 0; i <= r; i++)
		product *= fmax(j - i, 0) / (n - i);
	return product;
}

static void
rows_l_moments(const CellSet *rows, double n, double *moment)
{
	double weighted[MAX_PARAMS] = {0}, before = 0;

	for (int i = 0; i < rows->n_nodes; i++)
	{
		double after = before + rows->weight[i];

		for (int r = 0; r < MAX_PARAMS; r++)
			weighted[r] +=
				rows->node[i] * (rank_weight(after, n, r) - rank_weight(before, n, r)) / (r + 1);
		before = after;
	}
	/* L-moments are these with the coefficients of the shifted Legendre polynomials */
	for (int k = 0; k < MAX_PARAMS; k++)
	{
		double c = k % 2 ? -1 : 1;

		for (int r = 0; r <= k; r++)
		{
			moment[k] += c * weighted[r];
			c *= -(double) (k - r) * (k + r + 1) / ((r + 1.0) * (r + 1.0));
		}
	}
	for (int k = 2; k < MAX_PARAMS; k++)
		moment[k] /= moment[1];
}

void
rows_moments(FitData *d)
{
	const CellSet *rows = &d->rows;

	if (d->options.method == METHOD_LMOMENTS)
		rows_l_moments(rows, d->n, d->moment);
	if (d->options.method != METHOD_MOMENTS)
		return;
	d->moment[0] = d->mean;
	d->moment[1] = sqrt(d->variance);
	for (int k = 2; k < MAX_PARAMS; k++)
	{
		for (int i = 0; i < rows->n_nodes; i++)
			d->moment[k] +=
				rows->weight[i] * pow((rows->node[i] - d->moment[0]) / d->moment[1], k + 1);
		d->moment[k] /= d->n;
	}
}

double
matching_value(Likelihood *lk, const double *params)
{
	const FitData *d = lk->data;
	double loc = params[lk->family->n_shapes], scale = params[lk->family->n_shapes + 1];
	double y_min = (d->min - loc) / scale, y_max = (d->max - loc) / scale, sum = 0;
	double moment[MAX_PARAMS];
	Distribution y;
	int wanted = chart_size(lk, (Chart){END_FREE, END_FREE}), n;

	lk->evaluations++;
	if (core_stop(d->cx))
		lk->stopped = true;
	if (lk->stopped || !(scale > 0) || !isfinite(scale) || !isfinite(loc) ||
		!likelihood_distribution(lk, params, &y) || !(y_min >= y.lower) || !(y_max <= y.upper))
		return -INFINITY;
	n = distribution_matched_moments(d->cx, &y, d->method == METHOD_LMOMENTS, MAX_PARAMS, moment);
	for (int k = 0; wanted > 0; k++)
	{
		double difference;

		/* loc held in the middle of a curve leaves the mean nothing to say */
		if (k == 0 && d->loc_fixed && isinf(lk->y.lower) && isinf(lk->y.upper))
			continue;
		/* nor have odd orders in a symmetric one */
		if (k > 1 && k % 2 == 0 && k < n && fabs(moment[k]) < SYMMETRIC)
			continue;
		if (k >= n)
			return -INFINITY;
		if (k == 0)
			difference = (loc + scale * moment[0] - d->moment[0]) / d->moment[1];
		else if (k == 1)
			difference = log(scale * moment[1] / d->moment[1]);
		else
			difference = moment[k] - d->moment[k];
		sum += difference * difference;
		wanted--;
	}
	return isnan(sum) ? -INFINITY : -0.5 * d->n * sum;
}
