/* Definition: what its own files share.
 * Stage: definitions. In: bytes of a definition. Out: places in them, explanations. */
#ifndef FR_DEFINITION_PARTS_H
#define FR_DEFINITION_PARTS_H

#include "definition/definition.h"

#define DEFINITION_DEPTH 64 /* levels of elements */
#define DEFINITION_ATTRIBUTES 256 /* of one element: libxml2 compares each with each */
#define DEFINITION_ELEMENTS 200000

/* Where each start tag stands, in document order: byte offsets of its "<". */
typedef struct fr_tags {
	size_t *at;
	size_t count, capacity;
} fr_tags;

/* Looks over the bytes before any parser does: encoding, DTD, depth, numbers. False when it reported an error or ran out of memory (tags->at NULL then says nothing;
 * lint->failed does). Broken XML is left for the parser to explain. Free tags->at with fr_release. */
bool fr_definition_scan(const fr_definition *definition, fr_lint *lint, fr_tags *tags);

/* Adds a diagnostic under bytes [from, to) of the file. */
void fr_definition_report_bytes(const fr_definition *definition, fr_lint *lint, fr_level level, int code, size_t from, size_t to,
	const fr_str *args, size_t count, fr_str suggestion);
/* The same by line and column (characters, 1-based), as libxml2 gives them. */
void fr_definition_report_line(const fr_definition *definition, fr_lint *lint, fr_level level, int code, size_t line, size_t column,
	const fr_str *args, size_t count);

/* Reports what does not match the grammar (an .rng tree), element by element. Gives the number of problems found; 0 when the difference is beyond it. */
size_t fr_definition_explain(const fr_definition *definition, xmlDoc *grammar, fr_lint *lint);

#endif
