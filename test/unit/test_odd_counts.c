/*
 * test_odd_counts.c
 *		Fits of counts that no family was made for: every family returns numbers or says why not,
 *		and none scores below a simpler one inside it.
 */
#include "arena.h"
#include "count_data.h"
#include "count_fits.h"
#include "rows.h"

static double
poisson_row(double mean)
{
	double limit = exp(-mean), product = uniform(), k = 0;

	for (; product > limit; k++)
		product *= uniform();
	return k;
}

static const char *const odd[] = {
	"all equal", "all zero", "one outlier", "near 2^53", "negative", "two neighbours", "two far apart",
	"one row", "two rows", "three rows", "nearly all zero", "bimodal", "large weights", "far from zero",
	"power law", "three values", "evens", "zeros and 1e9", "both ends", "one zero", "few and far",
	"multiples", "mean 1e6"};
#define N_ODD ((int) (sizeof(odd) / sizeof(odd[0])))

static Histogram *
odd_counts(int kind)
{
	Histogram *h = hist_create(&unit_context, HIST_MIN_BINS);
	static const double few[] = {1, 4, 10, 50, 1000};

	for (int i = 0; i < 1000; i++)
		switch (kind)
		{
			case 0:
				hist_add(h, 7, 1);
				break;
			case 1:
				hist_add(h, 0, 1);
				break;
			case 2:
				hist_add(h, i == 0 ? 1e9 : poisson_row(4), 1);
				break;
			case 3:
				hist_add(h, LARGEST_COUNT - 2 * floor(1000 * uniform()), 1);
				break;
			case 4:
				hist_add(h, poisson_row(4) - 10, 1);
				break;
			case 5:
				hist_add(h, 3 + i % 2, 1);
				break;
			case 6:
				hist_add(h, i % 2 ? 3 : 1e6, 1);
				break;
			case 7:
			case 8:
			case 9:
				if (i <= kind - 7)
					hist_add(h, (double) (i * i), 1);
				break;
			case 10:
				hist_add(h, uniform() < 0.95 ? 0 : 1 + poisson_row(6), 1);
				break;
			case 11:
				hist_add(h, poisson_row(i % 2 ? 3 : 60), 1);
				break;
			case 12:
				hist_add(h, poisson_row(12), 1 + (uint64_t) (1e6 * uniform()));
				break;
			case 13:
				hist_add(h, 1e12 + poisson_row(20), 1);
				break;
			case 14:
				hist_add(h, fmin(floor(pow(uniform(), -1.5)), 1e12), 1);
				break;
			case 15:
				hist_add(h, 10 + i % 3, 1);
				break;
			case 16:
				hist_add(h, 2 * (i % 100), 1);
				break;
			case 17:
				hist_add(h, i == 0 ? 1e9 : 0, 1);
				break;
			case 18:
				hist_add(h, (i % 2 ? 1 : -1) * (LARGEST_COUNT - i % 50), 1);
				break;
			case 19:
				hist_add(h, i == 0 ? 0 : 20 + poisson_row(10), 1);
				break;
			case 20:
				if (i < 5)
					hist_add(h, few[i], 1);
				break;
			case 21:
				hist_add(h, 10 * poisson_row(5), 1);
				break;
			default:
				hist_add(h, 1e6 + floor(1000 * gauss()), 1000);
		}
	return h;
}

/* The second has the first inside it, at the same loc. */
static const char *const inside[][2] = {
	{"poisson", "nbinom"},
	{"poisson", "binom"},
	{"poisson", "zero_inflated_poisson"},
	{"poisson", "com_poisson"},
	{"poisson", "genpoisson"},
	{"poisson", "skellam"},
	{"nbinom", "zero_inflated_nbinom"},
	{"nbinom", "betabinom"},
	{"nbinom", "betanbinom"},
	{"binom", "betabinom"},
	{"zero_inflated_poisson", "zero_inflated_nbinom"},
	{"zero_inflated_poisson", "hurdle_poisson"},
	{"zero_inflated_nbinom", "hurdle_nbinom"},
	{"zero_truncated_poisson", "zero_truncated_nbinom"},
	{"logser", "zero_truncated_nbinom"},
	{"zipf", "zipfian"},
};

static void
test_odd_counts(void)
{
	for (int kind = 0; kind < N_ODD; kind++)
	{
		Histogram *h = odd_counts(kind);
		FitData *data = fit_data(h, LOC_AUTO);

		for (int i = 0; i < n_families; i++)
		{
			const Family *f = families[i];
			FamilyFit fit;

			if (f->kind != FAMILY_DISCRETE || f->flags & NOT_DEFAULT)
				continue;
			fit_family(data, f, &fit);
			CHECK(fit.evaluations < 20000, "%s of %s: %d evaluations", f->name, odd[kind],
				  fit.evaluations);
			if (fit.status == FIT_UNSUPPORTED_DATA)
			{
				CHECK(fit.message[0] != '\0', "%s of %s: no reason", f->name, odd[kind]);
				continue;
			}
			CHECK(isfinite(fit.loglik) && isfinite(fit.ks) && isfinite(fit.ad) && isfinite(fit.cvm),
				  "%s of %s: loglik %g ks %g ad %g cvm %g", f->name, odd[kind], fit.loglik, fit.ks,
				  fit.ad, fit.cvm);
			for (int k = 0; k <= f->n_shapes; k++)
				CHECK(isfinite(fit.params[k]), "%s of %s: parameter %d is %g", f->name, odd[kind], k,
					  fit.params[k]);
		}
		for (size_t i = 0; i < sizeof(inside) / sizeof(inside[0]); i++)
		{
			FamilyFit simple = fit_by_name(data, inside[i][0]);
			FamilyFit full = fit_by_name(data, inside[i][1]);
			int loc = family_by_name(inside[i][0])->n_shapes;
			int full_loc = family_by_name(inside[i][1])->n_shapes;

			/* limits of integers are infinite: those of counts so large are beyond the doubles */
			if (h->max > 1e7 && family_by_name(inside[i][1])->shape[0].integer)
				continue;
			if (simple.status == FIT_UNSUPPORTED_DATA || full.status == FIT_UNSUPPORTED_DATA ||
				simple.params[loc] != full.params[full_loc])
				continue;
			/* near 1 p of a negative binomial distribution has few digits for a mean of 2^53 */
			CHECK(full.loglik > simple.loglik - 2e-2 - 1e-9 * fabs(simple.loglik),
				  "%s: %s %.6f, %s %.6f", odd[kind], inside[i][1], full.loglik, inside[i][0], simple.loglik);
		}
		hist_free(h);
		arena_clear();
	}
}

int
main(void)
{
	test_odd_counts();
	return unit_done();
}
