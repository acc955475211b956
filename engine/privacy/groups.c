/* Small groups: counting people by sorting.
 * Stage: values. In: records' groups and people. Out: the small groups. */
#include "privacy/groups.h"

#include <sodium.h>
#include <stdlib.h>

#define MOST ((size_t)1 << 28)

typedef struct member {
	uint64_t group[2], person;
	size_t at; /* in the order of the input */
} member;

/* One group, once counted: takes the place of its first member. */
struct fr_groups {
	fr_allocator allocator;
	unsigned char key[crypto_shorthash_siphashx24_KEYBYTES];
	member *items;
	size_t n, room;
	size_t groups; /* after deciding: items[0 … groups) are the groups, person holds how many people, by hash */
	size_t small; /* of those at the front */
};

fr_groups *fr_groups_new(const fr_allocator *allocator)
{
	fr_groups *groups = fr_alloc(allocator, sizeof *groups);
	if (!groups || sodium_init() < 0) {
		fr_release(allocator, groups);
		return NULL;
	}
	*groups = (fr_groups){.allocator = *allocator};
	randombytes_buf(groups->key, sizeof groups->key);
	return groups;
}

void fr_groups_free(fr_groups *groups)
{
	if (!groups)
		return;
	fr_allocator a = groups->allocator;
	fr_release(&a, groups->items);
	fr_release(&a, groups);
}

static void hash_of(const fr_groups *groups, fr_str text, uint64_t hash[2])
{
	crypto_shorthash_siphashx24((unsigned char *)hash, (const unsigned char *)(text.n ? text.p : ""), text.n, groups->key);
}

bool fr_groups_add(fr_groups *groups, fr_str group, fr_str person)
{
	if (groups->n == groups->room) {
		size_t room = groups->room ? groups->room * 2 : 1024;
		member *more = room > MOST ? NULL : fr_resize(&groups->allocator, groups->items, room * sizeof *more);
		if (!more)
			return false;
		groups->items = more;
		groups->room = room;
	}
	uint64_t hash[2] = {0};
	member *m = &groups->items[groups->n];
	hash_of(groups, group, m->group);
	if (person.n)
		hash_of(groups, person, hash);
	m->person = hash[0];
	m->at = groups->n++;
	return true;
}

static int by_group(const void *a, const void *b)
{
	const member *x = a, *y = b;
	for (int i = 0; i < 2; i++)
		if (x->group[i] != y->group[i])
			return x->group[i] < y->group[i] ? -1 : 1;
	return 0;
}

static int by_person(const void *a, const void *b)
{
	const member *x = a, *y = b;
	int c = by_group(a, b);
	return c ? c : x->person != y->person ? (x->person < y->person ? -1 : 1) : (x->at > y->at) - (x->at < y->at);
}

static int by_size(const void *a, const void *b)
{
	const member *x = a, *y = b;
	return x->person != y->person ? (x->person < y->person ? -1 : 1) : (x->at > y->at) - (x->at < y->at);
}

/* One item a group, person: how many people. */
static void count(fr_groups *groups)
{
	member *items = groups->items;
	for (size_t i = 0; i < groups->n;) {
		member group = items[i];
		uint64_t people = 0;
		size_t j = i;
		for (; j < groups->n && by_group(&group, &items[j]) == 0; j++) {
			people += j == i || items[j].person != items[j - 1].person;
			group.at = items[j].at < group.at ? items[j].at : group.at;
		}
		group.person = people;
		items[groups->groups++] = group; /* never ahead of what is still to be read */
		i = j;
	}
}

void fr_groups_decide(fr_groups *groups, size_t least)
{
	uint64_t hidden = 0;
	if (!groups->n)
		return;
	qsort(groups->items, groups->n, sizeof *groups->items, by_person);
	count(groups);
	qsort(groups->items, groups->groups, sizeof *groups->items, by_size);
	while (groups->small < groups->groups && (groups->items[groups->small].person < least || (hidden > 0 && hidden < least)))
		hidden += groups->items[groups->small++].person;
	qsort(groups->items, groups->small, sizeof *groups->items, by_group);
}

bool fr_groups_is_small(const fr_groups *groups, fr_str group)
{
	member wanted;
	hash_of(groups, group, wanted.group);
	return groups->small && bsearch(&wanted, groups->items, groups->small, sizeof wanted, by_group);
}

size_t fr_groups_small(const fr_groups *groups) { return groups->small; }
