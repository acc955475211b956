/* CSV: RFC 4180, and what spreadsheets make of it: any of , ; TAB | as delimiter, any line end, Excel's sep= line.
 * Quotes out of place are read as they stand where that can mean but one thing. In whatever is read without an error, delimiters and line ends count as such exactly when the
 * quotes before them in the record are even in number, and so are those of every record: whoever cuts a file into pieces may rely on that.
 * Stage: rows. In: text in blocks. Out: rows whose cells are views into the block. A record always lies in one piece, so that no cell need be copied:
 * what is left of a block moves to the front before the next is read, and parsing of that record begins anew. Doubled quotes are taken out in place. */
#include "source/csv.h"

#include <stdio.h>

#define SNIFF_BYTES ((size_t)64 << 10)
#define SNIFF_LINES 50
#define INDEX_STRETCH \
	((size_t)32 << 10) /* bytes looked through at once, so that the index grows with what is found, not with what could be */
#define BUFFER_MOST ((size_t)1 << 30) /* positions are 32 bits wide */
#define CELLS_FIRST 64

enum outcome { RECORD, MORE, WRONG };

/* Where parsing of one record stands. */
typedef struct record {
	size_t at; /* next mark */
	size_t cell; /* where the cell at hand begins */
	size_t count;
	size_t lines; /* line ends inside quotes */
	size_t cell_lines; /* lines where the cell at hand begins */
	bool doubled; /* some cell has doubled quotes to take out */
} record;

static fr_status wrong(const csv *c, size_t line, fr_status status, fr_code code, size_t most, fr_error *error)
{
	char limit[32], place[32];
	snprintf(limit, sizeof limit, "%zu", most);
	snprintf(place, sizeof place, "%zu", line);
	fr_fail(error, status, code, c->text.bytes->path, place, limit, NULL);
	fr_error_at(error, NULL, line, 0);
	return status;
}

/* ---- filling ---- */

static fr_status index_from(csv *c, size_t from, fr_error *error)
{
	while (from < c->end) {
		size_t to = c->end - from > INDEX_STRETCH ? from + INDEX_STRETCH : c->end;
		size_t need = c->mark_n + (to - from) + FR_SCAN_SLACK;
		if (need > c->mark_capacity) {
			size_t capacity = c->mark_capacity * 2 > need ? c->mark_capacity * 2 : need;
			uint32_t *grown = fr_resize(&c->allocator, c->marks, capacity * sizeof *grown);
			if (!grown)
				return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
			c->marks = grown;
			c->mark_capacity = capacity;
		}
		c->mark_n += c->text.scan.marks(c->buffer, from, to, c->delimiter, c->marks + c->mark_n);
		from = to;
	}
	return FR_OK;
}

/* Line on which the end of the unparsed bytes lies. */
static size_t last_line(const csv *c)
{
	size_t line = c->line;
	for (size_t i = c->start; i < c->end; i++)
		line += c->buffer[i] == '\n' || (c->buffer[i] == '\r' && (i + 1 == c->end || c->buffer[i + 1] != '\n'));
	return line;
}

fr_status csv_gather(csv *c, size_t want, fr_error *error)
{
	size_t from = c->end;
	while (!c->ended && c->end - from < want) {
		size_t room = fr_text_room(&c->text), n = 0;
		if (c->capacity - c->end < room) {
			size_t capacity = c->capacity * 2 > c->end + room ? c->capacity * 2 : c->end + room;
			char *grown = capacity <= BUFFER_MOST ? fr_resize(&c->allocator, c->buffer, capacity) : NULL;
			if (!grown)
				return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
			c->buffer = grown;
			c->capacity = capacity;
		}
		fr_status status = fr_text_read(&c->text, c->buffer + c->end, &n, error);
		if (status == FR_END)
			c->ended = true;
		else if (status != FR_OK) {
			if (c->text.broken && c->end > from) /* what was read can still be given; the next call says it again */
				break;
			fr_error_at(error, NULL, last_line(c), 0);
			return status;
		} else
			c->end += n;
		if (c->text.damaged && !c->hurt_line)
			c->hurt_line = last_line(c);
	}
	return FR_OK;
}

