/* CSV: every case is read with blocks of many sizes, by the portable and by the wide scanner, and must give the same rows. */
#include "rows.h"
#include "source/text.h"

#include <iconv.h>

static const size_t blocks[] = {1, 2, 3, 4, 5, 6, 7, 64, 65, FR_CSV_BLOCK};

static void expect(const char *name, const char *bytes, size_t n, const fr_limits *asked, const char *expected)
{
	fr_limits limits = asked ? *asked : (fr_limits){0};
	fr_limits_default(&limits);
	char *exact = malloc(n ? n : 1);
	memcpy(exact, bytes, n);
	for (size_t i = 0; i < 2 * sizeof blocks / sizeof *blocks; i++) {
		fr_bytes file;
		fr_bytes_memory(&file, exact, n);
		fr_reader reader = {0};
		fr_error error = {0};
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		fr_status status = fr_csv_open(&fr_system_allocator, &file, &limits, blocks[i / 2], i % 2, &reader, &error);
		write_reader(&out, status, &reader, &error);
		const char *got = fr_buf_z(&out);
		CASE_TRUE(strcmp(got, expected) == 0, "%s, block %zu%s:\n%s--- not\n%s\n", name, blocks[i / 2], i % 2 ? " portable" : "",
			got, expected);
		fr_buf_free(&out);
	}
	free(exact);
}
#define EXPECT(bytes, expected) expect(bytes, bytes, sizeof(bytes) - 1, NULL, expected)

