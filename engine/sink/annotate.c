/* Annotate: a copy of a workbook with findings on its cells, or with other texts in them.
 * Stage: outputs. In: a workbook, results of checking it. Out: what the writer of its format makes of them (copying.h). */
#include "sink/copying.h"
#include "sink/feed.h"
#include "diag/diag.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#define NOTES_MOST 20000000

static const copy_format formats[] = {{"ods", ".ods .ots ", copy_write_ods, copy_content_ods}, {"fods", ".fods ", copy_write_fods, NULL},
	{"xlsx", ".xlsx .xlsm .xltx .xltm ", copy_write_xlsx, NULL}};

struct fr_annotation {
	fr_arena arena;
	const char *lang;
	copy_note *notes;
	size_t capacity;
	copy_job job;
	const copy_format *format;
	/* The copy that is made while results come. */
	bool begun, alone; /* alone: there is none, and there will be none */
	copy_job early;
	copy_feed feed;
	pthread_t thread;
	fr_status made;
	fr_error why;
};

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

/* The output is of the input's format: its ending says so. */
static bool fits(const copy_format *format, const char *output)
{
	const char *dot = strrchr(output, '.');
	const char *found = dot ? strstr(format->endings, dot) : NULL;
	return found && found[strlen(dot)] == ' ' && !strchr(dot, ' ');
}

static fr_status open_input(fr_annotation *a, fr_error *error)
{
	fr_source *source = NULL;
	fr_status status = fr_source_open(&a->job.allocator, a->job.input, &a->job.limits, &source, error);
	if (status != FR_OK)
		return status;
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
		if (strcmp(formats[i].format, fr_source_format(source)) == 0)
			a->format = &formats[i];
	a->job.form = fr_arena_str(&a->arena, fr_source_property(source, "formrule"));
	fr_source_close(source);
	if (!a->format)
		return fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_FORMAT, a->job.input, NULL);
	if (same_file(a->job.input, a->job.output))
		return fr_fail(error, FR_E_ARGUMENT, FR_IO_SAME, a->job.input, NULL);
	return fits(a->format, a->job.output) ? FR_OK
					      : fr_fail(error, FR_E_ARGUMENT, FR_COPY_NAME, a->job.output, a->format->endings, NULL);
}

static void discard(fr_annotation *a)
{
	fr_allocator allocator = a->job.allocator;
	fr_arena_free(&a->arena);
	fr_release(&allocator, a->notes);
	fr_release(&allocator, a);
}

fr_status fr_annotation_new(const fr_allocator *allocator, const fr_limits *limits, const char *input, const char *output, const char *lang,
	fr_annotation **out, fr_error *error)
{
	*out = NULL;
	if (!input || !output)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	fr_allocator system = allocator && allocator->resize ? *allocator : fr_system_allocator;
	fr_annotation *a = fr_alloc(&system, sizeof *a);
	if (!a)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*a = (fr_annotation){.lang = fr_lang(lang), .job = {.allocator = system}};
	if (limits)
		a->job.limits = *limits;
	fr_limits_default(&a->job.limits);
	fr_arena_init(&a->arena, &system, 0);
	a->job.input = fr_arena_str(&a->arena, fr_str_from(input)).p;
	a->job.output = fr_arena_str(&a->arena, fr_str_from(output)).p;
	fr_status status = a->job.input && a->job.output ? open_input(a, error) : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_OK)
		*out = a;
	else
		discard(a);
	return status;
}

/* The finding as a line of a comment: reminders say that they are one. */
static fr_str line_of(fr_annotation *a, const fr_finding *finding)
{
	fr_buf text;
	fr_buf_init(&text, &a->job.allocator, 1 << 20);
	if (finding->level != FR_LEVEL_ERROR) {
		fr_buf_puts(&text, fr_text(finding->level == FR_LEVEL_WARNING ? "level.warning" : "level.info", a->lang));
		fr_buf_puts(&text, fr_text("template.colon", a->lang));
	}
	size_t n = fr_finding_message(finding, a->lang, NULL, 0);
	if (fr_buf_reserve(&text, n + 1)) {
		fr_finding_message(finding, a->lang, text.p + text.n, n + 1);
		text.n += n;
	}
	if (finding->repair.n && fr_str_find(fr_buf_view(&text), finding->repair) == SIZE_MAX) { /* many messages say it themselves */
		fr_buf_puts(&text, fr_text("template.join", a->lang));
		fr_catalogue_fill(&text, fr_text("report.repair", a->lang), &finding->repair, 1);
	}
	fr_str kept = text.failed ? (fr_str){NULL, 0} : fr_arena_str(&a->arena, fr_buf_view(&text));
	fr_buf_free(&text);
	return kept;
}

static bool add(fr_annotation *a, const fr_finding *finding, bool replaces)
{
	size_t count = a->job.count;
	if (count == a->capacity) {
		size_t room = a->capacity ? a->capacity * 2 : 256;
		copy_note *more = room > NOTES_MOST ? NULL : fr_resize(&a->job.allocator, a->notes, room * sizeof *more);
		if (!more)
			return false;
		a->notes = more;
		a->capacity = room;
	}
	/* Findings of a table come one after another: its name is kept once. */
	bool known = count && fr_str_eq(a->notes[count - 1].sheet, finding->sheet);
	fr_str sheet = known ? a->notes[count - 1].sheet : fr_arena_str(&a->arena, finding->sheet),
	       text = replaces ? fr_arena_str(&a->arena, finding->repair) : line_of(a, finding);
	if (!sheet.p || !text.p)
		return false;
	/* What is about no column stands on the first cell of the row. */
	a->notes[count] = (copy_note){sheet, finding->row, finding->column ? finding->column : 1, finding->level, text, count, replaces};
	a->job.count++;
	if (a->begun)
		copy_feed_note(&a->feed, a->notes, a->job.count);
	return true;
}

