/* Annotated copies: findings on their cells, and every other byte as it was. */
#include "sink/rewrite.h"
#include "suite.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#define HERE FR_BUILD_DIR "/unit-sink-annotate"
#define DECLARED \
	"xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" " \
	"xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" " \
	"xmlns:t=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" " \
	"xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
#define HEAD(styles) \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content " DECLARED ">" styles "<office:body><office:spreadsheet>"
#define FOOT "</office:spreadsheet></office:body></office:document-content>"
#define CE1 \
	"<style:style style:name='ce1' style:family=\"table-cell\" style:parent-style-name=\"Default\"><style:table-cell-properties " \
	"fo:background-color=\"#ffffff\" fo:padding=\"1mm\"/><style:text-properties fo:color=\"#111111\"/></style:style>"
#define STYLES(more) "<office:automatic-styles>" CE1 more "</office:automatic-styles>"
#define MARKED \
	"<style:style style:family=\"table-cell\" style:parent-style-name=\"Default\" " \
	"style:name=\"formrule-e-ce1\"><style:table-cell-properties fo:padding=\"1mm\" " \
	"fo:background-color=\"#fdecea\"/><style:text-properties fo:color=\"#111111\"/></style:style>"
#define PLAIN_MARK(letter, fill) \
	"<style:style style:name=\"formrule-" letter \
	"-Default\" style:family=\"table-cell\" style:parent-style-name=\"Default\"><style:table-cell-properties " \
	"fo:background-color=\"" fill "\"/></style:style>"
#define NOTE(words) "<office:annotation><dc:creator>Formrule</dc:creator><text:p>" words "</text:p></office:annotation>"

static const char *path_of(const char *name)
{
	static char path[4][4096];
	static unsigned next;
	char *p = path[next++ % 4];
	mkdir(HERE, 0755);
	snprintf(p, sizeof path[0], HERE "/%s", name);
	return p;
}

/* A package with that content; other.bin is stored with a time of its own. */
static void pack(const char *path, const char *content)
{
	static const char type[] = "application/vnd.oasis.opendocument.spreadsheet", other[] = "\0\1\2 other";
	int problem;
	zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &problem);
	CU_ASSERT_FATAL(zip != NULL);
	zip_int64_t i = zip_file_add(zip, "mimetype", zip_source_buffer(zip, type, sizeof type - 1, 0), 0);
	zip_set_file_compression(zip, (zip_uint64_t)i, ZIP_CM_STORE, 0);
	zip_file_add(zip, "content.xml", zip_source_buffer(zip, content, strlen(content), 0), 0);
	i = zip_file_add(zip, "Thumbnails/other.bin", zip_source_buffer(zip, other, sizeof other - 1, 0), 0);
	zip_file_set_mtime(zip, (zip_uint64_t)i, 1000000000, 0);
	CU_ASSERT_FATAL(zip_close(zip) == 0);
}

static char *part_of(const char *path, const char *name, zip_stat_t *stat)
{
	zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
	char *bytes = NULL;
	if (zip && zip_stat(zip, name, 0, stat) == 0) {
		zip_file_t *part = zip_fopen(zip, name, 0);
		bytes = calloc(1, stat->size + 1);
		if (part)
			zip_fread(part, bytes, stat->size);
		if (part)
			zip_fclose(part);
	}
	if (zip)
		zip_discard(zip);
	return bytes;
}

typedef struct said {
	const char *sheet;
	size_t row, column;
	fr_level level;
	const char *text;
} said;

static fr_status annotate(const char *input, const char *output, const said *words, size_t n, fr_error *error)
{
	fr_annotation *annotation;
	fr_status status = fr_annotation_new(NULL, NULL, input, output, "zh-CN", &annotation, error);
	for (size_t i = 0; i < n && status == FR_OK; i++) {
		fr_finding f = {.level = words[i].level,
			.code = FR_REQUIRED,
			.sheet = fr_str_from(words[i].sheet),
			.row = words[i].row,
			.column = words[i].column,
			.message = fr_str_from(words[i].text)};
		fr_result r = {.row = words[i].row, .findings = &f, .finding_count = 1};
		status = fr_annotation_add(annotation, &r, error);
	}
	return status == FR_OK ? fr_annotation_close(annotation, true, error) : status;
}

