/*
 * distribution_text.c
 *		The text form of a distribution: what people write, and one way of writing it.
 *
 *		gamma(a=4.00834, loc=0, scale=18.3731)
 *		norm(loc=0.1, scale=0.96) on [0.5, inf]
 *
 * On input the family may be an alias and names are those of parameters in any case; parameters
 * come in their order without a name, then, in any order, with one, each at most once.  Missing loc
 * and scale are 0 and 1, and with nothing between them the parentheses can go too.  The interval
 *may be open, as in [0.5, inf), where that does not make it another one.
 *
 * On output there is everything but the scale of a discrete family and the interval of a
 * distribution that is not truncated, with the shortest digits that read back the same.
 */
#include "postgres.h"

#include <errno.h>
#include <math.h>

#include "common/shortest_dec.h"
#include "lib/stringinfo.h"

#include "distribution_type.h"

/*
 * Writing
 */

void
distribution_write_double(StringInfo out, double x)
{
	char digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	if (isinf(x))
		appendStringInfoString(out, x > 0 ? "inf" : "-inf");
	else
	{
		double_to_shortest_decimal_buf(x, digits);
		appendStringInfoString(out, digits);
	}
}

void
distribution_write_text(StringInfo out, const DistributionValue *value)
{
	appendStringInfoString(out, value->family->name);
	for (int i = 0; i < family_n_params(value->family); i++)
	{
		appendStringInfo(out, "%s%s=", i == 0 ? "(" : ", ", family_param_name(value->family, i));
		distribution_write_double(out, value->params[i]);
	}
	appendStringInfoChar(out, ')');
	if (isfinite(value->from) || isfinite(value->to))
	{
		appendStringInfoString(out, " on [");
		distribution_write_double(out, value->from);
		appendStringInfoString(out, ", ");
		distribution_write_double(out, value->to);
		appendStringInfoChar(out, ']');
	}
}

/*
 * Reading
 *
 * Every function below moves parser->at past what it reads, and returns false with the problem set
 * if it is not there.
 */

typedef struct Parser
{
	const char *text;
	const char *at;
	DistributionValue *value;
	DistributionProblem *problem;
	bool given[MAX_PARAMS];
} Parser;

static void
skip_space(Parser *parser)
{
	while (*parser->at != '\0' && strchr(" \t\n\r\f\v", *parser->at) != NULL)
		parser->at++;
}

/* Nothing but ASCII can precede the place, so that bytes are characters. */
static bool
syntax_error(Parser *parser, const char *what)
{
	parser->problem->sqlstate = ERRCODE_INVALID_TEXT_REPRESENTATION;
	parser->problem->message = "invalid input syntax for type distribution";
	parser->problem->detail =
		psprintf("Expected %s at character %zu.", what, (size_t) (parser->at - parser->text) + 1);
	parser->problem->hint =
		"Distributions look like \"gamma(a=2, loc=0, scale=1)\" or \"norm(0, 1) on [0, inf]\".";
	return false;
}

