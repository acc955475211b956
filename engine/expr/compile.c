/* Compiler: a checked tree to a compact program. What does not depend on the record is worked out here.
 * Stage: rules. In: a tree. Out: instructions, constants, the slots read. */
#include "expr/program.h"

typedef struct emitter {
	fr_compiling *c;
	fr_expr *expr;
	size_t code_room, constant_room, read_room, site_room;
	size_t stack; /* values on the stack at this point */
} emitter;

/* Where the program stood before a part of the tree, to take that part back. */
typedef struct mark {
	size_t length, constants, sites, reads, stack;
} mark;

static void too_long(emitter *e)
{
	if (e->c->status == FR_OK)
		fr_expr_report(e->c, FR_LEVEL_ERROR, FR_EXPR_LONG, 0, 1, FR_STR(""), FR_STR(""), FR_STR(""));
	e->c->status = FR_E_LIMIT;
}

/* items with room for one more; NULL when memory is refused. */
static void *grown(emitter *e, void *items, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return items;
	size_t more = *room ? *room * 2 : 8;
	void *moved = fr_arena_array(e->c->arena, size, more);
	if (!moved) {
		e->c->status = FR_E_MEMORY;
		return NULL;
	}
	if (count)
		memcpy(moved, items, count * size);
	*room = more;
	return moved;
}

static size_t emit(emitter *e, fr_opcode opcode, size_t operand, size_t count)
{
	fr_expr *x = e->expr;
	if (e->c->status != FR_OK)
		return 0;
	if (operand > UINT16_MAX || x->length >= UINT16_MAX) {
		too_long(e);
		return 0;
	}
	fr_instruction *code = grown(e, x->code, x->length, &e->code_room, sizeof *code);
	if (!code)
		return 0;
	x->code = code;
	x->code[x->length] = (fr_instruction){(uint8_t)opcode, (uint8_t)count, (uint16_t)operand};
	return x->length++;
}

static void push(emitter *e)
{
	if (++e->stack > e->expr->depth)
		e->expr->depth = e->stack;
	if (e->stack > FR_EXPR_STACK)
		too_long(e);
}

static void emit_constant(emitter *e, fr_opcode opcode, fr_value value)
{
	fr_expr *x = e->expr;
	fr_value *constants = grown(e, x->constants, x->constant_count, &e->constant_room, sizeof *constants);
	if (!constants)
		return;
	x->constants = constants;
	x->constants[x->constant_count] = value;
	emit(e, opcode, x->constant_count++, 0);
	push(e);
}

static void note_read(emitter *e, uint32_t slot)
{
	fr_expr *x = e->expr;
	for (size_t i = 0; i < x->read_count; i++)
		if (x->reads[i] == slot)
			return;
	uint32_t *reads = grown(e, x->reads, x->read_count, &e->read_room, sizeof *reads);
	if (!reads)
		return;
	x->reads = reads;
	x->reads[x->read_count++] = slot;
}

static void emit_call_site(emitter *e, fr_site site, size_t count)
{
	fr_expr *x = e->expr;
	fr_site *sites = grown(e, x->sites, x->site_count, &e->site_room, sizeof *sites);
	if (!sites)
		return;
	x->sites = sites;
	x->sites[x->site_count] = site;
	emit(e, FR_OPCODE_CALL, x->site_count++, count);
}

static mark here(const emitter *e)
{
	const fr_expr *x = e->expr;
	return (mark){x->length, x->constant_count, x->site_count, x->read_count, e->stack};
}

static void take_back(emitter *e, mark to)
{
	fr_expr *x = e->expr;
	x->length = to.length;
	x->constant_count = to.constants;
	x->site_count = to.sites;
	x->read_count = to.reads;
	e->stack = to.stack;
}

/* Value of the code since from; it depends on nothing. False when it cannot be had now. */
static bool worked_out(emitter *e, mark from, fr_value *out)
{
	fr_env env = {.arena = e->c->arena, .steps = FR_EXPR_STEPS, .lang = FR_STR("en")};
	return e->c->status == FR_OK && fr_machine_run(e->expr, from.length, e->expr->length, &env, out) == FR_OK;
}

/* A text that is a moment is a matter of the run's zone when it is compared or reckoned with. */
static bool hides_moment(const fr_value *v)
{
	fr_stamp stamp;
	return v->kind == FR_KIND_STRING && fr_text_moment(v->string, 0, &stamp);
}

