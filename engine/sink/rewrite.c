/* Rewrite: the stream. Finds rows, cells, comments and styles in content.xml by their byte positions and copies everything else as it is.
 * Stage: outputs. In: content.xml in pieces. Out: the same bytes, touched rows apart. */
#include "sink/rewrite.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>

#define PIECE 65536
#define HELD_MOST ((size_t)512 << 20) /* of one row or style */
#define CELLS_MOST 65536
#define DEPTH_MOST 256
#define REPEAT_MOST 16777216
#define NS_TABLE "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
#define NS_OFFICE "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
#define NS_STYLE "urn:oasis:names:tc:opendocument:xmlns:style:1.0"

typedef struct stream {
	rewrite_kit kit;
	const rewrite_note *notes, *sheet_notes; /* sheet_notes: those of this sheet not yet reached */
	size_t count, sheet_count;
	XML_Parser parser;
	fr_buf held; /* bytes read, from held_at on */
	uint64_t held_at, done, safe; /* done: all before it is written; safe: all before it is understood */
	rewrite_write write;
	void *write_user;
	uint64_t written, styles_at;
	bool styles_placed, failed_write, failed_memory, failed_xml;
	size_t depth, tables, styles_depth, row_depth;
	bool in_row, in_style, in_comment;
	rewrite_row row;
	size_t next_row, next_column;
	uint64_t capture; /* where the row or style being read begins */
	size_t columns_room;
	fr_str style_name;
	bool style_marked;
	size_t comment_depth;
	bool in_creator;
	uint64_t paragraph;
	fr_buf words; /* of a creator or paragraph of a comment */
	bool creator_ours, creator_seen;
	fr_arena row_arena; /* style names of the row's cells */
} stream;

static void stop(stream *s, bool *flag)
{
	*flag = true;
	XML_StopParser(s->parser, XML_FALSE);
}

static bool emit(stream *s, const char *bytes, size_t n)
{
	if (n && !s->write(s->write_user, bytes, n)) {
		stop(s, &s->failed_write);
		return false;
	}
	s->written += n;
	return true;
}

/* Copies what is held up to an absolute position. */
static void copy_until(stream *s, uint64_t to)
{
	if (to <= s->done)
		return;
	emit(s, s->held.p + (s->done - s->held_at), (size_t)(to - s->done));
	s->done = to;
}

/* Forgets what is written. */
static void compact(stream *s)
{
	size_t n = (size_t)(s->done - s->held_at);
	memmove(s->held.p, s->held.p + n, s->held.n - n);
	s->held.n -= n;
	s->held_at = s->done;
}

static fr_str held(const stream *s, uint64_t from, uint64_t to) { return fr_str_of(s->held.p + (from - s->held_at), (size_t)(to - from)); }

/* "uri|local|prefix" */
static bool is(const char *name, const char *uri, const char *local)
{
	size_t n = strlen(uri), m = strlen(local);
	return strncmp(name, uri, n) == 0 && name[n] == '|' && strncmp(name + n + 1, local, m) == 0 &&
	       (name[n + 1 + m] == '|' || name[n + 1 + m] == 0);
}

static const char *attribute(const XML_Char **attributes, const char *uri, const char *local)
{
	for (; *attributes; attributes += 2)
		if (is(attributes[0], uri, local))
			return attributes[1];
	return NULL;
}

static size_t repeated(const XML_Char **attributes, const char *local)
{
	const char *text = attribute(attributes, NS_TABLE, local);
	double n = 1;
	if (text && (!fr_number_read(fr_str_trim(fr_str_from(text)), false, &n) || n < 1))
		n = 1;
	return n > REPEAT_MOST ? REPEAT_MOST : (size_t)n;
}

static fr_str keep(stream *s, fr_arena *arena, const char *text)
{
	fr_str kept = text ? fr_arena_str(arena, fr_str_from(text)) : FR_STR("");
	if (!kept.p)
		stop(s, &s->failed_memory);
	return kept;
}

/* ---- prefixes ---- */

