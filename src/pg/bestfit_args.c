/*
 * bestfit_args.c
 *		The arguments of bestfit(), checked.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "bestfit_args.h"
#include "bootstrap_task.h"
#include "fix_arg.h"

static const Choice kind_choices[] = {
	{"continuous", FAMILY_CONTINUOUS}, {"discrete", FAMILY_DISCRETE}, {NULL, 0}};
static const Choice method_choices[] = {{"mle", METHOD_MLE},         {"mps", METHOD_MPS},
										{"moments", METHOD_MOMENTS}, {"lmoments", METHOD_LMOMENTS},
										{"auto", METHOD_AUTO},       {NULL, 0}};
const Choice loc_choices[] = {
	{"auto", LOC_AUTO}, {"free", LOC_FREE}, {"zero", LOC_ZERO}, {NULL, 0}};
const Choice cells_choices[] = {{"auto", CELLS_AUTO}, {"points", CELLS_POINTS}, {NULL, 0}};
static const Choice rank_by_choices[] = {{"bic", BY_BIC},       {"aic", BY_AIC}, {"aicc", BY_AICC},
										 {"loglik", BY_LOGLIK}, {"ks", BY_KS},   {"ad", BY_AD},
										 {"cvm", BY_CVM},       {"sse", BY_SSE}, {NULL, 0}};

int
read_choice(FunctionCallInfo fcinfo, int arg, const char *name, const Choice *choices)
{
	StringInfoData list;
	char *word;

	if (PG_ARGISNULL(arg))
		return choices[0].value;

	word = text_to_cstring(PG_GETARG_TEXT_PP(arg));
	for (const Choice *c = choices; c->word; c++)
	{
		if (pg_strcasecmp(word, c->word) == 0)
			return c->value;
	}

	initStringInfo(&list);
	for (const Choice *c = choices; c->word; c++)
		appendStringInfo(&list, "%s%s", c == choices ? "" : ", ", c->word);
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("invalid value for argument \"%s\": \"%s\"", name, word),
					errhint("Available values: %s.", list.data)));
}

/*
 * Sets chosen[i] for every family that the array names, by name, alias or "all", which means all
 * of that kind.
 */
static void
read_family_names(ArrayType *array, const char *arg_name, FamilyKind kind, bool *chosen)
{
	Datum *names;
	bool *nulls;
	int n;

	deconstruct_array(array, TEXTOID, -1, false, TYPALIGN_INT, &names, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		const Family *family;
		char *name;
		bool all;

		if (nulls[i])
			ereport(ERROR, (errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
							errmsg("argument \"%s\" must not contain null values", arg_name)));

		name = TextDatumGetCString(names[i]);
		all = pg_strcasecmp(name, "all") == 0;
		family = all ? NULL : family_by_name(name);
		if (!all && !family)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("unknown family \"%s\"", name),
							errhint("Did you mean \"%s\"?", family_nearest_name(name))));
		if (family && family->kind != kind)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("family \"%s\" is %s", family->name, kind_choices[family->kind].word),
					 errhint("Families of one kind are fitted at a time: kind => '%s'.",
							 kind_choices[family->kind].word)));

		for (int f = 0; f < n_families; f++)
			chosen[f] |= all ? families[f]->kind == kind : families[f] == family;
	}
}

static void
read_bounds(FunctionCallInfo fcinfo, FitOptions *options)
{
	options->lower_bound =
		PG_ARGISNULL(ARG_LOWER_BOUND) ? -INFINITY : PG_GETARG_FLOAT8(ARG_LOWER_BOUND);
	options->upper_bound =
		PG_ARGISNULL(ARG_UPPER_BOUND) ? INFINITY : PG_GETARG_FLOAT8(ARG_UPPER_BOUND);
	options->truncated = isfinite(options->lower_bound) || isfinite(options->upper_bound);
	if (!(options->lower_bound < options->upper_bound) || options->lower_bound == INFINITY ||
		options->upper_bound == -INFINITY)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("lower_bound must be less than upper_bound"),
						errhint("NULL leaves a side open.")));
}

void
read_bestfit_args(FunctionCallInfo fcinfo, BestfitArgs *args)
{
	FamilyKind kind = read_choice(fcinfo, ARG_KIND, "kind", kind_choices);
	bool *wanted = palloc0(sizeof(bool) * n_families);
	bool *excluded = palloc0(sizeof(bool) * n_families);

	memset(&args->options, 0, sizeof(args->options));
	args->rank_by = read_choice(fcinfo, ARG_RANK_BY, "rank_by", rank_by_choices);
	args->options.kind = kind;
	args->options.method = read_choice(fcinfo, ARG_METHOD, "method", method_choices);
	args->options.loc = read_choice(fcinfo, ARG_LOC, "loc", loc_choices);
	args->options.cells = read_choice(fcinfo, ARG_CELLS, "cells", cells_choices);
	read_bounds(fcinfo, &args->options);

	args->options.bootstrap = PG_ARGISNULL(ARG_BOOTSTRAP) ? 0 : PG_GETARG_INT32(ARG_BOOTSTRAP);
	if (args->options.bootstrap < 0 || args->options.bootstrap > MAX_BOOTSTRAP)
		ereport(
			ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid value for argument \"bootstrap\": %d", args->options.bootstrap),
			 errhint("It must be between 0, for p-values without refits, and %d.", MAX_BOOTSTRAP)));

	args->top = PG_ARGISNULL(ARG_TOP) ? n_families : PG_GETARG_INT32(ARG_TOP);
	if (args->top < 1)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("invalid value for argument \"top\": %d", args->top),
						errhint("It must be at least 1; NULL returns every row.")));

	if (!PG_ARGISNULL(ARG_FAMILIES))
		read_family_names(PG_GETARG_ARRAYTYPE_P(ARG_FAMILIES), "families", kind, wanted);
	else
	{
		for (int f = 0; f < n_families; f++)
			wanted[f] = families[f]->kind == kind && !(families[f]->flags & NOT_DEFAULT);
	}
	if (!PG_ARGISNULL(ARG_EXCLUDE))
		read_family_names(PG_GETARG_ARRAYTYPE_P(ARG_EXCLUDE), "exclude", kind, excluded);

	args->n_wanted = 0;
	args->wanted = palloc(sizeof(int) * n_families);
	for (int f = 0; f < n_families; f++)
	{
		if (wanted[f] && !excluded[f])
			args->wanted[args->n_wanted++] = f;
	}
	if (kind == FAMILY_DISCRETE && args->options.method != METHOD_MLE &&
		args->options.method != METHOD_AUTO)
		ereport(ERROR, (errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
						errmsg("discrete families are fitted by maximum likelihood only"),
						errhint("Leave out argument \"method\".")));
	if (!PG_ARGISNULL(ARG_FIX))
		read_fix(PG_GETARG_JSONB_P(ARG_FIX), args->wanted, args->n_wanted, &args->options);
}

void
check_rows_within_bounds(const Histogram *h, const FitOptions *options)
{
	bool below = h->min < options->lower_bound;
	const char *side = below ? "lower" : "upper";

	if (h->count == 0 || !options->truncated || (!below && h->max <= options->upper_bound))
		return;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("rows lie outside the bounds of the truncation"),
					errdetail("The %s value is %.17g, the %s bound is %.17g.",
							  below ? "smallest" : "largest", below ? h->min : h->max, side,
							  below ? options->lower_bound : options->upper_bound),
					errhint("A truncation says that no row can lie there.  To leave rows out, use "
							"histogram_agg(x) FILTER (WHERE x BETWEEN lower AND upper).")));
}
