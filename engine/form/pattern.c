/* Patterns of fields, by PCRE2.
 * Stage: rules. In: pattern text, values. Out: whether the whole value matches, within a budget of steps. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "form/model.h"

#include <pcre2.h>

#define PATTERN_BYTES 4096
#define MATCH_STEPS 200000
#define MATCH_HEAP_KIB 4096
#define MATCH_DEPTH 1000

void *fr_pattern_compile(fr_str text, char *why, size_t size, size_t *offset)
{
	int code = 0;
	PCRE2_SIZE at = 0;
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	pcre2_code *pattern = NULL;
	if (context) {
		pcre2_set_max_pattern_length(context, PATTERN_BYTES);
		pcre2_set_parens_nest_limit(context, 50);
		/* \C would cut characters apart; a library may be built without it, so it is refused everywhere. */
		pattern = pcre2_compile((PCRE2_SPTR)text.p, text.n,
			PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &at, context);
		pcre2_compile_context_free(context);
	}
	if (!pattern) {
		if (!context || pcre2_get_error_message(code, (PCRE2_UCHAR *)why, size) < 0)
			fr_text_out(FR_STR("?"), why, size);
		*offset = at < text.n ? at : text.n;
		return NULL;
	}
	pcre2_jit_compile(pattern, PCRE2_JIT_COMPLETE); /* without JIT it is only slower */
	return pattern;
}

void fr_pattern_free(void *pattern) { pcre2_code_free(pattern); }

fr_matched fr_pattern_matches(const void *pattern, fr_str value)
{
	pcre2_match_context *context = pcre2_match_context_create(NULL);
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	int result = PCRE2_ERROR_NOMEMORY;
	if (context && data) {
		pcre2_set_match_limit(context, MATCH_STEPS);
		pcre2_set_depth_limit(context, MATCH_DEPTH);
		pcre2_set_heap_limit(context, MATCH_HEAP_KIB);
		result = pcre2_match(pattern, (PCRE2_SPTR)(value.n ? value.p : ""), value.n, 0, PCRE2_NO_UTF_CHECK, data, context);
	}
	pcre2_match_data_free(data);
	pcre2_match_context_free(context);
	return result >= 0 ? FR_MATCH_YES : result == PCRE2_ERROR_NOMATCH ? FR_MATCH_NO : FR_MATCH_LIMIT;
}

/* ---- shapes ---- */

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
static bool is_small(char c) { return c >= 'a' && c <= 'z'; }

/* One character that means itself, or a range such as [0-9]; bytes of it, 0 for anything else. */
static size_t range_at(fr_str s, size_t at, unsigned char *low, unsigned char *span)
{
	char c = s.p[at];
	*low = (unsigned char)c;
	*span = 0;
	if (is_digit(c) || is_capital(c) || is_small(c) || c == '-' || c == '_' || c == '/')
		return 1;
	if (c != '[' || s.n - at < 5 || s.p[at + 2] != '-' || s.p[at + 4] != ']')
		return 0;
	char from = s.p[at + 1], to = s.p[at + 3];
	if (from > to || !((is_digit(from) && is_digit(to)) || (is_capital(from) && is_capital(to)) || (is_small(from) && is_small(to))))
		return 0;
	*low = (unsigned char)from;
	*span = (unsigned char)(to - from);
	return 5;
}

/* {7} behind it: bytes of that, 0 when it stands there once. */
static size_t times_at(fr_str s, size_t at, size_t *times)
{
	size_t to = at + 1;
	*times = 1;
	if (at >= s.n || s.p[at] != '{')
		return 0;
	size_t n = 0;
	while (to < s.n && is_digit(s.p[to]) && n <= FR_SHAPE_MOST)
		n = n * 10 + (size_t)(s.p[to++] - '0');
	if (to == at + 1 || to == s.n || s.p[to] != '}')
		return 0;
	*times = n;
	return to + 1 - at;
}

/* A sign that could mean more, such as the ? in a?, is no character that means itself, so that whatever holds one is no shape. */
void fr_shape_of(fr_str pattern, fr_shape *out)
{
	fr_shape shape = {0};
	*out = shape;
	for (size_t at = 0; at < pattern.n;) {
		unsigned char low, span;
		size_t times, n = range_at(pattern, at, &low, &span);
		if (!n)
			return;
		at += n;
		at += times_at(pattern, at, &times);
		if (times > FR_SHAPE_MOST - (size_t)shape.n)
			return;
		memset(shape.low + shape.n, low, times);
		memset(shape.span + shape.n, span, times);
		shape.n = (unsigned char)(shape.n + times);
	}
	*out = shape;
}

typedef unsigned char lanes __attribute__((vector_size(8)));

bool fr_shape_has(const fr_shape *shape, fr_str value)
{
	size_t n = shape->n;
	if (value.n != n || !n)
		return false;
	uint64_t beyond = 0;
	for (size_t i = 0; n < sizeof(lanes) && i < n; i++)
		beyond |= (unsigned char)((unsigned char)value.p[i] - shape->low[i]) > shape->span[i];
	for (size_t at = 0; n >= sizeof(lanes); at += sizeof(lanes)) { /* the last eight, some for the second time */
		lanes c, low, span;
		uint64_t these;
		at = at + sizeof c > n ? n - sizeof c : at;
		memcpy(&c, value.p + at, sizeof c);
		memcpy(&low, shape->low + at, sizeof low);
		memcpy(&span, shape->span + at, sizeof span);
		lanes outside = (lanes)((c - low) > span);
		memcpy(&these, &outside, sizeof these);
		beyond |= these;
		if (at + sizeof c == n)
			break;
	}
	return !beyond;
}
