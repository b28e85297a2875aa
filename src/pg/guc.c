/*
 * guc.c
 *		The settings under "bestfit.".
 *
 * All may be set by any user: they can only make a user's own fits slower or use worker slots that
 * max_parallel_workers grants to every user anyway.
 */
#include "postgres.h"

#include <limits.h>

#include "utils/guc.h"

#include "executor_decide.h"
#include "guc.h"

/* The most that max_parallel_workers itself can be set to. */
#define MAX_WORKERS 1024

int bestfit_executor = EXECUTOR_AUTO;
int bestfit_max_workers = -1;
double bestfit_min_parallel_cost = 30.0;
int bestfit_family_timeout = 0;
int bestfit_progress_interval = 0;
bool bestfit_log_decisions = false;

static const struct config_enum_entry executor_choices[] = {{"auto", EXECUTOR_AUTO, false},
															{"serial", EXECUTOR_SERIAL, false},
															{"parallel", EXECUTOR_PARALLEL, false},
															{NULL, 0, false}};

void
define_gucs(void)
{
	DefineCustomEnumVariable("bestfit.executor", "Chooses how bestfit() spreads its fits.",
							 "\"auto\" uses parallel workers when they are estimated to save time.",
							 &bestfit_executor, EXECUTOR_AUTO, executor_choices, PGC_USERSET, 0,
							 NULL, NULL, NULL);
	DefineCustomIntVariable(
		"bestfit.max_workers", "Sets the maximum number of parallel workers of one bestfit() call.",
		"-1 means as many as CPUs and max_parallel_workers allow.", &bestfit_max_workers, -1, -1,
		MAX_WORKERS, PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomRealVariable(
		"bestfit.min_parallel_cost",
		"Sets the estimated work below which bestfit() uses no parallel workers.", NULL,
		&bestfit_min_parallel_cost, 30.0, 0.0, 1e9, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"bestfit.family_timeout", "Sets the maximum time that bestfit() spends on one family.",
		"A family that is not fitted by then has the status \"timeout\".  0 means no limit.",
		&bestfit_family_timeout, 0, 0, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomIntVariable(
		"bestfit.progress_interval", "Sets how often a long bestfit() reports by NOTICE.",
		"Counts from the beginning of the statement's first call.  0 means never.",
		&bestfit_progress_interval, 0, 0, INT_MAX, PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomBoolVariable("bestfit.log_decisions",
							 "Logs how each bestfit() was executed, and why so.",
							 "One line of JSON, with what bestfit_last_run() returns.",
							 &bestfit_log_decisions, false, PGC_USERSET, 0, NULL, NULL, NULL);

	MarkGUCPrefixReserved("bestfit");
}
