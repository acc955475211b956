/* Linting a definition of any kind.
 * Stage: definitions. In: a form's name, or the path of a definition. Out: diagnostics. */
#include "run/engine.h"

#include <stdio.h>

typedef enum kind { KIND_FORM = 0, KIND_POLICY, KIND_CALENDAR, KIND_LISTS } kind;

/* By the namespace, which stands near the top of every definition. */
static kind kind_of(const char *name)
{
	static const char *const marks[] = {"urn:formrule:form", "urn:formrule:policy", "urn:formrule:calendar", "urn:formrule:privacy"};
	char head[16384];
	FILE *file = strchr(name, '/') || fr_str_ends(fr_str_from(name), FR_STR(".xml")) ? fopen(name, "rbe") : NULL;
	size_t n = file ? fread(head, 1, sizeof head, file) : 0, least = SIZE_MAX;
	kind found = KIND_FORM;
	if (file)
		fclose(file);
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		size_t at = fr_str_find(fr_str_of(head, n), fr_str_from(marks[i]));
		if (at < least) {
			least = at;
			found = (kind)i;
		}
	}
	return found;
}

/* What went wrong while a calendar or lists were read, as a diagnostic. */
static void told(fr_lint *lint, const char *path, const fr_error *error)
{
	fr_diagnostic d = {.level = FR_LEVEL_ERROR,
		.code = error->code,
		.file = fr_str_from(path),
		.line = error->line ? error->line : 1,
		.column = error->column ? error->column : 1,
		.width = 1,
		.excerpt = fr_str_from(error->excerpt)};
	for (size_t i = 0; i < FR_ERROR_ARGS; i++)
		d.args[i] = fr_str_from(error->args[i]);
	fr_lint_add(lint, &d);
}

static fr_status lint_other(fr_engine *engine, kind what, const char *path, fr_lint *lint, fr_error *error)
{
	fr_days *days = NULL;
	fr_lists *lists = NULL;
	fr_policy *policy = NULL;
	fr_error why = {0};
	fr_status status;
	if (what == KIND_POLICY) {
		status = fr_policy_read(&engine->allocator, path, &policy, lint, error);
		fr_policy_free(policy);
		return status;
	}
	status = what == KIND_CALENDAR ? fr_days_load(&engine->allocator, path, &days, &why)
				       : fr_lists_load(&engine->allocator, path, &lists, &why);
	fr_days_free(days);
	fr_lists_free(lists);
	if (status == FR_E_FORM)
		told(lint, path, &why);
	if (status != FR_OK && error)
		*error = why;
	return status;
}

/* Policies and the calendar of a form: without them its deadlines cannot be worked out. */
static fr_status lint_shelves(fr_engine *engine, const fr_form *form, const char *name, fr_lint *lint, fr_error *error)
{
	fr_run_options options = {.size = sizeof options};
	fr_run *run = NULL;
	fr_error why = {0};
	fr_status status = fr_run_open(engine, form, &options, &run, &why);
	fr_run_close(run);
	if (status == FR_E_FORM)
		told(lint, why.source[0] ? why.source : name, &why);
	if (status != FR_OK && error)
		*error = why;
	return status;
}

fr_status fr_definition_lint(fr_engine *engine, const char *name, fr_lint **lint, fr_error *error)
{
	if (!engine || !name || !*name || !lint)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "name", NULL);
	kind what = kind_of(name);
	if (what == KIND_FORM) {
		fr_form *form = NULL;
		fr_status status = fr_form_load(engine, name, &form, lint, error);
		return status == FR_OK ? lint_shelves(engine, form, name, *lint, error) : status;
	}
	*lint = fr_lint_new(&engine->allocator);
	if (!*lint)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	return lint_other(engine, what, name, *lint, error);
}
