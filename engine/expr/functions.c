/* Functions: the table of functions.def, and what their C functions share.
 * Stage: rules. In: a call. Out: arguments as the function wants them. */
#include "expr/functions.h"

#include <math.h>

#define P FR_FN_PURE
#define T FR_FN_TRAVELS
const fr_function fr_functions[FR_FUNCTIONS] = {
#define FN(id, name, least, most, kinds, result, flags, call, en, zh) \
	[FR_FN_##id] = {name, least, most, kinds, FR_STATIC_##result, flags, call, en, zh},
#include "expr/functions.def"
#undef FN
};
#undef P
#undef T

const char *fr_function_name(int function) { return function >= 0 && function < FR_FUNCTIONS ? fr_functions[function].name : ""; }

fr_str fr_call_text(fr_call *c, size_t index)
{
	if (index >= c->n)
		return FR_STR("");
	fr_str s = fr_value_to_string(&c->a[index], c->env->arena);
	if (!s.p)
		c->env->refused = true;
	if (!fr_env_spend(c->env, s.n / 8))
		return FR_STR("");
	return s.p ? s : FR_STR("");
}

double fr_call_number(fr_call *c, size_t index)
{
	if (index >= c->n)
		return NAN;
	return c->a[index].kind == FR_KIND_NUMBER ? c->a[index].number : fr_expr_number(&c->a[index], c->env);
}

bool fr_call_truth(fr_call *c, size_t index) { return index < c->n && fr_value_to_boolean(&c->a[index]); }

char *fr_call_room(fr_call *c, size_t bytes)
{
	char *room = fr_arena_alloc(c->env->arena, bytes);
	if (!room)
		c->env->refused = true;
	return room;
}

fr_value fr_call_copy(fr_call *c, fr_str text)
{
	fr_str copy = fr_arena_str(c->env->arena, text);
	if (!copy.p)
		c->env->refused = true;
	return fr_value_string(copy.p ? copy : FR_STR(""));
}
