/*
 * fit_families.c
 *		The fits of one call as a job: one task per family.
 */
#include "postgres.h"

#include "bootstrap_task.h"
#include "executor.h"
#include "fit_task.h"

static double
fit_cost(const FitData *data, const Task *task, const void *input)
{
	return estimated_fit_cost(families[task->family], data);
}

static void
run_fit(const TaskEnv *env, const Task *task, const void *input, void *result)
{
	fit_family(env->data, families[task->family], result);
}

const TaskKind fit_task_kind = {
	.name = "fit",
	.doing = "fitting",
	.result_size = sizeof(FamilyFit),
	.cost = fit_cost,
	.run = run_fit,
};

FitResult *
fit_families(Histogram *h, const FitOptions *options, const int *family, int n_wanted)
{
	Job job = {.kind = TASK_FIT, .histogram = h, .options = *options, .n_tasks = n_wanted};
	const FamilyFit *fits;
	FitResult *results;
	instr_time start;

	INSTR_TIME_SET_CURRENT(start);
	job.data = fit_data_create(task_context_create(CurrentMemoryContext), h, options);
	if (!job.data)
		return NULL;
	job.tasks = palloc0(sizeof(Task) * n_wanted);
	for (int i = 0; i < n_wanted; i++)
		job.tasks[i].family = family[i];
	run_job(&job, start);

	fits = job.results;
	results = palloc(sizeof(FitResult) * n_wanted);
	for (int i = 0; i < n_wanted; i++)
	{
		results[i].fit = fits[i];
		results[i].elapsed_ms = job.outcomes[i].elapsed_ms;
	}
	if (options->bootstrap > 0)
		bootstrap_p_values(h, job.data, results, n_wanted);
	return results;
}
