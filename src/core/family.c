/*
 * family.c
 *		The table of all families, and the look-up of names in it.
 */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "families/families.h"

const Family *const families[] = {
	&family_alpha,
	&family_anglit,
	&family_arcsine,
	&family_argus,
	&family_bernoulli,
	&family_beta,
	&family_betabinom,
	&family_betanbinom,
	&family_betaprime,
	&family_binom,
	&family_boltzmann,
	&family_bradford,
	&family_burr,
	&family_burr12,
	&family_cauchy,
	&family_chi,
	&family_chi2,
	&family_com_poisson,
	&family_cosine,
	&family_crystalball,
	&family_delaporte,
	&family_dgamma,
	&family_discrete_weibull,
	&family_dlaplace,
	&family_dpareto_lognorm,
	&family_dweibull,
	&family_erlang,
	&family_expon,
	&family_exponnorm,
	&family_exponpow,
	&family_exponweib,
	&family_f,
	&family_fatiguelife,
	&family_fisk,
	&family_foldcauchy,
	&family_foldnorm,
	&family_gamma,
	&family_gausshyper,
	&family_genexpon,
	&family_genextreme,
	&family_gengamma,
	&family_genhalflogistic,
	&family_genhyperbolic,
	&family_geninvgauss,
	&family_genlogistic,
	&family_gennorm,
	&family_genpareto,
	&family_genpoisson,
	&family_geom,
	&family_gibrat,
	&family_gompertz,
	&family_gumbel_l,
	&family_gumbel_r,
	&family_halfcauchy,
	&family_halfgennorm,
	&family_halflogistic,
	&family_halfnorm,
	&family_hurdle_nbinom,
	&family_hurdle_poisson,
	&family_hypergeom,
	&family_hypsecant,
	&family_invgamma,
	&family_invgauss,
	&family_invweibull,
	&family_irwinhall,
	&family_jf_skew_t,
	&family_johnsonsb,
	&family_johnsonsu,
	&family_kappa3,
	&family_kappa4,
	&family_ksone,
	&family_kstwo,
	&family_kstwobign,
	&family_landau,
	&family_laplace,
	&family_laplace_asymmetric,
	&family_levy,
	&family_levy_l,
	&family_levy_stable,
	&family_loggamma,
	&family_logistic,
	&family_loglaplace,
	&family_lognorm,
	&family_logser,
	&family_loguniform,
	&family_lomax,
	&family_maxwell,
	&family_mielke,
	&family_moyal,
	&family_nakagami,
	&family_nbinom,
	&family_ncf,
	&family_nchypergeom_fisher,
	&family_nchypergeom_wallenius,
	&family_nct,
	&family_ncx2,
	&family_nhypergeom,
	&family_norm,
	&family_norminvgauss,
	&family_pareto,
	&family_pearson3,
	&family_planck,
	&family_poisson,
	&family_poisson_binom,
	&family_powerlaw,
	&family_powerlognorm,
	&family_powernorm,
	&family_randint,
	&family_rayleigh,
	&family_rdist,
	&family_recipinvgauss,
	&family_reciprocal,
	&family_rel_breitwigner,
	&family_rice,
	&family_semicircular,
	&family_skellam,
	&family_skewcauchy,
	&family_skewnorm,
	&family_studentized_range,
	&family_t,
	&family_trapezoid,
	&family_triang,
	&family_truncexpon,
	&family_truncnorm,
	&family_truncpareto,
	&family_truncweibull_min,
	&family_tukeylambda,
	&family_uniform,
	&family_vonmises,
	&family_vonmises_line,
	&family_wald,
	&family_weibull_max,
	&family_weibull_min,
	&family_wrapcauchy,
	&family_yulesimon,
	&family_zero_inflated_nbinom,
	&family_zero_inflated_poisson,
	&family_zero_truncated_nbinom,
	&family_zero_truncated_poisson,
	&family_zipf,
	&family_zipfian,
};

const int n_families = sizeof(families) / sizeof(families[0]);

