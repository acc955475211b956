/* Draft helpers: attributes, texts and messages of a form in the making.
 * Stage: definitions. In: XML nodes. Out: values in the form's arena, diagnostics. */
#include "form/draft.h"

#include <math.h>

#define WORDS_MOST 64 /* languages of one text */

void *fr_draft_array(fr_draft *draft, size_t size, size_t count)
{
	void *array = fr_arena_array(&draft->form->arena, size, count);
	if (!array)
		draft->failed = true;
	return array;
}

bool fr_draft_wrong(const fr_draft *draft)
{
	for (size_t i = draft->first; i < draft->lint->count; i++)
		if (draft->lint->items[i].level == FR_LEVEL_ERROR)
			return true;
	return false;
}

fr_str fr_draft_attr(fr_draft *draft, const xmlNode *node, const char *name)
{
	fr_str value = fr_definition_attr(&draft->form->arena, node, name);
	if (!value.p && xmlHasProp(node, (const xmlChar *)name))
		draft->failed = true;
	return value;
}

bool fr_draft_true(fr_draft *draft, const xmlNode *node, const char *name) { return fr_str_is(fr_draft_attr(draft, node, name), "true"); }

double fr_draft_number(fr_draft *draft, const xmlNode *node, const char *name)
{
	double number;
	fr_str text = fr_draft_attr(draft, node, name);
	return text.p && fr_number_read(text, false, &number) ? number : NAN;
}

bool fr_draft_is(const xmlNode *node, const char *element)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, element) == 0;
}

const xmlNode *fr_draft_next(const xmlNode *parent, const xmlNode *child, const char *element)
{
	for (child = child ? child->next : parent->children; child; child = child->next)
		if (fr_draft_is(child, element))
			return child;
	return NULL;
}

void fr_draft_suggest(fr_draft *draft, fr_level level, int code, const xmlNode *node, const char *attribute, fr_str a, fr_str suggestion)
{
	fr_definition_report(draft->definition, draft->lint, level, code, node, attribute, 0, SIZE_MAX, &a, 1, suggestion);
}

void fr_draft_say(fr_draft *draft, fr_level level, int code, const xmlNode *node, const char *attribute, fr_str a, fr_str b)
{
	fr_str args[2] = {a, b};
	fr_definition_report(draft->definition, draft->lint, level, code, node, attribute, 0, SIZE_MAX, args, 2, fr_str_of(NULL, 0));
}

/* ---- texts ---- */

/* Scripts written without spaces between words: joining their lines must not add one. */
static bool is_wide(uint32_t cp) { return cp >= 0x2E80; }

static uint32_t last_character(const fr_buf *text)
{
	size_t at = text->n;
	while (at > 0 && ((unsigned char)text->p[--at] & 0xC0) == 0x80)
		;
	uint32_t cp = 0;
	if (text->n)
		fr_utf8_decode(fr_buf_view(text), at, &cp);
	return cp;
}

/* Lines of the file are trimmed and joined: by a line break when lines are kept (an empty line stays one), else by a space between words and by nothing between
 * characters that need none. */
static fr_str join_lines(fr_draft *draft, fr_str text, bool keep_lines)
{
	fr_buf out;
	fr_buf_init(&out, &draft->form->arena.allocator, FR_DEFINITION_BYTES);
	text = fr_str_trim(text);
	for (size_t at = 0; at < text.n;) {
		const char *newline = memchr(text.p + at, '\n', text.n - at);
		size_t end = newline ? (size_t)(newline - text.p) : text.n;
		fr_str line = fr_str_trim(fr_str_of(text.p + at, end - at));
		uint32_t first = 0;
		if (line.n)
			fr_utf8_decode(line, 0, &first);
		if (keep_lines && out.n)
			fr_buf_byte(&out, '\n');
		else if (out.n && line.n && !(is_wide(first) && is_wide(last_character(&out))))
			fr_buf_byte(&out, ' ');
		fr_buf_str(&out, line);
		at = end + 1;
	}
	fr_str copy = out.failed ? fr_str_of(NULL, 0) : fr_arena_str(&draft->form->arena, fr_buf_view(&out));
	fr_buf_free(&out);
	if (!copy.p)
		draft->failed = true;
	return copy;
}

static bool has_score(fr_draft *draft, const xmlNode *node, double score)
{
	return isnan(score) || fr_draft_number(draft, node, "score") == score;
}

fr_words fr_draft_words_of(fr_draft *draft, const xmlNode *node, const char *element, double score)
{
	size_t count = 0, filled = 0;
	for (const xmlNode *n = NULL; (n = fr_draft_next(node, n, element));)
		count += has_score(draft, n, score);
	if (count > WORDS_MOST) {
		fr_draft_say(draft, FR_LEVEL_ERROR, FR_DEF_MANY, node, NULL, FR_STR(FR_DIGITS(WORDS_MOST)), fr_str_of(NULL, 0));
		return (fr_words){NULL, 0};
	}
	fr_text_in *items = count ? FR_DRAFT_ARRAY(draft, fr_text_in, count) : NULL;
	if (!items)
		return (fr_words){NULL, 0};
	bool keep_lines = strcmp(element, "guidance") == 0 || strcmp(element, "description") == 0;
	for (const xmlNode *n = NULL; (n = fr_draft_next(node, n, element));) {
		if (!has_score(draft, n, score))
			continue;
		xmlChar *content = xmlNodeGetContent(n);
		fr_text_in item = {fr_definition_lang(&draft->form->arena, n),
			join_lines(draft, fr_str_from(content ? (const char *)content : ""), keep_lines)};
		xmlFree(content);
		draft->failed = draft->failed || !item.lang.p;
		for (size_t i = 0; i < filled; i++)
			if (fr_str_eq(items[i].lang, item.lang))
				fr_draft_say(draft, FR_LEVEL_ERROR, FR_LINT_DUPLICATE_LANG, n, NULL, fr_str_from(element), item.lang);
		items[filled] = item;
		/* The definition's own language comes first, wherever it stands. */
		if (filled && fr_str_eq(item.lang, draft->form->lang)) {
			memmove(items + 1, items, filled * sizeof *items);
			items[0] = item;
		}
		filled++;
	}
	return (fr_words){items, filled};
}

fr_words fr_draft_words(fr_draft *draft, const xmlNode *node, const char *element) { return fr_draft_words_of(draft, node, element, NAN); }
