/*
 * fix_arg.h
 *		The argument fix of bestfit(): parameters to be held, as a JSON object.
 */
#ifndef BESTFIT_FIX_ARG_H
#define BESTFIT_FIX_ARG_H

#include "utils/jsonb.h"

#include "fit.h"

/*
 * Reads {"loc": 0, "gamma": {"a": 2}} into options: a number holds the parameter of that name in
 * all families that have one, an object the parameters of one family.  What cannot be held by any
 * of the wanted families is an error.
 */
extern void read_fix(Jsonb *fix, const int *wanted, int n_wanted, FitOptions *options);

#endif
