/* Records: record XML as rows: the project's batches, and submissions of ODK.
 * Stage: rows. In: an XML file as a stream. Out: names of columns, then for each record the rows of its repeats and the record itself; one record in memory at a time.
 * Sources: schemas/README.md (Batches); ODK XForms specification, "Instance", and OpenRosa metadata schema. */
#include "source/markup.h"
#include "source/records_names.h"

#include <stdio.h>

/* What an element inside a record is: a value until elements turn up in it. */
typedef enum kind { RECORD, ROW, GROUP, ABOUT, VALUE } kind;

typedef struct frame {
	kind kind;
	size_t table; /* what stands in it is of */
	fr_element *element, *last; /* itself, and the last one met in it */
	size_t at, line; /* VALUE: where its text begins; its line where that was worth asking for, or 0 */
	bool spoilt; /* VALUE: has elements in it */
} frame;

typedef struct cells {
	fr_cell *items; /* until the record is whole the number of a text is where it begins */
	size_t count, capacity;
} cells;

typedef struct nested {
	size_t table, line, first, count;
} nested;

#define ATTRIBUTES 5
static const char *const batch_attributes[ATTRIBUTES] = {"form", "version", "id", "branch", "created"};

typedef struct records {
	fr_allocator allocator;
	fr_limits limits;
	fr_bytes *bytes;
	fr_part part;
	fr_markup markup;
	bool submission;
	fr_names names;
	fr_element record; /* stands for any record */
	fr_element *id, *version;
	unsigned prefixes; /* in force at the root */
	fr_str about[ATTRIBUTES], property;

	frame *frames;
	size_t frame_n, frame_capacity;
	fr_buf text; /* of all values of the record */
	cells own, below; /* of the record; of the rows of its repeats, one row after the other */
	nested *rows;
	size_t row_n, row_capacity;
	size_t count, line; /* records so far; where this one begins */

	bool whole, ended; /* the record at hand has ended; so has the file */
	size_t given; /* rows of it that were given out */
} records;

/* ---- refusals ---- */

static void refuse(records *r, fr_status status, fr_code code, const char *a, const char *b)
{
	fr_fail(r->markup.error, status, code, r->part.name, a, b, NULL);
	fr_error_at(r->markup.error, NULL, XML_GetCurrentLineNumber(r->markup.parser), XML_GetCurrentColumnNumber(r->markup.parser) + 1);
	fr_markup_refuse(&r->markup, status);
}

static void over_limit(records *r, fr_code code, size_t most)
{
	char limit[32];
	snprintf(limit, sizeof limit, "%zu", most);
	refuse(r, FR_E_LIMIT, code, "", limit);
}

static void no_memory(records *r) { fr_markup_refuse(&r->markup, fr_fail(r->markup.error, FR_E_MEMORY, FR_MEMORY, NULL)); }

static void refuse_name(records *r)
{
	if (r->names.refused == FR_SOURCE_COLUMNS)
		over_limit(r, FR_SOURCE_COLUMNS, r->limits.columns);
	else if (r->names.refused == FR_SOURCE_TOKEN)
		refuse(r, FR_E_LIMIT, FR_SOURCE_TOKEN, NULL, NULL);
	else
		no_memory(r);
}

static void refuse_element(records *r, const char *name, const char *in) { refuse(r, FR_E_FORMAT, FR_SOURCE_ELEMENT, name, in); }

/* What every element may have. */
static bool is_markup(const char *attribute) { return strncmp(attribute, "xmlns", 5) == 0 || strncmp(attribute, "xml:", 4) == 0; }

static bool only_markup(records *r, const char *element, const char **attributes)
{
	for (const char **a = attributes; *a; a += 2)
		if (!is_markup(a[0])) {
			refuse(r, FR_E_FORMAT, FR_SOURCE_ATTRIBUTE, element, a[0]);
			return false;
		}
	return true;
}

/* ---- cells ---- */

/* Room for so many items; NULL when it is refused, and items stay as they are. */
static void *grown(records *r, void *items, size_t *capacity, size_t size, size_t wanted)
{
	if (wanted <= *capacity)
		return items;
	size_t more = *capacity * 2 > wanted ? *capacity * 2 : wanted < 16 ? 16 : wanted;
	void *fresh = fr_resize(&r->allocator, items, more * size);
	if (fresh)
		*capacity = more;
	else
		no_memory(r);
	return fresh;
}

