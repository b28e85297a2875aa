/*
 * stable.c
 *		Density and tails of stable distributions.
 *
 * Zolotarev's integral (1986, One-dimensional Stable Distributions, ch. 2.2) in the form of Nolan
 * (1997, Commun. Stat. Stoch. Models 13, 759): over an interval, of g exp(-g) with a positive g
 *that increases from one end to the other.  All terms are positive, so that the relative error is
 *small in both tails, the light one of |beta| = 1 included.  The interval is cut where g = 1 and
 *where exp(-g) is negligible, and both parts are summed by the tanh-sinh rule, whose nodes are as
 *dense near the ends as g can be steep.  Angles are measured from either end, whichever is near,
 *because sines near pi cancel.
 */
#include <math.h>
#include <stdbool.h>

#include "special/special.h"

/* |alpha - 1| below which the distribution is that of alpha = 1. */
#define NEARLY_ONE 1e-7
/* y below which the density is that at 0. */
#define NEARLY_ZERO 1e-12
/* exp(-g) is negligible this far above its largest value, g below the exponential of that. */
#define NEGLIGIBLE 45
#define LOG_NEGLIGIBLE -40
#define LOG_SMALL -6
/* How exactly, in log g, the ends of pieces have to be found. */
#define ROUGHLY 0.05
/* A piece is at most this many times as long as what is before it. */
#define CUT 30
#define LIGHTEST 1e8
#define LARGEST_LOGIT 690
/* From this y on, at alpha = 1, exponentially small parts are below any tail but that of beta = -1.
 */
#define FAR_ONE 1e3
/* Up to this h y^-alpha the series in its powers serves. */
#define FAR 1e-3
#define HALF_NODES 40
#define NODE_STEP 0.08

/* What is integrated. */
typedef enum Kind
{
	DENSITY, /* g exp(-g) */
	BELOW,   /* exp(-g) */
	ABOVE    /* 1 - exp(-g) */
} Kind;

typedef struct Zolotarev
{
	double alpha; /* 1 for the formula of alpha = 1 */
	double beta;
	double length; /* of the interval */
	double margin; /* how far its beginning is from where a sine is 0 */
	double log_cos;
	double angle;    /* of the density at 0 */
	double constant; /* log g is this plus log_v */
	Kind kind;
	double level; /* the integrand is given times exp(-level), unless it is ABOVE */
} Zolotarev;

/* log V at the given distances from the beginning and from the end of the interval. */
static double
log_v(const Zolotarev *z, double from, double to)
{
	double a = z->alpha, near, sine, other;

	if (a == 1)
	{
		near = z->margin + z->beta * from;
		sine = sin(from < to ? from : to);
		return log(2 / PI * near / sine) -
			   near / z->beta * (from < to ? cos(from) : -cos(to)) / sine;
	}
	if (a < 1)
	{
		sine = from < to ? sin(z->margin + from) : sin(to);
		return (z->log_cos + a * log(sine / sin(a * from))) / (a - 1) +
			   log(sin(z->margin + (1 - a) * from) / sine);
	}
	sine = sin(from);
	other = from < to ? sin(z->margin + a * from) : sin(a * to);
	return (z->log_cos + a * log(sine / other)) / (a - 1) +
		   log(sin(z->margin + (a - 1) * from) / sine);
}

/* The ends of a piece of the interval: what is on either side of a point of it. */
static void
place(const Zolotarev *z, double logit, double *from, double *to)
{
	*from = z->length / (1 + exp(-logit));
	*to = z->length / (1 + exp(logit));
}

/*
 * Where log g is the target, but for `within`: the logit of the place; the lower end if it is above
 * everywhere.
 */
