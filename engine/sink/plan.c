/* Plan: which columns 记录 has, where each field stands on the card, where each list stands on 选项.
 * Stage: outputs. In: a form. Out: the arrays of a workbook; nothing is written yet. */
#include "sink/workbook.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>

/* Characters from which on a text is given more room. */
#define MIDDLING_FROM 40
#define LONG_FROM 100

size_t book_first_line(const book *b)
{
	for (size_t i = 0; i < b->line_count; i++)
		if (b->lines[i].kind == LINE_PAIR)
			return b->lines[i].row;
	return 4;
}

void book_letter(size_t index, char out[8])
{
	char back[8];
	size_t n = 0;
	for (index++; index && n < 7; index = (index - 1) / 26)
		back[n++] = (char)('A' + (index - 1) % 26);
	for (size_t i = 0; i < n; i++)
		out[i] = back[n - 1 - i];
	out[n] = 0;
}

static int outermost(const fr_form *form, int group)
{
	while (group >= 0 && form->groups[group].parent >= 0)
		group = form->groups[group].parent;
	return group;
}

static bool has_word(fr_str words, const char *word)
{
	size_t n = strlen(word);
	for (size_t at = 0; at + n <= words.n; at++)
		if (memcmp(words.p + at, word, n) == 0 && (at == 0 || words.p[at - 1] == ' ') &&
			(at + n == words.n || words.p[at + n] == ' '))
			return true;
	return false;
}

static book_class class_of(const fr_field *f)
{
	switch (f->type) {
	case FR_TYPE_STRING:
		return has_word(f->appearance, "multiline") || f->identifier == FR_ID_FREE_TEXT || f->max_length > LONG_FROM ? BOOK_LONG
															     : BOOK_TEXT;
	case FR_TYPE_INTEGER: return BOOK_INTEGER;
	case FR_TYPE_RANGE:
		return isnan(f->step) || (f->step == floor(f->step) && f->start == floor(f->start)) ? BOOK_INTEGER : BOOK_DECIMAL;
	case FR_TYPE_DECIMAL: return BOOK_DECIMAL;
	case FR_TYPE_DATE: return BOOK_DATE;
	case FR_TYPE_DATETIME: return BOOK_DATETIME;
	case FR_TYPE_TIME: return BOOK_TIME;
	case FR_TYPE_BOOLEAN:
	case FR_TYPE_SELECT_ONE: return BOOK_CHOICE;
	case FR_TYPE_SELECT_MULTIPLE: return BOOK_TEXT;
	default: return BOOK_ANY;
	}
}

/* Centimetres for so many columns of 10 pt text. */
static double centimetres(double width) { return width * 0.185 + 0.35; }

static double content_width(const book *b, const book_column *c)
{
	double width = 0;
	switch (c->class) {
	case BOOK_LONG: return 6.2;
	case BOOK_DATE: return 2.4;
	case BOOK_DATETIME: return 3.3;
	case BOOK_TIME: return 1.6;
	case BOOK_INTEGER:
	case BOOK_DECIMAL:
	case BOOK_SCORE: return 1.7;
	case BOOK_ANY: return 3.0;
	case BOOK_CHOICE:
		for (size_t i = 0; c->field && c->field->choices && i < c->field->choices->n; i++) {
			const fr_choice *choice = &c->field->choices->items[i];
			width = fmax(width, (double)book_width(book_label(b, &choice->label, choice->name)));
		}
		return fmin(fmax(centimetres(width), 1.7), 5);
	default: break;
	}
	if (c->kind == BOOK_FIELD && c->field->identifier == FR_ID_NAME)
		return 2.1;
	if (c->kind == BOOK_FIELD && (c->field->type == FR_TYPE_SELECT_MULTIPLE || c->field->max_length > MIDDLING_FROM))
		return 4.2;
	return c->kind == BOOK_GRADE ? 1.9 : 2.8;
}

/* A heading takes two lines when it is much wider than what stands below it. */
static void set_width(const book *b, book_column *c)
{
	double content = content_width(b, c), title = centimetres((double)book_width(c->title) + (c->required ? 2 : 0)) + 0.45;
	c->width = fmax(content, title <= 3.2 || title <= content * 1.35 ? title : fmax(3.2, title / 2 + 0.35));
}

