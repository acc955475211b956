/* Package: writing zip files through libzip, with fixed times so that two runs give the same bytes.
 * Stage: outputs. In: parts. Out: a file put in its place by file.c. */
#include "sink/package.h"
#include "sink/scratch.h"

#include <zip.h>

struct fr_package {
	fr_allocator allocator;
	fr_outfile *file;
	zip_t *zip;
	char *path;
	bool failed;
};

/* The first moment the format can hold, 1980-01-01 00:00, independent of the time zone. */
#define FIXED_DATE 0x21
#define FIXED_TIME 0

fr_status fr_package_open(const fr_allocator *allocator, const char *path, fr_package **out, fr_error *error)
{
	*out = NULL;
	fr_allocator a = allocator && allocator->resize ? *allocator : fr_system_allocator;
	fr_outfile *file;
	fr_status status = fr_outfile_open(&a, path, &file, error);
	if (status != FR_OK)
		return status;
	fr_package *package = fr_alloc(&a, sizeof *package);
	size_t n = strlen(path) + 1;
	char *name = package ? fr_alloc(&a, n) : NULL;
	if (!name) {
		fr_release(&a, package);
		fr_outfile_close(file, false, NULL);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	memcpy(name, path, n);
	*package = (fr_package){.allocator = a, .file = file, .path = name};
	int problem = 0;
	package->zip = zip_open(fr_outfile_temporary(file), ZIP_CREATE | ZIP_TRUNCATE, &problem);
	if (!package->zip) {
		fr_package_close(package, false, NULL);
		zip_error_t why;
		zip_error_init_with_code(&why, problem);
		status = fr_fail(error, FR_E_IO, FR_IO_WRITE, path, zip_error_strerror(&why), NULL);
		zip_error_fini(&why);
		return status;
	}
	*out = package;
	return FR_OK;
}

void fr_package_add(fr_package *package, const char *name, fr_str bytes, bool stored)
{
	zip_source_t *source = zip_source_buffer(package->zip, bytes.n ? bytes.p : "", bytes.n, 0);
	zip_int64_t index = source ? zip_file_add(package->zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
	if (index < 0) {
		if (source)
			zip_source_free(source);
		package->failed = true;
		return;
	}
	if (zip_set_file_compression(
		    package->zip, (zip_uint64_t)index, stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, stored ? 0 : FR_DEFLATE_EFFORT) != 0 ||
		zip_file_set_dostime(package->zip, (zip_uint64_t)index, FIXED_TIME, FIXED_DATE, 0) != 0)
		package->failed = true;
}

fr_status fr_package_check(struct zip *from, fr_error *error)
{
	for (zip_int64_t i = 0, count = zip_get_num_entries(from, 0); i < count; i++) {
		zip_stat_t stat;
		const char *name = zip_get_name(from, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
		if (!name || zip_stat_index(from, (zip_uint64_t)i, 0, &stat) != 0)
			return fr_fail(error, FR_E_FORMAT, FR_SOURCE_ZIP, name ? name : "", NULL);
		if (zip_name_locate(from, name, ZIP_FL_ENC_RAW) != i)
			return fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART_TWICE, name, NULL);
		if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) && stat.encryption_method != ZIP_EM_NONE)
			return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_ENCRYPTED, name, NULL);
	}
	return FR_OK;
}

void fr_package_copy(fr_package *package, struct zip *from, uint64_t index)
{
	zip_stat_t stat;
	zip_source_t *source =
		zip_stat_index(from, index, 0, &stat) == 0 ? zip_source_zip(package->zip, from, index, ZIP_FL_COMPRESSED, 0, -1) : NULL;
	zip_int64_t added = source ? zip_file_add(package->zip, stat.name, source, ZIP_FL_ENC_GUESS) : -1;
	if (added < 0 && source)
		zip_source_free(source);
	if (added < 0 || zip_set_file_compression(package->zip, (zip_uint64_t)added, stat.comp_method, 0) != 0)
		package->failed = true;
}

/* The place of the new entry; below 0 when it failed, and then scratch is gone. */
static zip_int64_t add_scratch(fr_package *package, const char *name, fr_scratch *scratch)
{
	zip_source_t *source = fr_scratch_source(scratch, package->zip);
	zip_int64_t added = source ? zip_file_add(package->zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
	if (added < 0 && source)
		zip_source_free(source);
	else if (!source)
		fr_scratch_free(scratch);
	if (added < 0 || zip_set_file_compression(package->zip, (zip_uint64_t)added, ZIP_CM_DEFLATE, 0) != 0)
		package->failed = true;
	return added;
}

void fr_package_replace(fr_package *package, struct zip *from, uint64_t index, fr_scratch *scratch)
{
	zip_stat_t stat;
	const char *name = zip_stat_index(from, index, 0, &stat) == 0 ? stat.name : "";
	zip_int64_t added = add_scratch(package, name, scratch);
	if (added >= 0 && (!*name || zip_file_set_mtime(package->zip, (zip_uint64_t)added, stat.mtime, 0) != 0))
		package->failed = true;
}

void fr_package_add_scratch(fr_package *package, const char *name, fr_scratch *scratch)
{
	zip_int64_t added = add_scratch(package, name, scratch);
	if (added >= 0 && zip_file_set_dostime(package->zip, (zip_uint64_t)added, FIXED_TIME, FIXED_DATE, 0) != 0)
		package->failed = true;
}

void fr_package_spoil(fr_package *package) { package->failed = true; }

fr_status fr_package_close(fr_package *package, bool commit, fr_error *error)
{
	if (!package)
		return FR_OK;
	fr_status status = FR_OK;
	fr_allocator a = package->allocator;
	bool write = commit && !package->failed;
	if (commit && package->failed)
		status = fr_fail(error, FR_E_IO, FR_IO_WRITE, package->path, zip_strerror(package->zip), NULL);
	if (write && zip_close(package->zip) != 0) {
		status = fr_fail(error, FR_E_IO, FR_IO_WRITE, package->path, zip_strerror(package->zip), NULL);
		write = false;
		zip_discard(package->zip);
	} else if (!write && package->zip)
		zip_discard(package->zip);
	fr_status closed = fr_outfile_close(package->file, write, error);
	fr_release(&a, package->path);
	fr_release(&a, package);
	return status != FR_OK ? status : closed;
}