static void put(records *r, bool below, size_t column, fr_cell cell)
{
	cells *c = below ? &r->below : &r->own;
	size_t at = column + (below ? r->rows[r->row_n - 1].first : 0);
	if (below && at * sizeof *c->items > r->limits.row_bytes) {
		over_limit(r, FR_SOURCE_ROW, r->limits.row_bytes);
		return;
	}
	fr_cell *items = grown(r, c->items, &c->capacity, sizeof *items, at + 1);
	if (!items)
		return;
	c->items = items;
	while (c->count <= at)
		c->items[c->count++] = (fr_cell){.kind = FR_CELL_EMPTY};
	if (c->items[at].kind != FR_CELL_EMPTY)
		cell = (fr_cell){.kind = FR_CELL_ERROR, .number = FR_ELEMENT_TWICE};
	c->items[at] = cell;
}

static void put_text(records *r, fr_element *element, fr_str value)
{
	size_t at = r->text.n;
	fr_buf_str(&r->text, value);
	if (value.n > r->limits.cell_bytes)
		over_limit(r, FR_SOURCE_CELL, r->limits.cell_bytes);
	else if (r->text.failed)
		no_memory(r);
	else if (value.n)
		put(r, false, element->column, (fr_cell){FR_CELL_TEXT, {NULL, value.n}, (double)at});
}

/* ---- records ---- */

static frame *push(records *r, kind kind, size_t table, fr_element *element)
{
	frame *frames = grown(r, r->frames, &r->frame_capacity, sizeof *frames, r->frame_n + 1);
	if (!frames)
		return NULL;
	r->frames = frames;
	r->frames[r->frame_n] = (frame){.kind = kind, .table = table, .element = element, .at = r->text.n};
	return &r->frames[r->frame_n++];
}

static void begin(records *r)
{
	r->own.count = r->below.count = r->row_n = r->given = 0;
	fr_buf_clear(&r->text);
	r->line = XML_GetCurrentLineNumber(r->markup.parser);
	if (++r->count > r->limits.rows)
		over_limit(r, FR_SOURCE_ROWS, r->limits.rows);
	else
		push(r, RECORD, 0, &r->record);
}

static void batch_record(records *r, const char *qname, const char **attributes)
{
	fr_name name = fr_markup_name(&r->markup, qname, false);
	if (!fr_name_is(name, FR_NS_BATCH, "record")) {
		refuse_element(r, qname, "batch");
		return;
	}
	begin(r);
	for (const char **a = attributes; *a && r->markup.status == FR_OK; a += 2)
		if (strcmp(a[0], "id") == 0)
			put_text(r, r->id, fr_str_from(a[1]));
		else if (strcmp(a[0], "version") == 0)
			put_text(r, r->version, fr_str_from(a[1]));
		else if (!is_markup(a[0]))
			refuse(r, FR_E_FORMAT, FR_SOURCE_ATTRIBUTE, "record", a[0]);
}

/* "id@version", as workbooks name their form. */
static void name_form(records *r, const char *form, const char *version)
{
	fr_buf name;
	fr_buf_init(&name, &r->allocator, 1 << 16);
	fr_buf_puts(&name, form);
	if (version) {
		fr_buf_byte(&name, '@');
		fr_buf_puts(&name, version);
	}
	r->property = name.failed ? fr_str_of(NULL, 0) : fr_arena_str(&r->names.arena, fr_buf_view(&name));
	fr_buf_free(&name);
	if (!r->property.p)
		no_memory(r);
}

static void batch_root(records *r, const char **attributes)
{
	const char *values[ATTRIBUTES] = {0};
	for (const char **a = attributes; *a; a += 2) {
		size_t i = 0;
		while (i < ATTRIBUTES && strcmp(a[0], batch_attributes[i]) != 0)
			i++;
		if (i < ATTRIBUTES)
			values[i] = a[1];
		else if (!is_markup(a[0])) {
			refuse(r, FR_E_FORMAT, FR_SOURCE_ATTRIBUTE, "batch", a[0]);
			return;
		}
	}
	if (!values[0] || !*values[0]) {
		refuse(r, FR_E_FORMAT, FR_SOURCE_ATTRIBUTE_MISSING, "batch", "form");
		return;
	}
	for (size_t i = 2; i < ATTRIBUTES; i++) {
		r->about[i] = fr_arena_str(&r->names.arena, fr_str_from(values[i]));
		if (!r->about[i].p)
			no_memory(r);
	}
	name_form(r, values[0], values[1]);
}

