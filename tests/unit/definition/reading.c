/* Reading definitions: what is refused before it can do harm, and what is said about it. Issue A, "Bad input gets": DTD, entities, not XML, not valid, limits. */
#include "definition/definition.h"
#include "suite.h"

#include <stdlib.h>
#include <unistd.h>

#define HEAD "<calendar xmlns='urn:formrule:calendar' id='c'><title>t</title>"
#define WEEK "<week days='1 2 3 4 5'/>"

typedef struct read_result {
	fr_status status;
	fr_lint *lint;
	fr_definition definition;
	fr_error error;
} read_result;

static read_result read_bytes(fr_str bytes)
{
	read_result r = {.lint = fr_lint_new(NULL)};
	r.status = fr_definition_parse(NULL, bytes, "test.xml", FR_GRAMMAR_CALENDAR, &r.definition, r.lint, &r.error);
	return r;
}

static void done(read_result *r)
{
	fr_definition_close(&r->definition);
	fr_lint_free(r->lint);
}

/* The first diagnostic is this one, at this place. */
static void expect(const char *name, fr_str bytes, int code, size_t line, size_t column, size_t width, const char *arg)
{
	read_result r = read_bytes(bytes);
	const fr_diagnostic *d = fr_lint_at(r.lint, 0);
	CASE_TRUE(r.status == FR_E_FORM, "%s: status %d\n", name, r.status);
	CASE_TRUE(d && d->code == code, "%s: code %s\n", name, d ? fr_code_name(d->code) : "none");
	if (d) {
		CASE_TRUE(d->line == line && d->column == column && d->width == width, "%s: at %zu:%zu+%zu\n", name, d->line, d->column,
			d->width);
		CASE_TRUE(!arg || fr_str_is(d->args[0], arg), "%s: argument %.*s\n", name, (int)d->args[0].n, d->args[0].p);
		CASE_TRUE(r.error.code == code && r.error.line == line, "%s: error %d\n", name, r.error.code);
	}
	done(&r);
}
#define EXPECT(text, code, line, column, width, arg) expect(text, FR_STR(text), code, line, column, width, arg)

static void good_is_taken(void)
{
	read_result r = read_bytes(
		FR_STR("\xEF\xBB\xBF<?xml version='1.0' encoding='utf-8'?>\n<!-- <!DOCTYPE in a comment> -->" HEAD WEEK "</calendar>"));
	CU_ASSERT_EQUAL(r.status, FR_OK);
	CU_ASSERT_EQUAL(fr_lint_count(r.lint), 0);
	CU_ASSERT_STRING_EQUAL((const char *)xmlDocGetRootElement(r.definition.document)->name, "calendar");
	done(&r);
}

static void dtd_is_refused(void)
{
	EXPECT("<!DOCTYPE c>\n<c/>", FR_DEF_DTD, 1, 1, 9, NULL);
	EXPECT("<?xml version='1.0'?>\n <!DOCTYPE c SYSTEM 'http://example.org/x.dtd'><c/>", FR_DEF_DTD, 2, 2, 9, NULL);
	EXPECT("<!DOCTYPE c [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><c>&x;</c>", FR_DEF_DTD, 1, 1, 9, NULL);
	EXPECT("<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]><l>&b;</l>", FR_DEF_DTD, 1, 1, 9, NULL);
	EXPECT("<c><!ENTITY x 'y'></c>", FR_DEF_DTD, 1, 4, 9, NULL);
}

static void broken_xml_says_what_to_do(void)
{
	EXPECT("<c a=\"1 < 2\"/>", FR_DEF_XML_LESS, 1, 9, 1, NULL);
	EXPECT("<c>a & b</c>", FR_DEF_XML_AMPERSAND, 1, 7, 1, NULL);
	EXPECT("<c>&nbsp;</c>", FR_DEF_XML_AMPERSAND, 1, 10, 1, NULL);
	EXPECT("<c>\n<d></c>", FR_DEF_XML_MISMATCH, 2, 8, 1, "c");
	EXPECT("<c a='1' a='2'/>", FR_DEF_XML_TWICE, 1, 15, 1, "a");
	EXPECT("<c><d>", FR_DEF_XML_END, 1, 7, 1, NULL);
	EXPECT("hello", FR_DEF_XML, 1, 1, 1, NULL);
	EXPECT("<c/><d/>", FR_DEF_XML, 1, 5, 1, NULL);
	EXPECT("PK\x03\x04zip", FR_DEF_XML, 1, 1, 1, NULL);
}

static void encodings(void)
{
	expect("utf-16", fr_str_of("\xFF\xFE<\0c\0/\0>\0", 10), FR_DEF_ENCODING, 1, 1, 1, "UTF-16");
	expect("utf-16 without mark", fr_str_of("<\0c\0/\0>\0", 8), FR_DEF_ENCODING, 1, 1, 1, "UTF-16");
	EXPECT("<?xml version='1.0' encoding='GBK'?><c/>", FR_DEF_ENCODING, 1, 31, 3, "GBK");
	EXPECT("<c>\n \xC4\xE3</c>", FR_DEF_ENCODING, 2, 2, 1, "?");
	expect("declared utf-8, is not", FR_STR("<?xml version='1.0' encoding='UTF-8'?><c>\xFF</c>"), FR_DEF_ENCODING, 1, 42, 1, "?");
}

