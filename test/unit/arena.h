/*
 * arena.h
 *		Memory for tests that fit.
 */
#ifndef BESTFIT_ARENA_H
#define BESTFIT_ARENA_H

#include "unit.h"

/*
 * A context whose memory goes all at once, as PostgreSQL's does: that is how fits release what they
 * take.  The blocks are chained.
 */
typedef struct Block
{
	struct Block *next;
	struct Block *previous;
} Block;

static Block arena = {&arena, &arena};

static inline void *
arena_link(Block *b)
{
	b->next = arena.next;
	b->previous = &arena;
	b->next->previous = arena.next = b;
	return b + 1;
}

static inline void
arena_release(void *arg, void *block)
{
	Block *b = (Block *) block - 1;

	b->next->previous = b->previous;
	b->previous->next = b->next;
	unit_release(arg, b);
}

static inline void *
arena_alloc(void *arg, size_t size)
{
	return arena_link(unit_alloc(arg, size + sizeof(Block)));
}

static inline void *
arena_resize(void *arg, void *block, size_t size)
{
	Block *b = (Block *) block - 1;

	b->next->previous = b->previous;
	b->previous->next = b->next;
	return arena_link(unit_resize(arg, b, size + sizeof(Block)));
}

static inline void
arena_clear(void)
{
	while (arena.next != &arena)
		arena_release(NULL, arena.next + 1);
}

static const CoreContext context = {arena_alloc, arena_resize, arena_release, unit_stop, NULL};

#endif
