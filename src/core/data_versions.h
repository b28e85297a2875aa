/*
 * data_versions.h
 *		The versions of the same rows that families and methods ask for.
 */
#ifndef BESTFIT_DATA_VERSIONS_H
#define BESTFIT_DATA_VERSIONS_H

#include "fit.h"

/* Is the family supported on (loc + something, inf) for all shapes that can reach infinity? */
extern bool starts_at_loc(const FitData *data, const Family *family);

/* Does the user hold the family's loc at a value? */
extern bool loc_held(const FitData *data, const Family *family);

/* That version of the data for another method.  Made once. */
extern FitData *data_by_method(FitData *data, FitMethod method);

/* The version of the data, with loc free or at 0, that the options mean for this family. */
extern FitData *fit_data_for(FitData *data, const Family *family);

/*
 * Forgets the estimates that were given up because a stop was asked for, in both versions of the
 * data; data is the one from fit_data_create().
 */
extern void estimates_forget_stopped(FitData *data);

#endif
