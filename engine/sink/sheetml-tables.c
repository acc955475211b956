/* Tables of a masked XLSX copy.
 * Stage: outputs. In: a table's part, texts of its header cells. Out: the part with the names of columns as their cells show them; what people filtered and sorted by, queries and formulas
 * that tell are gone. Source: ECMA-376 part 1, 18.5. */
#include "sink/sheetml-masked.h"

#include <stdio.h>

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

typedef struct table {
	masked_book *m;
	splice in;
	sheet_cleaner cleaner;
	const copy_note *notes; /* of the sheet */
	size_t count;
	sheet_place place; /* of the next column's header */
} table;

static fr_status no_memory(fr_error *error) { return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL); }

/* The header cell's new text, when it gets one. */
static const copy_note *header_note(const table *t)
{
	for (size_t i = 0; i < t->count && t->notes[i].row <= t->place.row; i++)
		if (t->notes[i].row == t->place.row && t->notes[i].column == t->place.column && t->notes[i].replaces)
			return &t->notes[i];
	return NULL;
}

static void put_column(table *t)
{
	fr_buf *out = &t->in.out, *words = &t->cleaner.words, *other = &t->cleaner.other;
	const copy_note *note = header_note(t);
	fr_str name;
	const char *const *without = t->cleaner.without;
	static const char *const column[] = {"name", "uniqueName", "queryTableFieldId", NULL};
	t->cleaner.without = column;
	sheet_clean_tag(&t->cleaner, out);
	t->cleaner.without = without;
	out->n--;
	fr_buf_clear(words);
	fr_buf_clear(other);
	if (!splice_attribute_of(t->in.raw, "name", &name) || !splice_decode(name, words))
		fr_buf_clear(words);
	name = note ? note->text : fr_scrub_text(t->m->k->job->scrub, fr_buf_view(words), other) ? fr_buf_view(other) : fr_buf_view(words);
	fr_xml_attr(out, "name", name);
	fr_buf_byte(out, '>');
	t->place.column++;
	if (t->in.kind == SPLICE_EMPTY)
		sheet_clean_end(&t->in, out);
}

/* autoFilter keeps its place and loses what it filters by. */
static fr_status put_filter(table *t, fr_error *error)
{
	sheet_clean_tag(&t->cleaner, &t->in.out);
	sheet_clean_end(&t->in, &t->in.out);
	return splice_pass(&t->in, false, error);
}

static fr_status put_formula(table *t, fr_error *error)
{
	fr_buf *out = &t->in.out;
	size_t from = out->n;
	t->cleaner.told = false;
	fr_status status = sheet_clean(&t->cleaner, out, error);
	if (t->cleaner.told)
		out->n = from;
	return status;
}

static fr_status start(table *t, fr_error *error)
{
	splice *in = &t->in;
	fr_str ref;
	if (in->ns != FR_NS_SHEET)
		return splice_pass(in, false, error);
	if (in->depth == 1 && splice_attribute_of(in->raw, "ref", &ref)) {
		const char *colon = memchr(ref.p, ':', ref.n);
		sheet_place_read(fr_str_of(ref.p, colon ? (size_t)(colon - ref.p) : ref.n), &t->place);
	}
	if (fr_str_is(in->local, "autoFilter"))
		return put_filter(t, error);
	if (fr_str_is(in->local, "calculatedColumnFormula") || fr_str_is(in->local, "totalsRowFormula"))
		return put_formula(t, error);
	if (fr_str_is(in->local, "tableColumn"))
		put_column(t);
	else if (fr_str_is(in->local, "table") || fr_str_is(in->local, "tableColumns") || fr_str_is(in->local, "tableStyleInfo")) {
		sheet_clean_tag(&t->cleaner, &in->out);
		if (in->kind == SPLICE_EMPTY)
			sheet_clean_end(in, &in->out);
	} else
		return splice_pass(in, false, error);
	return FR_OK;
}

static fr_status run(table *t, fr_error *error)
{
	fr_status status = FR_OK;
	fr_buf_puts(&t->in.out, HEAD);
	while (status == FR_OK && (status = splice_next(&t->in, error)) == FR_OK) {
		if (splice_starts(&t->in))
			status = start(t, error);
		else if (t->in.kind == SPLICE_END)
			splice_copy(&t->in);
	}
	return status == FR_END ? FR_OK : status;
}

static fr_status add_table(masked_book *m, size_t sheet, const char *name, fr_error *error)
{
	static const char *const without[] = {"tableType", "queryTableFieldId", "connectionId", "uniqueName", "comment", NULL};
	table t = {.m = m};
	fr_part part;
	char own[64];
	fr_status status = fr_zip_part(m->k->zip, name, &part, error);
	if (status != FR_OK)
		return status;
	t.count = copy_notes_of(m->k->job, m->k->book.sheets[sheet].name, &t.notes);
	splice_open(&t.in, &m->k->job->allocator, &part, m->k->job->input, m->k->job->output, SHEETML_TOKEN_MOST);
	sheet_cleaner_open(&t.cleaner, m->k->job, &t.in, without);
	status = copy_scratch(m->k->job, true, &t.in.scratch, error);
	if (status == FR_OK)
		status = run(&t, error);
	fr_scratch *scratch = t.in.scratch;
	if (status == FR_OK && (t.cleaner.words.failed || t.cleaner.other.failed))
		status = no_memory(error);
	sheet_cleaner_close(&t.cleaner);
	splice_close(&t.in);
	part.close(&part);
	if (status != FR_OK) {
		fr_scratch_free(scratch);
		return status;
	}
	snprintf(own, sizeof own, "xl/tables/table%zu.xml", ++m->tables);
	return masked_add(m, own, BOOK_TYPE("table"), name, scratch) ? FR_OK : no_memory(error);
}

fr_status masked_tables(masked_book *m, size_t sheet, const fr_xlsx_relation *all, size_t *count, fr_error *error)
{
	fr_status status = FR_OK;
	fr_buf text;
	char own[64];
	*count = 0;
	fr_buf_init(&text, &m->k->job->allocator, COPY_PART_MOST);
	fr_buf_puts(&text, HEAD "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
	for (const fr_xlsx_relation *r = all; r && status == FR_OK; r = r->next) {
		if (!r->part || strcmp(r->kind, "table") != 0)
			continue;
		status = add_table(m, sheet, r->part, error);
		fr_buf_printf(&text, "<Relationship Id=\"rId%zu\" Type=\"%s/table\" Target=\"/xl/tables/table%zu.xml\"/>", ++*count,
			m->k->strict ? BOOK_RELATION_STRICT : BOOK_RELATION, m->tables);
	}
	fr_buf_puts(&text, "</Relationships>");
	snprintf(own, sizeof own, "xl/worksheets/_rels/sheet%zu.xml.rels", m->sheets + 1);
	if (status == FR_OK && *count)
		status = masked_add_text(m, own, NULL, NULL, &text, error);
	fr_buf_free(&text);
	return status;
}
