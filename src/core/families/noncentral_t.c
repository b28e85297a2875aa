/*
 * noncentral_t.c
 *		nct: a normal variable about nc, over an independent root mean square.
 *
 * With m = nc y / sqrt(df + y^2), t's density f_df and
 *
 *		A(m) = integral of u^df exp(m u - u^2 / 2) over (0, inf),
 *		f(y) = f_df(y) exp(-nc^2 / 2) A(m) / A(0)
 *		     = f_df(y) exp(-(nc^2 / 2) df / (df + y^2)) exp(H(m)),
 *
 * where H(m) = log(A(m) / A(0)) - m^2 / 2.  A is entire, and its zeros keep a distance of 2.8 and,
 * for large df, of about sqrt(df) from the real line: H is interpolated in m over panels in
 * proportion.  For large df, where its values reach df and their rounding would show, only what is
 * left of H without the exponents at the modes is.  Probabilities are integrals over
 * asinh(y / sqrt(df)).
 */
#include "families/cumulate.h"

/* On either side of 0; half a panel more than that, as one is centred there. */
#define SIDE_PANELS 64
#define N_PANELS (2 * SIDE_PANELS + 1)

static double scaled_integral(const Shape *s, double x);
static bool integrals_at_nodes(const Shape *s, const double *x, double *value);
static double nct_log_density(const Shape *s, double t);
static void nct_middle(const Shape *s, double *t, double *width);

static const Interpolated integral = {.exact = scaled_integral,
									  .at_nodes = integrals_at_nodes,
									  .n_panels = N_PANELS,
									  .lower = -(SIDE_PANELS + 0.5),
									  .width = 1};
static const Cumulation nct = {
	.log_density = nct_log_density, .middle = nct_middle, .offset = N_PANELS * PANEL_NODES};

/* Constants of a shape. */
enum
{
	T_CONSTANT, /* those of t's density */
	T_POWER,
	PANEL,        /* width of a panel in m */
	RATIO,        /* A'(0) / A(0) */
	ROOT,         /* sqrt(df + 1): mode at m = 0 of the integrand in log u */
	QUADRATURE_0, /* log of the quadrature at m = 0 */
	ROOT_DF,
	FAR,       /* from this |m| on H is an expansion in 1 / m^2 */
	FAR_RIGHT, /* its constants: log(sqrt(2 pi) / A(0)) */
	FAR_LEFT   /* log(gamma(df + 1) / A(0)) */
};

/* From here on H is interpolated without the difference of the exponents at the modes. */
#define LARGE_DF 1000

/* Power series from here on up to there, in m sqrt(df + 1) (its terms grow) and below 0. */
#define SERIES_REACH 60
#define SERIES_REACH_BELOW -2

/* From here on hyperbolic functions are exponentials, which the largest doubles may overflow. */
#define FAR_OUT 700

/* What the trapezoidal rule ends at if nothing else ends it; it takes some 200 terms. */
#define MOST_TERMS 10000

/* Beyond, steps of the quadrature and lengths of panels are lost to rounding. */
#define LEAST_DF 1e-3
#define LARGEST_DF 1e12
#define LARGEST_NC 1e6

/*
 * The integral of exp(phi(v)) where, with u = u0 exp(v) and u0 the mode,
 * phi = (df + 1) v - ((u - m)^2 - (u0 - m)^2) / 2 = (df + 1) (v - expm1(v)) - (u - u0)^2 / 2: by
 * the trapezoidal rule, whose error falls exponentially for such integrands.  Where the mode is not
 * narrow, v = s - exp(-s) takes away the slow lower tail (Takahasi and Mori 1974, Publ. RIMS 9,
 * 721).
 */
typedef struct Quadrature
{
	double df;
	double u0;
	bool narrow;
	double h;
	double shift;
	double start; /* the mode's s */
} Quadrature;