static void rfc_4180(void)
{
	EXPECT("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "1*:aaa|bbb|ccc\n2:zzz|yyy|xxx\n");
	EXPECT("aaa,bbb,ccc\r\nzzz,yyy,xxx", "1*:aaa|bbb|ccc\n2:zzz|yyy|xxx\n");
	EXPECT("\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx", "1*:aaa|bbb|ccc\n2:zzz|yyy|xxx\n");
	EXPECT("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx", "1*:aaa|b\r\nbb|ccc\n3:zzz|yyy|xxx\n");
	EXPECT("\"aaa\",\"b\"\"bb\",\"ccc\"", "1*:aaa|b\"bb|ccc\n");
	EXPECT("\"\"\"\"\"\",\"\",\",\"\n", "1*:\"\"||,\n");
	EXPECT("a b , c\n", "1*:a b | c\n");
	EXPECT("客户编号,问题描述\nKH001,\"太慢了,\n第二天\"\n", "1*:客户编号|问题描述\n2:KH001|太慢了,\n第二天\n");
}

static void line_ends_and_lines(void)
{
	EXPECT("a,b\nc,d\n", "1*:a|b\n2:c|d\n");
	EXPECT("a,b\rc,d\r", "1*:a|b\n2:c|d\n");
	EXPECT("a,b\r\n\r\n\r\nc,d", "1*:a|b\n4:c|d\n");
	EXPECT("\n\n,,\n a,b", "4*: a|b\n");
	EXPECT("a,b\n\r\nc,d", "1*:a|b\n3:c|d\n");
	EXPECT("\"a\n\r\n\rb\",1\nc,2", "1*:a\n\r\n\rb|1\n5:c|2\n");
	EXPECT("a,\"\n\n\"\n\"\",\nb", "1*:a|\n\n\n5:b\n");
	EXPECT("a,b,,,\nc,,\n", "1*:a|b\n2:c\n");
	EXPECT("", "");
	EXPECT("\n", "");
	EXPECT("a", "1*:a\n");
	EXPECT("a\r", "1*:a\n");
	EXPECT("\"a\"", "1*:a\n");
}

static void delimiters(void)
{
	EXPECT("a;b;c\n1,5;2;3\n", "1*:a|b|c\n2:1,5|2|3\n");
	EXPECT("a\tb\n\"x\ty\"\tz\n", "1*:a|b\n2:x\ty|z\n");
	EXPECT("a|b|c\n1|2|3\n", "1*:a|b|c\n2:1|2|3\n");
	EXPECT("a;b\n\"x,y,z\";\"1,2\"\n\"x,y,z\";\"1,2\"\n", "1*:a|b\n2:x,y,z|1,2\n3:x,y,z|1,2\n");
	EXPECT("title\n\na,b,c\n1,2;3,4\n", "1*:title\n3:a|b|c\n4:1|2;3|4\n");
	EXPECT("sep=;\na;b,c\n", "2*:a|b,c\n");
	EXPECT("sep=|\r\na|b\r\n", "2*:a|b\n");
	EXPECT("only\none\n", "1*:only\n2:one\n");
}

static void quotes_out_of_place(void)
{
	/* what can mean but one thing is read as it stands */
	EXPECT("a,b\n1,客户说\"太慢\"就挂了\n2,x\n", "1*:a|b\n2:1|客户说\"太慢\"就挂了\n3:2|x\n");
	EXPECT("a,b\n\"他说\"好的\"就挂了\",1\n2,x\n", "1*:a|b\n2:他说\"好的\"就挂了|1\n3:2|x\n");
	EXPECT("a,b\n\"他说\"\"好\"\",的\"就\"挂了\",1\n2,x\n", "1*:a|b\n2:他说\"好\",的\"就\"挂了|1\n3:2|x\n");
	EXPECT("a,b\n1,\"2\"3\n4,5", "1*:a|b\n2:1|\"2\"3\n3:4|5\n");
	EXPECT("a,b\n1, \"2\"\n4,5\n", "1*:a|b\n2:1|2\n3:4|5\n");
	EXPECT("a,b\n1, \"2,\r\n3\" ,6\n4,5\n", "1*:a|b\n2:1|2,\r\n3|6\n4:4|5\n");
	EXPECT("a,b\n\"x\ny\" ,1\n4,5\n", "1*:a|b\n2:x\ny|1\n4:4|5\n");
	EXPECT("a,b\n\"x\"y\"z\"", "1*:a|b\n2:x\"y\"z\n");
	EXPECT("a,b\n\"\" ,\"\"x\n", "1*:a|b\n2:|\"\"x\n");
	/* one comma inside makes two cells of it, which the header is too short for */
	EXPECT("a,b\n\"他说\"好,的\"就\",1\n", "1*:a|b\n2:\"他说\"好|的\"就\"|1\n");
	/* what could mean anything is refused where it begins */
	EXPECT("a,b\n1,2\"3\n4,5\n", "1*:a|b\nsource.quote 2\n");
	EXPECT("a,b\n1,5\"屏,x\n", "1*:a|b\nsource.quote 2\n");
	EXPECT("a,b\n1,2\"3", "1*:a|b\nsource.quote 2\n");
	EXPECT("a,b\n1,\"2\" \"3\n4,5\n", "1*:a|b\nsource.quote.open 2\n");
	EXPECT("a,b\n\"1\n\",\"2\"\"\n", "1*:a|b\nsource.quote.open 3\n");
	EXPECT("a,b\n1,\"2\nc,d\n", "1*:a|b\nsource.quote.open 2\n");
	EXPECT("\"", "source.quote.open 1\n");
	EXPECT("\"\"\"", "source.quote.open 1\n");
}

#define DAMAGE "\xEF\xBF\xBD"

static void encodings(void)
{
	static const char utf8[] = "客户编号,问题描述,备注\r\nKH001,\"太慢了,\r\n第二天😀\",①②\r\n";
	static const char expected[] = "1*:客户编号|问题描述|备注\n2:KH001|太慢了,\r\n第二天😀|①②\n";
	static const struct {
		const char *name, *mark;
		size_t n;
	} others[] = {
		{"UTF-8", "\xEF\xBB\xBF", 3},
		{"GB18030", "", 0},
		{"GB18030", "\x84\x31\x95\x33", 4},
		{"UTF-16LE", "\xFF\xFE", 2},
		{"UTF-16BE", "\xFE\xFF", 2},
	};
	EXPECT("客户编号,问题描述,备注\r\nKH001,\"太慢了,\r\n第二天😀\",①②\r\n",
		"1*:客户编号|问题描述|备注\n2:KH001|太慢了,\r\n第二天😀|①②\n");
	for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
		char bytes[512];
		memcpy(bytes, others[i].mark, others[i].n);
		char *in = (char *)utf8, *out = bytes + others[i].n;
		size_t in_left = sizeof utf8 - 1, out_left = sizeof bytes - others[i].n;
		iconv_t converter = iconv_open(others[i].name, "UTF-8");
		CU_ASSERT_FATAL(converter != (iconv_t)-1);
		CU_ASSERT(iconv(converter, &in, &in_left, &out, &out_left) == 0);
		iconv_close(converter);
		expect(others[i].name, bytes, (size_t)(out - bytes), NULL, expected);
	}
	/* 联通 in GBK is the classic that looks like UTF-8 to a careless reader */
	EXPECT("\xC1\xAA\xCD\xA8,1\n", "1*:联通|1\n");
	/* nearly UTF-8: damaged, not GB18030. Each byte that is no character is shown, and the rest is read. */
	EXPECT("客户编号,问题描述\nKH001,\xE5\xAE\nKH002,好\n", "1*:客户编号|问题描述\n2:KH001|" DAMAGE DAMAGE "\n3:KH002|好\n");
	EXPECT("客户编号,问题描述,处理结果,备注\nKH001,太\xE6\x85,\"\xE5\",好\n",
		"1*:客户编号|问题描述|处理结果|备注\n2:KH001|太" DAMAGE DAMAGE "|" DAMAGE "|好\n");
	EXPECT("a,b\n1,\xFF\n", "1*:a|b\n2:1|" DAMAGE "\n");
	EXPECT("客户编号,问题描述\n1,\xE5", "1*:客户编号|问题描述\n2:1|" DAMAGE "\n");
	EXPECT("\"\r\n\",\xFF", "1*:\r\n|" DAMAGE "\n");
	/* 太慢 cut in the middle of a character, as systems do that count bytes */
	EXPECT("\xBF\xCD\xBB\xA7,\xCC\xAB\xC2\n\xCC\xAB,\"\xCC\xAB\xC2\"\n\xCC\xAB,\xC2",
		"1*:客户|太" DAMAGE "\n2:太|太" DAMAGE "\n3:太|" DAMAGE "\n");
	/* half of a pair, and half of a unit */
	EXPECT("\xFF\xFE"
	       "a\0,\0\x00\xD8,\0b\0",
		"1*:a|" DAMAGE "|b\n");
	EXPECT("\xFF\xFE"
	       "a\0,",
		"1*:a" DAMAGE "\n");
	EXPECT("a,b\nc\0d,e\n", "1*:a|b\nsource.nul 2\n");
	EXPECT("\xFF\xFE"
	       "a\0,\0b\0\n\0\0\0,\0",
		"1*:a|b\nsource.nul 2\n");
	EXPECT("\xEF\xBB\xBF", "");
}

