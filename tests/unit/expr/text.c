/* Functions on text, choices, patterns, chance. S0-10: file names are put together from fields. */
#include "record.h"

static void joining(void)
{
	static const test_case cases[] = {{"concat()", "''"}, {"concat('a', 1, true(), ${visited})", "'a1true2023-10-10'"},
		{"concat(${steps/action}, '!')", "'致电上门回访!'"}, {"concat(${no_number}, ${no_text})", "''"},
		{"concat('KH001', '-', '产品咨询', '-', format-date(${visited}, '%Y%m%d'))", "'KH001-产品咨询-20231010'"},
		{"join('、', ${steps/action})", "'致电、上门、回访'"}, {"join(', ', 'a', 'b', 'c')", "'a, b, c'"},
		{"join('-', 'a')", "'a'"}, {"join('-')", "''"}, {"join('', 'a', 'b')", "'ab'"}, {"join('-', ${nothing})", "''"},
		{"join(',', ${steps/cost})", "'10,,32'"}, {"join('x', 1, 2.5, 'NaN' + 1)", "'1x2.5xNaN'"},
		{"string-length(join('、', ${steps/action}))", "8"}};
	CHECK_VALUES(cases, usual);
}

static void pieces_count_characters(void)
{
	static const test_case cases[] = {{"string-length('满意度')", "3"}, {"string-length('\xF0\x9F\x98\x80')", "1"},
		{"string-length('')", "0"}, {"substr('hello', 1)", "'ello'"}, {"substr('hello', 1, 3)", "'el'"},
		{"substr('hello', -2)", "'lo'"}, {"substr('hello', 0, -1)", "'hell'"}, {"substr('hello', -4, -2)", "'el'"},
		{"substr('满意度', 1, 2)", "'意'"}, {"substr('hello', 3, 2)", "''"}, {"substr('hello', 9)", "''"},
		{"substr('hello', -99, 2)", "'he'"}, {"substr('hello', 1.9, 3.9)", "'el'"}, {"substr('hello', 'x')", "''"},
		/* XPath 1.0, 4.2 */
		{"substring('12345', 2, 3)", "'234'"}, {"substring('12345', 2)", "'2345'"}, {"substring('12345', 1.5, 2.6)", "'234'"},
		{"substring('12345', 0, 3)", "'12'"}, {"substring('12345', 0 div 0, 3)", "''"}, {"substring('12345', 1, 0 div 0)", "''"},
		{"substring('12345', -42, 1 div 0)", "'12345'"}, {"substring('12345', -1 div 0, 1 div 0)", "''"},
		{"substring('满意度', 2, 1)", "'意'"}, {"substring-before('1999/04/01', '/')", "'1999'"},
		{"substring-after('1999/04/01', '/')", "'04/01'"}, {"substring-after('1999/04/01', '19')", "'99/04/01'"},
		{"substring-before('abc', 'x')", "''"}, {"substring-after('abc', 'x')", "''"}, {"substring-before('abc', '')", "''"},
		{"substring-after('abc', '')", "'abc'"}, {"substring-before('售后部-张*', '-')", "'售后部'"}};
	CHECK_VALUES(cases, usual);
}

static void finding(void)
{
	static const test_case cases[] = {{"contains('配送延迟', '延迟')", "true"}, {"contains('abc', 'B')", "false"},
		{"contains('abc', '')", "true"}, {"starts-with('KH001', 'KH')", "true"}, {"starts-with('KH001', 'kh')", "false"},
		{"starts-with('a', 'ab')", "false"}, {"ends-with('a.ods', '.ods')", "true"}, {"ends-with('a', '')", "true"},
		{"ends-with('满意', '意')", "true"}, {"contains(123, 2)", "true"}, {"contains('', 'a')", "false"}};
	CHECK_VALUES(cases, usual);
}

