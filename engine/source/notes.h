/* Notes: the comments on the cells of a row, while it is read.
 * Stage: rows. In: pieces of text. Out: whole comments. Texts may move while more are added: views are good once the row is whole. */
#ifndef FR_SOURCE_NOTES_H
#define FR_SOURCE_NOTES_H

#include "source/source.h"

typedef struct fr_notes {
	fr_allocator allocator;
	fr_buf text; /* of all */
	fr_note *items; /* text.n is set when one ends; text.p when all are there */
	size_t n, room;
	size_t from; /* where the text of the one at hand begins */
} fr_notes;

void fr_notes_init(fr_notes *notes, const fr_allocator *allocator, size_t bytes_most);
void fr_notes_free(fr_notes *notes);
void fr_notes_clear(fr_notes *notes);
void fr_notes_begin(fr_notes *notes);
/* Ends the one at hand; ours: Formrule wrote it, it is forgotten. False when memory or room is refused. */
bool fr_notes_end(fr_notes *notes, size_t column, bool ours);
/* Sets the views. */
const fr_note *fr_notes_view(fr_notes *notes);

#endif
