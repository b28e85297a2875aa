/*
 * moments.c
 *		Moments, mode, entropy and tail means of a distribution, truncated or not.
 *
 * All is made of tail integrals, T_k(x) = E[(X - x)^k | X > x] and its mirror image, by parts:
 * the integral over u > 0 of k u^(k-1) sf(x + u) / sf(x).  The substitution u = s exp(t), or
 * u = L / (1 + exp(-t)) where the support ends a distance L away, makes the integrand die away
 * exponentially on both sides whatever the tail or the end looks like (Takahasi & Mori 1974 for the
 * idea).  Moments about the median follow from T_k at the median on both sides.
 */
#include <float.h>
#include <math.h>

#include "interval.h"
#include "families/shared.h"
#include "moments.h"
#include "quadrature.h"

/* How far the integration variable t may go: u from 1e-304 to 1e250. */
#define LOWEST_T (-700)
#define HIGHEST_T 575
/* Terms of a sum over a discrete support: more take too long for one value. */
#define MOST_TERMS (1 << 23)
/* Terms between two questions whether to stop. */
#define TERMS_BETWEEN_STOPS 4096
/* Sums extrapolated, of up to MOST_TERMS terms, and how near two ways to their limit must be. */
#define MOST_HALVINGS 24
#define EXTRAPOLATED 1e-12
/* -log of a probability whose share of an entropy is below rounding. */
#define ENTROPY_DEPTH 60
/* How near, relative to its size, an end of the support is too near for a double. */
#define NEAR_END 1e-10
#define NEAR_ZERO 1e-290
/* Probabilities 2^-1 ... 2^-MODE_LEVELS in both tails, where the mode is looked for. */
#define MODE_LEVELS 40
#define MODE_STEPS 8 /* of each of them */

typedef struct Tail
{
	const CoreContext *cx;
	const Distribution *d; /* standardised: loc 0, scale 1 */
	double x;
	double log_at_x; /* log of the tail probability there */
	bool upper;
	int order;
	double length; /* of the support beyond x, or of the part wanted; INFINITY */
	double scale;  /* a typical distance */
} Tail;

/* The same distribution with loc 0 and scale 1: where y can be close to an end without rounding. */
static Distribution
standardised(const Distribution *d)
{
	Distribution y = *d;

	y.loc = 0;
	y.scale = 1;
	y.from = d->truncated ? (d->from - d->loc) / d->scale : -INFINITY;
	y.to = d->truncated ? (d->to - d->loc) / d->scale : INFINITY;
	return y;
}

static double
log_tail_of(const Distribution *d, double y, bool upper)
{
	return upper ? distribution_logsf(d, y) : distribution_logcdf(d, y);
}

/* Index of that tail: INFINITY if it is light or cut off. */
static double
tail_index(const Distribution *d, bool upper)
{
	if (!d->family->tail_index || isfinite(upper ? d->upper : d->lower))
		return INFINITY;
	return d->family->tail_index(&d->shape, upper);
}

static double
tail_integrand(double t, void *arg)
{
	const Tail *tail = arg;
	double u, slope; /* slope: du/dt over u */

	if (isfinite(tail->length))
	{
		u = tail->length / (1 + exp(-t));
		slope = t > 0 ? exp(-t) / (1 + exp(-t)) : 1 / (1 + exp(t));
	}
	else
	{
		u = tail->scale * exp(t);
		slope = 1;
	}
	return tail->order * slope *
		   exp(tail->order * log(u) - tail->log_at_x +
			   log_tail_of(tail->d, tail->upper ? tail->x + u : tail->x - u, tail->upper));
}