static void expect(const char *what, const char *before, const said *words, size_t n, const char *after)
{
	fr_error error = {0};
	zip_stat_t stat;
	pack(path_of("in.ods"), before);
	unlink(path_of("out.ods"));
	fr_status status = annotate(path_of("in.ods"), path_of("out.ods"), words, n, &error);
	char *got = part_of(path_of("out.ods"), "content.xml", &stat);
	CASE_TRUE(status == FR_OK && got && strcmp(got, after) == 0, "%s: %d\n  got  %s\n  want %s\n", what, status, got ? got : "nothing",
		after);
	free(got);
}

#define TABLE(name, rows) "<t:table t:name=\"" name "\">" rows "</t:table>"

static void notes_stand_on_their_cells(void)
{
	const said one[] = {{"记录", 1, 2, FR_LEVEL_ERROR, "请写明 <处理结果>"}};
	expect("a cell with text",
		HEAD(STYLES("")) TABLE("记录", "<t:table-row t:style-name='ro1'><t:table-cell/><t:table-cell t:style-name='ce1' "
					       "office:value-type=\"string\"><text:p>x</text:p></t:table-cell></t:table-row>") FOOT,
		one, 1,
		HEAD(STYLES(MARKED)) TABLE("记录", "<t:table-row t:style-name='ro1'><t:table-cell/><t:table-cell "
						   "office:value-type=\"string\" t:style-name=\"formrule-e-ce1\">" NOTE(
							   "请写明 &lt;处理结果&gt;") "<text:p>x</text:p></t:table-cell></t:table-row>")
			FOOT);
	expect("another sheet is left alone",
		HEAD(STYLES("")) TABLE("其他", "<t:table-row><t:table-cell/><t:table-cell/></t:table-row>") FOOT, one, 1,
		HEAD(STYLES("")) TABLE("其他", "<t:table-row><t:table-cell/><t:table-cell/></t:table-row>") FOOT);
	const said two[] = {{"记录", 1, 1, FR_LEVEL_WARNING, "请核对"}, {"记录", 1, 1, FR_LEVEL_ERROR, "请修改"}};
	expect("two at one cell, in their order, marked by the worse",
		HEAD(STYLES("")) TABLE("记录", "<t:table-row><t:table-cell/></t:table-row>") FOOT, two, 2,
		HEAD(STYLES(PLAIN_MARK("e", "#fdecea")))
			TABLE("记录", "<t:table-row><t:table-cell t:style-name=\"formrule-e-Default\">" NOTE(
					      "提醒:请核对</text:p><text:p>请修改") "</t:table-cell></t:table-row>") FOOT);
	const said info[] = {{"记录", 1, 0, FR_LEVEL_INFO, "未检查"}};
	expect("a hint is said, not marked; what is about no column stands first",
		HEAD("") TABLE("记录", "<t:table-row><t:table-cell t:style-name=\"ce9\"/></t:table-row>") FOOT, info, 1,
		HEAD("") TABLE("记录",
			"<t:table-row><t:table-cell t:style-name=\"ce9\">" NOTE("提示:未检查") "</t:table-cell></t:table-row>") FOOT);
}

/* More attributes than a token remembers, and tags that are written at length. */
#define MANY "a='1' b='2' c='3' d='4' e='5' f='6' g='7' h='8' i='9' j='10' k='11' l='12' m='13' n='14' o='15' p='16' q='17'"

static void tags_may_be_long(void)
{
	const said one[] = {{"s", 1, 2, FR_LEVEL_ERROR, "e"}};
	expect("the look and the repeats stand last",
		HEAD(STYLES("")) TABLE("s",
			"<t:table-row\n><t:table-cell " MANY
			" t:style-name = 'ce1' t:number-columns-repeated='2' ><text:p >x</text:p\t></t:table-cell\n></t:table-row >") FOOT,
		one, 1,
		HEAD(STYLES(MARKED)) TABLE("s",
			"<t:table-row><t:table-cell " MANY " t:style-name = 'ce1'><text:p >x</text:p\t></t:table-cell\n><t:table-cell " MANY
			" t:style-name=\"formrule-e-ce1\">" NOTE("e") "<text:p >x</text:p\t></t:table-cell\n></t:table-row >") FOOT);
}

