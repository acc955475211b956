/* The public door to one expression: conversion of the result, buffers, places of mistakes, explanations. Issue A: eval and --explain. */
#include "running.h"

#include "formrule/expression.h"

static fr_engine *engine;

static const char *ask(const char *text, fr_result_type type)
{
	static const fr_binding bindings[] = {{"score", "4"}, {"name", "李小明"}, {"day", "2023-10-06"}, {"none", ""}, {"bytes", "\xFF"}};
	static char out[512];
	size_t needed = 0;
	fr_error error = {0};
	fr_status status =
		fr_expression_eval(engine, text, bindings, 5, "2026-11-22T09:00:00+08:00", type, out, sizeof out, &needed, &error);
	if (status != FR_OK)
		snprintf(out, sizeof out, "!%s %zu:%zu %s", fr_code_name((fr_code)error.code), error.line, error.column, error.suggestion);
	else
		CU_ASSERT_EQUAL(needed, strlen(out));
	return out;
}

static void results_are_converted_as_asked(void)
{
	engine = engine_over(FORMS);
	static const struct {
		const char *text;
		fr_result_type type;
		const char *wanted;
	} cases[] = {{"${score} * 20", FR_RESULT_STRING, "80"}, {"${score}", FR_RESULT_NUMBER, "4"}, {"${name}", FR_RESULT_NUMBER, "NaN"},
		{"${name}", FR_RESULT_BOOLEAN, "true"}, {"${none}", FR_RESULT_BOOLEAN, "false"}, {"${bytes}", FR_RESULT_STRING, ""},
		{"${day} + 1", FR_RESULT_STRING, "19636.666666666668"}, {"today()", FR_RESULT_STRING, "2026-11-22"},
		{"workday(${day}, 3)", FR_RESULT_STRING, "2023-10-09"}, {"mask(${name}, 'name', 'surname')", FR_RESULT_STRING, "李*"},
		{"is-phone('13812345678')", FR_RESULT_BOOLEAN, "true"}, {"'2023-10-10'", FR_RESULT_NUMBER, "19639.666666666668"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CASE_TRUE(strcmp(ask(cases[i].text, cases[i].type), cases[i].wanted) == 0, "%s gives %s\n", cases[i].text,
			ask(cases[i].text, cases[i].type));
	fr_engine_free(engine);
}

static void mistakes_have_a_place(void)
{
	engine = engine_over(FORMS);
	static const struct {
		const char *text, *wanted;
	} cases[] = {{"1 +", "!expression.ends 1:4 "}, {"${scroe}", "!expression.unknown-field 1:1 score"},
		{"1 +\n  foo()", "!expression.unknown-function 2:3 "}, {"'满意' AND 1", "!expression.syntax 1:6 and"},
		{"coutn(${scroe})", "!expression.unknown-function 1:1 count"},
		{"regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '^(a|aa|aaa)+$')", "!expression.budget 0:0 "}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CASE_TRUE(strcmp(ask(cases[i].text, FR_RESULT_STRING), cases[i].wanted) == 0, "%s gives %s\n", cases[i].text,
			ask(cases[i].text, FR_RESULT_STRING));
	fr_error error = {0};
	char out[10];
	size_t needed;
	CU_ASSERT_EQUAL(
		fr_expression_eval(engine, "1", NULL, 0, "yesterday", FR_RESULT_STRING, out, sizeof out, &needed, &error), FR_E_ARGUMENT);
	CU_ASSERT_EQUAL(fr_expression_eval(engine, NULL, NULL, 0, NULL, FR_RESULT_STRING, out, sizeof out, &needed, &error), FR_E_ARGUMENT);
	CU_ASSERT_EQUAL(fr_expression_eval(NULL, "1", NULL, 0, NULL, FR_RESULT_STRING, out, sizeof out, &needed, NULL), FR_E_ARGUMENT);
	fr_engine_free(engine);
}

static void small_buffers_hold_whole_characters(void)
{
	engine = engine_over(FORMS);
	char out[5];
	size_t needed = 0;
	CU_ASSERT_EQUAL(fr_expression_eval(engine, "'满意度'", NULL, 0, NULL, FR_RESULT_STRING, out, sizeof out, &needed, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(out, "满");
	CU_ASSERT_EQUAL(needed, 9);
	fr_engine_free(engine);
}

static void explains(void)
{
	engine = engine_over(FORMS);
	static const fr_binding bindings[] = {{"score", "4"}};
	char out[1000];
	size_t needed;
	CU_ASSERT_EQUAL(fr_expression_explain(engine, "${score} > 2 + 1", bindings, 1, out, sizeof out, &needed, NULL), FR_OK);
	CU_ASSERT(strstr(out, "   0  field slot 0\n   1  const 3\n   2  >\nof:=") == out);
	CU_ASSERT_EQUAL(fr_expression_explain(engine, "random()", NULL, 0, out, sizeof out, &needed, NULL), FR_OK);
	CU_ASSERT(strstr(out, "   0  call random/0\n-- ") == out && strstr(out, "random;"));
	fr_error error = {0};
	CU_ASSERT_EQUAL(fr_expression_explain(engine, "1 +", NULL, 0, out, sizeof out, &needed, &error), FR_E_FORM);
	CU_ASSERT_EQUAL(error.code, FR_EXPR_ENDS);
	fr_engine_free(engine);
}

TESTS(expression, {"results are converted as asked", results_are_converted_as_asked}, {"mistakes have a place", mistakes_have_a_place},
	{"small buffers hold whole characters", small_buffers_hold_whole_characters}, {"explains", explains})
