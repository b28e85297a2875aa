/*
 * count_urns.c
 *		Proof that three integers of an urn are the best.
 *
 * Of M balls N are of the kind that counts; D balls are drawn, y of them of that kind and z others,
 * either D or z being held.  With t = 1 / M, p = N / M and L(q, k) = sum over j < k of log(q - j t)
 * the log mass is, but for a constant,
 *
 *		L(p, y) + L(1 - p, z) - L(1, D).
 *
 * The first two are logs of linear functions, concave in p and t together, and what is subtracted
 * depends on t alone and is concave, too.  So, with the held number h as it is and p and t any real
 * numbers (t = 0: an infinite urn), the maximum over p is a concave function of t plus a convex
 * one: between two values of t it lies below the tangents of the former at both plus the chord of
 * the latter.  Where that is not above the best value known nothing is to be found; elsewhere the
 * interval is halved, until it holds few N, each of which is tried:
 *
 * - With concave + chord, which is concave, the N that can reach any value are without gaps.  So
 *   they are tried from the highest on, both ways, as long as with p = N t the bound is above the
 *   best.
 * - Given N and h, the derivative of the log-likelihood by M is a sum of terms w(c) / (M - c), with
 *   w(c) negative for c < N, where draws are, and positive from there on, where failures are (what
 *   is both drops out).  Times M - N every term falls with M, so there is one maximum.
 *
 * Many held numbers h are passed over at once where they are far from the best.  With t and
 * lambda = h p (draws) or h p / (1 - p) (failures) held, the log-likelihood is a smooth function of
 * h, too, with a small second derivative, of which there are bounds (lowest_bend), and likewise of
 * t: it lies above the chords between the corners of a box by no more than these say.  Near the
 * ends of what is possible, where they are too large, another bound serves: given N and M the
 * log-likelihood is a concave function of h, and a step to h + 1 adds log(1 - p - z t) -
 * log(1 - D t), concave + convex as well, so that h + 1, ..., h + e lie below what e such steps
 * from h add, or nothing, whichever is more.
 */
#include <math.h>
#include <string.h>

#include "count_integers.h"
#include "count_urns.h"
#include "families/discrete/discrete.h"

/* What is not worth another look. */
#define TOLERANCE 1e-6
/* Log masses, and their derivatives, that a proof may take: a second or so. */
#define MOST_WORK 1.2e7
/* Intervals that can wait. */
#define MOST_WAITING 200
/* So many intervals for a block of held numbers; if these do not do it is halved. */
#define INTERVALS_OF_BLOCK(width) (30 + 8 * (width))
/* An interval so short, against where it is, is halved in vain. */
#define SHORT 1e-6
/* An interval that holds so few N is not halved any more. */
#define FEW 4.0
/* Newton's steps for p are as good as this. */
#define PRECISION 1e-13

/* What is known of all M and N with this held number, or of steps from there on. */
typedef struct Line
{
	double held;        /* D or z */
	double steps;       /* from there on */
	double constant;    /* of the log-likelihood, with these steps */
	double fewest_kind; /* N */
	double most_failures;
} Line;

typedef struct Urn
{
	CountSearch *s;
	const UrnShapes *shapes;
	int n;
	const double *node; /* rows and their weights */
	const double *weight;
	double work;
} Urn;

/* At one t: the concave part at its best p, its slope along t, and the convex part. */
typedef struct UrnPoint
{
	double t;
	double p;
	double concave;
	double slope;
	double convex;
	bool bounded; /* p would be smaller or larger if it could */
} UrnPoint;

static double
failures(const Urn *u, double held, double y)
{
	return u->shapes->failures_held ? held : held - y;
}

/* The sum over j < k of j / (q - j t). */
static double
sum_of_shares(double q, double t, double k)
{
	/* but for rounding there are always as many */
	return t > 0 ? scaled_digamma_difference(fmax(q / t, k), k) / q : 0.5 * k * (k - 1) / q;
}

