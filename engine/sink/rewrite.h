/* Rewrite: content.xml of a workbook, copied byte for byte but for the cells that findings speak of.
 * Stage: outputs. In: content.xml as a stream, notes by sheet, row and column. Out: the new content.xml. */
#ifndef FR_SINK_REWRITE_H
#define FR_SINK_REWRITE_H

#include "sink/copying.h"
#include "sink/splice.h"

/* Copies part to scratch with the job's notes on their cells. */
fr_status rewrite_content(const copy_job *job, fr_part *part, fr_scratch *scratch, fr_error *error);

/* ---- what rewrite.c (the stream) and rewrite_row.c (one row) share ---- */

/* Bytes of a row: [from, to). */
typedef struct rewrite_span {
	size_t from, to;
} rewrite_span;

typedef struct rewrite_cell {
	size_t column, repeat; /* 0-based first column, how many */
	rewrite_span tag; /* its start tag */
	rewrite_span whole;
	size_t content; /* where an annotation may stand: after the start tag and a cell-range-source */
	rewrite_span comment; /* its annotation, from == to: none */
	bool ours; /* the annotation is all ours */
	size_t keep; /* of a user's comment: where our part begins, or its end tag */
	bool appended; /* a user's comment with our part in it */
	fr_str style; /* own style, .n 0: the row's or the column's */
	bool closed; /* <…/> */
} rewrite_cell;

/* A cell style: its bytes and whether its background is one of our marks; of one we make, raw is the name it is based on. */
typedef struct rewrite_style {
	fr_str name, raw;
	bool marked;
	struct rewrite_style *next;
} rewrite_style;
typedef struct rewrite_columns {
	size_t first, count;
	fr_str style;
} rewrite_columns;

/* Prefixes of this document, with their colon; as written in raw tags. */
typedef struct rewrite_names {
	char table[24], office[24], style[24], fo[24], text[24], dc[24];
	char style_name[64], columns_repeated[64], rows_repeated[64]; /* attributes of cells and rows */
	bool has_fo, has_text, has_dc; /* declared by the document; else we do */
} rewrite_names;

typedef struct rewrite_row {
	fr_str raw; /* from the row's start tag to its end tag */
	rewrite_span tag;
	bool closed;
	size_t row, repeat; /* 0-based */
	fr_str style; /* what its cells look like by default, .n 0: the column's */
	rewrite_cell *cells;
	size_t count, capacity;
} rewrite_row;

typedef struct rewrite_kit {
	fr_allocator allocator;
	fr_arena arena;
	rewrite_names names;
	rewrite_style *styles; /* of cells, automatic ones */
	rewrite_style *made; /* ours, by name */
	rewrite_columns *columns;
	size_t column_count; /* of this sheet, in order */
	fr_buf words; /* of a comment */
	bool failed;
} rewrite_kit;

#define REWRITE_CREATOR FR_NOTE_CREATOR
#define REWRITE_PREFIX "formrule-"
#define REWRITE_ERROR_FILL "#" COPY_ERROR_FILL
#define REWRITE_REMINDER_FILL "#" COPY_REMINDER_FILL
#define REWRITE_NS_FO "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
#define REWRITE_NS_TEXT "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
#define REWRITE_NS_DC "http://purl.org/dc/elements/1.1/"

/* notes: those of this row's sheet from this row on; n of them belong to its rows. True when out was written to; else the row stays as it is. */
bool rewrite_row_changed(rewrite_kit *kit, const rewrite_row *row, const copy_note *notes, size_t n, fr_buf *out);
void rewrite_styles(rewrite_kit *kit, fr_buf *out);

#endif
