/* Runs the expression examples of schemas/README.md: "name = value" binds, "expression => result" is tried.
 * Usage: expressions README.md FORMS */
#include "blocks.h"
#include "formrule/formrule.h"

#include <stdio.h>
#include <stdlib.h>

#define BINDINGS_MOST 16
#define NOW "2026-11-22T09:00:00+08:00"

static const char *path;
static int failures, examples;

static char *copy(fr_str s)
{
	s = fr_str_trim(s);
	return s.n ? strndup(s.p, s.n) : strdup("");
}

static void run_line(fr_engine *engine, const fr_binding *bindings, size_t count, fr_str line, size_t arrow, size_t number)
{
	char *text = copy(fr_str_of(line.p, arrow)), *wanted = copy(fr_str_of(line.p + arrow + 2, line.n - arrow - 2));
	char got[512] = "";
	size_t needed;
	fr_error error;
	fr_status status = fr_expression_eval(engine, text, bindings, count, NOW, FR_RESULT_STRING, got, sizeof got, &needed, &error);
	if (status != FR_OK)
		fr_error_message(&error, "en", got, sizeof got);
	if (status != FR_OK || strcmp(got, wanted) != 0) {
		fprintf(stderr, "%s:%zu: %s gives %s\n", path, number, text, got);
		failures++;
	}
	examples++;
	free(text);
	free(wanted);
}

static void run_block(fr_engine *engine, const block *b)
{
	fr_binding bindings[BINDINGS_MOST];
	size_t count = 0, at = 0;
	fr_str line;
	for (size_t number = b->line; blocks_line(b->text, &at, &line); number++) {
		size_t arrow = fr_str_find(line, FR_STR("=>")), equals = fr_str_find(line, FR_STR("="));
		if (arrow != SIZE_MAX)
			run_line(engine, bindings, count, line, arrow, number);
		else if (equals != SIZE_MAX && count < BINDINGS_MOST)
			bindings[count++] =
				(fr_binding){copy(fr_str_of(line.p, equals)), copy(fr_str_of(line.p + equals + 1, line.n - equals - 1))};
	}
	while (count) {
		count--;
		free((char *)bindings[count].name);
		free((char *)bindings[count].value);
	}
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	path = argv[1];
	const char *dirs[] = {argv[2]};
	fr_engine_options options = {.size = sizeof options, .form_dirs = dirs, .form_dir_count = 1};
	fr_engine *engine;
	fr_error error;
	if (fr_engine_new(&options, &engine, &error) != FR_OK)
		return 2;
	fr_str file = blocks_file(path);
	block b;
	for (size_t at = 0, line = 0; blocks_next(file, &at, &line, &b);)
		if (fr_str_is(b.kind, "expr"))
			run_block(engine, &b);
	fr_engine_free(engine);
	fprintf(stderr, "%d examples, %d failures\n", examples, failures);
	return failures || examples < 20;
}
