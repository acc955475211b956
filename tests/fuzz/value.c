/* Fuzzer: any text as a value of every type: no crash, and a repair that is proposed can itself be read.
 * Stage: test. In: bytes. Out: nothing, or an abort. */
#include "value/value.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fr_str text = {(const char *)p, n};
	if (fr_utf8_invalid(text) != SIZE_MAX)
		return 0;
	fr_arena arena;
	fr_arena_init(&arena, NULL, 1 << 20);
	for (int type = 0; type < FR_TYPE_COUNT; type++) {
		fr_cell cell = {.kind = FR_CELL_TEXT, .text = text};
		fr_value value;
		fr_str repair, none;
		if (fr_value_read((fr_type)type, &cell, 480, &arena, &value, &repair) != FR_CODE_NONE && repair.n) {
			cell.text = repair;
			if (fr_value_read((fr_type)type, &cell, 480, &arena, &value, &none) != FR_CODE_NONE)
				abort();
		}
	}
	fr_stamp stamp;
	fr_iso_date(text, 480, &stamp);
	fr_iso_datetime(text, 480, &stamp);
	fr_iso_time(text, 480, &stamp);
	fr_arena_free(&arena);
	return 0;
}
