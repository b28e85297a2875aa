/*
 * resample.h
 *		Rows drawn from a fitted distribution, known as coarsely as those that it was fitted to.
 */
#ifndef BESTFIT_RESAMPLE_H
#define BESTFIT_RESAMPLE_H

#include "distribution.h"
#include "fit.h"

/* Up to so many rows are drawn one by one. */
#define RESAMPLE_ROWS 10000

/*
 * Adds `rows` values origin + unit * y, y drawn from *d, to h: rounded like those of `data` and
 * inside the bounds of their truncation.  Draw i comes from random_bits(seed, i).  False if a value
 * is not finite or after a stop request.
 */
extern bool resample_rows(const CoreContext *cx, const FitData *data, const Distribution *d,
						  double origin, double unit, int rows, uint64_t seed, Histogram *h);

/* Draws samples of the size of data from a distribution, in the user's units. */
typedef struct Resampler Resampler;

/* Memory comes from cx; data and *d must outlive it.  NULL after a stop request. */
extern Resampler *resampler_create(const CoreContext *cx, const FitData *data,
								   const Distribution *d);

/*
 * A sample as a histogram in cx's memory, a function of `number` and of the rows; NULL as
 * resample_rows.  Where the rows are many and known by bins or tied values, the sample has the same
 * bins and values, with multinomial counts; the ends of the outermost are open.
 */
extern Histogram *resampler_draw(const Resampler *r, const CoreContext *cx, uint64_t number);

#endif