/* As much damage as is let through, and one byte more; none where rows are to be copied, wherever it lies. */
static void damage_has_a_limit(void)
{
	enum { MOST = FR_TEXT_DAMAGE_MOST };
	char bytes[2 * MOST + 64];
	for (size_t more = 0; more < 2; more++)
		for (int gb = 0; gb < 2; gb++) {
			size_t n = (size_t)sprintf(bytes, "%s", gb ? "\xBF\xCD\xBB\xA7\n" : "\xEF\xBB\xBF客户\n");
			fr_buf expected;
			fr_buf_init(&expected, NULL, 0);
			fr_buf_puts(&expected, "1*:客户\n");
			for (size_t i = 0; i < MOST + more; i++) {
				memcpy(bytes + n, "\xC2\n", 2);
				n += 2;
				if (i < MOST)
					fr_buf_printf(&expected, "%zu:" DAMAGE "\n", i + 2);
				else
					fr_buf_printf(&expected, "source.encoding %zu\n", i + 2);
			}
			expect(gb ? "damaged GB18030" : "damaged UTF-8", bytes, n, NULL, fr_buf_z(&expected));
			fr_buf_free(&expected);
		}
	for (size_t before = 0; before < 200000; before += 199999) {
		char *text = malloc(before + 16);
		size_t n = (size_t)sprintf(text, "a,b\n");
		memset(text + n, 'x', before);
		n += before;
		n += (size_t)sprintf(text + n, "\n1,\xFF\n");
		fr_bytes file;
		fr_bytes_memory(&file, text, n);
		fr_limits limits = {0};
		fr_limits_default(&limits);
		fr_reader reader = {0};
		fr_error error = {0};
		fr_row row;
		fr_status status = fr_csv_open(&fr_system_allocator, &file, &limits, FR_CSV_BLOCK, false, &reader, &error);
		fr_csv_keep(&reader);
		while (status == FR_OK)
			status = reader.next(reader.state, &row, &error);
		char place[32];
		snprintf(place, sizeof place, "%zu", n - 1);
		CASE_TRUE(status == FR_E_FORMAT && error.code == FR_SOURCE_ENCODING && error.line == 3 && strcmp(error.args[1], place) == 0,
			"%zu before: status %d, line %zu, byte %s\n", before, status, (size_t)error.line, error.args[1]);
		reader.close(reader.state);
		free(text);
	}
}