static fr_status mark_all(csv *c, fr_error *error)
{
	c->mark_n = c->mark_at = 0;
	c->unmarked = false;
	return index_from(c, c->start, error);
}

static fr_status fill(csv *c, fr_error *error)
{
	size_t from = c->keep ? c->given : c->start, left = c->end - from, marks = c->mark_n - c->mark_at;
	if (from) {
		memmove(c->buffer, c->buffer + from, left);
		for (size_t i = 0; i < marks; i++)
			c->marks[i] = c->marks[c->mark_at + i] - (uint32_t)from;
		c->mark_n = marks;
		c->mark_at = c->given = 0;
		c->start -= from;
		c->end = left;
	}
	fr_status status = csv_gather(c, left > 0 ? left : 1, error); /* doubling, so that a long record is not parsed anew too often */
	return status == FR_OK ? index_from(c, left, error) : status;
}

/* ---- delimiter ---- */

/* The character that cuts most of the first lines into the same number of pieces. */
static char sniff(const char *p, size_t n)
{
	static const char candidates[] = {',', '\t', ';', '|'};
	size_t counts[4][SNIFF_LINES] = {{0}}, lines = 0, best = 0, best_lines = 0, best_count = 0;
	bool quoted = false, any = false;
	for (size_t i = 0; i < n && lines < SNIFF_LINES; i++) {
		char ch = p[i];
		if (ch == '"')
			quoted = !quoted;
		else if (!quoted && (ch == '\n' || ch == '\r')) {
			lines += any;
			any = false;
			continue;
		} else if (!quoted)
			for (size_t k = 0; k < sizeof candidates; k++)
				counts[k][lines] += ch == candidates[k];
		any = true;
	}
	lines += any && lines < SNIFF_LINES;
	for (size_t k = 0; k < sizeof candidates; k++) {
		for (size_t i = 0; i < lines; i++) {
			size_t same = 0;
			for (size_t j = 0; j < lines; j++)
				same += counts[k][j] == counts[k][i];
			if (counts[k][i] && (same > best_lines || (same == best_lines && counts[k][i] > best_count)))
				best = k, best_lines = same, best_count = counts[k][i];
		}
	}
	return candidates[best];
}

static fr_status begin(csv *c, fr_error *error)
{
	fr_status status = csv_gather(c, SNIFF_BYTES, error);
	if (status != FR_OK)
		return status;
	if (c->end >= 5 && memcmp(c->buffer, "sep=", 4) == 0 && (c->end == 5 || c->buffer[5] == '\r' || c->buffer[5] == '\n')) {
		c->delimiter = c->buffer[4];
		if (c->delimiter == '"' || c->delimiter == '\r' || c->delimiter == '\n' || (unsigned char)c->delimiter >= 0x80)
			c->delimiter = ',';
		c->start = c->end == 5 ? 5 : 6;
		c->skip_lf = c->end > 5 && c->buffer[5] == '\r';
		c->line = c->end == 5 ? 1 : 2;
	} else
		c->delimiter = sniff(c->buffer, c->end);
	return index_from(c, c->start, error);
}

/* ---- parsing ---- */

/* number stays 0 in text cells, save until the end of the record in those that have doubled quotes. */
static inline void put(fr_cell *cell, const char *p, size_t n)
{
	cell->kind = n ? FR_CELL_TEXT : FR_CELL_EMPTY;
	cell->text = fr_str_of(p, n);
}

