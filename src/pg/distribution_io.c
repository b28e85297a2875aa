/*
 * distribution_io.c
 *		Input and output of distributions, as text and in binary, and other ways to make one.
 *
 * The binary form is the flat one of distribution_type.h with the numbers in network byte order.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "distribution_type.h"

PG_FUNCTION_INFO_V1(distribution_in);
PG_FUNCTION_INFO_V1(distribution_out);
PG_FUNCTION_INFO_V1(distribution_recv);
PG_FUNCTION_INFO_V1(distribution_send);
PG_FUNCTION_INFO_V1(distribution_construct);
PG_FUNCTION_INFO_V1(distribution_truncate_sql);
PG_FUNCTION_INFO_V1(distribution_family_name);
PG_FUNCTION_INFO_V1(distribution_params);
PG_FUNCTION_INFO_V1(distribution_param_names);

Datum
distribution_in(PG_FUNCTION_ARGS)
{
	DistributionValue value;
	DistributionProblem problem;

	if (!distribution_read_text(PG_GETARG_CSTRING(0), &value, &problem) ||
		!distribution_check(&value, &problem))
	{
		distribution_report(fcinfo->context, &problem);
		PG_RETURN_NULL();
	}
	PG_RETURN_DATUM(distribution_flatten(&value));
}

Datum
distribution_out(PG_FUNCTION_ARGS)
{
	DistributionValue value;
	StringInfoData out;

	distribution_read(PG_GETARG_DATUM(0), &value);
	initStringInfo(&out);
	distribution_write_text(&out, &value);
	PG_RETURN_CSTRING(out.data);
}

static void
bad_binary(const char *detail)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
					errmsg("invalid binary representation for type %s", "distribution"),
					errdetail_internal("%s", detail)));
}

Datum
distribution_recv(PG_FUNCTION_ARGS)
{
	StringInfo in = (StringInfo) PG_GETARG_POINTER(0);
	DistributionValue value = {.from = -INFINITY, .to = INFINITY};
	DistributionProblem problem;
	int version, flags, n, name_length;
	char name[DISTRIBUTION_MAX_NAME + 1];

	if (in->len - in->cursor < DISTRIBUTION_HEADER)
		bad_binary("It is too short.");
	version = pq_getmsgbyte(in);
	flags = pq_getmsgbyte(in);
	n = pq_getmsgbyte(in);
	name_length = pq_getmsgbyte(in);
	if (version != DISTRIBUTION_VERSION)
		bad_binary(psprintf("Version %d is unknown to this version of bestfit.", version));
	if (flags > (DISTRIBUTION_HAS_LOWER | DISTRIBUTION_HAS_UPPER) || n > MAX_PARAMS ||
		name_length > DISTRIBUTION_MAX_NAME ||
		in->len - in->cursor != name_length + (n + !!(flags & DISTRIBUTION_HAS_LOWER) +
											   !!(flags & DISTRIBUTION_HAS_UPPER)) *
												  (int) sizeof(double))
		bad_binary("Its size is not what its header says.");

	memcpy(name, pq_getmsgbytes(in, name_length), name_length);
	name[name_length] = '\0';
	for (int i = 0; i < name_length; i++)
	{
		if (!(name[i] > ' ' && name[i] <= '~'))
			bad_binary("Its family's name is not one.");
	}
	value.family = distribution_family(name, &problem);
	if (!value.family)
	{
		distribution_report(NULL, &problem);
		PG_RETURN_NULL();
	}
	if (n != family_n_params(value.family))
		bad_binary(psprintf("Family \"%s\" has %d parameters, not %d.", value.family->name,
							family_n_params(value.family), n));
	for (int i = 0; i < n; i++)
		value.params[i] = pq_getmsgfloat8(in);
	if (flags & DISTRIBUTION_HAS_LOWER)
		value.from = pq_getmsgfloat8(in);
	if (flags & DISTRIBUTION_HAS_UPPER)
		value.to = pq_getmsgfloat8(in);
	if (isfinite(value.from) != !!(flags & DISTRIBUTION_HAS_LOWER) ||
		isfinite(value.to) != !!(flags & DISTRIBUTION_HAS_UPPER))
		bad_binary("A bound is not a finite number.");
	if (!distribution_check(&value, &problem))
		distribution_report(NULL, &problem);
	PG_RETURN_DATUM(distribution_flatten(&value));
}

Datum
distribution_send(PG_FUNCTION_ARGS)
{
	DistributionValue value;
	StringInfoData out;
	Size name_length;

	distribution_read(PG_GETARG_DATUM(0), &value);
	name_length = strlen(value.family->name);
	pq_begintypsend(&out);
	pq_sendbyte(&out, DISTRIBUTION_VERSION);
	pq_sendbyte(&out, (isfinite(value.from) ? DISTRIBUTION_HAS_LOWER : 0) |
						  (isfinite(value.to) ? DISTRIBUTION_HAS_UPPER : 0));
	pq_sendbyte(&out, family_n_params(value.family));
	pq_sendbyte(&out, name_length);
	pq_sendbytes(&out, value.family->name, name_length);
	for (int i = 0; i < family_n_params(value.family); i++)
		pq_sendfloat8(&out, value.params[i]);
	if (isfinite(value.from))
		pq_sendfloat8(&out, value.from);
	if (isfinite(value.to))
		pq_sendfloat8(&out, value.to);
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}

/* The value if it is one, else the error. */
static Datum
checked(const DistributionValue *value)
{
	DistributionProblem problem;

	if (!distribution_check(value, &problem))
		distribution_report(NULL, &problem);
	return distribution_flatten(value);
}

