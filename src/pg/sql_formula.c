/*
 * sql_formula.c
 *		Formulae of distributions, and SQL text made of them.
 *
 * A formula is parsed into a tree in which whatever does not depend on a variable is a number
 * already, so that shapes leave no trace but numbers.  Then the tree is written as SQL.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "common/shortest_dec.h"
#include "lib/stringinfo.h"

#include "special/special.h"
#include "sql_formula.h"

/*
 * Where guards keep the arguments of exp, and of powers by their results.  What is smaller than the
 * least of these is taken to be 0 by those who use formulae.
 */
#define LEAST_EXPONENT (-700)
#define GREATEST_EXPONENT 700
#define LEAST_RESULT 1e-304
#define GREATEST_RESULT 1e304

typedef enum NodeKind
{
	NODE_NUMBER,
	NODE_Y,
	NODE_P,
	NODE_Q,
	NODE_ADD,
	NODE_SUBTRACT,
	NODE_MULTIPLY,
	NODE_DIVIDE,
	NODE_NEGATE,
	NODE_CALL
} NodeKind;

/* Functions; those before F_POWER are written in SQL as they are. */
typedef enum FunctionId
{
	F_SQRT,
	F_SIN,
	F_COS,
	F_TAN,
	F_ATAN,
	F_ACOS,
	F_ASINH,
	F_TANH,
	F_ABS,
	F_ERF,
	F_ATAN2,
	F_POWER,
	F_EXP,
	F_LOG,
	F_LOG1P,
	F_EXPM1,
	F_SQ,
	F_SOFTPLUS,
	F_LOG1MEXP,
	F_NDTR,
	F_IF,
	F_BOXCOX1P,
	F_EXPM1OVER,
	N_FUNCTIONS
} FunctionId;

static const struct
{
	const char *name;
	int n_args;
} function_info[N_FUNCTIONS] = {
	[F_SQRT] = {"sqrt", 1},
	[F_SIN] = {"sin", 1},
	[F_COS] = {"cos", 1},
	[F_TAN] = {"tan", 1},
	[F_ATAN] = {"atan", 1},
	[F_ACOS] = {"acos", 1},
	[F_ASINH] = {"asinh", 1},
	[F_TANH] = {"tanh", 1},
	[F_ABS] = {"abs", 1},
	[F_ERF] = {"erf", 1},
	[F_ATAN2] = {"atan2", 2},
	[F_POWER] = {"power", 2},
	[F_EXP] = {"exp", 1},
	[F_LOG] = {"log", 1},
	[F_LOG1P] = {"log1p", 1},
	[F_EXPM1] = {"expm1", 1},
	[F_SQ] = {"sq", 1},
	[F_SOFTPLUS] = {"softplus", 1},
	[F_LOG1MEXP] = {"log1mexp", 1},
	[F_NDTR] = {"ndtr", 1},
	[F_IF] = {"if", 4},
	[F_BOXCOX1P] = {"boxcox1p", 2},
	[F_EXPM1OVER] = {"expm1over", 2},
};

#define MAX_ARGS 4

struct Formula
{
	NodeKind kind;
	double number;
	FunctionId function;
	Formula *arg[MAX_ARGS];
};

/*
 * Values
 */

static double
call(FunctionId function, const double *v)
{
	switch (function)
	{
		case F_SQRT:
			return sqrt(v[0]);
		case F_SIN:
			return sin(v[0]);
		case F_COS:
			return cos(v[0]);
		case F_TAN:
			return tan(v[0]);
		case F_ATAN:
			return atan(v[0]);
		case F_ACOS:
			return acos(v[0]);
		case F_ASINH:
			return asinh(v[0]);
		case F_TANH:
			return tanh(v[0]);
		case F_ABS:
			return fabs(v[0]);
		case F_ERF:
			return erf(v[0]);
		case F_ATAN2:
			return atan2(v[0], v[1]);
		case F_POWER:
			return pow(v[0], v[1]);
		case F_EXP:
			return exp(v[0]);
		case F_LOG:
			return log(v[0]);
		case F_LOG1P:
			return log1p(v[0]);
		case F_EXPM1:
			return expm1(v[0]);
		case F_SQ:
			return v[0] * v[0];
		case F_SOFTPLUS:
			return bf_log1pexp(v[0]);
		case F_LOG1MEXP:
			return bf_log1mexp(-v[0]);
		case F_NDTR:
			return bf_ndtr(v[0]);
		case F_IF:
			return v[0] < v[1] ? v[2] : v[3];
		case F_BOXCOX1P:
		case F_EXPM1OVER:
		case N_FUNCTIONS:
			break;
	}
	elog(ERROR, "unexpected function of a formula: %d", (int) function);
}