static bool more_cells(csv *c)
{
	size_t capacity = c->cell_capacity ? c->cell_capacity * 2 : CELLS_FIRST;
	fr_cell *grown = fr_resize(&c->allocator, c->cells, capacity * sizeof *grown);
	if (!grown)
		return false;
	memset(grown + c->cell_capacity, 0, (capacity - c->cell_capacity) * sizeof *grown);
	c->cells = grown;
	if (c->keep) {
		fr_str *raw = fr_resize(&c->allocator, c->raw_cells, capacity * sizeof *raw);
		if (!raw)
			return false;
		c->raw_cells = raw;
	}
	c->cell_capacity = capacity;
	return true;
}

static bool add(csv *c, record *r, size_t from, size_t to, size_t stop, bool doubled)
{
	if (r->count == c->cell_capacity && !more_cells(c))
		return false;
	if (c->keep)
		c->raw_cells[r->count] = fr_str_of(c->buffer + r->cell, stop - r->cell);
	put(&c->cells[r->count], c->buffer + from, to - from);
	c->cells[r->count++].number = doubled;
	return true;
}

/* The cells up to the first that has a quote or needs a closer look: nearly all of them, so this is where the time of reading goes. True when the record ends here. */
static bool plain_cells(csv *c, record *r)
{
	const char *const p = c->buffer, delimiter = c->delimiter;
	const size_t most = c->limits.cell_bytes, room = c->cell_capacity < c->limits.columns ? c->cell_capacity : c->limits.columns;
	const uint32_t *mark = c->marks + r->at, *last = c->marks + c->mark_n;
	fr_cell *cell = c->cells + r->count;
	size_t from = r->cell;
	bool ended = false;
	if ((size_t)(last - mark) > room - r->count)
		last = mark + (room - r->count);
	while (mark < last) {
		size_t at = *mark, n = at - from;
		if (n > most)
			break;
		char ch = p[at];
		put(cell, p + from, n);
		if (ch != delimiter) {
			if (ch == '"')
				break;
			c->skip_lf = ch == '\r';
			ended = true;
		}
		cell++;
		mark++;
		from = at + 1;
		if (ended)
			break;
	}
	for (; c->keep && r->count < (size_t)(cell - c->cells); r->count++)
		c->raw_cells[r->count] = c->cells[r->count].text;
	r->count = (size_t)(cell - c->cells);
	r->at = (size_t)(mark - c->marks);
	r->cell = from;
	return ended;
}

/* Refuses what is wrong at that place. A row that is too long there already is refused for that, whatever else is wrong with it: a smaller
 * block would not have got so far. */
static enum outcome refuse(
	const csv *c, const record *r, size_t at, fr_status kind, fr_code code, size_t most, fr_status *status, fr_error *error)
{
	if (at - c->start > c->limits.row_bytes)
		*status = wrong(c, c->line, FR_E_LIMIT, FR_SOURCE_ROW, c->limits.row_bytes, error);
	else
		*status = wrong(c, c->line + (code == FR_SOURCE_QUOTE ? r->lines : r->cell_lines), kind, code, most, error);
	return WRONG;
}

/* Quotes of the cell and half a line end may come on top of what a cell may hold. */
#define AROUND_CELL 4

/* A quoted cell that goes on for too long is most likely one whose quote was forgotten. */
static enum outcome too_long(const csv *c, const record *r, size_t at, fr_status *status, fr_error *error)
{
	size_t far = r->cell + c->limits.cell_bytes + AROUND_CELL;
	bool quotes = c->buffer[r->cell] == '"';
	return refuse(
		c, r, at < far ? at : far, FR_E_LIMIT, quotes ? FR_SOURCE_QUOTE_OPEN : FR_SOURCE_CELL, c->limits.cell_bytes, status, error);
}

