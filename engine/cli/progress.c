/* Progress: what a long command shows on a terminal, and how it is stopped: Ctrl-C, a polite kill, or a limit on time.
 * Stage: edge. In: bytes read and records so far; signals. Out: one line on standard error that is rewritten, and taken away at the end. */
#include "cli/command.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define FIRST_AFTER 0.5 /* seconds: what is done by then needs no line */
#define AGAIN_AFTER 0.1
#define CELLS 20

/* A signal is noted, and acted on as soon as the next block is read or record is done, so that nothing half-written stays behind; the second one ends at once. */
static volatile sig_atomic_t interrupted;
static double deadline; /* 0: none */
static progress_bar *on_screen;

static void on_interrupt(int number)
{
	interrupted = number;
	signal(number, SIG_DFL);
}

/* An fr_limits.alive; also asked by other threads, once everything here is set. */
static bool still_wanted(void *user)
{
	(void)user;
	return !interrupted && (deadline == 0 || clock_seconds() < deadline);
}

void progress_limits(cli *c)
{
	c->limits.alive = still_wanted;
	c->limits.ahead = c->jobs > 1;
	fr_engine_limits(c->engine, &c->limits);
}

void progress_start(progress_bar *bar, const cli *c)
{
	*bar = (progress_bar){.c = c, .started = clock_seconds()};
	bool asked = c->progress == PROGRESS_ALWAYS || (c->progress == PROGRESS_AUTO && isatty(STDERR_FILENO));
	bar->wanted = asked && !c->quiet;
	bar->first_after = c->progress == PROGRESS_ALWAYS ? 0 : FIRST_AFTER;
	bar->columns = terminal_width(stderr);
	deadline = c->seconds ? bar->started + (double)c->seconds : 0;
	/* A signal that was ignored when we began (nohup, a shell's background) stays so. */
	if (signal(SIGINT, on_interrupt) == SIG_IGN)
		signal(SIGINT, SIG_IGN);
	if (signal(SIGTERM, on_interrupt) == SIG_IGN)
		signal(SIGTERM, SIG_IGN);
}

static void draw(progress_bar *bar, uint64_t done, uint64_t total, size_t records, double seconds)
{
	char cells[CELLS + 1], left[64] = "", line[256];
	const cli *c = bar->c;
	int percent = total ? (int)((double)done / (double)total * 100) : 0;
	memset(cells, '.', CELLS);
	memset(cells, '#', (size_t)percent * CELLS / 100);
	cells[CELLS] = 0;
	if (total && done)
		snprintf(left, sizeof left, SAY(c, "  剩余 %.0f 秒", "  %.0f s left"),
			seconds * (double)(total - done) / (double)done + 0.5);
	bool narrow = bar->columns && bar->columns < 72;
	if (total && narrow)
		snprintf(line, sizeof line, "%3d%%%s", percent, left);
	else if (total)
		snprintf(line, sizeof line, SAY(c, "[%s] %3d%%  %zu 条  %.0f 条/秒%s", "[%s] %3d%%  %zu records  %.0f/s%s"), cells, percent,
			records, (double)records / seconds, left);
	else
		snprintf(line, sizeof line, SAY(c, "%zu 条  %.0f 条/秒", "%zu records  %.0f/s"), records, (double)records / seconds);
	fprintf(stderr, "\r%s%s", line, bar->columns ? "\033[K" : "  ");
}

bool progress_step(void *user, uint64_t done, uint64_t total, size_t records)
{
	progress_bar *bar = user;
	if (!still_wanted(NULL))
		return false;
	double now = clock_seconds();
	if (!bar->wanted || now - bar->started < bar->first_after || now - bar->drawn < AGAIN_AFTER)
		return true;
	bar->drawn = now;
	bar->shown = true;
	on_screen = bar;
	if (bar->all) { /* of several inputs or passes */
		done += bar->before;
		total = bar->all;
	}
	draw(bar, done < total || !total ? done : total, total, records, now - bar->started);
	return true;
}

void progress_clear(progress_bar *bar)
{
	if (bar->shown)
		fputs(bar->columns ? "\r\033[K" : "\n", stderr);
	bar->shown = false;
	on_screen = NULL;
}

void progress_aside(void)
{
	if (on_screen && isatty(STDOUT_FILENO))
		progress_clear(on_screen);
}

bool progress_stopped(const cli *c)
{
	if (interrupted)
		fputs(SAY(c, "formrule: 已中断,没有留下写了一半的文件\n", "formrule: interrupted; no half-written file was left behind\n"),
			stderr);
	else if (deadline > 0 && clock_seconds() >= deadline)
		fprintf(stderr,
			SAY(c, "formrule: 超过 --limit-time 规定的 %zu 秒,已停止,没有留下写了一半的文件\n",
				"formrule: stopped after the %zu seconds of --limit-time; no half-written file was left behind\n"),
			c->seconds);
	else
		return false;
	return true;
}

/* By the very signal, so that a shell's loop around us ends as well; the shell sees 130 or 143. */
void progress_end(void)
{
	if (!interrupted)
		return;
	fflush(NULL);
	signal(interrupted, SIG_DFL);
	raise(interrupted);
}
