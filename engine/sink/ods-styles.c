/* OpenDocument styles: the looks of a workbook as styles, and its pages.
 * Stage: outputs. In: the plan. Out: styles.xml and the automatic styles of content.xml. */
#include "sink/ods.h"

#include <stdio.h>

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

#define FILL(colour) "fo:background-color=\"" colour "\""
#define INK_OF(colour) "fo:color=\"" colour "\""

static void border(fr_buf *out, const char *side, book_border kind)
{
	static const char *const lines[] = {NULL, "0.5pt solid " BOOK_LINES, "1pt solid " BOOK_ACCENT, "1pt solid " BOOK_WHITE};
	if (kind != BORDER_NONE)
		fr_buf_printf(out, " fo:border%s=\"%s\"", side, lines[kind]);
}

static void padding(fr_buf *out, const book_look *look)
{
	if (look->pad > 0)
		fr_buf_printf(out, " fo:padding%s=\"%.2fcm\"", look->pad_start ? "-left" : "", look->pad);
}

static void cell_properties(fr_buf *out, const book_look *look)
{
	fr_buf_puts(out, "<style:table-cell-properties");
	if (look->fill)
		fr_buf_printf(out, " fo:background-color=\"%s\"", look->fill);
	border(out, "-bottom", look->below);
	border(out, "-top", look->above);
	border(out, "-left", look->left);
	border(out, "-right", look->right);
	if (look->top || look->middle)
		fr_buf_printf(out, " style:vertical-align=\"%s\"", look->top ? "top" : "middle");
	if (look->wrap)
		fr_buf_puts(out, " fo:wrap-option=\"wrap\"");
	padding(out, look);
	fr_buf_puts(out, "/>");
}

static void text_properties(fr_buf *out, const book_look *look)
{
	char size[400];
	fr_buf_puts(out, "<style:text-properties");
	if (look->ink)
		fr_buf_printf(out, " fo:color=\"%s\"", look->ink);
	if (look->size > 0) {
		int n = (int)fr_number_write(look->size, size);
		fr_buf_printf(out, " fo:font-size=\"%.*spt\" style:font-size-asian=\"%.*spt\" style:font-size-complex=\"%.*spt\"", n, size,
			n, size, n, size);
	}
	if (look->bold)
		fr_buf_puts(out, " fo:font-weight=\"bold\" style:font-weight-asian=\"bold\" style:font-weight-complex=\"bold\"");
	fr_buf_puts(out, "/>");
}

static void write_looks(fr_buf *out, const book_look *looks, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const book_look *look = &looks[i];
		fr_buf_printf(
			out, "<style:style style:name=\"%s\" style:family=\"table-cell\" style:parent-style-name=\"Default\">", look->name);
		if (look->fill || look->pad || look->top || look->middle)
			cell_properties(out, look);
		if (look->align)
			fr_buf_printf(out, "<style:paragraph-properties fo:text-align=\"%s\"/>", look->align);
		text_properties(out, look);
		fr_buf_puts(out, END);
	}
}

static void named_styles(fr_buf *out)
{
	fr_buf_puts(out,
		"<office:styles><style:default-style style:family=\"table-cell\"><style:paragraph-properties "
		"style:tab-stop-distance=\"1.25cm\"/><style:text-properties " FACE " " SIZE("10pt") " " INK_OF(
			BOOK_INK) " fo:language=\"en\" "
				  "fo:country=\"US\" style:language-asian=\"zh\" style:country-asian=\"CN\"/></style:default-style>"
				  "<style:style style:name=\"Default\" style:family=\"table-cell\"><style:text-properties " INK_OF(
					  BOOK_INK) "/>" END);
	size_t count;
	const book_look *marks = book_marks(&count);
	write_looks(out, marks, count);
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

#define HEADER \
	"<style:header-style><style:header-footer-properties fo:min-height=\"0.8cm\" fo:margin-bottom=\"0.2cm\"/></style:header-style>"
#define FOOTER "<style:footer-style><style:header-footer-properties fo:min-height=\"0.8cm\" fo:margin-top=\"0.2cm\"/></style:footer-style>"
#define PAGE(width, height, orientation, more) \
	"<style:page-layout-properties fo:page-width=\"" width "\" fo:page-height=\"" height "\" style:print-orientation=\"" orientation \
	"\" fo:margin-top=\"1.2cm\" fo:margin-bottom=\"1cm\" fo:margin-left=\"1.5cm\" fo:margin-right=\"1.3cm\" style:print=\"charts " \
	"drawings objects" \
	"\" style:table-centering=\"horizontal\" " more "/>"

void ods_styles(const book *b, fr_buf *out)
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
			 " " SIZE("8pt") " fo:color=\"" BOOK_MUTED "\"/>" END);
	fr_buf_printf(out,
		"<style:page-layout style:name=\"L1\">" PAGE("21cm", "29.7cm", "portrait", "style:scale-to-pages=\"%zu\"") HEADER FOOTER
		"</style:page-layout>",
		book_card_pages(b));
	fr_buf_printf(out,
		"<style:page-layout style:name=\"L2\">" PAGE("29.7cm", "21cm", "landscape", "style:scale-to-X=\"%zu\"") HEADER FOOTER
		"</style:page-layout>",
		book_pages_wide(b));
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

