/*
 * distribution_json.c
 *		Distributions as jsonb, with the keys that spark-bestfit saves its fits under.
 *
 *		{"distribution": "gamma", "parameters": [4, 0, 18], "lower_bound": null, "upper_bound":
 *null}
 *
 * What else an object holds (its metrics, its data's statistics) is not read.
 */
#include "postgres.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "distribution_type.h"

PG_FUNCTION_INFO_V1(distribution_to_jsonb);
PG_FUNCTION_INFO_V1(distribution_from_jsonb);

static void
write_bound(StringInfo out, const char *key, double bound)
{
	appendStringInfo(out, ", \"%s\": ", key);
	if (isinf(bound))
		appendStringInfoString(out, "null");
	else
		distribution_write_double(out, bound);
}

/* Everything in it is a number or a word: no escapes are needed. */
Datum
distribution_to_jsonb(PG_FUNCTION_ARGS)
{
	DistributionValue value;
	StringInfoData out;

	distribution_read(PG_GETARG_DATUM(0), &value);
	initStringInfo(&out);
	appendStringInfo(&out, "{\"distribution\": \"%s\", \"parameters\": [", value.family->name);
	for (int i = 0; i < family_n_params(value.family); i++)
	{
		if (i > 0)
			appendStringInfoString(&out, ", ");
		distribution_write_double(&out, value.params[i]);
	}
	appendStringInfoChar(&out, ']');
	write_bound(&out, "lower_bound", value.from);
	write_bound(&out, "upper_bound", value.to);
	appendStringInfoChar(&out, '}');
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data));
}

static void
bad_json(const char *what)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("cannot cast jsonb to distribution: %s", what),
			 errhint("It looks like {\"distribution\": \"gamma\", \"parameters\": [2, 0, 1]}, "
					 "with \"lower_bound\" and \"upper_bound\" if it is truncated.")));
}

/* The value under a key, or NULL if there is none or it is null. */
static JsonbValue *
member(Jsonb *json, const char *key)
{
	JsonbValue *found = getKeyJsonValueFromContainer(&json->root, key, strlen(key), NULL);

	return found && found->type != jbvNull ? found : NULL;
}

static double
number(const JsonbValue *value, const char *what)
{
	if (value->type != jbvNumeric)
		bad_json(psprintf("%s must be a number", what));
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(value->val.numeric)));
}

/* An array of numbers; loc and scale may be missing at its end. */
static void
read_params(DistributionValue *value, const JsonbValue *array)
{
	DistributionProblem problem;
	int n;

	if (!array || array->type != jbvBinary || !JsonContainerIsArray(array->val.binary.data) ||
		JsonContainerIsScalar(array->val.binary.data))
		bad_json("\"parameters\" must be an array");
	n = JsonContainerSize(array->val.binary.data);
	if (!distribution_complete_params(value, n, &problem))
		distribution_report(NULL, &problem);
	for (int i = 0; i < n; i++)
		value->params[i] =
			number(getIthJsonbValueFromContainer(array->val.binary.data, i), "a parameter");
}

Datum
distribution_from_jsonb(PG_FUNCTION_ARGS)
{
	Jsonb *json = PG_GETARG_JSONB_P(0);
	DistributionValue value;
	DistributionProblem problem;
	JsonbValue *name, *bound;

	if (!JB_ROOT_IS_OBJECT(json))
		bad_json("it is not an object");
	name = member(json, "distribution");
	if (!name || name->type != jbvString)
		bad_json("\"distribution\" must be the name of a family");
	value.family =
		distribution_family(pnstrdup(name->val.string.val, name->val.string.len), &problem);
	if (!value.family)
	{
		distribution_report(NULL, &problem);
		PG_RETURN_NULL();
	}
	read_params(&value, member(json, "parameters"));
	bound = member(json, "lower_bound");
	value.from = bound ? number(bound, "\"lower_bound\"") : -INFINITY;
	bound = member(json, "upper_bound");
	value.to = bound ? number(bound, "\"upper_bound\"") : INFINITY;
	if (!distribution_check(&value, &problem))
		distribution_report(NULL, &problem);
	PG_RETURN_DATUM(distribution_flatten(&value));
}
