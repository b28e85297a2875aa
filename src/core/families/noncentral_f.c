/*
 * noncentral_f.c
 *		ncf: the ratio of a non-central to a central mean square.
 *
 * With a = dfn / 2, b = dfd / 2, w = a y / (a y + b),
 *
 *		f(y) = w^a (1 - w)^b / (y B(a, b)) exp(-nc / 2) 1F1(a + b; a; z),	z = w nc / 2.
 *
 * The series of 1F1 has only positive terms.  Its log is interpolated in log z, where it is
 *analytic near the real line.  Probabilities are integrals over log y.
 */
#include "families/cumulate.h"
#include "families/noncentral.h"

/* Below the first panel z is 1e-3, and the series short; beyond the last it is 5e5. */
#define FIRST_PANEL -6.9
#define N_PANELS 29

/* The series is as long as this at most: prepare() sees to it. */
#define MOST_TERMS 1e5
#define LEAST_HALF_DF 1e-4
#define LARGEST_HALF_DF 1e15

static double series_part(const Shape *s, double log_z);
static double ncf_log_density(const Shape *s, double t);
static void ncf_middle(const Shape *s, double *t, double *width);

static const Interpolated series = {
	.exact = series_part, .n_panels = N_PANELS, .lower = FIRST_PANEL, .width = LN_2};
static const Cumulation ncf = {
	.log_density = ncf_log_density, .middle = ncf_middle, .offset = N_PANELS * PANEL_NODES};

/* Constants of a shape. */
enum
{
	HALF_N,    /* a */
	HALF_D,    /* b */
	LOG_RATIO, /* log(a / b) */
	LOG_HALF_NC,
	CONSTANT,  /* log(exp(-nc / 2) / B(a, b)) */
	AT_MAXIMUM /* log(w^a (1 - w)^b / B(a, b) exp(-nc / 2)) at y = 1 */
};

/* From here on w^a (1 - w)^b / B(a, b) is written around its maximum where y is near it. */
#define LARGE 20

/* log 1F1(a + b; a; z) */
static double
series_part(const Shape *s, double log_z)
{
	double a = s->k[HALF_N], total = a + s->k[HALF_D], z = exp(log_z);
	double term = 1, rest = 0, log_unit = 0;

	for (int k = 0; k < 10 || term > 1e-17 * rest; k++)
	{
		term *= (total + k) / (a + k) * (z / (k + 1));
		rest += term;
		if (rest > 1e200)
		{
			term *= 1e-200;
			rest *= 1e-200;
			log_unit += log(1e200);
		}
	}
	return log_unit > 0 ? log(rest) + log_unit : log1p(rest);
}

static bool
ncf_prepare(Shape *s)
{
	double a = 0.5 * s->p[0], b = 0.5 * s->p[1], z = 0.5 * s->p[2];

	/* the largest term of the series at its largest z: (a + b + k) z = (a + k) k */
	if (!(a >= LEAST_HALF_DF && b >= LEAST_HALF_DF && a <= LARGEST_HALF_DF &&
		  b <= LARGEST_HALF_DF && 0.5 * (z - a + hypot(z - a, 2 * sqrt(z * (a + b)))) < MOST_TERMS))
		return false;
	s->k[HALF_N] = a;
	s->k[HALF_D] = b;
	s->k[LOG_RATIO] = log(a / b);
	s->k[LOG_HALF_NC] = log(0.5 * s->p[2]);
	s->k[CONSTANT] = -bf_lbeta(a, b) - 0.5 * s->p[2];
	s->k[AT_MAXIMUM] = bf_log_beta_density(a, b, a / (a + b), b / (a + b)) +
					   log(a / (a + b) * (b / (a + b))) - 0.5 * s->p[2];
	interpolated_reset(&series, s);
	cumulation_reset(&ncf, s);
	return true;
}

/* Of t = log y. */
static double
ncf_log_density(const Shape *s, double t)
{
	double a = s->k[HALF_N], b = s->k[HALF_D];
	double log_odds = t + s->k[LOG_RATIO];
	/* whichever of w and 1 - w is above 1/2 has the log that would cancel as a difference */
	double log_larger = -bf_log1pexp(-fabs(log_odds));
	double log_w = log_odds > 0 ? log_larger : log_larger + log_odds;
	double log_v = log_odds > 0 ? log_larger - log_odds : log_larger;
	double part = interpolated_value(&series, s, log_w + s->k[LOG_HALF_NC]);

	if (a + b > LARGE && fabs(t) < LN_2)
	{
		/* w and 1 - w relative to those at y = 1, less 1: the first-order terms cancel */
		double rise = expm1(t) / (a * exp(t) + b);

		return s->k[AT_MAXIMUM] + a * bf_log1pmx(b * rise) + b * bf_log1pmx(-a * rise) + part;
	}
	return a * log_w + b * log_v + s->k[CONSTANT] + part;
}

