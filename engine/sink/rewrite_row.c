/* Rewrite a row: split what is repeated, put comments and marks on cells, take earlier ones of ours away.
 * Stage: outputs. In: the bytes of a row and where its cells lie. Out: the bytes of one or more rows. */
#include "sink/rewrite.h"

#include <stdio.h>

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static fr_str part(const rewrite_row *row, rewrite_span span) { return fr_str_of(row->raw.p + span.from, span.to - span.from); }

/* The name of an element as its start tag writes it. */
static fr_str element_name(fr_str tag)
{
	size_t n = 1;
	while (n < tag.n && !is_blank(tag.p[n]) && tag.p[n] != '>' && tag.p[n] != '/')
		n++;
	return fr_str_of(tag.p + 1, n - 1);
}

/* Bytes of the tag that raw begins with; a value may hold the sign that ends it. */
static size_t tag_size(fr_str raw)
{
	char quote = 0;
	for (size_t i = 0; i < raw.n; i++) {
		char c = raw.p[i];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return i + 1;
	}
	return raw.n;
}

/* Cells are put together from pieces: formats would take longer than everything else. */
static void put(fr_buf *out, const char *before, const char *prefix, const char *behind)
{
	fr_buf_puts(out, before);
	fr_buf_puts(out, prefix);
	fr_buf_puts(out, behind);
}

static void put_number(fr_buf *out, const char *name, size_t value)
{
	if (value > 1)
		fr_buf_printf(out, " %s=\"%zu\"", name, value);
}

/* ---- styles ---- */

static const rewrite_style *style_named(const rewrite_kit *kit, fr_str name)
{
	for (const rewrite_style *s = kit->styles; s; s = s->next)
		if (fr_str_eq(s->name, name))
			return s;
	return NULL;
}

/* What a style was before we marked it: our names hold it. */
static fr_str base_of(fr_str name)
{
	size_t n = sizeof REWRITE_PREFIX - 1 + 2;
	bool ours = fr_str_starts(name, FR_STR(REWRITE_PREFIX)) && name.n > n && name.p[n - 1] == '-';
	return ours ? fr_str_of(name.p + n, name.n - n) : name;
}

/* formrule-e-ce3: ce3 marked as an error; w: as a reminder; c: cleared of a mark that an office has renamed. */
static fr_str make_style(rewrite_kit *kit, char mark, fr_str base)
{
	for (rewrite_style *s = kit->made; s; s = s->next)
		if (s->name.p[sizeof REWRITE_PREFIX - 1] == mark && fr_str_eq(s->raw, base))
			return s->name;
	fr_buf name;
	fr_buf_init(&name, &kit->allocator, 4096);
	fr_buf_printf(&name, REWRITE_PREFIX "%c-", mark);
	fr_buf_str(&name, base);
	rewrite_style *s = FR_ARENA_NEW(&kit->arena, rewrite_style);
	fr_str kept = fr_arena_str(&kit->arena, fr_buf_view(&name));
	fr_str raw = fr_arena_str(&kit->arena, base);
	kit->failed |= name.failed || !s || !kept.p || !raw.p;
	fr_buf_free(&name);
	if (kit->failed)
		return FR_STR("Default");
	*s = (rewrite_style){kept, raw, mark != 'c', kit->made};
	kit->made = s;
	return kept;
}

static void declare(fr_buf *out, bool has, const char *prefix, const char *uri)
{
	if (!has)
		fr_buf_printf(out, " xmlns:%s=\"%s\"", prefix, uri);
}

static void background(const rewrite_kit *kit, char mark, fr_buf *out)
{
	if (mark != 'c')
		fr_buf_printf(out, " %sbackground-color=\"%s\"", kit->names.fo, mark == 'e' ? REWRITE_ERROR_FILL : REWRITE_REMINDER_FILL);
}

