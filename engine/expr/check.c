/* Checker: names to functions and fields, arities, types.
 * Stage: rules. In: a tree. Out: the same tree with symbols and types, or notes with the nearest name. */
#include "expr/program.h"

#include <math.h>
#include <stdio.h>

#define NONE ((fr_str){"", 0})

static fr_static static_of(fr_type type)
{
	switch (type) {
	case FR_TYPE_INTEGER:
	case FR_TYPE_DECIMAL:
	case FR_TYPE_RANGE: return FR_STATIC_NUMBER;
	case FR_TYPE_BOOLEAN: return FR_STATIC_BOOLEAN;
	case FR_TYPE_DATE: return FR_STATIC_DATE;
	case FR_TYPE_DATETIME: return FR_STATIC_DATETIME;
	case FR_TYPE_TIME: return FR_STATIC_TIME;
	case FR_TYPE_CALCULATE: return FR_STATIC_ANY;
	default: return FR_STATIC_STRING;
	}
}

static bool is_moment(fr_static type) { return type == FR_STATIC_DATE || type == FR_STATIC_DATETIME; }

static void wrong(fr_compiling *c, const fr_node *node, int code, fr_str a, fr_str b, fr_str suggestion)
{
	fr_expr_report(c, FR_LEVEL_ERROR, code, node->at, node->width, a, b, suggestion);
}

static void doubtful(fr_compiling *c, const fr_node *node, int code, fr_str what, fr_str suggestion)
{
	fr_expr_report(c, FR_LEVEL_WARNING, code, node->at, node->width, what, NONE, suggestion);
}

/* ---- names ---- */

static bool find_symbol(const fr_compiling *c, fr_str name, bool bare, fr_symbol *out)
{
	if (!c->scope)
		return false;
	if (bare && c->scope->find_bare && c->scope->find_bare(c->scope->self, name, out))
		return true;
	return c->scope->find(c->scope->self, name, out);
}

/* a-b is one name; when a and b are two, spaces were forgotten. Empty when they are not. */
static fr_str with_spaces(const fr_compiling *c, fr_str name)
{
	fr_symbol symbol;
	for (size_t i = 1; i + 1 < name.n; i++) {
		fr_str left = fr_str_of(name.p, i), right = fr_str_of(name.p + i + 1, name.n - i - 1);
		double number;
		if (name.p[i] != '-' || !find_symbol(c, left, true, &symbol) ||
			(!find_symbol(c, right, true, &symbol) && !fr_number_read(right, false, &number)))
			continue;
		char *text = fr_arena_alloc(c->arena, name.n + 2);
		if (!text)
			return NONE;
		memcpy(text, left.p, left.n);
		memcpy(text + left.n, " - ", 3);
		memcpy(text + left.n + 3, right.p, right.n);
		return fr_str_of(text, name.n + 2);
	}
	return NONE;
}

static void check_field(fr_compiling *c, fr_node *node)
{
	if (find_symbol(c, node->text, node->bare, &node->symbol)) {
		node->type = node->symbol.repeated ? FR_STATIC_LIST : static_of(node->symbol.type);
		return;
	}
	fr_str near = node->bare ? with_spaces(c, node->text) : NONE;
	if (near.n == 0 && c->scope && c->scope->nearest)
		near = c->scope->nearest(c->scope->self, node->text);
	wrong(c, node, FR_EXPR_UNKNOWN_FIELD, node->text, NONE, near);
}

/* Functions of XPath and ODK that walk an XML tree or read other files, neither of which is there. */
static int known_elsewhere(fr_str name)
{
	static const char *const nodes[] = {
		"position", "last", "current", "id", "name", "local-name", "namespace-uri", "lang", "randomize"};
	static const char *const lists[] = {"pulldata", "instance"};
	for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++)
		if (fr_str_is(name, nodes[i]))
			return FR_EXPR_NODE_FUNCTION;
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		if (fr_str_is(name, lists[i]))
			return FR_EXPR_LIST_FUNCTION;
	return FR_EXPR_UNKNOWN_FUNCTION;
}

