/* Annotated and repaired copies of XLSX: marks, texts and comments in their places, every other byte as it was. */
#include "sink/copying.h"
#include "sink/sheetml.h"
#include "suite.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#define HERE FR_BUILD_DIR "/unit-sink-annotate_xlsx"
#define MAIN "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define DOCUMENT "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define PACKAGE "http://schemas.openxmlformats.org/package/2006/"
#define RELATIONS(more) "<Relationships xmlns=\"" PACKAGE "relationships\">" more "</Relationships>"
#define RELATION(id, kind, target) "<Relationship Id=\"" id "\" Type=\"" DOCUMENT "/" kind "\" Target=\"" target "\"/>"
#define FILLS \
	"<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>"
#define STYLES(looks) \
	"<styleSheet xmlns=\"" MAIN "\"><fonts><font/></fonts>" FILLS "<cellXfs count=\"2\">" looks \
	"</cellXfs><dxfs count=\"0\"/></styleSheet>"
#define LOOKS \
	"<xf numFmtId=\"0\" xfId=\"0\"/><xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" applyNumberFormat=\"1\"><alignment " \
	"wrapText=\"1\"/></xf>"
#define SHEET(rows) "<worksheet xmlns=\"" MAIN "\"><sheetData>" rows "</sheetData><pageMargins left=\"1\"/></worksheet>"

typedef struct entry {
	const char *name, *text;
} entry;

static const char *path_of(const char *name)
{
	static char path[4][4096];
	static unsigned next;
	char *p = path[next++ % 4];
	mkdir(HERE, 0755);
	snprintf(p, sizeof path[0], HERE "/%s", name);
	return p;
}

/* A workbook with that sheet, looks and further parts; NULL in their place: none. */
static void pack(const char *path, const char *sheet, const char *looks, const entry *more, size_t n)
{
	const entry all[] = {
		{"[Content_Types].xml",
			"<Types xmlns=\"" PACKAGE "content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/></Types>"},
		{"_rels/.rels", RELATIONS(RELATION("r1", "officeDocument", "xl/workbook.xml"))},
		{"xl/workbook.xml", "<workbook xmlns=\"" MAIN "\" xmlns:r=\"" DOCUMENT
				    "\"><sheets><sheet name=\"记录\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
		{"xl/_rels/workbook.xml.rels", looks ? RELATIONS(RELATION("r1", "worksheet", "worksheets/sheet1.xml") RELATION(
							       "r2", "styles", "styles.xml") RELATION("r3", "calcChain", "calcChain.xml"))
						     : RELATIONS(RELATION("r1", "worksheet", "worksheets/sheet1.xml"))},
		{"xl/worksheets/sheet1.xml", sheet}, {"xl/styles.xml", looks},
		{"xl/calcChain.xml", looks ? "<calcChain xmlns=\"" MAIN "\"/>" : NULL}};
	int problem;
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &problem);
	CU_ASSERT_FATAL(zip != NULL);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (all[i].text)
			zip_file_add(zip, all[i].name, zip_source_buffer(zip, all[i].text, strlen(all[i].text), 0), 0);
	for (size_t i = 0; i < n; i++)
		zip_file_add(zip, more[i].name, zip_source_buffer(zip, more[i].text, strlen(more[i].text), 0), 0);
	CU_ASSERT_FATAL(zip_close(zip) == 0);
}

static char *part_of(const char *path, const char *name)
{
	zip_stat_t stat;
	zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
	char *bytes = NULL;
	if (zip && zip_stat(zip, name, 0, &stat) == 0) {
		zip_file_t *part = zip_fopen(zip, name, 0);
		bytes = calloc(1, stat.size + 1);
		if (part)
			zip_fread(part, bytes, stat.size);
		if (part)
			zip_fclose(part);
	}
	if (zip)
		zip_discard(zip);
	return bytes;
}

typedef struct said {
	size_t row, column;
	fr_level level;
	const char *text;
	bool replaces;
} said;

static fr_status annotate(const char *input, const char *output, const said *words, size_t n, fr_error *error)
{
	fr_annotation *annotation;
	fr_status status = fr_annotation_new(NULL, NULL, input, output, "zh-CN", &annotation, error);
	for (size_t i = 0; i < n && status == FR_OK; i++) {
		fr_finding f = {.level = words[i].level,
			.code = FR_REQUIRED,
			.sheet = FR_STR("记录"),
			.row = words[i].row,
			.column = words[i].column,
			.message = fr_str_from(words[i].text)};
		fr_result r = {.row = words[i].row, .findings = &f, .finding_count = 1};
		if (words[i].replaces)
			fr_annotation_replace(annotation, f.sheet, f.row, f.column, f.message);
		else
			status = fr_annotation_add(annotation, &r, error);
	}
	return status == FR_OK ? fr_annotation_close(annotation, true, error) : status;
}

