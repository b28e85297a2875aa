/*
 * diagnose.h
 *		What stands out in the rows before any family is fitted.
 */
#ifndef BESTFIT_DIAGNOSE_H
#define BESTFIT_DIAGNOSE_H

#include "fit.h"

typedef struct Finding
{
	const char *name; /* static */
	double value;     /* the number that led to it */
	char detail[200];
} Finding;

#define MAX_FINDINGS 20

/*
 * Looks for everything that diagnose.c lists, in a fixed order; returns how many findings there
 * are.  The thresholds are in the table of README.md.
 */
extern int diagnose(const CoreContext *cx, Histogram *h, Finding *findings);

#endif
