/* Machine: runs a program over one record's values.
 * Stage: rules. In: program, values. Out: a value. A stack, no allocation but what functions need for new text. Jumps go forward only, so a program of n
 * instructions takes at most n steps. */
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

static bool is_moment(const fr_value *v) { return v->kind == FR_KIND_DATE || v->kind == FR_KIND_DATETIME; }

static double number_of(const fr_value *v, const fr_env *env) { return v->kind == FR_KIND_NUMBER ? v->number : fr_expr_number(v, env); }

/* XPath's arithmetic is IEEE 754's; mod has the sign of the dividend. The days between two moments come from their milliseconds: 24 hours are exactly 1. */
static double arithmetic(fr_opcode op, const fr_value *left, const fr_value *right, const fr_env *env)
{
	if (op == FR_OPCODE_SUB && is_moment(left) && is_moment(right))
		return (double)(fr_stamp_utc(left->stamp) - fr_stamp_utc(right->stamp)) / (double)FR_DAY_MS;
	double a = number_of(left, env), b = number_of(right, env);
	switch (op) {
	case FR_OPCODE_ADD: return a + b;
	case FR_OPCODE_SUB: return a - b;
	case FR_OPCODE_MUL: return a * b;
	case FR_OPCODE_DIV: return a / b;
	default: return fmod(a, b);
	}
}

/* Two numbers or two moments are compared here, without asking what else they could be. */
static bool compare(fr_opcode op, const fr_value *a, const fr_value *b, const fr_env *env)
{
	double x, y;
	if (a->kind == FR_KIND_NUMBER && b->kind == FR_KIND_NUMBER)
		x = a->number, y = b->number;
	else if (is_moment(a) && is_moment(b))
		x = (double)fr_stamp_utc(a->stamp), y = (double)fr_stamp_utc(b->stamp);
	else
		return fr_value_compare(a, b, (fr_op)(FR_OP_EQ + (op - FR_OPCODE_EQ)), env);
	return fr_numbers_compare(x, y, (fr_op)(FR_OP_EQ + (op - FR_OPCODE_EQ)));
}

/* False when the budget is used up. */
static bool call(const fr_expr *x, const fr_instruction *in, fr_value *arguments, fr_env *env)
{
	const fr_site *site = &x->sites[in->operand];
	fr_call c = {.env = env, .site = site, .a = arguments, .n = in->count};
	fr_value result = fr_functions[site->function].call(&c);
	if (result.kind == FR_KIND_BOOLEAN)
		fr_value_set_bool(arguments, result.boolean);
	else if (result.kind == FR_KIND_NUMBER)
		fr_value_set_number(arguments, result.number);
	else
		*arguments = result;
	return fr_env_spend(env, 1 + in->count);
}

static bool run(const fr_expr *x, size_t from, size_t to, fr_env *env, fr_value *stack)
{
	const fr_instruction *in = x->code + from, *end = x->code + to;
	fr_value *top = stack - 1; /* the last value pushed */
	bool truth;
	while (in < end) {
		const fr_opcode op = (fr_opcode)in->opcode;
		switch (op) {
		case FR_OPCODE_CONST: *++top = x->constants[in->operand]; break;
		case FR_OPCODE_MOMENT:
			*++top = x->constants[in->operand];
			top->stamp.offset_min = env->now.offset_min;
			break;
		case FR_OPCODE_FIELD: *++top = in->operand < env->count ? env->values[in->operand] : fr_value_empty(); break;
		case FR_OPCODE_SELF: *++top = env->self; break;
		case FR_OPCODE_EQ:
		case FR_OPCODE_NE:
		case FR_OPCODE_LT:
		case FR_OPCODE_LE:
		case FR_OPCODE_GT:
		case FR_OPCODE_GE:
			top--;
			fr_value_set_bool(top, compare(op, top, top + 1, env));
			break;
		case FR_OPCODE_ADD:
		case FR_OPCODE_SUB:
		case FR_OPCODE_MUL:
		case FR_OPCODE_DIV:
		case FR_OPCODE_MOD:
			top--;
			fr_value_set_number(top, arithmetic(op, top, top + 1, env));
			break;
		case FR_OPCODE_NEG: fr_value_set_number(top, -number_of(top, env)); break;
		case FR_OPCODE_BOOL: fr_value_set_bool(top, fr_value_to_boolean(top)); break;
		case FR_OPCODE_JUMP: in = x->code + in->operand; continue;
		case FR_OPCODE_JUMP_FALSE:
			if (!fr_value_to_boolean(top--)) {
				in = x->code + in->operand;
				continue;
			}
			break;
		case FR_OPCODE_AND_ELSE:
		case FR_OPCODE_OR_ELSE:
			truth = fr_value_to_boolean(top);
			if (truth == (op == FR_OPCODE_OR_ELSE)) {
				fr_value_set_bool(top, truth);
				in = x->code + in->operand;
				continue;
			}
			top--;
			break;
		case FR_OPCODE_CALL:
			top -= in->count;
			if (!call(x, in, ++top, env))
				return false;
			break;
		}
		in++;
	}
	return true;
}

fr_status fr_machine_run(const fr_expr *x, size_t from, size_t to, fr_env *env, fr_value *out)
{
	fr_value shallow[SHALLOW], *stack = shallow;
	*out = fr_value_empty();
	if (x->depth > SHALLOW) {
		stack = FR_ARENA_ARRAY(env->arena, fr_value, x->depth);
		if (!stack)
			return FR_E_MEMORY;
	}
	if (!fr_env_spend(env, to - from) || !run(x, from, to, env, stack))
		return env->refused ? FR_E_MEMORY : FR_E_LIMIT;
	if (env->refused)
		return FR_E_MEMORY;
	*out = *stack;
	return FR_OK;
}

/* What a load would push, where it lies. */
static const fr_value *operand(const fr_expr *x, const fr_instruction *in, const fr_env *env)
{
	static const fr_value empty = {.kind = FR_KIND_EMPTY};
	if (in->opcode == FR_OPCODE_CONST)
		return &x->constants[in->operand];
	if (in->opcode == FR_OPCODE_SELF)
		return &env->self;
	return in->operand < env->count ? &env->values[in->operand] : &empty;
}

/* A simple program: each comparison gives the truth that the jumps look at. */
static bool truth_of(const fr_expr *x, const fr_env *env)
{
	const fr_instruction *in = x->code, *end = in + x->length;
	bool truth = false;
	while (in < end) {
		if (in->opcode == FR_OPCODE_AND_ELSE || in->opcode == FR_OPCODE_OR_ELSE)
			in = truth == (in->opcode == FR_OPCODE_OR_ELSE) ? x->code + in->operand : in + 1;
		else if (in->opcode == FR_OPCODE_BOOL)
			in++;
		else {
			truth = compare((fr_opcode)in[2].opcode, operand(x, &in[0], env), operand(x, &in[1], env), env);
			in += 3;
		}
	}
	return truth;
}

fr_status fr_expr_eval(const fr_expr *expr, fr_env *env, fr_value *out)
{
	if (expr->constant)
		*out = expr->value;
	else if (expr->simple)
		fr_value_set_bool(out, truth_of(expr, env));
	else
		return fr_machine_run(expr, 0, expr->length, env, out);
	return FR_OK;
}