static fr_str repeat(fr_buf *out, const char *head, const char *part, size_t count, const char *tail)
{
	fr_buf_init(out, NULL, 0);
	fr_buf_puts(out, head);
	for (size_t i = 0; i < count; i++)
		fr_buf_puts(out, part);
	fr_buf_puts(out, tail);
	return fr_buf_view(out);
}

static void limits(void)
{
	fr_buf b;
	expect("empty", FR_STR(""), FR_DEF_EMPTY, 1, 1, 1, NULL);
	expect("blank", FR_STR(" \n\t "), FR_DEF_EMPTY, 1, 1, 1, NULL);
	expect("5 MB", repeat(&b, "<c>", "0123456789", 500000, "</c>"), FR_DEF_LARGE, 1, 1, 1, "4");
	fr_buf_free(&b);
	expect("65 levels", repeat(&b, "", "<c>", 65, ""), FR_DEF_DEPTH, 1, 64 * 3 + 1, 1, "64");
	fr_buf_free(&b);
	expect("a million levels", repeat(&b, "", "<c>", 1000000, ""), FR_DEF_DEPTH, 1, 64 * 3 + 1, 1, "64");
	fr_buf_free(&b);
	expect("300000 elements", repeat(&b, "<c>", "<d/>", 300000, "</c>"), FR_DEF_MANY, 1, 3 + 199999 * 4 + 1, 1, "200000");
	fr_buf_free(&b);
	/* 100,000 attributes: libxml2 compares each with each, so they must not reach it. */
	fr_buf_init(&b, NULL, 0);
	fr_buf_puts(&b, "<c");
	for (int i = 0; i < 100000; i++)
		fr_buf_printf(&b, " a%d='x'", i);
	fr_buf_puts(&b, "/>");
	read_result r = read_bytes(fr_buf_view(&b));
	CU_ASSERT(r.status == FR_E_FORM && fr_lint_at(r.lint, 0)->code == FR_DEF_MANY);
	done(&r);
	fr_buf_free(&b);
}

static void files(void)
{
	fr_lint *lint = fr_lint_new(NULL);
	fr_definition d;
	fr_error error;
	CU_ASSERT_EQUAL(fr_definition_open(NULL, "/no/such/file.xml", FR_GRAMMAR_CALENDAR, &d, lint, &error), FR_E_IO);
	CU_ASSERT_EQUAL(error.code, FR_IO_MISSING);
	fr_definition_close(&d);
	CU_ASSERT_EQUAL(fr_definition_open(NULL, FR_SOURCE_DIR, FR_GRAMMAR_CALENDAR, &d, lint, &error), FR_E_IO);
	CU_ASSERT_EQUAL(error.code, FR_IO_DIRECTORY);
	fr_definition_close(&d);
	CU_ASSERT_EQUAL(fr_definition_open(NULL, FR_SOURCE_DIR "/forms/calendars/cn.xml", FR_GRAMMAR_CALENDAR, &d, lint, &error), FR_OK);
	fr_definition_close(&d);
	fr_lint_free(lint);
}

static void grammar_differences_are_named(void)
{
	EXPECT("<calendar id='c'/>", FR_DEF_ROOT, 1, 1, 9, "calendar");
	EXPECT("<f:calendar xmlns:f='urn:formrule:form' id='c'/>", FR_DEF_ROOT, 1, 1, 11, "calendar");
	EXPECT("<calendar xmlns='urn:formrule:calendar' id='c' nmae='x'><title>t</title>" WEEK "</calendar>", FR_DEF_ATTRIBUTE, 1, 48, 4,
		"nmae");
	EXPECT("<calendar xmlns='urn:formrule:calendar'><title>t</title>" WEEK "</calendar>", FR_DEF_ATTRIBUTE_MISSING, 1, 1, 9, "id");
	EXPECT(HEAD "\n<weak days='1'/></calendar>", FR_DEF_ELEMENT, 2, 1, 5, "weak");
	EXPECT(HEAD "</calendar>", FR_DEF_ELEMENT_MISSING, 1, 1, 9, "week");
	EXPECT(HEAD "stray" WEEK "</calendar>", FR_DEF_TEXT, 1, 1, 9, "calendar");
	EXPECT(HEAD "\n<week days='1 8'/></calendar>", FR_DEF_VALUE_WHOLE, 2, 13, 3, "days");
	EXPECT(HEAD WEEK "\n<hours from='9:00' to='18:00'/></calendar>", FR_DEF_VALUE_PATTERN, 2, 14, 4, "from");
	EXPECT(HEAD WEEK "<x:y xmlns:x='urn:x'/></calendar>", FR_DEF_NAMESPACE, 1, 88, 4, "y");
	EXPECT(HEAD WEEK WEEK "</calendar>", FR_DEF_GRAMMAR, 1, 88, 5, "week"); /* the second one; beyond what the explanation sees */
}

