/* Number formats of XLSX: which numbers are dates, and how the others are shown.
 * Stage: rows. In: styles.xml. Out: a format for each style of cells. Source: ECMA-376 part 1, 18.8.30 (numFmt, with the list of known ids) and 18.8.31 (codes). */
#include "source/xlsx.h"

#include <stdlib.h>

#define FORMATS_MOST 65536
#define STYLES_MOST ((size_t)1 << 20)

/* ---- codes ---- */

/* What one section of a code has. */
typedef struct section {
	bool days, hours, minutes; /* minutes: m, which may be months */
	bool digits, other; /* other: something that is shown beside plain digits */
	bool point, grouped;
	size_t whole, places;
	char last; /* letter of the date part before, 0 at the beginning */
	bool month_or_minute; /* the last m is not decided */
} section;

static char lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

static bool at_word(fr_str code, size_t i, const char *word)
{
	size_t n = strlen(word);
	if (code.n - i < n)
		return false;
	for (size_t k = 0; k < n; k++)
		if (lower(code.p[i + k]) != word[k])
			return false;
	return true;
}

/* [h] and its like count hours beyond a day; everything else in brackets is a colour, a condition, a currency, a language. */
static size_t bracket(fr_str code, size_t i, section *s)
{
	size_t from = ++i;
	while (i < code.n && code.p[i] != ']')
		i++;
	char c = from < code.n ? lower(code.p[from]) : 0;
	bool same = i > from && (c == 'h' || c == 'm' || c == 's');
	for (size_t k = from; k < i; k++)
		same = same && lower(code.p[k]) == c;
	if (same) {
		s->hours = true;
		s->last = c;
	} else if (i - from > 1 && code.p[from] == '$' && code.p[from + 1] != '-')
		s->other = true; /* [$¥-804] shows a sign, [$-804] does not */
	return i < code.n ? i + 1 : i;
}

static size_t quoted(fr_str code, size_t i, section *s)
{
	size_t from = ++i;
	while (i < code.n && code.p[i] != '"')
		i++;
	s->other = s->other || i > from;
	return i < code.n ? i + 1 : i;
}

/* m is minutes after hours and before seconds, months otherwise. */
static void date_letter(section *s, char c)
{
	if (c == 'm') {
		if (s->last == 'h')
			s->hours = true;
		else
			s->month_or_minute = true;
	} else {
		if (s->month_or_minute && c != 's')
			s->days = true;
		s->month_or_minute = false;
		if (c == 'h' || c == 's')
			s->hours = true;
		else
			s->days = true;
	}
	s->last = c;
}

static size_t run_of(fr_str code, size_t i)
{
	size_t from = i;
	while (i < code.n && lower(code.p[i]) == lower(code.p[from]))
		i++;
	return i;
}

static size_t digit(fr_str code, size_t i, section *s)
{
	s->digits = true;
	if (s->point)
		s->places++;
	else if (code.p[i] == '0')
		s->whole++;
	return i + 1;
}

/* One piece of a section; the place after it. */
static size_t piece(fr_str code, size_t i, section *s)
{
	char c = lower(code.p[i]);
	uint32_t cp;
	switch (c) {
	case '"': return quoted(code, i, s);
	case '[': return bracket(code, i, s);
	case '_':
	case '*':
	case '\\':
		s->other = s->other || c == '\\';
		i++;
		return i < code.n ? i + (fr_utf8_decode(code, i, &cp) ? fr_utf8_decode(code, i, &cp) : 1) : i;
	case '0':
	case '#':
	case '?': return digit(code, i, s);
	case '.': s->point = s->point || !s->hours; return i + 1;
	case ',':
		if (s->digits && !s->point && i + 1 < code.n && strchr("0#?", code.p[i + 1]))
			s->grouped = true;
		else
			s->other = true; /* divides by a thousand */
		return i + 1;
	case 'g':
		if (at_word(code, i, "general") || at_word(code, i, "g/")) { /* G/通用格式 is what Chinese programs call it */
			s->digits = s->other = true;
			return at_word(code, i, "general") ? i + 7 : code.n;
		}
		break;
	case 'a':
		if (at_word(code, i, "am/pm") || at_word(code, i, "a/p")) {
			s->hours = true;
			return i + (at_word(code, i, "am/pm") ? 5 : 3);
		}
		break;
	case 'e':
		if (s->digits || (i + 1 < code.n && (code.p[i + 1] == '+' || code.p[i + 1] == '-'))) {
			s->other = true;
			return i + 1;
		}
		break;
	case ' ': return i + 1;
	case 'b':
	case 'y':
	case 'm':
	case 'd':
	case 'h':
	case 's': break;
	default: s->other = true; return i + 1;
	}
	if (c == 'a') { /* aaa is the day of the week */
		if (!at_word(code, i, "aaa"))
			return s->other = true, i + 1;
		c = 'd';
	}
	date_letter(s, c);
	return run_of(code, i);
}

fr_xlsx_format fr_xlsx_format_of(fr_str code)
{
	if (code.n == 0 || fr_str_is(code, "@") || (code.n == 7 && at_word(code, 0, "general")))
		return (fr_xlsx_format){.show = FR_XLSX_GENERAL};
	for (size_t i = 0; i < code.n;) {
		section s = {0};
		while (i < code.n && code.p[i] != ';')
			i = piece(code, i, &s);
		i++;
		bool days = s.days || s.month_or_minute;
		if (days || s.hours)
			return (fr_xlsx_format){.show = days ? FR_XLSX_DATE : FR_XLSX_TIME};
		if (s.digits && !s.other && s.whole < 32 && s.places < 32)
			return (fr_xlsx_format){FR_XLSX_DECIMAL, s.grouped, (unsigned char)s.whole, (unsigned char)s.places};
		if (s.digits)
			break;
		/* [=0]"";yyyy-mm-dd: a section of words only stands for some numbers; the next one shows the rest */
	}
	return (fr_xlsx_format){.show = FR_XLSX_OTHER};
}