static void expect_part(const char *what, const char *path, const char *name, const char *want)
{
	char *got = part_of(path, name);
	CASE_TRUE(want ? got && strcmp(got, want) == 0 : !got, "%s: %s\n  got  %s\n  want %s\n", what, name, got ? got : "nothing",
		want ? want : "nothing");
	free(got);
}

static void expect(const char *what, const char *before, const said *words, size_t n, const char *after)
{
	fr_error error = {0};
	pack(path_of("in.xlsx"), before, STYLES(LOOKS), NULL, 0);
	unlink(path_of("out.xlsx"));
	CU_ASSERT(annotate(path_of("in.xlsx"), path_of("out.xlsx"), words, n, &error) == FR_OK);
	expect_part(what, path_of("out.xlsx"), "xl/worksheets/sheet1.xml", after);
}

#define DRAWN(rows) \
	"<worksheet xmlns=\"" MAIN "\"><sheetData>" rows "</sheetData><pageMargins left=\"1\"/><legacyDrawing xmlns:r=\"" DOCUMENT \
	"\" r:id=\"formruleBoxes1\"/></worksheet>"
#define MARK(base) \
	"<extLst><ext uri=\"{6C1B7E52-0E5D-4C53-9C5B-0D5F0A4B52F1}\"><fr:mark xmlns:fr=\"urn:formrule:mark\" base=\"" base \
	"\"/></ext></extLst></xf>"

static void marks_stand_on_their_cells(void)
{
	const said one[] = {{2, 2, FR_LEVEL_ERROR, "请写明 <结果>", false}};
	expect("a cell keeps its value",
		SHEET("<row r=\"2\" ht=\"9\"><c r='A2'><v>1</v></c><c r=\"B2\" s=\"1\" t=\"s\"><v>0</v></c></row>"), one, 1,
		DRAWN("<row r=\"2\" ht=\"9\"><c r='A2'><v>1</v></c><c r=\"B2\" t=\"s\" s=\"2\"><v>0</v></c></row>"));
	expect_part("the look is like its own but for the fill", path_of("out.xlsx"), "xl/styles.xml",
		"<styleSheet xmlns=\"" MAIN
		"\"><fonts><font/></fonts><fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill "
		"patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFDECEA\"/><bgColor "
		"indexed=\"64\"/></patternFill></fill>"
		"</fills><cellXfs count=\"3\">" LOOKS
		"<xf numFmtId=\"49\" fontId=\"0\" applyNumberFormat=\"1\" fillId=\"2\" applyFill=\"1\"><alignment "
		"wrapText=\"1\"/>" MARK("1") "</cellXfs><dxfs count=\"0\"/></styleSheet>");
	expect_part("the words", path_of("out.xlsx"), "xl/comments1.xml",
		"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments xmlns=\"" MAIN
		"\"><authors><author>Formrule</author></authors><commentList>"
		"<comment ref=\"B2\" authorId=\"0\"><text><t xml:space=\"preserve\">请写明 "
		"&lt;结果&gt;</t></text></comment></commentList></comments>");
	expect_part("the relations", path_of("out.xlsx"), "xl/worksheets/_rels/sheet1.xml.rels",
		"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n" RELATIONS(RELATION("formruleBoxes1", "vmlDrawing",
			"/xl/drawings/vmlDrawing1.vml") RELATION("formruleComments1", "comments", "/xl/comments1.xml")));
	expect_part("the types", path_of("out.xlsx"), "[Content_Types].xml",
		"<Types xmlns=\"" PACKAGE
		"content-types\"><Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"vml\" "
		"ContentType=\"application/vnd.openxmlformats-officedocument.vmlDrawing\"/><Override PartName=\"/xl/comments1.xml\" "
		"ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml\"/></Types>");
	const said many[] = {{1, 1, FR_LEVEL_WARNING, "w", false}, {3, 2, FR_LEVEL_ERROR, "e", false}, {3, 4, FR_LEVEL_INFO, "i", false},
		{9, 1, FR_LEVEL_ERROR, "z", false}};
	expect("cells and rows that were not there; a hint is no mark",
		"<worksheet xmlns=\"" MAIN
		"\"><cols><col min=\"2\" max=\"2\" style=\"1\"/></cols><sheetData><row r=\"3\" spans=\"1:1\"><c r=\"C3\"/></row><row "
		"r=\"5\"/></sheetData></worksheet>",
		many, 4,
		"<worksheet xmlns=\"" MAIN
		"\"><cols><col min=\"2\" max=\"2\" style=\"1\"/></cols><sheetData><row r=\"1\"><c r=\"A1\" s=\"2\"/></row><row r=\"3\"><c "
		"r=\"B3\" s=\"3\"/><c r=\"C3\"/><c r=\"D3\" s=\"0\"/></row><row r=\"5\"/><row r=\"9\"><c r=\"A9\" "
		"s=\"4\"/></row></sheetData><legacyDrawing xmlns:r=\"" DOCUMENT "\" r:id=\"formruleBoxes1\"/></worksheet>");
	const said first[] = {{1, 2, FR_LEVEL_ERROR, "e", false}};
	expect("prefixes, cells without places, what comes behind the boxes",
		"<x:worksheet xmlns:x=\"" MAIN
		"\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c/></x:row></x:sheetData><mc:AlternateContent "
		"xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><mc:Choice><x:controls/></mc:Choice></"
		"mc:AlternateContent></x:worksheet>",
		first, 1,
		"<x:worksheet xmlns:x=\"" MAIN
		"\"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c><x:c s=\"2\"/></x:row></x:sheetData><x:legacyDrawing xmlns:r=\"" DOCUMENT
		"\" r:id=\"formruleBoxes1\"/><mc:AlternateContent "
		"xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><mc:Choice><x:controls/>"
		"</mc:Choice></mc:AlternateContent></x:worksheet>");
}