/* L(q, k) - k log q */
static double
log_falling(double q, double t, double k)
{
	return t > 0 ? log_falling_ratio(fmax(q / t, k), k) : 0;
}

static Line
line_of(const Urn *u, double held, double steps)
{
	bool failures_held = u->shapes->failures_held;
	const CountSample *y = &u->s->sample;
	Line line = {.held = held,
				 .steps = steps,
				 .fewest_kind = fmax(y->max, failures_held ? 1 : held),
				 /* the first of the steps can be made */
				 .most_failures = failures(u, held, y->min) + (steps > 0)};

	for (int i = 0; i < u->n; i++)
	{
		double z = failures(u, held, u->node[i]), draws = u->node[i] + z;
		double ways = failures_held ? log_nbinom_mass(held, 0.5, 0.5, u->node[i])
									: log_binom_mass(draws, 0.5, 0.5, u->node[i]);

		ways += draws * LN_2;
		if (steps > 0)
			ways += steps * log(failures_held ? draws / z : (draws + 1) / (z + 1));
		line.constant += u->weight[i] * ways;
	}
	return line;
}

/* About what p is best where the urn is large. */
static double
likely_share(const Urn *u, double held)
{
	double mean = u->s->sample.mean;

	return u->shapes->failures_held ? mean / (mean + held) : mean / held;
}

/* Derivatives of the concave part, the second one roughly. */
static void
slopes_at(Urn *u, const Line *l, double p, double t, double *by_p, double *by_t, double *bend)
{
	double q = 1 - p, first = 0, second = 0, third = 0;

	for (int i = 0; i < u->n; i++)
	{
		double y = u->node[i], z = failures(u, l->held, y), w = u->weight[i];
		double a = sum_of_shares(p, t, y), b = sum_of_shares(q, t, z);

		first += w * ((y + t * a) / p - (z + t * b) / q);
		second -= w * (a + b);
		/* 1 / (p - j t)^2 summed as the integral from j - 1/2 to j + 1/2 */
		third += w * (y / ((p + 0.5 * t) * (p - (y - 0.5) * t)) +
					  z / ((q + 0.5 * t) * (q - (z - 0.5) * t)));
		if (l->steps > 0)
		{
			double last = q - z * t;

			first -= w * l->steps / last;
			second -= w * l->steps * z / last;
			third += w * l->steps / (last * last);
		}
	}
	u->work += u->n;
	*by_p = first;
	*by_t = second;
	*bend = third;
}

static double
concave_part(Urn *u, const Line *l, double p, double t)
{
	double q = 1 - p, sum = l->constant;

	for (int i = 0; i < u->n; i++)
	{
		double y = u->node[i], z = failures(u, l->held, y), value;

		value = y * log(p) + z * log(q) + log_falling(p, t, y) + log_falling(q, t, z);
		if (l->steps > 0)
			value += l->steps * log(q - z * t);
		sum += u->weight[i] * value;
	}
	u->work += u->n;
	return sum;
}

static double
convex_part(Urn *u, const Line *l, double t)
{
	double sum = 0;
	bool same = !u->shapes->failures_held;

	for (int i = 0; i < (same ? 1 : u->n); i++)
	{
		double draws = u->shapes->failures_held ? l->held + u->node[i] : l->held;

		sum -= (same ? u->s->sample.n : u->weight[i]) *
			   (log_falling(1, t, draws) + (l->steps > 0 ? l->steps * log1p(-draws * t) : 0));
	}
	u->work += same ? 1 : u->n;
	return sum;
}

/*
 * The best p at t, from a guess on: inside, or where kind or failures become too few.  There the
 * slope is that along this end.
 */