/* Sets the parameters from an array; those that are missing at its end are loc and scale. */
static void
read_params(DistributionValue *value, ArrayType *array)
{
	DistributionProblem problem;
	Datum *elements;
	bool *nulls;
	int n;

	deconstruct_array(array, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &elements,
					  &nulls, &n);
	if (!distribution_complete_params(value, n, &problem))
		distribution_report(NULL, &problem);
	for (int i = 0; i < n; i++)
	{
		if (nulls[i])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("%s: %s must not be null", value->family->name,
								   family_param_name(value->family, i))));
		value->params[i] = DatumGetFloat8(elements[i]);
	}
}

/*
 * distribution(family text, params float8[], lower_bound float8, upper_bound float8)
 *
 * NULL if family or params are; a bound that is NULL is none.
 */
Datum
distribution_construct(PG_FUNCTION_ARGS)
{
	DistributionValue value;
	DistributionProblem problem;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	value.family = distribution_family(text_to_cstring(PG_GETARG_TEXT_PP(0)), &problem);
	if (!value.family)
	{
		distribution_report(NULL, &problem);
		PG_RETURN_NULL();
	}
	read_params(&value, PG_GETARG_ARRAYTYPE_P(1));
	value.from = PG_ARGISNULL(2) ? -INFINITY : PG_GETARG_FLOAT8(2);
	value.to = PG_ARGISNULL(3) ? INFINITY : PG_GETARG_FLOAT8(3);
	PG_RETURN_DATUM(checked(&value));
}

/*
 * truncate(d distribution, lower_bound float8, upper_bound float8)
 *
 * On top of a truncation that there is already; a bound that is NULL is none.
 */
Datum
distribution_truncate_sql(PG_FUNCTION_ARGS)
{
	DistributionValue value;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	distribution_read(PG_GETARG_DATUM(0), &value);
	/* NaN must not be lost: checked() complains of it */
	if (!PG_ARGISNULL(1) && !(PG_GETARG_FLOAT8(1) <= value.from))
		value.from = PG_GETARG_FLOAT8(1);
	if (!PG_ARGISNULL(2) && !(PG_GETARG_FLOAT8(2) >= value.to))
		value.to = PG_GETARG_FLOAT8(2);
	PG_RETURN_DATUM(checked(&value));
}

Datum
distribution_family_name(PG_FUNCTION_ARGS)
{
	DistributionValue value;

	distribution_read(PG_GETARG_DATUM(0), &value);
	PG_RETURN_TEXT_P(cstring_to_text(value.family->name));
}

Datum
distribution_params(PG_FUNCTION_ARGS)
{
	DistributionValue value;
	Datum elements[MAX_PARAMS];

	distribution_read(PG_GETARG_DATUM(0), &value);
	for (int i = 0; i < family_n_params(value.family); i++)
		elements[i] = Float8GetDatum(value.params[i]);
	PG_RETURN_ARRAYTYPE_P(construct_array(elements, family_n_params(value.family), FLOAT8OID,
										  sizeof(float8), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

Datum
distribution_param_names(PG_FUNCTION_ARGS)
{
	DistributionValue value;
	Datum elements[MAX_PARAMS];

	distribution_read(PG_GETARG_DATUM(0), &value);
	for (int i = 0; i < family_n_params(value.family); i++)
		elements[i] = CStringGetTextDatum(family_param_name(value.family, i));
	PG_RETURN_ARRAYTYPE_P(
		construct_array(elements, family_n_params(value.family), TEXTOID, -1, false, TYPALIGN_INT));
}
