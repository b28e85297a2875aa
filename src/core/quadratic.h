/*
 * quadratic.h
 *		Tails of quadratic forms in normal numbers.
 */
#ifndef BESTFIT_QUADRATIC_H
#define BESTFIT_QUADRATIC_H

#include "context.h"

/* A symmetric matrix that is positive semi-definite: x, n numbers, becomes the product with it. */
typedef void (*SymmetricProduct)(void *arg, double *x);

#define QUADRATIC_TERMS 32

/*
 * What is known of the sum of lambda_i Z_i^2, Z_i standard normal and lambda_i the eigenvalues of a
 * matrix: a tridiagonal matrix with (nearly) the largest of these eigenvalues, and the sum of the
 * others.
 */
typedef struct QuadraticForm
{
	int n;
	double diagonal[QUADRATIC_TERMS];
	double below[QUADRATIC_TERMS]; /* squares of the elements below the diagonal */
	double rest;
} QuadraticForm;

/* The form of the matrix of n rows with that trace. */
extern QuadraticForm quadratic_form(const CoreContext *cx, SymmetricProduct product, void *arg,
									int n, double trace);

/* The form with these eigenvalues. */
extern QuadraticForm quadratic_form_of(const double *eigenvalue, int n, double rest);

/*
 * P(sum > x), x >= 0, to a relative error of about 5 % in both tails and 4 % in the middle, where
 * the eigenvalues are those of a goodness-of-fit statistic.
 */
extern double quadratic_form_sf(const QuadraticForm *form, double x);

#endif
