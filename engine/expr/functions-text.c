/* Functions on text, choices and patterns.
 * Stage: rules. In: a call. Out: its value. Positions count characters, never bytes. */
#include "expr/functions.h"

#include <math.h>

#define TEXT_MOST ((size_t)1 << 20) /* bytes a function may make */
#define CHOICES_MOST 64 /* chosen at once, whose labels are shown */
#define BETWEEN FR_STR("、")

/* All values from one argument on, lists opened, with a separator between them. */
static fr_value joined(fr_call *c, size_t from, fr_str separator)
{
	fr_str few[32], *pieces = few;
	size_t count = 0, size = 0, n = 0;
	fr_walk w = {c, from, 0};
	while (fr_walk_next(&w))
		count++;
	if (count > sizeof few / sizeof *few) {
		pieces = fr_env_spend(c->env, count) ? FR_ARENA_ARRAY(c->env->arena, fr_str, count) : NULL;
		c->env->refused = c->env->refused || (!pieces && c->env->steps);
	}
	w = (fr_walk){c, from, 0};
	for (const fr_value *v; pieces && (v = fr_walk_next(&w)) != NULL; n++) {
		pieces[n] = v->kind == FR_KIND_STRING ? v->string : fr_value_to_string(v, c->env->arena);
		c->env->refused = c->env->refused || !pieces[n].p;
		size += pieces[n].n + (n ? separator.n : 0);
	}
	if (size > TEXT_MOST || !fr_env_spend(c->env, size / 8)) {
		c->env->steps = 0;
		return fr_value_empty();
	}
	char *room = fr_call_room(c, size + 1), *to = room;
	for (size_t i = 0; room && i < n; i++) {
		if (i && separator.n)
			to = (char *)memcpy(to, separator.p, separator.n) + separator.n;
		if (pieces[i].n)
			to = (char *)memcpy(to, pieces[i].p, pieces[i].n) + pieces[i].n;
	}
	return fr_value_string(fr_str_of(room, (size_t)(to - room)));
}

fr_value fn_concat(fr_call *c) { return joined(c, 0, FR_STR("")); }
fr_value fn_join(fr_call *c) { return joined(c, 1, fr_call_text(c, 0)); }
fr_value fn_string(fr_call *c) { return fr_value_string(fr_call_text(c, 0)); }

static fr_value slice(fr_str s, double from, double to)
{
	double length = (double)fr_utf8_length(s);
	if (isnan(from) || isnan(to))
		return fr_value_string(FR_STR(""));
	from = from < 0 ? 0 : from > length ? length : from;
	to = to > length ? length : to;
	if (to <= from)
		return fr_value_string(FR_STR(""));
	size_t a = fr_utf8_offset(s, (size_t)from), b = fr_utf8_offset(s, (size_t)to);
	return fr_value_string(fr_str_of(s.p + a, b - a));
}

fr_value fn_substr(fr_call *c)
{
	fr_str s = fr_call_text(c, 0);
	double length = (double)fr_utf8_length(s), from = trunc(fr_call_number(c, 1)), to = c->n > 2 ? trunc(fr_call_number(c, 2)) : length;
	return slice(s, from < 0 ? fmax(from + length, 0) : from, to < 0 ? to + length : to);
}

/* XPath 1.0, 4.2: both numbers are rounded, the position may lie before the text. */
fr_value fn_substring(fr_call *c)
{
	double from = floor(fr_call_number(c, 1) + 0.5), length = c->n > 2 ? floor(fr_call_number(c, 2) + 0.5) : INFINITY;
	return slice(fr_call_text(c, 0), from - 1, from - 1 + length);
}

fr_value fn_substring_before(fr_call *c)
{
	fr_str s = fr_call_text(c, 0);
	size_t at = fr_str_find(s, fr_call_text(c, 1));
	return fr_value_string(at == SIZE_MAX ? FR_STR("") : fr_str_of(s.p, at));
}

fr_value fn_substring_after(fr_call *c)
{
	fr_str s = fr_call_text(c, 0), t = fr_call_text(c, 1);
	size_t at = fr_str_find(s, t);
	return fr_value_string(at == SIZE_MAX ? FR_STR("") : fr_str_of(s.p + at + t.n, s.n - at - t.n));
}