/* Puts the value in the place of the code that gives it. True when what uses it may be worked out too. */
static bool fold(emitter *e, mark from)
{
	fr_value value;
	if (!worked_out(e, from, &value))
		return false;
	take_back(e, from);
	emit_constant(e, FR_OPCODE_CONST, value);
	return !hides_moment(&value);
}

static bool emit_node(emitter *e, const fr_node *node);

/* The pattern of regex() is nearly always written out: compiled once, here, where a mistake in it has a place. */
static void *compile_pattern(emitter *e, const fr_node *node)
{
	char message[128];
	size_t offset = 0;
	void *pattern = fr_regex_compile(e->c->arena, node->text, true, message, &offset);
	if (!pattern && !message[0])
		e->c->status = FR_E_MEMORY;
	else if (!pattern) {
		size_t at = node->at + 1 + fr_utf8_length(fr_str_of(node->text.p, offset < node->text.n ? offset : node->text.n));
		fr_expr_report(e->c, FR_LEVEL_ERROR, FR_EXPR_PATTERN, at, 1, fr_str_from(message), FR_STR(""), FR_STR(""));
	}
	return pattern;
}

static void land(emitter *e, size_t jump)
{
	if (e->c->status == FR_OK)
		e->expr->code[jump].operand = (uint16_t)e->expr->length;
}

static bool emit_if(emitter *e, const fr_node *node)
{
	mark start = here(e);
	fr_value condition;
	if (emit_node(e, node->a[0]) && worked_out(e, start, &condition)) { /* only one branch can ever be taken */
		take_back(e, start);
		return emit_node(e, node->a[fr_value_to_boolean(&condition) ? 1 : 2]);
	}
	size_t skip = emit(e, FR_OPCODE_JUMP_FALSE, 0, 0);
	e->stack = start.stack;
	emit_node(e, node->a[1]);
	size_t end = emit(e, FR_OPCODE_JUMP, 0, 0);
	e->stack = start.stack;
	land(e, skip);
	emit_node(e, node->a[2]);
	land(e, end);
	return false;
}

/* Gives a boolean whatever the record holds; a field of type boolean may be empty. */
static bool is_truth(const fr_node *node)
{
	return node->type == FR_STATIC_BOOLEAN &&
	       (node->kind == FR_NODE_BINARY || (node->kind == FR_NODE_CALL && node->function != FR_FN_IF &&
							node->function != FR_FN_COALESCE && node->function != FR_FN_ONCE));
}

static bool emit_truth(emitter *e, const fr_node *node)
{
	mark start = here(e);
	bool constant = emit_node(e, node);
	if (!is_truth(node))
		emit(e, FR_OPCODE_BOOL, 0, 0);
	return constant && fold(e, start);
}

static bool emit_logic(emitter *e, const fr_node *node)
{
	mark start = here(e);
	fr_value left;
	if (emit_node(e, node->a[0]) && worked_out(e, start, &left)) {
		bool truth = fr_value_to_boolean(&left);
		take_back(e, start);
		if (truth != (node->op == FR_OP_OR))
			return emit_truth(e, node->a[1]);
		emit_constant(e, FR_OPCODE_CONST, fr_value_bool(truth));
		return true;
	}
	size_t skip = emit(e, node->op == FR_OP_AND ? FR_OPCODE_AND_ELSE : FR_OPCODE_OR_ELSE, 0, 0);
	e->stack = start.stack;
	emit_truth(e, node->a[1]);
	land(e, skip);
	return false;
}

static bool emit_call(emitter *e, const fr_node *node)
{
	if (node->function == FR_FN_IF)
		return emit_if(e, node);
	fr_site site = {.function = node->function, .list = node->symbol.list};
	mark start = here(e);
	size_t count = node->n;
	bool constant = fr_functions[node->function].flags & FR_FN_PURE;
	for (size_t i = 0; i < node->n && e->c->status == FR_OK; i++)
		constant &= emit_node(e, node->a[i]);
	if (node->function == FR_FN_REGEX && node->a[1]->kind == FR_NODE_STRING)
		site.pattern = compile_pattern(e, node->a[1]);
	if (fr_function_means_self(node->function, count)) {
		emit(e, FR_OPCODE_SELF, 0, 0);
		push(e);
		count = 1;
		constant = false;
	}
	emit_call_site(e, site, count);
	e->stack = start.stack;
	push(e);
	return constant && fold(e, start);
}