/* A distance from x over which the tail probability falls by about a half. */
static double
typical_distance(const Tail *tail)
{
	double half = 0.5 * exp(tail->log_at_x), to;
	double distance = 0;

	if (half > 1e-300)
	{
		to = tail->upper ? distribution_quantile_upper(tail->d, half)
						 : distribution_quantile(tail->d, half);
		distance = fabs(to - tail->x);
	}
	if (!(distance > 0 && isfinite(distance)))
		distance = exp(tail->log_at_x - distribution_logpdf(tail->d, tail->x));
	return distance > 0 && isfinite(distance) ? distance : fmax(1, fabs(tail->x));
}

/*
 * Richardson's extrapolation of sums of which what is missing after 2^m terms is 2^(-m power) times
 * a series in 2^-m.
 */
typedef struct Extrapolation
{
	double power;
	int m;
	double row[MOST_HALVINGS];
} Extrapolation;

/* Takes the sum of twice as many terms; true if *limit, by two ways to it, is exact. */
static bool
extrapolate(Extrapolation *e, double sum, double *limit)
{
	double above = e->row[0], last = 0;
	bool exact = false;

	e->row[0] = sum;
	for (int i = 0; i < e->m && i + 1 < MOST_HALVINGS; i++)
	{
		double next = e->row[i] + (e->row[i] - above) / (exp2(e->power + i) - 1);

		exact = fabs(next - e->row[i]) <= EXTRAPOLATED * fabs(next) &&
				fabs(next - above) <= EXTRAPOLATED * fabs(next);
		above = e->row[i + 1];
		e->row[i + 1] = last = next;
		if (exact)
			break;
	}
	*limit = last;
	e->m++;
	return exact;
}

/*
 * The sum that takes the integral's place on a discrete support: over j > 0 of j^k P(X = x + j) /
 * P(X > x), x an integer, or its mirror image; all that is beyond the length counts as if there.
 */
static double
discrete_tail_sum(const Tail *tail)
{
	double total = 0, next_power = 1;
	Extrapolation heavy = {.power = tail_index(tail->d, tail->upper) - tail->order};

	for (double j = 1; j < tail->length; j++)
	{
		double weight = pow(j, tail->order), term, limit;
		double y = tail->upper ? tail->x + j : tail->x + 1 - j;

		term = weight * exp(distribution_logpdf(tail->d, y) - tail->log_at_x);
		total += term;
		/* masses may be small before they are large */
		if (term <= DBL_EPSILON * 1e-3 * total &&
			weight * exp(log_tail_of(tail->d, tail->upper ? y : y - 1, tail->upper) -
						 tail->log_at_x) <=
				DBL_EPSILON * total)
			return total;
		if (j == next_power && isfinite(heavy.power))
		{
			if (extrapolate(&heavy, total, &limit))
				return limit;
			next_power *= 2;
		}
		if (j >= MOST_TERMS)
			return NAN;
		if (fmod(j, TERMS_BETWEEN_STOPS) == 0 && core_stop(tail->cx))
			return NAN;
	}
	return total + pow(tail->length, tail->order) *
					   exp(log_tail_of(tail->d,
									   tail->upper ? tail->x + tail->length - 1
												   : tail->x + 1 - tail->length,
									   tail->upper) -
						   tail->log_at_x);
}

/*
 * T_order at y for a standardised d; `length` less than what the support has beyond y cuts the
 * integral there.  For discrete distributions the lower tail is P(Y < y): y is then one more than
 * the last integer of the tail, so that both directions count distances from y.
 */
