/*
 * levy_stable.c
 *		Stable distributions.
 *
 * special/stable.c has the density at a point, in twenty microseconds; estimation asks for
 *thousands at new shapes all the time.  Three quicker ways, each where it is exact to about ten
 *digits, are prepared from the characteristic function, in x = y - beta tan(pi alpha / 2), in which
 *the distribution is continuous at alpha = 1 (Nolan's parameters 0):
 *
 * - around the middle, panels of Chebyshev series: with the Fourier integral as a sum over fixed t,
 *   the coefficients are sums of Bessel functions of t / 2 (Jacobi's and Anger's expansion);
 * - further out, the integral turned to the imaginary axis, a Laplace integral over q > 0, by the
 *   trapezoidal rule in log q: what depends on q alone is kept;
 * - for alpha < FOURIER_FROM, whose characteristic function falls off too slowly, the Laplace
 *   integral reaches far inwards, and what is left is interpolated.
 */
#include "families/cumulate.h"

#define LEAST_ALPHA 0.1
#define FOURIER_FROM 0.6
/* Below these alphas the mode is so narrow that panels are a half, a quarter, an eighth as wide. */
#define WIDE_FROM 1.1
#define HALF_FROM 0.85
#define QUARTER_FROM 0.7

/* Nodes of log q, downwards. */
#define Q_NODES 240
#define Q_STEP 0.2
#define Q_FIRST 4.25
#define Q_FIRST_SMALL_ALPHA 10.0

/* Growth of the Laplace integrand, in logs, with which the trapezoidal rule is still exact. */
#define WORST 0.25

/* Panels of width 1 or less, as many on either side as the Laplace integral does not serve. */
#define MOST_REACH 12
#define ORDER 18
/* Below these the Fourier sum has lost too many digits, for alpha from HALF_FROM on and below. */
#define LEAST_FOURIER 1e-5
#define LEAST_FOURIER_SMALL_ALPHA 5e-3

#define NEAR_PANELS 24
#define NEAR_WIDTH 0.5
/* Nearer to where one-sided distributions end, or when so small, it is not interpolated. */
#define NEAREST 0.53
#define LEAST_NEAR -12

/* Places in the table. */
#define AT_Q 0
#define AT_SIDES (AT_Q + Q_NODES)
#define AT_FOURIER (AT_SIDES + 4 * Q_NODES)
#define AT_NEAR (AT_FOURIER + 2 * MOST_REACH * ORDER)
#define AT_END (AT_NEAR + NEAR_PANELS * PANEL_NODES)

/* Constants: places in k. */
enum
{
	SHIFT,      /* beta tan(pi alpha / 2) */
	TANGENT,    /* tan(pi alpha / 2); that of alpha = 1 is never used */
	REACH,      /* up to this |x| (|y| for small alpha) on the right, not the Laplace integral */
	REACH_LEFT, /* the same on the left */
	WIDTH,      /* of the mode, for small alpha */
	ORIGIN,     /* what the Laplace integral counts from */
	PANEL       /* width of a panel of the Fourier sum */
};

/* One side: what belongs to node i of log q, and the sign of beta there. */
typedef struct Side
{
	const double *growth; /* log of the characteristic function's modulus on the imaginary axis */
	const double *weight;
	double beta;
	double reach;
} Side;

static Side
side_of(const Shape *s, bool left)
{
	const double *start = s->table + AT_SIDES + (left ? 2 * Q_NODES : 0);

	return (Side){.growth = start,
				  .weight = start + Q_NODES,
				  .beta = left ? -s->p[1] : s->p[1],
				  .reach = s->k[left ? REACH_LEFT : REACH]};
}

/*
 * Log density at the distance x from the origin on a side, or log of the probability beyond, by the
 * Laplace integral; NaN if it does
 * not serve: because the nodes do not reach so far, or because the integral is so small that what
 * was cut off may matter.
 */
