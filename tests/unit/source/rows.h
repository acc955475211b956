/* Rows as one line of text each, for tests of readers: `sheet!row` (with ~ when hidden) and the cells joined by |.
 * Text as it is, numbers #4.5, dates @45209, times ^0.5, booleans ?1, errors !#N/A, nothing for empty cells. A failure ends with its code and line: `source.quote 3`. */
#ifndef FR_TEST_ROWS_H
#define FR_TEST_ROWS_H

#include "source/reader.h"
#include "suite.h"

#include <stdlib.h>

static inline void write_cell(fr_buf *out, const fr_cell *cell)
{
	static const char *const marks[] = {"", "", "#", "?", "@", "^", "!"};
	fr_buf_puts(out, marks[cell->kind]);
	if (cell->kind == FR_CELL_TEXT || cell->kind == FR_CELL_ERROR)
		fr_buf_str(out, cell->text);
	else if (cell->kind != FR_CELL_EMPTY) {
		char number[400];
		fr_buf_add(out, number, fr_number_write(fr_number_round(cell->number, 9), number));
	}
}

static inline void write_row(fr_buf *out, const fr_row *row)
{
	if (row->sheet.n) {
		fr_buf_str(out, row->sheet);
		fr_buf_byte(out, '!');
	}
	fr_buf_printf(out, "%zu%s%s:", row->row, row->hidden ? "~" : "", row->new_sheet ? "*" : "");
	for (size_t i = 0; i < row->count; i++) {
		if (i)
			fr_buf_byte(out, '|');
		write_cell(out, &row->cells[i]);
		if (row->clean && fr_str_find(row->cells[i].text, FR_STR("\xEF\xBF\xBD")) != SIZE_MAX)
			fr_buf_puts(out, " said to be clean");
	}
	fr_buf_byte(out, '\n');
}

static inline void write_failure(fr_buf *out, fr_status status, const fr_error *error)
{
	if (status == FR_OK || status == FR_END)
		return;
	fr_buf_puts(out, fr_code_name(error->code));
	if (error->line)
		fr_buf_printf(out, " %zu", error->line);
	fr_buf_byte(out, '\n');
	if (error->status != status)
		fr_buf_puts(out, "status and error differ\n");
}

/* Everything a reader gives, as text. */
static inline void write_reader(fr_buf *out, fr_status status, fr_reader *reader, fr_error *error)
{
	fr_row row;
	while (status == FR_OK && (status = reader->next(reader->state, &row, error)) == FR_OK)
		write_row(out, &row);
	write_failure(out, status, error);
	if (reader->close)
		reader->close(reader->state);
}

/* A file through the public door of the stage. */
static inline void write_file(fr_buf *out, const char *path, const fr_limits *asked)
{
	fr_limits limits = asked ? *asked : (fr_limits){0};
	fr_limits_default(&limits);
	fr_source *source;
	fr_error error = {0};
	fr_row row;
	fr_status status = fr_source_open(NULL, path, &limits, &source, &error);
	while (status == FR_OK && (status = fr_source_next(source, &row, &error)) == FR_OK)
		write_row(out, &row);
	write_failure(out, status, &error);
	fr_source_close(source);
}

/* An allocator that refuses the n-th request (0: none) and counts them. */
typedef struct stingy {
	size_t asked, refuse;
} stingy;
static inline void *stingy_resize(void *user, void *block, size_t size)
{
	stingy *s = user;
	if (size && ++s->asked == s->refuse)
		return NULL;
	return fr_system_allocator.resize(NULL, block, size);
}

#endif
