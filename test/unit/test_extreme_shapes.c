/*
 * test_extreme_shapes.c
 *		That every distribution that can be written down has probabilities, and keeps no program
 *busy for ever.
 *
 * A user may write any shapes inside a family's mathematical domain, and nothing can interrupt the
 * family's functions.  For each family vectors of shapes are drawn from values between the smallest
 * and the largest doubles.  distribution_set() or distribution_is_sound() may refuse them;
 *otherwise all functions have to come to an end, with quantiles inside the support and in order,
 *probabilities inside [0, 1] that rise, or fall, and add up to 1, and a density that is a number.
 *A timer of the process's own time ends the program, and names the family, if one of them takes
 *thousands of times what it should.
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

/* What a distribution says of x: cdf and sf, and their logarithms. */
typedef struct Said
{
	double x;
	double p[2];
	double log_p[2];
} Said;

/* Relative to a probability, or to its logarithm and 1. */
#define EXACT_ENOUGH 1e-8

static void
check_point(const Distribution *d, double x, const Said *before, Said *said)
{
	*said = (Said){x,
				   {distribution_cdf(d, x), distribution_sf(d, x)},
				   {distribution_logcdf(d, x), distribution_logsf(d, x)}};

	CHECK(!isnan(distribution_logpdf(d, x)), "%s: log density at %.17g", doing, x);
	CHECK(fabs(said->p[0] + said->p[1] - 1) <= EXACT_ENOUGH, "%s: cdf %g and sf %g at %.17g", doing,
		  said->p[0], said->p[1], x);
	for (int i = 0; i < 2; i++)
	{
		const char *what = i == 0 ? "cdf" : "sf";
		double p = said->p[i], log_p = said->log_p[i], last = before->log_p[i];
		double slack = EXACT_ENOUGH * (1 + fabs(last));

		CHECK(p >= 0 && p <= 1 && log_p <= 1e-15, "%s: %s(%.17g) = %g, logarithm %g", doing, what,
			  x, p, log_p);
		CHECK(p < 1e-300 || fabs(log_p - log(p)) <= EXACT_ENOUGH * (1 + fabs(log_p)),
			  "%s: %s(%.17g) = %g, logarithm %g", doing, what, x, p, log_p);
		/* infinities are in order if they are equal */
		CHECK(log_p == last || (i == 0 ? log_p >= last - slack : log_p <= last + slack),
			  "%s: log of %s is %g at %g and %g at %g", doing, what, last, before->x, log_p, x);
	}
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *) a, y = *(const double *) b;

	return (x > y) - (x < y);
}

static void
check_vector(const Family *f, Distribution *d, const double *params)
{
	static const double probabilities[] = {1e-300, 1e-90, 1e-12, 0.2, 0.5, 0.95};
	static const double points[] = {-1e300, -1e8, -1, -1e-8, 0,   1e-300,
									1e-8,   0.7,  1,  3,     1e8, 1e300};
	enum
	{
		N_PROBABILITIES = sizeof(probabilities) / sizeof(probabilities[0]),
		N_POINTS = sizeof(points) / sizeof(points[0])
	};
	double x[2 * N_PROBABILITIES + N_POINTS];
	Said before = {-INFINITY, {0, 1}, {-INFINITY, 0}}, said;
	const char *error;
	int length = snprintf(doing, sizeof(doing), "%s(", f->name), n = 0;

	for (int i = 0; i < f->n_shapes; i++)
		length +=
			snprintf(doing + length, sizeof(doing) - length, "%s%.17g", i ? ", " : "", params[i]);
	snprintf(doing + length, sizeof(doing) - length, ")");
	if (!distribution_set(&unit_context, d, f, params, &error))
	{
		CHECK(error != NULL, "%s: refused without a reason", doing);
		return;
	}
	if (!distribution_is_sound(d))
		return;
	for (int i = 0; i < N_PROBABILITIES; i++)
		for (int upper = 0; upper < 2; upper++)
		{
			double p = probabilities[i];
			double at = upper ? distribution_quantile_upper(d, p) : distribution_quantile(d, p);
			double last = n >= 2 ? x[n - 2] : upper ? d->upper : d->lower;

			CHECK(at >= d->lower && at <= d->upper, "%s: %s quantile of %g is %g", doing,
				  upper ? "upper" : "lower", p, at);
			CHECK(upper ? at <= last : at >= last, "%s: %s quantile of %g is %.17g, %.17g before",
				  doing, upper ? "upper" : "lower", p, at, last);
			x[n++] = at;
		}
	for (int i = 0; i < N_POINTS; i++)
		x[n++] = points[i];
	qsort(x, n, sizeof(double), compare);
	for (int i = 0; i < n; i++)
	{
		check_point(d, x[i], &before, &said);
		before = said;
	}
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