static double
tail_moment(const CoreContext *cx, const Distribution *d, double y, bool upper, int order,
			double length)
{
	bool discrete = d->family->kind == FAMILY_DISCRETE;
	Tail tail = {.cx = cx, .d = d, .x = y, .upper = upper, .order = order};
	double middle = 0, total, power;

	tail.length = fmin(length, upper ? d->upper - y : y - d->lower);
	if (discrete && !upper)
		tail.x = y - 1;
	tail.log_at_x = log_tail_of(d, tail.x, upper);
	if (!(tail.length > 0) || tail.log_at_x == -INFINITY)
		return 0;
	if (discrete)
		return discrete_tail_sum(&tail);

	tail.scale = typical_distance(&tail);
	if (isfinite(tail.length))
	{
		double share = tail.scale / tail.length;

		middle = share < 0.5 ? log(share / (1 - share)) : 0;
		return integrate_line(cx, tail_integrand, &tail, middle, LOWEST_T, HIGHEST_T);
	}
	total = integrate_line(cx, tail_integrand, &tail, middle, LOWEST_T - fmin(log(tail.scale), 0),
						   HIGHEST_T - fmax(log(tail.scale), 0));
	/* what a heavy tail has beyond: there it is a power */
	power = tail_index(d, upper) - order;
	if (isfinite(power))
		total += tail_integrand(HIGHEST_T - fmax(log(tail.scale), 0), &tail) / power;
	return total;
}

/* Moments of a standardised d, as far as they exist and are asked for, from integrals. */
static void
integrate_moments(const CoreContext *cx, const Distribution *d, int order, double *m)
{
	double about[5] = {1, NAN, NAN, NAN, NAN}, median = distribution_quantile(d, 0.5);
	bool discrete = d->family->kind == FAMILY_DISCRETE;
	double above = exp(distribution_logsf(d, median));
	double below = discrete ? exp(distribution_logcdf(d, median - 1)) : 1 - above;

	for (int k = 1; k <= order; k++)
	{
		double upper = tail_moment(cx, d, median, true, k, INFINITY) * above;
		double lower = tail_moment(cx, d, median, false, k, INFINITY) * below;

		about[k] = upper + (k % 2 ? -lower : lower);
	}
	central_moments(about, order, m);
	m[0] += median;
}

void
distribution_moments(const CoreContext *cx, const Distribution *d, int order, Moments *result)
{
	Distribution y = standardised(d);
	double lower = tail_index(&y, false), upper = tail_index(&y, true);
	double m[4] = {NAN, NAN, NAN, NAN};
	int exist = order; /* orders of moments that exist */

	while (exist > 0 && !(fmin(lower, upper) > exist))
		exist--;
	if (exist > 0 && !y.truncated && y.family->moments)
		y.family->moments(&y.shape, m);
	for (int k = exist - 1; k >= 0; k--)
		if (isnan(m[k]))
		{
			double integrated[4];

			integrate_moments(cx, &y, k + 1, integrated);
			for (int i = 0; i <= k; i++)
				m[i] = isnan(m[i]) ? integrated[i] : m[i];
			break;
		}
	for (int k = order; k < 4; k++)
		m[k] = NAN;

	if (order >= 1 && exist < 1)
		m[0] = lower > 1 ? INFINITY : upper > 1 ? -INFINITY : NAN;
	if (order >= 2 && exist < 2)
		m[1] = isnan(m[0]) ? NAN : INFINITY;
	if (order >= 3 && exist < 3)
		m[2] = exist < 2 ? NAN : lower > 3 ? INFINITY : upper > 3 ? -INFINITY : NAN;
	if (order >= 4 && exist < 4)
		m[3] = exist < 2 ? NAN : INFINITY;

	result->mean = d->loc + d->scale * m[0];
	/* rounding must not take a mean out of the support */
	if (isfinite(result->mean))
		result->mean = fmin(fmax(result->mean, d->from), d->to);
	result->variance = d->scale * d->scale * m[1];
	result->skewness = m[2];
	result->kurtosis = m[3];
}

double
distribution_mean_excess(const CoreContext *cx, const Distribution *d, double x)
{
	Distribution standard = standardised(d);
	double y = (x - d->loc) / d->scale;
	double rest = 0; /* for a discrete one: from y to the next integer */

	if (isnan(y) || y >= d->upper)
		return NAN;
	if (!(tail_index(&standard, true) > 1))
		return INFINITY;
	if (y < d->lower)
	{
		Moments m;

		distribution_moments(cx, d, 1, &m);
		return m.mean - x;
	}
	if (d->family->kind == FAMILY_DISCRETE)
	{
		rest = y - floor(y);
		y = floor(y);
	}
	return d->scale * (tail_moment(cx, &standard, y, true, 1, INFINITY) - rest);
}

