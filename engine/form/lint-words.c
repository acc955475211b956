/* Form linting: labels: missing ones, missing translations, labels that stand for two things.
 * Stage: definitions. In: a linked draft. Out: diagnostics. */
#include "form/draft.h"

#include <stdlib.h>

#define LANGUAGES_MOST 16

static const fr_str nothing = {NULL, 0};

/* Something people see by its label. */
typedef struct labelled {
	const fr_words *words;
	const xmlNode *node;
	fr_str name;
} labelled;
typedef struct labels {
	fr_draft *draft;
	labelled *items;
	size_t n;
} labels;

static void put(labels *all, const fr_words *words, const xmlNode *node, fr_str name)
{
	all->items[all->n++] = (labelled){words, node, name};
}

static bool gather(fr_draft *draft, const xmlNode *root, labels *all)
{
	const fr_form *form = draft->form;
	size_t count = 1 + form->field_count + form->group_count + form->repeat_count + form->score_count + form->deadline_count +
		       draft->rule_count;
	for (size_t i = 0; i < form->list_count; i++)
		count += form->lists[i].n;
	for (size_t i = 0; i < form->score_count; i++)
		count += form->scores[i].grade_count;
	*all = (labels){draft, FR_DRAFT_ARRAY(draft, labelled, count), 0};
	if (!all->items)
		return false;
	put(all, &form->title, root, form->id);
	for (size_t i = 0; i < form->field_count; i++)
		put(all, &form->fields[i].label, draft->field_nodes[i], form->fields[i].name);
	for (size_t i = 0; i < form->group_count; i++)
		put(all, &form->groups[i].label, draft->group_nodes[i], form->groups[i].name);
	for (size_t i = 0; i < form->repeat_count; i++)
		put(all, &form->repeats[i].label, draft->repeat_nodes[i], form->repeats[i].name);
	for (size_t i = 0; i < form->score_count; i++)
		put(all, &form->scores[i].label, draft->score_nodes[i], form->scores[i].name);
	for (size_t i = 0; i < form->deadline_count; i++)
		put(all, &form->deadlines[i].label, draft->deadline_nodes[i], form->deadlines[i].name);
	for (size_t i = 0; i < draft->rule_count; i++)
		put(all, &draft->rules[i].constraint->message, draft->rules[i].node, draft->rules[i].constraint->id);
	for (size_t i = 0; i < form->list_count; i++) {
		const xmlNode *n = NULL;
		for (size_t j = 0; j < form->lists[i].n && (n = fr_draft_next(draft->list_nodes[i], n, "choice")); j++)
			put(all, &form->lists[i].items[j].label, n, form->lists[i].items[j].name);
	}
	for (size_t i = 0; i < form->score_count; i++)
		for (const xmlNode *n = NULL; (n = fr_draft_next(draft->score_nodes[i], n, "grade"));)
			for (size_t j = 0; j < form->scores[i].grade_count; j++)
				if (fr_str_eq(form->scores[i].grades[j].name, fr_draft_attr(draft, n, "name")))
					put(all, &form->scores[i].grades[j].label, n, form->scores[i].grades[j].name);
	return true;
}

/* ---- translations ---- */

static bool has_language(const fr_words *words, fr_str lang)
{
	for (size_t i = 0; i < words->n; i++)
		if (fr_str_eq(words->items[i].lang, lang))
			return true;
	return false;
}

/* Each thing that lacks a language most others have; when most lack it, only the first is told: the translation has hardly begun. */
static void lint_language(labels *all, fr_str lang)
{
	size_t have = 0, of = 0;
	for (size_t i = 0; i < all->n; i++) {
		of += all->items[i].words->n > 0;
		have += has_language(all->items[i].words, lang);
	}
	for (size_t i = 0; i < all->n; i++) {
		const labelled *item = &all->items[i];
		if (!item->words->n || has_language(item->words, lang))
			continue;
		fr_draft_say(all->draft, FR_LEVEL_INFO, FR_LINT_TRANSLATION, item->node, NULL, item->name, lang);
		if (have * 2 < of)
			return;
	}
}

