/*
 * histogram_text.c
 *		The text form of a histogram: lossless, readable, and the same under every setting.
 *
 *		{count: 4, nulls: 1, min: 1, max: 5, bins: {1: 1, 2.5: 2, 5: 1}}
 *
 * Members, all optional, in any order, each once:
 *
 *		max_bins						4096 if absent
 *		shift							0 if absent: every distinct value has a bin of its own
 *		count							finite rows, the total of the bins
 *		nulls, nans,
 *		negative_infs, positive_infs	0 if absent
 *		min, max						of the finite rows; absent without any
 *		sum, squares					exact sums of the finite rows and of their squares
 *		bins							{edge: rows, ...}, edges ascending
 *
 * While shift is 0, count, min and max follow from the bins and may be left out, and sum and
 * squares are not kept.  Otherwise a bin is named by its edge nearest zero: [edge, next edge above)
 * right of zero, mirrored left of it; -0 names the negative bin that touches zero.  On input any
 * number inside the bin names it.
 *
 * Numbers are decimal, in the shortest form that reads back the same; the sums are hexadecimal
 * floating-point constants as in C, of any length.
 */
#include "postgres.h"

#include <errno.h>
#include <math.h>

#include "common/shortest_dec.h"

#include "histogram_text.h"

/* The units of the exact sums, as powers of two. */
#define SUM_UNIT (-1074)
#define SQUARE_UNIT (-2148)

/* A shift-0 key from this on stands for a number >= 0. */
#define ZERO_KEY (UINT64CONST(1) << 63)

typedef enum Member
{
	MAX_BINS,
	SHIFT,
	COUNT,
	NULLS,
	NANS,
	NEGATIVE_INFS,
	POSITIVE_INFS,
	MIN,
	MAX,
	SUM,
	SQUARES,
	BINS,
	N_MEMBERS
} Member;

static const char *const member_name[N_MEMBERS] = {
	[MAX_BINS] = "max_bins",
	[SHIFT] = "shift",
	[COUNT] = "count",
	[NULLS] = "nulls",
	[NANS] = "nans",
	[NEGATIVE_INFS] = "negative_infs",
	[POSITIVE_INFS] = "positive_infs",
	[MIN] = "min",
	[MAX] = "max",
	[SUM] = "sum",
	[SQUARES] = "squares",
	[BINS] = "bins",
};

/* What has been read so far.  Bins wait for the shift, which may follow them. */
typedef struct Parser
{
	const char *text;
	const char *at;
	char *detail;

	bool seen[N_MEMBERS];
	int64 integer[MIN]; /* the members before MIN */
	double min;
	double max;
	ExactSums sums;

	int n_bins;
	int capacity;
	double *edge;
	int64 *rows;
} Parser;

/*
 * Writing
 */

static void
write_double(StringInfo out, double x)
{
	char digits[DOUBLE_SHORTEST_DECIMAL_LEN];

	double_to_shortest_decimal_buf(x, digits);
	appendStringInfoString(out, digits);
}

static void
write_count(StringInfo out, Member member, uint64 count)
{
	appendStringInfo(out, ", %s: " UINT64_FORMAT, member_name[member], count);
}

/* Bit `bit` of the n digits; 0 beyond them on either side. */
static int
digit_bit(const uint32 *digits, int n, int bit)
{
	return bit >= 0 && bit < 32 * n ? digits[bit / 32] >> (bit % 32) & 1 : 0;
}

/*
 * Writes lanes * 2^unit as hexadecimal digits with an exponent that is a multiple of 4, so that
 * the digits are those of the number itself.
 */
static void
write_exact(StringInfo out, Member member, const int64 *lanes, int n, int unit)
{
	uint32 digits[EXACT_SQUARE_LANES];
	int sign = exact_lanes_get(lanes, n, digits);
	int low = 0;
	int high = 32 * n - 1;

	appendStringInfo(out, ", %s: ", member_name[member]);
	if (sign == 0)
	{
		appendStringInfoString(out, "0x0p0");
		return;
	}
	while (!digit_bit(digits, n, low))
		low++;
	while (!digit_bit(digits, n, high))
		high--;
	/* down to multiples of 4; the sums of both are not negative if 4096 is added */
	low -= (low + unit + 4096) % 4;
	high -= (high + unit + 4096) % 4;

	appendStringInfoString(out, sign < 0 ? "-0x" : "0x");
	for (int bit = high; bit >= low; bit -= 4)
		appendStringInfoChar(
			out,
			"0123456789abcdef"[digit_bit(digits, n, bit + 3) << 3 |
							   digit_bit(digits, n, bit + 2) << 2 |
							   digit_bit(digits, n, bit + 1) << 1 | digit_bit(digits, n, bit)]);
	appendStringInfo(out, "p%d", low + unit);
}