/* A quoted cell whose first quote stands at r->cell. RECORD with *close, the place of its last quote. */
static enum outcome quoted(csv *c, record *r, size_t *close, bool *doubled, fr_status *status, fr_error *error)
{
	const char *p = c->buffer;
	while (r->at < c->mark_n) {
		size_t at = c->marks[r->at++];
		if (p[at] == '\n')
			r->lines += p[at - 1] != '\r';
		else if (p[at] == '\r')
			r->lines++;
		else if (p[at] == '"') {
			if (at + 1 == c->end && !c->ended)
				return MORE;
			if (at + 1 < c->end && p[at + 1] == '"') {
				*doubled = true;
				r->at++;
				continue;
			}
			*close = at;
			return RECORD;
		}
	}
	return c->ended ? refuse(c, r, c->end, FR_E_FORMAT, FR_SOURCE_QUOTE_OPEN, c->limits.cell_bytes, status, error) : MORE;
}

/* A cell with quotes where none belong: said "slow" and left, 他说"好的"就挂了 in quotes that were not doubled, blanks before the first one. Its end is where the quotes are even; what stands
 * in it stays. Only a cell that begins with one may hold delimiters and line ends: in any other a single quote is more likely a mark for inches, and what follows could mean anything. */
static enum outcome loose(
	csv *c, record *r, size_t first, size_t *from, size_t *to, size_t *stop, bool *doubled, fr_status *status, fr_error *error)
{
	const char *p = c->buffer;
	size_t begin = r->cell;
	bool odd = false;
	while (begin < c->end && p[begin] == ' ')
		begin++;
	bool led = begin < c->end && p[begin] == '"';
	r->lines = r->cell_lines;
	for (r->at = first; r->at < c->mark_n; r->at++) {
		size_t at = c->marks[r->at];
		if (p[at] == '"')
			odd = !odd;
		else if (!odd)
			break;
		else if (!led)
			return refuse(c, r, at, FR_E_FORMAT, FR_SOURCE_QUOTE, 0, status, error);
		else
			r->lines += p[at] == '\r' || (p[at] == '\n' && p[at - 1] != '\r');
	}
	if (r->at == c->mark_n && !c->ended)
		return MORE;
	if (odd)
		return refuse(c, r, c->end, FR_E_FORMAT, led ? FR_SOURCE_QUOTE_OPEN : FR_SOURCE_QUOTE, c->limits.cell_bytes, status, error);
	size_t end = *stop = r->at < c->mark_n ? c->marks[r->at] : c->end;
	while (end > begin && p[end - 1] == ' ')
		end--;
	*doubled = led && end > begin + 1 && p[end - 1] == '"';
	*from = *doubled ? begin + 1 : r->cell;
	*to = *doubled ? end - 1 : *stop;
	return *to - *from > c->limits.cell_bytes ? too_long(c, r, *stop, status, error) : RECORD;
}

/* Where the cell at r->cell ends: [*from, *to) is its text, *stop the mark after it (or the end). */
static enum outcome extent(csv *c, record *r, size_t *from, size_t *to, size_t *stop, bool *doubled, fr_status *status, fr_error *error)
{
	const char *p = c->buffer;
	size_t first = r->at;
	*from = r->cell;
	*stop = *to = r->at < c->mark_n ? c->marks[r->at] : c->end;
	bool quote = *stop < c->end && p[*stop] == '"';
	if (quote && *stop == *from) {
		r->at++;
		enum outcome outcome = quoted(c, r, to, doubled, status, error);
		if (outcome != RECORD)
			return outcome;
		(*from)++;
		*stop = *to + 1;
		quote = *stop < c->end && p[*stop] != c->delimiter && p[*stop] != '\n' && p[*stop] != '\r'; /* something stands after it */
	}
	if (*stop - r->cell > c->limits.cell_bytes + AROUND_CELL)
		return too_long(c, r, *stop, status, error);
	if (quote)
		return loose(c, r, first, from, to, stop, doubled, status, error);
	if (*stop == c->end && !c->ended)
		return MORE;
	return *to - *from > c->limits.cell_bytes ? too_long(c, r, *stop, status, error) : RECORD;
}

