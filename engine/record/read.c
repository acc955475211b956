/* Reading rows: cells to typed values, by columns prepared once.
 * Stage: values. In: a row of cells. Out: values by slot, and what could not be read.
 * The work of a row is one pass over the columns that are fields; whatever can be prepared is. */
#include "record/record.h"

/* How a text is tried first. */
typedef enum quick { QUICK_NOT = 0, QUICK_TEXT, QUICK_NUMBER, QUICK_DATE, QUICK_DATETIME, QUICK_CHOICE } quick;

/* One column that is read. */
typedef struct column {
	size_t at; /* 0-based */
	fr_reading *reading;
	fr_value *value;
	uint32_t slot;
	fr_type type;
	quick quick;
	bool filled_in; /* by people: its value makes a row more than blank */
	const fr_spellings *choices; /* value: index into the field's choices */
	const fr_choices *list;
} column;

struct fr_reader {
	column *columns;
	size_t count;
	fr_record record;
	uint32_t *found; /* choices of one cell, in order: room for the longest list */
	size_t found_room;
};

#define SEVERAL_MOST 4096 /* choices one cell may name */

static bool put(fr_spellings *spellings, fr_str text, uint32_t value, fr_arena *arena)
{
	fr_spellings_put(spellings, text, value);
	fr_str plain = fr_spelling_plain(text, arena);
	fr_spellings_put(spellings, plain, value);
	return plain.p != NULL;
}

/* All names before all labels: a label that is another choice's name means that one. */
static const fr_spellings *choices_of(const fr_choices *list, fr_arena *arena)
{
	size_t room = 0;
	for (size_t i = 0; i < list->n; i++)
		room += 2 + 2 * list->items[i].label.n;
	fr_spellings *out = FR_ARENA_NEW(arena, fr_spellings);
	if (!out || fr_spellings_init(out, room, arena) != FR_OK)
		return NULL;
	bool ok = true;
	for (uint32_t i = 0; i < list->n; i++)
		fr_spellings_put(out, list->items[i].name, i);
	for (uint32_t i = 0; i < list->n && ok; i++)
		for (size_t l = 0; l < list->items[i].label.n && ok; l++)
			ok = put(out, list->items[i].label.items[l].text, i, arena);
	for (uint32_t i = 0; i < list->n && ok; i++)
		ok = put(out, list->items[i].name, i, arena);
	return ok ? out : NULL;
}

static const fr_spellings *shared(const fr_reader *reader, const fr_choices *list)
{
	for (size_t i = 0; i < reader->count; i++)
		if (reader->columns[i].list == list)
			return reader->columns[i].choices;
	return NULL;
}

static quick quick_of(fr_type type)
{
	switch (type) {
	case FR_TYPE_STRING: return QUICK_TEXT;
	case FR_TYPE_INTEGER:
	case FR_TYPE_DECIMAL:
	case FR_TYPE_RANGE: return QUICK_NUMBER;
	case FR_TYPE_DATE: return QUICK_DATE;
	case FR_TYPE_DATETIME: return QUICK_DATETIME;
	default: return QUICK_NOT;
	}
}

static fr_status add_column(fr_reader *reader, const fr_form *form, uint32_t slot, size_t at, fr_arena *arena)
{
	column c = {.at = at,
		.slot = slot,
		.reading = &reader->record.readings[slot],
		.value = &reader->record.values[slot],
		.type = FR_TYPE_CALCULATE};
	if (slot < form->field_count) {
		const fr_field *field = &form->fields[slot];
		c.type = field->type;
		c.quick = quick_of(c.type);
		c.filled_in = !field->calculate.expr && field->type != FR_TYPE_CALCULATE;
		if (field->choices && (field->type == FR_TYPE_SELECT_ONE || field->type == FR_TYPE_SELECT_MULTIPLE)) {
			c.list = field->choices;
			c.choices = shared(reader, c.list);
			if (!c.choices)
				c.choices = choices_of(c.list, arena);
			if (!c.choices)
				return FR_E_MEMORY;
			c.quick = QUICK_CHOICE;
		}
	}
	size_t i = reader->count++;
	for (; i > 0 && reader->columns[i - 1].at > at; i--) /* left to right, as rows lie in memory */
		reader->columns[i] = reader->columns[i - 1];
	reader->columns[i] = c;
	return FR_OK;
}

