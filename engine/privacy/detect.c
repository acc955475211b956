/* Detect: identifiers in free text.
 * Stage: values. In: text. Out: spans, left to right, without overlaps. Linear: only a digit, an @, a letter behind a province, or a form of these in full width can begin or end a candidate, and
 * each candidate looks at a bounded stretch around it. */
#include "privacy/lists.h"
#include "privacy/names.h"
#include "privacy/spelled.h"
#include "value/value.h"

#define EMAIL_MOST 64 /* bytes of the part before the @ (RFC 5321) */
#define SHORTEST 6 /* bytes of the shortest identifier but names: a@b.cn */
#define BETWEEN_MOST 3 /* characters between two groups of digits */

typedef struct scanner {
	const fr_lists *lists;
	fr_str text;
	fr_span *out;
	size_t capacity, found;
	size_t done; /* bytes before this belong to a span already */
} scanner;

/* The folded character at byte `at`, its bytes in *n; 0 at the end. */
static inline uint32_t look(const scanner *s, size_t at, size_t *n)
{
	uint32_t cp = 0;
	*n = 0;
	if (at >= s->text.n)
		return 0;
	*n = 1;
	if ((unsigned char)s->text.p[at] < 0x80)
		return (unsigned char)s->text.p[at];
	*n = fr_decode(s->text, at, &cp);
	if (*n == 0)
		*n = 1;
	return fr_fold_character(cp);
}

static uint32_t look_back(const scanner *s, size_t at, size_t *n)
{
	uint32_t cp = 0;
	*n = 0;
	if (at == 0)
		return 0;
	size_t back = 1;
	while (back < 4 && back < at && ((unsigned char)s->text.p[at - back] & 0xC0) == 0x80)
		back++;
	if (fr_utf8_decode(s->text, at - back, &cp) != back)
		back = 1;
	*n = back;
	return fr_fold_character(cp);
}

