/* Sink: results to files.
 * Stage: outputs. In: results, forms. Out: bytes written beside their target, synced, renamed. The public side is formrule/output.h. */
#ifndef FR_SINK_H
#define FR_SINK_H

#include "base/base.h"
#include "formrule/codes.h"
#include "formrule/output.h"

/* A file that appears whole or not at all (file.c). */
typedef struct fr_outfile fr_outfile;
/* Creates a temporary file beside path, readable by the owner only until it is committed. */
fr_status fr_outfile_open(const fr_allocator *allocator, const char *path, fr_outfile **out, fr_error *error);
const char *fr_outfile_temporary(const fr_outfile *file); /* its path, for writers that open it themselves */
bool fr_outfile_write(fr_outfile *file, const char *bytes, size_t count);
/* commit: sync, rename over path; otherwise the temporary file is removed. Frees in any case. */
fr_status fr_outfile_close(fr_outfile *file, bool commit, fr_error *error);

/* XML text: the only place that escapes (xml.c). Characters XML 1.0 cannot hold become U+FFFD. */
void fr_xml_text(fr_buf *out, fr_str text);
void fr_xml_attr(fr_buf *out, const char *name, fr_str value); /* ` name="value"` */

/* CSV cell with quotes where needed and formula injection neutralised (leading = + - @ TAB CR, full-width forms too, get a ' before them) (csv.c). */
void fr_csv_cell(fr_buf *out, fr_str text);
/* Whether a spreadsheet could take the text for a formula that does something: numbers, phones (+86 138****5678) and hyphens alone are none. */
bool fr_csv_is_formula(fr_str text);
/* The text with quotes where that delimiter asks for them; guard puts the ' before it. */
void fr_csv_put(fr_buf *out, fr_str text, char delimiter, bool guard);

/* The workbook of a form; data may be NULL (template.c and the files it is split into). rows[i] holds counts[i] cells in the order of form->fields (by slot);
 * computed fields are left to their formulas. A value that cannot be read as its type is written as it came, for the rules of the sheet to find. */
typedef struct fr_template_data {
	const fr_cell *const *rows;
	const size_t *counts;
	size_t n;
} fr_template_data;
fr_status fr_template_build(const fr_allocator *allocator, const fr_form *form, const char *path, const fr_template_options *options,
	const fr_template_data *data, fr_error *error);

/* Annotated copies (annotate.c): fr_annotation_open of formrule/output.h with the allocator and limits to use; add and close are there. */
fr_status fr_annotation_new(const fr_allocator *allocator, const fr_limits *limits, const char *input, const char *output, const char *lang,
	fr_annotation **out, fr_error *error);

#endif
