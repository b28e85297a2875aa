/*
 * tolerance.h
 *		How exact the values of a family must be, for the tests that hold them to it.
 */
#ifndef BESTFIT_TOLERANCE_H
#define BESTFIT_TOLERANCE_H

#include <string.h>

#include "family.h"

/* Elementary functions and incomplete gamma and beta functions; series and quadrature. */
#define TIGHT 1e-12
#define LOOSE 1e-9

/* The families whose density or probabilities are series or integrals. */
static const char *const loose_families[] = {
	"argus",         "dpareto_lognorm",
	"gausshyper",    "genhyperbolic",
	"geninvgauss",   "irwinhall",
	"ksone",         "kstwo",
	"kstwobign",     "landau",
	"levy_stable",   "ncf",
	"nct",           "ncx2",
	"norminvgauss",  "rice",
	"studentized_range", "tukeylambda",
	"vonmises",      "vonmises_line",
};

/* The largest relative error that a family's values may have. */
static inline double
tolerance_of(const Family *f)
{
	for (size_t i = 0; i < sizeof(loose_families) / sizeof(loose_families[0]); i++)
		if (strcmp(loose_families[i], f->name) == 0)
			return LOOSE;
	return TIGHT;
}

#endif
