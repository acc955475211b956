/* Faults: what can be wrong with each field, in the order in which it is tried, and what the sheet says then.
 * Stage: outputs. In: a form's rules. Out: faults of the plan's columns; rules that stay behind for the extension and the command line. */
#include "sink/workbook.h"
#include "expr/ast.h"

#include <math.h>
#include <stdlib.h>

void book_stays(book *b, fr_str label, fr_str what)
{
	if (b->stay_count == b->stay_room) {
		size_t room = b->stay_room ? b->stay_room * 2 : 16;
		book_stay *more = FR_ARENA_ARRAY(&b->arena, book_stay, room);
		if (!more) {
			b->failed = true;
			return;
		}
		if (b->stay_count)
			memcpy(more, b->stays, b->stay_count * sizeof *more);
		b->stays = more;
		b->stay_room = room;
	}
	b->stays[b->stay_count++] = (book_stay){label, what};
}

static void add(book_column *c, book_test test, fr_level level, const fr_constraint *constraint, fr_str message)
{
	int number = level == FR_LEVEL_ERROR ? (int)++c->errors : -(int)++c->reminders;
	c->faults[c->fault_count++] = (book_fault){test, level, number, constraint, message};
}

/* Tries whether an expression travels; what it would say is thrown away. */
static bool travels(book *b, const fr_expr *expr, const book_column *self)
{
	fr_buf scratch;
	fr_buf_init(&scratch, &b->allocator, 1 << 16);
	bool ok = formula_expression((book_place){b, false, 0}, expr, self, FR_STATIC_ANY, &scratch, NULL) && !scratch.failed;
	fr_buf_free(&scratch);
	return ok;
}

static fr_str number_text(book *b, double x)
{
	char text[400];
	return book_keep(b, fr_str_of(text, fr_number_write(x, text)));
}

static void add_type(book *b, book_column *c)
{
	const fr_field *f = c->field;
	int code = FR_CODE_NONE;
	switch (f->type) {
	case FR_TYPE_INTEGER: code = FR_WRONG_INTEGER; break;
	case FR_TYPE_RANGE:
		if (!isnan(f->start) && !isnan(f->end)) { /* better explained by its ends */
			add(c, TEST_TYPE, FR_LEVEL_ERROR, NULL,
				book_message(b, FR_RANGE, c->title, number_text(b, f->start), number_text(b, f->end)));
			return;
		}
		code = FR_WRONG_DECIMAL;
		break;
	case FR_TYPE_DECIMAL: code = FR_WRONG_DECIMAL; break;
	case FR_TYPE_DATE: code = FR_WRONG_DATE; break;
	case FR_TYPE_TIME: code = FR_WRONG_TIME; break;
	case FR_TYPE_DATETIME: code = FR_WRONG_DATETIME; break;
	case FR_TYPE_BOOLEAN: code = FR_WRONG_BOOLEAN; break;
	case FR_TYPE_SELECT_ONE:
	case FR_TYPE_SELECT_MULTIPLE:
		add(c, TEST_CHOICE, FR_LEVEL_ERROR, NULL,
			book_message(b, FR_CHOICE, c->title, book_choices_text(b, f->choices, 12), FR_STR("")));
		return;
	default: return;
	}
	add(c, TEST_TYPE, FR_LEVEL_ERROR, NULL, book_message(b, code, c->title, FR_STR(""), FR_STR("")));
}

/* What a masked value looks like, for the message. */
static fr_str masked_example(fr_identifier kind, fr_str style)
{
	switch (kind) {
	case FR_ID_NAME:
		return fr_str_is(style, "title")       ? FR_STR("*女士")
		       : fr_str_is(style, "role")      ? FR_STR("客服*")
		       : fr_str_is(style, "anonymous") ? FR_STR("匿名")
						       : FR_STR("李*");
	case FR_ID_PHONE: return FR_STR("138****5678");
	case FR_ID_ID_CARD: return FR_STR("1****************X");
	case FR_ID_BANK_CARD: return FR_STR("6227 **** **** **** 123");
	case FR_ID_EMAIL: return FR_STR("z****@example.com");
	case FR_ID_ADDRESS: return FR_STR("北京市海淀区****");
	case FR_ID_PLATE: return FR_STR("京A1***5");
	default: return FR_STR("");
	}
}

static void add_masked(book *b, book_column *c)
{
	const fr_field *f = c->field;
	if (f->stored != FR_STORED_MASKED || f->identifier == FR_ID_NONE)
		return;
	if (f->identifier == FR_ID_FREE_TEXT)
		book_stays(b, c->title, book_word(b, "template.stay.masked"));
	else
		add(c, TEST_MASKED, FR_LEVEL_ERROR, NULL,
			book_words(b, "template.masked", c->title, masked_example(f->identifier, f->mask)));
}

