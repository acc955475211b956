/* Styles: how a workbook looks: quiet, fit for print in grey, nothing loud but what is wrong.
 * Stage: outputs. In: the plan. Out: styles.xml and the automatic styles of content.xml. */
#include "sink/workbook.h"

#include <math.h>
#include <stdio.h>

#define INK "#1f2937"
#define MUTED "#64748b"
#define ACCENT "#0f766e"
#define BAND "#e6f4f1"
#define LINES "#cbd5e1"
#define ERROR_FILL "#fdecea"
#define ERROR_INK "#b42318"
#define REMINDER_FILL "#fff6e0"
#define REMINDER_INK "#8a5a00"
#define COMPUTED_FILL "#f3f4f6"
#define IDLE_FILL "#e5e7eb"
#define IDLE_INK "#9ca3af"
#define WHITE "#ffffff"

#define PAGE_WIDTH 26.9 /* centimetres between the margins of A4 landscape */
#define SMALLEST 0.6 /* print is made no smaller than this */

#define SIZE(pt) "fo:font-size=\"" pt "\" style:font-size-asian=\"" pt "\" style:font-size-complex=\"" pt "\""
#define BOLD "fo:font-weight=\"bold\" style:font-weight-asian=\"bold\" style:font-weight-complex=\"bold\""
#define FACE "style:font-name=\"Body\" style:font-name-asian=\"Body\" style:font-name-complex=\"Body\""
#define END "</style:style>"

static void fonts(fr_buf *out)
{
	fr_buf_puts(out, "<office:font-face-decls><style:font-face style:name=\"Body\" svg:font-family=\"'Noto Sans CJK SC'\" "
			 "style:font-family-generic=\"swiss\" "
			 "style:font-pitch=\"variable\"/></office:font-face-decls>");
}

/* A cell style: properties of the cell, alignment, properties of its text. */
typedef struct look {
	const char *name, *cell, *align, *text;
} look;

static void write_looks(fr_buf *out, const look *looks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		fr_buf_printf(out, "<style:style style:name=\"%s\" style:family=\"table-cell\" style:parent-style-name=\"Default\">",
			looks[i].name);
		if (looks[i].cell)
			fr_buf_printf(out, "<style:table-cell-properties %s/>", looks[i].cell);
		if (looks[i].align)
			fr_buf_printf(out, "<style:paragraph-properties fo:text-align=\"%s\"/>", looks[i].align);
		fr_buf_printf(out, "<style:text-properties %s/>" END, looks[i].text);
	}
}

#define FILL(colour) "fo:background-color=\"" colour "\""
#define INK_OF(colour) "fo:color=\"" colour "\""

/* Named styles: what conditional formats apply, and what people may want to change. */
static const look named[] = {
	{"Formrule_20_Error", FILL(ERROR_FILL), NULL, INK_OF(ERROR_INK)},
	{"Formrule_20_Reminder", FILL(REMINDER_FILL), NULL, INK_OF(REMINDER_INK)},
	{"Formrule_20_Hint", NULL, NULL, INK_OF(REMINDER_INK)},
	{"Formrule_20_Idle", FILL(IDLE_FILL), NULL, INK_OF(IDLE_INK)},
	{"Formrule_20_Count", FILL(ERROR_FILL), NULL, INK_OF(ERROR_INK) " " BOLD},
	{"Formrule_20_Note", FILL(REMINDER_FILL), NULL, INK_OF(REMINDER_INK) " " BOLD},
	{"Formrule_20_Fine", NULL, NULL, INK_OF(ACCENT) " " BOLD},
	{"Formrule_20_Warn", NULL, NULL, INK_OF(REMINDER_INK) " " BOLD},
};

static void named_styles(fr_buf *out)
{
	fr_buf_puts(out, "<office:styles><style:default-style style:family=\"table-cell\"><style:paragraph-properties "
			 "style:tab-stop-distance=\"1.25cm\"/><style:text-properties " FACE " " SIZE("10pt") " " INK_OF(
				 INK) " fo:language=\"en\" "
				      "fo:country=\"US\" style:language-asian=\"zh\" style:country-asian=\"CN\"/></style:default-style>"
				      "<style:style style:name=\"Default\" style:family=\"table-cell\"><style:text-properties " INK_OF(
					      INK) "/>" END);
	write_looks(out, named, sizeof named / sizeof *named);
	fr_buf_puts(out, "</office:styles>");
}

