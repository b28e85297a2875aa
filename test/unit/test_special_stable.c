/*
 * test_special_stable.c
 *		stable.c against Fourier integrals of 25 digits (families_quadrature.tsv), closed forms, and
 *		the family levy_stable, which has other ways to the same density.
 */
#include "distribution.h"
#include "special/special.h"
#include "unit.h"

static void
test_reference(void)
{
	FILE *f = unit_open_reference("families_quadrature");
	char name[1][32];
	double v[8], worst[2] = {0};
	int rows = 0, n;

	while ((n = unit_read_row(f, 1, name, 8, v)) >= 0)
	{
		double error[2];

		if (strcmp(name[0], "levy_stable") != 0)
			continue;
		error[0] = fabs(bf_stable_log_pdf(v[0], v[1], v[2]) - v[3]);
		error[1] = fmax(unit_error(bf_stable_log_tail(v[0], v[1], v[2], false), v[6]),
						unit_error(bf_stable_log_tail(v[0], v[1], v[2], true), v[7]));
		for (int i = 0; i < 2; i++)
		{
			worst[i] = fmax(worst[i], error[i]);
			CHECK(error[i] < 1e-11, "%s(%g, %g, %g): error %.2g", i ? "tail" : "density", v[0],
				  v[1], v[2], error[i]);
		}
		rows++;
	}
	fclose(f);
	CHECK(rows > 40, "%d rows", rows);
	printf("largest error of the log density %.1e, of log tails %.1e\n", worst[0], worst[1]);
}

/* Levy's distribution, Cauchy's, the normal one, and Landau's. */
static void
test_closed_forms(void)
{
	for (double y = 1e-3; y < 1e6; y *= 3.7)
	{
		double levy = -LN_SQRT_2PI - 1.5 * log(y) - 0.5 / y;
		double x = 0.5 * PI * y + log(0.5 * PI);

		CHECK_CLOSE(bf_stable_log_pdf(0.5, 1, y), levy, 1e-12, "levy at %g", y);
		CHECK_CLOSE(bf_stable_log_tail(0.5, 1, y, false), LN_2 + bf_log_ndtr(-1 / sqrt(y)), 1e-10,
					"levy below %g", y);
		CHECK_CLOSE(bf_stable_log_pdf(0.5, -1, -y), levy, 1e-12, "levy at %g", y);
		CHECK_CLOSE(bf_stable_log_pdf(1, 0, y), -LN_PI - log1p(y * y), 1e-14, "cauchy at %g", y);
		CHECK_CLOSE(bf_stable_log_pdf(1, 1, y), bf_landau_log_pdf(x) + log(0.5 * PI), 1e-10,
					"landau at %g", y);
		CHECK_CLOSE(bf_stable_log_tail(1, 1, y, true), bf_landau_log_sf(x), 1e-10, "landau at %g",
					y);
	}
	CHECK(bf_stable_log_pdf(0.5, 1, -1) == -INFINITY, "outside the support");
	CHECK(bf_stable_log_tail(0.5, 1, -1, true) == 0, "outside the support");
	CHECK_CLOSE(bf_stable_log_pdf(2, 0.3, 3), -2.25 - LN_2 - 0.5 * LN_PI, 1e-15, "normal");
	for (double y = -2; y > -5; y -= 0.5)
	{
		double x = 0.5 * PI * y + log(0.5 * PI);

		CHECK_CLOSE(bf_stable_log_pdf(1, 1, y), bf_landau_log_pdf(x) + log(0.5 * PI), 1e-10,
					"landau's light tail at %g", y);
	}
}

static void
test_family(void)
{
	static const double alphas[] = {0.3,   0.5, 0.68, 0.75, 0.85, 0.95, 0.9999, 1,
									1.001, 1.1, 1.3,  1.5,  1.7,  1.9,  1.99,   1.9999};
	static const double betas[] = {-1, -0.95, -0.4, 0, 0.7, 1};
	Distribution d = {0};
	double worst = 0;

	for (int i = 0; i < (int) (sizeof(alphas) / sizeof(alphas[0])); i++)
		for (int j = 0; j < (int) (sizeof(betas) / sizeof(betas[0])); j++)
		{
			double params[] = {alphas[i], betas[j], 0, 1};
			double shift = alphas[i] == 1 ? 0 : betas[j] * tan(0.5 * PI * alphas[i]);
			const char *error = NULL;

			CHECK(
				distribution_set(&unit_context, &d, family_by_name("levy_stable"), params, &error),
				"%s", error);
			for (double t = -9; t < 9; t += 0.217)
			{
				double y = sinh(t) + shift, want = bf_stable_log_pdf(alphas[i], betas[j], y);
				double got = distribution_logpdf(&d, y);
				double off = got == want ? 0 : fabs(got - want) / fmax(1, fabs(want));

				worst = fmax(worst, off);
				CHECK(off < 5e-9, "alpha %g beta %g y %g: %.15g, not %.15g", alphas[i], betas[j], y,
					  got, want);
			}
		}
	printf("largest difference of the family's log density %.1e\n", worst);
	core_release(&unit_context, d.shape.table);
}

int
main(void)
{
	test_reference();
	test_closed_forms();
	test_family();
	return unit_done();
}
