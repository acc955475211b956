/* Spellings: the table behind choices and headers, and what people may write differently. */
#include "record/record.h"
#include "suite.h"

static void finds_what_was_put_in(void)
{
	fr_arena arena;
	fr_spellings table;
	char texts[500][16];
	fr_arena_init(&arena, NULL, 0);
	CU_ASSERT_EQUAL_FATAL(fr_spellings_init(&table, 501, &arena), FR_OK);
	for (uint32_t i = 0; i < 500; i++) {
		snprintf(texts[i], sizeof texts[i], "choice-%u", i);
		fr_spellings_put(&table, fr_str_from(texts[i]), i);
	}
	for (uint32_t i = 0; i < 500; i++) {
		const fr_spelling *found = fr_spellings_get(&table, fr_str_from(texts[i]));
		CASE_TRUE(found && found->value == i && !found->next, "%s\n", texts[i]);
	}
	CU_ASSERT_PTR_NULL(fr_spellings_get(&table, FR_STR("choice-500")));
	CU_ASSERT_PTR_NULL(fr_spellings_get(&table, FR_STR("")));
	fr_arena_free(&arena);
}

/* Short texts are compared as words: every byte counts, whatever the length. */
static void every_byte_counts(void)
{
	fr_arena arena;
	fr_spellings table;
	char texts[40][41], other[41];
	fr_arena_init(&arena, NULL, 0);
	CU_ASSERT_EQUAL_FATAL(fr_spellings_init(&table, 40, &arena), FR_OK);
	for (size_t n = 1; n <= 40; n++) {
		for (size_t i = 0; i < n; i++)
			texts[n - 1][i] = (char)('a' + i % 26);
		fr_spellings_put(&table, fr_str_of(texts[n - 1], n), (uint32_t)n);
	}
	for (size_t n = 1; n <= 40; n++) {
		memcpy(other, texts[n - 1], n);
		const fr_spelling *found = fr_spellings_get(&table, fr_str_of(other, n));
		CASE_TRUE(found && found->value == n, "%zu bytes\n", n);
		for (size_t i = 0; i < n; i++) {
			other[i] ^= 1;
			CASE_TRUE(!fr_spellings_get(&table, fr_str_of(other, n)), "byte %zu of %zu\n", i, n);
			other[i] ^= 1;
		}
	}
	fr_arena_free(&arena);
}

static void equal_texts_keep_their_order(void)
{
	fr_arena arena;
	fr_spellings table;
	fr_arena_init(&arena, NULL, 0);
	CU_ASSERT_EQUAL_FATAL(fr_spellings_init(&table, 4, &arena), FR_OK);
	fr_spellings_put(&table, FR_STR("a"), 7);
	fr_spellings_put(&table, FR_STR("a"), 3);
	fr_spellings_put(&table, FR_STR("a"), 7);
	const fr_spelling *found = fr_spellings_get(&table, FR_STR("a"));
	CU_ASSERT_EQUAL_FATAL(found->value, 7);
	found = fr_spellings_next(&table, found);
	CU_ASSERT_EQUAL_FATAL(found->value, 3);
	CU_ASSERT_PTR_NULL(fr_spellings_next(&table, found));
	fr_arena_free(&arena);
}

static void plain_spelling(void)
{
	static const struct {
		const char *text, *plain;
	} cases[] = {
		{"客户编号", "客户编号"},
		{" 客户 编号 ", "客户编号"},
		{"客户编号*", "客户编号"},
		{"＊客户编号", "客户编号"},
		{"处理结果（最终）", "处理结果(最终)"},
		{"ＫＨ００１", "kh001"},
		{"Customer\u3000No.", "customerno."},
		{"*", ""},
		{"", ""},
		{"a*b", "a*b"},
	};
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_str plain = fr_spelling_plain(fr_str_from(cases[i].text), &arena);
		CASE_TRUE(fr_str_is(plain, cases[i].plain), "%s: %.*s\n", cases[i].text, (int)plain.n, plain.p);
	}
	fr_arena_free(&arena);
}

TESTS(spellings, {"finds what was put in", finds_what_was_put_in}, {"every byte counts", every_byte_counts},
	{"equal texts keep their order", equal_texts_keep_their_order}, {"plain spelling", plain_spelling})
