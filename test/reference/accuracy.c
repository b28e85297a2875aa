/*
 * accuracy.c
 *		How good are the fits?  Samples of every family, fitted and compared with the raw rows.
 *
 *		make accuracy && build/accuracy [-n ROWS] [-s SEED] [-l PLACES] [FAMILY]...
 *		build/accuracy -f ROWS_FILE [FAMILY]...
 *
 * The first form draws rows from each family at two shapes of its grid, at three locations and
 * three scales (or the first PLACES of these nine, of which location 0 and scale 1 are the first),
 *fits that family with loc free, and prints a line: the log-likelihood of the raw rows at the
 *estimate less that at the truth (an optimum is never below 0 but for rounding), what more the raw
 *rows would have allowed (their own maximum, by Newton's method on the raw rows), how far the
 *estimate is from that maximum in standard errors, and the relative error of the reported
 * log-likelihood.  The second form fits the numbers of a text file, one a line, and prints family,
 * status, log-likelihood and parameters, for comparison with other programs (accuracy.py).
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "distribution.h"
#include "estimate.h"
#include "starts.h"
#include "unit.h"

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

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static double
raw_loglik(const Distribution *d, const double *x, int n)
{
	double total = 0;

	for (int i = 0; i < n; i++)
		total += distribution_logpdf(d, x[i]);
	return total;
}

/* The maximum on the raw rows, from the estimate: gain in log-likelihood and distance moved. */
static void
raw_maximum(FitData *data, const Family *f, const double *x, int n, const FamilyFit *fit,
			double *gain, double *distance)
{
	FitData *d = fit_data_for(data, f);
	const Estimate *est = estimate_family(d, f);
	double lower[MAX_PARAMS], upper[MAX_PARAMS], params[MAX_PARAMS], before;
	CellSet cells;
	Search s;
	Optimum opt = est->optimum;

	memset(&s, 0, sizeof(s));
	memset(&cells, 0, sizeof(cells));
	likelihood_init(&s.lk, d, f);
	cells.n_nodes = n;
	cells.node = malloc(sizeof(double) * (size_t) n);
	cells.weight = malloc(sizeof(double) * (size_t) n);
	for (int i = 0; i < n; i++)
	{
		cells.node[i] = (x[i] - d->center) / d->unit;
		cells.weight[i] = 1;
	}
	s.cells = &cells;
	s.chart = est->chart;
	chart_from_params(&s.lk, est->chart, est->params, opt.u);
	chart_bounds(&s.lk, est->chart, lower, upper);
	before = search_objective(&s, opt.u);
	newton_maximise(search_objective, &s, lower, upper, 1e-6, 10, &opt);
	*gain = opt.value - before;
	*distance = 0;
	if (chart_to_params(&s.lk, est->chart, opt.u, params))
		for (int i = 0; i < family_n_params(f); i++)
		{
			double error = fit->std_errors[i] / (i < f->n_shapes ? 1 : d->unit);

			if (error > 0)
				*distance = fmax(*distance, fabs(params[i] - est->params[i]) / error);
		}
	likelihood_free(&s.lk);
	free(cells.node);
	free(cells.weight);
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

/* One sample of one family: prints its line, returns whether the fit is as good as the truth. */
static bool
one_sample(const Family *f, const double *params, int n)
{
	double *x = malloc(sizeof(double) * (size_t) n);
	Histogram *h = hist_create(&unit_context, HIST_MIN_BINS);
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};
	Distribution truth = {0}, estimate = {0};
	const char *error = NULL;
	FitData *data;
	FamilyFit fit;
	double start, over_truth = NAN, report = NAN, gain = NAN, distance = NAN;
	bool good;

	if (!distribution_set(&unit_context, &truth, f, params, &error))
	{
		printf("%s: %s\n", f->name, error);
		free(x);
		return false;
	}
	for (int i = 0; i < n; i++)
	{
		double u = uniform();

		x[i] =
			u < 0.5 ? distribution_quantile(&truth, u) : distribution_quantile_upper(&truth, 1 - u);
		hist_add(h, x[i], 1);
	}
	/* the extreme rows come first and last, as the likelihood expects them */
	qsort(x, (size_t) n, sizeof(double), compare);
	start = seconds();
	data = fit_data_create(&unit_context, h, &options);
	fit_family(data, f, &fit);
	start = seconds() - start;
	if (distribution_set(&unit_context, &estimate, f, fit.params, &error))
	{
		double raw = raw_loglik(&estimate, x, n);

		over_truth = raw - raw_loglik(&truth, x, n);
		report = (fit.loglik - raw) / fabs(raw);
		raw_maximum(data, f, x, n, &fit, &gain, &distance);
	}
	good = over_truth >= -0.5;
	printf("%-18s", f->name);
	for (int i = 0; i < family_n_params(f); i++)
		printf(" %g", params[i]);
	printf(" | %d rows: %s%s%s %s, over truth %.3f, raw maximum +%.4f at %.4f SE, report %.1e, "
		   "%d evaluations, %.1f ms %s\n",
		   n, fit_status_name(fit.status), *fit.limit ? ":" : "", fit.limit, good ? "good" : "POOR",
		   over_truth, gain, distance, report, fit.evaluations, 1e3 * start, fit.message);
	free(x);
	return good;
}

