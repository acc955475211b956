/* Names to look for: an index of names by their first two characters.
 * Stage: values. In: names as fields hold them, texts. Out: where a name stands. Each place of a text is looked at a bounded number of times, however many names there are, unless they begin alike. */
#include "privacy/names.h"

#include "privacy/lists.h"

#define NONE UINT32_MAX
#define HEADS_FIRST 64
#define NAMES_MOST ((size_t)1 << 20)

fr_people *fr_people_new(const fr_allocator *allocator)
{
	const fr_allocator a = allocator && allocator->resize ? *allocator : fr_system_allocator;
	fr_people *names = fr_alloc(&a, sizeof *names);
	if (names)
		*names = (fr_people){.allocator = a};
	return names;
}

void fr_people_free(fr_people *names)
{
	if (!names)
		return;
	const fr_allocator a = names->allocator;
	fr_release(&a, names->items);
	fr_release(&a, names->heads);
	fr_release(&a, names);
}

/* The next character that counts, folded, letters small; 0 at the end. Moves on. */
static uint32_t next_of(fr_str s, size_t *at)
{
	while (*at < s.n) {
		uint32_t cp;
		size_t n = fr_decode(s, *at, &cp);
		*at += n ? n : 1;
		if (cp >= 0x3400 && cp < 0xA000)
			return cp;
		cp = fr_fold_character(cp);
		if (cp >= 'A' && cp <= 'Z')
			return cp + 32;
		if (cp != ' ')
			return cp;
	}
	return 0;
}

static uint32_t hash_of(uint32_t a, uint32_t b)
{
	uint32_t h = a * UINT32_C(0x9E3779B1) ^ b * UINT32_C(0x85EBCA6B);
	return h ^ h >> 15;
}

