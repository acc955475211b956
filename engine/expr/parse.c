/* Parser: expression text to a tree.
 * Stage: rules. In: text. Out: nodes in the arena, or notes that say where it is wrong. Recursive descent with a depth budget. */
#include "expr/program.h"

typedef enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_STRING, TOKEN_NAME, TOKEN_FIELD, TOKEN_PUNCTUATION, TOKEN_BAD } token_kind;

typedef struct token {
	token_kind kind;
	fr_str text; /* name, contents of a string, punctuation as ASCII */
	double number;
	size_t at, width; /* characters */
} token;

typedef struct parser {
	fr_compiling *c;
	size_t byte, character; /* of what comes next */
	size_t depth;
	token now;
} parser;

/* Full-width characters people type with a Chinese keyboard, and what they stand for. */
static const struct {
	uint32_t wide;
	char plain;
} wide_forms[] = {{0xFF08, '('}, {0xFF09, ')'}, {0xFF0C, ','}, {0xFF1D, '='}, {0xFF1E, '>'}, {0xFF1C, '<'}, {0xFF0B, '+'}, {0xFF0D, '-'},
	{0xFF0A, '*'}, {0xFF01, '!'}, {0xFF0E, '.'}, {0xFF04, '$'}, {0xFF5B, '{'}, {0xFF5D, '}'}, {0x3001, ','}, {0x201C, '"'},
	{0x201D, '"'}, {0x2018, '\''}, {0x2019, '\''}};

static char plain_form(uint32_t cp)
{
	for (size_t i = 0; i < sizeof wide_forms / sizeof *wide_forms; i++)
		if (wide_forms[i].wide == cp)
			return wide_forms[i].plain;
	return 0;
}

/* The character at byte, as ASCII where it is a full-width form; *n its bytes; 0 at the end. */
static uint32_t peek(const parser *p, size_t byte, size_t *n)
{
	uint32_t cp = 0;
	*n = 0;
	if (byte >= p->c->text.n)
		return 0;
	*n = fr_utf8_decode(p->c->text, byte, &cp);
	char plain = cp >= 0x80 ? plain_form(cp) : 0;
	return plain ? (uint32_t)plain : cp;
}

static void advance(parser *p, size_t n)
{
	p->byte += n;
	p->character++;
}

/* Takes one character of syntax; a full-width one is understood and noted. */
static uint32_t take(parser *p)
{
	size_t n;
	uint32_t cp = peek(p, p->byte, &n);
	if (n > 1 && cp < 0x80) {
		char plain = (char)cp;
		fr_expr_report(p->c, FR_LEVEL_WARNING, FR_EXPR_FULL_WIDTH, p->character, 1, fr_str_of(p->c->text.p + p->byte, n),
			(fr_str){"", 0}, fr_str_of(&plain, 1));
	}
	advance(p, n ? n : 1);
	return cp;
}

static bool is_space(uint32_t cp) { return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0x3000; }
static bool is_digit(uint32_t cp) { return cp >= '0' && cp <= '9'; }
static bool name_start(uint32_t cp)
{
	return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_' || (cp >= 0x80 && cp != 0x3000 && cp != 0xFFFD);
}
static bool name_part(uint32_t cp) { return name_start(cp) || is_digit(cp) || cp == '-' || cp == '.' || cp == ':'; }

static void lex_number(parser *p)
{
	size_t from = p->byte, n;
	bool point = false;
	for (uint32_t cp = peek(p, p->byte, &n); is_digit(cp) || (cp == '.' && !point && n == 1); cp = peek(p, p->byte, &n)) {
		point = point || cp == '.';
		advance(p, n);
	}
	p->now.kind = fr_number_read(fr_str_of(p->c->text.p + from, p->byte - from), false, &p->now.number) ? TOKEN_NUMBER : TOKEN_BAD;
}

