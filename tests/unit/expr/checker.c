/* Checker: names, arities, types; the order in which mistakes are told. Everything is told when a form is loaded, never while records are judged. Issue A: expressions. */
#include "record.h"

static void unknown_names_get_the_nearest(void)
{
	static const test_case cases[] = {{"${overal} le 7", "unknown-field@0+9 overall"}, {"overal + 1", "unknown-field@0+6 overall"},
		{"${xyz}", "unknown-field@0+6"}, {"1 + ${overal} + ${visitd}", "unknown-field@4+9 overall; unknown-field@16+9 visited"},
		{"coutn(${overall})", "unknown-function@0+5 count"}, {"strlen('a')", "unknown-function@0+6"},
		{"String-Length('a')", "unknown-function@0+13 string-length"},
		{"substring_before('a', 'b')", "unknown-function@0+16 substring-before"},
		{"work-day('2023-10-06', 3)", "unknown-function@0+8 workday"}};
	CHECK_NOTES(cases, usual);
}

static void functions_come_before_arities_before_fields_before_types(void)
{
	static const test_case cases[] = {{"${overal} + foo('a') + 'b'", "unknown-function@12+3"},
		{"foo(${overal})", "unknown-function@0+3"}, {"${overal} + if(1)", "arity@12+5"}, {"if(${overal})", "arity@0+13"},
		{"${overal} + 'b'", "unknown-field@0+9 overall"}, {"foo() + bar()", "unknown-function@0+3; unknown-function@8+3"},
		{"1 + foo( ", "ends@9+1"}};
	CHECK_NOTES(cases, usual);
}

