/* Copies of OpenDocument workbooks, zipped and flat.
 * Stage: outputs. In: a package, or one XML file. Out: the same, its content rewritten where notes are; other parts as they lie in the package. Masked: nothing but content,
 * styles and the form's name. */
#include "sink/copying.h"
#include "sink/rewrite.h"
#include "sink/scrub-odf.h"
#include "source/part.h"

#include <zip.h>

#define TYPE "application/vnd.oasis.opendocument.spreadsheet"

/* The content with its notes. */
static fr_status rewritten(const copy_job *job, fr_part *part, bool deflated, fr_scratch **out, fr_error *error)
{
	fr_status status = copy_scratch(job, deflated, out, error);
	if (status == FR_OK)
		status = rewrite_content(job, part, *out, error);
	if (status != FR_OK) {
		fr_scratch_free(*out);
		*out = NULL;
	}
	return status;
}

/* What content holds, scrubbed, in its place. */
static fr_status scrubbed(const copy_job *job, const char *name, bool deflated, fr_scratch **content, fr_error *error)
{
	fr_part part;
	fr_scratch *clean;
	fr_scratch_part(*content, name, &part);
	fr_status status = copy_scratch(job, deflated, &clean, error);
	if (status == FR_OK)
		status = fr_scrub_odf(job, &part, clean, NULL, error);
	fr_scratch_free(*content);
	*content = clean;
	return status;
}

/* ---- packages ---- */

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

/* content is taken over. */
static fr_status write_scrubbed(const copy_job *job, fr_zip *zip, fr_package *package, fr_scratch *content, fr_error *error)
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
	fr_status status = scrubbed(job, "content.xml", true, &content, error);
	if (status == FR_OK)
		fr_package_add_scratch(package, "content.xml", content);
	else
		fr_scratch_free(content);
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

/* content is taken over. */
static fr_status write_package(const copy_job *job, fr_zip *zip, fr_scratch *content, fr_error *error)
{
	fr_package *package;
	zip_t *from = fr_zip_archive(zip);
	fr_status status = fr_package_open(&job->allocator, job->output, &package, error);
	if (status == FR_OK && job->scrub)
		return write_scrubbed(job, zip, package, content, error);
	if (status != FR_OK) {
		fr_scratch_free(content);
		return status;
	}
	zip_int64_t place = zip_name_locate(from, "content.xml", 0);
	for (zip_int64_t i = 0, count = zip_get_num_entries(from, 0); i < count; i++)
		if (i == place)
			fr_package_replace(package, from, (zip_uint64_t)i, content);
		else
			fr_package_copy(package, from, (zip_uint64_t)i);
	return fr_package_close(package, true, error);
}

fr_status copy_content_ods(const copy_job *job, fr_scratch **out, fr_error *error)
{
	fr_zip *zip;
	fr_part part;
	*out = NULL;
	fr_status status = fr_zip_open(&job->allocator, job->input, &job->limits, &zip, error);
	if (status != FR_OK)
		return status;
	status = fr_package_check(fr_zip_archive(zip), error);
	if (status == FR_OK)
		status = fr_zip_part(zip, "content.xml", &part, error);
	if (status == FR_OK) {
		status = rewritten(job, &part, !job->scrub, out, error);
		part.close(&part);
	}
	fr_zip_close(zip);
	return status;
}

fr_status copy_write_ods(const copy_job *job, fr_error *error)
{
	fr_zip *zip;
	fr_scratch *content = job->content;
	fr_status status = content ? FR_OK : copy_content_ods(job, &content, error);
	if (status != FR_OK)
		return status;
	status = fr_zip_open(&job->allocator, job->input, &job->limits, &zip, error);
	if (status != FR_OK) {
		fr_scratch_free(content);
		return status;
	}
	status = write_package(job, zip, content, error);
	fr_zip_close(zip);
	return status;
}

/* ---- flat files ---- */

static fr_status deliver(const copy_job *job, fr_scratch *content, fr_error *error)
{
	fr_outfile *file;
	fr_part part;
	char buffer[65536];
	size_t n;
	fr_status status = fr_outfile_open(&job->allocator, job->output, &file, error);
	if (status != FR_OK)
		return status;
	fr_scratch_part(content, job->output, &part);
	while ((status = part.read(&part, buffer, sizeof buffer, &n, error)) == FR_OK && n && fr_outfile_write(file, buffer, n))
		;
	fr_status closed = fr_outfile_close(file, status == FR_OK, status == FR_OK ? error : NULL);
	return status == FR_OK ? closed : status;
}

fr_status copy_write_fods(const copy_job *job, fr_error *error)
{
	fr_bytes bytes;
	fr_part part;
	fr_scratch *content;
	fr_status status = fr_bytes_open(&bytes, &job->allocator, job->input, error);
	if (status != FR_OK)
		return status;
	bytes.limits = &job->limits;
	fr_part_of_bytes(&bytes, &part);
	status = rewritten(job, &part, false, &content, error);
	fr_bytes_close(&bytes);
	if (status == FR_OK && job->scrub)
		status = scrubbed(job, job->input, false, &content, error);
	if (status == FR_OK)
		status = deliver(job, content, error);
	fr_scratch_free(content);
	return status;
}
