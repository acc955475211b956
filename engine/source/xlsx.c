/* XLSX: Office Open XML workbooks (also with macros, and the strict variant) as rows.
 * Stage: rows. In: the sheets' parts as streams, one after the other. Out: rows, one in memory at a time; beside them only shared strings and styles are kept.
 * Source: ECMA-376 part 1, 18.3.1. What merged cells cover is given like other cells: nobody knows yet which these are, and nothing is lost. */
#include "source/xlsx.h"

#include "source/ods.h"

#include <stdio.h>

enum state { OUTSIDE, DATA, ROW, CELL, INLINE, VALUE, TEXT, STATES }; /* text is that of the cell from VALUE on */

#define SHOWN_FREE ((uint64_t)256 << 20) /* bytes of shared texts that cells may show before they are set against the size of the file */
#define IN_STRINGS SIZE_MAX /* the text of the cell is one of the shared strings */

typedef struct xlsx {
	fr_allocator allocator;
	fr_limits limits;
	fr_bytes *bytes;
	fr_zip *zip;
	size_t block;
	fr_xlsx_book book;
	fr_xlsx_styles styles;
	fr_xlsx_strings *strings; /* opened when the first row is asked for */
	bool begun;
	fr_properties properties;
	bool has_properties;

	size_t sheet; /* the one at hand */
	fr_part part;
	fr_markup markup; /* of its part; no parser: none is open */
	enum state state;
	size_t depth_of[STATES];
	bool rows; /* it is a sheet of rows */

	fr_xlsx_notes notes; /* of the sheet */
	bool ended; /* it has no more rows, but perhaps comments */
	bool new_sheet;
	size_t row; /* the one at hand; 0 before the first */
	char row_digits[24]; /* the same as written in the places of its cells */
	bool row_hidden;
	uint64_t shown; /* bytes of shared texts in cells so far */
	size_t row_shown;

	fr_buf text; /* of the cells of the row, save for shared strings */
	fr_cell *cells; /* text.p is set when the row is whole; until then text.n and the offset in at */
	size_t *at;
	size_t count, capacity, column; /* cells filled in, room, the next column */

	fr_xlsx_cell cell;
	size_t cell_at; /* where its text begins */
	bool whole; /* a row is ready to be given */
} xlsx;

__attribute__((noinline)) static void refuse_at(xlsx *x, fr_status status, int code, fr_str what)
{
	fr_fail_str(x->markup.error, status, code, fr_str_from(x->part.name), what);
	fr_error_at(x->markup.error, NULL, x->row, 0);
	fr_markup_refuse(&x->markup, status);
}

__attribute__((noinline)) static void refuse(xlsx *x, int code, size_t most)
{
	char limit[32];
	snprintf(limit, sizeof limit, "%zu", most);
	fr_fail(x->markup.error, FR_E_LIMIT, code, x->part.name, "", limit, NULL);
	fr_error_at(x->markup.error, NULL, x->row, 0);
	fr_markup_refuse(&x->markup, FR_E_LIMIT);
}

static void no_memory(xlsx *x) { fr_markup_refuse(&x->markup, fr_fail(x->markup.error, FR_E_MEMORY, FR_MEMORY, NULL)); }

static void enter(xlsx *x, enum state state)
{
	x->state = state;
	x->depth_of[state] = x->markup.depth;
}

/* ---- rows ---- */

__attribute__((noinline)) static void row_start(xlsx *x, const char **attributes)
{
	enter(x, ROW);
	size_t row = x->row + 1;
	const char *stated = NULL;
	x->row_hidden = false;
	for (const char **a = attributes; *a; a += 2) {
		if (a[0][0] == 'r' && a[0][1] == 0)
			stated = a[1];
		else if (strcmp(a[0], "hidden") == 0)
			x->row_hidden = strcmp(a[1], "1") == 0 || strcmp(a[1], "true") == 0;
	}
	/* A row that stands above those before it would pass unseen when the header comes after it. */
	if (stated && (!fr_xlsx_count(fr_str_from(stated), SIZE_MAX / 2, &row) || row <= x->row)) {
		refuse_at(x, FR_E_FORMAT, FR_SOURCE_PLACE, fr_str_from(stated));
		return;
	}
	x->row = row;
	snprintf(x->row_digits, sizeof x->row_digits, "%zu", row);
	x->count = x->column = x->row_shown = 0;
	fr_buf_clear(&x->text);
}