static double
solve(const Zolotarev *z, double target, double within)
{
	double low = -LARGEST_LOGIT, high = LARGEST_LOGIT, f_low, f_high, from, to;

	place(z, low, &from, &to);
	f_low = z->constant + log_v(z, from, to) - target;
	place(z, high, &from, &to);
	f_high = z->constant + log_v(z, from, to) - target;
	if (!(f_low < 0))
		return low;
	if (!(f_high > 0))
		return high;
	/* bisection while the ends are far apart in value, else regula falsi (Illinois) */
	for (int i = 0; i < 200 && high - low > 1e-15 * fabs(low); i++)
	{
		double middle = isfinite(f_low) && isfinite(f_high) && i % 3
							? low + (high - low) * f_low / (f_low - f_high)
							: 0.5 * (low + high);
		double f;

		place(z, middle, &from, &to);
		f = z->constant + log_v(z, from, to) - target;
		if (fabs(f) < within)
			return middle;
		if (f < 0)
		{
			low = middle;
			f_low = f;
			f_high *= 0.5;
		}
		else
		{
			high = middle;
			f_high = f;
			f_low *= 0.5;
		}
	}
	return 0.5 * (low + high);
}

static double
integrand(const Zolotarev *z, double log_g)
{
	double g = exp(log_g);

	if (z->kind == ABOVE)
		return -expm1(-g);
	return exp((z->kind == DENSITY ? log_g : 0) - g - z->level);
}

/*
 * Integral over a piece of that length, which starts `a` beyond the beginning and ends `rest`
 * before the end.
 */
static double
piece(const Zolotarev *z, double a, double length, double rest)
{
	double sum = 0;

	for (int i = -HALF_NODES; i <= HALF_NODES; i++)
	{
		double x = i * NODE_STEP, s = PI * sinh(x);
		double left = 1 / (1 + exp(-s)), right = 1 / (1 + exp(s));
		double log_g;

		/* dist/dx of left is left right pi cosh x */
		if (!(left * right > 1e-300))
			continue;
		log_g = z->constant + log_v(z, a + length * left, rest + length * right);
		sum += left * right * cosh(x) * integrand(z, log_g);
	}
	return sum * PI * length * NODE_STEP;
}

/* Log of the integral. */
static double
log_integral(Zolotarev *z, Kind kind)
{
	double peak = solve(z, 0, ROUGHLY), far, from, to, end, rest, sum = 0;

	z->kind = kind;
	z->level = kind == DENSITY ? -1 : 0;
	place(z, peak, &from, &to);
	if (peak <= -LARGEST_LOGIT)
	{
		/* g is above 1 everywhere */
		double log_g = z->constant + log_v(z, from, to), g = exp(log_g);

		if (kind == ABOVE && g > NEGLIGIBLE)
			return log(z->length);
		/* in so light a tail the leading term of the logarithm is all that its digits can show */
		if (g > LIGHTEST)
			return (kind == DENSITY ? 0.5 : -0.5) * log_g - g;
		if (kind != ABOVE)
			z->level = (kind == DENSITY ? log_g : 0) - g;
		/* a fixed share of a large g may be more than NEGLIGIBLE */
		far = solve(z, log(g + NEGLIGIBLE), ROUGHLY * NEGLIGIBLE / (g + NEGLIGIBLE));
		from = 0;
		to = z->length;
	}
	else
	{
		double start, beyond, left_over = to;

		/* from where g is negligible; g may be a power of the distance from either end */
		place(z, solve(z, LOG_NEGLIGIBLE, ROUGHLY), &start, &beyond);
		if (kind == BELOW)
			sum += start;
		end = from;
		for (; beyond > CUT * left_over; left_over *= CUT)
		{
			end = z->length - CUT * left_over;
			sum += piece(z, end, (CUT - 1) * left_over, left_over);
		}
		if (end == from)
		{
			double low_from, low_to;

			/* most of the integral is from where log g is near 0 */
			place(z, solve(z, LOG_SMALL, ROUGHLY), &low_from, &low_to);
			sum += piece(z, low_from, low_to < low_from ? low_to - to : from - low_from, to);
			end = low_from;
			left_over = low_to;
		}
		sum += piece(z, start, beyond < start ? beyond - left_over : end - start, left_over);
		far = solve(z, log(NEGLIGIBLE), ROUGHLY);
	}
	place(z, far, &end, &rest);
	/* near alpha = 2 the heavy tail's part is narrow and the normal one's wide */
	for (; from > 0 && end > CUT * from; from *= CUT, to = z->length - from)
		sum += piece(z, from, (CUT - 1) * from, z->length - CUT * from);
	if (end > from)
		sum += piece(z, from, rest < from ? to - rest : end - from, rest);
	if (kind == ABOVE)
		sum += rest;
	return (kind == ABOVE ? 0 : z->level) + log(sum);
}

