/* Whole: the text of a CSV file, its encoding found as for reading.
 * Stage: rows. In: a path. Out: UTF-8 in one piece. */
#include "source/whole.h"

#include "source/reader.h"
#include "source/text.h"

#define TEXT_MOST ((size_t)1 << 30)

static fr_status read_all(const fr_allocator *allocator, fr_bytes *bytes, fr_buf *out, fr_error *error)
{
	fr_text text;
	fr_status status = fr_text_open(&text, allocator, bytes, FR_CSV_BLOCK, false, error);
	while (status == FR_OK) {
		size_t n = 0;
		if (out->n > TEXT_MOST || !fr_buf_reserve(out, fr_text_room(&text))) {
			status = fr_fail(error, FR_E_LIMIT, FR_SOURCE_ROW, bytes->path, "1", "1073741824", NULL);
			break;
		}
		status = fr_text_read(&text, out->p + out->n, &n, error);
		out->n += status == FR_OK ? n : 0;
	}
	fr_text_close(&text);
	return status == FR_END ? FR_OK : status;
}

fr_status fr_source_text(const fr_allocator *allocator, const char *path, fr_buf *text, char *delimiter, fr_error *error)
{
	const fr_allocator *a = allocator && allocator->resize ? allocator : &fr_system_allocator;
	fr_bytes bytes;
	fr_limits limits = {0};
	fr_reader reader;
	fr_limits_default(&limits);
	fr_buf_init(text, a, 0);
	fr_status status = fr_bytes_open(&bytes, a, path, error);
	if (status != FR_OK)
		return status;
	status = read_all(a, &bytes, text, error);
	fr_bytes_close(&bytes);
	/* What separates the cells is found by the reader itself. */
	if (status == FR_OK)
		status = fr_bytes_open(&bytes, a, path, error);
	if (status != FR_OK)
		return status;
	status = fr_csv_open(a, &bytes, &limits, FR_CSV_BLOCK, false, &reader, error);
	if (status == FR_OK) {
		*delimiter = fr_csv_delimiter(&reader);
		reader.close(reader.state);
	}
	fr_bytes_close(&bytes);
	return status;
}
