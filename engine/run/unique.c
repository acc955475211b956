/* Doubles: whether a key was seen before in this run.
 * Stage: pipeline. In: key texts. Out: where each was first seen. Only keyed hashes are kept (SipHash-2-4, 128 bits: with 10⁹ keys the chance of
 * one false double is below 10⁻²⁰), so memory grows by the record and not by its text, and no input can make the table slow. A table that outgrows its share of memory goes on in a
 * file without a name (spill.c): whoever could read it would find hashes whose key is nowhere but in memory. */
#include "run/pipeline.h"

#include <sodium.h>

#define FIRST_SIZE 1024

void run_unique_init(run_unique *unique, const fr_allocator *allocator, size_t most)
{
	*unique = (run_unique){.allocator = *allocator, .most = most};
	randombytes_buf(unique->key, sizeof unique->key);
}

static void release(run_unique *unique)
{
	if (unique->spilled)
		run_spill_free(unique->items, (unique->mask + 1) * sizeof *unique->items);
	else
		fr_release(&unique->allocator, unique->items);
}

void run_unique_free(run_unique *unique)
{
	if (unique->items)
		release(unique);
	unique->items = NULL;
	unique->count = unique->mask = 0;
	unique->spilled = false;
}

static run_seen *place_of(run_seen *items, size_t mask, const uint64_t hash[2])
{
	size_t at = hash[0] & mask;
	while (items[at].row && (items[at].hash[0] != hash[0] || items[at].hash[1] != hash[1]))
		at = (at + 1) & mask;
	return &items[at];
}

/* size entries, all free. */
static fr_status entries(const run_unique *unique, size_t size, bool spill, run_seen **out, fr_error *error)
{
	if (size > SIZE_MAX / 2 / sizeof(run_seen))
		return run_memory(error);
	size_t bytes = size * sizeof(run_seen);
	if (spill) {
		void *map;
		fr_status status = run_spill_new(bytes, &map, error);
		*out = status == FR_OK ? map : NULL;
		return status;
	}
	*out = fr_alloc(&unique->allocator, bytes);
	if (!*out)
		return run_memory(error);
	memset(*out, 0, bytes);
	return FR_OK;
}

/* Twice the size. Entries keep the order of their hashes, so both tables are gone through from front to back. */
static fr_status grow(run_unique *unique, fr_error *error)
{
	size_t size = unique->mask ? (unique->mask + 1) * 2 : FIRST_SIZE;
	bool spill = unique->mask && size > unique->most / sizeof(run_seen);
	run_seen *items;
	fr_status status = entries(unique, size, spill, &items, error);
	if (status != FR_OK)
		return status;
	for (size_t i = 0; unique->mask && i <= unique->mask; i++)
		if (unique->items[i].row)
			*place_of(items, size - 1, unique->items[i].hash) = unique->items[i];
	if (unique->items)
		release(unique);
	unique->items = items;
	unique->mask = size - 1;
	unique->spilled = spill;
	return FR_OK;
}

void run_unique_fetch(const run_unique *unique, const uint64_t hash[2])
{
	if (unique->mask)
		__builtin_prefetch(&unique->items[hash[0] & unique->mask], 1);
}

void run_unique_hash(const run_unique *unique, fr_str text, uint64_t hash[2])
{
	crypto_shorthash_siphashx24((unsigned char *)hash, (const unsigned char *)(text.n ? text.p : ""), text.n, unique->key);
	run_unique_fetch(unique, hash);
}

bool run_unique_has(const run_unique *unique, const uint64_t hash[2])
{
	return unique->mask && place_of(unique->items, unique->mask, hash)->row;
}

fr_status run_unique_see(run_unique *unique, const uint64_t hash[2], size_t row, uint32_t table, const run_seen **first, fr_error *error)
{
	*first = NULL;
	if (!unique->mask || unique->count >= (unique->mask + 1) / 4 * 3) {
		fr_status status = grow(unique, error);
		if (status != FR_OK)
			return status;
	}
	run_seen *place = place_of(unique->items, unique->mask, hash);
	if (place->row) {
		*first = place;
		return FR_OK;
	}
	*place = (run_seen){{hash[0], hash[1]}, row < UINT32_MAX && row ? (uint32_t)row : UINT32_MAX, table};
	unique->count++;
	return FR_OK;
}