static double
laplace(const Shape *s, const Side *side, double x, bool tail)
{
	const double *q = s->table + AT_Q;
	double first = log(q[0]), sum = 0, before = 0;
	/* down to where powers of q have fallen to 1e-11 */
	double lowest = -log(x) - 25 / (s->p[0] + !tail) - 1;
	int i;

	if (!((first - lowest) / Q_STEP < Q_NODES))
		return NAN;
	i = (int) fmax((first - lowest) / Q_STEP, -1);
	for (; i >= 0; i--)
	{
		double exponent = side->growth[i] - x * q[i];

		if (exponent < -36 || (exponent > before && exponent < -5))
		{
			before = exponent;
			break;
		}
		sum += side->weight[i] * exp(exponent) * (tail ? 1 / q[i] : 1);
		before = exponent;
	}
	return sum > 0 && log(sum) > before + 21 ? log(sum) : NAN;
}

/*
 * Fills the nodes of one side and returns how far inwards the Laplace integral serves: where
 * neither the growth of the characteristic function nor the turning of its phase between nodes
 * spoils the trapezoidal rule.
 */
static double
make_side(const Shape *s, bool left)
{
	double alpha = s->p[0], beta = left ? -s->p[1] : s->p[1], e = alpha - 1;
	double sine = alpha > 1.5 ? sin(0.5 * PI * (2 - alpha)) : sin(0.5 * PI * alpha);
	double cosine = -sin(0.5 * PI * e), small = tan(0.25 * PI * e) * cos(0.5 * PI * e);
	double *growth = s->table + AT_SIDES + (left ? 2 * Q_NODES : 0), *weight = growth + Q_NODES;
	double turn[Q_NODES], reach;
	const double *q = s->table + AT_Q;
	int last_try = alpha < FOURIER_FROM ? 12 : MOST_REACH - 1;

	for (int i = 0; i < Q_NODES; i++)
	{
		double l = log(q[i]), power = exp(alpha * l), phase = power * sine * (1 + beta);

		if (alpha < FOURIER_FROM)
			growth[i] = -power * (cosine - beta * s->k[TANGENT] * sine);
		else
		{
			/* tan (sine q^alpha - q), and its limit */
			double ratio = e == 0 ? -2 / PI * l : s->k[TANGENT] * sine * expm1(e * l);

			growth[i] = -power * cosine + beta * q[i] * (ratio + small);
		}
		weight[i] = q[i] * sin(phase) * Q_STEP / PI;
		turn[i] = phase * alpha;
	}
	for (int k = 0; k <= last_try; k++)
	{
		double worst = 0, exponent = 0;

		reach = alpha < FOURIER_FROM ? ldexp(s->k[WIDTH], k - 5) : (1 + k) * s->k[PANEL];
		for (int i = Q_NODES - 1; i >= 0 && exponent > -34; i--)
		{
			exponent = growth[i] - reach * q[i];
			worst = fmax(worst, exponent + turn[i]);
		}
		if (exponent <= -34 && worst < WORST)
			return reach;
	}
	return alpha < FOURIER_FROM ? INFINITY : MOST_REACH * s->k[PANEL];
}

/* J_n(z), n < ORDER, z > 0, by Miller's backward recurrence. */
static void
bessel_j(double z, double *j)
{
	int n = (int) fmax(z, ORDER) + 18;
	double above = 0, here = 1e-250, sum = 0;

	n += n & 1;
	for (; n > 0; n--)
	{
		double below = 2 * n / z * here - above;

		above = here;
		here = below;
		/* here is J_(n - 1) */
		if (n - 1 < ORDER)
			j[n - 1] = here;
		if ((n - 1) % 2 == 0)
			sum += n == 1 ? here : 2 * here;
	}
	for (int i = 0; i < ORDER; i++)
		j[i] /= sum;
}

/* Adds what one t of the Fourier sum, with its weight, contributes to all panels. */
static void
add_frequency(const Shape *s, double t, double weight, int from, int to)
{
	double alpha = s->p[0], e = alpha - 1, l = log(t);
	double modulus = weight * exp(-exp(alpha * l)) / PI, j[ORDER], panel = s->k[PANEL];
	double phase = (from + 0.5) * panel * t - (e == 0 ? -2 / PI * s->p[1] * t * l
													  : s->p[1] * s->k[TANGENT] * t * expm1(e * l));
	double re = modulus * cos(phase), im = modulus * sin(phase), turn_re = cos(panel * t);
	double turn_im = sin(panel * t);

	bessel_j(0.5 * panel * t, j);
	for (int n = 0; n < ORDER; n++)
		j[n] *= (n == 0 ? 1 : 2) * ((n + 1) / 2 % 2 ? -1 : 1);
	for (int i = from; i < to; i++)
	{
		double *c = s->table + AT_FOURIER + (i + MOST_REACH) * ORDER, turned;

		/* cos(phase + d t) in T_n(d): even n go with the cosine, odd ones with the sine */
		for (int n = 0; n < ORDER; n += 2)
		{
			c[n] += re * j[n];
			c[n + 1] += im * j[n + 1];
		}
		turned = re * turn_re - im * turn_im;
		im = re * turn_im + im * turn_re;
		re = turned;
	}
}