/* Names of the workbook are told apart without case, and hold letters, digits and _ only. */
static fr_str unique_name(book *b, fr_str name, size_t index)
{
	char text[80];
	size_t n = 0;
	bool plain = name.n > 0 && name.n < 60;
	for (size_t i = 0; i < name.n && plain; i++) {
		char ch = name.p[i];
		plain = (ch >= 'a' && ch <= 'z') || (ch >= '0' && ch <= '9') || ch == '_';
		text[n++] = ch;
	}
	if (!plain)
		n = (size_t)snprintf(text, sizeof text, "no.%zu", index);
	return book_keep(b, fr_str_of(text, n));
}

static book_column *push(book *b, book_kind kind, fr_str title, fr_str name)
{
	book_column *c = &b->columns[b->count];
	*c = (book_column){.kind = kind, .title = title, .group = -1, .class = BOOK_ANY, .computed = kind != BOOK_FIELD};
	c->name = unique_name(b, name, b->count);
	b->count++;
	return c;
}

static void describe(const book *b, const fr_field *f, book_column *c)
{
	fr_value constant;
	c->field = f;
	c->class = class_of(f);
	c->group = outermost(b->form, f->group);
	c->computed = f->calculate.expr != NULL || f->type == FR_TYPE_CALCULATE;
	c->required = f->required.expr && fr_expr_constant(f->required.expr, &constant) && fr_value_to_boolean(&constant);
	c->wide = c->class == BOOK_LONG || f->type == FR_TYPE_SELECT_MULTIPLE || f->max_length > MIDDLING_FROM;
}

/* A note is for people to read while they fill in. */
static fr_str note_text(book *b, const fr_field *f)
{
	fr_str label = book_label(b, &f->label, f->name), more = fr_words_in(&f->guidance, b->lang);
	fr_buf text;
	fr_buf_init(&text, &b->allocator, 1 << 20);
	fr_buf_str(&text, label);
	if (more.n)
		fr_buf_byte(&text, '\n');
	fr_buf_str(&text, more);
	b->failed |= text.failed;
	fr_str kept = text.failed ? label : book_keep(b, fr_buf_view(&text));
	fr_buf_free(&text);
	return kept;
}

static void push_field(book *b, const fr_field *f)
{
	bool note = f->type == FR_TYPE_NOTE;
	describe(b, f, push(b, note ? BOOK_NOTE : BOOK_FIELD, book_label(b, &f->label, f->name), f->name));
	if (note)
		b->columns[b->count - 1].note = note_text(b, f);
	else
		b->of_slot[f->slot] = b->count - 1;
}

static int group_of_score(const fr_form *form, const fr_score *s)
{
	for (size_t i = 0; i < s->part_count; i++)
		if (s->parts[i].field >= 0)
			return outermost(form, form->fields[s->parts[i].field].group);
	return -1;
}

static void push_score(book *b, const fr_score *s)
{
	fr_str label = book_label(b, &s->label, s->name);
	book_column *c = push(b, BOOK_POINTS, label, s->name);
	c->score = s;
	c->class = BOOK_SCORE;
	c->decimals = s->decimals < 0 ? 2 : s->decimals > 10 ? 10 : s->decimals;
	c->group = group_of_score(b->form, s);
	b->of_slot[s->slot] = b->count - 1;
	if (s->grade_count == 0)
		return;
	c = push(b, BOOK_GRADE, book_words(b, "sheet.grade", label, FR_STR("")), s->grade_name);
	c->score = s;
	c->group = group_of_score(b->form, s);
	b->of_slot[s->grade_slot] = b->count - 1;
}

/* Fields in the order of the definition; a score stands after the group whose fields it sums up. */
static void push_content(book *b)
{
	const fr_form *form = b->form;
	int group = -1;
	for (size_t i = 0; i <= form->field_count; i++) {
		const fr_field *f = i < form->field_count ? &form->fields[i] : NULL;
		if (f && f->repeat >= 0)
			continue;
		int next = f ? outermost(form, f->group) : -1;
		if (next != group)
			for (size_t k = 0; k < form->score_count && group >= 0; k++)
				if (b->of_slot[form->scores[k].slot] == BOOK_NONE && group_of_score(form, &form->scores[k]) == group)
					push_score(b, &form->scores[k]);
		group = next;
		if (f)
			push_field(b, f);
	}
	for (size_t k = 0; k < form->score_count; k++)
		if (b->of_slot[form->scores[k].slot] == BOOK_NONE)
			push_score(b, &form->scores[k]);
	for (size_t k = 0; k < form->deadline_count; k++) {
		if (!book_deadline_counts(form, &form->deadlines[k]))
			continue;
		book_column *c =
			push(b, BOOK_DEADLINE, book_label(b, &form->deadlines[k].label, form->deadlines[k].name), form->deadlines[k].name);
		c->deadline = &form->deadlines[k];
		c->class = BOOK_DATETIME;
		b->of_slot[form->deadlines[k].slot] = b->count - 1;
	}
}

