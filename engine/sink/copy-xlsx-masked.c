/* Masked copies of XLSX: a package made anew, into which goes only what is understood.
 * Stage: outputs. In: a package, texts for its cells. Out: sheets, tables, shared strings, looks, the theme and the form's name; comments, drawings, charts, pivots, macros, links, queries, other
 * files' values and whoever wrote it stay behind. Parts get names of our own: those of the input may tell. */
#include "sink/sheetml-masked.h"

#include <stdio.h>
#include <zip.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
#define OFFICE "application/vnd.openxmlformats-officedocument."

static fr_status no_memory(fr_error *error) { return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL); }

/* ---- what goes ---- */

/* Elements of those local names (the second may be NULL; they may also end so). A part that cannot be read counts as one. */
static size_t count_elements(book_copy *k, const char *name, const char *first, const char *second)
{
	fr_part part;
	splice in;
	size_t n = 0;
	if (fr_zip_part(k->zip, name, &part, NULL) != FR_OK)
		return 1;
	splice_open(&in, &k->job->allocator, &part, k->job->input, NULL, SHEETML_TOKEN_MOST);
	while (splice_next(&in, NULL) == FR_OK)
		n += splice_starts(&in) && (fr_str_ends(in.local, fr_str_from(first)) || (second && fr_str_is(in.local, second)));
	splice_close(&in);
	part.close(&part);
	return n;
}

static bool is_kept(const masked_book *m, const char *name)
{
	fr_str s = fr_str_from(name);
	for (const masked_part *p = m->parts; p; p = p->next)
		if (p->from && strcmp(p->from, name) == 0)
			return true;
	return fr_str_ends(s, FR_STR(".rels")) || fr_str_ends(s, FR_STR("/")) || fr_str_is(s, "[Content_Types].xml") ||
	       fr_str_starts(s, FR_STR("docProps/")) || fr_str_ends(s, FR_STR(".vml"));
}

