/* XLSX: what the parts of a workbook mean. Packages are put together here from their XML and read with blocks of many sizes. */
#include "rows.h"

#include "source/xlsx.h"

#include <zip.h>

#define PATH FR_BUILD_DIR "/unit-source-xlsx.xlsx"
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

static char *pack(const part *parts, size_t *n)
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

static void read_bytes(const char *bytes, size_t n, const fr_limits *asked, size_t block, fr_buf *out)
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

static void expect(int line, const part *parts, const fr_limits *limits, const char *expected)
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

static void kinds_of_cells(void)
{
	EXPECT(WHOLE(SHEET(ROW("1",
			     S("A1", "1") S("B1", "0") N(
				     "C1", "4.5") "<c r=\"D1\" t=\"b\"><v>1</v></c><c r=\"E1\" t=\"b\"><v>0</v></c>"
						  "<c r=\"F1\" t=\"e\"><v>#DIV/0!</v></c><c r=\"G1\" t=\"str\"><f>A1</f><v>computed</v></c>"
						  "<c r=\"H1\" t=\"n\"><v>1.5E3</v></c><c r=\"I1\" t=\"d\"><v>2023-10-10T12:00:00</v></c>"
						  "<c r=\"J1\" t=\"d\"><v>06:00:00</v></c>" T("K1", "inline"))),
		       STRINGS("<si><t>零</t></si><si><t>一</t></si>"), STYLES("", "")),
		"S!1*:一|零|#4.5|?1|?0|!#DIV/0!|computed|#1500|@45209.5|^0.25|inline\n");
}

/* ---- numbers that are dates ---- */

static void dates_of_both_systems(void)
{
#define DATED STYLES("", "<xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"22\"/><xf numFmtId=\"21\"/>")
	/* Excel's 60 is 29 February 1900, which never was; 1 is 1 January 1900 and so one day later than in other calendars, 61 is 1 March in both */
	EXPECT(WHOLE(SHEET(ROW("1", STYLED("A1", "1", "1") STYLED("B1", "1", "59") STYLED("C1", "1", "60") STYLED("D1", "1", "61")
					    STYLED("E1", "2", "60.5") STYLED("F1", "1", "0") STYLED("G1", "2", "45209.604166667")
						    STYLED("H1", "1", "2958465") STYLED("I1", "1", "-1") STYLED("J1", "2", "0.25"))),
		       STRINGS(""), DATED),
		"S!1*:@2|@60|1900-02-29|@61|1900-02-29 12:00|1900-01-00|@45209.604166667|@2958465|@-1|1900-01-00 06:00\n");
	EXPECT(PARTS({"_rels/.rels", ROOT_RELS}, {"xl/workbook.xml", BOOK_WITH("<workbookPr date1904=\"1\"/>")},
		       {"xl/_rels/workbook.xml.rels", BOOK_RELS},
		       {"xl/worksheets/sheet1.xml",
			       SHEET(ROW("1", STYLED("A1", "1", "0") STYLED("B1", "1", "60") STYLED("C1", "3", "0.5") N("D1", "60")))},
		       {"xl/sharedStrings.xml", STRINGS("")}, {"xl/styles.xml", DATED}),
		"S!1*:@1462|@1522|^0.5|#60\n");
	EXPECT(WHOLE(SHEET(ROW("1", "<c r=\"A1\" t=\"d\"><v>2023-02-29</v></c><c r=\"B1\" t=\"d\"><v>1899-12-29</v></c>"
				    "<c r=\"C1\" t=\"d\"><v>2023-10-10T06:00:00Z</v></c><c r=\"D1\" t=\"d\"><v>soon</v></c>")),
		       STRINGS(""), STYLES("", "")),
		"S!1*:2023-02-29|@-1|@45209.25|soon\n");
	/* no date without a style, and no style without being told: an index beyond the styles means nothing */
	EXPECT(WHOLE(SHEET(ROW("1",
			     STYLED("A1", "0", "45209") STYLED("B1", "9", "45209") STYLED("C1", "x", "45209") STYLED("D1", "-1", "45209"))),
		       STRINGS(""), DATED),
		"S!1*:#45209|#45209|#45209|#45209\n");
}

static void formats_everybody_knows(void)
{
	static const unsigned char dates[] = {14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58},
				   times[] = {18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56};
	for (unsigned id = 0; id < 170; id++) {
		fr_xlsx_show show = fr_xlsx_format_known(id).show;
		bool date = memchr(dates, (int)id, sizeof dates) != NULL, time = memchr(times, (int)id, sizeof times) != NULL;
		CASE_TRUE((show == FR_XLSX_DATE) == date && (show == FR_XLSX_TIME) == time, "format %u: %d\n", id, (int)show);
	}
	CU_ASSERT(fr_xlsx_format_known(0).show == FR_XLSX_GENERAL && fr_xlsx_format_known(49).show == FR_XLSX_GENERAL);
	fr_xlsx_format two = fr_xlsx_format_known(4);
	CU_ASSERT(two.show == FR_XLSX_DECIMAL && two.grouped && two.places == 2);
}

