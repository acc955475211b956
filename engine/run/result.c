/* Results: verdicts become findings with their place, values become outputs.
 * Stage: pipeline. In: verdicts and a judged record. Out: what fr_run_next gives. Everything lives in the record's arena. */
#include "run/pipeline.h"
#include "value/duration.h"

#include <math.h>

typedef enum run_output_kind { OUT_SLOT = 0, OUT_DUE, OUT_NAME, OUT_DUE_STATUS, OUT_DUE_POLICY, OUT_KEEP } run_output_kind;

typedef struct run_output {
	uint32_t slot;
	fr_str name, label;
	size_t decimals;
	bool score;
	run_output_kind kind;
	size_t index; /* of the score or deadline */
} run_output;

/* ---- findings ---- */

static fr_finding *findings_new(fr_run *run, size_t count)
{
	run->result = (fr_result){.source = run->source_name, .sheet = run->sheet};
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

static size_t missing_columns(const fr_columns *columns, const fr_form *form, int repeat, uint32_t *out)
{
	size_t n = 0;
	for (uint32_t slot = 0; slot < form->field_count; slot++) {
		const fr_field *field = &form->fields[slot];
		fr_value always;
		if (field->repeat != repeat || field->type == FR_TYPE_NOTE || field->calculate.expr ||
			columns->of_slot[slot] != FR_NO_COLUMN)
			continue;
		if (field->required.expr && fr_expr_constant(field->required.expr, &always) && fr_value_to_boolean(&always) &&
			!field->relevant.expr)
			out[n++] = slot;
	}
	return n;
}

static fr_str label_of(const fr_run *run, uint32_t slot)
{
	fr_words words = fr_form_slot_words(run->form, slot);
	fr_str label = fr_words_in(&words, run->lang);
	return label.n ? label : fr_form_slot_name(run->form, slot);
}

static fr_status give_header(fr_run *run, const fr_columns *columns, int repeat, size_t row, fr_error *error)
{
	uint32_t *missing = FR_ARENA_ARRAY(&run->record, uint32_t, run->form->field_count);
	size_t n = missing ? missing_columns(columns, run->form, repeat, missing) : 0, total = n + columns->unknown_count;
	fr_finding *findings = missing ? findings_new(run, total) : NULL;
	if (!findings)
		return run_memory(error);
	run->header_due = false;
	for (size_t i = 0; i < n; i++) {
		findings[i] = place_of(run, run->form, row);
		findings[i].level = FR_LEVEL_ERROR;
		findings[i].code = FR_MISSING_COLUMN;
		findings[i].field = run->form->fields[missing[i]].name;
		findings[i].label = findings[i].args[0] = label_of(run, missing[i]);
	}
	for (size_t i = 0; i < columns->unknown_count; i++) {
		fr_finding *f = &findings[n + i];
		*f = place_of(run, run->form, row);
		f->level = FR_LEVEL_INFO;
		f->code = FR_UNKNOWN_COLUMN;
		f->column = columns->unknown_columns[i] + 1;
		f->args[0] = run_shown(run, columns->unknown[i]);
		if (!f->args[0].p)
			return run_memory(error);
	}
	for (size_t i = 0; i < total; i++) {
		findings[i].rule = fr_str_from(fr_code_name(findings[i].code));
		count(run, findings[i].level);
	}
	run->result.row = row;
	run->result.header = true;
	run->result.valid = n == 0;
	run->result.findings = findings;
	run->result.finding_count = total;
	return FR_OK;
}

/* Elements that are not of the form, told where they turned up first. */
static fr_status give_elements(fr_run *run, fr_error *error)
{
	size_t n = 0;
	for (const run_unknown *u = run->unknown; u; u = u->next)
		n++;
	fr_finding *findings = findings_new(run, n);
	if (!findings)
		return run_memory(error);
	run->header_due = false;
	run->result.row = run->header_row;
	run->result.header = run->result.valid = true;
	run->result.findings = findings;
	for (const run_unknown *u = run->unknown; u; u = u->next) {
		fr_finding *f = &findings[run->result.finding_count++];
		*f = place_of(run, u->form, run->header_row);
		f->level = FR_LEVEL_INFO;
		f->code = FR_ELEMENT_UNKNOWN;
		f->rule = fr_str_from(fr_code_name(f->code));
		f->args[0] = run_shown(run, u->name);
		if (!f->args[0].p)
			return run_memory(error);
		count(run, f->level);
	}
	run->unknown = NULL;
	return FR_OK;
}

fr_status run_give_header(fr_run *run, fr_error *error)
{
	if (run->named)
		return give_elements(run, error);
	const run_judging *j = run->judging;
	return give_header(run, &j->columns, -1, run->header_row, error);
}

fr_status run_give_child_header(fr_run *run, fr_error *error)
{
	const run_child_table *table = run->child_table;
	return give_header(run, &table->columns, (int)table->repeat, table->header_row, error);
}

static void finding_of(const fr_run *run, const run_judging *j, const fr_verdict *v, fr_finding *out)
{
	out->level = v->level;
	out->code = v->code;
	out->rule = v->rule.n ? v->rule : fr_str_from(fr_code_name(v->code));
	if (v->slot >= 0) {
		const fr_columns *columns = v->child ? v->child->columns : &j->columns;
		size_t column = columns->open ? FR_NO_COLUMN : columns->of_slot[v->slot];
		out->field = fr_form_slot_name(j->form, (uint32_t)v->slot);
		out->label = j->labels[v->slot];
		out->column = column == FR_NO_COLUMN ? 0 : column + 1;
	}
	memcpy(out->args, v->args, sizeof out->args);
	if (v->message)
		out->message = fr_words_in(v->message, run->lang);
	out->repair = v->repair;
	out->repair_exact = v->repair_exact;
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

/* A result of nothing but this finding, which is NULL when memory is refused. */
static fr_finding *only(fr_run *run, size_t row, fr_level level, fr_code code)
{
	fr_finding *f = findings_new(run, 1);
	if (!f)
		return NULL;
	*f = place_of(run, run->form, row);
	f->level = level;
	f->code = code;
	f->rule = fr_str_from(fr_code_name(code));
	run->result.row = row;
	run->result.findings = f;
	run->result.finding_count = 1;
	count(run, level);
	return f;
}

/* The same of a record that could not be judged. */
static fr_finding *only_fault(fr_run *run, size_t row, fr_code code)
{
	run->summary.records++;
	run->summary.records_with_errors++;
	return only(run, row, FR_LEVEL_ERROR, code);
}

fr_status run_give_unknown_version(fr_run *run, const run_judging *j, size_t row, fr_error *error)
{
	fr_finding *f = only_fault(run, row, FR_VERSION_UNKNOWN);
	if (!f)
		return run_memory(error);
	size_t column = run->judging->columns.open ? FR_NO_COLUMN : run->judging->columns.version_column;
	f->column = column == FR_NO_COLUMN ? 0 : column + 1;
	fr_str own = fr_reader_record(run->judging->reader)->version;
	f->args[0] = run_shown(run, showable_version(own.n ? own : j->version));
	f->args[1] = j->known;
	return FR_OK;
}

fr_status run_give_unnamed(fr_run *run, size_t column, fr_str letters, fr_str row, fr_error *error)
{
	fr_finding *f = only(run, run->header_row, FR_LEVEL_INFO, FR_UNNAMED_COLUMN);
	if (!f)
		return run_memory(error);
	f->column = column + 1;
	f->args[0] = letters;
	f->args[1] = row;
	run->result.header = run->result.valid = true;
	return FR_OK;
}

fr_status run_give_long_row(fr_run *run, size_t row, fr_str cells, fr_str columns, fr_error *error)
{
	fr_finding *f = only_fault(run, row, FR_ROW_LONG);
	if (!f)
		return run_memory(error);
	f->args[0] = cells;
	f->args[1] = columns;
	return FR_OK;
}

/* ---- outputs ---- */

static const char *const status_words[] = {"", "due.open", "due.soon", "due.overdue", "due.done", "due.done-late"};

static fr_str worded(fr_run *run, const char *word, fr_str label)
{
	fr_buf text;
	fr_buf_init(&text, &run->allocator, 1 << 16);
	fr_catalogue_fill(&text, fr_text(word, run->lang), &label, 1);
	fr_str out = text.failed ? fr_str_of(NULL, 0) : fr_arena_str(&run->table, fr_buf_view(&text));
	fr_buf_free(&text);
	return out;
}

static fr_str dotted(fr_run *run, fr_str name, const char *end)
{
	fr_buf text;
	fr_buf_init(&text, &run->allocator, 1 << 16);
	fr_buf_str(&text, name);
	fr_buf_puts(&text, end);
	fr_str out = text.failed ? fr_str_of(NULL, 0) : fr_arena_str(&run->table, fr_buf_view(&text));
	fr_buf_free(&text);
	return out;
}

fr_status run_prepare_outputs(fr_run *run, run_judging *j)
{
	const fr_form *form = j->form;
	run_output *out = FR_ARENA_ARRAY(&run->table, run_output, form->field_count + form->score_count * 2 + form->deadline_count * 3 + 2);
	if (!out)
		return FR_E_MEMORY;
	size_t n = 0;
	for (size_t i = 0; i < form->field_count; i++)
		if (form->fields[i].repeat < 0 && (form->fields[i].calculate.expr || form->fields[i].default_value.expr))
			out[n++] = (run_output){.slot = (uint32_t)i, .name = form->fields[i].name};
	for (size_t i = 0; i < form->score_count; i++) {
		const fr_score *score = &form->scores[i];
		out[n++] = (run_output){
			.slot = score->slot, .name = score->name, .decimals = (size_t)score->decimals, .score = true, .index = i};
		if (score->grade_count || score->veto_count)
			out[n++] = (run_output){.slot = score->grade_slot, .name = score->grade_name};
	}
	for (size_t i = 0; i < form->deadline_count; i++) {
		const fr_deadline *d = &form->deadlines[i];
		out[n++] = (run_output){.slot = d->slot, .kind = OUT_DUE, .name = d->name};
		out[n++] = (run_output){.slot = d->slot, .kind = OUT_DUE_STATUS, .name = dotted(run, d->name, ".status"), .index = i};
		if (d->policy.n)
			out[n++] =
				(run_output){.slot = d->slot, .kind = OUT_DUE_POLICY, .name = dotted(run, d->name, ".policy"), .index = i};
	}
	for (size_t i = 0; i < n; i++) {
		out[i].label = out[i].kind == OUT_DUE_STATUS   ? worded(run, "output.due-status", j->labels[out[i].slot])
			       : out[i].kind == OUT_DUE_POLICY ? worded(run, "output.due-policy", j->labels[out[i].slot])
							       : j->labels[out[i].slot];
		if (!out[i].name.p || !out[i].label.p)
			return FR_E_MEMORY;
	}
	if (form->keep_from >= 0)
		out[n++] = (run_output){
			.kind = OUT_KEEP, .name = FR_STR("keep_until"), .label = fr_str_from(fr_text("output.keep-until", run->lang))};
	if (form->instance_name.expr)
		out[n++] = (run_output){.kind = OUT_NAME, .name = FR_STR("instance_name"), .label = FR_STR("instance_name")};
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

/* The earliest day a record may be removed: that long after the date it is kept from. Empty while that is empty. */
static void keep_until(const fr_form *form, const fr_record *record, fr_value *out)
{
	const fr_value *from = &record->values[form->keep_from];
	fr_duration length;
	fr_stamp stamp = from->stamp;
	if ((from->kind != FR_KIND_DATE && from->kind != FR_KIND_DATETIME) || !fr_duration_read(form->keep_for, false, &length) ||
		!fr_duration_add(&stamp, &length))
		return;
	stamp.local_ms -= (stamp.local_ms % FR_DAY_MS + FR_DAY_MS) % FR_DAY_MS;
	*out = (fr_value){.kind = FR_KIND_DATE, .stamp = stamp};
}

static fr_str moment_text(fr_run *run, const fr_value *value)
{
	fr_buf text;
	fr_buf_init(&text, &run->allocator, 256);
	fr_value minutes = *value; /* people count minutes: 23:59, not 23:59:59 */
	if (value->kind == FR_KIND_DATETIME)
		minutes.stamp.local_ms -= (value->stamp.local_ms % 60000 + 60000) % 60000;
	fr_value_show(&minutes, &text);
	fr_str out = text.failed ? fr_str_of(NULL, 0) : fr_arena_str(&run->record, fr_buf_view(&text));
	fr_buf_free(&text);
	return out;
}

/* The deadlines that apply, and those a policy says have no limit. */
static fr_status give_dues(fr_run *run, const run_judging *j, fr_error *error)
{
	const fr_form *form = j->form;
	const fr_judged_due *judged = fr_judge_dues(j->judge);
	fr_due *dues = FR_ARENA_ARRAY(&run->record, fr_due, form->deadline_count);
	if (!dues)
		return run_memory(error);
	size_t n = 0;
	for (size_t i = 0; i < form->deadline_count; i++) {
		const fr_judged_due *from = &judged[i];
		if (!from->set && !from->row)
			continue;
		const fr_value due = {.kind = FR_KIND_DATETIME, .stamp = from->due},
			       earliest = {.kind = FR_KIND_DATETIME, .stamp = from->earliest};
		const fr_str none = fr_str_of("", 0);
		fr_due *to = &dues[n++];
		*to = (fr_due){.name = form->deadlines[i].name,
			.label = j->labels[form->deadlines[i].slot],
			.status = from->set ? from->status : FR_DUE_NONE,
			.due = from->set ? fr_stamp_serial(from->due) : NAN,
			.due_text = from->set ? moment_text(run, &due) : none,
			.earliest_text = from->has_earliest ? moment_text(run, &earliest) : none,
			.done_text = from->done.kind != FR_KIND_EMPTY ? moment_text(run, &from->done) : none,
			.within = from->within,
			.policy = from->row ? form->deadlines[i].policy : none,
			.row = from->row ? from->row->id : none,
			.why = from->row ? fr_words_in(&from->row->label, run->lang) : none,
			.who = from->who,
			.provisional = from->provisional};
		run->summary.overdue += to->status == FR_DUE_OVERDUE;
		run->summary.due_soon += to->status == FR_DUE_SOON;
		run->summary.open += to->status == FR_DUE_OPEN;
		if (!to->due_text.p || !to->earliest_text.p || !to->done_text.p)
			return run_memory(error);
	}
	run->result.dues = dues;
	run->result.due_count = n;
	return FR_OK;
}

static bool give_parts(fr_run *run, const run_judging *j, size_t score, fr_output *out)
{
	const fr_score *of = &j->form->scores[score];
	const fr_part_use *uses = fr_judge_parts(j->judge, score);
	if (!uses)
		return true;
	fr_part_use *parts = FR_ARENA_ARRAY(&run->record, fr_part_use, of->part_count);
	for (size_t i = 0; parts && i < of->part_count; i++) {
		const fr_part *part = &of->parts[i];
		uint32_t slot = part->field >= 0 ? (uint32_t)part->field : j->form->scores[part->score].slot;
		parts[i] = uses[i];
		parts[i].name = fr_form_slot_name(j->form, slot);
		parts[i].label = j->labels[slot];
	}
	out->parts = parts;
	out->part_count = of->part_count;
	return parts != NULL;
}

static bool fill_output(fr_run *run, run_judging *j, const run_output *o, fr_output *out)
{
	fr_record *record = fr_reader_record(j->reader);
	*out = (fr_output){.name = o->name, .label = o->label, .decimals = o->decimals};
	const fr_judged_due *due = o->kind == OUT_DUE_STATUS || o->kind == OUT_DUE_POLICY ? &fr_judge_dues(j->judge)[o->index] : NULL;
	fr_value keep = fr_value_empty();
	switch (o->kind) {
	case OUT_NAME:
		if (fr_record_name(j->judge, record, &run->record, &out->text) != FR_OK)
			return false;
		break;
	case OUT_DUE_STATUS:
		out->text = fr_str_from(due->set ? fr_text(status_words[due->status], run->lang) : "");
		out->number = due->status;
		break;
	case OUT_DUE_POLICY: out->text = due->row ? due->row->id : fr_str_of("", 0); break;
	case OUT_KEEP: keep_until(j->form, record, &keep); break;
	default: break;
	}
	if (o->kind != OUT_SLOT && o->kind != OUT_DUE && o->kind != OUT_KEEP) {
		out->kind = !out->text.n ? FR_OUTPUT_EMPTY : o->kind == OUT_DUE_STATUS ? FR_OUTPUT_STATUS : FR_OUTPUT_TEXT;
		return true;
	}
	if (o->score && !give_parts(run, j, o->index, out))
		return false;
	const fr_value *value = o->kind == OUT_KEEP ? &keep : &record->values[o->slot];
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
	if (out->kind == FR_OUTPUT_NUMBER && out->text.n && memchr(out->text.p, '*', out->text.n))
		out->kind = FR_OUTPUT_TEXT; /* somebody's phone: it is told as its text is, masked */
	if (o->kind == OUT_DUE)
		out->text = moment_text(run, value);
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

/* Labels of the key's fields. */
static fr_str joined_labels(fr_run *run)
{
	fr_buf text;
	fr_buf_init(&text, &run->allocator, 1 << 16);
	for (size_t i = 0; i < run->form->key_count; i++) {
		if (i)
			fr_buf_puts(&text, fr_text("list.separator", run->lang));
		fr_buf_str(&text, label_of(run, run->form->key[i]));
	}
	fr_str out = text.failed ? fr_str_of(NULL, 0) : fr_arena_str(&run->record, fr_buf_view(&text));
	fr_buf_free(&text);
	return out;
}

/* A finding about a row of a repeat stands where that row does. */
static void place_child(const fr_run *run, const fr_child *child, fr_finding *out)
{
	if (!child)
		return;
	out->source = run->places[child->table].source;
	out->sheet = run->places[child->table].sheet;
	out->row = child->row;
}

fr_status run_give_orphan(fr_run *run, const run_child *child, fr_error *error)
{
	const fr_form *form = run->form;
	const run_place *place = &run->places[child->table->place];
	const fr_repeat *repeat = &form->repeats[child->table->repeat];
	fr_finding *f = findings_new(run, 1);
	fr_str labels = joined_labels(run);
	if (!f || !labels.p)
		return run_memory(error);
	*f = (fr_finding){.form = form->id, .version = form->version, .source = place->source, .sheet = place->sheet, .row = child->row};
	f->level = FR_LEVEL_ERROR;
	f->code = FR_ORPHAN;
	f->rule = fr_str_from(fr_code_name(FR_ORPHAN));
	f->field = form->fields[form->key[0]].name;
	f->label = label_of(run, form->key[0]);
	size_t column = child->table->columns.of_slot[form->key[0]];
	f->column = column == FR_NO_COLUMN ? 0 : column + 1;
	f->args[0] = labels;
	f->args[1] = fr_words_in(&repeat->label, run->lang);
	run->result = (fr_result){.row = child->row, .source = place->source, .sheet = place->sheet, .findings = f, .finding_count = 1};
	count(run, f->level);
	return FR_OK;
}

fr_status run_give_denied_note(fr_run *run, const run_note *note, const fr_verdict *verdict, fr_error *error)
{
	fr_finding *f = only(run, note->row, verdict->level, verdict->code);
	if (!f)
		return run_memory(error);
	f->column = note->column;
	memcpy(f->args, verdict->args, sizeof f->args);
	return FR_OK;
}

void run_give_plain(fr_run *run, const run_judging *j, size_t row)
{
	fr_result *result = &run->result; /* filled in place, member by member: this is done for every record */
	result->row = row;
	result->source = run->source_name;
	result->sheet = run->sheet;
	result->form = j->form->id;
	result->version = j->form->version;
	result->valid = true;
	result->record = fr_str_of(NULL, 0);
	result->findings = NULL;
	result->finding_count = 0;
	result->outputs = NULL;
	result->output_count = 0;
	result->dues = NULL;
	result->due_count = 0;
	result->header = false;
}

fr_status run_give_record(fr_run *run, run_judging *j, const fr_verdicts *verdicts, bool named, fr_error *error)
{
	const fr_record *record = fr_reader_record(j->reader);
	fr_str key = fr_str_of(NULL, 0);
	if ((named || verdicts->count || !run->outputs_off) && fr_record_key(j->judge, record, &run->record, &key) != FR_OK)
		return run_memory(error);
	run_give_plain(run, j, record->row);
	if (key.n)
		run->result.record = key;
	run->summary.records++;
	if (verdicts->count) {
		fr_finding *findings = FR_ARENA_ARRAY(&run->record, fr_finding, verdicts->count);
		if (!findings)
			return run_memory(error);
		for (size_t i = 0; i < verdicts->count; i++) {
			findings[i] = place_of(run, j->form, record->row);
			place_child(run, verdicts->items[i].child, &findings[i]);
			findings[i].record = key;
			finding_of(run, j, &verdicts->items[i], &findings[i]);
			run->result.valid = run->result.valid && findings[i].level != FR_LEVEL_ERROR;
			count(run, findings[i].level);
		}
		run->result.findings = findings;
		run->result.finding_count = verdicts->count;
		run->summary.records_with_errors += !run->result.valid;
	}
	if (run->outputs_off)
		return FR_OK;
	fr_status status = give_outputs(run, j, error);
	return status == FR_OK ? give_dues(run, j, error) : status;
}

fr_status run_give_more(fr_run *run, const run_judging *j, const fr_verdict *verdict, size_t at, fr_error *error)
{
	size_t n = run->result.finding_count;
	fr_finding *findings = FR_ARENA_ARRAY(&run->record, fr_finding, n + 1);
	if (!findings)
		return run_memory(error);
	if (n) {
		memcpy(findings, run->result.findings, at * sizeof *findings);
		memcpy(findings + at + 1, run->result.findings + at, (n - at) * sizeof *findings);
	}
	findings[at] = place_of(run, j->form, run->result.row);
	findings[at].record = run->result.record;
	finding_of(run, j, verdict, &findings[at]);
	count(run, verdict->level);
	run->result.findings = findings;
	run->result.finding_count = n + 1;
	if (verdict->level == FR_LEVEL_ERROR) {
		run->summary.records_with_errors += run->result.valid;
		run->result.valid = false;
	}
	return FR_OK;
}

const char *fr_due_status_name(fr_due_status status)
{
	static const char *const names[] = {"", "open", "due-soon", "overdue", "done", "done-late"};
	return (unsigned)status < sizeof names / sizeof *names ? names[status] : "";
}
