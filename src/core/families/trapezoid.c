/*
 * trapezoid.c
 *		The trapezoidal distribution on [0, 1]: density rising to c, flat to d, falling to 1.
 */
#include "families/shared.h"

/* k: height of the density's plateau, its log, log slopes' offsets left and right, 1 + d - c */
static bool
trapezoid_prepare(Shape *s)
{
	double c = s->p[0], d = s->p[1];

	if (!(c <= d))
		return false;
	s->k[0] = 1 + d - c;
	s->k[1] = LN_2 - log(s->k[0]);
	s->k[2] = s->k[1] - log(c);
	s->k[3] = s->k[1] - log1p(-d);
	return true;
}

static double
trapezoid_logpdf(const Shape *s, double y)
{
	if (y < s->p[0])
		return s->k[2] + log(y);
	return y <= s->p[1] ? s->k[1] : s->k[3] + log1p(-y);
}

static double
trapezoid_kink(const Shape *s)
{
	return s->p[0];
}

static double
trapezoid_second_kink(const Shape *s)
{
	return s->p[1];
}

/*
 * The cdf at y and its inverse, of the trapezoid with plateau from c to d, where e is 1 - d; sums
 * of positive terms.  The other tail is that of the mirrored trapezoid.
 */
static double
trapezoid_lower(double c, double d, double e, double y)
{
	double h = 1 + d - c;

	if (y < c)
		return y / c * y / h;
	if (y <= d)
		return (c + 2 * (y - c)) / h;
	return (c + 2 * (d - c) + (y - d) * (2 - (y - d) / e)) / h;
}

static double
trapezoid_inverse(double c, double d, double e, double p)
{
	double area = p * (1 + d - c);
	double beyond = area - c - 2 * (d - c);

	if (area < c)
		return sqrt(area) * sqrt(c);
	if (beyond <= 0)
		return c + (area - c) / 2;
	return d + beyond / (1 + sqrt(fmax(0, 1 - beyond / e)));
}

static double
trapezoid_cdf(const Shape *s, double y)
{
	return trapezoid_lower(s->p[0], s->p[1], 1 - s->p[1], y);
}

static double
trapezoid_sf(const Shape *s, double y)
{
	return trapezoid_lower(1 - s->p[1], 1 - s->p[0], s->p[0], 1 - y);
}

static double
trapezoid_quantile(const Shape *s, double p)
{
	if (p > 0.5)
		return 1 - trapezoid_inverse(1 - s->p[1], 1 - s->p[0], s->p[0], 1 - p);
	return trapezoid_inverse(s->p[0], s->p[1], 1 - s->p[1], p);
}

static double
trapezoid_quantile_upper(const Shape *s, double q)
{
	if (q > 0.5)
		return trapezoid_inverse(s->p[0], s->p[1], 1 - s->p[1], 1 - q);
	return 1 - trapezoid_inverse(1 - s->p[1], 1 - s->p[0], s->p[0], q);
}

static int
trapezoid_starts(const FitData *data, double (*shapes)[MAX_SHAPES], int max)
{
	static const double plateau[][2] = {{0, 0.4},    {0, 1},     {0.6, 1},
										{0.05, 0.3}, {0.1, 0.9}, {0.3, 0.7},
										{0.7, 0.95}, {0.1, 0.6}, {0.4, 0.9}};
	int n_plateaus = (int) (sizeof(plateau) / sizeof(plateau[0]));
	int n = 0;

	(void) data;
	for (; n < n_plateaus && n < max; n++)
	{
		shapes[n][0] = plateau[n][0];
		shapes[n][1] = plateau[n][1];
	}
	return n;
}

static bool
trapezoid_from_triang(const double *triang, double *params)
{
	params[0] = params[1] = triang[0];
	params[2] = triang[1];
	params[3] = triang[2];
	return true;
}

static bool
trapezoid_from_uniform(const double *uniform, double *params)
{
	params[0] = 0;
	params[1] = 1;
	params[2] = uniform[0];
	params[3] = uniform[1];
	return true;
}

static const char *const trapezoid_aliases[] = {"trapz", "trapezoidal", NULL};
static const Nested trapezoid_nests[] = {{"triang", trapezoid_from_triang, false},
										 {"uniform", trapezoid_from_uniform, false},
										 {NULL, NULL, false}};

const Family family_trapezoid = {
	.name = "trapezoid",
	.aliases = trapezoid_aliases,
	.reference = "van Dorp, Kotz (2003), Metrika 58, 85-97",
	.flags = KINKED | EDGE_LOWER | EDGE_UPPER | LOG_CONCAVE,
	.n_shapes = 2,
	.shape = {{.name = "c",
			   .upper = 1,
			   .closed_lower = true,
			   .closed_upper = true,
			   .most = 1,
			   .n_grid = 3,
			   .grid = {0, 0.2, 0.4}},
			  {.name = "d",
			   .upper = 1,
			   .closed_lower = true,
			   .closed_upper = true,
			   .most = 1,
			   .n_grid = 3,
			   .grid = {0.4, 0.7, 1}}},
	.n_identifiable = 4,
	.relation = "c must not be greater than d",
	.upper = 1,
	.prepare = trapezoid_prepare,
	.logpdf = trapezoid_logpdf,
	.kink = trapezoid_kink,
	.second_kink = trapezoid_second_kink,
	.cdf = trapezoid_cdf,
	.sf = trapezoid_sf,
	.quantile = trapezoid_quantile,
	.quantile_upper = trapezoid_quantile_upper,
	.starts = trapezoid_starts,
	.nests = trapezoid_nests,
};
