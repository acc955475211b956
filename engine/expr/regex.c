/* Patterns: PCRE2 behind two calls.
 * Stage: rules. In: pattern and text. Out: whether it is found. All memory comes from an arena, so a pattern lives and dies with its expression; matching has limits, so no
 * pattern can hang a run. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "expr/program.h"

#include <pcre2.h>

#define MATCH_LIMIT 200000
#define DEPTH_LIMIT 500
#define HEAP_LIMIT_KIB 4096

static void *take(PCRE2_SIZE size, void *arena) { return fr_arena_alloc(arena, size); }

static void leave(void *block, void *arena)
{
	(void)block;
	(void)arena;
}

void *fr_regex_compile(fr_arena *arena, fr_str pattern, char message[128], size_t *offset)
{
	int code = 0;
	PCRE2_SIZE at = 0;
	message[0] = 0;
	*offset = 0;
	pcre2_general_context *general = pcre2_general_context_create(take, leave, arena);
	pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
	if (!context)
		return NULL;
	pcre2_code *compiled = pcre2_compile(
		(PCRE2_SPTR)(pattern.n ? pattern.p : ""), pattern.n, PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &at, context);
	if (!compiled) {
		pcre2_get_error_message(code, (PCRE2_UCHAR *)message, 128);
		*offset = at;
	}
	return compiled;
}

int fr_regex_find(fr_arena *arena, const void *pattern, fr_str text)
{
	pcre2_general_context *general = pcre2_general_context_create(take, leave, arena);
	pcre2_match_context *context = general ? pcre2_match_context_create(general) : NULL;
	pcre2_match_data *data = context ? pcre2_match_data_create(1, general) : NULL;
	if (!data)
		return -1;
	pcre2_set_match_limit(context, MATCH_LIMIT);
	pcre2_set_depth_limit(context, DEPTH_LIMIT);
	pcre2_set_heap_limit(context, HEAP_LIMIT_KIB);
	int found = pcre2_match(pattern, (PCRE2_SPTR)(text.n ? text.p : ""), text.n, 0, PCRE2_NO_UTF_CHECK, data, context);
	return found >= 0 ? 1 : found == PCRE2_ERROR_NOMATCH ? 0 : -1;
}
