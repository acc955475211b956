/* Tables: finding the header, preparing reading and judging for the columns under it, versions of the form.
 * Stage: pipeline. In: the first rows of a table. Out: what its records are read and judged with. */
#include "run/pipeline.h"

#define SHEETS_NAMED 1000 /* bytes of names a message needs at most */

void run_table_forget(fr_run *run)
{
	for (run_judging *j = run->judging; j; j = j->next)
		fr_judge_free(j->judge);
	run->judging = NULL;
	run->judging_count = 0;
}

void run_table_close(fr_run *run)
{
	run_table_forget(run);
	run->named = NULL;
	run->inner = run->last_inner = NULL;
	run->unknown = NULL;
	run->unnamed = (run_unnamed){0};
	run->state = RUN_IDLE;
	run->header_due = false;
	run_notes_forget(run);
	fr_arena_reset(&run->table);
}

static fr_status add_place(fr_run *run, fr_str source, fr_str sheet)
{
	if (run->place_count == run->place_capacity) {
		size_t capacity = run->place_capacity ? run->place_capacity * 2 : 8;
		run_place *places = fr_resize(&run->allocator, run->places, capacity * sizeof *places);
		if (!places)
			return FR_E_MEMORY;
		run->places = places;
		run->place_capacity = capacity;
	}
	/* Names outlive their table: a double may be found in the next file. */
	run_place place = {fr_arena_str(&run->arena, source), fr_arena_str(&run->arena, sheet), .gathered = run->gathering};
	if (!place.source.p || !place.sheet.p)
		return FR_E_MEMORY;
	run->places[run->place_count++] = place;
	return FR_OK;
}

fr_status run_table_start(fr_run *run, fr_str source, fr_str sheet, fr_error *error)
{
	run_table_close(run);
	if (add_place(run, source, sheet) != FR_OK)
		return run_memory(error);
	run->source_name = run->places[run->place_count - 1].source;
	run->sheet = run->places[run->place_count - 1].sheet;
	run->seen_rows = 0;
	bool wanted = !run->sheet_wanted.n || !sheet.n || fr_str_eq(run->sheet_wanted, sheet); /* a CSV file has no sheets to choose from */
	run->sheet_seen = run->sheet_seen || (wanted && run->sheet_wanted.n);
	run->state = wanted ? RUN_SEARCHING : RUN_SKIPPING;
	if (!wanted)
		run_table_used(run, FR_TABLE_UNWANTED, 0, NULL);
	if (sheet.n && run->sheets.n < SHEETS_NAMED) {
		if (run->sheets.n)
			fr_buf_puts(&run->sheets, ", ");
		fr_buf_str(&run->sheets, sheet);
	}
	if (run->sheets.failed)
		return run_memory(error);
	return FR_OK;
}

static fr_str label_of(const fr_run *run, const fr_form *form, uint32_t slot)
{
	fr_words words = fr_form_slot_words(form, slot);
	fr_str label = fr_words_in(&words, run->lang);
	return label.n ? label : fr_form_slot_name(form, slot);
}

static const fr_days *calendar_of(fr_run *run, const fr_form *form, fr_error *error)
{
	return fr_engine_calendar(run->engine, form->calendar.n ? form->calendar : FR_STR("cn"), error);
}

/* A result every deadline needs: how long. */
static fr_status check_policy(fr_run *run, const fr_form *form, const fr_deadline *deadline, fr_error *error)
{
	fr_str name = deadline->policy;
	fr_error why = {0};
	const fr_policy *policy = fr_engine_policy(run->engine, name, &why);
	if (policy && fr_policy_result_named(policy, FR_STR("within")) >= 0)
		return FR_OK;
	if (why.status == FR_OK) {
		fr_fail_str(&why, FR_E_FORM, policy ? FR_POLICY_WITHIN : FR_POLICY_UNKNOWN, name, form->id);
		char path[FR_ERROR_TEXT];
		fr_text_out(form->path, path, sizeof path);
		fr_error_at(&why, path, deadline->line, 1);
	}
	if (error)
		*error = why;
	return why.status;
}