static void
fit_file(const char *name, int n_names, char **names)
{
	FILE *file = fopen(name, "r");
	Histogram *h = hist_create(&unit_context, HIST_MIN_BINS);
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};
	FitData *data;
	double x;

	if (!file)
	{
		perror(name);
		exit(2);
	}
	while (fscanf(file, "%lf", &x) == 1)
		hist_add(h, x, 1);
	fclose(file);
	data = fit_data_create(&unit_context, h, &options);
	for (int i = 0; data && i < n_families; i++)
	{
		FamilyFit fit;
		bool wanted = n_names == 0;

		for (int k = 0; k < n_names; k++)
			wanted = wanted || family_by_name(names[k]) == families[i];
		if (!wanted)
			continue;
		fit_family(data, families[i], &fit);
		printf("%s\t%s\t%.17g", families[i]->name, fit_status_name(fit.status), fit.loglik);
		for (int k = 0; k < family_n_params(families[i]); k++)
			printf("\t%.17g", fit.params[k]);
		printf("\n");
	}
}

int
main(int argc, char **argv)
{
	static const double locs[] = {0, 100, -3e5}, scales[] = {1, 15, 1e-7};
	const char *file = NULL;
	int n = 100000, places = 9, first = 1, samples = 0, poor = 0;
	uint64_t seed = 1;

	for (; first + 1 < argc && argv[first][0] == '-'; first += 2)
	{
		if (argv[first][1] == 'n')
			n = atoi(argv[first + 1]);
		else if (argv[first][1] == 's')
			seed = (uint64_t) atoi(argv[first + 1]);
		else if (argv[first][1] == 'l')
			places = atoi(argv[first + 1]);
		else
			file = argv[first + 1];
	}
	if (file)
	{
		fit_file(file, argc - first, argv + first);
		return 0;
	}
	for (int i = 0; i < n_families; i++)
	{
		const Family *f = families[i];
		bool wanted = first == argc;

		for (int k = first; k < argc; k++)
			wanted = wanted || family_by_name(argv[k]) == f;
		wanted = wanted && f->kind == FAMILY_CONTINUOUS;
		/* two shape vectors: the second and the last but one of each grid */
		for (int shape = 0; wanted && shape < (f->n_shapes > 0 ? 2 : 1); shape++)
			for (int k = 0; k < 9 && k < places; k++)
			{
				double params[MAX_PARAMS];

				for (int j = 0; j < f->n_shapes; j++)
				{
					int grid = f->shape[j].n_grid;

					params[j] = f->shape[j].grid[shape == 0 ? grid > 1 : grid - (grid > 2 ? 2 : 1)];
				}
				params[f->n_shapes] = locs[k / 3];
				params[f->n_shapes + 1] = scales[k % 3];
				random_state = seed;
				samples++;
				poor += !one_sample(f, params, n);
				fflush(stdout);
			}
	}
	printf("%d samples, %d poor\n", samples, poor);
	return poor > 0;
}
