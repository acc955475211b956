/* Reading: a cell becomes a value of its field's type, or the code of what is wrong with a proposed repair.
 * Stage: values. In: cells and types. Out: values. A repair is proposed, never made. */
#include "value/moment.h"

#include <math.h>

#define WHOLE_MOST 9007199254740991.0 /* beyond it doubles skip whole numbers */

typedef struct context {
	fr_arena *arena;
	int32_t offset_min;
	fr_value *out;
	fr_str *repair; /* never NULL */
} context;

static fr_code give_number(const context *c, double x)
{
	*c->out = fr_value_number(x);
	return FR_CODE_NONE;
}

static fr_code give_text(const context *c, fr_str s)
{
	*c->out = s.n ? fr_value_string(s) : fr_value_empty();
	return FR_CODE_NONE;
}

/* What fr_value_show writes, in the arena; .p NULL when memory is refused. */
static fr_str shown(const context *c, const fr_value *value)
{
	fr_buf buf;
	fr_buf_init(&buf, &c->arena->allocator, 0);
	fr_value_show(value, &buf);
	fr_str copy = buf.failed ? (fr_str){NULL, 0} : fr_arena_str(c->arena, fr_buf_view(&buf));
	fr_buf_free(&buf);
	return copy;
}

static fr_code propose(const context *c, fr_code wrong, fr_value value)
{
	*c->repair = shown(c, &value);
	return c->repair->p ? wrong : FR_MEMORY;
}

/* ---- text ---- */

static bool is_alnum(char ch) { return (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z'); }

/* Identifiers typed with a Chinese input method left on: nothing but ASCII and its full-width forms, and a letter or digit among these. */
static bool only_wide_ascii(fr_str s)
{
	bool wide = false, named = false;
	size_t at = 0;
	while (at < s.n && (unsigned char)s.p[at] < 0x80) /* most text is all ASCII or begins with Chinese: decided at once */
		named = is_alnum(s.p[at++]) || named;
	while (at < s.n) {
		uint32_t cp;
		size_t n = fr_utf8_decode(s, at, &cp);
		if (n == 0)
			return false;
		if (n > 1) {
			if (cp != 0x3000 && (cp < 0xFF01 || cp > 0xFF5E))
				return false;
			wide = true;
			cp = cp == 0x3000 ? ' ' : cp - 0xFEE0;
		}
		named = named || is_alnum((char)cp);
		at += n;
	}
	return wide && named;
}

static bool digits_only(fr_str s)
{
	size_t points = 0, digits = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '.')
			points++;
		else if (s.p[i] >= '0' && s.p[i] <= '9')
			digits++;
		else
			return false;
	}
	return digits > 0 && points <= 1;
}

/* The text of a cell that is not text. A number shows its zeros (007, 4.00) when the sheet says so. */
static fr_code cell_text(const context *c, const fr_cell *cell, fr_str *out)
{
	fr_value value = fr_value_empty();
	switch (cell->kind) {
	case FR_CELL_NUMBER: {
		double seen;
		fr_str text = fr_str_trim(cell->text);
		if (digits_only(text) && fr_number_read(text, false, &seen) && seen == cell->number) {
			*out = text;
			return FR_CODE_NONE;
		}
		value = fr_value_number(cell->number);
		break;
	}
	case FR_CELL_BOOLEAN: value = fr_value_bool(cell->number != 0); break;
	case FR_CELL_DATE:
		value.stamp = fr_stamp_from_serial(cell->number, c->offset_min);
		value.kind = value.stamp.local_ms % FR_DAY_MS ? FR_KIND_DATETIME : FR_KIND_DATE;
		break;
	case FR_CELL_TIME:
		value.stamp = (fr_stamp){llround(fmod(fabs(cell->number), 1.0) * (double)FR_DAY_MS) % FR_DAY_MS, c->offset_min};
		value.kind = FR_KIND_TIME;
		break;
	default: *out = cell->text; return FR_CODE_NONE;
	}
	*out = shown(c, &value);
	return out->p ? FR_CODE_NONE : FR_MEMORY;
}

static fr_code read_string(const context *c, const fr_cell *cell)
{
	fr_str s;
	fr_code code = cell_text(c, cell, &s);
	if (code != FR_CODE_NONE)
		return code;
	s = fr_str_trim(s);
	if (only_wide_ascii(s)) {
		s = fr_normalize_width(c->arena, s);
		if (!s.p)
			return FR_MEMORY;
	}
	return give_text(c, s);
}

/* Choices: the name or a label, in normal width; record/ looks it up. */
static fr_code read_choice(const context *c, const fr_cell *cell)
{
	fr_str s;
	fr_code code = cell_text(c, cell, &s);
	if (code != FR_CODE_NONE)
		return code;
	s = fr_normalize_width(c->arena, fr_str_trim(s));
	return s.p ? give_text(c, s) : FR_MEMORY;
}

