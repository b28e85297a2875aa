/*
 * test_special_landau.c
 *		landau.c against integrals of 30 digits (special_landau.py).
 */
#include "special/special.h"
#include "unit.h"

int
main(void)
{
	static double (*const functions[])(double) = {bf_landau_log_pdf, bf_landau_log_cdf,
												  bf_landau_log_sf};
	static const char *const names[] = {"log_pdf", "log_cdf", "log_sf"};
	FILE *f = unit_open_reference("special_landau");
	double v[4], worst[3] = {0};
	int rows = 0;

	while (unit_read_row(f, 0, NULL, 4, v) == 4)
	{
		for (int i = 0; i < 3; i++)
		{
			double got = functions[i](v[0]), want = v[1 + i];
			/* a log near 0 is -1 times a probability, and as exact */
			double scale = i == 0 ? fmax(1, fabs(want)) : fabs(want);
			double error = want == 0 ? fabs(got) : fabs(got - want) / scale;

			worst[i] = fmax(worst[i], error);
			CHECK(error <= 2e-14, "%s(%g): %.17g, not %.17g", names[i], v[0], got, want);
		}
		rows++;
	}
	fclose(f);
	CHECK(rows > 50, "%d rows", rows);
	for (int i = 0; i < 3; i++)
	{
		printf("%s: largest error %.1e\n", names[i], worst[i]);
		CHECK(isnan(functions[i](NAN)), "%s(NaN)", names[i]);
	}
	return unit_done();
}
