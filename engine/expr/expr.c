/* Expression: from text to a compiled program, by parser, checker and compiler in turn; and what is asked about it later.
 * Stage: rules. In: text and a scope. Out: a program, or notes with their place. */
#include "expr/program.h"

#define NONE ((fr_str){"", 0})

/* A note for this report: a new one, or when there is no room an error takes the place of the last lesser note. */
static fr_expr_note *room_for(fr_expr_notes *notes, fr_level level)
{
	size_t most = sizeof notes->items / sizeof *notes->items;
	if (notes->count < most)
		return &notes->items[notes->count++];
	for (size_t i = most; level == FR_LEVEL_ERROR && i-- > 0;)
		if (notes->items[i].level != FR_LEVEL_ERROR)
			return &notes->items[i];
	return NULL;
}

void fr_expr_report(fr_compiling *c, fr_level level, int code, size_t at, size_t width, fr_str a, fr_str b, fr_str suggestion)
{
	if (level == FR_LEVEL_ERROR && c->status == FR_OK)
		c->status = FR_E_FORM;
	fr_expr_note *note = c->notes ? room_for(c->notes, level) : NULL;
	if (!note)
		return;
	fr_str kept[3] = {a, b, suggestion};
	for (int i = 0; i < 3; i++) {
		kept[i] = kept[i].n ? fr_arena_str(c->arena, kept[i]) : NONE;
		if (!kept[i].p) {
			kept[i] = NONE;
			c->status = FR_E_MEMORY;
		}
	}
	*note = (fr_expr_note){
		.level = level, .code = code, .at = at, .width = width ? width : 1, .args = {kept[0], kept[1]}, .suggestion = kept[2]};
}

static fr_status refused(fr_compiling *c, int code, size_t at, fr_str what, fr_status status)
{
	fr_expr_report(c, FR_LEVEL_ERROR, code, at, 1, what, NONE, NONE);
	return c->status == FR_E_MEMORY ? FR_E_MEMORY : status;
}

fr_status fr_expr_compile(
	fr_arena *arena, fr_str text, const fr_scope *scope, bool has_self, fr_type self_type, fr_expr **out, fr_expr_notes *notes)
{
	*out = NULL;
	if (notes)
		notes->count = 0;
	fr_compiling c = {.arena = arena, .scope = scope, .has_self = has_self, .self_type = self_type, .notes = notes};
	if (text.n > FR_EXPR_TEXT_MOST)
		return refused(&c, FR_EXPR_LONG, 0, NONE, FR_E_LIMIT);
	size_t invalid = fr_utf8_invalid(text);
	if (invalid != SIZE_MAX)
		return refused(&c, FR_EXPR_SYNTAX, fr_utf8_length(fr_str_of(text.p, invalid)), FR_STR(FR_REPLACEMENT), FR_E_FORM);
	fr_expr *expr = FR_ARENA_NEW(arena, fr_expr);
	c.text = fr_arena_str(arena, text);
	if (!expr || !c.text.p)
		return FR_E_MEMORY;
	expr->text = c.text;
	expr->root = fr_expr_parse(&c);
	if (c.status == FR_OK)
		fr_expr_check(&c, expr->root);
	if (c.status == FR_OK)
		fr_expr_emit(&c, expr);
	if (c.status == FR_OK)
		*out = expr;
	return c.status;
}

size_t fr_expr_reads(const fr_expr *expr, const uint32_t **slots)
{
	*slots = expr->reads;
	return expr->read_count;
}

bool fr_expr_constant(const fr_expr *expr, fr_value *out)
{
	if (expr->constant)
		*out = expr->value;
	return expr->constant;
}

bool fr_expr_alone(const fr_expr *expr) { return expr->simple && expr->read_count == 0; }

fr_str fr_expr_text(const fr_expr *expr) { return expr->text; }
const fr_node *fr_expr_root(const fr_expr *expr) { return expr->root; }
