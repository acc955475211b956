/* Card: one record on one page, two fields a line, what is wrong beside the cell it speaks of.
 * Stage: outputs. In: the plan. Out: the sheet 填写. */
#include "sink/workbook.h"

#include <stdio.h>

static void label(book_pen *pen, const book_column *c)
{
	pen->cell(pen, &(book_cell){.style = "label", .text = c->title, .starred = c->required});
}

static void value(book_pen *pen, const book_column *c, bool across)
{
	char style[24], validation[40], room[BOOK_NAME_ROOM];
	book_cell cell = {.style = style, .span = across ? 3 : 0};
	book_class_style(c, c->computed ? 'k' : 'c', style);
	if (c->live)
		cell.formula = formula_name_in(room, true, "value", c);
	else if (!c->computed) {
		book_validation_name(c, true, validation);
		cell.validation = validation;
	}
	pen->cell(pen, &cell);
}

/* ← and what to do, for the fields of a line. */
static void messages(book_pen *pen, const book_line *l)
{
	book *b = pen->book;
	const size_t sides[] = {l->left, l->right};
	fr_buf f;
	fr_buf_init(&f, &b->allocator, 1 << 16);
	for (size_t i = 0; i < 2; i++) {
		const book_column *c = sides[i] != BOOK_NONE ? &b->columns[sides[i]] : NULL;
		if (!c || c->computed || c->kind != BOOK_FIELD)
			continue;
		if (f.n)
			fr_buf_puts(&f, "&");
		fr_buf_puts(&f, "IF(");
		formula_fault((book_place){b, true, 0}, c, &f);
		fr_buf_puts(&f, "=0;\"\";\"← \"&");
		formula_name((book_place){b, true, 0}, "why", c, &f);
		fr_buf_puts(&f, "&\" \")");
	}
	pen->cell(pen, &(book_cell){.style = "message", .formula = fr_buf_view(&f)});
	b->failed |= f.failed;
	fr_buf_free(&f);
}

/* As high as what people may write takes. */
static const char *row_style(const book_column *c)
{
	if (c->class != BOOK_LONG)
		return "row-line";
	size_t most = c->field->max_length;
	return most && most <= 100 ? "row-line" : most && most <= 300 ? "row-long" : most && most <= 500 ? "row-longer" : "row-longest";
}

const char *book_line_style(const book *b, const book_line *l)
{
	const char *style = row_style(&b->columns[l->left]);
	bool two = book_label_size(&b->columns[l->left]) > BOOK_LABEL_MOST ||
		   (l->right != BOOK_NONE && book_label_size(&b->columns[l->right]) > BOOK_LABEL_MOST);
	return two && strcmp(style, "row-line") == 0 ? "row-double" : style;
}

static void pair(book_pen *pen, const book_line *l)
{
	const book *b = pen->book;
	const book_column *left = &b->columns[l->left], *right = l->right != BOOK_NONE ? &b->columns[l->right] : NULL;
	pen->row(pen, book_line_style(b, l));
	label(pen, left);
	value(pen, left, !right);
	if (right) {
		label(pen, right);
		value(pen, right, false);
	}
	messages(pen, l);
	pen->row_end(pen);
}

#define NOTE_WIDTH 92 /* columns of a terminal that fit a line of the card */

size_t book_note_lines(fr_str text)
{
	size_t lines = 0;
	for (size_t at = 0; at <= text.n;) {
		const char *end = at < text.n ? memchr(text.p + at, '\n', text.n - at) : NULL;
		size_t n = end ? (size_t)(end - text.p) - at : text.n - at;
		lines += 1 + book_width(fr_str_of(text.p + at, n)) / NOTE_WIDTH;
		at += n + 1;
	}
	return lines < BOOK_NOTE_MOST ? lines : BOOK_NOTE_MOST;
}

/* A row with one text across the card. */
static void across(book_pen *pen, const char *row, const char *style, fr_str text, unsigned span)
{
	pen->row(pen, row);
	if (span)
		pen->cell(pen, &(book_cell){.style = style, .span = span, .text = text});
	pen->empty(pen, NULL, 5 - span);
	pen->row_end(pen);
}

static void write_line(book_pen *pen, const book_line *l)
{
	const book *b = pen->book;
	char style[24];
	switch (l->kind) {
	case LINE_SPACE: across(pen, "row-space", NULL, FR_STR(""), 0); return;
	case LINE_BAND: {
		const fr_group *g = &b->form->groups[l->group];
		across(pen, "row-band", "section", book_label(b, &g->label, g->name), 4);
		return;
	}
	case LINE_NOTE:
		snprintf(style, sizeof style, "row-note%zu", book_note_lines(b->columns[l->left].note));
		across(pen, style, "note", b->columns[l->left].note, 4);
		return;
	default: pair(pen, l); return;
	}
}

static void heading(book_pen *pen)
{
	book *b = pen->book;
	fr_buf text;
	fr_buf_init(&text, &b->allocator, 1 << 16);
	across(pen, "row-title", "title", book_label(b, &b->form->title, b->form->id), 5);
	book_say(b, &text, "template.subtitle", b->form->id, b->form->version);
	across(pen, "row-small", "subtitle", fr_buf_view(&text), 5);
	b->failed |= text.failed;
	fr_buf_free(&text);
	if (b->file_name) {
		pen->row(pen, "row-small");
		pen->cell(pen, &(book_cell){.style = "subtitle", .span = 5, .formula = FR_STR("card_file_name")});
		pen->row_end(pen);
	} else
		across(pen, "row-space", NULL, FR_STR(""), 0);
}

void book_sheet_card(book_pen *pen)
{
	const book *b = pen->book;
	static const char *const columns[] = {"card-label", "card-value", "card-label", "card-value", "card-message"};
	pen->open(pen, SHEET_CARD, book_word(b, "sheet.card"));
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		pen->column(pen, columns[i], book_card_width(b, columns[i]), 1, false);
	heading(pen);
	for (size_t i = 0; i < b->line_count; i++)
		write_line(pen, &b->lines[i]);
	across(pen, "row-space", NULL, FR_STR(""), 0);
	pen->row(pen, "row-line");
	pen->cell(pen, &(book_cell){.style = "state", .span = 5, .formula = FR_STR("card_state")});
	pen->row_end(pen);
	pen->close(pen, SHEET_CARD);
}
