/* Definition: an XML definition file (form, calendar, policy, lists) to a validated tree.
 * Stage: definitions. In: path or bytes. Out: a libxml2 tree that matches its RELAX NG grammar, or diagnostics with places.
 *
 * The only door for definitions: size limit before parsing, no DTD, no entities, no network, depth limit, error handlers of the
 * parser context only. */
#ifndef FR_DEFINITION_H
#define FR_DEFINITION_H

#include "diag/diag.h"

#include <libxml/tree.h>

#define FR_DEFINITION_BYTES ((size_t)4 << 20) /* libxml2 2.9 is quadratic in attributes: refuse before it starts */

typedef struct fr_definition {
	xmlDoc *document;
	fr_buf bytes; /* the file, for excerpts */
	const char *path; /* as the caller named it; borrowed */
} fr_definition;

typedef enum fr_grammar {
	FR_GRAMMAR_FORM = 0,
	FR_GRAMMAR_CALENDAR,
	FR_GRAMMAR_PRIVACY,
	FR_GRAMMAR_POLICY,
	FR_GRAMMAR_COUNT,
	FR_GRAMMAR_NONE /* well-formed is enough: a first glance */
} fr_grammar;

/* Reads and validates. FR_E_IO when the file cannot be read (error filled), FR_E_FORM when it is wrong (lint holds why, at least one error). Free with fr_definition_close in any case. */
fr_status fr_definition_open(
	const fr_allocator *allocator, const char *path, fr_grammar grammar, fr_definition *out, fr_lint *lint, fr_error *error);
/* The same from memory (tests, fuzzing); path only names it. */
fr_status fr_definition_parse(const fr_allocator *allocator, fr_str bytes, const char *path, fr_grammar grammar, fr_definition *out,
	fr_lint *lint, fr_error *error);
void fr_definition_close(fr_definition *definition);

/* Adds a diagnostic at a node's tag, or at offset characters into the trimmed value of its attribute (not NULL); the caret goes under the place in the file, entities
 * counted as they are written. width SIZE_MAX: the rest of the value. offset FR_AT_NAME: the attribute's name. */
#define FR_AT_NAME SIZE_MAX
void fr_definition_report(const fr_definition *definition, fr_lint *lint, fr_level level, int code, const xmlNode *node,
	const char *attribute, size_t offset, size_t width, const fr_str *args, size_t count, fr_str suggestion);

/* Trimmed attribute value copied into arena; .p NULL when the attribute is absent. */
fr_str fr_definition_attr(fr_arena *arena, const xmlNode *node, const char *name);
/* xml:lang in force at node ("zh-CN" when none). */
fr_str fr_definition_lang(fr_arena *arena, const xmlNode *node);

#endif
