/*
 * module.c
 *		What PostgreSQL sees of the library as such: its magic block and its initialisation.
 */
#include "postgres.h"

#include "fmgr.h"

#include <gsl/gsl_errno.h>

#include "guc.h"

PG_MODULE_MAGIC;

PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	/* GSL's own error handler calls abort(), which would restart the whole server. */
	gsl_set_error_handler_off();

	define_gucs();
}
