/*
 * histogram_type.h
 *		The SQL type histogram, flat and expanded.
 *
 * Flat, as it is stored and sent:
 *
 *		+----------------+------------------------------------------------------+
 *		| varlena header | canonical bytes of src/core/histogram.h: hist_encode |
 *		+----------------+------------------------------------------------------+
 *
 * Nothing else is in it: equal histograms are equal bytes, so that comparing and hashing are
 * those of the bytes.
 *
 * Expanded, as aggregates hold it while many rows come in: a HistogramObject in a memory context of
 * its own, where adding a row costs neither a detoast nor an allocation.  Every function takes both
 * forms.
 */
#ifndef BESTFIT_HISTOGRAM_TYPE_H
#define BESTFIT_HISTOGRAM_TYPE_H

#include "fmgr.h"
#include "utils/expandeddatum.h"
#if PG_VERSION_NUM >= 160000
#include "varatt.h"
#endif

#include "core_context.h"
#include "histogram.h"

typedef struct HistogramObject
{
	ExpandedObjectHeader header;
	CoreContext cx;
	Histogram *histogram;

	/*
	 * Size of the flat form, 0 if not known: whoever builds a tuple asks for it two or three times
	 * before it asks for the bytes.  Everyone who changes the histogram sets it to 0.
	 */
	Size flat_size;
} HistogramObject;

/* A copy of h as an expanded object whose memory context is a child of `parent`. */
extern HistogramObject *histogram_object_create(MemoryContext parent, const Histogram *h);

/*
 * The same for a group's state in an Agg node, in a child of the node's context that the states of
 * all groups share.  Such an object lives until the node lets go of all its states: it must never
 * be deleted alone.
 */
extern HistogramObject *histogram_object_create_state(MemoryContext aggregate, const Histogram *h);

/* The histogram in a value of either form, to be changed: a copy in the memory of cx. */
extern Histogram *histogram_copy(const CoreContext *cx, Datum value);

/* True if `value`, not NULL, is an expanded histogram that its receiver may change in place. */
#define DatumIsWritableHistogram(value) VARATT_IS_EXTERNAL_EXPANDED_RW(DatumGetPointer(value))
#define DatumGetHistogramObject(value) ((HistogramObject *) DatumGetEOHP(value))
#define HistogramObjectGetDatum(object) EOHPGetRWDatum(&(object)->header)

/*
 * The histogram to read, not to change: the one inside an expanded object, or a flat one decoded
 * into the current memory context.  Reading may sort its bins, which no other reader notices.
 */
extern Histogram *histogram_read(Datum value);

/* The flat form of a histogram, in the current memory context. */
extern Datum histogram_flatten(Histogram *h);

#define PG_GETARG_HISTOGRAM(n) histogram_read(PG_GETARG_DATUM(n))

#endif
