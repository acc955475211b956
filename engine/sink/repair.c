/* Repair: a copy of a data file in which proposed repairs are made, those that were accepted and no others.
 * Stage: outputs. In: a CSV or ODS file, results of checking it. Out: a new file; every other byte of text is as it was. */
#include "sink/repair.h"

#include "diag/diag.h"
#include "source/whole.h"

#include <stdlib.h>
#include <sys/stat.h>

#define CHANGES_MOST 5000000

/* A cell that gets another text. */
typedef struct change {
	size_t row, column; /* 1-based; of CSV the line on which the record begins */
	fr_str text;
} change;

struct fr_repair {
	fr_allocator allocator;
	fr_arena arena;
	fr_str input, output;
	const fr_str *accepted;
	size_t accepted_count;
	bool all;
	fr_annotation *workbook; /* NULL: the input is text */
	change *changes;
	size_t count, capacity;
	size_t made;
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

static void discard(fr_repair *r)
{
	fr_allocator allocator = r->allocator;
	fr_arena_free(&r->arena);
	fr_release(&allocator, r->changes);
	fr_release(&allocator, r);
}

static fr_status keep(fr_repair *r, const char *input, const char *output, const char *const *codes, size_t count, fr_error *error)
{
	fr_str *accepted = FR_ARENA_ARRAY(&r->arena, fr_str, count);
	r->input = fr_arena_str(&r->arena, fr_str_from(input));
	r->output = fr_arena_str(&r->arena, fr_str_from(output));
	if (!accepted || !r->input.p || !r->output.p)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	for (size_t i = 0; i < count; i++) {
		accepted[i] = fr_arena_str(&r->arena, fr_str_from(codes[i]));
		if (!accepted[i].p)
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		r->all = r->all || fr_str_is(accepted[i], "all");
	}
	r->accepted = accepted;
	r->accepted_count = count;
	return FR_OK;
}

fr_status fr_repair_new(const fr_allocator *allocator, const char *input, const char *output, const char *const *codes, size_t count,
	fr_repair **out, fr_error *error)
{
	*out = NULL;
	if (!input || !output || (count && !codes))
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	fr_allocator system = allocator && allocator->resize ? *allocator : fr_system_allocator;
	fr_repair *r = fr_alloc(&system, sizeof *r);
	if (!r)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*r = (fr_repair){.allocator = system};
	fr_arena_init(&r->arena, &system, 0);
	fr_status status = keep(r, input, output, codes, count, error);
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

static bool is_accepted(const fr_repair *r, const fr_finding *finding)
{
	fr_str code = fr_str_from(fr_code_name(finding->code));
	for (size_t i = 0; i < r->accepted_count; i++)
		if (fr_str_eq(r->accepted[i], code) || fr_str_eq(r->accepted[i], finding->rule))
			return true;
	return r->all;
}

static bool add_change(fr_repair *r, const fr_finding *finding)
{
	if (r->count == r->capacity) {
		size_t room = r->capacity ? r->capacity * 2 : 256;
		change *more = room > CHANGES_MOST ? NULL : fr_resize(&r->allocator, r->changes, room * sizeof *more);
		if (!more)
			return false;
		r->changes = more;
		r->capacity = room;
	}
	fr_str text = fr_arena_str(&r->arena, finding->repair);
	r->changes[r->count++] = (change){finding->row, finding->column, text};
	return text.p != NULL;
}

fr_status fr_repair_add(fr_repair *repair, const fr_result *result, fr_error *error)
{
	for (size_t i = 0; i < result->finding_count; i++) {
		const fr_finding *f = &result->findings[i];
		if (!f->repair.n || !f->repair_exact || !f->column || !is_accepted(repair, f))
			continue;
		bool done = repair->workbook ? fr_annotation_replace(repair->workbook, f) : add_change(repair, f);
		if (!done)
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		repair->made++;
	}
	return FR_OK;
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

static void rewrite(const fr_repair *r, fr_str s, char delimiter, fr_buf *out)
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

static fr_status write_text(fr_repair *r, fr_error *error)
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

fr_status fr_repair_close(fr_repair *repair, bool commit, size_t *made, fr_error *error)
{
	if (!repair)
		return FR_OK;
	if (made)
		*made = repair->made;
	fr_status status = repair->workbook ? fr_annotation_close(repair->workbook, commit, error)
			   : commit         ? write_text(repair, error)
					    : FR_OK;
	discard(repair);
	return status;
}