/* '2023-10-01' beside a date is read once, here. A moment without an offset is told in the run's zone, which only the run knows. */
static bool emit_moment(emitter *e, const fr_node *node, const fr_node *other)
{
	fr_stamp stamp, elsewhere;
	if ((other->type != FR_STATIC_DATE && other->type != FR_STATIC_DATETIME) || node->kind != FR_NODE_STRING ||
		!fr_text_moment(node->text, 0, &stamp) || !fr_text_moment(node->text, 60, &elsewhere))
		return false;
	bool zoned = fr_stamp_utc(stamp) == fr_stamp_utc(elsewhere);
	fr_kind kind = stamp.local_ms % FR_DAY_MS ? FR_KIND_DATETIME : FR_KIND_DATE;
	emit_constant(e, zoned ? FR_OPCODE_CONST : FR_OPCODE_MOMENT, (fr_value){.kind = kind, .stamp = stamp});
	return true;
}

static bool emit_binary(emitter *e, const fr_node *node)
{
	if (node->op <= FR_OP_AND)
		return emit_logic(e, node);
	mark start = here(e);
	bool constant = true, comparison = node->op <= FR_OP_GE;
	for (int side = 0; side < 2; side++) {
		if (comparison && emit_moment(e, node->a[side], node->a[!side]))
			constant = false;
		else
			constant &= emit_node(e, node->a[side]);
	}
	emit(e, (fr_opcode)(FR_OPCODE_EQ + (node->op - FR_OP_EQ)), 0, 0);
	e->stack = start.stack;
	push(e);
	return constant && fold(e, start);
}

/* True when the code just added is one constant that depends on nothing. */
static bool emit_node(emitter *e, const fr_node *node)
{
	fr_value literal;
	mark start = here(e);
	if (e->c->status != FR_OK)
		return false;
	switch (node->kind) {
	case FR_NODE_NUMBER: emit_constant(e, FR_OPCODE_CONST, fr_value_number(node->number)); return true;
	case FR_NODE_STRING:
		literal = fr_value_string(node->text);
		emit_constant(e, FR_OPCODE_CONST, literal);
		return !hides_moment(&literal);
	case FR_NODE_FIELD:
		note_read(e, node->symbol.slot);
		emit(e, FR_OPCODE_FIELD, node->symbol.slot, 0);
		push(e);
		return false;
	case FR_NODE_SELF:
		emit(e, FR_OPCODE_SELF, 0, 0);
		push(e);
		return false;
	case FR_NODE_UNARY: {
		bool constant = emit_node(e, node->a[0]);
		emit(e, FR_OPCODE_NEG, 0, 0);
		return constant && fold(e, start);
	}
	case FR_NODE_BINARY: return emit_binary(e, node);
	case FR_NODE_CALL: return emit_call(e, node);
	}
	return false;
}

static void sort_reads(fr_expr *x)
{
	for (size_t i = 1; i < x->read_count; i++)
		for (size_t k = i; k > 0 && x->reads[k - 1] > x->reads[k]; k--) {
			uint32_t slot = x->reads[k];
			x->reads[k] = x->reads[k - 1];
			x->reads[k - 1] = slot;
		}
}

static bool is_load(fr_opcode op) { return op == FR_OPCODE_CONST || op == FR_OPCODE_FIELD || op == FR_OPCODE_SELF; }

/* Most rules are of this shape. What is compared lies in place: nothing need be pushed. */
static bool is_simple(const fr_expr *x)
{
	for (size_t i = 0; i < x->length;) {
		const fr_instruction *in = x->code + i;
		if (in->opcode == FR_OPCODE_AND_ELSE || in->opcode == FR_OPCODE_OR_ELSE || in->opcode == FR_OPCODE_BOOL)
			i++;
		else if (i + 2 < x->length && is_load(in[0].opcode) && is_load(in[1].opcode) && in[2].opcode >= FR_OPCODE_EQ &&
			 in[2].opcode <= FR_OPCODE_GE)
			i += 3;
		else
			return false;
	}
	return true;
}

void fr_expr_emit(fr_compiling *c, fr_expr *expr)
{
	emitter e = {.c = c, .expr = expr};
	mark start = here(&e);
	bool constant = emit_node(&e, expr->root);
	sort_reads(expr);
	expr->constant = constant && worked_out(&e, start, &expr->value);
	expr->simple = is_simple(expr);
}