double
distribution_limited_value(const CoreContext *cx, const Distribution *d, double x)
{
	Distribution standard = standardised(d);
	bool discrete = d->family->kind == FAMILY_DISCRETE;
	double y = (x - d->loc) / d->scale, from = distribution_quantile(&standard, 0.5), value;

	if (isnan(y))
		return NAN;
	if (!(tail_index(&standard, false) > 1))
		return -INFINITY;
	if (y <= d->lower)
		return x;
	if (y == INFINITY)
	{
		Moments m;

		distribution_moments(cx, d, 1, &m);
		return m.mean;
	}
	/* up to the median, or y if that is less, by the lower tail; from there to y by the upper one
	 */
	from = fmin(from, discrete ? ceil(y) : y);
	value = from - tail_moment(cx, &standard, from, false, 1, INFINITY) *
					   distribution_cdf(&standard, discrete ? from - 1 : from);
	if (y < from)
		value -= (from - y) * distribution_sf(&standard, from - 1);
	else if (discrete)
		value += tail_moment(cx, &standard, from, true, 1, floor(y) - from) *
					 distribution_sf(&standard, from) +
				 (y - floor(y)) * distribution_sf(&standard, floor(y));
	else
		value +=
			tail_moment(cx, &standard, from, true, 1, y - from) * distribution_sf(&standard, from);
	return d->loc + d->scale * value;
}

double
distribution_expected_shortfall(const CoreContext *cx, const Distribution *d, double p)
{
	Distribution standard = standardised(d);
	double y;
	Moments m;

	if (!(p >= 0 && p < 1))
		return NAN;
	if (p == 0)
	{
		distribution_moments(cx, d, 1, &m);
		return m.mean;
	}
	if (!(tail_index(&standard, true) > 1))
		return INFINITY;
	y = p > 0.5 ? distribution_quantile_upper(&standard, 1 - p)
				: distribution_quantile(&standard, p);
	return d->loc + d->scale * (y + tail_moment(cx, &standard, y, true, 1, INFINITY) *
										(distribution_sf(&standard, y) / (1 - p)));
}

/* ---------- entropy ---------- */

/*
 * One half of the probability, the variable being s = -log of twice the tail probability.  Within
 * NEAR_END of an end (NEAR_ZERO of 0) a double cannot say where in that end's pole it is; the log
 * density is a line in s there.
 */
typedef struct EntropyTail
{
	const Distribution *d;
	bool upper;
	double line_from; /* s from which on the line holds; INFINITY */
	double line_value;
	double line_slope;
} EntropyTail;

static EntropyTail
entropy_tail(const Distribution *d, bool upper)
{
	EntropyTail tail = {.d = d, .upper = upper, .line_from = INFINITY};
	double end = upper ? d->upper : d->lower, s[2], value[2];
	double near = end == 0 ? NEAR_ZERO : NEAR_END * fabs(end);

	if (!isfinite(end))
		return tail;
	for (int i = 0; i < 2; i++)
	{
		double y = end - copysign(ldexp(near, 2 * i), upper ? 1 : -1);

		s[i] = -M_LN2 - log_tail_of(d, y, upper);
		value[i] = distribution_logpdf(d, y);
	}
	if (s[0] > 0 && s[0] > s[1] && isfinite(s[0]) && isfinite(value[0]) && isfinite(value[1]))
	{
		tail.line_from = s[0];
		tail.line_value = value[0];
		tail.line_slope = (value[0] - value[1]) / (s[0] - s[1]);
	}
	return tail;
}