static void what_is_repeated_is_split(void)
{
	const said notes[] = {{"s", 3, 3, FR_LEVEL_WARNING, "w"}, {"s", 3, 6, FR_LEVEL_WARNING, "v"}};
	expect("rows and cells",
		HEAD("<office:automatic-styles/>")
			TABLE("s", "<t:table-column t:default-cell-style-name=\"co\" t:number-columns-repeated=\"16384\"/><t:table-row "
				   "t:number-rows-repeated=\"5\"><t:table-cell t:number-columns-repeated=\"4\" office:value-type=\"float\" "
				   "office:value=\"1\"><text:p>1</text:p></t:table-cell></t:table-row>") FOOT,
		notes, 2,
		HEAD("<office:automatic-styles><style:style style:name=\"formrule-w-co\" style:family=\"table-cell\" "
		     "style:parent-style-name=\"co\"><style:table-cell-properties "
		     "fo:background-color=\"#fff6e0\"/></style:style></office:automatic-styles>") TABLE("s",
			"<t:table-column t:default-cell-style-name=\"co\" t:number-columns-repeated=\"16384\"/>"
			"<t:table-row t:number-rows-repeated=\"2\"><t:table-cell t:number-columns-repeated=\"4\" "
			"office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></t:table-cell></t:table-row>"
			"<t:table-row><t:table-cell office:value-type=\"float\" office:value=\"1\" "
			"t:number-columns-repeated=\"2\"><text:p>1</text:p></t:table-cell>"
			"<t:table-cell office:value-type=\"float\" office:value=\"1\" t:style-name=\"formrule-w-co\">" NOTE(
				"提醒:w") "<text:p>1</text:p></t:table-cell>"
					  "<t:table-cell office:value-type=\"float\" office:value=\"1\"><text:p>1</text:p></t:table-cell>"
					  "<t:table-cell/><t:table-cell t:style-name=\"formrule-w-co\">" NOTE(
						  "提醒:v") "</t:table-cell></t:table-row>"
							    "<t:table-row t:number-rows-repeated=\"2\"><t:table-cell "
							    "t:number-columns-repeated=\"4\" office:value-type=\"float\" "
							    "office:value=\"1\"><text:p>1</text:p></t:table-cell></t:table-row>") FOOT);
}

static void earlier_notes_are_replaced(void)
{
	const char *clean = HEAD(STYLES("")) TABLE("s",
		"<t:table-row><t:table-cell t:style-name=\"ce1\" "
		"office:value-type=\"string\"><text:p>x</text:p></t:table-cell><t:table-cell t:style-name=\"ce1\"/></t:table-row>") FOOT;
	const char *first = HEAD(STYLES(MARKED))
		TABLE("s", "<t:table-row><t:table-cell office:value-type=\"string\" t:style-name=\"formrule-e-ce1\">" NOTE(
				   "a") "<text:p>x</text:p></t:table-cell><t:table-cell t:style-name=\"ce1\"/></t:table-row>") FOOT;
	const char *second = HEAD(STYLES(MARKED))
		TABLE("s", "<t:table-row><t:table-cell office:value-type=\"string\" "
			   "t:style-name=\"ce1\"><text:p>x</text:p></t:table-cell><t:table-cell t:style-name=\"formrule-e-ce1\">" NOTE(
				   "b") "</t:table-cell></t:table-row>") FOOT;
	const said a[] = {{"s", 1, 1, FR_LEVEL_ERROR, "a"}}, b[] = {{"s", 1, 2, FR_LEVEL_ERROR, "b"}};
	expect("the first run", clean, a, 1, first);
	expect("again the same", first, a, 1, first);
	expect("another cell now", first, b, 1, second);
	expect("nothing any more", first, NULL, 0,
		HEAD(STYLES("")) TABLE("s",
			"<t:table-row><t:table-cell office:value-type=\"string\" "
			"t:style-name=\"ce1\"><text:p>x</text:p></t:table-cell><t:table-cell t:style-name=\"ce1\"/></t:table-row>") FOOT);
	/* An office gives styles names of its own: the mark is known by its colour, as the comment is ours. */
	const char *cleared =
		HEAD("<office:automatic-styles><style:style style:name=\"ce7\" style:family=\"table-cell\"><style:table-cell-properties "
		     "fo:background-color=\"#fdecea\" fo:padding=\"1mm\"/></style:style>"
		     "<style:style style:family=\"table-cell\" style:name=\"formrule-c-ce7\"><style:table-cell-properties "
		     "fo:padding=\"1mm\"/></style:style></office:automatic-styles>")
			TABLE("s", "<t:table-row><t:table-cell t:style-name=\"formrule-c-ce7\"></t:table-cell></t:table-row>") FOOT;
	expect("after an office has saved it",
		HEAD("<office:automatic-styles><style:style style:name=\"ce7\" style:family=\"table-cell\"><style:table-cell-properties "
		     "fo:background-color=\"#fdecea\" fo:padding=\"1mm\"/></style:style></office:automatic-styles>")
			TABLE("s", "<t:table-row><t:table-cell t:style-name=\"ce7\">" NOTE("a") "</t:table-cell></t:table-row>") FOOT,
		NULL, 0, cleared);
	expect("and stays so", cleared, NULL, 0, cleared);
}