static Quadrature
quadrature_at(double df, double u0)
{
	double sigma = 1 / sqrt(u0 * u0 + df + 1);
	Quadrature q = {.df = df, .u0 = u0, .narrow = sigma < 0.12};

	q.h = q.narrow ? 0.5 * sigma : 0.0625;
	/* s - exp(-s) = log u0 */
	if (!q.narrow)
	{
		q.shift = log(u0);
		q.start = q.shift > 0 ? q.shift : 0.5;
		for (int i = 0; i < 4; i++)
			q.start -= (q.start - exp(-q.start) - q.shift) / (1 + exp(-q.start));
	}
	return q;
}

/* The rule's term i, and *rise = u / u0 - 1. */
static double
quadrature_term(const Quadrature *q, int i, double *rise)
{
	double s = q->start + i * q->h;
	double e = q->narrow ? 0 : exp(-s);

	*rise = expm1(q->narrow ? s : s - e - q->shift);
	/* u0 (u0 - m) is df + 1 */
	return exp((q->df + 1) * bf_log1pmx(*rise) - 0.5 * q->u0 * q->u0 * *rise * *rise) * (1 + e);
}

static double
log_quadrature(double df, double u0)
{
	Quadrature q = quadrature_at(df, u0);
	double sum = 0, rise;

	for (int direction = -1; direction <= 1; direction += 2)
		for (int i = direction > 0 ? 1 : 0; i < MOST_TERMS; i++)
		{
			double term = quadrature_term(&q, direction * i, &rise);

			sum += term;
			if (!(term >= 1e-18 * sum))
				break;
		}
	return log(q.h * sum);
}

/* Mode of the integrand in log u. */
static double
mode(double df, double m)
{
	double root = sqrt(m * m + 4 * (df + 1));

	return m > 0 ? 0.5 * (m + root) : 2 * (df + 1) / (root - m);
}

/*
 * The exponent log u^(df + 1) - (u - m)^2 / 2 at its mode u0, less the same for m = 0: with
 * sinh = m / (2 sqrt(df + 1)), u0 is sqrt(df + 1) exp(asinh), and u0 - m is (df + 1) / u0.
 */
static double
mode_difference(const Shape *s, double m)
{
	double sine = 0.5 * m / s->k[ROOT], cosine = sqrt(1 + sine * sine);
	double inverse = sine > 0 ? 1 / (cosine + sine) : cosine - sine;

	return s->k[ROOT] * s->k[ROOT] * (asinh(sine) + sine * inverse);
}

/* Is the power series to be used at m? */
static bool
in_series(const Shape *s, double m)
{
	double mr = m * s->k[ROOT];

	return mr > SERIES_REACH_BELOW && mr < SERIES_REACH && m < 10;
}

/* H at m = PANEL x, or for large df what is left of it without the difference at the modes. */
static double
scaled_integral(const Shape *s, double x)
{
	double df = s->p[0], m = s->k[PANEL] * x;
	double difference = mode_difference(s, m), quadrature;
	bool large = df > LARGE_DF;

	if (in_series(s, m))
	{
		double even = 1, odd = s->k[RATIO] * m, sum = odd;

		for (int k = 0; fabs(even) + fabs(odd) > 1e-18 * (1 + sum) || k < 4; k += 2)
		{
			even *= m * m * (df + 1 + k) / ((k + 1.0) * (k + 2.0));
			odd *= m * m * (df + 2 + k) / ((k + 2.0) * (k + 3.0));
			sum += even + odd;
		}
		return log1p(sum) - 0.5 * m * m - (large ? difference : 0);
	}
	quadrature = log_quadrature(df, mode(df, m)) - s->k[QUADRATURE_0];
	return large ? quadrature : difference + quadrature;
}

/*
 * The same at all nodes of a panel by one quadrature, that of its middle, m0: the integrand at
 * another m is exp((m - m0) (u - u0)) times as large.
 */
