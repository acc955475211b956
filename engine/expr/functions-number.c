/* Functions on numbers, truth and lists.
 * Stage: rules. In: a call. Out: its value. What is no number is NaN and is stored as empty. */
#include "expr/functions.h"

#include <math.h>

#define UNARY(name, expression) \
	fr_value fn_##name(fr_call *c) \
	{ \
		double x = fr_call_number(c, 0); \
		return fr_value_number(expression); \
	}
UNARY(int, trunc(x))
UNARY(floor, floor(x))
UNARY(ceiling, ceil(x))
UNARY(abs, fabs(x))
UNARY(exp, exp(x))
UNARY(exp10, pow(10, x))
UNARY(log, log(x))
UNARY(log10, log10(x))
UNARY(sqrt, sqrt(x))
UNARY(sin, sin(x))
UNARY(cos, cos(x))
UNARY(tan, tan(x))
UNARY(asin, asin(x))
UNARY(acos, acos(x))
UNARY(atan, atan(x))
UNARY(number, x)

fr_value fn_atan2(fr_call *c) { return fr_value_number(atan2(fr_call_number(c, 0), fr_call_number(c, 1))); }
fr_value fn_pow(fr_call *c) { return fr_value_number(pow(fr_call_number(c, 0), fr_call_number(c, 1))); }

fr_value fn_pi(fr_call *c)
{
	(void)c;
	return fr_value_number(3.14159265358979323846);
}

fr_value fn_round(fr_call *c)
{
	double places = c->n > 1 ? trunc(fr_call_number(c, 1)) : 0;
	if (isnan(places))
		return fr_value_number(NAN);
	return fr_value_number(fr_number_round(fr_call_number(c, 0), places < -400 ? -400 : places > 400 ? 400 : (int)places));
}

fr_value fn_boolean(fr_call *c) { return fr_value_bool(fr_call_truth(c, 0)); }
fr_value fn_not(fr_call *c) { return fr_value_bool(!fr_call_truth(c, 0)); }

fr_value fn_true(fr_call *c)
{
	(void)c;
	return fr_value_bool(true);
}

fr_value fn_false(fr_call *c)
{
	(void)c;
	return fr_value_bool(false);
}

fr_value fn_boolean_from_string(fr_call *c)
{
	fr_str s = fr_call_text(c, 0);
	return fr_value_bool(fr_str_is(s, "true") || fr_str_is(s, "1"));
}

static fr_value within(fr_call *c, double count)
{
	double least = fr_call_number(c, 0), most = fr_call_number(c, 1);
	return fr_value_bool((least < 0 || count >= least) && (most < 0 || count <= most));
}

fr_value fn_checklist(fr_call *c)
{
	double count = 0;
	for (size_t i = 2; i < c->n; i++)
		count += fr_call_truth(c, i);
	return within(c, count);
}

fr_value fn_weighted_checklist(fr_call *c)
{
	double sum = 0;
	for (size_t i = 2; i + 1 < c->n; i += 2)
		if (fr_call_truth(c, i))
			sum += fr_call_number(c, i + 1);
	return within(c, sum);
}

/* Blank answers take no part: an unanswered rating must neither spoil nor lower what was rated. */
static bool is_blank(const fr_value *v) { return v->kind == FR_KIND_EMPTY || (v->kind == FR_KIND_STRING && fr_str_trim(v->string).n == 0); }

/* The next value that takes part, as a number; false at the end. */
static bool next_number(fr_walk *w, double *out)
{
	for (const fr_value *v; (v = fr_walk_next(w)) != NULL;) {
		if (v->kind == FR_KIND_NUMBER) {
			*out = v->number;
			return true;
		}
		if (!is_blank(v)) {
			*out = fr_expr_number(v, w->call->env);
			return true;
		}
	}
	return false;
}

static double total(fr_call *c, double *count)
{
	double sum = 0, x;
	fr_walk w = {c, 0, 0};
	for (*count = 0; next_number(&w, &x); ++*count)
		sum += x;
	return sum;
}

fr_value fn_sum(fr_call *c)
{
	double count;
	return fr_value_number(total(c, &count));
}

fr_value fn_mean(fr_call *c)
{
	double count, sum = total(c, &count);
	return fr_value_number(count > 0 ? sum / count : NAN);
}

/* NaN when one of them is no number, or when there is none. */
static double extreme_number(fr_call *c, bool greatest)
{
	double wanted = NAN, x;
	fr_walk w = {c, 0, 0};
	for (bool first = true; next_number(&w, &x); first = false)
		wanted = first ? x : isnan(x) || isnan(wanted) ? NAN : greatest ? fmax(wanted, x) : fmin(wanted, x);
	return wanted;
}

/* Of dates the least and greatest stay dates. */
static fr_value extreme(fr_call *c, bool greatest)
{
	double wanted = extreme_number(c, greatest);
	fr_walk w = {c, 0, 0};
	for (const fr_value *v; (v = fr_walk_next(&w)) != NULL;) {
		bool moment = v->kind == FR_KIND_DATE || v->kind == FR_KIND_DATETIME || v->kind == FR_KIND_TIME;
		if (moment && fr_expr_number(v, c->env) == wanted)
			return *v;
	}
	return fr_value_number(wanted);
}

fr_value fn_min(fr_call *c) { return extreme(c, false); }
fr_value fn_max(fr_call *c) { return extreme(c, true); }

static fr_value counted(fr_call *c, bool blanks_too)
{
	double count = 0;
	fr_walk w = {c, 0, 0};
	for (const fr_value *v; (v = fr_walk_next(&w)) != NULL;)
		count += blanks_too || !is_blank(v);
	return fr_value_number(count);
}

fr_value fn_count(fr_call *c) { return counted(c, true); }
fr_value fn_count_non_empty(fr_call *c) { return counted(c, false); }

/* indexed-repeat(${steps/action}, ${steps}, 2): the value in the second row, 1 being the first. */
fr_value fn_indexed_repeat(fr_call *c)
{
	double index = trunc(fr_call_number(c, 2));
	const fr_value *all = &c->a[0];
	if (all->kind != FR_KIND_LIST)
		return index == 1 ? *all : fr_value_empty();
	return index >= 1 && index <= (double)all->list.n ? all->list.items[(size_t)index - 1] : fr_value_empty();
}
