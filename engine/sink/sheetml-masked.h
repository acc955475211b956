/* Masked copies of XLSX: what copy-xlsx-masked.c (the package) and sheetml-parts.c (its parts beside the sheets) share.
 * Stage: outputs. In: parts of the input. Out: parts of the copy. */
#ifndef FR_SINK_SHEETML_MASKED_H
#define FR_SINK_SHEETML_MASKED_H

#include "sink/sheetml-clean.h"
#include "sink/sheetml-package.h"
#include "sink/sheetml.h"

typedef struct masked_part {
	struct masked_part *next;
	const char *name, *type; /* type NULL: its ending tells */
	const char *from; /* the part of the input it was made of; NULL: none */
	fr_scratch *scratch;
} masked_part;

typedef struct masked_book {
	book_copy *k;
	masked_part *parts, **end;
	size_t sheets, tables; /* so far */
	fr_buf used; /* a bit for each shared string that is still shown */
} masked_book;

/* scratch is taken over; false when memory is refused. type and from must live as long as the book. */
bool masked_add(masked_book *book, const char *name, const char *type, const char *from, fr_scratch *scratch);
fr_status masked_add_text(masked_book *book, const char *name, const char *type, const char *from, fr_buf *text, fr_error *error);

/* The tables of a sheet, and its relations to them; called before the sheet is counted. *count: how many. */
fr_status masked_tables(masked_book *book, size_t sheet, const fr_xlsx_relation *all, size_t *count, fr_error *error);
fr_status masked_strings(masked_book *book, fr_error *error);
fr_status masked_styles(masked_book *book, fr_error *error);
fr_status masked_theme(masked_book *book, fr_error *error);
fr_status masked_workbook(masked_book *book, const char *type, fr_error *error);

#endif