static void footer_text(const book *b, fr_buf *out)
{
	fr_buf_puts(out, "<text:p><text:span text:style-name=\"small\">");
	fr_xml_text(out, book_word(b, "template.page.before"));
	fr_buf_puts(out, "<text:page-number>1</text:page-number>");
	fr_xml_text(out, book_word(b, "template.page.between"));
	fr_buf_puts(out, "<text:page-count>1</text:page-count>");
	fr_xml_text(out, book_word(b, "template.page.after"));
	fr_buf_puts(out, "</text:span></text:p>");
}

static void small_text(fr_buf *out, fr_str text)
{
	fr_buf_puts(out, "<text:p><text:span text:style-name=\"small\">");
	fr_xml_text(out, text);
	fr_buf_puts(out, "</text:span></text:p>");
}

static void master(const book *b, fr_buf *out, const char *name, const char *layout, bool header)
{
	fr_str title = book_label(b, &b->form->title, b->form->id);
	fr_buf_printf(out, "<style:master-page style:name=\"%s\" style:page-layout-name=\"%s\"><style:header%s>", name, layout,
		header ? "" : " style:display=\"false\"");
	fr_buf_puts(out, "<style:region-left>");
	small_text(out, title);
	fr_buf_puts(out, "</style:region-left><style:region-right>");
	small_text(out, b->form->id);
	fr_buf_puts(
		out, "</style:region-right></style:header><style:header-left style:display=\"false\"/><style:footer><style:region-left>");
	fr_buf_puts(out, "<text:p><text:span text:style-name=\"small\">");
	fr_xml_text(out, b->form->id);
	fr_buf_puts(out, " ");
	fr_xml_text(out, b->form->version);
	fr_buf_puts(out, "</text:span></text:p></style:region-left><style:region-right>");
	footer_text(b, out);
	fr_buf_puts(out, "</style:region-right></style:footer><style:footer-left style:display=\"false\"/></style:master-page>");
}

#define PAGE_HEIGHT 25.9 /* of an upright A4, without margins, header and footer */
#define SMALLEST_CARD 0.6 /* a card's text is 10 pt: 6 pt can still be read on paper */

#define HEADER \
	"<style:header-style><style:header-footer-properties fo:min-height=\"0.8cm\" fo:margin-bottom=\"0.2cm\"/></style:header-style>"
#define FOOTER "<style:footer-style><style:header-footer-properties fo:min-height=\"0.8cm\" fo:margin-top=\"0.2cm\"/></style:footer-style>"
#define PAGE(width, height, orientation, more) \
	"<style:page-layout-properties fo:page-width=\"" width "\" fo:page-height=\"" height "\" style:print-orientation=\"" orientation \
	"\" fo:margin-top=\"1.2cm\" fo:margin-bottom=\"1cm\" fo:margin-left=\"1.5cm\" fo:margin-right=\"1.3cm\" style:print=\"charts " \
	"drawings objects" \
	"\" style:table-centering=\"horizontal\" " more "/>"

/* Heights of rows by their style, in centimetres. */
static const struct {
	const char *name;
	double size;
} row_heights[] = {
	{"row-title", 1.1},
	{"row-small", 0.6},
	{"row-space", 0.25},
	{"row-band", 0.75},
	{"row-line", 0.78},
	{"row-double", 1.15},
	{"row-long", 1.3},
	{"row-longer", 1.6},
	{"row-longest", 2.1},
	{"row-head", 1.15},
};

static double height_of(const char *style)
{
	for (size_t i = 0; i < sizeof row_heights / sizeof *row_heights; i++)
		if (strcmp(row_heights[i].name, style) == 0)
			return row_heights[i].size;
	return 0;
}

/* Of a note with so many lines of small text. */
static double note_height(size_t lines) { return 0.35 + 0.42 * (double)lines; }

