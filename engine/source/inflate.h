/* Inflate: inside of zip.c: an entry opened as a part.
 * Stage: rows. In: an open zip file, an index. Out: a part. */
#ifndef FR_SOURCE_INFLATE_H
#define FR_SOURCE_INFLATE_H

#include "source/part.h"

#include <pthread.h>
#include <zip.h>

/* name must outlive the part. lock: held while libzip is called, as parts of one file may be read by several threads; whoever opens holds it. Errors: encrypted, packed in a way nobody uses for spreadsheets, damaged, over a limit. */
fr_status fr_inflate_open(const fr_allocator *allocator, zip_t *zip, pthread_mutex_t *lock, zip_uint64_t index, const char *name,
	const fr_limits *limits, fr_part *out, fr_error *error);

#endif
