/* Patterns without regular expressions: what Excel and WPS lack, said by lengths and by the characters of pieces.
 * Stage: outputs. In: a pattern. Out: a condition in OpenFormula, for patterns made of characters, classes of ASCII characters, counts, optional
 * groups and alternatives; others stay with the extension and the command line. */
#include "sink/workbook.h"

#define PIECES_MOST 24
#define VARIANTS_MOST 16
#define DEPTH_MOST 4
#define ENDLESS 200 /* what * and + are taken for; longer texts are not judged */
#define FORMULA_MOST 4000

typedef struct piece {
	uint64_t set[2]; /* ASCII characters it takes */
	uint32_t literal; /* or the one other it takes */
	unsigned least, most;
} piece;
typedef struct variant {
	piece pieces[PIECES_MOST];
	size_t n;
} variant;
typedef struct variants {
	variant items[VARIANTS_MOST];
	size_t n;
} variants;

typedef struct reader {
	fr_str text;
	size_t at;
	unsigned depth;
	bool endless;
} reader;

static bool is(const reader *r, char c) { return r->at < r->text.n && r->text.p[r->at] == c; }

static bool take(reader *r, char c)
{
	bool here = is(r, c);
	r->at += here;
	return here;
}

static void put(piece *p, unsigned c) { p->set[c / 64] |= UINT64_C(1) << c % 64; }

/* A character as it is, or behind a backslash; false for what means more. */
static bool character(reader *r, uint32_t *out, const char *special)
{
	bool escaped = take(r, '\\');
	if (r->at >= r->text.n)
		return false;
	size_t n = fr_utf8_decode(r->text, r->at, out);
	bool word = (*out >= '0' && *out <= '9') || (*out >= 'A' && *out <= 'Z') || (*out >= 'a' && *out <= 'z');
	if (n == 0 || *out < 0x20 || (escaped ? word || *out > 0x7F : *out < 0x80 && strchr(special, (int)*out) != NULL))
		return false;
	r->at += n;
	return true;
}

static bool digits(reader *r, piece *p)
{
	if (r->text.n - r->at < 2 || memcmp(r->text.p + r->at, "\\d", 2) != 0)
		return false;
	r->at += 2;
	for (unsigned c = '0'; c <= '9'; c++)
		put(p, c);
	return true;
}

/* Behind [ */
static bool class(reader *r, piece *p)
{
	while (!take(r, ']')) {
		uint32_t first, last;
		if (digits(r, p))
			continue;
		if (!character(r, &first, "[]^&") || first > 0x7E)
			return false;
		last = first;
		if (is(r, '-') && r->at + 1 < r->text.n && r->text.p[r->at + 1] != ']') {
			r->at++;
			if (!character(r, &last, "[]^&") || last > 0x7E || last < first)
				return false;
		}
		for (uint32_t c = first; c <= last; c++)
			put(p, c);
	}
	return p->set[0] || p->set[1];
}

static bool number(reader *r, unsigned *out)
{
	size_t from = r->at;
	for (*out = 0; r->at < r->text.n && r->text.p[r->at] >= '0' && r->text.p[r->at] <= '9' && *out < 1000; r->at++)
		*out = *out * 10 + (unsigned)(r->text.p[r->at] - '0');
	return r->at > from && *out <= ENDLESS;
}

static bool count(reader *r, piece *p)
{
	p->least = p->most = 1;
	if (take(r, '?'))
		p->least = 0;
	else if (is(r, '*') || is(r, '+')) {
		p->least = is(r, '+');
		p->most = ENDLESS;
		r->endless = true;
		r->at++;
	} else if (take(r, '{')) {
		if (!number(r, &p->least))
			return false;
		p->most = p->least;
		if (take(r, ',') && !is(r, '}')) {
			if (!number(r, &p->most))
				return false;
		} else if (r->text.p[r->at - 1] == ',') {
			p->most = ENDLESS;
			r->endless = true;
		}
		if (!take(r, '}') || p->most < p->least)
			return false;
	}
	return !is(r, '?') && !is(r, '+') && !is(r, '*') && !is(r, '{'); /* lazy, possessive */
}

static bool append(variants *to, const piece *p)
{
	for (size_t i = 0; i < to->n; i++) {
		if (to->items[i].n == PIECES_MOST)
			return false;
		to->items[i].pieces[to->items[i].n++] = *p;
	}
	return true;
}

