/* Judging one row in a test: a form's inner XML, a header and a row with | between cells, and what must come of it.
 * Verdicts are written "field code-or-rule level" joined by "; ", values as people read them. */
#ifndef FR_TEST_JUDGING_H
#define FR_TEST_JUDGING_H

#include "rules/rules.h"
#include "diag/diag.h"
#include "suite.h"

#include <stdlib.h>

#define MANY_CELLS 64

typedef struct judging {
	fr_arena arena, record_arena;
	fr_form *form;
	fr_lists *lists;
	fr_days *days;
	fr_header *header;
	fr_columns columns;
	fr_reader *reader;
	fr_judge *judge;
	fr_verdicts verdicts;
	fr_cell cells[MANY_CELLS];
	char text[4096];
	bool ready, blank;
} judging;

static inline size_t cut_cells(char *text, fr_cell *out)
{
	size_t n = 0;
	for (char *at = text; at && n < MANY_CELLS; n++) {
		char *bar = strchr(at, '|');
		size_t length = bar ? (size_t)(bar - at) : strlen(at);
		out[n] = (fr_cell){length ? FR_CELL_TEXT : FR_CELL_EMPTY, fr_str_of(at, length), 0};
		if (fr_str_is(out[n].text, "#DIV/0!"))
			out[n].kind = FR_CELL_ERROR;
		at = bar ? bar + 1 : NULL;
	}
	return n;
}

/* Loads the form and the header. judging is big: keep one on the stack and close it. */
static inline bool judging_open(judging *j, const char *inner, const char *header)
{
	memset(j, 0, sizeof *j);
	fr_arena_init(&j->arena, NULL, 0);
	fr_arena_init(&j->record_arena, NULL, 0);
	fr_buf xml;
	fr_buf_init(&xml, NULL, 0);
	bool whole = strncmp(inner, "<form", 5) == 0;
	fr_buf_printf(&xml,
		whole ? "%s" : "<form xmlns=\"urn:formrule:form\" id=\"t\" version=\"1\" xml:lang=\"zh-CN\"><title>t</title>%s</form>",
		inner);
	fr_lint *lint = fr_lint_new(&fr_system_allocator);
	fr_error error = {0};
	fr_status status = fr_form_parse(&fr_system_allocator, fr_buf_view(&xml), "t.xml", &j->form, lint, &error);
	if (status != FR_OK) {
		char message[1024];
		fr_error_message(&error, "en", message, sizeof message);
		fprintf(stderr, "form: %s\n%s\n", message, inner);
	}
	fr_lint_free(lint);
	fr_buf_free(&xml);
	CU_ASSERT_EQUAL_FATAL(status, FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_lists_load(&fr_system_allocator, FR_SOURCE_DIR "/forms/privacy/lists.xml", &j->lists, NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_days_load(&fr_system_allocator, FR_SOURCE_DIR "/forms/calendars/cn.xml", &j->days, NULL), FR_OK);
	fr_text_out(fr_str_from(header), j->text, sizeof j->text);
	size_t n = cut_cells(j->text, j->cells);
	CU_ASSERT_EQUAL_FATAL(fr_header_new(j->form, -1, NULL, &j->arena, &j->header, NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_header_match(j->header, j->cells, n, &j->arena, &j->columns), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_reader_new(j->form, &j->columns, &j->arena, &j->reader), FR_OK);
	fr_judge_options options = {.form = j->form, .columns = &j->columns, .lists = j->lists, .calendar = j->days, .lang = "zh-CN"};
	fr_iso_datetime(FR_STR("2026-11-22T09:00:00+08:00"), 480, &options.now);
	CU_ASSERT_EQUAL_FATAL(fr_judge_new(&options, &j->arena, &j->judge), FR_OK);
	j->ready = true;
	return true;
}

static inline void judging_row(judging *j, const char *row)
{
	fr_arena_reset(&j->record_arena);
	fr_text_out(fr_str_from(row), j->text, sizeof j->text);
	size_t n = cut_cells(j->text, j->cells);
	CU_ASSERT_EQUAL(fr_record_read(j->reader, j->cells, n, 2, 480, &j->record_arena, &j->blank), FR_OK);
	CU_ASSERT_EQUAL(fr_judge_record(j->judge, fr_reader_record(j->reader), &j->record_arena, &j->verdicts), FR_OK);
}

static inline void judging_close(judging *j)
{
	fr_judge_free(j->judge);
	fr_lists_free(j->lists);
	fr_days_free(j->days);
	fr_form_free(j->form);
	fr_arena_free(&j->arena);
	fr_arena_free(&j->record_arena);
}

static inline const char *judging_said(judging *j, fr_buf *out)
{
	static const char *const levels[] = {"info", "warning", "error"};
	fr_buf_clear(out);
	for (size_t i = 0; i < j->verdicts.count; i++) {
		const fr_verdict *v = &j->verdicts.items[i];
		if (i)
			fr_buf_puts(out, "; ");
		if (v->slot >= 0)
			fr_buf_str(out, fr_form_slot_name(j->form, (uint32_t)v->slot));
		else
			fr_buf_byte(out, '-');
		fr_buf_byte(out, ' ');
		fr_buf_str(out, v->rule.n ? v->rule : fr_str_from(fr_code_name(v->code)));
		if (v->code == FR_OVERRIDDEN)
			fr_buf_puts(out, " overridden");
		fr_buf_byte(out, ' ');
		fr_buf_puts(out, levels[v->level]);
	}
	return fr_buf_z(out);
}

/* The value of a name, as people read it. */
static inline const char *judging_value(judging *j, const char *name, fr_buf *out)
{
	fr_symbol symbol;
	fr_buf_clear(out);
	if (!fr_form_find(j->form, fr_str_from(name), &symbol))
		return "?";
	fr_value_show(&fr_reader_record(j->reader)->values[symbol.slot], out);
	return fr_buf_z(out);
}

typedef struct rule_case {
	const char *row, *said;
} rule_case;

static inline void judging_cases(const char *inner, const char *header, const rule_case *cases, size_t count)
{
	judging j;
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	judging_open(&j, inner, header);
	for (size_t i = 0; i < count; i++) {
		judging_row(&j, cases[i].row);
		const char *have = judging_said(&j, &said);
		CASE_TRUE(strcmp(have, cases[i].said) == 0, "%s\n  wanted: %s\n  have:   %s\n", cases[i].row, cases[i].said, have);
	}
	fr_buf_free(&said);
	judging_close(&j);
}
#define CASES(inner, header, ...) \
	do { \
		const rule_case cases_[] = {__VA_ARGS__}; \
		judging_cases(inner, header, cases_, sizeof cases_ / sizeof *cases_); \
	} while (0)

#endif
