/* diff-form: what a new version of a form changes.
 * Stage: edge. In: two forms. Out: a line for each change; exit 1 when there is one. */
#include "cli/command.h"

typedef struct showing {
	const cli *c;
	size_t count, breaks;
} showing;

static bool show(void *user, fr_str kind, fr_str what, fr_str before, fr_str after, fr_str text, bool breaks)
{
	showing *s = user;
	(void)kind, (void)what, (void)before, (void)after;
	s->count++;
	s->breaks += breaks;
	printf("%s %.*s\n", breaks ? "!" : " ", (int)text.n, text.p);
	return true;
}

int run_diff_form(cli *c)
{
	fr_form *old = NULL, *new = NULL;
	fr_error error = {0};
	showing s = {.c = c};
	if (fr_form_load(c->engine, c->inputs[0], &old, NULL, &error) != FR_OK ||
		fr_form_load(c->engine, c->inputs[1], &new, NULL, &error) != FR_OK ||
		fr_form_compare(c->engine, old, new, c->lang, show, &s, &error) != FR_OK)
		return terminal_error(c, &error);
	if (!c->quiet) {
		fflush(stdout);
		fprintf(stderr,
			SAY(c, "%zu 处变化,其中 %zu 处(!)使前后的分数不能直接比较\n",
				"%zu changes; %zu of them (!) make scores before and after not comparable as they are\n"),
			s.count, s.breaks);
	}
	return s.count ? EXIT_FINDINGS : EXIT_CLEAN;
}
