/*
 * quadratic.c
 *		Tails of quadratic forms in normal numbers.
 *
 * The largest eigenvalues come from Lanczos' iteration with full reorthogonalisation (Golub & Van
 * Loan 2013, section 10.1); the many small ones count with their sum, by which their part of the
 * form hardly varies.  The tail is Lugannani & Rice's saddlepoint approximation (1980, Adv. Appl.
 * Prob. 12, 475), which Kuonen (1999, Biometrika 86, 929) recommends for these forms.  Its cumulant
 * generating function -1/2 log det(I - 2 t A) needs no eigenvalue: for a tridiagonal matrix the
 * determinant is a product of pivots.
 */
#include <math.h>
#include <string.h>

#include "quadratic.h"
#include "special/special.h"

/* Nearer to the mean than this share of a standard deviation the formula cancels. */
#define NEAR_MEAN 0.02

/* Four sums side by side: each addition waits for the one before. */
static double
scalar_product(const double *x, const double *y, int n)
{
	double sum[4] = {0};
	int k = 0;

	for (; k + 3 < n; k += 4)
		for (int i = 0; i < 4; i++)
			sum[i] += x[k + i] * y[k + i];
	for (; k < n; k++)
		sum[0] += x[k] * y[k];
	return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}

QuadraticForm
quadratic_form(const CoreContext *cx, SymmetricProduct product, void *arg, int n, double trace)
{
	int terms = n < QUADRATIC_TERMS ? n : QUADRATIC_TERMS;
	double *vectors = core_alloc(cx, sizeof(double) * (size_t) (n * (terms + 1)));
	double *next = vectors + n * terms;
	QuadraticForm form = {.rest = trace};
	double norm = 0;

	/* to begin with, nothing that an eigenvector could be orthogonal to by symmetry */
	for (int k = 0; k < n; k++)
		next[k] = sin(1 + 12.9898 * k * k);
	for (int i = 0; i < n; i++)
		norm += next[i] * next[i];
	for (int i = 0; i < terms && norm > 1e-24 * trace * trace; i++)
	{
		double *v = vectors + n * i, diagonal = 0;

		if (i > 0)
			form.below[i] = norm;
		for (int k = 0; k < n; k++)
			v[k] = next[k] / sqrt(norm);
		memcpy(next, v, sizeof(double) * (size_t) n);
		product(arg, next);
		for (int k = 0; k < n; k++)
			diagonal += next[k] * v[k];
		form.diagonal[form.n++] = diagonal;
		form.rest -= diagonal;
		/* the two that the recurrence names first: what is left of the others is rounding */
		for (int j = i; j >= 0; j--)
		{
			const double *w = vectors + n * j;
			double along = scalar_product(next, w, n);

			for (int k = 0; k < n; k++)
				next[k] -= along * w[k];
		}
		norm = scalar_product(next, next, n);
	}
	form.rest = fmax(form.rest, 0);
	core_release(cx, vectors);
	return form;
}

QuadraticForm
quadratic_form_of(const double *eigenvalue, int n, double rest)
{
	QuadraticForm form = {.n = n, .rest = rest};

	memcpy(form.diagonal, eigenvalue, sizeof(double) * (size_t) n);
	return form;
}

/*
 * The cumulant generating function at t and its first two derivatives; false if it is infinite
 * there.
 */
static bool
cumulants(const QuadraticForm *form, double t, double k[3])
{
	double pivot = 1, first = 0, second = 0; /* a pivot and its derivatives */

	k[0] = form->rest * t;
	k[1] = form->rest;
	k[2] = 0;
	for (int i = 0; i < form->n; i++)
	{
		double b = 4 * form->below[i];
		double r = first / pivot, s = second / pivot;
		/* t^2 / pivot of the row before, and its derivatives */
		double q = t * t / pivot, q1 = 2 * t / pivot - q * r;
		double q2 = 2 / pivot - 4 * t / pivot * r + 2 * q * r * r - q * s;

		pivot = 1 - 2 * t * form->diagonal[i] - b * q;
		first = -2 * form->diagonal[i] - b * q1;
		second = -b * q2;
		if (!(pivot > 0))
			return false;
		r = first / pivot;
		k[0] -= 0.5 * log(pivot);
		k[1] -= 0.5 * r;
		k[2] -= 0.5 * (second / pivot - r * r);
	}
	return isfinite(k[0]) && isfinite(k[1]) && isfinite(k[2]);
}

/* Where the first derivative of the cumulant generating function is x: above 0 or below. */
static double
saddlepoint(const QuadraticForm *form, double x, bool above)
{
	double low = 0, high = 0, k[3], width = 0;

	for (int i = 0; i < form->n; i++)
		width = fmax(width, form->diagonal[i]);
	width = 0.5 / width;
	if (above)
		high = width;
	else
		for (low = -width; cumulants(form, low, k) && k[1] > x && low > -1e12 * width; low *= 2)
			high = low;
	for (int i = 0; i < 100 && high - low > 1e-15 * (fabs(low) + fabs(high)); i++)
	{
		double middle = 0.5 * (low + high);

		if (cumulants(form, middle, k) && k[1] < x)
			low = middle;
		else
			high = middle;
	}
	return 0.5 * (low + high);
}

double
quadratic_form_sf(const QuadraticForm *form, double x)
{
	double k[3], mean, sd, t, w, v;

	if (form->n == 0 || !cumulants(form, 0, k))
		return NAN;
	mean = k[1];
	sd = sqrt(k[2]);
	if (!(x > form->rest))
		return 1;
	if (!isfinite(x))
		return 0;
	if (fabs(x - mean) < NEAR_MEAN * sd)
	{
		double a = quadratic_form_sf(form, mean - 1.01 * NEAR_MEAN * sd);
		double b = quadratic_form_sf(form, mean + 1.01 * NEAR_MEAN * sd);

		return a + (b - a) * ((x - mean) / (2.02 * NEAR_MEAN * sd) + 0.5);
	}
	t = saddlepoint(form, x, x > mean);
	if (!cumulants(form, t, k))
		return 0; /* further out than doubles can tell */
	w = copysign(sqrt(fmax(2 * (t * x - k[0]), 0)), t);
	v = t * sqrt(k[2]);
	t = bf_ndtr(-w) + exp(-0.5 * w * w - LN_SQRT_2PI) * (1 / v - 1 / w);
	return fmin(fmax(t, 0), 1);
}
