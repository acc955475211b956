/* Cells become values: what people write in sheets, what is refused, what is proposed. Shows S0-4 (dates and times), S0-5 (ratings), X-2 (repairs). */
#include "value/value.h"
#include "suite.h"

#include <math.h>
#include <stdlib.h>

#define ZONE 480

typedef struct text_case {
	fr_type type;
	const char *cell, *shown; /* shown NULL: wrong */
	const char *repair; /* NULL: none */
} text_case;

static const fr_code wrong_of[FR_TYPE_COUNT] = {
	[FR_TYPE_INTEGER] = FR_WRONG_INTEGER,
	[FR_TYPE_DECIMAL] = FR_WRONG_DECIMAL,
	[FR_TYPE_RANGE] = FR_WRONG_DECIMAL,
	[FR_TYPE_BOOLEAN] = FR_WRONG_BOOLEAN,
	[FR_TYPE_DATE] = FR_WRONG_DATE,
	[FR_TYPE_TIME] = FR_WRONG_TIME,
	[FR_TYPE_DATETIME] = FR_WRONG_DATETIME,
};

static void look(fr_type type, const fr_cell *cell, const char *name, const char *expected, const char *expected_repair)
{
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	fr_value value;
	fr_str repair;
	fr_code code = fr_value_read(type, cell, ZONE, &arena, &value, &repair);
	fr_buf buf;
	fr_buf_init(&buf, NULL, 0);
	fr_value_show(&value, &buf);
	const char *shown = fr_buf_z(&buf);
	if (expected)
		CASE_TRUE(code == FR_CODE_NONE && strcmp(shown, expected) == 0, "%s as %s: code %d, %s, not %s\n", name, fr_type_name(type),
			code, shown, expected);
	else
		CASE_TRUE(code == wrong_of[type] && value.kind == FR_KIND_EMPTY, "%s as %s: code %d, %s, not refused\n", name,
			fr_type_name(type), code, shown);
	CASE_TRUE(fr_str_is(repair, expected_repair ? expected_repair : ""), "%s as %s: repair %.*s, not %s\n", name, fr_type_name(type),
		(int)repair.n, repair.p, expected_repair ? expected_repair : "none");
	fr_buf_free(&buf);
	fr_arena_free(&arena);
}

static void look_at_texts(const text_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		/* A copy of exactly that size, so that a sanitizer sees a read past its end. */
		size_t bytes = strlen(cases[i].cell);
		char *exact = malloc(bytes ? bytes : 1);
		memcpy(exact, cases[i].cell, bytes);
		fr_cell cell = {.kind = FR_CELL_TEXT, .text = {exact, bytes}};
		look(cases[i].type, &cell, cases[i].cell, cases[i].shown, cases[i].repair);
		free(exact);
	}
}
#define LOOK(cases) look_at_texts(cases, sizeof cases / sizeof *cases)

