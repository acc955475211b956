/* Hostile input: depth, length, bytes that are no text, random and damaged expressions, refused memory. Nothing may crash, hang or be accepted in silence. */
#include "record.h"

static fr_status compile_only(const char *text, size_t length, const fr_allocator *allocator, fr_expr_notes *notes)
{
	fr_arena arena;
	fr_arena_init(&arena, allocator, (size_t)256 << 20);
	fr_expr *expr;
	fr_status status = fr_expr_compile(&arena, fr_str_of(text, length), &test_scope, true, FR_TYPE_STRING, &expr, notes);
	bool told = status == FR_OK || status == FR_E_MEMORY || (notes->count && notes->items[notes->count - 1].level == FR_LEVEL_ERROR);
	CASE_TRUE(told, "%.60s… refused without a word\n", text);
	CU_ASSERT((expr != NULL) == (status == FR_OK));
	fr_arena_free(&arena);
	return status;
}

/* before n times, middle, after n times. */
static char *repeated(const char *before, const char *middle, const char *after, size_t n)
{
	size_t a = strlen(before), b = strlen(after), m = strlen(middle);
	char *text = malloc(n * (a + b) + m + 1), *to = text;
	for (size_t i = 0; i < n; i++)
		to = (char *)memcpy(to, before, a) + a;
	to = (char *)memcpy(to, middle, m) + m;
	for (size_t i = 0; i < n; i++)
		to = (char *)memcpy(to, after, b) + b;
	*to = 0;
	return text;
}

static void depth_and_length_have_limits(void)
{
	static const struct {
		const char *before, *middle, *after;
		size_t n;
		fr_status status;
		int code;
	} cases[] = {{"(", "1", ")", 10000, FR_E_LIMIT, FR_EXPR_DEEP}, {"(", "1", ")", 190, FR_OK, 0},
		{"not(", "1", ")", 10000, FR_E_LIMIT, FR_EXPR_DEEP}, {"-", "1", "", 30000, FR_E_LIMIT, FR_EXPR_DEEP},
		{"if(1,", "1", ",2)", 5000, FR_E_LIMIT, FR_EXPR_DEEP}, {"1+", "1", "", 900, FR_OK, 0},
		{"1+", "1", "", 30000, FR_E_LIMIT, FR_EXPR_DEEP}, {"1 or ", "1", "", 12000, FR_E_LIMIT, FR_EXPR_DEEP},
		{"", "${overall}", "+${overall}", 5000, FR_E_LIMIT, FR_EXPR_DEEP},
		{"((((((((((", "1", "+1)+1)+1)+1)+1)+1)+1)+1)+1)+1)", 19, FR_OK, 0}, {"(", "", "", 10000, FR_E_LIMIT, FR_EXPR_DEEP},
		{"'", "", "", 30001, FR_E_FORM, FR_EXPR_SYNTAX}, {" ", "1", " ", 30000, FR_OK, 0},
		{"", "concat(1", ",1", 249, FR_E_FORM, FR_EXPR_ENDS}, {"", "concat(1", ",1", 20000, FR_E_FORM, FR_EXPR_LONG},
		{"a", "", "", 65000, FR_E_FORM, FR_EXPR_UNKNOWN_FIELD}, {"a", "", "", 65537, FR_E_LIMIT, FR_EXPR_LONG},
		{"9", "", "", 60000, FR_E_FORM, FR_EXPR_SYNTAX}, {"（", "1", "）", 150, FR_OK, 0},
		{"（", "1", "", 150, FR_E_FORM, FR_EXPR_ENDS}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *text = repeated(cases[i].before, cases[i].middle, cases[i].after, cases[i].n);
		fr_expr_notes notes;
		fr_status status = compile_only(text, strlen(text), NULL, &notes);
		int code = status == FR_OK || notes.count == 0 ? 0 : notes.items[notes.count - 1].code;
		CASE_TRUE(status == cases[i].status && code == cases[i].code, "case %zu (%.20s…) gives %d %s\n", i, text, status,
			fr_code_name((fr_code)code));
		free(text);
	}
}

static void a_tall_tree_is_evaluated(void)
{
	char *text = repeated("1+", "${overall}", "", 990), out[100];
	test_run(text, strlen(text), &usual, out, sizeof out);
	CU_ASSERT_STRING_EQUAL(out, "996");
	free(text);
	text = repeated("concat('ab',", "${name}", ")", 190);
	test_run(text, strlen(text), &usual, out, sizeof out);
	CU_ASSERT(strlen(out) == 99 && strncmp(out, "'abab", 5) == 0);
	free(text);
}

