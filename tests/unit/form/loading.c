/* Loading forms: hostile ones, every prefix of a good one, small damage anywhere, refused memory, sizes. Issue A, "Bad input gets": form file missing, not XML, not valid,
 * DTD, cyclic, expression wrong. */
#include "form/model.h"
#include "suite.h"

#include <stdlib.h>

#define OPEN "<form xmlns='urn:formrule:form' id='f' version='1'><title>t</title>"

static fr_status load(fr_str bytes, int *first_code)
{
	fr_lint *lint = fr_lint_new(NULL);
	fr_form *form;
	fr_error error = {0};
	fr_status status = fr_form_parse(NULL, bytes, "form.xml", &form, lint, &error);
	CU_ASSERT((status == FR_OK) == (form != NULL));
	CU_ASSERT(status == FR_OK || error.code != FR_CODE_NONE);
	if (first_code)
		*first_code = error.code;
	fr_form_free(form);
	fr_lint_free(lint);
	return status;
}

static void refused(const char *text, int code)
{
	int got = 0;
	fr_status status = load(fr_str_from(text), &got);
	CASE_TRUE(status == FR_E_FORM && got == code, "%.60s: %d %s\n", text, status, fr_code_name(got));
}

static void hostile_forms(void)
{
	fr_form *form = (fr_form *)1;
	fr_error error;
	CU_ASSERT_EQUAL(fr_form_read(NULL, "/no/such/form.xml", &form, NULL, &error), FR_E_IO);
	CU_ASSERT_PTR_NULL(form);
	CU_ASSERT_EQUAL(error.code, FR_IO_MISSING);
	refused("", FR_DEF_EMPTY);
	refused("not xml", FR_DEF_XML);
	refused("<!DOCTYPE form [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" OPEN "<description>&x;</description></form>", FR_DEF_DTD);
	refused(OPEN "<field name='a' type='string' calculate='${a'/></form>", FR_EXPR_SYNTAX);
	refused(OPEN "<field name='a' type='string' calculate='${b}'/><field name='b' type='string' calculate='${a}'/></form>",
		FR_LINT_CYCLE);
	refused(OPEN "</form>", FR_LINT_NO_FIELDS);
	refused("<form xmlns='urn:formrule:form' id='../x' version='1'><title>t</title><field name='a' type='string'/></form>",
		FR_DEF_VALUE_PATTERN);
	refused("<form xmlns='urn:formrule:form' id='f' version='1'/>", FR_DEF_ELEMENT_MISSING);
	refused("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='/etc/passwd'/>", FR_DEF_ROOT);
}

static fr_buf read_file(const char *path)
{
	fr_buf out;
	fr_buf_init(&out, NULL, 0);
	FILE *file = fopen(path, "rb");
	char bytes[4096];
	for (size_t n; file && (n = fread(bytes, 1, sizeof bytes, file)) > 0;)
		fr_buf_add(&out, bytes, n);
	if (file)
		fclose(file);
	return out;
}

static void every_prefix_of_a_good_form(void)
{
	fr_buf text = read_file(FR_SOURCE_DIR "/tests/lint/good.xml");
	CU_ASSERT(text.n > 4000 && load(fr_buf_view(&text), NULL) == FR_OK);
	size_t whole = fr_str_trim(fr_buf_view(&text)).n;
	for (size_t n = 0; n < whole; n++) {
		/* A copy of exactly n bytes, so that reading past them is noticed. */
		char *copy = malloc(n + 1);
		memcpy(copy, text.p, n);
		CASE_TRUE(load(fr_str_of(n ? copy : "", n), NULL) == FR_E_FORM, "prefix of %zu bytes\n", n);
		free(copy);
	}
	fr_buf_free(&text);
}