/* Based on an automatic style: the same bytes under our name, with our background. */
static void copy_style(const rewrite_kit *kit, const rewrite_style *made, fr_str raw, char mark, fr_buf *out)
{
	char name[64], fill[64], element[64];
	snprintf(name, sizeof name, "%sname", kit->names.style);
	snprintf(fill, sizeof fill, "%sbackground-color", kit->names.fo);
	snprintf(element, sizeof element, "<%stable-cell-properties", kit->names.style);
	const char *const no_name[] = {name, NULL}, *const no_fill[] = {fill, NULL};
	size_t tag_end = tag_size(raw);
	bool closed = raw.p[tag_end - 2] == '/';
	splice_tag(fr_str_of(raw.p, tag_end), no_name, out);
	fr_xml_attr(out, name, made->name);
	declare(out, kit->names.has_fo, "fo", REWRITE_NS_FO);
	fr_buf_byte(out, '>');
	fr_str rest = closed ? FR_STR("") : fr_str_of(raw.p + tag_end, raw.n - tag_end);
	size_t at = fr_str_find(rest, fr_str_from(element));
	if (at == SIZE_MAX) {
		fr_buf_puts(out, element);
		background(kit, mark, out);
		fr_buf_puts(out, "/>");
		fr_buf_str(out, rest);
	} else {
		fr_buf_add(out, rest.p, at);
		fr_str tail = fr_str_of(rest.p + at, rest.n - at);
		size_t end = tag_size(tail);
		splice_tag(fr_str_of(tail.p, end), no_fill, out);
		background(kit, mark, out);
		fr_buf_puts(out, tail.p[end - 2] == '/' ? "/>" : ">");
		fr_buf_add(out, tail.p + end, tail.n - end);
	}
	if (closed) {
		fr_str element_of = element_name(raw);
		fr_buf_puts(out, "</");
		fr_buf_str(out, element_of);
		fr_buf_byte(out, '>');
	}
}

void rewrite_styles(rewrite_kit *kit, fr_buf *out)
{
	/* made is newest first; files are easier to compare in the order of the cells. */
	rewrite_style *forward = NULL;
	for (rewrite_style *s = kit->made, *next; s; s = next) {
		next = s->next;
		s->next = forward;
		forward = s;
	}
	kit->made = forward;
	for (const rewrite_style *s = forward; s; s = s->next) {
		char mark = s->name.p[sizeof REWRITE_PREFIX - 1];
		const rewrite_style *base = style_named(kit, s->raw);
		if (base) {
			copy_style(kit, s, base->raw, mark, out);
			continue;
		}
		const char *p = kit->names.style;
		fr_buf_printf(out, "<%sstyle", p);
		char attribute[64];
		snprintf(attribute, sizeof attribute, "%sname", p);
		fr_xml_attr(out, attribute, s->name);
		fr_buf_printf(out, " %sfamily=\"table-cell\"", p);
		snprintf(attribute, sizeof attribute, "%sparent-style-name", p);
		fr_xml_attr(out, attribute, s->raw);
		declare(out, kit->names.has_fo, "fo", REWRITE_NS_FO);
		fr_buf_printf(out, "><%stable-cell-properties", p);
		background(kit, mark, out);
		fr_buf_printf(out, "/></%sstyle>", p);
	}
}

/* ---- cells ---- */

static void paragraphs(const rewrite_kit *kit, const copy_note *notes, size_t n, fr_buf *out)
{
	for (size_t i = 0; i < n; i++) {
		put(out, "<", kit->names.text, "p>");
		fr_xml_text(out, notes[i].text);
		put(out, "</", kit->names.text, "p>");
	}
}

static void comment(const rewrite_kit *kit, const rewrite_row *row, const rewrite_cell *c, const copy_note *notes, size_t n, fr_buf *out)
{
	const char *office = kit->names.office, *text = kit->names.text;
	if (c->comment.to > c->comment.from && !c->ours) { /* the user's own words stay on top */
		fr_buf_add(out, row->raw.p + c->comment.from, c->keep - c->comment.from);
		if (n) {
			put(out, "<", text, "p>" COPY_RULE);
			put(out, "</", text, "p>");
			paragraphs(kit, notes, n, out);
		}
		put(out, "</", office, "annotation>");
	} else if (n) {
		put(out, "<", office, "annotation");
		declare(out, kit->names.has_dc, "dc", REWRITE_NS_DC);
		declare(out, kit->names.has_text, "text", REWRITE_NS_TEXT);
		put(out, "><", kit->names.dc, "creator>" REWRITE_CREATOR);
		put(out, "</", kit->names.dc, "creator>");
		paragraphs(kit, notes, n, out);
		put(out, "</", office, "annotation>");
	}
}

