/* Reader: what a format must offer, and the formats there are.
 * Stage: rows. In: bytes. Out: rows through one interface. A new format is one more opening function, called from open.c. */
#ifndef FR_SOURCE_READER_H
#define FR_SOURCE_READER_H

#include "source/bytes.h"
#include "formrule/codes.h"

typedef struct fr_reader {
	const char *format;
	void *state;
	fr_status (*next)(void *state, fr_row *out, fr_error *error);
	uint64_t (*done)(const void *state); /* bytes of the file used up */
	fr_str (*property)(void *state, const char *name);
	void (*close)(void *state);
} fr_reader;

#define FR_CSV_BLOCK ((size_t)128 << 10)

/* Each takes bytes over (the caller still closes them after the reader). Errors say part and row; open.c adds the file. */
fr_status fr_csv_open(const fr_allocator *allocator, fr_bytes *bytes, const fr_limits *limits, size_t block, bool portable, fr_reader *out,
	fr_error *error);
void fr_csv_keep(fr_reader *reader); /* see fr_source_keep */
/* See fr_source_cut. most: bytes that may be cut off. */
bool fr_csv_cut(fr_reader *reader, size_t want, bool full, uint64_t most, fr_piece *piece);
void fr_csv_cut_rows(fr_reader *reader, uint64_t rows); /* rows there were in pieces */
/* A reader like this one, for pieces. FR_E_MEMORY only. */
fr_status fr_csv_pieces(const fr_reader *reader, fr_reader *out);
void fr_csv_begin(fr_reader *pieces, const fr_piece *piece);
/* A zip file: ODS or XLSX. */
fr_status fr_zipped_open(
	const fr_allocator *allocator, fr_bytes *bytes, const fr_limits *limits, size_t block, fr_reader *out, fr_error *error);
/* The flat form of ODS: one XML file. */
fr_status fr_fods_open(
	const fr_allocator *allocator, fr_bytes *bytes, const fr_limits *limits, size_t block, fr_reader *out, fr_error *error);

#endif
