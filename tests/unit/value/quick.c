/* Quick reading: what it takes is what the long way gives, and it takes what programs write. Issue D: speed. */
#include "value/value.h"
#include "suite.h"

#define ZONE 480

static const fr_type types[] = {FR_TYPE_STRING, FR_TYPE_INTEGER, FR_TYPE_DECIMAL, FR_TYPE_DATE, FR_TYPE_DATETIME};
#define TYPES (sizeof types / sizeof *types)

static bool is_damaged(fr_str text) { return fr_str_find(text, FR_STR("\xEF\xBF\xBD")) != SIZE_MAX; }

static bool quickly(fr_type type, fr_str text, fr_value *out)
{
	double number;
	int64_t ms;
	switch (type) {
	case FR_TYPE_STRING:
		*out = fr_value_string(text);
		return fr_quick_text(text, false) || (!is_damaged(text) && fr_quick_text(text, true));
	case FR_TYPE_INTEGER:
	case FR_TYPE_DECIMAL:
		if (!fr_quick_number(text, &number))
			return false;
		*out = fr_value_number(number);
		return true;
	default:
		if (!fr_quick_moment(text, type == FR_TYPE_DATETIME, &ms))
			return false;
		*out = (fr_value){.kind = type == FR_TYPE_DATE ? FR_KIND_DATE : FR_KIND_DATETIME, .stamp = {ms, ZONE}};
		return true;
	}
}

static bool same(const fr_value *a, const fr_value *b)
{
	if (a->kind != b->kind)
		return false;
	if (a->kind == FR_KIND_STRING)
		return fr_str_eq(a->string, b->string);
	return a->kind == FR_KIND_NUMBER ? a->number == b->number
					 : a->stamp.local_ms == b->stamp.local_ms && a->stamp.offset_min == b->stamp.offset_min;
}

/* Nothing is taken that the long way would refuse, change or read as something else. */
static void compare(fr_str text, fr_arena *arena)
{
	for (size_t t = 0; t < TYPES && text.n; t++) {
		fr_value quick, slow;
		fr_str repair;
		const fr_cell cell = {.kind = FR_CELL_TEXT, .text = text};
		if (!quickly(types[t], text, &quick))
			continue;
		fr_code code = fr_value_read(types[t], &cell, ZONE, arena, &slow, &repair);
		CASE_TRUE(code == FR_CODE_NONE && same(&quick, &slow) && !(types[t] == FR_TYPE_STRING && is_damaged(text)), "%.*s as %s\n",
			(int)text.n, text.p, fr_type_name(types[t]));
		fr_arena_reset(arena);
	}
}

static void takes_what_the_long_way_gives(void)
{
	static const char *const pieces[] = {"0", "1", "5", "9", "12", "2023", "-", "-10", "-02", "-30", " ", ":", "14:30", "T", "/", ".",
		",", "a", "Z", "KH", "*", "客", "服", "。", "，", "\u3000", "\u00A0", "\uFF11", "\uFF2B", "\uFFFD", "\u4FFD", "é", "😀",
		"\xEF\xBC\x8A", "俿", "\uFEFF", "\u3000客"};
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	uint64_t state = 7;
	for (int i = 0; i < 200000; i++) {
		char text[256];
		size_t n = 0;
		for (unsigned k = 0, most = 1 + (unsigned)(state >> 40) % 12; k < most; k++) {
			state = state * UINT64_C(6364136223846793005) + 1442695040888963407u;
			const char *piece = pieces[(state >> 33) % (sizeof pieces / sizeof *pieces)];
			memcpy(text + n, piece, strlen(piece));
			n += strlen(piece);
		}
		compare(fr_str_of(text, n), &arena);
	}
	for (int64_t day = -719200; day < 2932900; day += 17) { /* years 1 to 9999, and days that do not exist */
		int64_t year;
		unsigned month, of_month;
		char text[32];
		fr_civil_from_days(day, &year, &month, &of_month);
		snprintf(text, sizeof text, "%04d-%02u-%02u", (int)year, month, of_month);
		compare(fr_str_from(text), &arena);
		snprintf(text, sizeof text, "%04d-%02u-%02u %02u:%02u", (int)year, month, 28 + of_month % 5, of_month, of_month * 2);
		compare(fr_str_from(text), &arena);
	}
	fr_arena_free(&arena);
}