/* Names are ASCII; the server's locale must not decide what equals what. */
static unsigned char
to_lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool
same_name(const char *a, const char *b)
{
	while (*a && to_lower((unsigned char) *a) == to_lower((unsigned char) *b))
		a++, b++;
	return to_lower((unsigned char) *a) == to_lower((unsigned char) *b);
}

int
family_position(const Family *family)
{
	int position = 0;

	while (families[position] != family)
		position++;
	return position;
}

const Family *
family_by_name(const char *name)
{
	for (int i = 0; i < n_families; i++)
	{
		const char *const *alias = families[i]->aliases;

		if (same_name(families[i]->name, name))
			return families[i];
		for (; alias && *alias; alias++)
			if (same_name(*alias, name))
				return families[i];
	}
	return NULL;
}

/* Longer than any name by so much that what is cut off cannot matter. */
#define MAX_COMPARED 63

/*
 * Insertions, deletions, replacements and swaps of neighbours that turn a into b (optimal string
 * alignment distance), by three rows of the usual table.
 */
static int
edit_distance(const char *a, const char *b)
{
	int rows[3][MAX_COMPARED + 1];
	int n_a = (int) strnlen(a, MAX_COMPARED);
	int n_b = (int) strnlen(b, MAX_COMPARED);
	int *before = rows[0], *last = rows[1], *row = rows[2];

	for (int j = 0; j <= n_b; j++)
		last[j] = j;
	for (int i = 1; i <= n_a; i++)
	{
		int *spare = before;

		row[0] = i;
		for (int j = 1; j <= n_b; j++)
		{
			unsigned char ca = to_lower((unsigned char) a[i - 1]);
			unsigned char cb = to_lower((unsigned char) b[j - 1]);
			int best = last[j - 1] + (ca != cb);

			if (last[j] + 1 < best)
				best = last[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			if (i > 1 && j > 1 && ca == to_lower((unsigned char) b[j - 2]) &&
				cb == to_lower((unsigned char) a[i - 2]) && before[j - 2] + 1 < best)
				best = before[j - 2] + 1;
			row[j] = best;
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[n_b];
}

const char *
family_nearest_name(const char *name)
{
	const char *nearest = NULL;
	int least = 0;

	for (int i = 0; i < n_families; i++)
	{
		const char *const *alias = families[i]->aliases;
		const char *known = families[i]->name;

		while (known)
		{
			int distance = edit_distance(name, known);

			if (!nearest || distance < least)
			{
				nearest = known;
				least = distance;
			}
			known = alias ? *alias++ : NULL;
		}
	}
	return nearest;
}

bool
shape_in_domain(const ShapeParam *shape, double value)
{
	return isfinite(value) &&
		   (value > shape->lower || (shape->closed_lower && value == shape->lower)) &&
		   (value < shape->upper || (shape->closed_upper && value == shape->upper)) &&
		   !(shape->integer && (value != floor(value) || fabs(value) > LARGEST_INTEGER_SHAPE));
}

const char *
family_param_error(const Family *f, int i, double value)
{
	bool discrete = f->kind == FAMILY_DISCRETE;

	if (i < f->n_shapes)
	{
		if (!isfinite(value))
			return "shape parameters must be finite";
		if (f->shape[i].integer && value != floor(value))
			return "shape parameter must be an integer";
		if (f->shape[i].integer && fabs(value) > LARGEST_INTEGER_SHAPE)
			return "integer shape parameters must not be beyond 2^53";
		return shape_in_domain(&f->shape[i], value) ? NULL
													: "shape parameter is outside its domain";
	}
	if (i == f->n_shapes)
	{
		if (!isfinite(value))
			return "loc must be finite";
		return discrete && value != floor(value)
				   ? "loc of a discrete distribution must be an integer"
				   : NULL;
	}
	if (!(value > 0 && isfinite(value)))
		return "scale must be positive and finite";
	return discrete && value != 1 ? "scale of a discrete distribution must be 1" : NULL;
}

const char *
family_param_name(const Family *f, int i)
{
	if (i < f->n_shapes)
		return f->shape[i].name;
	return i == f->n_shapes ? "loc" : "scale";
}
