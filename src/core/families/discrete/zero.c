/*
 * zero.c
 *		Poisson and negative binomial distributions without zeros (zero-truncated), with more of
 *them (zero-inflated: with probability pi a row is 0 whatever the counts do) and with any number of
 *		them (hurdle: 0 with probability pi, else zero-truncated).
 *
 * A hurdle is a zero-inflation if it has more zeros than its counts would; it has the same curves
 * then.
 */
#include "families/discrete/discrete.h"

/* ---------- the two distributions of counts, shapes p[0], ... ---------- */

static double
poisson_mass(const double *p, double y)
{
	return log_poisson_mass(p[0], y);
}

static double
poisson_log_zero(const double *p)
{
	return -p[0];
}

static double
poisson_lower(const double *p, double y)
{
	return bf_gamma_q(y + 1, p[0]);
}

static double
poisson_log_upper(const double *p, double y)
{
	return bf_log_gamma_p(y + 1, p[0]);
}

static double
nbinom_mass(const double *p, double y)
{
	return log_nbinom_mass(p[0], p[1], 1 - p[1], y);
}

static double
nbinom_log_zero(const double *p)
{
	return p[0] * log(p[1]);
}

static double
nbinom_lower(const double *p, double y)
{
	return bf_beta_p(p[0], y + 1, p[1], 1 - p[1]);
}

static double
nbinom_log_upper(const double *p, double y)
{
	return bf_log_beta_q(p[0], y + 1, p[1], 1 - p[1]);
}

/* So many masses are rather added. */
#define FEW 40

/*
 * The functions of the three families made from `base` with n shapes; pi is p[n].  k[0] is the log
 * of the probability of a count above 0, k[1] that of 1 - pi.
 */
