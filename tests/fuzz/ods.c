/* Fuzzer: any bytes as the content of an OpenDocument spreadsheet: no crash, bounded work, text that is UTF-8.
 * Stage: test. In: bytes. Out: nothing, or an abort. */
#include "source/reader.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n < 1)
		return 0;
	fr_limits limits = {.columns = 50, .cell_bytes = 2000, .row_bytes = 5000, .rows = 1 << 20};
	fr_limits_default(&limits);
	fr_bytes file;
	fr_bytes_memory(&file, p + 1, n - 1);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_row row;
	fr_status status = fr_fods_open(&fr_system_allocator, &file, &limits, 1 + p[0] * 16, &reader, &error);
	for (int rows = 0; status == FR_OK && rows < 10000 && (status = reader.next(reader.state, &row, &error)) == FR_OK; rows++) {
		if (row.count == 0 || row.count > limits.columns || row.cells[row.count - 1].kind == FR_CELL_EMPTY)
			abort();
		for (size_t i = 0; i < row.count; i++)
			if (fr_utf8_invalid(row.cells[i].text) != SIZE_MAX || row.cells[i].text.n > limits.cell_bytes)
				abort();
	}
	if (reader.close) {
		reader.property(reader.state, "formrule");
		reader.close(reader.state);
	}
	return 0;
}
