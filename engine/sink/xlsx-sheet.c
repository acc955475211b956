/* Excel sheets: the pen that writes rows and cells as SpreadsheetML.
 * Stage: outputs. In: styles by name, text, formulas, values. Out: worksheet parts. */
#include "sink/xlsx.h"

#include <math.h>
#include <stdio.h>

#define POINTS 28.3465 /* in a centimetre */
#define DIGITS 5.2 /* widths of a digit in a centimetre: 微软雅黑 of 10 points has 5.4, what stands in for it where it is missing has 4.5 */
#define ROW_OPEN '\x01' /* stands for the number of a row that is written once for many; XML text never holds it */
#define BLANK_HEIGHT 18.4 /* points of a row that nobody has written into */
#define LINE_HEIGHT 13.8
#define HEIGHT_MOST 409.0 /* points, Excel's own limit */
#define HEIGHT_HOLE "000.00"
#define LETTER 0.185 /* centimetres of a column of a terminal */
#define GUIDE_SIZE 0.9 /* the guide is written smaller */
#define DAY_SURE 61 /* 1900-03-01: before it Excel counts a day that never was */

static xlsx_pen *pen_of(book_pen *pen) { return (xlsx_pen *)pen; }

/* How each kind of sheet is seen, protected and printed. */
static const struct {
	bool protected, landscape, header;
	int frozen_columns, frozen_rows;
} kinds[] = {
	[SHEET_CARD] = {true, false, false, 0, 0},
	[SHEET_RECORDS] = {true, true, true, BOOK_FROZEN, BOOK_HEADER_ROW},
	[SHEET_REPEAT] = {true, true, true, 1, BOOK_HEADER_ROW},
	[SHEET_GUIDE] = {false, false, true, 0, 0},
	[SHEET_HIDDEN] = {true, false, true, 0, 0},
};

/* ---- text ---- */

