/* Lists and folded text: what the files of privacy/ share.
 * Stage: values. In: lists as read, values. Out: characters in one spelling with where they stand. */
#ifndef FR_PRIVACY_LISTS_H
#define FR_PRIVACY_LISTS_H

#include "privacy/privacy.h"

typedef struct fr_words_list {
	fr_str *items; /* longest first */
	size_t n;
} fr_words_list;

struct fr_lists {
	fr_arena arena;
	fr_words_list surnames, titles, roles;
	bool prefix[10000]; /* of mobile numbers, by their first four digits */
	fr_str plates;
};

/* A short value as code points in one spelling: full-width ASCII to ASCII (＊ too), the dots of names to U+00B7. */
#define FR_FOLD_MOST 256
typedef struct fr_folded {
	uint32_t cp[FR_FOLD_MOST];
	size_t at[FR_FOLD_MOST + 1]; /* byte each begins at; one more for the end */
	size_t n;
	fr_str text;
} fr_folded;
/* False when the value is longer than FR_FOLD_MOST characters, or no valid text: then it is hidden whole. */
bool fr_fold(fr_str value, fr_folded *out);
uint32_t fr_fold_character(uint32_t cp);

/* Numbers (number.c). All append to out. */
bool fr_mask_phone(fr_str value, fr_buf *out);
/* The number in E.164 (+8613812345678, +861088993108); false, and nothing appended, when it is none. */
bool fr_phone_normal(fr_str value, fr_buf *out);
bool fr_mask_id_card(const fr_folded *v, fr_buf *out);
bool fr_mask_bank_card(const fr_folded *v, fr_buf *out);
/* Names (name.c). */
void fr_mask_name(const fr_lists *lists, fr_mask_style style, const fr_folded *v, fr_buf *out);
bool fr_name_is_masked(const fr_lists *lists, const fr_folded *v);

#endif
