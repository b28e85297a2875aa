/*
 * coverage.c
 *		How often confidence intervals cover what is true.
 *
 *	make -f test/unit/Makefile build/coverage && build/coverage [samples [rows [first truth]]]
 *
 * For every truth: the share, in per cent, of samples whose 95 % intervals contain the parameters
 * (in their order, the held ones left out) and the 5 % and 95 % quantiles, by Wald and by profile
 * likelihood.  With 1000 samples the standard error of a figure is 0.7.
 */
#include <malloc.h>
#include <stddef.h>

#include "confidence.h"
#include "sample.h"
#include "unit.h"

static const struct
{
	const char *family;
	double params[MAX_PARAMS];
	LocMode loc;
} truths[] = {
	{"norm", {10, 2}, LOC_FREE},
	{"logistic", {10, 2}, LOC_FREE},
	{"gumbel_r", {10, 2}, LOC_FREE},
	{"gumbel_l", {10, 2}, LOC_FREE},
	{"laplace", {10, 2}, LOC_FREE},
	{"cauchy", {10, 2}, LOC_FREE},
	{"t", {5, 10, 2}, LOC_FREE},
	{"hypsecant", {10, 2}, LOC_FREE},
	{"expon", {0, 2}, LOC_ZERO},
	{"gamma", {2, 0, 3}, LOC_ZERO},
	{"gamma", {5, 10, 3}, LOC_FREE},
	{"weibull_min", {1.5, 0, 3}, LOC_ZERO},
	{"weibull_min", {3.5, 10, 3}, LOC_FREE},
	{"lognorm", {0.7, 0, 3}, LOC_ZERO},
	{"lognorm", {0.5, 10, 3}, LOC_FREE},
	{"invgauss", {0.8, 0, 3}, LOC_ZERO},
	{"invgamma", {3, 0, 3}, LOC_ZERO},
	{"fisk", {3, 0, 3}, LOC_ZERO},
	{"burr12", {3, 1.5, 0, 3}, LOC_ZERO},
	{"rayleigh", {0, 3}, LOC_ZERO},
	{"nakagami", {1.2, 0, 3}, LOC_ZERO},
	{"genextreme", {0.1, 10, 3}, LOC_FREE},
	{"genextreme", {-0.2, 10, 3}, LOC_FREE},
	{"genpareto", {0.3, 0, 3}, LOC_ZERO},
	{"lomax", {3, 0, 3}, LOC_ZERO},
	{"genlogistic", {2, 10, 3}, LOC_FREE},
	{"exponnorm", {1.5, 10, 2}, LOC_FREE},
	{"johnsonsu", {0.5, 1.5, 10, 3}, LOC_FREE},
	{"beta", {2, 3, 0, 1}, LOC_FREE},
	{"moyal", {10, 2}, LOC_FREE},
	{"skewnorm", {4, 10, 2}, LOC_FREE},
	{"fatiguelife", {0.7, 0, 3}, LOC_ZERO},
	{"poisson", {3, 0, 1}, LOC_AUTO},
	{"geom", {0.3, 0, 1}, LOC_ZERO},
	{"nbinom", {2, 0.3, 0, 1}, LOC_AUTO},
	{"binom", {10, 0.3, 0, 1}, LOC_AUTO},
	{"zero_inflated_poisson", {3, 0.3, 0, 1}, LOC_AUTO},
	{"betabinom", {12, 2, 3, 0, 1}, LOC_AUTO},
	{"discrete_weibull", {0.8, 1.3, 0, 1}, LOC_AUTO},
	{"zipf", {2.5, 0, 1}, LOC_AUTO},
};

/* Memory of one sample, released all at once. */
typedef struct Block
{
	struct Block *next;
	max_align_t data[];
} Block;

static void *
arena_alloc(void *arg, size_t size)
{
	Block **first = arg, *b = malloc(sizeof(Block) + size);

	if (!b)
		exit(2);
	b->next = *first;
	*first = b;
	return b->data;
}

static void *
arena_resize(void *arg, void *block, size_t size)
{
	void *larger = arena_alloc(arg, size);
	const Block *old = (const Block *) ((const char *) block - offsetof(Block, data));
	size_t usable;

	usable = malloc_usable_size((void *) old) - sizeof(Block);
	memcpy(larger, block, usable < size ? usable : size);
	return larger;
}

static void
arena_release(void *arg, void *block)
{
	(void) arg;
	(void) block;
}

static void
arena_clear(Block **first)
{
	while (*first)
	{
		Block *b = *first;

		*first = b->next;
		free(b);
	}
}

static bool
never_stop(void *arg)
{
	(void) arg;
	return false;
}

/* Quantities in all: parameters and two quantiles. */
#define N_QUANTILES 2

int
main(int argc, char **argv)
{
	int samples = argc > 1 ? atoi(argv[1]) : 1000, rows = argc > 2 ? atoi(argv[2]) : 1000;

	for (size_t t = argc > 3 ? (size_t) atoi(argv[3]) : 0; t < sizeof(truths) / sizeof(truths[0]);
		 t++)
	{
		const Family *f = family_by_name(truths[t].family);
		int n_params = family_n_params(f), n = n_params + N_QUANTILES, fits = 0;
		int covered[2][MAX_PARAMS + N_QUANTILES] = {{0}}, made[2][MAX_PARAMS + N_QUANTILES] = {{0}};
		double truth[MAX_PARAMS + N_QUANTILES];
		Distribution d = {0};
		const char *error;
		Block *blocks = NULL;
		CoreContext arena = {arena_alloc, arena_resize, arena_release, never_stop, &blocks};
		CoreContext cx = unit_context;

		distribution_set(&cx, &d, f, truths[t].params, &error);
		for (int i = 0; i < n_params; i++)
			truth[i] = truths[t].params[i];
		truth[n_params] = distribution_quantile(&d, 0.05);
		truth[n_params + 1] = distribution_quantile(&d, 0.95);
		for (int s = 0; s < samples; s++)
		{
			Histogram *h = hist_create(&arena, HIST_MIN_BINS);
			FitOptions options = {.loc = truths[t].loc, .kind = f->kind};
			Confidence c;

			for (int k = 0; k < rows; k++)
				hist_add(h,
						 distribution_draw(&d, random_bits((uint64_t) s * 1009 + t, (uint64_t) k)),
						 1);
			if (confidence_begin(&c, fit_data_create(&arena, h, &options), f))
			{
				fits++;
				for (int i = 0; i < n; i++)
					for (int m = 0; m < 2; m++)
					{
						Quantity q = {.param = i < n_params ? i : -1,
									  .p = i == n_params ? 0.05 : 0.95};

						confidence_value(&c, &q);
						(m == 0 ? confidence_wald : confidence_profile)(&c, 0.95, &q);
						made[m][i] += !isnan(q.lower) && !isnan(q.upper);
						covered[m][i] += q.lower <= truth[i] && truth[i] <= q.upper;
					}
				confidence_end(&c);
			}
			arena_clear(&blocks);
		}
		printf("%-14s", truths[t].family);
		for (int m = 0; m < 2; m++)
		{
			printf(m == 0 ? " wald" : "   profile");
			for (int i = 0; i < n; i++)
				if (made[m][i] > 0)
					printf(" %s %.1f%s",
						   i < n_params    ? family_param_name(f, i)
						   : i == n_params ? "q5"
										   : "q95",
						   100.0 * covered[m][i] / made[m][i], made[m][i] < fits ? "*" : "");
		}
		printf("   (%d fits)\n", fits);
		fflush(stdout);
	}
	return 0;
}
