/*
 * test_tails.c
 *		How exact the families are from a tail probability of 1e-300 to one of 1 - 1e-16.
 *
 * Reads every test/reference/tails_*.tsv (written by the scripts and the C program beside them):
 *
 *		family, shapes..., y, log density, log cdf, log sf
 *
 * Numbers are read as long doubles: half an ulp of log p is 1e-13 of p at 1e-300.  One of the two
 * probabilities may be ".", which is "what the other leaves of 1".
 *
 * With --table the largest errors are printed as the Markdown of docs/accuracy.md instead; without,
 * they must be within the bounds and within those that docs/accuracy.md shows.
 */
#include <float.h>
#include <glob.h>

#include "distribution.h"
#include "tolerance.h"
#include "unit.h"

#define DOCUMENT "docs/accuracy.md"
#define MAX_FAMILIES 200

enum
{
	PDF,
	CDF,
	SF,
	LOGCDF,
	LOGSF,
	QUANTILE,
	QUANTILE_UPPER,
	N_MEASURES
};

static const char *const measure_names[] = {"pdf",      "cdf",           "sf", "logcdf", "logsf",
											"quantile", "quantile_upper"};

/*
 * The largest errors of a family.  The net error is what is left after that of a function which is
 * itself exact but sees y, or for a quantile p, rounded to a double.
 */
typedef struct Accuracy
{
	const Family *family;
	double raw[N_MEASURES];
	double net[N_MEASURES];
	double worst_y[N_MEASURES];
	double worst_shape[N_MEASURES][MAX_SHAPES];
	int n_rows;
	int n_vectors;
	double last[MAX_SHAPES];
	double least[MAX_SHAPES], most[MAX_SHAPES];
} Accuracy;

static Accuracy accuracy[MAX_FAMILIES];

typedef struct Row
{
	double shape[MAX_SHAPES];
	double y;
	long double logpdf;
	long double log_p[2]; /* of cdf, of sf */
} Row;

/* log(1 - exp(x)), x <= 0. */
static long double
log_rest(long double x)
{
	return x > -0.5L ? logl(-expm1l(x)) : log1pl(-expl(x));
}

/* Splits one line; NULL if it is a comment, or (after a failed check) if it is no row. */
static const Family *
parse_row(char *line, Row *row)
{
	char *word[MAX_SHAPES + 6];
	char *save = NULL;
	const Family *f;
	int n = 0;

	if (line[0] == '#' || line[0] == '\n')
		return NULL;
	for (char *w = strtok_r(line, "\t\n", &save); w && n < MAX_SHAPES + 6;
		 w = strtok_r(NULL, "\t\n", &save))
		word[n++] = w;
	f = family_by_name(word[0]);
	CHECK(f && n == f->n_shapes + 5, "a row of %s with %d columns", word[0], n);
	if (!f || n != f->n_shapes + 5)
		return NULL;
	for (int i = 0; i < f->n_shapes; i++)
		row->shape[i] = strtod(word[1 + i], NULL);
	row->y = strtod(word[n - 4], NULL);
	row->logpdf = strtold(word[n - 3], NULL);
	for (int i = 0; i < 2; i++)
		row->log_p[i] = strtold(word[n - 2 + i], NULL);
	for (int i = 0; i < 2; i++)
		if (strcmp(word[n - 2 + i], ".") == 0)
			row->log_p[i] = log_rest(row->log_p[1 - i]);
	return f;
}

static void
note(Accuracy *a, int measure, const Row *row, double error, double allowed)
{
	double net = isnan(error) ? INFINITY : fmax(0, error - allowed);

	if (!(error <= a->raw[measure]))
		a->raw[measure] = error;
	if (net > a->net[measure])
	{
		a->net[measure] = net;
		a->worst_y[measure] = row->y;
		memcpy(a->worst_shape[measure], row->shape, sizeof(row->shape));
	}
}

/* Relative error of exp(got), given the logarithm; of the logarithm if there is no such double. */
static double
exp_error(double got, long double want)
{
	if (want < log(DBL_MIN) || want > log(DBL_MAX))
		return fabsl(got / want - 1);
	return fabsl(expm1l(got - want));
}

/* How much faster than y the density changes: |d log f / d log |y||, by a difference. */
static double
steepness(const Distribution *d, double y)
{
	double h = 1e-6 * y;
	double up = distribution_logpdf(d, y + h);
	double down = distribution_logpdf(d, y - h);
	double slope = fabs(up - down) / 2e-6;

	return isfinite(slope) ? slope : 0;
}