static void words_of_people_are_kept(void)
{
#define OWN(ours, style) \
	HEAD(STYLES("%s")) \
	TABLE("s", "<t:table-row><t:table-cell t:style-name=\"" style \
		   "\"><office:annotation office:display=\"true\"><dc:creator>李主管</dc:creator><text:p>请先问仓库</text:p>" ours \
		   "</office:annotation><text:p>x</text:p></t:table-cell></t:table-row>") \
	FOOT
	char before[4096], after[4096];
	const said a[] = {{"s", 1, 1, FR_LEVEL_ERROR, "请修改"}};
	snprintf(before, sizeof before, OWN("", "ce1"), "");
	snprintf(after, sizeof after, OWN("<text:p>" COPY_RULE "</text:p><text:p>请修改</text:p>", "formrule-e-ce1"), MARKED);
	expect("ours below theirs", before, a, 1, after);
	expect("not twice", after, a, 1, after);
	expect("and taken away again", after, NULL, 0, before);
}

static void other_parts_stay(void)
{
	fr_error error = {0};
	zip_stat_t x, y;
	const said a[] = {{"s", 1, 1, FR_LEVEL_ERROR, "a"}};
	pack(path_of("in.ods"), HEAD("") TABLE("s", "<t:table-row><t:table-cell/></t:table-row>") FOOT);
	CU_ASSERT(annotate(path_of("in.ods"), path_of("out.ods"), a, 1, &error) == FR_OK);
	char *p = part_of(path_of("in.ods"), "Thumbnails/other.bin", &x), *q = part_of(path_of("out.ods"), "Thumbnails/other.bin", &y);
	CU_ASSERT(p && q && x.size == y.size && x.mtime == y.mtime && x.comp_method == y.comp_method && memcmp(p, q, x.size) == 0 &&
		  y.index == 2);
	free(p);
	free(q);
	p = part_of(path_of("out.ods"), "mimetype", &x);
	CU_ASSERT(p && x.index == 0 && x.comp_method == ZIP_CM_STORE);
	free(p);
}

static void what_cannot_be_annotated_is_refused(void)
{
	fr_error error = {0};
	pack(path_of("in.ods"), HEAD("") FOOT);
	CU_ASSERT(annotate(path_of("in.ods"), path_of("in.ods"), NULL, 0, &error) == FR_E_ARGUMENT && error.code == FR_IO_SAME);
	unlink(path_of("same.ods"));
	CU_ASSERT(symlink("in.ods", path_of("same.ods")) == 0);
	CU_ASSERT(annotate(path_of("in.ods"), path_of("same.ods"), NULL, 0, &error) == FR_E_ARGUMENT && error.code == FR_IO_SAME);
	CU_ASSERT(annotate(path_of("none.ods"), path_of("out.ods"), NULL, 0, &error) == FR_E_IO && error.code == FR_IO_MISSING);
	CU_ASSERT(annotate(path_of("in.ods"), path_of("out.csv"), NULL, 0, &error) == FR_E_ARGUMENT);
	FILE *f = fopen(path_of("in.csv"), "w");
	fputs("客户编号\nKH001\n", f);
	fclose(f);
	CU_ASSERT(annotate(path_of("in.csv"), path_of("out.ods"), NULL, 0, &error) == FR_E_FORMAT && error.code == FR_ANNOTATE_FORMAT);
	static const char *const broken[] = {"", "<a>", "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
		"<?xml version='1.0' encoding='GB18030'?><a/>", HEAD("") "<t:table><t:table-row>",
		HEAD("") "<t:table><t:table-row></t:table></t:table-row>" FOOT, HEAD("") "</x>" FOOT, FOOT,
		HEAD("") "<t:table t:name=\"<\"/>" FOOT, HEAD("") "<t:table t:name/>" FOOT, HEAD("") "<t:table a='1'b='2'/>" FOOT,
		"\xFF\xFE<\0a\0/\0>\0"};
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
		pack(path_of("broken.ods"), broken[i]);
		unlink(path_of("out.ods"));
		fr_status status = annotate(path_of("broken.ods"), path_of("out.ods"), NULL, 0, &error);
		CASE_TRUE(status == FR_E_FORMAT && error.code == FR_ANNOTATE_PART && access(path_of("out.ods"), F_OK) != 0,
			"broken %zu gives %d\n", i, status);
	}
}

