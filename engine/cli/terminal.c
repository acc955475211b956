/* Terminal: language, width, errors with a caret.
 * Stage: edge. In: what the engine says. Out: text on standard error and output. */
#include "cli/command.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

const char *terminal_language(void)
{
	const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);
		if (value && value[0])
			return strncmp(value, "zh", 2) == 0 ? "zh-CN" : "en";
	}
	return "en";
}

size_t terminal_width(FILE *stream)
{
	struct winsize size;
	if (!isatty(fileno(stream)))
		return 0;
	return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

bool terminal_write(void *user, const char *bytes, size_t count)
{
	progress_aside();
	return fwrite(bytes, 1, count, user) == count;
}

double clock_seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The source line and, under it, carets from column on. Tabs stay tabs and wide characters take two spaces, so that the caret stands right. */
static void show_caret(FILE *out, const char *line, size_t bytes, size_t column, size_t width)
{
	fprintf(out, "    %.*s\n    ", (int)bytes, line);
	size_t at = 1;
	for (size_t i = 0; i < bytes && at < column; i++) {
		unsigned char c = (unsigned char)line[i];
		if ((c & 0xC0) == 0x80)
			continue;
		fputs(c == '\t' ? "\t" : c >= 0xE3 ? "  " : " ", out);
		at++;
	}
	for (size_t i = 0; i < width && i < 60; i++)
		fputc('^', out);
	fputc('\n', out);
}

int terminal_error(const cli *c, const fr_error *error)
{
	char text[2048];
	if (error->status == FR_E_CANCELLED && progress_stopped(c))
		return EXIT_CANNOT;
	fr_error_message(error, c->lang, text, sizeof text);
	fprintf(stderr, "formrule: %s\n", text);
	if (error->excerpt[0] && error->column)
		show_caret(stderr, error->excerpt, strlen(error->excerpt), error->column, 1);
	return EXIT_CANNOT;
}

void terminal_diagnostic(const cli *c, FILE *out, const fr_diagnostic *d)
{
	static const char *const words[] = {"level.info", "level.warning", "level.error"};
	static const char *const colours[] = {"\033[36m", "\033[33m", "\033[31m"};
	char text[2048];
	fr_diagnostic_message(d, c->lang, text, sizeof text);
	fprintf(out, "%.*s:%zu:%zu: %s%s%s: %s [%s]\n", (int)d->file.n, d->file.p, d->line, d->column, c->colour ? colours[d->level] : "",
		fr_text(words[d->level], c->lang), c->colour ? "\033[0m" : "", text, fr_code_name(d->code));
	if (d->excerpt.n && d->column)
		show_caret(out, d->excerpt.p, d->excerpt.n, d->column, d->width);
}
