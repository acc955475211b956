/* Results: verdicts become findings with their place, values become outputs.
 * Stage: pipeline. In: verdicts and a judged record. Out: what fr_run_next gives. Everything lives in the record's arena. */
#include "run/pipeline.h"

#include <math.h>

typedef struct run_output {
	uint32_t slot;
	bool name_of_record;
	fr_str name, label;
	size_t decimals;
	bool score;
} run_output;

/* ---- findings ---- */

static fr_finding *findings_new(fr_run *run, size_t count)
{
	run->result = (fr_result){.sheet = run->sheet};
	return FR_ARENA_ARRAY(&run->record, fr_finding, count);
}

static fr_finding place_of(const fr_run *run, const fr_form *form, size_t row)
{
	return (fr_finding){.form = form->id, .version = form->version, .source = run->source_name, .sheet = run->sheet, .row = row};
}

static void count(fr_run *run, fr_level level)
{
	run->summary.errors += level == FR_LEVEL_ERROR;
	run->summary.warnings += level == FR_LEVEL_WARNING;
	run->summary.infos += level == FR_LEVEL_INFO;
}

static size_t missing_columns(const run_judging *j, const fr_form *form, uint32_t *out)
{
	size_t n = 0;
	for (uint32_t slot = 0; slot < form->field_count; slot++) {
		const fr_field *field = &form->fields[slot];
		fr_value always;
		if (field->repeat >= 0 || field->type == FR_TYPE_NOTE || field->calculate.expr || j->columns.of_slot[slot] != FR_NO_COLUMN)
			continue;
		if (field->required.expr && fr_expr_constant(field->required.expr, &always) && fr_value_to_boolean(&always) &&
			!field->relevant.expr)
			out[n++] = slot;
	}
	return n;
}

fr_status run_give_header(fr_run *run, fr_error *error)
{
	const run_judging *j = run->judging;
	uint32_t *missing = FR_ARENA_ARRAY(&run->record, uint32_t, run->form->field_count);
	size_t n = missing ? missing_columns(j, run->form, missing) : 0, total = n + j->columns.unknown_count;
	fr_finding *findings = missing ? findings_new(run, total) : NULL;
	if (!findings)
		return run_memory(error);
	run->header_due = false;
	for (size_t i = 0; i < n; i++) {
		findings[i] = place_of(run, run->form, run->header_row);
		findings[i].level = FR_LEVEL_ERROR;
		findings[i].code = FR_MISSING_COLUMN;
		findings[i].field = run->form->fields[missing[i]].name;
		findings[i].label = findings[i].args[0] = j->labels[missing[i]];
	}
	for (size_t i = 0; i < j->columns.unknown_count; i++) {
		fr_finding *f = &findings[n + i];
		*f = place_of(run, run->form, run->header_row);
		f->level = FR_LEVEL_INFO;
		f->code = FR_UNKNOWN_COLUMN;
		f->column = j->columns.unknown_columns[i] + 1;
		f->args[0] = j->columns.unknown[i];
	}
	for (size_t i = 0; i < total; i++) {
		findings[i].rule = fr_str_from(fr_code_name(findings[i].code));
		count(run, findings[i].level);
	}
	run->result.row = run->header_row;
	run->result.header = true;
	run->result.valid = n == 0;
	run->result.findings = findings;
	run->result.finding_count = total;
	return FR_OK;
}

static void finding_of(const fr_run *run, const run_judging *j, const fr_verdict *v, fr_finding *out)
{
	out->level = v->level;
	out->code = v->code;
	out->rule = v->rule.n ? v->rule : fr_str_from(fr_code_name(v->code));
	if (v->slot >= 0) {
		size_t column = j->columns.of_slot[v->slot];
		out->field = fr_form_slot_name(j->form, (uint32_t)v->slot);
		out->label = j->labels[v->slot];
		out->column = column == FR_NO_COLUMN ? 0 : column + 1;
	}
	memcpy(out->args, v->args, sizeof out->args);
	if (v->message)
		out->message = fr_words_in(v->message, run->lang);
	out->repair = v->repair;
}

