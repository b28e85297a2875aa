/*
 * cumulate.c
 *		Densities that are costly to evaluate, and probabilities that have no formula.
 *
 * The density of t is cut into panels over which its logarithm changes by 4 or so, so that the
 * polynomial through 16 nodes is exact to about 1e-14; those around the middle, down to exp(-40) of
 * the largest value, are kept with their antiderivatives and running sums from both ends.  A
 * probability is then one look-up and one polynomial.  What lies beyond is integrated, when asked
 * for, from the point outwards, relative to the density there: 1e-300 is as exact as 0.1.
 *
 * Interpolation at Chebyshev nodes: Trefethen, Approximation Theory and Approximation Practice
 * (2013), ch. 3, 8, 19.
 */
#include <string.h>

#include "families/cumulate.h"

/* Change of the log density over a panel: aimed at, and at most. */
#define AIM_RANGE 3.5
#define MAX_RANGE 6.0
/* What a panel is called exact at: the coefficients left out, extrapolated, to the largest. */
#define EXACT 1e-13
/*
 * Panels that change less are exact enough if the last coefficients are as small as the noise of
 * densities that are themselves interpolated; or, if they change little, in any case.
 */
#define NOISE_RANGE 1.0
#define NOISE 2e-9
#define FLAT_RANGE 0.1
/* The kept panels end where the density is exp(-this) of its maximum. */
#define KEPT_RANGE 40.0
/* An integral outwards ends when a panel adds less than this share. */
#define NEGLIGIBLE 1e-17
/*
 * Panels tried for one integral outwards, or one side of those kept: ten times what well-behaved
 * densities take.  A density that is NaN, or noise, ends there.
 */
#define MAX_TRIES 1000
/* Panels tried for one quantile. */
#define MAX_QUANTILE_TRIES (4 * MAX_TRIES)
/* Log density, less twice the log of the tail that is looked for, below which nothing is. */
#define TOO_FAR 100
/* Where the log density is less, the probability of what lies beyond is 0 as a double. */
#define NOTHING (-800)
/* Kept panels on one side of the middle. */
#define SIDE_PANELS (CUMULATION_PANELS / 2)

/* clang-format off */

/* cos(pi m / 32), m = 0 ... 63 */
static const double cosines[64] = {
	1, 0.99518472667219688624, 0.98078528040323044913, 0.95694033573220886494,
	0.92387953251128675613, 0.88192126434835502971, 0.83146961230254523708, 0.77301045336273696081,
	0.7071067811865475244, 0.63439328416364549822, 0.55557023301960222474, 0.47139673682599764856,
	0.38268343236508977173, 0.29028467725446236764, 0.19509032201612826785, 0.098017140329560601994,
	0, -0.098017140329560601994, -0.19509032201612826785, -0.29028467725446236764,
	-0.38268343236508977173, -0.47139673682599764856, -0.55557023301960222474, -0.63439328416364549822,
	-0.7071067811865475244, -0.77301045336273696081, -0.83146961230254523708, -0.88192126434835502971,
	-0.92387953251128675613, -0.95694033573220886494, -0.98078528040323044913, -0.99518472667219688624,
	-1, -0.99518472667219688624, -0.98078528040323044913, -0.95694033573220886494,
	-0.92387953251128675613, -0.88192126434835502971, -0.83146961230254523708, -0.77301045336273696081,
	-0.7071067811865475244, -0.63439328416364549822, -0.55557023301960222474, -0.47139673682599764856,
	-0.38268343236508977173, -0.29028467725446236764, -0.19509032201612826785, -0.098017140329560601994,
	0, 0.098017140329560601994, 0.19509032201612826785, 0.29028467725446236764,
	0.38268343236508977173, 0.47139673682599764856, 0.55557023301960222474, 0.63439328416364549822,
	0.7071067811865475244, 0.77301045336273696081, 0.83146961230254523708, 0.88192126434835502971,
	0.92387953251128675613, 0.95694033573220886494, 0.98078528040323044913, 0.99518472667219688624,
};

