/*
 * test_special_kolmogorov.c
 *		kolmogorov.c for many rows and in the limit, against sums and matrices of 40 digits
 *		(special_kolmogorov.py).
 *
 * Few rows are tested as the families ksone and kstwo.
 */
#include "special/special.h"
#include "unit.h"

typedef struct Statistic
{
	const char *name;
	double (*cdf)(double n, double d);
	double (*sf)(double n, double d);
	double (*log_pdf)(double n, double d);
	double (*log_cdf)(double n, double d); /* NULL: there is none */
	double (*log_sf)(double n, double d);
} Statistic;

static const Statistic statistics[] = {
	{"smirnov", bf_smirnov_cdf, bf_smirnov_sf, bf_smirnov_log_pdf, NULL, bf_smirnov_log_sf},
	{"kolmogorov", bf_kolmogorov_n_cdf, bf_kolmogorov_n_sf, bf_kolmogorov_n_log_pdf,
	 bf_kolmogorov_n_log_cdf, bf_kolmogorov_n_log_sf},
};

/* The limit law, in both tails as far as a double goes: logs to 1e-13, and the plain functions. */
static void
check_limit_row(double z, const double *reference)
{
	double got[3] = {bf_kolmogorov_log_cdf(z), bf_kolmogorov_log_sf(z), bf_kolmogorov_log_pdf(z)};

	for (int j = 0; j < 3; j++)
		CHECK(fabs(got[j] - reference[j]) <= 1e-13 * fmax(fabs(reference[j]), j == 2),
			  "limit(%g)[%d]: %.17g, %.17g", z, j, got[j], reference[j]);
	CHECK_CLOSE(bf_kolmogorov_cdf(z), exp(reference[0]), 1e-12, "limit(%g), cdf", z);
	CHECK_CLOSE(bf_kolmogorov_sf(z), exp(reference[1]), 1e-12, "limit(%g), sf", z);
}

/*
 * Kolmogorov's statistic of up to a million rows: logarithms, of numbers far below the least
 * double. Where the matrix is applied thousands of times, or a power of its growth taken, roundings
 * add up.
 */
static double
check_power_row(double n, double d, const double *reference)
{
	double got[3] = {bf_kolmogorov_n_log_cdf(n, d), bf_kolmogorov_n_log_sf(n, d),
					 bf_kolmogorov_n_log_pdf(n, d)};
	double worst = 0;

	for (int j = 0; j < 3; j++)
	{
		/* relative, of numbers near 1 whose logarithms are small; some are no doubles but 0 */
		double size = j == 2 ? 1 : fmin(1, fabs(reference[j]));
		double error = got[j] == reference[j] ? 0 : fabs(got[j] - reference[j]) / size;

		CHECK(error <= 2e-11 + 1e-13 * fabs(reference[j]), "power(%g, %g)[%d]: %.17g, error %.2g",
			  n, d, j, got[j], error);
		worst = fmax(worst, error);
	}
	return worst;
}

static void
test_reference(void)
{
	FILE *f = unit_open_reference("special_kolmogorov");
	char name[1][32];
	double v[5], worst[2][3] = {{0}};
	double power_worst = 0;
	int rows[2] = {0}, limits = 0, powers = 0, n;

	while ((n = unit_read_row(f, 1, name, 5, v)) == 5)
	{
		int i = strcmp(name[0], "kolmogorov") == 0;
		const Statistic *s = &statistics[i];
		double got[3];

		if (strcmp(name[0], "limit") == 0)
		{
			check_limit_row(v[1], v + 2);
			limits++;
			continue;
		}
		if (strcmp(name[0], "power") == 0)
		{
			power_worst = fmax(power_worst, check_power_row(v[0], v[1], v + 2));
			powers++;
			continue;
		}
		got[0] = s->cdf(v[0], v[1]);
		got[1] = s->sf(v[0], v[1]);
		got[2] = s->log_pdf(v[0], v[1]);
		if (s->log_cdf && got[0] > 0)
			CHECK_CLOSE(s->log_cdf(v[0], v[1]), log(got[0]), 1e-12, "%s(%g, %g)", s->name, v[0],
						v[1]);
		if (got[1] > 1e-300)
			CHECK_CLOSE(s->log_sf(v[0], v[1]), log(got[1]), 1e-10, "%s(%g, %g)", s->name, v[0],
						v[1]);

		for (int j = 0; j < 3; j++)
		{
			double error = fabs(got[j] - v[2 + j]) / (j == 2 ? fmax(1, fabs(v[4])) : v[2 + j]);

			/* a lower tail is 1 less the upper one: n times as much is lost */
			double tolerance = j == 1 ? 1e-11 : i == 1 ? 1e-13 : 1e-10;

			CHECK(error <= tolerance, "%s(%g, %g)[%d]: %.17g, error %.2g", s->name, v[0], v[1], j,
				  got[j], error);
			worst[i][j] = fmax(worst[i][j], error);
		}
		rows[i]++;
	}
	fclose(f);
	CHECK(limits > 10, "%d rows of the limit law", limits);
	CHECK(powers > 15, "%d rows by powers of the matrix", powers);
	for (int i = 0; i < 2; i++)
	{
		CHECK(rows[i] >= 10, "%s: %d rows", statistics[i].name, rows[i]);
		printf("%s: largest errors of cdf %.1e, sf %.1e, log density %.1e\n", statistics[i].name,
			   worst[i][0], worst[i][1], worst[i][2]);
	}
	printf("logarithms for many rows: largest error %.1e\n", power_worst);
}

