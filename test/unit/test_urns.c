/*
 * test_urns.c
 *		Proofs that integers of urns are the best, against exhaustive search and against random
 *		integers of any size.
 */
#include "arena.h"
#include "count_estimate.h"
#include "count_fits.h"
#include "rows.h"

static const char *const urns[] = {"hypergeom", "nhypergeom"};

#define SMALL 1000

/* log n! */
static double
log_factorial(double n)
{
	static double known[SMALL];

	if (n >= SMALL)
		return lgamma(n + 1);
	if (n > 1 && known[(int) n] == 0)
		known[(int) n] = lgamma(n + 1);
	return known[(int) n];
}

/* log of the binomial coefficient */
static double
log_ways(double n, double k)
{
	return log_factorial(n) - log_factorial(k) - log_factorial(n - k);
}

/* Log mass by its definition; -INFINITY outside the support. */
static double
log_mass(const char *name, const double *urn, double y)
{
	double total = urn[0], n = urn[1], drawn = urn[2];

	if (strcmp(name, "nhypergeom") == 0)
		return y > n || drawn > total - n
				   ? -INFINITY
				   : log_ways(y + drawn - 1, y) + log_ways(total - drawn - y, n - y) -
						 log_ways(total, n);
	if (y > n || y > drawn || n > total || drawn > total || drawn - y > total - n)
		return -INFINITY;
	return log_ways(n, y) + log_ways(total - n, drawn - y) - log_ways(total, drawn);
}

static double
log_likelihood_of_urn(const char *name, Histogram *h, const double *urn)
{
	double sum = 0;

	for (uint32_t i = 0; i < h->nbins; i++)
		sum += (double) h->counts[i] * log_mass(name, urn, hist_bin(h, i).lower);
	return sum;
}

/* Rows of an urn, of a mixture of two, or of balls put back. */
static Histogram *
rows_of_urn(int kind)
{
	Histogram *h = hist_create(&unit_context, HIST_MIN_BINS);
	int rows = 5 + (int) exp(7 * uniform()), draws = 2 + (int) (8 * uniform());
	double total = draws + 1 + floor(30 * uniform()), n = 1 + floor((total - 1) * uniform());

	for (int i = 0; i < rows; i++)
	{
		double left = total, good = kind == 1 && i % 2 ? floor(n / 2) : n, y = 0;

		for (int k = 0; k < draws; k++)
		{
			bool hit = uniform() < good / left;

			y += hit;
			left -= kind != 2;
			good -= hit && kind != 2;
		}
		hist_add(h, y, 1);
	}
	return h;
}

/* The prover by itself, from a start that is no good. */
static bool
prove_from_afar(FitData *data, const Family *f, double *value)
{
	CountSearch s;
	double reach;
	bool proven;

	count_search_begin(&s, data, f);
	count_search_move(&s, 0);
	reach = fmax(s.sample.max, 1);
	s.params[0] = 9 * reach;
	s.params[1] = s.params[2] = 2 * reach;
	count_search_here(&s);
	proven = f->counts->prove(&s);
	*value = s.value;
	count_search_end(&s);
	return proven;
}

static void
test_exhaustive(void)
{
	int n_proven = 0, n_tried = 0;

	for (int c = 0; c < 36; c++)
	{
		const Family *f = family_by_name(urns[c % 2]);
		Histogram *h = rows_of_urn(c / 2 % 3);
		FitData *data = fit_data(h, LOC_AUTO);
		double best = -INFINITY, at[3] = {0}, value;
		FamilyFit fit;
		bool proven;

		fit_family(data, f, &fit);
		if (fit.status == FIT_UNSUPPORTED_DATA)
		{
			hist_free(h);
			arena_clear();
			continue;
		}
		for (double n = 1; n <= 20; n++)
			for (double k = 1; k <= 20; k++)
				for (double total = fmax(n, k); total <= 5 * (n + k); total++)
				{
					double urn[3] = {total, n, k};
					double here = log_likelihood_of_urn(f->name, h, urn);

					if (here > best)
					{
						best = here;
						memcpy(at, urn, sizeof(at));
					}
				}
		/* larger ones, around the mean */
		for (int i = 0; i < 2000; i++)
		{
			double n = floor(exp(9 * uniform())) + 1, k = floor(exp(9 * uniform())) + 1;
			double m = fmax(data->counts->mean, 0.01) * exp(0.1 * gauss());
			double urn[3] = {c % 2 ? n * k / m + n : n * k / m, n, k}, here;

			urn[0] = fmax(round(urn[0]), fmax(n, k));
			here = log_likelihood_of_urn(f->name, h, urn);
			if (here > best)
			{
				best = here;
				memcpy(at, urn, sizeof(at));
			}
		}
		n_tried++;
		proven = strstr(fit.message, "better integers may exist") == NULL;
		n_proven += proven;
		if (!proven)
			CHECK(fit.loglik >= best - 1e-3, "%s case %d: %.8f, %.8f at (%g, %g, %g)", f->name, c,
				  fit.loglik, best, at[0], at[1], at[2]);
		else
			CHECK(fit.loglik >= best - 1.1e-6 - 1e-10 * fabs(best),
				  "%s case %d: %.8f (%g, %g, %g) is no proven best, %.8f at (%g, %g, %g)", f->name,
				  c, fit.loglik, fit.params[0], fit.params[1], fit.params[2], best, at[0], at[1],
				  at[2]);
		/* the start makes no difference, but for the limit, which that one does not know */
		if (proven && prove_from_afar(data, f, &value) && fit.status == FIT_OK)
			CHECK(fabs(value - fit.loglik) < 1.1e-6 + 1e-10 * fabs(value),
				  "%s case %d: %.8f from afar, %.8f", f->name, c, value, fit.loglik);
		hist_free(h);
		arena_clear();
	}
	CHECK(n_proven > n_tried / 2, "%d of %d proven", n_proven, n_tried);
}

/* What no proof is made for says so: other odds, or a number that is held. */
static void
test_searched(void)
{
	static const int counts[] = {3, 12, 25, 31, 20, 7, 2};
	static const struct
	{
		const char *family;
		bool held, searched;
	} cases[] = {{"hypergeom", false, false},
				 {"hypergeom", true, true},
				 {"nchypergeom_fisher", false, true},
				 {"binom", false, false}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
	{
		Histogram *h = hist_create(&context, HIST_MIN_BINS);
		FitData *data;
		FamilyFit fit;

		for (int k = 0; k < 7; k++)
			hist_add(h, k, (uint64_t) counts[k]);
		data = fit_data(h, LOC_AUTO);
		if (cases[i].held)
			hold(data, "n", 20);
		fit = fit_by_name(data, cases[i].family);
		CHECK((strstr(fit.message, "found by search") != NULL) == cases[i].searched, "%s: %s",
			  cases[i].family, fit.message);
		arena_clear();
	}
}

int
main(void)
{
	test_searched();
	test_exhaustive();
	return unit_done();
}