static void what_is_no_text_is_refused(void)
{
	static const struct {
		const char *bytes;
		size_t n, at;
	} cases[] = {{"'\xED\xA0\x80'", 5, 1}, {"'\xED\xBF\xBF'", 5, 1}, {"'\xC0\x80'", 4, 1}, {"'\xF5\x80\x80\x80'", 6, 1},
		{"满意\xFF", 7, 2}, {"\x80", 1, 0}, {"'abc\xE6\xBB'", 7, 4}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_expr_notes notes;
		fr_status status = compile_only(cases[i].bytes, cases[i].n, NULL, &notes);
		CASE_TRUE(status == FR_E_FORM && notes.items[0].at == cases[i].at, "case %zu: status %d at %zu\n", i, status,
			notes.count ? notes.items[0].at : 99);
	}
	fr_expr_notes notes;
	CU_ASSERT(compile_only("1\0002", 3, NULL, &notes) == FR_E_FORM);
	CU_ASSERT(compile_only("'a\0b'", 5, NULL, &notes) == FR_OK);
	char out[100];
	CU_ASSERT(test_run("string-length('a\0b')", 20, &usual, out, sizeof out) == FR_OK);
	CU_ASSERT_STRING_EQUAL(out, "3");
}

static uint64_t state;
static size_t below(size_t n)
{
	state = state * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (size_t)((state >> 33) % n);
}

static const char *const operands[] = {"1", "0.5", "'a'", "''", "'2023-10-10'", "'2023-13-45T99:99'", "${overall}", "${name}", "${visited}",
	"${handled_at}", "${called}", "${problems}", "${urgent}", "${no_number}", "${steps}", "${steps/cost}", "${steps/day}", "${nothing}",
	".", "'%Y%n%A%3'", "'-PT99999999H'", "999999999999999999999", "-1", "'(a+)+$'", "'['", "“x”", "'SHA-256'", "'1 2;3 4;5 6'"};
static const char *const binary[] = {
	"+", "-", " * ", " div ", " mod ", " and ", " or ", "=", "!=", "<", "<=", ">", " ge ", " eq ", "＝", "≥"};
static const char *const function_names[] = {
#define FN(id, name, least, most, kinds, result, flags, call, en, zh) name,
#include "expr/functions.def"
#undef FN
};
#define PICK(list) ((list)[below(sizeof(list) / sizeof *(list))])

/* A random expression, most often a sensible one. */
static size_t grow(char *text, size_t room, int depth)
{
	size_t n = 0, kind = depth > 5 || room < 120 ? 0 : below(8);
	if (kind < 3)
		return (size_t)snprintf(text, room, "%s", PICK(operands));
	if (kind < 5) {
		n = (size_t)snprintf(text, room, "(");
		n += grow(text + n, room / 2 - n, depth + 1);
		n += (size_t)snprintf(text + n, room - n, "%s", PICK(binary));
		n += grow(text + n, room - n - 2, depth + 1);
		return n + (size_t)snprintf(text + n, room - n, ")");
	}
	n = (size_t)snprintf(text, room, "%s(", PICK(function_names));
	for (size_t i = 0, count = below(4); i < count && room - n > 100; i++) {
		n += (size_t)snprintf(text + n, room - n, i ? "," : "");
		n += grow(text + n, (room - n) / 2, depth + 1);
	}
	return n + (size_t)snprintf(text + n, room - n, ")");
}

static void random_expressions_end_well(void)
{
	char text[1600], out[2000];
	size_t ran = 0;
	state = 20261123;
	for (int round = 0; round < 30000; round++) {
		size_t n = grow(text, 1500, 0);
		if (round % 4 == 0) /* something is lost or doubled */
			text[below(n)] = text[below(n)];
		bool ours = fr_utf8_invalid(fr_str_of(text, n)) == SIZE_MAX;
		fr_status status = test_run(text, n, &usual, out, sizeof out);
		CASE_TRUE(status == FR_OK || status == FR_E_FORM || status == FR_E_LIMIT, "%.*s ends with %d\n", (int)n, text, status);
		CASE_TRUE(ours || status == FR_E_FORM, "%.*s is no text, and taken\n", (int)n, text);
		ran += status == FR_OK;
	}
	CASE_TRUE(ran > 5000, "only %zu of the random expressions mean anything\n", ran);
}

/* Calls with arguments of every kind, however unfit. */
static void every_function_takes_every_value(void)
{
	static const char *const values[] = {"${overall}", "${name}", "${visited}", "${handled_at}", "${called}", "${urgent}",
		"${no_number}", "${steps}", "${steps/cost}", "${nothing}", "'2023-10-10'", "-1", "0 div 0", "1 div 0", "'%Y'", "1000000"};
	char text[512], out[600];
	size_t ran = 0;
	state = 7;
	for (size_t f = 0; f < sizeof function_names / sizeof *function_names; f++)
		for (int round = 0; round < 120; round++) {
			size_t n = (size_t)snprintf(text, sizeof text, "%s(", function_names[f]), count = (size_t)round % 5;
			for (size_t i = 0; i < count; i++)
				n += (size_t)snprintf(
					text + n, sizeof text - n, "%s%s", i ? ", " : "", values[below(sizeof values / sizeof *values)]);
			n += (size_t)snprintf(text + n, sizeof text - n, ")");
			fr_status status = test_run(text, n, &usual, out, sizeof out);
			CASE_TRUE(status == FR_OK || status == FR_E_FORM || status == FR_E_LIMIT, "%s ends with %d\n", text, status);
			ran += status == FR_OK;
		}
	CASE_TRUE(ran > 1500, "only %zu calls could be made\n", ran);
}