fr_status run_check_shelves(fr_run *run, const fr_form *form, fr_error *error)
{
	fr_error why = {0};
	if (!calendar_of(run, form, &why) && (why.status != FR_OK || form->calendar.n)) {
		if (why.status == FR_OK)
			fr_fail_str(&why, FR_E_FORM, FR_CALENDAR_NONE, form->calendar, form->id);
		if (error)
			*error = why;
		return why.status;
	}
	fr_status status = FR_OK;
	for (size_t i = 0; i < form->deadline_count && status == FR_OK; i++)
		if (form->deadlines[i].policy.n)
			status = check_policy(run, form, &form->deadlines[i], error);
	return status;
}

fr_status run_table_prepare(fr_run *run, run_judging *j)
{
	const fr_form *form = j->form;
	fr_error why = {0};
	const fr_days *calendar = calendar_of(run, form, &why);
	if (why.status != FR_OK)
		return FR_E_MEMORY; /* it was there when the run was opened */
	fr_judge_options options = {.form = form,
		.columns = &j->columns,
		.lists = run->lists,
		.calendar = calendar,
		.shelves = fr_engine_shelves(run->engine),
		.due_soon_ms = (int64_t)(run->due_soon_hours * 3600000.0),
		.now = run->now,
		.lang = run->lang,
		.allocator = run->allocator,
		.explain = run->explain,
		.no_scores = run->outputs_off};
	fr_judge_free(j->judge);
	j->judge = NULL;
	fr_status status = fr_reader_new(form, &j->columns, &run->table, &j->reader);
	if (status == FR_OK)
		status = fr_judge_new(&options, &run->table, &j->judge);
	if (status != FR_OK)
		return status;
	j->labels = FR_ARENA_ARRAY(&run->table, fr_str, form->slot_count);
	if (!j->labels)
		return FR_E_MEMORY;
	for (uint32_t slot = 0; slot < form->slot_count; slot++)
		j->labels[slot] = label_of(run, form, slot);
	for (size_t i = 0; i < form->key_count; i++) {
		const fr_field *field = form->key[i] < form->field_count ? &form->fields[form->key[i]] : NULL;
		j->judge_changes_key =
			j->judge_changes_key || !field || field->calculate.expr || field->relevant.expr || field->default_value.expr;
	}
	return run->outputs_off ? FR_OK : run_prepare_outputs(run, j);
}

fr_status run_table_twice(const fr_run *run, const fr_columns *columns, size_t row, fr_error *error)
{
	char first[32], second[32], name[FR_ERROR_TEXT], source[FR_ERROR_TEXT];
	fr_text_out(label_of(run, run->form, columns->twice), name, sizeof name);
	char digits[400];
	fr_text_out(fr_str_of(digits, fr_number_write((double)columns->twice_first, digits)), first, sizeof first);
	fr_text_out(fr_str_of(digits, fr_number_write((double)columns->twice_second, digits)), second, sizeof second);
	fr_status status = fr_fail(error, FR_E_FORMAT, FR_HEADER_TWICE, name, first, second, NULL);
	fr_text_out(run->source_name, source, sizeof source);
	fr_error_at(error, source, row, columns->twice_second);
	return status;
}

/* The header's cells are kept, for forms of other versions that turn up among the records. */
static fr_status keep_header(fr_run *run, const fr_cell *cells, size_t count, size_t row)
{
	fr_cell *kept = FR_ARENA_ARRAY(&run->table, fr_cell, count);
	if (!kept)
		return FR_E_MEMORY;
	for (size_t i = 0; i < count; i++) {
		kept[i] = cells[i];
		kept[i].text = fr_arena_str(&run->table, cells[i].text);
		if (!kept[i].text.p)
			return FR_E_MEMORY;
	}
	run->header_cells = kept;
	run->header_count = count;
	run->header_row = row;
	run_unnamed_begin(run);
	return FR_OK;
}

/* What the table's records are read and judged with, by the run's form. columns: NULL when the records name them. */
static fr_status begin(fr_run *run, const fr_columns *columns, fr_error *error)
{
	run_judging *j = FR_ARENA_NEW(&run->table, run_judging);
	if (!j)
		return run_memory(error);
	j->form = run->form;
	j->version = run->form->version;
	j->header = run->header;
	if (!run->named)
		j->columns = *columns;
	fr_status status = run->named ? run_named_prepare(run, j, error) : FR_OK;
	if (status != FR_OK)
		return status;
	run->judging = j;
	run->judging_count = 1;
	return run_table_prepare(run, j) == FR_OK ? FR_OK : run_memory(error);
}