static bool had_ours(const rewrite_cell *c) { return c->ours || c->appended; }

/* The style a cell gets: marked, or what it was before an earlier mark. */
static fr_str style_for(rewrite_kit *kit, const rewrite_row *row, const rewrite_cell *c, size_t column, const copy_note *notes, size_t n)
{
	fr_str shown = c->style.n ? c->style : row->style;
	for (size_t i = 0; i < kit->column_count && !shown.n; i++)
		if (column - kit->columns[i].first < kit->columns[i].count)
			shown = kit->columns[i].style;
	if (!shown.n)
		shown = FR_STR("Default");
	fr_str base = base_of(shown);
	char mark = 0;
	for (size_t i = 0; i < n; i++)
		mark = notes[i].level == FR_LEVEL_ERROR ? 'e' : notes[i].level == FR_LEVEL_WARNING && mark != 'e' ? 'w' : mark;
	if (mark)
		return make_style(kit, mark, base);
	const rewrite_style *known = style_named(kit, base);
	bool before = had_ours(c) || !fr_str_eq(base, shown);
	if (before && known && known->marked)
		return make_style(kit, 'c', base); /* saved by an office since: only the colour tells */
	return base;
}

/* The cell with another text in it: formula, value and content make way, look and comment stay. */
static void put_replaced(rewrite_kit *kit, const rewrite_row *row, const rewrite_cell *c, const copy_note *note, fr_buf *out)
{
	const char *t = kit->names.table, *o = kit->names.office;
	char names[8][64];
	snprintf(names[0], 64, "%snumber-columns-repeated", t);
	snprintf(names[1], 64, "%sformula", t);
	static const char *const values[] = {"value-type", "value", "date-value", "time-value", "boolean-value", "string-value"};
	for (size_t i = 0; i < 6; i++)
		snprintf(names[2 + i], 64, "%s%s", o, values[i]);
	const char *const without[] = {
		names[0], names[1], names[2], names[3], names[4], names[5], names[6], names[7], "calcext:value-type", NULL};
	fr_str tag = part(row, c->tag);
	splice_tag(tag, without, out);
	fr_buf_printf(out, " %svalue-type=\"string\"", o);
	declare(out, kit->names.has_text, "text", REWRITE_NS_TEXT);
	fr_buf_byte(out, '>');
	if (c->comment.to > c->comment.from)
		fr_buf_add(out, row->raw.p + c->comment.from, c->comment.to - c->comment.from);
	fr_buf_printf(out, "<%sp>", kit->names.text);
	fr_xml_text(out, note->text);
	fr_buf_printf(out, "</%sp></", kit->names.text);
	fr_buf_str(out, element_name(tag));
	fr_buf_byte(out, '>');
}

static void put_cell(rewrite_kit *kit, const rewrite_row *row, const rewrite_cell *c, size_t column, size_t repeat, const copy_note *notes,
	size_t n, fr_buf *out)
{
	const char *style = kit->names.style_name, *repeated = kit->names.columns_repeated;
	if (n && notes->replaces) {
		put_replaced(kit, row, c, notes, out);
		return;
	}
	bool restyle = n || had_ours(c) || !fr_str_eq(base_of(c->style), c->style);
	const char *const both[] = {repeated, style, NULL}, *const one[] = {repeated, NULL};
	fr_str tag = part(row, c->tag);
	splice_tag(tag, restyle ? both : one, out);
	if (restyle)
		fr_xml_attr(out, style, style_for(kit, row, c, column, notes, n));
	put_number(out, repeated, repeat);
	fr_buf_clear(&kit->words);
	comment(kit, row, c, notes, n, &kit->words);
	fr_str words = fr_buf_view(&kit->words);
	if (c->closed && !words.n) {
		fr_buf_puts(out, "/>");
	} else if (c->closed) {
		fr_buf_byte(out, '>');
		fr_buf_str(out, words);
		fr_buf_puts(out, "</");
		fr_buf_str(out, element_name(tag));
		fr_buf_byte(out, '>');
	} else {
		size_t resume = c->comment.to > c->comment.from ? c->comment.to : c->content;
		size_t before = c->comment.to > c->comment.from ? c->comment.from : c->content;
		fr_buf_byte(out, '>');
		fr_buf_add(out, row->raw.p + c->tag.to, before - c->tag.to);
		fr_buf_str(out, words);
		fr_buf_add(out, row->raw.p + resume, c->whole.to - resume);
	}
	kit->failed |= kit->words.failed;
}

