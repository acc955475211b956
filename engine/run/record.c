/* Records: one row to one result, and whether its key was there before.
 * Stage: pipeline. In: a row of the table at hand. Out: its result, in the record's arena. The order of the records matters for doubles only, so looking for them is a step of its own. */
#include "run/pipeline.h"

/* ---- keys ---- */

static fr_str bits_of(const fr_value *value, char out[sizeof(double)])
{
	double number = value->kind == FR_KIND_NUMBER ? value->number + 0.0 : 0; /* no -0 */
	if (value->kind == FR_KIND_BOOLEAN)
		number = value->boolean;
	if (value->kind >= FR_KIND_DATE)
		memcpy(out, &value->stamp.local_ms, sizeof value->stamp.local_ms);
	else
		memcpy(out, &number, sizeof number);
	return fr_str_of(out, sizeof number);
}

/* The key's values as bytes: texts as they are, moments and numbers by their bits. False when a part is missing or wrong. */
bool run_key_bytes(const fr_form *form, const fr_record *record, fr_arena *arena, fr_str *out)
{
	size_t n = 0;
	for (size_t i = 0; i < form->key_count; i++) {
		const fr_value *value = &record->values[form->key[i]];
		if (value->kind == FR_KIND_EMPTY || value->kind == FR_KIND_LIST || record->doubtful[form->key[i]])
			return false;
		n += value->kind == FR_KIND_STRING ? value->string.n + 1 : sizeof(double) + 1;
	}
	if (form->key_count == 1 && record->values[form->key[0]].kind == FR_KIND_STRING) {
		*out = record->values[form->key[0]].string;
		return true;
	}
	char *bytes = fr_arena_alloc(arena, n);
	char bits[sizeof(double)];
	*out = fr_str_of(bytes, 0);
	for (size_t i = 0; bytes && i < form->key_count; i++) {
		const fr_value *value = &record->values[form->key[i]];
		fr_str part = value->kind == FR_KIND_STRING ? value->string : bits_of(value, bits);
		if (part.n)
			memcpy(bytes + out->n, part.p, part.n);
		out->n += part.n;
		bytes[out->n++] = '\x1F';
	}
	return true;
}

static fr_str number_text(fr_run *run, double x)
{
	char text[400];
	return fr_arena_str(&run->record, fr_str_of(text, fr_number_write(x, text)));
}

/* Labels of the key's fields. */
static fr_str key_labels(fr_run *run, const run_judging *j)
{
	fr_buf text;
	fr_buf_init(&text, &run->allocator, 1 << 16);
	for (size_t i = 1; i < j->form->key_count; i++) {
		if (i == 1)
			fr_buf_str(&text, j->labels[j->form->key[0]]);
		fr_buf_puts(&text, fr_text("list.separator", run->lang));
		fr_buf_str(&text, j->labels[j->form->key[i]]);
	}
	fr_str out = j->form->key_count == 1 ? j->labels[j->form->key[0]]
		     : text.failed           ? fr_str_of(NULL, 0)
					     : fr_arena_str(&run->record, fr_buf_view(&text));
	fr_buf_free(&text);
	return out;
}

static fr_status hash_key(fr_run *run, const run_judging *j, run_key *out)
{
	fr_str key;
	out->whole = (!run->unique_off || run->families) && j->form->key_count &&
		     run_key_bytes(j->form, fr_reader_record(j->reader), &run->record, &key);
	if (!out->whole)
		return FR_OK;
	if (!key.p)
		return FR_E_MEMORY;
	run_unique_hash(&run->unique, key, out->hash);
	return FR_OK;
}

/* The key as it is after judging, and where a finding about it would stand. */
static fr_status settle_key(fr_run *run, run_judging *j, const fr_verdicts *verdicts, run_key *key)
{
	const fr_record *record = fr_reader_record(j->reader);
	key->judging = j;
	if (run->unique_off)
		key->whole = false;
	else if (j->judge_changes_key && hash_key(run, j, key) != FR_OK)
		return FR_E_MEMORY;
	for (size_t i = 0; key->whole && i < j->form->key_count; i++)
		key->whole = !record->doubtful[j->form->key[i]];
	key->at = key->whole ? fr_judge_place(j->judge, verdicts, j->form->key[0], FR_LINK) : 0;
	return FR_OK;
}

/* Where the first record with that key stands, when it is not in this table: its sheet, its file, or both. */
static bool name_place(fr_run *run, const run_place *place, fr_str *out)
{
	bool same = fr_str_eq(place->source, run->source_name);
	*out = place->sheet.n && same ? place->sheet : place->source;
	if (!place->sheet.n || same)
		return true;
	char *both = fr_arena_alloc(&run->record, place->source.n + place->sheet.n + 2);
	if (!both)
		return false;
	memcpy(both, place->source.p, place->source.n);
	both[place->source.n] = ' ';
	memcpy(both + place->source.n + 1, place->sheet.p, place->sheet.n);
	*out = fr_str_of(both, place->source.n + place->sheet.n + 1);
	return true;
}

