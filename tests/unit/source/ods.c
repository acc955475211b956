/* OpenDocument: what the elements and attributes of a table mean. Flat files in memory, read with blocks of many sizes. */
#include "rows.h"

#include "source/ods.h"

#define HEAD \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" " \
	"xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" " \
	"xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" " \
	"xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" " \
	"xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\" " \
	"xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
#define STYLES \
	"<office:automatic-styles><style:style style:name=\"ta1\" style:family=\"table\"><style:table-properties " \
	"table:display=\"true\"/></style:style>" \
	"<style:style style:name=\"ta2\" style:family=\"table\"><style:table-properties " \
	"table:display=\"false\"/></style:style></office:automatic-styles>"
#define SHEETS(inner) HEAD STYLES "<office:body><office:spreadsheet>" inner "</office:spreadsheet></office:body></office:document>"
#define SHEET(rows) SHEETS("<table:table table:name=\"S\" table:style-name=\"ta1\">" rows "</table:table>")
#define ROW(cells) "<table:table-row>" cells "</table:table-row>"
#define CELL(inner) "<table:table-cell>" inner "</table:table-cell>"
#define T(text) "<table:table-cell office:value-type=\"string\"><text:p>" text "</text:p></table:table-cell>"
#define TYPED(attributes, shown) "<table:table-cell " attributes "><text:p>" shown "</text:p></table:table-cell>"

static void read_flat(const char *bytes, size_t n, const fr_limits *asked, size_t block, fr_buf *out)
{
	fr_limits limits = asked ? *asked : (fr_limits){0};
	fr_limits_default(&limits);
	fr_bytes file;
	fr_bytes_memory(&file, bytes, n);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_status status = fr_fods_open(&fr_system_allocator, &file, &limits, block, &reader, &error);
	write_reader(out, status, &reader, &error);
}

static void expect(const char *xml, const fr_limits *limits, const char *expected)
{
	static const size_t blocks[] = {1, 7, 64, 1 << 16};
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		read_flat(xml, strlen(xml), limits, blocks[i], &out);
		const char *body = strstr(xml, "<office:body>"), *got = fr_buf_z(&out);
		CASE_TRUE(strcmp(got, expected) == 0, "%.300s, block %zu:\n%s--- not\n%s\n", body ? body : xml, blocks[i], got, expected);
		fr_buf_free(&out);
	}
}
#define EXPECT(xml, expected) expect(xml, NULL, expected)

static void kinds_of_cells(void)
{
	EXPECT(SHEET(ROW(TYPED("office:value-type=\"float\" office:value=\"4.5\"", "4.50")
			       TYPED("office:value-type=\"percentage\" office:value=\"0.955\"", "95.5%")
				       TYPED("office:value-type=\"currency\" office:currency=\"CNY\" office:value=\"1234.5\"", "¥1,234.50")
					       TYPED("office:value-type=\"float\" office:value=\"1.3812345678E10\"", "1.38E+10"))),
		"S!1*:#4.5|#0.955|#1234.5|#13812345678\n");
	EXPECT(SHEET(ROW(TYPED("office:value-type=\"date\" office:date-value=\"2023-10-10\"", "x")
			       TYPED("office:value-type=\"date\" office:date-value=\"2023-10-10T12:00:00\"", "x")
				       TYPED("office:value-type=\"date\" office:date-value=\"1899-12-29\"", "x") TYPED(
					       "office:value-type=\"date\" office:date-value=\"2023-10-10T06:00:00.000000000\"", "x"))),
		"S!1*:@45209|@45209.5|@-1|@45209.25\n");
	EXPECT(SHEET(ROW(TYPED("office:value-type=\"time\" office:time-value=\"PT12H00M00S\"", "x")
			       TYPED("office:value-type=\"time\" office:time-value=\"PT36H00M00.0S\"", "x")
				       TYPED("office:value-type=\"time\" office:time-value=\"-PT6H\"", "x")
					       TYPED("office:value-type=\"time\" office:time-value=\"P1DT6H\"", "x"))),
		"S!1*:^0.5|^1.5|^-0.25|^1.25\n");
	EXPECT(SHEET(ROW(TYPED("office:value-type=\"boolean\" office:boolean-value=\"true\"", "TRUE")
			       TYPED("office:value-type=\"boolean\" office:boolean-value=\"false\"", "FALSE"))),
		"S!1*:?1|?0\n");
	/* values that cannot be: what people see counts */
	EXPECT(SHEET(ROW(TYPED("office:value-type=\"date\" office:date-value=\"2023-02-30\"", "30.2.")
			       TYPED("office:value-type=\"date\" office:date-value=\"-0044-03-15\"", "Ides") TYPED(
				       "office:value-type=\"float\" office:value=\"NaN\"", "?") TYPED("office:value-type=\"float\"", "7")
				       TYPED("office:value-type=\"time\" office:time-value=\"PT\"", "t")
					       TYPED("office:value-type=\"float\" office:value=\"1e999\"", ""))),
		"S!1*:30.2.|Ides|?|7|t\n");
	EXPECT(SHEET(ROW("<table:table-cell office:value-type=\"float\" office:value=\"3\"/><table:table-cell office:value-type=\"string\" "
			 "office:string-value=\"whole\"><text:p>shown</text:p></table:table-cell>"
			 "<table:table-cell><text:p>untyped</text:p></table:table-cell><table:table-cell office:value-type=\"string\" "
			 "office:string-value=\"alone\"/>")),
		"S!1*:#3|whole|untyped|alone\n");
}

