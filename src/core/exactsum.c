/*
 * exactsum.c
 *		Exact sums of doubles and of their squares, and what follows from them.
 *
 * A finite double is m * 2^(p - 1074) with an integer m < 2^53 and 0 <= p <= 2045, so that in units
 * of 2^-1074 it is m shifted left by p: three 32-bit digits beginning at lane p / 32.  Its square
 *is m^2 < 2^106 shifted left by 2p in units of 2^-2148: five digits.  Digits are added to (for
 * negative x subtracted from) 64-bit lanes, which overflow after no fewer than 2^31 additions;
 * carries are settled long before.
 *
 * Mean and variance are quotients of such integers.  They are divided out by long division, down
 * to digits below the last bit of the result, and rounded once.
 *
 * U. Kulisch and W. L. Miranker, "The arithmetic of the digital computer: a new approach", SIAM
 * Review 28 (1986).
 */
#include <math.h>
#include <string.h>

#include "exactsum.h"

/* With so many additions every lane is below 2^61 in magnitude: two of them can be merged. */
#define MAX_PENDING (UINT32_C(1) << 28)

/* The units of the lanes, as powers of two. */
#define SUM_UNIT (-1074)
#define SQUARE_UNIT (-2148)

/* 32-bit digits of the mean computed below the unit of the sum, to round it by */
#define MEAN_EXTRA 2

/* n * squares and sum^2, both below 2^4322 */
#define VARIANCE_DIGITS (2 * EXACT_SUM_LANES)

/* Makes v negative if sign is -1 (0 otherwise). */
static inline int64_t
signed_digit(uint64_t v, int64_t sign)
{
	return ((int64_t) v ^ sign) - sign;
}

void
exact_sums_clear(ExactSums *s)
{
	memset(s, 0, sizeof(*s));
}

static void
settle(int64_t *lane, int n)
{
	for (int i = 0; i < n - 1; i++)
	{
		/* an arithmetic shift: the carry is rounded down, the rest is in [0, 2^32) */
		lane[i + 1] += lane[i] >> 32;
		lane[i] &= UINT32_MAX;
	}
}

void
exact_sums_settle(ExactSums *s)
{
	settle(s->sum, EXACT_SUM_LANES);
	settle(s->squares, EXACT_SQUARE_LANES);
	s->pending = 0;
}

/* Adds (sign 0) or subtracts (sign -1) word[0..2], shifted left by `bit`. */
static void
add_words(int64_t *lanes, int bit, const uint64_t word[3], int64_t sign)
{
	int64_t *lane = lanes + (bit >> 5);
	int by = bit & 31;
	uint64_t carry = 0;

	for (int i = 0; i < 3; i++)
	{
		uint64_t low = word[i] << by | carry;

		carry = (word[i] >> 1) >> (63 - by);
		lane[2 * i] += signed_digit(low & UINT32_MAX, sign);
		lane[2 * i + 1] += signed_digit(low >> 32, sign);
	}
	lane[6] += signed_digit(carry, sign);
}

/* exact_sums_add for any weight: m * weight has 116 bits, m^2 * weight 169. */
static void
add_weighted(ExactSums *s, uint64_t m, int bit, uint64_t weight, int64_t sign)
{
	unsigned __int128 product = (unsigned __int128) m * weight;
	unsigned __int128 square = (unsigned __int128) m * m;
	unsigned __int128 low = (unsigned __int128) (uint64_t) square * weight;
	unsigned __int128 high = (square >> 64) * weight + (low >> 64);
	uint64_t sum_words[3] = {(uint64_t) product, (uint64_t) (product >> 64), 0};
	uint64_t square_words[3] = {(uint64_t) low, (uint64_t) high, (uint64_t) (high >> 64)};

	add_words(s->sum, bit, sum_words, sign);
	add_words(s->squares, 2 * bit, square_words, 0);
}

/*
 * Called for every row of a table: weight 1 has a path of its own, without branches.
 */
