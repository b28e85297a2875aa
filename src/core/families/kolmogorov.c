/*
 * kolmogorov.c
 *		Distributions of the statistics of Kolmogorov and Smirnov: kstwobign, ksone, kstwo.
 *
 * Probabilities are those of special/kolmogorov.c.  The densities of ksone and kstwo take a sum or
 * a recurrence of n steps each, and are interpolated: they are smooth but for kinks (a jump, for
 * the first) at the multiples of 1/n, of 1/2n for kstwo, which are the edges of panels up to 12/n;
 * beyond, the kinks are in derivatives of so high an order that panels in sqrt(n) d will do.
 */
#include "families/cumulate.h"

/* n of the families with one: an integer, up to which asymptotic work does not grow. */
#define LARGEST_N 1e9
/* In estimation: n is weakly determined, as the shape changes like 1 / sqrt(n). */
#define LARGEST_FITTED 100
/* n d at which panels of equal width in n d end. */
#define NARROW_END 12
#define WIDE_PANELS 16
#define WIDE_WIDTH 0.25

/* ---------- kstwobign: the limit of sqrt(n) D ---------- */

static double
kstwobign_logpdf(const Shape *s, double y)
{
	(void) s;
	return y == 0 ? -INFINITY : bf_kolmogorov_log_pdf(y);
}

static double
kstwobign_cdf(const Shape *s, double y)
{
	(void) s;
	return bf_kolmogorov_cdf(y);
}

static double
kstwobign_sf(const Shape *s, double y)
{
	(void) s;
	return bf_kolmogorov_sf(y);
}

static double
kstwobign_logcdf(const Shape *s, double y)
{
	(void) s;
	return bf_kolmogorov_log_cdf(y);
}

static double
kstwobign_logsf(const Shape *s, double y)
{
	(void) s;
	return bf_kolmogorov_log_sf(y);
}

/* Mean and standard deviation. */
static void
kstwobign_anchors(const Shape *s, double *centre, double *spread)
{
	(void) s;
	*centre = 0.86873116063615912;
	*spread = 0.26033287914147254;
}

static const char *const kstwobign_aliases[] = {"kolmogorov", NULL};

const Family family_kstwobign = {
	.name = "kstwobign",
	.aliases = kstwobign_aliases,
	.reference = "Kolmogorov (1933), Giorn. Ist. Ital. Attuari 4, 83",
	.n_identifiable = 2,
	.upper = INFINITY,
	.logpdf = kstwobign_logpdf,
	.cdf = kstwobign_cdf,
	.sf = kstwobign_sf,
	.logcdf = kstwobign_logcdf,
	.logsf = kstwobign_logsf,
	.anchors = kstwobign_anchors,
};

/* ---------- ksone: Smirnov's D+ of n rows ---------- */

static double
ksone_exact_narrow(const Shape *s, double nd)
{
	return bf_smirnov_log_pdf(s->p[0], nd / s->p[0]);
}

/* x is sqrt(n) d from NARROW_END / sqrt(n) on. */
static double
ksone_exact_wide(const Shape *s, double x)
{
	return bf_smirnov_log_pdf(s->p[0], (NARROW_END + x * s->k[0]) / s->p[0]);
}

/* Few rows make densities that are harder to interpolate; their panels are cheap to make. */
#define FEW_ROWS 16
#define FEW_PANELS (2 * (NARROW_END - 1))

static const Interpolated ksone_few = {
	.exact = ksone_exact_narrow, .n_panels = FEW_PANELS, .lower = 1, .width = 0.5};
static const Interpolated ksone_narrow = {
	.exact = ksone_exact_narrow, .n_panels = NARROW_END - 1, .lower = 1, .width = 1};
static const Interpolated ksone_wide = {.exact = ksone_exact_wide,
										.offset = FEW_PANELS * PANEL_NODES,
										.n_panels = WIDE_PANELS,
										.width = WIDE_WIDTH};

static bool
ksone_prepare(Shape *s)
{
	if (s->p[0] > LARGEST_N)
		return false;
	s->k[0] = sqrt(s->p[0]);
	s->k[1] = log(s->p[0]);
	interpolated_reset(s->p[0] > FEW_ROWS ? &ksone_narrow : &ksone_few, s);
	interpolated_reset(&ksone_wide, s);
	return true;
}

