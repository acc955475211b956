/* Lexer: expression text to tokens. Full-width signs that a Chinese keyboard gives are understood and noted.
 * Stage: rules. In: text. Out: tokens with their place in characters. */
#include "expr/lex.h"

#define NONE ((fr_str){"", 0})

/* Signs people type that stand for others. */
static const struct {
	uint32_t wide;
	const char *plain;
} wide_forms[] = {{0xFF08, "("}, {0xFF09, ")"}, {0xFF0C, ","}, {0xFF1D, "="}, {0xFF1E, ">"}, {0xFF1C, "<"}, {0xFF0B, "+"}, {0xFF0D, "-"},
	{0xFF0A, "*"}, {0xFF01, "!"}, {0xFF0E, "."}, {0xFF04, "$"}, {0xFF5B, "{"}, {0xFF5D, "}"}, {0x3001, ","}, {0x2212, "-"},
	{0xFF02, "\""}, {0x201C, "\""}, {0x201D, "\""}, {0x2018, "'"}, {0x2019, "'"}, {0xFF07, "'"}, {0x2264, "<="}, {0x2265, ">="},
	{0x2260, "!="}, {0x00D7, "*"}, {0x00F7, "div"}};

static const char *plain_form(uint32_t cp)
{
	for (size_t i = 0; cp >= 0x80 && i < sizeof wide_forms / sizeof *wide_forms; i++)
		if (wide_forms[i].wide == cp)
			return wide_forms[i].plain;
	return NULL;
}

/* The character at byte, as ASCII where it is a full-width form of one character or digit; *n its bytes; 0 at the end. */
static uint32_t peek(const fr_lexer *x, size_t byte, size_t *n)
{
	uint32_t cp = 0;
	*n = 0;
	if (byte >= x->c->text.n)
		return 0;
	*n = fr_utf8_decode(x->c->text, byte, &cp);
	if (cp >= 0xFF10 && cp <= 0xFF19)
		return cp - 0xFF10 + '0';
	const char *plain = plain_form(cp);
	return plain && !plain[1] ? (uint32_t)plain[0] : cp;
}

static void advance(fr_lexer *x, size_t n)
{
	x->byte += n;
	x->character++;
}

static void note_wide(fr_lexer *x, size_t n, fr_str plain)
{
	fr_str written = fr_str_of(x->c->text.p + x->byte, n);
	fr_expr_report(x->c, FR_LEVEL_WARNING, FR_EXPR_FULL_WIDTH, x->character, 1, written, NONE, plain);
}

/* Takes one character of syntax; a full-width one is understood and noted. */
static uint32_t take(fr_lexer *x)
{
	size_t n;
	uint32_t cp = peek(x, x->byte, &n);
	if (n > 1 && cp < 0x80) {
		char plain = (char)cp;
		note_wide(x, n, fr_str_of(&plain, 1));
	}
	advance(x, n ? n : 1);
	return cp;
}

static bool is_space(uint32_t cp) { return cp == ' ' || cp == '\t' || cp == '\n' || cp == '\r' || cp == 0xA0 || cp == 0x3000; }
static bool is_digit(uint32_t cp) { return cp >= '0' && cp <= '9'; }
static bool name_start(uint32_t cp)
{
	if (cp < 0x80)
		return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == '_';
	return !is_space(cp) && cp != 0xFFFD && !plain_form(cp) && !(cp >= 0x2000 && cp <= 0x206F);
}
static bool name_part(uint32_t cp) { return name_start(cp) || is_digit(cp) || cp == '-' || cp == '.' || cp == ':'; }

static void lex_number(fr_lexer *x)
{
	char digits[64]; /* more than any double needs; longer ones are refused */
	size_t count = 0, n;
	bool point = false;
	for (uint32_t cp = peek(x, x->byte, &n); is_digit(cp) || (cp == '.' && !point); cp = peek(x, x->byte, &n)) {
		point = point || cp == '.';
		if (count < sizeof digits)
			digits[count] = (char)cp;
		count++;
		take(x);
	}
	bool read = count <= sizeof digits && fr_number_read(fr_str_of(digits, count), false, &x->now.number);
	x->now.kind = read ? FR_TOKEN_NUMBER : FR_TOKEN_BAD;
}