static void lex_string(parser *p, uint32_t quote)
{
	size_t opened = p->byte, n;
	take(p);
	bool wide = (unsigned char)p->c->text.p[opened] >= 0x80;
	size_t from = p->byte;
	for (uint32_t cp = peek(p, p->byte, &n);; cp = peek(p, p->byte, &n)) {
		if (n == 0) {
			p->now.kind = TOKEN_BAD;
			fr_expr_report(
				p->c, FR_LEVEL_ERROR, FR_EXPR_UNCLOSED, p->now.at, 1, (fr_str){"", 0}, (fr_str){"", 0}, (fr_str){"", 0});
			return;
		}
		/* An ASCII quote closes only with its like, so that “…” may stand inside '…'. */
		if (cp == quote && (n > 1) == wide)
			break;
		advance(p, n);
	}
	p->now.kind = TOKEN_STRING;
	p->now.text = fr_str_of(p->c->text.p + from, p->byte - from);
	take(p);
}

static void lex_field(parser *p)
{
	size_t n;
	take(p);
	if (peek(p, p->byte, &n) != '{') {
		p->now.kind = TOKEN_BAD;
		return;
	}
	take(p);
	size_t from = p->byte;
	uint32_t cp = peek(p, p->byte, &n);
	while (name_part(cp) || cp == '/') {
		advance(p, n);
		cp = peek(p, p->byte, &n);
	}
	p->now.text = fr_str_of(p->c->text.p + from, p->byte - from);
	p->now.kind = cp == '}' && p->now.text.n ? TOKEN_FIELD : TOKEN_BAD;
	if (cp == '}')
		take(p);
}

/* and, or, div, mod and the value comparisons are operators only where an operator may stand; there `1or1` is two numbers with an operator between them. */
static size_t keyword_length(const parser *p)
{
	static const char *const words[] = {"and", "or", "div", "mod", "eq", "ne", "lt", "le", "gt", "ge"};
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		fr_str rest = fr_str_of(p->c->text.p + p->byte, p->c->text.n - p->byte), word = fr_str_from(words[i]);
		size_t n;
		uint32_t after = peek(p, p->byte + word.n, &n);
		if (fr_str_starts(rest, word) && !name_start(after) && after != ':')
			return word.n;
	}
	return 0;
}

static void lex_name(parser *p, bool operator_wanted)
{
	size_t from = p->byte, n;
	size_t keyword = operator_wanted ? keyword_length(p) : 0;
	if (keyword) {
		p->byte += keyword;
		p->character += keyword;
	} else {
		uint32_t cp = peek(p, p->byte, &n);
		while (name_part(cp) && !(n > 1 && cp < 0x80)) {
			advance(p, n);
			cp = peek(p, p->byte, &n);
		}
	}
	p->now.kind = keyword ? TOKEN_PUNCTUATION : TOKEN_NAME;
	p->now.text = fr_str_of(p->c->text.p + from, p->byte - from);
}

static void lex_punctuation(parser *p)
{
	static const char *const known[] = {"!=", "<=", ">=", "(", ")", ",", "+", "-", "*", "=", "<", ">", "."};
	uint32_t first = take(p);
	size_t n;
	uint32_t second = peek(p, p->byte, &n);
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (first != (uint32_t)known[i][0] || (known[i][1] && second != (uint32_t)known[i][1]))
			continue;
		if (known[i][1])
			take(p);
		p->now.kind = TOKEN_PUNCTUATION;
		p->now.text = fr_str_from(known[i]);
		return;
	}
	p->now.kind = TOKEN_BAD;
}

/* Reads the next token into p->now. */
static void next(parser *p, bool operator_wanted)
{
	size_t n, after;
	uint32_t cp;
	while (is_space(cp = peek(p, p->byte, &n)) && n)
		advance(p, n);
	p->now = (token){.at = p->character};
	if (n == 0)
		return;
	if (is_digit(cp) || (cp == '.' && is_digit(peek(p, p->byte + n, &after))))
		lex_number(p);
	else if (cp == '"' || cp == '\'')
		lex_string(p, cp);
	else if (cp == '$')
		lex_field(p);
	else if (name_start(cp))
		lex_name(p, operator_wanted);
	else
		lex_punctuation(p);
	p->now.width = p->character - p->now.at;
}

static bool is(const parser *p, const char *punctuation) { return p->now.kind == TOKEN_PUNCTUATION && fr_str_is(p->now.text, punctuation); }