static void lint_translations(labels *all)
{
	fr_str seen[LANGUAGES_MOST];
	size_t n = 0;
	for (size_t i = 0; i < all->n; i++)
		for (size_t j = 0; j < all->items[i].words->n; j++) {
			fr_str lang = all->items[i].words->items[j].lang;
			size_t at = 0;
			while (at < n && !fr_str_eq(seen[at], lang))
				at++;
			if (at == n && n < LANGUAGES_MOST) {
				seen[n++] = lang;
				lint_language(all, lang);
			}
		}
}

/* ---- doubles ---- */

typedef struct entry {
	fr_str text;
	const void *owner;
	const xmlNode *node;
} entry;

static int entry_order(const void *a, const void *b)
{
	const entry *x = a, *y = b;
	int order = fr_str_cmp(x->text, y->text);
	return order ? order : (x->owner > y->owner) - (x->owner < y->owner);
}

/* Two owners with one text. */
static void lint_doubles(fr_draft *draft, entry *entries, size_t n)
{
	if (n)
		qsort(entries, n, sizeof *entries, entry_order);
	for (size_t i = 1; i < n; i++)
		if (entries[i].text.n && entries[i].owner != entries[i - 1].owner && fr_str_eq(entries[i].text, entries[i - 1].text))
			fr_draft_say(draft, FR_LEVEL_WARNING, FR_LINT_DUPLICATE_LABEL, entries[i].node, NULL, entries[i].text, nothing);
}

/* Owners lie in one array in the order of the form, so the later one gets the message. */
static size_t put_words(entry *entries, size_t n, const fr_words *words, const void *owner, const xmlNode *node)
{
	for (size_t i = 0; i < words->n; i++)
		entries[n++] = (entry){words->items[i].text, owner, node};
	return n;
}

static void lint_field_labels(fr_draft *draft, int repeat)
{
	size_t count = 0, n = 0;
	for (size_t i = 0; i < draft->form->field_count; i++)
		count += draft->fields[i].label.n;
	entry *entries = FR_DRAFT_ARRAY(draft, entry, count);
	for (size_t i = 0; entries && i < draft->form->field_count; i++)
		if (draft->fields[i].repeat == repeat && draft->fields[i].type != FR_TYPE_NOTE)
			n = put_words(entries, n, &draft->fields[i].label, &draft->fields[i], draft->field_nodes[i]);
	if (entries)
		lint_doubles(draft, entries, n);
}

static void lint_choice_labels(fr_draft *draft, size_t list)
{
	const fr_choices *choices = &draft->lists[list];
	size_t count = 0, n = 0;
	for (size_t i = 0; i < choices->n; i++)
		count += choices->items[i].label.n + 1;
	entry *entries = FR_DRAFT_ARRAY(draft, entry, count);
	const xmlNode *node = NULL;
	for (size_t i = 0; entries && i < choices->n && (node = fr_draft_next(draft->list_nodes[list], node, "choice")); i++) {
		n = put_words(entries, n, &choices->items[i].label, &choices->items[i], node);
		entries[n++] = (entry){choices->items[i].name, &choices->items[i], node};
	}
	if (entries)
		lint_doubles(draft, entries, n);
}

void fr_draft_lint_words(fr_draft *draft, const xmlNode *root)
{
	labels all;
	if (!gather(draft, root, &all))
		return;
	lint_translations(&all);
	for (size_t i = 0; i < draft->form->field_count; i++)
		if (!draft->fields[i].label.n && !(draft->fields[i].calculate.expr && draft->fields[i].type == FR_TYPE_CALCULATE))
			fr_draft_say(draft, FR_LEVEL_INFO, FR_LINT_NO_LABEL, draft->field_nodes[i], NULL, draft->fields[i].name, nothing);
	for (int r = -1; r < (int)draft->form->repeat_count && !draft->failed; r++)
		lint_field_labels(draft, r);
	for (size_t i = 0; i < draft->form->list_count && !draft->failed; i++)
		lint_choice_labels(draft, i);
}
