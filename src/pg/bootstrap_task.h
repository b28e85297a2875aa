/*
 * bootstrap_task.h
 *		p-values by refitting a family to rows drawn from its fit.
 */
#ifndef BESTFIT_BOOTSTRAP_TASK_H
#define BESTFIT_BOOTSTRAP_TASK_H

#include "executor.h"

#define MAX_BOOTSTRAP 10000

extern const TaskKind bootstrap_task_kind;

/*
 * Sets the p-values of the n results, which are fits to the rows of h, by options->bootstrap
 * replicates each, and adds the time that this took.  data is that of the fits.  NaN where there is
 * no estimate, where too many replicates could not be fitted, or after bestfit.family_timeout.
 */
extern void bootstrap_p_values(Histogram *h, FitData *data, FitResult *results, int n);

#endif
