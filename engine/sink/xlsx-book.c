/* Excel workbooks: the parts of the package.
 * Stage: outputs. In: a planned workbook. Out: an .xlsx file, put together as OpenDocument files are: in memory, then written beside its target.
 * Not by libxlsxwriter: where its temporary files cannot be written (a full disk) it says that all is well and leaves sheets that end halfway. */
#include "sink/xlsx.h"
#include "sink/package.h"

#include <stdio.h>

#define RELATIONS "http://schemas.openxmlformats.org/package/2006/relationships"
#define OFFICE "http://schemas.openxmlformats.org/officeDocument/2006"
#define TYPES "application/vnd.openxmlformats-officedocument."
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

static void content_types(const xlsx_book *x, fr_buf *out)
{
	fr_buf_puts(out, HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
			      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
			      "ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"" TYPES
			      "spreadsheetml.sheet.main+xml\"/><Override PartName=\"/xl/styles.xml\" ContentType=\"" TYPES
			      "spreadsheetml.styles+xml\"/>");
	for (size_t i = 0; i < x->sheet_count; i++)
		fr_buf_printf(out,
			"<Override PartName=\"/xl/worksheets/sheet%zu.xml\" ContentType=\"" TYPES "spreadsheetml.worksheet+xml\"/>", i + 1);
	fr_buf_puts(out,
		"<Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
		"<Override PartName=\"/docProps/app.xml\" ContentType=\"" TYPES "extended-properties+xml\"/><Override "
		"PartName=\"/docProps/custom.xml\" ContentType=\"" TYPES "custom-properties+xml\"/></Types>");
}

static void relation(fr_buf *out, size_t id, const char *type, const char *target)
{
	fr_buf_printf(out, "<Relationship Id=\"rId%zu\" Type=\"%s\" Target=\"%s\"/>", id, type, target);
}

static void package_relations(fr_buf *out)
{
	fr_buf_puts(out, HEAD "<Relationships xmlns=\"" RELATIONS "\">");
	relation(out, 1, OFFICE "/relationships/officeDocument", "xl/workbook.xml");
	relation(out, 2, RELATIONS "/metadata/core-properties", "docProps/core.xml");
	relation(out, 3, OFFICE "/relationships/extended-properties", "docProps/app.xml");
	relation(out, 4, OFFICE "/relationships/custom-properties", "docProps/custom.xml");
	fr_buf_puts(out, "</Relationships>");
}

static void book_relations(const xlsx_book *x, fr_buf *out)
{
	char target[48];
	fr_buf_puts(out, HEAD "<Relationships xmlns=\"" RELATIONS "\">");
	for (size_t i = 0; i < x->sheet_count; i++) {
		snprintf(target, sizeof target, "worksheets/sheet%zu.xml", i + 1);
		relation(out, i + 1, OFFICE "/relationships/worksheet", target);
	}
	relation(out, x->sheet_count + 1, OFFICE "/relationships/styles", "styles.xml");
	fr_buf_puts(out, "</Relationships>");
}

