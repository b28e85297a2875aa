/*
 * count_coordinates.c
 *		Coordinates in which the real shapes of a discrete family, and where it is smooth in it an
 *		integer one, are searched.
 */
#include <math.h>
#include <string.h>

#include "count_estimate.h"

/* Coordinates that are logarithms stay within this. */
#define REACH 80

/* The family's own coordinates serve only if none of its real shapes is held. */
static bool
own_coordinates(const CountSearch *s)
{
	return !s->real_held && s->lk.family->counts->to_coordinates;
}

bool
count_is_coordinate(const CountSearch *s, int shape)
{
	return !s->lk.family->shape[shape].integer && !s->held[shape];
}

/* Logit on an interval, closed or not; logarithm on a half line. */
static double
coordinate(const ShapeParam *shape, double p)
{
	if (isfinite(shape->lower) && isfinite(shape->upper))
		return log((p - shape->lower) / (shape->upper - p));
	return isfinite(shape->lower) ? log(p - shape->lower) : p;
}

static double
value_of_coordinate(const ShapeParam *shape, double u)
{
	if (isfinite(shape->lower) && isfinite(shape->upper))
		return shape->lower + (shape->upper - shape->lower) / (1 + exp(-u));
	return isfinite(shape->lower) ? shape->lower + exp(u) : u;
}

/*
 * An integer shape as a coordinate: linear in its inverse where it is large against the mean, as
 * the likelihood is on the way to its limit, and in its logarithm where it is small.
 */
static double
joint_scale(const CountSearch *s)
{
	return fmax(fabs(s->sample.mean), 1);
}

static double
joint_coordinate(const CountSearch *s, double k)
{
	return -log1p(joint_scale(s) / (k - s->least + 1));
}

void
count_bounds(const CountSearch *s, double *lower, double *upper)
{
	const Family *f = s->lk.family;
	const CountMethods *m = f->counts;
	int n = 0;

	for (int i = 0; i < f->n_shapes; i++)
		if (count_is_coordinate(s, i))
		{
			const ShapeParam *shape = &f->shape[i];

			lower[n] =
				own_coordinates(s) ? m->least_u[n] : fmax(coordinate(shape, shape->least), -REACH);
			upper[n] =
				own_coordinates(s) ? m->most_u[n] : fmin(coordinate(shape, shape->most), REACH);
			n++;
		}
	if (s->joint != NO_SHAPE)
	{
		lower[n] = joint_coordinate(s, s->least);
		upper[n] = joint_coordinate(s, s->most);
	}
}

int
count_coordinates(const CountSearch *s, const double *params, double *u)
{
	const Family *f = s->lk.family;
	double lower[MAX_PARAMS], upper[MAX_PARAMS];
	int n = 0;

	count_bounds(s, lower, upper);
	if (own_coordinates(s))
		f->counts->to_coordinates(params, u);
	for (int i = 0; i < f->n_shapes; i++)
		if (count_is_coordinate(s, i))
		{
			if (!own_coordinates(s))
				u[n] = coordinate(&f->shape[i], params[i]);
			u[n] = fmin(fmax(u[n], lower[n]), upper[n]);
			n++;
		}
	if (s->joint != NO_SHAPE)
	{
		u[n] = fmin(joint_coordinate(s, fmax(params[s->joint], s->least)), upper[n]);
		n++;
	}
	return n;
}

void
count_from_coordinates(const CountSearch *s, const double *u, double *params)
{
	const Family *f = s->lk.family;

	memcpy(params, s->params, sizeof(s->params));
	if (s->joint != NO_SHAPE)
	{
		int n = 0;

		for (int i = 0; i < f->n_shapes; i++)
			n += count_is_coordinate(s, i);
		params[s->joint] = fmax(s->least - 1 + joint_scale(s) / expm1(-u[n]), s->least);
	}
	if (own_coordinates(s))
	{
		f->counts->from_coordinates(u, params);
		return;
	}
	for (int i = 0; i < f->n_shapes; i++)
		if (count_is_coordinate(s, i))
			params[i] = value_of_coordinate(&f->shape[i], *u++);
}