static bool
integrals_at_nodes(const Shape *s, const double *x, double *value)
{
	const int half = PANEL_NODES / 2;
	double middle = 0.5 * (x[0] + x[PANEL_NODES - 1]), m0 = s->k[PANEL] * middle;
	double df = s->p[0], u0 = mode(df, m0), sum[PANEL_NODES] = {0}, at_middle;
	Quadrature q = quadrature_at(df, u0);

	if (df > LARGE_DF || in_series(s, s->k[PANEL] * x[0]) ||
		in_series(s, s->k[PANEL] * x[PANEL_NODES - 1]))
		return false;
	for (int direction = -1; direction <= 1; direction += 2)
		for (int i = direction > 0 ? 1 : 0; i < MOST_TERMS; i++)
		{
			double rise, term = quadrature_term(&q, direction * i, &rise);
			bool negligible = true;

			for (int k = 0; k < half; k++)
			{
				double tilt = exp(s->k[PANEL] * (x[PANEL_NODES - 1 - k] - middle) * u0 * rise);
				double up = term * tilt, down = term / tilt;

				sum[PANEL_NODES - 1 - k] += up;
				sum[k] += down;
				negligible = negligible && !(up >= 1e-18 * sum[PANEL_NODES - 1 - k]) &&
							 !(down >= 1e-18 * sum[k]);
			}
			if (negligible)
				break;
		}
	at_middle = mode_difference(s, m0) - s->k[QUADRATURE_0];
	/* H is the log of A less m^2 / 2, and so is the difference at the modes */
	for (int k = 0; k < PANEL_NODES; k++)
	{
		double d = s->k[PANEL] * (x[k] - middle);

		value[k] = at_middle + log(q.h * sum[k]) + d * (u0 - m0) - 0.5 * d * d;
		if (!isfinite(value[k]))
			return false;
	}
	return true;
}

/*
 * H for large |m| (DLMF 12.9), term by term integrals of (1 + v / m)^df against a normal density
 * for m > 0, of exp(-u^2 / 2) against a gamma one for m < 0: for m^2 of at least 100 and
 * 4 (df + 1)^2 terms fall below 1e-17 before they grow again.
 */
static double
far_integral(const Shape *s, double m)
{
	double df = s->p[0], term = 1, sum = 0;
	double sign = m > 0 ? 1 : -1, first = m > 0 ? -df : df + 1;

	for (int k = 2; k < 100 && fabs(term) > 1e-17; k += 2)
	{
		term *= sign * (first + k - 2) * (first + k - 1) / (k * m * m);
		sum += term;
	}
	if (m > 0)
		return s->k[FAR_RIGHT] + df * log(m) + log1p(sum);
	return s->k[FAR_LEFT] - (df + 1) * log(-m) - 0.5 * m * m + log1p(sum);
}

static bool
nct_prepare(Shape *s)
{
	double df = s->p[0], log_at_0;

	if (!(df >= LEAST_DF && df <= LARGEST_DF && fabs(s->p[1]) <= LARGEST_NC))
		return false;
	s->k[T_CONSTANT] = bf_lgamma_delta(df / 2, 0.5) - 0.5 * (log(df) + LN_PI);
	s->k[T_POWER] = (df + 1) / 2;
	s->k[PANEL] = 1.5 * sqrt(1 + 0.25 * df);
	s->k[RATIO] = SQRT_2 * exp(bf_lgamma_delta((df + 1) / 2, 0.5));
	s->k[ROOT] = sqrt(df + 1);
	s->k[QUADRATURE_0] = log_quadrature(df, s->k[ROOT]);
	s->k[ROOT_DF] = sqrt(df);
	s->k[FAR] = df > LARGE_DF ? INFINITY : fmax(10, 2 * (df + 1));
	log_at_0 = 0.5 * (df - 1) * LN_2 + bf_lgamma(0.5 * (df + 1));
	s->k[FAR_RIGHT] = LN_SQRT_2PI - log_at_0;
	s->k[FAR_LEFT] = bf_lgamma(df + 1) - log_at_0;
	interpolated_reset(&integral, s);
	cumulation_reset(&nct, s);
	return true;
}

/* The density, given sin and log cos of the angle whose tangent is y / sqrt(df). */
static double
nct_at(const Shape *s, double sine, double log_cosine, double cosine2)
{
	double nc = s->p[1], m = nc * sine;

	return s->k[T_CONSTANT] + 2 * s->k[T_POWER] * log_cosine - 0.5 * nc * nc * cosine2 +
		   (s->p[0] > LARGE_DF ? mode_difference(s, m) : 0) +
		   (fabs(m) >= s->k[FAR] ? far_integral(s, m)
								 : interpolated_value(&integral, s, m / s->k[PANEL]));
}