static bool find_function(fr_compiling *c, fr_node *node)
{
	for (int i = 0; i < FR_FUNCTIONS; i++)
		if (fr_str_is(node->text, fr_functions[i].name)) {
			node->function = i;
			return true;
		}
	int code = known_elsewhere(node->text);
	fr_nearest near = {.wanted = node->text};
	for (int i = 0; i < FR_FUNCTIONS && code == FR_EXPR_UNKNOWN_FUNCTION; i++)
		fr_nearest_offer(&near, fr_str_from(fr_functions[i].name));
	fr_str best = code == FR_EXPR_LIST_FUNCTION ? FR_STR("lookup") : near.best;
	fr_expr_report(c, FR_LEVEL_ERROR, code, node->at, fr_utf8_length(node->text), node->text, NONE, best);
	return false;
}

static void check_arity(fr_compiling *c, const fr_node *node, const fr_function *f)
{
	bool pairs = node->function == FR_FN_WEIGHTED_CHECKLIST;
	if (node->n >= f->least && (f->most == 255 || node->n <= f->most) && !(pairs && node->n % 2))
		return;
	char text[24];
	const char *format = pairs ? "%d, %d…" : f->least == f->most ? "%d" : f->most == 255 ? "%d+" : "%d-%d";
	size_t n = (size_t)snprintf(text, sizeof text, format, f->least, pairs ? f->least + 2 : f->most);
	wrong(c, node, FR_EXPR_ARITY, fr_str_from(f->name), fr_str_of(text, n), NONE);
}

/* ---- types ---- */

static char kind_of(const fr_node *call, size_t index)
{
	const char *kinds = fr_functions[call->function].kinds;
	size_t n = strlen(kinds);
	if (call->function == FR_FN_WEIGHTED_CHECKLIST && index >= 2)
		return kinds[2 + index % 2];
	return n == 0 ? 'v' : kinds[index < n ? index : n - 1];
}

static void want_one(fr_compiling *c, const fr_node *node)
{
	if (node->type == FR_STATIC_LIST)
		doubtful(c, node, FR_EXPR_MANY_VALUES, node->text, NONE);
}

/* A text that can never be a number where one is needed. */
static void want_number(fr_compiling *c, const fr_node *node)
{
	want_one(c, node);
	if (node->kind != FR_NODE_STRING || node->text.n == 0)
		return;
	fr_value v = fr_value_string(node->text);
	if (isnan(fr_value_to_number(&v)))
		doubtful(c, node, FR_EXPR_NOT_NUMBER, node->text, NONE);
}

static void want_moment(fr_compiling *c, const fr_node *node)
{
	fr_stamp stamp;
	if (node->kind == FR_NODE_STRING && node->text.n && !fr_text_moment(node->text, 0, &stamp))
		doubtful(c, node, FR_EXPR_NOT_DATE, node->text, NONE);
}

/* Compared with a condition every text but the empty one is true: 'no' and 'false' as well. */
static void want_truth(fr_compiling *c, const fr_node *node)
{
	static const char *const words[][2] = {{"true", "true()"}, {"yes", "true()"}, {"1", "true()"}, {"是", "true()"},
		{"false", "false()"}, {"no", "false()"}, {"0", "false()"}, {"否", "false()"}};
	if (node->kind != FR_NODE_STRING || node->text.n == 0)
		return;
	fr_str meant = NONE;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (fr_str_is(node->text, words[i][0]))
			meant = fr_str_from(words[i][1]);
	doubtful(c, node, FR_EXPR_TRUE_TEXT, node->text, meant);
}

/* What two branches have in common. */
static fr_static either(const fr_node *a, const fr_node *b) { return a->type == b->type ? a->type : FR_STATIC_ANY; }

