/* A record for tests of expressions, and short ways to ask: value_of("1 + 1") is "2", notes_of("${overal}") is "expression.unknown-field@0+9 overall".
 * Values: 2, 'text', true, 2023-10-10, empty; !limit, !memory, !broken when there is none. now is 2026-11-22T09:00+08:00. */
#ifndef FR_TEST_RECORD_H
#define FR_TEST_RECORD_H

#include "expr/ast.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>

typedef struct test_field {
	const char *name;
	fr_type type;
	bool repeated, personal;
	const void *list;
} test_field;

static const char kinds_list[] = "kinds", problems_list[] = "problems";
static const test_field test_fields[] = {
	{"overall", FR_TYPE_RANGE, false, false, NULL},
	{"name", FR_TYPE_STRING, false, true, NULL},
	{"visited", FR_TYPE_DATE, false, false, NULL},
	{"served", FR_TYPE_DATE, false, false, NULL},
	{"handled_at", FR_TYPE_DATETIME, false, false, NULL},
	{"called", FR_TYPE_TIME, false, false, NULL},
	{"kind", FR_TYPE_SELECT_ONE, false, false, kinds_list},
	{"problems", FR_TYPE_SELECT_MULTIPLE, false, false, problems_list},
	{"urgent", FR_TYPE_BOOLEAN, false, false, NULL},
	{"no_number", FR_TYPE_INTEGER, false, false, NULL},
	{"no_text", FR_TYPE_STRING, false, false, NULL},
	{"worked_out", FR_TYPE_CALCULATE, false, false, NULL},
	{"steps", FR_TYPE_STRING, true, false, NULL},
	{"steps/action", FR_TYPE_STRING, true, false, NULL},
	{"steps/cost", FR_TYPE_INTEGER, true, false, NULL},
	{"steps/day", FR_TYPE_DATE, true, false, NULL},
	{"nothing", FR_TYPE_STRING, true, false, NULL},
	{"note", FR_TYPE_STRING, false, false, NULL},
};
#define TEST_FIELDS (sizeof test_fields / sizeof *test_fields)

static inline fr_value test_day(int64_t year, unsigned month, unsigned day)
{
	return (fr_value){.kind = FR_KIND_DATE, .stamp = {fr_days_from_civil(year, month, day) * FR_DAY_MS, 480}};
}

static inline fr_value test_text(const char *z) { return fr_value_string(fr_str_from(z)); }
static inline fr_value test_list(const fr_value *items, size_t n) { return (fr_value){.kind = FR_KIND_LIST, .list = {items, n}}; }

static inline void test_values(fr_value out[TEST_FIELDS])
{
	static fr_value actions[3], costs[3], days[3], rows[3];
	actions[0] = test_text("致电"), actions[1] = test_text("上门"), actions[2] = test_text("回访");
	costs[0] = fr_value_number(10), costs[1] = fr_value_empty(), costs[2] = fr_value_number(32);
	days[0] = test_day(2023, 10, 9), days[1] = test_day(2023, 10, 12), days[2] = test_day(2023, 10, 10);
	for (int i = 0; i < 3; i++)
		rows[i] = fr_value_empty();
	const fr_value values[TEST_FIELDS] = {fr_value_number(6), test_text("张三"), test_day(2023, 10, 10), test_day(2023, 10, 8),
		{.kind = FR_KIND_DATETIME, .stamp = {fr_days_from_civil(2023, 10, 10) * FR_DAY_MS + 52200000, 480}}, /* 14:30 */
		{.kind = FR_KIND_TIME, .stamp = {52200000, 480}}, test_text("complaint"), test_text("attitude speed"), fr_value_bool(true),
		fr_value_empty(), fr_value_empty(), fr_value_number(2.5), test_list(rows, 3), test_list(actions, 3), test_list(costs, 3),
		test_list(days, 3), test_list(NULL, 0), test_text("a<b & \"c\"")};
	memcpy(out, values, sizeof values);
}

static inline bool test_find(const void *self, fr_str name, fr_symbol *out)
{
	(void)self;
	for (size_t i = 0; i < TEST_FIELDS; i++)
		if (fr_str_is(name, test_fields[i].name)) {
			const test_field *f = &test_fields[i];
			*out = (fr_symbol){(uint32_t)i, f->type, f->repeated, f->list, f->personal};
			return true;
		}
	return false;
}

static inline fr_str test_nearest(const void *self, fr_str name)
{
	(void)self;
	fr_nearest near = {.wanted = name};
	for (size_t i = 0; i < TEST_FIELDS; i++)
		fr_nearest_offer(&near, fr_str_from(test_fields[i].name));
	return near.best;
}

static const fr_scope test_scope = {.find = test_find, .nearest = test_nearest};

