/* Comments on cells of XLSX: a part beside the sheet names the cells they are on.
 * Stage: rows. In: comments1.xml. Out: comments by row. Source: ECMA-376 part 1, 18.7. What newer programs call threads they write here too. */
#include "source/xlsx.h"

#include <stdio.h>
#include <stdlib.h>

#define AUTHORS_MOST 65536
#define HELD_MOST ((uint64_t)32 << 20) /* bytes of comments of a sheet, with what is kept beside them */

typedef struct reading {
	fr_markup markup;
	fr_xlsx_notes *notes;
	fr_limits limits;
	fr_buf text;
	size_t authors, ours; /* authors met; which of them we are */
	size_t author, comment, words; /* depth of author, comment, t; 0 outside */
	size_t author_at; /* of the comment at hand */
	fr_xlsx_note note;
} reading;

static void no_memory(reading *r) { fr_markup_refuse(&r->markup, fr_fail(r->markup.error, FR_E_MEMORY, FR_MEMORY, NULL)); }

static void refuse(reading *r, fr_status status, int code, const char *what, const char *most)
{
	fr_markup_refuse(&r->markup, fr_fail(r->markup.error, status, code, r->markup.part->name, what, most, NULL));
}

static void comment_start(reading *r, const char **attributes)
{
	const char *place = "";
	r->comment = r->markup.depth;
	r->author_at = SIZE_MAX;
	for (const char **a = attributes; *a; a += 2) {
		if (strcmp(a[0], "ref") == 0)
			place = a[1];
		else if (strcmp(a[0], "authorId") == 0 && !fr_xlsx_count(fr_str_from(a[1]), AUTHORS_MOST, &r->author_at))
			r->author_at = SIZE_MAX;
	}
	size_t column;
	if (!fr_xlsx_place(place, &r->note.row, &column))
		refuse(r, FR_E_FORMAT, FR_SOURCE_PLACE, place, NULL);
	r->note.note.column = column + 1;
	fr_buf_clear(&r->text);
}

static void on_start(void *user, fr_name name, const char **attributes)
{
	reading *r = user;
	if (name.ns != FR_NS_SHEET)
		fr_markup_skip(&r->markup);
	else if (r->comment && strcmp(name.local, "text") != 0) {
		if (fr_xlsx_rich_start(&r->markup, name))
			r->words = r->markup.depth;
	} else if (r->comment)
		return;
	else if (strcmp(name.local, "author") == 0) {
		r->author = r->markup.depth;
		fr_buf_clear(&r->text);
	} else if (strcmp(name.local, "comment") == 0)
		comment_start(r, attributes);
	else if (strcmp(name.local, "comments") != 0 && strcmp(name.local, "authors") != 0 && strcmp(name.local, "commentList") != 0)
		fr_markup_skip(&r->markup);
}

static void on_text(void *user, const char *p, size_t n)
{
	reading *r = user;
	if (!r->words && !r->author)
		return;
	fr_buf_add(&r->text, p, n);
	if (r->text.n > r->limits.cell_bytes) {
		char most[32];
		snprintf(most, sizeof most, "%zu", r->limits.cell_bytes);
		refuse(r, FR_E_LIMIT, FR_SOURCE_CELL, "", most);
	} else if (r->text.failed)
		no_memory(r);
}

static void keep(reading *r)
{
	fr_xlsx_notes *notes = r->notes;
	notes->bytes += r->text.n + sizeof *notes->items + sizeof *notes->views;
	if (notes->bytes > HELD_MOST) {
		refuse(r, FR_E_LIMIT, FR_SOURCE_INFLATED, NULL, NULL);
		return;
	}
	if (notes->count == notes->capacity) {
		size_t capacity = notes->capacity ? notes->capacity * 2 : 64;
		fr_xlsx_note *items = fr_resize(&notes->arena.allocator, notes->items, capacity * sizeof *items);
		if (!items) {
			no_memory(r);
			return;
		}
		notes->items = items;
		notes->capacity = capacity;
	}
	r->note.note.text = fr_arena_str(&notes->arena, fr_buf_view(&r->text));
	if (r->note.note.text.p)
		notes->items[notes->count++] = r->note;
	else
		no_memory(r);
}

static void on_end(void *user, fr_name name)
{
	reading *r = user;
	(void)name;
	if (r->author == r->markup.depth) {
		r->author = 0;
		if (fr_str_is(fr_str_trim(fr_buf_view(&r->text)), FR_NOTE_CREATOR))
			r->ours = r->authors;
		r->authors++;
	} else if (r->words == r->markup.depth)
		r->words = 0;
	else if (r->comment == r->markup.depth) {
		r->comment = 0;
		fr_xlsx_unescape(&r->text, 0);
		if (r->text.n && r->author_at != r->ours)
			keep(r);
	}
}

static int by_place(const void *a, const void *b)
{
	const fr_xlsx_note *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->note.column > y->note.column) - (x->note.column < y->note.column);
}

fr_status fr_xlsx_notes_read(
	fr_xlsx_notes *notes, const fr_allocator *allocator, fr_zip *zip, const char *part, const fr_limits *limits, fr_error *error)
{
	*notes = (fr_xlsx_notes){.count = 0};
	fr_arena_init(&notes->arena, allocator, 0);
	reading r = {
		.notes = notes, .limits = *limits, .ours = AUTHORS_MOST + 1, .markup = {.start = on_start, .end = on_end, .text = on_text}};
	r.markup.user = &r;
	fr_buf_init(&r.text, allocator, limits->cell_bytes + ((size_t)64 << 10));
	fr_status status = fr_xlsx_part(zip, part, &r.markup, limits, error);
	fr_buf_free(&r.text);
	if (status != FR_OK || notes->count == 0)
		return status;
	qsort(notes->items, notes->count, sizeof *notes->items, by_place);
	notes->views = FR_ARENA_ARRAY(&notes->arena, fr_note, notes->count);
	for (size_t i = 0; notes->views && i < notes->count; i++)
		notes->views[i] = notes->items[i].note;
	return notes->views ? FR_OK : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
}

size_t fr_xlsx_notes_row(const fr_xlsx_notes *notes) { return notes->at < notes->count ? notes->items[notes->at].row : SIZE_MAX; }

size_t fr_xlsx_notes_take(fr_xlsx_notes *notes, const fr_note **out)
{
	size_t from = notes->at, row = fr_xlsx_notes_row(notes);
	while (notes->at < notes->count && notes->items[notes->at].row == row)
		notes->at++;
	*out = notes->views + from;
	return notes->at - from;
}

void fr_xlsx_notes_free(fr_xlsx_notes *notes)
{
	fr_allocator a = notes->arena.allocator;
	if (notes->items)
		fr_release(&a, notes->items);
	fr_arena_free(&notes->arena);
	*notes = (fr_xlsx_notes){.count = 0};
}