static void declared(void *user, const XML_Char *prefix, const XML_Char *uri)
{
	stream *s = user;
	rewrite_names *n = &s->kit.names;
	struct {
		const char *uri;
		char *to;
		bool *has;
	} known[] = {{NS_TABLE, n->table, NULL}, {NS_OFFICE, n->office, NULL}, {NS_STYLE, n->style, NULL},
		{REWRITE_NS_FO, n->fo, &n->has_fo}, {REWRITE_NS_TEXT, n->text, &n->has_text}, {REWRITE_NS_DC, n->dc, &n->has_dc}};
	if (!uri || !prefix || s->depth > 0 || strlen(prefix) > 20)
		return;
	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(uri, known[i].uri) == 0) {
			snprintf(known[i].to, 24, "%s:", prefix);
			if (known[i].has)
				*known[i].has = true;
		}
}

/* ---- styles ---- */

static void style_starts(stream *s, const XML_Char **attributes, uint64_t at)
{
	const char *family = attribute(attributes, NS_STYLE, "family"), *name = attribute(attributes, NS_STYLE, "name");
	if (!family || !name || strcmp(family, "table-cell") != 0)
		return;
	copy_until(s, at);
	s->in_style = true;
	s->style_marked = false;
	s->capture = at;
	s->style_name = keep(s, &s->kit.arena, name);
}

static void style_properties(stream *s, const XML_Char **attributes)
{
	const char *fill = attribute(attributes, REWRITE_NS_FO, "background-color");
	s->style_marked |= fill && (strcmp(fill, REWRITE_ERROR_FILL) == 0 || strcmp(fill, REWRITE_REMINDER_FILL) == 0);
}

/* Our own styles of an earlier run are left out: what is needed is made anew. */
static void style_ends(stream *s, uint64_t end)
{
	s->in_style = false;
	if (fr_str_starts(s->style_name, FR_STR(REWRITE_PREFIX))) {
		s->done = end;
		return;
	}
	rewrite_style *style = FR_ARENA_NEW(&s->kit.arena, rewrite_style);
	fr_str raw = fr_arena_str(&s->kit.arena, held(s, s->capture, end));
	if (!style || !raw.p) {
		stop(s, &s->failed_memory);
		return;
	}
	*style = (rewrite_style){s->style_name, raw, s->style_marked, s->kit.styles};
	s->kit.styles = style;
}

/* New styles go before the end of the automatic ones, or before the body where there are none. */
static void place_styles(stream *s, uint64_t at)
{
	if (s->styles_placed)
		return;
	copy_until(s, at);
	s->styles_at = s->written;
	s->styles_placed = true;
}

/* ---- rows ---- */

static void sheet_starts(stream *s, const char *name)
{
	fr_str sheet = fr_str_from(name);
	s->next_row = 0;
	s->kit.column_count = 0;
	size_t low = 0;
	while (low < s->count && fr_str_cmp(s->notes[low].sheet, sheet) < 0)
		low++;
	s->sheet_notes = s->notes + low;
	s->sheet_count = 0;
	while (low + s->sheet_count < s->count && fr_str_eq(s->notes[low + s->sheet_count].sheet, sheet))
		s->sheet_count++;
}

static void column(stream *s, const XML_Char **attributes)
{
	rewrite_kit *k = &s->kit;
	if (k->column_count == s->columns_room) {
		size_t room = s->columns_room ? s->columns_room * 2 : 64;
		rewrite_columns *more = room > CELLS_MOST ? NULL : fr_resize(&k->allocator, k->columns, room * sizeof *more);
		if (!more) {
			stop(s, &s->failed_memory);
			return;
		}
		k->columns = more;
		s->columns_room = room;
	}
	size_t first = k->column_count ? k->columns[k->column_count - 1].first + k->columns[k->column_count - 1].count : 0;
	fr_str style = keep(s, &k->arena, attribute(attributes, NS_TABLE, "default-cell-style-name"));
	k->columns[k->column_count++] = (rewrite_columns){first, repeated(attributes, "number-columns-repeated"), style};
}

static void row_starts(stream *s, const XML_Char **attributes, uint64_t at, size_t size)
{
	copy_until(s, at);
	fr_arena_reset(&s->row_arena);
	s->capture = at;
	s->in_row = true;
	s->row_depth = s->depth;
	s->next_column = 0;
	s->row.count = 0;
	s->row.row = s->next_row;
	s->row.repeat = repeated(attributes, "number-rows-repeated");
	s->row.tag = (rewrite_span){0, size};
	s->row.style = keep(s, &s->row_arena, attribute(attributes, NS_TABLE, "default-cell-style-name"));
	s->next_row += s->row.repeat;
}

