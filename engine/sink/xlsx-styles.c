/* Excel styles: the looks of a workbook as formats of cells.
 * Stage: outputs. In: looks. Out: styles.xml, and the place of each look in it. */
#include "sink/xlsx.h"

#include <stdio.h>
#include <stdlib.h>

#define STYLES_MOST 128
#define PIECES_MOST 64
#define INDENT_FROM 0.14 /* centimetres of padding that Excel has to be asked for */
#define FACE "微软雅黑" /* what a Chinese Excel and WPS have; others take their own Chinese face for it */

/* Pieces of formats, each once, in the order they came. */
typedef struct pieces {
	fr_str items[PIECES_MOST];
	size_t n;
} pieces;

typedef struct sheet_styles {
	xlsx_book *x;
	pieces fonts, fills, borders, formats;
	fr_buf scratch, cells;
	size_t count;
} sheet_styles;

/* Where the piece in scratch stands. */
static size_t place(sheet_styles *s, pieces *p)
{
	fr_str text = fr_buf_view(&s->scratch);
	size_t i = 0;
	while (i < p->n && !fr_str_eq(p->items[i], text))
		i++;
	if (i == p->n && i < PIECES_MOST)
		p->items[p->n++] = book_keep(s->x->book, text);
	s->x->book->failed |= s->scratch.failed || i == PIECES_MOST;
	fr_buf_clear(&s->scratch);
	return i;
}

/* "#1f2937" as Excel has it, opaque. */
static void colour(fr_buf *out, const char *element, const char *hex) { fr_buf_printf(out, "<%s rgb=\"FF%s\"/>", element, hex + 1); }

void xlsx_font(fr_buf *out, const book_look *look, const char *element, const char *face)
{
	char size[400];
	double points = look->size > 0 ? look->size : 10;
	fr_buf_printf(out, "<%s>%s<sz val=\"%.*s\"/>", element, look->bold ? "<b/>" : "", (int)fr_number_write(points, size), size);
	colour(out, "color", look->ink ? look->ink : BOOK_INK);
	fr_buf_printf(out, "<%s val=\"" FACE "\"/><family val=\"2\"/><charset val=\"134\"/></%s>", face, element);
}

static size_t font(sheet_styles *s, const book_look *look)
{
	xlsx_font(&s->scratch, look, "font", "name");
	return place(s, &s->fonts);
}

static size_t fill(sheet_styles *s, const char *hex)
{
	fr_buf_puts(&s->scratch, "<fill><patternFill patternType=\"");
	if (hex) {
		fr_buf_puts(&s->scratch, "solid\">");
		colour(&s->scratch, "fgColor", hex);
		fr_buf_puts(&s->scratch, "<bgColor indexed=\"64\"/></patternFill></fill>");
	} else
		fr_buf_puts(&s->scratch, "none\"/></fill>");
	return place(s, &s->fills);
}

static void side(fr_buf *out, const char *name, book_border kind)
{
	static const char *const lines[] = {NULL, "thin", "medium", "thin"};
	static const char *const inks[] = {NULL, BOOK_LINES, BOOK_ACCENT, BOOK_WHITE};
	if (kind == BORDER_NONE) {
		fr_buf_printf(out, "<%s/>", name);
		return;
	}
	fr_buf_printf(out, "<%s style=\"%s\">", name, lines[kind]);
	colour(out, "color", inks[kind]);
	fr_buf_printf(out, "</%s>", name);
}

static size_t border(sheet_styles *s, const book_look *look)
{
	fr_buf_puts(&s->scratch, "<border>");
	side(&s->scratch, "left", look->left);
	side(&s->scratch, "right", look->right);
	side(&s->scratch, "top", look->above);
	side(&s->scratch, "bottom", look->below);
	fr_buf_puts(&s->scratch, "<diagonal/></border>");
	return place(s, &s->borders);
}

#define FIRST_FORMAT 164 /* lower ones are Excel's own */

static size_t number_format(sheet_styles *s, const char *code)
{
	if (strcmp(code, "General") == 0)
		return 0;
	if (strcmp(code, "0") == 0)
		return 1;
	if (strcmp(code, "@") == 0)
		return 49;
	fr_buf_puts(&s->scratch, code);
	return FIRST_FORMAT + place(s, &s->formats);
}

static const char *across(const char *align)
{
	return !align ? NULL : strcmp(align, "start") == 0 ? "left" : strcmp(align, "end") == 0 ? "right" : "center";
}

static void add_style(sheet_styles *s, const char *name, const book_look *look, const char *format)
{
	xlsx_book *x = s->x;
	if (s->count == STYLES_MOST) {
		x->book->failed = true;
		return;
	}
	size_t f = font(s, look), i = fill(s, look->fill), b = border(s, look), n = number_format(s, format);
	fr_buf_printf(&s->cells,
		"<xf numFmtId=\"%zu\" fontId=\"%zu\" fillId=\"%zu\" borderId=\"%zu\" xfId=\"0\" applyNumberFormat=\"1\" applyFont=\"1\" "
		"applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\" applyProtection=\"1\"><alignment",
		n, f, i, b);
	if (look->align)
		fr_buf_printf(&s->cells, " horizontal=\"%s\"%s", across(look->align),
			look->pad >= INDENT_FROM && strcmp(look->align, "center") != 0 ? " indent=\"1\"" : "");
	fr_buf_printf(&s->cells, " vertical=\"%s\"%s/>",
		look->top      ? "top"
		: look->middle ? "center"
			       : "bottom",
		look->wrap ? " wrapText=\"1\"" : "");
	fr_buf_printf(&s->cells, "<protection locked=\"%d\"/></xf>", !look->input);
	snprintf(x->styles[s->count].name, sizeof x->styles->name, "%s", name);
	x->styles[s->count].index = s->count;
	s->count++;
}

