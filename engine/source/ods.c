/* ODS: OpenDocument spreadsheets, zipped or flat, as rows.
 * Stage: rows. In: content.xml, or the flat file, as a stream. Out: rows, one in memory at a time; repeated ones are counted, not copied.
 * Source: OpenDocument 1.3 part 3, 9.1 (tables) and 6.1.2 (white space). */
#include "source/ods.h"

#include "source/notes.h"

#include <stdio.h>

enum state { OUTSIDE, SPREADSHEET, TABLE, ROW, CELL, PARAGRAPH, NOTE, NOTE_WORDS, NOTE_CREATOR, STATES };

#define ROWS_MOST ((size_t)1 << 24) /* of any sheet: more than the largest of any office */
#define HIDDEN_STYLES_MOST 4096

typedef struct hidden_style {
	struct hidden_style *next;
	fr_str name;
} hidden_style;

typedef struct ods {
	fr_allocator allocator;
	fr_limits limits;
	fr_bytes *bytes;
	fr_zip *zip; /* NULL for the flat form */
	fr_part part;
	fr_markup markup;
	fr_properties properties;
	bool has_properties;
	const char *format;

	enum state state;
	size_t depth_of[STATES];
	bool seen; /* a spreadsheet began */

	fr_arena names; /* of hidden styles */
	hidden_style *hidden_styles;
	size_t hidden_n;
	fr_str style; /* the table style at hand */

	fr_buf sheet;
	bool sheet_hidden, new_sheet;
	size_t row, row_repeat;
	bool row_hidden;
	uint64_t written, expanded; /* cells with content: in the file, and added by repeating */

	fr_buf text; /* of all cells of the row */
	fr_cell *cells; /* text.p is set when the row is whole; until then text.n and the offset in at */
	size_t *at;
	size_t count, capacity, column; /* cells filled in, room, columns passed */

	fr_office_cell cell;
	size_t cell_at; /* where its text begins */
	bool paragraphs; /* one was there already */
	bool blank; /* the last character of the paragraph was white space, or it has none yet */

	fr_notes notes; /* of the row */
	fr_buf creator; /* of the note at hand */

	size_t left; /* times the row at hand is still to be given */
} ods;

static void refuse(ods *o, fr_status status, fr_code code, size_t most)
{
	char limit[32];
	snprintf(limit, sizeof limit, "%zu", most);
	fr_fail(o->markup.error, status, code, o->part.name, "", limit, NULL);
	fr_error_at(o->markup.error, NULL, o->row + 1, 0);
	fr_markup_refuse(&o->markup, status);
}

static void no_memory(ods *o) { fr_markup_refuse(&o->markup, fr_fail(o->markup.error, FR_E_MEMORY, FR_MEMORY, NULL)); }

static void enter(ods *o, enum state state)
{
	o->state = state;
	o->depth_of[state] = o->markup.depth;
}

/* ---- styles: which sheets are hidden ---- */

static void style_start(ods *o, fr_name name, const char **attributes)
{
	bool table = false, hides = false;
	fr_str found = FR_STR("");
	for (const char **a = attributes; *a; a += 2) {
		int word = fr_markup_name(&o->markup, a[0], true).word;
		if (word == ODS_NAME)
			found = fr_str_from(a[1]);
		else if (word == ODS_FAMILY)
			table = strcmp(a[1], "table") == 0;
		else if (word == ODS_DISPLAY)
			hides = strcmp(a[1], "false") == 0;
	}
	if (name.word == ODS_STYLE) {
		o->style = FR_STR("");
		if (table && o->hidden_n < HIDDEN_STYLES_MOST && !(o->style = fr_arena_str(&o->names, found)).p)
			no_memory(o);
	} else if (hides && o->style.n) {
		hidden_style *h = FR_ARENA_NEW(&o->names, hidden_style);
		if (!h) {
			no_memory(o);
			return;
		}
		*h = (hidden_style){o->hidden_styles, o->style};
		o->hidden_styles = h;
		o->hidden_n++;
	}
}

