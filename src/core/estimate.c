/*
 * estimate.c
 *		The maximum-likelihood estimate of one family, in z units.
 *
 * Starting points are all combinations of the family's shape grids with a few ways of matching the
 * curve to quantiles of the data, in every chart that suits the family's support (chart.c), and
 * the estimates of the simpler families inside this one.  They are ranked on about 64 cells; the
 * best few are improved there; the best of those is finished on about 512.  A family thus never
 * scores below one it contains, and the work is bounded by counts, never by the clock: the same
 * rows give the same estimate.
 */
#include <math.h>
#include <string.h>

#include "estimate.h"

#define MAX_CHARTS 8
#define MAX_STARTS 64
#define KEPT_STARTS 4

/* Iterations and tolerances (gain in log-likelihood still to be had) on coarse and fine cells. */
#define COARSE_ITERATIONS 25
#define COARSE_TOLERANCE 1e-2
#define FINE_ITERATIONS 60
#define FINE_TOLERANCE 1e-7

#define MAX_CHART_CHANGES 2

/* An end within this share of the distance to the next row is at the extreme row. */
#define EDGE_GAP 1e-3
/* An end this close, relative to the distance of the median from the extreme row, is near. */
#define NEAR_END 0.4

/* A decrement above this, and above this share of the log-likelihood, is no convergence. */
#define CONVERGED 1e-3
#define CONVERGED_SHARE 1e-8
/* A log-likelihood a row (z units) from which no iteration can be expected to find back. */
#define HOPELESS (-50)
/* Two optima on coarse cells closer than this (plus a share of n) are both finished. */
#define CLOSE_RACE 2.0
#define CLOSE_RACE_SHARE 1e-5
/* A simpler family whose log-likelihood is this close is what the optimum is. */
#define LIMIT_TOLERANCE 1e-2
#define LIMIT_TOLERANCE_AT_BOUND 1.0

typedef struct Start
{
	Chart chart;
	double u[MAX_PARAMS];
	double value;
} Start;

/* What the objective function needs. */
typedef struct Search
{
	Likelihood lk;
	const CellSet *cells;
	Chart chart;
} Search;

static double
objective(void *arg, const double *u)
{
	Search *s = arg;
	double params[MAX_PARAMS];

	if (!chart_to_params(&s->lk, s->chart, u, params))
		return -INFINITY;
	if (s->lk.family->flags & KINKED)
		return likelihood_kinked(&s->lk, s->cells, params);
	return likelihood_value(&s->lk, s->cells, params);
}

/* Is the family supported on (loc + something, inf) for all shapes that can reach infinity? */
static bool
starts_at_loc(const FitData *data, const Family *f)
{
	Likelihood lk;
	bool unbounded_above = false;
	double lower = NAN;
	bool same = true;

	likelihood_init(&lk, data, f);
	for (int k = 0; k < (f->n_shapes > 0 ? f->shape[0].n_grid : 1); k++)
	{
		double p[MAX_SHAPES];

		for (int i = 0; i < f->n_shapes; i++)
			p[i] = f->shape[i].grid[i == 0 ? k : f->shape[i].n_grid / 2];
		if (!likelihood_set_shape(&lk, p))
			continue;
		if (isnan(lower))
			lower = lk.y.lower;
		same = same && lk.y.lower == lower;
		unbounded_above = unbounded_above || isinf(lk.y.upper);
	}
	likelihood_free(&lk);
	return same && unbounded_above && lower >= 0;
}

FitData *
fit_data_for(FitData *data, const Family *family)
{
	if (data->options.loc == LOC_ZERO)
		return data->at_zero;
	if (data->options.loc == LOC_AUTO && data->at_zero->min >= 0 && starts_at_loc(data, family))
		return data->at_zero;
	return data;
}