static void dates_as_people_write_them(void)
{
	static const text_case cases[] = {
		{FR_TYPE_DATE, "2023-10-01", "2023-10-01", 0},
		{FR_TYPE_DATE, "2023-10-1", "2023-10-01", 0},
		{FR_TYPE_DATE, "2023/10/1", "2023-10-01", 0},
		{FR_TYPE_DATE, "2023.10.1", "2023-10-01", 0},
		{FR_TYPE_DATE, "20231001", "2023-10-01", 0},
		{FR_TYPE_DATE, "2023年10月1日", "2023-10-01", 0},
		{FR_TYPE_DATE, "2023 年 10 月 01 日", "2023-10-01", 0},
		{FR_TYPE_DATE, "2023年10月1号", "2023-10-01", 0},
		{FR_TYPE_DATE, "２０２３－１０－１", "2023-10-01", 0},
		{FR_TYPE_DATE, "２０２３年１０月１日", "2023-10-01", 0},
		{FR_TYPE_DATE, "２０２３／１０／１", "2023-10-01", 0},
		{FR_TYPE_DATE, "　2023-10-01 ", "2023-10-01", 0},
		{FR_TYPE_DATE, "2024-02-29", "2024-02-29", 0},
		{FR_TYPE_DATE, "1899-12-29", "1899-12-29", 0},
		{FR_TYPE_DATE, "0001-01-01", "0001-01-01", 0},
		{FR_TYPE_DATE, "2023-10-01T00:00:00", "2023-10-01", 0},
		{FR_TYPE_DATE, "2023/10/1 0:00", "2023-10-01", 0},
		{FR_TYPE_DATE, "", "", 0},
		{FR_TYPE_DATE, " 　", "", 0},
		/* refused */
		{FR_TYPE_DATE, "2023-13-01", 0, 0},
		{FR_TYPE_DATE, "2023-02-29", 0, 0},
		{FR_TYPE_DATE, "2023-02-30", 0, 0},
		{FR_TYPE_DATE, "2023-10-00", 0, 0},
		{FR_TYPE_DATE, "0000-10-01", 0, 0},
		{FR_TYPE_DATE, "20231301", 0, 0},
		{FR_TYPE_DATE, "10/1/2023", 0, 0},
		{FR_TYPE_DATE, "23-10-1", 0, 0},
		{FR_TYPE_DATE, "2023-10", 0, 0},
		{FR_TYPE_DATE, "2023", 0, 0},
		{FR_TYPE_DATE, "昨天", 0, 0},
		{FR_TYPE_DATE, "14:30", 0, 0},
		{FR_TYPE_DATE, "2023-10-011", 0, 0},
		{FR_TYPE_DATE, "12023-10-01", 0, 0},
		{FR_TYPE_DATE, "2023-10-01x", 0, 0},
		{FR_TYPE_DATE, "2023年10月", 0, 0},
		{FR_TYPE_DATE, "99999999999999999999", 0, 0},
		/* refused, and what was surely meant */
		{FR_TYPE_DATE, "2023/10-1", 0, "2023-10-01"},
		{FR_TYPE_DATE, "23年10月1日", 0, "2023-10-01"},
		{FR_TYPE_DATE, "2023-10-12前", 0, "2023-10-12"},
		{FR_TYPE_DATE, "2023-10-12之前", 0, "2023-10-12"},
		{FR_TYPE_DATE, "2023年10月1日（星期日）", 0, "2023-10-01"},
		{FR_TYPE_DATE, "2023-10-01 14:30", 0, "2023-10-01"},
		{FR_TYPE_DATE, "2023-10-1014:30", 0, "2023-10-10"},
		{FR_TYPE_DATE, "45200", 0, "2023-10-01"},
	};
	LOOK(cases);
}

static void times_as_people_write_them(void)
{
	static const text_case cases[] = {
		{FR_TYPE_DATETIME, "2023-10-01 14:30", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "2023-10-1 9:05", "2023-10-01 09:05", 0},
		{FR_TYPE_DATETIME, "2023/10/1 14:30:05", "2023-10-01 14:30:05", 0},
		{FR_TYPE_DATETIME, "2023-10-01T14:30:00.000+08:00", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "2023-10-01T06:30:00Z", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "2023-10-01T23:30:00-01:00", "2023-10-02 08:30", 0},
		{FR_TYPE_DATETIME, "2023年10月1日 14时30分", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "2023年10月1日14时30分05秒", "2023-10-01 14:30:05", 0},
		{FR_TYPE_DATETIME, "2023年10月1日14:30", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "2023年10月1日下午2:30", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "2023/10/1 上午9:05", "2023-10-01 09:05", 0},
		{FR_TYPE_DATETIME, "2023-10-01 2:30 PM", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "2023-10-01 12:30 am", "2023-10-01 00:30", 0},
		{FR_TYPE_DATETIME, "２０２３－１０－０１　１４：３０", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "20231001 14:30", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "202310011430", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "20231001143005", "2023-10-01 14:30:05", 0},
		{FR_TYPE_DATETIME, "2023-10-01", "2023-10-01 00:00", 0},
		{FR_TYPE_DATETIME, "2023-10-01 14:30:05.25", "2023-10-01 14:30:05.250", 0},
		{FR_TYPE_DATETIME, "2023-10-01 下午14:30", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "2023-10-01 14点半", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, "2023-10-01\n14:30", "2023-10-01 14:30", 0},
		{FR_TYPE_TIME, "14:30", "14:30", 0},
		{FR_TYPE_TIME, "9:05", "09:05", 0},
		{FR_TYPE_TIME, "14时30分", "14:30", 0},
		{FR_TYPE_TIME, "14点", "14:00", 0},
		{FR_TYPE_TIME, "下午 2:30", "14:30", 0},
		{FR_TYPE_TIME, "中午12:10", "12:10", 0},
		{FR_TYPE_TIME, "凌晨2:10", "02:10", 0},
		{FR_TYPE_TIME, "14:30:00.000+08:00", "14:30", 0},
		{FR_TYPE_TIME, "20:30:00Z", "04:30", 0},
		{FR_TYPE_TIME, "１４：３０", "14:30", 0},
		{FR_TYPE_TIME, "00:00", "00:00", 0},
	};
	LOOK(cases);
}

