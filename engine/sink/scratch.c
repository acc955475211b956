/* Scratch: parts on their way into a package, deflated beside the work that makes them, and each byte once.
 * Stage: outputs. In: bytes. Out: a file that holds up to three runs: what was added before the gap, what was added behind it, and last what fills it. They are read in the order of the part: a
 * deflated run ends on a whole byte and looks back on no other, so that put one behind the other they are one stream. */
#include "sink/scratch.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <zip.h>
#include <zlib.h>

#define BLOCK ((size_t)128 << 10)
#define BLOCKS 4
#define OUT ((size_t)64 << 10)

typedef enum run_place { BEFORE, FILLING, BEHIND, RUNS } run_place;

typedef struct run {
	uint64_t from, kept, size; /* in the file; bytes there; bytes of the part */
	uLong crc;
} run;

struct fr_scratch {
	fr_allocator allocator;
	const char *path;
	FILE *file;
	bool deflated, ahead, begun, ended;
	char *blocks; /* a ring, filled by the caller */
	size_t n; /* bytes in the block that is being filled */
	/* Of whoever deflates: the thread, from when there is one until it has ended. */
	z_stream z;
	unsigned char *out;
	run runs[RUNS];
	run_place place;
	uint64_t kept;
	/* Reading. */
	run_place reading;
	uint64_t read;

	pthread_t thread;
	pthread_mutex_t lock; /* guards what follows */
	pthread_cond_t changed;
	size_t filled, taken;
	struct {
		size_t n;
		int flush; /* behind it, as zlib calls it */
	} order[BLOCKS];
	bool stopped;
	int problem; /* errno of what could not be written */
};

static fr_status no_memory(fr_error *error) { return fr_fail(error, FR_E_MEMORY, FR_MEMORY, NULL); }

static fr_status cannot_write(const fr_scratch *s, int problem, fr_error *error)
{
	return fr_fail(error, FR_E_IO, FR_IO_WRITE, s->path ? s->path : "", strerror(problem), NULL);
}

/* ---- deflating ---- */

static void *z_take(void *user, unsigned items, unsigned size) { return fr_alloc(user, (size_t)items * size); }
static void z_give(void *user, void *block) { fr_release(user, block); }

static bool open_deflate(fr_scratch *s)
{
	s->z = (z_stream){.zalloc = z_take, .zfree = z_give, .opaque = &s->allocator};
	s->out = fr_alloc(&s->allocator, OUT);
	if (s->out && deflateInit2(&s->z, FR_DEFLATE_EFFORT, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK)
		return true;
	fr_release(&s->allocator, s->out);
	s->out = NULL;
	return false;
}

static void close_deflate(fr_scratch *s)
{
	if (s->out)
		deflateEnd(&s->z);
	fr_release(&s->allocator, s->out);
	s->out = NULL;
}

static bool keep(fr_scratch *s, const void *p, size_t n)
{
	s->runs[s->place].kept += n;
	s->kept += n;
	return fwrite(p, 1, n, s->file) == n;
}

/* Adds to the run at hand. False: it could not be written. */
static bool take(fr_scratch *s, const char *p, size_t n, int flush)
{
	run *r = &s->runs[s->place];
	r->size += n;
	if (!s->deflated)
		return keep(s, p, n);
	r->crc = crc32(r->crc, (const unsigned char *)p, (uInt)n);
	s->z.next_in = (unsigned char *)p;
	s->z.avail_in = (uInt)n;
	do {
		s->z.next_out = s->out;
		s->z.avail_out = (uInt)OUT;
		deflate(&s->z, flush);
		if (!keep(s, s->out, OUT - s->z.avail_out))
			return false;
	} while (s->z.avail_out == 0);
	return true;
}

static void begin_run(fr_scratch *s, run_place place)
{
	s->place = place;
	s->runs[place] = (run){.from = s->kept, .crc = crc32(0, NULL, 0)};
}

/* The next block of the ring; called and left with the lock held. */
static void take_block(fr_scratch *s)
{
	size_t slot = s->taken % BLOCKS;
	size_t n = s->order[slot].n;
	int flush = s->order[slot].flush, problem = s->problem;
	pthread_mutex_unlock(&s->lock);
	errno = 0;
	if (!problem && !take(s, s->blocks + slot * BLOCK, n, flush))
		problem = errno ? errno : EIO;
	if (flush == Z_FULL_FLUSH)
		begin_run(s, BEHIND);
	pthread_mutex_lock(&s->lock);
	s->problem = problem;
	s->taken++;
	pthread_cond_signal(&s->changed);
}

static void *work(void *user)
{
	fr_scratch *s = user;
	pthread_mutex_lock(&s->lock);
	while (s->taken < s->filled || !s->stopped) {
		if (s->taken < s->filled)
			take_block(s);
		else
			pthread_cond_wait(&s->changed, &s->lock);
	}
	pthread_mutex_unlock(&s->lock);
	return NULL;
}

static void begin(fr_scratch *s)
{
	sigset_t all, was;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &was); /* signals are for whoever called */
	s->begun = pthread_create(&s->thread, NULL, work, s) == 0;
	s->ahead = s->begun; /* without a thread it goes as well */
	pthread_sigmask(SIG_SETMASK, &was, NULL);
}

