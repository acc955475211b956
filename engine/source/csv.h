/* CSV: what the two files of it share: where reading stands.
 * Stage: rows. In: text in blocks. Out: rows (csv.c), or pieces of text for several threads (csv_pieces.c). */
#ifndef FR_SOURCE_CSV_H
#define FR_SOURCE_CSV_H

#include "source/reader.h"
#include "source/text.h"

typedef struct csv {
	fr_allocator allocator;
	fr_limits limits;
	fr_text text;
	char *buffer;
	size_t capacity, start, end; /* [start, end) is not parsed yet */
	uint32_t *marks; /* positions in buffer of delimiter, quote, LF, CR */
	size_t mark_capacity, mark_n, mark_at; /* mark_at: first one of the record at start */
	fr_cell *cells;
	size_t cell_capacity;
	size_t line, rows;
	size_t hurt_line; /* where the first byte is that is no character; 0: none yet */
	char delimiter;
	bool skip_lf; /* the last record ended in CR */
	bool ended;
	bool keep; /* rows come with their bytes */
	size_t given; /* kept: bytes before this were given out */
	fr_raw raw;
	fr_str *raw_cells; /* as many as cells */
	char *plain; /* kept: texts with their doubled quotes taken out, as the bytes must stay */
	size_t plain_capacity;
	bool unmarked; /* marks is not of what lies in buffer */
	uint64_t cut_lines; /* in pieces whose rows are not counted yet */
	size_t barren; /* bytes from start on in which no piece can be cut off */
} csv;

/* csv.c: the reader's functions, and what cutting needs */
fr_status csv_next(void *state, fr_row *out, fr_error *error);
uint64_t csv_done(const void *state);
fr_str csv_property(void *state, const char *name);
void csv_close(void *state);
/* Reads until at least want more bytes are there, or the end. */
fr_status csv_gather(csv *c, size_t want, fr_error *error);
void csv_skip_line_feed(csv *c); /* that belongs to the CR which ended the last record */

#endif
