/* Known names: a small table by their bytes, in which a newer name takes the place of an older one.
 * Stage: values. In: names as fields hold them. Out: whether they may be shown as they stand. */
#include "privacy/known.h"

/* Of two texts of the same length, more than eight bytes: eight at a time, the last of them some for the second time. */
static inline bool is_same(const char *a, const char *b, size_t n)
{
	uint64_t x, y, differs = 0;
	for (size_t at = 0; at + 8 < n; at += 8) {
		memcpy(&x, a + at, 8);
		memcpy(&y, b + at, 8);
		differs |= x ^ y;
	}
	memcpy(&x, a + n - 8, 8);
	memcpy(&y, b + n - 8, 8);
	return !(differs | (x ^ y));
}

bool fr_known_done(fr_known *known, const fr_lists *lists, fr_str name)
{
	if (name.n == 0 || name.n > FR_KNOWN_BYTES)
		return fr_mask_done(lists, FR_MASK_NAME, name);
	uint64_t words[2];
	fr_str_words(name, words);
	fr_known_name *at = &known->names[fr_str_words_hash(name, words) % FR_KNOWN_NAMES];
	if (at->length != name.n || at->words[0] != words[0] || at->words[1] != words[1] ||
		(name.n > FR_STR_WORDS && !is_same(at->text, name.p, name.n))) {
		at->length = (unsigned char)name.n;
		memcpy(at->words, words, sizeof words);
		memcpy(at->text, name.p, name.n);
		at->masked = fr_mask_done(lists, FR_MASK_NAME, name);
	}
	return at->masked;
}