/* A version is shown when it looks like one: a cell may hold anything. */
static fr_str showable_version(fr_str version)
{
	for (size_t i = 0; i < version.n; i++) {
		char c = version.p[i];
		if (!((c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')))
			return FR_STR("?");
	}
	return version.n > 32 ? FR_STR("?") : version;
}

fr_status run_give_unknown_version(fr_run *run, const run_judging *j, size_t row, fr_error *error)
{
	fr_finding *f = findings_new(run, 1);
	if (!f)
		return run_memory(error);
	*f = place_of(run, run->form, row);
	f->level = FR_LEVEL_ERROR;
	f->code = FR_VERSION_UNKNOWN;
	f->rule = fr_str_from(fr_code_name(f->code));
	size_t column = run->judging->columns.version_column;
	f->column = column == FR_NO_COLUMN ? 0 : column + 1;
	f->args[0] = showable_version(fr_reader_record(run->judging->reader)->version);
	f->args[1] = j->known;
	run->result.row = row;
	run->result.findings = f;
	run->result.finding_count = 1;
	count(run, f->level);
	run->summary.records++;
	run->summary.records_with_errors++;
	return FR_OK;
}

/* ---- outputs ---- */

fr_status run_prepare_outputs(fr_run *run, run_judging *j)
{
	const fr_form *form = j->form;
	run_output *out = FR_ARENA_ARRAY(&run->table, run_output, form->field_count + form->score_count * 2 + 1);
	if (!out)
		return FR_E_MEMORY;
	size_t n = 0;
	for (size_t i = 0; i < form->field_count; i++)
		if (form->fields[i].repeat < 0 && (form->fields[i].calculate.expr || form->fields[i].default_value.expr))
			out[n++] = (run_output){.slot = (uint32_t)i, .name = form->fields[i].name};
	for (size_t i = 0; i < form->score_count; i++) {
		const fr_score *score = &form->scores[i];
		out[n++] = (run_output){.slot = score->slot, .name = score->name, .decimals = (size_t)score->decimals, .score = true};
		if (score->grade_count || score->veto_count)
			out[n++] = (run_output){.slot = score->grade_slot, .name = score->grade_name};
	}
	for (size_t i = 0; i < n; i++)
		out[i].label = j->labels[out[i].slot];
	if (form->instance_name.expr)
		out[n++] = (run_output){.name_of_record = true, .name = FR_STR("instance_name"), .label = FR_STR("instance_name")};
	j->outputs = out;
	j->output_count = n;
	return FR_OK;
}

/* 4 with two places is 4.00. */
static fr_str fixed(fr_run *run, double x, size_t decimals)
{
	char text[400 + 16];
	size_t n = fr_number_write(fr_number_round(x, (int)decimals), text);
	const char *point = memchr(text, '.', n);
	size_t places = point ? n - (size_t)(point - text) - 1 : 0;
	if (!point && decimals)
		text[n++] = '.';
	for (; places < decimals && places < 12; places++)
		text[n++] = '0';
	return fr_arena_str(&run->record, fr_str_of(text, n));
}

static bool fill_output(fr_run *run, run_judging *j, const run_output *o, fr_output *out)
{
	fr_record *record = fr_reader_record(j->reader);
	*out = (fr_output){.name = o->name, .label = o->label, .decimals = o->decimals};
	if (o->name_of_record) {
		if (fr_record_name(j->judge, record, &run->record, &out->text) != FR_OK)
			return false;
		out->kind = out->text.n ? FR_OUTPUT_TEXT : FR_OUTPUT_EMPTY;
		return true;
	}
	const fr_value *value = &record->values[o->slot];
	switch (value->kind) {
	case FR_KIND_NUMBER: out->kind = FR_OUTPUT_NUMBER, out->number = value->number; break;
	case FR_KIND_BOOLEAN: out->kind = FR_OUTPUT_BOOLEAN, out->number = value->boolean; break;
	case FR_KIND_DATE: out->kind = FR_OUTPUT_DATE, out->number = fr_stamp_serial(value->stamp); break;
	case FR_KIND_DATETIME: out->kind = FR_OUTPUT_DATETIME, out->number = fr_stamp_serial(value->stamp); break;
	case FR_KIND_TIME: out->kind = FR_OUTPUT_TIME, out->number = fr_stamp_serial(value->stamp); break;
	case FR_KIND_STRING: out->kind = FR_OUTPUT_TEXT; break;
	default: return true;
	}
	out->text = o->score && out->kind == FR_OUTPUT_NUMBER ? fixed(run, value->number, o->decimals)
							      : fr_record_show(j->judge, o->slot, value, &run->record);
	return out->text.p != NULL;
}

static fr_status give_outputs(fr_run *run, run_judging *j, fr_error *error)
{
	fr_output *outputs = FR_ARENA_ARRAY(&run->record, fr_output, j->output_count);
	if (!outputs)
		return run_memory(error);
	for (size_t i = 0; i < j->output_count; i++)
		if (!fill_output(run, j, &j->outputs[i], &outputs[i]))
			return run_memory(error);
	run->result.outputs = outputs;
	run->result.output_count = j->output_count;
	return FR_OK;
}

fr_status run_give_record(fr_run *run, run_judging *j, const fr_verdicts *verdicts, fr_error *error)
{
	const fr_record *record = fr_reader_record(j->reader);
	fr_str key = fr_str_of(NULL, 0);
	bool named = verdicts->count || !run->outputs_off;
	if (named && fr_record_key(j->judge, record, &run->record, &key) != FR_OK)
		return run_memory(error);
	run->result = (fr_result){.row = record->row, .sheet = run->sheet, .record = key, .valid = true};
	run->summary.records++;
	if (verdicts->count) {
		fr_finding *findings = FR_ARENA_ARRAY(&run->record, fr_finding, verdicts->count);
		if (!findings)
			return run_memory(error);
		for (size_t i = 0; i < verdicts->count; i++) {
			findings[i] = place_of(run, j->form, record->row);
			findings[i].record = key;
			finding_of(run, j, &verdicts->items[i], &findings[i]);
			run->result.valid = run->result.valid && findings[i].level != FR_LEVEL_ERROR;
			count(run, findings[i].level);
		}
		run->result.findings = findings;
		run->result.finding_count = verdicts->count;
		run->summary.records_with_errors += !run->result.valid;
	}
	return run->outputs_off ? FR_OK : give_outputs(run, j, error);
}
