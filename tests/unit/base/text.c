/* Strings, UTF-8, civil dates, arena and buffer. */
#include "base/base.h"
#include "suite.h"

#include <stdlib.h>
#include <time.h>

static void utf8_is_strict(void)
{
	static const struct {
		const char *bytes;
		size_t n, bad;
	} cases[] = {
		{"abc", 3, SIZE_MAX},
		{"客服", 6, SIZE_MAX},
		{"a\xC0\x80", 3, 1},
		{"\xED\xA0\x80", 3, 0},
		{"\xF4\x90\x80\x80", 4, 0},
		{"\xF0\x9F\x98\x80", 4, SIZE_MAX},
		{"12345678\xFF", 9, 8},
		{"\xE5\xAE", 2, 0},
		{"", 0, SIZE_MAX},
		{"\xE0\x80\x80", 3, 0},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CASE_TRUE(fr_utf8_invalid(fr_str_of(cases[i].bytes, cases[i].n)) == cases[i].bad, "case %zu\n", i);
	for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
		if (cp == 0xD800)
			cp = 0xE000;
		char bytes[4];
		uint32_t back;
		size_t n = fr_utf8_encode(cp, bytes);
		if (fr_utf8_decode(fr_str_of(bytes, n), 0, &back) != n || back != cp) {
			CASE_TRUE(false, "U+%04X does not come back\n", cp);
			break;
		}
	}
	CU_ASSERT(fr_utf8_length(FR_STR("李小明😀")) == 4);
	CU_ASSERT(fr_utf8_offset(FR_STR("李小明"), 1) == 3);
	CU_ASSERT(fr_utf8_offset(FR_STR("李小明"), 9) == 9);
}

static void trims_all_kinds_of_space(void)
{
	CU_ASSERT(fr_str_is(fr_str_trim(FR_STR("\xEF\xBB\xBF 　张三\t\xC2\xA0\n")), "张三"));
	CU_ASSERT(fr_str_trim(FR_STR(" 　 ")).n == 0);
	CU_ASSERT(fr_str_find(FR_STR("客户姓名"), FR_STR("姓")) == 6);
	CU_ASSERT(fr_str_find(FR_STR("客户"), FR_STR("姓")) == SIZE_MAX);
}

static void dates_agree_with_the_c_library(void)
{
	for (int64_t days = -700000; days < 2900000; days += 37) {
		time_t t = (time_t)days * 86400;
		struct tm tm;
		gmtime_r(&t, &tm);
		int64_t y;
		unsigned m, d;
		fr_civil_from_days(days, &y, &m, &d);
		if (y != tm.tm_year + 1900 || m != (unsigned)tm.tm_mon + 1 || d != (unsigned)tm.tm_mday ||
			fr_days_from_civil(y, m, d) != days) {
			CASE_TRUE(false, "day %lld\n", (long long)days);
			break;
		}
	}
	CU_ASSERT(fr_days_from_civil(1899, 12, 30) == -FR_SERIAL_EPOCH);
	CU_ASSERT(fr_civil_valid(2024, 2, 29) && !fr_civil_valid(2023, 2, 29) && !fr_civil_valid(1900, 2, 29) &&
		  !fr_civil_valid(2023, 13, 1) && !fr_civil_valid(0, 1, 1));
}

static void count_up(void *subject)
{
	int *count = subject;
	++*count;
}

static void memory_has_ceilings(void)
{
	fr_arena arena;
	fr_arena_init(&arena, NULL, 1000);
	CU_ASSERT(fr_arena_alloc(&arena, 900) != NULL);
	CU_ASSERT(fr_arena_alloc(&arena, 200) == NULL);
	CU_ASSERT(fr_arena_array(&arena, SIZE_MAX / 2, 3) == NULL);
	fr_arena_reset(&arena);
	CU_ASSERT(fr_arena_alloc(&arena, 900) != NULL);
	fr_arena_free(&arena);
	int counted = 0;
	fr_arena_init(&arena, NULL, 0);
	CU_ASSERT(fr_arena_defer(&arena, count_up, &counted) && fr_arena_defer(&arena, count_up, &counted) && counted == 0);
	fr_arena_reset(&arena);
	CU_ASSERT(counted == 2);
	fr_arena_reset(&arena); /* each is called once */
	CU_ASSERT(fr_arena_defer(&arena, count_up, &counted));
	fr_arena_free(&arena);
	CU_ASSERT(counted == 3);
	fr_buf buf;
	fr_buf_init(&buf, NULL, 8);
	fr_buf_puts(&buf, "12345678");
	CU_ASSERT(!buf.failed);
	fr_buf_byte(&buf, '9');
	CU_ASSERT(buf.failed && buf.n == 8);
	fr_buf_free(&buf);
	char out[5];
	CU_ASSERT(fr_text_out(FR_STR("客服"), out, sizeof out) == 6 && strcmp(out, "客") == 0);
}

TESTS(text, {"UTF-8 is strict", utf8_is_strict}, {"trims all kinds of space", trims_all_kinds_of_space},
	{"dates agree with the C library", dates_agree_with_the_c_library}, {"memory has ceilings", memory_has_ceilings})