fr_value fn_string_length(fr_call *c) { return fr_value_number((double)fr_utf8_length(fr_call_text(c, 0))); }
fr_value fn_contains(fr_call *c) { return fr_value_bool(fr_str_find(fr_call_text(c, 0), fr_call_text(c, 1)) != SIZE_MAX); }
fr_value fn_starts_with(fr_call *c) { return fr_value_bool(fr_str_starts(fr_call_text(c, 0), fr_call_text(c, 1))); }
fr_value fn_ends_with(fr_call *c) { return fr_value_bool(fr_str_ends(fr_call_text(c, 0), fr_call_text(c, 1))); }

fr_value fn_translate(fr_call *c)
{
	fr_str s = fr_call_text(c, 0), from = fr_call_text(c, 1), to = fr_call_text(c, 2);
	if (!fr_env_spend(c->env, s.n * (from.n / 8 + 1)))
		return fr_value_empty();
	char *room = fr_call_room(c, s.n * 4 + 1);
	size_t n = 0;
	for (size_t at = 0; room && at < s.n;) {
		uint32_t cp, other;
		size_t step = fr_utf8_decode(s, at, &cp), index = 0, found = SIZE_MAX;
		if (!step)
			break;
		for (size_t f = 0; f < from.n && found == SIZE_MAX; index++) {
			size_t width = fr_utf8_decode(from, f, &other);
			if (!width)
				break;
			found = other == cp ? index : SIZE_MAX;
			f += width;
		}
		if (found == SIZE_MAX) {
			memcpy(room + n, s.p + at, step);
			n += step;
		} else {
			size_t t = fr_utf8_offset(to, found);
			size_t width = t < to.n ? fr_utf8_decode(to, t, &other) : 0;
			memcpy(room + n, to.p + (width ? t : 0), width);
			n += width;
		}
		at += step;
	}
	return fr_value_string(fr_str_of(room, n));
}

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

fr_value fn_normalize_space(fr_call *c)
{
	fr_str s = fr_call_text(c, 0);
	char *room = fr_call_room(c, s.n + 1);
	size_t n = 0;
	for (size_t i = 0; room && i < s.n; i++) {
		if (!is_space(s.p[i]))
			room[n++] = s.p[i];
		else if (n && room[n - 1] != ' ')
			room[n++] = ' ';
	}
	return fr_value_string(fr_str_of(room, n && room[n - 1] == ' ' ? n - 1 : n));
}

fr_value fn_regex(fr_call *c)
{
	fr_env *env = c->env;
	const void *pattern = c->site->pattern;
	if (!pattern) { /* made by the record: compiled for this one use */
		char message[128];
		size_t offset;
		if (!fr_env_spend(env, 1000))
			return fr_value_bool(false);
		pattern = fr_regex_compile(env->arena, fr_call_text(c, 1), false, message, &offset);
		env->refused = env->refused || (!pattern && !message[0]);
	}
	fr_str text = fr_call_text(c, 0);
	if (!pattern || !fr_env_spend(env, text.n))
		return fr_value_bool(false);
	int found = fr_regex_find(env->matcher, env->arena, pattern, text);
	if (found == -1)
		env->steps = 0;
	env->refused = env->refused || found == -2;
	return fr_value_bool(found > 0);
}

/* The index-th word of a list of choices, .p NULL past the end. */
static fr_str word_at(fr_str s, size_t index)
{
	for (size_t at = 0; at < s.n;) {
		while (at < s.n && is_space(s.p[at]))
			at++;
		size_t from = at;
		while (at < s.n && !is_space(s.p[at]))
			at++;
		if (at > from && index-- == 0)
			return fr_str_of(s.p + from, at - from);
	}
	return (fr_str){NULL, 0};
}

