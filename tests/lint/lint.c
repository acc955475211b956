/* What lint says of broken forms, to the letter: each NAME.xml has a NAME.txt with every diagnostic, its place shown under the line.
 * Usage: lint FOLDER [--update]: --update writes the .txt files anew, to be read before they are kept. */
#include "form/model.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static void add_caret(fr_buf *out, const fr_diagnostic *d)
{
	fr_buf_puts(out, "    ");
	size_t column = 1;
	for (size_t at = 0; at < d->excerpt.n && column < d->column + d->width; column++) {
		uint32_t cp;
		at += fr_utf8_decode(d->excerpt, at, &cp);
		const char *sign = column >= d->column ? "^" : cp == '\t' ? "\t" : " ";
		fr_buf_puts(out, sign);
		if (cp >= 0x2E80) /* two columns wide */
			fr_buf_puts(out, sign);
	}
	for (; column < d->column + d->width; column++)
		fr_buf_puts(out, column >= d->column ? "^" : " ");
	fr_buf_byte(out, '\n');
}

static void add_diagnostic(fr_buf *out, const fr_diagnostic *d)
{
	static const char *const levels[] = {"info", "warning", "error"};
	char text[1024];
	fr_buf_printf(out, "%zu:%zu: %s %s\n    ", d->line, d->column, levels[d->level], fr_code_name(d->code));
	fr_buf_str(out, d->excerpt);
	fr_buf_byte(out, '\n');
	add_caret(out, d);
	fr_diagnostic_message(d, "en", text, sizeof text);
	fr_buf_printf(out, "    %s\n", text);
	fr_diagnostic_message(d, "zh-CN", text, sizeof text);
	fr_buf_printf(out, "    %s\n\n", text);
}

static bool read_whole(const char *path, fr_buf *out)
{
	FILE *file = fopen(path, "rb");
	fr_buf_init(out, NULL, 0);
	if (!file)
		return false;
	char bytes[4096];
	for (size_t n; (n = fread(bytes, 1, sizeof bytes, file)) > 0;)
		fr_buf_add(out, bytes, n);
	fclose(file);
	return true;
}

/* True when the form gives what its .txt says. */
static bool run(const char *folder, const char *name, bool update)
{
	char path[1024], expected_path[1024];
	snprintf(path, sizeof path, "%s/%s.xml", folder, name);
	snprintf(expected_path, sizeof expected_path, "%s/%s.txt", folder, name);
	fr_lint *lint = fr_lint_new(NULL);
	fr_form *form;
	fr_error error;
	fr_status status = fr_form_read(NULL, path, &form, lint, &error);
	fr_buf said, expected;
	fr_buf_init(&said, NULL, 0);
	fr_buf_puts(&said, status == FR_OK ? "The form can be used.\n\n" : "The form cannot be used.\n\n");
	for (size_t i = 0; i < fr_lint_count(lint); i++)
		add_diagnostic(&said, fr_lint_at(lint, i));
	fr_form_free(form);
	fr_lint_free(lint);
	bool same = true;
	if (update) {
		FILE *file = fopen(expected_path, "wb");
		same = file && fwrite(said.p, 1, said.n, file) == said.n && fclose(file) == 0;
	} else {
		same = read_whole(expected_path, &expected) && fr_str_eq(fr_buf_view(&said), fr_buf_view(&expected));
		fr_buf_free(&expected);
		if (!same)
			fprintf(stderr, "%s: lint now says:\n%.*s", path, (int)said.n, said.p);
	}
	fr_buf_free(&said);
	return same;
}

int main(int argc, char **argv)
{
	if (argc < 2)
		return 2;
	bool update = argc > 2 && strcmp(argv[2], "--update") == 0;
	int count = 0, failures = 0;
	struct dirent **entries;
	int n = scandir(argv[1], &entries, NULL, alphasort);
	for (int i = 0; i < n; i++) {
		char *dot = strrchr(entries[i]->d_name, '.');
		if (dot && strcmp(dot, ".xml") == 0) {
			*dot = 0;
			failures += !run(argv[1], entries[i]->d_name, update);
			count++;
		}
		free(entries[i]);
	}
	if (n >= 0)
		free(entries);
	fprintf(stderr, "%d forms, %d differ\n", count, failures);
	return failures || count == 0;
}
