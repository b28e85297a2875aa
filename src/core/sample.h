/*
 * sample.h
 *		Random numbers from any distribution, reproducible and fast.
 */
#ifndef BESTFIT_SAMPLE_H
#define BESTFIT_SAMPLE_H

#include <stdint.h>

#include "distribution.h"

/*
 * 64 random bits, the same for the same seed and counter everywhere: SplitMix64 (Steele, Lea, Flood
 * 2014, "Fast splittable pseudorandom number generators"), whose state after n steps is a formula.
 */
extern uint64_t random_bits(uint64_t seed, uint64_t counter);

/*
 * The value of *d that 64 random bits stand for: by inversion of the lower tail or, if the first
 * bit is set, of the upper one, at (k + 1/2) / 2^64, k the other bits.  Both tails are reached
 * alike, down to probabilities of 2^-65.
 */
extern double distribution_draw(const Distribution *d, uint64_t bits);

/*
 * Draws that do not each pay for a quantile: where many fall close together, the quantile function
 * is interpolated, with an error of less than 1e-9 relative to the tail probability.  What is drawn
 * depends on *d and on the bits of the draws so far, on nothing else; memory stays below 64 kB.  *d
 * must outlive it.
 */
typedef struct Sampler Sampler;

extern Sampler *sampler_create(const CoreContext *cx, const Distribution *d);
extern void sampler_free(Sampler *sampler);
extern double sampler_draw(Sampler *sampler, uint64_t bits);

#endif
