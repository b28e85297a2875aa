/*
 * test_special_normal.c
 *		normal.c, owens_t.c and elementary.c against values of 50 digits (special_normal.py).
 */
#include "unit.h"
#include "special/special.h"

/*
 * Allowed error, in units of 2^-52, relative to the value; relative to max(1, |value|) for logs
 * that pass through 0, whose last digits say nothing about the quantity itself.
 */
typedef struct Function
{
	const char *name;
	double (*of_one)(double);
	double (*of_two)(double, double);
	double tolerance;
	bool is_log;
} Function;

static const Function functions[] = {
	{"ndtr", bf_ndtr, NULL, 5, false},
	{"log_ndtr", bf_log_ndtr, NULL, 5, false},
	{"ndtri", bf_ndtri, NULL, 5, false},
	{"ndtri_exp", bf_ndtri_exp, NULL, 5, false},
	{"erfcx", bf_erfcx, NULL, 4, false},
	{"log_mills", bf_log_mills, NULL, 4, true},
	{"log_ndtr_diff", NULL, bf_log_ndtr_diff, 8, true},
	{"owens_t", NULL, bf_owens_t, 10, false},
	{"log1pmx", bf_log1pmx, NULL, 5, false},
	{"log1mexp", bf_log1mexp, NULL, 4, false},
	{"log1pexp", bf_log1pexp, NULL, 4, false},
	{"boxcox1p", NULL, bf_boxcox1p, 4, false},
	{"expm1_over", NULL, bf_expm1_over, 4, false},
};

#define N_FUNCTIONS ((int) (sizeof(functions) / sizeof(functions[0])))

static void
test_reference(void)
{
	FILE *f = unit_open_reference("special_normal");
	char name[1][32];
	double v[3], worst[N_FUNCTIONS] = {0}, where[N_FUNCTIONS][2] = {{0}};
	int rows[N_FUNCTIONS] = {0}, n;

	while ((n = unit_read_row(f, 1, name, 3, v)) >= 0)
	{
		int i = 0;
		double got, want = v[n - 1], unit = 0x1p-52, error;

		while (i < N_FUNCTIONS && strcmp(functions[i].name, name[0]) != 0)
			i++;
		CHECK(i < N_FUNCTIONS && n == (functions[i].of_two ? 3 : 2), "row of %s", name[0]);
		if (i == N_FUNCTIONS)
			continue;
		got = functions[i].of_two ? functions[i].of_two(v[0], v[1]) : functions[i].of_one(v[0]);
		if (functions[i].is_log && fabs(want) < 1 && want != 0)
			unit /= fabs(want);
		/* a subnormal value has no 52 bits */
		if (fabs(want) < 0x1p-1022 && want != 0)
			unit = 0x1p-1074 / fabs(want);
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
			printf("%-14s %4d rows, largest error %.2f of 2^-52 at %.17g, %.17g\n",
				   functions[i].name, rows[i], worst[i], where[i][0], where[i][1]);
	}
}

/* Ends of the domains, and what is outside of them. */
static void
test_limits(void)
{
	CHECK(bf_ndtr(-INFINITY) == 0 && bf_ndtr(INFINITY) == 1 && bf_ndtr(0) == 0.5, "ndtr");
	CHECK(bf_ndtr(-39) == 0 && bf_ndtr(-1e300) == 0 && bf_ndtr(1e300) == 1, "ndtr far out");
	CHECK(bf_log_ndtr(-INFINITY) == -INFINITY && bf_log_ndtr(INFINITY) == 0, "log_ndtr");
	CHECK(bf_log_ndtr(40) == 0 && bf_log_ndtr(-1e200) == -INFINITY, "log_ndtr far out");
	CHECK(bf_ndtri(0) == -INFINITY && bf_ndtri(1) == INFINITY && bf_ndtri(0.5) == 0, "ndtri");
	CHECK(isnan(bf_ndtri(-0.1)) && isnan(bf_ndtri(1.1)), "ndtri outside");
	CHECK(bf_ndtri_exp(0) == INFINITY && bf_ndtri_exp(-INFINITY) == -INFINITY, "ndtri_exp");
	CHECK(isnan(bf_ndtri_exp(0.1)), "ndtri_exp outside");
	CHECK(bf_erfcx(INFINITY) == 0 && bf_erfcx(-INFINITY) == INFINITY, "erfcx");
	CHECK(bf_erfcx(-27) == INFINITY, "erfcx overflow");
	CHECK(bf_log_mills(INFINITY) == -INFINITY && bf_log_mills(-INFINITY) == INFINITY, "log_mills");
	CHECK(bf_log_ndtr_diff(1, 1) == -INFINITY && isnan(bf_log_ndtr_diff(2, 1)), "log_ndtr_diff");
	CHECK(bf_log_ndtr_diff(-INFINITY, INFINITY) == 0, "log_ndtr_diff of everything");
	CHECK(bf_log_ndtr_diff(1e200, INFINITY) == -INFINITY, "log_ndtr_diff of nothing");
	CHECK(bf_owens_t(INFINITY, 2) == 0 && bf_owens_t(3, 0) == 0, "owens_t");
	CHECK(bf_owens_t(1e200, 1e200) == 0 && bf_owens_t(-1e200, -0.5) == 0, "owens_t far out");
	CHECK_CLOSE(bf_owens_t(1.5, INFINITY), 0.5 * bf_ndtr(-1.5), 4e-16, "owens_t(h, inf)");
	CHECK_CLOSE(bf_owens_t(-1.5, -INFINITY), -0.5 * bf_ndtr(-1.5), 4e-16, "owens_t(h, -inf)");
	CHECK(bf_owens_t(0, INFINITY) == 0.25 && bf_owens_t(INFINITY, INFINITY) == 0,
		  "owens_t(0, inf)");
	CHECK(bf_log1pmx(0) == 0 && bf_log1pmx(-1) == -INFINITY, "log1pmx");
	CHECK(bf_log1pmx(INFINITY) == -INFINITY && isnan(bf_log1pmx(-1.5)), "log1pmx outside");
	CHECK(bf_log1mexp(-INFINITY) == 0 && bf_log1mexp(0) == -INFINITY, "log1mexp");
	CHECK(bf_log1pexp(INFINITY) == INFINITY && bf_log1pexp(-INFINITY) == 0, "log1pexp");
	CHECK(bf_boxcox1p(-0.5, 2) == -INFINITY && isnan(bf_boxcox1p(-2, 1)), "boxcox1p");
	CHECK(bf_boxcox1p(INFINITY, 0) == INFINITY && bf_boxcox1p(INFINITY, 2) == INFINITY, "boxcox1p");
	CHECK(bf_expm1_over(INFINITY, 0) == INFINITY && bf_expm1_over(INFINITY, 2) == INFINITY,
		  "expm1");
	CHECK(bf_expm1_over(INFINITY, -2) == 0.5 && bf_expm1_over(-INFINITY, 4) == -0.25, "expm1_over");
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
	test_limits();
	return unit_done();
}
