/*
 * test_special_gamma.c
 *		gamma.c, gamma_inc.c and gamma_inverse.c against values of 60 digits (special_gamma.py), and
 *		what must hold between neighbouring arguments.
 */
#include "unit.h"
#include "special/special.h"

/* The largest relative error allowed; relative to max(1, |value|) for the log of a density. */
typedef struct Function
{
	const char *name;
	double (*of_one)(double);
	double (*of_two)(double, double);
	double tolerance;
	bool is_log;
} Function;

static const Function functions[] = {
	{"lgamma", bf_lgamma, NULL, 1e-15, false},
	{"lgamma_stirling", bf_lgamma_stirling, NULL, 3e-15, false},
	{"digamma", bf_digamma, NULL, 2e-15, false},
	{"trigamma", bf_trigamma, NULL, 2e-15, false},
	{"lgamma_delta", NULL, bf_lgamma_delta, 1e-14, false},
	{"log_gamma_density", NULL, bf_log_gamma_density, 3e-15, true},
	{"gamma_p", NULL, bf_gamma_p, 1e-14, false},
	{"gamma_q", NULL, bf_gamma_q, 1e-14, false},
	{"log_gamma_p", NULL, bf_log_gamma_p, 1e-14, false},
	{"log_gamma_q", NULL, bf_log_gamma_q, 1e-14, false},
	{"gamma_p_inv", NULL, bf_gamma_p_inv, 1e-14, false},
	{"gamma_q_inv", NULL, bf_gamma_q_inv, 1e-14, false},
};

#define N_FUNCTIONS ((int) (sizeof(functions) / sizeof(functions[0])))

static void
test_reference(void)
{
	FILE *f = unit_open_reference("special_gamma");
	char name[1][32];
	double v[3], worst[N_FUNCTIONS] = {0}, where[N_FUNCTIONS][2] = {{0}};
	int rows[N_FUNCTIONS] = {0}, n;

	while ((n = unit_read_row(f, 1, name, 3, v)) >= 0)
	{
		int i = 0;
		double got, want = v[n - 1], error;

		while (i < N_FUNCTIONS && strcmp(functions[i].name, name[0]) != 0)
			i++;
		CHECK(i < N_FUNCTIONS && n == (functions[i].of_two ? 3 : 2), "row of %s", name[0]);
		if (i == N_FUNCTIONS)
			continue;
		got = functions[i].of_two ? functions[i].of_two(v[0], v[1]) : functions[i].of_one(v[0]);
		error =
			functions[i].is_log ? fabs(got - want) / fmax(1, fabs(want)) : unit_error(got, want);
		CHECK(error <= functions[i].tolerance, "%s(%.17g, %.17g) = %.17g, not %.17g: error %.2g",
			  name[0], v[0], n == 3 ? v[1] : 0.0, got, want, error);
		rows[i]++;
		if (error > worst[i])
		{
			worst[i] = error;
			where[i][0] = v[0];
			where[i][1] = n == 3 ? v[1] : 0;
		}
	}
	fclose(f);
	for (int i = 0; i < N_FUNCTIONS; i++)
	{
		CHECK(rows[i] >= 40, "only %d rows of %s", rows[i], functions[i].name);
		if (getenv("UNIT_VERBOSE"))
			printf("%-18s %4d rows, worst error %.2g at %.9g, %.9g\n", functions[i].name, rows[i],
				   worst[i], where[i][0], where[i][1]);
	}
}

