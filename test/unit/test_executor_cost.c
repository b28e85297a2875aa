/*
 * test_executor_cost.c
 *		The table of costs has every family, and what is made of it grows with the work.
 */
#include "unit.h"

#include "../../src/pg/executor_cost.c"

int
main(void)
{
	int missing = 0;

	for (int i = 1; i < N_MEASURED; i++)
		CHECK(strcmp(measured_costs[i - 1].family, measured_costs[i].family) < 0,
			  "%s is out of order", measured_costs[i].family);
	for (int i = 0; i < N_MEASURED; i++)
	{
		CHECK(family_by_name(measured_costs[i].family) != NULL, "%s is no family",
			  measured_costs[i].family);
		CHECK(measured_costs[i].few > 0 && measured_costs[i].many > 0 &&
				  measured_costs[i].few < 1e5 && measured_costs[i].many < 1e5,
			  "%s: costs", measured_costs[i].family);
	}
	for (int i = 0; i < n_families; i++)
	{
		const Family *f = families[i];
		const FitCost *cost = find_cost(f);
		CountData many_counts = {.fine = {.n = 4096}};
		FitData none = {0}, few = {.fine = {.n_nodes = FEW_NODES}},
				between = {.fine = {.n_nodes = (FEW_NODES + MANY_NODES) / 2}},
				groups = {.fine = {.n_groups = (FEW_NODES + MANY_NODES) / 2 / NODES_PER_GROUP}},
				many = {.fine = {.n_nodes = 4096}}, counts = {.counts = &many_counts};

		if (!cost->family)
		{
			printf("%s has no measured cost\n", f->name);
			missing++;
		}
		CHECK(estimated_fit_cost(f, &none) == cost->few, "%s: no node", f->name);
		CHECK(estimated_fit_cost(f, &few) == cost->few, "%s: few nodes", f->name);
		CHECK_CLOSE(estimated_fit_cost(f, &between), 0.5 * (cost->few + cost->many), 1e-12,
					"%s: half-way", f->name);
		CHECK(estimated_fit_cost(f, &groups) == estimated_fit_cost(f, &between),
			  "%s: grouped cells", f->name);
		CHECK_CLOSE(estimated_fit_cost(f, &many), cost->many, 1e-12, "%s: many nodes", f->name);
		CHECK(typical_fit_cost(f) == cost->many, "%s: typically", f->name);
		CHECK_CLOSE(estimated_fit_cost(f, &counts), cost->many, 1e-12, "%s: many values", f->name);
	}
	/* one that was added a while ago is not worth a new measurement of all */
	CHECK(missing <= n_families / 20, "%d families have no measured cost", missing);
	return unit_done();
}
