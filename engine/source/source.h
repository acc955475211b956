/* Source: bytes to rows, one interface for every file format.
 * Stage: rows. In: a path. Out: sheets and rows of cells, in the order of the file, in flat memory. */
#ifndef FR_SOURCE_H
#define FR_SOURCE_H

#include "base/base.h"
#include "formrule/run.h"

/* Who wrote the comments of annotated copies. */
#define FR_NOTE_CREATOR "Formrule"
/* A comment on a cell, but for those Formrule wrote itself. */
typedef struct fr_note {
	size_t column; /* 1-based */
	fr_str text;
} fr_note;

/* A record as it stands in a CSV file, for those that copy it with changes (fr_source_keep). */
typedef struct fr_raw {
	fr_str all; /* its bytes, with its line end and whatever was passed over before it */
	const fr_str *cells; /* each cell with its quotes, empty ones at the end too; views into all */
	size_t count;
	char delimiter;
} fr_raw;

typedef struct fr_row {
	const fr_cell *cells; /* count cells from column 1 on; trailing empty cells left out */
	size_t count;
	size_t width; /* cells as the file has them, trailing empty ones too; 0 where there is no such thing (sheets, XML) */
	size_t row; /* as the user's file counts: spreadsheet row, or line on which a record of CSV or XML begins; 1-based */
	fr_str sheet; /* empty for CSV and XML */
	fr_str texts; /* of sheets and XML: what its cells' texts lie in, but for those that live as long as the source */
	bool hidden; /* row or sheet is hidden or filtered */
	bool sheet_hidden;
	bool new_sheet; /* first row of a sheet */
	bool clean; /* no cell holds a U+FFFD; false: nobody looked */
	const fr_note *notes; /* note_count comments on its cells; a row may have nothing else */
	size_t note_count;
	const fr_raw *raw; /* of CSV, when it is kept; NULL otherwise */
	bool names; /* no record but what its columns are called, from a format whose records name them (record XML); comes again, longer, when more turn up */
	fr_str repeat; /* of a nested row, or of its names: the repeat it is one of; the record they belong to comes after them */
	fr_str version; /* of names: the form version the record that brought them names, may be empty */
} fr_row;

/* Names of one table's columns: of records, or of a repeat's rows. */
typedef struct fr_expected {
	fr_str repeat; /* empty: records */
	const fr_str *names;
	size_t count;
} fr_expected;

typedef struct fr_source fr_source;

/* Opens a file by its bytes, not its name. limits must be filled (fr_limits_default). Errors name the part and place:
 * missing, a directory, empty, not understood, truncated, encrypted, over a limit, wrong encoding. */
fr_status fr_source_open(const fr_allocator *allocator, const char *path, const fr_limits *limits, fr_source **out, fr_error *error);
/* Before the first row: rows of CSV will come with fr_row.raw, and every byte of the file's text in one of them: records without any content are given too, with count 0, and a last one for what
 * stands behind the last line end. Other formats take no notice. */
void fr_source_keep(fr_source *source);
/* The next row that has at least one non-empty cell or a comment; its views live until the next call. FR_END when there is none. Repeated rows (ODS) are given once each. */
fr_status fr_source_next(fr_source *source, fr_row *out, fr_error *error);
void fr_source_close(fr_source *source);

/* ---- pieces: where records can be told apart without being read (CSV), several threads may read them ---- */

/* Whole records, one after the other. */
typedef struct fr_piece {
	char *block; /* of the source's allocator; belongs to whoever holds the piece, who may use it again for the next */
	size_t capacity;
	char *p; /* into block; readers write into it */
	size_t n;
	size_t line; /* on which the first record begins */
	bool clean; /* as rows */
} fr_piece;
bool fr_source_can_cut(const fr_source *source);
/* Cuts off records of about want bytes; full: not fewer. False: none can be cut off here, read on with fr_source_next, which also says what is wrong. */
bool fr_source_cut(fr_source *source, size_t want, bool full, fr_piece *piece);
/* How many rows and cells the pieces had that were cut since; to be told before rows are asked for again. */
void fr_source_cut_end(fr_source *source, uint64_t rows, uint64_t cells);

/* A reader of pieces; as many of them as there are threads. The source must outlive it, and may be cut meanwhile. */
typedef struct fr_pieces fr_pieces;
fr_status fr_pieces_new(const fr_source *source, fr_pieces **out); /* FR_E_MEMORY only */
void fr_pieces_begin(fr_pieces *pieces, const fr_piece *piece);
/* As fr_source_next; new_sheet means nothing. Limits of the whole file are the source's affair. */
fr_status fr_pieces_next(fr_pieces *pieces, fr_row *out, fr_error *error);
void fr_pieces_free(fr_pieces *pieces);

/* Bytes of the file read so far and in all, for progress. */
void fr_source_position(const fr_source *source, uint64_t *done, uint64_t *total);
/* "csv", "ods", "fods", "xlsx", "batch", "submission". */
const char *fr_source_format(const fr_source *source);

/* The user-defined document property of that name ("" when there is none): "formrule" holds the form id@version. Text lives as long as the source. */
fr_str fr_source_property(fr_source *source, const char *name);

/* Whether records name their columns themselves, so that there is no header among the rows. */
bool fr_source_named(const fr_source *source);
/* For such a format, before the first row: the columns that will come first, in this order, and what is nested. FR_E_MEMORY or FR_E_LIMIT only. */
fr_status fr_source_expect(fr_source *source, const fr_expected *tables, size_t count, fr_error *error);

void fr_limits_default(fr_limits *limits); /* replaces zeros */
void fr_limits_inherit(fr_limits *limits, const fr_limits *from); /* replaces zeros by what from says */
/* Whether the caller still wants the work: asked once for each block that is read. */
static inline bool fr_limits_alive(const fr_limits *limits) { return !limits->alive || limits->alive(limits->alive_user); }

#endif