static void lex_string(fr_lexer *x, uint32_t quote)
{
	size_t opened = x->byte, n;
	take(x);
	bool wide = (unsigned char)x->c->text.p[opened] >= 0x80;
	size_t from = x->byte;
	for (uint32_t cp = peek(x, x->byte, &n);; cp = peek(x, x->byte, &n)) {
		if (n == 0) {
			x->now.kind = FR_TOKEN_BAD;
			fr_expr_report(x->c, FR_LEVEL_ERROR, FR_EXPR_UNCLOSED, x->now.at, 1, NONE, NONE, NONE);
			return;
		}
		/* An ASCII quote closes only with its like, so that “…” may stand inside '…'. */
		if (cp == quote && (n > 1) == wide)
			break;
		advance(x, n);
	}
	x->now.kind = FR_TOKEN_STRING;
	x->now.text = fr_str_of(x->c->text.p + from, x->byte - from);
	take(x);
}

static void skip_space(fr_lexer *x)
{
	size_t n;
	for (uint32_t cp = peek(x, x->byte, &n); n && is_space(cp); cp = peek(x, x->byte, &n))
		advance(x, n);
}

static void lex_field(fr_lexer *x)
{
	size_t n;
	x->now.kind = FR_TOKEN_BAD;
	take(x);
	if (peek(x, x->byte, &n) != '{')
		return;
	take(x);
	skip_space(x);
	size_t from = x->byte;
	uint32_t cp = peek(x, x->byte, &n);
	while (n && (name_part(cp) || cp == '/')) {
		advance(x, n);
		cp = peek(x, x->byte, &n);
	}
	x->now.text = fr_str_of(x->c->text.p + from, x->byte - from);
	skip_space(x);
	if (peek(x, x->byte, &n) != '}')
		return;
	take(x);
	if (x->now.text.n)
		x->now.kind = FR_TOKEN_FIELD;
}

static const char *const keywords[] = {"and", "or", "div", "mod", "eq", "ne", "lt", "le", "gt", "ge"};

/* and, or, div, mod and the value comparisons are operators only where one is due; there `1or1` is two numbers with an operator between them. */
static size_t keyword_length(const fr_lexer *x)
{
	fr_str rest = fr_str_of(x->c->text.p + x->byte, x->c->text.n - x->byte);
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++) {
		fr_str word = fr_str_from(keywords[i]);
		size_t n;
		uint32_t after = peek(x, x->byte + word.n, &n);
		if (fr_str_starts(rest, word) && !name_start(after) && after != ':')
			return word.n;
	}
	return 0;
}

/* AND as sheets write it, adn: probably meant as an operator. */
static fr_str nearest_keyword(fr_str name)
{
	fr_nearest near = {.wanted = name};
	for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
		fr_nearest_offer(&near, fr_str_from(keywords[i]));
	return near.best;
}

static void lex_name(fr_lexer *x, bool after_value)
{
	size_t from = x->byte, n;
	size_t keyword = after_value ? keyword_length(x) : 0;
	x->now.kind = keyword ? FR_TOKEN_PUNCTUATION : FR_TOKEN_NAME;
	if (keyword) {
		x->byte += keyword;
		x->character += keyword;
	} else {
		uint32_t cp = peek(x, x->byte, &n);
		while (n && name_part(cp) && !(n > 1 && cp < 0x80)) {
			advance(x, n);
			cp = peek(x, x->byte, &n);
		}
	}
	x->now.text = fr_str_of(x->c->text.p + from, x->byte - from);
	if (!keyword && after_value)
		x->now.hint = nearest_keyword(x->now.text);
}

/* What other languages write, and what it is here. */
static const char *const foreign[][2] = {{"==", "="}, {"<>", "!="}, {"=<", "<="}, {"=>", ">="}, {"&&", "and"}, {"||", "or"},
	{"&", "concat( , )"}, {"%", "mod"}, {"!", "not( )"}, {"[", "indexed-repeat( , , )"}};

/* The field of this name, as it is written here; after a repeat, its field: ${steps}/cost is ${steps/cost}. */
static fr_str as_field(const fr_lexer *x, size_t slash, fr_str name)
{
	fr_str text = x->c->text, repeat = {"", 0};
	if (slash > 0 && text.p[slash - 1] == '}')
		for (size_t i = slash - 1; i-- > 0 && !repeat.n;)
			if (text.p[i] == '{')
				repeat = fr_str_of(text.p + i + 1, slash - i - 2);
	size_t size = name.n + repeat.n + (repeat.n > 0) + 3;
	char *hint = fr_arena_alloc(x->c->arena, size), *to = hint;
	if (!hint)
		return NONE;
	to = (char *)memcpy(to, "${", 2) + 2;
	if (repeat.n) {
		to = (char *)memcpy(to, repeat.p, repeat.n) + repeat.n;
		*to++ = '/';
	}
	memcpy(to, name.p, name.n);
	hint[size - 1] = '}';
	return fr_str_of(hint, size);
}

