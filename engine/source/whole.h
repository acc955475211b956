/* Whole: the text of a file in one piece, for those that copy it with changes.
 * Stage: rows. In: a path. Out: UTF-8. */
#ifndef FR_SOURCE_WHOLE_H
#define FR_SOURCE_WHOLE_H

#include "source/source.h"

/* The text of a CSV file as UTF-8 without its mark, and its delimiter. FR_E_LIMIT beyond 1 GiB; other errors as fr_source_open. Free text with fr_buf_free in any case. */
fr_status fr_source_text(const fr_allocator *allocator, const char *path, fr_buf *text, char *delimiter, fr_error *error);

#endif
