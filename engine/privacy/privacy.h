/* Privacy: masking of personal values and finding them in free text.
 * Stage: values. In: values, the replaceable lists. Out: masked values, spans. Code-point aware, idempotent, closed on failure. */
#ifndef FR_PRIVACY_INTERNAL_H
#define FR_PRIVACY_INTERNAL_H

#include "base/base.h"

typedef struct fr_lists fr_lists; /* compound surnames, titles, departments, phone prefixes; immutable, threads may share it */

/* Reads the lists (schemas/privacy.rng). Free with fr_lists_free. */
fr_status fr_lists_load(const fr_allocator *allocator, const char *path, fr_lists **out, fr_error *error);
void fr_lists_free(fr_lists *lists);

typedef enum fr_mask_kind {
	FR_MASK_NAME = 1,
	FR_MASK_PHONE,
	FR_MASK_ID_CARD,
	FR_MASK_BANK_CARD,
	FR_MASK_EMAIL,
	FR_MASK_ADDRESS,
	FR_MASK_PLATE,
	FR_MASK_FREE_TEXT
} fr_mask_kind;
typedef enum fr_mask_style {
	FR_STYLE_DEFAULT = 0,
	FR_STYLE_SURNAME,
	FR_STYLE_SURNAME_LENGTH,
	FR_STYLE_TITLE,
	FR_STYLE_ROLE,
	FR_STYLE_ANONYMOUS,
	FR_STYLE_MIDDLE
} fr_mask_style;
bool fr_mask_kind_from(fr_str name, fr_mask_kind *out); /* "id-card" */
bool fr_mask_style_from(fr_str name, fr_mask_style *out); /* "" is the default */

/* Appends the masked form. names: what else to hide in free text (the names of the same record); may be NULL. lists NULL: everything is hidden whole. */
void fr_mask_write(
	const fr_lists *lists, fr_mask_kind kind, fr_mask_style style, fr_str value, const fr_str *names, size_t name_count, fr_buf *out);
/* True when nothing of value would have to be hidden: already masked in any style of that kind, or a public service number. */
bool fr_mask_done(const fr_lists *lists, fr_mask_kind kind, fr_str value);
/* A mobile or landline number in any spelling; *known_prefix (may be NULL) says whether its prefix is in use. */
bool fr_phone_is(const fr_lists *lists, fr_str value, bool *known_prefix);

/* One identifier found in free text: bytes [at, at+n). */
typedef struct fr_span {
	size_t at, n;
	fr_mask_kind kind;
} fr_span;
/* Finds identifiers in text, left to right, without overlaps, in linear time. names as in fr_mask_write (found as FR_MASK_NAME). Gives at most capacity spans, returns how many there are in all. */
size_t fr_detect(const fr_lists *lists, fr_str text, const fr_str *names, size_t name_count, fr_span *out, size_t capacity);

#endif