/* At either end only one term of the sum is there, or missing; two are costly to interpolate. */
static double
ksone_logpdf(const Shape *s, double y)
{
	double n = s->p[0], x = n * y;

	if (x <= 1)
		return (n - 2) * log1p(y) + log1p(x);
	if (x >= n - 1)
		return s->k[1] + (n - 1) * log1p(-y);
	if (x > n - 2)
		return bf_smirnov_log_pdf(n, y);
	if (x < NARROW_END)
		return interpolated_value(n > FEW_ROWS ? &ksone_narrow : &ksone_few, s, x);
	return interpolated_value(&ksone_wide, s, (x - NARROW_END) / s->k[0]);
}

static double
ksone_cdf(const Shape *s, double y)
{
	return bf_smirnov_cdf(s->p[0], y);
}

static double
ksone_sf(const Shape *s, double y)
{
	return bf_smirnov_sf(s->p[0], y);
}

static double
ksone_logcdf(const Shape *s, double y)
{
	return s->p[0] * y <= 1 ? log(y) + (s->p[0] - 1) * log1p(y) : log1p(-bf_smirnov_sf(s->p[0], y));
}

static double
ksone_logsf(const Shape *s, double y)
{
	return bf_smirnov_log_sf(s->p[0], y);
}

/* Half a Rayleigh variable over sqrt(n), nearly. */
static void
ksone_anchors(const Shape *s, double *centre, double *spread)
{
	*centre = 0.6266570686577501 / s->k[0];
	*spread = 0.3275683889404286 / s->k[0];
}

/* The density jumps where the second term of the sum ends; the one of D likewise. */
static double
jump(const Shape *s)
{
	return 1 / s->p[0];
}

/* The upper end is far from the rows for large n: estimation must not tie it to them. */
static void
ksone_support(const Shape *s, double *lower, double *upper)
{
	(void) s;
	*lower = 0;
	*upper = 1;
}

static bool
ksone_from_uniform(const double *uniform, double *params)
{
	params[0] = 1;
	params[1] = uniform[0];
	params[2] = uniform[1];
	return true;
}

/* To the order of 1 / sqrt(n), sqrt(n) D and sqrt(n) D+ fall short of their limits by 1/6 of it. */
static bool
from_limit(double loc, double scale, double *params)
{
	double root = sqrt(LARGEST_FITTED);

	params[0] = LARGEST_FITTED;
	params[1] = loc + scale / (6 * root);
	params[2] = scale * root;
	return true;
}

static bool
ksone_from_rayleigh(const double *rayleigh, double *params)
{
	return from_limit(rayleigh[0], 2 * rayleigh[1], params);
}

static const Nested ksone_nests[] = {{"uniform", ksone_from_uniform, false},
									 {"rayleigh", ksone_from_rayleigh, true},
									 {NULL, NULL, false}};

const Family family_ksone = {
	.name = "ksone",
	.reference = "Birnbaum, Tingey (1951), Ann. Math. Stat. 22, 592",
	.flags = EDGE_LOWER | KINKED | NOT_DEFAULT,
	.n_shapes = 1,
	.shape = {{.name = "n",
			   .upper = INFINITY,
			   .integer = true,
			   .least = 1,
			   .most = LARGEST_FITTED,
			   .n_grid = 8,
			   .grid = {1, 2, 3, 4, 5, 7, 15, 60}}},
	.n_identifiable = 3,
	.upper = 1,
	.support = ksone_support,
	.prepare = ksone_prepare,
	.n_table = (FEW_PANELS + WIDE_PANELS) * PANEL_NODES,
	.logpdf = ksone_logpdf,
	.kink = jump,
	.cdf = ksone_cdf,
	.sf = ksone_sf,
	.logcdf = ksone_logcdf,
	.logsf = ksone_logsf,
	.anchors = ksone_anchors,
	.nests = ksone_nests,
};

/* ---------- kstwo: Kolmogorov's D of n rows ---------- */

/* Panels of half the width up to here, where the kinks between multiples of 1/n are sharp. */
#define HALVES_START 1.5
#define HALVES_END 4
#define HALVES 5
#define WHOLES (NARROW_END - HALVES_END)

static double
kstwo_exact_narrow(const Shape *s, double nd)
{
	return bf_kolmogorov_n_log_pdf(s->p[0], nd / s->p[0]);
}