/* Whether that character comes next; if so it is read. */
static bool
accept_char(Parser *parser, char c)
{
	skip_space(parser);
	if (*parser->at != c)
		return false;
	parser->at++;
	return true;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* How long the word is that comes next: a letter, then letters and digits.  0: there is none. */
static Size
word_length(Parser *parser)
{
	const char *end = parser->at;

	if (is_letter(*end))
		while (is_letter(*end) || (*end >= '0' && *end <= '9'))
			end++;
	return end - parser->at;
}

static char *
read_word(Parser *parser)
{
	Size length = word_length(parser);
	char *word = pnstrdup(parser->at, length);

	parser->at += length;
	return word;
}

static bool
next_is_word(Parser *parser, const char *word)
{
	Size length = word_length(parser);

	return length == strlen(word) && pg_strncasecmp(parser->at, word, length) == 0;
}

/*
 * A decimal number, "inf", "infinity" or "nan".  The server runs with LC_NUMERIC = C, so that
 * strtod knows only the point.
 */
static bool
read_number(Parser *parser, double *result)
{
	const char *start, *digits;
	char *end;

	skip_space(parser);
	start = parser->at;
	parser->at += *start == '-' || *start == '+';
	digits = parser->at;
	if (next_is_word(parser, "inf") || next_is_word(parser, "infinity"))
	{
		parser->at += word_length(parser);
		*result = *start == '-' ? -INFINITY : INFINITY;
		return true;
	}
	if (next_is_word(parser, "nan"))
	{
		parser->at += word_length(parser);
		*result = NAN;
		return true;
	}
	/* nor hexadecimal */
	if (!((*digits >= '0' && *digits <= '9') || *digits == '.') ||
		digits[strspn(digits, "0")] == 'x' || digits[strspn(digits, "0")] == 'X')
	{
		parser->at = start;
		return syntax_error(parser, "a number");
	}
	errno = 0;
	*result = strtod(start, &end);
	parser->at = start;
	if (end == start || is_letter(*end))
		return syntax_error(parser, "a number");
	/* ERANGE alone could also be a subnormal number */
	if (isinf(*result) || (*result == 0 && errno == ERANGE))
	{
		parser->problem->sqlstate = ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE;
		parser->problem->message = psprintf("\"%.*s\" is out of range for type double precision",
											(int) Min(end - start, 64), start);
		parser->problem->detail = parser->problem->hint = NULL;
		return false;
	}
	parser->at = end;
	return true;
}

/* The parameter of that name: as it is written, else in any case if that means only one.  Or -1. */
static int
param_by_name(const Family *family, const char *name)
{
	int found = -1, n_found = 0;

	for (int i = 0; i < family_n_params(family); i++)
	{
		if (strcmp(name, family_param_name(family, i)) == 0)
			return i;
		if (pg_strcasecmp(name, family_param_name(family, i)) == 0)
		{
			found = i;
			n_found++;
		}
	}
	return n_found == 1 ? found : -1;
}

static bool
bad_params(Parser *parser, const char *what)
{
	return distribution_bad_params(parser->value->family, what, parser->problem);
}

/* [name =] number: parameter `position` if it has no name, which *named says. */
static bool
read_param(Parser *parser, int position, bool *named)
{
	const Family *family = parser->value->family;
	const char *start;
	char *name;
	int i = position;

	skip_space(parser);
	start = parser->at;
	name = read_word(parser);
	if (accept_char(parser, '='))
	{
		*named = true;
		i = param_by_name(family, name);
		if (i < 0)
			return bad_params(parser, psprintf("there is no parameter \"%s\"", name));
	}
	else
	{
		parser->at = start;
		if (*named)
			return syntax_error(parser, "the name of a parameter and \"=\"");
		if (i >= family_n_params(family))
			return bad_params(parser, "there are too many parameters");
	}
	if (parser->given[i])
		return bad_params(parser, psprintf("%s is given twice", family_param_name(family, i)));
	parser->given[i] = true;
	return read_number(parser, &parser->value->params[i]);
}

/* [ "(" [ param { "," param } ] ")" ] */
static bool
read_params(Parser *parser)
{
	DistributionValue *value = parser->value;
	const Family *family = value->family;
	bool named = false;

	skip_space(parser);
	if (*parser->at != '\0' && *parser->at != '(' && !next_is_word(parser, "on"))
		return syntax_error(parser, "\"(\"");
	if (accept_char(parser, '(') && !accept_char(parser, ')'))
	{
		int position = 0;

		do
		{
			if (!read_param(parser, position++, &named))
				return false;
		} while (accept_char(parser, ','));
		if (!accept_char(parser, ')'))
			return syntax_error(parser, "\",\" or \")\"");
	}
	for (int i = 0; i < family_n_params(family); i++)
	{
		if (!parser->given[i] && i < family->n_shapes)
			return bad_params(parser, psprintf("%s is missing", family_param_name(family, i)));
		if (!parser->given[i])
			value->params[i] = i == family->n_shapes ? 0 : 1;
	}
	return true;
}

/* [ "on" "[" number "," number "]" ] */
static bool
read_interval(Parser *parser)
{
	DistributionValue *value = parser->value;
	bool open_lower, open_upper;

	skip_space(parser);
	if (!next_is_word(parser, "on"))
		return true;
	parser->at += 2;
	open_lower = accept_char(parser, '(');
	if (!open_lower && !accept_char(parser, '['))
		return syntax_error(parser, "\"[\"");
	if (!read_number(parser, &value->from))
		return false;
	if (!accept_char(parser, ','))
		return syntax_error(parser, "\",\"");
	if (!read_number(parser, &value->to))
		return false;
	open_upper = accept_char(parser, ')');
	if (!open_upper && !accept_char(parser, ']'))
		return syntax_error(parser, "\"]\"");
	/* where single values have no probability, it makes no difference */
	if (value->family->kind == FAMILY_DISCRETE &&
		((open_lower && value->from != -INFINITY) || (open_upper && value->to != INFINITY)))
		return bad_params(parser, "only an infinite end of an interval can be open");
	return true;
}

bool
distribution_read_text(const char *text, DistributionValue *value, DistributionProblem *problem)
{
	Parser parser = {.text = text, .at = text, .value = value, .problem = problem};

	value->from = -INFINITY;
	value->to = INFINITY;
	skip_space(&parser);
	if (word_length(&parser) == 0)
		return syntax_error(&parser, "the name of a family");
	value->family = distribution_family(read_word(&parser), problem);
	if (!value->family || !read_params(&parser) || !read_interval(&parser))
		return false;
	skip_space(&parser);
	if (*parser.at != '\0')
		return syntax_error(&parser, "the end");
	return true;
}
