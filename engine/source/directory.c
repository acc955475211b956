/* Directory: how large the directory of a zip file claims to be, looked at before libzip reads all of it into memory.
 * Stage: rows. In: the end of a file. Out: whether it may be opened. Source: APPNOTE.TXT 6.3.9, 4.3.14 to 4.3.16. */
#include "source/directory.h"

#include <unistd.h>

#define DIRECTORY_MOST ((uint64_t)8 << 20) /* some 80,000 entries of usual names; a workbook has a few dozen, and one for each picture */
#define ENTRY_LEAST 46
#define TAIL_MOST (65535 + 22) /* a comment and the record before it */

static uint64_t number(const unsigned char *p, int bytes)
{
	uint64_t n = 0;
	while (bytes-- > 0)
		n = n << 8 | p[bytes];
	return n;
}

static size_t bytes_at(const fr_file *file, uint64_t at, void *into, size_t n)
{
	if (at >= file->size)
		return 0;
	n = n < file->size - at ? n : (size_t)(file->size - at);
	if (file->p) {
		memcpy(into, file->p + at, n);
		return n;
	}
	size_t got = 0;
	while (got < n) {
		ssize_t r = pread(file->fd, (char *)into + got, n - got, (off_t)(at + got));
		if (r <= 0)
			break;
		got += (size_t)r;
	}
	return got;
}

static bool moderate(uint64_t entries, uint64_t bytes) { return bytes <= DIRECTORY_MOST && entries <= DIRECTORY_MOST / ENTRY_LEAST; }

/* The record at that place of the tail, and the large one it may stand for. */
static bool record_fits(const fr_file *file, const unsigned char *record, uint64_t at)
{
	uint64_t entries = number(record + 10, 2), bytes = number(record + 12, 4);
	unsigned char locator[20], large[56];
	if (at >= sizeof locator && bytes_at(file, at - sizeof locator, locator, sizeof locator) == sizeof locator &&
		memcmp(locator, "PK\6\7", 4) == 0 && bytes_at(file, number(locator + 8, 8), large, sizeof large) == sizeof large &&
		memcmp(large, "PK\6\6", 4) == 0 && !moderate(number(large + 32, 8), number(large + 40, 8)))
		return false;
	return bytes == UINT32_MAX || moderate(entries, bytes);
}

fr_status fr_directory_check(const fr_allocator *allocator, const fr_file *file, const char *path, fr_error *error)
{
	size_t n = file->size < TAIL_MOST ? (size_t)file->size : TAIL_MOST;
	unsigned char *tail = fr_alloc(allocator, n ? n : 1);
	if (!tail)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	bool fits = true;
	n = bytes_at(file, file->size - n, tail, n);
	for (size_t i = 0; i + 22 <= n && fits; i++)
		if (memcmp(tail + i, "PK\5\6", 4) == 0)
			fits = record_fits(file, tail + i, file->size - n + i);
	fr_release(allocator, tail);
	return fits ? FR_OK : fr_fail(error, FR_E_LIMIT, FR_SOURCE_PARTS, path, NULL);
}
