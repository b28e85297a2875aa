/*
 * fit_test.c
 *		Tests of the hypothesis that the rows come from the family that was fitted to them.
 *
 * The bins of the histogram are merged into at most TEST_CELLS cells on the k1 scale, fine in both
 * tails, as fit_data.c does for estimates.  Edges lie half way between neighbouring values, or, for
 * rounded values, where the rounding cells meet, so that the share of rows below an edge is exact.
 *
 * The estimated quantities are the coordinates of the chart in which the estimate was made.  An end
 * of the support that follows the extreme row is none of them: it is known to within 1 / n, which
 * the statistics do not see.  A coordinate that is held at the end of its range is none either:
 * with the true value there, the statistic, which is the same for a process and for minus the
 * process, has the law without that coordinate whenever the likelihood pushes against the end.
 * For the same reason an estimate that is a simpler family's is tested as that family's.
 */
#include <math.h>
#include <string.h>

#include "fit_test.h"
#include "special/special.h"

/*
 * A cell of a discrete distribution expects so many rows at least.  Few: the estimates know every
 * value of the rows, and from cells that pool them less would follow of the parameters than was
 * taken from the rows (Chernoff & Lehmann 1954); the statistics weigh cells by their probability, so
 * that rare ones need not be normal.
 */
#define LEAST_EXPECTED 0.01

/* Where cells meet between bin i and the next one. */
static double
edge_after(const FitData *d, int i)
{
	double a = d->bin_upper[i], b = d->bin_lower[i + 1];

	if (d->grid > 0)
		return a + d->grid * (floor(0.5 * (b - a) / d->grid - 0.25) + 0.5);
	return a + 0.5 * (b - a);
}

/* Number of the cell, of TEST_CELLS, that a row with this share of the rows below it belongs to. */
static int
cell_of(double share)
{
	return (int) (TEST_CELLS * (0.5 + asin(2 * share - 1) / PI));
}

const FitTest *
fit_test_cells(FitData *d)
{
	TestCells *cells;
	double before = 0;
	int cell = -1;

	if (d->test)
		return d->test;
	d->test = core_alloc(d->cx, sizeof(FitTest));
	cells = &d->test->cells;
	cells->n = 0;
	cells->rows = d->n;
	cells->edge = core_alloc(d->cx, sizeof(double) * 2 * (TEST_CELLS + 1));
	cells->count = cells->edge + TEST_CELLS + 1;
	for (int i = 0; i < d->n_bins; i++)
	{
		int own = cell_of((before + 0.5 * d->bin_count[i]) / d->n);

		if (own != cell)
		{
			if (cells->n > 0)
				cells->edge[cells->n - 1] = edge_after(d, i - 1);
			cells->count[cells->n++] = 0;
			cell = own;
		}
		cells->count[cells->n - 1] += d->bin_count[i];
		before += d->bin_count[i];
	}
	d->test->draws = null_draws_create(d->cx, cells);
	return d->test;
}

/* Probabilities (pvalue.h) of the cells. */
static bool
cell_probabilities(void *arg, const double *u, double *p)
{
	FamilyModel *m = arg;
	const TestCells *cells = m->cells;
	double all[MAX_PARAMS], params[MAX_PARAMS], loc, scale;
	Distribution y;
	Level before = {0, 1};

	memcpy(all, m->u, sizeof(all));
	for (int j = 0; j < m->model.n_free; j++)
		all[m->coordinate[j]] = u[j];
	if (core_stop(m->lk.data->cx) || !chart_to_params(&m->lk, m->chart, all, params) ||
		!likelihood_distribution(&m->lk, params, &y))
		return false;
	loc = params[m->lk.family->n_shapes];
	scale = params[m->lk.family->n_shapes + 1];
	for (int k = 0; k < cells->n; k++)
	{
		Level level = {1, 0};

		if (k < cells->n - 1)
			level = goodness_level(&y, (cells->edge[k] - loc) / scale, before);
		p[k] = before.below < 0.5 ? level.below - before.below : before.above - level.above;
		if (!(p[k] >= 0))
		{
			/* rounding, or no number at all */
			if (!(p[k] > -1e-9))
				return false;
			p[k] = 0;
		}
		before = level;
	}
	return true;
}

bool
family_model(FamilyModel *m, FitData *d, const Estimate *est, const Family *family)
{
	while (est->made && est->limit)
	{
		family = est->limit;
		est = estimate_family(d, family);
	}
	/* the law is that of maximum likelihood, and of the product of spacings, which is near it */
	if (!est->made || est->status != FIT_OK || est->method == METHOD_MOMENTS ||
		est->method == METHOD_LMOMENTS)
		return false;
	memset(m, 0, sizeof(*m));
	likelihood_init(&m->lk, d, family);
	m->chart = est->chart;
	m->cells = &fit_test_cells(d)->cells;
	memcpy(m->u, est->optimum.u, sizeof(m->u));
	/* sets the value of an integer shape */
	if (!chart_from_params(&m->lk, est->chart, est->params, m->u))
	{
		likelihood_free(&m->lk);
		return false;
	}
	m->model.probabilities = cell_probabilities;
	m->model.arg = m;
	for (int i = 0; i < est->optimum.n; i++)
		if (!est->optimum.held[i])
		{
			m->coordinate[m->model.n_free] = i;
			m->model.u[m->model.n_free++] = m->u[i];
		}
	return true;
}

