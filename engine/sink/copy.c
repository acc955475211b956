/* Copy: a data file written anew with other texts in some of its cells.
 * Stage: outputs. In: a CSV or ODS file, texts by place, or row by row. Out: a new file; every other byte of text is as it was. */
#include "sink/copy.h"

#include <stdlib.h>
#include <sys/stat.h>

#define CHANGES_MOST 20000000
#define BLOCK ((size_t)256 << 10) /* bytes written at once */

/* A cell that gets another text. */
typedef struct change {
	size_t row, column; /* 1-based; of CSV the line on which the record begins */
	fr_str text;
} change;

struct fr_copy {
	fr_allocator allocator;
	fr_arena arena, texts;
	fr_limits limits;
	fr_str input, output;
	fr_annotation *workbook; /* NULL: the input is CSV */
	change *changes; /* not written yet */
	size_t count, capacity;
	fr_outfile *file; /* NULL before the first row is written */
	fr_buf out;
};

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static void discard(fr_copy *r)
{
	fr_allocator allocator = r->allocator;
	fr_outfile_close(r->file, false, NULL);
	fr_buf_free(&r->out);
	fr_arena_free(&r->texts);
	fr_arena_free(&r->arena);
	fr_release(&allocator, r->changes);
	fr_release(&allocator, r);
}

static fr_status open_input(fr_copy *r, fr_error *error)
{
	fr_source *source = NULL;
	fr_status status = fr_source_open(&r->allocator, r->input.p, &r->limits, &source, error);
	bool csv = status == FR_OK && strcmp(fr_source_format(source), "csv") == 0;
	fr_source_close(source);
	return status != FR_OK || csv ? status
				      : fr_annotation_new(&r->allocator, &r->limits, r->input.p, r->output.p, NULL, &r->workbook, error);
}

fr_status fr_copy_new(
	const fr_allocator *allocator, const fr_limits *limits, const char *input, const char *output, fr_copy **out, fr_error *error)
{
	*out = NULL;
	if (!input || !output)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	fr_allocator system = allocator && allocator->resize ? *allocator : fr_system_allocator;
	fr_copy *r = fr_alloc(&system, sizeof *r);
	if (!r)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*r = (fr_copy){.allocator = system, .limits = *limits};
	fr_limits_default(&r->limits);
	fr_arena_init(&r->arena, &system, 0);
	fr_arena_init(&r->texts, &system, 0);
	fr_buf_init(&r->out, &system, (size_t)4 << 30);
	r->input = fr_arena_str(&r->arena, fr_str_from(input));
	r->output = fr_arena_str(&r->arena, fr_str_from(output));
	fr_status status = r->input.p && r->output.p ? FR_OK : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_OK && same_file(input, output))
		status = fr_fail(error, FR_E_ARGUMENT, FR_IO_SAME, input, NULL);
	if (status == FR_OK)
		status = open_input(r, error);
	if (status == FR_OK)
		*out = r;
	else
		discard(r);
	return status;
}

bool fr_copy_is_csv(const fr_copy *copy) { return !copy->workbook; }

bool fr_copy_put(fr_copy *r, fr_str sheet, size_t row, size_t column, fr_str text)
{
	if (r->workbook)
		return fr_annotation_replace(r->workbook, sheet, row, column, text);
	if (r->count == r->capacity) {
		size_t room = r->capacity ? r->capacity * 2 : 256;
		change *more = room > CHANGES_MOST ? NULL : fr_resize(&r->allocator, r->changes, room * sizeof *more);
		if (!more)
			return false;
		r->changes = more;
		r->capacity = room;
	}
	fr_str kept = fr_arena_str(&r->texts, text);
	r->changes[r->count++] = (change){row, column, kept};
	return kept.p != NULL;
}

/* ---- CSV ---- */

