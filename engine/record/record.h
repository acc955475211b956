/* Record: a header's columns to fields, a row's cells to typed values.
 * Stage: values. In: rows and a form. Out: values by slot, and what could not be read. */
#ifndef FR_RECORD_H
#define FR_RECORD_H

#include "form/model.h"

#define FR_NO_COLUMN SIZE_MAX

/* Which column holds which field. */
typedef struct fr_columns {
	size_t *of_slot;       /* form->slot_count entries: 0-based column, or FR_NO_COLUMN */
	size_t count;          /* columns of the header */
	size_t matched;        /* how many fields have a column */
	size_t version_column; /* of the form version, or FR_NO_COLUMN */
	size_t id_column;      /* of the record id, or FR_NO_COLUMN */
	const fr_str *unknown; size_t unknown_count; /* headers that are not of the form (ours, like 检查, are not counted) */
} fr_columns;

/* Matches a header row: labels in any language (a trailing required mark "*" or "＊" is ignored), field names, then map ("field=Header,field=#3"). Two columns for one field: FR_E_FORMAT. Nothing matched: FR_OK with matched 0. */
fr_status fr_columns_match(const fr_form *form, const fr_cell *cells, size_t count, const char *map, fr_arena *arena, fr_columns *out, fr_error *error);

/* What reading said about one slot. */
typedef struct fr_reading {
	fr_value value;        /* EMPTY when unreadable */
	fr_code problem;       /* FR_CODE_NONE, an FR_WRONG_ code, FR_CHOICE, FR_ERROR_CELL, FR_TEXT_ENCODING */
	fr_str repair;         /* proposed text, empty when none */
	fr_str raw;            /* the cell as text */
	bool present;          /* a non-empty cell was there */
} fr_reading;

typedef struct fr_record {
	const fr_form *form;
	fr_reading *readings;  /* by slot */
	fr_value *values;      /* by slot: what expressions see (fr_env.values) */
	bool *relevant;        /* by slot of field */
	size_t row;
	fr_str version;        /* form version the record names, empty when none */
} fr_record;

/* Turns a row into a record; everything lives in arena until it is reset. True in *blank when no field that people fill in has a value. */
fr_status fr_record_read(const fr_form *form, const fr_columns *columns, const fr_cell *cells, size_t count, size_t row, int32_t offset_min,
			 fr_arena *arena, fr_record *out, bool *blank);

#endif
