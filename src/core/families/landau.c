/*
 * landau.c
 *		Landau's distribution, in the parameters of the stable distribution of exponent 1 and
 *skewness 1: x of special/landau.c is (pi / 2) y + log(pi / 2).
 */
#include "families/shared.h"

#define HALF_PI 1.5707963267948966192
#define LN_HALF_PI 0.45158270528945486473

static double
landau_x(double y)
{
	return HALF_PI * y + LN_HALF_PI;
}

static double
landau_logpdf(const Shape *s, double y)
{
	(void) s;
	return bf_landau_log_pdf(landau_x(y)) + LN_HALF_PI;
}

static double
landau_logcdf(const Shape *s, double y)
{
	(void) s;
	return bf_landau_log_cdf(landau_x(y));
}

static double
landau_logsf(const Shape *s, double y)
{
	(void) s;
	return bf_landau_log_sf(landau_x(y));
}

/* Whichever tail is given as 1 minus the other is so here too, but from the other itself. */
static double
landau_cdf(const Shape *s, double y)
{
	double log_sf;

	if (y < 0)
		return exp(landau_logcdf(s, y));
	log_sf = landau_logsf(s, y);
	return -expm1(log_sf);
}

static double
landau_sf(const Shape *s, double y)
{
	return y < 0 ? -expm1(landau_logcdf(s, y)) : exp(landau_logsf(s, y));
}

/* The middle of the quartiles and their distance. */
static void
landau_anchors(const Shape *s, double *centre, double *spread)
{
	(void) s;
	*centre = 1.0665302;
	*spread = 2.9685830;
}

static double
landau_tail_index(const Shape *s, bool upper)
{
	(void) s;
	return upper ? 1 : INFINITY;
}

const Family family_landau = {
	.name = "landau",
	.reference = "Koelbig, Schorr (1984), Comput. Phys. Commun. 31, 97",
	.n_identifiable = 2,
	.lower = -INFINITY,
	.upper = INFINITY,
	.logpdf = landau_logpdf,
	.cdf = landau_cdf,
	.sf = landau_sf,
	.logcdf = landau_logcdf,
	.logsf = landau_logsf,
	.anchors = landau_anchors,
	.tail_index = landau_tail_index,
};
