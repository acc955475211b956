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
	fr_status (*expect)(void *state, const fr_expected *tables, size_t count, fr_error *error); /* NULL: a header names the columns */
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
/* Record XML: the project's batches (a batch) or one submission of ODK. */
fr_status fr_records_open(const fr_allocator *allocator, fr_bytes *bytes, const fr_limits *limits, size_t block, bool submission,
	fr_reader *out, fr_error *error);

/* What an XML file is by its first element. */
typedef enum fr_root {
	FR_ROOT_UNSURE = 0, /* it does not begin within the head of the file */
	FR_ROOT_OTHER,
	FR_ROOT_OFFICE, /* a flat spreadsheet */
	FR_ROOT_BATCH,
	FR_ROOT_BATCH_BARE, /* named so, but in no namespace */
	FR_ROOT_SUBMISSION,
	FR_ROOT_ENCRYPTED, /* a submission that only the server's key opens */
	FR_ROOT_DEFINITION, /* of a form, a calendar … */
	FR_ROOT_HTML,
	FR_ROOT_EXCEL /* of 2003 */
} fr_root;
/* Errors: not well-formed, a DTD, an encoding nobody reads. */
fr_status fr_root_of(const fr_allocator *allocator, const fr_bytes *bytes, fr_root *out, fr_error *error);

#endif