static void row_end(xlsx *x)
{
	x->state = DATA;
	if (x->count == 0)
		return;
	if (x->row > x->limits.rows) {
		refuse(x, FR_SOURCE_ROWS, x->limits.rows);
		return;
	}
	for (size_t i = 0; i < x->count; i++)
		if (x->at[i] != IN_STRINGS)
			x->cells[i].text.p = x->cells[i].text.n ? x->text.p + x->at[i] : NULL;
	x->whole = true;
	fr_markup_pause(&x->markup);
}

/* ---- cells ---- */

static void cell_start(xlsx *x, const char **attributes)
{
	enter(x, CELL);
	if (!fr_xlsx_cell_read(attributes, x->row, x->row_digits, &x->cell)) {
		const char *place = "";
		for (const char **a = attributes; *a; a += 2)
			place = strcmp(a[0], "r") == 0 ? a[1] : place;
		refuse_at(x, FR_E_FORMAT, FR_SOURCE_PLACE, fr_str_from(place));
		return;
	}
	if (!x->cell.placed)
		x->cell.column = x->column;
	x->column = x->cell.column + 1;
	x->cell_at = x->text.n;
}

static bool room_for(xlsx *x, size_t count)
{
	if (count <= x->capacity)
		return true;
	size_t capacity = x->capacity * 2 > count ? x->capacity * 2 : count < 64 ? 64 : count;
	fr_cell *cells = fr_resize(&x->allocator, x->cells, capacity * sizeof *cells);
	if (cells)
		x->cells = cells;
	size_t *at = cells ? fr_resize(&x->allocator, x->at, capacity * sizeof *at) : NULL;
	if (!at) {
		no_memory(x);
		return false;
	}
	x->at = at;
	x->capacity = capacity;
	return true;
}

/* Texts are counted where they are shown: a short file may name a long one a million times. */
static bool may_show(xlsx *x, size_t n)
{
	x->row_shown += n;
	x->shown += n;
	if (x->row_shown > x->limits.row_bytes)
		refuse(x, FR_SOURCE_ROW, x->limits.row_bytes);
	else if (x->shown > SHOWN_FREE && x->shown / x->limits.ratio > x->bytes->size)
		refuse_at(x, FR_E_LIMIT, FR_SOURCE_REPEATED, FR_STR(""));
	return x->markup.status == FR_OK;
}

/* The shared string that the text of the cell names; none when it is empty. */
static fr_str shared(xlsx *x)
{
	fr_str name = fr_str_of(x->text.p ? x->text.p + x->cell_at : NULL, x->text.n - x->cell_at), text = FR_STR("");
	size_t index;
	bool number = fr_xlsx_count(name, SIZE_MAX / 2, &index);
	if (!number) {
		name = fr_str_trim(name);
		number = fr_xlsx_count(name, SIZE_MAX / 2, &index);
	}
	if (name.n == 0)
		return text;
	fr_status status = x->strings && number ? fr_xlsx_strings_get(x->strings, index, &text, x->markup.error) : FR_END;
	if (status == FR_END)
		refuse_at(x, FR_E_FORMAT, FR_SOURCE_SHARED, name);
	else if (status != FR_OK)
		fr_markup_refuse(&x->markup, status);
	else if (text.n && !may_show(x, text.n))
		text.n = 0;
	return text;
}

