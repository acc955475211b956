/* Record: a header's columns to fields, a row's cells to typed values.
 * Stage: values. In: rows and a form. Out: values by slot, and what could not be read. */
#ifndef FR_RECORD_H
#define FR_RECORD_H

#include "form/model.h"

#define FR_NO_COLUMN SIZE_MAX

/* ---- spellings: text to a number, prepared once, asked for each cell (spellings.c) ---- */

typedef struct fr_spelling {
	fr_str text;
	uint64_t words[2]; /* of a short text */
	uint32_t value;
	uint32_t next; /* 1 + index of the next entry with the same text, 0: none */
} fr_spelling;
typedef struct fr_spellings {
	fr_spelling *items;
	size_t count, room;
	uint32_t *slots; /* 1 + index into items, 0: free */
	size_t mask;
} fr_spellings;

/* room: how many texts will be put in at most. Lives in arena. */
fr_status fr_spellings_init(fr_spellings *out, size_t room, fr_arena *arena);
/* Adds text (borrowed, it must outlive the table); of equal texts the first one put in is found first. No-op for an empty text. */
void fr_spellings_put(fr_spellings *spellings, fr_str text, uint32_t value);
/* The first entry of that very text, or NULL; fr_spellings_next gives those that follow. */
const fr_spelling *fr_spellings_get(const fr_spellings *spellings, fr_str text);
static inline const fr_spelling *fr_spellings_next(const fr_spellings *spellings, const fr_spelling *at)
{
	return at->next ? &spellings->items[at->next - 1] : NULL;
}
/* What people may write differently without meaning it: width, case of ASCII, white space anywhere, required marks at either end. Lives in arena or
 * borrows text; .p NULL when memory is refused. */
fr_str fr_spelling_plain(fr_str text, fr_arena *arena);

/* ---- columns (header.c) ---- */

/* Names and labels of a form, ready to be found in headers; prepared once. */
typedef struct fr_header fr_header;
/* repeat: whose rows the table holds (its columns are then the key's and the repeat's fields), or -1 for records. map: "field=Header,field=#3" or NULL. Everything lives in arena. FR_E_ARGUMENT when map is wrong (FR_HEADER_MAP). */
fr_status fr_header_new(const fr_form *form, int repeat, const char *map, fr_arena *arena, fr_header **out, fr_error *error);

/* Which column holds which field. */
typedef struct fr_columns {
	size_t *of_slot; /* form->slot_count entries: 0-based column, or FR_NO_COLUMN */
	size_t count; /* columns of the header */
	size_t width; /* cells its line has, empty ones too, so that no record can have more; 0: nobody knows */
	size_t filled; /* cells of the header that hold something */
	size_t matched; /* how many columns are fields, scores or grades of the form */
	size_t by_map, by_name; /* of these: found by the map, by the field's name; the others by a label */
	size_t known; /* matched, and those we write ourselves (检查, 记录标识, 表单版本) */
	size_t version_column; /* of the form version, or FR_NO_COLUMN */
	size_t id_column; /* of the record id, or FR_NO_COLUMN */
	const fr_str *unknown; /* headers that are not of the form (ours, like 检查, are not counted) */
	const size_t *unknown_columns;
	size_t unknown_count;
	bool fits; /* good enough to be the header: at least 3 fields (all of the form's when it has fewer), or for a repeat its key and a field, and half of what is filled is known */
	bool open; /* named by the records themselves (record XML): a field without a column is one no record filled in, and columns have no place to point to */
	uint32_t twice; /* slot that has two columns, or UINT32_MAX */
	size_t twice_first, twice_second;
} fr_columns;

/* Matches a row: by the map, then field names, then labels in any language. Never says that a row is no header: look at fits and twice. FR_E_MEMORY only. */
fr_status fr_header_match(const fr_header *header, const fr_cell *cells, size_t count, fr_arena *arena, fr_columns *out);

/* The same for a format whose records name their columns: begin with none, then take them in order as they turn up. By the map, then by field names only. True in *known when the column is of the
 * form or says the record's id or version. FR_E_MEMORY only. */
fr_status fr_header_begin(const fr_header *header, fr_arena *arena, fr_columns *out);
fr_status fr_header_take(const fr_header *header, fr_str name, fr_arena *arena, fr_columns *columns, bool *known);

/* ---- rows (read.c) ---- */

/* What reading said about one slot that has a column. */
typedef struct fr_reading {
	fr_code problem; /* FR_CODE_NONE, an FR_WRONG_ code, FR_CHOICE, FR_ERROR_CELL, FR_TEXT_ENCODING; rules/ adds limits (FR_RANGE …) */
	uint16_t position; /* FR_CHOICE of several: which one is unknown, from 1 */
	const fr_cell *cell; /* as it came; NULL when it has no value */
	fr_str repair; /* proposed text, empty when none; of a problem only */
} fr_reading;

/* One record at a time; its arrays belong to the reader and are used again for the next. */
typedef struct fr_record {
	const fr_form *form;
	const fr_columns *columns;
	fr_reading *readings; /* by slot */
	fr_value *
		values; /* by slot, then the form's filter attributes: what expressions see (fr_env.values); EMPTY when unreadable or not relevant */
	bool *relevant; /* by slot */
	bool *doubtful; /* by slot: wrong, or worked out from something wrong; rules that read it are not tried */
	size_t problems; /* readings with a problem */
	uint32_t *blanks; /* slots that have a column and no value in it, as reading found */
	size_t blank_count;
	size_t row;
	fr_str version; /* form version the record names, empty when none */
	fr_str id; /* record id, empty when none */
} fr_record;

typedef struct fr_reader fr_reader;
/* Prepares reading rows under columns. Everything lives in arena. */
fr_status fr_reader_new(const fr_form *form, const fr_columns *columns, fr_arena *arena, fr_reader **out);
fr_record *fr_reader_record(fr_reader *reader);
/* Reads a row into the reader's record; texts live as long as cells and arena do. True in *blank when no field that people fill in has a value. FR_E_MEMORY only. */
fr_status fr_record_read(
	fr_reader *reader, const fr_cell *cells, size_t count, size_t row, int32_t offset_min, fr_arena *arena, bool *blank);
/* The same; clean: no cell holds a U+FFFD, as the source has seen, so that nobody need look. */
fr_status fr_record_read_clean(
	fr_reader *reader, const fr_cell *cells, size_t count, bool clean, size_t row, int32_t offset_min, fr_arena *arena, bool *blank);

#endif
