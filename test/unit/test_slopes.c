/*
 * test_slopes.c
 *		Derivatives of densities against mpmath, and of log-likelihoods against their differences.
 */
#include "arena.h"
#include "estimate.h"
#include "slopes.h"

/* p, d and the angle of genhyperbolic; y; first derivatives by y, d and angle; second ones. */
typedef struct Reference
{
	double shapes[3];
	double y;
	double slope[9];
} Reference;

/* By mpmath's diff() of the log density, 40 digits. */
static const Reference references[] = {
	{{-2.0, 0.1, 0.2},
	 -3.0,
	 {1.530273054531628, -0.8925980927618103, -0.312690953468826, 0.3967566901979544,
	  0.3995748117427765, 0.1059194204066262, -2.743950948443273, -3.190625095014513,
	  -0.09545656959965995}},
	{{1.0, 0.5, -1.5},
	 0.25,
	 {-1.349911295734659, -0.3990527748887464, 2.296604968026966, -1.073963550822589,
	  -2.699822591469318, 1.434417869380846, -3.572400990339013, 2.782913428764199,
	  -1.659270735606314}},
	{{3.7, 12.0, 0.4},
	 2.0,
	 {-5.660697672691897, -0.5256052859132511, 13.45517545175885, -1.438814817860023,
	  -0.5508586101467111, 8.58851153557388, -0.007910177626753024, 1.248737050658664,
	  -22.43506192807547}},
	{{-0.5, 200.0, 3.0},
	 11.0,
	 {-1.823499261509994, -0.00183722517554531, 19.14486165650311, -1.482141104888588,
	  -0.008441251597508432, 18.18568397805335, -1.249915698860555e-5, 0.0932368391667978,
	  -200.8624786287578}},
	{{-0.5, 0.003, 0.0},
	 40.0,
	 {-0.05079419501137498, -10.01255177676124, 0.12, 0.001235336103233675, -0.4393737025216745,
	  0.003, -2191.126888889594, 40.0, -0.03303765533028372}},
	{{-25.0, 1.0, 5.0},
	 900.0,
	 {-0.03558639831281757, 18.91057787313944, 31.01579285630186, 3.200886450763971e-5,
	  -0.006686731854763855, 0.006789157493290285, -24.96946300523886, 6.027793789108707,
	  -6.095976297123053}},
	{{40.0, 30.0, -0.1},
	 -0.7,
	 {3.911436902631273, -0.04788879476003702, -11.7639902517371, -8.973710878277901,
	  0.2965813010276585, 28.96383256309618, -0.003961052902908566, -0.6193326417780573,
	  -90.93929759556134}},
};

static void
test_density(void)
{
	for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++)
	{
		const Reference *r = &references[i];
		const Family *f = family_by_name(r->shapes[0] == -0.5 ? "norminvgauss" : "genhyperbolic");
		double params[MAX_PARAMS], g[MAX_PARAMS], h[MAX_PARAMS][MAX_PARAMS];
		int n = f->n_shapes;
		Distribution d = {0};
		const char *error;

		memcpy(params, r->shapes + 3 - n, sizeof(double) * (size_t) n);
		f->tangle(params);
		params[n] = 0;
		params[n + 1] = 1;
		CHECK(distribution_set(&unit_context, &d, f, params, &error), "%s", f->name);
		CHECK(f->slopes(&d.shape, r->y, g, h), "row %zu has slopes", i);
		/* a and b hold d and the angle to an ulp of a, times exp(2 angle) */
		for (int k = 0, place = 3; k < 3; k++)
		{
			CHECK(fabs(g[k] - r->slope[k]) < 1e-10 * (1 + fabs(r->slope[k])),
				  "slope %d of row %zu: %.17g", k, i, g[k]);
			for (int j = k; j < 3; j++, place++)
				CHECK(fabs(h[k][j] - r->slope[place]) < 1e-8 * (1 + fabs(r->slope[place])),
					  "slope %d, %d of row %zu: %.17g", k, j, i, h[k][j]);
		}
		free(d.shape.table);
	}
}

/* Skewed rows with tails, rounded to a multiple of `grid` if it is not 0. */
static FitData *
rows(int n, double grid)
{
	Histogram *h = hist_create(&context, HIST_MIN_BINS);
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};

	for (int i = 0; i < n; i++)
	{
		double u = (i + 0.5) / n, x = 5 + 2 * log(u / (1 - u)) + pow(u, 20);

		hist_add(h, grid > 0 ? grid * rint(x / grid) : x, 1);
	}
	return fit_data_create(&context, h, &options);
}

