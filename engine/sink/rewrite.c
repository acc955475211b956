/* Rewrite: the stream. Finds rows, cells, comments and styles of OpenDocument content and copies everything else as it is.
 * Stage: outputs. In: content.xml, or a flat file. Out: the same bytes, touched rows apart. */
#include "sink/rewrite.h"
#include "sink/feed.h"

#include <stdio.h>

#define TOKEN_MOST ((size_t)128 << 20)
#define COMMENT_MOST ((size_t)16 << 20)
#define CELLS_MOST 65536
#define REPEAT_MOST 16777216

typedef struct stream {
	rewrite_kit kit;
	const copy_job *job;
	splice in;
	const copy_note *notes; /* those of this sheet not yet reached */
	size_t count;
	fr_buf words; /* decoded text */
	fr_arena arena; /* of the row */
	rewrite_row row;
	size_t next_row, next_column, columns_room;
	size_t tables, styles_depth; /* depth of the automatic styles, 0 outside */
	bool styles_placed;
} stream;

static fr_status no_memory(fr_error *error) { return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL); }

static fr_status broken(const stream *s, fr_error *error)
{
	return fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_PART, s->job->input, s->in.part->name, NULL);
}

/* The attribute's meaning, kept; empty when there is none. */
static bool keep(stream *s, fr_arena *arena, fr_ns ns, const char *local, fr_str *out)
{
	fr_str raw;
	*out = FR_STR("");
	if (!splice_attribute_in(&s->in, ns, local, &raw))
		return true;
	fr_buf_clear(&s->words);
	if (!splice_decode(raw, &s->words))
		return false;
	*out = fr_arena_str(arena, fr_buf_view(&s->words));
	return out->p != NULL && !s->words.failed;
}

static size_t repeated(const stream *s, const char *local)
{
	fr_str raw;
	double n = 1;
	if (splice_attribute_in(&s->in, FR_NS_TABLE, local, &raw) && (!fr_number_read(fr_str_trim(raw), false, &n) || n < 1))
		n = 1;
	return n > REPEAT_MOST ? REPEAT_MOST : (size_t)n;
}

/* Prefixes of this document, as its root declares them. */
static void learn_prefixes(stream *s)
{
	rewrite_names *n = &s->kit.names;
	struct {
		fr_ns ns;
		char *to;
		bool *has;
	} known[] = {{FR_NS_TABLE, n->table, NULL}, {FR_NS_OFFICE, n->office, NULL}, {FR_NS_STYLE, n->style, NULL},
		{FR_NS_FO, n->fo, &n->has_fo}, {FR_NS_TEXT, n->text, &n->has_text}, {FR_NS_DC, n->dc, &n->has_dc}};
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const char *prefix = splice_prefix(&s->in, known[i].ns);
		if (!prefix || !*prefix)
			continue;
		snprintf(known[i].to, sizeof n->table, "%s", prefix);
		if (known[i].has)
			*known[i].has = true;
	}
	snprintf(n->style_name, sizeof n->style_name, "%sstyle-name", n->table);
	snprintf(n->columns_repeated, sizeof n->columns_repeated, "%snumber-columns-repeated", n->table);
	snprintf(n->rows_repeated, sizeof n->rows_repeated, "%snumber-rows-repeated", n->table);
}

/* ---- styles ---- */

