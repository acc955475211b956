/* Validity and marks: what a cell refuses while it is typed into, and how it looks when something is wrong.
 * Stage: outputs. In: faults of the plan. Out: what is asked for and said, cell by cell; ranges with what marks them. */
#include "sink/workbook.h"

#include <math.h>
#include <stdio.h>

/* Other programs cut off longer ones. */
#define TITLE_MOST 31
#define TEXT_MOST 250

void book_validation_name(const book_column *c, bool card, char out[40]) { snprintf(out, 40, "%s-%s", card ? "card" : "val", c->letter); }

void book_repeat_name(size_t repeat, const book_column *c, char out[40]) { snprintf(out, 40, "rep%zu-%s", repeat, c->letter); }

static fr_str cut(book *b, fr_str text, size_t most)
{
	size_t units = 0, end = 0; /* of UTF-16, which is how they count */
	for (size_t at = 0; at < text.n;) {
		uint32_t cp;
		size_t n = fr_utf8_decode(text, at, &cp);
		units += n > 3 ? 2 : 1;
		at += n ? n : 1;
		if (units < most)
			end = at;
	}
	if (units <= most)
		return text;
	fr_buf shorter;
	fr_buf_init(&shorter, &b->allocator, 4096);
	fr_buf_str(&shorter, fr_str_of(text.p, end));
	fr_buf_puts(&shorter, "…");
	b->failed |= shorter.failed;
	fr_str kept = book_keep(b, fr_buf_view(&shorter));
	fr_buf_free(&shorter);
	return kept;
}

fr_str book_cut_title(book *b, fr_str text) { return cut(b, text, TITLE_MOST); }

fr_str book_cut_text(book *b, fr_str text) { return cut(b, text, TEXT_MOST); }

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

#define NUMBER_MOST 1e15 /* digits of a number that sheets keep */

static void between(const fr_field *f, book_asks asks, book_validity *out)
{
	out->asks = asks;
	out->low = isnan(f->start) ? -NUMBER_MOST : f->start;
	out->high = isnan(f->end) ? NUMBER_MOST : f->end;
}

/* The condition a typed value must meet. named: rules of the workbook may be used. */
static void condition(book *b, const book_column *c, bool named, bool card, book_validity *out)
{
	const fr_field *f = c->field;
	char room[BOOK_NAME_ROOM + 3];
	out->enforced = true;
	if (f->type == FR_TYPE_SELECT_ONE || f->type == FR_TYPE_SELECT_MULTIPLE || f->type == FR_TYPE_BOOLEAN) {
		out->asks = ASKS_LIST;
		out->list = b->form->list_count;
		for (size_t k = 0; k < b->form->list_count && f->choices; k++)
			if (&b->form->lists[k] == f->choices)
				out->list = k;
		out->enforced = f->type != FR_TYPE_SELECT_MULTIPLE; /* several choices are typed */
	} else if (named && needs_names(c)) {
		out->asks = ASKS_RULE;
		size_t n = formula_name_in(room, card, "fault", c).n;
		memcpy(room + n, "<=0", 3);
		out->rule = book_keep(b, fr_str_of(room, n + 3));
	} else if (c->class == BOOK_INTEGER)
		between(f, ASKS_WHOLE, out);
	else if (c->class == BOOK_DECIMAL)
		between(f, ASKS_DECIMAL, out);
	else if (c->class == BOOK_DATE || c->class == BOOK_DATETIME) {
		out->asks = ASKS_DATE;
		out->low = 1;
		out->high = FR_SERIAL_LAST;
	} else if (c->class == BOOK_TIME) {
		out->asks = ASKS_TIME;
		out->high = 0.999999;
	} else if (f->max_length) {
		out->asks = ASKS_LENGTH;
		out->high = (double)f->max_length;
	}
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

static void help(book *b, const book_column *c, fr_buf *out)
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

static fr_str said(book *b, const book_column *c, void (*say)(book *, const book_column *, fr_buf *))
{
	fr_buf words;
	fr_buf_init(&words, &b->allocator, 1 << 20);
	say(b, c, &words);
	b->failed |= words.failed;
	fr_str kept = words.n ? book_keep(b, fr_buf_view(&words)) : FR_STR("");
	fr_buf_free(&words);
	return kept;
}

book_validity book_validity_of(book *b, const book_column *c, bool card)
{
	book_validity out = {.help = said(b, c, help)};
	condition(b, c, true, card, &out);
	out.refusal = out.asks && out.enforced ? said(b, c, refusal) : FR_STR("");
	return out;
}

/* What a refused value of a repeat is told, by the field's type. */
static fr_str refusal_by_type(book *b, const book_column *c)
{
	const fr_field *f = c->field;
	const fr_str none = fr_str_of("", 0);
	char low[400], high[400];
	switch (c->class) {
	case BOOK_CHOICE:
		return f->choices ? book_message(b, FR_CHOICE, c->title, book_choices_text(b, f->choices, 12), none)
				  : book_message(b, FR_WRONG_BOOLEAN, c->title, none, none);
	case BOOK_INTEGER:
	case BOOK_DECIMAL:
		if (f->start == f->start && f->end == f->end)
			return book_message(b, FR_RANGE, c->title, fr_str_of(low, fr_number_write(f->start, low)),
				fr_str_of(high, fr_number_write(f->end, high)));
		return book_message(b, c->class == BOOK_INTEGER ? FR_WRONG_INTEGER : FR_WRONG_DECIMAL, c->title, none, none);
	case BOOK_DATE: return book_message(b, FR_WRONG_DATE, c->title, none, none);
	case BOOK_DATETIME: return book_message(b, FR_WRONG_DATETIME, c->title, none, none);
	case BOOK_TIME: return book_message(b, FR_WRONG_TIME, c->title, none, none);
	default:
		return f->max_length
			       ? book_message(b, FR_LENGTH, c->title, fr_str_of(low, fr_number_write((double)f->max_length, low)), none)
			       : none;
	}
}

book_validity book_repeat_validity(book *b, const book_column *c)
{
	book_validity out = {.help = said(b, c, help)};
	condition(b, c, false, false, &out);
	out.refusal = out.asks && out.enforced ? refusal_by_type(b, c) : FR_STR("");
	return out;
}

/* ---- marks ---- */

typedef struct seer {
	void (*see)(void *user, const book_marked *marked);
	void *user;
} seer;

/* The formula goes to the arena when it is seen to be whole. */
static void add_mark(book *b, book_marked *m, const char *style, const fr_buf *formula)
{
	b->failed |= formula->failed;
	m->marks[m->count++] = (book_mark){style, book_keep(b, fr_buf_view(formula))};
}

static void fault_mark(book_place p, book *b, const book_column *c, const char *test, const char *style, book_marked *m)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 16);
	formula_fault(p, c, &f);
	fr_buf_puts(&f, test);
	add_mark(b, m, style, &f);
	fr_buf_free(&f);
}