static fr_status report_double(fr_run *run, const run_key *key, const run_seen *first, const fr_str *name, fr_error *error)
{
	run_judging *j = key->judging;
	bool here = first->table + 1 == run->place_count;
	fr_str args[FR_ERROR_ARGS] = {key_labels(run, j), number_text(run, first->row)}, record = name ? *name : run->result.record;
	if (!args[0].p || !args[1].p || (!here && !name_place(run, &run->places[first->table], &args[2])))
		return run_memory(error);
	if (!record.n && !name && fr_record_key(j->judge, fr_reader_record(j->reader), &run->record, &record) != FR_OK)
		return run_memory(error);
	const fr_verdict verdict = {.level = FR_LEVEL_ERROR,
		.code = here ? FR_UNIQUE : FR_UNIQUE_ELSEWHERE,
		.slot = (int)j->form->key[0],
		.args = {args[0], args[1], args[2]}};
	run->result.record = record;
	return run_give_more(run, j, &verdict, key->at, error);
}

fr_status run_look_for_double(fr_run *run, const run_key *key, const fr_str *name, fr_error *error)
{
	const run_seen *first;
	if (!key->whole)
		return FR_OK;
	fr_status status = run_unique_see(&run->unique, key->hash, run->result.row, (uint32_t)(run->place_count - 1), &first, error);
	return status == FR_OK && first ? report_double(run, key, first, name, error) : status;
}

/* ---- rows ---- */

/* What a record that names no known version gets. */
static fr_status give_unknown(fr_run *run, const run_judging *j, size_t row, fr_error *error)
{
	run_key own = {0};
	if (hash_key(run, run->judging, &own) != FR_OK)
		return run_memory(error);
	run_gather_claim(run, own.whole ? own.hash : NULL); /* its rows are not orphans */
	return run_give_unknown_version(run, j, row, error);
}

static fr_status read_cells(fr_run *run, const run_judging *j, const run_row *row, bool *blank)
{
	return fr_record_read_clean(j->reader, row->cells, row->count, row->clean, row->row, run->now.offset_min, &run->record, blank);
}

/* Reads the row by the form of the version it names. FR_END: blank. *out without a form: nobody knows that version. */
static fr_status read_row(fr_run *run, const run_row *row, run_judging **out, fr_error *error)
{
	run_judging *j = run->judging;
	bool blank;
	*out = j;
	if (read_cells(run, j, row, &blank) != FR_OK)
		return run_memory(error);
	if (blank && !run->named) /* what is written as a record is one */
		return FR_END;
	fr_str version = fr_reader_record(j->reader)->version;
	version = version.n ? version : run->version;
	if (!version.n || fr_str_eq(version, j->version))
		return FR_OK;
	fr_status status = run_table_version(run, version, &j, error);
	*out = j;
	if (status != FR_OK || !j->form)
		return status;
	if (read_cells(run, j, row, &blank) != FR_OK)
		return run_memory(error);
	return blank && !run->named ? FR_END : FR_OK;
}

/* Its rows of repeats are no orphans, if the key stands where it should. */
static fr_status give_long(fr_run *run, run_judging *j, const run_row *row, fr_error *error)
{
	run_key key = {0};
	fr_str cells = number_text(run, (double)row->count), columns = number_text(run, (double)run->judging->columns.width);
	if (!cells.p || !columns.p || hash_key(run, j, &key) != FR_OK)
		return run_memory(error);
	run_gather_claim(run, key.whole ? key.hash : NULL);
	return run_give_long_row(run, row->row, cells, columns, error);
}

fr_status run_judge_row(fr_run *run, const run_row *row, run_key *key, fr_error *error)
{
	run_judging *j;
	fr_verdicts verdicts;
	size_t width = run->judging->columns.width;
	bool shifted = width && row->count > width;
	*key = (run_key){0};
	if (!run->named && row->count > run->unnamed.first && !shifted)
		run_unnamed_see(run, row);
	fr_status status = read_row(run, row, &j, error);
	if (status != FR_OK)
		return status;
	if (!j->form)
		return give_unknown(run, j, row->row, error);
	if (shifted)
		return give_long(run, j, row, error);
	if (hash_key(run, j, key) != FR_OK)
		return run_memory(error);
	if (j->form->repeat_count) {
		const fr_children *children;
		status = run_gather_children(run, j, key->whole ? key->hash : NULL, &children, error);
		if (status != FR_OK)
			return status;
		fr_judge_children(j->judge, children);
	}
	if (fr_judge_record(j->judge, fr_reader_record(j->reader), &run->record, &verdicts) != FR_OK ||
		run_gather_links(run, j, &verdicts) != FR_OK || (run->named && run_named_strangers(run, j, row, &verdicts) != FR_OK) ||
		settle_key(run, j, &verdicts, key) != FR_OK)
		return run_memory(error);
	return run_give_record(run, j, &verdicts, run->ahead && key->whole, error);
}
