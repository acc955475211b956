/* Annotate: a copy of a workbook with findings on its cells.
 * Stage: outputs. In: an .ods file, results of checking it. Out: the same package, its content.xml rewritten where findings are. */
#include "sink/package.h"
#include "sink/repair.h"
#include "sink/rewrite.h"
#include "diag/diag.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zip.h>

#define NOTES_MOST 5000000
#define TYPE "application/vnd.oasis.opendocument.spreadsheet"

struct fr_annotation {
	fr_allocator allocator;
	fr_arena arena;
	const char *lang;
	fr_str input, output; /* end in NUL */
	rewrite_note *notes;
	size_t count, capacity;
	zip_t *zip;
};

static bool same_file(const char *a, const char *b)
{
	struct stat x, y;
	return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
}

static bool is_workbook(zip_t *zip)
{
	char type[sizeof TYPE + 16] = "";
	zip_file_t *part = zip_fopen(zip, "mimetype", 0);
	zip_int64_t n = part ? zip_fread(part, type, sizeof type - 1) : -1;
	if (part)
		zip_fclose(part);
	return n >= (zip_int64_t)sizeof TYPE - 1 && strncmp(type, TYPE, sizeof TYPE - 1) == 0 &&
	       zip_name_locate(zip, "content.xml", 0) >= 0;
}

static fr_status open_input(fr_annotation *a, fr_error *error)
{
	struct stat info;
	const char *path = a->input.p;
	if (stat(path, &info) != 0)
		return errno == ENOENT ? fr_fail(error, FR_E_IO, FR_IO_MISSING, path, NULL)
				       : fr_fail(error, FR_E_IO, FR_IO_READ, path, strerror(errno), NULL);
	if (S_ISDIR(info.st_mode))
		return fr_fail(error, FR_E_IO, FR_IO_DIRECTORY, path, NULL);
	if (same_file(path, a->output.p))
		return fr_fail(error, FR_E_ARGUMENT, FR_IO_SAME, path, NULL);
	if (!fr_str_ends(a->output, FR_STR(".ods")) && !fr_str_ends(a->output, FR_STR(".ots")))
		return fr_fail(error, FR_E_ARGUMENT, FR_TEMPLATE_NAME, a->output.p, NULL);
	a->zip = zip_open(path, ZIP_RDONLY, NULL);
	return a->zip && is_workbook(a->zip) ? FR_OK : fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_FORMAT, path, NULL);
}

static void discard(fr_annotation *a)
{
	fr_allocator allocator = a->allocator;
	if (a->zip)
		zip_discard(a->zip);
	fr_arena_free(&a->arena);
	fr_release(&allocator, a->notes);
	fr_release(&allocator, a);
}

fr_status fr_annotation_new(
	const fr_allocator *allocator, const char *input, const char *output, const char *lang, fr_annotation **out, fr_error *error)
{
	*out = NULL;
	if (!input || !output)
		return fr_fail(error, FR_E_ARGUMENT, FR_ARGUMENT, "path", NULL);
	fr_allocator system = allocator && allocator->resize ? *allocator : fr_system_allocator;
	fr_annotation *a = fr_alloc(&system, sizeof *a);
	if (!a)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*a = (fr_annotation){.allocator = system, .lang = fr_lang(lang)};
	fr_arena_init(&a->arena, &system, 0);
	a->input = fr_arena_str(&a->arena, fr_str_from(input));
	a->output = fr_arena_str(&a->arena, fr_str_from(output));
	fr_status status = a->input.p && a->output.p ? open_input(a, error) : fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	if (status == FR_OK)
		*out = a;
	else
		discard(a);
	return status;
}

