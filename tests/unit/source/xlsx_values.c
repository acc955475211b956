/* XLSX: what cells are read as: dates of both systems, formats of numbers, formulas, texts. */
#define PATH FR_BUILD_DIR "/unit-source-xlsx-values.xlsx"
#include "workbooks.h"

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

TESTS(xlsx_values, {"kinds of cells", kinds_of_cells}, {"dates of both systems", dates_of_both_systems},
	{"formats everybody knows", formats_everybody_knows}, {"formats by their codes", formats_by_their_codes},
	{"numbers as they are shown", numbers_as_they_are_shown}, {"numbers that are none", numbers_that_are_none},
	{"errors and results of formulas", errors_and_results_of_formulas}, {"texts", texts},
	{"shared texts that are not there", shared_texts_that_are_not_there})
