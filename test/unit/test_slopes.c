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

/* The same for gausshyper: a, b, c, z; y; first derivatives by y and these; second ones. */
static const struct
{
	double shapes[4];
	double y;
	double slope[20];
} with_ends[] = {
	{{2, 3, 4, 1.5},
	 0.3,
	 {-3.661740558292282,   0.3825257176115631,   -0.0173402526079227,  -0.05496462617598109,
	  -0.132642148918479,   -10.91212545263845,   3.333333333333333,    -1.428571428571429,
	  -1.03448275862069,    -1.902497027348395,   -0.6141213693055761,  0.1818052147116673,
	  0.1271673881711449,   0.2472937999823285,   -0.0823540901979355,  -0.04719495907665791,
	  -0.08617753498417698, -0.03025577685544654, -0.09013063199312068, -0.08493013012898077}},
	{{0.05, 0.7, -3, 4},
	 0.001,
	 {-937.7475084646399,
	  -3.147123820501196,
	  1.741576070917994,
	  1.130232416042422,
	  -0.4574073521137057,
	  949952.682309128,
	  1000.0,
	  -1.001001001001001,
	  -3.98406374501992,
	  2.976143235821654,
	  -124.0428691222635,
	  6.298931271740699,
	  3.94257862747306,
	  -1.581664154995962,
	  -2.669062594144603,
	  -0.637257825990512,
	  0.2086033669643808,
	  -0.3055676600163556,
	  0.2649145017971112,
	  0.04217156965386494}},
	{{1.5, 60, 180, -0.95},
	 0.9,
	 {589.8659003831414,      -0.07846512640864685,  1.339526904474987,    -0.657968111638254,
	  1219.887778586149,      1825.898768368046,     1.111111111111111,    -10.0,
	  6.551724137931033,      -8561.236623067774,    -1.88058962555604e-5, 0.0006834172934764926,
	  -0.0002290784053667121, 0.5739017164231771,    -0.02516849826934042, 0.008364237117636203,
	  -21.04523712539182,     -0.002795183102822612, 13.79062428654512,    -41131.10900681416}},
	{{300, 0.4, -30, 0.1},
	 0.97,
	 {330.982153765189,     -0.0291365264218173,    4.767304713632303,     0.002611007262898968,
	  -0.7131040115047264,  348.6365267389942,      1.030927835051546,     -33.3333333333333,
	  -0.09115770282588879, 24.92918035347916,      -4.373874580856412e-6, 0.003304552360281049,
	  3.959568779215988e-7, -0.0001080334063349946, -7.272079046170206,    -0.0002996033404932105,
	  0.08173198731492782,  -3.584529773005291e-8,  0.02377991378990196,   1.275466634980389}},
	{{2.5, 181, 200, 1.47},
	 0.02,
	 {-394.2767334250584,
	  1.542731646706543,
	  -0.01488841319927072,
	  -0.02123521226744065,
	  -2.838244663918977,
	  -3529.575785394718,
	  50.0,
	  -1.020408163265306,
	  -1.428016320186516,
	  -188.7390078873654,
	  -0.4914386425937457,
	  0.00213712810277355,
	  0.003092705700530683,
	  0.4169000992285467,
	  -1.142431506507711e-5,
	  -1.648891176161988e-5,
	  -0.002219279771125866,
	  -2.37998709335175e-5,
	  -0.01739459118145752,
	  -0.363314275780652}},
	{{1, 1, 0.5, 2000},
	 0.6,
	 {-0.8326394671107411,   1.346046948744824,     -0.2890556193705896,  -1.315691775063863,
	  -5.380613058346013e-6, 1.386576964380918,     1.666666666666667,    -2.5,
	  -1.665278934221482,    -3.466442410952294e-7, -2.950024572388943,   0.8659629358910483,
	  2.784129978053978,     2.540421771364307e-5,  -0.717565556648162,   -0.8470913146578787,
	  -3.333964758437794e-6, -2.648544935840737,    -3.28314790718973e-5, 3.982808240633468e-9}},
	{{40, 2000, 9, 5900},
	 0.01,
	 {995.8080808080807,
	  -0.4102362407504924,
	  0.005384662333266744,
	  0.4047916272046374,
	  8.192434068865888e-6,
	  -305014.5877971635,
	  100.0,
	  -1.01010101010101,
	  -98.33333333333333,
	  -0.0025,
	  -0.03207186596042655,
	  0.0004908515182293108,
	  0.03170357737243067,
	  5.551298728342725e-7,
	  -7.635867890310031e-6,
	  -0.0004853060854840915,
	  -8.360424896406532e-9,
	  -0.03133958821043714,
	  3.616198585654357e-7,
	  -2.749117983834153e-9}},
};

/* One row of either: n derivatives at y, of which the last ones are by shapes as they are tangled.
 */
static void
check_density(const char *name, const double *shapes, double y, int n, const double *slope)
{
	const Family *f = family_by_name(name);
	double params[MAX_PARAMS], g[MAX_PARAMS], h[MAX_PARAMS][MAX_PARAMS];
	Distribution d = {0};
	const char *error;

	memcpy(params, shapes, sizeof(double) * (size_t) f->n_shapes);
	if (f->tangle)
		f->tangle(params);
	params[f->n_shapes] = 0;
	params[f->n_shapes + 1] = 1;
	CHECK(distribution_set(&unit_context, &d, f, params, &error), "%s", f->name);
	CHECK(f->slopes(&d.shape, y, g, h), "%s at %g has slopes", f->name, y);
	/* genhyperbolic's a and b hold d and the angle to an ulp of a, times exp(2 angle) */
	for (int k = 0, place = n; k < n; k++)
	{
		CHECK(fabs(g[k] - slope[k]) < 1e-10 * (1 + fabs(slope[k])), "%s at %g: slope %d: %.17g",
			  f->name, y, k, g[k]);
		for (int j = k; j < n; j++, place++)
			CHECK(fabs(h[k][j] - slope[place]) < 1e-8 * (1 + fabs(slope[place])),
				  "%s at %g: slope %d, %d: %.17g", f->name, y, k, j, h[k][j]);
	}
	free(d.shape.table);
}