static void
measure_row(const Distribution *d, Accuracy *a, const Row *row)
{
	/* what half an ulp of y is of y, and a few roundings more */
	const double rounding = 4 * DBL_EPSILON;
	double y = row->y;

	note(a, PDF, row, exp_error(distribution_logpdf(d, y), row->logpdf),
		 rounding * (1 + steepness(d, y)));
	for (int upper = 0; upper < 2; upper++)
	{
		long double log_p = row->log_p[upper];
		double p = expl(log_p);
		/* y f(y) / p: a relative change of y into one of p */
		double slope = fabs(y) * exp((double) (row->logpdf - log_p));
		double got = upper ? distribution_sf(d, y) : distribution_cdf(d, y);
		double log_got = upper ? distribution_logsf(d, y) : distribution_logcdf(d, y);

		if (p >= DBL_MIN)
			note(a, upper ? SF : CDF, row, fabsl(got / expl(log_p) - 1), rounding * (1 + slope));
		note(a, upper ? LOGSF : LOGCDF, row, log_got == log_p ? 0 : fabsl(log_got / log_p - 1),
			 rounding * (1 + slope / -log_p));
		if (p >= DBL_MIN && p < 1)
		{
			double x = upper ? distribution_quantile_upper(d, p) : distribution_quantile(d, p);
			double error = y == 0 ? fabs(x) : fabs(x / y - 1);
			/* p is rounded: this is what it says of y, which may be nothing */
			double known = rounding * (1 + 1 / slope);

			if (known < 1e-3)
				note(a, upper ? QUANTILE_UPPER : QUANTILE, row, error, known);
		}
	}
}

static void
count_row(Accuracy *a, const Family *f, const Row *row)
{
	bool first = a->n_rows++ == 0;

	a->family = f;
	if (first || memcmp(a->last, row->shape, f->n_shapes * sizeof(double)) != 0)
		a->n_vectors++;
	for (int i = 0; i < f->n_shapes; i++)
	{
		a->last[i] = row->shape[i];
		a->least[i] = first ? row->shape[i] : fmin(a->least[i], row->shape[i]);
		a->most[i] = first ? row->shape[i] : fmax(a->most[i], row->shape[i]);
	}
}

static Accuracy *
accuracy_of(const Family *f)
{
	for (int i = 0; i < n_families && i < MAX_FAMILIES; i++)
		if (families[i] == f)
			return &accuracy[i];
	abort();
}

static void
measure_table(const char *path)
{
	static char line[4096];
	FILE *table = fopen(path, "r");
	Distribution d = {0};
	Row row = {0}, last = {0};

	CHECK(table != NULL, "cannot open %s", path);
	while (table && fgets(line, sizeof(line), table))
	{
		const Family *f = parse_row(line, &row);
		double params[MAX_PARAMS];
		const char *error;

		if (!f)
			continue;
		if (f != d.family || memcmp(last.shape, row.shape, sizeof(row.shape)) != 0)
		{
			memcpy(params, row.shape, f->n_shapes * sizeof(double));
			params[f->n_shapes] = 0;
			params[f->n_shapes + 1] = 1;
			if (!distribution_set(&unit_context, &d, f, params, &error))
			{
				CHECK(false, "%s(%g, %g, ...): %s", f->name, params[0], params[1], error);
				continue;
			}
			last = row;
		}
		count_row(accuracy_of(f), f, &row);
		measure_row(&d, accuracy_of(f), &row);
	}
	core_release(&unit_context, d.shape.table);
	if (table)
		fclose(table);
}

static double
shown_error(const Accuracy *a, int measure)
{
	return measure >= QUANTILE ? a->net[measure] : a->raw[measure];
}

/* The error; where it is beyond the bound, also what is left of it without that of the argument. */
static void
print_error(const Accuracy *a, int measure)
{
	double error = shown_error(a, measure);

	if (error < 1e-16)
		printf(" 0 |");
	else if (error <= tolerance_of(a->family))
		printf(" %.0e |", error);
	else
		printf(" %.0e (%.0e) |", error, a->net[measure]);
}

/* The columns of docs/accuracy.md. */
static const int columns[] = {PDF, CDF, SF, QUANTILE, QUANTILE_UPPER};

#define N_COLUMNS ((int) (sizeof(columns) / sizeof(columns[0])))

