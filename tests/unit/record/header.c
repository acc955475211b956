/* Headers: which column is which field. */
#include "record/record.h"
#include "diag/diag.h"
#include "suite.h"

static const char form_text[] =
	"<form xmlns=\"urn:formrule:form\" id=\"t\" version=\"1\" xml:lang=\"zh-CN\"><title>t</title>"
	"<field name=\"no\" type=\"string\" required=\"true()\"><label>客户编号</label><label xml:lang=\"en\">Customer no.</label></field>"
	"<field name=\"result\" type=\"string\"><label>处理结果(最终)</label><label xml:lang=\"en\">Outcome</label></field>"
	"<field name=\"outcome\" type=\"string\"><label>反馈</label></field>"
	"<field name=\"speed\" type=\"range\" start=\"1\" end=\"5\"><label>响应速度</label></field>"
	"<field name=\"script\" type=\"note\"><label>开场</label></field>"
	"<score name=\"m\"><label>平均分</label><part field=\"speed\"/><grade from=\"1\" "
	"name=\"a\"><label>甲</label></grade></score></form>";

typedef struct header_case {
	const char *map, *header, *columns;
	bool fits;
} header_case;

/* Columns by slot: letters by position, - for none. Slots: no, result, outcome, speed, script, m, m.grade. */
static const char *columns_of(const fr_form *form, const fr_columns *columns, char out[64])
{
	size_t n = 0;
	for (uint32_t slot = 0; slot < form->slot_count; slot++)
		out[n++] = columns->of_slot[slot] == FR_NO_COLUMN ? '-' : (char)('A' + columns->of_slot[slot]);
	out[n] = 0;
	return out;
}

static size_t cut(const char *text, fr_cell *cells)
{
	size_t n = 0;
	for (const char *at = text; at; n++) {
		const char *bar = strchr(at, '|');
		size_t length = bar ? (size_t)(bar - at) : strlen(at);
		cells[n] = (fr_cell){length ? FR_CELL_TEXT : FR_CELL_EMPTY, fr_str_of(at, length), 0};
		at = bar ? bar + 1 : NULL;
	}
	return n;
}

static fr_form *load(void)
{
	fr_form *form = NULL;
	CU_ASSERT_EQUAL_FATAL(fr_form_parse(&fr_system_allocator, FR_STR(form_text), "t.xml", &form, NULL, NULL), FR_OK);
	return form;
}

static void matches(void)
{
	static const header_case cases[] = {
		{NULL, "no|result|outcome|speed", "ABCD---", true},
		{NULL, "客户编号|处理结果(最终)|反馈|响应速度", "ABCD---", true},
		{NULL, "Customer no.|Outcome|反馈|响应速度", "ABCD---", true}, /* "Outcome" is a label, "outcome" a name */
		{NULL, "no|Outcome|outcome|speed", "ABCD---", true},
		{NULL, "客户编号*|处理结果（最终）|＊反馈| 响应 速度 ", "ABCD---", true},
		{NULL, "customer NO.|反馈|响应速度|平均分|m.grade", "A-BC-DE", true},
		{NULL, "标题", "-------", false},
		{NULL, "客户编号|响应速度", "A--B---", false}, /* two of the fields are too few */
		{NULL, "a|b|c|d|客户编号|响应速度|反馈", "E-GF---", false}, /* most is not of the form */
		{NULL, "检查|记录标识|表单版本|客户编号|响应速度|反馈|x", "D-FE---", true},
		{"no=编号,speed=#3", "编号|反馈|评分|x", "A-BC---", true},
		{"no=#1, result=#2 ,outcome=#3", "甲|乙|丙", "ABC----", true},
	};
	fr_form *form = load();
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_arena arena;
		fr_header *header;
		fr_columns columns;
		fr_cell cells[16];
		char have[64];
		fr_arena_init(&arena, NULL, 0);
		CU_ASSERT_EQUAL_FATAL(fr_header_new(form, -1, cases[i].map, &arena, &header, NULL), FR_OK);
		CU_ASSERT_EQUAL(fr_header_match(header, cells, cut(cases[i].header, cells), &arena, &columns), FR_OK);
		columns_of(form, &columns, have);
		CASE_TRUE(strcmp(have, cases[i].columns) == 0 && columns.fits == cases[i].fits, "%s: wanted %s %d, have %s %d\n",
			cases[i].header, cases[i].columns, cases[i].fits, have, columns.fits);
		fr_arena_free(&arena);
	}
	fr_form_free(form);
}

static void says_what_is_unknown_and_ours(void)
{
	fr_form *form = load();
	fr_arena arena;
	fr_header *header;
	fr_columns columns;
	fr_cell cells[16];
	fr_arena_init(&arena, NULL, 0);
	fr_header_new(form, -1, NULL, &arena, &header, NULL);
	fr_header_match(header, cells, cut("Check|no|反馈|speed|心情|记录标识|Form version", cells), &arena, &columns);
	CU_ASSERT_EQUAL_FATAL(columns.unknown_count, 1);
	CU_ASSERT(fr_str_is(columns.unknown[0], "心情"));
	CU_ASSERT_EQUAL(columns.unknown_columns[0], 4);
	CU_ASSERT_EQUAL(columns.id_column, 5);
	CU_ASSERT_EQUAL(columns.version_column, 6);
	fr_arena_free(&arena);
	fr_form_free(form);
}

static void two_columns_for_one_field(void)
{
	fr_form *form = load();
	fr_arena arena;
	fr_header *header;
	fr_columns columns;
	fr_cell cells[16];
	fr_arena_init(&arena, NULL, 0);
	fr_header_new(form, -1, NULL, &arena, &header, NULL);
	fr_header_match(header, cells, cut("no|speed|反馈|响应速度", cells), &arena, &columns);
	CU_ASSERT_EQUAL(columns.twice, 3);
	CU_ASSERT_EQUAL(columns.twice_first, 2);
	CU_ASSERT_EQUAL(columns.twice_second, 4);
	fr_arena_free(&arena);
	fr_form_free(form);
}

static void maps_that_mean_nothing(void)
{
	static const char *const maps[] = {"no", "no=", "nobody=x", "no=#0", "no=#x", "script=#1", "no=#1.5"};
	fr_form *form = load();
	for (size_t i = 0; i < sizeof maps / sizeof *maps; i++) {
		fr_arena arena;
		fr_header *header;
		fr_error error = {0};
		fr_arena_init(&arena, NULL, 0);
		CASE_TRUE(fr_header_new(form, -1, maps[i], &arena, &header, &error) == FR_E_ARGUMENT && error.code == FR_HEADER_MAP, "%s\n",
			maps[i]);
		CU_ASSERT_STRING_EQUAL(error.args[0], maps[i]);
		fr_arena_free(&arena);
	}
	fr_form_free(form);
}

TESTS(header, {"matches", matches}, {"says what is unknown and ours", says_what_is_unknown_and_ours},
	{"two columns for one field", two_columns_for_one_field}, {"maps that mean nothing", maps_that_mean_nothing})
