/* Keys and names: what a record is called, by people and by its file.
 * Stage: findings. In: a judged record. Out: its key with personal parts masked; its name fit for a file system. */
#include "rules/judge.h"

#define NAME_MOST 200 /* bytes: file systems end at 255, and an ending is still to come */

/* Names with spaces between to labels as people join them. */
static fr_str several_labels(fr_judge *judge, const fr_choices *list, fr_str names, fr_arena *arena)
{
	fr_buf_clear(&judge->text);
	while (names.n) {
		const char *space = memchr(names.p, ' ', names.n);
		fr_str name = fr_str_of(names.p, space ? (size_t)(space - names.p) : names.n);
		const fr_choice *choice = fr_choices_find(list, name);
		fr_str label = choice ? fr_words_in(&choice->label, judge->o.lang) : name;
		if (judge->text.n)
			fr_buf_puts(&judge->text, fr_text("list.separator", judge->o.lang));
		fr_buf_str(&judge->text, label.n ? label : name);
		size_t used = name.n + (space != NULL);
		names = fr_str_of(names.p + used, names.n - used);
	}
	return judge->text.failed ? fr_str_of(NULL, 0) : fr_arena_str(arena, fr_buf_view(&judge->text));
}

static fr_str show(fr_judge *judge, uint32_t slot, const fr_value *value, fr_arena *arena)
{
	const fr_form *form = judge->o.form;
	if (value->kind == FR_KIND_STRING) {
		const fr_choices *list = slot < form->field_count ? form->fields[slot].choices : NULL;
		const fr_choice *choice = list ? fr_choices_find(list, value->string) : NULL;
		fr_str label = choice ? fr_words_in(&choice->label, judge->o.lang) : fr_str_of(NULL, 0);
		for (size_t i = 0; i < form->score_count; i++)
			for (size_t g = 0; form->scores[i].grade_slot == slot && g < form->scores[i].grade_count; g++)
				if (fr_str_eq(form->scores[i].grades[g].name, value->string))
					label = fr_words_in(&form->scores[i].grades[g].label, judge->o.lang);
		if (!label.n && list && form->fields[slot].type == FR_TYPE_SELECT_MULTIPLE)
			return several_labels(judge, list, value->string, arena);
		return label.n ? label : value->string;
	}
	fr_buf_clear(&judge->text);
	if (value->kind == FR_KIND_BOOLEAN)
		fr_buf_puts(
			&judge->text, fr_lang(judge->o.lang)[0] == 'z' ? (value->boolean ? "是" : "否") : (value->boolean ? "yes" : "no"));
	else
		fr_value_show(value, &judge->text);
	return judge->text.failed ? fr_str_of(NULL, 0) : fr_arena_str(arena, fr_buf_view(&judge->text));
}

fr_str fr_record_show(fr_judge *judge, uint32_t slot, const fr_value *value, fr_arena *arena)
{
	const fr_field *field = slot < judge->o.form->field_count ? &judge->o.form->fields[slot] : NULL;
	fr_str text = show(judge, slot, value, arena);
	if (!field || field->identifier == FR_ID_NONE || field->identifier == FR_ID_FREE_TEXT || !text.n)
		return judge_hidden(judge, text, arena);
	judge->arena = arena;
	return judge_masked(judge, field, text);
}

static bool key_part(fr_judge *judge, const fr_record *record, uint32_t slot, fr_arena *arena, fr_str *out)
{
	const fr_value *value = &record->values[slot];
	*out = fr_str_of(NULL, 0);
	if (value->kind == FR_KIND_EMPTY || value->kind == FR_KIND_LIST)
		return true;
	*out = fr_record_show(judge, slot, value, arena);
	return out->p != NULL;
}

fr_status fr_record_key(fr_judge *judge, const fr_record *record, fr_arena *arena, fr_str *out)
{
	const fr_form *form = judge->o.form;
	if (form->key_count == 0) {
		*out = judge_hidden(judge, record->id, arena);
		return record->id.n && !out->p ? FR_E_MEMORY : FR_OK;
	}
	if (form->key_count == 1)
		return key_part(judge, record, form->key[0], arena, out) ? FR_OK : FR_E_MEMORY;
	fr_str *parts = FR_ARENA_ARRAY(arena, fr_str, form->key_count);
	size_t n = 0;
	for (size_t i = 0; i < form->key_count; i++) {
		if (!parts || !key_part(judge, record, form->key[i], arena, &parts[i]))
			return FR_E_MEMORY;
		n += parts[i].n + 1;
	}
	char *text = fr_arena_alloc(arena, n);
	*out = fr_str_of(text, 0);
	for (size_t i = 0; text && i < form->key_count; i++) {
		if (!parts[i].n)
			continue;
		if (out->n)
			text[out->n++] = '-';
		memcpy(text + out->n, parts[i].p, parts[i].n);
		out->n += parts[i].n;
	}
	return text ? FR_OK : FR_E_MEMORY;
}

/* What Windows, which is the strictest, does not take in names; and control characters. */
static bool is_refused(uint32_t cp)
{
	return cp < 0x20 || cp == 0x7F || (cp < 0x80 && strchr("/\\:*?\"<>|", (int)cp)) || (cp >= 0x80 && cp < 0xA0) || cp == 0x2028 ||
	       cp == 0x2029 || (cp >= 0x202A && cp <= 0x202E) || (cp >= 0x2066 && cp <= 0x2069);
}

fr_status fr_record_name(fr_judge *judge, fr_record *record, fr_arena *arena, fr_str *out)
{
	const fr_rule_expr *rule = &judge->o.form->instance_name;
	judge_test test = {rule->expr, NULL, 0};
	fr_value value;
	*out = fr_str_of(NULL, 0);
	if (!rule->expr)
		return FR_OK;
	test.n = fr_expr_reads(rule->expr, &test.reads);
	judge->status = FR_OK;
	judge->record = record;
	judge->env.values = record->values;
	judge->arena = judge->env.arena = arena;
	if (judge_doubts(judge, &test))
		return FR_OK;
	fr_status status = judge_eval(judge, &test, -1, &value);
	if (status != FR_OK)
		return status == FR_E_MEMORY ? status : FR_OK;
	fr_str text = judge_hidden(judge, fr_str_trim(fr_value_to_string(&value, arena)), arena);
	char *name = fr_arena_alloc(arena, text.n + 1);
	if (!name)
		return FR_E_MEMORY;
	size_t n = 0;
	for (size_t at = 0; at < text.n;) {
		uint32_t cp;
		size_t bytes = fr_utf8_decode(text, at, &cp);
		bytes = bytes ? bytes : 1;
		if (n + bytes > NAME_MOST)
			break;
		if (is_refused(cp))
			name[n++] = '_';
		else {
			memcpy(name + n, text.p + at, bytes);
			n += bytes;
		}
		at += bytes;
	}
	while (n && (name[n - 1] == '.' || name[n - 1] == ' ')) /* Windows drops these */
		n--;
	*out = fr_str_of(name, n);
	return FR_OK;
}