/* The panels between the reaches of the Laplace integrals. */
static void
make_panels(const Shape *s)
{
	/* Gauss-Legendre, 16 points */
	static const double rule[8][2] = {
		{0.095012509837637440185, 0.18945061045506849629},
		{0.28160355077925891323, 0.18260341504492358887},
		{0.45801677765722738634, 0.16915651939500253819},
		{0.61787624440264374845, 0.14959598881657673208},
		{0.7554044083550030339, 0.12462897125553387205},
		{0.86563120238783174388, 0.09515851168249278481},
		{0.94457502307323257608, 0.062253523938647892863},
		{0.9894009349916499326, 0.027152459411754094852},
	};
	double panel = s->k[PANEL];
	int from = -(int) (s->k[REACH_LEFT] / panel), to = (int) (s->k[REACH] / panel);
	double length = pow(40, 1 / s->p[0]);
	double longest = fmin(12 / (panel * fmax(-from, to)), 3), a = 0, b = longest / 15625;

	for (int i = (from + MOST_REACH) * ORDER; i < (to + MOST_REACH) * ORDER; i++)
		s->table[AT_FOURIER + i] = 0;
	/* pieces that grow from the singularity at t = 0 on, by fives, then equal ones */
	while (a < length)
	{
		for (int i = 0; i < 8; i++)
			for (int sign = -1; sign <= 1; sign += 2)
				add_frequency(s, 0.5 * (a + b) + sign * 0.5 * (b - a) * rule[i][0],
							  0.5 * (b - a) * rule[i][1], from, to);
		a = b;
		b = fmin(5 * b, b + longest);
	}
}

/* Log density by the Fourier panels; NaN if too few digits are left. */
static double
fourier(const Shape *s, double x)
{
	int panel = (int) floor(x /= s->k[PANEL]);
	const double *c = s->table + AT_FOURIER + (panel + MOST_REACH) * ORDER;
	double v = 2 * (x - panel) - 1, b0 = 0, b1 = 0;

	for (int i = ORDER - 1; i > 0; i--)
	{
		double b = 2 * v * b0 - b1 + c[i];

		b1 = b0;
		b0 = b;
	}
	b0 = v * b0 - b1 + c[0];
	return b0 > (s->p[0] < HALF_FROM ? LEAST_FOURIER_SMALL_ALPHA : LEAST_FOURIER) ? log(b0) : NAN;
}

/* t = asinh(y / width), for small alpha */
static double
near_mode(const Shape *s, double t)
{
	return bf_stable_log_pdf(s->p[0], s->p[1], s->k[WIDTH] * sinh(t));
}

static const Interpolated near = {.exact = near_mode,
								  .offset = AT_NEAR,
								  .n_panels = NEAR_PANELS,
								  .lower = -NEAR_PANELS * NEAR_WIDTH / 2,
								  .width = NEAR_WIDTH};

static double
levy_stable_logpdf(const Shape *s, double y)
{
	double x = y - s->k[ORIGIN], value = NAN;
	Side side = side_of(s, x < 0);

	if (s->p[0] < 2 && !(fabs(x) < side.reach))
		value = laplace(s, &side, fabs(x), false);
	else if (s->p[0] < FOURIER_FROM && fabs(y) > NEAREST * s->k[WIDTH])
	{
		value = interpolated_value(&near, s, asinh(y / s->k[WIDTH]));
		if (value < LEAST_NEAR)
			value = NAN;
	}
	else if (s->p[0] >= FOURIER_FROM && s->p[0] < 2)
		value = fourier(s, x);
	return isnan(value) ? bf_stable_log_pdf(s->p[0], s->p[1], y) : value;
}