/* The charts to start in, at the shapes lk was set to.  Returns their number. */
static int
list_charts(const Likelihood *lk, Chart *charts)
{
	const FitData *d = lk->data;
	int flags = lk->family->flags;
	bool lower_end = isfinite(lk->y.lower), upper_end = isfinite(lk->y.upper);
	int n = 0;

	if (d->loc_fixed)
	{
		if (lower_end && lk->y.lower > 0 && !upper_end && !(flags & SCALE_REDUNDANT))
			charts[n++] = (Chart){END_EDGE, END_FREE};
		if (upper_end && lk->y.upper > 0 && !(flags & SCALE_REDUNDANT))
		{
			charts[n++] = (Chart){END_FREE, END_GAP};
			if (flags & EDGE_UPPER)
				charts[n++] = (Chart){END_FREE, END_EDGE};
		}
		if (n == 0 || lk->family->support)
			charts[n++] = (Chart){END_FREE, END_FREE};
		return n;
	}
	if (lower_end && upper_end)
	{
		for (int low = END_GAP; low <= ((flags & EDGE_LOWER) ? END_EDGE : END_GAP); low++)
			for (int high = END_GAP; high <= ((flags & EDGE_UPPER) ? END_EDGE : END_GAP); high++)
				charts[n++] = (Chart){low, high};
	}
	else if (lower_end)
	{
		charts[n++] = (Chart){END_GAP, END_FREE};
		if (flags & EDGE_LOWER)
			charts[n++] = (Chart){END_EDGE, END_FREE};
	}
	else if (upper_end)
	{
		charts[n++] = (Chart){END_FREE, END_GAP};
		if (flags & EDGE_UPPER)
			charts[n++] = (Chart){END_FREE, END_EDGE};
	}
	charts[n++] = (Chart){END_FREE, END_FREE};
	return n;
}

/*
 * loc and scale to start from, variant 0, 1, ...: the ends of the support a little or far beyond
 * the extreme rows; the rest matched to the quartiles or to the 5 % and 95 % quantiles.  Sets
 * params[n_shapes] and the next; false when there is no such variant.
 */
static bool
position_variant(Likelihood *lk, Chart chart, int variant, double stretch, double *params)
{
	static const double gaps[] = {0.002, 0.05, 1};
	const FitData *d = lk->data;
	const Distribution *y = &lk->y;
	double *loc = &params[lk->family->n_shapes], *scale = loc + 1;
	int n_low = chart.lower == END_GAP ? 3 : 1, n_high = chart.upper == END_GAP ? 3 : 1;
	bool two_ends = chart.lower != END_FREE && chart.upper != END_FREE;
	bool tails = variant % 2 == 1; /* match the tails, not the middle */
	double reach = fmin(d->max - d->min, 20 * (d->quantile[3] - d->quantile[1]));
	double a = d->min, b = d->max;
	double z_low = d->quantile[tails ? 0 : 1], z_high = d->quantile[tails ? 4 : 3];
	double y_low = distribution_quantile(y, tails ? 0.05 : 0.25);
	double y_high = distribution_quantile_upper(y, tails ? 0.05 : 0.25);
	double y_middle = distribution_quantile(y, 0.5), z_middle = d->quantile[2];

	variant /= 2;
	if (variant >= n_low * n_high || (two_ends && tails) || !isfinite(y_low) || !isfinite(y_high))
		return false;
	if (!(reach > 0))
		reach = d->max - d->min;
	if (!(z_high > z_low))
		z_high = z_low + reach;
	if (chart.lower == END_GAP)
		a -= gaps[variant % 3] * reach;
	if (chart.upper == END_GAP)
		b += gaps[variant / n_low] * reach;

	*loc = d->loc_value;
	*scale = 1;
	if (lk->family->flags & SCALE_REDUNDANT)
	{
		if (!d->loc_fixed)
			*loc = chart.lower != END_FREE ? a - y->lower : z_middle - y_middle;
		return !tails;
	}
	if (d->loc_fixed)
	{
		if (chart.upper != END_FREE)
			*scale = (b - *loc) / y->upper;
		else if (chart.lower != END_FREE)
			*scale = (a - *loc) / y->lower;
		else if (y->lower >= 0)
			*scale = tails ? (z_high - *loc) / y_high : (z_middle - *loc) / y_middle;
		else if (y->upper <= 0)
			*scale = tails ? (z_low - *loc) / y_low : (z_middle - *loc) / y_middle;
		else
			*scale = (z_high - z_low) / (y_high - y_low);
		if (!(*scale > 0))
			*scale = d->max - d->min;
		if (chart.lower == END_FREE && chart.upper == END_FREE)
			*scale *= stretch;
		return true;
	}
	if (two_ends)
		*scale = (b - a) / (y->upper - y->lower);
	else if (chart.lower != END_FREE)
		*scale = tails ? (z_high - a) / (y_high - y->lower) : (z_middle - a) / (y_middle - y->lower);
	else if (chart.upper != END_FREE)
		*scale = tails ? (b - z_low) / (y->upper - y_low) : (b - z_middle) / (y->upper - y_middle);
	else
		*scale = (z_high - z_low) / (y_high - y_low);
	if (!(*scale > 0))
		*scale = d->max - d->min;
	if (!two_ends)
		*scale *= stretch;
	if (chart.lower != END_FREE)
		*loc = a - *scale * y->lower;
	else if (chart.upper != END_FREE)
		*loc = b - *scale * y->upper;
	else
		*loc = 0.5 * (z_low + z_high) - *scale * 0.5 * (y_low + y_high);
	return true;
}

