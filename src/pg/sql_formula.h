/*
 * sql_formula.h
 *		Formulae of distributions, and SQL text made of them.
 *
 * A formula is a text such as "-expm1(-y^c)".  It has numbers, pi, the shape parameters by name,
 * the variables y (the standardised value) or p and q = 1 - p, the operators + - * / ^, and
 *functions: those of C, and
 *
 *		sq(u)				u * u
 *		softplus(u)			log(1 + exp(u))
 *		log1mexp(u)			log(1 - exp(-u)), u > 0
 *		boxcox1p(u, k)		log1p(k u) / k, k constant; u if k is 0
 *		expm1over(u, k)		expm1(k u) / k, k constant; u if k is 0
 *		ndtr(u)				the standard normal cdf
 *		if(u, v, a, b)		a where u < v, else b
 *
 * In SQL each of them becomes an expression that neither cancels nor fails where the function does
 * not: PostgreSQL has no expm1 and log1p, and takes overflow and underflow for errors.
 */
#ifndef BESTFIT_SQL_FORMULA_H
#define BESTFIT_SQL_FORMULA_H

#include "distribution.h"

typedef enum FormulaKind
{
	FORMULA_CDF,
	FORMULA_SF,
	FORMULA_PDF,
	FORMULA_QUANTILE,
	N_FORMULA_KINDS
} FormulaKind;

extern const char *const formula_kind_name[N_FORMULA_KINDS];

/*
 * The text of a family's formula, or NULL if there is none that is elementary.  That of the density
 * is its logarithm, up to a constant.
 */
extern const char *family_formula(const Family *family, FormulaKind kind);

/* A formula with values for the shapes. */
typedef struct Formula Formula;

/* What stands for the variables: in SQL, and as numbers. */
typedef struct FormulaVariables
{
	const char *y;
	const char *p;
	const char *q;
} FormulaVariables;

typedef struct FormulaPoint
{
	double y;
	double p;
	double q;
} FormulaPoint;

/* Parses a formula of the family, with these shapes; memory comes from the current context. */
extern Formula *formula_parse(const char *text, const Family *family, const double *shapes);

extern double formula_value(const Formula *formula, FormulaPoint at);

/*
 * SQL for it, in parentheses where it is not a single call.  The points should be spread over all
 * values that the variables will have: guards against errors are put only where one of them shows
 * the need, and branches that none of them takes are left out.
 */
extern char *formula_to_sql(const Formula *formula, const FormulaVariables *variables,
							const FormulaPoint *points, int n_points);

/* Whether it calls erf or erfc, which PostgreSQL has since version 16. */
extern bool formula_needs_erf(const Formula *formula);

/* The shortest text that reads back as x, which may be infinite, in parentheses if negative. */
extern char *sql_number(double x);

#endif