static void a_near_name_is_suggested(void)
{
	read_result r = read_bytes(FR_STR(HEAD "<weak days='1'/></calendar>"));
	CU_ASSERT(fr_str_is(fr_lint_at(r.lint, 0)->suggestion, "week"));
	done(&r);
}

/* Columns are those of the file: entities, Chinese, tabs, CRLF and several lines within an attribute. */
static void carets(void)
{
	static const struct {
		const char *xml;
		size_t offset, width, line, column, wide;
	} cases[] = {
		{"<c a='abcdef'/>", 2, 3, 1, 9, 3},
		{"<c a='　abcdef'/>", 0, 1, 1, 8, 1},
		{"<c a='  abcdef '/>", 2, 3, 1, 11, 3},
		{"<c a='x &lt; yy'/>", 4, 2, 1, 14, 2}, /* "x < yy": offset 4 is the first y */
		{"<c a='x &lt; yy'/>", 2, 1, 1, 9, 4}, /* the operator itself is four characters wide in the file */
		{"<c b='a=\"1\"' a=\"满意度\"/>", 1, 2, 1, 18, 2},
		{"<c\n\ta = 'one\n  two'/>", 6, 3, 3, 3, 3},
		{"<c a='&#x6EE1;&#24847; x'/>", 3, 1, 1, 24, 1},
		{"<c a='abc'/>", 3, 1, 1, 10, 1}, /* just behind the value */
		{"<x:c xmlns:x='urn:x' x:a='abc'/>", 1, 1, 1, 28, 1},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_lint *lint = fr_lint_new(NULL);
		fr_definition d;
		CU_ASSERT_EQUAL(fr_definition_parse(NULL, fr_str_from(cases[i].xml), "t", FR_GRAMMAR_NONE, &d, lint, NULL), FR_OK);
		fr_definition_report(&d, lint, FR_LEVEL_ERROR, FR_DEF_VALUE, xmlDocGetRootElement(d.document), "a", cases[i].offset,
			cases[i].width, NULL, 0, fr_str_of(NULL, 0));
		const fr_diagnostic *got = fr_lint_at(lint, 0);
		CASE_TRUE(got && got->line == cases[i].line && got->column == cases[i].column && got->width == cases[i].wide,
			"%s: %zu:%zu+%zu\n", cases[i].xml, got->line, got->column, got->width);
		fr_definition_close(&d);
		fr_lint_free(lint);
	}
}

static void every_prefix_is_survived(void)
{
	static const char text[] = "<?xml version='1.0'?>" HEAD WEEK "<!-- c --><hours from='09:00' to='18:00'/><year number='2024'>"
				   "<rest from='2024-01-01' name='元旦 &amp; x'/></year></calendar>";
	for (size_t n = 0; n < sizeof text - 1; n++) {
		read_result r = read_bytes(fr_str_of(text, n));
		CASE_TRUE(r.status == FR_E_FORM && fr_lint_has_errors(r.lint), "prefix %zu: status %d\n", n, r.status);
		done(&r);
	}
	read_result r = read_bytes(FR_STR(text));
	CU_ASSERT_EQUAL(r.status, FR_OK);
	done(&r);
}

/* An allocator that refuses after so many calls. */
static void *sparing(void *user, void *block, size_t size)
{
	int *left = user;
	if (size == 0) {
		free(block);
		return NULL;
	}
	return (*left)-- > 0 ? realloc(block, size) : NULL;
}

static void memory_refused(void)
{
	for (int calls = 1; calls < 40; calls++) {
		int left = calls;
		fr_allocator allocator = {sparing, &left};
		fr_lint *lint = fr_lint_new(&allocator);
		if (!lint)
			continue;
		fr_definition d;
		fr_error error;
		fr_status status =
			fr_definition_parse(&allocator, FR_STR(HEAD "<weak/></calendar>"), "t", FR_GRAMMAR_CALENDAR, &d, lint, &error);
		CASE_TRUE(status == FR_E_MEMORY || status == FR_E_FORM, "after %d: %d\n", calls, status);
		fr_definition_close(&d);
		fr_lint_free(lint);
	}
}

TESTS(definition, {"good definition", good_is_taken}, {"DTD and entities refused", dtd_is_refused},
	{"broken XML", broken_xml_says_what_to_do}, {"encodings", encodings}, {"limits", limits}, {"files", files},
	{"differences from the grammar", grammar_differences_are_named}, {"suggestion", a_near_name_is_suggested}, {"carets", carets},
	{"every prefix", every_prefix_is_survived}, {"memory refused", memory_refused})
