/* Opening sealed values: headquarters' side of masking.c.
 * Stage: pipeline. In: a data file with boxes in its cells, the secret key. Out: a copy with what they hold. A box that cannot be opened stays as it is, and is said. */
#include "formrule/formrule.h"
#include "privacy/keys.h"
#include "privacy/seal.h"
#include "run/pipeline.h"
#include "sink/copy.h"

typedef struct unsealing {
	fr_engine *engine;
	const fr_form *form; /* NULL: no field is known */
	fr_unseal_options o;
	fr_arena arena, table;
	fr_header *header;
	const fr_field **fields; /* by column of this table */
	size_t width;
	bool found;
	size_t seen;
	const char *input;
	fr_copy *copy;
	fr_buf text;
	fr_unseal_summary *out;
} unsealing;

static bool try_header(unsealing *u, const fr_row *row)
{
	fr_columns columns;
	if (!u->form || u->found || u->seen++ >= RUN_HEADER_ROWS)
		return true;
	if (fr_header_match(u->header, row->cells, row->count, &u->table, &columns) != FR_OK)
		return false;
	if (!columns.fits)
		return true;
	u->fields = FR_ARENA_ARRAY(&u->table, const fr_field *, row->count);
	u->width = row->count;
	u->found = true;
	for (uint32_t slot = 0; u->fields && slot < u->form->field_count; slot++)
		if (columns.of_slot[slot] < row->count)
			u->fields[columns.of_slot[slot]] = &u->form->fields[slot];
	return u->fields != NULL;
}

static void report(unsealing *u, const fr_row *row, size_t column, const fr_field *field, fr_unsealed why)
{
	static const int codes[] = {
		[FR_UNSEAL_FOREIGN] = FR_SEAL_FOREIGN, [FR_UNSEAL_DAMAGED] = FR_SEAL_DAMAGED, [FR_UNSEAL_KIND] = FR_SEAL_KIND};
	fr_finding finding = {.level = FR_LEVEL_ERROR,
		.code = codes[why],
		.rule = fr_str_from(fr_code_name(codes[why])),
		.source = fr_str_from(u->input),
		.sheet = row->sheet,
		.row = row->row,
		.column = column + 1};
	if (field) {
		finding.field = field->name;
		finding.label = fr_words_in(&field->label, u->o.lang);
	}
	u->out->left++;
	if (u->o.fault)
		u->o.fault(u->o.fault_user, &finding);
}

static fr_status open_row(unsealing *u, const fr_row *row, fr_error *error)
{
	for (size_t i = 0; i < row->count; i++) {
		const fr_cell *cell = &row->cells[i];
		const fr_field *field = u->found && i < u->width ? u->fields[i] : NULL;
		if (cell->kind != FR_CELL_TEXT || !fr_is_sealed(cell->text))
			continue;
		fr_buf_clear(&u->text);
		fr_mask_kind kind = field && field->identifier != FR_ID_NONE ? fr_identifier_kind(field->identifier) : 0;
		fr_unsealed opened = fr_seal_open(u->o.key, kind, cell->text, &u->text);
		if (opened == FR_UNSEAL_MEMORY ||
			(opened == FR_UNSEALED && !fr_copy_put(u->copy, row->sheet, row->row, i + 1, fr_buf_view(&u->text))))
			return run_memory(error);
		if (opened == FR_UNSEALED)
			u->out->opened++;
		else
			report(u, row, i, field, opened);
	}
	return FR_OK;
}

static fr_status read_rows(unsealing *u, fr_source *source, fr_error *error)
{
	fr_row row;
	fr_status status;
	for (size_t n = 1; (status = fr_source_next(source, &row, error)) == FR_OK; n++) {
		if (row.new_sheet) {
			u->found = false;
			u->seen = 0;
			fr_arena_reset(&u->table);
		}
		if (row.count && !try_header(u, &row))
			return run_memory(error);
		status = open_row(u, &row, error);
		if (status == FR_OK)
			status = fr_copy_row(u->copy, &row, NULL, error);
		if (status != FR_OK)
			return status;
		u->out->rows += row.count > 0;
		uint64_t done = 0, total = 0;
		if (u->o.progress && n % 1024 == 0) {
			fr_source_position(source, &done, &total);
			if (!u->o.progress(u->o.progress_user, done, total, n))
				return fr_fail(error, FR_E_CANCELLED, FR_CANCELLED, NULL);
		}
	}
	return status == FR_END ? FR_OK : status;
}

static fr_status unseal_file(unsealing *u, const char *output, fr_error *error)
{
	fr_source *source = NULL;
	fr_limits_inherit(&u->o.limits, &u->engine->limits);
	fr_status status = u->o.key ? fr_key_must(u->o.key, FR_KEY_OPEN, error) : fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "key", NULL);
	if (status == FR_OK && u->form)
		status = fr_header_new(u->form, -1, u->o.map, &u->arena, &u->header, error);
	if (status == FR_OK)
		status = fr_copy_new(&u->engine->allocator, &u->o.limits, u->input, output, &u->copy, error);
	if (status == FR_OK)
		status = fr_source_open(&u->engine->allocator, u->input, &u->o.limits, &source, error);
	if (status == FR_OK) {
		fr_source_keep(source);
		status = read_rows(u, source, error);
	}
	fr_source_close(source);
	run_source_error(u->engine, status, error);
	fr_status closed = fr_copy_close(u->copy, status == FR_OK, NULL, status == FR_OK ? error : NULL);
	return status == FR_OK ? closed : status;
}

fr_status fr_unseal_file(fr_engine *engine, const fr_form *form, const char *input, const char *output, const fr_unseal_options *options,
	fr_unseal_summary *out, fr_error *error)
{
	fr_unseal_summary own;
	if (!engine || !input || !output || !options)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	unsealing u = {.engine = engine, .form = form, .input = input, .out = out ? out : &own};
	*u.out = (fr_unseal_summary){0};
	memcpy(&u.o, options, options->size < sizeof u.o ? options->size : sizeof u.o);
	u.o.lang = fr_lang(u.o.lang);
	fr_arena_init(&u.arena, &engine->allocator, 0);
	fr_arena_init(&u.table, &engine->allocator, 0);
	fr_buf_init(&u.text, &engine->allocator, 4 * FR_SEAL_MOST);
	fr_buf_reserve(&u.text, FR_SEAL_MOST);
	fr_status status = unseal_file(&u, output, error);
	fr_buf_wipe(&u.text);
	fr_arena_free(&u.table);
	fr_arena_free(&u.arena);
	return status;
}
