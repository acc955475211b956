/* Verdicts: what is wrong, with the arguments of its message. Nothing personal goes in unmasked.
 * Stage: findings. In: a problem of a value. Out: verdicts in the record's arena, in the order of columns. */
#include "rules/judge.h"

#include <math.h>

#define VERDICTS_MOST 100000
#define CHOICES_SHOWN 12
#define PARTS_SHOWN 3

fr_str judge_label(const fr_judge *judge, uint32_t slot)
{
	const fr_words words = fr_form_slot_words(judge->o.form, slot);
	fr_str label = fr_words_in(&words, judge->o.lang);
	return label.n ? label : fr_form_slot_name(judge->o.form, slot);
}

fr_verdict *judge_add(fr_judge *judge, fr_level level, fr_code code, int slot)
{
	fr_verdicts *out = judge->out;
	if (out->count == out->capacity) {
		size_t capacity = out->capacity ? out->capacity * 2 : 4;
		fr_verdict *items = capacity <= VERDICTS_MOST ? FR_ARENA_ARRAY(judge->arena, fr_verdict, capacity) : NULL;
		if (!items) {
			judge->status = FR_E_MEMORY;
			return NULL;
		}
		if (out->count)
			memcpy(items, out->items, out->count * sizeof *items);
		out->items = items;
		out->capacity = capacity;
	}
	fr_verdict *v = &out->items[out->count++];
	*v = (fr_verdict){.child = judge->child, .level = level, .code = code, .slot = slot};
	if (slot >= 0)
		v->args[0] = judge_label(judge, (uint32_t)slot);
	return v;
}

fr_str judge_keep(fr_judge *judge, const fr_buf *text)
{
	fr_str kept = text->failed ? fr_str_of(NULL, 0) : fr_arena_str(judge->arena, fr_buf_view(text));
	if (!kept.p)
		judge->status = FR_E_MEMORY;
	return kept;
}

fr_str judge_number(fr_judge *judge, double x)
{
	char text[400];
	fr_str kept = fr_arena_str(judge->arena, fr_str_of(text, fr_number_write(x, text)));
	if (!kept.p)
		judge->status = FR_E_MEMORY;
	return kept;
}

fr_str judge_masked(fr_judge *judge, const fr_field *field, fr_str value)
{
	fr_mask_style style = FR_STYLE_DEFAULT;
	fr_mask_style_from(field->mask, &style);
	fr_buf_clear(&judge->text);
	fr_mask_write(judge->o.lists, fr_identifier_kind(field->identifier), style, value, judge->names, &judge->text);
	return judge_keep(judge, &judge->text);
}

fr_str judge_hidden(fr_judge *judge, fr_str text, fr_arena *arena)
{
	if (!judge->collected && judge->scope < 0)
		judge_collect_names(judge);
	fr_buf_clear(&judge->text);
	if (!text.n || !fr_mask_found(judge->o.lists, text, judge->named ? judge->names : NULL, NULL, &judge->text))
		return text;
	fr_str kept = judge->text.failed ? fr_str_of(NULL, 0) : fr_arena_str(arena, fr_buf_view(&judge->text));
	if (!kept.p)
		judge->status = FR_E_MEMORY;
	return kept;
}

/* The choices by their labels, joined; the first few and a word for more. */
fr_str judge_choice_labels(fr_judge *judge, const fr_field *field, const judge_filter *filter)
{
	fr_buf text;
	fr_buf_init(&text, &judge->o.allocator, 1 << 16);
	size_t shown = 0;
	for (size_t i = 0; field->choices && i < field->choices->n && judge->status == FR_OK; i++) {
		const fr_choice *choice = &field->choices->items[i];
		if (filter && !judge_passes(judge, filter, choice))
			continue;
		if (shown == CHOICES_SHOWN) {
			fr_buf_puts(&text, fr_text("list.more", judge->o.lang));
			break;
		}
		fr_str label = fr_words_in(&choice->label, judge->o.lang);
		if (shown++)
			fr_buf_puts(&text, fr_text("list.separator", judge->o.lang));
		fr_buf_str(&text, label.n ? label : choice->name);
	}
	fr_str out = judge_keep(judge, &text);
	fr_buf_free(&text);
	return out;
}

/* In free text only what has to change is shown: a description may be long. */
static fr_str masked_parts(fr_judge *judge, const fr_field *field)
{
	fr_str value = judge->record->values[field->slot].string;
	fr_span spans[PARTS_SHOWN + 1];
	size_t n = fr_detect(judge->o.lists, value, judge->names, spans, PARTS_SHOWN + 1);
	fr_buf_clear(&judge->text);
	for (size_t i = 0; i < n && i < PARTS_SHOWN; i++) {
		if (i)
			fr_buf_puts(&judge->text, fr_text("list.separator", judge->o.lang));
		fr_mask_write(
			judge->o.lists, spans[i].kind, FR_STYLE_DEFAULT, fr_str_of(value.p + spans[i].at, spans[i].n), NULL, &judge->text);
	}
	if (n > PARTS_SHOWN)
		fr_buf_puts(&judge->text, fr_text("list.more", judge->o.lang));
	return judge_keep(judge, &judge->text);
}