/* ---- the stream itself, cut anywhere ---- */

static void pieces_of_any_size_give_the_same(void)
{
	static const char content[] = HEAD(STYLES("<style:style style:name=\"formrule-w-old\" style:family=\"table-cell\"/>")) TABLE("s",
		"<t:table-column/><t:table-row t:number-rows-repeated=\"3\"><t:table-cell t:style-name=\"ce1\" "
		"t:number-columns-repeated=\"3\"/><t:covered-table-cell/></t:table-row><!-- <t:table-row> "
		"--><t:table-row><t:table-cell "
		"a=\"x>y\"><t:cell-range-source/><text:p>z</text:p></t:table-cell></t:table-row><t:table-row\n><t:table-cell " MANY
		" t:style-name='ce1'></t:table-cell ></t:table-row>") FOOT;
	const copy_note notes[] = {{FR_STR("s"), 2, 2, FR_LEVEL_ERROR, FR_STR("e"), 0, false},
		{FR_STR("s"), 2, 4, FR_LEVEL_WARNING, FR_STR("w"), 1, false}, {FR_STR("s"), 4, 1, FR_LEVEL_ERROR, FR_STR("f"), 2, false}};
	const copy_job job = {.allocator = fr_system_allocator, .input = "in", .output = "out", .notes = notes, .count = 3};
	char *whole = NULL;
	for (size_t most = 4096; most; most = most > 64 ? 64 : most - 1) {
		char *got = calloc(1, 2 * sizeof content);
		size_t n = 1;
		fr_part part;
		fr_scratch *out = NULL;
		splice_memory memory;
		fr_error error = {0};
		CU_ASSERT_FATAL(got && copy_scratch(&job, false, &out, &error) == FR_OK);
		splice_memory_open(&memory, "content.xml", fr_str_of(content, sizeof content - 1));
		memory.piece = most;
		fr_status status = rewrite_content(&job, &memory.part, out, &error);
		fr_scratch_part(out, "out", &part);
		for (size_t at = 0; status == FR_OK && n; at += n)
			status = part.read(&part, got + at, 2 * sizeof content - 1 - at, &n, &error);
		fr_scratch_free(out);
		CASE_TRUE(status == FR_OK && *got, "pieces of %zu give %d\n", most, status);
		if (most == 4096) {
			whole = got;
			CU_ASSERT(strstr(whole, "formrule-w-old") == NULL);
			CU_ASSERT(strstr(whole, "<t:cell-range-source/><office:annotation>") != NULL);
			CU_ASSERT(strstr(whole, "<!-- <t:table-row> -->") != NULL);
			CU_ASSERT(strstr(whole, "a=\"x>y\"") != NULL);
			continue;
		}
		CASE_TRUE(whole && strcmp(whole, got) == 0, "pieces of %zu differ\n", most);
		free(got);
	}
	free(whole);
}

TESTS(annotate, {"notes stand on their cells", notes_stand_on_their_cells}, {"tags may be long", tags_may_be_long},
	{"what is repeated is split", what_is_repeated_is_split}, {"earlier notes are replaced", earlier_notes_are_replaced},
	{"words of people are kept", words_of_people_are_kept}, {"other parts stay", other_parts_stay},
	{"what cannot be annotated is refused", what_cannot_be_annotated_is_refused},
	{"pieces of any size give the same", pieces_of_any_size_give_the_same})