/*
 * Lower tails of many rows: by scipy.stats.kstwo up to n = 9000; beyond, those of the limit at the
 * shifted argument that Vrbik gives (2018, Pioneer J. Theor. Appl. Stat. 15, 15), next to it.
 */
static void
test_lower_tail(void)
{
	static const double scipy[][3] = {
		{2000, 0.0044721359549995798, 1.446394798472038e-12},
		{3000, 0.0036514837167011074, 1.205822658559262e-12},
		{5000, 0.0021213203435596424, 1.281879943989308e-22},
		{5000, 0.0028284271247461901, 9.99878043101762e-13},
		{9000, 0.0021081851067789197, 8.452513005275442e-13},
	};

	for (size_t i = 0; i < sizeof(scipy) / sizeof(scipy[0]); i++)
	{
		double n = scipy[i][0], d = scipy[i][1], p = bf_kolmogorov_n_cdf(n, d), h = 1e-5 * d;
		double slope = (bf_kolmogorov_n_cdf(n, d + h) - bf_kolmogorov_n_cdf(n, d - h)) / (2 * h);

		CHECK(fabs(p / scipy[i][2] - 1) <= 1e-11, "n = %g, d = %g: %.17g", n, d, p);
		CHECK(fabs(slope / exp(bf_kolmogorov_n_log_pdf(n, d)) - 1) <= 1e-5,
			  "density at n = %g, d = %g", n, d);
	}
	for (double n = 2e4; n < 1e9; n *= 10)
		for (double z = 0.1; z < 0.43; z += 0.05)
		{
			double d = z / sqrt(n), shifted = z + 1 / (6 * sqrt(n)) + (z - 1) / (4 * n);
			double p = bf_kolmogorov_n_log_cdf(n, d), h = 1e-5 * d;
			double slope = bf_kolmogorov_n_log_cdf(n, d + h) - bf_kolmogorov_n_log_cdf(n, d - h);

			CHECK(fabs(p - bf_kolmogorov_log_cdf(shifted)) <= 1e-1 / (z * z * z * sqrt(n)),
				  "n = %g, z = %g: %g, limit %g", n, z, p, bf_kolmogorov_log_cdf(shifted));
			CHECK(fabs(bf_kolmogorov_n_log_pdf(n, d) - p - log(slope / (2 * h))) <= 1e-5,
				  "density at n = %g, z = %g", n, z);
		}
}

/* As the number of rows grows the statistics tend to their limits, with a term in 1 / sqrt(n). */
static void
test_limit(void)
{
	for (double z = 0.4; z < 3; z += 0.3)
		for (double n = 1e5; n < 1e9; n *= 10)
		{
			double shifted = z + 1 / (6 * sqrt(n)), d = z / sqrt(n);

			CHECK(fabs(bf_kolmogorov_n_cdf(n, d) - bf_kolmogorov_cdf(shifted)) < 2 / n,
				  "z = %g, n = %g", z, n);
			CHECK(fabs(bf_smirnov_sf(n, d) - exp(-2 * shifted * shifted)) < 2 / n, "z = %g, n = %g",
				  z, n);
		}
}

int
main(void)
{
	test_reference();
	test_lower_tail();
	test_limit();
	return unit_done();
}
