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
	FR_STYLE_MIDDLE,
	FR_STYLE_TITLE_FEMALE, /* the title, and 女士 or 先生 where the name has none: whoever asks knows the sex */
	FR_STYLE_TITLE_MALE
} fr_mask_style;
bool fr_mask_kind_from(fr_str name, fr_mask_kind *out); /* "id-card" */
bool fr_mask_style_from(fr_str name, fr_mask_style *out); /* "" is the default */

/* Names to be looked for in texts (names.c). Spaces, width and the case of letters make no difference; the name behind a role (售后部-张强), several in one cell, and a name without its title are looked
 * for too; one character alone could not be told from a word. Values are borrowed: they must live until the next clear. */
typedef struct fr_people fr_people;
fr_people *fr_people_new(const fr_allocator *allocator); /* NULL when memory is refused */
bool fr_people_add(fr_people *names, const fr_lists *lists, fr_str value); /* false when memory is refused; masked names are passed over */
void fr_people_clear(fr_people *names);
void fr_people_free(fr_people *names);

/* Appends the masked form. names: what else to hide in free text and addresses (the names of the same record); may be NULL. lists NULL: everything is hidden whole. */
void fr_mask_write(const fr_lists *lists, fr_mask_kind kind, fr_mask_style style, fr_str value, const fr_people *names, fr_buf *out);
/* Of one value that is no free text: the same, but nothing is appended, and false given, when it may stay as it is: empty, masked already, a public number. */
bool fr_mask_hide(const fr_lists *lists, fr_mask_kind kind, fr_mask_style style, fr_str value, const fr_people *names, fr_buf *out);
/* True when nothing of value would have to be hidden: already masked in any style of that kind, or a public service number. */
bool fr_mask_done(const fr_lists *lists, fr_mask_kind kind, fr_str value);
/* A mobile or landline number in any spelling; *known_prefix (may be NULL) says whether its prefix is in use. */
bool fr_phone_is(const fr_lists *lists, fr_str value, bool *known_prefix);

/* One identifier found in free text: bytes [at, at+n). */
typedef struct fr_span {
	size_t at, n;
	fr_mask_kind kind;
} fr_span;
/* Finds identifiers in text from byte `from` on, left to right, without overlaps, in linear time, until capacity of them are found; returns how many. names as in fr_mask_write (found as FR_MASK_NAME). */
size_t fr_detect_from(const fr_lists *lists, fr_str text, size_t from, const fr_people *names, fr_span *out, size_t capacity);
static inline size_t fr_detect(const fr_lists *lists, fr_str text, const fr_people *names, fr_span *out, size_t capacity)
{
	return fr_detect_from(lists, text, 0, names, out, capacity);
}
/* Appends text with what is found in it masked and counts it in by_kind (FR_MASK_KINDS; may be NULL); returns how much that was. Nothing is appended when nothing is found. */
#define FR_MASK_KINDS (FR_MASK_FREE_TEXT + 1)
size_t fr_mask_found(const fr_lists *lists, fr_str text, const fr_people *names, size_t *by_kind, fr_buf *out);

#endif
