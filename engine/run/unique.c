/* Doubles: whether a key was seen before in this run.
 * Stage: pipeline. In: key texts. Out: where each was first seen. Only keyed hashes are kept (SipHash-2-4, 128 bits: with 10⁹ keys the chance of
 * one false double is below 10⁻²⁰), so memory grows by the record and not by its text, and no input can make the table slow. */
#include "run/pipeline.h"

#include <sodium.h>

#define FIRST_SIZE 1024

void run_unique_init(run_unique *unique)
{
	*unique = (run_unique){0};
	randombytes_buf(unique->key, sizeof unique->key);
}

void run_unique_free(run_unique *unique, const fr_allocator *allocator)
{
	fr_release(allocator, unique->items);
	unique->items = NULL;
	unique->count = unique->mask = 0;
}

static run_seen *place_of(run_seen *items, size_t mask, const uint64_t hash[2])
{
	size_t at = hash[0] & mask;
	while (items[at].row && (items[at].hash[0] != hash[0] || items[at].hash[1] != hash[1]))
		at = (at + 1) & mask;
	return &items[at];
}

static bool grow(run_unique *unique, const fr_allocator *allocator)
{
	size_t size = unique->mask ? (unique->mask + 1) * 2 : FIRST_SIZE;
	if (size > SIZE_MAX / 2 / sizeof(run_seen))
		return false;
	run_seen *items = fr_alloc(allocator, size * sizeof *items);
	if (!items)
		return false;
	memset(items, 0, size * sizeof *items);
	for (size_t i = 0; unique->mask && i <= unique->mask; i++)
		if (unique->items[i].row)
			*place_of(items, size - 1, unique->items[i].hash) = unique->items[i];
	fr_release(allocator, unique->items);
	unique->items = items;
	unique->mask = size - 1;
	return true;
}

void run_unique_hash(const run_unique *unique, fr_str text, uint64_t hash[2])
{
	crypto_shorthash_siphashx24((unsigned char *)hash, (const unsigned char *)(text.n ? text.p : ""), text.n, unique->key);
	if (unique->mask)
		__builtin_prefetch(&unique->items[hash[0] & unique->mask], 1);
}

bool run_unique_has(const run_unique *unique, const uint64_t hash[2])
{
	return unique->mask && place_of(unique->items, unique->mask, hash)->row;
}

fr_status run_unique_see(
	run_unique *unique, const fr_allocator *allocator, const uint64_t hash[2], size_t row, uint32_t table, const run_seen **first)
{
	*first = NULL;
	if ((!unique->mask || unique->count >= (unique->mask + 1) / 4 * 3) && !grow(unique, allocator))
		return FR_E_MEMORY;
	run_seen *place = place_of(unique->items, unique->mask, hash);
	if (place->row) {
		*first = place;
		return FR_OK;
	}
	*place = (run_seen){{hash[0], hash[1]}, row < UINT32_MAX && row ? (uint32_t)row : UINT32_MAX, table};
	unique->count++;
	return FR_OK;
}
