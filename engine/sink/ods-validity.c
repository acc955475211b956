/* OpenDocument validity and conditional formats.
 * Stage: outputs. In: what cells take and how they are marked. Out: content validations, conditional formats as XML. */
#include "sink/ods.h"

#include <stdio.h>

static void message(book *b, fr_buf *out, const char *element, fr_str title, fr_str text, const char *more)
{
	fr_buf_printf(out, "<table:%s", element);
	fr_xml_attr(out, "table:title", book_cut_title(b, title));
	fr_buf_printf(out, " table:display=\"true\"%s>", more);
	ods_paragraphs(out, book_cut_text(b, text));
	fr_buf_printf(out, "</table:%s>", element);
}

static void between(const book_validity *v, const char *kind, fr_buf *out)
{
	char text[400];
	fr_buf_printf(out, "of:cell-content-is-%s() and cell-content-is-between(", kind);
	fr_buf_add(out, text, fr_number_write(v->low, text));
	fr_buf_byte(out, ',');
	fr_buf_add(out, text, fr_number_write(v->high, text));
	fr_buf_byte(out, ')');
}

static void condition(const book *b, const book_validity *v, fr_buf *out)
{
	switch (v->asks) {
	case ASKS_NOTHING: return;
	case ASKS_LIST:
		fr_buf_printf(out, "of:cell-content-is-in-list([$%s.$B$%zu:.$B$%zu])", fr_text("sheet.lists", b->lang),
			b->list_first[v->list], b->list_last[v->list]);
		return;
	case ASKS_RULE:
		fr_buf_puts(out, "of:is-true-formula(");
		fr_buf_str(out, v->rule);
		fr_buf_byte(out, ')');
		return;
	case ASKS_WHOLE: between(v, "whole-number", out); return;
	case ASKS_DECIMAL: between(v, "decimal-number", out); return;
	case ASKS_DATE: between(v, "date", out); return;
	case ASKS_TIME: between(v, "time", out); return;
	case ASKS_LENGTH: fr_buf_printf(out, "of:cell-content-text-length()<=%.0f", v->high); return;
	}
}

static void validation(book *b, const book_column *c, const char *name, const book_validity *v, fr_str sheet, const char *cell, fr_buf *out)
{
	fr_buf text;
	fr_buf_init(&text, &b->allocator, 1 << 16);
	fr_buf_printf(out, "<table:content-validation table:name=\"%s\"", name);
	condition(b, v, &text);
	if (text.n)
		fr_xml_attr(out, "table:condition", fr_buf_view(&text));
	fr_buf_puts(out, " table:allow-empty-cell=\"true\"");
	if (v->asks == ASKS_LIST)
		fr_buf_puts(out, " table:display-list=\"unsorted\"");
	b->failed |= text.failed;
	fr_buf_clear(&text);
	fr_buf_byte(&text, '$');
	formula_sheet(&text, sheet);
	fr_buf_printf(&text, ".%s", cell);
	fr_xml_attr(out, "table:base-cell-address", fr_buf_view(&text));
	fr_buf_byte(out, '>');
	if (v->help.n)
		message(b, out, "help-message", c->title, v->help, "");
	if (v->refusal.n)
		message(b, out, "error-message", c->title, v->refusal, " table:message-type=\"stop\"");
	else
		fr_buf_puts(out, "<table:error-message table:display=\"false\" table:message-type=\"stop\"/>");
	fr_buf_puts(out, "</table:content-validation>");
	b->failed |= text.failed;
	fr_buf_free(&text);
}

void ods_validations(book *b, fr_buf *out)
{
	char name[40], cell[32];
	fr_buf_puts(out, "<table:content-validations>");
	for (size_t r = 0; r < b->form->repeat_count; r++)
		for (size_t i = 0; i < b->repeats[r].count; i++) {
			const book_column *c = &b->repeats[r].columns[i];
			if (c->computed)
				continue;
			book_validity v = book_repeat_validity(b, c);
			book_repeat_name(r, c, name);
			snprintf(cell, sizeof cell, "$%s$%d", c->letter, BOOK_FIRST_ROW);
			validation(b, c, name, &v, b->repeats[r].title, cell, out);
		}
	for (size_t i = 0; i < b->count; i++)
		for (int card = 0; card < 2; card++) {
			const book_column *c = &b->columns[i];
			if (c->kind != BOOK_FIELD || c->computed)
				continue;
			book_validity v = book_validity_of(b, c, card);
			book_validation_name(c, card, name);
			snprintf(cell, sizeof cell, "$%s$%d", c->letter, BOOK_FIRST_ROW);
			validation(b, c, name, &v, book_word(b, card ? "sheet.card" : "sheet.records"), card ? c->card : cell, out);
		}
	fr_buf_puts(out, "</table:content-validations>");
}

typedef struct seen {
	const char *sheet;
	fr_buf *out;
} seen;

static void see(void *user, const book_marked *m)
{
	const seen *s = user;
	char range[160], base[80];
	snprintf(base, sizeof base, "%s.%s", s->sheet, m->first);
	snprintf(range, sizeof range, "%s:%s.%s", base, s->sheet, m->last);
	fr_buf_puts(s->out, "<calcext:conditional-format");
	fr_xml_attr(s->out, "calcext:target-range-address", fr_str_from(range));
	fr_buf_byte(s->out, '>');
	for (size_t i = 0; i < m->count; i++) {
		fr_buf whole;
		fr_buf_init(&whole, &s->out->allocator, 1 << 20);
		fr_buf_puts(&whole, "formula-is(");
		fr_buf_str(&whole, m->marks[i].formula);
		fr_buf_byte(&whole, ')');
		fr_buf_printf(s->out, "<calcext:condition calcext:apply-style-name=\"%s\"", m->marks[i].style);
		fr_xml_attr(s->out, "calcext:value", fr_buf_view(&whole));
		fr_xml_attr(s->out, "calcext:base-cell-address", fr_str_from(base));
		fr_buf_puts(s->out, "/>");
		s->out->failed |= whole.failed;
		fr_buf_free(&whole);
	}
	fr_buf_puts(s->out, "</calcext:conditional-format>");
}

void ods_conditions(book *b, bool card, fr_buf *out)
{
	seen s = {fr_text(card ? "sheet.card" : "sheet.records", b->lang), out};
	fr_buf_puts(out, "<calcext:conditional-formats>");
	book_each_marked(b, card, BOOK_FIRST_ROW, see, &s);
	fr_buf_puts(out, "</calcext:conditional-formats>");
}