/* Our own styles of an earlier run are left out: what is needed is made anew. */
static fr_status take_style(stream *s, fr_error *error)
{
	splice *in = &s->in;
	fr_str name, family, fill;
	bool marked = false;
	if (!splice_attribute_in(in, FR_NS_STYLE, "family", &family) || !fr_str_is(family, "table-cell"))
		return splice_pass(in, true, error);
	if (!keep(s, &s->kit.arena, FR_NS_STYLE, "name", &name))
		return broken(s, error);
	size_t depth = in->depth;
	fr_status status = FR_OK;
	splice_hold(in);
	for (bool inside = in->kind == SPLICE_START; inside && (status = splice_next(in, error)) == FR_OK;) {
		inside = !(in->kind == SPLICE_END && in->depth == depth);
		marked |= splice_starts(in) && splice_is(in, FR_NS_STYLE, "table-cell-properties") &&
			  splice_attribute_in(in, FR_NS_FO, "background-color", &fill) &&
			  (fr_str_is(fill, REWRITE_ERROR_FILL) || fr_str_is(fill, REWRITE_REMINDER_FILL));
	}
	fr_str held = splice_held(in);
	splice_let_go(in);
	if (status != FR_OK || fr_str_starts(name, FR_STR(REWRITE_PREFIX)))
		return status;
	fr_buf_str(&in->out, held);
	rewrite_style *style = FR_ARENA_NEW(&s->kit.arena, rewrite_style);
	fr_str raw = fr_arena_str(&s->kit.arena, held);
	if (!style || !raw.p)
		return no_memory(error);
	*style = (rewrite_style){name, raw, marked, s->kit.styles};
	s->kit.styles = style;
	return FR_OK;
}

/* New styles go before the end of the automatic ones, or before the body where there are none. Which ones is known at the end. */
static fr_status place_styles(stream *s, fr_error *error)
{
	if (s->styles_placed)
		return FR_OK;
	s->styles_placed = true;
	return splice_gap(&s->in, error);
}

/* <office:automatic-styles/> is opened so that something can stand in it. */
static fr_status open_styles(stream *s, fr_error *error)
{
	const char *const none[] = {NULL};
	splice_tag(s->in.raw, none, &s->in.out);
	fr_buf_byte(&s->in.out, '>');
	fr_status status = place_styles(s, error);
	fr_buf_printf(&s->in.out, "</%sautomatic-styles>", s->kit.names.office);
	return status;
}

/* ---- sheets ---- */

/* Behind the token at hand, among the bytes of its row. */
static size_t here(const stream *s) { return splice_at(&s->in) + s->in.raw.n; }

static bool column(stream *s)
{
	rewrite_kit *k = &s->kit;
	fr_str style;
	if (k->column_count == s->columns_room) {
		size_t room = s->columns_room ? s->columns_room * 2 : 64;
		rewrite_columns *more = room > CELLS_MOST ? NULL : fr_resize(&k->allocator, k->columns, room * sizeof *more);
		if (!more)
			return false;
		k->columns = more;
		s->columns_room = room;
	}
	size_t first = k->column_count ? k->columns[k->column_count - 1].first + k->columns[k->column_count - 1].count : 0;
	if (!keep(s, &k->arena, FR_NS_TABLE, "default-cell-style-name", &style))
		return false;
	k->columns[k->column_count++] = (rewrite_columns){first, repeated(s, "number-columns-repeated"), style};
	return true;
}

static bool cell_starts(stream *s)
{
	rewrite_row *r = &s->row;
	if (r->count == r->capacity) {
		size_t room = r->capacity ? r->capacity * 2 : 64;
		rewrite_cell *more = room > CELLS_MOST ? NULL : fr_resize(&s->kit.allocator, r->cells, room * sizeof *more);
		if (!more)
			return false;
		r->cells = more;
		r->capacity = room;
	}
	rewrite_cell *c = &r->cells[r->count++];
	size_t from = splice_at(&s->in), to = here(s);
	*c = (rewrite_cell){.column = s->next_column,
		.repeat = repeated(s, "number-columns-repeated"),
		.tag = {from, to},
		.whole = {from, to},
		.content = to,
		.closed = s->in.kind == SPLICE_EMPTY};
	s->next_column += c->repeat;
	return keep(s, &s->arena, FR_NS_TABLE, "style-name", &c->style);
}

/* ---- comments ---- */

/* One child of a comment ended: who wrote it, or a paragraph. */
static void comment_child(stream *s, rewrite_cell *c, size_t from)
{
	fr_str words = fr_str_trim(fr_buf_view(&s->words));
	if (splice_is(&s->in, FR_NS_DC, "creator"))
		c->ours = fr_str_is(words, FR_NOTE_CREATOR);
	else if (splice_is(&s->in, FR_NS_TEXT, "p") && !c->appended && fr_str_is(words, COPY_RULE)) {
		c->appended = true;
		c->keep = from;
	}
}

