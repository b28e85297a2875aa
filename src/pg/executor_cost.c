/*
 * executor_cost.c
 *		What a fit is expected to cost.
 *
 * Only the order of magnitude matters: it decides whether starting workers pays, and which fits
 * are begun first.  The figures are average milliseconds on one CPU over histograms of 200,000
 * gamma, normal, lognormal, heavy-tailed, bounded and exponential rows.
 */
#include "postgres.h"

#include "count_data.h"
#include "executor.h"

/* The nodes of a large sample's likelihood, for which the figures hold; the cost is proportional.
 */
#define TYPICAL_NODES 1000

/* A grouped cell takes two values of the distribution function, a node one of the density. */
#define NODES_PER_GROUP 3

/* By number of shape parameters: every one more multiplies starts and iterations. */
static const double cost_by_shapes[] = {0.2, 1.8, 5, 12, 30};

/* Families that are far from that. */
static const struct
{
	const char *family;
	double cost;
} measured_costs[] = {
	{"beta", 21},
	{"betaprime", 13},
	{"burr", 16},
	{"dgamma", 8},
	{"dpareto_lognorm", 23},
	{"dweibull", 8},
	{"gausshyper", 110},
	{"genexpon", 12},
	{"gengamma", 16},
	{"genhyperbolic", 115},
	{"gennorm", 6},
	{"irwinhall", 30},
	{"kappa4", 23},
	{"ksone", 39},
	{"kstwo", 85},
	{"ncf", 190},
	{"nct", 11},
	{"pearson3", 9},
	{"rice", 30},
	{"skewnorm", 6},
	{"studentized_range", 190},
	{"tukeylambda", 8},
	{"vonmises_line", 7},
};

double
estimated_fit_cost(const Family *family, const FitData *data)
{
	const CellSet *cells = &data->fine;
	int nodes =
		data->counts ? data->counts->n_nodes : cells->n_nodes + NODES_PER_GROUP * cells->n_groups;
	double cost = cost_by_shapes[Min(family->n_shapes, lengthof(cost_by_shapes) - 1)];

	for (int i = 0; i < lengthof(measured_costs); i++)
	{
		if (strcmp(measured_costs[i].family, family->name) == 0)
			cost = measured_costs[i].cost;
	}
	return cost * Min(nodes, TYPICAL_NODES) / TYPICAL_NODES;
}
