/* Files: what a real LibreOffice wrote (data/make.py says how), zip files that are damaged, built to deceive or something else altogether. */
#include "rows.h"

#include "formrule/messages.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#define DATA FR_SOURCE_DIR "/tests/unit/source/data/"
#define PLACE FR_BUILD_DIR "/unit-source-files-"

static void expect(const char *path, const fr_limits *limits, const char *expected)
{
	fr_buf out;
	fr_buf_init(&out, NULL, 0);
	write_file(&out, path, limits);
	CASE_TRUE(strcmp(fr_buf_z(&out), expected) == 0, "%s:\n%s--- not\n%s\n", path, fr_buf_z(&out), expected);
	fr_buf_free(&out);
}

static const char *write_bytes(const char *name, const void *p, size_t n)
{
	static char path[512];
	snprintf(path, sizeof path, PLACE "%s", name);
	FILE *f = fopen(path, "wb");
	CU_ASSERT_FATAL(f != NULL && (n == 0 || fwrite(p, 1, n, f) == n) && fclose(f) == 0);
	return path;
}

/* As the script wrote them into the sheet: dates as serial days by Python's calendar, the first day of year 1 and the last of 9999 included. */
static const char book[] = "记录!1*:客户编号|日期时间|日期|时间|评分|百分比|是否|问题描述\n"
			   "记录!2:KH001|@45209.604166667|@45209|^0.604166667|#4.5|#0.955|?1|第一步\n第二步\n"
			   "记录!3:KH002|@-0.75|@-1|^0.999988426|#-3|#0.12|?0|a  b\tc\n"
			   "记录!4:KH003|@-693593|@2958465|^0|#13812345678|#0|?1| 前后空格 \n"
			   "记录!5:同|||#7\n记录!6:同|||#7\n"
			   "记录!7:!#DIV/0!|!#N/A|!#NAME?||KH001!|#9\n"
			   "记录!9:合并\n记录!10:|||D10\n记录!11~:隐藏行\n记录!12:批注|链接与粗体\n记录!13:'007|#7\n"
			   "不从A1开始!5*:||C5\n不从A1开始!6:|||#1\n"
			   "隐藏表!1~*:x\n"
			   "筛选!1*:标题\n筛选!2:甲\n筛选!3~:乙\n筛选!4:甲\n";

static void what_the_office_wrote(void)
{
	expect(DATA "book.ods", NULL, book);
	expect(DATA "book.fods", NULL, book);
	expect(DATA "locked.ods", NULL, "source.encrypted\n");
	static const char *const paths[] = {DATA "book.ods", DATA "book.fods"};
	static const char *const formats[] = {"ods", "fods"};
	for (int i = 0; i < 2; i++) {
		fr_limits limits = {0};
		fr_limits_default(&limits);
		fr_source *source;
		fr_row row;
		uint64_t done, total, last = 0;
		CU_ASSERT_FATAL(fr_source_open(NULL, paths[i], &limits, &source, NULL) == FR_OK);
		CU_ASSERT(strcmp(fr_source_format(source), formats[i]) == 0);
		CU_ASSERT(fr_str_is(fr_source_property(source, "formrule"), "service-record@2026.1"));
		CU_ASSERT(fr_str_is(fr_source_property(source, "other"), ""));
		while (fr_source_next(source, &row, NULL) == FR_OK) {
			fr_source_position(source, &done, &total);
			CU_ASSERT(done >= last && done <= total);
			last = done;
		}
		struct stat about;
		CU_ASSERT(stat(paths[i], &about) == 0 && total == (uint64_t)about.st_size && last == total);
		CU_ASSERT(fr_source_next(source, &row, NULL) == FR_END);
		fr_source_close(source);
	}
}

