/* Runs the corpus of expressions: the .test files of this folder. A case is a group of lines, groups stand apart by an empty line, lines that begin with # are remarks:
 *
 *     with n:integer=3 s=文字 d:date=2023-10-10      fields of the record; without a type they are strings; + stands for a space in a value
 *     ${n} * 2                                       the expression
 *     => 6                                           its value as text, or: => number 6, => boolean true
 *     !! expression.unknown-field 1:4 nearest        instead: the code, place (column:width) and suggestion of what is wrong
 *
 * Zone +08:00, now 2026-11-22T09:00:00+08:00, the calendar of China, English names. Stage: test. */
#include "expr/ast.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

#define FIELDS 16

typedef struct group {
	const char *file;
	size_t line;
	char with[1024], expression[70000], wanted[4096];
} group;

typedef struct record {
	char text[1024];
	fr_str names[FIELDS];
	fr_type types[FIELDS];
	fr_value values[FIELDS];
	size_t n;
} record;

static size_t cases, failed;
static fr_days *calendar;

static bool find(const void *self, fr_str name, fr_symbol *out)
{
	const record *r = self;
	for (size_t i = 0; i < r->n; i++)
		if (fr_str_eq(r->names[i], name)) {
			*out = (fr_symbol){.slot = (uint32_t)i, .type = r->types[i]};
			return true;
		}
	return false;
}

static fr_str nearest(const void *self, fr_str name)
{
	const record *r = self;
	fr_nearest near = {.wanted = name};
	for (size_t i = 0; i < r->n; i++)
		fr_nearest_offer(&near, r->names[i]);
	return near.best;
}

static void fail(const group *g, const char *got)
{
	failed++;
	printf("%s:%zu: %s\n  wanted %s\n  got    %s\n", g->file, g->line, g->expression, g->wanted, got);
}

/* name:type=value words into the record; false when a word is not understood. */
static bool read_record(const group *g, record *r, fr_arena *arena)
{
	*r = (record){.n = 0};
	snprintf(r->text, sizeof r->text, "%s", g->with);
	for (char *save, *word = strtok_r(r->text, " ", &save); word; word = strtok_r(NULL, " ", &save)) {
		char *equals = strchr(word, '='), *colon = strchr(word, ':');
		if (!equals || r->n == FIELDS)
			return false;
		*equals = 0;
		for (char *p = equals + 1; *p; p++)
			if (*p == '+')
				*p = ' ';
		if (colon && colon < equals) {
			*colon = 0;
			if (!fr_type_from_name(fr_str_from(colon + 1), &r->types[r->n]))
				return false;
		}
		fr_cell cell = {.kind = equals[1] ? FR_CELL_TEXT : FR_CELL_EMPTY, .text = fr_str_from(equals + 1)};
		r->names[r->n] = fr_str_from(word);
		if (fr_value_read(r->types[r->n], &cell, 480, arena, &r->values[r->n], NULL) != FR_CODE_NONE)
			return false;
		r->n++;
	}
	return true;
}

/* The first error as "code column:width suggestion". */
static void tell_note(const fr_expr_notes *notes, char *out, size_t size)
{
	snprintf(out, size, "!! nothing is wrong");
	for (size_t i = 0; i < notes->count; i++)
		if (notes->items[i].level == FR_LEVEL_ERROR) {
			const fr_expr_note *n = &notes->items[i];
			snprintf(out, size, "!! %s %zu:%zu%s%.*s", fr_code_name(n->code), n->at + 1, n->width, n->suggestion.n ? " " : "",
				(int)n->suggestion.n, n->suggestion.p);
			return;
		}
}

static void run(const group *g)
{
	fr_arena arena;
	record r;
	fr_expr *expr;
	fr_expr_notes notes = {.count = 0};
	char got[5000];
	cases++;
	fr_arena_init(&arena, NULL, (size_t)64 << 20);
	if (!read_record(g, &r, &arena)) {
		fail(g, "the record is not understood");
		fr_arena_free(&arena);
		return;
	}
	fr_scope scope = {.self = &r, .find = find, .nearest = nearest};
	fr_status status = fr_expr_compile(&arena, fr_str_from(g->expression), &scope, false, FR_TYPE_STRING, &expr, &notes);
	if (status != FR_OK)
		tell_note(&notes, got, sizeof got);
	else {
		fr_env env = {.values = r.values,
			.count = r.n,
			.now = {(fr_days_from_civil(2026, 11, 22) * 24 + 9) * 3600000, 480},
			.calendar = calendar,
			.lang = FR_STR("en"),
			.arena = &arena,
			.steps = FR_EXPR_STEPS};
		fr_value v;
		status = fr_expr_eval(expr, &env, &v);
		bool number = strncmp(g->wanted, "=> number ", 10) == 0, truth = strncmp(g->wanted, "=> boolean ", 11) == 0;
		if (number)
			v = fr_value_number(fr_expr_number(&v, &env));
		else if (truth)
			v = fr_value_bool(fr_value_to_boolean(&v));
		fr_str s = status == FR_OK ? fr_value_to_string(&v, &arena) : FR_STR("over its budget");
		snprintf(got, sizeof got, "=> %s%.*s", number ? "number " : truth ? "boolean " : "", (int)s.n, s.p);
		size_t n = strlen(got);
		while (n > 0 && got[n - 1] == ' ') /* an editor may cut the blank behind => */
			got[--n] = 0;
	}
	if (strcmp(got, g->wanted) != 0)
		fail(g, got);
	fr_arena_free(&arena);
}

static bool take_line(group *g, char *line, size_t number)
{
	if (strncmp(line, "with ", 5) == 0)
		snprintf(g->with, sizeof g->with, "%s", line + 5);
	else if (strncmp(line, "=>", 2) == 0 || strncmp(line, "!!", 2) == 0) {
		snprintf(g->wanted, sizeof g->wanted, "%s", line);
		for (size_t n = strlen(g->wanted); n > 0 && g->wanted[n - 1] == ' '; n--)
			g->wanted[n - 1] = 0;
		run(g);
		g->expression[0] = 0;
	} else if (g->expression[0])
		return false;
	else {
		g->line = number;
		snprintf(g->expression, sizeof g->expression, "%s", line);
	}
	return true;
}

static void run_file(const char *folder, const char *name)
{
	static group g;
	char path[4096], *line = NULL;
	size_t room = 0, number = 0;
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *file = fopen(path, "r");
	g = (group){.file = name};
	for (ssize_t n; file && (n = getline(&line, &room, file)) >= 0;) {
		number++;
		if (n > 0 && line[n - 1] == '\n')
			line[n - 1] = 0;
		if (line[0] == '#')
			continue;
		if (line[0] == 0) {
			g.with[0] = g.expression[0] = 0;
			continue;
		}
		if (!take_line(&g, line, number)) {
			failed++;
			printf("%s:%zu: the line above has no result\n", name, number);
		}
	}
	free(line);
	if (file)
		fclose(file);
}

int main(int argc, char **argv)
{
	fr_error error;
	if (argc != 3 || fr_days_load(NULL, argv[2], &calendar, &error) != FR_OK)
		return 2;
	struct dirent **names;
	int n = scandir(argv[1], &names, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		size_t length = strlen(names[i]->d_name);
		if (length > 5 && strcmp(names[i]->d_name + length - 5, ".test") == 0)
			run_file(argv[1], names[i]->d_name);
		free(names[i]);
	}
	free(names);
	fr_days_free(calendar);
	printf("%zu expressions, %zu failed\n", cases, failed);
	return failed || cases < 500;
}
