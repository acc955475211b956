/* XLSX inside source/: the package, its styles and shared strings, its cells.
 * Stage: rows. In: parts of a zip file. Out: what the stream of rows (xlsx.c) needs to know. Sources: ECMA-376 part 1 (18: SpreadsheetML) and part 2 (packages), both the
 * transitional and the strict namespaces. */
#ifndef FR_SOURCE_XLSX_H
#define FR_SOURCE_XLSX_H

#include "source/markup.h"

/* Rows of the workbook in zip, which is taken over. */
fr_status fr_xlsx_stream(const fr_allocator *allocator, fr_bytes *bytes, fr_zip *zip, const fr_limits *limits, size_t block, fr_reader *out,
	fr_error *error);

/* ---- the package (xlsx_book.c) ---- */

typedef struct fr_xlsx_sheet {
	fr_str name;
	const char *part; /* NULL: nothing that could hold rows */
	bool hidden;
	bool must; /* the package says that these are rows, so anything else is a fault */
} fr_xlsx_sheet;

typedef struct fr_xlsx_book {
	fr_arena arena; /* of all that follows */
	const char *part, *strings, *styles, *properties; /* names of parts, NULL when there is none */
	fr_xlsx_sheet *sheets;
	size_t count, capacity;
	bool from_1904; /* days are counted from 1904-01-01 */
} fr_xlsx_book;

/* What a part says of another. */
typedef struct fr_xlsx_relation {
	struct fr_xlsx_relation *next;
	const char *id, *kind; /* kind: the last word of its type */
	const char *target; /* as written; NULL: outside of the package */
	const char *part; /* the name of the part in the zip file, NULL when there is none */
} fr_xlsx_relation;
/* All of the part base, the last one first. *part: where they stand, NULL when nowhere. They live as long as the book. */
fr_status fr_xlsx_relations(fr_xlsx_book *book, fr_zip *zip, const char *base, const fr_limits *limits, const char **part,
	fr_xlsx_relation **out, fr_error *error);
/* Where those of that part stand. NULL when memory is refused. */
char *fr_xlsx_relations_name(fr_arena *arena, const char *base);

/* True when the file is an Office Open XML package of any kind. */
bool fr_xlsx_is(fr_zip *zip);
/* Which parts there are, and which sheets. On failure too the book must be freed. */
fr_status fr_xlsx_book_open(
	fr_xlsx_book *book, const fr_allocator *allocator, fr_zip *zip, const char *path, const fr_limits *limits, fr_error *error);
void fr_xlsx_book_free(fr_xlsx_book *book);
/* The part that holds the comments on the cells of a sheet, NULL when it has none. */
fr_status fr_xlsx_comments_part(
	fr_xlsx_book *book, fr_zip *zip, const char *sheet, const fr_limits *limits, const char **out, fr_error *error);
/* Reads a small part as a whole; markup has its handlers set and nothing else. */
fr_status fr_xlsx_part(fr_zip *zip, const char *name, fr_markup *markup, const fr_limits *limits, fr_error *error);
/* Most bytes of one piece of markup. */
size_t fr_xlsx_token(const fr_limits *limits);

/* ---- comments on cells (xlsx_notes.c): kept for a sheet as a whole, as they stand in no order ---- */

typedef struct fr_xlsx_note {
	size_t row;
	fr_note note;
} fr_xlsx_note;
typedef struct fr_xlsx_notes {
	fr_arena arena;
	fr_xlsx_note *items; /* by row and column, but for those Formrule wrote itself */
	fr_note *views; /* their comments, in the same order */
	size_t count, capacity, at; /* at: the next to be given */
	uint64_t bytes;
} fr_xlsx_notes;
/* On failure too they must be freed. */
fr_status fr_xlsx_notes_read(
	fr_xlsx_notes *notes, const fr_allocator *allocator, fr_zip *zip, const char *part, const fr_limits *limits, fr_error *error);
