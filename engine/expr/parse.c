/* Parser: expression text to a tree.
 * Stage: rules. In: text. Out: nodes in the arena, or notes that say where it is wrong. Recursive descent with a depth budget. */
#include "expr/lex.h"

typedef struct parser {
	fr_lexer x;
	fr_compiling *c;
	size_t depth;
} parser;

static void next(parser *p, bool after_value) { fr_lex_next(&p->x, after_value); }

static bool is(const parser *p, const char *punctuation)
{
	return p->x.now.kind == FR_TOKEN_PUNCTUATION && fr_str_is(p->x.now.text, punctuation);
}

/* The present token cannot stand here. Only the first mistake is told. */
static fr_node *fail(parser *p)
{
	const fr_token *t = &p->x.now;
	int code = t->kind == FR_TOKEN_END ? FR_EXPR_ENDS : t->code ? t->code : FR_EXPR_SYNTAX;
	if (p->c->status == FR_OK)
		fr_expr_report(p->c, FR_LEVEL_ERROR, code, t->at, t->width, fr_lex_written(&p->x), FR_STR(""), t->hint);
	return NULL;
}

static fr_node *too_deep(parser *p)
{
	if (p->c->status == FR_OK)
		fr_expr_report(p->c, FR_LEVEL_ERROR, FR_EXPR_DEEP, p->x.now.at, 1, FR_STR(""), FR_STR(""), FR_STR(""));
	p->c->status = FR_E_LIMIT;
	return NULL;
}

static fr_node *new_node(parser *p, fr_node_kind kind, size_t at)
{
	fr_node *node = FR_ARENA_NEW(p->c->arena, fr_node);
	if (!node) {
		p->c->status = FR_E_MEMORY;
		return NULL;
	}
	node->kind = kind;
	node->at = at;
	node->width = p->x.now.at + p->x.now.width - at;
	return node;
}

static fr_node *parse_or(parser *p);

/* How tall the tree below a node is decides how deep every later walk goes, so it has a limit of its own: a long chain of + leans left. */
static bool add_argument(parser *p, fr_node *node, fr_node *argument)
{
	if (argument->height >= FR_EXPR_HEIGHT) {
		too_deep(p);
		return false;
	}
	if (node->height <= argument->height)
		node->height = argument->height + 1;
	if ((node->n & (node->n - 1)) == 0) { /* full at every power of two */
		fr_node **more = FR_ARENA_ARRAY(p->c->arena, fr_node *, node->n ? node->n * 2 : 1);
		if (!more) {
			p->c->status = FR_E_MEMORY;
			return false;
		}
		if (node->n)
			memcpy(more, node->a, node->n * sizeof *more);
		node->a = more;
	}
	node->a[node->n++] = argument;
	return true;
}

static fr_node *parse_call(parser *p, fr_node *node)
{
	node->kind = FR_NODE_CALL;
	next(p, false);
	while (!is(p, ")")) {
		fr_node *argument = parse_or(p);
		if (!argument || !add_argument(p, node, argument))
			return NULL;
		if (node->n > FR_EXPR_ARGUMENTS) {
			fr_expr_report(p->c, FR_LEVEL_ERROR, FR_EXPR_LONG, node->at, 1, FR_STR(""), FR_STR(""), FR_STR(""));
			return NULL;
		}
		if (is(p, ","))
			next(p, false);
		else if (!is(p, ")"))
			return fail(p);
		else
			break;
		if (is(p, ")"))
			return fail(p);
	}
	node->width = p->x.now.at + 1 - node->at;
	next(p, true);
	return node;
}

static fr_node *parse_name(parser *p)
{
	fr_node *node = new_node(p, FR_NODE_FIELD, p->x.now.at);
	if (!node)
		return NULL;
	node->text = p->x.now.text;
	bool braces = p->x.now.kind == FR_TOKEN_FIELD;
	node->bare = !braces;
	next(p, true);
	return !braces && is(p, "(") ? parse_call(p, node) : node;
}

