/*
 * distribution.c
 *		A family with all its parameters: evaluation anywhere on the real line.
 *
 * Families know y = (x - loc) / scale inside their support; what lies outside, infinities, and
 * quantiles that have no formula are dealt with here.
 */
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "distribution.h"
#include "interval.h"
#include "special/special.h"

/*
 * Parts of a truncated distribution at least this large, relative to the family's tail that they
 * lie in, can be added to that tail without harm.
 */
#define WITHIN_SHARE 1e-3

bool
distribution_set(const CoreContext *cx, Distribution *d, const Family *family, const double *params,
				 const char **error)
{
	double loc = params[family->n_shapes];
	double scale = params[family->n_shapes + 1];

	*error = NULL;
	for (int i = 0; i < family->n_shapes + 2; i++)
	{
		*error = family_param_error(family, i, params[i]);
		if (*error)
			return false;
	}

	/* a table kept from an earlier call is of use to the same family only */
	if (d->family != family && d->shape.table)
	{
		core_release(cx, d->shape.table);
		d->shape.table = NULL;
	}
	if (family->n_table > 0 && !d->shape.table)
		d->shape.table = core_alloc(cx, family->n_table * sizeof(double));

	d->cx = cx;
	d->family = family;
	d->loc = loc;
	d->scale = scale;
	memcpy(d->shape.p, params, family->n_shapes * sizeof(double));
	if (family->prepare && !family->prepare(&d->shape))
	{
		*error = "these shape parameters are out of reach of the numerical methods";
		return false;
	}
	d->lower = family->lower;
	d->upper = family->upper;
	if (family->support)
		family->support(&d->shape, &d->lower, &d->upper);
	d->truncated = false;
	d->from = -INFINITY;
	d->to = INFINITY;
	d->log_mass = 0;
	d->family_lower = d->lower;
	d->family_upper = d->upper;
	return true;
}

bool
distribution_truncate(Distribution *d, double from, double to, const char **error)
{
	bool discrete = d->family->kind == FAMILY_DISCRETE;
	double a = (from - d->loc) / d->scale, b = (to - d->loc) / d->scale;

	*error = NULL;
	if (isnan(from) || isnan(to) || from == INFINITY || to == -INFINITY)
		*error = "bounds of a truncation must be numbers, -inf below or inf above";
	else if (!(discrete ? from <= to : from < to))
		*error = "the lower bound of a truncation must be less than the upper one";
	if (*error)
		return false;

	d->log_mass = log_interval_probability(d, a, b);
	if (!isfinite(d->log_mass))
	{
		*error = "the distribution has no probability between the bounds of the truncation";
		return false;
	}
	d->truncated = true;
	d->from = from;
	d->to = to;
	d->lower = fmax(d->lower, discrete ? ceil(a) : a);
	d->upper = fmin(d->upper, discrete ? floor(b) : b);
	return true;
}

/* Where x stands: y in the family's units.  A discrete one counts up to the integer at or below. */
static double
standardise(const Distribution *d, double x)
{
	double y = (x - d->loc) / d->scale;

	return d->family->kind == FAMILY_DISCRETE ? floor(y) : y;
}

double
distribution_logpdf(const Distribution *d, double x)
{
	double y = (x - d->loc) / d->scale;

	if (isnan(y))
		return NAN;
	if (isinf(y) || y < d->lower || y > d->upper)
		return -INFINITY;
	if (d->family->kind == FAMILY_DISCRETE)
		return y == floor(y) ? d->family->logpdf(&d->shape, y) - d->log_mass : -INFINITY;
	return d->family->logpdf(&d->shape, y) - log(d->scale) - d->log_mass;
}

/*
 * At the lower end of a continuous support the cdf is 0 and the sf 1, which need not be what a
 * formula with infinities in it says; at the upper end the reverse.
 */
static bool
below_support(const Distribution *d, double y)
{
	return d->family->kind == FAMILY_DISCRETE ? y < d->lower || y == -INFINITY : y <= d->lower;
}

