/*
 * executor_cost.c
 *		What a fit is expected to cost.
 *
 * Only the order of magnitude matters: it decides whether starting workers pays, and which fits
 * are begun first.  Nothing of PostgreSQL is used here, so that the table can be tested.
 */
#include "executor_cost.h"

#include <stdlib.h>
#include <string.h>

#include "count_data.h"

/*
 * Nodes of the likelihood of 50 rows and of 200,000.  Part of a fit's cost is that of preparing
 * shapes, which does not depend on the nodes: between the two, the cost is taken to be linear.
 */
#define FEW_NODES 50
#define MANY_NODES 280

/* A grouped cell takes two values of the distribution function, a node one of the density. */
#define NODES_PER_GROUP 3

typedef struct FitCost
{
	const char *family;
	double few; /* CPU milliseconds at FEW_NODES */
	double many;
} FitCost;

/*
 * CPU milliseconds of each family alone, with the simpler families that it starts from, on average
 * over kinds of rows: printed by `test/bench/run costs`, sorted by name.  The random numbers of the
 * p-values, 0.5 ms that all families of a call share, are left out where they would be most of it.
 */
/* clang-format off */
static const FitCost measured_costs[] = {
	{"alpha", 0.32, 0.64},
	{"anglit", 0.064, 0.27},
	{"arcsine", 0.11, 0.33},
	{"argus", 0.41, 0.84},
	{"bernoulli", 0.0043, 0.0045},
	{"beta", 3.2, 7.3},
	{"betabinom", 1.6, 2.8},
	{"betanbinom", 4.1, 7.3},
	{"betaprime", 1.4, 4.7},
	{"binom", 0.1, 0.28},
	{"boltzmann", 0.018, 0.024},
	{"bradford", 0.17, 0.58},
	{"burr", 1.2, 4.5},
	{"burr12", 1.2, 3.3},
	{"cauchy", 0.04, 0.2},
	{"chi", 0.22, 0.73},
	{"chi2", 0.33, 1},
	{"com_poisson", 0.74, 2.5},
	{"cosine", 0.072, 0.27},
	{"crystalball", 0.26, 0.58},
	{"delaporte", 0.26, 0.61},
	{"dgamma", 0.99, 5.9},
	{"discrete_weibull", 0.1, 0.29},
	{"dlaplace", 0.016, 0.025},
	{"dpareto_lognorm", 3.1, 12},
	{"dweibull", 1.1, 8.1},
	{"erlang", 0.26, 1.8},
	{"expon", 0.013, 0.075},
	{"exponnorm", 0.65, 2.2},
	{"exponpow", 0.28, 0.93},
	{"exponweib", 1.3, 3.3},
	{"f", 1.4, 4.7},
	{"fatiguelife", 0.24, 0.78},
	{"fisk", 0.29, 0.93},
	{"foldcauchy", 0.18, 0.46},
	{"foldnorm", 0.27, 0.75},
	{"gamma", 0.33, 1},
	{"gausshyper", 38, 47},
	{"genexpon", 1, 3.9},
	{"genextreme", 0.53, 1.5},
	{"gengamma", 4.5, 21},
	{"genhalflogistic", 0.9, 2.7},
	{"genhyperbolic", 26, 53},
	{"geninvgauss", 2.2, 5.6},
	{"genlogistic", 0.26, 0.86},
	{"gennorm", 1.3, 8.5},
	{"genpareto", 0.29, 0.81},
	{"genpoisson", 0.12, 0.32},
	{"geom", 0.014, 0.019},
	{"gibrat", 0.017, 0.14},
	{"gompertz", 0.15, 0.44},
	{"gumbel_l", 0.027, 0.14},
	{"gumbel_r", 0.023, 0.13},
	{"halfcauchy", 0.028, 0.13},
	{"halfgennorm", 0.31, 0.62},
	{"halflogistic", 0.03, 0.17},
	{"halfnorm", 0.011, 0.07},
	{"hurdle_nbinom", 0.31, 1},
	{"hurdle_poisson", 0.022, 0.036},
	{"hypergeom", 30, 400},
	{"hypsecant", 0.039, 0.21},
	{"invgamma", 0.37, 1.3},
	{"invgauss", 0.18, 0.88},
	{"invweibull", 0.21, 0.7},
	{"irwinhall", 4.1, 11},
	{"jf_skew_t", 1.6, 4.4},
	{"johnsonsb", 4.2, 18},
	{"johnsonsu", 1.1, 3.2},
	{"kappa3", 0.34, 0.81},
	{"kappa4", 4.8, 14},
	{"ksone", 12, 27},
	{"kstwo", 26, 120},
	{"kstwobign", 0.052, 0.33},
	{"landau", 0.13, 0.89},
	{"laplace", 0.019, 0.12},
	{"laplace_asymmetric", 0.21, 1.3},
	{"levy", 0.02, 0.12},
	{"levy_l", 0.039, 0.17},
	{"levy_stable", 33, 43},
	{"loggamma", 0.44, 1.4},
	{"logistic", 0.034, 0.22},
	{"loglaplace", 0.17, 1.7},
	{"lognorm", 0.064, 0.31},
	{"logser", 0.041, 0.054},
	{"loguniform", 0.17, 0.56},
	{"lomax", 0.1, 0.33},
	{"maxwell", 0.03, 0.16},
	{"mielke", 1.2, 4.5},
	{"moyal", 0.026, 0.14},
	{"nakagami", 0.22, 0.73},
	{"nbinom", 0.11, 0.32},
	{"ncf", 12, 1100},
	{"nchypergeom_fisher", 410, 1350},
	{"nchypergeom_wallenius", 1900, 10000},
	{"nct", 7.1, 12},
	{"ncx2", 2.7, 5.5},
	{"nhypergeom", 250, 550},
	{"norm", 0.014, 0.086},
	{"norminvgauss", 4.2, 10},
	{"pareto", 0.13, 0.44},
	{"pearson3", 0.91, 2.7},
	{"planck", 0.018, 0.02},
	{"poisson", 0.013, 0.019},
	{"poisson_binom", 0.093, 0.26},
	{"powerlaw", 0.18, 0.49},
	{"powerlognorm", 5.3, 19},
	{"powernorm", 0.5, 1.5},
	{"randint", 0.005, 0.0069},
	{"rayleigh", 0.017, 0.09},
	{"rdist", 0.42, 1.1},
	{"recipinvgauss", 0.17, 0.8},
	{"reciprocal", 0.17, 0.56},
	{"rel_breitwigner", 0.19, 0.44},
	{"rice", 1.1, 3.3},
	{"semicircular", 0.046, 0.19},
	{"skellam", 0.29, 0.93},
	{"skewcauchy", 0.4, 1.4},
	{"skewnorm", 0.89, 3.1},
	{"studentized_range", 42, 70},
	{"t", 0.38, 1.3},
	{"trapezoid", 0.7, 3.7},
	{"triang", 0.29, 1.7},
	{"truncexpon", 0.11, 0.39},
	{"truncnorm", 0.51, 1.5},
	{"truncpareto", 0.55, 2.4},
	{"truncweibull_min", 1, 3.8},
	{"tukeylambda", 2.7, 7.3},
	{"uniform", 0.012, 0.054},
	{"vonmises", 0.55, 0.95},
	{"vonmises_line", 1.3, 1.5},
	{"wald", 0.032, 0.22},
	{"weibull_max", 0.57, 1.5},
	{"weibull_min", 0.22, 0.56},
	{"wrapcauchy", 0.29, 0.95},
	{"yulesimon", 0.056, 0.13},
	{"zero_inflated_nbinom", 0.35, 1.5},
	{"zero_inflated_poisson", 0.022, 0.034},
	{"zero_truncated_nbinom", 0.067, 0.16},
	{"zero_truncated_poisson", 0.0091, 0.0095},
	{"zipf", 0.02, 0.027},
	{"zipfian", 0.025, 0.042},
};
/* clang-format on */

#define N_MEASURED ((int) (sizeof(measured_costs) / sizeof(measured_costs[0])))

static int
compare_cost(const void *name, const void *cost)
{
	return strcmp(name, ((const FitCost *) cost)->family);
}

/* A family that is not in the table costs as much as most do. */
static const FitCost *
find_cost(const Family *family)
{
	static const FitCost unknown = {NULL, 0.4, 2};
	const FitCost *cost =
		bsearch(family->name, measured_costs, (size_t) N_MEASURED, sizeof(FitCost), compare_cost);

	return cost ? cost : &unknown;
}

double
estimated_fit_cost(const Family *family, const FitData *data)
{
	const FitCost *cost = find_cost(family);
	const CellSet *cells = &data->fine;
	int nodes =
		data->counts ? data->counts->fine.n : cells->n_nodes + NODES_PER_GROUP * cells->n_groups;
	double share = (double) (nodes - FEW_NODES) / (MANY_NODES - FEW_NODES);

	share = share < 0 ? 0 : share > 1 ? 1 : share;
	return cost->few + share * (cost->many - cost->few);
}

double
typical_fit_cost(const Family *family)
{
	return find_cost(family)->many;
}
