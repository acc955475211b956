/* Guide: what each field asks for, how scores come about, what only the extension checks; and the hidden lists.
 * Stage: outputs. In: the plan. Out: the sheets 说明, 选项 and 规则. */
#include "sink/workbook.h"

#include <math.h>
#include <stdio.h>

#define COLUMNS BOOK_GUIDE_COLUMNS

static void row_of(book_pen *pen, const char *row, const char *style, fr_str text)
{
	pen->row(pen, row);
	pen->cell(pen, &(book_cell){.style = style, .span = COLUMNS, .text = text});
	pen->row_end(pen);
}

/* Rows of merged cells do not grow by themselves: as many lines as the text takes at about 96 columns. */
static void prose(book_pen *pen, fr_str text)
{
	size_t lines = 0;
	for (size_t from = 0; from <= text.n;) {
		size_t to = from;
		while (to < text.n && text.p[to] != '\n')
			to++;
		size_t width = book_width(fr_str_of(text.p + from, to - from));
		lines += width ? (width + 95) / 96 : 1;
		from = to + 1;
	}
	char style[24];
	snprintf(style, sizeof style, "prose-%zu", lines < BOOK_PROSE_MOST ? lines : BOOK_PROSE_MOST);
	row_of(pen, style, "prose", text);
}

static void section(book_pen *pen, const char *word)
{
	row_of(pen, "row-space", "prose", FR_STR(""));
	row_of(pen, "row-band", "section", book_word(pen->book, word));
}

/* A row whose text decides how high it is: COLUMNS texts. */
static void texts(book_pen *pen, const char *first, const char *others, const fr_str words[COLUMNS])
{
	pen->row(pen, "row-auto");
	for (size_t i = 0; i < COLUMNS; i++)
		pen_text(pen, i ? others : first, words[i]);
	pen->row_end(pen);
}

static void heads(book_pen *pen, const char *const words[COLUMNS])
{
	fr_str said[COLUMNS];
	for (size_t i = 0; i < COLUMNS; i++)
		said[i] = book_word(pen->book, words[i]);
	texts(pen, "head", "head", said);
}

static void add_line(fr_buf *text, fr_str more)
{
	if (!more.n)
		return;
	if (text->n)
		fr_buf_byte(text, '\n');
	fr_buf_str(text, more);
}

static fr_str required_word(const book *b, const book_column *c)
{
	if (c->computed)
		return book_word(b, "template.computed");
	if (c->required)
		return book_word(b, "template.required");
	return c->field->required.expr ? book_word(b, "template.sometimes") : FR_STR("");
}

static fr_str type_word(const book *b, const fr_field *f)
{
	char word[48];
	snprintf(word, sizeof word, "template.type.%s", fr_type_name(f->type));
	return book_word(b, word);
}

/* How to fill it in: hint, longer guidance, what is refused. */
static void instructions(const book *b, const book_column *c, fr_buf *text)
{
	add_line(text, fr_str_trim(fr_words_in(&c->field->hint, b->lang)));
	add_line(text, fr_str_trim(fr_words_in(&c->field->guidance, b->lang)));
	for (size_t i = 0; i < c->fault_count; i++) {
		book_test test = c->faults[i].test;
		if (test == TEST_PATTERN || test == TEST_CONSTRAINT || test == TEST_UNEXCUSED || test == TEST_LONGEST ||
			test == TEST_SHORTEST)
			add_line(text, c->faults[i].message);
		if (test == TEST_REQUIRED && !c->required)
			add_line(text, c->faults[i].message);
	}
}

static void offered(book *b, const book_column *c, fr_buf *text)
{
	const fr_field *f = c->field;
	char number[400];
	if (f->choices)
		add_line(text, book_choices_text(b, f->choices, 40));
	if (!isnan(f->start) && !isnan(f->end)) {
		fr_buf_add(text, number, fr_number_write(f->start, number));
		fr_buf_puts(text, " – ");
		fr_buf_add(text, number, fr_number_write(f->end, number));
	}
	for (size_t i = 0; i < f->anchor_count; i++) {
		if (text->n)
			fr_buf_byte(text, '\n');
		fr_buf_add(text, number, fr_number_write(f->anchors[i].score, number));
		fr_buf_puts(text, " ");
		fr_buf_str(text, fr_words_in(&f->anchors[i].text, b->lang));
	}
}

static void personal(const book *b, const fr_field *f, fr_buf *text)
{
	if (f->identifier == FR_ID_NONE)
		return;
	char word[48];
	snprintf(word, sizeof word, "template.personal.%s", fr_identifier_name(f->identifier));
	fr_buf_puts(text, fr_text(word, b->lang));
	add_line(text, book_word(b, f->stored == FR_STORED_MASKED ? "template.stored.masked" : "template.stored.clear"));
}