static void earlier_marks_are_replaced(void)
{
	fr_error error = {0};
	const said a[] = {{1, 1, FR_LEVEL_ERROR, "a", false}}, b[] = {{1, 2, FR_LEVEL_ERROR, "b", false}};
	static const char *const parts[] = {"xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml",
		"[Content_Types].xml", "xl/worksheets/_rels/sheet1.xml.rels"};
	pack(path_of("in.xlsx"), SHEET("<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\" s=\"1\"/></row>"), STYLES(LOOKS), NULL, 0);
	CU_ASSERT(annotate(path_of("in.xlsx"), path_of("one.xlsx"), a, 1, &error) == FR_OK);
	CU_ASSERT(annotate(path_of("one.xlsx"), path_of("two.xlsx"), a, 1, &error) == FR_OK);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char *want = part_of(path_of("one.xlsx"), parts[i]);
		expect_part("again the same", path_of("two.xlsx"), parts[i], want);
		free(want);
	}
	CU_ASSERT(annotate(path_of("two.xlsx"), path_of("three.xlsx"), b, 1, &error) == FR_OK);
	expect_part("another cell now", path_of("three.xlsx"), "xl/worksheets/sheet1.xml",
		DRAWN("<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\" s=\"2\"/></row>"));
	char *words = part_of(path_of("three.xlsx"), "xl/comments1.xml"),
	     *boxes = part_of(path_of("three.xlsx"), "xl/drawings/vmlDrawing1.vml");
	CU_ASSERT(words && !strstr(words, "ref=\"A1\"") && strstr(words, "ref=\"B1\""));
	CU_ASSERT(boxes && strstr(boxes, "<x:Column>1</x:Column>") && !strstr(boxes, "<x:Column>0</x:Column>"));
	free(words);
	free(boxes);
	CU_ASSERT(annotate(path_of("three.xlsx"), path_of("four.xlsx"), NULL, 0, &error) == FR_OK);
	expect_part("nothing any more", path_of("four.xlsx"), "xl/worksheets/sheet1.xml",
		DRAWN("<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\" s=\"1\"/></row>"));
}

/* ---- comments of people ---- */

#define THEIRS(list) "<comments xmlns=\"" MAIN "\"><authors><author>李主管</author></authors><commentList>" list "</commentList></comments>"
#define OURS(list) \
	"<comments xmlns=\"" MAIN "\"><authors><author>李主管</author><author>Formrule</author></authors><commentList>" list \
	"</commentList></comments>"