/* What U+FFFD stands in is never said to be clean (write_row looks), and what has none is. */
static void clean_rows(void)
{
	static const char text[] = "a,\"b\"\n客户,x\n";
	EXPECT("a,b\nx,y\nx\xEF\xBF\xBD,y\nx,y\n", "1*:a|b\n2:x|y\n3:x\xEF\xBF\xBD|y\n4:x|y\n");
	EXPECT("\xEF\xBF\xBD", "1*:\xEF\xBF\xBD\n");
	EXPECT("忽,\"\xEF\xBF\xBD\"\"\"\n", "1*:忽|\xEF\xBF\xBD\"\n");
	for (int portable = 0; portable < 2; portable++) {
		fr_bytes file;
		fr_bytes_memory(&file, text, sizeof text - 1);
		fr_limits limits = {0};
		fr_limits_default(&limits);
		fr_reader reader = {0};
		fr_row row;
		CU_ASSERT_FATAL(fr_csv_open(&fr_system_allocator, &file, &limits, 7, portable, &reader, NULL) == FR_OK);
		CU_ASSERT(reader.next(reader.state, &row, NULL) == FR_OK && row.clean);
		CU_ASSERT(reader.next(reader.state, &row, NULL) == FR_OK && row.clean);
		reader.close(reader.state);
	}
}

static void limits_hold(void)
{
	fr_limits columns = {.columns = 3}, cell = {.cell_bytes = 4}, row = {.row_bytes = 8}, rows = {.rows = 2};
	expect("columns", "a,b,c\n1,2,3,4\n", 14, &columns, "1*:a|b|c\nsource.columns 2\n");
	expect("cell", "abcd,\"efgh\"\nabcde\n", 18, &cell, "1*:abcd|efgh\nsource.cell 2\n");
	expect("quoted cell", "a\n\"abc\nde\"\n", 11, &cell, "1*:a\nsource.quote.open 2\n");
	expect("row", "ab,cd,ef\nab,cd,efg,h\n", 21, &row, "source.row 1\n");
	expect("rows", "a\n\n\nb\nc\n", 8, &rows, "1*:a\n4:b\nsource.rows 5\n");
}

/* Long records over many blocks, checked against what was put in. */
static void records_longer_than_blocks(void)
{
	size_t n = 0, cells = 3000, long_cell = 300000;
	char *bytes = malloc(cells * 8 + long_cell * 3 + 64);
	n += (size_t)sprintf(bytes, "h\n\"");
	for (size_t i = 0; i < long_cell; i++) {
		static const char *const pieces[] = {"\"\"", "，", "\n", "x", ","};
		const char *piece = pieces[i % 5];
		memcpy(bytes + n, piece, strlen(piece));
		n += strlen(piece);
	}
	n += (size_t)sprintf(bytes + n, "\"");
	for (size_t i = 1; i < cells; i++)
		n += (size_t)sprintf(bytes + n, ",%zu", i);
	n += (size_t)sprintf(bytes + n, "\nend,1\n");
	for (size_t block = 1000; block <= FR_CSV_BLOCK; block *= 131) {
		fr_bytes file;
		fr_bytes_memory(&file, bytes, n);
		fr_limits limits = {0};
		fr_limits_default(&limits);
		fr_reader reader = {0};
		fr_error error;
		fr_row row;
		CU_ASSERT_FATAL(fr_csv_open(&fr_system_allocator, &file, &limits, block, false, &reader, &error) == FR_OK);
		CU_ASSERT(reader.next(reader.state, &row, &error) == FR_OK && row.count == 1);
		CU_ASSERT(reader.next(reader.state, &row, &error) == FR_OK && row.count == cells && row.row == 2);
		CU_ASSERT(row.cells[0].text.n == long_cell / 5 * 7 && memcmp(row.cells[0].text.p, "\"，\nx,\"，\nx,", 14) == 0);
		CU_ASSERT(fr_str_is(row.cells[2999].text, "2999") && fr_str_is(row.cells[1].text, "1"));
		CU_ASSERT(reader.next(reader.state, &row, &error) == FR_OK && row.row == 3 + long_cell / 5 &&
			  fr_str_is(row.cells[0].text, "end"));
		CU_ASSERT(reader.next(reader.state, &row, &error) == FR_END);
		reader.close(reader.state);
	}
	free(bytes);
}

