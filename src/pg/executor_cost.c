/*
 * executor_cost.c
 *		What a fit is expected to cost.
 *
 * Only the order of magnitude matters: it decides whether starting workers pays, and which fits
 * are begun first.
 */
#include "postgres.h"

#include "executor.h"

/* The nodes of a large sample's likelihood, for which the costs below hold. */
#define TYPICAL_NODES 1000

/* Milliseconds by number of shape parameters: every one more multiplies starts and iterations. */
static const double cost_by_shapes[MAX_SHAPES + 1] = {0.2, 1.5, 6, 20, 60};

double
estimated_fit_cost(const Family *family, int nodes)
{
	return cost_by_shapes[family->n_shapes] * Min(nodes, TYPICAL_NODES) / TYPICAL_NODES;
}
