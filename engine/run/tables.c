/* Tables met: which sheets were checked and how their columns were found, and what to say when none fits.
 * Stage: pipeline. In: rows tried as headers. Out: what became of each table; an error that says what was looked for and what is nearly there. */
#include "run/pipeline.h"

#include "diag/diag.h"

#include <stdio.h>

#define NAMED_MOST 200 /* bytes of labels a message names */
#define LABELS_WANTED 6

/* ---- what became of each table ---- */

void run_table_used(fr_run *run, fr_table_use use, size_t row, const fr_columns *columns)
{
	fr_table *table = &run->places[run->place_count - 1].about;
	table->use = use;
	table->header_row = row;
	if (!columns)
		return;
	table->columns = columns->matched;
	table->by_map = columns->by_map;
	table->by_name = columns->by_name;
	table->unknown = columns->unknown_count;
}

bool fr_run_table_next(const fr_run *run, size_t *at, fr_table *out)
{
	while (run && at && out && *at < run->place_count) {
		const run_place *place = &run->places[(*at)++];
		if (place->gathered)
			continue;
		*out = place->about;
		out->source = place->source;
		out->sheet = place->sheet;
		return true;
	}
	return false;
}

/* ---- the row that comes nearest to a header ---- */

fr_status run_nearest_note(fr_run *run, const fr_columns *columns, const fr_cell *cells, size_t count, size_t row)
{
	run_nearest *nearest = &run->nearest;
	if (columns->matched < nearest->matched || (columns->matched == nearest->matched && columns->filled <= nearest->filled))
		return FR_OK;
	fr_cell *kept = FR_ARENA_ARRAY(&run->arena, fr_cell, count);
	if (!kept)
		return FR_E_MEMORY;
	for (size_t i = 0; i < count; i++) {
		kept[i] = cells[i];
		kept[i].text = cells[i].kind == FR_CELL_TEXT ? fr_arena_str(&run->arena, cells[i].text) : FR_STR("");
		if (!kept[i].text.p)
			return FR_E_MEMORY;
	}
	*nearest = (run_nearest){columns->matched, columns->filled, row, run->sheet, kept, count};
	return FR_OK;
}

static fr_str label_of(const fr_run *run, uint32_t slot)
{
	fr_words words = fr_form_slot_words(run->form, slot);
	fr_str label = fr_words_in(&words, run->lang);
	return label.n ? label : fr_form_slot_name(run->form, slot);
}

static bool listed(fr_buf *out, fr_str label, const char *lang)
{
	if (out->n + label.n > NAMED_MOST)
		return false;
	if (out->n)
		fr_buf_puts(out, fr_text("list.separator", lang));
	fr_buf_str(out, label);
	return true;
}

/* The form's own words for the columns it must have, or for its first ones. */
static void wanted_labels(const fr_run *run, fr_buf *out)
{
	size_t n = 0;
	for (int pass = 0; pass < 2 && n == 0; pass++)
		for (uint32_t slot = 0; slot < run->form->field_count && n < LABELS_WANTED; slot++) {
			const fr_field *field = &run->form->fields[slot];
			if (field->repeat < 0 && field->type != FR_TYPE_NOTE && (pass || field->required.expr))
				n += listed(out, label_of(run, slot), run->lang);
		}
}