double
formula_value(const Formula *f, FormulaPoint at)
{
	double v[MAX_ARGS];

	for (int i = 0; i < MAX_ARGS && f->arg[i]; i++)
		v[i] = formula_value(f->arg[i], at);
	switch (f->kind)
	{
		case NODE_NUMBER:
			return f->number;
		case NODE_Y:
			return at.y;
		case NODE_P:
			return at.p;
		case NODE_Q:
			return at.q;
		case NODE_ADD:
			return v[0] + v[1];
		case NODE_SUBTRACT:
			return v[0] - v[1];
		case NODE_MULTIPLY:
			return v[0] * v[1];
		case NODE_DIVIDE:
			return v[0] / v[1];
		case NODE_NEGATE:
			return -v[0];
		case NODE_CALL:
			return call(f->function, v);
	}
	return NAN;
}

bool
formula_needs_erf(const Formula *f)
{
	if (f->kind == NODE_CALL && (f->function == F_ERF || f->function == F_NDTR))
		return true;
	for (int i = 0; i < MAX_ARGS && f->arg[i]; i++)
	{
		if (formula_needs_erf(f->arg[i]))
			return true;
	}
	return false;
}

/*
 * Trees
 */

static Formula *
make_number(double x)
{
	Formula *f = palloc0(sizeof(Formula));

	f->kind = NODE_NUMBER;
	f->number = x;
	return f;
}

static bool
is_number(const Formula *f, double x)
{
	return f->kind == NODE_NUMBER && f->number == x;
}

/* A node of any kind but numbers and variables, simplified. */
static Formula *
make_node(NodeKind kind, FunctionId function, Formula **arg, int n_args)
{
	Formula *f = palloc0(sizeof(Formula));
	bool constant = true;

	f->kind = kind;
	f->function = function;
	for (int i = 0; i < n_args; i++)
	{
		f->arg[i] = arg[i];
		constant = constant && arg[i]->kind == NODE_NUMBER;
	}
	if (constant)
		return make_number(formula_value(f, (FormulaPoint){0}));
	if (kind == NODE_CALL && function == F_IF && arg[0]->kind == NODE_NUMBER &&
		arg[1]->kind == NODE_NUMBER)
		return arg[0]->number < arg[1]->number ? arg[2] : arg[3];
	if (kind == NODE_NEGATE && arg[0]->kind == NODE_NEGATE)
		return arg[0]->arg[0];
	if ((kind == NODE_ADD || kind == NODE_SUBTRACT) && is_number(arg[1], 0))
		return arg[0];
	if (kind == NODE_ADD && is_number(arg[0], 0))
		return arg[1];
	if (kind == NODE_MULTIPLY && (is_number(arg[0], 0) || is_number(arg[1], 1)))
		return arg[0];
	if (kind == NODE_MULTIPLY && is_number(arg[0], 1))
		return arg[1];
	if ((kind == NODE_DIVIDE || (kind == NODE_CALL && function == F_POWER)) && is_number(arg[1], 1))
		return arg[0];
	if (kind == NODE_DIVIDE && is_number(arg[0], 0))
		return arg[0];
	return f;
}

static Formula *
make_binary(NodeKind kind, Formula *a, Formula *b)
{
	Formula *arg[] = {a, b};

	return make_node(kind, 0, arg, 2);
}

static Formula *
make_unary_call(FunctionId function, Formula *a)
{
	return make_node(NODE_CALL, function, &a, 1);
}