static UrnPoint
point_at(Urn *u, const Line *l, double t, double guess)
{
	double least = l->fewest_kind * t, most = 1 - l->most_failures * t;
	double low = least, high = most, p = guess, by_p, by_t, bend;
	UrnPoint point = {.t = t, .convex = convex_part(u, l, t)};

	if (!(p > low && p < high))
		p = 0.5 * (low + high);
	for (int i = 0; i < 100; i++)
	{
		double next;

		slopes_at(u, l, p, t, &by_p, &by_t, &bend);
		if ((p == least && by_p <= 0) || (p == most && by_p >= 0))
			break;
		*(by_p > 0 ? &low : &high) = p;
		next = p + by_p / bend;
		if (!(fabs(next - p) > PRECISION * fmin(p, 1 - p)))
			break;
		/* the ends themselves, if it seems to lie beyond, else halves */
		if (!(next > low && next < high))
			next = next <= least && low == least && t > 0  ? least
				   : next >= most && high == most && t > 0 ? most
														   : 0.5 * (low + high);
		if (next == p)
			break;
		p = next;
	}
	point.p = p;
	point.concave = concave_part(u, l, p, t);
	point.slope = by_t;
	point.bounded = p == least || p == most;
	if (p == least && by_p <= 0)
		point.slope += by_p * l->fewest_kind;
	else if (p == most && by_p >= 0)
		point.slope -= by_p * l->most_failures;
	return point;
}

/* The highest of the tangents and the chord between a and b, a.t < b.t, and where. */
static double
bound_between(const UrnPoint *a, const UrnPoint *b, double *at)
{
	double width = b->t - a->t, chord = (b->convex - a->convex) / width, highest, x;

	*at = 0.5 * (a->t + b->t);
	highest = fmax(a->concave + a->convex, b->concave + b->convex);
	x = (b->concave - a->concave - b->slope * width) / (a->slope - b->slope);
	if (!(x > 0 && x < width))
		return highest;
	*at = a->t + fmin(fmax(x, 0.2 * width), 0.8 * width);
	return fmax(highest, a->concave + a->convex + (a->slope + chord) * x);
}

/* ---------- integers ---------- */

/* Is the log-likelihood higher with the next larger total, or so? */
static bool
rises_at(Urn *u, const Line *l, double kind, double total)
{
	double t = 1 / total, by_p, by_t, bend, sum = 0;
	bool same = !u->shapes->failures_held;

	slopes_at(u, l, kind / total, t, &by_p, &by_t, &bend);
	for (int i = 0; i < (same ? 1 : u->n); i++)
		sum += (same ? u->s->sample.n : u->weight[i]) *
			   sum_of_shares(1, t, same ? l->held : l->held + u->node[i]);
	return kind * by_p + by_t + sum < 0;
}

static void
try_total(Urn *u, const Line *l, double kind, double total)
{
	CountSearch *s = u->s;

	s->params[u->shapes->total] = total;
	s->params[u->shapes->kind] = kind;
	s->params[u->shapes->held] = l->held;
	count_search_here(s);
	u->work += u->n;
}

/* The best total with this N, from a guess on; see the head of this file. */
static void
try_kind(Urn *u, const Line *l, double kind, double guess)
{
	double least = kind + l->most_failures, low, high, step = 1;

	if (!(kind >= l->fewest_kind && least <= MOST_TOTAL))
		return;
	low = high = fmin(fmax(round(guess), least), MOST_TOTAL);
	if (rises_at(u, l, kind, low))
		do
		{
			low = high;
			high = fmin(high + step, MOST_TOTAL);
			step *= 2;
		} while (high < MOST_TOTAL && rises_at(u, l, kind, high));
	else
		do
		{
			high = low;
			low = fmax(low - step, least);
			step *= 2;
		} while (low > least && !rises_at(u, l, kind, low));
	while (high - low > 1)
	{
		double middle = floor(0.5 * (low + high));

		*(rises_at(u, l, kind, middle) ? &low : &high) = middle;
	}
	try_total(u, l, kind, low);
	try_total(u, l, kind, high);
}