static void errors_of_formulas(void)
{
	EXPECT(SHEET(ROW(
		       TYPED("table:formula=\"of:=1/0\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"",
			       "#DIV/0!") TYPED("table:formula=\"of:=NA()\" office:value-type=\"float\" office:value=\"0\"", "#N/A")
			       TYPED("table:formula=\"of:=x\" office:value-type=\"float\" office:value=\"0\"", "Err:508") T("#N/A")
				       TYPED("table:formula=\"of:=&quot;&quot;\" office:value-type=\"string\" office:string-value=\"\"", "")
					       T("end"))),
		"S!1*:!#DIV/0!|!#N/A|!Err:508|#N/A||end\n");
}

static void text_of_cells(void)
{
	EXPECT(SHEET(ROW(CELL("<text:p>一</text:p><text:p>二</text:p><text:p/><text:p>四</text:p>") T("a<text:s/>b<text:s text:c=\"3\"/>c")
			       T("a<text:tab/>b<text:line-break/>c"))),
		"S!1*:一\n二\n\n四|a b   c|a\tb\nc\n");
	EXPECT(SHEET(ROW(T("  lead  and\n\t trail  ") T("<text:span>粗<text:span>细</text:span></text:span> <text:a>link</text:a>")
			       T("a &amp; b &lt;c&gt; &#65;") T(" "))),
		"S!1*:lead and trail |粗细 link|a & b <c> A\n");
	EXPECT(SHEET(ROW(CELL("<office:annotation "
			      "draw:style-name=\"x\"><dc:date>2023</dc:date><text:p>note</text:p></office:annotation><text:p>cell</text:p>")
			       T("a<office:annotation><text:p>in</text:p></office:annotation>b<draw:frame><draw:text-box><text:p>box</"
				 "text:p></draw:text-box></draw:frame>c")
				       T("<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>han</text:ruby-text></text:ruby>")
					       CELL("<text:list><text:list-item><text:p>i</text:p></"
						    "text:list-item><text:list-item><text:p>ii</"
						    "text:p></text:list-item></text:list>") T("<![CDATA[<x>]]>"))),
		"S!1*:cell|abc|漢|i\nii|<x>\n");
}

static void repeats_and_places(void)
{
	EXPECT(SHEET("<table:table-row table:number-rows-repeated=\"4\"><table:table-cell "
		     "table:number-columns-repeated=\"16384\"/></table:table-row>" ROW(
			     "<table:table-cell table:number-columns-repeated=\"2\"/>" T("C5"))),
		"S!5*:||C5\n");
	EXPECT(SHEET(ROW(
		       "<table:table-cell table:number-columns-repeated=\"3\" office:value-type=\"float\" "
		       "office:value=\"1\"><text:p>1</text:p></table:table-cell>" T(
			       "x")) "<table:table-row table:number-rows-repeated=\"3\">" T("same") "</table:table-row>" ROW(T("end")) "<ta"
																       "ble"
																       ":ta"
																       "ble"
																       "-ro"
																       "w "
																       "tab"
																       "le:"
																       "num"
																       "ber"
																       "-ro"
																       "ws-"
																       "rep"
																       "eat"
																       "ed="
																       "\"1"
																       "048"
																       "570"
																       "\">"
																       "<ta"
																       "ble"
																       ":ta"
																       "ble"
																       "-ce"
																       "ll "
																       "tab"
																       "le:"
																       "num"
																       "ber"
																       "-co"
																       "lum"
																       "ns-"
																       "rep"
																       "eat"
																       "ed="
																       "\"1"
																       "638"
																       "4\""
																       "/><"
																       "/ta"
																       "ble"
																       ":ta"
																       "ble"
																       "-ro"
																       "w"
																       ">"),
		"S!1*:#1|#1|#1|x\nS!2:same\nS!3:same\nS!4:same\nS!5:end\n");
}

