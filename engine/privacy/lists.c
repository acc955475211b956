/* Lists: surnames, titles, roles, prefixes from a definition.
 * Stage: definitions. In: XML that matches schemas/privacy.rng. Out: an immutable fr_lists. */
#include "privacy/lists.h"

#include "definition/definition.h"

#include <stdlib.h>

static bool is_space_character(uint32_t cp)
{
	return cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF || (cp >= 0x2000 && cp <= 0x200F) || (cp >= 0x202A && cp <= 0x202F) ||
	       (cp >= 0x205F && cp <= 0x206F);
}

uint32_t fr_fold_character(uint32_t cp)
{
	if (cp < 0xA0)
		return cp;
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		return cp - 0xFEE0;
	if (is_space_character(cp))
		return ' ';
	if (cp == 0x30FB || cp == 0x2022 || cp == 0x2027)
		return 0xB7;
	if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xFE63)
		return '-';
	return cp;
}

bool fr_fold(fr_str value, fr_folded *out)
{
	value = fr_str_trim(value);
	out->text = value;
	out->n = 0;
	for (size_t at = 0; at < value.n;) {
		uint32_t cp;
		size_t n = fr_decode(value, at, &cp);
		if (n == 0 || out->n == FR_FOLD_MOST)
			return false;
		out->cp[out->n] = cp >= 0x3400 && cp < 0xA000 ? cp : fr_fold_character(cp);
		out->at[out->n++] = at;
		at += n;
	}
	out->at[out->n] = value.n;
	return true;
}

static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

static int longest_first(const void *a, const void *b)
{
	const fr_str *x = a, *y = b;
	return x->n != y->n ? (x->n < y->n ? 1 : -1) : fr_str_cmp(*x, *y);
}

static bool split(fr_arena *arena, fr_str text, fr_words_list *out)
{
	size_t words = 0;
	for (size_t i = 0; i < text.n; i++)
		words += !is_space(text.p[i]) && (i == 0 || is_space(text.p[i - 1]));
	out->items = FR_ARENA_ARRAY(arena, fr_str, words);
	if (!out->items)
		return false;
	for (size_t i = 0; i < text.n;) {
		while (i < text.n && is_space(text.p[i]))
			i++;
		size_t from = i;
		while (i < text.n && !is_space(text.p[i]))
			i++;
		if (i > from)
			out->items[out->n++] = fr_str_of(text.p + from, i - from);
	}
	if (out->n)
		qsort(out->items, out->n, sizeof *out->items, longest_first);
	for (size_t i = 0; i < out->n; i++) {
		fr_str word = out->items[i];
		uint32_t first, last;
		fr_utf8_decode(word, 0, &first);
		fr_utf8_decode(word, fr_utf8_offset(word, fr_utf8_length(word) - 1), &last);
		out->begins[FR_WORD_SLOT(first)] = out->ends[FR_WORD_SLOT(last)] = true;
	}
	return true;
}

static unsigned four_digits(fr_str s)
{
	unsigned x = 0;
	for (size_t i = 0; i < 4 && i < s.n; i++)
		x = x * 10 + (unsigned)(s.p[i] - '0');
	return x;
}

static bool read_element(fr_lists *lists, const xmlNode *node)
{
	xmlChar *content = xmlNodeGetContent(node);
	if (!content)
		return false;
	fr_str text = fr_arena_str(&lists->arena, fr_str_from((const char *)content));
	xmlFree(content);
	const char *name = (const char *)node->name;
	fr_words_list ranges = {.n = 0};
	if (!text.p)
		return false;
	if (strcmp(name, "surnames") == 0)
		return split(&lists->arena, text, &lists->surnames);
	if (strcmp(name, "titles") == 0)
		return split(&lists->arena, text, &lists->titles);
	if (strcmp(name, "roles") == 0)
		return split(&lists->arena, text, &lists->roles);
	if (strcmp(name, "plates") == 0) {
		lists->plates = fr_str_trim(text);
		return true;
	}
	if (!split(&lists->arena, text, &ranges))
		return false;
	for (size_t i = 0; i < ranges.n; i++) {
		unsigned from = four_digits(ranges.items[i]),
			 to = ranges.items[i].n == 9 ? four_digits(fr_str_of(ranges.items[i].p + 5, 4)) : from;
		for (unsigned p = from; p <= to && p < 10000; p++)
			lists->prefix[p] = true;
	}
	return true;
}

fr_status fr_lists_load(const fr_allocator *allocator, const char *path, fr_lists **out, fr_error *error)
{
	*out = NULL;
	const fr_allocator *a = allocator && allocator->resize ? allocator : &fr_system_allocator;
	fr_lint *lint = fr_lint_new(a);
	fr_lists *lists = fr_alloc(a, sizeof *lists);
	if (!lint || !lists) {
		fr_lint_free(lint);
		fr_release(a, lists);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	memset(lists, 0, sizeof *lists);
	fr_arena_init(&lists->arena, a, (size_t)16 << 20);
	fr_definition definition = {0};
	fr_status status = fr_definition_open(a, path, FR_GRAMMAR_PRIVACY, &definition, lint, error);
	if (status == FR_OK)
		for (const xmlNode *node = xmlDocGetRootElement(definition.document)->children; node && status == FR_OK; node = node->next)
			if (node->type == XML_ELEMENT_NODE && !read_element(lists, node))
				status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_E_FORM)
		status = fr_lint_fail(lint, error);
	fr_definition_close(&definition);
	fr_lint_free(lint);
	if (status == FR_OK)
		*out = lists;
	else
		fr_lists_free(lists);
	return status;
}

void fr_lists_free(fr_lists *lists)
{
	if (!lists)
		return;
	fr_allocator a = lists->arena.allocator;
	fr_arena_free(&lists->arena);
	fr_release(&a, lists);
}
