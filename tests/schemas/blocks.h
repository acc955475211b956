/* The fenced blocks of schemas/README.md, for the tests that run them. */
#ifndef FR_TEST_BLOCKS_H
#define FR_TEST_BLOCKS_H

#include "base/base.h"

typedef struct block {
	fr_str kind; /* what stands behind the opening fence: "xml", "xml error:lint.cycle", "expr" … */
	fr_str text;
	size_t line; /* of its first line of text */
} block;

/* The whole file; exits when it cannot be read. */
fr_str blocks_file(const char *path);
/* The next block at or after *at, with *line kept along; false at the end. */
bool blocks_next(fr_str file, size_t *at, size_t *line, block *out);
/* The next line of text at or after *at. */
bool blocks_line(fr_str text, size_t *at, fr_str *line);

#endif
