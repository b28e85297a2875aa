/*
 * pvalue.c
 *		p-values of goodness-of-fit statistics whose parameters were estimated from the same rows.
 *
 * A curve that was fitted to the rows is nearer to them than the true one, so that the textbook
 * distributions of the statistics, which are for given curves, would hardly ever reject.  What the
 * statistics of fitted curves follow depends on the family and its parameters.  It is simulated
 * here, on cells, without a single fit: with fitted probabilities p of the cells and their
 * derivatives D by the estimated coordinates, sqrt(n) times the difference of observed and fitted
 * shares is for large n normal with covariance diag(p) - p p' - D I^-1 D', I = D' diag(1/p) D
 *(Birch 1964, Ann. Math. Stat. 35, 817; Stute, Manteiga & Quindimil 1993, Metrika 40, 243).  That
 *is sqrt(p) times standard normal numbers from which the parts along sqrt(p) and along the columns
 * of D / sqrt(p) are taken out: with an orthonormal basis of those, two products per number.
 *
 * The statistics are those of the shares on the cells, linear in between, for the rows and for the
 * simulated numbers alike: as each is compared with its like, no limit law of a finer statistic is
 * asked about a coarser one, and rounded values, whose cells are rounding cells, need no special
 * care.
 *
 * The quadratic statistics are then sums of squares of normal numbers with known weights, and their
 * tails have a formula (quadratic.h).  The supremum has none: it is simulated.  Simulation ends
 * early in the way of Besag & Clifford (1991, Biometrika 78, 301): p is h / l if the h-th supremum
 * that reaches the observed one is found at draw l.  Where hardly any does, the far end is
 * extrapolated along the tail that Gaussian processes have, exp(-x^2 / (2 s^2)), s^2 the largest
 * variance (Piterbarg 1996, Asymptotic Methods in the Theory of Gaussian Processes, theorem 8.2).
 *And where even the law for given parameters says that the statistic is impossible, its p-value,
 * which is a bound (Anderson 1955, Proc. Am. Math. Soc. 6, 170: taking out a part makes a symmetric
 * convex set more probable), is all that is needed.
 */
#include <math.h>
#include <string.h>

#include "pvalue.h"
#include "quadratic.h"
#include "special/special.h"

/* Draws at most, a multiple of DRAW_BLOCK; those after which it is seen whether more are of use. */
#define MAX_DRAWS 4000
#define FIRST_DRAWS 400
/* Draws side by side in the innermost loops. */
#define DRAW_BLOCK 8
/* ... and a p-value, extrapolated from the first ones, that more of them are of no use for. */
#define FAR_TAIL 1e-6
/* Simulation may end when so many draws reached the statistic. */
#define ENOUGH_REACHED 100
/* When fewer than this did in the end, the tail is extrapolated from this rank. */
#define TAIL_RANK 40

/* A statistic whose p-value at given parameters is below this need not be simulated. */
#define HOPELESS 1e-12
/* Difference step for the derivatives of probabilities by coordinates. */
#define STEP 1e-3
/* A direction of which less than this share is left by those before it is one of them. */
#define INDEPENDENT 1e-6
/* Integers with a smaller standard error than this follow the rows too little to be estimates. */
#define KNOWN_INTEGER 3.0
/* A probability below this is none. */
#define NO_PROBABILITY 1e-300

/* Layers of equal area under the normal curve, where the lowest one ends, and that area. */
#define LAYERS 128
#define TAIL_START 3.442619855899
#define LAYER_AREA 9.91256303526217e-3

struct NullDraws
{
	const CoreContext *cx;
	uint64_t state;
	int n_cells;
	int made;      /* blocks */
	float *number; /* [block][cell][draw of the block], standard normal */
	/* how far the layers reach, the lowest one's part beyond TAIL_START made a part of its length
	 */
	double reach[LAYERS + 1];
	double within[LAYERS]; /* the share of a layer that is under the curve at all heights */
};

/* What the simulation needs to know of a fit. */
typedef struct Null
{
	int n;       /* cells */
	int n_basis; /* directions taken out */
	float *root; /* square roots of the probabilities */
	/* [direction][cell]: the orthonormal basis, and the same times root */
	float *basis;
	float *scaled;
	/* with the process c at the upper edges of the cells: sums of c_k (square_k c_k + cross_k
	 * c_{k-1}) */
	float *ad_square;
	float *ad_cross;
	float *cvm_square;
	float *cvm_cross;
} Null;

/* 64 random bits: Steele, Lea & Flood's SplitMix64. */
static uint64_t
next_bits(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));

	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

