/*
 * count_profile.h
 *		Searches for the integer at which a function of integers is highest.
 *
 * What they return is the best integer that they tried; the function keeps what it likes of that.
 */
#ifndef BESTFIT_COUNT_PROFILE_H
#define BESTFIT_COUNT_PROFILE_H

#include <stdbool.h>

/*
 * The integer k in [least, most] that maximises value(arg, k), for functions with one maximum: the
 * first eight, then every doubling of the distance from least, then the gaps beside the best of
 * these by golden sections; last, its neighbours as long as they are better.  least is finite.  If
 * low and high are given they get the nearest integers seen to be worse by 2, on either side.
 */
extern double maximise_integer(double (*value)(void *arg, double k), void *arg, double least,
							   double most, double *low, double *high);

/*
 * The best between low and high, of a function that is nearly one whose best is guess.  Towards
 * infinity, where nothing changes any more, the guess is as good as any.
 */
extern void maximise_between(double (*value)(void *arg, double k), void *arg, double low,
							 double high, double most, double guess);

/*
 * From *at uphill, which gets the result, by steps that double as long as they lead there and then halve: the result is
 * at least as good as its neighbours, or nearly as good as bound, which nothing surpasses.  Returns
 * the value, or bound in the latter case.
 */
extern double climb_integers(double (*value)(void *arg, double k), void *arg, double least,
							 double most, double *at, double bound);

/*
 * Branch and bound.  value is that at integers of a differentiable function f with
 * t^2 f'(t) = rise - fall, both given by slope(arg, t, &rise, &fall): in s = 1 / t the derivative of
 * f is fall - rise, and both must be convex and not fall with s.  A convex function lies below its
 * chord inside an interval and above the chords beside it, so that fall - rise has linear bounds,
 * off by the square of the interval's length, and f has parabolas.  An interval whose bound on f is
 * not above the best value found, by more than 1e-6, is passed over; others are halved.  True if
 * that came to its end: then no integer from least to most has a value that is higher than the
 * highest that was asked for, by more than 1e-6.
 */
extern bool maximise_bounded(double (*value)(void *arg, double k),
							 void (*slope)(void *arg, double t, double *rise, double *fall),
							 void *arg, double least, double most, double guess);

#endif
