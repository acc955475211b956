/* Compiler: a checked tree to a compact program.
 * Stage: rules. In: a tree. Out: instructions, constants, the slots read. */
#include "expr/program.h"

typedef struct emitter {
	fr_compiling *c;
	fr_expr *expr;
	size_t code_room, constant_room, read_room, field_room;
	size_t stack; /* values on the stack at this point */
} emitter;

static void refuse(emitter *e, fr_status status)
{
	if (e->c->status == FR_OK)
		e->c->status = status;
}

static size_t emit(emitter *e, fr_opcode opcode, size_t operand, size_t count)
{
	fr_expr *x = e->expr;
	if (operand > UINT16_MAX || x->length >= UINT16_MAX) {
		refuse(e, FR_E_LIMIT);
		return 0;
	}
	if (x->length == e->code_room) {
		e->code_room = e->code_room ? e->code_room * 2 : 16;
		fr_instruction *more = FR_ARENA_ARRAY(e->c->arena, fr_instruction, e->code_room);
		if (!more) {
			refuse(e, FR_E_MEMORY);
			return 0;
		}
		if (x->length)
			memcpy(more, x->code, x->length * sizeof *more);
		x->code = more;
	}
	x->code[x->length] = (fr_instruction){(uint8_t)opcode, (uint8_t)count, (uint16_t)operand};
	return x->length++;
}

static void push(emitter *e)
{
	if (++e->stack > e->expr->depth)
		e->expr->depth = e->stack;
	if (e->stack > FR_EXPR_STACK)
		refuse(e, FR_E_LIMIT);
}

static void emit_constant(emitter *e, fr_value value, void *pattern)
{
	fr_expr *x = e->expr;
	if (x->constant_count == e->constant_room) {
		e->constant_room = e->constant_room ? e->constant_room * 2 : 8;
		fr_value *values = FR_ARENA_ARRAY(e->c->arena, fr_value, e->constant_room);
		void **patterns = FR_ARENA_ARRAY(e->c->arena, void *, e->constant_room);
		if (!values || !patterns) {
			refuse(e, FR_E_MEMORY);
			return;
		}
		if (x->constant_count) {
			memcpy(values, x->constants, x->constant_count * sizeof *values);
			memcpy(patterns, x->patterns, x->constant_count * sizeof *patterns);
		}
		x->constants = values;
		x->patterns = patterns;
	}
	x->constants[x->constant_count] = value;
	x->patterns[x->constant_count] = pattern;
	emit(e, FR_OPCODE_CONST, x->constant_count++, 0);
	push(e);
}

static void note_read(emitter *e, uint32_t slot)
{
	fr_expr *x = e->expr;
	size_t at = 0;
	while (at < x->read_count && x->reads[at] < slot)
		at++;
	if (at < x->read_count && x->reads[at] == slot)
		return;
	if (x->read_count == e->read_room) {
		e->read_room = e->read_room ? e->read_room * 2 : 8;
		uint32_t *more = FR_ARENA_ARRAY(e->c->arena, uint32_t, e->read_room);
		if (!more) {
			refuse(e, FR_E_MEMORY);
			return;
		}
		if (x->read_count)
			memcpy(more, x->reads, x->read_count * sizeof *more);
		x->reads = more;
	}
	memmove(x->reads + at + 1, x->reads + at, (x->read_count - at) * sizeof *x->reads);
	x->reads[at] = slot;
	x->read_count++;
}

static void emit_field(emitter *e, const fr_symbol *symbol)
{
	fr_expr *x = e->expr;
	size_t at = 0;
	while (at < x->field_count && x->fields[at].slot != symbol->slot)
		at++;
	if (at == x->field_count) {
		if (x->field_count == e->field_room) {
			e->field_room = e->field_room ? e->field_room * 2 : 4;
			struct fr_field_ref *more = fr_arena_array(e->c->arena, sizeof *more, e->field_room);
			if (!more) {
				refuse(e, FR_E_MEMORY);
				return;
			}
			if (x->field_count)
				memcpy(more, x->fields, x->field_count * sizeof *more);
			x->fields = more;
		}
		x->fields[x->field_count++] = (struct fr_field_ref){symbol->slot, symbol->list};
	}
	note_read(e, symbol->slot);
	emit(e, FR_OPCODE_FIELD, at, 0);
	push(e);
}

