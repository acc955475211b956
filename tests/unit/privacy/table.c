/* Table: every line of the masking table, what free text must not be taken for, and values nobody expects: rare characters, marks without a letter, emoji, mixed scripts, a megabyte. */
#include "privacy/privacy.h"
#include "suite.h"

#include <stdlib.h>
#include <time.h>

#define MEGABYTE ((size_t)1 << 20)

static fr_lists *lists;

static void load(void)
{
	fr_error error = {0};
	if (!lists)
		fr_lists_load(NULL, FR_SOURCE_DIR "/forms/privacy/lists.xml", &lists, &error);
	CU_ASSERT_PTR_NOT_NULL_FATAL(lists);
}

static const char *const kinds[] = {"name", "phone", "id-card", "bank-card", "email", "address", "plate", "free-text"};
static const char *const styles[] = {"", "surname", "surname-length", "title", "role", "anonymous", "middle", "title-female", "title-male"};
#define KINDS (sizeof kinds / sizeof *kinds)
#define STYLES (sizeof styles / sizeof *styles)

static fr_str mask(fr_buf *out, const char *kind, const char *style, fr_str value)
{
	fr_mask_kind k = FR_MASK_NAME;
	fr_mask_style s = FR_STYLE_DEFAULT;
	CU_ASSERT(fr_mask_kind_from(fr_str_from(kind), &k) && fr_mask_style_from(fr_str_from(style), &s));
	fr_buf_clear(out);
	fr_mask_write(lists, k, s, value, NULL, out);
	CU_ASSERT(!out->failed);
	return fr_buf_view(out);
}

