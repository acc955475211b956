/* Runs the XML and cell examples of schemas/README.md, and sees to it that its tables of functions and codes are those of the program.
 * Usage: reference README.md [--update]: --update writes the two tables anew. */
#include "blocks.h"
#include "expr/program.h"
#include "form/model.h"

#include <stdio.h>
#include <stdlib.h>

static const char *path;
static int failures, examples;

static void complain(size_t line, const char *what, fr_str detail)
{
	fprintf(stderr, "%s:%zu: %s%.*s\n", path, line, what, (int)detail.n, detail.p ? detail.p : "");
	failures++;
}

/* ---- forms ---- */

static void wrap(fr_buf *out, fr_str text)
{
	fr_buf_init(out, NULL, 0);
	if (fr_str_starts(text, FR_STR("<form")) || fr_str_starts(text, FR_STR("<?xml"))) {
		fr_buf_str(out, text);
		return;
	}
	fr_buf_puts(out, "<form xmlns=\"urn:formrule:form\" id=\"example\" version=\"1\"><title>示例</title>\n");
	fr_buf_str(out, text);
	fr_buf_puts(out, "</form>\n");
}

/* kind: "xml" (nothing to say) or "xml LEVEL:CODE" (that and nothing else of a level above info). */
static void run_form(const block *b)
{
	static const char *const levels[] = {"info:", "warning:", "error:"};
	fr_str wanted = fr_str_trim(fr_str_of(b->kind.p + 3, b->kind.n - 3));
	fr_buf text;
	wrap(&text, b->text);
	fr_lint *lint = fr_lint_new(NULL);
	fr_form *form;
	fr_error error;
	fr_status status = fr_form_parse(NULL, fr_buf_view(&text), "example.xml", &form, lint, &error);
	bool found = false;
	for (size_t i = 0; i < fr_lint_count(lint); i++) {
		const fr_diagnostic *d = fr_lint_at(lint, i);
		char said[512], message[512];
		snprintf(said, sizeof said, "%s%s", levels[d->level], fr_code_name(d->code));
		fr_diagnostic_message(d, "en", message, sizeof message);
		if (fr_str_is(wanted, said))
			found = true;
		else if (d->level > FR_LEVEL_INFO || d->code != FR_LINT_NO_TRAVEL) {
			complain(b->line + d->line - 2, "unexpected ", fr_str_from(said));
			fprintf(stderr, "    %s\n", message);
		}
	}
	if (wanted.n && !found)
		complain(b->line, "expected ", wanted);
	if (fr_str_starts(wanted, FR_STR("error:")) ? status != FR_E_FORM : status != FR_OK)
		complain(b->line, "wrong status", fr_str_of(NULL, 0));
	fr_form_free(form);
	fr_lint_free(lint);
	fr_buf_free(&text);
}

/* ---- cells: type | as written | value, or the repair proposed ---- */

static fr_str column(fr_str line, unsigned index)
{
	size_t from = 0;
	for (size_t i = 0; i <= line.n; i++)
		if (i == line.n || line.p[i] == '|') {
			if (index-- == 0) {
				fr_str cell = fr_str_of(line.p + from, i - from);
				while (cell.n && cell.p[0] == ' ') /* an ideographic space belongs to the example */
					cell.p++, cell.n--;
				while (cell.n && cell.p[cell.n - 1] == ' ')
					cell.n--;
				return cell;
			}
			from = i + 1;
		}
	return fr_str_of("", 0);
}

static void run_cells(const block *b, bool repairs)
{
	fr_arena arena;
	fr_arena_init(&arena, NULL, 0);
	fr_str line;
	size_t at = 0;
	for (size_t number = b->line; blocks_line(b->text, &at, &line); number++) {
		fr_type type;
		if (!fr_type_from_name(column(line, 0), &type)) {
			complain(number, "unknown type ", column(line, 0));
			continue;
		}
		fr_cell cell = {FR_CELL_TEXT, column(line, 1), 0};
		fr_value value = fr_value_empty();
		fr_str repair = fr_str_of("", 0), wanted = column(line, 2);
		fr_code code = fr_value_read(type, &cell, 480, &arena, &value, &repair);
		fr_buf shown;
		fr_buf_init(&shown, NULL, 0);
		fr_value_show(&value, &shown);
		fr_str got = repairs ? repair : fr_buf_view(&shown);
		if ((code == FR_CODE_NONE) == repairs || !fr_str_eq(got, wanted))
			complain(number, "gives ", got);
		examples++;
		fr_buf_free(&shown);
	}
	fr_arena_free(&arena);
}

/* ---- tables ---- */

