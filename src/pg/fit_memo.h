/*
 * fit_memo.h
 *		The fits of the last call, kept while its query runs.
 */
#ifndef BESTFIT_FIT_MEMO_H
#define BESTFIT_FIT_MEMO_H

#include "bestfit_args.h"
#include "executor.h"

/*
 * fit_families() for the arguments, or what it gave to the call before if that was in the same
 * query, with the same rows and arguments.  The results are to be read at once, not to be kept or
 * changed; `query` is the memory context of the query.
 */
extern FitResult *fit_or_remember(MemoryContext query, Histogram *h, const BestfitArgs *args);

#endif
