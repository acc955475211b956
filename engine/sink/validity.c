/* Validity and conditional formats: what a cell refuses while it is typed into, and how it looks when something is wrong.
 * Stage: outputs. In: faults of the plan. Out: content validations, conditional formats. */
#include "sink/workbook.h"

#include <math.h>
#include <stdio.h>

/* Other programs cut off longer ones. */
#define TITLE_MOST 31
#define TEXT_MOST 250

void book_validation_name(const book_column *c, bool card, char out[40]) { snprintf(out, 40, "%s-%s", card ? "card" : "val", c->letter); }

static fr_str cut(fr_str text, size_t most) { return fr_utf8_length(text) <= most ? text : fr_str_of(text.p, fr_utf8_offset(text, most)); }

static bool needs_names(const book_column *c)
{
	for (size_t i = 0; i < c->fault_count; i++)
		switch (c->faults[i].test) {
		case TEST_STEP:
			if (c->class == BOOK_INTEGER && c->field->step == 1)
				break; /* whole numbers are that */
			return true;
		case TEST_PATTERN:
		case TEST_SHORTEST:
		case TEST_MASKED:
		case TEST_CONSTRAINT:
		case TEST_UNEXCUSED:
		case TEST_UNIQUE:
			if (c->faults[i].level == FR_LEVEL_ERROR)
				return true;
			break;
		default: break;
		}
	return false;
}

static void between(const fr_field *f, const char *kind, double low, double high, fr_buf *out)
{
	char text[400];
	fr_buf_printf(out, "of:cell-content-is-%s() and cell-content-is-between(", kind);
	fr_buf_add(out, text, fr_number_write(isnan(f->start) ? low : f->start, text));
	fr_buf_byte(out, ',');
	fr_buf_add(out, text, fr_number_write(isnan(f->end) ? high : f->end, text));
	fr_buf_byte(out, ')');
}

/* The condition a typed value must meet; nothing when anything goes. *enforced: other values are refused. */
static void condition(const book *b, const book_column *c, bool card, fr_buf *out, bool *enforced)
{
	const fr_field *f = c->field;
	*enforced = true;
	if (f->type == FR_TYPE_SELECT_ONE || f->type == FR_TYPE_SELECT_MULTIPLE || f->type == FR_TYPE_BOOLEAN) {
		size_t i = b->form->list_count;
		for (size_t k = 0; k < b->form->list_count && f->choices; k++)
			if (&b->form->lists[k] == f->choices)
				i = k;
		fr_buf_printf(out, "of:cell-content-is-in-list([$%s.$B$%zu:.$B$%zu])", fr_text("sheet.lists", b->lang), b->list_first[i],
			b->list_last[i]);
		*enforced = f->type != FR_TYPE_SELECT_MULTIPLE; /* several choices are typed */
	} else if (needs_names(c)) {
		fr_buf_puts(out, "of:is-true-formula(");
		formula_name((book_place){b, card, 0}, "fault", c, out);
		fr_buf_puts(out, "<=0)");
	} else if (c->class == BOOK_INTEGER)
		between(f, "whole-number", -1e15, 1e15, out);
	else if (c->class == BOOK_DECIMAL)
		between(f, "decimal-number", -1e15, 1e15, out);
	else if (c->class == BOOK_DATE || c->class == BOOK_DATETIME)
		fr_buf_puts(out, "of:cell-content-is-date() and cell-content-is-between(1,2958465)");
	else if (c->class == BOOK_TIME)
		fr_buf_puts(out, "of:cell-content-is-time() and cell-content-is-between(0,0.999999)");
	else if (f->max_length)
		fr_buf_printf(out, "of:cell-content-text-length()<=%zu", f->max_length);
}

static bool says_nothing_new(const book_column *c, const book_fault *fault)
{
	bool ranged = false;
	for (size_t i = 0; i < c->fault_count; i++)
		ranged |= c->faults[i].test == TEST_RANGE;
	switch (fault->test) {
	case TEST_CELL_ERROR:
	case TEST_REQUIRED: return true;
	case TEST_TYPE: return ranged; /* says the same */
	default: return fault->level != FR_LEVEL_ERROR;
	}
}

static bool in_own_words(const book_fault *fault)
{
	return fault->test == TEST_PATTERN || fault->test == TEST_CONSTRAINT || fault->test == TEST_UNEXCUSED || fault->test == TEST_MASKED;
}