/* ---- sheets and rows ---- */

static void table_start(ods *o, const char **attributes)
{
	enter(o, TABLE);
	fr_buf_clear(&o->sheet);
	o->sheet_hidden = false;
	o->new_sheet = true;
	o->row = 0;
	for (const char **a = attributes; *a; a += 2) {
		int word = fr_markup_name(&o->markup, a[0], true).word;
		if (word == ODS_TABLE_NAME)
			fr_buf_puts(&o->sheet, a[1]);
		else if (word == ODS_STYLE_NAME) {
			for (const hidden_style *h = o->hidden_styles; h; h = h->next)
				o->sheet_hidden = o->sheet_hidden || fr_str_is(h->name, a[1]);
			if (strcmp(a[1], "ta_extref") == 0) { /* copies of cells of other files that the office keeps for its formulas */
				fr_markup_skip(&o->markup);
				o->state = SPREADSHEET;
			}
		}
	}
	if (o->sheet.failed)
		no_memory(o);
}

static void row_start(ods *o, const char **attributes)
{
	enter(o, ROW);
	o->row_repeat = 1;
	o->row_hidden = false;
	o->count = o->column = 0;
	fr_buf_clear(&o->text);
	fr_notes_clear(&o->notes);
	for (const char **a = attributes; *a; a += 2) {
		int word = fr_markup_name(&o->markup, a[0], true).word;
		if (word == ODS_ROWS_REPEATED)
			o->row_repeat = fr_office_count(a[1]);
		else if (word == ODS_VISIBILITY)
			o->row_hidden = strcmp(a[1], "visible") != 0;
	}
}

static void row_end(ods *o)
{
	o->state = TABLE;
	if (o->row > o->limits.rows || o->row_repeat > o->limits.rows - o->row) {
		if (o->count) {
			refuse(o, FR_E_LIMIT, FR_SOURCE_ROWS, o->limits.rows);
			return;
		}
		o->row_repeat = o->limits.rows - (o->row < o->limits.rows ? o->row : o->limits.rows);
	}
	if (o->count == 0 && o->notes.n) { /* a comment is not repeated */
		o->row += o->row_repeat - 1;
		o->row_repeat = 1;
	} else if (o->count == 0) {
		o->row += o->row_repeat;
		return;
	}
	o->expanded += (uint64_t)(o->row_repeat - 1) * o->count;
	if (o->expanded > o->limits.repeats && o->expanded / o->limits.ratio > o->written) {
		refuse(o, FR_E_LIMIT, FR_SOURCE_REPEATED, 0);
		return;
	}
	for (size_t i = 0; i < o->count; i++)
		o->cells[i].text.p = o->cells[i].text.n ? o->text.p + o->at[i] : NULL;
	o->left = o->row_repeat;
	fr_markup_pause(&o->markup);
}

/* ---- cells ---- */

static void cell_start(ods *o, const char **attributes)
{
	enter(o, CELL);
	fr_str string;
	fr_office_cell_read(&o->markup, attributes, &o->cell, &string);
	o->cell_at = o->text.n;
	o->paragraphs = false;
	if (o->cell.has_string && o->cell.type == FR_OFFICE_STRING)
		fr_buf_str(&o->text, string);
}

static bool room_for(ods *o, size_t count)
{
	if (count <= o->capacity)
		return true;
	size_t capacity = o->capacity * 2 > count ? o->capacity * 2 : count < 64 ? 64 : count;
	fr_cell *cells = fr_resize(&o->allocator, o->cells, capacity * sizeof *cells);
	if (cells)
		o->cells = cells;
	size_t *at = cells ? fr_resize(&o->allocator, o->at, capacity * sizeof *at) : NULL;
	if (!at) {
		no_memory(o);
		return false;
	}
	o->at = at;
	o->capacity = capacity;
	return true;
}