/* Chebyshev's polynomials: the coefficients of T_j that are not 0, ascending. */
static const double chebyshev[PANEL_NODES][PANEL_NODES / 2] = {
	{1},
	{1},
	{-1, 2},
	{-3, 4},
	{1, -8, 8},
	{5, -20, 16},
	{-1, 18, -48, 32},
	{-7, 56, -112, 64},
	{1, -32, 160, -256, 128},
	{9, -120, 432, -576, 256},
	{-1, 50, -400, 1120, -1280, 512},
	{-11, 220, -1232, 2816, -2816, 1024},
	{1, -72, 840, -3584, 6912, -6144, 2048},
	{13, -364, 2912, -9984, 16640, -13312, 4096},
	{-1, 98, -1568, 9408, -26880, 39424, -28672, 8192},
	{-15, 560, -6048, 28800, -70400, 92160, -61440, 16384},
};

/* clang-format on */

/* Node k of [-1, 1], ascending in k. */
static double
node(int k)
{
	return -cosines[2 * k + 1];
}

/* Values at the nodes to coefficients of Chebyshev polynomials. */
static void
to_chebyshev(const double *value, double *c)
{
	const int n = PANEL_NODES;
	double sum[2][PANEL_NODES / 2]; /* T_j is even or odd, and so are the nodes' places */

	for (int k = 0; k < n / 2; k++)
	{
		sum[0][k] = value[n - 1 - k] + value[k];
		sum[1][k] = value[n - 1 - k] - value[k];
	}
	for (int j = 0; j < n; j++)
	{
		double total = 0;

		for (int k = 0; k < n / 2; k++)
			total += sum[j & 1][k] * cosines[j * (2 * k + 1) & 63];
		c[j] = total * (j == 0 ? 1.0 : 2.0) / n;
	}
}

/* Coefficients of Chebyshev polynomials to those of powers. */
static void
to_powers(const double *c, double *power)
{
	const int n = PANEL_NODES;

	for (int i = 0; i < n; i++)
	{
		double total = 0;

		for (int j = i; j < n; j += 2)
			total += c[j] * chebyshev[j][i / 2];
		power[i] = total;
	}
}

void
interpolated_reset(const Interpolated *f, const Shape *s)
{
	for (int i = 0; i < f->n_panels; i++)
		s->table[f->offset + i * PANEL_NODES] = NAN;
}

void
interpolated_fill(const Interpolated *f, const Shape *s, int panel)
{
	double x[PANEL_NODES], value[PANEL_NODES], c[PANEL_NODES];

	for (int k = 0; k < PANEL_NODES; k++)
		x[k] = f->lower + f->width * (panel + 0.5 + 0.5 * node(k));
	if (!f->at_nodes || !f->at_nodes(s, x, value))
		for (int k = 0; k < PANEL_NODES; k++)
			value[k] = f->exact(s, x[k]);
	to_chebyshev(value, c);
	to_powers(c, s->table + f->offset + panel * PANEL_NODES);
}

/* A panel of the density: exp(level) times a polynomial. */
typedef struct Panel
{
	double a;
	double b;
	double level; /* NaN if the density is NaN at a node */
	double range; /* of the log density over the nodes */
	double first; /* log density at the node next to a, to b */
	double last;
	double c[PANEL_NODES];
} Panel;

/* The panel over [a, b]; false if it is too long to be exact. */
static bool
make_panel(const Cumulation *cumulation, const Shape *s, double a, double b, Panel *p)
{
	double value[PANEL_NODES], lowest = INFINITY, largest = 0, before, last;

	p->a = a;
	p->b = b;
	p->level = -INFINITY;
	for (int k = 0; k < PANEL_NODES; k++)
	{
		value[k] = cumulation->log_density(s, 0.5 * (a + b) + 0.5 * (b - a) * node(k));
		p->level = fmax(p->level, value[k]);
		lowest = fmin(lowest, value[k]);
		if (isnan(value[k]))
		{
			p->level = NAN;
			return false;
		}
	}
	p->range = p->level - lowest;
	p->first = value[0];
	p->last = value[PANEL_NODES - 1];
	if (!(p->range <= MAX_RANGE))
		return false;
	for (int k = 0; k < PANEL_NODES; k++)
		value[k] = exp(value[k] - p->level);
	to_chebyshev(value, p->c);
	for (int j = 0; j < PANEL_NODES; j++)
		largest = fmax(largest, fabs(p->c[j]));
	before = fabs(p->c[PANEL_NODES - 3]) + fabs(p->c[PANEL_NODES - 4]);
	last = fabs(p->c[PANEL_NODES - 1]) + fabs(p->c[PANEL_NODES - 2]);
	if (p->range < FLAT_RANGE || (p->range < NOISE_RANGE && last <= NOISE * largest))
		return true;
	return last * last <= EXACT * largest * before;
}

