/* Cells: table cells as XML.
 * Stage: outputs. In: styles by name, text, formulas. Out: table:table-cell elements. */
#include "sink/workbook.h"

static void open_cell(fr_buf *out, const char *style)
{
	fr_buf_puts(out, "<table:table-cell");
	if (style)
		fr_xml_attr(out, "table:style-name", fr_str_from(style));
}

void cell_paragraphs(fr_buf *out, fr_str text)
{
	for (size_t from = 0; from <= text.n;) {
		size_t to = from;
		while (to < text.n && text.p[to] != '\n')
			to++;
		fr_buf_puts(out, "<text:p>");
		fr_str line = fr_str_of(text.p + from, to - from);
		/* A run of spaces would collapse into one, a leading one vanish. */
		for (size_t at = 0; at < line.n;) {
			size_t plain = at;
			while (plain < line.n && line.p[plain] != ' ' && line.p[plain] != '\t')
				plain++;
			fr_xml_text(out, fr_str_of(line.p + at, plain - at));
			size_t spaces = plain;
			while (spaces < line.n && line.p[spaces] == ' ')
				spaces++;
			if (spaces - plain == 1 && plain > 0 && spaces < line.n)
				fr_buf_byte(out, ' ');
			else if (spaces > plain)
				fr_buf_printf(out, "<text:s text:c=\"%zu\"/>", spaces - plain);
			if (spaces < line.n && line.p[spaces] == '\t') {
				fr_buf_puts(out, "<text:tab/>");
				spaces++;
			}
			at = spaces;
		}
		fr_buf_puts(out, "</text:p>");
		from = to + 1;
	}
}

void cell_text(fr_buf *out, const char *style, fr_str text)
{
	if (text.n == 0) {
		cell_empty(out, style, 1);
		return;
	}
	open_cell(out, style);
	fr_buf_puts(out, " office:value-type=\"string\">");
	cell_paragraphs(out, text);
	fr_buf_puts(out, "</table:table-cell>");
}

void cell_formula(fr_buf *out, const char *style, const char *validation, const fr_buf *formula)
{
	open_cell(out, style);
	if (validation)
		fr_xml_attr(out, "table:content-validation-name", fr_str_from(validation));
	if (formula->failed)
		out->failed = true;
	else
		fr_xml_attr(out, "table:formula", fr_buf_view(formula));
	fr_buf_puts(out, "/>");
}

void cell_span(fr_buf *out, const char *style, fr_str text, unsigned columns, unsigned rows)
{
	open_cell(out, style);
	fr_buf_printf(out, " table:number-columns-spanned=\"%u\" table:number-rows-spanned=\"%u\"", columns, rows);
	if (text.n) {
		fr_buf_puts(out, " office:value-type=\"string\">");
		cell_paragraphs(out, text);
		fr_buf_puts(out, "</table:table-cell>");
	} else
		fr_buf_puts(out, "/>");
	if (columns > 1)
		fr_buf_printf(out, "<table:covered-table-cell table:number-columns-repeated=\"%u\" table:style-name=\"%s\"/>", columns - 1,
			style);
}

void cell_empty(fr_buf *out, const char *style, unsigned count)
{
	if (count == 0)
		return;
	open_cell(out, style);
	if (count > 1)
		fr_buf_printf(out, " table:number-columns-repeated=\"%u\"", count);
	fr_buf_puts(out, "/>");
}

const char *book_class_name(book_class class)
{
	static const char *const names[] = {"text", "long", "choice", "integer", "decimal", "date", "datetime", "time", "any", "score"};
	return names[class];
}