static fr_node *parse_primary(parser *p)
{
	fr_node *node;
	switch (p->x.now.kind) {
	case FR_TOKEN_NUMBER:
	case FR_TOKEN_STRING:
		node = new_node(p, p->x.now.kind == FR_TOKEN_NUMBER ? FR_NODE_NUMBER : FR_NODE_STRING, p->x.now.at);
		if (node) {
			node->number = p->x.now.number;
			node->text = p->x.now.text;
			next(p, true);
		}
		return node;
	case FR_TOKEN_FIELD:
	case FR_TOKEN_NAME: return parse_name(p);
	default: break;
	}
	if (is(p, ".")) {
		node = new_node(p, FR_NODE_SELF, p->x.now.at);
		next(p, true);
		return node;
	}
	if (!is(p, "("))
		return fail(p);
	next(p, false);
	node = parse_or(p);
	if (!node)
		return NULL;
	if (!is(p, ")"))
		return fail(p);
	next(p, true);
	return node;
}

static fr_node *parse_unary(parser *p)
{
	if (p->depth >= FR_EXPR_DEPTH)
		return too_deep(p);
	p->depth++;
	fr_node *node;
	if (is(p, "-")) {
		node = new_node(p, FR_NODE_UNARY, p->x.now.at);
		next(p, false);
		fr_node *of = node ? parse_unary(p) : NULL;
		node = of && add_argument(p, node, of) ? node : NULL;
		if (node) {
			node->op = FR_OP_NEG;
			node->width = of->at + of->width - node->at;
		}
	} else
		node = parse_primary(p);
	p->depth--;
	return node;
}

/* Binary operators by how tightly they bind, loosest first. */
static const struct {
	const char *text;
	int level;
	fr_op op;
} operators[] = {{"or", 0, FR_OP_OR}, {"and", 1, FR_OP_AND}, {"=", 2, FR_OP_EQ}, {"eq", 2, FR_OP_EQ}, {"!=", 2, FR_OP_NE},
	{"ne", 2, FR_OP_NE}, {"<", 3, FR_OP_LT}, {"lt", 3, FR_OP_LT}, {"<=", 3, FR_OP_LE}, {"le", 3, FR_OP_LE}, {">", 3, FR_OP_GT},
	{"gt", 3, FR_OP_GT}, {">=", 3, FR_OP_GE}, {"ge", 3, FR_OP_GE}, {"+", 4, FR_OP_ADD}, {"-", 4, FR_OP_SUB}, {"*", 5, FR_OP_MUL},
	{"div", 5, FR_OP_DIV}, {"mod", 5, FR_OP_MOD}};
#define TIGHTEST 5

static bool operator_at(const parser *p, int level, fr_op *op)
{
	for (size_t i = 0; p->x.now.kind == FR_TOKEN_PUNCTUATION && i < sizeof operators / sizeof *operators; i++)
		if (operators[i].level == level && fr_str_is(p->x.now.text, operators[i].text)) {
			*op = operators[i].op;
			return true;
		}
	return false;
}

static fr_node *parse_level(parser *p, int level)
{
	fr_node *left = level > TIGHTEST ? parse_unary(p) : parse_level(p, level + 1);
	fr_op op;
	while (left && level <= TIGHTEST && operator_at(p, level, &op)) {
		next(p, false);
		fr_node *right = parse_level(p, level + 1);
		fr_node *node = right ? new_node(p, FR_NODE_BINARY, left->at) : NULL;
		if (!node || !add_argument(p, node, left) || !add_argument(p, node, right))
			return NULL;
		node->op = op;
		node->width = right->at + right->width - left->at;
		left = node;
	}
	return left;
}

static fr_node *parse_or(parser *p) { return parse_level(p, 0); }

fr_node *fr_expr_parse(fr_compiling *c)
{
	parser p = {.x = {.c = c}, .c = c};
	next(&p, false);
	fr_node *root = parse_or(&p);
	if (root && p.x.now.kind != FR_TOKEN_END)
		return fail(&p);
	return root;
}