static void emit_node(emitter *e, const fr_node *node);

/* The pattern of regex() is nearly always written out: compiled once, here, where a mistake in it has a place. */
static void emit_pattern(emitter *e, const fr_node *node)
{
	char message[128];
	size_t offset = 0;
	void *pattern = fr_regex_compile(e->c->arena, node->text, message, &offset);
	if (!pattern) {
		size_t at = node->at + 1 + fr_utf8_length(fr_str_of(node->text.p, offset < node->text.n ? offset : node->text.n));
		fr_expr_report(e->c, FR_LEVEL_ERROR, FR_EXPR_PATTERN, at, 1, fr_str_from(message), (fr_str){"", 0}, (fr_str){"", 0});
		return;
	}
	emit_constant(e, fr_value_string(node->text), pattern);
}

static void emit_if(emitter *e, const fr_node *node)
{
	emit_node(e, node->a[0]);
	size_t skip = emit(e, FR_OPCODE_JUMP_FALSE, 0, 0);
	e->stack--;
	emit_node(e, node->a[1]);
	size_t end = emit(e, FR_OPCODE_JUMP, 0, 0);
	e->stack--;
	if (e->c->status != FR_OK)
		return;
	e->expr->code[skip].operand = (uint16_t)e->expr->length;
	emit_node(e, node->a[2]);
	if (e->c->status == FR_OK)
		e->expr->code[end].operand = (uint16_t)e->expr->length;
}

static void emit_logic(emitter *e, const fr_node *node)
{
	emit_node(e, node->a[0]);
	size_t skip = emit(e, node->op == FR_OP_AND ? FR_OPCODE_AND_ELSE : FR_OPCODE_OR_ELSE, 0, 0);
	e->stack--;
	emit_node(e, node->a[1]);
	emit(e, FR_OPCODE_BOOL, 0, 0);
	if (e->c->status == FR_OK)
		e->expr->code[skip].operand = (uint16_t)e->expr->length;
}

static void emit_call(emitter *e, const fr_node *node)
{
	if (node->function == FR_FN_IF) {
		emit_if(e, node);
		return;
	}
	size_t before = e->stack;
	for (size_t i = 0; i < node->n && e->c->status == FR_OK; i++) {
		if (node->function == FR_FN_REGEX && i == 1 && node->a[1]->kind == FR_NODE_STRING)
			emit_pattern(e, node->a[1]);
		else
			emit_node(e, node->a[i]);
	}
	size_t count = node->n;
	/* string(), number(), … without an argument mean the field itself. */
	if (count == 0 && fr_functions[node->function].most >= 1 && strchr("sv", fr_functions[node->function].kinds[0]) &&
		node->function != FR_FN_CONCAT) {
		emit(e, FR_OPCODE_SELF, 0, 0);
		push(e);
		count = 1;
	}
	emit(e, FR_OPCODE_CALL, (size_t)node->function, count);
	e->stack = before;
	push(e);
}

static void emit_node(emitter *e, const fr_node *node)
{
	if (e->c->status != FR_OK)
		return;
	switch (node->kind) {
	case FR_NODE_NUMBER: emit_constant(e, fr_value_number(node->number), NULL); break;
	case FR_NODE_STRING: emit_constant(e, fr_value_string(node->text), NULL); break;
	case FR_NODE_FIELD: emit_field(e, &node->symbol); break;
	case FR_NODE_SELF:
		emit(e, FR_OPCODE_SELF, 0, 0);
		push(e);
		break;
	case FR_NODE_UNARY:
		emit_node(e, node->a[0]);
		emit(e, FR_OPCODE_NEG, 0, 0);
		break;
	case FR_NODE_BINARY:
		if (node->op <= FR_OP_AND) {
			emit_logic(e, node);
			break;
		}
		emit_node(e, node->a[0]);
		emit_node(e, node->a[1]);
		emit(e, FR_OPCODE_BINARY, (size_t)node->op, 0);
		e->stack--;
		break;
	case FR_NODE_CALL: emit_call(e, node); break;
	}
}

