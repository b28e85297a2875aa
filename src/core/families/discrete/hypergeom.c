/*
 * hypergeom.c
 *		Hypergeometric distributions: of N balls drawn from M, of which n are of the kind that
 *counts (hypergeom), also where the kinds are drawn with different odds (nchypergeom_fisher,
 *		nchypergeom_wallenius).
 */
#include <string.h>

#include "families/discrete/discrete.h"
#include "count_integers.h"
#include "count_urns.h"

static bool
urn_exists(const Shape *s)
{
	return s->p[1] <= s->p[0] && s->p[2] <= s->p[0];
}

static void
urn_support(const Shape *s, double *lower, double *upper)
{
	*lower = fmax(0, s->p[2] - (s->p[0] - s->p[1]));
	*upper = fmin(s->p[1], s->p[2]);
}

/*
 * log of binomial(n, y) binomial(M - n, N - y) / binomial(M, N): with both kinds drawn by chance
 * N / M, three binomial masses, none of which cancels (Loader 2000).
 */
static double
log_urn_mass(const Shape *s, double y)
{
	double total = s->p[0], n = s->p[1], drawn = s->p[2];
	double p = drawn / total, q = (total - drawn) / total;

	if (total == 0)
		return 0;
	return log_binom_mass(n, p, q, y) + log_binom_mass(total - n, p, q, drawn - y) -
		   log_binom_mass(total, p, q, drawn);
}

/* ---------- hypergeom ---------- */

static bool
hypergeom_prepare(Shape *s)
{
	s->k[0] = s->p[0] > 0 ? s->p[1] * (s->p[2] / s->p[0]) : 0;
	return urn_exists(s);
}

static double
hypergeom_logpdf(const Shape *s, double y)
{
	if (s->p[2] == s->p[0] || s->p[2] == 0)
		return 0;
	return log_urn_mass(s, y);
}

static double
hypergeom_log_tail(const Shape *s, double y, bool upper)
{
	double lower, most;

	urn_support(s, &lower, &most);
	return log_tail_by_sum(hypergeom_logpdf, s, y, lower, most, s->k[0], upper);
}

DEFINE_TAILS(hypergeom)

/* Given n and N, the total for which the mean n N / M is that of the rows. */
static double
hypergeom_total(const CountSample *sample, const double *pair)
{
	return pair[0] * pair[1] / sample->mean;
}

static const IntegerTriple hypergeom_triple = {
	.first = 1, .second = 2, .total = 0, .total_of = hypergeom_total, .symmetric = true};

static bool
hypergeom_search(struct CountSearch *search)
{
	search_integer_triple(search, &hypergeom_triple);
	return true;
}

static const UrnShapes hypergeom_shapes = {.total = 0, .kind = 2, .held = 1};

static bool
hypergeom_prove(struct CountSearch *search)
{
	return prove_urn(search, &hypergeom_shapes);
}

#define LARGE_URN LARGEST_COUNT

/* from an urn so large that drawing without replacement makes no difference */
static bool
hypergeom_from_binom(const double *binom, double *params)
{
	double mean = binom[0] * binom[1];

	params[0] = LARGE_URN;
	params[2] = fmin(binom[0], ceil(sqrt(mean * LARGE_URN)));
	params[1] = round(mean / params[2] * LARGE_URN);
	params[3] = binom[2];
	params[4] = 1;
	return params[1] >= 1 && params[1] <= LARGE_URN;
}

static const CountMethods hypergeom_counts = {
	.search = hypergeom_search, .prove = hypergeom_prove, .searched = true};

static const char *const hypergeom_aliases[] = {"hypergeometric", NULL};
static const Nested hypergeom_nests[] = {{"binom", hypergeom_from_binom, true},
										 {NULL, NULL, false}};

#define URN_SHAPES                                                                                 \
	{.name = "M",                                                                                  \
	 .upper = INFINITY,                                                                            \
	 .closed_lower = true,                                                                         \
	 .integer = true,                                                                              \
	 .least = 1,                                                                                   \
	 .most = 1e9,                                                                                  \
	 .n_grid = 2,                                                                                  \
	 .grid = {60, 3000}},                                                                          \
		{.name = "n",                                                                              \
		 .upper = INFINITY,                                                                        \
		 .closed_lower = true,                                                                     \
		 .integer = true,                                                                          \
		 .least = 1,                                                                               \
		 .most = 1e9,                                                                              \
		 .n_grid = 2,                                                                              \
		 .grid = {20, 55}},                                                                        \
	{                                                                                              \
		.name = "N", .upper = INFINITY, .closed_lower = true, .integer = true, .least = 1,         \
		.most = 1e9, .n_grid = 2, .grid = {                                                        \
			12,                                                                                    \
			40                                                                                     \
		}                                                                                          \
	}