/* The labels the nearest row has, and what in it is nearly one, written as --map takes it. Anything else of the row may be a record, and is not shown. */
static void found_labels(const fr_run *run, const fr_columns *columns, fr_buf *out, char *map, size_t capacity)
{
	for (uint32_t slot = 0; slot < run->form->slot_count; slot++)
		if (columns->of_slot[slot] != FR_NO_COLUMN)
			listed(out, label_of(run, slot), run->lang);
	for (size_t i = 0; i < columns->unknown_count && !map[0]; i++) {
		fr_nearest nearest = {.wanted = columns->unknown[i]};
		uint32_t at = 0;
		for (uint32_t slot = 0; slot < run->form->field_count; slot++) {
			fr_words words = fr_form_slot_words(run->form, slot);
			size_t before = nearest.best.n ? nearest.distance : SIZE_MAX;
			for (size_t k = 0; k < words.n && columns->of_slot[slot] == FR_NO_COLUMN; k++)
				fr_nearest_offer(&nearest, words.items[k].text);
			at = nearest.best.n && nearest.distance < before ? slot : at;
		}
		fr_str name = fr_form_slot_name(run->form, at);
		if (nearest.best.n && columns->unknown[i].n < 64 && fr_str_find(columns->unknown[i], FR_STR(",")) == SIZE_MAX)
			snprintf(
				map, capacity, "--map '%.*s=%.*s'", (int)name.n, name.p, (int)columns->unknown[i].n, columns->unknown[i].p);
	}
}

/* Another form that is here and whose header the nearest row is. */
static void other_form(fr_run *run, char *out, size_t capacity)
{
	const fr_form_entry *entries;
	size_t n;
	const run_nearest *nearest = &run->nearest;
	fr_error unused = {0};
	if (!nearest->count || fr_form_list(run->engine, NULL, &entries, &n, &unused) != FR_OK)
		return;
	for (size_t i = 0; i < n && !out[0]; i++) {
		fr_form *form;
		fr_header *header;
		fr_columns columns;
		char path[4096];
		fr_text_out(entries[i].path, path, sizeof path);
		if (fr_str_eq(entries[i].id, run->form->id) || fr_form_load(run->engine, path, &form, NULL, &unused) != FR_OK ||
			fr_header_new(form, -1, NULL, &run->arena, &header, &unused) != FR_OK ||
			fr_header_match(header, nearest->cells, nearest->count, &run->arena, &columns) != FR_OK || !columns.fits)
			continue;
		snprintf(out, capacity, "--form %.*s", (int)form->id.n, form->id.p);
	}
}

static void place_of_nearest(const fr_run *run, fr_buf *out)
{
	char digits[32];
	snprintf(digits, sizeof digits, "%zu", run->nearest.row);
	fr_str args[] = {fr_str_from(digits), run->nearest.sheet};
	fr_catalogue_fill(out, fr_text(run->nearest.sheet.n ? "header.place.sheet" : "report.row", run->lang), args, 2);
}

fr_status run_no_header(fr_run *run, fr_error *error)
{
	fr_columns columns;
	fr_buf words, place;
	char args[3][FR_ERROR_TEXT] = {{0}}, suggestion[FR_ERROR_TEXT] = "";
	fr_buf_init(&words, &run->allocator, 1 << 12);
	fr_buf_init(&place, &run->allocator, 1 << 12);
	other_form(run, suggestion, sizeof suggestion);
	bool near = run->nearest.matched &&
		    fr_header_match(run->header, run->nearest.cells, run->nearest.count, &run->arena, &columns) == FR_OK;
	if (near) {
		place_of_nearest(run, &place);
		char map[FR_ERROR_TEXT] = "";
		found_labels(run, &columns, &words, map, sizeof map);
		if (!suggestion[0])
			memcpy(suggestion, map, sizeof suggestion);
	} else {
		wanted_labels(run, &words);
		fr_buf_str(&place, fr_buf_view(&run->sheets));
	}
	fr_text_out(run->source_name, args[0], sizeof args[0]);
	fr_text_out(fr_buf_view(&words), args[1], sizeof args[1]);
	fr_text_out(fr_buf_view(&place), args[2], sizeof args[2]);
	char form[FR_ERROR_TEXT];
	fr_text_out(run->form->id, form, sizeof form);
	int code = near ? FR_HEADER_NEAR : args[2][0] ? FR_HEADER_SHEETS : FR_HEADER_NONE;
	fr_status status = fr_fail(error, FR_E_FORMAT, code, args[0], form, args[1], args[2], NULL);
	if (error)
		memcpy(error->suggestion, suggestion, sizeof error->suggestion);
	fr_buf_free(&words);
	fr_buf_free(&place);
	return status;
}
