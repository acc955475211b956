/* Guide: what each field asks for, how scores come about, what only the extension checks; and the hidden lists.
 * Stage: outputs. In: the plan. Out: the sheets 说明, 选项 and 规则. */
#include "sink/workbook.h"

#include <math.h>
#include <stdio.h>

#define COLUMNS 6

static void row_of(fr_buf *out, const char *row, const char *style, fr_str text)
{
	fr_buf_printf(out, "<table:table-row table:style-name=\"%s\">", row);
	cell_span(out, style, text, COLUMNS, 1);
	fr_buf_puts(out, "</table:table-row>");
}

/* Rows of merged cells do not grow by themselves: as many lines as the text takes at about 96 columns. */
static void prose(fr_buf *out, fr_str text)
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
	snprintf(style, sizeof style, "prose-%zu", lines < 12 ? lines : 12);
	row_of(out, style, "prose", text);
}

static void section(const book *b, fr_buf *out, const char *word)
{
	row_of(out, "row-space", "prose", FR_STR(""));
	row_of(out, "row-band", "section", book_word(b, word));
}

static void heads(const book *b, fr_buf *out, const char *const words[COLUMNS])
{
	fr_buf_puts(out, "<table:table-row table:style-name=\"row-auto\">");
	for (size_t i = 0; i < COLUMNS; i++)
		cell_text(out, "head", words[i][0] ? book_word(b, words[i]) : FR_STR(""));
	fr_buf_puts(out, "</table:table-row>");
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

static void field_row(book *b, const book_column *c, fr_buf *out)
{
	fr_buf text;
	fr_buf_init(&text, &b->allocator, 1 << 20);
	fr_buf_puts(out, "<table:table-row table:style-name=\"row-auto\">");
	cell_text(out, "cell-bold", c->title);
	cell_text(out, "cell", required_word(b, c));
	cell_text(out, "cell", type_word(b, c->field));
	instructions(b, c, &text);
	cell_text(out, "cell", fr_buf_view(&text));
	fr_buf_clear(&text);
	offered(b, c, &text);
	cell_text(out, "cell", fr_buf_view(&text));
	fr_buf_clear(&text);
	personal(b, c->field, &text);
	cell_text(out, "cell", fr_buf_view(&text));
	fr_buf_puts(out, "</table:table-row>");
	out->failed |= text.failed;
	fr_buf_free(&text);
}

static void fields(book *b, fr_buf *out)
{
	static const char *const words[COLUMNS] = {"template.guide.field", "template.guide.required", "template.guide.type",
		"template.guide.how", "template.guide.choices", "template.guide.personal"};
	section(b, out, "template.guide.fields");
	heads(b, out, words);
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].kind == BOOK_FIELD)
			field_row(b, &b->columns[i], out);
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

static void scores(book *b, fr_buf *out)
{
	if (b->form->score_count == 0)
		return;
	section(b, out, "template.guide.scores");
	for (size_t i = 0; i < b->form->score_count; i++) {
		const fr_score *s = &b->form->scores[i];
		fr_buf how, grades;
		fr_buf_init(&how, &b->allocator, 1 << 20);
		fr_buf_init(&grades, &b->allocator, 1 << 20);
		score_text(b, s, &how);
		grades_text(b, s, &grades);
		fr_buf_puts(out, "<table:table-row table:style-name=\"row-auto\">");
		cell_text(out, "cell-bold", book_label(b, &s->label, s->name));
		cell_empty(out, "cell", 2);
		cell_text(out, "cell", fr_buf_view(&how));
		cell_text(out, "cell", fr_buf_view(&grades));
		cell_empty(out, "cell", 1);
		fr_buf_puts(out, "</table:table-row>");
		out->failed |= how.failed || grades.failed;
		fr_buf_free(&how);
		fr_buf_free(&grades);
	}
}

static void stays(const book *b, fr_buf *out)
{
	if (b->stay_count == 0)
		return;
	section(b, out, "template.guide.stays");
	prose(out, book_word(b, "template.guide.stays.text"));
	for (size_t i = 0; i < b->stay_count; i++) {
		fr_buf_puts(out, "<table:table-row table:style-name=\"row-auto\">");
		cell_text(out, "cell-bold", b->stays[i].label);
		cell_empty(out, "cell", 2);
		cell_text(out, "cell", b->stays[i].what);
		cell_empty(out, "cell", 2);
		fr_buf_puts(out, "</table:table-row>");
	}
}

void book_sheet_guide(book *b, fr_buf *out)
{
	fr_buf_puts(out, "<table:table table:style-name=\"t-guide\"");
	fr_xml_attr(out, "table:name", book_word(b, "sheet.guide"));
	fr_buf_byte(out, '>');
	for (int i = 1; i <= COLUMNS; i++)
		fr_buf_printf(out, "<table:table-column table:style-name=\"g%d\"/>", i);
	row_of(out, "row-title", "title", book_label(b, &b->form->title, b->form->id));
	row_of(out, "row-small", "subtitle", book_words(b, "template.guide.version", b->form->id, b->form->version));
	fr_str about = fr_str_trim(fr_words_in(&b->form->description, b->lang));
	if (about.n)
		prose(out, about);
	section(b, out, "template.guide.start");
	prose(out, book_word(b, "template.guide.start.text"));
	fields(b, out);
	scores(b, out);
	stays(b, out);
	fr_buf_puts(out, "</table:table>");
}

