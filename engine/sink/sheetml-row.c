/* Rows of a sheet in XLSX: marks on cells, texts in place of what cells held, cells and rows that were not there.
 * Stage: outputs. In: a row, token by token; the notes of its sheet. Out: the row; byte for byte what it was where nothing is said. Source: ECMA-376 part 1, 18.3.1. */
#include "sink/sheetml-clean.h"
#include "sink/sheetml.h"

#include <stdlib.h>

const char *sheet_prefix(const sheet_copy *k)
{
	const char *prefix = splice_prefix(&k->in, FR_NS_SHEET);
	return prefix ? prefix : "";
}

static fr_status broken(const sheet_copy *k, fr_error *error)
{
	fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_PART, k->job->input, k->in.part->name, NULL);
	fr_error_at(error, NULL, k->row, 0);
	return FR_E_FORMAT;
}

static size_t number_of(fr_str raw, size_t otherwise)
{
	size_t n = 0;
	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] < '0' || raw.p[i] > '9' || n > UINT32_MAX)
			return otherwise;
		n = n * 10 + (size_t)(raw.p[i] - '0');
	}
	return raw.n ? n : otherwise;
}

/* ---- texts ---- */

static bool reads_as_escape(fr_str s, size_t at)
{
	if (s.n - at < 7 || s.p[at + 1] != 'x' || s.p[at + 6] != '_')
		return false;
	for (size_t i = at + 2; i < at + 6; i++)
		if (!strchr("0123456789abcdefABCDEF", s.p[i]) || !s.p[i])
			return false;
	return true;
}

void sheet_text(fr_buf *out, fr_str text)
{
	size_t done = 0;
	for (size_t i = 0; i < text.n; i++) {
		bool control = (unsigned char)text.p[i] < 0x20 && text.p[i] != '\n' && text.p[i] != '\t';
		if (!control && !(text.p[i] == '_' && reads_as_escape(text, i)))
			continue;
		fr_xml_text(out, fr_str_of(text.p + done, i - done));
		fr_buf_printf(out, "_x%04X_", (unsigned)(unsigned char)text.p[i]);
		done = i + 1;
	}
	fr_xml_text(out, fr_str_of(text.p + done, text.n - done));
}

void sheet_cell_text(sheet_copy *k, size_t row, size_t column, size_t look, fr_str text)
{
	const char *p = sheet_prefix(k);
	fr_buf *out = &k->in.out;
	fr_buf_printf(out, "<%sc r=\"", p);
	sheet_place_write(out, row, column);
	fr_buf_byte(out, '"');
	if (look)
		fr_buf_printf(out, " s=\"%zu\"", look);
	fr_buf_printf(out, " t=\"inlineStr\"><%sis><%st xml:space=\"preserve\">", p, p);
	sheet_text(out, text);
	fr_buf_printf(out, "</%st></%sis></%sc>", p, p, p);
}

/* ---- looks ---- */

/* What a cell looks like that is not written: as its row, else as its column. */
static size_t look_of_nothing(const sheet_copy *k, size_t column)
{
	if (k->row_look != SIZE_MAX)
		return k->row_look;
	for (size_t i = 0; i < k->column_count; i++)
		if (column >= k->columns[i].first && column <= k->columns[i].last)
			return k->columns[i].look;
	return 0;
}

static bool had_ours(const sheet_copy *k, size_t column)
{
	sheet_place place = {k->row, column};
	return k->comments && k->comments->ours_count &&
	       bsearch(&place, k->comments->ours, k->comments->ours_count, sizeof place, sheet_place_order);
}

/* Marked, or what it was before an earlier mark. */
static size_t look_for(sheet_copy *k, size_t look, size_t column, size_t here)
{
	const sheet_looks *looks = k->looks;
	char mark = 0;
	for (size_t i = 0; i < here; i++)
		if (!k->notes[i].replaces)
			mark = k->notes[i].level == FR_LEVEL_ERROR                    ? 'e'
			       : k->notes[i].level == FR_LEVEL_WARNING && mark != 'e' ? 'w'
										      : mark;
	size_t base = look;
	if (look < looks->count && looks->items[look].ours && looks->items[look].base != SIZE_MAX)
		base = looks->items[look].base;
	bool coloured = base < looks->count && looks->items[base].mark; /* an office has saved it since: only the colour tells */
	if (mark)
		return coloured && looks->items[base].mark == mark ? base : sheet_look_make(k->looks, mark, base, &k->failed);
	return coloured && (looks->items[base].ours || had_ours(k, column)) ? sheet_look_make(k->looks, 'c', base, &k->failed) : base;
}

/* ---- cells ---- */

static size_t notes_at(const sheet_copy *k, size_t row, size_t column)
{
	size_t n = 0;
	while (n < k->count && k->notes[n].row == row && k->notes[n].column == column)
		n++;
	return n;
}

static void reached(sheet_copy *k, size_t n)
{
	k->notes += n;
	k->count -= n;
}

