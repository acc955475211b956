/* Records: the table people fill in, one row a record, ready for a thousand.
 * Stage: outputs. In: the plan, sample records. Out: the sheet 记录. */
#include "sink/workbook.h"

#include <math.h>
#include <stdio.h>

#define STAR " <text:span text:style-name=\"star\">*</text:span>"

static void columns(const book *b, fr_buf *out)
{
	size_t done = 0;
	fr_buf_puts(out, "<table:table-header-columns>");
	for (size_t i = 0; i < b->count; i++) {
		const book_column *c = &b->columns[i];
		if (!c->letter[0])
			continue;
		fr_buf_printf(out, "<table:table-column table:style-name=\"w-%s\"%s/>", c->letter,
			c->hidden ? " table:visibility=\"collapse\"" : "");
		if (++done == BOOK_FROZEN)
			fr_buf_puts(out, "</table:table-header-columns>");
	}
}

/* Columns of one outermost group lie together; the band says its label once, at their left. Cells are not merged: a merged one is cut by
 * frozen columns and by the edge of a page. */
static void band(const book *b, fr_buf *out)
{
	int group = -2;
	fr_buf_puts(out, "<table:table-row table:style-name=\"row-band\">");
	for (size_t i = 0; i < b->count; i++) {
		const book_column *c = &b->columns[i];
		if (!c->letter[0])
			continue;
		const fr_group *g = c->group >= 0 && c->group != group ? &b->form->groups[c->group] : NULL;
		cell_text(out, c->group != group ? "band-first" : "band", g ? book_label(b, &g->label, FR_STR("")) : FR_STR(""));
		group = c->group;
	}
	fr_buf_puts(out, "</table:table-row>");
}

void book_head_cell(const book_column *c, fr_buf *out)
{
	bool center = c->kind == BOOK_CHECK || c->class == BOOK_INTEGER || c->class == BOOK_DECIMAL || c->class == BOOK_SCORE;
	fr_buf_printf(out, "<table:table-cell table:style-name=\"head%s\" office:value-type=\"string\"><text:p>", center ? "-center" : "");
	fr_xml_text(out, c->title);
	fr_buf_puts(out, c->required ? STAR "</text:p></table:table-cell>" : "</text:p></table:table-cell>");
}

static void header(const book *b, fr_buf *out)
{
	fr_buf_puts(out, "<table:table-row table:style-name=\"row-head\">");
	for (size_t i = 0; i < b->count; i++) {
		const book_column *c = &b->columns[i];
		if (!c->letter[0])
			continue;
		book_head_cell(c, out);
	}
	fr_buf_puts(out, "</table:table-row>");
}

void book_class_style(const book_column *c, char area, char out[24])
{
	if (c->class == BOOK_SCORE)
		snprintf(out, 24, "%c-score%d", area, c->decimals);
	else
		snprintf(out, 24, "%c-%s", area, book_class_name(c->class));
}

static void named_formula(fr_buf *out, const char *style, const char *what, const book_column *c)
{
	fr_buf_printf(out, "<table:table-cell table:style-name=\"%s\" table:formula=\"of:=%s", style, what);
	if (c) {
		fr_buf_byte(out, '_');
		fr_buf_str(out, c->name);
	}
	fr_buf_puts(out, "\"/>");
}

/* ---- records that come with the template ---- */

static const fr_choice *choice_spelled(const fr_choices *list, fr_str text)
{
	const fr_choice *choice = fr_choices_find(list, text);
	for (size_t i = 0; i < list->n && !choice; i++)
		for (size_t k = 0; k < list->items[i].label.n && !choice; k++)
			if (fr_str_eq(list->items[i].label.items[k].text, text))
				choice = &list->items[i];
	return choice;
}

/* A choice, and yes or no, in the words of this workbook. */
static fr_str local_words(const book *b, const fr_field *f, const fr_cell *cell, fr_str text, fr_arena *arena)
{
	fr_value v;
	if (f->type == FR_TYPE_BOOLEAN && fr_value_read(f->type, cell, 0, arena, &v, NULL) == FR_CODE_NONE && v.kind == FR_KIND_BOOLEAN)
		return book_word(b, v.boolean ? "template.yes" : "template.no");
	const fr_choice *choice = f->choices ? choice_spelled(f->choices, fr_str_trim(text)) : NULL;
	return choice ? book_label(b, &choice->label, choice->name) : text;
}