static void formats_by_their_codes(void)
{
	static const struct {
		const char *code;
		fr_xlsx_show show;
	} cases[] = {
		{"yyyy-mm-dd", FR_XLSX_DATE},
		{"yyyy/m/d;@", FR_XLSX_DATE},
		{"YYYY-MM-DD HH:MM", FR_XLSX_DATE},
		{"[$-804]yyyy\"年\"m\"月\"d\"日\";@", FR_XLSX_DATE},
		{"[DBNum1][$-804]yyyy\"年\"m\"月\"", FR_XLSX_DATE},
		{"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", FR_XLSX_DATE},
		{"[Red]yyyy\\-mm\\-dd", FR_XLSX_DATE},
		{"[<40000]yyyy;yyyy\\-mm", FR_XLSX_DATE},
		{"m/d", FR_XLSX_DATE},
		{"mmm", FR_XLSX_DATE},
		{"aaaa", FR_XLSX_DATE},
		{"[=0]\"\";yyyy-mm-dd", FR_XLSX_DATE},
		{"h:mm", FR_XLSX_TIME},
		{"mm:ss", FR_XLSX_TIME},
		{"mm:ss.0", FR_XLSX_TIME},
		{"[h]:mm:ss", FR_XLSX_TIME},
		{"[HH]:mm", FR_XLSX_TIME},
		{"[ss]", FR_XLSX_TIME},
		{"[Blue][mm]", FR_XLSX_TIME},
		{"h:mm AM/PM", FR_XLSX_TIME},
		{"上午/下午h\"时\"mm\"分\"", FR_XLSX_TIME},
		{"General", FR_XLSX_GENERAL},
		{"GENERAL", FR_XLSX_GENERAL},
		{"@", FR_XLSX_GENERAL},
		{"", FR_XLSX_GENERAL},
		{"0", FR_XLSX_DECIMAL},
		{"000", FR_XLSX_DECIMAL},
		{"[Red]0.00", FR_XLSX_DECIMAL},
		{"#,##0.00;[Red]-#,##0.00", FR_XLSX_DECIMAL},
		{"_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * \"-\"??_ ;_ @_ ", FR_XLSX_DECIMAL},
		{"0_);(0)", FR_XLSX_DECIMAL},
		{"\"d\"0", FR_XLSX_OTHER},
		{"\\d0", FR_XLSX_OTHER},
		{"0.00\"元\"", FR_XLSX_OTHER},
		{"[$¥-804]#,##0.00", FR_XLSX_OTHER},
		{"0%", FR_XLSX_OTHER},
		{"0.00E+00", FR_XLSX_OTHER},
		{"# ?/?", FR_XLSX_OTHER},
		{"0.0,", FR_XLSX_OTHER},
		{"G/通用格式", FR_XLSX_OTHER},
		{"G/通用格式\"分\"", FR_XLSX_OTHER},
		{";;;", FR_XLSX_OTHER},
		{"\"unclosed", FR_XLSX_OTHER},
		{"[h", FR_XLSX_TIME},
		{"\\", FR_XLSX_OTHER},
		{"_", FR_XLSX_OTHER},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_xlsx_format format = fr_xlsx_format_of(fr_str_from(cases[i].code));
		CASE_TRUE(format.show == cases[i].show, "%s: %d\n", cases[i].code, (int)format.show);
	}
}

