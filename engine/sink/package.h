/* Package: a zip file in the making, the same bytes from the same parts.
 * Stage: outputs. In: parts by name, in order. Out: an OpenDocument package that appears whole or not at all. */
#ifndef FR_SINK_PACKAGE_H
#define FR_SINK_PACKAGE_H

#include "sink/sink.h"

typedef struct fr_package fr_package;
typedef struct fr_scratch fr_scratch; /* scratch.h */

/* Begins a package that will stand at path. */
fr_status fr_package_open(const fr_allocator *allocator, const char *path, fr_package **out, fr_error *error);
/* Adds a part; its bytes must live until fr_package_close. stored: not deflated (mimetype). A failure is remembered and told by fr_package_close. */
void fr_package_add(fr_package *package, const char *name, fr_str bytes, bool stored);
/* Whether every entry of another archive can be copied. Errors: one that stands twice, an encrypted one. */
struct zip;
fr_status fr_package_check(struct zip *from, fr_error *error);
/* Copies an entry of another archive as it lies there: not inflated, its time and method kept. from must live until fr_package_close. */
void fr_package_copy(fr_package *package, struct zip *from, uint64_t index);
/* The same entry with other contents: scratch, deflated and ended, which is taken over. */
void fr_package_replace(fr_package *package, struct zip *from, uint64_t index, fr_scratch *scratch);
/* A part that was made in scratch, deflated and ended, which is taken over. */
void fr_package_add_scratch(fr_package *package, const char *name, fr_scratch *scratch);
/* Remembers that a part could not be added. */
void fr_package_spoil(fr_package *package);
/* Writes it when commit is true; frees in any case. */
fr_status fr_package_close(fr_package *package, bool commit, fr_error *error);

#endif
