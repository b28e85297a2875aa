/*
 * histogram_op.c
 *		Comparison and hashing of histograms, for DISTINCT, GROUP BY, UNION and indexes.
 *
 * Equal histograms have equal bytes, so bytes are what is compared.  The order says nothing about
 * the distributions: it is total, and that is all that sorting needs.
 */
#include "postgres.h"

#include "common/hashfn.h"

#include "histogram_type.h"

PG_FUNCTION_INFO_V1(histogram_eq);
PG_FUNCTION_INFO_V1(histogram_ne);
PG_FUNCTION_INFO_V1(histogram_lt);
PG_FUNCTION_INFO_V1(histogram_le);
PG_FUNCTION_INFO_V1(histogram_gt);
PG_FUNCTION_INFO_V1(histogram_ge);
PG_FUNCTION_INFO_V1(histogram_cmp);
PG_FUNCTION_INFO_V1(histogram_hash);
PG_FUNCTION_INFO_V1(histogram_hash_extended);

/* Frees what it detoasts: an index build compares without a context of its own. */
static int
compare_arguments(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0);
	struct varlena *b = PG_GETARG_VARLENA_PP(1);
	Size a_size = VARSIZE_ANY_EXHDR(a);
	Size b_size = VARSIZE_ANY_EXHDR(b);
	int order = memcmp(VARDATA_ANY(a), VARDATA_ANY(b), Min(a_size, b_size));

	if (order == 0 && a_size != b_size)
		order = a_size < b_size ? -1 : 1;
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return order;
}

Datum
histogram_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) == 0);
}

Datum
histogram_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) != 0);
}

Datum
histogram_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) < 0);
}

Datum
histogram_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) <= 0);
}

Datum
histogram_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) > 0);
}

Datum
histogram_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) >= 0);
}

Datum
histogram_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_arguments(fcinfo));
}

Datum
histogram_hash(PG_FUNCTION_ARGS)
{
	struct varlena *flat = PG_GETARG_VARLENA_PP(0);
	uint32 hash;

	hash = hash_bytes((const unsigned char *) VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat));
	PG_FREE_IF_COPY(flat, 0);
	PG_RETURN_UINT32(hash);
}

Datum
histogram_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *flat = PG_GETARG_VARLENA_PP(0);
	uint64 hash;

	hash = hash_bytes_extended((const unsigned char *) VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat),
							   PG_GETARG_INT64(1));
	PG_FREE_IF_COPY(flat, 0);
	PG_RETURN_UINT64(hash);
}