/* _x0041_ would be read as a character's number: its first mark is written as a number itself (ECMA-376 part 1, 22.9.2.19). */
static bool looks_numbered(fr_str text, size_t at)
{
	if (text.n - at < 7 || text.p[at] != '_' || text.p[at + 1] != 'x' || text.p[at + 6] != '_')
		return false;
	for (size_t i = at + 2; i < at + 6; i++) {
		char c = text.p[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f')))
			return false;
	}
	return true;
}

static void escape(fr_buf *out, fr_str text, void (*write)(fr_buf *out, fr_str piece))
{
	size_t plain = 0;
	for (size_t i = 0; i < text.n; i++)
		if (looks_numbered(text, i)) {
			write(out, fr_str_of(text.p + plain, i - plain));
			fr_buf_puts(out, "_x005F_");
			plain = i + 1;
		}
	write(out, fr_str_of(text.p + plain, text.n - plain));
}

void xlsx_text(fr_buf *out, fr_str text) { escape(out, text, fr_xml_text); }

void xlsx_attr(fr_buf *out, const char *name, fr_str text)
{
	fr_buf numbered;
	fr_buf_init(&numbered, &out->allocator, 1 << 22);
	escape(&numbered, text, fr_buf_str);
	fr_xml_attr(out, name, fr_buf_view(&numbered));
	out->failed |= numbered.failed;
	fr_buf_free(&numbered);
}

/* ---- how a sheet begins ---- */

static void view(xlsx_pen *pen, book_sheet_kind kind, bool active)
{
	fr_buf *out = pen->out;
	const book *b = pen->pen.book;
	int columns = kinds[kind].frozen_columns, rows = kinds[kind].frozen_rows;
	fr_buf_printf(out, "<sheetViews><sheetView showGridLines=\"0\"%s workbookViewId=\"0\">", active ? " tabSelected=\"1\"" : "");
	if (rows) {
		char letter[8];
		book_letter((size_t)columns, letter);
		fr_buf_printf(out,
			"<pane xSplit=\"%d\" ySplit=\"%d\" topLeftCell=\"%s%d\" activePane=\"bottomRight\" state=\"frozen\"/><selection "
			"pane=\"topRight\"/><selection pane=\"bottomLeft\"/><selection pane=\"bottomRight\" activeCell=\"%s%d\" "
			"sqref=\"%s%d\"/>",
			columns, rows, letter, rows + 1, letter, rows + 1, letter, rows + 1);
	} else if (kind == SHEET_CARD) {
		size_t row = book_first_line(b);
		fr_buf_printf(out, "<selection activeCell=\"B%zu\" sqref=\"B%zu\"/>", row, row);
	}
	fr_buf_puts(out, "</sheetView></sheetViews>");
	fr_buf_printf(out, "<sheetFormatPr defaultRowHeight=\"%.1f\"/>", kinds[kind].landscape ? BLANK_HEIGHT : 16.5);
}

static void open_sheet(book_pen *pen, book_sheet_kind kind, fr_str name)
{
	xlsx_pen *p = pen_of(pen);
	xlsx_book *x = p->x;
	size_t index = x->sheet_count++;
	xlsx_sheet *sheet = &x->sheets[index];
	sheet->name = name;
	sheet->kind = kind;
	fr_buf_init(&sheet->part, &pen->book->allocator, XLSX_PART_MOST);
	p->out = &sheet->part;
	p->row = p->column = p->merge_count = 0;
	p->in_columns = p->in_rows = false;
	fr_buf_clear(&p->merges);
	fr_buf_puts(p->out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"" XLSX_NS
			    "\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>");
	view(p, kind, index == x->active);
}

static void column(book_pen *pen, const char *style, double width, unsigned count, bool hidden)
{
	xlsx_pen *p = pen_of(pen);
	(void)style;
	if (!p->in_columns)
		fr_buf_puts(p->out, "<cols>");
	p->in_columns = true;
	fr_buf_printf(p->out, "<col min=\"%zu\" max=\"%zu\" width=\"%.2f\" customWidth=\"1\"%s/>", p->column + 1, p->column + count,
		width > 0 ? width * DIGITS : 9.0, hidden ? " hidden=\"1\"" : "");
	for (unsigned i = 0; i < count && p->column < p->width_count; i++)
		p->widths[p->column++] = width;
}

static void heading(book_pen *pen, bool columns, bool open)
{
	xlsx_pen *p = pen_of(pen);
	xlsx_sheet *sheet = &p->x->sheets[p->x->sheet_count - 1];
	if (!open)
		*(columns ? &sheet->title_columns : &sheet->title_rows) = columns ? p->column : p->row;
}

/* ---- rows ---- */

static void row_number(xlsx_pen *p)
{
	if (p->copied)
		fr_buf_byte(p->out, ROW_OPEN);
	else
		fr_buf_printf(p->out, "%zu", p->row);
}

static void open_row(book_pen *pen, const char *style)
{
	xlsx_pen *p = pen_of(pen);
	if (p->in_columns) {
		fr_buf_puts(p->out, "</cols>");
		p->in_columns = false;
	}
	if (!p->in_rows)
		fr_buf_puts(p->out, "<sheetData>");
	p->in_rows = true;
	p->row += !p->copied;
	p->column = 0;
	double height = book_row_height(style);
	fr_buf_puts(p->out, "<row r=\"");
	row_number(p);
	p->lines = style && height <= 0 ? 1 : 0;
	if (height > 0)
		fr_buf_printf(p->out, "\" ht=\"%.2f\" customHeight=\"1\">", height * POINTS);
	else
		fr_buf_puts(p->out, style ? "\" ht=\"" HEIGHT_HOLE "\">" : "\">");
	p->height_at = p->out->n - (sizeof HEIGHT_HOLE + 1);
}

static double size_of(const xlsx_pen *p) { return p->x->sheets[p->x->sheet_count - 1].kind == SHEET_GUIDE ? GUIDE_SIZE : 1; }

/* Lines that the text takes in a column so wide. */
static size_t lines_of(fr_str text, double width, double size)
{
	size_t lines = 0, room = width > 1 ? (size_t)((width - 0.3) / (LETTER * size)) : 4;
	for (size_t from = 0; from <= text.n;) {
		const char *end = from < text.n ? memchr(text.p + from, '\n', text.n - from) : NULL;
		size_t n = end ? (size_t)(end - text.p) - from : text.n - from, wide = book_width(fr_str_of(text.p + from, n));
		lines += wide > room ? (wide + room - 1) / room : 1;
		from += n + 1;
	}
	return lines;
}

/* Programs grow a row when it is written into, not when it is opened: what it holds already says how high it is. */
static void close_row(book_pen *pen)
{
	xlsx_pen *p = pen_of(pen);
	if (p->lines && !p->out->failed) {
		char height[16];
		double points = p->lines == 1 ? BLANK_HEIGHT : fmin((double)p->lines * LINE_HEIGHT * size_of(p) + 6, HEIGHT_MOST);
		snprintf(height, sizeof height, "%06.2f", points);
		memcpy(p->out->p + p->height_at, height, sizeof HEIGHT_HOLE - 1);
	}
	fr_buf_puts(p->out, "</row>");
}

/* <c r="B3" s="7" without its end */
static void begin(xlsx_pen *p, size_t style)
{
	char letter[8];
	book_letter(p->column++, letter);
	fr_buf_printf(p->out, "<c r=\"%s", letter);
	row_number(p);
	if (style)
		fr_buf_printf(p->out, "\" s=\"%zu\"", style);
	else
		fr_buf_byte(p->out, '"');
}

static void text_cell(xlsx_pen *p, fr_str text, bool starred)
{
	fr_buf *out = p->out;
	if (xlsx_units(text) > XLSX_TEXT_MOST && p->x->long_row == 0) {
		p->x->long_row = p->row;
		p->x->long_column = p->column;
	}
	if (p->lines && p->column <= p->width_count) {
		size_t lines = lines_of(text, p->widths[p->column - 1], size_of(p));
		p->lines = lines > p->lines ? lines : p->lines;
	}
	fr_buf_puts(out, " t=\"inlineStr\"><is>");
	fr_buf_puts(out, starred ? "<r><t xml:space=\"preserve\">" : "<t xml:space=\"preserve\">");
	xlsx_text(out, text);
	if (starred) {
		fr_buf_puts(out, " </t></r><r>");
		xlsx_font(out, &(book_look){.ink = BOOK_ERROR_INK}, "rPr", "rFont");
		fr_buf_puts(out, "<t>*</t></r>");
	} else
		fr_buf_puts(out, "</t>");
	fr_buf_puts(out, "</is></c>");
}

static void value_cell(xlsx_pen *p, const fr_value *v)
{
	char number[400];
	double x = v->kind == FR_KIND_NUMBER ? v->number : fr_value_serial(v);
	if (v->kind != FR_KIND_NUMBER && v->kind != FR_KIND_TIME && !(x >= DAY_SURE)) {
		fr_buf text;
		fr_buf_init(&text, &p->out->allocator, 4096);
		fr_value_show(v, &text);
		text_cell(p, fr_buf_view(&text), false);
		p->out->failed |= text.failed;
		fr_buf_free(&text);
	} else
		fr_buf_printf(p->out, "><v>%.*s</v></c>", (int)fr_number_write(x, number), number);
}

static void formula_in(xlsx_pen *p, fr_str formula)
{
	fr_buf words;
	fr_buf_init(&words, &p->out->allocator, 1 << 20);
	bool seen = p->x->sheets[p->x->sheet_count - 1].kind != SHEET_HIDDEN;
	if (xlsx_formula(formula, &words)) {
		/* Until it is computed it is an empty text: a formula without a value is an error to those who read the file as it is. */
		fr_buf_puts(p->out, seen ? " t=\"str\"><f>" : "><f>");
		fr_xml_text(p->out, fr_buf_view(&words));
		fr_buf_puts(p->out, seen ? "</f><v></v></c>" : "</f></c>");
	} else
		fr_buf_puts(p->out, "/>");
	p->out->failed |= words.failed;
	fr_buf_free(&words);
}

static void empty(book_pen *pen, const char *style, unsigned count)
{
	xlsx_pen *p = pen_of(pen);
	size_t index = xlsx_style_of(p->x, style);
	for (unsigned i = 0; i < count && index; i++) {
		begin(p, index);
		fr_buf_puts(p->out, "/>");
	}
	if (!index)
		p->column += count;
}

static void cell(book_pen *pen, const book_cell *c)
{
	xlsx_pen *p = pen_of(pen);
	if (c->span > 1) {
		char first[8], last[8];
		book_letter(p->column, first);
		book_letter(p->column + c->span - 1, last);
		fr_buf_printf(&p->merges, "<mergeCell ref=\"%s%zu:%s%zu\"/>", first, p->row, last, p->row);
		p->merge_count++;
	}
	begin(p, xlsx_style_of(p->x, c->style));
	if (c->formula.n)
		formula_in(p, c->formula);
	else if (c->value.kind != FR_KIND_EMPTY)
		value_cell(p, &c->value);
	else if (c->text.n)
		text_cell(p, c->text, c->starred);
	else
		fr_buf_puts(p->out, "/>");
	if (c->span > 1)
		empty(pen, c->style, c->span - 1);
}

/* Written once, then copied with the number of each row in its place. */
static void same_rows(book_pen *pen, size_t count, book_row_writer row, const void *what)
{
	xlsx_pen *p = pen_of(pen);
	fr_buf one, *out = p->out;
	char number[24];
	if (count == 0)
		return;
	fr_buf_init(&one, &pen->book->allocator, 1 << 22);
	p->out = &one;
	p->copied = true;
	row(pen, what);
	p->copied = false;
	p->out = out;
	for (size_t i = 0; i < count && one.n && !out->failed; i++) {
		size_t digits = (size_t)snprintf(number, sizeof number, "%zu", ++p->row);
		const char *from = one.p, *end = one.p + one.n, *hole;
		while ((hole = memchr(from, ROW_OPEN, (size_t)(end - from)))) {
			fr_buf_add(out, from, (size_t)(hole - from));
			fr_buf_add(out, number, digits);
			from = hole + 1;
		}
		fr_buf_add(out, from, (size_t)(end - from));
	}
	out->failed |= one.failed;
	fr_buf_free(&one);
}

/* ---- how a sheet ends ---- */

/* Text of a header or footer: & begins a command, and a number after a size would belong to it. */
static void page_text(fr_buf *out, fr_str text)
{
	for (size_t i = 0; i < text.n; i++) {
		fr_buf_byte(out, text.p[i]);
		if (text.p[i] == '&')
			fr_buf_byte(out, '&');
	}
}

#define PAGE_STYLE "&8&K64748B "

static void pages(xlsx_pen *p, book_sheet_kind kind)
{
	const book *b = p->pen.book;
	fr_buf *out = p->out, text;
	size_t wide = kind == SHEET_RECORDS ? book_pages_wide(b) : 1, high = kind == SHEET_CARD ? book_card_pages(b) : 0;
	fr_buf_puts(out, "<printOptions horizontalCentered=\"1\"/><pageMargins left=\"0.59\" right=\"0.51\" top=\"0.63\" bottom=\"0.63\" "
			 "header=\"0.31\" footer=\"0.31\"/>");
	fr_buf_printf(out, "<pageSetup paperSize=\"9\" orientation=\"%s\" fitToWidth=\"%zu\" fitToHeight=\"%zu\"/><headerFooter>",
		kinds[kind].landscape ? "landscape" : "portrait", wide, high);
	fr_buf_init(&text, &out->allocator, 1 << 16);
	if (kinds[kind].header) {
		fr_buf_puts(&text, "&L" PAGE_STYLE);
		page_text(&text, book_cut_title(p->pen.book, book_label(b, &b->form->title, b->form->id)));
		fr_buf_puts(&text, "&R" PAGE_STYLE);
		page_text(&text, book_cut_title(p->pen.book, b->form->id));
		fr_buf_puts(out, "<oddHeader>");
		fr_xml_text(out, fr_buf_view(&text));
		fr_buf_puts(out, "</oddHeader>");
	}
	fr_buf_clear(&text);
	fr_buf_puts(&text, "&L" PAGE_STYLE);
	page_text(&text, book_cut_title(p->pen.book, b->form->id));
	fr_buf_byte(&text, ' ');
	page_text(&text, book_cut_title(p->pen.book, b->form->version));
	fr_buf_printf(&text, "&R" PAGE_STYLE "%s&P%s&N%s", fr_text("template.page.before", b->lang),
		fr_text("template.page.between", b->lang), fr_text("template.page.after", b->lang));
	fr_buf_puts(out, "<oddFooter>");
	fr_xml_text(out, fr_buf_view(&text));
	fr_buf_puts(out, "</oddFooter></headerFooter>");
	out->failed |= text.failed;
	fr_buf_free(&text);
}

static void close_sheet(book_pen *pen, book_sheet_kind kind)
{
	xlsx_pen *p = pen_of(pen);
	const book *b = pen->book;
	fr_buf_puts(p->out, p->in_rows ? "</sheetData>" : "<sheetData/>");
	if (kinds[kind].protected)
		fr_buf_puts(p->out,
			"<sheetProtection sheet=\"1\" objects=\"1\" scenarios=\"1\" formatColumns=\"0\" formatRows=\"0\" sort=\"0\" "
			"autoFilter=\"0\"/>");
	if (kind == SHEET_RECORDS) {
		char last[8];
		book_letter(b->visible - 1, last);
		fr_buf_printf(p->out, "<autoFilter ref=\"A%d:%s%zu\"/>", BOOK_HEADER_ROW, last, b->rows + BOOK_HEADER_ROW);
	}
	if (p->merge_count) {
		fr_buf_printf(p->out, "<mergeCells count=\"%zu\">", p->merge_count);
		fr_buf_str(p->out, fr_buf_view(&p->merges));
		fr_buf_puts(p->out, "</mergeCells>");
	}
	if (kind == SHEET_CARD || kind == SHEET_RECORDS)
		xlsx_conditions(p, kind == SHEET_CARD);
	xlsx_validations(p, kind);
	pages(p, kind);
	fr_buf_puts(p->out, "</worksheet>");
	p->repeat += kind == SHEET_REPEAT;
}

/* Of any sheet. */
static size_t most_columns(const book *b)
{
	size_t most = b->visible > b->helpers ? b->visible : b->helpers;
	for (size_t r = 0; r < b->form->repeat_count; r++)
		most = b->repeats[r].count > most ? b->repeats[r].count : most;
	return most > BOOK_GUIDE_COLUMNS ? most : BOOK_GUIDE_COLUMNS;
}

void xlsx_sheets(xlsx_book *x)
{
	xlsx_pen pen = {{x->book, open_sheet, column, heading, open_row, close_row, cell, empty, same_rows, close_sheet}, .x = x};
	pen.width_count = most_columns(x->book);
	pen.widths = FR_ARENA_ARRAY(&x->book->arena, double, pen.width_count);
	if (!pen.widths) {
		x->book->failed = true;
		return;
	}
	fr_buf_init(&pen.merges, &x->book->allocator, 1 << 24);
	book_sheets(&pen.pen);
	x->book->failed |= pen.merges.failed;
	fr_buf_free(&pen.merges);
}