static void
hypergeom_moments(const Shape *s, double m[4])
{
	double total = s->p[0], n = s->p[1], drawn = s->p[2];
	double product = n * drawn * (total - n) * (total - drawn);

	set_moments(m, drawn * (n / total), product / (total * total * (total - 1)),
				(total - 2 * n) * (total - 2 * drawn) * sqrt((total - 1) / product) / (total - 2),
				((total - 1) * total * total *
					 (total * (total + 1) - 6 * drawn * (total - drawn) - 6 * n * (total - n)) /
					 product +
				 6 * (5 * total - 6)) /
					((total - 2) * (total - 3)));
}

const Family family_hypergeom = {
	.name = "hypergeom",
	.kind = FAMILY_DISCRETE,
	.aliases = hypergeom_aliases,
	.reference = "Johnson, Kemp, Kotz (2005), Univariate Discrete Distributions, ch. 6",
	.flags = NOT_DEFAULT,
	.n_shapes = 3,
	.shape = {URN_SHAPES},
	.n_identifiable = 4,
	.relation = "n and N must be at most M",
	.support = urn_support,
	.prepare = hypergeom_prepare,
	TAIL_FUNCTIONS(hypergeom),
	.counts = &hypergeom_counts,
	.nests = hypergeom_nests,
	.moments = hypergeom_moments,
};

#define LEAST_ODDS 1e-9
#define MOST_ODDS 1e9

/*
 * ---------- nchypergeom_fisher: given the sum of two binomial variables, one of them ----------
 *
 * The hypergeometric mass times odds^y, normalised by its sum, from its mode outwards (Liao & Rosen
 * 2001, The American Statistician 55, 366).
 */
static double
fisher_weight(const Shape *s, double y)
{
	return log_urn_mass(s, y) + (y - s->k[1]) * s->k[2];
}

/* The mode: where (n - y + 1) (N - y + 1) odds = y (M - n - N + y). */
static double
fisher_mode(const Shape *s, double lower, double upper)
{
	double total = s->p[0], n = s->p[1], drawn = s->p[2], odds = s->p[3];
	double a = odds - 1, b = (n + drawn + 2) * odds + total - n - drawn;
	double c = (n + 1) * (drawn + 1) * odds;
	double mode = floor(2 * c / (b + sqrt(fmax(b * b - 4 * a * c, 0))));

	return fmin(fmax(mode, lower), upper);
}

static bool
fisher_prepare(Shape *s)
{
	double lower, upper;

	if (!urn_exists(s))
		return false;
	urn_support(s, &lower, &upper);
	s->k[1] = fisher_mode(s, lower, upper);
	s->k[2] = log(s->p[3]);
	{
		double up = log_sum_of_masses(fisher_weight, s, s->k[1], 1, upper);
		double down = log_sum_of_masses(fisher_weight, s, s->k[1] - 1, -1, lower);

		s->k[0] = up + log1p(exp(down - up));
	}
	return isfinite(s->k[0]);
}

static double
fisher_logpdf(const Shape *s, double y)
{
	return fisher_weight(s, y) - s->k[0];
}

static double
fisher_log_tail(const Shape *s, double y, bool upper)
{
	double lower, most;

	urn_support(s, &lower, &most);
	return log_tail_by_sum(fisher_logpdf, s, y, lower, most, s->k[1], upper);
}

DEFINE_TAILS(fisher)

/* Mean and variance, by the ratios of neighbouring masses from the mode outwards. */
static void
fisher_mean(const Shape *s, double lower, double upper, double *mean, double *variance)
{
	double n = s->p[1], drawn = s->p[2], rest = s->p[0] - n - drawn, odds = s->p[3];
	double mode = fisher_mode(s, lower, upper), sum = 1, first = 0, second = 0, mass = 1;

	for (double y = mode; y < upper && mass > 1e-17 * sum; y++)
	{
		mass *= odds * ((n - y) / (y + 1)) * ((drawn - y) / (rest + y + 1));
		sum += mass;
		first += mass * (y + 1 - mode);
		second += mass * (y + 1 - mode) * (y + 1 - mode);
	}
	mass = 1;
	for (double y = mode; y > lower && mass > 1e-17 * sum; y--)
	{
		mass *= y / (n - y + 1) * ((rest + y) / (drawn - y + 1)) / odds;
		sum += mass;
		first += mass * (y - 1 - mode);
		second += mass * (y - 1 - mode) * (y - 1 - mode);
	}
	*mean = mode + first / sum;
	*variance = second / sum - (first / sum) * (first / sum);
}

