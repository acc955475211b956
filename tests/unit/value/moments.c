/* ISO moments, serial days, width, type names, showing. */
#include "value/value.h"
#include "suite.h"

#include <math.h>

static void iso_is_strict(void)
{
	static const struct {
		const char *text;
		bool date, datetime, time;
		int64_t ms;
		int32_t offset;
	} cases[] = {
		{"1970-01-02", true, true, false, 86400000, 480},
		{"1970-01-01T01:00", false, true, false, 3600000, 480},
		{"1970-01-01T00:00:00.000+08:00", false, true, false, 0, 480},
		{"1970-01-01T00:00:01.5Z", false, true, false, 1500, 0},
		{"1970-01-01T00:00:00.123456-05:30", false, true, false, 123, -330},
		{"1969-12-31T23:59:59.999Z", false, true, false, -1, 0},
		{"01:00:00.000+08:00", false, false, true, 3600000, 480},
		{"23:59", false, false, true, 86340000, 480},
		{"1970-1-2", false, false, false, 0, 0},
		{"1970-02-30", false, false, false, 0, 0},
		{"1970-01-02 01:00", false, false, false, 0, 0},
		{"1970-01-02T24:00", false, false, false, 0, 0},
		{"1970-01-02T01:60", false, false, false, 0, 0},
		{"1970-01-02T", false, false, false, 0, 0},
		{"", false, false, false, 0, 0},
		{"1970-01-02x", false, false, false, 0, 0},
		{"01:00:00.", false, false, false, 0, 0},
		{"01:00+15:00", false, false, false, 0, 0},
		{"1970-01-01T01:00+8", false, false, false, 0, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_stamp s = {0, 0};
		fr_str text = fr_str_from(cases[i].text);
		CASE_TRUE(fr_iso_date(text, 480, &s) == cases[i].date, "%s as date\n", cases[i].text);
		CASE_TRUE(fr_iso_time(text, 480, &s) == cases[i].time, "%s as time\n", cases[i].text);
		CASE_TRUE(fr_iso_datetime(text, 480, &s) == cases[i].datetime, "%s as dateTime\n", cases[i].text);
		if (cases[i].datetime || cases[i].time)
			CASE_TRUE(s.local_ms == cases[i].ms && s.offset_min == cases[i].offset, "%s: %lld %d\n", cases[i].text,
				(long long)s.local_ms, s.offset_min);
	}
}

static void serial_days_go_both_ways(void)
{
	/* 25569 is 1970-01-01 where 1899-12-30 is 0; LibreOffice shows -1 as 1899-12-29. */
	static const struct {
		double serial;
		const char *shown;
	} cases[] = {
		{25569, "1970-01-01 00:00"},
		{0, "1899-12-30 00:00"},
		{-1, "1899-12-29 00:00"},
		{-0.25, "1899-12-29 18:00"},
		{45209.604166666664, "2023-10-10 14:30"},
		{1e300, "9999-12-31 23:59:59.999"},
		{-1e300, "0001-01-01 00:00"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_value v = {.kind = FR_KIND_DATETIME, .stamp = fr_stamp_from_serial(cases[i].serial, 0)};
		fr_buf buf;
		fr_buf_init(&buf, NULL, 0);
		fr_value_show(&v, &buf);
		CASE_TRUE(strcmp(fr_buf_z(&buf), cases[i].shown) == 0, "%g: %s\n", cases[i].serial, fr_buf_z(&buf));
		if (fabs(cases[i].serial) < 1e6)
			CASE_TRUE(fabs(fr_stamp_serial(v.stamp) - cases[i].serial) < 1e-9, "%g comes back as %.12f\n", cases[i].serial,
				fr_stamp_serial(v.stamp));
		fr_buf_free(&buf);
	}
	for (int64_t day = FR_SERIAL_FIRST; day <= FR_SERIAL_LAST; day += 977)
		for (int minute = 0; minute < 1440; minute += 97) {
			fr_stamp s = {(day - FR_SERIAL_EPOCH) * FR_DAY_MS + minute * INT64_C(60000), 480};
			if (fr_stamp_from_serial(fr_stamp_serial(s), 480).local_ms != s.local_ms)
				CASE_TRUE(false, "day %lld minute %d\n", (long long)day, minute);
		}
	fr_value time = {.kind = FR_KIND_TIME, .stamp = {43200000, 480}}, text = fr_value_string(FR_STR("x"));
	CU_ASSERT(fr_value_serial(&time) == 0.5);
	CU_ASSERT(isnan(fr_value_serial(&text)));
}

static void width(void)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{"１３８ＡＢＣａｚ", "138ABCaz"},
		{"（甲），乙：", "(甲),乙:"},
		{"　a　", " a "},
		{"abc", "abc"},
		{"・•‧·", "・•‧·"},
		{"￥１", "￥1"},
		{"。、", "。、"},
		{"～！", "~!"},
		{"", ""},
		{"。１", "。1"},
	};
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_str got = fr_normalize_width(&arena, fr_str_from(cases[i].from));
		CASE_TRUE(fr_str_is(got, cases[i].to), "%s: %.*s\n", cases[i].from, (int)got.n, got.p);
	}
	fr_str plain = FR_STR("客户abc");
	CU_ASSERT(fr_normalize_width(&arena, plain).p == plain.p);
	fr_arena_free(&arena);
}

static void names_of_types(void)
{
	for (int t = 0; t < FR_TYPE_COUNT; t++) {
		fr_type back;
		CU_ASSERT(fr_type_from_name(fr_str_from(fr_type_name((fr_type)t)), &back) && back == (fr_type)t);
	}
	fr_type unused;
	CU_ASSERT(!fr_type_from_name(FR_STR("datetime"), &unused) && !fr_type_from_name(FR_STR(""), &unused));
	CU_ASSERT(fr_str_is(fr_str_from(fr_type_name(FR_TYPE_DATETIME)), "dateTime") && fr_type_name((fr_type)99)[0] == 0);
}

static void shows_what_people_read(void)
{
	fr_value items[] = {fr_value_number(4), fr_value_string(FR_STR("乙"))};
	const struct {
		fr_value value;
		const char *shown;
	} cases[] = {
		{fr_value_empty(), ""},
		{fr_value_bool(true), "true"},
		{fr_value_number(4), "4"},
		{fr_value_number(13.0 / 3), "4.33333333333333"},
		{fr_value_number(NAN), ""},
		{fr_value_number(-0.5), "-0.5"},
		{fr_value_string(FR_STR("张*")), "张*"},
		{{.kind = FR_KIND_DATE, .stamp = {0, 480}}, "1970-01-01"},
		{{.kind = FR_KIND_TIME, .stamp = {3661000, 480}}, "01:01:01"},
		{{.kind = FR_KIND_DATETIME, .stamp = {3600001, 480}}, "1970-01-01 01:00:00.001"},
		{{.kind = FR_KIND_LIST, .list = {items, 2}}, "4, 乙"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_buf buf;
		fr_buf_init(&buf, NULL, 0);
		fr_value_show(&cases[i].value, &buf);
		CASE_TRUE(strcmp(fr_buf_z(&buf), cases[i].shown) == 0, "case %zu: %s\n", i, fr_buf_z(&buf));
		fr_buf_free(&buf);
	}
}

TESTS(moments, {"ISO is strict", iso_is_strict}, {"serial days go both ways", serial_days_go_both_ways}, {"width", width},
	{"names of types", names_of_types}, {"shows what people read", shows_what_people_read})
