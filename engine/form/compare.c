/* Comparing: what a new version of a form changes for the people who fill it in and for the figures made from it.
 * Stage: definitions. In: two forms. Out: changes in the order of the new form, what was removed last. */
#include "form/compare.h"

#include <math.h>

typedef struct comparing {
	fr_changes *out;
	fr_arena *arena;
	const char *lang;
	bool failed;
} comparing;

static void add(comparing *c, fr_change_kind kind, fr_str what, fr_str before, fr_str after)
{
	fr_changes *out = c->out;
	if (out->count == out->capacity) {
		size_t capacity = out->capacity ? out->capacity * 2 : 32;
		fr_change *items = FR_ARENA_ARRAY(c->arena, fr_change, capacity);
		if (!items) {
			c->failed = true;
			return;
		}
		if (out->count)
			memcpy(items, out->items, out->count * sizeof *items);
		out->items = items;
		out->capacity = capacity;
	}
	out->items[out->count++] = (fr_change){kind, what, before, after};
}

static fr_str number(comparing *c, double x)
{
	char text[400];
	fr_str kept = isnan(x) ? FR_STR("") : fr_arena_str(c->arena, fr_str_of(text, fr_number_write(x, text)));
	c->failed = c->failed || !kept.p;
	return kept;
}

static void compare_text(comparing *c, fr_change_kind kind, fr_str what, fr_str before, fr_str after)
{
	if (!fr_str_eq(before, after))
		add(c, kind, what, before, after);
}

static void compare_number(comparing *c, fr_change_kind kind, fr_str what, double before, double after)
{
	if (before != after && !(isnan(before) && isnan(after)))
		add(c, kind, what, number(c, before), number(c, after));
}

static fr_str text_of(const fr_rule_expr *rule) { return rule->expr ? fr_expr_text(rule->expr) : FR_STR(""); }

static fr_str label(const comparing *c, const fr_words *words, fr_str name)
{
	fr_str text = fr_words_in(words, c->lang);
	return text.n ? text : name;
}

/* "服务态度:5" */
static fr_str joined(comparing *c, fr_str a, fr_str b)
{
	char *p = fr_arena_alloc(c->arena, a.n + b.n + 2);
	if (!p) {
		c->failed = true;
		return a;
	}
	if (a.n)
		memcpy(p, a.p, a.n);
	memcpy(p + a.n, ": ", 2);
	if (b.n)
		memcpy(p + a.n + 2, b.p, b.n);
	return fr_str_of(p, a.n + 2 + b.n);
}

/* ---- choices and anchors ---- */

static void compare_choices(comparing *c, fr_str what, const fr_choices *old, const fr_choices *new)
{
	for (size_t i = 0; new &&i < new->n; i++) {
		const fr_choice *now = &new->items[i], *then = old ? fr_choices_find(old, now->name) : NULL;
		fr_str name = label(c, &now->label, now->name);
		if (!then) {
			add(c, FR_CHANGE_CHOICE_ADDED, what, FR_STR(""), name);
			continue;
		}
		compare_text(c, FR_CHANGE_CHOICE_LABEL, what, label(c, &then->label, then->name), name);
		compare_number(c, FR_CHANGE_CHOICE_SCORE, joined(c, what, name), then->score, now->score);
	}
	for (size_t i = 0; old && i < old->n; i++)
		if (!new || !fr_choices_find(new, old->items[i].name))
			add(c, FR_CHANGE_CHOICE_REMOVED, what, label(c, &old->items[i].label, old->items[i].name), FR_STR(""));
}

static const fr_anchor *anchor_at(const fr_field *field, double score)
{
	for (size_t i = 0; i < field->anchor_count; i++)
		if (field->anchors[i].score == score)
			return &field->anchors[i];
	return NULL;
}

static void compare_anchors(comparing *c, fr_str what, const fr_field *old, const fr_field *new)
{
	for (size_t i = 0; i < new->anchor_count; i++) {
		const fr_anchor *then = anchor_at(old, new->anchors[i].score);
		compare_text(c, FR_CHANGE_ANCHOR, joined(c, what, number(c, new->anchors[i].score)),
			then ? fr_words_in(&then->text, c->lang) : FR_STR(""), fr_words_in(&new->anchors[i].text, c->lang));
	}
	for (size_t i = 0; i < old->anchor_count; i++)
		if (!anchor_at(new, old->anchors[i].score))
			add(c, FR_CHANGE_ANCHOR, joined(c, what, number(c, old->anchors[i].score)),
				fr_words_in(&old->anchors[i].text, c->lang), FR_STR(""));
}

/* ---- fields ---- */