/* Its integral over exp(level). */
static double
panel_integral(const Panel *p)
{
	double sum = 0;

	for (int j = PANEL_NODES - 2; j >= 0; j -= 2)
		sum += p->c[j] / (1 - (double) (j * j));
	return sum * (p->b - p->a);
}

/*
 * The panel from t on, upwards or downwards (direction +-1), of length *h or as much less as it
 * takes; *h becomes a guess for the next one.  False if the density ends at t or is NaN beyond it
 * (then so is p->level), or if *tries, from which each panel tried is taken, have gone.
 */
static bool
next_panel(const Cumulation *c, const Shape *s, double t, double direction, double *h, int *tries,
		   Panel *p)
{
	while ((*tries)-- > 0)
	{
		double end = t + direction * *h;

		if (end == t || !isfinite(end))
			return false;
		if (make_panel(c, s, fmin(t, end), fmax(t, end), p))
		{
			*h *= fmin(fmax(AIM_RANGE / p->range, 0.5), 2);
			return true;
		}
		if (isnan(p->level))
			return false;
		*h *= p->range > 2 * MAX_RANGE ? 0.25 : 0.6;
	}
	return false;
}

/* Log of the integral from t outwards; *tries as above.  What is left when they have gone is left
 * out. */
static double
log_beyond_within(const Cumulation *c, const Shape *s, double t, double direction, double h,
				  int *tries)
{
	double level = -INFINITY, total = 0;
	Panel p = {0};

	while (next_panel(c, s, t, direction, &h, tries, &p))
	{
		double outer = direction > 0 ? p.last : p.first, inner = direction > 0 ? p.first : p.last;
		double add;

		if (level == -INFINITY)
			level = p.level;
		add = panel_integral(&p) * exp(p.level - level);
		total += add;
		t = direction > 0 ? p.b : p.a;
		if (add < NEGLIGIBLE * total && outer < inner)
			break;
	}
	return isnan(p.level) ? NAN : level + log(total);
}

static double
log_beyond(const Cumulation *c, const Shape *s, double t, double direction, double h)
{
	int tries = MAX_TRIES;

	return log_beyond_within(c, s, t, direction, h, &tries);
}

/* What is kept: places in the table. */
typedef struct Kept
{
	double *n;        /* panels, 0 if none have been made yet */
	double *edge;     /* edge[0 ... n] */
	double *below;    /* probability below edge i */
	double *above;    /* above it */
	double *integral; /* of panel i: PANEL_NODES + 1 powers from 0 at its left edge on */
} Kept;

static Kept
kept(const Cumulation *c, const Shape *s)
{
	double *start = s->table + c->offset;

	return (Kept){.n = start,
				  .edge = start + 1,
				  .below = start + 1 + (CUMULATION_PANELS + 1),
				  .above = start + 1 + 2 * (CUMULATION_PANELS + 1),
				  .integral = start + 1 + 3 * (CUMULATION_PANELS + 1)};
}

void
cumulation_reset(const Cumulation *c, const Shape *s)
{
	*kept(c, s).n = 0;
}

/* Panels from t outwards until the density has fallen far below its peak.  Returns their number. */
static int
make_side(const Cumulation *c, const Shape *s, double t, double direction, double h, double *peak,
		  Panel *panel)
{
	int n = 0, tries = MAX_TRIES;

	while (n < SIDE_PANELS && next_panel(c, s, t, direction, &h, &tries, &panel[n]))
	{
		double outer = direction > 0 ? panel[n].last : panel[n].first;

		*peak = fmax(*peak, panel[n].level);
		t = direction > 0 ? panel[n].b : panel[n].a;
		n++;
		if (outer < *peak - KEPT_RANGE)
			break;
	}
	return n;
}

