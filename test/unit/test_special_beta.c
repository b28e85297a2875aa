/*
 * test_special_beta.c
 *		beta.c, beta_inc.c and beta_inverse.c against values of 60 digits (special_beta.py), and
 *what must hold between neighbouring arguments.
 */
#include "unit.h"
#include "special/special.h"

/* What a row holds after the name, and the largest error allowed: relative, for logs that pass
 * through 0 relative to max(1, |value|). */
typedef struct Function
{
	const char *name;
	double (*of_shapes)(double, double);
	double (*of_point)(double, double, double, double);
	double (*inverse)(double, double, double, double *);
	double tolerance;
	bool is_log;
} Function;

static const Function functions[] = {
	{"lbeta", bf_lbeta, NULL, NULL, 2e-15, true},
	{"log_beta_density", NULL, bf_log_beta_density, NULL, 4e-15, true},
	{"beta_p", NULL, bf_beta_p, NULL, 1e-14, false},
	{"beta_q", NULL, bf_beta_q, NULL, 1e-14, false},
	{"log_beta_p", NULL, bf_log_beta_p, NULL, 1e-14, false},
	{"log_beta_q", NULL, bf_log_beta_q, NULL, 1e-14, false},
	{"beta_p_inv", NULL, NULL, bf_beta_p_inv, 1e-14, false},
	{"beta_q_inv", NULL, NULL, bf_beta_q_inv, 1e-14, false},
};

#define N_FUNCTIONS ((int) (sizeof(functions) / sizeof(functions[0])))

/*
 * The error of one row; *got the value itself.  With tiny shapes a unit in the last place of a tail
 * moves the quantile by far more: four such units are forgiven.
 */
static double
row_error(const Function *f, const double *v, double *got)
{
	double y, error;

	if (f->inverse)
	{
		double tail = fmin(v[2], 1 - v[2]), slope;

		*got = f->inverse(v[0], v[1], v[2], &y);
		slope = exp(bf_log_beta_density(v[0], v[1], v[3], v[4])) * v[3] * v[4];
		error = fmax(unit_error(*got, v[3]), unit_error(y, v[4]));
		return fmax(error - 0x1p-50 * tail / slope, 0);
	}
	if (f->of_shapes)
	{
		*got = f->of_shapes(v[0], v[1]);
		error = fabs(*got - v[2]);
		return error / fmax(1, fabs(v[2]));
	}
	*got = f->of_point(v[0], v[1], v[2], v[3]);
	return f->is_log ? fabs(*got - v[4]) / fmax(1, fabs(v[4])) : unit_error(*got, v[4]);
}

static void
test_reference(void)
{
	FILE *f = unit_open_reference("special_beta");
	char name[1][32];
	double v[5], worst[N_FUNCTIONS] = {0}, where[N_FUNCTIONS][3] = {{0}};
	int rows[N_FUNCTIONS] = {0}, n;

	while ((n = unit_read_row(f, 1, name, 5, v)) >= 0)
	{
		int i = 0;
		double got, error;

		while (i < N_FUNCTIONS && strcmp(functions[i].name, name[0]) != 0)
			i++;
		CHECK(i < N_FUNCTIONS && n == (functions[i].of_shapes ? 3 : 5), "row of %s", name[0]);
		if (i == N_FUNCTIONS)
			continue;
		error = row_error(&functions[i], v, &got);
		CHECK(error <= functions[i].tolerance,
			  "%s(%.17g, %.17g, %.17g) = %.17g, not %.17g: error %.2g", name[0], v[0], v[1], v[2],
			  got, functions[i].inverse ? v[3] : v[n - 1], error);
		rows[i]++;
		if (error > worst[i])
		{
			worst[i] = error;
			memcpy(where[i], v, sizeof(where[i]));
		}
	}
	fclose(f);
	for (int i = 0; i < N_FUNCTIONS; i++)
	{
		CHECK(rows[i] >= 40, "only %d rows of %s", rows[i], functions[i].name);
		if (getenv("UNIT_VERBOSE"))
			printf("%-18s %4d rows, worst error %.2g at %.9g, %.9g, %.9g\n", functions[i].name,
				   rows[i], worst[i], where[i][0], where[i][1], where[i][2]);
	}
}