/* Keeps a start if it is among the best; one per shape vector and kind of end. */
static void
keep_start(Start *kept, int *n_kept, int n_shapes, const Start *s)
{
	int place;

	if (!(s->value > -INFINITY))
		return;
	for (int i = 0; i < *n_kept; i++)
		if (memcmp(kept[i].u, s->u, sizeof(double) * (size_t) n_shapes) == 0 &&
			(kept[i].chart.lower == END_EDGE) == (s->chart.lower == END_EDGE) &&
			(kept[i].chart.upper == END_EDGE) == (s->chart.upper == END_EDGE))
		{
			if (s->value <= kept[i].value)
				return;
			memmove(&kept[i], &kept[i + 1], sizeof(Start) * (size_t) (*n_kept - i - 1));
			(*n_kept)--;
			break;
		}
	for (place = *n_kept; place > 0 && kept[place - 1].value < s->value; place--)
		;
	if (place >= KEPT_STARTS)
		return;
	if (*n_kept == KEPT_STARTS)
		(*n_kept)--;
	memmove(&kept[place + 1], &kept[place], sizeof(Start) * (size_t) (*n_kept - place));
	kept[place] = *s;
	(*n_kept)++;
}

/* The shape vectors to start from: the family's own list, or the product of its grids. */
static int
list_shapes(const FitData *data, const Family *f, double (*shapes)[MAX_SHAPES])
{
	int n = 1;

	if (f->starts)
		return f->starts(data, shapes, MAX_STARTS);
	memset(shapes, 0, sizeof(*shapes));
	for (int i = 0; i < f->n_shapes; i++)
	{
		int grid = f->shape[i].n_grid, grown = 0;
		double old[MAX_STARTS][MAX_SHAPES];

		memcpy(old, shapes, sizeof(*shapes) * (size_t) n);
		for (int k = 0; k < n; k++)
			for (int g = 0; g < grid && grown < MAX_STARTS; g++)
			{
				memcpy(shapes[grown], old[k], sizeof(*shapes));
				shapes[grown++][i] = f->shape[i].grid[g];
			}
		n = grown;
	}
	return n;
}