static void list_rows(const book *b, const fr_choices *list, fr_buf *out)
{
	char number[400];
	for (size_t i = 0; i < list->n; i++) {
		const fr_choice *choice = &list->items[i];
		fr_str label = book_label(b, &choice->label, choice->name);
		fr_buf_puts(out, "<table:table-row>");
		if (!isnan(choice->score) && !choice->not_applicable)
			fr_buf_printf(out, "<table:table-cell office:value-type=\"float\" office:value=\"%.*s\"/>",
				(int)fr_number_write(choice->score, number), number);
		else
			cell_text(out, NULL, choice->not_applicable ? FR_STR("-") : FR_STR(""));
		cell_text(out, "r-text", label);
		cell_text(out, "r-text", choice->name);
		for (size_t k = 0; k < choice->label.n; k++)
			if (!fr_str_eq(choice->label.items[k].text, label))
				cell_text(out, "r-text", choice->label.items[k].text);
		fr_buf_puts(out, "</table:table-row>");
	}
}

/* Laid out as the plan says: a heading, then the choices. */
void book_sheet_lists(book *b, fr_buf *out)
{
	static const char *const truths[2][4] = {{"是", "yes", "true", "1"}, {"否", "no", "false", "0"}};
	fr_buf_puts(out, "<table:table table:style-name=\"t-lists\" table:protected=\"true\"");
	fr_xml_attr(out, "table:name", book_word(b, "sheet.lists"));
	fr_buf_puts(out, "><table:table-column table:number-columns-repeated=\"5\" table:style-name=\"list\"/>");
	for (size_t i = 0; i <= b->form->list_count; i++) {
		const fr_choices *list = i < b->form->list_count ? &b->form->lists[i] : NULL;
		size_t blank = b->list_first[i] - 1 - (i ? b->list_last[i - 1] : 0) - 1;
		for (size_t k = 0; k < blank; k++)
			fr_buf_puts(out, "<table:table-row><table:table-cell/></table:table-row>");
		fr_buf_puts(out, "<table:table-row>");
		cell_text(out, "cell-bold", list ? list->name : FR_STR("boolean"));
		fr_buf_puts(out, "</table:table-row>");
		if (list)
			list_rows(b, list, out);
		for (size_t t = 0; t < 2 && !list; t++) {
			fr_buf_puts(out, "<table:table-row><table:table-cell/>");
			cell_text(out, "r-text", book_word(b, t ? "template.no" : "template.yes"));
			for (size_t k = 0; k < 4; k++)
				cell_text(out, "r-text", fr_str_from(truths[t][k]));
			fr_buf_puts(out, "</table:table-row>");
		}
	}
	fr_buf_puts(out, "</table:table>");
}

static void rule_cell(fr_buf *out, bool card, const char *what, const book_column *c)
{
	fr_buf_puts(out, card ? "<table:table-cell table:formula=\"of:=card_" : "<table:table-cell table:formula=\"of:=");
	fr_buf_puts(out, what);
	if (c) {
		fr_buf_byte(out, '_');
		fr_buf_str(out, c->name);
	}
	fr_buf_puts(out, "\"/>");
}

static void rule_row(const book *b, bool card, fr_buf *out)
{
	fr_buf_puts(out, "<table:table-row>");
	rule_cell(out, card, "begun", NULL);
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].kind == BOOK_FIELD && b->columns[i].helper)
			rule_cell(out, card, "fault", &b->columns[i]);
	for (size_t i = 0; i < b->count; i++)
		for (size_t k = 0; b->columns[i].kind == BOOK_POINTS && k < b->columns[i].score->part_count; k++) {
			char what[32];
			snprintf(what, sizeof what, "part%zu", k + 1);
			if (b->columns[i].live)
				rule_cell(out, card, what, &b->columns[i]);
			else
				cell_empty(out, NULL, 1);
		}
	fr_buf_puts(out, "</table:table-row>");
}

/* The card's faults on row 1, what the columns are on row 2, then those of the records, each on the row it stands on. */
void book_sheet_rules(book *b, fr_buf *out)
{
	fr_buf_puts(out, "<table:table table:style-name=\"t-lists\" table:protected=\"true\"");
	fr_xml_attr(out, "table:name", book_word(b, "sheet.rules"));
	fr_buf_printf(out, "><table:table-column table:number-columns-repeated=\"%zu\"/>", b->helpers);
	rule_row(b, true, out);
	fr_buf_puts(out, "<table:table-row>");
	for (size_t i = 0; i < b->helpers; i++) /* no names of fields: this is no table of records */
		cell_text(out, NULL, FR_STR("="));
	fr_buf_puts(out, "</table:table-row>");
	fr_buf row;
	fr_buf_init(&row, &b->allocator, 1 << 22);
	rule_row(b, false, &row);
	for (size_t i = 0; i < b->rows; i++)
		fr_buf_str(out, fr_buf_view(&row));
	out->failed |= row.failed;
	fr_buf_free(&row);
	fr_buf_puts(out, "</table:table>");
}
