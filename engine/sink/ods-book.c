/* OpenDocument workbooks: the parts of the package.
 * Stage: outputs. In: a planned workbook. Out: an .ods or .ots file. */
#include "sink/ods.h"
#include "sink/package.h"

#include <stdio.h>

#define PART_MOST ((size_t)1 << 30)

#define NS(prefix, uri) " xmlns:" prefix "=\"" uri "\""
#define ODF(name) "urn:oasis:names:tc:opendocument:xmlns:" name ":1.0"

static void calculation(fr_buf *out)
{
	fr_buf_puts(out, "<table:calculation-settings table:case-sensitive=\"false\" table:automatic-find-labels=\"false\" "
			 "table:use-regular-expressions=\"false\" "
			 "table:use-wildcards=\"true\"><table:null-date table:date-value=\"1899-12-30\"/></table:calculation-settings>");
}

static void names(book *b, fr_buf *out)
{
	const char *sheet = fr_text("sheet.records", b->lang);
	char last[8];
	book_letter(b->visible - 1, last);
	size_t bottom = b->rows + BOOK_HEADER_ROW;
	fr_buf_printf(out,
		"<table:named-expressions><table:named-range table:name=\"formrule_records\" table:base-cell-address=\"$%s.$A$1\" "
		"table:cell-range-address=\"$%s.$A$%d:.$%s$%zu\"/>",
		sheet, sheet, BOOK_HEADER_ROW, last, bottom);
	for (size_t i = 0; i < b->name_count; i++) {
		fr_buf text;
		fr_buf_init(&text, &b->allocator, 1 << 20);
		fr_buf_puts(&text, "of:=");
		fr_buf_str(&text, b->names[i].formula);
		fr_buf_puts(out, "<table:named-expression");
		fr_xml_attr(out, "table:name", b->names[i].name);
		fr_buf_printf(out, " table:base-cell-address=\"$%s.$A$1\"", sheet);
		fr_xml_attr(out, "table:expression", fr_buf_view(&text));
		fr_buf_puts(out, "/>");
		out->failed |= text.failed;
		fr_buf_free(&text);
	}
	fr_buf_printf(out,
		"</table:named-expressions><table:database-ranges><table:database-range table:name=\"formrule_table\" "
		"table:target-range-address=\"%s.A%d:%s.%s%zu\" table:display-filter-buttons=\"true\"/></table:database-ranges>",
		sheet, BOOK_HEADER_ROW, sheet, last, bottom);
}

static void write_content(book *b, fr_buf *out)
{
	fr_buf_puts(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content" NS("office", ODF("office")) NS("style", ODF("style"))
			NS("text", ODF("text")) NS("dc", "http://purl.org/dc/elements/1.1/") NS("table", ODF("table")) NS(
				"fo", ODF("xsl-fo-compatible")) NS("svg", ODF("svg-compatible")) NS("number", ODF("datastyle"))
				NS("of", "urn:oasis:names:tc:opendocument:xmlns:of:1.2") NS(
					"calcext", "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0") NS("loext",
					"urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0") " office:version=\"1.3\">");
	ods_automatic_styles(b, out);
	fr_buf_puts(out, "<office:body><office:spreadsheet>");
	calculation(out);
	ods_validations(b, out);
	ods_pen pen = ods_pen_of(b, out);
	book_sheets(&pen.pen);
	names(b, out);
	fr_buf_puts(out, "</office:spreadsheet></office:body></office:document-content>");
}

static void write_meta(const book *b, fr_buf *out)
{
	fr_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-meta" NS("office", ODF("office")) NS("meta",
				 ODF("meta")) NS("dc", "http://purl.org/dc/elements/1.1/") " office:version=\"1.3\"><office:meta><meta:"
											   "generator>Formrule</meta:generator><dc:title>");
	fr_xml_text(out, book_label(b, &b->form->title, b->form->id));
	fr_buf_printf(out, "</dc:title><dc:language>%s</dc:language><meta:user-defined meta:name=\"formrule\" meta:value-type=\"string\">",
		fr_lang(b->lang));
	fr_xml_text(out, b->form->id);
	fr_buf_byte(out, '@');
	fr_xml_text(out, b->form->version);
	fr_buf_puts(out, "</meta:user-defined></office:meta></office:document-meta>");
}

static void item(fr_buf *out, const char *name, const char *type, const char *value)
{
	fr_buf_printf(out, "<config:config-item config:name=\"%s\" config:type=\"%s\">%s</config:config-item>", name, type, value);
}

