/*
 * bootstrap_task.c
 *		p-values by refitting a family to rows drawn from its fit.
 *
 * The parametric bootstrap (Stute, Manteiga & Quindimil 1993, Metrika 40, 243; Davison & Hinkley
 * 1997, section 4.2.3): p = (1 + replicates whose statistic reaches the observed one) / (1 +
 * replicates).  A task makes a range of the replicates of one family.
 */
#include "postgres.h"

#include <math.h>

#include "storage/shmem.h"
#include "utils/memutils.h"

#include "bootstrap_task.h"
#include "core_context.h"
#include "count_data.h"
#include "count_estimate.h"
#include "estimate.h"
#include "resample.h"
#include "sample.h"

/* Tasks per family: enough for workers to share, few enough that what they are told stays small. */
#define TASKS_PER_FAMILY 16

/* Of the replicates, this share must have been fitted. */
#define SUCCESSFUL 0.8

/* What came of a range of replicates. */
typedef struct BootstrapResult
{
	bool finished;
	int fitted;
	int ks_reached;
	int ad_reached;
	int cvm_reached;
} BootstrapResult;

static double
bootstrap_cost(const FitData *data, const Task *task, const void *input)
{
	return (task->last - task->first) * estimated_fit_cost(families[task->family], data);
}

/*
 * The options that replicates are fitted with: whether loc is held may not be decided anew by the
 * rows drawn.
 */
static FitOptions
replicate_options(FitData *data, const Family *family)
{
	FitOptions options = data->options;

	options.replicate = true;
	if (options.loc != LOC_AUTO)
		return options;
	if (family->kind == FAMILY_DISCRETE)
	{
		/* where it follows from the least row it does so in a replicate, too */
		if (count_loc_is_free(data, family))
			options.loc = LOC_FREE;
	}
	else
	{
		const FitData *d = fit_data_for(data, family);

		options.loc = d->loc_fixed && d->center == 0 ? LOC_ZERO : LOC_FREE;
	}
	return options;
}

/* Reaches the observed value, rounding apart. */
static bool
reaches(double value, double observed)
{
	return value >= observed * (1 - 1e-9);
}

/* Fits the family to one replicate, all memory being cx's. */
static void
run_replicate(const CoreContext *cx, const Resampler *resampler, const FitOptions *options,
			  const FamilyFit *fit, int replicate, BootstrapResult *result)
{
	const Family *family = families[fit->family];
	Histogram *h =
		resampler_draw(resampler, cx, random_bits((uint64_t) fit->family, (uint64_t) replicate));
	FitData *data = h ? fit_data_create(cx, h, options) : NULL;
	FamilyFit again;

	if (!data)
		return;
	fit_family(data, family, &again);
	if (isnan(again.test_ks) || isnan(again.test_ad) || isnan(again.test_cvm))
		return;
	result->fitted++;
	result->ks_reached += reaches(again.test_ks, fit->test_ks);
	result->ad_reached += reaches(again.test_ad, fit->test_ad);
	result->cvm_reached += reaches(again.test_cvm, fit->test_cvm);
}

static void
run_bootstrap(const TaskEnv *env, const Task *task, const void *input, void *output)
{
	const FamilyFit *fit = input;
	const Family *family = families[task->family];
	BootstrapResult *result = output;
	FitOptions options = replicate_options(env->data, family);
	MemoryContext scratch =
		AllocSetContextCreate(env->cx->arg, "bestfit replicate", ALLOCSET_DEFAULT_SIZES);
	CoreContext cx;
	Distribution d = {0};
	Resampler *resampler;
	const char *error;

	core_context_init(&cx, scratch);
	cx.stop = env->cx->stop;
	if (distribution_set(env->cx, &d, family, fit->params, &error) &&
		(!options.truncated ||
		 distribution_truncate(&d, options.lower_bound, options.upper_bound, &error)) &&
		(resampler = resampler_create(env->cx, env->data, &d)) != NULL)
	{
		for (int i = task->first; i < task->last && !core_stop(env->cx); i++)
		{
			run_replicate(&cx, resampler, &options, fit, i, result);
			MemoryContextReset(scratch);
		}
	}
	result->finished = !core_stop(env->cx);
}

const TaskKind bootstrap_task_kind = {
	.name = "bootstrap",
	.doing = "bootstrapping",
	.input_size = sizeof(FamilyFit),
	.result_size = sizeof(BootstrapResult),
	.cost = bootstrap_cost,
	.run = run_bootstrap,
};

/* Is there an estimate to test, and anything left that could be wrong with it? */
static bool
can_be_tested(const FamilyFit *fit)
{
	const Family *family = families[fit->family];

	if (fit->status != FIT_OK && fit->status != FIT_BOUNDARY && fit->status != FIT_LIMIT)
		return false;
	if (family->counts && family->counts->free_shapes)
		return false;
	return !isnan(fit->test_ks) && !isnan(fit->test_ad) && !isnan(fit->test_cvm);
}

static double
p_value(int reached, int fitted)
{
	return (1.0 + reached) / (1.0 + fitted);
}

void
bootstrap_p_values(Histogram *h, FitData *data, FitResult *results, int n)
{
	int replicates = data->options.bootstrap;
	int size = (replicates + TASKS_PER_FAMILY - 1) / TASKS_PER_FAMILY;
	Job job = {.kind = TASK_BOOTSTRAP, .histogram = h, .options = data->options, .data = data};
	FamilyFit *inputs = palloc0(mul_size(sizeof(FamilyFit) * TASKS_PER_FAMILY, n));
	int *result_of = palloc0(mul_size(sizeof(int) * TASKS_PER_FAMILY, n));
	BootstrapResult *parts, *sums = palloc0(mul_size(sizeof(BootstrapResult), n));
	instr_time start;

	INSTR_TIME_SET_CURRENT(start);
	job.tasks = palloc0(mul_size(sizeof(Task) * TASKS_PER_FAMILY, n));
	for (int i = 0; i < n; i++)
	{
		FamilyFit *fit = &results[i].fit;

		fit->ks_pvalue = fit->ad_pvalue = fit->cvm_pvalue = NAN;
		if (!can_be_tested(fit))
			continue;
		sums[i].finished = true;
		for (int first = 0; first < replicates; first += size)
		{
			job.tasks[job.n_tasks] = (Task){
				.family = fit->family, .first = first, .last = Min(first + size, replicates)};
			result_of[job.n_tasks] = i;
			inputs[job.n_tasks++] = *fit;
		}
	}
	if (job.n_tasks == 0)
		return;
	job.inputs = inputs;
	run_job(&job, start);

	parts = job.results;
	for (int k = 0; k < job.n_tasks; k++)
	{
		BootstrapResult *sum = &sums[result_of[k]];

		sum->finished &= parts[k].finished;
		sum->fitted += parts[k].fitted;
		sum->ks_reached += parts[k].ks_reached;
		sum->ad_reached += parts[k].ad_reached;
		sum->cvm_reached += parts[k].cvm_reached;
		results[result_of[k]].elapsed_ms += job.outcomes[k].elapsed_ms;
	}
	for (int i = 0; i < n; i++)
	{
		FamilyFit *fit = &results[i].fit;

		if (!sums[i].finished || sums[i].fitted < SUCCESSFUL * replicates)
			continue;
		fit->ks_pvalue = p_value(sums[i].ks_reached, sums[i].fitted);
		fit->ad_pvalue = p_value(sums[i].ad_reached, sums[i].fitted);
		fit->cvm_pvalue = p_value(sums[i].cvm_reached, sums[i].fitted);
	}
}
