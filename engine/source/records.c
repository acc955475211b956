/* Records: record XML as rows: the project's batches, and submissions of ODK.
 * Stage: rows. In: an XML file as a stream. Out: names of columns, then for each record the rows of its repeats and the record itself; one record in memory at a time. */
#include "source/records.h"

#include <stdio.h>

static bool give_names(fr_records *r, fr_row *out)
{
	r->names.grown = false;
	for (size_t i = 0; i < r->names.table_count; i++) {
		fr_table_names *table = &r->names.tables[i];
		if (table->told == table->count)
			continue;
		*out = (fr_row){.cells = table->cells,
			.count = table->count,
			.row = r->line ? r->line : 1,
			.names = true,
			.repeat = table->repeat,
			.version = r->whole && r->own.count > r->version->column ? r->own.items[r->version->column].text : fr_str_of("", 0),
			.new_sheet = i == 0 && table->told == 0};
		table->told = table->count;
		r->names.grown = true; /* perhaps another one has grown too */
		return true;
	}
	return false;
}

static bool give_row(fr_records *r, fr_row *out)
{
	if (r->given < r->row_n) {
		const fr_nested *row = &r->rows[r->given++];
		*out = (fr_row){.cells = r->below.items + row->first,
			.count = row->count,
			.row = row->line,
			.texts = fr_buf_view(&r->text),
			.repeat = r->names.tables[row->table].repeat};
		return true;
	}
	*out = (fr_row){.cells = r->own.items, .count = r->own.count, .row = r->line, .texts = fr_buf_view(&r->text)};
	r->whole = false;
	return true;
}

static fr_status records_next(void *state, fr_row *out, fr_error *error)
{
	fr_records *r = state;
	while (!r->whole && !r->ended) {
		fr_status status = fr_markup_run(&r->markup, error);
		r->ended = status == FR_END;
		if (status == FR_OK || status == FR_END)
			continue;
		if (error && !error->line && status != FR_E_MEMORY && status != FR_E_CANCELLED)
			fr_error_at(
				error, NULL, XML_GetCurrentLineNumber(r->markup.parser), XML_GetCurrentColumnNumber(r->markup.parser) + 1);
		return status;
	}
	if (r->names.grown && give_names(r, out))
		return FR_OK;
	return r->whole && give_row(r, out) ? FR_OK : FR_END;
}

static fr_status records_expect(void *state, const fr_expected *tables, size_t count, fr_error *error)
{
	fr_records *r = state;
	for (size_t i = 0; i < count; i++) {
		size_t table = fr_names_rows(&r->names, tables[i].repeat);
		fr_element *e = NULL;
		if (table && table != FR_NO_PLACE && (e = fr_names_element(&r->names, 0, tables[i].repeat, NULL)))
			e->rows = table;
		bool ok = table == 0 || e;
		for (size_t k = 0; k < tables[i].count && ok; k++)
			ok = (e = fr_names_element(&r->names, table, tables[i].names[k], NULL)) && fr_names_column(&r->names, e) &&
			     (e->value = true);
		if (!ok && r->names.refused == FR_MEMORY)
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		if (!ok) {
			char most[32];
			snprintf(most, sizeof most, "%zu", r->limits.columns);
			return fr_fail(error, FR_E_LIMIT, r->names.refused, r->part.name, "", most, NULL);
		}
	}
	return FR_OK;
}

static uint64_t records_done(const void *state) { return ((const fr_records *)state)->bytes->taken; }

static fr_str records_property(void *state, const char *name)
{
	const fr_records *r = state;
	if (strcmp(name, "formrule") == 0)
		return r->property;
	for (size_t i = 2; i < FR_BATCH_ATTRIBUTES; i++)
		if (strcmp(name, fr_batch_attributes[i]) == 0)
			return r->about[i];
	return fr_str_of("", 0);
}

static void records_close(void *state)
{
	fr_records *r = state;
	fr_allocator a = r->allocator;
	fr_markup_close(&r->markup);
	if (r->part.close)
		r->part.close(&r->part);
	fr_names_free(&r->names);
	fr_buf_free(&r->text);
	fr_release(&a, r->frames);
	fr_release(&a, r->own.items);
	fr_release(&a, r->below.items);
	fr_release(&a, r->rows);
	fr_release(&a, r);
}

static bool prepare(fr_records *r)
{
	r->markup.user = r;
	r->markup.start = fr_records_start;
	r->markup.end = fr_records_end;
	r->markup.text = fr_records_text;
	r->markup.raw = true;
	r->markup.depth_most = r->limits.depth;
	r->record.raw = "record";
	r->markup.token_most = 8 * r->limits.cell_bytes + ((size_t)1 << 20);
	fr_buf_init(&r->text, &r->allocator, r->limits.row_bytes);
	if (!fr_names_init(&r->names, &r->allocator, r->limits.columns + 2))
		return false;
	r->id = fr_names_element(&r->names, 0, FR_STR(FR_NAME_ID), NULL);
	r->version = fr_names_element(&r->names, 0, FR_STR(FR_NAME_VERSION), NULL);
	return r->id && r->version && fr_names_column(&r->names, r->id) && fr_names_column(&r->names, r->version);
}

fr_status fr_records_open(const fr_allocator *allocator, fr_bytes *bytes, const fr_limits *limits, size_t block, bool submission,
	fr_reader *out, fr_error *error)
{
	fr_records *r = fr_alloc(allocator, sizeof *r);
	if (!r)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*r = (fr_records){.allocator = *allocator, .limits = *limits, .bytes = bytes, .submission = submission};
	fr_status status = prepare(r) ? FR_OK : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_OK)
		status = fr_part_of_xml(allocator, bytes, &r->part, &r->markup.encoding, error);
	if (status == FR_OK)
		status = fr_markup_open(&r->markup, &r->part, block, error);
	if (status == FR_OK)
		status = fr_markup_run(&r->markup, error); /* up to the first element */
	if (status == FR_OK || status == FR_END) {
		*out = (fr_reader){submission ? "submission" : "batch", r, records_next, records_done, records_property, records_close,
			records_expect};
		return FR_OK;
	}
	if (r->markup.parser && error && !error->line && status != FR_E_MEMORY && status != FR_E_CANCELLED)
		fr_error_at(error, NULL, XML_GetCurrentLineNumber(r->markup.parser), XML_GetCurrentColumnNumber(r->markup.parser) + 1);
	records_close(r);
	return status;
}