/* Where the cell belongs, empty so far; NULL when it is refused. */
static fr_cell *place(xlsx *x)
{
	size_t column = x->cell.column;
	if (column >= x->limits.columns) {
		refuse(x, FR_SOURCE_COLUMNS, x->limits.columns);
		return NULL;
	}
	if (column >= x->capacity && !room_for(x, column + 1))
		return NULL;
	while (x->count <= column)
		x->cells[x->count++] = (fr_cell){.kind = FR_CELL_EMPTY};
	if (x->cells[column].kind != FR_CELL_EMPTY) {
		char number[32];
		snprintf(number, sizeof number, "R%zuC%zu", x->row, column + 1);
		refuse_at(x, FR_E_FORMAT, FR_SOURCE_PLACE, fr_str_from(number));
		return NULL;
	}
	return &x->cells[column];
}

static void shared_end(xlsx *x)
{
	fr_str text = shared(x);
	x->text.n = x->cell_at;
	fr_cell *cell = text.n ? place(x) : NULL;
	if (!cell)
		return;
	cell->kind = FR_CELL_TEXT;
	cell->text = text;
	x->at[x->cell.column] = IN_STRINGS;
}

static void own_end(xlsx *x)
{
	fr_xlsx_format format = {.show = FR_XLSX_GENERAL};
	if (x->cell.style < x->styles.count)
		format = x->styles.items[x->cell.style];
	fr_cell value = fr_xlsx_cell_finish(&x->cell, format, x->book.from_1904, &x->text, x->cell_at);
	if (value.kind == FR_CELL_EMPTY)
		x->text.n = x->cell_at;
	fr_cell *cell = value.kind == FR_CELL_EMPTY || x->text.failed ? NULL : place(x);
	if (!cell)
		return;
	cell->kind = value.kind;
	cell->text.n = x->text.n - x->cell_at;
	cell->number = value.number;
	x->at[x->cell.column] = x->cell_at;
}

static void cell_end(xlsx *x)
{
	x->state = ROW;
	bool blank = x->text.n == x->cell_at && !x->text.failed && !x->cell.formula && x->cell.type != FR_XLSX_ERROR;
	if (blank) /* it has nothing but a look */
		return;
	if (x->cell.type == FR_XLSX_SHARED)
		shared_end(x);
	else
		own_end(x);
	if (x->text.failed && x->text.n < x->limits.row_bytes / 2) /* far from the ceiling: it was memory */
		no_memory(x);
	else if (x->text.failed)
		refuse(x, FR_SOURCE_ROW, x->limits.row_bytes);
}

/* White space is kept whatever xml:space says: a value that is read is trimmed, and a run of a text may begin with the space between two words. */
static void on_text(void *user, const char *p, size_t n)
{
	xlsx *x = user;
	if (x->state < VALUE)
		return;
	fr_buf_add(&x->text, p, n);
	if (x->text.n - x->cell_at > x->limits.cell_bytes)
		refuse(x, FR_SOURCE_CELL, x->limits.cell_bytes);
}

/* ---- events ---- */

__attribute__((noinline)) static void root_start(xlsx *x, fr_name name)
{
	x->rows = fr_name_is(name, FR_NS_SHEET, "worksheet");
	if (!x->rows && x->book.sheets[x->sheet].must)
		refuse_at(x, FR_E_FORMAT, FR_SOURCE_PART, FR_STR(""));
	else if (!x->rows)
		fr_markup_skip(&x->markup); /* a sheet that is a chart or a dialog */
}

static void in_cell(xlsx *x, fr_name name)
{
	if (name.local[0] == 'v' && name.local[1] == 0 && x->cell_at == x->text.n) {
		x->cell.valued = true;
		enter(x, VALUE);
	} else if (name.local[0] == 'f' && name.local[1] == 0) {
		x->cell.formula = true;
		fr_markup_skip(&x->markup);
	} else if (strcmp(name.local, "is") == 0 && x->cell_at == x->text.n)
		enter(x, INLINE);
	else
		fr_markup_skip(&x->markup);
}

