/*
 * bestfit_support.c
 *		What the planner is told about a call of bestfit(): rows and cost.
 *
 * A call fits one family in a tenth of a millisecond or a hundred in half a second, as its
 *arguments say, and a plan for many groups is a good one only if the planner knows: it spreads the
 *groups over parallel workers if that is worth their start.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "nodes/supportnodes.h"
#include "optimizer/optimizer.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "bestfit_args.h"
#include "executor_cost.h"

/*
 * What the planner is to take for a millisecond, in cpu_operator_cost.  An operator takes some 20
 * to 50 ns, so that this is ten times too low, on purpose: beyond jit_above_cost PostgreSQL
 * compiles expressions, which does nothing for a fit, and of plans whose costs differ by less than
 * 1 % it takes any, be it the one without a parallel aggregate.
 */
#define OPERATORS_PER_MILLISECOND 1000

/* An argument's value: false if it is only known when the call is made. */
static bool
known_argument(FuncExpr *call, int arg, Const **value)
{
	Node *node = arg < list_length(call->args) ? list_nth(call->args, arg) : NULL;

	if (node == NULL || !IsA(node, Const))
		return false;
	*value = (Const *) node;
	return true;
}

/* Adds the families that an array names to those chosen.  What is wrong is the call's to say. */
static void
choose_named(Const *value, FamilyKind kind, bool *chosen)
{
	Datum *names;
	bool *nulls;
	int n;

	deconstruct_array(DatumGetArrayTypeP(value->constvalue), TEXTOID, -1, false, TYPALIGN_INT,
					  &names, &nulls, &n);
	for (int i = 0; i < n; i++)
	{
		char *name = nulls[i] ? "" : TextDatumGetCString(names[i]);
		const Family *family = family_by_name(name);
		bool all = pg_strcasecmp(name, "all") == 0;

		for (int f = 0; f < n_families; f++)
			chosen[f] |= all ? families[f]->kind == kind : families[f] == family;
	}
}

/* The families that a call will fit, as far as one can see: the default set if one cannot. */
static void
chosen_families(FuncExpr *call, bool *chosen)
{
	FamilyKind kind = FAMILY_CONTINUOUS;
	bool *excluded = palloc0(sizeof(bool) * n_families);
	Const *value;

	if (known_argument(call, ARG_KIND, &value) && !value->constisnull &&
		pg_strcasecmp(TextDatumGetCString(value->constvalue), "discrete") == 0)
		kind = FAMILY_DISCRETE;
	if (known_argument(call, ARG_FAMILIES, &value) && !value->constisnull)
		choose_named(value, kind, chosen);
	else
		for (int f = 0; f < n_families; f++)
			chosen[f] = families[f]->kind == kind && !(families[f]->flags & NOT_DEFAULT);
	if (known_argument(call, ARG_EXCLUDE, &value) && !value->constisnull)
		choose_named(value, kind, excluded);
	for (int f = 0; f < n_families; f++)
		chosen[f] = chosen[f] && !excluded[f];
}

static double
estimated_rows(FuncExpr *call)
{
	bool *chosen = palloc0(sizeof(bool) * n_families);
	double rows = 0;
	Const *value;

	chosen_families(call, chosen);
	for (int f = 0; f < n_families; f++)
		rows += chosen[f];
	if (known_argument(call, ARG_TOP, &value) && !value->constisnull)
		rows = Min(rows, DatumGetInt32(value->constvalue));
	return Max(rows, 1);
}

static Cost
estimated_cost(FuncExpr *call)
{
	bool *chosen = palloc0(sizeof(bool) * n_families);
	double milliseconds = 0;
	Const *value;

	chosen_families(call, chosen);
	for (int f = 0; f < n_families; f++)
		if (chosen[f])
			milliseconds += typical_fit_cost(families[f]);
	if (known_argument(call, ARG_BOOTSTRAP, &value) && !value->constisnull)
		milliseconds *= 1.0 + Max(DatumGetInt32(value->constvalue), 0);
	return milliseconds * OPERATORS_PER_MILLISECOND * cpu_operator_cost;
}

PG_FUNCTION_INFO_V1(bestfit_support);

/* Planner support function of bestfit(). */
Datum
bestfit_support(PG_FUNCTION_ARGS)
{
	Node *request = (Node *) PG_GETARG_POINTER(0);

	if (IsA(request, SupportRequestRows))
	{
		SupportRequestRows *rows = (SupportRequestRows *) request;

		if (is_funcclause(rows->node))
		{
			rows->rows = estimated_rows((FuncExpr *) rows->node);
			PG_RETURN_POINTER(request);
		}
	}
	else if (IsA(request, SupportRequestCost))
	{
		SupportRequestCost *cost = (SupportRequestCost *) request;

		if (cost->node && is_funcclause(cost->node))
		{
			cost->startup = 0;
			cost->per_tuple = estimated_cost((FuncExpr *) cost->node);
			PG_RETURN_POINTER(request);
		}
	}
	PG_RETURN_POINTER(NULL);
}