static fr_str asked_for(book *b, const book_column *c, const book_fault *fault)
{
	return fault->test == TEST_UNIQUE ? book_words(b, "template.unique.rule", c->title, FR_STR("")) : fault->message;
}

/* All that the cell asks for, the form's own words first: which of it was broken is not known. */
static void refusal(book *b, const book_column *c, fr_buf *out)
{
	size_t count = 0;
	for (size_t i = 0; i < c->fault_count; i++)
		count += !says_nothing_new(c, &c->faults[i]);
	if (count > 1)
		fr_buf_puts(out, fr_text("template.asked", b->lang));
	for (int own = 1; own >= 0; own--)
		for (size_t i = 0; i < c->fault_count; i++) {
			if (says_nothing_new(c, &c->faults[i]) || in_own_words(&c->faults[i]) != (own == 1))
				continue;
			fr_buf_puts(out, count > 1 ? "\n· " : "");
			fr_buf_str(out, asked_for(b, c, &c->faults[i]));
		}
}

static void help(const book *b, const book_column *c, fr_buf *out)
{
	const fr_field *f = c->field;
	fr_buf_str(out, fr_str_trim(fr_words_in(&f->hint, b->lang)));
	for (size_t i = 0; i < f->anchor_count; i++) {
		if (out->n)
			fr_buf_byte(out, '\n');
		char text[400];
		fr_buf_add(out, text, fr_number_write(f->anchors[i].score, text));
		fr_buf_byte(out, ' ');
		fr_buf_str(out, fr_words_in(&f->anchors[i].text, b->lang));
	}
	if (f->type == FR_TYPE_SELECT_MULTIPLE) {
		if (out->n)
			fr_buf_byte(out, '\n');
		fr_buf_puts(out, fr_text("template.several", b->lang));
	}
}

static void message(fr_buf *out, const char *element, fr_str title, fr_str text, const char *more)
{
	fr_buf_printf(out, "<table:%s", element);
	fr_xml_attr(out, "table:title", cut(title, TITLE_MOST));
	fr_buf_printf(out, " table:display=\"true\"%s>", more);
	cell_paragraphs(out, cut(text, TEXT_MOST));
	fr_buf_printf(out, "</table:%s>", element);
}

static void open_validation(fr_buf *out, const char *name, const fr_buf *rule, fr_str base)
{
	fr_buf_printf(out, "<table:content-validation table:name=\"%s\"", name);
	if (rule->n)
		fr_xml_attr(out, "table:condition", fr_buf_view(rule));
	fr_buf_puts(out, " table:allow-empty-cell=\"true\"");
	if (rule->n && fr_str_find(fr_buf_view(rule), FR_STR("in-list")) != SIZE_MAX)
		fr_buf_puts(out, " table:display-list=\"unsorted\"");
	fr_xml_attr(out, "table:base-cell-address", base);
	fr_buf_byte(out, '>');
}

static void close_validation(fr_buf *out, const book_column *c, bool refuses, fr_str words)
{
	if (refuses)
		message(out, "error-message", c->title, words, " table:message-type=\"stop\"");
	else
		fr_buf_puts(out, "<table:error-message table:display=\"false\" table:message-type=\"stop\"/>");
	fr_buf_puts(out, "</table:content-validation>");
}

static void validation(book *b, const book_column *c, bool card, fr_buf *out)
{
	char name[40], base[64];
	bool enforced;
	fr_buf rule, words;
	fr_buf_init(&rule, &b->allocator, 1 << 16);
	fr_buf_init(&words, &b->allocator, 1 << 20);
	book_validation_name(c, card, name);
	if (card)
		snprintf(base, sizeof base, "$%s.%s", fr_text("sheet.card", b->lang), c->card);
	else
		snprintf(base, sizeof base, "$%s.$%s$%d", fr_text("sheet.records", b->lang), c->letter, BOOK_FIRST_ROW);
	condition(b, c, card, &rule, &enforced);
	open_validation(out, name, &rule, fr_str_from(base));
	help(b, c, &words);
	if (words.n)
		message(out, "help-message", c->title, fr_buf_view(&words), "");
	fr_buf_clear(&words);
	refusal(b, c, &words);
	close_validation(out, c, rule.n && enforced && words.n, fr_buf_view(&words));
	b->failed |= rule.failed || words.failed;
	fr_buf_free(&rule);
	fr_buf_free(&words);
}

