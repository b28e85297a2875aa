/*
 * dispersed.c
 *		Poisson-like counts with another variance: generalised Poisson, Conway-Maxwell-Poisson,
 *		discrete Weibull.
 */
#include "families/discrete/discrete.h"
#include "special/special_internal.h"

/*
 * ---------- genpoisson: Consul's generalised Poisson distribution ----------
 *
 * theta / m times the Poisson mass with mean m = theta + lambda y.
 */
static bool
genpoisson_prepare(Shape *s)
{
	s->k[0] = s->p[0] / (1 - s->p[1]); /* the mean */
	s->k[1] = log(s->p[0]);
	return s->k[0] <= LARGEST_COUNT;
}

static double
genpoisson_logpdf(const Shape *s, double y)
{
	double m = s->p[0] + s->p[1] * y;

	return log_poisson_mass(m, y) - log(m) + s->k[1];
}

static double
genpoisson_log_tail(const Shape *s, double y, bool upper)
{
	return log_tail_by_sum(genpoisson_logpdf, s, y, 0, INFINITY, s->k[0], upper);
}

DEFINE_TAILS(genpoisson)

/* variance / mean is 1 / (1 - lambda)^2 */
static int
genpoisson_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double m = sample->mean;
	double lambda = 1 - sqrt(m / fmax(sample->variance, 1.02 * m));

	(void) max;
	shapes[0][0] = m * (1 - lambda);
	shapes[0][1] = lambda;
	shapes[1][0] = m * 0.5;
	shapes[1][1] = 0.5;
	return sample->min >= 0 ? 2 : 0;
}

static void
genpoisson_to_coordinates(const double *shapes, double *u)
{
	u[0] = log(shapes[0] / (1 - shapes[1]));
	u[1] = log(shapes[1] / (1 - shapes[1]));
}

static void
genpoisson_from_coordinates(const double *u, double *shapes)
{
	shapes[1] = 1 / (1 + exp(-u[1]));
	shapes[0] = exp(u[0]) / (1 + exp(u[1]));
}

static bool
genpoisson_from_poisson(const double *poisson, double *params)
{
	params[0] = poisson[0];
	params[1] = 0;
	params[2] = poisson[1];
	params[3] = 1;
	return poisson[0] > 0;
}

static const CountMethods genpoisson_counts = {
	.starts = genpoisson_starts,
	.to_coordinates = genpoisson_to_coordinates,
	.from_coordinates = genpoisson_from_coordinates,
	.least_u = {LEAST_LOG, -34},
	.most_u = {MOST_LOG, 34},
};

static const char *const genpoisson_aliases[] = {"generalized_poisson", "generalised_poisson",
												 "consul", NULL};
static const Nested genpoisson_nests[] = {{"poisson", genpoisson_from_poisson, true},
										  {NULL, NULL, false}};