/* Uniform on (0, 1), from all of them but the lowest eleven. */
static double
to_uniform(uint64_t bits)
{
	return ((double) (bits >> 11) + 0.5) * 0x1p-53;
}

NullDraws *
null_draws_create(const CoreContext *cx, const TestCells *cells)
{
	NullDraws *draws = core_alloc(cx, sizeof(NullDraws));
	double density = exp(-0.5 * TAIL_START * TAIL_START);

	draws->cx = cx;
	draws->state = 20260101;
	draws->n_cells = cells->n;
	draws->made = 0;
	draws->number = NULL;
	draws->reach[0] = LAYER_AREA / density;
	draws->reach[1] = TAIL_START;
	for (int i = 2; i < LAYERS; i++)
	{
		draws->reach[i] = sqrt(-2 * log(LAYER_AREA / draws->reach[i - 1] + density));
		density = exp(-0.5 * draws->reach[i] * draws->reach[i]);
	}
	draws->reach[LAYERS] = 0;
	for (int i = 0; i < LAYERS; i++)
		draws->within[i] = draws->reach[i + 1] / draws->reach[i];
	return draws;
}

/* A normal number beyond TAIL_START (Marsaglia 1964, Technometrics 6, 101). */
static double
draw_tail(uint64_t *state)
{
	double x, y;

	do
	{
		x = -log(to_uniform(next_bits(state))) / TAIL_START;
		y = -log(to_uniform(next_bits(state)));
	} while (2 * y < x * x);
	return TAIL_START + x;
}

/*
 * Normal numbers, by Marsaglia & Tsang's ziggurat (2000, J. Stat. Softw. 5, 8), place and layer
 * from bits of their own (Doornik 2005).
 */
static void
draw_normals(NullDraws *draws, float *number, int n)
{
	for (int i = 0; i < n;)
	{
		uint64_t bits = next_bits(&draws->state);
		int layer = (int) (bits % LAYERS);
		double u = 2 * to_uniform(bits) - 1, x = u * draws->reach[layer], low, high;

		if (fabs(u) < draws->within[layer])
			number[i++] = (float) x;
		else if (layer == 0)
			number[i++] = (float) copysign(draw_tail(&draws->state), u);
		else
		{
			/* the layer's edges, and a height between them, relative to the curve at x */
			low = exp(-0.5 * (draws->reach[layer] - x) * (draws->reach[layer] + x));
			high = exp(-0.5 * (draws->reach[layer + 1] - x) * (draws->reach[layer + 1] + x));
			if (low + to_uniform(next_bits(&draws->state)) * (high - low) < 1)
				number[i++] = (float) x;
		}
	}
}

/* The numbers of a block of draws. */
static const float *
draws_block(NullDraws *draws, int block)
{
	size_t size = DRAW_BLOCK * (size_t) draws->n_cells;

	if (!draws->number)
		draws->number =
			core_alloc(draws->cx, sizeof(float) * size * (size_t) (MAX_DRAWS / DRAW_BLOCK));
	for (; draws->made <= block; draws->made++)
		draw_normals(draws, draws->number + size * (size_t) draws->made, (int) size);
	return draws->number + size * (size_t) block;
}

/* Levels at the upper edges of the cells, each side summed from its own end. */
static void
levels_of(const double *p, int n, Level *level)
{
	double sum = 0;

	for (int k = 0; k < n; k++)
	{
		sum += p[k];
		level[k].below = sum;
	}
	sum = 0;
	for (int k = n - 1; k >= 0; k--)
	{
		level[k].above = sum;
		sum += p[k];
	}
	for (int k = 0; k < n; k++)
		if (level[k].below > 0.5)
			level[k].below = 1 - level[k].above;
		else
			level[k].above = 1 - level[k].below;
}

Goodness
cells_goodness(const TestCells *cells, const Level *level)
{
	Goodness g = {0, 0, 0};
	Level before = {0, 1};
	double rows = 0, share = 0;

	for (int k = 0; k < cells->n; k++)
	{
		double up_to;

		rows += cells->count[k];
		up_to = k == cells->n - 1 ? 1 : rows / cells->rows;
		g.ks = fmax(g.ks, fabs(up_to - level[k].below));
		goodness_add_piece(&g, before, share, level[k], up_to);
		before = level[k];
		share = up_to;
	}
	g.ad *= cells->rows;
	g.cvm *= cells->rows;
	return g;
}