#define DEFINE_ZERO_FAMILIES(base, n)                                                              \
	static bool zt_##base##_prepare(Shape *s)                                                      \
	{                                                                                              \
		s->k[0] = bf_log1mexp(base##_log_zero(s->p));                                              \
		return s->k[0] > -INFINITY;                                                                \
	}                                                                                              \
	static double zt_##base##_logpdf(const Shape *s, double y)                                     \
	{                                                                                              \
		return base##_mass(s->p, y) - s->k[0];                                                     \
	}                                                                                              \
	static double zt_##base##_logsf(const Shape *s, double y)                                      \
	{                                                                                              \
		return fmin(base##_log_upper(s->p, y) - s->k[0], 0);                                       \
	}                                                                                              \
	static double zt_##base##_sf(const Shape *s, double y)                                         \
	{                                                                                              \
		return exp(zt_##base##_logsf(s, y));                                                       \
	}                                                                                              \
	static double zt_##base##_cdf(const Shape *s, double y)                                        \
	{                                                                                              \
		double sf = zt_##base##_sf(s, y), sum = 0;                                                 \
                                                                                                   \
		if (sf < 0.5)                                                                              \
			return 1 - sf;                                                                         \
		/* where zeros are nearly all, their probability would cancel */                           \
		if (y <= FEW)                                                                              \
		{                                                                                          \
			for (double k = 1; k <= y; k++)                                                        \
				sum += exp(zt_##base##_logpdf(s, k));                                              \
			return sum;                                                                            \
		}                                                                                          \
		return (base##_lower(s->p, y) - exp(base##_log_zero(s->p))) * exp(-s->k[0]);               \
	}                                                                                              \
	static double zt_##base##_logcdf(const Shape *s, double y)                                     \
	{                                                                                              \
		double sf = zt_##base##_sf(s, y);                                                          \
                                                                                                   \
		return sf < 0.5 ? log1p(-sf) : log(zt_##base##_cdf(s, y));                                 \
	}                                                                                              \
	static bool hurdle_##base##_prepare(Shape *s)                                                  \
	{                                                                                              \
		s->k[1] = log1p(-s->p[n]);                                                                 \
		return zt_##base##_prepare(s);                                                             \
	}                                                                                              \
	static double hurdle_##base##_logpdf(const Shape *s, double y)                                 \
	{                                                                                              \
		return y == 0 ? log(s->p[n]) : s->k[1] + zt_##base##_logpdf(s, y);                         \
	}                                                                                              \
	static double hurdle_##base##_logsf(const Shape *s, double y)                                  \
	{                                                                                              \
		return y == 0 ? s->k[1] : s->k[1] + zt_##base##_logsf(s, y);                               \
	}                                                                                              \
	static double hurdle_##base##_sf(const Shape *s, double y)                                     \
	{                                                                                              \
		return exp(hurdle_##base##_logsf(s, y));                                                   \
	}                                                                                              \
	static double hurdle_##base##_cdf(const Shape *s, double y)                                    \
	{                                                                                              \
		return y == 0 ? s->p[n] : s->p[n] + (1 - s->p[n]) * zt_##base##_cdf(s, y);                 \
	}                                                                                              \
	static double hurdle_##base##_logcdf(const Shape *s, double y)                                 \
	{                                                                                              \
		double sf = hurdle_##base##_sf(s, y);                                                      \
                                                                                                   \
		return sf < 0.5 ? log1p(-sf) : log(hurdle_##base##_cdf(s, y));                             \
	}                                                                                              \
	static bool zi_##base##_prepare(Shape *s)                                                      \
	{                                                                                              \
		s->k[1] = log1p(-s->p[n]);                                                                 \
		return true;                                                                               \
	}                                                                                              \
	static double zi_##base##_logpdf(const Shape *s, double y)                                     \
	{                                                                                              \
		if (y == 0)                                                                                \
			return log(s->p[n] + (1 - s->p[n]) * exp(base##_log_zero(s->p)));                      \
		return s->k[1] + base##_mass(s->p, y);                                                     \
	}                                                                                              \
	static double zi_##base##_logsf(const Shape *s, double y)                                      \
	{                                                                                              \
		return s->k[1] + base##_log_upper(s->p, y);                                                \
	}                                                                                              \
	static double zi_##base##_sf(const Shape *s, double y)                                         \
	{                                                                                              \
		return exp(zi_##base##_logsf(s, y));                                                       \
	}                                                                                              \
	static double zi_##base##_cdf(const Shape *s, double y)                                        \
	{                                                                                              \
		return s->p[n] + (1 - s->p[n]) * base##_lower(s->p, y);                                    \
	}                                                                                              \
	static double zi_##base##_logcdf(const Shape *s, double y)                                     \
	{                                                                                              \
		double sf = zi_##base##_sf(s, y);                                                          \
                                                                                                   \
		return sf < 0.5 ? log1p(-sf) : log(zi_##base##_cdf(s, y));                                 \
	}

DEFINE_ZERO_FAMILIES(poisson, 1)
DEFINE_ZERO_FAMILIES(nbinom, 2)

#define MU_SHAPE                                                                                   \
	{                                                                                              \
		.name = "mu", .upper = INFINITY, .least = 1e-12, .most = 1e15, .n_grid = 4, .grid = {      \
			2,                                                                                     \
			0.05,                                                                                  \
			30,                                                                                    \
			2000                                                                                   \
		}                                                                                          \
	}

#define N_P_SHAPES                                                                                 \
	{.name = "n",                                                                                  \
	 .upper = INFINITY,                                                                            \
	 .least = 1e-10,                                                                               \
	 .most = 1e20,                                                                                 \
	 .n_grid = 3,                                                                                  \
	 .grid = {2, 0.2, 30}},                                                                        \
	{                                                                                              \
		.name = "p", .upper = 1, .least = 1e-15, .most = 1 - 1e-15, .n_grid = 2, .grid = {         \
			0.4,                                                                                   \
			0.05                                                                                   \
		}                                                                                          \
	}

#define PI_SHAPE                                                                                   \
	{                                                                                              \
		.name = "pi", .upper = 1, .closed_lower = true, .least = 0, .most = 1 - 1e-12,             \
		.n_grid = 3, .grid = {                                                                     \
			0.3,                                                                                   \
			0,                                                                                     \
			0.95                                                                                   \
		}                                                                                          \
	}

/* ---------- estimation: Poisson ---------- */

/* The mu > 0 for which a zero-truncated Poisson variable has this mean, above 1. */
static double
truncated_mu(double mean)
{
	double mu = mean;

	for (int i = 0; i < 100; i++)
	{
		double above = -expm1(-mu), f = mu / above - mean;
		double slope = (1 - exp(-mu) * (1 + mu)) / (above * above);
		double step = f / slope;

		mu = fmax(mu - step, 0.1 * mu);
		if (fabs(step) <= 1e-15 * mu)
			break;
	}
	return mu;
}

static bool
zt_poisson_closed_form(const CountSample *sample, double *shapes)
{
	if (!(sample->min >= 1 && sample->mean > 1))
		return false;
	shapes[0] = truncated_mu(sample->mean);
	return true;
}

static bool
hurdle_poisson_closed_form(const CountSample *sample, double *shapes)
{
	double zeros = count_at(sample, 0), mean = sample->mean * sample->n / (sample->n - zeros);

	if (!(sample->min >= 0 && zeros < sample->n && mean > 1))
		return false;
	shapes[0] = truncated_mu(mean);
	shapes[1] = zeros / sample->n;
	return true;
}

static bool
zi_poisson_closed_form(const CountSample *sample, double *shapes)
{
	double zeros = count_at(sample, 0), mean = sample->mean * sample->n / (sample->n - zeros);

	if (!(sample->min >= 0 && zeros < sample->n && mean > 1))
		return false;
	shapes[0] = truncated_mu(mean);
	shapes[1] = 1 - sample->mean / shapes[0];
	if (!(shapes[1] > 0))
	{
		/* fewer zeros than a Poisson distribution has */
		shapes[0] = sample->mean;
		shapes[1] = 0;
	}
	return true;
}

static bool
zi_poisson_from_poisson(const double *poisson, double *params)
{
	params[0] = poisson[0];
	params[1] = 0;
	params[2] = poisson[1];
	params[3] = 1;
	return true;
}

static bool
hurdle_poisson_from_poisson(const double *poisson, double *params)
{
	params[0] = poisson[0];
	params[1] = exp(-poisson[0]);
	params[2] = poisson[1];
	params[3] = 1;
	return true;
}

static const CountMethods zt_poisson_counts = {.loc = COUNT_LOC_ZERO,
											   .closed_form = zt_poisson_closed_form};
static const CountMethods zi_poisson_counts = {.closed_form = zi_poisson_closed_form};
static const CountMethods hurdle_poisson_counts = {.closed_form = hurdle_poisson_closed_form};

static const Nested zi_poisson_nests[] = {{"poisson", zi_poisson_from_poisson, true},
										  {NULL, NULL, false}};
static const Nested hurdle_poisson_nests[] = {{"poisson", hurdle_poisson_from_poisson, false},
											  {NULL, NULL, false}};

static const char *const zt_poisson_aliases[] = {"ztp", "ztpoisson", "positive_poisson", NULL};
static const char *const zi_poisson_aliases[] = {"zip", "zipoisson", NULL};
static const char *const hurdle_poisson_aliases[] = {"poisson_hurdle", NULL};

const Family family_zero_truncated_poisson = {
	.name = "zero_truncated_poisson",
	.kind = FAMILY_DISCRETE,
	.aliases = zt_poisson_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 4.10",
	.n_shapes = 1,
	.shape = {MU_SHAPE},
	.n_identifiable = 2,
	.lower = 1,
	.upper = INFINITY,
	.prepare = zt_poisson_prepare,
	TAIL_FUNCTIONS(zt_poisson),
	.counts = &zt_poisson_counts,
};

const Family family_zero_inflated_poisson = {
	.name = "zero_inflated_poisson",
	.kind = FAMILY_DISCRETE,
	.aliases = zi_poisson_aliases,
	.reference = "Lambert (1992), Technometrics 34, 1",
	.n_shapes = 2,
	.shape = {MU_SHAPE, PI_SHAPE},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = zi_poisson_prepare,
	TAIL_FUNCTIONS(zi_poisson),
	.counts = &zi_poisson_counts,
	.nests = zi_poisson_nests,
};

const Family family_hurdle_poisson = {
	.name = "hurdle_poisson",
	.kind = FAMILY_DISCRETE,
	.aliases = hurdle_poisson_aliases,
	.reference = "Mullahy (1986), J. Econometrics 33, 341",
	.flags = NOT_DEFAULT,
	.n_shapes = 2,
	.shape = {MU_SHAPE, PI_SHAPE},
	.n_identifiable = 3,
	.upper = INFINITY,
	.prepare = hurdle_poisson_prepare,
	TAIL_FUNCTIONS(hurdle_poisson),
	.counts = &hurdle_poisson_counts,
	.nests = hurdle_poisson_nests,
};

/* ---------- estimation: negative binomial ---------- */

/*
 * n, and (1 - p) / p, which stays where it is as n goes to 0 (the logarithmic series distribution),
 * times n + 1, as the mean does as n goes to infinity (Poisson); then the logit of pi.
 */
static void
truncated_to_coordinates(const double *shapes, double *u)
{
	u[0] = coordinate_to_infinity(shapes[0]);
	u[1] = log((shapes[0] + 1) * ((1 - shapes[1]) / shapes[1]));
}

static void
truncated_from_coordinates(const double *u, double *shapes)
{
	shapes[0] = fmin(value_to_infinity(u[0]), most_successes(exp(u[1])));
	shapes[1] = 1 / (1 + exp(u[1]) / (shapes[0] + 1));
}

static void
with_pi_to_coordinates(const double *shapes, double *u)
{
	truncated_to_coordinates(shapes, u);
	u[2] = log(shapes[2] / (1 - shapes[2]));
}

static void
with_pi_from_coordinates(const double *u, double *shapes)
{
	truncated_from_coordinates(u, shapes);
	shapes[2] = 1 / (1 + exp(-u[2]));
}

/* coordinate_to_infinity of 1e-10: hardly more than the logarithmic series distribution */
#define LEAST_SUCCESSES (-23.025870929940457)
#define LEAST_PI (-27.6) /* logit of 1e-12 */

/* n and p with this mean and, if it can be, variance of the negative binomial distribution. */
static void
by_moments(double mean, double variance, double *shapes)
{
	double n = variance > mean ? mean * mean / (variance - mean) : 50;

	shapes[0] = fmin(fmax(n, 0.05), 1e6);
	shapes[1] = shapes[0] / (shapes[0] + mean);
}

static int
zt_nbinom_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double m = sample->mean - 1 + 1e-3, v = sample->variance;

	(void) max;
	by_moments(m, v, shapes[0]);
	by_moments(m, 4 * v + m, shapes[1]);
	by_moments(m + 0.5, 0.5 * v, shapes[2]);
	return sample->min >= 1 ? 3 : 0;
}

static int
hurdle_nbinom_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	double zeros = count_at(sample, 0), positive = sample->n - zeros;
	double m = sample->mean * sample->n / positive;
	double v = (sample->variance + sample->mean * sample->mean) * sample->n / positive - m * m;

	(void) max;
	by_moments(fmax(m - 1, 0.05), v, shapes[0]);
	by_moments(fmax(m - 1, 0.05), 4 * v + m, shapes[1]);
	by_moments(m, 0.5 * v, shapes[2]);
	for (int i = 0; i < 3; i++)
		shapes[i][2] = zeros / sample->n;
	return sample->min >= 0 && positive > 0 ? 3 : 0;
}

/* With some or nearly all of the zeros from pi. */
static int
zi_nbinom_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	static const double parts[] = {0.02, 0.3, 0.6, 0.9};
	double zeros = count_at(sample, 0) / sample->n;

	(void) max;
	for (int i = 0; i < 4; i++)
	{
		double pi = fmax(parts[i] * zeros, 1e-6);
		double m = sample->mean / (1 - pi);
		double square = (sample->variance + sample->mean * sample->mean) / (1 - pi);

		by_moments(m, square - m * m, shapes[i]);
		shapes[i][2] = pi;
	}
	/* without zeros all of them are the same */
	return sample->min < 0 ? 0 : zeros > 0 ? 4 : 1;
}

static bool
zt_nbinom_from_logser(const double *logser, double *params)
{
	params[0] = 1e-10;
	params[1] = 1 - logser[0];
	params[2] = logser[1];
	params[3] = 1;
	return params[1] > 0;
}

static bool
zt_nbinom_from_zt_poisson(const double *poisson, double *params)
{
	params[0] = most_successes(poisson[0]);
	params[1] = params[0] / (params[0] + poisson[0]);
	params[2] = poisson[1];
	params[3] = 1;
	return params[1] < 1;
}

/* The geometric distribution has no memory: without zeros it is itself. */
static bool
zt_nbinom_from_geom(const double *geom, double *params)
{
	params[0] = 1;
	params[1] = geom[0];
	params[2] = geom[1];
	params[3] = 1;
	return geom[0] < 1;
}

static bool
zi_nbinom_from_nbinom(const double *nbinom, double *params)
{
	params[0] = nbinom[0];
	params[1] = nbinom[1];
	params[2] = 0;
	params[3] = nbinom[2];
	params[4] = 1;
	return nbinom[1] < 1;
}

/* A count's parameters, with pi kept, as the negative binomial distribution near it. */
static bool
nbinom_from_poisson_with_pi(const double *poisson, double *params)
{
	params[0] = most_successes(poisson[0]);
	params[1] = params[0] / (params[0] + poisson[0]);
	params[2] = poisson[1];
	params[3] = poisson[2];
	params[4] = 1;
	return params[1] < 1;
}

static bool
hurdle_nbinom_from_nbinom(const double *nbinom, double *params)
{
	params[0] = nbinom[0];
	params[1] = nbinom[1];
	params[2] = exp(nbinom[0] * log(nbinom[1]));
	params[3] = nbinom[2];
	params[4] = 1;
	return nbinom[1] < 1 && params[2] < 1;
}

static const CountMethods zt_nbinom_counts = {
	.loc = COUNT_LOC_ZERO,
	.starts = zt_nbinom_starts,
	.to_coordinates = truncated_to_coordinates,
	.from_coordinates = truncated_from_coordinates,
	.least_u = {LEAST_SUCCESSES, -34},
	.most_u = {MOST_TO_INFINITY, 34},
};

static const CountMethods zi_nbinom_counts = {
	.starts = zi_nbinom_starts,
	.to_coordinates = with_pi_to_coordinates,
	.from_coordinates = with_pi_from_coordinates,
	.least_u = {LEAST_SUCCESSES, -34, LEAST_PI},
	.most_u = {MOST_TO_INFINITY, 34, -LEAST_PI},
};

static const CountMethods hurdle_nbinom_counts = {
	.starts = hurdle_nbinom_starts,
	.to_coordinates = with_pi_to_coordinates,
	.from_coordinates = with_pi_from_coordinates,
	.least_u = {LEAST_SUCCESSES, -34, LEAST_PI},
	.most_u = {MOST_TO_INFINITY, 34, -LEAST_PI},
};

static const Nested zt_nbinom_nests[] = {
	{"geom", zt_nbinom_from_geom, false},
	{"logser", zt_nbinom_from_logser, true},
	{"zero_truncated_poisson", zt_nbinom_from_zt_poisson, true},
	{NULL, NULL, false}};
static const Nested zi_nbinom_nests[] = {
	{"nbinom", zi_nbinom_from_nbinom, true},
	{"zero_inflated_poisson", nbinom_from_poisson_with_pi, true},
	{NULL, NULL, false}};
static const Nested hurdle_nbinom_nests[] = {{"nbinom", hurdle_nbinom_from_nbinom, false},
											 {"hurdle_poisson", nbinom_from_poisson_with_pi, true},
											 {NULL, NULL, false}};

static const char *const zt_nbinom_aliases[] = {"ztnb", "ztnbinom",
												"zero_truncated_negative_binomial", NULL};
static const char *const zi_nbinom_aliases[] = {"zinb", "zinbinom",
												"zero_inflated_negative_binomial", NULL};
static const char *const hurdle_nbinom_aliases[] = {"hurdle_negative_binomial", "nbinom_hurdle",
													NULL};

const Family family_zero_truncated_nbinom = {
	.name = "zero_truncated_nbinom",
	.kind = FAMILY_DISCRETE,
	.aliases = zt_nbinom_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 5.11",
	.n_shapes = 2,
	.shape = {N_P_SHAPES},
	.n_identifiable = 3,
	.lower = 1,
	.upper = INFINITY,
	.prepare = zt_nbinom_prepare,
	TAIL_FUNCTIONS(zt_nbinom),
	.counts = &zt_nbinom_counts,
	.nests = zt_nbinom_nests,
};

const Family family_zero_inflated_nbinom = {
	.name = "zero_inflated_nbinom",
	.kind = FAMILY_DISCRETE,
	.aliases = zi_nbinom_aliases,
	.reference = "Ridout, Hinde, Demetrio (2001), Biometrics 57, 219",
	.n_shapes = 3,
	.shape = {N_P_SHAPES, PI_SHAPE},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = zi_nbinom_prepare,
	TAIL_FUNCTIONS(zi_nbinom),
	.counts = &zi_nbinom_counts,
	.nests = zi_nbinom_nests,
};

const Family family_hurdle_nbinom = {
	.name = "hurdle_nbinom",
	.kind = FAMILY_DISCRETE,
	.aliases = hurdle_nbinom_aliases,
	.reference = "Mullahy (1986), J. Econometrics 33, 341",
	.flags = NOT_DEFAULT,
	.n_shapes = 3,
	.shape = {N_P_SHAPES, PI_SHAPE},
	.n_identifiable = 4,
	.upper = INFINITY,
	.prepare = hurdle_nbinom_prepare,
	TAIL_FUNCTIONS(hurdle_nbinom),
	.counts = &hurdle_nbinom_counts,
	.nests = hurdle_nbinom_nests,
};
