/*
 * test_moments.c
 *		Moments, mode, entropy and tail means against quadrature at 20 digits (moments.tsv) and
 *scipy (moments_scipy.tsv), and what must hold between them for every family.
 */
#include "moments.h"
#include "unit.h"

/* What a mean, in standard deviations, and the others, relative to themselves, may be off. */
#define TOLERANCE 1e-9
#define TOLERANCE_SCIPY 1e-6

static const CoreContext *cx = &unit_context;

static void
test_references(const char *name_of_table, double tolerance)
{
	FILE *table = unit_open_reference(name_of_table);
	char name[1][32];
	double v[MAX_PARAMS + 5];
	Distribution d = {0};
	int n;

	while ((n = unit_read_row(table, 1, name, MAX_PARAMS + 5, v)) >= 0)
	{
		const Family *f = family_by_name(name[0]);
		double params[MAX_PARAMS] = {0}, spread;
		const double *want = v + f->n_shapes;
		const char *error;
		Moments m;

		CHECK(n == f->n_shapes + 5, "columns of %s: %d", name[0], n);
		memcpy(params, v, sizeof(double) * f->n_shapes);
		params[f->n_shapes + 1] = 1;
		if (!distribution_set(cx, &d, f, params, &error))
		{
			CHECK(false, "%s: %s", name[0], error);
			continue;
		}
		distribution_moments(cx, &d, 4, &m);
		spread = isnan(want[1]) ? fabs(want[0]) : sqrt(want[1]);
		if (isnan(want[0]))
			CHECK(!isfinite(m.mean), "mean of %s(%g, ...): %g", name[0], v[0], m.mean);
		else
			CHECK(fabs(m.mean - want[0]) < tolerance * spread,
				  "mean of %s(%g, %g): %.17g not %.17g", name[0], v[0], v[1], m.mean, want[0]);
		if (isnan(want[1]))
			CHECK(!isfinite(m.variance), "variance of %s(%g, ...): %g", name[0], v[0], m.variance);
		else
			CHECK_CLOSE(m.variance, want[1], tolerance, "variance of %s(%g, %g)", name[0], v[0],
						v[1]);
		if (isnan(want[2]))
			CHECK(!isfinite(m.skewness), "skewness of %s(%g, ...): %g", name[0], v[0], m.skewness);
		else
			CHECK(fabs(m.skewness - want[2]) < 10 * tolerance * (1 + fabs(want[2])),
				  "skewness of %s(%g, %g): %.17g not %.17g", name[0], v[0], v[1], m.skewness,
				  want[2]);
		if (isnan(want[3]))
			CHECK(!isfinite(m.kurtosis), "kurtosis of %s(%g, ...): %g", name[0], v[0], m.kurtosis);
		else
			CHECK(fabs(m.kurtosis - want[3]) < 10 * tolerance * (3 + fabs(want[3])),
				  "kurtosis of %s(%g, %g): %.17g not %.17g", name[0], v[0], v[1], m.kurtosis,
				  want[3]);
		CHECK(fabs(distribution_entropy(cx, &d) - want[4]) < tolerance * (1 + fabs(want[4])),
			  "entropy of %s(%g, %g): %.17g not %.17g", name[0], v[0], v[1],
			  distribution_entropy(cx, &d), want[4]);
	}
	free(d.shape.table);
	fclose(table);
}

static Distribution
make(const char *family, const double *params, double from, double to)
{
	Distribution d = {0};
	const char *error;

	CHECK(distribution_set(cx, &d, family_by_name(family), params, &error), "%s: %s", family,
		  error);
	if (isfinite(from) || isfinite(to))
		CHECK(distribution_truncate(&d, from, to, &error), "%s: %s", family, error);
	return d;
}