/* One record from c->start on. RECORD: r->cell is where the next one begins. */
static enum outcome parse(csv *c, record *r, fr_status *status, fr_error *error)
{
	*r = (record){.at = c->mark_at, .cell = c->start};
	if (!c->cell_capacity && !more_cells(c)) {
		*status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		return WRONG;
	}
	for (;;) {
		size_t from, to, stop;
		bool doubled = false;
		if (plain_cells(c, r))
			return RECORD;
		r->cell_lines = r->lines;
		enum outcome outcome = extent(c, r, &from, &to, &stop, &doubled, status, error);
		if (outcome != RECORD)
			return outcome;
		if (r->count == c->limits.columns)
			return refuse(c, r, stop, FR_E_LIMIT, FR_SOURCE_COLUMNS, c->limits.columns, status, error);
		if (!add(c, r, from, to, stop, doubled)) {
			*status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
			return WRONG;
		}
		r->doubled = r->doubled || doubled;
		r->cell = stop;
		if (stop == c->end)
			return RECORD;
		r->at++;
		r->cell = stop + 1;
		if (c->buffer[stop] != c->delimiter) {
			c->skip_lf = c->buffer[stop] == '\r';
			return RECORD;
		}
	}
}

/* Of each doubled quote the first goes, a single one stays; what stands between moves as a whole. */
static void take_quotes_out(fr_cell *cell, char *into)
{
	const char *from = cell->text.p, *end = from + cell->text.n, *quote;
	char *to = into;
	while ((quote = memchr(from, '"', (size_t)(end - from)))) {
		memmove(to, from, (size_t)(quote - from));
		to += quote - from;
		*to++ = '"';
		from = quote + 1 + (quote + 1 < end && quote[1] == '"');
	}
	memmove(to, from, (size_t)(end - from));
	cell->text = fr_str_of(into, (size_t)(to + (end - from) - into));
	cell->number = 0;
}

/* In our own buffer, or beside it when that is kept. False when memory is refused. */
static bool take_all_quotes_out(csv *c, size_t count, size_t size)
{
	if (c->keep && size > c->plain_capacity) {
		char *grown = fr_resize(&c->allocator, c->plain, size);
		if (!grown)
			return false;
		c->plain = grown;
		c->plain_capacity = size;
	}
	char *free = c->plain;
	for (size_t i = 0; i < count; i++) {
		if (c->cells[i].number == 0)
			continue;
		take_quotes_out(&c->cells[i], c->keep ? free : (char *)c->cells[i].text.p);
		if (c->keep)
			free += c->cells[i].text.n;
	}
	return true;
}

/* FR_OK when the unparsed part may go on growing. */
static fr_status growing(const csv *c, const record *r, fr_error *error)
{
	fr_status status = FR_OK;
	if (c->end - r->cell > c->limits.cell_bytes + AROUND_CELL)
		too_long(c, r, c->end, &status, error);
	else if (c->end - c->start > c->limits.row_bytes)
		status = wrong(c, c->line, FR_E_LIMIT, FR_SOURCE_ROW, c->limits.row_bytes, error);
	return status;
}

/* The bytes up to `to`, when they are kept. */
static const fr_raw *give_raw(csv *c, size_t to, size_t count)
{
	if (!c->keep)
		return NULL;
	c->raw = (fr_raw){{c->buffer + c->given, to - c->given}, c->raw_cells, count, c->delimiter};
	c->given = to;
	return &c->raw;
}

/* All that is the same in every row of CSV. */
static inline void begin_row(fr_row *out)
{
	out->sheet = out->texts = out->repeat = out->version = fr_str_of(NULL, 0);
	out->hidden = out->sheet_hidden = out->names = false;
	out->notes = NULL;
	out->note_count = 0;
}

