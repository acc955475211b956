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