/* The edge nearest zero of a bin. */
static double
bin_edge(uint64 key, int shift)
{
	uint64 edge = key << shift;

	if (edge < ZERO_KEY)
		edge |= (UINT64CONST(1) << shift) - 1;
	return hist_value(edge);
}

void
histogram_write_text(StringInfo out, Histogram *h)
{
	hist_sort(h);
	appendStringInfoChar(out, '{');
	if (h->max_bins != HIST_MIN_BINS)
		appendStringInfo(out, "%s: %u, ", member_name[MAX_BINS], h->max_bins);
	if (h->shift > 0)
		appendStringInfo(out, "%s: %d, ", member_name[SHIFT], h->shift);
	appendStringInfo(out, "%s: " UINT64_FORMAT, member_name[COUNT], h->count);
	if (h->nulls > 0)
		write_count(out, NULLS, h->nulls);
	if (h->nans > 0)
		write_count(out, NANS, h->nans);
	if (h->negative_infs > 0)
		write_count(out, NEGATIVE_INFS, h->negative_infs);
	if (h->positive_infs > 0)
		write_count(out, POSITIVE_INFS, h->positive_infs);
	if (h->count > 0)
	{
		appendStringInfo(out, ", %s: ", member_name[MIN]);
		write_double(out, h->min);
		appendStringInfo(out, ", %s: ", member_name[MAX]);
		write_double(out, h->max);
	}
	if (h->shift > 0)
	{
		exact_sums_settle(h->sums);
		write_exact(out, SUM, h->sums->sum, EXACT_SUM_LANES, SUM_UNIT);
		write_exact(out, SQUARES, h->sums->squares, EXACT_SQUARE_LANES, SQUARE_UNIT);
	}
	if (h->count > 0)
	{
		appendStringInfo(out, ", %s: {", member_name[BINS]);
		for (uint32 i = 0; i < h->nbins; i++)
		{
			if (i > 0)
				appendStringInfoString(out, ", ");
			write_double(out, bin_edge(h->keys[i], h->shift));
			appendStringInfo(out, ": " UINT64_FORMAT, h->counts[i]);
		}
		appendStringInfoChar(out, '}');
	}
	appendStringInfoChar(out, '}');
}

/*
 * Reading
 *
 * Every function below moves parser->at past what it reads, and returns false with parser->detail
 * set if it is not there.
 */

static void
skip_space(Parser *parser)
{
	while (*parser->at != '\0' && strchr(" \t\n\r\f\v", *parser->at) != NULL)
		parser->at++;
}

/* Nothing but ASCII can precede the place, so that bytes are characters. */
static bool
fail(Parser *parser, const char *what)
{
	parser->detail =
		psprintf("%s at character %zu.", what, (size_t) (parser->at - parser->text) + 1);
	return false;
}

static bool
expected(Parser *parser, const char *what)
{
	return fail(parser, psprintf("Expected %s", what));
}

static bool
read_char(Parser *parser, char c)
{
	char what[] = {'"', c, '"', '\0'};

	skip_space(parser);
	if (*parser->at != c)
		return expected(parser, what);
	parser->at++;
	return true;
}

/* A non-negative integer that fits a bigint. */
static bool
read_integer(Parser *parser, int64 *result)
{
	int64 value = 0;

	skip_space(parser);
	if (!(*parser->at >= '0' && *parser->at <= '9'))
		return expected(parser, "a non-negative integer");
	for (const char *c = parser->at; *c >= '0' && *c <= '9'; c++)
	{
		int digit = *c - '0';

		if (value > (PG_INT64_MAX - digit) / 10)
			return fail(parser, "The integer is out of range for type bigint");
		value = 10 * value + digit;
	}
	parser->at += strspn(parser->at, "0123456789");
	*result = value;
	return true;
}

/* A finite decimal number.  The server runs with LC_NUMERIC = C, so strtod knows only the point. */
static bool
read_double(Parser *parser, double *result)
{
	const char *digits;
	char *end;

	skip_space(parser);
	digits = parser->at + (*parser->at == '-' || *parser->at == '+');
	/* neither inf nor nan nor hexadecimal */
	if (!((*digits >= '0' && *digits <= '9') || *digits == '.') ||
		digits[strspn(digits, "0")] == 'x' || digits[strspn(digits, "0")] == 'X')
		return expected(parser, "a number");
	errno = 0;
	*result = strtod(parser->at, &end);
	if (end == parser->at)
		return expected(parser, "a number");
	/* ERANGE alone could also be a subnormal number */
	if (isinf(*result) || (*result == 0 && errno == ERANGE))
		return fail(parser, "The number is out of range for type double precision");
	parser->at = end;
	return true;
}