/* Each of to followed by each of more. */
static bool multiply(variants *to, const variants *more)
{
	size_t n = to->n;
	if (more->n == 0 || n * more->n > VARIANTS_MOST)
		return false;
	for (size_t k = more->n; k-- > 0;)
		for (size_t i = 0; i < n; i++) {
			variant *v = &to->items[k * n + i];
			if (k)
				*v = to->items[i];
			if (v->n + more->items[k].n > PIECES_MOST)
				return false;
			memcpy(v->pieces + v->n, more->items[k].pieces, more->items[k].n * sizeof(piece));
			v->n += more->items[k].n;
		}
	to->n = n * more->n;
	return true;
}

static bool alternatives(reader *r, variants *out);

static bool group(reader *r, variants *out)
{
	variants inner;
	if (r->text.n - r->at >= 2 && memcmp(r->text.p + r->at, "?:", 2) == 0)
		r->at += 2;
	if (r->depth++ == DEPTH_MOST || !alternatives(r, &inner) || !take(r, ')'))
		return false;
	r->depth--;
	if (take(r, '?')) {
		if (inner.n == VARIANTS_MOST)
			return false;
		inner.items[inner.n++].n = 0;
	}
	return !is(r, '?') && !is(r, '*') && !is(r, '+') && !is(r, '{') && multiply(out, &inner);
}

static bool sequence(reader *r, variants *out)
{
	out->n = 1;
	out->items[0].n = 0;
	while (r->at < r->text.n && !is(r, '|') && !is(r, ')')) {
		piece p = {.least = 1};
		uint32_t c;
		if (take(r, '(')) {
			if (!group(r, out))
				return false;
			continue;
		}
		if (take(r, '[')) {
			if (!class(r, &p))
				return false;
		} else if (!digits(r, &p)) {
			if (!character(r, &c, "^$.[]|()?*+{}"))
				return false;
			if (c < 0x80)
				put(&p, c);
			else
				p.literal = c;
		}
		if (!count(r, &p) || !append(out, &p))
			return false;
	}
	return true;
}

static bool alternatives(reader *r, variants *out)
{
	if (!sequence(r, out))
		return false;
	while (take(r, '|')) {
		variants more;
		if (!sequence(r, &more) || out->n + more.n > VARIANTS_MOST)
			return false;
		memcpy(out->items + out->n, more.items, more.n * sizeof(variant));
		out->n += more.n;
	}
	return true;
}

/* ---- the condition ---- */

typedef struct writer {
	const book *b;
	const char *text; /* what is judged, as OpenFormula */
	fr_buf *out;
	size_t written; /* combinations */
} writer;

static void rows_to(const writer *w, unsigned n) { fr_buf_printf(w->out, "ROW([$%s.$A$1:.$A$%u])", fr_text("sheet.lists", w->b->lang), n); }

/* All characters of that piece of text are of the set. Behind its end there is "", which some programs find everywhere and some nowhere: it does
 * not count. length: of the piece, as OpenFormula. */
static void of_set(const writer *w, const piece *p, const char *text, unsigned most, const char *length)
{
	fr_buf_puts(w->out, ";SUMPRODUCT((");
	rows_to(w, most);
	fr_buf_printf(w->out, "<=%s)*ISNUMBER(FIND(MID(%s;", length, text);
	rows_to(w, most);
	fr_buf_puts(w->out, ";1);\"");
	if (p->literal)
		fr_buf_utf8(w->out, p->literal);
	for (unsigned c = 0x20; c < 0x7F; c++)
		if (p->set[c / 64] >> c % 64 & 1) {
			if (c == '"')
				fr_buf_byte(w->out, '"');
			fr_buf_byte(w->out, (char)c);
		}
	fr_buf_printf(w->out, "\")))=%s", length);
}

/* The only character the piece takes; 0 when there are several. */
static uint32_t only(const piece *p)
{
	uint64_t low = p->set[0], high = p->set[1];
	if (p->literal)
		return p->literal;
	if (__builtin_popcountll(low) + __builtin_popcountll(high) != 1)
		return 0;
	return (uint32_t)(low ? __builtin_ctzll(low) : 64 + __builtin_ctzll(high));
}