static size_t notes_at(const copy_note *notes, size_t n, size_t column)
{
	size_t k = 0;
	while (k < n && notes[k].column == column + 1)
		k++;
	return k;
}

static bool touched(const rewrite_cell *c) { return had_ours(c) || !fr_str_eq(base_of(c->style), c->style); }

/* Notes beyond the last cell of a row. */
static void put_beyond(rewrite_kit *kit, const rewrite_row *row, size_t column, const copy_note *notes, size_t n, fr_buf *out)
{
	while (n) {
		size_t here = notes_at(notes, n, notes->column - 1), gap = notes->column - 1 - column;
		if (gap) {
			fr_buf_printf(out, "<%stable-cell", kit->names.table);
			put_number(out, kit->names.columns_repeated, gap);
			fr_buf_puts(out, "/>");
		}
		rewrite_cell none = {.closed = true};
		fr_buf_printf(out, "<%stable-cell %sstyle-name=\"", kit->names.table, kit->names.table);
		fr_buf_str(out, style_for(kit, row, &none, notes->column - 1, notes, here));
		fr_buf_puts(out, "\">");
		comment(kit, row, &none, notes, here, out);
		fr_buf_printf(out, "</%stable-cell>", kit->names.table);
		column = notes->column;
		notes += here;
		n -= here;
	}
}

/* One row with the notes of that row; repeated so often. */
static void put_row(rewrite_kit *kit, const rewrite_row *row, size_t repeat, const copy_note *notes, size_t n, fr_buf *out)
{
	const char *const without[] = {kit->names.rows_repeated, NULL};
	fr_str tag = part(row, row->tag), name = element_name(tag);
	splice_tag(tag, without, out);
	put_number(out, kit->names.rows_repeated, repeat);
	fr_buf_byte(out, '>');
	size_t at = row->tag.to, column = 0;
	for (size_t i = 0; i < row->count; i++) {
		const rewrite_cell *c = &row->cells[i];
		fr_buf_add(out, row->raw.p + at, c->whole.from - at);
		at = c->whole.to;
		column = c->column + c->repeat;
		if (!touched(c) && (n == 0 || notes->column > column)) {
			fr_buf_str(out, part(row, c->whole));
			continue;
		}
		for (size_t from = c->column; from < column;) {
			size_t here = notes_at(notes, n, from), length = 1;
			if (!here) { /* as far as nothing is said */
				size_t stop = n && notes->column - 1 < column ? notes->column - 1 : column;
				length = stop - from;
			}
			put_cell(kit, row, c, from, length, notes, here, out);
			notes += here;
			n -= here;
			from += length;
		}
	}
	put_beyond(kit, row, column, notes, n, out);
	if (row->closed) {
		fr_buf_puts(out, "</");
		fr_buf_str(out, name);
		fr_buf_byte(out, '>');
	} else
		fr_buf_add(out, row->raw.p + at, row->raw.n - at);
}

bool rewrite_row_changed(rewrite_kit *kit, const rewrite_row *row, const copy_note *notes, size_t n, fr_buf *out)
{
	bool any = n > 0;
	for (size_t i = 0; i < row->count && !any; i++)
		any = touched(&row->cells[i]);
	if (!any)
		return false;
	for (size_t at = row->row; at < row->row + row->repeat;) {
		size_t here = 0;
		while (here < n && notes[here].row == at + 1)
			here++;
		size_t length = 1;
		if (!here)
			length = (n ? notes->row - 1 : row->row + row->repeat) - at;
		put_row(kit, row, length, notes, here, out);
		notes += here;
		n -= here;
		at += length;
	}
	return true;
}
