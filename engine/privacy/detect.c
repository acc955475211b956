/* Detect: identifiers in free text.
 * Stage: values. In: text. Out: spans, left to right, without overlaps. Linear: only a digit, an @, a capital letter or a full-width form can begin or end a candidate, and
 * each candidate looks at a bounded stretch around it. */
#include "privacy/lists.h"

#define GROUPS 6 /* groups of digits one number may be written in */
#define RUN_MOST 24 /* digits of one group that are looked at; a longer run is no identifier */
#define EMAIL_MOST 64 /* bytes of the part before the @ (RFC 5321) */

typedef struct group {
	char digits[RUN_MOST + 1];
	size_t n; /* digits, RUN_MOST + 1 for more */
	size_t from, to; /* bytes */
	bool x; /* an X stands right behind it, before a boundary */
	bool plus, open; /* + or ( stands right before it */
} group;

typedef struct scanner {
	const fr_lists *lists;
	fr_str text;
	const fr_str *names;
	size_t name_count;
	fr_span *out;
	size_t capacity, found;
	size_t done; /* bytes before this belong to a span already */
} scanner;

/* The folded character at byte `at`, its bytes in *n; 0 at the end. */
static uint32_t look(const scanner *s, size_t at, size_t *n)
{
	uint32_t cp = 0;
	*n = 0;
	if (at >= s->text.n)
		return 0;
	*n = fr_utf8_decode(s->text, at, &cp);
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
	if (from < s->done)
		return;
	if (s->found < s->capacity)
		s->out[s->found] = (fr_span){from, to - from, kind};
	s->found++;
	s->done = to;
}

/* Reads a run of digits at `at`; the byte behind it is returned. */
static size_t read_group(const scanner *s, size_t at, group *g)
{
	size_t n;
	uint32_t c;
	*g = (group){.from = at};
	uint32_t before = look_back(s, at, &n);
	g->plus = before == '+';
	g->open = before == '(';
	for (c = look(s, at, &n); is_digit(c); c = look(s, at, &n)) {
		if (g->n < RUN_MOST)
			g->digits[g->n] = (char)c;
		g->n += g->n <= RUN_MOST;
		at += n;
	}
	g->to = at;
	if (c == 'X' || c == 'x') {
		size_t m;
		uint32_t after = look(s, at + n, &m);
		g->x = !is_digit(after) && !is_letter(after);
	}
	return at;
}

/* The separator between two groups of one number: one space, hyphen or dot, or a closing bracket and a space. 0 bytes when what follows is no number. */
static size_t separator(const scanner *s, size_t at)
{
	size_t n, m, k;
	uint32_t c = look(s, at, &n);
	if (c != ' ' && c != '-' && c != ')')
		return 0;
	uint32_t d = look(s, at + n, &m);
	if (is_digit(d))
		return n;
	if ((c == ')' && (d == ' ' || d == '-')) || (c == ' ' && d == '-') || (c == '-' && d == ' ')) {
		uint32_t e = look(s, at + n + m, &k);
		return is_digit(e) ? n + m : 0;
	}
	return 0;
}

static bool id_card_valid(const group *g)
{
	static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
	static const char check[] = "10X98765432";
	const char *d = g->digits;
	bool modern = (g->n == 18 && !g->x) || (g->n == 17 && g->x);
	if (!modern && g->n != 15)
		return false;
	/* GB 11643: province, date of birth; 18 digits end with the check digit of ISO 7064 MOD 11-2. */
	static const char provinces[] =
		"11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83";
	char province[3] = {d[0], d[1], 0};
	if (!strstr(provinces, province))
		return false;
	int at = modern ? 10 : 8;
	int year =
		modern ? (d[6] - '0') * 1000 + (d[7] - '0') * 100 + (d[8] - '0') * 10 + d[9] - '0' : 1900 + (d[6] - '0') * 10 + d[7] - '0';
	if (year < 1850 || year > 2100 ||
		!fr_civil_valid(
			year, (unsigned)((d[at] - '0') * 10 + d[at + 1] - '0'), (unsigned)((d[at + 2] - '0') * 10 + d[at + 3] - '0')))
		return false;
	if (!modern)
		return true;
	int sum = 0;
	for (int i = 0; i < 17; i++)
		sum += (d[i] - '0') * weights[i];
	return check[sum % 11] == (g->n == 17 ? 'X' : d[17]);
}

static bool luhn_valid(const char *d, size_t n)
{
	int sum = 0;
	for (size_t i = 0; i < n; i++) {
		int x = d[n - 1 - i] - '0';
		if (i % 2 == 1)
			x = x * 2 > 9 ? x * 2 - 9 : x * 2;
		sum += x;
	}
	return sum % 10 == 0;
}

