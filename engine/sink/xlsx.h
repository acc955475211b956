/* Excel workbooks: what the files that write them share.
 * Stage: outputs. In: a planned workbook. Out: parts of the package (ECMA-376 part 1, SpreadsheetML). */
#ifndef FR_SINK_XLSX_H
#define FR_SINK_XLSX_H

#include "sink/workbook.h"

#define XLSX_NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define XLSX_PART_MOST ((size_t)1 << 30)
#define XLSX_TEXT_MOST 32767 /* UTF-16 units a cell holds */
#define XLSX_ROWS_MOST 1048576
#define XLSX_COLUMNS_MOST 16384

/* A style by name, and its place among the formats of cells. */
typedef struct xlsx_style {
	char name[24];
	size_t index;
} xlsx_style;

typedef struct xlsx_sheet {
	fr_str name;
	book_sheet_kind kind;
	fr_buf part;
	size_t title_columns, title_rows; /* on every page; 0: none */
} xlsx_sheet;

typedef struct xlsx_book {
	book *book;
	xlsx_style *styles; /* in the order of their names */
	size_t style_count;
	fr_buf styles_part;
	xlsx_sheet *sheets;
	size_t sheet_count, active;
	size_t long_row, long_column; /* of the first text that is too long for a cell; row 0: none */
} xlsx_book;

typedef struct xlsx_pen {
	book_pen pen;
	xlsx_book *x;
	fr_buf *out;
	fr_buf merges;
	size_t merge_count, repeat; /* repeat: which one is being written */
	size_t row, column; /* of the next cell; row from 1 */
	double *widths; /* centimetres of the columns */
	size_t width_count, lines, height_at; /* lines: of the row being written, 0 when its height is given; where its height stands */
	bool in_columns, in_rows;
	bool copied; /* the row being written stands for many: its number is left open */
} xlsx_pen;

fr_status xlsx_write(book *b, const char *path, fr_error *error); /* xlsx-book.c: the whole of it */
bool xlsx_styles(xlsx_book *x); /* xlsx-styles.c: styles.xml, and where each style stands; false: memory refused */
size_t xlsx_style_of(const xlsx_book *x, const char *name);
void xlsx_font(fr_buf *out, const book_look *look, const char *element, const char *face); /* font of a cell, or rPr of a piece of text */
void xlsx_sheets(xlsx_book *x); /* xlsx-sheet.c */
void xlsx_text(fr_buf *out, fr_str text); /* as SpreadsheetML escapes it */
void xlsx_attr(fr_buf *out, const char *name, fr_str text);
size_t xlsx_units(fr_str text); /* UTF-16 code units, which is how Excel counts */
void xlsx_validations(xlsx_pen *pen, book_sheet_kind kind); /* xlsx-validity.c */
void xlsx_conditions(xlsx_pen *pen, bool card);

/* ---- xlsx-formula.c ---- */
/* The formula as Excel writes it; false when it has no such words for it (nothing appended). */
bool xlsx_formula(fr_str openformula, fr_buf *out);
/* The same for a conditional format, which may look at other sheets through names only: a cell of 规则 becomes the name xlsx_seen gives it. */
bool xlsx_mark_formula(const book *b, fr_str openformula, fr_buf *out);
void xlsx_sheet_ref(fr_buf *out, fr_str sheet); /* 'sheet'! */

#endif
