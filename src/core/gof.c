/*
 * gof.c
 *		Tests of a given distribution.
 *
 * The cells, of chi-square and of rows whose values are not all distinct and known, are laid by
 * quantiles of the distribution, not by the rows, and then moved to where the number of rows below
 * is known: out of a bin of the histogram to its upper edge, and to the border of the rounding
 * cells of tied values.  Empty stretches in which the distribution expects rows are thus cells like
 * all others.
 */
#include <math.h>

#include "fit.h"
#include "gof.h"
#include "pvalue.h"
#include "special/special.h"

/* Up to this share of tied rows is taken for accident. */
#define FEW_TIES 0.01
/* A cell of chi-square expects so many rows at least, and there are so many cells at most. */
#define LEAST_EXPECTED 5
#define MOST_CHI_CELLS 100

/* The distinct values: exact statistics of the rows, no two of which are tied. */
static bool
continuous_tests(const CoreContext *cx, Histogram *h, const Distribution *d,
				 GofTest result[GOF_TESTS])
{
	double n = (double) h->count, before = 0, ks = 0, ad = 0, cvm = 1 / (12 * n);

	for (uint32_t i = 0; i < h->nbins; i++)
	{
		double x = hist_bin(h, i).lower, count = (double) hist_bin(h, i).count;
		double below = distribution_cdf(d, x), above = distribution_sf(d, x);
		double log_below = distribution_logcdf(d, x), log_above = distribution_logsf(d, x);
		double after = before + count;

		if (i % 64 == 0 && core_stop(cx))
			return false;
		ks = fmax(ks, fmax(after / n - below, below - before / n));
		/* two equal rows, if accident has it, are two rows */
		for (double k = before; k < after; k++)
		{
			double error = below < 0.5 ? (k + 0.5) / n - below : above - (n - k - 0.5) / n;

			cvm += error * error;
			ad -= (2 * k + 1) / n * log_below + (2 * (n - k) - 1) / n * log_above;
		}
		before = after;
	}
	ad -= n;
	result[0].statistic = ks;
	result[0].p_value = ks >= 1 ? 0 : ks <= 0 ? 1 : bf_kolmogorov_n_sf(n, ks);
	result[1].statistic = ad;
	result[1].p_value = isfinite(ad) ? bf_anderson_n_sf(n, ad) : 0;
	result[2].statistic = cvm;
	result[2].p_value = bf_cramer_n_sf(n, cvm);
	for (int i = 0; i < 3; i++)
		result[i].note = "textbook law of n distinct rows";
	return true;
}

/* Where cells may be divided. */
typedef struct Divider
{
	Histogram *h;
	double grid;  /* of tied or discrete values, 0: none */
	double first; /* a point of the grid */
	uint32_t bin; /* the first that is not below the last edge */
	double below; /* rows below that bin */
} Divider;

/*
 * The edge at or near x, which must not be less than in the call before, and the rows below it.
 */
static double
divide(Divider *v, double x, double *rows_below)
{
	Histogram *h = v->h;

	if (v->grid > 0)
		x = v->first + v->grid * (floor((x - v->first) / v->grid) + 0.5);
	while (v->bin < h->nbins)
	{
		HistogramBin b = hist_bin(h, v->bin);

		if (b.upper > x || (b.upper == x && b.lower < x))
		{
			/* inside a bin, none of whose rows is known to be below */
			if (b.lower <= x)
			{
				x = b.upper;
				v->below += (double) b.count;
				v->bin++;
			}
			break;
		}
		v->below += (double) b.count;
		v->bin++;
	}
	*rows_below = v->below;
	return x;
}

/* A quantile at share s of 0 to 1, from whichever tail is the smaller. */
static double
quantile_at(const Distribution *d, double s)
{
	return s < 0.5 ? distribution_quantile(d, s) : distribution_quantile_upper(d, 1 - s);
}

/*
 * At most n cells of (nearly) equal probability, or fine in both tails (the k1 scale), with their
 * probabilities; those expecting fewer rows than `least` are joined with the one before.  False
 * after a stop request.
 */
static bool
make_cells(const CoreContext *cx, const Divider *start, const Distribution *d, int n, bool tails,
		   double least, TestCells *cells, double *p)
{
	Divider v = *start;
	double rows = (double) v.h->count, before = -INFINITY, rows_before = 0;
	double below = 0, above = 1; /* probability below the last edge, and above it */

	cells->rows = rows;
	cells->n = 0;
	for (int k = 1; k <= n; k++)
	{
		double s = (double) k / n, sine = sin(0.5 * PI * k / n), edge = INFINITY, here = rows;
		double edge_below = 1, edge_above = 0, probability;

		if (core_stop(cx))
			return false;
		if (k < n)
		{
			edge = divide(&v, quantile_at(d, tails ? sine * sine : s), &here);
			edge_below = distribution_cdf(d, edge);
			edge_above = distribution_sf(d, edge);
		}
		probability = below < 0.5 ? edge_below - below : above - edge_above;
		if (edge <= before || (k < n && rows * fmin(probability, edge_above) < least))
			continue;
		if (k == n && rows * probability < least && cells->n > 0)
		{
			cells->n--;
			probability += p[cells->n];
			rows_before -= cells->count[cells->n];
		}
		if (k < n)
			cells->edge[cells->n] = edge;
		cells->count[cells->n] = here - rows_before;
		p[cells->n++] = fmax(probability, 0);
		before = edge;
		rows_before = here;
		below = edge_below;
		above = edge_above;
	}
	return true;
}