static void idle_mark(book_place p, book *b, const book_column *c, book_marked *m)
{
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 16);
	fr_buf_puts(&f, "AND(");
	formula_begun(p, &f);
	fr_buf_puts(&f, ";NOT(");
	formula_name(p, "relevant", c, &f);
	fr_buf_puts(&f, "))");
	add_mark(b, m, "Formrule_20_Idle", &f);
	fr_buf_free(&f);
}

static void column_range(const book *b, const char *letter, book_marked *m)
{
	snprintf(m->first, sizeof m->first, "%s%d", letter, BOOK_FIRST_ROW);
	snprintf(m->last, sizeof m->last, "%s%zu", letter, b->rows + BOOK_HEADER_ROW);
}

static void field_marks(book *b, const book_column *c, book_place p, const seer *s)
{
	book_marked m = {.count = 0};
	bool judged = !c->computed && c->kind == BOOK_FIELD;
	if (!judged && !c->relevant)
		return;
	if (p.card) { /* "$B$5" without its marks */
		snprintf(m.first, sizeof m.first, "%c%s", c->card[1], c->card + 3);
		memcpy(m.last, m.first, sizeof m.last);
	} else
		column_range(b, c->letter, &m);
	if (judged) {
		fault_mark(p, b, c, ">0", "Formrule_20_Error", &m);
		if (c->reminders)
			fault_mark(p, b, c, "<0", "Formrule_20_Reminder", &m);
	}
	if (c->relevant)
		idle_mark(p, b, c, &m);
	s->see(s->user, &m);
}

/* A message that only reminds is not red. */
static void message_marks(book *b, const seer *s)
{
	for (size_t i = 0; i < b->line_count; i++) {
		const size_t sides[] = {b->lines[i].left, b->lines[i].right};
		book_marked m = {.count = 0};
		fr_buf f;
		fr_buf_init(&f, &b->allocator, 1 << 16);
		fr_buf_puts(&f, "MAX(0");
		bool any = false;
		for (size_t k = 0; k < 2 && b->lines[i].kind == LINE_PAIR; k++)
			any = any || (sides[k] != BOOK_NONE && b->columns[sides[k]].reminders);
		for (size_t k = 0; k < 2 && any; k++)
			if (sides[k] != BOOK_NONE && b->columns[sides[k]].kind == BOOK_FIELD && b->columns[sides[k]].helper) {
				fr_buf_byte(&f, ';');
				formula_fault((book_place){b, true, 0}, &b->columns[sides[k]], &f);
			}
		fr_buf_puts(&f, ")=0");
		snprintf(m.first, sizeof m.first, "E%zu", b->lines[i].row);
		memcpy(m.last, m.first, sizeof m.last);
		if (any) {
			add_mark(b, &m, "Formrule_20_Hint", &f);
			s->see(s->user, &m);
		}
		fr_buf_free(&f);
	}
}

static void state_marks(book *b, book_place p, const seer *s)
{
	static const struct {
		const char *formula, *style;
	} states[2][3] = {{{"errors>0", "Formrule_20_Count"}, {"warnings>0", "Formrule_20_Note"}, {NULL, "Formrule_20_Fine"}},
		{{"card_errors>0", "Formrule_20_Error"}, {"card_warnings>0", "Formrule_20_Warn"}, {NULL, "Formrule_20_Fine"}}};
	book_marked m = {.count = 0};
	if (p.card) {
		snprintf(m.first, sizeof m.first, "A%zu", b->card_last + 2);
		memcpy(m.last, m.first, sizeof m.last);
	} else
		column_range(b, "A", &m);
	for (size_t i = 0; i < 3; i++) {
		fr_buf f;
		fr_buf_init(&f, &b->allocator, 4096);
		if (states[p.card][i].formula)
			fr_buf_puts(&f, states[p.card][i].formula);
		else
			formula_begun(p, &f);
		add_mark(b, &m, states[p.card][i].style, &f);
		fr_buf_free(&f);
	}
	s->see(s->user, &m);
}

void book_each_marked(book *b, bool card, size_t row, void (*see)(void *user, const book_marked *marked), void *user)
{
	book_place p = {b, card, row};
	const seer s = {see, user};
	for (size_t i = 0; i < b->count; i++)
		if (card ? b->columns[i].card[0] : b->columns[i].letter[0])
			field_marks(b, &b->columns[i], p, &s);
	if (card)
		message_marks(b, &s);
	state_marks(b, p, &s);
}
