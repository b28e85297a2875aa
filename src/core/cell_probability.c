/*
 * cell_probability.c
 *		The probability of a cell: by quadrature, so that nothing cancels, where the density is
 *		smooth.
 */
#include <math.h>

#include "cell_probability.h"
#include "interval.h"

/*
 * Quadrature serves a cell over which the log density changes by no more than this, with three
 * points or with five, and deviates from lower polynomials by no more than this.
 */
#define SMALL_CHANGE 0.3
#define MOST_CHANGE 3.0
#define ROUGHNESS 1e-3
/* A log density that leaves its parabola by this much does so at a cliff, say. */
#define CLIFF 0.02
#define MOST_HALVINGS 7
/* The first panel's length of an integral towards an end of the support, in the log. */
#define FIRST_PANEL 1.0
/* Such an integral ends where a panel adds less than this share, or a power law is this exact. */
#define END_SHARE 1e-10
#define POWER_LAW 1e-7
#define LEAST_POWER 1e-3
/* ... and holds this well further on: the density may be cut off where little more would come. */
#define FURTHER_ON 1e-3
/* Differences of probabilities below this have lost their digits. */
#define SMALLEST_PROBABILITY 1e-280

/* Is the log density at both ends of [a, b] that of the parabola through those at -x, 0 and x? */
static bool
ends_on_parabola(const Family *f, const Shape *s, double a, double b, double x, double low,
				 double at, double high)
{
	double odd = 0.5 * (high - low) / x, even = (0.5 * (high + low) - at) / (x * x);

	return fabs(f->logpdf(s, a) - (at - odd + even)) < CLIFF &&
		   fabs(f->logpdf(s, b) - (at + odd + even)) < CLIFF;
}

/*
 * log of the integral of the density over [a, b] by Gauss-Legendre quadrature, of three points or
 * of five, or on halves halved at most so many times; false where the log density is no
 * near-polynomial that it could be trusted with, also towards the ends if those are to be asked.
 * The error of the integral of an exponential is below 1e-9 and 1e-7 relative, that of a density
 * which is a power of the distance from one end of the cell below 3e-5.
 */
static bool
log_smooth_integral(const Family *f, const Shape *s, double a, double b, int halvings, bool ends,
					double *log_integral)
{
	double middle = 0.5 * (a + b), half = 0.5 * (b - a), reach = sqrt(0.6) * half, g[5];
	double kink = f->kink ? f->kink(s) : NAN, low, high, at, fourth;

	if (a < kink && kink < b)
		return false;
	kink = f->second_kink ? f->second_kink(s) : NAN;
	if (a < kink && kink < b)
		return false;
	low = f->logpdf(s, middle - reach);
	high = f->logpdf(s, middle + reach);
	at = f->logpdf(s, middle);
	if (fabs(high - low) < SMALL_CHANGE && fabs(low - 2 * at + high) < ROUGHNESS &&
		(!ends || ends_on_parabola(f, s, a, b, sqrt(0.6), low, at, high)))
	{
		*log_integral = at + log(2 * half * (5 * exp(low - at) + 8 + 5 * exp(high - at)) / 18);
		return true;
	}
	gauss_logpdf(f, s, a, b, g);
	/* the coefficient of Legendre's polynomial of degree four */
	fourth = 0.96 * g[2] - 0.742 * (g[1] + g[3]) + 0.262 * (g[0] + g[4]);
	if (fabs(g[4] - g[0]) < MOST_CHANGE && fabs(g[4] - 2 * g[2] + g[0]) < MOST_CHANGE &&
		fabs(fourth) < ROUGHNESS &&
		(!ends || ends_on_parabola(f, s, a, b, gauss_node[4], g[0], g[2], g[4])))
	{
		*log_integral = gauss_log_integral(a, b, g);
		return true;
	}
	if (halvings == 0 || !log_smooth_integral(f, s, a, middle, halvings - 1, ends, &low) ||
		!log_smooth_integral(f, s, middle, b, halvings - 1, ends, &high))
		return false;
	*log_integral = fmax(low, high) + log1p(exp(-fabs(high - low)));
	return true;
}

