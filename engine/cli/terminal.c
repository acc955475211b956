/* Terminal: language, width, errors with a caret, progress.
 * Stage: edge. In: what the engine says. Out: text on standard error and output. */
#include "cli/command.h"

#include <signal.h>
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

bool terminal_write(void *user, const char *bytes, size_t count) { return fwrite(bytes, 1, count, user) == count; }

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

/* Ctrl-C is noted and acted on between records, so that nothing half-written stays behind; a second one ends at once. */
static volatile sig_atomic_t interrupted;

static void on_interrupt(int number)
{
	interrupted = 1;
	signal(number, SIG_DFL);
}

void progress_start(progress_bar *bar, const cli *c)
{
	*bar = (progress_bar){.c = c, .started = clock_seconds()};
	signal(SIGINT, on_interrupt);
	signal(SIGTERM, on_interrupt);
}

bool progress_step(void *user, uint64_t done, uint64_t total, size_t records)
{
	progress_bar *bar = user;
	if (interrupted)
		return false;
	double now = clock_seconds();
	bool wanted = bar->c->progress == PROGRESS_ALWAYS || (bar->c->progress == PROGRESS_AUTO && isatty(STDERR_FILENO));
	if (!wanted || bar->c->quiet || now - bar->started < 0.5 || now - bar->drawn < 0.1)
		return true;
	bar->drawn = now;
	bar->shown = true;
	double seconds = now - bar->started;
	int percent = total ? (int)(done * 100 / total) : 0;
	char cells[21];
	for (int i = 0; i < 20; i++)
		cells[i] = i < percent / 5 ? '#' : '.';
	cells[20] = 0;
	double left = total && done ? seconds * (double)(total - done) / (double)done : 0;
	fprintf(stderr, SAY(bar->c, "\r[%s] %3d%%  %zu 条  %.0f 条/秒  剩余 %.0f 秒 ", "\r[%s] %3d%%  %zu records  %.0f/s  %.0f s left "),
		cells, percent, records, (double)records / seconds, left);
	return true;
}

void progress_clear(progress_bar *bar)
{
	if (bar->shown)
		fputs("\r\033[K", stderr);
	bar->shown = false;
}