/* log1p(k u) / k or expm1(k u) / k */
static Formula *
make_deformed(FunctionId function, Formula *u, Formula *k)
{
	if (is_number(k, 0))
		return u;
	return make_binary(NODE_DIVIDE, make_unary_call(function, make_binary(NODE_MULTIPLY, k, u)), k);
}

/*
 * Parsing.  The texts are those of our own table: an error in one is a bug.
 */

typedef struct Parser
{
	const char *text;
	const char *at;
	const Family *family;
	const double *shapes;
} Parser;

static Formula *parse_sum(Parser *parser);

static char
next_char(Parser *parser)
{
	while (*parser->at == ' ')
		parser->at++;
	return *parser->at;
}

static void
expect(Parser *parser, char c)
{
	if (next_char(parser) != c)
		elog(ERROR, "formula \"%s\" of %s: \"%c\" expected before \"%s\"", parser->text,
			 parser->family->name, c, parser->at);
	parser->at++;
}

static Formula *
parse_call(Parser *parser, const char *name)
{
	Formula *arg[MAX_ARGS];
	FunctionId function;

	for (function = 0; function < N_FUNCTIONS; function++)
	{
		if (strcmp(function_info[function].name, name) == 0)
			break;
	}
	if (function == N_FUNCTIONS)
		elog(ERROR, "formula \"%s\" of %s: no function \"%s\"", parser->text, parser->family->name,
			 name);
	expect(parser, '(');
	for (int i = 0; i < function_info[function].n_args; i++)
	{
		if (i > 0)
			expect(parser, ',');
		arg[i] = parse_sum(parser);
	}
	expect(parser, ')');
	if (function == F_BOXCOX1P)
		return make_deformed(F_LOG1P, arg[0], arg[1]);
	if (function == F_EXPM1OVER)
		return make_deformed(F_EXPM1, arg[0], arg[1]);
	return make_node(NODE_CALL, function, arg, function_info[function].n_args);
}

