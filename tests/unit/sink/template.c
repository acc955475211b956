/* Templates: the same bytes each time, well-formed whatever the form says, and nothing left behind when it cannot be done. */
#include "sink/sink.h"
#include "sink/workbook.h"
#include "diag/diag.h"
#include "suite.h"

#include <expat.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#define HERE FR_BUILD_DIR "/unit-sink-template"
#define LABEL "&lt;b&gt;&amp;&quot;' =1+1 😀 {0} &#9;end"

static const char form_text[] =
	"<form xmlns='urn:formrule:form' id='hostile' version='1' xml:lang='zh-CN'><title>" LABEL "</title>"
	"<choices list='l'><choice name='a' score='5'><label>" LABEL
	"甲</label></choice><choice name='b' score='1'><label>=1+1</label></choice>"
	"<choice name='n' na='true'><label>不适用</label></choice></choices>"
	"<group name='g'><label>" LABEL "</label>"
	"<field name='key' type='string' required='true()' pattern='[A-Z]&lt;?&quot;?[0-9]{2}'><label>" LABEL "一</label><hint>" LABEL
	"</hint>"
	"<required_message>请填\"键\"</required_message></field>"
	"<field name='one' type='select_one' list='l'><label>=1+1</label></field>"
	"<field name='many' type='select_multiple' list='l'><label>多选</label></field>"
	"<field name='yes' type='boolean'><label>是否</label></field>"
	"<field name='low-score' type='range' start='-5' end='5' step='0.5'><label>负分</label></field>"
	"<field name='Low_Score' type='integer'><label>整数</label></field>"
	"<field name='说明' type='string' relevant=\"${one} = 'a'\" stored='masked' identifier='phone'><label>中文名</label></field>"
	"<field name='on' type='date'><label>日</label></field><field name='at' type='dateTime'><label>时刻</label></field>"
	"<field name='t' type='time'><label>时间</label></field><field name='n' type='note'><label>" LABEL "注</label></field>"
	"<field name='twice' type='calculate' calculate='${Low_Score} * 2'><label>两倍</label></field></group>"
	"<score name='s' method='weighted-mean' scale='0 100' decimals='1' missing='zero'><label>分</label><part field='one' weight='2' "
	"scale='1 5'/>"
	"<part field='low-score' scale='-5 5'/><grade from='50' name='ok'><label>" LABEL
	"好</label></grade></score><key fields='key on'/></form>";

static fr_form *form_of(const char *text)
{
	fr_form *form = NULL;
	fr_error error = {0};
	fr_lint *lint = fr_lint_new(NULL);
	if (fr_form_parse(NULL, fr_str_from(text), "form.xml", &form, lint, &error) != FR_OK)
		for (size_t i = 0; i < lint->count; i++) {
			char message[512];
			fr_diagnostic_message(&lint->items[i], "en", message, sizeof message);
			fprintf(stderr, "%zu:%zu %s\n", lint->items[i].line, lint->items[i].column, message);
		}
	fr_lint_free(lint);
	return form;
}

static const char *path_of(const char *name)
{
	static char path[4][4096];
	static unsigned next;
	char *p = path[next++ % 4];
	mkdir(HERE, 0755);
	snprintf(p, sizeof path[0], HERE "/%s", name);
	return p;
}

static char *bytes_of(const char *path, size_t *n)
{
	FILE *f = fopen(path, "rb");
	char *bytes = NULL;
	*n = 0;
	if (f) {
		fseek(f, 0, SEEK_END);
		*n = (size_t)ftell(f);
		rewind(f);
		bytes = malloc(*n + 1);
		*n = fread(bytes, 1, *n, f);
		fclose(f);
	}
	return bytes;
}

