/* Machine and compiler: folding, short circuits, what is constant, what is read, budgets, the program as text. Issue A: expressions. */
#include "record.h"

typedef struct compiled {
	fr_arena arena;
	fr_expr *expr;
} compiled;

static compiled compile(const char *text)
{
	compiled c = {.expr = NULL};
	fr_expr_notes notes;
	fr_arena_init(&c.arena, NULL, 0);
	fr_status status = fr_expr_compile(&c.arena, fr_str_from(text), &test_scope, true, FR_TYPE_INTEGER, &c.expr, &notes);
	CASE_TRUE(status == FR_OK, "%s is broken\n", text);
	return c;
}

static const char *program_of(const char *text)
{
	static char out[4096];
	compiled c = compile(text);
	fr_buf buf;
	fr_buf_init(&buf, NULL, 0);
	if (c.expr)
		fr_expr_disassemble(c.expr, &buf);
	snprintf(out, sizeof out, "%s", fr_buf_z(&buf));
	fr_buf_free(&buf);
	fr_arena_free(&c.arena);
	return out;
}

static void programs_as_text(void)
{
	static const test_case cases[] = {{"1 + 2 * 3", "   0  const 7\n"},
		{"${overall} le 3 + 4", "   0  field slot 0\n   1  const 7\n   2  <=\n"},
		{". = '6'", "   0  self\n   1  const '6'\n   2  =\n"}, {"true()", "   0  const true()\n"},
		{"string-length()", "   0  self\n   1  call string-length/1\n"},
		{"\"it's\" = ${name}", "   0  const \"it's\"\n   1  field slot 1\n   2  =\n"},
		{"${visited} ge '2023-10-01'", "   0  field slot 2\n   1  moment 2023-10-01\n   2  >=\n"},
		{"${overall} > 1 and ${overall} < 5",
			"   0  field slot 0\n   1  const 1\n   2  >\n   3  and-else 7\n   4  field slot 0\n   5  const 5\n   6  <\n"},
		{"${no_text} or ${urgent}", "   0  field slot 10\n   1  or-else 4\n   2  field slot 8\n   3  bool\n"},
		{"if(${urgent}, 'a', 'b')", "   0  field slot 8\n   1  jump-false 4\n   2  const 'a'\n   3  jump 5\n   4  const 'b'\n"},
		{"-${overall} mod 4", "   0  field slot 0\n   1  neg\n   2  const 4\n   3  mod\n"},
		{"sum(${overall}, ${worked_out}, 1 + 1)", "   0  field slot 0\n   1  field slot 11\n   2  const 2\n   3  call sum/3\n"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CASE_TRUE(strcmp(program_of(cases[i].text), cases[i].wanted) == 0, "%s is\n%s", cases[i].text, program_of(cases[i].text));
}

static void what_no_record_decides_is_worked_out_once(void)
{
	static const test_case cases[] = {{"if(1 > 2, ${overall}, ${name})", "   0  field slot 1\n"},
		{"true() and ${overall} > 3", "   0  field slot 0\n   1  const 3\n   2  >\n"},
		{"false() and ${overall} > 3", "   0  const false()\n"}, {"1 or ${urgent}", "   0  const true()\n"},
		{"${overall} + round(2.675, 2)", "   0  field slot 0\n   1  const 2.68\n   2  +\n"},
		{"concat('a', 'b', ${name})", "   0  const 'a'\n   1  const 'b'\n   2  field slot 1\n   3  call concat/3\n"},
		{"contains(${name}, concat('张', '三'))", "   0  field slot 1\n   1  const '张三'\n   2  call contains/2\n"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		CASE_TRUE(strcmp(program_of(cases[i].text), cases[i].wanted) == 0, "%s is\n%s", cases[i].text, program_of(cases[i].text));
}

static void knows_what_is_constant(void)
{
	static const struct {
		const char *text;
		bool constant;
	} cases[] = {{"1 + 1", true}, {"concat('a', string(2))", true}, {"false() and ${overall}", true},
		{"regex('SR-001', '[0-9]')", true}, {"${overall}", false}, {".", false}, {"string()", false}, {"today()", false},
		{"now() > 1", false}, {"random()", false}, {"uuid()", false},
		/* A moment is a matter of the run's zone. */
		{"number('2023-10-01')", false}, {"'2023-10-01' > 19631", false}, {"number(concat('2023-10', '-01'))", false},
		{"lookup('t', 'k', 'c')", false}, {"mask('张三', 'name')", false}, {"workday('2023-10-06', 3)", false}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		compiled c = compile(cases[i].text);
		fr_value value;
		CASE_TRUE(c.expr && fr_expr_constant(c.expr, &value) == cases[i].constant, "%s: constant or not?\n", cases[i].text);
		fr_arena_free(&c.arena);
	}
}

static void a_moment_in_text_follows_the_zone_of_the_run(void)
{
	test_setting west = usual;
	west.offset_min = -420;
	static const test_case east_cases[] = {{"number('2023-10-01') = 19631 - 8 div 24", "true"},
		{"number(concat('2023-10', '-01')) < 19631", "true"}, {"'2023-10-01' = '2023-09-30T16:00:00Z'", "true"},
		{"${visited} = '2023-10-10'", "true"}, {"${visited} = '2023-10-09T16:00:00.000Z'", "true"}};
	static const test_case west_cases[] = {{"number('2023-10-01') = 19631 + 7 div 24", "true"},
		{"number(concat('2023-10', '-01')) < 19631", "false"}, {"'2023-10-01' = '2023-10-01T07:00:00Z'", "true"}};
	CHECK_VALUES(east_cases, usual);
	CHECK_VALUES(west_cases, west);
}

static void knows_what_it_reads(void)
{
	compiled c = compile("if(${visited} > ${served}, ${overall}, concat(${steps/cost}, ${overall}))");
	const uint32_t *slots = NULL;
	size_t n = c.expr ? fr_expr_reads(c.expr, &slots) : 0;
	CU_ASSERT(n == 4 && slots[0] == 0 && slots[1] == 2 && slots[2] == 3 && slots[3] == 14);
	fr_arena_free(&c.arena);
	c = compile("if(true(), ${overall}, ${name})"); /* the other branch is never looked at */
	n = c.expr ? fr_expr_reads(c.expr, &slots) : 0;
	CU_ASSERT(n == 1 && slots[0] == 0);
	fr_arena_free(&c.arena);
	c = compile(". > 1");
	CU_ASSERT(c.expr && fr_expr_reads(c.expr, &slots) == 0);
	CU_ASSERT(c.expr && fr_str_is(fr_expr_text(c.expr), ". > 1"));
	fr_arena_free(&c.arena);
}

static void looks_right_only_when_needed(void)
{
	/* The right side would use up the budget. */
	test_setting poor = usual;
	poor.steps = 60;
	static const test_case cases[] = {
		{"${urgent} or string-length(join('', ${steps/action}, ${steps/action}, ${name}, ${name})) > 0", "true"},
		{"${no_text} and regex(${name}, concat(${name}, '+'))", "false"}, {"if(${urgent}, 1, uuid(900))", "1"}};
	CHECK_VALUES(cases, poor);
}

static void logic_gives_conditions(void)
{
	static const test_case cases[] = {{"${overall} and ${name}", "true"}, {"${no_text} or ${no_number}", "false"},
		{"${urgent} and ${no_text}", "false"}, {"0 or 'false'", "true"}, {"'' or 0", "false"},
		{"(${no_number} + 1) or false()", "false"}, {"${steps} and true()", "true"}, {"${nothing} or false()", "false"}};
	CHECK_VALUES(cases, usual);
}

static void comparisons(void)
{
	static const test_case cases[] = {{"${overall} = '6'", "true"}, {"${overall} = 6.0", "true"}, {"'6' = '6.0'", "false"},
		{"'a' < 'b'", "false"}, {"'10' > '9'", "true"}, {"${no_number} < 5", "false"}, {"${no_number} >= 5", "false"},
		{"${no_number} = ''", "true"}, {"${no_number} != 5", "true"}, {"${overall} = ''", "false"}, {"${urgent} = true()", "true"},
		{"${no_text} = false()", "true"}, {"true() > false()", "true"}, {"${visited} > ${served}", "true"},
		{"${visited} = '2023-10-10'", "true"}, {"'2023-10-10' = ${visited}", "true"}, {"${visited} != '2023-10-11'", "true"},
		{"${visited} < '2023-10-10T00:00:01'", "true"}, {"${handled_at} > ${visited}", "true"},
		{"${handled_at} = '2023-10-10T14:30:00.000+08:00'", "true"}, {"${handled_at} = '2023-10-10T06:30:00.000Z'", "true"},
		{"${visited} = 'yesterday'", "false"}, {"${visited} != 'yesterday'", "true"}, {"${visited} > 19000", "true"},
		{"${visited} = ''", "false"}, {"${called} = '14:30'", "true"}, {"${called} < '15:00:00.000+08:00'", "true"},
		{"${called} > '09:00'", "true"}, {"${called} = 'noon'", "false"}, {"${called} > 0.6", "true"},
		/* A list compares true when one of its values does. */
		{"${steps/cost} > 30", "true"}, {"${steps/cost} > 40", "false"}, {"${steps/action} = '上门'", "true"},
		{"${steps/action} != '上门'", "true"}, {"${nothing} = ''", "false"}, {"${nothing} != ''", "false"},
		{"${steps/day} = '2023-10-12'", "true"}};
	CHECK_VALUES(cases, usual);
}

static void arithmetic(void)
{
	static const test_case cases[] = {{"${overall} * 2.5", "15"}, {"7 mod 3", "1"}, {"-7 mod 3", "-1"}, {"7 mod -3", "1"},
		{"1.5 mod 0.5", "0"}, {"5 div 0", "Infinity"}, {"-5 div 0", "-Infinity"}, {"0 div 0", "NaN"}, {"5 mod 0", "NaN"},
		{"0.1 + 0.2", "0.30000000000000004"}, {"'2' + '3'", "5"}, {"' 2 ' * 3", "6"}, {"true() + true()", "2"},
		{"${no_number} + 1", "NaN"}, {"'' + 1", "NaN"}, {"${visited} - ${served}", "2"},
		{"${handled_at} - ${visited} = 14.5 div 24", "true"}, {"date(${visited} + 3)", "2023-10-13"}, {"-'3'", "-3"}, {"- -3", "3"},
		{"-(2 + 3)", "-5"}, {"-${no_text}", "NaN"}, {"${called} * 24", "14.5"}, {"${steps/cost} + 1", "11"}};
	CHECK_VALUES(cases, usual);
}

static void budgets_end_what_would_not_end(void)
{
	test_setting poor = usual;
	poor.steps = 100;
	static const test_case limited[] = {{"string-length(${name}) + 1", "3"}, {"uuid(1000)", "!limit"}};
	CHECK_VALUES(limited, poor);
	/* Doubling text ends at the budget, not at the memory. */
	char text[8192] = "'0123456789abcdef'", next[8192];
	for (int i = 0; i < 30 && strlen(text) < 3000; i++) {
		snprintf(next, sizeof next, "concat(${name}, %.3500s)", text);
		memcpy(text, next, sizeof next);
	}
	test_setting now = usual;
	CASE_TRUE(value_in(text, &now)[0] == '\'', "30 joins are too much\n");
	/* A pattern that backtracks without end. */
	const char *slow = "regex(concat('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', ${name}), '^(a|aa|aaa)+$')";
	CASE_TRUE(strcmp(value_of(slow), "!limit") == 0, "%s gives %s\n", slow, value_of(slow));
	const char *made = "regex(concat('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', ${name}), concat('^(a|aa|aaa)+', '$', ${no_text}))";
	CASE_TRUE(strcmp(value_of(made), "!limit") == 0, "%s gives %s\n", made, value_of(made));
}

static void deep_stacks_come_from_the_arena(void)
{
	char text[2048] = "1";
	for (int i = 0; i < 60; i++) {
		char next[2048];
		snprintf(next, sizeof next, "(${overall} - %.1900s)", text);
		memcpy(text, next, sizeof text);
	}
	const char *got = value_of(text); /* 6 - (6 - (… 1)): 60 times gives 1 again */
	CASE_TRUE(strcmp(got, "1") == 0, "nested 60 times gives %s\n", got);
}

static void a_field_that_is_not_there_is_empty(void)
{
	compiled c = compile("${overall} = '' and ${note} = ''");
	fr_env env = {.arena = &c.arena, .steps = FR_EXPR_STEPS, .lang = FR_STR("en")};
	fr_value value = fr_value_empty();
	CU_ASSERT(c.expr && fr_expr_eval(c.expr, &env, &value) == FR_OK);
	CU_ASSERT(fr_value_to_boolean(&value));
	fr_arena_free(&c.arena);
}

/* Conditions made of comparisons alone run without a stack: what they say is what the same comparison says within a call. */
static void comparisons_say_the_same_without_a_stack(void)
{
	static const char *const operands[] = {"${overall}", "${name}", "${visited}", "${served}", "${handled_at}", "${called}", "${kind}",
		"${urgent}", "${no_number}", "${no_text}", "${worked_out}", "${steps/cost}", "${steps/day}", "6", "2.5", "'张三'", "''",
		"'6'"};
	static const char *const ops[] = {"=", "!=", "<", "<=", ">", ">="};
	const size_t n = sizeof operands / sizeof *operands, kinds = sizeof ops / sizeof *ops;
	for (size_t i = 0; i < n * n * kinds; i++) {
		const char *a = operands[i % n], *b = operands[i / n % n], *op = ops[i / n / n];
		char text[1000], plain[70000];
		snprintf(text, sizeof text, "string(%s %s %s)", a, op, b);
		snprintf(plain, sizeof plain, "%s", value_of(text));
		snprintf(text, sizeof text, "%s %s %s", a, op, b);
		CASE_TRUE(strncmp(plain, "!broken", 7) == 0 ||
				  (plain[0] == '\'' && strncmp(plain + 1, value_of(text), strlen(plain) - 2) == 0),
			"%s is %s, not %s\n", text, value_of(text), plain);
		for (int both = 0; both < 2; both++) {
			const char *join = both ? "and" : "or";
			snprintf(text, sizeof text,
				"string(boolean(%s %s %s) %s boolean(${overall} < 6 or ${overall} = 6 and ${name} = '李四'))", a, op, b,
				join);
			snprintf(plain, sizeof plain, "%s", value_of(text));
			snprintf(text, sizeof text, "%s %s %s %s (${overall} < 6 or ${overall} = 6 and ${name} = '李四')", a, op, b, join);
			CASE_TRUE(strncmp(plain, "!broken", 7) == 0 || strncmp(plain + 1, value_of(text), strlen(plain) - 2) == 0,
				"%s is %s, not %s\n", text, value_of(text), plain);
		}
	}
}

TESTS(machine, {"programs as text", programs_as_text},
	{"what no record decides is worked out once", what_no_record_decides_is_worked_out_once},
	{"knows what is constant", knows_what_is_constant},
	{"a moment in text follows the zone of the run", a_moment_in_text_follows_the_zone_of_the_run},
	{"knows what it reads", knows_what_it_reads}, {"looks right only when needed", looks_right_only_when_needed},
	{"logic gives conditions", logic_gives_conditions}, {"comparisons", comparisons}, {"arithmetic", arithmetic},
	{"budgets end what would not end", budgets_end_what_would_not_end},
	{"deep stacks come from the arena", deep_stacks_come_from_the_arena},
	{"comparisons say the same without a stack", comparisons_say_the_same_without_a_stack},
	{"a field that is not there is empty", a_field_that_is_not_there_is_empty})
