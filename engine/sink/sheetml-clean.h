/* Cleaning of SpreadsheetML: parts of a workbook written anew with nothing in them that is not understood.
 * Stage: outputs. In: elements. Out: the same elements, their texts and values looked through; what belongs to other namespaces, extensions and alternatives is gone. */
#ifndef FR_SINK_SHEETML_CLEAN_H
#define FR_SINK_SHEETML_CLEAN_H

#include "sink/copying.h"
#include "sink/splice.h"

typedef struct sheet_cleaner {
	fr_scrub *scrub;
	splice *in;
	fr_buf words, other; /* scratch, to be initialised and freed by sheet_cleaner_open and _close */
	const char *const *without; /* attributes that go wherever they stand, ended by NULL */
	bool told; /* a formula told something, or reached into another file */
} sheet_cleaner;

void sheet_cleaner_open(sheet_cleaner *cleaner, const copy_job *job, splice *in, const char *const *without);
void sheet_cleaner_close(sheet_cleaner *cleaner);

/* The start tag at hand, open even when it is empty. Prefixed attributes go, and declarations of namespaces nobody reads. */
void sheet_clean_tag(sheet_cleaner *cleaner, fr_buf *out);
void sheet_clean_end(const splice *in, fr_buf *out); /* </name> of the start tag at hand; name is its own */
/* From the start tag at hand to behind its end. */
fr_status sheet_clean(sheet_cleaner *cleaner, fr_buf *out, fr_error *error);
/* Text in an element at hand, up to its end, decoded, in words. Elements in it are passed over. */
fr_status sheet_clean_words(sheet_cleaner *cleaner, fr_error *error);
/* True when a formula holds an identifier, a name or another file: it must go, and its value may stay. scratch is emptied. */
bool sheet_formula_tells(fr_scrub *scrub, fr_str formula, fr_buf *scratch);

#endif
