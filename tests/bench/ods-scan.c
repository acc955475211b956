/* Bench: how fast a zipped OpenDocument spreadsheet becomes rows, beside bare libzip and expat over the same file.
 * Stage: test. In: a number of records. Out: records per second, medians of several runs. Usage: ods-scan FILE [RECORDS]; FILE is written when it is missing. */
#include "clock.h"
#include "source/source.h"

#include <expat.h>
#include <stdio.h>
#include <unistd.h>
#include <zip.h>

#define RUNS 5
#define COLUMNS 15

static void text_cell(fr_buf *b, const char *text, size_t i)
{
	fr_buf_printf(b,
		"<table:table-cell table:style-name=\"ce3\" office:value-type=\"string\" "
		"calcext:value-type=\"string\"><text:p>%s%zu</text:p></table:table-cell>",
		text, i);
}

/* As the office writes it: attributes of both namespaces, a style, shown text. */
static void write_record(fr_buf *b, size_t i)
{
	fr_buf_puts(b, "<table:table-row table:style-name=\"ro1\">");
	text_cell(b, "KH", i);
	fr_buf_printf(b,
		"<table:table-cell table:style-name=\"ce2\" office:value-type=\"date\" office:date-value=\"2023-%02zu-%02zuT14:30:00\" "
		"calcext:value-type=\"date\"><text:p>2023-10-10 14:30</text:p></table:table-cell>",
		1 + i % 12, 1 + i % 28);
	text_cell(b, "李*", i % 7);
	text_cell(b, "138****", i % 10000);
	text_cell(b, i % 2 ? "电话" : "在线客服", i % 3);
	text_cell(b, "产品咨询", i % 5);
	text_cell(b, "客户反映昨天收到的商品包装破损,要求换货,已经联系仓库处理。请在三天之内给客户答复并且记录下来", i);
	for (size_t k = 0; k < 5; k++)
		fr_buf_printf(b,
			"<table:table-cell office:value-type=\"float\" office:value=\"%zu\" "
			"calcext:value-type=\"float\"><text:p>%zu</text:p></table:table-cell>",
			1 + (i + k) % 5, 1 + (i + k) % 5);
	text_cell(b, "满意", i % 2);
	fr_buf_printf(b,
		"<table:table-cell table:style-name=\"ce2\" office:value-type=\"date\" office:date-value=\"2023-%02zu-%02zu\" "
		"calcext:value-type=\"date\"><text:p>2023-10-12</text:p></table:table-cell>",
		1 + i % 12, 1 + i % 28);
	text_cell(b, "售后部-王*", i % 3);
	fr_buf_puts(b, "</table:table-row>");
}

static int generate(const char *path, size_t records)
{
	static const char mime[] = "application/vnd.oasis.opendocument.spreadsheet";
	fr_buf b;
	fr_buf_init(&b, NULL, 0);
	fr_buf_puts(&b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content "
			"xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
			"xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
			"xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
			"xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\"><office:body><office:"
			"spreadsheet><table:table table:name=\"记录\">");
	for (size_t i = 0; i <= records; i++)
		write_record(&b, i);
	fr_buf_puts(&b, "</table:table></office:spreadsheet></office:body></office:document-content>");
	int problem;
	zip_t *zip = b.failed ? NULL : zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &problem);
	if (!zip)
		return 1;
	zip_file_add(zip, "mimetype", zip_source_buffer(zip, mime, sizeof mime - 1, 0), 0);
	zip_file_add(zip, "content.xml", zip_source_buffer(zip, b.p, b.n, 0), 0);
	int failed = zip_close(zip);
	fr_buf_free(&b);
	return failed;
}

static void on_start(void *user, const char *name, const char **attributes)
{
	(void)attributes;
	*(size_t *)user += strcmp(name, "table:table-row") == 0;
}
static void on_end(void *user, const char *name) { (void)user, (void)name; }
static void on_text(void *user, const char *p, int n) { (void)user, (void)p, (void)n; }

static size_t by_expat(const char *path)
{
	size_t rows = 0;
	int problem;
	zip_t *zip = zip_open(path, ZIP_RDONLY, &problem);
	zip_file_t *file = zip ? zip_fopen(zip, "content.xml", 0) : NULL;
	XML_Parser parser = XML_ParserCreate(NULL);
	XML_SetUserData(parser, &rows);
	XML_SetElementHandler(parser, on_start, on_end);
	XML_SetCharacterDataHandler(parser, on_text);
	for (;;) {
		void *into = XML_GetBuffer(parser, 1 << 16);
		zip_int64_t n = file ? zip_fread(file, into, 1 << 16) : 0;
		if (n < 0 || XML_ParseBuffer(parser, (int)n, n == 0) != XML_STATUS_OK || n == 0)
			break;
	}
	XML_ParserFree(parser);
	if (file)
		zip_fclose(file);
	if (zip)
		zip_discard(zip);
	return rows - 1;
}

static size_t by_source(const char *path)
{
	fr_limits limits = {0};
	fr_limits_default(&limits);
	fr_source *source;
	fr_row row;
	size_t rows = 0;
	if (fr_source_open(NULL, path, &limits, &source, NULL) != FR_OK)
		return 0;
	while (fr_source_next(source, &row, NULL) == FR_OK)
		rows += row.count == COLUMNS;
	fr_source_close(source);
	return rows - 1;
}

int main(int argc, char **argv)
{
	size_t records = argc > 2 ? strtoull(argv[2], NULL, 10) : 100000, bare = 0, found = 0;
	if (argc < 2 || (access(argv[1], R_OK) != 0 && generate(argv[1], records) != 0)) {
		fprintf(stderr, "usage: ods-scan FILE [RECORDS]\n");
		return 2;
	}
	double times[2][RUNS];
	for (int i = 0; i < RUNS; i++) {
		double t = now();
		bare = by_expat(argv[1]);
		times[0][i] = now() - t;
		t = now();
		found = by_source(argv[1]);
		times[1][i] = now() - t;
	}
	double first = median(times[0], RUNS), second = median(times[1], RUNS);
	printf("libzip + expat  %zu rows  %.3f M/s\n", bare, (double)bare / first * 1e-6);
	printf("rows            %zu rows  %.3f M/s  (%.2f of bare)\n", found, (double)found / second * 1e-6, first / second);
	return found != bare;
}
