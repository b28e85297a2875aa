/*
 * ranking.c
 *		How often the ranking by BIC names the family that the rows come from.
 *
 *	make -f test/unit/Makefile build/ranking && build/ranking [rows [samples]]
 *
 * Sixteen truths with parameters that nobody would call special, all families of the default set,
 * the location where bestfit() puts it by itself.  For every sample: the family with the least BIC,
 * the truth's place, and its distance from the least; a distance of at most 2 is what the messages
 * call not separable.
 */
#include "fit.h"
#include "sample.h"
#include "unit.h"

static const struct
{
	const char *family;
	double params[MAX_PARAMS];
} truths[] = {
	{"norm", {12, 3}},         {"expon", {0, 4}},
	{"gamma", {2.3, 0, 1.7}},  {"lognorm", {0.7, 0, 5}},
	{"logistic", {-3, 2}},     {"weibull_min", {1.7, 0, 8}},
	{"t", {4, 1, 2}},          {"cauchy", {5, 0.8}},
	{"laplace", {2, 1.5}},     {"gumbel_r", {40, 7}},
	{"uniform", {3, 9}},       {"beta", {2, 5, 0, 1}},
	{"pareto", {2.5, 0, 3}},   {"rayleigh", {0, 2.2}},
	{"invgauss", {0.9, 0, 6}}, {"genextreme", {-0.2, 9, 2}},
};

static double
bic(const FamilyFit *fit, double n)
{
	return fit->n_free * log(n) - 2 * fit->loglik;
}

int
main(int argc, char **argv)
{
	int rows = argc > 1 ? atoi(argv[1]) : 5000, samples = argc > 2 ? atoi(argv[2]) : 1;
	int runs = 0, first = 0, inseparable = 0;

	for (size_t t = 0; t < sizeof(truths) / sizeof(truths[0]); t++)
		for (int s = 0; s < samples; s++)
		{
			const Family *truth = family_by_name(truths[t].family);
			Histogram *h = hist_create(&unit_context, HIST_MIN_BINS);
			FitOptions options = {.loc = LOC_AUTO};
			double least = INFINITY, own = INFINITY;
			const char *best = "", *error;
			Distribution d = {0};
			FitData *data;
			int better = 0;
			FamilyFit *fits = calloc((size_t) n_families, sizeof(FamilyFit));

			distribution_set(&unit_context, &d, truth, truths[t].params, &error);
			for (int k = 0; k < rows; k++)
				hist_add(h, distribution_draw(&d, random_bits((uint64_t) s * 31 + t, (uint64_t) k)),
						 1);
			data = fit_data_create(&unit_context, h, &options);
			for (int f = 0; f < n_families; f++)
			{
				if (families[f]->kind != FAMILY_CONTINUOUS || families[f]->flags & NOT_DEFAULT)
					continue;
				fit_family(data, families[f], &fits[f]);
				if (fits[f].status > FIT_LIMIT)
					continue;
				if (families[f] == truth)
					own = bic(&fits[f], rows);
				if (bic(&fits[f], rows) < least)
				{
					least = bic(&fits[f], rows);
					best = families[f]->name;
				}
			}
			for (int f = 0; f < n_families; f++)
				better +=
					fits[f].n_free > 0 && fits[f].status <= FIT_LIMIT && bic(&fits[f], rows) < own;
			printf("%-12s best %-14s truth at place %d, %.2f from the least\n", truths[t].family,
				   best, better + 1, own - least);
			fflush(stdout);
			runs++;
			first += better == 0;
			inseparable += own - least <= 2;
			free(fits);
		}
	printf("%d runs: the truth is first in %d, not separable from the first in %d\n", runs, first,
		   inseparable);
	return 0;
}
