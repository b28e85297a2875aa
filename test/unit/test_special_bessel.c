/*
 * test_special_bessel.c
 *		bessel.c against values of 30 digits (special_bessel.py), and its smoothness.
 */
#include "unit.h"
#include "special/special.h"

/* Allowed error: absolute where |value| < 1, else relative; for is_log false always relative. */
typedef struct Function
{
	const char *name;
	double (*of_one)(double);
	double (*of_two)(double, double);
	double tolerance;
	bool is_log;
} Function;

static const Function functions[] = {
	{"log_k", NULL, bf_log_bessel_k, 1e-14, true}, {"log_i", NULL, bf_log_bessel_i, 1e-14, true},
	{"log_i0e", bf_log_i0e, NULL, 2e-15, true},    {"k0e", bf_k0e, NULL, 2e-15, false},
	{"k1e", bf_k1e, NULL, 2e-15, false},
};

#define N_FUNCTIONS ((int) (sizeof(functions) / sizeof(functions[0])))

static void
test_reference(void)
{
	FILE *f = unit_open_reference("special_bessel");
	char name[1][32];
	double v[3], worst[N_FUNCTIONS] = {0}, where[N_FUNCTIONS][2] = {{0}};
	int rows[N_FUNCTIONS] = {0}, n;

	while ((n = unit_read_row(f, 1, name, 3, v)) >= 0)
	{
		int i = 0;
		double got, want = v[n - 1], unit = 1, error;

		while (i < N_FUNCTIONS && strcmp(functions[i].name, name[0]) != 0)
			i++;
		CHECK(i < N_FUNCTIONS && n == (functions[i].of_two ? 3 : 2), "row of %s", name[0]);
		if (i == N_FUNCTIONS)
			continue;
		got = functions[i].of_two ? functions[i].of_two(v[0], v[1]) : functions[i].of_one(v[0]);
		if (functions[i].is_log && fabs(want) < 1 && want != 0)
			unit /= fabs(want);
		CHECK_CLOSE(got, want, functions[i].tolerance * unit, "%s(%.17g, %.17g)", name[0], v[0],
					n == 3 ? v[1] : NAN);
		error = unit_error(got, want) / unit;
		if (error > worst[i])
		{
			worst[i] = error;
			where[i][0] = v[0];
			where[i][1] = n == 3 ? v[1] : NAN;
		}
		rows[i]++;
	}
	fclose(f);
	for (int i = 0; i < N_FUNCTIONS; i++)
	{
		CHECK(rows[i] >= 40, "%s has %d rows", functions[i].name, rows[i]);
		if (getenv("UNIT_VERBOSE"))
			printf("%-10s %4d rows, largest error %.2g at %.17g, %.17g\n", functions[i].name,
				   rows[i], worst[i], where[i][0], where[i][1]);
	}
}

/*
 * Across a switch of method in the order or in the argument, the fourth difference of a smooth
 * function is small; a jump would stand out in it at full height.
 */
static void
check_smooth(double (*f)(double, double), double nu, double x, double step_nu, double step_x)
{
	double v[5], fourth, scale = 1;

	for (int i = 0; i < 5; i++)
	{
		v[i] = f(nu + (i - 2.5) * step_nu, x + (i - 2.5) * step_x);
		scale = fmax(scale, fabs(v[i]));
	}
	fourth = v[0] - 4 * v[1] + 6 * v[2] - 4 * v[3] + v[4];
	CHECK(fabs(fourth) <= 4e-14 * scale, "fourth difference %.2g at order %.17g, argument %.17g",
		  fourth, nu, x);
}