static void arities(void)
{
	static const struct {
		const char *text, *many;
	} cases[] = {{"pi(1)", "0"}, {"round()", "1-2"}, {"round(1, 2, 3)", "1-2"}, {"if(1, 2)", "3"}, {"checklist(1, 2)", "3+"},
		{"weighted-checklist(1, 2, 3, 4, 5)", "4, 6…"}, {"weighted-checklist(1, 2)", "4, 6…"}, {"sum()", "1+"},
		{"coalesce(1)", "2"}, {"coalesce(1, 2, 3)", "2"}, {"regex('a')", "2"}, {"today(1)", "0"}, {"uuid(1, 2)", "0-1"},
		{"lookup('t', 'c')", "3+"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_arena arena;
		fr_arena_init(&arena, NULL, 0);
		fr_expr *expr;
		fr_expr_notes notes;
		fr_status status = fr_expr_compile(&arena, fr_str_from(cases[i].text), &test_scope, false, FR_TYPE_STRING, &expr, &notes);
		bool told = status == FR_E_FORM && notes.count == 1 && notes.items[0].code == FR_EXPR_ARITY;
		CASE_TRUE(told && fr_str_is(notes.items[0].args[1], cases[i].many), "%s: not told how many\n", cases[i].text);
		fr_arena_free(&arena);
	}
}

static void functions_of_xml_trees_are_refused_by_name(void)
{
	static const test_case cases[] = {{"position(..)", "path@9+2"}, {"position()", "node-function@0+8"},
		{"last()", "node-function@0+4"}, {"current()", "node-function@0+7"}, {"randomize(${kind})", "node-function@0+9"},
		{"instance('cities')", "list-function@0+8 lookup"}, {"pulldata('a', 'b', 'c', 'd')", "list-function@0+8 lookup"}};
	CHECK_NOTES(cases, usual);
}

static void the_field_itself_is_only_there_where_there_is_one(void)
{
	static const test_case outside[] = {{". > 1", "no-self@0+1"}, {"string-length() > 1", "no-self@0+15"},
		{"number() = 1", "no-self@0+8"}, {"once(1)", "no-self@0+7"}, {"concat()", ""}, {"uuid()", ""}};
	CHECK_NOTES(outside, usual);
	test_setting field = usual;
	field.has_self = true;
	field.self_type = FR_TYPE_INTEGER;
	field.self = fr_value_number(42);
	static const test_case inside[] = {{". > 1", "true"}, {"string-length()", "2"}, {"number() + 1", "43"}, {"string()", "'42'"},
		{"normalize-space()", "'42'"}, {"once(1)", "42"}};
	CHECK_VALUES(inside, field);
}

static void impossible_types_are_told(void)
{
	static const test_case cases[] = {{"${overall} + 'a'", "not-number@13+3"}, {"'a' * 2", "not-number@0+3"},
		{"-'x'", "not-number@1+3"}, {"${overall} = 'six'", "not-number@13+5"}, {"${overall} > 'six'", "not-number@13+5"},
		{"${name} < 'b'", "not-number@10+3"}, {"round('a')", "not-number@6+3"}, {"${overall} = '6'", ""}, {"${overall} = ''", ""},
		{"'2' + 1", ""}, {"${visited} = 'yesterday'", "not-date@13+11"}, {"'2023-13-01' < ${visited}", "not-date@0+12"},
		{"${visited} > '2023-10-01'", ""}, {"${handled_at} > '2023-10-01T14:30'", ""}, {"format-date('x', '%Y')", "not-date@12+3"},
		{"'2023-10-01' + 1", ""}, {"${visited} - ${served} > 3", ""}, {"${urgent} = 'false'", "true-text@12+7 false()"},
		{"${urgent} = 'yes'", "true-text@12+5 true()"}, {"'maybe' != ${urgent}", "true-text@0+7"},
		{"selected(${problems}, 'speed') = '否'", "true-text@33+3 false()"}, {"${urgent} = true()", ""},
		{"${called} > '09:00'", ""}, {"${kind} = 'complaint'", ""}};
	CHECK_NOTES(cases, usual);
}

static void lists_are_named_where_one_value_is_wanted(void)
{
	static const test_case cases[] = {{"${steps/cost} + 1", "many-values@0+13"},
		{"string-length(${steps/action})", "many-values@14+15"}, {"round(${steps/cost})", "many-values@6+13"},
		{"sum(${steps/cost}) + 1", ""}, {"join('、', ${steps/action})", ""}, {"concat(${steps/action})", ""},
		{"${steps/cost} > 3", ""}, {"max(${steps/day}) > '2023-10-01'", ""}, {"count(${steps})", ""},
		{"count('a')", "wants-field@6+3"}, {"count(${steps/cost} > 1)", "wants-field@6+17"},
		{"count-non-empty(${overall}, 1)", "wants-field@28+1"}};
	CHECK_NOTES(cases, usual);
}

static void choices_are_found_through_either_argument(void)
{
	static const test_case cases[] = {{"choice-label(${kind})", ""}, {"jr:choice-name('complaint', '${kind}')", ""},
		{"jr:choice-name(selected-at(${problems}, 0), '${problems}')", ""}, {"choice-label('complaint', ${kind})", ""},
		{"jr:choice-name('complaint', '${kinds}')", "unknown-field@28+10 kind"},
		{"choice-label('complaint')", "wants-field@13+11"}};
	CHECK_NOTES(cases, usual);
}

static void no_plain_checksum_of_personal_data(void)
{
	static const test_case cases[] = {{"digest(${name}, 'SHA-256')", "digest-personal@7+7"},
		{"digest(concat('x', ${name}), 'SHA-256')", "digest-personal@19+7"}, {"digest(mask(${name}, 'name'), 'SHA-256')", ""},
		{"digest(${kind}, 'SHA-256')", ""}, {"digest(${kind}, 'MD5')", "digest@16+5 SHA-256"}};
	CHECK_NOTES(cases, usual);
}

static void patterns_are_compiled_with_the_form(void)
{
	static const test_case cases[] = {{"regex(${name}, '^[a-z]+$')", "prefer-pattern@0+26"},
		{"regex(${name}, '满[意')", "prefer-pattern@0+21; pattern@19+1"},
		{"regex(${name}, '(')", "prefer-pattern@0+19; pattern@17+1"},
		{"regex(${name}, '\\C')", "prefer-pattern@0+20; pattern@18+1"}};
	CHECK_NOTES(cases, usual);
}

static fr_static type_of(const char *text)
{
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	fr_expr *expr = NULL;
	fr_expr_notes notes;
	fr_expr_compile(&arena, fr_str_from(text), &test_scope, true, FR_TYPE_DATE, &expr, &notes);
	fr_static type = expr ? fr_expr_root(expr)->type : (fr_static)-1;
	fr_arena_free(&arena);
	return type;
}

static void types_are_known_before_any_record(void)
{
	static const struct {
		const char *text;
		fr_static type;
	} cases[] = {{"1", FR_STATIC_NUMBER}, {"'a'", FR_STATIC_STRING}, {"${visited}", FR_STATIC_DATE},
		{"${visited} + 3", FR_STATIC_NUMBER}, {"date(${visited} + 3)", FR_STATIC_DATE}, {"now()", FR_STATIC_DATETIME},
		{"${called}", FR_STATIC_TIME}, {".", FR_STATIC_DATE}, {"${urgent}", FR_STATIC_BOOLEAN}, {"1 < 2", FR_STATIC_BOOLEAN},
		{"1 and 2", FR_STATIC_BOOLEAN}, {"${steps}", FR_STATIC_LIST}, {"${kind}", FR_STATIC_STRING},
		{"${worked_out}", FR_STATIC_ANY}, {"if(1, 2, 3)", FR_STATIC_NUMBER}, {"if(1, 2, 'a')", FR_STATIC_ANY},
		{"coalesce(${visited}, ${served})", FR_STATIC_DATE}, {"coalesce(${visited}, 'x')", FR_STATIC_ANY},
		{"max(${visited}, ${served})", FR_STATIC_DATE}, {"max(${steps/day})", FR_STATIC_DATE}, {"max(1, 2)", FR_STATIC_NUMBER},
		{"min(${steps/cost})", FR_STATIC_NUMBER}, {"indexed-repeat(${steps/day}, ${steps}, 1)", FR_STATIC_DATE},
		{"concat(1, 2)", FR_STATIC_STRING}, {"once(${visited})", FR_STATIC_DATE}, {"workday(${visited}, 3)", FR_STATIC_DATE}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CASE_TRUE(type_of(cases[i].text) == cases[i].type, "%s is said to be of type %d\n", cases[i].text,
			(int)type_of(cases[i].text));
}

static void an_error_is_never_lost_behind_notes(void)
{
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	fr_expr *expr;
	fr_expr_notes notes;
	const char *text = "（（（（（（（（（（1））））））））））＋${overal}";
	CU_ASSERT(fr_expr_compile(&arena, fr_str_from(text), &test_scope, false, FR_TYPE_STRING, &expr, &notes) == FR_E_FORM);
	bool found = false;
	for (size_t i = 0; i < notes.count; i++)
		found = found || notes.items[i].code == FR_EXPR_UNKNOWN_FIELD;
	CU_ASSERT(found);
	fr_arena_free(&arena);
}

TESTS(checker, {"unknown names get the nearest", unknown_names_get_the_nearest},
	{"functions come before arities before fields before types", functions_come_before_arities_before_fields_before_types},
	{"arities", arities}, {"functions of XML trees are refused by name", functions_of_xml_trees_are_refused_by_name},
	{"the field itself is only there where there is one", the_field_itself_is_only_there_where_there_is_one},
	{"impossible types are told", impossible_types_are_told},
	{"lists are named where one value is wanted", lists_are_named_where_one_value_is_wanted},
	{"choices are found through either argument", choices_are_found_through_either_argument},
	{"no plain checksum of personal data", no_plain_checksum_of_personal_data},
	{"patterns are compiled with the form", patterns_are_compiled_with_the_form},
	{"types are known before any record", types_are_known_before_any_record},
	{"an error is never lost behind notes", an_error_is_never_lost_behind_notes})