/* ---------- probabilities ---------- */

/* Log of the probability above y, or below, from that on the side of y, which is the smaller. */
static double
log_tail(const Shape *s, double y, bool upper)
{
	double x = y - s->k[ORIGIN], outer = NAN;
	Side side = side_of(s, x < 0);

	if (s->p[0] < 2 && !(fabs(x) < side.reach))
		outer = laplace(s, &side, fabs(x), true);
	if (isnan(outer) || outer > -LN_2)
		return bf_stable_log_tail(s->p[0], s->p[1], y, upper);
	return upper == (x > 0) ? outer : log1p(-exp(outer));
}

static double
levy_stable_logcdf(const Shape *s, double y)
{
	return log_tail(s, y, false);
}

static double
levy_stable_logsf(const Shape *s, double y)
{
	return log_tail(s, y, true);
}

static double
levy_stable_cdf(const Shape *s, double y)
{
	return exp(log_tail(s, y, false));
}

static double
levy_stable_sf(const Shape *s, double y)
{
	return exp(log_tail(s, y, true));
}

static void
levy_stable_support(const Shape *s, double *lower, double *upper)
{
	*lower = s->p[0] < 1 && s->p[1] == 1 ? 0 : -INFINITY;
	*upper = s->p[0] < 1 && s->p[1] == -1 ? 0 : INFINITY;
}

static bool
levy_stable_prepare(Shape *s)
{
	double alpha = s->p[0], beta = s->p[1];

	if (alpha < LEAST_ALPHA)
		return false;
	s->k[TANGENT] = alpha == 1    ? 0
					: alpha > 1.5 ? -tan(0.5 * PI * (2 - alpha))
								  : -1 / tan(0.5 * PI * (alpha - 1));
	s->k[SHIFT] = beta * s->k[TANGENT];
	s->k[ORIGIN] = alpha < FOURIER_FROM ? 0 : s->k[SHIFT];
	s->k[PANEL] = alpha < QUARTER_FROM ? 0.125
				  : alpha < HALF_FROM  ? 0.25
				  : alpha < WIDE_FROM  ? 0.5
									   : 1;
	s->k[WIDTH] = alpha < FOURIER_FROM ? exp(-bf_lgamma(1 + 1 / alpha)) : 1;
	for (int i = 0; i < Q_NODES; i++)
		s->table[AT_Q + i] =
			exp((alpha < FOURIER_FROM ? Q_FIRST_SMALL_ALPHA : Q_FIRST) - i * Q_STEP);
	s->k[REACH] = make_side(s, false);
	s->k[REACH_LEFT] = make_side(s, true);
	if (alpha < FOURIER_FROM)
		interpolated_reset(&near, s);
	else if (alpha < 2)
		make_panels(s);
	return true;
}

/* ---------- estimation ---------- */

/* In x the quartiles hardly depend on the shapes. */
static void
levy_stable_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = s->k[SHIFT];
	*spread = 2;
}

/*
 * McCulloch's statistics (1986, Commun. Stat. Simul. Comput. 15, 1109) at some shapes: the distance
 * of the 5 % and 95 % quantiles over that of the quartiles, and the skewness of the former.  The
 * starts are the shapes whose statistics are nearest to the data's.
 */