static bool pattern_travels(book *b, fr_str pattern)
{
	fr_buf scratch;
	fr_buf_init(&scratch, &b->allocator, 1 << 16);
	bool ok = !b->excel || formula_pattern(b, pattern, "x", &scratch);
	b->failed |= scratch.failed;
	fr_buf_free(&scratch);
	return ok;
}

static void add_limits(book *b, book_column *c)
{
	const fr_field *f = c->field;
	bool low = !isnan(f->start), high = !isnan(f->end);
	fr_str none = FR_STR(""), start = low ? number_text(b, f->start) : FR_STR("0"), end = high ? number_text(b, f->end) : none;
	if (low || high)
		add(c, TEST_RANGE, FR_LEVEL_ERROR, NULL,
			low && high ? book_message(b, FR_RANGE, c->title, start, end)
			: low       ? book_message(b, FR_RANGE_FROM, c->title, start, none)
				    : book_message(b, FR_RANGE_TO, c->title, end, none));
	if (!isnan(f->step) && f->step > 0)
		add(c, TEST_STEP, FR_LEVEL_ERROR, NULL, book_message(b, FR_RANGE_STEP, c->title, start, number_text(b, f->step)));
	if (f->max_length)
		add(c, TEST_LONGEST, FR_LEVEL_ERROR, NULL,
			book_message(b, FR_LENGTH, c->title, number_text(b, (double)f->max_length), none));
	if (f->min_length)
		add(c, TEST_SHORTEST, FR_LEVEL_ERROR, NULL,
			book_message(b, FR_LENGTH_SHORT, c->title, number_text(b, (double)f->min_length), none));
	if (f->pattern_text.n) {
		fr_str own = fr_words_in(&f->pattern_message, b->lang),
		       message = own.n ? own : book_message(b, FR_PATTERN, c->title, none, none);
		if (pattern_travels(b, f->pattern_text))
			add(c, TEST_PATTERN, FR_LEVEL_ERROR, NULL, message);
		else
			book_stays(b, c->title, message);
	}
}

static void add_constraint(book *b, book_column *c, const fr_constraint *rule, bool own)
{
	fr_str message = fr_words_in(&rule->message, b->lang);
	if (!message.n)
		message = book_message(b, FR_CONSTRAINT, c->title, FR_STR(""), FR_STR(""));
	if (!travels(b, rule->test.expr, own ? c : NULL)) {
		book_stays(b, c->title, message);
		return;
	}
	size_t reason = rule->override_field >= 0 ? b->of_slot[rule->override_field] : BOOK_NONE;
	if (rule->level == FR_LEVEL_ERROR && reason != BOOK_NONE) {
		add(c, TEST_UNEXCUSED, FR_LEVEL_ERROR, rule, message);
		add(c, TEST_EXCUSED, FR_LEVEL_WARNING, rule, book_message(b, FR_OVERRIDDEN, message, b->columns[reason].title, FR_STR("")));
	} else if (rule->level != FR_LEVEL_INFO)
		add(c, TEST_CONSTRAINT, rule->level, rule, message);
}

static bool is_key(const book *b, const book_column *c) { return b->form->key_count && b->form->key[0] == c->field->slot; }

static fr_str key_message(book *b)
{
	fr_buf text;
	fr_buf_init(&text, &b->allocator, 1 << 16);
	for (size_t i = 0; i < b->form->key_count; i++) {
		size_t at = b->of_slot[b->form->key[i]];
		fr_buf_puts(&text, i ? " + " : "");
		fr_buf_str(&text, at == BOOK_NONE ? FR_STR("") : b->columns[at].title);
	}
	fr_str message = book_words(b, "template.unique", fr_buf_view(&text), FR_STR(""));
	fr_buf_free(&text);
	return message;
}

static void add_constraints(book *b, book_column *c, bool errors)
{
	const fr_field *f = c->field;
	for (size_t i = 0; i < f->constraint_count; i++)
		if ((f->constraints[i].level == FR_LEVEL_ERROR) == errors)
			add_constraint(b, c, &f->constraints[i], true);
	for (size_t i = 0; i < b->form->constraint_count; i++) {
		const fr_constraint *rule = &b->form->constraints[i];
		if (rule->n && rule->fields[0] == f->slot && (rule->level == FR_LEVEL_ERROR) == errors)
			add_constraint(b, c, rule, false);
	}
}

/* Errors are tried before reminders: a cell shows the worse one. */
static void find(book *b, book_column *c)
{
	const fr_field *f = c->field;
	add(c, TEST_CELL_ERROR, FR_LEVEL_ERROR, NULL, book_message(b, FR_ERROR_CELL, c->title, FR_STR(""), FR_STR("")));
	if (f->required.expr) {
		fr_str own = fr_words_in(&f->required_message, b->lang);
		if (travels(b, f->required.expr, c))
			add(c, TEST_REQUIRED, FR_LEVEL_ERROR, NULL,
				own.n ? own : book_message(b, FR_REQUIRED, c->title, FR_STR(""), FR_STR("")));
		else
			book_stays(b, c->title, book_word(b, "template.stay.required"));
	}
	add_type(b, c);
	add_masked(b, c);
	add_limits(b, c);
	if (f->choice_filter.expr)
		book_stays(b, c->title, book_word(b, "template.stay.filter"));
	add_constraints(b, c, true);
	if (is_key(b, c))
		add(c, TEST_UNIQUE, FR_LEVEL_ERROR, NULL, key_message(b));
	if (c->relevant)
		add(c, TEST_IRRELEVANT, FR_LEVEL_WARNING, NULL, book_message(b, FR_IRRELEVANT, c->title, FR_STR(""), FR_STR("")));
	add_constraints(b, c, false);
}

