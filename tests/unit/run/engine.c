/* Engines: forms by name and version, listings, fields, masking, working days. */
#include "running.h"

static void listing(void)
{
	const fr_form_entry *entries, *again;
	size_t count = 0, count_again = 0;
	write_file("engine", "a.xml", SMALL_FORM("2026.9", "5"));
	write_file("engine", "b.xml", SMALL_FORM("2026.10", "5"));
	write_file("engine", "c.xml", "<other/>");
	write_file("engine", "d.xml", "not xml");
	fr_engine *engine = engine_over(FR_BUILD_DIR "/test-data/engine");
	CU_ASSERT_EQUAL(fr_form_list(engine, "en", &entries, &count, NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(count, 2);
	CU_ASSERT(fr_str_is(entries[0].version, "2026.9"));
	CU_ASSERT(fr_str_is(entries[1].version, "2026.10"));
	CU_ASSERT(fr_str_is(entries[1].title, "Small 2026.10"));
	CU_ASSERT_EQUAL(fr_form_list(engine, "en", &again, &count_again, NULL), FR_OK);
	CU_ASSERT_PTR_EQUAL(again, entries); /* nothing changed, nothing grew */
	fr_form *newest, *older, *by_path;
	CU_ASSERT_EQUAL(fr_form_load(engine, "small", &newest, NULL, NULL), FR_OK);
	CU_ASSERT(fr_str_is(fr_form_version(newest), "2026.10"));
	CU_ASSERT_EQUAL(fr_form_load(engine, "small@2026.9", &older, NULL, NULL), FR_OK);
	CU_ASSERT(fr_str_is(fr_form_version(older), "2026.9"));
	CU_ASSERT_EQUAL(fr_form_load(engine, FR_BUILD_DIR "/test-data/engine/a.xml", &by_path, NULL, NULL), FR_OK);
	CU_ASSERT_PTR_EQUAL(by_path, older); /* the same file is loaded once */
	fr_engine_free(engine);
}

static void lint_comes_with_the_form(void)
{
	fr_form *form = NULL;
	fr_lint *lint = NULL;
	fr_error error = {0};
	fr_engine *engine = engine_over(FORMS);
	const char *path = write_file("lint", "bad.xml",
		"<form xmlns=\"urn:formrule:form\" id=\"b\" version=\"1\"><title>b</title><field name=\"a\" type=\"string\" "
		"required=\"${nobody}\"><label>a</label></field></form>");
	CU_ASSERT_EQUAL(fr_form_load(engine, path, &form, &lint, &error), FR_E_FORM);
	CU_ASSERT_PTR_NULL(form);
	CU_ASSERT(fr_lint_count(lint) >= 1);
	CU_ASSERT_EQUAL(error.line, 1);
	fr_lint_free(lint);
	fr_engine_free(engine);
}

static void fields(void)
{
	fr_form *form;
	fr_field_info info;
	fr_engine *engine = engine_over(FORMS);
	CU_ASSERT_EQUAL_FATAL(fr_form_load(engine, "service-record", &form, NULL, NULL), FR_OK);
	CU_ASSERT(fr_form_field(form, 0, "en", &info));
	CU_ASSERT(fr_str_is(info.name, "customer_no"));
	CU_ASSERT(fr_str_is(info.label, "Customer no."));
	CU_ASSERT(fr_str_is(info.type, "string"));
	CU_ASSERT(info.always_required && !info.computed);
	CU_ASSERT(!fr_form_field(form, fr_form_field_count(form), "en", &info));
	fr_engine_free(engine);
}

static void masks(void)
{
	char text[64];
	size_t needed = 0;
	fr_error error = {0};
	fr_engine *engine = engine_over(FORMS);
	CU_ASSERT_EQUAL(fr_mask(engine, FR_STR("13812345678"), "phone", "", text, sizeof text, &needed, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(text, "138****5678");
	CU_ASSERT_EQUAL(needed, 11);
	CU_ASSERT_EQUAL(fr_mask_text(engine, FR_STR("请拨 13812345678 联系"), text, sizeof text, NULL, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(text, "请拨 138****5678 联系");
	CU_ASSERT_EQUAL(fr_mask(engine, FR_STR("x"), "shoe-size", "", text, sizeof text, NULL, &error), FR_E_ARGUMENT);
	CU_ASSERT_EQUAL(fr_mask(engine, FR_STR("x"), "name", "loud", text, sizeof text, NULL, &error), FR_E_ARGUMENT);
	fr_engine_free(engine);
}

/* Three working days after 2023-10-06 is 2023-10-09: Saturday and Sunday are made up. */
static void working_days(void)
{
	double day = 0;
	long days = 0;
	bool provisional = true;
	fr_engine *engine = engine_over(FORMS);
	CU_ASSERT_EQUAL(fr_workday(engine, 45205, 3, NULL, &day, &provisional, NULL), FR_OK);
	CU_ASSERT_DOUBLE_EQUAL(day, 45208, 0);
	CU_ASSERT(!provisional);
	CU_ASSERT_EQUAL(fr_workday(engine, 45205.5, 3, "cn", &day, NULL, NULL), FR_OK);
	CU_ASSERT_DOUBLE_EQUAL(day, 45208.5, 0);
	CU_ASSERT_EQUAL(fr_networkdays(engine, 45205, 45208, "cn", &days, NULL, NULL), FR_OK);
	CU_ASSERT_EQUAL(days, 3);
	CU_ASSERT_EQUAL(fr_workday(engine, 45205, 3, "mars", &day, NULL, NULL), FR_E_ARGUMENT);
	fr_engine_free(engine);
}

static void options_of_another_size(void)
{
	fr_engine *engine = NULL;
	fr_engine_options options = {.size = 0};
	CU_ASSERT_EQUAL(fr_engine_new(&options, &engine, NULL), FR_E_ARGUMENT);
	options.size = sizeof(size_t); /* a program older than every option */
	options.form_dir_count = 99;
	CU_ASSERT_EQUAL_FATAL(fr_engine_new(&options, &engine, NULL), FR_OK);
	fr_engine_free(engine);
}

TESTS(engine, {"listing", listing}, {"lint comes with the form", lint_comes_with_the_form}, {"fields", fields}, {"masks", masks},
	{"working days", working_days}, {"options of another size", options_of_another_size})
