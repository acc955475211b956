/* Directory: inside of zip.c: may this zip file be opened?
 * Stage: rows. In: a file. Out: yes, or a limit. */
#ifndef FR_SOURCE_DIRECTORY_H
#define FR_SOURCE_DIRECTORY_H

#include "source/part.h"

/* A file that can be read at any place: open, or in memory when p is set. */
typedef struct fr_file {
	int fd;
	const char *p;
	uint64_t size;
} fr_file;

/* FR_E_LIMIT when its directory claims to be far larger than that of any workbook. Whether there is one at all is for libzip to say. */
fr_status fr_directory_check(const fr_allocator *allocator, const fr_file *file, const char *path, fr_error *error);

#endif