static void plan_columns(book *b)
{
	book_column *c = push(b, BOOK_CHECK, book_word(b, "sheet.check"), FR_STR("check"));
	c->width = 1.7;
	push_content(b);
	push(b, BOOK_REASONS, book_word(b, "sheet.reasons"), FR_STR("reasons"))->width = 8;
	push(b, BOOK_ID, book_word(b, "sheet.record-id"), FR_STR("record_id"))->hidden = true;
	push(b, BOOK_VERSION, book_word(b, "sheet.form-version"), FR_STR("form_version"))->hidden = true;
	for (size_t i = 0; i < b->count; i++) {
		c = &b->columns[i];
		if (c->kind == BOOK_NOTE)
			continue;
		book_letter(b->visible++, c->letter);
		if (c->width == 0)
			set_width(b, c);
	}
}

static bool on_card(const book_column *c)
{
	return c->kind == BOOK_FIELD || c->kind == BOOK_NOTE || c->kind == BOOK_POINTS || c->kind == BOOK_GRADE || c->kind == BOOK_DEADLINE;
}

static book_line *line(book *b, book_line_kind kind, size_t left)
{
	book_line *l = &b->lines[b->line_count++];
	*l = (book_line){.kind = kind, .left = left, .right = BOOK_NONE, .group = -1};
	return l;
}

static void plan_card(book *b)
{
	book_line *open = NULL; /* a line whose right half is free */
	int group = -2;
	for (size_t i = 0; i < b->count; i++) {
		const book_column *c = &b->columns[i];
		if (!on_card(c))
			continue;
		if (c->group != group) {
			group = c->group;
			open = NULL;
			line(b, LINE_SPACE, BOOK_NONE);
			if (group >= 0)
				line(b, LINE_BAND, BOOK_NONE)->group = group;
		}
		if (c->kind == BOOK_NOTE || c->wide) {
			line(b, c->kind == BOOK_NOTE ? LINE_NOTE : LINE_PAIR, i);
			open = NULL;
		} else if (open) {
			open->right = i;
			open = NULL;
		} else
			open = line(b, LINE_PAIR, i);
	}
	size_t row = 3; /* title, subtitle, name of the record */
	for (size_t i = 0; i < b->line_count; i++) {
		book_line *l = &b->lines[i];
		l->row = ++row;
		if (l->left != BOOK_NONE && l->kind == LINE_PAIR)
			snprintf(b->columns[l->left].card, sizeof b->columns->card, "$B$%zu", row);
		if (l->right != BOOK_NONE)
			snprintf(b->columns[l->right].card, sizeof b->columns->card, "$D$%zu", row);
	}
	b->card_last = row;
}

/* 选项: a heading for each list, then its choices: score, label, name, labels in other languages. The last list is yes and no. */
static void plan_lists(book *b)
{
	size_t row = 1;
	for (size_t i = 0; i <= b->form->list_count; i++) {
		const fr_choices *list = i < b->form->list_count ? &b->form->lists[i] : NULL;
		size_t langs = 2;
		for (size_t k = 0; list && k < list->n; k++)
			langs = list->items[k].label.n > langs ? list->items[k].label.n : langs;
		b->list_first[i] = row + 2;
		b->list_last[i] = row + 1 + (list ? list->n : 2);
		book_letter(list ? 2 + langs : 5, b->list_columns[i]);
		row = b->list_last[i] + 1;
	}
}