/* The quadratic statistics as forms of the process at the upper edges of the cells. */
static void
quadratic_forms(const Level *level, Null *null)
{
	Level before = {0, 1};

	for (int k = 0; k < null->n; k++)
	{
		Goodness left = {0, 0, 0}, right = {0, 0, 0}, both = {0, 0, 0};
		bool first = k == 0, last = k == null->n - 1;

		/* a piece with the process 1 at one edge or at both */
		if (!first)
			goodness_add_piece(&left, before, before.below + 1, level[k], level[k].below);
		if (!last)
			goodness_add_piece(&right, before, before.below, level[k], level[k].below + 1);
		if (!first && !last)
			goodness_add_piece(&both, before, before.below + 1, level[k], level[k].below + 1);
		null->ad_square[k] = (float) right.ad;
		null->cvm_square[k] = (float) right.cvm;
		if (!first)
		{
			null->ad_square[k - 1] += (float) left.ad;
			null->cvm_square[k - 1] += (float) left.cvm;
		}
		null->ad_cross[k] = first || last ? 0 : (float) (both.ad - left.ad - right.ad);
		null->cvm_cross[k] = first || last ? 0 : (float) (both.cvm - left.cvm - right.cvm);
		before = level[k];
	}
}

/* Derivative of the cells' probabilities by coordinate j; false if there is none. */
static bool
derivative(const CellModel *model, const double *p, int n, int j, double *d, double *other)
{
	double u[MAX_PARAMS], step = model->integer[j] ? 1 : STEP, width = 2 * step;
	bool above, below;

	memcpy(u, model->u, sizeof(u));
	u[j] = model->u[j] + step;
	above = model->probabilities(model->arg, u, d);
	u[j] = model->u[j] - step;
	below = model->probabilities(model->arg, u, other);
	if (!above && !below)
		return false;
	if (!above || !below)
		width = step;
	/* an integer at the end of its range is there whatever the rows */
	if (model->integer[j] && (!above || !below))
	{
		memset(d, 0, sizeof(double) * (size_t) n);
		return true;
	}
	for (int k = 0; k < n; k++)
		d[k] = ((above ? d[k] : p[k]) - (below ? other[k] : p[k])) / width;
	return true;
}

/*
 * An orthonormal basis of sqrt(p) and the derivatives over sqrt(p), by Gram and Schmidt, twice. A
 * coordinate that changes nothing, or nothing that the others do not, adds no direction; an
 * integer with a small standard error counts as known, which rejects too little rather than too
 * much.
 */
static bool
make_basis(const CoreContext *cx, const CellModel *model, double rows, const double *p, Null *null)
{
	int n = null->n;
	double *basis = core_alloc(cx, sizeof(double) * (size_t) (n * (MAX_PARAMS + 2)));
	double *other = basis + n * (MAX_PARAMS + 1);
	bool done = true;

	for (int k = 0; k < n; k++)
		basis[k] = sqrt(p[k]);
	null->n_basis = 1;
	for (int j = 0; j < model->n_free && done; j++)
	{
		double *v = basis + n * null->n_basis, before = 0, after = 0;

		if (core_stop(cx) || !derivative(model, p, n, j, v, other))
		{
			done = false;
			break;
		}
		for (int k = 0; k < n; k++)
		{
			v[k] = p[k] > NO_PROBABILITY ? v[k] / sqrt(p[k]) : 0;
			before += v[k] * v[k];
		}
		for (int i = 0; i < 2 * null->n_basis; i++)
		{
			const double *w = basis + n * (i % null->n_basis);
			double product = 0;

			for (int k = 0; k < n; k++)
				product += v[k] * w[k];
			for (int k = 0; k < n; k++)
				v[k] -= product * w[k];
		}
		for (int k = 0; k < n; k++)
			after += v[k] * v[k];
		if (!isfinite(after))
			done = false;
		else if (model->integer[j] && after * rows > 1 / (KNOWN_INTEGER * KNOWN_INTEGER))
			continue;
		else if (after > INDEPENDENT * INDEPENDENT * before)
		{
			for (int k = 0; k < n; k++)
				v[k] /= sqrt(after);
			null->n_basis++;
		}
	}
	for (int i = 0; i < n * null->n_basis && done; i++)
	{
		null->basis[i] = (float) basis[i];
		null->scaled[i] = (float) (basis[i] * basis[i % n]);
	}
	core_release(cx, basis);
	return done;
}