static void on_start(void *user, fr_name name, const char **attributes)
{
	xlsx *x = user;
	bool own = name.ns == FR_NS_SHEET;
	if (own && x->state == CELL)
		in_cell(x, name);
	else if (own && x->state == ROW && name.local[0] == 'c' && name.local[1] == 0)
		cell_start(x, attributes);
	else if (own && x->state == DATA && strcmp(name.local, "row") == 0)
		row_start(x, attributes);
	else if (x->state == INLINE) {
		if (fr_xlsx_rich_start(&x->markup, name))
			enter(x, TEXT);
	} else if (x->markup.depth == 1)
		root_start(x, name);
	else if (own && x->state == OUTSIDE && x->markup.depth == 2 && strcmp(name.local, "sheetData") == 0)
		enter(x, DATA);
	else
		fr_markup_skip(&x->markup); /* columns, merged cells, links, pictures, what other programs add */
}

static void on_end(void *user, fr_name name)
{
	xlsx *x = user;
	(void)name;
	if (x->state == OUTSIDE || x->markup.depth != x->depth_of[x->state])
		return;
	switch (x->state) {
	case TEXT: x->state = INLINE; break;
	case VALUE:
	case INLINE: x->state = CELL; break;
	case CELL: cell_end(x); break;
	case ROW: row_end(x); break;
	default: x->state = OUTSIDE; break;
	}
}

/* ---- as a reader ---- */

static fr_status begin(xlsx *x, fr_error *error)
{
	fr_status status = FR_OK;
	x->begun = true;
	if (x->book.styles)
		status = fr_xlsx_styles_read(&x->styles, &x->book.arena, x->zip, x->book.styles, &x->limits, error);
	if (status == FR_OK && x->book.strings)
		status = fr_xlsx_strings_open(
			&x->allocator, x->zip, x->book.strings, &x->limits, x->bytes->size, x->block, &x->strings, error);
	return status;
}

static fr_status notes_open(xlsx *x, fr_error *error)
{
	const char *part;
	fr_status status = fr_xlsx_comments_part(&x->book, x->zip, x->book.sheets[x->sheet].part, &x->limits, &part, error);
	return status == FR_OK && part ? fr_xlsx_notes_read(&x->notes, &x->allocator, x->zip, part, &x->limits, error) : status;
}

static fr_status sheet_open(xlsx *x, fr_error *error)
{
	fr_status status = notes_open(x, error);
	if (status == FR_OK)
		status = fr_zip_part(x->zip, x->book.sheets[x->sheet].part, &x->part, error);
	x->markup = (fr_markup){.user = x,
		.start = on_start,
		.end = on_end,
		.text = on_text,
		.depth_most = x->limits.depth,
		.token_most = fr_xlsx_token(&x->limits)};
	x->state = OUTSIDE;
	x->row = 0;
	x->new_sheet = true;
	x->ended = false;
	return status == FR_OK ? fr_markup_open(&x->markup, &x->part, x->block, error) : status;
}

static void sheet_close(xlsx *x)
{
	fr_markup_close(&x->markup);
	if (x->part.close)
		x->part.close(&x->part);
	x->part = (fr_part){.name = ""};
	fr_xlsx_notes_free(&x->notes);
}

static fr_status sheet_run(xlsx *x, fr_error *error)
{
	fr_status status = x->markup.parser ? FR_OK : sheet_open(x, error);
	if (status == FR_OK)
		status = fr_markup_run(&x->markup, error);
	if (status != FR_OK && status != FR_END && error && !error->line && x->state >= DATA)
		error->line = x->row;
	return status;
}

