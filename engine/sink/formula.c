/* Formula: pieces of OpenFormula.
 * Stage: outputs. In: cells of the plan, expressions, text. Out: formula text without its leading "of:=", and named expressions. */
#include "sink/workbook.h"
#include "expr/ast.h"

#include <stdio.h>

/* Other programs hold at most 255 characters in one literal. */
#define LITERAL_MOST 240

void formula_text(fr_buf *out, fr_str text)
{
	size_t count = 0;
	fr_buf_byte(out, '"');
	for (size_t at = 0; at < text.n;) {
		uint32_t cp;
		size_t n = fr_utf8_decode(text, at, &cp);
		if (count >= LITERAL_MOST) {
			fr_buf_puts(out, "\"&\"");
			count = 0;
		}
		if (cp == '"')
			fr_buf_byte(out, '"');
		fr_buf_add(out, text.p + at, n ? n : 1);
		count += cp > 0xFFFF ? 2 : 1;
		at += n ? n : 1;
	}
	fr_buf_byte(out, '"');
}

void formula_number(fr_buf *out, double x)
{
	char text[400];
	size_t n = fr_number_write(x, text);
	if (x < 0) { /* so that it can follow an operator */
		fr_buf_byte(out, '(');
		fr_buf_add(out, text, n);
		fr_buf_byte(out, ')');
	} else
		fr_buf_add(out, text, n);
}

void formula_sheet(fr_buf *out, fr_str sheet)
{
	fr_buf_byte(out, '\'');
	for (size_t i = 0; i < sheet.n; i++) {
		if (sheet.p[i] == '\'')
			fr_buf_byte(out, '\'');
		fr_buf_byte(out, sheet.p[i]);
	}
	fr_buf_byte(out, '\'');
}

static size_t row_of(book_place p) { return p.row ? p.row : 1; }

void formula_cell(book_place p, const book_column *c, fr_buf *out)
{
	if (p.card)
		fr_buf_printf(out, "[$%s.%s]", fr_text("sheet.card", p.book->lang), c->card);
	else
		fr_buf_printf(out, "[$%s.$%s%zu]", fr_text("sheet.records", p.book->lang), c->letter, row_of(p));
}

fr_str formula_name_in(char room[BOOK_NAME_ROOM], bool card, const char *what, const book_column *c)
{
	/* Names of columns are shorter than 60: see the plan. */
	int n = snprintf(
		room, BOOK_NAME_ROOM, "%s%s%s%.*s", card ? "card_" : "", what, c ? "_" : "", c ? (int)c->name.n : 0, c ? c->name.p : "");
	return fr_str_of(room, (size_t)n);
}

void formula_name(book_place p, const char *what, const book_column *c, fr_buf *out)
{
	char room[BOOK_NAME_ROOM];
	fr_buf_str(out, formula_name_in(room, p.card, what, c));
}

void formula_helper(book_place p, size_t column, fr_buf *out)
{
	char letter[8];
	book_letter(column, letter);
	fr_buf_printf(out, "[$%s.$%s%s%zu]", fr_text("sheet.rules", p.book->lang), letter, p.card ? "$" : "", p.card ? 1 : row_of(p));
}

void formula_begun(book_place p, fr_buf *out) { formula_helper(p, 0, out); }

void formula_fault(book_place p, const book_column *c, fr_buf *out) { formula_helper(p, c->helper, out); }

void formula_list(const book *b, const fr_choices *list, fr_buf *out)
{
	size_t i = b->form->list_count;
	for (size_t k = 0; k < b->form->list_count && list; k++)
		if (&b->form->lists[k] == list)
			i = k;
	fr_buf_printf(out, "[$%s.$B$%zu:.$%s$%zu]", fr_text("sheet.lists", b->lang), b->list_first[i], b->list_columns[i], b->list_last[i]);
}

/* What fr_cells needs to know. */
typedef struct reader {
	book_place p;
	const book_column *self;
} reader;

