/* Formulas of XLSX that several cells share, for when the cell that holds the text makes way; and places such as C12.
 * Stage: outputs. In: a formula as one cell reads it. Out: the same as another cell reads it. Source: ECMA-376 part 1, 18.3.1.40 (f) and 18.17.2 (references). */
#include "sink/sheetml.h"

#define COLUMNS_MOST 16384
#define ROWS_MOST 1048576

static bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_word(char c)
{
	return is_letter(c) || is_digit(c) || c == '_' || c == '.' || c == '\\' || c == '?' || (unsigned char)c >= 0x80;
}

/* $C, C: the bytes it takes, 0 when there is none. */
static size_t column_part(fr_str s, size_t at, size_t *column, bool *fixed)
{
	size_t i = at;
	*fixed = i < s.n && s.p[i] == '$';
	i += *fixed;
	size_t from = i, c = 0;
	for (; i < s.n && is_letter(s.p[i]) && i - from < 4; i++)
		c = c * 26 + (size_t)(s.p[i] & 0x1F);
	*column = c;
	return i > from && c <= COLUMNS_MOST ? i - at : 0;
}

static size_t row_part(fr_str s, size_t at, size_t *row, bool *fixed)
{
	size_t i = at;
	*fixed = i < s.n && s.p[i] == '$';
	i += *fixed;
	size_t from = i, r = 0;
	for (; i < s.n && is_digit(s.p[i]) && r <= ROWS_MOST; i++)
		r = r * 10 + (size_t)(s.p[i] - '0');
	*row = r;
	return i > from && s.p[from] != '0' && r <= ROWS_MOST ? i - at : 0;
}

bool sheet_place_read(fr_str text, sheet_place *out)
{
	bool fixed;
	size_t n = column_part(text, 0, &out->column, &fixed), m = n ? row_part(text, n, &out->row, &fixed) : 0;
	if (m && n + m == text.n)
		return true;
	*out = (sheet_place){0, 0};
	return false;
}

static void column_name(fr_buf *out, size_t column)
{
	char name[16];
	size_t n = 0;
	for (size_t c = column; c && n < sizeof name; c = (c - 1) / 26)
		name[n++] = (char)('A' + (c - 1) % 26);
	while (n)
		fr_buf_byte(out, name[--n]);
}

void sheet_place_write(fr_buf *out, size_t row, size_t column)
{
	column_name(out, column);
	fr_buf_printf(out, "%zu", row);
}

int sheet_place_order(const void *a, const void *b)
{
	const sheet_place *x = a, *y = b;
	int order = (x->row > y->row) - (x->row < y->row);
	return order ? order : (x->column > y->column) - (x->column < y->column);
}

/* Moves past the edge come in again at the other one, as Excel has it. */
static size_t moved(size_t n, long by, bool fixed, size_t most)
{
	if (fixed)
		return n;
	long to = ((long)n - 1 + by) % (long)most;
	return (size_t)(to < 0 ? to + (long)most : to) + 1;
}

static void put_column(fr_buf *out, size_t column, long by, bool fixed)
{
	if (fixed)
		fr_buf_byte(out, '$');
	column_name(out, moved(column, by, fixed, COLUMNS_MOST));
}

static void put_row(fr_buf *out, size_t row, long by, bool fixed)
{
	fr_buf_printf(out, "%s%zu", fixed ? "$" : "", moved(row, by, fixed, ROWS_MOST));
}

static bool ends_here(fr_str s, size_t at)
{
	return at >= s.n || (!is_word(s.p[at]) && s.p[at] != '(' && s.p[at] != '!' && s.p[at] != '$');
}

/* The reference at at, moved: C12, C:D, 3:7. Bytes of it, 0 when it is none. */
static size_t reference(fr_str s, size_t at, long rows, long columns, fr_buf *out)
{
	size_t column, row, other, n, m, k;
	bool fixed, fixed_row, fixed_other;
	n = column_part(s, at, &column, &fixed);
	m = n ? row_part(s, at + n, &row, &fixed_row) : 0;
	if (m && ends_here(s, at + n + m)) {
		put_column(out, column, columns, fixed);
		put_row(out, row, rows, fixed_row);
		return n + m;
	}
	if (n && at + n < s.n && s.p[at + n] == ':' && (k = column_part(s, at + n + 1, &other, &fixed_other)) &&
		ends_here(s, at + n + 1 + k)) {
		put_column(out, column, columns, fixed);
		fr_buf_byte(out, ':');
		put_column(out, other, columns, fixed_other);
		return n + 1 + k;
	}
	n = row_part(s, at, &row, &fixed);
	if (n && at + n < s.n && s.p[at + n] == ':' && (k = row_part(s, at + n + 1, &other, &fixed_other)) &&
		ends_here(s, at + n + 1 + k)) {
		put_row(out, row, rows, fixed);
		fr_buf_byte(out, ':');
		put_row(out, other, rows, fixed_other);
		return n + 1 + k;
	}
	return 0;
}

/* A text, a name of a sheet, or a column of a table: bytes up to its end. */
static size_t quoted(fr_str s, size_t at)
{
	size_t i = at + 1, depth = 1;
	char open = s.p[at];
	for (; i < s.n && depth; i++) {
		if (open == '[')
			depth += s.p[i] == '[' ? 1 : s.p[i] == ']' ? (size_t)-1 : 0;
		else if (s.p[i] == open)
			depth = 0;
	}
	return i - at;
}

void sheet_formula_move(fr_str s, long rows, long columns, fr_buf *out)
{
	for (size_t at = 0; at < s.n;) {
		char c = s.p[at];
		size_t n = 0;
		if (c == '"' || c == '\'' || c == '[')
			n = quoted(s, at);
		else if (is_word(c) || c == '$') {
			size_t done = reference(s, at, rows, columns, out);
			if (done) {
				at += done;
				continue;
			}
			while (at + n < s.n && (is_word(s.p[at + n]) || s.p[at + n] == '$'))
				n++;
		} else
			n = 1;
		fr_buf_add(out, s.p + at, n);
		at += n;
	}
}