/* A cell that was not there, for the notes at hand. */
static void put_new_cell(sheet_copy *k, size_t row)
{
	size_t column = k->notes->column, here = notes_at(k, row, column), look = look_of_nothing(k, column);
	const char *p = sheet_prefix(k);
	const copy_note *text = NULL;
	for (size_t i = 0; i < here && !text; i++)
		text = k->notes[i].replaces ? &k->notes[i] : NULL;
	if (text)
		sheet_cell_text(k, row, column, look, text->text);
	else {
		look = look_for(k, look, column, here);
		fr_buf_printf(&k->in.out, "<%sc r=\"", p);
		sheet_place_write(&k->in.out, row, column);
		fr_buf_printf(&k->in.out, "\" s=\"%zu\"/>", look);
	}
	reached(k, here);
}

/* The same cell with another look. */
static void put_tag(sheet_copy *k, size_t look)
{
	static const char *const names[] = {"s", NULL};
	splice_tag(k->in.raw, names, &k->in.out);
	if (look)
		fr_buf_printf(&k->in.out, " s=\"%zu\"", look);
	fr_buf_puts(&k->in.out, k->in.kind == SPLICE_EMPTY ? "/>" : ">");
}

/* What the f at hand says of a formula that is shared. */
static bool is_shared(const splice *in, size_t *id)
{
	fr_str value;
	if (!splice_attribute_of(in->raw, "t", &value) || !fr_str_is(value, "shared") || !splice_attribute_of(in->raw, "si", &value))
		return false;
	*id = number_of(value, SIZE_MAX);
	return *id != SIZE_MAX;
}

bool sheet_share(sheet_copy *k, size_t id, size_t column, fr_str formula)
{
	sheet_shared *shared = FR_ARENA_NEW(&k->arena, sheet_shared);
	fr_str kept = formula.n ? fr_arena_str(&k->arena, formula) : FR_STR("");
	if (!shared || !kept.p)
		return false;
	*shared = (sheet_shared){k->shared, id, k->row, column, kept};
	k->shared = shared;
	return true;
}

/* The formula of a cell that makes way, in k->words; whoever shares it gets it as their own. */
static fr_status take_formula(sheet_copy *k, size_t column, fr_error *error)
{
	splice *in = &k->in;
	size_t depth = in->depth, id = 0;
	bool shared = is_shared(in, &id), inside = in->kind == SPLICE_START;
	fr_status status = FR_OK;
	k->formula_gone = true;
	fr_buf_clear(&k->words);
	while (inside && (status = splice_next(in, error)) == FR_OK) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		if (in->kind == SPLICE_CDATA)
			fr_buf_add(&k->words, in->raw.p + 9, in->raw.n - 12);
		if (in->kind == SPLICE_TEXT && !splice_decode(in->raw, &k->words))
			return broken(k, error);
	}
	bool tells = k->job->scrub && sheet_formula_tells(k->job->scrub, fr_buf_view(&k->words), &k->other);
	if (status == FR_OK && shared && k->words.n && !sheet_share(k, id, column, tells ? FR_STR("") : fr_buf_view(&k->words)))
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	return status;
}

static fr_status replace_cell(sheet_copy *k, size_t column, size_t look, fr_str text, fr_error *error)
{
	splice *in = &k->in;
	fr_status status = FR_OK;
	size_t depth = in->depth;
	bool inside = in->kind == SPLICE_START;
	sheet_cell_text(k, k->row, column, look, text);
	while (inside && status == FR_OK && (status = splice_next(in, error)) == FR_OK) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		if (inside && splice_starts(in))
			status = in->depth == depth + 1 && splice_is(in, FR_NS_SHEET, "f") ? take_formula(k, column, error)
											   : splice_pass(in, false, error);
	}
	return status;
}

bool sheet_formula_shared(sheet_copy *k, size_t column)
{
	size_t id;
	if (!is_shared(&k->in, &id))
		return false;
	for (const sheet_shared *s = k->shared; s; s = s->next)
		if (s->id == id) {
			fr_buf_clear(&k->other);
			if (s->text.n)
				sheet_formula_move(s->text, (long)k->row - (long)s->row, (long)column - (long)s->column, &k->other);
			return true;
		}
	return false;
}

/* A cell that stays; a formula whose text stood in a cell that made way becomes its own. */
static fr_status copy_cell(sheet_copy *k, size_t column, fr_error *error)
{
	splice *in = &k->in;
	fr_status status = FR_OK;
	size_t depth = in->depth;
	bool inside = in->kind == SPLICE_START;
	while (inside && (status = splice_next(in, error)) == FR_OK) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		if (k->shared && splice_starts(in) && in->depth == depth + 1 && splice_is(in, FR_NS_SHEET, "f") &&
			sheet_formula_shared(k, column)) {
			const char *p = sheet_prefix(k);
			fr_buf_printf(&in->out, "<%sf>", p);
			fr_xml_text(&in->out, fr_buf_view(&k->other));
			fr_buf_printf(&in->out, "</%sf>", p);
			status = splice_pass(in, false, error);
		} else
			splice_copy(in);
		if (status != FR_OK)
			return status;
	}
	return status;
}