/* Antiderivative of the panel's polynomial, 0 at u = -1; returns its value at u = 1. */
static double
keep_integral(const Panel *p, double *integral)
{
	double power[PANEL_NODES], at_end = 0, factor = 0.5 * (p->b - p->a) * exp(p->level);

	to_powers(p->c, power);
	integral[0] = 0;
	for (int i = 0; i < PANEL_NODES; i++)
	{
		integral[i + 1] = power[i] * factor / (i + 1);
		integral[0] += i % 2 ? -integral[i + 1] : integral[i + 1];
	}
	for (int i = 0; i <= PANEL_NODES; i++)
		at_end += integral[i];
	return at_end;
}

/*
 * Both tails of any point add up to 1, which the density's constant does not see to by itself if it
 * is an integral, too.
 */
static void
normalise(Kept k, int n)
{
	double factor = 1 / (k.below[n] + k.above[n]);

	for (int i = 0; i <= n; i++)
	{
		k.below[i] *= factor;
		k.above[i] *= factor;
	}
	for (int i = 0; i < n * (PANEL_NODES + 1); i++)
		k.integral[i] *= factor;
}

static void
make_panels(const Cumulation *c, const Shape *s)
{
	Kept k = kept(c, s);
	Panel up[SIDE_PANELS], down[SIDE_PANELS];
	double t, width, peak = -INFINITY, whole[CUMULATION_PANELS];
	int n_up, n_down, n;

	c->middle(s, &t, &width);
	n_up = make_side(c, s, t, 1, width, &peak, up);
	n_down = make_side(c, s, t, -1, width, &peak, down);
	n = n_up + n_down;
	k.n[0] = n > 0 ? n : -1;
	for (int i = 0; i < n; i++)
	{
		const Panel *p = i < n_down ? &down[n_down - 1 - i] : &up[i - n_down];

		k.edge[i] = p->a;
		k.edge[i + 1] = p->b;
		whole[i] = keep_integral(p, k.integral + i * (PANEL_NODES + 1));
	}
	if (n == 0)
		return;
	k.below[0] = exp(log_beyond(c, s, k.edge[0], -1, k.edge[1] - k.edge[0]));
	k.above[n] = exp(log_beyond(c, s, k.edge[n], 1, k.edge[n] - k.edge[n - 1]));
	for (int i = 0; i < n; i++)
		k.below[i + 1] = k.below[i] + whole[i];
	for (int i = n - 1; i >= 0; i--)
		k.above[i] = k.above[i + 1] + whole[i];
	normalise(k, n);
}

