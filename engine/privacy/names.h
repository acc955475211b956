/* Names to look for in texts.
 * Stage: values. In: the names a record holds. Out: where they stand in its other texts. */
#ifndef FR_PRIVACY_NAMES_H
#define FR_PRIVACY_NAMES_H

#include "privacy/privacy.h"

typedef struct fr_people_item {
	fr_str name;
	uint32_t hash, next;
} fr_people_item;

struct fr_people {
	fr_allocator allocator;
	fr_people_item *items;
	size_t count, room;
	uint32_t *heads; /* by hash of the first two characters */
	size_t head_count; /* a power of two */
	unsigned char first[256]; /* bytes a name can begin with */
	bool figures; /* one begins with a digit, a hyphen or the like */
	uint64_t third; /* the low six bits of the third byte of Chinese characters it can begin with */
};

/* Whether a name may begin at text.p[at], by a look at a byte or two. */
static inline bool fr_people_may(const fr_people *names, fr_str text, size_t at)
{
	unsigned char c = (unsigned char)text.p[at];
	return names->first[c] && (c <= 0xE0 || c >= 0xED || text.n - at < 3 || names->third >> (text.p[at + 2] & 63) & 1);
}

/* Bytes of the longest name that stands at text.p[at]; 0 for none. Only worth asking where fr_people_may says so. */
size_t fr_people_at(const fr_people *names, fr_str text, size_t at);

#endif