static void stamp_cell(fr_buf *out, const fr_value *v)
{
	int64_t year;
	unsigned month, day;
	int64_t days = v->stamp.local_ms / FR_DAY_MS, rest = v->stamp.local_ms % FR_DAY_MS;
	if (rest < 0) {
		rest += FR_DAY_MS;
		days--;
	}
	unsigned seconds = (unsigned)(rest / 1000);
	fr_civil_from_days(days, &year, &month, &day);
	if (v->kind == FR_KIND_TIME)
		fr_buf_printf(out, " office:value-type=\"time\" office:time-value=\"PT%02uH%02uM%02uS\"", seconds / 3600, seconds / 60 % 60,
			seconds % 60);
	else if (v->kind == FR_KIND_DATE)
		fr_buf_printf(out, " office:value-type=\"date\" office:date-value=\"%04lld-%02u-%02u\"", (long long)year, month, day);
	else
		fr_buf_printf(out, " office:value-type=\"date\" office:date-value=\"%04lld-%02u-%02uT%02u:%02u:%02u\"", (long long)year,
			month, day, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

/* The cell as its field's type holds it; what cannot be read stays as it was written, for the rules to find. */
static void value_cell(book *b, const book_column *c, const fr_cell *cell, fr_arena *arena, fr_buf *out)
{
	const fr_field *f = c->field;
	fr_value v = fr_value_empty();
	bool text = f->type == FR_TYPE_STRING || f->type == FR_TYPE_SELECT_ONE || f->type == FR_TYPE_SELECT_MULTIPLE ||
		    f->type == FR_TYPE_BOOLEAN;
	bool read = !text && fr_value_read(f->type, cell, 0, arena, &v, NULL) == FR_CODE_NONE;
	fr_str words = cell->text;
	char number[400];
	if (words.n == 0 && (cell->kind == FR_CELL_NUMBER || cell->kind == FR_CELL_BOOLEAN))
		words = fr_str_of(number, fr_number_write(cell->number, number));
	if (read && (v.kind == FR_KIND_DATE || v.kind == FR_KIND_DATETIME || v.kind == FR_KIND_TIME)) {
		stamp_cell(out, &v);
		fr_buf_puts(out, "/>");
	} else if (read && v.kind == FR_KIND_NUMBER) {
		fr_buf_printf(out, " office:value-type=\"float\" office:value=\"%.*s\"/>", (int)fr_number_write(v.number, number), number);
	} else {
		fr_buf_puts(out, " office:value-type=\"string\">");
		cell_paragraphs(out, local_words(b, f, cell, words, arena));
		fr_buf_puts(out, "</table:table-cell>");
	}
}

/* A row's cells as one piece of XML; given NULL they are empty. */
static void row(book *b, const fr_cell *given, size_t count, fr_arena *arena, fr_buf *out)
{
	fr_buf_puts(out, "<table:table-row table:style-name=\"row-auto\">");
	for (size_t i = 0; i < b->count; i++) {
		const book_column *c = &b->columns[i];
		char style[24], validation[40];
		if (!c->letter[0])
			continue;
		switch (c->kind) {
		case BOOK_CHECK: named_formula(out, "check", "check", NULL); continue;
		case BOOK_REASONS: named_formula(out, "reasons", "reasons", NULL); continue;
		case BOOK_VERSION: named_formula(out, "quiet", "version", NULL); continue;
		case BOOK_ID: cell_empty(out, "r-text", 1); continue;
		default: break;
		}
		book_class_style(c, c->computed ? 'g' : 'r', style);
		if (c->live)
			named_formula(out, style, "value", c);
		else if (c->computed)
			cell_empty(out, style, 1);
		else {
			book_validation_name(c, false, validation);
			fr_buf_printf(
				out, "<table:table-cell table:style-name=\"%s\" table:content-validation-name=\"%s\"", style, validation);
			size_t slot = c->field->slot;
			if (slot < count && given[slot].kind != FR_CELL_EMPTY)
				value_cell(b, c, &given[slot], arena, out);
			else
				fr_buf_puts(out, "/>");
		}
	}
	fr_buf_puts(out, "</table:table-row>");
}

static void rows(book *b, fr_buf *out)
{
	fr_arena arena;
	fr_arena_init(&arena, &b->allocator, 0);
	size_t filled = b->data ? b->data->n : 0;
	for (size_t i = 0; i < filled; i++) {
		row(b, b->data->rows[i], b->data->counts[i], &arena, out);
		fr_arena_reset(&arena);
	}
	fr_arena_free(&arena);
	fr_buf empty;
	fr_buf_init(&empty, &b->allocator, 1 << 22);
	row(b, NULL, 0, &b->arena, &empty);
	for (size_t i = filled; i < b->rows; i++)
		fr_buf_str(out, fr_buf_view(&empty));
	out->failed |= empty.failed;
	fr_buf_free(&empty);
}

void book_sheet_records(book *b, fr_buf *out)
{
	fr_buf_puts(out, "<table:table table:style-name=\"t-records\" table:protected=\"true\"");
	fr_xml_attr(out, "table:name", book_word(b, "sheet.records"));
	fr_buf_puts(out, "><loext:table-protection loext:select-protected-cells=\"true\" loext:select-unprotected-cells=\"true\"/>");
	columns(b, out);
	fr_buf_puts(out, "<table:table-header-rows>");
	band(b, out);
	header(b, out);
	fr_buf_puts(out, "</table:table-header-rows>");
	rows(b, out);
	book_conditions(b, false, out);
	fr_buf_puts(out, "</table:table>");
}
