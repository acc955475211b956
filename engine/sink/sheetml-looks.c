/* Looks: styles.xml of XLSX, with formats that are like others but for our fill.
 * Stage: outputs. In: the part. Out: looks by number; the part with new ones behind those it had. A look of ours says which one it was made from, so that a mark can be taken away
 * again. Source: ECMA-376 part 1, 18.8. */
#include "sink/sheetml.h"

#include <stdio.h>

#define LOOKS_MOST 65000 /* of Excel */
#define FILLS_MOST 65536
#define OURS "urn:formrule:mark"
#define NEW_PART \
	"<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<styleSheet " \
	"xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">" \
	"<fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/></font></fonts><fills count=\"2\"><fill><patternFill " \
	"patternType=\"none\"/></fill>" \
	"<fill><patternFill patternType=\"gray125\"/></fill></fills><borders count=\"1\"><border/></borders><cellStyleXfs " \
	"count=\"1\"><xf/></cellStyleXfs>" \
	"<cellXfs count=\"1\"><xf xfId=\"0\"/></cellXfs></styleSheet>"

static size_t number_of(fr_str raw)
{
	size_t n = 0;
	for (size_t i = 0; i < raw.n; i++) {
		if (raw.p[i] < '0' || raw.p[i] > '9' || n > SIZE_MAX / 100)
			return SIZE_MAX;
		n = n * 10 + (size_t)(raw.p[i] - '0');
	}
	return raw.n ? n : SIZE_MAX;
}

/* e or w when the last six digits of a colour are those of our fill. */
static char mark_of(fr_str rgb)
{
	static const struct {
		const char *rgb;
		char mark;
	} known[] = {{COPY_ERROR_FILL, 'e'}, {COPY_REMINDER_FILL, 'w'}};
	for (size_t i = 0; i < 2 && rgb.n >= 6; i++) {
		size_t same = 0;
		while (same < 6 && (rgb.p[rgb.n - 6 + same] | 0x20) == (known[i].rgb[same] | 0x20))
			same++;
		if (same == 6)
			return known[i].mark;
	}
	return 0;
}

static bool add_look(sheet_looks *k, sheet_look look)
{
	if (k->count == k->capacity) {
		size_t room = k->capacity ? k->capacity * 2 : 64;
		sheet_look *more = room > 2 * LOOKS_MOST ? NULL : fr_resize(&k->allocator, k->items, room * sizeof *more);
		if (!more)
			return false;
		k->items = more;
		k->capacity = room;
	}
	k->items[k->count++] = look;
	return true;
}

static bool add_fill(sheet_looks *k, char mark)
{
	if (k->fill_count == k->fill_room) {
		size_t room = k->fill_room ? k->fill_room * 2 : 64;
		char *more = room > FILLS_MOST ? NULL : fr_resize(&k->allocator, k->fills, room);
		if (!more)
			return false;
		k->fills = more;
		k->fill_room = room;
	}
	k->fills[k->fill_count++] = mark;
	return true;
}

/* Everything about a look but its fill. */
static void without_fill(fr_str raw, fr_buf *out)
{
	static const char *const names[] = {"fillId", "applyFill", NULL};
	splice_tag(raw, names, out);
}

static bool alike(const sheet_looks *k, fr_str a, fr_str b)
{
	fr_buf x, y;
	fr_buf_init(&x, &k->allocator, 0);
	fr_buf_init(&y, &k->allocator, 0);
	without_fill(a, &x);
	without_fill(b, &y);
	bool same = fr_str_eq(fr_buf_view(&x), fr_buf_view(&y));
	fr_buf_free(&x);
	fr_buf_free(&y);
	return same;
}

/* What a look of ours was made from, as long as the numbers are still those of then. */
static void learn_bases(sheet_looks *k)
{
	for (size_t i = 0; i < k->count; i++) {
		sheet_look *look = &k->items[i];
		size_t at = fr_str_find(look->raw, FR_STR(OURS "\" base=\""));
		if (at == SIZE_MAX)
			continue;
		size_t from = at + sizeof(OURS "\" base=\"") - 1, n = 0;
		while (from + n < look->raw.n && look->raw.p[from + n] != '"')
			n++;
		size_t base = number_of(fr_str_of(look->raw.p + from, n));
		look->ours = look->mark != 0;
		look->base = base < k->count && base != i && alike(k, look->raw, k->items[base].raw) ? base : SIZE_MAX;
		k->marked |= look->ours;
	}
}

typedef struct reading {
	sheet_looks *k;
	splice in;
	size_t at, look_from; /* bytes before the token */
	bool in_fills, in_looks, solid;
	char fill; /* mark of the fill at hand */
	size_t look_fill;
} reading;