/* The finding as a line of a comment: reminders say that they are one. */
static fr_str line_of(fr_annotation *a, const fr_finding *finding)
{
	fr_buf text;
	fr_buf_init(&text, &a->allocator, 1 << 20);
	if (finding->level != FR_LEVEL_ERROR) {
		fr_buf_puts(&text, fr_text(finding->level == FR_LEVEL_WARNING ? "level.warning" : "level.info", a->lang));
		fr_buf_puts(&text, fr_text("template.colon", a->lang));
	}
	size_t n = fr_finding_message(finding, a->lang, NULL, 0);
	if (fr_buf_reserve(&text, n + 1)) {
		fr_finding_message(finding, a->lang, text.p + text.n, n + 1);
		text.n += n;
	}
	if (finding->repair.n && fr_str_find(fr_buf_view(&text), finding->repair) == SIZE_MAX) { /* many messages say it themselves */
		fr_buf_puts(&text, fr_text("template.join", a->lang));
		fr_catalogue_fill(&text, fr_text("report.repair", a->lang), &finding->repair, 1);
	}
	fr_str kept = text.failed ? (fr_str){NULL, 0} : fr_arena_str(&a->arena, fr_buf_view(&text));
	fr_buf_free(&text);
	return kept;
}

static bool add(fr_annotation *a, const fr_finding *finding, bool replaces)
{
	if (a->count == a->capacity) {
		size_t room = a->capacity ? a->capacity * 2 : 256;
		rewrite_note *more = room > NOTES_MOST ? NULL : fr_resize(&a->allocator, a->notes, room * sizeof *more);
		if (!more)
			return false;
		a->notes = more;
		a->capacity = room;
	}
	/* Findings of a table come one after another: its name is kept once. */
	bool known = a->count && fr_str_eq(a->notes[a->count - 1].sheet, finding->sheet);
	fr_str sheet = known ? a->notes[a->count - 1].sheet : fr_arena_str(&a->arena, finding->sheet),
	       text = replaces ? fr_arena_str(&a->arena, finding->repair) : line_of(a, finding);
	if (!sheet.p || !text.p)
		return false;
	/* What is about no column stands on the first cell of the row. */
	a->notes[a->count] =
		(rewrite_note){sheet, finding->row, finding->column ? finding->column : 1, finding->level, text, a->count, replaces};
	a->count++;
	return true;
}

fr_status fr_annotation_add(fr_annotation *annotation, const fr_result *result, fr_error *error)
{
	for (size_t i = 0; i < result->finding_count; i++)
		if (result->findings[i].row && !add(annotation, &result->findings[i], false))
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	return FR_OK;
}

bool fr_annotation_replace(fr_annotation *annotation, const fr_finding *finding) { return add(annotation, finding, true); }

/* ---- writing ---- */

static int64_t read_part(void *user, char *buffer, size_t size) { return zip_fread(user, buffer, size); }

static bool write_scratch(void *user, const char *bytes, size_t count) { return fwrite(bytes, 1, count, user) == count; }

static bool copy_bytes(FILE *from, FILE *to, uint64_t count)
{
	char buffer[16384];
	while (count) {
		size_t want = count < sizeof buffer ? (size_t)count : sizeof buffer, n = fread(buffer, 1, want, from);
		if (n == 0 || fwrite(buffer, 1, n, to) != n)
			return false;
		count -= n;
	}
	return true;
}

/* The styles are known last but stand first: the parts are put together in order. */
static bool assemble(FILE *scratch, FILE *whole, uint64_t styles_at, const fr_buf *styles)
{
	if (fflush(scratch) != 0 || fseeko(scratch, 0, SEEK_END) != 0)
		return false;
	off_t size = ftello(scratch);
	if (size < 0 || fseeko(scratch, 0, SEEK_SET) != 0)
		return false;
	return copy_bytes(scratch, whole, styles_at) && fwrite(styles->p ? styles->p : "", 1, styles->n, whole) == styles->n &&
	       copy_bytes(scratch, whole, (uint64_t)size - styles_at) && fflush(whole) == 0 && fseeko(whole, 0, SEEK_SET) == 0;
}