static void changing(void)
{
	/* XPath 1.0, 4.2: characters without a counterpart are dropped, of doubles the first decides. */
	static const test_case cases[] = {{"translate('bar', 'abc', 'ABC')", "'BAr'"}, {"translate('--aaa--', 'abc-', 'ABC')", "'AAA'"},
		{"translate('aab', 'aa', 'xy')", "'xxb'"}, {"translate('（一）', '（）', '()')", "'(一)'"},
		{"translate('', 'a', 'b')", "''"}, {"translate('abc', '', 'x')", "'abc'"}, {"translate('a1b2', '0123456789', '')", "'ab'"},
		{"translate('ab', 'ab', '满意')", "'满意'"}, {"normalize-space('  a  b \t c ')", "'a b c'"}, {"normalize-space('')", "''"},
		{"normalize-space('   ')", "''"}, {"normalize-space('满 意')", "'满 意'"}};
	CHECK_VALUES(cases, usual);
}

static void patterns(void)
{
	static const test_case cases[] = {{"regex('SR-0012', '[0-9]{4}')", "true"}, {"regex('SR-0012', '^[0-9]')", "false"},
		{"regex('满意度', '^\\w{3}$')", "true"}, {"regex('满意度', '^...$')", "true"}, {"regex('', '^$')", "true"},
		{"regex('A', 'a')", "false"}, {"regex('A', '(?i)a')", "true"}, {"regex(${kind}, concat('^', ${kind}, '$'))", "true"},
		{"regex('a', concat('(', ${no_text}))", "false"}, {"regex('x', '\\p{Han}')", "false"},
		{"regex(${name}, '\\p{Han}')", "true"}, {"regex(12, '^1')", "true"}, {"regex('1a', '\\d$')", "false"}};
	CHECK_VALUES(cases, usual);
}

static void choices(void)
{
	static const test_case cases[] = {{"selected(${problems}, 'speed')", "true"}, {"selected(${problems}, 'spee')", "false"},
		{"selected('a  b', 'b')", "true"}, {"selected('a b', 'a b')", "false"}, {"selected('', '')", "true"},
		{"selected('a', '')", "false"}, {"selected(' a ', 'a')", "true"}, {"selected('a b', ' b ')", "true"},
		{"selected-at(${problems}, 0)", "'attitude'"}, {"selected-at(${problems}, 1)", "'speed'"},
		{"selected-at(${problems}, 2)", "''"}, {"selected-at(${problems}, -1)", "''"}, {"selected-at('', 0)", "''"},
		{"selected-at(' a  b ', 1)", "'b'"}, {"count-selected(${problems})", "2"}, {"count-selected('')", "0"},
		{"count-selected('  a   b ')", "2"}, {"count-selected(${kind})", "1"}};
	CHECK_VALUES(cases, usual);
}

static void first_of_two(void)
{
	static const test_case cases[] = {{"coalesce(${no_text}, 'x')", "'x'"}, {"coalesce(${no_number}, 5)", "5"}, {"coalesce(0, 5)", "0"},
		{"coalesce(false(), 5)", "false"}, {"coalesce(mean(${no_number}), 'no rating')", "'no rating'"},
		{"coalesce(${visited}, today())", "2023-10-10"}, {"coalesce('', '')", "empty"}, {"coalesce(${nothing}, 'x')", "'x'"},
		{"if('', 1, 2)", "2"}, {"if('false', 1, 2)", "1"}, {"if(${no_number}, 1, 2)", "2"}, {"if(0 div 0, 1, 2)", "2"},
		{"if(${overall} le 7, '需跟进', '无需跟进')", "'需跟进'"}};
	CHECK_VALUES(cases, usual);
	test_setting field = usual;
	field.has_self = true;
	static const test_case empty[] = {{"once('new')", "'new'"}, {"once(1)", "1"}};
	CHECK_VALUES(empty, field);
	field.self = test_text("old");
	static const test_case kept[] = {{"once('new')", "'old'"}, {"once(random())", "'old'"}};
	CHECK_VALUES(kept, field);
}