static bool is_letter(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/* Bytes of text from at on that spell the name; 0 when they do not. */
static size_t spells(fr_str text, size_t at, fr_str name)
{
	size_t to = at;
	for (size_t i = 0;;) {
		uint32_t want = next_of(name, &i);
		if (!want)
			break;
		size_t before = to;
		if (next_of(text, &to) != want || (before == at && text.p[at] == ' '))
			return 0;
	}
	bool letters = is_letter((unsigned char)name.p[name.n - 1]); /* Li is no part of Listen */
	return letters && to < text.n && is_letter((unsigned char)text.p[to]) ? 0 : to - at;
}

static void mark_first(fr_people *names, fr_str name)
{
	unsigned char c = (unsigned char)name.p[0];
	uint32_t cp;
	fr_utf8_decode(name, 0, &cp);
	cp = fr_fold_character(cp);
	names->first[c] = 1;
	names->figures = names->figures || (c >= '-' && c <= ':');
	if (c > 0xE0 && c < 0xED && name.n >= 3)
		names->third |= UINT64_C(1) << (name.p[2] & 63);
	if (is_letter(cp)) { /* small, capital, full width */
		names->first[cp | 32] = names->first[cp & ~UINT32_C(32)] = 1;
		names->first[0xEF] = 1;
	}
}

static void link_item(fr_people *names, uint32_t i)
{
	fr_people_item *item = &names->items[i];
	uint32_t *head = &names->heads[item->hash & (names->head_count - 1)];
	item->next = *head;
	*head = i;
}

static bool grow(fr_people *names)
{
	size_t room = names->room ? names->room * 2 : HEADS_FIRST / 2, heads = room * 2;
	fr_people_item *items = room > NAMES_MOST ? NULL : fr_resize(&names->allocator, names->items, room * sizeof *items);
	if (!items)
		return false;
	names->items = items;
	uint32_t *table = fr_resize(&names->allocator, names->heads, heads * sizeof *table);
	if (!table)
		return false;
	names->heads = table;
	names->head_count = heads;
	names->room = room;
	memset(table, 0xFF, heads * sizeof *table);
	for (uint32_t i = 0; i < names->count; i++)
		link_item(names, i);
	return true;
}

void fr_people_clear(fr_people *names)
{
	for (size_t i = 0; i < names->count; i++)
		names->heads[names->items[i].hash & (names->head_count - 1)] = NONE;
	if (names->count) {
		memset(names->first, 0, sizeof names->first);
		names->third = 0;
		names->figures = false;
	}
	names->count = 0;
}

/* Characters that count in a name, at most two; their hash. 0: it holds an asterisk. */
static size_t begin_of(fr_str name, uint32_t *hash)
{
	size_t at = 0;
	uint32_t a = next_of(name, &at), b = a ? next_of(name, &at) : 0;
	*hash = hash_of(a, b);
	for (size_t i = 0; i < name.n; i++)
		if (name.p[i] == '*' || (name.n - i >= 3 && memcmp(name.p + i, "＊", 3) == 0))
			return 0;
	return b ? 2 : 1;
}

static bool add_one(fr_people *names, fr_str name)
{
	uint32_t hash;
	name = fr_str_trim(name);
	if (name.n < 2 || name.n > 4 * FR_FOLD_MOST || begin_of(name, &hash) < 2) /* one character could not be told from a word */
		return true;
	if (names->count == names->room && !grow(names))
		return names->room >= NAMES_MOST; /* the first million are enough */
	for (uint32_t i = names->heads[hash & (names->head_count - 1)]; i != NONE; i = names->items[i].next)
		if (fr_str_eq(names->items[i].name, name))
			return true;
	names->items[names->count] = (fr_people_item){name, hash, NONE};
	link_item(names, (uint32_t)names->count++);
	mark_first(names, name);
	return true;
}

/* Bytes up to what separates names in one cell, or adds something to one. */
static size_t one_name(fr_str s)
{
	for (size_t at = 0; at < s.n;) {
		uint32_t cp;
		size_t n = fr_decode(s, at, &cp);
		if (cp < 0x80 || cp == 0x3001 || cp >= 0xFF00) {
			cp = fr_fold_character(cp);
			if (cp == 0x3001 || cp == ',' || cp == ';' || cp == '/' || cp == '(' || cp == '[' || cp == '\n')
				return at;
		}
		at += n ? n : 1;
	}
	return s.n;
}

bool fr_people_add(fr_people *names, const fr_lists *lists, fr_str value)
{
	bool ok = fr_name_bare(lists, value).n == 0 || add_one(names, value);
	while (ok && value.n) {
		size_t n = one_name(value);
		fr_str name = fr_str_trim(fr_str_of(value.p, n)), bare = fr_name_bare(lists, name);
		if (bare.n)
			ok = add_one(names, name) && (bare.n == name.n || add_one(names, bare));
		if (n < value.n && (value.p[n] == '(' || value.p[n] == '[' || (value.n - n >= 3 && memcmp(value.p + n, "（", 3) == 0)))
			break; /* what is said about the name is none */
		value = n < value.n ? fr_str_of(value.p + n + 1, value.n - n - 1) : fr_str_of(NULL, 0);
		while (value.n && ((unsigned char)*value.p & 0xC0) == 0x80) /* the rest of a wide separator */
			value = fr_str_of(value.p + 1, value.n - 1);
	}
	return ok;
}

size_t fr_people_at(const fr_people *names, fr_str text, size_t at)
{
	size_t best = 0, next = at;
	if (!names->count)
		return 0;
	uint32_t a = next_of(text, &next), b = a ? next_of(text, &next) : 0, hash = hash_of(a, b);
	if (!b || (is_letter(a) && at && is_letter((unsigned char)text.p[at - 1])))
		return 0;
	for (uint32_t i = names->heads[hash & (names->head_count - 1)]; i != NONE; i = names->items[i].next) {
		size_t n = names->items[i].hash == hash ? spells(text, at, names->items[i].name) : 0;
		best = n > best ? n : best;
	}
	return best;
}