static void row_ends(stream *s, uint64_t end, bool closed)
{
	s->in_row = false;
	s->row.raw = held(s, s->capture, end);
	s->row.closed = closed;
	while (s->sheet_count && s->sheet_notes->row <= s->row.row) {
		s->sheet_notes++; /* about a row that is not there */
		s->sheet_count--;
	}
	size_t n = 0;
	while (n < s->sheet_count && s->sheet_notes[n].row <= s->row.row + s->row.repeat)
		n++;
	fr_buf out;
	fr_buf_init(&out, &s->kit.allocator, HELD_MOST);
	if (rewrite_row_changed(&s->kit, &s->row, s->sheet_notes, n, &out)) {
		emit(s, out.p, out.n);
		s->done = end;
	}
	if (out.failed || s->kit.failed)
		stop(s, &s->failed_memory);
	fr_buf_free(&out);
	s->sheet_notes += n;
	s->sheet_count -= n;
}

static void cell_starts(stream *s, const XML_Char **attributes, uint64_t at, size_t size)
{
	rewrite_row *r = &s->row;
	if (r->count == r->capacity) {
		size_t room = r->capacity ? r->capacity * 2 : 64;
		rewrite_cell *more = room > CELLS_MOST ? NULL : fr_resize(&s->kit.allocator, r->cells, room * sizeof *more);
		if (!more) {
			stop(s, &s->failed_memory);
			return;
		}
		r->cells = more;
		r->capacity = room;
	}
	rewrite_cell *c = &r->cells[r->count++];
	size_t from = (size_t)(at - s->capture);
	*c = (rewrite_cell){.column = s->next_column,
		.repeat = repeated(attributes, "number-columns-repeated"),
		.tag = {from, from + size},
		.content = from + size};
	c->style = keep(s, &s->row_arena, attribute(attributes, NS_TABLE, "style-name"));
	s->next_column += c->repeat;
}

/* ---- comments ---- */

static void comment_text(void *user, const XML_Char *text, int n)
{
	stream *s = user;
	if (s->words.n < 4096)
		fr_buf_add(&s->words, text, (size_t)n);
}

static void comment_starts(stream *s, uint64_t at)
{
	rewrite_cell *c = &s->row.cells[s->row.count - 1];
	s->in_comment = true;
	s->comment_depth = s->depth;
	s->creator_ours = s->creator_seen = false;
	c->comment = (rewrite_span){(size_t)(at - s->capture), (size_t)(at - s->capture)};
	XML_SetCharacterDataHandler(s->parser, comment_text);
}

static void comment_ends(stream *s, uint64_t at, size_t size)
{
	rewrite_cell *c = &s->row.cells[s->row.count - 1];
	s->in_comment = false;
	c->comment.to = (size_t)(at + size - s->capture);
	c->ours = s->creator_ours || size == 0; /* an empty one is nobody's */
	if (!c->appended)
		c->keep = (size_t)(at - s->capture);
	XML_SetCharacterDataHandler(s->parser, NULL);
}

static void within_comment(stream *s, const char *name, bool start, uint64_t at)
{
	if (s->depth != s->comment_depth + 1)
		return;
	bool creator = is(name, REWRITE_NS_DC, "creator"), paragraph = is(name, REWRITE_NS_TEXT, "p");
	if (start) {
		fr_buf_clear(&s->words);
		s->paragraph = at;
		return;
	}
	rewrite_cell *c = &s->row.cells[s->row.count - 1];
	if (creator)
		s->creator_ours = fr_str_is(fr_str_trim(fr_buf_view(&s->words)), REWRITE_CREATOR);
	else if (paragraph && !c->appended && fr_str_is(fr_str_trim(fr_buf_view(&s->words)), REWRITE_RULE)) {
		c->appended = true;
		c->keep = (size_t)(s->paragraph - s->capture);
	}
}

/* ---- elements ---- */

