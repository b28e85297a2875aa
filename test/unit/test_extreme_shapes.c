/*
 * test_extreme_shapes.c
 *		That no distribution that can be written down keeps a program busy for ever.
 *
 * A user may write any shapes inside a family's mathematical domain, and nothing can interrupt the
 * family's functions.  For each family vectors of shapes are drawn from values between the smallest
 * and the largest doubles.  distribution_set() may refuse them; otherwise all functions have to
 * come to an end, with a probability inside [0, 1], or NaN.  A timer of the process's own time ends
 * the program, and names the family, if one of them takes thousands of times what it should.
 */
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "distribution.h"
#include "unit.h"

#define N_VECTORS 12
/* Seconds for all vectors of a family, under sanitizers. */
#define LIMIT 20

static const double extremes[] = {1e-308, 1e-300, 1e-100, 1e-20, 1e-8,  1e-3,  0.1,    0.5, 1,
								  1.5,    2,      5,      10,    100,   1e3,   1e5,    1e8, 1e10,
								  1e15,   1e16,   1e20,   1e100, 1e154, 1e300, 1.7e308};
#define N_EXTREMES (sizeof(extremes) / sizeof(extremes[0]))

/* What is being evaluated, for the message of the timer. */
static char doing[256];

static void
too_long(int signal_number)
{
	static const char what[] = "failed: no end in sight: ";

	(void) signal_number;
	if (write(STDOUT_FILENO, what, sizeof(what) - 1) < 0 ||
		write(STDOUT_FILENO, doing, strlen(doing)) < 0 || write(STDOUT_FILENO, "\n", 1) < 0)
		_exit(2);
	_exit(1);
}

static void
start_timer(int seconds)
{
	struct itimerval limit = {.it_value = {.tv_sec = seconds}};

	setitimer(ITIMER_VIRTUAL, &limit, NULL);
}

static unsigned long long state;

static unsigned
draw(unsigned n)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned) (state >> 33) % n;
}

/* Near an end of its domain, at one, inside it, or extreme in size. */
static double
draw_shape(const ShapeParam *shape)
{
	double e = extremes[draw(N_EXTREMES)], value;

	if (isfinite(shape->lower) && isfinite(shape->upper))
	{
		double width = shape->upper - shape->lower, step = 0.5 * width * fmin(e, 1);

		switch (draw(4))
		{
			case 0:
				value = shape->lower + step;
				break;
			case 1:
				value = shape->upper - step;
				break;
			case 2:
				value = shape->lower + width * draw(1000) / 1000;
				break;
			default:
				value = draw(2) ? shape->lower : shape->upper;
		}
	}
	else if (isfinite(shape->lower))
		value = shape->lower + e;
	else if (isfinite(shape->upper))
		value = shape->upper - e;
	else
		value = draw(5) == 0 ? 0 : draw(2) ? e : -e;
	return shape->integer ? fmin(ceil(value), draw(2) ? 1e15 : 1e6) : value;
}

static void
check_probability(double p, const char *what, double x)
{
	CHECK(isnan(p) || (p >= 0 && p <= 1), "%s: %s(%g) = %g", doing, what, x, p);
}

static void
check_point(const Distribution *d, double x)
{
	check_probability(distribution_cdf(d, x), "cdf", x);
	check_probability(distribution_sf(d, x), "sf", x);
	check_probability(exp(distribution_logcdf(d, x)), "exp of logcdf", x);
	check_probability(exp(distribution_logsf(d, x)), "exp of logsf", x);
	distribution_logpdf(d, x);
}

static void
check_vector(const Family *f, Distribution *d, const double *params)
{
	static const double probabilities[] = {0.5, 1e-10, 1e-300, 0.9};
	static const double points[] = {-1, 1e-300, 1, 1e10, 1e300};
	const char *error;
	int length = snprintf(doing, sizeof(doing), "%s(", f->name);

	for (int i = 0; i < f->n_shapes; i++)
		length +=
			snprintf(doing + length, sizeof(doing) - length, "%s%.17g", i ? ", " : "", params[i]);
	snprintf(doing + length, sizeof(doing) - length, ")");
	if (!distribution_set(&unit_context, d, f, params, &error))
	{
		CHECK(error != NULL, "%s: refused without a reason", doing);
		return;
	}
	for (size_t i = 0; i < sizeof(probabilities) / sizeof(probabilities[0]); i++)
	{
		double lower = distribution_quantile(d, probabilities[i]);
		double upper = distribution_quantile_upper(d, probabilities[i]);

		if (!isnan(lower))
			check_point(d, lower);
		if (!isnan(upper))
			check_point(d, upper);
	}
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		check_point(d, points[i]);
}

int
main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : N_VECTORS;

	signal(SIGVTALRM, too_long);
	for (int i = 0; i < n_families; i++)
	{
		Distribution d = {0};

		if (argc > 2 && strcmp(argv[2], families[i]->name) != 0)
			continue;
		state = 20240229;
		start_timer(LIMIT);
		for (int k = 0; k < n && families[i]->n_shapes > 0; k++)
		{
			double params[MAX_PARAMS] = {0};

			for (int j = 0; j < families[i]->n_shapes; j++)
				params[j] = draw_shape(&families[i]->shape[j]);
			params[families[i]->n_shapes + 1] = 1;
			check_vector(families[i], &d, params);
		}
		start_timer(0);
		if (d.shape.table)
			core_release(&unit_context, d.shape.table);
	}
	return unit_done();
}
