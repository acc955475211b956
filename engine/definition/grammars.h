/* The grammars of schemas/, embedded by the build.
 * Stage: definitions. In: the .rng files of schemas/ at build time. Out: their bytes by name. */
#ifndef FR_DEFINITION_GRAMMARS_H
#define FR_DEFINITION_GRAMMARS_H

#include <stddef.h>

typedef struct fr_grammar_text {
	const char *name; /* "form"; NULL ends the table */
	const char *bytes;
	size_t size;
} fr_grammar_text;

extern const fr_grammar_text fr_grammar_texts[];

#endif
