/* Tables: headers found, sheets, maps, versions, doubles, rows pushed and attached. */
#include "running.h"

typedef struct table_case {
	const char *rows[8];
	const char *said;
} table_case;

static fr_engine *small_engine(void)
{
	write_file("tables", "small.xml", SMALL_FORM("1", "5"));
	write_file("tables", "small-2.xml", SMALL_FORM("2", "10"));
	return engine_over(FR_BUILD_DIR "/test-data/tables");
}

static void pushed_rows(void)
{
	static const table_case cases[] = {
		{{"编号|姓名|评分", "A1|张三|5", "A2||6"}, "3:3 score range"},
		{{"标题", "", "编号|姓名|评分", "A1||5", "", "  | |", "A1||x"}, "7:1 no unique; 7:3 score range"},
		{{"姓名|评分|编号|心情", "张三|5|A1|好"}, "1:4  column.unknown"},
		{{"姓名|平均分|评分", "张三||5"}, "1:0 no column.missing"}, /* said once, of the header */
		{{"编号|评分|平均分", "A1|4|4.00", "A2|4|3"}, "3:3 m readonly"},
		/* what stands under no header is told once for each column, behind the first row that has something there */
		{{"编号|姓名|评分", "A1|x|5|", "A2|x|9|y||z", "| | | |\t|z", "|||v||", "A3|x|9|y|u"},
			"3:3 score range; 1:4  column.unnamed; 1:6  column.unnamed; 6:3 score range; 1:5  column.unnamed"},
		{{"|编号| |评分|姓名", "|A1||5", "x", "y|A2|x|4"}, "1:1  column.unnamed; 1:3  column.unnamed"},
		{{"no|score|name|检查|记录标识", "A1|4|x|通过|b-1", "|4|x||b-2"}, "3:1 no required"},
	};
	fr_engine *engine = small_engine();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_run *run = run_over(engine, "small@1", NULL, NULL, NULL);
		fr_buf said;
		fr_buf_init(&said, NULL, 0);
		CU_ASSERT_EQUAL(fr_run_table(run, FR_STR("x"), FR_STR("y"), NULL), FR_OK);
		for (size_t r = 0; cases[i].rows[r]; r++)
			CU_ASSERT_EQUAL(push_text(run, cases[i].rows[r], r + 1, NULL), FR_OK);
		CU_ASSERT_EQUAL(fr_run_end(run, NULL), FR_OK);
		CU_ASSERT_EQUAL(drain(run, &said, NULL), FR_OK);
		CASE_TRUE(strcmp(fr_buf_z(&said), cases[i].said) == 0, "case %zu: %s\n", i, said.p);
		fr_buf_free(&said);
		fr_run_close(run);
	}
	fr_engine_free(engine);
}