/* Which identifier the first groups of g spell; how many groups it takes, 0 for none. */
typedef struct reading {
	size_t groups;
	fr_mask_kind kind;
} reading;

static size_t join(const group *g, size_t groups, char *out)
{
	size_t n = 0;
	for (size_t i = 0; i < groups; i++) {
		if (g[i].n > RUN_MOST || n + g[i].n > RUN_MOST)
			return 0;
		memcpy(out + n, g[i].digits, g[i].n);
		n += g[i].n;
	}
	return n;
}

static bool mobile_at(const char *d) { return d[0] == '1' && d[1] >= '3' && d[1] <= '9'; }

/* A mobile number in the groups people write: 11, 3-8, 7-4, 3-4-4, 3-3-5; a country code before it. */
static size_t mobile_groups(const group *g, size_t n)
{
	size_t skip = n > 1 && ((g[0].n == 2 && memcmp(g[0].digits, "86", 2) == 0) || (g[0].n == 4 && memcmp(g[0].digits, "0086", 4) == 0))
			      ? 1
			      : 0;
	const group *h = g + skip;
	size_t left = n - skip;
	if (h[0].n == 11 && mobile_at(h[0].digits))
		return skip + 1;
	if (h[0].n == 13 && memcmp(h[0].digits, "86", 2) == 0 && mobile_at(h[0].digits + 2))
		return skip + 1;
	if (h[0].n == 15 && memcmp(h[0].digits, "0086", 4) == 0 && mobile_at(h[0].digits + 4))
		return skip + 1;
	if (left >= 2 && mobile_at(h[0].digits) && ((h[0].n == 3 && h[1].n == 8) || (h[0].n == 7 && h[1].n == 4)))
		return skip + 2;
	if (left >= 3 && h[0].n == 3 && mobile_at(h[0].digits) && ((h[1].n == 4 && h[2].n == 4) || (h[1].n == 3 && h[2].n == 5)))
		return skip + 3;
	/* 8613 … written as +86138 1234 5678 */
	if (left >= 3 && h[0].n == 5 && g[0].plus && memcmp(h[0].digits, "86", 2) == 0 && mobile_at(h[0].digits + 2) && h[1].n == 4 &&
		h[2].n == 4)
		return skip + 3;
	return 0;
}

static bool area_is(const char *d, size_t n)
{
	if (d[0] != '0')
		return false;
	if (n == 3)
		return d[1] == '2' || (d[1] == '1' && d[2] == '0');
	return n == 4 && d[1] >= '3' && d[1] <= '9';
}

static bool local_starts(char c) { return c >= '2' && c <= '8'; }

static size_t landline_groups(const group *g, size_t n)
{
	size_t skip = n > 2 && g[0].n == 2 && memcmp(g[0].digits, "86", 2) == 0 && g[0].plus ? 1 : 0;
	const group *h = g + skip;
	size_t left = n - skip;
	bool area = (h[0].n == 3 || h[0].n == 4) && area_is(h[0].digits, h[0].n);
	if (skip && (h[0].n == 2 || h[0].n == 3)) /* +86 10 8899 3108 */
		area = true;
	if (area && left >= 2 && (h[1].n == 7 || h[1].n == 8) && local_starts(h[1].digits[0]))
		return skip + 2;
	if (area && left >= 3 && (h[1].n == 3 || h[1].n == 4) && h[2].n == 4 && local_starts(h[1].digits[0]))
		return skip + 3;
	if ((h[0].n == 11 || h[0].n == 12) && h[0].digits[0] == '0')
		for (size_t code = 3; code <= 4; code++)
			if (area_is(h[0].digits, code) && (h[0].n - code == 7 || h[0].n - code == 8) && local_starts(h[0].digits[code]))
				return skip + 1;
	return 0;
}

static size_t bank_groups(const group *g, size_t n)
{
	char d[RUN_MOST + 1];
	if (g[0].n >= 16 && g[0].n <= 19)
		return luhn_valid(g[0].digits, g[0].n) && g[0].digits[0] >= '3' && g[0].digits[0] <= '9' ? 1 : 0;
	size_t groups = 0;
	while (groups < n && g[groups].n == 4)
		groups++;
	if (groups < 4 && !(groups == 3 && n > 3))
		return 0;
	if (groups < n && g[groups].n <= 3)
		groups++;
	/* A last group of four may be something else (a year); a shorter one belongs to the card. */
	for (bool whole = true; groups >= 4 && (whole || g[groups].n == 4); groups--, whole = false) {
		size_t total = join(g, groups, d);
		if (total >= 16 && total <= 19 && d[0] >= '3' && luhn_valid(d, total))
			return groups;
	}
	return 0;
}

