/* Masking: the table of styles and kinds, idempotence, and being closed on failure. S0-3, S0-14, S3-6, X-1, X-2. */
#include "formrule/codes.h"
#include "privacy/privacy.h"
#include "suite.h"

#include <stdlib.h>

static fr_lists *lists;

static void load(void)
{
	fr_error error = {0};
	if (!lists && fr_lists_load(NULL, FR_SOURCE_DIR "/forms/privacy/lists.xml", &lists, &error) != FR_OK)
		fprintf(stderr, "%s:%zu: %s\n", error.source, error.line, fr_code_name(error.code));
	CU_ASSERT_PTR_NOT_NULL_FATAL(lists);
}

static fr_str mask(fr_buf *out, const char *kind, const char *style, fr_str value, const fr_lists *by)
{
	fr_mask_kind k = FR_MASK_NAME;
	fr_mask_style s = FR_STYLE_DEFAULT;
	CU_ASSERT(fr_mask_kind_from(fr_str_from(kind), &k) && fr_mask_style_from(fr_str_from(style), &s));
	fr_buf_clear(out);
	fr_mask_write(by, k, s, value, NULL, out);
	return fr_buf_view(out);
}

static const struct {
	const char *kind, *style, *before, *after;
} cases[] = {
	/* X-1: the four styles */
	{"name", "", "李小明", "李*"},
	{"name", "surname", "张三", "张*"},
	{"name", "surname-length", "段正淳", "段**"},
	{"name", "", "欧阳震华", "欧阳*"},
	{"name", "surname-length", "欧阳震华", "欧阳**"},
	{"name", "", "麦麦提·赛帕克", "麦*"},
	{"name", "", "麦麦提・赛帕克", "麦*"},
	{"name", "", "麦麦提•赛帕克", "麦*"},
	{"name", "", "John Smith", "J."},
	{"name", "title", "张女士", "*女士"},
	{"name", "title", "王先生", "*先生"},
	{"name", "title", "李工程师", "*工程师"},
	{"name", "title", "小张", "*小张"},
	{"name", "title", "王小明", "*"},
	{"name", "role", "客服小李", "客服*"},
	{"name", "role", "售后部-张强", "售后部-张*"},
	{"name", "role", "产品部李专员", "产品部*专员"},
	{"name", "role", "客服主管王经理", "客服主管*经理"},
	{"name", "anonymous", "李小明", "匿名"},
	{"name", "", "荒", "*"},
	{"name", "", "𠮷田", "𠮷*"},
	{"name", "", "欧阳", "欧*"},
	/* masked already: as they are */
	{"name", "", "*女士", "*女士"},
	{"name", "title", "张*", "张*"},
	{"name", "", "＊先生", "＊先生"},
	{"name", "role", "售后部-张*", "售后部-张*"},
	{"name", "title", "*小张", "*小张"},
	{"name", "role", "客服主管*经理", "客服主管*经理"},
	{"name", "", "匿名", "匿名"},
	{"name", "", "J.", "J."},
	/* phones */
	{"phone", "middle", "13812345678", "138****5678"},
	{"phone", "", "+86 138-1234-5678", "+86 138****5678"},
	{"phone", "", "８６１３８１２３４５６７８", "+86 138****5678"},
	{"phone", "", "１３８１２３４５６７８", "138****5678"},
	{"phone", "", "010-88993108", "010-****3108"},
	{"phone", "", "(0755) 8899 3108", "0755-****3108"},
	{"phone", "", "400-820-1234", "400-820-1234"},
	{"phone", "", "8008201234", "8008201234"},
	{"phone", "", "95588", "95588"},
	{"phone", "", "12315", "12315"},
	{"phone", "", "138****5678", "138****5678"},
	{"phone", "", "138＊＊＊＊5678", "138＊＊＊＊5678"},
	{"phone", "", "1385678", "****"},
	{"phone", "", "见备注", "****"},
	/* an unknown prefix is masked all the same */
	{"phone", "", "19012345678", "190****5678"},
	{"id-card", "", "11010519491231002X", "1****************X"},
	{"id-card", "", "110105491231002", "1*************2"},
	{"id-card", "", "110105194912310021", "1****************1"},
	{"id-card", "", "1101051949", "****"},
	{"bank-card", "", "6227 8801 0010 0105 123", "6227 **** **** **** 123"},
	{"bank-card", "", "6222021234567890", "6222 **** **** 7890"},
	{"email", "", "zhang.san@example.com", "z****@example.com"},
	{"email", "", "a@b.cn", "*@b.cn"},
	{"email", "", "not an address", "****"},
	{"address", "", "北京市海淀区马连洼街道289号", "北京市海淀区****"},
	{"address", "", "广西壮族自治区南宁市青秀区民族大道1号", "广西壮族自治区南宁市青秀区****"},
	{"address", "", "阳光小区3栋", "****"},
	{"plate", "", "京A12345", "京A1***5"},
	{"plate", "", "京AD12345", "京AD****5"},
	{"plate", "", "12345", "****"},
	{"free-text", "", "请回拨 138-1234-5678 或发到zhang.san@example.com", "请回拨 138****5678 或发到z****@example.com"},
	{"free-text", "", "身份证11010519491231002X已核对", "身份证1****************X已核对"},
	{"free-text", "", "车牌京A12345停在楼下", "车牌京A1***5停在楼下"},
	{"free-text", "", "办公电话（010）88993108转2", "办公电话010-****3108转2"},
	{"free-text", "", "没有个人信息", "没有个人信息"},
};

