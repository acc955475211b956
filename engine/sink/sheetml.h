/* SpreadsheetML for copies: what the writer of XLSX copies (copy-xlsx.c) and its helpers share: looks, cells, comments, what is taken out.
 * Stage: outputs. In: parts of an XLSX package. Out: the same parts with notes on their cells. Source: ECMA-376 part 1 (18: SpreadsheetML) and part 4 (VML). */
#ifndef FR_SINK_SHEETML_H
#define FR_SINK_SHEETML_H

#include "sink/copying.h"
#include "sink/splice.h"

#define SHEETML_TOKEN_MOST ((size_t)64 << 20)

/* ---- looks (sheetml-looks.c): styles.xml ---- */

typedef struct sheet_look {
	fr_str raw; /* the xf element */
	size_t fill;
	char mark; /* e or w when its fill is one of ours, 0 otherwise */
	bool ours; /* we made it: it says from what */
	size_t base; /* of ours: that look; SIZE_MAX when an office has numbered them anew since */
} sheet_look;

typedef struct sheet_looks {
	fr_allocator allocator;
	fr_arena arena;
	fr_buf text; /* the part */
	const char *prefix; /* of its elements */
	sheet_look *items;
	size_t count, capacity, known; /* known: those that the part has; the others are made here */
	char *fills; /* e, w or 0 for each fill */
	size_t fill_count, fill_room, fill_known;
	fr_str fills_tag, looks_tag; /* start tags in text */
	size_t fills_end, looks_end; /* where their end tags begin */
	bool usable, marked; /* marked: some look is ours already */
} sheet_looks;

/* part NULL: there is none yet, and a small one is begun. On failure too the looks must be freed. */
fr_status sheet_looks_open(sheet_looks *looks, const copy_job *job, fr_part *part, fr_error *error);
/* The look that is like base with our fill: e error, w reminder, c none. base where that cannot be. */
size_t sheet_look_make(sheet_looks *looks, char mark, size_t base, bool *failed);
/* The part with what was made; false when nothing was. */
bool sheet_looks_write(const sheet_looks *looks, fr_buf *out);
void sheet_looks_free(sheet_looks *looks);

/* ---- places ---- */

typedef struct sheet_place {
	size_t row, column; /* 1-based */
} sheet_place;
/* C12, $ and small letters too. False: it is none. */
bool sheet_place_read(fr_str text, sheet_place *out);
void sheet_place_write(fr_buf *out, size_t row, size_t column);
int sheet_place_order(const void *a, const void *b); /* for qsort and bsearch */

/* Text as a cell or comment holds it: characters XML has not, and what reads like _x000D_, are written so that they come back. */
void sheet_text(fr_buf *out, fr_str text);

/* ---- comments (sheetml-notes.c) and their boxes (sheetml-boxes.c) ---- */

typedef struct sheet_box {
	sheet_place place;
	size_t cells; /* its words take, an ideograph two */
} sheet_box;

typedef struct sheet_notes {
	fr_allocator allocator;
	fr_buf comments, drawing; /* the parts as they were; empty: none */
	sheet_place *ours; /* cells with words of ours from an earlier run, in order */
	size_t ours_count, ours_room;
	sheet_place *gone; /* of them, those whose comment is all ours, in order */
	size_t gone_count, gone_room;
	sheet_place *nobody; /* cells with a comment whose author has no name: some offices forget it, also ours */
	size_t nobody_count, nobody_room;
	sheet_box *boxes; /* for comments that are new */
	size_t boxes_count, boxes_room;
} sheet_notes;
/* Either part may be NULL. On failure too the notes must be freed. */
fr_status sheet_notes_open(sheet_notes *notes, const copy_job *job, fr_part *comments, fr_part *drawing, fr_error *error);
/* Says of a cell that it is marked as ours are: a comment of nobody's there is ours. False when memory is refused. */
bool sheet_notes_claim(sheet_notes *notes, sheet_place place);
void sheet_notes_sort(sheet_notes *notes); /* after the last claim */
/* The part with these notes (of one sheet, in order; what replaces texts is passed over) in place of earlier ones of ours. */
fr_status sheet_notes_write(
	sheet_notes *notes, const copy_job *job, const copy_note *items, size_t count, bool strict, fr_buf *out, fr_error *error);
/* The drawing that goes with it; after sheet_notes_write. block: from which new numbers are taken. False: it is not understood, or memory was refused. */
bool sheet_boxes_write(sheet_notes *notes, size_t block, fr_buf *out);
void sheet_notes_free(sheet_notes *notes);

/* ---- formulas (sheetml-formula.c) ---- */

/* The formula as it reads so many rows and columns further on: relative references move, the rest stays. */
void sheet_formula_move(fr_str formula, long rows, long columns, fr_buf *out);

/* ---- cells (sheetml-cells.c, sheetml-row.c): one sheet ---- */

/* A formula that several cells share and whose first cell holds something else now. */
typedef struct sheet_shared {
	struct sheet_shared *next;
	size_t id, row, column;
	fr_str text; /* empty: it must not be told */
} sheet_shared;

typedef struct sheet_columns {
	size_t first, last, look;
} sheet_columns;

typedef struct sheet_copy {
	const copy_job *job;
	sheet_looks *looks;
	const copy_note *notes; /* of this sheet, not yet reached */
	size_t count;
	const sheet_notes *comments;
	const char *drawing; /* id of the relation to the boxes, to be named in the sheet; NULL: it is, or there are none */
	bool strict;
	fr_buf *used; /* scrubbed: a bit for each shared string that is still shown */
	size_t tables; /* scrubbed: how many it has */
	bool formula_gone; /* out: a formula made way */
	/* Inside. */
	splice in;
	fr_arena arena, row_arena;
	fr_buf words, other, element, formula, value;
	sheet_columns *columns;
	size_t column_count, column_room;
	sheet_shared *shared;
	size_t row, row_look, column; /* at hand; row_look SIZE_MAX: the columns' */
	bool placed_drawing, failed;
} sheet_copy;
/* Copies the sheet to scratch. */
fr_status sheet_copy_run(sheet_copy *copy, fr_part *part, fr_scratch *scratch, fr_error *error);

/* What sheetml-cells.c asks of sheetml-row.c: all of a row from its start tag at hand to its end; rows that are to be there before `before`. */
fr_status sheet_row(sheet_copy *copy, fr_error *error);
void sheet_rows_missing(sheet_copy *copy, size_t before);
/* A cell with that text in place of what it held. */
void sheet_cell_text(sheet_copy *copy, size_t row, size_t column, size_t look, fr_str text);
/* Prefix of elements, with its colon. */
const char *sheet_prefix(const sheet_copy *copy);
/* Remembers the formula of a cell that makes way, for those who share it; empty: it must not be told. False when memory is refused. */
bool sheet_share(sheet_copy *copy, size_t id, size_t column, fr_str formula);
/* Whether the f at hand shares a formula whose cell made way: then it stands in copy->other as this cell reads it. */
bool sheet_formula_shared(sheet_copy *copy, size_t column);

/* ---- what is taken out (sheetml-scrub.c) ---- */

/* The start tag of worksheet. */
void sheet_root_scrub(splice *in, fr_buf *out);
/* A cell, from its start tag at hand to its end. */
fr_status sheet_cell_scrub(sheet_copy *copy, size_t column, size_t look, fr_error *error);
/* A child of worksheet other than its rows. */
fr_status sheet_child_scrub(sheet_copy *copy, fr_error *error);

#endif