static void field_row(book_pen *pen, const book_column *c)
{
	book *b = pen->book;
	fr_buf how, offers, person;
	fr_buf_init(&how, &b->allocator, 1 << 20);
	fr_buf_init(&offers, &b->allocator, 1 << 20);
	fr_buf_init(&person, &b->allocator, 1 << 20);
	instructions(b, c, &how);
	offered(b, c, &offers);
	personal(b, c->field, &person);
	texts(pen, "cell-bold", "cell",
		(const fr_str[COLUMNS]){c->title, required_word(b, c), type_word(b, c->field), fr_buf_view(&how), fr_buf_view(&offers),
			fr_buf_view(&person)});
	b->failed |= how.failed || offers.failed || person.failed;
	fr_buf_free(&how);
	fr_buf_free(&offers);
	fr_buf_free(&person);
}

static void fields(book_pen *pen)
{
	static const char *const words[COLUMNS] = {"template.guide.field", "template.guide.required", "template.guide.type",
		"template.guide.how", "template.guide.choices", "template.guide.personal"};
	section(pen, "template.guide.fields");
	heads(pen, words);
	for (size_t i = 0; i < pen->book->count; i++)
		if (pen->book->columns[i].kind == BOOK_FIELD)
			field_row(pen, &pen->book->columns[i]);
}

static void score_text(const book *b, const fr_score *s, fr_buf *text)
{
	static const char *const methods[] = {"template.method.mean", "template.method.weighted-mean", "template.method.sum"};
	static const char *const missing[] = {"template.missing.skip", "template.missing.zero", "template.missing.invalid"};
	char number[400];
	fr_buf_puts(text, fr_text(methods[s->method], b->lang));
	for (size_t i = 0; i < s->part_count; i++) {
		const fr_part *part = &s->parts[i];
		uint32_t slot = part->field >= 0 ? (uint32_t)part->field : b->form->scores[part->score].slot;
		fr_words words = fr_form_slot_words(b->form, slot);
		fr_buf_puts(text, i ? fr_text("template.between", b->lang) : fr_text("template.colon", b->lang));
		fr_buf_str(text, book_label(b, &words, fr_form_slot_name(b->form, slot)));
		if (part->weight != 1) {
			fr_buf_puts(text, " ×");
			fr_buf_add(text, number, fr_number_write(part->weight, number));
		}
	}
	fr_buf_byte(text, '\n');
	fr_buf_puts(text, fr_text(missing[s->missing], b->lang));
}

static void grades_text(const book *b, const fr_score *s, fr_buf *text)
{
	char number[400];
	for (size_t i = 0; i < s->grade_count; i++) {
		fr_buf_puts(text, i ? "\n≥ " : "≥ ");
		fr_buf_add(text, number, fr_number_write(s->grades[i].from, number));
		fr_buf_puts(text, " ");
		fr_buf_str(text, book_label(b, &s->grades[i].label, s->grades[i].name));
	}
	for (size_t i = 0; i < s->veto_count; i++)
		add_line(text, fr_words_in(&s->vetoes[i].message, b->lang));
}

static void scores(book_pen *pen)
{
	book *b = pen->book;
	if (b->form->score_count == 0)
		return;
	section(pen, "template.guide.scores");
	for (size_t i = 0; i < b->form->score_count; i++) {
		const fr_score *s = &b->form->scores[i];
		fr_buf how, grades;
		fr_buf_init(&how, &b->allocator, 1 << 20);
		fr_buf_init(&grades, &b->allocator, 1 << 20);
		score_text(b, s, &how);
		grades_text(b, s, &grades);
		pen->row(pen, "row-auto");
		pen_text(pen, "cell-bold", book_label(b, &s->label, s->name));
		pen->empty(pen, "cell", 2);
		pen_text(pen, "cell", fr_buf_view(&how));
		pen_text(pen, "cell", fr_buf_view(&grades));
		pen->empty(pen, "cell", 1);
		pen->row_end(pen);
		b->failed |= how.failed || grades.failed;
		fr_buf_free(&how);
		fr_buf_free(&grades);
	}
}

static void stays(book_pen *pen)
{
	const book *b = pen->book;
	if (b->stay_count == 0)
		return;
	section(pen, "template.guide.stays");
	prose(pen, book_word(b, "template.guide.stays.text"));
	for (size_t i = 0; i < b->stay_count; i++) {
		pen->row(pen, "row-auto");
		pen_text(pen, "cell-bold", b->stays[i].label);
		pen->empty(pen, "cell", 2);
		pen_text(pen, "cell", b->stays[i].what);
		pen->empty(pen, "cell", 2);
		pen->row_end(pen);
	}
}