/* The card is one page when its text can still be read at that size, else as many as that takes. */
static size_t card_pages(const book *b)
{
	double height = height_of("row-title") + 2 * height_of("row-small");
	for (size_t i = 0; i < b->line_count; i++) {
		const book_line *l = &b->lines[i];
		height += l->kind == LINE_NOTE    ? note_height(book_note_lines(b->columns[l->left].note))
			  : l->kind == LINE_BAND  ? height_of("row-band")
			  : l->kind == LINE_SPACE ? height_of("row-space")
						  : height_of(book_line_style(b, l));
	}
	return (size_t)(height * SMALLEST_CARD / PAGE_HEIGHT) + 1;
}

/* One page wide when its text can still be read at that size, else as many as that takes; the first columns stand on each. */
static size_t pages_wide(const book *b)
{
	double width = 0;
	for (size_t i = 0; i < b->count; i++)
		width += b->columns[i].letter[0] && !b->columns[i].hidden ? b->columns[i].width : 0;
	size_t pages = (size_t)(width * SMALLEST / PAGE_WIDTH) + 1;
	return pages < 8 ? pages : 8;
}

void book_styles(const book *b, fr_buf *out)
{
	fr_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-styles "
			 "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
			 "xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" "
			 "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" "
			 "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
			 "xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" "
			 "xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" office:version=\"1.3\">");
	fonts(out);
	named_styles(out);
	fr_buf_puts(out, "<office:automatic-styles><style:style style:name=\"small\" style:family=\"text\"><style:text-properties " FACE
			 " " SIZE("8pt") " fo:color=\"" MUTED "\"/>" END);
	fr_buf_printf(out,
		"<style:page-layout style:name=\"L1\">" PAGE("21cm", "29.7cm", "portrait", "style:scale-to-pages=\"%zu\"") HEADER FOOTER
		"</style:page-layout>",
		card_pages(b));
	fr_buf_printf(out,
		"<style:page-layout style:name=\"L2\">" PAGE("29.7cm", "21cm", "landscape", "style:scale-to-X=\"%zu\"") HEADER FOOTER
		"</style:page-layout>",
		pages_wide(b));
	fr_buf_puts(out, "<style:page-layout style:name=\"L3\">" PAGE("21cm", "29.7cm", "portrait", "style:scale-to-X=\"1\"") HEADER FOOTER
		"</style:page-layout>");
	fr_buf_puts(out, "</office:automatic-styles><office:master-styles>");
	master(b, out, "Default", "L3", true);
	master(b, out, "Card", "L1", false);
	master(b, out, "Records", "L2", true);
	fr_buf_puts(out, "</office:master-styles></office:document-styles>");
}

static void number_formats(fr_buf *out)
{
	fr_buf_puts(out,
		"<number:text-style style:name=\"n-text\"><number:text-content/></number:text-style>"
		"<number:number-style style:name=\"n-integer\"><number:number number:decimal-places=\"0\" "
		"number:min-integer-digits=\"1\"/></number:number-style>"
		"<number:number-style style:name=\"n-general\"><number:number number:min-integer-digits=\"1\"/></number:number-style>"
		"<number:date-style style:name=\"n-date\"><number:year number:style=\"long\"/><number:text>-</number:text><number:month "
		"number:style=\"long\"/>"
		"<number:text>-</number:text><number:day number:style=\"long\"/></number:date-style>"
		"<number:date-style style:name=\"n-datetime\"><number:year "
		"number:style=\"long\"/><number:text>-</number:text><number:month number:style=\"long\"/>"
		"<number:text>-</number:text><number:day number:style=\"long\"/><number:text> </number:text><number:hours "
		"number:style=\"long\"/>"
		"<number:text>:</number:text><number:minutes number:style=\"long\"/></number:date-style>"
		"<number:time-style style:name=\"n-time\"><number:hours number:style=\"long\"/><number:text>:</number:text><number:minutes "
		"number:style=\"long\"/></number:time-style>");
	for (int i = 0; i <= 10; i++)
		fr_buf_printf(out,
			"<number:number-style style:name=\"n-score%d\"><number:number number:decimal-places=\"%d\" "
			"number:min-decimal-places=\"%d\" "
			"number:min-integer-digits=\"1\"/></number:number-style>",
			i, i, i);
}