static double
objective_at(Search *s, const double *u, int i, double step)
{
	double at[MAX_PARAMS];

	memcpy(at, u, sizeof(at));
	at[i] += step;
	return search_objective(s, at);
}

/* Differences of fourth order. */
static double
difference(Search *s, const double *u, int i, double h)
{
	return (8 * (objective_at(s, u, i, h) - objective_at(s, u, i, -h)) -
			(objective_at(s, u, i, 2 * h) - objective_at(s, u, i, -2 * h))) /
		   (12 * h);
}

static double
slope_at(Search *s, const double *u, int i, double step, int j)
{
	double at[MAX_PARAMS], g[MAX_PARAMS] = {0};

	memcpy(at, u, sizeof(at));
	at[i] += step;
	CHECK(search_slopes(s, at, g, NULL), "slopes without the Hessian");
	return g[j];
}

static void
check_likelihood(FitData *data, const char *name, const double *u, bool wide, const char *what)
{
	const Family *f = family_by_name(name);
	double g[MAX_PARAMS] = {0}, hessian[MAX_PARAMS][MAX_PARAMS] = {{0}}, h = 1e-4;
	Search s;
	int first, n;

	memset(&s, 0, sizeof(s));
	likelihood_init(&s.lk, data, f);
	s.cells = &data->fine;
	s.chart = (Chart){END_FREE, END_FREE};
	n = chart_size(&s.lk, s.chart);
	CHECK(slopes_known(&s, &first), "slopes of %s", name);
	CHECK(first == f->n_shapes - 2, "%d differences of %s", first, name);
	CHECK(search_slopes(&s, u, g, hessian) == !wide, "slopes of %s, %s", name, what);
	for (int i = first; i < n && !wide; i++)
	{
		double size = data->n * (data->fine.n_groups > 0 ? 3e-6 : 1e-7);

		CHECK(fabs(g[i] - difference(&s, u, i, h)) < size, "%s, %s: slope %d %.10g, not %.10g",
			  name, what, i, g[i], difference(&s, u, i, h));
		for (int j = first; j < n; j++)
		{
			double want = (slope_at(&s, u, i, h, j) - slope_at(&s, u, i, -h, j)) / (2 * h);

			CHECK(fabs(hessian[i][j] - want) < 10 * size + 1e-6 * fabs(want),
				  "%s, %s: slope %d, %d %.10g, not %.10g", name, what, i, j, hessian[i][j], want);
		}
	}
	likelihood_free(&s.lk);
}

static void
test_likelihood(void)
{
	static const double steps[] = {0, 0.05, 0.2, 3};
	static const double points[][MAX_PARAMS] = {
		{-1.5, -1, 0.3, 0.1, 0.2}, {0.7, -2, -0.4, -0.1, 0.4}, {2, -0.5, 1, 0.2, 0}};

	for (size_t k = 0; k < sizeof(steps) / sizeof(steps[0]); k++)
	{
		FitData *data = rows(20000, steps[k]);
		double rest[MAX_PARAMS] = {0};
		char what[32];

		snprintf(what, sizeof(what), "rows rounded to %g", steps[k]);
		for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		{
			check_likelihood(data, "genhyperbolic", points[i], steps[k] > 1, what);
			memcpy(rest, points[i] + 1, sizeof(rest) - sizeof(*rest));
			check_likelihood(data, "norminvgauss", rest, steps[k] > 1, what);
		}
		arena_clear();
	}
}

/* Where the sums of derivatives do not serve: what is held, truncated, or another method's. */
static void
test_unknown(void)
{
	FitData *data = rows(200, 0);
	Search s;
	int first;

	memset(&s, 0, sizeof(s));
	likelihood_init(&s.lk, data, family_by_name("norminvgauss"));
	s.chart = (Chart){END_FREE, END_FREE};
	CHECK(slopes_known(&s, &first), "rows as they are");
	s.lk.shapes_held = true;
	CHECK(!slopes_known(&s, &first), "a shape that is held");
	s.lk.shapes_held = false;
	s.lk.scale_fixed = true;
	CHECK(!slopes_known(&s, &first), "a scale that is held");
	s.lk.scale_fixed = false;
	data->truncated = true;
	CHECK(!slopes_known(&s, &first), "truncated rows");
	data->truncated = false;
	s.chart.lower = END_GAP;
	CHECK(!slopes_known(&s, &first), "an end that moves");
	likelihood_free(&s.lk);
	likelihood_init(&s.lk, data, family_by_name("norm"));
	CHECK(!slopes_known(&s, &first), "a family without slopes");
	likelihood_free(&s.lk);
	arena_clear();
}

int
main(void)
{
	test_density();
	test_likelihood();
	test_unknown();
	return unit_done();
}