/* Goes on to the next row, or to the next sheet. FR_END: there is nothing more at all. */
static fr_status advance(xlsx *x, fr_error *error)
{
	if (x->sheet == x->book.count) {
		fr_status status = x->strings ? fr_xlsx_strings_finish(x->strings, error) : FR_OK;
		return status == FR_OK ? FR_END : status;
	}
	fr_status status = x->ended || !x->book.sheets[x->sheet].part ? FR_END : sheet_run(x, error);
	if (status != FR_END)
		return status;
	x->ended = true;
	if (fr_xlsx_notes_row(&x->notes) == SIZE_MAX) {
		sheet_close(x);
		x->sheet++;
		x->ended = false;
	}
	return FR_OK;
}

/* Comments may stand where no cells are: then they are a row of their own, between the others. */
static fr_status xlsx_next(void *state, fr_row *out, fr_error *error)
{
	xlsx *x = state;
	fr_status status = x->begun ? FR_OK : begin(x, error);
	while (status == FR_OK && !x->whole && !(x->ended && fr_xlsx_notes_row(&x->notes) != SIZE_MAX))
		status = advance(x, error);
	if (status != FR_OK)
		return status;
	const fr_xlsx_sheet *sheet = &x->book.sheets[x->sheet];
	size_t noted = fr_xlsx_notes_row(&x->notes);
	*out = (fr_row){
		.row = noted, .sheet = sheet->name, .hidden = sheet->hidden, .sheet_hidden = sheet->hidden, .new_sheet = x->new_sheet};
	if (x->whole && x->row <= noted) {
		out->cells = x->cells;
		out->count = x->count;
		out->row = x->row;
		out->texts = fr_buf_view(&x->text);
		out->hidden = sheet->hidden || x->row_hidden;
		x->whole = false;
	}
	if (out->row == noted)
		out->note_count = fr_xlsx_notes_take(&x->notes, &out->notes);
	x->new_sheet = false;
	return FR_OK;
}

/* Each sheet counts as an equal part of the file. */
static uint64_t xlsx_done(const void *state)
{
	const xlsx *x = state;
	double part = x->part.total ? (double)x->part.done / (double)x->part.total : 0;
	if (x->sheet >= x->book.count)
		return x->bytes->size;
	return (uint64_t)(((double)x->sheet + (part < 1 ? part : 1)) / (double)x->book.count * (double)x->bytes->size);
}

static fr_str xlsx_property(void *state, const char *name)
{
	xlsx *x = state;
	if (!x->has_properties) {
		fr_properties_init(&x->properties, &x->allocator);
		x->has_properties = true;
		if (x->book.properties)
			fr_properties_read(&x->properties, x->zip, x->book.properties, NULL, &x->limits);
	}
	return fr_properties_get(&x->properties, name);
}

static void xlsx_close(void *state)
{
	xlsx *x = state;
	fr_allocator a = x->allocator;
	sheet_close(x);
	fr_xlsx_strings_close(x->strings);
	if (x->has_properties)
		fr_properties_free(&x->properties);
	fr_xlsx_book_free(&x->book);
	fr_zip_close(x->zip);
	fr_buf_free(&x->text);
	fr_release(&a, x->cells);
	fr_release(&a, x->at);
	fr_release(&a, x);
}

fr_status fr_xlsx_stream(
	const fr_allocator *allocator, fr_bytes *bytes, fr_zip *zip, const fr_limits *limits, size_t block, fr_reader *out, fr_error *error)
{
	xlsx *x = fr_alloc(allocator, sizeof *x);
	if (!x) {
		fr_zip_close(zip);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	*x = (xlsx){.allocator = *allocator, .limits = *limits, .bytes = bytes, .zip = zip, .block = block};
	fr_buf_init(&x->text, allocator, limits->row_bytes);
	fr_status status = fr_xlsx_book_open(&x->book, allocator, zip, bytes->path, limits, error);
	if (status != FR_OK) {
		xlsx_close(x);
		return status;
	}
	*out = (fr_reader){"xlsx", x, xlsx_next, xlsx_done, xlsx_property, xlsx_close, NULL};
	return FR_OK;
}
