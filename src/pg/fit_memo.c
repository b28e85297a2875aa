/*
 * fit_memo.c
 *		The fits of the last call, kept while its query runs.
 *
 * The parser expands (bestfit(h)).* in a select list into one call per column of the result, and
 * the executor makes them all for every row.  Each call sees the same histogram as the one before:
 * remembering one set of fits makes twenty calls cost little more than one.
 *
 * The memo lives in a child of the query's memory context and is forgotten with it.  A family that
 *ran out of time is remembered as such, as all columns of a row must be of one run, but only for
 *calls with the same limit: it is not known what would have come of it in more time.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "fit_memo.h"
#include "guc.h"

typedef struct FitMemo
{
	MemoryContext context; /* holds all of this */
	MemoryContextCallback forget;

	/* what was fitted: canonical bytes of the rows, families, options */
	Size size;
	unsigned char *bytes;
	int n_wanted;
	int *wanted;
	FitOptions options;
	int family_timeout;

	FitResult *results;
} FitMemo;

static FitMemo *memo = NULL;

/* The memo's context is going away. */
static void
forget(void *arg)
{
	if (memo == arg)
		memo = NULL;
}

static void *
copy_into(MemoryContext context, const void *from, Size size)
{
	return memcpy(MemoryContextAlloc(context, size), from, size);
}

/* Replaces the memo. */
static void
remember(MemoryContext query, const FitMemo *new_memo)
{
	MemoryContext context;
	FitMemo *m;

	if (memo)
		MemoryContextDelete(memo->context);

	context = AllocSetContextCreate(query, "bestfit memo", ALLOCSET_SMALL_SIZES);
	m = copy_into(context, new_memo, sizeof(FitMemo));
	m->context = context;
	m->bytes = copy_into(context, m->bytes, m->size);
	m->wanted = copy_into(context, m->wanted, sizeof(int) * m->n_wanted);
	m->results = copy_into(context, m->results, sizeof(FitResult) * m->n_wanted);
	m->forget.func = forget;
	m->forget.arg = m;
	MemoryContextRegisterResetCallback(context, &m->forget);
	memo = m;
}

FitResult *
fit_or_remember(MemoryContext query, Histogram *h, const BestfitArgs *args)
{
	FitMemo new_memo = {.size = hist_encoded_size(h),
						.n_wanted = args->n_wanted,
						.wanted = args->wanted,
						.options = args->options,
						.family_timeout = bestfit_family_timeout};

	new_memo.bytes = palloc(new_memo.size);
	hist_encode(h, new_memo.bytes);
	if (memo && MemoryContextGetParent(memo->context) == query && memo->size == new_memo.size &&
		memo->n_wanted == args->n_wanted && memo->family_timeout == bestfit_family_timeout &&
		memcmp(&memo->options, &args->options, sizeof(FitOptions)) == 0 &&
		memcmp(memo->wanted, args->wanted, sizeof(int) * args->n_wanted) == 0 &&
		memcmp(memo->bytes, new_memo.bytes, new_memo.size) == 0)
		return memo->results;

	new_memo.results = fit_families(h, &args->options, args->wanted, args->n_wanted);
	if (new_memo.results)
		remember(query, &new_memo);
	return new_memo.results;
}
