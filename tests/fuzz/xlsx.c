/* Fuzzer: any bytes as the parts of an XLSX workbook: no crash, bounded work, text that is UTF-8, and the same rows whatever the size of blocks.
 * Stage: test. In: sheet, shared strings, styles and workbook.xml, divided by NUL; parts left out are usual ones. Out: nothing, or an abort. */
#include "source/reader.h"
#include "source/xlsx.h"

#include <stdlib.h>
#include <zip.h>

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS(inner) "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" inner "</Relationships>"
#define REL(id, kind, target) "<Relationship Id=\"" id "\" Type=\"" OFFICE "/" kind "\" Target=\"" target "\"/>"

typedef struct part {
	const char *name;
	fr_str bytes;
} part;

static void add(zip_t *zip, const char *name, fr_str bytes)
{
	zip_int64_t at = zip_file_add(zip, name, zip_source_buffer(zip, bytes.n ? bytes.p : "", bytes.n, 0), ZIP_FL_ENC_UTF_8);
	if (at < 0 || zip_set_file_compression(zip, (zip_uint64_t)at, ZIP_CM_STORE, 0) != 0)
		abort();
}

/* The package in memory; the caller frees it. */
static char *pack(const part *parts, size_t count, size_t *n)
{
	zip_error_t why;
	zip_error_init(&why);
	zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, &why);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_TRUNCATE, &why) : NULL;
	if (!zip)
		abort();
	zip_source_keep(source);
	for (size_t i = 0; i < count; i++)
		add(zip, parts[i].name, parts[i].bytes);
	if (zip_close(zip) != 0 || zip_source_open(source) != 0 || zip_source_seek(source, 0, SEEK_END) != 0)
		abort();
	*n = (size_t)zip_source_tell(source);
	char *bytes = malloc(*n);
	if (!bytes || zip_source_seek(source, 0, SEEK_SET) != 0 || zip_source_read(source, bytes, *n) != (zip_int64_t)*n)
		abort();
	zip_source_close(source);
	zip_source_free(source);
	zip_error_fini(&why);
	return bytes;
}

typedef struct digest {
	uint64_t sum;
	size_t rows;
	fr_status status;
} digest;

static void mix(digest *d, const void *p, size_t n)
{
	for (size_t i = 0; i < n; i++)
		d->sum = (d->sum ^ ((const unsigned char *)p)[i]) * UINT64_C(1099511628211);
}

static digest read_all(const char *bytes, size_t n, size_t block)
{
	digest d = {.sum = UINT64_C(14695981039346656037)};
	fr_limits limits = {.columns = 50, .cell_bytes = 2000, .row_bytes = 5000, .shared_strings = 100};
	fr_limits_default(&limits);
	fr_bytes file;
	fr_bytes_memory(&file, bytes, n);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_row row;
	d.status = fr_zipped_open(&fr_system_allocator, &file, &limits, block, &reader, &error);
	while (d.status == FR_OK && (d.status = reader.next(reader.state, &row, &error)) == FR_OK) {
		if (row.count > limits.columns || (row.count == 0 && row.note_count == 0))
			abort();
		d.rows++;
		mix(&d, &row.row, sizeof row.row);
		for (size_t i = 0; i < row.count; i++) {
			if (fr_utf8_invalid(row.cells[i].text) != SIZE_MAX || row.cells[i].text.n > limits.cell_bytes)
				abort();
			mix(&d, &row.cells[i].kind, sizeof row.cells[i].kind);
			mix(&d, row.cells[i].text.p, row.cells[i].text.n);
		}
	}
	if (d.status != FR_END && error.code == 0)
		abort();
	if (reader.close)
		reader.close(reader.state);
	return d;
}

static fr_str next_part(const uint8_t **p, size_t *n, fr_str usual)
{
	const uint8_t *end = *n ? memchr(*p, 0, *n) : NULL;
	fr_str found = fr_str_of((const char *)*p, end ? (size_t)(end - *p) : *n);
	*n -= found.n + (end != NULL);
	*p += found.n + (end != NULL);
	return found.n ? found : usual;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	part parts[] = {
		{"xl/worksheets/sheet1.xml", next_part(&p, &n, FR_STR("<worksheet xmlns=\"" MAIN "\"/>"))},
		{"xl/sharedStrings.xml", next_part(&p, &n, FR_STR("<sst xmlns=\"" MAIN "\"><si><t>a</t></si></sst>"))},
		{"xl/styles.xml",
			next_part(&p, &n, FR_STR("<styleSheet xmlns=\"" MAIN "\"><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>"))},
		{"xl/workbook.xml", next_part(&p, &n,
					    FR_STR("<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE
						   "\"><sheets><sheet name=\"S\" r:id=\"a\"/></sheets></workbook>"))},
		{"_rels/.rels", FR_STR(RELS(REL("r", "officeDocument", "xl/workbook.xml")))},
		{"xl/_rels/workbook.xml.rels", FR_STR(RELS(REL("a", "worksheet", "worksheets/sheet1.xml") REL(
						       "b", "sharedStrings", "sharedStrings.xml") REL("c", "styles", "styles.xml")))},
	};
	size_t size;
	char *bytes = pack(parts, sizeof parts / sizeof *parts, &size);
	digest one = read_all(bytes, size, 29), other = read_all(bytes, size, 1 << 12);
	if (one.sum != other.sum || one.rows != other.rows || one.status != other.status)
		abort();
	free(bytes);
	return 0;
}