static void no_header_and_two_columns(void)
{
	fr_engine *engine = small_engine();
	fr_run *run = run_over(engine, "small@1", NULL, NULL, NULL);
	fr_error error = {0};
	fr_run_table(run, FR_STR("表"), (fr_str){0}, NULL);
	push_text(run, "甲|乙|丙", 1, NULL);
	CU_ASSERT_EQUAL(fr_run_end(run, &error), FR_E_FORMAT);
	CU_ASSERT_EQUAL(error.code, FR_HEADER_NONE);
	CU_ASSERT_STRING_EQUAL(error.args[0], "表");
	fr_run_table(run, FR_STR("表"), (fr_str){0}, NULL);
	CU_ASSERT_EQUAL(push_text(run, "编号|姓名|评分|编号", 1, &error), FR_E_FORMAT);
	CU_ASSERT_EQUAL(error.code, FR_HEADER_TWICE);
	CU_ASSERT_STRING_EQUAL(error.args[0], "编号");
	CU_ASSERT_STRING_EQUAL(error.args[1], "1");
	CU_ASSERT_STRING_EQUAL(error.args[2], "4");
	/* the run goes on with the next table */
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	fr_run_table(run, FR_STR("表"), (fr_str){0}, NULL);
	push_text(run, "编号|姓名|评分", 1, NULL);
	push_text(run, "A1||9", 2, NULL);
	CU_ASSERT_EQUAL(drain(run, &said, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(fr_buf_z(&said), "2:3 score range");
	fr_buf_free(&said);
	fr_run_close(run);
	fr_engine_free(engine);
}

/* A version's own file judges its records. */
static void versions(void)
{
	fr_engine *engine = small_engine();
	fr_run *run = run_over(engine, "small", NULL, NULL, NULL); /* the newest: 2 */
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	fr_run_table(run, (fr_str){0}, (fr_str){0}, NULL);
	push_text(run, "编号|姓名|评分|表单版本", 1, NULL);
	push_text(run, "A1||7|1", 2, NULL);
	push_text(run, "A2||7|2", 3, NULL);
	push_text(run, "A3||7|", 4, NULL);
	push_text(run, "A4||7|3", 5, NULL);
	push_text(run, "A5||99|3", 6, NULL);
	const fr_result *result;
	CU_ASSERT_EQUAL_FATAL(fr_run_next(run, &result, NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(result->finding_count, 1);
	CU_ASSERT(fr_str_is(result->findings[0].version, "1"));
	note_findings(result, &said);
	CU_ASSERT_EQUAL(drain(run, &said, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(fr_buf_z(&said), "2:3 score range; 5:4  version.unknown; 6:4  version.unknown");
	fr_buf_free(&said);
	fr_run_close(run);
	fr_engine_free(engine);
}

static void doubles_in_other_tables_say_where(void)
{
	char message[512];
	fr_engine *engine = small_engine();
	fr_run *run = run_over(engine, "small@1", "en", NULL, NULL);
	const char *a = write_file("tables", "a.csv", "编号,姓名,评分\nA1,张三,5\nA2,李四,5\n");
	const char *b = write_file("tables", "b.csv", "编号,姓名,评分\nA3,张三,5\nA2,李四,5\n");
	const fr_result *result;
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	CU_ASSERT_EQUAL(fr_run_attach(run, a, NULL), FR_OK);
	CU_ASSERT_EQUAL(drain(run, &said, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(fr_buf_z(&said), "");
	CU_ASSERT_EQUAL(fr_run_attach(run, b, NULL), FR_OK);
	CU_ASSERT_EQUAL(fr_run_next(run, &result, NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(fr_run_next(run, &result, NULL), FR_OK);
	CU_ASSERT_EQUAL_FATAL(result->finding_count, 1);
	CU_ASSERT_EQUAL(result->findings[0].code, FR_UNIQUE_ELSEWHERE);
	fr_finding_message(&result->findings[0], "en", message, sizeof message);
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "row 3"));
	CU_ASSERT_PTR_NOT_NULL(strstr(message, "a.csv"));
	fr_buf_free(&said);
	fr_run_close(run);
	fr_engine_free(engine);
}

/* A form's own sheets, some of which do not fit: what was used is told, and what nearly fits. */
static void tables_are_told(void)
{
	fr_engine *engine = small_engine();
	fr_run *run = run_over(engine, "small@1", NULL, NULL, NULL);
	fr_error error = {0};
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	const char *path = write_file("tables", "titled.csv", "标题\n\n编号,name,评分,备注\nA1,x,5,y\n");
	CU_ASSERT_EQUAL(fr_run_attach(run, path, &error), FR_OK);
	CU_ASSERT_EQUAL(drain(run, &said, &error), FR_OK);
	fr_table table;
	size_t at = 0;
	CU_ASSERT_FATAL(fr_run_table_next(run, &at, &table));
	CASE_TRUE(table.use == FR_TABLE_RECORDS && table.header_row == 3 && table.columns == 3 && table.by_name == 1 && table.by_map == 0 &&
			  table.unknown == 1,
		"use %d, row %zu, columns %zu, names %zu, unknown %zu\n", (int)table.use, table.header_row, table.columns, table.by_name,
		table.unknown);
	CU_ASSERT(fr_str_is(table.source, path) && table.sheet.n == 0 && !table.hidden);
	CU_ASSERT(!fr_run_table_next(run, &at, &table));
	fr_run_close(run);
	/* the nearest row is named by the form's own words; what else stands in it may be a record */
	run = run_over(engine, "small@1", NULL, NULL, NULL);
	path = write_file("tables", "near.csv", "张三,13812345678\n编号,姓 铭,李四,王五\n");
	CU_ASSERT_EQUAL(fr_run_attach(run, path, &error), FR_OK);
	CU_ASSERT_EQUAL(drain(run, &said, &error), FR_E_FORMAT);
	CU_ASSERT_EQUAL(error.code, FR_HEADER_NEAR);
	CU_ASSERT_STRING_EQUAL(error.args[2], "编号");
	CU_ASSERT_STRING_EQUAL(error.args[3], "第 2 行");
	char text[2048];
	fr_error_message(&error, "zh-CN", text, sizeof text);
	CASE_TRUE(!strstr(text, "张三") && !strstr(text, "李四") && !strstr(text, "138"), "%s\n", text);
	fr_run_close(run);
	run = run_over(engine, "small@1", NULL, NULL, NULL);
	path = write_file("tables", "far.csv", "张三,13812345678\n李四,1\n");
	CU_ASSERT_EQUAL(fr_run_attach(run, path, &error), FR_OK);
	CU_ASSERT_EQUAL(drain(run, &said, &error), FR_E_FORMAT);
	CU_ASSERT_EQUAL(error.code, FR_HEADER_NONE);
	CASE_TRUE(strstr(error.args[2], "编号") != NULL && !strstr(error.args[2], "张三"), "%s\n", error.args[2]);
	fr_buf_free(&said);
	fr_run_close(run);
	fr_engine_free(engine);
}

/* A comma that was not quoted makes a row longer than its header: one finding says so, and nothing else is made of what is shifted. Empty cells at the end are no fault. */
static void rows_longer_than_their_header(void)
{
	fr_engine *engine = small_engine();
	static const struct {
		const char *text, *said;
	} cases[] = {
		{"编号,姓名,评分\nA1,张三,李四,9\nA2,x,5,,\nA3,x,9\n", "2:0  row.long; 4:3 score range"},
		{"编号,姓名,评分,,\nA1,x,5,,y\nA2,x,5,,,z\n", "1:5  column.unnamed; 3:0  row.long"},
		{"标题\n编号,姓名,评分\nA1,x,5,z\nA1,x,5\n", "3:0  row.long"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_run *run = run_over(engine, "small@1", NULL, NULL, NULL);
		fr_error error = {0};
		fr_buf said;
		fr_buf_init(&said, NULL, 0);
		CU_ASSERT_EQUAL(fr_run_attach(run, write_file("tables", "long.csv", cases[i].text), &error), FR_OK);
		CU_ASSERT_EQUAL(drain(run, &said, &error), FR_OK);
		CASE_TRUE(strcmp(fr_buf_z(&said), cases[i].said) == 0, "case %zu: %s\n", i, said.p);
		fr_buf_free(&said);
		fr_run_close(run);
	}
	fr_engine_free(engine);
}

static void files_that_do_not_fit(void)
{
	fr_engine *engine = small_engine();
	fr_run *run = run_over(engine, "small@1", NULL, NULL, NULL);
	fr_error error = {0};
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	CU_ASSERT_EQUAL(fr_run_attach(run, in_folder("tables", "none.csv"), &error), FR_E_IO);
	const char *path = write_file("tables", "other.csv", "甲,乙\n1,2\n");
	CU_ASSERT_EQUAL(fr_run_attach(run, path, &error), FR_OK);
	CU_ASSERT_EQUAL(drain(run, &said, &error), FR_E_FORMAT);
	CU_ASSERT_EQUAL(error.code, FR_HEADER_NONE);
	CU_ASSERT_STRING_EQUAL(error.args[1], "small");
	fr_buf_free(&said);
	fr_run_close(run);
	fr_engine_free(engine);
}

static void maps(void)
{
	fr_engine *engine = small_engine();
	fr_run *run = run_over(engine, "small@1", NULL, NULL, "no=单号,score=#3");
	const char *path = write_file("tables", "map.csv", "单号,姓名,打分\nA1,张三,9\n");
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	CU_ASSERT_EQUAL(fr_run_attach(run, path, NULL), FR_OK);
	CU_ASSERT_EQUAL(drain(run, &said, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(fr_buf_z(&said), "2:3 score range");
	fr_buf_free(&said);
	fr_run_close(run);
	fr_engine_free(engine);
}

/* No personal value in what is given out: a planted name and a number in a choice cell. */
static void nothing_personal_in_findings(void)
{
	fr_engine *engine = engine_over(FORMS);
	fr_run *run = run_over(engine, "service-record", NULL, NULL, NULL);
	const fr_result *result;
	char message[2048];
	fr_run_table(run, (fr_str){0}, (fr_str){0}, NULL);
	push_text(run, "客户编号|客户姓名|联系方式|服务类型|日期时间|问题描述|处理结果|客服人员|响应速度|记录标识", 1, NULL);
	push_text(run, "KH001|欧阳震华|13912345678|欧阳震华|欧阳震华|欧阳震华来电 13912345678|欧阳震华|售后部-欧阳震华|13912345678|", 2,
		NULL);
	size_t findings = 0;
	while (fr_run_next(run, &result, NULL) == FR_OK)
		for (size_t i = 0; i < result->finding_count; i++, findings++) {
			const fr_finding *f = &result->findings[i];
			fr_finding_message(f, NULL, message, sizeof message);
			CASE_TRUE(!strstr(message, "震华") && !strstr(message, "12345"), "%s\n", message);
			for (size_t a = 0; a <= FR_ERROR_ARGS + 1; a++) {
				fr_str shown = a < FR_ERROR_ARGS ? f->args[a] : a == FR_ERROR_ARGS ? f->repair : f->record;
				CASE_TRUE(fr_str_find(shown, FR_STR("震华")) == SIZE_MAX && fr_str_find(shown, FR_STR("12345")) == SIZE_MAX,
					"%.*s\n", (int)shown.n, shown.p);
			}
		}
	CU_ASSERT(findings >= 7);
	fr_run_close(run);
	fr_engine_free(engine);
}

static bool stop_soon(void *user, uint64_t done, uint64_t total, size_t records)
{
	(void)done, (void)total;
	*(size_t *)user = records;
	return records < 2000;
}

static void progress_can_stop(void)
{
	fr_engine *engine = small_engine();
	fr_form *form;
	fr_run *run;
	fr_error error = {0};
	size_t seen = 0;
	const char *path = in_folder("tables", "long.csv");
	FILE *file = fopen(path, "wb");
	fputs("编号,姓名,评分\n", file);
	for (int i = 0; i < 5000; i++)
		fprintf(file, "A%d,,5\n", i);
	fclose(file);
	CU_ASSERT_EQUAL_FATAL(fr_form_load(engine, "small@1", &form, NULL, NULL), FR_OK);
	fr_run_options options = {.size = sizeof options, .progress = stop_soon, .progress_user = &seen};
	CU_ASSERT_EQUAL_FATAL(fr_run_open(engine, form, &options, &run, NULL), FR_OK);
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	CU_ASSERT_EQUAL(fr_run_attach(run, path, NULL), FR_OK);
	CU_ASSERT_EQUAL(drain(run, &said, &error), FR_E_CANCELLED);
	CU_ASSERT(seen >= 2000 && seen < 4000);
	fr_buf_free(&said);
	fr_run_close(run);
	fr_engine_free(engine);
}

static void wrong_arguments(void)
{
	fr_engine *engine = small_engine();
	fr_form *form;
	fr_run *run = NULL;
	fr_error error = {0};
	CU_ASSERT_EQUAL_FATAL(fr_form_load(engine, "small", &form, NULL, NULL), FR_OK);
	fr_run_options options = {.size = sizeof options, .now = "yesterday"};
	CU_ASSERT_EQUAL(fr_run_open(engine, form, &options, &run, &error), FR_E_ARGUMENT);
	CU_ASSERT_EQUAL(error.code, FR_TIME_WRONG);
	options = (fr_run_options){.size = sizeof options, .map = "no"};
	CU_ASSERT_EQUAL(fr_run_open(engine, form, &options, &run, &error), FR_E_ARGUMENT);
	CU_ASSERT_EQUAL(error.code, FR_HEADER_MAP);
	CU_ASSERT_PTR_NULL(run);
	CU_ASSERT_EQUAL(fr_form_load(engine, "smal", &form, NULL, &error), FR_E_IO);
	CU_ASSERT_EQUAL(error.code, FR_FORM_UNKNOWN_NEAR);
	CU_ASSERT_STRING_EQUAL(error.args[1], "small");
	fr_engine_free(engine);
}

static void damaged_text_is_a_finding(void)
{
	fr_engine *engine = small_engine();
	fr_run *run = run_over(engine, "small@1", NULL, NULL, NULL);
	fr_buf said;
	fr_buf_init(&said, NULL, 0);
	fr_run_table(run, (fr_str){0}, (fr_str){0}, NULL);
	push_text(run, "编号|姓名|评分", 1, NULL);
	push_text(run, "A\xFF\xFE|\xC0|5", 2, NULL);
	CU_ASSERT_EQUAL(drain(run, &said, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(fr_buf_z(&said), "2:1 no text.encoding; 2:2 name text.encoding");
	fr_buf_free(&said);
	fr_run_close(run);
	fr_engine_free(engine);
}

#define CELL(text) "<table:table-cell office:value-type=\"string\"><text:p>" text "</text:p></table:table-cell>"
#define ROW(cells) "<table:table-row>" cells "</table:table-row>"
static const char workbook[] =
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
	"xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
	"xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" office:version=\"1.3\" "
	"office:mimetype=\"application/vnd.oasis.opendocument.spreadsheet\"><office:meta><meta:user-defined meta:name=\"formrule\">small@1"
	"</meta:user-defined></office:meta><office:body><office:spreadsheet>"
	"<table:table table:name=\"封面\">" ROW(CELL("客户服务"))
		ROW(CELL("编号")) "</table:table>"
				  "<table:table table:name=\"一月\">" ROW(CELL("一月")) ROW(CELL("编号") CELL("姓名") CELL("评分"))
					  ROW(CELL("A1") CELL("") "<table:table-cell office:value-type=\"float\" "
								  "office:value=\"7\"><text:p>7</text:p></"
								  "table:table-cell>") "</table:table>"
										       "<table:table "
										       "table:name=\"二月\">" ROW(
											       CELL("编号") CELL("评分") CELL("姓名"))
											       ROW(CELL("A1") CELL("x")) "</"
															 "table:table>"
															 "</"
															 "office:"
															 "spreadsheet><"
															 "/office:body>"
															 "</"
															 "office:"
															 "document>";

/* Every sheet that fits is checked; the document says which version it was made with; a double is found across sheets. */
static void sheets_of_a_workbook(void)
{
	char form[64];
	fr_error error = {0};
	fr_engine *engine = small_engine();
	const char *path = write_file("tables", "book.fods", workbook);
	CU_ASSERT_EQUAL(fr_workbook_form(path, form, sizeof form, NULL), FR_OK);
	CU_ASSERT_STRING_EQUAL(form, "small@1");
	static const struct {
		const char *form, *sheet, *said;
	} cases[] = {
		{"small@1", NULL, "3:3 score range; 2:1 no unique.elsewhere; 2:2 score range"},
		{"small", NULL,
			"3:3 score range; 2:1 no unique.elsewhere; 2:2 score range"}, /* judged by the version the workbook names, not the newest */
		{"small@1", "二月", "2:2 score range"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_run *run = run_over(engine, cases[i].form, NULL, cases[i].sheet, NULL);
		fr_buf said;
		fr_buf_init(&said, NULL, 0);
		CU_ASSERT_EQUAL(fr_run_attach(run, path, NULL), FR_OK);
		CU_ASSERT_EQUAL(drain(run, &said, NULL), FR_OK);
		CASE_TRUE(strcmp(fr_buf_z(&said), cases[i].said) == 0, "case %zu: %s\n", i, said.p);
		fr_buf_free(&said);
		fr_run_close(run);
	}
	fr_run *run = run_over(engine, "small@1", NULL, "三月", NULL);
	const fr_result *result;
	CU_ASSERT_EQUAL(fr_run_attach(run, path, NULL), FR_OK);
	CU_ASSERT_EQUAL(fr_run_next(run, &result, &error), FR_E_FORMAT);
	CU_ASSERT_EQUAL(error.code, FR_SHEET_UNKNOWN);
	CU_ASSERT_STRING_EQUAL(error.args[1], "封面, 一月, 二月");
	fr_run_close(run);
	fr_engine_free(engine);
}

TESTS(tables, {"sheets of a workbook", sheets_of_a_workbook}, {"pushed rows", pushed_rows},
	{"no header and two columns", no_header_and_two_columns}, {"versions", versions},
	{"doubles in other tables say where", doubles_in_other_tables_say_where}, {"files that do not fit", files_that_do_not_fit},
	{"tables are told", tables_are_told}, {"rows longer than their header", rows_longer_than_their_header}, {"maps", maps},
	{"nothing personal in findings", nothing_personal_in_findings}, {"progress can stop", progress_can_stop},
	{"wrong arguments", wrong_arguments}, {"damaged text is a finding", damaged_text_is_a_finding})