fr_status fr_reader_new(const fr_form *form, const fr_columns *columns, fr_arena *arena, fr_reader **out)
{
	*out = NULL;
	fr_reader *reader = FR_ARENA_NEW(arena, fr_reader);
	if (!reader)
		return FR_E_MEMORY;
	size_t slots = form->slot_count, most = 1;
	for (size_t i = 0; i < form->list_count; i++)
		if (form->lists[i].n > most)
			most = form->lists[i].n;
	reader->found_room = most < SEVERAL_MOST ? most : SEVERAL_MOST;
	reader->columns = FR_ARENA_ARRAY(arena, column, slots);
	reader->found = FR_ARENA_ARRAY(arena, uint32_t, reader->found_room);
	fr_record *record = &reader->record;
	*record = (fr_record){.form = form, .columns = columns};
	record->readings = FR_ARENA_ARRAY(arena, fr_reading, slots);
	record->values = FR_ARENA_ARRAY(arena, fr_value, slots + form->filter_count);
	record->relevant = FR_ARENA_ARRAY(arena, bool, slots);
	record->doubtful = FR_ARENA_ARRAY(arena, bool, slots);
	record->blanks = FR_ARENA_ARRAY(arena, uint32_t, slots);
	if (!record->blanks || !reader->columns || !reader->found || !record->readings || !record->values || !record->relevant ||
		!record->doubtful)
		return FR_E_MEMORY;
	memset(record->relevant, true, slots);
	const fr_value none = {.kind = FR_KIND_LIST};
	for (size_t i = 0; i < form->repeat_count; i++)
		record->values[form->repeats[i].slot] = none;
	for (size_t i = 0; i < form->field_count; i++)
		if (form->fields[i].repeat >= 0)
			record->values[i] = none;
	for (uint32_t slot = 0; slot < slots; slot++)
		if (columns->of_slot[slot] != FR_NO_COLUMN && add_column(reader, form, slot, columns->of_slot[slot], arena) != FR_OK)
			return FR_E_MEMORY;
	*out = reader;
	return FR_OK;
}

fr_record *fr_reader_record(fr_reader *reader) { return &reader->record; }

/* Index of the choice that text means, or -1; -2 when memory is refused. */
static int64_t choice_named(const column *c, fr_str text, fr_arena *arena)
{
	const fr_spelling *found = fr_spellings_get(c->choices, text);
	if (!found) {
		fr_str plain = fr_spelling_plain(text, arena);
		if (!plain.p)
			return -2;
		found = fr_spellings_get(c->choices, plain);
	}
	return found ? (int64_t)found->value : -1;
}

/* Bytes of the separator at s.p[at], 0 when there is none there. */
static size_t separator(fr_str s, size_t at, bool space)
{
	static const char *const wide[] = {"、", "，", "；", "｜", "\xC2\xA0"};
	char ch = s.p[at];
	if (ch == ',' || ch == ';' || ch == '|' || ch == '\n' || ch == '\r')
		return 1;
	if ((ch == ' ' || ch == '\t') && space)
		return 1;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (fr_str_starts(fr_str_of(s.p + at, s.n - at), fr_str_from(wide[i])))
			return strlen(wide[i]);
	return space && fr_str_starts(fr_str_of(s.p + at, s.n - at), FR_STR("\xE3\x80\x80")) ? 3 : 0;
}

typedef struct several {
	size_t count, tokens;
	uint16_t unknown;
} several;

/* Cuts text at separators; a part that is no choice as a whole is cut at its spaces too, for labels may hold spaces. False when memory is refused. */
static bool cut(fr_reader *reader, const column *c, fr_str text, bool space, several *out, fr_arena *arena)
{
	for (size_t at = 0; at < text.n;) {
		size_t from = at, skip = 0;
		while (at < text.n && !(skip = separator(text, at, space)))
			at++;
		fr_str token = fr_str_trim(fr_str_of(text.p + from, at - from));
		at += skip;
		if (token.n == 0)
			continue;
		int64_t index = choice_named(c, token, arena);
		if (index == -2)
			return false;
		if (index < 0 && !space && fr_str_find(token, FR_STR(" ")) != SIZE_MAX) {
			if (!cut(reader, c, token, true, out, arena))
				return false;
			continue;
		}
		out->tokens++;
		if (index < 0) {
			if (!out->unknown)
				out->unknown = out->tokens < UINT16_MAX ? (uint16_t)out->tokens : UINT16_MAX;
			continue;
		}
		bool again = false;
		for (size_t i = 0; i < out->count; i++)
			again = again || reader->found[i] == (uint32_t)index;
		if (!again && out->count < reader->found_room)
			reader->found[out->count++] = (uint32_t)index;
	}
	return true;
}