static void cell_end(ods *o)
{
	o->state = ROW;
	fr_str shown = {o->text.p ? o->text.p + o->cell_at : NULL, o->text.n - o->cell_at};
	fr_cell cell = fr_office_cell_finish(&o->cell, shown);
	if (o->text.failed) {
		if (o->text.n < o->limits.row_bytes / 2) /* far from the ceiling: it was memory */
			no_memory(o);
		else
			refuse(o, FR_E_LIMIT, FR_SOURCE_ROW, o->limits.row_bytes);
		return;
	}
	if (cell.kind == FR_CELL_EMPTY) {
		o->text.n = o->cell_at;
		o->column += o->cell.repeat; /* each at most 2^31, so many rows of them cannot overflow 64 bits */
		return;
	}
	if (o->column >= o->limits.columns || o->cell.repeat > o->limits.columns - o->column) {
		refuse(o, FR_E_LIMIT, FR_SOURCE_COLUMNS, o->limits.columns);
		return;
	}
	size_t end = o->column + o->cell.repeat;
	if (!room_for(o, end))
		return;
	while (o->count < o->column)
		o->cells[o->count++] = (fr_cell){.kind = FR_CELL_EMPTY};
	o->written++;
	o->expanded += o->cell.repeat - 1;
	for (; o->count < end; o->count++) {
		o->cells[o->count] = cell;
		o->at[o->count] = o->cell_at;
	}
	o->column = end;
}

/* ---- text ---- */

static void text_limit(ods *o)
{
	if (o->text.n - o->cell_at > o->limits.cell_bytes)
		refuse(o, FR_E_LIMIT, FR_SOURCE_CELL, o->limits.cell_bytes);
}

static void add_spaces(ods *o, const char **attributes)
{
	size_t n = 1;
	for (const char **a = attributes; *a; a += 2)
		if (fr_markup_name(&o->markup, a[0], true).word == ODS_COUNT)
			n = fr_office_count(a[1]);
	if (n > o->limits.cell_bytes)
		n = o->limits.cell_bytes + 1;
	if (fr_buf_reserve(&o->text, n)) {
		memset(o->text.p + o->text.n, ' ', n);
		o->text.n += n;
	}
	text_limit(o);
}

/* ---- comments ---- */

static void note_start(ods *o)
{
	enter(o, NOTE);
	fr_notes_begin(&o->notes);
	fr_buf_clear(&o->creator);
}

static void note_end(ods *o)
{
	o->state = CELL;
	if (o->creator.failed || !fr_notes_end(&o->notes, o->column + 1, fr_str_is(fr_str_trim(fr_buf_view(&o->creator)), FR_NOTE_CREATOR)))
		refuse(o, FR_E_LIMIT, FR_SOURCE_ROW, o->limits.row_bytes);
}

static void in_note(ods *o, fr_name name)
{
	if (name.word == ODS_PARAGRAPH && o->state == NOTE) {
		if (o->notes.text.n > o->notes.from)
			fr_buf_byte(&o->notes.text, '\n');
		enter(o, NOTE_WORDS);
	} else if (name.word == ODS_CREATOR && o->state == NOTE)
		enter(o, NOTE_CREATOR);
	else if (name.word == ODS_SPACES || name.word == ODS_TAB || name.word == ODS_BREAK)
		fr_buf_byte(&o->notes.text, ' ');
	else if (name.ns != FR_NS_TEXT)
		fr_markup_skip(&o->markup);
}

/* White space counts as one space, and not at all where a paragraph begins. At its end the office keeps one, writing and reading, so it is kept here. */
static void on_text(void *user, const char *p, size_t n)
{
	ods *o = user;
	if (o->state >= NOTE_WORDS)
		fr_buf_add(o->state == NOTE_WORDS ? &o->notes.text : &o->creator, p, n);
	if (o->state != PARAGRAPH)
		return;
	for (size_t i = 0; i < n;) {
		size_t from = i;
		while (i < n && (unsigned char)p[i] > ' ') /* XML has no other characters up to the space than white ones */
			i++;
		if (i > from) {
			fr_buf_add(&o->text, p + from, i - from);
			o->blank = false;
		}
		for (; i < n && (unsigned char)p[i] <= ' '; i++) {
			if (!o->blank)
				fr_buf_byte(&o->text, ' ');
			o->blank = true;
		}
	}
	text_limit(o);
}

