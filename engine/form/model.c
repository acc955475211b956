/* Form model: looking things up in a form once it is linked.
 * Stage: definitions. In: names, slots, languages. Out: parts of the form. */
#include "form/model.h"

#include <stdlib.h>

static fr_str primary(fr_str lang)
{
	for (size_t i = 0; i < lang.n; i++)
		if (lang.p[i] == '-' || lang.p[i] == '_')
			return fr_str_of(lang.p, i);
	return lang;
}

fr_str fr_words_in(const fr_words *words, const char *lang)
{
	fr_str wanted = fr_str_from(lang ? lang : "");
	for (size_t i = 0; i < words->n; i++)
		if (fr_str_eq(words->items[i].lang, wanted))
			return words->items[i].text;
	for (size_t i = 0; i < words->n && wanted.n; i++)
		if (fr_str_eq(primary(words->items[i].lang), primary(wanted)))
			return words->items[i].text;
	return words->n ? words->items[0].text : fr_str_of("", 0);
}

#define SHEET_NAME_MOST 31 /* UTF-16 units: Excel's limit, and that of files others must open */

fr_str fr_sheet_name(fr_str label, char out[FR_SHEET_NAME_ROOM])
{
	size_t n = 0, units = 0;
	label = fr_str_trim(label);
	for (size_t at = 0; at < label.n;) {
		uint32_t cp;
		size_t bytes = fr_utf8_decode(label, at, &cp);
		bool edge = at == 0 || at + 1 == label.n,
		     bad = cp < 0x20 || (cp < 0x80 && strchr("[]:*?/\\", (int)cp)) || (cp == '\'' && edge);
		units += bytes > 3 ? 2 : 1;
		if (units > SHEET_NAME_MOST)
			break;
		if (bad)
			out[n++] = '_';
		else
			n += fr_utf8_encode(cp, out + n);
		at += bytes ? bytes : 1;
	}
	if (n && out[n - 1] == '\'')
		out[n - 1] = '_';
	return fr_str_of(out, n);
}

const fr_choice *fr_choices_find(const fr_choices *list, fr_str name)
{
	size_t low = 0, high = list ? list->n : 0;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const fr_choice *choice = &list->items[list->by_name[middle]];
		int order = fr_str_cmp(choice->name, name);
		if (order == 0)
			return choice;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static const fr_name *name_of(const fr_form *form, fr_str name)
{
	size_t low = 0, high = form->name_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = fr_str_cmp(form->names[middle].name, name);
		if (order == 0)
			return &form->names[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

bool fr_form_find(const fr_form *form, fr_str name, fr_symbol *out)
{
	const fr_name *found = name_of(form, name);
	if (found)
		*out = found->symbol;
	return found != NULL;
}

const fr_field *fr_form_field_named(const fr_form *form, fr_str name)
{
	const fr_name *found = name_of(form, name);
	if (!found || found->symbol.slot >= form->field_count)
		return NULL;
	const fr_field *field = &form->fields[found->symbol.slot];
	return fr_str_eq(field->name, name) ? field : NULL; /* "repeat/field" is a path, not a field's name */
}

/* Which part a slot belongs to. */
typedef struct part {
	const fr_field *field;
	const fr_score *score;
	bool grade;
	const fr_repeat *repeat;
	const fr_deadline *deadline;
} part;

static part part_of(const fr_form *form, uint32_t slot)
{
	part p = {0};
	if (slot < form->field_count)
		p.field = &form->fields[slot];
	for (size_t i = 0; i < form->score_count && !p.field; i++)
		if (form->scores[i].slot == slot || form->scores[i].grade_slot == slot) {
			p.score = &form->scores[i];
			p.grade = form->scores[i].grade_slot == slot;
		}
	for (size_t i = 0; i < form->repeat_count; i++)
		if (form->repeats[i].slot == slot && !p.field)
			p.repeat = &form->repeats[i];
	for (size_t i = 0; i < form->deadline_count; i++)
		if (form->deadlines[i].slot == slot && !p.field)
			p.deadline = &form->deadlines[i];
	return p;
}

fr_str fr_form_slot_name(const fr_form *form, uint32_t slot)
{
	for (size_t i = 0; i < form->score_count; i++)
		if (form->scores[i].grade_slot == slot)
			return form->scores[i].grade_name;
	part p = part_of(form, slot);
	return p.field      ? p.field->name
	       : p.score    ? p.score->name
	       : p.repeat   ? p.repeat->name
	       : p.deadline ? p.deadline->name
			    : fr_str_of("", 0);
}

fr_words fr_form_slot_words(const fr_form *form, uint32_t slot)
{
	part p = part_of(form, slot);
	return p.field      ? p.field->label
	       : p.score    ? p.score->label
	       : p.repeat   ? p.repeat->label
	       : p.deadline ? p.deadline->label
			    : (fr_words){NULL, 0};
}

static const char *const identifier_names[] = {"", "name", "phone", "id-card", "bank-card", "email", "address", "plate", "free-text"};

const char *fr_identifier_name(fr_identifier id)
{
	return (unsigned)id < sizeof identifier_names / sizeof *identifier_names ? identifier_names[id] : "";
}

fr_mask_kind fr_identifier_kind(fr_identifier id)
{
	static const fr_mask_kind kinds[] = {[FR_ID_NONE] = FR_MASK_FREE_TEXT,
		[FR_ID_NAME] = FR_MASK_NAME,
		[FR_ID_PHONE] = FR_MASK_PHONE,
		[FR_ID_ID_CARD] = FR_MASK_ID_CARD,
		[FR_ID_BANK_CARD] = FR_MASK_BANK_CARD,
		[FR_ID_EMAIL] = FR_MASK_EMAIL,
		[FR_ID_ADDRESS] = FR_MASK_ADDRESS,
		[FR_ID_PLATE] = FR_MASK_PLATE,
		[FR_ID_FREE_TEXT] = FR_MASK_FREE_TEXT};
	return kinds[id];
}

void fr_form_free(fr_form *form)
{
	if (!form)
		return;
	for (size_t i = 0; i < form->field_count; i++)
		fr_pattern_free(form->fields[i].pattern);
	fr_arena arena = form->arena; /* the form itself lives in it */
	fr_arena_free(&arena);
}