static void compare_field(comparing *c, const fr_field *old, const fr_field *new)
{
	fr_str what = label(c, &new->label, new->name);
	compare_text(c, FR_CHANGE_LABEL, new->name, label(c, &old->label, old->name), what);
	compare_text(c, FR_CHANGE_TYPE, what, fr_str_from(fr_type_name(old->type)), fr_str_from(fr_type_name(new->type)));
	compare_text(c, FR_CHANGE_REQUIRED, what, text_of(&old->required), text_of(&new->required));
	compare_text(c, FR_CHANGE_RELEVANT, what, text_of(&old->relevant), text_of(&new->relevant));
	compare_text(c, FR_CHANGE_CALCULATE, what, text_of(&old->calculate), text_of(&new->calculate));
	compare_text(c, FR_CHANGE_PATTERN, what, old->pattern_text, new->pattern_text);
	compare_number(c, FR_CHANGE_START, what, old->start, new->start);
	compare_number(c, FR_CHANGE_END, what, old->end, new->end);
	if (old->max_length != new->max_length)
		add(c, FR_CHANGE_LENGTH, what, number(c, (double)old->max_length), number(c, (double)new->max_length));
	if (old->identifier != new->identifier || old->stored != new->stored || !fr_str_eq(old->mask, new->mask))
		add(c, FR_CHANGE_PERSONAL, what, joined(c, fr_str_from(fr_identifier_name(old->identifier)), old->mask),
			joined(c, fr_str_from(fr_identifier_name(new->identifier)), new->mask));
	compare_choices(c, what, old->choices, new->choices);
	compare_anchors(c, what, old, new);
	for (size_t i = 0; i < new->constraint_count; i++) {
		const fr_constraint *now = &new->constraints[i], *then = NULL;
		for (size_t k = 0; k < old->constraint_count; k++)
			if (fr_str_eq(old->constraints[k].id, now->id))
				then = &old->constraints[k];
		compare_text(c, FR_CHANGE_RULE, joined(c, what, now->id), then ? text_of(&then->test) : FR_STR(""), text_of(&now->test));
	}
}

static void compare_fields(comparing *c, const fr_form *old, const fr_form *new)
{
	for (size_t i = 0; i < new->field_count; i++) {
		const fr_field *now = &new->fields[i], *then = fr_form_field_named(old, now->name);
		if (then)
			compare_field(c, then, now);
		else
			add(c, FR_CHANGE_FIELD_ADDED, label(c, &now->label, now->name), FR_STR(""), now->name);
	}
	for (size_t i = 0; i < old->field_count; i++)
		if (!fr_form_field_named(new, old->fields[i].name))
			add(c, FR_CHANGE_FIELD_REMOVED, label(c, &old->fields[i].label, old->fields[i].name), old->fields[i].name,
				FR_STR(""));
}

/* ---- rules of the record ---- */

static void compare_rules(comparing *c, const fr_form *old, const fr_form *new)
{
	for (size_t side = 0; side < 2; side++) {
		const fr_form *here = side ? old : new, *there = side ? new : old;
		for (size_t i = 0; i < here->constraint_count; i++) {
			const fr_constraint *rule = &here->constraints[i], *other = NULL;
			for (size_t k = 0; k < there->constraint_count; k++)
				if (fr_str_eq(there->constraints[k].id, rule->id))
					other = &there->constraints[k];
			if (!side)
				compare_text(c, FR_CHANGE_RULE, rule->id, other ? text_of(&other->test) : FR_STR(""), text_of(&rule->test));
			else if (!other)
				add(c, FR_CHANGE_RULE, rule->id, text_of(&rule->test), FR_STR(""));
		}
	}
}

/* ---- scores ---- */

static fr_str part_name(const fr_form *form, const fr_part *part)
{
	return part->field >= 0 ? form->fields[part->field].name : form->scores[part->score].name;
}

static const fr_part *part_named(const fr_form *form, const fr_score *score, fr_str name)
{
	for (size_t i = 0; i < score->part_count; i++)
		if (fr_str_eq(part_name(form, &score->parts[i]), name))
			return &score->parts[i];
	return NULL;
}

static fr_str part_label(const comparing *c, const fr_form *form, const fr_part *part)
{
	uint32_t slot = part->field >= 0 ? (uint32_t)part->field : form->scores[part->score].slot;
	fr_words words = fr_form_slot_words(form, slot);
	return label(c, &words, part_name(form, part));
}

