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
#define FINE_ITERATIONS 40
#define FINE_TOLERANCE 1e-7

/* A decrement above this at the end means that the iteration did not converge. */
#define CONVERGED 1e-3
/* Two optima on coarse cells closer than this (plus a share of n) are both finished. */
#define CLOSE_RACE 2.0
#define CLOSE_RACE_SHARE 1e-4
/* A simpler family whose log-likelihood is this close is what the optimum is. */
#define LIMIT_TOLERANCE 1e-2

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
	return likelihood_value(&s->lk, s->cells, params);
}

/* The same with the kink's cell split: see likelihood.c. */
static double
objective_kinked(void *arg, const double *u)
{
	Search *s = arg;
	double params[MAX_PARAMS];

	if (!chart_to_params(&s->lk, s->chart, u, params))
		return -INFINITY;
	return likelihood_kinked(&s->lk, params);
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
			lower = lk.lower;
		same = same && lk.lower == lower;
		unbounded_above = unbounded_above || isinf(lk.upper);
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
	bool lower_end = isfinite(lk->lower), upper_end = isfinite(lk->upper);
	bool movable = lk->family->support == NULL;
	int n = 0;

	if (d->loc_fixed)
	{
		if (lower_end && lk->lower > 0 && !upper_end && !(flags & SCALE_REDUNDANT))
			charts[n++] = (Chart){END_EDGE, END_FREE};
		if (upper_end && lk->upper > 0 && movable && !(flags & SCALE_REDUNDANT))
		{
			charts[n++] = (Chart){END_FREE, END_GAP};
			if (flags & EDGE_UPPER)
				charts[n++] = (Chart){END_FREE, END_EDGE};
		}
		if (n == 0)
			charts[n++] = (Chart){END_FREE, END_FREE};
		return n;
	}
	if (lower_end && upper_end && movable)
	{
		for (int low = END_GAP; low <= ((flags & EDGE_LOWER) ? END_EDGE : END_GAP); low++)
			for (int high = END_GAP; high <= ((flags & EDGE_UPPER) ? END_EDGE : END_GAP); high++)
				charts[n++] = (Chart){low, high};
		return n;
	}
	if (lower_end && (movable || flags & EDGE_LOWER))
	{
		charts[n++] = (Chart){END_GAP, END_FREE};
		if (flags & EDGE_LOWER)
			charts[n++] = (Chart){END_EDGE, END_FREE};
	}
	else if (upper_end && (movable || flags & EDGE_UPPER))
	{
		charts[n++] = (Chart){END_FREE, END_GAP};
		if (flags & EDGE_UPPER)
			charts[n++] = (Chart){END_FREE, END_EDGE};
	}
	charts[n++] = (Chart){END_FREE, END_FREE};
	return n;
}

/*
 * Position coordinates to start from, variant 0, 1, ... : gaps small and large, spread matched to
 * the quartiles or to the 5 % and 95 % quantiles.  False when there is no such variant.
 */