void
exact_sums_add(ExactSums *s, double x, uint64_t weight)
{
	uint64_t bits;
	uint64_t m;
	int64_t sign;
	int exponent;
	int bit;

	memcpy(&bits, &x, sizeof(bits));
	sign = (int64_t) bits >> 63;
	exponent = (int) (bits >> 52) & 0x7ff;
	m = (bits & ((UINT64_C(1) << 52) - 1)) | (uint64_t) (exponent != 0) << 52;
	bit = exponent - (exponent != 0);

	if (++s->pending > MAX_PENDING)
	{
		exact_sums_settle(s);
		s->pending = 1;
	}

	if (weight == 1)
	{
		int64_t *lane = s->sum + (bit >> 5);
		int by = bit & 31;
		unsigned __int128 square = (unsigned __int128) m * m;
		uint64_t low = m << by;
		uint64_t high = (m >> 1) >> (63 - by);

		lane[0] += signed_digit(low & UINT32_MAX, sign);
		lane[1] += signed_digit(low >> 32, sign);
		lane[2] += signed_digit(high, sign);

		lane = s->squares + (bit >> 4);
		by = (2 * bit) & 31;
		low = (uint64_t) square;
		high = (uint64_t) (square >> 64);
		lane[4] += (int64_t) ((high >> 1) >> (63 - by));
		high = high << by | (low >> 1) >> (63 - by);
		low <<= by;
		lane[0] += (int64_t) (low & UINT32_MAX);
		lane[1] += (int64_t) (low >> 32);
		lane[2] += (int64_t) (high & UINT32_MAX);
		lane[3] += (int64_t) (high >> 32);
	}
	else
		add_weighted(s, m, bit, weight, sign);
}

void
exact_sums_merge(ExactSums *s, const ExactSums *from)
{
	/* a settled lane is one digit, like one more addition: hence the + 1 */
	if (s->pending + from->pending + 1 > MAX_PENDING)
		exact_sums_settle(s);
	for (int i = 0; i < EXACT_SUM_LANES; i++)
		s->sum[i] += from->sum[i];
	for (int i = 0; i < EXACT_SQUARE_LANES; i++)
		s->squares[i] += from->squares[i];
	s->pending += from->pending + 1;
	if (s->pending > MAX_PENDING)
		exact_sums_settle(s);
}

/*
 * The absolute value of settled lanes as n digits, least significant first.  Returns the sign.
 */
int
exact_lanes_get(const int64_t *lanes, int n, uint32_t *digits)
{
	bool negative = lanes[n - 1] < 0;
	uint64_t carry = negative;
	uint32_t any = 0;

	for (int i = 0; i < n; i++)
	{
		uint32_t digit = (uint32_t) lanes[i];

		if (negative)
		{
			carry += (uint32_t) ~digit;
			digit = (uint32_t) carry;
			carry >>= 32;
		}
		digits[i] = digit;
		any |= digit;
	}
	return negative ? -1 : any != 0;
}

/* The inverse: sets settled lanes from a sign and n digits, of which the top one must be 0. */
void
exact_lanes_set(int64_t *lanes, int n, const uint32_t *digits, int sign)
{
	for (int i = 0; i < n; i++)
		lanes[i] = sign < 0 ? -(int64_t) digits[i] : (int64_t) digits[i];
	settle(lanes, n);
}

/* Divides n digits in place; returns the remainder.  The divisor is below 2^63. */
static uint64_t
divide(uint32_t *digits, int n, uint64_t divisor)
{
	uint64_t rest = 0;

	for (int i = n - 1; i >= 0; i--)
	{
		unsigned __int128 part = (unsigned __int128) rest << 32 | digits[i];

		if (part < divisor)
		{
			digits[i] = 0;
			rest = (uint64_t) part;
		}
		else
		{
			digits[i] = (uint32_t) (part / divisor);
			rest = (uint64_t) (part % divisor);
		}
	}
	return rest;
}

/*
 * The double nearest to (digits + a bit if `more`) * 2^unit, ties to even.  unit is below -1074, so
 * that the last bit of the result is never the last of the digits.
 */
