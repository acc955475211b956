/* Functions whose knowledge lives above: masking, detection, decision tables. Without a host nothing is passed through in clear. X-1. */
#include "record.h"

static fr_str mask(const void *self, fr_str value, fr_str kind, fr_str style, fr_arena *arena)
{
	(void)self, (void)value;
	char text[100];
	int n = snprintf(text, sizeof text, "<%.*s %.*s>", (int)kind.n, kind.p, (int)style.n, style.p);
	return fr_arena_str(arena, fr_str_of(text, (size_t)n));
}

static bool is_masked(const void *self, fr_str value, fr_str kind)
{
	(void)self, (void)kind;
	return fr_str_ends(value, FR_STR("*"));
}

static bool is_phone(const void *self, fr_str value)
{
	(void)self;
	return value.n == 11;
}

static bool has_identifier(const void *self, fr_str value)
{
	(void)self;
	return fr_str_find(value, FR_STR("138")) != SIZE_MAX;
}

static fr_value lookup(const void *self, fr_str table, const fr_value *keys, size_t count, fr_str column, fr_arena *arena)
{
	(void)self, (void)arena;
	if (!fr_str_is(table, "clock") || !fr_str_is(column, "within") || count != 2)
		return fr_value_empty();
	return fr_str_is(keys[0].string, "complaint") && keys[1].kind == FR_KIND_NUMBER ? fr_value_number(24)
											: fr_value_string(FR_STR("P3D"));
}

static const fr_host host = {
	.mask = mask, .is_masked = is_masked, .is_phone = is_phone, .has_identifier = has_identifier, .lookup = lookup};

static void asks_its_host(void)
{
	test_setting with = usual;
	with.host = &host;
	static const test_case cases[] = {{"mask(${name}, 'name', 'surname')", "'<name surname>'"}, {"mask(${name}, 'name')", "'<name >'"},
		{"mask('', 'name')", "''"}, {"is-masked('张*', 'name')", "true"}, {"is-masked(${name}, 'name')", "false"},
		{"is-phone('13812345678')", "true"}, {"is-phone(13812345678)", "true"}, {"has-identifier('请拨 13812345678')", "true"},
		{"has-identifier(${name})", "false"}, {"lookup('clock', ${kind}, ${overall}, 'within')", "24"},
		{"lookup('clock', 'other', ${overall}, 'within')", "'P3D'"}, {"lookup('clock', ${kind}, 'within')", "empty"},
		{"lookup('none', ${kind}, ${overall}, 'within')", "empty"}};
	CHECK_VALUES(cases, with);
}

static void hides_all_without_one(void)
{
	static const test_case cases[] = {{"mask(${name}, 'name', 'surname')", "'****'"}, {"is-masked('张*', 'name')", "false"},
		{"is-phone('13812345678')", "false"}, {"has-identifier('13812345678')", "false"},
		{"lookup('clock', ${kind}, 'within')", "empty"}};
	CHECK_VALUES(cases, usual);
}

TESTS(host, {"asks its host", asks_its_host}, {"hides all without one", hides_all_without_one})
