/* Comments of a sheet in XLSX: the part that holds their words; their boxes are drawn in sheetml-boxes.c.
 * Stage: outputs. In: the part as it was, or nothing; notes. Out: the part; earlier words of ours are gone, those of people stay, ours below them. Threaded comments are other parts and
 * stay as they are; the words that stand in for them here are like any other. Source: ECMA-376 part 1, 18.7. */
#include "sink/sheetml.h"

#include <stdlib.h>

#define AUTHORS_MOST 65536

/* A comment in the part, by bytes. Its text keeps [from, cut), [kept, rest) and what begins at text_end; our words go behind the first of them, or behind the second when it is made of runs. */
typedef struct comment {
	sheet_place place;
	size_t from, to, author;
	size_t cut, kept, rest, text_end;
	size_t unit; /* where the run or text at hand begins */
	bool runs, ruled; /* ruled: words of ours stand in it */
} comment;

typedef struct reading {
	splice in;
	fr_allocator allocator;
	fr_buf author; /* the one at hand */
	fr_buf nameless; /* a byte for each author: 1 when the name is blank */
	size_t authors, our_author; /* SIZE_MAX: none yet */
	size_t authors_at, list_at; /* where more can be put in */
	bool authors_open, list_open; /* written with an end tag; else as one, which begins there */
	comment *items;
	size_t count, room, at;
	bool in_author, in_comment;
} reading;

static bool grow(const fr_allocator *a, void **items, size_t *room, size_t count, size_t size)
{
	if (count < *room)
		return true;
	size_t wanted = *room ? *room * 2 : 64;
	void *more = fr_resize(a, *items, wanted * size);
	if (!more)
		return false;
	*items = more;
	*room = wanted;
	return true;
}

static bool comment_starts(reading *r)
{
	fr_str value;
	void *items = r->items;
	double number;
	if (!grow(&r->allocator, &items, &r->room, r->count, sizeof *r->items))
		return false;
	r->items = items;
	comment *c = &r->items[r->count++];
	*c = (comment){.from = r->at, .to = r->at + r->in.raw.n, .author = SIZE_MAX};
	if (splice_attribute_of(r->in.raw, "ref", &value))
		sheet_place_read(value, &c->place);
	if (splice_attribute_of(r->in.raw, "authorId", &value) && fr_number_read(value, false, &number) && number >= 0 &&
		number < AUTHORS_MOST)
		c->author = (size_t)number;
	r->in_comment = r->in.kind == SPLICE_START;
	return true;
}

static bool starts(reading *r)
{
	splice *in = &r->in;
	comment *c = r->in_comment ? &r->items[r->count - 1] : NULL;
	if (in->ns != FR_NS_SHEET)
		return true;
	if (in->depth == 2 && fr_str_is(in->local, "authors"))
		r->authors_at = r->at;
	else if (in->depth == 2 && fr_str_is(in->local, "commentList"))
		r->list_at = r->at;
	else if (fr_str_is(in->local, "author") && in->depth == 3) {
		fr_buf_clear(&r->author);
		r->in_author = in->kind == SPLICE_START;
		r->authors += in->kind == SPLICE_EMPTY;
		if (in->kind == SPLICE_EMPTY)
			fr_buf_byte(&r->nameless, 1);
	} else if (fr_str_is(in->local, "comment") && in->depth == 3)
		return comment_starts(r);
	else if (c && in->depth == 5) { /* t or r of its text */
		c->unit = r->at;
		c->runs |= fr_str_is(in->local, "r") || in->kind == SPLICE_EMPTY;
	}
	return true;
}

/* The rule, with the line break before it, begins our words. */
static void look_for_rule(reading *r, comment *c)
{
	static const char *const breaks[] = {"\n", "&#10;", "&#xA;", "&#xa;", ""};
	fr_str raw = r->in.raw;
	size_t at = fr_str_find(raw, FR_STR(COPY_RULE));
	if (at == SIZE_MAX || c->ruled)
		return;
	for (size_t i = 0; i < sizeof breaks / sizeof *breaks; i++)
		if (fr_str_ends(fr_str_of(raw.p, at), fr_str_from(breaks[i]))) {
			at -= strlen(breaks[i]);
			break;
		}
	c->ruled = true;
	c->cut = at == 0 && r->in.depth == 6 ? c->unit : r->at + at; /* a run of its own, or the end of one */
	c->kept = at == 0 && r->in.depth == 6 ? c->unit : r->at + raw.n;
	c->rest = c->kept;
}