/* ---- numbers ---- */

/* 1,234,567.5: groups of three between the first and the point, or no group at all. Writes what is left without them. */
static bool without_groups(fr_str s, char *plain, size_t capacity, size_t *n)
{
	size_t group = 0, point = s.n;
	bool grouped = false;
	*n = 0;
	if (s.n > capacity)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char ch = s.p[i];
		if (ch == ',') {
			if (point < i || group == 0 || group > 3 || (grouped && group != 3))
				return false;
			grouped = true;
			group = 0;
			continue;
		}
		if (ch == '.') {
			if (grouped && group != 3)
				return false;
			point = i;
		} else if (ch >= '0' && ch <= '9')
			group++;
		plain[(*n)++] = ch;
	}
	return !grouped || point < s.n || group == 3;
}

/* s in normal width and trimmed. */
static bool number_text(fr_str s, double *out, bool *percent)
{
	char plain[64];
	size_t n;
	*percent = s.n > 1 && s.p[s.n - 1] == '%';
	if (*percent)
		s = fr_str_trim(fr_str_of(s.p, s.n - 1));
	static const char minus[] = "−"; /* U+2212, as office programs like to put it */
	bool negative = fr_str_starts(s, fr_str_from(minus));
	if (negative)
		s = fr_str_of(s.p + sizeof minus - 1, s.n - (sizeof minus - 1));
	if (negative && (s.n == 0 || s.p[0] == '-' || s.p[0] == '+'))
		return false;
	if (!fr_number_read(s, false, out)) {
		if (!without_groups(s, plain, sizeof plain, &n) || !fr_number_read(fr_str_of(plain, n), false, out))
			return false;
	}
	*out = negative ? -*out : *out;
	if (*percent)
		*out = fr_number_round(*out / 100, 300);
	return isfinite(*out);
}

/* A number in some other clothes: 4分, ¥1,200, 1.38E+10. */
static bool dressed_number(fr_str s, double *out)
{
	bool percent;
	static const char *const before[] = {"¥", "￥", "$", "约"};
	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (fr_str_starts(s, fr_str_from(before[i])))
			s = fr_str_of(s.p + strlen(before[i]), s.n - strlen(before[i]));
	if (fr_number_read(s, true, out) && isfinite(*out))
		return true;
	size_t n = 0, units = 0;
	while (n < s.n && (unsigned char)s.p[n] < 0x80)
		n++;
	for (size_t at = n; at < s.n; units++) {
		uint32_t cp;
		size_t bytes = fr_utf8_decode(s, at, &cp);
		if (bytes == 0 || cp < 0x4E00 || cp > 0x9FFF || cp == 0x4E07 /* 万 changes the number */ || cp == 0x4EBF || cp == 0x5341 ||
			cp == 0x767E || cp == 0x5343)
			return false;
		at += bytes;
	}
	return n > 0 && units <= 3 && number_text(fr_str_trim(fr_str_of(s.p, n)), out, &percent) && !percent;
}

static bool is_whole(double x) { return x == floor(x) && fabs(x) <= WHOLE_MOST; }

static fr_code read_number(const context *c, const fr_cell *cell, bool whole, fr_code wrong)
{
	double x = cell->number;
	bool percent = false;
	switch (cell->kind) {
	case FR_CELL_NUMBER:
		if (!isfinite(x))
			return wrong;
		if (whole && !is_whole(x)) { /* 2.9999999999999996 from a formula is shown as 3 */
			x = fr_number_round(x, 300);
			if (!is_whole(x))
				return wrong;
		}
		return give_number(c, x);
	case FR_CELL_TEXT: break;
	default: return wrong;
	}
	fr_str s = fr_normalize_width(c->arena, fr_str_trim(cell->text));
	if (!s.p)
		return FR_MEMORY;
	if (s.n == 0)
		return FR_CODE_NONE;
	if (number_text(s, &x, &percent))
		return whole && (percent || !is_whole(x)) ? wrong : give_number(c, x);
	if (dressed_number(s, &x) && (!whole || is_whole(x)))
		return propose(c, wrong, fr_value_number(x));
	return wrong;
}

/* ---- yes and no ---- */

static bool same_word(fr_str s, const char *word)
{
	size_t n = strlen(word);
	if (s.n != n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char ch = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
		if (ch != word[i])
			return false;
	}
	return true;
}