/*
 * The integral's constants for alpha != 1 and y > 0, except that for y next to 0 `constant` has no
 * meaning.
 */
static Zolotarev
prepare(double alpha, double beta, double y)
{
	Zolotarev z = {.alpha = alpha, .beta = beta};
	/* 1 - alpha and 2 - alpha are exact where the tangent is near its pole or its zero */
	double tangent = alpha < 0.5   ? tan(0.5 * PI * alpha)
					 : alpha > 1.5 ? -tan(0.5 * PI * (2 - alpha))
								   : 1 / tan(0.5 * PI * (1 - alpha));

	z.log_cos = -0.5 * log1p(beta * beta * tangent * tangent);
	z.angle = atan(beta * tangent) / alpha;
	if (alpha < 1)
	{
		/* pi / 2 - angle, without cancellation for beta near 1: two arc tangents' difference */
		z.margin = atan2(tangent * (1 - beta), 1 + beta * tangent * tangent) / alpha;
		z.length = atan2(tangent * (1 + beta), 1 - beta * tangent * tangent) / alpha;
	}
	else
	{
		z.margin = atan2(-tangent * (1 + beta), 1 - beta * tangent * tangent);
		z.length = (PI - z.margin) / alpha;
	}
	z.constant = alpha / (alpha - 1) * log(y);
	return z;
}

/* The same for alpha = 1 and beta > 0. */
static Zolotarev
prepare_one(double beta, double y)
{
	return (Zolotarev){.alpha = 1,
					   .beta = beta,
					   .length = PI,
					   .margin = 0.5 * PI * (1 - beta),
					   .constant = -0.5 * PI * y / beta};
}

/*
 * Far to the right the upper tail and the density are series in z = h y^-alpha, with h the modulus
 * of 1 + i beta tan(pi alpha / 2) and phi = pi alpha / 2 + its argument (Zolotarev 1986, theorem
 * 2.4.1):
 *
 *		tail = sum of -(-z)^n Gamma(n alpha) sin(n phi) / (n! pi),	y density = the same times n
 *alpha,
 *
 * which converges for alpha < 1; for alpha > 1 it is asymptotic, and all terms that count are
 * positive powers of a small z.  There phi is near pi, and (-1)^n sin(n phi) = -sin(n (pi - phi)).
 * Log of the tail, or of y times the density; NaN if y is not that far or, at alpha > 1, the tail
 * is not a power law (what falls off exponentially at beta = -1 is below exp(-200) here).
 */
static double
log_far(const Zolotarev *z, double y, bool density)
{
	double alpha = z->alpha, log_z = -z->log_cos - alpha * log(y), power = 1, sum = 0, leading = 0;
	double phi = alpha < 1 ? alpha * z->length : z->margin;

	if (!(log_z < log(FAR)) || !(phi > 0))
		return NAN;
	for (int n = 1; n <= 12; n++)
	{
		/* relative to the first: Gamma(n alpha) / (n! Gamma(alpha)) z^(n - 1) */
		double term = exp(bf_lgamma(n * alpha) - bf_lgamma(alpha) - bf_lgamma(n + 1.0)) * power *
					  sin(n * phi) * (density ? n : 1);

		if (n == 1)
			leading = fabs(term);
		sum += alpha < 1 && n % 2 == 0 ? -term : term;
		power *= exp(log_z);
		if (n * power * (1 + n * alpha) < 1e-24 * leading)
			break;
	}
	return log(sum) + log_z + bf_lgamma(alpha) - LN_PI + (density ? log(alpha) : 0);
}

/*
 * The same for alpha = 1: with q = v / y integrals over v > 0,
 *
 *		tail = of exp(-v - 2 beta q log q / pi) sin((1 + beta) q) / (pi v),	y density = with v more,
 *
 * by the trapezoidal rule in log v.  Where it is cut off, exp(-v) is negligible, and for negative
 * beta the other part of the exponent has not begun to grow.
 */
static double
log_far_one(double beta, double y, bool density)
{
	const double step = 0.125;
	double sum = 0;

	if (!(y > FAR_ONE) || !(beta > -1))
		return NAN;
	for (int i = (int) (-40 / step); i <= (int) (3.8 / step); i++)
	{
		double v = exp(i * step), q = v / y;

		/* sin(x) / q, as q may be tiny */
		sum += exp(-v - 2 * beta / PI * q * log(q)) * (sin((1 + beta) * q) / q) * v *
			   (density ? v : 1);
	}
	return log(sum * step / PI) - log(y);
}