static void starts(void *user, const XML_Char *name, const XML_Char **attributes)
{
	stream *s = user;
	uint64_t at = (uint64_t)XML_GetCurrentByteIndex(s->parser);
	size_t size = (size_t)XML_GetCurrentByteCount(s->parser);
	s->safe = at + size;
	if (++s->depth > DEPTH_MOST) {
		stop(s, &s->failed_xml);
		return;
	}
	if (s->in_comment) {
		within_comment(s, name, true, at);
	} else if (is(name, NS_TABLE, "table")) {
		const char *sheet = attribute(attributes, NS_TABLE, "name");
		if (++s->tables == 1)
			sheet_starts(s, sheet ? sheet : "");
	} else if (s->in_row) {
		bool cell = is(name, NS_TABLE, "table-cell") || is(name, NS_TABLE, "covered-table-cell");
		if (s->tables == 1 && s->depth == s->row_depth + 1 && cell)
			cell_starts(s, attributes, at, size);
		else if (s->tables == 1 && s->depth == s->row_depth + 2 && is(name, NS_OFFICE, "annotation") && s->row.count)
			comment_starts(s, at);
	} else if (s->tables == 1 && is(name, NS_TABLE, "table-row")) {
		row_starts(s, attributes, at, size);
	} else if (s->tables == 1 && is(name, NS_TABLE, "table-column")) {
		column(s, attributes);
	} else if (s->in_style) {
		if (is(name, NS_STYLE, "table-cell-properties"))
			style_properties(s, attributes);
	} else if (s->styles_depth && s->depth == s->styles_depth + 1 && is(name, NS_STYLE, "style")) {
		style_starts(s, attributes, at);
	} else if (is(name, NS_OFFICE, "automatic-styles")) {
		s->styles_depth = s->depth;
	} else if (is(name, NS_OFFICE, "body") && !s->styles_placed) {
		place_styles(s, at);
	}
}

/* <office:automatic-styles/> is opened so that something can stand in it. */
static void open_styles(stream *s, uint64_t at)
{
	fr_buf tag;
	fr_buf_init(&tag, &s->kit.allocator, 1 << 20);
	const char *const none[] = {NULL};
	size_t to = (size_t)(at - s->held_at), from = to;
	while (from && s->held.p[from - 1] != '<')
		from--;
	rewrite_tag(fr_str_of(s->held.p + from - 1, to - from + 1), none, &tag);
	fr_buf_byte(&tag, '>');
	copy_until(s, s->held_at + from - 1);
	emit(s, tag.p, tag.n);
	s->done = at;
	s->styles_at = s->written;
	s->styles_placed = true;
	fr_buf_clear(&tag);
	fr_buf_printf(&tag, "</%sautomatic-styles>", s->kit.names.office);
	emit(s, tag.p, tag.n);
	fr_buf_free(&tag);
}

static void within_row_ends(stream *s, const char *name, uint64_t at, size_t size)
{
	rewrite_cell *c = s->row.count ? &s->row.cells[s->row.count - 1] : NULL;
	if (s->depth == s->row_depth) {
		row_ends(s, at + size, size == 0);
	} else if (c && s->tables == 1 && s->depth == s->row_depth + 1) {
		c->whole = (rewrite_span){c->tag.from, (size_t)(at + size - s->capture)};
		c->closed = size == 0;
	} else if (c && s->depth == s->row_depth + 2 && is(name, NS_TABLE, "cell-range-source"))
		c->content = (size_t)(at + size - s->capture);
}

static void ends(void *user, const XML_Char *name)
{
	stream *s = user;
	uint64_t at = (uint64_t)XML_GetCurrentByteIndex(s->parser);
	size_t size = (size_t)XML_GetCurrentByteCount(s->parser); /* 0 for <…/>, whose end lies where its tag ended */
	s->safe = at + size;
	if (s->in_comment) {
		if (s->depth == s->comment_depth)
			comment_ends(s, at, size);
		else
			within_comment(s, name, false, at);
	} else if (is(name, NS_TABLE, "table"))
		s->tables--;
	else if (s->in_row)
		within_row_ends(s, name, at, size);
	else if (s->in_style && is(name, NS_STYLE, "style"))
		style_ends(s, at + size);
	else if (s->styles_depth == s->depth && is(name, NS_OFFICE, "automatic-styles")) {
		s->styles_depth = 0;
		if (size)
			place_styles(s, at);
		else
			open_styles(s, at);
	}
	s->depth--;
}

static void doctype(void *user, const XML_Char *name, const XML_Char *system, const XML_Char *public, int internal)
{
	(void)name, (void)system, (void)public, (void)internal;
	stream *s = user;
	stop(s, &s->failed_xml); /* no entities, no bombs */
}

