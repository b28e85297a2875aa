/*
 * test_executor_cost.c
 *		The table of costs has every family, and what is made of it grows with the work.
 */
#include "unit.h"

#include "../../src/pg/executor_cost.c"

int
main(void)
{
	for (int i = 1; i < N_MEASURED; i++)
		CHECK(strcmp(measured_costs[i - 1].family, measured_costs[i].family) < 0,
			  "%s is out of order", measured_costs[i].family);
	for (int i = 0; i < N_MEASURED; i++)
	{
		CHECK(family_by_name(measured_costs[i].family) != NULL, "%s is no family",
			  measured_costs[i].family);
		CHECK(measured_costs[i].few > 0 && measured_costs[i].many > 0 &&
				  measured_costs[i].few < 1e4 && measured_costs[i].many < 1e4,
			  "%s: costs", measured_costs[i].family);
	}
	for (int i = 0; i < n_families; i++)
	{
		const Family *f = families[i];
		const FitCost *cost =
			bsearch(f->name, measured_costs, (size_t) N_MEASURED, sizeof(FitCost), compare_cost);
		CountData many_counts = {.n_nodes = 4096};
		FitData none = {0}, few = {.fine = {.n_nodes = FEW_NODES}},
				between = {.fine = {.n_nodes = (FEW_NODES + MANY_NODES) / 2}},
				groups = {.fine = {.n_groups = (FEW_NODES + MANY_NODES) / 2 / NODES_PER_GROUP}},
				many = {.fine = {.n_nodes = 4096}}, counts = {.counts = &many_counts};

		CHECK(cost != NULL, "%s has no cost", f->name);
		if (!cost)
			continue;
		CHECK(estimated_fit_cost(f, &none) == cost->few, "%s: no node", f->name);
		CHECK(estimated_fit_cost(f, &few) == cost->few, "%s: few nodes", f->name);
		CHECK_CLOSE(estimated_fit_cost(f, &between), 0.5 * (cost->few + cost->many), 1e-12,
					"%s: half-way", f->name);
		CHECK(estimated_fit_cost(f, &groups) == estimated_fit_cost(f, &between),
			  "%s: grouped cells", f->name);
		CHECK_CLOSE(estimated_fit_cost(f, &many), cost->many, 1e-12, "%s: many nodes", f->name);
		CHECK_CLOSE(estimated_fit_cost(f, &counts), cost->many, 1e-12, "%s: many values", f->name);
	}
	return unit_done();
}