static void
test_ends(void)
{
	static const double bad[] = {NAN, 0, -1, -INFINITY, INFINITY};
	double y;

	for (int i = 0; i < 5; i++)
	{
		CHECK(isnan(bf_beta_p(bad[i], 1, 0.5, 0.5)) && isnan(bf_beta_q(1, bad[i], 0.5, 0.5)) &&
				  isnan(bf_log_beta_p(bad[i], 1, 0.5, 0.5)) &&
				  isnan(bf_log_beta_density(1, bad[i], 0.5, 0.5)) &&
				  isnan(bf_beta_p_inv(bad[i], 1, 0.5, &y)) && isnan(y),
			  "shape %g", bad[i]);
	}
	CHECK(isnan(bf_lbeta(NAN, 1)) && isnan(bf_lbeta(1, -1)), "lbeta");
	CHECK(isnan(bf_beta_p(1, 1, NAN, 0.5)) && isnan(bf_log_beta_q(1, 1, 0.5, NAN)),
		  "NaN as x or y");
	CHECK(isnan(bf_beta_p_inv(1, 1, NAN, &y)) && isnan(bf_beta_q_inv(1, 1, -0.1, &y)),
		  "not a probability");
	CHECK(bf_beta_p(2, 3, 0, 1) == 0 && bf_beta_q(2, 3, 0, 1) == 1, "x = 0");
	CHECK(bf_beta_p(2, 3, 1, 0) == 1 && bf_beta_q(2, 3, 1, 0) == 0, "x = 1");
	CHECK(bf_log_beta_p(2, 3, 0, 1) == -INFINITY && bf_log_beta_q(2, 3, 0, 1) == 0, "logs at 0");
	CHECK(bf_beta_p_inv(2, 3, 0, &y) == 0 && y == 1 && bf_beta_p_inv(2, 3, 1, &y) == 1 && y == 0 &&
			  bf_beta_q_inv(2, 3, 0, &y) == 1 && y == 0,
		  "quantiles of 0 and 1");
	CHECK(bf_log_beta_density(1, 1, 0, 1) == 0 && bf_log_beta_density(0.5, 1, 0, 1) == INFINITY &&
			  bf_log_beta_density(2, 1, 0, 1) == -INFINITY,
		  "density at 0");
}

/* I rises as the density says, across the borders between methods too. */
static void
test_continuity(void)
{
	static const double shapes[] = {1e-4, 0.3, 0.999999, 1, 3, 70, 999, 1001, 2e6};

	for (int i = 0; i < 81; i++)
	{
		double a = shapes[i / 9], b = shapes[i % 9];
		double borders[] = {a / (a + b), 0.5 * (a + 1) / (a + b), 1 / (1 + b), 0.5, 0.7};

		for (int j = 0; j < 5; j++)
		{
			double x = fmin(borders[j], 1 - 1e-9);
			double step = 1e-4 * fmin(fmin(x, 1 - x), 1 / sqrt(a + b + 1) * sqrt(x * (1 - x)));
			double before = x - step, after = x + step;
			double width = after - before;
			double rise = bf_beta_p(a, b, after, 1 - after) - bf_beta_p(a, b, before, 1 - before);
			double fall = bf_beta_q(a, b, before, 1 - before) - bf_beta_q(a, b, after, 1 - after);
			double expected = exp(bf_log_beta_density(a, b, x, 1 - x)) * width;

			/* far in a tail the density itself changes over the step */
			CHECK(fabs(rise - expected) <= 1e-4 * expected + 5e-16,
				  "P jumps at %g, %g, %g: %g, not %g", a, b, x, rise, expected);
			CHECK(fabs(fall - expected) <= 1e-4 * expected + 5e-16,
				  "Q jumps at %g, %g, %g: %g, not %g", a, b, x, fall, expected);
		}
	}
}

/* Shape derivatives of the quantile are taken by differences: neighbours must agree. */
static void
test_smooth_quantiles(void)
{
	for (double a = 0.02; a < 3e7; a *= 3.1)
		for (double b = 0.03; b < 3e7; b *= 3.3)
			for (double p = 0.02; p < 1; p += 0.096)
			{
				double h = 5e-6, t[4], third, y;

				for (int i = 0; i < 4; i++)
				{
					t[i] = log(bf_beta_p_inv(a * exp((i - 1.5) * h), b, p, &y));
					t[i] -= log(y);
				}
				/* the third derivative times h^3 is tiny: what is seen is noise */
				third = t[3] - 3 * t[2] + 3 * t[1] - t[0];
				CHECK(fabs(third) <= 1e-13 * (1 + fabs(t[1])) + 1e-14 * (1 / a + 1 / b),
					  "a %g b %g p %g: %g", a, b, p, third);
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