static fr_code read_several(fr_reader *reader, const column *c, fr_str text, fr_arena *arena, fr_value *out, fr_reading *reading)
{
	several parts = {0};
	int64_t whole = choice_named(c, text, arena);
	if (whole == -2)
		return FR_MEMORY;
	if (whole >= 0) {
		*out = fr_value_string(c->list->items[whole].name);
		return FR_CODE_NONE;
	}
	if (!cut(reader, c, text, false, &parts, arena))
		return FR_MEMORY;
	if (parts.unknown) {
		reading->position = parts.unknown;
		return FR_CHOICE;
	}
	size_t n = 0;
	for (size_t i = 0; i < parts.count; i++)
		n += c->list->items[reader->found[i]].name.n + 1;
	if (n == 0)
		return FR_CODE_NONE;
	char *names = fr_arena_alloc(arena, n);
	if (!names)
		return FR_MEMORY;
	n = 0;
	for (size_t i = 0; i < parts.count; i++) {
		fr_str name = c->list->items[reader->found[i]].name;
		if (n)
			names[n++] = ' ';
		memcpy(names + n, name.p, name.n);
		n += name.n;
	}
	*out = fr_value_string(fr_str_of(names, n));
	return FR_CODE_NONE;
}

static fr_code read_choice(
	fr_reader *reader, const column *c, const fr_cell *cell, int32_t offset_min, fr_arena *arena, fr_value *out, fr_reading *reading)
{
	fr_value text = fr_value_empty();
	fr_code code = fr_value_read(c->type, cell, offset_min, arena, &text, NULL);
	if (code != FR_CODE_NONE || text.kind != FR_KIND_STRING)
		return code;
	if (c->type == FR_TYPE_SELECT_MULTIPLE)
		return read_several(reader, c, text.string, arena, out, reading);
	int64_t index = choice_named(c, text.string, arena);
	if (index >= 0)
		*out = fr_value_string(c->list->items[index].name);
	return index == -2 ? FR_MEMORY : index < 0 ? FR_CHOICE : FR_CODE_NONE;
}

/* Bytes that were no text when the file was written, as other programs leave them. */
static bool has_replacement(fr_str s)
{
	for (size_t at = 0; s.n >= 3 && at < s.n - 2;) {
		const char *hit = memchr(s.p + at, 0xEF, s.n - 2 - at);
		if (!hit)
			return false;
		if (hit[1] == '\xBF' && hit[2] == '\xBD')
			return true;
		at = (size_t)(hit - s.p) + 1;
	}
	return false;
}

/* What is written as programs write it, or as the form writes a choice. */
static inline bool read_quickly(const column *c, fr_str text, bool clean, int32_t offset_min)
{
	double number;
	int64_t ms;
	const fr_spelling *found;
	switch (c->quick) {
	case QUICK_NUMBER:
		if (text.n == 1 && (unsigned char)(text.p[0] - '0') < 10) /* most ratings */
			number = text.p[0] - '0';
		else if (!fr_quick_number(text, &number))
			return false;
		fr_value_set_number(c->value, number);
		return true;
	case QUICK_TEXT:
		if (!fr_quick_text(text, clean))
			return false;
		fr_value_set_string(c->value, text);
		return true;
	case QUICK_CHOICE:
		found = fr_spellings_get(c->choices, text);
		if (found)
			fr_value_set_string(c->value, c->list->items[found->value].name);
		return found != NULL;
	case QUICK_DATE:
	case QUICK_DATETIME:
		if (!fr_quick_moment(text, c->quick == QUICK_DATETIME, &ms))
			return false;
		fr_value_set_stamp(c->value, c->quick == QUICK_DATE ? FR_KIND_DATE : FR_KIND_DATETIME, ms, offset_min);
		return true;
	default: return false;
	}
}