/* The row of the next comment; SIZE_MAX when there is none. */
size_t fr_xlsx_notes_row(const fr_xlsx_notes *notes);
/* The comments of that row, which are then given; how many. */
size_t fr_xlsx_notes_take(fr_xlsx_notes *notes, const fr_note **out);
void fr_xlsx_notes_free(fr_xlsx_notes *notes);

/* ---- how numbers are shown (xlsx_format.c) ---- */

typedef enum fr_xlsx_show { FR_XLSX_GENERAL = 0, FR_XLSX_DECIMAL, FR_XLSX_OTHER, FR_XLSX_DATE, FR_XLSX_TIME } fr_xlsx_show;

typedef struct fr_xlsx_format {
	fr_xlsx_show show;
	bool grouped; /* of DECIMAL: 1,234 */
	unsigned char whole, places; /* of DECIMAL: least digits before the point, digits after it */
} fr_xlsx_format;

/* What a format code makes of a number that is not negative. */
fr_xlsx_format fr_xlsx_format_of(fr_str code);
/* Of a format that has no code in the file. */
fr_xlsx_format fr_xlsx_format_known(unsigned id);
/* Formats by the style index of a cell. */
typedef struct fr_xlsx_styles {
	const fr_xlsx_format *items;
	size_t count;
} fr_xlsx_styles;
fr_status fr_xlsx_styles_read(
	fr_xlsx_styles *out, fr_arena *arena, fr_zip *zip, const char *part, const fr_limits *limits, fr_error *error);

/* ---- shared strings (xlsx_strings.c): read as far as cells ask for them ---- */

typedef struct fr_xlsx_strings fr_xlsx_strings;
/* deflated: at most so many bytes stand in the file for them. */
fr_status fr_xlsx_strings_open(const fr_allocator *allocator, fr_zip *zip, const char *part, const fr_limits *limits, uint64_t deflated,
	size_t block, fr_xlsx_strings **out, fr_error *error);
/* FR_END: there is none of that number. The text lives as long as the strings. */
fr_status fr_xlsx_strings_get(fr_xlsx_strings *strings, size_t index, fr_str *out, fr_error *error);
/* Reads what nobody asked for, so that damage is noticed. */
fr_status fr_xlsx_strings_finish(fr_xlsx_strings *strings, fr_error *error);
void fr_xlsx_strings_close(fr_xlsx_strings *strings);

/* ---- cells (xlsx_cell.c) ---- */

typedef enum fr_xlsx_type {
	FR_XLSX_NUMBER = 0,
	FR_XLSX_SHARED,
	FR_XLSX_STRING, /* of a formula, or written inline */
	FR_XLSX_BOOLEAN,
	FR_XLSX_ERROR,
	FR_XLSX_ISO /* a date as text */
} fr_xlsx_type;

typedef struct fr_xlsx_cell {
	size_t column; /* from 0 */
	size_t style;
	fr_xlsx_type type;
	bool formula, valued; /* it has a formula, a value */
	bool placed; /* it says where it stands */
} fr_xlsx_cell;

/* Attributes of a cell in that row; digits: its number as text. False: the place it names cannot be. column is set only when it is placed. */
bool fr_xlsx_cell_read(const char **attributes, size_t row, const char *digits, fr_xlsx_cell *out);
/* The cell once its text is known, which stands in buf from at on and is replaced by what people see of it; text.p is left unset. */
fr_cell fr_xlsx_cell_finish(const fr_xlsx_cell *cell, fr_xlsx_format format, bool from_1904, fr_buf *buf, size_t at);
/* C12, also c12 and $C$12: row from 1, column from 0. */
bool fr_xlsx_place(const char *text, size_t *row, size_t *column);
/* A whole number of at most that size, nothing around it. */
bool fr_xlsx_count(fr_str text, size_t most, size_t *out);
/* _x000D_ and its like from at on become the characters they stand for. */
void fr_xlsx_unescape(fr_buf *buf, size_t at);
/* Elements inside si and is. True: text begins here. */
bool fr_xlsx_rich_start(fr_markup *markup, fr_name name);

#endif
