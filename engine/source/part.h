/* Part: a stream of bytes with a name, whether it lies in a zip file or is a file itself.
 * Stage: rows. In: zip files, files, memory. Out: bytes, within the limits on what may be inflated. */
#ifndef FR_SOURCE_PART_H
#define FR_SOURCE_PART_H

#include "source/reader.h"

typedef struct fr_part fr_part;
struct fr_part {
	const char *name; /* "content.xml"; the file's path when it is a file */
	void *state;
	uint64_t done, total; /* bytes given out so far and in all (0 unknown) */
	fr_status (*read)(fr_part *part, void *into, size_t n, size_t *got, fr_error *error); /* *got 0 at the end only */
	void (*close)(fr_part *part);
};

/* bytes stay the caller's. */
void fr_part_of_bytes(fr_bytes *bytes, fr_part *out);
/* An XML file, in UTF-8 when it declares a Chinese encoding (encoded.c). *encoding: what the parser must take it for whatever it declares, or NULL. FR_E_UNSUPPORTED for
 * encodings nobody reads. bytes stay the caller's. */
fr_status fr_part_of_xml(const fr_allocator *allocator, fr_bytes *bytes, fr_part *out, const char **encoding, fr_error *error);

/* From here on the part, which was not read yet, is read by a thread of its own, some blocks ahead; where that cannot be had it stays as it is. What is read is the same. */
void fr_part_ahead(fr_part *part, const fr_allocator *allocator);

/* From here on the part, which was not read yet, is read by a thread of its own, some blocks ahead; where that cannot be had it stays as it is. What is read is the same. */
void fr_part_ahead(fr_part *part, const fr_allocator *allocator);

typedef struct fr_zip fr_zip;
/* Errors: damaged or cut off. The file at path is opened anew. */
fr_status fr_zip_open(const fr_allocator *allocator, const char *path, const fr_limits *limits, fr_zip **out, fr_error *error);
/* From memory, for tests and fuzzers; p must outlive it. */
fr_status fr_zip_memory(const fr_allocator *allocator, const void *p, size_t n, const fr_limits *limits, fr_zip **out, fr_error *error);
void fr_zip_close(fr_zip *zip);
/* The archive itself, for writers that copy entries as they lie there; it lives as long as zip. */
struct zip *fr_zip_archive(fr_zip *zip);
/* How many entries have that name (several: the file is not to be trusted), or begin with it when prefix. */
size_t fr_zip_count(fr_zip *zip, const char *name, bool prefix);
/* The first entry of that name, where letters may differ in case and slashes in kind: its own name, which lives as long as zip, or NULL. count: how many there are. */
const char *fr_zip_find(fr_zip *zip, const char *name, size_t *count);
/* Opens the entry of that name. Errors: missing, encrypted, damaged, over a limit. */
fr_status fr_zip_part(fr_zip *zip, const char *name, fr_part *out, fr_error *error);

#endif