static const char *const samples[] = {"${overall} le 7 or ${urgent} = true()", "concat('KH001', '-', format-date(${visited}, '%Y%m%d'))",
	"round(mean(4, 3, ${overall}), 2) > 3 and not(regex(${name}, '^[a-z]+[0-9]{2}$'))", "if（${overall}＞5，“高”，'低'）",
	"join('、', ${steps/action}) = 'x' or count(${steps}) * 2 - 1 mod 3", "add-duration(${handled_at}, 'PT24H') ge '2023-10-11T14:30'",
	"digest(join(',', ${kind}, 12.5, ${visited}), 'SHA-512', 'hex')"};

static void every_prefix_and_every_changed_byte(void)
{
	static const char bytes[] = {0, ' ', '(', ')', '\'', '$', '{', '.', '/', '[', '9', 'e', '\x80', '\xEF', '\xFF'};
	char text[200], out[600];
	for (size_t s = 0; s < sizeof samples / sizeof *samples; s++) {
		size_t n = strlen(samples[s]);
		for (size_t i = 0; i <= n; i++) {
			fr_status status = test_run(samples[s], i, &usual, out, sizeof out);
			CASE_TRUE(status == FR_OK || status == FR_E_FORM, "%.*s ends with %d\n", (int)i, samples[s], status);
			for (size_t b = 0; i < n && b < sizeof bytes; b++) {
				memcpy(text, samples[s], n);
				text[i] = bytes[b];
				status = test_run(text, n, &usual, out, sizeof out);
				CASE_TRUE(status == FR_OK || status == FR_E_FORM || status == FR_E_LIMIT, "%s at %zu ends with %d\n",
					samples[s], i, status);
			}
		}
	}
}

typedef struct grudging {
	size_t left, live;
	bool refused;
} grudging;

static void *grudge(void *user, void *block, size_t size)
{
	grudging *g = user;
	if (size == 0) {
		g->live -= block != NULL;
		free(block);
		return NULL;
	}
	if (g->left-- == 0) {
		g->left = 0;
		g->refused = true;
		return NULL;
	}
	g->live += block == NULL;
	return realloc(block, size);
}

/* The arena asks rarely, so a ceiling refuses at every place in turn. */
static void memory_may_be_refused_anywhere(void)
{
	for (size_t s = 0; s < sizeof samples / sizeof *samples; s++) {
		fr_status status = FR_E_MEMORY;
		size_t ceiling = 0, refusals = 0;
		for (; status != FR_OK && ceiling < 400000; ceiling += ceiling < 20000 ? 16 : 512) {
			fr_arena arena;
			fr_expr *expr;
			fr_expr_notes notes;
			fr_value values[TEST_FIELDS], value;
			test_values(values);
			fr_arena_init(&arena, NULL, ceiling + 1);
			status = fr_expr_compile(&arena, fr_str_from(samples[s]), &test_scope, false, FR_TYPE_STRING, &expr, &notes);
			fr_env env = {.values = values,
				.count = TEST_FIELDS,
				.now.offset_min = 480,
				.lang = FR_STR("en"),
				.arena = &arena,
				.steps = FR_EXPR_STEPS};
			if (status == FR_OK)
				status = fr_expr_eval(expr, &env, &value);
			CASE_TRUE(
				status == FR_OK || status == FR_E_MEMORY, "%s with %zu bytes ends with %d\n", samples[s], ceiling, status);
			refusals += status == FR_E_MEMORY;
			fr_arena_free(&arena);
		}
		CASE_TRUE(status == FR_OK && refusals > 3, "%s needs %zu bytes, was refused %zu times\n", samples[s], ceiling, refusals);
	}
	for (size_t refuse = 0; refuse < 6; refuse++) {
		grudging g = {refuse, 0, false};
		fr_allocator allocator = {grudge, &g};
		fr_expr_notes notes;
		fr_status status = compile_only(samples[2], strlen(samples[2]), &allocator, &notes);
		CASE_TRUE(status == (g.refused ? FR_E_MEMORY : FR_OK), "allocation %zu refused: %d\n", refuse, status);
		CU_ASSERT(g.live == 0);
		g = (grudging){refuse, 0, false};
		fr_matcher *matcher = fr_matcher_new(&allocator);
		CU_ASSERT((matcher == NULL) == g.refused);
		fr_matcher_free(matcher);
		CU_ASSERT(g.live == 0);
	}
}

TESTS(hostile, {"depth and length have limits", depth_and_length_have_limits}, {"a tall tree is evaluated", a_tall_tree_is_evaluated},
	{"what is no text is refused", what_is_no_text_is_refused}, {"random expressions end well", random_expressions_end_well},
	{"every function takes every value", every_function_takes_every_value},
	{"every prefix and every changed byte", every_prefix_and_every_changed_byte},
	{"memory may be refused anywhere", memory_may_be_refused_anywhere})