/* The log density over the log distance v from an end: level + power (v - u) + bend exp(v - u). */
typedef struct PowerLaw
{
	double u;
	double level;
	double power;
	double bend;
} PowerLaw;

/* That through values g at the rule's nodes over [u - h, u]; false if there is none. */
static bool
find_power_law(const double g[5], double u, double h, PowerLaw *law)
{
	double e[5], from;

	for (int i = 0; i < 5; i++)
		e[i] = expm1(h * 0.5 * (gauss_node[i] - 1)); /* exp(v - u) - 1 */
	law->u = u;
	law->bend = (g[4] - 2 * g[2] + g[0]) / (e[4] - 2 * e[2] + e[0]);
	law->power = (g[4] - g[2] - law->bend * (e[4] - e[2])) / (0.5 * h * gauss_node[4]);
	from = g[4] + law->power * 0.5 * h * (1 - gauss_node[4]) - law->bend * e[4];
	law->level = from - law->bend;
	if (!(law->power > LEAST_POWER && fabs(law->bend) < 1))
		return false;
	for (int i = 1; i <= 3; i += 2)
		if (!(fabs(from + law->power * 0.5 * h * (gauss_node[i] - 1) + law->bend * e[i] - g[i]) <
			  POWER_LAW))
			return false;
	return true;
}

/*
 * Does it hold down to where 1e-5 of the integral is left?  A density that is cut off further in
 * looks like a power law until there.
 */
static bool
power_law_holds(const Family *f, const Shape *s, double end, double sign, const PowerLaw *law)
{
	static const double shares[] = {0.3, 1, 3, 11};
	/* nearer to the end a double says nothing of the distance */
	double lowest = fmax(log(fabs(end) * 1e-10), -700);

	for (int i = 0; i < 4; i++)
	{
		double down = shares[i] / law->power, v = law->u - down;
		double expected = law->level - law->power * down + law->bend * exp(-down);

		if (v > lowest && !(fabs(f->logpdf(s, end + sign * exp(v)) + v - expected) < FURTHER_ON))
			return false;
	}
	return true;
}

/* The integral of its exponential from minus infinity to u, relative to exp(level). */
static double
power_law_integral(const PowerLaw *law)
{
	double sum = 1 / law->power, term = 1;

	/* exp(bend exp(v - u)) as a series */
	for (int k = 1; k < 20 && fabs(term) > 1e-12; k++)
	{
		term *= law->bend / k;
		sum += term / (law->power + k);
	}
	return sum;
}

static void
add_node(CellRule *rule, double node, double log_mass)
{
	rule->node[rule->n] = node;
	rule->share[rule->n++] = log_mass;
}

/*
 * Below the log distance u there is a power law with so much in it: two nodes of Gauss-Laguerre
 * quadrature, exact for squares of what is linear in the logarithm.
 */
static void
add_power_law(CellRule *rule, double end, double sign, double u, double power, double log_mass)
{
	for (int k = -1; k <= 1; k += 2)
	{
		double x = 2 + k * sqrt(2);

		add_node(rule, end + sign * exp(u - x / power), log_mass + log((2 - k * sqrt(2)) / 4));
	}
}

/*
 * log of the integral of the density from the distance `near` to the distance `far` from an end of
 * the support, inwards for sign 1 at the lower end and -1 at the upper: over the logarithm of the
 * distance, in which a power law is smooth, from the far side on.  NaN if the density is not
 * smooth.  *rule, which may be NULL, gets the nodes, with logs of masses that are not yet shares.
 */