/* The ids of Chinese programs (27 to 36, 50 to 58) are dates in all languages that use them, save for those that are times in Chinese. */
fr_xlsx_format fr_xlsx_format_known(unsigned id)
{
	if (id == 0 || id == 49)
		return (fr_xlsx_format){.show = FR_XLSX_GENERAL};
	if (id >= 1 && id <= 4)
		return (fr_xlsx_format){FR_XLSX_DECIMAL, id > 2, 1, id % 2 ? 0 : 2};
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id == 55 || id == 56)
		return (fr_xlsx_format){.show = FR_XLSX_TIME};
	if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58))
		return (fr_xlsx_format){.show = FR_XLSX_DATE};
	return (fr_xlsx_format){.show = FR_XLSX_OTHER};
}

/* ---- styles.xml ---- */

typedef struct own_format {
	size_t id;
	fr_xlsx_format format;
} own_format;

typedef struct reading {
	fr_markup markup;
	fr_arena *arena;
	own_format *own; /* by id, once the styles begin */
	size_t own_count, own_capacity;
	fr_xlsx_format *items;
	size_t count, capacity;
	size_t within; /* depth of cellXfs, 0 outside */
} reading;

/* Room for one more in an array of the arena. */
static bool room(reading *r, void **items, size_t count, size_t *capacity, size_t size, size_t most)
{
	if (count == most) {
		fr_error *error = r->markup.error;
		fr_markup_refuse(&r->markup, fr_fail(error, FR_E_LIMIT, FR_SOURCE_MANY, r->markup.part->name, NULL));
		return false;
	}
	if (count < *capacity)
		return true;
	*capacity = count ? count * 2 : 64;
	void *fresh = fr_arena_array(r->arena, size, *capacity);
	if (!fresh) {
		fr_markup_refuse(&r->markup, fr_fail(r->markup.error, FR_E_MEMORY, FR_MEMORY, NULL));
		return false;
	}
	if (count)
		memcpy(fresh, *items, count * size);
	*items = fresh;
	return true;
}

static void own_start(reading *r, const char **attributes)
{
	size_t id = SIZE_MAX;
	fr_str code = FR_STR("");
	for (const char **a = attributes; *a; a += 2) {
		if (strcmp(a[0], "numFmtId") == 0 && !fr_xlsx_count(fr_str_from(a[1]), UINT32_MAX, &id))
			id = SIZE_MAX;
		else if (strcmp(a[0], "formatCode") == 0)
			code = fr_str_from(a[1]);
	}
	if (!room(r, (void **)&r->own, r->own_count, &r->own_capacity, sizeof *r->own, FORMATS_MOST))
		return;
	r->own[r->own_count++] = (own_format){id, fr_xlsx_format_of(code)};
}

static int by_id(const void *a, const void *b)
{
	size_t x = ((const own_format *)a)->id, y = ((const own_format *)b)->id;
	return (x > y) - (x < y);
}

static fr_xlsx_format format_of(const reading *r, const char *text)
{
	size_t id;
	if (!fr_xlsx_count(fr_str_from(text), UINT32_MAX, &id))
		return (fr_xlsx_format){.show = FR_XLSX_GENERAL};
	own_format key = {.id = id};
	const own_format *own = r->own_count ? bsearch(&key, r->own, r->own_count, sizeof key, by_id) : NULL;
	return own ? own->format : fr_xlsx_format_known((unsigned)id);
}

static void style_start(reading *r, const char **attributes)
{
	if (!room(r, (void **)&r->items, r->count, &r->capacity, sizeof *r->items, STYLES_MOST))
		return;
	fr_xlsx_format *format = &r->items[r->count++];
	*format = (fr_xlsx_format){.show = FR_XLSX_GENERAL};
	for (const char **a = attributes; *a; a += 2)
		if (strcmp(a[0], "numFmtId") == 0)
			*format = format_of(r, a[1]);
}

static void on_start(void *user, fr_name name, const char **attributes)
{
	reading *r = user;
	if (name.ns != FR_NS_SHEET)
		fr_markup_skip(&r->markup);
	else if (r->within) {
		if (strcmp(name.local, "xf") == 0)
			style_start(r, attributes);
		fr_markup_skip(&r->markup);
	} else if (strcmp(name.local, "cellXfs") == 0) {
		r->within = r->markup.depth;
		if (r->own_count)
			qsort(r->own, r->own_count, sizeof *r->own, by_id);
	} else if (strcmp(name.local, "numFmt") == 0)
		own_start(r, attributes);
	else if (strcmp(name.local, "styleSheet") != 0 && strcmp(name.local, "numFmts") != 0)
		fr_markup_skip(&r->markup); /* dxfs have formats too, which are not those of cells */
}

static void on_end(void *user, fr_name name)
{
	reading *r = user;
	(void)name;
	if (r->within == r->markup.depth)
		r->within = 0;
}

fr_status fr_xlsx_styles_read(fr_xlsx_styles *out, fr_arena *arena, fr_zip *zip, const char *part, const fr_limits *limits, fr_error *error)
{
	reading r = {.arena = arena, .markup = {.start = on_start, .end = on_end}};
	r.markup.user = &r;
	fr_status status = fr_xlsx_part(zip, part, &r.markup, limits, error);
	*out = (fr_xlsx_styles){r.items, r.count};
	return status;
}