static bool look_whole(reading *r, size_t to)
{
	sheet_looks *k = r->k;
	fr_str raw = fr_str_of(k->text.p + r->look_from, to - r->look_from);
	char mark = r->look_fill < k->fill_count ? k->fills[r->look_fill] : 0;
	return add_look(k, (sheet_look){raw, r->look_fill, mark, false, SIZE_MAX});
}

static bool starts(reading *r)
{
	splice *in = &r->in;
	sheet_looks *k = r->k;
	fr_str value, tag = fr_str_of(k->text.p + r->at, in->raw.n);
	bool own = in->ns == FR_NS_SHEET;
	if (in->depth == 1)
		k->prefix = splice_prefix(in, FR_NS_SHEET);
	if (!own || in->depth == 1)
		return true;
	if (in->depth == 2) {
		r->in_fills = fr_str_is(in->local, "fills") && in->kind == SPLICE_START;
		r->in_looks = fr_str_is(in->local, "cellXfs") && in->kind == SPLICE_START;
		if (r->in_fills)
			k->fills_tag = tag;
		if (r->in_looks)
			k->looks_tag = tag;
	} else if (r->in_fills && in->depth == 3) {
		r->fill = 0;
		return in->kind != SPLICE_EMPTY || add_fill(k, 0);
	} else if (r->in_fills && fr_str_is(in->local, "patternFill"))
		r->solid = splice_attribute_of(in->raw, "patternType", &value) && fr_str_is(value, "solid");
	else if (r->in_fills && r->solid && fr_str_is(in->local, "fgColor") && splice_attribute_of(in->raw, "rgb", &value))
		r->fill = mark_of(value);
	else if (r->in_looks && in->depth == 3) {
		r->look_from = r->at;
		r->look_fill = splice_attribute_of(in->raw, "fillId", &value) ? number_of(value) : 0;
		return in->kind != SPLICE_EMPTY || look_whole(r, r->at + in->raw.n);
	}
	return true;
}

static bool ends(reading *r)
{
	splice *in = &r->in;
	if (in->depth == 3 && r->in_fills)
		return add_fill(r->k, r->fill);
	if (in->depth == 3 && r->in_looks)
		return look_whole(r, r->at + in->raw.n);
	if (in->depth == 2 && r->in_fills)
		r->k->fills_end = r->at;
	if (in->depth == 2 && r->in_looks)
		r->k->looks_end = r->at;
	if (in->depth == 2)
		r->in_fills = r->in_looks = false;
	return true;
}

static fr_status read_text(sheet_looks *k, const copy_job *job, const char *name, fr_error *error)
{
	splice_memory memory;
	reading r = {.k = k};
	fr_status status;
	splice_memory_open(&memory, name, fr_buf_view(&k->text));
	splice_open(&r.in, &k->allocator, &memory.part, job->input, job->output, SHEETML_TOKEN_MOST);
	while ((status = splice_next(&r.in, error)) == FR_OK) {
		bool fine = splice_starts(&r.in) ? starts(&r) : r.in.kind != SPLICE_END || ends(&r);
		r.at += r.in.raw.n;
		if (!fine) {
			status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
			break;
		}
	}
	if (k->prefix && (k->prefix = fr_arena_str(&k->arena, fr_str_from(k->prefix)).p) == NULL)
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	splice_close(&r.in);
	return status == FR_END ? FR_OK : status;
}

fr_status sheet_looks_open(sheet_looks *k, const copy_job *job, fr_part *part, fr_error *error)
{
	fr_status status = FR_OK;
	*k = (sheet_looks){.allocator = job->allocator};
	fr_arena_init(&k->arena, &job->allocator, 0);
	fr_buf_init(&k->text, &job->allocator, COPY_PART_MOST);
	if (part)
		status = splice_whole(part, &k->text, error);
	else
		fr_buf_puts(&k->text, NEW_PART);
	if (status == FR_OK)
		status = read_text(k, job, part ? part->name : "styles.xml", error);
	k->known = k->count;
	k->fill_known = k->fill_count;
	k->usable = k->prefix && k->fills_end && k->looks_end && k->count;
	if (status == FR_OK)
		learn_bases(k);
	return status;
}

void sheet_looks_free(sheet_looks *k)
{
	fr_release(&k->allocator, k->items);
	fr_release(&k->allocator, k->fills);
	fr_buf_free(&k->text);
	fr_arena_free(&k->arena);
}

/* ---- making ---- */

static size_t fill_for(sheet_looks *k, char mark, bool *failed)
{
	for (size_t i = 0; mark != 'c' && i < k->fill_count; i++)
		if (k->fills[i] == mark)
			return i;
	if (mark == 'c')
		return 0;
	*failed |= !add_fill(k, mark);
	return k->fill_count - 1;
}