/* The default of a field, when it is always the same. */
static bool constant_default(const book_column *c, fr_value *out)
{
	return c->kind == BOOK_FIELD && !c->computed && c->field->default_value.expr &&
	       fr_expr_constant(c->field->default_value.expr, out) && (out->kind == FR_KIND_NUMBER || out->kind == FR_KIND_STRING);
}

/* An empty cell has its field's default to every rule. */
static void cell_or_default(const reader *r, const book_column *c, fr_buf *out)
{
	fr_value value;
	if (!constant_default(c, &value)) {
		formula_cell(r->p, c, out);
		return;
	}
	fr_buf_puts(out, "IF(");
	formula_cell(r->p, c, out);
	fr_buf_puts(out, "=\"\";");
	const fr_choice *choice =
		value.kind == FR_KIND_STRING && c->field->choices ? fr_choices_find(c->field->choices, value.string) : NULL;
	if (choice)
		formula_text(out, book_label(r->p.book, &choice->label, choice->name));
	else if (value.kind == FR_KIND_NUMBER)
		formula_number(out, value.number);
	else
		formula_text(out, value.string);
	fr_buf_byte(out, ';');
	formula_cell(r->p, c, out);
	fr_buf_byte(out, ')');
}

static bool refer(const reader *r, const book_column *c, fr_buf *out)
{
	if (r->p.card ? !c->card[0] : !c->letter[0])
		return false;
	if (c->computed && !c->live)
		return false;
	if (c->relevant) { /* what is not asked for is empty to every rule */
		fr_buf_puts(out, "IF(");
		formula_name(r->p, "relevant", c, out);
		fr_buf_byte(out, ';');
		cell_or_default(r, c, out);
		fr_buf_puts(out, ";\"\")");
	} else
		cell_or_default(r, c, out);
	return true;
}

static bool reference(const void *self, uint32_t slot, fr_buf *out)
{
	const reader *r = self;
	const book *b = r->p.book;
	size_t index = slot < b->form->slot_count ? b->of_slot[slot] : BOOK_NONE;
	return index != BOOK_NONE && refer(r, &b->columns[index], out);
}

static bool self_reference(const void *self, fr_buf *out)
{
	const reader *r = self;
	if (!r->self)
		return false;
	formula_cell(r->p, r->self, out);
	return true;
}

static fr_str label_for(const void *self, const void *list, fr_str name)
{
	const reader *r = self;
	const fr_choice *choice = fr_choices_find(list, name);
	return choice ? book_label(r->p.book, &choice->label, choice->name) : name;
}

static fr_type type_of(const void *self, uint32_t slot)
{
	const fr_form *form = ((const reader *)self)->p.book->form;
	return slot < form->field_count ? form->fields[slot].type : FR_TYPE_CALCULATE;
}

bool formula_expression(book_place p, const fr_expr *expr, const book_column *self, int want, fr_buf *out, fr_str *why)
{
	reader r = {p, self};
	fr_cells cells = {&r, reference, self_reference, label_for, type_of, p.book->excel};
	fr_expr_note note = {0};
	if (fr_expr_openformula(expr, &cells, want, out, &note))
		return true;
	if (why)
		*why = note.args[0];
	return false;
}

void book_name(book *b, book_place p, const char *what, const book_column *c, const fr_buf *formula)
{
	char room[BOOK_NAME_ROOM];
	if (b->name_count == b->name_room) {
		size_t wanted = b->name_room ? b->name_room * 2 : 256;
		book_named *more = FR_ARENA_ARRAY(&b->arena, book_named, wanted);
		if (!more) {
			b->failed = true;
			return;
		}
		if (b->name_count)
			memcpy(more, b->names, b->name_count * sizeof *more);
		b->names = more;
		b->name_room = wanted;
	}
	b->failed |= formula->failed;
	b->names[b->name_count++] = (book_named){book_keep(b, formula_name_in(room, p.card, what, c)), book_keep(b, fr_buf_view(formula)),
		book_keep(b, fr_str_from(what)).p, c, p.card};
}