static const char introduction[] =
	"# How exact the families are\n"
	"\n"
	"The largest relative errors that `test/unit/test_tails.c` measures against tables of 20\n"
	"digits, which `test/reference/tails_*.py` make with mpmath, and `tails_integrals.c` in\n"
	"quadruple precision, from formulae of their own.\n"
	"They span the tails from a probability of 1e-300 on one side to 1e-300 on the other, and\n"
	"with them all that a double can say of the other tail, at shapes from the smallest to the\n"
	"largest that data call for. `make docs` writes this page; the unit tests fail when an error\n"
	"is larger than what stands here by more than a compiler can account for.\n"
	"\n"
	"The bound is 1e-12, or 1e-9 for families that are series or integrals. The errors of `pdf`,\n"
	"`cdf` and `sf` are those of the number that comes out for the double that goes in. Where\n"
	"such an error is beyond the bound, what follows in brackets is how much of it is more than\n"
	"what four units in the last place of the argument do. Quantiles are measured at\n"
	"probabilities that had to be rounded to a double; what that rounding moves the quantile by\n"
	"is taken off their errors. The last column says how many vectors of shapes were tried and\n"
	"between which ends.\n"
	"\n"
	"| family | pdf | cdf | sf | quantile | quantile_upper | shapes |\n"
	"|---|---|---|---|---|---|---|\n";

static void
print_table(void)
{
	fputs(introduction, stdout);
	for (int i = 0; i < n_families && i < MAX_FAMILIES; i++)
	{
		const Accuracy *a = &accuracy[i];

		if (a->n_rows == 0)
			continue;
		printf("| %s |", a->family->name);
		for (int j = 0; j < N_COLUMNS; j++)
			print_error(a, columns[j]);
		printf(a->family->n_shapes > 0 ? " %d:" : " none", a->n_vectors);
		for (int j = 0; j < a->family->n_shapes; j++)
			printf("%s %s %g to %g", j > 0 ? "," : "", family_param_name(a->family, j), a->least[j],
				   a->most[j]);
		printf(" |\n");
	}
}

/* ---------- checks ---------- */

static void
check_bounds(const Accuracy *a)
{
	double tolerance = tolerance_of(a->family);

	for (int m = 0; m < N_MEASURES; m++)
		CHECK(a->net[m] <= tolerance,
			  "%s %s: error %.2g (%.2g in all) at shapes (%g, %g, %g), y = %.17g", a->family->name,
			  measure_names[m], a->net[m], a->raw[m], a->worst_shape[m][0], a->worst_shape[m][1],
			  a->worst_shape[m][2], a->worst_y[m]);
}

/* Every family stands in the document with errors that are not exceeded. */
static void
check_document(void)
{
	static char line[4096];
	bool seen[MAX_FAMILIES] = {false};
	FILE *document = fopen(DOCUMENT, "r");

	CHECK(document != NULL, "no " DOCUMENT);
	while (document && fgets(line, sizeof(line), document))
	{
		char *save = NULL;
		char name[32] = "";
		const Family *f;

		if (line[0] != '|' || sscanf(strtok_r(line, "|", &save), " %31s", name) != 1)
			continue;
		f = family_by_name(name);
		if (!f)
			continue;
		seen[accuracy_of(f) - accuracy] = true;
		for (int j = 0; j < N_COLUMNS; j++)
		{
			const Accuracy *a = accuracy_of(f);
			char *word = strtok_r(NULL, "|", &save);
			double shown = word ? strtod(word, NULL) : NAN;
			double error = shown_error(a, columns[j]);

			/* what is 0 or 1e-16 here may be 1e-15 with another compiler or libm */
			CHECK(error <= 3 * shown + 2e-15, "%s %s: error %.2g, %s shows %.2g", f->name,
				  measure_names[columns[j]], error, DOCUMENT, shown);
		}
	}
	for (int i = 0; i < n_families && i < MAX_FAMILIES; i++)
		if (accuracy[i].n_rows > 0)
			CHECK(seen[i], "%s is not in " DOCUMENT, families[i]->name);
	if (document)
		fclose(document);
}

static void
print_measures(const Accuracy *a)
{
	printf("%-18s", a->family->name);
	for (int m = 0; m < N_MEASURES; m++)
		printf(" %7.1e/%7.1e", a->raw[m], a->net[m]);
	printf("\n");
}

int
main(int argc, char **argv)
{
	bool table = argc > 1 && strcmp(argv[1], "--table") == 0;
	glob_t paths;

	CHECK(n_families <= MAX_FAMILIES, "%d families", n_families);
	CHECK(glob("test/reference/tails_*.tsv", 0, NULL, &paths) == 0, "no tables");
	for (size_t i = 0; i < paths.gl_pathc; i++)
		measure_table(paths.gl_pathv[i]);
	globfree(&paths);
	if (table)
	{
		print_table();
		return 0;
	}
	printf("%-18s", "family");
	for (int m = 0; m < N_MEASURES; m++)
		printf(" %15s", measure_names[m]);
	printf("\n");
	for (int i = 0; i < n_families && i < MAX_FAMILIES; i++)
		if (accuracy[i].n_rows > 0)
		{
			print_measures(&accuracy[i]);
			check_bounds(&accuracy[i]);
		}
	check_document();
	return unit_done();
}