/* What a record gives; FR_END when it is passed over. */
static fr_status give(csv *c, record *r, fr_row *out, fr_error *error)
{
	size_t line = c->line, size = r->cell - c->start, all = r->count;
	c->start = r->cell;
	c->mark_at = r->at;
	c->line += r->lines + 1;
	c->barren -= size < c->barren ? size : c->barren;
	while (r->count && c->cells[r->count - 1].kind == FR_CELL_EMPTY)
		r->count--;
	if (r->count == 0 && !c->keep)
		return FR_END;
	c->rows += r->count > 0;
	if (size > c->limits.row_bytes || c->rows > c->limits.rows)
		return wrong(c, line, FR_E_LIMIT, size > c->limits.row_bytes ? FR_SOURCE_ROW : FR_SOURCE_ROWS,
			size > c->limits.row_bytes ? c->limits.row_bytes : c->limits.rows, error);
	if (r->doubled && !take_all_quotes_out(c, r->count, size))
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	begin_row(out); /* member by member, as this is done for every record: a whole row made of zeros takes longer than its parsing */
	out->cells = c->cells;
	out->count = r->count;
	out->width = all;
	out->row = line;
	out->new_sheet = r->count && c->rows == 1;
	out->clean = !c->text.replaced;
	out->raw = give_raw(c, c->start, all);
	return FR_OK;
}

void csv_skip_line_feed(csv *c)
{
	if (!c->skip_lf || c->start == c->end)
		return;
	c->skip_lf = false;
	if (c->buffer[c->start] == '\n') {
		c->start++;
		c->mark_at++;
	}
}

fr_status csv_next(void *state, fr_row *out, fr_error *error)
{
	csv *c = state;
	if (c->unmarked && mark_all(c, error) != FR_OK)
		return FR_E_MEMORY;
	if (c->keep && c->hurt_line) { /* a copy would lose those bytes */
		fr_status status = fr_text_refuse(&c->text, error);
		fr_error_at(error, NULL, c->hurt_line, 0);
		return status;
	}
	for (;;) {
		csv_skip_line_feed(c);
		record r = {.at = c->mark_at, .cell = c->start};
		fr_status status = FR_OK;
		enum outcome outcome = c->start < c->end ? parse(c, &r, &status, error) : MORE;
		if (outcome == WRONG)
			return status;
		if (outcome == RECORD) {
			status = give(c, &r, out, error);
			if (status != FR_END)
				return status;
			continue;
		}
		if (c->ended) {
			if (!c->keep || c->given == c->end)
				return FR_END;
			*out = (fr_row){.row = c->line, .raw = give_raw(c, c->end, 0)};
			return FR_OK;
		}
		status = growing(c, &r, error);
		if (status == FR_OK)
			status = fill(c, error);
		if (status != FR_OK)
			return status;
	}
}

uint64_t csv_done(const void *state) { return ((const csv *)state)->text.bytes->taken; }

fr_str csv_property(void *state, const char *name)
{
	(void)state, (void)name;
	return FR_STR("");
}

void csv_close(void *state)
{
	csv *c = state;
	fr_allocator a = c->allocator;
	fr_text_close(&c->text);
	fr_release(&a, c->buffer);
	fr_release(&a, c->marks);
	fr_release(&a, c->cells);
	fr_release(&a, c->raw_cells);
	fr_release(&a, c->plain);
	fr_release(&a, c);
}

fr_status fr_csv_open(const fr_allocator *allocator, fr_bytes *bytes, const fr_limits *limits, size_t block, bool portable, fr_reader *out,
	fr_error *error)
{
	csv *c = fr_alloc(allocator, sizeof *c);
	if (!c)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*c = (csv){.allocator = *allocator, .limits = *limits, .line = 1};
	if (bytes->size && bytes->size < block) /* small files need no large blocks */
		block = (size_t)bytes->size;
	fr_status status = fr_text_open(&c->text, allocator, bytes, block, portable, error);
	if (status == FR_OK)
		status = begin(c, error);
	if (status != FR_OK) {
		csv_close(c);
		return status;
	}
	*out = (fr_reader){"csv", c, csv_next, csv_done, csv_property, csv_close, NULL};
	return FR_OK;
}

void fr_csv_keep(fr_reader *reader)
{
	csv *c = reader->state;
	c->keep = c->text.strict = true;
}