static bool
position_variant(Likelihood *lk, Chart chart, int variant, double *u)
{
	static const double gaps[] = {0.002, 0.05, 1};
	const FitData *d = lk->data;
	const Family *f = lk->family;
	int gap_low = chart.lower == END_GAP ? 3 : 1, gap_high = chart.upper == END_GAP ? 3 : 1;
	double range = d->max - d->min;
	double reach = fmin(range, 20 * (d->quantile[3] - d->quantile[1]));
	double a = d->min, b = d->max;
	double q05 = f->quantile(&lk->shape, 0.05), q95 = f->quantile_upper(&lk->shape, 0.05);
	double q25 = f->quantile(&lk->shape, 0.25), q75 = f->quantile_upper(&lk->shape, 0.25);
	double centre = 0.5 * (q25 + q75);
	int widths = chart.lower != END_FREE && chart.upper != END_FREE ? 1 : 2;
	int width = variant % widths;

	variant /= widths;
	if (variant >= gap_low * gap_high || !isfinite(q05) || !isfinite(q95) || !(reach > 0))
		return false;
	if (chart.lower == END_GAP)
	{
		double gap = gaps[variant % 3] * reach;

		a -= gap;
		*u++ = log(gap);
	}
	if (chart.upper == END_GAP)
	{
		double gap = gaps[variant / gap_low] * reach;

		b += gap;
		*u++ = log(gap);
	}
	if (d->loc_fixed)
	{
		double size, y_low = width ? q05 : q25, y_high = width ? q95 : q75;
		double z_low = d->quantile[width ? 0 : 1], z_high = d->quantile[width ? 4 : 3];

		if (chart.lower != END_FREE || chart.upper != END_FREE || f->flags & SCALE_REDUNDANT)
			return width == 0;
		if (lk->lower >= 0 || lk->upper <= 0)
		{
			/* scale from a typical size: of the middle, or of the largest 5 % */
			size = fabs(centre);
			if (width)
				size *= fabs(z_high - d->loc_value) / fmax(fabs(q95), 1e-300);
			else
				size *= fabs(d->quantile[2] - d->loc_value) /
						fmax(fabs(f->quantile(&lk->shape, 0.5)), 1e-300);
		}
		else
			size = (q75 - q25) * (z_high - z_low) / (y_high - y_low);
		*u = log(fmax(size, 1e-30));
		return true;
	}
	if (f->flags & SCALE_REDUNDANT)
	{
		if (chart.lower == END_FREE)
			*u = d->quantile[2];
		return width == 0;
	}
	if (chart.lower != END_FREE && chart.upper != END_FREE)
		return true;
	if (chart.lower != END_FREE)
	{
		double scale = width ? (d->quantile[4] - a) / (q95 - lk->lower)
							 : (d->quantile[2] - a) / (f->quantile(&lk->shape, 0.5) - lk->lower);

		*u = log(fmax(scale * (centre - lk->lower), 1e-30));
	}
	else if (chart.upper != END_FREE)
	{
		double scale = width ? (b - d->quantile[0]) / (lk->upper - q05)
							 : (b - d->quantile[2]) / (lk->upper - f->quantile(&lk->shape, 0.5));

		*u = log(fmax(scale * (lk->upper - centre), 1e-30));
	}
	else
	{
		double inner = (d->quantile[3] - d->quantile[1]) / (q75 - q25);
		double outer = (d->quantile[4] - d->quantile[0]) / (q95 - q05);
		double scale = width ? outer : inner > 0 ? inner : outer;

		u[0] = width ? 0.5 * (d->quantile[0] + d->quantile[4]) - scale * (0.5 * (q05 + q95) - centre)
					 : 0.5 * (d->quantile[1] + d->quantile[3]);
		u[1] = log(fmax(scale, 1e-30) * (q75 - q25));
	}
	return true;
}

/* Keeps a start if it is among the best; one per shape vector and chart. */
static void
keep_start(Start *kept, int *n_kept, int n_shapes, const Start *s)
{
	int place;

	if (!(s->value > -INFINITY))
		return;
	for (int i = 0; i < *n_kept; i++)
		if (memcmp(kept[i].u, s->u, sizeof(double) * (size_t) n_shapes) == 0)
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
list_starts(Search *s, Start *kept)
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

			/* the shapes' coordinates; loc and scale do not matter here */
			memcpy(params, shapes[k], sizeof(*shapes));
			params[f->n_shapes + 1] = 1;
			if (!likelihood_set_shape(&s->lk, shapes[k]) ||
				!chart_from_params(&s->lk, charts[c], params, start.u))
				continue;
			s->chart = charts[c];
			for (int v = 0; likelihood_set_shape(&s->lk, shapes[k]) &&
							position_variant(&s->lk, charts[c], v, start.u + f->n_shapes);
				 v++)
			{
				start.value = objective(s, start.u);
				keep_start(kept, &n_kept, f->n_shapes, &start);
			}
		}
	}
	return n_kept;
}

