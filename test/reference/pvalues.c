/*
 * pvalues.c
 *		Do the tests reject as often as they say?  Samples of every family, fitted and tested.
 *
 *		make pvalues && build/pvalues [-m SAMPLES] [-n ROWS] [-g STEP] [-b DRAWS] [-f] [-s SHAPES]
 *[FAMILY]...
 *
 * Draws samples of a family, fits that family to each, and prints the shares of the samples that
 * the Kolmogorov-Smirnov, Anderson-Darling and Cramer-von Mises tests reject at 5 % and at 1 %, and
 * the share without a p-value.  One line for each of the first SHAPES (1 or 2) shape vectors from
 * the family's grid.  -g rounds the rows to multiples of STEP standard quartile distances, -f
 * estimates loc (else it is held at 0 where that is the default).
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "arena.h"
#include "distribution.h"
#include "fit.h"

static uint64_t random_state;

/* Uniform in (0, 1): Steele, Lea & Flood's SplitMix64. */
static double
uniform(void)
{
	uint64_t z = (random_state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	z ^= z >> 31;
	return ((double) (z >> 11) + 0.5) / 9007199254740992.0;
}

typedef struct Study
{
	int samples;
	int rows;
	double step;
	bool loc_free;
} Study;

static void
study_family(const Study *study, const Family *f, const double *params)
{
	Distribution d = {0};
	const char *error = NULL;
	int rejected[3][2] = {{0}}, none = 0, rows = study->rows;
	double step = 0;

	if (!distribution_set(&unit_context, &d, f, params, &error))
	{
		printf("%s: %s\n", f->name, error);
		return;
	}
	if (study->step > 0)
		step =
			study->step * (distribution_quantile_upper(&d, 0.25) - distribution_quantile(&d, 0.25));
	random_state = 1;
	for (int sample = 0; sample < study->samples; sample++)
	{
		Histogram *h = hist_create(&context, HIST_MIN_BINS);
		FitOptions options = {.loc = study->loc_free ? LOC_FREE : LOC_AUTO, .kind = f->kind};
		FamilyFit fit;
		double p[3];

		for (int i = 0; i < rows; i++)
		{
			double u = uniform();
			double x =
				u < 0.5 ? distribution_quantile(&d, u) : distribution_quantile_upper(&d, 1 - u);

			hist_add(h, step > 0 ? step * round(x / step) : x, 1);
		}
		fit_family(fit_data_create(&context, h, &options), f, &fit);
		p[0] = fit.ks_pvalue;
		p[1] = fit.ad_pvalue;
		p[2] = fit.cvm_pvalue;
		none += isnan(p[0]) || isnan(p[1]) || isnan(p[2]);
		for (int i = 0; i < 3; i++)
		{
			rejected[i][0] += p[i] <= 0.05;
			rejected[i][1] += p[i] <= 0.01;
		}
		arena_clear();
	}
	printf("%s(", f->name);
	for (int i = 0; i < family_n_params(f); i++)
		printf("%s%g", i > 0 ? ", " : "", params[i]);
	printf(")\t%d", rows);
	for (int level = 0; level < 2; level++)
		for (int i = 0; i < 3; i++)
			printf("\t%.1f", 100.0 * rejected[i][level] / (study->samples - none));
	printf("\t%.1f\n", 100.0 * none / study->samples);
	fflush(stdout);
}

int
main(int argc, char **argv)
{
	Study study = {1000, 400, 0, false};
	int first = 1, shapes = 1;

	for (; first < argc && argv[first][0] == '-'; first++)
	{
		const char *value = argc > first + 1 ? argv[first + 1] : "";

		switch (argv[first][1])
		{
			case 'm':
				study.samples = atoi(value);
				break;
			case 'n':
				study.rows = atoi(value);
				break;
			case 'g':
				study.step = atof(value);
				break;
			case 's':
				shapes = atoi(value);
				break;
			default:
				study.loc_free = true;
				continue;
		}
		first++;
	}
	printf("family\trows\tks 5 %%\tad\tcvm\tks 1 %%\tad\tcvm\tnone\n");
	for (int i = 0; i < n_families; i++)
	{
		const Family *f = families[i];
		bool wanted = first == argc;

		for (int k = first; k < argc; k++)
			wanted = wanted || family_by_name(argv[k]) == f;
		for (int shape = 0; wanted && shape < (f->n_shapes > 0 ? shapes : 1); shape++)
		{
			double params[MAX_PARAMS];

			for (int j = 0; j < f->n_shapes; j++)
			{
				int grid = f->shape[j].n_grid;

				params[j] = f->shape[j].grid[shape == 0 ? grid / 2 : (grid > 1)];
			}
			params[f->n_shapes] = study.loc_free && f->kind == FAMILY_CONTINUOUS ? 100 : 0;
			params[f->n_shapes + 1] =
				f->flags & SCALE_REDUNDANT || f->kind == FAMILY_DISCRETE ? 1 : 15;
			study_family(&study, f, params);
		}
	}
	return 0;
}