/* Given the integers an exponential family in log(odds): the best makes the mean the sample's. */
static bool
fisher_closed_form(const CountSample *sample, double *shapes)
{
	double lower, upper, m = sample->mean, rest = shapes[0] - shapes[1] - shapes[2];
	Shape s;

	memcpy(s.p, shapes, sizeof(s.p));
	if (!urn_exists(&s))
		return false;
	urn_support(&s, &lower, &upper);
	if (!(lower <= sample->min && sample->max <= upper && lower < m && m < upper))
		return false;
	/* McCullagh & Nelder (1989), Generalized Linear Models, 7.3.4 */
	s.p[3] = m * (rest + m) / ((shapes[1] - m) * (shapes[2] - m));
	for (int i = 0; i < 100; i++)
	{
		double mean, variance, step;

		if (!(s.p[3] >= LEAST_ODDS && s.p[3] <= MOST_ODDS))
			return false;
		fisher_mean(&s, lower, upper, &mean, &variance);
		step = (m - mean) / variance;
		s.p[3] *= exp(fmin(fmax(step, -2), 2));
		if (fabs(step) < 1e-12 || !(variance > 0))
			break;
	}
	shapes[3] = s.p[3];
	return s.p[3] >= LEAST_ODDS && s.p[3] <= MOST_ODDS;
}

static const IntegerTriple odds_triple = {.first = 1, .second = 2, .total = 0};

static bool
odds_search(struct CountSearch *search)
{
	search_integer_compass(search, &odds_triple);
	return true;
}

static bool
odds_from_hypergeom(const double *hypergeom, double *params)
{
	params[0] = hypergeom[0];
	params[1] = hypergeom[1];
	params[2] = hypergeom[2];
	params[3] = 1;
	params[4] = hypergeom[3];
	params[5] = 1;
	return true;
}

static const CountMethods fisher_counts = {
	.searched = true, .closed_form = fisher_closed_form, .search = odds_search};
static const Nested odds_nests[] = {{"hypergeom", odds_from_hypergeom, false}, {NULL, NULL, false}};

#define ODDS_SHAPE                                                                                 \
	{                                                                                              \
		.name = "odds", .upper = INFINITY, .least = LEAST_ODDS, .most = MOST_ODDS, .n_grid = 3,    \
		.grid = {                                                                                  \
			1.5,                                                                                   \
			0.2,                                                                                   \
			1                                                                                      \
		}                                                                                          \
	}

const Family family_nchypergeom_fisher = {
	.name = "nchypergeom_fisher",
	.kind = FAMILY_DISCRETE,
	.reference = "Fog (2008), Communications in Statistics 37, 258",
	.flags = NOT_DEFAULT,
	.n_shapes = 4,
	.shape = {URN_SHAPES, ODDS_SHAPE},
	.n_identifiable = 5,
	.relation = "n and N must be at most M",
	.support = urn_support,
	.prepare = fisher_prepare,
	TAIL_FUNCTIONS(fisher),
	.counts = &fisher_counts,
	.nests = odds_nests,
};

/*
 * ---------- nchypergeom_wallenius: balls drawn one by one ----------
 *
 * binomial(n, y) binomial(M - n, N - y) times the integral over 0 < t < 1 of
 * (1 - t^(odds / D))^y (1 - t^(1 / D))^(N - y), D = odds (n - y) + M - n - N + y (Wallenius 1963;
 * Fog 2008).  With t = exp(-D v), v = exp(w), the integrand falls off exponentially to the left and
 * faster to the right, so that the trapezoidal rule converges geometrically.
 */
#define WALLENIUS_STEPS 2.0 /* a standard deviation of the integrand at its top */

/* log of the integrand over w. */
static double
wallenius_integrand(double y, double z, double odds, double d, double w)
{
	double v = exp(w);

	return w - d * v + times_log(y, bf_log1mexp(-odds * v)) + times_log(z, bf_log1mexp(-v));
}

/* Its derivative, which falls all the way, and what that falls by. */
static void
wallenius_slope(double y, double z, double odds, double d, double w, double *slope, double *fall)
{
	double v = exp(w), first = expm1(odds * v), second = expm1(v);
	double a = odds * v / first, b = v / second;

	*slope = 1 - d * v + y * a + z * b;
	*fall = d * v - y * a * (1 - a * (first + 1)) - z * b * (1 - b * (second + 1));
	/* with the exponentials at infinity */
	if (!(*fall > 0))
		*fall = d * v;
}

