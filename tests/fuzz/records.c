/* Fuzzer: any bytes as record XML: no crash, bounded work, text that is UTF-8, names before the cells they name.
 * Stage: test. In: bytes; the first chooses the block, batch or submission, and whether a form expects something. Out: nothing, or an abort. */
#include "source/reader.h"

#include <stdlib.h>

static const fr_str fields[] = {{"no", 2}, {"text", 4}}, steps[] = {{"at", 2}};
static const fr_expected expected[] = {{{"", 0}, fields, 2}, {{"steps", 5}, steps, 1}};

static void look(const fr_row *row, const fr_limits *limits, size_t *named)
{
	if (row->names && !row->repeat.n) {
		if (row->count <= *named)
			abort();
		*named = row->count;
	}
	if (!row->names && !row->repeat.n && row->count > *named)
		abort();
	for (size_t i = 0; i < row->count; i++)
		if (fr_utf8_invalid(row->cells[i].text) != SIZE_MAX || (!row->names && row->cells[i].text.n > limits->cell_bytes))
			abort();
}

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
	size_t named = 0;
	fr_root root;
	fr_root_of(&fr_system_allocator, &file, &root, &error);
	fr_status status = fr_records_open(&fr_system_allocator, &file, &limits, 1 + (p[0] >> 2) * 16, p[0] & 1, &reader, &error);
	if (status == FR_OK && (p[0] & 2))
		status = reader.expect(reader.state, expected, 2, &error);
	for (int rows = 0; status == FR_OK && rows < 10000 && (status = reader.next(reader.state, &row, &error)) == FR_OK; rows++)
		look(&row, &limits, &named);
	if (status != FR_OK && status != FR_END && !error.code)
		abort();
	if (reader.close) {
		reader.property(reader.state, "formrule");
		reader.close(reader.state);
	}
	return 0;
}