static fr_status take_comment(stream *s, fr_error *error)
{
	splice *in = &s->in;
	rewrite_cell *c = &s->row.cells[s->row.count - 1];
	size_t depth = in->depth, child = 0;
	fr_status status = FR_OK;
	c->comment = (rewrite_span){splice_at(in), here(s)};
	c->ours = in->kind == SPLICE_EMPTY; /* an empty one is nobody's */
	for (bool inside = in->kind == SPLICE_START; inside && (status = splice_next(in, error)) == FR_OK;) {
		size_t from = splice_at(in);
		if (in->kind == SPLICE_START && in->depth == depth + 1) {
			fr_buf_clear(&s->words);
			child = from;
		} else if (in->kind == SPLICE_TEXT && !splice_decode(in->raw, &s->words))
			return broken(s, error);
		else if (in->kind == SPLICE_END && in->depth == depth + 1)
			comment_child(s, c, child);
		else if (in->kind == SPLICE_END && in->depth == depth) {
			inside = false;
			if (!c->appended)
				c->keep = from;
		}
	}
	c->comment.to = here(s);
	return status;
}

/* ---- rows ---- */

static fr_status in_row(stream *s, size_t depth, fr_error *error)
{
	splice *in = &s->in;
	rewrite_row *r = &s->row;
	fr_status status;
	while ((status = splice_next(in, error)) == FR_OK) {
		if (in->kind == SPLICE_END && in->depth == depth)
			return FR_OK;
		bool cell = in->depth == depth + 1 && in->ns == FR_NS_TABLE &&
			    (fr_str_is(in->local, "table-cell") || fr_str_is(in->local, "covered-table-cell"));
		if (cell && splice_starts(in)) {
			if (!cell_starts(s))
				return no_memory(error);
		} else if (cell && in->kind == SPLICE_END && r->count)
			r->cells[r->count - 1].whole.to = here(s);
		else if (in->depth == depth + 2 && r->count && splice_starts(in) && splice_is(in, FR_NS_OFFICE, "annotation"))
			status = take_comment(s, error);
		else if (in->depth == depth + 2 && r->count && in->kind != SPLICE_START && splice_is(in, FR_NS_TABLE, "cell-range-source"))
			r->cells[r->count - 1].content = here(s);
		if (status != FR_OK)
			return status;
	}
	return status;
}

static fr_status take_row(stream *s, fr_error *error)
{
	rewrite_row *r = &s->row;
	fr_arena_reset(&s->arena);
	splice_hold(&s->in);
	s->next_column = 0;
	r->count = 0;
	r->row = s->next_row;
	r->repeat = repeated(s, "number-rows-repeated");
	r->tag = (rewrite_span){0, here(s)};
	r->closed = s->in.kind == SPLICE_EMPTY;
	s->next_row += r->repeat;
	if (!keep(s, &s->arena, FR_NS_TABLE, "default-cell-style-name", &r->style))
		return broken(s, error);
	fr_status status = r->closed ? FR_OK : in_row(s, s->in.depth, error);
	if (status != FR_OK)
		return status;
	if (s->job->feed && (status = copy_feed_upto(s->job->feed, r->row + r->repeat, &s->notes, &s->count, error)) != FR_OK)
		return status;
	r->raw = splice_held(&s->in);
	splice_let_go(&s->in);
	while (s->count && s->notes->row <= r->row) {
		s->notes++; /* about a row that is not there */
		s->count--;
	}
	size_t n = 0;
	while (n < s->count && s->notes[n].row <= r->row + r->repeat)
		n++;
	if (!rewrite_row_changed(&s->kit, r, s->notes, n, &s->in.out))
		fr_buf_str(&s->in.out, r->raw);
	s->notes += n;
	s->count -= n;
	return s->kit.failed ? no_memory(error) : FR_OK;
}