static double
wallenius_logpdf(const Shape *s, double y)
{
	double total = s->p[0], n = s->p[1], drawn = s->p[2], odds = s->p[3];
	double z = drawn - y, d = odds * (n - y) + (total - n - z);
	double w, low, high, top, step, sum, slope, fall, p, q;

	if (!(d > 0) || drawn == 0)
		return 0; /* all balls are drawn, or none */
	if (odds == 1)
		return log_urn_mass(s, y);
	/* the top: slope falls from N + 1 to -infinity */
	low = log((drawn + 1) / (d + drawn * fmax(odds, 1))) - 40;
	high = log((drawn + 1) / d) + 2;
	w = log((drawn + 1) / (d + 0.5 * (y * odds + z)));
	for (int i = 0; i < 60; i++)
	{
		double newton;

		wallenius_slope(y, z, odds, d, w, &slope, &fall);
		*(slope > 0 ? &low : &high) = w;
		newton = w + slope / fall;
		if (fabs(slope) < 1e-3 * fall || high - low < 1e-3)
			break;
		w = newton > low && newton < high ? newton : 0.5 * (low + high);
	}
	top = wallenius_integrand(y, z, odds, d, w);
	step = 1 / (WALLENIUS_STEPS * sqrt(fmax(fall, 1)));
	sum = 1;
	for (double sign = -1; sign <= 1; sign += 2)
		for (int i = 1; i < 10000; i++)
		{
			double term = exp(wallenius_integrand(y, z, odds, d, w + sign * i * step) - top);

			sum += term;
			if (!(term >= 1e-17))
				break;
		}
	/* the coefficients by binomial masses, which take out the powers of p */
	p = drawn / total;
	q = (total - drawn) / total;
	if (q > 0)
		return log_binom_mass(n, p, q, y) + log_binom_mass(total - n, p, q, z) - drawn * log(p) -
			   (total - drawn) * log(q) + log(d) + top + log(sum * step);
	return 0;
}

/* About the mean mu (Manly 1974): (1 - mu / n) = (1 - (N - mu) / (M - n))^odds. */
static double
wallenius_mean(const double *shapes)
{
	double total = shapes[0], n = shapes[1], drawn = shapes[2], odds = shapes[3];
	double low = fmax(0, drawn - (total - n)), high = fmin(n, drawn);

	for (int i = 0; i < 200 && high - low > 1e-12 * high; i++)
	{
		double mu = 0.5 * (low + high);
		double left = log1p(-mu / n), right = odds * log1p(-(drawn - mu) / (total - n));

		*(left > right ? &low : &high) = mu;
	}
	return 0.5 * (low + high);
}

static bool
wallenius_prepare(Shape *s)
{
	if (!urn_exists(s) || !(s->p[3] > 0 && s->p[3] < INFINITY))
		return false;
	s->k[0] = wallenius_mean(s->p);
	return true;
}

/* That mean: its estimate is about the sample's whatever the integers are. */
static void
wallenius_to_coordinates(const double *shapes, double *u)
{
	u[0] = wallenius_mean(shapes);
}

static void
wallenius_from_coordinates(const double *u, double *shapes)
{
	double total = shapes[0], n = shapes[1], drawn = shapes[2];

	shapes[3] = log1p(-u[0] / n) / log1p(-(drawn - u[0]) / (total - n));
	if (!(shapes[3] > 0 && shapes[3] < INFINITY))
		shapes[3] = NAN;
}

static int
wallenius_starts(const CountSample *sample, double (*shapes)[MAX_SHAPES], int max)
{
	(void) max;
	wallenius_from_coordinates(&sample->mean, shapes[0]);
	return shapes[0][3] > 0;
}

static const CountMethods wallenius_counts = {
	.searched = true,
	.starts = wallenius_starts,
	.search = odds_search,
	.to_coordinates = wallenius_to_coordinates,
	.from_coordinates = wallenius_from_coordinates,
	.least_u = {0},
	.most_u = {1e9},
};

static double
wallenius_log_tail(const Shape *s, double y, bool upper)
{
	double lower, most;

	urn_support(s, &lower, &most);
	return log_tail_by_sum(wallenius_logpdf, s, y, lower, most, s->k[0], upper);
}

DEFINE_TAILS(wallenius)

const Family family_nchypergeom_wallenius = {
	.name = "nchypergeom_wallenius",
	.kind = FAMILY_DISCRETE,
	.reference = "Fog (2008), Communications in Statistics 37, 258",
	.flags = NOT_DEFAULT,
	.n_shapes = 4,
	.shape = {URN_SHAPES, ODDS_SHAPE},
	.n_identifiable = 5,
	.relation = "n and N must be at most M",
	.support = urn_support,
	.prepare = wallenius_prepare,
	TAIL_FUNCTIONS(wallenius),
	.counts = &wallenius_counts,
	.nests = odds_nests,
};
