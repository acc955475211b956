/* Card: one record on one page, two fields a line, what is wrong beside the cell it speaks of.
 * Stage: outputs. In: the plan. Out: the sheet 填写. */
#include "sink/workbook.h"

#include <stdio.h>

static void open_row(fr_buf *out, const char *style) { fr_buf_printf(out, "<table:table-row table:style-name=\"%s\">", style); }

static void close_row(fr_buf *out) { fr_buf_puts(out, "</table:table-row>"); }

static void label(fr_buf *out, const book_column *c)
{
	fr_buf_puts(out, "<table:table-cell table:style-name=\"label\" office:value-type=\"string\"><text:p>");
	fr_xml_text(out, c->title);
	fr_buf_puts(out, c->required ? " <text:span text:style-name=\"star\">*</text:span></text:p></table:table-cell>"
				     : "</text:p></table:table-cell>");
}

static void value(const book *b, const book_column *c, bool across, fr_buf *out)
{
	char style[24], validation[40];
	if (c->class == BOOK_SCORE)
		snprintf(style, sizeof style, "k-score%d", c->decimals);
	else
		snprintf(style, sizeof style, "%c-%s", c->computed ? 'k' : 'c', book_class_name(c->class));
	fr_buf_printf(out, "<table:table-cell table:style-name=\"%s\"", style);
	if (across)
		fr_buf_puts(out, " table:number-columns-spanned=\"3\" table:number-rows-spanned=\"1\"");
	if (c->live) {
		fr_buf f;
		fr_buf_init(&f, &b->allocator, 4096);
		formula_name((book_place){b, true, 0}, "value", c, &f);
		fr_buf_puts(out, " table:formula=\"of:=");
		fr_buf_str(out, fr_buf_view(&f));
		fr_buf_byte(out, '"');
		fr_buf_free(&f);
	} else if (!c->computed) {
		book_validation_name(c, true, validation);
		fr_buf_printf(out, " table:content-validation-name=\"%s\"", validation);
	}
	fr_buf_puts(out, "/>");
	if (across)
		fr_buf_printf(out, "<table:covered-table-cell table:number-columns-repeated=\"2\" table:style-name=\"%s\"/>", style);
}

/* ← and what to do, for the fields of a line. */
static void messages(const book *b, const book_line *l, fr_buf *out)
{
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
	if (f.n) {
		fr_buf whole;
		fr_buf_init(&whole, &b->allocator, 1 << 16);
		fr_buf_puts(&whole, "of:=");
		fr_buf_str(&whole, fr_buf_view(&f));
		cell_formula(out, "message", NULL, &whole);
		fr_buf_free(&whole);
	} else
		cell_empty(out, "message", 1);
	out->failed |= f.failed;
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

double book_label_size(const book_column *c) { return 0.19 * (double)(book_width(c->title) + (c->required ? 2 : 0)) + 0.45; }

const char *book_line_style(const book *b, const book_line *l)
{
	const char *style = row_style(&b->columns[l->left]);
	bool two = book_label_size(&b->columns[l->left]) > BOOK_LABEL_MOST ||
		   (l->right != BOOK_NONE && book_label_size(&b->columns[l->right]) > BOOK_LABEL_MOST);
	return two && strcmp(style, "row-line") == 0 ? "row-double" : style;
}

static void pair(const book *b, const book_line *l, fr_buf *out)
{
	const book_column *left = &b->columns[l->left], *right = l->right != BOOK_NONE ? &b->columns[l->right] : NULL;
	open_row(out, book_line_style(b, l));
	label(out, left);
	value(b, left, !right, out);
	if (right) {
		label(out, right);
		value(b, right, false, out);
	}
	messages(b, l, out);
	close_row(out);
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

static void write_line(const book *b, const book_line *l, fr_buf *out)
{
	switch (l->kind) {
	case LINE_SPACE:
		open_row(out, "row-space");
		cell_empty(out, NULL, 5);
		close_row(out);
		return;
	case LINE_BAND: {
		const fr_group *g = &b->form->groups[l->group];
		open_row(out, "row-band");
		cell_span(out, "section", book_label(b, &g->label, g->name), 4, 1);
		cell_empty(out, NULL, 1);
		close_row(out);
		return;
	}
	case LINE_NOTE: {
		char style[24];
		fr_str text = b->columns[l->left].note;
		snprintf(style, sizeof style, "row-note%zu", book_note_lines(text));
		open_row(out, style);
		cell_span(out, "note", text, 4, 1);
		cell_empty(out, NULL, 1);
		close_row(out);
		return;
	}
	default: pair(b, l, out); return;
	}
}

static void heading(const book *b, fr_buf *out)
{
	fr_buf text;
	fr_buf_init(&text, &b->allocator, 1 << 16);
	open_row(out, "row-title");
	cell_span(out, "title", book_label(b, &b->form->title, b->form->id), 5, 1);
	close_row(out);
	book_say(b, &text, "template.subtitle", b->form->id, b->form->version);
	open_row(out, "row-small");
	cell_span(out, "subtitle", fr_buf_view(&text), 5, 1);
	close_row(out);
	open_row(out, b->file_name ? "row-small" : "row-space");
	if (b->file_name)
		fr_buf_puts(out, "<table:table-cell table:style-name=\"subtitle\" table:number-columns-spanned=\"5\" "
				 "table:number-rows-spanned=\"1\" "
				 "table:formula=\"of:=card_file_name\"/><table:covered-table-cell table:number-columns-repeated=\"4\"/>");
	else
		cell_empty(out, NULL, 5);
	close_row(out);
	out->failed |= text.failed;
	fr_buf_free(&text);
}

void book_sheet_card(book *b, fr_buf *out)
{
	const char *sheet = fr_text("sheet.card", b->lang);
	fr_buf range;
	fr_buf_init(&range, &b->allocator, 4096);
	fr_buf_printf(&range, "%s.A1:%s.E%zu", sheet, sheet, b->card_last + 2);
	fr_buf_puts(out, "<table:table table:style-name=\"t-card\" table:protected=\"true\"");
	fr_xml_attr(out, "table:name", fr_str_from(sheet));
	fr_xml_attr(out, "table:print-ranges", fr_buf_view(&range));
	fr_buf_free(&range);
	fr_buf_puts(out, "><loext:table-protection loext:select-protected-cells=\"true\" loext:select-unprotected-cells=\"true\"/>"
			 "<table:table-column table:style-name=\"card-label\"/><table:table-column table:style-name=\"card-value\"/>"
			 "<table:table-column table:style-name=\"card-label\"/><table:table-column table:style-name=\"card-value\"/>"
			 "<table:table-column table:style-name=\"card-message\"/>");
	heading(b, out);
	for (size_t i = 0; i < b->line_count; i++)
		write_line(b, &b->lines[i], out);
	open_row(out, "row-space");
	cell_empty(out, NULL, 5);
	close_row(out);
	open_row(out, "row-line");
	fr_buf_puts(out, "<table:table-cell table:style-name=\"state\" table:number-columns-spanned=\"5\" table:number-rows-spanned=\"1\" "
			 "table:formula=\"of:=card_state\"/><table:covered-table-cell table:number-columns-repeated=\"4\" "
			 "table:style-name=\"state\"/>");
	close_row(out);
	book_conditions(b, true, out);
	fr_buf_puts(out, "</table:table>");
}
