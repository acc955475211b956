/* Repairs: the side of them that run/ opens.
 * Stage: outputs. In: paths, accepted codes. Out: a repair that results are added to (formrule/output.h). */
#ifndef FR_SINK_REPAIR_H
#define FR_SINK_REPAIR_H

#include "sink/sink.h"

fr_status fr_repair_new(const fr_allocator *allocator, const char *input, const char *output, const char *const *codes, size_t count,
	fr_repair **out, fr_error *error);
/* The cell of a finding gets the proposed text in place of what it holds (annotate.c). False when memory is refused. */
bool fr_annotation_replace(fr_annotation *annotation, const fr_finding *finding);

#endif
