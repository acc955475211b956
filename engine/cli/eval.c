/* eval: one expression.
 * Stage: edge. In: expression text and values. Out: its value, or its compiled form. */
#include "cli/command.h"

#include <stdlib.h>
#include <string.h>

typedef fr_status (*ask)(cli *c, char *buffer, size_t capacity, size_t *needed, fr_error *error);

static fr_status ask_value(cli *c, char *buffer, size_t capacity, size_t *needed, fr_error *error)
{
	fr_result_type type = !c->type || strcmp(c->type, "string") == 0 ? FR_RESULT_STRING
			      : strcmp(c->type, "number") == 0           ? FR_RESULT_NUMBER
									 : FR_RESULT_BOOLEAN;
	return fr_expression_eval(c->engine, c->inputs[0], c->bindings, c->binding_count, c->now, type, buffer, capacity, needed, error);
}

static fr_status ask_program(cli *c, char *buffer, size_t capacity, size_t *needed, fr_error *error)
{
	return fr_expression_explain(c->engine, c->inputs[0], c->bindings, c->binding_count, buffer, capacity, needed, error);
}

int run_eval(cli *c)
{
	ask question = c->explain ? ask_program : ask_value;
	fr_error error = {0};
	size_t needed = 0;
	char small[4096], *large = NULL;
	if (question(c, small, sizeof small, &needed, &error) != FR_OK)
		return terminal_error(c, &error);
	if (needed >= sizeof small) { /* asked again with room enough */
		large = malloc(needed + 1);
		if (!large || question(c, large, needed + 1, &needed, &error) != FR_OK) {
			free(large);
			return large ? terminal_error(c, &error) : EXIT_CANNOT;
		}
	}
	const char *text = large ? large : small;
	printf("%s%s", text, needed && text[needed - 1] == '\n' ? "" : "\n");
	free(large);
	return EXIT_CLEAN;
}