static void files_that_are_something_else(void)
{
	expect(PLACE "nowhere", NULL, "io.missing\n");
	expect(FR_BUILD_DIR, NULL, "io.directory\n");
	expect(write_bytes("empty", "", 0), NULL, "source.empty\n");
	static const struct {
		const char *name, *bytes;
		size_t n;
		const char *kind;
	} cases[] = {
		{"xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1rest", 12, "Excel (.xls)"},
		{"pdf", "%PDF-1.7\n", 9, "PDF"},
		{"html", "<html><table>", 13, "HTML"},
		{"html2", "\xEF\xBB\xBF <!DOCTYPE HTML>", 19, "HTML"},
		{"gz", "\x1F\x8B\x08\0\0", 5, "gzip / 7z / rar"},
		{"rtf", "{\\rtf1", 6, "RTF"},
		{"xml", "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>", 85,
			"Excel 2003 (.xml)"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *path = write_bytes(cases[i].name, cases[i].bytes, cases[i].n);
		fr_source *source;
		fr_error error;
		fr_limits limits = {0};
		fr_limits_default(&limits);
		CU_ASSERT(fr_source_open(NULL, path, &limits, &source, &error) == FR_E_UNSUPPORTED && source == NULL);
		CASE_TRUE(error.code == FR_SOURCE_FOREIGN && strcmp(error.args[1], cases[i].kind) == 0 && strcmp(error.source, path) == 0,
			"%s: %s %s\n", cases[i].name, fr_code_name(error.code), error.args[1]);
		char text[512];
		fr_error_message(&error, "zh-CN", text, sizeof text);
		CU_ASSERT(strstr(text, "另存为 .xlsx、.ods 或 .csv") != NULL && strstr(text, path) == text);
		unlink(path);
	}
	expect(write_bytes("svg", "<?xml version=\"1.0\"?><svg xmlns=\"http://www.w3.org/2000/svg\"/>", 62), NULL, "source.unknown\n");
	expect(write_bytes("nozip", "PK\x03\x04 not a zip at all", 21), NULL, "source.zip\n");
	expect(write_bytes("emptyzip", "PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 22), NULL, "source.unknown\n");
	if (geteuid() != 0) {
		const char *path = write_bytes("secret", "a\n", 2);
		chmod(path, 0);
		expect(path, NULL, "io.read\n");
		unlink(path);
	}
}

/* A pipe has no size and cannot be read twice. */
static void *feed(void *bytes)
{
	int fd = open(PLACE "pipe", O_WRONLY);
	ssize_t written = write(fd, bytes, strlen(bytes));
	close(fd);
	return written < 0 ? bytes : NULL;
}

static void pipes(void)
{
	static const struct {
		const char *bytes, *expected;
	} cases[] = {{"a,b\n1,\xBF\xCD\n", "1*:a|b\n2:1|客\n"}, {"PK\x03\x04", "source.pipe\n"}, {"a,\"b\n", "source.quote.open 1\n"}};
	unlink(PLACE "pipe");
	CU_ASSERT_FATAL(mkfifo(PLACE "pipe", 0600) == 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		pthread_t writer;
		CU_ASSERT_FATAL(pthread_create(&writer, NULL, feed, (void *)cases[i].bytes) == 0);
		expect(PLACE "pipe", NULL, cases[i].expected);
		pthread_join(writer, NULL);
	}
	unlink(PLACE "pipe");
}

/* ---- packages made here ---- */

#define CONTENT(rows) \
	"<?xml version=\"1.0\"?><o:document-content xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" " \
	"xmlns:t=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" " \
	"xmlns:x=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><o:body><o:spreadsheet>" \
	"<t:table t:name=\"S\">" rows "</t:table></o:spreadsheet></o:body></o:document-content>"
#define ROW "<t:table-row><t:table-cell o:value-type=\"float\" o:value=\"1\"/><t:table-cell><x:p>ab</x:p></t:table-cell></t:table-row>"
#define MIME "application/vnd.oasis.opendocument.spreadsheet"

typedef struct part {
	const char *name, *bytes;
	size_t n; /* 0: as long as the text */
} part;

static const char *package(const char *name, const part *parts, size_t count)
{
	static char path[512];
	snprintf(path, sizeof path, PLACE "%s.zip", name);
	unlink(path);
	int problem;
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &problem);
	CU_ASSERT_FATAL(zip != NULL);
	for (size_t i = 0; i < count; i++)
		CU_ASSERT_FATAL(
			zip_file_add(zip, parts[i].name,
				zip_source_buffer(zip, parts[i].bytes, parts[i].n ? parts[i].n : strlen(parts[i].bytes), 0), 0) >= 0);
	CU_ASSERT_FATAL(zip_close(zip) == 0);
	return path;
}
#define PACKAGE(name, ...) package(name, (const part[]){__VA_ARGS__}, sizeof((const part[]){__VA_ARGS__}) / sizeof(part))

static char *whole(const char *path, size_t *n)
{
	struct stat about;
	FILE *f = fopen(path, "rb");
	CU_ASSERT_FATAL(f != NULL && stat(path, &about) == 0);
	char *p = malloc((size_t)about.st_size);
	*n = fread(p, 1, (size_t)about.st_size, f);
	fclose(f);
	return p;
}

static void packages(void)
{
	expect(PACKAGE("plain", {"mimetype", MIME, 0}, {"content.xml", CONTENT(ROW), 0}), NULL, "S!1*:#1|ab\n");
	expect(PACKAGE("template", {"mimetype", MIME "-template", 0}, {"content.xml", CONTENT(ROW), 0}), NULL, "S!1*:#1|ab\n");
	expect(PACKAGE("names", {"../../etc/passwd", "x", 0}, {"/absolute", "x", 0}, {"C:\\x", "x", 0}, {"content.xml", CONTENT(ROW), 0}),
		NULL, "S!1*:#1|ab\n");
	expect(PACKAGE("nocontent", {"mimetype", MIME, 0}), NULL, "source.unknown\n");
	expect(PACKAGE("odt", {"mimetype", "application/vnd.oasis.opendocument.text", 0}, {"content.xml", CONTENT(""), 0}), NULL,
		"source.foreign\n");
	expect(PACKAGE("xlsx", {"[Content_Types].xml", "<x/>", 0}, {"xl/workbook.xml", "<x/>", 0}), NULL, "source.part.missing\n");
	expect(PACKAGE("docx", {"[Content_Types].xml", "<x/>", 0}, {"word/document.xml", "<x/>", 0}), NULL, "source.foreign\n");
	expect(PACKAGE("wrapped", {"mimetype", MIME, 0}, {"encrypted-package", "x", 0}), NULL, "source.encrypted\n");
	expect(PACKAGE("locked", {"content.xml", "garbage", 0},
		       {"META-INF/manifest.xml",
			       "<m:manifest xmlns:m=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><m:file-entry "
			       "m:full-path=\"content.xml\"><m:encryption-data/></m:file-entry></m:manifest>",
			       0}),
		NULL, "source.encrypted\n");
	expect(PACKAGE("dtd", {"content.xml", "<!DOCTYPE x><x/>", 0}), NULL, "source.dtd\n");
	expect(PACKAGE("cut", {"content.xml", "<a><b>", 0}), NULL, "source.xml\n");
	expect(PACKAGE("nothing", {"content.xml", "", 0}), NULL, "source.xml\n");
	size_t n;
	const char *path = PACKAGE("twice", {"content.xml", CONTENT(ROW), 0}, {"content.xmk", CONTENT(""), 0});
	char *bytes = whole(path, &n);
	for (size_t i = 0; i + 11 <= n; i++)
		if (memcmp(bytes + i, "content.xmk", 11) == 0)
			bytes[i + 10] = 'l';
	expect(write_bytes("twice.zip", bytes, n), NULL, "source.part.twice\n");
	free(bytes);
}

static void bombs(void)
{
	size_t n = (size_t)70 << 20;
	char *bytes = malloc(n);
	for (size_t i = 0; i < n; i += 4)
		memcpy(bytes + i, "<b/>", 4);
	memcpy(bytes, "<a >", 4);
	expect(PACKAGE("bomb", {"content.xml", bytes, n}), NULL, "source.inflated\n");
	fr_limits little = {.inflated_bytes = 1000000};
	expect(PACKAGE("large", {"content.xml", bytes, 2000000}), &little, "source.inflated\n");
	expect(PACKAGE("mime", {"mimetype", bytes, n}, {"content.xml", CONTENT(ROW), 0}), NULL, "S!1*:#1|ab\n");
	expect(PACKAGE("meta", {"META-INF/manifest.xml", bytes, n}, {"content.xml", CONTENT(ROW), 0}), NULL, "source.inflated\n");
	free(bytes);
}

static void survives(const char *bytes, size_t n)
{
	fr_bytes file;
	fr_limits limits = {.inflated_bytes = 1 << 20};
	fr_limits_default(&limits);
	fr_bytes_memory(&file, bytes, n);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_row row;
	fr_status status = fr_zipped_open(&fr_system_allocator, &file, &limits, 1 << 12, &reader, &error);
	for (int rows = 0; status == FR_OK && rows < 100; rows++)
		status = reader.next(reader.state, &row, &error);
	if (status != FR_OK && status != FR_END && (error.code == 0 || error.status != status))
		CASE_TRUE(false, "a failure without a reason\n");
	if (reader.close) {
		reader.property(reader.state, "formrule");
		reader.close(reader.state);
	}
}

static void every_prefix_and_every_flip(void)
{
	size_t n;
	char *bytes = whole(
		PACKAGE("small", {"mimetype", MIME, 0}, {"content.xml", CONTENT(ROW "<t:table-row t:number-rows-repeated=\"2\"/>" ROW), 0},
			{"meta.xml",
				"<m xmlns=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\"><user-defined "
				"name=\"formrule\">x</user-defined></m>",
				0}),
		&n);
	for (size_t i = 1; i < n; i++) {
		char *exact = malloc(i);
		memcpy(exact, bytes, i);
		survives(exact, i);
		free(exact);
	}
	for (size_t i = 0; i < n; i++) {
		static const char flips[] = {1, 0x20, (char)0x80, (char)0xFF};
		for (size_t k = 0; k < sizeof flips; k++) {
			bytes[i] ^= flips[k];
			survives(bytes, n);
			bytes[i] ^= flips[k];
		}
	}
	free(bytes);
	bytes = whole(DATA "book.ods", &n);
	for (size_t i = 1; i < n; i += 37)
		survives(bytes, i);
	for (size_t i = 0; i < n; i += 11) {
		bytes[i] ^= 0x10;
		survives(bytes, n);
		bytes[i] ^= 0x10;
	}
	free(bytes);
	CU_PASS("survived");
}

/* A changed byte of deflated content is found by its checksum, whatever XML it makes. */
static void damage_is_noticed(void)
{
	size_t n, at = SIZE_MAX;
	static const char stored[] = CONTENT(ROW);
	int problem;
	const char *path = PACKAGE("crc", {"content.xml", stored, 0});
	zip_t *zip = zip_open(path, 0, &problem);
	CU_ASSERT_FATAL(zip != NULL && zip_set_file_compression(zip, 0, ZIP_CM_STORE, 0) == 0 && zip_close(zip) == 0);
	char *bytes = whole(path, &n);
	for (size_t i = 0; i + 2 < n && at == SIZE_MAX; i++)
		if (memcmp(bytes + i, ">ab<", 4) == 0)
			at = i + 1;
	CU_ASSERT_FATAL(at < n);
	if (at < n)
		bytes[at] = 'x';
	fr_buf out;
	fr_buf_init(&out, NULL, 0);
	write_file(&out, write_bytes("crc.zip", bytes, n), NULL);
	const char *got = fr_buf_z(&out), *tail = strstr(got, "source.part");
	CASE_TRUE(tail != NULL, "damage not noticed: %s\n", got);
	fr_buf_free(&out);
	free(bytes);
}

/* The last bits of a deflated part may be taken by the inflater before it is asked for what they say: that is not a part cut off. */
static void parts_that_end_with_a_block(void)
{
	char xml[2048];
	for (size_t pad = 0; pad < 64; pad++) {
		snprintf(xml, sizeof xml, "%s%*s", CONTENT(ROW ROW), (int)pad, "");
		size_t n;
		char *bytes = whole(PACKAGE("blocks", {"mimetype", MIME, 0}, {"content.xml", xml, 0}), &n);
		for (size_t block = 1; block <= 8; block++) {
			fr_bytes file;
			fr_limits limits = {0};
			fr_limits_default(&limits);
			fr_bytes_memory(&file, bytes, n);
			fr_reader reader = {0};
			fr_error error = {0};
			fr_buf out;
			fr_buf_init(&out, NULL, 0);
			fr_status status = fr_zipped_open(&fr_system_allocator, &file, &limits, block, &reader, &error);
			write_reader(&out, status, &reader, &error);
			CASE_TRUE(strcmp(fr_buf_z(&out), "S!1*:#1|ab\nS!2:#1|ab\n") == 0, "%zu blanks, block %zu: %s\n", pad, block,
				fr_buf_z(&out));
			fr_buf_free(&out);
		}
		free(bytes);
	}
}

TESTS(files, {"what the office wrote", what_the_office_wrote}, {"files that are something else", files_that_are_something_else},
	{"pipes", pipes}, {"packages", packages}, {"bombs", bombs}, {"every prefix and every flip", every_prefix_and_every_flip},
	{"damage is noticed", damage_is_noticed}, {"parts that end with a block", parts_that_end_with_a_block})
