/* Runs in a test: an engine over a folder made for the test, files in it, and findings as lines of text. */
#ifndef FR_TEST_RUNNING_H
#define FR_TEST_RUNNING_H

#include "base/base.h"
#include "formrule/formrule.h"
#include "suite.h"

#include <stdlib.h>
#include <sys/stat.h>

#define FORMS FR_SOURCE_DIR "/forms"

static inline const char *in_folder(const char *folder, const char *name)
{
	static char paths[8][512];
	static unsigned next;
	char *path = paths[next++ % 8];
	snprintf(path, sizeof paths[0], FR_BUILD_DIR "/test-data/%s", folder);
	mkdir(FR_BUILD_DIR "/test-data", 0755);
	mkdir(path, 0755);
	if (name) {
		size_t n = strlen(path);
		snprintf(path + n, sizeof paths[0] - n, "/%s", name);
	}
	return path;
}

static inline const char *write_file(const char *folder, const char *name, const char *text)
{
	const char *path = in_folder(folder, name);
	FILE *file = fopen(path, "wb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(file);
	fputs(text, file);
	fclose(file);
	return path;
}

static inline fr_engine *engine_over(const char *folder)
{
	const char *dirs[] = {folder};
	fr_engine_options options = {.size = sizeof options, .form_dirs = dirs, .form_dir_count = 1};
	fr_engine *engine = NULL;
	CU_ASSERT_EQUAL_FATAL(fr_engine_new(&options, &engine, NULL), FR_OK);
	return engine;
}

static inline fr_run *run_over(fr_engine *engine, const char *form_name, const char *lang, const char *sheet, const char *map)
{
	fr_form *form = NULL;
	fr_run *run = NULL;
	fr_error error = {0};
	char message[1024] = "";
	fr_run_options options = {.size = sizeof options, .lang = lang, .now = "2026-11-22T09:00:00+08:00", .sheet = sheet, .map = map};
	if (fr_form_load(engine, form_name, &form, NULL, &error) != FR_OK || fr_run_open(engine, form, &options, &run, &error) != FR_OK)
		fr_error_message(&error, "en", message, sizeof message);
	CASE_TRUE(run != NULL, "%s\n", message);
	CU_ASSERT_PTR_NOT_NULL_FATAL(run);
	return run;
}

/* "row:column field rule" for each finding, joined by "; ". */
static inline void note_findings(const fr_result *result, fr_buf *out)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		const fr_finding *f = &result->findings[i];
		fr_buf_printf(out, "%s%zu:%zu %.*s %.*s", out->n ? "; " : "", f->row, f->column, (int)f->field.n, f->field.p,
			(int)f->rule.n, f->rule.p);
	}
}

/* Everything the run gives until its end. */
static inline fr_status drain(fr_run *run, fr_buf *out, fr_error *error)
{
	const fr_result *result;
	fr_status status;
	while ((status = fr_run_next(run, &result, error)) == FR_OK)
		note_findings(result, out);
	return status == FR_END ? FR_OK : status;
}

static inline fr_status push_text(fr_run *run, const char *text, size_t row, fr_error *error)
{
	fr_cell cells[64];
	size_t n = 0;
	for (const char *at = text; at; n++) {
		const char *bar = strchr(at, '|');
		size_t length = bar ? (size_t)(bar - at) : strlen(at);
		cells[n] = (fr_cell){length ? FR_CELL_TEXT : FR_CELL_EMPTY, {at, length}, 0};
		at = bar ? bar + 1 : NULL;
	}
	return fr_run_push(run, cells, n, row, error);
}

#define SMALL_FORM(version, most) \
	"<form xmlns=\"urn:formrule:form\" id=\"small\" version=\"" version "\" xml:lang=\"zh-CN\"><title>小表 " version "</title>" \
	"<title xml:lang=\"en\">Small " version "</title>" \
	"<field name=\"no\" type=\"string\" required=\"true()\"><label>编号</label><label xml:lang=\"en\">No.</label></field>" \
	"<field name=\"name\" type=\"string\" identifier=\"name\"><label>姓名</label><label xml:lang=\"en\">Name</label></field>" \
	"<field name=\"score\" type=\"range\" start=\"1\" end=\"" most "\"><label>评分</label><label xml:lang=\"en\">Score</label>" \
	"</field><score name=\"m\"><label>平均分</label><part field=\"score\"/></score><key fields=\"no\"/></form>"

#endif
