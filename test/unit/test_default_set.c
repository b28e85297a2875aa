/*
 * test_default_set.c
 *		What must hold of the whole default set, whatever the rows: no family scores below one that
 *it contains, and units and offsets are of no consequence.
 */
#include "odd_rows.h"

#define ROWS 400

static bool
in_default_set(const Family *f)
{
	return f->kind == FAMILY_CONTINUOUS && !(f->flags & NOT_DEFAULT);
}

/* Can an estimate of the simpler family be one of the richer, under the same constraint on loc? */
static bool
comparable(const Family *f, const FamilyFit *fit, const Nested *nested, const Family *simple,
		   const FamilyFit *inner)
{
	double params[MAX_PARAMS];

	return inner->n_free - simple->n_identifiable == fit->n_free - f->n_identifiable &&
		   inner->status <= FIT_LIMIT && fit->status <= FIT_LIMIT &&
		   nested->from(inner->params, params) &&
		   (fit->n_free == f->n_identifiable || params[f->n_shapes] == 0);
}

/* A family's likelihood is at least that of every family inside it. */
static void
test_nesting(void)
{
	int compared = 0;

	for (int kind = 0; kind < ODD_KINDS; kind++)
	{
		FitData *data = odd_data(kind, ROWS, 1, 0);

		for (int i = 0; i < n_families; i++)
		{
			const Family *f = families[i];
			FamilyFit fit, inner;

			if (!in_default_set(f))
				continue;
			fit_family(data, f, &fit);
			for (const Nested *nested = f->nests; nested && nested->family; nested++)
			{
				const Family *simple = family_by_name(nested->family);

				fit_family(data, simple, &inner);
				if (!comparable(f, &fit, nested, simple, &inner))
					continue;
				compared++;
				CHECK(fit.loglik > inner.loglik - 0.1 - 1e-6 * fabs(inner.loglik),
					  "%s %.4f is below %s %.4f: kind %d", f->name, fit.loglik, simple->name,
					  inner.loglik, kind);
			}
		}
		arena_clear();
	}
	CHECK(compared > 900, "%d pairs", compared);
}

/*
 * Families whose likelihood hardly changes along a ridge, where the last digits of the rows decide
 * how far a search goes: their log-likelihoods agree to 1e-4 only, and their shapes are not
 * compared.  (johnsonsb's leads to a mirrored lognormal distribution, which no name stands for.)
 */
static bool
has_ridge(const Family *f)
{
	static const char *const names[] = {"gausshyper", "gengamma", "johnsonsb", "johnsonsu"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(f->name, names[i]) == 0)
			return true;
	return false;
}

/* Units and offsets change loc and scale as they must, log-likelihoods exactly so, and no shape. */
static void
test_units(void)
{
	static const int kinds[] = {0, 1, 3, 7};
	static const double factors[] = {1e-9, 1e9, 1}, offsets[] = {0, 0, 1e6};

	for (int k = 0; k < 4; k++)
	{
		FitData *base = odd_data(kinds[k], ROWS, 1, 0);

		base->options.loc = LOC_FREE;
		for (int m = 0; m < 3; m++)
		{
			FitData *moved = odd_data(kinds[k], ROWS, factors[m], offsets[m]);

			moved->options.loc = LOC_FREE;
			for (int i = 0; i < n_families; i++)
			{
				const Family *f = families[i];
				FamilyFit a, b;

				if (!in_default_set(f))
					continue;
				fit_family(base, f, &a);
				fit_family(moved, f, &b);
				CHECK(fabs(b.loglik + ROWS * log(factors[m]) - a.loglik) <
						  (has_ridge(f) ? 1e-4 : 1e-6) * fmax(fabs(a.loglik), fabs(b.loglik)),
					  "%s in other units: %.9g and %.9g, kind %d, times %g, plus %g", f->name,
					  a.loglik, b.loglik + ROWS * log(factors[m]), kinds[k], factors[m],
					  offsets[m]);
				/* at a limit shapes are undetermined; a redundant scale is in the shapes */
				if (has_ridge(f) || a.status != FIT_OK || b.status != FIT_OK ||
					f->flags & SCALE_REDUNDANT)
					continue;
				for (int j = 0; j < f->n_shapes; j++)
					if (a.std_errors[j] > 0)
						CHECK(fabs(b.params[j] - a.params[j]) < 0.02 * a.std_errors[j],
							  "%s in other units: %s %.9g and %.9g, kind %d, times %g, plus %g",
							  f->name, f->shape[j].name, a.params[j], b.params[j], kinds[k],
							  factors[m], offsets[m]);
			}
		}
		arena_clear();
	}
}

/*
 * Zeros that are most of the rows: the end of a support belongs at the edge of their cell, where
 * the likelihood is a wall on one side.
 */
static void
test_atom_at_end(void)
{
	static const char *const names[] = {"lognorm", "invweibull", "fisk", "weibull_min"};
	static const double factors[] = {1e-9, 1e9, 1}, offsets[] = {0, 0, 1e6};
	const int n = 2000;

	for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
	{
		const Family *f = family_by_name(names[k]);
		FitData *data = odd_data(5, n, 1, 0);
		FamilyFit base, fit;

		data->options.loc = LOC_FREE;
		fit_family(data, f, &base);
		for (int m = 0; m < 3; m++)
		{
			data = odd_data(5, n, factors[m], offsets[m]);
			data->options.loc = LOC_FREE;
			fit_family(data, f, &fit);
			CHECK(fabs(fit.loglik + n * log(factors[m]) - base.loglik) < 1e-6 * fabs(base.loglik),
				  "%s: %.9g, times %g, plus %g: %.9g", f->name, base.loglik, factors[m],
				  offsets[m], fit.loglik + n * log(factors[m]));
		}
		arena_clear();
	}
}

/*
 * Twelve orders of magnitude: on its way to the lognormal distribution, gengamma's scale leaves the
 * range of doubles, and the search has to end before it does.
 */
static void
test_many_magnitudes(void)
{
	for (int n = 200; n <= 20000; n *= 10)
		for (int sample = 0; sample < 4; sample++)
		{
			Histogram *h = hist_create(&context, HIST_MIN_BINS);
			FitOptions options = {.loc = LOC_AUTO};
			FitData *data;
			FamilyFit fit, lognorm;

			state = 1000 + (uint64_t) sample;
			for (int i = 0; i < n; i++)
				hist_add(h, pow(10, 12 * uniform() - 6), 1);
			data = fit_data_create(&context, h, &options);
			fit_family(data, family_by_name("lognorm"), &lognorm);
			fit_family(data, family_by_name("gengamma"), &fit);
			CHECK(fit.status <= FIT_LIMIT && fit.loglik > lognorm.loglik - 0.1,
				  "%d rows, sample %d: gengamma %s %s %.9g, lognorm %.9g", n, sample,
				  fit_status_name(fit.status), fit.message, fit.loglik, lognorm.loglik);
			arena_clear();
		}
}

int
main(void)
{
	test_atom_at_end();
	test_many_magnitudes();
	test_nesting();
	test_units();
	return unit_done();
}