static void words_of_people_are_kept(void)
{
	static const struct {
		const char *before, *after;
	} cases[] = {{"<comment ref=\"A1\" authorId=\"0\"><text><t>先问</t></text></comment>",
			     "<comment ref=\"A1\" authorId=\"0\"><text><t>先问\n" COPY_RULE "\n请改</t></text></comment>"},
		{"<comment ref=\"A1\" authorId=\"0\"><text><r><rPr><b/></rPr><t>先</t></r><r><t>问</t></r></text></comment>",
			"<comment ref=\"A1\" authorId=\"0\"><text><r><rPr><b/></rPr><t>先</t></r><r><t>问</t></r><r><t "
			"xml:space=\"preserve\">\n" COPY_RULE "\n请改</t></r></text></comment>"},
		{"<comment ref=\"A1\" authorId=\"0\"><text><t></t></text></comment>",
			"<comment ref=\"A1\" authorId=\"0\"><text><t>\n" COPY_RULE "\n请改</t></text></comment>"}};
	const entry relations = {"xl/worksheets/_rels/sheet1.xml.rels", RELATIONS(RELATION("k", "comments", "../comments7.xml"))};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char before[1024], after[1024], plain[1024];
		fr_error error = {0};
		const said a[] = {{1, 1, FR_LEVEL_ERROR, "请改", false}};
		snprintf(before, sizeof before, THEIRS("%s"), cases[i].before);
		snprintf(after, sizeof after, OURS("%s"), cases[i].after);
		snprintf(plain, sizeof plain, OURS("%s"), cases[i].before);
		const entry more[] = {relations, {"xl/comments7.xml", before}};
		pack(path_of("in.xlsx"), SHEET("<row r=\"1\"><c r=\"A1\"/></row>"), STYLES(LOOKS), more, 2);
		CU_ASSERT(annotate(path_of("in.xlsx"), path_of("one.xlsx"), a, 1, &error) == FR_OK);
		expect_part("ours below theirs", path_of("one.xlsx"), "xl/comments7.xml", after);
		CU_ASSERT(annotate(path_of("one.xlsx"), path_of("two.xlsx"), a, 1, &error) == FR_OK);
		expect_part("not twice", path_of("two.xlsx"), "xl/comments7.xml", after);
		CU_ASSERT(annotate(path_of("two.xlsx"), path_of("three.xlsx"), NULL, 0, &error) == FR_OK);
		expect_part("and taken away again", path_of("three.xlsx"), "xl/comments7.xml", plain);
	}
}

/* ---- texts in place of others ---- */

static void texts_take_the_place_of_what_was_there(void)
{
	const said texts[] = {{1, 1, FR_LEVEL_ERROR, "新 _x0041_", true}, {2, 2, FR_LEVEL_ERROR, "二", true}};
	expect("value, formula and kind make way, look and place stay",
		SHEET("<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"str\" cm=\"1\"><f>B1&amp;C$1</f><v>x</v></c><c r=\"B1\"><v>2</v></c></row>"),
		texts, 2,
		SHEET("<row r=\"1\"><c r=\"A1\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">新 _x005F_x0041_</t></is></c><c "
		      "r=\"B1\"><v>2</v></c></row><row "
		      "r=\"2\"><c r=\"B2\" t=\"inlineStr\"><is><t xml:space=\"preserve\">二</t></is></c></row>"));
	expect_part("the order of calculation is of no use any more", path_of("out.xlsx"), "xl/calcChain.xml", NULL);
	char *relations = part_of(path_of("out.xlsx"), "xl/_rels/workbook.xml.rels");
	CU_ASSERT(relations && !strstr(relations, "calcChain") && strstr(relations, "styles.xml"));
	free(relations);
	expect_part("looks are untouched", path_of("out.xlsx"), "xl/styles.xml", STYLES(LOOKS));
	const said master[] = {{1, 1, FR_LEVEL_ERROR, "x", true}};
	expect("who shared its formula has it as its own now",
		SHEET("<row r=\"1\"><c r=\"A1\"><f t=\"shared\" ref=\"A1:A2\" "
		      "si=\"0\">B1+$B$1+SUM(C:C)+LOG10(2)+\"B1\"+'B1'!B1+T[B1]</f><v>1</v></c></row><row r=\"2\"><c "
		      "r=\"A2\"><f t=\"shared\" si=\"0\"/><v>2</v></c></row>"),
		master, 1,
		SHEET("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">x</t></is></c></row><row r=\"2\"><c "
		      "r=\"A2\"><f>B2+$B$1+SUM(C:C)+LOG10(2)+\"B1\"+'B1'!B2+T[B1]</f><v>2</v></c></row>"));
}

