/*
 * optimise.h
 *		Maximisation of smooth functions of few variables.
 */
#ifndef BESTFIT_OPTIMISE_H
#define BESTFIT_OPTIMISE_H

#include "family.h"

/*
 * A function to maximise; -INFINITY where it is not defined.  It is taken to be a log-likelihood,
 * in which a difference of one matters and one of 1e-6 does not.
 */
typedef double (*Objective)(void *arg, const double *u);

/*
 * Its derivatives by all coordinates from the first one on that is not left to differences: those
 * places of gradient and, unless it is NULL, of hessian.  False where they are not known.
 */
typedef bool (*Slopes)(void *arg, const double *u, double *gradient,
					   double hessian[MAX_PARAMS][MAX_PARAMS]);

#define MAX_RIVALS 8

typedef struct Optimum
{
	int n; /* variables */
	double u[MAX_PARAMS];
	double value;
	double gradient[MAX_PARAMS];
	double hessian[MAX_PARAMS][MAX_PARAMS];
	bool held[MAX_PARAMS]; /* at a bound that the function pushes against */

	/* What one more Newton step would gain; INFINITY if the Hessian is not negative definite. */
	double decrement;
	/* What the last step, no longer than the trust region, was to gain. */
	double predicted;
	/* No step leads upwards by an amount that matters: a maximum, if not a smooth or a sharp one.
	 */
	bool stalled;

	double step[MAX_PARAMS]; /* difference steps, 0 before the first use */

	/*
	 * What the caller says before newton_maximise().  guided: hessian is that of a point nearby,
	 * which saves making mixed derivatives to begin with.  rough: no more is wanted than the point
	 * and its value; the derivatives may be those of the point before.
	 */
	bool guided;
	bool rough;
	/* Derivatives that need no differences but for the first n_differences coordinates, or NULL. */
	Slopes slopes;
	int n_differences;
	/* Optima that were found before: a search that comes near one of them is over, and `merged`. */
	const struct Optimum *rival[MAX_RIVALS];
	int n_rivals;
	bool merged;
} Optimum;

/*
 * Newton's method in a trust region, from opt->u (opt->n variables), inside lower..upper, until
 * the Newton decrement is below tolerance.  Derivatives by differences, where opt->slopes does not
 * give them.  On return *opt holds the
 * best point with its derivatives.  max_iterations bounds the work: one iteration costs
 * 1 + n + n * n evaluations and a few more.
 */
extern void newton_maximise(Objective f, void *arg, const double *lower, const double *upper,
							double tolerance, int max_iterations, Optimum *opt);

/*
 * Nelder and Mead's simplex (Computer Journal 7, 1965), for functions with kinks: from opt->u with
 * the given initial size; stops when the values of the simplex agree to within tolerance or after
 * max_evaluations.  Sets u and value only.
 */
extern void simplex_maximise(Objective f, void *arg, const double *lower, const double *upper,
							 double size, double tolerance, int max_evaluations, Optimum *opt);

/*
 * Eigenvalues (ascending order not promised) and eigenvectors (columns of v) of the symmetric
 * matrix a, n <= MAX_PARAMS, by Jacobi rotations.  a is destroyed.
 */
extern void symmetric_eigen(int n, double a[MAX_PARAMS][MAX_PARAMS], double *value,
							double v[MAX_PARAMS][MAX_PARAMS]);

/* Inverse of the symmetric matrix a, which is destroyed; false unless it is positive definite. */
extern bool symmetric_inverse(int n, double a[MAX_PARAMS][MAX_PARAMS],
							  double inverse[MAX_PARAMS][MAX_PARAMS]);

#endif