static void ends(reading *r)
{
	splice *in = &r->in;
	comment *c = r->in_comment ? &r->items[r->count - 1] : NULL;
	if (in->depth == 3 && r->in_author) {
		if (fr_str_is(fr_str_trim(fr_buf_view(&r->author)), FR_NOTE_CREATOR))
			r->our_author = r->authors;
		fr_buf_byte(&r->nameless, fr_str_trim(fr_buf_view(&r->author)).n == 0);
		r->authors++;
		r->in_author = false;
	} else if (in->depth == 3 && c) {
		c->to = r->at + in->raw.n;
		r->in_comment = false;
	} else if (in->depth == 4 && c && fr_str_is(in->local, "text")) {
		c->text_end = r->at;
		if (!c->ruled && c->runs)
			c->cut = c->kept = c->rest = r->at;
		else if (!c->runs)
			c->rest = r->at;
	} else if (in->depth == 5 && c && !c->runs && !c->ruled)
		c->cut = c->kept = r->at; /* before </t> */
	else if (in->depth == 5 && c && c->ruled && c->cut != c->unit && c->rest == c->kept)
		c->rest = r->at + in->raw.n; /* behind the run our words began in: what follows is ours as well */
	else if (in->depth == 2 && fr_str_is(in->local, "authors")) {
		r->authors_at = r->at;
		r->authors_open = true;
	} else if (in->depth == 2 && fr_str_is(in->local, "commentList")) {
		r->list_at = r->at;
		r->list_open = true;
	}
}

static fr_status read_comments(reading *r, const copy_job *job, const fr_buf *text, fr_error *error)
{
	splice_memory memory;
	fr_status status;
	*r = (reading){.allocator = job->allocator, .our_author = SIZE_MAX};
	fr_buf_init(&r->author, &job->allocator, 1 << 20);
	fr_buf_init(&r->nameless, &job->allocator, AUTHORS_MOST);
	splice_memory_open(&memory, "comments.xml", fr_buf_view(text));
	splice_open(&r->in, &job->allocator, &memory.part, job->input, job->output, SHEETML_TOKEN_MOST);
	while ((status = splice_next(&r->in, error)) == FR_OK) {
		if (splice_starts(&r->in) && !starts(r)) {
			status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
			break;
		}
		if (r->in.kind == SPLICE_END)
			ends(r);
		else if (r->in.kind == SPLICE_TEXT && r->in_author)
			splice_decode(r->in.raw, &r->author);
		else if (r->in.kind == SPLICE_TEXT && r->in_comment)
			look_for_rule(r, &r->items[r->count - 1]);
		r->at += r->in.raw.n;
	}
	return status == FR_END ? FR_OK : status;
}

static void reading_free(reading *r)
{
	fr_release(&r->allocator, r->items);
	fr_buf_free(&r->author);
	fr_buf_free(&r->nameless);
	splice_close(&r->in);
}

/* By its author, or claimed; an empty one is nobody's. */
static bool all_ours(const sheet_notes *k, const reading *r, const comment *c)
{
	return c->author == r->our_author || !c->text_end ||
	       (k->gone_count && bsearch(&c->place, k->gone, k->gone_count, sizeof c->place, sheet_place_order));
}

/* ---- what was there ---- */

static bool add_place(sheet_notes *k, sheet_place **items, size_t *count, size_t *room, sheet_place place)
{
	void *all = *items;
	if (!grow(&k->allocator, &all, room, *count, sizeof place))
		return false;
	*items = all;
	(*items)[(*count)++] = place;
	return true;
}