fr_value fn_selected(fr_call *c)
{
	fr_str s = fr_call_text(c, 0), wanted = fr_str_trim(fr_call_text(c, 1));
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		while (at < s.n && !is_space(s.p[at]))
			at++;
		if (at > from && fr_str_eq(fr_str_of(s.p + from, at - from), wanted))
			return fr_value_bool(true);
		at++;
	}
	return fr_value_bool(wanted.n == 0 && s.n == 0);
}

fr_value fn_selected_at(fr_call *c)
{
	double index = fr_call_number(c, 1);
	fr_str word = index >= 0 && index < 1e6 ? word_at(fr_call_text(c, 0), (size_t)index) : (fr_str){NULL, 0};
	return fr_value_string(word.p ? word : FR_STR(""));
}

fr_value fn_count_selected(fr_call *c)
{
	fr_str s = fr_call_text(c, 0);
	double count = 0;
	for (size_t i = 0; i < s.n; i++)
		count += !is_space(s.p[i]) && (i == 0 || is_space(s.p[i - 1]));
	return fr_value_number(count);
}

/* Nothing there: also a number that is none, which is stored as empty. */
static bool is_nothing(const fr_value *v)
{
	switch (v->kind) {
	case FR_KIND_EMPTY: return true;
	case FR_KIND_STRING: return v->string.n == 0;
	case FR_KIND_NUMBER: return isnan(v->number);
	case FR_KIND_LIST: return v->list.n == 0 || is_nothing(&v->list.items[0]);
	default: return false;
	}
}

fr_value fn_coalesce(fr_call *c)
{
	for (size_t i = 0; i < c->n; i++)
		if (!is_nothing(&c->a[i]))
			return c->a[i];
	return fr_value_empty();
}

fr_value fn_once(fr_call *c) { return is_nothing(&c->env->self) ? c->a[0] : c->env->self; }

/* splitmix64 (S. Vigna): one number of a repeatable series. */
static uint64_t chance(fr_env *env)
{
	env->seed += UINT64_C(0x9E3779B97F4A7C15);
	uint64_t z = env->seed;
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

fr_value fn_random(fr_call *c) { return fr_value_number((double)(chance(c->env) >> 11) / 9007199254740992.0); }

fr_value fn_uuid(fr_call *c)
{
	static const char hex[] = "0123456789abcdef", letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	double wanted = fr_call_number(c, 0);
	size_t n = c->n == 0 ? 36 : wanted >= 1 && wanted <= 1000 ? (size_t)wanted : 0;
	char *room = fr_env_spend(c->env, n / 8) ? fr_call_room(c, n + 1) : NULL;
	for (size_t i = 0; room && i < n; i++)
		room[i] = c->n ? letters[chance(c->env) % 62] : hex[chance(c->env) & 15];
	if (room && c->n == 0) { /* RFC 9562: version 4, variant 10 */
		room[8] = room[13] = room[18] = room[23] = '-';
		room[14] = '4';
		room[19] = hex[8 + (chance(c->env) & 3)];
	}
	return fr_value_string(fr_str_of(room, room ? n : 0));
}

/* Labels of one or several choices, joined as people write them; without labels their names. */
fr_value fn_choice_label(fr_call *c)
{
	const fr_host *h = c->env->host;
	const void *list = c->site->list;
	fr_str names = fr_call_text(c, 0), pieces[CHOICES_MOST];
	if (!h || !h->choice_label || !list)
		return fr_value_string(names);
	size_t n = 0, size = 0;
	for (size_t i = 0; n < CHOICES_MOST; i++, n++) {
		fr_str name = word_at(names, i);
		if (!name.p)
			break;
		fr_str label = h->choice_label(h->self, list, name);
		pieces[n] = label.n ? label : name;
		size += pieces[n].n + (n ? BETWEEN.n : 0);
	}
	if (n == 1)
		return fr_call_copy(c, pieces[0]);
	char *room = fr_call_room(c, size + 1), *to = room;
	for (size_t i = 0; room && i < n; i++) {
		if (i)
			to = (char *)memcpy(to, BETWEEN.p, BETWEEN.n) + BETWEEN.n;
		to = (char *)memcpy(to, pieces[i].p, pieces[i].n) + pieces[i].n;
	}
	return fr_value_string(fr_str_of(room, (size_t)(to - room)));
}
