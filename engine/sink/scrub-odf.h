/* Scrub of OpenDocument: the side of it that copy-ods.c calls.
 * Stage: outputs. In: XML. Out: the same XML without what could still tell. */
#ifndef FR_SINK_SCRUB_ODF_H
#define FR_SINK_SCRUB_ODF_H

#include "sink/copying.h"
#include "source/part.h"

/* content.xml, styles.xml or a flat file, to scratch, or to out when scratch is NULL. Without comments, tracked changes, drawings, pivot definitions, macros and what merged cells hide. */
fr_status fr_scrub_odf(const copy_job *job, fr_part *part, fr_scratch *scratch, fr_buf *out, fr_error *error);
/* Whether a part of a package goes along. */
bool fr_scrub_keeps(fr_str part);
void fr_scrub_meta(fr_str form, fr_buf *out); /* meta.xml: nothing but the form's name; form may be empty */
void fr_scrub_flat_meta(fr_str form, fr_buf *out); /* the same inside a flat file */
void fr_scrub_settings(fr_buf *out);
void fr_scrub_manifest(bool has_styles, fr_buf *out);

#endif
