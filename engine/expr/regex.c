/* Patterns: PCRE2 behind two calls. Matching has limits, so no pattern can hang a run.
 * Stage: rules. In: pattern and text. Out: whether it is found. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "expr/program.h"

#include <pcre2.h>

#define MATCH_LIMIT 200000
#define DEPTH_LIMIT 500
#define HEAP_LIMIT_KIB 4096
#define NEST_LIMIT 50

struct fr_matcher {
	fr_allocator allocator;
	pcre2_match_context *context;
	pcre2_match_data *data;
};

/* PCRE2's memory comes from an arena: what it gives back is only forgotten. */
static void *arena_take(PCRE2_SIZE size, void *arena) { return fr_arena_alloc(arena, size); }
static void arena_leave(void *block, void *arena)
{
	(void)block;
	(void)arena;
}

static void *matcher_take(PCRE2_SIZE size, void *user)
{
	fr_matcher *m = user;
	return fr_alloc(&m->allocator, size);
}

static void matcher_leave(void *block, void *user)
{
	fr_matcher *m = user;
	fr_release(&m->allocator, block);
}

/* Machine code of a pattern lives outside the arena. */
static void forget(void *compiled) { pcre2_code_free(compiled); }

void *fr_regex_compile(fr_arena *arena, fr_str pattern, bool often, char message[128], size_t *offset)
{
	int code = 0;
	PCRE2_SIZE at = 0;
	message[0] = 0;
	*offset = 0;
	pcre2_general_context *general = pcre2_general_context_create(arena_take, arena_leave, arena);
	pcre2_compile_context *context = general ? pcre2_compile_context_create(general) : NULL;
	if (!context)
		return NULL;
	pcre2_set_max_pattern_length(context, FR_EXPR_PATTERN_MOST);
	pcre2_set_parens_nest_limit(context, NEST_LIMIT);
	pcre2_code *compiled = pcre2_compile(
		(PCRE2_SPTR)(pattern.n ? pattern.p : ""), pattern.n, PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &code, &at, context);
	if (!compiled) {
		if (code != PCRE2_ERROR_HEAP_FAILED)
			pcre2_get_error_message(code, (PCRE2_UCHAR *)message, 128);
		*offset = at;
		return NULL;
	}
	/* Without JIT it is only slower; with it something must be given back. */
	if (often && pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE) == 0 && !fr_arena_defer(arena, forget, compiled)) {
		forget(compiled);
		return NULL;
	}
	return compiled;
}

static bool fill(fr_matcher *m, pcre2_general_context *general)
{
	m->context = general ? pcre2_match_context_create(general) : NULL;
	m->data = m->context ? pcre2_match_data_create(1, general) : NULL;
	if (!m->data)
		return false;
	pcre2_set_match_limit(m->context, MATCH_LIMIT);
	pcre2_set_depth_limit(m->context, DEPTH_LIMIT);
	pcre2_set_heap_limit(m->context, HEAP_LIMIT_KIB);
	return true;
}

fr_matcher *fr_matcher_new(const fr_allocator *allocator)
{
	allocator = allocator && allocator->resize ? allocator : &fr_system_allocator;
	fr_matcher *m = fr_alloc(allocator, sizeof *m);
	if (!m)
		return NULL;
	*m = (fr_matcher){.allocator = *allocator};
	pcre2_general_context *general = pcre2_general_context_create(matcher_take, matcher_leave, m);
	bool filled = fill(m, general);
	pcre2_general_context_free(general);
	if (filled)
		return m;
	fr_matcher_free(m);
	return NULL;
}

void fr_matcher_free(fr_matcher *m)
{
	if (!m)
		return;
	pcre2_match_data_free(m->data);
	pcre2_match_context_free(m->context);
	fr_allocator allocator = m->allocator;
	fr_release(&allocator, m);
}

int fr_regex_find(fr_matcher *matcher, fr_arena *arena, const void *pattern, fr_str text)
{
	fr_matcher passing;
	if (!matcher) {
		passing = (fr_matcher){0};
		if (!fill(&passing, pcre2_general_context_create(arena_take, arena_leave, arena)))
			return -2;
		matcher = &passing;
	}
	const PCRE2_SPTR subject = (PCRE2_SPTR)(text.n ? text.p : "");
	int found = pcre2_match(pattern, subject, text.n, 0, PCRE2_NO_UTF_CHECK, matcher->data, matcher->context);
	if (found == PCRE2_ERROR_JIT_STACKLIMIT)
		found = pcre2_match(pattern, subject, text.n, 0, PCRE2_NO_UTF_CHECK | PCRE2_NO_JIT, matcher->data, matcher->context);
	return found >= 0 ? 1 : found == PCRE2_ERROR_NOMATCH ? 0 : found == PCRE2_ERROR_NOMEMORY ? -2 : -1;
}
