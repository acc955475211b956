/* Scratch: a part in the making, in a file without a name that is gone with the process.
 * Stage: outputs. In: its bytes, as they come. Out: the same bytes for reading, or deflated for a package. */
#ifndef FR_SINK_SCRATCH_H
#define FR_SINK_SCRATCH_H

#include "sink/sink.h"
#include "source/part.h"

typedef struct fr_scratch fr_scratch;

/* Sheets are repetition: more takes twice the time for a fifth of the size. */
#define FR_DEFLATE_EFFORT 2

/* path names the output in errors and must outlive it. deflated: it is kept as it will lie in a package; with ahead a large one is deflated by a thread of its own while more is added. */
fr_status fr_scratch_new(const fr_allocator *allocator, const char *path, bool deflated, bool ahead, fr_scratch **out, fr_error *error);
fr_status fr_scratch_add(fr_scratch *scratch, fr_str bytes, fr_error *error);
/* What fr_scratch_fill is given once all is added will stand here. At most once. */
fr_status fr_scratch_gap(fr_scratch *scratch, fr_error *error);
/* Nothing is added any more; only now it can be filled and read. */
fr_status fr_scratch_end(fr_scratch *scratch, fr_error *error);
fr_status fr_scratch_fill(fr_scratch *scratch, fr_str bytes, fr_error *error);
void fr_scratch_free(fr_scratch *scratch);

/* From its beginning on; it stays the caller's. */
void fr_scratch_part(fr_scratch *scratch, const char *name, fr_part *out);
/* As a source of libzip, deflated; it is taken over unless the source is NULL. */
struct zip;
struct zip_source *fr_scratch_source(fr_scratch *scratch, struct zip *zip);

#endif
