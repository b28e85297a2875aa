/*
 * distribution_type.c
 *		The SQL type distribution: checking, the flat form, and values ready for evaluation.
 */
#include "postgres.h"

#include <math.h>

#include "common/hashfn.h"
#include "common/shortest_dec.h"
#include "lib/stringinfo.h"
#include "utils/memutils.h"

#include "core_context.h"
#include "distribution_type.h"

static bool
set_problem(DistributionProblem *problem, int sqlstate, const char *message, const char *detail,
			const char *hint)
{
	problem->sqlstate = sqlstate;
	problem->message = message;
	problem->detail = detail;
	problem->hint = hint;
	return false;
}

const Family *
distribution_family(const char *name, DistributionProblem *problem)
{
	const Family *family = family_by_name(name);

	if (!family)
		set_problem(problem, ERRCODE_INVALID_PARAMETER_VALUE,
					psprintf("unknown family \"%s\"", name), NULL,
					psprintf("Did you mean \"%s\"?", family_nearest_name(name)));
	return family;
}

bool
distribution_bad_params(const Family *family, const char *what, DistributionProblem *problem)
{
	StringInfoData hint;

	initStringInfo(&hint);
	appendStringInfo(&hint, "Parameters of %s, in this order:", family->name);
	for (int i = 0; i < family_n_params(family); i++)
		appendStringInfo(&hint, "%s %s%s", i > 0 ? "," : "", family_param_name(family, i),
						 i < family->n_shapes    ? ""
						 : i == family->n_shapes ? " = 0"
												 : " = 1");
	appendStringInfoChar(&hint, '.');
	return set_problem(problem, ERRCODE_INVALID_PARAMETER_VALUE,
					   psprintf("%s: %s", family->name, what), NULL, hint.data);
}

bool
distribution_complete_params(DistributionValue *value, int n, DistributionProblem *problem)
{
	const Family *family = value->family;

	if (n < family->n_shapes)
		return distribution_bad_params(family, "there are too few parameters", problem);
	if (n > family_n_params(family))
		return distribution_bad_params(family, "there are too many parameters", problem);
	for (; n < family_n_params(family); n++)
		value->params[n] = n == family->n_shapes ? 0 : 1;
	return true;
}

static const char *
number(double x)
{
	char digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	if (x == 0)
		return "zero";
	double_to_shortest_decimal_buf(x, digits);
	return pstrdup(digits);
}

/* The domain of a shape parameter in words that follow "must be". */
static const char *
domain(const ShapeParam *shape)
{
	const char *kind = shape->integer ? "an integer and " : "";
	const char *lower =
		psprintf("%s %s", shape->closed_lower ? "at least" : "greater than", number(shape->lower));
	const char *upper =
		psprintf("%s %s", shape->closed_upper ? "at most" : "less than", number(shape->upper));

	if (isinf(shape->lower) && isinf(shape->upper))
		return shape->integer ? "an integer" : "a finite number";
	if (isinf(shape->upper))
		return psprintf("%s%s", kind, lower);
	if (isinf(shape->lower))
		return psprintf("%s%s", kind, upper);
	if (shape->closed_lower && shape->closed_upper)
		return psprintf("%sbetween %s and %s", kind, number(shape->lower), number(shape->upper));
	return psprintf("%s%s and %s", kind, lower, upper);
}

/* What parameter i must be, or NULL if it is. */
static const char *
param_problem(const Family *family, int i, double x)
{
	bool discrete = family->kind == FAMILY_DISCRETE;

	if (!isfinite(x))
		return "a finite number";
	if (i < family->n_shapes && family->shape[i].integer && fabs(x) > LARGEST_INTEGER_SHAPE)
		return "an integer of at most 2^53";
	if (i < family->n_shapes)
		return shape_in_domain(&family->shape[i], x) ? NULL : domain(&family->shape[i]);
	if (i == family->n_shapes)
		return discrete && x != floor(x) ? "an integer" : NULL;
	return x > 0 ? NULL : "greater than zero";
}

/* Sets *d to the value before truncation.  A discrete family's scale is 1. */
static bool
set_family(const CoreContext *cx, const DistributionValue *value, Distribution *d,
		   const char **error)
{
	double params[MAX_PARAMS];

	params[value->family->n_shapes + 1] = 1;
	memcpy(params, value->params, family_n_params(value->family) * sizeof(double));
	return distribution_set(cx, d, value->family, params, error);
}

static bool
set_bounds(const DistributionValue *value, Distribution *d, const char **error)
{
	return (value->from == -INFINITY && value->to == INFINITY) ||
		   distribution_truncate(d, value->from, value->to, error);
}

