/* Header: which column holds which field.
 * Stage: values. In: a row of a table, the form's names and labels. Out: columns by slot, headers that are not of the form. */
#include "record/record.h"
#include "diag/diag.h"

/* Values of the spelling table beyond the slots: columns we write ourselves. */
enum { OURS_CHECK = 0, OURS_REASONS, OURS_ID, OURS_VERSION, OURS_COUNT };

struct fr_header {
	const fr_form *form;
	int repeat; /* whose rows the table holds, or -1: records */
	fr_spellings names; /* exact, then plain spellings: slot, or slot_count + OURS_… */
	fr_str *mapped; /* by slot: header text asked for by the map, plain; .n 0: none */
	size_t *mapped_column; /* by slot: position asked for, or FR_NO_COLUMN */
	bool has_map;
	size_t fields; /* how many a table can have */
};

/* A repeat is a sheet of its own: its fields, and the key of the record they belong to. */
static bool has_column(const fr_header *header, uint32_t slot)
{
	const fr_form *form = header->form;
	if (slot < form->field_count && form->fields[slot].type == FR_TYPE_NOTE)
		return false;
	for (size_t i = 0; header->repeat >= 0 && i < form->key_count; i++)
		if (form->key[i] == slot)
			return true;
	if (header->repeat >= 0)
		return slot < form->field_count && form->fields[slot].repeat == header->repeat;
	for (size_t i = 0; i < form->repeat_count; i++)
		if (form->repeats[i].slot == slot)
			return false;
	return slot >= form->field_count || form->fields[slot].repeat < 0;
}

static bool put_plain(fr_header *header, fr_str text, uint32_t value, fr_arena *arena)
{
	fr_str plain = fr_spelling_plain(text, arena);
	if (!plain.p)
		return false;
	fr_spellings_put(&header->names, plain, value);
	return true;
}

/* A grade has no label of its own: workbooks call its column after its score. */
static bool put_grades(fr_header *header, fr_arena *arena)
{
	static const char *const langs[] = {"zh-CN", "en"};
	bool ok = true;
	for (size_t i = 0; i < header->form->score_count && header->repeat < 0; i++)
		for (size_t l = 0; l < 2 && ok; l++) {
			const fr_score *score = &header->form->scores[i];
			fr_str label = fr_words_in(&score->label, langs[l]);
			fr_buf text;
			fr_buf_init(&text, &arena->allocator, 1 << 16);
			fr_catalogue_fill(&text, fr_text("sheet.grade", langs[l]), label.n ? &label : &score->name, 1);
			fr_str kept = fr_arena_str(arena, fr_buf_view(&text));
			ok = !text.failed && kept.p && put_plain(header, kept, score->grade_slot, arena);
			fr_buf_free(&text);
		}
	return ok;
}

/* Names come before labels, so that a label that happens to be another field's name does not hide it. */
static fr_status fill(fr_header *header, fr_arena *arena)
{
	const fr_form *form = header->form;
	static const char *const ours[OURS_COUNT] = {"sheet.check", "sheet.reasons", "sheet.record-id", "sheet.form-version"};
	static const char *const langs[] = {"zh-CN", "en"};
	bool ok = true;
	for (uint32_t slot = 0; slot < form->slot_count; slot++)
		if (has_column(header, slot))
			fr_spellings_put(&header->names, fr_form_slot_name(form, slot), slot);
	for (uint32_t slot = 0; slot < form->slot_count && ok; slot++)
		if (has_column(header, slot))
			ok = put_plain(header, fr_form_slot_name(form, slot), slot, arena);
	for (uint32_t slot = 0; slot < form->slot_count && ok; slot++) {
		fr_words words = fr_form_slot_words(form, slot);
		for (size_t i = 0; has_column(header, slot) && i < words.n && ok; i++) {
			fr_spellings_put(&header->names, words.items[i].text, slot);
			ok = put_plain(header, words.items[i].text, slot, arena);
		}
	}
	for (uint32_t i = 0; i < OURS_COUNT && ok; i++)
		for (size_t l = 0; l < 2 && ok; l++)
			ok = put_plain(header, fr_str_from(fr_text(ours[i], langs[l])), form->slot_count + i, arena);
	return ok && put_grades(header, arena) ? FR_OK : FR_E_MEMORY;
}

static size_t room_needed(const fr_form *form)
{
	size_t room = OURS_COUNT * 4 + 2 * form->score_count;
	for (uint32_t slot = 0; slot < form->slot_count; slot++)
		room += 2 + 2 * fr_form_slot_words(form, slot).n;
	return room;
}