static char *part_of(const char *path, const char *name, size_t *n)
{
	zip_t *zip = zip_open(path, ZIP_RDONLY, NULL);
	zip_stat_t stat;
	char *bytes = NULL;
	*n = 0;
	if (zip && zip_stat(zip, name, 0, &stat) == 0) {
		zip_file_t *part = zip_fopen(zip, name, 0);
		bytes = malloc(stat.size + 1);
		*n = part ? (size_t)zip_fread(part, bytes, stat.size) : 0;
		bytes[*n] = 0;
		if (part)
			zip_fclose(part);
	}
	if (zip)
		zip_discard(zip);
	return bytes;
}

static bool well_formed(const char *path, const char *name)
{
	size_t n;
	char *bytes = part_of(path, name, &n);
	XML_Parser parser = XML_ParserCreateNS(NULL, '|');
	bool ok = bytes && XML_Parse(parser, bytes, (int)n, 1) == XML_STATUS_OK;
	if (!ok && bytes)
		fprintf(stderr, "%s: %s at byte %ld\n", name, XML_ErrorString(XML_GetErrorCode(parser)),
			(long)XML_GetCurrentByteIndex(parser));
	XML_ParserFree(parser);
	free(bytes);
	return ok;
}

static fr_status build(const fr_form *form, const char *path, const char *lang, size_t rows)
{
	fr_template_options options = {.size = sizeof options, .lang = lang, .rows = rows};
	fr_error error = {0};
	return fr_template_build(NULL, form, path, &options, NULL, &error);
}

static void the_same_form_gives_the_same_bytes(void)
{
	fr_form *form = form_of(form_text);
	CU_ASSERT_FATAL(form != NULL);
	const char *a = path_of("a.ots"), *b = path_of("b.ots");
	setenv("TZ", "Asia/Shanghai", 1);
	CU_ASSERT(build(form, a, "zh-CN", 0) == FR_OK);
	setenv("TZ", "America/New_York", 1);
	sleep(1);
	CU_ASSERT(build(form, b, "zh-CN", 0) == FR_OK);
	size_t n, m;
	char *x = bytes_of(a, &n), *y = bytes_of(b, &m);
	CU_ASSERT(x && y && n == m && memcmp(x, y, n) == 0);
	/* The type is the first entry, stored, without extra field: programs look at byte 38 (OpenDocument 1.3, part 2, 3.3). */
	CU_ASSERT(n > 100 && memcmp(x + 30, "mimetypeapplication/vnd.oasis.opendocument.spreadsheet-template", 63) == 0);
	free(x);
	free(y);
	CU_ASSERT(build(form, path_of("a.xlsx"), "zh-CN", 5) == FR_OK);
	setenv("TZ", "Asia/Tokyo", 1);
	CU_ASSERT(build(form, path_of("b.xlsx"), "zh-CN", 5) == FR_OK);
	x = bytes_of(path_of("a.xlsx"), &n);
	y = bytes_of(path_of("b.xlsx"), &m);
	CU_ASSERT(x && y && n == m && memcmp(x, y, n) == 0);
	free(x);
	free(y);
	CU_ASSERT(build(form, path_of("c.ods"), "en", 5) == FR_OK);
	x = part_of(path_of("c.ods"), "mimetype", &n);
	CU_ASSERT(x && strcmp(x, "application/vnd.oasis.opendocument.spreadsheet") == 0);
	free(x);
	fr_form_free(form);
}

static void hostile_words_stay_words(void)
{
	fr_form *form = form_of(form_text);
	CU_ASSERT_FATAL(form != NULL);
	static const char *const parts[] = {"content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml"};
	for (int lang = 0; lang < 2; lang++) {
		const char *path = path_of("hostile.ods");
		CU_ASSERT(build(form, path, lang ? "en" : "zh-CN", 20) == FR_OK);
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
			CASE_TRUE(well_formed(path, parts[i]), "%s\n", parts[i]);
	}
	size_t n;
	char *content = part_of(path_of("hostile.ods"), "content.xml", &n);
	CU_ASSERT_FATAL(content != NULL);
	CU_ASSERT(strstr(content, "table:formula=\"of:=1+1\"") == NULL && strstr(content, "table:formula=\"=1+1\"") == NULL);
	CU_ASSERT(strstr(content, "<text:p>=1+1</text:p>") != NULL); /* a label that looks like a formula is text */
	CU_ASSERT(strstr(content, "😀") != NULL);
	free(content);
	fr_form_free(form);
}