/* The suprema of the process in a block of draws. */
static void
simulate_block(const Null *null, const float *number, float *supremum)
{
	float along[MAX_PARAMS + 1][DRAW_BLOCK] = {{0}};
	float process[DRAW_BLOCK] = {0};

	memset(supremum, 0, sizeof(float) * DRAW_BLOCK);
	for (int j = 0; j < null->n_basis; j++)
	{
		const float *b = null->basis + j * null->n;

		for (int k = 0; k < null->n; k++)
			for (int i = 0; i < DRAW_BLOCK; i++)
				along[j][i] += b[k] * number[k * DRAW_BLOCK + i];
	}
	for (int k = 0; k < null->n - 1; k++)
	{
		for (int i = 0; i < DRAW_BLOCK; i++)
			process[i] += null->root[k] * number[k * DRAW_BLOCK + i];
		for (int j = 0; j < null->n_basis; j++)
			for (int i = 0; i < DRAW_BLOCK; i++)
				process[i] -= null->scaled[j * null->n + k] * along[j][i];
		for (int i = 0; i < DRAW_BLOCK; i++)
		{
			float size = process[i] < 0 ? -process[i] : process[i];

			supremum[i] = size > supremum[i] ? size : supremum[i];
		}
	}
}

/* The largest variance of the process. */
static double
largest_variance(const Null *null)
{
	double largest = 0, below = 0, sum[MAX_PARAMS + 1] = {0};

	for (int k = 0; k < null->n - 1; k++)
	{
		double variance = below += (double) null->root[k] * null->root[k];

		for (int j = 0; j < null->n_basis; j++)
		{
			sum[j] += null->scaled[j * null->n + k];
			variance -= sum[j] * sum[j];
		}
		largest = fmax(largest, variance);
	}
	return largest;
}

/* Moves the `rank` largest of n values to the front, in descending order. */
static void
largest_first(float *value, int n, int rank)
{
	for (int i = 0; i < rank; i++)
		for (int k = n - 1; k > i; k--)
			if (value[k] > value[k - 1])
			{
				float swap = value[k];

				value[k] = value[k - 1];
				value[k - 1] = swap;
			}
}

/* The p-value of a supremum x, given those of n draws, few or none of which reach it. */
static double
supremum_tail(const Null *null, double x, int reached, float *simulated, int n)
{
	double at, variance;

	largest_first(simulated, n, TAIL_RANK);
	at = 0.5 * ((double) simulated[TAIL_RANK - 2] + simulated[TAIL_RANK - 1]);
	if (x <= at)
		return (reached + 1.0) / (n + 1.0);
	variance = largest_variance(null);
	if (!(variance > 0))
		return NAN;
	return (TAIL_RANK - 1.0) / n * exp((at - x) * (at + x) / (2 * variance));
}

/* P(supremum of the process >= x).  NaN after a stop request. */
static double
supremum_sf(const CoreContext *cx, const Null *null, NullDraws *draws, double x)
{
	float *simulated = core_alloc(cx, sizeof(float) * MAX_DRAWS);
	int reached = 0, n = 0;
	double p = NAN;

	while (n < MAX_DRAWS && reached < ENOUGH_REACHED)
	{
		simulate_block(null, draws_block(draws, n / DRAW_BLOCK), simulated + n);
		for (int i = 0; i < DRAW_BLOCK && reached < ENOUGH_REACHED; i++)
		{
			reached += simulated[n++] >= x;
			if (reached == ENOUGH_REACHED)
				p = (double) ENOUGH_REACHED / n;
		}
		if (n % FIRST_DRAWS == 0 && core_stop(cx))
			break;
		/*
		 * So far out that more draws would only place the tail a little better.  Where the two
		 * estimates of the tail meet, it falls so steeply that the greater x never gets the
		 * greater p.
		 */
		if (n == FIRST_DRAWS && reached == 0 &&
			!(supremum_tail(null, x, reached, simulated, n) > FAR_TAIL))
			break;
	}
	if (reached < ENOUGH_REACHED && !core_stop(cx))
		p = reached >= TAIL_RANK ? (reached + 1.0) / (n + 1.0)
								 : supremum_tail(null, x, reached, simulated, n);
	core_release(cx, simulated);
	return p;
}

/*
 * The matrix of a quadratic statistic as a form of the standard normal numbers, times x: takes the
 * basis out, sums up to the process, applies the form, and goes all the way back.
 */
typedef struct Statistic
{
	const Null *null;
	const float *square;
	const float *cross;
} Statistic;

static void
take_out_basis(const Null *null, double *x)
{
	for (int j = 0; j < null->n_basis; j++)
	{
		const float *b = null->basis + j * null->n;
		double product = 0;

		for (int k = 0; k < null->n; k++)
			product += x[k] * b[k];
		for (int k = 0; k < null->n; k++)
			x[k] -= product * b[k];
	}
}