static void formulas_move(void)
{
	static const struct {
		const char *from, *to;
		long rows, columns;
	} cases[] = {{"A1", "B3", 2, 1}, {"$A1+A$1+$A$1", "$A3+B$1+$A$1", 2, 1}, {"A:B", "B:C", 5, 1}, {"1:$2", "6:$2", 5, 1},
		{"Sheet1!A1:B2", "Sheet1!B2:C3", 1, 1}, {"A1B+X1!A1", "A1B+X1!A2", 1, 0}, {"IF(A1=\"A1\",A1)", "IF(A2=\"A1\",A2)", 1, 0},
		{"A1048576", "A1", 1, 0}, {"XFD1", "A1", 0, 1}, {"甲1+Z1", "甲1+AA1", 0, 1}, {"LOG10(A1)", "LOG10(A2)", 1, 0},
		{"[2]S!A1", "[2]S!A2", 1, 0}, {"", "", 1, 1}, {"AAAA1+A0", "AAAA1+A0", 1, 1}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf out;
		fr_buf_init(&out, NULL, 0);
		sheet_formula_move(fr_str_from(cases[i].from), cases[i].rows, cases[i].columns, &out);
		CASE_TRUE(fr_str_is(fr_buf_view(&out), cases[i].to), "%s gives %.*s\n", cases[i].from, (int)out.n, out.p ? out.p : "");
		fr_buf_free(&out);
	}
}

static void what_cannot_be_copied_is_refused(void)
{
	fr_error error = {0};
	static const char *const broken[] = {"<a>",
		"<worksheet xmlns=\"" MAIN "\"><sheetData><row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row></sheetData></worksheet>",
		"<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", "<?xml version='1.0' encoding='GB18030'?><worksheet xmlns=\"" MAIN "\"/>",
		"<worksheet xmlns=\"" MAIN "\"><sheetData><row r=\"1\"><c r=\"A1\" s=1/></row></sheetData></worksheet>",
		"\xFF\xFE<\0a\0/\0>\0"};
	const said a[] = {{1, 1, FR_LEVEL_ERROR, "a", false}};
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		pack(path_of("broken.xlsx"), broken[i], STYLES(LOOKS), NULL, 0);
		unlink(path_of("out.xlsx"));
		fr_status status = annotate(path_of("broken.xlsx"), path_of("out.xlsx"), a, 1, &error);
		CASE_TRUE(status == FR_E_FORMAT && error.code == FR_ANNOTATE_PART && access(path_of("out.xlsx"), F_OK) != 0,
			"broken %zu gives %d\n", i, status);
	}
	pack(path_of("in.xlsx"), SHEET(""), STYLES(LOOKS), NULL, 0);
	CU_ASSERT(annotate(path_of("in.xlsx"), path_of("out.ods"), a, 1, &error) == FR_E_ARGUMENT && error.code == FR_COPY_NAME);
	CU_ASSERT(annotate(path_of("in.xlsx"), path_of("in.xlsx"), a, 1, &error) == FR_E_ARGUMENT && error.code == FR_IO_SAME);
	pack(path_of("plain.xlsx"), SHEET(""), NULL, NULL, 0);
	CU_ASSERT(annotate(path_of("plain.xlsx"), path_of("out.xlsx"), a, 1, &error) == FR_OK);
	char *looks = part_of(path_of("out.xlsx"), "xl/styles1.xml");
	CU_ASSERT(looks && strstr(looks, "FFFDECEA"));
	free(looks);
}

/* ---- memory ---- */

static void *sparing(void *user, void *block, size_t size)
{
	long *left = user;
	if (size == 0) {
		free(block);
		return NULL;
	}
	if (*left == 0)
		return NULL;
	--*left;
	return realloc(block, size);
}