/* log P(Y <= y), or of P(Y > y) if `upper`, for y inside the support. */
static double
log_tail(const Distribution *d, double y, bool upper)
{
	if (!d->truncated)
		return log_tail_probability(d, y, upper);
	if (upper && d->family->kind == FAMILY_DISCRETE)
		y++;
	return fmin(
		log_interval_probability(d, upper ? y : d->lower, upper ? d->upper : y) - d->log_mass, 0);
}

/* P(Y <= y), or P(Y > y) if `upper`, for y inside the support. */
static double
tail(const Distribution *d, double y, bool upper)
{
	double p;

	if (d->truncated)
		return exp(log_tail(d, y, upper));
	p = (upper ? d->family->sf : d->family->cdf)(&d->shape, y);
	/* a sum of several terms may round beyond 1; NaN stays */
	return p > 1 ? 1 : p;
}

double
distribution_cdf(const Distribution *d, double x)
{
	double y = standardise(d, x);

	if (isnan(y))
		return NAN;
	if (below_support(d, y))
		return 0;
	return y >= d->upper ? 1 : tail(d, y, false);
}

double
distribution_sf(const Distribution *d, double x)
{
	double y = standardise(d, x);

	if (isnan(y))
		return NAN;
	if (below_support(d, y))
		return 1;
	return y >= d->upper ? 0 : tail(d, y, true);
}

double
distribution_logcdf(const Distribution *d, double x)
{
	double y = standardise(d, x);

	if (isnan(y))
		return NAN;
	if (below_support(d, y))
		return -INFINITY;
	return y >= d->upper ? 0 : log_tail(d, y, false);
}

double
distribution_logsf(const Distribution *d, double x)
{
	double y = standardise(d, x);

	if (isnan(y))
		return NAN;
	if (below_support(d, y))
		return 0;
	return y >= d->upper ? -INFINITY : log_tail(d, y, true);
}

/* Doubles in their order as integers: halving between them halves the doubles in between. */
static int64_t
rank_of(double y)
{
	int64_t bits;

	memcpy(&bits, &y, sizeof(bits));
	return bits >= 0 ? bits : INT64_MIN - bits;
}

static double
double_of(int64_t rank)
{
	int64_t bits = rank >= 0 ? rank : INT64_MIN - rank;
	double y;

	memcpy(&y, &bits, sizeof(y));
	return y;
}

/*
 * The double in the middle of (lo, hi), counted in doubles; the difference of ranks overflows when
 * the signs differ, hence halves.
 */
static double
middle(double lo, double hi)
{
	int64_t a = rank_of(lo);
	int64_t b = rank_of(hi);

	return double_of((a & b) + ((a ^ b) >> 1));
}

/*
 * The y whose tail probability is p, by Newton's method on its logarithm inside a bracket.  A step
 * that leaves the bracket, or does not halve the error in two rounds, gives way to halving the
 * doubles left: 64 of those reach neighbours from any bracket, so that it always ends.  Steps are
 * taken in log |y| where y spans magnitudes.
 */
static double
invert_tail(const Distribution *d, double p, bool upper)
{
	double lo = fmax(d->lower, -DBL_MAX);
	double hi = fmin(d->upper, DBL_MAX);
	double log_p = log(p);
	double y = middle(lo, hi);
	double error = INFINITY, error_before = INFINITY;

	for (int i = 0; i < 300 && y > lo && y < hi; i++)
	{
		double log_q = log_tail(d, y, upper);
		double g = upper ? log_p - log_q : log_q - log_p; /* increases with y */
		bool far = !(fabs(g) <= 1 - log_p); /* where slopes are all rounding error, or not finite */
		bool magnitudes = d->lower >= 0 || fabs(y) > 1;
		double slope, step, next;

		if (g == 0 || core_stop(d->cx))
			break;
		if (g < 0)
			lo = y;
		else
			hi = y;
		slope = d->family->logpdf(&d->shape, y) - d->log_mass - log_q;
		step = -g / exp(magnitudes ? slope + log(fabs(y)) : slope);
		next = magnitudes ? y * exp(y > 0 ? step : -step) : y + step;
		if (!far && fabs(next - y) <= 2 * DBL_EPSILON * fabs(y))
		{
			y = next > lo && next < hi ? next : y;
			break;
		}
		if (far || !(next > lo && next < hi) || fabs(g) > 0.5 * error_before)
			next = middle(lo, hi);
		error_before = error;
		error = fabs(g);
		y = next;
	}
	return y;
}