static void
test_smooth(void)
{
	const double step = 1e-5;

	for (double x = 1e-3; x < 2e3; x *= 1.7)
	{
		check_smooth(bf_log_bessel_k, 30, x, step, 0);
		check_smooth(bf_log_bessel_i, 30, x, step, 0);
		for (double nu = 0.5; nu < 30; nu += 1)
			check_smooth(bf_log_bessel_k, nu, x, step, 0);
	}
	for (double nu = 0.1; nu < 30; nu *= 1.3)
	{
		check_smooth(bf_log_bessel_k, nu, 2, 0, step);
		check_smooth(bf_log_bessel_i, nu, fmax(30, 0.5 * nu * nu), 0, step);
	}
	for (double nu = 31; nu < 1e4; nu *= 1.9)
	{
		check_smooth(bf_log_bessel_k, nu, 0.3 * nu, 0, step * nu);
		check_smooth(bf_log_bessel_k, nu, 1.5 * nu, 0, step * nu);
		check_smooth(bf_log_bessel_i, nu, 1.5 * nu, 0, step * nu);
	}
}

/* K_nu I_(nu+1) + K_(nu+1) I_nu = 1 / x (DLMF 10.28.2) ties the two functions together. */
static void
test_wronskian(void)
{
	for (double nu = -0.9; nu < 60; nu += 0.73)
		for (double x = 0.01; x < 1000; x *= 2.3)
		{
			double sum = exp(bf_log_bessel_k(nu, x) + bf_log_bessel_i(nu + 1, x)) +
						 exp(bf_log_bessel_k(nu + 1, x) + bf_log_bessel_i(nu, x));

			CHECK_CLOSE(sum * x, 1, 1e-12, "order %g, argument %g", nu, x);
		}
}

static void
test_limits(void)
{
	CHECK(bf_log_bessel_k(1, 0) == INFINITY && isnan(bf_log_bessel_k(1, -1)), "log_k at 0");
	CHECK(bf_log_bessel_k(1, INFINITY) == -INFINITY, "log_k at infinity");
	/* leading terms, where nothing else is left of them in a double */
	CHECK_CLOSE(bf_log_bessel_k(1e200, 1e-200), 1e200 * (LN_2 + 400 * log(10) - 1), 1e-15,
				"log_k of a huge order");
	CHECK_CLOSE(bf_log_bessel_i(1e9, 1e200), 1e200, 1e-15, "log_i of a huge argument");
	CHECK_CLOSE(bf_log_bessel_k(20, 1e300), -1e300, 1e-15, "log_k of a huge argument");
	CHECK(bf_log_bessel_k(-3.3, 2) == bf_log_bessel_k(3.3, 2), "log_k is even in the order");
	CHECK_CLOSE(bf_log_bessel_k(0.5, 3), 0.5 * log(PI / 6) - 3, 4e-16, "K of order 1/2");
	CHECK(bf_log_bessel_i(0, 0) == 0 && bf_log_bessel_i(1, 0) == -INFINITY, "log_i at 0");
	CHECK(bf_log_bessel_i(-0.5, 0) == INFINITY && isnan(bf_log_bessel_i(-1, 1)), "log_i at 0");
	CHECK(bf_log_bessel_i(2, INFINITY) == INFINITY && isnan(bf_log_bessel_i(2, -1)), "log_i");
	CHECK(bf_log_i0e(0) == 0 && bf_log_i0e(-3) == bf_log_i0e(3), "log_i0e");
	CHECK(bf_log_i0e(INFINITY) == -INFINITY && isfinite(bf_log_i0e(1e300)), "log_i0e far out");
	CHECK(bf_k0e(0) == INFINITY && bf_k1e(0) == INFINITY && bf_k1e(1e-310) == INFINITY, "at 0");
	CHECK(isnan(bf_k0e(-1)) && isnan(bf_k1e(-1)), "outside the domain");
	CHECK(bf_k0e(INFINITY) == 0 && bf_k1e(INFINITY) == 0 && bf_k1e(1e300) > 0, "at infinity");
	for (int i = 0; i < N_FUNCTIONS; i++)
	{
		double got = functions[i].of_two ? functions[i].of_two(NAN, 1) : functions[i].of_one(NAN);

		CHECK(isnan(got), "%s(NaN)", functions[i].name);
		if (functions[i].of_two)
			CHECK(isnan(functions[i].of_two(1, NAN)), "%s(1, NaN)", functions[i].name);
	}
}

int
main(void)
{
	test_reference();
	test_smooth();
	test_wronskian();
	test_limits();
	return unit_done();
}
