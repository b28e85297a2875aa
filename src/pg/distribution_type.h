/*
 * distribution_type.h
 *		The SQL type distribution: a family with its parameters, truncated or not.
 *
 * Flat, as it is stored:
 *
 *		+----------------+---------+-------+----------+-------------+------+--------+--------+
 *		| varlena header | version | flags | n params | name length | name | params | bounds |
 *		+----------------+---------+-------+----------+-------------+------+--------+--------+
 *		                   uint8     uint8   uint8      uint8         ASCII  float8   float8
 *
 * The name is the family's canonical one, without a terminator, so that a value does not depend on
 * where the family stands in the table of this version.  The parameters are the shapes, loc and, in
 * continuous families, scale.  Of the bounds of a truncation only the finite ones are there, the
 * lower one first: flags say which.  Nothing is aligned.  Zeros have no sign and there is no NaN,
 *so that equal distributions (same family, parameters and bounds) are equal bytes.
 */
#ifndef BESTFIT_DISTRIBUTION_TYPE_H
#define BESTFIT_DISTRIBUTION_TYPE_H

#include "fmgr.h"
#include "nodes/nodes.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "distribution.h"

#define DISTRIBUTION_VERSION 1
#define DISTRIBUTION_HEADER 4
#define DISTRIBUTION_MAX_NAME 63
#define DISTRIBUTION_MAX_BYTES                                                                     \
	(DISTRIBUTION_HEADER + DISTRIBUTION_MAX_NAME + (MAX_PARAMS + 2) * sizeof(double))

#define DISTRIBUTION_HAS_LOWER 1
#define DISTRIBUTION_HAS_UPPER 2

/* What a value says. */
typedef struct DistributionValue
{
	const Family *family;
	double params[MAX_PARAMS]; /* family_n_params of them */
	double from;               /* bounds of a truncation; infinite where there is none */
	double to;
} DistributionValue;

/* Why something is no distribution, for ereport. */
typedef struct DistributionProblem
{
	int sqlstate;
	const char *message;
	const char *detail; /* NULL: none */
	const char *hint;   /* NULL: none */
} DistributionProblem;

/*
 * The family of that name or alias.  NULL, with *problem naming the nearest one, if there is none.
 */
extern const Family *distribution_family(const char *name, DistributionProblem *problem);

/* Sets the problem of a parameter that is missing, unknown, ..., which `what` says; false. */
extern bool distribution_bad_params(const Family *family, const char *what,
									DistributionProblem *problem);

/*
 * Sets loc and scale, if they are beyond the first n parameters, to 0 and 1.  False if shapes are
 * missing too, or there are more than the family has.
 */
extern bool distribution_complete_params(DistributionValue *value, int n,
										 DistributionProblem *problem);

/*
 * Whether the family has that distribution, with what the functions of src/core can evaluate; if
 * not, *problem says why.
 */
extern bool distribution_check(const DistributionValue *value, DistributionProblem *problem);

/* Reports a problem: to `context` if that collects errors (PostgreSQL 16), else as an error. */
extern void distribution_report(Node *context, const DistributionProblem *problem);

/* A checked value in its flat form, and what a flat one says. */
extern Datum distribution_flatten(const DistributionValue *value);
extern void distribution_read(Datum flat, DistributionValue *value);

/*
 * Argument `arg` of a function, ready for evaluation.  It is remembered in fn_extra, if there is
 * one, which then belongs to this function alone: for the latest values of this call site, names,
 * parameters and constants are looked at once, not for every row.
 */
extern const Distribution *distribution_arg(FunctionCallInfo fcinfo, int arg);

/* The same, not remembered: in the current memory context. */
extern Distribution *distribution_make(Datum flat);

#define PG_GETARG_DISTRIBUTION(n) distribution_arg(fcinfo, n)

/*
 * distribution_text.c: the text form.  Writing appends to *out.  Reading gives what is written, not
 * yet checked: false, with *problem set, if it cannot be understood.
 */
struct StringInfoData;
extern void distribution_write_text(struct StringInfoData *out, const DistributionValue *value);
extern void distribution_write_double(struct StringInfoData *out, double x);
extern bool distribution_read_text(const char *text, DistributionValue *value,
								   DistributionProblem *problem);

#endif