static void field_styles(sheet_styles *s)
{
	static const char *const formats[] = {[BOOK_TEXT] = "@",
		[BOOK_LONG] = "@",
		[BOOK_CHOICE] = "@",
		[BOOK_INTEGER] = "0",
		[BOOK_DECIMAL] = "General",
		[BOOK_DATE] = "yyyy\\-mm\\-dd",
		[BOOK_DATETIME] = "yyyy\\-mm\\-dd\\ hh:mm",
		[BOOK_TIME] = "hh:mm",
		[BOOK_ANY] = "General"};
	char name[24];
	for (const char *area = "rgck"; *area; area++)
		for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
			book_look look = book_field_look(*area, (book_class)i);
			snprintf(name, sizeof name, "%c-%s", *area, book_class_name((book_class)i));
			/* A formula in a cell of text would be shown as it is written. */
			add_style(s, name, &look, !look.input && strcmp(formats[i], "@") == 0 ? "General" : formats[i]);
		}
	for (int places = 0; places <= 10; places++)
		for (const char *area = "gk"; *area; area++) {
			char code[16] = "0";
			book_look look = book_field_look(*area, BOOK_SCORE);
			if (places)
				snprintf(code, sizeof code, "0.%.*s", places, "0000000000");
			snprintf(name, sizeof name, "%c-score%d", *area, places);
			add_style(s, name, &look, code);
		}
}

static int by_name(const void *a, const void *b) { return strcmp(((const xlsx_style *)a)->name, ((const xlsx_style *)b)->name); }

static int name_of(const void *key, const void *style) { return strcmp(key, ((const xlsx_style *)style)->name); }

size_t xlsx_style_of(const xlsx_book *x, const char *name)
{
	const xlsx_style *found = name ? bsearch(name, x->styles, x->style_count, sizeof *x->styles, name_of) : NULL;
	return found ? found->index : 0;
}

static void list(fr_buf *out, const char *element, const pieces *p)
{
	fr_buf_printf(out, "<%s count=\"%zu\">", element, p->n);
	for (size_t i = 0; i < p->n; i++)
		fr_buf_str(out, p->items[i]);
	fr_buf_printf(out, "</%s>", element);
}

static void number_formats(fr_buf *out, const pieces *p)
{
	fr_buf_printf(out, "<numFmts count=\"%zu\">", p->n);
	for (size_t i = 0; i < p->n; i++) {
		fr_buf_printf(out, "<numFmt numFmtId=\"%zu\"", FIRST_FORMAT + i);
		xlsx_attr(out, "formatCode", p->items[i]);
		fr_buf_puts(out, "/>");
	}
	fr_buf_puts(out, "</numFmts>");
}

/* What conditional formats apply, in the order of book_marks. */
static void marks(fr_buf *out)
{
	size_t count;
	const book_look *looks = book_marks(&count);
	fr_buf_printf(out, "<dxfs count=\"%zu\">", count);
	for (size_t i = 0; i < count; i++) {
		fr_buf_printf(out, "<dxf><font>%s", looks[i].bold ? "<b/>" : "");
		colour(out, "color", looks[i].ink);
		fr_buf_puts(out, "</font>");
		if (looks[i].fill) {
			fr_buf_puts(out, "<fill><patternFill patternType=\"solid\">");
			colour(out, "fgColor", looks[i].fill);
			colour(out, "bgColor", looks[i].fill);
			fr_buf_puts(out, "</patternFill></fill>");
		}
		fr_buf_puts(out, "</dxf>");
	}
	fr_buf_puts(out, "</dxfs>");
}

bool xlsx_styles(xlsx_book *x)
{
	book *b = x->book;
	sheet_styles s = {.x = x};
	x->styles = FR_ARENA_ARRAY(&b->arena, xlsx_style, STYLES_MOST);
	if (!x->styles)
		return false;
	fr_buf_init(&s.scratch, &b->allocator, 1 << 16);
	fr_buf_init(&s.cells, &b->allocator, 1 << 20);
	add_style(&s, "", &(book_look){.fill = NULL}, "General"); /* of cells that have none */
	fr_buf_puts(&s.scratch, "<fill><patternFill patternType=\"gray125\"/></fill>"); /* the second is Excel's own */
	place(&s, &s.fills);
	field_styles(&s);
	size_t count;
	const book_look *furniture = book_furniture(&count);
	for (size_t i = 0; i < count; i++)
		add_style(&s, furniture[i].name, &furniture[i], "General");
	fr_buf *out = &x->styles_part;
	fr_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet xmlns=\"" XLSX_NS "\">");
	number_formats(out, &s.formats);
	list(out, "fonts", &s.fonts);
	list(out, "fills", &s.fills);
	list(out, "borders", &s.borders);
	fr_buf_puts(out, "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>");
	fr_buf_printf(out, "<cellXfs count=\"%zu\">", s.count);
	fr_buf_str(out, fr_buf_view(&s.cells));
	fr_buf_puts(out, "</cellXfs><cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>");
	marks(out);
	fr_buf_puts(out, "</styleSheet>");
	x->style_count = s.count;
	qsort(x->styles, s.count, sizeof *x->styles, by_name);
	b->failed |= s.scratch.failed || s.cells.failed;
	fr_buf_free(&s.scratch);
	fr_buf_free(&s.cells);
	return !b->failed;
}