static double
round_digits(const uint32_t *digits, int n, bool more, int unit)
{
	int top = n - 1;
	int high_bit;
	int last;
	uint64_t m = 0;
	bool half;

	while (top >= 0 && digits[top] == 0)
		top--;
	if (top < 0)
		return 0;
	high_bit = 32 * top + 31 - __builtin_clz(digits[top]);

	/* where the last bit of the result's mantissa stands: subnormals end at 2^-1074 */
	last = high_bit - 52;
	if (last < -1074 - unit)
		last = -1074 - unit;

	for (int i = high_bit; i >= last; i--)
		m = m << 1 | (digits[i >> 5] >> (i & 31) & 1);
	half = digits[(last - 1) >> 5] >> ((last - 1) & 31) & 1;
	if (half)
	{
		int below = last - 1;

		more = more || (digits[below >> 5] & ((UINT32_C(1) << (below & 31)) - 1)) != 0;
		for (int i = 0; i < below >> 5 && !more; i++)
			more = digits[i] != 0;
		if (more || (m & 1))
			m++;
	}
	return ldexp((double) m, last + unit);
}

double
exact_sums_mean(ExactSums *s, uint64_t n)
{
	uint32_t digits[EXACT_SUM_LANES + MEAN_EXTRA] = {0};
	int sign;
	bool more;
	double mean;

	exact_sums_settle(s);
	sign = exact_lanes_get(s->sum, EXACT_SUM_LANES, digits + MEAN_EXTRA);
	more = divide(digits, EXACT_SUM_LANES + MEAN_EXTRA, n) != 0;
	mean = round_digits(digits, EXACT_SUM_LANES + MEAN_EXTRA, more, SUM_UNIT - 32 * MEAN_EXTRA);
	return sign < 0 ? -mean : mean;
}

/*
 * NaN if n times the sum of squares is less than the square of the sum, which no rows can give.
 */
double
exact_sums_variance(ExactSums *s, uint64_t n)
{
	uint32_t sum[EXACT_SUM_LANES];
	uint32_t product[VARIANCE_DIGITS] = {0};
	uint32_t square[VARIANCE_DIGITS] = {0};
	uint32_t digits[EXACT_SQUARE_LANES];
	unsigned __int128 wide = 0;
	int64_t borrow = 0;
	bool more;

	exact_sums_settle(s);
	exact_lanes_get(s->sum, EXACT_SUM_LANES, sum);
	exact_lanes_get(s->squares, EXACT_SQUARE_LANES, digits);

	for (int i = 0; i < VARIANCE_DIGITS; i++)
	{
		if (i < EXACT_SQUARE_LANES)
			wide += (unsigned __int128) digits[i] * n;
		product[i] = (uint32_t) wide;
		wide >>= 32;
	}
	for (int i = 0; i < EXACT_SUM_LANES; i++)
	{
		uint64_t carry = 0;

		if (sum[i] == 0)
			continue;
		for (int j = 0; j < EXACT_SUM_LANES; j++)
		{
			carry += (uint64_t) sum[i] * sum[j] + square[i + j];
			square[i + j] = (uint32_t) carry;
			carry >>= 32;
		}
		if (i + EXACT_SUM_LANES < VARIANCE_DIGITS)
			square[i + EXACT_SUM_LANES] = (uint32_t) carry;
	}
	for (int i = 0; i < VARIANCE_DIGITS; i++)
	{
		borrow += (int64_t) product[i] - (int64_t) square[i];
		product[i] = (uint32_t) borrow;
		borrow >>= 32;
	}
	if (borrow < 0)
		return NAN;

	more = divide(product, VARIANCE_DIGITS, n) != 0;
	more = divide(product, VARIANCE_DIGITS, n - 1) != 0 || more;
	return round_digits(product, VARIANCE_DIGITS, more, SQUARE_UNIT);
}

static int
compare(const int64_t *a, const int64_t *b, int n)
{
	for (int i = n - 1; i >= 0; i--)
		if (a[i] != b[i])
			return a[i] < b[i] ? -1 : 1;
	return 0;
}

int
exact_sums_compare(ExactSums *a, ExactSums *b)
{
	exact_sums_settle(a);
	exact_sums_settle(b);
	return compare(a->sum, b->sum, EXACT_SUM_LANES);
}

int
exact_squares_compare(ExactSums *a, ExactSums *b)
{
	exact_sums_settle(a);
	exact_sums_settle(b);
	return compare(a->squares, b->squares, EXACT_SQUARE_LANES);
}