static fr_status map_entry(fr_header *header, fr_str entry, fr_arena *arena, fr_error *error)
{
	size_t equals = fr_str_find(entry, FR_STR("="));
	if (equals == SIZE_MAX)
		return fr_fail_str(error, FR_E_ARGUMENT, FR_HEADER_MAP, entry, FR_STR(""));
	fr_str name = fr_str_trim(fr_str_of(entry.p, equals));
	fr_str to = fr_str_trim(fr_str_of(entry.p + equals + 1, entry.n - equals - 1));
	fr_symbol symbol;
	if (to.n == 0 || !fr_form_find(header->form, name, &symbol) || symbol.slot >= header->form->slot_count ||
		!has_column(header, symbol.slot))
		return fr_fail_str(error, FR_E_ARGUMENT, FR_HEADER_MAP, entry, FR_STR(""));
	double position;
	if (to.p[0] == '#') {
		if (!fr_number_read(fr_str_of(to.p + 1, to.n - 1), false, &position) || position < 1 || position > 100000 ||
			position != (double)(size_t)position)
			return fr_fail_str(error, FR_E_ARGUMENT, FR_HEADER_MAP, entry, FR_STR(""));
		header->mapped_column[symbol.slot] = (size_t)position - 1;
	} else {
		header->mapped[symbol.slot] = fr_spelling_plain(to, arena);
		if (!header->mapped[symbol.slot].p)
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	header->has_map = true;
	return FR_OK;
}

static fr_status read_map(fr_header *header, const char *map, fr_arena *arena, fr_error *error)
{
	fr_str kept = fr_arena_str(arena, fr_str_from(map));
	if (!kept.p)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	fr_status status = FR_OK;
	while (kept.n && status == FR_OK) {
		size_t comma = fr_str_find(kept, FR_STR(","));
		size_t n = comma == SIZE_MAX ? kept.n : comma;
		fr_str entry = fr_str_trim(fr_str_of(kept.p, n));
		if (entry.n)
			status = map_entry(header, entry, arena, error);
		n += comma != SIZE_MAX;
		kept = fr_str_of(kept.p + n, kept.n - n);
	}
	return status;
}

fr_status fr_header_new(const fr_form *form, int repeat, const char *map, fr_arena *arena, fr_header **out, fr_error *error)
{
	*out = NULL;
	fr_header *header = FR_ARENA_NEW(arena, fr_header);
	if (!header)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	header->form = form;
	header->repeat = repeat;
	header->mapped = FR_ARENA_ARRAY(arena, fr_str, form->slot_count);
	header->mapped_column = FR_ARENA_ARRAY(arena, size_t, form->slot_count);
	if (!header->mapped || !header->mapped_column || fr_spellings_init(&header->names, room_needed(form), arena) != FR_OK ||
		fill(header, arena) != FR_OK)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	for (uint32_t slot = 0; slot < form->slot_count; slot++) {
		header->mapped_column[slot] = FR_NO_COLUMN;
		header->fields += slot < form->field_count && has_column(header, slot);
	}
	fr_status status = map && *map ? read_map(header, map, arena, error) : FR_OK;
	if (status == FR_OK)
		*out = header;
	return status;
}

static void assign(fr_columns *out, uint32_t slot, size_t column)
{
	if (out->of_slot[slot] == FR_NO_COLUMN) {
		out->of_slot[slot] = column;
		out->matched++;
		out->known++;
	} else if (out->twice == UINT32_MAX) {
		out->twice = slot;
		out->twice_first = out->of_slot[slot] + 1;
		out->twice_second = column + 1;
	}
}

/* By the map: a position counts when the cell there holds something. */
static bool assign_mapped(const fr_header *header, fr_columns *out, fr_str plain, size_t column, bool positions)
{
	bool any = false;
	for (uint32_t slot = 0; slot < header->form->slot_count; slot++)
		if ((positions && header->mapped_column[slot] == column) ||
			(header->mapped[slot].n && fr_str_eq(header->mapped[slot], plain))) {
			assign(out, slot, column);
			out->by_map++;
			any = true;
		}
	return any;
}

static bool is_mapped(const fr_header *header, uint32_t slot)
{
	return header->mapped_column[slot] != FR_NO_COLUMN || header->mapped[slot].n;
}

/* Fields may share a label (a lint warning): their columns are then taken in the order of the fields. */
static bool assign_named(const fr_header *header, fr_columns *out, const fr_spelling *found, fr_str text, size_t column)
{
	uint32_t slots = header->form->slot_count, first = UINT32_MAX;
	for (; found; found = fr_spellings_next(&header->names, found)) {
		if (found->value >= slots) {
			size_t *ours = found->value == slots + OURS_ID ? &out->id_column : &out->version_column;
			if (found->value >= slots + OURS_ID && *ours == FR_NO_COLUMN)
				*ours = column;
			out->known++;
			return true;
		}
		if (is_mapped(header, found->value))
			continue;
		if (first == UINT32_MAX)
			first = found->value;
		if (out->of_slot[found->value] == FR_NO_COLUMN) {
			assign(out, found->value, column);
			out->by_name += fr_str_eq(fr_str_trim(text), fr_form_slot_name(header->form, found->value));
			return true;
		}
	}
	if (first != UINT32_MAX)
		assign(out, first, column);
	return first != UINT32_MAX;
}

fr_status fr_header_begin(const fr_header *header, fr_arena *arena, fr_columns *out)
{
	*out = (fr_columns){.version_column = FR_NO_COLUMN, .id_column = FR_NO_COLUMN, .twice = UINT32_MAX, .open = true};
	out->of_slot = FR_ARENA_ARRAY(arena, size_t, header->form->slot_count);
	for (uint32_t slot = 0; out->of_slot && slot < header->form->slot_count; slot++)
		out->of_slot[slot] = FR_NO_COLUMN;
	return out->of_slot ? FR_OK : FR_E_MEMORY;
}

fr_status fr_header_take(const fr_header *header, fr_str name, fr_arena *arena, fr_columns *columns, bool *known)
{
	size_t column = columns->count++;
	columns->filled++;
	if (header->has_map) {
		fr_str plain = fr_spelling_plain(name, arena);
		if (!plain.p)
			return FR_E_MEMORY;
		*known = assign_mapped(header, columns, plain, column, false);
		if (*known)
			return FR_OK;
	}
	*known = true;
	if (fr_str_is(name, "@id"))
		columns->id_column = column;
	else if (fr_str_is(name, "@version"))
		columns->version_column = column;
	else {
		const fr_spelling *found = fr_spellings_get(&header->names, name);
		*known = found && found->value < header->form->slot_count &&
			 fr_str_eq(fr_form_slot_name(header->form, found->value), name) && !is_mapped(header, found->value);
		if (*known)
			assign(columns, found->value, column);
	}
	return FR_OK;
}

fr_status fr_header_match(const fr_header *header, const fr_cell *cells, size_t count, fr_arena *arena, fr_columns *out)
{
	const fr_form *form = header->form;
	*out = (fr_columns){.count = count, .version_column = FR_NO_COLUMN, .id_column = FR_NO_COLUMN, .twice = UINT32_MAX};
	out->of_slot = FR_ARENA_ARRAY(arena, size_t, form->slot_count);
	fr_str *unknown = FR_ARENA_ARRAY(arena, fr_str, count);
	size_t *unknown_columns = FR_ARENA_ARRAY(arena, size_t, count);
	if (!out->of_slot || !unknown || !unknown_columns)
		return FR_E_MEMORY;
	for (uint32_t slot = 0; slot < form->slot_count; slot++)
		out->of_slot[slot] = FR_NO_COLUMN;
	for (size_t column = 0; column < count; column++) {
		const fr_cell *cell = &cells[column];
		if (cell->kind == FR_CELL_EMPTY || cell->kind == FR_CELL_ERROR)
			continue;
		fr_str plain = fr_spelling_plain(cell->text, arena);
		if (!plain.p)
			return FR_E_MEMORY;
		bool text = plain.n > 0 && cell->kind == FR_CELL_TEXT;
		if (!text && cell->kind == FR_CELL_TEXT)
			continue;
		out->filled++;
		if (header->has_map && assign_mapped(header, out, plain, column, true))
			continue;
		const fr_spelling *found = text ? fr_spellings_get(&header->names, fr_str_trim(cell->text)) : NULL;
		if (!found && text)
			found = fr_spellings_get(&header->names, plain);
		if (assign_named(header, out, found, cell->text, column))
			continue;
		unknown[out->unknown_count] = text ? fr_arena_str(arena, fr_str_trim(cell->text)) : cell->text;
		unknown_columns[out->unknown_count++] = column;
	}
	out->unknown = unknown;
	out->unknown_columns = unknown_columns;
	size_t enough = header->fields < 3 ? header->fields : 3;
	bool keyed = true;
	if (header->repeat >= 0) {
		enough = form->key_count + 1;
		for (size_t i = 0; i < form->key_count; i++)
			keyed = keyed && out->of_slot[form->key[i]] != FR_NO_COLUMN;
	}
	out->fits = keyed && out->matched > 0 && out->matched >= enough && out->known * 2 >= out->filled;
	return FR_OK;
}
