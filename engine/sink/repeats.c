/* Repeats: a sheet of its own for the rows of each repeat: the key of the record they belong to, then its fields.
 * Stage: outputs. In: a form. Out: sheets whose cells take what their field takes; what rows mean together is judged by the engine. */
#include "sink/workbook.h"

#include <stdio.h>

/* The columns of one sheet: fields of the key, then of the repeat. */
typedef struct sheet {
	book_column *columns;
	size_t count;
	fr_str title;
} sheet;

static void add(book *b, sheet *s, const fr_field *field, bool key)
{
	book_column *c = &s->columns[s->count];
	book_field_column(b, field, c);
	c->required = c->required || key;
	book_letter(s->count++, c->letter);
}

static sheet sheet_of(book *b, size_t repeat)
{
	const fr_form *form = b->form;
	sheet s = {.columns = FR_ARENA_ARRAY(&b->arena, book_column, form->key_count + form->field_count),
		.title = book_label(b, &form->repeats[repeat].label, form->repeats[repeat].name)};
	b->failed |= !s.columns;
	for (size_t i = 0; s.columns && i < form->key_count; i++)
		if (form->key[i] < form->field_count)
			add(b, &s, &form->fields[form->key[i]], true);
	for (size_t i = 0; s.columns && i < form->field_count; i++)
		if (form->fields[i].repeat == (int)repeat && form->fields[i].type != FR_TYPE_NOTE)
			add(b, &s, &form->fields[i], false);
	return s;
}

static void validation_name(size_t repeat, const book_column *c, char out[40]) { snprintf(out, 40, "rep%zu-%s", repeat, c->letter); }

/* What a refused value is told, by the field's type. */
static fr_str refusal(book *b, const book_column *c)
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

void book_repeat_measures(book *b, fr_buf *out)
{
	for (size_t r = 0; r < b->form->repeat_count; r++) {
		sheet s = sheet_of(b, r);
		for (size_t i = 0; i < s.count; i++) {
			char name[40];
			snprintf(name, sizeof name, "rep%zu-%s", r, s.columns[i].letter);
			book_measure(out, "column", name, s.columns[i].width);
		}
	}
}

void book_repeat_validations(book *b, fr_buf *out)
{
	for (size_t r = 0; r < b->form->repeat_count; r++) {
		sheet s = sheet_of(b, r);
		for (size_t i = 0; i < s.count; i++) {
			char name[40];
			if (s.columns[i].computed)
				continue;
			validation_name(r, &s.columns[i], name);
			book_plain_validation(b, &s.columns[i], name, s.title, refusal(b, &s.columns[i]), out);
		}
	}
}

static void header(const sheet *s, fr_buf *out)
{
	fr_buf_puts(out, "<table:table-header-rows><table:table-row table:style-name=\"row-band\">");
	for (size_t i = 0; i < s->count; i++)
		cell_text(out, i ? "band" : "band-first", i ? FR_STR("") : s->title);
	fr_buf_puts(out, "</table:table-row><table:table-row table:style-name=\"row-head\">");
	for (size_t i = 0; i < s->count; i++)
		book_head_cell(&s->columns[i], out);
	fr_buf_puts(out, "</table:table-row></table:table-header-rows>");
}

static void rows(const book *b, size_t repeat, const sheet *s, fr_buf *out)
{
	for (size_t row = 0; row < b->rows; row++) {
		fr_buf_puts(out, "<table:table-row table:style-name=\"row-auto\">");
		for (size_t i = 0; i < s->count; i++) {
			const book_column *c = &s->columns[i];
			char style[24], name[40];
			book_class_style(c, c->computed ? 'g' : 'r', style);
			validation_name(repeat, c, name);
			fr_buf_printf(out, "<table:table-cell table:style-name=\"%s\"", style);
			if (!c->computed)
				fr_buf_printf(out, " table:content-validation-name=\"%s\"", name);
			fr_buf_puts(out, "/>");
		}
		fr_buf_puts(out, "</table:table-row>");
	}
}

void book_sheets_of_repeats(book *b, fr_buf *out)
{
	for (size_t r = 0; r < b->form->repeat_count; r++) {
		sheet s = sheet_of(b, r);
		fr_buf_puts(out, "<table:table table:style-name=\"t-records\" table:protected=\"true\"");
		fr_xml_attr(out, "table:name", s.title);
		fr_buf_puts(
			out, "><loext:table-protection loext:select-protected-cells=\"true\" loext:select-unprotected-cells=\"true\"/>");
		for (size_t i = 0; i < s.count; i++)
			fr_buf_printf(out, "<table:table-column table:style-name=\"rep%zu-%s\"/>", r, s.columns[i].letter);
		header(&s, out);
		rows(b, r, &s, out);
		fr_buf_puts(out, "</table:table>");
	}
}
