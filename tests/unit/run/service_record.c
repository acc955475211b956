/* The first form over its sample records: every planted fault is found, and nothing else. */
#include "running.h"

static const char *const sample = FORMS "/service-record/sample.csv";

/* S0-3 S0-4 S0-6 S0-7 S0-12 S0-14: forms/service-record/expected.tsv was written by hand. */
static void finds_what_was_planted(void)
{
	fr_engine *engine = engine_over(FORMS);
	fr_run *run = run_over(engine, "service-record", NULL, NULL, NULL);
	FILE *expected = fopen(FORMS "/service-record/expected.tsv", "rb");
	CU_ASSERT_PTR_NOT_NULL_FATAL(expected);
	fr_buf want, have;
	fr_buf_init(&want, NULL, 0);
	fr_buf_init(&have, NULL, 0);
	static const char *const levels[] = {"info", "warning", "error"};
	char line[1024];
	while (fgets(line, sizeof line, expected)) {
		char *at = line;
		for (int tab = 0; *at && tab < 4; at++)
			tab += *at == '\t';
		if (line[0] != '#' && at > line)
			fr_buf_add(&want, line, (size_t)(at - 1 - line)), fr_buf_byte(&want, '\n');
	}
	fclose(expected);
	const fr_result *result;
	CU_ASSERT_EQUAL_FATAL(fr_run_attach(run, sample, NULL), FR_OK);
	while (fr_run_next(run, &result, NULL) == FR_OK)
		for (size_t i = 0; i < result->finding_count; i++) {
			const fr_finding *f = &result->findings[i];
			fr_buf_printf(&have, "%zu\t%.*s\t%.*s\t%s\n", f->row, (int)f->field.n, f->field.p, (int)f->rule.n, f->rule.p,
				levels[f->level]);
		}
	CASE_TRUE(strcmp(fr_buf_z(&want), fr_buf_z(&have)) == 0, "wanted:\n%s\nhave:\n%s\n", want.p, have.p);
	fr_summary summary;
	fr_run_summary(run, &summary);
	CU_ASSERT_EQUAL(summary.records, 200);
	fr_buf_free(&want);
	fr_buf_free(&have);
	fr_run_close(run);
	fr_engine_free(engine);
}

static const fr_output *output_named(const fr_result *result, const char *name)
{
	for (size_t i = 0; i < result->output_count; i++)
		if (fr_str_is(result->outputs[i].name, name))
			return &result->outputs[i];
	return NULL;
}

/* S0-5: 4, 3, 5, 4 → 4.00. S0-10: KH001-产品咨询-20231010. */
static void scores_and_names_the_example(void)
{
	fr_engine *engine = engine_over(FORMS);
	fr_run *run = run_over(engine, "service-record", NULL, NULL, NULL);
	const fr_result *result;
	CU_ASSERT_EQUAL(fr_run_table(run, (fr_str){0}, (fr_str){0}, NULL), FR_OK);
	CU_ASSERT_EQUAL(
		push_text(run, "客户编号|服务类型|日期时间|问题描述|处理结果|响应速度|问题解决效果|服务态度|专业能力", 1, NULL), FR_OK);
	CU_ASSERT_EQUAL(push_text(run, "KH001|产品咨询|2023-10-10 14:30|10月10日来电询问保修期限|已说明|4|3|5|4", 2, NULL), FR_OK);
	CU_ASSERT_EQUAL(fr_run_end(run, NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_run_next(run, &result, NULL), FR_OK);
	CU_ASSERT(result->valid && !result->header);
	const fr_output *score = output_named(result, "mean_score"), *name = output_named(result, "instance_name");
	CU_ASSERT_PTR_NOT_NULL_FATAL(score);
	CU_ASSERT_PTR_NOT_NULL_FATAL(name);
	CU_ASSERT_EQUAL(score->kind, FR_OUTPUT_NUMBER);
	CU_ASSERT_DOUBLE_EQUAL(score->number, 4, 0);
	CU_ASSERT(fr_str_is(score->text, "4.00"));
	CU_ASSERT(fr_str_is(name->text, "KH001-产品咨询-20231010"));
	CU_ASSERT(fr_str_is(result->record, "KH001-2023-10-10 14:30"));
	CU_ASSERT_EQUAL(fr_run_next(run, &result, NULL), FR_END);
	fr_run_close(run);
	fr_engine_free(engine);
}

/* S0-11: wishes of the customer as tags, several in one cell. */
static void tags(void)
{
	fr_engine *engine = engine_over(FORMS);
	fr_run *run = run_over(engine, "service-record", NULL, NULL, NULL);
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	fr_run_table(run, (fr_str){0}, (fr_str){0}, NULL);
	push_text(run, "客户编号|服务类型|日期时间|问题描述|处理结果|客户标签", 1, NULL);
	push_text(run, "KH001|产品咨询|2023-10-10 14:30|10月10日来电询问保修期限|已说明|偏好电话沟通、在意配送时效", 2, NULL);
	push_text(run, "KH002|产品咨询|2023-10-10 14:30|10月10日来电询问保修期限|已说明|偏好电话沟通、喜欢猫", 3, NULL);
	CU_ASSERT_EQUAL(drain(run, &said, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(fr_buf_z(&said), "3:6 tags choice.several");
	fr_buf_free(&said);
	fr_run_close(run);
	fr_engine_free(engine);
}

TESTS(service_record, {"finds what was planted", finds_what_was_planted},
	{"S0-5 S0-10 scores and names the example", scores_and_names_the_example}, {"S0-11 tags", tags})
