/* Zip: entries of a zip file as streams, through libzip.
 * Stage: rows. In: a zip file. Out: bytes of its parts. What inflates beyond the limits is refused while it inflates, whatever the directory claims. */
#include "source/part.h"

#include <stdio.h>
#include <zip.h>

#define RATIO_FROM ((uint64_t)16 << 20) /* small parts may repeat as they like */

struct fr_zip {
	fr_allocator allocator;
	fr_limits limits;
	zip_t *zip;
};

typedef struct entry {
	fr_allocator allocator;
	fr_limits limits;
	zip_file_t *file;
	uint64_t deflated;
} entry;

/* What libzip says about a whole file. */
static fr_status refuse(const char *path, const zip_error_t *why, fr_error *error)
{
	switch (zip_error_code_zip(why)) {
	case ZIP_ER_MEMORY: return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	case ZIP_ER_OPEN:
	case ZIP_ER_READ:
	case ZIP_ER_SEEK: return fr_fail(error, FR_E_IO, FR_IO_READ, path, zip_error_strerror((zip_error_t *)why), NULL);
	default:
		return fr_fail(
			error, FR_E_FORMAT, FR_SOURCE_ZIP, path, NULL); /* no directory, or it does not fit the file: cut off or damaged */
	}
}

static fr_status open_source(const fr_allocator *allocator, zip_source_t *source, zip_error_t *why, const char *path,
	const fr_limits *limits, fr_zip **out, fr_error *error)
{
	fr_zip *zip = fr_alloc(allocator, sizeof *zip);
	*out = NULL;
	if (!zip) {
		zip_source_free(source);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	*zip = (fr_zip){.allocator = *allocator, .limits = *limits, .zip = source ? zip_open_from_source(source, ZIP_RDONLY, why) : NULL};
	if (!zip->zip) {
		fr_status status = refuse(path, why, error);
		zip_source_free(source);
		fr_release(allocator, zip);
		return status;
	}
	*out = zip;
	return FR_OK;
}

fr_status fr_zip_open(const fr_allocator *allocator, const char *path, const fr_limits *limits, fr_zip **out, fr_error *error)
{
	zip_error_t why;
	zip_error_init(&why);
	fr_status status = open_source(allocator, zip_source_file_create(path, 0, -1, &why), &why, path, limits, out, error);
	zip_error_fini(&why);
	return status;
}

fr_status fr_zip_memory(const fr_allocator *allocator, const void *p, size_t n, const fr_limits *limits, fr_zip **out, fr_error *error)
{
	zip_error_t why;
	zip_error_init(&why);
	fr_status status = open_source(allocator, zip_source_buffer_create(p, n, 0, &why), &why, "", limits, out, error);
	zip_error_fini(&why);
	return status;
}

void fr_zip_close(fr_zip *zip)
{
	if (!zip)
		return;
	zip_discard(zip->zip);
	fr_allocator a = zip->allocator;
	fr_release(&a, zip);
}

size_t fr_zip_count(fr_zip *zip, const char *name, bool prefix)
{
	zip_int64_t entries = zip_get_num_entries(zip->zip, 0);
	size_t count = 0, n = strlen(name);
	for (zip_int64_t i = 0; i < entries; i++) {
		const char *found = zip_get_name(zip->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
		count += found && (prefix ? strncmp(found, name, n) == 0 : strcmp(found, name) == 0);
	}
	return count;
}

static char plain(char c) { return c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

const char *fr_zip_find(fr_zip *zip, const char *name, size_t *count)
{
	const char *first = NULL;
	zip_int64_t entries = zip_get_num_entries(zip->zip, 0);
	*count = 0;
	for (zip_int64_t i = 0; i < entries; i++) {
		const char *found = zip_get_name(zip->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
		size_t k = 0;
		while (found && found[k] && plain(found[k]) == plain(name[k]))
			k++;
		if (!found || found[k] || name[k])
			continue;
		first = first ? first : found;
		++*count;
	}
	return first;
}

static fr_status entry_read(fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	entry *e = part->state;
	*got = 0;
	zip_int64_t r = zip_fread(e->file, into, n);
	if (r < 0) {
		int code = zip_error_code_zip(zip_file_get_error(e->file));
		if (code == ZIP_ER_MEMORY)
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		return fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART, part->name, NULL);
	}
	part->done += (uint64_t)r;
	if (part->done > e->limits.inflated_bytes || (part->done > RATIO_FROM && part->done / e->limits.ratio > e->deflated))
		return fr_fail(error, FR_E_LIMIT, FR_SOURCE_INFLATED, part->name, NULL);
	*got = (size_t)r;
	return FR_OK;
}

static void entry_close(fr_part *part)
{
	entry *e = part->state;
	if (!e)
		return;
	fr_allocator a = e->allocator;
	zip_fclose(e->file);
	fr_release(&a, e);
	part->state = NULL;
}

fr_status fr_zip_part(fr_zip *zip, const char *name, fr_part *out, fr_error *error)
{
	*out = (fr_part){.name = name};
	zip_stat_t about;
	zip_int64_t index = zip_name_locate(zip->zip, name, ZIP_FL_ENC_RAW);
	if (index < 0)
		return fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART_MISSING, name, NULL);
	if (zip_stat_index(zip->zip, (zip_uint64_t)index, 0, &about) != 0)
		return fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART, name, NULL);
	if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) && about.encryption_method != ZIP_EM_NONE)
		return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_ENCRYPTED, name, NULL);
	if ((about.valid & ZIP_STAT_SIZE) && about.size > zip->limits.inflated_bytes)
		return fr_fail(error, FR_E_LIMIT, FR_SOURCE_INFLATED, name, NULL);
	entry *e = fr_alloc(&zip->allocator, sizeof *e);
	if (!e)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*e = (entry){.allocator = zip->allocator, .limits = zip->limits, .file = zip_fopen_index(zip->zip, (zip_uint64_t)index, 0)};
	if (!e->file) {
		int code = zip_error_code_zip(zip_get_error(zip->zip));
		fr_release(&zip->allocator, e);
		return code == ZIP_ER_MEMORY ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL)
					     : fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART, name, NULL);
	}
	e->deflated = about.valid & ZIP_STAT_COMP_SIZE ? about.comp_size : 0;
	*out = (fr_part){
		.name = name, .state = e, .total = about.valid & ZIP_STAT_SIZE ? about.size : 0, .read = entry_read, .close = entry_close};
	return FR_OK;
}

/* ---- a file as a part ---- */

static fr_status bytes_read(fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	fr_status status = fr_bytes_read(part->state, into, n, got, error);
	part->done += *got;
	return status;
}

static void bytes_close(fr_part *part) { part->state = NULL; }

void fr_part_of_bytes(fr_bytes *bytes, fr_part *out)
{
	*out = (fr_part){.name = bytes->path, .state = bytes, .total = bytes->size, .read = bytes_read, .close = bytes_close};
}
