/* ODS inside source/: the stream of rows, and what stands beside it in a package.
 * Stage: rows. In: a zip file or a flat file. Out: a reader; document properties. */
#ifndef FR_SOURCE_ODS_H
#define FR_SOURCE_ODS_H

#include "source/ods_cell.h"

/* Rows of content.xml in zip (which is taken over), or of bytes themselves when zip is NULL. */
fr_status fr_ods_stream(const fr_allocator *allocator, fr_bytes *bytes, fr_zip *zip, const char *format, const fr_limits *limits,
	size_t block, fr_reader *out, fr_error *error);

/* User-defined properties of a document, from a part of zip (meta.xml, docProps/custom.xml) or the head of a flat file. */
typedef struct fr_properties {
	fr_arena arena;
	struct fr_property *first;
	size_t count;
} fr_properties;
void fr_properties_init(fr_properties *properties, const fr_allocator *allocator);
/* What cannot be read counts as absent: a workbook without properties is a workbook like any other. */
void fr_properties_read(fr_properties *properties, fr_zip *zip, const char *name, fr_bytes *bytes, const fr_limits *limits);
fr_str fr_properties_get(const fr_properties *properties, const char *name); /* "" when there is none */
void fr_properties_free(fr_properties *properties);

/* FR_OK when the package's manifest names no encrypted part, or when there is no manifest. */
fr_status fr_manifest_check(fr_zip *zip, const fr_limits *limits, fr_error *error);

#endif