static void chance_is_repeatable(void)
{
	test_setting a = usual, b = usual;
	a.seed = 1, b.seed = 2;
	char first[4096], again[4096];
	static const char *const texts[] = {"random()", "uuid()", "uuid(20)"};
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		snprintf(first, sizeof first, "%s", value_in(texts[i], &a));
		snprintf(again, sizeof again, "%s", value_in(texts[i], &a));
		CU_ASSERT_STRING_EQUAL(first, again);
		CASE_TRUE(strcmp(first, value_in(texts[i], &b)) != 0, "%s does not depend on the seed\n", texts[i]);
	}
	static const test_case cases[] = {{"random() >= 0 and random() < 1", "true"}, {"random() = random()", "false"},
		{"string-length(uuid())", "36"},
		{"regex(uuid(), '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$')", "true"},
		{"string-length(uuid(7))", "7"}, {"regex(uuid(50), '^[0-9A-Za-z]{50}$')", "true"}, {"uuid(0)", "''"}, {"uuid(-1)", "''"},
		{"uuid('x')", "''"}};
	CHECK_VALUES(cases, a);
	/* Evenly spread: of 10,000 each tenth holds 1,000 give or take four standard deviations. */
	int tenths[10] = {0};
	for (int i = 0; i < 10000; i++) {
		a.seed = (uint64_t)i * UINT64_C(0x9E3779B97F4A7C15) + 1; /* as rows of a run are seeded */
		tenths[(int)(atof(value_in("random()", &a)) * 10)]++;
	}
	for (int i = 0; i < 10; i++)
		CASE_TRUE(abs(tenths[i] - 1000) < 120, "tenth %d holds %d\n", i, tenths[i]);
}

static void checksums(void)
{
	/* FIPS 180-4 examples, in base64 by `openssl dgst -binary | base64`. */
	static const test_case cases[] = {
		{"digest('abc', 'SHA-256', 'hex')", "'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'"},
		{"digest('', 'SHA-256', 'hex')", "'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'"},
		{"digest('abc', 'SHA-256')", "'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"},
		{"digest('abc', 'SHA-256', 'base64')", "'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='"},
		{"digest('abc', 'SHA-512', 'hex')", "'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
						    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f'"},
		{"digest('abc', ${kind})", "empty"}, {"digest('abc', 'SHA-256', 'octal')", "empty"}};
	CHECK_VALUES(cases, usual);
}

static fr_str label(const void *self, const void *list, fr_str name)
{
	(void)self;
	if (list == kinds_list)
		return fr_str_is(name, "complaint") ? FR_STR("投诉") : FR_STR("");
	return fr_str_is(name, "attitude") ? FR_STR("服务态度") : fr_str_is(name, "speed") ? FR_STR("响应效率") : FR_STR("");
}

static void labels_of_choices(void)
{
	static const fr_host host = {.choice_label = label};
	test_setting with = usual;
	with.host = &host;
	static const test_case cases[] = {{"choice-label(${kind})", "'投诉'"}, {"choice-label(${problems})", "'服务态度、响应效率'"},
		{"jr:choice-name('speed', '${problems}')", "'响应效率'"},
		{"jr:choice-name(selected-at(${problems}, 1), '${problems}')", "'响应效率'"},
		{"choice-label('complaint', ${kind})", "'投诉'"}, {"choice-label('unknown', ${kind})", "'unknown'"},
		{"choice-label(${name})", "'张三'"}, {"choice-label('', ${kind})", "''"}};
	CHECK_VALUES(cases, with);
	static const test_case bare[] = {{"choice-label(${kind})", "'complaint'"}};
	CHECK_VALUES(bare, usual);
}

TESTS(text, {"joining", joining}, {"pieces count characters", pieces_count_characters}, {"finding", finding}, {"changing", changing},
	{"patterns", patterns}, {"choices", choices}, {"first of two", first_of_two}, {"chance is repeatable", chance_is_repeatable},
	{"checksums", checksums}, {"labels of choices", labels_of_choices})