static void paragraph_start(ods *o)
{
	enter(o, PARAGRAPH);
	if (o->cell.has_string && o->cell.type == FR_OFFICE_STRING) {
		fr_markup_skip(&o->markup);
		o->state = CELL;
		return;
	}
	if (o->paragraphs)
		fr_buf_byte(&o->text, '\n');
	o->paragraphs = o->blank = true;
}

static void in_paragraph(ods *o, fr_name name, const char **attributes)
{
	switch (name.word) {
	case ODS_SPACES: add_spaces(o, attributes); break;
	case ODS_TAB: fr_buf_byte(&o->text, '\t'); break;
	case ODS_BREAK: fr_buf_byte(&o->text, '\n'); break;
	default:
		if (name.ns != FR_NS_TEXT || name.word == ODS_ASIDE)
			fr_markup_skip(&o->markup); /* notes, annotations, drawings */
		return;
	}
	o->blank = false;
}

/* ---- events ---- */

static void in_document(ods *o, fr_name name, const char **attributes)
{
	if (name.word == ODS_STYLE || name.word == ODS_TABLE_PROPERTIES)
		style_start(o, name, attributes);
	else if (o->markup.depth == 3 && name.word == ODS_SPREADSHEET) {
		enter(o, SPREADSHEET);
		o->seen = true;
	}
}

/* What is not named here is left out: columns, shapes, forms, tracked changes, validations, annotations, drawings, tables inside cells, what links to other files. */
static void on_start(void *user, fr_name name, const char **attributes)
{
	ods *o = user;
	if (o->state == CELL && name.word == ODS_PARAGRAPH)
		paragraph_start(o);
	else if (o->state == CELL && name.word == ODS_NOTE)
		note_start(o);
	else if (o->state >= NOTE)
		in_note(o, name);
	else if (o->state == CELL && name.word == ODS_LIST)
		;
	else if (o->state == ROW && (name.word == ODS_CELL || name.word == ODS_COVERED))
		cell_start(o, attributes);
	else if (o->state == TABLE && name.word == ODS_ROW)
		row_start(o, attributes);
	else if (o->state == TABLE && name.word == ODS_ROWS)
		;
	else if (o->state == SPREADSHEET && name.word == ODS_TABLE)
		table_start(o, attributes);
	else if (o->state == PARAGRAPH)
		in_paragraph(o, name, attributes);
	else if (o->state == OUTSIDE)
		in_document(o, name, attributes);
	else
		fr_markup_skip(&o->markup);
}

static void on_end(void *user, fr_name name)
{
	ods *o = user;
	(void)name;
	if (o->state == OUTSIDE || o->markup.depth != o->depth_of[o->state])
		return;
	switch (o->state) {
	case PARAGRAPH: o->state = CELL; break;
	case NOTE_WORDS:
	case NOTE_CREATOR: o->state = NOTE; break;
	case NOTE: note_end(o); break;
	case CELL: cell_end(o); break;
	case ROW: row_end(o); break;
	case TABLE: o->state = SPREADSHEET; break;
	default: o->state = OUTSIDE; break;
	}
}

/* ---- as a reader ---- */

