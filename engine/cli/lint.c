/* lint: definitions (forms, policies, calendars, lists) against the form language.
 * Stage: edge. In: form files or ids. Out: diagnostics on standard output. */
#include "cli/command.h"

static void ndjson_string(const char *name, const char *text, size_t n, const char *before)
{
	printf("%s\"%s\":\"", before, name);
	for (size_t i = 0; i < n; i++) {
		unsigned char ch = (unsigned char)text[i];
		if (ch == '"' || ch == '\\')
			printf("\\%c", ch);
		else if (ch < 0x20)
			printf("\\u%04x", ch);
		else
			putchar(ch);
	}
	putchar('"');
}

static void print_ndjson(const cli *c, const fr_diagnostic *d)
{
	static const char *const levels[] = {"info", "warning", "error"};
	char text[2048];
	size_t n = fr_diagnostic_message(d, c->lang, text, sizeof text);
	ndjson_string("source", d->file.p, d->file.n, "{");
	printf(",\"line\":%zu,\"column\":%zu,\"width\":%zu,\"level\":\"%s\",\"code\":\"%s\"", d->line, d->column, d->width,
		levels[d->level], fr_code_name(d->code));
	ndjson_string("message", text, n < sizeof text ? n : sizeof text - 1, ",");
	if (d->suggestion.n)
		ndjson_string("suggestion", d->suggestion.p, d->suggestion.n, ",");
	puts("}");
}

int run_lint(cli *c)
{
	size_t counts[3] = {0};
	int status = EXIT_CLEAN;
	for (size_t i = 0; i < c->input_count; i++) {
		fr_lint *lint = NULL;
		fr_error error = {0};
		fr_status loaded = fr_definition_lint(c->engine, c->inputs[i], &lint, &error);
		for (size_t j = 0; j < fr_lint_count(lint); j++) {
			const fr_diagnostic *d = fr_lint_at(lint, j);
			counts[d->level]++;
			if (c->format == FR_FORMAT_NDJSON)
				print_ndjson(c, d);
			else
				terminal_diagnostic(c, stdout, d);
		}
		if (loaded != FR_OK && (fr_lint_count(lint) == 0 || loaded != FR_E_FORM)) {
			terminal_error(c, &error);
			status = EXIT_CANNOT;
		}
		fr_lint_free(lint);
	}
	if (counts[FR_LEVEL_ERROR] && status == EXIT_CLEAN)
		status = EXIT_FINDINGS;
	if (!c->quiet)
		fprintf(stderr, SAY(c, "%zu 个定义:错误 %zu,提醒 %zu,提示 %zu\n", "%zu definitions: %zu errors, %zu warnings, %zu notes\n"),
			c->input_count, counts[FR_LEVEL_ERROR], counts[FR_LEVEL_WARNING], counts[FR_LEVEL_INFO]);
	return status;
}
