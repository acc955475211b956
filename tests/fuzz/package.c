/* Fuzzer: any bytes as a zip file that claims to be a spreadsheet.
 * Stage: test. In: bytes. Out: nothing, or an abort. */
#include "source/reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	fr_limits limits = {.inflated_bytes = 1 << 20};
	fr_limits_default(&limits);
	fr_bytes file;
	fr_bytes_memory(&file, p, n);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_row row;
	fr_status status = fr_zipped_open(&fr_system_allocator, &file, &limits, 4096, &reader, &error);
	for (int rows = 0; status == FR_OK && rows < 1000; rows++)
		status = reader.next(reader.state, &row, &error);
	if (reader.close) {
		reader.property(reader.state, "formrule");
		reader.close(reader.state);
	}
	return 0;
}
