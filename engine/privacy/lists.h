/* Lists and folded text: what the files of privacy/ share.
 * Stage: values. In: lists as read, values. Out: characters in one spelling with where they stand. */
#ifndef FR_PRIVACY_LISTS_H
#define FR_PRIVACY_LISTS_H

#include "privacy/privacy.h"

typedef struct fr_words_list {
	fr_str *items; /* longest first */
	size_t n;
	bool begins[1024], ends[1024]; /* by FR_WORD_SLOT of a first or last character: whether it is worth looking */
} fr_words_list;
#define FR_WORD_SLOT(cp) (((cp) ^ (cp) >> 10) & 1023)

struct fr_lists {
	fr_arena arena;
	fr_words_list surnames, titles, roles;
	bool prefix[10000]; /* of mobile numbers, by their first four digits */
	fr_str plates;
};

/* A short value as code points in one spelling: full-width ASCII to ASCII (＊ too), the dots of names to U+00B7,
 * hyphens and dashes to -, spaces and marks without width to a space. */
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

/* fr_utf8_decode, with what nearly every character is decided on the spot. */
static inline size_t fr_decode(fr_str s, size_t at, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s.p + at;
	if (p[0] < 0x80) {
		*cp = p[0];
		return 1;
	}
	if (p[0] > 0xE0 && p[0] < 0xED && s.n - at >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
		*cp = (uint32_t)(p[0] & 0x0F) << 12 | (uint32_t)(p[1] & 0x3F) << 6 | (p[2] & 0x3F);
		return 3;
	}
	return fr_utf8_decode(s, at, cp);
}

/* Numbers (number.c). All append to out. */
bool fr_mask_phone(const fr_folded *v, fr_buf *out);
bool fr_number_done(fr_mask_kind kind, const fr_folded *v); /* masked already; false for other kinds */
/* The number in E.164 (+8613812345678, +861088993108); false, and nothing appended, when it is none. */
bool fr_phone_normal(fr_str value, fr_buf *out);
bool fr_mask_id_card(const fr_folded *v, fr_buf *out);
bool fr_mask_bank_card(const fr_folded *v, fr_buf *out);
/* Names (name.c). */
void fr_mask_name(const fr_lists *lists, fr_mask_style style, const fr_folded *v, fr_buf *out);
/* The name without the role before it and the title behind it, as it stands in name; empty when nothing is left, or a title or role alone is. */
fr_str fr_name_bare(const fr_lists *lists, fr_str name);
bool fr_name_is_masked(const fr_lists *lists, const fr_folded *v);

#endif
