/*
 * noncentral.h
 *		What the non-central chi-square and F distributions share.
 */
#ifndef BESTFIT_FAMILIES_NONCENTRAL_H
#define BESTFIT_FAMILIES_NONCENTRAL_H

/*
 * Estimation's shapes: the degrees of freedom of the central chi-square with the same ratio of mean
 * and standard deviation (Patnaik 1949, Biometrika 36, 202), which are well determined, and nc /
 * df.
 */
extern void patnaik_untangle(double *df, double *nc);
extern void patnaik_tangle(double *df, double *nc);

#endif