/* The integrand of -E[log f]. */
static double
entropy_integrand(double s, void *arg)
{
	const EntropyTail *tail = arg;
	double p = 0.5 * exp(-s), y, log_density;

	if (s > tail->line_from)
		return -(tail->line_value + tail->line_slope * (s - tail->line_from)) * p;
	y = tail->upper ? distribution_quantile_upper(tail->d, p) : distribution_quantile(tail->d, p);
	log_density = distribution_logpdf(tail->d, y);
	return isfinite(log_density) ? -log_density * p : 0;
}

/* Sum of -P log P from the integer y on in the direction of step. */
static double
discrete_entropy(const CoreContext *cx, const Distribution *d, double y, double step)
{
	double total = 0;

	for (int i = 0; y >= d->lower && y <= d->upper; i++, y += step)
	{
		double log_mass = distribution_logpdf(d, y);
		double term = log_mass > -INFINITY ? -log_mass * exp(log_mass) : 0;

		total += term;
		if (term <= DBL_EPSILON * 1e-3 * total)
			break;
		if (i >= MOST_TERMS || (i % TERMS_BETWEEN_STOPS == 0 && core_stop(cx)))
			return NAN;
	}
	return total;
}

double
distribution_entropy(const CoreContext *cx, const Distribution *d)
{
	Distribution y = standardised(d);
	EntropyTail lower, upper;

	if (d->family->kind == FAMILY_DISCRETE)
	{
		double median = distribution_quantile(&y, 0.5);

		return discrete_entropy(cx, &y, median, 1) + discrete_entropy(cx, &y, median - 1, -1);
	}
	lower = entropy_tail(&y, false);
	upper = entropy_tail(&y, true);
	return log(d->scale) + integrate_line(cx, entropy_integrand, &lower, 0, 0, ENTROPY_DEPTH) +
		   integrate_line(cx, entropy_integrand, &upper, 0, 0, ENTROPY_DEPTH);
}

/* ---------- mode ---------- */

/* A golden section towards the highest log density in [a, b], until rounding hides the way. */
static double
golden_section(const Distribution *d, double a, double b)
{
	const double share = 0.5 * (sqrt(5) - 1);
	double c = b - share * (b - a), e = a + share * (b - a);
	double at_c = distribution_logpdf(d, c), at_e = distribution_logpdf(d, e);

	for (int i = 0; i < 100 && b - a > 1e-8 * (fabs(a) + fabs(b)); i++)
	{
		if (at_c >= at_e)
		{
			b = e;
			e = c;
			at_e = at_c;
			c = b - share * (b - a);
			at_c = distribution_logpdf(d, c);
		}
		else
		{
			a = c;
			c = e;
			at_c = at_e;
			e = a + share * (b - a);
			at_e = distribution_logpdf(d, e);
		}
	}
	return at_c >= at_e ? c : e;
}

/* The derivative of the log density at y by differences over h, 2 h and 4 h: error of order h^6. */
static double
slope_at(const Distribution *d, double y, double h)
{
	double difference[3];

	for (int i = 0; i < 3; i++)
	{
		double step = ldexp(h, i);

		difference[i] =
			(distribution_logpdf(d, y + step) - distribution_logpdf(d, y - step)) / (2 * step);
	}
	return (64 * difference[0] - 20 * difference[1] + difference[2]) / 45;
}

/*
 * A maximum that comparing values has found to half its digits, to nearly all of them: where the
 * slope is zero.  Unchanged where the density is not smooth there.
 */