static void core(const book *b, fr_buf *out)
{
	fr_buf_puts(out, HEAD "<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
			      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>");
	xlsx_text(out, book_label(b, &b->form->title, b->form->id));
	fr_buf_printf(out, "</dc:title><dc:language>%s</dc:language></cp:coreProperties>", fr_lang(b->lang));
}

/* The form's name: a workbook is recognised by it after it was saved anywhere. */
static void custom(const book *b, fr_buf *out)
{
	fr_buf_puts(out, HEAD
		"<Properties xmlns=\"" OFFICE "/custom-properties\" xmlns:vt=\"" OFFICE
		"/docPropsVTypes\"><property fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"2\" name=\"formrule\"><vt:lpwstr>");
	xlsx_text(out, b->form->id);
	fr_buf_byte(out, '@');
	xlsx_text(out, b->form->version);
	fr_buf_puts(out, "</vt:lpwstr></property></Properties>");
}

/* ---- workbook.xml ---- */

static void open_name(fr_buf *out, const char *name, const char *more)
{
	fr_buf_puts(out, "<definedName");
	fr_xml_attr(out, "name", fr_str_from(name));
	fr_buf_printf(out, "%s>", more);
}

/* Names of Excel's own: what is printed, and where the filter is. */
static void own_names(const xlsx_book *x, fr_buf *out)
{
	const book *b = x->book;
	char last[8], more[64];
	book_letter(b->visible - 1, last);
	for (size_t i = 0; i < x->sheet_count; i++) {
		const xlsx_sheet *sheet = &x->sheets[i];
		fr_buf ref;
		fr_buf_init(&ref, &b->allocator, 1 << 16);
		xlsx_sheet_ref(&ref, sheet->name);
		if (sheet->kind == SHEET_RECORDS) {
			snprintf(more, sizeof more, " localSheetId=\"%zu\" hidden=\"1\"", i);
			open_name(out, "_xlnm._FilterDatabase", more);
			fr_xml_text(out, fr_buf_view(&ref));
			fr_buf_printf(out, "$A$%d:$%s$%zu</definedName>", BOOK_HEADER_ROW, last, b->rows + BOOK_HEADER_ROW);
		}
		snprintf(more, sizeof more, " localSheetId=\"%zu\"", i);
		if (sheet->kind == SHEET_CARD) {
			open_name(out, "_xlnm.Print_Area", more);
			fr_xml_text(out, fr_buf_view(&ref));
			fr_buf_printf(out, "$A$1:$E$%zu</definedName>", b->card_last + 2);
		}
		if (sheet->title_rows) {
			open_name(out, "_xlnm.Print_Titles", more);
			if (sheet->title_columns) {
				book_letter(sheet->title_columns - 1, last);
				fr_xml_text(out, fr_buf_view(&ref));
				fr_buf_printf(out, "$A:$%s,", last);
				book_letter(b->visible - 1, last);
			}
			fr_xml_text(out, fr_buf_view(&ref));
			fr_buf_printf(out, "$1:$%zu</definedName>", sheet->title_rows);
		}
		out->failed |= ref.failed;
		fr_buf_free(&ref);
	}
}

/* Cells of 规则 by name: the only way for a conditional format to look at another sheet in every Excel. */
static void seen_names(const book *b, fr_buf *out)
{
	for (size_t i = 0; i <= b->faults_last; i++)
		for (int card = 0; card < 2; card++) {
			char letter[8], name[32];
			book_letter(i, letter);
			snprintf(name, sizeof name, "%srule_%s", card ? "card_" : "", letter);
			open_name(out, name, "");
			xlsx_sheet_ref(out, book_word(b, "sheet.rules"));
			fr_buf_printf(out, "$%s%s1</definedName>", letter, card ? "$" : "");
		}
}

static void names(const xlsx_book *x, fr_buf *out)
{
	const book *b = x->book;
	char last[8];
	book_letter(b->visible - 1, last);
	fr_buf_puts(out, "<definedNames>");
	own_names(x, out);
	open_name(out, "formrule_records", "");
	xlsx_sheet_ref(out, book_word(b, "sheet.records"));
	fr_buf_printf(out, "$A$%d:$%s$%zu</definedName>", BOOK_HEADER_ROW, last, b->rows + BOOK_HEADER_ROW);
	seen_names(b, out);
	for (size_t i = 0; i < b->name_count; i++) {
		open_name(out, b->names[i].name.p, "");
		fr_xml_text(out, b->names[i].formula);
		fr_buf_puts(out, "</definedName>");
	}
	fr_buf_puts(out, "</definedNames>");
}

static void workbook(const xlsx_book *x, fr_buf *out)
{
	fr_buf_printf(out,
		HEAD "<workbook xmlns=\"" XLSX_NS "\" xmlns:r=\"" OFFICE
		     "/relationships\"><bookViews><workbookView windowWidth=\"24000\" windowHeight=\"12000\" tabRatio=\"700\" "
		     "activeTab=\"%zu\"/></bookViews><sheets>",
		x->active);
	for (size_t i = 0; i < x->sheet_count; i++) {
		fr_buf_puts(out, "<sheet");
		xlsx_attr(out, "name", x->sheets[i].name);
		fr_buf_printf(out, " sheetId=\"%zu\"%s r:id=\"rId%zu\"/>", i + 1,
			x->sheets[i].kind == SHEET_HIDDEN ? " state=\"hidden\"" : "", i + 1);
	}
	fr_buf_puts(out, "</sheets>");
	names(x, out);
	fr_buf_puts(out, "<calcPr calcId=\"0\" fullCalcOnLoad=\"1\"/></workbook>");
}

/* What a rule says that Excel cannot hold: that all is well, or nothing. */
static const char *silent(const char *what)
{
	static const char *const truths[] = {"begun", "relevant"}, *const numbers[] = {"doubt", "fault", "errors", "warnings"};
	for (size_t i = 0; i < sizeof truths / sizeof *truths; i++)
		if (strcmp(what, truths[i]) == 0)
			return "TRUE()";
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (strcmp(what, numbers[i]) == 0)
			return "0";
	return "\"\"";
}

/* The named expressions in Excel's words. One that is too long for it is left out, and the guide says so. */
static void translate_names(book *b)
{
	const book_column *last = NULL;
	for (size_t i = 0; i < b->name_count; i++) {
		book_named *n = &b->names[i];
		fr_buf words;
		fr_buf_init(&words, &b->allocator, 1 << 20);
		if (!xlsx_formula(n->formula, &words) && !words.failed) {
			fr_buf_puts(&words, silent(n->what));
			if (!n->card && (!n->column || n->column != last))
				book_stays(
					b, n->column ? n->column->title : book_word(b, "template.all"), book_word(b, "template.stay.long"));
			last = n->column;
		}
		b->failed |= words.failed;
		n->formula = book_keep(b, fr_buf_view(&words));
		fr_buf_free(&words);
	}
}

/* ---- the package ---- */

#define FIXED_PARTS 7 /* besides the sheets and the styles */

static fr_status pack(xlsx_book *x, fr_buf parts[FIXED_PARTS], const char *path, fr_error *error)
{
	static const char *const part_names[FIXED_PARTS] = {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml",
		"xl/_rels/workbook.xml.rels", "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"};
	fr_package *package;
	fr_status status = fr_package_open(&x->book->allocator, path, &package, error);
	if (status != FR_OK)
		return status;
	for (size_t i = 0; i < FIXED_PARTS; i++)
		fr_package_add(package, part_names[i], fr_buf_view(&parts[i]), false);
	fr_package_add(package, "xl/styles.xml", fr_buf_view(&x->styles_part), false);
	for (size_t i = 0; i < x->sheet_count; i++) {
		char name[48];
		snprintf(name, sizeof name, "xl/worksheets/sheet%zu.xml", i + 1);
		fr_package_add(package, name, fr_buf_view(&x->sheets[i].part), false);
	}
	return fr_package_close(package, true, error);
}

static fr_status finish(xlsx_book *x, const char *path, fr_error *error)
{
	book *b = x->book;
	fr_buf parts[FIXED_PARTS];
	for (size_t i = 0; i < FIXED_PARTS; i++)
		fr_buf_init(&parts[i], &b->allocator, XLSX_PART_MOST);
	content_types(x, &parts[0]);
	package_relations(&parts[1]);
	workbook(x, &parts[2]);
	book_relations(x, &parts[3]);
	core(b, &parts[4]);
	fr_buf_puts(
		&parts[5], HEAD "<Properties xmlns=\"" OFFICE "/extended-properties\"><Application>Formrule</Application></Properties>");
	custom(b, &parts[6]);
	bool failed = b->failed || x->styles_part.failed;
	for (size_t i = 0; i < FIXED_PARTS; i++)
		failed |= parts[i].failed;
	for (size_t i = 0; i < x->sheet_count; i++)
		failed |= x->sheets[i].part.failed;
	fr_status status = failed ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : pack(x, parts, path, error);
	for (size_t i = 0; i < FIXED_PARTS; i++)
		fr_buf_free(&parts[i]);
	return status;
}

static fr_status too_long(const xlsx_book *x, fr_error *error)
{
	char cell[40], letter[8];
	book_letter(x->long_column - 1, letter);
	snprintf(cell, sizeof cell, "%s%zu", letter, x->long_row);
	return fr_fail(error, FR_E_LIMIT, FR_TEMPLATE_TEXT, cell, NULL);
}

fr_status xlsx_write(book *b, const char *path, fr_error *error)
{
	if (b->rows > XLSX_ROWS_MOST - BOOK_HEADER_ROW || b->visible > XLSX_COLUMNS_MOST || b->helpers > XLSX_COLUMNS_MOST)
		return fr_fail(error, FR_E_LIMIT, FR_TEMPLATE_ROWS, "1048574", NULL);
	xlsx_book x = {.book = b, .active = b->data && b->data->n ? 1 : 0};
	fr_buf_init(&x.styles_part, &b->allocator, XLSX_PART_MOST);
	x.sheets = FR_ARENA_ARRAY(&b->arena, xlsx_sheet, b->form->repeat_count + 5);
	fr_status status = x.sheets && xlsx_styles(&x) ? FR_OK : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_OK) {
		translate_names(b);
		xlsx_sheets(&x);
	}
	if (status == FR_OK && x.long_row)
		status = too_long(&x, error);
	if (status == FR_OK)
		status = finish(&x, path, error);
	for (size_t i = 0; i < x.sheet_count; i++)
		fr_buf_free(&x.sheets[i].part);
	fr_buf_free(&x.styles_part);
	return status;
}