static void
statistic_product(void *arg, double *x)
{
	const Statistic *s = arg;
	const Null *null = s->null;
	int last = null->n - 1;
	double sum = 0, before = 0;

	take_out_basis(null, x);
	for (int k = 0; k < null->n; k++)
		x[k] = sum += x[k] * null->root[k];
	for (int k = 0; k < last; k++)
	{
		double here = x[k];

		x[k] = s->square[k] * here + 0.5 * s->cross[k] * before +
			   (k < last - 1 ? 0.5 * s->cross[k + 1] * x[k + 1] : 0);
		before = here;
	}
	x[last] = 0;
	sum = 0;
	for (int k = last; k >= 0; k--)
	{
		sum += x[k];
		x[k] = sum * null->root[k];
	}
	take_out_basis(null, x);
}

/* Mean of the statistic: its form's elements times the covariances of the process. */
static double
statistic_mean(const Statistic *s)
{
	const Null *null = s->null;
	double mean = 0, below = 0, sum[MAX_PARAMS + 1] = {0};

	for (int k = 0; k < null->n - 1; k++)
	{
		double variance, covariance = below;

		below += (double) null->root[k] * null->root[k];
		variance = below;
		for (int j = 0; j < null->n_basis; j++)
		{
			double here = sum[j] + null->scaled[j * null->n + k];

			covariance -= sum[j] * here;
			variance -= here * here;
			sum[j] = here;
		}
		mean += s->square[k] * variance + (k > 0 ? s->cross[k] * covariance : 0);
	}
	return mean;
}

static double
quadratic_sf(const CoreContext *cx, const Null *null, const float *square, const float *cross,
			 double x)
{
	Statistic s = {null, square, cross};
	QuadraticForm form = quadratic_form(cx, statistic_product, &s, null->n, statistic_mean(&s));

	return quadratic_form_sf(&form, x);
}

/*
 * The limit laws' upper tails for given parameters: Kolmogorov's, and the first terms of those of
 * Anderson & Darling and of Cramer & von Mises, whose eigenvalues are 1 / (j (j + 1)) and
 * 1 / (pi j)^2.
 */
static Goodness
p_values_given(Goodness x)
{
	return (Goodness){.ks = 2 * exp(-2 * x.ks * x.ks),
					  .ad = sqrt(3) * erfc(sqrt(x.ad)),
					  .cvm = sqrt(2) * erfc(PI * sqrt(0.5 * x.cvm))};
}

PValues
p_values(const CoreContext *cx, const TestCells *cells, const CellModel *model, NullDraws *draws)
{
	int n = cells->n;
	PValues result = {{NAN, NAN, NAN}, {NAN, NAN, NAN}};
	Goodness x, value;
	double *p;
	Level *level;
	Null null = {.n = n};
	float *memory;
	double total = 0;
	bool possible = true;

	/* something must be left for the statistics to see */
	if (n < model->n_free + 2 || core_stop(cx))
		return result;
	p = core_alloc(cx, sizeof(double) * (size_t) n);
	level = core_alloc(cx, sizeof(Level) * (size_t) n);
	memory = core_alloc(cx, sizeof(float) * (size_t) n * (5 + 2 * (MAX_PARAMS + 1)));
	if (!model->probabilities(model->arg, model->u, p))
		possible = false;
	for (int k = 0; k < n && possible; k++)
		total += p[k];
	if (possible && fabs(total - 1) < 1e-6)
	{
		levels_of(p, n, level);
		result.statistic = cells_goodness(cells, level);
		/* on the scale of the process sqrt(n) (Fn - F) */
		x = result.statistic;
		x.ks *= sqrt(cells->rows);
		value = p_values_given(x);
		if (value.ks > HOPELESS || value.ad > HOPELESS || value.cvm > HOPELESS)
		{
			null.root = memory;
			null.ad_square = memory + n;
			null.ad_cross = memory + 2 * n;
			null.cvm_square = memory + 3 * n;
			null.cvm_cross = memory + 4 * n;
			null.basis = memory + 5 * n;
			null.scaled = null.basis + n * (MAX_PARAMS + 1);
			for (int k = 0; k < n; k++)
				null.root[k] = (float) sqrt(p[k]);
			quadratic_forms(level, &null);
			possible = make_basis(cx, model, cells->rows, p, &null);
			if (possible)
			{
				value.ks = supremum_sf(cx, &null, draws, x.ks);
				value.ad = quadratic_sf(cx, &null, null.ad_square, null.ad_cross, x.ad);
				value.cvm = quadratic_sf(cx, &null, null.cvm_square, null.cvm_cross, x.cvm);
			}
		}
		if (possible)
			result.p = value;
	}
	core_release(cx, memory);
	core_release(cx, level);
	core_release(cx, p);
	return result;
}
