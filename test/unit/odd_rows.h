/*
 * odd_rows.h
 *		A dozen kinds of rows, which few families are made for, and their generator.
 */
#ifndef BESTFIT_ODD_ROWS_H
#define BESTFIT_ODD_ROWS_H

#include <stdint.h>

#include "arena.h"
#include "fit.h"

/* The generator of fits.py. */
static uint64_t state;

static inline double
uniform(void)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return ((double) ((state >> 16) & UINT64_C(0xffffffff)) + 0.5) / 4294967296.0;
}

/* Rows of a kind that few families are made for. */
static inline double
odd_row(int kind, int i)
{
	double u = uniform(), v = uniform();
	double z = sqrt(-2 * log(u)) * cos(6.283185307179586 * v);

	switch (kind)
	{
		case 0: /* normal */
			return 100 + 15 * z;
		case 1: /* lognormal */
			return exp(z);
		case 2: /* two humps */
			return i % 3 ? z : 8 + 0.5 * z;
		case 3: /* left-skewed */
			return 10 + log(u) + log(v);
		case 4: /* a spike on a uniform */
			return i % 4 ? u : 0.5;
		case 5: /* zeros and an exponential */
			return i % 5 < 3 ? 0 : -log(u);
		case 6: /* rounded */
			return floor(5 * z);
		case 7: /* heavy tails, far from 0 */
			return 1e6 + z / uniform();
		case 8: /* to the ends of what a double can hold */
			return (i % 3 ? 1.7e308 : 1e-300) * (2 * u - 1);
		case 9: /* six orders of magnitude */
			return 1e-3 * exp(7 * u + 7 * v);
		case 10: /* t with two degrees of freedom */
			return z / sqrt(-log(uniform()));
		default: /* uniform, with negative values */
			return 3 * u - 1;
	}
}

#define ODD_KINDS 12

static inline FitData *
odd_data(int kind, int n, double factor, double offset)
{
	Histogram *h = hist_create(&context, HIST_MIN_BINS);
	FitOptions options = {.loc = LOC_AUTO, .cells = CELLS_AUTO};

	state = 99;
	for (int i = 0; i < n; i++)
		hist_add(h, offset + factor * odd_row(kind, i), 1);
	return fit_data_create(&context, h, &options);
}

#endif