/* The text of the token, for messages. */
static fr_str token_text(const parser *p)
{
	size_t from = fr_utf8_offset(p->c->text, p->now.at), to = fr_utf8_offset(p->c->text, p->now.at + p->now.width);
	return fr_str_of(p->c->text.p + from, to - from);
}

static fr_node *fail(parser *p, int code)
{
	if (p->c->status == FR_OK) {
		size_t width = p->now.width ? p->now.width : 1;
		fr_expr_report(p->c, FR_LEVEL_ERROR, p->now.kind == TOKEN_END ? FR_EXPR_ENDS : code, p->now.at, width, token_text(p),
			(fr_str){"", 0}, (fr_str){"", 0});
	}
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
	node->width = p->now.at + p->now.width - at;
	return node;
}

static fr_node *parse_or(parser *p);

static bool add_argument(parser *p, fr_node *node, fr_node *argument)
{
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
		if (node->n > 250)
			return fail(p, FR_EXPR_SYNTAX);
		if (is(p, ","))
			next(p, false);
		else if (!is(p, ")"))
			return fail(p, FR_EXPR_SYNTAX);
		else
			break;
		if (is(p, ")"))
			return fail(p, FR_EXPR_SYNTAX);
	}
	node->width = p->now.at + 1 - node->at;
	next(p, true);
	return node;
}

static fr_node *parse_name(parser *p)
{
	fr_node *node = new_node(p, FR_NODE_FIELD, p->now.at);
	if (!node)
		return NULL;
	node->text = p->now.text;
	bool braces = p->now.kind == TOKEN_FIELD;
	node->bare = !braces;
	next(p, true);
	return !braces && is(p, "(") ? parse_call(p, node) : node;
}

static fr_node *parse_primary(parser *p)
{
	fr_node *node;
	switch (p->now.kind) {
	case TOKEN_NUMBER:
	case TOKEN_STRING:
		node = new_node(p, p->now.kind == TOKEN_NUMBER ? FR_NODE_NUMBER : FR_NODE_STRING, p->now.at);
		if (node) {
			node->number = p->now.number;
			node->text = p->now.text;
			next(p, true);
		}
		return node;
	case TOKEN_FIELD:
	case TOKEN_NAME: return parse_name(p);
	default: break;
	}
	if (is(p, ".")) {
		node = new_node(p, FR_NODE_SELF, p->now.at);
		next(p, true);
		return node;
	}
	if (!is(p, "("))
		return fail(p, FR_EXPR_SYNTAX);
	next(p, false);
	node = parse_or(p);
	if (!node)
		return NULL;
	if (!is(p, ")"))
		return fail(p, FR_EXPR_SYNTAX);
	next(p, true);
	return node;
}

static fr_node *parse_unary(parser *p)
{
	if (p->depth >= FR_EXPR_DEPTH) {
		fr_expr_report(p->c, FR_LEVEL_ERROR, FR_EXPR_DEEP, p->now.at, 1, (fr_str){"", 0}, (fr_str){"", 0}, (fr_str){"", 0});
		p->c->status = FR_E_LIMIT;
		return NULL;
	}
	p->depth++;
	fr_node *node;
	if (is(p, "-")) {
		node = new_node(p, FR_NODE_UNARY, p->now.at);
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
	for (size_t i = 0; p->now.kind == TOKEN_PUNCTUATION && i < sizeof operators / sizeof *operators; i++)
		if (operators[i].level == level && fr_str_is(p->now.text, operators[i].text)) {
			*op = operators[i].op;
			return true;
		}
	return false;
}

static fr_node *parse_level(parser *p, int level)
{
	fr_node *left = level > TIGHTEST ? parse_unary(p) : parse_level(p, level + 1);
	fr_op op;
	size_t chain = 0;
	while (left && level <= TIGHTEST && operator_at(p, level, &op)) {
		if (++chain > 2000) /* the tree leans left and is walked by recursion */
			return fail(p, FR_EXPR_DEEP);
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
	parser p = {.c = c};
	next(&p, false);
	fr_node *root = parse_or(&p);
	if (root && p.now.kind != TOKEN_END)
		return fail(&p, FR_EXPR_SYNTAX);
	return root;
}
