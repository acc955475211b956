/* Parser: precedence, associativity, calls, places. Trees are written with the operator first: (+ 1 (* 2 3)). Issue A: expressions. */
#include "record.h"

static const char *const signs[] = {"or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "neg"};

static size_t write_tree(const fr_node *node, char *out, size_t room)
{
	size_t n = 0;
	char number[400];
	switch (node->kind) {
	case FR_NODE_NUMBER: fr_number_write(node->number, number); return (size_t)snprintf(out, room, "%s", number);
	case FR_NODE_STRING: return (size_t)snprintf(out, room, "'%.*s'", (int)node->text.n, node->text.p);
	case FR_NODE_FIELD: return (size_t)snprintf(out, room, "%.*s", (int)node->text.n, node->text.p);
	case FR_NODE_SELF: return (size_t)snprintf(out, room, ".");
	default: break;
	}
	n += (size_t)snprintf(out, room, "(%s", node->kind == FR_NODE_CALL ? fr_function_name(node->function) : signs[node->op]);
	for (size_t i = 0; i < node->n; i++) {
		n += (size_t)snprintf(out + n, room - n, " ");
		n += write_tree(node->a[i], out + n, room - n);
	}
	return n + (size_t)snprintf(out + n, room - n, ")");
}

static const char *tree_of(const char *text, fr_arena *arena, const fr_node **root)
{
	static char out[4096];
	fr_expr *expr;
	fr_expr_notes notes;
	if (fr_expr_compile(arena, fr_str_from(text), &test_scope, true, FR_TYPE_INTEGER, &expr, &notes) != FR_OK)
		return "broken";
	*root = fr_expr_root(expr);
	write_tree(*root, out, sizeof out);
	return out;
}

static void operators_bind_as_in_xpath(void)
{
	static const test_case cases[] = {{"1 + 2 * 3", "(+ 1 (* 2 3))"}, {"(1 + 2) * 3", "(* (+ 1 2) 3)"}, {"1 - 2 - 3", "(- (- 1 2) 3)"},
		{"8 div 4 div 2", "(div (div 8 4) 2)"}, {"8 div 4 * 2 mod 3", "(mod (* (div 8 4) 2) 3)"}, {"-1 + 2", "(+ (neg 1) 2)"},
		{"- - 1", "(neg (neg 1))"}, {"2 * -3", "(* 2 (neg 3))"}, {"-overall * 2", "(* (neg overall) 2)"},
		{"1 or 0 and 0", "(or 1 (and 0 0))"}, {"1 and 0 or 1", "(or (and 1 0) 1)"}, {"1 < 2 = 1", "(= (< 1 2) 1)"},
		{"1 = 2 != 3", "(!= (= 1 2) 3)"}, {"1 < 2 < 3", "(< (< 1 2) 3)"}, {"1 + 1 = 2 and 3 > 2", "(and (= (+ 1 1) 2) (> 3 2))"},
		{"1 eq 1 or 2 ge 3", "(or (= 1 1) (>= 2 3))"}, {". ge 1 and . le 10", "(and (>= . 1) (<= . 10))"}, {".+.", "(+ . .)"},
		{"${overall} mod 2", "(mod overall 2)"}, {"((((1))))", "1"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_arena arena;
		fr_arena_init(&arena, NULL, 0);
		const fr_node *root;
		const char *got = tree_of(cases[i].text, &arena, &root);
		CASE_TRUE(strcmp(got, cases[i].wanted) == 0, "%s is read as %s\n", cases[i].text, got);
		fr_arena_free(&arena);
	}
}

static void calls(void)
{
	static const test_case cases[] = {{"true()", "(true)"}, {"if(1, 2, 3)", "(if 1 2 3)"}, {"concat()", "(concat)"},
		{"concat('a', concat('b'), 1 + 1)", "(concat 'a' (concat 'b') (+ 1 1))"},
		{"jr:choice-name('x', ${kind})", "(jr:choice-name 'x' kind)"}, {"not (1)", "(not 1)"},
		{"string-length(.)", "(string-length .)"}};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fr_arena arena;
		fr_arena_init(&arena, NULL, 0);
		const fr_node *root;
		const char *got = tree_of(cases[i].text, &arena, &root);
		CASE_TRUE(strcmp(got, cases[i].wanted) == 0, "%s is read as %s\n", cases[i].text, got);
		fr_arena_free(&arena);
	}
}

static void nodes_know_their_place(void)
{
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	const fr_node *root = NULL;
	tree_of("'满意' = string(${overall}) and 1 + 2 > 0", &arena, &root);
	CU_ASSERT_PTR_NOT_NULL_FATAL(root);
	const fr_node *equal = root->a[0], *more = root->a[1];
	CU_ASSERT(root->at == 0 && root->width == 39);
	CU_ASSERT(equal->a[0]->at == 0 && equal->a[0]->width == 4); /* characters, not bytes */
	CU_ASSERT(equal->a[1]->at == 7 && equal->a[1]->width == 18);
	CU_ASSERT(equal->a[1]->a[0]->at == 14 && equal->a[1]->a[0]->width == 10);
	CU_ASSERT(more->at == 30 && more->width == 9);
	fr_arena_free(&arena);
}

static void what_cannot_be_read_is_told_with_its_place(void)
{
	static const test_case cases[] = {{"", "ends@0+1"}, {"   ", "ends@3+1"}, {"1 +", "ends@3+1"}, {"(1", "ends@2+1"},
		{"if(1, 2", "ends@7+1"}, {"if(1,, 2)", "syntax@5+1"}, {"if(1, 2,)", "syntax@8+1"}, {"if(,1)", "syntax@3+1"},
		{"1 2", "syntax@2+1"}, {"1)", "syntax@1+1"}, {")", "syntax@0+1"}, {"* 2", "syntax@0+1"}, {"1 + + 2", "syntax@4+1"},
		{"'a' 'b'", "syntax@4+3"}, {"${overall} ${name}", "syntax@11+7"}, {"1 #", "syntax@2+1"}, {"a b c", "syntax@2+1"},
		{"\x01", "syntax@0+1"}, {"concat('a';'b')", "syntax@10+1"}, {"满意 + '", "unclosed@5+1"}, {"1 <> 2 ==", "syntax@2+2 !="}};
	CHECK_NOTES(cases, usual);
}

TESTS(parser, {"operators bind as in XPath", operators_bind_as_in_xpath}, {"calls", calls},
	{"nodes know their place", nodes_know_their_place},
	{"what cannot be read is told with its place", what_cannot_be_read_is_told_with_its_place})