/* A shape, a variable, pi or a call, in this order: a shape may be called p. */
static Formula *
parse_name(Parser *parser)
{
	static const char *const variables[] = {"y", "p", "q"};
	Size length =
		strspn(parser->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
	char *name = pnstrdup(parser->at, length);

	parser->at += length;
	for (int i = 0; i < parser->family->n_shapes; i++)
	{
		if (strcmp(name, parser->family->shape[i].name) == 0)
			return make_number(parser->shapes[i]);
	}
	for (int i = 0; i < (int) lengthof(variables); i++)
	{
		if (strcmp(name, variables[i]) == 0)
		{
			Formula *f = palloc0(sizeof(Formula));

			f->kind = NODE_Y + i;
			return f;
		}
	}
	if (strcmp(name, "pi") == 0)
		return make_number(M_PI);
	return parse_call(parser, name);
}

static Formula *
parse_atom(Parser *parser)
{
	char c = next_char(parser);

	if (c == '(')
	{
		Formula *f;

		parser->at++;
		f = parse_sum(parser);
		expect(parser, ')');
		return f;
	}
	if (c >= '0' && c <= '9')
	{
		char *end;
		double x = strtod(parser->at, &end);

		parser->at = end;
		return make_number(x);
	}
	return parse_name(parser);
}

/* [-] atom [^ power]; a minus sign binds weaker than a power to its right */
static Formula *
parse_power(Parser *parser)
{
	Formula *f;

	if (next_char(parser) == '-')
	{
		parser->at++;
		f = parse_power(parser);
		return make_node(NODE_NEGATE, 0, &f, 1);
	}
	f = parse_atom(parser);
	if (next_char(parser) == '^')
	{
		Formula *arg[2] = {f};

		parser->at++;
		arg[1] = parse_power(parser);
		f = make_node(NODE_CALL, F_POWER, arg, 2);
	}
	return f;
}

static Formula *
parse_product(Parser *parser)
{
	Formula *f = parse_power(parser);
	char c;

	while ((c = next_char(parser)) == '*' || c == '/')
	{
		parser->at++;
		f = make_binary(c == '*' ? NODE_MULTIPLY : NODE_DIVIDE, f, parse_power(parser));
	}
	return f;
}

static Formula *
parse_sum(Parser *parser)
{
	Formula *f = parse_product(parser);
	char c;

	while ((c = next_char(parser)) == '+' || c == '-')
	{
		parser->at++;
		f = make_binary(c == '+' ? NODE_ADD : NODE_SUBTRACT, f, parse_product(parser));
	}
	return f;
}

Formula *
formula_parse(const char *text, const Family *family, const double *shapes)
{
	Parser parser = {.text = text, .at = text, .family = family, .shapes = shapes};
	Formula *f = parse_sum(&parser);

	if (next_char(&parser) != '\0')
		elog(ERROR, "formula \"%s\" of %s: junk \"%s\"", text, family->name, parser.at);
	return f;
}

/*
 * Writing SQL
 */

typedef struct Writer
{
	const FormulaVariables *variables;
	const FormulaPoint *point;
	const bool *active; /* points at which the place being written is reached */
	int n_points;
} Writer;

/* How tightly an expression binds; parentheses go around one that binds less than its place asks.
 */
enum
{
	BINDS_SUM = 1,
	BINDS_PRODUCT,
	BINDS_SIGN,
	BINDS_ATOM
};

static char *write_node(const Writer *writer, const Formula *f, int binding);

char *
sql_number(double x)
{
	char digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	if (isnan(x))
		return pstrdup("'NaN'::float8");
	if (isinf(x))
		return pstrdup(x > 0 ? "'Infinity'::float8" : "'-Infinity'::float8");
	double_to_shortest_decimal_buf(x, digits);
	return psprintf(x < 0 ? "(%s)" : "%s", digits);
}

/* The least and the greatest value of f where it is reached; of a NaN nothing is known. */
static void
range(const Writer *writer, const Formula *f, double *least, double *greatest)
{
	*least = INFINITY;
	*greatest = -INFINITY;
	for (int i = 0; i < writer->n_points; i++)
	{
		double x = writer->active[i] ? formula_value(f, writer->point[i]) : NAN;

		if (x < *least)
			*least = x;
		if (x > *greatest)
			*greatest = x;
	}
}

/* f, kept in [low, high] if it leaves it; in parentheses unless it binds as tightly as asked. */
static char *
write_guarded(const Writer *writer, const Formula *f, double low, double high, int binding)
{
	double least, greatest;
	char *sql;

	range(writer, f, &least, &greatest);
	if (least >= low && greatest <= high)
		return write_node(writer, f, binding);
	sql = write_node(writer, f, BINDS_SUM);
	if (least < low)
		sql = psprintf("greatest(%s, %s)", sql, sql_number(low));
	if (greatest > high)
		sql = psprintf("least(%s, %s)", sql, sql_number(high));
	return sql;
}

static char *
bind(char *sql, int has, int needs)
{
	return has < needs ? psprintf("(%s)", sql) : sql;
}

static char *
write_power(const Writer *writer, const Formula *base, const Formula *exponent)
{
	double e = exponent->number;
	double low = 0, high = INFINITY;

	if (exponent->kind == NODE_NUMBER && e != 0)
	{
		low = pow(e > 0 ? LEAST_RESULT : GREATEST_RESULT, 1 / e);
		high = pow(e > 0 ? GREATEST_RESULT : LEAST_RESULT, 1 / e);
	}
	return psprintf("power(%s, %s)", write_guarded(writer, base, low, high, BINDS_SUM),
					write_node(writer, exponent, BINDS_SUM));
}

/* exp(u / 2) sinh(u / 2) * 2 */
static char *
expm1_of(const char *half_u)
{
	return psprintf("2 * exp(%s) * sinh(%s)", half_u, half_u);
}

static char *
half_of(const char *u)
{
	return psprintf("%s / 2", u);
}

/*
 * log p and log q, both right where they are small: -log(1 - x) = asinh((x + x / (1 - x)) / 2), as
 * are log1p(u) = asinh(u / 2 (1 + 1 / (1 + u))) and log(1 + exp(u)) = max(u, 0) + 2 atanh(1 / (1 +
 * 2 exp |u|)).
 */
static char *
minus_log_of_complement(const char *x, const char *complement)
{
	return psprintf("asinh((%s + %s / %s) / 2)", x, x, complement);
}

static char *
write_log(const Writer *writer, const Formula *u, int binding)
{
	const FormulaVariables *v = writer->variables;

	if (u->kind == NODE_P)
		return bind(psprintf("-%s", minus_log_of_complement(v->q, v->p)), BINDS_SIGN, binding);
	if (u->kind == NODE_Q)
		return bind(psprintf("-%s", minus_log_of_complement(v->p, v->q)), BINDS_SIGN, binding);
	return psprintf("ln(%s)", write_guarded(writer, u, LEAST_RESULT, INFINITY, BINDS_SUM));
}

/* CASE, in whose branches only those points count that take them */
static char *
write_if(const Writer *writer, const Formula *f)
{
	Writer branch[2] = {*writer, *writer};
	bool *active[2];
	bool taken[2] = {false, false};

	for (int b = 0; b < 2; b++)
		branch[b].active = active[b] = palloc0(writer->n_points * sizeof(bool));
	for (int i = 0; i < writer->n_points; i++)
	{
		int b =
			formula_value(f->arg[0], writer->point[i]) < formula_value(f->arg[1], writer->point[i])
				? 0
				: 1;

		active[b][i] = writer->active[i];
		taken[b] = taken[b] || writer->active[i];
	}
	for (int b = 0; b < 2; b++)
	{
		if (!taken[1 - b])
			return write_node(&branch[b], f->arg[2 + b], BINDS_ATOM);
	}
	return psprintf(
		"CASE WHEN %s < %s THEN %s ELSE %s END", write_node(writer, f->arg[0], BINDS_SUM),
		write_node(writer, f->arg[1], BINDS_SUM), write_node(&branch[0], f->arg[2], BINDS_SUM),
		write_node(&branch[1], f->arg[3], BINDS_SUM));
}

static char *
write_call(const Writer *writer, const Formula *f, int binding)
{
	const Formula *u = f->arg[0];
	char *sql;

	switch (f->function)
	{
		case F_SQRT:
			return psprintf("sqrt(%s)", write_guarded(writer, u, 0, INFINITY, BINDS_SUM));
		case F_POWER:
			return write_power(writer, u, f->arg[1]);
		case F_SQ:
		{
			double least, greatest;
			bool small = false;

			range(writer, u, &least, &greatest);
			for (int i = 0; i < writer->n_points; i++)
			{
				double x = fabs(formula_value(u, writer->point[i]));

				small = small || (writer->active[i] && x > 0 && x < sqrt(LEAST_RESULT));
			}
			sql = write_node(writer, u, BINDS_SUM);
			if (small)
				sql = psprintf("greatest(abs(%s), %s)", sql, sql_number(sqrt(LEAST_RESULT)));
			if (fmax(-least, greatest) > sqrt(GREATEST_RESULT))
				sql = psprintf(small ? "least(%s, %s)" : "least(abs(%s), %s)", sql,
							   sql_number(sqrt(GREATEST_RESULT)));
			return psprintf("power(%s, 2)", sql);
		}
		case F_EXP:
			return psprintf("exp(%s)",
							write_guarded(writer, u, LEAST_EXPONENT, GREATEST_EXPONENT, BINDS_SUM));
		case F_LOG:
			return write_log(writer, u, binding);
		case F_LOG1P:
			sql = write_guarded(writer, u, -1 + DBL_EPSILON / 2, GREATEST_RESULT, BINDS_PRODUCT);
			return psprintf("asinh(%s / 2 * (1 + 1 / (1 + %s)))", sql, sql);
		case F_EXPM1:
			sql = write_guarded(writer, u, LEAST_EXPONENT, GREATEST_EXPONENT, BINDS_PRODUCT);
			return bind(expm1_of(half_of(sql)), BINDS_PRODUCT, binding);
		case F_SOFTPLUS:
		{
			Formula *size = make_unary_call(F_ABS, (Formula *) u);

			return bind(psprintf("greatest(%s, 0) + 2 * atanh(1 / (1 + 2 * exp(%s)))",
								 write_node(writer, u, BINDS_SUM),
								 write_guarded(writer, size, 0, GREATEST_EXPONENT, BINDS_SUM)),
						BINDS_SUM, binding);
		}
		case F_LOG1MEXP:
			sql = write_guarded(writer, u, LEAST_RESULT, GREATEST_EXPONENT, BINDS_PRODUCT);
			return bind(
				psprintf("-asinh((exp(-(%s)) + 1 / (%s)) / 2)", sql, expm1_of(half_of(sql))),
				BINDS_SIGN, binding);
		case F_NDTR:
			return bind(psprintf("erfc(%s / %s) / 2", write_node(writer, u, BINDS_PRODUCT),
								 sql_number(-M_SQRT2)),
						BINDS_PRODUCT, binding);
		case F_IF:
			return write_if(writer, f);
		default:
			break;
	}
	sql = psprintf("%s(%s", function_info[f->function].name, write_node(writer, u, BINDS_SUM));
	if (f->arg[1])
		sql = psprintf("%s, %s", sql, write_node(writer, f->arg[1], BINDS_SUM));
	return psprintf("%s)", sql);
}

static bool
is_call(const Formula *f, FunctionId function)
{
	return f->kind == NODE_CALL && f->function == function;
}

/* -u, with a sign less where u has one itself */
static char *
write_negated(const Writer *writer, const Formula *u, int binding)
{
	const FormulaVariables *v = writer->variables;
	char *sql;

	if (is_call(u, F_LOG) && u->arg[0]->kind == NODE_P)
		return minus_log_of_complement(v->q, v->p);
	if (is_call(u, F_LOG) && u->arg[0]->kind == NODE_Q)
		return minus_log_of_complement(v->p, v->q);
	if (is_call(u, F_EXPM1) && u->arg[0]->kind == NODE_NEGATE)
	{
		/* 1 - exp(-t) */
		sql = half_of(write_guarded(writer, u->arg[0]->arg[0], -GREATEST_EXPONENT, -LEAST_EXPONENT,
									BINDS_PRODUCT));
		return bind(psprintf("2 * exp(-(%s)) * sinh(%s)", sql, sql), BINDS_PRODUCT, binding);
	}
	return bind(psprintf("-%s", write_node(writer, u, BINDS_ATOM)), BINDS_SIGN, binding);
}

static char *
write_node(const Writer *writer, const Formula *f, int binding)
{
	switch (f->kind)
	{
		case NODE_NUMBER:
			return sql_number(f->number);
		case NODE_Y:
			return pstrdup(writer->variables->y);
		case NODE_P:
			return pstrdup(writer->variables->p);
		case NODE_Q:
			return pstrdup(writer->variables->q);
		case NODE_ADD:
			return bind(psprintf("%s + %s", write_node(writer, f->arg[0], BINDS_SUM),
								 write_node(writer, f->arg[1], BINDS_SUM)),
						BINDS_SUM, binding);
		case NODE_SUBTRACT:
			return bind(psprintf("%s - %s", write_node(writer, f->arg[0], BINDS_SUM),
								 write_node(writer, f->arg[1], BINDS_PRODUCT)),
						BINDS_SUM, binding);
		case NODE_MULTIPLY:
			return bind(psprintf("%s * %s", write_node(writer, f->arg[0], BINDS_PRODUCT),
								 write_node(writer, f->arg[1], BINDS_SIGN)),
						BINDS_PRODUCT, binding);
		case NODE_DIVIDE:
			return bind(psprintf("%s / %s", write_node(writer, f->arg[0], BINDS_PRODUCT),
								 write_node(writer, f->arg[1], BINDS_SIGN)),
						BINDS_PRODUCT, binding);
		case NODE_NEGATE:
			return write_negated(writer, f->arg[0], binding);
		case NODE_CALL:
			return write_call(writer, f, binding);
	}
	return NULL;
}

char *
formula_to_sql(const Formula *formula, const FormulaVariables *variables,
			   const FormulaPoint *points, int n_points)
{
	bool *active = palloc(n_points * sizeof(bool));
	Writer writer = {
		.variables = variables, .point = points, .active = active, .n_points = n_points};

	memset(active, true, n_points * sizeof(bool));
	return write_node(&writer, formula, BINDS_ATOM);
}
