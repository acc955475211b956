/* Elements: what stands in record XML, taken apart into values, groups and rows.
 * Stage: rows. In: elements and text. Out: the cells of one record and of the rows of its repeats.
 * Sources: schemas/README.md (Batches); ODK XForms specification, "Instance", and OpenRosa metadata schema. */
#include "source/records.h"

#include <stdio.h>

const char *const fr_batch_attributes[FR_BATCH_ATTRIBUTES] = {"form", "version", "id", "branch", "created"};

/* ---- refusals ---- */

static void refuse(fr_records *r, fr_status status, fr_code code, const char *a, const char *b)
{
	fr_fail(r->markup.error, status, code, r->part.name, a, b, NULL);
	fr_error_at(r->markup.error, NULL, XML_GetCurrentLineNumber(r->markup.parser), XML_GetCurrentColumnNumber(r->markup.parser) + 1);
	fr_markup_refuse(&r->markup, status);
}

static void over_limit(fr_records *r, fr_code code, size_t most)
{
	char limit[32];
	snprintf(limit, sizeof limit, "%zu", most);
	refuse(r, FR_E_LIMIT, code, "", limit);
}

static void no_memory(fr_records *r) { fr_markup_refuse(&r->markup, fr_fail(r->markup.error, FR_E_MEMORY, FR_MEMORY, NULL)); }

static void refuse_name(fr_records *r)
{
	if (r->names.refused == FR_SOURCE_COLUMNS)
		over_limit(r, FR_SOURCE_COLUMNS, r->limits.columns);
	else if (r->names.refused == FR_SOURCE_TOKEN)
		refuse(r, FR_E_LIMIT, FR_SOURCE_TOKEN, NULL, NULL);
	else
		no_memory(r);
}

static void refuse_element(fr_records *r, const char *name, const char *in) { refuse(r, FR_E_FORMAT, FR_SOURCE_ELEMENT, name, in); }

/* What every element may have. */
static bool is_markup(const char *attribute) { return strncmp(attribute, "xmlns", 5) == 0 || strncmp(attribute, "xml:", 4) == 0; }

static bool only_markup(fr_records *r, const char *element, const char **attributes)
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
static void *grown(fr_records *r, void *items, size_t *capacity, size_t size, size_t wanted)
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

/* The cell of that column in the row at hand, NULL when it is refused. */
static fr_cell *cell_of(fr_records *r, bool below, size_t column)
{
	fr_row_cells *c = below ? &r->below : &r->own;
	size_t at = column + (below ? r->rows[r->row_n - 1].first : 0);
	if (at >= c->capacity) {
		if (below && at * sizeof *c->items > r->limits.row_bytes) {
			over_limit(r, FR_SOURCE_ROW, r->limits.row_bytes);
			return NULL;
		}
		fr_cell *items = grown(r, c->items, &c->capacity, sizeof *items, at + 1);
		if (!items)
			return NULL;
		c->items = items;
	}
	while (c->count <= at)
		c->items[c->count++] = (fr_cell){.kind = FR_CELL_EMPTY};
	return &c->items[at];
}

/* A text is found by where it begins until the record is whole. */
static void put(fr_records *r, bool below, size_t column, size_t at, size_t n)
{
	fr_cell *cell = cell_of(r, below, column);
	if (!cell)
		return;
	bool twice = cell->kind != FR_CELL_EMPTY;
	cell->kind = twice || r->spoilt ? FR_CELL_ERROR : FR_CELL_TEXT;
	cell->text = fr_str_of(NULL, cell->kind == FR_CELL_TEXT ? n : 0);
	cell->number = twice ? FR_ELEMENT_TWICE : r->spoilt ? FR_ELEMENT_NESTED : (double)at;
}

static void put_text(fr_records *r, fr_element *element, fr_str value)
{
	size_t at = r->text.n;
	fr_buf_str(&r->text, value);
	if (value.n > r->limits.cell_bytes)
		over_limit(r, FR_SOURCE_CELL, r->limits.cell_bytes);
	else if (r->text.failed)
		no_memory(r);
	else if (value.n)
		put(r, false, element->column, at, value.n);
}

/* ---- records ---- */