/* Whether the text is that character so many times. */
static void of_one(const writer *w, uint32_t c, const char *text, unsigned length)
{
	fr_buf_printf(w->out, ";EXACT(%s;\"", text);
	for (unsigned i = 0; i < length; i++) {
		if (c == '"')
			fr_buf_byte(w->out, '"');
		fr_buf_utf8(w->out, c);
	}
	fr_buf_puts(w->out, "\")");
}

/* One way the pattern can go: every piece has its length but the loose one, whose place is between what is before and after it. */
static void combination(writer *w, const variant *v, const unsigned lengths[PIECES_MOST], size_t loose)
{
	unsigned before = 0, after = 0, fixed = 0;
	fr_buf text, size;
	fr_buf_init(&text, &w->out->allocator, 1 << 16);
	fr_buf_init(&size, &w->out->allocator, 4096);
	for (size_t i = 0; i < v->n; i++) {
		fixed += i == loose ? 0 : lengths[i];
		after += loose < i ? lengths[i] : 0;
	}
	fr_buf_puts(w->out, w->written++ ? ";AND(" : "AND(");
	if (loose == BOOK_NONE)
		fr_buf_printf(w->out, "LEN(%s)=%u", w->text, fixed);
	else
		fr_buf_printf(
			w->out, "LEN(%s)>=%u;LEN(%s)<=%u", w->text, fixed + v->pieces[loose].least, w->text, fixed + v->pieces[loose].most);
	for (size_t i = 0; i < v->n; i++) {
		const piece *p = &v->pieces[i];
		unsigned length = i == loose ? p->most : lengths[i];
		fr_buf_clear(&text);
		fr_buf_clear(&size);
		if (i == loose)
			fr_buf_printf(&size, "(LEN(%s)-%u)", w->text, fixed);
		else
			fr_buf_printf(&size, "%u", length);
		if (i == loose)
			fr_buf_printf(&text, "MID(%s;%u;%u)", w->text, before + 1, length);
		else if (loose < i) {
			fr_buf_printf(&text, "LEFT(RIGHT(%s;%u);%u)", w->text, after, length);
			after -= length;
		} else {
			fr_buf_printf(&text, "MID(%s;%u;%u)", w->text, before + 1, length);
			before += length;
		}
		uint32_t one = i == loose ? 0 : only(p);
		if (length && one)
			of_one(w, one, fr_buf_z(&text), length);
		else if (length)
			of_set(w, p, fr_buf_z(&text), length, fr_buf_z(&size));
	}
	fr_buf_byte(w->out, ')');
	w->out->failed |= text.failed || size.failed;
	fr_buf_free(&size);
	fr_buf_free(&text);
}

/* Every length of the pieces that vary, save the one that varies most. */
static bool combinations(writer *w, const variant *v)
{
	unsigned lengths[PIECES_MOST];
	size_t loose = BOOK_NONE;
	for (size_t i = 0; i < v->n; i++) {
		unsigned room = v->pieces[i].most - v->pieces[i].least;
		if (room && (loose == BOOK_NONE || room > v->pieces[loose].most - v->pieces[loose].least))
			loose = i;
		lengths[i] = v->pieces[i].least;
	}
	for (;;) {
		if (w->written == VARIANTS_MOST)
			return false;
		combination(w, v, lengths, loose);
		size_t i = 0;
		for (; i < v->n; i++)
			if (i != loose && lengths[i] < v->pieces[i].most) {
				lengths[i]++;
				break;
			} else
				lengths[i] = v->pieces[i].least;
		if (i == v->n)
			return true;
	}
}

bool formula_pattern(const book *b, fr_str pattern, const char *text, fr_buf *out)
{
	reader r = {.text = pattern};
	variants all;
	fr_buf whole;
	if (!alternatives(&r, &all) || r.at < pattern.n)
		return false;
	fr_buf_init(&whole, &out->allocator, 1 << 20);
	writer w = {.b = b, .text = text, .out = &whole};
	bool ok = true;
	for (size_t i = 0; i < all.n && ok; i++)
		ok = combinations(&w, &all.items[i]);
	ok = ok && whole.n <= FORMULA_MOST;
	if (ok) {
		fr_buf_puts(out, "NOT(OR(");
		fr_buf_str(out, fr_buf_view(&whole));
		if (r.endless)
			fr_buf_printf(out, ";LEN(%s)>%d", text, ENDLESS);
		fr_buf_puts(out, "))");
	}
	out->failed |= whole.failed;
	fr_buf_free(&whole);
	return ok;
}