static bool prepare(book *b, book_column *c)
{
	size_t most = 12 + 2 * b->form->constraint_count;
	if (c->kind == BOOK_FIELD)
		most += 2 * c->field->constraint_count;
	c->faults = FR_ARENA_ARRAY(&b->arena, book_fault, most);
	return c->faults != NULL;
}

/* Relevance and computed values come first: a rule that reads what does not travel cannot travel either. */
static void find_relevance(book *b, book_column *c)
{
	const fr_expr *expr = c->kind == BOOK_FIELD ? c->field->relevant.expr : NULL;
	if (!expr)
		return;
	c->relevant = travels(b, expr, NULL);
	if (!c->relevant)
		book_stays(b, c->title, book_word(b, "template.stay.relevant"));
}

/* Points of several choices add up, which takes a function that sheets lack. */
static bool score_travels(book *b, const book_column *c)
{
	const fr_score *score = c->score;
	bool ok = true;
	for (size_t i = 0; i < score->part_count; i++)
		ok &= score->parts[i].field < 0 || b->form->fields[score->parts[i].field].type != FR_TYPE_SELECT_MULTIPLE;
	for (size_t i = 0; c->kind == BOOK_GRADE && i < score->veto_count; i++)
		ok &= travels(b, score->vetoes[i].when.expr, NULL);
	return ok && (c->kind == BOOK_POINTS || b->columns[b->of_slot[score->slot]].live);
}

/* In the order in which they are worked out, so that each finds those it reads settled. */
static void find_live(book *b)
{
	const fr_form *form = b->form;
	for (size_t i = 0; i < form->order_count; i++) {
		size_t at = form->order[i] < form->slot_count ? b->of_slot[form->order[i]] : BOOK_NONE;
		if (at == BOOK_NONE)
			continue;
		book_column *c = &b->columns[at];
		if (c->kind == BOOK_POINTS || c->kind == BOOK_GRADE) {
			c->live = score_travels(b, c);
		} else if (c->kind == BOOK_FIELD && c->computed)
			c->live = c->field->calculate.expr && travels(b, c->field->calculate.expr, NULL);
	}
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].kind == BOOK_DEADLINE) {
			const fr_deadline *d = b->columns[i].deadline;
			b->columns[i].live = travels(b, d->from.expr, NULL) && (!d->when.expr || travels(b, d->when.expr, NULL));
		}
	for (size_t i = 0; i < form->deadline_count; i++)
		if (!book_deadline_counts(form, &form->deadlines[i]))
			book_stays(b, book_label(b, &form->deadlines[i].label, form->deadlines[i].name),
				book_word(b, "template.stay.deadline"));
	for (size_t i = 0; i < b->count; i++) {
		const book_column *c = &b->columns[i];
		bool value = c->kind == BOOK_POINTS || c->kind == BOOK_GRADE || c->kind == BOOK_DEADLINE ||
			     (c->kind == BOOK_FIELD && c->computed);
		if (value && !c->live)
			book_stays(b, c->title, book_word(b, "template.stay.value"));
	}
}

bool book_find_faults(book *b)
{
	for (size_t i = 0; i < b->count; i++)
		if (!prepare(b, &b->columns[i]))
			return false;
	find_live(b);
	for (size_t i = 0; i < b->count; i++)
		find_relevance(b, &b->columns[i]);
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].kind == BOOK_FIELD && !b->columns[i].computed)
			find(b, &b->columns[i]);
	if (b->form->instance_name.expr)
		b->file_name = travels(b, b->form->instance_name.expr, NULL);
	for (size_t i = 0; i < b->form->link_count; i++) {
		fr_words words = fr_form_slot_words(b->form, b->form->links[i].field);
		book_stays(
			b, book_label(b, &words, fr_form_slot_name(b->form, b->form->links[i].field)), book_word(b, "template.stay.link"));
	}
	for (size_t i = 0; i < b->form->constraint_count; i++)
		if (b->form->constraints[i].n == 0) /* no cell could show it */
			book_stays(b, book_word(b, "template.all"), fr_words_in(&b->form->constraints[i].message, b->lang));
	if (b->form->deny_count)
		book_stays(b, book_word(b, "template.all"), book_word(b, "template.stay.deny"));
	return !b->failed;
}