/* 规则: whether the row has begun, faults of what people fill in, parts of scores. */
static void plan_rules(book *b)
{
	b->helpers = b->faults_first = 1;
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].kind == BOOK_FIELD && !b->columns[i].computed)
			b->columns[i].helper = b->helpers++;
	b->faults_last = b->helpers - 1;
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].kind == BOOK_POINTS) {
			b->columns[i].helper = b->helpers;
			b->helpers += b->columns[i].score->part_count;
		}
}

static void add_repeated(book *b, book_repeat *s, const fr_field *f, bool key)
{
	book_column *c = &s->columns[s->count];
	*c = (book_column){.kind = BOOK_FIELD, .title = book_label(b, &f->label, f->name), .name = f->name, .class = BOOK_ANY};
	describe(b, f, c);
	set_width(b, c);
	c->required = c->required || key;
	book_letter(s->count++, c->letter);
}

/* Names of sheets are told apart without case (ASCII letters: the others of the workbook have no more), and History is Excel's own. */
static bool taken(const book *b, size_t r, fr_str name)
{
	static const char *const own[] = {"sheet.card", "sheet.records", "sheet.guide", "sheet.lists", "sheet.rules"};
	bool found = name.n == 0 || (name.n == 7 && strncasecmp(name.p, "History", 7) == 0);
	for (size_t i = 0; i < sizeof own / sizeof *own && !found; i++) {
		fr_str other = book_word(b, own[i]);
		found = other.n == name.n && strncasecmp(other.p, name.p, name.n) == 0;
	}
	for (size_t i = 0; i < r && !found; i++)
		found = b->repeats[i].title.n == name.n && strncasecmp(b->repeats[i].title.p, name.p, name.n) == 0;
	return found;
}

/* A sheet is named by the repeat's label, or by its name when that is taken. */
static fr_str sheet_title(book *b, size_t r, fr_str label)
{
	char room[FR_SHEET_NAME_ROOM];
	fr_str name = fr_sheet_name(label, room);
	if (taken(b, r, name))
		name = fr_sheet_name(b->form->repeats[r].name, room);
	if (taken(b, r, name)) {
		int n = snprintf(room, sizeof room, "repeat%zu", r + 1);
		name = fr_str_of(room, (size_t)n);
	}
	return book_keep(b, name);
}

static void plan_repeats(book *b)
{
	const fr_form *form = b->form;
	b->repeats = FR_ARENA_ARRAY(&b->arena, book_repeat, form->repeat_count);
	b->failed |= !b->repeats;
	for (size_t r = 0; b->repeats && r < form->repeat_count; r++) {
		book_repeat *s = &b->repeats[r];
		*s = (book_repeat){.columns = FR_ARENA_ARRAY(&b->arena, book_column, form->key_count + form->field_count),
			.title = sheet_title(b, r, book_label(b, &form->repeats[r].label, form->repeats[r].name))};
		b->failed |= !s->columns;
		for (size_t i = 0; s->columns && i < form->key_count; i++)
			if (form->key[i] < form->field_count)
				add_repeated(b, s, &form->fields[form->key[i]], true);
		for (size_t i = 0; s->columns && i < form->field_count; i++)
			if (form->fields[i].repeat == (int)r && form->fields[i].type != FR_TYPE_NOTE)
				add_repeated(b, s, &form->fields[i], false);
	}
}

bool book_plan(book *b)
{
	const fr_form *form = b->form;
	size_t most = form->field_count + 2 * form->score_count + form->deadline_count + 5;
	b->columns = FR_ARENA_ARRAY(&b->arena, book_column, most);
	b->lines = FR_ARENA_ARRAY(&b->arena, book_line, 3 * most);
	b->of_slot = FR_ARENA_ARRAY(&b->arena, size_t, form->slot_count + 1);
	b->list_first = FR_ARENA_ARRAY(&b->arena, size_t, form->list_count + 1);
	b->list_last = FR_ARENA_ARRAY(&b->arena, size_t, form->list_count + 1);
	b->list_columns = fr_arena_array(&b->arena, sizeof *b->list_columns, form->list_count + 1);
	if (!b->columns || !b->lines || !b->of_slot || !b->list_first || !b->list_last || !b->list_columns)
		return false;
	for (size_t i = 0; i <= form->slot_count; i++)
		b->of_slot[i] = BOOK_NONE;
	plan_columns(b);
	plan_card(b);
	plan_lists(b);
	plan_rules(b);
	plan_repeats(b);
	return !b->failed;
}