static int
list_starts(Search *s, double stretch, Start *kept)
{
	const Family *f = s->lk.family;
	double shapes[MAX_STARTS][MAX_SHAPES];
	int n_kept = 0, n_shapes = list_shapes(s->lk.data, f, shapes);

	for (int k = 0; k < n_shapes; k++)
	{
		Chart charts[MAX_CHARTS];
		int n_charts;

		if (!likelihood_set_shape(&s->lk, shapes[k]))
			continue;
		n_charts = list_charts(&s->lk, charts);
		for (int c = 0; c < n_charts; c++)
		{
			Start start = {.chart = charts[c]};
			double params[MAX_PARAMS] = {0};

			memcpy(params, shapes[k], sizeof(*shapes));
			s->chart = charts[c];
			for (int v = 0; position_variant(&s->lk, charts[c], v, stretch, params); v++)
				if (chart_from_params(&s->lk, charts[c], params, start.u))
				{
					start.value = objective(s, start.u);
					keep_start(kept, &n_kept, f->n_shapes, &start);
				}
		}
	}
	return n_kept;
}

/* How an end of the support is best placed that is `gap` away from the extreme row. */
static ChartEnd
suitable_end(double end, double gap, double next_row, double median_distance, bool may_be_edge)
{
	if (!isfinite(end) || !(gap < NEAR_END * median_distance))
		return END_FREE;
	return may_be_edge && gap <= EDGE_GAP * next_row ? END_EDGE : END_GAP;
}

/*
 * The chart that suits these parameters: an end at the extreme row, an end so near that it matters
 * where it is, or neither.
 */
static Chart
chart_of(Likelihood *lk, const double *params)
{
	const FitData *d = lk->data;
	double loc = params[lk->family->n_shapes], scale = params[lk->family->n_shapes + 1];
	int flags = lk->family->flags;
	Chart chart = {END_FREE, END_FREE};

	if (!d->loc_fixed || (lk->y.lower > 0 && !isfinite(lk->y.upper)))
		chart.lower = suitable_end(lk->y.lower, d->min - (loc + scale * lk->y.lower),
								   d->first_width, d->quantile[2] - d->min, flags & EDGE_LOWER);
	if (!d->loc_fixed || lk->y.upper > 0)
		chart.upper = suitable_end(lk->y.upper, loc + scale * lk->y.upper - d->max, d->last_width,
								   d->max - d->quantile[2], flags & EDGE_UPPER);
	/* with loc fixed, only an end at the extreme row is placed from below */
	if (d->loc_fixed && chart.lower == END_GAP)
		chart.lower = END_FREE;
	if (flags & SCALE_REDUNDANT)
		chart.upper = END_FREE;
	return chart;
}

/* Improves opt (u is set) in one chart; kinked functions by the simplex. */
static void
improve_in_chart(Search *s, Chart chart, bool final, Optimum *opt)
{
	double lower[MAX_PARAMS], upper[MAX_PARAMS];
	double tolerance = final ? FINE_TOLERANCE : COARSE_TOLERANCE;
	int iterations = final ? FINE_ITERATIONS : COARSE_ITERATIONS;

	s->chart = chart;
	opt->n = chart_size(&s->lk, chart);
	chart_bounds(&s->lk, chart, lower, upper);
	if (s->lk.family->flags & KINKED)
	{
		opt->value = -INFINITY;
		simplex_maximise(objective, s, lower, upper, final ? 0.01 : 0.2, final ? 1e-6 : 1e-3,
						 200, opt);
		if (final)
			newton_maximise(objective, s, lower, upper, tolerance, 4, opt);
	}
	else
		newton_maximise(objective, s, lower, upper, tolerance, iterations, opt);
}

/*
 * Improves opt on the given cells, going over to another chart when the curve's ends have come
 * nearer to the data, or gone further away, than suits the one it is in.
 */