/* ---- the copy that is made meanwhile ---- */

static void *make_early(void *user)
{
	fr_annotation *a = user;
	a->made = a->format->content(&a->early, &a->early.content, &a->why);
	return NULL;
}

static void begin_early(fr_annotation *a)
{
	sigset_t all, was;
	a->alone = true;
	if (!a->job.limits.ahead || !a->format->content || a->job.count)
		return;
	a->early = a->job;
	a->early.feed = &a->feed;
	if (copy_feed_open(&a->feed, &a->job.allocator)) {
		sigfillset(&all);
		pthread_sigmask(SIG_SETMASK, &all, &was); /* signals are for whoever called */
		a->begun = pthread_create(&a->thread, NULL, make_early, a) == 0;
		pthread_sigmask(SIG_SETMASK, &was, NULL);
	}
	if (!a->begun)
		copy_feed_close(&a->feed);
}

/* Takes what was made, unless it is not wanted or has to be made again. */
static fr_status end_early(fr_annotation *a, bool wanted, fr_error *error)
{
	if (!a->begun)
		return FR_OK;
	copy_feed_over(&a->feed, wanted);
	pthread_join(a->thread, NULL);
	bool late = a->feed.late;
	copy_feed_close(&a->feed);
	a->begun = false;
	if (!late && a->made == FR_OK)
		a->job.content = a->early.content;
	else
		fr_scratch_free(a->early.content);
	if (!late && a->made != FR_OK && error)
		*error = a->why;
	return late ? FR_OK : a->made;
}

/* The check has come to that row. */
static bool advance(fr_annotation *a, const fr_result *result)
{
	fr_str sheet = a->feed.sheet;
	if (!sheet.p || !fr_str_eq(sheet, result->sheet))
		sheet = fr_arena_str(&a->arena, result->sheet);
	if (sheet.p)
		copy_feed_row(&a->feed, sheet, result->row);
	return sheet.p != NULL;
}

fr_status fr_annotation_add(fr_annotation *annotation, const fr_result *result, fr_error *error)
{
	if (!annotation->alone)
		begin_early(annotation);
	bool begun = annotation->begun, added = true;
	if (begun)
		pthread_mutex_lock(&annotation->feed.lock);
	for (size_t i = 0; i < result->finding_count && added; i++)
		added = !result->findings[i].row || add(annotation, &result->findings[i], false);
	if (begun && result->row && added)
		added = advance(annotation, result);
	if (begun)
		pthread_mutex_unlock(&annotation->feed.lock);
	return added ? FR_OK : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
}

bool fr_annotation_replace(fr_annotation *annotation, fr_str sheet, size_t row, size_t column, fr_str text)
{
	const fr_finding there = {.level = FR_LEVEL_ERROR, .sheet = sheet, .row = row, .column = column, .repair = text};
	annotation->alone = true; /* what is replaced comes in no order */
	return add(annotation, &there, true);
}

void fr_annotation_scrub(fr_annotation *annotation, fr_scrub *scrub) { annotation->job.scrub = scrub; }

static int by_place(const void *a, const void *b)
{
	const copy_note *x = a, *y = b;
	int order = fr_str_cmp(x->sheet, y->sheet);
	if (order == 0)
		order = (x->row > y->row) - (x->row < y->row);
	if (order == 0)
		order = (x->column > y->column) - (x->column < y->column);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

void copy_notes_sort(copy_note *notes, size_t count)
{
	if (count)
		qsort(notes, count, sizeof *notes, by_place);
}

size_t copy_notes_of(const copy_job *job, fr_str sheet, const copy_note **first)
{
	size_t low = 0, high = job->count, n = 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (fr_str_cmp(job->notes[middle].sheet, sheet) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	while (low + n < job->count && fr_str_eq(job->notes[low + n].sheet, sheet))
		n++;
	*first = job->notes + low;
	return n;
}

fr_status copy_scratch(const copy_job *job, bool deflated, fr_scratch **out, fr_error *error)
{
	return fr_scratch_new(&job->allocator, job->output, deflated, job->limits.ahead, out, error);
}

fr_status fr_annotation_close(fr_annotation *annotation, bool commit, fr_error *error)
{
	if (!annotation)
		return FR_OK;
	bool wanted = commit && !annotation->job.scrub;
	fr_status status = end_early(annotation, wanted, wanted ? error : NULL);
	if (commit && status == FR_OK) {
		copy_notes_sort(annotation->notes, annotation->job.count);
		annotation->job.notes = annotation->notes;
		const fr_scrub *scrub = annotation->job.scrub;
		fr_span span;
		if (scrub &&
			fr_detect(scrub->lists, annotation->job.form, scrub->names, &span, 1)) /* what names the form may be anything */
			annotation->job.form = fr_str_of(NULL, 0);
		status = annotation->format->write(&annotation->job, error);
	}
	discard(annotation);
	return status;
}