/* min and max of dates are dates. */
static fr_static extreme_type(const fr_node *node)
{
	fr_static type = FR_STATIC_NUMBER;
	for (size_t i = 0; i < node->n; i++) {
		const fr_node *a = node->a[i];
		fr_static of = a->type == FR_STATIC_LIST && a->kind == FR_NODE_FIELD ? static_of(a->symbol.type) : a->type;
		bool moment = is_moment(of) || of == FR_STATIC_TIME || of == FR_STATIC_ANY;
		of = moment ? of : FR_STATIC_NUMBER;
		type = i == 0 || type == of ? of : FR_STATIC_ANY;
	}
	return type;
}

static void check_arguments(fr_compiling *c, const fr_node *node)
{
	for (size_t i = 0; i < node->n; i++) {
		const fr_node *a = node->a[i];
		switch (kind_of(node, i)) {
		case 'l':
			if (a->kind != FR_NODE_FIELD)
				wrong(c, a, FR_EXPR_WANTS_FIELD, fr_str_from(fr_functions[node->function].name), NONE, NONE);
			break;
		case 'n': want_number(c, a); break;
		case 'd': want_moment(c, a); /* fallthrough */
		case 's': want_one(c, a); break;
		default: break;
		}
	}
}

/* choice-label(${kind}), choice-label('urgent', ${kind}), and as ODK writes it jr:choice-name('urgent', '${kind}'). */
static void check_choices(fr_compiling *c, fr_node *node)
{
	const fr_node *of = node->a[node->n - 1];
	fr_str name = of->text;
	if (of->kind == FR_NODE_FIELD || of->kind == FR_NODE_SELF)
		node->symbol = of->symbol;
	else if (node->n == 2 && of->kind == FR_NODE_STRING) {
		if (fr_str_starts(name, FR_STR("${")) && fr_str_ends(name, FR_STR("}")))
			name = fr_str_of(name.p + 2, name.n - 3);
		if (find_symbol(c, name, false, &node->symbol))
			return;
		fr_str near = c->scope && c->scope->nearest ? c->scope->nearest(c->scope->self, name) : NONE;
		wrong(c, of, FR_EXPR_UNKNOWN_FIELD, name, NONE, near);
	} else
		wrong(c, of, FR_EXPR_WANTS_FIELD, fr_str_from(fr_functions[node->function].name), NONE, NONE);
}

/* Whoever has all phone numbers can undo a plain hash of one; what mask() leaves is free. */
static const fr_node *personal_part(const fr_node *node)
{
	if ((node->kind == FR_NODE_FIELD || node->kind == FR_NODE_SELF) && node->symbol.personal)
		return node;
	for (size_t i = 0; i < node->n && !(node->kind == FR_NODE_CALL && node->function == FR_FN_MASK); i++) {
		const fr_node *found = personal_part(node->a[i]);
		if (found)
			return found;
	}
	return NULL;
}

static void check_digest(fr_compiling *c, const fr_node *node)
{
	const fr_node *personal = personal_part(node->a[0]), *how = node->a[1];
	if (personal)
		wrong(c, personal, FR_EXPR_DIGEST_PERSONAL, personal->kind == FR_NODE_SELF ? FR_STR(".") : personal->text, NONE, NONE);
	else if (how->kind == FR_NODE_STRING && !fr_str_is(how->text, "SHA-256") && !fr_str_is(how->text, "SHA-512"))
		wrong(c, how, FR_EXPR_DIGEST, how->text, NONE, FR_STR("SHA-256"));
}

bool fr_function_means_self(int function, size_t count)
{
	const fr_function *f = &fr_functions[function];
	return count == 0 && f->least == 0 && f->most == 1 && strchr("sv", f->kinds[0]);
}

