/*
 * histogram_io.c
 *		Input and output of histograms, as text and in binary.
 *
 * The text form is that of histogram_text.c.  The binary form is what the flat form holds too: the
 * canonical bytes of src/core/histogram_codec.c, the first of which is their version.
 */
#include "postgres.h"

#include "fmgr.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"

#include "histogram_text.h"
#include "histogram_type.h"

/* Since PostgreSQL 16 bad input can be reported to a caller that wants to go on. */
#if PG_VERSION_NUM >= 160000
#define report_input(fcinfo, ...) ereturn((fcinfo)->context, (Datum) 0, __VA_ARGS__)
#else
#define report_input(fcinfo, ...) ereport(ERROR, __VA_ARGS__)
#endif

PG_FUNCTION_INFO_V1(histogram_in);
PG_FUNCTION_INFO_V1(histogram_out);
PG_FUNCTION_INFO_V1(histogram_recv);
PG_FUNCTION_INFO_V1(histogram_send);

Datum
histogram_in(PG_FUNCTION_ARGS)
{
	char *detail = NULL;
	Histogram *h = histogram_read_text(core_context_create(CurrentMemoryContext),
									   PG_GETARG_CSTRING(0), &detail);

	if (h == NULL)
		report_input(fcinfo, (errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
							  errmsg("invalid input syntax for type %s", "histogram"),
							  errdetail_internal("%s", detail)));
	PG_RETURN_DATUM(histogram_flatten(h));
}

Datum
histogram_out(PG_FUNCTION_ARGS)
{
	StringInfoData out;

	initStringInfo(&out);
	histogram_write_text(&out, PG_GETARG_HISTOGRAM(0));
	PG_RETURN_CSTRING(out.data);
}

Datum
histogram_recv(PG_FUNCTION_ARGS)
{
	StringInfo in = (StringInfo) PG_GETARG_POINTER(0);
	int size = in->len - in->cursor;
	const char *error;
	Histogram *h;

	h = hist_decode(core_context_create(CurrentMemoryContext),
					(const unsigned char *) pq_getmsgbytes(in, size), size, &error);
	if (h == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_BINARY_REPRESENTATION),
						errmsg("invalid binary representation for type %s", "histogram"),
						errdetail("Its bytes do not decode: %s.", error)));
	PG_RETURN_DATUM(histogram_flatten(h));
}

Datum
histogram_send(PG_FUNCTION_ARGS)
{
	struct varlena *flat = PG_GETARG_VARLENA_PP(0);
	StringInfoData out;

	pq_begintypsend(&out);
	pq_sendbytes(&out, VARDATA_ANY(flat), VARSIZE_ANY_EXHDR(flat));
	PG_RETURN_BYTEA_P(pq_endtypsend(&out));
}