/* The look's bytes with another fill; says what it was made from. */
static void put_look(const sheet_looks *k, fr_str raw, size_t base, size_t fill, bool says, fr_buf *out)
{
	static const char *const names[] = {"fillId", "applyFill", NULL};
	const char *p = k->prefix;
	size_t tag = 0;
	char quote = 0;
	while (quote || raw.p[tag] != '>') { /* its start tag */
		if (quote ? raw.p[tag] == quote : raw.p[tag] == '"' || raw.p[tag] == '\'')
			quote = quote ? 0 : raw.p[tag];
		tag++;
	}
	bool empty = raw.p[tag - 1] == '/';
	fr_str inner = empty ? FR_STR("") : fr_str_of(raw.p + tag + 1, raw.n - tag - 1);
	char extensions[64], end[64], last[64];
	snprintf(extensions, sizeof extensions, "<%sextLst", p);
	snprintf(end, sizeof end, "</%sextLst>", p);
	snprintf(last, sizeof last, "</%sxf>", p);
	size_t cut = fr_str_find(inner, fr_str_from(extensions));
	if (cut == SIZE_MAX)
		cut = fr_str_find(inner, fr_str_from(last));
	splice_tag(fr_str_of(raw.p, tag + 1), names, out);
	fr_buf_printf(out, " fillId=\"%zu\" applyFill=\"1\">", fill);
	fr_buf_add(out, inner.p, cut == SIZE_MAX ? 0 : cut); /* extensions of the other look are not ours to tell again */
	if (says)
		fr_buf_printf(out,
			"<%sextLst><%sext uri=\"{6C1B7E52-0E5D-4C53-9C5B-0D5F0A4B52F1}\"><fr:mark xmlns:fr=\"" OURS
			"\" base=\"%zu\"/></%sext></%sextLst>",
			p, p, base, p, p);
	fr_buf_puts(out, last);
}

size_t sheet_look_make(sheet_looks *k, char mark, size_t base, bool *failed)
{
	if (!k->usable || base >= k->count)
		return base < k->count ? base : 0;
	for (size_t i = 0; mark != 'c' && i < k->count; i++)
		if (k->items[i].ours && k->items[i].mark == mark && k->items[i].base == base)
			return i;
	for (size_t i = k->known; mark == 'c' && i < k->count; i++)
		if (!k->items[i].ours && k->items[i].base == base)
			return i;
	if (k->count >= LOOKS_MOST)
		return base;
	fr_buf raw;
	fr_buf_init(&raw, &k->allocator, 1 << 20);
	size_t fill = fill_for(k, mark, failed);
	put_look(k, k->items[base].raw, base, fill, mark != 'c', &raw);
	fr_str kept = raw.failed ? (fr_str){NULL, 0} : fr_arena_str(&k->arena, fr_buf_view(&raw));
	fr_buf_free(&raw);
	if (!kept.p || !add_look(k, (sheet_look){kept, fill, mark == 'c' ? 0 : mark, mark != 'c', base})) {
		*failed = true;
		return base;
	}
	return k->count - 1;
}

/* A start tag that counts its children. */
static void put_counted(fr_str tag, size_t count, fr_buf *out)
{
	static const char *const names[] = {"count", NULL};
	splice_tag(tag, names, out);
	fr_buf_printf(out, " count=\"%zu\">", count);
}

static void put_fills(const sheet_looks *k, fr_buf *out)
{
	const char *p = k->prefix;
	for (size_t i = k->fill_known; i < k->fill_count; i++)
		fr_buf_printf(out,
			"<%sfill><%spatternFill patternType=\"solid\"><%sfgColor rgb=\"FF%s\"/><%sbgColor "
			"indexed=\"64\"/></%spatternFill></%sfill>",
			p, p, p, k->fills[i] == 'e' ? "FDECEA" : "FFF6E0", p, p, p);
}

bool sheet_looks_write(const sheet_looks *k, fr_buf *out)
{
	fr_str text = fr_buf_view(&k->text);
	if (k->count == k->known)
		return false;
	bool fills_first = k->fills_end < k->looks_end;
	for (size_t i = 0, at = 0; i < 2; i++) {
		bool fills = (i == 0) == fills_first;
		fr_str tag = fills ? k->fills_tag : k->looks_tag;
		size_t from = (size_t)(tag.p - text.p), end = fills ? k->fills_end : k->looks_end;
		fr_buf_add(out, text.p + at, from - at);
		put_counted(tag, fills ? k->fill_count : k->count, out);
		fr_buf_add(out, text.p + from + tag.n, end - from - tag.n);
		if (fills)
			put_fills(k, out);
		for (size_t l = k->known; !fills && l < k->count; l++)
			fr_buf_str(out, k->items[l].raw);
		at = end;
		if (i == 1)
			fr_buf_add(out, text.p + at, text.n - at);
	}
	return true;
}
