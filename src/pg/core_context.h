/*
 * core_context.h
 *		Memory and interruption for src/core, as PostgreSQL has them.
 */
#ifndef BESTFIT_CORE_CONTEXT_H
#define BESTFIT_CORE_CONTEXT_H

#include "context.h"

/*
 * Fills *cx so that src/core allocates in mcxt and is interrupted as a query is.  What src/core
 * makes with it points to *cx, which must live as long as mcxt does.
 */
extern void core_context_init(CoreContext *cx, MemoryContext mcxt);

/* The same, with the CoreContext itself allocated in mcxt. */
extern CoreContext *core_context_create(MemoryContext mcxt);

#endif