const Family family_genpoisson = {
	.name = "genpoisson",
	.kind = FAMILY_DISCRETE,
	.aliases = genpoisson_aliases,
	.reference = "Consul, Jain (1973), Technometrics 15, 791",
	.n_shapes = 2,
	.shape = {{.name = "theta",
			   .upper = INFINITY,
			   .least = 1e-12,
			   .most = 1e15,
			   .n_grid = 4,
			   .grid = {2, 0.1, 30, 4000}},
			  {.name = "lambda_",
			   .upper = 1,
			   .closed_lower = true,
			   .least = 0,
			   .most = 1 - 1e-9,
			   .n_grid = 3,
			   .grid = {0.3, 0, 0.9}}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = genpoisson_prepare,
	TAIL_FUNCTIONS(genpoisson),
	.counts = &genpoisson_counts,
	.nests = genpoisson_nests,
};

/*
 * ---------- com_poisson: masses in proportion to lambda^y / (y!)^nu ----------
 *
 * With mu = lambda^(1 / nu) that is the power nu of a Poisson mass, which for mu > 1 is how it is
 * computed, corrected for the rounding of mu.  The normalising sum goes from the mode outwards.
 */

/* Log of the weight of y, less a constant. */
static double
com_poisson_weight(const Shape *s, double y)
{
	double nu = s->p[1], mu = s->k[3];

	if (mu > 1)
		return nu * log_poisson_mass(mu, y) + (y - s->k[1]) * s->k[2];
	return y * s->k[2] - nu * bf_lgamma(y + 1);
}

/* Below this the expansion's terms from the fourth on are less than 1e-15. */
#define FAR_OUT 3e-4

/*
 * Log of the sum of the weights for large nu mu: Gaunt, Iyengar, Olde Daalhuis & Simsek (2019),
 * "An asymptotic expansion for the normalizing constant of the Conway-Maxwell-Poisson
 * distribution", Ann. Inst. Stat. Math. 71, 163, less nu mu, which Poisson masses have in them.
 */
static double
com_poisson_expansion(double nu, double mu)
{
	double x = nu * mu, square = nu * nu, c1 = (square - 1) / 24;
	double c2 = c1 / 48 * (square + 23);
	double c3 = c1 / 17280 * (5 * square * square - 298 * square + 11237);

	return 0.5 * (1 - nu) * log(2 * PI * mu) - 0.5 * log(nu) +
		   log1p((c1 + (c2 + c3 / x) / x) / x);
}

/* From this nu mu on, weights at and below 0 are less than 1e-20 of the largest. */
#define FAR_FROM_ZERO 50.0
/* Steps in standard deviations; below so many integers a step, all of them are as few. */
#define BELL_STEP 0.7
#define LEAST_STEP 2.0

/*
 * Log of the sum of the weights in between: over all integers it is what it is over any lattice,
 * times its step, as long as the Fourier transform of the weights at 2 pi / step is nothing
 * (Poisson's summation formula).  By its saddle point that is exp(nu mu (cos(2 pi / (step nu)) - 1))
 * of the sum: less than 1e-15 for steps of 0.7 standard deviations, sqrt(mu / nu).
 */
static double
com_poisson_lattice(const Shape *s, double step)
{
	double centre = s->k[3], top = com_poisson_weight(s, centre), sum = 1;

	for (double sign = -1; sign <= 1; sign += 2)
		for (double y = step; y < 100 * step && centre + sign * y > 0; y += step)
		{
			double term = exp(com_poisson_weight(s, centre + sign * y) - top);

			sum += term;
			if (term < 1e-18)
				break;
		}
	return top + log(step * sum);
}

static bool
com_poisson_prepare(Shape *s)
{
	double lambda = s->p[0], nu = s->p[1], up, down, step;
	Twofold log_lambda, log_mu;

	if (nu == 0 && lambda >= 1)
		return false;
	s->k[2] = log(lambda);
	s->k[3] = lambda > 1 ? exp(s->k[2] / nu) : 0;
	s->k[1] = floor(s->k[3]); /* the mode */
	if (!(s->k[3] <= LARGEST_COUNT))
		return false;
	if (s->k[3] > 1)
	{
		log_lambda = bf_twofold_log((Twofold){lambda, 0});
		log_mu = twofold_scale(bf_twofold_log((Twofold){s->k[3], 0}), -nu);
		log_lambda = twofold_add(log_lambda, log_mu);
		s->k[2] = log_lambda.hi;
	}
	else
		s->k[3] = 0;
	if (s->k[3] > 1 && fmax(1, nu * nu) < FAR_OUT * nu * s->k[3])
	{
		s->k[0] = com_poisson_expansion(nu, s->k[3]);
		return isfinite(s->k[0]);
	}
	step = BELL_STEP * sqrt(s->k[3] / nu);
	if (nu * s->k[3] > FAR_FROM_ZERO && step > LEAST_STEP)
	{
		s->k[0] = com_poisson_lattice(s, step);
		return isfinite(s->k[0]);
	}
	up = log_sum_of_masses(com_poisson_weight, s, s->k[1], 1, INFINITY);
	down = log_sum_of_masses(com_poisson_weight, s, s->k[1] - 1, -1, 0);
	s->k[0] = up + log1p(exp(down - up));
	return isfinite(s->k[0]);
}

static double
com_poisson_logpdf(const Shape *s, double y)
{
	return com_poisson_weight(s, y) - s->k[0];
}

static double
com_poisson_log_tail(const Shape *s, double y, bool upper)
{
	return log_tail_by_sum(com_poisson_logpdf, s, y, 0, INFINITY, s->k[1] + 1, upper);
}

DEFINE_TAILS(com_poisson)

/* Far from 0 the mean is lambda^(1 / nu) - (nu - 1) / (2 nu), the variance lambda^(1 / nu) / nu. */
static int
com_poisson_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double m = sample->mean, nu = m / fmax(sample->variance, 1e-3 * m);

	(void) max;
	nu = fmin(nu, 100);
	shapes[0][0] = exp(fmin(nu * log(fmax(m + (nu - 1) / (2 * nu), 1e-2)), 600));
	shapes[0][1] = nu;
	shapes[1][0] = m / (1 + m);
	shapes[1][1] = 0.01;
	shapes[2][0] = m;
	shapes[2][1] = 1;
	return sample->min >= 0 ? 3 : 0;
}

