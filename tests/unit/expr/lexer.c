/* Lexer: numbers, texts, fields, words that are operators only where one is due, full-width signs. Issue A: expressions. */
#include "record.h"

static void numbers(void)
{
	static const test_case cases[] = {{"5", "5"}, {".5", "0.5"}, {"5.", "5"}, {"0.5", "0.5"}, {"007", "7"},
		{"1234567890123", "1234567890123"}, {"１２．５", "12.5"}, {"00000000000000000000.25", "0.25"},
		{"99999999999999999999", "100000000000000000000"}, {"1.1e6", "!broken expression.syntax"},
		{"1.2.3", "!broken expression.syntax"}, {"1,5", "!broken expression.syntax"}, {"0x10", "!broken expression.syntax"}};
	CHECK_VALUES(cases, usual);
}

static void texts(void)
{
	static const test_case cases[] = {{"'a'", "'a'"}, {"\"a\"", "'a'"}, {"''", "''"}, {"'say \"x\"'", "'say \"x\"'"},
		{"\"it's\"", "'it's'"}, {"'满意'", "'满意'"}, {"“满意”", "'满意'"}, {"‘满意’", "'满意'"}, {"'“引用”'", "'“引用”'"},
		{"'（，）＝'", "'（，）＝'"}, {"'a\nb'", "'a\nb'"}, {"'\xF0\x9F\x98\x80'", "'\xF0\x9F\x98\x80'"}};
	CHECK_VALUES(cases, usual);
	static const test_case notes[] = {{"'abc", "unclosed@0+1"}, {"1 + \"abc", "unclosed@4+1"}, {"'a\"", "unclosed@0+1"},
		{"“a\"", "full-width@0+1 \"; unclosed@0+1"}};
	CHECK_NOTES(notes, usual);
}

static void words_are_operators_where_one_is_due(void)
{
	static const test_case cases[] = {{"1div2", "0.5"}, {"7 mod 4", "3"}, {"1mod1", "0"}, {"1and 1", "true"}, {"1or0", "true"},
		{"2 gt 1 and 1 lt 2", "true"}, {"2 eq 2", "true"}, {"2 ne 2", "false"}, {"2 ge 3", "false"}, {"2 le 2", "true"},
		{"1 div-2", "-0.5"}, {"(1)and(0)", "false"}, {"'a'eq'a'", "true"}, {"${overall}div 2", "3"},
		/* Names that look like operators stay names where a value is due. */
		{"div", "!broken expression.unknown-field"}, {"1 + mod", "!broken expression.unknown-field"},
		{"and and and", "!broken expression.unknown-field"}, {"1 divide 2", "!broken expression.syntax"},
		{"1 android 2", "!broken expression.syntax"}};
	CHECK_VALUES(cases, usual);
}

static void fields(void)
{
	static const test_case cases[] = {{"${overall}", "6"}, {"overall", "6"}, {"${ overall }", "6"}, {"${steps/cost}", "10"},
		{"overall+1", "7"}, {"overall +1", "7"}, {"overall - 1", "5"}, {"$｛overall｝", "6"}, {"＄{overall}", "6"}};
	CHECK_VALUES(cases, usual);
	static const test_case notes[] = {{"${}", "syntax@0+3"}, {"${overall", "syntax@0+9"}, {"$overall", "syntax@0+1"},
		{"${over all}", "syntax@0+7"}, {"overall-1", "unknown-field@0+9 overall - 1"},
		{"1 + overall-overall", "unknown-field@4+15 overall - overall"}};
	CHECK_NOTES(notes, usual);
}

static void full_width_signs_are_understood_and_noted(void)
{
	static const test_case values[] = {{"（１＋２）＊３", "9"}, {"if（${overall}＞5，'高'，'低'）", "'高'"}, {"${overall}＝6", "true"},
		{"${overall} ！＝ 6", "false"}, {"${overall} ≥ 6", "true"}, {"${overall} ≤ 5", "false"}, {"${overall} ≠ 5", "true"},
		{"6 × 2 ÷ 3", "4"}, {"5 － 2", "3"}, {"5 − 2", "3"}, {"6　>　5", "true"}, {"concat('a'、'b')", "'ab'"},
		{"${overall} ＞＝ 6 and ${overall} ＜＝ 6", "true"}};
	CHECK_VALUES(values, usual);
	static const test_case notes[] = {{"（1）", "full-width@0+1 (; full-width@2+1 )"}, {"1 ≥ 2", "full-width@2+1 >="},
		{"1 ＋ ２", "full-width@2+1 +; full-width@4+1 2"}, {"'（'", ""}, {"${满意}", "unknown-field@0+5"},
		{"“a”", "full-width@0+1 \"; full-width@2+1 \""}, {"8 ÷ 2", "full-width@2+1 div"}};
	CHECK_NOTES(notes, usual);
}

static void what_other_languages_write_is_suggested(void)
{
	static const test_case cases[] = {{"1 == 1", "syntax@2+2 ="}, {"1 <> 1", "syntax@2+2 !="}, {"1 && 1", "syntax@2+2 and"},
		{"1 || 1", "syntax@2+2 or"}, {"1 => 1", "syntax@2+2 >="}, {"5 % 2", "syntax@2+1 mod"}, {"6 / 2", "syntax@2+1 div"},
		{"${overall}/2", "syntax@10+1 div"}, {"!true()", "syntax@0+1 not( )"}, {"'a' & 'b'", "syntax@4+1 concat( , )"},
		{"1 AND 1", "syntax@2+3 and"}, {"1 adn 1", "syntax@2+3 and"}, {"6 DIV 2", "syntax@2+3 div"}, {"1 xyzzy 1", "syntax@2+5"}};
	CHECK_NOTES(cases, usual);
}

static void paths_are_named_as_such(void)
{
	static const test_case cases[] = {{"/data/overall", "path@0+13 ${overall}"}, {"../overall + 1", "path@0+10 ${overall}"},
		{"//overall", "path@0+9 ${overall}"}, {"data/overall", "path@4+8 ${overall}"}, {"@overall", "path@0+8 ${overall}"},
		{"${steps}[1]", "syntax@8+1 indexed-repeat( , , )"}, {"${steps}/cost", "path@8+5 ${steps/cost}"}, {"..", "path@0+2"}};
	CHECK_NOTES(cases, usual);
}

TESTS(lexer, {"numbers", numbers}, {"texts", texts}, {"words are operators where one is due", words_are_operators_where_one_is_due},
	{"fields", fields}, {"full-width signs are understood and noted", full_width_signs_are_understood_and_noted},
	{"what other languages write is suggested", what_other_languages_write_is_suggested},
	{"paths are named as such", paths_are_named_as_such})