/* Values from the textbook formulae at 40 digits. */
static void
test_known_values(void)
{
	const double standard[] = {0, 1}, n50[] = {50, 10}, pareto[] = {1.01, 0, 1},
				 poisson[] = {3, 0, 1};
	const double yule[] = {11, 0, 1};
	const double small[] = {1e6, 1e-3};
	Distribution d;
	Moments m;

	d = make("norm", n50, 0, 100);
	distribution_moments(cx, &d, 2, &m);
	CHECK_CLOSE(m.mean, 50, 1e-14, "N(50, 10) on [0, 100]");
	CHECK(isnan(m.skewness), "not asked for");
	d = make("norm", standard, 8, INFINITY);
	distribution_moments(cx, &d, 2, &m);
	CHECK_CLOSE(m.mean, 8.1213681122361127, 1e-13, "N(0, 1) on [8, inf]");
	CHECK_CLOSE(m.variance, 0.01432488344334091, 1e-10, "N(0, 1) on [8, inf]");
	CHECK(distribution_mode(cx, &d) == 8, "N(0, 1) on [8, inf]");
	d = make("norm", standard, 40, INFINITY);
	distribution_moments(cx, &d, 2, &m);
	CHECK_CLOSE(m.mean, 40.024968847207264, 1e-13, "N(0, 1) on [40, inf]");
	CHECK_CLOSE(m.variance, 0.00062266837859138877, 1e-8, "N(0, 1) on [40, inf]");
	d = make("expon", standard, 0, 1);
	distribution_moments(cx, &d, 1, &m);
	CHECK_CLOSE(m.mean, 0.41802329313067358, 1e-13, "expon on [0, 1]");
	/* where the variance is tiny next to the location */
	d = make("norm", small, 1e6, INFINITY);
	distribution_moments(cx, &d, 2, &m);
	CHECK_CLOSE(m.variance, 1e-6 * (1 - 2 / M_PI), 1e-11, "half of N(1e6, 1e-3)");

	d = make("norm", standard, -INFINITY, INFINITY);
	CHECK_CLOSE(distribution_expected_shortfall(cx, &d, 0.99), 2.6652142203458048, 1e-12, "norm");
	CHECK(fabs(distribution_mode(cx, &d)) < 1e-9, "norm");
	d = make("norm", n50, -INFINITY, INFINITY);
	CHECK_CLOSE(distribution_mode(cx, &d), 50, 1e-9, "norm");
	d = make("expon", standard, -INFINITY, INFINITY);
	for (double x = 0.5; x < 700; x *= 3)
	{
		CHECK_CLOSE(distribution_mean_excess(cx, &d, x), 1, 1e-11, "expon at %g", x);
		CHECK_CLOSE(distribution_limited_value(cx, &d, x), -expm1(-x), 1e-11, "expon at %g", x);
	}
	CHECK_CLOSE(distribution_mean_excess(cx, &d, -2), 3, 1e-14, "expon below its support");
	CHECK(distribution_mode(cx, &d) == 0, "expon");
	d = make("pareto", pareto, -INFINITY, INFINITY);
	CHECK_CLOSE(distribution_limited_value(cx, &d, 1e6), 13.903641004391936, 1e-11, "pareto");
	CHECK_CLOSE(distribution_mean_excess(cx, &d, 1e6), 1e8, 1e-9, "pareto");
	d = make("levy", standard, -INFINITY, INFINITY);
	CHECK_CLOSE(distribution_limited_value(cx, &d, 100), 14.98427407950009, 1e-11, "levy");
	CHECK(distribution_mean_excess(cx, &d, 1) == INFINITY, "levy");
	CHECK(distribution_expected_shortfall(cx, &d, 0.5) == INFINITY, "levy");
	d = make("levy_l", standard, -INFINITY, INFINITY);
	CHECK(distribution_limited_value(cx, &d, 1) == -INFINITY, "levy_l");
	distribution_moments(cx, &d, 4, &m);
	CHECK(m.mean == -INFINITY && m.variance == INFINITY && isnan(m.kurtosis), "levy_l");
	d = make("cauchy", standard, -INFINITY, INFINITY);
	distribution_moments(cx, &d, 4, &m);
	CHECK(isnan(m.mean) && isnan(m.variance) && isnan(m.skewness), "cauchy");
	d = make("cauchy", standard, -1, 1);
	distribution_moments(cx, &d, 4, &m);
	CHECK(fabs(m.mean) < 1e-14, "cauchy on [-1, 1]");
	CHECK_CLOSE(m.variance, 4 / M_PI - 1, 1e-11, "cauchy on [-1, 1]");

	d = make("poisson", poisson, -INFINITY, INFINITY);
	distribution_moments(cx, &d, 4, &m);
	CHECK_CLOSE(m.mean, 3, 1e-13, "poisson");
	CHECK_CLOSE(m.variance, 3, 1e-12, "poisson");
	CHECK_CLOSE(m.skewness, 1 / sqrt(3), 1e-11, "poisson");
	CHECK_CLOSE(m.kurtosis, 1 / 3.0, 1e-10, "poisson");
	CHECK_CLOSE(distribution_entropy(cx, &d), 1.9314701981485689, 1e-12, "poisson");
	CHECK_CLOSE(distribution_expected_shortfall(cx, &d, 0.9), 6.3462055627216656, 1e-12, "poisson");
	CHECK_CLOSE(distribution_limited_value(cx, &d, 3.5), 2.5042586326427211, 1e-12, "poisson");
	CHECK_CLOSE(distribution_limited_value(cx, &d, 1.25), 1.1504258632642721, 1e-12, "poisson");
	CHECK_CLOSE(distribution_mean_excess(cx, &d, 2.5), 1.6652459518713081, 1e-12, "poisson");
	CHECK(distribution_mode(cx, &d) == 2, "poisson");
	d = make("yulesimon", yule, -INFINITY, INFINITY);
	distribution_moments(cx, &d, 4, &m);
	CHECK_CLOSE(m.variance, 0.13444444444444444, 1e-12, "yulesimon");
	CHECK_CLOSE(m.kurtosis, 36.857142857142857, 1e-11, "yulesimon");
	d = make("poisson", poisson, 1, 3);
	distribution_moments(cx, &d, 1, &m);
	CHECK_CLOSE(m.mean, (3 + 9 + 13.5) / (3 + 4.5 + 4.5), 1e-13, "poisson on [1, 3]");
}

