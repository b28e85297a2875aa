/*
 * test_sample.c
 *		Random numbers: the published sequence of SplitMix64, and for every family that a sampler's
 *		draws have the probabilities that their bits say.
 */
#include <float.h>
#include <stdint.h>

#include "distribution.h"
#include "sample.h"
#include "unit.h"

/* The outputs for state 1234567 that implementations are checked with; the seed leads there. */
static void
test_bits(void)
{
	static const uint64_t expected[] = {
		UINT64_C(6457827717110365317), UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
		UINT64_C(4593380528125082431), UINT64_C(16408922859458223821)};
	int equal = 0;

	for (int i = 0; i < 5; i++)
		CHECK(random_bits(UINT64_C(0x4373fdbf155465a3), i) == expected[i], "bits %d", i);
	/* neighbouring seeds have nothing in common */
	for (int i = 0; i < 64000; i++)
		equal += __builtin_popcountll(random_bits(i, 0) ^ random_bits(i + 1, 0));
	CHECK(fabs(equal / 64000.0 - 32) < 0.1, "bits of neighbouring seeds differ: %g",
		  equal / 64000.0);
}

static bool
example(Distribution *d, const Family *f, double loc, double scale)
{
	double params[MAX_PARAMS] = {0};
	const char *error;

	for (int i = 0; i < f->n_shapes; i++)
		params[i] = f->shape[i].grid[f->shape[i].n_grid / 2];
	if (f->tangle)
		f->tangle(params);
	params[f->n_shapes] = loc;
	params[f->n_shapes + 1] =
		f->kind == FAMILY_DISCRETE || (f->flags & SCALE_REDUNDANT) ? 1 : scale;
	return distribution_set(&unit_context, d, f, params, &error);
}

/*
 * Draws often enough into one place to have it interpolated, then compares draws all over it: with
 * the quantile function, by what that makes of probabilities.
 */
static void
check_place(const Distribution *d, Sampler *sampler, double p, bool upper)
{
	uint64_t first = (uint64_t) ldexp(p, 64) | (uint64_t) upper << 63;
	double edge = distribution_draw(d, first);

	for (int i = 0; i < 10; i++)
		CHECK(sampler_draw(sampler, first) == edge, "%s: the first draws are quantiles",
			  d->family->name);
	for (int i = 0; i < 8; i++)
	{
		uint64_t bits = first + (uint64_t) ldexp(p, 64) / 256 * i;
		double x = distribution_draw(d, bits), drawn = sampler_draw(sampler, bits);
		double tail = ldexp((double) (bits & (UINT64_MAX >> 1)) + 0.5, -64);
		double error = fabs(drawn - x) - 16 * DBL_EPSILON * (fabs(x) + fabs(d->loc));

		if (d->family->kind == FAMILY_DISCRETE)
			CHECK(drawn == x, "%s at %g: %.17g, not %.17g", d->family->name, tail, drawn, x);
		else
			CHECK(error <= 0 || error * exp(distribution_logpdf(d, x)) <= 1e-9 * tail,
				  "%s at %g%s: %.17g, not %.17g", d->family->name, tail, upper ? " above" : "",
				  drawn, x);
	}
}

static void
test_family(const Family *f, double loc, double scale)
{
	Distribution d = {0};
	Sampler *sampler;

	if (!example(&d, f, loc, scale))
	{
		CHECK(false, "%s: no example", f->name);
		return;
	}
	sampler = sampler_create(&unit_context, &d);
	for (int upper = 0; upper < 2; upper++)
		for (double p = 0.48; p > 1e-7; p /= 4.7)
			check_place(&d, sampler, p, upper);
	sampler_free(sampler);
	free(d.shape.table);
}

/* The mean of many draws, and what is in the tails. */
static void
test_many(void)
{
	const int n = 200000;
	Distribution d = {0};
	Sampler *sampler;
	double sum = 0;
	int beyond = 0;

	example(&d, family_by_name("norm"), 0, 1);
	sampler = sampler_create(&unit_context, &d);
	for (int i = 0; i < n; i++)
	{
		double x = sampler_draw(sampler, random_bits(7, i));

		sum += x;
		beyond += fabs(x) > 3;
	}
	/* four standard errors */
	CHECK(fabs(sum / n) < 4 / sqrt(n), "mean %g", sum / n);
	CHECK(fabs(beyond - n * 0.0026998) < 4 * sqrt(n * 0.0026998), "beyond 3: %d", beyond);
	CHECK_CLOSE(distribution_draw(&d, 0), -9.15529377268607, 1e-14, "the least draw: p = 2^-65");
	CHECK(distribution_draw(&d, UINT64_C(1) << 63) == -distribution_draw(&d, 0), "symmetry");
	sampler_free(sampler);
}

int
main(void)
{
	test_bits();
	for (int i = 0; i < n_families; i++)
	{
		test_family(families[i], 0, 1);
		test_family(families[i], 1000000, 3);
	}
	test_many();
	return unit_done();
}
