/* Machine: runs a program over one record's values. disassemble() shows the same program to people.
 * Stage: rules. In: program, values. Out: a value. A stack, no allocation but what functions need for new text. */
#include "expr/program.h"

#include <math.h>

#define SHALLOW 16 /* nearly every program needs less; deeper stacks come from the arena */

bool fr_env_spend(fr_env *env, size_t n)
{
	if (env->steps <= n) {
		env->steps = 0;
		return false;
	}
	env->steps -= n;
	return true;
}

static double arithmetic(fr_op op, double a, double b)
{
	switch (op) {
	case FR_OP_ADD: return a + b;
	case FR_OP_SUB: return a - b;
	case FR_OP_MUL: return a * b;
	case FR_OP_DIV: return a / b;
	default: return fmod(a, b);
	}
}

/* A list stands for its only value, or nothing, where one value is wanted. */
static const fr_value *single(const fr_value *v)
{
	static const fr_value nothing = {.kind = FR_KIND_EMPTY};
	while (v->kind == FR_KIND_LIST)
		v = v->list.n ? &v->list.items[0] : &nothing;
	return v;
}

typedef struct frame {
	const fr_expr *expr;
	fr_env *env;
	fr_value *stack;
	const void **patterns; /* beside each value on the stack */
	const void **lists;
	size_t top;
} frame;

static bool call(frame *f, const fr_instruction *in)
{
	size_t n = in->count;
	fr_value *a = f->stack + f->top - n;
	fr_call c = {.env = f->env,
		.expr = f->expr,
		.a = a,
		.n = n,
		.patterns = n ? f->patterns + f->top - n : NULL,
		.list = n ? f->lists[f->top - n] : NULL};
	fr_value result = fr_functions[in->operand].call(&c);
	f->top -= n;
	f->patterns[f->top] = NULL;
	f->lists[f->top] = NULL;
	f->stack[f->top++] = result;
	return fr_env_spend(f->env, 1 + n);
}

static void push(frame *f, fr_value v, const void *pattern, const void *list)
{
	f->patterns[f->top] = pattern;
	f->lists[f->top] = list;
	f->stack[f->top++] = v;
}

static void binary(frame *f, fr_op op)
{
	fr_value *a = &f->stack[f->top - 2], *b = &f->stack[f->top - 1];
	if (op <= FR_OP_GE)
		*a = fr_value_bool(fr_value_compare(a, b, op, f->env));
	else
		*a = fr_value_number(arithmetic(op, fr_expr_number(single(a), f->env), fr_expr_number(single(b), f->env)));
	f->top--;
}

/* False when the budget is used up. */
static bool run(frame *f)
{
	const fr_expr *x = f->expr;
	fr_env *env = f->env;
	for (size_t at = 0; at < x->length;) {
		const fr_instruction *in = &x->code[at++];
		fr_value *top = f->top ? &f->stack[f->top - 1] : NULL;
		bool truth;
		uint32_t slot;
		switch ((fr_opcode)in->opcode) {
		case FR_OPCODE_CONST: push(f, x->constants[in->operand], x->patterns[in->operand], NULL); break;
		case FR_OPCODE_FIELD:
			slot = x->fields[in->operand].slot;
			push(f, slot < env->count ? env->values[slot] : fr_value_empty(), NULL, x->fields[in->operand].list);
			break;
		case FR_OPCODE_SELF: push(f, env->self, NULL, NULL); break;
		case FR_OPCODE_BINARY: binary(f, (fr_op)in->operand); break;
		case FR_OPCODE_NEG: *top = fr_value_number(-fr_expr_number(single(top), env)); break;
		case FR_OPCODE_BOOL: *top = fr_value_bool(fr_value_to_boolean(top)); break;
		case FR_OPCODE_JUMP: at = in->operand; break;
		case FR_OPCODE_JUMP_FALSE:
			f->top--;
			if (!fr_value_to_boolean(top))
				at = in->operand;
			break;
		case FR_OPCODE_AND_ELSE:
		case FR_OPCODE_OR_ELSE:
			truth = fr_value_to_boolean(top);
			if (truth == (in->opcode == FR_OPCODE_OR_ELSE)) {
				*top = fr_value_bool(truth);
				at = in->operand;
			} else
				f->top--;
			break;
		case FR_OPCODE_CALL:
			if (!call(f, in))
				return false;
			break;
		}
		if (env->steps == 0 || --env->steps == 0)
			return false;
	}
	return true;
}

fr_status fr_expr_eval(const fr_expr *expr, fr_env *env, fr_value *out)
{
	if (expr->constant) {
		*out = expr->value;
		return FR_OK;
	}
	fr_value values[SHALLOW];
	const void *patterns[SHALLOW], *lists[SHALLOW];
	frame f = {.expr = expr, .env = env, .stack = values, .patterns = patterns, .lists = lists};
	if (expr->depth > SHALLOW) {
		f.stack = FR_ARENA_ARRAY(env->arena, fr_value, expr->depth);
		f.patterns = FR_ARENA_ARRAY(env->arena, const void *, expr->depth);
		f.lists = FR_ARENA_ARRAY(env->arena, const void *, expr->depth);
		if (!f.stack || !f.patterns || !f.lists)
			return FR_E_MEMORY;
	}
	*out = fr_value_empty();
	if (!run(&f))
		return env->refused ? FR_E_MEMORY : FR_E_LIMIT;
	if (env->refused)
		return FR_E_MEMORY;
	*out = f.stack[0];
	return FR_OK;
}

static const char *const mnemonics[] = {
#define OPCODE(id, name) name,
	FR_OPCODES(OPCODE)
#undef OPCODE
};

static const char *const op_names[] = {"or", "and", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "neg"};

void fr_expr_disassemble(const fr_expr *expr, fr_buf *out)
{
	char number[400];
	for (size_t at = 0; at < expr->length; at++) {
		const fr_instruction *in = &expr->code[at];
		fr_buf_printf(out, "%4zu  %-10s", at, mnemonics[in->opcode]);
		switch ((fr_opcode)in->opcode) {
		case FR_OPCODE_CONST: {
			const fr_value *v = &expr->constants[in->operand];
			fr_buf_byte(out, ' ');
			if (v->kind == FR_KIND_NUMBER)
				fr_buf_add(out, number, fr_number_write(v->number, number));
			else {
				fr_buf_byte(out, '\'');
				fr_buf_str(out, v->string);
				fr_buf_byte(out, '\'');
			}
			break;
		}
		case FR_OPCODE_FIELD: fr_buf_printf(out, " slot %u", expr->fields[in->operand].slot); break;
		case FR_OPCODE_BINARY: fr_buf_printf(out, " %s", op_names[in->operand]); break;
		case FR_OPCODE_JUMP:
		case FR_OPCODE_JUMP_FALSE:
		case FR_OPCODE_AND_ELSE:
		case FR_OPCODE_OR_ELSE: fr_buf_printf(out, " %u", in->operand); break;
		case FR_OPCODE_CALL: fr_buf_printf(out, " %s/%u", fr_functions[in->operand].name, in->count); break;
		default: break;
		}
		fr_buf_byte(out, '\n');
	}
}