static double
ncf_logpdf(const Shape *s, double y)
{
	double power = s->k[HALF_N] - 1;
	double log_y;

	if (y == 0)
		return power == 0 ? s->k[CONSTANT] + s->k[LOG_RATIO] : power > 0 ? -INFINITY : INFINITY;
	if (isinf(y))
		return -INFINITY;
	log_y = log(y);
	return ncf_log_density(s, log_y) - log_y;
}

/*
 * The mean square above, over about the median of the one below; the coefficients of variation of
 * both.
 */
static void
ncf_anchors(const Shape *s, double *centre, double *spread)
{
	double n = s->p[0], d = s->p[1], nc = s->p[2];
	double variation = 2 * (n + 2 * nc) / ((n + nc) * (n + nc)) + 2 / d;

	*centre = (n + nc) / n * (1 + 1 / d);
	*spread = *centre * sqrt(variation / (1 + 0.25 * variation));
}

static void
ncf_middle(const Shape *s, double *t, double *width)
{
	double centre, spread;

	ncf_anchors(s, &centre, &spread);
	*t = log(centre);
	*width = fmin(spread / centre, 1);
}

DEFINE_CUMULATED(ncf, ncf, log(y), exp(t))

static void
ncf_untangle(double *shapes)
{
	patnaik_untangle(&shapes[0], &shapes[2]);
}

static void
ncf_tangle(double *shapes)
{
	patnaik_tangle(&shapes[0], &shapes[2]);
}

static int
ncf_starts(const struct FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double grid[][3] = {{1, 4, 1},   {1, 30, 1},   {1, 30, 10},  {3, 2, 2},
									 {3, 8, 2},   {3, 8, 20},   {3, 100, 5},  {10, 4, 5},
									 {10, 30, 5}, {10, 30, 50}, {40, 10, 10}, {40, 200, 10}};
	int n = 0;

	(void) data;
	for (; n < max && n < (int) (sizeof(grid) / sizeof(grid[0])); n++)
		for (int i = 0; i < 3; i++)
			shapes[n][i] = grid[n][i];
	return n;
}

/* With dfd so large that the mean square below is 1. */
static bool
ncf_from_ncx2(const double *ncx2, double *params)
{
	params[0] = ncx2[0];
	params[1] = 1e6;
	params[2] = ncx2[1];
	params[3] = ncx2[2];
	params[4] = ncx2[3] * ncx2[0];
	return ncx2[0] >= 0.02 && ncx2[0] <= 1e5 && ncx2[1] <= 1e4;
}

static const char *const ncf_aliases[] = {"noncentral_f", NULL};
static const Nested ncf_nests[] = {{"ncx2", ncf_from_ncx2, true}, {NULL, NULL, false}};

static double
ncf_tail_index(const Shape *s, bool upper)
{
	return upper ? 0.5 * s->p[1] : INFINITY;
}

const Family family_ncf = {
	.name = "ncf",
	.aliases = ncf_aliases,
	.reference = "Johnson, Kotz, Balakrishnan (1995), vol. 2, ch. 30",
	/* costly where nc is large, which is where rows that are no ncf variable lead it */
	.flags = EDGE_LOWER | NOT_DEFAULT | CDF_INTEGRAL,
	.n_shapes = 3,
	.shape = {{.name = "dfn",
			   .upper = INFINITY,
			   .least = 1e-2,
			   .most = 1e5,
			   .n_grid = 2,
			   .grid = {2, 10},
			   .limits = LIMIT_HIGH},
			  {.name = "dfd",
			   .upper = INFINITY,
			   .least = 5e-2,
			   .most = 1e6,
			   .n_grid = 2,
			   .grid = {5, 50},
			   .limits = LIMIT_HIGH},
			  {.name = "nc",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .least = 0,
			   .most = 1e3,
			   .n_grid = 2,
			   .grid = {1, 20},
			   .limits = LIMIT_LOW | LIMIT_HIGH}},
	.n_identifiable = 5,
	.upper = INFINITY,
	.prepare = ncf_prepare,
	.n_table = N_PANELS * PANEL_NODES + CUMULATION_SIZE,
	ALL_FUNCTIONS(ncf),
	.anchors = ncf_anchors,
	.starts = ncf_starts,
	.untangle = ncf_untangle,
	.tangle = ncf_tangle,
	.nests = ncf_nests,
	.tail_index = ncf_tail_index,
};
