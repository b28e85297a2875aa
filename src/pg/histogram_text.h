/*
 * histogram_text.h
 *		The text form of a histogram.
 */
#ifndef BESTFIT_HISTOGRAM_TEXT_H
#define BESTFIT_HISTOGRAM_TEXT_H

#include "lib/stringinfo.h"

#include "histogram.h"

/* Appends the text form of h. */
extern void histogram_write_text(StringInfo out, Histogram *h);

/*
 * Reads untrusted text.  NULL, with *detail set to a palloc'd sentence that says what is wrong and
 * where, unless it is one well-formed, self-consistent histogram.
 */
extern Histogram *histogram_read_text(const CoreContext *cx, const char *text, char **detail);

#endif
