/*
 * context.h
 *		What src/core needs from the program around it: memory, and a way to be told to stop.
 *
 * src/core never calls malloc itself.  PostgreSQL hands in a memory context, so that an error
 * (a longjmp out of any callback) leaks nothing; the unit tests hand in malloc.  Every callback
 * may leave by longjmp: no function of src/core may hold anything that must be undone by hand.
 */
#ifndef BESTFIT_CONTEXT_H
#define BESTFIT_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>

typedef struct CoreContext
{
	/* Memory of that many bytes, not cleared.  Never NULL: out of memory does not return. */
	void *(*alloc)(void *arg, size_t size);
	void *(*resize)(void *arg, void *block, size_t size);
	void (*release)(void *arg, void *block);

	/*
	 * Called at least once per likelihood evaluation and every few thousand steps of a long loop.
	 * True asks the caller to give up what it does and to return as soon as it can (a time limit
	 * was reached); a cancelled query does not return at all.
	 */
	bool (*stop)(void *arg);

	void *arg;
} CoreContext;

#define core_alloc(cx, size) ((cx)->alloc((cx)->arg, (size)))
#define core_resize(cx, block, size) ((cx)->resize((cx)->arg, (block), (size)))
#define core_release(cx, block) ((cx)->release((cx)->arg, (block)))
#define core_stop(cx) ((cx)->stop((cx)->arg))

#endif