bool
distribution_check(const DistributionValue *value, DistributionProblem *problem)
{
	const Family *family = value->family;
	CoreContext cx;
	Distribution d = {0};
	const char *error;
	bool ok;

	for (int i = 0; i < family_n_params(family); i++)
	{
		const char *what = param_problem(family, i, value->params[i]);

		if (what)
		{
			distribution_bad_params(
				family, psprintf("%s must be %s", family_param_name(family, i), what), problem);
			/* as scipy writes half-infinite truncations */
			if (isinf(value->params[i]) && strncmp(family->name, "trunc", 5) == 0)
				problem->hint = "A distribution that is cut off on one side only is written like "
								"\"norm(loc=0, scale=1) on [0, inf]\".";
			return false;
		}
	}
	core_context_init(&cx, CurrentMemoryContext);
	if (!set_family(&cx, value, &d, &error))
		return distribution_bad_params(family, family->relation ? family->relation : error,
									   problem);
	ok = distribution_is_sound(&d);
	if (!ok)
		error = "shape parameters this extreme are out of reach of double precision";
	else
		ok = set_bounds(value, &d, &error);
	if (d.shape.table)
		core_release(&cx, d.shape.table);
	return ok || set_problem(problem, ERRCODE_INVALID_PARAMETER_VALUE,
							 psprintf("%s: %s", family->name, error), NULL, NULL);
}

void
distribution_report(Node *context, const DistributionProblem *problem)
{
#if PG_VERSION_NUM >= 160000
	errsave(context, (errcode(problem->sqlstate), errmsg_internal("%s", problem->message),
					  problem->detail ? errdetail_internal("%s", problem->detail) : 0,
					  problem->hint ? errhint("%s", problem->hint) : 0));
#else
	ereport(ERROR, (errcode(problem->sqlstate), errmsg_internal("%s", problem->message),
					problem->detail ? errdetail_internal("%s", problem->detail) : 0,
					problem->hint ? errhint("%s", problem->hint) : 0));
#endif
}

/*
 * The flat form
 */

static char *
put_double(char *at, double x)
{
	x += 0.0; /* -0 becomes 0 */
	memcpy(at, &x, sizeof(x));
	return at + sizeof(x);
}

static const char *
get_double(const char *at, double *x)
{
	memcpy(x, at, sizeof(*x));
	return at + sizeof(*x);
}

Datum
distribution_flatten(const DistributionValue *value)
{
	char bytes[DISTRIBUTION_MAX_BYTES];
	char *at = bytes + DISTRIBUTION_HEADER;
	int n = family_n_params(value->family);
	Size name_length = strlen(value->family->name);
	struct varlena *flat;

	Assert(name_length <= DISTRIBUTION_MAX_NAME);
	bytes[0] = DISTRIBUTION_VERSION;
	bytes[1] = (isfinite(value->from) ? DISTRIBUTION_HAS_LOWER : 0) |
			   (isfinite(value->to) ? DISTRIBUTION_HAS_UPPER : 0);
	bytes[2] = n;
	bytes[3] = name_length;
	memcpy(at, value->family->name, name_length);
	at += name_length;
	for (int i = 0; i < n; i++)
		at = put_double(at, value->params[i]);
	if (isfinite(value->from))
		at = put_double(at, value->from);
	if (isfinite(value->to))
		at = put_double(at, value->to);

	flat = palloc(VARHDRSZ + (at - bytes));
	SET_VARSIZE(flat, VARHDRSZ + (at - bytes));
	memcpy(VARDATA(flat), bytes, at - bytes);
	return PointerGetDatum(flat);
}

static void
corrupted(const char *detail)
{
	ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("stored distribution is not valid"),
					errdetail_internal("%s", detail)));
}

