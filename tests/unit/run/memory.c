/* Refused memory: each allocation of a small run is refused once; every time the run ends with FR_E_MEMORY, nothing leaks (the leak
 * sanitizer looks), and nothing half-done is given out. */
#include "running.h"

typedef struct refusing {
	size_t count, refuse_at, live;
} refusing;

static void *resize(void *user, void *block, size_t size)
{
	refusing *r = user;
	if (size == 0) {
		r->live -= block != NULL;
		free(block);
		return NULL;
	}
	if (++r->count == r->refuse_at)
		return NULL;
	void *out = realloc(block, size);
	r->live += !block && out;
	return out;
}

/* A whole small run; FR_OK when it came to its end. */
static fr_status small_run(refusing *r, fr_error *error)
{
	const char *dirs[] = {FORMS};
	fr_engine_options options = {.size = sizeof options, .allocator = {resize, r}, .form_dirs = dirs, .form_dir_count = 1};
	fr_run_options run_options = {.size = sizeof run_options, .now = "2026-11-22T09:00:00+08:00"};
	fr_engine *engine = NULL;
	fr_form *form;
	fr_run *run = NULL;
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	fr_status status = fr_engine_new(&options, &engine, error);
	if (status == FR_OK)
		status = fr_form_load(engine, FORMS "/service-record/form.xml", &form, NULL, error);
	if (status == FR_OK)
		status = fr_run_open(engine, form, &run_options, &run, error);
	if (status == FR_OK)
		status = fr_run_table(run, FR_STR("a"), FR_STR("b"), error);
	if (status == FR_OK)
		status = push_text(
			run, "客户编号|客户姓名|联系方式|服务类型|日期时间|问题描述|处理结果|客户标签|响应速度|完成时限|心情", 1, error);
	if (status == FR_OK)
		status = push_text(run,
			"KH001|张三|13812345678|其它|2023-10-1014:30|张三来电 13812345678||偏好电话沟通、在意价格|9|2023-01-01|好", 2,
			error);
	if (status == FR_OK)
		status = push_text(run,
			"KH002|*女士|138****5678|产品咨询|2023-10-10 14:30|10月10日询问保修期限|已说明|在意价格|4|2023-10-01|", 3, error);
	if (status == FR_OK)
		status = push_text(run,
			"KH002|*女士|138****5678|产品咨询|2023-10-10 14:30|10月10日询问保修期限|已说明|在意价格|4|2023-10-12|", 4, error);
	if (status == FR_OK)
		status = fr_run_end(run, error);
	if (status == FR_OK)
		status = drain(run, &said, error);
	if (status == FR_OK)
		status = fr_run_attach(run, in_folder("memory", "small.csv"), error);
	if (status == FR_OK)
		status = drain(run, &said, error);
	if (status == FR_OK && said.failed)
		status = FR_E_MEMORY;
	fr_buf_free(&said);
	fr_run_close(run);
	fr_engine_free(engine);
	return status;
}

static void every_allocation_is_refused_once(void)
{
	refusing whole = {0};
	fr_error error = {0};
	write_file("memory", "small.csv",
		"客户编号,客户姓名,服务类型,日期时间,问题描述,处理结果,客户标签\nKH002,*女士,产品咨询,2023-10-10 "
		"14:30,10月10日询问保修期限,已说明,在意价格、需耐心讲解\n"
		"KH003,李四,未知,2023年10月10日,描述中有 13812345678,,\n");
	CU_ASSERT_EQUAL_FATAL(small_run(&whole, &error), FR_OK);
	CU_ASSERT_EQUAL(whole.live, 0);
	size_t wrong = 0;
	for (size_t at = 1; at <= whole.count; at++) {
		refusing r = {.refuse_at = at};
		fr_status status = small_run(&r, &error);
		if ((status != FR_E_MEMORY || error.code != FR_MEMORY || r.live) && wrong++ < 100)
			fprintf(stderr, "allocation %zu of %zu: status %d, code %s, %zu left\n", at, whole.count, status,
				fr_code_name(error.code), r.live);
	}
	CU_ASSERT_EQUAL(wrong, 0);
}

TESTS(memory, {"every allocation is refused once", every_allocation_is_refused_once})
