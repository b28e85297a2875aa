/*
 * family.h
 *		What a family of distributions is: one struct, one table.
 *
 * Every formula is for the standardised variable y = (x - loc) / scale.  Names, shape parameters
 * and their order are those of scipy.stats.  The functions are called with y inside the closed
 * support only (distribution.h takes care of the rest of the line and of loc and scale), with
 * shapes inside their domain, and after prepare() has said true.
 */
#ifndef BESTFIT_FAMILY_H
#define BESTFIT_FAMILY_H

#include <stdbool.h>

#define MAX_SHAPES 8
#define MAX_PARAMS (MAX_SHAPES + 2) /* shapes..., loc, scale */
#define MAX_CONSTANTS 12
#define MAX_GRID 8

typedef enum FamilyKind
{
	FAMILY_CONTINUOUS,
	FAMILY_DISCRETE
} FamilyKind;

/* A family's shape values and what follows from them alone, hoisted out of the loop over rows. */
typedef struct Shape
{
	double p[MAX_SHAPES];
	double k[MAX_CONSTANTS]; /* filled by prepare() */
	double *table;           /* Family.n_table doubles, filled by prepare(); else NULL */
} Shape;

/* A shape parameter. */
typedef struct ShapeParam
{
	const char *name;

	/* Its mathematical domain, lower < value < upper, with those ends that are marked closed. */
	double lower;
	double upper;
	bool closed_lower;
	bool closed_upper;
	bool integer;

	/*
	 * Where estimation looks: [least, most] inside the domain, wide enough that an optimum at
	 * either end is a limit in disguise; and the values to start from, which should span the
	 * distinct shapes of curve (the starts of a family are the product of its shapes' grids).
	 */
	double least;
	double most;
	int n_grid;
	double grid[MAX_GRID];

	/*
	 * Where the curve becomes that of a simpler family, so that estimation walks there in finitely
	 * many steps: 0 (nowhere), or the ends at which it does; LIMIT_LOW_ROOT is the lower end of a
	 * shape whose square root is what the skewness of the curve is proportional to there,
	 * LIMIT_HIGH_LOG an upper end at which it goes with the reciprocal of the logarithm.
	 */
	int limits;
} ShapeParam;

#define LIMIT_LOW 1
#define LIMIT_HIGH 2
#define LIMIT_LOW_ROOT 4
#define LIMIT_HIGH_LOG 8

/* Integers beyond this have no neighbours among the doubles: no shape may be one. */
#define LARGEST_INTEGER_SHAPE 0x1p53

/* What is particular about a family's likelihood. */
typedef enum FamilyFlags
{
	/* density can be infinite inside the support: the likelihood is unbounded */
	POLE_INSIDE = 1 << 2,
	/* density has a kink: derivatives of the likelihood do not exist everywhere */
	KINKED = 1 << 3,
	/* density is positive or infinite at the end, so that the estimate of that end is the extreme
	 * row for some shapes: no Wald standard error there */
	EDGE_LOWER = 1 << 4,
	EDGE_UPPER = 1 << 5,
	/* the scale repeats what the shapes say: it is 1 in the result (canonical() sees to it) */
	SCALE_REDUNDANT = 1 << 6,
	/* not in the default set: a name for a special or equal case of another family */
	NOT_DEFAULT = 1 << 7,
	/* with SCALE_REDUNDANT: y is in the user's units, scale always 1 */
	SCALE_ONE = 1 << 8,
	/* the cdf is an integral of the density, which costs more than some dozens of its values */
	CDF_INTEGRAL = 1 << 9,
	/* the density is log-concave, so that no parameters raise the likelihood of two different
	 * values without bound: the extreme rows need no guard against a pole */
	LOG_CONCAVE = 1 << 10,
	/* its search on the coarse cells tells how good it can be: the families inside it are not
	 * better by much than what it finds */
	SEARCH_TELLS = 1 << 11
} FamilyFlags;

/*
 * A simpler family inside this one, exactly or as a limit.  from() turns the simpler family's
 * parameters (shapes, loc, scale) into parameters of this family that give (nearly) the same
 * curve: a start for estimation, which is then never worse.  False: not possible here.
 */
typedef struct Nested
{
	const char *family;
	bool (*from)(const double *simple, double *params);
	bool is_limit; /* reached only as a shape goes to the end of its range */
} Nested;

/* Derivatives of centre and log spread by the last shapes. */
typedef struct AnchorSlopes
{
	double centre[MAX_SHAPES];
	double centre2[MAX_SHAPES][MAX_SHAPES];
	double log_spread[MAX_SHAPES];
	double log_spread2[MAX_SHAPES][MAX_SHAPES];
} AnchorSlopes;

struct FitData;
struct CountMethods;

/*
 * A discrete family lives on the integers: logpdf is the logarithm of the mass, y is x - loc, loc
 * an integer and scale always 1, no parameter of the family.  logpdf is also called between the
 * integers, where it is any smooth continuation of the log mass; cdf and sf are called at integers.
 */