static void declaration(void *user, const XML_Char *version, const XML_Char *encoding, int standalone)
{
	(void)version, (void)standalone;
	stream *s = user;
	bool utf8 = !encoding || ((encoding[0] | 32) == 'u' && (encoding[1] | 32) == 't' && (encoding[2] | 32) == 'f' &&
					 strcmp(encoding + 3, "-8") == 0);
	if (!utf8)
		stop(s, &s->failed_xml); /* bytes are edited as they stand */
}

static rewrite_result run(stream *s, rewrite_read read, void *read_user)
{
	for (;;) {
		if (!fr_buf_reserve(&s->held, PIECE))
			return REWRITE_MEMORY;
		int64_t n = read(read_user, s->held.p + s->held.n, PIECE);
		if (n < 0)
			return REWRITE_READ;
		const char *from = s->held.p + s->held.n;
		s->held.n += (size_t)n;
		/* The parser keeps a copy of its own, so handlers may move what is held. */
		if (s->held_at == 0 && s->safe == 0 && n >= 2 && ((unsigned char)from[0] >= 0xFE || from[0] == 0 || from[1] == 0))
			return REWRITE_XML; /* UTF-16 */
		void *copy = XML_GetBuffer(s->parser, (int)(n ? n : 1));
		if (!copy)
			return REWRITE_MEMORY;
		memcpy(copy, from, (size_t)n);
		bool ok = XML_ParseBuffer(s->parser, (int)n, n == 0) == XML_STATUS_OK;
		if (s->failed_write)
			return REWRITE_WRITE;
		if (s->failed_memory || s->kit.failed || s->held.failed)
			return REWRITE_MEMORY;
		if (!ok)
			return XML_GetErrorCode(s->parser) == XML_ERROR_NO_MEMORY ? REWRITE_MEMORY : REWRITE_XML;
		copy_until(s, n == 0 ? s->held_at + s->held.n : s->in_row || s->in_style ? s->capture : s->safe);
		compact(s);
		if (n == 0)
			return s->failed_write ? REWRITE_WRITE : s->styles_placed ? REWRITE_OK : REWRITE_XML;
	}
}

int rewrite_order(const void *a, const void *b)
{
	const rewrite_note *x = a, *y = b;
	int order = fr_str_cmp(x->sheet, y->sheet);
	if (order == 0)
		order = (x->row > y->row) - (x->row < y->row);
	if (order == 0)
		order = (x->column > y->column) - (x->column < y->column);
	return order ? order : (x->order > y->order) - (x->order < y->order);
}

rewrite_result rewrite_content(const fr_allocator *allocator, const rewrite_note *notes, size_t count, rewrite_read read, void *read_user,
	rewrite_write write, void *write_user, fr_buf *styles, uint64_t *styles_at)
{
	fr_allocator a = allocator && allocator->resize ? *allocator : fr_system_allocator;
	stream s = {.notes = notes, .count = count, .write = write, .write_user = write_user};
	s.kit = (rewrite_kit){.allocator = a, .names = {"table:", "office:", "style:", "fo:", "text:", "dc:", false, false, false}};
	fr_arena_init(&s.kit.arena, &a, 0);
	fr_arena_init(&s.row_arena, &a, 0);
	fr_buf_init(&s.held, &a, HELD_MOST);
	fr_buf_init(&s.words, &a, 1 << 20);
	s.parser = XML_ParserCreateNS(NULL, '|');
	rewrite_result result = REWRITE_MEMORY;
	if (s.parser) {
		XML_SetUserData(s.parser, &s);
		XML_SetReturnNSTriplet(s.parser, 1);
		XML_SetElementHandler(s.parser, starts, ends);
		XML_SetNamespaceDeclHandler(s.parser, declared, NULL);
		XML_SetStartDoctypeDeclHandler(s.parser, doctype);
		XML_SetXmlDeclHandler(s.parser, declaration);
		result = run(&s, read, read_user);
		if (result == REWRITE_OK) {
			rewrite_styles(&s.kit, styles);
			*styles_at = s.styles_at;
			result = styles->failed || s.kit.failed ? REWRITE_MEMORY : REWRITE_OK;
		}
		XML_ParserFree(s.parser);
	}
	fr_release(&a, s.row.cells);
	fr_release(&a, s.kit.columns);
	fr_buf_free(&s.held);
	fr_buf_free(&s.words);
	fr_arena_free(&s.row_arena);
	fr_arena_free(&s.kit.arena);
	return result;
}