static void times_that_are_damaged(void)
{
	static const text_case cases[] = {
		/* refused */
		{FR_TYPE_DATETIME, "2023-10-01 25:00", 0, 0},
		{FR_TYPE_DATETIME, "2023-10-01 14:60", 0, 0},
		{FR_TYPE_DATETIME, "2023-10-01 14:3", 0, 0},
		{FR_TYPE_DATETIME, "14:30", 0, 0},
		{FR_TYPE_DATETIME, "2023-10-01 上午14:30", 0, 0},
		{FR_TYPE_DATETIME, "2023-10-01 下午2:30 PM", 0, 0},
		{FR_TYPE_DATETIME, "2023-10-01T14:30+25:00", 0, 0},
		{FR_TYPE_TIME, "24:00", 0, 0},
		{FR_TYPE_TIME, "14", 0, 0},
		{FR_TYPE_TIME, "14.5", 0, 0},
		{FR_TYPE_TIME, "-1:00", 0, 0},
		{FR_TYPE_DATETIME, "9999-12-31 24:00", 0, 0},
		{FR_TYPE_DATETIME, "9999-12-31T23:00-14:00", 0, 0},
		/* glued and otherwise damaged */
		{FR_TYPE_DATETIME, "2023-10-1014:30", 0, "2023-10-10 14:30"},
		{FR_TYPE_DATETIME, "2023/10/1014:30:05", 0, "2023-10-10 14:30:05"},
		{FR_TYPE_DATETIME, "2023-10-0109:05", 0, "2023-10-01 09:05"},
		{FR_TYPE_DATETIME, "2023-10-1014：30", 0, "2023-10-10 14:30"},
		{FR_TYPE_DATETIME, "2023-10-324:30", 0, 0},
		{FR_TYPE_DATETIME, "2023-10-114:30", 0, 0} /* the 1st at 14:30 or the 11th at 4:30 */,
		{FR_TYPE_DATETIME, "2023-10-914:30", 0, "2023-10-09 14:30"},
		{FR_TYPE_DATETIME, "2023100114:30", 0, "2023-10-01 14:30"},
		{FR_TYPE_DATETIME, "2023-10-10 1430", 0, "2023-10-10 14:30"},
		{FR_TYPE_DATETIME, "2023-10-01 24:00", 0, "2023-10-02 00:00"},
		{FR_TYPE_DATETIME, "2023-13-0114:30", 0, 0},
		{FR_TYPE_DATETIME, "45200.6041666667", 0, "2023-10-01 14:30"},
		{FR_TYPE_TIME, "1430", 0, "14:30"},
		{FR_TYPE_TIME, "2023-10-01 14:30", 0, "14:30"},
	};
	LOOK(cases);
}