static void
improve(Search *s, Chart *chart, const CellSet *cells, bool final, Optimum *opt)
{
	s->cells = cells;
	for (int change = 0;; change++)
	{
		double params[MAX_PARAMS], u[MAX_PARAMS];
		Chart better;

		improve_in_chart(s, *chart, final, opt);
		if (change == MAX_CHART_CHANGES || opt->decrement < CONVERGED ||
			!(opt->value > -INFINITY) || !chart_to_params(&s->lk, *chart, opt->u, params))
			return;
		better = chart_of(&s->lk, params);
		if (memcmp(&better, chart, sizeof(Chart)) == 0 ||
			!chart_from_params(&s->lk, better, params, u))
			return;
		s->chart = better;
		if (!(objective(s, u) > opt->value - COARSE_TOLERANCE))
			return;
		*chart = better;
		memcpy(opt->u, u, sizeof(u));
	}
}

/* Finishes a start on the fine cells and keeps the result if it is the best so far. */
static void
finish(Search *s, Chart chart, const double *u, Estimate *est)
{
	const FitData *d = s->lk.data;
	Optimum opt;

	memset(&opt, 0, sizeof(opt));
	memcpy(opt.u, u, sizeof(opt.u));
	improve(s, &chart, &d->fine, true, &opt);
	if (opt.value > est->value || !est->made)
	{
		double params[MAX_PARAMS];

		if (!(opt.value > -INFINITY) || !chart_to_params(&s->lk, chart, opt.u, params))
			return;
		memcpy(est->params, params, sizeof(params));
		est->made = true;
		est->value = opt.value;
		est->chart = chart;
		est->optimum = opt;
	}
}

/*
 * The estimate of a simpler family inside f, with its parameters as f's; NULL if there is none under
 * the same constraints: a family whose loc is free is not inside one whose loc is not.
 */
static const Estimate *
nested_estimate(FitData *data, const Family *f, const Nested *nested, double *params)
{
	const Family *simple = family_by_name(nested->family);
	const Estimate *inner;

	if (!simple ||
		(data->options.loc == LOC_AUTO && data->loc_fixed && !starts_at_loc(data, simple)))
		return NULL;
	inner = estimate_family(data, simple);
	if (!inner->made || !nested->from(inner->params, params) ||
		(data->loc_fixed && params[f->n_shapes] != data->loc_value))
		return NULL;
	return inner;
}

/* Starts from the estimate of each simpler family, so that this one is never below it. */
static void
from_nested(Search *s, FitData *data, Estimate *est)
{
	const Family *f = s->lk.family;

	for (const Nested *nested = f->nests; nested && nested->family; nested++)
	{
		double params[MAX_PARAMS], u[MAX_PARAMS];
		const Estimate *inner = nested_estimate(data, f, nested, params);
		Chart chart;

		if (!inner)
			continue;
		est->evaluations += inner->evaluations;
		if (inner->value > est->value + 1e-6 && likelihood_set_shape(&s->lk, params))
		{
			chart = chart_of(&s->lk, params);
			if (chart_from_params(&s->lk, chart, params, u))
				finish(s, chart, u, est);
		}
	}
}

/* Is the estimate, or would it be with a wider range of shapes, that of a simpler family? */
static void
find_limit(FitData *data, const Family *f, Estimate *est)
{
	double tolerance = est->bound >= 0 ? LIMIT_TOLERANCE_AT_BOUND : LIMIT_TOLERANCE;

	for (const Nested *nested = f->nests; nested && nested->family; nested++)
	{
		double params[MAX_PARAMS];
		const Estimate *inner = nested->is_limit ? nested_estimate(data, f, nested, params) : NULL;

		if (inner && inner->value > est->value - tolerance)
			est->limit = family_by_name(nested->family);
	}
	if (est->limit && est->status == FIT_NOT_CONVERGED)
		est->status = FIT_OK;
}

