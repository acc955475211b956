/* Reports: what the files that write them share.
 * Stage: outputs. In: results. Out: bytes for a terminal, a pipe or a file. */
#ifndef FR_SINK_REPORT_H
#define FR_SINK_REPORT_H

#include "diag/diag.h"
#include "form/model.h"
#include "sink/sink.h"

struct fr_report {
	fr_allocator allocator;
	fr_report_options options;
	fr_write write;
	void *user;
	fr_outfile *file; /* when it writes to one */
	fr_buf out;
	bool began;
	fr_arena kept; /* what a worklist holds until it is sorted */
	struct report_due *dues; /* newest first */
	size_t due_count;
};

/* lines.c: what lines are made of */
size_t report_width(fr_str s); /* columns a terminal needs */
void report_spaces(fr_buf *out, size_t n);
void report_padded(fr_buf *out, fr_str s, size_t width); /* s, then spaces up to width */
void report_letters(fr_buf *out, size_t column); /* 1 is A */
void report_filled(fr_buf *out, const char *word, const char *lang, const fr_str *args, size_t count);
void report_filled_number(fr_buf *out, const char *word, const char *lang, size_t n);
void report_coloured(fr_report *r, const char *colour, const char *text);
/* Text from column `at` on, broken to the terminal's width; the next lines begin under the first. */
void report_wrapped(fr_report *r, fr_str text, size_t at);
void report_json(fr_buf *out, fr_str s); /* a string (RFC 8259) */
void report_member(fr_buf *out, const char *name, fr_str value); /* ,"name":"value"; nothing when the value is empty */
void report_count(fr_buf *out, size_t n); /* its digits */
void report_csv(fr_buf *out, fr_str text, char end); /* a cell and what stands behind it */
void report_place(fr_report *r, fr_str source, fr_str sheet, size_t row, fr_str record); /* heading of a record in text */

/* values.c, worklist.c */
void report_values(fr_report *r, const fr_result *result);
bool report_keep_dues(fr_report *r, const fr_result *result); /* false: memory refused */
void report_worklist(fr_report *r); /* all of it, sorted */

#endif