void book_sheet_guide(book_pen *pen)
{
	book *b = pen->book;
	pen->open(pen, SHEET_GUIDE, book_word(b, "sheet.guide"));
	for (int i = 1; i <= COLUMNS; i++) {
		char style[8];
		snprintf(style, sizeof style, "g%d", i);
		pen->column(pen, style, book_guide_width(i), 1, false);
	}
	row_of(pen, "row-title", "title", book_label(b, &b->form->title, b->form->id));
	row_of(pen, "row-small", "subtitle", book_words(b, "template.guide.version", b->form->id, b->form->version));
	fr_str about = fr_str_trim(fr_words_in(&b->form->description, b->lang));
	if (about.n)
		prose(pen, about);
	section(pen, "template.guide.start");
	prose(pen, book_word(b, "template.guide.start.text"));
	fields(pen);
	scores(pen);
	stays(pen);
	pen->close(pen, SHEET_GUIDE);
}

static void list_rows(book_pen *pen, const fr_choices *list)
{
	for (size_t i = 0; i < list->n; i++) {
		const fr_choice *choice = &list->items[i];
		fr_str label = book_label(pen->book, &choice->label, choice->name);
		pen->row(pen, NULL);
		if (!isnan(choice->score) && !choice->not_applicable)
			pen->cell(pen, &(book_cell){.value = fr_value_number(choice->score)});
		else
			pen_text(pen, NULL, choice->not_applicable ? FR_STR("-") : FR_STR(""));
		pen_text(pen, "r-text", label);
		pen_text(pen, "r-text", choice->name);
		for (size_t k = 0; k < choice->label.n; k++)
			if (!fr_str_eq(choice->label.items[k].text, label))
				pen_text(pen, "r-text", choice->label.items[k].text);
		pen->row_end(pen);
	}
}

static void truth_rows(book_pen *pen)
{
	static const char *const truths[2][4] = {{"是", "yes", "true", "1"}, {"否", "no", "false", "0"}};
	for (size_t t = 0; t < 2; t++) {
		pen->row(pen, NULL);
		pen->empty(pen, NULL, 1);
		pen_text(pen, "r-text", book_word(pen->book, t ? "template.no" : "template.yes"));
		for (size_t k = 0; k < 4; k++)
			pen_text(pen, "r-text", fr_str_from(truths[t][k]));
		pen->row_end(pen);
	}
}

/* Laid out as the plan says: a heading, then the choices. */
void book_sheet_lists(book_pen *pen)
{
	const book *b = pen->book;
	pen->open(pen, SHEET_HIDDEN, book_word(b, "sheet.lists"));
	pen->column(pen, "list", BOOK_LIST_WIDTH, 5, false);
	for (size_t i = 0; i <= b->form->list_count; i++) {
		const fr_choices *list = i < b->form->list_count ? &b->form->lists[i] : NULL;
		size_t blank = b->list_first[i] - 1 - (i ? b->list_last[i - 1] : 0) - 1;
		for (size_t k = 0; k < blank; k++) {
			pen->row(pen, NULL);
			pen->empty(pen, NULL, 1);
			pen->row_end(pen);
		}
		pen->row(pen, NULL);
		pen_text(pen, "cell-bold", list ? list->name : FR_STR("boolean"));
		pen->row_end(pen);
		if (list)
			list_rows(pen, list);
		else
			truth_rows(pen);
	}
	pen->close(pen, SHEET_HIDDEN);
}

static void rule_cell(book_pen *pen, bool card, const char *what, const book_column *c)
{
	char room[BOOK_NAME_ROOM];
	pen->cell(pen, &(book_cell){.formula = formula_name_in(room, card, what, c)});
}

static void rule_row(book_pen *pen, const void *what)
{
	const book *b = pen->book;
	bool card = *(const bool *)what;
	pen->row(pen, NULL);
	rule_cell(pen, card, "begun", NULL);
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].kind == BOOK_FIELD && b->columns[i].helper)
			rule_cell(pen, card, "fault", &b->columns[i]);
	for (size_t i = 0; i < b->count; i++)
		for (size_t k = 0; b->columns[i].kind == BOOK_POINTS && k < b->columns[i].score->part_count; k++) {
			char part[32];
			snprintf(part, sizeof part, "part%zu", k + 1);
			if (b->columns[i].live)
				rule_cell(pen, card, part, &b->columns[i]);
			else
				pen->empty(pen, NULL, 1);
		}
	pen->row_end(pen);
}

/* The card's faults on row 1, what the columns are on row 2, then those of the records, each on the row it stands on. */
void book_sheet_rules(book_pen *pen)
{
	const book *b = pen->book;
	pen->open(pen, SHEET_HIDDEN, book_word(b, "sheet.rules"));
	pen->column(pen, NULL, 0, (unsigned)b->helpers, false);
	rule_row(pen, &(bool){true});
	pen->row(pen, NULL);
	for (size_t i = 0; i < b->helpers; i++) /* no names of fields: this is no table of records */
		pen_text(pen, NULL, FR_STR("="));
	pen->row_end(pen);
	pen->same_rows(pen, b->rows, rule_row, &(bool){false});
	pen->close(pen, SHEET_HIDDEN);
}