/* The concave part with the chord between a and b, along p = kind t. */
static UrnPoint
point_of_kind(Urn *u, const Line *l, double kind, double t, const UrnPoint *a, const UrnPoint *b)
{
	double chord = (b->convex - a->convex) / (b->t - a->t), by_p, by_t, bend;
	UrnPoint point = {.t = t, .p = kind * t};

	slopes_at(u, l, point.p, t, &by_p, &by_t, &bend);
	point.concave = concave_part(u, l, point.p, t) + a->convex + (t - a->t) * chord;
	point.slope = kind * by_p + by_t + chord;
	return point;
}

/* Can N reach more than the best between a and b?  *at gets the t where. */
static bool
kind_is_open(Urn *u, const Line *l, double kind, const UrnPoint *a, const UrnPoint *b, double *at)
{
	double goal = u->s->value + TOLERANCE;
	double last = fmin(b->t, 1 / (kind + l->most_failures));
	UrnPoint low, high;

	if (!(kind >= l->fewest_kind && a->t < last))
		return false;
	low = point_of_kind(u, l, kind, a->t, a, b);
	high = point_of_kind(u, l, kind, last, a, b);
	for (int i = 0; i < 60; i++)
	{
		double bound = bound_between(&low, &high, at);
		UrnPoint middle;

		if (!(bound > goal))
			return false;
		middle = point_of_kind(u, l, kind, *at, a, b);
		if (middle.concave > goal)
			return true;
		*(middle.slope > 0 ? &low : &high) = middle;
	}
	return true;
}

/* Every N that can reach more than the best between a and b, with all totals. */
static void
try_kinds(Urn *u, const Line *l, UrnPoint a, UrnPoint b)
{
	UrnPoint left = a, right = b;
	double chord = (b.convex - a.convex) / (b.t - a.t), middle;

	/* where concave + chord is highest: the N there can reach as much as any, up to rounding */
	for (int i = 0; i < 60 && right.p / right.t < left.p / left.t - 1; i++)
	{
		UrnPoint half = point_at(u, l, 0.5 * (left.t + right.t), 0.5 * (left.p + right.p));

		*(half.slope + chord > 0 ? &left : &right) = half;
	}
	middle = round(left.p / left.t);
	for (double sign = -1; sign <= 1; sign += 2)
		for (double kind = sign < 0 ? middle : middle + 1; u->work < MOST_WORK; kind += sign)
		{
			double at = left.t;

			if (kind_is_open(u, l, kind, &a, &b, &at))
				try_kind(u, l, kind, 1 / at);
			else if (fabs(kind - middle) > 2)
				break;
		}
}

/* ---------- branch and bound ---------- */

/* Is it better there than at the best integers? */
static bool
above(const Urn *u, const UrnPoint *point)
{
	return point->concave + point->convex > u->s->value + TOLERANCE;
}

/* p is lambda / d: d is the held number h itself if that is of draws, h + lambda for failures. */
static double
divisor(const Urn *u, double held, double lambda)
{
	return u->shapes->failures_held ? held + lambda : held;
}

/* A box of held numbers, shares of the kind and totals. */
typedef struct Box
{
	double held[2];
	double lambda[2];
	double t[2];
} Box;

/*
 * Are all best lambda inside the box?  N and failures are then many enough, too.  p times the
 * derivative by p is the mean over the rows of y + t sum j / (p - j t) over j < y, which falls with
 * p, less r (z + t sum j / (q - j t)) over j < z, r = p / q, which rises; r z on average is lambda
 * for failures, and lambda (1 + (lambda - y) / (d - lambda)) for draws.
 */