static fr_code read_cell(
	fr_reader *reader, const column *c, const fr_cell *cell, int32_t offset_min, fr_arena *arena, fr_value *out, fr_reading *reading)
{
	bool text = cell->kind == FR_CELL_TEXT;
	fr_code code;
	*out = fr_value_empty();
	if (c->choices)
		code = read_choice(reader, c, cell, offset_min, arena, out, reading);
	else
		code = fr_value_read(c->type, cell, offset_min, arena, out, &reading->repair);
	if (text && (code != FR_CODE_NONE || c->type == FR_TYPE_STRING) && code != FR_MEMORY && has_replacement(cell->text)) {
		reading->repair = fr_str_of(NULL, 0);
		code = FR_TEXT_ENCODING;
	}
	if (code != FR_CODE_NONE)
		*out = fr_value_empty();
	return code;
}

/* A version such as 2025.4 may be a number to a spreadsheet. */
static fr_str text_at(const fr_cell *cell, fr_arena *arena)
{
	char digits[400];
	if (cell->kind == FR_CELL_EMPTY)
		return fr_str_of(NULL, 0);
	if (cell->kind == FR_CELL_NUMBER && !cell->text.n)
		return fr_arena_str(arena, fr_str_of(digits, fr_number_write(cell->number, digits)));
	return fr_str_trim(cell->text);
}

static inline void leave_blank(fr_record *record, const column *c)
{
	fr_value_set_empty(c->value);
	c->reading->cell = NULL;
	record->blanks[record->blank_count++] = c->slot;
}

/* One cell the long way; FR_E_MEMORY only. Its reading has no cell when it turns out to be blank. Apart from the loop below, which stays small and quick without it. */
__attribute__((noinline)) static fr_status read_slowly(
	fr_reader *reader, const column *c, const fr_cell *cell, int32_t offset_min, fr_arena *arena)
{
	fr_record *record = &reader->record;
	fr_reading *reading = c->reading;
	reading->cell = NULL;
	fr_code code = read_cell(reader, c, cell, offset_min, arena, c->value, reading);
	if (code == FR_MEMORY)
		return FR_E_MEMORY;
	if (code == FR_CODE_NONE && c->value->kind == FR_KIND_EMPTY) {
		leave_blank(record, c);
		return FR_OK;
	}
	reading->cell = cell;
	reading->problem = code;
	record->doubtful[c->slot] = code != FR_CODE_NONE;
	record->problems += code != FR_CODE_NONE;
	return FR_OK;
}

static inline fr_str text_of_column(const fr_cell *cells, size_t count, size_t column, fr_arena *arena)
{
	return column < count ? text_at(&cells[column], arena) : fr_str_of(NULL, 0);
}

fr_status fr_record_read_clean(
	fr_reader *reader, const fr_cell *cells, size_t count, bool clean, size_t row, int32_t offset_min, fr_arena *arena, bool *blank)
{
	fr_record *record = &reader->record;
	bool any = false; /* some field that people fill in has a value */
	record->row = row;
	if (record->problems) /* else nothing but the cells of the last record stands in them */
		memset(record->readings, 0, record->form->slot_count * sizeof *record->readings);
	record->problems = record->blank_count = 0;
	record->version = text_of_column(cells, count, record->columns->version_column, arena);
	record->id = text_of_column(cells, count, record->columns->id_column, arena);
	memset(record->doubtful, 0, record->form->slot_count);
	const column *c = reader->columns, *end = c + reader->count;
	for (; c < end && c->at < count; c++) {
		const fr_cell *cell = cells + c->at;
		if (cell->kind == FR_CELL_TEXT && cell->text.n && read_quickly(c, cell->text, clean, offset_min)) {
			c->reading->cell = cell;
			any |= c->filled_in;
		} else if (cell->kind == FR_CELL_EMPTY) {
			leave_blank(record, c);
		} else {
			if (read_slowly(reader, c, cell, offset_min, arena) != FR_OK)
				return FR_E_MEMORY;
			any |= c->filled_in && c->reading->cell;
		}
	}
	for (; c < end; c++)
		leave_blank(record, c);
	*blank = !any;
	return FR_OK;
}

fr_status fr_record_read(
	fr_reader *reader, const fr_cell *cells, size_t count, size_t row, int32_t offset_min, fr_arena *arena, bool *blank)
{
	return fr_record_read_clean(reader, cells, count, false, row, offset_min, arena, blank);
}