static void push(fr_records *r, fr_frame_kind kind, size_t table, fr_element *element)
{
	if (r->frame_n == r->frame_capacity) {
		fr_frame *frames = grown(r, r->frames, &r->frame_capacity, sizeof *frames, r->frame_n + 1);
		if (!frames)
			return;
		r->frames = frames;
	}
	r->frames[r->frame_n] = (fr_frame){kind, table, element, NULL};
	r->frame_n++;
}

static void begin(fr_records *r)
{
	r->value = NULL;
	r->spoilt = false;
	r->own.count = r->below.count = r->row_n = r->given = 0;
	fr_buf_clear(&r->text);
	r->line = XML_GetCurrentLineNumber(r->markup.parser);
	if (++r->count > r->limits.rows)
		over_limit(r, FR_SOURCE_ROWS, r->limits.rows);
	else
		push(r, FR_FRAME_RECORD, 0, &r->record);
}

static void batch_record(fr_records *r, const char *qname, const char **attributes)
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
static void name_form(fr_records *r, const char *form, const char *version)
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

static void batch_root(fr_records *r, const char **attributes)
{
	const char *values[FR_BATCH_ATTRIBUTES] = {0};
	for (const char **a = attributes; *a; a += 2) {
		size_t i = 0;
		while (i < FR_BATCH_ATTRIBUTES && strcmp(a[0], fr_batch_attributes[i]) != 0)
			i++;
		if (i < FR_BATCH_ATTRIBUTES)
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
	for (size_t i = 2; i < FR_BATCH_ATTRIBUTES; i++) {
		r->about[i] = fr_arena_str(&r->names.arena, fr_str_from(values[i]));
		if (!r->about[i].p)
			no_memory(r);
	}
	name_form(r, values[0], values[1]);
}

static void submission_root(fr_records *r, const char *qname, const char **attributes)
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

static void root(fr_records *r, const char *qname, const char **attributes)
{
	r->prefixes = r->markup.prefix_n;
	if (r->submission)
		submission_root(r, qname, attributes);
	else
		batch_root(r, attributes);
	fr_markup_pause(&r->markup);
}

/* ---- inside a record ---- */

static bool in_row(const fr_records *r)
{
	for (size_t i = r->frame_n; i-- > 0;)
		if (r->frames[i].kind == FR_FRAME_ROW)
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

static fr_str value_of(const fr_records *r) { return fr_str_of(r->text.n ? r->text.p + r->value_at : NULL, r->text.n - r->value_at); }

static void row_begin(fr_records *r, fr_element *e)
{
	if (e->rows == FR_NO_PLACE && (e->rows = fr_names_rows(&r->names, e->key)) == FR_NO_PLACE) {
		refuse_name(r);
		return;
	}
	fr_nested *rows = grown(r, r->rows, &r->row_capacity, sizeof *rows, r->row_n + 1);
	if (!rows)
		return;
	r->rows = rows;
	r->rows[r->row_n++] = (fr_nested){.table = e->rows,
		.line = r->value_line ? r->value_line : XML_GetCurrentLineNumber(r->markup.parser),
		.first = r->below.count};
	push(r, FR_FRAME_ROW, e->rows, e);
}

/* An element turned up in what was thought to be a value. False: it cannot stand there, and the value is spoilt. */
static bool open_value(fr_records *r)
{
	fr_element *e = r->value;
	bool below = in_row(r);
	if (!is_blank(value_of(r)) || r->spoilt || e->value || (below && !r->submission)) {
		r->spoilt = true;
		return false;
	}
	r->text.n = r->value_at;
	r->value = NULL;
	if (r->submission && (below || e->rows == FR_NO_PLACE))
		push(r, FR_FRAME_GROUP, e->table, e);
	else
		row_begin(r, e);
	return r->markup.status == FR_OK;
}

static void begin_value(fr_records *r, fr_element *e)
{
	r->value = e;
	r->value_at = r->text.n;
	r->value_line = 0;
	r->spoilt = false;
}

/* The element by its whole name. What is not in the record's own namespace keeps its prefix, and a colon when it has none: no field is called so. */
static fr_element *resolve(fr_records *r, const fr_frame *in, const char *qname)
{
	fr_name name = fr_markup_name(&r->markup, qname, false);
	bool own = name.ns == (r->submission ? FR_NS_NONE : FR_NS_BATCH);
	bool about = r->submission && in->kind == FR_FRAME_RECORD && (own || name.ns == FR_NS_OPENROSA) && strcmp(name.local, "meta") == 0;
	char foreign[FR_NAME_MOST + 2];
	fr_str key = about ? FR_STR("/meta") : fr_str_from(own ? name.local : qname);
	if (!own && !about && !strchr(qname, ':') && key.n <= FR_NAME_MOST) {
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

static void about_start(fr_records *r, const char *qname)
{
	if (strcmp(fr_markup_name(&r->markup, qname, false).local, "instanceID") == 0)
		begin_value(r, r->id);
	else
		fr_markup_skip(&r->markup);
}

static void inside(fr_records *r, const char *qname, const char **attributes)
{
	if (*attributes && !r->submission && !only_markup(r, qname, attributes))
		return;
	if (r->value && !open_value(r)) {
		fr_markup_skip(&r->markup);
		return;
	}
	fr_frame *in = &r->frames[r->frame_n - 1];
	if (in->kind == FR_FRAME_ABOUT) {
		about_start(r, qname);
		return;
	}
	fr_element **guess = in->last ? &in->last->next : &in->element->inner, *e = *guess;
	bool fresh = false;
	if (!e || e->table != in->table || strcmp(e->raw, qname) != 0 || r->markup.prefix_n != r->prefixes || e->about) {
		size_t before = r->names.elements;
		e = resolve(r, in, qname);
		if (!e)
			return;
		fresh = before != r->names.elements;
		*guess = e;
	}
	in->last = e;
	if (e->about) {
		push(r, FR_FRAME_ABOUT, 0, e);
		return;
	}
	begin_value(r, e);
	if (fresh || e->rows != FR_NO_PLACE)
		r->value_line = XML_GetCurrentLineNumber(r->markup.parser);
}

static void value_end(fr_records *r)
{
	fr_element *e = r->value;
	fr_str text = value_of(r);
	r->value = NULL;
	if (r->spoilt || is_blank(text)) {
		r->text.n = r->value_at;
		if (!r->spoilt)
			return;
	}
	if (e->column == FR_NO_PLACE && !fr_names_column(&r->names, e)) {
		refuse_name(r);
		return;
	}
	put(r, e->table != 0, e->column, r->value_at, text.n);
}

static void settle(const fr_records *r, fr_row_cells *c)
{
	for (size_t i = 0; i < c->count; i++)
		if (c->items[i].kind == FR_CELL_TEXT) {
			c->items[i].text.p = r->text.p + (size_t)c->items[i].number;
			c->items[i].number = 0;
		}
}

/* ---- events ---- */

void fr_records_start(void *user, fr_name name, const char **attributes)
{
	fr_records *r = user;
	if (r->frame_n)
		inside(r, name.local, attributes);
	else if (r->markup.depth == 1)
		root(r, name.local, attributes);
	else
		batch_record(r, name.local, attributes);
}

void fr_records_end(void *user, fr_name name)
{
	fr_records *r = user;
	(void)name;
	if (r->value) {
		value_end(r);
		return;
	}
	if (!r->frame_n) /* of the batch */
		return;
	fr_frame *f = &r->frames[--r->frame_n];
	if (f->kind == FR_FRAME_ROW) {
		fr_nested *row = &r->rows[r->row_n - 1];
		row->count = r->below.count - row->first;
		r->row_n -= row->count == 0;
	} else if (f->kind == FR_FRAME_RECORD) {
		settle(r, &r->own);
		settle(r, &r->below);
		r->whole = true;
		fr_markup_pause(&r->markup);
	}
}

static void value_text(fr_records *r, const char *p, size_t n)
{
	fr_buf_add(&r->text, p, n);
	if (r->text.n - r->value_at > r->limits.cell_bytes)
		over_limit(r, FR_SOURCE_CELL, r->limits.cell_bytes);
	else if (r->text.failed && r->text.n < r->limits.row_bytes / 2) /* far from the ceiling: it was memory */
		no_memory(r);
	else if (r->text.failed)
		over_limit(r, FR_SOURCE_ROW, r->limits.row_bytes);
}

void fr_records_text(void *user, const char *p, size_t n)
{
	fr_records *r = user;
	const fr_frame *f = r->frame_n ? &r->frames[r->frame_n - 1] : NULL;
	if (r->value)
		value_text(r, p, n);
	else if (!is_blank(fr_str_of(p, n)) && (!f || f->kind != FR_FRAME_ABOUT))
		refuse(r, FR_E_FORMAT, FR_SOURCE_WORDS, f ? f->element->raw : "batch", NULL);
}
