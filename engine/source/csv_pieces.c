/* Pieces of CSV: whole records cut off as text, for several threads to parse.
 * Stage: rows. In: text in blocks. Out: pieces; and a reader for each thread, the same that reads a file. Only line ends and quotes are counted here: whatever is wrong is found by who
 * parses the piece, and where nothing can be cut off, rows are read one by one. */
#include "source/csv.h"

/* Where the last record ends that lies in the n unparsed bytes as a whole; 0: none does. As long as nothing is wrong, a line end is one of a record when the quotes before it are even in
 * number; and what is wrong is found in the piece that has it, whatever follows. */
static size_t last_end(const char *p, size_t n, size_t quotes)
{
	for (size_t i = n; i-- > 0;) {
		bool line = p[i] == '\n' || (p[i] == '\r' && i + 1 < n && p[i + 1] != '\n');
		if (line && quotes % 2 == 0)
			return i + 1;
		quotes -= p[i] == '"';
	}
	return 0;
}

/* At least want unparsed bytes, unless the file has no more or something is wrong, which is met again when rows are read. */
static void gather_for_piece(csv *c, size_t want)
{
	size_t left = c->end - c->start;
	fr_error unused;
	if (left >= want || c->ended)
		return;
	if (left)
		memmove(c->buffer, c->buffer + c->start, left);
	c->start = 0;
	c->end = left;
	c->unmarked = true;
	csv_gather(c, want - left, &unused);
}

bool fr_csv_cut(fr_reader *reader, size_t want, bool full, uint64_t most, fr_piece *piece)
{
	csv *c = reader->state;
	if (c->barren || c->keep)
		return false;
	gather_for_piece(c, want);
	csv_skip_line_feed(c);
	size_t n = c->end - c->start;
	c->barren = n;
	if (n == 0 || (full && n < want) || n > most)
		return false;
	char *from = c->buffer + c->start;
	fr_tally all = c->text.scan.tally(from, n);
	size_t cut = last_end(from, n, all.quotes), rest = n - cut;
	size_t lines = all.lines - c->text.scan.tally(from + cut, rest).lines;
	if (!cut || c->rows + c->cut_lines + lines > c->limits.rows)
		return false;
	size_t room = rest + fr_text_room(&c->text);
	if (piece->capacity < room) {
		char *grown = fr_resize(&c->allocator, piece->block, room);
		if (!grown)
			return false;
		piece->block = grown;
		piece->capacity = room;
	}
	c->barren = 0;
	fr_piece next = {.block = piece->block, .capacity = piece->capacity};
	memcpy(next.block, from + cut, rest);
	*piece = (fr_piece){c->buffer, c->capacity, from, cut, c->line, !c->text.replaced};
	c->buffer = next.block;
	c->capacity = next.capacity;
	c->line += lines;
	c->cut_lines += lines;
	c->start = 0;
	c->end = rest;
	c->unmarked = true;
	return true;
}

void fr_csv_cut_rows(fr_reader *reader, uint64_t rows)
{
	csv *c = reader->state;
	c->rows += rows;
	c->cut_lines = 0;
}

void fr_csv_begin(fr_reader *pieces, const fr_piece *piece)
{
	csv *c = pieces->state;
	c->buffer = piece->block;
	c->start = (size_t)(piece->p - piece->block);
	c->end = c->start + piece->n;
	c->line = piece->line;
	c->text.replaced = !piece->clean;
	c->rows = 0;
	c->skip_lf = false;
	c->unmarked = true;
}

static void pieces_close(void *state)
{
	((csv *)state)->buffer = NULL; /* the piece's */
	csv_close(state);
}

/* One that has a piece for a buffer, and reads no file. */
fr_status fr_csv_pieces(const fr_reader *reader, fr_reader *out)
{
	const csv *like = reader->state;
	csv *c = fr_alloc(&like->allocator, sizeof *c);
	if (!c)
		return FR_E_MEMORY;
	*c = (csv){.allocator = like->allocator, .limits = like->limits, .delimiter = like->delimiter, .ended = true};
	c->limits.rows = SIZE_MAX;
	c->text = (fr_text){.allocator = like->allocator, .bytes = like->text.bytes, .scan = like->text.scan, .converter = (iconv_t)-1};
	*out = (fr_reader){"csv", c, csv_next, csv_done, csv_property, pieces_close, NULL};
	return FR_OK;
}