/*
 * Log density at y of the stable distribution with exponent 0 < alpha <= 2 and skewness -1 <= beta
 * <= 1, unit scale, location 0 in the parameters of Samorodnitsky and Taqqu (Nolan's 1): the
 * characteristic function is exp(-|t|^alpha (1 - i beta sign(t) tan(pi alpha / 2))), with
 * -(2 / pi) log|t| for the tangent where alpha = 1.  Relative error of the density 1e-12, near
 * alpha = 1 the error of log y times alpha / |alpha - 1|; 20 microseconds.
 */
double
bf_stable_log_pdf(double alpha, double beta, double y)
{
	Zolotarev z;
	double far;

	if (alpha == 2)
		return -0.25 * y * y - LN_2 - 0.5 * LN_PI;
	if (fabs(alpha - 1) < NEARLY_ONE)
	{
		if (beta == 0)
			return -LN_PI - log1p(y * y);
		far = log_far_one(y < 0 ? -beta : beta, fabs(y), true);
		if (!isnan(far))
			return far - log(fabs(y));
		if (beta < 0)
			return bf_stable_log_pdf(1, -beta, -y);
		z = prepare_one(beta, y);
		return log_integral(&z, DENSITY) - LN_2 - log(beta);
	}
	if (y < 0)
		return bf_stable_log_pdf(alpha, -beta, -y);
	z = prepare(alpha, beta, y);
	if (y < NEARLY_ZERO)
		return bf_lgamma(1 + 1 / alpha) - LN_PI + z.log_cos / alpha +
			   log(alpha < 1 ? sin(z.margin) : cos(z.angle));
	if (alpha < 1 && beta == -1)
		return -INFINITY;
	far = log_far(&z, y, true);
	if (!isnan(far))
		return far - log(y);
	return log_integral(&z, DENSITY) + log(alpha / (PI * fabs(alpha - 1) * y));
}

/* As the next one, with the absolute error of the probability, which is not that of its log near 1.
 */
static double
log_tail_directly(double alpha, double beta, double y, bool upper)
{
	Zolotarev z;
	double other, far;

	if (alpha == 2)
		return bf_log_ndtr(upper ? -y / SQRT_2 : y / SQRT_2);
	if (fabs(alpha - 1) < NEARLY_ONE)
	{
		if (beta == 0)
			return log(atan2(1, upper ? y : -y) / PI);
		far = log_far_one(y < 0 ? -beta : beta, fabs(y), false);
		if (!isnan(far))
			return upper == (y > 0) ? far : log1p(-exp(far));
		if (beta < 0)
			return log_tail_directly(1, -beta, -y, !upper);
		z = prepare_one(beta, y);
		return log_integral(&z, upper ? ABOVE : BELOW) - LN_PI;
	}
	if (y < 0)
		return log_tail_directly(alpha, -beta, -y, !upper);
	z = prepare(alpha, beta, y);
	far = log_far(&z, y, false);
	if (!isnan(far))
		return upper ? far : log1p(-exp(far));
	if (alpha < 1)
	{
		if (y < NEARLY_ZERO)
			return log((upper ? z.length : z.margin) / PI);
		if (beta == -1)
			return upper ? -INFINITY : 0;
		if (upper)
			return log_integral(&z, ABOVE) - LN_PI;
		other = log_integral(&z, BELOW);
		return z.margin == 0 ? other - LN_PI : log((z.margin + exp(other)) / PI);
	}
	other = y < NEARLY_ZERO ? log(z.length / PI) : log_integral(&z, BELOW) - LN_PI;
	return upper ? other : log1p(-exp(other));
}

/* Log of the probability above y, or below; otherwise like bf_stable_log_pdf. */
double
bf_stable_log_tail(double alpha, double beta, double y, bool upper)
{
	double log_p = log_tail_directly(alpha, beta, y, upper);

	return log_p > -LN_2 ? log1p(-exp(log_tail_directly(alpha, beta, y, !upper))) : log_p;
}