static double
log_end_integral(const Family *f, const Shape *s, double end, double sign, double near, double far,
				 CellRule *rule)
{
	double u = log(far), stop = log(near), h = FIRST_PANEL, level = -INFINITY, total = 0;
	PowerLaw law;

	for (int panel = 0; panel < MOST_END_PANELS; panel++)
	{
		double g[5], fourth = 0, log_part, part;
		bool last = u - h <= stop;

		if (last)
			h = u - stop;
		for (int i = 0; i < 5; i++)
		{
			double v = u + 0.5 * h * (gauss_node[i] - 1);

			g[i] = f->logpdf(s, end + sign * exp(v)) + v;
			if (isnan(g[i]))
				return NAN;
		}
		if (near == 0 && find_power_law(g, u, h, &law) && power_law_holds(f, s, end, sign, &law))
		{
			log_part = law.level + log(power_law_integral(&law));
			last = true;
			if (rule)
				add_power_law(rule, end, sign, u, law.power, log_part);
		}
		else
		{
			fourth = 0.96 * g[2] - 0.742 * (g[1] + g[3]) + 0.262 * (g[0] + g[4]);
			if (!(fabs(g[4] - g[0]) < MOST_CHANGE && fabs(g[4] - 2 * g[2] + g[0]) < MOST_CHANGE &&
				  fabs(fourth) < ROUGHNESS))
			{
				h *= 0.5;
				continue;
			}
			log_part = gauss_log_integral(u - h, u, g);
			for (int i = 0; rule && i < 5; i++)
				add_node(rule, end + sign * exp(u + 0.5 * h * (gauss_node[i] - 1)),
						 g[i] + log(0.5 * h * gauss_weight[i]));
		}
		if (log_part > level)
		{
			total *= exp(level - log_part);
			level = log_part;
		}
		part = exp(log_part - level);
		total += part;
		if (last || (part < END_SHARE * total && g[0] < g[4]))
			return level + log(total);
		u -= h;
		if (fabs(g[4] - g[0]) < 0.5 * MOST_CHANGE && fabs(fourth) < 0.03 * ROUGHNESS)
			h *= 2;
	}
	return NAN;
}

double
log_cell_probability(const Family *f, const Shape *s, double support_lower, double support_upper,
					 double lower, double upper, bool ends)
{
	double a = fmax(lower, support_lower), b = fmin(upper, support_upper);
	double probability, log_integral, g[5];
	/* a cdf that is an integral of the density is one over more than this */
	bool integral = f->flags & CDF_INTEGRAL;

	if (!(a < b))
		return -INFINITY;
	/* a density that changes little over the cell: the difference of cdf would cancel */
	if (a == lower && b == upper &&
		log_smooth_integral(f, s, a, b, integral ? MOST_HALVINGS : 0, ends, &log_integral))
		return log_integral;
	if (integral && (isfinite(support_lower) || isfinite(support_upper)))
	{
		bool low = !(a - support_lower > support_upper - b);

		log_integral = low ? log_end_integral(f, s, support_lower, 1, a - support_lower,
											  b - support_lower, NULL)
						   : log_end_integral(f, s, support_upper, -1, support_upper - b,
											  support_upper - a, NULL);
		if (!isnan(log_integral))
			return log_integral;
	}
	if (a == support_lower)
		probability = f->cdf(s, b);
	else if (b == support_upper)
		probability = f->sf(s, a);
	else
	{
		double left = f->cdf(s, a);

		probability = left > 0.5 ? f->sf(s, a) - f->sf(s, b) : f->cdf(s, b) - left;
	}
	if (probability > SMALLEST_PROBABILITY)
		return log(probability);
	/* too far out in a tail for a probability, but not for its logarithm */
	gauss_logpdf(f, s, a, b, g);
	return gauss_log_integral(a, b, g);
}

bool
end_cell_rule(const Family *f, const Shape *s, double end, double sign, double near, double far,
			  CellRule *rule)
{
	double highest = -INFINITY, total = 0;

	rule->n = 0;
	rule->log_probability = log_end_integral(f, s, end, sign, near, far, rule);
	for (int i = 0; i < rule->n; i++)
		highest = fmax(highest, rule->share[i]);
	for (int i = 0; i < rule->n; i++)
		total += rule->share[i] = exp(rule->share[i] - highest);
	for (int i = 0; i < rule->n; i++)
		rule->share[i] /= total;
	return isfinite(rule->log_probability) && isfinite(total);
}
