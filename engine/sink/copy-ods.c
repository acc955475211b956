/* Copies of OpenDocument workbooks, zipped and flat.
 * Stage: outputs. In: a package, or one XML file. Out: the same, its content rewritten where notes are; other parts as they lie in the package. Masked: nothing but content,
 * styles and the form's name. */
#include "sink/copying.h"
#include "sink/rewrite.h"
#include "sink/scrub-odf.h"
#include "source/part.h"

#include <errno.h>
#include <stdio.h>
#include <zip.h>

#define TYPE "application/vnd.oasis.opendocument.spreadsheet"

static fr_status cannot_write(const copy_job *job, fr_error *error)
{
	return fr_fail(error, FR_E_IO, FR_IO_WRITE, job->output, strerror(errno), NULL);
}

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

/* The content with its notes, in a file without a name that is gone with the process. */
static fr_status rewritten(const copy_job *job, fr_part *part, FILE **out, fr_error *error)
{
	fr_buf styles;
	uint64_t styles_at = 0;
	FILE *scratch = tmpfile(), *whole = tmpfile();
	fr_buf_init(&styles, &job->allocator, (size_t)256 << 20);
	fr_status status = scratch && whole ? rewrite_content(job, part, scratch, &styles, &styles_at, error) : cannot_write(job, error);
	if (status == FR_OK && !assemble(scratch, whole, styles_at, &styles))
		status = cannot_write(job, error);
	fr_buf_free(&styles);
	if (scratch)
		fclose(scratch);
	if (status != FR_OK && whole)
		fclose(whole);
	*out = status == FR_OK ? whole : NULL;
	return status;
}

/* ---- packages ---- */

/* What file holds, scrubbed, in another; file is closed. */
static fr_status scrubbed(const copy_job *job, const char *name, FILE **file, fr_error *error)
{
	fr_part part;
	FILE *clean = tmpfile();
	splice_file_open(&part, name, *file);
	fr_status status = clean ? fr_scrub_odf(job, &part, clean, NULL, error) : cannot_write(job, error);
	fclose(*file);
	*file = clean;
	return status;
}

static fr_status add_styles(const copy_job *job, fr_zip *zip, fr_package *package, fr_buf *out, fr_error *error)
{
	fr_part part;
	fr_status status = fr_zip_part(zip, "styles.xml", &part, error);
	if (status != FR_OK)
		return status;
	status = fr_scrub_odf(job, &part, NULL, out, error);
	part.close(&part);
	if (status == FR_OK)
		fr_package_add(package, "styles.xml", fr_buf_view(out), false);
	return status;
}

/* whole is closed. */
static fr_status write_scrubbed(const copy_job *job, fr_zip *zip, fr_package *package, FILE *whole, fr_error *error)
{
	static const char *const names[] = {"meta.xml", "settings.xml", "META-INF/manifest.xml", "styles.xml"};
	fr_buf parts[4];
	zip_t *from = fr_zip_archive(zip);
	bool styles = fr_zip_count(zip, "styles.xml", false) > 0;
	for (size_t i = 0; i < 4; i++)
		fr_buf_init(&parts[i], &job->allocator, COPY_PART_MOST);
	fr_scrub_meta(job->form, &parts[0]);
	fr_scrub_settings(&parts[1]);
	fr_scrub_manifest(styles, &parts[2]);
	fr_package_add(package, "mimetype", FR_STR(TYPE), true);
	fr_status status = scrubbed(job, "content.xml", &whole, error);
	if (status == FR_OK)
		fr_package_add_file(package, "content.xml", whole);
	else if (whole)
		fclose(whole);
	if (status == FR_OK && styles)
		status = add_styles(job, zip, package, &parts[3], error);
	for (size_t i = 0; i < 3; i++)
		fr_package_add(package, names[i], fr_buf_view(&parts[i]), false);
	for (size_t i = 0; i < 4; i++)
		if (parts[i].failed)
			fr_package_spoil(package);
	for (zip_int64_t i = 0, count = zip_get_num_entries(from, 0); i < count; i++) {
		const char *name = zip_get_name(from, (zip_uint64_t)i, 0);
		job->scrub->parts += name && !fr_scrub_keeps(fr_str_from(name));
	}
	fr_status closed = fr_package_close(package, status == FR_OK, status == FR_OK ? error : NULL);
	for (size_t i = 0; i < 4; i++)
		fr_buf_free(&parts[i]);
	return status == FR_OK ? closed : status;
}

static fr_status write_package(const copy_job *job, fr_zip *zip, FILE *whole, fr_error *error)
{
	fr_package *package;
	zip_t *from = fr_zip_archive(zip);
	fr_status status = fr_package_open(&job->allocator, job->output, &package, error);
	if (status == FR_OK && job->scrub)
		return write_scrubbed(job, zip, package, whole, error);
	if (status != FR_OK) {
		fclose(whole);
		return status;
	}
	zip_int64_t content = zip_name_locate(from, "content.xml", 0);
	for (zip_int64_t i = 0, count = zip_get_num_entries(from, 0); i < count; i++)
		if (i == content)
			fr_package_replace(package, from, (zip_uint64_t)i, whole);
		else
			fr_package_copy(package, from, (zip_uint64_t)i);
	return fr_package_close(package, true, error);
}

fr_status copy_write_ods(const copy_job *job, fr_error *error)
{
	fr_zip *zip;
	fr_part part;
	FILE *whole = NULL;
	fr_status status = fr_zip_open(&job->allocator, job->input, &job->limits, &zip, error);
	if (status != FR_OK)
		return status;
	status = fr_package_check(fr_zip_archive(zip), error);
	if (status == FR_OK)
		status = fr_zip_part(zip, "content.xml", &part, error);
	if (status == FR_OK) {
		status = rewritten(job, &part, &whole, error);
		part.close(&part);
	}
	if (status == FR_OK)
		status = write_package(job, zip, whole, error);
	fr_zip_close(zip);
	return status;
}

/* ---- flat files ---- */

static fr_status deliver(const copy_job *job, FILE *whole, fr_error *error)
{
	fr_outfile *file;
	char buffer[65536];
	size_t n;
	fr_status status = fr_outfile_open(&job->allocator, job->output, &file, error);
	if (status != FR_OK)
		return status;
	rewind(whole);
	while ((n = fread(buffer, 1, sizeof buffer, whole)) > 0 && fr_outfile_write(file, buffer, n))
		;
	if (ferror(whole))
		status = cannot_write(job, error);
	fr_status closed = fr_outfile_close(file, status == FR_OK, status == FR_OK ? error : NULL);
	return status == FR_OK ? closed : status;
}

fr_status copy_write_fods(const copy_job *job, fr_error *error)
{
	fr_bytes bytes;
	fr_part part;
	FILE *whole = NULL;
	fr_status status = fr_bytes_open(&bytes, &job->allocator, job->input, error);
	if (status != FR_OK)
		return status;
	bytes.limits = &job->limits;
	fr_part_of_bytes(&bytes, &part);
	status = rewritten(job, &part, &whole, error);
	fr_bytes_close(&bytes);
	if (status == FR_OK && job->scrub)
		status = scrubbed(job, job->input, &whole, error);
	if (status == FR_OK)
		status = deliver(job, whole, error);
	if (whole)
		fclose(whole);
	return status;
}