/* A closed-form estimate: only the derivatives at it are left to do. */
static bool
closed_form(Search *s, FitData *data, Estimate *est)
{
	const Family *f = s->lk.family;
	Optimum *opt = &est->optimum;
	double lower[MAX_PARAMS], upper[MAX_PARAMS];

	if (!f->closed_form || data->tied || !f->closed_form(data, est->params) ||
		!likelihood_set_shape(&s->lk, est->params))
		return false;
	est->chart = chart_of(&s->lk, est->params);
	if (!chart_from_params(&s->lk, est->chart, est->params, opt->u))
		return false;
	s->chart = est->chart;
	s->cells = &data->fine;
	opt->n = chart_size(&s->lk, est->chart);
	chart_bounds(&s->lk, est->chart, lower, upper);
	opt->value = objective(s, opt->u);
	if (!(opt->value > -INFINITY))
		return false;
	newton_maximise(objective, s, lower, upper, INFINITY, 1, opt);
	opt->decrement = 0;
	est->value = opt->value;
	est->made = true;
	return true;
}

static void
search(Search *s, FitData *data, Estimate *est)
{
	const Family *f = s->lk.family;
	Start kept[KEPT_STARTS + 1];
	int n_kept;
	double first = -INFINITY;

	s->cells = &data->coarse;
	n_kept = list_starts(s, 1, kept);
	/* under a tail that is too light for the extreme rows, only a very wide curve is in reach */
	if (n_kept == 0 || kept[0].value < HOPELESS * data->n)
		for (double stretch = 4; stretch < 1e15; stretch *= 4)
		{
			Start wider[KEPT_STARTS + 1];
			int n_wider = list_starts(s, stretch, wider);

			if (n_kept > 0 && (n_wider == 0 || wider[0].value < kept[0].value))
				break;
			memcpy(kept, wider, sizeof(wider));
			n_kept = n_wider;
		}
	for (int i = 0; i < n_kept; i++)
	{
		Optimum opt;

		memset(&opt, 0, sizeof(opt));
		memcpy(opt.u, kept[i].u, sizeof(opt.u));
		improve(s, &kept[i].chart, &data->coarse, false, &opt);
		memcpy(kept[i].u, opt.u, sizeof(opt.u));
		kept[i].value = opt.value;
		first = fmax(first, opt.value);
	}
	for (int i = 0; i < n_kept; i++)
	{
		bool repeated = false;

		/* the same optimum was reached from another start */
		for (int j = 0; j < i; j++)
			repeated = repeated || (fabs(kept[i].value - kept[j].value) < 2 * COARSE_TOLERANCE &&
									memcmp(&kept[i].chart, &kept[j].chart, sizeof(Chart)) == 0);
		if (!repeated && kept[i].value > first - CLOSE_RACE - CLOSE_RACE_SHARE * data->n)
			finish(s, kept[i].chart, kept[i].u, est);
	}
	from_nested(s, data, est);
	if (!est->made)
		est->status = n_kept > 0 ? FIT_FAILED : FIT_UNSUPPORTED_DATA;
	else if (!est->optimum.stalled &&
			 !(est->optimum.decrement < CONVERGED + CONVERGED_SHARE * fabs(est->value)) && !(f->flags & KINKED))
		est->status = FIT_NOT_CONVERGED;
}

const Estimate *
estimate_family(FitData *data, const Family *family)
{
	int position = 0;
	Estimate *est;
	Search s;

	while (families[position] != family)
		position++;
	est = &data->known[position];
	if (est->made || est->status != FIT_OK)
		return est;
	est->bound = -1;
	est->value = -INFINITY;
	est->status = FIT_OK;

	memset(&s, 0, sizeof(s));
	likelihood_init(&s.lk, data, family);
	if (!closed_form(&s, data, est))
		search(&s, data, est);
	if (s.lk.stopped)
		est->status = FIT_TIMEOUT;
	est->evaluations += s.lk.evaluations;
	likelihood_free(&s.lk);

	for (int i = 0; est->made && i < family->n_shapes; i++)
	{
		const ShapeParam *shape = &family->shape[i];

		if (est->params[i] <= shape->least + 1e-6 * fabs(shape->least) ||
			est->params[i] >= shape->most - 1e-6 * fabs(shape->most))
			est->bound = i;
	}
	if (est->made)
		find_limit(data, family, est);
	return est;
}