static void
test_density(void)
{
	for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++)
	{
		const Reference *r = &references[i];
		bool normal = r->shapes[0] == -0.5;

		check_density(normal ? "norminvgauss" : "genhyperbolic", r->shapes + normal, r->y, 3,
					  r->slope);
	}
	for (size_t i = 0; i < sizeof(with_ends) / sizeof(with_ends[0]); i++)
		check_density("gausshyper", with_ends[i].shapes, with_ends[i].y, 5, with_ends[i].slope);
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

/* Rows between two ends, at one of which they crowd. */
static FitData *
bounded_rows(int n, double grid)
{
	Histogram *h = hist_create(&context, HIST_MIN_BINS);
	FitOptions options = {.loc = LOC_FREE, .cells = CELLS_AUTO};

	for (int i = 0; i < n; i++)
	{
		double u = (i + 0.5) / n, x = u * sqrt(u);

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
check_likelihood(FitData *data, const char *name, Chart chart, const double *u, bool wide,
				 const char *what)
{
	const Family *f = family_by_name(name);
	double g[MAX_PARAMS] = {0}, hessian[MAX_PARAMS][MAX_PARAMS] = {{0}}, h = 1e-4;
	bool has_ends = isfinite(f->lower) || isfinite(f->upper), rounded = data->tied;
	Search s;
	int first, n;

	memset(&s, 0, sizeof(s));
	likelihood_init(&s.lk, data, f);
	s.cells = &data->fine;
	s.chart = chart;
	n = chart_size(&s.lk, s.chart);
	CHECK(slopes_known(&s, &first), "slopes of %s", name);
	CHECK(first == f->n_shapes - f->n_slopes, "%d differences of %s", first, name);
	CHECK(search_slopes(&s, u, g, hessian) == !wide, "slopes of %s, %s", name, what);
	for (int i = first; i < n && !wide; i++)
	{
		/* in a cell next to an end the likelihood's own rules are exact to some 1e-5 a row only */
		double size = data->n * (rounded && has_ends ? 6e-4
								 : has_ends          ? 5e-6
								 : rounded           ? 3e-6
													 : 1e-7);

		CHECK(fabs(g[i] - difference(&s, u, i, h)) < size, "%s, %s: slope %d %.10g, not %.10g",
			  name, what, i, g[i], difference(&s, u, i, h));
		for (int j = first; j < n; j++)
		{
			/* slopes jump a little where a cell's rule changes its panels: a longer step for these
			 */
			double k = rounded && has_ends ? 0.001 : h;
			double share = !has_ends ? 1e-6 : rounded ? 1e-3 : 1e-5;
			double want = (8 * (slope_at(&s, u, i, k, j) - slope_at(&s, u, i, -k, j)) -
						   (slope_at(&s, u, i, 2 * k, j) - slope_at(&s, u, i, -2 * k, j))) /
						  (12 * k);

			CHECK(fabs(hessian[i][j] - want) < 10 * size + share * fabs(want),
				  "%s, %s: slope %d, %d %.10g, not %.10g", name, what, i, j, hessian[i][j], want);
		}
	}
	likelihood_free(&s.lk);
}

static const Chart free_chart = {END_FREE, END_FREE};

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
			check_likelihood(data, "genhyperbolic", free_chart, points[i], steps[k] > 1, what);
			memcpy(rest, points[i] + 1, sizeof(rest) - sizeof(*rest));
			check_likelihood(data, "norminvgauss", free_chart, rest, steps[k] > 1, what);
		}
		arena_clear();
	}
}

/* A family with two ends, of which either is left alone, at the extreme row or beyond it. */
static void
test_ends(void)
{
	static const double steps[] = {0, 0.02};
	static const double shapes[][4] = {
		{0.7, 1.1, 0.3, 0.5}, {0.5, 0.9, -0.8, 2}, {0.95, 1.3, 0.5, -0.6}, {1.3, 2, 4, 0.2}};

	for (size_t k = 0; k < sizeof(steps) / sizeof(steps[0]); k++)
	{
		FitData *data = bounded_rows(20000, steps[k]);

		for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
			for (int low = END_FREE; low <= END_EDGE; low++)
				for (int high = END_FREE; high <= END_EDGE; high++)
				{
					Chart chart = {low, high};
					double params[MAX_PARAMS], u[MAX_PARAMS];
					double a = data->edge_min - (low == END_EDGE ? 0 : 0.05);
					double b = data->edge_max + (high == END_EDGE ? 0 : 0.2);
					char what[80];
					Likelihood lk;

					/* no density of 0 at a row */
					if ((low == END_EDGE && shapes[i][0] > 1) ||
						(high == END_EDGE && shapes[i][1] > 1))
						continue;
					memcpy(params, shapes[i], sizeof(shapes[i]));
					params[4] = a;
					params[5] = b - a;
					snprintf(what, sizeof(what), "step %g, shapes %zu, chart %d %d", steps[k], i,
							 low, high);
					likelihood_init(&lk, data, family_by_name("gausshyper"));
					CHECK(chart_from_params(&lk, chart, params, u), "%s", what);
					likelihood_free(&lk);
					check_likelihood(data, "gausshyper", chart, u, false, what);
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
	test_ends();
	test_unknown();
	return unit_done();
}
