/* Notes: comments gathered row by row.
 * Stage: rows. In: pieces of text. Out: comments. */
#include "source/notes.h"

void fr_notes_init(fr_notes *notes, const fr_allocator *allocator, size_t bytes_most)
{
	*notes = (fr_notes){.allocator = *allocator};
	fr_buf_init(&notes->text, allocator, bytes_most);
}

void fr_notes_free(fr_notes *notes)
{
	fr_release(&notes->allocator, notes->items);
	fr_buf_free(&notes->text);
	notes->items = NULL;
	notes->n = notes->room = 0;
}

void fr_notes_clear(fr_notes *notes)
{
	fr_buf_clear(&notes->text);
	notes->n = 0;
}

void fr_notes_begin(fr_notes *notes) { notes->from = notes->text.n; }

bool fr_notes_end(fr_notes *notes, size_t column, bool ours)
{
	if (notes->text.failed)
		return false;
	if (ours || notes->text.n == notes->from) {
		notes->text.n = notes->from;
		return true;
	}
	if (notes->n == notes->room) {
		size_t room = notes->room ? notes->room * 2 : 8;
		fr_note *more = fr_resize(&notes->allocator, notes->items, room * sizeof *more);
		if (!more)
			return false;
		notes->items = more;
		notes->room = room;
	}
	notes->items[notes->n++] = (fr_note){column, {NULL, notes->text.n - notes->from}};
	return true;
}

const fr_note *fr_notes_view(fr_notes *notes)
{
	const char *p = notes->text.p;
	for (size_t i = 0; i < notes->n; i++) {
		notes->items[i].text.p = p;
		p += notes->items[i].text.n;
	}
	return notes->items;
}
