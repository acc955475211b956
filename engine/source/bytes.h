/* Bytes: a file opened once, its head kept for sniffing, the rest read in blocks; or a piece of memory in its place (tests, fuzzers).
 * Stage: rows. In: a path. Out: bytes and how many there are. */
#ifndef FR_SOURCE_BYTES_H
#define FR_SOURCE_BYTES_H

#include "source/source.h"

#define FR_HEAD_BYTES ((size_t)64 << 10)

typedef struct fr_bytes {
	fr_allocator allocator;
	const char *path; /* as the caller named it; borrowed */
	const char *head; /* the first bytes of the file */
	size_t head_n, head_at;
	uint64_t size, taken; /* size 0: unknown (a pipe) */
	int fd; /* -1: memory only */
	bool regular; /* can be read at any place */
	const fr_limits *limits; /* asked for each block whether the work is still wanted; NULL: always */
} fr_bytes;

/* Errors: missing, a directory, unreadable, empty. path must outlive bytes. */
fr_status fr_bytes_open(fr_bytes *bytes, const fr_allocator *allocator, const char *path, fr_error *error);
void fr_bytes_memory(fr_bytes *bytes, const void *p, size_t n);
/* Up to n of the next bytes; *got 0 at the end only. */
fr_status fr_bytes_read(fr_bytes *bytes, void *into, size_t n, size_t *got, fr_error *error);
/* Up to n bytes from that place, without moving on; *got 0 past the end, and past the head of a pipe. */
fr_status fr_bytes_at(fr_bytes *bytes, uint64_t offset, void *into, size_t n, size_t *got, fr_error *error);
void fr_bytes_close(fr_bytes *bytes);

#endif
