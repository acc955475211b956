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

static void check_field(fr_compiling *c, fr_node *node)
{
	bool found = node->bare && c->scope && c->scope->find_bare && c->scope->find_bare(c->scope->self, node->text, &node->symbol);
	if (found || (c->scope && c->scope->find(c->scope->self, node->text, &node->symbol))) {
		node->type = node->symbol.repeated ? FR_STATIC_LIST : static_of(node->symbol.type);
		return;
	}
	fr_str near = c->scope && c->scope->nearest ? c->scope->nearest(c->scope->self, node->text) : NONE;
	fr_expr_report(c, FR_LEVEL_ERROR, FR_EXPR_UNKNOWN_FIELD, node->at, node->width, node->text, NONE, near);
}

static bool find_function(fr_compiling *c, fr_node *node)
{
	for (int i = 0; i < FR_FUNCTIONS; i++)
		if (fr_str_is(node->text, fr_functions[i].name)) {
			node->function = i;
			return true;
		}
	fr_nearest near = {.wanted = node->text};
	for (int i = 0; i < FR_FUNCTIONS; i++)
		fr_nearest_offer(&near, fr_str_from(fr_functions[i].name));
	fr_expr_report(c, FR_LEVEL_ERROR, FR_EXPR_UNKNOWN_FUNCTION, node->at, fr_utf8_length(node->text), node->text, NONE, near.best);
	return false;
}

static void check_arity(fr_compiling *c, const fr_node *node, const fr_function *f)
{
	if (node->n >= f->least && (f->most == 255 || node->n <= f->most))
		return;
	char text[24];
	size_t n = (size_t)snprintf(text, sizeof text, f->least == f->most ? "%d" : f->most == 255 ? "%d+" : "%d-%d", f->least, f->most);
	fr_expr_report(c, FR_LEVEL_ERROR, FR_EXPR_ARITY, node->at, node->width, fr_str_from(f->name), fr_str_of(text, n), NONE);
}

static char kind_of(const fr_function *f, size_t index)
{
	size_t n = strlen(f->kinds);
	/* weighted-checklist repeats its last two */
	if (f->call && index >= n && n >= 4 && f->kinds[n - 1] != f->kinds[n - 2])
		return f->kinds[n - 2 + (index - n) % 2];
	return n == 0 ? 'v' : f->kinds[index < n ? index : n - 1];
}

static bool constant_number(const fr_node *node, bool *number)
{
	if (node->kind != FR_NODE_STRING)
		return false;
	fr_value v = fr_value_string(node->text);
	*number = !isnan(fr_value_to_number(&v));
	return true;
}

/* A text that can never be a number where one is needed. */
static void want_number(fr_compiling *c, const fr_node *node)
{
	bool number;
	if (constant_number(node, &number) && !number && node->text.n)
		fr_expr_report(c, FR_LEVEL_WARNING, FR_EXPR_NOT_NUMBER, node->at, node->width, node->text, NONE, NONE);
}

static void want_moment(fr_compiling *c, const fr_node *node)
{
	fr_stamp stamp;
	if (node->kind == FR_NODE_STRING && node->text.n && !fr_text_moment(node->text, 0, &stamp))
		fr_expr_report(c, FR_LEVEL_WARNING, FR_EXPR_NOT_DATE, node->at, node->width, node->text, NONE, NONE);
}

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

static void check_call(fr_compiling *c, fr_node *node)
{
	if (!find_function(c, node))
		return;
	const fr_function *f = &fr_functions[node->function];
	check_arity(c, node, f);
	if (c->status != FR_OK)
		return;
	for (size_t i = 0; i < node->n; i++) {
		const fr_node *a = node->a[i];
		char kind = kind_of(f, i);
		if (kind == 'l' && a->kind != FR_NODE_FIELD)
			fr_expr_report(c, FR_LEVEL_ERROR, FR_EXPR_WANTS_FIELD, a->at, a->width, fr_str_from(f->name), NONE, NONE);
		else if (kind == 'n')
			want_number(c, a);
		else if (kind == 'd')
			want_moment(c, a);
	}
	if (node->n == 0 && f->least == 0 && f->most >= 1 && strchr("sv", f->kinds[0]) && node->function != FR_FN_CONCAT && !c->has_self)
		fr_expr_report(c, FR_LEVEL_ERROR, FR_EXPR_NO_SELF, node->at, node->width, NONE, NONE, NONE);
	if (node->function == FR_FN_REGEX)
		fr_expr_report(c, FR_LEVEL_INFO, FR_EXPR_PREFER_PATTERN, node->at, node->width, NONE, NONE, NONE);
	node->type = f->result;
	if (node->function == FR_FN_IF && node->a[1]->type == node->a[2]->type)
		node->type = node->a[1]->type;
	if (node->function == FR_FN_MIN || node->function == FR_FN_MAX)
		node->type = extreme_type(node);
}

static void check_binary(fr_compiling *c, fr_node *node)
{
	const fr_node *a = node->a[0], *b = node->a[1];
	node->type = node->op <= FR_OP_GE ? FR_STATIC_BOOLEAN : FR_STATIC_NUMBER;
	if (node->op >= FR_OP_ADD) {
		want_number(c, a);
		want_number(c, b);
	} else if (node->op >= FR_OP_EQ) {
		if (is_moment(a->type))
			want_moment(c, b);
		if (is_moment(b->type))
			want_moment(c, a);
		if (a->type == FR_STATIC_NUMBER)
			want_number(c, b);
		if (b->type == FR_STATIC_NUMBER)
			want_number(c, a);
	}
}

void fr_expr_check(fr_compiling *c, fr_node *node)
{
	for (size_t i = 0; i < node->n && c->status == FR_OK; i++)
		if (node->kind != FR_NODE_CALL)
			fr_expr_check(c, node->a[i]);
	if (c->status != FR_OK)
		return;
	switch (node->kind) {
	case FR_NODE_NUMBER: node->type = FR_STATIC_NUMBER; break;
	case FR_NODE_STRING: node->type = FR_STATIC_STRING; break;
	case FR_NODE_FIELD: check_field(c, node); break;
	case FR_NODE_SELF:
		node->type = static_of(c->self_type);
		node->symbol.type = c->self_type;
		if (!c->has_self)
			fr_expr_report(c, FR_LEVEL_ERROR, FR_EXPR_NO_SELF, node->at, node->width, NONE, NONE, NONE);
		break;
	case FR_NODE_UNARY:
		node->type = FR_STATIC_NUMBER;
		want_number(c, node->a[0]);
		break;
	case FR_NODE_BINARY: check_binary(c, node); break;
	case FR_NODE_CALL:
		/* The name first: an unknown function explains more than what stands inside it. */
		if (find_function(c, node))
			for (size_t i = 0; i < node->n && c->status == FR_OK; i++)
				fr_expr_check(c, node->a[i]);
		if (c->status == FR_OK)
			check_call(c, node);
		break;
	}
}