/* Nothing in it depends on the record, the clock, the zone, chance or the tables of a run. */
static bool is_constant(const fr_node *node)
{
	fr_stamp stamp;
	if (node->kind == FR_NODE_FIELD || node->kind == FR_NODE_SELF)
		return false;
	if (node->kind == FR_NODE_STRING && fr_text_moment(node->text, 0, &stamp))
		return false; /* a moment, and so a matter of the run's zone */
	if (node->kind == FR_NODE_CALL && !(fr_functions[node->function].flags & FR_FN_PURE))
		return false;
	if (node->kind == FR_NODE_CALL && node->n == 0 && fr_functions[node->function].most == 1)
		return false; /* means the field itself */
	for (size_t i = 0; i < node->n; i++)
		if (!is_constant(node->a[i]))
			return false;
	return true;
}

bool fr_expr_emit(fr_compiling *c, fr_expr *expr)
{
	emitter e = {.c = c, .expr = expr};
	emit_node(&e, expr->root);
	if (c->status != FR_OK || !is_constant(expr->root))
		return c->status == FR_OK;
	fr_env env = {.arena = c->arena, .steps = FR_EXPR_STEPS, .lang = FR_STR("en")};
	expr->constant = fr_expr_eval(expr, &env, &expr->value) == FR_OK;
	return true;
}

void fr_expr_report(fr_compiling *c, fr_level level, int code, size_t at, size_t width, fr_str a, fr_str b, fr_str suggestion)
{
	if (level == FR_LEVEL_ERROR && c->status == FR_OK)
		c->status = FR_E_FORM;
	fr_expr_notes *notes = c->notes;
	if (!notes || notes->count == sizeof notes->items / sizeof *notes->items)
		return;
	fr_str kept[3] = {a, b, suggestion};
	for (int i = 0; i < 3; i++) {
		kept[i] = kept[i].n ? fr_arena_str(c->arena, kept[i]) : (fr_str){"", 0};
		if (!kept[i].p)
			c->status = FR_E_MEMORY;
	}
	notes->items[notes->count++] = (fr_expr_note){
		.level = level, .code = code, .at = at, .width = width ? width : 1, .args = {kept[0], kept[1]}, .suggestion = kept[2]};
}

fr_status fr_expr_compile(
	fr_arena *arena, fr_str text, const fr_scope *scope, bool has_self, fr_type self_type, fr_expr **out, fr_expr_notes *notes)
{
	*out = NULL;
	if (notes)
		notes->count = 0;
	fr_compiling c = {.arena = arena, .scope = scope, .has_self = has_self, .self_type = self_type, .notes = notes};
	if (text.n > FR_EXPR_TEXT_MOST) {
		fr_expr_report(&c, FR_LEVEL_ERROR, FR_EXPR_LONG, 0, 1, (fr_str){"", 0}, (fr_str){"", 0}, (fr_str){"", 0});
		return FR_E_LIMIT;
	}
	size_t invalid = fr_utf8_invalid(text);
	if (invalid != SIZE_MAX) {
		fr_expr_report(&c, FR_LEVEL_ERROR, FR_EXPR_SYNTAX, fr_utf8_length(fr_str_of(text.p, invalid)), 1, (fr_str){"", 0},
			(fr_str){"", 0}, (fr_str){"", 0});
		return FR_E_FORM;
	}
	fr_expr *expr = FR_ARENA_NEW(arena, fr_expr);
	c.text = fr_arena_str(arena, text);
	if (!expr || !c.text.p)
		return FR_E_MEMORY;
	expr->text = c.text;
	expr->root = fr_expr_parse(&c);
	if (c.status == FR_OK)
		fr_expr_check(&c, expr->root);
	if (c.status == FR_OK && fr_expr_emit(&c, expr))
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

fr_str fr_expr_text(const fr_expr *expr) { return expr->text; }
const fr_node *fr_expr_root(const fr_expr *expr) { return expr->root; }