static void submission_root(records *r, const char *qname, const char **attributes)
{
	const char *id = "", *version = NULL, *instance = "";
	for (const char **a = attributes; *a; a += 2)
		if (strcmp(a[0], "id") == 0)
			id = a[1];
		else if (strcmp(a[0], "version") == 0)
			version = a[1];
		else if (strcmp(a[0], "instanceID") == 0)
			instance = a[1];
	name_form(r, id, version);
	fr_str raw = fr_arena_str(&r->names.arena, fr_str_from(qname));
	r->record.raw = raw.p ? raw.p : r->record.raw;
	begin(r);
	put_text(r, r->id, fr_str_from(instance));
}

static void root(records *r, const char *qname, const char **attributes)
{
	r->prefixes = r->markup.prefix_n;
	if (r->submission)
		submission_root(r, qname, attributes);
	else
		batch_root(r, attributes);
	fr_markup_pause(&r->markup);
}

/* ---- inside a record ---- */

static bool in_row(const records *r)
{
	for (size_t i = r->frame_n; i-- > 0;)
		if (r->frames[i].kind == ROW)
			return true;
	return false;
}

static bool is_blank(fr_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > ' ')
			return false;
	return true;
}

static fr_str value_of(const records *r, const frame *f) { return fr_str_of(r->text.n ? r->text.p + f->at : NULL, r->text.n - f->at); }

static void row_begin(records *r, frame *f)
{
	fr_element *e = f->element;
	if (e->rows == FR_NO_PLACE && (e->rows = fr_names_rows(&r->names, e->key)) == FR_NO_PLACE) {
		refuse_name(r);
		return;
	}
	nested *rows = grown(r, r->rows, &r->row_capacity, sizeof *rows, r->row_n + 1);
	if (!rows)
		return;
	r->rows = rows;
	r->rows[r->row_n++] =
		(nested){.table = e->rows, .line = f->line ? f->line : XML_GetCurrentLineNumber(r->markup.parser), .first = r->below.count};
	f->kind = ROW;
	f->table = e->rows;
}

/* An element turned up in what was thought to be a value. False: it cannot stand there, and the value is spoilt. */
static bool open_value(records *r, frame *f)
{
	bool below = in_row(r);
	if (!is_blank(value_of(r, f)) || f->spoilt || f->element->value || (below && !r->submission)) {
		f->spoilt = true;
		return false;
	}
	r->text.n = f->at;
	if (r->submission && (below || f->element->rows == FR_NO_PLACE))
		f->kind = GROUP;
	else
		row_begin(r, f);
	return true;
}

/* The element by its whole name. What is not in the record's own namespace keeps its prefix, and a colon when it has none: no field is called so. */
static fr_element *resolve(records *r, const frame *in, const char *qname)
{
	fr_name name = fr_markup_name(&r->markup, qname, false);
	bool own = name.ns == (r->submission ? FR_NS_NONE : FR_NS_BATCH);
	bool about = r->submission && in->kind == RECORD && (own || name.ns == FR_NS_OPENROSA) && strcmp(name.local, "meta") == 0;
	char foreign[FR_NAME_MOST + 2];
	fr_str key = fr_str_from(own || about ? name.local : qname);
	if (!own && !about && name.local == qname && key.n <= FR_NAME_MOST) {
		foreign[0] = ':';
		memcpy(foreign + 1, qname, key.n);
		key = fr_str_of(foreign, key.n + 1);
	}
	fr_element *e = fr_names_element(&r->names, in->table, key, qname);
	if (!e) {
		refuse_name(r);
		return NULL;
	}
	e->about = about;
	if (e->raw == e->key.p && strcmp(e->raw, qname) != 0) { /* expected, and met for the first time */
		fr_str met = fr_arena_str(&r->names.arena, fr_str_from(qname));
		e->raw = met.p ? met.p : e->raw;
	}
	return e;
}

static void about_start(records *r, const char *qname)
{
	if (strcmp(fr_markup_name(&r->markup, qname, false).local, "instanceID") == 0)
		push(r, VALUE, 0, r->id);
	else
		fr_markup_skip(&r->markup);
}

static void inside(records *r, const char *qname, const char **attributes)
{
	frame *in = &r->frames[r->frame_n - 1];
	if (!r->submission && *attributes && !only_markup(r, qname, attributes))
		return;
	if (in->kind == VALUE && !open_value(r, in)) {
		fr_markup_skip(&r->markup);
		return;
	}
	if (in->kind == ABOUT) {
		about_start(r, qname);
		return;
	}
	fr_element **guess = in->last ? &in->last->next : &in->element->inner, *e = *guess;
	bool fresh = false;
	if (!e || e->table != in->table || strcmp(e->raw, qname) != 0 || r->markup.prefix_n != r->prefixes) {
		size_t before = r->names.elements;
		e = resolve(r, in, qname);
		if (!e)
			return;
		fresh = before != r->names.elements;
		*guess = e;
	}
	in->last = e;
	frame *f = push(r, e->about ? ABOUT : VALUE, in->table, e);
	if (f && (fresh || e->rows != FR_NO_PLACE))
		f->line = XML_GetCurrentLineNumber(r->markup.parser);
}

