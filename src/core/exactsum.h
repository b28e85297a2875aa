/*
 * exactsum.h
 *		Exact sums of doubles and of their squares.
 *
 * Fixed-point accumulators wide enough for every finite double and for every square of one, times
 * 2^63 rows (the "long accumulator" of Kulisch and Miranker, 1986): addition is integer addition,
 * hence associative, so that the result does not depend on the order of the rows.
 */
#ifndef BESTFIT_EXACTSUM_H
#define BESTFIT_EXACTSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Digits of 32 bits in signed 64-bit lanes, least significant first; carries are settled only
 * when a lane might overflow.  The sum's unit is 2^-1074, that of the squares 2^-2148.
 */
#define EXACT_SUM_LANES 70
#define EXACT_SQUARE_LANES 138

typedef struct ExactSums
{
	uint32_t pending; /* additions since carries were last settled */
	int64_t sum[EXACT_SUM_LANES];
	int64_t squares[EXACT_SQUARE_LANES];
} ExactSums;

extern void exact_sums_clear(ExactSums *s);

/* Adds the finite double x, weight times (weight <= INT64_MAX). */
extern void exact_sums_add(ExactSums *s, double x, uint64_t weight);

/* Adds all of `from`. */
extern void exact_sums_merge(ExactSums *s, const ExactSums *from);

/* Settles the carries: afterwards every lane but the top one is in [0, 2^32). */
extern void exact_sums_settle(ExactSums *s);

/* sum / n, correctly rounded (to nearest, ties to even).  n > 0. */
extern double exact_sums_mean(ExactSums *s, uint64_t n);

/*
 * (sum of squares - sum^2 / n) / (n - 1), correctly rounded, infinity if it is beyond the largest
 * double; NaN if negative, which no rows can give.  n > 1.
 */
extern double exact_sums_variance(ExactSums *s, uint64_t n);

/* Sign of a's minus b's sum or squares: -1, 0, 1.  Both are settled first. */
extern int exact_sums_compare(ExactSums *a, ExactSums *b);
extern int exact_squares_compare(ExactSums *a, ExactSums *b);

/*
 * Settled lanes as sign (-1, 0, 1) and n digits of 32 bits of the absolute value, least
 * significant first; and back (the top digit must then be 0).
 */
extern int exact_lanes_get(const int64_t *lanes, int n, uint32_t *digits);
extern void exact_lanes_set(int64_t *lanes, int n, const uint32_t *digits, int sign);

#endif