#define TEN "麦麦提赛帕克阿不都"
typedef struct row {
	const char *kind, *style, *before, *after;
} row;
static const row table[] = {
	/* the surname kept, in a fixed width; as long as it was */
	{"name", "", "李小明", "李*"},
	{"name", "surname", "李小明", "李*"},
	{"name", "surname", "张三", "张*"},
	{"name", "surname-length", "段正淳", "段**"},
	{"name", "surname-length", "张三", "张*"},
	{"name", "surname", "欧阳震华", "欧阳*"},
	/* all dots of names are one; fifty characters are a name, more are none */
	{"name", "", "麦麦提·赛帕克", "麦*"},
	{"name", "", "麦麦提・赛帕克", "麦*"},
	{"name", "", "麦麦提•赛帕克", "麦*"},
	{"name", "", "麦麦提‧赛帕克", "麦*"},
	{"name", "", TEN "·" TEN "·" TEN "·" TEN "·" TEN "提", "麦*"},
	{"name", "", TEN "·" TEN "·" TEN "·" TEN "·" TEN "提提", "*"},
	{"name", "", "John Smith", "J."},
	{"name", "title", "张女士", "*女士"},
	{"name", "title-female", "张丽", "*女士"}, /* with the sex given */
	{"name", "title-male", "王小明", "*先生"},
	{"name", "title-female", "王工程师", "*工程师"},
	{"name", "title-male", "*女士", "*女士"},
	{"name", "title", "李先生", "*先生"},
	{"name", "title", "王工程师", "*工程师"},
	{"name", "title", "小张", "*小张"},
	{"name", "role", "客服小李", "客服*"},
	{"name", "role", "售后部-张强", "售后部-张*"},
	{"name", "anonymous", "李小明", "匿名"},
	{"name", "anonymous", "John Smith", "匿名"},
	{"name", "", "荒", "*"},
	{"name", "surname-length", "荒", "*"},
	{"phone", "", "13812345678", "138****5678"},
	{"phone", "", "+86 138-1234-5678", "+86 138****5678"},
	{"phone", "", "010-88993108", "010-****3108"},
	{"phone", "", "400-820-1234", "400-820-1234"},
	{"phone", "", "800-820-1234", "800-820-1234"},
	{"phone", "", "95588", "95588"},
	{"phone", "", "12345", "12345"},
	{"id-card", "", "11010519491231002X", "1****************X"},
	{"id-card", "", "110105194912310029", "1****************9"}, /* a wrong check digit is masked all the same */
	{"bank-card", "", "6227 8801 0010 0105 123", "6227 **** **** **** 123"},
	{"bank-card", "", "6227 8801 0010 0105 124", "6227 **** **** **** 124"},
	{"email", "", "zhang.san@example.com", "z****@example.com"},
	{"email", "", "a@b.cn", "*@b.cn"},
	{"address", "", "北京市海淀区马连洼街道289号", "北京市海淀区****"},
	{"plate", "", "京A12345", "京A1***5"},
	/* masked already */
	{"name", "", "*女士", "*女士"},
	{"name", "title", "张*", "张*"},
	{"name", "title", "＊女士", "＊女士"},
	{"name", "", "张＊", "张＊"},
	{"phone", "", "138****5678", "138****5678"},
	{"phone", "", "138＊＊＊＊5678", "138＊＊＊＊5678"},
	{"free-text", "", "*女士（138****5678）来电", "*女士（138****5678）来电"},
	/* prefixes nobody uses are masked all the same */
	{"phone", "", "14012345678", "140****5678"},
	{"phone", "", "16312345678", "163****5678"},
	/* free text: found and masked */
	{"free-text", "", "电话13812345678", "电话138****5678"},
	{"free-text", "", "电话138 1234 5678", "电话138****5678"},
	{"free-text", "", "电话138-1234-5678", "电话138****5678"},
	{"free-text", "", "电话１３８１２３４５６７８", "电话138****5678"},
	{"free-text", "", "电话+8613812345678", "电话+86 138****5678"},
	{"free-text", "", "证件11010519491231002X", "证件1****************X"},
	{"free-text", "", "卡4111 1111 1111 1111", "卡4111 **** **** 1111"},
	{"free-text", "", "发到zhang.san@example.com", "发到z****@example.com"},
	{"free-text", "", "车牌京A12345", "车牌京A1***5"},
	/* free text: silent */
	{"free-text", "", "202310011234567", "202310011234567"},
	{"free-text", "", "单号202310011234567已发", "单号202310011234567已发"},
	{"free-text", "", "TS20138123456789", "TS20138123456789"},
	{"free-text", "", "税号91330100799655058B", "税号91330100799655058B"},
	{"free-text", "", "税号91110108MA01234567", "税号91110108MA01234567"},
	/* outside the BMP: one character is one */
	{"name", "", "𠮷田", "𠮷*"},
	{"name", "surname-length", "𠮷田花", "𠮷**"},
	{"name", "surname-length", "李𪚥𪚥", "李**"},
	{"name", "", "𪚥", "*"},
	{"name", "title", "𪚥女士", "*女士"},
	{"name", "role", "售后部-𪚥强", "售后部-𪚥*"},
	{"address", "", "北京市海淀区𪚥路1号", "北京市海淀区****"},
	{"free-text", "", "𪚥的电话13812345678𠮷", "𪚥的电话138****5678𠮷"},
	/* what is no name in one script is hidden whole */
	{"name", "", "李Smith", "*"},
	{"name", "surname-length", "李Smith", "*"},
	{"name", "", "Али Иванов", "*"},
	{"name", "", "李\xCC\x81", "*"},
	{"name", "", "\xCC\x81", "*"},
	{"name", "", "\xCC\x81李小明", "*"},
	{"name", "", "👩‍💼", "*"},
	{"name", "", "李小明👍", "*"},
	{"phone", "", "\xCC\x81", "****"},
	{"phone", "",
		"138\xCC\x81"
		"12345678",
		"****"},
	{"phone", "", "📞13812345678", "****"},
	{"id-card", "", "11010519491231002\xCC\x81", "****"},
	{"email", "", "李@例子", "****"},
	{"plate", "", "👍A12345", "****"},
	{"address", "", "👍", "****"},
	{"free-text", "", "📞13812345678👍", "📞138****5678👍"},
	{"free-text", "", "13812345678\xCC\x81", "138****5678\xCC\x81"},
	{"free-text", "",
		"\xFF"
		"13812345678",
		"****"},
};
#define ROWS (sizeof table / sizeof *table)

static void masks_every_line_of_the_table(void)
{
	load();
	fr_buf out;
	fr_buf_init(&out, NULL, MEGABYTE);
	for (const row *r = table; r < table + ROWS; r++) {
		fr_str got = mask(&out, r->kind, r->style, fr_str_from(r->before));
		CASE_TRUE(fr_str_is(got, r->after), "%s %s: %s became %.*s, wanted %s\n", r->kind, r->style, r->before, (int)got.n, got.p,
			r->after);
	}
	fr_buf_free(&out);
}

static void masks_the_names_of_the_record_in_its_texts(void)
{
	load();
	fr_buf out;
	fr_buf_init(&out, NULL, MEGABYTE);
	fr_people *people = fr_people_new(NULL);
	CU_ASSERT_FATAL(people && fr_people_add(people, lists, FR_STR("王小明")) && fr_people_add(people, lists, FR_STR("𠮷田花")));
	fr_mask_write(lists, FR_MASK_FREE_TEXT, FR_STYLE_DEFAULT, FR_STR("王小明和𠮷田花来电，李小红没有来"), people, &out);
	CU_ASSERT(fr_str_is(fr_buf_view(&out), "王*和𠮷*来电，李小红没有来"));
	fr_people_free(people);
	fr_buf_free(&out);
}