fr_status run_table_again(fr_run *run, const run_judging *first, fr_error *error) { return begin(run, &first->columns, error); }

fr_status run_table_found(fr_run *run, const fr_columns *columns, fr_error *error)
{
	fr_status status = begin(run, columns, error);
	if (status != FR_OK)
		return status;
	run->state = RUN_FOUND;
	run->any_table = true;
	return FR_OK;
}

fr_status run_table_try(fr_run *run, const fr_cell *cells, size_t count, size_t row, bool must, fr_error *error)
{
	fr_columns columns;
	if (fr_header_match(run->header, cells, count, &run->table, &columns) != FR_OK)
		return run_memory(error);
	bool children = false;
	if (run->form->repeat_count) {
		fr_status status = run_gather_try(run, cells, count, row, columns.fits ? columns.matched : 0, &children, error);
		if (status != FR_OK || children)
			return status;
	}
	if (!columns.fits && !(must && columns.matched)) {
		if (run_nearest_note(run, &columns, cells, count, row) != FR_OK)
			return run_memory(error);
		fr_arena_reset(&run->table); /* nothing of a table that was not found is kept */
		if (++run->seen_rows >= RUN_HEADER_ROWS)
			run->state = RUN_SKIPPING;
		return FR_OK;
	}
	if (run->gathering && !run_gather_records(run)) {
		run->state = RUN_SKIPPING;
		run->any_table = true;
		fr_arena_reset(&run->table);
		return FR_OK;
	}
	run_table_used(run, FR_TABLE_RECORDS, row, &columns);
	if (columns.twice != UINT32_MAX)
		return run_table_twice(run, &columns, row, error);
	if (keep_header(run, cells, count, row) != FR_OK)
		return run_memory(error);
	run->header_due = !run->gathering;
	return run_table_found(run, &columns, error);
}

static fr_status prepare_version(fr_run *run, run_judging *j, fr_form *form, fr_error *error)
{
	fr_header *header;
	fr_status status = fr_header_new(form, -1, run->map, &run->table, &header, error);
	if (status == FR_E_ARGUMENT) /* the map names fields this version does not have: go by labels */
		status = fr_header_new(form, -1, NULL, &run->table, &header, error);
	if (status != FR_OK)
		return status;
	status = run_check_shelves(run, form, error);
	if (status != FR_OK)
		return status;
	j->form = form;
	j->header = header;
	if (run->named)
		status = run_named_prepare(run, j, error);
	else if (fr_header_match(header, run->header_cells, run->header_count, &run->table, &j->columns) != FR_OK)
		status = run_memory(error);
	return status == FR_OK && run_table_prepare(run, j) != FR_OK ? run_memory(error) : status;
}

fr_status run_table_version(fr_run *run, fr_str version, run_judging **out, fr_error *error)
{
	run_judging *last = run->judging;
	for (run_judging *j = run->judging; j; last = j, j = j->next)
		if (fr_str_eq(j->version, version)) {
			*out = j;
			return FR_OK;
		}
	/* A file that names ever more versions costs no more than the first few. */
	bool strange = run->judging_count >= RUN_VERSIONS_MOST;
	for (run_judging *j = run->judging; strange && j; j = j->next)
		if (!j->form) {
			*out = j;
			return FR_OK;
		}
	run_judging *j = FR_ARENA_NEW(&run->table, run_judging);
	if (!j)
		return run_memory(error);
	j->version = fr_arena_str(&run->table, version);
	fr_buf known;
	fr_buf_init(&known, &run->allocator, 4096);
	fr_form *form = NULL;
	fr_status status = strange ? FR_OK : fr_engine_version(run->engine, run->form, version, &form, &known, error);
	if (status == FR_OK && form)
		status = prepare_version(run, j, form, error);
	else if (status == FR_OK)
		j->known = fr_arena_str(&run->table, fr_buf_view(&known));
	bool nothing = known.failed && !known.n; /* refused; a list that is too long is cut */
	fr_buf_free(&known);
	if (status == FR_OK && (!j->version.p || (!form && (!j->known.p || nothing))))
		status = run_memory(error);
	if (status != FR_OK) {
		fr_judge_free(j->judge);
		return status;
	}
	last->next = j;
	run->judging_count++;
	*out = j;
	return FR_OK;
}
