/* Spill: memory that lies in a file without a name, for tables that outgrow what may be held.
 * Stage: pipeline. In: a size. Out: zeroed bytes, mapped. The file has no name from the start or loses it at once, so that nobody else can open it and nothing stays behind, whatever
 * ends the program. Its blocks are taken from the disk before they are written: a full disk is told, and does not end the program. */
#include "run/pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define NAME_MOST 4096

static fr_status refuse(const char *folder, int problem, fr_error *error)
{
	return fr_fail(error, FR_E_IO, FR_SPILL, folder, strerror(problem), NULL);
}

/* A new file that only its owner may read, without a name. -1 with errno. */
static int nameless(const char *folder)
{
	int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
		return fd;
	static const char pattern[] = "/formrule-XXXXXX";
	char path[NAME_MOST + sizeof pattern];
	size_t n = strlen(folder);
	if (n > NAME_MOST) {
		errno = ENAMETOOLONG;
		return -1;
	}
	memcpy(path, folder, n);
	memcpy(path + n, pattern, sizeof pattern);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

fr_status run_spill_new(size_t size, void **out, fr_error *error)
{
	const char *folder = secure_getenv("TMPDIR");
	folder = folder && *folder ? folder : "/tmp";
	int fd = nameless(folder);
	if (fd < 0)
		return refuse(folder, errno, error);
	int problem;
	do
		problem = posix_fallocate(fd, 0, (off_t)size);
	while (problem == EINTR);
	void *map = problem ? MAP_FAILED : mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (!problem && map == MAP_FAILED)
		problem = errno;
	close(fd); /* the mapping keeps the file */
	if (problem)
		return refuse(folder, problem, error);
	madvise(map, size, MADV_RANDOM); /* keys come in no order: reading ahead would only cost */
	*out = map;
	return FR_OK;
}

void run_spill_free(void *map, size_t size) { munmap(map, size); }
