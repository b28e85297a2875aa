/*
 * bestfit_args.h
 *		The arguments of bestfit(), checked.
 */
#ifndef BESTFIT_ARGS_H
#define BESTFIT_ARGS_H

#include "fmgr.h"

#include "fit.h"

/* What rows can be ranked by. */
typedef enum Criterion
{
	BY_BIC,
	BY_AIC,
	BY_AICC,
	BY_LOGLIK,
	BY_KS,
	BY_AD,
	BY_CVM,
	BY_SSE,
	N_CRITERIA
} Criterion;

typedef struct BestfitArgs
{
	int n_wanted;
	int *wanted; /* positions in families[], ascending */
	Criterion rank_by;
	FitOptions options;
	int top; /* rows to return at most */
} BestfitArgs;

/* Positions of the arguments of bestfit(). */
enum
{
	ARG_HISTOGRAM,
	ARG_FAMILIES,
	ARG_EXCLUDE,
	ARG_KIND,
	ARG_METHOD,
	ARG_RANK_BY,
	ARG_LOC,
	ARG_FIX,
	ARG_CELLS,
	ARG_LOWER_BOUND,
	ARG_UPPER_BOUND,
	ARG_BOOTSTRAP,
	ARG_TOP
};

/* A word that an argument may be and what it means.  The first of a list is the default. */
typedef struct Choice
{
	const char *word; /* NULL ends a list */
	int value;
} Choice;

extern const Choice loc_choices[];
extern const Choice cells_choices[];

/* What argument `arg` means; another word is an error that lists the choices. */
extern int read_choice(FunctionCallInfo fcinfo, int arg, const char *name, const Choice *choices);

/*
 * Reads all arguments but the histogram; memory comes from the current context.  NULL means an
 * argument's default.  A wrong value is an error that lists the right ones.
 */
extern void read_bestfit_args(FunctionCallInfo fcinfo, BestfitArgs *args);

/* An error unless all rows of h lie within the bounds of the truncation. */
extern void check_rows_within_bounds(const Histogram *h, const FitOptions *options);

#endif
