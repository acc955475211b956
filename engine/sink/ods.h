/* OpenDocument workbooks: what the files that write them share.
 * Stage: outputs. In: a planned workbook. Out: parts of the package. */
#ifndef FR_SINK_ODS_H
#define FR_SINK_ODS_H

#include "sink/workbook.h"

typedef struct ods_pen {
	book_pen pen;
	fr_buf *out;
} ods_pen;

fr_status ods_write(book *b, const char *path, fr_error *error); /* ods-book.c: the whole of it */
ods_pen ods_pen_of(book *b, fr_buf *out); /* ods-sheet.c */
void ods_paragraphs(fr_buf *out, fr_str text); /* a paragraph for each line */
void ods_styles(const book *b, fr_buf *out); /* styles.xml */
void ods_automatic_styles(book *b, fr_buf *out); /* inside content.xml */
void ods_validations(book *b, fr_buf *out);
void ods_conditions(book *b, bool card, fr_buf *out);

#endif