static bool
is_around_best(Urn *u, const Box *box)
{
	const CountSample *rows = &u->s->sample;
	double least = box->lambda[0] / divisor(u, box->held[1], box->lambda[0]);
	double most = box->lambda[1] / divisor(u, box->held[0], box->lambda[1]);
	double low = box->lambda[0] / divisor(u, box->held[0], box->lambda[0]);
	double high = box->lambda[1] / divisor(u, box->held[1], box->lambda[1]);
	double at_low, at_high, below = box->lambda[0] - rows->mean;
	double above = box->lambda[1] - rows->mean;

	if (!(least > fmax(rows->max, 1) * box->t[1] &&
		  1 - most > failures(u, box->held[1], rows->min) * box->t[1]))
		return false;
	at_low = -box->lambda[0];
	at_high = -box->lambda[1];
	if (!u->shapes->failures_held)
	{
		at_low -= low * fmax(below / (1 - low), below * least / (low * (1 - least)));
		at_high -= high * fmin(above / (1 - high), above * most / (high * (1 - most)));
	}
	at_low = at_low * rows->n;
	at_high = at_high * rows->n;
	for (int i = 0; i < u->n; i++)
	{
		double y = u->node[i], w = u->weight[i];

		at_low += w * (y + box->t[0] * sum_of_shares(low, box->t[0], y) -
					   low / (1 - low) * box->t[1] *
						   sum_of_shares(1 - low, box->t[1], failures(u, box->held[1], y)));
		at_high += w * (y + box->t[1] * sum_of_shares(high, box->t[1], y) -
						high / (1 - high) * box->t[0] *
							sum_of_shares(1 - high, box->t[0], failures(u, box->held[0], y)));
	}
	u->work += 2 * u->n;
	return at_low > 0 && at_high < 0;
}

/*
 * Bounds of sums over j < k: of j / (q - j t), squared, that are near each other; of
 * (lambda - j) / (h + j), with the positive terms at h and the negative ones at another; and of
 * their squares.
 */
static void
sum_of_squares(double q, double t, double k, double *lower, double *upper)
{
	double x = fmax(q / t, k);

	if (t == 0 || k * 1e3 < x)
	{
		double shrink = 1 - k * t / q;

		*lower = k > 1 ? (k - 1) * k * (2 * k - 1) / 6 / (q * q) : 0;
		*upper = *lower / (shrink * shrink);
		return;
	}
	*lower = *upper = (x * x * (bf_trigamma(x - k + 1) - bf_trigamma(x + 1)) -
					   2 * scaled_digamma_difference(x, k) / x - k) /
					  (t * t);
}

static double
sum_of_differences(double lambda, double h, double other, double k)
{
	double positive = fmin(k, floor(lambda) + 1);

	return (lambda + h) * (bf_digamma(h + positive) - bf_digamma(h)) - positive +
		   (lambda + other) * (bf_digamma(other + k) - bf_digamma(other + positive)) -
		   (k - positive);
}

static double
sum_of_squared_differences(double lambda, double h, double k)
{
	double sum = lambda + h;

	return sum * sum * (bf_trigamma(h) - bf_trigamma(h + k)) -
		   2 * sum * (bf_digamma(h + k) - bf_digamma(h)) + k;
}

/*
 * A bound from below, over the box, of the second derivative of the log-likelihood by the held
 * number h, with lambda = p d and t being held, d = h or h + lambda.  With N = lambda / (d t),
 * N' = -N / d, X = M - N = q / t and r = p / q it is the sum over the rows of
 *
 *		c'' + y / d^2 - sum over j < y of (j / (N - j))^2 / d^2
 *		+ 2 r / d (1 - z / d + X psi'(X - z + 1) - 1 - sum over j < z of j / (X - j) / d)
 *		- r^2 / d^2 sum over j < z of (1 + j / (X - j))^2 + psi'(M - D + 1) - psi'(X - z + 1),
 *
 * c being the logarithm of the number of ways.  Every term stands at that corner of the box where
 * it is lowest; psi'(x) > 1 / x + 1 / (2 x^2).
 */