static fr_status take_cell(sheet_copy *k, fr_error *error)
{
	splice *in = &k->in;
	size_t column = k->column + 1, look = 0;
	splice_attribute a;
	for (size_t at = 0; splice_attribute_next(in->raw, &at, &a);) {
		sheet_place place;
		if (a.name.n != 1)
			continue;
		if (a.name.p[0] == 'r') {
			if (!sheet_place_read(a.value, &place) || place.row != k->row || place.column <= k->column)
				return broken(k, error); /* a cell in the wrong place: the next one put in might stand twice */
			column = place.column;
		} else if (a.name.p[0] == 's')
			look = number_of(a.value, 0);
	}
	while (k->count && k->notes->row == k->row && k->notes->column < column)
		put_new_cell(k, k->row);
	k->column = column;
	size_t here = notes_at(k, k->row, column);
	const copy_note *text = NULL;
	for (size_t i = 0; i < here && !text; i++)
		text = k->notes[i].replaces ? &k->notes[i] : NULL;
	size_t wanted = !text && (here || k->looks->marked || had_ours(k, column)) ? look_for(k, look, column, here) : look;
	fr_status status;
	if (text)
		status = replace_cell(k, column, look, text->text, error);
	else if (k->job->scrub)
		status = sheet_cell_scrub(k, column, look, error);
	else {
		if (wanted == look)
			splice_copy(in);
		else
			put_tag(k, wanted);
		status = copy_cell(k, column, error);
	}
	reached(k, here);
	return status;
}

/* ---- rows ---- */

void sheet_rows_missing(sheet_copy *k, size_t before)
{
	const char *p = sheet_prefix(k);
	while (k->count && k->notes->row < before) {
		size_t row = k->notes->row;
		if (row <= k->row) { /* above what was written already: it cannot be */
			reached(k, 1);
			continue;
		}
		k->row_look = SIZE_MAX;
		fr_buf_printf(&k->in.out, "<%srow r=\"%zu\">", p, row);
		while (k->count && k->notes->row == row)
			put_new_cell(k, row);
		fr_buf_printf(&k->in.out, "</%srow>", p);
	}
}

/* Whether every attribute of a row is one of those that say how it is shown. */
static void scrub_row_tag(sheet_copy *k, fr_buf *out)
{
	static const char *const kept[] = {
		"r", "spans", "s", "customFormat", "ht", "hidden", "customHeight", "outlineLevel", "collapsed", "thickTop", "thickBot"};
	splice_attribute a;
	fr_buf_printf(out, "<%srow", sheet_prefix(k));
	for (size_t at = 0; splice_attribute_next(k->in.raw, &at, &a);)
		for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
			if (fr_str_is(a.name, kept[i]) && a.value.n < 32)
				fr_buf_str(out, a.whole);
}

static void put_row_tag(sheet_copy *k, bool more)
{
	static const char *const spans[] = {"spans", NULL};
	splice *in = &k->in;
	if (k->job->scrub)
		scrub_row_tag(k, &in->out);
	else if (!more) {
		splice_copy(in);
		return;
	} else
		splice_tag(in->raw, spans, &in->out); /* a hint that may not fit any more */
	fr_buf_puts(&in->out, in->kind == SPLICE_EMPTY && !more ? "/>" : ">");
}

fr_status sheet_row(sheet_copy *k, fr_error *error)
{
	splice *in = &k->in;
	fr_str value;
	size_t row = k->row + 1, depth = in->depth;
	fr_status status = FR_OK;
	if (splice_attribute_of(in->raw, "r", &value))
		row = number_of(value, 0);
	if (row <= k->row)
		return broken(k, error);
	sheet_rows_missing(k, row);
	k->row = row;
	k->column = 0;
	k->row_look = SIZE_MAX;
	if (splice_attribute_of(in->raw, "customFormat", &value) && (fr_str_is(value, "1") || fr_str_is(value, "true")) &&
		splice_attribute_of(in->raw, "s", &value))
		k->row_look = number_of(value, 0);
	bool more = k->count && k->notes->row == row, inside = in->kind == SPLICE_START, empty = !inside;
	put_row_tag(k, more);
	while (inside && (status = splice_next(in, error)) == FR_OK) {
		if (splice_starts(in) && in->depth == depth + 1 && splice_is(in, FR_NS_SHEET, "c"))
			status = take_cell(k, error);
		else if (in->kind == SPLICE_END && in->depth == depth)
			inside = false;
		else if (!k->job->scrub)
			splice_copy(in);
		else if (splice_starts(in))
			status = splice_pass(in, false, error);
		if (status != FR_OK)
			return status;
	}
	while (k->count && k->notes->row == row)
		put_new_cell(k, row);
	if (!empty && status == FR_OK)
		splice_copy(in);
	else if (empty && more)
		fr_buf_printf(&in->out, "</%srow>", sheet_prefix(k));
	return status;
}