static void read_all(const char *bytes, size_t n, size_t block)
{
	char *exact = malloc(n ? n : 1);
	memcpy(exact, bytes, n);
	fr_bytes file;
	fr_bytes_memory(&file, exact, n);
	fr_limits limits = {0};
	fr_limits_default(&limits);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_buf out;
	fr_buf_init(&out, NULL, 0);
	fr_status status = fr_csv_open(&fr_system_allocator, &file, &limits, block, false, &reader, &error);
	write_reader(&out, status, &reader, &error);
	if (fr_utf8_invalid(fr_buf_view(&out)) != SIZE_MAX)
		CASE_TRUE(false, "%zu bytes, block %zu: text that is not UTF-8\n", n, block);
	fr_buf_free(&out);
	free(exact);
}

static void every_prefix_and_every_flip(void)
{
	static const char sample[] =
		"\xEF\xBB\xBF客户编号,\"问题\"\"描述\"\"\",备注\r\nKH001,\"太慢了,\r\n第二天\",4.5\r\n\r\nKH002,,x\r\n";
	static const char gb[] = "\xBF\xCD\xBB\xA7,b\r\n\"\xCC\xAB\xC2\xFD\",2\r\n";
	for (size_t i = 0; i < sizeof sample; i++)
		for (size_t block = 1; block < 8; block += 3)
			read_all(sample, i, block);
	for (int which = 0; which < 2; which++) {
		size_t n = which ? sizeof gb - 1 : sizeof sample - 1;
		for (size_t i = 0; i < n; i++) {
			char copy[sizeof sample];
			for (int value = 0; value < 256; value++) {
				memcpy(copy, which ? gb : sample, n);
				copy[i] = (char)value;
				read_all(copy, n, value % 2 ? 3 : FR_CSV_BLOCK);
			}
		}
	}
}

static void each_refused_allocation(void)
{
	static const char sample[] = "a,b\n\xBF\xCD\xBB\xA7,\"2\"\n";
	for (size_t refuse = 1; refuse < 40; refuse++) {
		stingy s = {0, refuse};
		fr_allocator allocator = {stingy_resize, &s};
		fr_bytes file;
		fr_bytes_memory(&file, sample, sizeof sample - 1);
		fr_limits limits = {0};
		fr_limits_default(&limits);
		fr_reader reader = {0};
		fr_error error = {0};
		fr_row row;
		fr_status status = fr_csv_open(&allocator, &file, &limits, 5, false, &reader, &error);
		while (status == FR_OK)
			status = reader.next(reader.state, &row, &error);
		CASE_TRUE(s.asked < refuse ? status == FR_END : status == FR_E_MEMORY && error.code == FR_MEMORY,
			"allocation %zu: status %d\n", refuse, status);
		if (reader.close)
			reader.close(reader.state);
	}
}

TESTS(csv, {"RFC 4180", rfc_4180}, {"line ends and lines", line_ends_and_lines}, {"delimiters", delimiters},
	{"quotes out of place", quotes_out_of_place}, {"encodings", encodings}, {"damage has a limit", damage_has_a_limit},
	{"clean rows", clean_rows}, {"limits hold", limits_hold}, {"records longer than blocks", records_longer_than_blocks},
	{"every prefix and every flip", every_prefix_and_every_flip}, {"each refused allocation", each_refused_allocation})
