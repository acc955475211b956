/* Opening: which format a file has, by its bytes; one interface for all of them.
 * Stage: rows. In: a path. Out: a source. */
#include "source/reader.h"

#include <stdio.h>

#define MARKUP_BLOCK ((size_t)64 << 10)

struct fr_source {
	fr_allocator allocator;
	fr_limits limits;
	uint64_t cells; /* given out so far */
	uint64_t cut; /* bytes in pieces whose cells are not counted yet */
	fr_bytes bytes;
	fr_reader reader;
	char *path;
	fr_status failed; /* what ended reading is said again to whoever asks again */
	fr_error why;
};

static bool begins(const fr_bytes *bytes, const char *magic, size_t n) { return bytes->head_n >= n && memcmp(bytes->head, magic, n) == 0; }
#define BEGINS(bytes, magic) begins(bytes, magic, sizeof(magic) - 1)

/* Formats people mix up with those we read. NULL: none of them. */
static const char *foreign(const fr_bytes *bytes)
{
	if (BEGINS(bytes, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
		return "Excel (.xls)"; /* also .xlsx with a password */
	if (BEGINS(bytes, "%PDF-"))
		return "PDF";
	if (BEGINS(bytes, "{\\rtf"))
		return "RTF";
	if (BEGINS(bytes, "\x89PNG\r\n") || BEGINS(bytes, "\xFF\xD8\xFF") || BEGINS(bytes, "GIF8"))
		return "PNG / JPEG / GIF";
	if (BEGINS(bytes, "\x1F\x8B") || BEGINS(bytes, "7z\xBC\xAF\x27\x1C") || BEGINS(bytes, "Rar!\x1A\x07"))
		return "gzip / 7z / rar";
	if (BEGINS(bytes, "SQLite format 3"))
		return "SQLite";
	return NULL;
}

static fr_str head_text(const fr_bytes *bytes)
{
	fr_str s = fr_str_of(bytes->head, bytes->head_n < 8192 ? bytes->head_n : 8192);
	if (fr_str_starts(s, FR_STR("\xEF\xBB\xBF")))
		s = fr_str_of(s.p + 3, s.n - 3);
	while (s.n && (*s.p == ' ' || *s.p == '\t' || *s.p == '\r' || *s.p == '\n'))
		s.p++, s.n--;
	return s;
}

static bool starts_as(fr_str s, const char *lower)
{
	size_t n = strlen(lower);
	if (s.n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		char c = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
		if (c != lower[i])
			return false;
	}
	return true;
}

/* What else an XML file may be. */
static fr_status refuse_markup(const fr_bytes *bytes, fr_root root, fr_error *error)
{
	switch (root) {
	case FR_ROOT_HTML: return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_FOREIGN, bytes->path, "HTML", NULL);
	case FR_ROOT_EXCEL: return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_FOREIGN, bytes->path, "Excel 2003 (.xml)", NULL);
	case FR_ROOT_DEFINITION: return fr_fail(error, FR_E_FORMAT, FR_SOURCE_DEFINITION, bytes->path, NULL);
	case FR_ROOT_ENCRYPTED: return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_SUBMISSION, bytes->path, NULL);
	case FR_ROOT_BATCH_BARE: return fr_fail(error, FR_E_FORMAT, FR_SOURCE_NAMESPACE, bytes->path, NULL);
	default: return fr_fail(error, FR_E_FORMAT, FR_SOURCE_UNKNOWN, bytes->path, NULL);
	}
}

/* XML and HTML. FR_END: neither. */
static fr_status open_markup(const fr_allocator *a, fr_bytes *bytes, const fr_limits *limits, fr_reader *out, fr_error *error)
{
	fr_str s = head_text(bytes);
	if (starts_as(s, "<html") || starts_as(s, "<!doctype html") || starts_as(s, "<table") || starts_as(s, "<head") ||
		starts_as(s, "<meta"))
		return refuse_markup(bytes, FR_ROOT_HTML, error);
	bool wide = BEGINS(bytes, "\xFF\xFE<\0") || BEGINS(bytes, "\xFE\xFF\0<");
	if (!wide && !starts_as(s, "<"))
		return FR_END;
	bool sure = wide || starts_as(s, "<?xml") || starts_as(s, "<!doctype"); /* a cell of a text file may begin with < */
	fr_root root;
	fr_status status = fr_root_of(a, bytes, &root, error);
	if (status != FR_OK)
		return sure || status == FR_E_MEMORY ? status : FR_END;
	if (root == FR_ROOT_BATCH || root == FR_ROOT_SUBMISSION)
		return fr_records_open(a, bytes, limits, MARKUP_BLOCK, root == FR_ROOT_SUBMISSION, out, error);
	if (root == FR_ROOT_OFFICE || (root == FR_ROOT_UNSURE && sure))
		return fr_fods_open(a, bytes, limits, MARKUP_BLOCK, out, error);
	return !sure && (root == FR_ROOT_UNSURE || root == FR_ROOT_OTHER) ? FR_END : refuse_markup(bytes, root, error);
}

static fr_status choose(const fr_allocator *a, fr_bytes *bytes, const fr_limits *limits, fr_reader *out, fr_error *error)
{
	const char *kind = foreign(bytes);
	if (kind)
		return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_FOREIGN, bytes->path, kind, NULL);
	if (BEGINS(bytes, "PK\x03\x04") || BEGINS(bytes, "PK\x05\x06"))
		return fr_zipped_open(a, bytes, limits, MARKUP_BLOCK, out, error);
	fr_status status = open_markup(a, bytes, limits, out, error);
	return status == FR_END ? fr_csv_open(a, bytes, limits, FR_CSV_BLOCK, false, out, error) : status;
}