fr_status sheet_notes_open(sheet_notes *k, const copy_job *job, fr_part *comments, fr_part *drawing, fr_error *error)
{
	reading r;
	*k = (sheet_notes){.allocator = job->allocator};
	fr_buf_init(&k->comments, &job->allocator, COPY_PART_MOST);
	fr_buf_init(&k->drawing, &job->allocator, COPY_PART_MOST);
	fr_status status = drawing ? splice_whole(drawing, &k->drawing, error) : FR_OK;
	if (status != FR_OK || !comments)
		return status;
	status = splice_whole(comments, &k->comments, error);
	if (status != FR_OK)
		return status;
	status = read_comments(&r, job, &k->comments, error);
	bool fine = true;
	for (size_t i = 0; i < r.count && status == FR_OK; i++) {
		const comment *c = &r.items[i];
		bool ours = c->author == r.our_author || !c->text_end;
		if (ours)
			fine &= add_place(k, &k->gone, &k->gone_count, &k->gone_room, c->place);
		if (ours || c->ruled)
			fine &= add_place(k, &k->ours, &k->ours_count, &k->ours_room, c->place);
		else if (c->author >= r.nameless.n || r.nameless.p[c->author])
			fine &= add_place(k, &k->nobody, &k->nobody_count, &k->nobody_room, c->place);
	}
	reading_free(&r);
	if (k->nobody_count)
		qsort(k->nobody, k->nobody_count, sizeof *k->nobody, sheet_place_order);
	sheet_notes_sort(k);
	return status == FR_OK && !fine ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : status;
}

void sheet_notes_sort(sheet_notes *k)
{
	if (k->ours_count)
		qsort(k->ours, k->ours_count, sizeof *k->ours, sheet_place_order);
	if (k->gone_count)
		qsort(k->gone, k->gone_count, sizeof *k->gone, sheet_place_order);
}

bool sheet_notes_claim(sheet_notes *k, sheet_place place)
{
	if (!k->nobody_count || !bsearch(&place, k->nobody, k->nobody_count, sizeof place, sheet_place_order))
		return true;
	return add_place(k, &k->ours, &k->ours_count, &k->ours_room, place) && add_place(k, &k->gone, &k->gone_count, &k->gone_room, place);
}

void sheet_notes_free(sheet_notes *k)
{
	fr_release(&k->allocator, k->nobody);
	fr_release(&k->allocator, k->ours);
	fr_release(&k->allocator, k->gone);
	fr_release(&k->allocator, k->boxes);
	fr_buf_free(&k->comments);
	fr_buf_free(&k->drawing);
}

/* ---- what comes ---- */

/* The notes of one place, what replaces texts passed over; *items and *count go on behind them. */
static void words_at(const copy_note **items, size_t *count, bool below, fr_buf *out)
{
	const copy_note *first = *items;
	bool any = below;
	while (*count && (*items)->row == first->row && (*items)->column == first->column) {
		if (!(*items)->replaces) {
			if (any)
				fr_buf_byte(out, '\n');
			any = true;
			sheet_text(out, (*items)->text);
		}
		++*items;
		--*count;
	}
}

