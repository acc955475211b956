/* OpenDocument sheets: the pen that writes rows and cells as XML.
 * Stage: outputs. In: styles by name, text, formulas, values. Out: table:table elements. */
#include "sink/ods.h"

/* How each kind of sheet begins. */
static const struct {
	const char *style;
	bool protected, selectable;
} kinds[] = {
	[SHEET_CARD] = {"t-card", true, true},
	[SHEET_RECORDS] = {"t-records", true, true},
	[SHEET_REPEAT] = {"t-records", true, true},
	[SHEET_GUIDE] = {"t-guide", false, false},
	[SHEET_HIDDEN] = {"t-lists", true, false},
};

static fr_buf *out_of(book_pen *pen) { return ((ods_pen *)pen)->out; }

static void open_sheet(book_pen *pen, book_sheet_kind kind, fr_str name)
{
	fr_buf *out = out_of(pen);
	fr_buf_printf(
		out, "<table:table table:style-name=\"%s\"%s", kinds[kind].style, kinds[kind].protected ? " table:protected=\"true\"" : "");
	fr_xml_attr(out, "table:name", name);
	if (kind == SHEET_CARD) {
		fr_buf range;
		fr_buf_init(&range, &pen->book->allocator, 4096);
		fr_buf_str(&range, name);
		fr_buf_puts(&range, ".A1:");
		fr_buf_str(&range, name);
		fr_buf_printf(&range, ".E%zu", pen->book->card_last + 2);
		fr_xml_attr(out, "table:print-ranges", fr_buf_view(&range));
		out->failed |= range.failed;
		fr_buf_free(&range);
	}
	fr_buf_byte(out, '>');
	if (kinds[kind].selectable)
		fr_buf_puts(out, "<loext:table-protection loext:select-protected-cells=\"true\" loext:select-unprotected-cells=\"true\"/>");
}

static void column(book_pen *pen, const char *style, double width, unsigned count, bool hidden)
{
	fr_buf *out = out_of(pen);
	(void)width; /* the style says it */
	fr_buf_puts(out, "<table:table-column");
	if (count > 1)
		fr_buf_printf(out, " table:number-columns-repeated=\"%u\"", count);
	if (style)
		fr_xml_attr(out, "table:style-name", fr_str_from(style));
	fr_buf_puts(out, hidden ? " table:visibility=\"collapse\"/>" : "/>");
}

static void heading(book_pen *pen, bool columns, bool open)
{
	fr_buf_printf(out_of(pen), "<%stable:table-header-%s>", open ? "" : "/", columns ? "columns" : "rows");
}

static void open_row(book_pen *pen, const char *style)
{
	fr_buf_puts(out_of(pen), "<table:table-row");
	if (style)
		fr_xml_attr(out_of(pen), "table:style-name", fr_str_from(style));
	fr_buf_byte(out_of(pen), '>');
}

static void close_row(book_pen *pen) { fr_buf_puts(out_of(pen), "</table:table-row>"); }

void ods_paragraphs(fr_buf *out, fr_str text)
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

static void formula(fr_buf *out, fr_str text)
{
	fr_buf whole;
	fr_buf_init(&whole, &out->allocator, 1 << 20);
	fr_buf_puts(&whole, "of:=");
	fr_buf_str(&whole, text);
	fr_xml_attr(out, "table:formula", fr_buf_view(&whole));
	out->failed |= whole.failed;
	fr_buf_free(&whole);
}

static void stamp(fr_buf *out, const fr_value *v)
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

static void content(fr_buf *out, const book_cell *c)
{
	char number[400];
	if (c->value.kind == FR_KIND_NUMBER)
		fr_buf_printf(
			out, " office:value-type=\"float\" office:value=\"%.*s\"/>", (int)fr_number_write(c->value.number, number), number);
	else if (c->value.kind != FR_KIND_EMPTY) {
		stamp(out, &c->value);
		fr_buf_puts(out, "/>");
	} else if (c->starred) {
		fr_buf_puts(out, " office:value-type=\"string\"><text:p>");
		fr_xml_text(out, c->text);
		fr_buf_puts(out, " <text:span text:style-name=\"star\">*</text:span></text:p></table:table-cell>");
	} else if (c->text.n) {
		fr_buf_puts(out, " office:value-type=\"string\">");
		ods_paragraphs(out, c->text);
		fr_buf_puts(out, "</table:table-cell>");
	} else
		fr_buf_puts(out, "/>");
}

static void cell(book_pen *pen, const book_cell *c)
{
	fr_buf *out = out_of(pen);
	fr_buf_puts(out, "<table:table-cell");
	if (c->style)
		fr_xml_attr(out, "table:style-name", fr_str_from(c->style));
	if (c->span)
		fr_buf_printf(out, " table:number-columns-spanned=\"%u\" table:number-rows-spanned=\"1\"", c->span);
	if (c->validation)
		fr_xml_attr(out, "table:content-validation-name", fr_str_from(c->validation));
	if (c->formula.n)
		formula(out, c->formula);
	content(out, c);
	if (c->span > 1)
		fr_buf_printf(out, "<table:covered-table-cell table:number-columns-repeated=\"%u\" table:style-name=\"%s\"/>", c->span - 1,
			c->style);
}

static void empty(book_pen *pen, const char *style, unsigned count)
{
	fr_buf *out = out_of(pen);
	if (count == 0)
		return;
	fr_buf_puts(out, "<table:table-cell");
	if (style)
		fr_xml_attr(out, "table:style-name", fr_str_from(style));
	if (count > 1)
		fr_buf_printf(out, " table:number-columns-repeated=\"%u\"", count);
	fr_buf_puts(out, "/>");
}

/* Written once, then copied. */
static void same_rows(book_pen *pen, size_t count, book_row_writer row, const void *what)
{
	fr_buf one, *out = out_of(pen);
	fr_buf_init(&one, &pen->book->allocator, 1 << 22);
	((ods_pen *)pen)->out = &one;
	row(pen, what);
	((ods_pen *)pen)->out = out;
	for (size_t i = 0; i < count; i++)
		fr_buf_str(out, fr_buf_view(&one));
	out->failed |= one.failed;
	fr_buf_free(&one);
}

static void close_sheet(book_pen *pen, book_sheet_kind kind)
{
	if (kind == SHEET_CARD || kind == SHEET_RECORDS)
		ods_conditions(pen->book, kind == SHEET_CARD, out_of(pen));
	fr_buf_puts(out_of(pen), "</table:table>");
}

ods_pen ods_pen_of(book *b, fr_buf *out)
{
	return (ods_pen){{b, open_sheet, column, heading, open_row, close_row, cell, empty, same_rows, close_sheet}, out};
}
