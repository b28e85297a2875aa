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

/* Rows that are skewed and positive, so that families with loc at 0 and with loc free take part. */
static FitData *
rows(void)
{
	Histogram *h = hist_create(&counting, HIST_MIN_BINS);
	FitOptions options = {LOC_AUTO, CELLS_AUTO};

	for (int i = 0; i < 300; i++)
		hist_add(h, exp(0.8 * sin(i) + 0.3 * cos(7.3 * i) + 0.001 * i), 1);
	calls_left = NO_LIMIT;
	return fit_data_create(&counting, h, &options);
}

static bool
same_fit(const FamilyFit *a, const FamilyFit *b)
{
	return memcmp(a, b, sizeof(FamilyFit)) == 0;
}

/* Families that contain others, a closed form, a simplex, an integer shape, an exact alias. */
static const char *const names[] = {"burr12", "exponweib", "gengamma",    "beta",
									"t",      "dweibull",  "genlogistic", "laplace",
									"norm",   "erlang",    "chi2",        "gennorm"};

#define N_NAMES (sizeof(names) / sizeof(names[0]))

int
main(void)
{
	FamilyFit want[N_NAMES], got;
	int stopped = 0, finished = 0;

	/* what comes of each alone: others' estimates must not matter, stopped ones included */
	for (size_t i = 0; i < N_NAMES; i++)
		fit_family(rows(), family_by_name(names[i]), &want[i]);
	arena_clear();

	for (size_t i = 0; i < N_NAMES; i++)
	{
		const Family *f = family_by_name(names[i]);

		for (int calls = 1; calls < 100000; calls = calls * 5 / 2 + 1)
		{
			FitData *data = rows();

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
			for (size_t k = 0; k < N_NAMES; k++)
			{
				size_t other = (i + k) % N_NAMES;

				calls_left = NO_LIMIT;
				fit_family(data, family_by_name(names[other]), &got);
				CHECK(same_fit(&got, &want[other]), "%s after %s was stopped after %d calls",
					  names[other], f->name, calls);
			}
			arena_clear();
		}
	}
	CHECK(finished == N_NAMES, "%d families came to an end", finished);
	CHECK(stopped > 4 * (int) N_NAMES, "%d attempts were stopped", stopped);
	return unit_done();
}