void book_plain_validation(book *b, const book_column *c, const char *name, fr_str sheet, fr_str refusal, fr_buf *out)
{
	bool enforced;
	fr_buf rule, words;
	fr_buf_init(&rule, &b->allocator, 1 << 16);
	fr_buf_init(&words, &b->allocator, 1 << 20);
	fr_buf_byte(&words, '$');
	fr_buf_str(&words, sheet);
	fr_buf_printf(&words, ".$%s$%d", c->letter, BOOK_FIRST_ROW);
	condition(b, c, false, &rule, &enforced);
	open_validation(out, name, &rule, fr_buf_view(&words));
	fr_buf_clear(&words);
	help(b, c, &words);
	if (words.n)
		message(out, "help-message", c->title, fr_buf_view(&words), "");
	close_validation(out, c, rule.n && enforced && refusal.n, refusal);
	b->failed |= rule.failed || words.failed;
	fr_buf_free(&rule);
	fr_buf_free(&words);
}

void book_validations(book *b, fr_buf *out)
{
	fr_buf_puts(out, "<table:content-validations>");
	book_repeat_validations(b, out);
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].kind == BOOK_FIELD && !b->columns[i].computed) {
			validation(b, &b->columns[i], false, out);
			validation(b, &b->columns[i], true, out);
		}
	fr_buf_puts(out, "</table:content-validations>");
}

static void one_condition(fr_buf *out, const char *style, const fr_buf *formula, const char *base)
{
	fr_buf_printf(out, "<calcext:condition calcext:apply-style-name=\"%s\"", style);
	fr_xml_attr(out, "calcext:value", fr_buf_view(formula));
	fr_xml_attr(out, "calcext:base-cell-address", fr_str_from(base));
	fr_buf_puts(out, "/>");
}

static void fault_condition(book *b, book_place p, const book_column *c, const char *test, const char *style, const char *base, fr_buf *out)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 16);
	fr_buf_puts(&f, "formula-is(");
	formula_fault(p, c, &f);
	fr_buf_printf(&f, "%s)", test);
	one_condition(out, style, &f, base);
	fr_buf_free(&f);
}

static void idle_condition(book *b, book_place p, const book_column *c, const char *base, fr_buf *out)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 16);
	fr_buf_puts(&f, "formula-is(AND(");
	formula_begun(p, &f);
	fr_buf_puts(&f, ";NOT(");
	formula_name(p, "relevant", c, &f);
	fr_buf_puts(&f, ")))");
	one_condition(out, "Formrule_20_Idle", &f, base);
	fr_buf_free(&f);
}

static void field_conditions(book *b, const book_column *c, bool card, fr_buf *out)
{
	book_place p = {b, card, BOOK_FIRST_ROW};
	char range[160], base[80];
	if (card) {
		const char *sheet = fr_text("sheet.card", b->lang);
		char cell[24];
		snprintf(cell, sizeof cell, "%c%s", c->card[1], c->card + 3); /* "$B$5" without its marks */
		snprintf(base, sizeof base, "%s.%s", sheet, cell);
		snprintf(range, sizeof range, "%s.%s:%s.%s", sheet, cell, sheet, cell);
	} else {
		const char *sheet = fr_text("sheet.records", b->lang);
		snprintf(base, sizeof base, "%s.%s%d", sheet, c->letter, BOOK_FIRST_ROW);
		snprintf(range, sizeof range, "%s.%s%d:%s.%s%zu", sheet, c->letter, BOOK_FIRST_ROW, sheet, c->letter,
			b->rows + BOOK_HEADER_ROW);
	}
	bool judged = !c->computed && c->kind == BOOK_FIELD;
	if (!judged && !c->relevant)
		return;
	fr_buf_puts(out, "<calcext:conditional-format");
	fr_xml_attr(out, "calcext:target-range-address", fr_str_from(range));
	fr_buf_byte(out, '>');
	if (judged) {
		fault_condition(b, p, c, ">0", "Formrule_20_Error", base, out);
		if (c->reminders)
			fault_condition(b, p, c, "<0", "Formrule_20_Reminder", base, out);
	}
	if (c->relevant)
		idle_condition(b, p, c, base, out);
	fr_buf_puts(out, "</calcext:conditional-format>");
}

