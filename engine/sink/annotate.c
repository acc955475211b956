/* Annotate: a copy of a workbook with findings on its cells.
 * Stage: outputs. In: an .ods file, results of checking it. Out: the same package, its content.xml rewritten where findings are. */
#include "sink/package.h"
#include "sink/copy.h"
#include "sink/rewrite.h"
#include "diag/diag.h"
#include "source/source.h"

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
	fr_buf form; /* the property that names it */
	fr_scrub *scrub; /* NULL: nothing but cells is changed */
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
	fr_buf_free(&a->form);
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
	fr_buf_init(&a->form, &system, 4096);
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

bool fr_annotation_replace(fr_annotation *annotation, fr_str sheet, size_t row, size_t column, fr_str text)
{
	const fr_finding there = {.level = FR_LEVEL_ERROR, .sheet = sheet, .row = row, .column = column, .repair = text};
	return add(annotation, &there, true);
}

void fr_annotation_scrub(fr_annotation *annotation, fr_scrub *scrub)
{
	fr_limits limits = {0};
	fr_source *source = NULL;
	annotation->scrub = scrub;
	fr_limits_default(&limits);
	if (fr_source_open(&annotation->allocator, annotation->input.p, &limits, &source, NULL) == FR_OK)
		fr_buf_str(&annotation->form, fr_source_property(source, "formrule"));
	fr_source_close(source);
}

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

/* ---- without what could still tell ---- */

#define PART_MOST ((size_t)1 << 30)

static bool read_file(FILE *file, fr_buf *out)
{
	for (;;) {
		if (out->n > PART_MOST || !fr_buf_reserve(out, 1 << 16))
			return false;
		size_t n = fread(out->p + out->n, 1, 1 << 16, file);
		out->n += n;
		if (n == 0)
			return !ferror(file);
	}
}

static bool read_zipped(zip_t *zip, const char *name, fr_buf *out)
{
	zip_file_t *part = zip_fopen(zip, name, 0);
	zip_int64_t n = part ? 1 : -1;
	while (n > 0) {
		if (out->n > PART_MOST || !fr_buf_reserve(out, 1 << 16))
			n = -1;
		else if ((n = zip_fread(part, out->p + out->n, 1 << 16)) > 0)
			out->n += (size_t)n;
	}
	if (part)
		zip_fclose(part);
	return n == 0;
}

static fr_status write_scrubbed(fr_annotation *a, fr_package *package, FILE *whole, fr_error *error)
{
	fr_buf from, parts[5]; /* content, styles, meta, settings, manifest */
	static const char *const names[] = {"content.xml", "styles.xml", "meta.xml", "settings.xml", "META-INF/manifest.xml"};
	bool styles = zip_name_locate(a->zip, "styles.xml", 0) >= 0;
	fr_buf_init(&from, &a->allocator, PART_MOST);
	for (size_t i = 0; i < 5; i++)
		fr_buf_init(&parts[i], &a->allocator, PART_MOST);
	bool read = read_file(whole, &from);
	fclose(whole);
	fr_scrub_content(a->scrub, fr_buf_view(&from), &parts[0]);
	if (styles) {
		fr_buf_clear(&from);
		read = read_zipped(a->zip, "styles.xml", &from) && read;
		fr_scrub_content(a->scrub, fr_buf_view(&from), &parts[1]);
	}
	fr_scrub_meta(fr_buf_view(&a->form), &parts[2]);
	fr_scrub_settings(&parts[3]);
	fr_scrub_manifest(styles, &parts[4]);
	for (zip_int64_t i = 0, count = zip_get_num_entries(a->zip, 0); i < count; i++) {
		const char *name = zip_get_name(a->zip, (zip_uint64_t)i, 0);
		a->scrub->parts += name && !fr_scrub_keeps(fr_str_from(name));
	}
	fr_package_add(package, "mimetype", FR_STR(TYPE), true);
	for (size_t i = 0; i < 5; i++) {
		if (parts[i].failed || from.failed)
			fr_package_spoil(package);
		if (i != 1 || styles)
			fr_package_add(package, names[i], fr_buf_view(&parts[i]), false);
	}
	fr_status status = fr_package_close(package, read, error);
	if (!read)
		status = fr_fail(error, FR_E_FORMAT, FR_ANNOTATE_PART, a->input.p, "styles.xml", NULL);
	fr_buf_free(&from);
	for (size_t i = 0; i < 5; i++)
		fr_buf_free(&parts[i]);
	return status;
}

static fr_status write_copy(fr_annotation *a, FILE *whole, fr_error *error)
{
	fr_package *package;
	fr_status status = fr_package_open(&a->allocator, a->output.p, &package, error);
	if (status != FR_OK)
		return status;
	zip_int64_t count = zip_get_num_entries(a->zip, 0), content = zip_name_locate(a->zip, "content.xml", 0);
	if (a->scrub)
		return write_scrubbed(a, package, whole, error);
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