static void stop(fr_scratch *s)
{
	if (!s->begun)
		return;
	pthread_mutex_lock(&s->lock);
	s->stopped = true;
	pthread_cond_signal(&s->changed);
	pthread_mutex_unlock(&s->lock);
	pthread_join(s->thread, NULL);
	s->begun = false;
}

/* Hands over the block that is being filled, and waits until the next one is free. What could not be written is told as soon as it is known. */
static fr_status hand_over(fr_scratch *s, int flush, fr_error *error)
{
	if (s->ahead && !s->begun && flush == Z_NO_FLUSH)
		begin(s);
	pthread_mutex_lock(&s->lock);
	size_t slot = s->filled++ % BLOCKS;
	s->order[slot].n = s->n;
	s->order[slot].flush = flush;
	s->n = 0;
	if (s->begun)
		pthread_cond_signal(&s->changed);
	else
		take_block(s);
	while (s->filled - s->taken == BLOCKS)
		pthread_cond_wait(&s->changed, &s->lock);
	int problem = s->problem;
	pthread_mutex_unlock(&s->lock);
	return problem ? cannot_write(s, problem, error) : FR_OK;
}

/* ---- adding ---- */

fr_status fr_scratch_new(const fr_allocator *allocator, const char *path, bool deflated, bool ahead, fr_scratch **out, fr_error *error)
{
	fr_scratch *s = fr_alloc(allocator, sizeof *s);
	*out = NULL;
	if (!s)
		return no_memory(error);
	*s = (fr_scratch){.allocator = *allocator, .path = path, .deflated = deflated, .ahead = ahead, .file = tmpfile()};
	begin_run(s, BEFORE);
	pthread_mutex_init(&s->lock, NULL); /* with no attributes neither takes anything that could be refused */
	pthread_cond_init(&s->changed, NULL);
	fr_status status = s->file ? FR_OK : cannot_write(s, errno, error);
	if (status == FR_OK && deflated) {
		s->blocks = fr_alloc(allocator, BLOCKS * BLOCK);
		if (!s->blocks || !open_deflate(s))
			status = no_memory(error);
	}
	if (status == FR_OK)
		*out = s;
	else
		fr_scratch_free(s);
	return status;
}

fr_status fr_scratch_add(fr_scratch *s, fr_str bytes, fr_error *error)
{
	if (!s->deflated)
		return bytes.n == 0 || take(s, bytes.p, bytes.n, Z_NO_FLUSH) ? FR_OK : cannot_write(s, errno, error);
	while (bytes.n) {
		size_t n = bytes.n < BLOCK - s->n ? bytes.n : BLOCK - s->n;
		memcpy(s->blocks + s->filled % BLOCKS * BLOCK + s->n, bytes.p, n);
		s->n += n;
		bytes = fr_str_of(bytes.p + n, bytes.n - n);
		fr_status status = s->n == BLOCK ? hand_over(s, Z_NO_FLUSH, error) : FR_OK;
		if (status != FR_OK)
			return status;
	}
	return FR_OK;
}

fr_status fr_scratch_gap(fr_scratch *s, fr_error *error)
{
	if (s->deflated)
		return hand_over(s, Z_FULL_FLUSH, error);
	begin_run(s, BEHIND);
	return FR_OK;
}

