/* Records: the table people fill in, one row a record, ready for a thousand.
 * Stage: outputs. In: the plan, sample records. Out: the sheet 记录. */
#include "sink/workbook.h"

#include <stdio.h>

static void columns(book_pen *pen)
{
	const book *b = pen->book;
	size_t done = 0;
	pen->heading(pen, true, true);
	for (size_t i = 0; i < b->count; i++) {
		const book_column *c = &b->columns[i];
		char style[24];
		if (!c->letter[0])
			continue;
		snprintf(style, sizeof style, "w-%s", c->letter);
		pen->column(pen, style, c->width, 1, c->hidden);
		if (++done == BOOK_FROZEN)
			pen->heading(pen, true, false);
	}
}

/* Columns of one outermost group lie together; the band says its label once, at their left. Cells are not merged: a merged one is cut by
 * frozen columns and by the edge of a page. */
static void band(book_pen *pen)
{
	const book *b = pen->book;
	int group = -2;
	pen->row(pen, "row-band");
	for (size_t i = 0; i < b->count; i++) {
		const book_column *c = &b->columns[i];
		if (!c->letter[0])
			continue;
		const fr_group *g = c->group >= 0 && c->group != group ? &b->form->groups[c->group] : NULL;
		pen_text(pen, c->group != group ? "band-first" : "band", g ? book_label(b, &g->label, FR_STR("")) : FR_STR(""));
		group = c->group;
	}
	pen->row_end(pen);
}

void book_head_cell(book_pen *pen, const book_column *c)
{
	bool center = c->kind == BOOK_CHECK || c->class == BOOK_INTEGER || c->class == BOOK_DECIMAL || c->class == BOOK_SCORE;
	pen->cell(pen, &(book_cell){.style = center ? "head-center" : "head", .text = c->title, .starred = c->required});
}

static void header(book_pen *pen)
{
	pen->row(pen, "row-head");
	for (size_t i = 0; i < pen->book->count; i++)
		if (pen->book->columns[i].letter[0])
			book_head_cell(pen, &pen->book->columns[i]);
	pen->row_end(pen);
}

const char *book_class_name(book_class class)
{
	static const char *const names[] = {"text", "long", "choice", "integer", "decimal", "date", "datetime", "time", "any", "score"};
	return names[class];
}

void book_class_style(const book_column *c, char area, char out[24])
{
	if (c->class == BOOK_SCORE)
		snprintf(out, 24, "%c-score%d", area, c->decimals);
	else
		snprintf(out, 24, "%c-%s", area, book_class_name(c->class));
}

static void named_formula(book_pen *pen, const char *style, const char *what, const book_column *c)
{
	char room[BOOK_NAME_ROOM];
	pen->cell(pen, &(book_cell){.style = style, .formula = formula_name_in(room, false, what, c)});
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

/* The cell as its field's type holds it; what cannot be read stays as it was written, for the rules to find. number: room for digits. */
static void take_value(const book *b, const fr_field *f, const fr_cell *given, fr_arena *arena, char number[400], book_cell *out)
{
	fr_value v = fr_value_empty();
	bool text = f->type == FR_TYPE_STRING || f->type == FR_TYPE_SELECT_ONE || f->type == FR_TYPE_SELECT_MULTIPLE ||
		    f->type == FR_TYPE_BOOLEAN;
	bool read = !text && fr_value_read(f->type, given, 0, arena, &v, NULL) == FR_CODE_NONE;
	if (read && (v.kind == FR_KIND_DATE || v.kind == FR_KIND_DATETIME || v.kind == FR_KIND_TIME || v.kind == FR_KIND_NUMBER)) {
		out->value = v;
		return;
	}
	fr_str words = given->text;
	if (words.n == 0 && (given->kind == FR_CELL_NUMBER || given->kind == FR_CELL_BOOLEAN))
		words = fr_str_of(number, fr_number_write(given->number, number));
	out->text = local_words(b, f, given, words, arena);
}

/* One record: its cells by slot; none for a ready row. */
typedef struct record {
	const fr_cell *given;
	size_t count;
	fr_arena *arena;
} record;

static void field_cell(book_pen *pen, const book_column *c, const record *r)
{
	char style[24], validation[40], number[400];
	book_class_style(c, c->computed ? 'g' : 'r', style);
	if (c->live) {
		named_formula(pen, style, "value", c);
		return;
	}
	book_cell cell = {.style = style};
	if (!c->computed) {
		size_t slot = c->field->slot;
		book_validation_name(c, false, validation);
		cell.validation = validation;
		if (slot < r->count && r->given[slot].kind != FR_CELL_EMPTY)
			take_value(pen->book, c->field, &r->given[slot], r->arena, number, &cell);
	}
	pen->cell(pen, &cell);
}

static void row(book_pen *pen, const void *what)
{
	const book *b = pen->book;
	pen->row(pen, "row-auto");
	for (size_t i = 0; i < b->count; i++) {
		const book_column *c = &b->columns[i];
		if (!c->letter[0])
			continue;
		switch (c->kind) {
		case BOOK_CHECK: named_formula(pen, "check", "check", NULL); break;
		case BOOK_REASONS: named_formula(pen, "reasons", "reasons", NULL); break;
		case BOOK_VERSION: named_formula(pen, "quiet", "version", NULL); break;
		case BOOK_ID: pen->empty(pen, "r-text", 1); break;
		default: field_cell(pen, c, what); break;
		}
	}
	pen->row_end(pen);
}

static void rows(book_pen *pen)
{
	const book *b = pen->book;
	fr_arena arena;
	fr_arena_init(&arena, &b->allocator, 0);
	size_t filled = b->data ? b->data->n : 0;
	for (size_t i = 0; i < filled; i++) {
		row(pen, &(record){b->data->rows[i], b->data->counts[i], &arena});
		fr_arena_reset(&arena);
	}
	fr_arena_free(&arena);
	pen->same_rows(pen, b->rows - filled, row, &(record){NULL, 0, NULL});
}

void book_sheet_records(book_pen *pen)
{
	pen->open(pen, SHEET_RECORDS, book_word(pen->book, "sheet.records"));
	columns(pen);
	pen->heading(pen, false, true);
	band(pen);
	header(pen);
	pen->heading(pen, false, false);
	rows(pen);
	pen->close(pen, SHEET_RECORDS);
}
