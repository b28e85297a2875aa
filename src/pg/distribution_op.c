/*
 * distribution_op.c
 *		Comparison and hashing of distributions, for DISTINCT, GROUP BY, UNION and indexes.
 *
 * Equal distributions have equal bytes.  The order is that of the family's name, then of the
 * parameters one after the other, then of the bounds: models sort as people read them.
 */
#include "postgres.h"

#include <math.h>

#include "common/hashfn.h"

#include "distribution_type.h"

PG_FUNCTION_INFO_V1(distribution_eq);
PG_FUNCTION_INFO_V1(distribution_ne);
PG_FUNCTION_INFO_V1(distribution_lt);
PG_FUNCTION_INFO_V1(distribution_le);
PG_FUNCTION_INFO_V1(distribution_gt);
PG_FUNCTION_INFO_V1(distribution_ge);
PG_FUNCTION_INFO_V1(distribution_cmp);
PG_FUNCTION_INFO_V1(distribution_hash);
PG_FUNCTION_INFO_V1(distribution_hash_extended);

static int
compare_doubles(double a, double b)
{
	return (a > b) - (a < b);
}

static int
compare_values(const DistributionValue *a, const DistributionValue *b)
{
	int order = strcmp(a->family->name, b->family->name);

	for (int i = 0; order == 0 && i < family_n_params(a->family); i++)
		order = compare_doubles(a->params[i], b->params[i]);
	if (order == 0)
		order = compare_doubles(a->from, b->from);
	if (order == 0)
		order = compare_doubles(a->to, b->to);
	return order;
}

/* Frees what it detoasts: an index build compares without a context of its own. */
static bool
same_bytes(FunctionCallInfo fcinfo)
{
	struct varlena *a = PG_GETARG_VARLENA_PP(0);
	struct varlena *b = PG_GETARG_VARLENA_PP(1);
	Size size = VARSIZE_ANY_EXHDR(a);
	bool same = size == VARSIZE_ANY_EXHDR(b) && memcmp(VARDATA_ANY(a), VARDATA_ANY(b), size) == 0;

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return same;
}

static int
compare_arguments(FunctionCallInfo fcinfo)
{
	DistributionValue a, b;

	if (same_bytes(fcinfo))
		return 0;
	distribution_read(PG_GETARG_DATUM(0), &a);
	distribution_read(PG_GETARG_DATUM(1), &b);
	return compare_values(&a, &b);
}

Datum
distribution_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(same_bytes(fcinfo));
}

Datum
distribution_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(!same_bytes(fcinfo));
}

Datum
distribution_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) < 0);
}

Datum
distribution_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) <= 0);
}

Datum
distribution_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) > 0);
}

Datum
distribution_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) >= 0);
}

Datum
distribution_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_arguments(fcinfo));
}

Datum
distribution_hash(PG_FUNCTION_ARGS)
{
	struct varlena *flat = PG_GETARG_VARLENA_PP(0);
	uint32 hash;

	hash = hash_bytes((const unsigned char *) VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat));
	PG_FREE_IF_COPY(flat, 0);
	PG_RETURN_UINT32(hash);
}

Datum
distribution_hash_extended(PG_FUNCTION_ARGS)
{
	struct varlena *flat = PG_GETARG_VARLENA_PP(0);
	uint64 hash;

	hash = hash_bytes_extended((const unsigned char *) VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat),
							   PG_GETARG_INT64(1));
	PG_FREE_IF_COPY(flat, 0);
	PG_RETURN_UINT64(hash);
}