static fr_status ods_next(void *state, fr_row *out, fr_error *error)
{
	ods *o = state;
	while (o->left == 0) {
		fr_status status = fr_markup_run(&o->markup, error);
		if (status == FR_END && !o->seen)
			return fr_fail(error, FR_E_FORMAT, FR_SOURCE_UNKNOWN, o->bytes->path, NULL);
		if (status != FR_OK && error && !error->line && o->state >= TABLE)
			error->line = o->row + 1;
		if (status != FR_OK)
			return status;
	}
	o->left--;
	o->row++;
	*out = (fr_row){.cells = o->cells,
		.count = o->count,
		.row = o->row,
		.sheet = fr_buf_view(&o->sheet),
		.texts = fr_buf_view(&o->text),
		.hidden = o->sheet_hidden || o->row_hidden,
		.sheet_hidden = o->sheet_hidden,
		.new_sheet = o->new_sheet,
		.notes = fr_notes_view(&o->notes),
		.note_count = o->notes.n};
	o->new_sheet = false;
	o->notes.n = 0; /* of the first of rows that repeat */
	return FR_OK;
}

/* Progress is counted in bytes of the file, though it is made in bytes of the part. */
static uint64_t ods_done(const void *state)
{
	const ods *o = state;
	if (!o->part.total || o->part.done >= o->part.total)
		return o->part.total ? o->bytes->size : o->part.done;
	return (uint64_t)((double)o->part.done / (double)o->part.total * (double)o->bytes->size);
}

static fr_str ods_property(void *state, const char *name)
{
	ods *o = state;
	if (!o->has_properties) {
		fr_properties_init(&o->properties, &o->allocator);
		o->has_properties = true;
		fr_properties_read(&o->properties, o->zip, "meta.xml", o->bytes, &o->limits);
	}
	return fr_properties_get(&o->properties, name);
}

static void ods_close(void *state)
{
	ods *o = state;
	fr_allocator a = o->allocator;
	fr_markup_close(&o->markup);
	if (o->part.close)
		o->part.close(&o->part);
	fr_zip_close(o->zip);
	if (o->has_properties)
		fr_properties_free(&o->properties);
	fr_arena_free(&o->names);
	fr_buf_free(&o->sheet);
	fr_buf_free(&o->text);
	fr_buf_free(&o->creator);
	fr_notes_free(&o->notes);
	fr_release(&a, o->cells);
	fr_release(&a, o->at);
	fr_release(&a, o);
}

static ods *new_ods(const fr_allocator *allocator, fr_bytes *bytes, const fr_limits *limits, const char *format)
{
	ods *o = fr_alloc(allocator, sizeof *o);
	if (!o)
		return NULL;
	*o = (ods){.allocator = *allocator, .limits = *limits, .bytes = bytes, .format = format};
	o->limits.rows = limits->rows < ROWS_MOST ? limits->rows : ROWS_MOST;
	o->markup.user = o;
	o->markup.start = on_start;
	o->markup.end = on_end;
	o->markup.text = on_text;
	o->markup.words = fr_ods_words;
	o->markup.depth_most = limits->depth;
	o->markup.token_most =
		8 * limits->cell_bytes + ((size_t)1 << 20); /* an attribute of a cell, each character written as a reference */
	fr_arena_init(&o->names, allocator, (size_t)4 << 20);
	fr_buf_init(&o->sheet, allocator, limits->cell_bytes);
	fr_buf_init(&o->text, allocator, limits->row_bytes);
	fr_buf_init(&o->creator, allocator, 1 << 16);
	fr_notes_init(&o->notes, allocator, limits->row_bytes);
	return o;
}

fr_status fr_ods_stream(const fr_allocator *allocator, fr_bytes *bytes, fr_zip *zip, const char *format, const fr_limits *limits,
	size_t block, fr_reader *out, fr_error *error)
{
	ods *o = new_ods(allocator, bytes, limits, format);
	if (!o) {
		fr_zip_close(zip);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	o->zip = zip;
	fr_status status = FR_OK;
	if (zip)
		status = fr_zip_part(zip, "content.xml", &o->part, error);
	else
		fr_part_of_bytes(bytes, &o->part);
	if (status == FR_OK)
		status = fr_markup_open(&o->markup, &o->part, block, error);
	if (status != FR_OK) {
		ods_close(o);
		return status;
	}
	*out = (fr_reader){format, o, ods_next, ods_done, ods_property, ods_close, NULL};
	return FR_OK;
}
