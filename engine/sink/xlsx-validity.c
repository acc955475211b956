/* Excel validity and conditional formats.
 * Stage: outputs. In: what cells take and how they are marked. Out: dataValidations, conditionalFormatting. */
#include "sink/xlsx.h"

#include <stdio.h>

static void operand(fr_buf *out, const char *element, double x)
{
	char text[400];
	fr_buf_printf(out, "<%s>%.*s</%s>", element, (int)fr_number_write(x, text), text, element);
}

static void formulas(const book *b, const book_validity *v, fr_buf *out)
{
	switch (v->asks) {
	case ASKS_NOTHING: return;
	case ASKS_LIST:
		fr_buf_puts(out, "<formula1>");
		xlsx_sheet_ref(out, book_word(b, "sheet.lists"));
		fr_buf_printf(out, "$B$%zu:$B$%zu</formula1>", b->list_first[v->list], b->list_last[v->list]);
		return;
	case ASKS_RULE:
		fr_buf_puts(out, "<formula1>");
		fr_xml_text(out, v->rule); /* names only: the same in both languages */
		fr_buf_puts(out, "</formula1>");
		return;
	case ASKS_LENGTH: operand(out, "formula1", v->high); return;
	default: operand(out, "formula1", v->low); operand(out, "formula2", v->high);
	}
}

/* The type of a validation, and its operator where that is not "between". */
static const char *type_of(book_asks asks)
{
	static const char *const types[] = {[ASKS_NOTHING] = "none",
		[ASKS_LIST] = "list",
		[ASKS_RULE] = "custom",
		[ASKS_WHOLE] = "whole",
		[ASKS_DECIMAL] = "decimal",
		[ASKS_DATE] = "date",
		[ASKS_TIME] = "time",
		[ASKS_LENGTH] = "textLength"};
	return types[asks];
}

/* True when there was anything to say. */
static bool validation(book *b, const book_column *c, const book_validity *v, const char *cells, fr_buf *out)
{
	if (v->asks == ASKS_NOTHING && !v->help.n)
		return false;
	fr_buf_printf(out, "<dataValidation type=\"%s\"%s allowBlank=\"1\"", type_of(v->asks),
		v->asks == ASKS_LENGTH ? " operator=\"lessThanOrEqual\"" : "");
	/* Said even when it is not: some programs take it for true. */
	fr_buf_printf(out, " showInputMessage=\"%d\" showErrorMessage=\"%d\"", v->help.n > 0, v->refusal.n > 0);
	if (v->refusal.n) {
		xlsx_attr(out, "errorTitle", book_cut_title(b, c->title));
		xlsx_attr(out, "error", book_cut_text(b, v->refusal));
	}
	if (v->help.n) {
		xlsx_attr(out, "promptTitle", book_cut_title(b, c->title));
		xlsx_attr(out, "prompt", book_cut_text(b, v->help));
	}
	fr_buf_printf(out, " sqref=\"%s\">", cells);
	formulas(b, v, out);
	fr_buf_puts(out, "</dataValidation>");
	return true;
}

/* "$B$5" without its marks. */
static void plain(const char *cell, char out[32])
{
	size_t n = 0;
	for (; *cell && n < 31; cell++)
		if (*cell != '$')
			out[n++] = *cell;
	out[n] = 0;
}

void xlsx_validations(xlsx_pen *pen, book_sheet_kind kind)
{
	book *b = pen->pen.book;
	bool repeat = kind == SHEET_REPEAT;
	if (kind != SHEET_CARD && kind != SHEET_RECORDS && !repeat)
		return;
	const book_column *columns = repeat ? b->repeats[pen->repeat].columns : b->columns;
	size_t count = repeat ? b->repeats[pen->repeat].count : b->count, written = 0;
	fr_buf all;
	fr_buf_init(&all, &b->allocator, 1 << 26);
	for (size_t i = 0; i < count; i++) {
		const book_column *c = &columns[i];
		char cells[64];
		if (c->kind != BOOK_FIELD || c->computed)
			continue;
		book_validity v = repeat ? book_repeat_validity(b, c) : book_validity_of(b, c, kind == SHEET_CARD);
		if (kind == SHEET_CARD)
			plain(c->card, cells);
		else
			snprintf(cells, sizeof cells, "%s%d:%s%zu", c->letter, BOOK_FIRST_ROW, c->letter, b->rows + BOOK_HEADER_ROW);
		written += validation(b, c, &v, cells, &all);
	}
	if (written) {
		fr_buf_printf(pen->out, "<dataValidations count=\"%zu\">", written);
		fr_buf_str(pen->out, fr_buf_view(&all));
		fr_buf_puts(pen->out, "</dataValidations>");
	}
	b->failed |= all.failed;
	fr_buf_free(&all);
}

typedef struct seen {
	xlsx_pen *pen;
	size_t priority;
} seen;

static size_t mark_index(const char *style)
{
	size_t count, i = 0;
	const book_look *marks = book_marks(&count);
	while (i < count - 1 && strcmp(marks[i].name, style) != 0)
		i++;
	return i;
}

static void see(void *user, const book_marked *m)
{
	seen *s = user;
	fr_buf *out = s->pen->out;
	fr_buf_printf(out, "<conditionalFormatting sqref=\"%s%s%s\">", m->first, strcmp(m->first, m->last) ? ":" : "",
		strcmp(m->first, m->last) ? m->last : "");
	for (size_t i = 0; i < m->count; i++) {
		fr_buf words;
		fr_buf_init(&words, &out->allocator, 1 << 20);
		if (!xlsx_mark_formula(s->pen->pen.book, m->marks[i].formula, &words))
			fr_buf_puts(&words, "FALSE");
		fr_buf_printf(out, "<cfRule type=\"expression\" dxfId=\"%zu\" priority=\"%zu\" stopIfTrue=\"1\"><formula>",
			mark_index(m->marks[i].style), ++s->priority);
		fr_xml_text(out, fr_buf_view(&words));
		fr_buf_puts(out, "</formula></cfRule>");
		out->failed |= words.failed;
		fr_buf_free(&words);
	}
	fr_buf_puts(out, "</conditionalFormatting>");
}

void xlsx_conditions(xlsx_pen *pen, bool card)
{
	seen s = {pen, 0};
	book_each_marked(pen->pen.book, card, BOOK_FIRST_ROW, see, &s);
}
