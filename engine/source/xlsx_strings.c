/* Shared strings of XLSX: the texts that cells name by number.
 * Stage: rows. In: sharedStrings.xml, read no further than cells ask. Out: texts, kept until the end: cells may name any of them at any time.
 * Source: ECMA-376 part 1, 18.4. */
#include "source/xlsx.h"

#include <stdio.h>

#define BLOCK ((size_t)256 << 10) /* texts are packed into blocks of that size */
#define HELD_FREE ((uint64_t)32 << 20) /* bytes of texts that may be kept whatever the file's size */
#define HELD_RATIO 64 /* beyond, so many times what stands in the file: texts that differ do not deflate any better */
#define AHEAD 256 /* texts read at once */

struct fr_xlsx_strings {
	fr_allocator allocator;
	fr_limits limits;
	fr_arena arena;
	fr_part part;
	fr_markup markup;
	uint64_t held, deflated;
	fr_str *items;
	size_t count, capacity, wanted;
	char *block;
	size_t left; /* of the block */
	fr_buf text; /* of the item at hand */
	size_t item, in_text; /* depth of si, of t; 0 outside */
	bool whole; /* the part is read to its end */
};

static void no_memory(fr_xlsx_strings *s) { fr_markup_refuse(&s->markup, fr_fail(s->markup.error, FR_E_MEMORY, FR_MEMORY, NULL)); }

static void refuse(fr_xlsx_strings *s, int code, uint64_t most)
{
	char limit[32];
	snprintf(limit, sizeof limit, "%llu", (unsigned long long)most);
	fr_markup_refuse(&s->markup, fr_fail(s->markup.error, FR_E_LIMIT, code, s->part.name, "", limit, NULL));
}

static void on_start(void *user, fr_name name, const char **attributes)
{
	fr_xlsx_strings *s = user;
	(void)attributes;
	if (s->item) {
		if (fr_xlsx_rich_start(&s->markup, name))
			s->in_text = s->markup.depth;
	} else if (s->markup.depth == 1) {
		if (!fr_name_is(name, FR_NS_SHEET, "sst"))
			fr_markup_refuse(&s->markup, fr_fail(s->markup.error, FR_E_FORMAT, FR_SOURCE_PART, s->part.name, NULL));
	} else if (fr_name_is(name, FR_NS_SHEET, "si")) {
		s->item = s->markup.depth;
		fr_buf_clear(&s->text);
	} else
		fr_markup_skip(&s->markup);
}

static void on_text(void *user, const char *p, size_t n)
{
	fr_xlsx_strings *s = user;
	if (!s->in_text)
		return;
	fr_buf_add(&s->text, p, n);
	if (s->text.failed || s->text.n > s->limits.cell_bytes) {
		if (s->text.n + n > s->limits.cell_bytes)
			refuse(s, FR_SOURCE_CELL, s->limits.cell_bytes);
		else
			no_memory(s);
	}
}

static bool room(fr_xlsx_strings *s)
{
	if (s->count == s->limits.shared_strings) {
		refuse(s, FR_SOURCE_SHARED_MOST, s->limits.shared_strings);
		return false;
	}
	s->held += s->text.n + sizeof *s->items;
	if (s->held > s->limits.shared_bytes || (s->held > HELD_FREE && s->held / HELD_RATIO > s->deflated)) {
		refuse(s, FR_SOURCE_INFLATED, 0);
		return false;
	}
	if (s->count < s->capacity)
		return true;
	size_t capacity = s->capacity ? s->capacity * 2 : 256;
	fr_str *items = fr_resize(&s->allocator, s->items, capacity * sizeof *items);
	if (!items) {
		no_memory(s);
		return false;
	}
	s->items = items;
	s->capacity = capacity;
	return true;
}

static void item_end(fr_xlsx_strings *s)
{
	fr_xlsx_unescape(&s->text, 0);
	if (!room(s))
		return;
	if (s->text.n > s->left) {
		size_t size = s->text.n > BLOCK / 4 ? s->text.n : BLOCK;
		char *block = fr_arena_alloc(&s->arena, size);
		if (!block) {
			no_memory(s);
			return;
		}
		s->block = block;
		s->left = size;
	}
	if (s->text.n)
		memcpy(s->block, s->text.p, s->text.n);
	s->items[s->count++] = fr_str_of(s->text.n ? s->block : NULL, s->text.n);
	s->block += s->text.n;
	s->left -= s->text.n;
	if (s->count >= s->wanted)
		fr_markup_pause(&s->markup);
}

static void on_end(void *user, fr_name name)
{
	fr_xlsx_strings *s = user;
	(void)name;
	if (s->in_text == s->markup.depth)
		s->in_text = 0;
	else if (s->item == s->markup.depth) {
		s->item = 0;
		item_end(s);
	}
}

static fr_status read_to(fr_xlsx_strings *s, size_t wanted, fr_error *error)
{
	s->wanted = wanted;
	while (!s->whole && s->count < wanted) {
		fr_status status = fr_markup_run(&s->markup, error);
		if (status == FR_END)
			s->whole = true;
		else if (status != FR_OK)
			return status;
	}
	return FR_OK;
}

fr_status fr_xlsx_strings_open(const fr_allocator *allocator, fr_zip *zip, const char *part, const fr_limits *limits, uint64_t deflated,
	size_t block, fr_xlsx_strings **out, fr_error *error)
{
	fr_xlsx_strings *s = fr_alloc(allocator, sizeof *s);
	*out = s;
	if (!s)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*s = (fr_xlsx_strings){.allocator = *allocator, .limits = *limits, .deflated = deflated};
	s->markup.user = s;
	s->markup.start = on_start;
	s->markup.end = on_end;
	s->markup.text = on_text;
	s->markup.depth_most = limits->depth;
	s->markup.token_most = fr_xlsx_token(limits);
	fr_arena_init(&s->arena, allocator, 0);
	fr_buf_init(&s->text, allocator, limits->cell_bytes + block);
	fr_status status = fr_zip_part(zip, part, &s->part, error);
	return status == FR_OK ? fr_markup_open(&s->markup, &s->part, block, error) : status;
}

fr_status fr_xlsx_strings_get(fr_xlsx_strings *s, size_t index, fr_str *out, fr_error *error)
{
	if (index >= s->count) {
		fr_status status = index < s->limits.shared_strings ? read_to(s, index + AHEAD, error) : FR_OK;
		if (status != FR_OK)
			return status;
		if (index >= s->count)
			return FR_END;
	}
	*out = s->items[index];
	return FR_OK;
}

fr_status fr_xlsx_strings_finish(fr_xlsx_strings *s, fr_error *error) { return read_to(s, SIZE_MAX, error); }

void fr_xlsx_strings_close(fr_xlsx_strings *s)
{
	if (!s)
		return;
	fr_allocator a = s->allocator;
	fr_markup_close(&s->markup);
	if (s->part.close)
		s->part.close(&s->part);
	fr_arena_free(&s->arena);
	fr_buf_free(&s->text);
	fr_release(&a, s->items);
	fr_release(&a, s);
}
