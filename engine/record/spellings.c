/* Spellings: a hash table from text to number, for choices and headers.
 * Stage: values. In: texts of a form, once. Out: which of them a cell holds, in constant time.
 * The texts come from the form and stay few; cells only ask, so a plain multiplicative hash is enough. */
#include "record/record.h"

#define SHORT_LIST 256 /* texts */

/* Of more than eight bytes. */
static uint64_t hash(fr_str s)
{
	uint64_t h = UINT64_C(0x9E3779B97F4A7C15) ^ s.n;
	size_t at = 0;
	for (; s.n - at > 8; at += 8) {
		uint64_t word;
		memcpy(&word, s.p + at, 8);
		h = (h ^ word) * UINT64_C(0xD6E8FEB86659FD93);
		h ^= h >> 32;
	}
	uint64_t last;
	memcpy(&last, s.p + s.n - 8, 8);
	h = (h ^ last) * UINT64_C(0xD6E8FEB86659FD93);
	return h ^ h >> 32;
}

fr_status fr_spellings_init(fr_spellings *out, size_t room, fr_arena *arena)
{
	size_t size = 8, wide = room < SHORT_LIST
					? 16
					: 2; /* hardly any two meet in a short list: a look is then the same few steps for every text */
	while (size < room * wide)
		size *= 2;
	*out = (fr_spellings){.room = room, .mask = size - 1};
	if (room >= UINT32_MAX / 4)
		return FR_E_LIMIT;
	out->items = FR_ARENA_ARRAY(arena, fr_spelling, room);
	out->slots = FR_ARENA_ARRAY(arena, uint32_t, size);
	return out->items && out->slots ? FR_OK : FR_E_MEMORY;
}

/* Where a short text is: hashed and compared as two words. */
static inline uint32_t *short_slot_of(const fr_spellings *spellings, fr_str text)
{
	uint64_t words[2];
	fr_str_words(text, words);
	size_t at = fr_str_words_hash(text, words) & spellings->mask;
	for (; spellings->slots[at]; at = (at + 1) & spellings->mask) {
		const fr_spelling *item = &spellings->items[spellings->slots[at] - 1];
		if (item->text.n == text.n && item->words[0] == words[0] && item->words[1] == words[1])
			break;
	}
	return &spellings->slots[at];
}

/* Where text is, or where it would go. */
static uint32_t *slot_of(const fr_spellings *spellings, fr_str text)
{
	if (text.n <= FR_STR_WORDS)
		return short_slot_of(spellings, text);
	size_t at = hash(text) & spellings->mask;
	while (spellings->slots[at] && !fr_str_eq(spellings->items[spellings->slots[at] - 1].text, text))
		at = (at + 1) & spellings->mask;
	return &spellings->slots[at];
}

void fr_spellings_put(fr_spellings *spellings, fr_str text, uint32_t value)
{
	if (text.n == 0 || spellings->count == spellings->room)
		return;
	uint32_t *slot = slot_of(spellings, text);
	uint32_t *link = slot;
	while (*link) {
		fr_spelling *same = &spellings->items[*link - 1];
		if (same->value == value)
			return;
		link = &same->next;
	}
	spellings->items[spellings->count] = (fr_spelling){.text = text, .value = value};
	if (text.n <= FR_STR_WORDS)
		fr_str_words(text, spellings->items[spellings->count].words);
	*link = (uint32_t)++spellings->count;
}

const fr_spelling *fr_spellings_get(const fr_spellings *spellings, fr_str text)
{
	if (!spellings->slots || text.n == 0)
		return NULL;
	uint32_t found = text.n <= FR_STR_WORDS ? *short_slot_of(spellings, text) : *slot_of(spellings, text);
	return found ? &spellings->items[found - 1] : NULL;
}

fr_str fr_spelling_plain(fr_str text, fr_arena *arena)
{
	fr_str wide = fr_normalize_width(arena, text);
	if (!wide.p && text.n)
		return wide;
	char *out = fr_arena_alloc(arena, wide.n + 1);
	if (!out)
		return fr_str_of(NULL, 0);
	size_t n = 0;
	for (size_t at = 0; at < wide.n;) {
		uint32_t cp;
		size_t bytes = fr_utf8_decode(wide, at, &cp);
		if (bytes == 0)
			bytes = 1;
		bool space = (cp >= 9 && cp <= 13) || cp == ' ' || cp == 0xA0 || cp == 0x3000 || cp == 0xFEFF || cp == 0x200B;
		if (!space && bytes == 1 && cp >= 'A' && cp <= 'Z')
			out[n++] = (char)(cp - 'A' + 'a');
		else if (!space) {
			memcpy(out + n, wide.p + at, bytes);
			n += bytes;
		}
		at += bytes;
	}
	size_t from = 0;
	while (from < n && out[from] == '*')
		from++;
	while (n > from && out[n - 1] == '*')
		n--;
	return fr_str_of(out + from, n - from);
}