static void check_call(fr_compiling *c, fr_node *node)
{
	check_arguments(c, node);
	bool self = fr_function_means_self(node->function, node->n) || node->function == FR_FN_ONCE;
	if (self && !c->has_self)
		wrong(c, node, FR_EXPR_NO_SELF, NONE, NONE, NONE);
	node->type = fr_functions[node->function].result;
	switch (node->function) {
	case FR_FN_REGEX: fr_expr_report(c, FR_LEVEL_INFO, FR_EXPR_PREFER_PATTERN, node->at, node->width, NONE, NONE, NONE); break;
	case FR_FN_IF: node->type = either(node->a[1], node->a[2]); break;
	case FR_FN_COALESCE: node->type = either(node->a[0], node->a[1]); break;
	case FR_FN_ONCE: node->type = static_of(c->self_type) == node->a[0]->type ? node->a[0]->type : FR_STATIC_ANY; break;
	case FR_FN_INDEXED_REPEAT: node->type = node->a[0]->symbol.repeated ? static_of(node->a[0]->symbol.type) : node->a[0]->type; break;
	case FR_FN_MIN:
	case FR_FN_MAX: node->type = extreme_type(node); break;
	case FR_FN_CHOICE_LABEL:
	case FR_FN_CHOICE_NAME: check_choices(c, node); break;
	case FR_FN_DIGEST: check_digest(c, node); break;
	default: break;
	}
}

static void check_binary(fr_compiling *c, const fr_node *node)
{
	for (int side = 0; side < 2; side++) {
		const fr_node *a = node->a[side], *b = node->a[!side];
		bool equality = node->op == FR_OP_EQ || node->op == FR_OP_NE;
		if (node->op >= FR_OP_ADD)
			want_number(c, a);
		else if (is_moment(b->type))
			want_moment(c, a);
		else if (node->op >= FR_OP_EQ && b->type == FR_STATIC_BOOLEAN && equality)
			want_truth(c, a);
		else if (node->op >= FR_OP_EQ && a->type != FR_STATIC_LIST && b->type != FR_STATIC_TIME &&
			 (b->type == FR_STATIC_NUMBER || !equality))
			want_number(c, a);
	}
}

/* Three walks, so that what explains most is told first: functions and how many arguments they take, then fields, then types. */
static void check_functions(fr_compiling *c, fr_node *node)
{
	if (node->kind == FR_NODE_CALL && find_function(c, node))
		check_arity(c, node, &fr_functions[node->function]);
	for (size_t i = 0; i < node->n; i++)
		check_functions(c, node->a[i]);
}

static void check_fields(fr_compiling *c, fr_node *node)
{
	if (node->kind == FR_NODE_FIELD)
		check_field(c, node);
	for (size_t i = 0; i < node->n; i++)
		check_fields(c, node->a[i]);
}

static void check_types(fr_compiling *c, fr_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		check_types(c, node->a[i]);
	switch (node->kind) {
	case FR_NODE_NUMBER: node->type = FR_STATIC_NUMBER; break;
	case FR_NODE_STRING: node->type = FR_STATIC_STRING; break;
	case FR_NODE_FIELD: break;
	case FR_NODE_SELF:
		node->type = static_of(c->self_type);
		node->symbol.type = c->self_type;
		node->symbol.list = c->scope ? c->scope->self_list : NULL;
		node->symbol.personal = c->scope && c->scope->self_personal;
		if (!c->has_self)
			wrong(c, node, FR_EXPR_NO_SELF, NONE, NONE, NONE);
		break;
	case FR_NODE_UNARY:
		node->type = FR_STATIC_NUMBER;
		want_number(c, node->a[0]);
		break;
	case FR_NODE_BINARY:
		node->type = node->op <= FR_OP_GE ? FR_STATIC_BOOLEAN : FR_STATIC_NUMBER;
		check_binary(c, node);
		break;
	case FR_NODE_CALL: check_call(c, node); break;
	}
}

void fr_expr_check(fr_compiling *c, fr_node *root)
{
	check_functions(c, root);
	if (c->status == FR_OK)
		check_fields(c, root);
	if (c->status == FR_OK)
		check_types(c, root);
}