static double
lowest_bend(Urn *u, const Box *box)
{
	bool failures_held = u->shapes->failures_held;
	const double *h = box->held, *lambda = box->lambda, *t = box->t;
	double d[2] = {divisor(u, h[0], lambda[0]), divisor(u, h[1], lambda[1])};
	double p[2] = {lambda[0] / divisor(u, h[1], lambda[0]),
				   lambda[1] / divisor(u, h[0], lambda[1])};
	double r[2] = {p[0] / (1 - p[0]), p[1] / (1 - p[1])};
	double sum = 0;

	for (int i = 0; i < u->n; i++)
	{
		double y = u->node[i], z[2] = {failures(u, h[0], y), failures(u, h[1], y)};
		double misses = t[1] * sum_of_shares(1 - p[1], t[1], z[1]);
		double lower, hits, squares, value, inner, rest = fmax((1 - p[1]) / t[1] - z[1], 0);

		sum_of_squares(p[0], t[1], y, &lower, &hits);
		sum_of_squares(1 - p[1], t[1], z[1], &lower, &squares);
		if (failures_held)
		{
			value = -2 * sum_of_differences(lambda[1], h[0], h[1], y) -
					fmax(sum_of_squared_differences(lambda[0], h[0], y),
						 sum_of_squared_differences(lambda[1], h[0], y));
			value /= value < 0 ? d[0] * d[0] : d[1] * d[1];
		}
		else
			value = y / (h[0] * h[0]) - (bf_trigamma(h[0] - y + 1) - bf_trigamma(h[0] + 1));
		value -= hits * t[1] * t[1] / (d[0] * d[0]);

		/* X psi'(X - z + 1) - 1 falls with X, or rises if z is 0 */
		inner = (z[0] - 1) / (rest + 1) + (rest + z[0]) / (2 * (rest + 1) * (rest + 1));
		if (z[0] >= 1)
		{
			double x = t[0] > 0 ? (1 - p[0]) / t[0] - z[0] : INFINITY;

			inner = t[0] > 0 ? (z[0] - 1) / (x + 1) + (x + z[0]) / (2 * (x + 1) * (x + 1)) : 0;
		}
		inner += (failures_held ? p[0] : y / h[1]) - misses / d[0];
		value += 2 * inner * (inner > 0 ? r[0] / d[1] : r[1] / d[0]);
		value -= r[1] * r[1] / (d[0] * d[0]) * (z[1] + 2 * misses + squares * t[1] * t[1]);
		/* the sum of 1 / (X - z + i)^2 over i up to N - y, as an integral from 1/2 on */
		value -= p[1] * t[1] / ((1 - p[1] - (z[1] - 0.5) * t[1]) * (1 - (y + z[1] - 0.5) * t[1]));
		sum += u->weight[i] * value;
	}
	u->work += 4 * u->n;
	return sum;
}

/* An interval of t, at the first and the last held number of a block. */
typedef struct Strip
{
	UrnPoint first[2];
	UrnPoint last[2];
	bool has_last;
} Strip;

/* A bound from below, over the box with one held number, of the second derivative by t. */
static double
lowest_turn(Urn *u, const Box *box, double held)
{
	double p = box->lambda[0] / divisor(u, held, box->lambda[0]), sum = 0, lower, upper;
	double q = 1 - box->lambda[1] / divisor(u, held, box->lambda[1]);
	bool same = !u->shapes->failures_held;

	for (int i = 0; i < u->n; i++)
	{
		double y = u->node[i], z = failures(u, held, y), w = u->weight[i];

		sum_of_squares(p, box->t[1], y, &lower, &upper);
		sum -= w * upper;
		if (!same || i == 0)
		{
			sum_of_squares(1, box->t[0], y + z, &lower, &upper);
			sum += (same ? u->s->sample.n : w) * lower;
		}
		sum_of_squares(q, box->t[1], z, &lower, &upper);
		sum -= w * upper;
	}
	u->work += 2 * u->n;
	return sum;
}

static double
lambda_of(const Urn *u, double held, double p)
{
	return p * (u->shapes->failures_held ? held / (1 - p) : held);
}