void
family_model_free(FamilyModel *m)
{
	likelihood_free(&m->lk);
}

Goodness
fit_p_values(FitData *d, const Estimate *est, const Family *family)
{
	Goodness none = {NAN, NAN, NAN};
	const FitTest *test = fit_test_cells(d);
	PValues result;
	FamilyModel m;

	/* their theory is that of efficient estimates, which moments do not give */
	if ((d->method != METHOD_MLE && d->method != METHOD_MPS) || !family_model(&m, d, est, family))
		return none;
	result = p_values(d->cx, &test->cells, &m.model, test->draws);
	family_model_free(&m);
	return result.p;
}

Goodness
fit_cells_goodness(FitData *d, Likelihood *lk, const double *params)
{
	const TestCells *cells = &fit_test_cells(d)->cells;
	double loc = params[lk->family->n_shapes], scale = params[lk->family->n_shapes + 1];
	Level level[TEST_CELLS + 1], before = {0, 1};
	Distribution y;

	if (!likelihood_distribution(lk, params, &y))
		return (Goodness){NAN, NAN, NAN};
	for (int k = 0; k < cells->n - 1; k++)
		before = level[k] = goodness_level(&y, (cells->edge[k] - loc) / scale, before);
	level[cells->n - 1] = (Level){1, 0};
	return cells_goodness(cells, level);
}

/* A fitted discrete family as a model of a partition of the integers. */
typedef struct CountModel
{
	CellModel model;
	CountSearch search;
	const Family *family;
	CountPartition *cells;
	int coordinate[MAX_PARAMS]; /* of the model's quantities; those from n_real on are parameters */
	int n_real;
	double u[MAX_PARAMS];
	double params[MAX_PARAMS];
} CountModel;

static bool
count_cell_probabilities(void *arg, const double *u, double *p)
{
	CountModel *m = arg;
	double all[MAX_PARAMS], params[MAX_PARAMS];

	memcpy(all, m->u, sizeof(all));
	for (int j = 0; j < m->n_real; j++)
		all[m->coordinate[j]] = u[j];
	memcpy(m->search.params, m->params, sizeof(m->params));
	for (int j = m->n_real; j < m->model.n_free; j++)
		m->search.params[m->coordinate[j]] = u[j];
	if (core_stop(m->search.lk.data->cx))
		return false;
	count_from_coordinates(&m->search, all, params);
	/* an integer that would leave rows outside the support is no neighbour of the estimate's */
	if (!count_rows_in_support(&m->search.lk, params))
		return false;
	return count_partition_probabilities(&m->search.lk, params, m->cells, p);
}

Goodness
count_p_values(FitData *d, const Estimate *est, const Family *family)
{
	Goodness result = {NAN, NAN, NAN};
	CountModel m;
	TestCells cells;

	while (est->made && est->limit)
	{
		family = est->limit;
		est = estimate_counts(d, family);
	}
	/* shapes that are as many as the data allow leave nothing to test */
	if (!est->made || est->status != FIT_OK || family->counts->free_shapes ||
		est->method == METHOD_MOMENTS || est->method == METHOD_LMOMENTS)
		return result;
	if (est->tested)
		return est->p_values;
	memset(&m, 0, sizeof(m));
	count_search_begin(&m.search, d, family);
	m.family = family;
	m.cells = count_partition(&m.search.lk, est->params, LEAST_EXPECTED, TEST_CELLS - 1);
	if (m.cells)
	{
		memcpy(m.params, est->params, sizeof(m.params));
		memcpy(m.search.params, est->params, sizeof(m.params));
		memcpy(m.u, est->optimum.u, sizeof(m.u));
		m.model.probabilities = count_cell_probabilities;
		m.model.arg = &m;
		for (int i = 0; i < est->optimum.n; i++)
			if (!est->optimum.held[i])
			{
				m.coordinate[m.n_real] = i;
				m.model.u[m.n_real++] = m.u[i];
			}
		m.model.n_free = m.n_real;
		for (int i = 0; i < family->n_shapes; i++)
			if (family->shape[i].integer && !m.search.held[i])
			{
				m.coordinate[m.model.n_free] = i;
				m.model.integer[m.model.n_free] = true;
				m.model.u[m.model.n_free++] = est->params[i];
			}
		cells = (TestCells){m.cells->n, d->n, m.cells->upper, m.cells->count};
		result = p_values(d->cx, &cells, &m.model, null_draws_create(d->cx, &cells)).p;
	}
	count_search_end(&m.search);
	if (!core_stop(d->cx))
	{
		Estimate *known = &d->known[family_position(family)];

		known->tested = true;
		known->p_values = result;
	}
	return result;
}
