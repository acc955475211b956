/* Workbooks: XLSX put together from the XML of its parts, and read with blocks of many sizes. */
#ifndef FR_TEST_WORKBOOKS_H
#define FR_TEST_WORKBOOKS_H

#include "rows.h"

#include "source/xlsx.h"

#include <zip.h>

#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELS(inner) \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Relationships " \
	"xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">" inner "</Relationships>"
#define REL(id, kind, target) "<Relationship Id=\"" id "\" Type=\"" OFFICE "/" kind "\" Target=\"" target "\"/>"
#define ROOT_RELS RELS(REL("r", "officeDocument", "xl/workbook.xml"))
#define BOOK_RELS \
	RELS(REL("rId1", "worksheet", "worksheets/sheet1.xml") REL("rId2", "styles", "styles.xml") \
			REL("rId3", "sharedStrings", "sharedStrings.xml"))
#define BOOK_WITH(more) \
	"<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\">" more \
	"<sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
#define BOOK BOOK_WITH("")
#define SHEET(rows) "<worksheet xmlns=\"" MAIN "\"><sheetData>" rows "</sheetData></worksheet>"
#define ROW(n, cells) "<row r=\"" n "\">" cells "</row>"
#define N(r, v) "<c r=\"" r "\"><v>" v "</v></c>"
#define STYLED(r, s, v) "<c r=\"" r "\" s=\"" s "\"><v>" v "</v></c>"
#define S(r, v) "<c r=\"" r "\" t=\"s\"><v>" v "</v></c>"
#define T(r, text) "<c r=\"" r "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"
#define STRINGS(items) "<sst xmlns=\"" MAIN "\">" items "</sst>"
#define STYLES(formats, cells) \
	"<styleSheet xmlns=\"" MAIN "\"><numFmts>" formats "</numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs>" cells \
	"</cellXfs><dxfs><dxf><numFmt numFmtId=\"164\" formatCode=\"yyyy\"/></dxf></dxfs></styleSheet>"

typedef struct part {
	const char *name, *text;
} part;
#define PARTS(...) ((const part[]){{"[Content_Types].xml", "<Types/>"}, __VA_ARGS__, {NULL, NULL}})
#define WHOLE(sheet, strings, styles) \
	PARTS({"_rels/.rels", ROOT_RELS}, {"xl/workbook.xml", BOOK}, {"xl/_rels/workbook.xml.rels", BOOK_RELS}, \
		{"xl/worksheets/sheet1.xml", sheet}, {"xl/sharedStrings.xml", strings}, {"xl/styles.xml", styles})

static inline char *pack(const part *parts, size_t *n)
{
	int problem;
	zip_t *zip = zip_open(PATH, ZIP_CREATE | ZIP_TRUNCATE, &problem);
	CU_ASSERT_FATAL(zip != NULL);
	for (const part *p = parts; p->name; p++)
		CU_ASSERT_FATAL(zip_file_add(zip, p->name, zip_source_buffer(zip, p->text, strlen(p->text), 0), ZIP_FL_ENC_UTF_8) >= 0);
	CU_ASSERT_FATAL(zip_close(zip) == 0);
	FILE *f = fopen(PATH, "rb");
	CU_ASSERT_FATAL(f != NULL && fseek(f, 0, SEEK_END) == 0);
	*n = (size_t)ftell(f);
	rewind(f);
	char *bytes = malloc(*n);
	CU_ASSERT_FATAL(bytes != NULL && fread(bytes, 1, *n, f) == *n);
	fclose(f);
	return bytes;
}

static inline void read_bytes(const char *bytes, size_t n, const fr_limits *asked, size_t block, fr_buf *out)
{
	fr_limits limits = asked ? *asked : (fr_limits){0};
	fr_limits_default(&limits);
	fr_bytes file;
	fr_bytes_memory(&file, bytes, n);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_status status = fr_zipped_open(&fr_system_allocator, &file, &limits, block, &reader, &error);
	write_reader(out, status, &reader, &error);
}

static inline void expect(int line, const part *parts, const fr_limits *limits, const char *expected)
{
	static const size_t blocks[] = {1, 2, 3, 4, 5, 6, 7, 64, 1 << 16};
	size_t n;
	char *bytes = pack(parts, &n);
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		read_bytes(bytes, n, limits, blocks[i], &out);
		const char *got = fr_buf_z(&out);
		CASE_TRUE(strcmp(got, expected) == 0, "line %d, block %zu:\n%s--- not\n%s\n", line, blocks[i], got, expected);
		fr_buf_free(&out);
	}
	free(bytes);
}
#define EXPECT(parts, expected) expect(__LINE__, parts, NULL, expected)
#define EXPECT_SHEET(rows, expected) EXPECT(WHOLE(SHEET(rows), STRINGS(""), STYLES("", "")), expected)

#endif