/* ---- the whole ---- */

static fr_status sheet_starts(stream *s, fr_error *error)
{
	fr_str name;
	if (s->in.kind == SPLICE_START && ++s->tables == 1) {
		if (!keep(s, &s->kit.arena, FR_NS_TABLE, "name", &name))
			return broken(s, error);
		s->count = 0;
		fr_status status = s->job->feed ? copy_feed_sheet(s->job->feed, name, error) : FR_OK;
		if (status != FR_OK)
			return status;
		if (!s->job->feed)
			s->count = copy_notes_of(s->job, name, &s->notes);
		s->next_row = 0;
		s->kit.column_count = 0;
	}
	splice_copy(&s->in);
	return FR_OK;
}

static fr_status starts(stream *s, fr_error *error)
{
	splice *in = &s->in;
	bool styles = splice_is(in, FR_NS_OFFICE, "automatic-styles");
	if (in->depth == 1)
		learn_prefixes(s);
	if (splice_is(in, FR_NS_TABLE, "table"))
		return sheet_starts(s, error);
	if (s->tables == 1 && splice_is(in, FR_NS_TABLE, "table-row"))
		return take_row(s, error);
	if (s->tables == 1 && splice_is(in, FR_NS_TABLE, "table-column") && !column(s))
		return no_memory(error);
	if (s->styles_depth && in->depth == s->styles_depth + 1 && splice_is(in, FR_NS_STYLE, "style"))
		return take_style(s, error);
	if (styles && in->kind == SPLICE_EMPTY && !s->styles_placed)
		return open_styles(s, error);
	fr_status status = splice_is(in, FR_NS_OFFICE, "body") ? place_styles(s, error) : FR_OK;
	if (styles && in->kind == SPLICE_START)
		s->styles_depth = in->depth;
	splice_copy(in);
	return status;
}

static fr_status run(stream *s, fr_error *error)
{
	splice *in = &s->in;
	fr_status status;
	while ((status = splice_next(in, error)) == FR_OK) {
		if (splice_starts(in))
			status = starts(s, error);
		else {
			if (in->kind == SPLICE_END && splice_is(in, FR_NS_TABLE, "table"))
				s->tables--;
			else if (in->kind == SPLICE_END && s->styles_depth == in->depth) {
				s->styles_depth = 0;
				status = place_styles(s, error);
			}
			splice_copy(in);
		}
		if (status != FR_OK)
			return status;
	}
	return status == FR_END ? s->styles_placed ? FR_OK : broken(s, error) : status;
}

fr_status rewrite_content(const copy_job *job, fr_part *part, fr_scratch *scratch, fr_error *error)
{
	stream s = {.job = job};
	s.kit = (rewrite_kit){.allocator = job->allocator,
		.names = {.table = "table:", .office = "office:", .style = "style:", .fo = "fo:", .text = "text:", .dc = "dc:"}};
	splice_open(&s.in, &job->allocator, part, job->input, job->output, TOKEN_MOST);
	s.in.scratch = scratch;
	fr_arena_init(&s.kit.arena, &job->allocator, 0);
	fr_arena_init(&s.arena, &job->allocator, 0);
	fr_buf_init(&s.words, &job->allocator, TOKEN_MOST);
	fr_buf_init(&s.kit.words, &job->allocator, COMMENT_MOST);
	fr_status status = run(&s, error);
	if (status == FR_OK) {
		fr_buf_clear(&s.words);
		rewrite_styles(&s.kit, &s.words);
		status = s.words.failed || s.kit.failed ? no_memory(error) : fr_scratch_fill(scratch, fr_buf_view(&s.words), error);
	}
	fr_release(&job->allocator, s.row.cells);
	fr_release(&job->allocator, s.kit.columns);
	fr_buf_free(&s.words);
	fr_buf_free(&s.kit.words);
	fr_arena_free(&s.arena);
	fr_arena_free(&s.kit.arena);
	splice_close(&s.in);
	return status;
}
