/*
 * interval.h
 *		The probability of an interval, where a difference of distribution functions would cancel.
 */
#ifndef BESTFIT_INTERVAL_H
#define BESTFIT_INTERVAL_H

#include "distribution.h"

/* The Gauss-Legendre rule of five points on [-1, 1], from left to right. */
extern const double gauss_node[5];
extern const double gauss_weight[5];

/* Log densities at the rule's nodes over [a, b] (y units). */
extern void gauss_logpdf(const Family *f, const Shape *s, double a, double b, double g[5]);

/* log of the integral over [a, b] of a density with these logs at the nodes. */
extern double gauss_log_integral(double a, double b, const double g[5]);

/*
 * log P(a <= Y <= b) of the standardised variable Y before any truncation, infinities allowed;
 * -INFINITY if a > b or the interval misses the support.  In either tail, and for intervals of any
 * width: relative error of the probability about 1e-12 plus that of the family's functions.
 */
extern double log_interval_probability(const Distribution *d, double a, double b);

/* log P(Y <= y), or of P(Y > y) if `upper`, for y inside the support, before any truncation. */
extern double log_tail_probability(const Distribution *d, double y, bool upper);

#endif