/* A hexadecimal floating-point constant that is a multiple of 2^unit and fits n lanes. */
static bool
read_exact(Parser *parser, int64 *lanes, int n, int unit)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	uint32 digits[EXACT_SQUARE_LANES] = {0};
	const char *constant;
	size_t length;
	int sign = 1;
	long exponent;
	char *end;

	skip_space(parser);
	constant = parser->at;
	if (*constant == '-')
	{
		sign = -1;
		constant++;
	}
	if (constant[0] != '0' || constant[1] != 'x')
		return expected(parser, "a hexadecimal constant");
	constant += 2;
	length = strspn(constant, hex);
	if (length == 0 || constant[length] != 'p')
		return expected(parser, "a hexadecimal constant");
	end = (char *) constant + length + 1;
	if (!(*end == '-' || (*end >= '0' && *end <= '9')))
		return expected(parser, "a hexadecimal constant");
	exponent = strtol(end, &end, 10);
	if (exponent < -9999 || exponent > 9999)
		return fail(parser, "The hexadecimal constant is out of range");

	for (size_t i = 0; i < length; i++)
	{
		const char *found = strchr(hex, constant[length - 1 - i]);
		int value = found - hex < 16 ? found - hex : found - hex - 6;

		for (int b = 0; b < 4; b++)
		{
			int64 bit = exponent - unit + 4 * (int64) i + b;

			if (!(value >> b & 1))
				continue;
			if (bit < 0 || bit >= 32 * (n - 1))
				return fail(parser, "The hexadecimal constant is out of range");
			digits[bit / 32] |= UINT32_C(1) << (bit % 32);
		}
	}
	exact_lanes_set(lanes, n, digits, sign);
	parser->at = end;
	return true;
}

/* Whether a list goes on; if it does not, it must close. */
static bool
read_comma(Parser *parser)
{
	skip_space(parser);
	if (*parser->at != ',')
		return false;
	parser->at++;
	return true;
}

static bool
read_close(Parser *parser)
{
	if (*parser->at != '}')
		return expected(parser, "\",\" or \"}\"");
	parser->at++;
	return true;
}

/* edge: rows */
static bool
read_bin(Parser *parser)
{
	if (parser->n_bins == parser->capacity)
	{
		if (parser->capacity == HIST_MAX_BINS)
			return fail(parser, "There are too many bins");
		parser->capacity *= 2;
		parser->edge = repalloc(parser->edge, parser->capacity * sizeof(double));
		parser->rows = repalloc(parser->rows, parser->capacity * sizeof(int64));
	}
	if (!read_double(parser, &parser->edge[parser->n_bins]) || !read_char(parser, ':') ||
		!read_integer(parser, &parser->rows[parser->n_bins]))
		return false;
	parser->n_bins++;
	return true;
}

/* {edge: rows, ...} */
static bool
read_bins(Parser *parser)
{
	if (!read_char(parser, '{'))
		return false;
	skip_space(parser);
	if (*parser->at != '}')
	{
		do
		{
			if (!read_bin(parser))
				return false;
		} while (read_comma(parser));
	}
	return read_close(parser);
}

/* name: value */
static bool
read_member(Parser *parser)
{
	size_t length;
	Member member;

	skip_space(parser);
	length = strspn(parser->at, "abcdefghijklmnopqrstuvwxyz_");
	for (member = 0; member < N_MEMBERS; member++)
	{
		if (strlen(member_name[member]) == length &&
			strncmp(parser->at, member_name[member], length) == 0)
			break;
	}
	if (member == N_MEMBERS)
		return expected(parser, "the name of a member");
	if (parser->seen[member])
		return fail(parser, psprintf("\"%s\" is there twice", member_name[member]));
	parser->seen[member] = true;
	parser->at += length;
	if (!read_char(parser, ':'))
		return false;

	switch (member)
	{
		case MIN:
			return read_double(parser, &parser->min);
		case MAX:
			return read_double(parser, &parser->max);
		case SUM:
			return read_exact(parser, parser->sums.sum, EXACT_SUM_LANES, SUM_UNIT);
		case SQUARES:
			return read_exact(parser, parser->sums.squares, EXACT_SQUARE_LANES, SQUARE_UNIT);
		case BINS:
			return read_bins(parser);
		default:
			return read_integer(parser, &parser->integer[member]);
	}
}