typedef struct Family
{
	const char *name;
	FamilyKind kind;
	const char *const *aliases; /* other accepted names, NULL-terminated; may be NULL */
	const char *reference;      /* where the formulae are from */
	int flags;                  /* FamilyFlags */

	int n_shapes;
	ShapeParam shape[MAX_SHAPES];
	int n_identifiable;   /* parameters the data can tell apart, loc and scale included */
	const char *relation; /* what prepare() asks of shapes that bound one another; may be NULL */

	/* Support of y.  If it depends on the shapes, support() says; else these two. */
	double lower;
	double upper;
	void (*support)(const Shape *s, double *lower, double *upper);

	/* Fills s->k and s->table from s->p; false if the shapes cannot be evaluated.  May be NULL. */
	bool (*prepare)(Shape *s);
	int n_table;

	double (*logpdf)(const Shape *s, double y);
	double (*kink)(const Shape *s);        /* where the density has its kink, for KINKED families */
	double (*second_kink)(const Shape *s); /* not below the first, and no pole; may be NULL */
	double (*cdf)(const Shape *s, double y);
	double (*sf)(const Shape *s, double y);     /* never 1 - cdf where that would cancel */
	double (*logcdf)(const Shape *s, double y); /* NULL: log of cdf, or log1p of -sf */
	double (*logsf)(const Shape *s, double y);
	double (*quantile)(const Shape *s, double p);       /* NULL: cdf is inverted numerically */
	double (*quantile_upper)(const Shape *s, double q); /* inverse of sf */

	/*
	 * Moments.  tail_index: how heavy that tail is: moments of an order below the index exist, the
	 * others do not; INFINITY if all do.  NULL: all moments exist.  moments: mean, variance,
	 * skewness and excess kurtosis of y, for families with formulae that do not cancel; it is
	 * called only where the tail indices say that they exist, and may leave NAN what is not known.
	 * NULL: integrals of the tails.
	 */
	double (*tail_index)(const Shape *s, bool upper);
	void (*moments)(const Shape *s, double m[4]);

	/*
	 * Estimation.  All may be absent; values are in the standardised units of the FitData.
	 *
	 * anchors: a cheap and smooth measure of centre and spread of y, such as mean and standard
	 * deviation, where quantiles are costly; NULL means the quartiles.
	 * slopes: derivatives of logpdf by y and by the last n_slopes shapes, as untangle leaves them:
	 * g[0 ... n_slopes] and, unless h is NULL, second ones; false where they are not known.  For
	 * smooth families whose support does not depend on the shapes, with either shape_anchors, what
	 * anchors gives, of such shapes, or anchor_slopes, derivatives of that by the same shapes.
	 * closed_form: the exact maximum-likelihood estimate, if there is one under these constraints
	 * (FitData says whether loc is fixed, and at what); false if not.
	 * starts: shape vectors to begin with, for families whose product of grids will not do;
	 * returns how many of at most `max` it wrote.
	 * kept_starts: how many starts are improved, MOST_KEPT_STARTS at most, if not KEPT_STARTS.
	 * reflects: this family is that one on -x; from_kernel: an exact alias is fitted as its kernel
	 * and its parameters are mapped from the kernel's (false: not representable).
	 * canonical: rewrites parameters in the user's units to the form users expect.
	 * untangle: rewrites shapes that bound one another, such as |b| < a, as ones that do not, with
	 * which estimation works; their least, most and limits are then of those; tangle: back.
	 */
	void (*anchors)(const Shape *s, double *centre, double *spread);
	bool (*slopes)(const Shape *s, double y, double *g, double (*h)[MAX_PARAMS]);
	void (*shape_anchors)(const double *shapes, double *centre, double *spread);
	bool (*anchor_slopes)(const Shape *s, AnchorSlopes *slopes);
	int n_slopes;
	bool (*closed_form)(const struct FitData *data, double *params);
	int (*starts)(const struct FitData *data, double (*shapes)[MAX_SHAPES], int max);
	int kept_starts;
	const char *reflects;
	const char *kernel;
	bool (*from_kernel)(const double *kernel_params, double *params);
	void (*canonical)(double *params);
	void (*untangle)(double *shapes);
	void (*tangle)(double *shapes);
	const Nested *nests;               /* ends with a NULL family; may be NULL */
	const struct CountMethods *counts; /* estimation of a discrete family, see counts.h */
} Family;

/*
 * Parameters in all: shapes, loc and, unless the family is discrete, scale.  Arrays of parameters
 * have MAX_PARAMS places and always hold a scale, which is 1 for discrete families.
 */
#define family_n_params(f) ((f)->n_shapes + ((f)->kind == FAMILY_DISCRETE ? 1 : 2))

/* Whether a value is in the domain of a shape parameter. */
extern bool shape_in_domain(const ShapeParam *shape, double value);

/* The table of all families, in alphabetical order. */
extern const Family *const families[];
extern const int n_families;

/* Where a family of the table stands in it. */
extern int family_position(const Family *family);

/* The family of that name or alias (case-insensitive), or NULL. */
extern const Family *family_by_name(const char *name);

/* The known name nearest to an unknown one (edit distance); never NULL. */
extern const char *family_nearest_name(const char *name);

/* Why parameter i of the family cannot have that value: a static sentence, or NULL if it can. */
extern const char *family_param_error(const Family *f, int i, double value);

/* Name of parameter i: the shapes' names, then "loc" and, of continuous families, "scale". */
extern const char *family_param_name(const Family *f, int i);

#endif
