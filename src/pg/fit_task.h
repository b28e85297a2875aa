/*
 * fit_task.h
 *		The kind of task that fits one family to the rows.
 */
#ifndef BESTFIT_FIT_TASK_H
#define BESTFIT_FIT_TASK_H

#include "executor.h"

extern const TaskKind fit_task_kind;

#endif
