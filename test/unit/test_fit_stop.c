/*
 * test_fit_stop.c
 *		A time limit that strikes at any moment: the family says so, and nothing half-finished
 *reaches a later fit, be it of the same family or of one that builds on it.
 */
#include "arena.h"
#include "fit.h"

/* How often stop() still says false; then it says true, until this is set anew. */
static int calls_left;

static bool
count_down(void *arg)
{
	(void) arg;
	if (calls_left > 0)
		calls_left--;
	return calls_left == 0;
}

#define NO_LIMIT 1000000000

static const CoreContext counting = {arena_alloc, arena_resize, arena_release, count_down, NULL};

/*
 * Rows that are skewed and positive, so that families with loc at 0 and with loc free take part;
 * whole ones for counts.
 */
static FitData *
rows(const FitOptions *options)
{
	Histogram *h = hist_create(&counting, HIST_MIN_BINS);

	for (int i = 0; i < 300; i++)
	{
		double x = exp(0.8 * sin(i) + 0.3 * cos(7.3 * i) + 0.001 * i);

		hist_add(h, options->kind == FAMILY_DISCRETE ? floor(2 * x) : x, 1);
	}
	calls_left = NO_LIMIT;
	return fit_data_create(&counting, h, options);
}

static bool
same_fit(const FamilyFit *a, const FamilyFit *b)
{
	return memcmp(a, b, sizeof(FamilyFit)) == 0;
}

#define MAX_NAMES 12

/* Families that contain others, a closed form, a simplex, an integer shape, an exact alias. */
static const struct
{
	FitOptions options;
	const char *names[MAX_NAMES + 1];
} runs[] = {
	{{LOC_AUTO},
	 {"burr12", "exponweib", "gengamma", "beta", "t", "dweibull", "genlogistic", "laplace", "norm",
	  "erlang", "chi2", "gennorm"}},
	{{.method = METHOD_AUTO, .loc = LOC_FREE}, {"weibull_min", "gamma", "norm", "lognorm"}},
	{{.method = METHOD_LMOMENTS}, {"genextreme", "gamma", "norm"}},
	{{.n_held = 1, .held = {{-1, "loc", 0.01}}}, {"weibull_min", "gamma", "gengamma", "norm"}},
	{{.truncated = true, .lower_bound = 0, .upper_bound = 20}, {"gamma", "norm", "lognorm"}},
	{{.kind = FAMILY_DISCRETE},
	 {"nbinom", "zero_inflated_poisson", "poisson", "geom", "binom", "genpoisson", "planck"}},
};

static int stopped, finished, wanted;

/* Stops every family of a run after some calls, more each time, until it is through. */
static void
test_run(const FitOptions *options, const char *const *names)
{
	FamilyFit want[MAX_NAMES], got;
	int n = 0;

	/* what comes of each alone: others' estimates must not matter, stopped ones included */
	for (; names[n]; n++)
		fit_family(rows(options), family_by_name(names[n]), &want[n]);
	arena_clear();
	wanted += n;

	for (int i = 0; i < n; i++)
	{
		const Family *f = family_by_name(names[i]);

		for (int calls = 1; calls < 100000; calls = 4 * calls + 1)
		{
			FitData *data = rows(options);

			calls_left = calls;
			fit_family(data, f, &got);
			if (calls_left > 0)
			{
				finished++;
				CHECK(same_fit(&got, &want[i]), "%s within %d calls", f->name, calls);
				arena_clear();
				break;
			}
			stopped++;
			CHECK(got.status == FIT_TIMEOUT && got.message[0] != '\0' && got.limit[0] == '\0',
				  "%s after %d calls: status %d", f->name, calls, got.status);
			CHECK(families[got.family] == f, "%s after %d calls: family", f->name, calls);
			CHECK(isnan(got.loglik) && isnan(got.params[0]) && isnan(got.ks) && isnan(got.sse) &&
					  isnan(got.std_errors[0]),
				  "%s after %d calls: numbers", f->name, calls);

			/* all of them, and this one again, from the same FitData */
			for (int k = 0; k < n; k++)
			{
				int other = (i + k) % n;

				calls_left = NO_LIMIT;
				fit_family(data, family_by_name(names[other]), &got);
				CHECK(same_fit(&got, &want[other]), "%s after %s was stopped after %d calls",
					  names[other], f->name, calls);
			}
			arena_clear();
		}
	}
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(runs) / sizeof(runs[0]); i++)
		test_run(&runs[i].options, runs[i].names);
	CHECK(finished == wanted, "%d of %d families came to an end", finished, wanted);
	CHECK(stopped > 2 * wanted, "%d attempts were stopped", stopped);
	return unit_done();
}