static void view(fr_buf *out, const char *sheet, const char *cursor_x, const char *cursor_y, const char *split_x, const char *split_y)
{
	fr_buf_puts(out, "<config:config-item-map-entry");
	fr_xml_attr(out, "config:name", fr_str_from(sheet));
	fr_buf_byte(out, '>');
	item(out, "CursorPositionX", "int", cursor_x);
	item(out, "CursorPositionY", "int", cursor_y);
	if (split_y) {
		item(out, "HorizontalSplitMode", "short", "2");
		item(out, "VerticalSplitMode", "short", "2");
		item(out, "HorizontalSplitPosition", "int", split_x);
		item(out, "VerticalSplitPosition", "int", split_y);
		item(out, "ActiveSplitRange", "short", "3");
		item(out, "PositionLeft", "int", "0");
		item(out, "PositionRight", "int", split_x);
		item(out, "PositionTop", "int", "0");
		item(out, "PositionBottom", "int", split_y);
	}
	item(out, "ZoomType", "short", "0");
	item(out, "ZoomValue", "int", "100");
	item(out, "ShowGrid", "boolean", "false");
	fr_buf_puts(out, "</config:config-item-map-entry>");
}

static void write_settings(book *b, fr_buf *out)
{
	char row[24];
	snprintf(row, sizeof row, "%zu", book_first_line(b) - 1);
	fr_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-settings" NS("office", ODF("office")) NS(
				 "config", ODF("config"))
				 NS("ooo", "http://openoffice.org/2004/office") " office:version=\"1.3\"><office:settings><config:config-"
										"item-set config:name=\"ooo:view-settings\">"
										"<config:config-item-map-indexed "
										"config:name=\"Views\"><config:config-item-map-entry>");
	item(out, "ViewId", "string", "view1");
	fr_buf_puts(out, "<config:config-item-map-named config:name=\"Tables\">");
	view(out, fr_text("sheet.card", b->lang), "1", row, NULL, NULL);
	view(out, fr_text("sheet.records", b->lang), "1", "2", "2", "2");
	for (size_t r = 0; r < b->form->repeat_count; r++)
		view(out, b->repeats[r].title.p, "0", "2", "1", "2");
	view(out, fr_text("sheet.guide", b->lang), "0", "0", NULL, NULL);
	fr_buf_puts(out, "</config:config-item-map-named>");
	item(out, "ActiveTable", "string", fr_text(b->data && b->data->n ? "sheet.records" : "sheet.card", b->lang));
	item(out, "ShowGrid", "boolean", "false");
	fr_buf_puts(out, "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings></"
			 "office:document-settings>");
}

static void write_manifest(fr_buf *out, const char *type)
{
	fr_buf_printf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest xmlns:manifest=\"" ODF(
			"manifest") "\" manifest:version=\"1.3\">"
				    "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"%s\"/>"
				    "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>"
				    "<manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>"
				    "<manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/>"
				    "<manifest:file-entry manifest:full-path=\"settings.xml\" "
				    "manifest:media-type=\"text/xml\"/></manifest:manifest>",
		type);
}

#define TYPE "application/vnd.oasis.opendocument.spreadsheet"

fr_status ods_write(book *b, const char *path, fr_error *error)
{
	bool template = fr_str_ends(fr_str_from(path), FR_STR(".ots"));
	const char *type = template ? TYPE "-template" : TYPE;
	fr_buf parts[5];
	for (size_t i = 0; i < 5; i++)
		fr_buf_init(&parts[i], &b->allocator, PART_MOST);
	write_content(b, &parts[0]);
	ods_styles(b, &parts[1]);
	write_meta(b, &parts[2]);
	write_settings(b, &parts[3]);
	write_manifest(&parts[4], type);
	static const char *const file_names[] = {"content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml"};
	bool failed = b->failed;
	for (size_t i = 0; i < 5; i++)
		failed |= parts[i].failed;
	fr_package *package = NULL;
	fr_status status = failed ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : fr_package_open(&b->allocator, path, &package, error);
	if (status == FR_OK) {
		fr_package_add(package, "mimetype", fr_str_from(type), true);
		for (size_t i = 0; i < 5; i++)
			fr_package_add(package, file_names[i], fr_buf_view(&parts[i]), false);
		status = fr_package_close(package, true, error);
	}
	for (size_t i = 0; i < 5; i++)
		fr_buf_free(&parts[i]);
	return status;
}