/*
 * What no held number from the first to the last can surpass between the strip's ends: with lambda
 * held the log-likelihood lies above the chord of the first and the last number, and above those
 * from one end of the strip to the other, by no more than the second derivatives say; at the four
 * corners it is at most that at the best lambda there.  INFINITY where the strip is too wide, or a
 * corner's best lambda is out of bounds.  *too_many: is it no use to halve the strip?
 */
static double
bound_of_corners(Urn *u, double first, double last, const Strip *strip, bool *too_many)
{
	double width = last - first, length = strip->first[1].t - strip->first[0].t;
	double bound = -INFINITY, goal = u->s->value + TOLERANCE, margin;
	double bend = 0, turn;
	Box box = {{first, last}, {INFINITY, 0}, {strip->first[0].t, strip->first[1].t}};

	if (!strip->has_last)
		return INFINITY;
	for (int i = 0; i < 4; i++)
	{
		const UrnPoint *corner = i < 2 ? &strip->first[i] : &strip->last[i - 2];
		double lambda = lambda_of(u, i < 2 ? first : last, corner->p);

		if (corner->bounded)
			return INFINITY;
		bound = fmax(bound, corner->concave + corner->convex);
		box.lambda[0] = fmin(box.lambda[0], lambda);
		box.lambda[1] = fmax(box.lambda[1], lambda);
	}
	if (bound > goal)
		return bound;
	margin = 1e-6 + 0.3 * (box.lambda[1] / box.lambda[0] - 1);
	for (int i = 0; i < 8; i++, margin *= 3)
	{
		Box wider = box;

		wider.lambda[0] /= 1 + margin;
		wider.lambda[1] *= 1 + margin;
		if (!is_around_best(u, &wider))
			continue;
		if (width > 0)
			bend = fmax(-lowest_bend(u, &wider), 0) * width * width / 8;
		turn = fmax(fmax(-lowest_turn(u, &wider, first),
						 width > 0 ? -lowest_turn(u, &wider, last) : 0),
					0) *
			   length * length / 8;
		*too_many = bound + bend > goal && turn < 0.1 * bend;
		return bound + bend + turn;
	}
	return INFINITY;
}

/* The same by steps from the first held number, or the lack of them. */
static double
bound_of_steps(Urn *u, const Line *steps, const Strip *strip, double *at)
{
	double bound = bound_between(&strip->first[0], &strip->first[1], at), where;
	double t = fmin(strip->first[1].t, 1 / (steps->fewest_kind + steps->most_failures));
	UrnPoint a, b;

	/* none can be made where the urn is that small */
	if (!(bound <= u->s->value + TOLERANCE && t > strip->first[0].t))
		return bound;
	a = point_at(u, steps, strip->first[0].t, strip->first[0].p);
	b = point_at(u, steps, t, strip->first[1].p);
	return fmax(bound, bound_between(&a, &b, &where));
}

/* Is there nothing better with this held number?  Integers are tried that cannot be excluded. */
static bool
nothing_better(Urn *u, double held)
{
	Line line = line_of(u, held, 0), *l = &line;
	UrnPoint waiting[MOST_WAITING][2];
	double last = 1 / (l->fewest_kind + l->most_failures), guess = likely_share(u, held);
	int n = 1;

	if (last < 1 / MOST_TOTAL)
		return true;
	waiting[0][0] = point_at(u, l, 0, guess);
	waiting[0][1] = point_at(u, l, last, guess);
	while (n > 0)
	{
		UrnPoint a = waiting[--n][0], b = waiting[n][1], middle;
		double at;
		bool no_use;

		if (b.t <= 1 / MOST_TOTAL || bound_between(&a, &b, &at) <= u->s->value + TOLERANCE)
			continue;
		if (u->work > MOST_WORK || n + 2 > MOST_WAITING || u->s->lk.stopped)
			return false;
		if (bound_of_corners(u, held, held, &(Strip){{a, b}, {a, b}, true}, &no_use) <=
			u->s->value + TOLERANCE)
			continue;
		if (a.t > 0 && a.p / a.t - b.p / b.t < FEW)
		{
			try_kinds(u, l, a, b);
			continue;
		}
		middle = point_at(u, l, at, 0.5 * (a.p + b.p));
		if (above(u, &middle))
			try_kind(u, l, round(middle.p / at), 1 / at);
		waiting[n][0] = middle;
		waiting[n++][1] = b;
		waiting[n][0] = a;
		waiting[n++][1] = middle;
	}
	return true;
}