static double
polish_mode(const Distribution *d, double y, double span)
{
	double at_y = distribution_logpdf(d, y);
	double curvature, h = 1e-3 * span, a, b, slope_a, slope_b, better;

	curvature =
		(2 * at_y - distribution_logpdf(d, y - h) - distribution_logpdf(d, y + h)) / (h * h);
	if (!(curvature > 0 && isfinite(curvature)))
		return y;
	h = 0.03 / sqrt(curvature);
	a = y - 2 * h;
	b = y + 2 * h;
	slope_a = slope_at(d, a, h);
	slope_b = slope_at(d, b, h);
	if (!(slope_a > 0 && slope_b < 0 && isfinite(slope_a) && isfinite(slope_b)))
		return y;
	for (int i = 0; i < 60; i++)
	{
		/* the secant, or the middle where that hugs one end */
		double c = i % 3 == 2 ? 0.5 * (a + b) : a + (b - a) * (slope_a / (slope_a - slope_b));
		double slope = slope_at(d, c, h);

		if (!(c > a && c < b) || isnan(slope))
			break;
		if (slope == 0)
			return c;
		if (slope > 0)
		{
			a = c;
			slope_a = slope;
		}
		else
		{
			b = c;
			slope_b = slope;
		}
	}
	better = 0.5 * (a + b);
	return distribution_logpdf(d, better) >= at_y - 1e-12 * (1 + fabs(at_y)) ? better : y;
}

/* The integer with the highest mass in [a, b], for masses with one maximum there. */
static double
integer_section(const Distribution *d, double a, double b)
{
	while (b - a > 2)
	{
		double c = floor(0.5 * (a + b));

		if (distribution_logpdf(d, c) >= distribution_logpdf(d, c + 1))
			b = c;
		else
			a = c + 1;
	}
	for (double c = a + 1; c <= b; c++)
		if (distribution_logpdf(d, c) > distribution_logpdf(d, a))
			a = c;
	return a;
}

double
distribution_mode(const CoreContext *cx, const Distribution *d)
{
	Distribution y = standardised(d);
	double place[2 * MODE_LEVELS * MODE_STEPS + 4];
	double best = NAN, highest = -INFINITY, mode;
	int n = 0, at = 0;

	place[n++] = y.lower;
	for (int i = MODE_LEVELS * MODE_STEPS; i > 0; i--)
		place[n++] = distribution_quantile(&y, 0.5 * exp2(-(double) i / MODE_STEPS));
	place[n++] = distribution_quantile(&y, 0.5);
	for (int i = 1; i <= MODE_LEVELS * MODE_STEPS; i++)
		place[n++] = distribution_quantile_upper(&y, 0.5 * exp2(-(double) i / MODE_STEPS));
	place[n++] = y.upper;
	for (int i = 0; i < n; i++)
	{
		double log_density = isfinite(place[i]) ? distribution_logpdf(&y, place[i]) : -INFINITY;

		if (core_stop(cx))
			return NAN;
		if (log_density > highest)
		{
			highest = log_density;
			best = place[i];
			at = i;
		}
	}
	mode = best;
	if (isfinite(highest))
	{
		int before = at - 1, after = at + 1;
		double refined;

		/* neighbours that are other places: quantiles of discrete distributions repeat */
		while (before > 0 && place[before] >= best)
			before--;
		while (after < n - 1 && place[after] <= best)
			after++;
		if (before < 0 || !isfinite(place[before]))
			before = at;
		if (after >= n || !isfinite(place[after]))
			after = at;
		if (y.family->kind == FAMILY_DISCRETE)
			refined = integer_section(&y, place[before], place[after]);
		else
		{
			refined = golden_section(&y, place[before], place[after]);
			if (y.family->kink)
			{
				double kink = y.family->kink(&y.shape);

				if (distribution_logpdf(&y, kink) >= distribution_logpdf(&y, refined))
					refined = kink;
			}
			else if (refined > place[before] && refined < place[after])
				refined = polish_mode(&y, refined, place[after] - place[before]);
		}
		/* where the density is level, or the end is the highest place, what is there stays */
		if (distribution_logpdf(&y, refined) > highest + 1e-13 * (1 + fabs(highest)))
			mode = refined;
		else if (best > y.lower && best < y.upper && distribution_logpdf(&y, refined) >= highest)
			mode = refined;
	}
	mode = d->loc + d->scale * mode;
	return fmin(fmax(mode, d->from), d->to);
}