/* Everything of the table, before and after, in every kind and style. */
static void masks_a_mask_as_it_stands(void)
{
	load();
	fr_buf once, twice;
	fr_buf_init(&once, NULL, MEGABYTE);
	fr_buf_init(&twice, NULL, MEGABYTE);
	for (size_t i = 0; i < ROWS * 2 * KINDS * STYLES; i++) {
		const row *r = &table[i % ROWS];
		const char *value = i / ROWS % 2 ? r->after : r->before, *kind = kinds[i / ROWS / 2 % KINDS];
		const char *style = styles[i / ROWS / 2 / KINDS];
		fr_str a = mask(&once, kind, style, fr_str_from(value));
		fr_str b = mask(&twice, kind, style, a);
		CASE_TRUE(fr_str_eq(a, b), "%s %s: %s became %.*s, then %.*s\n", kind, style, value, (int)a.n, a.p, (int)b.n, b.p);
		CASE_TRUE(fr_utf8_invalid(a) == SIZE_MAX, "%s %s: %s became no text\n", kind, style, value);
	}
	fr_buf_free(&once);
	fr_buf_free(&twice);
}

/* Size bytes of the piece again and again, whole pieces only. */
static fr_str repeated(const char *piece, size_t size)
{
	size_t n = strlen(piece), count = size / n;
	char *text = malloc(count * n + 1);
	CU_ASSERT_PTR_NOT_NULL_FATAL(text);
	for (size_t i = 0; i < count; i++)
		memcpy(text + i * n, piece, n);
	return fr_str_of(text, count * n);
}

static size_t longest_run(fr_str text)
{
	size_t most = 0, run = 0;
	for (size_t i = 0; i < text.n; i++) {
		run = text.p[i] >= '0' && text.p[i] <= '9' ? run + 1 : 0;
		most = run > most ? run : most;
	}
	return most;
}

static const char *const endless[] = {"1", "13812345678", "13812345678 ", "李小明的电话是13812345678，请回拨。", "+86 138-1234-5678;",
	"11010519491231002X ", "4111 1111 1111 1111 ", "1 3 8 1 2 3 4 5 6 7 8 "};

static void shows_no_number_of_a_megabyte(void)
{
	load();
	fr_buf once, twice;
	fr_buf_init(&once, NULL, 4 * MEGABYTE);
	fr_buf_init(&twice, NULL, 4 * MEGABYTE);
	for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
		fr_str text = repeated(endless[i], MEGABYTE);
		for (size_t k = 0; k < KINDS; k++) {
			fr_str a = mask(&once, kinds[k], "", text);
			CASE_TRUE(longest_run(a) < 5, "%s: a megabyte of %s shows a number\n", kinds[k], endless[i]);
			fr_str b = mask(&twice, kinds[k], "", a);
			CASE_TRUE(fr_str_eq(a, b), "%s: a megabyte of %s changes when it is masked again\n", kinds[k], endless[i]);
		}
		free((char *)text.p);
	}
	fr_buf_free(&once);
	fr_buf_free(&twice);
}

/* Of three tries the quickest, in seconds of this process. */
static double seconds(const char *piece, size_t size)
{
	fr_buf out;
	fr_buf_init(&out, NULL, 16 * MEGABYTE);
	fr_str text = repeated(piece, size);
	double best = 1e9;
	for (int i = 0; i < 3; i++) {
		clock_t from = clock();
		mask(&out, "free-text", "", text);
		double took = (double)(clock() - from) / CLOCKS_PER_SEC;
		best = took < best ? took : best;
	}
	free((char *)text.p);
	fr_buf_free(&out);
	return best;
}

static void takes_four_times_as_long_for_four_times_the_text(void)
{
	load();
	for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
		double one = seconds(endless[i], MEGABYTE), four = seconds(endless[i], 4 * MEGABYTE);
		CASE_TRUE(four <= 8 * one + 0.5, "a megabyte of %s took %.3f s, four took %.3f s\n", endless[i], one, four);
	}
	fr_lists_free(lists);
	lists = NULL;
}

TESTS(table, {"masks every line of the table", masks_every_line_of_the_table},
	{"masks the names of the record in its texts", masks_the_names_of_the_record_in_its_texts},
	{"masks a mask as it stands", masks_a_mask_as_it_stands}, {"shows no number of a megabyte", shows_no_number_of_a_megabyte},
	{"takes four times as long for four times the text", takes_four_times_as_long_for_four_times_the_text})