/* A date-time in which one byte is any other: taken is what the long way understands the same, and every digit that leaves it a moment is taken. */
static void takes_no_byte_for_a_digit(void)
{
	static const char right[] = "2023-10-11 11:11";
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	for (size_t n = 10; n <= 16; n += 6)
		for (size_t at = 0; at < n; at++)
			for (unsigned byte = 0; byte < 256; byte++) {
				char text[sizeof right];
				fr_value unused;
				memcpy(text, right, sizeof text);
				text[at] = (char)byte;
				compare(fr_str_of(text, n), &arena);
				bool digit = byte >= '0' && byte <= '9' && right[at] != '-' && right[at] != ' ' && right[at] != ':';
				CASE_TRUE(!quickly(FR_TYPE_DATETIME, fr_str_of(text, n), &unused) || digit || text[at] == right[at],
					"%02X at %zu of %zu\n", byte, at, n);
			}
	fr_arena_free(&arena);
}

static void takes_what_programs_write(void)
{
	static const struct {
		fr_type type;
		const char *text;
		bool taken;
	} cases[] = {
		{FR_TYPE_STRING, "KH0000001", true},
		{FR_TYPE_STRING, "138****5678", true},
		{FR_TYPE_STRING, "客户反映昨天收到的洗衣机包装破损,要求换货,已经联系仓库处理。", true},
		{FR_TYPE_STRING, "售后部-张*", true},
		{FR_TYPE_STRING, "*女士", true},
		{FR_TYPE_STRING, "*", true},
		{FR_TYPE_STRING, "a client said that the washing machine was damaged", true},
		{FR_TYPE_STRING, " KH1", false},
		{FR_TYPE_STRING, "KH1 ", false},
		{FR_TYPE_STRING, "ＫＨ００１", false},
		{FR_TYPE_STRING, "损坏\uFFFD的字符", false},
		{FR_TYPE_STRING, "一段很长很长很长的文字里有损坏\uFFFD的字符在中间的某个地方", false},
		{FR_TYPE_INTEGER, "5", true},
		{FR_TYPE_INTEGER, "007", true},
		{FR_TYPE_INTEGER, "123456789012345", true},
		{FR_TYPE_INTEGER, "1234567890123456", false},
		{FR_TYPE_INTEGER, "-5", false},
		{FR_TYPE_DECIMAL, "4.5", false},
		{FR_TYPE_DATE, "2023-10-01", true},
		{FR_TYPE_DATE, "2023-02-29", false},
		{FR_TYPE_DATE, "2024-02-29", true},
		{FR_TYPE_DATE, "2023-10-01 14:30", false},
		{FR_TYPE_DATETIME, "2023-10-01 14:30", true},
		{FR_TYPE_DATETIME, "2023-10-01 24:00", false},
		{FR_TYPE_DATETIME, "2023-10-01", true},
		{FR_TYPE_DATETIME, "2023-12-31 23:59", true},
		{FR_TYPE_DATETIME, "1999-09-09 09:00", true},
		{FR_TYPE_DATETIME, "0001-01-01 00:00", true},
		{FR_TYPE_DATETIME, "0000-01-01 00:00", false},
		{FR_TYPE_DATETIME, "2023-10-01 23:60", false},
		{FR_TYPE_DATE, "2023-00-01", false},
		{FR_TYPE_DATE, "2023-13-01", false},
		{FR_TYPE_DATE, "2023-10-32", false},
		{FR_TYPE_DATE, "2023-10-00", false},
		{FR_TYPE_DATE, "9999-12-31", true},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_value value;
		CASE_TRUE(quickly(cases[i].type, fr_str_from(cases[i].text), &value) == cases[i].taken, "%s as %s\n", cases[i].text,
			fr_type_name(cases[i].type));
	}
}

TESTS(quick, {"takes what the long way gives", takes_what_the_long_way_gives}, {"takes no byte for a digit", takes_no_byte_for_a_digit},
	{"takes what programs write", takes_what_programs_write})