/* area: r input on 记录, g computed there, c input on the card, k computed there. */
static void one_cell(fr_buf *out, char area, const char *class, const char *format, const char *align)
{
	bool card = area == 'c' || area == 'k', computed = area == 'g' || area == 'k', wide = strcmp(class, "long") == 0;
	fr_buf_printf(out,
		"<style:style style:name=\"%c-%s\" style:family=\"table-cell\" style:parent-style-name=\"Default\" "
		"style:data-style-name=\"%s\">",
		area, class, format);
	fr_buf_printf(out,
		"<style:table-cell-properties %s style:vertical-align=\"%s\" fo:wrap-option=\"wrap\" style:cell-protect=\"%s\" "
		"fo:padding=\"%s\"%s/>",
		card ? "fo:border=\"0.5pt solid " LINES "\"" : "fo:border-bottom=\"0.5pt solid " LINES "\"",
		card && wide ? "top" : "middle", computed ? "protected" : "none", card ? "0.15cm" : "0.08cm",
		computed ? " fo:background-color=\"" COMPUTED_FILL "\"" : "");
	fr_buf_printf(out, "<style:paragraph-properties fo:text-align=\"%s\"/>" END, card ? "start" : align);
}

static void field_cells(fr_buf *out)
{
	static const struct {
		const char *class, *format, *align;
	} kinds[] = {
		{"text", "n-text", "start"},
		{"long", "n-text", "start"},
		{"choice", "n-text", "start"},
		{"integer", "n-integer", "center"},
		{"decimal", "n-general", "center"},
		{"date", "n-date", "start"},
		{"datetime", "n-datetime", "start"},
		{"time", "n-time", "center"},
		{"any", "n-general", "start"},
	};
	for (const char *area = "rgck"; *area; area++)
		for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
			one_cell(out, *area, kinds[i].class, kinds[i].format, kinds[i].align);
	for (int i = 0; i <= 10; i++) {
		char class[16], format[16];
		snprintf(class, sizeof class, "score%d", i);
		snprintf(format, sizeof format, "n-score%d", i);
		one_cell(out, 'g', class, format, "center");
		one_cell(out, 'k', class, format, "start");
	}
}

#define MIDDLE "style:vertical-align=\"middle\" "
#define TOP "style:vertical-align=\"top\" "
#define WRAP "fo:wrap-option=\"wrap\" "
#define PAD(size) "fo:padding=\"" size "\" "
#define RULE "fo:border-bottom=\"0.5pt solid " LINES "\" "
#define HEAD FILL(BAND) " fo:border-bottom=\"1pt solid " ACCENT "\" " MIDDLE WRAP PAD("0.08cm")

static const look furniture[] = {
	/* the table */
	{"band", FILL(ACCENT) " " MIDDLE, "start", INK_OF(WHITE) " " BOLD},
	{"band-first", FILL(ACCENT) " fo:border-left=\"1pt solid " WHITE "\" " MIDDLE PAD("0.08cm"), "start", INK_OF(WHITE) " " BOLD},
	{"head", HEAD, "start", INK_OF(ACCENT) " " BOLD},
	{"head-center", HEAD, "center", INK_OF(ACCENT) " " BOLD},
	{"check", RULE "fo:border-right=\"0.5pt solid " LINES "\" " MIDDLE PAD("0.08cm"), "center", BOLD},
	{"reasons", RULE FILL(COMPUTED_FILL) " " MIDDLE WRAP PAD("0.08cm"), "start", INK_OF(ERROR_INK) " " SIZE("9pt")},
	{"quiet", RULE MIDDLE PAD("0.08cm"), "start", INK_OF(MUTED) " " SIZE("8pt")},
	/* the card and the guide */
	{"title", MIDDLE PAD("0.05cm"), "start", INK_OF(INK) " " SIZE("18pt") " " BOLD},
	{"subtitle", MIDDLE WRAP PAD("0.05cm"), "start", INK_OF(MUTED) " " SIZE("8.5pt")},
	{"note", TOP WRAP PAD("0.08cm"), "start", INK_OF(MUTED) " " SIZE("8.5pt")},
	{"section", FILL(BAND) " " MIDDLE PAD("0.15cm"), "start", INK_OF(ACCENT) " " SIZE("11pt") " " BOLD},
	{"label", MIDDLE WRAP PAD("0.15cm"), "end", INK_OF(MUTED)},
	{"message", MIDDLE WRAP "fo:padding-left=\"0.12cm\"", "start", INK_OF(ERROR_INK) " " SIZE("8.5pt")},
	{"state", "fo:border-top=\"1pt solid " ACCENT "\" " MIDDLE WRAP PAD("0.15cm"), "start", INK_OF(MUTED) " " BOLD},
	{"cell", RULE TOP WRAP PAD("0.12cm"), "start", INK_OF(INK) " " SIZE("9pt")},
	{"cell-bold", RULE TOP WRAP PAD("0.12cm"), "start", INK_OF(INK) " " SIZE("9pt") " " BOLD},
	{"prose", MIDDLE WRAP PAD("0.08cm"), "start", INK_OF(INK) " " SIZE("9.5pt")},
};

