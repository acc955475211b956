/* Bytes: opening and reading files.
 * Stage: rows. In: a path. Out: bytes in blocks. */
#include "source/bytes.h"
#include "formrule/codes.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static fr_status refuse(const char *path, int problem, fr_error *error)
{
	if (problem == ENOENT || problem == ENOTDIR)
		return fr_fail(error, FR_E_IO, FR_IO_MISSING, path, NULL);
	if (problem == EISDIR)
		return fr_fail(error, FR_E_IO, FR_IO_DIRECTORY, path, NULL);
	return fr_fail(error, FR_E_IO, FR_IO_READ, path, strerror(problem), NULL);
}

/* As many as there are, up to n. */
static fr_status fill(int fd, char *into, size_t n, int64_t offset, size_t *got, const char *path, fr_error *error)
{
	*got = 0;
	while (*got < n) {
		ssize_t r =
			offset < 0 ? read(fd, into + *got, n - *got) : pread(fd, into + *got, n - *got, (off_t)(offset + (int64_t)*got));
		if (r < 0 && errno == EINTR)
			continue;
		if (r < 0)
			return refuse(path, errno, error);
		if (r == 0)
			break;
		*got += (size_t)r;
	}
	return FR_OK;
}

fr_status fr_bytes_open(fr_bytes *bytes, const fr_allocator *allocator, const char *path, fr_error *error)
{
	*bytes = (fr_bytes){.allocator = *allocator, .path = path, .fd = open(path, O_RDONLY | O_CLOEXEC)};
	struct stat about;
	if (bytes->fd < 0)
		return refuse(path, errno, error);
	fr_status status = FR_OK;
	char *head = NULL;
	if (fstat(bytes->fd, &about) != 0)
		status = refuse(path, errno, error);
	else if (S_ISDIR(about.st_mode))
		status = refuse(path, EISDIR, error);
	else if (!(head = fr_alloc(allocator, FR_HEAD_BYTES)))
		status = fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	else
		status = fill(bytes->fd, head, FR_HEAD_BYTES, -1, &bytes->head_n, path, error);
	bytes->head = head;
	if (status == FR_OK && bytes->head_n == 0)
		status = fr_fail(error, FR_E_FORMAT, FR_SOURCE_EMPTY, path, NULL);
	if (status != FR_OK) {
		fr_bytes_close(bytes);
		return status;
	}
	bytes->regular = S_ISREG(about.st_mode);
	bytes->size = bytes->regular ? (uint64_t)about.st_size : 0;
	return FR_OK;
}

void fr_bytes_memory(fr_bytes *bytes, const void *p, size_t n)
{
	*bytes = (fr_bytes){.path = "", .head = p, .head_n = n, .size = n, .fd = -1};
}

fr_status fr_bytes_read(fr_bytes *bytes, void *into, size_t n, size_t *got, fr_error *error)
{
	size_t left = bytes->head_n - bytes->head_at;
	*got = 0;
	if (bytes->limits && !fr_limits_alive(bytes->limits))
		return fr_fail(error, FR_E_CANCELLED, FR_CANCELLED, NULL);
	if (left || bytes->fd < 0) {
		*got = n < left ? n : left;
		if (*got)
			memcpy(into, bytes->head + bytes->head_at, *got);
		bytes->head_at += *got;
		bytes->taken += *got;
		return FR_OK;
	}
	fr_status status = fill(bytes->fd, into, n, -1, got, bytes->path, error);
	bytes->taken += *got;
	return status;
}

fr_status fr_bytes_at(fr_bytes *bytes, uint64_t offset, void *into, size_t n, size_t *got, fr_error *error)
{
	*got = 0;
	if (!bytes->regular && offset < bytes->head_n) {
		size_t left = bytes->head_n - (size_t)offset;
		*got = n < left ? n : left;
		memcpy(into, bytes->head + offset, *got);
		return FR_OK;
	}
	return bytes->regular ? fill(bytes->fd, into, n, (int64_t)offset, got, bytes->path, error) : FR_OK;
}

void fr_bytes_close(fr_bytes *bytes)
{
	if (bytes->fd >= 0) {
		close(bytes->fd);
		fr_release(&bytes->allocator, (char *)bytes->head);
	}
	bytes->fd = -1;
	bytes->head = NULL;
}
