/* Repeats: a sheet of its own for the rows of each repeat: the key of the record they belong to, then its fields.
 * Stage: outputs. In: the plan. Out: sheets whose cells take what their field takes; what rows mean together is judged by the engine. */
#include "sink/workbook.h"

#include <stdio.h>

static void header(book_pen *pen, const book_repeat *s)
{
	pen->heading(pen, false, true);
	pen->row(pen, "row-band");
	for (size_t i = 0; i < s->count; i++)
		pen_text(pen, i ? "band" : "band-first", i ? FR_STR("") : s->title);
	pen->row_end(pen);
	pen->row(pen, "row-head");
	for (size_t i = 0; i < s->count; i++)
		book_head_cell(pen, &s->columns[i]);
	pen->row_end(pen);
	pen->heading(pen, false, false);
}

static void row(book_pen *pen, const void *what)
{
	const book_repeat *s = what;
	pen->row(pen, "row-auto");
	for (size_t i = 0; i < s->count; i++) {
		const book_column *c = &s->columns[i];
		char style[24], name[40];
		book_class_style(c, c->computed ? 'g' : 'r', style);
		book_repeat_name((size_t)(s - pen->book->repeats), c, name);
		pen->cell(pen, &(book_cell){.style = style, .validation = c->computed ? NULL : name});
	}
	pen->row_end(pen);
}

void book_sheets_of_repeats(book_pen *pen)
{
	const book *b = pen->book;
	for (size_t r = 0; r < b->form->repeat_count; r++) {
		const book_repeat *s = &b->repeats[r];
		pen->open(pen, SHEET_REPEAT, s->title);
		for (size_t i = 0; i < s->count; i++) {
			char style[40];
			book_repeat_name(r, &s->columns[i], style);
			pen->column(pen, style, s->columns[i].width, 1, false);
		}
		header(pen, s);
		pen->same_rows(pen, b->rows, row, s);
		pen->close(pen, SHEET_REPEAT);
	}
}