/* The first note of that place. */
static const copy_note *notes_at(const copy_note *items, size_t count, sheet_place place, size_t *left)
{
	size_t low = 0, high = count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		sheet_place there = {items[middle].row, items[middle].column};
		if (sheet_place_order(&there, &place) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	*left = count - low;
	return low < count && items[low].row == place.row && items[low].column == place.column ? items + low : NULL;
}

static bool says(const copy_note *items, size_t count)
{
	for (size_t i = 0; i < count && items[i].row == items->row && items[i].column == items->column; i++)
		if (!items[i].replaces)
			return true;
	return false;
}

/* Somebody's comment, with our words below it. */
static void put_theirs(const comment *c, fr_str text, const char *p, const copy_note *items, size_t left, fr_buf *out)
{
	fr_buf_add(out, text.p + c->from, c->cut - c->from);
	bool words = items && says(items, left);
	if (words && !c->runs) {
		fr_buf_puts(out, "\n" COPY_RULE);
		words_at(&items, &left, true, out);
	}
	fr_buf_add(out, text.p + c->kept, c->rest - c->kept);
	if (words && c->runs) {
		fr_buf_printf(out, "<%sr><%st xml:space=\"preserve\">\n" COPY_RULE, p, p);
		words_at(&items, &left, true, out);
		fr_buf_printf(out, "</%st></%sr>", p, p);
	}
	fr_buf_add(out, text.p + c->text_end, c->to - c->text_end);
}

static const comment *comment_at(const sheet_notes *k, const reading *r, sheet_place place)
{
	for (size_t i = 0; i < r->count; i++)
		if (r->items[i].place.row == place.row && r->items[i].place.column == place.column && !all_ours(k, r, &r->items[i]))
			return &r->items[i];
	return NULL;
}

/* Comments of our own, and the places of their boxes. */
static bool put_ours(sheet_notes *k, const reading *r, const char *p, const copy_note *items, size_t count, size_t author, fr_buf *out)
{
	k->boxes_count = 0;
	while (count) {
		sheet_place place = {items->row, items->column};
		if (!says(items, count) || comment_at(k, r, place)) {
			items++;
			count--;
			continue;
		}
		size_t from = out->n;
		fr_buf_printf(out, "<%scomment ref=\"", p);
		sheet_place_write(out, place.row, place.column);
		fr_buf_printf(out, "\" authorId=\"%zu\"><%stext><%st xml:space=\"preserve\">", author, p, p);
		from = out->n;
		words_at(&items, &count, false, out);
		size_t words = fr_utf8_length(fr_str_of(out->p + from, out->n - from)), cells = words + (out->n - from - words) / 2;
		fr_buf_printf(out, "</%st></%stext></%scomment>", p, p, p);
		void *boxes = k->boxes;
		if (!grow(&k->allocator, &boxes, &k->boxes_room, k->boxes_count, sizeof *k->boxes))
			return false;
		k->boxes = boxes;
		k->boxes[k->boxes_count++] = (sheet_box){place, cells};
	}
	return true;
}

static void put_new_part(bool strict, fr_buf *out)
{
	fr_buf_printf(out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<comments "
		"xmlns=\"%s\"><authors></authors><commentList></commentList></comments>",
		strict ? "http://purl.oclc.org/ooxml/spreadsheetml/main" : "http://schemas.openxmlformats.org/spreadsheetml/2006/main");
}

/* <authors/> and <commentList/> are opened. */
static void put_open(const char *p, const char *name, bool open, bool start, fr_buf *out)
{
	if (!open)
		fr_buf_printf(out, "<%s%s%s>", start ? "" : "/", p, name);
}

fr_status sheet_notes_write(
	sheet_notes *k, const copy_job *job, const copy_note *items, size_t count, bool strict, fr_buf *out, fr_error *error)
{
	reading r;
	if (!k->comments.n)
		put_new_part(strict, &k->comments);
	fr_status status = read_comments(&r, job, &k->comments, error);
	fr_str text = fr_buf_view(&k->comments);
	if (status == FR_OK && (!r.authors_at || r.list_at < r.authors_at))
		status = fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_PART, job->input, "comments.xml", NULL);
	if (status == FR_OK) {
		const char *p = "";
		char prefix[32] = "";
		size_t at = fr_str_find(fr_str_of(text.p + r.authors_at, text.n - r.authors_at), FR_STR("authors"));
		if (at > 1 && at < sizeof prefix) { /* as the part itself writes it */
			size_t skip = text.p[r.authors_at + 1] == '/' ? 2 : 1;
			memcpy(prefix, text.p + r.authors_at + skip, at - skip);
			p = prefix;
		}
		size_t author = r.our_author == SIZE_MAX ? r.authors : r.our_author, done = r.authors_at;
		fr_buf_add(out, text.p, done);
		put_open(p, "authors", r.authors_open, true, out);
		if (author == r.authors)
			fr_buf_printf(out, "<%sauthor>" FR_NOTE_CREATOR "</%sauthor>", p, p);
		put_open(p, "authors", r.authors_open, false, out);
		done += r.authors_open ? 0 : fr_str_find(fr_str_of(text.p + done, text.n - done), FR_STR("/>")) + 2;
		for (size_t i = 0; i < r.count; i++) {
			const comment *c = &r.items[i];
			size_t left = 0;
			const copy_note *here = notes_at(items, count, c->place, &left);
			fr_buf_add(out, text.p + done, c->from - done);
			done = c->to;
			if (!all_ours(k, &r, c))
				put_theirs(c, text, p, here, left, out);
		}
		fr_buf_add(out, text.p + done, r.list_at - done);
		done = r.list_at;
		put_open(p, "commentList", r.list_open, true, out);
		if (!put_ours(k, &r, p, items, count, author, out) || out->failed)
			status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		put_open(p, "commentList", r.list_open, false, out);
		done += r.list_open ? 0 : fr_str_find(fr_str_of(text.p + done, text.n - done), FR_STR("/>")) + 2;
		fr_buf_add(out, text.p + done, text.n - done);
	}
	reading_free(&r);
	return status;
}
