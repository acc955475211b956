/* Copies of data files: the side of them that run/ opens, and what annotate.c offers for it.
 * Stage: outputs. In: paths, texts by place. Out: a new file, whole or not at all. */
#ifndef FR_SINK_COPY_H
#define FR_SINK_COPY_H

#include "privacy/privacy.h"
#include "sink/sink.h"
#include "source/source.h"

/* What is taken out of a workbook that leaves the team, beyond its cells; the counts are filled while it is done (scrub.c). */
typedef struct fr_scrub {
	const fr_lists *lists;
	const fr_people *names; /* clear names of the records, looked for everywhere */
	size_t texts; /* masked outside of cells */
	size_t comments, changes, shapes, links, parts; /* removed */
} fr_scrub;
/* scrub.c. Appends the masked text and is true when text holds an identifier or a name; else nothing is appended. */
bool fr_scrub_text(fr_scrub *scrub, fr_str text, fr_buf *out);
/* The same for what must not hold a *, such as names of sheets: a full-width one stands for it. */
bool fr_scrub_name(fr_scrub *scrub, fr_str text, fr_buf *out);

typedef struct fr_copy fr_copy;
/* Refuses to write over its input. limits: what the input is read with. */
fr_status fr_copy_new(
	const fr_allocator *allocator, const fr_limits *limits, const char *input, const char *output, fr_copy **out, fr_error *error);
bool fr_copy_is_csv(const fr_copy *copy);
/* The cell gets that text in place of what it holds; row and column are 1-based, of CSV the line on which the record begins. False when memory is refused. */
bool fr_copy_put(fr_copy *copy, fr_str sheet, size_t row, size_t column, fr_str text);
/* For those who read the input themselves (with fr_source_keep): row after row, each behind the texts put for it, so that nothing need be remembered. With guarded, cells that a spreadsheet would take
 * for formulas get a ' before them and are counted there. Of a workbook, and when it is never called, the input is read again in fr_copy_close. */
fr_status fr_copy_row(fr_copy *copy, const fr_row *row, size_t *guarded, fr_error *error);
/* Writes when commit is true; scrub may be NULL: nothing but cells is changed. Frees in any case. */
fr_status fr_copy_close(fr_copy *copy, bool commit, fr_scrub *scrub, fr_error *error);

/* annotate.c */
bool fr_annotation_replace(fr_annotation *annotation, fr_str sheet, size_t row, size_t column, fr_str text);
void fr_annotation_scrub(fr_annotation *annotation, fr_scrub *scrub); /* asks for it; scrub must live until the annotation is closed */

fr_status fr_repair_new(const fr_allocator *allocator, const fr_limits *limits, const char *input, const char *output,
	const char *const *codes, size_t count, fr_repair **out, fr_error *error);

#endif