static void numbers_as_people_write_them(void)
{
	static const text_case cases[] = {
		{FR_TYPE_INTEGER, "4", "4", 0},
		{FR_TYPE_INTEGER, "４", "4", 0},
		{FR_TYPE_INTEGER, "-4", "-4", 0},
		{FR_TYPE_INTEGER, "−4", "-4", 0},
		{FR_TYPE_INTEGER, "+4", "4", 0},
		{FR_TYPE_INTEGER, "4.0", "4", 0},
		{FR_TYPE_INTEGER, "1,234", "1234", 0},
		{FR_TYPE_INTEGER, "1，234", "1234", 0},
		{FR_TYPE_INTEGER, " 5 ", "5", 0},
		{FR_TYPE_INTEGER, "", "", 0},
		{FR_TYPE_INTEGER, "9007199254740991", "9007199254740991", 0},
		{FR_TYPE_INTEGER, "007", "7", 0},
		{FR_TYPE_DECIMAL, "1,234.5", "1234.5", 0},
		{FR_TYPE_DECIMAL, "1,234,567.25", "1234567.25", 0},
		{FR_TYPE_DECIMAL, "95%", "0.95", 0},
		{FR_TYPE_DECIMAL, "95.5 ％", "0.955", 0},
		{FR_TYPE_DECIMAL, "４．３３", "4.33", 0},
		{FR_TYPE_DECIMAL, ".5", "0.5", 0},
		{FR_TYPE_RANGE, "8", "8", 0},
		{FR_TYPE_DECIMAL, "-1,234.5", "-1234.5", 0},
		{FR_TYPE_INTEGER, "4.5", 0, 0},
		{FR_TYPE_INTEGER, "四", 0, 0},
		{FR_TYPE_INTEGER, "95%", 0, 0},
		{FR_TYPE_INTEGER, "9007199254740993", 0, 0},
		{FR_TYPE_INTEGER, "-", 0, 0},
		{FR_TYPE_DECIMAL, "1,23", 0, 0},
		{FR_TYPE_DECIMAL, "1234,567", 0, 0},
		{FR_TYPE_DECIMAL, ",123", 0, 0},
		{FR_TYPE_DECIMAL, "1,234.5,6", 0, 0},
		{FR_TYPE_DECIMAL, "1,23.4", 0, 0},
		{FR_TYPE_DECIMAL, "1.2.3", 0, 0},
		{FR_TYPE_DECIMAL, "Infinity", 0, 0},
		{FR_TYPE_DECIMAL, "NaN", 0, 0},
		{FR_TYPE_DECIMAL, "0x10", 0, 0},
		{FR_TYPE_DECIMAL, "−-4", 0, 0},
		{FR_TYPE_DECIMAL, "%", 0, 0},
		{FR_TYPE_INTEGER, "12万", 0, 0},
		{FR_TYPE_DECIMAL, "1 234", 0, 0},
		{FR_TYPE_RANGE, "满意", 0, 0},
		{FR_TYPE_INTEGER, "4分", 0, "4"},
		{FR_TYPE_INTEGER, "30 分钟", 0, "30"},
		{FR_TYPE_DECIMAL, "¥1,200.50", 0, "1200.5"},
		{FR_TYPE_DECIMAL, "1200元", 0, "1200"},
		{FR_TYPE_DECIMAL, "1.38E+10", 0, "13800000000"},
		{FR_TYPE_INTEGER, "4.5分", 0, 0},
	};
	LOOK(cases);
}

static void yes_and_no(void)
{
	static const text_case cases[] = {
		{FR_TYPE_BOOLEAN, "是", "true", 0},
		{FR_TYPE_BOOLEAN, "否", "false", 0},
		{FR_TYPE_BOOLEAN, "Yes", "true", 0},
		{FR_TYPE_BOOLEAN, "no", "false", 0},
		{FR_TYPE_BOOLEAN, "TRUE", "true", 0},
		{FR_TYPE_BOOLEAN, "false", "false", 0},
		{FR_TYPE_BOOLEAN, "１", "true", 0},
		{FR_TYPE_BOOLEAN, "0", "false", 0},
		{FR_TYPE_BOOLEAN, "√", "true", 0},
		{FR_TYPE_BOOLEAN, "×", "false", 0},
		{FR_TYPE_BOOLEAN, "", "", 0},
		{FR_TYPE_BOOLEAN, "也许", 0, 0},
		{FR_TYPE_BOOLEAN, "2", 0, 0},
		{FR_TYPE_BOOLEAN, "是的吧", 0, 0},
	};
	LOOK(cases);
}