static int
levy_stable_starts(const FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double alphas[] = {0.5, 0.7, 0.95, 1.2, 1.4, 1.6, 1.8, 1.95};
	static const double betas[] = {0, 0.5, 0.95};
	static const double spread[8][3] = {{44.635, 33.195, 28.136}, {14.894, 12.079, 10.434},
										{7.037, 6.192, 5.590},    {4.451, 4.176, 3.971},
										{3.466, 3.381, 3.320},    {2.914, 2.905, 2.903},
										{2.610, 2.612, 2.618},    {2.473, 2.474, 2.474}};
	static const double skew[8][3] = {{-0.000, 0.838, 0.985}, {-0.000, 0.699, 0.926},
									  {-0.000, 0.543, 0.788}, {-0.000, 0.399, 0.611},
									  {-0.000, 0.285, 0.456}, {-0.000, 0.174, 0.298},
									  {-0.000, 0.077, 0.141}, {0.000, 0.017, 0.033}};
	const double *q = data->quantile;
	double ratio = (q[4] - q[0]) / (q[3] - q[1]), lean = (q[4] + q[0] - 2 * q[2]) / (q[4] - q[0]);
	double sign = lean < 0 ? -1 : 1, distance[3] = {INFINITY, INFINITY, INFINITY};
	int n = max < 3 ? max : 3;

	for (int i = 0; i < n; i++)
	{
		shapes[i][0] = 1.5;
		shapes[i][1] = 0;
	}
	for (int i = 0; i < 8; i++)
		for (int j = 0; j < 3; j++)
		{
			double d = hypot(log(ratio / spread[i][j]), 3 * (fabs(lean) - skew[i][j]));
			int place = n;

			while (place > 0 && d < distance[place - 1])
				place--;
			if (place == n)
				continue;
			for (int k = n - 1; k > place; k--)
			{
				distance[k] = distance[k - 1];
				shapes[k][0] = shapes[k - 1][0];
				shapes[k][1] = shapes[k - 1][1];
			}
			distance[place] = d;
			shapes[place][0] = alphas[i];
			shapes[place][1] = sign * betas[j];
		}
	return n;
}

static bool
levy_stable_from(double alpha, double beta, double loc, double scale, double *params)
{
	params[0] = alpha;
	params[1] = beta;
	params[2] = loc;
	params[3] = scale;
	return true;
}

static bool
levy_stable_from_norm(const double *norm, double *params)
{
	return levy_stable_from(1.9999, 0, norm[0], norm[1] / SQRT_2, params);
}

static bool
levy_stable_from_cauchy(const double *cauchy, double *params)
{
	return levy_stable_from(1, 0, cauchy[0], cauchy[1], params);
}

static bool
levy_stable_from_landau(const double *landau, double *params)
{
	return levy_stable_from(1, 1, landau[0], landau[1], params);
}

static const char *const levy_stable_aliases[] = {"stable", "alpha_stable", NULL};
static const Nested levy_stable_nests[] = {{"norm", levy_stable_from_norm, true},
										   {"cauchy", levy_stable_from_cauchy, false},
										   {"landau", levy_stable_from_landau, false},
										   {NULL, NULL, false}};

static double
levy_stable_tail_index(const Shape *s, bool upper)
{
	if (upper)
		return s->p[0] < 2 && s->p[1] > -1 ? s->p[0] : INFINITY;
	return s->p[0] < 2 && s->p[1] < 1 ? s->p[0] : INFINITY;
}

static void
levy_stable_moments(const Shape *s, double m[4])
{
	(void) s;
	set_moments(m, 0, 2, 0, 0);
}

const Family family_levy_stable = {
	.name = "levy_stable",
	.aliases = levy_stable_aliases,
	.reference = "Nolan (1997), Commun. Stat. Stoch. Models 13, 759",
	.flags = NOT_DEFAULT,
	.n_shapes = 2,
	.shape = {{.name = "alpha",
			   .upper = 2,
			   .closed_upper = true,
			   .least = 0.2,
			   .most = 1.9999,
			   .n_grid = 4,
			   .grid = {0.7, 1.1, 1.5, 1.8}},
			  {.name = "beta",
			   .lower = -1,
			   .upper = 1,
			   .closed_lower = true,
			   .closed_upper = true,
			   .least = -1,
			   .most = 1,
			   .n_grid = 3,
			   .grid = {-0.8, 0, 0.8}}},
	.n_identifiable = 4,
	.lower = -INFINITY,
	.upper = INFINITY,
	.support = levy_stable_support,
	.prepare = levy_stable_prepare,
	.n_table = AT_END,
	.logpdf = levy_stable_logpdf,
	.cdf = levy_stable_cdf,
	.sf = levy_stable_sf,
	.logcdf = levy_stable_logcdf,
	.logsf = levy_stable_logsf,
	.anchors = levy_stable_anchors,
	.starts = levy_stable_starts,
	.nests = levy_stable_nests,
	.tail_index = levy_stable_tail_index,
	.moments = levy_stable_moments,
};