/* Excel's own limits, which it mends by throwing things away: ECMA-376 part 1, 18.3.1.32 and Excel's specifications. */
static void within(const char *content, const char *attribute, size_t most)
{
	size_t length = strlen(attribute);
	for (const char *at = strstr(content, attribute); at; at = strstr(at + 1, attribute)) {
		const char *end = strchr(at + length, '"');
		fr_str value = fr_str_of(at + length, (size_t)(end - at) - length);
		CASE_TRUE(fr_utf8_length(value) <= most, "%s%.*s\n", attribute, (int)value.n,
			value.p); /* references count as more: the safe side */
	}
}

static void hostile_words_stay_words_in_excel(void)
{
	fr_form *form = form_of(form_text);
	CU_ASSERT_FATAL(form != NULL);
	static const char *const parts[] = {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
		"xl/styles.xml", "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml", "xl/worksheets/sheet1.xml",
		"xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml", "xl/worksheets/sheet5.xml"};
	for (int lang = 0; lang < 2; lang++) {
		const char *path = path_of("hostile.xlsx");
		CU_ASSERT(build(form, path, lang ? "en" : "zh-CN", 20) == FR_OK);
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
			CASE_TRUE(well_formed(path, parts[i]), "%s\n", parts[i]);
	}
	size_t n;
	char *sheet = part_of(path_of("hostile.xlsx"), "xl/worksheets/sheet2.xml", &n);
	CU_ASSERT_FATAL(sheet != NULL);
	CU_ASSERT(strstr(sheet, "<f>1+1") == NULL && strstr(sheet, "<f>=") == NULL);
	CU_ASSERT(strstr(sheet, "<t xml:space=\"preserve\">=1+1</t>") != NULL);
	within(sheet, " errorTitle=\"", 32 + 30);
	within(sheet, " promptTitle=\"", 32 + 30);
	free(sheet);
	char *book = part_of(path_of("hostile.xlsx"), "xl/workbook.xml", &n);
	CU_ASSERT(book && strstr(book, "ORG.") == NULL && strstr(book, "COM.MICROSOFT") == NULL && strstr(book, "[$") == NULL);
	free(book);
	char *custom = part_of(path_of("hostile.xlsx"), "docProps/custom.xml", &n);
	CU_ASSERT(custom && strstr(custom, "name=\"formrule\"><vt:lpwstr>hostile@1</vt:lpwstr>") != NULL);
	free(custom);
	fr_form_free(form);
}

static void the_workbook_names_its_form(void)
{
	fr_form *form = form_of(form_text);
	CU_ASSERT_FATAL(form != NULL);
	CU_ASSERT(build(form, path_of("named.ods"), "zh-CN", 7) == FR_OK);
	size_t n;
	char *meta = part_of(path_of("named.ods"), "meta.xml", &n), *content = part_of(path_of("named.ods"), "content.xml", &n);
	CU_ASSERT(meta && strstr(meta, "meta:name=\"formrule\" meta:value-type=\"string\">hostile@1</meta:user-defined>") != NULL);
	CU_ASSERT(content && strstr(content, "table:name=\"formrule_records\" table:base-cell-address=\"$记录.$A$1\" "
					     "table:cell-range-address=\"$记录.$A$2:.$") != NULL);
	CU_ASSERT(content && strstr(content, "$9\"/>") != NULL); /* header on row 2, seven rows */
	free(meta);
	free(content);
	fr_form_free(form);
}