static fr_status rewritten(fr_annotation *a, FILE *scratch, FILE *whole, fr_error *error)
{
	fr_buf styles;
	uint64_t styles_at = 0;
	fr_buf_init(&styles, &a->allocator, (size_t)256 << 20);
	if (a->count)
		qsort(a->notes, a->count, sizeof *a->notes, rewrite_order);
	zip_file_t *part = zip_fopen(a->zip, "content.xml", 0);
	rewrite_result result =
		!part ? REWRITE_READ
		      : rewrite_content(&a->allocator, a->notes, a->count, read_part, part, write_scratch, scratch, &styles, &styles_at);
	if (part)
		zip_fclose(part);
	fr_status status = FR_OK;
	if (result == REWRITE_MEMORY)
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	else if (result == REWRITE_READ || result == REWRITE_XML)
		status = fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_PART, a->input.p, "content.xml", NULL);
	else if (result == REWRITE_WRITE || !assemble(scratch, whole, styles_at, &styles))
		status = fr_fail(error, FR_E_IO, FR_IO_WRITE, a->output.p, strerror(errno), NULL);
	fr_buf_free(&styles);
	return status;
}

/* Copied as it lies in the package: not inflated, its time and method kept. */
static bool copy_part(fr_package *package, zip_t *from, zip_uint64_t index)
{
	zip_t *to = fr_package_zip(package);
	zip_stat_t stat;
	if (zip_stat_index(from, index, 0, &stat) != 0)
		return false;
	zip_source_t *source = zip_source_zip(to, from, index, ZIP_FL_COMPRESSED, 0, -1);
	zip_int64_t added = source ? zip_file_add(to, stat.name, source, ZIP_FL_ENC_GUESS) : -1;
	if (added < 0) {
		if (source)
			zip_source_free(source);
		return false;
	}
	return zip_set_file_compression(to, (zip_uint64_t)added, stat.comp_method, 0) == 0;
}

static bool copy_content(fr_package *package, zip_t *from, zip_uint64_t index, FILE *whole)
{
	zip_t *to = fr_package_zip(package);
	zip_stat_t stat;
	bool timed = zip_stat_index(from, index, 0, &stat) == 0;
	zip_source_t *source = zip_source_filep(to, whole, 0, -1); /* closes whole */
	zip_int64_t added = source ? zip_file_add(to, "content.xml", source, ZIP_FL_ENC_UTF_8) : -1;
	if (added < 0) {
		if (source)
			zip_source_free(source);
		return false;
	}
	return timed && zip_set_file_compression(to, (zip_uint64_t)added, ZIP_CM_DEFLATE, 6) == 0 &&
	       zip_file_set_mtime(to, (zip_uint64_t)added, stat.mtime, 0) == 0;
}

static fr_status write_copy(fr_annotation *a, FILE *whole, fr_error *error)
{
	fr_package *package;
	fr_status status = fr_package_open(&a->allocator, a->output.p, &package, error);
	if (status != FR_OK)
		return status;
	zip_int64_t count = zip_get_num_entries(a->zip, 0), content = zip_name_locate(a->zip, "content.xml", 0);
	for (zip_int64_t i = 0; i < count; i++)
		if (i == content ? !copy_content(package, a->zip, (zip_uint64_t)i, whole) : !copy_part(package, a->zip, (zip_uint64_t)i))
			fr_package_spoil(package);
	return fr_package_close(package, true, error);
}

fr_status fr_annotation_close(fr_annotation *annotation, bool commit, fr_error *error)
{
	if (!annotation)
		return FR_OK;
	fr_status status = FR_OK;
	if (commit) {
		FILE *scratch = tmpfile(), *whole = tmpfile(); /* without a name, gone with the process */
		if (scratch && whole)
			status = rewritten(annotation, scratch, whole, error);
		else
			status = fr_fail(error, FR_E_IO, FR_IO_WRITE, annotation->output.p, strerror(errno), NULL);
		if (scratch)
			fclose(scratch);
		if (status == FR_OK)
			status = write_copy(annotation, whole, error);
		else if (whole)
			fclose(whole);
	}
	discard(annotation);
	return status;
}