static void groups_and_merged_cells(void)
{
	EXPECT(SHEET("<table:table-header-rows>" ROW(T("head")) "</"
								"table:table-header-rows><table:table-row-group><table:table-row-"
								"group>" ROW(T("in")) "</table:table-row-group>" ROW(
									T("between")) "</"
										      "table:table-row-group><table:table-"
										      "rows>" ROW(T("after")) "</"
													      "table:table-rows>"),
		"S!1*:head\nS!2:in\nS!3:between\nS!4:after\n");
	EXPECT(SHEET(ROW("<table:table-cell table:number-columns-spanned=\"3\" table:number-rows-spanned=\"2\" "
			 "office:value-type=\"string\"><text:p>merged</text:p></table:table-cell>"
			 "<table:covered-table-cell table:number-columns-repeated=\"2\"/>" T("D"))
			       ROW("<table:covered-table-cell "
				   "table:number-columns-repeated=\"2\"/><table:covered-table-cell><text:p>under</text:p></"
				   "table:covered-table-cell>" T("D2"))),
		"S!1*:merged|||D\nS!2:||under|D2\n");
	EXPECT(SHEET(ROW("<table:table-cell table:number-columns-repeated=\"0\" office:value-type=\"float\" "
			 "office:value=\"1\"/><table:table-cell table:number-columns-repeated=\"-3\" office:value-type=\"float\" "
			 "office:value=\"2\"/>"
			 "<table:table-cell table:number-columns-repeated=\"x\" office:value-type=\"float\" office:value=\"3\"/>")),
		"S!1*:#1|#2|#3\n");
}

static void hidden_rows_and_sheets(void)
{
	EXPECT(SHEETS("<table:table table:name=\"甲\" table:style-name=\"ta1\">" ROW(
		       T("a")) "<table:table-row "
			       "table:visibility=\"collapse\">" T(
				       "b") "</"
					    "table"
					    ":tabl"
					    "e-"
					    "row><"
					    "table"
					    ":tabl"
					    "e-"
					    "row "
					    "table"
					    ":visi"
					    "bilit"
					    "y="
					    "\"fil"
					    "ter\""
					    ">" T("c") "</table:table-row>" ROW(
						    T("d")) "</table:table><table:table table:name=\"乙\" "
							    "table:style-name=\"ta2\">" ROW(T("e")) "</table:table><table:table "
												    "table:name=\"空\"/><table:table "
												    "table:name=\"丙\">" ROW(T("f")) "</"
																     "table"
																     ":tabl"
																     "e>"),
		"甲!1*:a\n甲!2~:b\n甲!3~:c\n甲!4:d\n乙!1~*:e\n丙!1*:f\n");
}

static void what_is_not_a_table_of_the_book(void)
{
	EXPECT(SHEETS("<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell><text:p>old</"
		      "text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes>"
		      "<table:content-validations><table:content-validation><table:error-message><text:p>msg</text:p></"
		      "table:error-message></table:content-validation></table:content-validations>"
		      "<table:table table:name=\"S\"><office:forms/><table:shapes><draw:frame><draw:object><table:table "
		      "table:name=\"in\">" ROW(T(
			      "no")) "</table:table></draw:object></draw:frame></table:shapes>"
				     "<table:table-column table:number-columns-repeated=\"3\"/>" ROW(
					     CELL("<table:table table:name=\"sub\" table:is-sub-table=\"true\">" ROW(T(
						     "no")) "</table:table><text:p>yes</text:p>")) "</table:table>"
												   "<table:table "
												   "table:name=\"'file:///x.ods'#$S\" "
												   "table:style-name=\"ta_extref\"><table:"
												   "table-source/>" ROW(T(
													   "copy")) "</table:table>"
														    "<table:dde-links><"
														    "table:dde-link><table:"
														    "table>" ROW(T(
															    "dde")) "</"
																    "table:"
																    "table>"
																    "</"
																    "table:"
																    "dde-"
																    "link><"
																    "/table"
																    ":dde-"
																    "links"
																    ">"),
		"S!1*:yes\n");
}

