/*
 * unit.h
 *		The few helpers that the unit tests of src/core share.
 *
 * A test program is one test_*.c with a main() that ends in `return unit_done();`.  It runs in the
 * top directory of the sources, so that reference tables are found as test/reference/NAME.tsv.
 */
#ifndef BESTFIT_UNIT_H
#define BESTFIT_UNIT_H

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "context.h"

static int unit_passed;
static int unit_failed;

/* One check; on failure prints where and the printf-style explanation. */
#define CHECK(condition, ...)                                              \
	do                                                                     \
	{                                                                      \
		if (condition)                                                     \
			unit_passed++;                                                 \
		else                                                               \
		{                                                                  \
			unit_failed++;                                                 \
			printf("%s:%d: failed: %s: ", __FILE__, __LINE__, #condition); \
			printf(__VA_ARGS__);                                           \
			printf("\n");                                                  \
		}                                                                  \
	} while (0)

/* |got - want| <= tolerance * |want|; equal infinities and two NaNs agree. */
static inline double
unit_error(double got, double want)
{
	if (got == want || (isnan(got) && isnan(want)))
		return 0;
	if (want == 0 || !isfinite(want) || !isfinite(got))
		return INFINITY;
	return fabs(got / want - 1);
}

#define CHECK_CLOSE(got, want, tolerance, ...)                                              \
	do                                                                                      \
	{                                                                                       \
		double got_ = (got), want_ = (want), error_ = unit_error(got_, want_);              \
		if (error_ <= (tolerance))                                                          \
			unit_passed++;                                                                  \
		else                                                                                \
		{                                                                                   \
			unit_failed++;                                                                  \
			printf("%s:%d: got %.17g want %.17g error %.2g: ", __FILE__, __LINE__, got_, want_, \
				   error_);                                                                 \
			printf(__VA_ARGS__);                                                            \
			printf("\n");                                                                   \
		}                                                                                   \
	} while (0)

/* The line that test/run adds up, and the exit code. */
static inline int
unit_done(void)
{
	printf("%d passed, %d failed\n", unit_passed, unit_failed);
	return unit_failed > 0 || unit_passed == 0;
}

/*
 * Reads the next row of a reference table: tab-separated, '#' starts a comment line, the first
 * n_names columns are words (shorter than 32), the others numbers (inf and nan included).  Returns
 * the number of numbers read, or -1 at the end.  Hexadecimal floats are read exactly.
 */
static inline int
unit_read_row(FILE *f, int n_names, char names[][32], int max_values, double *values)
{
	static char line[8192];

	while (fgets(line, sizeof(line), f))
	{
		int n = 0, column = 0;
		char *save = NULL;

		if (line[0] == '#' || line[0] == '\n')
			continue;
		for (char *word = strtok_r(line, "\t\n", &save); word; word = strtok_r(NULL, "\t\n", &save))
		{
			if (column < n_names)
				snprintf(names[column], 32, "%s", word);
			else if (n < max_values)
				values[n++] = strtod(word, NULL);
			column++;
		}
		return n;
	}
	return -1;
}

static inline FILE *
unit_open_reference(const char *name)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "test/reference/%s.tsv", name);
	f = fopen(path, "r");
	if (!f)
	{
		fprintf(stderr, "cannot open %s\n", path);
		exit(2);
	}
	return f;
}

/* A CoreContext on malloc that never stops. */
static void *
unit_alloc(void *arg, size_t size)
{
	void *block = malloc(size ? size : 1);

	(void) arg;
	if (!block)
		abort();
	return block;
}

static void *
unit_resize(void *arg, void *block, size_t size)
{
	(void) arg;
	block = realloc(block, size ? size : 1);
	if (!block)
		abort();
	return block;
}

static void
unit_release(void *arg, void *block)
{
	(void) arg;
	free(block);
}

static bool
unit_stop(void *arg)
{
	(void) arg;
	return false;
}

static const CoreContext unit_context = {unit_alloc, unit_resize, unit_release, unit_stop, NULL};

#endif