static void compare_score(comparing *c, const fr_form *old, const fr_score *then, const fr_form *new, const fr_score *now)
{
	fr_str what = label(c, &now->label, now->name);
	bool weighted = now->method != FR_METHOD_MEAN || then->method != FR_METHOD_MEAN;
	for (size_t i = 0; i < now->part_count; i++) {
		const fr_part *before = part_named(old, then, part_name(new, &now->parts[i]));
		fr_str part = joined(c, what, part_label(c, new, &now->parts[i]));
		if (!before)
			add(c, FR_CHANGE_PART_ADDED, part, FR_STR(""), number(c, now->parts[i].weight));
		else if (weighted)
			compare_number(c, FR_CHANGE_WEIGHT, part, before->weight, now->parts[i].weight);
	}
	for (size_t i = 0; i < then->part_count; i++)
		if (!part_named(new, now, part_name(old, &then->parts[i])))
			add(c, FR_CHANGE_PART_REMOVED, joined(c, what, part_label(c, old, &then->parts[i])),
				number(c, then->parts[i].weight), FR_STR(""));
	for (size_t i = 0; i < now->grade_count; i++) {
		const fr_grade *grade = &now->grades[i];
		double before = NAN;
		for (size_t k = 0; k < then->grade_count; k++)
			if (fr_str_eq(then->grades[k].name, grade->name))
				before = then->grades[k].from;
		compare_number(c, FR_CHANGE_GRADE, joined(c, what, label(c, &grade->label, grade->name)), before, grade->from);
	}
	if (then->veto_count != now->veto_count)
		add(c, FR_CHANGE_VETO, what, number(c, (double)then->veto_count), number(c, (double)now->veto_count));
	if (then->method != now->method || then->missing != now->missing || then->decimals != now->decimals ||
		then->rescale != now->rescale || (now->rescale && (then->min != now->min || then->max != now->max)))
		add(c, FR_CHANGE_SCORE, what, FR_STR(""), FR_STR(""));
}

static void compare_scores(comparing *c, const fr_form *old, const fr_form *new)
{
	for (size_t i = 0; i < new->score_count; i++) {
		const fr_score *now = &new->scores[i], *then = NULL;
		for (size_t k = 0; k < old->score_count; k++)
			if (fr_str_eq(old->scores[k].name, now->name))
				then = &old->scores[k];
		if (then)
			compare_score(c, old, then, new, now);
		else
			add(c, FR_CHANGE_SCORE_ADDED, label(c, &now->label, now->name), FR_STR(""), now->name);
	}
	for (size_t i = 0; i < old->score_count; i++) {
		bool still = false;
		for (size_t k = 0; k < new->score_count; k++)
			still = still || fr_str_eq(new->scores[k].name, old->scores[i].name);
		if (!still)
			add(c, FR_CHANGE_SCORE_REMOVED, label(c, &old->scores[i].label, old->scores[i].name), old->scores[i].name,
				FR_STR(""));
	}
}

/* ---- deadlines ---- */

static fr_str limit_of(const fr_deadline *d) { return d->policy.n ? d->policy : d->within; }

static void compare_deadlines(comparing *c, const fr_form *old, const fr_form *new)
{
	for (size_t side = 0; side < 2; side++) {
		const fr_form *here = side ? old : new, *there = side ? new : old;
		for (size_t i = 0; i < here->deadline_count; i++) {
			const fr_deadline *d = &here->deadlines[i], *other = NULL;
			for (size_t k = 0; k < there->deadline_count; k++)
				if (fr_str_eq(there->deadlines[k].name, d->name))
					other = &there->deadlines[k];
			if (!side)
				compare_text(c, FR_CHANGE_DEADLINE, label(c, &d->label, d->name), other ? limit_of(other) : FR_STR(""),
					limit_of(d));
			else if (!other)
				add(c, FR_CHANGE_DEADLINE, label(c, &d->label, d->name), limit_of(d), FR_STR(""));
		}
	}
}

fr_status fr_forms_compare(const fr_form *old, const fr_form *new, const char *lang, fr_arena *arena, fr_changes *out)
{
	comparing c = {.out = out, .arena = arena, .lang = lang};
	*out = (fr_changes){0};
	compare_text(&c, FR_CHANGE_TITLE, new->id, fr_words_in(&old->title, lang), fr_words_in(&new->title, lang));
	compare_fields(&c, old, new);
	compare_rules(&c, old, new);
	compare_scores(&c, old, new);
	compare_deadlines(&c, old, new);
	return c.failed ? FR_E_MEMORY : FR_OK;
}

const char *fr_change_name(fr_change_kind kind)
{
	static const char *const names[] = {"change.title", "change.field-added", "change.field-removed", "change.label", "change.type",
		"change.required", "change.relevant", "change.calculate", "change.pattern", "change.start", "change.end", "change.length",
		"change.personal", "change.choice-added", "change.choice-removed", "change.choice-label", "change.choice-score",
		"change.anchor", "change.rule", "change.score", "change.score-added", "change.score-removed", "change.part-added",
		"change.part-removed", "change.weight", "change.grade", "change.veto", "change.deadline"};
	return names[kind];
}

bool fr_change_breaks_trend(fr_change_kind kind)
{
	return kind == FR_CHANGE_START || kind == FR_CHANGE_END || kind == FR_CHANGE_CHOICE_SCORE || kind == FR_CHANGE_ANCHOR ||
	       (kind >= FR_CHANGE_SCORE && kind <= FR_CHANGE_VETO);
}