static void wrong_requests_are_refused(void)
{
	fr_form *form = form_of(form_text);
	CU_ASSERT_FATAL(form != NULL);
	CU_ASSERT(build(form, path_of("x.xls"), "zh-CN", 0) == FR_E_ARGUMENT);
	for (int excel = 0; excel < 2; excel++) {
		const char *name = excel ? "x.xlsx" : "x.ods";
		CU_ASSERT(build(form, path_of(name), "zh-CN", 100001) == FR_E_LIMIT);
		CU_ASSERT(build(form, excel ? HERE "/none/x.xlsx" : HERE "/none/x.ods", "zh-CN", 0) == FR_E_IO);
		CU_ASSERT(access(path_of(name), F_OK) != 0);
	}
	fr_form_free(form);
}

static void columns_are_lettered(void)
{
	static const struct {
		size_t index;
		const char *letter;
	} cases[] = {{0, "A"}, {25, "Z"}, {26, "AA"}, {51, "AZ"}, {52, "BA"}, {701, "ZZ"}, {702, "AAA"}, {16383, "XFD"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char letter[8];
		book_letter(cases[i].index, letter);
		CASE_TRUE(strcmp(letter, cases[i].letter) == 0, "%zu gives %s\n", cases[i].index, letter);
	}
}

static void long_words_are_cut_into_pieces(void)
{
	fr_buf text, out;
	fr_buf_init(&text, NULL, 0);
	fr_buf_init(&out, NULL, 0);
	for (int i = 0; i < 300; i++)
		fr_buf_puts(&text, i == 100 ? "\"" : "客");
	formula_text(&out, fr_buf_view(&text));
	fr_str f = fr_buf_view(&out);
	size_t cut = fr_str_find(f, FR_STR("\"&\""));
	CU_ASSERT(cut != SIZE_MAX && fr_utf8_length(fr_str_of(f.p, cut)) <= 256 && fr_str_find(f, FR_STR("客\"\"客")) != SIZE_MAX);
	fr_buf_free(&text);
	fr_buf_free(&out);
}

typedef struct scarce {
	size_t left;
	bool refused;
} scarce;

static void *scarce_resize(void *user, void *block, size_t size)
{
	scarce *s = user;
	if (size && s->left-- == 0) {
		s->left = 0;
		s->refused = true;
		return NULL;
	}
	return fr_system_allocator.resize(NULL, block, size);
}

static void memory_refused(const char *path)
{
	fr_form *form = form_of(form_text);
	CU_ASSERT_FATAL(form != NULL);
	fr_template_options options = {.size = sizeof options, .rows = 2};
	unlink(path);
	for (size_t n = 0;; n += n < 300 ? 1 : 97) {
		scarce s = {.left = n};
		fr_allocator a = {scarce_resize, &s};
		fr_error error = {0};
		fr_status status = fr_template_build(&a, form, path, &options, NULL, &error);
		if (!s.refused) {
			CU_ASSERT(status == FR_OK);
			break;
		}
		if (status != FR_E_MEMORY || access(path, F_OK) == 0) {
			CASE_TRUE(false, "refusal %zu gives %d\n", n, status);
			break;
		}
	}
	fr_form_free(form);
}

static void memory_may_be_refused_anywhere(void)
{
	memory_refused(path_of("scarce.ods"));
	memory_refused(path_of("scarce.xlsx"));
}

TESTS(template, {"the same form gives the same bytes", the_same_form_gives_the_same_bytes},
	{"hostile words stay words", hostile_words_stay_words}, {"hostile words stay words in Excel", hostile_words_stay_words_in_excel},
	{"the workbook names its form", the_workbook_names_its_form}, {"wrong requests are refused", wrong_requests_are_refused},
	{"columns are lettered", columns_are_lettered}, {"long words are cut into pieces", long_words_are_cut_into_pieces},
	{"memory may be refused anywhere", memory_may_be_refused_anywhere})