/*
 * A probability this close to that of an integer means it: 1/16 is the cdf of binom(4, 1/2) at 0,
 * whatever its last digits come out as.
 */
#define STEP_ROUNDING (64 * DBL_EPSILON)

/*
 * The smallest integer y with cdf(y) >= p, or with sf(y) <= p if `upper`.  Inside a bracket by
 * interpolation on the scale of normal quantiles, on which most distribution functions are nearly
 * straight, or by halving where two steps of that have not halved it.  Where it spans magnitudes
 * the doubles in it are halved.
 */
static double
invert_discrete(const Distribution *d, double p, bool upper)
{
	double lo = d->lower - 1; /* fails */
	double hi = d->upper;     /* serves */
	double z_lo = NAN, z_hi = NAN, z_p = bf_ndtri(p), reach = 1;
	double width[2] = {INFINITY, INFINITY}; /* of the bracket one and two steps ago */

	while (isinf(lo) || isinf(hi) || hi - lo > 1)
	{
		double y, q, z;

		if (isinf(lo) || isinf(hi))
		{
			y = isinf(lo) ? (isinf(hi) ? 0 : hi) - reach : lo + reach;
			reach = reach < 0x1p53 ? 2 * reach : fmin(reach * reach, DBL_MAX);
		}
		else
		{
			y = lo + ceil((hi - lo) * ((z_p - z_lo) / (z_hi - z_lo)));
			if (lo > 1 && hi > 4 * lo)
				y = floor(middle(lo, hi));
			else if (!isfinite(y) || hi - lo > 0.5 * width[1])
				y = lo + floor((hi - lo) / 2);
			else
				y = fmin(fmax(y, lo + 1), hi - 1);
			width[1] = width[0];
			width[0] = hi - lo;
		}
		if (y <= lo || y >= hi || core_stop(d->cx))
			break;
		q = tail(d, y, upper);
		z = bf_ndtri(q);
		if (upper ? q <= p * (1 + STEP_ROUNDING) : q >= p * (1 - STEP_ROUNDING))
		{
			hi = y;
			z_hi = z;
		}
		else
		{
			lo = y;
			z_lo = z;
		}
	}
	return hi;
}

static double
to_x(const Distribution *d, double y)
{
	y = fmin(fmax(y, d->lower), d->upper);
	return fmin(fmax(d->loc + d->scale * y, d->from), d->to);
}

/*
 * The quantile of a truncated distribution by that of its family, where the wanted probability can
 * be had there without losing digits: p is that of the lower tail, q = 1 - p that of the upper one.
 */
static bool
quantile_within(const Distribution *d, double p, double q, double *y)
{
	const Family *f = d->family;
	double mass = exp(d->log_mass), t;
	bool upper;

	if (!f->quantile || !f->quantile_upper || f->kind == FAMILY_DISCRETE)
		return false;
	t = (d->lower > d->family_lower ? f->cdf(&d->shape, d->lower) : 0) + p * mass;
	upper = t > 0.5;
	if (upper)
		t = (d->upper < d->family_upper ? f->sf(&d->shape, d->upper) : 0) + q * mass;
	if (!(fmin(p, q) * mass >= WITHIN_SHARE * t) || t < DBL_MIN)
		return false;
	*y = (upper ? f->quantile_upper : f->quantile)(&d->shape, t);
	return true;
}

/* The y with P(Y <= y) = p = 1 - q; p is the one given if not `upper`, else q. */
static double
quantile(const Distribution *d, double p, double q, bool upper)
{
	const Family *f = d->family;
	double y;

	if (d->truncated && quantile_within(d, p, q, &y))
		return to_x(d, y);
	if (!d->truncated && (upper ? f->quantile_upper : f->quantile))
		return to_x(d, (upper ? f->quantile_upper : f->quantile)(&d->shape, upper ? q : p));
	if (f->kind == FAMILY_DISCRETE)
		return to_x(d, invert_discrete(d, upper ? q : p, upper));
	return to_x(d, fmin(p, q) == p ? invert_tail(d, p, false) : invert_tail(d, q, true));
}