static double
kstwo_exact_wide(const Shape *s, double x)
{
	return bf_kolmogorov_n_log_pdf(s->p[0], (NARROW_END + x * s->k[0]) / s->p[0]);
}

static const Interpolated kstwo_halves = {
	.exact = kstwo_exact_narrow, .n_panels = HALVES, .lower = HALVES_START, .width = 0.5};
static const Interpolated kstwo_wholes = {.exact = kstwo_exact_narrow,
										  .offset = HALVES * PANEL_NODES,
										  .n_panels = WHOLES,
										  .lower = HALVES_END,
										  .width = 1};
static const Interpolated kstwo_wide = {.exact = kstwo_exact_wide,
										.offset = (HALVES + WHOLES) * PANEL_NODES,
										.n_panels = WIDE_PANELS,
										.width = WIDE_WIDTH};

static bool
kstwo_prepare(Shape *s)
{
	if (s->p[0] > LARGEST_N)
		return false;
	s->k[0] = sqrt(s->p[0]);
	s->k[1] = log(2 * s->p[0]);
	interpolated_reset(&kstwo_halves, s);
	interpolated_reset(&kstwo_wholes, s);
	interpolated_reset(&kstwo_wide, s);
	return true;
}

static double
kstwo_logpdf(const Shape *s, double y)
{
	double n = s->p[0], x = n * y;

	if (x >= n - 1)
		return s->k[1] + (n == 1 ? 0 : (n - 1) * log1p(-y));
	if (x <= HALVES_START || x > n - 2)
		return bf_kolmogorov_n_log_pdf(n, y);
	if (x < HALVES_END)
		return interpolated_value(&kstwo_halves, s, x);
	if (x < NARROW_END)
		return interpolated_value(&kstwo_wholes, s, x);
	return interpolated_value(&kstwo_wide, s, (x - NARROW_END) / s->k[0]);
}

static double
kstwo_cdf(const Shape *s, double y)
{
	return bf_kolmogorov_n_cdf(s->p[0], y);
}

static double
kstwo_sf(const Shape *s, double y)
{
	return bf_kolmogorov_n_sf(s->p[0], y);
}

static double
kstwo_logcdf(const Shape *s, double y)
{
	return bf_kolmogorov_n_log_cdf(s->p[0], y);
}

static double
kstwo_logsf(const Shape *s, double y)
{
	return bf_kolmogorov_n_log_sf(s->p[0], y);
}

static void
kstwo_anchors(const Shape *s, double *centre, double *spread)
{
	kstwobign_anchors(s, centre, spread);
	*centre /= s->k[0];
	*spread /= s->k[0];
}

static void
kstwo_support(const Shape *s, double *lower, double *upper)
{
	*lower = 0.5 / s->p[0];
	*upper = 1;
}

static bool
kstwo_from_uniform(const double *uniform, double *params)
{
	params[0] = 1;
	params[2] = 2 * uniform[1];
	params[1] = uniform[0] - uniform[1];
	return true;
}

static bool
kstwo_from_kstwobign(const double *kstwobign, double *params)
{
	return from_limit(kstwobign[0], kstwobign[1], params);
}

static const Nested kstwo_nests[] = {{"uniform", kstwo_from_uniform, false},
									 {"kstwobign", kstwo_from_kstwobign, true},
									 {NULL, NULL, false}};

const Family family_kstwo = {
	.name = "kstwo",
	.reference = "Simard, L'Ecuyer (2011), J. Stat. Soft. 39(11)",
	.flags = KINKED | NOT_DEFAULT,
	.n_shapes = 1,
	.shape = {{.name = "n",
			   .upper = INFINITY,
			   .integer = true,
			   .least = 1,
			   .most = LARGEST_FITTED,
			   .n_grid = 8,
			   .grid = {1, 2, 3, 4, 5, 7, 15, 60}}},
	.n_identifiable = 3,
	.lower = 0,
	.upper = 1,
	.support = kstwo_support,
	.prepare = kstwo_prepare,
	.n_table = (HALVES + WHOLES + WIDE_PANELS) * PANEL_NODES,
	.logpdf = kstwo_logpdf,
	.kink = jump,
	.cdf = kstwo_cdf,
	.sf = kstwo_sf,
	.logcdf = kstwo_logcdf,
	.logsf = kstwo_logsf,
	.anchors = kstwo_anchors,
	.nests = kstwo_nests,
};
