/*
 * fit_options.c
 *		What the user asks of the fits.
 */
#include <string.h>

#include "fit.h"

bool
fit_options_held(const FitOptions *options, const Family *family, int i, double *value)
{
	const char *name = family_param_name(family, i);
	bool held = false;

	for (int k = 0; k < options->n_held; k++)
	{
		const HeldParam *h = &options->held[k];
		bool own = h->family >= 0 && families[h->family] == family;

		if (strcmp(h->name, name) != 0 || !(own || h->family < 0))
			continue;
		*value = h->value;
		held = true;
		if (own)
			break;
	}
	return held;
}