/* A message that only reminds is not red. */
static void message_conditions(book *b, fr_buf *out)
{
	const char *sheet = fr_text("sheet.card", b->lang);
	for (size_t i = 0; i < b->line_count; i++) {
		const size_t sides[] = {b->lines[i].left, b->lines[i].right};
		char range[160], base[80];
		fr_buf f;
		fr_buf_init(&f, &b->allocator, 1 << 16);
		fr_buf_puts(&f, "formula-is(MAX(0");
		bool any = false;
		for (size_t k = 0; k < 2 && b->lines[i].kind == LINE_PAIR; k++)
			if (sides[k] != BOOK_NONE && b->columns[sides[k]].reminders) {
				any = true;
				break;
			}
		for (size_t k = 0; k < 2 && any; k++)
			if (sides[k] != BOOK_NONE && b->columns[sides[k]].kind == BOOK_FIELD && b->columns[sides[k]].helper) {
				fr_buf_byte(&f, ';');
				formula_fault((book_place){b, true, 0}, &b->columns[sides[k]], &f);
			}
		fr_buf_puts(&f, ")=0)");
		snprintf(base, sizeof base, "%s.E%zu", sheet, b->lines[i].row);
		snprintf(range, sizeof range, "%s.E%zu:%s.E%zu", sheet, b->lines[i].row, sheet, b->lines[i].row);
		if (any) {
			fr_buf_puts(out, "<calcext:conditional-format");
			fr_xml_attr(out, "calcext:target-range-address", fr_str_from(range));
			fr_buf_byte(out, '>');
			one_condition(out, "Formrule_20_Hint", &f, base);
			fr_buf_puts(out, "</calcext:conditional-format>");
		}
		b->failed |= f.failed;
		fr_buf_free(&f);
	}
}

static void state_conditions(book *b, bool card, fr_buf *out)
{
	static const struct {
		const char *formula, *style;
	} table[] = {
		{"formula-is(errors>0)", "Formrule_20_Count"}, {"formula-is(warnings>0)", "Formrule_20_Note"}, {NULL, "Formrule_20_Fine"}};
	static const struct {
		const char *formula, *style;
	} page[] = {{"formula-is(card_errors>0)", "Formrule_20_Error"}, {"formula-is(card_warnings>0)", "Formrule_20_Warn"},
		{NULL, "Formrule_20_Fine"}};
	char range[160], base[80];
	const char *sheet = fr_text(card ? "sheet.card" : "sheet.records", b->lang);
	if (card) {
		size_t row = b->card_last + 2;
		snprintf(base, sizeof base, "%s.A%zu", sheet, row);
		snprintf(range, sizeof range, "%s.A%zu:%s.A%zu", sheet, row, sheet, row);
	} else {
		snprintf(base, sizeof base, "%s.A%d", sheet, BOOK_FIRST_ROW);
		snprintf(range, sizeof range, "%s.A%d:%s.A%zu", sheet, BOOK_FIRST_ROW, sheet, b->rows + BOOK_HEADER_ROW);
	}
	fr_buf_puts(out, "<calcext:conditional-format");
	fr_xml_attr(out, "calcext:target-range-address", fr_str_from(range));
	fr_buf_byte(out, '>');
	for (size_t i = 0; i < 3; i++) {
		fr_buf f;
		fr_buf_init(&f, &b->allocator, 4096);
		const char *formula = card ? page[i].formula : table[i].formula;
		if (formula)
			fr_buf_puts(&f, formula);
		else {
			fr_buf_puts(&f, "formula-is(");
			formula_begun((book_place){b, card, BOOK_FIRST_ROW}, &f);
			fr_buf_byte(&f, ')');
		}
		one_condition(out, card ? page[i].style : table[i].style, &f, base);
		b->failed |= f.failed;
		fr_buf_free(&f);
	}
	fr_buf_puts(out, "</calcext:conditional-format>");
}

void book_conditions(book *b, bool card, fr_buf *out)
{
	fr_buf_puts(out, "<calcext:conditional-formats>");
	for (size_t i = 0; i < b->count; i++)
		if (card ? b->columns[i].card[0] : b->columns[i].letter[0])
			field_conditions(b, &b->columns[i], card, out);
	if (card)
		message_conditions(b, out);
	state_conditions(b, card, out);
	fr_buf_puts(out, "</calcext:conditional-formats>");
}