/* One byte changed: the form loads or is refused with a reason, and nothing worse. */
static void one_byte_changed(void)
{
	static const char signs[] = "<\"&>(x\x80 ";
	fr_buf text = read_file(FR_SOURCE_DIR "/tests/lint/good.xml");
	size_t sign = 0;
	for (size_t at = 0; at < text.n; at += 11) {
		char before = text.p[at];
		text.p[at] = signs[sign++ % (sizeof signs - 1)];
		fr_status status = load(fr_buf_view(&text), NULL);
		CASE_TRUE(status == FR_OK || status == FR_E_FORM, "byte %zu: %d\n", at, status);
		text.p[at] = before;
	}
	fr_buf_free(&text);
}

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
	fr_buf text = read_file(FR_SOURCE_DIR "/tests/lint/good.xml");
	bool loaded = false;
	for (int calls = 1; calls < 2000 && !loaded; calls++) {
		int left = calls;
		fr_allocator allocator = {sparing, &left};
		fr_form *form = NULL;
		fr_error error = {0};
		fr_status status = fr_form_parse(&allocator, fr_buf_view(&text), "form.xml", &form, NULL, &error);
		CASE_TRUE(status == FR_OK || status == FR_E_MEMORY, "after %d: %d %s\n", calls, status, fr_code_name(error.code));
		loaded = status == FR_OK;
		fr_form_free(form);
	}
	CU_ASSERT(loaded);
	fr_buf_free(&text);
}

/* The most a form may have, chained: field n needs field n + 1. The order must come out back to front, without deep recursion. */
static void a_long_chain(void)
{
	fr_buf b;
	fr_buf_init(&b, NULL, 0);
	fr_buf_puts(&b, OPEN);
	for (int i = 0; i < 4095; i++)
		fr_buf_printf(&b, "<field name='f%d' type='decimal' calculate='${f%d} + 1'><label>%d</label></field>", i, i + 1, i);
	fr_buf_puts(&b, "<field name='f4095' type='decimal'><label>x</label></field></form>");
	fr_form *form;
	CU_ASSERT_EQUAL(fr_form_parse(NULL, fr_buf_view(&b), "chain.xml", &form, NULL, NULL), FR_OK);
	if (form) {
		CU_ASSERT_EQUAL(form->order_count, 4095);
		CU_ASSERT(form->order[0] == 4094 && form->order[4094] == 0);
	}
	fr_form_free(form);
	b.n -= strlen("</form>");
	fr_buf_puts(&b, "<field name='more' type='string'/></form>");
	int code;
	CU_ASSERT(load(fr_buf_view(&b), &code) == FR_E_FORM && code == FR_DEF_MANY);
	fr_buf_free(&b);
}

/* Things that would take long if they were compared each with each. */
static void many_of_everything(void)
{
	static const struct {
		const char *head, *part, *tail;
		int times;
	} cases[] = {
		{OPEN "<choices list='l'>", "<choice name='n%d'><label>甲%d</label></choice>",
			"</choices><field name='a' type='select_one' list='l'/></form>", 60000},
		{OPEN "<field name='a' type='string'>", "<label xml:lang='x-%d'>%d</label>", "</field></form>", 50000},
		{OPEN "<field name='a' type='range' start='0' end='9'>", "<anchor score='%d'>%d</anchor>", "</field></form>", 50000},
		{OPEN "<field name='a' type='range' start='0' end='9'/><score name='s'><part field='a'/>", "<grade from='%d' name='g%d'/>",
			"</score></form>", 50000},
		{OPEN "<field name='a' type='string' required='${b}'/>", "<constraint id='c%d' test='${nosuch%d} = 1'/>", "</form>", 40000},
		{OPEN "<field name='a' type='string'/>", "<deny><word>w%d%d</word></deny>", "</form>", 50000},
		{OPEN "<field name='a' type='string'/>", "<choices list='l%d'><choice name='x%d'/></choices>", "</form>", 50000},
		{OPEN "<field name='a' type='string'/>", "<key fields='a%d b%d'/>", "</form>", 50000},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf b;
		fr_buf_init(&b, NULL, 0);
		fr_buf_puts(&b, cases[i].head);
		for (int j = 0; j < cases[i].times && b.n < 3900000; j++) {
			char part[256];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			snprintf(part, sizeof part, cases[i].part, j, j);
#pragma GCC diagnostic pop
			fr_buf_puts(&b, part);
		}
		fr_buf_puts(&b, cases[i].tail);
		fr_status status = load(fr_buf_view(&b), NULL);
		CASE_TRUE(status == FR_OK || status == FR_E_FORM, "case %zu: %d\n", i, status);
		fr_buf_free(&b);
	}
}

TESTS(loading, {"hostile forms", hostile_forms}, {"every prefix", every_prefix_of_a_good_form}, {"one byte changed", one_byte_changed},
	{"memory refused", memory_refused}, {"a long chain", a_long_chain}, {"many of everything", many_of_everything})
