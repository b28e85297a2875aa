/*
 * quadrature.h
 *		Integrals over half lines and intervals that end in themselves: adaptive Gauss-Kronrod
 *panels.
 */
#ifndef BESTFIT_QUADRATURE_H
#define BESTFIT_QUADRATURE_H

#include "context.h"

/*
 * Integral of f over the line, for an f that goes to 0 at least exponentially in both directions,
 * is smooth but for a few points, and has most of its mass within a few units of `middle`, or at
 * least some of it on every panel of PANEL units between there and where it is.  [lower, upper] is
 * as far as f may be called.  Relative error about 1e-13 where f allows it; NAN if the context asks
 * to stop.
 */
extern double integrate_line(const CoreContext *cx, double (*f)(double t, void *arg), void *arg,
							 double middle, double lower, double upper);

#endif
