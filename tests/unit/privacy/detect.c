/* Detection by its short ways: what stands somewhere is found there, however much plain text is around it; a moment alone is no identifier; what is known of a name is what would be found out anew. S0-14, D. */
#include "privacy/known.h"
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>

static fr_lists *lists;

static bool load(void) { return fr_lists_load(NULL, FR_SOURCE_DIR "/forms/privacy/lists.xml", &lists, NULL) == FR_OK; }

static void finds_it_wherever_it_stands(void)
{
	static const char *const identifiers[] = {"13812345678", "１３８１２３４５６７８", "138 1234 5678", "wang@example.cn", "京A12345",
		"11010519491231002X", "010-88993108"};
	static const char *const fillers[] = {"客", "。", "，", "é", "😀", "!"};
	CU_ASSERT_FATAL(load());
	for (size_t i = 0; i < sizeof identifiers / sizeof *identifiers; i++)
		for (size_t f = 0; f < sizeof fillers / sizeof *fillers; f++)
			for (size_t before = 0; before < 40; before++)
				for (size_t after = 0; after < 40; after += 3) {
					char text[512];
					size_t n = 0, at;
					fr_span got[2];
					for (size_t k = 0; k < before; k++)
						n += (size_t)sprintf(text + n, "%s", fillers[f]);
					at = n;
					n += (size_t)sprintf(text + n, "%s", identifiers[i]);
					size_t to = n;
					for (size_t k = 0; k < after; k++)
						n += (size_t)sprintf(text + n, "%s", fillers[f]);
					size_t found = fr_detect(lists, fr_str_of(text, n), NULL, got, 2);
					CASE_TRUE(found == 1 && got[0].at == at && got[0].n == to - at, "%s behind %zu %s: %zu found\n",
						identifiers[i], before, fillers[f], found);
				}
	fr_lists_free(lists);
}

/* A text that is a moment and nothing else takes the short way; with a sign behind it, it does not. */
static void a_moment_is_no_identifier(void)
{
	CU_ASSERT_FATAL(load());
	fr_people *names = fr_people_new(NULL), *figures = fr_people_new(NULL);
	fr_span got[4];
	CU_ASSERT(fr_people_add(names, lists, FR_STR("王小明")));
	CU_ASSERT(fr_people_add(figures, lists, FR_STR("2023")));
	for (int64_t day = -719162; day < 2932896; day += 11) {
		int64_t year;
		unsigned month, of_month;
		char text[64];
		fr_civil_from_days(day, &year, &month, &of_month);
		for (int time = 0; time < 2; time++) {
			size_t n = (size_t)sprintf(text, "%04d-%02u-%02u", (int)year, month, of_month);
			if (time)
				n += (size_t)sprintf(text + n, " %02d:%02d", (int)(day & 15), (int)((day >> 4 & 31) + 13));
			fr_str moment = fr_str_of(text, n);
			text[n] = '!';
			CASE_TRUE(!fr_detect(lists, moment, NULL, got, 4) && !fr_detect(lists, moment, names, got, 4) &&
					  !fr_detect(lists, fr_str_of(text, n + 1), NULL, got, 4),
				"%s\n", text);
		}
	}
	CU_ASSERT(fr_detect(lists, FR_STR("2023-10-11"), figures, got, 4) == 1 && got[0].at == 0 && got[0].kind == FR_MASK_NAME);
	fr_people_clear(figures);
	CU_ASSERT(!fr_detect(lists, FR_STR("2023-10-11"), figures, got, 4));
	fr_people_free(names);
	fr_people_free(figures);
	fr_lists_free(lists);
}

static void what_is_known_is_what_would_be_found(void)
{
	static const char *const pieces[] = {"*", "＊", "张", "欧阳", "小明", "女士", "先生", "经理", "客服部", "售后部", "-", " ", "John",
		"客服主管", "A", "匿名", "1"};
	CU_ASSERT_FATAL(load());
	fr_known *known = calloc(1, sizeof *known);
	unsigned seed = 11;
	for (int round = 0; round < 20000; round++) {
		char text[256];
		size_t n = 0;
		for (unsigned k = 0, most = (seed >> 16) % 7; k < most; k++) {
			seed = seed * 1103515245u + 12345u;
			n += (size_t)sprintf(text + n, "%s", pieces[(seed >> 16) % (sizeof pieces / sizeof *pieces)]);
		}
		seed = seed * 1103515245u + 12345u;
		fr_str name = fr_str_of(text, n);
		bool done = fr_mask_done(lists, FR_MASK_NAME, name);
		for (int again = 0; again < 2; again++)
			CASE_TRUE(fr_known_done(known, lists, name) == done, "%.*s: not %d\n", (int)n, text, done);
	}
	/* The same beginning, middle, end and length, and not the same name. */
	for (size_t n = 13; n < 60; n++)
		for (size_t at = 0; at < n; at++) {
			char one[64], two[64];
			memset(one, '*', n);
			memset(two, '*', n);
			two[at] = 'x';
			CASE_TRUE(fr_known_done(known, lists, fr_str_of(one, n)) &&
					  fr_known_done(known, lists, fr_str_of(two, n)) ==
						  fr_mask_done(lists, FR_MASK_NAME, fr_str_of(two, n)),
				"%zu of %zu\n", at, n);
		}
	free(known);
	fr_lists_free(lists);
}

TESTS(detect, {"finds it wherever it stands", finds_it_wherever_it_stands}, {"a moment is no identifier", a_moment_is_no_identifier},
	{"what is known is what would be found", what_is_known_is_what_would_be_found})