static double
nct_logpdf(const Shape *s, double y)
{
	double r = y / s->k[ROOT_DF], r2 = r * r;

	if (isinf(y))
		return -INFINITY;
	if (r2 > 1e300)
		return nct_at(s, y < 0 ? -1 : 1, log(s->k[ROOT_DF]) - log(fabs(y)), 0);
	return nct_at(s, r / sqrt(1 + r2), -0.5 * log1p(r2), 1 / (1 + r2));
}

/* Of t = asinh(y / sqrt(df)), whose hyperbolic tangent is the sine. */
static double
nct_log_density(const Shape *s, double t)
{
	double sine = sinh(t), sech = fabs(t) < FAR_OUT ? 1 / cosh(t) : 0;
	/* times df: near 0 to the last digits */
	double log_cosh =
		fabs(t) < 1 ? 0.5 * log1p(sine * sine) : fabs(t) + log1p(exp(-2 * fabs(t))) - LN_2;

	return nct_at(s, tanh(t), -log_cosh, sech * sech) + log_cosh + log(s->k[ROOT_DF]);
}

/* nc over a root mean square of about 1; the normal's spread and that of the root mean square. */
static void
nct_anchors(const Shape *s, double *centre, double *spread)
{
	double df = s->p[0], nc = s->p[1];

	*centre = nc;
	*spread = sqrt(1 + 1 / df + nc * nc / (2 * df + 1));
}

static void
nct_middle(const Shape *s, double *t, double *width)
{
	double centre, spread, r;

	nct_anchors(s, &centre, &spread);
	r = centre / s->k[ROOT_DF];
	*t = asinh(r);
	*width = fmin(spread / (s->k[ROOT_DF] * hypot(1, r)), 1);
}

/* asinh(y / sqrt(df)) and its inverse */
static double
nct_t(const Shape *s, double y)
{
	double r = y / s->k[ROOT_DF];

	return fabs(r) < 1e300 ? asinh(r) : copysign(log(fabs(y)) - log(s->k[ROOT_DF]) + LN_2, y);
}

static double
nct_y(const Shape *s, double t)
{
	if (fabs(t) < FAR_OUT)
		return s->k[ROOT_DF] * sinh(t);
	return copysign(0.5 * s->k[ROOT_DF] * exp(FAR_OUT) * exp(fabs(t) - FAR_OUT), t);
}

DEFINE_CUMULATED(nct, nct, nct_t(s, y), nct_y(s, t))

static bool
nct_from_t(const double *t, double *params)
{
	params[0] = fmin(t[0], 1e5);
	params[1] = 0;
	params[2] = t[1];
	params[3] = t[2];
	return true;
}

static const char *const nct_aliases[] = {"noncentral_t", NULL};
static const Nested nct_nests[] = {{"t", nct_from_t, false}, {NULL, NULL, false}};

static double
nct_tail_index(const Shape *s, bool upper)
{
	(void) upper;
	return s->p[0];
}

const Family family_nct = {
	.name = "nct",
	.aliases = nct_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 31",
	.flags = CDF_INTEGRAL,
	.n_shapes = 2,
	.shape = {{.name = "df",
			   .upper = INFINITY,
			   .least = 0.05,
			   .most = 1e5,
			   .n_grid = 3,
			   .grid = {2, 6, 25},
			   .limits = LIMIT_HIGH},
			  {.name = "nc",
			   .lower = -INFINITY,
			   .upper = INFINITY,
			   .least = -100,
			   .most = 100,
			   .n_grid = 5,
			   .grid = {-4, -1, 0, 1, 4},
			   .limits = LIMIT_LOW | LIMIT_HIGH}},
	.n_identifiable = 4,
	.lower = -INFINITY,
	.upper = INFINITY,
	.prepare = nct_prepare,
	.n_table = N_PANELS * PANEL_NODES + CUMULATION_SIZE,
	ALL_FUNCTIONS(nct),
	.anchors = nct_anchors,
	.nests = nct_nests,
	.tail_index = nct_tail_index,
};
