/*
 * noncentral_chi.c
 *		ncx2, the squared length of a normal vector about another centre, and rice, its length in
 *		the plane.
 *
 * The densities are those of the central case times a Bessel function of a row,
 *
 *		0F1(; v + 1; x^2 / 4) = Gamma(v + 1) (2 / x)^v I_v(x) = exp(x + S(log x)),
 *
 * whose S is interpolated in log x, where it is analytic within pi / 2 of the real line (the zeros
 * of I_v are imaginary).  Probabilities are integrals over log y.
 */
#include "families/cumulate.h"
#include "families/noncentral.h"

/* Below the first panel x is 0.01, and S cheap; beyond the last it is 2e6. */
#define FIRST_PANEL -4.6
#define N_PANELS 28

static double bessel_part(const Shape *s, double log_x);
static double ncx2_log_density(const Shape *s, double t);
static void ncx2_middle(const Shape *s, double *t, double *width);
static double rice_log_density(const Shape *s, double t);
static void rice_middle(const Shape *s, double *t, double *width);

static const Interpolated bessel = {
	.exact = bessel_part, .n_panels = N_PANELS, .lower = FIRST_PANEL, .width = LN_2};
static const Cumulation ncx2 = {
	.log_density = ncx2_log_density, .middle = ncx2_middle, .offset = N_PANELS * PANEL_NODES};
static const Cumulation rice = {
	.log_density = rice_log_density, .middle = rice_middle, .offset = N_PANELS * PANEL_NODES};

#define TABLE_SIZE (N_PANELS * PANEL_NODES + CUMULATION_SIZE)

/*
 * Beyond these shapes rounding of exponents as large as they are, and of log y against the curve's
 * width, leaves fewer than five digits; below the least df v is -1.
 */
#define LEAST_DF 1e-15
#define LARGEST_DF 1e10
#define LARGEST_NC 1e10
#define LARGEST_B 1e9

/* From here on, and from the square of the order, the asymptotic series is shorter. */
#define ASYMPTOTIC_X 50

/* Constants of a shape. */
enum
{
	ORDER,  /* v */
	LOG_NC, /* ncx2: log of nc; rice: log of b */
	CONSTANT,
	CENTRAL /* ncx2: those of gamma_density */
};

/* S; the power series has only positive terms, and is short unless x is large against v. */
static double
bessel_part(const Shape *s, double log_x)
{
	double v = s->k[ORDER], x = exp(log_x), q = 0.25 * x * x, term = 1, sum = 1, half;

	if (v == 0)
		return bf_log_i0e(x);
	half = 0.5 * s->p[0]; /* v + 1, which v, rounded, does not tell if it is small */
	if (q > 300 * (300 + v) || (x > ASYMPTOTIC_X && x > v * v))
		return bf_log_bessel_i(v, x) - x - v * (log_x - LN_2) + bf_lgamma(half);
	for (int k = 1; term > 1e-17 * sum; k++)
	{
		term *= q / (k * (half + (k - 1)));
		sum += term;
	}
	/* the last term of a sum near 1 would be lost */
	return (q < 1e-3 * half ? log1p(sum - 1) : log(sum)) - x;
}

/* ---------- ncx2 ---------- */

static bool
ncx2_prepare(Shape *s)
{
	double df = s->p[0], nc = s->p[1];

	s->k[ORDER] = df / 2 - 1;
	s->k[LOG_NC] = log(nc);
	s->k[CONSTANT] = -LN_2 - 0.5 * nc;
	gamma_density_prepare(df / 2, s->k + CENTRAL);
	interpolated_reset(&bessel, s);
	cumulation_reset(&ncx2, s);
	return df >= LEAST_DF && df <= LARGEST_DF && nc <= LARGEST_NC;
}

/*
 * The exponents -nc / 2, -y / 2 and x = sqrt(nc y) together are -(sqrt y - sqrt nc)^2 / 2, as which
 * they do not cancel; but for large df the last of them belongs with the other terms of the central
 * density.
 */
static double
ncx2_at(const Shape *s, double y, double log_y)
{
	double log_x = 0.5 * (s->k[LOG_NC] + log_y);
	double part = interpolated_value(&bessel, s, log_x);

	if (s->p[0] < 20)
	{
		double d = sqrt(y) - sqrt(s->p[1]);

		return -s->p[0] / 2 * LN_2 - 0.5 * d * d + s->k[ORDER] * log_y + part + s->k[CENTRAL + 2];
	}
	return s->k[CONSTANT] + gamma_density(s->k + CENTRAL, 0.5 * y) + exp(log_x) + part;
}

static double
ncx2_logpdf(const Shape *s, double y)
{
	double power = s->k[ORDER];

	if (y == 0)
		return power == 0 ? s->k[CONSTANT] : power > 0 ? -INFINITY : INFINITY;
	return isinf(y) ? -INFINITY : ncx2_at(s, y, log(y));
}

/* Of t = log y.  Near 0, where y may underflow, only the power of y is left. */
static double
ncx2_log_density(const Shape *s, double t)
{
	double y = exp(t);

	if (isinf(y))
		return -INFINITY;
	if (t < -600)
		return s->k[CONSTANT] + 0.5 * s->p[0] * t - s->k[ORDER] * LN_2 - bf_lgamma(s->p[0] / 2);
	return ncx2_at(s, y, t) + t;
}

static void
ncx2_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = s->p[0] + s->p[1];
	*spread = sqrt(2 * (s->p[0] + 2 * s->p[1]));
}