static void text_stays_as_written(void)
{
	static const text_case cases[] = {
		{FR_TYPE_STRING, "  客户说：“太慢了”。 ", "客户说：“太慢了”。", 0},
		{FR_TYPE_STRING, "ＫＨ００１", "KH001", 0},
		{FR_TYPE_STRING, "１３８＊＊＊＊５６７８", "138****5678", 0},
		{FR_TYPE_STRING, "ＫＨ００１客户", "ＫＨ００１客户", 0},
		{FR_TYPE_STRING, "？！", "？！", 0},
		{FR_TYPE_STRING, "a\nb", "a\nb", 0},
		{FR_TYPE_STRING, "　", "", 0},
		{FR_TYPE_STRING, "007", "007", 0},
		{FR_TYPE_STRING, "*女士", "*女士", 0},
		{FR_TYPE_SELECT_ONE, " 短信／邮件 ", "短信/邮件", 0},
		{FR_TYPE_SELECT_MULTIPLE, "甲，乙", "甲,乙", 0},
		{FR_TYPE_NOTE, "anything", "", 0},
		{FR_TYPE_CALCULATE, "优秀", "优秀", 0},
	};
	LOOK(cases);
}

typedef struct cell_case {
	fr_type type;
	fr_cell_kind kind;
	double number;
	const char *text, *shown, *repair;
} cell_case;

static void look_at_cells(const cell_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char name[64];
		snprintf(name, sizeof name, "cell %zu (%g)", i, cases[i].number);
		fr_cell cell = {cases[i].kind, fr_str_from(cases[i].text), cases[i].number};
		look(cases[i].type, &cell, name, cases[i].shown, cases[i].repair);
	}
}
#define LOOK_CELLS(cases) look_at_cells(cases, sizeof cases / sizeof *cases)

static void numbers_and_booleans_in_cells(void)
{
	static const cell_case cases[] = {
		{FR_TYPE_STRING, FR_CELL_NUMBER, 13812345678.0, "", "13812345678", 0},
		{FR_TYPE_STRING, FR_CELL_NUMBER, 13812345678.0, "1.38E+10", "13812345678", 0},
		{FR_TYPE_STRING, FR_CELL_NUMBER, 13812345678.0, "13,812,345,678", "13812345678", 0},
		{FR_TYPE_STRING, FR_CELL_NUMBER, 3, "", "3", 0},
		{FR_TYPE_STRING, FR_CELL_NUMBER, 7, "007", "007", 0},
		{FR_TYPE_STRING, FR_CELL_NUMBER, 0.1 + 0.2, "", "0.3", 0},
		{FR_TYPE_STRING, FR_CELL_NUMBER, 1234567890123456.0, "", "1234567890123456", 0},
		{FR_TYPE_STRING, FR_CELL_NUMBER, 1e20, "", "100000000000000000000", 0},
		{FR_TYPE_STRING, FR_CELL_DATE, 45200, "23年10月1日", "2023-10-01", 0},
		{FR_TYPE_STRING, FR_CELL_BOOLEAN, 1, "TRUE", "true", 0},
		{FR_TYPE_STRING, FR_CELL_TIME, 0.5, "", "12:00", 0},
		{FR_TYPE_SELECT_ONE, FR_CELL_NUMBER, 3, "", "3", 0},
		{FR_TYPE_INTEGER, FR_CELL_NUMBER, 4, "4.00", "4", 0},
		{FR_TYPE_INTEGER, FR_CELL_NUMBER, 2.9999999999999996, "3", "3", 0},
		{FR_TYPE_INTEGER, FR_CELL_NUMBER, 3.5, "", 0, 0},
		{FR_TYPE_INTEGER, FR_CELL_NUMBER, (double)NAN, "", 0, 0},
		{FR_TYPE_INTEGER, FR_CELL_DATE, 4, "", 0, 0},
		{FR_TYPE_INTEGER, FR_CELL_BOOLEAN, 1, "", 0, 0},
		{FR_TYPE_DECIMAL, FR_CELL_NUMBER, 0.955, "95.5%", "0.955", 0},
		{FR_TYPE_DECIMAL, FR_CELL_NUMBER, (double)INFINITY, "", 0, 0},
		{FR_TYPE_BOOLEAN, FR_CELL_NUMBER, 1, "", "true", 0},
		{FR_TYPE_BOOLEAN, FR_CELL_NUMBER, 2, "", 0, 0},
		{FR_TYPE_BOOLEAN, FR_CELL_BOOLEAN, 0, "", "false", 0},
		{FR_TYPE_BOOLEAN, FR_CELL_DATE, 1, "", 0, 0},
	};
	LOOK_CELLS(cases);
}