/*
 * Sums whose terms fall like powers: quotients of Hurwitz's zeta for zipf; for yulesimon those of
 * k (k + 1) ... P(X = k) are quotients of gamma functions.
 */
static void
test_heavy_sums(void)
{
	static const struct
	{
		const char *family;
		double params[3], from, moments[4];
	} cases[] = {
		{"yulesimon", {6, 0, 1}, 50, {60.0, 165.0, 3.8146448263914626, 35.733333333333333}},
		{"yulesimon",
		 {4.2, 0, 1},
		 50,
		 {65.625, 495.91619318181818, 6.2754904322050765, 384.41988972431078}},
		{"zipf",
		 {6, 0, 1},
		 100,
		 {124.38023387157639, 1031.2239765191782, 4.6482058257487482, 70.813573805810911}},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Distribution d = make(cases[i].family, cases[i].params, cases[i].from, INFINITY);
		Moments m;

		distribution_moments(cx, &d, 4, &m);
		CHECK_CLOSE(m.mean, cases[i].moments[0], 1e-13, "mean of %s", cases[i].family);
		CHECK_CLOSE(m.variance, cases[i].moments[1], 1e-12, "variance of %s", cases[i].family);
		CHECK_CLOSE(m.skewness, cases[i].moments[2], 1e-11, "skewness of %s", cases[i].family);
		CHECK_CLOSE(m.kurtosis, cases[i].moments[3], 1e-10, "kurtosis of %s", cases[i].family);
	}
}

/* The order from which on the upper (lower) tail has no moments, as the tail itself shows it. */
static void
check_tail_index(const Distribution *d, bool upper)
{
	const Family *f = d->family;
	double index = f->tail_index ? f->tail_index(&d->shape, upper) : INFINITY;
	/* integers that are exact; a discrete power law is one soon */
	double to = f->kind == FAMILY_DISCRETE ? 1e15 : 1e70, from = to / 1e10;
	double near = upper ? distribution_logsf(d, from) : distribution_logcdf(d, -from);
	double far = upper ? distribution_logsf(d, to) : distribution_logcdf(d, -to);
	double slope = (near - far) / log(1e10);

	if (isfinite(index))
		CHECK(fabs(slope - index) < (f->kind == FAMILY_DISCRETE ? 0.1 : 1e-3) * index,
			  "tail index of %s: %g, by its tail %g", f->name, index, slope);
	else
		CHECK(near == -INFINITY || slope > 4, "tail index of %s: none, by its tail %g", f->name,
			  slope);
}