fr_status fr_scratch_end(fr_scratch *s, fr_error *error)
{
	if (s->ended)
		return FR_OK;
	s->ended = true;
	fr_status status = s->deflated ? hand_over(s, Z_FINISH, error) : FR_OK;
	stop(s);
	close_deflate(s);
	fr_release(&s->allocator, s->blocks);
	s->blocks = NULL;
	if (status == FR_OK && (s->problem || fflush(s->file) != 0))
		status = cannot_write(s, s->problem ? s->problem : errno, error);
	return status;
}

fr_status fr_scratch_fill(fr_scratch *s, fr_str bytes, fr_error *error)
{
	if (!bytes.n)
		return FR_OK;
	if (s->deflated && !open_deflate(s))
		return no_memory(error);
	begin_run(s, FILLING);
	bool kept = take(s, bytes.p, bytes.n, Z_FULL_FLUSH) && fflush(s->file) == 0;
	int problem = errno;
	close_deflate(s);
	return kept ? FR_OK : cannot_write(s, problem, error);
}

void fr_scratch_free(fr_scratch *s)
{
	if (!s)
		return;
	stop(s);
	close_deflate(s);
	if (s->file)
		fclose(s->file);
	pthread_cond_destroy(&s->changed);
	pthread_mutex_destroy(&s->lock);
	fr_allocator allocator = s->allocator;
	fr_release(&allocator, s->blocks);
	fr_release(&allocator, s);
}

/* ---- reading ---- */

static void rewind_runs(fr_scratch *s)
{
	s->reading = BEFORE;
	s->read = 0;
}

/* The next bytes as they are kept; *got 0 at the end only. */
static bool read_kept(fr_scratch *s, void *into, size_t n, size_t *got)
{
	*got = 0;
	while (s->reading < RUNS && s->read == s->runs[s->reading].kept) {
		s->reading++;
		s->read = 0;
	}
	if (s->reading == RUNS || n == 0)
		return true;
	const run *r = &s->runs[s->reading];
	if (s->read == 0 && fseeko(s->file, (off_t)r->from, SEEK_SET) != 0)
		return false;
	uint64_t left = r->kept - s->read;
	*got = fread(into, 1, n < left ? n : (size_t)left, s->file);
	s->read += *got;
	return *got > 0;
}

static fr_status part_read(fr_part *part, void *into, size_t n, size_t *got, fr_error *error)
{
	if (!read_kept(part->state, into, n, got))
		return fr_fail(error, FR_E_IO, FR_IO_READ, part->name, strerror(errno), NULL);
	part->done += *got;
	return FR_OK;
}

static void part_close(fr_part *part) { part->state = NULL; }

void fr_scratch_part(fr_scratch *s, const char *name, fr_part *out)
{
	rewind_runs(s);
	*out = (fr_part){.name = name, .state = s, .read = part_read, .close = part_close};
}

static zip_int64_t tell(const fr_scratch *s, zip_stat_t *about)
{
	zip_stat_init(about);
	about->valid = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD;
	about->comp_method = ZIP_CM_DEFLATE;
	about->size = about->comp_size = 0;
	uLong crc = crc32(0, NULL, 0);
	for (run_place i = BEFORE; i < RUNS; i++) {
		about->size += s->runs[i].size;
		about->comp_size += s->runs[i].kept;
		crc = crc32_combine(crc, s->runs[i].crc, (z_off_t)s->runs[i].size);
	}
	about->crc = (zip_uint32_t)crc;
	return sizeof *about;
}

static zip_int64_t give(void *user, void *data, zip_uint64_t n, zip_source_cmd_t command)
{
	fr_scratch *s = user;
	size_t got;
	switch (command) {
	case ZIP_SOURCE_OPEN: rewind_runs(s); return 0;
	case ZIP_SOURCE_READ: return read_kept(s, data, n, &got) ? (zip_int64_t)got : -1;
	case ZIP_SOURCE_CLOSE: return 0;
	case ZIP_SOURCE_STAT: return tell(s, data);
	case ZIP_SOURCE_ERROR:
		((int *)data)[0] = ZIP_ER_READ;
		((int *)data)[1] = errno;
		return 2 * sizeof(int);
	case ZIP_SOURCE_FREE: fr_scratch_free(s); return 0;
	default:
		return zip_source_make_command_bitmap(
			ZIP_SOURCE_OPEN, ZIP_SOURCE_READ, ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
	}
}

zip_source_t *fr_scratch_source(fr_scratch *s, zip_t *zip) { return zip_source_function(zip, give, s); }