static void masks_by_the_table(void)
{
	load();
	fr_buf out;
	fr_buf_init(&out, NULL, 1 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_str got = mask(&out, cases[i].kind, cases[i].style, fr_str_from(cases[i].before), lists);
		CASE_TRUE(fr_str_is(got, cases[i].after), "%s %s: %s became %.*s, wanted %s\n", cases[i].kind, cases[i].style,
			cases[i].before, (int)got.n, got.p, cases[i].after);
	}
	fr_buf_free(&out);
}

static const char *const kinds[] = {"name", "phone", "id-card", "bank-card", "email", "address", "plate", "free-text"};
static const char *const styles[] = {"", "surname", "surname-length", "title", "role", "anonymous", "middle"};

/* Pieces that values are made of, to be put together at random. */
static const char *const pieces[] = {"李", "欧阳", "小", "明", "女士", "客服", "售后部", "-", "*", "＊", "·", "138", "12345678",
	"13812345678", " ", "+86", "010", "(", ")", "a", "b.c", "@", "example.com", "京", "A", "1", "X", "11010519491231002X",
	"6227880100100105123", "市", "区", "号", "👩‍💼", "é", "e\xCC\x81", "𠮷", "\xE2\x80\x8F", "400", "J", ".", "匿名"};

static void masking_twice_changes_nothing(void)
{
	load();
	fr_buf once, twice;
	fr_buf_init(&once, NULL, 1 << 20);
	fr_buf_init(&twice, NULL, 1 << 20);
	uint64_t state = 99;
	size_t tried = 0;
	for (int i = 0; i < 20000; i++) {
		char value[400] = "";
		state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
		for (size_t k = 0; k < 1 + (state >> 60) % 6; k++) {
			uint64_t pick = (state >> (k * 7 + 3)) * UINT64_C(0x9E3779B97F4A7C15) >> 33;
			strcat(value, pieces[pick % (sizeof pieces / sizeof *pieces)]);
		}
		const char *kind = kinds[(state >> 12) % 8], *style = styles[(state >> 25) % 7];
		fr_str a = mask(&once, kind, style, fr_str_from(value), lists);
		fr_str b = mask(&twice, kind, style, a, lists);
		CASE_TRUE(fr_str_eq(a, b), "%s %s: %s → %.*s → %.*s\n", kind, style, value, (int)a.n, a.p, (int)b.n, b.p);
		tried++;
	}
	printf("%zu values masked twice\n", tried);
	fr_buf_free(&once);
	fr_buf_free(&twice);
}

static void hides_whole_what_it_does_not_understand(void)
{
	load();
	fr_buf out;
	fr_buf_init(&out, NULL, 1 << 22);
	static const char *const odd[] = {
		"13812345678abc", "李小明13812345678", "李小明🙂", "x\xFFy", "1381234567812345678901234567890", "O'Neil 12"};
	for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
		for (size_t k = 0; k < 7; k++) { /* free text is not hidden whole */
			fr_str got = mask(&out, kinds[k], "", fr_str_from(odd[i]), lists);
			CASE_TRUE(fr_str_find(got, FR_STR("1234")) == SIZE_MAX && fr_str_find(got, FR_STR("小明")) == SIZE_MAX,
				"%s: %s became %.*s\n", kinds[k], odd[i], (int)got.n, got.p);
		}
	for (size_t k = 0; k < 8; k++) {
		fr_str got = mask(&out, kinds[k], "", FR_STR("李小明13812345678"), NULL);
		CASE_TRUE(fr_str_is(got, k == 0 ? "*" : "****"), "%s without lists: %.*s\n", kinds[k], (int)got.n, got.p);
	}
	char *digits = malloc(1 << 20);
	memset(digits, '7', 1 << 20);
	for (size_t k = 0; k < 8; k++)
		mask(&out, kinds[k], "", fr_str_of(digits, 1 << 20), lists); /* a megabyte of digits ends soon */
	free(digits);
	fr_buf_free(&out);
}

