/*
 * cumulate.h
 *		Densities that are costly to evaluate, and probabilities that have no formula.
 *
 * Both rest on polynomials through 16 Chebyshev nodes, over panels so short that they are exact to
 * rounding.  They are kept in the table of a Shape and made when they are first asked for: the
 * contents of a table are a function of the shapes alone, so that it does not matter who asks
 *first.
 */
#ifndef BESTFIT_FAMILIES_CUMULATE_H
#define BESTFIT_FAMILIES_CUMULATE_H

#include "families/shared.h"

#define PANEL_NODES 16

/*
 * A smooth function of x at given shapes, on panels of equal width from `lower` on; outside of them
 * the function itself.  Takes n_panels * PANEL_NODES doubles of the table, from `offset` on.
 * at_nodes, which may be absent, gives it at a panel's PANEL_NODES ascending and symmetric nodes
 * for less than as many evaluations; false where it cannot.
 */
typedef struct Interpolated
{
	double (*exact)(const Shape *s, double x);
	bool (*at_nodes)(const Shape *s, const double *x, double *value);
	int offset;
	int n_panels;
	double lower;
	double width;
} Interpolated;

/* Forgets all panels: to be called by prepare(). */
extern void interpolated_reset(const Interpolated *f, const Shape *s);

extern void interpolated_fill(const Interpolated *f, const Shape *s, int panel);

/* The powers of u, -1 to 1, on the panel of x; NULL outside of all panels. */
static inline const double *
interpolated_panel(const Interpolated *f, const Shape *s, double x, double *u)
{
	double v = (x - f->lower) / f->width;
	const double *c;
	int panel;

	if (!(v >= 0 && v < f->n_panels))
		return NULL;
	panel = (int) v;
	c = s->table + f->offset + panel * PANEL_NODES;
	if (isnan(c[0]))
		interpolated_fill(f, s, panel);
	*u = 2 * (v - panel) - 1;
	return c;
}

static inline double
interpolated_value(const Interpolated *f, const Shape *s, double x)
{
	double even, odd, u, u2;
	const double *c = interpolated_panel(f, s, x, &u);

	if (!c)
		return f->exact(s, x);
	u2 = u * u;
	even = c[PANEL_NODES - 2];
	odd = c[PANEL_NODES - 1];
	for (int i = PANEL_NODES - 4; i >= 0; i -= 2)
	{
		even = even * u2 + c[i];
		odd = odd * u2 + c[i + 1];
	}
	return even + odd * u;
}

/* Its first and second derivative; false outside of all panels. */
static inline bool
interpolated_slopes(const Interpolated *f, const Shape *s, double x, double *first, double *second)
{
	double u, value = 0, slope = 0, bend = 0;
	const double *c = interpolated_panel(f, s, x, &u);

	if (!c)
		return false;
	for (int i = PANEL_NODES - 1; i >= 0; i--)
	{
		bend = bend * u + slope;
		slope = slope * u + value;
		value = value * u + c[i];
	}
	*first = slope * 2 / f->width;
	*second = bend * 8 / (f->width * f->width);
	return true;
}

/*
 * Probabilities as integrals of a density over a variable t that increases with y and in which the
 * density falls off on both sides at least like exp(-|t|) does: log y, asinh y, logit y.
 * log_density is that of t.  middle() gives a t where there is much mass, and a length over which
 * the density changes by an order of magnitude at most; neither need be exact.
 */
typedef struct Cumulation
{
	double (*log_density)(const Shape *s, double t);
	void (*middle)(const Shape *s, double *t, double *width);
	int offset;
} Cumulation;

#define CUMULATION_PANELS 96
/* doubles of the table that it takes */
#define CUMULATION_SIZE (1 + 3 * (CUMULATION_PANELS + 1) + CUMULATION_PANELS * (PANEL_NODES + 1))

/* Forgets the integrals: to be called by prepare(). */
extern void cumulation_reset(const Cumulation *c, const Shape *s);

/*
 * Probability below or above t, or its logarithm.  Relative error about 1e-13 and that of the
 * density; neither tail is formed by subtraction from 1, and their logarithms do not underflow.
 */
extern double cumulation_tail(const Cumulation *c, const Shape *s, double t, bool upper,
							  bool logarithm);

/* The t with that probability p, 0 < p < 1, below or above it. */
extern double cumulation_quantile(const Cumulation *c, const Shape *s, double p, bool upper);

/*
 * Defines all functions but logpdf of the family `name`, given expressions: `to_t` in s and y,
 * `to_y` in s and t.
 */
#define DEFINE_CUMULATED(name, cumulation, to_t, to_y)                                             \
	static double name##_cdf(const Shape *s, double y)                                             \
	{                                                                                              \
		return cumulation_tail(&cumulation, s, to_t, false, false);                                \
	}                                                                                              \
	static double name##_sf(const Shape *s, double y)                                              \
	{                                                                                              \
		return cumulation_tail(&cumulation, s, to_t, true, false);                                 \
	}                                                                                              \
	static double name##_logcdf(const Shape *s, double y)                                          \
	{                                                                                              \
		return cumulation_tail(&cumulation, s, to_t, false, true);                                 \
	}                                                                                              \
	static double name##_logsf(const Shape *s, double y)                                           \
	{                                                                                              \
		return cumulation_tail(&cumulation, s, to_t, true, true);                                  \
	}                                                                                              \
	static double name##_quantile(const Shape *s, double p)                                        \
	{                                                                                              \
		double t = cumulation_quantile(&cumulation, s, p, false);                                  \
                                                                                                   \
		return to_y;                                                                               \
	}                                                                                              \
	static double name##_quantile_upper(const Shape *s, double q)                                  \
	{                                                                                              \
		double t = cumulation_quantile(&cumulation, s, q, true);                                   \
                                                                                                   \
		return to_y;                                                                               \
	}

#endif
