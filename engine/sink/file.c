/* Output files: whole or not at all.
 * Stage: outputs. In: bytes, or a writer that opens the temporary file itself. Out: the target, replaced in one step once everything is on disk. */
#include "sink/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct fr_outfile {
	fr_allocator allocator;
	int fd;
	int problem; /* errno of the first write that failed, 0 when none */
	char *path; /* as the caller named it */
	char *target; /* what is replaced: path, or where its symbolic link leads */
	char *temporary;
};

static fr_status refuse(const char *path, int problem, fr_error *error)
{
	int code = problem == ENOENT || problem == ENOTDIR                     ? FR_IO_FOLDER
		   : problem == EACCES || problem == EPERM || problem == EROFS ? FR_IO_DENIED
		   : problem == ENOSPC                                         ? FR_IO_FULL
									       : FR_IO_WRITE;
	return fr_fail(error, FR_E_IO, code, path, strerror(problem), NULL);
}

static char *copy(const fr_allocator *allocator, const char *text, const char *tail)
{
	size_t n = strlen(text), m = strlen(tail);
	char *p = fr_alloc(allocator, n + m + 1);
	if (p) {
		memcpy(p, text, n);
		memcpy(p + n, tail, m + 1);
	}
	return p;
}

static void discard(fr_outfile *file)
{
	if (file->fd >= 0)
		close(file->fd);
	fr_allocator allocator = file->allocator;
	fr_release(&allocator, file->path);
	fr_release(&allocator, file->target);
	fr_release(&allocator, file->temporary);
	fr_release(&allocator, file);
}

/* A link stays a link: what it points to is replaced. */
static char *target_of(const fr_allocator *allocator, const char *path)
{
	char *real = realpath(path, NULL);
	char *target = copy(allocator, real ? real : path, "");
	free(real);
	return target;
}

fr_status fr_outfile_open(const fr_allocator *allocator, const char *path, fr_outfile **out, fr_error *error)
{
	*out = NULL;
	fr_allocator a = allocator && allocator->resize ? *allocator : fr_system_allocator;
	struct stat info;
	if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
		return fr_fail(error, FR_E_IO, FR_IO_DIRECTORY, path, NULL);
	fr_outfile *file = fr_alloc(&a, sizeof *file);
	if (!file)
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	*file = (fr_outfile){.allocator = a, .fd = -1};
	file->path = copy(&a, path, "");
	file->target = target_of(&a, path);
	file->temporary = file->target ? copy(&a, file->target, ".XXXXXX") : NULL;
	if (!file->path || !file->temporary) {
		discard(file);
		return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL);
	}
	file->fd = mkostemp(file->temporary, O_CLOEXEC); /* 0600: nobody else reads half a file */
	if (file->fd < 0) {
		int problem = errno;
		discard(file);
		return refuse(path, problem, error);
	}
	*out = file;
	return FR_OK;
}

const char *fr_outfile_temporary(const fr_outfile *file) { return file->temporary; }

bool fr_outfile_write(fr_outfile *file, const char *bytes, size_t count)
{
	while (count && !file->problem) {
		ssize_t n = write(file->fd, bytes, count);
		if (n < 0) {
			if (errno == EINTR)
				continue;
			file->problem = errno;
			break;
		}
		bytes += n;
		count -= (size_t)n;
	}
	return file->problem == 0;
}

/* The mode the target has, or the one a new file gets: a short-lived one beside it shows which, as umask cannot be read without changing it
 * for every thread. */
static int final_mode(const fr_outfile *file, mode_t *mode)
{
	struct stat info;
	if (stat(file->target, &info) == 0 && S_ISREG(info.st_mode)) {
		*mode = info.st_mode & 0777;
		return 0;
	}
	char *probe = copy(&file->allocator, file->temporary, "m");
	if (!probe)
		return ENOMEM;
	int fd = open(probe, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int problem = fd < 0 || fstat(fd, &info) != 0 ? errno : 0;
	if (fd >= 0) {
		close(fd);
		unlink(probe);
	}
	fr_release(&file->allocator, probe);
	*mode = info.st_mode & 0777;
	return problem;
}

static int sync_folder(const char *target)
{
	char folder[4096];
	const char *slash = strrchr(target, '/');
	size_t n = slash ? (size_t)(slash - target) + (slash == target) : 0;
	if (n >= sizeof folder)
		return ENAMETOOLONG;
	memcpy(folder, target, n);
	folder[n] = 0;
	int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	int problem = fsync(fd) == 0 || errno == EINVAL ? 0 : errno; /* EINVAL: a file system without it */
	close(fd);
	return problem;
}

/* Opened anew by name: a writer such as libzip may have put another file in its place. */
static int settle(const fr_outfile *file)
{
	int fd = open(file->temporary, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno;
	mode_t mode = 0600;
	int problem = final_mode(file, &mode);
	if (!problem && (fchmod(fd, mode) != 0 || fsync(fd) != 0))
		problem = errno;
	if (close(fd) != 0 && !problem)
		problem = errno;
	if (!problem && rename(file->temporary, file->target) != 0)
		problem = errno;
	return problem ? problem : sync_folder(file->target);
}

fr_status fr_outfile_close(fr_outfile *file, bool commit, fr_error *error)
{
	if (!file)
		return FR_OK;
	int problem = file->problem;
	if (close(file->fd) != 0 && !problem)
		problem = errno;
	file->fd = -1;
	if (commit && !problem)
		problem = settle(file);
	fr_status status = commit && problem ? refuse(file->path, problem, error) : FR_OK;
	if (!commit || problem)
		unlink(file->temporary); /* gone already when only the folder could not be synced */
	discard(file);
	return status;
}