/* Each allocation refused once and ever after: an error and no file, or, for what can be done without, the copy. */
static void every_allocation_may_be_refused(void)
{
	const entry more[] = {{"xl/worksheets/_rels/sheet1.xml.rels", RELATIONS(RELATION("k", "comments", "../comments7.xml"))},
		{"xl/comments7.xml", THEIRS("<comment ref=\"A1\" authorId=\"0\"><text><t>x</t></text></comment>")}};
	pack(path_of("in.xlsx"), SHEET("<row r=\"1\"><c r=\"A1\" s=\"1\"/><c r=\"B1\"><f>A1</f><v>1</v></c></row>"), STYLES(LOOKS), more,
		2);
	bool done = false;
	for (long most = 0; most < 4000 && !done; most++) {
		long left = most;
		const fr_allocator allocator = {sparing, &left};
		fr_annotation *annotation;
		fr_error error = {0};
		fr_finding f = {.level = FR_LEVEL_ERROR,
			.code = FR_REQUIRED,
			.sheet = FR_STR("记录"),
			.row = 1,
			.column = 1,
			.message = FR_STR("m")};
		fr_result r = {.row = 1, .findings = &f, .finding_count = 1};
		unlink(path_of("out.xlsx"));
		fr_status status = fr_annotation_new(&allocator, NULL, path_of("in.xlsx"), path_of("out.xlsx"), "en", &annotation, &error);
		bool opened = status == FR_OK;
		if (opened)
			status = fr_annotation_add(annotation, &r, &error);
		if (status == FR_OK && !fr_annotation_replace(annotation, f.sheet, 1, 2, FR_STR("t")))
			status = FR_E_MEMORY;
		if (opened) {
			fr_status closed = fr_annotation_close(annotation, status == FR_OK, &error);
			status = status == FR_OK ? closed : status;
		}
		bool there = access(path_of("out.xlsx"), F_OK) == 0;
		CASE_TRUE(there == (status == FR_OK), "allocation %ld: %d, %s\n", most, status, there ? "a file" : "no file");
		done = status == FR_OK && left > 0;
	}
	CU_ASSERT(done);
}

/* ---- the tokens ---- */

static void tokens_of_any_size_are_the_same(void)
{
	static const char text[] = "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<a x='1>2' y = \"&lt;\"><!-- <b> "
				   "--><b/>t&#x4e2d;<![CDATA[<c>]]><?p q?><p:d xmlns:p='" MAIN "'><p:e r='1' p:r='2'/></p:d ></a>\n";
	for (size_t piece = 1; piece < 40; piece++) {
		splice_memory memory;
		splice s;
		fr_error error = {0};
		fr_status status;
		size_t starts = 0;
		splice_memory_open(&memory, "t", FR_STR(text));
		memory.piece = piece;
		splice_open(&s, &fr_system_allocator, &memory.part, "in", "out", 4096);
		while ((status = splice_next(&s, &error)) == FR_OK) {
			fr_str value;
			starts += splice_starts(&s);
			if (fr_str_is(s.local, "e"))
				CU_ASSERT(splice_is(&s, FR_NS_SHEET, "e") && splice_attribute_in(&s, FR_NS_SHEET, "r", &value) &&
					  fr_str_is(value, "2"));
			splice_copy(&s);
		}
		CASE_TRUE(status == FR_END && starts == 4 && fr_str_is(fr_buf_view(&s.out), text), "pieces of %zu: %d\n", piece, status);
		splice_close(&s);
	}
	static const char *const wrong[] = {"", "a", "<a", "<a>", "</a>", "<a></b>", "<a/><b/>", "<a b/>", "<a b=c/>", "<a b='<'/>",
		"<a b='1'c='2'/>", "<a><![CDATA[</a>", "<!a><b/>", "<a>x</a>y", "< a/>", "<a b='1/>"};
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		splice_memory memory;
		splice s;
		fr_error error = {0};
		fr_status status;
		splice_memory_open(&memory, "t", fr_str_from(wrong[i]));
		splice_open(&s, &fr_system_allocator, &memory.part, "in", "out", 4096);
		while ((status = splice_next(&s, &error)) == FR_OK)
			;
		CASE_TRUE(status == FR_E_FORMAT && error.code == FR_ANNOTATE_PART, "%s gives %d\n", wrong[i], status);
		splice_close(&s);
	}
}

TESTS(annotate_xlsx, {"marks stand on their cells", marks_stand_on_their_cells}, {"earlier marks are replaced", earlier_marks_are_replaced},
	{"words of people are kept", words_of_people_are_kept},
	{"texts take the place of what was there", texts_take_the_place_of_what_was_there}, {"formulas move", formulas_move},
	{"what cannot be copied is refused", what_cannot_be_copied_is_refused},
	{"every allocation may be refused", every_allocation_may_be_refused},
	{"tokens of any size are the same", tokens_of_any_size_are_the_same})