/* Reads the bytes of a flat form.  They are ours, so that anything odd is damaged data. */
static void
read_bytes(const char *bytes, Size size, DistributionValue *value)
{
	const unsigned char *header = (const unsigned char *) bytes;
	char name[DISTRIBUTION_MAX_NAME + 1];
	const char *at;
	int flags, n, name_length;

	if (size < DISTRIBUTION_HEADER || header[0] != DISTRIBUTION_VERSION)
		corrupted("Its version is unknown to this version of bestfit.");
	flags = header[1];
	n = header[2];
	name_length = header[3];
	if (name_length > DISTRIBUTION_MAX_NAME || n > MAX_PARAMS ||
		flags > (DISTRIBUTION_HAS_LOWER | DISTRIBUTION_HAS_UPPER) ||
		size != DISTRIBUTION_HEADER + name_length +
					(n + !!(flags & DISTRIBUTION_HAS_LOWER) + !!(flags & DISTRIBUTION_HAS_UPPER)) *
						sizeof(double))
		corrupted("Its size is not what its header says.");

	at = bytes + DISTRIBUTION_HEADER;
	memcpy(name, at, name_length);
	name[name_length] = '\0';
	at += name_length;
	value->family = family_by_name(name);
	if (!value->family || family_n_params(value->family) != n)
		corrupted(psprintf(
			"Family \"%s\" with %d parameters is unknown to this version of bestfit.", name, n));
	for (int i = 0; i < n; i++)
		at = get_double(at, &value->params[i]);
	value->from = -INFINITY;
	value->to = INFINITY;
	if (flags & DISTRIBUTION_HAS_LOWER)
		at = get_double(at, &value->from);
	if (flags & DISTRIBUTION_HAS_UPPER)
		at = get_double(at, &value->to);
}

void
distribution_read(Datum datum, DistributionValue *value)
{
	struct varlena *flat = PG_DETOAST_DATUM_PACKED(datum);

	read_bytes(VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat), value);
	if ((Pointer) flat != DatumGetPointer(datum))
		pfree(flat);
}

/*
 * Values ready for evaluation
 */

/* Sets *d, zeroed or used before with the same memory context, to what the bytes say. */
static void
set_from_bytes(const CoreContext *cx, Distribution *d, const char *bytes, Size size)
{
	DistributionValue value;
	const char *error;

	read_bytes(bytes, size, &value);
	if (!set_family(cx, &value, d, &error) || !set_bounds(&value, d, &error))
		corrupted(psprintf("%s: %s", value.family->name, error));
}

/*
 * Distributions of a call site, found by a hash of their bytes.  A row of a join with a table of
 * models comes with another model than the row before, but the models come again.
 */
#define CACHE_SLOTS 64

typedef struct CachedDistribution
{
	Size size; /* 0: not in use */
	char bytes[DISTRIBUTION_MAX_BYTES];
	Distribution d;
} CachedDistribution;

typedef struct DistributionCache
{
	CoreContext cx;
	CachedDistribution *latest;
	CachedDistribution *slot[CACHE_SLOTS];
} DistributionCache;

static inline bool
is_cached(const CachedDistribution *cached, const char *bytes, Size size)
{
	return cached && cached->size == size && memcmp(cached->bytes, bytes, size) == 0;
}

/* The distribution, remembered in place of another one of the same hash. */
static CachedDistribution *
look_up(FmgrInfo *flinfo, const char *bytes, Size size)
{
	DistributionCache *cache = flinfo->fn_extra;
	CachedDistribution **slot;

	if (!cache)
	{
		cache = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(DistributionCache));
		core_context_init(&cache->cx, flinfo->fn_mcxt);
		flinfo->fn_extra = cache;
	}
	slot = &cache->slot[hash_bytes((const unsigned char *) bytes, size) % CACHE_SLOTS];
	if (!is_cached(*slot, bytes, size))
	{
		if (!*slot)
			*slot = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(CachedDistribution));
		/* not to be found if what follows is an error */
		(*slot)->size = 0;
		cache->latest = NULL;
		set_from_bytes(&cache->cx, &(*slot)->d, bytes, size);
		memcpy((*slot)->bytes, bytes, size);
		(*slot)->size = size;
	}
	cache->latest = *slot;
	return *slot;
}

const Distribution *
distribution_arg(FunctionCallInfo fcinfo, int arg)
{
	FmgrInfo *flinfo = fcinfo->flinfo;
	struct varlena *flat;
	const char *bytes;
	Size size;
	DistributionCache *cache;

	if (!flinfo)
		return distribution_make(PG_GETARG_DATUM(arg));
	flat = PG_GETARG_VARLENA_PP(arg);
	bytes = VARDATA_ANY(flat);
	size = VARSIZE_ANY_EXHDR(flat);
	cache = flinfo->fn_extra;
	if (cache && is_cached(cache->latest, bytes, size))
		return &cache->latest->d;
	if (size > DISTRIBUTION_MAX_BYTES)
		corrupted("It is too long.");
	return &look_up(flinfo, bytes, size)->d;
}

Distribution *
distribution_make(Datum datum)
{
	struct varlena *flat = PG_DETOAST_DATUM_PACKED(datum);
	CoreContext *cx = core_context_create(CurrentMemoryContext);
	Distribution *d = palloc0(sizeof(Distribution));

	set_from_bytes(cx, d, VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat));
	return d;
}