static void prefixes_are_only_prefixes(void)
{
	EXPECT("<d xmlns=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:a=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
	       "xmlns:o=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"><body><spreadsheet>"
	       "<a:table a:name=\"S\"><a:table-row><a:table-cell o:value-type=\"float\" o:value=\"1\"/><b:table-cell "
	       "xmlns:b=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" o:value-type=\"float\" o:value=\"2\"/>"
	       "<a:table-cell xmlns:a=\"urn:other\" o:value-type=\"float\" o:value=\"3\"/><b:table-cell o:value-type=\"float\" "
	       "o:value=\"4\"/><a:table-cell o:value-type=\"float\" o:value=\"5\"/>"
	       "</a:table-row></a:table></spreadsheet></body></d>",
		"S!1*:#1|#2|#5\n");
}

static void hostile(void)
{
	fr_limits columns = {.columns = 3}, cell = {.cell_bytes = 8}, row = {.row_bytes = 64}, rows = {.rows = 5}, ratio = {0};
	EXPECT(SHEET(ROW("<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"float\" office:value=\"1\"/>")),
		"source.columns 1\n");
	EXPECT(SHEET("<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"4096\" "
		     "office:value-type=\"float\" office:value=\"1\"/></table:table-row>"),
		"source.repeated 1\n");
	EXPECT(SHEET(ROW("<table:table-cell table:number-columns-repeated=\"99999999999999999999\"/><table:table-cell "
			 "table:number-columns-repeated=\"4294967297\"/>" T("x"))),
		"source.columns 1\n");
	expect(SHEET(ROW("<table:table-cell table:number-columns-repeated=\"2\"/>" T("C"))
			       ROW("<table:table-cell table:number-columns-repeated=\"3\"/>" T("D"))),
		&columns, "S!1*:||C\nsource.columns 2\n");
	expect(SHEET(ROW(T("12345678")) ROW(T("123456789"))), &cell, "S!1*:12345678\nsource.cell 2\n");
	expect(SHEET(ROW(T("a<text:s text:c=\"2000000000\"/>"))), &cell, "source.cell 1\n");
	expect(SHEET(ROW(T("a<text:s text:c=\"2000000000\"/>"))), &ratio, "source.cell 1\n");
	expect(SHEET(ROW(T("12345678901234567890") T("12345678901234567890") T("12345678901234567890") T("12345678901234567890"))), &row,
		"source.row 1\n");
	expect(SHEET("<table:table-row table:number-rows-repeated=\"4\"/>" ROW(T("5")) ROW(T("6"))), &rows, "S!5*:5\nsource.rows 6\n");
	EXPECT(SHEET("<table:table-row table:number-rows-repeated=\"2147483648\"/><table:table-row "
		     "table:number-rows-repeated=\"2147483648\"/>" ROW(T("x"))),
		"source.rows 16777217\n");
	EXPECT("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"aaaa\">]><x>&a;</x>", "source.dtd\n");
	EXPECT("<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"http://example.com/x.dtd\"><x/>", "source.dtd\n");
	EXPECT(SHEET(ROW(T("&unknown;"))), "source.xml 1\n");
	EXPECT("<?xml version=\"1.0\"?><x/>", "source.unknown\n");
	EXPECT(HEAD "<office:body><office:text><text:p>letter</text:p></office:text></office:body></office:document>", "source.unknown\n");
	EXPECT(HEAD "<office:body><office:spreadsheet><table:table table:name=\"S\">" ROW(
		       T("a")) "</table:table></office:spreadsheet></office:bo",
		"S!1*:a\nsource.xml\n");
	EXPECT("<?xml version=\"1.0\" encoding=\"GBK\"?><x/>", "source.xml\n");
	EXPECT("", "source.xml\n");
	char *deep = malloc(2000);
	size_t n = 0;
	for (int i = 0; i < 70; i++)
		n += (size_t)sprintf(deep + n, "<a>");
	EXPECT(deep, "source.depth\n");
	free(deep);
}

/* One attribute or comment that never ends must not be held in memory whole. */
static void endless_tokens(void)
{
	size_t n = (size_t)40 << 20;
	char *bytes = malloc(n);
	static const char *const beginnings[] = {"<a b=\"", "<!--", "<", "<a ", "<?x ", "<![CDATA[", "<a>"};
	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		memset(bytes, beginnings[i][1] == 'a' && beginnings[i][2] == '>' ? ' ' : 'x', n);
		memcpy(bytes, beginnings[i], strlen(beginnings[i]));
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		read_flat(bytes, n, NULL, 1 << 16, &out);
		CASE_TRUE(strcmp(fr_buf_z(&out), memcmp(beginnings[i], "<![", 3) == 0 ? "source.xml\n" : "source.token\n") == 0, "%s: %s\n",
			beginnings[i], fr_buf_z(&out));
		fr_buf_free(&out);
	}
	free(bytes);
}