static reading read_groups(const group *g, size_t n)
{
	if (id_card_valid(&g[0]))
		return (reading){1, FR_MASK_ID_CARD};
	size_t used = bank_groups(g, n);
	if (used)
		return (reading){used, FR_MASK_BANK_CARD};
	used = mobile_groups(g, n);
	if (!used)
		used = landline_groups(g, n);
	return (reading){used, FR_MASK_PHONE};
}

/* Numbers from the run of digits at `at`; returns where to go on. Groups that begin no identifier are left behind one by one, so each is looked at a bounded number of times. */
static size_t numbers(scanner *s, size_t at)
{
	group g[GROUPS];
	size_t n = 0, w, next = at;
	uint32_t before = look_back(s, at, &w);
	bool glued = is_letter(before); /* TS20138123456789 is one word */
	for (;;) {
		while (n < GROUPS && next != SIZE_MAX) {
			size_t end = read_group(s, next, &g[n++]);
			size_t gap = separator(s, end);
			next = gap ? end + gap : SIZE_MAX;
		}
		if (n == 0)
			return at;
		reading r = glued ? (reading){0, FR_MASK_PHONE} : read_groups(g, n);
		size_t used = r.groups ? r.groups : 1;
		const group *last = &g[used - 1];
		size_t end = last->to;
		if (r.kind == FR_MASK_ID_CARD && last->n == 17) {
			look(s, end, &w);
			end += w;
		}
		if (r.groups) {
			size_t from = g[0].from;
			if (g[0].plus || g[0].open) {
				look_back(s, from, &w);
				from -= w;
			}
			found(s, from, end, r.kind);
		}
		glued = false;
		at = end;
		memmove(g, g + used, (n - used) * sizeof *g);
		n -= used;
	}
}

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

static bool plate_letter(uint32_t c) { return c >= 'A' && c <= 'Z' && c != 'I' && c != 'O'; }

/* A plate whose letter stands at `at`, behind its province; returns where to go on. */
static size_t plate(scanner *s, size_t at, size_t width)
{
	size_t n, to = at + width, digits = 0, count = 0;
	uint32_t cp = 0;
	if (at < 3 || fr_utf8_decode(s->text, at - 3, &cp) != 3 || at - 3 < s->done ||
		fr_str_find(s->lists->plates, fr_str_of(s->text.p + at - 3, 3)) == SIZE_MAX)
		return to;
	uint32_t c = look(s, to, &n);
	if (c == 0xB7 || c == ' ') {
		to += n;
		c = look(s, to, &n);
	}
	for (; is_digit(c) || plate_letter(c); c = look(s, to, &n)) {
		digits += is_digit(c);
		count++;
		to += n;
		if (count > 6)
			break;
	}
	if ((count != 5 && count != 6) || digits < 3 || is_letter(c) || is_digit(c))
		return at + width;
	found(s, at - 3, to, FR_MASK_PLATE);
	return to;
}

/* A name of the record at `at`: bytes it takes, the longest of them; 0 for none. One character alone is no name that could be told from a word. */
static size_t name_at(const scanner *s, size_t at)
{
	size_t best = 0;
	fr_str rest = fr_str_of(s->text.p + at, s->text.n - at);
	for (size_t i = 0; i < s->name_count; i++) {
		fr_str name = fr_str_trim(s->names[i]);
		if (name.n > best && fr_utf8_length(name) >= 2 && fr_str_find(name, FR_STR("*")) == SIZE_MAX && fr_str_starts(rest, name))
			best = name.n;
	}
	return best;
}

size_t fr_detect(const fr_lists *lists, fr_str text, const fr_str *names, size_t name_count, fr_span *out, size_t capacity)
{
	scanner s = {.lists = lists, .text = text, .names = names, .name_count = name_count, .out = out, .capacity = capacity};
	for (size_t at = 0; at < text.n;) {
		unsigned char byte = (unsigned char)text.p[at];
		size_t n = 1, name = name_count && (byte & 0xC0) != 0x80 ? name_at(&s, at) : 0;
		if (name) {
			found(&s, at, at + name, FR_MASK_NAME);
			at += name;
			continue;
		}
		uint32_t c = byte < 0x80 ? byte : byte == 0xEF ? look(&s, at, &n) : 0;
		if (is_digit(c)) {
			size_t to = numbers(&s, at);
			at = to > at ? to : at + n;
		} else if (c == '@')
			at = email(&s, at, n);
		else if (lists && plate_letter(c))
			at = plate(&s, at, n);
		else
			at += n;
	}
	return s.found;
}