static void moments_in_cells(void)
{
	static const cell_case cases[] = {
		/* 45200 is 2023-10-01 (LibreOffice: =DATEVALUE("2023-10-01")) */
		{FR_TYPE_DATE, FR_CELL_DATE, 45200, "", "2023-10-01", 0},
		{FR_TYPE_DATE, FR_CELL_NUMBER, 45200, "", "2023-10-01", 0},
		{FR_TYPE_DATE, FR_CELL_NUMBER, 20231001, "", "2023-10-01", 0},
		{FR_TYPE_DATE, FR_CELL_DATE, 0, "", "1899-12-30", 0},
		{FR_TYPE_DATE, FR_CELL_DATE, -1, "", "1899-12-29", 0},
		{FR_TYPE_DATE, FR_CELL_DATE, 2, "", "1900-01-01", 0},
		{FR_TYPE_DATE, FR_CELL_DATE, -693593, "", "0001-01-01", 0},
		{FR_TYPE_DATE, FR_CELL_DATE, -693594, "", 0, 0},
		{FR_TYPE_DATE, FR_CELL_DATE, 2958465, "", "9999-12-31", 0},
		{FR_TYPE_DATE, FR_CELL_DATE, 2958466, "", 0, 0},
		{FR_TYPE_DATE, FR_CELL_DATE, (double)NAN, "", 0, 0},
		{FR_TYPE_DATE, FR_CELL_DATE, 45200.5, "", 0, "2023-10-01"},
		{FR_TYPE_DATE, FR_CELL_NUMBER, 2023, "", 0, 0},
		{FR_TYPE_DATE, FR_CELL_NUMBER, 0, "", 0, 0},
		{FR_TYPE_DATE, FR_CELL_NUMBER, -5, "", 0, 0},
		{FR_TYPE_DATE, FR_CELL_TIME, 0.5, "", 0, 0},
		{FR_TYPE_DATE, FR_CELL_NUMBER, 20231301, "", 0, 0},
		{FR_TYPE_DATE, FR_CELL_NUMBER, 1e300, "", 0, 0},
		{FR_TYPE_DATE, FR_CELL_BOOLEAN, 1, "", 0, 0},
		{FR_TYPE_DATETIME, FR_CELL_DATE, 45200.604166666664, "", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, FR_CELL_NUMBER, 45200.604166666664, "", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, FR_CELL_NUMBER, 202310011430.0, "", "2023-10-01 14:30", 0},
		{FR_TYPE_DATETIME, FR_CELL_DATE, -0.5, "", "1899-12-29 12:00", 0},
		{FR_TYPE_DATETIME, FR_CELL_DATE, 45200.9999999999, "", "2023-10-02 00:00", 0},
		{FR_TYPE_TIME, FR_CELL_TIME, 0.604166666666667, "", "14:30", 0},
		{FR_TYPE_TIME, FR_CELL_NUMBER, 0.604166666666667, "", "14:30", 0},
		{FR_TYPE_TIME, FR_CELL_DATE, 0.25, "", "06:00", 0},
		{FR_TYPE_TIME, FR_CELL_DATE, 45200.25, "", 0, "06:00"},
		{FR_TYPE_TIME, FR_CELL_TIME, 1.5, "", 0, 0},
		{FR_TYPE_TIME, FR_CELL_TIME, -0.5, "", 0, 0},
		{FR_TYPE_CALCULATE, FR_CELL_NUMBER, 4.33, "", "4.33", 0},
		{FR_TYPE_CALCULATE, FR_CELL_DATE, 45200, "", "2023-10-01", 0},
		{FR_TYPE_CALCULATE, FR_CELL_BOOLEAN, 1, "", "true", 0},
		{FR_TYPE_STRING, FR_CELL_EMPTY, 0, "", "", 0},
		{FR_TYPE_DATE, FR_CELL_EMPTY, 0, "", "", 0},
	};
	LOOK_CELLS(cases);
}

