/*
 * diagnose.c
 *		How often bestfit_diagnose() finds what is there, and what is not.
 *
 *	make -f test/unit/Makefile build/diagnose && build/diagnose [samples]
 *
 * Prints, for samples of several sizes from distributions of known character, the share of samples
 * with each finding, in per cent.
 */
#include "diagnose.h"
#include "sample.h"
#include "unit.h"

#define MAX_COMPONENTS 2

static const struct
{
	const char *what;
	const char *family[MAX_COMPONENTS];
	double params[MAX_COMPONENTS][MAX_PARAMS];
	double share; /* of the first component */
} truths[] = {
	{"norm", {"norm"}, {{0, 1}}, 1},
	{"uniform", {"uniform"}, {{0, 1}}, 1},
	{"expon", {"expon"}, {{0, 1}}, 1},
	{"gamma(0.5)", {"gamma"}, {{0.5, 0, 1}}, 1},
	{"lognorm(0.5)", {"lognorm"}, {{0.5, 0, 1}}, 1},
	{"beta(0.5, 0.5): two modes", {"beta"}, {{0.5, 0.5, 0, 1}}, 1},
	{"t(5)", {"t"}, {{5, 0, 1}}, 1},
	{"t(2): heavy tails", {"t"}, {{2, 0, 1}}, 1},
	{"cauchy: heavy tails", {"cauchy"}, {{0, 1}}, 1},
	{"pareto(1.5): heavy tail", {"pareto"}, {{1.5, 0, 1}}, 1},
	{"norms 4 apart: two modes", {"norm", "norm"}, {{0, 1}, {4, 1}}, 0.5},
	{"norms 2 apart: one mode", {"norm", "norm"}, {{0, 1}, {2, 1}}, 0.5},
};

static const char *const findings[] = {"several modes",  "heavy upper tail", "heavy lower tail",
									   "upper outliers", "lower outliers",   "atom"};

int
main(int argc, char **argv)
{
	static const int sizes[] = {200, 1000, 10000, 100000};
	int samples = argc > 1 ? atoi(argv[1]) : 100;

	printf("%-28s %7s", "truth", "rows");
	for (size_t k = 0; k < sizeof(findings) / sizeof(findings[0]); k++)
		printf(" %17s", findings[k]);
	printf("\n");
	for (size_t t = 0; t < sizeof(truths) / sizeof(truths[0]); t++)
		for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++)
		{
			int found[sizeof(findings) / sizeof(findings[0])] = {0};

			for (int i = 0; i < samples; i++)
			{
				Distribution d[MAX_COMPONENTS] = {0};
				Histogram *h = hist_create(&unit_context, HIST_MIN_BINS);
				Finding list[MAX_FINDINGS];
				const char *error;
				int n;

				for (int c = 0; c < MAX_COMPONENTS && truths[t].family[c]; c++)
					distribution_set(&unit_context, &d[c], family_by_name(truths[t].family[c]),
									 truths[t].params[c], &error);
				for (int k = 0; k < sizes[s]; k++)
				{
					uint64_t seed = (uint64_t) i * 7919 + t;
					double u = (double) (random_bits(seed, 2 * (uint64_t) k) >> 11) * 0x1p-53;

					hist_add(h,
							 distribution_draw(&d[u >= truths[t].share],
											   random_bits(seed, 2 * (uint64_t) k + 1)),
							 1);
				}
				n = diagnose(&unit_context, h, list);
				for (int k = 0; k < n; k++)
					for (size_t f = 0; f < sizeof(findings) / sizeof(findings[0]); f++)
						found[f] += strcmp(findings[f], list[k].name) == 0;
				hist_free(h);
			}
			printf("%-28s %7d", truths[t].what, sizes[s]);
			for (size_t f = 0; f < sizeof(findings) / sizeof(findings[0]); f++)
				printf(" %17.0f", 100.0 * found[f] / samples);
			printf("\n");
		}
	return 0;
}