static void knows_phones_and_their_prefixes(void)
{
	load();
	bool known;
	CU_ASSERT(fr_phone_is(lists, FR_STR("138 1234 5678"), &known) && known);
	CU_ASSERT(fr_phone_is(lists, FR_STR("14012345678"), &known) && !known);
	CU_ASSERT(fr_phone_is(lists, FR_STR("010-88993108"), &known) && known);
	CU_ASSERT(!fr_phone_is(lists, FR_STR("202310011234567"), &known));
	CU_ASSERT(!fr_phone_is(lists, FR_STR("+1 202 555 0100"), &known));
	CU_ASSERT(fr_mask_done(lists, FR_MASK_NAME, FR_STR("*女士")) && !fr_mask_done(lists, FR_MASK_NAME, FR_STR("王小明")) &&
		  !fr_mask_done(lists, FR_MASK_NAME, FR_STR("*王小明")));
	CU_ASSERT(!fr_mask_done(lists, FR_MASK_PHONE, FR_STR("1385678")) &&
		  fr_mask_done(lists, FR_MASK_FREE_TEXT, FR_STR("订单 D20231005001")));
}

static void finds_exact_spans(void)
{
	load();
	static const struct {
		const char *text, *found;
		fr_mask_kind kind;
	} spans[] = {
		{"电话13812345678。", "13812345678", FR_MASK_PHONE},
		{"+86 138 1234 5678", "+86 138 1234 5678", FR_MASK_PHONE},
		{"+8613812345678", "+8613812345678", FR_MASK_PHONE},
		{"１３８１２３４５６７８来电", "１３８１２３４５６７８", FR_MASK_PHONE},
		{"座机(0571)8899 3108", "(0571)8899 3108", FR_MASK_PHONE},
		{"0571-88993108", "0571-88993108", FR_MASK_PHONE},
		{"2023-10-10 138-1234-5678", "138-1234-5678", FR_MASK_PHONE},
		{"卡号6227 8801 0010 0105 123", NULL, FR_MASK_BANK_CARD},
		{"卡4111 1111 1111 1111", "4111 1111 1111 1111", FR_MASK_BANK_CARD},
		{"证件11010519491231002X。", "11010519491231002X", FR_MASK_ID_CARD},
		{"邮箱 zhang.san@example.com.", "zhang.san@example.com", FR_MASK_EMAIL},
		{"粤B·D12345", "粤B·D12345", FR_MASK_PLATE},
		/* silent */
		{"202310011234567", NULL, 0},
		{"TS20138123456789", NULL, 0},
		{"91330100799655058B", NULL, 0},
		{"订单D20231005001", NULL, 0},
		{"2023-10-10 14:30", NULL, 0},
		{"价格 13800 元", NULL, 0},
		{"400-820-1234", NULL, 0},
		{"110105194912310021", NULL, 0},
		{"运单SF1381234567890", NULL, 0},
	};
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
		fr_span got[4];
		fr_str text = fr_str_from(spans[i].text);
		size_t n = fr_detect(lists, text, NULL, got, 4);
		if (!spans[i].found)
			CASE_TRUE(n == 0, "%s: found %.*s\n", spans[i].text, n ? (int)got[0].n : 0, n ? text.p + got[0].at : "");
		else
			CASE_TRUE(n == 1 && got[0].kind == spans[i].kind &&
					  fr_str_is(fr_str_of(text.p + got[0].at, got[0].n), spans[i].found),
				"%s: %zu found\n", spans[i].text, n);
	}
	fr_people *names = fr_people_new(NULL);
	fr_span got[4];
	CU_ASSERT(fr_people_add(names, lists, FR_STR("王小明")) && fr_people_add(names, lists, FR_STR("李*")));
	CU_ASSERT(fr_detect(lists, FR_STR("客户王小明说王小明的电话是13812345678,李*也是"), names, got, 4) == 3 &&
		  got[0].kind == FR_MASK_NAME && got[0].at == 6 && got[0].n == 9);
	fr_people_free(names);
	fr_lists_free(lists);
	lists = NULL;
}

TESTS(mask, {"masks by the table", masks_by_the_table}, {"masking twice changes nothing", masking_twice_changes_nothing},
	{"hides whole what it does not understand", hides_whole_what_it_does_not_understand},
	{"knows phones and their prefixes", knows_phones_and_their_prefixes}, {"finds exact spans", finds_exact_spans})
