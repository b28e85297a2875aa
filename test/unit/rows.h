/*
 * rows.h
 *		Random rows of many kinds, and what the tests of the histogram do with them.
 */
#ifndef BESTFIT_ROWS_H
#define BESTFIT_ROWS_H

#include <float.h>

#include "unit.h"
#include "histogram.h"

#define N_ROWS 30000

static uint64_t random_state = UINT64_C(88172645463325252);

/* Marsaglia's xorshift generator. */
static inline uint64_t
random_bits(void)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return random_state;
}

static inline double
uniform(void)
{
	return ((double) (random_bits() >> 11) + 0.5) * 0x1p-53;
}

static inline double
gauss(void)
{
	return sqrt(-2 * log(uniform())) * cos(2 * M_PI * uniform());
}

/* Any finite double, all exponents alike. */
static inline double
any_double(void)
{
	for (;;)
	{
		uint64_t bits = random_bits();
		double x;

		memcpy(&x, &bits, sizeof(x));
		if (isfinite(x))
			return x;
	}
}

/* Kinds of rows.  The first four stay lossless. */
static const char *const kinds[] = {"dice",       "integers", "cents",     "offset",
									"normal",     "cauchy",   "lognormal", "negative",
									"subnormals", "any",      "integers5", "two scales"};
#define N_KINDS ((int) (sizeof(kinds) / sizeof(kinds[0])))
#define N_LOSSLESS 4

static inline double
random_row(int kind)
{
	switch (kind)
	{
		case 0:
			return 1 + floor(6 * uniform());
		case 1:
			return floor(2000 * uniform()) - 1000;
		case 2:
			return floor(4000 * uniform()) / 100;
		case 3:
			return 1e15 + floor(2 * uniform());
		case 4:
			return gauss();
		case 5:
			return tan(M_PI * (uniform() - 0.5));
		case 6:
			return exp(3 * gauss());
		case 7:
			return -1 / uniform();
		case 8:
			return 4.9e-324 * floor(50000 * gauss());
		case 9:
			return any_double();
		case 10:
			return floor(100000 * uniform());
		default:
			return uniform() < 0.5 ? 1e-9 * gauss() : 1e9 + gauss();
	}
}

static inline double *
random_rows(int kind, int n)
{
	double *rows = malloc((size_t) n * sizeof(double));

	for (int i = 0; i < n; i++)
		rows[i] = random_row(kind) + 0.0;
	return rows;
}

static inline int
compare_doubles(const void *a, const void *b)
{
	double x = *(const double *) a;
	double y = *(const double *) b;

	return (x > y) - (x < y);
}

static inline void
shuffle(double *rows, int n)
{
	for (int i = n - 1; i > 0; i--)
	{
		int j = (int) (random_bits() % (uint64_t) (i + 1));
		double swap = rows[i];

		rows[i] = rows[j];
		rows[j] = swap;
	}
}

static inline Histogram *
summary(const double *rows, int n, uint32_t max_bins)
{
	Histogram *h = hist_create(&unit_context, max_bins);

	for (int i = 0; i < n; i++)
		hist_add(h, rows[i], 1);
	return h;
}

typedef struct Bytes
{
	unsigned char *data;
	size_t size;
} Bytes;

static inline Bytes
encoded(Histogram *h)
{
	Bytes b;

	b.size = hist_encoded_size(h);
	b.data = malloc(b.size);
	hist_encode(h, b.data);
	return b;
}

/* Whether h encodes to these bytes. */
static inline bool
encodes_to(Histogram *h, Bytes want)
{
	Bytes got = encoded(h);
	bool same = got.size == want.size && memcmp(got.data, want.data, got.size) == 0;

	free(got.data);
	return same;
}

/* Decodes; the bytes stand in a block of exactly their size, so that reading beyond is caught. */
static inline Histogram *
decoded(const unsigned char *data, size_t size, const char **error)
{
	unsigned char *copy = malloc(size ? size : 1);
	Histogram *h;

	*error = NULL;
	memcpy(copy, data, size);
	h = hist_decode(&unit_context, copy, size, error);
	free(copy);
	return h;
}

/* The order of all finite doubles as integers: sign and magnitude, floored by 2^shift. */
static inline int64_t
naive_key(double x, int shift)
{
	int64_t magnitude;
	double a = fabs(x);

	memcpy(&magnitude, &a, sizeof(magnitude));
	return x < 0 ? -(magnitude >> shift) - 1 : magnitude >> shift;
}

#endif