static fr_code read_boolean(const context *c, const fr_cell *cell)
{
	static const struct {
		const char *word;
		bool means;
	} words[] = {
		{"是", true},
		{"否", false},
		{"yes", true},
		{"no", false},
		{"1", true},
		{"0", false},
		{"true", true},
		{"false", false},
		{"√", true},
		{"×", false},
		{"y", true},
		{"n", false},
		{"✓", true},
		{"✗", false},
		{"✔", true},
		{"✘", false},
		{"对", true},
		{"错", false},
		{"真", true},
		{"假", false},
	};
	if (cell->kind == FR_CELL_BOOLEAN || cell->kind == FR_CELL_NUMBER) {
		if (cell->kind == FR_CELL_NUMBER && cell->number != 0 && cell->number != 1)
			return FR_WRONG_BOOLEAN;
		*c->out = fr_value_bool(cell->number != 0);
		return FR_CODE_NONE;
	}
	if (cell->kind != FR_CELL_TEXT)
		return FR_WRONG_BOOLEAN;
	fr_str s = fr_normalize_width(c->arena, fr_str_trim(cell->text));
	if (!s.p)
		return FR_MEMORY;
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (same_word(s, words[i].word)) {
			*c->out = fr_value_bool(words[i].means);
			return FR_CODE_NONE;
		}
	}
	return s.n ? FR_WRONG_BOOLEAN : FR_CODE_NONE;
}

/* ---- dates and times ---- */

#define LAST_MS ((FR_SERIAL_LAST + 1 - FR_SERIAL_EPOCH) * FR_DAY_MS - 1)
#define FIRST_MS ((FR_SERIAL_FIRST - FR_SERIAL_EPOCH) * FR_DAY_MS)

/* The moment as a value of that type; false when a part is missing or there is one too many, with what could stand there in *near (kind EMPTY: nothing). */
static bool fit(fr_type type, const fr_moment *m, int32_t offset_min, fr_value *value, fr_value *near)
{
	int64_t shift = m->has_offset && m->has_time ? (int64_t)(offset_min - m->offset_min) * 60000 : 0;
	int64_t local = (m->has_date ? m->days * FR_DAY_MS : 0) + (m->has_time ? m->ms : 0) + shift;
	*near = fr_value_empty();
	if (m->has_date && (local < FIRST_MS || local > LAST_MS))
		return false;
	int64_t of_day = (local % FR_DAY_MS + FR_DAY_MS) % FR_DAY_MS;
	fr_value day = {.kind = FR_KIND_DATE, .stamp = {local - of_day, offset_min}},
		 time = {.kind = FR_KIND_TIME, .stamp = {of_day, offset_min}};
	switch (type) {
	case FR_TYPE_DATE:
		if (m->has_date && of_day == 0)
			return *value = day, true;
		if (m->has_date)
			*near = day;
		return false;
	case FR_TYPE_TIME:
		if (m->has_time && !m->has_date)
			return *value = time, true;
		if (m->has_time)
			*near = time;
		return false;
	default:
		if (m->has_date)
			*value = (fr_value){.kind = FR_KIND_DATETIME, .stamp = {local, offset_min}};
		return m->has_date;
	}
}

static fr_code take(const context *c, fr_type type, fr_code wrong, const fr_moment *m, bool loosely)
{
	fr_value value, near;
	bool fits = fit(type, m, c->offset_min, &value, &near);
	if (fits && !loosely) {
		*c->out = value;
		return FR_CODE_NONE;
	}
	near = fits ? value : near;
	return near.kind == FR_KIND_EMPTY ? wrong : propose(c, wrong, near);
}

static fr_moment moment_of_serial(double serial)
{
	fr_stamp stamp = fr_stamp_from_serial(serial, 0);
	int64_t of_day = (stamp.local_ms % FR_DAY_MS + FR_DAY_MS) % FR_DAY_MS;
	return (fr_moment){.days = (stamp.local_ms - of_day) / FR_DAY_MS, .ms = of_day, .has_date = true, .has_time = true};
}

static fr_code read_moment_number(const context *c, fr_type type, fr_code wrong, double x)
{
	fr_moment m;
	if (!isfinite(x))
		return wrong;
	if (x == floor(x) && x >= 10000101 && x < 1e15) { /* 20231001 typed into a sheet */
		char text[400];
		return fr_moment_read(fr_str_of(text, fr_number_write(x, text)), false, &m) ? take(c, type, wrong, &m, false) : wrong;
	}
	bool fraction = x >= 0 && x < 1;
	if (type == FR_TYPE_TIME && fraction) {
		m = (fr_moment){.ms = llround(x * (double)FR_DAY_MS) % FR_DAY_MS, .has_time = true};
		return take(c, type, wrong, &m, false);
	}
	if (x < 1 || x >= (double)FR_SERIAL_LAST + 1 || (x == floor(x) && x >= 1900 && x <= 2100))
		return wrong;
	m = moment_of_serial(x);
	return take(c, type, wrong, &m, false);
}

