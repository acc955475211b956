/* Parts in the making: what is read is what was added with the gap filled, of any size, deflated or not, with a thread or without; and a disk that is full is told. */
#include "sink/package.h"
#include "sink/scratch.h"
#include "suite.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zip.h>

#define BLOCK ((size_t)128 << 10) /* of scratch.c: what happens at its borders */
#define MOST (9 * BLOCK)
#define NOWHERE SIZE_MAX
#define FILLED "<filled/>"

static const char *text_of(void)
{
	static char text[MOST];
	for (size_t i = 0; i < MOST && !text[MOST - 1]; i++)
		text[i] = (char)('a' + i * i % 19 + (i >> 12) % 5);
	return text;
}

/* The first size bytes of the text in pieces, with a gap at that place. */
static fr_scratch *made(size_t size, size_t piece, size_t gap, fr_str fill, bool deflated, bool ahead)
{
	fr_scratch *s;
	fr_error error = {0};
	const char *text = text_of();
	CU_ASSERT_FATAL(fr_scratch_new(&fr_system_allocator, "out", deflated, ahead, &s, &error) == FR_OK);
	fr_status status = FR_OK;
	for (size_t at = 0; at < size && status == FR_OK;) {
		size_t n = size - at < piece ? size - at : piece;
		n = gap > at && gap - at < n ? gap - at : n;
		if (at == gap)
			status = fr_scratch_gap(s, &error);
		if (status == FR_OK)
			status = fr_scratch_add(s, fr_str_of(text + at, n), &error);
		at += n;
	}
	if (gap == size && status == FR_OK)
		status = fr_scratch_gap(s, &error);
	CU_ASSERT(status == FR_OK && fr_scratch_end(s, &error) == FR_OK && fr_scratch_end(s, &error) == FR_OK);
	CU_ASSERT(gap == NOWHERE || fr_scratch_fill(s, fill, &error) == FR_OK);
	return s;
}

static void want(size_t size, size_t gap, fr_str fill, fr_buf *out)
{
	const char *text = text_of();
	size_t before = gap == NOWHERE ? size : gap;
	fr_buf_clear(out);
	fr_buf_add(out, text, before);
	if (gap != NOWHERE)
		fr_buf_str(out, fill);
	fr_buf_add(out, text + before, size - before);
}

static bool is_whole(fr_scratch *s, const fr_buf *wanted)
{
	fr_part part;
	static char got[MOST + 64];
	size_t n = 1, at = 0;
	fr_scratch_part(s, "out", &part);
	for (; n; at += n)
		if (part.read(&part, got + at, sizeof got - at, &n, NULL) != FR_OK)
			return false;
	part.close(&part);
	return at == wanted->n && memcmp(got, wanted->p ? wanted->p : "", at) == 0;
}

/* In a package, as another program would read it: libzip looks after size and checksum. */
static bool is_packed(fr_scratch *s, const fr_buf *wanted, fr_buf *deflated)
{
	const char *path = FR_BUILD_DIR "/unit-sink-scratch.zip";
	fr_package *package;
	fr_error error = {0};
	static char got[2 * MOST];
	bool same = false;
	if (fr_package_open(NULL, path, &package, &error) != FR_OK)
		return false;
	fr_package_add_scratch(package, "part", s);
	if (fr_package_close(package, true, &error) != FR_OK)
		return false;
	zip_t *zip = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, NULL);
	zip_file_t *file = zip ? zip_fopen(zip, "part", 0) : NULL;
	if (file) {
		zip_int64_t n = zip_fread(file, got, sizeof got), more = n < 0 ? -1 : zip_fread(file, got + n, 1);
		same = more == 0 && (size_t)n == wanted->n && memcmp(got, wanted->p ? wanted->p : "", wanted->n) == 0;
		zip_fclose(file);
	}
	zip_file_t *raw = zip ? zip_fopen(zip, "part", ZIP_FL_COMPRESSED) : NULL;
	zip_int64_t n = raw ? zip_fread(raw, got, sizeof got) : 0;
	fr_buf_clear(deflated);
	fr_buf_add(deflated, got, n > 0 ? (size_t)n : 0);
	if (raw)
		zip_fclose(raw);
	if (zip)
		zip_discard(zip);
	return same;
}

