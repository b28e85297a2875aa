/*
 * bestfit_families.c
 *		The table of families as SQL rows, for the view bestfit_families.
 */
#include "postgres.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "count_data.h"
#include "family.h"
#include "sql_formula.h"

static Datum
text_array(const char *const *words, int n)
{
	Datum *elements = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elements[i] = CStringGetTextDatum(words[i]);
	return PointerGetDatum(construct_array(elements, n, TEXTOID, -1, false, TYPALIGN_INT));
}

static Datum
param_names(const Family *family)
{
	const char *names[MAX_PARAMS];

	for (int i = 0; i < family_n_params(family); i++)
		names[i] = family_param_name(family, i);
	return text_array(names, family_n_params(family));
}

static Datum
aliases(const Family *family)
{
	int n = 0;

	while (family->aliases && family->aliases[n])
		n++;
	return text_array(family->aliases, n);
}

/* The simpler families that are in the table themselves. */
static Datum
nested_families(const Family *family)
{
	const char **names = palloc(sizeof(char *) * n_families);
	int n = 0;

	for (const Nested *nested = family->nests; nested && nested->family; nested++)
	{
		if (family_by_name(nested->family))
			names[n++] = nested->family;
	}
	return text_array(names, n);
}

/* Where (x - loc) / scale can lie, as an interval. */
static Datum
support(const Family *family)
{
	const char *from = isinf(family->lower) ? "(-inf" : psprintf("[%g", family->lower);
	const char *to = isinf(family->upper) ? "inf)" : psprintf("%g]", family->upper);

	if (family->support)
		return CStringGetTextDatum("depends on the shapes");
	return CStringGetTextDatum(psprintf("%s, %s", from, to));
}

/* Whether the estimate is a formula, at least where nothing is held fixed that is in its way. */
static bool
has_closed_form(const Family *family)
{
	const Family *kernel = family->kernel ? family_by_name(family->kernel) : family;

	return kernel->closed_form || (kernel->counts && kernel->counts->closed_form);
}

/* What bestfit_sql() can write. */
static Datum
plain_sql(const Family *family)
{
	const char *names[N_FORMULA_KINDS];
	int n = 0;

	for (int kind = 0; kind < N_FORMULA_KINDS; kind++)
	{
		if (family_formula(family, kind))
			names[n++] = formula_kind_name[kind];
	}
	return text_array(names, n);
}

PG_FUNCTION_INFO_V1(bestfit_family_list);

Datum
bestfit_family_list(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	for (int i = 0; i < n_families; i++)
	{
		const Family *f = families[i];
		Datum values[] = {
			CStringGetTextDatum(f->name),
			CStringGetTextDatum(f->kind == FAMILY_CONTINUOUS ? "continuous" : "discrete"),
			param_names(f),
			Int32GetDatum(family_n_params(f)),
			Int32GetDatum(f->n_identifiable),
			support(f),
			aliases(f),
			BoolGetDatum(!(f->flags & NOT_DEFAULT)),
			CStringGetTextDatum(has_closed_form(f) ? "closed form" : "numerical"),
			f->kernel ? CStringGetTextDatum(f->kernel) : (Datum) 0,
			nested_families(f),
			plain_sql(f),
			f->reference ? CStringGetTextDatum(f->reference) : (Datum) 0,
		};
		bool nulls[lengthof(values)] = {[9] = f->kernel == NULL, [12] = f->reference == NULL};

		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