static fr_code read_moment_text(const context *c, fr_type type, fr_code wrong, fr_str text)
{
	fr_str s = fr_normalize_width(c->arena, fr_str_trim(text));
	fr_moment m;
	double serial;
	if (!s.p)
		return FR_MEMORY;
	if (s.n == 0)
		return FR_CODE_NONE;
	if (fr_moment_read(s, false, &m))
		return take(c, type, wrong, &m, false);
	if (fr_moment_read(s, true, &m))
		return take(c, type, wrong, &m, true);
	/* A serial day that lost its format on the way: 45209 or 45209.6041666667 (years 1954 to 2119, so that no other number is meant). */
	if (type != FR_TYPE_TIME && digits_only(s) && fr_number_read(s, false, &serial) && serial >= 20000 && serial < 80000) {
		m = moment_of_serial(serial);
		return take(c, type, wrong, &m, true);
	}
	return wrong;
}

static fr_code read_moment(const context *c, fr_type type, const fr_cell *cell)
{
	fr_code wrong = type == FR_TYPE_DATE ? FR_WRONG_DATE : type == FR_TYPE_TIME ? FR_WRONG_TIME : FR_WRONG_DATETIME;
	fr_moment m;
	switch (cell->kind) {
	case FR_CELL_TEXT: return read_moment_text(c, type, wrong, cell->text);
	case FR_CELL_NUMBER: return read_moment_number(c, type, wrong, cell->number);
	case FR_CELL_DATE:
		if (!(cell->number >= (double)FR_SERIAL_FIRST && cell->number < (double)FR_SERIAL_LAST + 1))
			return wrong;
		m = moment_of_serial(cell->number);
		if (type == FR_TYPE_TIME && cell->number >= 0 && cell->number < 1) /* a time with a date's format */
			m.has_date = false;
		return take(c, type, wrong, &m, false);
	case FR_CELL_TIME:
		if (!(cell->number >= 0 && cell->number < 1)) /* a length of time, or a date formatted as a time */
			return cell->number >= 20000 && cell->number < 80000 ? read_moment_number(c, type, wrong, cell->number) : wrong;
		m = (fr_moment){.ms = llround(cell->number * (double)FR_DAY_MS) % FR_DAY_MS, .has_time = true};
		return take(c, type, wrong, &m, false);
	default: return wrong;
	}
}

/* A computed column is taken as what it is. */
static fr_code read_as_is(const context *c, const fr_cell *cell)
{
	fr_moment m;
	switch (cell->kind) {
	case FR_CELL_NUMBER: return isfinite(cell->number) ? give_number(c, cell->number) : FR_CODE_NONE;
	case FR_CELL_BOOLEAN: *c->out = fr_value_bool(cell->number != 0); return FR_CODE_NONE;
	case FR_CELL_DATE: {
		m = moment_of_serial(cell->number);
		return take(c, m.ms ? FR_TYPE_DATETIME : FR_TYPE_DATE, FR_WRONG_DATETIME, &m, false);
	}
	case FR_CELL_TIME: return read_moment(c, FR_TYPE_TIME, cell);
	default: return read_string(c, cell);
	}
}

fr_code fr_value_read(fr_type type, const fr_cell *cell, int32_t offset_min, fr_arena *arena, fr_value *out, fr_str *repair)
{
	fr_str unused;
	context c = {arena, offset_min, out, repair ? repair : &unused};
	*out = fr_value_empty();
	*c.repair = FR_STR("");
	if (cell->kind == FR_CELL_EMPTY || type == FR_TYPE_NOTE)
		return FR_CODE_NONE;
	if (cell->kind == FR_CELL_ERROR)
		return cell->number == FR_ELEMENT_TWICE || cell->number == FR_ELEMENT_NESTED ? (fr_code)cell->number : FR_ERROR_CELL;
	switch (type) {
	case FR_TYPE_INTEGER: return read_number(&c, cell, true, FR_WRONG_INTEGER);
	case FR_TYPE_DECIMAL:
	case FR_TYPE_RANGE: return read_number(&c, cell, false, FR_WRONG_DECIMAL);
	case FR_TYPE_BOOLEAN: return read_boolean(&c, cell);
	case FR_TYPE_DATE:
	case FR_TYPE_TIME:
	case FR_TYPE_DATETIME: return read_moment(&c, type, cell);
	case FR_TYPE_SELECT_ONE:
	case FR_TYPE_SELECT_MULTIPLE: return read_choice(&c, cell);
	case FR_TYPE_CALCULATE: return read_as_is(&c, cell);
	default: return read_string(&c, cell);
	}
}
