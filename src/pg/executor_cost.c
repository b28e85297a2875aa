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
 * over kinds of rows: printed by `test/bench/run costs`, sorted by name.
 */
/* clang-format off */
static const FitCost measured_costs[] = {
	{"alpha", 0.41, 1},
	{"anglit", 0.066, 0.32},
	{"arcsine", 0.13, 0.78},
	{"argus", 0.58, 1.4},
	{"bernoulli", 0.0056, 0.0054},
	{"beta", 3.2, 14},
	{"betaprime", 1.5, 8.8},
	{"binom", 0.25, 0.93},
	{"bradford", 0.21, 0.91},
	{"burr", 1.6, 8.5},
	{"burr12", 1.3, 6.9},
	{"cauchy", 0.04, 0.21},
	{"chi", 0.25, 1.3},
	{"chi2", 0.34, 1.4},
	{"cosine", 0.076, 0.33},
	{"crystalball", 0.32, 0.95},
	{"dgamma", 1.3, 5.6},
	{"dpareto_lognorm", 3.9, 24},
	{"dweibull", 1.3, 8},
	{"erlang", 0.28, 3.1},
	{"expon", 0.012, 0.074},
	{"exponnorm", 0.72, 3.3},
	{"exponpow", 0.35, 0.99},
	{"exponweib", 1.6, 5.2},
	{"f", 1.5, 8.9},
	{"fatiguelife", 0.29, 1.4},
	{"fisk", 0.34, 2.1},
	{"foldcauchy", 0.19, 0.64},
	{"foldnorm", 0.34, 1.1},
	{"gamma", 0.34, 1.4},
	{"gausshyper", 99, 66},
	{"genexpon", 1.3, 9.4},
	{"genextreme", 0.6, 2.2},
	{"gengamma", 2.6, 13},
	{"genhalflogistic", 1.1, 4.5},
	{"genhyperbolic", 29, 68},
	{"geninvgauss", 2.2, 8.1},
	{"genlogistic", 0.32, 1.1},
	{"gennorm", 1.6, 8},
	{"genpareto", 0.32, 1.1},
	{"geom", 0.015, 0.017},
	{"gibrat", 0.019, 0.13},
	{"gompertz", 0.19, 0.6},
	{"gumbel_l", 0.027, 0.14},
	{"gumbel_r", 0.023, 0.13},
	{"halfcauchy", 0.028, 0.14},
	{"halfgennorm", 0.38, 0.72},
	{"halflogistic", 0.032, 0.18},
	{"halfnorm", 0.011, 0.066},
	{"hypsecant", 0.039, 0.23},
	{"invgamma", 0.41, 2.3},
	{"invgauss", 0.18, 1.2},
	{"invweibull", 0.28, 1},
	{"irwinhall", 4.7, 31},
	{"jf_skew_t", 1.7, 5.4},
	{"johnsonsb", 1.5, 5.4},
	{"johnsonsu", 1.3, 4.5},
	{"kappa3", 0.38, 1},
	{"kappa4", 3.4, 15},
	{"ksone", 9.9, 39},
	{"kstwo", 26, 90},
	{"kstwobign", 0.053, 0.34},
	{"landau", 0.14, 1},
	{"laplace", 0.017, 0.11},
	{"laplace_asymmetric", 0.21, 1.2},
	{"levy", 0.018, 0.11},
	{"levy_l", 0.038, 0.15},
	{"levy_stable", 19, 72},
	{"loggamma", 0.51, 2.2},
	{"logistic", 0.037, 0.22},
	{"loglaplace", 0.15, 1.7},
	{"lognorm", 0.066, 0.53},
	{"loguniform", 0.21, 0.9},
	{"lomax", 0.11, 0.45},
	{"maxwell", 0.031, 0.17},
	{"mielke", 1.6, 8.7},
	{"moyal", 0.028, 0.14},
	{"nakagami", 0.24, 1.3},
	{"nbinom", 0.26, 0.95},
	{"ncf", 11, 9e+02},
	{"nct", 4.8, 9.2},
	{"ncx2", 2.8, 7.5},
	{"norm", 0.014, 0.084},
	{"norminvgauss", 4.7, 14},
	{"pareto", 0.067, 0.27},
	{"pearson3", 1.1, 5.3},
	{"planck", 0.015, 0.02},
	{"poisson", 0.018, 0.042},
	{"powerlaw", 0.22, 0.75},
	{"powerlognorm", 2.2, 9.2},
	{"powernorm", 0.68, 2.2},
	{"rayleigh", 0.019, 0.09},
	{"rdist", 0.55, 1.6},
	{"recipinvgauss", 0.18, 1.1},
	{"reciprocal", 0.21, 0.89},
	{"rel_breitwigner", 0.22, 0.72},
	{"rice", 1.4, 8.8},
	{"semicircular", 0.049, 0.22},
	{"skewcauchy", 0.5, 2.6},
	{"skewnorm", 0.9, 3.7},
	{"studentized_range", 27, 56},
	{"t", 0.4, 1.4},
	{"trapezoid", 0.92, 5.2},
	{"triang", 0.48, 2.8},
	{"truncexpon", 0.14, 0.71},
	{"truncnorm", 0.57, 2.8},
	{"truncpareto", 0.6, 3.4},
	{"truncweibull_min", 1.2, 5.9},
	{"tukeylambda", 3.2, 9.3},
	{"uniform", 0.012, 0.056},
	{"vonmises", 0.56, 1.1},
	{"vonmises_line", 2.4, 2.8},
	{"wald", 0.033, 0.23},
	{"weibull_max", 0.71, 3.2},
	{"weibull_min", 0.25, 0.68},
	{"wrapcauchy", 0.38, 1.5},
};
/* clang-format on */

#define N_MEASURED ((int) (sizeof(measured_costs) / sizeof(measured_costs[0])))

static int
compare_cost(const void *name, const void *cost)
{
	return strcmp(name, ((const FitCost *) cost)->family);
}

double
estimated_fit_cost(const Family *family, const FitData *data)
{
	const FitCost *cost =
		bsearch(family->name, measured_costs, (size_t) N_MEASURED, sizeof(FitCost), compare_cost);
	const CellSet *cells = &data->fine;
	int nodes =
		data->counts ? data->counts->n_nodes : cells->n_nodes + NODES_PER_GROUP * cells->n_groups;
	double share = (double) (nodes - FEW_NODES) / (MANY_NODES - FEW_NODES);

	/* every family is there; one that is not would cost as much as most do */
	if (!cost)
		return 1;
	share = share < 0 ? 0 : share > 1 ? 1 : share;
	return cost->few + share * (cost->many - cost->few);
}