void book_measure(fr_buf *out, const char *family, const char *name, double size)
{
	bool row = strcmp(family, "row") == 0;
	char text[400];
	size_t n = fr_number_write(fr_number_round(size, 2), text);
	fr_buf_printf(out,
		"<style:style style:name=\"%s\" style:family=\"table-%s\"><style:table-%s-properties style:%s=\"%.*scm\"%s/>" END, name,
		family, family, row ? "row-height" : "column-width", (int)n, text, row ? " style:use-optimal-row-height=\"false\"" : "");
}

/* Centimetres for the longest label of the card on one line, as far as there is room. */
static double label_width(const book *b)
{
	double longest = 2.4;
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].card[0])
			longest = fmax(longest, book_label_size(&b->columns[i]));
	return fmin(longest, BOOK_LABEL_MOST);
}

static void measures(const book *b, fr_buf *out)
{
	for (size_t lines = 1; lines <= BOOK_NOTE_MOST; lines++) {
		char name[24];
		snprintf(name, sizeof name, "row-note%zu", lines);
		book_measure(out, "row", name, note_height(lines));
	}
	static const struct {
		const char *name;
		double size;
	} columns[] = {
		{"card-message", 3.7},
		{"g1", 3.2},
		{"g2", 1.4},
		{"g3", 1.9},
		{"g4", 5.2},
		{"g5", 4.6},
		{"g6", 2.1},
		{"list", 4},
	};
	for (size_t i = 0; i < sizeof row_heights / sizeof *row_heights; i++)
		book_measure(out, "row", row_heights[i].name, row_heights[i].size);
	double label = label_width(b);
	book_measure(out, "column", "card-label", label);
	book_measure(out, "column", "card-value", fmax(3.5, (14.5 - 2 * label) / 2));
	for (int i = 1; i <= 12; i++) { /* prose of so many lines */
		char name[24];
		snprintf(name, sizeof name, "prose-%d", i);
		book_measure(out, "row", name, 0.2 + 0.5 * i);
	}
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		book_measure(out, "column", columns[i].name, columns[i].size);
	fr_buf_puts(out,
		"<style:style style:name=\"row-auto\" style:family=\"table-row\"><style:table-row-properties style:row-height=\"0.65cm\" "
		"style:use-optimal-row-height=\"true\"/>" END);
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].letter[0]) {
			char name[24];
			snprintf(name, sizeof name, "w-%s", b->columns[i].letter);
			book_measure(out, "column", name, b->columns[i].width);
		}
}

void book_automatic_styles(book *b, fr_buf *out)
{
	fonts(out);
	fr_buf_puts(out, "<office:automatic-styles>");
	number_formats(out);
	measures(b, out);
	book_repeat_measures(b, out);
	static const struct {
		const char *name, *master, *display;
	} sheets[] = {
		{"t-card", "Card", "true"},
		{"t-records", "Records", "true"},
		{"t-guide", "Default", "true"},
		{"t-lists", "Default", "false"},
	};
	for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
		fr_buf_printf(out,
			"<style:style style:name=\"%s\" style:family=\"table\" style:master-page-name=\"%s\"><style:table-properties "
			"table:display=\"%s\" "
			"style:writing-mode=\"lr-tb\"/>" END,
			sheets[i].name, sheets[i].master, sheets[i].display);
	field_cells(out);
	write_looks(out, furniture, sizeof furniture / sizeof *furniture);
	fr_buf_puts(out, "<style:style style:name=\"star\" style:family=\"text\"><style:text-properties " INK_OF(ERROR_INK) "/>" END);
	fr_buf_puts(out, "</office:automatic-styles>");
}