/* What people see of a number, where a text field has to hold it: 007 stays 007. */
static void numbers_as_they_are_shown(void)
{
	static const struct {
		const char *code, *value, *shown;
	} cases[] = {
		{"000", "7", "007"},
		{"0.00", "4", "4.00"},
		{"#,##0.00", "1234.5", "1,234.50"},
		{"#,##0", "1234567", "1,234,567"},
		{"#,##0", "12", "12"},
		{"0.00", "2.675", "2.68"},
		{"0.0", "-0.25", "-0.3"},
		{"0.00", "-3", "-3.00"},
		{"#.00", "0.5", ".50"},
		{"0", "13812345678", "13812345678"},
		{"General", "1.3812345678E10", "13812345678"},
		{"General", "0.1", "0.1"},
		{"General", "1E-7", "0.0000001"},
		{"General", "0.30000000000000004", "0.30000000000000004"},
		{"@", "00042", "00042"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf text;
		fr_buf_init(&text, NULL, 0);
		fr_buf_puts(&text, cases[i].value);
		fr_xlsx_cell cell = {.type = FR_XLSX_NUMBER};
		fr_cell out = fr_xlsx_cell_finish(&cell, fr_xlsx_format_of(fr_str_from(cases[i].code)), false, &text, 0);
		CASE_TRUE(out.kind == FR_CELL_NUMBER && strcmp(fr_buf_z(&text), cases[i].shown) == 0, "%s as %s: %s\n", cases[i].value,
			cases[i].code, fr_buf_z(&text));
		fr_buf_free(&text);
	}
}

/* ---- values ---- */

static void numbers_that_are_none(void)
{
	EXPECT_SHEET(ROW("1", N("A1", "1e400") N("B1", "-1e400") N("C1", "NaN") N("D1", "INF") N("E1", "1,5") N("F1", "0x10")
				      N("G1", " 4.5 ") N("H1", "") N("I1", "1e-400") N("J1", "--1")),
		"S!1*:1e400|-1e400|NaN|INF|1,5|0x10|#4.5||#0|--1\n");
	EXPECT_SHEET(ROW("1", "<c r=\"A1\" t=\"b\"><v>2</v></c><c r=\"B1\" t=\"b\"><v>true</v></c><c r=\"C1\" t=\"b\"><v/></c>"
			      "<c r=\"D1\" t=\"unheard\"><v>7</v></c>"),
		"S!1*:2|?1||#7\n");
}

static void errors_and_results_of_formulas(void)
{
	EXPECT_SHEET(ROW("1", "<c r=\"A1\" t=\"e\"><v>#N/A</v></c><c r=\"B1\" t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"
			      "<c r=\"C1\" t=\"e\"><v>#REF!</v></c><c r=\"D1\" t=\"e\"><v>#GETTING_DATA</v></c>"),
		"S!1*:!#N/A|!#DIV/0!|!#REF!|!#GETTING_DATA\n");
	EXPECT_SHEET(ROW("1", "<c r=\"A1\"><f>B1*2</f><v>8</v></c><c r=\"B1\" t=\"str\"><f>\"a\"</f><v>a</v></c><c r=\"C1\" "
			      "t=\"b\"><f>1=1</f><v>1</v></c>"
			      "<c r=\"D1\"><f t=\"shared\" ref=\"D1:D9\" si=\"0\">A1</f><v>8</v></c><c r=\"E1\"><f t=\"array\" "
			      "ref=\"E1\">A1</f><v>8</v></c>"
			      "<c r=\"F1\" cm=\"1\" vm=\"1\"><f>A1</f><v>8</v><extLst><ext/></extLst></c>"),
		"S!1*:#8|a|?1|#8|#8|#8\n");
	/* computed by nobody yet: not known, which is not the same as empty; a text that came out empty is empty */
	EXPECT_SHEET(ROW("1", "<c r=\"A1\"><f>B1</f></c><c r=\"B1\"><f>B2</f><v></v></c><c r=\"C1\"><f>B2</f><v/></c>"
			      "<c r=\"D1\" t=\"str\"><f>\"\"</f><v></v></c><c r=\"E1\"><v>1</v></c>"),
		"S!1*:!|!|!||#1\n");
	EXPECT_SHEET(ROW("1", "<c r=\"A1\"><f>A2</f><v/></c>" T("B1", "b")) ROW("2", "<c r=\"B2\" t=\"str\"><f>A3</f></c>" T("C2", "c")),
		"S!1*:!|b\nS!2:|!|c\n");
}

static void texts(void)
{
	EXPECT(WHOLE(SHEET(ROW(
			     "1", S("A1", "0") S("B1", "1") S("C1", "2") S("D1", "3") S("E1", "4") S("F1", "5") S("G1", "6") S("H1", "7"))),
		       STRINGS("<si><t>plain</t></si><si><r><t>一</t></r><r><rPr><b/></rPr><t xml:space=\"preserve\"> 二</t></r></si>"
			       "<si><t>東京</t><rPh sb=\"0\" eb=\"2\"><t>トウキョウ</t></rPh><phoneticPr fontId=\"1\"/></si><si/>"
			       "<si><t xml:space=\"preserve\"> a  b </t></si><si><t>first_x000D_\nsecond</t></si><si><t>a "
			       "&lt;&amp;&#65;<![CDATA[<x>]]></t></si>"
			       "<si><t>&#x1F600;</t></si>"),
		       STYLES("", "")),
		"S!1*:plain|一 二|東京|| a  b |first\r\nsecond|a <&A<x>|😀\n");
	EXPECT_SHEET(ROW("1", T("A1", "_x4E00_") T("B1", "_x005F_x000D_") T("C1", "_xD83D__xDE00_") T("D1", "_xD800_") T("E1", "_xDE00_x")
				      T("F1", "_x0000_") T("G1", "_x12_") T("H1", "_xzzzz_") T("I1", "__x0041_") T("J1", "_x0041")),
		"S!1*:一|_x000D_|😀|\xEF\xBF\xBD|\xEF\xBF\xBDx|\xEF\xBF\xBD|_x12_|_xzzzz_|_A|_x0041\n");
	/* what is around the text of a cell is none of it */
	EXPECT_SHEET(ROW("1", "<c r=\"A1\" t=\"inlineStr\"><is>no<t>yes</t>no</is>no</c><c r=\"B1\" "
			      "t=\"inlineStr\"><is><r><t>a</t></r><rPh><t>x</t></rPh>"
			      "<r><t>b</t></r></is></c><c r=\"C1\" t=\"inlineStr\"/><c r=\"D1\">no</c><c r=\"E1\" t=\"str\"><v>s</v></c>"),
		"S!1*:yes|ab|||s\n");
	EXPECT_SHEET(ROW("1", T("A1", "a&#xD800;b")), "source.xml 1\n");
	EXPECT_SHEET(ROW("1", T("A1", "a&unknown;b")), "source.xml 1\n");
}

static void shared_texts_that_are_not_there(void)
{
#define ONE STRINGS("<si><t>a</t></si>")
#define SHARED(index) WHOLE(SHEET(ROW("1", S("A1", "0")) ROW("2", S("A2", index))), ONE, STYLES("", ""))
	EXPECT(SHARED("1"), "S!1*:a\nsource.shared 2\n");
	EXPECT(SHARED("-1"), "S!1*:a\nsource.shared 2\n");
	EXPECT(SHARED("18446744073709551616"), "S!1*:a\nsource.shared 2\n");
	EXPECT(SHARED("0.0"), "S!1*:a\nsource.shared 2\n");
	EXPECT(SHARED("x"), "S!1*:a\nsource.shared 2\n");
	EXPECT(SHARED(""), "S!1*:a\n");
	EXPECT(SHARED(" 0 "), "S!1*:a\nS!2:a\n");
	EXPECT(PARTS({"_rels/.rels", ROOT_RELS}, {"xl/workbook.xml", BOOK},
		       {"xl/_rels/workbook.xml.rels", RELS(REL("rId1", "worksheet", "worksheets/sheet1.xml"))},
		       {"xl/worksheets/sheet1.xml", SHEET(ROW("1", S("A1", "0")))}),
		"source.shared 1\n");
	EXPECT(WHOLE(SHEET(ROW("1", S("A1", "0"))), "<x/>", STYLES("", "")), "source.part 1\n");
	EXPECT(WHOLE(SHEET(ROW("1", S("A1", "0"))), "<sst xmlns=\"" MAIN "\"><si><t>a", STYLES("", "")), "source.xml 1\n");
	/* damage behind the last text anybody asked for is noticed too */
	EXPECT(WHOLE(SHEET(ROW("1", S("A1", "0"))), "<sst xmlns=\"" MAIN "\"><si><t>a</t></si><si>", STYLES("", "")), "source.xml 1\n");
}

/* ---- where rows and cells stand ---- */

static void places(void)
{
	EXPECT_SHEET(ROW("3", N("C3", "1")) ROW("1048576", N("A1048576", "2")), "S!3*:||#1\nS!1048576:#2\n");
	EXPECT_SHEET("<row><c><v>1</v></c><c r=\"D1\"><v>4</v></c><c><v>5</v></c></row><row/><row><c><v>7</v></c></row>",
		"S!1*:#1|||#4|#5\nS!3:#7\n");
	EXPECT_SHEET(ROW("1", N("C1", "3") N("A1", "1")), "S!1*:#1||#3\n");
	EXPECT_SHEET(ROW("1", N("$B$1", "2") N("c1", "3")), "S!1*:|#2|#3\n");
	EXPECT_SHEET(ROW("2", N("A2", "1")) ROW("1", N("A1", "1")), "S!2*:#1\nsource.place 2\n");
	EXPECT_SHEET(ROW("2", N("A2", "1")) ROW("2", N("A2", "1")), "S!2*:#1\nsource.place 2\n");
	EXPECT_SHEET(ROW("1", N("A1", "1") N("A1", "2")), "source.place 1\n");
	EXPECT_SHEET(ROW("1", N("A2", "1")), "source.place 1\n");
	EXPECT_SHEET(ROW("1", N("1", "1")), "source.place 1\n");
	EXPECT_SHEET(ROW("1", N("A", "1")), "source.place 1\n");
	EXPECT_SHEET(ROW("1", N("A1B", "1")), "source.place 1\n");
	EXPECT_SHEET(ROW("1", N("", "1")), "source.place 1\n");
	EXPECT_SHEET(ROW("1", N("ZZZZZZZZZZZZZZ1", "1")), "source.place 1\n");
	EXPECT_SHEET(ROW("0", N("A0", "1")), "source.place\n");
	EXPECT_SHEET(ROW("-1", N("A1", "1")), "source.place\n");
	EXPECT_SHEET(ROW("x", N("A1", "1")), "source.place\n");
	EXPECT_SHEET(ROW("99999999999999999999", N("A1", "1")), "source.place\n");
	/* what merged cells cover, what columns say, what comes after the rows */
	EXPECT(WHOLE("<worksheet xmlns=\"" MAIN "\"><sheetPr><tabColor rgb=\"FF0000\"/></sheetPr><dimension "
		     "ref=\"A1:XFD1048576\"/><sheetViews><sheetView/></sheetViews>"
		     "<cols><col min=\"1\" max=\"16384\" hidden=\"1\"/></cols><sheetData>" ROW(
			     "1", T("A1", "merged") "<c r=\"B1\" s=\"1\"/>") "</sheetData>"
									     "<autoFilter ref=\"A1:B9\"/><mergeCells><mergeCell "
									     "ref=\"A1:B1\"/></mergeCells><tableParts><tablePart/></"
									     "tableParts></worksheet>",
		       STRINGS(""), STYLES("", "")),
		"S!1*:merged\n");
	EXPECT(WHOLE("<worksheet xmlns=\"" MAIN
		     "\"><sheetData><row r=\"1\" hidden=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"2\" hidden=\"true\"><c r=\"A2\">"
		     "<v>2</v></c></row><row r=\"3\" hidden=\"0\" ht=\"0\"><c r=\"A3\"><v>3</v></c></row></sheetData></worksheet>",
		       STRINGS(""), STYLES("", "")),
		"S!1~*:#1\nS!2~:#2\nS!3:#3\n");
}

/* ---- the package ---- */

#define TWO_SHEETS(first, second) \
	"<workbook xmlns=\"" MAIN "\" xmlns:r=\"" OFFICE "\"><sheets><sheet name=\"乙\" sheetId=\"2\" " first \
	" r:id=\"b\"/><sheet name=\"甲\" sheetId=\"1\" " second " r:id=\"a\"/></sheets></workbook>"
#define TWO_RELS(kind, target) RELS(REL("a", "worksheet", "worksheets/sheet1.xml") REL("b", kind, target))
#define TWO(book, rels) \
	PARTS({"_rels/.rels", ROOT_RELS}, {"xl/workbook.xml", book}, {"xl/_rels/workbook.xml.rels", rels}, \
		{"xl/worksheets/sheet1.xml", SHEET(ROW("1", N("A1", "1")))}, {"xl/worksheets/sheet2.xml", SHEET(ROW("1", N("A1", "2")))})

static void sheets(void)
{
	EXPECT(TWO(TWO_SHEETS("", ""), TWO_RELS("worksheet", "worksheets/sheet2.xml")), "乙!1*:#2\n甲!1*:#1\n");
	EXPECT(TWO(TWO_SHEETS("state=\"hidden\"", "state=\"visible\""), TWO_RELS("worksheet", "worksheets/sheet2.xml")),
		"乙!1~*:#2\n甲!1*:#1\n");
	EXPECT(TWO(TWO_SHEETS("state=\"veryHidden\"", ""), TWO_RELS("worksheet", "worksheets/sheet2.xml")), "乙!1~*:#2\n甲!1*:#1\n");
	EXPECT(TWO(TWO_SHEETS("", ""), TWO_RELS("worksheet", "/xl/worksheets/sheet2.xml")), "乙!1*:#2\n甲!1*:#1\n");
	EXPECT(TWO(TWO_SHEETS("", ""), TWO_RELS("worksheet", "../xl/./worksheets/sheet2.xml")), "乙!1*:#2\n甲!1*:#1\n");
	EXPECT(TWO(TWO_SHEETS("", ""), TWO_RELS("worksheet", "../../../../xl/worksheets/sheet2.xml")), "乙!1*:#2\n甲!1*:#1\n");
	EXPECT(TWO(TWO_SHEETS("", ""), TWO_RELS("worksheet", "..\\xl\\WORKSHEETS\\Sheet2.XML")), "乙!1*:#2\n甲!1*:#1\n");
	EXPECT(TWO(TWO_SHEETS("", ""), TWO_RELS("worksheet", "worksheets/sheet9.xml")), "source.part.missing\n");
	EXPECT(TWO(TWO_SHEETS("", ""), TWO_RELS("worksheet", "../../etc/passwd")), "source.part.missing\n");
	EXPECT(TWO(TWO_SHEETS("", ""), TWO_RELS("worksheet", "worksheets/sheet1.xml")), "source.part.twice\n");
	EXPECT(TWO(TWO_SHEETS("", ""), TWO_RELS("worksheet", "worksheets/sheet2.xml\" TargetMode=\"External")), "source.part.missing\n");
	EXPECT(TWO(TWO_SHEETS("", ""), RELS(REL("a", "worksheet", "worksheets/sheet1.xml"))), "source.part.missing\n");
	/* a sheet of a chart holds no rows */
	EXPECT(TWO(TWO_SHEETS("", ""), TWO_RELS("chartsheet", "chartsheets/sheet1.xml")), "甲!1*:#1\n");
}

static void other_variants(void)
{
#define STRICT_MAIN "http://purl.oclc.org/ooxml/spreadsheetml/main"
#define STRICT_OFFICE "http://purl.oclc.org/ooxml/officeDocument/relationships"
#define STRICT_REL(id, kind, target) "<Relationship Id=\"" id "\" Type=\"" STRICT_OFFICE "/" kind "\" Target=\"" target "\"/>"
	EXPECT(PARTS({"_rels/.rels", RELS(STRICT_REL("r", "officeDocument", "xl/workbook.xml"))},
		       {"xl/workbook.xml", "<workbook xmlns=\"" STRICT_MAIN "\" xmlns:r=\"" STRICT_OFFICE
					   "\"><workbookPr date1904=\"true\"/><sheets><sheet name=\"S\" r:id=\"a\"/>"
					   "</sheets></workbook>"},
		       {"xl/_rels/workbook.xml.rels", RELS(STRICT_REL("a", "worksheet", "worksheets/sheet1.xml"))},
		       {"xl/worksheets/sheet1.xml", "<worksheet xmlns=\"" STRICT_MAIN
						    "\"><sheetData>" ROW("1", N("A1", "1") T("B1", "b")) "</sheetData></worksheet>"}),
		"S!1*:#1|b\n");
	/* prefixes, other names for the parts, no list of types, a folder of another name */
	EXPECT(((const part[]){{"_rels/.rels", RELS(REL("r", "officeDocument", "/book/main.xml"))},
		       {"book/main.xml", "<x:workbook xmlns:x=\"" MAIN "\" xmlns:rel=\"" OFFICE
					 "\"><x:sheets><x:sheet name=\"S\" rel:id=\"a\"/></x:sheets></x:workbook>"},
		       {"book/_rels/main.xml.rels", RELS(REL("a", "worksheet", "one.xml"))},
		       {"book/one.xml",
			       "<x:worksheet xmlns:x=\"" MAIN
			       "\" xmlns:y=\"urn:other\"><x:sheetData><x:row r=\"1\"><y:c><y:v>9</y:v></y:c><x:c><x:v>1</x:v></x:c></x:row>"
			       "</x:sheetData></x:worksheet>"},
		       {NULL, NULL}}),
		"S!1*:#1\n");
	EXPECT(PARTS({"_rels/.rels", RELS(REL("r", "officeDocument", "xl/workbook.bin"))}, {"xl/workbook.bin", "x"}), "source.foreign\n");
	EXPECT(PARTS({"_rels/.rels", RELS("")}, {"xl/workbook.xml", BOOK}), "source.unknown\n");
	EXPECT(PARTS({"_rels/.rels", ROOT_RELS}, {"xl/workbook.xml", "<x/>"}, {"xl/_rels/workbook.xml.rels", BOOK_RELS},
		       {"xl/styles.xml", STYLES("", "")}, {"xl/sharedStrings.xml", STRINGS("")}),
		"source.unknown\n");
	EXPECT(WHOLE("<html/>", STRINGS(""), STYLES("", "")), "source.part\n");
	EXPECT(WHOLE(SHEET(ROW("1", N("A1", "1"))), STRINGS(""), "<styleSheet"), "source.xml\n");
}

static void entities_and_depth(void)
{
#define DOCTYPE "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>"
	EXPECT(WHOLE(DOCTYPE SHEET(ROW("1", T("A1", "&a;"))), STRINGS(""), STYLES("", "")), "source.dtd\n");
	EXPECT(WHOLE(SHEET(ROW("1", S("A1", "0"))), DOCTYPE STRINGS("<si><t>&a;</t></si>"), STYLES("", "")), "source.dtd 1\n");
	EXPECT(WHOLE(SHEET(ROW("1", N("A1", "1"))), STRINGS(""), DOCTYPE STYLES("", "")), "source.dtd\n");
	EXPECT(PARTS({"_rels/.rels", DOCTYPE RELS("")}), "source.dtd\n");
	EXPECT(PARTS({"_rels/.rels", ROOT_RELS}, {"xl/workbook.xml", DOCTYPE BOOK}, {"xl/_rels/workbook.xml.rels", BOOK_RELS},
		       {"xl/styles.xml", STYLES("", "")}, {"xl/sharedStrings.xml", STRINGS("")}, {"xl/worksheets/sheet1.xml", SHEET("")}),
		"source.dtd\n");
	char deep[4096] = "<worksheet xmlns=\"" MAIN "\"><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c></row></sheetData>";
	for (int i = 0; i < 70; i++)
		strcat(deep, "<a>");
	EXPECT(WHOLE(deep, STRINGS(""), STYLES("", "")), "S!1*:#1\nsource.depth\n");
}

static void limits_hold(void)
{
	fr_limits columns = {.columns = 3}, cell = {.cell_bytes = 8}, row = {.row_bytes = 64}, rows = {.rows = 5},
		  shared = {.shared_strings = 1};
	expect(__LINE__,
		WHOLE(SHEET(ROW("1", N("C1", "1")) ROW("2", "<c r=\"XFD2\" s=\"1\"/>") ROW("3", N("D3", "1"))), STRINGS(""),
			STYLES("", "")),
		&columns, "S!1*:||#1\nsource.columns 3\n");
	expect(__LINE__, WHOLE(SHEET(ROW("1", T("A1", "12345678")) ROW("2", T("A2", "123456789"))), STRINGS(""), STYLES("", "")), &cell,
		"S!1*:12345678\nsource.cell 2\n");
	expect(__LINE__, WHOLE(SHEET(ROW("1", S("A1", "0"))), STRINGS("<si><t>123456789</t></si>"), STYLES("", "")), &cell,
		"source.cell 1\n");
	expect(__LINE__,
		WHOLE(SHEET(ROW("1", T("A1", "1234567890123456789012345678901234567890") T("B1", "1234567890123456789012345"))),
			STRINGS(""), STYLES("", "")),
		&row, "source.row 1\n");
	expect(__LINE__,
		WHOLE(SHEET(ROW("1", S("A1", "0") S("B1", "0") S("C1", "0"))), STRINGS("<si><t>1234567890123456789012345</t></si>"),
			STYLES("", "")),
		&row, "source.row 1\n");
	expect(__LINE__, WHOLE(SHEET(ROW("5", N("A5", "1")) ROW("6", "<c r=\"A6\"/>") ROW("7", N("A7", "1"))), STRINGS(""), STYLES("", "")),
		&rows, "S!5*:#1\nsource.rows 7\n");
	expect(__LINE__, WHOLE(SHEET(ROW("1", S("A1", "0"))), STRINGS("<si><t>a</t></si><si><t>b</t></si>"), STYLES("", "")), &shared,
		"source.shared.most 1\n");
}

static void properties(void)
{
	size_t n;
	static const char custom[] = "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" "
				     "xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\"><property "
				     "fmtid=\"{D5CDD505}\" pid=\"2\" name=\"formrule\">"
				     "<vt:lpwstr>service-record@2026.1</vt:lpwstr></property></Properties>";
	char *bytes = pack(
		PARTS({"_rels/.rels",
			      RELS(REL("r", "officeDocument", "xl/workbook.xml") REL("p", "custom-properties", "docProps/custom.xml"))},
			{"xl/workbook.xml", BOOK}, {"xl/_rels/workbook.xml.rels", RELS(REL("rId1", "worksheet", "worksheets/sheet1.xml"))},
			{"xl/worksheets/sheet1.xml", SHEET(ROW("1", N("A1", "1")))}, {"docProps/custom.xml", custom}),
		&n);
	fr_limits limits = {0};
	fr_limits_default(&limits);
	fr_bytes file;
	fr_bytes_memory(&file, bytes, n);
	fr_reader reader = {0};
	fr_error error = {0};
	CU_ASSERT_FATAL(fr_zipped_open(&fr_system_allocator, &file, &limits, 64, &reader, &error) == FR_OK);
	CU_ASSERT(strcmp(reader.format, "xlsx") == 0);
	CU_ASSERT(fr_str_is(reader.property(reader.state, "formrule"), "service-record@2026.1"));
	CU_ASSERT(fr_str_is(reader.property(reader.state, "other"), ""));
	reader.close(reader.state);
	free(bytes);
}

/* ---- broken in every place ---- */

static const part *small(void)
{
	static const part parts[] = {{"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", ROOT_RELS},
		{"xl/workbook.xml", BOOK_WITH("<workbookPr date1904=\"1\"/>")}, {"xl/_rels/workbook.xml.rels", BOOK_RELS},
		{"xl/worksheets/sheet1.xml", SHEET("<row r=\"1\" hidden=\"1\">" S("A1", "0") STYLED("B1", "1", "45209.5")
							     T("D1", "_x4E00_") "</row>" ROW("3", S("A3", "1")))},
		{"xl/sharedStrings.xml", STRINGS("<si><t>客</t></si><si><r><t>a</t></r><rPh><t>x</t></rPh></si>")},
		{"xl/styles.xml", STYLES("<numFmt numFmtId=\"176\" formatCode=\"yyyy&quot;年&quot;\"/>",
					  "<xf numFmtId=\"0\"/><xf numFmtId=\"176\"/>")},
		{NULL, NULL}};
	return parts;
}

static void survives(const char *bytes, size_t n, size_t block)
{
	fr_buf out;
	fr_buf_init(&out, NULL, 0);
	read_bytes(bytes, n, NULL, block, &out);
	if (fr_utf8_invalid(fr_buf_view(&out)) != SIZE_MAX)
		CASE_TRUE(false, "text that is not UTF-8\n");
	fr_buf_free(&out);
}

/* The package: every prefix, every byte in some other ways. */
static void every_prefix_and_every_flip(void)
{
	size_t n;
	char *bytes = pack(small(), &n);
	for (size_t i = 1; i < n; i++) {
		char *exact = malloc(i);
		memcpy(exact, bytes, i);
		survives(exact, i, i % 2 ? 3 : 1 << 12);
		free(exact);
	}
	for (size_t i = 0; i < n; i++)
		for (int bit = 0; bit < 8; bit += 3) {
			bytes[i] ^= (char)(1 << bit);
			survives(bytes, n, 1 << 12);
			bytes[i] ^= (char)(1 << bit);
		}
	free(bytes);
}

/* The parts inside it, which a checksum would protect otherwise: each part cut off anywhere and with each byte changed, packed anew. */
static void every_part_broken(void)
{
	static const unsigned char values[] = {0, '<', '>', '"', '/', '=', ':', ' ', '9', 'x', 0x80, 0xFF, '&'};
	part broken[8];
	size_t k = 0;
	for (const part *p = small(); p->name; p++)
		broken[k++] = *p;
	broken[k] = (part){NULL, NULL};
	for (size_t p = 2; p < k; p++) {
		const char *whole = broken[p].text;
		size_t n = strlen(whole), bytes_n;
		char *copy = malloc(n + 1);
		broken[p].text = copy;
		for (size_t i = 0; i < n; i++) {
			memcpy(copy, whole, n + 1);
			copy[i] = (char)(i % 2 ? values[i / 2 % sizeof values] : 0); /* NUL ends the part there */
			char *bytes = pack(broken, &bytes_n);
			survives(bytes, bytes_n, 7);
			free(bytes);
		}
		broken[p].text = whole;
		free(copy);
	}
	CU_PASS("survived");
}

static void each_refused_allocation(void)
{
	size_t n, refuse = 1, asked = 0;
	char *bytes = pack(small(), &n);
	do {
		stingy s = {0, refuse};
		fr_allocator allocator = {stingy_resize, &s};
		fr_bytes file;
		fr_bytes_memory(&file, bytes, n);
		fr_limits limits = {0};
		fr_limits_default(&limits);
		fr_reader reader = {0};
		fr_error error = {0};
		fr_row row;
		fr_status status = fr_zipped_open(&allocator, &file, &limits, 64, &reader, &error);
		while (status == FR_OK)
			status = reader.next(reader.state, &row, &error);
		CASE_TRUE(s.asked < refuse ? status == FR_END : status == FR_E_MEMORY && error.code == FR_MEMORY,
			"allocation %zu: status %d code %d\n", refuse, status, error.code);
		if (reader.close)
			reader.close(reader.state);
		asked = s.asked;
	} while (asked >= refuse++ && refuse < 500);
	CU_ASSERT(refuse > 10 && refuse < 500);
	free(bytes);
}

TESTS(xlsx, {"kinds of cells", kinds_of_cells}, {"dates of both systems", dates_of_both_systems},
	{"formats everybody knows", formats_everybody_knows}, {"formats by their codes", formats_by_their_codes},
	{"numbers as they are shown", numbers_as_they_are_shown}, {"numbers that are none", numbers_that_are_none},
	{"errors and results of formulas", errors_and_results_of_formulas}, {"texts", texts},
	{"shared texts that are not there", shared_texts_that_are_not_there}, {"places", places}, {"sheets", sheets},
	{"other variants", other_variants}, {"entities and depth", entities_and_depth}, {"limits hold", limits_hold},
	{"properties", properties}, {"every prefix and every flip", every_prefix_and_every_flip}, {"every part broken", every_part_broken},
	{"each refused allocation", each_refused_allocation})
