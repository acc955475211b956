/* Inflate: one entry of a zip file as a stream of bytes, its size, checksum and ratio looked after while it flows.
 * Stage: rows. In: the entry as it lies in the file, through libzip. Out: bytes of the part. libzip would inflate as well, but does not say how much of the entry that took, and so
 * could not tell a bomb before it has gone off. */
#include "source/inflate.h"

#include <zlib.h>

#define RATIO_FROM ((uint64_t)16 << 20) /* small parts may repeat as they like */
#define RAW_BLOCK ((size_t)32 << 10)

typedef struct entry {
	fr_allocator allocator;
	fr_limits limits;
	zip_file_t *file; /* gives the entry as it lies there */
	pthread_mutex_t *lock; /* of the zip file */
	uint64_t taken; /* bytes of that */
	uint64_t size;
	uLong crc, crc_wanted;
	bool deflated, ended, has_crc, has_size;
	z_stream z;
	unsigned char raw[RAW_BLOCK];
} entry;

static void *z_take(void *user, unsigned items, unsigned size) { return fr_alloc(user, (size_t)items * size); }
static void z_give(void *user, void *block) { fr_release(user, block); }

static fr_status damaged(const fr_part *part, fr_error *error) { return fr_fail(error, FR_E_FORMAT, FR_SOURCE_PART, part->name, NULL); }

static fr_status read_raw(entry *e, const fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	pthread_mutex_lock(e->lock);
	zip_int64_t r = zip_fread(e->file, into, n);
	bool refused = r < 0 && zip_error_code_zip(zip_file_get_error(e->file)) == ZIP_ER_MEMORY;
	pthread_mutex_unlock(e->lock);
	if (r < 0)
		return refused ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : damaged(part, error);
	*got = (size_t)r;
	e->taken += (uint64_t)r;
	return FR_OK;
}

/* As much as fits, but at least one byte unless the stream has ended. */
static fr_status inflate_some(entry *e, const fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	e->z.next_out = into;
	e->z.avail_out = n < UINT32_MAX ? (uInt)n : UINT32_MAX;
	while (e->z.avail_out == n && !e->ended) {
		int result = inflate(&e->z, Z_NO_FLUSH); /* also without input: bits it has taken already may hold the end of the stream */
		e->ended = result == Z_STREAM_END;
		if (result == Z_MEM_ERROR)
			return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
		if (result == Z_BUF_ERROR && e->z.avail_in == 0) {
			size_t raw = 0;
			fr_status status = read_raw(e, part, e->raw, sizeof e->raw, &raw, error);
			if (status != FR_OK)
				return status;
			if (raw == 0) /* cut off */
				return damaged(part, error);
			e->z.next_in = e->raw;
			e->z.avail_in = (uInt)raw;
		} else if (result != Z_OK && !e->ended)
			return damaged(part, error);
	}
	*got = n - e->z.avail_out;
	return FR_OK;
}

static fr_status entry_read(fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	entry *e = part->state;
	*got = 0;
	if (n == 0 || !fr_limits_alive(&e->limits))
		return n == 0 ? FR_OK : fr_fail(error, FR_E_CANCELLED, FR_CANCELLED, NULL);
	fr_status status = e->deflated ? inflate_some(e, part, into, n, got, error) : read_raw(e, part, into, n, got, error);
	if (status != FR_OK)
		return status;
	if (*got == 0 && ((e->has_crc && e->crc != e->crc_wanted) || (e->has_size && part->done != e->size)))
		return damaged(part, error);
	e->crc = crc32(e->crc, into, (uInt)*got);
	part->done += *got;
	if (part->done > e->limits.inflated_bytes || (part->done > RATIO_FROM && part->done / e->limits.ratio > e->taken))
		return fr_fail(error, FR_E_LIMIT, FR_SOURCE_INFLATED, part->name, NULL);
	return FR_OK;
}

static void entry_close(fr_part *part)
{
	entry *e = part->state;
	if (!e)
		return;
	fr_allocator a = e->allocator;
	if (e->deflated)
		inflateEnd(&e->z);
	pthread_mutex_lock(e->lock);
	zip_fclose(e->file);
	pthread_mutex_unlock(e->lock);
	fr_release(&a, e);
	part->state = NULL;
}

/* What the directory says of it, before anything is read. */
static fr_status look(const zip_stat_t *about, const char *name, const fr_limits *limits, fr_error *error)
{
	if ((about->valid & ZIP_STAT_ENCRYPTION_METHOD) && about->encryption_method != ZIP_EM_NONE)
		return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_ENCRYPTED, name, NULL);
	if ((about->valid & ZIP_STAT_COMP_METHOD) && about->comp_method != ZIP_CM_STORE && about->comp_method != ZIP_CM_DEFLATE)
		return fr_fail(error, FR_E_UNSUPPORTED, FR_SOURCE_METHOD, name, NULL);
	if ((about->valid & ZIP_STAT_SIZE) && about->size > limits->inflated_bytes)
		return fr_fail(error, FR_E_LIMIT, FR_SOURCE_INFLATED, name, NULL);
	return FR_OK;
}

static fr_status begin(
	entry *e, zip_t *zip, zip_uint64_t index, const zip_stat_t *about, const fr_allocator *allocator, const fr_limits *limits)
{
	e->allocator = *allocator;
	e->limits = *limits;
	e->taken = 0;
	e->has_size = about->valid & ZIP_STAT_SIZE;
	e->size = about->size;
	e->has_crc = about->valid & ZIP_STAT_CRC;
	e->crc_wanted = about->crc;
	e->crc = crc32(0, NULL, 0);
	e->ended = false;
	e->deflated = (about->valid & ZIP_STAT_COMP_METHOD) && about->comp_method == ZIP_CM_DEFLATE;
	e->file = zip_fopen_index(zip, index, ZIP_FL_COMPRESSED);
	if (!e->file)
		return zip_error_code_zip(zip_get_error(zip)) == ZIP_ER_MEMORY ? FR_E_MEMORY : FR_E_FORMAT;
	e->z = (z_stream){.zalloc = z_take, .zfree = z_give, .opaque = &e->allocator};
	if (e->deflated && inflateInit2(&e->z, -MAX_WBITS) != Z_OK) {
		zip_fclose(e->file);
		return FR_E_MEMORY;
	}
	return FR_OK;
}

fr_status fr_inflate_open(const fr_allocator *allocator, zip_t *zip, pthread_mutex_t *lock, zip_uint64_t index, const char *name,
	const fr_limits *limits, fr_part *out, fr_error *error)
{
	zip_stat_t about;
	*out = (fr_part){.name = name};
	if (zip_stat_index(zip, index, 0, &about) != 0)
		return damaged(out, error);
	fr_status status = look(&about, name, limits, error);
	if (status != FR_OK)
		return status;
	entry *e = fr_alloc(allocator, sizeof *e);
	if (!e)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	e->lock = lock;
	status = begin(e, zip, index, &about, allocator, limits);
	if (status != FR_OK) {
		fr_release(allocator, e);
		return status == FR_E_MEMORY ? fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL) : damaged(out, error);
	}
	*out = (fr_part){.name = name, .state = e, .total = e->has_size ? e->size : 0, .read = entry_read, .close = entry_close};
	return FR_OK;
}
