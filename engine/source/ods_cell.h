/* Cells of OpenDocument: from attributes and paragraphs to fr_cell.
 * Stage: rows. In: what a table:table-cell element says. Out: one cell. Source: OpenDocument 1.3 part 3, 9.1.4 and 19.369 to 19.390. */
#ifndef FR_SOURCE_ODS_CELL_H
#define FR_SOURCE_ODS_CELL_H

#include "source/markup.h"

/* The names the reader looks for. */
enum {
	ODS_OTHER = 0,
	/* elements */
	ODS_SPREADSHEET,
	ODS_STYLE,
	ODS_TABLE_PROPERTIES,
	ODS_TABLE,
	ODS_ROWS, /* groups of rows, heads of tables: their rows are rows */
	ODS_ROW,
	ODS_CELL,
	ODS_COVERED,
	ODS_PARAGRAPH,
	ODS_LIST,
	ODS_SPACES,
	ODS_TAB,
	ODS_BREAK,
	ODS_NOTE, /* a comment on a cell */
	ODS_CREATOR,
	ODS_ASIDE, /* stands in a paragraph and is none of its text */
	/* attributes */
	ODS_NAME,
	ODS_FAMILY,
	ODS_DISPLAY,
	ODS_TABLE_NAME,
	ODS_STYLE_NAME,
	ODS_ROWS_REPEATED,
	ODS_COLUMNS_REPEATED,
	ODS_VISIBILITY,
	ODS_FORMULA,
	ODS_COUNT,
	ODS_TYPE,
	ODS_CALC_TYPE,
	ODS_VALUE,
	ODS_DATE_VALUE,
	ODS_TIME_VALUE,
	ODS_BOOLEAN_VALUE,
	ODS_STRING_VALUE
};
extern const fr_word fr_ods_words[];

typedef enum fr_office_type {
	FR_OFFICE_NONE = 0,
	FR_OFFICE_STRING,
	FR_OFFICE_NUMBER,
	FR_OFFICE_DATE,
	FR_OFFICE_TIME,
	FR_OFFICE_BOOLEAN
} fr_office_type;

typedef struct fr_office_cell {
	fr_office_type type;
	double number; /* NUMBER, BOOLEAN, DATE (serial), TIME (fraction) */
	bool usable; /* number could be read */
	bool formula, error; /* has a formula; calcext says it is an error */
	bool has_string; /* office:string-value stood there: *string holds it */
	size_t repeat; /* at least 1 */
} fr_office_cell;

/* Attributes of a cell. *string borrows from them. */
void fr_office_cell_read(fr_markup *markup, const char **attributes, fr_office_cell *out, fr_str *string);
/* Kind and number of the cell once its shown text is known (text of the result is that text). */
fr_cell fr_office_cell_finish(const fr_office_cell *cell, fr_str shown);
/* A count attribute such as number-columns-repeated: 1 to 2^31, everything else is 1. */
size_t fr_office_count(const char *text);
/* 2023-10-10 or 2023-10-10T14:30:00 as a serial day; 14:30:00 as a fraction of one. The whole text must be that. */
bool fr_office_date(const char *text, double *serial);
bool fr_office_clock(const char *text, double *fraction);

#endif