/* {member, ...} and nothing after it */
static bool
read_members(Parser *parser)
{
	if (!read_char(parser, '{'))
		return false;
	skip_space(parser);
	if (*parser->at != '}')
	{
		do
		{
			if (!read_member(parser))
				return false;
		} while (read_comma(parser));
	}
	if (!read_close(parser))
		return false;
	skip_space(parser);
	if (*parser->at != '\0')
		return expected(parser, "the end");
	return true;
}

/* The key of the bin in which x lies.  The sign of zero tells only wide bins apart. */
static uint64
bin_key(double x, int shift)
{
	if (shift > 0 && x == 0 && signbit(x))
		return (ZERO_KEY - 1) >> shift;
	return hist_key(x) >> shift;
}

/* Which members must or must not be there, and the ranges on which building relies. */
static bool
check_members(Parser *parser)
{
	bool exact = parser->integer[SHIFT] == 0;
	bool rows = parser->n_bins > 0;

	if (parser->integer[MAX_BINS] < HIST_MIN_BINS || parser->integer[MAX_BINS] > HIST_MAX_BINS)
	{
		parser->detail =
			psprintf("max_bins must be between %d and %d.", HIST_MIN_BINS, HIST_MAX_BINS);
		return false;
	}
	if (parser->integer[SHIFT] > HIST_MAX_SHIFT)
	{
		parser->detail = psprintf("shift must be between 0 and %d.", HIST_MAX_SHIFT);
		return false;
	}
	for (Member member = MIN; member <= SQUARES; member++)
	{
		bool needed = !exact && rows;
		bool allowed = member < SUM ? rows : !exact;

		if (parser->seen[member] ? !allowed : needed)
		{
			parser->detail = psprintf(allowed ? "\"%s\" is missing." : "\"%s\" is out of place.",
									  member_name[member]);
			return false;
		}
	}
	return true;
}

/* Makes the histogram; whether it can be one is for hist_check to say. */
static Histogram *
build(const CoreContext *cx, Parser *parser)
{
	Histogram *h = hist_create(cx, parser->integer[MAX_BINS]);
	uint64 total = 0;

	h->shift = parser->integer[SHIFT];
	h->nulls = parser->integer[NULLS];
	h->nans = parser->integer[NANS];
	h->negative_infs = parser->integer[NEGATIVE_INFS];
	h->positive_infs = parser->integer[POSITIVE_INFS];
	h->nbins = parser->n_bins;
	h->capacity = parser->n_bins;
	h->keys = core_alloc(cx, parser->n_bins * sizeof(uint64_t));
	h->counts = core_alloc(cx, parser->n_bins * sizeof(uint64_t));
	h->sorted = true;
	for (int i = 0; i < parser->n_bins; i++)
	{
		h->keys[i] = bin_key(parser->edge[i], h->shift);
		h->counts[i] = parser->rows[i];
		/* at most 2^16 summands below 2^63 each, so that one wrap around could go unnoticed */
		total = Min(total + h->counts[i], (uint64) HIST_MAX_COUNT + 1);
	}
	h->count = parser->seen[COUNT] ? (uint64) parser->integer[COUNT] : total;
	if (parser->n_bins > 0)
	{
		h->min = parser->seen[MIN] ? parser->min : parser->edge[0];
		h->max = parser->seen[MAX] ? parser->max : parser->edge[parser->n_bins - 1];
		/* there is but one zero */
		h->min = h->min == 0 ? 0 : h->min;
		h->max = h->max == 0 ? 0 : h->max;
	}
	if (h->shift > 0)
	{
		h->sums = core_alloc(cx, sizeof(ExactSums));
		*h->sums = parser->sums;
	}
	return h;
}

Histogram *
histogram_read_text(const CoreContext *cx, const char *text, char **detail)
{
	Parser *parser = palloc0(sizeof(Parser));
	Histogram *h;
	const char *fault;

	parser->text = parser->at = text;
	parser->integer[MAX_BINS] = HIST_MIN_BINS;
	exact_sums_clear(&parser->sums);
	parser->capacity = 64;
	parser->edge = palloc(parser->capacity * sizeof(double));
	parser->rows = palloc(parser->capacity * sizeof(int64));

	if (!read_members(parser) || !check_members(parser))
	{
		*detail = parser->detail;
		return NULL;
	}
	h = build(cx, parser);
	fault = hist_check(h);
	if (fault != NULL)
	{
		*detail = psprintf("It is not consistent: %s.", fault);
		return NULL;
	}
	return h;
}
