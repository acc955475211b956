/* Fuzzer: any bytes as CSV, with a block size taken from the input: no crash, text that is UTF-8, and the same rows as in one block by the portable scanner.
 * Stage: test. In: bytes. Out: nothing, or an abort. */
#include "source/reader.h"

#include <stdlib.h>

typedef struct digest {
	uint64_t sum;
	size_t rows;
	fr_status status;
	int code;
} digest;

static void mix(digest *d, const void *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		d->sum = (d->sum ^ ((const unsigned char *)p)[i]) * UINT64_C(1099511628211);
}

static digest read_all(const uint8_t *p, size_t n, size_t block, bool portable)
{
	digest d = {.sum = UINT64_C(14695981039346656037)};
	fr_limits limits = {.columns = 6, .cell_bytes = 40, .row_bytes = 100, .rows = 9}; /* within reach */
	fr_limits_default(&limits);
	fr_bytes file;
	fr_bytes_memory(&file, p, n);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_row row;
	d.status = fr_csv_open(&fr_system_allocator, &file, &limits, block, portable, &reader, &error);
	while (d.status == FR_OK && (d.status = reader.next(reader.state, &row, &error)) == FR_OK) {
		d.rows++;
		mix(&d, &row.row, sizeof row.row);
		for (size_t i = 0; i < row.count; i++) {
			if (fr_utf8_invalid(row.cells[i].text) != SIZE_MAX)
				abort();
			mix(&d, row.cells[i].text.p, row.cells[i].text.n);
			mix(&d, "|", 1);
		}
	}
	d.code = error.code;
	if (reader.close)
		reader.close(reader.state);
	return d;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	if (n < 1)
		return 0;
	digest one = read_all(p + 1, n - 1, 1 + p[0] % 64, false), other = read_all(p + 1, n - 1, FR_CSV_BLOCK, true);
	if (one.sum != other.sum || one.rows != other.rows || one.status != other.status || one.code != other.code)
		abort();
	return 0;
}
