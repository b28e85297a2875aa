/*
 * executor_cost.c
 *		What a fit is expected to cost.
 *
 * Only the order of magnitude matters: it decides whether starting workers pays, and which fits
 * are begun first.  The figures are average milliseconds on one CPU over histograms of 200,000
 * exponential, normal, lognormal, heavy-tailed, bounded and rounded rows, and of 100 rows.
 */
#include "postgres.h"

#include "executor.h"

/* The nodes of a large sample's likelihood, for which the figures hold; the cost is proportional.
 */
#define TYPICAL_NODES 1000

/* A grouped cell takes two values of the distribution function, a node one of the density. */
#define NODES_PER_GROUP 3

/* By number of shape parameters: every one more multiplies starts and iterations. */
static const double cost_by_shapes[MAX_SHAPES + 1] = {0.15, 0.5, 10, 30, 100};

/* Families that are far from that. */
static const struct
{
	const char *family;
	double cost;
} measured_costs[] = {
	{"beta", 28},    {"chi2", 1.5},  {"gamma", 1.2},   {"genextreme", 10}, {"genpareto", 2},
	{"invgamma", 4}, {"maxwell", 1}, {"skewnorm", 20}, {"t", 4},           {"triang", 9},
};

double
estimated_fit_cost(const Family *family, const CellSet *cells)
{
	int nodes = cells->n_nodes + NODES_PER_GROUP * cells->n_groups;
	double cost = cost_by_shapes[family->n_shapes];

	for (int i = 0; i < lengthof(measured_costs); i++)
	{
		if (strcmp(measured_costs[i].family, family->name) == 0)
			cost = measured_costs[i].cost;
	}
	return cost * Min(nodes, TYPICAL_NODES) / TYPICAL_NODES;
}
