/*
 * histogram_type.c
 *		The SQL type histogram, flat and expanded: conversions between the forms.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "histogram_type.h"

static Size object_flat_size(ExpandedObjectHeader *header);
static void object_flatten_into(ExpandedObjectHeader *header, void *result, Size size);

static const ExpandedObjectMethods histogram_methods = {object_flat_size, object_flatten_into};

/* Decodes a flat value.  It is ours, so bytes that are not a histogram are damaged data. */
static Histogram *
decode(const CoreContext *cx, Datum value)
{
	struct varlena *flat = PG_DETOAST_DATUM_PACKED(value);
	const char *error;
	Histogram *h;

	h = hist_decode_stored(cx, (const unsigned char *) VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat),
						   &error);
	if (h == NULL)
		ereport(ERROR, (errcode(ERRCODE_DATA_CORRUPTED), errmsg("stored histogram is not valid"),
						errdetail("Its bytes do not decode: %s.", error)));
	if ((Pointer) flat != DatumGetPointer(value))
		pfree(flat);
	return h;
}

/* An object made of a copy of h in that memory context, which becomes its own. */
static HistogramObject *
make_object(MemoryContext mcxt, const Histogram *h)
{
	HistogramObject *object = MemoryContextAlloc(mcxt, sizeof(HistogramObject));

	EOH_init_header(&object->header, &histogram_methods, mcxt);
	core_context_init(&object->cx, mcxt);
	object->histogram = hist_copy(&object->cx, h);
	object->flat_size = 0;
	return object;
}

/*
 * With ALLOCSET_SMALL_SIZES arrays of more than 2 kB are blocks of their own, so that those which a
 * growing histogram leaves behind go back to malloc.
 */
HistogramObject *
histogram_object_create(MemoryContext parent, const Histogram *h)
{
	return make_object(AllocSetContextCreate(parent, "histogram", ALLOCSET_SMALL_SIZES), h);
}

/*
 * The memory context that states share is among the youngest children of the aggregate's.  Where
 * others put a context per group in front of it, some groups will have to begin another one.
 */
#define CHILDREN_TO_SEARCH 8
#define STATES_NAME "histogram states"

HistogramObject *
histogram_object_create_state(MemoryContext aggregate, const Histogram *h)
{
	MemoryContext child = aggregate->firstchild;

	for (int i = 0; i < CHILDREN_TO_SEARCH && child != NULL; i++, child = child->nextchild)
	{
		if (strcmp(child->name, STATES_NAME) == 0)
			return make_object(child, h);
	}
	return make_object(AllocSetContextCreate(aggregate, STATES_NAME, ALLOCSET_SMALL_SIZES), h);
}

Histogram *
histogram_copy(const CoreContext *cx, Datum value)
{
	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(value)))
		return hist_copy(cx, DatumGetHistogramObject(value)->histogram);
	return decode(cx, value);
}

Histogram *
histogram_read(Datum value)
{
	if (VARATT_IS_EXTERNAL_EXPANDED(DatumGetPointer(value)))
		return DatumGetHistogramObject(value)->histogram;
	return decode(core_context_create(CurrentMemoryContext), value);
}

Datum
histogram_flatten(Histogram *h)
{
	Size size = VARHDRSZ + hist_encoded_size(h);
	struct varlena *flat = palloc(size);

	SET_VARSIZE(flat, size);
	hist_encode(h, (unsigned char *) VARDATA(flat));
	return PointerGetDatum(flat);
}

static Size
object_flat_size(ExpandedObjectHeader *header)
{
	HistogramObject *object = (HistogramObject *) header;

	if (object->flat_size == 0)
		object->flat_size = VARHDRSZ + hist_encoded_size(object->histogram);
	return object->flat_size;
}

static void
object_flatten_into(ExpandedObjectHeader *header, void *result, Size size)
{
	HistogramObject *object = (HistogramObject *) header;

	Assert(size == object->flat_size);
	SET_VARSIZE(result, size);
	hist_encode(object->histogram, (unsigned char *) VARDATA(result));
}
