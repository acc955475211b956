/* Deadlines of records: the three clocks, what includes the first and the last day, states by the time of the run, policies, what is provisional.
 * S2-1, S2-16, S3-8, S1-6, X-4. The working days are those of the announced calendar (2023-10-07 and 08 were worked). */
#include "running.h"

static fr_engine *engine_with(const char *folder, const char *attributes)
{
	char form[4096], path[600];
	snprintf(form, sizeof form,
		"<form xmlns=\"urn:formrule:form\" id=\"f\" version=\"1\"><title>f</title><use calendar=\"cn\"/>"
		"<field name=\"no\" type=\"string\"><label>no</label></field><field name=\"day\" type=\"date\"><label>day</label></field>"
		"<field name=\"at\" type=\"dateTime\"><label>at</label></field><field name=\"done\" "
		"type=\"dateTime\"><label>done</label></field>"
		"<field name=\"category\" type=\"string\"><label>category</label></field><deadline name=\"d\" "
		"%s><label>d</label></deadline></form>",
		attributes);
	write_file(folder, "f.xml", form);
	snprintf(path, sizeof path, "%s", in_folder(folder, NULL));
	const char *dirs[] = {path, FORMS};
	fr_engine_options options = {.size = sizeof options, .form_dirs = dirs, .form_dir_count = 2};
	fr_engine *engine = NULL;
	CU_ASSERT_EQUAL_FATAL(fr_engine_new(&options, &engine, NULL), FR_OK);
	return engine;
}

/* "due status policy-row" of one record; "-" for what is not there. */
static void state_of(fr_engine *engine, const char *record, const char *now, fr_buf *out)
{
	fr_form *form = NULL;
	fr_run *run = NULL;
	fr_error error = {0};
	const fr_result *result = NULL;
	fr_run_options options = {.size = sizeof options, .now = now, .lang = "en"};
	CU_ASSERT_EQUAL_FATAL(fr_form_load(engine, in_folder("deadlines", "f.xml"), &form, NULL, &error), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_run_open(engine, form, &options, &run, &error), FR_OK);
	fr_run_table(run, FR_STR("x"), (fr_str){0}, NULL);
	push_text(run, "no|day|at|done|category", 1, NULL);
	push_text(run, record, 2, NULL);
	CU_ASSERT_EQUAL(fr_run_next(run, &result, NULL), FR_OK);
	fr_buf_clear(out);
	if (!result || !result->due_count)
		fr_buf_puts(out, "none");
	else {
		const fr_due *d = &result->dues[0];
		fr_buf_printf(out, "%.*s %s%s%.*s%s", (int)d->due_text.n, d->due_text.n ? d->due_text.p : "", fr_due_status_name(d->status),
			d->row.n ? " " : "", (int)d->row.n, d->row.n ? d->row.p : "", d->provisional ? " provisional" : "");
	}
	fr_run_close(run);
}