static bool is_digit(uint32_t c) { return c >= '0' && c <= '9'; }
static bool is_letter(uint32_t c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

static void found(scanner *s, size_t from, size_t to, fr_mask_kind kind)
{
	if (from < s->done || s->found == s->capacity)
		return;
	s->out[s->found++] = (fr_span){from, to - from, kind};
	s->done = to;
}

/* ---- numbers ---- */

/* Reads a run of digits at `at`; the byte behind it is returned. */
static size_t read_group(const scanner *s, size_t at, char before, fr_digits *g)
{
	size_t n;
	uint32_t c;
	g->from = at;
	g->n = 0;
	g->before = before;
	g->x = false;
	c = look_back(s, at, &n);
	g->plus = c == '+';
	g->open = c == '(';
	for (c = look(s, at, &n); is_digit(c); c = look(s, at, &n)) {
		if (g->n < FR_RUN_MOST)
			g->digits[g->n] = (char)c;
		g->n++;
		at += n;
	}
	g->to = at;
	g->after = is_letter(c) && c != '_' ? (char)(c & ~UINT32_C(32)) : 0;
	if (c == 'X' || c == 'x') {
		size_t m;
		uint32_t after = look(s, at + n, &m);
		g->x = !is_digit(after) && !is_letter(after);
	}
	return at;
}

/* What may stand between two groups of one number: spaces, a hyphen, brackets, one point. Bytes of it, and its chief sign; 0 bytes when what follows is no number. */
static size_t separator(const scanner *s, size_t at, char *sign)
{
	size_t to = at, n;
	bool point = false;
	*sign = 0;
	for (int i = 0; i <= BETWEEN_MOST; i++) {
		uint32_t c = look(s, to, &n);
		if (is_digit(c))
			return to - at;
		bool dot = c == '.' || c == 0xB7;
		if (i == BETWEEN_MOST || (c != ' ' && c != '-' && c != '(' && c != ')' && !dot) || (dot && point))
			return 0;
		point = point || dot;
		if (*sign == 0 || *sign == ' ')
			*sign = dot ? '.' : (char)c;
		to += n;
	}
	return 0;
}

/* Whether the letters right before `at` say that a number follows, as tel does; others make one word with it, as in TS20138123456789. */
static bool is_called(const scanner *s, size_t at)
{
	static const char *const words[] = {"tel", "phone", "mobile", "mob", "cell", "wx", "vx", "wechat", "sj", "dh"};
	char word[8];
	size_t n, from = sizeof word;
	for (uint32_t c = look_back(s, at, &n); is_letter(c); c = look_back(s, at, &n)) {
		if (from == 0)
			return false;
		word[--from] = (char)(c | 32);
		at -= n;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (fr_str_is(fr_str_of(word + from, sizeof word - from), words[i]))
			return true;
	return false;
}

/* Eleven digits that begin as mobile numbers in use do. */
static bool is_in_use(const scanner *s, const fr_digits *g)
{
	const char *d = g->digits;
	return s->lists && g->n == 11 && !g->x &&
	       s->lists->prefix[(d[0] - '0') * 1000 + (d[1] - '0') * 100 + (d[2] - '0') * 10 + d[3] - '0'];
}

/* Reports what the first groups spell; how many of them are used up. */
static size_t take(scanner *s, const fr_digits *g, size_t n, bool glued, size_t *end)
{
	size_t w, total = 0;
	for (size_t i = 0; i < n && total < FR_DIGITS_LEAST; i++)
		total += g[i].n;
	/* Fewer digits are a number of another country, if anything. */
	fr_spelled r = {0, FR_MASK_PHONE};
	if (glued && is_in_use(s, g)) /* VIP13812345678: eleven digits, and numbers begin like that */
		r.groups = 1;
	else if (g[0].n > FR_RUN_HIDDEN || (!glued && (total >= FR_DIGITS_LEAST || g[0].plus)))
		r = fr_spelled_by(g, n);
	const fr_digits *last = &g[r.groups ? r.groups - 1 : 0];
	*end = last->to;
	if (!r.groups)
		return 1;
	if (r.kind == FR_MASK_ID_CARD && last->x && last->n != 18 && last->n != 15) {
		look(s, *end, &w);
		*end += w;
	}
	size_t from = g[0].from;
	if (g[0].plus || g[0].open) {
		look_back(s, from, &w);
		from -= w;
		if (g[0].plus && r.groups > 1 && look_back(s, from, &w) == '(')
			from -= w;
	}
	found(s, from, *end, r.kind);
	return r.groups;
}

/* Numbers from the run of digits at `at`; returns where to go on. Groups that begin no identifier are left behind one by one, so each is looked at a bounded number of times. */
static size_t numbers(scanner *s, size_t at)
{
	fr_digits g[FR_GROUPS];
	size_t n = 0, w, next = at;
	char sign = 0;
	bool glued = is_letter(look_back(s, at, &w)) && !is_called(s, at);
	for (;;) {
		while (n < FR_GROUPS && next != SIZE_MAX) {
			size_t end = read_group(s, next, sign, &g[n++]);
			size_t gap = separator(s, end, &sign);
			next = gap ? end + gap : SIZE_MAX;
		}
		if (n == 0 || s->found >= s->capacity) /* whoever asked goes on from the last span */
			return at;
		size_t used = take(s, g, n, glued, &at);
		glued = false;
		memmove(g, g + used, (n - used) * sizeof *g);
		n -= used;
	}
}

/* ---- mails, plates ---- */

static bool is_local_part(uint32_t c) { return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '+' || c == '%'; }

/* The address around the @ at `at`; returns where to go on. */
static size_t email(scanner *s, size_t at, size_t width)
{
	size_t from = at, to = at + width, n, dot = 0;
	while (from > s->done && at - from < EMAIL_MOST && is_local_part(look_back(s, from, &n)) && from - n >= s->done)
		from -= n;
	while (from < at && (look(s, from, &n) == '.' || look(s, from, &n) == '-'))
		from += n;
	for (uint32_t c = look(s, to, &n); is_digit(c) || is_letter(c) || c == '-' || c == '.'; c = look(s, to, &n)) {
		size_t m;
		if (c == '.') {
			uint32_t after = look(s, to + n, &m);
			if (!is_digit(after) && !is_letter(after))
				break;
			dot = to;
		}
		to += n;
		if (to - at > 255)
			break;
	}
	if (from == at || dot <= at + width || to - dot < 3)
		return at + width;
	found(s, from, to, FR_MASK_EMAIL);
	return to;
}

static bool plate_letter(uint32_t c) { return is_letter(c) && (c | 32) != 'i' && (c | 32) != 'o' && c != '_'; }

/* Signs that take the last place of the plates of schools, trailers, police, consulates, and cars from Hong Kong and Macao. */
static bool is_plate_sign(uint32_t c)
{
	return c == 0x5B66 /* 学 */ || c == 0x6302 /* 挂 */ || c == 0x8B66 /* 警 */ || c == 0x9886 /* 领 */ || c == 0x4F7F /* 使 */ ||
	       c == 0x6E2F /* 港 */ || c == 0x6FB3 /* 澳 */;
}

/* A plate whose letter stands at `at`, behind its province; returns where to go on. */
static size_t plate(scanner *s, size_t at, size_t width)
{
	size_t n, to = at + width, digits = 0, count = 0;
	uint32_t cp = 0;
	if (at < 3 || fr_utf8_decode(s->text, at - 3, &cp) != 3 || at - 3 < s->done ||
		fr_str_find(s->lists->plates, fr_str_of(s->text.p + at - 3, 3)) == SIZE_MAX)
		return to;
	uint32_t c = look(s, to, &n);
	if (c == 0xB7 || c == ' ' || c == '-') {
		to += n;
		c = look(s, to, &n);
	}
	for (; count <= 6 && (is_digit(c) || plate_letter(c)); c = look(s, to, &n)) {
		digits += is_digit(c);
		count++;
		to += n;
	}
	if (count == 4 && digits >= 3 && is_plate_sign(c)) {
		count++;
		to += n;
		c = look(s, to, &n);
	}
	if ((count != 5 && count != 6) || digits < 3 || is_letter(c) || is_digit(c))
		return at + width;
	found(s, at - 3, to, FR_MASK_PLATE);
	return to;
}

/* ---- all of them ---- */

/* Bytes that can begin something, or the character that does. */
enum { PLAIN = 0, DIGIT, LETTER, AT, WIDE };
#define L LETTER
static const unsigned char kinds_of_bytes[256] = {['0'] = DIGIT,
	['1'] = DIGIT,
	['2'] = DIGIT,
	['3'] = DIGIT,
	['4'] = DIGIT,
	['5'] = DIGIT,
	['6'] = DIGIT,
	['7'] = DIGIT,
	['8'] = DIGIT,
	['9'] = DIGIT,
	['@'] = AT,
	['A'] = L,
	['B'] = L,
	['C'] = L,
	['D'] = L,
	['E'] = L,
	['F'] = L,
	['G'] = L,
	['H'] = L,
	['J'] = L,
	['K'] = L,
	['L'] = L,
	['M'] = L,
	['N'] = L,
	['P'] = L,
	['Q'] = L,
	['R'] = L,
	['S'] = L,
	['T'] = L,
	['U'] = L,
	['V'] = L,
	['W'] = L,
	['X'] = L,
	['Y'] = L,
	['Z'] = L,
	['a'] = L,
	['b'] = L,
	['c'] = L,
	['d'] = L,
	['e'] = L,
	['f'] = L,
	['g'] = L,
	['h'] = L,
	['j'] = L,
	['k'] = L,
	['l'] = L,
	['m'] = L,
	['n'] = L,
	['p'] = L,
	['q'] = L,
	['r'] = L,
	['s'] = L,
	['t'] = L,
	['u'] = L,
	['v'] = L,
	['w'] = L,
	['x'] = L,
	['y'] = L,
	['z'] = L,
	[0xEF] = WIDE};
#undef L

/* A run of digits too short for an identifier, with nothing behind it that could go on: where it ends; 0 when it must be looked at. */
static size_t lone(fr_str text, size_t at)
{
	size_t to = at + 1;
	while (to < text.n && text.p[to] >= '0' && text.p[to] <= '9')
		to++;
	unsigned char before = at ? (unsigned char)text.p[at - 1] : ' ', after = to < text.n ? (unsigned char)text.p[to] : 'x';
	bool goes_on = after == ' ' || after == '-' || after == '.' || after == '(' || after == ')' || after == 0xC2 || after == 0xE2 ||
		       after == 0xE3 || after == 0xEF;
	return to - at < FR_DIGITS_LEAST && !goes_on && before != '+' && before != 0x8B /* of a wide + */ ? to : 0;
}

/* What begins at the byte `at`; returns where to go on. */
static size_t begin(scanner *s, size_t at, unsigned char kind)
{
	size_t n = 1, to = kind == DIGIT ? lone(s->text, at) : 0;
	if (to)
		return to;
	uint32_t c = kind == WIDE ? look(s, at, &n) : (unsigned char)s->text.p[at];
	if (is_digit(c))
		return numbers(s, at);
	if (c == '@')
		return email(s, at, n);
	/* The last byte of a character before it: a province, perhaps. */
	if (s->lists && at >= 3 && (unsigned char)s->text.p[at - 1] >= 0x80 && plate_letter(c))
		return plate(s, at, n);
	return at + n;
}

typedef unsigned char lanes __attribute__((vector_size(16)));

/* From `at` on over sixteen bytes at a time in which nothing can begin: all but digits, letters and what stands next to them in ASCII, and the first byte of full width. */
static size_t over_plain(fr_str text, size_t at)
{
	for (; at + sizeof(lanes) <= text.n; at += sizeof(lanes)) {
		lanes c;
		uint64_t half[2];
		memcpy(&c, text.p + at, sizeof c);
		lanes begins = (lanes)((lanes)(c - '0') <= 9) | (lanes)((lanes)(c - '@') <= 'z' - '@') | (lanes)(c == 0xEF);
		memcpy(half, &begins, sizeof half);
		if (half[0] | half[1])
			break;
	}
	return at;
}

/* A date or a date with a time and nothing else, as programs write them: its groups of digits are those of no identifier, of two digits but for the first. */
static bool is_moment(fr_str text)
{
	int64_t unused;
	return fr_quick_moment(text, true, &unused);
}

size_t fr_detect_from(const fr_lists *lists, fr_str text, size_t from, const fr_people *names, fr_span *out, size_t capacity)
{
	scanner s = {.lists = lists, .text = text, .out = out, .capacity = capacity, .done = from};
	bool named = names && names->count;
	if (text.n < SHORTEST && !named)
		return 0;
	if (from == 0 && is_moment(text) && !(named && names->figures))
		return 0;
	for (size_t at = from; at < text.n && s.found < capacity;) {
		unsigned char byte = (unsigned char)text.p[at], kind = kinds_of_bytes[byte];
		size_t name = named && fr_people_may(names, text, at) ? fr_people_at(names, text, at) : 0;
		if (name) {
			found(&s, at, at + name, FR_MASK_NAME);
			at += name;
		} else if (kind == PLAIN) {
			at += byte > 0xE0 && byte < 0xED ? 3 : 1; /* nothing begins within a Chinese character */
			at = named ? at : over_plain(text, at);
		} else
			at = begin(&s, at, kind);
	}
	return s.found;
}