static void
test_ends(void)
{
	static const double bad[] = {NAN, 0, -1, -INFINITY};

	for (int i = 0; i < 4; i++)
	{
		CHECK(isnan(bf_lgamma(bad[i])) && isnan(bf_digamma(bad[i])) && isnan(bf_trigamma(bad[i])) &&
				  isnan(bf_lgamma_stirling(bad[i])) && isnan(bf_lgamma_delta(bad[i], 1)) &&
				  isnan(bf_log_gamma_density(bad[i], 1)) && isnan(bf_gamma_p(bad[i], 1)) &&
				  isnan(bf_gamma_q(bad[i], 1)) && isnan(bf_log_gamma_p(bad[i], 1)) &&
				  isnan(bf_gamma_p_inv(bad[i], 0.5)),
			  "shape %g", bad[i]);
	}
	CHECK(isnan(bf_gamma_p(1, NAN)) && isnan(bf_log_gamma_q(1, NAN)), "NaN as x");
	CHECK(isnan(bf_gamma_p_inv(1, NAN)) && isnan(bf_gamma_q_inv(1, -0.1)) &&
			  isnan(bf_gamma_p_inv(1, 1.1)),
		  "not a probability");
	CHECK(bf_gamma_p(2, 0) == 0 && bf_gamma_q(2, 0) == 1 && bf_gamma_p(2, -1) == 0, "x = 0");
	CHECK(bf_gamma_p(2, INFINITY) == 1 && bf_gamma_q(2, INFINITY) == 0, "x = inf");
	CHECK(bf_log_gamma_p(2, 0) == -INFINITY && bf_log_gamma_q(2, 0) == 0, "logs at 0");
	CHECK(bf_gamma_p_inv(2, 0) == 0 && bf_gamma_p_inv(2, 1) == INFINITY &&
			  bf_gamma_q_inv(2, 0) == INFINITY && bf_gamma_q_inv(2, 1) == 0,
		  "quantiles of 0 and 1");
	CHECK(bf_log_gamma_density(1, 0) == 0 && bf_log_gamma_density(0.5, 0) == INFINITY &&
			  bf_log_gamma_density(2, 0) == -INFINITY,
		  "density at 0");
	CHECK(bf_lgamma(INFINITY) == INFINITY && bf_lgamma(1) == 0 && bf_lgamma(2) == 0, "lgamma");
	CHECK(bf_lgamma_delta(3, 0) == 0 && isnan(bf_lgamma_delta(3, -3)), "lgamma_delta");
}

/* P rises and P + Q = 1 across the borders between methods, for shapes on both sides of each. */
static void
test_continuity(void)
{
	static const double shapes[] = {1e-8, 0.3, 0.999999, 1, 3, 19.99, 20, 1000.5, 2e6, 1e11};

	for (int i = 0; i < 10; i++)
	{
		double a = shapes[i];
		double borders[] = {1.1, a + sqrt(a), 0.6 * a, a, 1.4 * a};

		for (int j = 0; j < 5; j++)
		{
			double x = borders[j], step = 1e-4 * fmin(x, sqrt(a + x));
			double before = x - step, after = x + step;
			double rise = bf_gamma_p(a, after) - bf_gamma_p(a, before);
			double fall = bf_gamma_q(a, before) - bf_gamma_q(a, after);
			double expected = exp(bf_log_gamma_density(a, x)) * (after - before);

			CHECK(fabs(rise - expected) <= 1e-6 * expected + 4e-16, "P jumps at %g, %g: %g, not %g",
				  a, x, rise, expected);
			CHECK(fabs(fall - expected) <= 1e-6 * expected + 4e-16, "Q jumps at %g, %g: %g, not %g",
				  a, x, fall, expected);
			CHECK(fabs(bf_gamma_p(a, x) + bf_gamma_q(a, x) - 1) <= 4e-16, "P + Q at %g, %g", a, x);
		}
	}
}

/* Shape derivatives of the quantile are taken by differences: neighbours must agree. */
static void
test_smooth_quantiles(void)
{
	for (double a = 0.02; a < 3e9; a *= 1.7)
		for (double p = 0.02; p < 1; p += 0.0493)
		{
			double h = 2e-5, x[4];
			double third;

			for (int i = 0; i < 4; i++)
				x[i] = log(bf_gamma_p_inv(a * exp((i - 1.5) * h), p));
			if (!isfinite(x[0]) || x[0] < -700)
				continue;
			/* the third derivative times h^3 is tiny: what is seen is noise */
			third = x[3] - 3 * x[2] + 3 * x[1] - x[0];
			CHECK(fabs(third) <= 1e-13 * (1 + fabs(x[1])), "a %g p %g: %g", a, p, third);
		}
}

int
main(void)
{
	test_reference();
	test_ends();
	test_continuity();
	test_smooth_quantiles();
	return unit_done();
}