static void clocks(void)
{
	static const struct {
		const char *attributes, *record, *now, *said;
	} cases[] = {
		/* elapsed: 2023-10-10 14:30 + 48 h */
		{"from=\"${at}\" within=\"PT48H\"", "A||2023-10-10 14:30||", "2023-10-11T09:00:00", "2023-10-12 14:30 open"},
		{"from=\"${at}\" within=\"PT48H\"", "A||2023-10-10 14:30||", "2023-10-11T14:30:00", "2023-10-12 14:30 due-soon"},
		{"from=\"${at}\" within=\"PT48H\"", "A||2023-10-10 14:30||", "2023-10-12T14:30:00", "2023-10-12 14:30 due-soon"},
		{"from=\"${at}\" within=\"PT48H\"", "A||2023-10-10 14:30||", "2023-10-12T14:30:01", "2023-10-12 14:30 overdue"},
		{"from=\"${at}\" within=\"PT48H\" done=\"${done}\"", "A||2023-10-10 14:30|2023-10-12 14:30|", "2023-10-20T00:00:00",
			"2023-10-12 14:30 done"},
		{"from=\"${at}\" within=\"PT48H\" done=\"${done}\"", "A||2023-10-10 14:30|2023-10-12 14:31|", "2023-10-20T00:00:00",
			"2023-10-12 14:30 done-late"},
		/* months end on the last day there is */
		{"from=\"${at}\" within=\"P1M\"", "A||2024-01-31 10:00||", "2024-01-31T10:00:00", "2024-02-29 10:00 open"},
		/* working days: three after 2023-10-06 is 10-09, after 2026-02-13 is 02-25, after 2026-09-24 is 09-30; the last day is included */
		{"from=\"${day}\" within=\"3 workdays\"", "A|2023-10-06|||", "2023-10-06T12:00:00", "2023-10-09 23:59 open"},
		{"from=\"${at}\" within=\"3 workdays\"", "A||2023-10-06 18:00||", "2023-10-06T19:00:00", "2023-10-09 23:59 open"},
		{"from=\"${day}\" within=\"3 workdays\" include_last=\"false\"", "A|2023-10-06|||", "2023-10-06T12:00:00",
			"2023-10-08 23:59 open"},
		{"from=\"${day}\" within=\"3 workdays\"", "A|2026-02-13|||", "2026-02-13T12:00:00", "2026-02-25 23:59 open"},
		{"from=\"${day}\" within=\"3 workdays\"", "A|2026-09-24|||", "2026-09-24T12:00:00", "2026-09-30 23:59 open"},
		/* the first day counts when it is worked: 10-07, 10-08, 10-09 from Saturday the 7th on */
		{"from=\"${day}\" within=\"3 workdays\" count_start=\"true\"", "A|2023-10-07|||", "2023-10-07T12:00:00",
			"2023-10-09 23:59 open"},
		/* a year that is not announced */
		{"from=\"${day}\" within=\"3 workdays\"", "A|2031-03-03|||", "2031-03-03T12:00:00", "2031-03-06 23:59 open provisional"},
		/* a date with whole days ends with its day: "2023-10-12前" */
		{"from=\"${day}\" within=\"P0D\"", "A|2023-10-12|||", "2023-10-12T23:59:00", "2023-10-12 23:59 due-soon"},
		{"from=\"${day}\" within=\"P0D\" include_last=\"false\"", "A|2023-10-12|||", "2023-10-12T00:00:00",
			"2023-10-11 23:59 overdue"},
		/* business hours 09:00–12:00 and 13:00–18:00: from 17:00 on, three of them are 1 today and 2 on the next working day */
		{"from=\"${at}\" within=\"3 business-hours\"", "A||2023-10-10 17:00||", "2023-10-10T17:30:00", "2023-10-11 11:00 due-soon"},
		/* it applies, or it does not */
		{"from=\"${at}\" within=\"PT1H\" when=\"${category} = 'x'\"", "A||2023-10-10 17:00||x", "2023-10-10T17:30:00",
			"2023-10-10 18:00 due-soon"},
		{"from=\"${at}\" within=\"PT1H\" when=\"${category} = 'x'\"", "A||2023-10-10 17:00||y", "2023-10-10T17:30:00", "none"},
		{"from=\"${at}\" within=\"PT1H\"", "A||||", "2023-10-10T17:30:00", "none"},
		{"from=\"${at}\" within=\"PT1H\"", "A||nonsense||", "2023-10-10T17:30:00", "none"},
		/* a zone of its own: now is told with another offset */
		{"from=\"${at}\" within=\"PT1H\"", "A||2023-10-10 17:00||", "2023-10-10T17:30:00+08:00", "2023-10-10 18:00 due-soon"},
		/* policies: the most specific row; a row without a limit; no row */
		{"from=\"${at}\" policy=\"callback-clock\"", "A||2023-10-10 17:00||complaint", "2023-10-10T17:30:00",
			"2023-10-11 17:00 due-soon solved"},
	};
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_engine *engine = engine_with("deadlines", cases[i].attributes);
		state_of(engine, cases[i].record, cases[i].now, &said);
		CASE_TRUE(!cases[i].said || strcmp(fr_buf_z(&said), cases[i].said) == 0, "case %zu (%s): %s, wanted %s\n", i,
			cases[i].attributes, said.p, cases[i].said);
		fr_engine_free(engine);
	}
	fr_buf_free(&said);
}

static void what_is_missing(void)
{
	fr_engine *engine = engine_with("deadlines", "from=\"${at}\" policy=\"no-such\"");
	fr_form *form = NULL;
	fr_run *run = NULL;
	fr_error error = {0};
	fr_run_options options = {.size = sizeof options};
	CU_ASSERT_EQUAL_FATAL(fr_form_load(engine, in_folder("deadlines", "f.xml"), &form, NULL, &error), FR_OK);
	CU_ASSERT_EQUAL(fr_run_open(engine, form, &options, &run, &error), FR_E_FORM);
	CU_ASSERT(run == NULL && error.code == FR_POLICY_UNKNOWN && strcmp(error.args[0], "no-such") == 0 && error.line > 0);
	fr_engine_free(engine);
	engine = engine_with("deadlines", "from=\"${at}\" policy=\"routing\"");
	CU_ASSERT_EQUAL_FATAL(fr_form_load(engine, in_folder("deadlines", "f.xml"), &form, NULL, &error), FR_OK);
	CU_ASSERT_EQUAL(fr_run_open(engine, form, &options, &run, &error), FR_E_FORM);
	CU_ASSERT_EQUAL(error.code, FR_POLICY_WITHIN);
	fr_engine_free(engine);
}

TESTS(deadlines, {"clocks", clocks}, {"what is missing", what_is_missing})
