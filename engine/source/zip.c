/* Zip: entries of a zip file as streams, through libzip.
 * Stage: rows. In: a zip file. Out: bytes of its parts. What inflates beyond the limits is refused while it inflates, whatever the directory claims. */
#include "source/directory.h"
#include "source/inflate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct fr_zip {
	fr_allocator allocator;
	fr_limits limits;
	zip_t *zip;
	pthread_mutex_t lock; /* libzip is called by one thread at a time */
};

#define AHEAD_FROM ((uint64_t)1 << 20) /* bytes of a part from which on a thread of its own pays */

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
	pthread_mutex_init(&zip->lock, NULL); /* with no attributes it takes nothing that could be refused */
	if (!zip->zip) {
		fr_status status = refuse(path, why, error);
		zip_source_free(source);
		pthread_mutex_destroy(&zip->lock);
		fr_release(allocator, zip);
		return status;
	}
	*out = zip;
	return FR_OK;
}

static fr_status open_file(const fr_allocator *allocator, int fd, const char *path, const fr_limits *limits, fr_zip **out, fr_error *error)
{
	struct stat about;
	if (fstat(fd, &about) != 0) {
		int problem = errno;
		close(fd);
		return fr_fail(error, FR_E_IO, FR_IO_READ, path, strerror(problem), NULL);
	}
	fr_status status = fr_directory_check(allocator, &(fr_file){.fd = fd, .size = (uint64_t)about.st_size}, path, error);
	FILE *stream = status == FR_OK ? fdopen(fd, "rb") : NULL;
	if (!stream) {
		close(fd);
		return status == FR_OK ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : status;
	}
	zip_error_t why;
	zip_error_init(&why);
	zip_source_t *source = zip_source_filep_create(stream, 0, -1, &why);
	if (!source)
		fclose(stream);
	status = open_source(allocator, source, &why, path, limits, out, error);
	zip_error_fini(&why);
	return status;
}

fr_status fr_zip_open(const fr_allocator *allocator, const char *path, const fr_limits *limits, fr_zip **out, fr_error *error)
{
	*out = NULL;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fr_fail(error, FR_E_IO, errno == ENOENT ? FR_IO_MISSING : FR_IO_READ, path, strerror(errno), NULL);
	return open_file(allocator, fd, path, limits, out, error);
}

fr_status fr_zip_memory(const fr_allocator *allocator, const void *p, size_t n, const fr_limits *limits, fr_zip **out, fr_error *error)
{
	*out = NULL;
	fr_status status = fr_directory_check(allocator, &(fr_file){.fd = -1, .p = p, .size = n}, "", error);
	if (status != FR_OK)
		return status;
	zip_error_t why;
	zip_error_init(&why);
	status = open_source(allocator, zip_source_buffer_create(p, n, 0, &why), &why, "", limits, out, error);
	zip_error_fini(&why);
	return status;
}

void fr_zip_close(fr_zip *zip)
{
	if (!zip)
		return;
	zip_discard(zip->zip);
	pthread_mutex_destroy(&zip->lock);
	fr_allocator a = zip->allocator;
	fr_release(&a, zip);
}

struct zip *fr_zip_archive(fr_zip *zip) { return zip->zip; }

size_t fr_zip_count(fr_zip *zip, const char *name, bool prefix)
{
	pthread_mutex_lock(&zip->lock);
	zip_int64_t entries = zip_get_num_entries(zip->zip, 0);
	size_t count = 0, n = strlen(name);
	for (zip_int64_t i = 0; i < entries; i++) {
		const char *found = zip_get_name(zip->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW);
		count += found && (prefix ? strncmp(found, name, n) == 0 : strcmp(found, name) == 0);
	}
	pthread_mutex_unlock(&zip->lock);
	return count;
}

static char plain(char c) { return c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }

const char *fr_zip_find(fr_zip *zip, const char *name, size_t *count)
{
	const char *first = NULL;
	pthread_mutex_lock(&zip->lock);
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
	pthread_mutex_unlock(&zip->lock);
	return first;
}

fr_status fr_zip_part(fr_zip *zip, const char *name, fr_part *out, fr_error *error)
{
	*out = (fr_part){.name = name};
	pthread_mutex_lock(&zip->lock);
	zip_int64_t index = zip_name_locate(zip->zip, name, ZIP_FL_ENC_RAW);
	fr_status status =
		index < 0 ? fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART_MISSING, name, NULL)
			  : fr_inflate_open(&zip->allocator, zip->zip, &zip->lock, (zip_uint64_t)index, name, &zip->limits, out, error);
	pthread_mutex_unlock(&zip->lock);
	if (status == FR_OK && zip->limits.ahead && out->total >= AHEAD_FROM)
		fr_part_ahead(out, &zip->allocator);
	return status;
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