/* Is there nothing better with the held numbers from first to last? */
static bool
nothing_better_among(Urn *u, double held, double last_held)
{
	Line first = line_of(u, held, 0), last = line_of(u, last_held, 0);
	Line steps = line_of(u, held, last_held - held);
	Strip waiting[MOST_WAITING];
	double end = 1 / (first.fewest_kind + first.most_failures);
	double guess = likely_share(u, held), other = likely_share(u, last_held);
	int n = 1;

	/* with lambda and t as they are there may be fewer N at the other end */
	if (!u->shapes->failures_held)
		first.fewest_kind = last.fewest_kind = fmax(u->s->sample.max, held * (held / last_held));
	if (end < 1 / MOST_TOTAL)
		return true;
	waiting[0] = (Strip){{point_at(u, &first, 0, guess), point_at(u, &first, end, guess)},
						 {point_at(u, &last, 0, other)},
						 false};
	for (int looked_at = 0; n > 0; looked_at++)
	{
		Strip strip = waiting[--n], left, right;
		double at, bound;
		bool too_many = false;

		if (strip.first[1].t <= 1 / MOST_TOTAL)
			continue;
		bound = bound_of_corners(u, held, last_held, &strip, &too_many);
		if (too_many)
			return false;
		at = 0.5 * (strip.first[0].t + strip.first[1].t);
		if (bound == INFINITY)
			bound = fmin(bound, bound_of_steps(u, &steps, &strip, &at));
		if (bound <= u->s->value + TOLERANCE)
			continue;
		/* shorter strips will not do either */
		if (at - strip.first[0].t < SHORT * at)
			return false;
		if (looked_at > INTERVALS_OF_BLOCK(last_held - held) || n + 2 > MOST_WAITING ||
			u->work > MOST_WORK || u->s->lk.stopped)
			return false;
		left = right = strip;
		left.first[1] = right.first[0] =
			point_at(u, &first, at, 0.5 * (strip.first[0].p + strip.first[1].p));
		left.has_last = at * (last.fewest_kind + last.most_failures) < 1;
		if (left.has_last)
			left.last[1] = right.last[0] = point_at(u, &last, at, strip.last[0].p);
		if (above(u, &left.first[1]) || (left.has_last && above(u, &left.last[1])))
			return false;
		right.has_last = strip.has_last && left.has_last;
		waiting[n++] = right;
		waiting[n++] = left;
	}
	return true;
}

bool
prove_urn(CountSearch *s, const UrnShapes *shapes)
{
	Urn u = {.s = s, .shapes = shapes, .n = s->nodes->n, .weight = s->nodes->weight};
	double held = shapes->failures_held ? 1 : fmax(s->sample.max, 1), block = 1;
	double *node = core_alloc(s->lk.data->cx, sizeof(double) * (size_t) u.n);
	bool proven = true, passed = true;

	for (int i = 0; i < u.n; i++)
		node[i] = s->nodes->node[i] - s->sample.loc;
	u.node = node;
	while (held <= MOST_IN_URN && proven)
	{
		double last = fmin(held + block - 1, MOST_IN_URN);
		bool before = passed;

		passed = last == held ? nothing_better(&u, held) : nothing_better_among(&u, held, last);
		proven = u.work <= MOST_WORK && !s->lk.stopped && (passed || last > held);
		if (passed)
			held = last + 1;
		if (!passed)
			block = fmax(1, floor(block / 2));
		else if (before)
			block *= 2;
	}
	s->lk.evaluations += (int) (u.work / u.n);
	core_release(s->lk.data->cx, node);
	return proven;
}
