/* Cells of XLSX: from attributes and text to fr_cell.
 * Stage: rows. In: what a c element says, the format of its style. Out: one cell. Source: ECMA-376 part 1, 18.3.1.4 (c), 18.18.11 (types), 18.17.4.1 (dates). */
#include "source/xlsx.h"

#include "source/ods_cell.h"

#include <math.h>

#define DAYS_1904 1462 /* from 1899-12-30 to 1904-01-01 */
#define COLUMN_MOST ((size_t)1 << 24)

bool fr_xlsx_count(fr_str text, size_t most, size_t *out)
{
	size_t n = 0;
	if (text.n == 0)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		unsigned d = (unsigned)((unsigned char)text.p[i] - '0');
		if (d > 9 || n > (most - d) / 10)
			return false;
		n = n * 10 + d;
	}
	*out = n;
	return true;
}

bool fr_xlsx_place(const char *text, size_t *row, size_t *column)
{
	size_t c = 0, r = 0;
	const char *p = text + (*text == '$');
	for (; (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z'); p++) {
		c = c * 26 + (size_t)((*p & 0x1F));
		if (c > COLUMN_MOST)
			return false;
	}
	p += *p == '$';
	for (; *p >= '0' && *p <= '9' && r < SIZE_MAX / 20; p++)
		r = r * 10 + (size_t)(*p - '0');
	*row = r;
	*column = c - 1;
	return *p == 0 && c && r;
}

static fr_xlsx_type type_of(const char *t)
{
	switch (t[0]) {
	case 's': return t[1] == 0 ? FR_XLSX_SHARED : FR_XLSX_STRING; /* s, str */
	case 'i': return FR_XLSX_STRING; /* inlineStr */
	case 'b': return FR_XLSX_BOOLEAN;
	case 'e': return FR_XLSX_ERROR;
	case 'd': return FR_XLSX_ISO;
	default: return FR_XLSX_NUMBER;
	}
}

/* As programs write it: one letter or two, and the number of the row. */
static bool place_in_row(const char *text, const char *digits, size_t *column)
{
	size_t first = (size_t)(text[0] - 'A'), second = first < 26 ? (size_t)(text[1] - 'A') : 26;
	*column = second < 26 ? (first + 1) * 26 + second : first;
	return first < 26 && strcmp(text + (second < 26 ? 2 : 1), digits) == 0;
}

bool fr_xlsx_cell_read(const char **attributes, size_t row, const char *digits, fr_xlsx_cell *out)
{
	size_t stated;
	*out = (fr_xlsx_cell){.type = FR_XLSX_NUMBER};
	for (const char **a = attributes; *a; a += 2) {
		if (a[0][0] == 0 || a[0][1] != 0)
			continue;
		switch (a[0][0]) {
		case 'r':
			if (!place_in_row(a[1], digits, &out->column) && (!fr_xlsx_place(a[1], &stated, &out->column) || stated != row))
				return false;
			out->placed = true;
			break;
		case 's':
			if (!fr_xlsx_count(fr_str_from(a[1]), UINT32_MAX, &out->style))
				out->style = 0;
			break;
		case 't': out->type = type_of(a[1]); break;
		default: break;
		}
	}
	return true;
}

/* ---- text ---- */

static unsigned hex(char c)
{
	return c >= '0' && c <= '9'   ? (unsigned)(c - '0')
	       : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
	       : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
				      : 16;
}

/* _xHHHH_ at p: its UTF-16 unit, or UINT32_MAX. */
static uint32_t escape_at(const char *p, size_t n)
{
	if (n < 7 || p[0] != '_' || p[1] != 'x' || p[6] != '_')
		return UINT32_MAX;
	uint32_t unit = 0;
	for (size_t i = 2; i < 6; i++) {
		unsigned d = hex(p[i]);
		if (d == 16)
			return UINT32_MAX;
		unit = unit * 16 + d;
	}
	return unit;
}

void fr_xlsx_unescape(fr_buf *buf, size_t at)
{
	if (buf->n - at < 7 || !memchr(buf->p + at, '_', buf->n - at - 6))
		return;
	size_t to = at, n = buf->n;
	char *p = buf->p;
	for (size_t i = at; i < n;) {
		uint32_t cp = p[i] == '_' ? escape_at(p + i, n - i) : UINT32_MAX;
		if (cp == UINT32_MAX) {
			p[to++] = p[i++];
			continue;
		}
		i += 7;
		if (cp >= 0xD800 && cp < 0xDC00) {
			uint32_t low = escape_at(p + i, n - i);
			if (low >= 0xDC00 && low < 0xE000) {
				cp = 0x10000 + ((cp - 0xD800) << 10) + (low - 0xDC00);
				i += 7;
			}
		}
		to += fr_utf8_encode(cp ? cp : 0xFFFD, p + to); /* halves of characters and NUL are no text */
	}
	buf->n = to;
}

bool fr_xlsx_rich_start(fr_markup *markup, fr_name name)
{
	if (name.ns == FR_NS_SHEET && name.local[0] == 't' && name.local[1] == 0)
		return true;
	if (name.ns != FR_NS_SHEET || name.local[0] != 'r' || name.local[1] != 0)
		fr_markup_skip(markup); /* how a run looks, and rPh: how it is pronounced */
	return false;
}

/* ---- numbers ---- */

/* Plain digits of a length that no double changes: what is written is what is shown. */
static bool is_shown_as_written(fr_str s)
{
	size_t points = 0;
	if (s.n == 0 || s.n > 15 || s.p[s.n - 1] == '.')
		return false;
	for (size_t i = s.p[0] == '-'; i < s.n; i++) {
		points += s.p[i] == '.';
		if (s.p[i] != '.' && (unsigned)((unsigned char)s.p[i] - '0') > 9)
			return false;
	}
	return points == 0 || (points == 1 && s.p[s.n - 1] != '0');
}

/* 0.00 and the like. */
static void show_decimal(fr_buf *buf, fr_xlsx_format format, double number)
{
	char text[400];
	size_t n = fr_number_write(fr_number_round(number, format.places), text), i = 0, whole = 0;
	if (text[0] == '-') {
		fr_buf_byte(buf, '-');
		i++;
	}
	while (i + whole < n && text[i + whole] != '.')
		whole++;
	if (text[i] == '0' && format.whole == 0 && whole == 1)
		i++, whole = 0; /* .50 */
	for (size_t pad = whole; pad < format.whole; pad++)
		fr_buf_byte(buf, '0');
	for (size_t k = 0; k < whole; k++) {
		if (format.grouped && k && (whole - k) % 3 == 0)
			fr_buf_byte(buf, ',');
		fr_buf_byte(buf, text[i + k]);
	}
	i += whole;
	if (format.places)
		fr_buf_byte(buf, '.');
	for (size_t k = 1; k <= format.places; k++)
		fr_buf_byte(buf, i + k < n ? text[i + k] : '0');
}

static void show(fr_buf *buf, size_t at, fr_xlsx_format format, double number)
{
	char text[400];
	if (format.show == FR_XLSX_GENERAL && is_shown_as_written(fr_str_of(buf->p + at, buf->n - at)))
		return;
	buf->n = at;
	if (format.show == FR_XLSX_GENERAL)
		fr_buf_add(buf, text, fr_number_write(number, text));
	else if (format.show == FR_XLSX_DECIMAL && fabs(number) < 1e15)
		show_decimal(buf, format, number);
}

/* ---- dates ---- */

/* A time with a day that no calendar has is text, as people see it. */
static fr_cell day_that_is_none(fr_buf *buf, size_t at, const char *day, double fraction)
{
	int minutes = (int)floor(fraction * 1440 + 0.5);
	buf->n = at;
	fr_buf_puts(buf, day);
	if (minutes)
		fr_buf_printf(buf, " %02d:%02d", minutes / 60 % 24, minutes % 60);
	return (fr_cell){.kind = FR_CELL_TEXT};
}

/* Day 60 of the system of 1900 is 29 February 1900, which never was, so the days before it are one off; day 0 is shown as the day before 1 January. */
static fr_cell date_cell(double serial, bool from_1904, fr_buf *buf, size_t at)
{
	if (from_1904)
		serial += DAYS_1904;
	else if (serial >= 60 && serial < 61)
		return day_that_is_none(buf, at, "1900-02-29", serial - 60);
	else if (serial >= 1 && serial < 60)
		serial++;
	else if (serial >= 0 && serial < 1)
		return day_that_is_none(buf, at, "1900-01-00", serial);
	buf->n = at;
	return (fr_cell){.kind = FR_CELL_DATE, .number = serial};
}

static fr_cell number_cell(fr_xlsx_format format, bool from_1904, fr_buf *buf, size_t at)
{
	fr_str text = fr_str_of(buf->p + at, buf->n - at);
	size_t count;
	double number;
	if (format.show == FR_XLSX_GENERAL && text.n <= 15 && fr_xlsx_count(text, SIZE_MAX / 2, &count)) /* shown as written */
		return (fr_cell){.kind = FR_CELL_NUMBER, .number = (double)count};
	text = fr_str_trim(text);
	if (!fr_number_read(text, true, &number) || !isfinite(number))
		return (fr_cell){.kind = FR_CELL_TEXT}; /* no number, or one that is too large: what is written is what can be shown */
	if (format.show == FR_XLSX_DATE)
		return date_cell(number, from_1904, buf, at);
	if (format.show == FR_XLSX_TIME) {
		buf->n = at;
		return (fr_cell){.kind = FR_CELL_TIME, .number = number};
	}
	show(buf, at, format, number);
	return (fr_cell){.kind = FR_CELL_NUMBER, .number = number};
}

static fr_cell iso_cell(fr_buf *buf, size_t at)
{
	double number;
	fr_str text = fr_buf_z(buf) ? fr_str_from(buf->p + at) : FR_STR("");
	fr_cell cell = {.kind = FR_CELL_TEXT};
	if (fr_office_date(text.p, &number))
		cell = (fr_cell){.kind = FR_CELL_DATE, .number = number};
	else if (fr_office_clock(text.p, &number))
		cell = (fr_cell){.kind = FR_CELL_TIME, .number = number};
	if (cell.kind != FR_CELL_TEXT)
		buf->n = at;
	return cell;
}

fr_cell fr_xlsx_cell_finish(const fr_xlsx_cell *cell, fr_xlsx_format format, bool from_1904, fr_buf *buf, size_t at)
{
	fr_str text = fr_str_of(buf->p ? buf->p + at : NULL, buf->n - at);
	if (text.n == 0) { /* a formula nobody has computed yet has a value that is not known; a text may have come out empty */
		bool unknown = cell->formula && (cell->type == FR_XLSX_NUMBER || !cell->valued);
		return (fr_cell){.kind = unknown || cell->type == FR_XLSX_ERROR ? FR_CELL_ERROR : FR_CELL_EMPTY};
	}
	switch (cell->type) {
	case FR_XLSX_NUMBER: return number_cell(format, from_1904, buf, at);
	case FR_XLSX_ERROR: return (fr_cell){.kind = FR_CELL_ERROR};
	case FR_XLSX_ISO: return iso_cell(buf, at);
	case FR_XLSX_BOOLEAN:
		if (fr_str_is(text, "1") || fr_str_is(text, "true") || fr_str_is(text, "0") || fr_str_is(text, "false")) {
			fr_cell out = {.kind = FR_CELL_BOOLEAN, .number = text.p[0] == '1' || text.p[0] == 't'};
			buf->n = at;
			return out;
		}
		return (fr_cell){.kind = FR_CELL_TEXT};
	default: fr_xlsx_unescape(buf, at); return (fr_cell){.kind = buf->n > at ? FR_CELL_TEXT : FR_CELL_EMPTY};
	}
}