static void value_end(records *r, const frame *f)
{
	size_t n = r->text.n - f->at;
	if (f->spoilt || is_blank(value_of(r, f)))
		r->text.n = f->at;
	if (r->text.n == f->at && !f->spoilt)
		return;
	if (!fr_names_column(&r->names, f->element)) {
		refuse_name(r);
		return;
	}
	put(r, f->table != 0, f->element->column,
		f->spoilt ? (fr_cell){.kind = FR_CELL_ERROR, .number = FR_ELEMENT_NESTED}
			  : (fr_cell){FR_CELL_TEXT, {NULL, n}, (double)f->at});
}

static void settle(const records *r, cells *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->items[i].kind == FR_CELL_TEXT) {
			c->items[i].text.p = r->text.p + (size_t)c->items[i].number;
			c->items[i].number = 0;
		}
}

/* ---- events ---- */

static void on_start(void *user, fr_name name, const char **attributes)
{
	records *r = user;
	if (r->frame_n)
		inside(r, name.local, attributes);
	else if (r->markup.depth == 1)
		root(r, name.local, attributes);
	else
		batch_record(r, name.local, attributes);
}

static void on_end(void *user, fr_name name)
{
	records *r = user;
	(void)name;
	if (!r->frame_n) /* of the batch */
		return;
	frame *f = &r->frames[--r->frame_n];
	nested *row = r->row_n ? &r->rows[r->row_n - 1] : NULL;
	if (f->kind == VALUE)
		value_end(r, f);
	else if (f->kind == ROW) {
		row->count = r->below.count - row->first;
		r->row_n -= row->count == 0;
	} else if (f->kind == RECORD) {
		settle(r, &r->own);
		settle(r, &r->below);
		r->whole = true;
		fr_markup_pause(&r->markup);
	}
}

static void on_text(void *user, const char *p, size_t n)
{
	records *r = user;
	const frame *f = r->frame_n ? &r->frames[r->frame_n - 1] : NULL;
	if (f && f->kind == VALUE) {
		fr_buf_add(&r->text, p, n);
		if (r->text.n - f->at > r->limits.cell_bytes)
			over_limit(r, FR_SOURCE_CELL, r->limits.cell_bytes);
		else if (r->text.failed && r->text.n < r->limits.row_bytes / 2) /* far from the ceiling: it was memory */
			no_memory(r);
		else if (r->text.failed)
			over_limit(r, FR_SOURCE_ROW, r->limits.row_bytes);
	} else if ((unsigned char)p[0] > ' ' || !is_blank(fr_str_of(p, n))) {
		if (!f || f->kind != ABOUT)
			refuse(r, FR_E_FORMAT, FR_SOURCE_WORDS, f ? f->element->raw : "batch", NULL);
	}
}

/* ---- as a reader ---- */

static bool give_names(records *r, fr_row *out)
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

static bool give_row(records *r, fr_row *out)
{
	if (r->given < r->row_n) {
		const nested *row = &r->rows[r->given++];
		*out = (fr_row){.cells = r->below.items + row->first,
			.count = row->count,
			.row = row->line,
			.repeat = r->names.tables[row->table].repeat};
		return true;
	}
	*out = (fr_row){.cells = r->own.items, .count = r->own.count, .row = r->line};
	r->whole = false;
	return true;
}

static fr_status records_next(void *state, fr_row *out, fr_error *error)
{
	records *r = state;
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
	records *r = state;
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

static uint64_t records_done(const void *state) { return ((const records *)state)->bytes->taken; }

static fr_str records_property(void *state, const char *name)
{
	const records *r = state;
	if (strcmp(name, "formrule") == 0)
		return r->property;
	for (size_t i = 2; i < ATTRIBUTES; i++)
		if (strcmp(name, batch_attributes[i]) == 0)
			return r->about[i];
	return fr_str_of("", 0);
}

static void records_close(void *state)
{
	records *r = state;
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

static bool prepare(records *r)
{
	r->markup.user = r;
	r->markup.start = on_start;
	r->markup.end = on_end;
	r->markup.text = on_text;
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
	records *r = fr_alloc(allocator, sizeof *r);
	if (!r)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*r = (records){.allocator = *allocator, .limits = *limits, .bytes = bytes, .submission = submission};
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