/* A closed form and the integrals of a distribution that is cut where nothing is left of it. */
static void
check_closed_form(const Distribution *whole, const Moments *m)
{
	const Family *f = whole->family;
	Distribution d = *whole;
	const char *error;
	Moments cut;

	if (!f->moments || f->tail_index || isnan(m->kurtosis))
		return;
	CHECK(distribution_truncate(&d, isinf(d.lower) ? distribution_quantile(&d, 1e-80) : d.lower,
								isinf(d.upper) ? distribution_quantile_upper(&d, 1e-80) : d.upper,
								&error),
		  "%s: %s", f->name, error);
	distribution_moments(cx, &d, 4, &cut);
	CHECK(fabs(cut.mean - m->mean) < 1e-9 * sqrt(m->variance),
		  "mean of %s: %.17g, by integrals %.17g", f->name, m->mean, cut.mean);
	CHECK_CLOSE(cut.variance, m->variance, 1e-9, "variance of %s", f->name);
	CHECK(fabs(cut.skewness - m->skewness) < 1e-8 * (1 + fabs(m->skewness)),
		  "skewness of %s: %.17g, by integrals %.17g", f->name, m->skewness, cut.skewness);
	CHECK(fabs(cut.kurtosis - m->kurtosis) < 1e-8 * (3 + fabs(m->kurtosis)),
		  "kurtosis of %s: %.17g, by integrals %.17g", f->name, m->kurtosis, cut.kurtosis);
}

/* Any family: relations between quantities that are computed apart. */
static void
test_properties(const Family *f, Distribution *d)
{
	double params[MAX_PARAMS] = {0}, x, mode, highest = -INFINITY;
	bool discrete = f->kind == FAMILY_DISCRETE;
	const char *error;
	Moments m;

	for (int i = 0; i < f->n_shapes; i++)
		params[i] = f->shape[i].grid[f->shape[i].n_grid / 2];
	if (f->tangle)
		f->tangle(params);
	params[f->n_shapes + 1] = 1;
	if (!distribution_set(cx, d, f, params, &error))
	{
		CHECK(false, "%s: %s", f->name, error);
		return;
	}
	if (isinf(d->upper))
		check_tail_index(d, true);
	if (isinf(d->lower))
		check_tail_index(d, false);

	distribution_moments(cx, d, 4, &m);
	check_closed_form(d, &m);
	x = distribution_quantile(d, 0.7);
	if (isfinite(m.mean))
	{
		double limited = distribution_limited_value(cx, d, x), sf = distribution_sf(d, x);
		double excess = distribution_mean_excess(cx, d, x);
		double spread = isfinite(m.variance) ? sqrt(m.variance) : fabs(x - m.mean);

		CHECK(sf == 0 || fabs(m.mean - limited - sf * excess) < 1e-8 * spread,
			  "%s: mean %.17g, limited at %g %.17g, excess %.17g", f->name, m.mean, x, limited,
			  excess);
		CHECK(discrete ||
				  fabs(distribution_expected_shortfall(cx, d, 0.7) - x - excess) < 1e-8 * spread,
			  "%s: shortfall", f->name);
		CHECK(fabs(distribution_expected_shortfall(cx, d, 0) - m.mean) < 1e-8 * spread,
			  "%s: shortfall at 0", f->name);
		CHECK(fabs(distribution_limited_value(cx, d, INFINITY) - m.mean) < 1e-8 * spread,
			  "%s: limit at infinity", f->name);
	}
	if (isfinite(m.variance))
	{
		CHECK(m.variance > 0, "%s: variance %g", f->name, m.variance);
		CHECK(!isfinite(m.kurtosis) || m.kurtosis >= m.skewness * m.skewness - 2 - 1e-9,
			  "%s: kurtosis %g below what skewness %g allows", f->name, m.kurtosis, m.skewness);
	}
	/* the sum over the integers takes too long under a heavy tail */
	CHECK(isfinite(distribution_entropy(cx, d)) || (discrete && f->tail_index), "%s: entropy",
		  f->name);

	mode = distribution_logpdf(d, distribution_mode(cx, d));
	for (int i = 1; i < 500; i++)
		highest = fmax(highest, distribution_logpdf(d, distribution_quantile(d, i / 500.0)));
	CHECK(mode >= highest - 1e-12 * (1 + fabs(highest)),
		  "%s: log density %.17g at the mode %g, %.17g elsewhere", f->name, mode,
		  distribution_mode(cx, d), highest);
}

int
main(void)
{
	Distribution d = {0};

	test_references("moments", TOLERANCE);
	test_references("moments_scipy", TOLERANCE_SCIPY);
	test_known_values();
	test_heavy_sums();
	for (int i = 0; i < n_families; i++)
		test_properties(families[i], &d);
	free(d.shape.table);
	return unit_done();
}
