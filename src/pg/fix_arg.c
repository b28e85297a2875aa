/*
 * fix_arg.c
 *		The argument fix of bestfit(): parameters to be held, as a JSON object.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "fix_arg.h"

#define EXAMPLE "For example {\"loc\": 0} for all families, or {\"gamma\": {\"a\": 2}} for one."

static char *
key_string(const JsonbValue *key)
{
	return pnstrdup(key->val.string.val, key->val.string.len);
}

/* Position of the family's parameter of that name, or -1. */
static int
param_position(const Family *family, const char *name)
{
	for (int i = 0; i < family_n_params(family); i++)
		if (strcmp(family_param_name(family, i), name) == 0)
			return i;
	return -1;
}

static void not_a_number(const char *key) __attribute__((noreturn));

static void
not_a_number(const char *key)
{
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("value of \"%s\" in argument \"fix\" must be a number", key),
					errhint(EXAMPLE)));
}

/* The value at a key, which must be a number that a double can hold. */
static double
number(const char *name, const JsonbValue *value)
{
	if (value->type != jbvNumeric)
		not_a_number(name);
	/* out of range is an error of its own */
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(value->val.numeric)));
}

static void
hold(FitOptions *options, int family, const char *name, double value)
{
	HeldParam *h;

	if (options->n_held == MAX_HELD)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("argument \"fix\" must not hold more than %d values", MAX_HELD)));
	h = &options->held[options->n_held++];
	h->family = family;
	strlcpy(h->name, name, sizeof(h->name));
	h->value = value;
}

/* Holds a parameter of all families. */
static void
hold_everywhere(FitOptions *options, const char *name, double value, const int *wanted,
				int n_wanted)
{
	bool known = false, possible = false;
	const char *error = NULL;

	for (int f = 0; f < n_families; f++)
		known = known || param_position(families[f], name) >= 0;
	if (!known && family_by_name(name))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("value of family \"%s\" in argument \"fix\" must be an object", name),
				 errhint(EXAMPLE)));
	for (int i = 0; i < n_wanted && known; i++)
	{
		int position = param_position(families[wanted[i]], name);
		const char *e;

		if (position < 0)
			continue;
		e = family_param_error(families[wanted[i]], position, value);
		error = e ? e : error;
		possible = possible || !e;
	}
	if (!known || (!possible && !error))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("no family that is fitted has a parameter \"%s\"", name),
						errhint("The column param_names of the view bestfit_families lists the "
								"parameters.")));
	if (!possible)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("parameter \"%s\" cannot be held at %g", name, value),
						errdetail("In every family that is fitted: %s.", error)));
	hold(options, -1, name, value);
}

/* Holds a parameter of one family. */
static void
hold_in_family(FitOptions *options, int f, const char *name, double value)
{
	int position = param_position(families[f], name);
	const char *error;

	if (position < 0)
	{
		StringInfoData list;

		initStringInfo(&list);
		for (int i = 0; i < family_n_params(families[f]); i++)
			appendStringInfo(&list, "%s%s", i > 0 ? ", " : "", family_param_name(families[f], i));
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("family \"%s\" has no parameter \"%s\"", families[f]->name, name),
						errhint("Its parameters are: %s.", list.data)));
	}
	error = family_param_error(families[f], position, value);
	if (error)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("parameter \"%s\" of family \"%s\" cannot be held at %g", name,
							   families[f]->name, value),
						errdetail("%s.", error)));
	hold(options, f, name, value);
}

/* Position in families[] of a family that is wanted. */
static int
wanted_family(const char *name, const int *wanted, int n_wanted)
{
	const Family *family = family_by_name(name);

	if (!family)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("unknown family \"%s\"", name),
				 errhint("Did you mean \"%s\"?", family_nearest_name(name))));
	for (int i = 0; i < n_wanted; i++)
		if (families[wanted[i]] == family)
			return wanted[i];
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("argument \"fix\" holds parameters of family \"%s\", which is not fitted",
					family->name),
			 errhint("Name it in argument \"families\".")));
}

void
read_fix(Jsonb *fix, const int *wanted, int n_wanted, FitOptions *options)
{
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue v;
	char *key = NULL;
	int family = -1, depth = 0;

	if (!JB_ROOT_IS_OBJECT(fix))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("argument \"fix\" must be a JSON object"), errhint(EXAMPLE)));
	it = JsonbIteratorInit(&fix->root);
	while ((token = JsonbIteratorNext(&it, &v, false)) != WJB_DONE)
	{
		switch (token)
		{
			case WJB_BEGIN_OBJECT:
				if (++depth > 2)
					not_a_number(key);
				if (depth == 2)
					family = wanted_family(key, wanted, n_wanted);
				break;
			case WJB_BEGIN_ARRAY:
				not_a_number(key);
			case WJB_END_OBJECT:
				depth--;
				break;
			case WJB_KEY:
				key = key_string(&v);
				break;
			case WJB_VALUE:
				if (depth == 1)
					hold_everywhere(options, key, number(key, &v), wanted, n_wanted);
				else
					hold_in_family(options, family, key, number(key, &v));
				break;
			default:
				break;
		}
	}
}
