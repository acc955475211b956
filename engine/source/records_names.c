/* Names: elements of record XML as columns.
 * Stage: rows. In: names. Out: columns. All of them together stay below the limit on columns. */
#include "source/records_names.h"

#include "formrule/codes.h"

#define ARENA_MOST ((size_t)32 << 20)

static uint64_t hash_of(const fr_names *names, size_t table, fr_str key)
{
	uint64_t h = names->seed ^ (table * UINT64_C(0x9E3779B97F4A7C15));
	for (size_t i = 0; i < key.n; i++)
		h = (h ^ (unsigned char)key.p[i]) * UINT64_C(0x100000001B3);
	return h ^ h >> 29;
}

bool fr_names_init(fr_names *names, const fr_allocator *allocator, size_t most)
{
	*names = (fr_names){.allocator = *allocator, .most = most, .seed = UINT64_C(0xCBF29CE484222325) ^ (uintptr_t)names};
	fr_arena_init(&names->arena, allocator, ARENA_MOST);
	return fr_names_rows(names, fr_str_of("", 0)) == 0;
}

void fr_names_free(fr_names *names)
{
	for (size_t i = 0; i < names->table_count; i++)
		fr_release(&names->allocator, names->tables[i].cells);
	fr_release(&names->allocator, names->tables);
	fr_arena_free(&names->arena);
}

static bool refuse(fr_names *names, fr_code code)
{
	names->refused = code;
	return false;
}

fr_element *fr_names_element(fr_names *names, size_t table, fr_str key, const char *raw)
{
	fr_element **slot = &names->slots[hash_of(names, table, key) % FR_NAMES_SLOTS];
	for (fr_element *e = *slot; e; e = e->chain)
		if (e->table == table && fr_str_eq(e->key, key))
			return e;
	if (key.n > FR_NAME_MOST || names->elements == names->most) {
		refuse(names, key.n > FR_NAME_MOST ? FR_SOURCE_TOKEN : FR_SOURCE_COLUMNS);
		return NULL;
	}
	fr_element *e = FR_ARENA_NEW(&names->arena, fr_element);
	fr_str kept = e ? fr_arena_str(&names->arena, key) : key, as_met = e && raw ? fr_arena_str(&names->arena, fr_str_from(raw)) : kept;
	if (!e || !kept.p || !as_met.p) {
		refuse(names, FR_MEMORY);
		return NULL;
	}
	*e = (fr_element){.raw = as_met.p, .key = kept, .table = table, .column = FR_NO_PLACE, .rows = FR_NO_PLACE, .chain = *slot};
	names->elements++;
	*slot = e;
	return e;
}

size_t fr_names_rows(fr_names *names, fr_str repeat)
{
	for (size_t i = 0; i < names->table_count; i++)
		if (fr_str_eq(names->tables[i].repeat, repeat))
			return i;
	if (names->table_count == names->table_capacity) {
		size_t capacity = names->table_capacity ? names->table_capacity * 2 : 4;
		fr_table_names *tables = fr_resize(&names->allocator, names->tables, capacity * sizeof *tables);
		if (!tables) {
			refuse(names, FR_MEMORY);
			return FR_NO_PLACE;
		}
		names->tables = tables;
		names->table_capacity = capacity;
	}
	fr_str kept = fr_arena_str(&names->arena, repeat);
	if (!kept.p) {
		refuse(names, FR_MEMORY);
		return FR_NO_PLACE;
	}
	names->tables[names->table_count] = (fr_table_names){.repeat = kept};
	return names->table_count++;
}

bool fr_names_column(fr_names *names, fr_element *element)
{
	fr_table_names *table = &names->tables[element->table];
	if (element->column != FR_NO_PLACE)
		return true;
	if (names->columns == names->most)
		return refuse(names, FR_SOURCE_COLUMNS);
	if (table->count == table->capacity) {
		size_t capacity = table->capacity ? table->capacity * 2 : 32;
		fr_cell *cells = fr_resize(&names->allocator, table->cells, capacity * sizeof *cells);
		if (!cells)
			return refuse(names, FR_MEMORY);
		table->cells = cells;
		table->capacity = capacity;
	}
	table->cells[table->count] = (fr_cell){.kind = FR_CELL_TEXT, .text = element->key};
	element->column = table->count++;
	names->columns++;
	names->grown = true;
	return true;
}
