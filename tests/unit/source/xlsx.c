/* XLSX: where rows and cells stand, what a package may be like, and every place where it may be broken. */
#define PATH FR_BUILD_DIR "/unit-source-xlsx.xlsx"
#include "workbooks.h"

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
			     "1", T("A1", "merged") "<c r=\"B1\" s=\"1\"/>" T(
					  "C1", "under")) "</sheetData>"
							  "<autoFilter ref=\"A1:B9\"/><mergeCells><mergeCell "
							  "ref=\"A1:C1\"/></mergeCells><tableParts><tablePart/></"
							  "tableParts></worksheet>",
		       STRINGS(""), STYLES("", "")),
		"S!1*:merged||under\n");
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

/* Comments stand in no order beside the sheet; those on rows without cells are given all the same, those of Formrule itself are not. */
static void comments(void)
{
	static const char list[] =
		"<comments xmlns=\"" MAIN "\"><authors><author>甲</author><author> Formrule</author></authors><commentList>"
		"<comment ref=\"B4\" authorId=\"0\"><text><r><rPr/><t>四</t></r><r><t xml:space=\"preserve\"> b</t></r></text></comment>"
		"<comment ref=\"C2\" authorId=\"0\" shapeId=\"0\"><text><t>二c</t><rPh><t>x</t></rPh></text></comment><comment "
		"ref=\"$A$2\"><text><t>二a</t></text></comment>"
		"<comment ref=\"A1\" authorId=\"1\"><text><t>ours</t></text></comment><comment ref=\"A3\" authorId=\"0\"><text/></comment>"
		"<comment ref=\"D9\" authorId=\"9\"><text><t>九_x000A_九</t></text></comment></commentList></comments>";
	size_t n;
	char *bytes =
		pack(PARTS({"_rels/.rels", ROOT_RELS}, {"xl/workbook.xml", BOOK},
			     {"xl/_rels/workbook.xml.rels", RELS(REL("rId1", "worksheet", "worksheets/sheet1.xml"))},
			     {"xl/worksheets/sheet1.xml", SHEET(ROW("1", N("A1", "1")) ROW("2", N("A2", "2")) ROW("6", N("A6", "6")))},
			     {"xl/worksheets/_rels/sheet1.xml.rels", RELS(REL("c", "comments", "../comments1.xml"))},
			     {"xl/comments1.xml", list}),
			&n);
	fr_limits limits = {0};
	fr_limits_default(&limits);
	fr_bytes file;
	fr_bytes_memory(&file, bytes, n);
	fr_reader reader = {0};
	fr_error error = {0};
	fr_row row;
	fr_buf out;
	fr_buf_init(&out, NULL, 0);
	fr_status status = fr_zipped_open(&fr_system_allocator, &file, &limits, 5, &reader, &error);
	while (status == FR_OK && (status = reader.next(reader.state, &row, &error)) == FR_OK) {
		fr_buf_printf(&out, "%zu%s:%zu", row.row, row.new_sheet ? "*" : "", row.count);
		for (size_t i = 0; i < row.note_count; i++)
			fr_buf_printf(&out, " %zu=%.*s", row.notes[i].column, (int)row.notes[i].text.n, row.notes[i].text.p);
		fr_buf_byte(&out, '\n');
	}
	CASE_TRUE(status == FR_END && strcmp(fr_buf_z(&out), "1*:1\n2:1 1=二a 3=二c\n4:0 2=四 b\n6:1\n9:0 4=九\n九\n") == 0, "%s\n",
		fr_buf_z(&out));
	fr_buf_free(&out);
	reader.close(reader.state);
	free(bytes);
#define COMMENTED(list) \
	PARTS({"_rels/.rels", ROOT_RELS}, {"xl/workbook.xml", BOOK}, \
		{"xl/_rels/workbook.xml.rels", RELS(REL("rId1", "worksheet", "worksheets/sheet1.xml"))}, \
		{"xl/worksheets/sheet1.xml", SHEET(ROW("1", N("A1", "1")))}, \
		{"xl/worksheets/_rels/sheet1.xml.rels", RELS(REL("c", "comments", "../comments1.xml"))}, {"xl/comments1.xml", list})
	EXPECT(COMMENTED("<comments xmlns=\"" MAIN "\"><commentList><comment ref=\"nowhere\"/></commentList></comments>"),
		"source.place\n");
	EXPECT(COMMENTED("<comments"), "source.xml\n");
	EXPECT(COMMENTED("<!DOCTYPE x><comments/>"), "source.dtd\n");
	fr_limits cell = {.cell_bytes = 3};
	expect(__LINE__,
		COMMENTED("<comments xmlns=\"" MAIN
			  "\"><commentList><comment ref=\"A1\"><text><t>four</t></text></comment></commentList></comments>"),
		&cell, "source.cell\n");
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
	part broken[16];
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

TESTS(xlsx, {"places", places}, {"sheets", sheets}, {"other variants", other_variants}, {"entities and depth", entities_and_depth},
	{"limits hold", limits_hold}, {"properties", properties}, {"comments", comments},
	{"every prefix and every flip", every_prefix_and_every_flip}, {"every part broken", every_part_broken},
	{"each refused allocation", each_refused_allocation})