static fr_status flush(fr_copy *r, fr_error *error)
{
	if (r->out.failed)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (!r->file) {
		fr_status status = fr_outfile_open(&r->allocator, r->output.p, &r->file, error);
		if (status != FR_OK)
			return status;
	}
	fr_outfile_write(r->file, r->out.p, r->out.n); /* a failure is remembered for fr_outfile_close */
	fr_buf_clear(&r->out);
	return FR_OK;
}

/* A record with the changes [from, to), which are in the order of its columns. */
static void put_row(fr_copy *r, const fr_row *row, size_t from, size_t to, size_t *guarded)
{
	const fr_raw *raw = row->raw;
	const char *done = raw->all.p;
	for (size_t i = 0; i < raw->count; i++) {
		const fr_str *cell = &raw->cells[i];
		fr_str text = i < row->count ? row->cells[i].text : fr_str_of(NULL, 0);
		bool changed = false;
		for (; from < to && r->changes[from].column <= i + 1; from++)
			if (r->changes[from].column == i + 1 && !changed) {
				changed = true;
				text = r->changes[from].text;
			}
		bool guard = guarded && fr_csv_is_formula(text);
		if (!changed && !guard)
			continue;
		fr_buf_add(&r->out, done, (size_t)(cell->p - done));
		fr_csv_put(&r->out, text, raw->delimiter, guard);
		done = cell->p + cell->n;
		if (guard)
			++*guarded;
	}
	fr_buf_add(&r->out, done, (size_t)(raw->all.p + raw->all.n - done));
}

/* So that a spreadsheet reads it as what it is. */
static void put_mark(fr_copy *r)
{
	if (!r->file && !r->out.n)
		fr_buf_puts(&r->out, "\xEF\xBB\xBF");
}

fr_status fr_copy_row(fr_copy *r, const fr_row *row, size_t *guarded, fr_error *error)
{
	if (r->workbook)
		return FR_OK;
	put_mark(r);
	put_row(r, row, 0, r->count, guarded);
	r->count = 0;
	fr_arena_reset(&r->texts);
	return r->out.n < BLOCK && !r->out.failed ? FR_OK : flush(r, error);
}

static int by_place(const void *a, const void *b)
{
	const change *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->column != y->column ? (x->column < y->column ? -1 : 1) : 0;
}

/* All changes are known: the input goes by once more. */
static fr_status write_all(fr_copy *r, fr_error *error)
{
	fr_source *source = NULL;
	fr_row row;
	size_t next = 0;
	fr_status status = fr_source_open(&r->allocator, r->input.p, &r->limits, &source, error);
	if (r->count)
		qsort(r->changes, r->count, sizeof *r->changes, by_place);
	if (status == FR_OK)
		fr_source_keep(source);
	put_mark(r);
	while (status == FR_OK && (status = fr_source_next(source, &row, error)) == FR_OK) {
		while (next < r->count && r->changes[next].row < row.row)
			next++;
		size_t from = next;
		while (next < r->count && r->changes[next].row == row.row)
			next++;
		put_row(r, &row, from, next, NULL);
		if (r->out.n >= BLOCK || r->out.failed)
			status = flush(r, error);
	}
	fr_source_close(source);
	return status == FR_END ? FR_OK : status;
}

static fr_status finish(fr_copy *r, bool streamed, fr_error *error)
{
	fr_status status = streamed ? FR_OK : write_all(r, error);
	if (status == FR_OK)
		status = flush(r, error);
	if (status == FR_OK) {
		fr_outfile *file = r->file;
		r->file = NULL;
		status = fr_outfile_close(file, true, error);
	}
	return status;
}

fr_status fr_copy_close(fr_copy *copy, bool commit, fr_scrub *scrub, fr_error *error)
{
	if (!copy)
		return FR_OK;
	fr_status status = FR_OK;
	if (copy->workbook && scrub)
		fr_annotation_scrub(copy->workbook, scrub);
	if (copy->workbook)
		status = fr_annotation_close(copy->workbook, commit, error);
	else if (commit)
		status = finish(copy, copy->file || copy->out.n, error);
	discard(copy);
	return status;
}