static void errors_in_cells(void)
{
	for (int type = 0; type < FR_TYPE_NOTE; type++) {
		fr_arena arena;
		fr_arena_init(&arena, NULL, 0);
		fr_value value;
		fr_cell cell = {.kind = FR_CELL_ERROR, .text = FR_STR("#N/A")};
		CASE_TRUE(fr_value_read((fr_type)type, &cell, ZONE, &arena, &value, NULL) == FR_ERROR_CELL && value.kind == FR_KIND_EMPTY,
			"error cell as type %d\n", type);
		fr_arena_free(&arena);
	}
}

static void kinds_follow_types(void)
{
	static const struct {
		fr_type type;
		const char *text;
		fr_kind kind;
		int64_t local_ms;
	} cases[] = {
		{FR_TYPE_DATE, "1970-01-02", FR_KIND_DATE, 86400000},
		{FR_TYPE_DATETIME, "1970-01-01 01:00", FR_KIND_DATETIME, 3600000},
		{FR_TYPE_TIME, "01:00", FR_KIND_TIME, 3600000},
		{FR_TYPE_DATETIME, "1969-12-31T23:00:00+08:00", FR_KIND_DATETIME, -3600000},
		{FR_TYPE_DATETIME, "1970-01-01", FR_KIND_DATETIME, 0},
	};
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_cell cell = {.kind = FR_CELL_TEXT, .text = fr_str_from(cases[i].text)};
		fr_value v;
		fr_code code = fr_value_read(cases[i].type, &cell, ZONE, &arena, &v, NULL);
		CASE_TRUE(code == FR_CODE_NONE && v.kind == cases[i].kind && v.stamp.local_ms == cases[i].local_ms &&
				  v.stamp.offset_min == ZONE,
			"%s\n", cases[i].text);
	}
	fr_arena_free(&arena);
}

static void random_text_never_hurts(void)
{
	static const char *const pieces[] = {"2", "0", "23", "-", "/", ".", ":", "1", "10", "年", "月", "日", " ", "T", "+", "下午", "PM",
		"时", "分", "前", "\xE5", "\xFF", "０", ",", "%", "Z", "半"};
	unsigned seed = 12345;
	for (int round = 0; round < 60000; round++) {
		char text[128];
		size_t n = 0;
		for (int k = 0; k < 12; k++) {
			seed = seed * 1103515245u + 12345u;
			const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)];
			memcpy(text + n, piece, strlen(piece));
			n += strlen(piece);
		}
		char *exact = malloc(n);
		memcpy(exact, text, n);
		fr_cell cell = {.kind = FR_CELL_TEXT, .text = {exact, n}};
		fr_arena arena;
		fr_arena_init(&arena, NULL, 0);
		for (int type = 0; type < FR_TYPE_COUNT; type++) {
			fr_value v;
			fr_str repair;
			fr_code code = fr_value_read((fr_type)type, &cell, ZONE, &arena, &v, &repair);
			if (code != FR_CODE_NONE && repair.n) { /* a proposal must itself be readable */
				fr_cell again = {.kind = FR_CELL_TEXT, .text = repair};
				fr_str none;
				if (fr_value_read((fr_type)type, &again, ZONE, &arena, &v, &none) != FR_CODE_NONE)
					CASE_TRUE(false, "repair %.*s is not readable\n", (int)repair.n, repair.p);
			}
		}
		fr_arena_free(&arena);
		free(exact);
	}
}

TESTS(read, {"S0-4 dates as people write them, X-2 repairs", dates_as_people_write_them},
	{"S0-4 times as people write them, X-2 repairs", times_as_people_write_them},
	{"X-2 times that are damaged", times_that_are_damaged}, {"S0-5 numbers as people write them", numbers_as_people_write_them},
	{"yes and no", yes_and_no}, {"text stays as written", text_stays_as_written},
	{"numbers and booleans in cells", numbers_and_booleans_in_cells}, {"moments in cells", moments_in_cells},
	{"errors in cells", errors_in_cells}, {"kinds follow types", kinds_follow_types},
	{"random text never hurts", random_text_never_hurts})