static void one_cell(fr_buf *out, char area, const char *class_name, book_class class, const char *format)
{
	book_look look = book_field_look(area, class);
	fr_buf_printf(out,
		"<style:style style:name=\"%c-%s\" style:family=\"table-cell\" style:parent-style-name=\"Default\" "
		"style:data-style-name=\"%s\"><style:table-cell-properties",
		area, class_name, format);
	border(out, look.above ? "" : "-bottom", look.below);
	fr_buf_printf(out, " style:vertical-align=\"%s\" fo:wrap-option=\"wrap\" style:cell-protect=\"%s\"", look.top ? "top" : "middle",
		look.input ? "none" : "protected");
	padding(out, &look);
	if (look.fill)
		fr_buf_printf(out, " fo:background-color=\"%s\"", look.fill);
	fr_buf_printf(out, "/><style:paragraph-properties fo:text-align=\"%s\"/>" END, look.align);
}

static void field_cells(fr_buf *out)
{
	static const char *const formats[] = {[BOOK_TEXT] = "n-text",
		[BOOK_LONG] = "n-text",
		[BOOK_CHOICE] = "n-text",
		[BOOK_INTEGER] = "n-integer",
		[BOOK_DECIMAL] = "n-general",
		[BOOK_DATE] = "n-date",
		[BOOK_DATETIME] = "n-datetime",
		[BOOK_TIME] = "n-time",
		[BOOK_ANY] = "n-general"};
	for (const char *area = "rgck"; *area; area++)
		for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
			one_cell(out, *area, book_class_name((book_class)i), (book_class)i, formats[i]);
	for (int i = 0; i <= 10; i++) {
		char class[16], format[16];
		snprintf(class, sizeof class, "score%d", i);
		snprintf(format, sizeof format, "n-score%d", i);
		one_cell(out, 'g', class, BOOK_SCORE, format);
		one_cell(out, 'k', class, BOOK_SCORE, format);
	}
}

static void measure(fr_buf *out, const char *family, const char *name, double size)
{
	bool row = strcmp(family, "row") == 0;
	char text[400];
	size_t n = fr_number_write(fr_number_round(size, 2), text);
	fr_buf_printf(out,
		"<style:style style:name=\"%s\" style:family=\"table-%s\"><style:table-%s-properties style:%s=\"%.*scm\"%s/>" END, name,
		family, family, row ? "row-height" : "column-width", (int)n, text, row ? " style:use-optimal-row-height=\"false\"" : "");
}

static void measures(const book *b, fr_buf *out)
{
	static const char *const card[] = {"card-label", "card-value", "card-message"};
	char name[40];
	size_t count;
	const book_measure *heights = book_heights(&count);
	for (size_t lines = 1; lines <= BOOK_NOTE_MOST; lines++) {
		snprintf(name, sizeof name, "row-note%zu", lines);
		measure(out, "row", name, book_note_height(lines));
	}
	for (size_t i = 0; i < count; i++)
		measure(out, "row", heights[i].name, heights[i].size);
	for (size_t i = 0; i < 2; i++)
		measure(out, "column", card[i], book_card_width(b, card[i]));
	for (size_t lines = 1; lines <= BOOK_PROSE_MOST; lines++) {
		snprintf(name, sizeof name, "prose-%zu", lines);
		measure(out, "row", name, book_prose_height(lines));
	}
	measure(out, "column", card[2], book_card_width(b, card[2]));
	for (int i = 1; i <= BOOK_GUIDE_COLUMNS; i++) {
		snprintf(name, sizeof name, "g%d", i);
		measure(out, "column", name, book_guide_width(i));
	}
	measure(out, "column", "list", BOOK_LIST_WIDTH);
	fr_buf_puts(out,
		"<style:style style:name=\"row-auto\" style:family=\"table-row\"><style:table-row-properties style:row-height=\"0.65cm\" "
		"style:use-optimal-row-height=\"true\"/>" END);
	for (size_t i = 0; i < b->count; i++)
		if (b->columns[i].letter[0]) {
			snprintf(name, sizeof name, "w-%s", b->columns[i].letter);
			measure(out, "column", name, b->columns[i].width);
		}
	for (size_t r = 0; r < b->form->repeat_count; r++)
		for (size_t i = 0; i < b->repeats[r].count; i++) {
			book_repeat_name(r, &b->repeats[r].columns[i], name);
			measure(out, "column", name, b->repeats[r].columns[i].width);
		}
}

void ods_automatic_styles(book *b, fr_buf *out)
{
	fonts(out);
	fr_buf_puts(out, "<office:automatic-styles>");
	number_formats(out);
	measures(b, out);
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
	size_t count;
	const book_look *furniture = book_furniture(&count);
	write_looks(out, furniture, count);
	fr_buf_puts(out, "<style:style style:name=\"star\" style:family=\"text\"><style:text-properties " INK_OF(BOOK_ERROR_INK) "/>" END);
	fr_buf_puts(out, "</office:automatic-styles>");
}