static void what_was_added_is_read(void)
{
	static const size_t sizes[] = {0, 1, 1000, BLOCK - 1, BLOCK, BLOCK + 1, 4 * BLOCK, 4 * BLOCK + 7, MOST}, pieces[] = {997, MOST};
	const fr_str fills[] = {FR_STR(FILLED), FR_STR("")};
	fr_buf wanted, alone, beside;
	fr_buf_init(&wanted, NULL, 0);
	fr_buf_init(&alone, NULL, 0);
	fr_buf_init(&beside, NULL, 0);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (size_t g = 0; g < 5; g++)
			for (size_t k = 0; k < 4; k++) {
				const size_t size = sizes[i], gaps[] = {NOWHERE, 0, size < 700 ? size : 700, size / 2, size}, gap = gaps[g];
				fr_str fill = fills[k / 2];
				want(size, gap, fill, &wanted);
				fr_scratch *plain = made(size, pieces[k % 2], gap, fill, false, k % 2);
				CASE_TRUE(is_whole(plain, &wanted) && is_whole(plain, &wanted), "%zu bytes, gap at %zu\n", size, gap);
				fr_scratch_free(plain);
				CASE_TRUE(is_packed(made(size, pieces[k % 2], gap, fill, true, false), &wanted, &alone),
					"%zu bytes, gap at %zu, deflated\n", size, gap);
				CASE_TRUE(is_packed(made(size, pieces[1 - k % 2], gap, fill, true, true), &wanted, &beside) &&
						  fr_str_eq(fr_buf_view(&alone), fr_buf_view(&beside)),
					"%zu bytes, gap at %zu, deflated by a thread\n", size, gap);
			}
	fr_buf_free(&wanted);
	fr_buf_free(&alone);
	fr_buf_free(&beside);
}

static void may_be_left_in_the_middle(void)
{
	for (size_t n = 0; n < MOST; n += BLOCK - 5) {
		fr_scratch *s;
		CU_ASSERT_FATAL(fr_scratch_new(&fr_system_allocator, "out", true, true, &s, NULL) == FR_OK);
		CU_ASSERT(fr_scratch_add(s, fr_str_of(text_of(), n), NULL) == FR_OK);
		fr_scratch_free(s);
	}
}

static void a_full_disk_is_told(void)
{
	struct rlimit before, none;
	getrlimit(RLIMIT_FSIZE, &before);
	none = (struct rlimit){.rlim_cur = 4096, .rlim_max = before.rlim_max};
	void (*was)(int) = signal(SIGXFSZ, SIG_IGN);
	static char noise[MOST];
	uint32_t state = 1;
	for (size_t i = 0; i < MOST; i++) /* does not deflate */
		noise[i] = (char)((state = state * 1664525 + 1013904223) >> 24);
	for (int k = 0; k < 4; k++) {
		fr_scratch *s;
		fr_error error = {0};
		CU_ASSERT_FATAL(fr_scratch_new(&fr_system_allocator, "out.ods", k > 0, k > 1, &s, NULL) == FR_OK);
		setrlimit(RLIMIT_FSIZE, &none);
		fr_status status = fr_scratch_add(s, fr_str_of(noise, k == 3 ? 20000 : MOST), &error); /* little: only the end can tell */
		if (status == FR_OK)
			status = fr_scratch_end(s, &error);
		setrlimit(RLIMIT_FSIZE, &before);
		CASE_TRUE(status == FR_E_IO && error.code == FR_IO_WRITE && strcmp(error.args[0], "out.ods") == 0, "%d gives %d\n", k,
			status);
		fr_scratch_free(s);
	}
	signal(SIGXFSZ, was);
}

TESTS(scratch, {"what was added is read", what_was_added_is_read}, {"may be left in the middle", may_be_left_in_the_middle},
	{"a full disk is told", a_full_disk_is_told})