/* The mode, or what stands for it where lambda < 1, hardly changes with nu. */
static void
com_poisson_to_coordinates(const double *shapes, double *u)
{
	u[1] = log(shapes[1]);
	u[0] = log(shapes[0]) / (shapes[1] + 0.1);
}

static void
com_poisson_from_coordinates(const double *u, double *shapes)
{
	shapes[1] = exp(u[1]);
	shapes[0] = exp(fmin(u[0] * (shapes[1] + 0.1), 709));
}

static bool
com_poisson_from_poisson(const double *poisson, double *params)
{
	params[0] = poisson[0];
	params[1] = 1;
	params[2] = poisson[1];
	params[3] = 1;
	return poisson[0] > 0;
}

static bool
com_poisson_from_geom(const double *geom, double *params)
{
	params[0] = 1 - geom[0];
	params[1] = 0;
	params[2] = geom[1] + 1;
	params[3] = 1;
	return params[0] > 0 && params[0] < 1;
}

static const CountMethods com_poisson_counts = {
	.starts = com_poisson_starts,
	.to_coordinates = com_poisson_to_coordinates,
	.from_coordinates = com_poisson_from_coordinates,
	.least_u = {-400, -20},
	.most_u = {40, 7},
};

static const char *const com_poisson_aliases[] = {"conway_maxwell_poisson", "cmp", "compoisson",
												  NULL};
static const Nested com_poisson_nests[] = {{"poisson", com_poisson_from_poisson, false},
										   {"geom", com_poisson_from_geom, true},
										   {NULL, NULL, false}};

const Family family_com_poisson = {
	.name = "com_poisson",
	.kind = FAMILY_DISCRETE,
	.aliases = com_poisson_aliases,
	.reference = "Shmueli et al. (2005), Applied Statistics 54, 127",
	.n_shapes = 2,
	.shape = {{.name = "lambda_",
			   .upper = INFINITY,
			   .least = 1e-300,
			   .most = 1e307,
			   .n_grid = 3,
			   .grid = {0.8, 6, 1e10}},
			  {.name = "nu",
			   .upper = INFINITY,
			   .closed_lower = true,
			   .least = 0,
			   .most = 1000,
			   .n_grid = 2,
			   .grid = {4, 0.9}}},
	.n_identifiable = 3,
	.relation = "lambda_ must be below 1 where nu is 0",
	.upper = INFINITY,
	.prepare = com_poisson_prepare,
	TAIL_FUNCTIONS(com_poisson),
	.counts = &com_poisson_counts,
	.nests = com_poisson_nests,
};

/*
 * ---------- discrete_weibull: P(Y > y) = q^((y + 1)^beta) ----------
 */