static void
ncx2_middle(const Shape *s, double *t, double *width)
{
	double centre, spread;

	ncx2_anchors(s, &centre, &spread);
	*t = log(centre);
	*width = fmin(spread / centre, 1);
}

DEFINE_CUMULATED(ncx2, ncx2, log(y), exp(t))

void
patnaik_untangle(double *df, double *nc)
{
	double total = *df + *nc, ratio = *nc / *df;

	*df = total / (1 + *nc / total);
	*nc = ratio;
}

void
patnaik_tangle(double *df, double *nc)
{
	double share = *nc / (1 + *nc), total = *df * (1 + share);

	*df = total / (1 + *nc);
	*nc = total * share;
}

static void
ncx2_untangle(double *shapes)
{
	patnaik_untangle(&shapes[0], &shapes[1]);
}

static void
ncx2_tangle(double *shapes)
{
	patnaik_tangle(&shapes[0], &shapes[1]);
}

static bool
ncx2_from_gamma(const double *gamma, double *params)
{
	params[0] = 2 * gamma[0];
	params[1] = 0;
	params[2] = gamma[1];
	params[3] = 0.5 * gamma[2];
	return params[0] <= 1e6;
}

static const char *const ncx2_aliases[] = {"noncentral_chi2", "noncentral_chisquare", NULL};
static const Nested ncx2_nests[] = {{"gamma", ncx2_from_gamma, true}, {NULL, NULL, false}};

static void
ncx2_moments(const Shape *s, double m[4])
{
	double df = s->p[0], nc = s->p[1];
	double v = df + 2 * nc;

	set_moments(m, df + nc, 2 * v, 2 * M_SQRT2 * (df + 3 * nc) / pow(v, 1.5),
				12 * (df + 4 * nc) / (v * v));
}

const Family family_ncx2 = {
	.name = "ncx2",
	.aliases = ncx2_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 29",
	.flags = EDGE_LOWER | CDF_INTEGRAL,
	.n_shapes = 2,
	.shape = {{.name = "df",
			   .upper = INFINITY,
			   .least = 1e-2,
			   .most = 1e6,
			   .n_grid = 4,
			   .grid = {0.7, 2, 6, 30},
			   .limits = LIMIT_HIGH},
			  {.name = "nc",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .least = 0,
			   .most = 1e3,
			   .n_grid = 3,
			   .grid = {0.5, 5, 50},
			   .limits = LIMIT_LOW | LIMIT_HIGH}},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = ncx2_prepare,
	.n_table = TABLE_SIZE,
	ALL_FUNCTIONS(ncx2),
	.anchors = ncx2_anchors,
	.untangle = ncx2_untangle,
	.tangle = ncx2_tangle,
	.nests = ncx2_nests,
	.moments = ncx2_moments,
};

/* ---------- rice ---------- */

static bool
rice_prepare(Shape *s)
{
	s->k[ORDER] = 0;
	s->k[LOG_NC] = log(s->p[0]);
	interpolated_reset(&bessel, s);
	cumulation_reset(&rice, s);
	return s->p[0] <= LARGEST_B;
}

static double
rice_at(const Shape *s, double y, double log_y)
{
	double d = y - s->p[0];

	return log_y - 0.5 * d * d + interpolated_value(&bessel, s, s->k[LOG_NC] + log_y);
}

static double
rice_logpdf(const Shape *s, double y)
{
	return y == 0 || isinf(y) ? -INFINITY : rice_at(s, y, log(y));
}

/* Of t = log y. */
static double
rice_log_density(const Shape *s, double t)
{
	double y = exp(t);

	return isinf(y) ? -INFINITY : rice_at(s, y, t) + t;
}

/* Root of the mean square, and the standard deviation of the central and of the far case blended.
 */
static void
rice_anchors(const Shape *s, double *centre, double *spread)
{
	double b2 = s->p[0] * s->p[0];

	*centre = sqrt(2 + b2);
	*spread = sqrt((2 - PI / 2 + b2) / (1 + b2));
}

static void
rice_middle(const Shape *s, double *t, double *width)
{
	double centre, spread;

	rice_anchors(s, &centre, &spread);
	*t = log(centre);
	*width = spread / centre;
}

DEFINE_CUMULATED(rice, rice, log(y), exp(t))

static bool
rice_from_rayleigh(const double *rayleigh, double *params)
{
	params[0] = 0;
	params[1] = rayleigh[0];
	params[2] = rayleigh[1];
	return true;
}

/* The same mean and standard deviation, to the second order, at a shape whose skewness is 1e-5. */
static bool
rice_from_norm(const double *norm, double *params)
{
	const double b = 50;

	params[0] = b;
	params[2] = norm[1] * (1 + 0.25 / (b * b));
	params[1] = norm[0] - (b + 0.5 / b) * params[2];
	return true;
}

static const char *const rice_aliases[] = {"rician", NULL};
static const Nested rice_nests[] = {
	{"rayleigh", rice_from_rayleigh, true}, {"norm", rice_from_norm, true}, {NULL, NULL, false}};

const Family family_rice = {
	.name = "rice",
	.aliases = rice_aliases,
	.reference = "Rice (1945), Bell System Technical Journal 24, 46, sec. 3.10",
	.flags = CDF_INTEGRAL,
	.n_shapes = 1,
	.shape = {{.name = "b",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .least = 0,
			   .most = 50,
			   .n_grid = 3,
			   .grid = {0.5, 2, 6},
			   .limits = LIMIT_LOW | LIMIT_HIGH}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = rice_prepare,
	.n_table = TABLE_SIZE,
	ALL_FUNCTIONS(rice),
	.anchors = rice_anchors,
	.nests = rice_nests,
};