/* False when nothing in the text is denied. */
static bool add_denied(fr_judge *judge, fr_str text, fr_verdict *v)
{
	size_t deny = 0;
	fr_str word = fr_str_of(NULL, 0);
	judge_sifted seen = judge_sift(&judge->sieve, text);
	if (!judge_denied(judge, text, &seen, &deny, &word))
		return false;
	const fr_deny *rule = &judge->o.form->deny[deny];
	v->message = rule->message.n ? &rule->message : NULL;
	v->args[1] = word;
	if (word.n)
		return true;
	char name[64] = "identifier.";
	fr_text_out(fr_str_from(fr_identifier_name(rule->kind)), name + strlen(name), sizeof name - strlen(name));
	v->args[1] = fr_str_from(fr_text(name, judge->o.lang));
	return true;
}

bool fr_judge_denies(fr_judge *judge, fr_str text, fr_arena *arena, fr_verdict *out)
{
	judge->arena = judge->env.arena = arena;
	*out = (fr_verdict){.level = FR_LEVEL_ERROR, .code = FR_NOTE_DENIED, .slot = -1};
	return judge->deny_any && add_denied(judge, text, out);
}

/* What was proposed is a value of the record: masked where the field is personal. */
static void add_repair(fr_judge *judge, const fr_field *field, const fr_reading *reading, fr_verdict *v)
{
	if (!reading->repair.n)
		return;
	if (v->code == FR_IDENTIFIER_CLEAR)
		v->repair = reading->repair; /* is masked */
	else
		v->repair = field->identifier == FR_ID_NONE ? judge_hidden(judge, reading->repair, judge->arena)
							    : judge_masked(judge, field, reading->repair);
	v->repair_exact = fr_str_eq(v->repair, reading->repair);
}

void judge_problem(fr_judge *judge, const fr_field *field, const fr_reading *reading)
{
	fr_code code = reading->problem == FR_CHOICE && reading->position && field->type == FR_TYPE_SELECT_MULTIPLE ? FR_CHOICE_SEVERAL
														    : reading->problem;
	/* A scale is better explained by its ends than by what a number is. */
	if (code == FR_WRONG_DECIMAL && field->type == FR_TYPE_RANGE && field->start == field->start && field->end == field->end)
		code = FR_RANGE;
	fr_verdict *v = judge_add(judge, code == FR_PHONE_PREFIX ? FR_LEVEL_WARNING : FR_LEVEL_ERROR, code, (int)field->slot);
	if (!v)
		return;
	add_repair(judge, field, reading, v);
	switch (code) {
	case FR_CHOICE: v->args[1] = judge_choice_labels(judge, field, NULL); break;
	case FR_CHOICE_SEVERAL:
		v->args[1] = judge_choice_labels(judge, field, NULL);
		v->args[2] = judge_number(judge, reading->position);
		break;
	case FR_RANGE:
		v->args[1] = judge_number(judge, field->start);
		v->args[2] = judge_number(judge, field->end);
		break;
	case FR_RANGE_FROM: v->args[1] = judge_number(judge, field->start); break;
	case FR_RANGE_TO: v->args[1] = judge_number(judge, field->end); break;
	case FR_RANGE_STEP:
		v->args[1] = judge_number(judge, field->start == field->start ? field->start : 0);
		v->args[2] = judge_number(judge, field->step == field->step ? field->step : 1);
		break;
	case FR_LENGTH: v->args[1] = judge_number(judge, (double)field->max_length); break;
	case FR_LENGTH_SHORT: v->args[1] = judge_number(judge, (double)field->min_length); break;
	case FR_PATTERN: v->message = field->pattern_message.n ? &field->pattern_message : NULL; break;
	case FR_EVALUATION: v->args[0] = field->name; break;
	case FR_IDENTIFIER_CLEAR: v->args[1] = field->identifier == FR_ID_FREE_TEXT ? masked_parts(judge, field) : reading->repair; break;
	case FR_IDENTIFIER_DENIED: add_denied(judge, judge->record->values[field->slot].string, v); break;
	default: break;
	}
}

static size_t place(const fr_judge *judge, const fr_verdict *v)
{
	if (v->child) /* they come row by row, in the order of the repeats, behind the record's own */
		return SIZE_MAX;
	if (v->slot < 0)
		return SIZE_MAX - 1;
	size_t column = judge->columns->of_slot[v->slot];
	return column == FR_NO_COLUMN ? judge->columns->count + (size_t)v->slot : column;
}

/* Few verdicts, nearly sorted: insertion keeps the order of rules within a column. */
void judge_sort(fr_judge *judge)
{
	fr_verdict *items = judge->out->items;
	for (size_t i = 1; i < judge->out->count; i++) {
		fr_verdict v = items[i];
		size_t at = place(judge, &v), to = i;
		for (; to > 0 && place(judge, &items[to - 1]) > at; to--)
			items[to] = items[to - 1];
		items[to] = v;
	}
}

size_t fr_judge_place(const fr_judge *judge, const fr_verdicts *verdicts, uint32_t slot, fr_code behind)
{
	const fr_verdict one = {.slot = (int)slot};
	size_t at = place(judge, &one), n = 0;
	for (size_t i = 0; i < verdicts->count; i++) {
		size_t other = place(judge, &verdicts->items[i]);
		n += other < at || (other == at && verdicts->items[i].code != behind);
	}
	return n;
}