/* Which panel of n holds the level, given the values at their edges, rising or falling. */
static int
panel_of(const double *value, int n, double level, bool rising)
{
	int low = 0, high = n;

	while (high - low > 1)
	{
		int middle = (low + high) / 2;

		if (rising == (value[middle] <= level))
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* u in [-1, 1] at which the panel's antiderivative is `rise`. */
static double
invert_panel(const double *integral, double rise)
{
	double low = -1, high = 1, u = 0;

	for (int i = 0; i < 100; i++)
	{
		double value = 0, slope = 0, next;

		for (int j = PANEL_NODES; j >= 0; j--)
		{
			slope = slope * u + value;
			value = value * u + integral[j];
		}
		if (value < rise)
			low = u;
		else
			high = u;
		next = u - (value - rise) / slope;
		if (!(next > low && next < high))
			next = 0.5 * (low + high);
		if (fabs(next - u) < 1e-16)
			break;
		u = next;
	}
	return u;
}

/*
 * The t beyond the kept panels whose outer tail is p: Newton's method for log(-log tail), which is
 * nearly linear in t where the tail falls off like exp(-exp(t)), and where it is a power of t, or
 * like exp(-t), is concave, so that no step goes too far.  Where the one becomes the other a step
 * may, even to where the density underflows: hence the bracket.
 */
static double
invert_beyond(const Cumulation *c, const Shape *s, double t, double direction, double h, double p)
{
	double log_p = log(p), inner = t, outer = direction * INFINITY;
	int left = MAX_QUANTILE_TRIES;

	for (int i = 0; i < 100 && left > 0; i++)
	{
		double log_density = c->log_density(s, t), log_tail, next;
		int given = left < MAX_TRIES ? left : MAX_TRIES, tries = given;

		/* so far beyond that the slope may be all rounding error, and panels no end */
		if (log_density < 2 * log_p - TOO_FAR)
		{
			outer = t;
			t = 0.5 * (inner + outer);
			continue;
		}
		log_tail = log_beyond_within(c, s, t, direction, h, &tries);
		left -= given - (tries > 0 ? tries : 0);
		if (isnan(log_tail))
			return NAN;
		if (log_tail >= log_p)
			inner = t;
		else
			outer = t;
		next = t + direction * log(log_p / log_tail) * -log_tail * exp(log_tail - log_density);
		if (!((next - inner) * direction >= 0 && (outer - next) * direction >= 0))
			next = isinf(outer) ? 2 * t - inner + direction * h : 0.5 * (inner + outer);
		if (!(fabs(next - t) > 2e-16 * fabs(t)))
			break;
		t = next;
	}
	return t;
}

double
cumulation_quantile(const Cumulation *c, const Shape *s, double p, bool upper)
{
	Kept k = kept(c, s);
	const double *integral;
	double a, u;
	int n, i;

	if (k.n[0] == 0)
		make_panels(c, s);
	n = (int) k.n[0];
	if (n < 0)
		return NAN;
	if (p > 0.5)
	{
		p = 1 - p;
		upper = !upper;
	}
	if (p < (upper ? k.above[n] : k.below[0]))
	{
		double middle, width;

		/* the panels that cumulation_tail takes: other ones may differ in the tenth digit */
		c->middle(s, &middle, &width);
		return invert_beyond(c, s, k.edge[upper ? n : 0], upper ? 1 : -1, width, p);
	}
	i = upper ? panel_of(k.above, n, p, false) : panel_of(k.below, n, p, true);
	integral = k.integral + i * (PANEL_NODES + 1);
	if (upper)
	{
		double whole = 0;

		for (int j = 0; j <= PANEL_NODES; j++)
			whole += integral[j];
		u = invert_panel(integral, whole - (p - k.above[i + 1]));
	}
	else
		u = invert_panel(integral, p - k.below[i]);
	a = k.edge[i];
	return a + 0.5 * (k.edge[i + 1] - a) * (u + 1);
}

static double
log_outer_tail(const Cumulation *c, const Shape *s, double t, bool upper, double width)
{
	return isinf(t) ? -INFINITY : log_beyond(c, s, t, upper ? 1 : -1, width);
}

double
cumulation_tail(const Cumulation *c, const Shape *s, double t, bool upper, bool logarithm)
{
	Kept k = kept(c, s);
	double u, rise = 0, whole = 0, below, above;
	const double *integral;
	int n, low;

	if (k.n[0] == 0)
		make_panels(c, s);
	n = (int) k.n[0];
	if (isnan(t) || n < 0)
		return NAN;
	if (t < k.edge[0] || t > k.edge[n])
	{
		double middle, width, log_tail = -INFINITY;

		c->middle(s, &middle, &width);
		if (logarithm || c->log_density(s, t) > NOTHING)
			log_tail = log_outer_tail(c, s, t, t > k.edge[n], width);
		if (upper == (t > k.edge[n]))
			return logarithm ? log_tail : exp(log_tail);
		return logarithm ? log1p(-exp(log_tail)) : 1 - exp(log_tail);
	}
	low = panel_of(k.edge, n, t, true);
	integral = k.integral + low * (PANEL_NODES + 1);
	u = 2 * (t - k.edge[low]) / (k.edge[low + 1] - k.edge[low]) - 1;
	for (int i = PANEL_NODES; i >= 0; i--)
	{
		rise = rise * u + integral[i];
		whole += integral[i];
	}
	below = k.below[low] + rise;
	above = k.above[low + 1] + (whole - rise);
	if (!logarithm)
		return upper ? above : below;
	if (upper)
		return above < 0.5 ? log(above) : log1p(-below);
	return below < 0.5 ? log(below) : log1p(-above);
}