/* A path of XPath: what a record's fields are called here stands in its last step. */
static void lex_path(fr_lexer *x)
{
	size_t n, from = x->byte, last = x->byte;
	uint32_t cp = peek(x, x->byte, &n);
	do {
		advance(x, n);
		if (cp == '/' || cp == '@')
			last = x->byte;
		cp = peek(x, x->byte, &n);
	} while (n && (name_part(cp) || cp == '/' || cp == '@' || cp == '*'));
	x->now.code = FR_EXPR_PATH;
	fr_str name = fr_str_of(x->c->text.p + last, x->byte - last);
	if (name.n && name_start(peek(x, last, &n)))
		x->now.hint = as_field(x, from, name);
}

/* Where 6 / 2 was meant, and not a step of a path. */
static bool is_division(const fr_lexer *x)
{
	size_t at = x->byte + 1, n;
	uint32_t cp = peek(x, at, &n);
	while (n && is_space(cp)) {
		at += n;
		cp = peek(x, at, &n);
	}
	return is_digit(cp) || cp == '$' || cp == '(' || cp == '.';
}

static bool next_is(const fr_lexer *x, const char *text)
{
	size_t byte = x->byte, n;
	for (; *text; text++, byte += n)
		if (peek(x, byte, &n) != (uint32_t)(unsigned char)*text || !n)
			return false;
	return true;
}

static void lex_punctuation(fr_lexer *x, bool after_value)
{
	static const char *const known[] = {"!=", "<=", ">=", "(", ")", ",", "+", "-", "*", "=", "<", ">", "."};
	x->now.kind = FR_TOKEN_BAD;
	if (after_value && next_is(x, "/") && is_division(x)) {
		take(x);
		x->now.hint = FR_STR("div");
		return;
	}
	if (next_is(x, "/") || next_is(x, "..") || next_is(x, "@")) {
		lex_path(x);
		return;
	}
	for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
		if (next_is(x, foreign[i][0]) && !next_is(x, "!=")) {
			for (size_t k = 0; k < strlen(foreign[i][0]); k++)
				take(x);
			x->now.hint = fr_str_from(foreign[i][1]);
			return;
		}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (next_is(x, known[i])) {
			for (size_t k = 0; k < strlen(known[i]); k++)
				take(x);
			x->now.kind = FR_TOKEN_PUNCTUATION;
			x->now.text = fr_str_from(known[i]);
			return;
		}
	size_t n;
	peek(x, x->byte, &n);
	advance(x, n ? n : 1);
}

/* ≤ and its like: one character for an operator of several. */
static bool lex_sign(fr_lexer *x, uint32_t cp, size_t n)
{
	const char *plain = plain_form(cp);
	if (!plain || !plain[1])
		return false;
	note_wide(x, n, fr_str_from(plain));
	advance(x, n);
	x->now.kind = FR_TOKEN_PUNCTUATION;
	x->now.text = fr_str_from(plain);
	return true;
}

void fr_lex_next(fr_lexer *x, bool after_value)
{
	size_t n, after;
	skip_space(x);
	x->now = (fr_token){.at = x->character, .hint = NONE};
	uint32_t cp = peek(x, x->byte, &n);
	if (n == 0)
		return;
	if (is_digit(cp) || (cp == '.' && is_digit(peek(x, x->byte + n, &after))))
		lex_number(x);
	else if (cp == '"' || cp == '\'')
		lex_string(x, cp);
	else if (cp == '$')
		lex_field(x);
	else if (name_start(cp))
		lex_name(x, after_value);
	else if (!lex_sign(x, cp, n))
		lex_punctuation(x, after_value);
	x->now.width = x->character - x->now.at;
}

fr_str fr_lex_written(const fr_lexer *x)
{
	fr_str text = x->c->text;
	size_t from = fr_utf8_offset(text, x->now.at), to = fr_utf8_offset(text, x->now.at + x->now.width);
	return fr_str_of(text.p + from, to - from);
}