/* What a case may change. */
typedef struct test_setting {
	const fr_host *host;
	const fr_days *calendar;
	const char *lang;
	bool has_self;
	fr_type self_type;
	fr_value self;
	uint64_t seed;
	size_t steps;
	int32_t offset_min;
	const fr_allocator *allocator;
} test_setting;

static const test_setting usual = {.lang = "zh-CN", .steps = FR_EXPR_STEPS, .offset_min = 480};

static inline void test_write(const fr_value *v, fr_arena *arena, char *out, size_t room)
{
	fr_str s = fr_value_to_string(v, arena);
	if (v->kind == FR_KIND_EMPTY)
		snprintf(out, room, "empty");
	else
		snprintf(out, room, v->kind == FR_KIND_STRING ? "'%.*s'" : "%.*s", (int)s.n, s.p ? s.p : "");
}

static inline fr_status test_run(const char *text, size_t length, const test_setting *s, char *out, size_t room)
{
	fr_arena arena;
	fr_arena_init(&arena, s->allocator, (size_t)256 << 20);
	fr_value values[TEST_FIELDS], value = fr_value_empty();
	test_values(values);
	fr_expr *expr;
	fr_expr_notes notes;
	fr_status status = fr_expr_compile(&arena, fr_str_of(text, length), &test_scope, s->has_self, s->self_type, &expr, &notes);
	snprintf(out, room, "!broken %s", notes.count ? fr_code_name((fr_code)notes.items[notes.count - 1].code) : "");
	fr_env env = {.values = values,
		.count = TEST_FIELDS,
		.self = s->self,
		.now = {fr_days_from_civil(2026, 11, 22) * FR_DAY_MS + 9 * 3600000, s->offset_min},
		.calendar = s->calendar,
		.host = s->host,
		.lang = fr_str_from(s->lang),
		.arena = &arena,
		.steps = s->steps,
		.seed = s->seed};
	if (status == FR_OK) {
		status = fr_expr_eval(expr, &env, &value);
		test_write(&value, &arena, out, room);
		if (status != FR_OK)
			snprintf(out, room, status == FR_E_LIMIT ? "!limit" : status == FR_E_MEMORY ? "!memory" : "!other");
	}
	fr_arena_free(&arena);
	return status;
}

/* Good until called again. */
static inline const char *value_in(const char *text, const test_setting *s)
{
	static char out[4096];
	test_run(text, strlen(text), s, out, sizeof out);
	return out;
}
static inline const char *value_of(const char *text) { return value_in(text, &usual); }

/* Notes in the order in which they are told: code@at+width and the suggestion. */
static inline const char *notes_in(const char *text, const test_setting *s)
{
	static char out[4096];
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	fr_expr *expr;
	fr_expr_notes notes;
	fr_status status = fr_expr_compile(&arena, fr_str_from(text), &test_scope, s->has_self, s->self_type, &expr, &notes);
	bool error = false;
	size_t n = 0;
	out[0] = 0;
	for (size_t i = 0; i < notes.count; i++) {
		const fr_expr_note *note = &notes.items[i];
		error = error || note->level == FR_LEVEL_ERROR;
		const char *name = fr_code_name((fr_code)note->code);
		n += (size_t)snprintf(out + n, sizeof out - n, "%s%s@%zu+%zu%s%.*s", i ? "; " : "", name + strlen("expression."), note->at,
			note->width, note->suggestion.n ? " " : "", (int)note->suggestion.n, note->suggestion.p);
	}
	CASE_TRUE(error == (status != FR_OK), "%s: status %d with these notes: %s\n", text, status, out);
	CASE_TRUE((expr != NULL) == (status == FR_OK), "%s: a program in spite of errors, or none\n", text);
	fr_arena_free(&arena);
	return out;
}
static inline const char *notes_of(const char *text) { return notes_in(text, &usual); }

typedef struct test_case {
	const char *text, *wanted;
} test_case;

#define CHECK_VALUES(cases, setting) \
	for (size_t i_ = 0; i_ < sizeof(cases) / sizeof *(cases); i_++) { \
		const char *got_ = value_in((cases)[i_].text, &(setting)); \
		CASE_TRUE(strcmp(got_, (cases)[i_].wanted) == 0, "%s gives %s, not %s\n", (cases)[i_].text, got_, (cases)[i_].wanted); \
	}
#define CHECK_NOTES(cases, setting) \
	for (size_t i_ = 0; i_ < sizeof(cases) / sizeof *(cases); i_++) { \
		const char *got_ = notes_in((cases)[i_].text, &(setting)); \
		CASE_TRUE(strcmp(got_, (cases)[i_].wanted) == 0, "%s says \"%s\", not \"%s\"\n", (cases)[i_].text, got_, \
			(cases)[i_].wanted); \
	}

#endif