static double
discrete_weibull_logsf(const Shape *s, double y)
{
	return pow(y + 1, s->p[1]) * s->k[0];
}

static bool
discrete_weibull_prepare(Shape *s)
{
	s->k[0] = log(s->p[0]);
	return true;
}

static double
discrete_weibull_logpdf(const Shape *s, double y)
{
	double beta = s->p[1], power = y > 0 ? pow(y, beta) : 0;
	double rise = y > 0 ? power * expm1(beta * log1p(1 / y)) : 1;

	return power * s->k[0] + bf_log1mexp(rise * s->k[0]);
}

static double
discrete_weibull_sf(const Shape *s, double y)
{
	return exp(discrete_weibull_logsf(s, y));
}

static double
discrete_weibull_cdf(const Shape *s, double y)
{
	return -expm1(discrete_weibull_logsf(s, y));
}

static double
discrete_weibull_logcdf(const Shape *s, double y)
{
	return bf_log1mexp(discrete_weibull_logsf(s, y));
}

/* -log(-log q) for the largest q below 1, 1 - 2^-53 */
#define MOST_LOG_SCALE 36.7

/* Several beta, one of them by the coefficient of variation (Justus et al. 1978); q by the mean. */
static int
discrete_weibull_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double m = sample->mean + 0.5, most = m > 1 ? MOST_LOG_SCALE / log(m) : 100;
	double beta[] = {pow(sqrt(sample->variance) / m, -1.086), 0.5, 1.7, 4};
	int used = 0;

	(void) max;
	for (int i = 0; i < 4; i++)
	{
		shapes[used][1] = fmin(fmin(beta[i], most), 100);
		shapes[used][0] = exp(-pow(tgamma(1 + 1 / shapes[used][1]) / m, shapes[used][1]));
		used++;
	}
	return sample->min >= 0 ? used : 0;
}

/*
 * q, so that its upper bound is one of a coordinate (near 1 a double holds few digits of it, and
 * data far from 0 with little variance push against that), and beta.
 */
static void
discrete_weibull_to_coordinates(const double *shapes, double *u)
{
	u[0] = -log(-log(shapes[0]));
	u[1] = log(shapes[1]);
}

static void
discrete_weibull_from_coordinates(const double *u, double *shapes)
{
	shapes[1] = exp(u[1]);
	shapes[0] = exp(-exp(-u[0]));
}

static bool
discrete_weibull_from_geom(const double *geom, double *params)
{
	params[0] = 1 - geom[0];
	params[1] = 1;
	params[2] = geom[1] + 1;
	params[3] = 1;
	return params[0] > 0 && params[0] < 1;
}

static const CountMethods discrete_weibull_counts = {
	.starts = discrete_weibull_starts,
	.to_coordinates = discrete_weibull_to_coordinates,
	.from_coordinates = discrete_weibull_from_coordinates,
	.least_u = {-6.6, -7},
	.most_u = {MOST_LOG_SCALE, 7},
};

static const Nested discrete_weibull_nests[] = {{"geom", discrete_weibull_from_geom, false},
												{NULL, NULL, false}};

const Family family_discrete_weibull = {
	.name = "discrete_weibull",
	.kind = FAMILY_DISCRETE,
	.reference = "Nakagawa, Osaki (1975), IEEE Transactions on Reliability 24, 300",
	.n_shapes = 2,
	.shape = {{.name = "q",
			   .upper = 1,
			   .least = 1e-300,
			   .most = 1 - 0x1p-53,
			   .n_grid = 3,
			   .grid = {0.7, 0.05, 0.999}},
			  {.name = "beta",
			   .upper = INFINITY,
			   .least = 1e-3,
			   .most = 1e3,
			   .n_grid = 3,
			   .grid = {1.5, 0.4, 3}}},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = discrete_weibull_prepare,
	TAIL_FUNCTIONS(discrete_weibull),
	.counts = &discrete_weibull_counts,
	.nests = discrete_weibull_nests,
};
