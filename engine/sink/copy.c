/* Copy: a data file written anew with other texts in some of its cells.
 * Stage: outputs. In: a CSV or ODS file, texts by place. Out: a new file; every other byte of text is as it was. */
#include "sink/copy.h"

#include "source/whole.h"

#include <stdlib.h>
#include <sys/stat.h>

#define CHANGES_MOST 20000000

/* A cell that gets another text. */
typedef struct change {
	size_t row, column; /* 1-based; of CSV the line on which the record begins */
	fr_str text;
} change;

struct fr_copy {
	fr_allocator allocator;
	fr_arena arena;
	fr_str input, output;
	fr_annotation *workbook; /* NULL: the input is text */
	change *changes;
	size_t count, capacity;
};
static bool is_text(const char *path)
{
	fr_limits limits = {0};
	fr_source *source = NULL;
	fr_limits_default(&limits);
	bool text = fr_source_open(&fr_system_allocator, path, &limits, &source, NULL) == FR_OK &&
		    fr_str_is(fr_str_from(fr_source_format(source)), "csv");
	fr_source_close(source);
	return text;
}

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static void discard(fr_copy *r)
{
	fr_allocator allocator = r->allocator;
	fr_arena_free(&r->arena);
	fr_release(&allocator, r->changes);
	fr_release(&allocator, r);
}

fr_status fr_copy_new(const fr_allocator *allocator, const char *input, const char *output, fr_copy **out, fr_error *error)
{
	*out = NULL;
	if (!input || !output)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	fr_allocator system = allocator && allocator->resize ? *allocator : fr_system_allocator;
	fr_copy *r = fr_alloc(&system, sizeof *r);
	if (!r)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*r = (fr_copy){.allocator = system};
	fr_arena_init(&r->arena, &system, 0);
	r->input = fr_arena_str(&r->arena, fr_str_from(input));
	r->output = fr_arena_str(&r->arena, fr_str_from(output));
	fr_status status = r->input.p && r->output.p ? FR_OK : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_OK && same_file(input, output))
		status = fr_fail(error, FR_E_ARGUMENT, FR_IO_SAME, input, NULL);
	if (status == FR_OK && !is_text(input))
		status = fr_annotation_new(&system, input, output, NULL, &r->workbook, error);
	if (status == FR_OK)
		*out = r;
	else
		discard(r);
	return status;
}

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
	fr_str kept = fr_arena_str(&r->arena, text);
	r->changes[r->count++] = (change){row, column, kept};
	return kept.p != NULL;
}

/* ---- text ---- */

static int by_place(const void *a, const void *b)
{
	const change *x = a, *y = b;
	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return x->column != y->column ? (x->column < y->column ? -1 : 1) : 0;
}

/* Quoted where it must be; no guard against formulas is put in front: the cell is to hold the value. */
static void put_cell(fr_buf *out, fr_str text, char delimiter)
{
	bool quote = text.n && (text.p[0] == ' ' || text.p[text.n - 1] == ' ');
	for (size_t i = 0; i < text.n && !quote; i++)
		quote = text.p[i] == '"' || text.p[i] == delimiter || text.p[i] == '\n' || text.p[i] == '\r';
	if (!quote) {
		fr_buf_str(out, text);
		return;
	}
	fr_buf_byte(out, '"');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			fr_buf_byte(out, '"');
		fr_buf_byte(out, text.p[i]);
	}
	fr_buf_byte(out, '"');
}

/* End of the cell that begins at: the delimiter or line end behind it. *lines counts line ends inside it. */
static size_t cell_end(fr_str s, size_t at, char delimiter, size_t *lines)
{
	bool quoted = at < s.n && s.p[at] == '"';
	for (size_t i = at + quoted; i < s.n; i++) {
		if (quoted && s.p[i] == '"') {
			if (i + 1 < s.n && s.p[i + 1] == '"')
				i++;
			else
				quoted = false;
		} else if (quoted)
			*lines += s.p[i] == '\n' || (s.p[i] == '\r' && (i + 1 == s.n || s.p[i + 1] != '\n'));
		else if (s.p[i] == delimiter || s.p[i] == '\n' || s.p[i] == '\r')
			return i;
	}
	return s.n;
}

static void rewrite(const fr_copy *r, fr_str s, char delimiter, fr_buf *out)
{
	size_t next = 0, line = 1, lines = 1, column = 1;
	for (size_t at = 0; at < s.n;) {
		size_t end = cell_end(s, at, delimiter, &lines);
		while (next < r->count &&
			(r->changes[next].row < line || (r->changes[next].row == line && r->changes[next].column < column)))
			next++;
		if (next < r->count && r->changes[next].row == line && r->changes[next].column == column)
			put_cell(out, r->changes[next++].text, delimiter);
		else
			fr_buf_add(out, s.p + at, end - at);
		if (end == s.n)
			return;
		at = end + 1;
		fr_buf_byte(out, s.p[end]);
		column++;
		if (s.p[end] == delimiter)
			continue;
		if (s.p[end] == '\r' && at < s.n && s.p[at] == '\n')
			fr_buf_byte(out, s.p[at++]);
		line = ++lines;
		column = 1;
	}
}

static fr_status write_text(fr_copy *r, fr_error *error)
{
	fr_buf text, out;
	fr_outfile *file = NULL;
	char delimiter = ',';
	if (r->count)
		qsort(r->changes, r->count, sizeof *r->changes, by_place);
	fr_buf_init(&out, &r->allocator, 0);
	fr_status status = fr_source_text(&r->allocator, r->input.p, &text, &delimiter, error);
	if (status == FR_OK) {
		fr_buf_puts(&out, "\xEF\xBB\xBF"); /* so that a spreadsheet reads it as what it is */
		rewrite(r, fr_buf_view(&text), delimiter, &out);
		if (out.failed)
			status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	if (status == FR_OK)
		status = fr_outfile_open(&r->allocator, r->output.p, &file, error);
	if (status == FR_OK && !fr_outfile_write(file, out.p, out.n))
		status = fr_fail(error, FR_E_IO, FR_IO_WRITE, r->output.p, "", NULL);
	if (file) {
		fr_status closed = fr_outfile_close(file, status == FR_OK, status == FR_OK ? error : NULL);
		status = status == FR_OK ? closed : status;
	}
	fr_buf_free(&text);
	fr_buf_free(&out);
	return status;
}

fr_status fr_copy_close(fr_copy *copy, bool commit, fr_scrub *scrub, fr_error *error)
{
	if (!copy)
		return FR_OK;
	if (copy->workbook && scrub)
		fr_annotation_scrub(copy->workbook, scrub);
	fr_status status = copy->workbook ? fr_annotation_close(copy->workbook, commit, error) : commit ? write_text(copy, error) : FR_OK;
	discard(copy);
	return status;
}