static const char small[] =
	HEAD STYLES "<office:body><office:spreadsheet><table:table table:name=\"S\" table:style-name=\"ta2\"><table:table-row "
		    "table:number-rows-repeated=\"2\">"
		    "<table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"date\" "
		    "office:date-value=\"2023-10-10T14:30:00\"><text:p>a<text:s text:c=\"2\"/>b</text:p></table:table-cell>"
		    "<table:table-cell office:value-type=\"time\" "
		    "office:time-value=\"PT1H2M3S\"><text:p>客</text:p></table:table-cell></table:table-row></table:table></"
		    "office:spreadsheet></office:body></office:document>";

static void every_prefix_and_every_flip(void)
{
	fr_buf out;
	fr_buf_init(&out, NULL, 0);
	for (size_t i = 0; i < sizeof small; i++) {
		char *exact = malloc(i ? i : 1);
		memcpy(exact, small, i);
		read_flat(exact, i, NULL, i % 2 ? 3 : 1 << 12, &out);
		fr_buf_clear(&out);
		free(exact);
	}
	static char copy[sizeof small];
	for (size_t i = 0; i < sizeof small - 1; i++) {
		static const unsigned char values[] = {0, '<', '>', '"', '/', '=', ':', ' ', '9', 'x', 0x80, 0xFF, '&'};
		for (size_t k = 0; k < sizeof values; k++) {
			memcpy(copy, small, sizeof small);
			copy[i] = (char)values[k];
			read_flat(copy, sizeof small - 1, NULL, 1 << 12, &out);
			fr_buf_clear(&out);
		}
	}
	fr_buf_free(&out);
	CU_PASS("survived");
}

static void each_refused_allocation(void)
{
	for (size_t refuse = 1; refuse < 60; refuse++) {
		stingy s = {0, refuse};
		fr_allocator allocator = {stingy_resize, &s};
		fr_bytes file;
		fr_bytes_memory(&file, small, sizeof small - 1);
		fr_limits limits = {0};
		fr_limits_default(&limits);
		fr_reader reader = {0};
		fr_error error = {0};
		fr_row row;
		fr_status status = fr_fods_open(&allocator, &file, &limits, 64, &reader, &error);
		while (status == FR_OK)
			status = reader.next(reader.state, &row, &error);
		CASE_TRUE(s.asked < refuse ? status == FR_END : status == FR_E_MEMORY && error.code == FR_MEMORY,
			"allocation %zu: status %d code %d\n", refuse, status, error.code);
		if (reader.close)
			reader.close(reader.state);
	}
}

static void properties(void)
{
	static const char xml[] =
		HEAD "<office:meta><meta:user-defined meta:name=\"formrule\">service-record@2026.1</meta:user-defined><meta:user-defined "
		     "meta:name=\"别的\" meta:value-type=\"float\">1</meta:user-defined></office:meta>"
		     "<office:body><office:spreadsheet><table:table table:name=\"S\">" ROW(
			     T("<meta:user-defined meta:name=\"x\">no</meta:user-defined>yes")) "</table:table></office:spreadsheet></"
												"office:body></office:document>";
	fr_bytes file;
	fr_bytes_memory(&file, xml, sizeof xml - 1);
	fr_limits limits = {0};
	fr_limits_default(&limits);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_row row;
	CU_ASSERT_FATAL(fr_fods_open(&fr_system_allocator, &file, &limits, 64, &reader, &error) == FR_OK);
	CU_ASSERT(fr_str_is(reader.property(reader.state, "formrule"), "service-record@2026.1"));
	CU_ASSERT(reader.next(reader.state, &row, &error) == FR_OK && fr_str_is(row.cells[0].text, "yes"));
	CU_ASSERT(fr_str_is(reader.property(reader.state, "别的"), "1"));
	CU_ASSERT(fr_str_is(reader.property(reader.state, "x"), ""));
	CU_ASSERT(reader.next(reader.state, &row, &error) == FR_END);
	reader.close(reader.state);
}

TESTS(ods, {"kinds of cells", kinds_of_cells}, {"errors of formulas", errors_of_formulas}, {"text of cells", text_of_cells},
	{"repeats and places", repeats_and_places}, {"groups and merged cells", groups_and_merged_cells},
	{"hidden rows and sheets", hidden_rows_and_sheets}, {"what is not a table of the book", what_is_not_a_table_of_the_book},
	{"prefixes are only prefixes", prefixes_are_only_prefixes}, {"hostile", hostile}, {"endless tokens", endless_tokens},
	{"every prefix and every flip", every_prefix_and_every_flip}, {"each refused allocation", each_refused_allocation},
	{"properties", properties})