/* Probabilities of a model that has nothing to estimate. */
static bool
given_probabilities(void *arg, const double *u, double *p)
{
	const double *given = arg;

	(void) u;
	for (int k = 0; k < (int) given[TEST_CELLS]; k++)
		p[k] = given[k];
	return true;
}

/* KS, AD and CvM in cells. */
static bool
cell_tests(const CoreContext *cx, const Divider *divider, const Distribution *d, const char *note,
		   GofTest result[GOF_TESTS])
{
	double edge[TEST_CELLS], count[TEST_CELLS], p[TEST_CELLS + 1];
	TestCells cells = {.edge = edge, .count = count};
	CellModel model = {.probabilities = given_probabilities, .arg = p};
	PValues values;

	if (!make_cells(cx, divider, d, TEST_CELLS, true, 1, &cells, p))
		return false;
	p[TEST_CELLS] = cells.n;
	if (cells.n < 2)
	{
		for (int i = 0; i < 3; i++)
			result[i].note = "too few rows, or values, for two cells";
		return true;
	}
	values = p_values(cx, &cells, &model, null_draws_create(cx, &cells));
	result[0].statistic = values.statistic.ks;
	result[1].statistic = values.statistic.ad;
	result[2].statistic = values.statistic.cvm;
	result[0].p_value = values.p.ks;
	result[1].p_value = values.p.ad;
	result[2].p_value = values.p.cvm;
	for (int i = 0; i < 3; i++)
	{
		result[i].note = note;
		result[i].cells = cells.n;
	}
	return !core_stop(cx);
}

/* Pearson's chi-square (Mann & Wald 1942 for the number of cells). */
static bool
chi_square(const CoreContext *cx, const Divider *divider, const Distribution *d, GofTest *result)
{
	double edge[MOST_CHI_CELLS], count[MOST_CHI_CELLS], p[MOST_CHI_CELLS], sum = 0;
	TestCells cells = {.edge = edge, .count = count};
	double rows = (double) divider->h->count;
	double wanted = fmin(2 * pow(rows, 0.4), rows / LEAST_EXPECTED);

	if (!make_cells(cx, divider, d, (int) fmin(fmax(wanted, 2), MOST_CHI_CELLS), false,
					LEAST_EXPECTED, &cells, p))
		return false;
	if (cells.n < 2)
	{
		result->note = "too few rows, or values, for two cells with 5 expected rows each";
		return true;
	}
	for (int k = 0; k < cells.n; k++)
	{
		double error = count[k] - rows * p[k];

		sum += error * error / (rows * p[k]);
	}
	result->statistic = sum;
	result->p_value = isfinite(sum) ? bf_gamma_q(0.5 * (cells.n - 1), 0.5 * sum) : 0;
	result->cells = cells.n;
	result->note = "chi-square with cells - 1 degrees of freedom";
	return true;
}

/* Is some row where the discrete distribution has no support point?  Only known of exact rows. */
static bool
off_lattice(Histogram *h, const Distribution *d)
{
	for (uint32_t i = 0; i < h->nbins; i++)
	{
		double x = hist_bin(h, i).lower - d->loc;

		if (x != floor(x))
			return true;
	}
	return false;
}

bool
gof_tests(const CoreContext *cx, Histogram *h, const Distribution *d, GofTest result[GOF_TESTS])
{
	static const char *const names[GOF_TESTS] = {"ks", "ad", "cvm", "chi_square"};
	bool discrete = d->family->kind == FAMILY_DISCRETE, exact, tied;
	Divider divider = {.h = h};

	hist_sort(h);
	exact = hist_is_exact(h);
	tied = (double) h->count - h->nbins > FEW_TIES * (double) h->count;
	for (int i = 0; i < GOF_TESTS; i++)
		result[i] = (GofTest){names[i], NAN, NAN, NULL, 0};
	if (discrete && exact && off_lattice(h, d))
	{
		for (int i = 0; i < GOF_TESTS; i++)
		{
			result[i].p_value = 0;
			result[i].note = "some rows are values that the distribution does not have";
		}
		return true;
	}
	divider.first = hist_bin(h, 0).lower;
	if (discrete)
	{
		divider.grid = 1;
		divider.first = d->loc;
	}
	else if (exact && tied && h->nbins > 1)
		divider.grid = histogram_grid(h);
	if (!chi_square(cx, &divider, d, &result[3]))
		return false;
	if (exact && !tied && !discrete)
		return continuous_tests(cx, h, d, result);
	return cell_tests(cx, &divider, d,
					  discrete ? "in cells of a discrete distribution: limit law of the cells"
					  : exact  ? "tied rows, in cells that respect rounding: limit law of the cells"
							   : "binned rows, in cells along the bins: limit law of the cells",
					  result);
}