double
distribution_quantile(const Distribution *d, double p)
{
	if (!(p >= 0 && p <= 1))
		return NAN;
	if (p == 0 || p == 1)
		return to_x(d, p == 0 ? d->lower : d->upper);
	return quantile(d, p, 1 - p, false);
}

double
distribution_quantile_upper(const Distribution *d, double q)
{
	if (!(q >= 0 && q <= 1))
		return NAN;
	if (q == 0 || q == 1)
		return to_x(d, q == 0 ? d->upper : d->lower);
	return quantile(d, 1 - q, q, true);
}

/* Shapes beyond these, away from 0 or towards it, are looked at. */
#define LARGE_SHAPE 1e12
#define SMALL_SHAPE 1e-12
/* Probabilities may contradict one another by so much, relative to their size or their logarithm's.
 */
#define SOUND 1e-6

/* x and what the distribution says of it: cdf, sf, and their logarithms. */
typedef struct Probe
{
	double x;
	double p[2];
	double log_p[2];
} Probe;

static bool
probe_is_sound(const Distribution *d, const Probe *at, const Probe *before)
{
	if (isnan(distribution_logpdf(d, at->x)) || !(fabs(at->p[0] + at->p[1] - 1) <= SOUND))
		return false;
	for (int i = 0; i < 2; i++)
	{
		/* the two need not agree on what is next to nothing */
		double gap = at->log_p[i] - log(at->p[i]);
		double rise = (i == 0 ? 1 : -1) * (at->log_p[i] - before->log_p[i]);

		if (!(at->p[i] >= 0 && at->p[i] <= 1 && at->log_p[i] <= SOUND) ||
			(at->p[i] >= DBL_MIN && !(fabs(gap) <= SOUND * (1 + fabs(at->log_p[i])))))
			return false;
		/* both may be -inf, whose difference is NaN */
		if (rise < -SOUND * (1 + fabs(before->log_p[i])))
			return false;
	}
	return true;
}

static int
compare_x(const void *a, const void *b)
{
	double x = ((const Probe *) a)->x, y = ((const Probe *) b)->x;

	return (x > y) - (x < y);
}

bool
distribution_is_sound(const Distribution *d)
{
	static const double shares[] = {1e-300, 1e-100, 1e-10, 0.1, 0.5, 0.9};
	static const double points[] = {-1e300, -1, 0, 1e-300, 1e-10, 0.5, 1, 2, 1e10, 1e300};
	enum
	{
		N_SHARES = sizeof(shares) / sizeof(shares[0]),
		N_POINTS = sizeof(points) / sizeof(points[0])
	};
	Probe probe[2 * N_SHARES + N_POINTS];
	Probe before = {.log_p = {-INFINITY, 0}};
	double lowest[2] = {-INFINITY, -INFINITY};
	bool extreme = false;
	int n = 0;

	for (int i = 0; i < d->family->n_shapes; i++)
	{
		double size = fabs(d->shape.p[i]);

		extreme = extreme || size > LARGE_SHAPE || (size > 0 && size < SMALL_SHAPE);
	}
	if (!extreme)
		return true;

	for (int i = 0; i < N_SHARES; i++)
		for (int upper = 0; upper < 2; upper++)
		{
			double x = upper ? distribution_quantile_upper(d, shares[i])
							 : distribution_quantile(d, shares[i]);
			double rank = upper ? -x : x;

			if (!(rank >= lowest[upper]))
				return false;
			lowest[upper] = rank;
			probe[n++].x = x;
		}
	for (int i = 0; i < N_POINTS; i++)
		probe[n++].x = d->loc + d->scale * points[i];
	for (int i = 0; i < n; i++)
	{
		Probe *at = &probe[i];

		at->p[0] = distribution_cdf(d, at->x);
		at->p[1] = distribution_sf(d, at->x);
		at->log_p[0] = distribution_logcdf(d, at->x);
		at->log_p[1] = distribution_logsf(d, at->x);
	}
	qsort(probe, n, sizeof(Probe), compare_x);
	for (int i = 0; i < n; i++)
	{
		if (core_stop(d->cx) || !probe_is_sound(d, &probe[i], &before))
			return false;
		before = probe[i];
	}
	return true;
}