/* Improves opt (u is set) on the given cells; kinked functions by the simplex. */
static void
improve(Search *s, Chart chart, const CellSet *cells, bool final, Optimum *opt)
{
	double lower[MAX_PARAMS], upper[MAX_PARAMS];

	s->chart = chart;
	s->cells = cells;
	opt->n = chart_size(&s->lk, chart);
	chart_bounds(&s->lk, chart, lower, upper);
	if (s->lk.family->flags & KINKED)
	{
		Objective f = final ? objective_kinked : objective;
		int evaluations = final ? 150 : 200;
		double size = final ? 0.01 : 0.2;

		opt->value = -INFINITY;
		simplex_maximise(f, s, lower, upper, size, final ? 1e-6 : 1e-3, evaluations, opt);
		if (final)
			newton_maximise(f, s, lower, upper, FINE_TOLERANCE, 4, opt);
		return;
	}
	newton_maximise(objective, s, lower, upper, final ? FINE_TOLERANCE : COARSE_TOLERANCE,
					final ? FINE_ITERATIONS : COARSE_ITERATIONS, opt);
}

/* Finishes a start on the fine cells and keeps the result if it is the best so far. */
static void
finish(Search *s, Chart chart, const double *u, Estimate *est)
{
	const FitData *d = s->lk.data;
	bool kinked = s->lk.family->flags & KINKED;
	Optimum opt;

	memset(&opt, 0, sizeof(opt));
	memcpy(opt.u, u, sizeof(opt.u));
	improve(s, chart, kinked ? &d->full : &d->fine, true, &opt);
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

/* The chart in which these parameters can be written, as close to an end as they are. */
static Chart
chart_of(const Likelihood *lk, const double *params)
{
	const FitData *d = lk->data;
	double loc = params[lk->family->n_shapes], scale = params[lk->family->n_shapes + 1];
	Chart charts[MAX_CHARTS], best;
	int n = list_charts(lk, charts);
	bool at_lower = loc + scale * lk->lower >= d->min - 1e-4 * d->first_width;
	bool at_upper = loc + scale * lk->upper <= d->max + 1e-4 * d->last_width;

	best = charts[n - 1];
	for (int i = 0; i < n; i++)
		if ((charts[i].lower == END_EDGE) == at_lower && (charts[i].upper == END_EDGE) == at_upper)
			best = charts[i];
	return best;
}

/* Starts from the estimate of each simpler family, so that this one is never below it. */
static void
from_nested(Search *s, FitData *data, Estimate *est)
{
	const Family *f = s->lk.family;

	for (const Nested *nested = f->nests; nested && nested->family; nested++)
	{
		const Family *simple = family_by_name(nested->family);
		const Estimate *inner;
		double params[MAX_PARAMS], u[MAX_PARAMS];
		Chart chart;

		/* a family whose loc is free is not inside one whose loc is not */
		if (data->options.loc == LOC_AUTO && data->loc_fixed && !starts_at_loc(data, simple))
			continue;
		inner = estimate_family(data, simple);
		est->evaluations += inner->evaluations;
		if (inner->status != FIT_OK || !nested->from(inner->params, params) ||
			(data->loc_fixed && params[f->n_shapes] != data->loc_value))
			continue;
		if (inner->value > est->value + 1e-6 && likelihood_set_shape(&s->lk, params))
		{
			chart = chart_of(&s->lk, params);
			if (chart_from_params(&s->lk, chart, params, u))
				finish(s, chart, u, est);
		}
		if (est->made && nested->is_limit && inner->value > est->value - LIMIT_TOLERANCE)
			est->limit = simple;
	}
}

/* A closed-form estimate: only the derivatives at it are left to do. */
static bool
closed_form(Search *s, FitData *data, Estimate *est)
{
	const Family *f = s->lk.family;
	Optimum *opt = &est->optimum;
	double lower[MAX_PARAMS], upper[MAX_PARAMS];

	if (!f->closed_form || data->full.n_groups > 0 || !f->closed_form(data, est->params) ||
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
	n_kept = list_starts(s, kept);
	for (int i = 0; i < n_kept; i++)
	{
		Optimum opt;

		memset(&opt, 0, sizeof(opt));
		memcpy(opt.u, kept[i].u, sizeof(opt.u));
		improve(s, kept[i].chart, &data->coarse, false, &opt);
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
	else if (est->optimum.decrement > CONVERGED && !est->limit && !(f->flags & KINKED))
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
		if (est->optimum.held[i])
			est->bound = i;
	return est;
}