static void write_arguments(fr_buf *out, const fr_function *f)
{
	static const struct {
		char letter;
		const char *word;
	} words[] = {{'n', "number"}, {'s', "text"}, {'b', "condition"}, {'d', "date"}, {'v', "value"}, {'l', "list"}, {'m', "values"}};
	size_t kinds = strlen(f->kinds);
	size_t shown = f->most == 255 ? (f->least > kinds ? f->least : kinds) : f->most;
	for (size_t i = 0; i < shown; i++) {
		char letter = kinds ? f->kinds[i < kinds ? i : kinds - 1] : 'v';
		fr_buf_puts(out, i ? ", " : "");
		for (size_t w = 0; w < sizeof words / sizeof *words; w++)
			if (words[w].letter == letter)
				fr_buf_puts(out, words[w].word);
		fr_buf_puts(out, i >= f->least && f->most != 255 ? "?" : "");
	}
	fr_buf_puts(out, f->most == 255 ? ", …" : "");
}

static void write_functions(fr_buf *out)
{
	static const char *const results[] = {"any", "condition", "number", "text", "date", "moment", "time", "list"};
	fr_buf_puts(out, "| function | gives | what | formula |\n|---|---|---|---|\n");
	for (int i = 0; i < FR_FUNCTIONS; i++) {
		const fr_function *f = &fr_functions[i];
		fr_buf_printf(out, "| `%s(", f->name);
		write_arguments(out, f);
		fr_buf_printf(out, ")` | %s | %s | %s |\n", results[f->result], f->en, f->flags & FR_FN_TRAVELS ? "yes" : "");
	}
}

static void write_codes(fr_buf *out)
{
	static const char *const sections[] = {"definition.", "lint.", "expression."};
	fr_buf_puts(out, "| code | text |\n|---|---|\n");
	for (size_t s = 0; s < sizeof sections / sizeof *sections; s++)
		for (int code = 1; code < FR_CODE_COUNT; code++) {
			fr_str name = fr_str_from(fr_code_name(code));
			if (!fr_str_starts(name, fr_str_from(sections[s])))
				continue;
			fr_buf_printf(out, "| `%s` | ", name.p);
			fr_buf text;
			fr_buf_init(&text, NULL, 0);
			const fr_str args[FR_ERROR_ARGS] = {FR_STR("…"), FR_STR("…"), FR_STR("…"), FR_STR("…")};
			fr_catalogue_write(&text, code, "en", args, FR_ERROR_ARGS);
			for (size_t i = 0; i < text.n; i++) { /* "<" would begin HTML, "|" a cell */
				if (text.p[i] == '<' || text.p[i] == '|')
					fr_buf_byte(out, '\\');
				fr_buf_byte(out, text.p[i]);
			}
			fr_buf_free(&text);
			fr_buf_puts(out, " |\n");
		}
}

/* Gives the file with the table between the two comments made anew; complains when it was another. */
static fr_str renew(fr_str file, const char *name, void (*write)(fr_buf *), bool update, fr_buf *out)
{
	char open[64], close[64];
	snprintf(open, sizeof open, "<!-- %s -->\n", name);
	snprintf(close, sizeof close, "<!-- end of %s -->", name);
	size_t from = fr_str_find(file, fr_str_from(open)), to = fr_str_find(file, fr_str_from(close));
	fr_buf_init(out, NULL, 0);
	if (from == SIZE_MAX || to == SIZE_MAX) {
		complain(1, "no table of ", fr_str_from(name));
		return file;
	}
	from += strlen(open);
	fr_buf_add(out, file.p, from);
	write(out);
	size_t made = out->n - from;
	if (!update && !fr_str_eq(fr_str_of(file.p + from, to - from), fr_str_of(out->p + from, made)))
		complain(1, "run with --update: it is not the program's table of ", fr_str_from(name));
	fr_buf_add(out, file.p + to, file.n - to);
	return fr_buf_view(out);
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	path = argv[1];
	bool update = argc > 2 && strcmp(argv[2], "--update") == 0;
	fr_str file = blocks_file(path);
	fr_buf functions, codes;
	fr_str renewed = renew(renew(file, "functions", write_functions, update, &functions), "codes", write_codes, update, &codes);
	if (update) {
		FILE *out = fopen(path, "wb");
		if (!out || fwrite(renewed.p, 1, renewed.n, out) != renewed.n || fclose(out) != 0)
			return 2;
	}
	block b;
	for (size_t at = 0, line = 0; blocks_next(file, &at, &line, &b);) {
		if (fr_str_starts(b.kind, FR_STR("xml"))) {
			run_form(&b);
			examples++;
		} else if (fr_str_is(b.kind, "cells") || fr_str_is(b.kind, "repairs"))
			run_cells(&b, fr_str_is(b.kind, "repairs"));
	}
	fr_buf_free(&functions);
	fr_buf_free(&codes);
	fprintf(stderr, "%d examples, %d failures\n", examples, failures);
	return failures || examples < 50;
}