/* What does not go along is counted for the report. */
static void count_gone(masked_book *m)
{
	zip_t *from = fr_zip_archive(m->k->zip);
	fr_scrub *scrub = m->k->job->scrub;
	for (zip_int64_t i = 0, count = zip_get_num_entries(from, 0); i < count; i++) {
		const char *name = zip_get_name(from, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
		if (!name || is_kept(m, name))
			continue;
		fr_str s = fr_str_from(name);
		if (fr_str_find(s, FR_STR("omments")) != SIZE_MAX)
			scrub->comments += count_elements(m->k, name, "comment", "threadedComment");
		else if (fr_str_find(s, FR_STR("drawings/")) != SIZE_MAX)
			scrub->shapes += count_elements(m->k, name, "Anchor", NULL);
		else if (fr_str_find(s, FR_STR("revisionLog")) != SIZE_MAX)
			scrub->changes++;
		else
			scrub->parts++;
	}
}

/* ---- parts ---- */

bool masked_add(masked_book *m, const char *name, const char *type, const char *from, fr_scratch *scratch)
{
	masked_part *part = FR_ARENA_NEW(&m->k->arena, masked_part);
	fr_str kept = fr_arena_str(&m->k->arena, fr_str_from(name));
	if (!part || !kept.p) {
		fr_scratch_free(scratch);
		return false;
	}
	*part = (masked_part){NULL, kept.p, type, from, scratch};
	*m->end = part;
	m->end = &part->next;
	return true;
}

fr_status masked_add_text(masked_book *m, const char *name, const char *type, const char *from, fr_buf *text, fr_error *error)
{
	fr_scratch *scratch;
	fr_status status = book_text(m->k->job, text, &scratch, error);
	return status == FR_OK && !masked_add(m, name, type, from, scratch) ? no_memory(error) : status;
}

static fr_status add_sheet(masked_book *m, size_t index, fr_error *error)
{
	book_copy *k = m->k;
	const fr_xlsx_sheet *sheet = &k->book.sheets[index];
	sheet_looks looks = {.allocator = k->job->allocator};
	const char *relations;
	fr_xlsx_relation *all;
	fr_part part;
	char name[64];
	sheet_copy copy = {.job = k->job, .looks = &looks, .strict = k->strict, .used = &m->used};
	copy.count = copy_notes_of(k->job, sheet->name, &copy.notes);
	fr_status status = fr_xlsx_relations(&k->book, k->zip, sheet->part, &k->job->limits, &relations, &all, error);
	if (status == FR_OK)
		status = masked_tables(m, index, all, &copy.tables, error);
	fr_scratch *scratch = NULL;
	if (status == FR_OK)
		status = copy_scratch(k->job, true, &scratch, error);
	if (status == FR_OK)
		status = fr_zip_part(k->zip, sheet->part, &part, error);
	if (status == FR_OK) {
		status = sheet_copy_run(&copy, &part, scratch, error);
		part.close(&part);
	}
	if (status != FR_OK) {
		fr_scratch_free(scratch);
		return status;
	}
	snprintf(name, sizeof name, "xl/worksheets/sheet%zu.xml", ++m->sheets);
	return masked_add(m, name, BOOK_TYPE("worksheet"), sheet->part, scratch) ? FR_OK : no_memory(error);
}

/* ---- what the package says of its parts ---- */

static const char *book_type(const char *output)
{
	fr_str name = fr_str_from(output);
	return fr_str_ends(name, FR_STR(".xlsm"))   ? "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
	       : fr_str_ends(name, FR_STR(".xltm")) ? "application/vnd.ms-excel.template.macroEnabled.main+xml"
	       : fr_str_ends(name, FR_STR(".xltx")) ? BOOK_TYPE("template.main")
						    : BOOK_TYPE("sheet.main");
}

static fr_status add_types(masked_book *m, fr_buf *out, fr_error *error)
{
	fr_buf_puts(out, HEAD "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
			      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
			      "ContentType=\"application/xml\"/>");
	for (const masked_part *p = m->parts; p; p = p->next)
		if (p->type)
			fr_buf_printf(out, "<Override PartName=\"/%s\" ContentType=\"%s\"/>", p->name, p->type);
	fr_buf_puts(out, "</Types>");
	return masked_add_text(m, "[Content_Types].xml", NULL, NULL, out, error);
}

static void relation(const masked_book *m, const char *id, size_t number, const char *kind, const char *target, fr_buf *out)
{
	fr_buf_printf(out, "<Relationship Id=\"%s%zu\" Type=\"%s/%s\" Target=\"/%s\"/>", id, number,
		m->k->strict ? BOOK_RELATION_STRICT : BOOK_RELATION, kind, target);
}

/* Sheets are named rId1 and so on by workbook.xml; the others need no name. */
static fr_status add_relations(masked_book *m, fr_buf *out, fr_error *error)
{
	size_t sheets = 0, others = 0;
	fr_buf_puts(out, HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
	for (const masked_part *p = m->parts; p; p = p->next) {
		fr_str name = fr_str_from(p->name);
		if (fr_str_starts(name, FR_STR("xl/worksheets/sheet")))
			relation(m, "rId", ++sheets, "worksheet", p->name, out);
		else if (fr_str_is(name, "xl/styles.xml"))
			relation(m, "other", ++others, "styles", p->name, out);
		else if (fr_str_is(name, "xl/sharedStrings.xml"))
			relation(m, "other", ++others, "sharedStrings", p->name, out);
		else if (fr_str_is(name, "xl/theme/theme1.xml"))
			relation(m, "other", ++others, "theme", p->name, out);
	}
	fr_buf_puts(out, "</Relationships>");
	fr_status status = masked_add_text(m, "xl/_rels/workbook.xml.rels", NULL, NULL, out, error);
	fr_buf_clear(out);
	fr_buf_puts(out, HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
	relation(m, "rId", 1, "officeDocument", "xl/workbook.xml", out);
	if (m->k->job->form.n)
		relation(m, "rId", 2, m->k->strict ? "customProperties" : "custom-properties", "docProps/custom.xml", out);
	fr_buf_puts(out, "</Relationships>");
	return status == FR_OK ? masked_add_text(m, "_rels/.rels", NULL, NULL, out, error) : status;
}

static fr_status add_form(masked_book *m, fr_buf *out, fr_error *error)
{
	if (!m->k->job->form.n)
		return FR_OK;
	fr_buf_puts(out, HEAD "<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" "
			      "xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\"><property "
			      "fmtid=\"{D5CDD505-2E9C-101B-9397-08002B2CF9AE}\" pid=\"2\" name=\"formrule\"><vt:lpwstr>");
	fr_xml_text(out, m->k->job->form);
	fr_buf_puts(out, "</vt:lpwstr></property></Properties>");
	return masked_add_text(m, "docProps/custom.xml", OFFICE "custom-properties+xml", NULL, out, error);
}

static fr_status add_frame(masked_book *m, fr_error *error)
{
	fr_buf text;
	fr_buf_init(&text, &m->k->job->allocator, COPY_PART_MOST);
	fr_status status = add_form(m, &text, error);
	fr_buf_clear(&text);
	if (status == FR_OK)
		status = add_relations(m, &text, error);
	fr_buf_clear(&text);
	if (status == FR_OK)
		status = add_types(m, &text, error);
	fr_buf_free(&text);
	return status;
}

/* ---- the whole ---- */

static fr_status add_all(masked_book *m, fr_error *error)
{
	book_copy *k = m->k;
	fr_status status = FR_OK;
	for (size_t i = 0; i < k->book.count && status == FR_OK; i++)
		if (k->book.sheets[i].part && k->book.sheets[i].must)
			status = add_sheet(m, i, error);
	if (status == FR_OK && m->sheets == 0)
		status = fr_fail(error, FR_E_FORMAT, FR_SOURCE_UNKNOWN, k->job->input, NULL);
	if (status == FR_OK && k->book.strings)
		status = masked_strings(m, error);
	if (status == FR_OK && k->book.styles)
		status = masked_styles(m, error);
	if (status == FR_OK)
		status = masked_theme(m, error);
	if (status == FR_OK)
		status = masked_workbook(m, book_type(k->job->output), error);
	if (status == FR_OK)
		status = add_frame(m, error);
	return status;
}

/* The content types come first, as everywhere. */
static fr_status write_parts(masked_book *m, fr_error *error)
{
	fr_package *package;
	fr_status status = fr_package_open(&m->k->job->allocator, m->k->job->output, &package, error);
	for (int round = 0; round < 2 && status == FR_OK; round++)
		for (masked_part *p = m->parts; p; p = p->next)
			if (p->scratch && (round || p->name[0] == '[')) {
				fr_package_add_scratch(package, p->name, p->scratch);
				p->scratch = NULL;
			}
	return status == FR_OK ? fr_package_close(package, true, error) : status;
}

fr_status book_write_masked(book_copy *k, fr_error *error)
{
	masked_book m = {.k = k};
	m.end = &m.parts;
	fr_buf_init(&m.used, &k->job->allocator, (size_t)1 << 30);
	fr_status status = add_all(&m, error);
	if (status == FR_OK && m.used.failed)
		status = no_memory(error);
	if (status == FR_OK) {
		count_gone(&m);
		status = write_parts(&m, error);
	}
	for (masked_part *p = m.parts; p; p = p->next)
		fr_scratch_free(p->scratch);
	fr_buf_free(&m.used);
	return status;
}
