/*
 * core_context.c
 *		Memory and interruption for src/core, as PostgreSQL has them.
 *
 * An error or a cancel leaves src/core by longjmp and the memory goes with its context.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/memutils.h"

#include "core_context.h"

static void *
pg_core_alloc(void *arg, size_t size)
{
	return MemoryContextAllocHuge((MemoryContext) arg, size);
}

/* A chunk knows its context: arg is not needed. */
static void *
pg_core_resize(void *arg, void *block, size_t size)
{
	return repalloc_huge(block, size);
}

static void
pg_core_release(void *arg, void *block)
{
	pfree(block);
}

/* A cancelled query does not return from here; there is no other reason to stop (tasks have one). */
static bool
pg_core_stop(void *arg)
{
	CHECK_FOR_INTERRUPTS();
	return false;
}

void
core_context_init(CoreContext *cx, MemoryContext mcxt)
{
	cx->alloc = pg_core_alloc;
	cx->resize = pg_core_resize;
	cx->release = pg_core_release;
	cx->stop = pg_core_stop;
	cx->arg = mcxt;
}

CoreContext *
core_context_create(MemoryContext mcxt)
{
	CoreContext *cx = MemoryContextAlloc(mcxt, sizeof(CoreContext));

	core_context_init(cx, mcxt);
	return cx;
}