/* The name of the file belongs to every error; a place inside it was set where it was known. */
static fr_status named(const fr_source *source, fr_status status, fr_error *error)
{
	if (status == FR_OK || status == FR_END)
		return status;
	if (error && error->code != FR_CANCELLED && error->code != FR_IO_MISSING && error->code != FR_IO_DIRECTORY &&
		error->code != FR_IO_READ && error->code != FR_MEMORY) /* those name it already */
		fr_error_at(error, source->path, error->line, error->column);
	return status;
}

fr_status fr_source_open(const fr_allocator *allocator, const char *path, const fr_limits *limits, fr_source **out, fr_error *error)
{
	*out = NULL;
	fr_allocator a = allocator && allocator->resize ? *allocator : fr_system_allocator;
	fr_source *source = fr_alloc(&a, sizeof *source);
	size_t n = strlen(path) + 1;
	char *copy = source ? fr_alloc(&a, n) : NULL;
	if (!copy) {
		fr_release(&a, source);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	memcpy(copy, path, n);
	*source = (fr_source){.allocator = a, .limits = *limits, .path = copy};
	source->bytes.fd = -1;
	fr_status status = fr_bytes_open(&source->bytes, &a, copy, error);
	source->bytes.limits = &source->limits;
	if (status == FR_OK)
		status = choose(&a, &source->bytes, limits, &source->reader, error);
	if (status != FR_OK) {
		named(source, status, error);
		fr_source_close(source);
		return status;
	}
	*out = source;
	return FR_OK;
}

void fr_source_keep(fr_source *source)
{
	if (strcmp(source->reader.format, "csv") == 0)
		fr_csv_keep(&source->reader);
}

static fr_status too_many_cells(fr_source *source, size_t row)
{
	char line[32], most[32];
	snprintf(line, sizeof line, "%zu", row);
	snprintf(most, sizeof most, "%llu", (unsigned long long)source->limits.cells);
	fr_fail(&source->why, FR_E_LIMIT, FR_SOURCE_CELLS, source->path, line, most, NULL);
	source->why.line = row;
	return FR_E_LIMIT;
}

fr_status fr_source_next(fr_source *source, fr_row *out, fr_error *error)
{
	if (source->failed == FR_OK) {
		source->failed = source->reader.next(source->reader.state, out, &source->why);
		if (source->failed == FR_OK && (source->cells += out->count) <= source->limits.cells)
			return FR_OK;
		if (source->failed == FR_OK)
			source->failed = too_many_cells(source, out->row);
		named(source, source->failed, &source->why);
	}
	if (error && source->failed != FR_END)
		*error = source->why;
	return source->failed;
}

/* ---- pieces ---- */

struct fr_pieces {
	const fr_source *source;
	fr_reader reader;
};

bool fr_source_can_cut(const fr_source *source) { return strcmp(source->reader.format, "csv") == 0; }

/* A cell takes a byte at least: while there are fewer bytes than cells allowed, nobody need count. */
bool fr_source_cut(fr_source *source, size_t want, bool full, fr_piece *piece)
{
	uint64_t used = source->cells + source->cut;
	if (source->failed != FR_OK || used >= source->limits.cells ||
		!fr_csv_cut(&source->reader, want, full, source->limits.cells - used, piece))
		return false;
	source->cut += piece->n;
	return true;
}

void fr_source_cut_end(fr_source *source, uint64_t rows, uint64_t cells)
{
	source->cells += cells;
	source->cut = 0;
	if (fr_source_can_cut(source))
		fr_csv_cut_rows(&source->reader, rows);
}

fr_status fr_pieces_new(const fr_source *source, fr_pieces **out)
{
	*out = NULL;
	fr_pieces *pieces = fr_alloc(&source->allocator, sizeof *pieces);
	if (!pieces)
		return FR_E_MEMORY;
	*pieces = (fr_pieces){.source = source};
	if (fr_csv_pieces(&source->reader, &pieces->reader) != FR_OK) {
		fr_release(&source->allocator, pieces);
		return FR_E_MEMORY;
	}
	*out = pieces;
	return FR_OK;
}

void fr_pieces_begin(fr_pieces *pieces, const fr_piece *piece) { fr_csv_begin(&pieces->reader, piece); }

fr_status fr_pieces_next(fr_pieces *pieces, fr_row *out, fr_error *error)
{
	return named(pieces->source, pieces->reader.next(pieces->reader.state, out, error), error);
}

void fr_pieces_free(fr_pieces *pieces)
{
	if (!pieces)
		return;
	const fr_allocator a = pieces->source->allocator;
	pieces->reader.close(pieces->reader.state);
	fr_release(&a, pieces);
}

void fr_source_close(fr_source *source)
{
	if (!source)
		return;
	fr_allocator a = source->allocator;
	if (source->reader.close)
		source->reader.close(source->reader.state);
	fr_bytes_close(&source->bytes);
	fr_release(&a, source->path);
	fr_release(&a, source);
}

void fr_source_position(const fr_source *source, uint64_t *done, uint64_t *total)
{
	*done = source->reader.done(source->reader.state);
	*total = source->bytes.size;
}

bool fr_source_named(const fr_source *source) { return source->reader.expect != NULL; }

fr_status fr_source_expect(fr_source *source, const fr_expected *tables, size_t count, fr_error *error)
{
	return source->reader.expect ? source->reader.expect(source->reader.state, tables, count, error) : FR_OK;
}

const char *fr_source_format(const fr_source *source) { return source->reader.format; }

fr_str fr_source_property(fr_source *source, const char *name) { return source->reader.property(source->reader.state, name); }
